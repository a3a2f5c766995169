//! Who does what when: a plan fits if this can be worked out, not if the minutes add up.
//!
//! Jobs are placed in their order, each as early as somebody who can do it is free, everything it has to wait for is done, and
//! nothing it must not go together with is under way. The first job that does not fit ends the shift; the next shift goes on
//! with it. Later jobs never fill the gap: so with more people, more hours or an earlier shift every job is done in the same
//! shift or in an earlier one, and no more risk is left. (With hosts that wait for each other or exclude each other, fewer
//! people may get further than more; then fewer of them work.)

use rustc_hash::FxHashMap;

use super::Shift;
use crate::inventory::HostId;

/// One job: `machines` times `minutes` of work that different people may share.
#[derive(Clone, Debug)]
pub(super) struct Job<'a> {
    /// The host it restarts, if it restarts one.
    pub(super) host: Option<HostId>,
    pub(super) machines: u32,
    pub(super) minutes: u64,
    /// All of it in one shift, or nothing: half a quarantine holds nobody.
    pub(super) whole: bool,
    /// Hosts that have to be done before.
    pub(super) after: &'a [HostId],
    /// Hosts that must not be under way at the same time.
    pub(super) not_with: &'a [HostId],
    /// What whoever does it has to know.
    pub(super) skill: Option<&'a str>,
}

impl Job<'_> {
    fn is_free(&self) -> bool {
        self.after.is_empty() && self.not_with.is_empty() && self.skill.is_none()
    }
}

/// A piece of a job that one person does in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The place of the job in its order.
    pub(super) job: usize,
    pub(super) machines: u32,
    /// The place of the shift among all.
    pub(super) shift: usize,
    /// From 0.
    pub(super) person: u32,
    /// Minutes from the start of the shift.
    pub(super) start: u64,
    pub(super) end: u64,
}

/// What is done in all shifts, with the fewest people of each shift who do it in time. Cost: machines × people.
pub(super) fn schedule(jobs: &[Job<'_>], shifts: &[Shift]) -> Vec<Slot> {
    let mut at = Position::default();
    let mut hosts = FxHashMap::default();
    let mut slots = Vec::new();
    for (number, shift) in shifts.iter().enumerate() {
        at.skip_impossible(jobs, &shifts[number..], &hosts);
        let reached = best_crew(jobs, shift, at, &hosts);
        at = reached.end;
        hosts = reached.hosts;
        slots.extend(reached.slots.into_iter().map(|slot| Slot { shift: number, ..slot }));
    }
    slots
}

/// How far the jobs are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    job: usize,
    /// Machines of that job that are done.
    machines: u32,
}

/// Hosts that are done: when, in this shift; earlier ones at 0.
type Done = FxHashMap<HostId, Span>;

#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u64,
    end: u64,
}

impl Position {
    /// Passes over jobs that fit into none of the shifts that are left, even if nothing else is done.
    fn skip_impossible(&mut self, jobs: &[Job<'_>], shifts: &[Shift], done: &Done) {
        while self.machines == 0 && jobs.get(self.job).is_some_and(|job| !shifts.iter().any(|shift| fits_alone(job, shift, done))) {
            self.job += 1;
        }
    }
}

fn fits_alone(job: &Job<'_>, shift: &Shift, done: &Done) -> bool {
    let able = (0..shift.staff.min(shift.who.len().max(1) as u32)).any(|person| shift.can(person, job.skill));
    let rounds = if job.whole { u64::from(job.machines).div_ceil(u64::from(shift.staff)) } else { 1 };
    let waits = job.after.iter().all(|host| done.contains_key(host));
    able && waits && job.minutes.saturating_mul(rounds) <= shift.minutes
}

/// What a crew does in one shift.
struct Reached {
    end: Position,
    slots: Vec<Slot>,
    hosts: Done,
}

/// The fewest people who get as far in a shift as any number of its people.
fn best_crew(jobs: &[Job<'_>], shift: &Shift, from: Position, done: &Done) -> Reached {
    let most = work(jobs, shift, shift.staff, from, done);
    let free = jobs[from.job.min(jobs.len())..most.end.job.min(jobs.len())].iter().all(Job::is_free);
    let busy: u64 = most.slots.iter().map(|slot| slot.end - slot.start).sum();
    // So many are needed whatever the order; where nothing constrains it, more people never get less far.
    let fewest = (busy.div_ceil(shift.minutes.max(1)) as u32).max(1);
    let mut best = most;
    for people in (fewest..shift.staff).rev() {
        let fewer = work(jobs, shift, people, from, done);
        if fewer.end >= best.end {
            best = fewer;
        } else if free {
            break;
        }
    }
    best
}

fn work(jobs: &[Job<'_>], shift: &Shift, people: u32, from: Position, done: &Done) -> Reached {
    let hosts = done.keys().map(|host| (*host, Span::default())).collect();
    let mut crew = Crew { shift, free: vec![0; people as usize], hosts, slots: Vec::new() };
    let mut at = from;
    while let Some(job) = jobs.get(at.job) {
        let left = job.machines - at.machines;
        let placed = crew.do_job(job, at.job, left);
        if placed < left && !crew.may_be_passed(job) {
            at.machines += placed;
            break;
        }
        at = Position { job: at.job + 1, machines: 0 };
    }
    Reached { end: at, slots: crew.slots, hosts: crew.hosts }
}

struct Crew<'a> {
    shift: &'a Shift,
    /// When each of them is free.
    free: Vec<u64>,
    hosts: Done,
    slots: Vec<Slot>,
}

impl Crew<'_> {
    /// A job that waits for a host which is not done never holds up the others.
    fn may_be_passed(&self, job: &Job<'_>) -> bool {
        job.after.iter().any(|host| !self.hosts.contains_key(host))
    }

    /// Does as many machines of a job as fit; answers with their number.
    fn do_job(&mut self, job: &Job<'_>, number: usize, machines: u32) -> u32 {
        if self.may_be_passed(job) {
            return 0;
        }
        let (free, slots) = (self.free.clone(), self.slots.len());
        let placed = (0..machines).take_while(|_| self.do_one(job, number)).count() as u32;
        if job.whole && placed < machines {
            self.free = free;
            self.slots.truncate(slots);
            return 0;
        }
        if let (Some(host), true) = (job.host, placed == machines) {
            self.note(host, slots);
        }
        placed
    }

    fn do_one(&mut self, job: &Job<'_>, number: usize) -> bool {
        let able = (0..self.free.len() as u32).filter(|person| self.shift.can(*person, job.skill));
        let Some(person) = able.min_by_key(|person| (self.free[*person as usize], *person)) else { return false };
        let ready = job.after.iter().filter_map(|host| self.hosts.get(host)).map(|span| span.end).max().unwrap_or(0);
        let start = self.clear(self.free[person as usize].max(ready), job);
        let Some(end) = start.checked_add(job.minutes).filter(|end| *end <= self.shift.minutes) else { return false };
        self.free[person as usize] = end;
        let goes_on = |slot: &&mut Slot| slot.job == number && slot.person == person && slot.end == start;
        match self.slots.iter_mut().rev().take_while(|slot| slot.job == number).find(goes_on) {
            Some(slot) => (slot.machines, slot.end) = (slot.machines + 1, end),
            None => self.slots.push(Slot { job: number, machines: 1, shift: 0, person, start, end }),
        }
        true
    }

    /// Notes when a host was under way: from the first of the new slots to the last.
    fn note(&mut self, host: HostId, slots: usize) {
        let new = &self.slots[slots..];
        let start = new.iter().map(|slot| slot.start).min().unwrap_or(0);
        let end = new.iter().map(|slot| slot.end).max().unwrap_or(0);
        self.hosts.insert(host, Span { start, end });
    }

    /// The first time from `start` on at which nothing is under way that the job must not go together with.
    fn clear(&self, mut start: u64, job: &Job<'_>) -> u64 {
        let mut busy: Vec<Span> = job.not_with.iter().filter_map(|host| self.hosts.get(host)).copied().collect();
        busy.sort_unstable_by_key(|span| span.start);
        for span in busy {
            if start < span.end && span.start < start + job.minutes {
                start = span.end;
            }
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn job<'a>(host: u32, minutes: u64, after: &'a [HostId], not_with: &'a [HostId]) -> Job<'a> {
        Job { host: Some(HostId(host)), machines: 1, minutes, whole: false, after, not_with, skill: None }
    }

    fn shift(day: u32, staff: u32, minutes: u64) -> Shift {
        Shift::new(date(2006, 9, day as i8), day, staff, minutes)
    }

    fn times(slots: &[Slot]) -> Vec<(usize, usize, u32, u64)> {
        slots.iter().map(|slot| (slot.job, slot.shift, slot.person, slot.start)).collect()
    }

    #[test]
    fn two_people_work_side_by_side_unless_hosts_exclude_each_other() {
        let (one, two) = ([HostId(1)], [HostId(2)]);
        let jobs = [job(1, 40, &[], &[]), job(2, 40, &[], &one), job(3, 20, &two, &[]), job(4, 70, &[], &[])];
        let slots = schedule(&jobs, &[shift(1, 2, 100), shift(2, 2, 100)]);
        assert_eq!(times(&slots), [(0, 0, 0, 0), (1, 0, 0, 40), (2, 0, 0, 80), (3, 1, 0, 0)], "one person is enough on both days");
    }

    #[test]
    fn nobody_is_called_who_would_be_idle() {
        let jobs = [job(1, 20, &[], &[]), job(2, 20, &[], &[]), job(3, 20, &[], &[])];
        assert!(schedule(&jobs, &[shift(1, 5, 60)]).iter().all(|slot| slot.person == 0));
        assert_eq!(schedule(&jobs, &[shift(1, 5, 50)]).iter().map(|slot| slot.person).max(), Some(1));
        assert_eq!(schedule(&jobs, &[shift(1, 5, 20)]).iter().map(|slot| slot.person).max(), Some(2));
    }

    #[test]
    fn half_a_quarantine_is_none_and_what_never_fits_holds_nobody_up() {
        let mut jobs =
            [job(1, 10, &[], &[]), job(2, 10, &[], &[]), job(3, 90, &[], &[]), job(4, 10, &[HostId(3)], &[]), job(5, 10, &[], &[])];
        (jobs[1].machines, jobs[1].whole) = (4, true);
        let slots = schedule(&jobs, &[shift(1, 1, 40), shift(2, 1, 60)]);
        assert_eq!(times(&slots), [(0, 0, 0, 0), (1, 1, 0, 0), (4, 1, 0, 40)]);
    }

    #[test]
    fn a_skill_binds_a_job_to_who_has_it() {
        let mut jobs = [job(1, 30, &[], &[]), job(2, 30, &[], &[]), job(3, 30, &[], &[])];
        jobs.iter_mut().take(2).for_each(|job| job.skill = Some("dba"));
        let night = Shift { who: vec!["network".to_owned(), "dba".to_owned()], ..shift(1, 2, 60) };
        assert_eq!(times(&schedule(&jobs, &[night])), [(0, 0, 1, 0), (1, 0, 1, 30), (2, 0, 0, 0)]);
        assert_eq!(times(&schedule(&jobs[..1], &[Shift { who: vec!["network".to_owned()], ..shift(1, 2, 60) }])), []);
    }

    /// The shift in which each machine is done, in the order of the jobs.
    fn days(jobs: &[Job<'_>], shifts: &[Shift]) -> Vec<u32> {
        let mut days = vec![Vec::new(); jobs.len()];
        for slot in schedule(jobs, shifts) {
            days[slot.job].extend(std::iter::repeat_n(shifts[slot.shift].day, slot.machines as usize));
        }
        let never = |(job, mut days): (&Job<'_>, Vec<u32>)| {
            days.resize(job.machines as usize, u32::MAX);
            days
        };
        jobs.iter().zip(days).flat_map(never).collect()
    }

    proptest! {
        /// More people, more hours, and the same shifts a day earlier: nothing is done later than before.
        #[test]
        fn more_people_hours_and_earlier_shifts_never_put_a_job_off(
            work in proptest::collection::vec((1..4_u32, 1..60_u64), 1..20),
            shifts in proptest::collection::vec((1..5_u32, 60..200_u64), 1..4),
            more in (0..3_u32, 0..60_u64, 0..2_u32),
        ) {
            let jobs: Vec<Job<'_>> =
                work.iter().enumerate().map(|(i, (machines, minutes))| Job { machines: *machines, ..job(i as u32, *minutes, &[], &[]) }).collect();
            let crew = |extra: (u32, u64, u32)| -> Vec<Shift> {
                shifts.iter().enumerate().map(|(i, (staff, minutes))| shift(2 * i as u32 + 3 - extra.2, staff + extra.0, minutes + extra.1)).collect()
            };
            let (few, many) = (days(&jobs, &crew((0, 0, 0))), days(&jobs, &crew(more)));
            prop_assert!(many.iter().zip(&few).all(|(more, less)| more <= less), "{few:?} became {many:?}");
        }
    }
}

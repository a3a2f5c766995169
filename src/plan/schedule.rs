//! Who does what when: a plan fits if this can be worked out, not if the minutes add up.
//!
//! Jobs are placed in their order, each as early as somebody who can do it is free, everything it
//! has to wait for is done, and nothing it must not go together with is under way. The first job
//! that does not fit ends the shift; the next shift goes on with it. Later jobs never fill the gap:
//! so with more people, more hours or an earlier shift every job is done in the same shift or in an
//! earlier one, and no more risk is left. (With hosts that wait for each other or exclude each
//! other, fewer people may get further than more; then fewer of them work.) A job of a kind that a
//! shift cannot do, for want of a skill or because its host must not restart in regular hours,
//! waits for the next one and delays nothing else.

use super::Shift;
use super::job::{Done, Job, Slot};
use super::roster::Roster;

/// A job that is still to be done: its place in the order, and how many of its machines.
type Open = (usize, u32);

/// What is done in all shifts, with the fewest people of each shift who do it in time. Cost: jobs ×
/// shifts, and in each shift machines × as many numbers of people as are tried ([`MAX_TRIED`]).
pub(super) fn schedule(jobs: &[Job<'_>], shifts: &[Shift]) -> Vec<Slot> {
    let mut open: Vec<Open> = jobs.iter().enumerate().map(|(at, job)| (at, job.machines)).collect();
    let mut hosts = Done::default();
    let mut slots = Vec::new();
    for (number, shift) in shifts.iter().enumerate() {
        // What fits into none of the shifts that are left delays nothing else.
        open.retain(|(at, _)| shifts[number..].iter().any(|shift| jobs[*at].fits(shift)));
        let task = Task { jobs, shift, open: &open, before: &hosts };
        let reached = task.best();
        slots.extend(reached.slots.into_iter().map(|slot| Slot { shift: number, ..slot }));
        (open, hosts) = (reached.open, reached.hosts);
    }
    slots
}

/// Where nothing but time constrains the jobs, more people never get less far, so the fewest are
/// found by halving. Elsewhere so many numbers of people are tried one by one.
const MAX_TRIED: u32 = 64;

/// What is to be done in one shift.
struct Task<'t, 'j> {
    jobs: &'t [Job<'j>],
    shift: &'t Shift,
    open: &'t [Open],
    before: &'t Done,
}

/// What people do in one shift.
struct Reached {
    /// How many of the open jobs were gone through, and how many machines of the next one are done.
    end: (usize, u32),
    slots: Vec<Slot>,
    hosts: Done,
    open: Vec<Open>,
}

impl Task<'_, '_> {
    /// The fewest people who get as far as any number of the people who are there.
    fn best(&self) -> Reached {
        let most = self.work(self.shift.staff);
        let busy: u64 = most.slots.iter().map(|slot| slot.end - slot.start).sum();
        // So many are needed whatever the order.
        let fewest = (busy.div_ceil(self.shift.minutes.max(1)).min(u64::from(self.shift.staff))
            as u32)
            .max(1);
        let free = self.open[..(most.end.0 + 1).min(self.open.len())]
            .iter()
            .all(|(at, _)| self.jobs[*at].is_free());
        if free { self.halved(fewest, most) } else { self.tried(fewest, most) }
    }

    fn halved(&self, fewest: u32, most: Reached) -> Reached {
        let (mut low, mut high, mut best) = (fewest, self.shift.staff, most);
        while low < high {
            let middle = low.midpoint(high);
            let fewer = self.work(middle);
            if fewer.end >= best.end { (high, best) = (middle, fewer) } else { low = middle + 1 }
        }
        best
    }

    fn tried(&self, fewest: u32, most: Reached) -> Reached {
        let mut best = most;
        for people in (fewest..self.shift.staff.min(fewest.saturating_add(MAX_TRIED))).rev() {
            let fewer = self.work(people);
            if fewer.end >= best.end {
                best = fewer;
            }
        }
        best
    }

    /// What so many people get done.
    fn work(&self, people: u32) -> Reached {
        let mut roster = Roster::new(self.shift, people, self.before);
        let mut open = Vec::new();
        for (gone_through, (at, left)) in self.open.iter().copied().enumerate() {
            let job = &self.jobs[at];
            if !job.suits(self.shift) || roster.waits(job) {
                open.push((at, left));
                continue;
            }
            let placed = roster.do_job(job, at, left);
            if placed < left {
                open.push((at, left - placed));
                open.extend_from_slice(&self.open[gone_through + 1..]);
                return Reached {
                    end: (gone_through, placed),
                    slots: roster.slots,
                    hosts: roster.hosts,
                    open,
                };
            }
        }
        Reached { end: (self.open.len(), 0), slots: roster.slots, hosts: roster.hosts, open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::HostId;
    use crate::term::day::Day;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn job<'a>(host: u32, minutes: u64, after: &'a [HostId], not_with: &'a [HostId]) -> Job<'a> {
        Job {
            host: Some(HostId(host)),
            machines: 1,
            minutes,
            whole: false,
            out_of_hours: false,
            after,
            not_with,
            skill: None,
        }
    }

    fn shift(day: u16, staff: u32, minutes: u64) -> Shift {
        Shift::new(date(2006, 9, day as i8), Day(day), staff, minutes)
    }

    fn times(slots: &[Slot]) -> Vec<(usize, usize, u32, u64)> {
        slots.iter().map(|slot| (slot.job, slot.shift, slot.person, slot.start)).collect()
    }

    #[test]
    fn two_people_work_side_by_side_unless_hosts_exclude_each_other() {
        let (one, two) = ([HostId(1)], [HostId(2)]);
        let jobs = [
            job(1, 40, &[], &[]),
            job(2, 40, &[], &one),
            job(3, 20, &two, &[]),
            job(4, 70, &[], &[]),
        ];
        let slots = schedule(&jobs, &[shift(1, 2, 100), shift(2, 2, 100)]);
        assert_eq!(
            times(&slots),
            [(0, 0, 0, 0), (1, 0, 0, 40), (2, 0, 0, 80), (3, 1, 0, 0)],
            "one person is enough on both days"
        );
    }

    #[test]
    fn nobody_is_called_who_would_be_idle() {
        let jobs = [job(1, 20, &[], &[]), job(2, 20, &[], &[]), job(3, 20, &[], &[])];
        assert!(schedule(&jobs, &[shift(1, 5, 60)]).iter().all(|slot| slot.person == 0));
        assert_eq!(
            schedule(&jobs, &[shift(1, 5, 50)]).iter().map(|slot| slot.person).max(),
            Some(1)
        );
        assert_eq!(
            schedule(&jobs, &[shift(1, 5, 20)]).iter().map(|slot| slot.person).max(),
            Some(2)
        );
    }

    #[test]
    fn half_a_quarantine_is_none_and_what_never_fits_holds_nobody_up() {
        let mut jobs = [
            job(1, 10, &[], &[]),
            job(2, 10, &[], &[]),
            job(3, 90, &[], &[]),
            job(4, 10, &[HostId(3)], &[]),
            job(5, 10, &[], &[]),
        ];
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
        assert_eq!(
            times(&schedule(
                &jobs[..1],
                &[Shift { who: vec!["network".to_owned()], ..shift(1, 2, 60) }]
            )),
            []
        );
    }

    #[test]
    fn what_a_shift_cannot_do_waits_for_one_that_can() {
        let first = [HostId(1)];
        let mut jobs = [
            job(1, 30, &[], &[]),
            job(2, 30, &first, &[]),
            job(3, 20, &[], &[]),
            job(4, 30, &[], &[]),
            job(5, 10, &[], &[]),
        ];
        (jobs[0].skill, jobs[2].out_of_hours) = (Some("dba"), true);
        let with = |day: u16, who: &str, regular: bool| Shift {
            who: vec![who.to_owned()],
            regular,
            ..shift(day, 1, 60)
        };
        let shifts = [with(1, "network", true), with(2, "dba", true), with(3, "network", false)];
        // On the first day neither the database nor the restart: the others are not held up. Who
        // waits for the database waits on.
        assert_eq!(
            times(&schedule(&jobs, &shifts)),
            [(3, 0, 0, 0), (4, 0, 0, 30), (0, 1, 0, 0), (1, 1, 0, 30), (2, 2, 0, 0)]
        );
        assert_eq!(times(&schedule(&jobs, &shifts[..1])), [(3, 0, 0, 0), (4, 0, 0, 30)]);
    }

    #[test]
    fn hosts_that_exclude_each_other_do_so_over_several_shifts() {
        let (one, two) = ([HostId(1)], [HostId(2)]);
        let jobs = [job(1, 50, &[], &two), job(2, 50, &[], &one), job(3, 40, &two, &[])];
        assert_eq!(
            times(&schedule(&jobs, &[shift(1, 3, 60), shift(2, 3, 90)])),
            [(0, 0, 0, 0), (1, 1, 0, 0), (2, 1, 0, 50)]
        );
    }

    /// Thousands of people and machines: neither their product nor a round per person.
    #[test]
    fn very_many_people_are_scheduled_at_once() {
        let jobs: Vec<Job<'_>> =
            (0..2_000).map(|host| Job { machines: 5, ..job(host, 30, &[], &[]) }).collect();
        let slots = schedule(&jobs, &[shift(1, 10_000, 60)]);
        assert_eq!(slots.iter().map(|slot| slot.machines).sum::<u32>(), 10_000);
        assert_eq!(slots.iter().map(|slot| slot.person).max(), Some(4_999));
    }

    /// The shift in which each machine is done, in the order of the jobs.
    fn days(jobs: &[Job<'_>], shifts: &[Shift]) -> Vec<Day> {
        let mut days = vec![Vec::new(); jobs.len()];
        for slot in schedule(jobs, shifts) {
            days[slot.job]
                .extend(std::iter::repeat_n(shifts[slot.shift].day, slot.machines as usize));
        }
        let never = |(job, mut days): (&Job<'_>, Vec<Day>)| {
            days.resize(job.machines as usize, Day::NEVER);
            days
        };
        jobs.iter().zip(days).flat_map(never).collect()
    }

    proptest! {
        /// More people, more hours, and the same shifts a day earlier: nothing is done later than
        /// before.
        #[test]
        fn more_people_hours_and_earlier_shifts_never_put_a_job_off(
            work in proptest::collection::vec((1..4_u32, 1..60_u64, any::<bool>()), 1..20),
            shifts in proptest::collection::vec((1..5_u32, 60..200_u64, any::<bool>()), 1..4),
            more in (0..3_u32, 0..60_u64, 0..2_u16),
        ) {
            let jobs: Vec<Job<'_>> = work
                .iter()
                .enumerate()
                .map(|(i, (machines, minutes, out_of_hours))| Job {
                    machines: *machines,
                    out_of_hours: *out_of_hours,
                    ..job(i as u32, *minutes, &[], &[])
                })
                .collect();
            let crew = |extra: (u32, u64, u16)| -> Vec<Shift> {
                let one = |(i, (staff, minutes, regular)): (usize, &(u32, u64, bool))| Shift {
                    regular: *regular,
                    ..shift(2 * i as u16 + 3 - extra.2, staff + extra.0, minutes + extra.1)
                };
                shifts.iter().enumerate().map(one).collect()
            };
            let (few, many) = (days(&jobs, &crew((0, 0, 0))), days(&jobs, &crew(more)));
            prop_assert!(many.iter().zip(&few).all(|(more, less)| more <= less), "{few:?} became {many:?}");
        }
    }
}

//! People at work in one shift: who is free when.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Shift;
use super::job::{Done, Job, Slot, Span};
use crate::inventory::HostId;

/// Some of the people of a shift.
pub(super) struct Roster<'a> {
    shift: &'a Shift,
    /// When each of them is free.
    free: Vec<u64>,
    /// The same, who is free first first.
    next: BTreeSet<(u64, u32)>,
    pub(super) hosts: Done,
    pub(super) slots: Vec<Slot>,
    /// Of the job under way: the last slot of each person who is at it.
    current: FxHashMap<u32, usize>,
}

impl<'a> Roster<'a> {
    /// Nothing has been done in this shift yet; some hosts were done in earlier ones.
    pub(super) fn new(shift: &'a Shift, people: u32, before: &Done) -> Self {
        Self {
            shift,
            free: vec![0; people as usize],
            next: (0..people).map(|person| (0, person)).collect(),
            hosts: before.keys().map(|host| (*host, Span::default())).collect(),
            slots: Vec::new(),
            current: FxHashMap::default(),
        }
    }

    /// Whether a job waits for a host that is not done.
    pub(super) fn waits(&self, job: &Job<'_>) -> bool {
        job.after.iter().any(|host| !self.hosts.contains_key(host))
    }

    /// Does as many machines of a job as fit; answers with their number.
    pub(super) fn do_job(&mut self, job: &Job<'_>, number: usize, machines: u32) -> u32 {
        let before = job.whole.then(|| (self.free.clone(), self.next.clone()));
        let slots = self.slots.len();
        self.current.clear();
        let placed = (0..machines).take_while(|_| self.do_one(job, number)).count() as u32;
        if let (Some((free, next)), true) = (before, placed < machines) {
            (self.free, self.next) = (free, next);
            self.slots.truncate(slots);
            return 0;
        }
        if let (Some(host), true) = (job.host, placed == machines) {
            self.note(host, slots);
        }
        placed
    }

    fn do_one(&mut self, job: &Job<'_>, number: usize) -> bool {
        let Some(first) = self.first_free(job.skill) else { return false };
        let ready = job
            .after
            .iter()
            .filter_map(|host| self.hosts.get(host))
            .map(|span| span.end)
            .max()
            .unwrap_or(0);
        let person = self.last_free(job.skill, self.free[first as usize], ready).unwrap_or(first);
        let free = self.free[person as usize];
        let start = self.clear(free.max(ready), job);
        let Some(end) = start.checked_add(job.minutes).filter(|end| *end <= self.shift.minutes)
        else {
            return false;
        };
        self.next.remove(&(free, person));
        self.next.insert((end, person));
        self.free[person as usize] = end;
        match self
            .current
            .get(&person)
            .map(|at| &mut self.slots[*at])
            .filter(|slot| slot.end == start)
        {
            Some(slot) => (slot.machines, slot.end) = (slot.machines + 1, end),
            None => {
                self.current.insert(person, self.slots.len());
                self.slots.push(Slot { job: number, machines: 1, shift: 0, person, start, end });
            }
        }
        true
    }

    /// Who is free first among those who can do it; ties go to the first of them.
    fn first_free(&self, skill: Option<&str>) -> Option<u32> {
        if skill.is_none() || self.shift.who.is_empty() {
            return self.next.first().map(|(_, person)| *person);
        }
        let people = 0..self.free.len().min(self.shift.who.len()) as u32;
        people
            .filter(|person| self.shift.can(*person, skill))
            .min_by_key(|person| (self.free[*person as usize], *person))
    }

    /// Where a job has to wait anyway: of those who are free by then, who is free last, so that the
    /// others are not kept from what need not wait. Ties go to the first of them.
    fn last_free(&self, skill: Option<&str>, free: u64, ready: u64) -> Option<u32> {
        if free >= ready {
            return None;
        }
        let anybody = skill.is_none() || self.shift.who.is_empty();
        let in_time = self.next.range(..=(ready, u32::MAX)).rev();
        let mut can = in_time.filter(|(_, person)| {
            anybody || (*person as usize) < self.shift.who.len() && self.shift.can(*person, skill)
        });
        let (last, person) = can.next()?;
        let ties = can.take_while(|(free, _)| free == last);
        Some(ties.last().map_or(*person, |(_, first)| *first))
    }

    /// Notes when a host was under way: from the first of the new slots to the last.
    fn note(&mut self, host: HostId, slots: usize) {
        let new = &self.slots[slots..];
        let start = new.iter().map(|slot| slot.start).min().unwrap_or(0);
        let end = new.iter().map(|slot| slot.end).max().unwrap_or(0);
        self.hosts.insert(host, Span { start, end });
    }

    /// The first time from `start` on at which nothing is under way that the job must not go
    /// together with.
    fn clear(&self, mut start: u64, job: &Job<'_>) -> u64 {
        let mut busy: Vec<Span> =
            job.not_with.iter().filter_map(|host| self.hosts.get(host)).copied().collect();
        busy.sort_unstable_by_key(|span| span.start);
        for span in busy {
            if start < span.end && span.start < start + job.minutes {
                start = span.end;
            }
        }
        start
    }
}

//! Who does what when: a plan fits if this can be worked out, not if the minutes add up.
//!
//! Tasks are placed one after the other, each as early as somebody is free, everything it has to wait for is done, and
//! nothing it must not go together with is under way. Placing one more task never moves those placed before.

use rustc_hash::FxHashMap;

use crate::inventory::HostId;

/// Times in minutes from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
}

/// One task: `machines` times `minutes` of work that different people may share.
#[derive(Clone, Debug)]
pub(super) struct Task<'a> {
    /// The host it restarts, if it restarts one.
    pub(super) host: Option<HostId>,
    pub(super) machines: u32,
    pub(super) minutes: u64,
    /// Hosts that have to be done before, as far as they are done at all.
    pub(super) after: &'a [HostId],
    /// Hosts that must not be under way at the same time.
    pub(super) not_with: &'a [HostId],
}

/// What was placed so far.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    limit: u64,
    free: Vec<u64>,
    hosts: FxHashMap<HostId, Span>,
}

impl Schedule {
    pub(super) fn new(staff: u32, limit: u64) -> Self {
        Self { limit, free: vec![0; staff.max(1) as usize], hosts: FxHashMap::default() }
    }

    /// Minutes that nobody has work for yet.
    pub(super) fn left(&self) -> u64 {
        self.free.iter().map(|free| self.limit.saturating_sub(*free)).sum()
    }

    /// Places a task; `None` if it cannot be done in time. The schedule may then be half changed: place on a copy.
    pub(super) fn place(&mut self, task: &Task<'_>) -> Option<Span> {
        let ready = task.after.iter().filter_map(|host| self.hosts.get(host)).map(|span| span.end).max().unwrap_or(0);
        let mut whole: Option<Span> = None;
        let rounds = if task.minutes == 0 { 1 } else { task.machines };
        for _ in 0..rounds {
            let person = (0..self.free.len()).min_by_key(|person| (self.free[*person], *person))?;
            let start = self.clear(self.free[person].max(ready), task);
            let end = start.checked_add(task.minutes).filter(|end| *end <= self.limit)?;
            self.free[person] = end;
            whole = Some(whole.map_or(Span { start, end }, |span| Span { start: span.start.min(start), end: span.end.max(end) }));
        }
        let span = whole?;
        if let Some(host) = task.host {
            let known = self.hosts.entry(host).or_insert(span);
            *known = Span { start: known.start.min(span.start), end: known.end.max(span.end) };
        }
        Some(span)
    }

    /// The first time from `start` on at which nothing is under way that the task must not go together with.
    fn clear(&self, mut start: u64, task: &Task<'_>) -> u64 {
        let mut busy: Vec<Span> = task.not_with.iter().filter_map(|host| self.hosts.get(host)).copied().collect();
        busy.sort_unstable_by_key(|span| span.start);
        for span in busy {
            if start < span.end && span.start < start + task.minutes {
                start = span.end;
            }
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task<'a>(host: u32, minutes: u64, after: &'a [HostId], not_with: &'a [HostId]) -> Task<'a> {
        Task { host: Some(HostId(host)), machines: 1, minutes, after, not_with }
    }

    #[test]
    fn two_people_work_side_by_side_unless_hosts_exclude_each_other() {
        let mut schedule = Schedule::new(2, 100);
        assert_eq!(schedule.place(&task(1, 40, &[], &[])), Some(Span { start: 0, end: 40 }));
        assert_eq!(schedule.place(&task(2, 40, &[], &[HostId(1)])), Some(Span { start: 40, end: 80 }));
        assert_eq!(schedule.place(&task(3, 20, &[HostId(2)], &[])), Some(Span { start: 80, end: 100 }));
        assert_eq!(schedule.clone().place(&task(4, 70, &[], &[])), None, "nobody has seventy minutes left");
        assert_eq!(schedule.left(), 20);
    }
}

//! The day from which a door can be opened again.

use rustc_hash::FxHashMap;

use super::problem::Problem;
use super::{Action, PlannedAction};
use crate::inventory::{End, HostId};
use crate::network::ClassId;
use crate::term::day::Day;

/// Notes for each door the day from which it can be lifted: the one after the last work on a host
/// behind it, if all hosts behind it that something can be done to are done by the plan. A patch
/// cleans nothing: laptops that were outside before it are looked at when they return, and a
/// quarantine lasts until the last of them has.
pub(super) fn with_lift(
    problem: &Problem<'_>,
    mut steps: Vec<PlannedAction>,
) -> Vec<PlannedAction> {
    let mut done: FxHashMap<HostId, (u32, Day)> = FxHashMap::default();
    for step in &steps {
        for action in &step.actions {
            if let Action::Host { host, machines, .. } = action {
                let known = done.entry(*host).or_default();
                *known = (known.0 + machines, known.1.max(step.in_force));
            }
        }
    }
    let guarded = Guarded::new(problem);
    for step in &mut steps {
        let behind: Vec<HostId> =
            step.actions.iter().flat_map(|action| guarded.by(action)).collect();
        let awaited = step.actions.iter().any(|action| matches!(action, Action::Quarantine { .. }));
        let day = |host: &HostId| {
            let to_do = problem.entries.get(*host).map_or(u32::MAX, |entry| entry.machines);
            let (_, day) = done.get(host).filter(|(machines, _)| *machines >= to_do)?;
            if awaited { returned(problem, *host, *day) } else { Some(*day) }
        };
        let last =
            behind.iter().map(day).try_fold(Day::BEFORE, |last, day| day.map(|day| last.max(day)));
        let last = last
            .filter(|_| step.actions.iter().all(|action| action.is_door()) && !behind.is_empty());
        step.lift = last.map(|day| problem.case.threat.date(day));
    }
    steps
}

/// The day from which on nobody waits for a laptop any more that is done from a day on: it cannot be
/// hit from then on, and has returned if it was out before. `None` if it does not return within the
/// horizon.
fn returned(problem: &Problem<'_>, host: HostId, done: Day) -> Option<Day> {
    let Some(class) = problem.network.class_of(host) else { return Some(done) };
    let days = problem.network.whereabouts(problem.network.class(class));
    let Some(out) = days.outside.iter().take_while(|day| *day < done).last() else {
        return Some(done);
    };
    let back = days.inside.next(out.next());
    back.comes().then(|| done.max(back.next()))
}

/// The hosts for which doors are closed: those behind a flow, or the laptops that return to a
/// segment, as far as something is to be done to them.
struct Guarded<'p, 'a> {
    problem: &'p Problem<'a>,
    /// The classes of each segment.
    classes: Vec<Vec<ClassId>>,
}

impl<'p, 'a> Guarded<'p, 'a> {
    fn new(problem: &'p Problem<'a>) -> Self {
        let mut classes = vec![Vec::new(); problem.case.inventory.segments.len()];
        for (i, class) in problem.network.classes.iter().enumerate() {
            class.segments.iter().for_each(|s| classes[s.0 as usize].push(ClassId(i as u32)));
        }
        Self { problem, classes }
    }

    fn by(&self, action: &Action) -> Vec<HostId> {
        let host = |id: &HostId| self.problem.case.inventory.host(*id).1;
        match action {
            Action::Host { .. } => Vec::new(),
            Action::Quarantine { segment, .. } => self
                .hosts(&self.classes[segment.0 as usize])
                .filter(|id| host(id).roams() && host(id).segments[0] == *segment)
                .collect(),
            Action::Block(flow) => {
                let (key, flow) = self.problem.case.inventory.flow(*flow);
                match (flow.host, key.to) {
                    (Some(only), _) => {
                        let class = self.problem.network.class_of(only);
                        self.hosts(class.as_slice()).filter(|id| *id == only).collect()
                    }
                    (None, End::Segment(segment)) => {
                        self.hosts(&self.classes[segment.0 as usize]).collect()
                    }
                    (None, End::Internet | End::AnySegment) => Vec::new(),
                }
            }
        }
    }

    fn hosts(&self, classes: &[ClassId]) -> impl Iterator<Item = HostId> {
        classes.iter().flat_map(|class| &self.problem.network.class(*class).hosts).copied()
    }
}

//! A state of a problem: what was done and from when it is in force, with common random numbers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::host_entry::HostEntry;
use super::problem::Problem;
use super::{Action, door};
use crate::inventory::{HostId, SegmentId};
use crate::network::{Change, ClassId, Network, Removal, Undo};
use crate::risk::{Estimate, Figures, Method, Request, SampleSize, curve, estimate_on};
use crate::term::day::Day;

/// An action with the day from which it is in force.
pub(super) type Dated = (Action, Day);

/// The network with what was done to it.
#[derive(Clone)]
pub(super) struct State<'p, 'a> {
    problem: &'p Problem<'a>,
    network: Network,
    pub(super) done: Vec<Dated>,
    machines: FxHashMap<HostId, u32>,
    laptops: FxHashMap<SegmentId, u32>,
}

impl<'p, 'a> State<'p, 'a> {
    pub(super) fn new(problem: &'p Problem<'a>) -> Self {
        Self {
            problem,
            network: problem.network.clone(),
            done: Vec::new(),
            machines: FxHashMap::default(),
            laptops: FxHashMap::default(),
        }
    }

    /// Machines of an entry that are still to be done.
    pub(super) fn left(&self, entry: &HostEntry) -> u32 {
        entry.machines - self.machines.get(&entry.host).copied().unwrap_or(0).min(entry.machines)
    }

    /// Machines of a class that can be attacked.
    pub(super) fn live(&self, class: ClassId) -> u64 {
        self.network.class(class).size
    }

    pub(super) fn is_done(&self, action: &Action) -> bool {
        match action {
            Action::Host { host, .. } => {
                self.problem.entries.get(*host).is_none_or(|entry| self.left(entry) == 0)
            }
            Action::Block(flow) => self.network.blocked[flow.0 as usize].comes(),
            Action::Quarantine { segment, .. } => {
                self.network.quarantined[segment.0 as usize].comes()
            }
        }
    }

    /// Does some actions, one after the other; answers with what takes them back.
    pub(super) fn apply(&mut self, actions: &[Action], in_force: Day) -> Vec<Undo> {
        let mut undoing = Vec::new();
        for action in actions {
            for change in self.changes(action, in_force) {
                undoing.extend(self.network.apply(change));
            }
        }
        undoing
    }

    /// Takes back the last actions that were done.
    pub(super) fn take_back(&mut self, actions: &[Action], undoing: Vec<Undo>) {
        undoing.into_iter().rev().for_each(|undo| self.network.take_back(undo));
        for action in actions {
            match action {
                Action::Host { host, machines, .. } => {
                    *self.machines.entry(*host).or_default() -= machines
                }
                Action::Quarantine { segment, laptops } => {
                    *self.laptops.entry(*segment).or_default() -= laptops
                }
                Action::Block(_) => {}
            }
        }
        self.done.truncate(self.done.len() - actions.len());
    }

    /// Notes an action as done, and says what it does to the network.
    fn changes(&mut self, action: &Action, in_force: Day) -> Vec<Change> {
        self.done.push((*action, in_force));
        match *action {
            Action::Host { host, machines, .. } => vec![self.remedy(host, machines, in_force)],
            Action::Block(flow) => {
                let inventory = self.problem.case.inventory;
                let closes = door::closes(self.problem.case, flow);
                closes
                    .into_iter()
                    .map(|flow| Change::Block {
                        flow,
                        from: inventory.flow(flow).0.from,
                        day: in_force,
                    })
                    .collect()
            }
            Action::Quarantine { segment, laptops } => {
                let looked_at = self.laptops.entry(segment).or_default();
                *looked_at += laptops;
                let all = *looked_at >= self.problem.returning[segment.0 as usize];
                all.then_some(Change::Quarantine { segment, day: in_force }).into_iter().collect()
            }
        }
    }

    fn remedy(&mut self, host: HostId, machines: u32, day: Day) -> Change {
        let (name, entry) = self.problem.case.inventory.host(host);
        let before = self.machines.entry(host).or_insert(0);
        let removal = Removal::new(name, machines, entry.value, day);
        // Parts of one entry are told apart by what was done before.
        let removal = Removal { key: removal.key.wrapping_add(u64::from(*before)), ..removal };
        *before += machines;
        Change::Remedy { host, removal }
    }

    /// The figures of the state, by day from the first on from which anything that is planned can be
    /// in force.
    pub(super) fn estimate(&self) -> Arc<Estimate> {
        let known = || self.problem.known.lock().expect("nobody panics while holding it");
        if let Some(known) = known().get(&self.done) {
            return Arc::clone(known);
        }
        let figures = Figures::Since(self.problem.soonest());
        let new = Arc::new(self.compute(Request { figures, ..*self.problem.case.request }));
        known().insert(self.done.clone(), Arc::clone(&new));
        new
    }

    /// The loss alone.
    pub(super) fn loss(&self) -> f64 {
        self.loss_on(*self.problem.case.request)
    }

    /// The loss alone, on any number of samples.
    pub(super) fn loss_on(&self, request: Request) -> f64 {
        self.compute(Request { figures: Figures::Loss, ..request }).loss.value
    }

    /// The loss if some actions were in force as well.
    pub(super) fn loss_with(&mut self, actions: &[Action], in_force: Day) -> f64 {
        let undoing = self.apply(actions, in_force);
        let loss = self.loss();
        self.take_back(actions, undoing);
        loss
    }

    /// The losses before some rows of actions, after the first, after the second, and so on.
    pub(super) fn curve(&self, rows: &[(&[Action], Day)], request: &Request) -> Vec<f64> {
        let problem = self.problem;
        let mut state = self.clone();
        let SampleSize::Fixed(samples) = request.samples else {
            let after = |(actions, in_force): &(&[Action], Day)| {
                state.apply(actions, *in_force);
                state.loss_on(*request)
            };
            return std::iter::once(self.loss_on(*request)).chain(rows.iter().map(after)).collect();
        };
        let changes = |(actions, in_force): &(&[Action], Day)| {
            actions.iter().flat_map(|action| state.changes(action, *in_force)).collect()
        };
        let changes: Vec<Vec<Change>> = rows.iter().map(changes).collect();
        curve(&problem.ground, &self.network, problem.case.threat, request, samples, &changes)
    }

    /// Any figures of the state, on any number of samples.
    pub(super) fn compute(&self, request: Request) -> Estimate {
        estimate_on(
            &self.problem.ground,
            &self.network,
            self.problem.case.threat,
            &request,
            &[],
            &|_, _| {},
        )
    }
}

/// The loss that is left if everything that may be done is in force from a day on: no plan leaves
/// less.
pub(super) fn floor(problem: &Problem<'_>, in_force: Day, request: Request) -> f64 {
    let key = (in_force, request.samples);
    let known = || problem.floors.lock().expect("nobody panics while holding it");
    if let Some(floor) = known().get(&key) {
        return *floor;
    }
    let floor = beside_exact(problem, &with_everything(problem, in_force), request);
    known().insert(key, floor);
    floor
}

/// The loss of a state, to be held against that of the network before anything is done. Where that
/// is exact and the state has too many outcomes, both are drawn with common random numbers, and
/// their difference is taken off what is exact: a sampled figure beside an exact one would be off by
/// more than what is averted.
fn beside_exact(problem: &Problem<'_>, state: &State<'_, '_>, request: Request) -> f64 {
    let request = Request { figures: Figures::Loss, ..request };
    let estimate = state.compute(request);
    if request.samples != SampleSize::Auto || estimate.method == Method::Exact {
        return estimate.loss.value;
    }
    let same = Request { samples: SampleSize::Fixed(estimate.samples), ..request };
    let before = State::new(problem);
    let averted = before.loss_on(same) - state.loss_on(same);
    (before.loss_on(request) - averted).max(0.0)
}

/// The state in which everything that may be done is in force from a day on.
fn with_everything<'p, 'a>(problem: &'p Problem<'a>, in_force: Day) -> State<'p, 'a> {
    let mut state = State::new(problem);
    state.apply(&problem.doors().collect::<Vec<Action>>(), in_force);
    for (class, lanes) in (0..).map(ClassId).zip(problem.lanes.iter()) {
        let mut hosts: Vec<HostId> = lanes.iter().flatten().copied().collect();
        hosts.sort_unstable_by_key(|host| problem.places.host(*host));
        let entries = hosts.iter().map(|host| &problem.entries[*host]);
        let parts = entries.clone().map(|entry| (u64::from(entry.machines), entry.value));
        if !state.network.remedy_whole(class, parts, in_force) {
            for entry in entries {
                let change = state.remedy(entry.host, entry.machines, in_force);
                state.network.apply(change);
            }
        }
    }
    state.network.merge_removals();
    state
}

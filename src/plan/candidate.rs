//! What could be done next, and what it would avert.

use std::cmp::Ordering;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Action;
use super::host_entry::HostEntry;
use super::outlook::Outlook;
use super::place::Places;
use super::problem::Problem;
use super::state::State;
use crate::inventory::HostId;
use crate::network::ClassId;

/// One action, or some that are chosen together.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) what: What,
    pub(super) minutes: u64,
    /// The loss that it averts, less its price.
    pub(super) gain: f64,
    pub(super) trust: Trust,
}

/// What a candidate is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// These.
    Actions(Vec<Action>),
    /// All entries of a class that are still to be done; listed only when it is taken.
    Class(ClassId),
}

impl What {
    /// The order of those that avert the same: by name, classes last.
    pub(super) fn compare(&self, other: &Self, places: &Places) -> Ordering {
        match (self, other) {
            (Self::Actions(a), Self::Actions(b)) => places.compare(a, b),
            (Self::Actions(_), Self::Class(_)) => Ordering::Less,
            (Self::Class(_), Self::Actions(_)) => Ordering::Greater,
            (Self::Class(a), Self::Class(b)) => a.cmp(b),
        }
    }

    /// Whether all its actions are such.
    pub(super) fn all(&self, is: impl Fn(&Action) -> bool) -> bool {
        match self {
            Self::Actions(actions) => actions.iter().all(is),
            Self::Class(_) => true,
        }
    }

    /// Whether it is about one host entry alone.
    pub(super) fn is_single_host(&self) -> bool {
        matches!(self, Self::Actions(actions) if matches!(actions[..], [Action::Host { .. }]))
    }
}

/// What the gain of a candidate rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The estimate of the state says it.
    Estimated,
    /// It is a guess, to be worked out before the candidate is taken.
    Guessed,
}

/// Hosts that have to be done before one that is a candidate: chains that are longer are done from
/// their start.
const MAX_CHAIN: usize = 16;
/// Of a long lane of equal entries, one in so many is a candidate together with those before it.
const LANE_PARTS: usize = 8;

/// What is still to be done, kept up to date as actions are taken: entries are looked at once, not
/// once per action.
pub(super) struct Open {
    /// Per class and lane, the first entry that is not wholly done.
    next: Vec<Vec<usize>>,
}

impl Open {
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        Self { next: problem.lanes.iter().map(|lanes| vec![0; lanes.len()]).collect() }
    }

    /// Passes over what is done by now.
    pub(super) fn update(&mut self, problem: &Problem<'_>, state: &State<'_, '_>) {
        for (next, lanes) in self.next.iter_mut().zip(problem.lanes.iter()) {
            for (at, lane) in next.iter_mut().zip(lanes) {
                while lane.get(*at).is_some_and(|host| state.left(&problem.entries[*host]) == 0) {
                    *at += 1;
                }
            }
        }
    }

    fn lanes<'o>(
        &'o self,
        problem: &'o Problem<'_>,
        class: ClassId,
    ) -> impl Iterator<Item = &'o [HostId]> {
        let class = class.0 as usize;
        self.next[class]
            .iter()
            .zip(&problem.lanes[class])
            .map(|(at, lane)| &lane[*at..])
            .filter(|lane| !lane.is_empty())
    }
}

/// Finds candidates in a state whose figures are known.
pub(super) struct Finder<'f, 'a> {
    pub(super) problem: &'f Problem<'a>,
    pub(super) state: &'f State<'f, 'a>,
    pub(super) open: &'f Open,
    pub(super) outlook: Outlook<'f>,
}

impl<'f> Finder<'f, '_> {
    /// Everything that could be done and averts anything.
    pub(super) fn all(&self) -> Vec<Candidate> {
        let classes = (0..self.problem.lanes.len() as u32).into_par_iter().map(ClassId);
        let mut found: Vec<Candidate> = classes
            .filter(|class| self.outlook.class(*class) > 0.0)
            .flat_map_iter(|class| self.of_class(class))
            .collect();
        self.measures(&mut found);
        self.bundles(&mut found);
        found.retain(|candidate| candidate.gain > 0.0);
        found
    }

    /// The next entries of each lane of a class, and the class as a whole.
    fn of_class(&self, class: ClassId) -> Vec<Candidate> {
        let mut found = Vec::new();
        let live = self.state.live(class);
        let (mut entries, mut machines, mut minutes, mut price) = (0, 0_u64, 0, 0.0);
        for lane in self.open.lanes(self.problem, class) {
            let part: Vec<&HostEntry> = lane[..lane.len().div_ceil(LANE_PARTS)]
                .iter()
                .map(|host| self.entry(host))
                .collect();
            found.extend(self.of_entries(&part, live));
            for entry in lane.iter().map(|host| self.entry(host)) {
                let left = u64::from(self.state.left(entry));
                (entries, machines, minutes) =
                    (entries + 1, machines + left, minutes + left * entry.minutes);
                price += self.problem.price(&self.action(entry), self.outlook.day);
            }
        }
        if entries > 1 {
            let trust = if machines == live && self.is_unbound(class) {
                Trust::Estimated
            } else {
                Trust::Guessed
            };
            found.push(Candidate {
                what: What::Class(class),
                minutes,
                gain: self.outlook.class(class) - price,
                trust,
            });
        }
        found
    }

    fn entry(&self, host: &HostId) -> &'f HostEntry {
        &self.problem.entries[*host]
    }

    /// Whether no entry of a class waits for another host.
    fn is_unbound(&self, class: ClassId) -> bool {
        self.problem.lanes[class.0 as usize]
            .iter()
            .all(|lane| self.entry(&lane[0]).after.is_empty())
    }

    fn of_entries(&self, entries: &[&HostEntry], live: u64) -> Option<Candidate> {
        let actions: Vec<Action> = entries.iter().map(|entry| self.action(entry)).collect();
        let gain = entries
            .iter()
            .map(|entry| self.outlook.entry(entry, self.state.left(entry), live))
            .sum();
        let is_bound = entries.iter().any(|entry| !entry.after.is_empty());
        if !is_bound {
            return Some(self.candidate(actions, gain, Trust::Estimated));
        }
        let ordered = self.with_prerequisites(&actions)?;
        let trust = if ordered.len() > actions.len() { Trust::Guessed } else { Trust::Estimated };
        let others = ordered
            .iter()
            .filter(|action| !actions.contains(action))
            .map(|action| self.alone(action));
        let gain = others.fold(gain, |sum: f64, other| sum + other);
        Some(self.candidate(ordered, gain, trust))
    }

    fn action(&self, entry: &HostEntry) -> Action {
        entry.action(self.state.left(entry))
    }

    fn candidate(&self, actions: Vec<Action>, averted: f64, trust: Trust) -> Candidate {
        let minutes = actions.iter().map(|action| self.problem.minutes(action)).sum();
        let price: f64 =
            actions.iter().map(|action| self.problem.price(action, self.outlook.day)).sum();
        Candidate { what: What::Actions(actions), minutes, gain: averted - price, trust }
    }

    fn alone(&self, action: &Action) -> f64 {
        let Action::Host { host, machines, .. } = action else { return 0.0 };
        let entry = self.entry(host);
        self.outlook.entry(entry, *machines, u64::MAX)
    }

    /// Actions with everything that they have to wait for in front; `None` if that is too much at
    /// once.
    fn with_prerequisites(&self, actions: &[Action]) -> Option<Vec<Action>> {
        let all = in_order(self.problem, self.state, actions, actions.len() + MAX_CHAIN);
        all.filter(|all| all.len() <= actions.len() + MAX_CHAIN)
    }

    /// Flows to block and segments to quarantine.
    fn measures(&self, found: &mut Vec<Candidate>) {
        for block in self
            .problem
            .blocks
            .iter()
            .filter(|block| !self.state.is_done(&Action::Block(block.flow)))
        {
            let averted: f64 = block.closes.iter().map(|flow| self.outlook.flow(*flow)).sum();
            let trust = if block.closes.len() > 1 { Trust::Guessed } else { Trust::Estimated };
            found.push(self.candidate(vec![Action::Block(block.flow)], averted, trust));
        }
        for segment in self.problem.segments.iter() {
            let action = self.problem.quarantine(*segment);
            if !self.state.is_done(&action) {
                found.push(self.candidate(
                    vec![action],
                    self.outlook.quarantine(*segment),
                    Trust::Estimated,
                ));
            }
        }
    }

    /// Bundles of which nothing was done yet. What they averted at the start is the guess.
    fn bundles(&self, found: &mut Vec<Candidate>) {
        let is_open = |actions: &[Action]| actions.iter().all(|action| !self.state.is_done(action));
        for (actions, averted) in
            self.problem.bundles.iter().filter(|(actions, _)| is_open(actions))
        {
            found.push(self.candidate(
                actions.clone(),
                averted.min(self.outlook.estimate.loss.value),
                Trust::Guessed,
            ));
        }
    }
}

/// All entries of a class that are still to be done, each after what it waits for.
pub(super) fn whole_class(
    problem: &Problem<'_>,
    state: &State<'_, '_>,
    class: ClassId,
) -> Vec<Action> {
    let entries =
        problem.lanes[class.0 as usize].iter().flatten().map(|host| &problem.entries[*host]);
    let open = entries.filter(|entry| state.left(entry) > 0);
    let actions: Vec<Action> = open.map(|entry| entry.action(state.left(entry))).collect();
    in_order(problem, state, &actions, usize::MAX).unwrap_or_default()
}

/// Actions with everything that they have to wait for, each after that; `None` if they are more
/// than `most`. There are no circles: reading the inventory refuses them. Linear in what it answers
/// with.
pub(super) fn in_order(
    problem: &Problem<'_>,
    state: &State<'_, '_>,
    actions: &[Action],
    most: usize,
) -> Option<Vec<Action>> {
    let (mut ordered, mut seen) = (Vec::new(), FxHashSet::default());
    for action in actions {
        let Action::Host { host, .. } = action else {
            ordered.push(*action);
            continue;
        };
        let mut open = vec![(*host, false)];
        while let Some((host, is_ready)) = open.pop() {
            let Some(entry) = problem.entries.get(host).filter(|entry| state.left(entry) > 0)
            else {
                continue;
            };
            if is_ready {
                ordered.push(entry.action(state.left(entry)));
            } else if seen.insert(host) {
                open.push((host, true));
                open.extend(entry.after.iter().map(|before| (*before, false)));
            }
            if seen.len() > most {
                return None;
            }
        }
    }
    Some(ordered)
}

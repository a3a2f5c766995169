//! The order in which things are worth doing, whatever the staff: greedy, the most averted loss per
//! staff minute first.
//!
//! An order depends on the network alone, never on how many people there are: plans are the parts
//! of orders that fit ([`super::search`]). Each action is chosen given those before it, as if all
//! were in force from one day on.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Action;
use super::candidate::{self, Candidate, Finder, Open, Trust, What};
use super::effort;
use super::outlook::Outlook;
use super::problem::Problem;
use super::state::{self, State};
use crate::risk::{Estimate, days_in_time};
use crate::term::day::Day;

/// Guesses that are worked out per action.
const MAX_GUESSES: usize = 12;
/// In large networks what averts less than this share of the rest is put in its place without an
/// estimate of its own.
const TAIL: f64 = 0.02;
/// Minutes that an action without any counts as.
const MIN_MINUTES: f64 = 0.5;
/// A smaller part of the loss is rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// One thing that is done as a whole, if there is time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) actions: Vec<Action>,
    /// The group of which these are all that may be done, by number.
    pub(super) group: Option<u32>,
    pub(super) minutes: u64,
    /// The last day of work after which it still averts most of what it does at once.
    pub(super) due: Day,
    /// The loss that is left after it, if it and all before it are in force from the day of the
    /// order.
    pub(super) loss_left: f64,
    pub(super) must: bool,
}

impl Item {
    pub(super) fn is_door(&self) -> bool {
        self.actions.iter().any(|action| action.is_door())
    }
}

/// An order.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) items: Vec<Item>,
    /// The loss before anything is done.
    pub(super) loss_before: f64,
    /// Whether no host is missing because a block made it needless: blocks came after all hosts.
    pub(super) hosts_first: bool,
}

/// What an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aim {
    /// The day from which everything is taken to be in force.
    pub(super) day: Day,
    /// When flows are blocked and segments quarantined.
    pub(super) doors: Doors,
    /// How many actions are ordered, at most.
    pub(super) most: usize,
    /// The longest piece of work that is looked at, in minutes: for plans in which there is time
    /// for nothing longer.
    pub(super) longest: u64,
}

impl Aim {
    pub(super) fn all(day: Day, doors: Doors) -> Self {
        Self { day, doors, most: effort::most_actions(), longest: u64::MAX }
    }
}

/// When doors are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doors {
    /// Where they avert more than any host.
    Early,
    /// Quarantines where they avert more than any host; blocks, which the business pays for, once
    /// all hosts are done.
    BlocksLate,
    /// Once all hosts are done, as far as they still avert more than they cost.
    Late,
    /// Where they avert most per minute: for plans in which there is time for little else.
    First,
}

impl Doors {
    /// Whether an action may be taken before all hosts are done.
    fn is_early(self, action: &Action) -> bool {
        match action {
            Action::Host { .. } => true,
            Action::Quarantine { .. } => self != Self::Late,
            Action::Block(_) => matches!(self, Self::Early | Self::First),
        }
    }
}

/// Orders what is worth doing.
pub(super) fn order(problem: &Problem<'_>, aim: Aim) -> Order {
    let state = State::new(problem);
    let estimate = state.estimate();
    let loss_before = estimate.loss.value;
    let mut run = Run {
        problem,
        aim,
        open: Open::new(problem),
        state,
        estimate,
        is_stale: false,
        loss: loss_before,
        items: Vec::new(),
        refused: FxHashSet::default(),
        worked_out: FxHashMap::default(),
    };
    run.do_must();
    let most = problem.effort().actions(aim.most);
    // Short orders are at their end before anybody asks for the floor.
    let is_tail = |run: &Run<'_, '_>| {
        problem.effort().takes_several() && !run.items.is_empty() && {
            let floor = state::floor(problem, aim.day, *problem.case.request);
            run.loss - floor <= TAIL * (loss_before - floor)
        }
    };
    while run.items.len() < most && !is_tail(&run) && run.next() {}
    if run.items.len() < aim.most {
        run.add_tail();
    }
    // Now that the hosts are done, doors are worth what the hosts leave.
    run.aim.doors = Doors::Early;
    let hosts_first = matches!(aim.doors, Doors::Late | Doors::BlocksLate);
    while hosts_first && run.items.len() < most && run.next() {}
    Order { items: run.items, loss_before, hosts_first }
}

/// Averted loss per minute.
pub(super) fn score(candidate: &Candidate) -> f64 {
    candidate.gain / (candidate.minutes as f64).max(MIN_MINUTES)
}

/// An order under construction.
pub(super) struct Run<'p, 'a> {
    pub(super) problem: &'p Problem<'a>,
    pub(super) aim: Aim,
    pub(super) open: Open,
    pub(super) state: State<'p, 'a>,
    /// The figures of the state, unless more was done since.
    pub(super) estimate: Arc<Estimate>,
    is_stale: bool,
    /// The loss of the state.
    loss: f64,
    items: Vec<Item>,
    /// Candidates that turned out to avert nothing.
    pub(super) refused: FxHashSet<What>,
    /// What guesses turned out to avert, in large networks.
    pub(super) worked_out: FxHashMap<What, f64>,
}

impl Run<'_, '_> {
    /// What is taken first is greater: the one that averts most per minute; ties go to what averts
    /// more, then to names.
    pub(super) fn compare(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let by_gain = || a.gain.total_cmp(&b.gain);
        score(a)
            .total_cmp(&score(b))
            .then_with(by_gain)
            .then_with(|| b.what.compare(&a.what, &self.problem.places))
    }

    /// Puts the hosts that the user wants done first, each after what it waits for.
    fn do_must(&mut self) {
        for host in &self.problem.options.must {
            let Some(entry) =
                self.problem.entries.get(*host).filter(|entry| self.state.left(entry) > 0)
            else {
                continue;
            };
            let action = entry.action(self.state.left(entry));
            let actions = candidate::in_order(self.problem, &self.state, &[action], usize::MAX)
                .unwrap_or_default();
            let due = self.due(&actions);
            self.state.apply(&actions, self.aim.day);
            self.note_estimate(self.state.estimate());
            let loss_left = self.loss;
            for action in actions {
                // Each is an item of its own: a long chain is done as far as there is time.
                self.note(Item {
                    actions: vec![action],
                    group: None,
                    minutes: 0,
                    due,
                    loss_left,
                    must: true,
                });
            }
        }
    }

    pub(super) fn items_so_far(&self) -> usize {
        self.items.len()
    }

    /// Everything that could be done next.
    pub(super) fn candidates(&mut self) -> Vec<Candidate> {
        if self.is_stale {
            self.note_estimate(self.state.estimate());
        }
        self.open.update(self.problem, &self.state);
        let outlook = Outlook { estimate: &self.estimate, day: self.aim.day };
        let mut candidates =
            Finder { problem: self.problem, state: &self.state, open: &self.open, outlook }.all();
        candidates.retain(|candidate| {
            !self.refused.contains(&candidate.what)
                && candidate.what.all(|action| self.aim.doors.is_early(action))
        });
        if self.aim.longest < u64::MAX {
            let (problem, longest) = (self.problem, self.aim.longest);
            let is_short = |what: &What| {
                matches!(what, What::Actions(_))
                    && what.all(|action| problem.piece(action) <= longest)
            };
            candidates.retain(|candidate| is_short(&candidate.what));
        }
        if self.aim.doors != Doors::First {
            self.put_doors_behind(&mut candidates);
        }
        candidates
    }

    /// Leaves doors out as long as a single host averts about as much: patches before doors.
    fn put_doors_behind(&self, candidates: &mut Vec<Candidate>) {
        const AS_MUCH: f64 = 0.9;
        let hosts = candidates.iter().filter(|candidate| candidate.what.is_single_host());
        let most = hosts.map(|candidate| candidate.gain).fold(0.0, f64::max);
        candidates.retain(|candidate| {
            candidate.what.all(|action| !action.is_door()) || AS_MUCH * candidate.gain > most
        });
    }

    /// Takes the next action, in large networks the next few; `false` if nothing averts anything
    /// more.
    fn next(&mut self) -> bool {
        if self.problem.effort().takes_several() {
            return self.next_several();
        }
        let candidates = self.candidates();
        self.next_one(candidates)
    }

    /// The actions of a candidate.
    pub(super) fn actions(&self, what: &What) -> Vec<Action> {
        match what {
            What::Actions(actions) => actions.clone(),
            What::Class(class) => candidate::whole_class(self.problem, &self.state, *class),
        }
    }

    /// Takes the best of some candidates; `false` if none averts anything.
    pub(super) fn next_one(&mut self, mut candidates: Vec<Candidate>) -> bool {
        let mut guesses = 0;
        while let Some(at) =
            (0..candidates.len()).max_by(|a, b| self.compare(&candidates[*a], &candidates[*b]))
        {
            let trust = candidates[at].trust;
            if trust == Trust::Guessed && guesses == MAX_GUESSES {
                candidates.retain(|candidate| candidate.trust == Trust::Estimated);
            } else if trust == Trust::Guessed {
                guesses += 1;
                let gain = self.net_gain(&candidates[at].what);
                (candidates[at].gain, candidates[at].trust) = (gain, Trust::Estimated);
                if gain <= 0.0 {
                    candidates.swap_remove(at);
                }
            } else if self.take(candidates.swap_remove(at).what) {
                return true;
            }
        }
        false
    }

    /// What a candidate averts, less its price.
    fn net_gain(&mut self, what: &What) -> f64 {
        let actions = self.actions(what);
        let averted = self.loss - self.state.loss_with(&actions, self.aim.day);
        averted - self.price(&actions)
    }

    pub(super) fn price(&self, actions: &[Action]) -> f64 {
        actions.iter().map(|action| self.problem.price(action, self.aim.day)).sum()
    }

    /// Takes a candidate if it averts more than it costs; `false` if not, and then it is not looked
    /// at again.
    fn take(&mut self, what: What) -> bool {
        let before = self.loss;
        let actions = self.actions(&what);
        let due = self.due(&actions);
        let undoing = self.state.apply(&actions, self.aim.day);
        let estimate = self.state.estimate();
        if before - estimate.loss.value - self.price(&actions) <= ROUNDING * before {
            self.state.take_back(&actions, undoing);
            self.refused.insert(what);
            return false;
        }
        let (group, loss_left) = (group(self.problem, &what), estimate.loss.value);
        self.note(Item { actions, group, minutes: 0, due, loss_left, must: false });
        self.note_estimate(estimate);
        true
    }

    fn note_estimate(&mut self, estimate: Arc<Estimate>) {
        self.loss = estimate.loss.value;
        (self.estimate, self.is_stale) = (estimate, false);
    }

    /// More was done, and the loss that is left is known. The other figures are worked out when
    /// they are asked for.
    pub(super) fn note_loss(&mut self, loss: f64) {
        (self.loss, self.is_stale) = (loss, true);
    }

    /// Writes an item down; its minutes are those of its actions.
    pub(super) fn note(&mut self, item: Item) {
        let minutes = item.actions.iter().map(|action| self.problem.minutes(action)).sum();
        self.items.push(Item { minutes, ..item });
    }

    /// The last day of work after which actions still avert nearly all that they avert from the day
    /// of the order on; the day before it if none does. None of them is done yet.
    pub(super) fn due(&self, actions: &[Action]) -> Day {
        let averted = |day: Day| {
            Outlook { estimate: &self.estimate, day }.sum(self.problem, &self.state, actions)
        };
        let last = self.problem.case.threat.last_day();
        let work_of = (self.aim.day.0..last.0).map(|day| averted(Day(day).next()));
        let in_time = days_in_time(averted(self.aim.day), work_of);
        Day(self.aim.day.before().0 + in_time as u16)
    }

    /// What is left, in the order of what it averts alone: it averts little. A single host that was
    /// refused on the way is among it: where hosts of one class differ in value, what one of them
    /// averts may be lost in the noise of a state, though its expectation is known.
    fn add_tail(&mut self) {
        self.refused.retain(|what| !what.is_single_host());
        let mut candidates = self.candidates();
        candidates.retain(|candidate| {
            candidate.trust == Trust::Estimated
                && !matches!(&candidate.what, What::Actions(actions) if actions[0].is_door())
        });
        candidates.par_sort_by(|a, b| self.compare(b, a));
        for candidate in candidates {
            let actions = self.actions(&candidate.what);
            if actions.iter().any(|action| self.state.is_done(action)) {
                continue;
            }
            let due = self.due(&actions);
            self.state.apply(&actions, self.aim.day);
            let loss_left = self.items.last().map_or(self.loss, |item| item.loss_left);
            let loss_left = (loss_left - candidate.gain).max(0.0);
            self.note(Item {
                actions,
                group: group(self.problem, &candidate.what),
                minutes: 0,
                due,
                loss_left,
                must: false,
            });
        }
    }
}

/// The number of the group that a candidate does as a whole.
pub(super) fn group(problem: &Problem<'_>, what: &What) -> Option<u32> {
    match what {
        What::Class(class) => problem.groups[class.0 as usize],
        What::Actions(_) => None,
    }
}

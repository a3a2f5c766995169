//! The search: greedy from several starts, the better plan kept.
//!
//! With the same hours more people never leave more risk: whatever fewer people could do is tried too, and kept if it is
//! better. Plans that begin alike share their estimates.

use std::cmp::Ordering;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidate::{self, Candidate, Trust};
use super::remains::Why;
use super::schedule::{Schedule, Span, Task};
use super::state::{Problem, State};
use super::{Deed, Step};
use crate::inventory::HostId;
use crate::risk::{Estimate, Request};

/// Actions of one plan, and guesses that are worked out per action.
const MOST_STEPS: usize = 2_000;
const MOST_GUESSES: usize = 12;
/// The work that all starts together should take, in visited nodes, and the actions that a plan is guessed to have.
const MOST_WORK: u64 = 4_000_000;
const STEPS_GUESSED: u64 = 30;
/// From this work per estimate on, a plan is worked out once.
const LARGE: u64 = 300_000;
/// How many people less are tried, at most.
const MOST_FEWER: u32 = 15;
/// Actions that are left out or put first, one at a time, to find another plan.
const VARIED: usize = 6;
/// Minutes that an action without any counts as.
const LEAST_MINUTES: f64 = 0.5;
/// A smaller part of the loss is rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// The best plan that was found.
pub(super) struct Found {
    pub(super) steps: Vec<Step>,
    pub(super) loss_before: f64,
    /// The figures after the last action.
    pub(super) estimate: Rc<Estimate>,
    /// Machines still to be done, per entry, are read from here.
    pub(super) done: Vec<Deed>,
    pub(super) unmet: Vec<(HostId, Why)>,
    pub(super) exhausted: bool,
    pub(super) tried: u32,
}

impl Found {
    pub(super) fn loss_left(&self) -> f64 {
        self.estimate.loss.value
    }

    fn minutes(&self) -> u64 {
        self.steps.iter().map(|step| step.minutes).sum()
    }

    /// The better of two plans.
    fn or(self, other: Self) -> Self {
        let tried = self.tried + other.tried;
        let better = if self.is_beaten_by(&other) { other } else { self };
        Self { tried, ..better }
    }

    /// Whether another plan leaves less, or as much and takes less time.
    fn is_beaten_by(&self, other: &Self) -> bool {
        let least = ROUNDING * self.loss_before.max(1.0);
        let less = self.loss_left() - other.loss_left();
        less > least || (less.abs() <= least && other.minutes() < self.minutes())
    }
}

/// What a plan takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// What averts most per minute.
    Density,
    /// What averts most.
    Averted,
}

impl Rule {
    pub(super) fn score(self, candidate: &Candidate) -> f64 {
        match self {
            Self::Density => candidate.gain / (candidate.minutes as f64).max(LEAST_MINUTES),
            Self::Averted => candidate.gain,
        }
    }

    /// What is taken first is greater; ties go to what averts more, then to the order of the deeds.
    pub(super) fn compare(self, a: &Candidate, b: &Candidate) -> Ordering {
        self.score(a).total_cmp(&self.score(b)).then(a.gain.total_cmp(&b.gain)).then_with(|| b.deeds.cmp(&a.deeds))
    }
}

/// How a plan is begun.
#[derive(Clone, Debug)]
struct Start {
    rule: Rule,
    staff: u32,
    /// Deeds that are done first.
    first: Option<Vec<Deed>>,
    /// Deeds that are left out.
    without: Option<Vec<Deed>>,
}

/// The best of several plans. What fewer people could do is tried too: with more of them, no more risk is left. That is why
/// the number of starts depends on the network alone, not on the number of people.
pub(super) fn best(problem: &Problem<'_>) -> Found {
    let variations = (MOST_WORK / (problem.work() * STEPS_GUESSED).max(1)).min(1 + 2 * VARIED as u64) as usize;
    let staff = problem.options.staff;
    let floor = problem.floor(*problem.case.request);
    // In very large networks only the plan for all people is worked out, once.
    let fewest = if problem.work() > LARGE { staff } else { staff.saturating_sub(MOST_FEWER).max(1) };
    let mut best = best_with(problem, fewest, variations);
    for staff in fewest + 1..=staff {
        if best.loss_left() - floor <= ROUNDING * best.loss_before {
            break;
        }
        best = best.or(best_with(problem, staff, variations));
    }
    best
}

/// The best of several plans for so many people.
fn best_with(problem: &Problem<'_>, staff: u32, variations: usize) -> Found {
    let plain = Start { rule: Rule::Density, staff, first: None, without: None };
    let mut best = run(problem, &plain);
    let absolute = std::iter::once(Start { rule: Rule::Averted, ..plain.clone() });
    let first = if variations > 1 { biggest(problem, staff) } else { Vec::new() };
    let without: Vec<Vec<Deed>> = best.steps.iter().filter(|step| !step.must).take(VARIED).map(|step| step.deeds.clone()).collect();
    let first = first.into_iter().map(|first| Start { first: Some(first), ..plain.clone() });
    let without = without.into_iter().map(|without| Start { without: Some(without), ..plain.clone() });
    for start in absolute.chain(first).chain(without).take(variations) {
        best = best.or(run(problem, &start));
    }
    best
}

/// Evaluates a plan action by action on other samples. An action that averts nothing there keeps its place: it was chosen.
pub(super) fn checked(problem: &Problem<'_>, found: Found, request: Request) -> Found {
    let mut state = State::new(problem);
    let losses = state.curve(found.steps.iter().map(|step| &*step.deeds), &request);
    let mut steps = found.steps;
    for (step, losses) in steps.iter_mut().zip(losses.windows(2)) {
        state.apply(&step.deeds);
        (step.averted, step.loss_left) = (losses[0] - losses[1], losses[1]);
    }
    Found { steps, loss_before: losses[0], estimate: Rc::new(state.compute(request)), ..found }
}

/// One plan from the first start alone, for questions beside the main one.
pub(super) fn quick(problem: &Problem<'_>) -> Found {
    run(problem, &Start { rule: Rule::Density, staff: problem.options.staff, first: None, without: None })
}

/// The single actions that avert most, whatever they take.
fn biggest(problem: &Problem<'_>, staff: u32) -> Vec<Vec<Deed>> {
    let state = State::new(problem);
    let estimate = state.estimate();
    let minutes = problem.options.minutes_each * u64::from(staff);
    let mut candidates = candidate::candidates(problem, &state, &estimate, minutes);
    candidates.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.deeds.cmp(&b.deeds)));
    candidates.into_iter().take(VARIED).map(|candidate| candidate.deeds).collect()
}

/// One plan under construction.
pub(super) struct Run<'p, 'a> {
    pub(super) problem: &'p Problem<'a>,
    pub(super) state: State<'p, 'a>,
    pub(super) estimate: Rc<Estimate>,
    pub(super) schedule: Schedule,
    steps: Vec<Step>,
    /// Actions that turned out to avert nothing, or are to be left out.
    pub(super) refused: FxHashSet<Vec<Deed>>,
    /// What guesses turned out to avert, in large networks.
    pub(super) worked_out: FxHashMap<Vec<Deed>, f64>,
    unmet: Vec<(HostId, Why)>,
}

fn run(problem: &Problem<'_>, start: &Start) -> Found {
    let state = State::new(problem);
    let estimate = state.estimate();
    let loss_before = estimate.loss.value;
    let schedule = Schedule::new(start.staff, problem.options.minutes_each);
    let refused = start.without.iter().cloned().collect();
    let (worked_out, unmet) = (FxHashMap::default(), Vec::new());
    let mut run = Run { problem, state, estimate, schedule, steps: Vec::new(), refused, worked_out, unmet };
    run.do_must();
    if let Some(first) = &start.first {
        run.take(&first.clone(), None, false);
    }
    let mut rule = start.rule;
    while run.steps.len() < MOST_STEPS && run.next(rule) {}
    // What was left out to find another plan may still fit behind it.
    run.refused = FxHashSet::default();
    rule = Rule::Density;
    while run.steps.len() < MOST_STEPS && run.next(rule) {}
    let exhausted = run.steps.len() < MOST_STEPS;
    Found { steps: run.steps, loss_before, estimate: run.estimate, done: run.state.done, unmet: run.unmet, exhausted, tried: 1 }
}

impl Run<'_, '_> {
    /// Does the hosts that the user wants done, each after what it waits for.
    fn do_must(&mut self) {
        for host in &self.problem.options.must {
            let why = match self.problem.entries.get(host) {
                None => Some(self.problem.untouchable.get(host).copied().unwrap_or(Why::NothingToDo)),
                Some(entry) if self.state.left(entry) == 0 => None,
                Some(entry) => {
                    let deeds = self.chain(entry.host);
                    (!self.take(&deeds, None, true)).then_some(Why::NoTime)
                }
            };
            self.unmet.extend(why.map(|why| (*host, why)));
        }
    }

    /// A host and everything it waits for, in order.
    fn chain(&self, host: HostId) -> Vec<Deed> {
        let mut open = vec![host];
        let mut deeds: Vec<Deed> = Vec::new();
        while let Some(host) = open.pop() {
            let Some(entry) = self.problem.entries.get(&host).filter(|entry| self.state.left(entry) > 0) else { continue };
            let deed = Deed::Host { host, machines: self.state.left(entry), kind: entry.kind };
            deeds.retain(|known| *known != deed);
            deeds.push(deed);
            open.extend(&entry.after);
        }
        deeds.reverse();
        deeds
    }

    /// Everything that could be done next.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates = candidate::candidates(self.problem, &self.state, &self.estimate, self.schedule.left());
        candidates.retain(|candidate| !self.refused.contains(&candidate.deeds));
        candidates
    }

    /// Takes the next action, in large networks the next few; `false` if nothing that fits averts anything.
    fn next(&mut self, rule: Rule) -> bool {
        if self.problem.work() > LARGE { self.next_several(rule) } else { self.next_one(self.candidates(), rule) }
    }

    /// Takes the best of some candidates; `false` if none that fits averts anything.
    pub(super) fn next_one(&mut self, mut candidates: Vec<Candidate>, rule: Rule) -> bool {
        let mut guesses = 0;
        while let Some(at) = first(&candidates, rule) {
            let trust = candidates[at].trust;
            if trust == Trust::Guessed && guesses == MOST_GUESSES {
                candidates.swap_remove(at);
            } else if trust == Trust::Guessed {
                guesses += 1;
                let gain = self.estimate.loss.value - self.state.loss_with(&candidates[at].deeds);
                (candidates[at].gain, candidates[at].trust) = (gain, Trust::Estimated);
                if gain <= 0.0 {
                    candidates.swap_remove(at);
                }
            } else {
                let Candidate { deeds, group, .. } = candidates.swap_remove(at);
                if self.take(&deeds, group, false) {
                    return true;
                }
            }
        }
        false
    }

    /// Takes an action if it fits and averts anything (or must be done); `false` if not, and then it is not looked at again.
    fn take(&mut self, deeds: &[Deed], group: Option<u32>, must: bool) -> bool {
        let mut schedule = self.schedule.clone();
        let Some(spans) = place_all(self.problem, &mut schedule, deeds) else {
            self.refused.insert(deeds.to_vec());
            return false;
        };
        let before = self.estimate.loss.value;
        let undoing = self.state.apply(deeds);
        let estimate = self.state.estimate();
        let averted = before - estimate.loss.value;
        if averted <= ROUNDING * before && !must {
            self.state.take_back(deeds, undoing);
            self.refused.insert(deeds.to_vec());
            return false;
        }
        self.note(deeds, group, &spans, (before, estimate.loss.value), must);
        (self.estimate, self.schedule) = (estimate, schedule);
        true
    }

    /// Writes an action down that was taken.
    pub(super) fn note(&mut self, deeds: &[Deed], group: Option<u32>, spans: &[Span], losses: (f64, f64), must: bool) {
        self.steps.push(Step {
            deeds: deeds.to_vec(),
            group,
            minutes: deeds.iter().map(|deed| self.problem.minutes(deed)).sum(),
            averted: losses.0 - losses.1,
            loss_left: losses.1,
            start: spans.iter().map(|span| span.start).min().unwrap_or(0),
            end: spans.iter().map(|span| span.end).max().unwrap_or(0),
            must,
        });
    }
}

/// Places deeds in the schedule; `None` if they cannot be done in time, or there are none.
pub(super) fn place_all(problem: &Problem<'_>, schedule: &mut Schedule, deeds: &[Deed]) -> Option<Vec<Span>> {
    let placed = deeds.iter().map(|deed| place(problem, schedule, deed)).collect::<Option<Vec<Span>>>();
    placed.filter(|spans| !spans.is_empty())
}

/// Places a deed in the schedule.
fn place(problem: &Problem<'_>, schedule: &mut Schedule, deed: &Deed) -> Option<Span> {
    let none: &[HostId] = &[];
    let entry = if let Deed::Host { host, .. } = deed { problem.entries.get(host) } else { None };
    let task = match (deed, entry) {
        (Deed::Host { host, machines, .. }, Some(entry)) => {
            Task { host: Some(*host), machines: *machines, minutes: entry.minutes, after: &entry.after, not_with: &entry.not_with }
        }
        _ => Task { host: None, machines: 1, minutes: problem.minutes(deed), after: none, not_with: none },
    };
    schedule.place(&task)
}

/// The candidate that a rule takes first.
fn first(candidates: &[Candidate], rule: Rule) -> Option<usize> {
    (0..candidates.len()).max_by(|a, b| rule.compare(&candidates[*a], &candidates[*b]))
}

//! What if the answer to an action is no? For the page: the plan without some of its actions,
//! computed before, so that a reader can tick them off without a network and without a program.

use serde::Serialize;

use super::subject::ManagementReport;
use super::{facts, fix, stake};
use crate::format::Rounded;
use crate::plan::{PlannedAction, Refusals};
use crate::report::plan::duration;
use crate::report::words::number;

/// Sets of refused actions that are computed: all sets of so many actions at once as stay within
/// it, and at least each one.
const MAX_STATES: usize = 64;
/// Plans of more actions can be shown, but not weighed in a page.
const MAX_ACTIONS: usize = 60;
/// The most work for all states: samples times nodes. On larger networks only the first actions can
/// be refused, or none.
const MAX_WORK: u64 = 8_000_000;

/// What may be ticked off.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WhatIf {
    /// How many actions may be refused at once.
    at_once: usize,
    /// Whether these are all actions of the plan.
    whole: bool,
    /// Per action: the places of its first step and of the one after its last, and the number it
    /// has in the page.
    actions: Vec<[usize; 3]>,
    /// The staff minutes of each step.
    minutes: Vec<u64>,
    /// The expected loss before the plan, and what is left after each step of it.
    before: Rounded,
    left: Vec<Rounded>,
    /// A set of refused actions each.
    states: Vec<State>,
}

/// The plan without some actions.
#[derive(Clone, Debug, Serialize)]
struct State {
    /// The refused actions by place, ascending.
    off: Vec<usize>,
    /// The loss left after each step from the last refused action on; before it the curve is that
    /// of the set without it.
    left: Vec<Rounded>,
    /// In words: what is averted, what is left, the share of what can be averted, the work.
    averted: String,
    loss: String,
    share: String,
    work: String,
    /// What is left, as the first figure of the page shows it.
    tile: String,
    /// Machines taken over, and critical ones at risk.
    machines: String,
    critical: String,
}

/// `None` where there is nothing to refuse, and where it would take too long or too much room.
pub(super) fn what_if(report: &ManagementReport<'_>) -> Option<WhatIf> {
    let view = report.plan.view;
    let found = report.plan.plan;
    let mut actions = actions(&found.steps);
    let all = actions.len();
    if all == 0 || all > MAX_ACTIONS {
        return None;
    }
    let refusals = Refusals::new(view.case, view.ranking, report.plan.options, found);
    // The curve is one half of the work of a state, what is taken over the other.
    let affordable = (MAX_WORK / refusals.work().saturating_mul(2).max(1)) as usize;
    actions.truncate(affordable);
    let at_once = at_once(actions.len(), MAX_STATES.min(affordable));
    let state = |off: &Vec<usize>| state(report, &refusals, &actions, off);
    (!actions.is_empty()).then(|| WhatIf {
        at_once,
        whole: actions.len() == all,
        minutes: found.steps.iter().map(|step| step.minutes).collect(),
        before: rounded(report, found.loss_before),
        left: found.steps.iter().map(|step| rounded(report, step.loss_left)).collect(),
        states: sets(actions.len(), at_once).iter().map(state).collect(),
        actions: actions.clone(),
    })
}

/// Steps that do the same to machines of one entry are one action.
fn actions(steps: &[PlannedAction]) -> Vec<[usize; 3]> {
    let run =
        |(number, run): (usize, &[PlannedAction])| [number - 1, number - 1 + run.len(), number];
    fix::runs(steps).into_iter().map(run).collect()
}

/// How many of some actions may be refused at once, so that there are no more sets than a limit;
/// one in any case.
fn at_once(actions: usize, limit: usize) -> usize {
    let (mut total, mut sets) = (0_usize, 1_usize);
    for number in 1..=actions {
        sets = sets.saturating_mul(actions + 1 - number) / number;
        total = total.saturating_add(sets);
        if total > limit && number > 1 {
            return number - 1;
        }
    }
    actions
}

/// All sets of up to so many of some actions, but for the empty one; smaller ones first.
fn sets(actions: usize, at_once: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..at_once {
        let longer = |set: &Vec<usize>| -> Vec<Vec<usize>> {
            let next = set.last().map_or(0, |last| last + 1);
            (next..actions).map(|more| set.iter().copied().chain([more]).collect()).collect()
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.iter().cloned());
    }
    all
}

fn state(
    report: &ManagementReport<'_>,
    refusals: &Refusals<'_>,
    actions: &[[usize; 3]],
    off: &[usize],
) -> State {
    let found = report.plan.plan;
    let places: Vec<usize> =
        off.iter().flat_map(|action| actions[*action][0]..actions[*action][1]).collect();
    let losses = refusals.losses(&places);
    let left = losses.last().copied().unwrap_or(found.loss_before);
    let stays = || {
        found
            .steps
            .iter()
            .enumerate()
            .filter(|(place, _)| !places.contains(place))
            .map(|(_, step)| step)
    };
    let (machines, critical) = facts::at_stake(report.plan, refusals.samples(), stays());
    let from = off.last().map_or(0, |last| actions[*last][0]);
    let averted = (found.loss_before - left).max(0.0);
    State {
        off: off.to_vec(),
        left: losses[from..].iter().map(|loss| rounded(report, *loss)).collect(),
        averted: report.digits().loss(averted),
        loss: report.digits().loss(left),
        share: number::share(averted, found.loss_before - found.loss_floor),
        work: duration(stays().map(|step| step.minutes).sum()),
        tile: stake::shown_loss(report, left),
        machines: stake::shown_machines(machines),
        critical: number::count(critical),
    }
}

/// For a curve: a ten-thousandth of the whole is less than can be seen.
fn rounded(report: &ManagementReport<'_>, loss: f64) -> Rounded {
    let whole = report.plan.plan.loss_before;
    let unit = if whole > 0.0 { 10_f64.powi(whole.log10().floor() as i32 - 3) } else { 1.0 };
    Rounded::new((loss / unit).round() * unit)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn as_many_sets_as_fit_and_each_action_alone() {
        assert_eq!(
            [1, 5, 6, 7, 10, 11, 60].map(|actions| at_once(actions, MAX_STATES)),
            [1, 5, 6, 3, 2, 1, 1]
        );
        assert_eq!([at_once(3, 3), at_once(3, 6), at_once(3, 7)], [1, 2, 3]);
    }

    #[test]
    fn sets_are_each_there_once() {
        assert_eq!(sets(3, 2), [vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2]]);
        let all: BTreeMap<Vec<usize>, ()> = sets(6, 6).into_iter().map(|set| (set, ())).collect();
        assert_eq!(all.len(), 63);
    }
}

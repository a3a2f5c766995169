//! What a plan leaves if the answer to some of its actions is no: worked out for all sets of
//! refusals that somebody may think of, as far as there is time.

use super::{Action, Options, Plan, PlannedAction, Refusals, Stake, effort};
use crate::case::Case;
use crate::ranking::Ranking;

/// Plans of more actions can be shown, but not weighed.
const MAX_ACTIONS: usize = 60;
/// Sets of refused actions that are computed: all sets of so many actions at once as stay within
/// it, and at least each one.
const MAX_SETS: usize = 64;

/// A plan whose actions may be refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// How many actions may be refused at once.
    pub at_once: usize,
    /// Whether these are all actions of the plan.
    pub whole: bool,
    /// The actions that may be refused, as runs of steps: the place of the first, and of the one
    /// after the last.
    pub actions: Vec<std::ops::Range<usize>>,
    /// A set of refused actions each.
    pub sets: Vec<WithoutSome>,
}

/// The plan without some actions.
#[derive(Clone, Debug)]
pub struct WithoutSome {
    /// The refused actions by place, ascending.
    pub off: Vec<usize>,
    /// The loss left after each step of the plan.
    pub losses: Vec<f64>,
    /// The staff minutes of the steps that stay.
    pub minutes: u64,
    /// What is at stake once these are carried out.
    pub stake: Stake,
}

/// `None` where there is nothing to refuse, and where it would take too long or too much room.
pub fn refused(
    case: Case<'_>,
    ranking: &Ranking,
    options: &Options,
    plan: &Plan,
) -> Option<Refused> {
    let mut actions: Vec<_> = runs(&plan.steps)
        .into_iter()
        .map(|(number, run)| number - 1..number - 1 + run.len())
        .collect();
    let all = actions.len();
    if all == 0 || all > MAX_ACTIONS {
        return None;
    }
    let refusals = Refusals::new(case, ranking, options, plan);
    let affordable = effort::refusals(refusals.work());
    actions.truncate(affordable);
    let at_once = at_once(actions.len(), MAX_SETS.min(affordable));
    let without = |off: Vec<usize>| {
        let places: Vec<usize> = off.iter().flat_map(|at| actions[*at].clone()).collect();
        let stay = || {
            let steps = plan.steps.iter().enumerate();
            steps.filter(|(place, _)| !places.contains(place)).map(|(_, step)| step)
        };
        WithoutSome {
            losses: refusals.losses(&places),
            minutes: stay().map(|step| step.minutes).sum(),
            stake: Stake::after(case, ranking, stay(), refusals.samples()),
            off,
        }
    };
    let sets = sets(actions.len(), at_once).into_iter().map(without).collect();
    (!actions.is_empty()).then_some(Refused { at_once, whole: actions.len() == all, sets, actions })
}

/// Steps in a row that do the same to machines of one entry, or to laptops of one segment, because
/// several people do them, with the number of the first: they are one action.
pub fn runs(steps: &[PlannedAction]) -> Vec<(usize, &[PlannedAction])> {
    let same = |a: &PlannedAction, b: &PlannedAction| match (&a.actions[..], &b.actions[..]) {
        ([Action::Host { host: a, .. }], [Action::Host { host: b, .. }]) => a == b,
        // It holds only once all laptops are looked at.
        ([Action::Quarantine { segment: a, .. }], [Action::Quarantine { segment: b, .. }]) => {
            a == b
        }
        _ => false,
    };
    let mut number = 1;
    let numbered = |run| {
        let first = number;
        number += <[PlannedAction]>::len(run);
        (first, run)
    };
    steps.chunk_by(same).map(numbered).collect()
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn as_many_sets_as_fit_and_each_action_alone() {
        assert_eq!(
            [1, 5, 6, 7, 10, 11, 60].map(|actions| at_once(actions, MAX_SETS)),
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

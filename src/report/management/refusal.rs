//! What if the answer to an action is no? For the page: the plan without some of its actions,
//! computed before, so that a reader can tick them off without a network and without a program.

use std::ops::Range;

use serde::Serialize;

use super::stake;
use super::subject::ManagementReport;
use crate::format::Rounded;
use crate::plan::{Refused, WithoutSome};
use crate::report::plan::duration;
use crate::report::words::number;

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

pub(super) fn what_if(report: &ManagementReport<'_>, refused: &Refused) -> WhatIf {
    let found = report.plan.plan;
    let action = |run: &Range<usize>| [run.start, run.end, run.start + 1];
    WhatIf {
        at_once: refused.at_once,
        whole: refused.whole,
        actions: refused.actions.iter().map(action).collect(),
        minutes: found.steps.iter().map(|step| step.minutes).collect(),
        before: rounded(report, found.loss_before),
        left: found.steps.iter().map(|step| rounded(report, step.loss_left)).collect(),
        states: refused.sets.iter().map(|set| state(report, refused, set)).collect(),
    }
}

fn state(report: &ManagementReport<'_>, refused: &Refused, set: &WithoutSome) -> State {
    let found = report.plan.plan;
    let left = set.losses.last().copied().unwrap_or(found.loss_before);
    let from = set.off.last().map_or(0, |last| refused.actions[*last].start);
    let averted = (found.loss_before - left).max(0.0);
    State {
        off: set.off.clone(),
        left: set.losses[from..].iter().map(|loss| rounded(report, *loss)).collect(),
        averted: report.digits().loss(averted),
        loss: report.digits().loss(left),
        share: number::share(averted, found.loss_before - found.loss_floor),
        work: duration(set.minutes),
        tile: stake::shown_loss(report, left),
        machines: stake::shown_machines(set.stake.taken_over),
        critical: number::count(set.stake.critical),
    }
}

/// For a curve: a ten-thousandth of the whole is less than can be seen.
fn rounded(report: &ManagementReport<'_>, loss: f64) -> Rounded {
    let whole = report.plan.plan.loss_before;
    let unit = if whole > 0.0 { 10_f64.powi(whole.log10().floor() as i32 - 3) } else { 1.0 };
    Rounded::new((loss / unit).round() * unit)
}

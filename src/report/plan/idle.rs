//! Why there is nothing to do, where a loss is to be expected all the same.

use super::{PlanView, caveat, digits};
use crate::plan::{Remaining, Why};
use crate::ranking::RemedyKind;
use crate::threat::Mode;

/// A smaller part of the loss is rounding.
const ROUNDING: f64 = 1e-6;

/// Why a plan has no steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Idle {
    /// All work would be in force only after the horizon.
    TooLate,
    /// What may be done leaves a hole open, and that is not weighed.
    InPart,
    /// What helps does not fit into the shifts.
    NoTime,
    /// None of the people there can do what helps.
    NoSkill,
    /// What helps must not be done in regular hours, and all shifts are in those.
    RegularHours,
    /// What helps costs the business more than it averts.
    Price,
    /// What is lost is lost before any work is in force.
    Lost,
    /// What is lost is infected already.
    Infected,
    /// Nothing that may be done averts anything.
    NoHelp,
}

impl Idle {
    pub(in crate::report) fn of(plan: &PlanView<'_>) -> Self {
        let found = plan.plan;
        let late = !found.too_late.is_empty() && found.too_late.len() == plan.options.shifts.len();
        let rounding = ROUNDING * found.loss_before;
        let helps = found.loss_before - found.loss_floor > rounding;
        let all = &found.remaining;
        let has = |why: Why| all.iter().any(|left| left.why == why);
        // Whether doing what nobody can do would help.
        let would = |why: Why| all.iter().any(|left| left.why == why && left.averted > rounding);
        let sick = |left: &Remaining| left.kind == RemedyKind::Rebuild && left.why == Why::NoGain;
        match () {
            () if late => Self::TooLate,
            () if helps && (has(Why::NoTime) || has(Why::TooLong)) => Self::NoTime,
            () if helps => Self::Price,
            () if !caveat::in_part(plan).is_empty() => Self::InPart,
            () if would(Why::NoSkill) => Self::NoSkill,
            () if would(Why::RegularHours) => Self::RegularHours,
            () if !all.is_empty() && all.iter().all(sick) => Self::Infected,
            () if has(Why::TooLate) || is_lost_before(plan) => Self::Lost,
            () => Self::NoHelp,
        }
    }

    /// In a sentence.
    pub(super) fn sentence(self, plan: &PlanView<'_>, until: &str, loss: &str) -> String {
        let bound = digits(plan).loss(plan.plan.loss_before - plan.plan.loss_floor);
        match self {
            Self::TooLate => format!(
                "Coming in averts nothing: the work would be in force only after {until}, by when a loss of {loss} is to be expected."
            ),
            Self::InPart => format!(
                "Stay at home: nothing that may be done averts any of the {loss} to be expected by {until}, as far as it closes all holes of a host."
            ),
            Self::NoTime => format!(
                "Coming in averts nothing as planned: no work that helps fits into the shifts. With more time up to {bound} of the {loss} to be expected by {until} could be averted."
            ),
            Self::NoSkill => format!(
                "Coming in averts nothing as planned: nobody in these shifts can do what averts any of the {loss} to be expected by {until}."
            ),
            Self::RegularHours => format!(
                "Coming in averts nothing as planned: what averts any of the {loss} to be expected by {until} must not restart in regular hours, and all shifts are in those."
            ),
            Self::Price => format!(
                "Stay at home: what may be done costs the business more than it averts of the {loss} to be expected by {until}."
            ),
            Self::Lost => format!(
                "Coming in averts nothing of the {loss} to be expected by {until}: it is lost before work of these shifts is in force. What is not hit yet is to be cut off or patched now: see `patchfirst rank`."
            ),
            Self::Infected => format!(
                "Coming in averts nothing of the {loss} to be expected by {until}: what is lost is infected already."
            ),
            Self::NoHelp => format!(
                "Stay at home: nothing that may be done averts any of the {loss} to be expected by {until}."
            ),
        }
    }

    /// On one line.
    pub(in crate::report) fn line(self, until: &str) -> String {
        match self {
            Self::TooLate => {
                format!("Coming in averts nothing: the work is in force only after {until}.")
            }
            Self::InPart => {
                "Stay at home: nothing that may be done closes all holes of any host.".to_owned()
            }
            Self::NoTime => {
                "Coming in averts nothing: no work that helps fits into the shifts.".to_owned()
            }
            Self::NoSkill => {
                "Coming in averts nothing: nobody in these shifts can do what helps.".to_owned()
            }
            Self::RegularHours => {
                "Coming in averts nothing: what helps must not restart in regular hours.".to_owned()
            }
            Self::Price => {
                "Stay at home: what may be done costs the business more than it averts.".to_owned()
            }
            Self::Lost => {
                "Too late for tonight: it is lost before that. Cut off what is not hit yet."
                    .to_owned()
            }
            Self::Infected => {
                "Coming in averts nothing: what is lost is infected already.".to_owned()
            }
            Self::NoHelp => {
                format!("Stay at home: nothing that may be done averts any loss by {until}.")
            }
        }
    }
}

/// Whether all that is lost is lost before the work of the first shift is in force.
fn is_lost_before(plan: &PlanView<'_>) -> bool {
    let ranking = plan.view.ranking;
    let last = plan.options.shifts.first().map_or(1, |shift| shift.day as usize);
    let lost = last.checked_sub(1).and_then(|last| ranking.until_day.get(last));
    let all = ranking.expected_loss.value;
    ranking.mode == Mode::Expected && lost.is_some_and(|lost| *lost >= (1.0 - ROUNDING) * all)
}

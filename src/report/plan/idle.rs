//! Why there is nothing to do, where a loss is to be expected all the same.

use super::{PlanView, caveat, digits};
use crate::plan::Why;

/// A smaller part of the loss is rounding.
const ROUNDING: f64 = 1e-6;

/// Why a plan has no steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Idle {
    /// All work would be in force only after the horizon.
    TooLate,
    /// What may be done leaves a hole open, and that is not weighed.
    InPart,
    /// What helps does not fit into the shifts, or none of the people there can do it.
    NoTime,
    /// What helps costs the business more than it averts.
    Price,
    /// Nothing that may be done averts anything.
    NoHelp,
}

impl Idle {
    pub(in crate::report) fn of(plan: &PlanView<'_>) -> Self {
        let found = plan.plan;
        let late = !found.too_late.is_empty() && found.too_late.len() == plan.options.shifts.len();
        let helps = found.loss_before - found.loss_floor > ROUNDING * found.loss_before;
        let lacks_time =
            |why: Why| matches!(why, Why::NoTime | Why::TooLong | Why::NoSkill | Why::RegularHours);
        match () {
            () if late => Self::TooLate,
            () if helps && found.remaining.iter().any(|left| lacks_time(left.why)) => Self::NoTime,
            () if helps => Self::Price,
            () if !caveat::in_part(plan).is_empty() => Self::InPart,
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
            Self::Price => format!(
                "Stay at home: what may be done costs the business more than it averts of the {loss} to be expected by {until}."
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
            Self::Price => {
                "Stay at home: what may be done costs the business more than it averts.".to_owned()
            }
            Self::NoHelp => {
                format!("Stay at home: nothing that may be done averts any loss by {until}.")
            }
        }
    }
}

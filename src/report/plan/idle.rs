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
    /// What helps must not be touched, or waits for what is not done.
    Held,
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
        let sick = |left: &Remaining| left.kind == RemedyKind::Rebuild && left.why == Why::NoGain;
        let barred = Self::barred(plan, rounding);
        match () {
            () if late => Self::TooLate,
            () if helps && (has(Why::NoTime) || has(Why::TooLong)) => Self::NoTime,
            // A door that is too dear must not hide work that nobody there can do.
            () if helps && barred == Self::NoHelp => Self::Price,
            () if !helps && !caveat::in_part(plan).is_empty() => Self::InPart,
            () if barred != Self::NoHelp => barred,
            () if !all.is_empty() && all.iter().all(sick) => Self::Infected,
            () if has(Why::TooLate) || is_lost_before(plan) => Self::Lost,
            () => Self::NoHelp,
        }
    }

    /// What keeps hosts from being done that would avert something: of several hindrances the one
    /// behind which most stands. [`Self::NoHelp`] if there is none.
    fn barred(plan: &PlanView<'_>, rounding: f64) -> Self {
        let mut behind = [(Self::NoSkill, 0.0), (Self::RegularHours, 0.0), (Self::Held, 0.0)];
        for left in plan.plan.remaining.iter().filter(|left| left.averted > rounding) {
            let hindrance = match left.why {
                Why::NoSkill => Self::NoSkill,
                Why::RegularHours => Self::RegularHours,
                Why::Frozen | Why::Never | Why::Kept | Why::After(_) => Self::Held,
                _ => continue,
            };
            behind
                .iter_mut()
                .filter(|(of, _)| *of == hindrance)
                .for_each(|(_, sum)| *sum += left.averted);
        }
        let most = behind.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a });
        most.filter(|(_, sum)| *sum > 0.0).map_or(Self::NoHelp, |(hindrance, _)| hindrance)
    }

    /// In a sentence or two.
    pub(super) fn sentence(self, plan: &PlanView<'_>, until: &str, loss: &str) -> String {
        in_hours_words(plan, self.sentence_out_of_hours(plan, until, loss))
    }

    fn sentence_out_of_hours(self, plan: &PlanView<'_>, until: &str, loss: &str) -> String {
        let bound = plan.plan.loss_before - plan.plan.loss_floor;
        match self {
            Self::NoSkill | Self::RegularHours | Self::Held
                if bound > ROUNDING * plan.plan.loss_before =>
            {
                let why = self.why(plan, until, &format!("part of the {loss}"));
                format!("{why} What else may be done costs the business more than it averts.")
            }
            _ => self.why(plan, until, &format!("any of the {loss}")),
        }
    }

    /// In one sentence, given the loss of which something would be averted.
    fn why(self, plan: &PlanView<'_>, until: &str, any_of_loss: &str) -> String {
        let loss = digits(plan).loss(plan.plan.loss_before);
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
                "Coming in averts nothing as planned: nobody in these shifts can do what averts {any_of_loss} to be expected by {until}."
            ),
            Self::RegularHours => format!(
                "Coming in averts nothing as planned: what averts {any_of_loss} to be expected by {until} must not restart in regular hours, and all shifts are in those."
            ),
            Self::Held => format!(
                "Stay at home: what averts {any_of_loss} to be expected by {until} is frozen, is ruled out, or waits for a host that is not done."
            ),
            Self::Price => format!(
                "Stay at home: what may be done costs the business more than it averts of the {loss} to be expected by {until}."
            ),
            Self::Lost => format!(
                "Coming in averts nothing of the {loss} to be expected by {until}: it is lost before work of these shifts is in force. {} see `patchfirst rank`.",
                what_is_left(plan)
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
    pub(in crate::report) fn line(self, plan: &PlanView<'_>, until: &str) -> String {
        in_hours_words(plan, self.line_out_of_hours(until))
    }

    fn line_out_of_hours(self, until: &str) -> String {
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
            Self::Held => {
                "Stay at home: what helps is frozen, ruled out, or waits for what is not done."
                    .to_owned()
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

/// Where all shifts are in regular hours nobody comes in, and nobody stays at home.
fn in_hours_words(plan: &PlanView<'_>, text: String) -> String {
    match super::in_hours(plan) {
        true => text
            .replace("Stay at home: ", "Nothing to do: ")
            .replace("Coming in averts", "The work averts")
            .replace("Too late for tonight", "Too late for these shifts"),
        false => text,
    }
}

/// What is to be done with what is not hit yet: what is frozen is not patched.
fn what_is_left(plan: &PlanView<'_>) -> &'static str {
    match plan.plan.remaining.iter().any(|left| left.why == Why::Frozen) {
        true => "What is not hit yet is to be cut off now, or patched where it is not frozen:",
        false => "What is not hit yet is to be cut off or patched now:",
    }
}

/// Whether all that is lost is lost before the work of the first shift is in force.
fn is_lost_before(plan: &PlanView<'_>) -> bool {
    let ranking = plan.view.ranking;
    let last = plan.options.shifts.first().map_or(1, |shift| usize::from(shift.day.0));
    let lost = last.checked_sub(1).and_then(|last| ranking.until_day.get(last));
    let all = ranking.expected_loss.value;
    ranking.mode == Mode::Expected && lost.is_some_and(|lost| *lost >= (1.0 - ROUNDING) * all)
}

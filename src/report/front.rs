//! The answer in five lines: the verdict, three actions, one doubt with the next command.

use super::plan::{self, PlanView, line};
use super::words::{number, prose, verdict};

/// Actions that are shown.
const ACTIONS: usize = 3;

/// The lines; each is broken at the width.
pub fn render(plan: &PlanView<'_>, width: u16) -> String {
    let steps = plan.plan.steps.iter().take(ACTIONS).enumerate();
    let actions: String = steps.map(|(i, step)| prose::hanging(&action(plan, i + 1, step), 2, width)).collect();
    let next = match plan.plan.steps.len().saturating_sub(ACTIONS) {
        0 => "Next: patchfirst rank".to_owned(),
        more => format!("{more} more: patchfirst plan"),
    };
    let last = format!("{} {next}", verdict::unknown(&plan.view));
    prose::paragraph(&plan::answer(plan), width) + &actions + &prose::paragraph(&last, width)
}

fn action(plan: &PlanView<'_>, number: usize, step: &crate::plan::PlannedAction) -> String {
    let share = number::share(step.averted, plan.plan.loss_before);
    format!("{number}. {} ({}, averts {share})", line::text(plan, step), plan::duration(step.minutes))
}

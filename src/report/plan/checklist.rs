//! The plan as a Markdown checklist, to be ticked off.

use std::fmt::Write;

use super::super::markdown::escaped;
use super::{PlanView, answer, digits, duration, line, method};
use crate::plan::Step;

/// Writes the whole list; ends with a line break.
pub fn render(plan: &PlanView<'_>) -> String {
    let digits = digits(plan);
    let mut text = format!("# Plan\n\n{}\n", escaped(&answer(plan)));
    if !plan.plan.steps.is_empty() {
        text += "\n## To do\n\n";
    }
    for (i, step) in plan.plan.steps.iter().enumerate() {
        add(&mut text, plan, i + 1, step);
    }
    if !plan.plan.steps.is_empty() {
        text += "\n## Risk removed\n\n| # | minutes used | loss left |\n|--:|--:|--:|\n";
        let _ = writeln!(text, "| 0 | 0 | {} |", digits.loss(plan.plan.loss_before));
        let mut used = 0;
        for (i, step) in plan.plan.steps.iter().enumerate() {
            used += step.minutes;
            let _ = writeln!(text, "| {} | {used} | {} |", i + 1, digits.loss(step.loss_left));
        }
    }
    if !plan.plan.remaining.is_empty() {
        text += "\n## What stays\n\n";
        for one in &plan.plan.remaining {
            let name = super::super::label::name(plan.view.subject.inventory, one.host, 64);
            let why = super::table::why_text(plan, one.host, one.why);
            let machines = if one.machines > 1 { format!(" ({})", one.machines) } else { String::new() };
            let _ = writeln!(text, "- {}{machines}: {}; expected loss {}", escaped(&name), escaped(&why), digits.loss(one.loss));
        }
    }
    if !plan.plan.unknowns.is_empty() {
        text += "\n## Find out first\n\n";
        for unknown in &plan.plan.unknowns {
            let question = escaped(&super::table::fact(plan, unknown.fact));
            let _ = writeln!(
                text,
                "- [ ] {question} If so: {} left after {} of work.",
                digits.loss(unknown.loss_left),
                duration(unknown.minutes)
            );
        }
    }
    text + "\n" + &escaped(&method(plan)) + "\n"
}

/// One box per action; an action of several deeds has a box for each.
fn add(text: &mut String, plan: &PlanView<'_>, number: usize, step: &Step) {
    let averted = digits(plan).loss(step.averted);
    let at = format!("+{}:{:02}", step.start / 60, step.start % 60);
    if let [deed] = &step.deeds[..] {
        let _ = writeln!(text, "- [ ] **{number}.** {} ({at}; averts {averted})", details(plan, deed));
        return;
    }
    let _ = writeln!(text, "- [ ] **{number}.** {} things together ({at}, {} min; avert {averted})", step.deeds.len(), step.minutes);
    for deed in &step.deeds {
        let _ = writeln!(text, "  - [ ] {}", details(plan, deed));
    }
}

/// What to do, for whom to ask, how long it takes, whether it restarts.
fn details(plan: &PlanView<'_>, deed: &crate::plan::Deed) -> String {
    let mut parts = vec![format!("{} min", line::minutes(plan, deed))];
    parts.extend(line::owner(plan, deed).map(|owner| format!("owner {owner}")));
    parts.push(
        match line::reboot(plan, deed) {
            Some(true) => "reboot",
            Some(false) => "no reboot",
            None => "reboot: not known",
        }
        .to_owned(),
    );
    format!("{} — {}", escaped(&line::deed_text(plan, deed)), escaped(&parts.join(", ")))
}

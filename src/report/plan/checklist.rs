//! The plan as a Markdown checklist, to be ticked off.

use std::fmt::Write;

use super::super::escape::Sink;
use super::beside::Beside;
use super::{PlanView, answer, digits, duration, line, method};
use crate::plan::{Deed, Step};

/// Writes the whole list; ends with a line break.
pub fn render(plan: &PlanView<'_>) -> String {
    let digits = digits(plan);
    let mut text = format!("# Plan\n\n{}\n", markdown(&answer(plan)));
    let both = Beside::new(plan);
    text += &both.as_ref().map_or(String::new(), |both| what_if(plan, both));
    if !plan.plan.steps.is_empty() {
        text += "\n## To do\n\n";
    }
    for (i, step) in plan.plan.steps.iter().enumerate() {
        add(&mut text, plan, both.as_ref(), i + 1, step);
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
            let name = crate::report::words::label::name(plan.view.case.inventory, one.host, 64);
            let why = super::table::why_text(plan, one.host, one.why);
            let machines = if one.machines > 1 { format!(" ({})", one.machines) } else { String::new() };
            let _ = writeln!(text, "- {}{machines}: {}; expected loss {}", markdown(&name), markdown(&why), digits.loss(one.loss));
        }
    }
    if !plan.plan.kept.is_empty() {
        text += "\n## Kept open for the business\n\n";
        for kept in &plan.plan.kept {
            let flow = crate::report::words::flow::ends(plan.view.case.inventory, kept.flow);
            let (before, after) = (digits.loss(kept.before), digits.loss(kept.averted));
            let _ = writeln!(text, "- {}: closing it would avert {before} now, {after} after the plan", markdown(&flow));
        }
    }
    if !plan.plan.unknowns.is_empty() {
        text += "\n## Find out first\n\n";
        for unknown in &plan.plan.unknowns {
            let question = markdown(&super::table::fact(plan, unknown.fact));
            let _ = writeln!(
                text,
                "- [ ] {question} If so: {} left after {} of work.",
                digits.loss(unknown.loss_left),
                duration(unknown.minutes)
            );
        }
    }
    text + "\n" + &markdown(&method(plan)) + "\n"
}

/// One box per action; an action of several deeds has a box for each.
fn add(text: &mut String, plan: &PlanView<'_>, both: Option<&Beside<'_>>, number: usize, step: &Step) {
    let averted = digits(plan).loss(step.averted);
    let at = format!("+{}:{:02}", step.start / 60, step.start % 60);
    if let [deed] = &step.deeds[..] {
        let beside = beside(plan, both, deed);
        let _ = writeln!(text, "- [ ] **{number}.** {} ({at}; averts {averted}{beside})", details(plan, deed));
        return;
    }
    let _ = writeln!(text, "- [ ] **{number}.** {} things together ({at}, {} min; avert {averted})", step.deeds.len(), step.minutes);
    for deed in &step.deeds {
        let beside = beside(plan, both, deed);
        let beside = if beside.is_empty() { beside } else { format!(" ({})", beside.trim_start_matches("; ")) };
        let _ = writeln!(text, "  - [ ] {}{beside}", details(plan, deed));
    }
}

/// Where the plan without the assumptions does the same.
fn beside(plan: &PlanView<'_>, both: Option<&Beside<'_>>, deed: &Deed) -> String {
    match both.map(|both| both.find(plan, deed)) {
        None => String::new(),
        Some(None) => "; not in the plan without".to_owned(),
        Some(Some(placed)) => format!("; without: {}., {}", placed.action, digits(plan).loss(placed.step.averted)),
    }
}

/// Both plans side by side, and what only the one without the assumptions does.
fn what_if(plan: &PlanView<'_>, both: &Beside<'_>) -> String {
    let before = both.before();
    let (without, with, digits) = (before.plan.plan, plan.plan, digits(plan));
    let mut text = "\n## What if\n\n".to_owned();
    before.assumptions.iter().for_each(|one| text += &format!("- {}\n", markdown(one)));
    text += "\n| | without | with |\n|---|--:|--:|\n";
    let pairs = [
        ("expected loss", digits.loss(without.loss_before), digits.loss(with.loss_before)),
        ("loss left", digits.loss(without.loss_left), digits.loss(with.loss_left)),
        ("actions", without.steps.len().to_string(), with.steps.len().to_string()),
        ("staff minutes", without.minutes.to_string(), with.minutes.to_string()),
    ];
    for (what, without, with) in pairs {
        let _ = writeln!(text, "| {what} | {without} | {with} |");
    }
    let only = both.only(plan);
    if !only.is_empty() {
        text += "\nOnly without:\n\n";
    }
    for placed in only {
        let (what, averted) = (line::deed_text(before.plan, placed.deed), digits.loss(placed.step.averted));
        let _ = writeln!(text, "- {}. {} (averts {averted})", placed.action, markdown(&what));
    }
    text
}

/// What to do, for whom to ask, how long it takes, whether it restarts.
fn details(plan: &PlanView<'_>, deed: &Deed) -> String {
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
    format!("{} — {}", markdown(&line::deed_text(plan, deed)), markdown(&parts.join(", ")))
}

fn markdown(text: &str) -> String {
    Sink::Markdown.neutral(text).into_owned()
}

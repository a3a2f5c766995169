//! The plan as a Markdown checklist, to be ticked off.

use std::fmt::Write;

use super::super::escape::Sink;
use super::beside::Beside;
use super::{PlanView, answer, at, digits, duration, line, method, offer, order};
use crate::plan::{Action, PlannedAction, Remaining, Unknown};
use crate::report::words::day;
use crate::source::sanitize;

/// Writes the whole list; ends with a line break.
pub fn render(plan: &PlanView<'_>) -> String {
    let mut text = format!("# Plan\n\n{}\n", markdown(&answer(plan)));
    let both = Beside::new(plan);
    text += &both.as_ref().map_or(String::new(), |both| what_if(plan, both));
    text += &offers(plan);
    text += &people(plan, both.as_ref());
    text += &curve(plan);
    text += &blocked(plan);
    text += &orders(plan);
    text += &remaining(plan);
    text += &kept(plan);
    text += &unknowns(plan);
    text + "\n" + &markdown(&method(plan)) + "\n"
}

/// What is left of the loss as minutes are used.
fn curve(plan: &PlanView<'_>) -> String {
    if plan.plan.steps.is_empty() {
        return String::new();
    }
    let digits = digits(plan);
    let mut text =
        "\n## Risk removed\n\n| # | minutes used | loss left |\n|--:|--:|--:|\n".to_owned();
    let _ = writeln!(text, "| 0 | 0 | {} |", digits.loss(plan.plan.loss_before));
    let mut used = 0;
    for (i, step) in plan.plan.steps.iter().enumerate() {
        used += step.minutes;
        let _ = writeln!(text, "| {} | {used} | {} |", i + 1, digits.loss(step.loss_left));
    }
    text
}

/// How to plan again without a block.
fn blocked(plan: &PlanView<'_>) -> String {
    let one = |flow: &str| format!("    --keep '{}'\n", sanitize::text(flow));
    let lines: String = line::blocked(plan).iter().map(|flow| one(flow)).collect();
    under("If the business needs a blocked flow\n\nPlan again with its line:", lines)
}

/// What the plan leaves undone, and why.
fn remaining(plan: &PlanView<'_>) -> String {
    let one = |one: &Remaining| {
        let name = crate::report::words::label::name(plan.view.case.inventory, one.host, 64);
        let why = super::table::why_text(plan, one.host, one.why);
        let machines =
            if one.machines > 1 { format!(" ({})", one.machines) } else { String::new() };
        format!(
            "- {}{machines}: {}; expected loss {}\n",
            markdown(&name),
            markdown(&why),
            digits(plan).loss(one.loss)
        )
    };
    under("Risk that the plan does not remove", plan.plan.remaining.iter().map(one).collect())
}

/// Flows that stay open though closing them would avert something.
fn kept(plan: &PlanView<'_>) -> String {
    let digits = digits(plan);
    let mut lines = String::new();
    for kept in &plan.plan.kept {
        let flow = plan.view.case.inventory.flow_name(kept.flow);
        let (before, after) = (digits.loss(kept.before), digits.loss(kept.averted));
        let _ = writeln!(
            lines,
            "- {}: closing it would avert {before} now, {after} after the plan",
            markdown(&flow)
        );
    }
    under("Kept open for the business", lines)
}

/// What is not known and would change the plan.
fn unknowns(plan: &PlanView<'_>) -> String {
    let one = |unknown: &Unknown| {
        let question = markdown(&super::table::fact(plan, unknown.fact));
        format!(
            "- [ ] {question} If so: {} left after {} of work.\n",
            digits(plan).loss(unknown.loss_left),
            duration(unknown.minutes)
        )
    };
    under("Find out first", plan.plan.unknowns.iter().map(one).collect())
}

/// Lines under a heading of their own; nothing if there are none.
fn under(heading: &str, lines: String) -> String {
    if lines.is_empty() { lines } else { format!("\n## {heading}\n\n{lines}") }
}

/// How little is enough.
fn offers(plan: &PlanView<'_>) -> String {
    if plan.plan.steps.is_empty() {
        return String::new();
    }
    let items: String = offer::distinct(&plan.plan.offers)
        .into_iter()
        .map(|(name, offer)| format!("- {}\n", markdown(&offer::text(plan, &name, offer))))
        .collect();
    format!("\n## How little is enough\n\n{items}")
}

/// A list for each person and day, to be handed out.
fn people(plan: &PlanView<'_>, both: Option<&Beside<'_>>) -> String {
    let mut lists: Vec<(usize, u32)> =
        plan.plan.steps.iter().map(|step| (step.shift, step.person)).collect();
    lists.sort_unstable();
    lists.dedup();
    let mut text = String::new();
    for list in lists {
        let steps: Vec<(usize, &PlannedAction)> = plan
            .plan
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| (step.shift, step.person) == list)
            .collect();
        let _ = write!(
            text,
            "\n## Person {}, {}\n\n",
            list.1,
            at(plan, steps[0].1.on, steps[0].1.regular)
        );
        steps.into_iter().for_each(|(i, step)| add(&mut text, plan, both, i + 1, step));
    }
    text
}

/// What would change the answer, for the wall.
fn orders(plan: &PlanView<'_>) -> String {
    if plan.plan.standing_orders.is_empty() {
        return String::new();
    }
    let (change, same) = order::rows(plan);
    let items: String = change
        .iter()
        .map(|row| format!("- {}\n", markdown(&order::row_sentence(plan, row))))
        .collect();
    let same = order::nothing_new(plan, &same);
    let same = if same.is_empty() { same } else { format!("\n{}\n", markdown(&same)) };
    format!("\n## Standing orders\n\n{items}{same}")
}

/// One box per step; a step of several actions has a box for each.
fn add(
    text: &mut String,
    plan: &PlanView<'_>,
    both: Option<&Beside<'_>>,
    number: usize,
    step: &PlannedAction,
) {
    let averted = digits(plan).loss(step.averted);
    let at = format!("+{}:{:02}", step.start / 60, step.start % 60);
    let lift =
        if step.actions.iter().any(|action| action.is_door()) { lift(step) } else { String::new() };
    if let [action] = &step.actions[..] {
        let beside = beside(plan, both, action);
        let outside = line::outside(plan, step, [action].into_iter());
        let _ = writeln!(
            text,
            "- [ ] **{number}.** {} ({at}; averts {averted}{lift}{outside}{beside})",
            details(plan, action)
        );
        return;
    }
    let _ = writeln!(
        text,
        "- [ ] **{number}.** {} things together ({at}, {} min; avert {averted}{lift})",
        step.actions.len(),
        step.minutes
    );
    for action in &step.actions {
        let beside = line::outside(plan, step, [action].into_iter()) + &beside(plan, both, action);
        let beside = if beside.is_empty() {
            beside
        } else {
            format!(" ({})", beside.trim_start_matches("; "))
        };
        let _ = writeln!(text, "  - [ ] {}{beside}", details(plan, action));
    }
}

/// When a door can be opened again.
fn lift(step: &PlannedAction) -> String {
    step.lift.map_or("; lift it once the hosts behind it are done".to_owned(), |on| {
        format!("; lift it on {}", day::named(on))
    })
}

/// Where the plan without the assumptions does the same.
fn beside(plan: &PlanView<'_>, both: Option<&Beside<'_>>, deed: &Action) -> String {
    match both.map(|both| both.find(plan, deed)) {
        None => String::new(),
        Some(None) => "; not in the plan without".to_owned(),
        Some(Some(placed)) => {
            format!("; without: {}., {}", placed.action, digits(plan).loss(placed.step.averted))
        }
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
        let (what, averted) =
            (line::action_text(before.plan, placed.deed), digits.loss(placed.step.averted));
        let _ = writeln!(text, "- {}. {} (averts {averted})", placed.action, markdown(&what));
    }
    text
}

/// What to do, for whom to ask, how long it takes, whether it restarts.
fn details(plan: &PlanView<'_>, deed: &Action) -> String {
    let mut parts = vec![format!("{} min", line::minutes(plan, deed))];
    parts.extend(line::owner(plan, deed).map(|owner| format!("owner {owner}")));
    parts.extend(line::skill(plan, deed).map(|skill| format!("needs {skill}")));
    parts.push(
        match line::reboot(plan, deed) {
            Some(true) => "reboot",
            Some(false) => "no reboot",
            None => "reboot: not known",
        }
        .to_owned(),
    );
    format!("{} — {}", markdown(&line::action_text(plan, deed)), markdown(&parts.join(", ")))
}

fn markdown(text: &str) -> String {
    Sink::Markdown.neutral(text).into_owned()
}

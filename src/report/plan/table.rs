//! The plan as a table for people.

use super::super::layout::{self, Column, plain};
use super::{PlanView, answer, digits, duration, line, method};
use crate::plan::{Fact, Remaining, Why};
use crate::report::words::number::{self, counted};
use crate::report::words::{flow, label, prose};
use crate::source::sanitize;

/// Rows of the parts that follow the plan.
const MOST_REMAINING: usize = 8;
const MOST_CHARS: usize = 60;

/// Draws the whole report; ends with a line break.
pub fn render(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let mut text = prose::paragraph(&answer(plan), width);
    text += &steps(plan, width, colour);
    text += &waiting(plan, width, colour);
    text += &unmet(plan, width);
    text += &remaining(plan, width, colour);
    text += &frozen(plan, width, colour);
    text += &kept(plan, width, colour);
    text += &unknowns(plan, width, colour);
    text + "\n" + &prose::paragraph(&method(plan), width)
}

/// What the plans without and with assumptions leave and take; empty without assumptions.
pub fn sides(plan: &PlanView<'_>, width: u16) -> String {
    let Some(before) = plan.before else { return String::new() };
    let digits = digits(plan);
    let side =
        |plan: &crate::plan::Plan| format!("{} left after {} staff minutes", digits.loss(plan.loss_left), number::count(plan.minutes));
    let both = format!("The plan without: {}. The plan with, below: {}.", side(before.plan.plan), side(plan.plan));
    prose::paragraph(&both, width) + "\n"
}

fn section(heading: &str, body: &str, width: u16) -> String {
    if body.is_empty() { String::new() } else { format!("\n{}\n{body}", prose::paragraph(heading, width)) }
}

/// The actions with the risk-removed curve.
fn steps(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let digits = digits(plan);
    let columns = [
        Column::number("#"),
        Column::text("do", 20),
        Column::text("owner", 8).spare(2),
        Column::number("start").spare(1),
        Column::number("minutes"),
        Column::number("used").spare(1),
        Column::number("averted"),
        Column::number("loss left"),
    ];
    let mut used = 0;
    let mut rows = Vec::new();
    for (i, step) in plan.plan.steps.iter().enumerate() {
        used += step.minutes;
        let owners = line::owners(plan, step);
        let must = if step.must { " (must)" } else { "" };
        rows.push(vec![
            plain((i + 1).to_string()),
            plain(line::text(plan, step) + must),
            plain(prose::abridged(owners, 1)),
            plain(format!("+{}:{:02}", step.start / 60, step.start % 60)),
            plain(number::count(step.minutes)),
            plain(duration(used)),
            plain(digits.loss(step.averted)),
            plain(digits.loss(step.loss_left)),
        ]);
    }
    if rows.is_empty() { String::new() } else { section("What to do, in this order", &layout::table(&columns, rows, width, colour), width) }
}

/// What is risked by waiting.
fn waiting(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    if plan.waiting.is_empty() {
        return String::new();
    }
    let digits = digits(plan);
    let columns = [
        Column::text("if nothing is done by", 12),
        Column::word("the end of"),
        Column::number("loss risked"),
        Column::text("exploitation by then", 20),
    ];
    let stages = |waiting: &super::Waiting| {
        let one = |(id, code, worm): &(String, f64, f64)| {
            format!("{}: code {}, worm {}", sanitize::text(id), number::percent(*code), number::percent(*worm))
        };
        waiting.stages.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let row = |waiting: &super::Waiting| {
        let day = waiting.day.strftime("%a %Y-%m-%d").to_string();
        vec![plain(sanitize::clipped(&waiting.name, 20).into_owned()), plain(day), plain(digits.loss(waiting.loss)), plain(stages(waiting))]
    };
    section("What waiting risks", &layout::table(&columns, plan.waiting.iter().map(row).collect(), width, colour), width)
}

/// Hosts that had to be done and could not be.
fn unmet(plan: &PlanView<'_>, width: u16) -> String {
    let inventory = plan.view.case.inventory;
    let item = |(host, why): &(crate::inventory::HostId, Why)| {
        prose::item(&format!("{}: {}", label::name(inventory, *host, MOST_CHARS), why_text(plan, *host, *why)), width)
    };
    let body: String = plan.plan.unmet.iter().map(item).collect();
    section("Asked for with --must, and not done", &body, width)
}

/// Why a host is not done, in words.
pub(in crate::report) fn why_text(plan: &PlanView<'_>, host: crate::inventory::HostId, why: Why) -> String {
    let inventory = plan.view.case.inventory;
    match why {
        Why::Frozen => {
            let details = inventory.host(host).1.details.as_deref();
            let reason = details.and_then(|details| details.frozen.as_deref()).unwrap_or("");
            format!("frozen: {}", sanitize::clipped(reason, MOST_CHARS))
        }
        Why::Never => "not to be touched (--never)".to_owned(),
        Why::NotAllowed(kind) => format!("needs `{}`, which is not allowed", kind.as_str()),
        Why::After(other) => format!("has to wait for {}, which is not done", label::name(inventory, other, MOST_CHARS)),
        Why::NoTime => "no time left for it, or it averts nothing more".to_owned(),
        Why::NothingToDo => "nothing can be done to it here, or it is done already".to_owned(),
    }
}

fn remaining(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let all: Vec<&Remaining> = plan.plan.remaining.iter().collect();
    let machines: u64 = all.iter().map(|one| u64::from(one.machines)).sum();
    let heading = format!("What stays whatever they do: {}", counted(machines, "host", "hosts"));
    left(plan, &heading, &all, |one| one.loss, "expected loss", width, colour)
}

fn frozen(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let all: Vec<&Remaining> = plan.plan.frozen.iter().collect();
    left(plan, "Frozen, and what that costs: loss averted if it could be done after all", &all, |one| one.averted, "averted", width, colour)
}

fn left(
    plan: &PlanView<'_>,
    heading: &str,
    all: &[&Remaining],
    figure: impl Fn(&Remaining) -> f64,
    title: &'static str,
    width: u16,
    colour: bool,
) -> String {
    if all.is_empty() {
        return String::new();
    }
    let inventory = plan.view.case.inventory;
    let name = |one: &Remaining| {
        let name = label::name(inventory, one.host, 32);
        if one.machines > 1 { format!("{name} ({})", number::count(u64::from(one.machines))) } else { name }
    };
    let row = |one: &&Remaining| {
        let why = why_text(plan, one.host, one.why);
        vec![plain(name(one)), plain(line::how(plan, one.host)), plain(why), plain(digits(plan).loss(figure(one)))]
    };
    let columns = [Column::text("host", 12), Column::text("needs", 10), Column::text("why not", 20), Column::number(title)];
    let rows = all.iter().take(MOST_REMAINING).map(row).collect();
    let more = all.len().saturating_sub(MOST_REMAINING);
    let more = if more > 0 { format!("+ {} more rows; --format json has all.\n", number::count(more as u64)) } else { String::new() };
    section(heading, &(layout::table(&columns, rows, width, colour) + &more), width)
}

/// Flows that the business needs.
fn kept(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    if plan.plan.kept.is_empty() {
        return String::new();
    }
    let inventory = plan.view.case.inventory;
    let columns = [Column::text("flow", 20), Column::text("ports", 20), Column::number("averted now"), Column::number("after the plan")];
    let row = |kept: &crate::plan::Kept| {
        let ports = flow::ports(inventory, kept.flow, plan.view.case.scenario.unknown_flows);
        let (before, after) = (digits(plan).loss(kept.before), digits(plan).loss(kept.averted));
        vec![plain(flow::ends(inventory, kept.flow)), plain(ports), plain(before), plain(after)]
    };
    let rows = plan.plan.kept.iter().take(MOST_REMAINING).map(row).collect();
    let more = plan.plan.kept.len().saturating_sub(MOST_REMAINING);
    let more = if more > 0 { format!("+ {} more rows; --format json has all.\n", number::count(more as u64)) } else { String::new() };
    let heading = "Kept open for the business, and what closing one of them would avert";
    section(heading, &(layout::table(&columns, rows, width, colour) + &more), width)
}

fn unknowns(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    if plan.plan.unknowns.is_empty() {
        return String::new();
    }
    let digits = digits(plan);
    let columns = [
        Column::text("find out", 20),
        Column::number("loss now"),
        Column::number("after the plan then"),
        Column::number("minutes"),
        Column::number("actions that change"),
    ];
    let row = |unknown: &crate::plan::Unknown| {
        vec![
            plain(fact(plan, unknown.fact)),
            plain(digits.loss(unknown.loss_before)),
            plain(digits.loss(unknown.loss_left)),
            plain(number::count(unknown.minutes)),
            plain(unknown.changed.to_string()),
        ]
    };
    let rows = plan.plan.unknowns.iter().map(row).collect();
    let heading = "What to find out first: what a good answer would change. With a bad one the plan stays: unknown counts as exposed";
    section(heading, &layout::table(&columns, rows, width, colour), width)
}

/// A question in words.
pub(in crate::report) fn fact(plan: &PlanView<'_>, fact: Fact) -> String {
    let inventory = plan.view.case.inventory;
    match fact {
        Fact::Host(host) => format!("is {} patched?", label::listed(inventory, host)),
        Fact::Flow(id) => format!("is {} blocked?", flow::ends(inventory, id)),
    }
}

//! The plan as a table for people.

use std::collections::BTreeMap;

use super::later::Later;
use super::{PlanView, digits, duration, line, method, offer, order, too_late};
use crate::advisory::AdvisoryId;
use crate::explanation::Farthest;
use crate::plan::{Action, Call, Fact, Offer, PlannedAction, Remaining, Size, Waiting, Why};
use crate::ranking::RemedyKind;
use crate::report::layout::{self, Column, plain};
use crate::report::words::number::{self, counted};
use crate::report::words::paint::strong;
use crate::report::words::{day, flow, label, prose};
use crate::source::sanitize;

/// Rows of the parts that follow the plan.
const MAX_REMAINING: usize = 8;
const MAX_CHARS: usize = 60;

/// Draws the whole report; ends with a line break.
pub fn render(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let mut text = answered(plan, width, colour);
    text += &offers(plan, width, colour);
    text += &steps(plan, width, colour);
    text += &prose_section(&too_late(plan), width);
    text += &keep_line(plan, width, colour);
    text += &orders(plan, width, colour);
    text += &waiting(plan, width, colour);
    text += &unmet(plan, width, colour);
    text += &remaining(plan, width, colour);
    text += &frozen(plan, width, colour);
    text += &kept(plan, width, colour);
    text += &unknowns(plan, width, colour);
    text + &prose_section(&method(plan), width)
}

/// The answer, whose first sentence says it all.
fn answered(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let mut sentences = super::sentences(plan).into_iter();
    let first = sentences.next().unwrap_or_default();
    let rest: Vec<String> = sentences.collect();
    let rest =
        if rest.is_empty() { String::new() } else { prose::paragraph(&rest.join(" "), width) };
    strong(&prose::paragraph(&first, width), colour) + &rest
}

fn prose_section(text: &str, width: u16) -> String {
    if text.is_empty() { String::new() } else { format!("\n{}", prose::paragraph(text, width)) }
}

/// What the plans without and with assumptions leave and take; empty without assumptions.
pub fn sides(plan: &PlanView<'_>, width: u16) -> String {
    let Some(before) = plan.before else { return String::new() };
    let digits = digits(plan);
    let side = |plan: &crate::plan::Plan| {
        format!(
            "{} left after {} staff minutes",
            digits.loss(plan.loss_left),
            number::count(plan.minutes)
        )
    };
    let both = format!(
        "The plan without: {}. The plan with, below: {}.",
        side(before.plan.plan),
        side(plan.plan)
    );
    prose::paragraph(&both, width) + "\n"
}

fn section(heading: &str, body: &str, width: u16, colour: bool) -> String {
    if body.is_empty() {
        String::new()
    } else {
        format!("\n{}\n{body}", strong(&prose::paragraph(heading, width), colour))
    }
}

/// How little is enough.
fn offers(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    if plan.plan.steps.is_empty() {
        return String::new();
    }
    let digits = digits(plan);
    let columns = [
        Column::text("how much", 10),
        Column::number("steps"),
        Column::number("people"),
        Column::number("work"),
        Column::text("done", 16).spare(1),
        Column::number("averted"),
        Column::number("of what can be"),
        Column::number("loss left"),
    ];
    let row = |(name, offer): (String, &Offer)| {
        vec![
            plain(name),
            plain(number::count(offer.steps as u64)),
            plain(number::count(u64::from(offer.people))),
            plain(duration(offer.minutes)),
            plain(offer::done(plan, offer)),
            plain(
                digits.loss(offer.averted)
                    + &offer::money(plan, offer)
                        .map_or(String::new(), |money| format!(" ({money})")),
            ),
            plain(number::share(offer.share, 1.0)),
            plain(digits.loss(offer.left)),
        ]
    };
    let table = layout::table(
        &columns,
        offer::distinct(&plan.plan.offers).into_iter().map(row).collect(),
        width,
        colour,
    );
    section("How little is enough", &table, width, colour)
}

/// The steps with the risk-removed curve. What one person does one after the other and what says
/// the same is one row.
fn steps(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let digits = digits(plan);
    let columns = [
        Column::number("#"),
        Column::text("do", 28),
        Column::word("who"),
        Column::text("owner", 8).spare(2),
        Column::word("start").spare(1),
        Column::number("minutes"),
        Column::number("averted"),
        Column::number("loss left"),
    ];
    let several = plan.options.shifts.len() > 1;
    let row = |(number, steps): (usize, Vec<&PlannedAction>)| {
        let (first, last) = (steps[0], steps[steps.len() - 1]);
        let mut owners: Vec<String> =
            steps.iter().flat_map(|step| line::owners(plan, step)).collect();
        owners.dedup();
        let must = if first.must { " (must)" } else { "" };
        let outside = line::outside(plan, first, steps.iter().flat_map(|step| &step.actions));
        let number = if steps.len() > 1 {
            format!("{number}-{}", number + steps.len() - 1)
        } else {
            number.to_string()
        };
        let averted: f64 = steps.iter().map(|step| step.averted).sum();
        vec![
            plain(number),
            plain(line::merged(plan, &steps) + &shares(&steps) + &outside + &lifted(&steps) + must),
            plain(who(&steps)),
            plain(prose::abridged(owners, 1)),
            plain(start(first, several)),
            plain(number::count(steps.iter().map(|step| step.minutes).sum())),
            plain(digits.loss(averted)),
            plain(digits.loss(last.loss_left)),
        ]
    };
    let rows: Vec<_> = alike(plan).into_iter().map(row).collect();
    let heading = format!(
        "What to do, in this order: each step averts what is shown, given those before it{}",
        enough(plan)
    );
    let heading = &heading;
    if rows.is_empty() {
        String::new()
    } else {
        section(heading, &layout::whole_table(&columns, rows, width, colour), width, colour)
    }
}

/// Which steps are enough, if not all of them: `; steps 1 to 3 are enough, the others can wait for
/// regular hours`.
fn enough(plan: &PlanView<'_>) -> String {
    if plan.plan.verdict.call == Call::Regular {
        return String::new();
    }
    match plan
        .plan
        .offer(Size::Sensible)
        .map(|offer| offer.steps)
        .filter(|steps| (1..plan.plan.steps.len()).contains(steps))
    {
        None => String::new(),
        Some(steps) => {
            let first = match steps {
                1 => "step 1 is enough".to_owned(),
                2 => "steps 1 and 2 are enough".to_owned(),
                _ => format!("steps 1 to {steps} are enough"),
            };
            let others = match Later::of(plan, &plan.plan.steps[steps..]) {
                Later::All => "the others can wait for regular hours".to_owned(),
                Later::But(hosts) => format!(
                    "the others can wait for regular hours, but not {hosts}: no restart then"
                ),
                Later::None(hosts) => {
                    format!("the others add little, but no restart in regular hours: {hosts}")
                }
            };
            format!("; {first}, {others}")
        }
    }
}

/// Who does a row: `person 1`, `persons 1, 2`.
fn who(steps: &[&PlannedAction]) -> String {
    let mut persons: Vec<u32> = steps.iter().map(|step| step.person).collect();
    persons.sort_unstable();
    persons.dedup();
    let numbers: Vec<String> = persons.iter().map(u32::to_string).collect();
    format!("{} {}", if numbers.len() == 1 { "person" } else { "persons" }, numbers.join(", "))
}

/// How several people share one piece of work: ` (person 1: 13, person 2: 12)`.
fn shares(steps: &[&PlannedAction]) -> String {
    if steps.iter().all(|step| step.person == steps[0].person) {
        return String::new();
    }
    let mut shares: BTreeMap<u32, u32> = BTreeMap::new();
    for step in steps {
        *shares.entry(step.person).or_default() +=
            step.actions.iter().map(Action::number).sum::<u32>();
    }
    let shares: Vec<String> =
        shares.iter().map(|(person, number)| format!("person {person}: {number}")).collect();
    format!(" ({})", shares.join(", "))
}

/// When doors can be opened again.
fn lifted(steps: &[&PlannedAction]) -> String {
    let price: f64 = steps.iter().map(|step| step.price).sum();
    let cost = if price > 0.0 {
        format!("; costs the business {}", number::value((price * 100.0).round() / 100.0))
    } else {
        String::new()
    };
    match steps.iter().map(|step| step.lift).max().flatten() {
        Some(day) => format!("{cost}; lift it on {}", day::named(day)),
        None if steps[0].actions.iter().all(|action| action.is_door()) => {
            format!("{cost}; lift it once the hosts behind it are done")
        }
        None => cost,
    }
}

/// `+0:40`; with the day if there are several shifts.
fn start(step: &PlannedAction, several: bool) -> String {
    let time = format!("+{}:{:02}", step.start / 60, step.start % 60);
    if several { format!("{} {time}", step.on.strftime("%a")) } else { time }
}

/// Steps in rows: those that follow each other in one shift and are parts of one piece of work are
/// one row, and those that are done by the same person and say the same. What one offer has and a
/// smaller one has not is another row. Each row has the number of its first step.
fn alike<'p>(plan: &PlanView<'p>) -> Vec<(usize, Vec<&'p PlannedAction>)> {
    let mut rows: Vec<(usize, Vec<&PlannedAction>)> = Vec::new();
    let mut is_shared = false;
    let is_border = |steps: usize| plan.plan.offers.iter().any(|offer| offer.steps == steps);
    for (i, step) in plan.plan.steps.iter().enumerate() {
        let beside = |row: &[&PlannedAction]| is_beside(row[0], step) && !is_border(i);
        let Some((_, row)) = rows.last_mut().filter(|(_, row)| beside(row)) else {
            rows.push((i + 1, vec![step]));
            is_shared = false;
            continue;
        };
        let last = row[row.len() - 1];
        let says_the_same = !is_shared
            && last.person == step.person
            && line::gist(plan, last) == line::gist(plan, step);
        let is_one_work = is_one_work(row[0], last) && is_one_work(last, step);
        if says_the_same || is_one_work && (is_shared || row.len() == 1) {
            is_shared |= last.person != step.person;
            row.push(step);
        } else {
            rows.push((i + 1, vec![step]));
            is_shared = false;
        }
    }
    rows
}

/// Whether two steps may stand in one row.
fn is_beside(a: &PlannedAction, b: &PlannedAction) -> bool {
    (a.shift, a.must, a.group) == (b.shift, b.must, b.group)
}

/// Whether two steps do nothing but parts of one piece of work.
fn is_one_work(a: &PlannedAction, b: &PlannedAction) -> bool {
    a.actions.iter().chain(&b.actions).all(|action| action.is_about_the_same(&a.actions[0]))
}

/// The line to copy for a flow that somebody will miss.
fn keep_line(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let blocks: Vec<String> = line::blocked(plan);
    if blocks.is_empty() {
        return String::new();
    }
    let options: String = blocks.iter().map(|flow| format!("  --keep '{flow}'\n")).collect();
    section(
        "If the business needs one of these flows, plan again with its line",
        &options,
        width,
        colour,
    )
}

/// What would change the answer.
fn orders(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let columns = [
        Column::text("if", 24),
        Column::number("chance"),
        Column::text("then", 30),
        Column::number("at stake"),
        Column::number("averted"),
    ];
    let row = |row: &order::Row<'_>| {
        vec![
            plain(row.condition(plan)),
            plain(row.chance()),
            plain(order::what(plan, row.orders[0])),
            plain(digits(plan).loss(row.loss())),
            plain(digits(plan).loss(row.averted())),
        ]
    };
    let (change, same) = order::rows(plan);
    let rows: Vec<_> = change.iter().map(row).collect();
    let same = order::nothing_new(plan, &same);
    let until = day::named(plan.view.case.threat.until());
    let heading =
        format!("Standing orders: what would change the answer, and the chance of it by {until}");
    let table = if rows.is_empty() {
        String::new()
    } else {
        layout::whole_table(&columns, rows, width, colour)
    };
    let same = if same.is_empty() { same } else { prose::paragraph(&same, width) };
    section(&heading, &(table + &same), width, colour)
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
    let stages = |waiting: &Waiting| {
        let one = |(advisory, farthest): (&AdvisoryId, &Farthest)| {
            format!(
                "{}: code {}, worm {}",
                sanitize::text(&plan.view.case.advisories.advisory_of(*advisory).id),
                number::percent(farthest.code),
                number::percent(farthest.worm)
            )
        };
        waiting.stages.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let row = |waiting: &Waiting| {
        let day = waiting.day.strftime("%a %Y-%m-%d").to_string();
        vec![
            plain(sanitize::clipped(&waiting.name, 20).into_owned()),
            plain(day),
            plain(digits.loss(waiting.loss)),
            plain(stages(waiting)),
        ]
    };
    section(
        "What waiting risks",
        &layout::table(&columns, plan.waiting.iter().map(row).collect(), width, colour),
        width,
        colour,
    )
}

/// Hosts that had to be done and could not be.
fn unmet(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let inventory = plan.view.case.inventory;
    let item = |(host, why): &(crate::inventory::HostId, Why)| {
        prose::item(
            &format!(
                "{}: {}",
                label::name(inventory, *host, MAX_CHARS),
                why_text(plan, *host, *why)
            ),
            width,
        )
    };
    let body: String = plan.plan.unmet.iter().map(item).collect();
    section("Asked for with --must, and not done", &body, width, colour)
}

/// Why a host is not done, in words.
pub(in crate::report) fn why_text(
    plan: &PlanView<'_>,
    host: crate::inventory::HostId,
    why: Why,
) -> String {
    let inventory = plan.view.case.inventory;
    match why {
        Why::Frozen => {
            let details = inventory.host(host).1.details.as_deref();
            let reason = details.and_then(|details| details.frozen.as_deref()).unwrap_or("");
            format!("frozen: {}", sanitize::clipped(reason, MAX_CHARS))
        }
        Why::Never => "not to be touched (--never)".to_owned(),
        Why::NotAllowed(kind) => format!("needs `{}`, which is not allowed", kind.as_str()),
        Why::Kept => {
            "it would have to be taken off the network, and a flow to it is kept".to_owned()
        }
        Why::After(other) => format!(
            "has to wait for {}, which is not done",
            label::name(inventory, other, MAX_CHARS)
        ),
        Why::NoTime => "no time left for it: other work averts more".to_owned(),
        Why::NoGain if is_sick(plan, host) => {
            "it is infected already: rebuilding it averts nothing more".to_owned()
        }
        Why::NoGain if plan.plan.steps.is_empty() => "doing it averts nothing".to_owned(),
        Why::NoGain => "doing it averts nothing more once the plan is done".to_owned(),
        Why::TooLate if is_sick(plan, host) => {
            "too late: what it lets in is lost before the work is in force".to_owned()
        }
        Why::TooLate => {
            "too late: what is lost with it is lost before the work is in force".to_owned()
        }
        Why::NoSkill => format!("nobody in these shifts can do it ({})", skill(plan, host)),
        Why::RegularHours => {
            "it must not restart in regular hours, and all shifts are in those".to_owned()
        }
        Why::NotWorthIt => "without it the business loses more than that averts".to_owned(),
        Why::TooLong => "it takes longer than any shift lasts".to_owned(),
        Why::DoneLate => "done, but lost before that is in force".to_owned(),
        Why::NothingToDo => "nothing can be done to it here, or it is done already".to_owned(),
    }
}

/// Whether a host is infected already: nothing else is rebuilt.
fn is_sick(plan: &PlanView<'_>, host: crate::inventory::HostId) -> bool {
    let ranking = plan.view.ranking;
    let risk = ranking.find(host).map(|ranked| ranking.host_risk(ranked));
    risk.is_some_and(|risk| risk.remedy == RemedyKind::Rebuild)
}

/// What whoever does a host has to know.
fn skill(plan: &PlanView<'_>, host: crate::inventory::HostId) -> String {
    let details = plan.view.case.inventory.host(host).1.details.as_deref();
    let skill = details.and_then(|details| details.who.as_deref()).unwrap_or("");
    sanitize::clipped(skill, MAX_CHARS).into_owned()
}

fn remaining(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let all: Vec<&Remaining> = plan.plan.remaining.iter().collect();
    let machines: u64 = all.iter().map(|one| u64::from(one.machines)).sum();
    let heading =
        format!("Risk that the plan does not remove: {}", counted(machines, "host", "hosts"));
    left(plan, &heading, &all, |one| one.loss, "expected loss", width, colour)
}

fn frozen(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let all: Vec<&Remaining> = plan.plan.frozen.iter().collect();
    left(
        plan,
        "Frozen, and what that costs: loss averted if it could be done after all",
        &all,
        |one| one.averted,
        "averted",
        width,
        colour,
    )
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
        if one.machines > 1 {
            format!("{name} ({})", number::count(u64::from(one.machines)))
        } else {
            name
        }
    };
    let row = |one: &&Remaining| {
        let why = why_text(plan, one.host, one.why);
        vec![
            plain(name(one)),
            plain(line::how(plan, one.host)),
            plain(why),
            plain(digits(plan).loss(figure(one))),
        ]
    };
    let columns = [
        Column::text("host", 12),
        Column::text("needs", 10),
        Column::text("why not", 20),
        Column::number(title),
    ];
    let rows = all.iter().take(MAX_REMAINING).map(row).collect();
    let more = all.len().saturating_sub(MAX_REMAINING);
    let more = if more > 0 {
        format!("+ {}; --format json has all.\n", counted(more as u64, "more row", "more rows"))
    } else {
        String::new()
    };
    section(heading, &(layout::table(&columns, rows, width, colour) + &more), width, colour)
}

/// Flows that the business needs.
fn kept(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    if plan.plan.kept.is_empty() {
        return String::new();
    }
    let inventory = plan.view.case.inventory;
    let columns = [
        Column::text("flow", 20),
        Column::text("ports", 20),
        Column::number("averted now"),
        Column::number("after the plan"),
    ];
    let row = |kept: &crate::plan::Kept| {
        let ports = flow::ports(inventory, kept.flow, plan.view.case.scenario.unknown_flows);
        let (before, after) = (digits(plan).loss(kept.before), digits(plan).loss(kept.averted));
        vec![plain(inventory.flow_name(kept.flow)), plain(ports), plain(before), plain(after)]
    };
    let rows = plan.plan.kept.iter().take(MAX_REMAINING).map(row).collect();
    let more = plan.plan.kept.len().saturating_sub(MAX_REMAINING);
    let more = if more > 0 {
        format!("+ {}; --format json has all.\n", counted(more as u64, "more row", "more rows"))
    } else {
        String::new()
    };
    let heading = "Kept open for the business, and what closing one of them would avert";
    section(heading, &(layout::table(&columns, rows, width, colour) + &more), width, colour)
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
    section(heading, &layout::table(&columns, rows, width, colour), width, colour)
}

/// A question in words.
pub(in crate::report) fn fact(plan: &PlanView<'_>, fact: Fact) -> String {
    let inventory = plan.view.case.inventory;
    match fact {
        Fact::Host(host) => format!("is {} patched?", label::listed(inventory, host)),
        Fact::Flow(id) => format!("is {} blocked?", inventory.flow_name(id)),
    }
}

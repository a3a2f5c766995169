//! The decisions that are needed, as questions with what speaks for which answer.

use super::super::plan::{self, line};
use super::head;
use super::question::{self, Question};
use super::subject::ManagementReport;
use super::work;
use crate::acceptance::AcceptedRisk;
use crate::acceptance::Standing;
use crate::inventory::{End, FlowId, HostId, SegmentId};
use crate::plan::{Call, Money, Remaining, Size, Unknown};
use crate::ranking::{RankedHost, RemedyKind};
use crate::report::words::number::{self, counted};
use crate::report::words::{day, label};
use crate::source::sanitize;
use crate::threat::Mode;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that somebody has to decide.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decision {
    /// `staff`, `together`, `block`, `quarantine`, `isolate`, `frozen`, `no-patch`, `acceptance`,
    /// `owner`, `find-out`.
    pub kind: &'static str,
    /// The question.
    pub question: String,
    /// What speaks for which answer.
    pub because: String,
    /// Who decides: those whom the inventory names, else those who can: `Whoever runs the network`.
    pub who: String,
    /// The day by which it has to be decided, where there is one: `Friday 2006-09-01`.
    pub by: Option<String>,
}

/// Who decides where no name is known.
const MANAGEMENT: &str = "Management";
const NETWORK: &str = "Whoever runs the network";
const MAX_OWNERS: usize = 2;
const MAX_CHARS: usize = 60;
const MAX_HOSTS: usize = 3;
/// Acceptances that are put up one by one.
const MAX_ACCEPTANCES: usize = 3;

pub(super) fn decisions(report: &ManagementReport<'_>) -> Vec<Decision> {
    let mut acceptances = 0;
    let mut decisions = Vec::new();
    for question in question::questions(report) {
        acceptances += usize::from(matches!(question, Question::Acceptance(_)));
        if !matches!(question, Question::Acceptance(_)) || acceptances <= MAX_ACCEPTANCES {
            decisions.push(decision(report, &question));
        }
    }
    if acceptances > MAX_ACCEPTANCES {
        let more = (acceptances - MAX_ACCEPTANCES) as u64;
        let question = format!(
            "And {} that {} expired or will soon?",
            counted(more, "more accepted risk", "more accepted risks"),
            if more == 1 { "has" } else { "have" }
        );
        decisions.push(Decision {
            kind: "acceptance",
            question,
            because: "They are listed in the appendix.".to_owned(),
            who: MANAGEMENT.to_owned(),
            by: needed(report),
        });
    }
    decisions
}

fn decision(report: &ManagementReport<'_>, question: &Question) -> Decision {
    match question {
        Question::Staff => staff(report),
        Question::Together(action) => together(report, *action),
        Question::Block { flow, averted, price, action } => {
            block(report, *flow, (*averted, *price), *action)
        }
        Question::Quarantine { segment, averted, action } => {
            quarantine(report, *segment, *averted, *action)
        }
        Question::Isolate { hosts, machines, averted, price, action } => {
            isolate(report, (hosts, *machines), (*averted, *price), *action)
        }
        Question::Frozen(one) => frozen(report, one),
        Question::NoPatch { hosts, machines, loss } => no_patch(report, hosts, *machines, *loss),
        Question::Acceptance(risk) => acceptance(report, risk),
        Question::Ownerless { hosts, machines } => ownerless(report, hosts, *machines),
        Question::FindOut(unknown) => find_out(report, unknown),
    }
}

fn block(
    report: &ManagementReport<'_>,
    flow: FlowId,
    (averted, price): (f64, f64),
    action: Option<usize>,
) -> Decision {
    let ends = report.view().case.inventory.flow_name(flow);
    let cost = match price > 0.0 {
        true => format!(" It costs the business {}.", report.digits().loss(price)),
        false => String::new(),
    };
    let because = format!(
        "It averts {} of the {}{}.{cost} Whoever needs this flow for work loses it.",
        share(report, averted),
        report.loss_word(),
        planned(report, action)
    );
    Decision {
        kind: "block",
        question: format!("Block {ends} until the hosts behind it are {}?", ending(report, flow)),
        because,
        who: NETWORK.to_owned(),
        by: day_of(report, action).or_else(|| needed(report)),
    }
}

fn quarantine(
    report: &ManagementReport<'_>,
    segment: SegmentId,
    averted: f64,
    action: Option<usize>,
) -> Decision {
    let name = sanitize::clipped(report.view().case.inventory.segment(segment).0, MAX_CHARS);
    let because = format!(
        "It averts {} of the {}{}.",
        share(report, averted),
        report.loss_word(),
        planned(report, action)
    );
    Decision {
        kind: "quarantine",
        question: format!("Look at every laptop that returns to {name} before it connects?"),
        because,
        who: NETWORK.to_owned(),
        by: day_of(report, action).or_else(|| needed(report)),
    }
}

fn isolate(
    report: &ManagementReport<'_>,
    (hosts, machines): (&[HostId], u64),
    (averted, price): (f64, f64),
    action: usize,
) -> Decision {
    let on = report.plan.plan.steps[action - 1].on;
    let cost = match price > 0.0 {
        true => format!(" It costs the business {}.", report.digits().loss(price)),
        false => String::new(),
    };
    let because = format!(
        "No patch closes all holes of {}. The plan averts {} of the {} by it.{cost} Whoever works with {} cannot from then on.",
        work::listed(report, hosts, MAX_HOSTS),
        share(report, averted),
        report.loss_word(),
        if machines == 1 { "it" } else { "them" }
    );
    let who = counted(machines, "host", "hosts");
    Decision {
        kind: "isolate",
        question: format!("Take {who} off the network from {} on?", day::named(on)),
        because,
        who: owners(report, hosts),
        by: day_of(report, Some(action)),
    }
}

fn no_patch(report: &ManagementReport<'_>, hosts: &[HostId], machines: u64, lost: f64) -> Decision {
    let question = format!(
        "Replace, or fence in, {} with a hole that no patch closes?",
        counted(machines, "host", "hosts")
    );
    let because = format!(
        "No patch closes all holes of {}; {} there: {}.",
        work::listed(report, hosts, MAX_HOSTS),
        report.loss_word(),
        report.digits().loss(lost)
    );
    let by = Some(day::named(head::window(report)));
    Decision { kind: "no-patch", question, because, who: owners(report, hosts), by }
}

fn ownerless(report: &ManagementReport<'_>, hosts: &[HostId], machines: u64) -> Decision {
    let question = format!(
        "Who is responsible for {} that nobody owns?",
        counted(machines, "host to patch", "hosts to patch")
    );
    Decision {
        kind: "owner",
        question,
        because: format!("{}.", work::listed(report, hosts, MAX_HOSTS)),
        who: MANAGEMENT.to_owned(),
        by: needed(report),
    }
}

/// What has to be done with the hosts behind a flow before it can be opened again.
fn ending(report: &ManagementReport<'_>, flow: FlowId) -> &'static str {
    let (case, ranking) = (report.view().case, report.view().ranking);
    let end = case.inventory.flow(flow).0.to;
    let is_behind = |host: &HostId| {
        let segments = &case.inventory.host(*host).1.segments;
        match end {
            End::Segment(segment) => segments.contains(&segment),
            End::AnySegment | End::Internet => true,
        }
    };
    let behind = || ranking.to_remedy().iter().filter(|ranked| is_behind(&ranked.host));
    let has_none = |ranked: &&RankedHost| ranking.host_risk(ranked).remedy == RemedyKind::Isolate;
    match behind().filter(has_none).count() {
        0 => "patched",
        none if none == behind().count() => "replaced or fenced in, as no patch exists",
        _ => "patched, or replaced where no patch exists",
    }
}

/// The day of the first action, on which all answers are needed: what is found out later comes too
/// late for it. Where nothing is planned, the as-of day.
fn needed(report: &ManagementReport<'_>) -> Option<String> {
    let first = report.plan.plan.steps.first().map(|step| step.on);
    Some(day::named(first.unwrap_or(report.view().case.threat.as_of)))
}

/// Doors that avert what they avert only if all of them are closed.
fn together(report: &ManagementReport<'_>, action: usize) -> Decision {
    let step = &report.plan.plan.steps[action - 1];
    let because = format!(
        "Only together they avert {}{}.",
        share(report, step.averted),
        planned(report, Some(action))
    );
    Decision {
        kind: "together",
        question: format!("Do these together: {}?", line::text(report.plan, step)),
        because,
        who: NETWORK.to_owned(),
        by: day_of(report, Some(action)),
    }
}

/// The day on which an action of the plan is done.
fn day_of(report: &ManagementReport<'_>, action: Option<usize>) -> Option<String> {
    let step = report.plan.plan.steps.get(action?.checked_sub(1)?)?;
    Some(day::named(step.on))
}

fn share(report: &ManagementReport<'_>, averted: f64) -> String {
    let loss = report.plan.plan.loss_before;
    format!("{} ({})", report.digits().loss(averted), number::share(averted, loss))
}

/// What stands around a figure. Elsewhere figures are those of a door that is closed at once.
fn planned(report: &ManagementReport<'_>, action: Option<usize>) -> String {
    let shift = report.plan.options.shifts.first();
    match action {
        None => {
            let when = match (report.view().ranking.mode, shift) {
                (Mode::Expected, Some(shift)) => plan::when(report.plan, shift.on),
                _ => "at once".to_owned(),
            };
            format!(" if it alone is done {when}, and is not in the plan")
        }
        Some(1) => " as action 1 of the plan".to_owned(),
        Some(number) => format!(" as action {number} of the plan, after those before it"),
    }
}

fn staff(report: &ManagementReport<'_>) -> Decision {
    let found = report.plan.plan;
    let digits = report.digits();
    let offer = found.offer(Size::Sensible);
    let people = plan::people(offer.map_or(found.people, |offer| offer.people).max(1));
    let is_late = found.verdict.call == Call::Nothing
        && found.loss_before > 0.0
        && plan::Idle::of(report.plan) == plan::Idle::Lost;
    let because = match &found.verdict.money {
        _ if is_late => "The work of these shifts comes too late: what is not hit yet is lost before it is in force.".to_owned(),
        _ if found.verdict.call == Call::Nothing => match found.loss_before > 0.0 {
            true => "Nothing that may be done averts anything as planned.".to_owned(),
            false => "No loss is to be expected, as far as is known.".to_owned(),
        },
        Some(sides) => plan::bargain(&of_offer(report, sides)),
        None => format!(
            "{} of work averts {} of {}.",
            plan::duration(offer.map_or(found.minutes, |offer| offer.minutes)),
            digits.loss(offer.map_or(0.0, |offer| offer.averted)),
            digits.loss(found.loss_before)
        ),
    };
    let answer = match found.verdict.call {
        Call::MoreStaff => "Recommended: yes, and more people than there are.",
        Call::In => "Recommended: yes.",
        Call::Wait => "Recommended: no, it can wait.",
        Call::Regular => "Recommended: no, it is done in regular hours.",
        Call::Nothing if is_late => "Recommended: now, or not at all.",
        Call::Nothing => "Recommended: no.",
    };
    Decision {
        kind: "staff",
        question: format!("Call {people} in before regular hours?"),
        because: format!("{answer} {because}"),
        who: MANAGEMENT.to_owned(),
        by: Some(day::named(report.view().case.threat.as_of)),
    }
}

/// Both sides in money, of the part of the plan that the question is about.
fn of_offer(report: &ManagementReport<'_>, sides: &Money) -> Money {
    let found = report.plan.plan;
    let costs = report.view().case.inventory.costs.as_ref();
    let part = found.offer(Size::Sensible).zip(costs);
    part.map_or_else(|| sides.clone(), |(offer, costs)| sides.of_part(offer, found.minutes, costs))
}

fn frozen(report: &ManagementReport<'_>, one: &Remaining) -> Decision {
    let inventory = report.view().case.inventory;
    let name = label::name(inventory, one.host, MAX_CHARS);
    let details = inventory.host(one.host).1.details.as_deref();
    let reason = details.and_then(|details| details.frozen.as_deref()).unwrap_or("no reason given");
    let because = format!(
        "Frozen: {}. Doing it averts {} more after the plan.",
        sanitize::clipped(reason, MAX_CHARS),
        report.digits().loss(one.averted)
    );
    Decision {
        kind: "frozen",
        question: format!("{} {name} although it is frozen?", verb(one.kind)),
        because,
        who: owners(report, &[one.host]),
        by: needed(report),
    }
}

/// The first few of those who own some hosts; those who answer for the whole network where no owner
/// is named.
fn owners(report: &ManagementReport<'_>, hosts: &[HostId]) -> String {
    let inventory = report.view().case.inventory;
    let owner = |host: &HostId| inventory.host(*host).1.details.as_ref()?.owner.as_deref();
    let mut named: Vec<String> = Vec::new();
    for owner in
        hosts.iter().filter_map(owner).map(|owner| sanitize::clipped(owner, MAX_CHARS).into_owned())
    {
        if !named.contains(&owner) && named.len() <= MAX_OWNERS {
            named.push(owner);
        }
    }
    match named.len() {
        0 => MANAGEMENT.to_owned(),
        1..=MAX_OWNERS => named.join(", "),
        _ => format!("{} and others", named[..MAX_OWNERS].join(", ")),
    }
}

fn verb(kind: RemedyKind) -> &'static str {
    match kind {
        RemedyKind::Patch => "Patch",
        RemedyKind::Upgrade => "Upgrade",
        RemedyKind::Isolate => "Take off the network",
        RemedyKind::Rebuild => "Set up anew",
        RemedyKind::None => "Touch",
    }
}

fn acceptance(report: &ManagementReport<'_>, risk: &AcceptedRisk) -> Decision {
    let acceptance = &risk.acceptance;
    let until = acceptance.until.map_or("without an end".to_owned(), |day| day.to_string());
    let when = if risk.standing == Standing::Expired {
        format!("Expired after {until}")
    } else {
        format!("Ends on {until}")
    };
    let by = acceptance.by.as_deref().map_or("nobody is named".to_owned(), |by| {
        format!("accepted by {}", sanitize::clipped(by, MAX_CHARS))
    });
    let advisory = sanitize::clipped(&acceptance.advisory, MAX_CHARS);
    let host = match risk.host {
        Some(host) => label::name(report.view().case.inventory, host, MAX_CHARS),
        None => sanitize::clipped(&acceptance.host, MAX_CHARS).into_owned(),
    };
    Decision {
        kind: "acceptance",
        question: format!("Extend the accepted risk of {advisory} on {host}, or end it?"),
        because: format!("{when}; {by}."),
        who: acceptance
            .by
            .as_deref()
            .map_or(MANAGEMENT.to_owned(), |by| sanitize::clipped(by, MAX_CHARS).into_owned()),
        by: match risk.standing {
            Standing::Expired => Some(day::named(report.view().case.threat.as_of)),
            _ => acceptance.until.map(day::named),
        },
    }
}

fn find_out(report: &ManagementReport<'_>, unknown: &Unknown) -> Decision {
    let question = plan::table::fact(report.plan, unknown.fact);
    let mut capital = question.chars();
    let question =
        capital.next().map_or(String::new(), |first| first.to_uppercase().chain(capital).collect());
    let because = format!(
        "Find this out first. If so, the plan changes in {}: {} is left after {} of work, instead of {} {}.",
        counted(u64::from(unknown.changed), "place", "places"),
        report.digits().loss(unknown.loss_left),
        plan::duration(unknown.minutes),
        report.digits().loss(report.plan.plan.loss_left),
        match report.plan.plan.minutes {
            0 => "with nothing done".to_owned(),
            minutes => format!("after {}", plan::duration(minutes)),
        }
    );
    Decision {
        kind: "find-out",
        question,
        because,
        who: "Whoever can look".to_owned(),
        by: needed(report),
    }
}

//! The decisions that are needed, as questions with what speaks for which answer.

use super::super::number::counted;
use super::super::{flow, label, number, plan};
use super::values::Decision;
use super::{Page, work};
use crate::briefing::{AcceptedRisk, AcceptedStanding, Question};
use crate::plan::{Call, Remaining, Unknown};
use crate::ranking::RemedyKind;
use crate::source::sanitize;

const MOST_CHARS: usize = 60;
const MOST_HOSTS: usize = 3;
/// Acceptances that are put up one by one.
const MOST_ACCEPTANCES: usize = 3;

pub(super) fn decisions(page: &Page<'_>) -> Vec<Decision> {
    let mut acceptances = 0;
    let mut decisions = Vec::new();
    for question in &page.briefing.questions {
        acceptances += usize::from(matches!(question, Question::Acceptance(_)));
        if !matches!(question, Question::Acceptance(_)) || acceptances <= MOST_ACCEPTANCES {
            decisions.push(decision(page, question));
        }
    }
    if acceptances > MOST_ACCEPTANCES {
        let more = (acceptances - MOST_ACCEPTANCES) as u64;
        let question = format!(
            "And {} that {} expired or will soon?",
            counted(more, "more accepted risk", "more accepted risks"),
            if more == 1 { "has" } else { "have" }
        );
        decisions.push(Decision { kind: "acceptance", question, because: "They are listed in the appendix.".to_owned() });
    }
    decisions
}

fn decision(page: &Page<'_>, question: &Question) -> Decision {
    let loss = page.loss_word();
    match question {
        Question::Staff => staff(page),
        Question::Block { flow, averted, action } => {
            let ends = flow::ends(page.view().case.inventory, *flow);
            let because = format!(
                "It averts {} of the {loss}{}. Whoever needs this flow for work loses it.",
                share(page, *averted),
                planned(*action)
            );
            Decision { kind: "block", question: format!("Block {ends} until the hosts behind it are patched?"), because }
        }
        Question::Quarantine { segment, averted, action } => {
            let name = sanitize::clipped(page.view().case.inventory.segment(*segment).0, MOST_CHARS);
            let because = format!("It averts {} of the {loss}{}.", share(page, *averted), planned(*action));
            Decision { kind: "quarantine", question: format!("Look at every laptop that returns to {name} before it connects?"), because }
        }
        Question::Frozen(one) => frozen(page, one),
        Question::NoPatch { hosts, machines, loss: lost } => {
            let question = format!("Replace, or fence in, {} without a patch?", counted(*machines, "host", "hosts"));
            let because =
                format!("No patch exists for {}; {loss} there: {}.", work::listed(page, hosts, MOST_HOSTS), page.digits().loss(*lost));
            Decision { kind: "no-patch", question, because }
        }
        Question::Acceptance(risk) => acceptance(page, risk),
        Question::Ownerless { hosts, machines } => {
            let question = format!("Who is responsible for {} that nobody owns?", counted(*machines, "host to patch", "hosts to patch"));
            Decision { kind: "owner", question, because: format!("{}.", work::listed(page, hosts, MOST_HOSTS)) }
        }
        Question::FindOut(unknown) => find_out(page, unknown),
    }
}

fn share(page: &Page<'_>, averted: f64) -> String {
    let loss = page.plan.plan.loss_before;
    format!("{} ({})", page.digits().loss(averted), number::share(averted, loss))
}

fn planned(action: Option<usize>) -> String {
    action.map_or(", and is not in the plan".to_owned(), |number| format!(" as action {number} of the plan"))
}

fn staff(page: &Page<'_>) -> Decision {
    let found = page.plan.plan;
    let digits = page.digits();
    let people = counted(u64::from(page.plan.options.staff), "person", "people");
    let because = match &found.verdict.money {
        _ if found.verdict.call == Call::Nothing => "Nothing that may be done averts anything.".to_owned(),
        Some(sides) => format!(
            "{} of expected loss averted for {} of staff time.",
            plan::money(sides.averted, &sides.currency),
            plan::money(sides.staff, &sides.currency)
        ),
        None => format!(
            "{} of work averts {} of {}.",
            plan::duration(found.minutes),
            digits.loss(found.loss_before - found.loss_left),
            digits.loss(found.loss_before)
        ),
    };
    let answer = match found.verdict.call {
        Call::In => "Recommended: yes.",
        Call::Wait => "Recommended: no, it can wait.",
        Call::Nothing => "Recommended: no.",
    };
    Decision {
        kind: "staff",
        question: format!("Call {people} in before the next regular window?"),
        because: format!("{answer} {because}"),
    }
}

fn frozen(page: &Page<'_>, one: &Remaining) -> Decision {
    let inventory = page.view().case.inventory;
    let name = label::name(inventory, one.host, MOST_CHARS);
    let details = inventory.host(one.host).1.details.as_deref();
    let reason = details.and_then(|details| details.frozen.as_deref()).unwrap_or("no reason given");
    let because = format!(
        "Frozen: {}. Doing it averts {} more after the plan.",
        sanitize::clipped(reason, MOST_CHARS),
        page.digits().loss(one.averted)
    );
    Decision { kind: "frozen", question: format!("{} {name} although it is frozen?", verb(one.kind)), because }
}

fn verb(kind: RemedyKind) -> &'static str {
    match kind {
        RemedyKind::Patch => "Patch",
        RemedyKind::Upgrade => "Upgrade",
        RemedyKind::Isolate => "Take off the network",
        RemedyKind::None => "Touch",
    }
}

fn acceptance(page: &Page<'_>, risk: &AcceptedRisk) -> Decision {
    let acceptance = &risk.acceptance;
    let until = acceptance.until.map_or("without an end".to_owned(), |day| day.to_string());
    let when = if risk.standing == AcceptedStanding::Expired { format!("Expired after {until}") } else { format!("Ends on {until}") };
    let by =
        acceptance.by.as_deref().map_or("nobody is named".to_owned(), |by| format!("accepted by {}", sanitize::clipped(by, MOST_CHARS)));
    let advisory = sanitize::clipped(&acceptance.advisory, MOST_CHARS);
    let host = match risk.host {
        Some(host) => label::name(page.view().case.inventory, host, MOST_CHARS),
        None => sanitize::clipped(&acceptance.host, MOST_CHARS).into_owned(),
    };
    Decision {
        kind: "acceptance",
        question: format!("Extend the accepted risk of {advisory} on {host}, or end it?"),
        because: format!("{when}; {by}."),
    }
}

fn find_out(page: &Page<'_>, unknown: &Unknown) -> Decision {
    let question = plan::table::fact(page.plan, unknown.fact);
    let mut capital = question.chars();
    let question = capital.next().map_or(String::new(), |first| first.to_uppercase().chain(capital).collect());
    let because = format!(
        "Find this out first. If so, the plan changes in {}: {} is left after {} of work, instead of {} after {}.",
        counted(u64::from(unknown.changed), "place", "places"),
        page.digits().loss(unknown.loss_left),
        plan::duration(unknown.minutes),
        page.digits().loss(page.plan.plan.loss_left),
        plan::duration(page.plan.plan.minutes)
    );
    Decision { kind: "find-out", question, because }
}

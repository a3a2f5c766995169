//! What to do first: the first actions of the plan; where it has none, the first lines of the ranking.

use super::super::plan::line;
use super::super::row::{self, Row};
use super::super::{entry, knowledge, label, prose};
use super::Page;
use super::values::{FixFirst, FixRow, Name};
use crate::advisory::Stage;
use crate::exposure::Finding;
use crate::inventory::{FlowId, HostId};
use crate::plan::{Deed, Step};
use crate::ranking::Standing;
use crate::source::sanitize;
use crate::threat::capped;

/// Rows of the table.
const MOST: usize = 10;
const MOST_CHARS: usize = 40;
/// What a host lets an attacker on to is named from this share of what patching it averts.
const LETS_ON: f64 = 0.2;

pub(super) fn first(page: &Page<'_>) -> FixFirst {
    if page.plan.plan.steps.is_empty() { of_ranking(page) } else { of_plan(page) }
}

fn of_plan(page: &Page<'_>) -> FixFirst {
    let steps = &page.plan.plan.steps;
    let rows = steps.iter().take(MOST).enumerate().map(|(i, step)| of_step(page, i + 1, step)).collect();
    let caption = "The first actions of the plan, in order; each averts what is shown given those before it.".to_owned();
    FixFirst { from: "plan", caption, rows, more: steps.len().saturating_sub(MOST) }
}

fn of_step(page: &Page<'_>, number: usize, step: &Step) -> FixRow {
    let owners = line::owners(page.plan, step);
    let first = step.deeds.iter().max_by_key(|deed| matches!(deed, Deed::Host { .. })).unwrap_or(&step.deeds[0]);
    FixRow {
        number,
        target: target(page, step),
        owner: (!owners.is_empty()).then(|| prose::abridged(owners, 2)),
        action: action(page, step),
        why: why(page, first),
        minutes: step.minutes,
        averted: page.amount(step.averted),
    }
}

/// What an action is done to: a host, a group, a flow, or the first of several.
fn target(page: &Page<'_>, step: &Step) -> Name {
    let objects: Vec<String> = step.deeds.iter().map(|deed| object(page, deed)).collect();
    let text = match (step.group, objects.len()) {
        (Some(group), 2..) => format!("group g{group}: {}", prose::abridged(objects, 2)),
        _ => prose::abridged(objects, 3),
    };
    let full: Vec<String> = step.deeds.iter().map(|deed| whole(page, deed)).take(100).collect();
    Name { text, full: full.join(", ") }
}

fn object(page: &Page<'_>, deed: &Deed) -> String {
    let object = line::object(page.plan, deed);
    match deed {
        Deed::Host { .. } => object,
        Deed::Block(_) => format!("flow {object}"),
        Deed::Quarantine(_) => format!("laptops returning to {object}"),
    }
}

fn whole(page: &Page<'_>, deed: &Deed) -> String {
    match deed {
        Deed::Host { host, .. } => sanitize::text(page.view().case.inventory.host(*host).0).into_owned(),
        _ => object(page, deed),
    }
}

/// What is done, without to what.
pub(super) fn action(page: &Page<'_>, step: &Step) -> String {
    let mut texts: Vec<String> = Vec::new();
    for deed in &step.deeds {
        let text = match deed {
            Deed::Host { host, .. } => format!("{} {}", verb(deed.word()), line::how(page.plan, *host)),
            Deed::Block(_) => "Block it".to_owned(),
            Deed::Quarantine(_) => "Look at them before they connect".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    prose::abridged_by("; ", texts, 2)
}

fn verb(word: &str) -> &'static str {
    match word {
        "upgrade" => "Upgrade:",
        "isolate" => "Take off the network:",
        _ => "Install",
    }
}

/// Why, in one line.
fn why(page: &Page<'_>, deed: &Deed) -> String {
    let view = page.view();
    match deed {
        Deed::Host { host, .. } => {
            view.ranking.find(*host).map_or(String::new(), |ranked| of_host(page, *host, view.ranking.standing(ranked)))
        }
        Deed::Block(flow) => blocked(page, *flow),
        Deed::Quarantine(_) => "Laptops that were infected outside come back here unseen".to_owned(),
    }
}

fn blocked(page: &Page<'_>, flow: FlowId) -> String {
    let unknown = super::super::flow::is_unknown(page.view().case.inventory, flow);
    let what = if unknown { "Nobody knows what it lets through, and it" } else { "It" };
    format!("{what} lets attacks through to what lies behind")
}

/// How far exploitation is, how an attack comes, and whether it goes on from here.
fn of_host(page: &Page<'_>, host: HostId, standing: &Standing) -> String {
    let view = page.view();
    let assessment = view.case.exposures.of(view.case.inventory.host(host).1.system);
    let exposed: Vec<&Finding> = assessment.findings.iter().filter(|finding| view.case.scenario.is_exposed(finding)).collect();
    let stage = |finding: &&Finding| {
        let known = assessment
            .product
            .map_or(Stage::None, |p| view.case.scenario.stage(view.case.advisories, finding.advisory, p, view.case.threat));
        capped(known, finding.effect)
    };
    let worst = exposed.iter().copied().max_by_key(|finding| (stage(finding), std::cmp::Reverse(finding.advisory)));
    let mut parts: Vec<String> = worst.map(|finding| known(page, finding, stage(&finding))).into_iter().collect();
    parts.push(match entry::of(standing).as_str() {
        "no way in" => "no way in is known".to_owned(),
        ways => reached(ways),
    });
    if standing.opened > LETS_ON * standing.averted.value && standing.opened > 0.0 {
        parts.push("lets attackers on to others".to_owned());
    }
    if exposed.iter().all(|finding| finding.status == crate::exposure::Status::Unknown) {
        parts.push("not known to be patched".to_owned());
    }
    parts.join("; ")
}

/// By whom, in words: `reached by returning laptops and insiders`.
fn reached(ways: &str) -> String {
    let word = |way: &str| match way {
        "internet" => "from the internet".to_owned(),
        "roaming" => "by returning laptops".to_owned(),
        "insider" => "by insiders".to_owned(),
        "outside" => "from outside".to_owned(),
        "combined" => "by several ways together".to_owned(),
        other => other.to_owned(),
    };
    format!("reached {}", ways.split(", ").map(word).collect::<Vec<_>>().join(" and "))
}

fn known(page: &Page<'_>, finding: &Finding, stage: Stage) -> String {
    let id = sanitize::clipped(&page.view().case.advisories.advisory_of(finding.advisory).id, MOST_CHARS);
    match stage {
        Stage::Worm => format!("{id}: worms or bots use it"),
        Stage::Exploit => format!("{id}: code to take hosts over is public"),
        Stage::ProofOfConcept => format!("{id}: code to crash hosts is public"),
        Stage::None => format!("{id}: no public code yet"),
    }
}

/// Where the plan does nothing, the ranking still says where the risk is.
fn of_ranking(page: &Page<'_>) -> FixFirst {
    let view = page.view();
    let rows = row::merged(view);
    let caption = match rows.len() {
        0 => format!("There is nothing to remedy. {}", knowledge::sentences(view)),
        _ => "The plan does nothing; these are the first lines of the ranking, each as if it alone were done.".to_owned(),
    };
    let more = rows.len().saturating_sub(MOST);
    let census = label::Census::new(view.case.inventory);
    let rows = rows.iter().take(MOST).enumerate().map(|(i, row)| of_row(page, i + 1, row, &census)).collect();
    FixFirst { from: "ranking", caption, rows, more }
}

fn of_row(page: &Page<'_>, number: usize, row: &Row<'_>, census: &label::Census) -> FixRow {
    let view = page.view();
    let machines = row.machines(view);
    let host = view.case.inventory.host(row.hosts[0]).1;
    let each = page.plan.options.minutes.of_host(host, row.standing.remedy, &row.assessment(view).findings);
    FixRow {
        number,
        target: super::host::named(view, row, census),
        owner: super::host::owner(view, row),
        action: super::super::remedy::text(view.case.advisories, row.assessment(view)),
        why: of_host(page, row.hosts[0], row.standing),
        minutes: each * machines,
        averted: page.amount(row.standing.averted.value * machines as f64),
    }
}

//! What to do first: the first actions of the plan; where it has none, the first lines of the
//! ranking.

use super::super::plan::{self, line};
use super::amount::Amount;
use super::name::Name;
use super::subject::ManagementReport;
use crate::advisory::Stage;
use crate::exposure::Finding;
use crate::inventory::{FlowId, HostId};
use crate::plan::{Action, PlannedAction, runs};
use crate::ranking::{HostRisk, RemedyKind, deployed};
use crate::report::View;
use crate::report::plan::PlanView;
use crate::report::words::remedy::{Length, RemedyText};
use crate::report::words::row::{self, Row};
use crate::report::words::way_in::Ways;
use crate::report::words::{knowledge, label, prose, remedy};
use crate::risk::Averted;
use crate::source::sanitize;
use crate::term::day::Day;
use crate::term::entry::Entry;
use schemars::JsonSchema;
use serde::Serialize;

/// What to do first: the first actions of the plan, or the first lines of the ranking if the plan
/// has none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixFirst {
    /// `plan` or `ranking`.
    pub from: &'static str,
    /// What the table shows, in a sentence; why there is none, where it is empty.
    pub caption: String,
    /// At most six.
    pub rows: Vec<FixRow>,
    /// How many more there are.
    pub more: usize,
}

/// One line of the first table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixRow {
    /// From 1.
    pub number: usize,
    /// A host, a group, a flow or a segment.
    pub target: Name,
    /// Who is responsible; null if no owner is named.
    pub owner: Option<String>,
    /// What to do.
    pub action: String,
    /// Why, in one line.
    pub why: String,
    /// Staff minutes.
    pub minutes: u64,
    /// Loss averted, given the rows before it.
    pub averted: Amount,
}

/// Rows of the table.
const MAX_ROWS: usize = 6;
const MAX_CHARS: usize = 40;
/// What a host lets an attacker on to is named from this share of what patching it averts.
const LETS_ON: f64 = 0.2;

pub(super) fn first(report: &ManagementReport<'_>) -> FixFirst {
    if report.plan.plan.steps.is_empty() { of_ranking(report) } else { of_plan(report) }
}

fn of_plan(report: &ManagementReport<'_>) -> FixFirst {
    let steps = &report.plan.plan.steps;
    let runs = runs(steps);
    let rows: Vec<FixRow> =
        runs.iter().take(MAX_ROWS).map(|(number, run)| of_run(report, *number, run)).collect();
    let caption = format!(
        "The first actions of the plan, in order, {}; each averts what is shown given those before it.",
        plan::days_of(report.plan, last_step(&runs))
    );
    FixFirst { from: "plan", caption, rows, more: runs.len().saturating_sub(MAX_ROWS) }
}

/// How many steps there are up to the last row.
fn last_step(runs: &[(usize, &[PlannedAction])]) -> usize {
    runs.iter().take(MAX_ROWS).map(|(_, run)| run.len()).sum()
}

fn of_run(report: &ManagementReport<'_>, number: usize, run: &[PlannedAction]) -> FixRow {
    let (first, last) = (&run[0], &run[run.len() - 1]);
    let averted = first.averted + first.loss_left - last.loss_left;
    let together = FixRow {
        minutes: run.iter().map(|step| step.minutes).sum(),
        averted: report.amount(averted),
        ..of_step(report, number, first)
    };
    match first.actions[..] {
        [Action::Host { host, kind, .. }] if run.len() > 1 => {
            let machines = run.iter().map(|step| line::machines(step) as u32).sum();
            let target = object(report, &Action::Host { host, machines, kind });
            FixRow { target: Name { text: target, ..together.target }, ..together }
        }
        [Action::Quarantine { segment, .. }] if run.len() > 1 => {
            let target = object(report, &Action::Quarantine { segment, laptops: laptops(run) });
            FixRow { target: Name { text: target.clone(), full: target }, ..together }
        }
        _ => together,
    }
}

/// Laptops that some steps look at.
fn laptops(run: &[PlannedAction]) -> u32 {
    let one = |action: &Action| {
        if let Action::Quarantine { laptops, .. } = action { *laptops } else { 0 }
    };
    run.iter().flat_map(|step| &step.actions).map(one).sum()
}

fn of_step(report: &ManagementReport<'_>, number: usize, step: &PlannedAction) -> FixRow {
    let owners = line::owners(report.plan, step);
    let first = step
        .actions
        .iter()
        .max_by_key(|deed| matches!(deed, Action::Host { .. }))
        .unwrap_or(&step.actions[0]);
    FixRow {
        number,
        target: target(report, step),
        owner: (!owners.is_empty()).then(|| prose::abridged(owners, 2)),
        action: prose::fewer_patches(&action(report, step)),
        why: why(report, first),
        minutes: step.minutes,
        averted: report.amount(step.averted),
    }
}

/// What an action is done to: a host, a group, a flow, or the first of several.
fn target(report: &ManagementReport<'_>, step: &PlannedAction) -> Name {
    let objects: Vec<String> = step.actions.iter().map(|deed| object(report, deed)).collect();
    let text = match (step.group, objects.len()) {
        (Some(group), 2..) => format!("group g{group}: {}", prose::abridged(objects, 2)),
        _ => prose::abridged(objects, 3),
    };
    let full: Vec<String> = step.actions.iter().map(|deed| whole(report, deed)).take(100).collect();
    Name { text, full: full.join(", ") }
}

fn object(report: &ManagementReport<'_>, deed: &Action) -> String {
    let object = line::object(report.plan, deed);
    match deed {
        Action::Host { .. } => object,
        Action::Block(_) => format!("flow {object}"),
        Action::Quarantine { .. } => format!("laptops returning to {object}"),
    }
}

fn whole(report: &ManagementReport<'_>, deed: &Action) -> String {
    match deed {
        Action::Host { host, .. } => {
            sanitize::text(report.view().case.inventory.host(*host).0).into_owned()
        }
        _ => object(report, deed),
    }
}

/// A step in few words: `block office -> plant`, `patch files2`, `look at laptops of office`.
pub(super) fn short(report: &ManagementReport<'_>, step: &PlannedAction) -> String {
    let inventory = report.view().case.inventory;
    let one = |deed: &Action| match deed {
        Action::Host { .. } | Action::Block(_) => {
            format!("{} {}", deed.word(), line::object(report.plan, deed))
        }
        Action::Quarantine { segment, .. } => {
            format!("look at laptops of {}", sanitize::text(inventory.segment(*segment).0))
        }
    };
    prose::abridged(step.actions.iter().map(one), 1)
}

/// What is done, without to what.
pub(super) fn action(report: &ManagementReport<'_>, step: &PlannedAction) -> String {
    let mut texts: Vec<String> = Vec::new();
    for deed in &step.actions {
        let text = match deed {
            Action::Host { host, kind, .. } => remedied(*kind, &line::remedy(report.plan, *host)),
            Action::Block(_) => "Block it".to_owned(),
            Action::Quarantine { .. } => "Look at them before they connect".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    prose::abridged_by("; ", texts, 2)
}

/// `Install KB921883`, `Patch it and take it off the network (1 hole has no patch): KB828028`.
fn remedied(kind: RemedyKind, remedy: &RemedyText) -> String {
    let how = remedy.text(Length::Whole);
    match kind {
        RemedyKind::Upgrade => format!("Upgrade: {how}"),
        RemedyKind::Isolate => {
            let both = !remedy.patches(Length::Whole).is_empty();
            let what = if both {
                "Patch it and take it off the network"
            } else {
                "Take it off the network"
            };
            format!("{what} {}", line::cut_off(remedy, Length::Whole))
        }
        RemedyKind::Rebuild if remedy.is_nothing() => "Set up anew".to_owned(),
        RemedyKind::Rebuild => format!("Set up anew, then {how}"),
        RemedyKind::Patch | RemedyKind::None => format!("Install {how}"),
    }
}

/// Why, in one line.
fn why(report: &ManagementReport<'_>, deed: &Action) -> String {
    let view = report.view();
    match deed {
        Action::Host { host, .. } => view
            .ranking
            .find(*host)
            .map_or(String::new(), |ranked| of_host(report, *host, view.ranking.host_risk(ranked))),
        Action::Block(flow) => blocked(report, *flow),
        Action::Quarantine { .. } => {
            "Laptops that were infected outside come back here unseen".to_owned()
        }
    }
}

fn blocked(report: &ManagementReport<'_>, flow: FlowId) -> String {
    let unknown = crate::report::words::flow::is_unknown(report.view().case.inventory, flow);
    let what = if unknown { "Nobody knows what it lets through, and it" } else { "It" };
    format!("{what} lets attacks through to what lies behind")
}

/// How far exploitation is, how an attack comes, and whether it goes on from here.
fn of_host(report: &ManagementReport<'_>, host: HostId, host_risk: &HostRisk) -> String {
    let view = report.view();
    let assessment = view.case.exposures.of(view.case.inventory.host(host).1.system);
    let exposed: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| view.case.scenario.is_exposed(finding))
        .collect();
    let stage = |finding: &&Finding| view.case.stage(assessment, finding);
    let worst = exposed
        .iter()
        .copied()
        .max_by_key(|finding| (stage(finding), std::cmp::Reverse(finding.advisory)));
    let mut parts: Vec<String> =
        worst.map(|finding| known(report, finding, stage(&finding))).into_iter().collect();
    parts.push(match host_risk.remedy {
        RemedyKind::Rebuild => "known to be infected".to_owned(),
        _ => reached(&Ways::to(host_risk)),
    });
    if host_risk.opened > LETS_ON * host_risk.averted.now.value && host_risk.opened > 0.0 {
        parts.push("lets attackers on to others".to_owned());
    }
    if !exposed.is_empty()
        && exposed.iter().all(|finding| finding.status == crate::exposure::Status::Unknown)
    {
        parts.push("not known to be patched".to_owned());
    }
    parts.join("; ")
}

/// By whom, in words: `reached by returning laptops and by insiders`.
fn reached(ways: &Ways) -> String {
    match ways {
        Ways::Alone(entries) => format!(
            "reached {}",
            entries.iter().map(|entry| by(*entry)).collect::<Vec<_>>().join(" and ")
        ),
        Ways::Combined => "reached by several ways together".to_owned(),
        Ways::Outside => "reached from outside".to_owned(),
        Ways::Inside => "reached by insiders".to_owned(),
        Ways::Nowhere => "no way in is known".to_owned(),
    }
}

fn by(entry: Entry) -> &'static str {
    match entry {
        Entry::Internet => "from the internet",
        Entry::Roaming => "by returning laptops",
        Entry::Insider => "by insiders",
        Entry::Mail => "by Trojans",
        Entry::Infected => "from an infected host",
    }
}

fn known(report: &ManagementReport<'_>, finding: &Finding, stage: Stage) -> String {
    let id = sanitize::clipped(
        &report.view().case.advisories.advisory_of(finding.advisory).id,
        MAX_CHARS,
    );
    match stage {
        Stage::Worm => format!("{id}: worms or bots use it"),
        Stage::Exploit => format!("{id}: code to take hosts over is public"),
        Stage::ProofOfConcept => format!("{id}: code to crash hosts is public"),
        Stage::None => format!("{id}: no public code yet"),
    }
}

/// Where the plan does nothing, the ranking still says where the risk is.
fn of_ranking(report: &ManagementReport<'_>) -> FixFirst {
    let view = report.view();
    let rows = row::merged(view);
    let caption = match rows.len() {
        0 => format!("There is nothing to remedy. {}", knowledge::sentences(view)),
        _ => "The plan does nothing; these are the first lines of the ranking, each with what it averts if it alone is done tonight.".to_owned(),
    };
    let more = rows.len().saturating_sub(MAX_ROWS);
    let census = label::Census::new(view.case.inventory);
    let rows = rows
        .iter()
        .zip(&report.facts.first_lines)
        .enumerate()
        .map(|(i, (row, averted))| of_row(report, i + 1, (row, *averted), &census))
        .collect();
    FixFirst { from: "ranking", caption, rows, more }
}

fn of_row(
    report: &ManagementReport<'_>,
    number: usize,
    (row, averted): (&Row<'_>, f64),
    census: &label::Census,
) -> FixRow {
    let view = report.view();
    let machines = row.machines(view);
    let host = view.case.inventory.host(row.hosts[0]).1;
    let each = report.plan.options.minutes.of_host(
        host,
        row.host_risk.remedy,
        &row.assessment(view).findings,
    );
    FixRow {
        number,
        target: super::host::named(view, row, census),
        owner: super::host::owner(view, row),
        action: prose::fewer_patches(&remedy::of(
            view.case,
            row.host_risk.remedy,
            row.assessment(view),
        )),
        why: of_host(report, row.hosts[0], row.host_risk),
        minutes: each * machines,
        averted: report.amount(averted),
    }
}

/// What all machines of each of the first lines of the ranking avert if they are done tonight; none
/// where the plan says what to do first.
pub(super) fn lines_averted(plan: &PlanView<'_>) -> Vec<f64> {
    if !plan.plan.steps.is_empty() {
        return Vec::new();
    }
    let rows = row::merged(&plan.view);
    rows.iter().take(MAX_ROWS).map(|row| averted_tonight(&plan.view, row)).collect()
}

/// What all machines of a line avert if they are done tonight: two doors to one server each avert
/// nothing, and both of them all of it.
fn averted_tonight(view: &View<'_>, row: &Row<'_>) -> f64 {
    let machines = row.machines(view);
    let tonight = |averted: &Averted| averted.by_work_on(Day::FIRST, view.ranking.mode);
    let group = row.host_risk.group.and_then(|at| view.ranking.groups.get(at as usize - 1));
    match group.filter(|group| group.machines == machines) {
        Some(group) => tonight(&group.averted),
        None if machines == 1 => tonight(&row.host_risk.averted),
        None => deployed::averted_tonight(view.case, view.ranking, &row.hosts),
    }
}

//! The ranking, line by line: every entry where that fits, else one line for hosts that are alike.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::View;
use super::amount::Amount;
use super::name::Name;
use super::subject::ManagementReport;
use crate::decision::Decision;
use crate::format::Rounded;
use crate::inventory::HostId;
use crate::ranking::state::State;
use crate::report::words::label::{self, Census};
use crate::report::words::number::{self};
use crate::report::words::row::{self, Row};
use crate::report::words::{day, prose, remedy, system, way_in};
use crate::source::sanitize;

/// The ranking, or as much of it as fits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hosts {
    /// The lines in order.
    pub rows: Vec<HostRow>,
    /// Whether every assessed entry has a line of its own; else hosts that are alike share one.
    pub complete: bool,
    /// Entries that were ranked.
    pub entries: usize,
    /// Lines left out.
    pub more: usize,
    /// What was left out, and where it is; null if nothing was.
    pub note: Option<String>,
    /// The file with the full list, if one is written beside the report.
    pub beside: Option<String>,
}

/// One line of the ranking. Figures are per machine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HostRow {
    /// The first of its places.
    pub rank: u32,
    /// The places that the standard errors leave open, as text.
    pub interval: String,
    /// The host, or hosts that are alike.
    pub host: Name,
    /// How many machines.
    pub machines: u64,
    /// Its segments.
    pub segment: String,
    /// Who is responsible.
    pub owner: Option<String>,
    /// What runs on it.
    pub system: String,
    /// What to do.
    pub remedy: String,
    /// By when that is due: `now`, `tonight`, `Sun`, a date from a week on; empty where it averts
    /// nothing.
    pub by: String,
    /// The same in days from the as-of day, which is 1; `now` is 0.
    pub by_day: Option<u32>,
    /// When to act: `immediate`, `out-of-cycle`, `scheduled`, `defer`; null if there is nothing to
    /// remedy.
    pub decision: Option<&'static str>,
    /// From most urgent, 4, to nothing to remedy, 0.
    pub urgency: u8,
    /// `exposed`, `unknown`, `unreachable`, `patched`.
    pub state: &'static str,
    /// The ways in that matter.
    pub ways: String,
    /// Probability of being taken over.
    pub p: Amount,
    /// Loss averted if it is remedied.
    pub averted: Amount,
    /// The group it belongs to.
    pub group: Option<String>,
    /// The number of the action that does it, if the plan does.
    pub action: Option<usize>,
}

/// Entries that get a line of their own.
const MAX_ENTRIES: usize = 1_000;
/// Lines of hosts that are alike.
const MAX_LINES: usize = 1_500;
const MAX_CHARS: usize = 40;
const MAX_SEGMENTS: usize = 2;

/// Whether hosts that are alike have to share a line.
pub(super) fn is_long(report: &ManagementReport<'_>) -> bool {
    report.view().ranking.hosts.len() > MAX_ENTRIES
}

pub(super) fn hosts(report: &ManagementReport<'_>) -> Hosts {
    let view = report.view();
    let all: Vec<Row<'_>> =
        if is_long(report) { row::merged(view) } else { row::every(view).collect() };
    let (census, actions) = (Census::new(view.case.inventory), super::work::actions(report));
    let rows: Vec<HostRow> =
        all.iter().take(MAX_LINES).map(|row| line(report, row, &census, &actions)).collect();
    let (entries, more) = (view.ranking.hosts.len(), all.len().saturating_sub(MAX_LINES));
    Hosts {
        rows,
        complete: !is_long(report),
        entries,
        more,
        note: note(report, all.len()),
        beside: report.beside.map(str::to_owned),
    }
}

fn note(report: &ManagementReport<'_>, lines: usize) -> Option<String> {
    if !is_long(report) {
        return None;
    }
    let entries = number::count(report.view().ranking.hosts.len() as u64);
    let clean = "Entries with nothing to remedy are left out.";
    let whole = match report.beside {
        Some(file) => format!(
            "All {entries} entries are in {}, beside this report.",
            sanitize::clipped(file, 120)
        ),
        None => format!("All {entries} entries: patchfirst report INVENTORY --format csv."),
    };
    Some(format!(
        "{} for hosts that are alike, the first {} shown. {clean} {whole}",
        number::counted(lines as u64, "line", "lines"),
        number::count(lines.min(MAX_LINES) as u64)
    ))
}

fn line(
    report: &ManagementReport<'_>,
    row: &Row<'_>,
    census: &Census,
    actions: &FxHashMap<HostId, usize>,
) -> HostRow {
    let view = report.view();
    let (_, host) = row.first(view);
    let host_risk = row.host_risk;
    let assessment = row.assessment(view);
    let segments = host
        .segments
        .iter()
        .map(|id| sanitize::clipped(view.case.inventory.segment(*id).0, MAX_CHARS).into_owned());
    HostRow {
        rank: row.rank,
        interval: if row.is_open() {
            format!("{}–{}", row.interval.0, row.interval.1)
        } else {
            row.rank.to_string()
        },
        host: named(view, row, census),
        machines: row.machines(view),
        segment: prose::abridged(segments, MAX_SEGMENTS),
        owner: owner(view, row),
        system: system::short(
            view.case.advisories,
            assessment,
            view.case.inventory.system(host.system).arch,
        ),
        remedy: remedy::or_rebuild(host_risk.remedy, remedy::brief(view.case, assessment)),
        by: day::due(view.case.threat, host_risk.averted.due()),
        by_day: host_risk.averted.due().map(|day| u32::from(day.0)),
        decision: host_risk.decision.map(Decision::as_str),
        urgency: urgency(host_risk.decision),
        state: State::of(view.case, host_risk, host).as_str(),
        ways: way_in::of(host_risk),
        p: Amount {
            value: Rounded::new(host_risk.p_compromised),
            text: number::percent(host_risk.p_compromised),
        },
        averted: report.amount(host_risk.averted.now.value),
        group: host_risk.group.map(|group| format!("g{group}")),
        action: row.hosts.iter().find_map(|id| actions.get(id)).copied(),
    }
}

/// The name of a line, and the names in it.
pub(super) fn named(view: &View<'_>, row: &Row<'_>, census: &Census) -> Name {
    let full = row
        .hosts
        .iter()
        .take(5)
        .map(|id| sanitize::text(view.case.inventory.host(*id).0).into_owned());
    let more = row.hosts.len().saturating_sub(5);
    let more = (more > 0).then(|| format!("{} more", number::count(more as u64)));
    Name { text: census.label(view, row), full: full.chain(more).collect::<Vec<_>>().join(", ") }
}

/// Who is responsible for the hosts of a line: the owners in order, the first two named.
pub(super) fn owner(view: &View<'_>, row: &Row<'_>) -> Option<String> {
    let of = |id: &HostId| view.case.inventory.host(*id).1.details.as_ref()?.owner.as_deref();
    let mut owners: Vec<String> = row
        .hosts
        .iter()
        .filter_map(of)
        .map(|owner| sanitize::clipped(owner, MAX_CHARS).into_owned())
        .collect();
    owners.sort();
    owners.dedup();
    (!owners.is_empty()).then(|| prose::abridged(owners, 2))
}

fn urgency(decision: Option<Decision>) -> u8 {
    match decision {
        None => 0,
        Some(Decision::Defer) => 1,
        Some(Decision::Scheduled) => 2,
        Some(Decision::OutOfCycle) => 3,
        Some(Decision::Immediate) => 4,
    }
}

/// The name of an entry, short and whole.
pub(super) fn name(view: &View<'_>, id: HostId) -> Name {
    let inventory = view.case.inventory;
    Name {
        text: label::name(inventory, id, MAX_CHARS),
        full: sanitize::text(inventory.host(id).0).into_owned(),
    }
}

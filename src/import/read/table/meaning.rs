//! What the headings of a table, and the cells of columns that are not known, make of its patches.

use super::column::Columns;
use super::sheet::Sheet;
use super::state::{self, State};
use crate::import::fact::PatchList;
use crate::import::format::Format;
use crate::term::alias::column::{Column, INSTALLED, known};

/// Parts of headings that speak of findings.
const FINDINGS: &[&str] = &[
    "cve",
    "cvss",
    "severity",
    "vuln",
    "solution",
    "remediation",
    "exploit",
    "plugin",
    "qid",
    "finding",
    "threat",
    "weakness",
    "risk",
    "fixedby",
    "schwere",
    "schwachstelle",
    "lösung",
    "gravité",
    "gravedad",
    "gravità",
    "severid",
    "soluci",
    "soluzione",
    "solução",
    "уязвим",
    "серьезн",
    "漏洞",
    "严重",
    "脆弱",
    "重要度",
];

/// Parts of headings that may speak of a state, in the languages of consoles.
const STATES: &[&str] = &[
    "stat",
    "zustand",
    "etat",
    "état",
    "estado",
    "stato",
    "stav",
    "tila",
    "состоя",
    "стату",
    "状态",
    "狀態",
    "状態",
    "상태",
    "instal",
    "安装",
    "安裝",
    "インストール",
    "установ",
    "result",
    "ergebnis",
    "résultat",
    "compli",
    "applic",
    "missing",
    "fehlend",
    "need",
    "requir",
    "pending",
    "fail",
    "success",
    "detect",
    "deploy",
    "approv",
    "offer",
    "avail",
    "action",
    "need",
    "verdict",
    "present",
    "applied",
    "download",
    "reboot",
    "restart",
    "geïnstal",
    "asennet",
    "erforder",
    "ausstehend",
    "manquant",
    "requis",
    "requerid",
    "faltan",
    "mancant",
    "vereist",
    "verfügbar",
    "disponib",
    "outcome",
    "attempt",
    "history",
    "patched",
];

/// Headings of what says nothing beside a state, and may be one itself.
pub(super) const STANDINS: &[&str] =
    &["compliance", "statename", "approval", "updateapprovalaction"];

/// Known headings of what is on offer: who has an update is not asked whether it is there to be
/// downloaded.
const OFFERS: &[&str] = &["isdownloaded", "ishidden", "ismandatory", "maxdownloadsize", "approval"];

/// Known headings that are about an update, or about a finding, and do not say whether it is
/// installed.
const OF_UPDATES: &[&str] = &[
    "size",
    "date",
    "supporturl",
    "updateid",
    "updateclassificationtitle",
    "updateapprovalaction",
    "hassupersededupdates",
    "issuperseded",
    "lasttried",
    "firstseen",
    "statename",
    "importance",
    "priority",
];

/// What the patches of a table mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// There are none.
    None,
    /// They are installed; whether the list shows all.
    Installed(PatchList),
    /// The columns at these places say it, row by row.
    ByState(Vec<usize>),
    /// They would fix what the rows find.
    Missing,
    /// It cannot be told: the column that is in doubt, if it is one, and why.
    Doubtful { at: Option<usize>, why: String },
}

/// Whether the column of the patches is one of what is installed, by its heading or by what the
/// user says.
pub(super) fn names_a_list(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    columns.patches_mapped()
        || columns
            .places_of(Column::Patch)
            .any(|at| INSTALLED.contains(&sheet.headings[at].as_str()))
}

/// What the patches of a table mean.
pub(super) fn meaning(sheet: &Sheet<'_>, columns: &Columns, format: Format) -> Meaning {
    let states = states(sheet, columns);
    let mut unknown: Vec<usize> = columns.unused(&sheet.headings).collect();
    let finding = finding(sheet, columns, &unknown);
    let updates = columns.has(Column::Patch) || columns.has(Column::Bulletin);
    let titled = columns.has(Column::Title) && (!states.is_empty() || finding.is_some());
    if !(updates || titled) {
        return Meaning::None;
    }
    if !states.is_empty() {
        return by_states(sheet, columns, states, finding.is_some(), &unknown);
    }
    stand_in(sheet, columns, format, &mut unknown);
    without_states(sheet, columns, format, finding, &unknown)
}

/// The columns that say what became of the updates.
fn states(sheet: &Sheet<'_>, columns: &Columns) -> Vec<usize> {
    let wmi = |at: &usize| is_status(&sheet.headings[*at]) && is_of_wmi(sheet, *at);
    // Configuration databases say by it whether a device is in use.
    let enabled =
        columns.places_of(Column::Enabled).filter(|at| sheet.headings[*at] == "installstatus");
    columns
        .places_of(Column::PatchState)
        .chain(columns.places_of(Column::Status))
        .chain(enabled)
        .filter(|at| !wmi(at))
        .collect()
}

/// A column that speaks of findings.
fn finding(sheet: &Sheet<'_>, columns: &Columns, unknown: &[usize]) -> Option<usize> {
    let speaks = |at: &usize| FINDINGS.iter().any(|part| sheet.headings[*at].contains(part));
    unknown.iter().copied().find(speaks).or_else(|| columns.places_of(Column::Cve).next())
}

/// Where no column is known as a state: which others may be one.
fn stand_in(sheet: &Sheet<'_>, columns: &Columns, format: Format, unknown: &mut Vec<usize>) {
    let heading = |at: &usize| sheet.headings[*at].as_str();
    // Whether the machine waits for a restart says nothing of any one patch of a list.
    unknown.retain(|at| !state::asks_for_restart(heading(at)));
    // Columns that say nothing beside a state may be the state themselves.
    unknown.extend(columns.places_of(Column::Other).filter(|at| STANDINS.contains(&heading(at))));
    // What managers of devices call compliant is the device.
    let of_devices = matches!(format, Format::Intune | Format::Defender);
    unknown.retain(|at| !(of_devices && heading(at) == "compliance"));
}

/// The columns that may speak of a state, by their headings, then by their cells.
fn doubtful(sheet: &Sheet<'_>, unknown: &[usize]) -> Vec<usize> {
    let by_heading = unknown.iter().copied().filter(|at| speaks_of_state(&sheet.headings[*at]));
    let mut doubtful: Vec<usize> = by_heading.collect();
    let by_cells = by_cells(sheet, unknown).into_iter();
    doubtful.extend(by_cells.filter(|at| !doubtful.contains(at)).collect::<Vec<_>>());
    doubtful
}

/// Whether a heading may be one of a state. The day of a state is none.
fn speaks_of_state(heading: &str) -> bool {
    if heading.ends_with("time") || (heading.ends_with("date") && !heading.ends_with("update")) {
        return false;
    }
    let heading = heading.replace("workstation", "");
    STATES.iter().any(|part| heading.contains(part))
}

/// A column that may say whether the updates are installed, and is not understood.
fn doubt(sheet: &Sheet<'_>, at: usize) -> Meaning {
    let heading = &sheet.written[at];
    let why = format!("the column `{heading}` may say whether the updates are installed");
    Meaning::Doubtful { at: Some(at), why }
}

/// What they mean where columns say what became of them.
fn by_states(
    sheet: &Sheet<'_>,
    columns: &Columns,
    states: Vec<usize>,
    has_findings: bool,
    unknown: &[usize],
) -> Meaning {
    let heading = |at: &usize| sheet.headings[*at].as_str();
    let of_findings = |at: &usize| heading(at) == "state" || !is_of_updates(heading(at));
    // Scanners call a finding active or fixed.
    if has_findings && states.iter().all(of_findings) {
        return Meaning::Missing;
    }
    // How an attempt ended says nothing if it is not known whether it was one to install.
    let attempts = states.iter().all(|at| state::is_attempt(heading(at)));
    match unknown.first() {
        Some(at) if attempts && !columns.has(Column::Operation) => doubt(sheet, *at),
        _ => Meaning::ByState(states.into_iter().chain(doubtful(sheet, unknown)).collect()),
    }
}

/// What they mean where no column is known to say what became of them.
fn without_states(
    sheet: &Sheet<'_>,
    columns: &Columns,
    format: Format,
    finding: Option<usize>,
    unknown: &[usize],
) -> Meaning {
    if columns.patches_mapped() {
        return Meaning::Installed(PatchList::Complete);
    }
    let list = names_a_list(sheet, columns);
    if let Some(at) = finding {
        return if list { doubt(sheet, at) } else { Meaning::Missing };
    }
    let doubtful = doubtful(sheet, unknown);
    if let Some(first) = doubtful.first() {
        let all_said = doubtful.iter().all(|at| understood(sheet, *at));
        return if all_said { Meaning::ByState(doubtful) } else { doubt(sheet, *first) };
    }
    if let Some(at) = not_of_what_is_there(sheet, columns, list) {
        return doubt(sheet, at);
    }
    match (list, columns.unused(&sheet.headings).next()) {
        (true, _) if format == Format::Wsus => Meaning::Installed(PatchList::CutOff),
        (true, _) => Meaning::Installed(PatchList::Complete),
        (false, Some(at)) => doubt(sheet, at),
        (false, None) if columns.has(Column::Title) && !columns.has(Column::InstalledOn) => {
            let why = "nothing says whether the updates are installed".to_owned();
            Meaning::Doubtful { at: None, why }
        }
        (false, None) if columns.has(Column::Bulletin) => Meaning::Missing,
        (false, None) => Meaning::Installed(PatchList::CutOff),
    }
}

/// A column that is known, and that lists of what is installed do not have: it is one of an offer,
/// or of updates that may be anywhere. A day of installation says more than the latter.
fn not_of_what_is_there(sheet: &Sheet<'_>, columns: &Columns, list: bool) -> Option<usize> {
    let heading = |at: usize| sheet.headings[at].as_str();
    let dated = columns.has(Column::InstalledOn);
    let is_one = |at: &usize| {
        OFFERS.contains(&heading(*at))
            || (!list && !dated && OF_UPDATES.contains(&heading(*at)))
            || (!list
                && columns.kind_at(*at) == Some(Column::Criticality)
                && rates_updates(sheet, *at))
    };
    let by_bulletin = !list && columns.has(Column::Bulletin);
    let known = |at: &usize| columns.kind_at(*at).is_some() && !columns.is_mapped(*at);
    (0..sheet.headings.len()).filter(|_| !by_bulletin).filter(known).find(is_one)
}

/// Whether a column holds what the vendor calls important: an update, never a machine.
fn rates_updates(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.any(|row| row.get(at).is_some_and(|cell| cell.trim().eq_ignore_ascii_case("important")))
}

/// Whether a heading says that the state below it is one of an update.
fn is_of_updates(heading: &str) -> bool {
    known(heading) == Some(Column::PatchState)
}

/// Whether a column is the property `Status` that every object of WMI has: it is empty for
/// installed patches.
fn is_of_wmi(sheet: &Sheet<'_>, at: usize) -> bool {
    let mut empty = is_shaped_as_wmi(sheet);
    if empty {
        sheet
            .survey(|row| empty &= row.get(at).is_none_or(|cell| matches!(cell.trim(), "" | "OK")));
    }
    empty
}

/// Whether a table has the properties of patches in WMI, by the names that it gives them, or by those
/// that ConfigMgr gives them.
pub(super) fn is_shaped_as_wmi(sheet: &Sheet<'_>) -> bool {
    const OWN: [&str; 4] = ["servicepackineffect", "fixcomments", "csname", "pscomputername"];
    let has =
        |name: &str| sheet.headings.iter().any(|heading| heading.trim_end_matches('0') == name);
    has("hotfixid") && has("status") && OWN.into_iter().any(has)
}

fn is_status(heading: &str) -> bool {
    heading.trim_end_matches('0') == "status"
}

/// The columns whose cells look like states, whatever they are called.
fn by_cells(sheet: &Sheet<'_>, unknown: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    if unknown.is_empty() {
        return found;
    }
    // Beside one patch a row, yes and no are about the patch.
    let one_a_row = sheet.headings.iter().any(|heading| heading.starts_with("hotfixid"));
    sheet.survey(|row| {
        for at in unknown {
            let says =
                |cell: &str| state::looks_like_one(cell) || (one_a_row && state::is_boolean(cell));
            if !found.contains(at) && row.get(*at).is_some_and(says) {
                found.push(*at);
            }
        }
    });
    found
}

/// Whether every cell of a column is a known state.
fn understood(sheet: &Sheet<'_>, at: usize) -> bool {
    let mut all = true;
    sheet.survey(|row| {
        all &=
            state::of(&sheet.headings[at], row.get(at).unwrap_or("").trim()) != State::NotUnderstood
    });
    all
}

//! What the patches in a table mean: installed, missing, or it cannot be told.
//!
//! A patch in a table is evidence only as far as the other columns are understood. Where one says a
//! state, its word decides; where one speaks of findings, the patch is what would help; where one
//! may speak of either and is not understood, nothing counts as installed. Only a list of what is
//! installed is complete.

use csv::StringRecord;

use super::column::Columns;
use super::sheet::Sheet;
use super::state::{self, State};
use crate::import::fact::{Fact, PatchList};
use crate::import::format::Format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
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
const STANDINS: &[&str] = &["compliance", "statename", "approval", "updateapprovalaction"];

/// Columns that say something about patches.
pub(super) const READ: [Column; 9] = [
    Column::Patch,
    Column::PatchFallback,
    Column::PatchState,
    Column::Status,
    Column::Operation,
    Column::Title,
    Column::InstalledOn,
    Column::Bulletin,
    Column::Missing,
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
    /// It cannot be told, and why.
    Doubtful(String),
}

/// A table of patches as a whole.
pub(super) struct Evidence {
    pub(super) meaning: Meaning,
    headings: Vec<String>,
    /// Whether empty cells are entries without a number, as in a list of one patch a row.
    one_a_row: bool,
    /// Whether the user said that the column lists what is installed.
    mapped: bool,
    /// Whether a patch counts as installed only where a day of its installation stands beside it.
    by_day: bool,
}

impl Evidence {
    /// Looks at the headings, and at the cells of the columns that are not known.
    pub(super) fn of(sheet: &Sheet<'_>, columns: &Columns, format: Format) -> Self {
        let meaning = meaning(sheet, columns, format);
        let one_a_row = sheet.headings.iter().any(|heading| heading.starts_with("hotfixid"));
        Self {
            meaning,
            headings: sheet.headings.clone(),
            one_a_row,
            mapped: columns.patches_mapped(),
            by_day: columns.has(Column::InstalledOn) && !names_a_list(sheet, columns),
        }
    }

    /// Where the cells stand that [`Self::facts`] looks at.
    pub(super) fn places(&self, columns: &Columns) -> impl Iterator<Item = usize> {
        let states = if let Meaning::ByState(places) = &self.meaning { &**places } else { &[] };
        columns.places_where(|kind| READ.contains(&kind)).chain(states.iter().copied())
    }

    /// What a row says about patches.
    pub(super) fn facts(
        &self,
        cells: &StringRecord,
        line: u32,
        columns: &Columns,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        let cell = |column| columns.cell(cells, column);
        let mut facts = missing(cell(Column::Missing), "");
        let text = cell(Column::Patch);
        match &self.meaning {
            Meaning::None => {}
            Meaning::Installed(_)
                if self.by_day && !text.is_empty() && cell(Column::InstalledOn).is_empty() =>
            {
                sink.skip(line, text, "no day of its installation: it does not count as installed");
                facts.push(Fact::PatchList(PatchList::CutOff));
            }
            Meaning::Installed(list) => {
                facts.extend(self.listed(text, cell(Column::PatchFallback), *list, line, sink))
            }
            Meaning::ByState(places) => {
                let named = if text.is_empty() { cell(Column::Title) } else { text };
                facts.extend(self.by_state(places, named, cells, line, columns, sink));
            }
            Meaning::Missing if columns.cells(cells, Column::Status).any(is_closed) => {}
            Meaning::Missing => {
                let named = if text.is_empty() { cell(Column::Title) } else { text };
                facts.extend(missing(named, &bulletins(cells, columns)));
            }
            Meaning::Doubtful(_) if text.is_empty() => {}
            Meaning::Doubtful(_) => facts.push(Fact::PatchList(PatchList::CutOff)),
        }
        facts
    }

    /// A cell of a list of what is installed.
    fn listed(
        &self,
        text: &str,
        fallback: &str,
        list: PatchList,
        line: u32,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        if text.is_empty() && !self.one_a_row {
            return Vec::new();
        }
        let found = words::patches_in(text);
        if found.is_empty() && !matches!(text.to_lowercase().as_str(), "-" | "none") {
            return match words::patch(fallback) {
                Some(patch) => vec![Fact::Installed(patch), Fact::PatchList(list)],
                None => {
                    sink.skip(line, text, "names no patch: the list is incomplete");
                    vec![Fact::PatchList(PatchList::CutOff)]
                }
            };
        }
        let mut facts: Vec<Fact> = found.into_iter().map(Fact::Installed).collect();
        let cut = text.contains("...") || text.contains('…');
        if cut {
            sink.skip(line, text, "the list was cut off");
        }
        facts.push(Fact::PatchList(if cut { PatchList::CutOff } else { list }));
        facts
    }

    /// One update on one host, with its state. Of several states the worst counts.
    fn by_state(
        &self,
        places: &[usize],
        text: &str,
        cells: &StringRecord,
        line: u32,
        columns: &Columns,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        let patches = words::patches_in(text);
        let bulletins = bulletins(cells, columns);
        if patches.is_empty() && bulletins.is_empty() {
            return Vec::new();
        }
        let said = places
            .iter()
            .map(|at| (state::of(&self.headings[*at], cells.get(*at).unwrap_or("").trim()), *at));
        let operations = columns
            .places_of(Column::Operation)
            .map(|at| (state::of_operation(cells.get(at).unwrap_or("").trim()), at));
        let Some((worst, at)) = said.chain(operations).max_by_key(|(state, _)| *state) else {
            return Vec::new();
        };
        // What says nothing beside a word that does is overruled by it.
        let worst =
            if worst == State::Nothing && places.len() > 1 && self.any_installed(places, cells) {
                State::Installed
            } else {
                worst
            };
        match worst {
            State::Missing if self.is_an_attempt(at) => vec![Fact::PatchList(PatchList::CutOff)],
            State::Missing => missing(text, &bulletins),
            State::NotUnderstood if !self.mapped => {
                sink.skip(
                    line,
                    cells.get(at).unwrap_or(""),
                    "no state of an update that is known: it does not count as installed",
                );
                vec![Fact::PatchList(PatchList::CutOff)]
            }
            State::Installed | State::NotUnderstood => patches
                .into_iter()
                .map(Fact::Installed)
                .chain([Fact::PatchList(PatchList::CutOff)])
                .collect(),
            State::Nothing => Vec::new(),
        }
    }

    fn any_installed(&self, places: &[usize], cells: &StringRecord) -> bool {
        places.iter().any(|at| {
            state::of(&self.headings[*at], cells.get(*at).unwrap_or("").trim()) == State::Installed
        })
    }

    /// Whether a column says how one attempt ended: one that failed says nothing about the next.
    fn is_an_attempt(&self, at: usize) -> bool {
        state::is_attempt(&self.headings[at])
    }
}

/// Whether a finding is no more.
fn is_closed(status: &str) -> bool {
    matches!(
        status.to_lowercase().as_str(),
        "fixed" | "closed" | "resolved" | "remediated" | "mitigated" | "false positive"
    )
}

fn bulletins(cells: &StringRecord, columns: &Columns) -> String {
    columns.cell(cells, Column::Bulletin).to_owned()
}

/// What a cell names as missing: patches, and bulletins of another cell too.
fn missing(text: &str, bulletins: &str) -> Vec<Fact> {
    let patches = words::patches_in(text).into_iter().map(|id| id.to_string());
    let named = words::bulletins_in(text).into_iter().chain(words::bulletins_in(bulletins));
    patches.chain(named).map(|id| Fact::Missing(id.into())).collect()
}

/// Whether the column of the patches is one of what is installed, by its heading or by what the
/// user says.
fn names_a_list(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    columns.patches_mapped()
        || columns
            .places_of(Column::Patch)
            .any(|at| INSTALLED.contains(&sheet.headings[at].as_str()))
}

fn meaning(sheet: &Sheet<'_>, columns: &Columns, format: Format) -> Meaning {
    let updates = columns.has(Column::Patch) || columns.has(Column::Bulletin);
    let wmi = |at: &usize| sheet.headings[*at] == "status" && is_of_wmi(sheet, *at);
    let states = columns
        .places_of(Column::PatchState)
        .chain(columns.places_of(Column::Status))
        // Configuration databases say by it whether a device is in use.
        .chain(
            columns.places_of(Column::Enabled).filter(|at| sheet.headings[*at] == "installstatus"),
        )
        .filter(|at| !wmi(at));
    let states: Vec<usize> = states.collect();
    let mut unknown: Vec<usize> = columns.unused(&sheet.headings).collect();
    let heading = |at: &usize| sheet.headings[*at].as_str();
    let finding =
        unknown.iter().copied().find(|at| FINDINGS.iter().any(|part| heading(at).contains(part)));
    let titled = columns.has(Column::Title) && (!states.is_empty() || finding.is_some());
    if !(updates || titled) {
        return Meaning::None;
    }
    if states.is_empty() {
        // Columns that say nothing beside a state may be the state themselves.
        unknown
            .extend(columns.places_of(Column::Other).filter(|at| STANDINS.contains(&heading(at))));
    }
    let speaks_of_state = |heading: &str| {
        // The day of a state is none.
        if heading.ends_with("time") || (heading.ends_with("date") && !heading.ends_with("update"))
        {
            return false;
        }
        let heading = heading.replace("workstation", "");
        STATES.iter().any(|part| heading.contains(part))
    };
    let mut doubtful: Vec<usize> =
        unknown.iter().copied().filter(|at| speaks_of_state(&sheet.headings[*at])).collect();
    doubtful.extend(
        by_cells(sheet, &unknown)
            .into_iter()
            .filter(|at| !doubtful.contains(at))
            .collect::<Vec<_>>(),
    );
    let list = names_a_list(sheet, columns);
    let named = |at: usize| {
        format!("the column `{}` may say whether the updates are installed", sheet.written[at])
    };
    if !states.is_empty() {
        return match finding {
            // Scanners call a finding active or fixed.
            Some(_)
                if states
                    .iter()
                    .all(|at| heading(at) == "state" || !is_of_updates(heading(at))) =>
            {
                Meaning::Missing
            }
            // How an attempt ended says nothing if it is not known whether it was one to install.
            _ if states.iter().all(|at| state::is_attempt(heading(at)))
                && !columns.has(Column::Operation)
                && !unknown.is_empty() =>
            {
                Meaning::Doubtful(named(unknown[0]))
            }
            _ => Meaning::ByState(states.into_iter().chain(doubtful).collect()),
        };
    }
    if columns.patches_mapped() {
        return Meaning::Installed(PatchList::Complete);
    }
    if let Some(at) = finding {
        return if list { Meaning::Doubtful(named(at)) } else { Meaning::Missing };
    }
    if !doubtful.is_empty() {
        let all_said = doubtful.iter().all(|at| understood(sheet, *at));
        return if all_said {
            Meaning::ByState(doubtful)
        } else {
            Meaning::Doubtful(named(doubtful[0]))
        };
    }
    match (list, unknown.first()) {
        (true, _) if format == Format::Wsus => Meaning::Installed(PatchList::CutOff),
        (true, _) => Meaning::Installed(PatchList::Complete),
        (false, Some(at)) => Meaning::Doubtful(named(*at)),
        (false, None) if columns.has(Column::Title) && !columns.has(Column::InstalledOn) => {
            Meaning::Doubtful("nothing says whether the updates are installed".to_owned())
        }
        (false, None) if columns.has(Column::Bulletin) => Meaning::Missing,
        (false, None) => Meaning::Installed(PatchList::CutOff),
    }
}

/// Whether a heading says that the state below it is one of an update.
fn is_of_updates(heading: &str) -> bool {
    known(heading) == Some(Column::PatchState)
}

/// Whether a column is the property `Status` that every object of WMI has: it is empty for
/// installed patches.
fn is_of_wmi(sheet: &Sheet<'_>, at: usize) -> bool {
    let has = |heading: &str| sheet.headings.iter().any(|known| known == heading);
    let mut empty = has("hotfixid") && (has("servicepackineffect") || has("fixcomments"));
    if empty {
        sheet
            .survey(|row| empty &= row.get(at).is_none_or(|cell| matches!(cell.trim(), "" | "OK")));
    }
    empty
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

//! What the patches in a table mean: installed, missing, or it cannot be told.
//!
//! A patch in a table is evidence only as far as the other columns are understood. Where one says a
//! state, its word decides; where one speaks of findings, the patch is what would help; where one
//! may speak of either and is not understood, nothing counts as installed. Only a list of what is
//! installed is complete.

use csv::StringRecord;

use super::column::Columns;
use super::meaning::{Meaning, is_shaped_as_wmi, meaning, names_a_list};
use super::sheet::Sheet;
use super::state::{self, State};
use super::watch::Watch;
use crate::import::fact::{Fact, PatchList};
use crate::import::format::Format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::column::Column;
use crate::term::alias::day;
use crate::term::alias::listed::listed;
use crate::term::alias::wording::has_denial;
use crate::term::patch::PatchId;

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

/// A table of patches as a whole.
pub(super) struct Evidence {
    pub(super) meaning: Meaning,
    headings: Vec<String>,
    /// The same as written.
    written: Vec<String>,
    /// Columns that may say that a patch is not there.
    watch: Watch,
    /// Whether it is a table of WMI, in which installed patches have an empty status.
    wmi: bool,
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
            written: sheet.written.clone(),
            watch: Watch::of(sheet, columns),
            wmi: is_shaped_as_wmi(sheet),
            one_a_row,
            mapped: columns.patches_mapped(),
            by_day: columns.has(Column::InstalledOn) && !names_a_list(sheet, columns),
        }
    }

    /// Where the cells stand that [`Self::facts`] looks at.
    pub(super) fn places(&self, columns: &Columns) -> impl Iterator<Item = usize> {
        let states = if let Meaning::ByState(places) = &self.meaning { &**places } else { &[] };
        columns
            .places_where(|kind| READ.contains(&kind))
            .chain(states.iter().copied())
            .chain(self.watch.places())
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
        if facts.iter().any(|fact| matches!(fact, Fact::Installed(_)))
            && let Some((said, why)) = self.objection(cells, columns, sink)
        {
            sink.skip(line, said, why);
            facts.retain(|fact| !matches!(fact, Fact::Installed(_) | Fact::PatchList(_)));
            facts.push(Fact::PatchList(PatchList::CutOff));
        }
        facts
    }

    /// What beside the patches of a row may say that they are not installed, and why.
    fn objection<'r>(
        &self,
        cells: &'r StringRecord,
        columns: &Columns,
        sink: &Sink<'_>,
    ) -> Option<(&'r str, String)> {
        if self.mapped {
            return None;
        }
        let mut days = columns.cells(cells, Column::InstalledOn).filter(|cell| !is_no_day(cell));
        let future =
            |cell: &str| sink.setting.today.is_some_and(|today| day::is_after(cell, today));
        if let Some(said) = days.find(|cell| !day::is_day(cell) || future(cell)) {
            let why = if day::is_day(said) {
                "the day of its installation is yet to come"
            } else {
                "no day of its installation that can be read"
            };
            return Some((said, format!("{why}: it does not count as installed")));
        }
        let mut lists = columns.cells(cells, Column::Patch);
        let future =
            |cell: &&str| sink.setting.today.is_some_and(|today| day::has_after(cell, today));
        if let Some(said) = lists.find(future) {
            let why = "a day that is yet to come: what the row lists does not count as installed";
            return Some((said, why.to_owned()));
        }
        let at = self.watch.objection(cells)?;
        let why = format!(
            "the column `{}` may say that it is not there: what the row lists does not count as installed",
            self.written[at]
        );
        Some((cells.get(at).unwrap_or(""), why))
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
        let said = listed(text);
        let is_none = matches!(text.to_lowercase().as_str(), "-" | "none");
        let (found, doubts) = (said.patches, if is_none { Vec::new() } else { said.doubts });
        let nameless = doubts.is_empty() || words::patches_in(text).is_empty();
        if found.is_empty() && nameless && !is_none {
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
        for doubt in &doubts {
            let why = "what stands there is not understood as an installed patch: it does not count, and the list is incomplete";
            sink.skip(line, doubt, why);
        }
        let whole = !cut && doubts.is_empty();
        facts.push(Fact::PatchList(if whole { list } else { PatchList::CutOff }));
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
            if !self.one_a_row || text.is_empty() {
                return Vec::new();
            }
            sink.skip(line, text, "names no patch: the list is incomplete");
            return vec![Fact::PatchList(PatchList::CutOff)];
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
            State::Installed if is_denied(text) => {
                let why = "the words beside the patch say something else than its state: it does not count as installed";
                sink.skip(line, text, why);
                vec![Fact::PatchList(PatchList::CutOff)]
            }
            State::Nothing if !patches.is_empty() && self.is_silent(places, cells) => {
                if self.wmi {
                    return installed(patches);
                }
                sink.skip(line, text, "no state is said: it does not count as installed");
                vec![Fact::PatchList(PatchList::CutOff)]
            }
            State::Installed | State::NotUnderstood => installed(patches),
            State::Nothing => Vec::new(),
        }
    }

    /// Whether no state of a row says anything.
    fn is_silent(&self, places: &[usize], cells: &StringRecord) -> bool {
        places.iter().all(|at| cells.get(*at).unwrap_or("").trim().is_empty())
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

/// Patches that are installed, as a part of all that are.
fn installed(patches: Vec<PatchId>) -> Vec<Fact> {
    let patches = patches.into_iter().map(Fact::Installed);
    patches.chain([Fact::PatchList(PatchList::CutOff)]).collect()
}

/// Whether few words beside a patch deny it; titles have many, and any.
fn is_denied(text: &str) -> bool {
    has_denial(text) && text.split_whitespace().count() <= 5
}

/// Whether a cell for a day stands for none.
fn is_no_day(cell: &str) -> bool {
    words::is_filler(cell) && !cell.eq_ignore_ascii_case("none")
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

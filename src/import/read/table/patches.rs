//! What the patches in a table mean: installed, missing, or it cannot be told.
//!
//! A patch in a table is evidence only as far as the other columns are understood. Where one says a
//! state, its word decides; where one speaks of findings, the patch is what would help; where one
//! may speak of either and is not understood, nothing counts as installed. Only a list of what is
//! installed is complete.

use std::borrow::Cow;

use csv::StringRecord;

use super::column::Columns;
use super::finding::{self, Asked};
use super::last::{self, Last};
use super::meaning::{Meaning, is_shaped_as_wmi, meaning, names_a_list};
use super::sheet::Sheet;
use super::state::{self, State};
use super::unread;
use super::watch::{READ, Watch};
use crate::import::fact::{Fact, PatchList};
use crate::import::format::Format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::column::{Column, INSTALLED};
use crate::term::alias::day;
use crate::term::alias::listed::listed;
use crate::term::alias::wording::{has_denial, takes_back};
use crate::term::patch::PatchId;

/// Words for every patch.
const ALL: [&str; 8] = ["all", "alle", "every", "tous", "toutes", "todos", "todas", "tutti"];

/// A table of patches as a whole.
pub(super) struct Evidence {
    pub(super) meaning: Meaning,
    headings: Vec<String>,
    /// The same as written.
    written: Vec<String>,
    /// Columns that may say that a patch is not there.
    watch: Watch,
    /// Columns that say whether a finding is one.
    answers: Vec<(usize, Asked)>,
    /// Whether it is a table of WMI, in which installed patches have an empty status.
    wmi: bool,
    /// Whether empty cells are entries without a number, as in a list of one patch a row.
    one_a_row: bool,
    /// Whether the user said that the column lists what is installed.
    mapped: bool,
    /// Whether a patch counts as installed only where a day of its installation stands beside it.
    by_day: bool,
    /// The columns that list patches, and others that name some as well: these may be on offer.
    lists: Vec<usize>,
    beside: Vec<usize>,
    /// The columns that are not read and name what is listed again.
    repeating: Vec<usize>,
}

impl Evidence {
    /// Looks at the headings, and at the cells of the columns that are not known.
    pub(super) fn of(sheet: &Sheet<'_>, columns: &Columns, format: Format) -> Self {
        let meaning = meaning(sheet, columns, format);
        let one_a_row = sheet.headings.iter().any(|heading| heading.starts_with("hotfixid"));
        let (lists, beside) = lists(sheet, columns);
        let repeating = match lists.is_empty() || columns.patches_mapped() {
            true => Vec::new(),
            false => unread::repeating(sheet, columns, |row| {
                words::patches_in(&joined(&[&*lists, &*beside].concat(), row))
            }),
        };
        Self {
            repeating,
            lists,
            beside,
            meaning,
            headings: sheet.headings.clone(),
            written: sheet.written.clone(),
            watch: Watch::of(sheet, columns),
            answers: finding::columns(&sheet.headings),
            wmi: is_shaped_as_wmi(sheet),
            one_a_row,
            mapped: columns.patches_mapped(),
            by_day: columns.has(Column::InstalledOn) && !names_a_list(sheet, columns),
        }
    }

    /// Notes why it cannot be told whose the patches are. What the user says of them stands.
    pub(super) fn doubt(&mut self, why: &str) {
        if self.meaning != Meaning::None && !self.mapped {
            self.meaning = Meaning::Doubtful { at: None, why: why.to_owned() };
        }
    }

    /// Notes that a line says that the patches are not there. Where the rows say it themselves, they
    /// know better; so does the user.
    pub(super) fn withhold(&mut self, said: &str) {
        if matches!(self.meaning, Meaning::Installed(_)) {
            self.doubt(&format!("`{said}` may say that the patches are not installed"));
        }
    }

    /// Notes that the table need not show all that is installed.
    pub(super) fn cut_off(&mut self) {
        if matches!(self.meaning, Meaning::Installed(_)) {
            self.meaning = Meaning::Installed(PatchList::CutOff);
        }
    }

    /// Whether a column whose heading is not known decides what the patches mean.
    pub(super) fn heeds(&self, place: usize) -> bool {
        let state = matches!(&self.meaning, Meaning::ByState(places) if places.contains(&place));
        let asked = self.answers.iter().any(|(at, _)| *at == place);
        let doubted = matches!(self.meaning, Meaning::Doubtful { at, .. } if at == Some(place));
        let asked = asked && matches!(self.meaning, Meaning::Missing | Meaning::None);
        state || asked || doubted || self.watch.asks_of(place)
    }

    /// Whether a line above a row may take its patches away: where nothing in the row says more.
    pub(super) fn heeds_lines(&self) -> bool {
        !self.mapped && matches!(self.meaning, Meaning::Installed(_))
    }

    /// Whether a row says anything of patches.
    pub(super) fn is_said_by(&self, cells: &StringRecord, columns: &Columns) -> bool {
        let kinds = [Column::Patch, Column::Missing, Column::Bulletin, Column::Title];
        let mut said = kinds.into_iter().flat_map(|kind| columns.cells(cells, kind));
        said.any(|cell| !words::is_filler(cell))
    }

    /// Where the cells stand that [`Self::facts`] looks at.
    pub(super) fn places(&self, columns: &Columns) -> impl Iterator<Item = usize> {
        let states = if let Meaning::ByState(places) = &self.meaning { &**places } else { &[] };
        columns
            .places_where(|kind| READ.contains(&kind))
            .chain(states.iter().copied())
            .chain(last::places(&self.headings, columns))
            .chain(self.repeating.iter().copied())
            .chain(self.watch.places())
            .chain(self.answers.iter().map(|(at, _)| *at))
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
        let text = match self.meaning {
            Meaning::Installed(_) => joined(&self.lists, cells),
            _ => joined(&[&*self.lists, &*self.beside].concat(), cells),
        };
        let text = text.as_ref();
        let lacks = || columns.cells(cells, Column::Missing);
        // `Missing: yes` is about the patch of the row.
        if lacks().any(state::is_yes) && !(text.is_empty() && cell(Column::Bulletin).is_empty()) {
            return missing(text, &bulletins(cells, columns));
        }
        let mut facts: Vec<Fact> = lacks().flat_map(|lack| lacking(lack, line, sink)).collect();
        let states = [Column::Status, Column::PatchState];
        let open = !states.iter().any(|kind| columns.cells(cells, *kind).any(finding::is_closed))
            && !self
                .answers
                .iter()
                .any(|(at, asked)| asked.is_denied(cells.get(*at).unwrap_or("").trim()));
        match &self.meaning {
            Meaning::None if open => facts.extend(holes(cells, columns)),
            Meaning::None => {}
            Meaning::Installed(_)
                if self.by_day
                    && !text.is_empty()
                    && columns.cells(cells, Column::InstalledOn).all(is_no_day) =>
            {
                sink.skip(line, text, "no day of its installation: it does not count as installed");
                facts.push(Fact::PatchList(PatchList::CutOff));
            }
            Meaning::Installed(list) => {
                facts.extend(self.listed(text, cell(Column::PatchFallback), *list, line, sink));
                facts.extend(self.beside(text, cells, line, sink));
            }
            Meaning::ByState(places) => {
                let named = if text.is_empty() { cell(Column::Title) } else { text };
                facts.extend(self.by_state(places, named, cells, line, columns, sink));
            }
            Meaning::Missing if open => {
                let named = if text.is_empty() { cell(Column::Title) } else { text };
                facts.extend(missing(named, &bulletins(cells, columns)));
                facts.extend(holes(cells, columns));
            }
            Meaning::Missing => {}
            Meaning::Doubtful { .. } if text.is_empty() => {}
            Meaning::Doubtful { .. } => facts.push(Fact::PatchList(PatchList::CutOff)),
        }
        if facts.iter().any(|fact| matches!(fact, Fact::Installed(_)))
            && let Some((said, why)) = self.objection(cells, columns, sink)
        {
            sink.skip(line, said, why);
            facts.retain(|fact| !matches!(fact, Fact::Installed(_) | Fact::PatchList(_)));
            facts.push(Fact::PatchList(PatchList::CutOff));
        } else if text.is_empty() && self.meaning != Meaning::None && !self.mapped {
            facts.extend(self.undone(cells, line, sink));
        }
        self.take_repeated(&mut facts, cells, line, sink);
        facts
    }

    /// Takes out what a column names again that is not read: it may say why it is not there.
    fn take_repeated(
        &self,
        facts: &mut Vec<Fact>,
        cells: &StringRecord,
        line: u32,
        sink: &mut Sink<'_>,
    ) {
        for at in &self.repeating {
            let said = cells.get(*at).unwrap_or("").trim();
            let named = words::patches_in(said);
            let is_named =
                |fact: &Fact| matches!(fact, Fact::Installed(patch) if named.contains(patch));
            if facts.iter().any(is_named) {
                let why = format!(
                    "column {} (`{}`) is not read and names it again: whether it is installed is in doubt, so it does not count, and the list is incomplete",
                    at + 1,
                    self.written[*at]
                );
                sink.skip(line, said, why);
                facts.retain(|fact| !is_named(fact) && !matches!(fact, Fact::PatchList(_)));
                facts.push(Fact::PatchList(PatchList::CutOff));
            }
        }
    }

    /// What a row that lists nothing names under a heading such as `Removed`.
    fn undone(&self, cells: &StringRecord, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
        let mut facts = Vec::new();
        for at in self.watch.undone(cells) {
            let (said, heading) = (cells.get(at).unwrap_or(""), &self.written[at]);
            let gone = takes_back(heading);
            let why = match gone {
                true => format!(
                    "the column `{heading}` says that it was taken back: it counts as missing"
                ),
                false => format!(
                    "the column `{heading}` may say that it is not there: the list is incomplete"
                ),
            };
            sink.skip(line, said, why);
            if gone {
                facts.extend(missing(said, ""));
            }
            facts.push(Fact::PatchList(PatchList::CutOff));
        }
        facts
    }

    /// Patches in a column beside the list that the list does not have: a heading such as `Updates`
    /// may be one of what is on offer.
    fn beside(
        &self,
        listed: &str,
        cells: &StringRecord,
        line: u32,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        let mut facts = Vec::new();
        for at in &self.beside {
            let said = cells.get(*at).unwrap_or("").trim();
            if adds_nothing(said, listed) {
                continue;
            }
            let why = format!(
                "another column lists what is installed, and `{}` may name what is on offer: it does not count, and the list is incomplete",
                self.written[*at]
            );
            sink.skip(line, said, why);
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
        let mut lacks = columns.cells(cells, Column::Missing);
        if let Some(lack) = lacks.find(|lack| ALL.contains(&lack.to_lowercase().as_str())) {
            let why = "all are missing: what the row lists does not count as installed";
            return Some((lack, why.to_owned()));
        }
        let mut days = columns.cells(cells, Column::InstalledOn).filter(|cell| !is_no_day(cell));
        let last = Last::of(&self.headings, cells, columns, sink);
        let future = |cell: &str| last.day.is_some_and(|last| day::is_after(cell, last));
        if let Some(said) = days.find(|cell| !day::is_day(cell) || future(cell)) {
            let why = if day::is_day(said) {
                format!("the day of its installation {}", last.why)
            } else {
                "no day of its installation that can be read".to_owned()
            };
            return Some((said, format!("{why}: it does not count as installed")));
        }
        let mut lists = columns.cells(cells, Column::Patch);
        let future = |cell: &&str| last.day.is_some_and(|last| day::has_after(cell, last));
        if let Some(said) = lists.find(future) {
            let why =
                format!("a day that {}: what the row lists does not count as installed", last.why);
            return Some((said, why));
        }
        if let Some(said) = columns.cells(cells, Column::Title).find(|title| takes_back(title)) {
            let why = "the title says that it was taken back: it does not count as installed";
            return Some((said, why.to_owned()));
        }
        let at = self.watch.objection(cells)?;
        let column = match self.written[at].as_str() {
            "" => format!("column {}, without a heading,", at + 1),
            written => format!("the column `{written}`"),
        };
        let why = format!(
            "{column} may say that it is not there: what the row lists does not count as installed"
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
        let cut = text.contains("..") || text.contains('…');
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
        let Some((worst, at)) = self.worst(places, cells, columns) else { return Vec::new() };
        let nameless = words::bulletins_in(&bulletins).is_empty();
        if patches.is_empty() && nameless {
            let text = if text.is_empty() { &bulletins } else { text };
            return self.nameless(worst, text, cells, line, columns, sink);
        }
        // What says nothing beside a word that does is overruled by it.
        let worst =
            if worst == State::Nothing && places.len() > 1 && self.any_installed(places, cells) {
                State::Installed
            } else {
                worst
            };
        match worst {
            State::Missing if self.is_an_attempt(at) => vec![Fact::PatchList(PatchList::CutOff)],
            State::Missing => {
                missing(text, &bulletins).into_iter().chain(holes(cells, columns)).collect()
            }
            State::Installed
                if takes_back(text) || columns.cells(cells, Column::Title).any(takes_back) =>
            {
                let why = "what succeeded is that it was taken back: it counts as missing";
                sink.skip(line, text, why);
                missing(text, &bulletins)
            }
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
            State::Nothing => {
                let said = cells.get(at).unwrap_or("").trim();
                if !patches.is_empty() && state::leaves_open(said) {
                    let why =
                        format!("`{said}` leaves open whether it is installed: it does not count");
                    sink.skip(line, text, why);
                } else if !patches.is_empty() && !said.is_empty() {
                    let why = format!(
                        "`{said}`: neither installed nor missing; such rows are listed once only"
                    );
                    sink.skip_once(line, text, why);
                }
                Vec::new()
            }
        }
    }

    /// The worst of the states of a row, and where it stands.
    fn worst(
        &self,
        places: &[usize],
        cells: &StringRecord,
        columns: &Columns,
    ) -> Option<(State, usize)> {
        let cell = |at: usize| cells.get(at).unwrap_or("").trim();
        let said = places.iter().map(|at| (state::of(&self.headings[*at], cell(*at)), *at));
        let operations =
            columns.places_of(Column::Operation).map(|at| (state::of_operation(cell(at)), at));
        said.chain(operations).max_by_key(|(state, _)| *state)
    }

    /// An update that names neither a patch nor a bulletin, with its state. Of drivers and the like
    /// nothing need be said, unless they are missing.
    fn nameless(
        &self,
        worst: State,
        text: &str,
        cells: &StringRecord,
        line: u32,
        columns: &Columns,
        sink: &mut Sink<'_>,
    ) -> Vec<Fact> {
        let holes = if worst == State::Missing { holes(cells, columns) } else { Vec::new() };
        if text.is_empty() || !holes.is_empty() || !(self.one_a_row || worst == State::Missing) {
            return holes;
        }
        sink.skip(line, text, "names no patch: the list is incomplete");
        vec![Fact::PatchList(PatchList::CutOff)]
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

/// The columns that list patches, and those that name some beside such a list. The user decides where
/// they say a column; else a heading that says *installed*.
fn lists(sheet: &Sheet<'_>, columns: &Columns) -> (Vec<usize>, Vec<usize>) {
    let every: Vec<usize> = columns.places_of(Column::Patch).collect();
    let mapped: Vec<usize> = every.iter().copied().filter(|at| columns.is_mapped(*at)).collect();
    if !mapped.is_empty() {
        return (mapped, Vec::new());
    }
    let is_list = |at: &usize| INSTALLED.contains(&sheet.headings[*at].as_str());
    let (own, others): (Vec<usize>, Vec<usize>) = every.into_iter().partition(is_list);
    if own.is_empty() { (others, own) } else { (own, others) }
}

/// The cells of several columns of patches as one: the first that is filled, and those that name what
/// it does not.
fn joined<'r>(places: &[usize], cells: &'r StringRecord) -> Cow<'r, str> {
    let cell = |at: &usize| cells.get(*at).unwrap_or("").trim();
    let mut filled = places.iter().map(cell).filter(|cell| !cell.is_empty());
    let mut text = Cow::Borrowed(filled.next().unwrap_or(""));
    for further in filled {
        if words::is_filler(&text) {
            text = Cow::Borrowed(further);
        } else if !adds_nothing(further, &text) {
            text = Cow::Owned(format!("{text}\n{further}"));
        }
    }
    text
}

/// Whether a text says of no patch anything that another one does not say.
fn adds_nothing(text: &str, known: &str) -> bool {
    let found = words::patches_in(text);
    if found.is_empty() || text == known {
        return true;
    }
    let known = words::patches_in(known);
    !has_denial(text) && found.iter().all(|patch| known.contains(patch))
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

fn bulletins(cells: &StringRecord, columns: &Columns) -> String {
    let filled = columns.cells(cells, Column::Bulletin).filter(|cell| !cell.is_empty());
    filled.collect::<Vec<_>>().join(", ")
}

/// The vulnerabilities that a row names.
fn holes(cells: &StringRecord, columns: &Columns) -> Vec<Fact> {
    let said = [Column::Cve, Column::Bulletin, Column::Title, Column::Patch];
    let cves =
        said.into_iter().flat_map(|kind| columns.cells(cells, kind).flat_map(words::cves_in));
    let holes = cves.map(|cve| Fact::Vulnerable(cve.into()));
    // What was found may be named by what mends it.
    let found = columns.cells(cells, Column::Cve).flat_map(|cell| {
        let patches = words::kbs_in(cell).into_iter().map(|patch| patch.to_string());
        words::bulletins_in(cell).into_iter().chain(patches)
    });
    holes.chain(found.map(|id| Fact::Missing(id.into()))).collect()
}

/// What a cell of what is missing names. A part that names nothing may be any patch.
fn lacking(text: &str, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    if words::is_filler(text) || state::is_no(text) {
        return Vec::new();
    }
    let mut facts = missing(text, "");
    facts.extend(words::cves_in(text).into_iter().map(|cve| Fact::Missing(cve.into())));
    let parts = text.split([',', ';', '|', '\n']).map(str::trim);
    let unread: Vec<&str> =
        parts.filter(|part| !words::is_filler(part) && names_none(part)).collect();
    if !unread.is_empty() {
        let why = "names no patch that is missing: any may be, and the list is incomplete";
        sink.skip(line, &unread.join(", "), why);
        facts.push(Fact::PatchList(PatchList::CutOff));
    }
    facts
}

fn names_none(part: &str) -> bool {
    words::patches_in(part).is_empty()
        && words::bulletins_in(part).is_empty()
        && words::cves_in(part).is_empty()
}

/// What a cell names as missing: patches, and bulletins of another cell too.
fn missing(text: &str, bulletins: &str) -> Vec<Fact> {
    let patches = words::patches_in(text).into_iter().map(|id| id.to_string());
    let named = words::bulletins_in(text).into_iter().chain(words::bulletins_in(bulletins));
    patches.chain(named).map(|id| Fact::Missing(id.into())).collect()
}

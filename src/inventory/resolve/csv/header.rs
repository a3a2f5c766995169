//! The columns of a table of hosts: which keys they hold, and how their cells are spelled.

use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::resolve::hosts::{self, Hosts};
use crate::inventory::resolve::{details, role, system};
use crate::source::table::{self, Table};
use crate::term::alias::column as export;

/// Columns that a message names.
const MAX_NAMES: usize = 20;

/// A key, and the column that holds it.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) at: usize,
    pub(super) spelling: Spelling,
}

/// How cells are spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As in YAML: the column is called by the key.
    Own,
    /// As exports do: the column is called as they call it.
    Exported,
}

/// The columns that each part of a host is read from. All but the last two repeat from row to row.
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) role: Vec<Column>,
    pub(super) placement: Vec<Column>,
    pub(super) system: Vec<Column>,
    pub(super) own: Vec<Column>,
    /// False where a column is missing that every row needs: then only names are read.
    pub(super) usable: bool,
}

impl Columns {
    /// Finds the known columns; reports unknown, repeated, unread and missing ones. `None` if the
    /// rows have no names.
    pub(super) fn find(
        table: &Table<'_>,
        hosts: &Hosts<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let header = Header::read(table, diagnostics);
        let part = |keys: &[&str]| {
            keys.iter().filter_map(|key| header.column(key)).collect::<Vec<Column>>()
        };
        let name = header.needs("name", false, table, diagnostics);
        let kind = header.needs("kind", false, table, diagnostics);
        let os =
            header.needs("os", hosts.defaults.any(|d| d.system.os.is_some()), table, diagnostics);
        let placed =
            header.column("segments").is_some() || hosts.defaults.any(|d| d.placement.is_some());
        let segment = header.needs("segment", placed, table, diagnostics);
        Some(Self {
            name: header.column("name").filter(|_| name)?.at,
            role: [part(&["kind"]), part(role::KEYS)].concat(),
            placement: part(&["kind", "segment", "segments", "listens"]),
            system: [part(&["kind"]), part(system::KEYS)].concat(),
            own: [part(&["count", "infected"]), part(details::KEYS)].concat(),
            usable: kind && os && segment,
        })
    }
}

/// The header while it is read.
#[derive(Default)]
struct Header {
    columns: Vec<Column>,
    /// Keys that columns of no known name were probably meant to be.
    excused: Vec<&'static str>,
    /// Columns that are known and not read.
    unread: Vec<usize>,
}

impl Header {
    fn read(table: &Table<'_>, diagnostics: &mut Diagnostics) -> Self {
        let mut header = Self::default();
        let known = hosts::keys();
        let (own, other): (Vec<usize>, Vec<usize>) = (0..table.columns.len())
            .partition(|at| known.contains(&table.columns[*at].name.as_str()));
        for at in own {
            header.own(at, table, &known, diagnostics);
        }
        let (exported, unknown): (Vec<usize>, Vec<usize>) =
            other.into_iter().partition(|at| export_of(&table.columns[*at]).is_some());
        header.exported(&exported, table, diagnostics);
        for at in unknown {
            header.unknown(&table.columns[at], &known, diagnostics);
        }
        header.report_unread(table, diagnostics);
        header
    }

    fn column(&self, key: &str) -> Option<Column> {
        self.columns.iter().find(|column| column.key == key).copied()
    }

    /// A column that is called by a key.
    fn own(
        &mut self,
        at: usize,
        table: &Table<'_>,
        known: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) {
        let name = table.columns[at].name.as_str();
        let Some(key) = known.iter().find(|key| **key == name) else { return };
        match self.column(key) {
            None => self.columns.push(Column { key, at, spelling: Spelling::Own }),
            Some(first) => {
                let twice = Diagnostic::new(
                    Code::DuplicateKey,
                    format!("the column `{name}` stands twice"),
                );
                let places = twice
                    .at(table.columns[at].span, "again here")
                    .at(table.columns[first.at].span, "first here");
                diagnostics.push(places.help("remove one of the two"));
            }
        }
    }

    /// Columns that are called as exports call them, in the order in which `import` prefers them.
    fn exported(&mut self, columns: &[usize], table: &Table<'_>, diagnostics: &mut Diagnostics) {
        let known = |at: usize| export::preferred(&export::plain(&table.columns[at].name));
        let mut known: Vec<_> = columns.iter().filter_map(|at| Some((known(*at)?, *at))).collect();
        known.sort_by_key(|((preference, _), at)| (*preference, *at));
        let lists_patches = known.iter().any(|((_, what), _)| *what == export::Column::Patch)
            || self.column("patches").is_some();
        for ((_, what), at) in known {
            let what = if lists_patches && what == export::Column::Status {
                export::Column::PatchState
            } else {
                what
            };
            match meaning(what) {
                Meaning::Key(key) if self.is_free(key) => {
                    self.columns.push(Column { key, at, spelling: Spelling::Exported })
                }
                Meaning::Key(_) | Meaning::Nothing => self.unread.push(at),
                Meaning::Update => diagnostics.push(about_updates(&table.columns[at])),
            }
        }
    }

    /// Whether no column has a key yet. Two keys say where a host is.
    fn is_free(&self, key: &str) -> bool {
        self.column(key).is_none() && !(key == "segments" && self.column("segment").is_some())
    }

    fn unknown(
        &mut self,
        column: &table::Column,
        known: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) {
        let name = column.name.as_str();
        let unknown =
            Diagnostic::new(Code::UnknownKey, format!("a table of hosts has no column `{name}`"));
        diagnostics
            .push(unknown.at(column.span, "").help(suggest::help(name, known.iter().copied())));
        let meant = suggest::nearest(name, known.iter().copied());
        self.excused.extend(known.iter().filter(|key| Some(**key) == meant));
    }

    fn report_unread(&mut self, table: &Table<'_>, diagnostics: &mut Diagnostics) {
        self.unread.sort_unstable();
        let Some(first) = self.unread.first() else { return };
        let names: Vec<String> = self
            .unread
            .iter()
            .take(MAX_NAMES)
            .map(|at| format!("`{}`", table.columns[*at].name))
            .collect();
        let more = if self.unread.len() > MAX_NAMES {
            format!(" and {} more", self.unread.len() - MAX_NAMES)
        } else {
            String::new()
        };
        let unread =
            Diagnostic::new(Code::UnreadColumn, format!("not read: {}{more}", names.join(", ")));
        let help = "hosts have no such keys, or another column has them; `patchfirst import` reads more of an export";
        diagnostics.push(unread.at(table.columns[*first].span, "").help(help));
    }

    /// Whether a key has a column or is filled otherwise; if not, that is reported, unless a column
    /// was meant to be it.
    fn needs(
        &self,
        key: &'static str,
        filled: bool,
        table: &Table<'_>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let there = filled || self.column(key).is_some();
        if !there && !self.excused.contains(&key) {
            let missing =
                Diagnostic::new(Code::MissingKey, format!("the table has no column `{key}`"))
                    .at(table.header, "");
            diagnostics.push(missing.help(format!("add a column `{key}`")));
        }
        there
    }
}

fn export_of(column: &table::Column) -> Option<export::Column> {
    export::known(&export::plain(&column.name))
}

/// What a column of an export is to a table of hosts.
enum Meaning {
    /// What a key says.
    Key(&'static str),
    /// The state of one update. Read without it, an update that is missing would be one that is
    /// installed.
    Update,
    /// Nothing that a host says.
    Nothing,
}

fn meaning(column: export::Column) -> Meaning {
    use export::Column::*;
    match column {
        Name => Meaning::Key("name"),
        Address => Meaning::Key("address"),
        Os => Meaning::Key("os"),
        ServicePack => Meaning::Key("sp"),
        Arch => Meaning::Key("arch"),
        Kind => Meaning::Key("kind"),
        Patch => Meaning::Key("patches"),
        Segment => Meaning::Key("segments"),
        Criticality => Meaning::Key("criticality"),
        Antivirus => Meaning::Key("antivirus"),
        Owner => Meaning::Key("owner"),
        LastSeen => Meaning::Key("last_seen"),
        Listens => Meaning::Key("listens"),
        PatchFallback | PatchState | Operation | Bulletin | Missing => Meaning::Update,
        Fqdn | Domain | Serial | Version | Build | Chassis | Class | Model | Manufacturer
        | Group | Unit | Enabled => Meaning::Nothing,
        Status | Title | InstalledOn | Cve | Other => Meaning::Nothing,
    }
}

fn about_updates(column: &table::Column) -> Diagnostic {
    let wrong = Diagnostic::new(
        Code::UnknownKey,
        format!("the column `{}` is about single updates", column.name),
    );
    wrong.at(column.span, "").help("`patchfirst import` reads tables of updates; a table of hosts lists what is installed under `patches`")
}

//! Tables of hosts: the columns are the keys that a host has in YAML.
//!
//! A row becomes the same tree of nodes as a YAML host and goes through the same functions. As most of a million rows
//! repeat a few combinations of cells, what came out is remembered by the cells it came from, and only new combinations
//! are parsed.

use rustc_hash::FxHashMap;

use super::hosts::{self, Hosts, Parts};
use super::placement::Placement;
use super::reader::Reported;
use super::role::{self, StatedRole};
use super::{details, system};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Host, HostDetails, Kind, SystemId};
use crate::source::table::{Row, Table};
use crate::source::yaml::{Fields, Node, Value};
use crate::source::{SourceId, Sources};
use crate::suggest;

/// Between cells in a remembered combination: a byte that no UTF-8 text has.
const BETWEEN: u8 = 0xff;
/// The cell that says "a list, and nothing in it", where an empty cell says "not known".
const NOTHING: &str = "-";

/// A key and the column it stands in.
type Column = (&'static str, usize);

/// The columns that each part of a host is read from. All but the last two repeat from row to row.
struct Columns {
    name: usize,
    role: Vec<Column>,
    placement: Vec<Column>,
    system: Vec<Column>,
    own: Vec<Column>,
    /// False where a column is missing that every row needs: then only names are read.
    usable: bool,
}

/// What combinations of cells came out as.
#[derive(Default)]
struct Memory {
    roles: FxHashMap<Box<[u8]>, (Kind, StatedRole)>,
    placements: FxHashMap<Box<[u8]>, Placement>,
    systems: FxHashMap<Box<[u8]>, SystemId>,
    /// The combination being looked up.
    cells: Vec<u8>,
}

/// Reads all hosts of a table.
pub(super) fn resolve(source: SourceId, sources: &Sources, hosts: &mut Hosts<'_>, diagnostics: &mut Diagnostics) {
    let Some(table) = Table::open(sources, source, diagnostics) else { return hosts.lose_names() };
    let Some(columns) = Columns::find(&table, hosts, diagnostics) else { return hosts.lose_names() };
    let mut memory = Memory::default();
    let mut rows = table.rows();
    while let Some(row) = rows.next(diagnostics) {
        let name = row.cell(columns.name);
        if !row.whole {
            // A cell too few may have shifted the name; a quote that stays open may have swallowed rows.
            hosts.lose_names();
        }
        if !row.whole || !columns.usable {
            hosts.add(name, row.span, Err(Reported), diagnostics);
            continue;
        }
        let named = hosts::checked_name(name, || row.cell_span(columns.name), diagnostics);
        let host = memory.host(&row, &columns, &table, hosts, diagnostics);
        hosts.add(name, row.span, named.and(host), diagnostics);
    }
}

impl Columns {
    /// Finds the known columns; reports unknown, repeated and missing ones. `None` if the rows have no names.
    fn find(table: &Table<'_>, hosts: &Hosts<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let excused = check_header(table, diagnostics);
        let part = |keys: &[&'static str]| keys.iter().filter_map(|key| Some((*key, table.column(key)?))).collect::<Vec<Column>>();
        let needs = |key: &str, filled: bool, diagnostics: &mut Diagnostics| {
            let there = filled || table.column(key).is_some();
            if !there && !excused.iter().any(|excused| excused == key) {
                let missing = Diagnostic::new(Code::MissingKey, format!("the table has no column `{key}`")).at(table.header, "");
                diagnostics.push(missing.help(format!("add a column `{key}`")));
            }
            there
        };
        let name = needs("name", false, diagnostics);
        let kind = needs("kind", false, diagnostics);
        let os = needs("os", hosts.defaults.any(|d| d.system.os.is_some()), diagnostics);
        let placed = table.column("segments").is_some() || hosts.defaults.any(|d| d.placement.is_some());
        let segment = needs("segment", placed, diagnostics);
        Some(Self {
            name: table.column("name").filter(|_| name)?,
            role: [part(&["kind"]), part(role::KEYS)].concat(),
            placement: part(&["kind", "segment", "segments"]),
            system: [part(&["kind"]), part(system::KEYS)].concat(),
            own: [part(&["count"]), part(details::KEYS)].concat(),
            usable: kind && os && segment,
        })
    }
}

/// Reports columns that are unknown or stand twice; returns the keys that unknown ones were probably meant to be.
fn check_header(table: &Table<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let known = hosts::keys();
    let mut excused = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let name = column.name.as_str();
        if !known.contains(&name) {
            let unknown = Diagnostic::new(Code::UnknownKey, format!("a table of hosts has no column `{name}`"));
            diagnostics.push(unknown.at(column.span, "").help(suggest::help(name, known.iter().copied())));
            excused.extend(suggest::nearest(name, known.iter().copied()).map(str::to_owned));
        } else if let Some(first) = table.columns[..i].iter().find(|first| first.name == name) {
            let twice = Diagnostic::new(Code::DuplicateKey, format!("the column `{name}` stands twice"));
            diagnostics.push(twice.at(column.span, "again here").at(first.span, "first here").help("remove one of the two"));
        }
    }
    excused
}

impl Memory {
    fn host(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        table: &Table<'_>,
        hosts: &mut Hosts<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Host, Reported> {
        let role = self.role(row, columns, table, hosts, diagnostics);
        let kind = role.map(|(kind, _)| kind);
        let system = self.system(row, columns, table, kind, hosts, diagnostics);
        let own = own(row, columns, table, diagnostics);
        let placement = self.placement(row, columns, table, kind, hosts, diagnostics);
        let ((kind, role), (count, details)) = (role?, own?);
        Ok(hosts.build(Parts { kind, count, system: system?, placement: placement?, role, details, place: row.span }))
    }

    fn role(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        table: &Table<'_>,
        hosts: &Hosts<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Kind, StatedRole), Reported> {
        self.look_up(row, &columns.role);
        if let Some(known) = self.roles.get(self.cells.as_slice()) {
            return Ok(*known);
        }
        let pairs = pairs(row, &columns.role, table);
        let fields = Fields::of(row.span, &pairs);
        let kind = fields.required("kind", "a host", diagnostics).and_then(|node| role::kind(node, diagnostics)).ok_or(Reported);
        let role = hosts::role(&fields, kind, hosts.defaults, diagnostics);
        let found = (kind?, role?);
        self.roles.insert(self.cells.as_slice().into(), found);
        Ok(found)
    }

    fn placement(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        table: &Table<'_>,
        kind: Result<Kind, Reported>,
        hosts: &Hosts<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<&Placement, Reported> {
        self.look_up(row, &columns.placement);
        if !self.placements.contains_key(self.cells.as_slice()) {
            let pairs = pairs(row, &columns.placement, table);
            let found = hosts::placement(&Fields::of(row.span, &pairs), kind, hosts, diagnostics)?;
            self.placements.insert(self.cells.as_slice().into(), found);
        }
        self.placements.get(self.cells.as_slice()).ok_or(Reported)
    }

    fn system(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        table: &Table<'_>,
        kind: Result<Kind, Reported>,
        hosts: &mut Hosts<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<SystemId, Reported> {
        self.look_up(row, &columns.system);
        if let Some(known) = self.systems.get(self.cells.as_slice()) {
            return Ok(*known);
        }
        let pairs = pairs(row, &columns.system, table);
        let found = hosts::system(&Fields::of(row.span, &pairs), kind, hosts, diagnostics)?;
        self.systems.insert(self.cells.as_slice().into(), found);
        Ok(found)
    }

    /// Puts the cells of some columns side by side, as the key of a combination.
    fn look_up(&mut self, row: &Row<'_>, columns: &[Column]) {
        self.cells.clear();
        for (_, column) in columns {
            self.cells.extend_from_slice(row.cell(*column).as_bytes());
            self.cells.push(BETWEEN);
        }
    }
}

/// What is a row's own: the count and the details.
fn own(row: &Row<'_>, columns: &Columns, table: &Table<'_>, diagnostics: &mut Diagnostics) -> Result<(u32, HostDetails), Reported> {
    if columns.own.iter().all(|(_, column)| row.cell(*column).is_empty()) {
        return Ok((1, HostDetails::default()));
    }
    let pairs = pairs(row, &columns.own, table);
    let fields = Fields::of(row.span, &pairs);
    let (count, details) = (hosts::count(&fields, diagnostics), details::read(&fields, diagnostics));
    Ok((count?, details?))
}

/// The cells that are not empty, as the keys and values of a mapping.
fn pairs(row: &Row<'_>, columns: &[Column], table: &Table<'_>) -> Vec<(Node, Node)> {
    let given = columns.iter().filter(|(_, column)| !row.cell(*column).is_empty());
    given
        .map(|(key, column)| {
            let cell = scalar(row.cell(*column), row.cell_span(*column));
            (scalar(key, table.columns[*column].span), value(key, cell))
        })
        .collect()
}

/// A cell as the node that its key has in YAML.
fn value(key: &str, cell: Node) -> Node {
    let text = cell.scalar().unwrap_or("");
    let items = || text.split(';').map(str::trim).filter(|item| !item.is_empty() && *item != NOTHING);
    let value = match key {
        "patches" | "listens" | "tags" | "after" | "not_with" | "segments" => {
            Value::Sequence(items().map(|item| scalar(item, cell.span)).collect())
        }
        "files" => Value::Mapping(items().map(|item| file(item, &cell)).collect()),
        // Spreadsheets shout.
        "roams" | "patches_complete" => Value::Scalar { text: text.to_ascii_lowercase(), plain: false },
        _ => return cell,
    };
    Node { value, ..cell }
}

/// `name=version`; without the sign the whole is reported as no version.
fn file(item: &str, cell: &Node) -> (Node, Node) {
    let (name, version) = item.split_once('=').unwrap_or((item, item));
    (scalar(name.trim(), cell.span), scalar(version.trim(), cell.span))
}

fn scalar(text: &str, span: crate::source::Span) -> Node {
    Node { span, value: Value::Scalar { text: text.to_owned(), plain: false } }
}

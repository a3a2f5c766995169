//! Tables of hosts: the columns are the keys that a host has in YAML, or what exports call them.
//!
//! A row becomes the same tree of nodes as a YAML host and goes through the same functions. As most
//! of a million rows repeat a few combinations of cells, what came out is remembered by the cells
//! it came from, and only new combinations are parsed.

mod cell;
mod header;

use rustc_hash::FxHashMap;

use super::details;
use super::hosts::{self, Hosts, Parts};
use super::placement::Placement;
use super::reader::Reported;
use super::role::{self, StatedRole};
use crate::diagnostic::Diagnostics;
use crate::inventory::{Host, HostDetails, Infected, Kind, SystemId};
use crate::source::table::{Row, Table};
use crate::source::yaml::Fields;
use crate::source::{SourceId, Sources};
use cell::pairs;
use header::{Column, Columns};

/// Between cells in a remembered combination: a byte that no UTF-8 text has.
const BETWEEN: u8 = 0xff;
/// What combinations of cells came out as.
#[derive(Default)]
struct Memory {
    roles: FxHashMap<Box<[u8]>, (Kind, StatedRole)>,
    /// Indices into `placed`.
    placements: FxHashMap<Box<[u8]>, usize>,
    placed: Vec<Placement>,
    systems: FxHashMap<Box<[u8]>, SystemId>,
    /// The combination being looked up.
    cells: Vec<u8>,
}

/// Reads all hosts of a table.
pub(super) fn resolve(
    source: SourceId,
    sources: &Sources,
    hosts: &mut Hosts<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Some(table) = Table::open(sources, source, diagnostics) else { return hosts.lose_names() };
    let Some(columns) = Columns::find(&table, hosts, diagnostics) else {
        return hosts.lose_names();
    };
    hosts.expect(table.most_rows());
    let mut memory = Memory::default();
    let mut rows = table.rows();
    while let Some(row) = rows.next(diagnostics) {
        let name = row.cell(columns.name);
        if !row.whole {
            // A cell too few may have shifted the name; a quote that stays open may have swallowed
            // rows.
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
        let kind = role.as_ref().map(|(kind, _)| *kind).map_err(|reported| *reported);
        let system = self.system(row, columns, table, kind, hosts, diagnostics);
        let own = own(row, columns, table, diagnostics);
        let placement = self.placement(row, columns, table, kind, hosts, diagnostics);
        let ((kind, role), Own { count, infected, details }) = (role?, own?);
        Ok(hosts.build(Parts {
            kind,
            count,
            infected,
            system: system?,
            placement: placement?,
            role,
            details,
            place: row.span,
        }))
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
            return Ok(known.clone());
        }
        let pairs = pairs(row, &columns.role, table);
        let fields = Fields::of(row.span, &pairs);
        let kind = fields
            .required("kind", "a host", diagnostics)
            .and_then(|node| role::kind(node, diagnostics))
            .ok_or(Reported);
        let role = hosts::role(&fields, kind, hosts.defaults, diagnostics);
        let found = (kind?, role?);
        self.roles.insert(self.cells.as_slice().into(), found.clone());
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
        if let Some(known) = self.placements.get(self.cells.as_slice()) {
            return Ok(&self.placed[*known]);
        }
        let pairs = pairs(row, &columns.placement, table);
        let found = hosts::placement(&Fields::of(row.span, &pairs), kind, hosts, diagnostics)?;
        self.placements.insert(self.cells.as_slice().into(), self.placed.len());
        self.placed.push(found);
        self.placed.last().ok_or(Reported)
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
        for column in columns {
            self.cells.extend_from_slice(row.cell(column.at).as_bytes());
            self.cells.push(BETWEEN);
        }
    }
}

/// What is a row's own, and not worth remembering.
struct Own {
    count: u32,
    infected: Option<Infected>,
    details: HostDetails,
}

fn own(
    row: &Row<'_>,
    columns: &Columns,
    table: &Table<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Own, Reported> {
    if columns.own.iter().all(|column| row.cell(column.at).is_empty()) {
        return Ok(Own { count: 1, infected: None, details: HostDetails::default() });
    }
    let pairs = pairs(row, &columns.own, table);
    let fields = Fields::of(row.span, &pairs);
    let (count, infected) =
        (hosts::count(&fields, diagnostics), hosts::infected(&fields, diagnostics));
    let details = details::read(&fields, diagnostics);
    Ok(Own { count: count?, infected: infected?, details: details? })
}

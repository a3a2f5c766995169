//! Cells that say nothing below cells that say something. Where rows were merged in a spreadsheet
//! the cell above is meant, elsewhere everything: which of both is not known.

use std::collections::BTreeSet;

use super::column::{Column, column};
use super::{Reader, end, port_name};
use crate::firewall::Transport;
use crate::import::read::table::Sheet;

/// The columns that said something so far.
#[derive(Debug)]
pub(super) struct Blanks {
    filled: BTreeSet<usize>,
    /// What they are called.
    headings: Vec<String>,
    /// Whether cells may have been merged: programs that write records merge none,
    /// and routers leave out what a rule does not say.
    may_be_merged: bool,
}

impl Blanks {
    pub(super) fn of(sheet: &Sheet<'_>) -> Self {
        let headings = sheet.written.clone();
        let has_chains =
            sheet.headings.iter().any(|heading| column(heading) == Some(Column::Chain));
        Self {
            filled: BTreeSet::new(),
            headings,
            may_be_merged: sheet.is_delimited() && !has_chains,
        }
    }

    /// Goes on to the row below.
    pub(super) fn pass(&mut self, cells: &csv::StringRecord) {
        let said = cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        self.filled.extend(said.map(|(at, _)| at));
    }
}

impl Reader {
    /// Why a cell of one of two columns may mean what stands above it, if it may: the first says
    /// nothing though it did before, or both say nothing and the second did.
    pub(super) fn blank(&self, cells: &csv::StringRecord, wanted: [Column; 2]) -> Option<String> {
        let blanks = Some(&self.blanks).filter(|blanks| blanks.may_be_merged)?;
        let place = |column: Column| self.columns.iter().position(|own| *own == Some(column));
        let cell = |at: usize| cells.get(at).unwrap_or("").trim();
        let is_blank = |at: &usize| cell(*at).is_empty() && blanks.filled.contains(at);
        let first = place(wanted[0]);
        let is_moot = first.is_none_or(|at| end::is_any(cell(at)));
        let second = place(wanted[1]).filter(|_| is_moot);
        let found = first.filter(is_blank).or_else(|| second.filter(is_blank))?;
        Some(format!(
            "`{}` is blank below a cell that is not: whether it means the same or everything is not known",
            blanks.headings.get(found).map_or("", String::as_str)
        ))
    }

    /// The same for ports. A service, or a port beside a protocol, says it all; so does a protocol
    /// that stands for everything.
    pub(super) fn blank_ports(&self, cells: &csv::StringRecord) -> Option<String> {
        let says = |column: Column| self.cell(cells, column).is_some_and(|cell| !cell.is_empty());
        let each = [Column::TcpPort, Column::UdpPort, Column::Service];
        let is_everything = |cell: &str| {
            let is_both = port_name::transport(cell) == Ok(Transport::Both);
            end::is_any(cell) || is_both && !cell.to_lowercase().contains("tcp")
        };
        let protocol = self.cell(cells, Column::Protocol).filter(|cell| !cell.is_empty());
        if each.into_iter().any(says) || protocol.is_some_and(is_everything) {
            return None;
        }
        let port = match says(Column::Port) {
            true => None,
            false => self.blank(cells, [Column::Service, Column::Port]),
        };
        port.or_else(|| self.blank(cells, [Column::Protocol; 2]))
    }
}

//! Columns that nobody knows and that may say what the others leave open: then a rule that allows is
//! for less than it seems.

use super::column::Column;
use super::end::{self, Part};
use super::{Reader, is_any, is_plain, port_name};
use crate::firewall::{Rule, Side, Transport};

/// Columns of ports.
const PORTS: [Column; 4] = [Column::Service, Column::Port, Column::TcpPort, Column::UdpPort];

impl Reader {
    /// Why a rule may be for less than its columns say, if so: none of them says on which ports, or
    /// for whom, and one that is not known may.
    pub(super) fn narrowed(&self, rule: &Rule, cells: &csv::StringRecord) -> Option<String> {
        let says = |column: &Column| self.cell(cells, *column).is_some_and(|cell| !is_any(cell));
        let has_ports = PORTS.iter().any(|column| self.columns.contains(&Some(*column)));
        let is_open = !PORTS.iter().any(says);
        let is_for_all = rule.from == Side::Any || rule.to == Side::Any;
        let may_narrow = |cell: &str| {
            let is_port = || port_name::ports(cell, Some(Transport::Both)).is_some();
            let is_end = || self.names.is_known(cell) || is_address(cell);
            is_open && (!has_ports || is_port()) || is_for_all && is_end()
        };
        let unknown = self.columns.iter().zip(cells.iter()).filter(|(column, _)| column.is_none());
        let mut said = unknown.map(|(_, cell)| cell.trim()).filter(|cell| !is_plain(cell));
        let found = said.find(|cell| may_narrow(cell))?;
        Some(format!("`{found}` stands in a column that is not known, and may narrow it"))
    }
}

/// Whether a cell is about addresses.
fn is_address(cell: &str) -> bool {
    matches!(end::part(cell), Part::Addresses(_) | Part::AtMost(..) | Part::OfSix)
}

//! The chain of a row, where a table has those of a router: what passes it, and what is for the
//! router itself.

use super::Reader;
use super::column::Column;
use crate::firewall::{List, Rule};
use crate::import::sink::Sink;

/// What a row is about.
pub(super) enum Chain {
    /// Packets between segments.
    Between,
    /// Those of the router itself.
    Own,
    /// Some that the table does not say.
    Unknown(String),
}

impl Reader {
    /// What the chain of a row is about; every row is about what passes where there are no chains.
    pub(super) fn chain(&self, cells: &csv::StringRecord) -> Chain {
        let Some(cell) = self.cell(cells, Column::Chain) else { return Chain::Between };
        match cell.to_lowercase().as_str() {
            "forward" => Chain::Between,
            "input" | "output" => Chain::Own,
            _ => Chain::Unknown(format!("which packets the chain `{cell}` is about is not known")),
        }
    }

    /// Says which rows are about the router itself, and ends the chain of what passes: a router lets
    /// through what no rule stops, and a table does not say whether somebody changed that.
    pub(super) fn end_chains(&self, list: &mut List, header: u32, sink: &mut Sink<'_>) {
        if let Some((line, chain)) = self.own.first() {
            let why = match self.own.len() {
                1 => "a row of a chain that is about the router itself: it opens nothing between segments".to_owned(),
                count => format!(
                    "{count} rows of chains that are about the router itself: they open nothing between segments"
                ),
            };
            sink.skip(*line, chain, why);
        }
        self.own.iter().skip(1).for_each(|(line, _)| sink.pass(*line));
        if self.columns.contains(&Some(Column::Chain)) {
            let why = "what the chain does with the rest does not stand in the table";
            list.end = Rule::unknown(header, "", why);
        }
    }
}

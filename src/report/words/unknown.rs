//! What hides behind question marks, and what is frozen: for the lines that are shown.

use std::fmt::Write;

use indexmap::IndexMap;

use super::label;
use super::number::counted;
use super::prose;
use super::row::Row;
use crate::exposure::Status;
use crate::inventory::HostId;
use crate::report::View;
use crate::source::sanitize;

/// Reasons that are listed, names per reason, and characters of a reason.
const MAX_REASONS: usize = 3;
const MAX_NAMES: usize = 4;
const MAX_CHARS: usize = 160;

/// One line per kind of missing evidence, with the hosts: `no patch list: desk-7, desk-9`.
pub(in crate::report) fn evidence(view: &View<'_>, rows: &[&Row<'_>]) -> Vec<String> {
    let mut reasons: IndexMap<String, Vec<HostId>> = IndexMap::new();
    for row in rows {
        let mut texts: Vec<String> = Vec::new();
        for finding in
            row.assessment(view).findings.iter().filter(|finding| finding.status == Status::Unknown)
        {
            let text = finding.evidence.to_string();
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts.into_iter().for_each(|text| reasons.entry(text).or_default().extend(&row.hosts));
    }
    listed(view, reasons)
}

/// One line per reason for which hosts cannot be touched, with the hosts.
pub(in crate::report) fn frozen(view: &View<'_>, rows: &[&Row<'_>]) -> Vec<String> {
    let mut reasons: IndexMap<String, Vec<HostId>> = IndexMap::new();
    for (id, reason) in rows.iter().flat_map(|row| row.frozen(view)) {
        reasons.entry(reason.to_owned()).or_default().push(id);
    }
    listed(view, reasons)
}

fn listed(view: &View<'_>, reasons: IndexMap<String, Vec<HostId>>) -> Vec<String> {
    let more = reasons.len().saturating_sub(MAX_REASONS);
    let line = |(reason, hosts): (String, Vec<HostId>)| {
        let names = prose::abridged(
            hosts.into_iter().map(|id| label::listed(view.case.inventory, id)),
            MAX_NAMES,
        );
        format!("{}: {names}", sanitize::clipped(&reason, MAX_CHARS))
    };
    let mut lines: Vec<String> = reasons.into_iter().take(MAX_REASONS).map(line).collect();
    if let Some(last) = lines.last_mut().filter(|_| more > 0) {
        write!(last, "; and {}", counted(more as u64, "more reason", "more reasons"))
            .expect("writing to a String cannot fail");
    }
    lines
}

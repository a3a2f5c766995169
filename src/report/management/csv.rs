//! The full list of hosts as CSV: a line for each entry of the inventory.

use std::io::{self, Write};

use super::ManagementReport;
use crate::decision::{Decision, Exposure};
use crate::inventory::{Host, HostId};
use crate::report::View;
use crate::report::csv::{self, Cell, Column, column, count, text};
use crate::report::words::row::{self, Row};
use crate::report::words::{remedy, system, way_in};

/// An entry: ranked, or not assessed.
struct Record<'a> {
    view: &'a View<'a>,
    host: HostId,
    row: Option<Row<'a>>,
    action: Option<usize>,
}

/// Writes the header and a record per entry: the ranked ones in order, then those that were not assessed.
pub fn write(report: &ManagementReport<'_>, to: impl Write) -> io::Result<()> {
    let view = report.view();
    let actions = super::work::actions(report);
    let ranked = view.ranking.hosts.iter().zip(row::every(view)).map(|(ranked, row)| Record {
        view,
        host: ranked.host,
        row: Some(row),
        action: actions.get(&ranked.host).copied(),
    });
    let others = view.ranking.not_assessed.iter().map(|host| Record { view, host: *host, row: None, action: None });
    csv::write(&columns(), ranked.chain(others), to)
}

fn columns<'a>() -> Vec<Column<'a, Record<'a>>> {
    let mut columns = place();
    columns.extend(about());
    columns.extend(figures());
    columns
}

fn place<'a>() -> Vec<Column<'a, Record<'a>>> {
    vec![
        column("rank", |record: &Record<'_>| count(record.row.as_ref().map(|row| row.rank))),
        column("rank_low", |record: &Record<'_>| count(record.row.as_ref().map(|row| row.interval.0))),
        column("rank_high", |record: &Record<'_>| count(record.row.as_ref().map(|row| row.interval.1))),
        column("host", |record: &Record<'_>| Cell::Text(record.view.case.inventory.host(record.host).0.to_owned())),
        column("count", |record: &Record<'_>| Cell::Count(record.entry().count.into())),
    ]
}

fn about<'a>() -> Vec<Column<'a, Record<'a>>> {
    vec![
        column("segments", |record: &Record<'_>| Cell::Text(record.segments())),
        column("kind", |record: &Record<'_>| Cell::Text(record.entry().kind.as_str().to_owned())),
        column("system", |record: &Record<'_>| Cell::Text(record.system())),
        column("owner", |record: &Record<'_>| text(record.entry().details.as_ref().and_then(|details| details.owner.clone()))),
        column("assessed", |record: &Record<'_>| Cell::Text(if record.row.is_some() { "yes" } else { "no" }.to_owned())),
        column("decision", |record: &Record<'_>| {
            text(record.row.as_ref().and_then(|row| row.standing.decision).map(|decision: Decision| decision.as_str()))
        }),
        column("exposure", |record: &Record<'_>| text(record.row.as_ref().map(|row| exposure(row.standing.exposure)))),
        column("remedy", |record: &Record<'_>| text(record.row.as_ref().map(|row| row.standing.remedy.as_str()))),
        column("do", |record: &Record<'_>| {
            text(record.row.as_ref().map(|row| remedy::text(record.view.case.advisories, row.assessment(record.view))))
        }),
        column("ways_in", |record: &Record<'_>| text(record.row.as_ref().map(|row| way_in::of(row.standing)))),
    ]
}

fn figures<'a>() -> Vec<Column<'a, Record<'a>>> {
    let figure = |figure: Option<f64>| figure.map_or(Cell::Empty, Cell::Figure);
    vec![
        column("p_compromised", move |record: &Record<'_>| figure(record.row.as_ref().map(|row| row.standing.p_compromised))),
        column("p_disrupted", move |record: &Record<'_>| figure(record.row.as_ref().map(|row| row.standing.p_disrupted))),
        column("value", move |record: &Record<'_>| {
            figure(Some(record.row.as_ref().map_or(record.entry().value, |row| row.standing.value)))
        }),
        column("averted", move |record: &Record<'_>| figure(record.row.as_ref().map(|row| row.standing.averted.value))),
        column("group", |record: &Record<'_>| {
            text(record.row.as_ref().and_then(|row| row.standing.group).map(|group| format!("g{group}")))
        }),
        column("action", |record: &Record<'_>| count(record.action.map(|action| action as u64))),
        column("frozen", |record: &Record<'_>| text(record.entry().details.as_ref().and_then(|details| details.frozen.clone()))),
    ]
}

impl Record<'_> {
    fn entry(&self) -> &Host {
        self.view.case.inventory.host(self.host).1
    }

    fn segments(&self) -> String {
        let segments = self.entry().segments.iter().map(|segment| self.view.case.inventory.segment(*segment).0);
        segments.collect::<Vec<_>>().join(" ")
    }

    fn system(&self) -> String {
        let described = self.view.case.inventory.system(self.entry().system);
        match &self.row {
            Some(row) => system::short(self.view.case.advisories, row.assessment(self.view), described.arch),
            None => described.os.clone(),
        }
    }
}

fn exposure(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Small => "small",
        Exposure::Controlled => "controlled",
        Exposure::Open => "open",
    }
}

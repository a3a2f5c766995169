//! The ranking as CSV: a line for each entry of the inventory, with its figures as numbers.

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use crate::decision::{Decision, SystemExposure};
use crate::inventory::{Host, HostId};
use crate::report::View;
use crate::report::csv::{self, Cell, Column, column, count, text};
use crate::report::words::row::{self, Row};
use crate::report::words::{remedy, system, way_in};
use crate::term::entry::Entry;

/// An entry: ranked, or not assessed.
struct Record<'a> {
    view: &'a View<'a>,
    remedies: &'a remedy::BySystem<'a>,
    host: HostId,
    row: Option<Row<'a>>,
    action: Option<usize>,
}

/// Writes the header and a record per entry: the first `top` of the ranked ones in order (all for
/// `None` and 0), then those that were not assessed.
pub fn write(view: &View<'_>, top: Option<usize>, to: impl Write) -> io::Result<()> {
    let top = top.filter(|top| *top > 0).unwrap_or(usize::MAX);
    let remedies = remedy::BySystem::new(view.case);
    csv::write(&columns(), records(view, &remedies, &FxHashMap::default(), top), to)
}

/// The whole list, with the number of the action that deals with each host.
pub(super) fn with_actions(
    view: &View<'_>,
    actions: &FxHashMap<HostId, usize>,
    to: impl Write,
) -> io::Result<()> {
    let remedies = remedy::BySystem::new(view.case);
    let mut columns = columns();
    columns.push(column("action", |record: &Record<'_>| {
        count(record.action.map(|action| action as u64))
    }));
    csv::write(&columns, records(view, &remedies, actions, usize::MAX), to)
}

fn records<'a>(
    view: &'a View<'a>,
    remedies: &'a remedy::BySystem<'a>,
    actions: &FxHashMap<HostId, usize>,
    top: usize,
) -> impl Iterator<Item = Record<'a>> {
    let ranked = row::every(view).take(top).map(|row| Record {
        view,
        remedies,
        host: row.hosts[0],
        action: actions.get(&row.hosts[0]).copied(),
        row: Some(row),
    });
    let others = view
        .ranking
        .not_assessed
        .iter()
        .filter(|host| view.shows(**host))
        .map(move |host| Record { view, remedies, host: *host, row: None, action: None });
    ranked.chain(others)
}

fn columns<'a>() -> Vec<Column<'a, Record<'a>>> {
    let mut columns = place();
    columns.extend(about());
    columns.extend(figures());
    columns.extend(by_entry());
    columns
}

/// The probability of being compromised, if one way in alone existed.
fn by_entry<'a>() -> Vec<Column<'a, Record<'a>>> {
    let of = |title, entry: Entry| {
        column(title, move |record: &Record<'_>| {
            record
                .row
                .as_ref()
                .map_or(Cell::Empty, |row| Cell::Figure(row.host_risk.by_entry[entry]))
        })
    };
    vec![
        of("by_internet", Entry::Internet),
        of("by_roaming", Entry::Roaming),
        of("by_insider", Entry::Insider),
        of("by_mail", Entry::Mail),
        of("by_infected", Entry::Infected),
    ]
}

fn place<'a>() -> Vec<Column<'a, Record<'a>>> {
    vec![
        column("rank", |record: &Record<'_>| count(record.row.as_ref().map(|row| row.rank))),
        column("rank_low", |record: &Record<'_>| {
            count(record.row.as_ref().map(|row| row.interval.0))
        }),
        column("rank_high", |record: &Record<'_>| {
            count(record.row.as_ref().map(|row| row.interval.1))
        }),
        column("host", |record: &Record<'_>| {
            Cell::Text(record.view.case.inventory.host(record.host).0.to_owned())
        }),
        column("count", |record: &Record<'_>| Cell::Count(record.entry().count.into())),
    ]
}

fn about<'a>() -> Vec<Column<'a, Record<'a>>> {
    vec![
        column("segments", |record: &Record<'_>| Cell::Text(record.segments())),
        column("kind", |record: &Record<'_>| Cell::Text(record.entry().kind.as_str().to_owned())),
        column("system", |record: &Record<'_>| Cell::Text(record.system())),
        column("owner", |record: &Record<'_>| {
            text(record.entry().details.as_ref().and_then(|details| details.owner.clone()))
        }),
        column("assessed", |record: &Record<'_>| {
            Cell::Text(if record.row.is_some() { "yes" } else { "no" }.to_owned())
        }),
        column("decision", |record: &Record<'_>| {
            text(
                record
                    .row
                    .as_ref()
                    .and_then(|row| row.host_risk.decision)
                    .map(|decision: Decision| decision.as_str()),
            )
        }),
        column("exposure", |record: &Record<'_>| {
            text(record.row.as_ref().map(|row| exposure(row.host_risk.exposure)))
        }),
        column("remedy", |record: &Record<'_>| {
            text(record.row.as_ref().map(|row| row.host_risk.remedy.as_str()))
        }),
        column("do", |record: &Record<'_>| {
            text(
                record
                    .row
                    .as_ref()
                    .map(|row| record.remedies.of(row.host_risk.remedy, record.host)),
            )
        }),
        column("ways_in", |record: &Record<'_>| {
            text(record.row.as_ref().map(|row| way_in::of(row.host_risk)))
        }),
    ]
}

fn figures<'a>() -> Vec<Column<'a, Record<'a>>> {
    let figure = |figure: Option<f64>| figure.map_or(Cell::Empty, Cell::Figure);
    vec![
        column("p_compromised", move |record: &Record<'_>| {
            figure(record.row.as_ref().map(|row| row.host_risk.p_compromised))
        }),
        column("p_disrupted", move |record: &Record<'_>| {
            figure(record.row.as_ref().map(|row| row.host_risk.p_disrupted))
        }),
        column("value", move |record: &Record<'_>| {
            figure(Some(
                record.row.as_ref().map_or(record.entry().value, |row| row.host_risk.value),
            ))
        }),
        column("averted", move |record: &Record<'_>| {
            figure(record.row.as_ref().map(|row| row.host_risk.averted.now.value))
        }),
        column("averted_stderr", move |record: &Record<'_>| {
            figure(record.row.as_ref().map(|row| row.host_risk.averted.now.stderr))
        }),
        column("opened", move |record: &Record<'_>| {
            figure(record.row.as_ref().map(|row| row.host_risk.opened))
        }),
        column("group", |record: &Record<'_>| {
            text(
                record
                    .row
                    .as_ref()
                    .and_then(|row| row.host_risk.group)
                    .map(|group| format!("g{group}")),
            )
        }),
        column("frozen", |record: &Record<'_>| {
            text(record.entry().details.as_ref().and_then(|details| details.frozen.clone()))
        }),
    ]
}

impl Record<'_> {
    fn entry(&self) -> &Host {
        self.view.case.inventory.host(self.host).1
    }

    fn segments(&self) -> String {
        let segments = self
            .entry()
            .segments
            .iter()
            .map(|segment| self.view.case.inventory.segment(*segment).0);
        segments.collect::<Vec<_>>().join(" ")
    }

    fn system(&self) -> String {
        let described = self.view.case.inventory.system(self.entry().system);
        match &self.row {
            Some(row) => {
                system::short(self.view.case.advisories, row.assessment(self.view), described.arch)
            }
            None => described.os.clone(),
        }
    }
}

fn exposure(exposure: SystemExposure) -> &'static str {
    match exposure {
        SystemExposure::Small => "small",
        SystemExposure::Controlled => "controlled",
        SystemExposure::Open => "open",
    }
}

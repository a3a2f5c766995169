//! Port histories: the daily counts of a port as DShield and the Internet Storm Center give them
//! out, as JSON or CSV.
//!
//! These are other people's formats, so keys and columns that are not needed are passed over. JSON
//! is read as the YAML that it is: every value has its place.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::inventory::{DayCount, PortHistory};
use crate::source::table::Table;
use crate::source::yaml::{self, Node, Value};
use crate::source::{SourceId, Sources, Span};
use crate::term::port::{Port, PortSet, Protocol};

/// Names of the key or column that says which port it is.
const PORT_KEYS: [&str; 3] = ["port", "number", "targetport"];
/// More sources than there are addresses.
const MAX_SOURCES: u32 = u32::MAX;

/// What a file says, before it is put in order.
struct Draft {
    port: Option<u16>,
    protocol: Option<Protocol>,
    /// The first place of each day, with its count.
    days: BTreeMap<Date, (u64, Span)>,
}

/// Reads one file; `None` if nothing of it can be used, which was reported.
pub(super) fn resolve(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<PortHistory> {
    let file = sources.get(source);
    let place = Span { source, start: 0, end: 0 };
    let mistakes = diagnostics.count(Severity::Error);
    let mut draft = Draft { port: None, protocol: None, days: BTreeMap::new() };
    if file.text.trim_start().starts_with(['{', '[']) {
        draft.json(&yaml::parse(sources, source, diagnostics)?, diagnostics);
    } else {
        draft.csv(&Table::open(sources, source, diagnostics)?, diagnostics)?;
    }
    // A day that could not be read is no gap.
    if diagnostics.count(Severity::Error) == mistakes {
        report_gaps(&draft.days, diagnostics);
    }
    let ports = draft.ports(&file.name);
    if ports.is_none() {
        let unknown =
            Diagnostic::new(Code::MissingKey, "nothing says which port this history is of")
                .at(place, "");
        diagnostics.push(
            unknown
                .help("call the file by its port, such as port-445.json, or add a column `port`"),
        );
    }
    let counted = draft.days.iter().filter(|(_, (sources, _))| *sources > 0);
    let days: Vec<DayCount> =
        counted.map(|(date, (sources, _))| DayCount { date: *date, sources: *sources }).collect();
    if days.is_empty() {
        let empty =
            Diagnostic::new(Code::Empty, "the history has no day on which anything was counted")
                .at(place, "");
        diagnostics.push(empty.help("a history has a date and the number of sources of each day"));
        return None;
    }
    Some(PortHistory { ports: ports?, days, name: file.name.clone(), place })
}

impl Draft {
    /// `{"0": {"date": …, "sources": …}, …}` or `[{…}, …]`, inside any number of mappings.
    fn json(&mut self, node: &Node, diagnostics: &mut Diagnostics) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.json(item, diagnostics)),
            Value::Mapping(entries) => {
                let get = |wanted: &str| {
                    entries
                        .iter()
                        .find(|(key, _)| key.scalar() == Some(wanted))
                        .map(|(_, value)| value)
                };
                if let Some(port) =
                    PORT_KEYS.iter().find_map(|key| get(key)).filter(|port| port.scalar().is_some())
                {
                    self.of_port(port, diagnostics);
                }
                match (get("date"), get("sources")) {
                    (None, None) => {
                        entries.iter().for_each(|(_, value)| self.json(value, diagnostics))
                    }
                    (Some(date), Some(sources)) => self.day(date, sources, diagnostics),
                    (date, _) => {
                        let missing = if date.is_none() { "date" } else { "sources" };
                        let half = Diagnostic::new(
                            Code::MissingKey,
                            format!("a day of a port history needs `{missing}`"),
                        );
                        diagnostics.push(
                            half.at(node.span.first_char(), "")
                                .help("get the file again: this day is not whole"),
                        );
                    }
                }
            }
            Value::Scalar { .. } => {}
        }
    }

    fn csv(&mut self, table: &Table<'_>, diagnostics: &mut Diagnostics) -> Option<()> {
        let mut needed = |name: &str| {
            let column = table.column(name);
            if column.is_none() {
                let missing = Diagnostic::new(
                    Code::MissingKey,
                    format!("the port history has no column `{name}`"),
                );
                diagnostics.push(
                    missing.at(table.header, "").help("its columns are `date`, `sources` and, if the file is not called by it, `port`"),
                );
            }
            column
        };
        let (date, sources) = (needed("date"), needed("sources"));
        let (date, sources) = (date?, sources?);
        let port = PORT_KEYS.iter().find_map(|key| table.column(key));
        let mut rows = table.rows();
        while let Some(row) = rows.next(diagnostics) {
            if row.whole {
                let cell = |at: usize| Node {
                    span: row.cell_span(at),
                    value: Value::Scalar { text: row.cell(at).trim().to_owned(), plain: false },
                };
                if let Some(port) = port.filter(|at| !row.cell(*at).trim().is_empty()) {
                    self.of_port(&cell(port), diagnostics);
                }
                self.day(&cell(date), &cell(sources), diagnostics);
            }
        }
        Some(())
    }

    fn day(&mut self, date: &Node, sources: &Node, diagnostics: &mut Diagnostics) {
        let day = date.date("the day of a port history", diagnostics);
        let count = sources.integer("`sources`", 0..=MAX_SOURCES, diagnostics);
        let (Some(day), Some(count)) = (day, count) else { return };
        if let Some((_, first)) = self.days.get(&day) {
            let twice = Diagnostic::new(Code::DuplicateKey, format!("{day} was counted twice"))
                .at(date.span, "again here");
            diagnostics.push(twice.at(*first, "first here").help("remove one of the two"));
            return;
        }
        self.days.insert(day, (u64::from(count), date.span));
    }

    /// A file is of one port.
    fn of_port(&mut self, node: &Node, diagnostics: &mut Diagnostics) {
        let (protocol, number) = match node.scalar().unwrap_or("").split_once('/') {
            Some((protocol, number)) => (protocol_of(protocol), number),
            None => (None, node.scalar().unwrap_or("")),
        };
        let number = number.trim().parse::<u16>().ok();
        match (number, self.port) {
            (None, _) => {
                let bad = Diagnostic::new(
                    Code::BadPort,
                    format!("`{}` is not a port", node.scalar().unwrap_or("")),
                );
                diagnostics.push(bad.at(node.span, "").help("write its number, such as 445"));
            }
            (Some(number), Some(before)) if number != before => {
                let other = Diagnostic::new(
                    Code::BadPort,
                    format!("counts of port {number} among those of port {before}"),
                );
                diagnostics.push(other.at(node.span, "").help("make one file per port"));
            }
            _ => (self.port, self.protocol) = (number, protocol.or(self.protocol)),
        }
    }

    /// The port that the file says, or is called by. Counts do not tell the protocols apart unless
    /// a word says so.
    fn ports(&self, name: &str) -> Option<PortSet> {
        let stem = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        let words: Vec<&str> = stem.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let called = || {
            words.iter().find_map(|word| {
                word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
            })
        };
        let number = self.port.or_else(called)?;
        let protocol = self.protocol.or_else(|| {
            words
                .iter()
                .find_map(|word| protocol_of(word.trim_end_matches(|c: char| c.is_ascii_digit())))
        });
        let protocols =
            protocol.map_or(vec![Protocol::Tcp, Protocol::Udp], |protocol| vec![protocol]);
        Some(protocols.into_iter().map(|protocol| Port { protocol, number }).collect())
    }
}

fn protocol_of(word: &str) -> Option<Protocol> {
    match word.trim().to_ascii_lowercase().as_str() {
        "tcp" => Some(Protocol::Tcp),
        "udp" => Some(Protocol::Udp),
        _ => None,
    }
}

/// Days without a count, and days on which nothing at all was counted: the sensors were off, not
/// the world quiet.
fn report_gaps(days: &BTreeMap<Date, (u64, Span)>, diagnostics: &mut Diagnostics) {
    let (mut missing, mut first): (i64, Option<(Date, Span)>) = (0, None);
    for ((before, _), (day, (_, place))) in days.iter().zip(days.iter().skip(1)) {
        let between =
            day.since((Unit::Day, *before)).map_or(0, |span| i64::from(span.get_days()) - 1);
        missing += between;
        first = first
            .or((between > 0).then(|| (before.checked_add(1.day()).unwrap_or(*before), *place)));
    }
    if let Some((day, place)) = first {
        let what = if missing == 1 {
            format!("{day} is missing")
        } else {
            format!("{missing} days are missing, the first is {day}")
        };
        let gap = Diagnostic::new(Code::HistoryGap, format!("the history has a gap: {what}"))
            .at(place, "the next day that is there");
        diagnostics
            .push(gap.help("they are left out of what is usual; get the file again if you can"));
    }
    let zeros: Vec<(&Date, Span)> = days
        .iter()
        .filter(|(_, (sources, _))| *sources == 0)
        .map(|(day, (_, place))| (day, *place))
        .collect();
    if let Some((day, place)) = zeros.first() {
        let what = if zeros.len() == 1 {
            format!("on {day}")
        } else {
            format!("on {} days, the first is {day}", zeros.len())
        };
        let zero =
            Diagnostic::new(Code::HistoryGap, format!("nothing was counted {what}")).at(*place, "");
        diagnostics.push(zero.help(
            "such days are treated as missing: sensors fail more often than all attackers rest",
        ));
    }
}

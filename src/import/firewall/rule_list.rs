//! A list of rules as a table: the common denominator of what firewalls export.
//!
//! Source, destination, service and action by any of many headings; several values in one cell;
//! objects by name. Names are segments, or hosts that are known. The list is read in its order and
//! ends with a deny of everything.

mod column;
mod end;
mod force;

use std::collections::{BTreeMap, BTreeSet};

use self::column::{Column, column};
pub(super) use self::end::address;
use self::end::{Part, is_any};
use self::force::Answer;
use super::names::Names;
use super::port_name::{self, Other};
use crate::firewall::{Action, Addresses, Device, Filters, List, Ports, Rule, Side, Transport};
use crate::import::read::table::Sheet;
use crate::import::sink::Sink;

pub(in crate::import) fn sniff(_: &str, sheet: &Sheet<'_>) -> u8 {
    let found: Vec<Column> = sheet.headings.iter().filter_map(|heading| column(heading)).collect();
    let has = |columns: &[Column]| columns.iter().any(|column| found.contains(column));
    let ends = has(&[Column::Source, Column::SourceZone])
        && has(&[Column::Destination, Column::DestinationZone]);
    let what = has(&[Column::Service, Column::Port, Column::Protocol, Column::Action]);
    if ends && what { 89 } else { 0 }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else { return sink.skip(0, "", "the list has no header") };
    let columns: Vec<Option<Column>> =
        sheet.headings.iter().map(|heading| column(heading)).collect();
    let mut reader = Reader {
        columns,
        names: Names::new(sink.setting.known),
        zones: Vec::new(),
        has_addresses: false,
        strange: BTreeSet::new(),
        orders: BTreeMap::new(),
        is_mixed: false,
    };
    let mut list = List::new("rules", [true, true], Rule::new(0, "", Action::Deny));
    let refused = sink.skipped_count;
    sheet.each(sink, |cells, line, _| {
        reader.note_order(cells);
        list.chains[0].rules.extend(reader.rules(cells, line));
    });
    if reader.is_mixed {
        let why = "the numbers of the rules contradict the order of the lines";
        let rules = std::mem::take(&mut list.chains[0].rules).into_iter();
        list.chains[0].rules = rules.map(|rule| rule.because(why)).collect();
    }
    if sink.skipped_count > refused {
        // A row that could not be read may have allowed or stopped anything, and where it belongs
        // is not known.
        let why = "rows could not be read: what they allow or stop is not known";
        list.chains[0].rules.insert(0, Rule::unknown(sheet.header_line, "", why));
    }
    for at in &reader.strange {
        let why = "a column that is not known: a rule that denies closes a part at most";
        sink.skip(sheet.header_line, sheet.written.get(*at).map_or("", |text| text), why);
    }
    let names = reader.zones();
    // Rules from anywhere to anywhere name no zone, and concern every packet.
    let filters = if reader.has_addresses || names.is_empty() {
        Filters::Always(vec![0])
    } else {
        Filters::Named { list: 0, names }
    };
    sink.devices.push(Device::new(sink.setting.name, vec![list], filters));
}

struct Reader {
    columns: Vec<Option<Column>>,
    names: Names,
    zones: Vec<String>,
    has_addresses: bool,
    /// Columns that are not known, and say something.
    strange: BTreeSet<usize>,
    /// The last number in each column that says where a rule stands.
    orders: BTreeMap<usize, u64>,
    /// Whether such numbers contradict the order of the rows.
    is_mixed: bool,
}

/// An end, and why it may be less.
type End = (Side, Option<String>);

impl Reader {
    fn zones(&mut self) -> Vec<String> {
        self.zones.sort_unstable();
        self.zones.dedup();
        std::mem::take(&mut self.zones)
    }

    fn cell<'c>(&self, cells: &'c csv::StringRecord, wanted: Column) -> Option<&'c str> {
        let at = self.columns.iter().position(|column| *column == Some(wanted))?;
        cells.get(at).map(str::trim)
    }

    /// The first cell of columns of a kind that says something.
    fn said<'c>(&self, cells: &'c csv::StringRecord, wanted: Column) -> Option<&'c str> {
        let own =
            self.columns.iter().zip(cells.iter()).filter(|(column, _)| **column == Some(wanted));
        own.map(|(_, cell)| cell.trim()).find(|cell| !is_plain(cell))
    }

    /// The rules of a row: one for each kind of address in it.
    fn rules(&mut self, cells: &csv::StringRecord, line: u32) -> Vec<Rule> {
        let in_force = self.in_force(cells);
        if in_force == Ok(false) {
            return Vec::new();
        }
        let shown = cells
            .iter()
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(" | ");
        let (action, unsure) = action(self.cell(cells, Column::Action));
        let mut rule = Rule::new(line, &shown, action);
        for why in [unsure, in_force.err()].into_iter().flatten() {
            rule = rule.because(why);
        }
        match self.ports(cells) {
            Ok(ports) if ports.is_empty() => return Vec::new(),
            Ok(ports) => rule.ports = ports,
            Err(why) => rule = rule.because(why),
        }
        if let Some(text) = self.cell(cells, Column::SourcePort).filter(|text| !text.is_empty()) {
            match port_name::ports(text, Some(Transport::Both)) {
                Some(ports) => rule.sources = ports,
                None => rule = rule.because(format!("`{text}` is no port that is known")),
            }
        }
        if let Some(cell) = self.said(cells, Column::Narrowing) {
            rule = rule.for_a_part(format!("`{cell}` narrows it in a way that is not read"));
        }
        if let Some(why) = self.strange(cells).filter(|_| rule.action == Action::Deny) {
            rule = rule.for_a_part(why);
        }
        if let Some(cell) = self.said(cells, Column::Negated) {
            rule = rule.because(format!("`{cell}` negates it"));
        }
        let from = self.ends(cells, Column::Source, Column::SourceZone);
        let to = self.ends(cells, Column::Destination, Column::DestinationZone);
        let one = |(from, to): (&End, &End)| {
            let mut rule = Rule { from: from.0.clone(), to: to.0.clone(), ..rule.clone() };
            for why in [&from.1, &to.1].into_iter().flatten() {
                rule = rule.because(why.clone());
            }
            rule
        };
        from.iter().flat_map(|from| to.iter().map(move |to| (from, to))).map(one).collect()
    }

    /// Whether a row is in force; the error is why that is not known.
    fn in_force(&self, cells: &csv::StringRecord) -> Result<bool, String> {
        let mut doubt = None;
        for (column, cell) in self.columns.iter().zip(cells.iter()) {
            let said = match column {
                Some(Column::Enabled) => force::answer(cell),
                Some(Column::Disabled) => force::answer(cell).map(|answer| match answer {
                    Answer::Yes => Answer::No,
                    // `Disabled: disabled`.
                    Answer::No if cell.to_lowercase().contains("disabled") => Answer::No,
                    Answer::No => Answer::Yes,
                    Answer::Unknown => Answer::Unknown,
                }),
                Some(Column::Name) => force::by_name(cell),
                _ => None,
            };
            match said {
                Some(Answer::No) => return Ok(false),
                Some(Answer::Unknown) => {
                    doubt = doubt
                        .or(Some(format!("whether `{}` is in force is not known", cell.trim())));
                }
                _ => {}
            }
        }
        doubt.map_or(Ok(true), Err)
    }

    /// What a column says of which nobody knows what it is.
    fn strange(&mut self, cells: &csv::StringRecord) -> Option<String> {
        let mut found = None;
        let places = self.columns.iter().zip(cells.iter()).enumerate();
        for (at, (_, cell)) in places.filter(|(_, (column, _))| column.is_none()) {
            let cell = cell.trim();
            if !is_plain(cell) {
                self.strange.insert(at);
                found = found.or(Some(format!("`{cell}` stands in a column that is not known")));
            }
        }
        found
    }

    /// The numbers of a row that say where it stands, against those of the rows before.
    fn note_order(&mut self, cells: &csv::StringRecord) {
        for (at, cell) in cells.iter().enumerate() {
            if self.columns.get(at) != Some(&Some(Column::Order)) {
                continue;
            }
            if let Ok(number) = cell.trim().trim_end_matches('.').parse::<u64>() {
                let before = self.orders.insert(at, number);
                self.is_mixed |= before.is_some_and(|before| before > number);
            }
        }
    }

    /// An end: the addresses where they are given, else the zone.
    fn ends(&mut self, cells: &csv::StringRecord, addresses: Column, zone: Column) -> Vec<End> {
        let addresses = self.cell(cells, addresses).filter(|text| !is_any(text)).map(str::to_owned);
        let zone = self.cell(cells, zone).filter(|text| !is_any(text)).map(str::to_owned);
        match addresses.or(zone) {
            None => vec![(Side::Any, None)],
            Some(text) => self.end(&text),
        }
    }

    fn end(&mut self, text: &str) -> Vec<End> {
        let (mut addresses, mut at_most) = (Vec::new(), Vec::new());
        let (mut zones, mut doubt) = (Vec::new(), None);
        for part in text.split([',', ';', '\n', '|']).map(str::trim).filter(|part| !part.is_empty())
        {
            if is_any(part) {
                return vec![(Side::Any, None)];
            }
            match end::part(part) {
                Part::Addresses(found) => addresses.push(found),
                Part::AtMost(found, why) => at_most.push((Side::Addresses(found), Some(why))),
                Part::Unknown(why) => doubt = Some(why),
                Part::Name => match self.known(part) {
                    Ok(known) => zones.extend(known),
                    Err((zone, why)) => at_most.push((Side::zone(&zone), Some(why))),
                },
            }
        }
        self.has_addresses |= !addresses.is_empty();
        for (side, _) in &at_most {
            match side {
                Side::Zones(names) => self.zones.extend(names.iter().cloned()),
                _ => self.has_addresses = true,
            }
        }
        self.zones.extend(zones.iter().cloned());
        let mut ends: Vec<End> = zones.into_iter().map(|zone| (Side::zone(&zone), None)).collect();
        ends.extend(
            (!addresses.is_empty())
                .then(|| (Side::Addresses(Addresses::collect(&addresses)), None)),
        );
        ends.extend(at_most);
        ends.extend(doubt.map(|why| (Side::Any, Some(why))));
        ends
    }

    /// The segments of a name: several that are known with blanks are as many. A known one with
    /// something behind it may be a part of it.
    fn known(&mut self, text: &str) -> Result<Vec<String>, (String, String)> {
        if !self.names.is_known(text) {
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() > 1 && words.iter().all(|word| self.names.is_known(word)) {
                return Ok(words.into_iter().map(|word| self.names.zone(word)).collect());
            }
            let head = text.split_once('(').map_or("", |(head, _)| head.trim());
            if !head.is_empty() && self.names.is_known(head) {
                let why = format!("`{text}` may be a part of {head}");
                return Err((self.names.zone(head), why));
            }
        }
        Ok(vec![self.names.zone(text)])
    }

    /// The ports by service, or by protocol and port; none for protocols without ports.
    fn ports(&self, cells: &csv::StringRecord) -> Result<Ports, String> {
        let transport = match self.cell(cells, Column::Protocol) {
            None => Ok(Transport::Both),
            Some(text) => several(text),
        };
        let transport = match transport {
            Ok(transport) => transport,
            Err(Other::NoPorts) => return Ok(Ports::default()),
            Err(Other::Unknown) => {
                return Err(format!(
                    "the protocol `{}` is not known",
                    self.cell(cells, Column::Protocol).unwrap_or("")
                ));
            }
        };
        let mut found = Ports::all(transport);
        for column in [Column::Service, Column::Port] {
            let Some(text) = self.cell(cells, column).filter(|text| !is_any(text)) else {
                continue;
            };
            let given = (self.columns.contains(&Some(Column::Protocol))
                && transport != Transport::Both)
                .then_some(transport);
            if port_name::transport(text) == Err(Other::NoPorts) && text.parse::<u16>().is_err() {
                return Ok(Ports::default());
            }
            let ports = port_name::ports(text, given)
                .ok_or_else(|| format!("the service `{text}` is not known"))?;
            found = found.intersection(&ports);
            if found.is_empty() {
                return Err(format!("the service `{text}` has no port of the protocol"));
            }
        }
        Ok(found)
    }
}

/// Whether a cell says that nothing is narrowed.
fn is_plain(cell: &str) -> bool {
    let plain = [
        "", "any", "all", "*", "always", "none", "no", "false", "-", "0", "n/a", "never", "default",
    ];
    plain.contains(&cell.to_lowercase().as_str())
}

/// `tcp`, `TCP/UDP`, `tcp,udp`.
fn several(text: &str) -> Result<Transport, Other> {
    let parts: Vec<Result<Transport, Other>> = match port_name::transport(text) {
        Ok(transport) => return Ok(transport),
        Err(_) => text
            .split([',', ';', '/', ' ', '|'])
            .filter(|part| !part.trim().is_empty())
            .map(port_name::transport)
            .collect(),
    };
    let known: Vec<Transport> = parts.iter().filter_map(|part| part.ok()).collect();
    match (known.as_slice(), parts.contains(&Err(Other::Unknown))) {
        (_, true) => Err(Other::Unknown),
        ([], false) => Err(Other::NoPorts),
        ([first, rest @ ..], false) if rest.iter().all(|other| other == first) => Ok(*first),
        _ => Ok(Transport::Both),
    }
}

fn action(text: Option<&str>) -> (Action, Option<String>) {
    match text.map(str::to_lowercase).as_deref() {
        None
        | Some(
            "allow" | "allowed" | "accept" | "permit" | "permitted" | "pass" | "yes" | "enable"
            | "erlauben" | "erlaubt" | "zulassen" | "zugelassen" | "autoriser" | "autorisé"
            | "permettre" | "permitir" | "permitido" | "consenti" | "consentire" | "consentito"
            | "toestaan",
        ) => (Action::Allow, None),
        Some(
            "deny" | "denied" | "drop" | "reject" | "block" | "blocked" | "discard" | "no"
            | "refuse" | "reset" | "verweigern" | "verbieten" | "verboten" | "blockieren"
            | "blockiert" | "ablehnen" | "sperren" | "gesperrt" | "verwerfen" | "refuser"
            | "refusé" | "bloquer" | "bloqué" | "interdire" | "rejeter" | "denegar" | "denegado"
            | "bloquear" | "bloqueado" | "rechazar" | "nega" | "negare" | "bloccare" | "blocca"
            | "negar" | "weigeren" | "blokkeren",
        ) => (Action::Deny, None),
        Some(other) => (Action::Unknown, Some(format!("the action `{other}` is not known"))),
    }
}

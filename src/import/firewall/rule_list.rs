//! A list of rules as a table: the common denominator of what firewalls export.
//!
//! Source, destination, service and action by any of many headings; several values in one cell;
//! objects by name. Names are segments, or hosts that are known. The list is read in its order and
//! ends with a deny of everything.

mod blank;
mod chain;
mod column;
mod direction;
mod end;
mod force;
mod layer;
mod narrowing;
mod negation;
mod recognise;
mod tag;
mod verdict;
mod widening;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use self::blank::Blanks;
use self::chain::Chain;
use self::column::{Column, column};
use self::direction::Direction;
pub(super) use self::end::address;
use self::end::{Part, is_any};
use self::force::Answer;
use self::layer::Layers;
use self::negation::Negation;
pub(super) use self::recognise::WITHOUT_PORTS;
pub(in crate::import) use self::recognise::sniff;
use self::widening::Widening;
use super::names::Names;
use super::port_name::{self, Other};
use crate::firewall::{
    Action, Addresses, Device, Family, Filters, List, Ports, Rule, Side, Transport,
};
use crate::import::read::table::Sheet;
use crate::import::sink::Sink;

/// What the rule base of such a list is called.
pub(super) const NAME: &str = "rules";

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else { return sink.skip(0, "", "the list has no header") };
    let columns: Vec<Option<Column>> =
        sheet.headings.iter().map(|heading| column(heading)).collect();
    if let Some(why) = recognise::refusal(&columns) {
        return sink.skip(sheet.header_line, &sheet.written.join(", "), why);
    }
    let mut reader = Reader {
        columns,
        names: Names::new(sink.setting.known),
        zones: Vec::new(),
        has_addresses: false,
        strange: BTreeSet::new(),
        answering: BTreeSet::new(),
        orders: BTreeMap::new(),
        is_mixed: false,
        widenings: sheet.written.iter().map(|heading| Widening::of(heading)).collect(),
        has_wildcards: sheet.headings.iter().any(|heading| heading.contains("wildcard")),
        is_loose_range: sheet.headings.iter().any(|heading| heading == "toport"),
        is_azure: false,
        zones_are_segments: true,
        layers: Layers::default(),
        blanks: Blanks::of(&sheet),
        own: Vec::new(),
    };
    let mut list = List::new(NAME, [true, true], Rule::new(0, "", Action::Deny));
    let refused = sink.skipped_count;
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    sheet.each(sink, |cells, line, _| {
        rows.push(cells.clone());
        lines.push(line);
    });
    reader.look_at(&rows);
    for (cells, line) in rows.iter().zip(lines) {
        reader.note_order(cells);
        let rules = reader.rules(cells, line);
        reader.blanks.pass(cells);
        let mut layers = std::mem::take(&mut reader.layers);
        layers.add(&mut list, cells, line, rules);
        reader.layers = layers;
    }
    Layers::finish(&mut list);
    list.chains[0].rules.extend(reader.behind(sheet.header_line, &sheet.headings));
    let mixed = "the numbers of the rules contradict the order of the lines";
    let twice = recognise::stands_twice(&sheet.headings, &rows);
    let doubt = recognise::lacking(&reader.columns)
        .or(reader.is_mixed.then_some(mixed))
        .or(twice.and(Some(recognise::TWICE)));
    if let Some(why) = doubt {
        for rule in list.chains.iter_mut().flat_map(|chain| &mut chain.rules) {
            rule.doubt.get_or_insert_with(|| why.into());
        }
    }
    if sink.skipped_count > refused {
        // A row that could not be read may have allowed or stopped anything, and where it belongs
        // is not known.
        let why = "rows could not be read: what they allow or stop is not known";
        list.chains[0].rules.insert(0, Rule::unknown(sheet.header_line, "", why));
    }
    if let Some(at) = twice {
        sink.skip(sheet.header_line, &sheet.written[at], recognise::TWICE);
        let rule = Rule::unknown(sheet.header_line, "", recognise::TWICE);
        list.chains[0].rules.insert(0, rule);
    }
    reader.end_chains(&mut list, sheet.header_line, sink);
    for at in &reader.strange {
        let why = "a column that is not known: a rule that denies closes a part at most";
        sink.skip(sheet.header_line, sheet.written.get(*at).map_or("", |text| text), why);
    }
    // What a router lets in itself is no firewall between segments.
    if !reader.own.is_empty() && list.chains.iter().all(|chain| chain.rules.is_empty()) {
        return;
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
    /// Columns with a yes.
    answering: BTreeSet<usize>,
    /// The last number in each column that says where a rule stands.
    orders: BTreeMap<usize, u64>,
    /// Whether such numbers contradict the order of the rows.
    is_mixed: bool,
    /// What each column may widen if nobody knows it.
    widenings: Vec<Widening>,
    /// Whether masks are those of the rest.
    has_wildcards: bool,
    /// Whether `From Port` and `To Port` may be source and destination, and no range.
    is_loose_range: bool,
    is_azure: bool,
    /// Whether zones are known to be segments: then a rule within a zone concerns no pair.
    zones_are_segments: bool,
    layers: Layers,
    blanks: Blanks,
    /// Rows about the router itself: their lines and chains.
    own: Vec<(u32, String)>,
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

    /// What only all rows together say.
    fn look_at(&mut self, rows: &[csv::StringRecord]) {
        if !self.columns.contains(&Some(Column::Action))
            && let Some(at) = verdict::column(&self.columns, rows)
        {
            self.columns[at] = Some(Column::Action);
        }
        // Words beside a rule say whether addresses are translated; addresses say where to.
        for at in 0..self.columns.len() {
            if self.columns[at] == Some(Column::Translation) {
                let mut cells = rows.iter().filter_map(|row| row.get(at)).map(str::trim);
                let is_word = |cell: &str| {
                    is_plain(cell)
                        || widening::is_kind_of_translation(cell)
                        || force::is_answer(cell)
                };
                self.columns[at] = cells.all(is_word).then_some(Column::Harmless);
            }
        }
        let is_yes = |at: usize, row: &csv::StringRecord| {
            row.get(at).and_then(force::answer) == Some(Answer::Yes)
        };
        let all = 0..self.columns.len();
        self.answering = all.filter(|at| rows.iter().any(|row| is_yes(*at, row))).collect();
        self.layers = Layers::find(&self.columns, rows);
        self.is_azure = rows.iter().flatten().any(tag::is_of_azure);
        let of = |wanted: [Column; 2]| {
            let columns =
                self.columns.iter().map(move |column| column.is_some_and(|c| wanted.contains(&c)));
            let columns: Vec<bool> = columns.collect();
            let cells = rows.iter().flat_map(move |row| row.iter().zip(columns.clone()));
            cells.filter(|(_, is)| *is).map(|(cell, _)| cell).collect::<Vec<&str>>()
        };
        let is_known = |cell: &str| {
            cell.split([',', ';', '\n', '|'])
                .all(|zone| is_any(zone) || is_zone_word(zone) || self.names.is_known(zone))
        };
        let zones = of([Column::SourceZone, Column::DestinationZone]);
        let addresses = of([Column::Source, Column::Destination]);
        self.zones_are_segments =
            zones.iter().all(|cell| is_known(cell)) || addresses.iter().all(|cell| is_any(cell));
    }

    /// What stands behind the rows though nobody wrote it: Azure lets its network talk, and not all
    /// exports have the rules that say so.
    fn behind(&self, line: u32, headings: &[String]) -> Option<Rule> {
        let has = |wanted: &str| headings.iter().any(|heading| heading == wanted);
        let is_azure = self.is_azure || has("priority") && has("access");
        let is_whole = self.orders.values().any(|last| *last >= 65_000);
        let inside =
            || Rule { from: Side::Inside, to: Side::Inside, ..Rule::new(line, "", Action::Allow) };
        let why = "what Azure puts behind the rules does not stand in the file";
        (is_azure && !is_whole).then(|| inside().because(why))
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
        let place = match self.chain(cells) {
            Chain::Between => None,
            Chain::Unknown(why) => Some(why),
            Chain::Own => {
                let chain = self.cell(cells, Column::Chain).unwrap_or("").to_owned();
                self.own.push((line, chain));
                return Vec::new();
            }
        };
        let shown = cells
            .iter()
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(" | ");
        let (action, unsure) = self.action(cells, line);
        let mut rule = Rule::new(line, &shown, action);
        for why in [unsure, in_force.err(), place].into_iter().flatten() {
            rule = rule.because(why);
        }
        let Some(mut rule) = self.with_ports(rule, cells) else { return Vec::new() };
        if let Some(cell) = self.said(cells, Column::Narrowing) {
            rule = rule.for_a_part(format!("`{cell}` narrows it in a way that is not read"));
        }
        let direction = self.direction(cells);
        let strange = self.strange(cells);
        if rule.action == Action::Deny {
            let part =
                (direction == Direction::Part).then(|| "it holds for one direction".to_owned());
            for why in [strange, part].into_iter().flatten() {
                rule = rule.for_a_part(why);
            }
        } else if let Some(why) = strange.filter(|_| !self.says_what_it_does()) {
            rule = rule.because(format!("{why}, and none says whether it allows"));
        }
        let Some(rule) = self.typed(rule, cells) else { return Vec::new() };
        let mut rule = rule;
        let mut from = self.ends(cells, Column::Source, Column::SourceZone);
        let mut to = self.ends(cells, Column::Destination, Column::DestinationZone);
        for (meant, is_sure) in self.negations(cells) {
            match meant {
                Negation::Source => from = negation::applied(from, is_sure),
                Negation::Destination => to = negation::applied(to, is_sure),
                Negation::Either => {
                    (from, to) = (negation::applied(from, false), negation::applied(to, false));
                }
                Negation::Service => {
                    rule.ports = Ports::any();
                    rule = rule
                        .because("its services are negated: which ports it is for is not known");
                }
            }
        }
        let one = |(from, to): (&End, &End)| {
            let mut rule = Rule { from: from.0.clone(), to: to.0.clone(), ..rule.clone() };
            let narrowed = || (rule.action == Action::Allow).then(|| self.narrowed(&rule, cells));
            let narrowed = narrowed().flatten();
            for why in [from.1.as_ref(), to.1.as_ref(), narrowed.as_ref()].into_iter().flatten() {
                rule = rule.because(why.clone());
            }
            rule
        };
        let rules: Vec<Rule> =
            from.iter().flat_map(|from| to.iter().map(move |to| (from, to))).map(one).collect();
        let wider: Vec<Rule> = rules.iter().flat_map(|rule| self.widened(rule, cells)).collect();
        direction::applied([rules, wider].concat(), direction)
    }

    /// A rule with its ports; none for protocols without ports.
    fn with_ports(&self, mut rule: Rule, cells: &csv::StringRecord) -> Option<Rule> {
        match self.ports(cells) {
            Ok(ports) if ports.is_empty() => return None,
            Ok(ports) => rule.ports = ports,
            Err(why) => rule = rule.because(why),
        }
        if let Some(why) = self.blank_ports(cells) {
            rule = rule.because(why);
        }
        if let Some(text) = self.cell(cells, Column::SourcePort).filter(|text| !text.is_empty()) {
            match port_name::ports(text, Some(Transport::Both)) {
                Some(ports) => rule.sources = ports,
                None => rule = rule.because(format!("`{text}` is no port that is known")),
            }
        }
        Some(rule)
    }

    /// What a row does; one that holds others asks them.
    fn action(&self, cells: &csv::StringRecord, line: u32) -> (Action, Option<String>) {
        let said = self.cell(cells, Column::Action);
        let marks = [Column::Permitted, Column::Denied].map(|column| self.cell(cells, column));
        let (action, doubt) = match (said, marks) {
            (None, [None, None]) => verdict::action(None),
            (None, [allow, deny]) => verdict::marked(allow, deny),
            (said, _) => verdict::action(said),
        };
        if action == Action::Unknown && self.layers.is_parent(cells) {
            return (Action::Jump(Layers::name(line)), None);
        }
        (action, doubt)
    }

    /// What columns take back, and whether that is certain.
    fn negations(&self, cells: &csv::StringRecord) -> Vec<(Negation, bool)> {
        let one = |(column, cell): (&Option<Column>, &str)| match column {
            Some(Column::Negated(meant)) => Some((*meant, negation::negates(cell.trim())?)),
            _ => None,
        };
        self.columns.iter().zip(cells.iter()).filter_map(one).collect()
    }

    /// Whether some column says whether rows allow or deny.
    fn says_what_it_does(&self) -> bool {
        let own = [Column::Action, Column::Permitted, Column::Denied];
        own.iter().any(|column| self.columns.contains(&Some(*column)))
    }

    /// Which ways a row is about.
    fn direction(&self, cells: &csv::StringRecord) -> Direction {
        let said =
            self.cell(cells, Column::Direction).map_or(Direction::Forth, direction::direction);
        match self.cell(cells, Column::Mutual).map_or(Direction::Forth, direction::mutual) {
            Direction::Forth | Direction::Part => said,
            mutual => mutual,
        }
    }

    /// A rule as far as it concerns pairs of segments: one within a zone concerns none where zones
    /// are segments.
    fn typed(&self, rule: Rule, cells: &csv::StringRecord) -> Option<Rule> {
        let zones = [Column::SourceZone, Column::DestinationZone, Column::Destination];
        let zones = zones.iter().filter_map(|column| self.cell(cells, *column));
        let words = zones.filter(|cell| is_zone_word(cell));
        let said = words.chain(self.cell(cells, Column::Type)).next().unwrap_or("");
        let said = said.trim_matches(['(', ')', ' ']).to_lowercase();
        let why = match said.as_str() {
            "" | "-" | "none" | "any" | "all" | "universal" | "default" | "standard" | "rule"
            | "security" | "firewall" | "access" | "custom" | "static" | "user" => {
                return Some(rule);
            }
            "intrazone" if self.zones_are_segments => return None,
            "interzone" if self.zones_are_segments => return Some(rule),
            "intrazone" | "interzone" => {
                "it is about zones, and which segments are in one is not known".to_owned()
            }
            _ if rule.action != Action::Deny => return Some(rule),
            other => format!("what a rule of the type `{other}` is about is not known"),
        };
        let is_deny = rule.action == Action::Deny;
        Some(if is_deny { rule.for_a_part(why) } else { rule.because(why) })
    }

    /// What a rule may be besides by columns that nobody knows.
    fn widened(&self, rule: &Rule, cells: &csv::StringRecord) -> Vec<Rule> {
        if rule.action != Action::Allow {
            return Vec::new();
        }
        let unknown = self.columns.iter().zip(cells.iter()).zip(&self.widenings);
        let unknown =
            unknown.filter(|((column, cell), _)| column.is_none() && !is_plain(cell.trim()));
        let one = |((_, cell), widening): ((_, &str), &Widening)| {
            let cell = cell.trim();
            widening.applied(rule, cell, self.names.is_known(cell))
        };
        unknown.filter_map(one).collect()
    }

    /// Whether a row is in force; the error is why that is not known.
    fn in_force(&self, cells: &csv::StringRecord) -> Result<bool, String> {
        let mut doubt = None;
        for (at, (column, cell)) in self.columns.iter().zip(cells.iter()).enumerate() {
            let said = match column {
                // Beside a yes, nothing may be a no.
                Some(Column::Enabled) => force::answer(cell)
                    .or_else(|| self.answering.contains(&at).then_some(Answer::Unknown)),
                Some(Column::Disabled) => force::answer(cell).map(|answer| match answer {
                    Answer::Yes => Answer::No,
                    // `Disabled: disabled`.
                    Answer::No if cell.to_lowercase().contains("disabled") => Answer::No,
                    Answer::No => Answer::Yes,
                    Answer::Unknown => Answer::Unknown,
                }),
                Some(Column::Name) => force::by_name(cell),
                Some(Column::Order) => force::by_number(cell),
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
            // Beside a yes, a no says as much.
            let says_no = self.answering.contains(&at) && force::is_answer(cell);
            if !is_plain(cell) || says_no {
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
        let blank = self.blank(cells, [addresses, zone]);
        let (mask, last) = match addresses {
            Column::Source => (Column::SourceMask, Column::SourceEnd),
            _ => (Column::DestinationMask, Column::DestinationEnd),
        };
        let says = |text: &&str| !is_any(text) && !is_zone_word(text);
        let [mask, last] = [mask, last].map(|column| {
            self.cell(cells, column).filter(|text| !is_plain(text)).map(str::to_owned)
        });
        let addresses = self.cell(cells, addresses).filter(says).map(str::to_owned);
        let zone = self.cell(cells, zone).filter(says).map(str::to_owned);
        let mut ends = match (addresses, zone) {
            (Some(text), _) => match self.joined(&text, mask, last) {
                Ok(text) => self.end(&text),
                Err(why) => vec![(Side::Any, Some(why))],
            },
            (None, Some(text)) => self.end(&text),
            (None, None) => vec![(Side::Any, None)],
        };
        if blank.is_some() {
            ends.iter_mut().for_each(|(_, doubt)| *doubt = doubt.take().or_else(|| blank.clone()));
        }
        ends
    }

    /// An address with its mask, or with the last of a range, from columns of their own.
    fn joined(
        &self,
        text: &str,
        mask: Option<String>,
        last: Option<String>,
    ) -> Result<String, String> {
        let is_single = text.parse::<IpAddr>().is_ok();
        let written = match (mask, last) {
            (None, None) => return Ok(text.to_owned()),
            (None, Some(last)) if last == text => return Ok(text.to_owned()),
            (None, Some(last)) if is_single => format!("{text}-{last}"),
            (Some(mask), None) if is_single => {
                let mask = mask.trim_start_matches('/');
                match mask.parse::<Ipv4Addr>() {
                    Ok(rest) if self.has_wildcards => {
                        format!("{text}/{}", Ipv4Addr::from_bits(!rest.to_bits()))
                    }
                    _ => format!("{text}/{mask}"),
                }
            }
            _ => return Err(format!("`{text}` has a mask or an end that is not understood")),
        };
        match end::address(&written) {
            Some(_) => Ok(written),
            None => Err(format!("`{written}` is not understood")),
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
                Part::OfSix => {
                    addresses.push(Addresses::all(Family::V6));
                    doubt = Some(format!("`{part}` may stand for addresses of IPv4 too"));
                }
                Part::Name
                    if !self.names.is_known(part) && tag::tag(part, self.is_azure).is_some() =>
                {
                    self.has_addresses = true;
                    at_most.extend(tag::tag(part, self.is_azure));
                }
                Part::Name => match self.known(part) {
                    Ok(known) => zones.extend(known),
                    Err(end) => at_most.push(*end),
                },
            }
        }
        self.has_addresses |= !addresses.is_empty();
        for (side, _) in &at_most {
            match side {
                Side::Zones(names) => self.zones.extend(names.iter().cloned()),
                Side::Addresses(_) => self.has_addresses = true,
                Side::Any | Side::Inside => {}
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
        if text.split([',', ';', '\n', '|']).any(|part| end::is_negated(part.trim())) {
            let why = || format!("`{text}` leaves some of them out");
            ends.iter_mut().for_each(|(_, doubt)| *doubt = doubt.take().or_else(|| Some(why())));
        }
        ends
    }

    /// The segments of a name: several that are known with blanks, or with a sign for *and*, are as
    /// many. A known one with something behind it may be a part of it; one beside a word for
    /// everything, or beside a name that nobody knows, may be anything.
    fn known(&mut self, text: &str) -> Result<Vec<String>, Box<End>> {
        if self.names.is_known(text) {
            return Ok(vec![self.names.zone(text)]);
        }
        let (words, is_joined) = end::joined(text);
        if words.len() > 1 && words.iter().all(|word| self.names.is_known(word)) {
            return Ok(words.into_iter().map(|word| self.names.zone(word)).collect());
        }
        let head = text.split_once('(').map_or("", |(head, _)| head.trim());
        if !head.is_empty() && self.names.is_known(head) {
            let why = format!("`{text}` may be a part of {head}");
            return Err(Box::new((Side::zone(&self.names.zone(head)), Some(why))));
        }
        let is_sum = is_joined || words.iter().any(|word| is_any(word));
        if is_sum && words.iter().any(|word| self.names.is_known(word)) {
            let why = format!("which segments `{text}` stands for is not known");
            return Err(Box::new((Side::Any, Some(why))));
        }
        Ok(vec![self.names.zone(text)])
    }

    /// The ports of a cell with the last of them, if that has a column of its own.
    fn range(
        &self,
        cells: &csv::StringRecord,
        column: Column,
        first: &str,
    ) -> Result<String, String> {
        let last = self.cell(cells, Column::PortEnd).filter(|text| !is_plain(text));
        let Some(last) = last.filter(|last| column == Column::Port && *last != first) else {
            return Ok(first.to_owned());
        };
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(from), Ok(to)) if from < to && !self.is_loose_range => Ok(format!("{from}-{to}")),
            _ => Err(format!("which ports `{first}` and `{last}` mean is not known")),
        }
    }

    /// The ports of columns that are about one protocol each; `None` where neither says any.
    fn ports_of_each(&self, cells: &csv::StringRecord) -> Result<Option<Ports>, String> {
        let mut found = None;
        let columns =
            [(Column::TcpPort, Transport::Tcp), (Column::UdpPort, Transport::Udp)].into_iter();
        for (column, transport) in columns {
            let says =
                |text: &&str| !matches!(*text, "" | "-") && !text.eq_ignore_ascii_case("none");
            let Some(text) = self.cell(cells, column).filter(says) else { continue };
            let ports = match is_any(text) {
                true => Ports::all(transport),
                false => port_name::ports(text, Some(transport))
                    .ok_or_else(|| format!("the ports `{text}` are not known"))?,
            };
            found = Some(found.map_or(ports.clone(), |all: Ports| all.union(&ports)));
        }
        Ok(found)
    }

    /// The ports by service, or by protocol and port; none for protocols without ports.
    fn ports(&self, cells: &csv::StringRecord) -> Result<Ports, String> {
        let transport = match self.cell(cells, Column::Protocol).filter(|text| !is_any(text)) {
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
        if let Some(own) = self.ports_of_each(cells)? {
            found = found.intersection(&own);
        }
        for column in [Column::Service, Column::Port] {
            // Clouds write -1 for all ports.
            let says = |text: &&str| !(is_any(text) || column == Column::Port && *text == "-1");
            let Some(text) = self.cell(cells, column).filter(says) else {
                continue;
            };
            let range = self.range(cells, column, text)?;
            let text = range.as_str();
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

/// Whether a cell says something about zones instead of naming one.
fn is_zone_word(text: &str) -> bool {
    let plain = text.trim().trim_matches(['(', ')']);
    ["intrazone", "interzone"].iter().any(|word| plain.eq_ignore_ascii_case(word))
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
            .split([',', ';', '/', ' ', '|', '&', '+'])
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

//! A matrix of zones as people keep it in spreadsheets: sources down, destinations across, ports in
//! the cells.
//!
//! A cell is `-` or empty (denied), `any`, `?` (not known), or ports: `tcp/445;tcp/139`, `smb
//! rdp`. A cross may be a tick or a refusal: such a cell is unknown. Where the corner names the destination
//! first (`To / From`), destinations stand down.

use std::collections::{HashMap, HashSet};

use super::names::Names;
use super::port_name;
use crate::firewall::{Action, Device, Filters, List, Ports, Rule, Side};
use crate::import::read::table::Sheet;
use crate::import::sink::Sink;

/// Headings of the corner that say that sources stand down.
const SOURCES_DOWN: [&str; 15] = [
    "from",
    "fromto",
    "source",
    "src",
    "zone",
    "zones",
    "sourcedestination",
    "srcdst",
    "sourcedest",
    "",
    "von",
    "vonnach",
    "quelle",
    "quelleziel",
    "segment",
];
/// Headings that say that destinations do.
const DESTINATIONS_DOWN: [&str; 9] = [
    "to",
    "tofrom",
    "destination",
    "dst",
    "destinationsource",
    "dstsrc",
    "destsource",
    "nachvon",
    "zielquelle",
];

/// A matrix has the same names in its first column and its header, and cells that are words about
/// ports.
pub(in crate::import) fn sniff(text: &str, sheet: &Sheet<'_>) -> u8 {
    if !(3..=501).contains(&sheet.headings.len()) {
        return 0;
    }
    let corner = sheet.headings[0].as_str();
    let zones = &sheet.written[1..];
    let separator = |c: char| matches!(c, ',' | ';' | '\t' | '|');
    let first =
        |line: &str| line.split(separator).next().unwrap_or("").trim_matches(['"', ' ']).to_owned();
    let lines = super::super::format::head(text, 16_384).lines().skip(sheet.header_line as usize);
    let rows: Vec<String> = lines.map(first).filter(|first| !first.is_empty()).collect();
    let shared =
        rows.iter().filter(|row| zones.iter().any(|zone| zone.eq_ignore_ascii_case(row))).count();
    let mostly = !rows.is_empty() && shared * 2 > rows.len() && shared >= 2;
    if mostly && (SOURCES_DOWN.contains(&corner) || DESTINATIONS_DOWN.contains(&corner)) {
        88
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else {
        return sink.skip(0, "", "the matrix has no header");
    };
    let mut names = Names::new(sink.setting.known);
    let mut turned = sheet.headings.first().is_some_and(|corner| is_turned(corner));
    let mut zones = zones(sheet.written.iter().map(String::as_str), &mut names);
    let refused = sink.skipped_count;
    let mut is_one = true;
    let mut list = List::new("matrix", [true, true], Rule::new(0, "", Action::Deny));
    let mut rows: Vec<String> = Vec::new();
    let mut named: Vec<String> = zones.iter().skip(1).flatten().cloned().collect();
    sheet.each(sink, |cells, line, sink| {
        let row = cells.get(0).unwrap_or("").trim();
        if is_header(cells, &names) {
            turned = is_turned(cells.get(0).unwrap_or(""));
            zones = self::zones(cells.iter(), &mut names);
            named.extend(zones.iter().skip(1).flatten().cloned());
            is_one = false;
            return sink.pass(line);
        }
        if row.is_empty() {
            return sink.skip(line, "", "the row names no zone");
        }
        let row = names.zone(row);
        for (zone, cell) in zones.iter().zip(cells.iter()).skip(1) {
            let Some(zone) = zone.as_ref().filter(|zone| **zone != row) else { continue };
            let (from, to) = if turned { (zone, &row) } else { (&row, zone) };
            list.chains[0].rules.push(rule(from, to, cell, line));
        }
        rows.push(row);
    });
    doubt_what_stands_twice(&mut list.chains[0].rules);
    let is_part = !is_one || sink.skipped_count > refused;
    if is_part {
        close_the_rest(&mut list.chains[0].rules);
    }
    // A row that is not there, or could not be read, may have allowed anything.
    let (in_rows, in_heads): (HashSet<&String>, HashSet<&String>) =
        (rows.iter().collect(), named.iter().collect());
    for zone in named.iter().filter(|zone| !in_rows.contains(zone)) {
        let unknown =
            Rule::unknown(sheet.header_line, zone, format!("no row says what {zone} may do"));
        let side = Side::zone(zone);
        list.chains[0].rules.push(if turned {
            Rule { to: side, ..unknown }
        } else {
            Rule { from: side, ..unknown }
        });
    }
    // A row that no heading names: what may go there is not said.
    for zone in rows.iter().filter(|zone| !in_heads.contains(zone)) {
        let unknown =
            Rule::unknown(sheet.header_line, zone, format!("no column says what may reach {zone}"));
        let side = Side::zone(zone);
        list.chains[0].rules.push(if turned {
            Rule { from: side, ..unknown }
        } else {
            Rule { to: side, ..unknown }
        });
    }
    if is_part {
        let why = "no cell of the matrices says what may pass between other zones";
        list.end = Rule::unknown(sheet.header_line, "", why);
    }
    named.extend(rows);
    named.sort_unstable();
    named.dedup();
    sink.devices.push(Device::new(
        sink.setting.name,
        vec![list],
        Filters::Named { list: 0, names: named },
    ));
}

/// The zones of a header.
fn zones<'c>(cells: impl Iterator<Item = &'c str>, names: &mut Names) -> Vec<Option<String>> {
    cells.map(|zone| (!zone.trim().is_empty()).then(|| names.zone(zone))).collect()
}

/// A heading in its plain form.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a corner says that destinations stand down.
fn is_turned(corner: &str) -> bool {
    DESTINATIONS_DOWN.contains(&plain(corner).as_str())
}

/// Whether a row is the header of another matrix: its first cell is a corner, and no other is about
/// ports.
fn is_header(cells: &csv::StringRecord, names: &Names) -> bool {
    let corner = plain(cells.get(0).unwrap_or(""));
    let is_corner =
        SOURCES_DOWN.contains(&corner.as_str()) || DESTINATIONS_DOWN.contains(&corner.as_str());
    // Without a word in the corner, some zone has to be known.
    let is_named = !corner.is_empty() || cells.iter().skip(1).any(|cell| names.is_known(cell));
    let mut others = cells.iter().skip(1).map(str::trim).filter(|cell| !cell.is_empty()).peekable();
    is_corner && is_named && others.peek().is_some() && others.all(|cell| cell_ports(cell).is_err())
}

/// A pair of zones that has two cells, which are not the same: either may be meant.
fn doubt_what_stands_twice(rules: &mut Vec<Rule>) {
    let pair = |rule: &Rule| match (&rule.from, &rule.to) {
        (Side::Zones(from), Side::Zones(to)) => Some((from.clone(), to.clone())),
        _ => None,
    };
    let mut first = HashMap::new();
    let mut twice = HashSet::new();
    for (at, rule) in rules.iter().enumerate() {
        let Some(pair) = pair(rule) else { continue };
        let before = &rules[*first.entry(pair.clone()).or_insert(at)];
        if (&before.action, &before.ports) != (&rule.action, &rule.ports) {
            twice.insert(pair);
        }
    }
    let why = "the matrix has the zone twice, with other cells";
    let all = std::mem::take(rules).into_iter();
    rules.extend(all.map(|rule| match pair(&rule).is_some_and(|pair| twice.contains(&pair)) {
        true => rule.because(why),
        false => rule,
    }));
}

/// What a cell does not open is closed between its two zones, whatever is not known of others.
fn close_the_rest(rules: &mut Vec<Rule>) {
    let closed = |rule: &Rule| Rule {
        from: rule.from.clone(),
        to: rule.to.clone(),
        ..Rule::new(rule.line, &rule.text, Action::Deny)
    };
    let sure = rules.iter().filter(|rule| rule.doubt.is_none()).map(closed);
    let sure: Vec<Rule> = sure.collect();
    rules.extend(sure);
}

/// One cell.
fn rule(from: &str, to: &str, cell: &str, line: u32) -> Rule {
    let shown = format!("{from} -> {to}: {}", cell.trim());
    let rule = |action| Rule {
        from: Side::zone(from),
        to: Side::zone(to),
        ..Rule::new(line, &shown, action)
    };
    match cell_ports(cell) {
        Ok(ports) if ports.is_empty() => rule(Action::Deny),
        Ok(ports) => Rule { ports, ..rule(Action::Allow) },
        Err(why) => rule(Action::Unknown).because(why),
    }
}

/// The ports of a cell; none is denied.
fn cell_ports(cell: &str) -> Result<Ports, String> {
    let cell = cell.trim();
    match cell.to_lowercase().as_str() {
        "" | "-" | "--" | "–" | "—" | "no" | "none" | "deny" | "denied" | "drop" | "block"
        | "blocked" | "closed" | "nein" | "non" | "nee" | "não" | "keine" | "nichts" | "aucun"
        | "ninguno" | "nessuno" => {
            return Ok(Ports::default());
        }
        "any" | "all" | "allow" | "allowed" | "yes" | "permit" | "accept" | "open" | "*" | "✓"
        | "✔" | "ja" | "oui" | "sí" | "sim" | "alle" | "alles" | "tout" | "tous" | "todo"
        | "todos" | "tutto" | "tutti" => return Ok(Ports::any()),
        "?" | "unknown" | "tbd" => return Err("the cell says that nobody knows".to_owned()),
        "x" | "✗" | "✘" | "o" | "1" | "0" | "y" | "n" => {
            return Err(format!("`{cell}` may be a tick or a refusal"));
        }
        _ => {}
    }
    port_name::ports(cell, None).ok_or_else(|| {
        format!(
            "`{}` is neither a port nor a word that is known",
            cell.chars().take(40).collect::<String>()
        )
    })
}

//! A matrix of zones as people keep it in spreadsheets: sources down, destinations across, ports in the cells.
//!
//! A cell is `-` or empty (denied), `any`, `?` (nobody knows), or ports: `tcp/445;tcp/139`, `smb rdp`.

use super::{Action, Ports, Rule, Side};
use crate::import::read::table::Sheet;
use crate::import::sink::Sink;
use crate::term::port::PortSet;

/// A matrix has the same names in its first column and its header, and cells that are words about ports.
pub(in crate::import) fn sniff(text: &str, sheet: &Sheet<'_>) -> u8 {
    if !(3..=501).contains(&sheet.headings.len()) {
        return 0;
    }
    let corner = ["from", "fromto", "source", "zone", "sourcedestination", "srcdst", "", "von", "vonnach", "zones"];
    let zones = &sheet.written[1..];
    let separator = |c: char| matches!(c, ',' | ';' | '\t' | '|');
    let first = |line: &str| line.split(separator).next().unwrap_or("").trim_matches(['"', ' ']).to_owned();
    let rows: Vec<String> =
        super::super::format::head(text, 16_384).lines().skip(sheet.header_line as usize).map(first).filter(|f| !f.is_empty()).collect();
    let shared = rows.iter().filter(|row| zones.iter().any(|zone| zone.eq_ignore_ascii_case(row))).count();
    let mostly = !rows.is_empty() && shared * 2 > rows.len() && shared >= 2;
    if mostly && corner.contains(&sheet.headings[0].as_str()) { 88 } else { 0 }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else { return sink.skip(0, "", "the matrix has no header") };
    let zones: Vec<String> = sheet.written.clone();
    sheet.each(sink, |cells, line, sink| {
        let from = cells.get(0).unwrap_or("").trim().to_owned();
        for (zone, cell) in zones.iter().zip(cells.iter()).skip(1).filter(|(zone, _)| !zone.is_empty() && **zone != from) {
            let (action, ports, why) = match cell_ports(cell) {
                Ok(ports) if ports.is_empty() => (Action::Deny, Ports::any(), None),
                Ok(ports) => (Action::Allow, ports, None),
                Err(why) => (Action::Unknown, Ports::any(), Some(why)),
            };
            let shown = format!("{from} -> {zone}: {}", cell.trim());
            let (from, to) = (Side::Zone(from.clone()), Side::Zone(zone.clone()));
            sink.rules.push(Rule { list: "matrix".into(), line, action, from, to, ports, text: shown, why });
        }
    });
}

/// The ports of a cell; none is denied.
fn cell_ports(cell: &str) -> Result<Ports, String> {
    let cell = cell.trim();
    match cell.to_lowercase().as_str() {
        "" | "-" | "no" | "none" | "deny" | "denied" | "drop" | "x" => return Ok(Ports::default()),
        "any" | "all" | "allow" | "yes" | "permit" | "*" => return Ok(Ports::any()),
        "?" | "unknown" => return Err("the cell says that nobody knows".to_owned()),
        _ => {}
    }
    let mut ports = Ports::default();
    for part in cell.split([';', ',', ' ', '\n', '+']).filter(|part| !part.is_empty()) {
        let set: PortSet = part.parse().map_err(|_| format!("`{part}` names no ports"))?;
        ports = ports.union(&from_set(&set));
    }
    Ok(ports)
}

fn from_set(set: &PortSet) -> Ports {
    if set.is_any() {
        return Ports::any();
    }
    let ranges = set.to_texts().into_iter().filter_map(|text| {
        let (protocol, numbers) = text.split_once('/')?;
        let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        if protocol == "tcp" { Ports::tcp(first, last) } else { Ports::udp(first, last) }
    });
    ranges.fold(Ports::default(), |all, range| all.union(&range))
}

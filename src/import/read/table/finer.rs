//! Whether the column that names the hosts is the wrong one: another one tells apart what it puts
//! together. `Server` and `Client`, `Source` and `Target`, a model beside addresses.

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::column::Columns;
use super::sheet::Sheet;
use super::state::is_boolean;
use crate::import::fact::Identity;
use crate::import::filler::{is_filler, is_no_name};
use crate::term::alias::column::{Column, is_sure_name, plain};

/// Headings of machines that are known for nothing else, and too seldom meant to be the host to be
/// read as its name.
const MACHINES: &str = "\
    client clients clientname clientcomputer clientmachine clienthost target targets targetname \
    targethost targetcomputer targetmachine targetserver destination destinationhost guest guests \
    memberserver clusternode nodename managedcomputer managednode managedsystem terminal till kiosk \
    remotecomputer remotehost endpointcomputer zielrechner zielsystem zielserver kasse \
    clientrechner cible machinecible destino doelcomputer";

/// What a host has one of, in a table that names it by something weak.
const OWN: [Column; 3] = [Column::Address, Column::Serial, Column::Fqdn];

/// Why the table names no hosts, if another column does it better.
pub(super) fn better(sheet: &Sheet<'_>, columns: &Columns) -> Option<String> {
    let names: Vec<usize> = columns.places_of(Column::Name).collect();
    if names.iter().any(|at| columns.is_mapped(*at)) {
        return None;
    }
    let found = by_name(sheet, columns, &names).or_else(|| by_address(sheet, columns))?;
    let Found { host, other, is, one, two } = found;
    Some(format!(
        "`{host}` does not tell the hosts apart: `{is}` stands beside `{one}` and beside `{two}`; say which column names them, such as --map \"host={other}\""
    ))
}

/// One name beside two machines.
struct Found {
    /// The heading of the column that is taken for the host.
    host: String,
    /// That of the one which tells more.
    other: String,
    is: String,
    one: String,
    two: String,
}

/// Another column of names: one host stands beside several of them, and each of these beside one
/// host.
fn by_name(sheet: &Sheet<'_>, columns: &Columns, names: &[usize]) -> Option<Found> {
    let may_name = |at: &usize| {
        let heading = sheet.headings[*at].as_str();
        match columns.kind_at(*at) {
            None => MACHINES.split_whitespace().any(|known| known == heading),
            Some(Column::Name) => is_sure_name(heading) && names.len() > 1,
            Some(_) => false,
        }
    };
    (0..sheet.headings.len()).filter(may_name).find_map(|at| finer(sheet, columns, at))
}

fn finer(sheet: &Sheet<'_>, columns: &Columns, at: usize) -> Option<Found> {
    let mut beside: FxHashMap<String, String> = FxHashMap::default();
    let mut hosts: FxHashMap<String, String> = FxHashMap::default();
    let (mut found, mut shared) = (None, false);
    sheet.survey(|row| {
        let (Some(host), Some(other)) = (name(columns.name(row)), name(row.get(at).unwrap_or("")))
        else {
            return;
        };
        shared |= *hosts.entry(other.clone()).or_insert_with(|| host.clone()) != host;
        let one = beside.entry(host.clone()).or_insert_with(|| other.clone());
        if *one != other && found.is_none() {
            found = Some((host, one.clone(), other, named_by(columns, row)));
        }
    });
    let (is, one, two, host) = found.filter(|_| !shared)?;
    let host = sheet.written[host?].clone();
    Some(Found { host, other: sheet.written[at].clone(), is, one, two })
}

/// Where the name of a row stands.
fn named_by(columns: &Columns, row: &StringRecord) -> Option<usize> {
    let name = columns.name(row);
    columns.places_of(Column::Name).find(|at| row.get(*at).is_some_and(|cell| cell.trim() == name))
}

/// The name of a machine in a cell, so that the same ones are equal.
fn name(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let is_one = !cell.is_empty()
        && !cell.contains(char::is_whitespace)
        && !is_no_name(cell)
        && !is_boolean(cell);
    let identity = Identity::named(Some(cell).filter(|_| is_one)?);
    let name = identity.name.as_deref().map(str::to_lowercase);
    name.or_else(|| Some(identity.addresses.first()?.to_string()))
}

/// A weak name of several words, or one with two systems, beside two addresses: it is that of a model
/// or of a person.
fn by_address(sheet: &Sheet<'_>, columns: &Columns) -> Option<Found> {
    let own: Vec<usize> = columns.places_where(|kind| OWN.contains(&kind)).collect();
    if own.is_empty() || columns.places_of(Column::Name).next().is_none() {
        return None;
    }
    let mut beside: FxHashMap<String, StringRecord> = FxHashMap::default();
    let mut found = None;
    sheet.survey(|row| {
        let host = columns.name(row);
        if found.is_some() || is_no_name(host) || !columns.is_loosely_named(row) {
            return;
        }
        let Some(first) = beside.get(&host.to_lowercase()) else {
            beside.insert(host.to_lowercase(), row.clone());
            return;
        };
        let weak = host.contains(char::is_whitespace) || differ(columns, first, row);
        if let Some(at) = own.iter().find(|at| weak && apart(first, row, **at)) {
            let cell = |row: &StringRecord| row.get(*at).unwrap_or("").trim().to_owned();
            let named = named_by(columns, row);
            found = Some((*at, host.to_owned(), cell(first), cell(row), named));
        }
    });
    let (at, is, one, two, host) = found?;
    let (host, other) = (sheet.written[host?].clone(), sheet.written[at].clone());
    Some(Found { host, other, is, one, two })
}

/// Whether two rows have different systems.
fn differ(columns: &Columns, first: &StringRecord, row: &StringRecord) -> bool {
    let [first, other] = [first, row].map(|row| plain(columns.cell(row, Column::Os)));
    !first.is_empty() && !other.is_empty() && !first.contains(&other) && !other.contains(&first)
}

/// Whether two cells of what a host has one of have nothing in common.
fn apart(first: &StringRecord, row: &StringRecord, at: usize) -> bool {
    let cells = [first, row].map(|row| row.get(at).unwrap_or("").trim());
    if cells.iter().any(|cell| is_filler(cell)) {
        return false;
    }
    let [first, other] = cells.map(|cell| {
        let mut identity = Identity::default();
        identity.add_addresses(cell);
        identity.addresses
    });
    match first.is_empty() && other.is_empty() {
        true => !cells[0].eq_ignore_ascii_case(cells[1]),
        false => {
            let families =
                |address: &std::net::IpAddr| other.iter().any(|o| o.is_ipv4() == address.is_ipv4());
            first.iter().any(families) && !first.iter().any(|address| other.contains(address))
        }
    }
}

//! Whether a table is a list of rules, and what such a list has to say to be read.

use super::column::{Column, column};
use super::direction::{self, Direction};
use super::verdict;
use crate::import::read::table::Sheet;

/// Why rules of a Windows firewall are not read that do not say for which ports they are.
pub(in crate::import::firewall) const WITHOUT_PORTS: &str = "rules of a Windows firewall without their ports: collect them with the command of docs/firewalls.md, or with `netsh advfirewall firewall show rule name=all verbose`";

/// Columns that say which packets a rule is about, besides its ends.
const PACKETS: [Column; 6] = [
    Column::Service,
    Column::Port,
    Column::PortEnd,
    Column::TcpPort,
    Column::UdpPort,
    Column::Protocol,
];
/// Columns of the two ends.
const SOURCES: [Column; 2] = [Column::Source, Column::SourceZone];
const DESTINATIONS: [Column; 2] = [Column::Destination, Column::DestinationZone];

/// A list of rules has both ends and says something about them; else its cells tell: no list of
/// hosts says of each whether something is allowed, or whether it comes in.
pub(in crate::import) fn sniff(_: &str, sheet: &Sheet<'_>) -> u8 {
    let found: Vec<Option<Column>> = sheet.headings.iter().map(|heading| column(heading)).collect();
    let has = |columns: &[Column]| columns.iter().any(|column| found.contains(&Some(*column)));
    let place = |wanted: Column| found.iter().position(|column| *column == Some(wanted));
    let has_ends = has(&SOURCES) && has(&DESTINATIONS);
    if has_ends && (has(&PACKETS) || has(&[Column::Action])) {
        return 89;
    }
    let is_verdict = |cell: &str| verdict::of_word(cell).is_some();
    let is_way = |cell: &str| direction::direction(cell) == Direction::Part;
    let decides = place(Column::Action).is_some_and(|at| mostly(sheet, at, is_verdict));
    let is_one_way = place(Column::Direction).is_some_and(|at| mostly(sheet, at, is_way));
    let is_about_packets = has(&PACKETS) || has(&SOURCES) || has(&DESTINATIONS);
    if decides && (is_about_packets || is_one_way) || is_one_way && has(&PACKETS) { 83 } else { 0 }
}

/// Whether most cells of a column that say something are of a kind; the start of a text may end
/// within one.
fn mostly(sheet: &Sheet<'_>, at: usize, is: impl Fn(&str) -> bool) -> bool {
    let (mut of_kind, mut others) = (0_usize, 0_usize);
    sheet.any(|row| {
        match row.get(at).unwrap_or("").trim() {
            "" => {}
            cell if is(cell) => of_kind += 1,
            _ => others += 1,
        }
        false
    });
    of_kind > others
}

/// Why a list of rules cannot be read: it says nothing about the ends of any rule.
pub(super) fn refusal(columns: &[Option<Column>]) -> Option<&'static str> {
    let has = |wanted: &[Column]| wanted.iter().any(|column| columns.contains(&Some(*column)));
    if has(&SOURCES) || has(&DESTINATIONS) {
        return None;
    }
    let is_of_windows = has(&[Column::Action]) && has(&[Column::Direction]) && !has(&PACKETS);
    Some(if is_of_windows {
        WITHOUT_PORTS
    } else {
        "rules without a column that says from where to where they are: call the columns Source and Destination"
    })
}

/// Why no rule of a list is certain in which a heading stands twice.
pub(super) const TWICE: &str =
    "the heading stands twice: there may be two tables beside each other, and no rule is certain";

/// The second column of a heading that stands twice and says something of rules, if any row says
/// something there.
pub(super) fn stands_twice(headings: &[String], rows: &[csv::StringRecord]) -> Option<usize> {
    let decides = |heading: &str| {
        let own = [&SOURCES[..], &DESTINATIONS[..], &PACKETS[..], &[Column::Action]].concat();
        column(heading).is_some_and(|column| own.contains(&column))
    };
    let says = |at: usize| rows.iter().any(|row| !row.get(at).unwrap_or("").trim().is_empty());
    (1..headings.len())
        .find(|at| headings[..*at].contains(&headings[*at]) && decides(&headings[*at]) && says(*at))
}

/// Why every rule of a list is in doubt: the one end or the other has no column.
pub(super) fn lacking(columns: &[Option<Column>]) -> Option<&'static str> {
    let has = |wanted: &[Column]| wanted.iter().any(|column| columns.contains(&Some(*column)));
    match (has(&SOURCES), has(&DESTINATIONS)) {
        (true, false) => Some("no column that is known says to where it goes"),
        (false, true) => Some("no column that is known says from where it comes"),
        _ => None,
    }
}

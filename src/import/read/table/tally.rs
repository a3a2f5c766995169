//! Numbers that may be how many ports or services there are, and no ports.

use csv::StringRecord;

use super::column::Columns;
use super::sheet::Sheet;
use crate::import::sink::Sink;
use crate::term::alias::cell::is_filler;
use crate::term::alias::column::Column;

/// Headings of ports below which a number may be one of them, or how many there are.
const HEADINGS: [&str; 2] = ["ports", "openports"];
/// The same where a number is a port more seldom still.
const NAMES: &str = "services";

/// No machine has so many ports open that anybody counts them.
const MOST: u32 = 1_024;

/// Ports below that number that everybody knows.
const KNOWN: [u32; 47] = [
    20, 21, 22, 23, 25, 42, 49, 53, 67, 68, 69, 79, 80, 88, 110, 111, 113, 119, 123, 135, 137, 138,
    139, 143, 161, 162, 179, 389, 443, 445, 464, 500, 512, 513, 514, 515, 548, 554, 587, 593, 623,
    631, 636, 873, 902, 993, 995,
];

/// The columns of ports whose cells are one number each, and not all of them ports that are known.
pub(super) fn columns(
    headings: &[String],
    listens: impl Iterator<Item = usize>,
    survey: impl Fn(&mut dyn FnMut(&StringRecord)),
) -> Vec<usize> {
    let heading = |at: usize| headings[at].as_str();
    let may_be = |at: &usize| HEADINGS.contains(&heading(*at)) || heading(*at) == NAMES;
    let is_one = |at: &usize| {
        let (mut numbers, mut unknown) = (true, false);
        survey(&mut |row| {
            let cell = row.get(*at).unwrap_or("").trim();
            if !is_filler(cell) {
                let number = cell.bytes().all(|b| b.is_ascii_digit()).then(|| cell.parse().ok());
                let small = number.flatten().filter(|number: &u32| *number <= 65_535);
                numbers &= small.is_some();
                unknown |= small.is_some_and(|number| {
                    number < MOST && (heading(*at) == NAMES || !KNOWN.contains(&number))
                });
            }
        });
        numbers && unknown
    };
    listens.filter(may_be).filter(is_one).collect()
}

/// Lists these columns.
pub(super) fn tell(sheet: &Sheet<'_>, columns: &Columns, sink: &mut Sink<'_>) {
    for at in columns.places_of(Column::Listens).filter(|at| columns.is_tally(*at)) {
        let heading = &sheet.written[at];
        let why = format!(
            "numbers alone may be how many there are, and no ports: what the product listens on counts as well; if they are ports, say so with --map \"listens={heading}\""
        );
        sink.skip(sheet.header_line, heading, why);
    }
}

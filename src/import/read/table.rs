//! Tables of every origin: exports of directories, management tools and databases, and whatever
//! spreadsheets hold.
//!
//! A table is recognised by its set of headings. Headings are compared without case, blanks and
//! signs, by a table of aliases; `--map host=Computer` adds to it.

mod abreast;
mod banner;
mod column;
mod command;
mod finding;
mod finer;
mod fixed;
mod last;
mod list;
mod meaning;
mod memory;
mod part;
mod patches;
mod places;
mod ports;
mod question;
mod records;
mod refusal;
mod row;
mod rows;
mod section;
mod sheet;
mod sniff;
mod stacked;
mod state;
mod tally;
mod twins;
mod unread;
mod watch;

use super::systeminfo::{self, Record};
use super::{labels, labels::Label};
use crate::import::fact::Identity;
use crate::import::format::Format;
use crate::import::sink::Sink;
use crate::term::alias::column::{self as alias, Column};
use column::Columns;
pub(in crate::import::read) use finding::is_closed;
use meaning::Meaning;
use patches::Evidence;
use section::Section;
use sheet::Line;
pub(in crate::import) use sheet::Sheet;
pub(in crate::import) use sniff::sniff;

/// Whether a word says what a column may hold.
pub(in crate::import) fn is_column(word: &str) -> bool {
    alias::known(&alias::plain(word)).is_some()
}

/// The headings of `systeminfo /FO CSV` are its labels, in any language.
fn is_systeminfo(sheet: &Sheet<'_>) -> bool {
    let has = |label| sheet.written.iter().any(|heading| labels::find(heading) == Some(label));
    has(Label::HostName) && has(Label::OsVersion)
}

/// Without headings (`/NH`) the cells stand in the order of all releases: 32 of them, and one more
/// where hypervisors are told of.
fn is_systeminfo_row(sheet: &Sheet<'_>) -> bool {
    (32..=33).contains(&sheet.written.len())
        && sheet.written[1].contains("Windows")
        && systeminfo::is_version(&sheet.written[2])
}

/// What the cells of a row without headings are, by their place.
const IN_ORDER: [(usize, Label); 10] = [
    (0, Label::HostName),
    (1, Label::OsName),
    (2, Label::OsVersion),
    (4, Label::Configuration),
    (11, Label::Manufacturer),
    (12, Label::Model),
    (13, Label::SystemType),
    (28, Label::Domain),
    (30, Label::Hotfixes),
    (31, Label::NetworkCards),
];

/// Reads a table of any of these formats.
pub(in crate::import) fn read(format: Format, text: &str, sink: &mut Sink<'_>) {
    let (mut from, mut above) = (0, 0);
    // One file may hold several tables, one below the other.
    while let Some(rest) = text.get(from..) {
        let Some(sheet) = Sheet::open_as(rest, sink.setting.map) else {
            return sink.skip(above, "", "the table has no headings");
        };
        let next = sheet.next;
        let sheet = stacked::joined(sheet.moved_down(above), sink);
        for part in abreast::apart(sheet, sink) {
            read_table(format, part, rest, above, sink);
        }
        let Some((at, lines)) = next else { return };
        (from, above) = (from + at, above + lines);
    }
}

/// Reads one table out of a text before which so many lines stand.
fn read_table(format: Format, sheet: Sheet<'_>, text: &str, above: u32, sink: &mut Sink<'_>) {
    if format == Format::SysteminfoCsv {
        return read_systeminfo(sheet, sink);
    }
    let columns = Columns::find(&sheet.headings, sink.setting.map);
    let nameless = may_be_nameless(format, &sheet) && !names_any(&sheet, &columns);
    let sections = if nameless { section::by_host(text) } else { None };
    match sections {
        Some(sections) => {
            let before = sections.iter().filter(|section| section.host.is_none());
            let banner =
                before.flat_map(|section| section.text.lines()).find(|l| banner::withholds(l));
            let shared = Setting { banner, ..Setting::default() };
            sections.iter().for_each(|section| read_section(format, section, &shared, above, sink))
        }
        None => read_hosts(format, &sheet, &Setting::default(), sink),
    }
}

/// What stands around the rows of a table.
#[derive(Default)]
struct Setting<'t> {
    /// The host of rows that name none.
    host: Option<&'t Identity>,
    /// What is said above that takes the patches away.
    banner: Option<&'t str>,
    /// The line that names the host; it may be a command.
    named_by: Option<(u32, &'t str)>,
}

/// Reads the lines of one host, whose name stands above them.
fn read_section(
    format: Format,
    section: &Section<'_>,
    shared: &Setting<'_>,
    above: u32,
    sink: &mut Sink<'_>,
) {
    let above = above + section.above;
    let Some(host) = &section.host else {
        let line = section.text.lines().zip(above + 1..).find(|(line, _)| !line.trim().is_empty());
        if let Some((text, line)) = line {
            let why = "no host is named here, and the file is of several: what stands there does not count";
            sink.skip(line, text, why);
        }
        return;
    };
    let sheet = Sheet::open_as(section.text, sink.setting.map);
    let has_patches = |sheet: &Sheet<'_>| {
        Columns::find(&sheet.headings, sink.setting.map).has_patches() && sheet.any(|_| true)
    };
    match sheet.filter(has_patches) {
        Some(sheet) => {
            let named_by = Some((above, section.named_by));
            let setting = Setting { host: Some(host), named_by, ..*shared };
            read_hosts(format, &sheet.moved_down(above), &setting, sink);
        }
        None => {
            let named = host.name.as_deref().unwrap_or("");
            sink.skip(
                above,
                named,
                "nothing that could be read stands below the name of this host",
            );
        }
    }
}

fn read_systeminfo(sheet: Sheet<'_>, sink: &mut Sink<'_>) {
    let in_order = |at| IN_ORDER.iter().find(|(place, _)| *place == at).map(|(_, label)| *label);
    let (known, sheet): (Vec<Option<Label>>, _) = match is_systeminfo_row(&sheet) {
        true => ((0..sheet.written.len()).map(in_order).collect(), sheet.headless()),
        false => (sheet.written.iter().map(|heading| labels::find(heading)).collect(), sheet),
    };
    sheet.each(sink, |cells, line, sink| {
        // A header stands above every host where files were put one behind the other.
        if cells.get(0).is_some_and(|first| labels::find(first) == Some(Label::HostName)) {
            return;
        }
        let mut record = Record::at_line(line);
        for (label, cell) in known.iter().zip(cells.iter()) {
            match label {
                Some(Label::Hotfixes) => record.patches_cell(cell),
                Some(Label::NetworkCards) => record.cards_cell(cell),
                Some(label) => drop(record.set(*label, cell.trim())),
                None => {}
            }
        }
        record.finish(true, sink);
    });
}

/// Formats that may leave the host to the name of the file.
fn may_be_nameless(format: Format, sheet: &Sheet<'_>) -> bool {
    matches!(format, Format::Qfe | Format::QfeCsv | Format::Hotfix) || !sheet.is_delimited()
}

/// Reads the rows; those that name no host are of the one whose name stands above them, if any.
fn read_hosts(format: Format, sheet: &Sheet<'_>, setting: &Setting<'_>, sink: &mut Sink<'_>) {
    let mut columns = Columns::find(&sheet.headings, sink.setting.map);
    columns.look(&sheet.headings, |row| sheet.survey(row));
    let mut evidence = Evidence::of(sheet, &columns, format);
    let unknown: Vec<usize> = columns.unused(&sheet.headings).collect();
    let unused = unknown.iter().filter(|at| !evidence.heeds(**at));
    let unused: Vec<&str> = unused.map(|at| sheet.written[*at].as_str()).collect();
    if !unused.is_empty() {
        sink.skip(
            sheet.header_line,
            "",
            format!("columns that are not used: {}", unused.join(", ")),
        );
    }
    if !columns.of_part().is_empty() {
        let parts = columns.of_part().iter().map(|at| sheet.written[*at].as_str());
        let parts = parts.collect::<Vec<_>>().join(", ");
        let why = format!(
            "a list of parts or programs: what stands here is not said of the host: {parts}"
        );
        sink.skip(sheet.header_line, "", why);
    }
    unread::tell(sheet, &columns, |at| evidence.heeds(at), sink);
    tally::tell(sheet, &columns, sink);
    twins::tell(sheet, &columns, sink);
    if columns.names_a_host() && !sheet.any(|_| true) {
        // What is wrong with its rows is told.
        sheet.each(sink, |_, _, _| {});
        return sink.skip(sheet.header_line, "", "the table has no row that can be used");
    }
    if is_transposed(sheet, &columns) {
        let why = "the first column holds what should be headings: turn the table, so that each host has a row";
        return sink.skip(sheet.header_line, &sheet.written.join(", "), why);
    }
    if let Some(why) = finer::better(sheet, &columns) {
        return sink.skip(sheet.header_line, &sheet.written.join(", "), why);
    }
    let nameless = !names_any(sheet, &columns);
    let by_file = nameless && setting.host.is_none();
    let of_part = !columns.of_part().is_empty();
    if by_file && (!may_be_nameless(format, sheet) || !unknown.is_empty() || of_part) {
        let why = "no column names a host, an address or a serial number; say which does, such as --map host=Computer";
        return sink.skip(sheet.header_line, &sheet.written.join(", "), why);
    }
    let host = match (setting.host, by_file) {
        (Some(host), _) => Some(host.clone()),
        (None, true) => Some(host_of_file(sheet, &mut evidence, sink)),
        (None, false) => None,
    };
    if nameless && sheet.has_headings_again() {
        evidence.doubt("the headings stand more than once, and no row names its host");
    }
    if let Some(banner) = banner_of(sheet, setting, sink) {
        evidence.withhold(&banner);
    }
    let above = sheet.titles.iter().filter(|(line, _)| *line < sheet.header_line);
    let titles = above.map(|(line, title)| (*line, title.as_str()));
    let mut commands = titles.chain(setting.named_by);
    if let Some((line, command)) = commands.find(|(_, title)| command::shows_a_part(title)) {
        evidence.cut_off();
        let why = "the command may not show every patch: the list is incomplete";
        sink.skip(line, command, why);
    }
    if let Meaning::Doubtful { why, .. } = &evidence.meaning {
        let help = "none counts as installed; if they are, say so with --map patches=COLUMN, and if they are missing with --map missing=COLUMN";
        sink.skip(sheet.header_line, "", format!("{why}: {help}"));
    }
    let reading = row::Reading { columns: &columns, evidence: &evidence, nameless: host };
    let mut reader = row::Reader::new(reading);
    sheet.each_line(sink, |line, number, sink| match line {
        Line::Row(cells) => reader.read(cells, number, sink),
        Line::LeftOut(first) => reader.pass(first),
    });
    reader.finish(sink);
}

/// The host of a table that names none: that of the sheet where a workbook has several, else that of
/// the file. Sheets that are not called after a host may be of several.
fn host_of_file(sheet: &Sheet<'_>, evidence: &mut Evidence, sink: &mut Sink<'_>) -> Identity {
    if let Some(name) = sink.setting.sheet.filter(|sheet| sheet.of > 1).map(|sheet| sheet.name) {
        if let Some(host) = section::host_of_sheet(name) {
            let why = "no host is named, so the name of the sheet is used";
            sink.skip(sheet.header_line, name, why);
            return host;
        }
        evidence.doubt("the workbook has several sheets, and this one names no host");
    }
    let why = "no host is named, so the name of the file is used";
    sink.skip(sheet.header_line, sink.setting.stem, why);
    Identity::of_file(sink.setting.stem)
}

/// What says above the rows, or in the name of the sheet or file, that the patches are not there.
fn banner_of(sheet: &Sheet<'_>, setting: &Setting<'_>, sink: &Sink<'_>) -> Option<String> {
    const SIGNS: [char; 6] = [',', ';', '|', '"', ' ', '\t'];
    let title = sheet.titles.iter().map(|(_, title)| title.trim_matches(SIGNS));
    let of_sheet = sink.setting.sheet.map(|sheet| sheet.name);
    let said = title.chain(setting.banner).chain(of_sheet).find(|said| banner::withholds(said));
    let named = of_sheet.into_iter().chain([sink.setting.stem]);
    said.or_else(|| named.into_iter().find(|name| banner::name_withholds(name))).map(str::to_owned)
}

/// Whether the first column holds headings, and the hosts stand above the others.
fn is_transposed(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    let [_, others @ ..] = sheet.headings.as_slice() else { return false };
    let told = columns.known() == 1 && columns.kind_at(0) == Some(Column::Name);
    if !told || others.iter().all(String::is_empty) {
        return false;
    }
    let (mut rows, mut headings) = (0_usize, 0_usize);
    sheet.survey(|row| {
        rows += 1;
        let heading = alias::known(&alias::plain(row.get(0).unwrap_or("")));
        headings += usize::from(heading.is_some_and(|kind| kind != Column::Name));
    });
    headings >= 2 && headings * 2 > rows
}

/// Whether any row names its host.
fn names_any(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    let keys = [Column::Fqdn, Column::Address, Column::Serial];
    if !columns.names_a_host() {
        return false;
    }
    sheet.any(|row| {
        !columns.name(row).is_empty()
            || keys.into_iter().any(|key| !columns.cell(row, key).is_empty())
    })
}

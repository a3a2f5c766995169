//! Tables of every origin: exports of directories, management tools and databases, and whatever
//! spreadsheets hold.
//!
//! A table is recognised by its set of headings. Headings are compared without case, blanks and
//! signs, by a table of aliases; `--map host=Computer` adds to it.

mod column;
mod finding;
mod fixed;
mod list;
mod meaning;
mod memory;
mod patches;
mod places;
mod ports;
mod records;
mod row;
mod rows;
mod section;
mod sheet;
mod state;
mod watch;

use super::systeminfo::{self, Record};
use super::{labels, labels::Label};
use crate::import::fact::Identity;
use crate::import::format::Format;
use crate::import::sink::Sink;
use crate::term::alias::column::{self as alias, Column};
use column::Columns;
use meaning::Meaning;
use patches::Evidence;
use section::Section;
pub(in crate::import) use sheet::Sheet;

/// Whether a word says what a column may hold.
pub(in crate::import) fn is_column(word: &str) -> bool {
    alias::known(&alias::plain(word)).is_some()
}

/// How sure the headings make us that a table is of a format.
pub(in crate::import) fn sniff(format: Format, sheet: &Sheet<'_>) -> u8 {
    let has = |heading: &str| sheet.headings.iter().any(|h| h == heading);
    let any = |headings: &[&str]| headings.iter().any(|heading| has(heading));
    let sure = |yes: bool, confidence: u8| if yes { confidence } else { 0 };
    match format {
        Format::SysteminfoCsv if is_systeminfo(sheet) => 95,
        Format::SysteminfoCsv => sure(is_systeminfo_row(sheet), 90),
        Format::Qfe => sure(has("hotfixid") && !sheet.is_delimited(), 95),
        Format::QfeCsv => sure(has("node") && has("hotfixid"), 94),
        Format::Hotfix => sure(has("hotfixid") && !has("hotfixid0"), 90),
        Format::ComputerInfo => sure(
            has("oshotfixes") || (has("csname") && (has("osname") || has("windowsproductname"))),
            92,
        ),
        Format::Updates => sure(is_about_updates(sheet), 70),
        Format::Intune => sure(
            any(&[
                "azureaddeviceid",
                "entradeviceid",
                "lastcheckin",
                "managementagent",
                "enrollmentdate",
                "jointype",
                "manageddeviceownertype",
                "deviceenrollmenttype",
                "manageddevicename",
            ]) && any(&["devicename", "displayname"]),
            88,
        ),
        Format::Defender => {
            let own = [
                "osplatform",
                "exposurelevel",
                "healthstate",
                "healthstatus",
                "onboardingstatus",
                "sensorhealthstate",
            ];
            sure(any(&["devicename", "computerdnsname"]) && any(&own), 87)
        }
        Format::Qualys => sure(
            any(&["qid", "vulnstatus"]) && any(&["ip", "assetname", "assetipv4", "dns", "netbios"]),
            88,
        ),
        Format::Nexpose => sure(
            any(&["assetipaddress", "assetnames"])
                && any(&["vulnerabilityid", "vulnerabilitytitle", "assetosname"]),
            88,
        ),
        Format::NessusCsv => sure(
            any(&["pluginid", "plugin", "definitionid"])
                && any(&["host", "ipaddress", "assethostname", "assetipv4addresses"]),
            93,
        ),
        Format::OpenVas => sure(has("nvtname") && has("ip"), 95),
        Format::ActiveDirectory => {
            let known = [
                "distinguishedname",
                "samaccountname",
                "operatingsystemservicepack",
                "lastlogondate",
                "passwordlastset",
                "objectguid",
            ];
            sure(
                any(&["name", "dnshostname"]) && (any(&known) || has("operatingsystemversion")),
                85,
            )
        }
        Format::Wsus => sure(
            any(&[
                "fulldomainname",
                "updateinstallationstate",
                "laststatusreport",
                "osdescription",
            ]) && !has("sysid"),
            86,
        ),
        Format::Sccm => sure(
            any(&[
                "resourceid",
                "name0",
                "netbiosname0",
                "operatingsystemnameand0",
                "lastdomainlogon",
                "hotfixid0",
            ]),
            87,
        ),
        Format::ServiceNow => {
            sure(any(&["sysid", "sysclassname"]) || (has("class") && has("operatingsystem")), 86)
        }
        Format::Lansweeper => sure(any(&["assetname", "assetid", "iplocation"]), 84),
        Format::Csv => sure(
            Columns::find(&sheet.headings, &[]).names_a_host() && sheet.headings.len() >= 2,
            40,
        ),
        _ => 0,
    }
}

/// Whether a table lists single updates with their states, as update tools do.
fn is_about_updates(sheet: &Sheet<'_>) -> bool {
    let columns = Columns::find(&sheet.headings, &[]);
    let update = columns.has(Column::Patch) || columns.has(Column::Title);
    let state = columns.has(Column::PatchState)
        || columns.has(Column::Status)
        || columns.has(Column::Operation);
    columns.names_a_host() && update && state
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
    if let Some((line, member)) = records::next_page(text) {
        let why = "the answer goes on in others: the hosts of further pages are missing";
        sink.skip(line, member, why);
    }
    let (mut from, mut above) = (0, 0);
    // One file may hold several tables, one below the other.
    while let Some(rest) = text.get(from..) {
        let Some(sheet) = Sheet::open_as(rest, sink.setting.map) else {
            return sink.skip(above, "", "the table has no headings");
        };
        let next = sheet.next;
        read_table(format, sheet.moved_down(above), rest, above, sink);
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
            sections.iter().for_each(|section| read_section(format, section, above, sink))
        }
        None => read_hosts(format, &sheet, None, sink),
    }
}

/// Reads the lines of one host, whose name stands above them.
fn read_section(format: Format, section: &Section<'_>, above: u32, sink: &mut Sink<'_>) {
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
        Some(sheet) => read_hosts(format, &sheet.moved_down(above), Some(host), sink),
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
fn read_hosts(format: Format, sheet: &Sheet<'_>, above: Option<&Identity>, sink: &mut Sink<'_>) {
    let mut columns = Columns::find(&sheet.headings, sink.setting.map);
    columns.find_lists(|row| sheet.survey(row));
    let unused: Vec<&str> =
        columns.unused(&sheet.headings).map(|at| sheet.written[at].as_str()).collect();
    if !unused.is_empty() {
        sink.skip(
            sheet.header_line,
            "",
            format!("columns that are not used: {}", unused.join(", ")),
        );
    }
    tell_of_twins(sheet, &columns, sink);
    if columns.names_a_host() && !sheet.any(|_| true) {
        // What is wrong with its rows is told.
        sheet.each(sink, |_, _, _| {});
        return sink.skip(sheet.header_line, "", "the table has no row that can be used");
    }
    let nameless = !names_any(sheet, &columns);
    let by_file = nameless && above.is_none();
    if by_file && (!may_be_nameless(format, sheet) || !unused.is_empty()) {
        let why = "no column names a host, an address or a serial number; say which does, such as --map host=Computer";
        return sink.skip(sheet.header_line, &sheet.written.join(", "), why);
    }
    if by_file {
        sink.skip(
            sheet.header_line,
            sink.setting.stem,
            "no host is named, so the name of the file is used",
        );
    }
    let mut evidence = Evidence::of(sheet, &columns, format);
    if nameless && sheet.has_headings_again() {
        evidence.doubt("the headings stand more than once, and no row names its host");
    }
    if let Meaning::Doubtful(why) = &evidence.meaning {
        let help = "none counts as installed; if they are, say so with --map patches=COLUMN, and if they are missing with --map missing=COLUMN";
        sink.skip(sheet.header_line, "", format!("{why}: {help}"));
    }
    let reading = row::Reading {
        columns: &columns,
        evidence: &evidence,
        nameless: match above {
            Some(above) => Some(above.clone()),
            None => by_file.then(|| Identity::of_file(sink.setting.stem)),
        },
    };
    let mut reader = row::Reader::new(reading);
    sheet.each(sink, |cells, line, sink| reader.read(cells, line, sink));
    reader.finish(sink);
}

/// Lists the columns that stand twice and say different things: the first filled cell counts.
fn tell_of_twins(sheet: &Sheet<'_>, columns: &Columns, sink: &mut Sink<'_>) {
    let headings = &sheet.headings;
    let first = |at: &usize| headings.iter().position(|h| *h == headings[*at]).unwrap_or(*at);
    let twins: Vec<(usize, usize)> = (0..headings.len())
        .filter(|at| columns.kind_at(*at).is_some_and(|kind| kind != Column::Other))
        .map(|at| (first(&at), at))
        .filter(|(first, at)| first != at)
        .collect();
    let mut differ: Vec<usize> = Vec::new();
    if !twins.is_empty() {
        sheet.survey(|row| {
            let cell = |at: usize| row.get(at).unwrap_or("").trim();
            let fresh = twins.iter().filter(|(first, at)| {
                !cell(*first).is_empty() && !cell(*at).is_empty() && cell(*first) != cell(*at)
            });
            let fresh: Vec<usize> =
                fresh.map(|(_, at)| *at).filter(|at| !differ.contains(at)).collect();
            differ.extend(fresh);
        });
    }
    for at in differ {
        let why = "the column stands twice, and its cells differ: the first that is filled counts";
        sink.skip(sheet.header_line, &sheet.written[at], why);
    }
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

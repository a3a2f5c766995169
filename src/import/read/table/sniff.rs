//! By which headings a table is known as one of a format.

use super::column::Columns;
use super::sheet::Sheet;
use super::{is_systeminfo, is_systeminfo_row};
use crate::import::format::Format;
use crate::term::alias::column::Column;

/// The headings of a format.
struct Mark {
    format: Format,
    /// How sure they make us, of 100.
    confidence: u8,
    /// There is one of each of these groups.
    each: &'static [&'static [&'static str]],
    /// There is none of these.
    none: &'static [&'static str],
}

impl Mark {
    const fn new(format: Format, confidence: u8, each: &'static [&'static [&'static str]]) -> Self {
        Self { format, confidence, each, none: &[] }
    }

    const fn without(self, none: &'static [&'static str]) -> Self {
        Self { none, ..self }
    }

    fn fits(&self, sheet: &Sheet<'_>) -> bool {
        let has = |heading: &&str| sheet.headings.iter().any(|known| known == heading);
        self.each.iter().all(|group| group.iter().any(has)) && !self.none.iter().any(has)
    }
}

/// The formats that their headings alone tell from all others.
static MARKS: [Mark; 14] = [
    Mark::new(Format::QfeCsv, 94, &[&["node"], &["hotfixid"]]),
    Mark::new(Format::Hotfix, 90, &[&["hotfixid"]]).without(&["hotfixid0"]),
    // The list of patches by itself, or the name with that of the system.
    Mark::new(
        Format::ComputerInfo,
        92,
        &[&["oshotfixes", "csname"], &["oshotfixes", "osname", "windowsproductname"]],
    ),
    Mark::new(
        Format::Intune,
        88,
        &[
            &[
                "azureaddeviceid",
                "entradeviceid",
                "lastcheckin",
                "managementagent",
                "enrollmentdate",
                "jointype",
                "manageddeviceownertype",
                "deviceenrollmenttype",
                "manageddevicename",
            ],
            &["devicename", "displayname"],
        ],
    ),
    Mark::new(
        Format::Defender,
        87,
        &[
            &["devicename", "computerdnsname"],
            &[
                "osplatform",
                "exposurelevel",
                "healthstate",
                "healthstatus",
                "onboardingstatus",
                "sensorhealthstate",
            ],
        ],
    ),
    Mark::new(
        Format::Qualys,
        88,
        &[&["qid", "vulnstatus"], &["ip", "assetname", "assetipv4", "dns", "netbios"]],
    ),
    Mark::new(
        Format::Nexpose,
        88,
        &[
            &["assetipaddress", "assetnames"],
            &["vulnerabilityid", "vulnerabilitytitle", "assetosname"],
        ],
    ),
    Mark::new(
        Format::NessusCsv,
        93,
        &[
            &["pluginid", "plugin", "definitionid"],
            &["host", "ipaddress", "assethostname", "assetipv4addresses"],
        ],
    ),
    Mark::new(Format::OpenVas, 95, &[&["nvtname"], &["ip"]]),
    Mark::new(
        Format::ActiveDirectory,
        85,
        &[
            &["name", "dnshostname"],
            &[
                "distinguishedname",
                "samaccountname",
                "operatingsystemservicepack",
                "lastlogondate",
                "passwordlastset",
                "objectguid",
                "operatingsystemversion",
            ],
        ],
    ),
    Mark::new(
        Format::Wsus,
        86,
        &[&["fulldomainname", "updateinstallationstate", "laststatusreport", "osdescription"]],
    )
    .without(&["sysid"]),
    Mark::new(
        Format::Sccm,
        87,
        &[&[
            "resourceid",
            "name0",
            "netbiosname0",
            "operatingsystemnameand0",
            "lastdomainlogon",
            "hotfixid0",
        ]],
    ),
    // A key of its own, or the class with the system.
    Mark::new(
        Format::ServiceNow,
        86,
        &[&["sysid", "sysclassname", "class"], &["sysid", "sysclassname", "operatingsystem"]],
    ),
    Mark::new(Format::Lansweeper, 84, &[&["assetname", "assetid", "iplocation"]]),
];

/// How sure the headings make us that a table is of a format.
pub(in crate::import) fn sniff(format: Format, sheet: &Sheet<'_>) -> u8 {
    let sure = |yes: bool, confidence: u8| if yes { confidence } else { 0 };
    match format {
        Format::SysteminfoCsv if is_systeminfo(sheet) => 95,
        Format::SysteminfoCsv => sure(is_systeminfo_row(sheet), 90),
        Format::Qfe => {
            let is_list = sheet.headings.iter().any(|heading| heading == "hotfixid");
            sure(is_list && !sheet.is_delimited(), 95)
        }
        Format::Updates => sure(is_about_updates(sheet), 70),
        Format::Csv => sure(is_of_hosts(sheet), 40),
        _ => {
            let mark = MARKS.iter().find(|mark| mark.format == format);
            mark.map_or(0, |mark| sure(mark.fits(sheet), mark.confidence))
        }
    }
}

/// Whether a table of no known origin is one of hosts.
fn is_of_hosts(sheet: &Sheet<'_>) -> bool {
    let columns = Columns::find(&sheet.headings, &[]);
    let enough = sheet.headings.len() >= 2 || sheet.is_list();
    columns.names_a_host() && enough && !is_of_rows_only(sheet, &columns)
}

/// Whether the first row is one like the others: what would be the heading of the hosts is a value
/// that stands below it, too.
fn is_of_rows_only(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    let keys = [Column::Name, Column::Fqdn, Column::Address, Column::Serial];
    let is_value = |at: usize| {
        sheet.any(|row| row.get(at).is_some_and(|cell| cell.trim() == sheet.written[at]))
    };
    columns.places_where(|kind| keys.contains(&kind)).all(is_value)
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

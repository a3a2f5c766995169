//! Parts of machines, and things that are no machines: disks, memory, programs, accounts, monitors.
//! Their names, serial numbers and captions are not those of the host.

use csv::StringRecord;

use super::column::Columns;
use crate::term::alias::column::Column;

/// Headings of lists of programs, services, processes and profiles, whose name is not a host's.
pub(super) const LISTS: [&str; 8] = [
    "publisher",
    "uninstallstring",
    "identifyingnumber",
    "starttype",
    "startmode",
    "servicetype",
    "processid",
    "defaultinboundaction",
];

/// Headings that only lists of parts have: of WMI, and of Windows.
const PARTS: [&str; 13] = [
    "pnpdeviceid",
    "systemcreationclassname",
    "devicelocator",
    "banklabel",
    "accounttype",
    "sidtype",
    "licensefamily",
    "partialproductkey",
    "bustype",
    "interfacedescription",
    "interfaceindex",
    "drivetype",
    "elementname",
];

/// Headings of a part in lists that people keep.
const KEPT: [&str; 16] = [
    "component",
    "componentname",
    "part",
    "partname",
    "peripheral",
    "accessory",
    "monitor",
    "monitorname",
    "display",
    "battery",
    "diskdrive",
    "drive",
    "physicaldisk",
    "dimm",
    "module",
    "slot",
];

/// Headings of what is said of the part in lists that people keep.
const OWN_OF_KEPT: [&str; 8] = [
    "serial",
    "serialnumber",
    "serialno",
    "servicetag",
    "seriennummer",
    "model",
    "manufacturer",
    "vendor",
];

/// The same in lists of WMI.
const OWN: [&str; 12] = [
    "caption",
    "version",
    "serial",
    "serialnumber",
    "serialno",
    "model",
    "manufacturer",
    "make",
    "vendor",
    "type",
    "role",
    "architecture",
];

/// Who keeps a list of parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// WMI, which calls by `Name` whatever the list is of.
    Wmi,
    /// People, who name the host of each part.
    People,
}

impl List {
    /// The headings of what is said of a part, and not of the host.
    pub(super) fn own(self) -> &'static [&'static str] {
        match self {
            Self::Wmi => &OWN,
            Self::People => &OWN_OF_KEPT,
        }
    }
}

/// What is no machine, in words of databases of assets. Whatever has an address of its own, such
/// as a printer, may be a host.
const NO_MACHINES: [&str; 24] = [
    "monitor",
    "display",
    "screen",
    "bildschirm",
    "écran",
    "pantalla",
    "keyboard",
    "tastatur",
    "mouse",
    "maus",
    "docking station",
    "dockingstation",
    "dock",
    "headset",
    "webcam",
    "accessory",
    "accessories",
    "zubehör",
    "peripheral",
    "consumable",
    "component",
    "license",
    "software license",
    "toner",
];

/// The list of parts that the headings are of, if they are. What says the system of a host, or its
/// patches, is a list of hosts.
pub(super) fn list(headings: &[String], columns: &Columns) -> Option<List> {
    let has = |word: &str| headings.iter().any(|heading| heading == word);
    let mut systems = columns.places_of(Column::Os).filter(|at| headings[*at] != "caption");
    if columns.has_patches() || systems.next().is_some() {
        return None;
    }
    if PARTS.iter().any(|word| has(word)) || (has("caption") && has("deviceid")) {
        return Some(List::Wmi);
    }
    KEPT.iter().any(|word| has(word)).then_some(List::People)
}

/// Whether the class that WMI gives to every row is one of parts: all are, but those of the machine
/// itself, of its system and of its patches.
pub(super) fn is_told_by_class(
    headings: &[String],
    survey: impl Fn(&mut dyn FnMut(&StringRecord)),
) -> bool {
    let is_class = |heading: &String| matches!(heading.as_str(), "creationclassname" | "class");
    let Some(at) = headings.iter().position(is_class) else { return false };
    let (mut parts, mut machines) = (false, false);
    survey(&mut |row| {
        let class = row.get(at).unwrap_or("").trim().to_lowercase();
        let of_wmi = ["win32_", "cim_", "msft_"].iter().find_map(|start| class.strip_prefix(start));
        let of_machine = matches!(
            of_wmi,
            Some("computersystem" | "operatingsystem" | "quickfixengineering" | "systemenclosure")
        );
        machines |= of_machine;
        parts |= class.starts_with("msvm_") || (of_wmi.is_some() && !of_machine);
    });
    parts && !machines
}

/// Whether a caption may be that of a system. WMI has one for everything that it knows, and calls
/// no system otherwise than a Windows or a server; the name of a system is another text.
pub(super) fn may_be_system(caption: &str, cells: &StringRecord, columns: &Columns) -> bool {
    let lower = caption.to_lowercase();
    (lower.contains("windows") || lower.contains("server"))
        && !columns.cells(cells, Column::Name).any(|name| name == caption)
}

/// What a row says that it is, where that is no machine and has no system.
pub(super) fn of_no_machine<'r>(cells: &'r StringRecord, columns: &Columns) -> Option<&'r str> {
    let said = [Column::Kind, Column::Class].into_iter().find_map(|column| {
        let one = |cell: &&str| {
            let lower = cell.to_lowercase();
            NO_MACHINES.iter().any(|word| lower == *word || lower.strip_suffix('s') == Some(word))
        };
        columns.cells(cells, column).find(one)
    })?;
    columns.cell(cells, Column::Os).is_empty().then_some(said)
}

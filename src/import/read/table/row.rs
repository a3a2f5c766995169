//! One row of a table as facts.

use std::sync::Arc;

use csv::StringRecord;
use jiff::civil::Date;

use super::column::Columns;
use super::memory::Memory;
use super::patches::{self, Evidence};
use super::ports;
use crate::import::fact::{Fact, Identity, is_no_host, says_an_address, unread_address};
use crate::import::format::Format;
use crate::import::read::systeminfo;
use crate::import::role;
use crate::import::sink::Sink;
use crate::inventory::{Antivirus, Criticality};
use crate::term::alias::cell as words;
use crate::term::alias::column::Column;

/// Columns whose cells say who a host is and where it stands, or nothing. What others say comes
/// again and again.
const OF_EACH: [Column; 11] = [
    Column::Name,
    Column::Fqdn,
    Column::Domain,
    Column::Address,
    Column::Serial,
    Column::Segment,
    Column::Group,
    Column::Unit,
    Column::Owner,
    Column::LastSeen,
    Column::Other,
];

/// Columns that say the state of the host in a table without patches.
const STATES: [Column; 2] = [Column::PatchState, Column::Status];

/// How the rows of a table are read.
pub(super) struct Reading<'c> {
    pub(super) columns: &'c Columns,
    pub(super) evidence: &'c Evidence,
    /// The host of rows that name none: the one above the table, or the one of the file.
    pub(super) nameless: Option<Identity>,
}

/// Reads the rows of a table.
pub(super) struct Reader<'c> {
    reading: Reading<'c>,
    machines: Memory,
    patches: Memory,
    /// The host of the row above: rows of one host and many patches become one observation.
    above: Option<Above>,
}

/// A host that further rows may be about.
struct Above {
    identity: Identity,
    line: u32,
    date: Option<Date>,
    machine: Arc<[Fact]>,
    place: Arc<[Fact]>,
    patches: Arc<[Fact]>,
    /// The patches of further rows.
    more: Vec<Fact>,
}

impl<'c> Reader<'c> {
    pub(super) fn new(reading: Reading<'c>) -> Self {
        let state = |kind| !reading.columns.has_patches() && STATES.contains(&kind);
        let of_machine =
            |kind| !OF_EACH.contains(&kind) && (!patches::READ.contains(&kind) || state(kind));
        let machines = Memory::of(reading.columns.places_where(of_machine));
        let patches = Memory::of(reading.evidence.places(reading.columns));
        Self { reading, machines, patches, above: None }
    }

    /// Reads a row.
    pub(super) fn read(&mut self, cells: &StringRecord, line: u32, sink: &mut Sink<'_>) {
        let columns = self.reading.columns;
        let mut identity = identity(cells, columns);
        if let (true, Some(above)) = (identity.is_empty(), &self.reading.nameless) {
            identity = above.clone();
        }
        if identity.is_empty() {
            return sink.skip(
                line,
                cells.get(0).unwrap_or(""),
                "the row names no host, address or serial number",
            );
        }
        let name = columns.name(cells);
        if name.ends_with(['…']) || name.ends_with("...") {
            return sink.skip(line, name, "the name of the host was cut off");
        }
        if let Some(said) = footer(cells, name) {
            return sink.skip(line, said, "a line between or below the rows: no host");
        }
        tell_of_others(cells, line, columns, sink);
        let (machine, place) = self.machine_and_place(cells, line, sink);
        let patches = self.patches(cells, line, sink);
        match &mut self.above {
            Some(above)
                if columns.has_patches()
                    && above.identity == identity
                    && Arc::ptr_eq(&above.machine, &machine)
                    && Arc::ptr_eq(&above.place, &place) =>
            {
                above.add(&patches);
            }
            _ => {
                let date = words::date(columns.cell(cells, Column::LastSeen));
                let more = Vec::new();
                let next = Above { identity, line, date, machine, place, patches, more };
                self.above.replace(next).into_iter().for_each(|above| above.hand_over(sink));
            }
        }
    }

    /// Hands over the host of the last row.
    pub(super) fn finish(self, sink: &mut Sink<'_>) {
        self.above.into_iter().for_each(|above| above.hand_over(sink));
    }

    /// What a row says of machine and place. What it says of the machine is remembered, unless
    /// something of it is left out: that is told of every row.
    fn machine_and_place(
        &mut self,
        cells: &StringRecord,
        line: u32,
        sink: &mut Sink<'_>,
    ) -> (Arc<[Fact]>, Arc<[Fact]>) {
        let columns = self.reading.columns;
        if let Some(machine) = self.machines.recall(cells) {
            let place = place(cells, line, columns, sink);
            return (machine, sink.share(place));
        }
        let before = sink.skipped_count;
        let mut machine = system(cells, line, columns, sink);
        let whole = sink.skipped_count == before;
        let place = place(cells, line, columns, sink);
        let before = sink.skipped_count;
        machine.extend(usage(cells, line, columns, sink));
        let machine = sink.share(machine);
        if whole && sink.skipped_count == before {
            self.machines.keep(&machine);
        }
        (machine, sink.share(place))
    }

    /// What a row says of patches, remembered in the same way.
    fn patches(&mut self, cells: &StringRecord, line: u32, sink: &mut Sink<'_>) -> Arc<[Fact]> {
        if let Some(patches) = self.patches.recall(cells) {
            return patches;
        }
        let before = sink.skipped_count;
        let patches = self.reading.evidence.facts(cells, line, self.reading.columns, sink);
        let patches = sink.share(patches);
        if sink.skipped_count == before {
            self.patches.keep(&patches);
        }
        patches
    }
}

impl Above {
    /// Adds the patches of a further row: a list of thousands of entries is one list.
    fn add(&mut self, patches: &[Fact]) {
        let known = |fact: &Fact| self.patches.contains(fact) || self.more.contains(fact);
        let fresh =
            patches.iter().filter(|fact| !matches!(fact, Fact::PatchList(_)) || !known(fact));
        let fresh: Vec<Fact> = fresh.cloned().collect();
        self.more.extend(fresh);
    }

    fn hand_over(self, sink: &mut Sink<'_>) {
        let patches = match self.more.is_empty() {
            true => self.patches,
            false => sink.share(self.patches.iter().cloned().chain(self.more).collect()),
        };
        let said = [self.machine, patches, self.place];
        sink.observe_shared(self.identity, self.line, self.date, said);
    }
}

/// Words that reports put below their rows.
const FOOTERS: [&str; 39] = [
    "legend",
    "legende",
    "légende",
    "leyenda",
    "legenda",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "summary",
    "summe",
    "gesamt",
    "gesamtsumme",
    "count",
    "average",
    "end",
    "ende",
    "endofreport",
    "endoffile",
    "eof",
    "footer",
    "footnote",
    "footnotes",
    "note",
    "notes",
    "source",
    "key",
    "remarks",
    "confidential",
    "servers",
    "clients",
    "laptops",
    "notebooks",
    "desktops",
    "workstations",
    "computers",
    "machines",
    "hosts",
];

/// What stands alone in a row and is no name of a host: a word of reports, or several words.
fn footer<'r>(cells: &StringRecord, name: &'r str) -> Option<&'r str> {
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let word: String =
        name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_one = FOOTERS.contains(&word.as_str()) || name.contains(char::is_whitespace);
    (cells.len() >= 2 && filled == 1 && is_one).then_some(name)
}

fn identity(cells: &StringRecord, columns: &Columns) -> Identity {
    let mut identity = Identity::default();
    // Scanners write every name that they saw.
    let mut add = |cell: &str| {
        cell.split([',', ';']).for_each(|name| identity.add_name(name));
        identity.name.is_some()
    };
    // A column may hold the address where the next one has the name.
    let _ = columns.names(cells).any(&mut add);
    add(columns.cell(cells, Column::Fqdn));
    identity.add_addresses(columns.cell(cells, Column::Address));
    identity.add_serial(columns.cell(cells, Column::Serial));
    identity.add_domain(columns.cell(cells, Column::Domain));
    identity
}

/// Lists the hosts and addresses of a row that are not read.
fn tell_of_others(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) {
    let addresses = columns.cell(cells, Column::Address);
    if let Some(unread) = unread_address(addresses) {
        sink.skip(line, unread, "no address of one host");
    } else if !words::is_filler(addresses) && !says_an_address(addresses) {
        sink.skip(line, addresses, "no address");
    }
    if let [first, others @ ..] = of_one(addresses).as_slice()
        && !others.is_empty()
    {
        let why = format!("further addresses: the inventory names {first} only");
        sink.skip(line, &others.join(", "), why);
    }
    // Scanners write every name that one host has.
    if matches!(sink.format, Format::Qualys | Format::Nexpose | Format::NessusCsv | Format::OpenVas)
    {
        return;
    }
    let names = columns.name(cells);
    if is_no_host(names) {
        return sink.skip(line, names, "no name of a host");
    }
    let mut each = names.split([',', ';']).filter_map(|name| Identity::named(name).name);
    let Some(first) = each.next() else { return };
    if each.any(|other| !other.eq_ignore_ascii_case(&first)) {
        sink.skip(line, names, format!("several names: what the row says counts for {first} only"));
    }
}

/// The addresses of a cell, each once: those of the family of the first. A machine with an address
/// of each family has one way in by each.
fn of_one(cell: &str) -> Vec<String> {
    let mut identity = Identity::default();
    identity.add_addresses(cell);
    let addresses = identity.addresses;
    let family = addresses.first().map(std::net::IpAddr::is_ipv4);
    let same = addresses.iter().filter(|address| Some(address.is_ipv4()) == family);
    same.map(ToString::to_string).collect()
}

/// Product, service pack, architecture and use.
fn system(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts = Vec::new();
    // The caption of a patch is the page that tells about it.
    let os = columns.cells(cells, Column::Os).find(|os| !os.is_empty() && !os.contains("://"));
    let os = os.unwrap_or("");
    if !os.is_empty() {
        facts.push(Fact::System(os.into()));
    }
    if words::is_qualified(os) && words::names_service_pack(os) {
        sink.skip(line, os, "no service pack that is known: every one is considered");
    }
    let version = kernel(cell(Column::Version), cell(Column::Build));
    if !version.is_empty() {
        facts.push(Fact::Kernel(version.as_str().into()));
    }
    let said = cell(Column::ServicePack);
    // Scanners write it below the version.
    let beside = cell(Column::Version);
    let said = match words::is_filler(said) && version.is_empty() {
        true if words::names_service_pack(beside) => beside,
        _ => said,
    };
    if version.is_empty() && said != beside && !words::is_filler(beside) {
        sink.skip(line, beside, "no version that is known");
    }
    let stated = words::stated_service_pack(said);
    if stated.is_none() && !said.is_empty() && !words::is_filler(said) {
        sink.skip(line, said, "no service pack that is known: every one is considered");
    }
    let of_version = || systeminfo::version(&version).and_then(|(_, service_pack)| service_pack);
    let service_pack =
        if said.is_empty() || words::is_filler(said) { of_version() } else { stated };
    facts.extend(service_pack.map(Fact::ServicePack));
    let arch = cell(Column::Arch);
    match words::arch(arch) {
        Some(found) => facts.push(Fact::Arch(found)),
        None if words::is_filler(arch) => {}
        None => sink.skip(line, arch, "no architecture that is known: every one is considered"),
    }
    let kind = role::stated(cell(Column::Kind));
    if kind.is_none() && !words::is_filler(cell(Column::Kind)) {
        sink.skip(line, cell(Column::Kind), "no kind of host that is known");
    }
    let model = (cell(Column::Manufacturer), cell(Column::Model));
    let claims = [
        kind,
        role::from_chassis(cell(Column::Chassis)),
        role::from_class(cell(Column::Class)),
        role::from_caption(os),
        role::from_model(Some(model.0), Some(model.1)),
    ];
    facts.extend(claims.into_iter().flatten().map(Fact::Role));
    facts
}

/// The number of the kernel out of a version and a build, either of which may be the whole: `5.1
/// (2600)`, `10.0.19045.4170`, `19045`.
fn kernel(version: &str, build: &str) -> String {
    let numeric = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    match (numeric(version), numeric(build)) {
        (true, true)
            if version.matches('.').count() == 1
                && !version.contains('(')
                && !build.contains('.') =>
        {
            format!("{version}.{build}")
        }
        (true, _) if version.contains('.') => version.to_owned(),
        (_, true) => build.to_owned(),
        (true, false) => version.to_owned(),
        (false, false) => String::new(),
    }
}

/// Where it stands in the network and in the organisation, who is responsible, and when it was
/// seen.
fn place(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let segments =
        cell(Column::Segment).split(';').map(str::trim).filter(|segment| !segment.is_empty());
    let mut facts: Vec<Fact> = segments.map(|segment| Fact::Segment(segment.into())).collect();
    let group = cell(Column::Group);
    if !group.is_empty() {
        facts.push(Fact::Group(group.into()));
    }
    facts.extend(unit(cell(Column::Unit)).map(|unit| Fact::Unit(unit.into())));
    let owner = cell(Column::Owner);
    if !owner.is_empty() && !is_a_tool(owner) {
        facts.push(Fact::Owner(owner.into()));
    }
    let seen = cell(Column::LastSeen);
    match words::date(seen) {
        Some(date) => facts.push(Fact::LastSeen(date)),
        None if !seen.is_empty() => {
            sink.skip(line, seen, "the date can be read in more than one way, or is none")
        }
        None => {}
    }
    facts
}

/// The path of an organisational unit, from a distinguished or a canonical name.
fn unit(name: &str) -> Option<String> {
    if !name.contains('=') {
        // A canonical name ends with the computer itself.
        return name.rsplit_once('/').map(|(path, _)| path.to_owned());
    }
    let part = |key: &str| {
        let parts = name.split(',').filter_map(move |part| part.trim().split_once('='));
        parts
            .filter(|(k, _)| k.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<_>>()
    };
    let domain = part("DC").join(".");
    let units = part("OU").into_iter().rev();
    Some(
        std::iter::once(domain)
            .chain(units)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/"),
    )
}

/// States of hosts that are not in use.
const AWAY: [&str; 18] = [
    "stolen",
    "non-active",
    "inactive",
    "retired",
    "sold",
    "broken",
    "lost",
    "disposed",
    "decommissioned",
    "disabled",
    "spare",
    "in stock",
    "stock",
    "in repair",
    "old",
    "scrapped",
    "missing",
    "non-operational",
];

/// Words below `Enabled` that say that a host is not in use.
const NOT_IN_USE: [&str; 9] =
    ["false", "no", "nein", "non", "falsch", "retired", "disabled", "non-operational", "stolen"];

/// The ports of a cell. What is not understood may be further ones: those of the product count as
/// well then.
fn listens(cell: &str, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    if words::is_filler(cell) {
        return Vec::new();
    }
    let said = ports::said(cell);
    let mut facts = Vec::new();
    if !said.ports.is_empty() {
        facts.push(Fact::Listens(Box::new(said.ports)));
    }
    if !said.unread.is_empty() {
        let why = "no ports that are known: what the product listens on counts as well";
        sink.skip(line, &said.unread.join(", "), why);
        facts.push(Fact::Scanned);
    }
    facts
}

/// What it listens on, how much depends on it, its antivirus, and whether it is still in use.
fn usage(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts = Vec::new();
    facts.extend(listens(cell(Column::Listens), line, sink));
    let stated = cell(Column::Criticality);
    match criticality(stated) {
        Some(found) => facts.push(Fact::Criticality(found)),
        None if !stated.is_empty() => sink.skip(line, stated, "no criticality that is known"),
        None => {}
    }
    let guarded = cell(Column::Antivirus);
    match antivirus(guarded) {
        Some(found) => facts.push(Fact::Antivirus(found)),
        None if words::is_filler(guarded) => {}
        None => sink.skip(line, guarded, "no state of an antivirus that is known"),
    }
    let enabled = cell(Column::Enabled).to_lowercase();
    if NOT_IN_USE.contains(&enabled.as_str()) {
        facts.push(Fact::Note(format!("listed as {enabled}").into()));
    }
    if !columns.has_patches() {
        let states = STATES.iter().flat_map(|kind| columns.cells(cells, *kind));
        let away = states.map(str::to_lowercase).find(|state| AWAY.contains(&state.as_str()));
        facts.extend(away.map(|state| Fact::Note(format!("listed as {state}").into())));
    }
    facts
}

/// Whether an owner is the tool that manages the device: a tool is not responsible for anything.
fn is_a_tool(owner: &str) -> bool {
    let lower = owner.to_lowercase();
    let tools = [
        "intune",
        "mdm",
        "mde",
        "configmgr",
        "sccm",
        "co-managed",
        "comanaged",
        "unknown",
        "none",
        "n/a",
        "not managed",
        "jamf",
        "gpo",
    ];
    tools.contains(&lower.as_str())
        || lower.starts_with("microsoft ")
        || lower.contains("intune")
        || lower.contains("configuration manager")
}

/// Words, our own and those of configuration databases: `1 - most critical`, or a number from 1
/// (least) to 5.
fn criticality(text: &str) -> Option<Criticality> {
    let lower = text.trim().to_lowercase();
    Some(match lower.as_str() {
        "low" | "1" | "2" | "4 - not critical" => Criticality::Low,
        "medium" | "moderate" | "3" | "3 - less critical" => Criticality::Medium,
        "high" | "4" | "2 - somewhat critical" => Criticality::High,
        "critical" | "very high" | "5" | "1 - most critical" => Criticality::Critical,
        _ => return None,
    })
}

fn antivirus(text: &str) -> Option<Antivirus> {
    Some(match text.to_lowercase().as_str() {
        "current" | "up to date" | "uptodate" | "aktuell" => Antivirus::Current,
        "stale" | "outdated" | "out of date" | "expired" | "veraltet" => Antivirus::Stale,
        "none" | "no" | "off" | "disabled" | "missing" | "not installed" => Antivirus::None,
        _ => return None,
    })
}

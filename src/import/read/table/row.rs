//! One row of a table as facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use csv::StringRecord;
use jiff::civil::Date;

use super::column::Columns;
use super::memory::Memory;
use super::patches::Evidence;
use super::watch::READ;
use super::{banner, part, ports, state};
use crate::import::fact::{
    Fact, Identity, PatchList, is_no_host, is_of_several, says_an_address, unread_address,
};
use crate::import::filler;
use crate::import::format::Format;
use crate::import::read::systeminfo;
use crate::import::role;
use crate::import::sink::Sink;
use crate::inventory::{Antivirus, Criticality};
use crate::term::alias::cell as words;
use crate::term::alias::column::{Column, known, plain};
use crate::term::alias::wording::{self, has_denial, is_harmless, takes_back};

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
    /// A line above the row that takes patches away: `Missing:`.
    banner: Option<Box<str>>,
    /// Whether the headings of a table that names no host stand above the row.
    foreign: bool,
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
    /// What either says of its list as a whole.
    lists: BTreeSet<PatchList>,
    /// Whether something below that names no host may say that the patches are not there.
    doubted: bool,
}

impl<'c> Reader<'c> {
    pub(super) fn new(reading: Reading<'c>) -> Self {
        let state = |kind| !reading.columns.has_patches() && STATES.contains(&kind);
        let of_machine = |kind| !OF_EACH.contains(&kind) && (!READ.contains(&kind) || state(kind));
        let machines = Memory::of(reading.columns.places_where(of_machine));
        let patches = Memory::of(reading.evidence.places(reading.columns));
        Self { reading, machines, patches, above: None, banner: None, foreign: false }
    }

    /// Takes note of a line that is no row.
    pub(super) fn pass(&mut self, said: &str) {
        if banner::withholds(said) {
            self.banner = Some(said.trim().into());
        } else if banner::grants(said) {
            self.banner = None;
        }
    }

    /// Reads a row.
    pub(super) fn read(&mut self, cells: &StringRecord, line: u32, sink: &mut Sink<'_>) {
        let columns = self.reading.columns;
        let name = columns.name(cells);
        if self.foreign || is_headings(cells, name) {
            let why = match std::mem::replace(&mut self.foreign, true) {
                true => "belongs to a table that names no host",
                false => {
                    "headings of a table that names no host: what stands below them is not read"
                }
            };
            return sink.skip(line, &shown(cells), why);
        }
        if let Some(why) = no_name(name) {
            return sink.skip(line, &shown(cells), why);
        }
        let mut identity = identity(cells, columns);
        if let (true, Some(above)) = (identity.is_empty(), &self.reading.nameless) {
            identity = above.clone();
        }
        if identity.is_empty() {
            return self.nameless(cells, line, sink);
        }
        if name.ends_with(['…']) || name.ends_with("...") {
            return sink.skip(line, name, "the name of the host was cut off");
        }
        if let Some(said) = footer(cells, name) {
            self.pass(said);
            return sink.skip(line, said, "a line between or below the rows: no host");
        }
        if let Some(said) = part::of_no_machine(cells, columns) {
            return sink.skip(line, &shown(cells), format!("`{said}`: no machine, and no host"));
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
                let next = Above {
                    identity,
                    line,
                    date: words::date(columns.cell(cells, Column::LastSeen)),
                    machine,
                    place,
                    lists: patches.iter().filter_map(list_of).collect(),
                    patches,
                    more: Vec::new(),
                    doubted: false,
                };
                self.above.replace(next).into_iter().for_each(|above| above.hand_over(sink));
            }
        }
    }

    /// A row that names no host may go on with the one above: a cell over several rows, or a line
    /// that was broken.
    fn nameless(&mut self, cells: &StringRecord, line: u32, sink: &mut Sink<'_>) {
        let said = shown(cells);
        // A line over the whole width, and not a cell of the list.
        if cells.get(0).is_some_and(|first| first.trim() == said) {
            self.pass(&said);
        }
        if is_of_several(self.reading.columns.name(cells)) {
            return sink.skip(line, &said, "stands for several hosts: write a row for each");
        }
        let evidence = self.reading.evidence;
        let goes_on = evidence.is_said_by(cells, self.reading.columns);
        let above = self.above.as_mut().filter(|above| goes_on && above.has_list());
        let why = match above {
            Some(above) => {
                above.push(Fact::PatchList(PatchList::CutOff));
                above.doubted |= has_denial(&said) && words::kbs_in(&said).is_empty();
                "the row names no host: it may be of the one above it, whose list is incomplete"
            }
            None => "the row names no host, address or serial number",
        };
        sink.skip(line, &said, why);
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
        let patches = self.said_of_patches(cells, line, sink);
        let is_installed = |fact: &Fact| matches!(fact, Fact::Installed(_));
        match &self.banner {
            Some(said)
                if self.reading.evidence.heeds_lines() && patches.iter().any(is_installed) =>
            {
                let why = "stands above the row: what the row lists does not count as installed";
                sink.skip(line, said, why);
                sink.share(without_installed(patches.iter().cloned()))
            }
            _ => patches,
        }
    }

    fn said_of_patches(
        &mut self,
        cells: &StringRecord,
        line: u32,
        sink: &mut Sink<'_>,
    ) -> Arc<[Fact]> {
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
        for fact in patches {
            let is_known = matches!(fact, Fact::PatchList(list) if self.lists.contains(list));
            if !is_known {
                self.push(fact.clone());
            }
        }
    }

    fn push(&mut self, fact: Fact) {
        self.lists.extend(list_of(&fact));
        self.more.push(fact);
    }

    /// Whether anything was said to be installed.
    fn has_list(&self) -> bool {
        !self.lists.is_empty()
    }

    fn hand_over(self, sink: &mut Sink<'_>) {
        let patches = match self.more.is_empty() {
            true => self.patches,
            false => {
                let all = self.patches.iter().cloned().chain(self.more);
                let all = if self.doubted { without_installed(all) } else { all.collect() };
                sink.share(all)
            }
        };
        let said = [self.machine, patches, self.place];
        sink.observe_shared(self.identity, self.line, self.date, said);
    }
}

/// What is said of a list of patches as a whole.
fn list_of(fact: &Fact) -> Option<PatchList> {
    if let Fact::PatchList(list) = fact { Some(*list) } else { None }
}

/// What is said of patches, without those that are installed.
fn without_installed(facts: impl Iterator<Item = Fact>) -> Vec<Fact> {
    let kept = facts.filter(|fact| !matches!(fact, Fact::Installed(_) | Fact::PatchList(_)));
    kept.chain([Fact::PatchList(PatchList::CutOff)]).collect()
}

/// The filled cells of a row.
fn shown(cells: &StringRecord) -> String {
    let filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    filled.collect::<Vec<_>>().join(", ")
}

/// Why a name is none of a host: it was taken out of the list, or it is the number of a patch.
fn no_name(name: &str) -> Option<&'static str> {
    // Signs of spreadsheets for no value (`#N/A`) take nothing out.
    if filler::is_no_name(name) {
        return None;
    }
    let comment = name.starts_with(['#', ';']) || name.starts_with("//") || name.starts_with("--");
    let remark = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("rem "));
    let letters = name.len() - name.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']).len();
    let numbered = letters > 0 && name[letters..].bytes().filter(u8::is_ascii_digit).count() >= 5;
    if name.chars().any(char::is_alphanumeric) && (comment || remark) {
        return Some("is commented out: no host");
    }
    (numbered
        && name[letters..].bytes().all(|b| b.is_ascii_digit())
        && words::patch(name).is_some())
    .then_some("a number of a patch, and no name of a host")
}

/// Whether a row holds the headings of another table, none of which names a host. A host may be
/// called as a heading is.
fn is_headings(cells: &StringRecord, name: &str) -> bool {
    if name.is_empty() || name.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let kind = |cell: &str| known(&plain(cell));
    let filled = || cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let own = kind(name).is_some_and(|kind| kind != Column::Name);
    own && filled().all(|cell| !cell.bytes().any(|byte| byte.is_ascii_digit()))
        && filled().filter(|cell| kind(cell).is_some()).count() >= 2
}

/// Words of totals.
const TOTALS: [&str; 33] = [
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "summary",
    "summe",
    "zwischensumme",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "insgesamt",
    "anzahl",
    "count",
    "average",
    "mittelwert",
    "totaux",
    "somme",
    "moyenne",
    "nombre",
    "suma",
    "totale",
    "somma",
    "soma",
    "totaal",
    "totalt",
    "razem",
    "łącznie",
    "celkem",
    "yhteensä",
    "итого",
    "всего",
    "合计",
];

/// Words that reports put below their rows.
const FOOTERS: [&str; 28] = [
    "legend",
    "legende",
    "légende",
    "leyenda",
    "legenda",
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
    let total = TOTALS.contains(&word.as_str());
    let is_one = || {
        total
            || FOOTERS.contains(&word.as_str())
            || name.contains(char::is_whitespace)
            || (!name.bytes().any(|byte| byte.is_ascii_digit()) && banner::is_state(name))
    };
    let alone = cells.len() >= 2 && filled == 1 && is_one();
    (alone || (total && filled > 1 && has_numbers_only(cells, name))).then_some(name)
}

/// Whether all but one cell of a row are numbers, as in a row of totals.
fn has_numbers_only(cells: &StringRecord, name: &str) -> bool {
    let number = |cell: &str| {
        cell.bytes().any(|b| b.is_ascii_digit())
            && cell.bytes().all(|b| b.is_ascii_digit() || b" .,%'".contains(&b))
    };
    let mut others = cells.iter().map(str::trim).filter(|cell| !cell.is_empty() && *cell != name);
    others.all(number)
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
    if is_of_scanner(sink.format) {
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
    let (os, of_thing) = named_system(cells, line, columns, sink);
    let beside = cell(Column::Version);
    if !os.is_empty() {
        facts.push(Fact::System(os.into()));
    }
    if words::is_qualified(os) && words::names_service_pack(os) {
        sink.skip(line, os, "no service pack that is known: every one is considered");
    }
    let version = if of_thing { String::new() } else { kernel(beside, cell(Column::Build)) };
    if !version.is_empty() {
        facts.push(Fact::Kernel(version.as_str().into()));
    }
    let said = cell(Column::ServicePack);
    // Scanners write it below the version.
    let said = match words::is_filler(said) && version.is_empty() {
        true if words::names_service_pack(beside) => beside,
        _ => said,
    };
    let is_read = !version.is_empty() || of_thing || [said, os].contains(&beside);
    if !is_read && !words::is_filler(beside) {
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
    facts.extend(roles(os, cells, line, columns, sink));
    facts
}

/// The name of the system in a row; whether the row has the caption of something else instead.
fn named_system<'r>(
    cells: &'r StringRecord,
    line: u32,
    columns: &Columns,
    sink: &mut Sink<'_>,
) -> (&'r str, bool) {
    // The caption of a patch is the page that tells about it.
    let filled =
        || columns.cells(cells, Column::Os).filter(|os| !os.is_empty() && !os.contains("://"));
    let is_one = |os: &&str| {
        let mut captions = columns.captions(cells);
        captions.all(|caption| caption != *os) || part::may_be_system(os, cells, columns)
    };
    if let Some(os) = filled().find(is_one) {
        return (os, false);
    }
    if let Some(other) = filled().next() {
        if !columns.names(cells).any(|name| name == other) {
            let why = "the caption of something else, and no operating system: its version does not count";
            sink.skip(line, other, why);
        }
        return ("", true);
    }
    // Some consoles write the system as its version.
    let version = columns.cell(cells, Column::Version);
    (if version.to_lowercase().contains("windows") { version } else { "" }, false)
}

/// What a row says that the host is used as.
fn roles(
    os: &str,
    cells: &StringRecord,
    line: u32,
    columns: &Columns,
    sink: &mut Sink<'_>,
) -> impl Iterator<Item = Fact> {
    let cell = |column| columns.cell(cells, column);
    let class = cell(Column::Class);
    let class = role::from_class(class).or_else(|| role::stated(class));
    let kind = role::stated(cell(Column::Kind));
    for (column, known) in [(Column::Kind, kind.is_some()), (Column::Class, class.is_some())] {
        let said = cell(column);
        if !known && !words::is_filler(said) && !is_of_entries(said, columns, sink) {
            sink.skip(line, said, "no kind of host that is known");
        }
    }
    let claims = [
        kind,
        role::from_chassis(cell(Column::Chassis)),
        class,
        role::from_caption(os),
        role::from_model(Some(cell(Column::Manufacturer)), Some(cell(Column::Model))),
    ];
    claims.into_iter().flatten().map(Fact::Role)
}

/// Whether the column of kinds is one of the entries of the table: of findings, or of updates by the
/// words that name them.
fn is_of_entries(kind: &str, columns: &Columns, sink: &Sink<'_>) -> bool {
    let named =
        || wording::words(kind).all(is_harmless) || takes_back(kind) || state::looks_like_one(kind);
    is_of_scanner(sink.format) || (columns.has_patches() && named())
}

/// Whether rows are findings of a scanner.
fn is_of_scanner(format: Format) -> bool {
    matches!(format, Format::Qualys | Format::Nexpose | Format::NessusCsv | Format::OpenVas)
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

/// Whether what stands under a segment says that there is none, or that nobody knows it.
fn is_nowhere(segment: &str) -> bool {
    const WORDS: [&str; 25] = [
        "tbd",
        "tba",
        "?",
        "??",
        "???",
        "n.a.",
        "n/d",
        "nan",
        "#n/a",
        "(none)",
        "(blank)",
        "(leer)",
        "undefined",
        "not set",
        "unbekannt",
        "keins",
        "k.a.",
        "inconnu",
        "aucun",
        "desconocido",
        "ninguno",
        "sconosciuto",
        "nessuno",
        "onbekend",
        "неизвестно",
    ];
    words::is_filler(segment) || WORDS.contains(&segment.to_lowercase().as_str())
}

/// Whether a cell is an object of JSON, of which no member is a name.
fn is_nameless_object(cell: &str) -> bool {
    cell.contains('{') && cell.contains("\":")
}

/// Where it stands in the network and in the organisation, who is responsible, and when it was
/// seen.
fn place(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut named = |column| {
        let said = cell(column);
        if is_nameless_object(said) {
            sink.skip(line, said, "an object without a name: no name of a segment or group");
            return "";
        }
        said
    };
    let (segments, group) = (named(Column::Segment), named(Column::Group));
    let segments = segments.split(';').map(str::trim).filter(|segment| !is_nowhere(segment));
    let mut facts: Vec<Fact> = segments.map(|segment| Fact::Segment(segment.into())).collect();
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
fn listens(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = columns.cell(cells, Column::Listens);
    if words::is_filler(cell) {
        return Vec::new();
    }
    let said = ports::said(cell);
    let mut facts = Vec::new();
    if columns.places_of(Column::Listens).any(|at| columns.is_tally(at)) {
        facts.push(Fact::Scanned);
    }
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
    facts.extend(listens(cells, line, columns, sink));
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
        let said = if state::is_no(&enabled) { "not enabled" } else { &enabled };
        facts.push(Fact::Note(format!("listed as {said}").into()));
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

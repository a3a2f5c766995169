//! One row of a table as facts.

use csv::StringRecord;

use super::column::Columns;
use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format::Format;
use crate::import::read::systeminfo;
use crate::import::role;
use crate::import::sink::Sink;
use crate::inventory::{Antivirus, Criticality};
use crate::term::alias::cell as words;
use crate::term::alias::column::Column;
use crate::term::port::PortSet;

/// The identity of the row above: rows of one host and many patches become one observation.
#[derive(Debug, Default)]
pub(super) struct Previous(Option<Identity>);

/// Reads a row.
pub(super) fn read(cells: &StringRecord, line: u32, columns: &Columns, previous: &mut Previous, sink: &mut Sink<'_>) {
    let identity = identity(cells, columns);
    if identity.is_empty() {
        return sink.skip(line, cells.get(0).unwrap_or(""), "the row names no host, address or serial number");
    }
    let patches = patches(cells, line, columns, sink);
    if previous.0.as_ref() == Some(&identity)
        && columns.has(Column::Patch)
        && let Some(last) = sink.observations.last_mut()
    {
        return last.facts.extend(patches);
    }
    let mut facts = system(cells, columns);
    facts.extend(place(cells, columns));
    facts.extend(people(cells, line, columns, sink));
    facts.extend(patches);
    let date = words::date(columns.cell(cells, Column::LastSeen));
    previous.0 = Some(identity.clone());
    sink.observe_on(identity, line, date, facts);
}

fn identity(cells: &StringRecord, columns: &Columns) -> Identity {
    let mut identity = Identity::default();
    identity.add_name(columns.cell(cells, Column::Name));
    identity.add_name(columns.cell(cells, Column::Fqdn));
    identity.add_addresses(columns.cell(cells, Column::Address));
    identity.add_serial(columns.cell(cells, Column::Serial));
    let domain = columns.cell(cells, Column::Domain);
    if let (Some(name), None, true) = (&identity.name, &identity.fqdn, domain.contains('.')) {
        identity.fqdn = Some(format!("{name}.{domain}").into());
    }
    identity
}

/// Product, service pack, architecture and use.
fn system(cells: &StringRecord, columns: &Columns) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts = Vec::new();
    let os = cell(Column::Os);
    if !os.is_empty() {
        facts.push(Fact::System(os.into()));
    }
    let version = Some(cell(Column::Version)).filter(|version| !version.is_empty()).unwrap_or(cell(Column::Build));
    if version.starts_with(|c: char| c.is_ascii_digit()) {
        facts.push(Fact::Kernel(version.into()));
    }
    let stated = words::service_pack(cell(Column::ServicePack));
    let service_pack = stated.or_else(|| systeminfo::version(version).and_then(|(_, service_pack)| service_pack));
    facts.extend(service_pack.map(Fact::ServicePack));
    facts.extend(words::arch(cell(Column::Arch)).map(Fact::Arch));
    let model = (cell(Column::Manufacturer), cell(Column::Model));
    let claims = [
        role::stated(cell(Column::Kind)),
        role::from_chassis(cell(Column::Chassis)),
        role::from_class(cell(Column::Class)),
        role::from_model(Some(model.0), Some(model.1)),
    ];
    facts.extend(claims.into_iter().flatten().map(Fact::Role));
    facts
}

/// Where it stands in the network and in the organisation, and what it listens on.
fn place(cells: &StringRecord, columns: &Columns) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts = Vec::new();
    for segment in cell(Column::Segment).split(';').map(str::trim).filter(|segment| !segment.is_empty()) {
        facts.push(Fact::Segment(segment.into()));
    }
    let group = cell(Column::Group);
    if !group.is_empty() {
        facts.push(Fact::Group(group.into()));
    }
    facts.extend(unit(cell(Column::Unit)).map(|unit| Fact::Unit(unit.into())));
    for port in cell(Column::Listens).split([';', ',', ' ']) {
        facts.extend(port.parse::<PortSet>().into_iter().flat_map(|ports| ports.iter().take(64).collect::<Vec<_>>()).map(Fact::Open));
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
        parts.filter(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    let domain = part("DC").join(".");
    let units = part("OU").into_iter().rev();
    Some(std::iter::once(domain).chain(units).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
}

/// Owner, criticality, antivirus, and whether the entry is still in use.
fn people(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts = Vec::new();
    let owner = cell(Column::Owner);
    if !owner.is_empty() {
        facts.push(Fact::Owner(owner.into()));
    }
    let seen = cell(Column::LastSeen);
    match words::date(seen) {
        Some(date) => facts.push(Fact::LastSeen(date)),
        None if !seen.is_empty() => sink.skip(line, seen, "the date can be read in more than one way, or is none"),
        None => {}
    }
    let stated = cell(Column::Criticality);
    match criticality(stated) {
        Some(found) => facts.push(Fact::Criticality(found)),
        None if !stated.is_empty() => sink.skip(line, stated, "no criticality that is known"),
        None => {}
    }
    facts.extend(antivirus(cell(Column::Antivirus)).map(Fact::Antivirus));
    let enabled = cell(Column::Enabled).to_lowercase();
    if matches!(enabled.as_str(), "false" | "retired" | "disabled" | "non-operational" | "stolen") {
        facts.push(Fact::Note(format!("listed as {enabled}").into()));
    }
    facts
}

/// Words, our own and those of configuration databases: `1 - most critical`, or a number from 1 (least) to 5.
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
        "current" | "up to date" | "uptodate" => Antivirus::Current,
        "stale" | "outdated" | "out of date" => Antivirus::Stale,
        "none" | "not installed" => Antivirus::None,
        _ => return None,
    })
}

/// The patches of a row. Where a column says the state of an update, only what is installed counts; what is merely applicable
/// or waits for a restart is missing. Lists of what is installed are complete, except where a server only knows its own updates.
fn patches(cells: &StringRecord, line: u32, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Fact> {
    let cell = |column| columns.cell(cells, column);
    let mut facts: Vec<Fact> = words::patches_in(cell(Column::Missing)).iter().map(|id| Fact::Missing(id.to_string().into())).collect();
    facts.extend(words::bulletins_in(cell(Column::Missing)).into_iter().map(|id| Fact::Missing(id.into())));
    let text = cell(Column::Patch);
    let by_update = columns.has(Column::PatchState) && columns.has(Column::Patch) || columns.has(Column::Bulletin);
    if by_update {
        facts.extend(update(text, cell(Column::Bulletin), cell(Column::PatchState), line, sink));
        return facts;
    }
    if !columns.has(Column::Patch) || text.is_empty() {
        return facts;
    }
    let found = words::patches_in(text);
    let none = matches!(text.to_lowercase().as_str(), "-" | "none");
    if found.is_empty() && !none {
        let fallback = words::patch(cell(Column::PatchFallback));
        match fallback {
            Some(patch) => facts.push(Fact::Installed(patch)),
            None => {
                sink.skip(line, text, "the cell names no patch: the list is incomplete");
                facts.push(Fact::PatchList(PatchList::CutOff));
                return facts;
            }
        }
    }
    facts.extend(found.into_iter().map(Fact::Installed));
    let partial = matches!(sink.format, Format::Wsus);
    facts.push(Fact::PatchList(if partial { PatchList::CutOff } else { PatchList::Complete }));
    facts
}

/// One update on one host, with its state.
fn update(text: &str, bulletin: &str, state: &str, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    let patches = words::patches_in(text);
    match state.to_lowercase().replace([' ', '_'], "").as_str() {
        "installed" => patches.into_iter().map(Fact::Installed).collect(),
        "notinstalled" | "needed" | "downloaded" | "failed" | "installedpendingreboot" | "missing" | "noncompliant" => {
            let names = patches.iter().map(ToString::to_string).chain(words::bulletins_in(bulletin));
            names.map(|name| Fact::Missing(name.into())).collect()
        }
        "notapplicable" | "installed/notapplicable" | "unknown" | "nostatus" | "" => Vec::new(),
        _ => {
            sink.skip(line, state, "no state of an update that is known");
            Vec::new()
        }
    }
}

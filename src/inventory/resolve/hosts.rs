//! Hosts: the collection that both ways of writing them fill, and the `hosts:` list.

use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxHashMap;

use super::away;
use super::defaults::Defaults;
use super::details;
use super::document::Document;
use super::listens;
use super::name::{self, Named};
use super::placement::{self, Placement};
use super::reader::Reported;
use super::role::{self, StatedRole};
use super::segments::Segments;
use super::system::{self, StatedSystem};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Host, HostDetails, Infected, Kind, System, SystemId};
use crate::source::Span;
use crate::source::yaml::Fields;

const WHAT: &str = "a host";
/// The keys that no other file of this module reads.
pub(super) const KEYS: &[&str] = &["name", "count", "kind", "infected"];
/// More machines than one entry stands for anywhere.
const MAX_COUNT: u32 = 10_000_000;

/// Collects hosts from the YAML list and from tables.
pub(super) struct Hosts<'r> {
    pub(super) segments: &'r Segments,
    pub(super) defaults: &'r Defaults,
    known: Known,
}

/// The hosts of an inventory.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) hosts: IndexMap<Box<str>, Host>,
    pub(super) systems: IndexSet<System>,
    /// Hosts left out because something about them is wrong; they are still known by name.
    broken: FxHashMap<Box<str>, Span>,
    /// Whether every name was read; if not, no name is called unknown.
    names_lost: bool,
}

/// What a host states, as far as both ways of writing it have it in common.
pub(super) struct Parts<'p> {
    pub(super) kind: Kind,
    pub(super) count: u32,
    pub(super) infected: Option<Infected>,
    pub(super) system: SystemId,
    pub(super) placement: &'p Placement,
    pub(super) role: StatedRole,
    pub(super) details: HostDetails,
    pub(super) place: Span,
}

/// Every key that a host may have.
pub(super) fn keys() -> Vec<&'static str> {
    [KEYS, system::KEYS, placement::KEYS, role::KEYS, details::KEYS].concat()
}

impl<'r> Hosts<'r> {
    pub(super) fn new(segments: &'r Segments, defaults: &'r Defaults, whole: bool) -> Self {
        Self { segments, defaults, known: Known { names_lost: !whole, ..Known::default() } }
    }

    /// Notes that there are hosts whose names are not known.
    pub(super) fn lose_names(&mut self) {
        self.known.names_lost = true;
    }

    /// Hosts that share a system share its id.
    pub(super) fn intern(&mut self, system: System) -> SystemId {
        SystemId(self.known.systems.insert_full(system).0 as u32)
    }

    /// The host made of its parts, with all defaults filled in.
    pub(super) fn build(&self, parts: Parts<'_>) -> Host {
        let defaults = self.defaults.of(parts.kind);
        let role = parts.role.complete(parts.kind, &defaults.role, parts.placement.for_hosts);
        Host {
            count: parts.count,
            system: parts.system,
            kind: parts.kind,
            segments: parts.placement.segments.clone(),
            criticality: role.criticality,
            value: role.value,
            away: role.away,
            infected: parts.infected,
            listens_from: parts.placement.listens_from.clone(),
            antivirus: role.antivirus,
            place: parts.place,
            details: details::complete(parts.details, &defaults.details),
        }
    }

    /// Adds a host, or remembers the name of one about which something is wrong. A second one of
    /// the name is reported.
    pub(super) fn add(
        &mut self,
        name: &str,
        place: Span,
        host: Result<Host, Reported>,
        diagnostics: &mut Diagnostics,
    ) {
        if name.is_empty() {
            return self.lose_names();
        }
        let Some(first) = self.note(name, place, host) else { return };
        let twice = Diagnostic::new(Code::DuplicateHost, format!("two hosts are called `{name}`"));
        diagnostics.push(
            twice
                .at(place, "again here")
                .at(first, "first here")
                .help("rename one, or use `count:` for hosts that are alike"),
        );
    }

    /// Notes a host; the place of the first one of its name, if there is one already.
    fn note(&mut self, name: &str, place: Span, host: Result<Host, Reported>) -> Option<Span> {
        let known = &mut self.known;
        if let Some(first) = known.broken.get(name) {
            return Some(*first);
        }
        match host {
            Ok(host) => match known.hosts.entry(name.into()) {
                Entry::Occupied(first) => return Some(first.get().place),
                Entry::Vacant(free) => {
                    free.insert(host);
                }
            },
            Err(Reported) => match known.hosts.get(name) {
                Some(first) => return Some(first.place),
                None => {
                    known.broken.insert(name.into(), place);
                }
            },
        }
        None
    }

    /// Makes room for hosts that are to come, all at once. Where there is not so much room, it is
    /// made as they come: a file of broken lines has fewer hosts than lines.
    pub(super) fn expect(&mut self, hosts: usize) {
        let _ = self.known.hosts.try_reserve_exact(hosts);
    }

    pub(super) fn finish(self) -> Known {
        self.known
    }
}

impl Known {
    /// Whether a host of this name was written, right or wrong, or may have been where something
    /// could not be read.
    pub(super) fn may_contain(&self, name: &str) -> bool {
        self.names_lost || self.place(name).is_some()
    }

    fn place(&self, name: &str) -> Option<Span> {
        self.hosts.get(name).map(|host| host.place).or_else(|| self.broken.get(name).copied())
    }

    /// Every name, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.hosts.keys().chain(self.broken.keys()).map(|name| &**name)
    }
}

/// Reads the `hosts:` list.
pub(super) fn resolve(
    document: &Document<'_>,
    hosts: &mut Hosts<'_>,
    diagnostics: &mut Diagnostics,
) {
    let keys = keys();
    for node in document.list("hosts", diagnostics) {
        let Some(fields) = Fields::open(node, WHAT, &keys, diagnostics) else {
            hosts.lose_names();
            continue;
        };
        let name = fields
            .required("name", WHAT, diagnostics)
            .and_then(|node| Some((node.text("`name`", diagnostics)?, node.span)));
        let place = name.map_or(fields.span.first_char(), |(_, span)| span);
        let host = host(&fields, place, hosts, diagnostics);
        let Some((name, place)) = name else {
            hosts.lose_names();
            continue;
        };
        let named = checked_name(name, || place, diagnostics);
        hosts.add(name, place, named.and(host), diagnostics);
    }
}

/// One host. Every part is read although another may be wrong.
fn host(
    fields: &Fields<'_>,
    place: Span,
    hosts: &mut Hosts<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Host, Reported> {
    let kind = fields
        .required("kind", WHAT, diagnostics)
        .and_then(|node| role::kind(node, diagnostics))
        .ok_or(Reported);
    let (count, infected) = (count(fields, diagnostics), infected(fields, diagnostics));
    let role = role(fields, kind, hosts.defaults, diagnostics);
    let placement = placement(fields, kind, hosts, diagnostics);
    let system = system(fields, kind, hosts, diagnostics);
    let details = details::read(fields, diagnostics);
    let (kind, count, infected, details, placement) =
        (kind?, count?, infected?, details?, placement?);
    Ok(hosts.build(Parts {
        kind,
        count,
        infected,
        system: system?,
        placement: &placement,
        role: role?,
        details,
        place,
    }))
}

/// Reports a name that is none; only then is its place asked for.
pub(super) fn checked_name(
    name: &str,
    place: impl FnOnce() -> Span,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let Some(problem) = name::problem(name, Named::Host, place) else { return Ok(()) };
    diagnostics.push(problem);
    Err(Reported)
}

pub(super) fn count(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Result<u32, Reported> {
    let Some(node) = fields.get("count") else { return Ok(1) };
    node.integer("`count`", 1..=MAX_COUNT, diagnostics).ok_or(Reported)
}

/// Whether the host is known to be infected.
pub(super) fn infected(
    fields: &Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Infected>, Reported> {
    let Some(node) = fields.get("infected") else { return Ok(None) };
    away::infected(node, diagnostics).ok_or(Reported)
}

pub(super) fn role(
    fields: &Fields<'_>,
    kind: Result<Kind, Reported>,
    defaults: &Defaults,
    diagnostics: &mut Diagnostics,
) -> Result<StatedRole, Reported> {
    let role = StatedRole::read(fields, diagnostics)?;
    let kind = kind?;
    role.check(fields, kind, &defaults.of(kind).role, diagnostics).map(|()| role)
}

/// The placement that a host states, else the one for its kind; a host that has neither is
/// reported.
pub(super) fn placement(
    fields: &Fields<'_>,
    kind: Result<Kind, Reported>,
    hosts: &Hosts<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Placement, Reported> {
    let stated = placement::read(fields, hosts.segments, diagnostics)?;
    // Without a kind it is not known which defaults would have applied.
    let found = match stated {
        Some(stated) => Some(stated),
        None => hosts.defaults.of(kind?).placement.clone(),
    };
    let Some(found) = found else {
        if hosts.defaults.damaged {
            return Err(Reported);
        }
        fields.missing("segment", WHAT, diagnostics);
        return Err(Reported);
    };
    let listens_from = match fields.get("listens") {
        Some(node) => listens::from(node, hosts.segments, diagnostics).ok_or(Reported)?,
        None => hosts.defaults.of(kind?).listens_from.clone(),
    };
    Ok(Placement { listens_from, ..found })
}

/// The system that a host states, completed by the defaults for its kind; a host without a product
/// is reported.
pub(super) fn system(
    fields: &Fields<'_>,
    kind: Result<Kind, Reported>,
    hosts: &mut Hosts<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<SystemId, Reported> {
    let stated = StatedSystem::read(fields, diagnostics)?;
    let system = stated.complete(&hosts.defaults.of(kind?).system);
    if system.is_none() && !hosts.defaults.damaged {
        fields.missing("os", WHAT, diagnostics);
    }
    system.map(|system| hosts.intern(system)).ok_or(Reported)
}

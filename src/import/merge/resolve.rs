//! The fields of one host out of the facts about it.

use std::cmp::Reverse;
use std::hash::Hash;
use std::net::IpAddr;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxHashSet;

use super::product::{Products, System};
use super::{Conflict, Host};
use crate::import::fact::{Fact, Field, Observation, Origin, PatchList, Role, RoleClaim, Sign};
use crate::import::{role, role::Verdict};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::{Port, PortSet};

/// Conflicts that are kept of one import; more than anybody reads.
const MAX_CONFLICTS: usize = 10_000;

/// Values of one field of one host that are told as conflicts.
const MAX_TOLD: usize = 20;

/// Everything said about one host, in the order of belief.
struct Facts<'o> {
    all: Vec<(&'o Fact, Origin)>,
    name: String,
}

/// Weighs the observations of one host.
pub(super) fn host(members: &[&Observation], products: &Products<'_>, conflicts: &mut Vec<Conflict>) -> Host {
    let mut order: Vec<&Observation> = members.to_vec();
    order.sort_by_key(|o| (Reverse(o.origin.format.reliability()), Reverse(o.origin.date), o.origin.file, o.origin.line));
    let (name, fqdn, addresses) = identity(&order);
    let facts = Facts { all: order.iter().flat_map(|o| o.facts.iter().map(|fact| (fact, o.origin))).collect(), name: name.clone() };
    let mut origins = Vec::new();
    let mut claims: Vec<RoleClaim> =
        facts.pick(|fact| if let Fact::Role(claim) = fact { Some(claim.clone()) } else { None }).map(|(c, _)| c).collect();
    let server = claims.iter().find(|claim| claim.sign <= Sign::Configuration).map(|claim| claim.role == Role::Server);
    let system = facts.system(products, server, &mut origins, conflicts);
    let service_pack = facts.service_pack(&system, products, &mut origins, conflicts);
    let arch = facts.arch(&system, products, &mut origins, conflicts);
    claims.extend(system.as_ref().and_then(|system| system.role.clone()));
    let role = facts.role(&mut claims, &mut origins);
    let missing = facts.missing(&mut origins);
    let (patches, patches_complete) = facts.patches(&missing, products, &mut origins, conflicts);
    let listens = facts.listens(system.as_ref(), service_pack, products, &mut origins);
    let files = facts.files(&mut origins, conflicts);
    let groups = facts.pick(|fact| if let Fact::Group(group) = fact { Some(group.to_string()) } else { None });
    Host {
        fqdn,
        addresses,
        os: system.as_ref().map(|system| system.os.clone()),
        os_known: system.is_some_and(|system| system.known),
        service_pack,
        arch,
        patches,
        patches_complete,
        missing,
        files,
        listens,
        role,
        segments: facts.segments(&mut origins),
        groups: unique(groups.map(|(group, _)| group)),
        unit: facts.first(
            Field::Segment,
            |fact| if let Fact::Unit(unit) = fact { Some(unit.to_string()) } else { None },
            &mut Vec::new(),
            &mut Vec::new(),
        ),
        criticality: facts.first(
            Field::Criticality,
            |fact| if let Fact::Criticality(c) = fact { Some(*c) } else { None },
            &mut origins,
            conflicts,
        ),
        antivirus: facts.first(
            Field::Antivirus,
            |fact| if let Fact::Antivirus(a) = fact { Some(*a) } else { None },
            &mut origins,
            conflicts,
        ),
        owner: facts.first(
            Field::Owner,
            |fact| if let Fact::Owner(o) = fact { Some(o.to_string()) } else { None },
            &mut origins,
            conflicts,
        ),
        last_seen: facts.pick(|fact| if let Fact::LastSeen(date) = fact { Some(*date) } else { None }).map(|(date, _)| date).max(),
        notes: unique(facts.pick(|fact| if let Fact::Note(note) = fact { Some(note.to_string()) } else { None }).map(|(note, _)| note)),
        origins,
        name,
    }
}

/// Name, full name and addresses: of the most believed that has them.
fn identity(order: &[&Observation]) -> (String, Option<String>, Vec<IpAddr>) {
    let fqdn = order.iter().find_map(|o| o.identity.fqdn.as_deref()).map(str::to_owned);
    let addresses: Vec<IpAddr> = unique(order.iter().flat_map(|o| o.identity.addresses.iter().copied()));
    let name = order.iter().find_map(|o| o.identity.name.as_deref()).map(str::to_owned);
    let serial = || order.iter().find_map(|o| o.identity.serial.as_deref()).map(|serial| format!("serial-{serial}"));
    let name = name.or_else(|| fqdn.clone()).or_else(|| addresses.first().map(ToString::to_string)).or_else(serial);
    (name.unwrap_or_default(), fqdn, addresses)
}

/// Each value once, in the order of the first.
fn unique<T: Hash + Eq>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<IndexSet<T>>().into_iter().collect()
}

/// A value as conflicts show it.
trait Shown {
    fn shown(&self) -> String;
}

macro_rules! shown {
    ($($type:ty => |$value:ident| $text:expr),* $(,)?) => {
        $(impl Shown for $type { fn shown(&self) -> String { let $value = self; $text } })*
    };
}

shown! {
    String => |text| text.clone(),
    ServicePack => |sp| sp.to_string(),
    Arch => |arch| arch.to_string(),
    FileVersion => |version| version.to_string(),
    crate::inventory::Criticality => |criticality| criticality.as_str().to_owned(),
    crate::inventory::Antivirus => |antivirus| antivirus.as_str().to_owned(),
    System => |system| system.os.clone(),
}

impl Facts<'_> {
    fn pick<T>(&self, of: impl Fn(&Fact) -> Option<T>) -> impl Iterator<Item = (T, Origin)> {
        self.all.iter().filter_map(move |(fact, origin)| Some((of(fact)?, *origin)))
    }

    fn disagree<T: Shown>(&self, field: Field, kept: (&T, Option<Origin>), dropped: (&T, Option<Origin>), conflicts: &mut Vec<Conflict>) {
        if conflicts.len() < MAX_CONFLICTS {
            let side = |(value, origin): (&T, Option<Origin>)| (value.shown(), origin);
            conflicts.push(Conflict { host: self.name.clone(), field, kept: side(kept), dropped: side(dropped) });
        }
    }

    /// The most believed value; other values are conflicts.
    fn first<T: PartialEq + Shown>(
        &self,
        field: Field,
        of: impl Fn(&Fact) -> Option<T>,
        origins: &mut Vec<(Field, Origin)>,
        conflicts: &mut Vec<Conflict>,
    ) -> Option<T> {
        let mut values = self.pick(of);
        let (kept, origin) = values.next()?;
        let mut told: Vec<T> = Vec::new();
        for (other, from) in values {
            if other != kept && told.len() < MAX_TOLD && !told.contains(&other) {
                self.disagree(field, (&kept, Some(origin)), (&other, Some(from)), conflicts);
                told.push(other);
            }
        }
        origins.push((field, origin));
        Some(kept)
    }

    /// The product: one that the catalogue knows before others, else the only one that the kernel's number leaves.
    fn system(
        &self,
        products: &Products<'_>,
        server: Option<bool>,
        origins: &mut Vec<(Field, Origin)>,
        conflicts: &mut Vec<Conflict>,
    ) -> Option<System> {
        let captions = self.pick(|fact| if let Fact::System(caption) = fact { Some(products.find(caption)) } else { None });
        let mut systems: Vec<(System, Origin)> = captions.collect();
        systems.sort_by_key(|(system, _)| !system.known);
        if let Some((system, origin)) = systems.first() {
            let others = systems.iter().filter(|(other, _)| other.os != system.os && other.known);
            others.for_each(|(other, from)| self.disagree(Field::Os, (system, Some(*origin)), (other, Some(*from)), conflicts));
            origins.push((Field::Os, *origin));
            if system.known {
                return Some(system.clone());
            }
        }
        let kernel =
            self.pick(|fact| if let Fact::Kernel(kernel) = fact { Some(products.of_kernel(kernel, server)?) } else { None }).next();
        match (systems.into_iter().next(), kernel) {
            (Some((system, _)), _) if !system.os.is_empty() => Some(system),
            (_, Some((os, origin))) => {
                origins.push((Field::Os, origin));
                Some(System { os, known: true, ..System::default() })
            }
            _ => None,
        }
    }

    /// The service pack, unless the product never had it.
    fn service_pack(
        &self,
        system: &Option<System>,
        products: &Products<'_>,
        origins: &mut Vec<(Field, Origin)>,
        conflicts: &mut Vec<Conflict>,
    ) -> Option<ServicePack> {
        let of = |fact: &Fact| match fact {
            Fact::ServicePack(service_pack) => Some(*service_pack),
            Fact::System(caption) => products.find(caption).service_pack,
            _ => None,
        };
        let found = self.first(Field::ServicePack, of, origins, conflicts)?;
        let possible = system.as_ref().and_then(|system| products.product_by_id(&system.os)).is_none_or(|product| product.has(found));
        if !possible {
            let why = format!("service pack {found} does not exist for this product: left out");
            self.disagree(Field::ServicePack, (&String::from("unknown"), None), (&why, None), conflicts);
        }
        possible.then_some(found)
    }

    /// The architecture: what is said, else the only one there is.
    fn arch(
        &self,
        system: &Option<System>,
        products: &Products<'_>,
        origins: &mut Vec<(Field, Origin)>,
        conflicts: &mut Vec<Conflict>,
    ) -> Option<Arch> {
        let of = |fact: &Fact| match fact {
            Fact::Arch(arch) => Some(*arch),
            Fact::System(caption) => products.find(caption).arch,
            _ => None,
        };
        let said = self.first(Field::Arch, of, origins, conflicts);
        let Some(product) = system.as_ref().and_then(|system| products.product_by_id(&system.os)) else { return said };
        let only = if let [only] = product.architectures[..] { Some(only) } else { None };
        match said {
            Some(arch) if product.runs_on(arch) => Some(arch),
            Some(arch) => {
                let why = format!("{arch} does not exist for this product: left out");
                self.disagree(Field::Arch, (&String::from("unknown"), None), (&why, None), conflicts);
                only
            }
            None => only,
        }
    }

    fn role(&self, claims: &mut Vec<RoleClaim>, origins: &mut Vec<(Field, Origin)>) -> Verdict {
        let first = self.pick(|fact| if let Fact::Role(_) = fact { Some(()) } else { None }).next();
        origins.extend(first.map(|((), origin)| (Field::Kind, origin)));
        role::decide(&self.name, claims)
    }

    fn missing(&self, origins: &mut Vec<(Field, Origin)>) -> Vec<String> {
        let found: Vec<(String, Origin)> =
            self.pick(|fact| if let Fact::Missing(id) = fact { Some(id.to_string()) } else { None }).collect();
        origins.extend(found.first().map(|(_, origin)| (Field::Missing, *origin)));
        let mut missing: Vec<String> = found.into_iter().map(|(id, _)| id).collect();
        missing.sort();
        missing.dedup();
        missing
    }

    /// The union of all lists, without what a scan found missing.
    fn patches(
        &self,
        missing: &[String],
        products: &Products<'_>,
        origins: &mut Vec<(Field, Origin)>,
        conflicts: &mut Vec<Conflict>,
    ) -> (Option<Vec<PatchId>>, bool) {
        let found: Vec<(PatchId, Origin)> =
            self.pick(|fact| if let Fact::Installed(id) = fact { Some(id.clone()) } else { None }).collect();
        let lists: Vec<(PatchList, Origin)> = self.pick(|fact| if let Fact::PatchList(list) = fact { Some(*list) } else { None }).collect();
        let origin = lists.first().map(|(_, origin)| *origin).or(found.first().map(|(_, origin)| *origin));
        let Some(origin) = origin else { return (None, false) };
        origins.push((Field::Patches, origin));
        let refuted: FxHashSet<PatchId> = products.patches_of(missing).into_iter().collect();
        let mut complete = lists.iter().any(|(list, _)| *list == PatchList::Complete);
        let mut patches: Vec<PatchId> = Vec::with_capacity(found.len());
        for (patch, from) in found {
            if refuted.contains(&patch) {
                complete = false;
                let (kept, dropped) =
                    (format!("{patch} is missing, says a scan: the list is not complete"), format!("{patch} is installed"));
                self.disagree(Field::Patches, (&kept, None), (&dropped, Some(from)), conflicts);
            } else {
                patches.push(patch);
            }
        }
        patches.sort_unstable();
        patches.dedup();
        (Some(patches), complete)
    }

    /// Ports. A look from outside shows what it can reach; what the product listens on besides is added, not taken away: another
    /// place may reach it.
    fn listens(
        &self,
        system: Option<&System>,
        service_pack: Option<ServicePack>,
        products: &Products<'_>,
        origins: &mut Vec<(Field, Origin)>,
    ) -> Option<PortSet> {
        let open: Vec<(Port, Origin)> = self.pick(|fact| if let Fact::Open(port) = fact { Some(*port) } else { None }).collect();
        let (_, origin) = open.first()?;
        let scanned = self.pick(|fact| matches!(fact, Fact::Scanned).then_some(())).next().is_some();
        origins.push((Field::Ports, *origin));
        let seen: PortSet =
            open.iter().filter_map(|(port, _)| port.to_string().parse::<PortSet>().ok()).fold(PortSet::empty(), |all, one| all.union(&one));
        let product = system.and_then(|system| products.product_by_id(&system.os)).filter(|_| scanned);
        Some(match product {
            Some(product) => seen.union(product.listens(service_pack.unwrap_or_default())),
            None => seen,
        })
    }

    /// Versions of files; of two, the more believed.
    fn files(&self, origins: &mut Vec<(Field, Origin)>, conflicts: &mut Vec<Conflict>) -> Vec<(String, FileVersion)> {
        let mut files: IndexMap<String, (FileVersion, Origin)> = IndexMap::new();
        for ((name, version), origin) in
            self.pick(|fact| if let Fact::File(name, version) = fact { Some((name.to_lowercase(), *version)) } else { None })
        {
            match files.get(&name) {
                Some((kept, from)) if *kept != version => {
                    self.disagree(Field::Files, (kept, Some(*from)), (&version, Some(origin)), conflicts);
                }
                Some(_) => {}
                None => drop(files.insert(name, (version, origin))),
            }
        }
        origins.extend(files.first().map(|(_, (_, origin))| (Field::Files, *origin)));
        files.sort_unstable_keys();
        files.into_iter().map(|(name, (version, _))| (name, version)).collect()
    }

    /// The segments that the most believed source names.
    fn segments(&self, origins: &mut Vec<(Field, Origin)>) -> Vec<String> {
        let named: Vec<(String, Origin)> =
            self.pick(|fact| if let Fact::Segment(name) = fact { Some(name.to_string()) } else { None }).collect();
        let Some((_, first)) = named.first() else { return Vec::new() };
        origins.push((Field::Segment, *first));
        unique(named.iter().filter(|(_, origin)| origin == first).map(|(name, _)| name.clone()))
    }
}

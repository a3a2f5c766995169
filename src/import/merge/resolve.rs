//! The fields of one machine out of the facts about it.

use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxHashMap, FxHashSet};

use super::caption;
use super::product::{Products, System};
use super::{Conflict, Conflicts, Machine, Patches, patches};
use crate::import::fact::{Fact, Field, FileId, Observation, Origin, Role, RoleClaim, Sign};
use crate::import::{filler, role, role::Verdict};
use crate::term::alias::cell::is_filler;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::PortSet;

/// Values of one field of one host that are told as conflicts.
const MAX_TOLD: usize = 20;

/// Everything said about one host, in the order of belief.
pub(super) struct Facts<'o> {
    all: Vec<Said<'o>>,
    name: &'o str,
}

/// One fact with where it stands.
struct Said<'o> {
    fact: &'o Fact,
    origin: Origin,
    fit: Fit,
}

/// Whether the record of a fact is about the system that is kept. Service pack, architecture, files
/// and patches belong to the system that the same record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It names that system.
    Named,
    /// It names none.
    Silent,
    /// It names another.
    Other,
}

/// A record with the system that it names.
struct Record<'o> {
    observation: &'o Observation,
    system: Option<System>,
    /// The number of a kernel that is not one of that system, and the products that have it.
    odd: Option<(&'o str, Vec<String>)>,
}

/// Where each field comes from.
pub(super) type Origins = Vec<(Field, Origin)>;

/// The machine of a host of a name and its patches, out of observations in the order of belief.
pub(super) fn machine(
    name: &str,
    order: &[&Observation],
    products: &Products<'_>,
    conflicts: &mut Conflicts,
) -> (Machine, Patches, Origins) {
    let server = order.iter().flat_map(|o| &*o.machine).find_map(configured_as_server);
    let records: Vec<Record<'_>> = order.iter().map(|o| Record::of(o, products, server)).collect();
    let kept = kept(&records);
    let mut facts = Facts { all: Vec::new(), name };
    let mut origins = Vec::new();
    let system = kept.and_then(|at| records[at].system.clone());
    if let Some(record) = kept.map(|at| &records[at]) {
        origins.push((Field::Os, record.observation.origin));
        facts.tell_other_systems(record, &records, conflicts);
        facts.tell_odd_kernel(record, conflicts);
    }
    facts.all = said(&records, system.as_ref());
    let mut claims: Vec<RoleClaim> = facts
        .pick(|fact| if let Fact::Role(claim) = fact { Some(claim.clone()) } else { None })
        .map(|(c, _)| c)
        .collect();
    let service_pack = facts.service_pack(&system, products, &mut origins, conflicts);
    let arch = facts.arch(&system, products, &mut origins, conflicts);
    claims.extend(system.as_ref().and_then(|system| system.role.clone()));
    facts.tell_left_out(service_pack, arch, conflicts);
    let role = facts.role(&mut claims, &mut origins);
    let patches = patches::weighed(&facts, products, &mut origins, conflicts);
    let listens = facts.listens(system.as_ref(), service_pack, products, &mut origins);
    let files = facts.files(&mut origins, conflicts);
    let doubt = system.as_ref().and_then(System::doubt);
    let notes = facts
        .pick(|fact| if let Fact::Note(note) = fact { Some(note.to_string()) } else { None })
        .map(|(note, _)| note);
    let machine = Machine {
        os: system.as_ref().map(|system| system.os.clone()),
        os_known: system.is_some_and(|system| system.known),
        service_pack,
        arch,
        files,
        listens,
        role,
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
        notes: unique(doubt.clone().into_iter().chain(notes)),
        os_doubt: doubt,
    };
    (machine, patches, origins)
}

/// Whether a caption stands for none.
fn is_nothing(caption: &str) -> bool {
    is_filler(caption) || filler::is_filler(caption)
}

/// Whether a fact says that the system is configured as a server.
fn configured_as_server(fact: &Fact) -> Option<bool> {
    match fact {
        Fact::Role(claim) if claim.sign <= Sign::Configuration => Some(claim.role == Role::Server),
        _ => None,
    }
}

impl<'o> Record<'o> {
    /// The system that a record names: a product that the catalogue knows, else the only one that
    /// the number of the kernel leaves, else what the caption says.
    fn of(observation: &'o Observation, products: &Products<'_>, server: Option<bool>) -> Self {
        let facts = &observation.machine;
        let captions = || {
            facts.iter().filter_map(|fact| match fact {
                Fact::System(caption) if !is_nothing(caption) => Some(products.find(caption)),
                _ => None,
            })
        };
        let own = facts.iter().find_map(configured_as_server).or(server);
        let kernels = || {
            facts.iter().filter_map(|fact| match fact {
                Fact::Kernel(kernel) => Some(&**kernel),
                _ => None,
            })
        };
        let known = captions().find(|system| system.known);
        let known = known.map(|system| {
            let later = kernels().find_map(|kernel| products.later(&system, kernel));
            later.unwrap_or(system)
        });
        let odd = known.as_ref().and_then(|system| {
            let itanium = facts.contains(&Fact::Arch(Arch::Ia64));
            kernels().find_map(|kernel| Some((kernel, products.others(system, kernel, itanium)?)))
        });
        let unknown = captions().find(|system| !system.os.is_empty());
        let system = known.or_else(|| {
            let may_be = |kernel: &str| {
                let windows =
                    observation.origin.format.is_of_windows() || caption::is_of_nt(kernel);
                unknown.as_ref().is_none_or(|system| {
                    system.may_be_windows() || (windows && !caption::names_another(&system.os))
                })
            };
            let by_kernel = kernels().filter(|kernel| may_be(kernel)).find_map(|kernel| {
                products.of_kernel(kernel, own.or_else(|| unknown.as_ref()?.server()))
            });
            by_kernel.map(|found| {
                let caption = unknown.clone().unwrap_or_default();
                System {
                    service_pack: caption.service_pack,
                    arch: caption.arch,
                    role: caption.role.or(found.role.clone()),
                    ..found
                }
            })
        });
        Self { observation, system: system.or(unknown), odd }
    }

    /// Whether a fact is about the system that is named, and not about that of another kernel.
    fn is_of_its_own(&self, fact: &Fact) -> bool {
        let Some((kernel, _)) = &self.odd else { return true };
        match fact {
            Fact::Kernel(_) => false,
            Fact::ServicePack(found) => caption::service_pack_beside(kernel) != Some(*found),
            _ => true,
        }
    }

    fn names_a_system(&self) -> bool {
        self.system.is_some()
    }
}

/// The record whose system is kept: one that the catalogue knows and of which the source is sure
/// goes first.
fn kept(records: &[Record<'_>]) -> Option<usize> {
    let rank = |at: &usize| {
        records[*at].system.as_ref().map(|system| (!system.known, system.doubt().is_some()))
    };
    (0..records.len()).filter(|at| records[*at].names_a_system()).min_by_key(rank)
}

/// Every fact with how its record fits the system that is kept. A record that names none goes with
/// those of its file that do.
fn said<'o, 'r>(records: &'r [Record<'o>], kept: Option<&System>) -> Vec<Said<'o>> {
    let own = |record: &Record<'_>| match (&record.system, kept) {
        (None, _) | (_, None) => Fit::Silent,
        (Some(system), Some(kept)) if system.may_be(kept) => Fit::Named,
        _ => Fit::Other,
    };
    let mut by_file: FxHashMap<FileId, Fit> = FxHashMap::default();
    for record in records {
        let fit = own(record);
        if fit != Fit::Silent {
            by_file
                .entry(record.observation.origin.file)
                .and_modify(|known| *known = (*known).max(fit))
                .or_insert(fit);
        }
    }
    let fit = |record: &Record<'_>| match own(record) {
        Fit::Silent => by_file.get(&record.observation.origin.file).copied().unwrap_or(Fit::Silent),
        own => own,
    };
    let each = |record: &'r Record<'o>| {
        let (observation, fit) = (record.observation, fit(record));
        let facts = observation.machine.iter().chain(&*observation.patches);
        let facts = facts.filter(move |fact| record.is_of_its_own(fact));
        facts.map(move |fact| Said { fact, origin: observation.origin, fit })
    };
    records.iter().flat_map(each).collect()
}

/// Each value once, in the order of the first.
pub(super) fn unique<T: Hash + Eq>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<IndexSet<T>>().into_iter().collect()
}

/// A value as conflicts show it.
pub(super) trait Shown {
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

impl<'o> Facts<'o> {
    /// What is said of a host of a name where it does not matter which system it runs, in the order
    /// of belief.
    pub(super) fn of_any_system(
        name: &'o str,
        said: impl Iterator<Item = (&'o [Fact], Origin)>,
    ) -> Self {
        let each = |(facts, origin): (&'o [Fact], Origin)| {
            facts.iter().map(move |fact| Said { fact, origin, fit: Fit::Silent })
        };
        Self { all: said.flat_map(each).collect(), name }
    }

    /// What is said of one kind, with where it stands.
    pub(super) fn pick<T>(
        &self,
        of: impl Fn(&Fact) -> Option<T>,
    ) -> impl Iterator<Item = (T, Origin)> {
        self.all.iter().filter_map(move |said| Some((of(said.fact)?, said.origin)))
    }

    /// The same out of the records that fit the system at least so well.
    pub(super) fn pick_fit<T>(
        &self,
        least: Fit,
        of: impl Fn(&Fact) -> Option<T>,
    ) -> impl Iterator<Item = (T, Origin)> {
        self.all
            .iter()
            .filter(move |said| said.fit <= least)
            .filter_map(move |said| Some((of(said.fact)?, said.origin)))
    }

    /// Lists the other systems that sources name.
    fn tell_other_systems(
        &self,
        kept: &Record<'_>,
        records: &[Record<'_>],
        conflicts: &mut Conflicts,
    ) {
        let Some(system) = &kept.system else { return };
        let others = records
            .iter()
            .filter_map(|record| Some((record.system.as_ref()?, record.observation.origin)));
        let mut told: FxHashSet<&str> = FxHashSet::default();
        for (other, from) in others
            .filter(|(other, _)| other.os != system.os && !system.candidates.contains(&other.os))
        {
            if told.insert(&other.os) && told.len() <= MAX_TOLD {
                self.disagree(
                    Field::Os,
                    (system, Some(kept.observation.origin)),
                    (other, Some(from)),
                    conflicts,
                );
            }
        }
    }

    /// Lists the number of a kernel that another system has than the one that the caption names.
    fn tell_odd_kernel(&self, kept: &Record<'_>, conflicts: &mut Conflicts) {
        let (Some(system), Some((kernel, others))) = (&kept.system, &kept.odd) else { return };
        let origin = Some(kept.observation.origin);
        let others = others.join(" or ");
        let dropped =
            format!("{others}, which the number {kernel} is of: no service pack is taken from it");
        self.disagree(Field::Os, (&system.os, origin), (&dropped, origin), conflicts);
    }

    /// Lists what is said of another system than the one that is kept, and so is left out.
    fn tell_left_out(
        &self,
        service_pack: Option<ServicePack>,
        arch: Option<Arch>,
        conflicts: &mut Conflicts,
    ) {
        let belongs = |said: &Said<'_>| match said.fact {
            Fact::ServicePack(_) | Fact::Arch(_) => said.fit > Fit::Named,
            Fact::File(..) | Fact::Installed(_) | Fact::PatchList(_) => said.fit == Fit::Other,
            _ => false,
        };
        let mut told: Vec<(Field, FileId)> = Vec::new();
        for said in self.all.iter().filter(|said| belongs(said)) {
            let (field, file) = (said.fact.field(), said.origin.file);
            if told.contains(&(field, file)) || told.len() >= MAX_TOLD {
                continue;
            }
            told.push((field, file));
            let what = match said.fact {
                Fact::ServicePack(service_pack) => service_pack.to_string(),
                Fact::Arch(arch) => arch.to_string(),
                Fact::File(file) => format!("{} {}", file.0, file.1),
                Fact::Installed(patch) => patch.to_string(),
                _ => "its list".to_owned(),
            };
            let kept = match field {
                Field::ServicePack => service_pack.map(|kept| kept.to_string()),
                Field::Arch => arch.map(|kept| kept.to_string()),
                _ => Some("what is said of this system".to_owned()),
            };
            let kept = kept.unwrap_or_else(|| "unknown".to_owned());
            let why = if said.fit == Fit::Other {
                "said of another system"
            } else {
                "said where no system is named"
            };
            self.disagree(
                field,
                (&kept, None),
                (&format!("{what}, {why}"), Some(said.origin)),
                conflicts,
            );
        }
    }

    pub(super) fn disagree<T: Shown>(
        &self,
        field: Field,
        kept: (&T, Option<Origin>),
        dropped: (&T, Option<Origin>),
        conflicts: &mut Conflicts,
    ) {
        let side = |(value, origin): (&T, Option<Origin>)| (value.shown(), origin);
        conflicts.push(Conflict {
            host: self.name.to_owned(),
            field,
            kept: side(kept),
            dropped: side(dropped),
        });
    }

    /// The most believed value; other values are conflicts.
    pub(super) fn first<T: PartialEq + Shown>(
        &self,
        field: Field,
        of: impl Fn(&Fact) -> Option<T>,
        origins: &mut Origins,
        conflicts: &mut Conflicts,
    ) -> Option<T> {
        self.first_of(field, self.pick(of), origins, conflicts)
    }

    fn first_of<T: PartialEq + Shown>(
        &self,
        field: Field,
        mut values: impl Iterator<Item = (T, Origin)>,
        origins: &mut Origins,
        conflicts: &mut Conflicts,
    ) -> Option<T> {
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

    /// The service pack, unless the product never had it. What counts for one in later releases is
    /// the build, which stands in the number of the kernel.
    fn service_pack(
        &self,
        system: &Option<System>,
        products: &Products<'_>,
        origins: &mut Origins,
        conflicts: &mut Conflicts,
    ) -> Option<ServicePack> {
        let product = system.as_ref().and_then(|system| products.product_by_id(&system.os));
        let builds = product.is_some_and(|product| product.counts_builds());
        let of = |fact: &Fact| match fact {
            Fact::ServicePack(service_pack) => {
                Some(*service_pack).filter(|ServicePack(number)| !builds || *number > 0)
            }
            Fact::Kernel(kernel) if builds => caption::build(kernel),
            Fact::Kernel(kernel) => caption::service_pack_of(kernel),
            Fact::System(caption) => products.find(caption).service_pack,
            _ => None,
        };
        if system.as_ref().is_some_and(|system| system.doubt().is_some()) {
            return None;
        }
        let said = self.pick_fit(Fit::Named, of);
        let Some(found) = self.first_of(Field::ServicePack, said, origins, conflicts) else {
            // Where there is only one, it is that.
            let mut known = product?.service_packs.keys();
            return known.next().copied().filter(|_| known.next().is_none());
        };
        let possible = product.is_none_or(|product| product.has(found));
        if !possible {
            let what = if builds { "build" } else { "service pack" };
            let why = format!("{what} {found}, which the catalogue does not have for this product");
            self.disagree(
                Field::ServicePack,
                (&String::from("unknown"), None),
                (&why, None),
                conflicts,
            );
        }
        possible.then_some(found)
    }

    /// The architecture: what is said, else the only one there is.
    fn arch(
        &self,
        system: &Option<System>,
        products: &Products<'_>,
        origins: &mut Origins,
        conflicts: &mut Conflicts,
    ) -> Option<Arch> {
        let of = |fact: &Fact| match fact {
            Fact::Arch(arch) => Some(*arch),
            Fact::System(caption) => products.find(caption).arch,
            _ => None,
        };
        let said = self.first_of(Field::Arch, self.pick_fit(Fit::Named, of), origins, conflicts);
        let Some(product) = system.as_ref().and_then(|system| products.product_by_id(&system.os))
        else {
            return said;
        };
        let only = if let [only] = product.architectures[..] { Some(only) } else { None };
        match said {
            Some(arch) if product.runs_on(arch) => Some(arch),
            Some(arch) => {
                let why = format!("{arch} does not exist for this product: left out");
                self.disagree(
                    Field::Arch,
                    (&String::from("unknown"), None),
                    (&why, None),
                    conflicts,
                );
                only
            }
            None => only,
        }
    }

    fn role(&self, claims: &mut Vec<RoleClaim>, origins: &mut Origins) -> Verdict {
        let first = self.pick(|fact| if let Fact::Role(_) = fact { Some(()) } else { None }).next();
        origins.extend(first.map(|((), origin)| (Field::Kind, origin)));
        role::decide(self.name, claims)
    }

    /// Ports. A look from outside shows what it can reach; what the product listens on besides is
    /// added, not taken away: another place may reach it.
    fn listens(
        &self,
        system: Option<&System>,
        service_pack: Option<ServicePack>,
        products: &Products<'_>,
        origins: &mut Origins,
    ) -> Option<PortSet> {
        let of = |fact: &Fact| match fact {
            Fact::Open(port) => Some(PortSet::from_iter([*port])),
            Fact::Listens(ports) => Some((**ports).clone()),
            _ => None,
        };
        let open: Vec<(PortSet, Origin)> = self.pick(of).collect();
        let (_, origin) = open.first()?;
        let scanned =
            self.pick(|fact| matches!(fact, Fact::Scanned).then_some(())).next().is_some();
        origins.push((Field::Ports, *origin));
        let seen = PortSet::from_ranges(open.iter().flat_map(|(ports, _)| ports.ranges()));
        let product =
            system.and_then(|system| products.product_by_id(&system.os)).filter(|_| scanned);
        Some(match product {
            Some(product) => seen.union(product.listens(service_pack.unwrap_or_default())),
            None => seen,
        })
    }

    /// Versions of files; of two, the more believed.
    fn files(
        &self,
        origins: &mut Origins,
        conflicts: &mut Conflicts,
    ) -> Vec<(String, FileVersion)> {
        let mut files: IndexMap<String, (FileVersion, Origin)> = IndexMap::new();
        for ((name, version), origin) in self.pick_fit(Fit::Silent, |fact| {
            if let Fact::File(file) = fact { Some((file.0.to_lowercase(), file.1)) } else { None }
        }) {
            match files.get(&name) {
                Some((kept, from)) if *kept != version => {
                    self.disagree(
                        Field::Files,
                        (kept, Some(*from)),
                        (&version, Some(origin)),
                        conflicts,
                    );
                }
                Some(_) => {}
                None => drop(files.insert(name, (version, origin))),
            }
        }
        origins.extend(files.first().map(|(_, (_, origin))| (Field::Files, *origin)));
        files.sort_unstable_keys();
        files.into_iter().map(|(name, (version, _))| (name, version)).collect()
    }
}

//! Every distinct system against every advisory: one pass over the hosts, one over the systems.

use std::cmp::Reverse;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::complaint::Complaints;
use super::evidence::Evidence;
use super::judge::{Covered, Verdict, judge, proven_role};
use super::owner::{self, Owner};
use super::platform::{Candidate, Platform, Ruling};
use super::{Assessment, Exposures, Finding, Status};
use crate::advisory::{Advisories, Advisory, AdvisoryId, Effect, Logon, ProductId, Remedy, Target};
use crate::diagnostic::Diagnostics;
use crate::inventory::{Inventory, Patches, System};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, ServicePack};
use crate::term::port::PortSet;

/// The release from which on Windows takes its dynamic ports from the upper range.
const VISTA: (u64, u64) = (6, 0);
/// Why a host is to be fenced in before its patch came out.
const NOT_YET: &str = "it has not come out yet; isolate the host or block the ports until it does";

/// Assesses every system of the inventory.
pub(super) fn all(
    inventory: &Inventory,
    advisories: &Advisories,
    as_of: Date,
    diagnostics: &mut Diagnostics,
) -> Exposures {
    let owners = owner::of(inventory);
    let mut matcher = Matcher::new(advisories, as_of);
    let mut complaints = Complaints::new(inventory, advisories, diagnostics);
    let mut unknown: IndexMap<&str, Owner> = IndexMap::new();
    let mut assessments = Vec::with_capacity(inventory.systems.len());
    for (system, owner) in inventory.systems.iter().zip(owners) {
        let assessment = matcher.assess(system);
        if let Some(owner) = owner {
            complaints.about(system, &assessment, owner);
            if assessment.product.is_none() {
                unknown
                    .entry(&system.os)
                    .and_modify(|all| *all = all.and(owner, inventory))
                    .or_insert(owner);
            }
        }
        assessments.push(assessment);
    }
    complaints.about_products(&unknown);
    Exposures { assessments, unpublished: matcher.unpublished }
}

/// Answers for systems, remembering what they share.
struct Matcher<'a> {
    advisories: &'a Advisories,
    as_of: Date,
    public: Vec<AdvisoryId>,
    unpublished: Vec<AdvisoryId>,
    products: FxHashMap<&'a str, Option<(ProductId, Option<ServicePack>)>>,
    platforms: FxHashMap<(ProductId, Option<ServicePack>, Arch), Platform<'a>>,
}

impl<'a> Matcher<'a> {
    fn new(advisories: &'a Advisories, as_of: Date) -> Self {
        let is_known = |id: &AdvisoryId| advisories.advisory_of(*id).is_known(as_of);
        let (public, unpublished) = advisories.iter().map(|(id, _)| id).partition(is_known);
        Self {
            advisories,
            as_of,
            public,
            unpublished,
            products: FxHashMap::default(),
            platforms: FxHashMap::default(),
        }
    }

    fn assess(&mut self, system: &'a System) -> Assessment {
        let advisories = self.advisories;
        let product =
            *self.products.entry(&system.os).or_insert_with(|| advisories.named(&system.os));
        let Some((product, named)) = product else { return not_assessed(system) };
        let service_pack = advisories.product_of(product).stated(system.service_pack, named);
        let arch = advisories.product_of(product).arch(system.arch);
        let public = &self.public;
        let platform = self.platforms.entry((product, service_pack, arch)).or_insert_with(|| {
            let public: Vec<&Advisory> =
                public.iter().map(|id| advisories.advisory_of(*id)).collect();
            Platform::new(advisories, &public, product, service_pack, arch, self.as_of)
        });
        let listens = system.listens.clone().unwrap_or_else(|| by_default(platform, system));
        let installed: &[PatchId] =
            if let Patches::Listed { installed, .. } = &system.patches { installed } else { &[] };
        let covered = |candidate: &Candidate<'a>| {
            advisories
                .supersedence
                .covered(installed, Target { product, version: &candidate.version, arch })
        };
        let covered: Vec<Covered<'_>> = platform.candidates.iter().map(covered).collect();
        let recent = advisories.product_of(product).release >= VISTA;
        let finding = |(index, id): (usize, &AdvisoryId)| {
            let candidates = platform.candidates.iter().zip(&covered);
            let verdicts = candidates
                .map(|(candidate, covered)| judge(&candidate.rules[index], system, covered))
                .collect();
            let reached = |vectors: &PortSet| {
                let vectors = vectors.with_dynamic_numbers(recent);
                let unheard = match system.listens {
                    Some(_) => PortSet::empty(),
                    None => vectors.difference(&listens),
                };
                (vectors.intersection(&listens), unheard)
            };
            finding(*id, merged(verdicts, platform), reached)
        };
        Assessment {
            product: Some(platform.product),
            service_pack: platform.service_pack,
            version: platform.candidates.first().map(|oldest| oldest.version.clone()),
            arch,
            findings: public.iter().enumerate().map(finding).collect(),
            listens,
        }
    }
}

/// The ports on which a system listens of which the inventory says none: those of its product, and
/// those of roles that its files or its administrator prove.
fn by_default(platform: &Platform<'_>, system: &System) -> PortSet {
    if system.answers.is_empty() && system.files.is_empty() {
        return platform.listens.clone();
    }
    let rules = platform.candidates.iter().flat_map(|candidate| &candidate.rules);
    let roles = rules.filter_map(|rule| proven_role(rule, system));
    roles.fold(platform.listens.clone(), |listens, role| listens.union(&role.ports()))
}

fn not_assessed(system: &System) -> Assessment {
    let listens = system.listens.clone().unwrap_or_default();
    Assessment {
        product: None,
        service_pack: system.service_pack,
        version: None,
        arch: Arch::default(),
        listens,
        findings: Vec::new(),
    }
}

/// One verdict for all service packs that a system may have: theirs if they agree on the status,
/// else unknown if any is exposed. What to do, and what an attack can do, is that of the worst of
/// them.
fn merged<'a>(verdicts: Vec<Verdict<'a>>, platform: &Platform<'a>) -> Verdict<'a> {
    let agree = verdicts.iter().all(|verdict| verdict.status == verdicts[0].status);
    let exposed = platform
        .candidates
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict.status.is_exposed());
    let exposed: Vec<ServicePack> = exposed.map(|(candidate, _)| candidate.service_pack).collect();
    let worst =
        verdicts.into_iter().min_by_key(mildness).expect("a platform has at least one candidate");
    if agree || exposed.is_empty() {
        return worst;
    }
    Verdict {
        status: Status::Unknown,
        evidence: Evidence::ServicePackNotKnown { exposed },
        ..worst
    }
}

/// The order of verdicts, the worst first: exposed or not, then what an attack can do, then how
/// hard the way out is. Among the exposed, vulnerable and unknown weigh the same here, so that a
/// doubtful takeover comes before a certain crash.
fn mildness(verdict: &Verdict<'_>) -> (Reverse<Status>, Effect, u8, Reverse<Status>) {
    let weight = if verdict.status.is_exposed() { Status::Vulnerable } else { verdict.status };
    let row = verdict.ruling.map(|ruling| ruling.row);
    let effect = row.map_or(Effect::Crash, |row| row.effect);
    let way_out = match row.map(|row| &row.remedy) {
        Some(Remedy::Isolate { .. }) => 0,
        Some(Remedy::Upgrade { .. }) => 1,
        Some(Remedy::Patch) | None => 2,
    };
    (Reverse(weight), effect, way_out, Reverse(verdict.status))
}

fn finding(
    advisory: AdvisoryId,
    verdict: Verdict<'_>,
    reached: impl FnOnce(&PortSet) -> (PortSet, PortSet),
) -> Finding {
    let exposed = verdict.status.is_exposed();
    let Some(ruling) = verdict.ruling else { return not_affected(advisory, verdict) };
    let row = ruling.row;
    let is_usable = exposed && row.logon < Logon::Administrator;
    let (ports, unheard) = match is_usable {
        true => reached(ruling.advisory.vectors_of(row)),
        false => (PortSet::empty(), PortSet::empty()),
    };
    Finding {
        advisory,
        status: verdict.status,
        evidence: verdict.evidence,
        remedy: exposed.then(|| remedy(ruling)),
        fixes: direct(ruling),
        options: if exposed { ruling.options.clone() } else { Arc::default() },
        effect: row.effect,
        logon: row.logon,
        automatable: ruling.advisory.automatable && row.logon == Logon::None,
        ports,
        unheard,
    }
}

fn not_affected(advisory: AdvisoryId, verdict: Verdict<'_>) -> Finding {
    Finding {
        advisory,
        status: verdict.status,
        evidence: verdict.evidence,
        remedy: None,
        fixes: Vec::new(),
        options: Arc::default(),
        effect: Effect::default(),
        logon: Logon::default(),
        automatable: false,
        ports: PortSet::empty(),
        unheard: PortSet::empty(),
    }
}

/// What to do on the as-of day: before a patch exists the host can only be fenced in.
fn remedy(ruling: &Ruling<'_>) -> Remedy {
    match &ruling.row.remedy {
        Remedy::Patch | Remedy::Upgrade { .. } if !ruling.available => {
            Remedy::Isolate { why: NOT_YET.to_owned() }
        }
        remedy => remedy.clone(),
    }
}

fn direct(ruling: &Ruling<'_>) -> Vec<PatchId> {
    match &ruling.row.remedy {
        _ if !ruling.available => Vec::new(),
        Remedy::Upgrade { then, .. } => then.clone(),
        Remedy::Patch | Remedy::Isolate { .. } => ruling.row.fixed_by.clone(),
    }
}

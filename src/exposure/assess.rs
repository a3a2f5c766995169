//! Every distinct system against every advisory: one pass over the hosts, one over the systems.

use std::cmp::Reverse;

use indexmap::IndexMap;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::complaint::Complaints;
use super::evidence::Evidence;
use super::judge::{Verdict, judge};
use super::owner::{self, Owner};
use super::platform::Platform;
use super::{Assessment, Exposures, Finding, Status};
use crate::advisory::{Advisories, Advisory, AdvisoryId, Effect, ProductId, Remedy};
use crate::diagnostic::Diagnostics;
use crate::inventory::{Inventory, System};
use crate::term::platform::{Arch, ServicePack};
use crate::term::port::PortSet;

/// Assesses every system of the inventory.
pub(super) fn all(inventory: &Inventory, advisories: &Advisories, as_of: Date, diagnostics: &mut Diagnostics) -> Exposures {
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
                unknown.entry(&system.os).and_modify(|all| *all = all.and(owner, inventory)).or_insert(owner);
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
    products: FxHashMap<&'a str, Option<ProductId>>,
    platforms: FxHashMap<(ProductId, Option<ServicePack>, Arch), Platform<'a>>,
}

impl<'a> Matcher<'a> {
    fn new(advisories: &'a Advisories, as_of: Date) -> Self {
        let is_known = |id: &AdvisoryId| advisories.advisory_of(*id).is_known(as_of);
        let (public, unpublished) = advisories.iter().map(|(id, _)| id).partition(is_known);
        Self { advisories, as_of, public, unpublished, products: FxHashMap::default(), platforms: FxHashMap::default() }
    }

    fn assess(&mut self, system: &'a System) -> Assessment {
        let advisories = self.advisories;
        let product = *self.products.entry(&system.os).or_insert_with(|| advisories.product(&system.os));
        let Some(product) = product else { return not_assessed(system) };
        let arch = advisories.product_of(product).arch(system.arch);
        let public = &self.public;
        let platform = self.platforms.entry((product, system.service_pack, arch)).or_insert_with(|| {
            let public: Vec<&Advisory> = public.iter().map(|id| advisories.advisory_of(*id)).collect();
            Platform::new(advisories, &public, product, system.service_pack, arch, self.as_of)
        });
        let listens = system.listens.as_ref().unwrap_or(&platform.listens);
        let finding = |(index, id): (usize, &AdvisoryId)| {
            let verdicts = platform.candidates.iter().map(|c| judge(&c.rules[index], system)).collect();
            let vectors = &advisories.advisory_of(*id).vectors;
            finding(*id, merged(verdicts, platform), || vectors.intersection(listens))
        };
        Assessment {
            product: Some(platform.product),
            service_pack: platform.service_pack,
            version: platform.candidates.first().map(|oldest| oldest.version.clone()),
            listens: listens.clone(),
            findings: public.iter().enumerate().map(finding).collect(),
        }
    }
}

fn not_assessed(system: &System) -> Assessment {
    let listens = system.listens.clone().unwrap_or_default();
    Assessment { product: None, service_pack: system.service_pack, version: None, listens, findings: Vec::new() }
}

/// One verdict for all service packs that a system may have: theirs if they agree on the status, else unknown if any is
/// exposed. What to do, and what an attack can do, is that of the worst of them.
fn merged<'a>(verdicts: Vec<Verdict<'a>>, platform: &Platform<'a>) -> Verdict<'a> {
    let agree = verdicts.iter().all(|verdict| verdict.status == verdicts[0].status);
    let exposed = platform.candidates.iter().zip(&verdicts).filter(|(_, verdict)| verdict.status.is_exposed());
    let exposed: Vec<ServicePack> = exposed.map(|(candidate, _)| candidate.service_pack).collect();
    let worst = verdicts.into_iter().min_by_key(mildness).expect("a platform has at least one candidate");
    if agree || exposed.is_empty() {
        return worst;
    }
    Verdict { status: Status::Unknown, evidence: Evidence::ServicePackNotKnown { exposed }, ..worst }
}

/// The order of verdicts, the worst first: exposed or not, then what an attack can do, then how hard the way out is. Among
/// the exposed, vulnerable and unknown weigh the same here, so that a doubtful takeover comes before a certain crash.
fn mildness(verdict: &Verdict<'_>) -> (Reverse<Status>, Effect, u8, Reverse<Status>) {
    let weight = if verdict.status.is_exposed() { Status::Vulnerable } else { verdict.status };
    let effect = verdict.row.map_or(Effect::Crash, |row| row.effect);
    let way_out = match verdict.row.map(|row| &row.remedy) {
        Some(Remedy::Isolate { .. }) => 0,
        Some(Remedy::Upgrade { .. }) => 1,
        Some(Remedy::Patch) | None => 2,
    };
    (Reverse(weight), effect, way_out, Reverse(verdict.status))
}

fn finding(advisory: AdvisoryId, verdict: Verdict<'_>, usable: impl FnOnce() -> PortSet) -> Finding {
    let exposed = verdict.status.is_exposed();
    let remedy = verdict.row.map(|row| &row.remedy);
    let fixes = match (remedy, verdict.row) {
        (Some(Remedy::Upgrade { then, .. }), _) => then.clone(),
        (_, Some(row)) => row.fixed_by.clone(),
        (_, None) => Vec::new(),
    };
    Finding {
        advisory,
        status: verdict.status,
        evidence: verdict.evidence,
        remedy: remedy.filter(|_| exposed).cloned(),
        fixes,
        effect: verdict.row.map(|row| row.effect).unwrap_or_default(),
        ports: if exposed { usable() } else { PortSet::empty() },
    }
}

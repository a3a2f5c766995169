//! What to deploy: per patch the hosts that need it. It is the unit in which administrators work.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use semver::Version;

use crate::advisory::{AdvisoryId, ProductId, Remedy};
use crate::case::Case;
use crate::exposure::Step;
use crate::inventory::{HostId, SystemId};
use crate::ranking::Ranking;
use crate::term::patch::PatchId;

/// Something that is deployed as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Any one of these patches; not empty.
    Patch(Vec<PatchId>),
    /// A version to upgrade to before patches can be installed.
    Upgrade(ProductId, Version),
    /// No patch exists: fence the host in.
    Isolate(ProductId),
}

/// A unit with everything that needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// What.
    pub unit: Unit,
    /// Against which advisories.
    pub advisories: IndexSet<AdvisoryId>,
    /// The products that need it.
    pub products: IndexSet<ProductId>,
    /// The entries that need it, by system.
    users: Vec<Rc<Users>>,
    /// How many machines these are.
    pub machines: u64,
    /// How many of them may have it already: evidence is missing.
    pub doubtful: u64,
    /// Whether it restarts the host, if known.
    pub reboot: Option<bool>,
    /// Older patches whose fixes it holds, on these products.
    pub replaces: Vec<PatchId>,
    /// What remedying its hosts one by one averts, other patches they need included.
    pub averted: f64,
    /// The first place of a host that needs it.
    pub first: u32,
}

/// What one system needs.
struct Need {
    unit: Unit,
    advisories: Vec<AdvisoryId>,
    known: bool,
    reboot: Option<bool>,
}

/// The ranked entries of one system: they need the same.
#[derive(Debug, Default, PartialEq)]
struct Users {
    /// With their places in the ranking, in order.
    hosts: Vec<(u32, HostId)>,
    machines: u64,
    /// What remedying them one by one averts.
    averted: f64,
}

/// Everything that is to be deployed, what averts most first. Linear in hosts and in what the
/// systems need.
pub fn deployments(case: Case<'_>, ranking: &Ranking) -> Vec<Deployment> {
    let mut all: IndexMap<Unit, Deployment> = IndexMap::new();
    for (system, users) in users(case, ranking) {
        let Some(product) = case.exposures.of(system).product else { continue };
        let users = Rc::new(users);
        for need in of_system(case, system, product) {
            all.entry(need.unit.clone())
                .or_insert_with(|| Deployment::empty(&need))
                .add(&need, product, &users);
        }
    }
    let mut all: Vec<Deployment> = all.into_values().collect();
    all.iter_mut().for_each(|deployment| deployment.replaces = replaces(case, deployment));
    all.sort_by(|a, b| b.averted.total_cmp(&a.averted).then(a.first.cmp(&b.first)));
    all
}

/// The entries with something to remedy, by system, in the order of the ranking.
fn users(case: Case<'_>, ranking: &Ranking) -> IndexMap<SystemId, Users> {
    let mut all: IndexMap<SystemId, Users> = IndexMap::new();
    for ranked in ranking.to_remedy() {
        let host = case.inventory.host(ranked.host).1;
        let machines = u64::from(host.count - case.scenario.remedied(ranked.host, host));
        if machines > 0 {
            let users = all.entry(host.system).or_default();
            users.hosts.push((ranked.rank, ranked.host));
            users.machines += machines;
            users.averted += ranking.host_risk(ranked).averted.now.value * machines as f64;
        }
    }
    all
}

impl Deployment {
    fn empty(need: &Need) -> Self {
        Self {
            unit: need.unit.clone(),
            advisories: IndexSet::new(),
            products: IndexSet::new(),
            users: Vec::new(),
            machines: 0,
            doubtful: 0,
            reboot: need.reboot,
            replaces: Vec::new(),
            averted: 0.0,
            first: u32::MAX,
        }
    }

    /// How many entries need it.
    pub fn entries(&self) -> usize {
        self.users.iter().map(|users| users.hosts.len()).sum()
    }

    /// The first entries that need it, in the order of the ranking.
    pub fn hosts(&self, most: usize) -> Vec<HostId> {
        let first = |users: &Rc<Users>| users.hosts.iter().take(most).copied().collect::<Vec<_>>();
        let mut hosts: Vec<(u32, HostId)> = self.users.iter().flat_map(first).collect();
        hosts.sort_unstable();
        hosts.truncate(most);
        hosts.into_iter().map(|(_, host)| host).collect()
    }

    fn add(&mut self, need: &Need, product: ProductId, users: &Rc<Users>) {
        self.advisories.extend(need.advisories.iter().copied());
        self.products.insert(product);
        self.machines += users.machines;
        self.doubtful += if need.known { 0 } else { users.machines };
        self.reboot = either(self.reboot, need.reboot);
        self.averted += users.averted;
        self.first = self.first.min(users.hosts.first().map_or(u32::MAX, |(rank, _)| *rank));
        self.users.push(Rc::clone(users));
    }
}

/// Yes if one says so, no if both do; else it is not known.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if a == Some(true) || b == Some(true) { Some(true) } else { a.and(b) }
}

/// What a system asks for: fencing in, a service pack first where one is needed, then the least set
/// of patches.
fn of_system(case: Case<'_>, system: SystemId, product: ProductId) -> Vec<Need> {
    let assessment = case.exposures.of(system);
    let work = case.work(assessment);
    let concerned = |fits: fn(&Remedy) -> bool| {
        let exposed =
            assessment.findings.iter().filter(|finding| case.scenario.is_exposed(finding));
        exposed
            .filter(|finding| finding.remedy.as_ref().is_some_and(fits))
            .map(|finding| finding.advisory)
            .collect::<Vec<_>>()
    };
    let isolate = work.isolate.map(|known| {
        let advisories = concerned(|remedy| matches!(remedy, Remedy::Isolate { .. }));
        Need { unit: Unit::Isolate(product), advisories, known, reboot: Some(false) }
    });
    // A service pack always restarts the host.
    let upgrade = work.upgrade.map(|(to, known)| {
        let advisories = concerned(|remedy| matches!(remedy, Remedy::Upgrade { .. }));
        Need { unit: Unit::Upgrade(product, to), advisories, known, reboot: Some(true) }
    });
    let reboot = |step: &Step| {
        step.closes
            .iter()
            .map(|id| case.advisories.advisory_of(*id).reboot)
            .reduce(either)
            .flatten()
    };
    let patch = |step: Step| Need {
        reboot: reboot(&step),
        unit: Unit::Patch(step.any_of),
        advisories: step.closes,
        known: step.certain,
    };
    let patches = work.patches.into_iter().chain(work.unreachable).map(patch);
    isolate.into_iter().chain(upgrade).chain(patches).collect()
}

/// Older patches whose fixes a patch holds on the products that need it, directly or through
/// others, nearest first.
fn replaces(case: Case<'_>, deployment: &Deployment) -> Vec<PatchId> {
    let Unit::Patch(patches) = &deployment.unit else { return Vec::new() };
    let concerns = |products: &[ProductId]| {
        products.is_empty() || products.iter().any(|product| deployment.products.contains(product))
    };
    let mut met: IndexSet<PatchId> = patches.iter().cloned().collect();
    let mut next = 0;
    while let Some(patch) = met.get_index(next).cloned() {
        let older = case.advisories.supersedence.about(&patch).filter(|r| concerns(&r.products));
        met.extend(older.map(|replacement| replacement.replaces.clone()));
        next += 1;
    }
    met.into_iter().skip(patches.len()).collect()
}

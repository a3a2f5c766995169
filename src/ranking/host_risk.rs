//! The figures of hosts that are alike: same class, same value, same criticality. A million
//! desktops share one [`HostRisk`].

use rustc_hash::FxHashMap;

use super::{Case, Group, RankedHost, decision};
use crate::advisory::Remedy;
use crate::decision::{Decision, SystemExposure};
use crate::exposure::Finding;
use crate::inventory::{Criticality, Host, HostId, SystemId};
use crate::network::{ClassId, Network, Scenario};
use crate::risk::{Averted, Estimate};
use crate::term::entry::EntryMap;

/// Index of a [`HostRisk`] in its ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostRiskId(pub u32);

/// What to do about a host, in the order of how much it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemedyKind {
    /// Nothing.
    None,
    /// Install patches.
    Patch,
    /// Install a service pack first.
    Upgrade,
    /// No patch exists.
    Isolate,
    /// It is infected: a patch cleans nothing.
    Rebuild,
}

impl RemedyKind {
    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Upgrade => "upgrade",
            Self::Isolate => "isolate",
            Self::Rebuild => "rebuild",
        }
    }

    /// The remedy of a host: the one that takes most among its findings that still stand. Those
    /// that cannot be reached on any port count only where no other is left: a host must not be
    /// fenced in for a service that it does not run.
    fn of(findings: &[Finding], scenario: &Scenario) -> Self {
        let kind = |remedy: &Remedy| match remedy {
            Remedy::Patch => Self::Patch,
            Remedy::Upgrade { .. } => Self::Upgrade,
            Remedy::Isolate { .. } => Self::Isolate,
        };
        let to_remedy = || {
            findings.iter().filter(|f| f.remedy.is_some() && !scenario.fixed.contains(&f.advisory))
        };
        let any_reachable = to_remedy().any(|f| !f.ports.is_empty());
        to_remedy()
            .filter(|f| !any_reachable || !f.ports.is_empty())
            .filter_map(|f| f.remedy.as_ref())
            .map(kind)
            .max()
            .unwrap_or(Self::None)
    }
}

/// The figures of one host, valid for all hosts that refer to it. Figures are per machine.
#[derive(Clone, Debug)]
pub struct HostRisk {
    /// Probability of being compromised by the end of the horizon.
    pub p_compromised: f64,
    /// Probability of being crashed but not compromised.
    pub p_disrupted: f64,
    /// Probability of being compromised if one way in were the only one.
    pub by_entry: EntryMap<f64>,
    /// What is averted if one such host is remedied; by no day where nothing can happen.
    pub averted: Averted,
    /// The part of it, at once, that lies with other hosts, which this one alone lets in.
    pub opened: f64,
    /// Value of one machine.
    pub value: f64,
    /// How an attacker gets to it.
    pub exposure: SystemExposure,
    /// When to act; `None` if there is nothing to remedy.
    pub decision: Option<Decision>,
    /// What to do.
    pub remedy: RemedyKind,
    /// The group it belongs to, by number, if it is not alone.
    pub group: Option<u32>,
    /// How many entries have these figures.
    pub entries: u32,
    /// How many machines these are.
    pub machines: u64,
    class: Option<ClassId>,
}

impl HostRisk {
    /// Whether an attacker gets to it in any way.
    pub fn is_reachable(&self) -> bool {
        self.exposure > SystemExposure::Small
    }
}

/// What tells them apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    class: Option<ClassId>,
    /// Hosts outside the network have no class; their remedy depends on the system.
    system: Option<SystemId>,
    value: u64,
    criticality: Criticality,
    assumed: Assumed,
}

/// What is said of a host beyond its findings.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Assumed {
    Nothing,
    Remedied,
    Infected,
}

impl Assumed {
    fn of(case: Case<'_>, id: HostId, host: &Host) -> Self {
        match () {
            () if case.scenario.is_remedied_at_last(id, host) => Self::Remedied,
            () if case.scenario.is_infected(id, host, case.threat) => Self::Infected,
            () => Self::Nothing,
        }
    }
}

/// The figures of hosts under construction.
pub(super) struct HostRisks<'a> {
    case: Case<'a>,
    network: &'a Network,
    estimate: &'a Estimate,
    exposure: &'a [SystemExposure],
    known: FxHashMap<Key, HostRiskId>,
    /// What follows from all findings of a system is worked out once: there may be thousands of
    /// advisories.
    decisions: FxHashMap<(SystemId, SystemExposure, Criticality), Option<Decision>>,
    remedies: FxHashMap<SystemId, RemedyKind>,
    all: Vec<HostRisk>,
}

impl<'a> HostRisks<'a> {
    pub(super) fn new(
        case: Case<'a>,
        network: &'a Network,
        estimate: &'a Estimate,
        exposure: &'a [SystemExposure],
    ) -> Self {
        Self {
            case,
            network,
            estimate,
            exposure,
            known: FxHashMap::default(),
            decisions: FxHashMap::default(),
            remedies: FxHashMap::default(),
            all: Vec::new(),
        }
    }

    /// The figures of a host, counting it in.
    pub(super) fn of(&mut self, id: HostId, host: &Host) -> HostRiskId {
        let class = self.network.class_of(id);
        let system = class.is_none().then_some(host.system);
        let assumed = Assumed::of(self.case, id, host);
        let key = Key {
            class,
            system,
            value: host.value.to_bits(),
            criticality: host.criticality,
            assumed,
        };
        let host_risk = match self.known.get(&key) {
            Some(known) => *known,
            None => {
                let new = HostRiskId(self.all.len() as u32);
                let computed = self.compute(class, id, host, assumed);
                self.all.push(computed);
                self.known.insert(key, new);
                new
            }
        };
        let counted = &mut self.all[host_risk.0 as usize];
        counted.entries += 1;
        counted.machines += u64::from(host.count);
        host_risk
    }

    pub(super) fn all(&self) -> &[HostRisk] {
        &self.all
    }

    pub(super) fn into_all(self) -> Vec<HostRisk> {
        self.all
    }

    fn decided(&mut self, host: &Host, exposure: SystemExposure) -> Option<Decision> {
        let case = self.case;
        let assessment = case.exposures.of(host.system);
        let key = (host.system, exposure, host.criticality);
        *self
            .decisions
            .entry(key)
            .or_insert_with(|| decision(case, assessment, exposure, host.criticality))
    }

    fn remedy(&mut self, host: &Host) -> RemedyKind {
        let case = self.case;
        *self.remedies.entry(host.system).or_insert_with(|| {
            RemedyKind::of(&case.exposures.of(host.system).findings, case.scenario)
        })
    }

    fn compute(
        &mut self,
        class: Option<ClassId>,
        id: HostId,
        host: &Host,
        assumed: Assumed,
    ) -> HostRisk {
        let estimates = self.estimate;
        let estimate = class.map(|id| &estimates.classes[id.0 as usize]);
        let exposure = class.map_or(SystemExposure::Small, |id| self.exposure[id.0 as usize]);
        let infected = self.case.scenario.is_infected(id, host, self.case.threat);
        let (p_compromised, p_disrupted) = match (estimate, assumed) {
            _ if infected => (1.0, 0.0),
            (None, _) => (0.0, 0.0),
            (Some(e), Assumed::Remedied) => e.remedied,
            (Some(e), _) => (e.compromised, e.disrupted),
        };
        // What is done already, or will be, averts nothing more.
        let left = estimate.filter(|_| assumed != Assumed::Remedied);
        let averted = left.map(|e| e.averted_by_day(host.value)).unwrap_or_default();
        let (decided, remedy) = match assumed {
            Assumed::Nothing => (self.decided(host, exposure), self.remedy(host)),
            Assumed::Remedied => (None, RemedyKind::None),
            Assumed::Infected => (Some(Decision::Immediate), RemedyKind::Rebuild),
        };
        HostRisk {
            p_compromised,
            p_disrupted,
            by_entry: left.map_or(EntryMap::default(), |e| e.by_entry),
            averted,
            opened: left.map_or(0.0, |e| e.opened(host.value)),
            value: host.value,
            exposure,
            decision: decided,
            remedy,
            group: None,
            entries: 0,
            machines: 0,
            class,
        }
    }

    /// Numbers the classes of two or more machines in the order in which the ranking first meets
    /// them.
    pub(super) fn number_groups(
        &mut self,
        network: &Network,
        estimate: &Estimate,
        ordered: &[RankedHost],
    ) -> Vec<Group> {
        let mut numbers: FxHashMap<ClassId, u32> = FxHashMap::default();
        let mut groups = Vec::new();
        for ranked in ordered {
            let host_risk = &mut self.all[ranked.host_risk.0 as usize];
            let Some(class) = host_risk
                .class
                .filter(|id| host_risk.group.is_none() && network.class(*id).size > 1)
            else {
                continue;
            };
            let number = *numbers.entry(class).or_insert_with(|| {
                let number = groups.len() as u32 + 1;
                let averted = estimate.classes[class.0 as usize].group.clone();
                groups.push(Group { number, machines: network.class(class).size, averted });
                number
            });
            host_risk.group = Some(number);
        }
        groups
    }
}

//! The answer: hosts in the order in which to patch them, and what else would help.

pub mod age;
mod bundle;
pub mod deployed;
pub mod deployment;
mod doubt;
mod held;
mod host_risk;
mod order;
pub mod origin;
mod reachable;
pub mod segment;
pub mod state;
mod unheard;

use crate::case::Case;
use crate::decision::{Decision, SystemExposure, decide};
use crate::exposure::{Assessment, Finding, Status};
use crate::inventory::{FlowId, Host, HostId, Inventory, SegmentId};
use crate::network::{Change, Network, Removal};
use crate::risk::{
    Averted, Convergence, Design, Distribution, Estimate, Figure, Figures, Ground, Method,
    Progress, Request, SampleSize, estimate, estimate_on,
};
use crate::term::day::Day;
use crate::term::port::PortSet;
use crate::threat::Mode;

pub use bundle::{Bundle, Door};
pub use doubt::{Doubt, Effort, Variation, Varied, VariedRate, doubt, variations};
pub use held::held;
pub use host_risk::{HostRisk, HostRiskId, RemedyKind};
use reachable::Reachable;
pub(crate) use unheard::unheard;

/// One host entry in its place.
#[derive(Clone, Copy, Debug)]
pub struct RankedHost {
    /// The entry.
    pub host: HostId,
    /// Its figures, which it shares with all hosts that are alike.
    pub host_risk: HostRiskId,
    /// Its place, from 1; an entry that stands for several machines has one place.
    pub rank: u32,
    /// The first and last place that the standard errors leave open.
    pub interval: (u32, u32),
}

/// A class of two or more exchangeable machines.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its number, from 1, in the order of the ranking: `g1`, `g2`, ….
    pub number: u32,
    /// How many machines.
    pub machines: u64,
    /// What is averted if all are remedied.
    pub averted: Averted,
}

/// What blocking a flow would avert.
#[derive(Clone, Debug)]
pub struct FlowGain {
    /// The flow.
    pub flow: FlowId,
    /// What is averted if it alone is blocked; a block may fail.
    pub averted: Averted,
}

/// What quarantining laptops that return to a segment would avert.
#[derive(Clone, Debug)]
pub struct QuarantineGain {
    /// The segment.
    pub segment: SegmentId,
    /// What is averted if laptops are quarantined before they connect to it; some slip through.
    pub averted: Averted,
}

/// What is not known; counted as exposed in the risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unknowns {
    /// Machines with at least one advisory of status unknown.
    pub machines: u64,
    /// Flows whose ports are not known.
    pub flows: u32,
    /// Machines whose product is not in the catalogue: in no figure.
    pub not_assessed: u64,
    /// Segments with workstations or laptops of which nobody has said how many people work there.
    /// They count as none: no insider, no Trojan.
    pub users: u32,
}

/// What the first hosts of the ranking avert together, of those that may be done and that doing
/// makes a difference to.
#[derive(Clone, Debug, Default)]
pub struct FirstHosts {
    /// The entries that were taken, in order.
    pub hosts: Vec<RankedHost>,
    /// How many there were to take them from.
    pub of: usize,
    /// Whether some were left out that must not be touched, or wait for one that must not.
    pub some_held: bool,
    /// How many machines these are.
    pub machines: u64,
    /// The expected loss that is left if all of them are remedied at once.
    pub loss_left: f64,
    /// The same if they are remedied tonight: what is done is in force from the next day on. In the
    /// worst case, which has no clock, as if at once.
    pub loss_left_tonight: f64,
}

/// A ranking with the figures it rests on.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// What was asked.
    pub mode: Mode,
    /// The seed of the coins.
    pub seed: u64,
    /// How the figures were computed.
    pub method: Method,
    /// Why no more samples were drawn.
    pub convergence: Convergence,
    /// How many outcomes were evaluated.
    pub samples: u64,
    /// How often they showed what is rare.
    pub design: Design,
    /// The expected loss until the horizon (in the worst-case mode: the loss).
    pub expected_loss: Figure,
    /// How the loss is spread over what may happen.
    pub distribution: Distribution,
    /// The expected loss by the end of each day of the horizon.
    pub until_day: Vec<f64>,
    /// The value of all assessed and unassessed machines together.
    pub total_value: f64,
    /// The distinct figures; hosts refer to them.
    pub host_risks: Vec<HostRisk>,
    /// Every assessed host entry, in order.
    pub hosts: Vec<RankedHost>,
    /// Groups of exchangeable machines, in order of their number.
    pub groups: Vec<Group>,
    /// Flows whose blocking averts anything, and all unknown flows; best first.
    pub flows: Vec<FlowGain>,
    /// Segments to which laptops return infected; best first.
    pub quarantine: Vec<QuarantineGain>,
    /// Pairs of doors that avert much more together than one by one.
    pub bundles: Vec<Bundle>,
    /// How far the first places hold, if that was asked: see [`doubt()`].
    pub doubt: Option<Doubt>,
    /// Host entries whose product is not in the catalogue, in name order.
    pub not_assessed: Vec<HostId>,
    /// What is not known.
    pub unknowns: Unknowns,
    /// Flows to ports on which nobody behind them is known to listen, with these ports.
    pub unheard: Vec<(FlowId, PortSet)>,
    /// What the first hosts avert together; `None` if there is none that may be done and averts
    /// anything.
    pub first: Option<FirstHosts>,
}

/// Samples that chances in words need.
const FEW_SAMPLES: u64 = 400;

/// How many entries [`Ranking::first`] takes.
pub const FIRST: usize = 10;

impl Ranking {
    /// The figures of a ranked host.
    pub fn host_risk(&self, host: &RankedHost) -> &HostRisk {
        &self.host_risks[host.host_risk.0 as usize]
    }

    /// The place of a host, if it was assessed. Linear; meant for single questions.
    pub fn find(&self, host: HostId) -> Option<&RankedHost> {
        self.hosts.iter().find(|ranked| ranked.host == host)
    }

    /// The entries of every group, in the order of the group numbers.
    pub fn group_hosts(&self) -> Vec<Vec<HostId>> {
        let mut groups = vec![Vec::new(); self.groups.len()];
        for ranked in &self.hosts {
            if let Some(number) = self.host_risk(ranked).group {
                groups[number as usize - 1].push(ranked.host);
            }
        }
        groups
    }

    /// Whether doing a host makes any difference: it is hit, or averts something, alone or with all
    /// that are alike. What is infected is lost already.
    fn matters(&self, host: &RankedHost) -> bool {
        let risk = self.host_risk(host);
        let group = risk.group.and_then(|number| self.groups.get(number as usize - 1));
        let is_hit = risk.p_compromised > 0.0 || risk.p_disrupted > 0.0;
        is_hit && risk.remedy != RemedyKind::Rebuild
            || risk.averted.now.value > 0.0
            || group.is_some_and(|group| group.averted.now.value > 0.0)
    }

    /// The request that draws the same coins again, as many as this ranking drew.
    pub fn again(&self, request: &Request) -> Request {
        let samples = if self.method == Method::Exact {
            SampleSize::Auto
        } else {
            SampleSize::Fixed(self.samples)
        };
        Request { samples, design: Some(self.design), ..*request }
    }

    /// The same on no more outcomes than figures in words need: what is the case after a plan.
    pub fn again_in_few(&self, request: &Request) -> Request {
        let again = self.again(request);
        let samples = match again.samples {
            SampleSize::Fixed(samples) => SampleSize::Fixed(samples.min(FEW_SAMPLES)),
            SampleSize::Auto => SampleSize::Auto,
        };
        Request { samples, ..again }
    }

    /// Entries with something to remedy; they come first.
    pub fn to_remedy(&self) -> &[RankedHost] {
        &self.hosts
            [..self.hosts.partition_point(|host| self.host_risk(host).remedy != RemedyKind::None)]
    }
}

/// Ranks the hosts of an inventory. `progress` is told the samples done and the most there will be.
pub fn rank(case: Case<'_>, progress: Progress<'_>) -> Ranking {
    let Case { inventory, threat, request, .. } = case;
    let ((mut network, ground), reachable) = Reachable::find_beside(case, || {
        let network = case.network();
        let ground = Ground::new(&network);
        (network, ground)
    });
    let estimate =
        estimate_on(&ground, &network, threat, request, &values(&network, inventory), progress);
    let reachable = reachable.of_classes(&network);
    let mut host_risks = host_risk::HostRisks::new(case, &network, &estimate, &reachable);
    let ordered = order::order(case, &mut host_risks);
    let mut ranking = Ranking {
        mode: threat.mode,
        seed: request.seed,
        method: estimate.method,
        convergence: estimate.convergence,
        samples: estimate.samples,
        design: estimate.design,
        expected_loss: estimate.loss,
        distribution: estimate.distribution.clone(),
        until_day: estimate.until_day.clone(),
        total_value: total_value(inventory),
        groups: host_risks.number_groups(&network, &estimate, &ordered),
        host_risks: host_risks.into_all(),
        hosts: ordered,
        flows: flow_gains(inventory, &estimate),
        quarantine: quarantine_gains(&estimate),
        bundles: Vec::new(),
        doubt: None,
        not_assessed: not_assessed(case),
        unknowns: unknowns(case),
        unheard: unheard(case),
        first: None,
    };
    ranking.bundles = bundle::bundles(case, (&ground, &mut network), &estimate, &ranking);
    ranking.first = first(case, (&ground, network), &estimate, &ranking);
    ranking
}

/// The expected loss, and the entries with something to remedy in order, each with what it averts;
/// nothing else of a ranking.
fn order_of(case: Case<'_>) -> (f64, Vec<(RankedHost, f64)>) {
    let network = case.network();
    let request = Request { figures: Figures::From(Day::FIRST), ..*case.request };
    let estimate =
        estimate(&network, case.threat, &request, &values(&network, case.inventory), &|_, _| {});
    let unknown = vec![SystemExposure::Small; network.classes.len()];
    let mut host_risks = host_risk::HostRisks::new(case, &network, &estimate, &unknown);
    let ordered = order::order(case, &mut host_risks);
    let all = host_risks.into_all();
    let host_risk = |ranked: &RankedHost| &all[ranked.host_risk.0 as usize];
    let hosts = ordered.into_iter().filter(|ranked| host_risk(ranked).remedy != RemedyKind::None);
    (
        estimate.loss.value,
        hosts.map(|ranked| (ranked, host_risk(&ranked).averted.now.value)).collect(),
    )
}

/// The distinct values of the hosts of each class, ascending.
fn values(network: &Network, inventory: &Inventory) -> Vec<Vec<f64>> {
    let distinct = |class: &crate::network::Class| {
        let mut values: Vec<f64> =
            class.hosts.iter().map(|host| inventory.host(*host).1.value).collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        values
    };
    network.classes.iter().map(distinct).collect()
}

fn total_value(inventory: &Inventory) -> f64 {
    let mut values: Vec<(f64, u32)> =
        inventory.hosts.values().map(|host| (host.value, host.count)).collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    values.iter().map(|(value, count)| value * f64::from(*count)).sum()
}

/// Flows that avert anything, and those that are unknown; best first.
fn flow_gains(inventory: &Inventory, estimate: &Estimate) -> Vec<FlowGain> {
    let unknown = |flow: FlowId| !inventory.flow(flow).1.ports.is_known();
    let flows = (0..).map(FlowId).zip(&estimate.flows);
    let flows = flows.filter(|(flow, averted)| averted.now.value > 0.0 || unknown(*flow));
    best_first(flows, |flow, averted| FlowGain { flow, averted })
}

fn quarantine_gains(estimate: &Estimate) -> Vec<QuarantineGain> {
    let segments = (0..).map(SegmentId).zip(&estimate.quarantine);
    let segments = segments.filter(|(_, averted)| averted.now.value > 0.0);
    best_first(segments, |segment, averted| QuarantineGain { segment, averted })
}

/// What averts most stands first; of equals, what has the lower number.
fn best_first<'e, D: Ord, G>(
    doors: impl Iterator<Item = (D, &'e Averted)>,
    gain: impl Fn(D, Averted) -> G,
) -> Vec<G> {
    let mut doors: Vec<(D, &Averted)> = doors.collect();
    doors.sort_by(|(a, averts), (b, other)| {
        other.now.value.total_cmp(&averts.now.value).then(a.cmp(b))
    });
    doors.into_iter().map(|(door, averted)| gain(door, averted.clone())).collect()
}

/// Whether a host has a place in the ranking: its product is known, or it is known to be infected.
fn is_ranked(case: Case<'_>, id: HostId, host: &Host) -> bool {
    case.exposures.of(host.system).product.is_some()
        || case.scenario.is_infected(id, host, case.threat)
}

fn not_assessed(case: Case<'_>) -> Vec<HostId> {
    let mut hosts: Vec<HostId> = case
        .inventory
        .hosts()
        .filter(|(id, _, host)| !is_ranked(case, *id, host))
        .map(|(id, _, _)| id)
        .collect();
    hosts.sort_unstable_by_key(|id| case.inventory.host(*id).0);
    hosts
}

fn unknowns(case: Case<'_>) -> Unknowns {
    let Case { inventory, exposures, scenario, .. } = case;
    let open = |i: usize| scenario.blocked_from(FlowId(i as u32)) > Day::FIRST;
    let flows = inventory
        .flows
        .values()
        .enumerate()
        .filter(|(i, f)| !f.ports.is_known() && open(*i))
        .count();
    let users = inventory.segments_without_users().count() as u32;
    let mut unknowns = Unknowns { flows: flows as u32, users, ..Unknowns::default() };
    let unknown = |f: &Finding| f.status == Status::Unknown && scenario.is_exposed(f);
    let doubtful: Vec<bool> =
        exposures.iter().map(|(_, assessment)| assessment.findings.iter().any(unknown)).collect();
    for (id, _, host) in inventory.hosts() {
        unknowns.not_assessed += if !is_ranked(case, id, host) { u64::from(host.count) } else { 0 };
        let machines = host.count - scenario.remedied(id, host);
        unknowns.machines += if doubtful[host.system.0 as usize] { u64::from(machines) } else { 0 };
    }
    unknowns
}

/// Nodes that are visited in all samples to tell what the first entries avert together. Beyond, the
/// samples that were drawn first have to do: whole blocks of so many, one at least.
const MAX_STEPS_OF_FIRST: u64 = 1_500_000;
const BLOCK_OF_FIRST: u64 = 16;

/// What the first entries avert together, at once and if they are done tonight.
fn first(
    case: Case<'_>,
    (ground, network): (&Ground, Network),
    estimate: &Estimate,
    ranking: &Ranking,
) -> Option<FirstHosts> {
    let held = held(case, ranking);
    let matter = || ranking.to_remedy().iter().filter(|ranked| ranking.matters(ranked));
    let free = || matter().filter(|ranked| !held.contains(&ranked.host)).copied();
    let hosts: Vec<RankedHost> = free().take(FIRST).collect();
    if hosts.is_empty() {
        return None;
    }
    let first = &hosts[..];
    let machines = |ranked: &RankedHost| u64::from(case.inventory.host(ranked.host).1.count);
    let left = |network: Network, from: Day| {
        loss_without(case, (ground, network), (first, from), estimate, ranking)
    };
    let (loss_left, loss_left_tonight) = match ranking.mode {
        Mode::Expected => (left(network.clone(), Day::FIRST), left(network, Day::FIRST.next())),
        Mode::WorstCase => {
            let at_once = left(network, Day::FIRST);
            (at_once, at_once)
        }
    };
    Some(FirstHosts {
        machines: first.iter().map(machines).sum(),
        of: free().count(),
        some_held: matter().count() > free().count(),
        hosts,
        loss_left,
        loss_left_tonight,
    })
}

/// The loss without some entries from a day on: the network without them, on the same coins.
fn loss_without(
    case: Case<'_>,
    (ground, mut network): (&Ground, Network),
    (first, from): (&[RankedHost], Day),
    estimate: &Estimate,
    ranking: &Ranking,
) -> f64 {
    for ranked in first {
        let (name, host) = case.inventory.host(ranked.host);
        let removal = Removal::new(name, host.count, host.value, from);
        network.apply(Change::Remedy { host: ranked.host, removal });
    }
    let again = ranking.again(case.request);
    let few = MAX_STEPS_OF_FIRST / network.topology.node_count().max(1) as u64;
    let few = (few / BLOCK_OF_FIRST).max(1) * BLOCK_OF_FIRST;
    let left = |samples| {
        let request = Request { samples, figures: Figures::Loss, ..again };
        estimate_on(ground, &network, case.threat, &request, &[], &|_, _| {}).loss.value
    };
    match again.samples {
        SampleSize::Fixed(all) if few < all => {
            let best = &ranking.host_risk(&first[0]).averted;
            let best = match from {
                Day::FIRST => best.now.value,
                day => best.from_day(day),
            };
            let before = estimate.loss_of_first(few);
            let share = if before > 0.0 { left(SampleSize::Fixed(few)) / before } else { 1.0 };
            // All of them avert no less than the best alone, which more samples tell.
            (estimate.loss.value * share).min(estimate.loss.value - best)
        }
        samples => left(samples),
    }
}

/// The decision for a host: the worst of its exposed findings counts; `None` if there is none.
fn decision(
    case: Case<'_>,
    assessment: &Assessment,
    exposure: SystemExposure,
    impact: crate::inventory::Criticality,
) -> Option<Decision> {
    let stage = |finding: &Finding| case.stage(assessment, finding);
    let automatable = |finding: &Finding| finding.automatable;
    let exposed = assessment.findings.iter().filter(|f| case.scenario.is_exposed(f));
    exposed.map(|f| decide(stage(f).into(), exposure, automatable(f), impact)).max()
}

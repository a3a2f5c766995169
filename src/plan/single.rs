//! The one thing that averts most if it is done tonight, of whatever kind: a host, its group, a
//! door, returning laptops, two doors together.
//!
//! Everything is read from the ranking: nothing is estimated. It is what can be said of a network of
//! which nobody asked a plan.

use rustc_hash::{FxHashMap, FxHashSet};

use super::door::{BLOCK_COST, block_prices};
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId, SystemId};
use crate::ranking::{self, Door, FlowGain, Group, HostRisk, RankedHost, Ranking, RemedyKind};
use crate::risk::Averted;
use crate::term::day::Day;

/// Machines of a group that a handful of people patch in a night. More are named only where less
/// work would take something off the network.
const MAX_MACHINES: u64 = 25;
/// Flows that are weighed against what blocking them costs; those that avert most come first.
const MAX_FLOWS: usize = 100;
/// A pair counts as one step only if it averts so much of the loss more than the best single thing.
const MARGIN: f64 = 0.05;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// One machine of an entry is remedied.
    Host(HostId),
    /// Every machine of a group, by its number.
    Group(u32),
    /// A flow is blocked.
    Block(FlowId),
    /// Laptops that return to a segment are inspected before they connect.
    Inspect(SegmentId),
    /// Two doors are closed.
    Both([Door; 2]),
}

/// Something that can be done tonight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SingleStep {
    /// What is done.
    pub deed: Deed,
    /// If it is done tonight: what is lost before it is in force is not averted any more.
    pub averted: f64,
    /// If it were in force at once, which is what tables show.
    pub at_once: f64,
    /// The last day of work on which it is in time.
    pub due: Option<Day>,
    /// What it costs the business by the last day that counts, in points of value.
    pub price: f64,
    /// Whether machines are taken off the network for it.
    switches_off: bool,
}

impl SingleStep {
    /// What it is worth: a door that costs more than it averts is no step.
    fn worth(&self) -> f64 {
        self.averted - self.price
    }
}

/// The step that averts most, less what it costs; `None` where nothing is worth anything.
pub fn single_step(case: Case<'_>, ranking: &Ranking) -> Option<SingleStep> {
    let loss = ranking.expected_loss.value;
    let choice = Choice { case, ranking, held: ranking::held(case, ranking) };
    // Of two that avert as much, patches come first.
    let few = |size: &Size| size.machines <= MAX_MACHINES;
    let steps = [choice.host(), choice.group(few), choice.flow(), choice.quarantine()];
    let most = steps.into_iter().flatten().reduce(better);
    let most = most.map(|most| choice.spared(most));
    let least = most.as_ref().map_or(0.0, SingleStep::worth) + MARGIN * loss;
    let pair = choice.pair().filter(|pair| pair.worth() >= least);
    pair.or(most).filter(|step| loss > 0.0 && step.worth() > 0.0)
}

/// The one that is worth more, the first of two that are worth the same.
fn better(a: SingleStep, b: SingleStep) -> SingleStep {
    if b.worth() > a.worth() { b } else { a }
}

/// What doing a whole group comes to.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    machines: u64,
    /// In points of value.
    price: f64,
    switches_off: bool,
    /// Some of it must not be touched.
    is_held: bool,
}

struct Choice<'a> {
    case: Case<'a>,
    ranking: &'a Ranking,
    /// What must not be touched is no step.
    held: FxHashSet<HostId>,
}

impl Choice<'_> {
    /// What is switched off is missed. Where a group of any number averts more that is not, it is
    /// the better step, however long that takes.
    fn spared(&self, most: SingleStep) -> SingleStep {
        let left_on = most.switches_off.then(|| self.group(|size| !size.switches_off));
        left_on.flatten().filter(|group| group.worth() > most.worth()).unwrap_or(most)
    }

    /// One host.
    fn host(&self) -> Option<SingleStep> {
        let ranking = self.ranking;
        let averted = |ranked: &RankedHost| self.tonight(&ranking.host_risk(ranked).averted);
        let worth = |ranked: &RankedHost| {
            averted(ranked) - self.isolation(ranking.host_risk(ranked), ranked.host)
        };
        let ranked = ranking
            .to_remedy()
            .iter()
            .filter(|ranked| !self.held.contains(&ranked.host))
            .map(|ranked| (worth(ranked), ranked))
            .reduce(|a, b| if b.0 > a.0 { b } else { a })
            .map(|(_, ranked)| ranked)?;
        let risk = ranking.host_risk(ranked);
        Some(SingleStep {
            deed: Deed::Host(ranked.host),
            averted: averted(ranked),
            at_once: risk.averted.now.value,
            due: risk.averted.due(),
            price: self.isolation(risk, ranked.host),
            switches_off: self.is_cut_off(risk, ranked.host),
        })
    }

    /// The group of machines that are alike that is worth most, of those of a certain size.
    fn group(&self, is_meant: impl Fn(&Size) -> bool) -> Option<SingleStep> {
        let sizes = self.sizes();
        let worth = |(group, size): &(&Group, &Size)| self.tonight(&group.averted) - size.price;
        let all =
            self.ranking.groups.iter().filter_map(|group| Some((group, sizes.get(&group.number)?)));
        let (best, size) = all
            .filter(|(_, size)| !size.is_held && is_meant(size))
            .reduce(|a, b| if worth(&b) > worth(&a) { b } else { a })?;
        Some(SingleStep {
            deed: Deed::Group(best.number),
            averted: self.tonight(&best.averted),
            at_once: best.averted.now.value,
            due: best.averted.due(),
            price: size.price,
            switches_off: size.switches_off,
        })
    }

    /// The size of each group, by number.
    fn sizes(&self) -> FxHashMap<u32, Size> {
        let mut sizes: FxHashMap<u32, Size> = FxHashMap::default();
        // Hosts of one system are remedied alike.
        let mut known: FxHashMap<(SystemId, RemedyKind), bool> = FxHashMap::default();
        for ranked in self.ranking.to_remedy() {
            let risk = self.ranking.host_risk(ranked);
            let Some(number) = risk.group else { continue };
            let host = self.case.inventory.host(ranked.host).1;
            let switches_off = *known
                .entry((host.system, risk.remedy))
                .or_insert_with(|| self.is_cut_off(risk, ranked.host));
            let size = sizes.entry(number).or_default();
            size.machines += u64::from(host.count);
            size.switches_off |= switches_off;
            size.is_held |= self.held.contains(&ranked.host);
            if switches_off {
                size.price += self.block_cost() * risk.value * self.days() * f64::from(host.count);
            }
        }
        sizes
    }

    /// A flow to block.
    fn flow(&self) -> Option<SingleStep> {
        let gains: Vec<&FlowGain> = self
            .ranking
            .flows
            .iter()
            .filter(|gain| !self.is_kept(gain.flow))
            .take(MAX_FLOWS)
            .collect();
        let flows: Vec<FlowId> = gains.iter().map(|gain| gain.flow).collect();
        let prices = block_prices(self.case, &flows, self.block_cost());
        let step = |(gain, price): (&FlowGain, f64)| SingleStep {
            deed: Deed::Block(gain.flow),
            averted: self.tonight(&gain.averted),
            at_once: gain.averted.now.value,
            due: gain.averted.due(),
            price: price * self.days(),
            switches_off: false,
        };
        gains.into_iter().zip(prices).map(step).reduce(better)
    }

    /// The segment to which laptops return infected at the greatest loss.
    fn quarantine(&self) -> Option<SingleStep> {
        let best = self.ranking.quarantine.first()?;
        Some(SingleStep {
            deed: Deed::Inspect(best.segment),
            averted: self.tonight(&best.averted),
            at_once: best.averted.now.value,
            due: best.averted.due(),
            price: 0.0,
            switches_off: false,
        })
    }

    /// Two doors that avert much more together.
    fn pair(&self) -> Option<SingleStep> {
        let kept = |door: &Door| match door {
            Door::Flow(flow) => self.is_kept(*flow),
            Door::Host(host) => self.held.contains(host),
            Door::Returns(_) => false,
        };
        let best = self.ranking.bundles.iter().find(|bundle| !bundle.doors.iter().any(kept))?;
        let due = best.doors.iter().filter_map(|door| self.due(*door)).min();
        if due == Some(Day::BEFORE) {
            // What both avert together is known for today alone, and that is over.
            return None;
        }
        Some(SingleStep {
            deed: Deed::Both(best.doors),
            averted: best.averted,
            at_once: best.averted,
            due,
            price: best.doors.iter().map(|door| self.price(*door)).sum(),
            switches_off: false,
        })
    }

    /// What the business keeps open is no step, nor is what nobody has described: there is nothing
    /// to find on a firewall.
    fn is_kept(&self, flow: FlowId) -> bool {
        let key = self.case.inventory.flow(flow).0;
        self.case.inventory.plan.keep.contains(key) || key.is_undescribed()
    }

    /// What work of tonight averts.
    fn tonight(&self, averted: &Averted) -> f64 {
        averted.by_work_on(Day::FIRST, self.ranking.mode)
    }

    /// Days on which something counts that is done tonight: it is in force from the next day on.
    fn days(&self) -> f64 {
        f64::from(self.case.threat.horizon_days.saturating_sub(1))
    }

    fn block_cost(&self) -> f64 {
        self.case.inventory.plan.block_cost.unwrap_or(BLOCK_COST)
    }

    /// What isolating one machine costs: where nothing can be installed, it is missed.
    fn isolation(&self, risk: &HostRisk, host: HostId) -> f64 {
        if self.is_cut_off(risk, host) { self.block_cost() * risk.value * self.days() } else { 0.0 }
    }

    /// Whether it is taken off the network and nothing is installed.
    fn is_cut_off(&self, risk: &HostRisk, host: HostId) -> bool {
        let system = self.case.inventory.host(host).1.system;
        risk.remedy == RemedyKind::Isolate
            && !self.case.work(self.case.exposures.of(system)).installs()
    }

    /// What closing a door costs the business.
    fn price(&self, door: Door) -> f64 {
        match door {
            Door::Flow(flow) => {
                let prices = block_prices(self.case, &[flow], self.block_cost());
                prices.iter().sum::<f64>() * self.days()
            }
            Door::Returns(_) => 0.0,
            Door::Host(host) => self
                .ranking
                .find(host)
                .map_or(0.0, |ranked| self.isolation(self.ranking.host_risk(ranked), host)),
        }
    }

    fn due(&self, door: Door) -> Option<Day> {
        let ranking = self.ranking;
        match door {
            Door::Flow(flow) => ranking.flows.iter().find(|gain| gain.flow == flow)?.averted.due(),
            Door::Returns(segment) => {
                ranking.quarantine.iter().find(|gain| gain.segment == segment)?.averted.due()
            }
            Door::Host(host) => ranking.host_risk(ranking.find(host)?).averted.due(),
        }
    }
}

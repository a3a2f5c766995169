//! How the loss falls, action by action.
//!
//! What an attack reaches after each of a row of actions would take one search per action and
//! sample. Undone from the last to the first, actions only ever open something, or open it for
//! longer: so one search, taken up again after each of them, does for all. The coins are those of
//! [`super::estimate()`], and so are the losses, up to the rounding of sums.

use rayon::prelude::*;

use super::arrival::Arrival;
use super::attack::{Attack, AttackBuffers};
use super::dice::{BLOCK, Seeded, samples_of};
use super::draw::{Draw, Remedied};
use super::estimate::{Request, calm};
use super::fate;
use super::ground::Ground;
use super::strata::Strata;
use crate::inventory::{End, SegmentId};
use crate::network::{Change, ClassId, Network, Undo};
use crate::term::day::Day;
use crate::term::entry::Entry;
use crate::threat::Threat;

/// The expected losses before the first step, after it, after the second, and so on, on a number of
/// samples.
///
/// Cost: samples × (classes + flows + edges + machines remedied), and for each step the groups of
/// the classes that it concerns.
pub fn curve(
    ground: &Ground,
    network: &Network,
    threat: &Threat,
    request: &Request,
    samples: u64,
    steps: &[Vec<Change>],
) -> Vec<f64> {
    let (last, undoing) = undo(network, steps);
    let design = request.design.unwrap_or_default();
    let strata = Strata::new(&calm(&last, threat, request.entries), design);
    let sweep = Sweep { ground, network: &last, threat, request, undoing: &undoing };
    let blocks: Vec<u64> = (0..samples.div_ceil(BLOCK)).collect();
    let block = |walk: &mut Walk, block: &u64| {
        let mut losses = vec![0.0; steps.len() + 1];
        let samples = samples_of(*block, samples);
        let strata = strata.of(&samples);
        let weight = samples.map(|sample| sweep.add(sample, &strata, walk, &mut losses)).sum();
        (losses, weight)
    };
    let parts: Vec<(Vec<f64>, f64)> = blocks.par_iter().map_init(Walk::default, block).collect();
    let mut losses = vec![0.0; steps.len() + 1];
    let mut weight = 0.0;
    for (part, more) in parts {
        losses.iter_mut().zip(part).for_each(|(sum, more)| *sum += more);
        weight += more;
    }
    losses.into_iter().map(|sum| if weight > 0.0 { sum / weight } else { 0.0 }).collect()
}

/// The network after all steps, and per step what takes it back, in the order in which to do it.
fn undo(network: &Network, steps: &[Vec<Change>]) -> (Network, Vec<Vec<Undo>>) {
    let mut network = network.clone();
    let undoing = steps.iter().map(|changes| {
        let mut undoing: Vec<Undo> =
            changes.iter().filter_map(|change| network.apply(*change)).collect();
        undoing.reverse();
        undoing
    });
    let undoing = undoing.collect();
    (network, undoing)
}

/// Whether two steps back restore machines of one class.
fn is_one_class(a: &Undo, b: &Undo) -> bool {
    matches!((a, b), (Undo::Restore { class: a, .. }, Undo::Restore { class: b, .. }) if a == b)
}

/// What all samples share.
struct Sweep<'a> {
    ground: &'a Ground,
    /// The network after all steps.
    network: &'a Network,
    threat: &'a Threat,
    request: &'a Request,
    undoing: &'a [Vec<Undo>],
}

/// One sample on its way back through the steps.
#[derive(Default)]
struct Walk {
    draw: Draw,
    buffers: AttackBuffers,
    arrival: Arrival,
    /// The groups of each class and removal, sorted.
    removals: Vec<(u32, u32, u32)>,
    /// Per group: the value lost with it.
    lost: Vec<f64>,
    loss: f64,
    /// Groups to which the last step back made a difference.
    found: Vec<u32>,
}

impl Sweep<'_> {
    /// Adds the losses of one sample, from that after the last step to that before the first; answers
    /// with how much it weighs.
    fn add(&self, sample: u64, strata: &Strata, walk: &mut Walk, losses: &mut [f64]) -> f64 {
        let weight = self.finish(sample, strata, walk);
        losses[self.undoing.len()] += weight * walk.loss;
        for (step, undoing) in self.undoing.iter().enumerate().rev() {
            undoing.chunk_by(is_one_class).for_each(|run| self.undo(run, walk));
            losses[step] += weight * walk.loss;
        }
        weight
    }

    /// Where a sample ends: after all steps. Answers with how much it weighs.
    fn finish(&self, sample: u64, strata: &Strata, walk: &mut Walk) -> f64 {
        walk.draw.remedied = Remedied::Kept;
        let (mut coins, weight) = Seeded::in_strata(self.request.seed, sample, strata);
        walk.draw.draw(self.network, self.threat, self.request.entries, &mut coins);
        walk.buffers.prepare(self.ground, self.network, &walk.draw);
        let groups = walk.draw.groups.iter().enumerate();
        walk.removals.clear();
        walk.removals
            .extend(groups.filter_map(|(i, group)| Some((group.class, group.removal?, i as u32))));
        walk.removals.sort_unstable();
        let attack = self.attack(&walk.draw, &walk.buffers);
        fate::total_loss(&attack, &mut walk.arrival, self.threat.disruption);
        walk.lost.clear();
        let lost = |i: u32| fate::loss(&attack, &walk.arrival, i, self.threat.disruption);
        walk.lost.extend((0..walk.draw.groups.len() as u32).map(lost));
        walk.loss = walk.lost.iter().sum();
        weight
    }

    fn attack<'a>(&'a self, draw: &'a Draw, buffers: &'a AttackBuffers) -> Attack<'a> {
        Attack {
            ground: self.ground,
            network: self.network,
            draw,
            buffers,
            entries: self.request.entries,
        }
    }

    /// Takes one change back, or removals of one class, and follows what that opens.
    fn undo(&self, run: &[Undo], walk: &mut Walk) {
        let Some(last) = run.last() else { return };
        walk.found.clear();
        match *last {
            Undo::Restore { class, size, value, .. } => {
                run.iter().for_each(|undo| self.restore(*undo, walk));
                self.revalue(class, value / size.max(1) as f64, walk);
            }
            Undo::Unblock { flow, from, before } => self.unblock(flow.0, from, before, walk),
            Undo::Release { segment, before } => self.release(segment, before, walk),
        }
        let attack = self.attack(&walk.draw, &walk.buffers);
        let (ground, found) = (self.ground, &mut walk.found);
        walk.arrival.go_on(&attack, &mut |node| found.extend(ground.group_at(node)));
        for index in found.drain(..) {
            let lost = fate::loss(&attack, &walk.arrival, index, self.threat.disruption);
            walk.loss += lost - std::mem::replace(&mut walk.lost[index as usize], lost);
        }
    }

    /// Machines of a removal can be attacked again.
    fn restore(&self, undo: Undo, walk: &mut Walk) {
        let Undo::Restore { class, removal, .. } = undo else { return };
        let first = walk.removals.partition_point(|at| (at.0, at.1) < (class.0, removal));
        let restored = walk.removals[first..]
            .iter()
            .take_while(|at| (at.0, at.1) == (class.0, removal))
            .map(|at| at.2);
        restored.clone().for_each(|i| walk.draw.groups[i as usize].until = Day::NEVER);
        let attack = self.attack(&walk.draw, &walk.buffers);
        for index in restored {
            attack.outside(index, &mut |node, day| walk.arrival.offer(node, day));
            let group = attack.group(index);
            for (link, _) in group.internet_code().iter().chain(group.internet_crash()) {
                walk.arrival.again(
                    self.ground.flow(attack.class(group).from_internet[usize::from(*link)].flow.0),
                );
            }
        }
    }

    /// Machines that were restored and their peers are worth what the class was worth before.
    /// Somebody may attack them already: that is looked at once for all that are restored together,
    /// as a class may have many removals.
    fn revalue(&self, class: ClassId, value: f64, walk: &mut Walk) {
        for i in walk.buffers.groups_of(class.0) {
            let group = &mut walk.draw.groups[i as usize];
            if !group.until.comes() {
                group.value = value;
                walk.found.push(i);
            }
        }
        walk.arrival.again(self.ground.attackable(class.0));
        walk.arrival.again(self.ground.crashable(class.0));
    }

    /// A block that fails was never felt.
    fn unblock(&self, flow: u32, from: End, before: Day, walk: &mut Walk) {
        let until = &mut walk.draw.open_until[flow as usize];
        *until = before.before().max(*until);
        let node = self.ground.flow(flow);
        match from {
            End::Segment(segment) => walk.arrival.again(self.ground.present(segment.0)),
            End::AnySegment => (0..self.network.quarantined.len() as u32)
                .for_each(|s| walk.arrival.again(self.ground.present(s))),
            End::Internet => {
                let attack = self.attack(&walk.draw, &walk.buffers);
                if self.request.entries[Entry::Internet] {
                    attack.hitting_through(node, &mut |day| walk.arrival.offer(node, day));
                }
            }
        }
        walk.arrival.again(node);
    }

    fn release(&self, segment: SegmentId, before: Day, walk: &mut Walk) {
        walk.draw.quarantined[segment.0 as usize] = before;
        let attack = self.attack(&walk.draw, &walk.buffers);
        let groups = self
            .ground
            .roamers
            .row(segment.0)
            .iter()
            .flat_map(|class| walk.buffers.groups_of(*class));
        groups.for_each(|i| attack.outside(i, &mut |node, day| walk.arrival.offer(node, day)));
    }
}

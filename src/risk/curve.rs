//! How the loss falls, action by action.
//!
//! What an attack reaches after each of a row of actions would take one search per action and sample. Undone from the last to
//! the first, actions only ever open something: so one search, taken up again after each of them, does for all. The coins are
//! those of [`super::estimate()`], and so are the losses, up to the rounding of sums.

use rayon::prelude::*;

use super::attack::{Attack, AttackBuffers, Closed};
use super::dice::Seeded;
use super::draw::{Draw, Group, Taken};
use super::estimate::{BLOCK, Request};
use super::ground::Ground;
use super::reached::Reached;
use crate::inventory::End;
use crate::network::{Change, ClassId, Network, Undo};
use crate::threat::Threat;

/// The expected losses before the first step, after it, after the second, and so on, on a number of samples.
///
/// Cost: samples × (classes + flows + edges + machines remedied), whatever the number of steps.
pub fn curve(ground: &Ground, network: &Network, threat: &Threat, request: &Request, samples: u64, steps: &[Vec<Change>]) -> Vec<f64> {
    let (last, undoing) = undo(network, steps);
    let sweep = Sweep { ground, network: &last, threat, request, undoing: &undoing };
    let blocks: Vec<u64> = (0..samples.div_ceil(BLOCK)).collect();
    let block = |walk: &mut Walk, block: &u64| {
        let mut losses = vec![0.0; steps.len() + 1];
        (block * BLOCK..((block + 1) * BLOCK).min(samples)).for_each(|sample| sweep.add(sample, walk, &mut losses));
        losses
    };
    let parts: Vec<Vec<f64>> = blocks.par_iter().map_init(|| Walk::new(&last), block).collect();
    let mut losses = vec![0.0; steps.len() + 1];
    for part in parts {
        losses.iter_mut().zip(part).for_each(|(sum, more)| *sum += more);
    }
    losses.into_iter().map(|sum| sum / samples.max(1) as f64).collect()
}

/// The network after all steps, and per step what takes it back, in the order in which to do it.
fn undo(network: &Network, steps: &[Vec<Change>]) -> (Network, Vec<Vec<Undo>>) {
    let mut network = network.clone();
    let undoing = steps.iter().map(|changes| {
        let mut undoing: Vec<Undo> = changes.iter().filter_map(|change| network.apply(*change)).collect();
        undoing.reverse();
        undoing
    });
    let undoing = undoing.collect();
    (network, undoing)
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

/// What has become of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fate {
    #[default]
    Spared,
    Disrupted,
    Compromised,
}

/// Machines of a class that are lost, and how many it has.
#[derive(Clone, Copy, Debug, Default)]
struct Lost {
    compromised: u64,
    disrupted: u64,
    size: u64,
    value: f64,
}

impl Lost {
    fn count(&mut self, fate: Fate) -> Option<&mut u64> {
        match fate {
            Fate::Spared => None,
            Fate::Disrupted => Some(&mut self.disrupted),
            Fate::Compromised => Some(&mut self.compromised),
        }
    }

    fn loss(&self, disruption: f64) -> f64 {
        (self.compromised as f64 + disruption * self.disrupted as f64) * (self.value / self.size.max(1) as f64)
    }
}

/// One sample on its way back through the steps.
struct Walk {
    draw: Draw,
    /// What was taken out, by class and removal.
    taken: Vec<Taken>,
    buffers: AttackBuffers,
    reached: Reached,
    blocked: Vec<bool>,
    quarantined: Vec<bool>,
    fates: Vec<Fate>,
    lost: Vec<Lost>,
    loss: f64,
    /// Nodes that the last step back opened.
    found: Vec<u32>,
}

impl Walk {
    fn new(network: &Network) -> Self {
        Self {
            draw: Draw::default(),
            taken: Vec::new(),
            buffers: AttackBuffers::default(),
            reached: Reached::default(),
            blocked: Vec::new(),
            quarantined: Vec::new(),
            fates: Vec::new(),
            lost: Vec::with_capacity(network.classes.len()),
            loss: 0.0,
            found: Vec::new(),
        }
    }
}

/// The machines of one removal. What was taken out is noted class by class, removal by removal.
fn taken(all: &[Taken], class: u32, removal: u32) -> &[Taken] {
    let start = all.partition_point(|taken| (taken.class, taken.removal) < (class, removal));
    let end = all.partition_point(|taken| (taken.class, taken.removal) <= (class, removal));
    &all[start..end]
}

impl Sweep<'_> {
    /// Adds the losses of one sample.
    fn add(&self, sample: u64, walk: &mut Walk, losses: &mut [f64]) {
        self.begin(sample, walk);
        for (undoing, loss) in self.undoing.iter().zip(&mut losses[1..]).rev() {
            *loss += walk.loss;
            for undo in undoing {
                self.undo(*undo, walk);
            }
        }
        losses[0] += walk.loss;
    }

    /// Draws the coins and lets the attack spread after all steps.
    fn begin(&self, sample: u64, walk: &mut Walk) {
        let mut dice = Seeded::new(self.request.seed, sample);
        walk.draw.draw_noting(self.network, self.threat, self.request.entries, &mut dice, &mut walk.taken);
        walk.buffers.prepare(self.ground, self.network, &walk.draw);
        walk.blocked.clone_from(&self.network.blocked);
        walk.quarantined.clone_from(&self.network.quarantined);
        walk.lost.clear();
        walk.lost.extend(self.network.classes.iter().map(|class| Lost { size: class.size, value: class.value, ..Lost::default() }));
        walk.reached.start(self.ground.size(walk.draw.groups.len()));
        self.spread(walk);
        walk.fates.clear();
        for (i, group) in walk.draw.groups.iter().enumerate() {
            let fate = self.fate(&walk.reached, i as u32, group);
            walk.fates.push(fate);
            if let Some(count) = walk.lost[group.class as usize].count(fate) {
                *count += group.count;
            }
        }
        walk.loss = self.network.infected_value + walk.lost.iter().map(|lost| lost.loss(self.threat.disruption)).sum::<f64>();
    }

    fn spread(&self, walk: &mut Walk) {
        walk.found.clear();
        let closed = Closed { blocked: &walk.blocked, quarantined: &walk.quarantined };
        let attack = Attack::new(self.ground, self.network, &walk.draw, &walk.buffers, closed);
        let found = &mut walk.found;
        walk.reached.go_on(&attack, &mut |node| found.push(node));
    }

    fn fate(&self, reached: &Reached, index: u32, group: &Group) -> Fate {
        match () {
            () if group.roaming_code || reached.contains(self.ground.group(index)) => Fate::Compromised,
            () if group.roaming_crash || reached.contains(self.ground.leaf(index)) => Fate::Disrupted,
            () => Fate::Spared,
        }
    }

    /// Takes one change back, and follows what that opens.
    fn undo(&self, undo: Undo, walk: &mut Walk) {
        match undo {
            Undo::Restore { class, removal, size, value } => self.restore(class, removal, (size, value), walk),
            Undo::Unblock { flow, from } => {
                walk.blocked[flow.0 as usize] = false;
                let node = self.ground.flow(flow.0);
                match from {
                    End::Segment(segment) => walk.reached.again(self.ground.present(segment.0)),
                    End::Internet if walk.buffers.is_hitting(node) => walk.reached.enter(node),
                    End::Internet => {}
                    End::AnySegment => (0..self.network.users.len() as u32).for_each(|s| walk.reached.again(self.ground.present(s))),
                }
            }
            Undo::Release(segment) => {
                walk.quarantined[segment.0 as usize] = false;
                if self.is_returning(segment.0, walk) {
                    walk.reached.enter(self.ground.returning(segment.0));
                }
            }
        }
        self.spread(walk);
        for at in 0..walk.found.len() {
            if let Some(group) = self.ground.group_at(walk.found[at]) {
                self.update(group, walk);
            }
        }
    }

    /// Puts the machines of a removal back into their groups.
    fn restore(&self, class: ClassId, removal: u32, (size, value): (u64, f64), walk: &mut Walk) {
        let lost = &mut walk.lost[class.0 as usize];
        let before = lost.loss(self.threat.disruption);
        (lost.size, lost.value) = (size, value);
        for taken in taken(&walk.taken, class.0, removal) {
            let group = &mut walk.draw.groups[taken.group as usize];
            if group.count == 0 {
                walk.reached.again(self.ground.group(taken.group));
            }
            group.count += taken.machines;
            if let Some(count) = lost.count(walk.fates[taken.group as usize]) {
                *count += taken.machines;
            }
        }
        walk.loss += lost.loss(self.threat.disruption) - before;
    }

    /// Whether an infected host or a laptop hit outside would connect to a segment, if it may.
    fn is_returning(&self, segment: u32, walk: &Walk) -> bool {
        let hit = |class: &u32| walk.buffers.groups_of(*class).any(|group| walk.draw.groups[group as usize].roaming_code);
        self.ground.infected.binary_search(&segment).is_ok() || self.ground.roamers.row(segment).iter().any(hit)
    }

    /// Counts a group again to which the attack came.
    fn update(&self, index: u32, walk: &mut Walk) {
        let group = &walk.draw.groups[index as usize];
        let fate = self.fate(&walk.reached, index, group);
        let known = std::mem::replace(&mut walk.fates[index as usize], fate);
        if fate == known {
            return;
        }
        let lost = &mut walk.lost[group.class as usize];
        let before = lost.loss(self.threat.disruption);
        if let Some(count) = lost.count(known) {
            *count -= group.count;
        }
        if let Some(count) = lost.count(fate) {
            *count += group.count;
        }
        walk.loss += lost.loss(self.threat.disruption) - before;
    }
}

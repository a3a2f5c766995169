//! What one sample says: who is lost, and what each single remedy would have averted.

use super::attack::{Attack, AttackBuffers, Closed};
use super::dominator::Dominators;
use super::draw::{Draw, Group};
use super::ground::{Ground, START};
use super::reached::Reached;
use crate::network::Network;
use crate::term::entry::{Entry, EntryMap};

/// What one sample says about a class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ClassGain {
    /// Hosts compromised.
    pub(super) compromised: u64,
    /// Hosts crashed but not compromised.
    pub(super) disrupted: u64,
    /// Hosts compromised if one way in were the only one.
    pub(super) by_entry: EntryMap<u64>,
    /// Loss that single hosts of the class alone let in, beyond their own, summed over its hosts.
    pub(super) opened: f64,
    /// How much less of that it is per value of the host itself, which is not among those it lets in.
    pub(super) withheld: f64,
    /// Loss averted if all hosts of the class were remedied.
    pub(super) group: f64,
}

/// What one sample says.
#[derive(Clone, Debug, Default)]
pub(super) struct Gains {
    /// Value lost.
    pub(super) loss: f64,
    /// Per class.
    pub(super) classes: Vec<ClassGain>,
    /// Per flow: loss averted if it is blocked.
    pub(super) flows: Vec<f64>,
    /// Per segment: loss averted if laptops are quarantined before they return to it.
    pub(super) quarantine: Vec<f64>,
}

/// Which figures are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// Everything.
    #[default]
    All,
    /// The loss alone, at a fraction of the cost.
    Loss,
}

/// Everything that evaluating samples needs again and again.
#[derive(Debug)]
pub(super) struct Scratch<'n> {
    network: &'n Network,
    ground: &'n Ground,
    disruption: f64,
    buffers: AttackBuffers,
    tree: Dominators,
    reached: Reached,
    /// Per number of the tree: the ways in that lead there, as bits.
    ways: Vec<u8>,
    queue: Vec<u32>,
    weight: Vec<f64>,
    below: Vec<f64>,
    interval: Vec<(u32, u32)>,
    by_class: Vec<f64>,
    /// The result of the last [`Self::evaluate`].
    pub(super) gains: Gains,
}

impl<'n> Scratch<'n> {
    /// Prepares for a network with as many flows as its inventory has. `disruption` is δ.
    pub(super) fn new(network: &'n Network, ground: &'n Ground, flows: usize, disruption: f64) -> Self {
        let gains = Gains {
            loss: 0.0,
            classes: vec![ClassGain::default(); network.classes.len()],
            flows: vec![0.0; flows],
            quarantine: vec![0.0; network.users.len()],
        };
        Self {
            network,
            ground,
            disruption,
            buffers: AttackBuffers::default(),
            tree: Dominators::default(),
            reached: Reached::default(),
            ways: Vec::new(),
            queue: Vec::new(),
            weight: Vec::new(),
            below: Vec::new(),
            interval: Vec::new(),
            by_class: Vec::new(),
            gains,
        }
    }

    /// Evaluates one draw; the result is in [`Self::gains`].
    pub(super) fn evaluate(&mut self, draw: &Draw, figures: Figures) {
        self.gains.classes.fill(ClassGain::default());
        let mut buffers = std::mem::take(&mut self.buffers);
        buffers.prepare(self.ground, self.network, draw);
        let closed = Closed { blocked: &self.network.blocked, quarantined: &self.network.quarantined };
        let attack = Attack::new(self.ground, self.network, draw, &buffers, closed);
        match figures {
            Figures::Loss => self.lose(&attack, draw),
            Figures::All => self.analyse(&attack, draw),
        }
        self.buffers = buffers;
    }

    /// Only the loss: one search, no dominators.
    fn lose(&mut self, attack: &Attack<'_>, draw: &Draw) {
        let ground = self.ground;
        self.reached.start(ground.size(draw.groups.len()));
        self.reached.go_on(attack, &mut |_| {});
        let lost = |(i, group): (usize, &Group)| match i as u32 {
            i if group.roaming_code || self.reached.contains(ground.group(i)) => self.value(group),
            i if group.roaming_crash || self.reached.contains(ground.leaf(i)) => self.value(group) * self.disruption,
            _ => 0.0,
        };
        self.gains.loss = self.network.infected_value + draw.groups.iter().enumerate().map(lost).sum::<f64>();
    }

    fn analyse(&mut self, attack: &Attack<'_>, draw: &Draw) {
        let nodes = self.ground.size(draw.groups.len());
        self.tree.compute(nodes, START, |node, mut visit| attack.successors(node, &mut visit));
        self.weigh(attack, draw);
        self.sum_subtrees();
        self.collect(attack, draw);
        self.attribute(draw);
    }

    /// Who would be compromised if each way in were the only one: what reaches each node, as a bit per way in, carried along
    /// the edges of the search until nothing changes. A node is visited at most once per way in.
    fn attribute(&mut self, draw: &Draw) {
        self.carry_ways_in(draw);
        for (i, group) in draw.groups.iter().enumerate() {
            let Some(at) = self.tree.number(self.ground.group(i as u32)) else { continue };
            let class = &mut self.gains.classes[group.class as usize];
            for (entry, count) in class.by_entry.iter_mut() {
                *count += if self.ways[at] & (1 << entry as u8) != 0 { group.count } else { 0 };
            }
        }
    }

    fn carry_ways_in(&mut self, draw: &Draw) {
        let (tree, ground) = (&self.tree, self.ground);
        self.ways.clear();
        self.ways.resize(tree.len(), 0);
        self.queue.clear();
        for to in tree.successors(0) {
            let way = 1 << ground.entry(tree.node(*to as usize)) as u8;
            add_ways(&mut self.ways, &mut self.queue, *to, way);
        }
        let mut next = 0;
        while let Some(at) = self.queue.get(next).copied() {
            next += 1;
            let ways = self.ways[at as usize];
            for to in tree.successors(at as usize) {
                add_ways(&mut self.ways, &mut self.queue, *to, ways);
            }
            // Laptops hit outside would be attacked from inside if they had not been: their leaf notes who gets there.
            if let Some(group) = ground.group_of_leaf(tree.node(at as usize)).filter(|group| draw.groups[*group as usize].roaming_code)
                && let Some(hosts) = tree.number(ground.group(group))
            {
                add_ways(&mut self.ways, &mut self.queue, hosts as u32, ways & !(1 << Entry::Roaming as u8));
            }
        }
    }

    /// Puts each group's value on its nodes: δ of it on the crash leaf where there is one, the rest on the group, so that
    /// nothing counts twice. What is lost whatever else happens (hit or crashed while roaming) hangs on no node.
    fn weigh(&mut self, attack: &Attack<'_>, draw: &Draw) {
        self.weight.clear();
        self.weight.resize(self.tree.len(), 0.0);
        for (i, group) in draw.groups.iter().enumerate().filter(|(_, group)| !group.roaming_code) {
            let value = self.value(group);
            let (node, leaf) = (self.tree.number(self.ground.group(i as u32)), self.tree.number(self.ground.leaf(i as u32)));
            let apart = group.roaming_crash || attack.has_leaf(i as u32);
            if let Some(at) = node {
                self.weight[at] = if apart { value * (1.0 - self.disruption) } else { value };
            }
            if let Some(at) = leaf.filter(|_| !group.roaming_crash) {
                self.weight[at] = value * self.disruption;
            }
        }
    }

    fn value(&self, group: &Group) -> f64 {
        group.count as f64 * self.network.classes[group.class as usize].mean_value()
    }

    /// Weight at and below each number of the dominator tree, and its interval in a walk of the tree.
    fn sum_subtrees(&mut self) {
        let reached = self.tree.len();
        self.below.clone_from(&self.weight);
        self.interval.clear();
        self.interval.resize(reached, (0, 1));
        for i in (1..reached).rev() {
            let above = self.tree.idom(i);
            self.below[above] += self.below[i];
            self.interval[above].1 += self.interval[i].1;
        }
        // Sizes become intervals: each node takes the next part of the one above it.
        let mut free = vec![1_u32; reached];
        for i in 1..reached {
            let above = self.tree.idom(i);
            let start = free[above];
            free[above] += self.interval[i].1;
            free[i] = start + 1;
            self.interval[i] = (start, start + self.interval[i].1);
        }
        if let Some(root) = self.interval.first_mut() {
            *root = (0, reached as u32);
        }
    }

    /// Whether number `above` dominates number `at`.
    fn dominates(&self, above: usize, at: usize) -> bool {
        let (start, end) = self.interval[above];
        (start..end).contains(&self.interval[at].0)
    }

    /// Weight cut off by removing a node, 0 if it is not reached.
    fn cut_off(&self, node: u32) -> f64 {
        self.tree.number(node).map_or(0.0, |at| self.below[at])
    }

    fn collect(&mut self, attack: &Attack<'_>, draw: &Draw) {
        self.gains.loss = self.network.infected_value;
        self.by_class.clear();
        self.by_class.resize(self.network.classes.len(), 0.0);
        for (i, group) in draw.groups.iter().enumerate() {
            self.collect_group(attack, i as u32, group);
        }
        for (class, gain) in self.gains.classes.iter_mut().enumerate() {
            gain.group = self.by_class[class];
        }
        for class in 0..self.network.classes.len() {
            self.gains.classes[class].group += self.cut_off(attack.gate(class as u32));
        }
        for flow in 0..self.gains.flows.len() {
            self.gains.flows[flow] = self.cut_off(self.ground.flow(flow as u32));
        }
        for segment in 0..self.gains.quarantine.len() {
            self.gains.quarantine[segment] = self.cut_off(self.ground.returning(segment as u32));
        }
    }

    /// Adds a group's own loss, and what it alone lets in, to its class.
    fn collect_group(&mut self, attack: &Attack<'_>, index: u32, group: &Group) {
        let node = self.tree.number(self.ground.group(index));
        let leaf = self.tree.number(self.ground.leaf(index));
        let value = self.value(group);
        let class = &mut self.gains.classes[group.class as usize];
        let own = if group.roaming_code || node.is_some() {
            class.compromised += group.count;
            value
        } else if group.roaming_crash || leaf.is_some() {
            class.disrupted += group.count;
            value * self.disruption
        } else {
            return;
        };
        self.gains.loss += own;
        // The class's own nodes below its gate are counted as its own loss already.
        let gate = self.tree.number(attack.gate(group.class));
        let under = |at: Option<usize>| at.zip(gate).filter(|(at, gate)| self.dominates(*gate, *at)).map_or(0.0, |(at, _)| self.weight[at]);
        self.by_class[group.class as usize] += own - under(node) - under(leaf);
        if group.count == 1
            && let Some(at) = node
        {
            let leaf_below = leaf.filter(|leaf| self.dominates(at, *leaf)).map_or(0.0, |leaf| self.weight[leaf]);
            let let_in = self.below[at] - self.weight[at] - leaf_below;
            self.credit(group.class, let_in, self.peers_below(attack, at, index, group.class));
        }
    }

    /// Credits one host of a class with what it alone lets in, its peers of the same class among it. These were weighed at
    /// the mean of the class, but are worth the mean of the class without the host.
    fn credit(&mut self, class: u32, let_in: f64, peers: f64) {
        let gain = &mut self.gains.classes[class as usize];
        gain.opened += let_in;
        if peers > 0.0 {
            let class = &self.network.classes[class as usize];
            let correction = peers / (class.size - 1) as f64;
            gain.opened += correction;
            gain.withheld += correction / class.mean_value();
        }
    }

    /// Weight of the other hosts of a class that the sole host of a group, at a number of the tree, alone lets in. They are
    /// all attacked through the nodes of the class, so only one group of a class can be the gate to them.
    fn peers_below(&self, attack: &Attack<'_>, at: usize, index: u32, class: u32) -> f64 {
        let ways = [self.ground.attackable(class), self.ground.crashable(class)];
        if !ways.into_iter().filter_map(|node| self.tree.number(node)).any(|node| self.dominates(at, node)) {
            return 0.0;
        }
        let nodes = attack.groups_of(class).filter(|i| *i != index).flat_map(|i| [self.ground.group(i), self.ground.leaf(i)]);
        nodes.filter_map(|node| self.tree.number(node)).filter(|node| self.dominates(at, *node)).map(|node| self.weight[node]).sum()
    }
}

/// Adds ways in to a node; it is visited (again) if any is new.
fn add_ways(ways: &mut [u8], queue: &mut Vec<u32>, node: u32, more: u8) {
    if more & !ways[node as usize] != 0 {
        ways[node as usize] |= more;
        queue.push(node);
    }
}

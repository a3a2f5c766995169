//! What one sample says: who is lost, and what each single remedy would have averted, in force from
//! each day.

use super::alone::{self, Alone};
use super::arrival::Arrival;
use super::attack::{Attack, AttackBuffers};
use super::dominator::Dominators;
use super::draw::{Draw, Group};
use super::fate::{self, Fate, Lost};
use super::ground::Ground;
use super::remains::{Leading, Remains};
use super::timing;
use super::trail::{START_PLACE, Trail};
use crate::network::Network;
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry, EntryMap};
use crate::threat::Threat;

/// What samples say about a class, each as much as it weighs. Machines that are remedied, now or later,
/// are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ClassGain {
    /// Hosts compromised.
    pub(super) compromised: f64,
    /// Hosts crashed but not compromised.
    pub(super) disrupted: f64,
    /// The same of those that are remedied at some time.
    pub(super) remedied: (f64, f64),
    /// Hosts compromised if one way in were the only one.
    pub(super) by_entry: EntryMap<f64>,
}

/// What remedies of one class would avert, in force from a day on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ClassAverted {
    /// Hosts that would not be lost themselves, as shares of their value.
    pub(super) own: f64,
    /// Loss that single hosts of the class alone let in, beyond their own, summed over its hosts.
    pub(super) opened: f64,
    /// How much less of that it is per value of the host itself, which is not among those it lets
    /// in.
    pub(super) withheld: f64,
    /// Loss averted if all hosts of the class were remedied.
    pub(super) group: f64,
}

/// What one sample says.
#[derive(Clone, Debug, Default)]
pub(super) struct Gains {
    /// Value lost.
    pub(super) loss: f64,
    /// Value lost by the end of each day of the horizon. Only with [`Figures::All`].
    pub(super) until_day: Vec<f64>,
    /// Per class, added up over the samples since they were last taken: counts take no harm by it.
    pub(super) classes: Vec<ClassGain>,
    /// The classes of which remedies may avert anything from the day of the last
    /// [`Scratch::remedy_from`] on, in order.
    pub(super) left: Vec<u32>,
    /// Per such class: what they avert. Of others this says nothing.
    pub(super) averted: Vec<ClassAverted>,
    /// Per flow: the same for blocking it.
    pub(super) flows: Vec<f64>,
    /// Per segment: the same for quarantining laptops that return to it.
    pub(super) quarantine: Vec<f64>,
    /// What carried the attack: flows, segments to which somebody returned, classes that let it in
    /// further.
    pub(super) used: Used<Vec<u32>>,
}

/// Something about every door that an attack may pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Used<T> {
    /// About flows.
    pub flows: T,
    /// About segments to which hosts return.
    pub returns: T,
    /// About classes.
    pub classes: T,
}

/// Which figures are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// Everything.
    #[default]
    All,
    /// Everything but what is said of ways in and of doors that carried the attack, and nothing
    /// about remedies in force before a day: figures "at once" are those of that day. For plans.
    Since(Day),
    /// What remedies avert that are in force from one day on, and nothing about other days: figures
    /// "at once" are those of that day. For plans.
    From(Day),
    /// The loss alone, at a fraction of the cost.
    Loss,
}

/// Everything that evaluating samples needs again and again.
#[derive(Debug)]
pub(super) struct Scratch<'n> {
    network: &'n Network,
    ground: &'n Ground,
    /// δ.
    disruption: f64,
    block_holds: f64,
    entries: Entries,
    /// Of the draw.
    sample_weight: f64,
    buffers: AttackBuffers,
    arrival: Arrival,
    trail: Trail,
    /// For the same sample in other circumstances.
    other: Arrival,
    alone: Alone,
    /// Whether [`Self::alone`] can tell all ways in apart at once.
    stays_open: bool,
    fates: Vec<Fate>,
    leading: Leading,
    /// The days on which anything happens, in order.
    days: Vec<Day>,
    /// Per day: whether anything happens.
    busy: Vec<bool>,
    /// The first day on which anything happens.
    first: Option<Day>,
    tree: Dominators,
    weight: Vec<f64>,
    below: Vec<f64>,
    interval: Vec<(u32, u32)>,
    free: Vec<u32>,
    by_class: Vec<f64>,
    /// The result.
    pub(super) gains: Gains,
}

impl<'n> Scratch<'n> {
    /// Prepares for a network on its ground.
    pub(super) fn new(
        network: &'n Network,
        ground: &'n Ground,
        threat: &Threat,
        entries: Entries,
    ) -> Self {
        let gains = Gains {
            loss: 0.0,
            until_day: vec![0.0; usize::from(network.last.0)],
            left: Vec::new(),
            classes: vec![ClassGain::default(); network.classes.len()],
            averted: vec![ClassAverted::default(); network.classes.len()],
            flows: vec![0.0; network.blocked.len()],
            quarantine: vec![0.0; network.quarantined.len()],
            used: Used::default(),
        };
        Self {
            network,
            ground,
            disruption: threat.disruption,
            block_holds: threat.block_holds,
            entries,
            sample_weight: 1.0,
            buffers: AttackBuffers::default(),
            arrival: Arrival::default(),
            trail: Trail::default(),
            other: Arrival::default(),
            alone: Alone::default(),
            stays_open: alone::stays_open(network),
            fates: Vec::new(),
            leading: Leading::default(),
            days: Vec::new(),
            busy: Vec::new(),
            first: None,
            tree: Dominators::default(),
            weight: Vec::new(),
            below: Vec::new(),
            interval: Vec::new(),
            free: Vec::new(),
            by_class: vec![0.0; network.classes.len()],
            gains,
        }
    }

    /// Evaluates one draw, which weighs so much: what is lost, and when.
    pub(super) fn evaluate(&mut self, draw: &Draw, weight: f64, figures: Figures) {
        self.sample_weight = weight;
        self.buffers.prepare(self.ground, self.network, draw);
        let buffers = std::mem::take(&mut self.buffers);
        let attack = self.attack(draw, &buffers, self.entries);
        match figures {
            Figures::Loss => fate::spread(&attack, &mut self.arrival),
            _ => fate::spread_noting(&attack, &mut self.arrival, &mut self.trail),
        }
        self.fates.clear();
        self.fates
            .extend((0..draw.groups.len() as u32).map(|i| Fate::of(&attack, &self.arrival, i)));
        let lost = draw
            .groups
            .iter()
            .zip(&self.fates)
            .map(|(group, fate)| group.total() * fate.lost().share(self.disruption));
        self.gains.loss = lost.sum();
        if figures != Figures::Loss {
            self.note_days(figures);
            self.count(&attack);
            if figures == Figures::All {
                self.note_loss_by_day(&attack);
                self.attribute(&attack);
                self.note_used(&attack);
            }
        }
        self.buffers = buffers;
    }

    /// The days on which anything happens: remedies avert the same from any day since the one
    /// before it on.
    #[inline]
    pub(super) fn days(&self) -> Vec<Day> {
        self.days.clone()
    }

    #[inline]
    fn attack<'a>(&self, draw: &'a Draw, buffers: &'a AttackBuffers, entries: Entries) -> Attack<'a>
    where
        'n: 'a,
    {
        Attack { ground: self.ground, network: self.network, draw, buffers, entries }
    }

    #[inline]
    fn remains<'a>(&'a self, attack: Attack<'a>, from: Day) -> Remains<'a> {
        Remains {
            attack,
            arrival: &self.arrival,
            trail: &self.trail,
            fates: &self.fates,
            from,
            is_first: self.first == Some(from),
            leading: &self.leading,
        }
    }

    fn note_days(&mut self, figures: Figures) {
        self.busy.clear();
        self.busy.resize(usize::from(self.network.last.0), false);
        for day in self.fates.iter().flat_map(|fate| [fate.taken, fate.down, fate.connected]) {
            if day.comes() && day > Day::BEFORE {
                self.busy[day.index()] = true;
            }
        }
        self.days.clear();
        let busy = (Day::FIRST.0..).map(Day).zip(&self.busy).filter(|(_, busy)| **busy);
        self.days.extend(busy.map(|(day, _)| day));
        self.first = self.days.first().copied();
        match figures {
            Figures::Since(first) => self.days.retain(|day| *day >= first),
            Figures::From(first) => {
                self.days.retain(|day| *day >= first);
                self.days.truncate(1);
            }
            Figures::All | Figures::Loss => {}
        }
    }

    /// What is lost by the end of each day: of each group a share on the day on which it is down,
    /// the rest on the day on which it is taken.
    fn note_loss_by_day(&mut self, attack: &Attack<'_>) {
        let until = &mut self.gains.until_day;
        until.fill(0.0);
        let last = attack.network.last;
        for (group, fate) in attack.draw.groups.iter().zip(&self.fates) {
            let total = group.total();
            if fate.down <= last {
                until[fate.down.max(Day::FIRST).index()] += total * self.disruption;
            }
            if fate.taken <= last {
                until[fate.taken.max(Day::FIRST).index()] += total * (1.0 - self.disruption);
            }
        }
        for day in 1..until.len() {
            until[day] += until[day - 1];
        }
    }

    fn count(&mut self, attack: &Attack<'_>) {
        for (group, fate) in attack.draw.groups.iter().zip(&self.fates) {
            let class = &mut self.gains.classes[group.class as usize];
            let (compromised, disrupted) = match group.removal {
                None => (&mut class.compromised, &mut class.disrupted),
                Some(_) => (&mut class.remedied.0, &mut class.remedied.1),
            };
            let count = self.sample_weight * group.count as f64;
            match fate.lost() {
                Lost::Compromised => *compromised += count,
                Lost::Disrupted => *disrupted += count,
                Lost::Nothing => {}
            }
        }
    }

    /// Notes which doors the attack passed.
    fn note_used(&mut self, attack: &Attack<'_>) {
        let used = &mut self.gains.used;
        used.flows.clear();
        used.flows.extend(
            (0..self.network.blocked.len() as u32)
                .filter(|flow| self.arrival.contains(self.ground.flow(*flow))),
        );
        used.returns.clear();
        used.classes.clear();
        let returned = attack.struck().filter(|(_, group)| attack.returns(group).comes());
        used.returns.extend(returned.map(|(_, group)| group.home.0));
        let connected =
            attack.draw.groups.iter().zip(&self.fates).filter(|(_, fate)| fate.connected.comes());
        used.classes.extend(connected.map(|(group, _)| group.class));
        used.returns.sort_unstable();
        used.returns.dedup();
        used.classes.dedup();
    }

    /// Who would be compromised if each way in were the only one: the same sample without the
    /// others. Where only one way in leads anywhere, nothing has to be worked out.
    fn attribute(&mut self, attack: &Attack<'_>) {
        let ways = ways_in(attack);
        let one = ways.present().count() == 1;
        if !one && self.stays_open && self.alone.spread(attack, &self.trail) {
            debug_assert!(self.is_attributed(ways, attack), "days matter to the ways in");
            self.attribute_at_once(attack);
        } else {
            ways.present().for_each(|entry| self.attribute_to(entry, one, attack));
        }
        for (_, group) in attack.struck() {
            if group.infected && group.removal.is_none() {
                self.gains.classes[group.class as usize].by_entry[Entry::Infected] +=
                    self.sample_weight * group.count as f64;
            }
        }
    }

    #[inline]
    fn attribute_at_once(&mut self, attack: &Attack<'_>) {
        // Whom all ways in together do not compromise, none does alone.
        let lost = self.fates.iter().zip(&attack.draw.groups).enumerate();
        let lost = lost.filter(|(_, (fate, _))| fate.taken.comes());
        for (i, group) in lost.map(|(i, (_, group))| (i as u32, group)) {
            if group.infected || group.removal.is_some() {
                continue;
            }
            let ways = self.alone.ways(&self.trail, self.ground.group(i));
            let outside = attack.taken_outside(group).comes();
            let by_entry = &mut self.gains.classes[group.class as usize].by_entry;
            for (entry, count) in by_entry.iter_mut() {
                if ways.has(entry) || outside && entry == Entry::Roaming {
                    *count += self.sample_weight * group.count as f64;
                }
            }
        }
    }

    /// Whether searches day by day say the same of every group.
    #[inline]
    fn is_attributed(&mut self, ways: Entries, attack: &Attack<'_>) -> bool {
        ways.present().all(|entry| {
            let only = Attack { entries: Entries::only(entry), ..*attack };
            fate::spread(&only, &mut self.other);
            counted(attack).filter(|(_, group)| !group.infected).all(|(i, group)| {
                let lost = Fate::of(&only, &self.other, i).lost() == Lost::Compromised;
                let outside = entry == Entry::Roaming && attack.taken_outside(group).comes();
                lost == (outside || self.alone.ways(&self.trail, self.ground.group(i)).has(entry))
            })
        })
    }

    fn attribute_to(&mut self, entry: Entry, is_only: bool, attack: &Attack<'_>) {
        let only = Attack { entries: Entries::only(entry), ..*attack };
        if !is_only {
            fate::spread(&only, &mut self.other);
        }
        let arrival = if is_only { &self.arrival } else { &self.other };
        for (i, group) in counted(attack) {
            if Fate::of(&only, arrival, i).lost() == Lost::Compromised && !group.infected {
                self.gains.classes[group.class as usize].by_entry[entry] +=
                    self.sample_weight * group.count as f64;
            }
        }
    }

    /// Works out what every remedy averts that is in force from a day on; one of [`Self::days`].
    /// The result is in [`Self::gains`]. The draw is put back as it was.
    pub(super) fn remedy_from(&mut self, draw: &mut Draw, from: Day) {
        let buffers = std::mem::take(&mut self.buffers);
        let by_hand = {
            let attack = self.attack(draw, &buffers, self.entries);
            let is_first = self.first == Some(from);
            let reached = (&self.arrival, &self.trail);
            self.leading.find(&attack, reached, &self.fates, from, is_first);
            self.analyse(&attack, from);
            timing::matters(&self.remains(attack, from))
        };
        self.buffers = buffers;
        if by_hand != timing::Matters::Nowhere {
            self.one_by_one(draw, from, by_hand);
        }
    }

    /// One dominator tree for all remedies.
    #[inline]
    fn analyse(&mut self, attack: &Attack<'_>, from: Day) {
        let (arrival, trail) = (&self.arrival, &self.trail);
        let (fates, leading) = (&self.fates, &self.leading);
        let is_first = self.first == Some(from);
        let remains = Remains { attack: *attack, arrival, trail, fates, from, is_first, leading };
        self.tree.compute(remains.places(), START_PLACE, |place, to| remains.successors(place, to));
        self.weigh(attack, from);
        self.sum_subtrees();
        self.collect(attack, from);
    }

    /// Puts the value that is lost from a day on upon the nodes that let it be lost: δ of a group's
    /// on its crash leaf where there is one, the rest on the group, so that nothing counts twice.
    /// What is lost before, or whatever else happens (outside, or already infected) hangs on no
    /// node.
    fn weigh(&mut self, attack: &Attack<'_>, from: Day) {
        self.weight.clear();
        self.weight.resize(self.tree.len(), 0.0);
        for i in self.leading.groups.iter().copied() {
            let (group, fate) = (attack.group(i), self.fates[i as usize]);
            if attack.taken_outside(group).comes() || group.infected {
                continue;
            }
            let crashed_outside = self.entries[Entry::Roaming] && group.crashed_outside().comes();
            let is_down = crashed_outside || fate.down < from;
            let leaf = self.number(self.ground.leaf(i)).filter(|_| !is_down);
            if let Some(at) = self.number(self.ground.group(i)) {
                let apart = is_down || leaf.is_some();
                self.weight[at] = group.total() * if apart { 1.0 - self.disruption } else { 1.0 };
            }
            if let Some(at) = leaf {
                self.weight[at] = group.total() * self.disruption;
            }
        }
    }

    /// Weight at and below each number of the dominator tree, and its interval in a walk of the
    /// tree.
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
        self.free.clear();
        self.free.resize(reached, 1);
        for i in 1..reached {
            let above = self.tree.idom(i);
            let start = self.free[above];
            self.free[above] += self.interval[i].1;
            self.free[i] = start + 1;
            self.interval[i] = (start, start + self.interval[i].1);
        }
        if let Some(root) = self.interval.first_mut() {
            *root = (0, reached as u32);
        }
    }

    /// The number of a node in the tree, if the attack comes to it from the day on.
    #[inline]
    fn number(&self, node: u32) -> Option<usize> {
        self.tree.number(self.trail.place(node)?)
    }

    /// Whether number `above` dominates number `at`.
    #[inline]
    fn dominates(&self, above: usize, at: usize) -> bool {
        let (start, end) = self.interval[above];
        (start..end).contains(&self.interval[at].0)
    }

    /// Weight cut off by removing a node, 0 if it is not reached.
    #[inline]
    fn cut_off(&self, node: u32) -> f64 {
        self.number(node).map_or(0.0, |at| self.below[at])
    }

    /// Weight cut off by holding back whoever returns to a segment.
    #[inline]
    fn held_back(&self, segment: usize) -> f64 {
        let place = Remains::returning(&self.trail, segment as u32);
        self.tree.number(place).map_or(0.0, |at| self.below[at])
    }

    fn collect(&mut self, attack: &Attack<'_>, from: Day) {
        self.gains.left.clone_from(&self.leading.touched);
        for class in self.gains.left.iter().map(|class| *class as usize) {
            self.gains.averted[class] = ClassAverted::default();
            self.by_class[class] = 0.0;
        }
        for at in 0..self.leading.groups.len() {
            let i = self.leading.groups[at];
            let group = attack.group(i);
            if group.removal.is_none() {
                self.collect_group(attack, i, group, from);
            }
        }
        for at in 0..self.gains.left.len() {
            let class = self.gains.left[at];
            self.gains.averted[class as usize].group =
                self.by_class[class as usize] + self.cut_off(attack.gate(class));
        }
        // What is closed on some day already is not closed again. A block may fail: its coin
        // decides nothing else.
        for (flow, blocked) in self.network.blocked.iter().enumerate() {
            let open = if blocked.comes() { 0.0 } else { self.block_holds };
            self.gains.flows[flow] = open * self.cut_off(self.ground.flow(flow as u32));
        }
        for (segment, closed) in self.network.quarantined.iter().enumerate() {
            self.gains.quarantine[segment] =
                if closed.comes() { 0.0 } else { self.held_back(segment) };
        }
    }

    /// What is lost with a group itself from a day on, as a share of its value.
    #[inline]
    fn own_share(&self, index: u32, from: Day) -> f64 {
        let fate = self.fates[index as usize];
        fate.lost().share(self.disruption) - fate.lost_before(from).share(self.disruption)
    }

    /// Adds a group's own loss, and what it alone lets in, to its class.
    fn collect_group(&mut self, attack: &Attack<'_>, index: u32, group: &Group, from: Day) {
        let own = self.own_share(index, from);
        let node = self.number(self.ground.group(index));
        let leaf = self.number(self.ground.leaf(index));
        if own == 0.0 && node.is_none() && leaf.is_none() {
            return;
        }
        self.gains.averted[group.class as usize].own += group.count as f64 * own;
        // The class's own nodes below its gate are counted as its own loss already.
        let gate = self.number(attack.gate(group.class));
        let under = |at: Option<usize>| {
            at.zip(gate)
                .filter(|(at, gate)| self.dominates(*gate, *at))
                .map_or(0.0, |(at, _)| self.weight[at])
        };
        self.by_class[group.class as usize] += group.total() * own - under(node) - under(leaf);
        if group.count == 1
            && let Some(at) = node
        {
            let leaf_below =
                leaf.filter(|leaf| self.dominates(at, *leaf)).map_or(0.0, |leaf| self.weight[leaf]);
            let let_in = self.below[at] - self.weight[at] - leaf_below;
            self.credit(group.class, let_in, self.peers_below(attack, at, index, group.class));
        }
    }

    /// Credits one host of a class with what it alone lets in, its peers of the same class among
    /// it. These were weighed at the mean of the class, but are worth the mean of the class without
    /// the host.
    #[inline]
    fn credit(&mut self, class: u32, let_in: f64, peers: f64) {
        let averted = &mut self.gains.averted[class as usize];
        averted.opened += let_in;
        if peers > 0.0 {
            let class = &self.network.classes[class as usize];
            let correction = peers / (class.size - 1) as f64;
            averted.opened += correction;
            averted.withheld += correction / class.mean_value();
        }
    }

    /// Weight of the other hosts of a class that the sole host of a group, at a number of the tree,
    /// alone lets in. They are all attacked through the nodes of the class, so only one group of a
    /// class can be the gate to them.
    fn peers_below(&self, attack: &Attack<'_>, at: usize, index: u32, class: u32) -> f64 {
        let ways = [self.ground.attackable(class), self.ground.crashable(class)];
        if !ways
            .into_iter()
            .filter_map(|node| self.number(node))
            .any(|node| self.dominates(at, node))
        {
            return 0.0;
        }
        let peers = attack
            .buffers
            .groups_of(class)
            .filter(|i| *i != index && attack.group(*i).removal.is_none());
        let nodes = peers.flat_map(|i| [self.ground.group(i), self.ground.leaf(i)]);
        nodes
            .filter_map(|node| self.number(node))
            .filter(|node| self.dominates(at, *node))
            .map(|node| self.weight[node])
            .sum()
    }

    // --- Where timing matters, remedies are tried one by one ---

    fn one_by_one(&mut self, draw: &mut Draw, from: Day, what: timing::Matters) {
        for segment in 0..self.network.quarantined.len() {
            if !self.network.quarantined[segment].comes()
                && (self.gains.quarantine[segment] > 0.0 || self.is_awaited(draw, segment, from))
            {
                draw.quarantined[segment] = from;
                self.gains.quarantine[segment] = self.averted(draw);
                draw.quarantined[segment] = self.network.quarantined[segment];
            }
        }
        if what == timing::Matters::Everywhere {
            self.flows_one_by_one(draw, from);
            self.classes_one_by_one(draw, from);
        }
    }

    /// Whether anybody returns to a segment from a day on.
    #[inline]
    fn is_awaited(&self, draw: &Draw, segment: usize, from: Day) -> bool {
        let attack = self.attack(draw, &self.buffers, self.entries);
        let remains = self.remains(attack, from);
        let groups = self
            .ground
            .roamers
            .row(segment as u32)
            .iter()
            .flat_map(|class| self.buffers.groups_of(*class));
        groups.into_iter().any(|i| remains.returns(i))
    }

    #[inline]
    fn flows_one_by_one(&mut self, draw: &mut Draw, from: Day) {
        for flow in 0..self.network.blocked.len() {
            if self.network.blocked[flow].comes()
                || !self.arrival.contains(self.ground.flow(flow as u32))
            {
                continue;
            }
            draw.open_until[flow] = from.before();
            self.gains.flows[flow] = self.block_holds * self.averted(draw);
            draw.open_until[flow] = Day::NEVER;
        }
    }

    fn classes_one_by_one(&mut self, draw: &mut Draw, from: Day) {
        for at in 0..self.gains.left.len() {
            let class = self.gains.left[at];
            let groups = self.buffers.groups_of(class);
            let live: Vec<u32> =
                groups.filter(|i| draw.groups[*i as usize].removal.is_none()).collect();
            let lost = self.lost(draw, &live);
            self.gains.averted[class as usize].group =
                self.without(draw, &live, from, |scratch, draw| scratch.averted(draw));
            (
                self.gains.averted[class as usize].opened,
                self.gains.averted[class as usize].withheld,
            ) = (0.0, 0.0);
            let single: Vec<u32> =
                live.iter().copied().filter(|i| draw.groups[*i as usize].count == 1).collect();
            for i in single {
                let own = self.own_share(i, from) * draw.groups[i as usize].total();
                let others: Vec<u32> = live.iter().copied().filter(|other| *other != i).collect();
                let lost = lost - self.lost_of(draw, i);
                let (averted, peers) = self.without(draw, &[i], from, |scratch, draw| {
                    let averted = scratch.averted(draw);
                    (averted, lost - scratch.lost_otherwise(draw, &others))
                });
                self.credit(class, averted - own, if peers.abs() > 1e-12 { peers } else { 0.0 });
            }
        }
    }

    /// Does something while some groups are remedied from a day on.
    #[inline]
    fn without<T>(
        &mut self,
        draw: &mut Draw,
        groups: &[u32],
        from: Day,
        what: impl FnOnce(&mut Self, &Draw) -> T,
    ) -> T {
        groups.iter().for_each(|i| draw.groups[*i as usize].until = from.before());
        let result = what(self, draw);
        groups.iter().for_each(|i| draw.groups[*i as usize].until = Day::NEVER);
        result
    }

    /// How much less is lost in a draw that was changed.
    #[inline]
    fn averted(&mut self, draw: &Draw) -> f64 {
        let buffers = std::mem::take(&mut self.buffers);
        let attack = self.attack(draw, &buffers, self.entries);
        let loss = fate::total_loss(&attack, &mut self.other, self.disruption);
        self.buffers = buffers;
        self.gains.loss - loss
    }

    #[inline]
    fn lost_of(&self, draw: &Draw, index: u32) -> f64 {
        draw.groups[index as usize].total()
            * self.fates[index as usize].lost().share(self.disruption)
    }

    #[inline]
    fn lost(&self, draw: &Draw, groups: &[u32]) -> f64 {
        groups.iter().map(|i| self.lost_of(draw, *i)).sum()
    }

    /// The value lost with some groups in the draw of the last [`Self::averted`].
    #[inline]
    fn lost_otherwise(&self, draw: &Draw, groups: &[u32]) -> f64 {
        let attack = self.attack(draw, &self.buffers, self.entries);
        groups.iter().map(|i| fate::loss(&attack, &self.other, *i, self.disruption)).sum()
    }
}

/// The groups that are not remedied, with their numbers.
#[inline]
fn counted<'a>(attack: &Attack<'a>) -> impl Iterator<Item = (u32, &'a Group)> + use<'a> {
    let groups = (0..).zip(&attack.draw.groups);
    groups.filter(|(_, group)| group.removal.is_none())
}

/// The ways in by which anything starts in a sample.
#[inline]
fn ways_in(attack: &Attack<'_>) -> Entries {
    let mut ways = Entries::default();
    ways[Entry::Insider] = attack.draw.insiders.iter().any(|day| day.comes());
    ways[Entry::Mail] = attack.draw.mail.iter().any(|day| day.comes());
    ways[Entry::Internet] = attack.is_entered();
    for (_, group) in attack.struck() {
        ways[Entry::Roaming] |= group.roaming_code.comes() && !group.infected;
        ways[Entry::Infected] |= group.infected;
    }
    ways.and(attack.entries)
}

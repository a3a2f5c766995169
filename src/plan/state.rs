//! The problem in a form that can be searched, and a state of it: what was done, on the same coins.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::remains::Why;
use super::{Deed, Options, bundle};
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{Change, ClassId, Network, Removal, Undo};
use crate::ranking::{Ranking, RemedyKind};
use crate::term::day::Day;
use crate::risk::{Estimate, Figures, Ground, Request, SampleSize, curve, estimate_on};

/// A host entry that may be done.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) host: HostId,
    pub(super) class: ClassId,
    pub(super) kind: RemedyKind,
    /// Per machine.
    pub(super) minutes: u64,
    pub(super) value: f64,
    /// Machines of the entry that can be attacked.
    pub(super) machines: u32,
    /// Entries to be done before it, and those not to be done at the same time.
    pub(super) after: Vec<HostId>,
    pub(super) not_with: Vec<HostId>,
}

/// Everything that stays as it is while plans are searched.
pub(super) struct Problem<'a> {
    pub(super) case: Case<'a>,
    pub(super) ranking: &'a Ranking,
    pub(super) options: &'a Options,
    /// The network in which nothing was done yet.
    pub(super) network: Network,
    /// The day from which on the work is in force.
    pub(super) from: Day,
    /// What all states of it stand on.
    ground: Ground,
    /// Entries that may be done, by host.
    pub(super) entries: FxHashMap<HostId, Entry>,
    /// Entries that have something to remedy and must not be done.
    pub(super) untouchable: FxHashMap<HostId, Why>,
    /// Per class, its entries in lanes: those of a lane differ in nothing but their names, so only the first is considered.
    pub(super) lanes: Vec<Vec<Vec<HostId>>>,
    /// The number of each class as a group, if it is one.
    pub(super) groups: Vec<Option<u32>>,
    /// Flows that may be blocked, and segments that may be quarantined.
    pub(super) flows: Vec<FlowId>,
    pub(super) segments: Vec<SegmentId>,
    /// Flows that the business needs.
    pub(super) kept: Vec<FlowId>,
    /// Deeds that avert more together than one by one, with what they avert at the start.
    pub(super) bundles: Vec<(Vec<Deed>, f64)>,
    /// States that were estimated already, by what was done in order: different plans begin alike.
    known: RefCell<FxHashMap<Vec<Deed>, Rc<Estimate>>>,
}

/// Work that is done on a day is in force from the next: tonight's from tomorrow on.
fn in_force(case: Case<'_>, options: &Options) -> Day {
    options.later.map_or(Day::FIRST, |later| case.threat.day(later.day)).next()
}

impl<'a> Problem<'a> {
    pub(super) fn new(case: Case<'a>, ranking: &'a Ranking, options: &'a Options, network: Network) -> Self {
        let groups = vec![None; network.classes.len()];
        let may = |word: &str| options.allowed.contains(word);
        let known = &case.inventory.flows;
        let kept: Vec<FlowId> = options.keep.iter().filter_map(|key| known.get_index_of(key)).map(|at| FlowId(at as u32)).collect();
        let flows = (0..known.len() as u32)
            .map(FlowId)
            .filter(|flow| may("block") && !kept.contains(flow) && !case.inventory.flow(*flow).0.is_undescribed())
            .collect();
        let segments = if may("quarantine") { (0..case.inventory.segments.len() as u32).map(SegmentId).collect() } else { Vec::new() };
        let mut problem = Self {
            case,
            ranking,
            options,
            lanes: vec![Vec::new(); network.classes.len()],
            ground: Ground::new(&network),
            network,
            from: in_force(case, options),
            entries: FxHashMap::default(),
            untouchable: FxHashMap::default(),
            groups,
            flows,
            kept,
            segments,
            bundles: Vec::new(),
            known: RefCell::default(),
        };
        problem.find_entries();
        problem.find_waiting();
        problem.find_lanes();
        problem.bundles = bundle::bundles(&problem);
        problem
    }

    /// Sorts the hosts that something can be done to into those that may be done and those that must not.
    fn find_entries(&mut self) {
        let inventory = self.case.inventory;
        for ranked in self.ranking.to_remedy() {
            let Some(class) = self.network.class_of(ranked.host) else { continue };
            let (_, host) = inventory.host(ranked.host);
            let standing = self.ranking.standing(ranked);
            self.groups[class.0 as usize] = standing.group;
            let kind = standing.remedy;
            let details = host.details.as_deref();
            let why = match () {
                () if details.is_some_and(|details| details.frozen.is_some()) => Some(Why::Frozen),
                () if self.options.never.contains(&ranked.host) => Some(Why::Never),
                () if !self.options.allowed.contains(kind.as_str()) => Some(Why::NotAllowed(kind)),
                () => None,
            };
            if let Some(why) = why {
                self.untouchable.insert(ranked.host, why);
                continue;
            }
            let findings = &self.case.exposures.of(host.system).findings;
            let ids = |names: &[String]| {
                names.iter().filter_map(|name| inventory.hosts.get_index_of(name.as_str())).map(|i| HostId(i as u32)).collect()
            };
            let entry = Entry {
                host: ranked.host,
                class,
                kind,
                minutes: self.options.minutes.of_host(host, kind, findings),
                value: host.value,
                machines: host.count - self.case.scenario.remedied(ranked.host, host),
                after: details.map_or(Vec::new(), |details| ids(&details.after)),
                not_with: details.map_or(Vec::new(), |details| ids(&details.not_with)),
            };
            self.entries.insert(ranked.host, entry);
        }
    }

    /// Hosts that wait for one that must not be done must not be done either. And who must not go with whom is mutual.
    fn find_waiting(&mut self) {
        loop {
            let blocked =
                |entry: &Entry| entry.after.iter().find(|host| self.untouchable.contains_key(host)).map(|host| (entry.host, *host));
            let waiting: Vec<(HostId, HostId)> = self.entries.values().filter_map(blocked).collect();
            if waiting.is_empty() {
                break;
            }
            for (host, other) in waiting {
                self.entries.remove(&host);
                self.untouchable.insert(host, Why::After(other));
            }
        }
        let mutual: Vec<(HostId, HostId)> =
            self.entries.values().flat_map(|entry| entry.not_with.iter().map(|other| (*other, entry.host))).collect();
        for (host, other) in mutual {
            if let Some(entry) = self.entries.get_mut(&host) {
                entry.not_with.push(other);
            }
        }
    }

    fn find_lanes(&mut self) {
        let inventory = self.case.inventory;
        let mut hosts: Vec<&Entry> = self.entries.values().collect();
        // Those that are worth most and take least come first; names settle the rest.
        hosts.sort_unstable_by(|a, b| {
            let by = b.value.total_cmp(&a.value).then(a.minutes.cmp(&b.minutes)).then(a.machines.cmp(&b.machines));
            by.then_with(|| inventory.host(a.host).0.cmp(inventory.host(b.host).0))
        });
        let alike =
            |a: &Entry, b: &Entry| (a.value.to_bits(), a.minutes, a.machines, a.kind) == (b.value.to_bits(), b.minutes, b.machines, b.kind);
        let plain = |entry: &Entry| entry.after.is_empty() && entry.not_with.is_empty();
        for entry in hosts {
            let lanes = &mut self.lanes[entry.class.0 as usize];
            let known = lanes.iter_mut().find(|lane| {
                let first = &self.entries[&lane[0]];
                plain(first) && plain(entry) && alike(first, entry)
            });
            match known {
                Some(lane) => lane.push(entry.host),
                None => lanes.push(vec![entry.host]),
            }
        }
    }

    /// What a deed takes.
    pub(super) fn minutes(&self, deed: &Deed) -> u64 {
        match deed {
            Deed::Host { host, machines, .. } => self.entries.get(host).map_or(0, |entry| entry.minutes * u64::from(*machines)),
            Deed::Block(_) => self.options.minutes.block(),
            Deed::Quarantine(_) => self.options.minutes.quarantine(),
        }
    }

    /// The loss that is left if everything that may be done is done.
    pub(super) fn floor(&self, request: Request) -> f64 {
        let mut state = State::new(self);
        let hosts = self.entries.values().map(|entry| Deed::Host { host: entry.host, machines: entry.machines, kind: entry.kind });
        let mut all: Vec<Deed> = hosts.collect();
        all.sort_unstable();
        all.extend(self.flows.iter().map(|flow| Deed::Block(*flow)));
        all.extend(self.segments.iter().map(|segment| Deed::Quarantine(*segment)));
        state.apply(&all);
        state.compute(Request { figures: Figures::Loss, ..request }).loss.value
    }

    /// Estimates of states that plans share are worked out once.
    fn known(&self, done: &[Deed], estimate: impl FnOnce() -> Estimate) -> Rc<Estimate> {
        if let Some(known) = self.known.borrow().get(done) {
            return Rc::clone(known);
        }
        let new = Rc::new(estimate());
        self.known.borrow_mut().insert(done.to_vec(), Rc::clone(&new));
        new
    }

    /// The work of one estimate: how many nodes are visited, roughly.
    pub(super) fn work(&self) -> u64 {
        let samples = if self.ranking.samples == 0 { 1 } else { self.ranking.samples };
        let samples = match self.case.request.samples {
            SampleSize::Fixed(n) => n,
            SampleSize::Auto => samples,
        };
        samples * (self.network.topology.node_count() as u64 + 1)
    }
}

/// A state: the network with what was done to it.
#[derive(Clone)]
pub(super) struct State<'p, 'a> {
    problem: &'p Problem<'a>,
    network: Network,
    pub(super) done: Vec<Deed>,
    machines: FxHashMap<HostId, u32>,
}

impl<'p, 'a> State<'p, 'a> {
    pub(super) fn new(problem: &'p Problem<'a>) -> Self {
        Self { problem, network: problem.network.clone(), done: Vec::new(), machines: FxHashMap::default() }
    }

    /// Machines of an entry that are still to be done.
    pub(super) fn left(&self, entry: &Entry) -> u32 {
        entry.machines - self.machines.get(&entry.host).copied().unwrap_or(0).min(entry.machines)
    }

    /// Machines of a class that can be attacked.
    pub(super) fn live(&self, class: ClassId) -> u64 {
        self.network.class(class).size
    }

    pub(super) fn is_done(&self, deed: &Deed) -> bool {
        match deed {
            Deed::Host { host, .. } => self.problem.entries.get(host).is_none_or(|entry| self.left(entry) == 0),
            Deed::Block(flow) => self.network.blocked[flow.0 as usize].comes(),
            Deed::Quarantine(segment) => self.network.quarantined[segment.0 as usize].comes(),
        }
    }

    /// Does some deeds, one after the other; answers with what takes them back.
    pub(super) fn apply(&mut self, deeds: &[Deed]) -> Vec<Undo> {
        let mut undoing = Vec::new();
        for deed in deeds {
            let change = self.change(deed);
            undoing.extend(self.network.apply(change));
        }
        undoing
    }

    /// Takes back the last deeds that were done.
    pub(super) fn take_back(&mut self, deeds: &[Deed], undoing: Vec<Undo>) {
        undoing.into_iter().rev().for_each(|undo| self.network.take_back(undo));
        for deed in deeds {
            if let Deed::Host { host, machines, .. } = deed
                && let Some(done) = self.machines.get_mut(host)
            {
                *done -= machines;
            }
        }
        self.done.truncate(self.done.len() - deeds.len());
    }

    /// Notes a deed as done, and says what it does to the network.
    fn change(&mut self, deed: &Deed) -> Change {
        self.done.push(*deed);
        match *deed {
            Deed::Host { host, machines, .. } => self.remedy(host, machines),
            Deed::Block(flow) => Change::Block { flow, from: self.problem.case.inventory.flow(flow).0.from, day: self.problem.from },
            Deed::Quarantine(segment) => Change::Quarantine { segment, day: self.problem.from },
        }
    }

    fn remedy(&mut self, host: HostId, machines: u32) -> Change {
        let (name, entry) = self.problem.case.inventory.host(host);
        let before = self.machines.entry(host).or_insert(0);
        let removal = Removal::new(name, machines, entry.value, self.problem.from);
        // Parts of one entry are told apart by what was done before.
        let removal = Removal { key: removal.key.wrapping_add(u64::from(*before)), ..removal };
        *before += machines;
        Change::Remedy { host, removal }
    }

    /// All figures of the state.
    pub(super) fn estimate(&self) -> Rc<Estimate> {
        self.problem.known(&self.done, || self.compute(Request { figures: Figures::From(self.problem.from), ..*self.problem.case.request }))
    }

    /// The loss alone.
    pub(super) fn loss(&self) -> f64 {
        self.compute(Request { figures: Figures::Loss, ..*self.problem.case.request }).loss.value
    }

    /// The loss if some deeds were done as well.
    pub(super) fn loss_with(&mut self, deeds: &[Deed]) -> f64 {
        let undoing = self.apply(deeds);
        let loss = self.loss();
        self.take_back(deeds, undoing);
        loss
    }

    /// The losses before some rows of deeds, after the first, after the second, and so on.
    pub(super) fn curve<'d>(&self, rows: impl Iterator<Item = &'d [Deed]>, request: &Request) -> Vec<f64> {
        let problem = self.problem;
        let mut state = self.clone();
        let SampleSize::Fixed(samples) = request.samples else {
            let loss = Request { figures: Figures::Loss, ..*request };
            let before = state.compute(loss).loss.value;
            let after = rows.map(|deeds| {
                state.apply(deeds);
                state.compute(loss).loss.value
            });
            return std::iter::once(before).chain(after).collect();
        };
        let changes: Vec<Vec<Change>> = rows.map(|deeds| deeds.iter().map(|deed| state.change(deed)).collect()).collect();
        curve(&problem.ground, &self.network, problem.case.threat, request, samples, &changes)
    }

    /// Any figures of the state, on any number of samples.
    pub(super) fn compute(&self, request: Request) -> Estimate {
        estimate_on(&self.problem.ground, &self.network, self.problem.case.threat, &request, &[], &|_, _| {})
    }
}

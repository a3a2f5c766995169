//! The problem in a form that can be searched.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::door::{self, Block};
use super::effort::Effort;
use super::host_entry::{EntriesByHost, HostEntry};
use super::place::Places;
use super::state::Dated;
use super::why::Why;
use super::{Action, Options, Shift, is_barred};
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{ClassId, Network, Scenario};
use crate::ranking::{RankedHost, Ranking, RemedyKind};
use crate::risk::{Estimate, Ground, SampleSize};
use crate::term::day::Day;
use crate::threat::Mode;

/// Estimates of states, by what was done in order and in which shift.
type Known = FxHashMap<Vec<Dated>, Arc<Estimate>>;

/// Everything that stays as it is while plans are searched.
pub(super) struct Problem<'a> {
    pub(super) case: Case<'a>,
    pub(super) ranking: &'a Ranking,
    pub(super) options: &'a Options,
    /// The network in which nothing was done yet.
    pub(super) network: Network,
    /// What all states of it stand on.
    pub(super) ground: Cow<'a, Ground>,
    /// Entries that may be done, by host.
    pub(super) entries: Cow<'a, EntriesByHost>,
    /// Entries that have something to remedy and must not be done.
    pub(super) untouchable: Cow<'a, FxHashMap<HostId, Why>>,
    /// Per class, its entries in lanes: those of a lane differ in nothing but their names, so only
    /// the first is considered.
    pub(super) lanes: Cow<'a, [Vec<Vec<HostId>>]>,
    /// The number of each class as a group, if it is one.
    pub(super) groups: Cow<'a, [Option<u32>]>,
    /// The order of names.
    pub(super) places: Arc<Places>,
    /// What may be blocked.
    pub(super) blocks: Cow<'a, [Block]>,
    /// Segments that may be quarantined.
    pub(super) segments: Cow<'a, [SegmentId]>,
    /// How many laptops return to each segment.
    pub(super) returning: Cow<'a, [u32]>,
    /// Flows that the business needs.
    pub(super) kept: Cow<'a, [FlowId]>,
    /// Actions that avert more together than one by one, with what they avert at the start.
    pub(super) bundles: Vec<(Vec<Action>, f64)>,
    /// States that were estimated already, by what was done in order: different plans begin alike.
    pub(super) known: Mutex<Known>,
    /// What [`super::state::floor`] worked out already, by day and number of samples.
    pub(super) floors: Mutex<FxHashMap<(Day, SampleSize), f64>>,
}

impl<'a> Problem<'a> {
    /// With single actions alone.
    pub(super) fn plain(
        case: Case<'a>,
        ranking: &'a Ranking,
        options: &'a Options,
        network: Network,
    ) -> Self {
        let places = Arc::new(Places::new(case.inventory));
        Self::without_bundles(case, (ranking, options), network, places)
    }

    /// The same under another scenario with single actions alone, for questions beside the main
    /// one.
    pub(super) fn under<'b>(&'b self, scenario: &'b Scenario) -> Problem<'b> {
        let case = Case { scenario, ..self.case };
        Problem::without_bundles(
            case,
            (self.ranking, self.options),
            case.network(),
            Arc::clone(&self.places),
        )
    }

    /// The same once an infected laptop is inside a segment. Nothing but who attacks from there is
    /// another then.
    pub(super) fn infected<'b>(
        &'b self,
        scenario: &'b Scenario,
        segment: SegmentId,
    ) -> Problem<'b> {
        Problem {
            case: Case { scenario, ..self.case },
            ranking: self.ranking,
            options: self.options,
            network: self.network.attacked_from(segment),
            ground: Cow::Borrowed(&self.ground),
            entries: Cow::Borrowed(&self.entries),
            untouchable: Cow::Borrowed(&self.untouchable),
            lanes: Cow::Borrowed(&self.lanes),
            groups: Cow::Borrowed(&self.groups),
            places: Arc::clone(&self.places),
            blocks: Cow::Borrowed(&self.blocks),
            segments: Cow::Borrowed(&self.segments),
            returning: Cow::Borrowed(&self.returning),
            kept: Cow::Borrowed(&self.kept),
            bundles: Vec::new(),
            known: Mutex::default(),
            floors: Mutex::default(),
        }
    }

    fn without_bundles(
        case: Case<'a>,
        (ranking, options): (&'a Ranking, &'a Options),
        network: Network,
        places: Arc<Places>,
    ) -> Self {
        let kept = options.keep.iter().filter_map(|key| case.inventory.flow_id(key)).collect();
        let returning = door::returning(case);
        let may_quarantine = |segment: &SegmentId| {
            options.allowed.contains("quarantine")
                && returning[segment.0 as usize] > 0
                && !case.scenario.quarantined.contains(segment)
        };
        let mut problem = Self {
            case,
            ranking,
            options,
            lanes: Cow::default(),
            groups: vec![None; network.classes.len()].into(),
            ground: Cow::Owned(Ground::new(&network)),
            network,
            entries: Cow::Owned(EntriesByHost::new(case.inventory.hosts.len())),
            untouchable: Cow::default(),
            places,
            blocks: door::blocks(case, options).into(),
            segments: (0..case.inventory.segments.len() as u32)
                .map(SegmentId)
                .filter(may_quarantine)
                .collect(),
            returning: returning.into(),
            kept,
            bundles: Vec::new(),
            known: Mutex::default(),
            floors: Mutex::default(),
        };
        problem.find_entries();
        problem.find_waiting();
        problem.find_lanes();
        problem
    }

    /// The day from which what is done tonight is in force: the next one. The worst case has no
    /// clock, so there it is in force at once.
    pub(super) fn soonest(&self) -> Day {
        match self.case.threat.mode {
            Mode::Expected => Day::FIRST.next(),
            Mode::WorstCase => Day::FIRST,
        }
    }

    /// The day from which the work of a shift is in force.
    pub(super) fn in_force(&self, shift: &Shift) -> Day {
        match self.case.threat.mode {
            Mode::Expected => shift.in_force(),
            Mode::WorstCase => self.soonest(),
        }
    }

    /// The day from which the work of the first of some shifts is in force.
    pub(super) fn first_in_force(&self, shifts: &[Shift]) -> Day {
        shifts.first().map_or(self.soonest(), |shift| self.in_force(shift))
    }

    /// The same of the shifts that there are.
    pub(super) fn first_shift(&self) -> Day {
        self.first_in_force(&self.options.shifts)
    }

    /// Shifts whose work is in force within the horizon.
    pub(super) fn useful(&self, shifts: &[Shift]) -> Vec<Shift> {
        let last = self.case.threat.last_day();
        shifts.iter().filter(|shift| self.in_force(shift) <= last).cloned().collect()
    }

    /// Sorts the hosts that something can be done to into those that may be done and those that
    /// must not.
    fn find_entries(&mut self) {
        let waited_for = self.waited_for();
        let shifts = match self.useful(&self.options.shifts) {
            // Then all of them are too late, and that is why.
            none if none.is_empty() => self.options.shifts.clone(),
            useful => useful,
        };
        for ranked in self.ranking.to_remedy() {
            let class = self.network.class_of(ranked.host);
            if class.is_none() && !waited_for.contains(&ranked.host) {
                continue;
            }
            if let Some(class) = class {
                self.groups.to_mut()[class.0 as usize] = self.ranking.host_risk(ranked).group;
            }
            match self.why_not(ranked).or_else(|| self.why_nobody(ranked, &shifts)) {
                Some(why) => drop(self.untouchable.to_mut().insert(ranked.host, why)),
                None => {
                    let entry = self.entry(ranked, class);
                    self.entries.to_mut().insert(entry);
                }
            }
        }
    }

    /// Hosts that some other host waits for.
    fn waited_for(&self) -> FxHashSet<HostId> {
        let details =
            self.case.inventory.hosts().filter_map(|(_, _, host)| host.details.as_deref());
        details.flat_map(|details| self.ids(&details.after)).collect()
    }

    fn ids(&self, names: &[String]) -> Vec<HostId> {
        names.iter().filter_map(|name| self.case.inventory.host_id(name)).collect()
    }

    fn why_not(&self, ranked: &RankedHost) -> Option<Why> {
        let details = self.case.inventory.host(ranked.host).1.details.as_deref();
        let kind = self.ranking.host_risk(ranked).remedy;
        match () {
            () if details.is_some_and(|details| details.frozen.is_some()) => Some(Why::Frozen),
            () if self.options.never.contains(&ranked.host) => Some(Why::Never),
            () if !self.options.allowed.contains(kind.as_str()) => Some(Why::NotAllowed(kind)),
            () if kind == RemedyKind::Isolate && self.is_kept(ranked.host) => Some(Why::Kept),
            () => None,
        }
    }

    /// Whether the business needs what a host offers: it is taken off the network only where
    /// somebody has said by name that hosts may be.
    fn is_kept(&self, host: HostId) -> bool {
        !self.options.allowed.lists(RemedyKind::Isolate.as_str())
            && self.case.has_no_patch(host)
            && self.kept.iter().any(|flow| self.case.leads_to(*flow, host))
    }

    /// Why none of some shifts can do a host, however much time there is. An order in which it
    /// stands would leave out what its remedy makes needless, and nobody would do either.
    fn why_nobody(&self, ranked: &RankedHost, shifts: &[Shift]) -> Option<Why> {
        let details = self.case.inventory.host(ranked.host).1.details.as_deref();
        let skill = details.and_then(|details| details.who.as_deref());
        let is_barred = self.is_barred(ranked.host, self.ranking.host_risk(ranked).remedy);
        let suits = |shift: &Shift| shift.has(skill) && !(is_barred && shift.regular);
        match () {
            () if shifts.iter().any(suits) => None,
            () if is_barred && shifts.iter().all(|shift| shift.regular) => Some(Why::RegularHours),
            () => Some(Why::NoSkill),
        }
    }

    fn entry(&self, ranked: &RankedHost, class: Option<ClassId>) -> HostEntry {
        let (_, host) = self.case.inventory.host(ranked.host);
        let kind = self.ranking.host_risk(ranked).remedy;
        let details = host.details.as_deref();
        let assessment = self.case.exposures.of(host.system);
        let is_cut_off = kind == RemedyKind::Isolate && self.case.has_no_patch(ranked.host);
        HostEntry {
            host: ranked.host,
            class,
            kind,
            minutes: self.options.minutes.of_host(host, kind, &assessment.findings),
            value: host.value,
            machines: host.count - self.case.scenario.remedied(ranked.host, host),
            after: details.map_or(Vec::new(), |details| self.ids(&details.after)),
            not_with: details.map_or(Vec::new(), |details| self.ids(&details.not_with)),
            skill: details.and_then(|details| details.who.clone()),
            out_of_hours: self.is_barred(ranked.host, kind),
            day_price: if is_cut_off { self.options.block_cost * host.value } else { 0.0 },
        }
    }

    fn is_barred(&self, host: HostId, kind: RemedyKind) -> bool {
        is_barred(self.case, self.options, host, kind)
    }

    /// Hosts that wait for one that must not be done must not be done either. And who must not go
    /// with whom is mutual.
    fn find_waiting(&mut self) {
        let mut waiting: FxHashMap<HostId, Vec<HostId>> = FxHashMap::default();
        let mut mutual: Vec<(HostId, HostId)> = Vec::new();
        for entry in self.entries.values() {
            entry
                .after
                .iter()
                .for_each(|before| waiting.entry(*before).or_default().push(entry.host));
            mutual.extend(entry.not_with.iter().map(|other| (*other, entry.host)));
        }
        waiting
            .values_mut()
            .for_each(|hosts| hosts.sort_unstable_by_key(|host| self.places.host(*host)));
        let mut open: Vec<HostId> = self.untouchable.keys().copied().collect();
        open.sort_unstable_by_key(|host| self.places.host(*host));
        while let Some(blocked) = open.pop() {
            for host in waiting.remove(&blocked).into_iter().flatten() {
                if self.entries.to_mut().remove(host) {
                    self.untouchable.to_mut().insert(host, Why::After(blocked));
                    open.push(host);
                }
            }
        }
        for (host, other) in mutual {
            if let Some(entry) =
                self.entries.to_mut().get_mut(host).filter(|entry| !entry.not_with.contains(&other))
            {
                entry.not_with.push(other);
            }
        }
        // What is not to be done delays nothing.
        self.entries.to_mut().wait_for_known();
    }

    fn find_lanes(&mut self) {
        let mut all: Vec<Vec<Vec<HostId>>> = vec![Vec::new(); self.network.classes.len()];
        let plain = |entry: &HostEntry| entry.after.is_empty() && entry.not_with.is_empty();
        let mut hosts: Vec<&HostEntry> = self.entries.values().collect();
        // Those that are worth most and take least come first; names settle the rest.
        hosts.sort_unstable_by(|a, b| {
            let by = b
                .value
                .total_cmp(&a.value)
                .then(a.minutes.cmp(&b.minutes))
                .then(a.machines.cmp(&b.machines))
                .then(a.kind.cmp(&b.kind));
            let by = by
                .then(plain(b).cmp(&plain(a)))
                .then_with(|| a.skill.cmp(&b.skill))
                .then(a.out_of_hours.cmp(&b.out_of_hours));
            by.then_with(|| self.places.host(a.host).cmp(&self.places.host(b.host)))
        });
        let key = |entry: &HostEntry| {
            (entry.value.to_bits(), entry.minutes, entry.machines, entry.kind, entry.out_of_hours)
        };
        let alike = |a: &HostEntry, b: &HostEntry| key(a) == key(b) && a.skill == b.skill;
        for (entry, class) in
            hosts.into_iter().filter_map(|entry| entry.class.map(|class| (entry, class)))
        {
            let lanes = &mut all[class.0 as usize];
            let last = lanes.last_mut().filter(|lane| {
                let first = &self.entries[lane[0]];
                plain(first) && plain(entry) && alike(first, entry)
            });
            match last {
                Some(lane) => lane.push(entry.host),
                None => lanes.push(vec![entry.host]),
            }
        }
        self.lanes = all.into();
    }

    /// All laptops that return to a segment, looked at.
    pub(super) fn quarantine(&self, segment: SegmentId) -> Action {
        Action::Quarantine { segment, laptops: self.returning[segment.0 as usize] }
    }

    /// What an action takes, in staff minutes.
    pub(super) fn minutes(&self, action: &Action) -> u64 {
        match action {
            Action::Host { host, machines, .. } => {
                self.entries.get(*host).map_or(0, |entry| entry.minutes * u64::from(*machines))
            }
            Action::Block(_) => self.options.minutes.block(),
            Action::Quarantine { laptops, .. } => {
                self.options.minutes.quarantine() * u64::from(*laptops)
            }
        }
    }

    /// The longest piece of an action that has to be done in one go, in minutes.
    pub(super) fn piece(&self, action: &Action) -> u64 {
        match action {
            Action::Host { host, .. } => self.entries.get(*host).map_or(0, |entry| entry.minutes),
            Action::Block(_) | Action::Quarantine { .. } => self.minutes(action),
        }
    }

    /// What an action that is in force from a day on costs the business by the horizon, in points
    /// of value.
    pub(super) fn price(&self, action: &Action, in_force: Day) -> f64 {
        let a_day = match action {
            Action::Host { host, machines, .. } => {
                self.entries.get(*host).map_or(0.0, |entry| entry.day_price * f64::from(*machines))
            }
            Action::Block(flow) => self.block(*flow).map_or(0.0, |block| block.day_price),
            Action::Quarantine { .. } => 0.0,
        };
        let days = self.case.threat.last_day().0 + 1;
        a_day * f64::from(days.saturating_sub(in_force.max(Day::FIRST).0))
    }

    pub(super) fn block(&self, flow: FlowId) -> Option<&Block> {
        self.blocks.binary_search_by_key(&flow, |block| block.flow).ok().map(|at| &self.blocks[at])
    }

    /// Everything that may be done.
    pub(super) fn everything(&self) -> Vec<Action> {
        let hosts = self.entries.values().filter(|entry| entry.class.is_some());
        let mut all: Vec<Action> = hosts.map(|entry| entry.action(entry.machines)).collect();
        all.sort_unstable_by_key(|action| self.places.of(action));
        all.extend(self.doors());
        all
    }

    /// All doors that may be closed.
    pub(super) fn doors(&self) -> impl Iterator<Item = Action> {
        let blocks = self.blocks.iter().map(|block| Action::Block(block.flow));
        blocks.chain(self.segments.iter().map(|segment| self.quarantine(*segment)))
    }

    /// What an estimate of it costs, and what that leaves time for.
    pub(super) fn effort(&self) -> Effort {
        let outcomes = match self.case.request.samples {
            SampleSize::Fixed(samples) => samples,
            SampleSize::Auto => self.ranking.samples.max(1),
        };
        Effort::new(&self.network, outcomes)
    }
}

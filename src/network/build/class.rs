//! Classes of hosts that nothing tells apart.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::flow::{Allowed, Flows};
use super::table::Tables;
use crate::inventory::{Antivirus, Away, End, Host, HostId, Inventory, ListensFrom, SegmentId};
use crate::network::key::Key;
use crate::network::profile::{ExploitableFinding, Profile, ProfileId, TrackId};
use crate::network::whereabouts::{Hazard, HazardId, Interned, Whereabouts};
use crate::network::{Class, ClassId, Column, EntryLink, PortIx, Removal, Scenario};
use crate::term::day::{Day, DaySet};
use crate::term::port::Port;
use crate::threat::Threat;

/// What classes are made from.
pub(super) struct Material<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) scenario: &'a Scenario,
    pub(super) threat: &'a Threat,
    pub(super) tables: &'a Tables<'a>,
    pub(super) flows: &'a Flows<'a>,
    /// The profile of each system; `None` if nothing can be done to it.
    pub(super) systems: &'a [Option<ProfileId>],
    /// The profile of hosts that are infected already.
    pub(super) infected: ProfileId,
}

/// What tells classes apart.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ClassKey<'a> {
    profile: ProfileId,
    segments: Cow<'a, [SegmentId]>,
    home: SegmentId,
    whereabouts: u32,
    antivirus: Antivirus,
    listens_from: &'a [ListensFrom],
    /// The host itself, where a flow names it.
    named: Option<HostId>,
}

/// Classes under construction.
pub(super) struct Classes<'a> {
    material: &'a Material<'a>,
    found: FxHashMap<ClassKey<'a>, u32>,
    keys: Vec<ClassKey<'a>>,
    classes: Vec<Class>,
    /// Per class: value and number of the machines that are not remedied.
    values: Vec<Vec<(f64, u32)>>,
    class_of: Vec<Option<ClassId>>,
    whereabouts: Interned<Whereabouts>,
    stays: FxHashMap<&'a Away, Stay>,
    hazards: Interned<Hazard>,
}

/// What follows from when a host is away.
#[derive(Clone, Copy)]
struct Stay {
    /// Index of the whereabouts.
    whereabouts: u32,
    /// Whether it is outside on any day.
    goes_out: bool,
    /// Whether it is inside on day 1.
    begins_inside: bool,
}

/// The classes of an inventory.
pub(super) struct Built<'a> {
    pub(super) classes: Vec<Class>,
    /// Per class, in their order: from where its hosts answer.
    pub(super) listens_from: Vec<&'a [ListensFrom]>,
    /// The class of each host that is in one.
    pub(super) class_of: Vec<Option<ClassId>>,
    pub(super) whereabouts: Vec<Whereabouts>,
    pub(super) hazards: Vec<Hazard>,
}

impl<'a> Classes<'a> {
    pub(super) fn build(material: &'a Material<'a>) -> Built<'a> {
        let mut classes = Self {
            material,
            found: FxHashMap::default(),
            keys: Vec::new(),
            classes: Vec::new(),
            values: Vec::new(),
            class_of: Vec::with_capacity(material.inventory.hosts.len()),
            whereabouts: Interned::new(),
            stays: FxHashMap::default(),
            hazards: Interned::new(),
        };
        for (id, name, host) in material.inventory.hosts() {
            let class = classes.place(id, name, host);
            classes.class_of.push(class);
        }
        classes.complete();
        classes.balance();
        classes.sorted()
    }

    /// Puts a host into its class: one whose coins stay the same if it is infected or remedied,
    /// too.
    fn place(&mut self, id: HostId, name: &str, host: &'a Host) -> Option<ClassId> {
        let Material { scenario, threat, systems, infected, .. } = *self.material;
        let usual = systems[host.system.0 as usize];
        if !scenario.is_infected(id, host, threat) {
            return self.join(usual?, id, name, host);
        }
        if let Some(usual) = usual {
            let class = self.class(usual, id, host);
            self.classes[class].removed.push(Removal::new(
                name,
                host.count,
                host.value,
                Day::FIRST,
            ));
        }
        self.join(infected, id, name, host)
    }

    fn join(
        &mut self,
        profile: ProfileId,
        id: HostId,
        name: &str,
        host: &'a Host,
    ) -> Option<ClassId> {
        let at = self.class(profile, id, host);
        let class = &mut self.classes[at];
        let mut rest = host.count;
        let at_once = (Day::FIRST, self.material.scenario.remedied(id, host));
        let later = self
            .material
            .scenario
            .later
            .remedied
            .range((id, Day::BEFORE)..=(id, Day::NEVER))
            .map(|((_, day), n)| (*day, *n));
        let mut lasting = false;
        for (from, machines) in std::iter::once(at_once).chain(later) {
            let machines = machines.min(rest);
            rest -= machines;
            lasting |= machines > 0 && (from > Day::FIRST || class.infected);
            if machines > 0 {
                class.removed.push(Removal::new(name, machines, host.value, from));
            }
        }
        if rest > 0 {
            class.hosts.push(id);
            self.values[at].push((host.value, rest));
        }
        (rest > 0 || lasting).then_some(ClassId(at as u32))
    }

    /// The class of a host, by index; a new one if it is the first.
    fn class(&mut self, profile: ProfileId, id: HostId, host: &'a Host) -> usize {
        let key = self.key(profile, id, host);
        if let Some(known) = self.found.get(&key) {
            return *known as usize;
        }
        let class = self.new_class(&key, id);
        self.found.insert(key.clone(), self.classes.len() as u32);
        self.keys.push(key);
        self.classes.push(class);
        self.values.push(Vec::new());
        self.classes.len() - 1
    }

    fn key(&mut self, profile: ProfileId, id: HostId, host: &'a Host) -> ClassKey<'a> {
        let is_infected = profile == self.material.infected;
        let segments = sorted_segments(&host.segments);
        let Stay { whereabouts, goes_out, begins_inside } = self.stay(&host.away);
        let returns = goes_out || is_infected && !begins_inside;
        // Where a host would return to tells hosts apart only if they are away at all.
        let home = if returns { host.segments[0] } else { segments[0] };
        if is_infected {
            // Nothing more can be done to it.
            return ClassKey {
                profile,
                segments,
                home,
                whereabouts,
                antivirus: Antivirus::None,
                listens_from: &[],
                named: None,
            };
        }
        let naming = &self.material.flows.naming;
        let named = (!naming.is_empty() && naming.contains_key(&id)).then_some(id);
        ClassKey {
            profile,
            segments,
            home,
            whereabouts,
            antivirus: host.antivirus,
            listens_from: &host.listens_from,
            named,
        }
    }

    fn stay(&mut self, away: &'a Away) -> Stay {
        if let Some(known) = self.stays.get(away) {
            return *known;
        }
        let days = Whereabouts::new(away, self.material.threat);
        let stay = Stay {
            goes_out: !days.outside.is_empty(),
            begins_inside: days.inside.contains(Day::FIRST),
            whereabouts: self.whereabouts.index(days),
        };
        self.stays.insert(away, stay);
        stay
    }

    fn new_class(&mut self, key: &ClassKey<'_>, id: HostId) -> Class {
        let Material { tables, flows, .. } = *self.material;
        let profile = &tables.profiles[key.profile.0 as usize];
        let days = self.whereabouts.all[key.whereabouts as usize].clone();
        let infected = key.profile == self.material.infected;
        let reached = if infected { Vec::new() } else { flows.internet_flows(id, &key.segments) };
        let from_internet = reached
            .into_iter()
            .filter_map(|at| self.entry_link(profile, &flows.allowed[at], key, &days.inside))
            .collect();
        let strangers = || profile.for_strangers().map(|usable| usable.track).collect();
        let outside = (!infected && !days.outside.is_empty())
            .then(|| self.hazard(strangers(), days.outside.clone()));
        let named_by = key
            .named
            .into_iter()
            .flat_map(|host| &flows.naming[&host])
            .map(|at| flows.allowed[*at].id)
            .collect();
        Class {
            profile: key.profile,
            infected,
            segments: key.segments[..].into(),
            home: key.home,
            whereabouts: key.whereabouts,
            outside,
            antivirus: key.antivirus,
            named_by,
            from_internet,
            hosts: Vec::new(),
            size: 0,
            removed: Vec::new(),
            value: 0.0,
            key: 0,
            outside_column: None,
            antivirus_column: None,
        }
    }

    fn hazard(&mut self, tracks: Box<[TrackId]>, days: DaySet) -> HazardId {
        HazardId(self.hazards.index(Hazard { tracks, days }))
    }

    fn entry_link(
        &mut self,
        profile: &Profile,
        flow: &Allowed<'_>,
        class: &ClassKey<'_>,
        inside: &DaySet,
    ) -> Option<EntryLink> {
        let Material { inventory, tables, .. } = *self.material;
        let open = |port: &PortIx| {
            let passes = flow.passes.binary_search(port).is_ok();
            passes
                && answers(
                    class.listens_from,
                    tables.attackable.ports[usize::from(port.0)],
                    End::Internet,
                )
        };
        let through = |u: &ExploitableFinding| !u.asks_for_account && u.ports.iter().any(open);
        let usable: Box<[u16]> = (0..profile.usable.len())
            .filter(|i| through(&profile.usable[*i]))
            .map(|i| i as u16)
            .collect();
        if usable.is_empty() {
            return None;
        }
        let tracks = usable.iter().map(|i| profile.usable[usize::from(*i)].track).collect();
        let hazard = self.hazard(tracks, inside.clone());
        Some(EntryLink {
            flow: flow.id,
            key: super::flow::key(inventory, flow.key),
            usable,
            hazard,
        })
    }

    /// Sizes, values and keys, once all hosts are known.
    fn complete(&mut self) {
        let inventory = self.material.inventory;
        for ((class, key), values) in
            self.classes.iter_mut().zip(&self.keys).zip(std::mem::take(&mut self.values))
        {
            (class.size, class.value) = total_value(values);
            class.removed.sort_by_key(Removal::order);
            let days = &self.whereabouts.all[class.whereabouts as usize];
            let day = |key: Key, day: Day| key.number(u64::from(day.0));
            class.key = Key::of("class")
                .number(self.material.tables.profiles[class.profile.0 as usize].key)
                .list(class.segments.iter(), |key, segment| key.text(inventory.segment(*segment).0))
                .text(inventory.segment(class.home).0)
                .list(days.inside.iter().collect::<Vec<Day>>().into_iter(), day)
                .list(days.outside.iter().collect::<Vec<Day>>().into_iter(), day)
                .number(class.antivirus as u64)
                .maybe(key.named, |key, host| key.text(inventory.host(host).0))
                .list(key.listens_from.iter(), |key, rule| listens(key, inventory, rule))
                .finish();
        }
    }

    /// Deals the columns of each segment's array to the coins of the classes at home there: first to
    /// those that let somebody in from outside, then to those of an antivirus. Classes that are
    /// wholly remedied count, so that the coins of the others stay as they are.
    fn balance(&mut self) {
        let inventory = self.material.inventory;
        let mut order: Vec<usize> =
            (0..self.classes.len()).filter(|i| !self.classes[*i].infected).collect();
        order.sort_unstable_by_key(|i| self.classes[*i].key);
        let mut dealt = vec![0; inventory.segments.len()];
        let mut deal = |home: SegmentId| {
            let number = &mut dealt[home.0 as usize];
            let array = super::segment_key(inventory.segment(home).0);
            let column = (*number < Column::MAX).then_some(Column { array, number: *number });
            *number += u8::from(column.is_some());
            column
        };
        for class in &order {
            let class = &mut self.classes[*class];
            class.outside_column = class.outside.and_then(|_| deal(class.home));
        }
        for class in order {
            let class = &mut self.classes[class];
            if class.antivirus != Antivirus::None {
                class.antivirus_column = deal(class.home);
            }
        }
    }

    /// Puts the classes into an order that depends on their content alone; those to which nothing
    /// can happen are left out.
    fn sorted(self) -> Built<'a> {
        let lasts = |class: &Class| {
            class.size > 0 || class.exposed() > 0 || class.infected && class.drawn() > 0
        };
        let mut order: Vec<u32> =
            (0..self.classes.len() as u32).filter(|i| lasts(&self.classes[*i as usize])).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&self.classes[*a as usize], &self.classes[*b as usize]);
            (&a.segments, a.key, &a.named_by).cmp(&(&b.segments, b.key, &b.named_by))
        });
        let mut place = vec![0; self.classes.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old as usize] = new as u32;
        }
        let mut classes: Vec<Option<Class>> = self.classes.into_iter().map(Some).collect();
        Built {
            classes: order
                .iter()
                .map(|old| classes[*old as usize].take().expect("each class has one place"))
                .collect(),
            listens_from: order.iter().map(|old| self.keys[*old as usize].listens_from).collect(),
            class_of: self
                .class_of
                .into_iter()
                .map(|class| class.map(|ClassId(old)| ClassId(place[old as usize])))
                .collect(),
            whereabouts: self.whereabouts.all,
            hazards: self.hazards.all,
        }
    }
}

/// The segments of a host, sorted; most have one.
fn sorted_segments(listed: &[SegmentId]) -> Cow<'_, [SegmentId]> {
    if listed.is_sorted() {
        return Cow::Borrowed(listed);
    }
    let mut segments = listed.to_vec();
    segments.sort_unstable();
    Cow::Owned(segments)
}

/// Whether a host answers on a port to whoever comes from one end. What no rule of its own firewall
/// names is open.
pub(super) fn answers(rules: &[ListensFrom], port: Port, from: End) -> bool {
    let mut named = rules.iter().filter(|rule| rule.ports.contains(port)).peekable();
    let allows = |rule: &ListensFrom| match from {
        End::Internet => rule.internet,
        End::Segment(segment) => rule.segments.binary_search(&segment).is_ok(),
        // It is not known where it comes from: any segment that is let in is enough.
        End::AnySegment => !rule.segments.is_empty(),
    };
    named.peek().is_none() || named.any(allows)
}

/// Whether rules of its own firewall name a port.
pub(super) fn is_restricted(rules: &[ListensFrom], port: Port) -> bool {
    rules.iter().any(|rule| rule.ports.contains(port))
}

fn listens(key: Key, inventory: &Inventory, rule: &ListensFrom) -> Key {
    let ports = rule.ports.to_texts();
    key.list(ports.iter(), |key, port| key.text(port))
        .list(rule.segments.iter(), |key, segment| key.text(inventory.segment(*segment).0))
        .number(u64::from(rule.internet))
}

/// How many machines there are, and what they are worth together. Summed by value, not by host: the
/// order of hosts must not reach the last digit.
fn total_value(mut values: Vec<(f64, u32)>) -> (u64, f64) {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let size = values.iter().map(|(_, count)| u64::from(*count)).sum();
    (size, values.iter().map(|(value, count)| value * f64::from(*count)).sum())
}

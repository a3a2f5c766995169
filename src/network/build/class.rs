//! Classes of hosts that nothing tells apart.

use rustc_hash::FxHashMap;

use super::flow::{Allowed, Flows};
use super::table::Tables;
use crate::inventory::{Antivirus, Away, End, Host, HostId, Inventory, SegmentId, SystemId};
use crate::network::key::Key;
use crate::network::profile::{Profile, ProfileId, Usable};
use crate::network::{Class, ClassId, EntryLink, Removal, Scenario};
use crate::threat::Threat;

/// What tells classes apart.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey {
    profile: ProfileId,
    segments: Box<[SegmentId]>,
    home: SegmentId,
    away: u32,
    antivirus: Antivirus,
    /// The host itself, where a flow names it.
    named: Option<HostId>,
}

/// The classes, and the class of each host that is in one.
pub(super) fn classes(
    inventory: &Inventory,
    scenario: &Scenario,
    threat: &Threat,
    systems: &[Option<ProfileId>],
    tables: &Tables<'_>,
    flows: &Flows<'_>,
) -> (Vec<Class>, Vec<Option<ClassId>>) {
    let mut found: FxHashMap<ClassKey, u32> = FxHashMap::default();
    let mut classes: Vec<Class> = Vec::new();
    let mut class_of = Vec::with_capacity(inventory.hosts.len());
    let mut values: Vec<Vec<(f64, u32)>> = Vec::new();
    for (id, name, host) in inventory.hosts() {
        let SystemId(system) = host.system;
        let Some(profile) = systems[system as usize] else {
            class_of.push(None);
            continue;
        };
        let key = class_key(profile, id, host, threat, flows);
        let class = *found.entry(key).or_insert_with_key(|key| {
            classes.push(new_class(inventory, key, id, tables, flows));
            values.push(Vec::new());
            classes.len() as u32 - 1
        });
        let out = if scenario.infected.contains(&id) { host.count } else { scenario.remedied(id, host) };
        if out > 0 {
            classes[class as usize].removed.push(Removal::new(name, out));
        }
        let rest = host.count - out;
        if rest > 0 {
            classes[class as usize].hosts.push(id);
            values[class as usize].push((host.value, rest));
        }
        class_of.push((rest > 0).then_some(ClassId(class)));
    }
    complete(&mut classes, values, inventory, tables);
    sort(classes, class_of)
}

fn class_key(profile: ProfileId, id: HostId, host: &Host, threat: &Threat, flows: &Flows<'_>) -> ClassKey {
    let mut segments = host.segments.clone();
    segments.sort_unstable();
    let named = flows.naming.contains_key(&id).then_some(id);
    let away = days_outside(&host.away).min(threat.horizon_days);
    // Where a host would return to tells hosts apart only if they are away at all.
    let home = if away > 0 { host.segments[0] } else { segments[0] };
    ClassKey { profile, segments, home, away, antivirus: host.antivirus, named }
}

/// Days spent outside, the first of the horizon.
fn days_outside(away: &Away) -> u32 {
    match away {
        Away::Never => 0,
        Away::First(days) => *days,
        Away::Weekends | Away::Evenings | Away::Always | Away::On(_) => 2,
    }
}

fn new_class(inventory: &Inventory, key: &ClassKey, id: HostId, tables: &Tables<'_>, flows: &Flows<'_>) -> Class {
    let profile = &tables.profiles[key.profile.0 as usize];
    let from_internet =
        flows.internet_flows(id, &key.segments).into_iter().filter_map(|at| entry_link(inventory, profile, &flows.allowed[at])).collect();
    let named_by = key.named.into_iter().flat_map(|host| &flows.naming[&host]).map(|at| flows.allowed[*at].id).collect();
    Class {
        profile: key.profile,
        segments: key.segments.clone(),
        home: key.home,
        away: key.away,
        antivirus: key.antivirus,
        named_by,
        from_internet,
        hosts: Vec::new(),
        size: 0,
        removed: Vec::new(),
        value: 0.0,
        key: 0,
    }
}

fn entry_link(inventory: &Inventory, profile: &Profile, Allowed { id: flow, key, passes, .. }: &Allowed<'_>) -> Option<EntryLink> {
    let name = |end| match end {
        End::Internet => "internet",
        End::AnySegment => "any segment",
        End::Segment(segment) => inventory.segment(segment).0,
    };
    let through = |u: &Usable| u.ports.iter().any(|p| passes.binary_search(p).is_ok());
    let usable: Box<[u16]> = (0..profile.usable.len()).filter(|i| through(&profile.usable[*i])).map(|i| i as u16).collect();
    let number = || Key::of("flow").text(name(key.from)).text(name(key.to)).maybe(key.host.as_deref(), Key::text).finish();
    (!usable.is_empty()).then(|| EntryLink { flow: *flow, key: number(), usable })
}

/// Sizes, values and keys, once all hosts are known.
fn complete(classes: &mut [Class], values: Vec<Vec<(f64, u32)>>, inventory: &Inventory, tables: &Tables<'_>) {
    for (class, values) in classes.iter_mut().zip(values) {
        (class.size, class.value) = total_value(values);
        class.removed.sort_unstable();
        let named = class.hosts.first().filter(|_| !class.named_by.is_empty()).map(|host| inventory.host(*host).0);
        let home = inventory.segment(class.home).0;
        class.key = Key::of("class")
            .number(tables.profiles[class.profile.0 as usize].key)
            .list(class.segments.iter(), |key, segment| key.text(inventory.segment(*segment).0))
            .text(home)
            .number(u64::from(class.away))
            .number(class.antivirus as u64)
            .maybe(named, Key::text)
            .finish();
    }
}

/// Puts the classes into an order that depends on their content alone; those of which no machine is left are left out.
fn sort(classes: Vec<Class>, class_of: Vec<Option<ClassId>>) -> (Vec<Class>, Vec<Option<ClassId>>) {
    let mut order: Vec<u32> = (0..classes.len() as u32).filter(|i| classes[*i as usize].size > 0).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&classes[*a as usize], &classes[*b as usize]);
        (&a.segments, a.key, &a.named_by).cmp(&(&b.segments, b.key, &b.named_by))
    });
    let mut place = vec![0; classes.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old as usize] = new as u32;
    }
    let mut classes: Vec<Option<Class>> = classes.into_iter().map(Some).collect();
    let sorted = order.iter().map(|old| classes[*old as usize].take().expect("each class has one place")).collect();
    (sorted, class_of.into_iter().map(|class| class.map(|ClassId(old)| ClassId(place[old as usize]))).collect())
}

/// How many machines there are, and what they are worth together. Summed by value, not by host: the order of hosts must not
/// reach the last digit.
pub(super) fn total_value(mut values: Vec<(f64, u32)>) -> (u64, f64) {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let size = values.iter().map(|(_, count)| u64::from(*count)).sum();
    (size, values.iter().map(|(value, count)| value * f64::from(*count)).sum())
}

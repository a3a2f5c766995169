//! From an inventory and its exposures to the network.

mod class;
mod flow;
mod port;
mod table;
mod topology;

use std::collections::BTreeSet;

use self::class::{classes, total_value};
use self::flow::Flows;
use self::port::{attackable, told_apart};
use self::table::Tables;
use self::topology::topology;
use super::key::Key;
use super::{Network, ProfileId, Scenario};
use crate::advisory::Advisories;
use crate::exposure::Exposures;
use crate::inventory::{FlowId, Inventory, SegmentId};
use crate::threat::Threat;

pub(super) fn build(
    inventory: &Inventory,
    advisories: &Advisories,
    exposures: &Exposures,
    threat: &Threat,
    scenario: &Scenario,
) -> Network {
    let mut tables = Tables::new(advisories, threat, scenario, attackable(inventory, exposures), told_apart(exposures));
    let systems: Vec<Option<ProfileId>> = exposures.iter().map(|(_, assessment)| tables.profile(assessment)).collect();
    tables.sort_tracks();
    let flows = Flows::new(inventory, scenario, &tables.ports);
    let (classes, class_of) = classes(inventory, scenario, threat, &systems, &tables, &flows);
    let topology = topology(inventory, scenario, &classes, &tables.profiles, &flows);
    let infected = || scenario.infected.iter().map(|id| inventory.host(*id).1);
    let is_in = |i: usize, segments: &BTreeSet<SegmentId>| segments.contains(&SegmentId(i as u32));
    let segments = || 0..inventory.segments.len();
    let entered: BTreeSet<SegmentId> = infected().flat_map(|host| host.segments.iter().copied()).collect();
    Network {
        classes,
        profiles: tables.profiles,
        tracks: tables.tracks,
        ports: tables.ports,
        topology: topology.into(),
        users: inventory.segments.values().map(|s| s.users).collect(),
        segment_keys: inventory.segments.keys().map(|name| Key::of("segment").text(name).finish()).collect(),
        blocked: (0..inventory.flows.len()).map(|i| scenario.blocked.contains(&FlowId(i as u32))).collect(),
        quarantined: segments().map(|i| is_in(i, &scenario.quarantined)).collect(),
        insiders: segments().map(|i| is_in(i, &scenario.insiders)).collect(),
        infected: segments().map(|i| is_in(i, &entered)).collect(),
        infected_value: total_value(infected().map(|host| (host.value, host.count)).collect()).1,
        class_of: class_of.into(),
    }
}

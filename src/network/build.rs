//! From an inventory and its exposures to the network.

mod class;
mod flow;
mod moot;
mod port;
mod table;
mod topology;

use self::class::{Classes, Material};
use self::flow::Flows;
use self::port::{attackable, told_apart};
use self::table::Tables;
use self::topology::topology;
use super::key::Key;
use super::{Network, Onset, ProfileId, Scenario};
use crate::advisory::Advisories;
use crate::exposure::Exposures;
use crate::inventory::{FlowId, Inventory, Segment, SegmentId};
use crate::term::day::Day;
use crate::threat::{Mode, Threat};

pub(super) fn build(
    inventory: &Inventory,
    advisories: &Advisories,
    exposures: &Exposures,
    threat: &Threat,
    scenario: &Scenario,
) -> Network {
    let mut tables = Tables::new(
        advisories,
        threat,
        scenario,
        attackable(inventory, exposures),
        told_apart(exposures),
    );
    let systems: Vec<Option<ProfileId>> =
        exposures.iter().map(|(_, assessment)| tables.profile(assessment)).collect();
    let infected = tables.infected();
    tables.sort_tracks();
    let flows = Flows::new(inventory, scenario, &tables.attackable.ports);
    let material = Material {
        inventory,
        scenario,
        threat,
        tables: &tables,
        flows: &flows,
        systems: &systems,
        infected,
    };
    let built = Classes::build(&material);
    let topology = topology(&material, &built);
    let class::Built { classes, class_of, whereabouts, hazards, .. } = built;
    let segments = || (0..inventory.segments.len() as u32).map(SegmentId);
    // In the worst case every advisory is a worm anyway.
    let activity = |advisory| match threat.mode {
        Mode::Expected => scenario.activity.get(&advisory).copied().unwrap_or(0.0),
        Mode::WorstCase => 0.0,
    };
    Network {
        moot: moot::moot(&tables, &classes, &hazards, threat),
        already: tables.tracks.iter().map(|track| activity(track.advisory)).collect(),
        profiles: tables.profiles,
        tracks: tables.tracks,
        ports_of_strangers: tables.attackable.strangers,
        ports: tables.attackable.ports,
        topology: topology.into(),
        last: threat.last_day(),
        insiders: segments().map(|id| insider(inventory, scenario, threat, id)).collect(),
        mail: inventory.segments.values().map(|segment| mail(threat, segment)).collect(),
        segment_keys: inventory.segments.keys().map(|name| segment_key(name)).collect(),
        flow_keys: inventory.flows.keys().map(|key| flow::key(inventory, key)).collect(),
        blocked: (0..inventory.flows.len())
            .map(|i| scenario.blocked_from(FlowId(i as u32)))
            .collect(),
        quarantined: segments().map(|id| scenario.quarantined_from(id)).collect(),
        classes,
        class_of: class_of.into(),
        whereabouts,
        hazards,
    }
}

/// What tells the coins of a segment apart.
fn segment_key(name: &str) -> u64 {
    Key::of("segment").text(name).finish()
}

fn insider(inventory: &Inventory, scenario: &Scenario, threat: &Threat, id: SegmentId) -> Onset {
    let users = inventory.segment(id).1.users;
    match scenario.insiders.contains(&id) {
        true => Onset::certain(),
        false => Onset::new(threat.last_day(), |day| threat.insider(users, u32::from(day.0))),
    }
}

/// A Trojan is run on a workday, past the antivirus that the segment itself states.
fn mail(threat: &Threat, segment: &Segment) -> Onset {
    let worked: Vec<bool> =
        Day::up_to(threat.last_day()).map(|day| threat.is_workday(day)).collect();
    let workdays =
        |day: Day| worked[..=day.index()].iter().filter(|worked| **worked).count() as u32;
    Onset::new(threat.last_day(), |day| {
        threat.mail(segment.users, segment.antivirus.unwrap_or_default(), workdays(day))
    })
}

//! Two rankings compared: what was fixed, what is new, what moved and why. It is how Monday's
//! report proves Saturday's work.
//!
//! Both sides are what a ranking says in JSON: whether it comes from a file or was just computed,
//! the same facts are compared.

mod baseline;
mod gap;
mod reason;
mod snapshot;

use std::collections::BTreeMap;

pub use baseline::{Baseline, BaselineError, Snapshot};
pub use gap::{Gap, Uncounted};
pub use reason::Reason;
pub use snapshot::{Exposed, HostSnapshot, RankSnapshot, SnapshotError};

/// How a host changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Something is exposed that was not, or the host became infected.
    New,
    /// Its product is not in the catalogue, and it was there or was assessed before: nobody knows
    /// any more whether it is exposed.
    Unassessed,
    /// Less is to be lost with it, and nothing tells why but that less is known: that is no
    /// improvement.
    Uncounted,
    /// Everything that was exposed is fixed.
    Fixed,
    /// It is in the first inventory only.
    Gone,
    /// It is exposed in both, and more is to be lost with it, or it is more urgent.
    Worse,
    /// It is exposed in both, and less is to be lost with it.
    Better,
}

/// One host that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct HostChange {
    /// Its name.
    pub name: String,
    /// How it changed.
    pub change: Change,
    /// Why, as far as it can be told.
    pub reasons: Vec<Reason>,
    /// Its figures before, if it was there.
    pub before: Option<HostSnapshot>,
    /// Its figures after, if it is there.
    pub after: Option<HostSnapshot>,
}

/// What changed between two rankings.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Hosts that changed, by kind of change, the largest changes first.
    pub hosts: Vec<HostChange>,
    /// Flows that are new, gone or have other ports, if both sides know all flows.
    pub flows: Vec<String>,
    /// Advisories whose stage changed: id, before, after.
    pub stages: Vec<(String, String, String)>,
    /// What is not known any more, and counts for nothing.
    pub unknown: Vec<Gap>,
    /// What is known that was not.
    pub known: Vec<Gap>,
    /// Whether anything got worse, or less is known.
    pub is_worse: bool,
}

/// Smaller changes of a probability are rounding of the JSON format.
const ROUNDING: f64 = 2e-6;
/// Two independent estimates of a loss differ if they are more than so many standard errors apart.
const ERRORS_APART: f64 = 2.0;

/// Compares two rankings. `same_coins` says that both were computed from one seed and number of
/// samples: then any rise of the loss counts, else only one that the standard errors do not
/// explain.
pub fn compare(before: &RankSnapshot, after: &RankSnapshot, same_coins: bool) -> Difference {
    let flows = reason::flows(before, after);
    let stages = reason::stages(before, after);
    let names: BTreeMap<&String, ()> = (before.hosts.keys())
        .chain(after.hosts.keys())
        .chain(&after.unassessed)
        .map(|name| (name, ()))
        .collect();
    let mut turns = reason::Turns::default();
    let others = reason::hosts_differ(before, after, &mut turns);
    let (unknown, known) = (gap::gaps(before, after), gap::gaps(after, before));
    let flows_differ = !flows.is_empty();
    let world = reason::World {
        before,
        after,
        flows: flows_differ,
        others,
        unknown: &unknown,
        known: &known,
    };
    let mut hosts: Vec<HostChange> =
        names.into_keys().filter_map(|name| host(name, &world, &mut turns)).collect();
    let size = |change: &HostChange| {
        lost(change.before.as_ref(), before) - lost(change.after.as_ref(), after)
    };
    hosts.sort_by(|a, b| {
        a.change
            .cmp(&b.change)
            .then(size(b).abs().total_cmp(&size(a).abs()))
            .then_with(|| a.name.cmp(&b.name))
    });
    let tolerance = if same_coins {
        ROUNDING
    } else {
        ERRORS_APART * before.stderr.hypot(after.stderr) + ROUNDING
    };
    let is_worse = after.loss > before.loss + tolerance
        || hosts.iter().any(is_alarming)
        || !unknown.is_empty();
    Difference { hosts, flows, stages, unknown, known, is_worse }
}

/// New exposure, a host of which nothing is known any more, or a more urgent decision. A higher
/// probability alone shows in the loss.
fn is_alarming(change: &HostChange) -> bool {
    let decision = |side: &Option<HostSnapshot>| side.as_ref().and_then(HostSnapshot::urgency);
    matches!(change.change, Change::New | Change::Unassessed)
        || (change.change == Change::Worse && decision(&change.after) > decision(&change.before))
}

/// Expected loss with a host.
fn lost(host: Option<&HostSnapshot>, side: &RankSnapshot) -> f64 {
    host.map_or(0.0, |host| host.lost(side.disruption))
}

fn host(name: &str, world: &reason::World<'_>, turns: &mut reason::Turns) -> Option<HostChange> {
    let (before, after) = (world.before.hosts.get(name), world.after.hosts.get(name));
    let was = before.map(|host| Exposed::clone(&host.exposed)).unwrap_or_default();
    let is = after.map(|host| Exposed::clone(&host.exposed)).unwrap_or_default();
    let turn = turns.between(&was, &is);
    let (lost_before, lost_after) = (lost(before, world.before), lost(after, world.after));
    let urgency = |side: Option<&HostSnapshot>| side.and_then(HostSnapshot::urgency);
    let is_infected = |side: Option<&HostSnapshot>| side.is_some_and(HostSnapshot::is_infected);
    let (sick_before, sick_after) = (is_infected(before), is_infected(after));
    let change = match () {
        () if world.after.unassessed.contains(name) => {
            if world.before.unassessed.contains(name) {
                return None;
            }
            Change::Unassessed
        }
        () if !turn.exposed.is_empty() || sick_after && !sick_before => Change::New,
        () if after.is_none() => Change::Gone,
        () if is.is_empty() && !sick_after => {
            if was.is_empty() && !sick_before {
                return None;
            }
            Change::Fixed
        }
        () if urgency(after) > urgency(before) || lost_after > lost_before + ROUNDING => {
            Change::Worse
        }
        () if lost_after < lost_before - ROUNDING
            || is.len() < was.len()
            || urgency(after) < urgency(before) =>
        {
            Change::Better
        }
        () => return None,
    };
    let reasons = reason::reasons(name, world, &turn);
    let is_unknown = reasons.iter().any(|reason| matches!(reason, Reason::Unknown(_)));
    let change = if change == Change::Better && is_unknown { Change::Uncounted } else { change };
    Some(HostChange {
        name: name.to_owned(),
        change,
        reasons,
        before: before.cloned(),
        after: after.cloned(),
    })
}

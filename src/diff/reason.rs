//! Why a host changed, as far as two rankings tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Exposed, Gap, RankSnapshot};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is new in the inventory.
    Added,
    /// It is not in the inventory any more.
    Removed,
    /// These advisories were fixed on it.
    Patched(Arc<[String]>),
    /// It became exposed to these advisories.
    Exposed(Arc<[String]>),
    /// It became known that it is infected.
    Infected,
    /// It was infected, and is not any more.
    Rebuilt,
    /// Its product is not in the catalogue any more.
    Unassessed,
    /// Its product is in the catalogue now.
    Assessed,
    /// Exploitation of these advisories has another stage.
    Stage(Arc<[String]>),
    /// It is in other segments.
    Segment,
    /// It stands for another number of machines, or has another value.
    Size,
    /// Flows changed.
    Flow,
    /// The day whose knowledge counts, or the horizon, changed.
    AsOf,
    /// Less is known of what surrounds it.
    Unknown(Gap),
    /// More is known of what surrounds it.
    Known(Gap),
    /// Nothing about the host itself: other hosts changed.
    Others,
    /// Something that is not compared.
    Else,
}

/// How what hosts are exposed to has turned from one side to the other.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// Fixed.
    pub(super) patched: Arc<[String]>,
    /// New.
    pub(super) exposed: Arc<[String]>,
    /// Open on both sides, at another stage.
    pub(super) staged: Arc<[String]>,
}

/// The turns that are known already: many hosts share one.
#[derive(Debug, Default)]
pub(super) struct Turns(BTreeMap<(usize, usize), (Turn, [Exposed; 2])>);

impl Turns {
    /// The turn from one side to the other. Lists are told apart by where they are; they are kept
    /// as long as that counts.
    pub(super) fn between(&mut self, was: &Exposed, is: &Exposed) -> Turn {
        let at = |exposed: &Exposed| Arc::as_ptr(exposed).addr();
        let both = || [Exposed::clone(was), Exposed::clone(is)];
        let new = || (Turn::new(was, is), both());
        self.0.entry((at(was), at(is))).or_insert_with(new).0.clone()
    }
}

impl Turn {
    fn new(was: &Exposed, is: &Exposed) -> Self {
        let missing = |from: &Exposed, here: &Exposed| {
            from.keys().filter(|id| !here.contains_key(*id)).cloned().collect()
        };
        let staged = was.iter().filter(|(id, stage)| is.get(*id).is_some_and(|now| now != *stage));
        Self {
            patched: missing(was, is),
            exposed: missing(is, was),
            staged: staged.map(|(id, _)| id.clone()).collect(),
        }
    }
}

/// Both sides, and whether flows differ, and whether other hosts have other exposures.
pub(super) struct World<'a> {
    pub(super) before: &'a RankSnapshot,
    pub(super) after: &'a RankSnapshot,
    pub(super) flows: bool,
    pub(super) others: bool,
    pub(super) unknown: &'a [Gap],
    pub(super) known: &'a [Gap],
}

/// The reasons for a change, its own first. What lies outside the host is named only if nothing
/// about itself explains it.
pub(super) fn reasons(name: &str, world: &World<'_>, turn: &Turn) -> Vec<Reason> {
    let was_known = world.before.hosts.contains_key(name) || world.before.unassessed.contains(name);
    let (was, is) = match (world.before.hosts.get(name), world.after.hosts.get(name)) {
        _ if !was_known => return vec![Reason::Added],
        _ if world.after.unassessed.contains(name) => return vec![Reason::Unassessed],
        (None, _) => return vec![Reason::Assessed],
        (_, None) => return vec![Reason::Removed],
        (Some(before), Some(after)) => (before, after),
    };
    let (before, after) = (&was.entry, &is.entry);
    let Turn { patched, exposed, staged } = turn.clone();
    let mut reasons = Vec::new();
    reasons.extend((is.is_infected() && !was.is_infected()).then_some(Reason::Infected));
    reasons.extend((was.is_infected() && !is.is_infected()).then_some(Reason::Rebuilt));
    reasons.extend((!patched.is_empty()).then_some(Reason::Patched(patched)));
    reasons.extend((!exposed.is_empty()).then_some(Reason::Exposed(exposed)));
    reasons.extend((!staged.is_empty()).then_some(Reason::Stage(staged)));
    reasons.extend((before.segments != after.segments).then_some(Reason::Segment));
    reasons.extend(
        (before.count != after.count || before.value != after.value).then_some(Reason::Size),
    );
    if reasons.is_empty() {
        reasons.extend(world.flows.then_some(Reason::Flow));
        reasons.extend(is_other_time(world).then_some(Reason::AsOf));
        reasons.extend(world.unknown.iter().copied().map(Reason::Unknown));
        reasons.extend(world.known.iter().copied().map(Reason::Known));
        reasons.extend(world.others.then_some(Reason::Others));
        reasons.extend(reasons.is_empty().then_some(Reason::Else));
    }
    reasons
}

/// Whether any host has other exposures, or is on one side only.
pub(super) fn hosts_differ(before: &RankSnapshot, after: &RankSnapshot, turns: &mut Turns) -> bool {
    let mut same = |(name, host): (&String, &super::HostSnapshot)| {
        let Some(other) = after.hosts.get(name) else { return false };
        let turn = turns.between(&host.exposed, &other.exposed);
        turn.patched.is_empty()
            && turn.exposed.is_empty()
            && host.is_infected() == other.is_infected()
    };
    before.hosts.len() != after.hosts.len() || !before.hosts.iter().all(&mut same)
}

fn is_other_time(world: &World<'_>) -> bool {
    (&world.before.as_of, world.before.horizon_days)
        != (&world.after.as_of, world.after.horizon_days)
}

/// Flows that are new, gone or have other ports, in words; empty unless both sides know all their
/// flows and describe them: what nobody describes is neither new nor blocked.
pub(super) fn flows(before: &RankSnapshot, after: &RankSnapshot) -> Vec<String> {
    if before.uncounted.flows || after.uncounted.flows {
        return Vec::new();
    }
    // A flow that is not listed any more is blocked, unless nobody knows any more what reaches the
    // segments that it joined.
    let gone = match super::gap::gaps(before, after).contains(&Gap::Segments) {
        true => "not listed any more",
        false => "blocked",
    };
    let (Some(before), Some(after)) = (&before.flows, &after.flows) else { return Vec::new() };
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |name: &String| match (before.get(name), after.get(name)) {
        (None, Some(ports)) => Some(format!("new: {name}: {ports}")),
        (Some(ports), None) => Some(format!("{gone}: {name}: {ports}")),
        (Some(was), Some(is)) if was != is => Some(format!("changed: {name}: {was} became {is}")),
        _ => None,
    };
    names.into_iter().filter_map(change).collect()
}

/// Advisories that have another stage: id, before, after. One that was not public has the stage
/// `not public`.
pub(super) fn stages(before: &RankSnapshot, after: &RankSnapshot) -> Vec<(String, String, String)> {
    let of = |side: &RankSnapshot, id: &String| {
        side.stages.get(id).cloned().unwrap_or_else(|| "not public".to_owned())
    };
    let ids: BTreeSet<&String> = before.stages.keys().chain(after.stages.keys()).collect();
    let all = ids.into_iter().map(|id| (id.clone(), of(before, id), of(after, id)));
    all.filter(|(_, before, after)| before != after).collect()
}

//! `A -x B: ports` and `A !-> B: ports`.
//!
//! `-x` is broken when **B's hosts can be reached on these ports by somebody who starts in A,
//! moving over any allowed flow on any port in between**. In full:
//!
//! - Whoever is in a segment can use the flows that start there, and reaches the other hosts of the
//!   segment on every port, unless the segment is isolated.
//! - Any host may relay: whoever reaches a host, on whatever port, may take it over, and then is in
//!   all of its segments. A flow to a segment counts as a way into it even if no host is listed
//!   there: the inventory may not know them all.
//! - An isolated segment does not relay inside: its hosts are left through flows, and through their
//!   other segments.
//! - Only the last hop is asked for its ports. What a flow may allow counts as allowed;
//!   a way over certain ports alone is preferred.
//! - `A` or `B` may be one host, `segment/host`: he starts at that host, in all its segments; that
//!   host has to be reached, and does not relay the way to itself. A host of B counts wherever it
//!   is reached, in B or in another of its segments.
//! - What the hosts listen on, which flaws they have and which laptops roam plays no part: it is
//!   the rules that are checked.
//!
//! `!->` is the same with a single hop.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Policy;
use crate::check::{Confidence, Fault, Finding, Hop, Rule};
use crate::inventory::{
    End, Expectation, FlowId, FlowKey, FlowPorts, Hops, HostId, Inventory, Place, SegmentId,
};
use crate::network::UnknownFlows;
use crate::term::port::PortSet;

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Internet,
    Segment(SegmentId),
}

/// One hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Through a flow.
    Flow(FlowId),
    /// To another host of the same segment.
    Inside(SegmentId),
    /// Through a host that is in both segments.
    Bridge(HostId, SegmentId, SegmentId),
}

/// The flows by where they start, and the hosts that are in several segments.
pub(crate) struct Map<'a> {
    inventory: &'a Inventory,
    unknown: UnknownFlows,
    from: FxHashMap<At, Vec<FlowId>>,
    /// The flow that leads from any segment to any other, where the inventory does not describe the
    /// flows.
    anywhere: Option<FlowId>,
    /// Per segment, the hosts that lead to others: sorted by the other segment, then name.
    bridges: Vec<Vec<(SegmentId, HostId)>>,
    /// Per segment, how many machines it has.
    machines: Vec<u64>,
}

impl<'a> Map<'a> {
    pub(crate) fn of(inventory: &'a Inventory, unknown: UnknownFlows) -> Self {
        let mut from: FxHashMap<At, Vec<FlowId>> = FxHashMap::default();
        let anywhere = inventory.flow_id(&FlowKey::undescribed());
        let described = inventory.flows.keys().enumerate().filter(|(_, key)| !key.is_undescribed());
        for (index, key) in described {
            from.entry(at(key.from)).or_default().push(FlowId(index as u32));
        }
        let mut bridges = vec![Vec::new(); inventory.segments.len()];
        let mut machines = vec![0; inventory.segments.len()];
        for (id, _, host) in inventory.hosts() {
            for segment in host.segments.iter() {
                machines[segment.0 as usize] += u64::from(host.count);
                let others = host.segments.iter().filter(|other| *other != segment);
                bridges[segment.0 as usize].extend(others.map(|other| (*other, id)));
            }
        }
        let by_name = |(segment, host): &(SegmentId, HostId)| (*segment, inventory.host(*host).0);
        bridges.iter_mut().for_each(|all: &mut Vec<_>| all.sort_unstable_by_key(by_name));
        Self { inventory, unknown, from, anywhere, bridges, machines }
    }

    fn flows(&self, at: At) -> &[FlowId] {
        self.from.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Whether a flow lets anything through at all.
    fn is_open(&self, flow: FlowId) -> bool {
        !self.unknown.counted(&self.inventory.flow(flow).1.ports).is_empty()
    }

    fn allows(&self, flow: FlowId, ports: &PortSet) -> bool {
        !self.unknown.counted(&self.inventory.flow(flow).1.ports).intersection(ports).is_empty()
    }

    /// The way with the fewest hops, or none. Breadth first: O(segments + flows + hosts in several
    /// segments).
    pub(crate) fn way(
        &self,
        from: &Place,
        to: &Place,
        ports: &PortSet,
        hops: Hops,
    ) -> Option<Vec<Step>> {
        let mut came: FxHashMap<At, (At, Vec<Step>)> = FxHashMap::default();
        let mut queue: VecDeque<At> = VecDeque::new();
        let starts = self.starts(from);
        for start in &starts {
            came.insert(*start, (*start, Vec::new()));
            queue.push_back(*start);
        }
        while let Some(here) = queue.pop_front() {
            if let Some(last) = self.last_hop(here, from, to, ports) {
                return Some(walked(&came, here, last));
            }
            if hops == Hops::Direct {
                continue;
            }
            // Whoever starts in a whole segment may sit at any of its hosts.
            let anywhere = from.host.is_none() && starts.contains(&here);
            for (there, steps) in self.moves(here, to, anywhere) {
                if let Entry::Vacant(new) = came.entry(there) {
                    new.insert((here, steps));
                    queue.push_back(there);
                }
            }
        }
        None
    }

    fn starts(&self, from: &Place) -> Vec<At> {
        match (from.host, from.end) {
            (Some(host), _) => {
                self.inventory.host(host).1.segments.iter().map(|id| At::Segment(*id)).collect()
            }
            (None, end) => vec![at(end)],
        }
    }

    /// The hop that reaches the goal from here on one of the ports.
    fn last_hop(&self, here: At, from: &Place, to: &Place, ports: &PortSet) -> Option<Vec<Step>> {
        let through = |flow: &FlowId| {
            self.hits(*flow, to).filter(|_| self.allows(*flow, ports)).map(|bridge| (*flow, bridge))
        };
        if let Some((flow, bridge)) = self.flows(here).iter().find_map(through) {
            return Some(std::iter::once(Step::Flow(flow)).chain(bridge).collect());
        }
        let At::Segment(segment) = here else { return None };
        if let Some(flow) =
            self.anywhere.filter(|flow| self.allows(*flow, ports) && self.has_target(to))
        {
            return Some(vec![Step::Flow(flow)]);
        }
        let bridge = self.target_in(segment, to)?;
        let oneself = from.host.is_some() && from.host == to.host;
        let inside = !self.inventory.segment(segment).1.isolated
            && self.machines[segment.0 as usize] > 1
            && !oneself;
        inside.then(|| std::iter::once(Step::Inside(segment)).chain(bridge).collect())
    }

    /// Whether a flow leads to the goal, and through which host if that is in another segment.
    fn hits(&self, flow: FlowId, to: &Place) -> Option<Option<Step>> {
        let (key, resolved) = self.inventory.flow(flow);
        let End::Segment(segment) = key.to else {
            return (to.end == End::Internet).then_some(None);
        };
        match (resolved.host, to.host) {
            (Some(only), Some(wanted)) => (only == wanted).then_some(None),
            (Some(only), None) => self.is_in(only, to.end).map(|id| self.bridge(only, segment, id)),
            (None, _) if key.to == to.end && to.host.is_none() => Some(None),
            (None, _) => self.target_in(segment, to),
        }
    }

    /// The goal's segment, if a host is in it.
    fn is_in(&self, host: HostId, end: End) -> Option<SegmentId> {
        self.inventory.host(host).1.segments.iter().copied().find(|id| End::Segment(*id) == end)
    }

    /// Whether a host of the goal is in a segment, and which if the goal is another segment.
    fn target_in(&self, segment: SegmentId, to: &Place) -> Option<Option<Step>> {
        let End::Segment(goal) = to.end else { return None };
        match to.host {
            Some(host) => {
                self.is_in(host, End::Segment(segment)).map(|_| self.bridge(host, segment, goal))
            }
            None if segment == goal => (self.machines[goal.0 as usize] > 0).then_some(None),
            None => {
                let (_, host) =
                    self.bridges[segment.0 as usize].iter().find(|(other, _)| *other == goal)?;
                Some(self.bridge(*host, segment, goal))
            }
        }
    }

    /// Whether there is anything to reach at the goal.
    fn has_target(&self, to: &Place) -> bool {
        matches!(to.end, End::Segment(goal) if to.host.is_some() || self.machines[goal.0 as usize] > 0)
    }

    fn bridge(&self, host: HostId, from: SegmentId, to: SegmentId) -> Option<Step> {
        (from != to).then_some(Step::Bridge(host, from, to))
    }

    /// Where somebody who is here can get to, and how.
    fn moves(&self, here: At, to: &Place, anywhere: bool) -> Vec<(At, Vec<Step>)> {
        let mut moves = Vec::new();
        let relays = |host: HostId| to.host != Some(host);
        if let At::Segment(segment) = here {
            // Whoever may sit at any host is at all of them; whoever got to one reaches the others
            // unless the segment is isolated.
            if anywhere || !self.inventory.segment(segment).1.isolated {
                self.cross(segment, None, relays, &mut moves);
            }
        }
        for flow in self.flows(here).iter().copied().filter(|flow| self.is_open(*flow)) {
            let (key, resolved) = self.inventory.flow(flow);
            let End::Segment(target) = key.to else { continue };
            let only_goal = to.host.is_some_and(|goal| self.is_alone(goal, target));
            match resolved.host {
                Some(host) if relays(host) => {
                    moves.push((At::Segment(target), vec![Step::Flow(flow)]));
                    for other in
                        self.inventory.host(host).1.segments.iter().filter(|id| **id != target)
                    {
                        moves.push((
                            At::Segment(*other),
                            vec![Step::Flow(flow), Step::Bridge(host, target, *other)],
                        ));
                    }
                }
                None if !only_goal => {
                    moves.push((At::Segment(target), vec![Step::Flow(flow)]));
                    self.cross(target, Some(flow), relays, &mut moves);
                }
                _ => {}
            }
        }
        moves
    }

    /// Out of a segment through its hosts that are in others too.
    fn cross(
        &self,
        segment: SegmentId,
        through: Option<FlowId>,
        relays: impl Fn(HostId) -> bool,
        moves: &mut Vec<(At, Vec<Step>)>,
    ) {
        let mut last = None;
        for (other, host) in
            self.bridges[segment.0 as usize].iter().filter(|(_, host)| relays(*host))
        {
            if last.replace(*other) != Some(*other) {
                let steps = through
                    .map(Step::Flow)
                    .into_iter()
                    .chain([Step::Bridge(*host, segment, *other)]);
                moves.push((At::Segment(*other), steps.collect()));
            }
        }
    }

    /// Whether a segment has no machine but this one.
    fn is_alone(&self, host: HostId, segment: SegmentId) -> bool {
        self.machines[segment.0 as usize] == 1 && self.is_in(host, End::Segment(segment)).is_some()
    }
}

fn at(end: End) -> At {
    match end {
        // Nothing starts at both ends of what is not described.
        End::Internet | End::AnySegment => At::Internet,
        End::Segment(id) => At::Segment(id),
    }
}

/// The steps from the start to here, and the last hop.
fn walked(came: &FxHashMap<At, (At, Vec<Step>)>, mut here: At, last: Vec<Step>) -> Vec<Step> {
    let mut parts = vec![last];
    while let Some((before, steps)) = came.get(&here).filter(|(before, _)| *before != here) {
        parts.push(steps.clone());
        here = *before;
    }
    parts.into_iter().rev().flatten().collect()
}

impl Policy<'_> {
    pub(super) fn reach(
        &self,
        expectation: &Expectation,
        from: &Place,
        to: &Place,
        ports: &PortSet,
        hops: Hops,
    ) -> Option<Finding> {
        // A way that is certain says more than a shorter one that may be none.
        let certain = self.certain_map().way(from, to, ports, hops);
        let unknown = certain.is_none();
        let way = certain.or_else(|| self.map().way(from, to, ports, hops))?;
        let (rule, how) = match hops {
            Hops::Any => (Rule::Reachable, format!("in {}", counted(hop_count(&way)))),
            Hops::Direct => (Rule::ReachableDirectly, "directly".to_owned()),
        };
        let message = format!(
            "`{}` can be reached from `{}` on {} {how}",
            self.shown(to),
            self.shown(from),
            self.found(&way, ports)
        );
        let help = if unknown {
            "find out what the unknown flow allows, block a flow of the way, or change the rule"
        } else {
            "block a flow of the way, or change the rule"
        };
        let path: Vec<Hop> = way.iter().map(|step| self.hop(*step)).collect();
        let segment = match to.end {
            End::Segment(id) => Some(id),
            End::Internet | End::AnySegment => None,
        };
        let fault = Fault {
            path,
            confidence: if unknown { Confidence::Medium } else { Confidence::High },
            label: "this does not hold".into(),
            ..Fault::new(rule, message).help(help).detail(expectation.text())
        };
        Some(Finding::new(fault).at(expectation.place).segment(segment))
    }

    fn shown(&self, place: &Place) -> String {
        let inventory = self.checked.case.inventory;
        let segment = match place.end {
            End::Internet => "internet",
            End::Segment(id) => inventory.segment(id).0,
            End::AnySegment => "any segment",
        };
        place.host.map_or_else(
            || segment.to_owned(),
            |host| format!("{segment}/{}", inventory.host(host).0),
        )
    }

    /// The ports of those that are asked for on which the last hop reaches the goal: a flow may let
    /// through only some of them.
    fn found(&self, way: &[Step], asked: &PortSet) -> PortSet {
        let last = way.iter().rev().find(|step| !matches!(step, Step::Bridge(..)));
        let Some(Step::Flow(flow)) = last else { return asked.clone() };
        let ports = &self.checked.case.inventory.flow(*flow).1.ports;
        let certain = asked.intersection(ports.certain());
        if certain.is_empty() { asked.intersection(&ports.all()) } else { certain }
    }

    fn hop(&self, step: Step) -> Hop {
        let inventory = self.checked.case.inventory;
        match step {
            Step::Flow(flow) => {
                let resolved = inventory.flow(flow).1;
                Hop {
                    text: format!("{} {}", inventory.flow_name(flow), on(&resolved.ports)),
                    place: resolved.place,
                }
            }
            Step::Inside(segment) => {
                let (name, segment) = inventory.segment(segment);
                Hop {
                    text: format!("hosts in {name} reach each other on every port"),
                    place: segment.place,
                }
            }
            Step::Bridge(host, from, to) => {
                let (name, host) = inventory.host(host);
                let text = format!(
                    "{name} is in {} and in {}",
                    inventory.segment(from).0,
                    inventory.segment(to).0
                );
                Hop { text, place: host.place }
            }
        }
    }
}

/// What a flow allows, and what it may.
fn on(ports: &FlowPorts) -> String {
    match (ports.is_unknown(), ports.is_known()) {
        (_, true) => format!("on {}", ports.certain()),
        (true, _) if ports.possible().is_any() => "on ports that nobody knows".to_owned(),
        (true, _) => format!("perhaps on {}", ports.possible()),
        (false, _) => format!("on {}, perhaps on {}", ports.certain(), ports.possible()),
    }
}

/// Hosts that are in two segments are no hop of their own: they are where a hop ends.
fn hop_count(way: &[Step]) -> usize {
    way.iter().filter(|step| !matches!(step, Step::Bridge(..))).count()
}

fn counted(hops: usize) -> String {
    crate::term::count::counted(hops as u64, "hop", "hops")
}

//! Flows that do nothing: no host can use them, or they allow what is allowed anyway.

use super::segment::Tally;
use crate::case::Case;
use crate::check::{About, Finding, Rule};
use crate::inventory::{End, Flow, FlowId, FlowKey, HostId, Inventory, SegmentId};
use crate::term::port::PortSet;

pub(super) fn check(case: Case<'_>, tally: &Tally, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    if !inventory.flows_described && !inventory.hosts.is_empty() {
        let missing = Finding::new(
            Rule::FlowsNotDescribed,
            "the inventory says nothing of flows: nobody knows what reaches what",
        );
        findings.push(
            missing
                .at(inventory.place, "")
                .help("list them under `flows`, with `unknown` as ports where nobody knows"),
        );
    }
    cut_off(inventory, tally, findings);
    let listeners = Listeners::of(inventory);
    let described =
        inventory.flows.iter().enumerate().filter(|(_, (key, _))| !key.is_undescribed());
    for (index, (key, flow)) in described {
        let shown = inventory.flow_name(FlowId(index as u32));
        let about = About { segment: segment(key.to), detail: shown.clone(), ..About::default() };
        if let Some(why) = unusable(inventory, key, flow, tally, &listeners) {
            let useless = Finding::new(
                Rule::UnusableFlow,
                format!("nothing can use the flow `{shown}`: {why}"),
            );
            findings.push(useless.at(flow.place, "").help("remove it").about(about.clone()));
        }
        if let Some((place, other)) = shadow(inventory, key, flow) {
            let shadowed = Finding::new(
                Rule::ShadowedFlow,
                format!("what the flow `{shown}` allows is allowed anyway: {other}"),
            );
            findings.push(
                shadowed
                    .at(flow.place, "")
                    .at(place, "this allows it")
                    .help("remove one of the two")
                    .about(about),
            );
        }
    }
}

/// Segments with hosts that no flow names, where others are named.
fn cut_off(inventory: &Inventory, tally: &Tally, findings: &mut Vec<Finding>) {
    for id in inventory.segments_without_flows().filter(|id| tally.machines(*id) > 0) {
        let (name, segment) = inventory.segment(id);
        let about = About { segment: Some(id), detail: name.to_owned(), ..About::default() };
        let alone = Finding::new(
            Rule::SegmentWithoutFlows,
            format!("no flow leads into or out of segment `{name}`"),
        );
        let help = format!("add its flows; if nobody knows them, write `{name} <-> …: unknown`");
        findings.push(alone.at(segment.place, "").help(help).about(about));
    }
}

fn segment(end: End) -> Option<SegmentId> {
    match end {
        End::Internet | End::AnySegment => None,
        End::Segment(id) => Some(id),
    }
}

/// The ports that the hosts of each segment say they listen on; `None` where one of them does not
/// say.
struct Listeners(Vec<Option<PortSet>>);

impl Listeners {
    fn of(inventory: &Inventory) -> Self {
        let mut sets = vec![Some(PortSet::empty()); inventory.segments.len()];
        for (_, _, host) in inventory.hosts() {
            let listens = inventory.system(host.system).listens.as_ref();
            for segment in host.segments.iter() {
                let slot = &mut sets[segment.0 as usize];
                if let (Some(known), Some(ports)) = (slot.as_ref(), listens) {
                    if !known.is_superset(ports) {
                        *slot = Some(known.union(ports));
                    }
                } else {
                    *slot = None;
                }
            }
        }
        Self(sets)
    }

    /// What listens where a flow ends: at its host, or anywhere in its segment.
    fn at<'a>(
        &'a self,
        inventory: &'a Inventory,
        segment: SegmentId,
        host: Option<HostId>,
    ) -> Option<&'a PortSet> {
        match host {
            Some(host) => inventory.system(inventory.host(host).1.system).listens.as_ref(),
            None => self.0[segment.0 as usize].as_ref(),
        }
    }
}

/// Why nothing can use a flow, if so. Hosts that do not say what they listen on may listen on
/// anything.
fn unusable(
    inventory: &Inventory,
    key: &FlowKey,
    flow: &Flow,
    tally: &Tally,
    listeners: &Listeners,
) -> Option<String> {
    if let End::Segment(from) = key.from {
        let (name, segment) = inventory.segment(from);
        if tally.machines(from) == 0 && segment.users == 0 {
            return Some(format!("`{name}` has neither hosts nor users"));
        }
    }
    let End::Segment(to) = key.to else { return None };
    let name = inventory.segment(to).0;
    if tally.machines(to) == 0 {
        return Some(format!("`{name}` has no hosts"));
    }
    let ports = if flow.ports.is_known() { flow.ports.certain() } else { return None };
    let listens = listeners.at(inventory, to, flow.host)?;
    let who = if flow.host.is_some() {
        "the host does not listen".to_owned()
    } else {
        format!("no host in `{name}` listens")
    };
    ports.intersection(listens).is_empty().then(|| format!("{who} on {ports}"))
}

/// What allows all that a flow allows: the flow to the whole segment, or the segment itself.
fn shadow(
    inventory: &Inventory,
    key: &FlowKey,
    flow: &Flow,
) -> Option<(crate::source::Span, String)> {
    if let (true, End::Segment(id)) = (key.from == key.to, key.to) {
        let (name, segment) = inventory.segment(id);
        if !segment.isolated {
            return Some((
                segment.place,
                format!("hosts in `{name}` reach each other, since it is not isolated"),
            ));
        }
    }
    key.host.as_ref()?;
    let whole = FlowKey { host: None, ..key.clone() };
    let (index, _, wider) = inventory.flows.get_full(&whole)?;
    // What the wider flow may allow covers nothing for certain.
    let covered = wider.ports.certain().is_superset(&flow.ports.all());
    covered.then(|| (wider.place, format!("by `{}`", inventory.flow_name(FlowId(index as u32)))))
}

//! Flows that do nothing: no host can use them, or they allow what is allowed anyway.

use super::segment::Tally;
use crate::case::Case;
use crate::check::{Fault, Finding, Rule};
use crate::inventory::{End, Flow, FlowId, FlowKey, HostId, Inventory, SegmentId};
use crate::ranking;
use crate::term::port::PortSet;

pub(super) fn check(case: Case<'_>, tally: &Tally, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    if !inventory.flows_described && !inventory.hosts.is_empty() {
        let missing = Fault::new(
            Rule::FlowsNotDescribed,
            "the inventory says nothing of flows: nobody knows what reaches what",
        )
        .help("list them under `flows`, with `unknown` as ports where nobody knows");
        findings.push(Finding::new(missing).at(inventory.place));
    }
    cut_off(inventory, tally, findings);
    unheard(case, findings);
    let listeners = Listeners::of(inventory);
    let described =
        inventory.flows.iter().enumerate().filter(|(_, (key, _))| !key.is_undescribed());
    for (index, (key, flow)) in described {
        let shown = || inventory.flow_name(FlowId(index as u32));
        let mut report = |fault: Fault| {
            let finding = Finding::new(fault.detail(shown())).at(flow.place);
            findings.push(finding.segment(segment(key.to)));
        };
        if let Some(why) = unusable(inventory, key, flow, tally, &listeners) {
            let message = format!("nothing can use the flow `{}`: {why}", shown());
            report(Fault::new(Rule::UnusableFlow, message).help("remove it"));
        }
        if let Some((place, other)) = shadow(inventory, key, flow) {
            let message = format!("what the flow `{}` allows is allowed anyway: {other}", shown());
            let shadowed = Fault::new(Rule::ShadowedFlow, message).help("remove one of the two");
            report(shadowed.beside(place, "this allows it"));
        }
    }
}

/// Segments with hosts that no flow names, where others are named.
fn cut_off(inventory: &Inventory, tally: &Tally, findings: &mut Vec<Finding>) {
    for id in inventory.segments_without_flows().filter(|id| tally.machines(*id) > 0) {
        let (name, segment) = inventory.segment(id);
        let message = format!("no flow leads into or out of segment `{name}`");
        let help = format!("add its flows; if nobody knows them, write `{name} <-> …: unknown`");
        let alone =
            Fault::new(Rule::SegmentWithoutFlows, message).help(help).detail(name.to_owned());
        findings.push(Finding::new(alone).at(segment.place).segment(id));
    }
}

/// Flows to ports on which nobody is known to listen.
fn unheard(case: Case<'_>, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    for (id, ports) in ranking::unheard(case) {
        let (key, flow) = inventory.flow(id);
        let name = inventory.flow_name(id);
        let message = format!(
            "nobody behind `{name}` is known to listen on {}, so the flow is taken to lead to nobody there",
            ports.to_words().join(", ")
        );
        let fault = Fault::new(Rule::NoListener, message)
            .help("write `listens` for the hosts behind it; `[]` says that they listen on nothing")
            .detail(name);
        findings.push(Finding::new(fault).at(flow.place).segment(segment(key.to)));
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

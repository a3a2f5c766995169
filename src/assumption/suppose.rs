//! All assumptions together: checked for contradictions, and made a scenario.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Assumption, Problem, Stated};
use crate::inventory::{FlowKey, HostId, Inventory};
use crate::network::Scenario;
use crate::term::day::Day;
use crate::term::port::PortSet;

/// What a set of assumptions makes of an inventory and a scenario.
#[derive(Clone, Debug)]
pub struct Supposed<'a> {
    /// The inventory, with the flows that are assumed to be open.
    pub inventory: Cow<'a, Inventory>,
    /// Everything else that is assumed.
    pub scenario: Scenario,
}

/// Takes all assumptions for true, on top of a scenario. Those that contradict each other are
/// refused, all at once.
pub fn suppose<'a>(
    inventory: &'a Inventory,
    base: &Scenario,
    stated: &[Stated],
) -> Result<Supposed<'a>, Vec<Problem>> {
    let problems: Vec<Problem> = stated
        .iter()
        .enumerate()
        .filter_map(|(i, second)| stated[..i].iter().find_map(|first| contradiction(first, second)))
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut supposed = Supposed { inventory: Cow::Borrowed(inventory), scenario: base.clone() };
    for stated in stated {
        if let Assumption::Open(key, ports) = &stated.meaning {
            supposed.open(key, ports);
        }
    }
    stated.iter().for_each(|stated| supposed.take(stated));
    Ok(supposed)
}

/// Why two assumptions cannot hold together, if they cannot.
fn contradiction(first: &Stated, second: &Stated) -> Option<Problem> {
    let patched = |patch: &Assumption, host: &HostId| match patch {
        Assumption::PatchHost(patched) => patched == host,
        Assumption::PatchGroup(hosts) => hosts.contains(host),
        _ => false,
    };
    let message = match (&first.meaning, &second.meaning) {
        (Assumption::Stage(a, x), Assumption::Stage(b, y)) if a == b && x != y => {
            "the advisory cannot be at two stages"
        }
        (Assumption::Block(blocked), Assumption::Open(key, _))
        | (Assumption::Open(key, _), Assumption::Block(blocked))
            if blocked.contains(key) =>
        {
            "the same flow cannot be blocked and open"
        }
        (patch, Assumption::Infected(host)) | (Assumption::Infected(host), patch)
            if patched(patch, host) =>
        {
            "the host cannot be patched and infected"
        }
        _ => return None,
    };
    let help = "leave one of the two out".to_owned();
    Some(Problem {
        text: second.text.clone(),
        message: format!("{message}, and `{}` is assumed too", first.text),
        help,
    })
}

impl Supposed<'_> {
    /// Opens ports of a flow. What else it may allow stays as unknown as it was.
    fn open(&mut self, key: &FlowKey, ports: &PortSet) {
        self.inventory = Cow::Owned(self.inventory.with_flow(key, ports));
    }

    fn take(&mut self, stated: &Stated) {
        match &stated.meaning {
            Assumption::PatchHost(host) => self.patch(std::slice::from_ref(host), stated.from),
            Assumption::PatchGroup(hosts) => self.patch(hosts, stated.from),
            Assumption::PatchAll(advisory) => self.scenario.fixed.extend([*advisory]),
            Assumption::Block(keys) => self.block(keys, stated.from),
            Assumption::Open(..) => {}
            Assumption::Quarantine(segment) if stated.from == Day::FIRST => {
                self.scenario.quarantined.extend([*segment])
            }
            Assumption::Quarantine(segment) => {
                sooner(&mut self.scenario.later.quarantined, *segment, stated.from)
            }
            Assumption::Infected(host) => self.scenario.infected.extend([*host]),
            Assumption::Insider(segment) => self.scenario.insiders.extend([*segment]),
            Assumption::Stage(advisory, stage) => {
                // What is taken for true needs no guess.
                self.scenario.activity.remove(advisory);
                self.scenario.stages.insert(*advisory, *stage);
            }
        }
    }

    fn patch(&mut self, hosts: &[HostId], from: Day) {
        for host in hosts {
            let machines = self.inventory.host(*host).1.count;
            if from == Day::FIRST {
                self.scenario.remedied.insert(*host, machines);
            } else {
                self.scenario.later.remedied.insert((*host, from), machines);
            }
        }
    }

    fn block(&mut self, keys: &[FlowKey], from: Day) {
        for flow in keys.iter().filter_map(|key| self.inventory.flow_id(key)) {
            if from == Day::FIRST {
                self.scenario.blocked.insert(flow);
            } else {
                sooner(&mut self.scenario.later.blocked, flow, from);
            }
        }
    }
}

/// Of two days by which the same is done the sooner counts.
fn sooner<K: Ord>(days: &mut BTreeMap<K, Day>, key: K, from: Day) {
    days.entry(key).and_modify(|known| *known = from.min(*known)).or_insert(from);
}

//! The way from an entry to a host, hop by hop, and the gates that all ways share.

use super::{label, number, prose};
use crate::case::Case;
use crate::explanation::{ChokePoint, Hop, Route, Start, WayIn};
use crate::inventory::SegmentId;
use crate::source::sanitize;
use crate::term::day::Day;

const MAX_CHARS: usize = 60;
/// Hosts of a gate that are named.
const MAX_HOSTS: usize = 5;

/// Writes the report; `from` is the name of the entry. Ends with a line break.
pub fn render(case: Case<'_>, route: &Route, from: &str, width: u16) -> String {
    let writer = Writer { case };
    let host = label::name(case.inventory, route.host, MAX_CHARS);
    let Some(way) = &route.way else {
        return prose::paragraph(
            &format!(
                "No way leads from {from} to {host} within the horizon, none that takes it over."
            ),
            width,
        );
    };
    let mut text = prose::paragraph(
        &format!("The likeliest way from {from} to {host}: {}", number::percent(way.p)),
        width,
    );
    text.push('\n');
    text += &prose::item(&writer.start(way), width);
    way.hops.iter().for_each(|hop| text += &prose::item(&writer.hop(hop), width));
    text.push('\n');
    if route.gates.is_empty() {
        return text
            + &prose::paragraph(
                "The ways from there share nothing but the host itself: no single gate closes all of them.",
                width,
            );
    }
    text += &prose::paragraph(
        "Every way from there passes these gates, in this order; close any one, and no way from there is left:",
        width,
    );
    text.push('\n');
    route.gates.iter().for_each(|gate| text += &prose::item(&writer.gate(gate), width));
    text
}

/// Writes steps and gates.
pub(in crate::report) struct Writer<'a> {
    pub(in crate::report) case: Case<'a>,
}

impl Writer<'_> {
    fn segment(&self, id: SegmentId) -> String {
        sanitize::clipped(self.case.inventory.segment(id).0, MAX_CHARS).into_owned()
    }

    pub(in crate::report) fn start(&self, way: &WayIn) -> String {
        match way.start {
            Start::Internet => "an attacker on the internet".to_owned(),
            Start::Roaming(home) => {
                let is_looked_at = self.case.scenario.quarantined_from(home) <= Day::FIRST;
                // Who is lost outside is lost, looked at or not.
                let slips = if is_looked_at && way.hops.len() > 1 {
                    ", and slips through the quarantine"
                } else {
                    ""
                };
                format!("a laptop is infected outside and returns to {}{slips}", self.segment(home))
            }
            Start::Insider(at) => format!(
                "an insider in {} (chance of one: {})",
                self.segment(at),
                number::percent(way.p_start)
            ),
            Start::Mail(at) => format!(
                "somebody in {} runs a Trojan (chance: {})",
                self.segment(at),
                number::percent(way.p_start)
            ),
            Start::Infected(host) => {
                format!("{} is infected", label::name(self.case.inventory, host, MAX_CHARS))
            }
        }
    }

    pub(in crate::report) fn hop(&self, hop: &Hop) -> String {
        let over = match (hop.flow, hop.segment) {
            (Some(id), _) => format!("over {}", self.case.inventory.flow_name(id)),
            (None, Some(segment)) => format!("within {}", self.segment(segment)),
            (None, None) => "outside".to_owned(),
        };
        let port = hop.port.map_or(String::new(), |port| format!(" on {port}"));
        // Nobody is to look for a flow that he has just closed.
        let is_blocked =
            hop.flow.is_some_and(|id| self.case.scenario.blocked_from(id) <= Day::FIRST);
        let fails = if is_blocked { " (if the block fails)" } else { "" };
        let id = |id| sanitize::text(&self.case.advisories.advisory_of(id).id).into_owned();
        let advisory =
            hop.advisory.map_or(String::new(), |advisory| format!(", through {}", id(advisory)));
        format!(
            "{}, {over}{port}{fails}{advisory}: {}, {}",
            self.who(hop),
            number::percent(hop.p),
            self.day(hop)
        )
    }

    /// The machines of a step, of which one is enough: `dc1`, `dc2 or its twin`, `one of the 4
    /// nb-service laptops`.
    fn who(&self, hop: &Hop) -> String {
        let (_, host) = self.case.inventory.host(hop.host);
        let name = label::name(self.case.inventory, hop.host, MAX_CHARS);
        match hop.machines {
            0 | 1 => name,
            machines if machines == u64::from(host.count) => {
                format!(
                    "one of the {} {name} {}",
                    number::count(machines),
                    label::plural(host.kind)
                )
            }
            2 => format!("{name} or its twin"),
            // Hosts that are alike for an attack may be of several kinds.
            machines => format!("one of {} hosts like {name}", number::count(machines)),
        }
    }

    /// On which day hosts fall, and when they let the attacker in if that is later.
    pub(in crate::report) fn day(&self, hop: &Hop) -> String {
        let threat = self.case.threat;
        let weekday = |day| threat.date(day).strftime("%A").to_string();
        match (hop.day, hop.connects) {
            (Day::NEVER, _) => "not within the horizon".to_owned(),
            (day, connects) if connects == day => format!("on {}", weekday(day)),
            (day, Day::NEVER) => {
                format!("on {}, and does not return within the horizon", weekday(day))
            }
            (day, connects) => format!("on {}, returns on {}", weekday(day), weekday(connects)),
        }
    }

    pub(in crate::report) fn gate(&self, gate: &ChokePoint) -> String {
        let inventory = self.case.inventory;
        match gate {
            ChokePoint::Flow(id) => format!("the flow {}: block it", inventory.flow_name(*id)),
            ChokePoint::Segment(segment) => {
                let segment = self.segment(*segment);
                format!("the segment {segment}: every path passes through {segment}")
            }
            ChokePoint::Hosts { hosts, machines: 1 } => {
                format!("the host {}: patch it", label::name(inventory, hosts[0], MAX_CHARS))
            }
            ChokePoint::Hosts { hosts, machines } => {
                let names = prose::abridged(
                    hosts.iter().map(|host| label::listed(inventory, *host)),
                    MAX_HOSTS,
                );
                format!(
                    "one of {} hosts that are alike: patch all of {names}",
                    number::count(*machines)
                )
            }
        }
    }
}

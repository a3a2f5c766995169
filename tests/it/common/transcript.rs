//! A ranking as a text by names: equal texts are equal figures, to the last bit.

use std::fmt::Write as _;

use patchfirst::inventory::{End, FlowId};

use super::{Case, Ranked};

impl Case {
    /// Everything that [`Case::rank`] answers.
    pub fn transcript(&self) -> String {
        let Ranked(ranking, _) = self.rank();
        let mut text = format!(
            "{:?} {:?} {} {:?}\n",
            ranking.method, ranking.convergence, ranking.samples, ranking.expected_loss
        );
        writeln!(text, "{} {:?} {:?}", ranking.total_value, ranking.unknowns, ranking.groups)
            .unwrap();
        if let Some(first) = &ranking.first {
            let hosts: Vec<&str> =
                first.hosts.iter().map(|host| self.inventory.host(host.host).0).collect();
            let left = (first.machines, first.loss_left, first.loss_left_tonight);
            writeln!(text, "{hosts:?} {} {} {left:?}", first.of, first.some_held).unwrap();
        }
        for host in &ranking.hosts {
            let s = ranking.host_risk(host);
            let figures =
                (s.p_compromised, s.p_disrupted, s.by_entry, s.averted.now, s.opened, s.value);
            let words = (s.exposure, s.decision, s.remedy, s.group, s.entries, s.machines);
            writeln!(
                text,
                "{} {:?} {} {figures:?} {words:?}",
                host.rank,
                host.interval,
                self.inventory.host(host.host).0
            )
            .unwrap();
        }
        for gain in &ranking.flows {
            writeln!(text, "{} {:?}", self.flow_name(gain.flow), gain.averted).unwrap();
        }
        for gain in &ranking.quarantine {
            writeln!(text, "{} {:?}", self.inventory.segment(gain.segment).0, gain.averted)
                .unwrap();
        }
        text
    }

    /// The ends of a flow.
    pub fn flow_name(&self, flow: FlowId) -> String {
        let key = self.inventory.flow(flow).0;
        let end = |end| match end {
            End::Internet => "internet",
            End::AnySegment => "any segment",
            End::Segment(segment) => self.inventory.segment(segment).0,
        };
        format!("{} -> {} {:?}", end(key.from), end(key.to), key.host)
    }
}

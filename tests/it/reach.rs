//! Laws of `A -x B: ports`: the search over segments agrees with a naive closure over hosts,
//! written down from the definition in `docs/check.md`, and every way shown is one that can be
//! walked.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use patchfirst::acceptance::InForce;
use patchfirst::advisory::{self, Advisories};
use patchfirst::case::Case;
use patchfirst::check::{self, Checked, Finding, Rule};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::exposure;
use patchfirst::inventory;
use patchfirst::network::Scenario;
use patchfirst::risk::{Entries, Figures, Request, SampleSize};
use patchfirst::source::Sources;
use patchfirst::threat::Threat;
use proptest::prelude::*;

const SEGMENTS: usize = 4;
const HOSTS: usize = 5;
const PORTS: [&str; 2] = ["tcp/80", "tcp/445"];
/// The outside, as a number beside those of segments.
const INTERNET: usize = SEGMENTS;

/// Read once: the law is about networks.
static BUILTIN: LazyLock<Advisories> =
    LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

/// A network in numbers.
#[derive(Clone, Debug)]
struct Net {
    isolated: [bool; SEGMENTS],
    /// The segments of each host; none for a host that is not there.
    hosts: Vec<BTreeSet<usize>>,
    /// From, to segment, one host of it by number, port.
    flows: Vec<(usize, usize, Option<usize>, usize)>,
    from: (usize, Option<usize>),
    to: (usize, Option<usize>),
    port: usize,
}

impl Net {
    /// The end as the host is in it, or the whole segment.
    fn end(&self, (segment, host): (usize, Option<usize>)) -> (usize, Option<usize>) {
        (segment, host.filter(|host| self.hosts[*host].contains(&segment)))
    }

    fn shown(&self, end: (usize, Option<usize>)) -> String {
        match self.end(end) {
            (INTERNET, _) => "internet".to_owned(),
            (segment, None) => format!("s{segment}"),
            (segment, Some(host)) => format!("s{segment}/h{host}"),
        }
    }

    fn yaml(&self) -> String {
        let mut text = "inventory: 1.0.0\nas_of: 2006-08-25\nsegments:\n".to_owned();
        (0..SEGMENTS)
            .for_each(|s| text += &format!("  s{s}: {{isolated: {}}}\n", self.isolated[s]));
        let mut seen = BTreeSet::new();
        let flows = self
            .flows
            .iter()
            .filter(|(from, to, host, _)| seen.insert((*from, self.end((*to, *host)))));
        let lines: Vec<String> = flows
            .map(|(from, to, host, port)| {
                format!(
                    "  {} -> {}: [{}]\n",
                    self.shown((*from, None)),
                    self.shown((*to, *host)),
                    PORTS[*port]
                )
            })
            .collect();
        text += if lines.is_empty() { "flows: {}\n" } else { "flows:\n" };
        text += &lines.concat();
        text += "hosts:\n  - {name: spare, os: windows-xp, kind: server, segment: s0}\n";
        for (i, segments) in
            self.hosts.iter().enumerate().filter(|(_, segments)| !segments.is_empty())
        {
            let names: Vec<String> = segments.iter().map(|s| format!("s{s}")).collect();
            text += &format!(
                "  - {{name: h{i}, os: windows-xp, kind: server, segments: [{}]}}\n",
                names.join(", ")
            );
        }
        text + &format!(
            "expect:\n  - {} -x {}: {}\n",
            self.shown(self.from),
            self.shown(self.to),
            PORTS[self.port]
        )
    }

    /// The flows as the file has them: of two with the same ends the first.
    fn used(&self) -> Vec<(usize, (usize, Option<usize>), usize)> {
        let mut seen = BTreeSet::new();
        let all =
            self.flows.iter().map(|(from, to, host, port)| (*from, self.end((*to, *host)), *port));
        all.filter(|(from, to, _)| seen.insert((*from, *to))).collect()
    }

    /// All hosts with their segments, the spare one included.
    fn machines(&self) -> Vec<(Option<usize>, BTreeSet<usize>)> {
        let own = self
            .hosts
            .iter()
            .enumerate()
            .filter(|(_, s)| !s.is_empty())
            .map(|(i, s)| (Some(i), s.clone()));
        own.chain([(None, BTreeSet::from([0]))]).collect()
    }

    /// The definition, host by host, to the fixed point.
    fn is_reached(&self) -> bool {
        let (from, to) = (self.end(self.from), self.end(self.to));
        let machines = self.machines();
        let in_segment =
            |s: usize| machines.iter().filter(move |(_, segments)| segments.contains(&s));
        let relays = |host: Option<usize>| to.1.is_none() || host != to.1;
        let mut present: BTreeSet<usize> = match from {
            (_, Some(host)) => self.hosts[host].clone(),
            (segment, None) => BTreeSet::from([segment]),
        };
        // In a whole segment he may sit at any host; at one host of an isolated segment he reaches
        // no other there.
        let start: Vec<usize> =
            present.iter().copied().filter(|s| *s != INTERNET && from.1.is_none()).collect();
        for s in start {
            in_segment(s)
                .filter(|(host, _)| relays(*host))
                .for_each(|(_, segments)| present.extend(segments));
        }
        loop {
            let before = present.len();
            for s in present.clone().into_iter().filter(|s| *s != INTERNET && !self.isolated[*s]) {
                in_segment(s)
                    .filter(|(host, _)| relays(*host))
                    .for_each(|(_, segments)| present.extend(segments));
            }
            for (start, (target, only), _) in self.used() {
                if !present.contains(&start) {
                    continue;
                }
                let hit: Vec<_> = in_segment(target)
                    .filter(|(host, _)| only.is_none() || *host == only)
                    .collect();
                let nobody_else = !hit.is_empty() && hit.iter().all(|(host, _)| !relays(*host));
                if !nobody_else {
                    present.insert(target);
                    hit.iter()
                        .filter(|(host, _)| relays(*host))
                        .for_each(|(_, segments)| present.extend(segments));
                }
            }
            if present.len() == before {
                break;
            }
        }
        let goal = |host: Option<usize>, segments: &BTreeSet<usize>| match to {
            (_, Some(wanted)) => host == Some(wanted),
            (segment, None) => segments.contains(&segment),
        };
        let by_flow = self.used().into_iter().any(|(start, (target, only), port)| {
            let hits = in_segment(target)
                .any(|(host, segments)| (only.is_none() || *host == only) && goal(*host, segments));
            present.contains(&start)
                && port == self.port
                && (hits || (target == to.0 && to.1.is_none() && only.is_none()))
        });
        let oneself = from.1.is_some() && from.1 == to.1;
        let inside = present.iter().filter(|s| **s != INTERNET && !self.isolated[**s]).any(|s| {
            !oneself
                && in_segment(*s).count() > 1
                && in_segment(*s).any(|(host, segments)| goal(*host, segments))
        });
        by_flow || inside
    }

    fn finding(&self) -> Option<Finding> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let advisories = &*BUILTIN;
        let inventory =
            inventory::parse("i.yaml", &self.yaml(), &[], &mut sources, &mut diagnostics).unwrap();
        assert!(
            !diagnostics.has_errors(),
            "{}",
            patchfirst::diagnostic::render(
                &sources,
                &diagnostics,
                patchfirst::diagnostic::Colour::Never
            )
        );
        let threat = Threat::new(inventory.as_of.unwrap(), &inventory.threat, &inventory.calendar);
        let exposures = exposure::find(&inventory, advisories, threat.as_of, &mut diagnostics);
        let request = Request {
            samples: SampleSize::Auto,
            seed: 1,
            entries: Entries::ALL,
            figures: Figures::All,
            design: None,
        };
        let (scenario, accepted) = (Scenario::default(), InForce::on(&inventory, threat.as_of));
        let case = Case {
            inventory: &inventory,
            advisories,
            exposures: &exposures,
            threat: &threat,
            scenario: &scenario,
            request: &request,
        };
        check::check(Checked { case, accepted: &accepted })
            .into_iter()
            .find(|finding| finding.fault.rule == Rule::Reachable)
    }
}

fn net() -> impl Strategy<Value = Net> {
    let end = |most: usize| (0..most, prop::option::of(0..HOSTS));
    let flow = (0..=SEGMENTS, 0..SEGMENTS, prop::option::weighted(0.4, 0..HOSTS), 0..PORTS.len());
    (
        any::<[bool; SEGMENTS]>(),
        prop::collection::vec(prop::collection::btree_set(0..SEGMENTS, 0..=2), HOSTS),
        prop::collection::vec(flow, 0..6),
        end(SEGMENTS + 1),
        end(SEGMENTS),
        0..PORTS.len(),
    )
        .prop_map(|(isolated, hosts, flows, from, to, port)| {
            let from = (from.0, from.1.filter(|_| from.0 != INTERNET));
            Net { isolated, hosts, flows, from, to, port }
        })
}

proptest! {
    #![proptest_config(crate::common::cases(1500))]

    #[test]
    fn the_search_agrees_with_the_definition(net in net()) {
        let found = net.finding();
        prop_assert_eq!(found.is_some(), net.is_reached(), "{}\n{:?}", net.yaml(), found);
        if let Some(found) = found {
            prop_assert!(!found.fault.path.is_empty());
        }
    }
}

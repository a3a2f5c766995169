//! Random networks: drawn as plans that tests can change in one place, then written as the texts
//! that a user would write.

use std::fmt::{self, Write as _};
use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::Case;

/// An inventory with its advisories. Names are numbers that stay when the order of a list changes.
#[derive(Clone)]
pub struct Plan {
    pub segments: Vec<SegmentPlan>,
    pub flows: Vec<FlowPlan>,
    pub hosts: Vec<HostPlan>,
    pub advisories: Vec<AdvisoryPlan>,
    pub threat: ThreatPlan,
}

#[derive(Clone, Debug)]
pub struct SegmentPlan {
    pub name: usize,
    pub users: u32,
    pub isolated: bool,
    pub antivirus: Option<&'static str>,
}

/// `None` is the internet.
#[derive(Clone, Debug)]
pub struct FlowPlan {
    pub from: Option<usize>,
    pub to: Option<usize>,
    pub host: Option<usize>,
    pub ports: FlowPortsPlan,
}

#[derive(Clone, Debug)]
pub enum FlowPortsPlan {
    Unknown,
    Any,
    /// A bit per port of [`PORTS`].
    Listed(u8),
}

#[derive(Clone, Debug)]
pub struct HostPlan {
    pub name: usize,
    pub product: usize,
    pub segments: Vec<usize>,
    pub count: u32,
    pub value: f64,
    /// When it is outside, if it roams.
    pub away: Option<&'static str>,
    pub infected: bool,
    pub antivirus: &'static str,
    /// A bit per advisory whose patch is installed.
    pub patched: u8,
    /// Whether the list of patches is known to be whole.
    pub complete: bool,
    /// `None` is the default of the product.
    pub listens: Option<u8>,
}

#[derive(Clone, Debug)]
pub struct AdvisoryPlan {
    pub name: usize,
    pub vectors: u8,
    /// Per product: the effect, or not affected.
    pub effects: [Option<&'static str>; 2],
    /// Per product: what an attacker needs first.
    pub logons: [&'static str; 2],
    /// Per product: what was known on the day.
    pub stages: [&'static str; 2],
    /// Whether it was published by the day; if not, nothing was known of it.
    pub published: bool,
    /// Whether rows and timeline are written backwards.
    pub backwards: bool,
}

#[derive(Clone, Debug)]
pub struct ThreatPlan {
    pub horizon: u32,
    pub insider: f64,
    pub mail: f64,
    /// Whether the Monday is a holiday.
    pub holiday: bool,
    pub straight: f64,
    pub reachable: f64,
    pub controls: [f64; 2],
    pub disruption: f64,
    /// Fresh and later.
    pub escalation: [(f64, f64); 3],
    pub attack: [f64; 4],
    pub antivirus: [f64; 3],
}

/// The ports that random hosts, flows and advisories speak of.
pub const PORTS: [&str; 3] = ["tcp/445", "tcp/135", "udp/137"];
const PRODUCTS: [&str; 2] = ["test-os", "test-nt"];
/// As of Friday 2006-08-25.
const AWAY: [&str; 8] = [
    "weekends",
    "weekends",
    "evenings",
    "always",
    "1",
    "2",
    "[2006-08-26]",
    "[2006-08-25, 2006-08-27..2006-08-28]",
];

/// How many of each there are.
#[derive(Clone, Debug)]
pub struct Size {
    pub segments: RangeInclusive<usize>,
    pub flows: RangeInclusive<usize>,
    pub hosts: RangeInclusive<usize>,
    pub advisories: RangeInclusive<usize>,
}

/// Small enough to enumerate every coin of every host.
pub const SMALL: Size = Size { segments: 2..=4, flows: 0..=6, hosts: 2..=6, advisories: 1..=3 };
/// Small enough to be often computed exactly by classes.
pub const LARGER: Size = Size { segments: 2..=8, flows: 0..=16, hosts: 1..=14, advisories: 1..=4 };

/// A random network.
pub fn plan(size: &Size) -> impl Strategy<Value = Plan> + use<> {
    let segments = vec(segment(), size.segments.clone());
    let flows = vec(flow(), size.flows.clone());
    let hosts = vec((host(), prop::bool::weighted(0.25)), size.hosts.clone());
    let advisories = vec(advisory(), size.advisories.clone());
    (segments, flows, hosts, advisories, threat()).prop_map(
        |(segments, flows, hosts, advisories, threat)| {
            let mut plan =
                Plan { segments, flows: Vec::new(), hosts: twinned(hosts), advisories, threat };
            plan.number();
            for flow in flows {
                plan.add_flow(flow);
            }
            plan
        },
    )
}

/// Some hosts become the same as the one before, but for the value: they make groups.
fn twinned(hosts: Vec<(HostPlan, bool)>) -> Vec<HostPlan> {
    let mut twinned: Vec<HostPlan> = Vec::new();
    for (host, is_twin) in hosts {
        match twinned.last().filter(|_| is_twin) {
            Some(last) => {
                twinned.push(HostPlan { value: host.value, count: host.count, ..last.clone() })
            }
            None => twinned.push(host),
        }
    }
    twinned
}

fn segment() -> impl Strategy<Value = SegmentPlan> {
    let antivirus = prop_oneof![4 => Just(None), 1 => Just(Some("stale"))];
    (select(&[0, 0, 0, 1, 40][..]), prop::bool::weighted(0.25), antivirus).prop_map(
        |(users, isolated, antivirus)| SegmentPlan { name: 0, users, isolated, antivirus },
    )
}

/// A flow between numbers that are still to be cut to what exists.
pub fn flow() -> impl Strategy<Value = FlowPlan> {
    let from = prop_oneof![2 => Just(None), 5 => any::<usize>().prop_map(Some)];
    let to = prop_oneof![1 => Just(None), 15 => any::<usize>().prop_map(Some)];
    let host = prop_oneof![2 => Just(None), 1 => any::<usize>().prop_map(Some)];
    let ports = prop_oneof![
        1 => Just(FlowPortsPlan::Unknown),
        2 => Just(FlowPortsPlan::Any),
        6 => (1_u8..8).prop_map(FlowPortsPlan::Listed)
    ];
    (from, to, host, ports).prop_map(|(from, to, host, ports)| FlowPlan { from, to, host, ports })
}

/// A host in segments that are still to be cut to what exists.
pub fn host() -> impl Strategy<Value = HostPlan> {
    let place = (prop_oneof![3 => vec(any::<usize>(), 1), 1 => vec(any::<usize>(), 2)], 1_u32..=2);
    let role = (
        select(&[0.0, 0.1, 0.7, 3.0, 10.0, 30.0][..]),
        prop_oneof![3 => Just(None), 3 => select(&AWAY[..]).prop_map(Some)],
        select(&["none", "none", "none", "stale", "current"][..]),
    );
    let system = (
        0_usize..2,
        prop_oneof![5 => Just(0_u8), 1 => any::<u8>()],
        prop::bool::weighted(0.8),
        prop_oneof![4 => Just(None), 1 => (1_u8..8).prop_map(Some)],
        prop::bool::weighted(0.1),
    );
    (place, role, system).prop_map(
        |(
            (segments, count),
            (value, away, antivirus),
            (product, patched, complete, listens, infected),
        )| {
            HostPlan {
                name: 0,
                product,
                segments,
                count,
                value,
                away,
                infected,
                antivirus,
                patched,
                complete,
                listens,
            }
        },
    )
}

fn advisory() -> impl Strategy<Value = AdvisoryPlan> {
    let effect = || select(&[Some("code"), Some("code"), Some("code"), Some("crash"), None][..]);
    let effects = [effect(), effect()]
        .prop_filter("affects something", |effects| effects.iter().any(Option::is_some));
    let vectors = prop_oneof![3 => (0_u8..8).prop_map(|more| more | 1), 1 => 1_u8..8];
    let stage = || select(&["none", "proof-of-concept", "exploit", "exploit", "worm", "worm"][..]);
    let logon =
        || select(&["none", "none", "none", "none", "account", "account", "administrator"][..]);
    let rows = (effects, [logon(), logon()]);
    let all = (vectors, rows, [stage(), stage()], prop::bool::weighted(0.9));
    all.prop_map(|(vectors, (effects, logons), stages, published)| AdvisoryPlan {
        name: 0,
        vectors,
        effects,
        logons,
        stages,
        published,
        backwards: false,
    })
}

/// Rates of 0 and 1 are common: they cost no coin.
fn threat() -> impl Strategy<Value = ThreatPlan> {
    let rate = || select(&[0.0, 0.02, 0.3, 0.95, 1.0, 1.0][..]);
    let step = || (select(&[0.0, 0.0, 0.0, 0.07, 0.3, 1.0][..]), select(&[0.0, 0.0, 0.2, 1.0][..]));
    let attack =
        prop_oneof![1 => Just([0.0, 0.002, 0.01, 0.95]), 3 => [rate(), rate(), rate(), rate()]];
    let escalation = [step(), step(), step()];
    let antivirus = [
        select(&[0.0, 0.5, 0.9, 1.0][..]),
        select(&[0.0, 0.1, 1.0][..]),
        select(&[0.0, 0.0, 0.0, 0.2][..]),
    ];
    let inside = (select(&[0.0, 0.0001, 0.01, 0.3, 1.0][..]), select(&[0.0, 0.0, 0.01, 1.0][..]));
    let rest = (
        prop::bool::weighted(0.2),
        select(&[0.0, 0.6, 1.0, 1.0][..]),
        select(&[1.0, 1.0, 0.5, 0.0][..]),
        [select(&[1.0, 1.0, 0.9, 0.0][..]), select(&[1.0, 0.95, 0.0][..])],
    );
    (1_u32..=4, inside, select(&[0.0, 0.1, 0.5, 1.0][..]), escalation, attack, antivirus, rest)
        .prop_map(
            |(
                horizon,
                (insider, mail),
                disruption,
                escalation,
                attack,
                antivirus,
                (holiday, straight, reachable, controls),
            )| ThreatPlan {
                horizon,
                insider,
                mail,
                holiday,
                straight,
                reachable,
                controls,
                disruption,
                escalation,
                attack,
                antivirus,
            },
        )
}

impl Plan {
    /// Numbers everything, and cuts the segments of hosts to what exists.
    fn number(&mut self) {
        let segments = self.segments.len();
        self.segments.iter_mut().enumerate().for_each(|(i, segment)| segment.name = i);
        self.advisories.iter_mut().enumerate().for_each(|(i, advisory)| advisory.name = i);
        for (i, host) in self.hosts.iter_mut().enumerate() {
            host.name = i;
            host.cut(segments);
        }
    }

    /// Adds a flow after cutting its ends to what exists; one that is already there, or impossible,
    /// is left out.
    pub fn add_flow(&mut self, flow: FlowPlan) {
        let cut = |end: Option<usize>| end.map(|end| end % self.segments.len());
        let (from, to) = (cut(flow.from), cut(flow.to));
        let there: Vec<usize> = self
            .hosts
            .iter()
            .filter(|h| to.is_some_and(|to| h.segments.contains(&to)))
            .map(|h| h.name)
            .collect();
        let host = flow.host.filter(|_| !there.is_empty()).map(|host| there[host % there.len()]);
        let same = |other: &FlowPlan| (other.from, other.to, other.host) == (from, to, host);
        if (from.is_some() || to.is_some()) && !self.flows.iter().any(same) {
            self.flows.push(FlowPlan { from, to, host, ports: flow.ports });
        }
    }

    /// Adds a host after cutting its segments to what exists.
    pub fn add_host(&mut self, mut host: HostPlan) {
        host.name = self.hosts.len();
        host.cut(self.segments.len());
        self.hosts.push(host);
    }

    pub fn case(&self) -> Case {
        Case::small(
            &self.inventory(),
            &self.advisories.iter().map(AdvisoryPlan::text).collect::<Vec<_>>(),
        )
    }

    /// The inventory as a user would write it.
    pub fn inventory(&self) -> String {
        let mut text = format!("inventory: 1.1.0\nas_of: 2006-08-25\n{}", self.threat.text());
        text.push_str("segments:\n");
        for SegmentPlan { name, users, isolated, antivirus } in &self.segments {
            let antivirus =
                antivirus.map_or(String::new(), |antivirus| format!(", antivirus: {antivirus}"));
            writeln!(text, "  s{name}: {{users: {users}, isolated: {isolated}{antivirus}}}")
                .unwrap();
        }
        text.push_str(if self.flows.is_empty() { "flows: {}\n" } else { "flows:\n" });
        self.flows.iter().for_each(|flow| text.push_str(&flow.text()));
        text.push_str("hosts:\n");
        self.hosts.iter().for_each(|host| text.push_str(&host.text(self.advisories.len())));
        text
    }
}

/// A failing plan is shown as the files to reproduce it with.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advisories: Vec<String> = self.advisories.iter().map(AdvisoryPlan::text).collect();
        write!(f, "\n{}\n{}", self.inventory(), advisories.join("\n"))
    }
}

impl FlowPlan {
    fn text(&self) -> String {
        let end =
            |end: Option<usize>| end.map_or("internet".to_owned(), |segment| format!("s{segment}"));
        let host = self.host.map_or(String::new(), |host| format!("/h{host}"));
        let ports = match self.ports {
            FlowPortsPlan::Unknown => "unknown".to_owned(),
            FlowPortsPlan::Any => "any".to_owned(),
            FlowPortsPlan::Listed(ports) => list(ports),
        };
        format!("  {} -> {}{host}: {ports}\n", end(self.from), end(self.to))
    }
}

impl HostPlan {
    fn cut(&mut self, segments: usize) {
        self.segments.iter_mut().for_each(|segment| *segment %= segments);
        if self.segments.iter().skip(1).any(|segment| *segment == self.segments[0]) {
            self.segments.truncate(1);
        }
    }

    fn text(&self, advisories: usize) -> String {
        let segments: Vec<String> =
            self.segments.iter().map(|segment| format!("s{segment}")).collect();
        let patches: Vec<String> = (0..advisories)
            .filter(|a| self.patched >> a & 1 == 1)
            .map(|a| format!("fix-T-{a}"))
            .collect();
        let mut text = format!(
            "  - {{name: h{}, os: {}, sp: 1, kind: server",
            self.name, PRODUCTS[self.product]
        );
        write!(
            text,
            ", segments: [{}], count: {}, value: {}",
            segments.join(", "),
            self.count,
            self.value
        )
        .unwrap();
        write!(text, ", antivirus: {}", self.antivirus).unwrap();
        write!(text, ", patches: [{}], patches_complete: {}", patches.join(", "), self.complete)
            .unwrap();
        text.push_str(
            &self.away.map_or(String::new(), |away| format!(", roams: true, away: {away}")),
        );
        text.push_str(if self.infected { ", infected: 2006-08-24" } else { "" });
        text.push_str(
            &self.listens.map_or(String::new(), |ports| format!(", listens: {}", list(ports))),
        );
        text + "}\n"
    }
}

impl AdvisoryPlan {
    /// The advisory as a user would write it.
    pub fn text(&self) -> String {
        let Self { name, vectors, effects, logons, stages, .. } = self;
        let row = |((product, effect), logon): ((&str, &Option<&str>), &&str)| {
            effect.map(|effect| format!("  - {{products: [{product}], fixed_by: [fix-T-{name}], effect: {effect}, logon: {logon}}}\n"))
        };
        let date = if self.published { "2006-08-25" } else { "2006-08-26" };
        let event = |(product, stage): (&str, &&str)| {
            format!("  - {{date: {date}, stage: {stage}, products: [{product}]}}\n")
        };
        let mut rows: Vec<String> =
            PRODUCTS.into_iter().zip(effects).zip(logons).filter_map(row).collect();
        let mut events: Vec<String> = match stages {
            [one, other] if one == other => vec![format!("  - {{date: {date}, stage: {one}}}\n")],
            _ => PRODUCTS.into_iter().zip(stages).map(event).collect(),
        };
        events.push("  - {date: 2006-08-27, stage: worm}\n".to_owned());
        if self.backwards {
            rows.reverse();
            events.reverse();
        }
        format!(
            "id: T-{name}\ntitle: Test\npublished: {date}\nvectors: {}\nautomatable: true\naffected:\n{}timeline:\n{}",
            list(*vectors),
            rows.concat(),
            events.concat()
        )
    }
}

impl ThreatPlan {
    fn text(&self) -> String {
        let Self {
            horizon, insider, mail, disruption, escalation, attack: a, antivirus: r, ..
        } = self;
        let steps: Vec<String> = ["none", "proof-of-concept", "exploit"]
            .iter()
            .zip(escalation)
            .map(|(stage, (fresh, later))| {
                format!("{stage}: {{fresh: {fresh}, days: 2, later: {later}}}")
            })
            .collect();
        let holidays = if self.holiday { "calendar: {holidays: [2006-08-28]}\n" } else { "" };
        format!(
            "{holidays}threat:
  horizon_days: {horizon}
  insider_per_user_day: {insider}
  mail_per_user_day: {mail}
  disruption: {disruption}
  straight_to_exploit: {}
  reachable_outside: {}
  controls: {{quarantine: {}, block: {}}}
  escalation: {{{}}}
  attack: {{none: {}, proof-of-concept: {}, exploit: {}, worm: {}}}
  antivirus: {{current: {}, stale: {}, none: {}}}
",
            self.straight,
            self.reachable,
            self.controls[0],
            self.controls[1],
            steps.join(", "),
            a[0],
            a[1],
            a[2],
            a[3],
            r[0],
            r[1],
            r[2]
        )
    }
}

fn list(ports: u8) -> String {
    let ports: Vec<&str> = PORTS
        .iter()
        .enumerate()
        .filter(|(i, _)| ports >> i & 1 == 1)
        .map(|(_, port)| *port)
        .collect();
    format!("[{}]", ports.join(", "))
}

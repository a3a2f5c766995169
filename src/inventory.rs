//! The inventory after resolving: segments, flows and hosts that all exist and fit together.
//!
//! Nothing here needs to be checked again; what could not be resolved was reported as a diagnostic.

mod activity;
mod calendar;
mod host;
mod listens;
pub mod plan;
mod policy;
mod segment;
mod selector;
mod threat;
// The read and resolve stages: raw shapes of YAML and CSV into the types above.
mod resolve;

use std::sync::OnceLock;

use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use rustc_hash::FxHashSet;

use crate::source::Span;
use crate::source::cut::Cuts;
use crate::source::sanitize;
use crate::term::port::PortSet;

/// Longer names are cut where they are printed.
const MAX_CHARS: usize = 60;

pub use activity::{Activity, Baseline, Count, DayCount, Observed, PortHistory};
pub use calendar::{Away, Calendar, DayRange, WEEKDAYS, short_weekdays};
pub use host::{
    Antivirus, Criticality, FileState, Host, HostDetails, HostId, Infected, Kind, Patches, System,
    SystemId,
};
pub use listens::ListensFrom;
pub use policy::{Acceptance, Expectation, Expected, Field, Hops, Place};
pub use resolve::{parse, read};
pub use segment::{End, Flow, FlowId, FlowKey, FlowPorts, Segment, SegmentId};
pub use selector::{Pattern, Selector};
pub use threat::{RateOverride, ThreatOverrides};

/// A whole inventory. Segments and flows are sorted by name, so their ids do not depend on the
/// order of the input; hosts keep the order of the input.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// Format version of the file.
    pub version: semver::Version,
    /// Whose network this is.
    pub organisation: Option<String>,
    /// The day whose knowledge counts, if the inventory says so.
    pub as_of: Option<Date>,
    /// On which days people come in.
    pub calendar: Calendar,
    /// Parameters of the risk model that the inventory overrides.
    pub threat: ThreatOverrides,
    /// What was counted and announced, in the order of the file.
    pub activity: Vec<Activity>,
    /// Port histories, in the order in which they are named.
    pub histories: Vec<PortHistory>,
    /// Segments by name, sorted by name; `SegmentId` is the index. `internet` is not among them.
    pub segments: IndexMap<String, Segment>,
    /// Whether the file says anything of flows; `flows: {}` does. If not, what reaches what is not
    /// known.
    pub flows_described: bool,
    /// Flows by their ends, sorted; `FlowId` is the index. Where nothing is described and there are
    /// several segments, the only one is [`FlowKey::undescribed`]: any port may be open.
    pub flows: IndexMap<FlowKey, Flow>,
    /// Hosts by name, in input order; `HostId` is the index.
    pub hosts: IndexMap<Box<str>, Host>,
    /// The distinct systems that hosts run; `SystemId` is the index.
    pub systems: IndexSet<System>,
    /// What must hold; `check` evaluates it.
    pub expectations: Vec<Expectation>,
    /// Accepted risks, as written.
    pub acceptances: Vec<Acceptance>,
    /// Who is there, what work takes, what may be done.
    pub plan: plan::PlanPolicy,
    /// What time and loss are in money, if the inventory says so.
    pub costs: Option<plan::Costs>,
    /// The `inventory:` line, for messages about the file as a whole.
    pub place: Span,
    /// How far names of hosts and of segments can be cut, worked out when a long one is printed.
    pub cuts: (OnceLock<Cuts>, OnceLock<Cuts>),
}

impl Inventory {
    /// The same inventory with one more flow, or with more ports on a flow it has. What is not
    /// known of its other ports stays unknown. Flow ids may change, those of hosts and segments do
    /// not.
    #[must_use]
    pub fn with_flow(&self, key: &FlowKey, ports: &PortSet) -> Self {
        let mut changed = self.clone();
        let host = key.host.as_deref().and_then(|name| self.host_id(name));
        let opened = Flow { ports: FlowPorts::known(ports.clone()), host, place: self.place };
        let flow = changed.flows.entry(key.clone()).or_insert(opened);
        flow.ports = flow.ports.with_certain(ports);
        changed.flows.sort_unstable_keys();
        changed
    }

    /// The host of a name.
    pub fn host_id(&self, name: &str) -> Option<HostId> {
        self.hosts.get_index_of(name).map(|index| HostId(index as u32))
    }

    /// The segment of a name.
    pub fn segment_id(&self, name: &str) -> Option<SegmentId> {
        self.segments.get_index_of(name).map(|index| SegmentId(index as u32))
    }

    /// The flow between two ends.
    pub fn flow_id(&self, key: &FlowKey) -> Option<FlowId> {
        self.flows.get_index_of(key).map(|index| FlowId(index as u32))
    }

    /// The host of an id this inventory gave out.
    pub fn host(&self, id: HostId) -> (&str, &Host) {
        let (name, host) =
            self.hosts.get_index(id.0 as usize).expect("ids come from this inventory");
        (name, host)
    }

    /// The segment of an id this inventory gave out.
    pub fn segment(&self, id: SegmentId) -> (&str, &Segment) {
        let (name, segment) =
            self.segments.get_index(id.0 as usize).expect("ids come from this inventory");
        (name, segment)
    }

    /// The flow of an id this inventory gave out.
    pub fn flow(&self, id: FlowId) -> (&FlowKey, &Flow) {
        self.flows.get_index(id.0 as usize).expect("ids come from this inventory")
    }

    /// The name of an end of a flow, as inventories write it.
    pub fn end_name(&self, end: End) -> &str {
        match end {
            End::Internet => "internet",
            End::AnySegment => "any segment",
            End::Segment(id) => self.segment(id).0,
        }
    }

    /// Where a flow goes, fit for printing: `office -> servers`, `office -> servers/files1`.
    pub fn flow_name(&self, flow: FlowId) -> String {
        let key = self.flow(flow).0;
        let end = |end: End| match end {
            End::Segment(id) => self.segment_label(id, MAX_CHARS),
            End::Internet | End::AnySegment => self.end_name(end).to_owned(),
        };
        let host = |name: &str| match self.host_id(name) {
            Some(id) => self.host_label(id, MAX_CHARS),
            None => sanitize::clipped(name, MAX_CHARS).into_owned(),
        };
        let ends = format!("{} -> {}", end(key.from), end(key.to));
        key.host.as_deref().map_or(ends.clone(), |name| format!("{ends}/{}", host(name)))
    }

    /// The name of a host, fit for printing, with the middle left out of what is longer; never so
    /// much that another host reads the same.
    pub fn host_label(&self, id: HostId, most_chars: usize) -> String {
        label((id.0, self.host(id).0, most_chars), &self.cuts.0, || {
            Cuts::of(self.hosts.keys().map(|name| &**name))
        })
    }

    /// The same of a segment.
    pub fn segment_label(&self, id: SegmentId, most_chars: usize) -> String {
        label((id.0, self.segment(id).0, most_chars), &self.cuts.1, || {
            Cuts::of(self.segments.keys().map(String::as_str))
        })
    }

    /// The system of an id this inventory gave out.
    pub fn system(&self, id: SystemId) -> &System {
        self.systems.get_index(id.0 as usize).expect("ids come from this inventory")
    }

    /// How many machines its host entries stand for.
    pub fn machines(&self) -> u64 {
        self.hosts.values().map(|host| u64::from(host.count)).sum()
    }

    /// How many flows the file describes.
    pub fn described_flows(&self) -> usize {
        self.flows.keys().filter(|key| !key.is_undescribed()).count()
    }

    /// Segments that no flow leads into or out of, and no host in several segments, where the file
    /// names other flows; in order.
    pub fn segments_without_flows(&self) -> impl Iterator<Item = SegmentId> {
        let ends = self.flows.keys().flat_map(|key| [key.from, key.to]);
        let bridges = self.hosts.values().filter(|host| host.segments.len() > 1);
        let named: FxHashSet<SegmentId> = ends
            .filter_map(|end| if let End::Segment(id) = end { Some(id) } else { None })
            .chain(bridges.flat_map(|host| host.segments.iter().copied()))
            .collect();
        let all = if self.described_flows() == 0 { 0 } else { self.segments.len() as u32 };
        (0..all).map(SegmentId).filter(move |id| !named.contains(id))
    }

    /// Segments with workstations or laptops of which the file does not say how many people work
    /// there; in order.
    pub fn segments_without_users(&self) -> impl Iterator<Item = SegmentId> {
        let desks = self.hosts.values().filter(|host| host.kind != Kind::Server);
        let used: FxHashSet<SegmentId> =
            desks.flat_map(|host| host.segments.iter().copied()).collect();
        let unstated = self.segments.values().map(|segment| !segment.users_stated);
        (0..)
            .map(SegmentId)
            .zip(unstated)
            .filter_map(move |(id, unstated)| (unstated && used.contains(&id)).then_some(id))
    }

    /// Every host with its id and name, in input order.
    pub fn hosts(&self) -> impl Iterator<Item = (HostId, &str, &Host)> {
        self.hosts.iter().enumerate().map(|(i, (name, host))| (HostId(i as u32), &**name, host))
    }
}

/// A name by its place, cut to so many characters.
fn label(
    (place, name, most_chars): (u32, &str, usize),
    known: &OnceLock<Cuts>,
    cuts: impl FnOnce() -> Cuts,
) -> String {
    match name.len() <= most_chars {
        true => sanitize::clipped(name, most_chars).into_owned(),
        false => known.get_or_init(cuts).clipped(place as usize, name, most_chars),
    }
}

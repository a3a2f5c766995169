//! The reachability graph: segments, flows, and classes of exchangeable hosts; never a pair of hosts.
//!
//! ```text
//! present(segment) ──▶ flow ──▶ door(segment, port) ──▶ class ──▶ present(segment) …
//!        └── unless isolated ──────▲
//! ```
//!
//! A *door* is a port through which an attacker can knock at the hosts of a segment; it keeps the number of edges linear
//! where many flows lead to many classes. petgraph stays behind this module: callers speak of hosts, flows and segments.

mod build;
mod change;
mod class;
mod graph;
mod key;
mod path;
mod profile;
mod scenario;

use std::sync::Arc;

use crate::exposure::Exposures;
use crate::inventory::{HostId, Inventory};
use crate::term::port::Port;
use crate::threat::Threat;

pub use change::{Change, Undo};
pub use class::{Class, ClassId, EntryLink, Removal};
pub use graph::{Node, PortIx, Topology};
pub use path::{Step, Way};
pub use profile::{Profile, ProfileId, Track, TrackId, Usable};
pub use scenario::{Scenario, UnknownFlows};

/// The network as the risk model sees it. Hosts without a usable advisory are not part of it.
#[derive(Clone, Debug)]
pub struct Network {
    /// Classes of exchangeable hosts, in an order that depends on their content alone.
    pub classes: Vec<Class>,
    /// What can be done to the hosts of a class.
    pub profiles: Vec<Profile>,
    /// The distinct courses that exploitation can take.
    pub tracks: Vec<Track>,
    /// The ports that matter: those through which some advisory can be used.
    pub ports: Vec<Port>,
    /// Nodes and edges.
    pub topology: Arc<Topology>,
    /// Users per segment, indexed by segment.
    pub users: Vec<u32>,
    /// A number per segment that depends on its name alone, to tell its coins apart.
    pub segment_keys: Vec<u64>,
    /// Per flow: whether it is blocked on top of what the inventory says. Its coins still fall, so that a sample stays the
    /// same sample when a flow is blocked.
    pub blocked: Vec<bool>,
    /// Per segment: whether laptops that return to it are kept in quarantine.
    pub quarantined: Vec<bool>,
    /// Per segment: whether an insider is there for certain.
    pub insiders: Vec<bool>,
    /// Per segment: whether a host that is plugged in infected lets the attacker in.
    pub infected: Vec<bool>,
    /// The value of the hosts that are plugged in infected: it is lost whatever else happens.
    pub infected_value: f64,
    /// The class of each host, indexed by host; `None` for hosts that nothing can be done to.
    class_of: Arc<[Option<ClassId>]>,
}

impl Network {
    /// Builds the graph of an inventory. Linear in hosts, segments and flows.
    pub fn build(
        inventory: &Inventory,
        advisories: &crate::advisory::Advisories,
        exposures: &Exposures,
        threat: &Threat,
        scenario: &Scenario,
    ) -> Self {
        build::build(inventory, advisories, exposures, threat, scenario)
    }

    /// The class of a host, if anything can be done to it.
    pub fn class_of(&self, host: HostId) -> Option<ClassId> {
        self.class_of[host.0 as usize]
    }

    /// The class of an id this network gave out.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    /// The profile of a class.
    pub fn profile(&self, class: &Class) -> &Profile {
        &self.profiles[class.profile.0 as usize]
    }
}

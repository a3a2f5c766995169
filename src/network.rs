//! The reachability graph: segments, flows, and classes of exchangeable hosts; never a pair of
//! hosts.
//!
//! ```text
//! present(segment) ──▶ flow ──▶ door(segment, port) ──▶ class ──▶ present(segment) …
//!        └── unless isolated ──────▲
//! ```
//!
//! A *door* is a port through which an attacker can knock at the hosts of a segment; it keeps the
//! number of edges linear where many flows lead to many classes. petgraph stays behind this module:
//! callers speak of hosts, flows and segments.

mod build;
mod change;
mod class;
mod graph;
mod key;
mod onset;
mod path;
mod profile;
mod scenario;
mod whereabouts;

use std::sync::Arc;

use crate::exposure::Exposures;
use crate::inventory::{HostId, Inventory};
use crate::term::day::Day;
use crate::term::port::Port;
use crate::threat::Threat;

pub use change::{Change, Undo};
pub use class::{Class, ClassId, Column, EntryLink, Removal};
pub use graph::{Node, PortIx, Topology};
pub use onset::Onset;
pub use path::{AttackPath, Step};
pub use profile::{ExploitTimeline, ExploitableFinding, Profile, ProfileId, TrackId};
pub use scenario::{Later, Reached, Scenario, UnknownFlows};
pub use whereabouts::{Hazard, HazardId, Whereabouts};

/// The network as the risk model sees it. Hosts that are neither infected nor exposed to a usable
/// advisory are not part of it.
#[derive(Clone, Debug)]
pub struct Network {
    /// Classes of exchangeable hosts, in an order that depends on their content alone.
    pub classes: Vec<Class>,
    /// What can be done to the hosts of a class.
    pub profiles: Vec<Profile>,
    /// The distinct courses that exploitation can take.
    pub tracks: Vec<ExploitTimeline>,
    /// Per track: whether nothing that its advisory may still become makes a difference to any
    /// host. Then no coin falls for it.
    pub moot: Vec<bool>,
    /// The ports that matter: those through which some advisory can be used by strangers, then
    /// those through which some can be used with an account. A port may stand in both parts.
    pub ports: Vec<Port>,
    /// How many of the ports are for strangers.
    pub ports_of_strangers: u16,
    /// Nodes and edges.
    pub topology: Arc<Topology>,
    /// The last day of the horizon.
    pub last: Day,
    /// Per track: the chance that its advisory is a worm already on day 1, from what was observed.
    pub already: Vec<f64>,
    /// The distinct courses of hosts through the days; classes refer to them.
    pub whereabouts: Vec<Whereabouts>,
    /// What threatens hosts from outside; classes refer to it.
    pub hazards: Vec<Hazard>,
    /// Per segment: when an insider turns up.
    pub insiders: Vec<Onset>,
    /// Per segment: when somebody runs a Trojan.
    pub mail: Vec<Onset>,
    /// A number per segment that depends on its name alone, to tell its coins apart.
    pub segment_keys: Vec<u64>,
    /// A number per flow that depends on its ends alone.
    pub flow_keys: Vec<u64>,
    /// Per flow: from which day on it is blocked, unless the block fails. Its coins still fall, so
    /// that a sample stays the same sample when a flow is blocked.
    pub blocked: Vec<Day>,
    /// Per segment: from which day on laptops that return to it are kept in quarantine.
    pub quarantined: Vec<Day>,
    /// The class of each host, indexed by host; `None` for hosts that nothing can happen to.
    class_of: Arc<[Option<ClassId>]>,
}

impl Network {
    /// Builds the graph of an inventory. Linear in hosts, segments and flows.
    #[inline]
    pub fn build(
        inventory: &Inventory,
        advisories: &crate::advisory::Advisories,
        exposures: &Exposures,
        threat: &Threat,
        scenario: &Scenario,
    ) -> Self {
        build::build(inventory, advisories, exposures, threat, scenario)
    }

    /// Whether what can be used through a port asks for an account.
    #[inline]
    pub fn asks_for_account(&self, port: PortIx) -> bool {
        port.0 >= self.ports_of_strangers
    }

    /// Whether anything asks for an account.
    #[inline]
    pub fn has_accounts(&self) -> bool {
        usize::from(self.ports_of_strangers) < self.ports.len()
    }

    /// The class of a host, if anything can happen to it.
    #[inline]
    pub fn class_of(&self, host: HostId) -> Option<ClassId> {
        self.class_of[host.0 as usize]
    }

    /// The class of each host, indexed by host.
    pub fn classes_of_hosts(&self) -> Arc<[Option<ClassId>]> {
        Arc::clone(&self.class_of)
    }

    /// The class of an id this network gave out.
    #[inline]
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    /// Where the hosts of a class are.
    #[inline]
    pub fn whereabouts(&self, class: &Class) -> &Whereabouts {
        &self.whereabouts[class.whereabouts as usize]
    }

    /// The profile of a class.
    #[inline]
    pub fn profile(&self, class: &Class) -> &Profile {
        &self.profiles[class.profile.0 as usize]
    }
}

//! One firewall: its rule bases, its interfaces, and which rule bases packets meet on which way.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::rule::List;

/// A firewall, or the filters of a cloud.
#[derive(Clone, Debug)]
pub struct Device {
    /// The file it was read from.
    pub file: String,
    /// Its rule bases.
    pub lists: Vec<List>,
    /// Its interfaces, as far as they are known.
    pub interfaces: Vec<Interface>,
    /// Its routes that are no networks of its own.
    pub routes: Vec<Route>,
    /// Which rule bases packets meet.
    pub filters: Filters,
}

/// Which rule bases packets meet on their way through a firewall.
#[derive(Clone, Debug)]
pub enum Filters {
    /// All of these, one behind the other, whatever the way.
    Always(Vec<usize>),
    /// One of these; which is not known.
    Loose(Vec<usize>),
    /// Those of the interfaces; what an interface without one does.
    Bound(Unbound),
    /// Those of where they start and of where they go, by segment.
    Zones {
        /// What leaves a segment.
        egress: BTreeMap<String, usize>,
        /// What enters one.
        ingress: BTreeMap<String, usize>,
    },
    /// These, but only between segments that they name; what they say of others may not be all.
    Named {
        /// The rule base.
        list: usize,
        /// The segments it names.
        names: Vec<String>,
    },
}

/// What a firewall does with packets from an interface that no list is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// Lets them through.
    Allow,
    /// Compares the security levels of the two interfaces: to a lower one it lets them through.
    Levels {
        /// Whether it lets them through to another interface of the same level.
        same: bool,
    },
    /// Something that is not read decides.
    Unknown,
}

/// An interface.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// Its name in the configuration.
    pub name: String,
    /// What people call it: `nameif`, a zone.
    pub label: Option<String>,
    /// Its networks.
    pub networks: Vec<IpNet>,
    /// Segments that lie behind it, if somebody says so: then no others do.
    pub segments: Vec<String>,
    /// The security level.
    pub level: Option<u8>,
    /// The lists that what comes in meets, at most one per family.
    pub entry: Vec<usize>,
    /// The lists that what goes out meets.
    pub exit: Vec<usize>,
}

/// Where a network lies behind.
#[derive(Clone, Debug)]
pub struct Route {
    /// The network.
    pub network: IpNet,
    /// The interface, if the route names it.
    pub interface: Option<usize>,
    /// The next hop.
    pub via: Option<IpAddr>,
}

impl Device {
    /// A firewall of which only rule bases are known.
    pub fn new(file: &str, lists: Vec<List>, filters: Filters) -> Self {
        Self { file: file.to_owned(), lists, interfaces: Vec::new(), routes: Vec::new(), filters }
    }

    /// The interface that a route leads to.
    pub(super) fn interface_of(&self, route: &Route) -> Option<usize> {
        let holds = |via: &IpAddr, interface: &Interface| {
            interface.networks.iter().any(|network| network.contains(via))
        };
        route.interface.or_else(|| {
            route
                .via
                .and_then(|via| self.interfaces.iter().position(|interface| holds(&via, interface)))
        })
    }

    /// The place of an interface, which is a new one if none has the name.
    pub fn interface_called(&mut self, name: &str) -> usize {
        let known = self.interfaces.iter().position(|interface| interface.name == name);
        known.unwrap_or_else(|| {
            self.interfaces.push(Interface { name: name.to_owned(), ..Interface::default() });
            self.interfaces.len() - 1
        })
    }

    /// How many rules it has.
    pub fn rule_count(&self) -> usize {
        self.lists.iter().flat_map(|list| &list.chains).map(|chain| chain.rules.len()).sum()
    }
}

impl Interface {
    /// Whether a name is its own.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            || self.label.as_deref().is_some_and(|label| label.eq_ignore_ascii_case(name))
    }

    /// Whether its names say that the outside lies behind it.
    pub(super) fn is_called_outside(&self) -> bool {
        let outside = ["outside", "internet", "wan", "untrust", "external", "uplink"];
        let word = |text: &str| outside.contains(&text.to_ascii_lowercase().as_str());
        word(&self.name) || self.label.as_deref().is_some_and(word)
    }
}

//! What a PIX before version 7 writes in another way: names and addresses of interfaces in lines of
//! their own, and conduits, which let traffic in from interfaces of a lower level.

use super::Reader;
use super::context::{Context, Kind};
use super::entry;
use super::interface::{self, Binding, Tail, Way};
use crate::firewall::{Action, Interface, List, Ports, Rule};
use crate::import::sink::Sink;

/// What the list of all conduits is called.
const NAME: &str = "conduit";

impl<'t> Reader<'t> {
    /// `nameif ethernet0 outside security0`.
    pub(super) fn name_interface(&mut self, hardware: &str, label: &str, level: &str) {
        let known = self.interfaces.iter().position(|interface| interface.is_called(hardware));
        let at = known.unwrap_or_else(|| {
            self.interfaces.push(Interface { name: hardware.to_owned(), ..Interface::default() });
            self.interfaces.len() - 1
        });
        let interface = &mut self.interfaces[at];
        (interface.label, interface.level) = (Some(label.to_owned()), level.parse().ok());
    }

    /// Whether an interface was given a name of this kind.
    pub(super) fn is_labelled(&self, label: &str) -> bool {
        self.interfaces.iter().any(|interface| interface.label.as_deref() == Some(label))
    }

    /// `ip address inside 10.1.0.1 255.255.255.0`.
    pub(super) fn address_interface(
        &mut self,
        label: &str,
        rest: &[&str],
        number: u32,
        text: &str,
        sink: &mut Sink<'_>,
    ) {
        let labelled = |interface: &&mut Interface| interface.label.as_deref() == Some(label);
        let Some(interface) = self.interfaces.iter_mut().find(labelled) else { return };
        match interface::network(rest, &self.objects) {
            Some(network) => {
                interface.networks.push(network);
                sink.pass(number);
            }
            None if matches!(rest, ["dhcp" | "pppoe", ..]) => sink.pass(number),
            None => sink.skip(number, text, "the address of the interface cannot be read"),
        }
    }

    /// Keeps a conduit until all objects are known.
    pub(super) fn conduit(
        &mut self,
        raw: &'t str,
        words: &[&'t str],
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        self.conduits.push((number, raw.trim(), words.to_vec()));
        sink.pass(number);
    }

    /// Makes a list of the conduits, for interfaces without a list of their own that have a level
    /// below others.
    pub(super) fn add_conduits(&mut self, lists: &mut Vec<List>, names: &mut Vec<String>) {
        if self.conduits.is_empty() {
            return;
        }
        let context = Context {
            objects: &self.objects,
            dialect: self.dialect,
            kind: Kind::Extended,
            interfaces: &self.interfaces,
        };
        let mut list = List::new(NAME, [true, true], entry::end_of_list(Action::Deny));
        for (line, text, words) in &self.conduits {
            for rule in entry::rules(*line, text, words, context).into_iter().map(turned) {
                self.add_rule(&mut list, rule);
            }
        }
        lists.push(list);
        names.push(NAME.to_owned());
        let highest = self.interfaces.iter().filter_map(|interface| interface.level).max();
        let bound = |interface: &&Interface| {
            self.bindings.iter().any(|b| b.way == Way::In && interface.is_called(&b.interface))
        };
        let open = self
            .interfaces
            .iter()
            .filter(|interface| interface.level < highest && !bound(interface))
            .map(|interface| Binding {
                interface: interface.name.clone(),
                list: NAME.to_owned(),
                six: false,
                way: Way::In,
                line: self.conduits[0].0,
                tail: Tail::None,
            });
        let open: Vec<Binding> = open.collect();
        self.bindings.extend(open);
    }
}

/// A conduit names the host that is reached first, and who may reach it behind.
fn turned(rule: Rule) -> Rule {
    let ports = if rule.sources.is_any() { rule.ports.clone() } else { rule.sources.clone() };
    Rule { from: rule.to.clone(), to: rule.from.clone(), ports, sources: Ports::any(), ..rule }
}

//! Which packets meet which list.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Reader;
use super::dialect::Dialect;
use super::interface::{Binding, Tail, Way};
use super::tunnel;
use super::usage::{self, Usage};
use crate::firewall::{Action, Filters, Interface, List, Rule, Unbound};
use crate::import::sink::Sink;

/// An interface has one list for each way and family: the last that is bound counts.
fn last_of_each(bindings: Vec<Binding>) -> Vec<Binding> {
    let mut last: IndexMap<(String, bool, Way), Binding> = IndexMap::new();
    for binding in bindings {
        last.insert((binding.interface.clone(), binding.six, binding.way), binding);
    }
    last.into_values().collect()
}

impl Reader<'_> {
    /// Remembers lists that a line uses for something else than filtering what passes through.
    pub(super) fn note_usage(&mut self, words: &[&str]) {
        let owned = |lists: Vec<&str>| lists.into_iter().map(str::to_owned).collect::<Vec<_>>();
        match usage::of(words) {
            Usage::Elsewhere(lists) => self.elsewhere.extend(owned(lists)),
            Usage::Class(lists) => self.classes.extend(owned(lists)),
            Usage::None => {}
        }
        // Classes of zones and maps of a switch let through and stop.
        self.has_filtering_classes |= *words == ["drop"]
            || matches!(
                words,
                ["class-map" | "policy-map", "type", "inspect", ..]
                    | ["zone-pair" | "zone", ..]
                    | ["vlan", "access-map" | "filter", ..]
            );
    }

    /// Whether a list serves something else than filtering what passes through.
    fn serves_elsewhere(&self, list: &String) -> bool {
        self.elsewhere.contains(list) || self.classes.contains(list) && !self.has_filtering_classes
    }

    /// Whether it is known of any interface what lies behind it.
    fn is_placed(&self) -> bool {
        self.interfaces.iter().any(|interface| !interface.networks.is_empty())
    }

    /// Whether nothing says which packets meet which list.
    pub(super) fn is_loose(&self) -> bool {
        self.bindings.is_empty() && !self.is_placed()
    }

    /// Binds what may come out of tunnels to an interface of its own, where it is known which list
    /// packets meet.
    pub(super) fn add_tunnels(&mut self, lists: &mut Vec<List>, names: &mut Vec<String>) {
        let is_placed = self.is_placed();
        let Some(list) = self.tunnels.list(lists, names).filter(|_| is_placed) else { return };
        let line = list.chains[0].rules.first().map_or(0, |rule| rule.line);
        lists.push(list);
        names.push(tunnel::NAME.to_owned());
        self.bindings.push(Binding {
            interface: tunnel::NAME.to_owned(),
            list: tunnel::NAME.to_owned(),
            six: false,
            way: Way::In,
            line,
            tail: Tail::None,
        });
    }

    /// Which packets meet which list.
    pub(super) fn filters(
        &mut self,
        lists: &mut Vec<List>,
        names: &mut Vec<String>,
        sink: &mut Sink<'_>,
    ) -> Filters {
        let bindings = last_of_each(std::mem::take(&mut self.bindings));
        self.take_policies();
        // What is not read may bind what seems to be unbound.
        let why = match self.unread.is_empty() && self.torn.is_none() {
            true => "no interface is bound to it: it stops nothing and lets nothing through",
            false => "whether an interface is bound to it is not known",
        };
        if bindings.is_empty() && !self.is_placed() {
            self.filter_perhaps(lists, names, sink);
            return Filters::Loose(self.loose(lists, names));
        }
        let mut bound: BTreeSet<usize> = BTreeSet::new();
        for binding in bindings.iter().filter(|binding| binding.way != Way::Global) {
            let list = self.bound_list(binding, &bindings, lists, names);
            bound.extend(names.iter().position(|name| *name == binding.list));
            let at = self
                .interfaces
                .iter()
                .position(|interface| interface.is_called(&binding.interface))
                .unwrap_or_else(|| {
                    self.interfaces.push(Interface {
                        name: binding.interface.clone(),
                        ..Interface::default()
                    });
                    self.interfaces.len() - 1
                });
            let interface = &mut self.interfaces[at];
            if binding.way == Way::In {
                interface.entry.push(list)
            } else {
                interface.exit.push(list)
            }
        }
        self.bind_globally(&bindings, lists, names, &mut bound);
        for (at, name) in names.iter().enumerate().filter(|(at, _)| !bound.contains(at)) {
            if !self.serves_elsewhere(name)
                && at < lists.len()
                && !lists[at].chains[0].rules.is_empty()
            {
                let line = lists[at].chains[0].rules[0].line;
                sink.skip(line, &format!("list {name}"), why);
            }
        }
        self.filter_perhaps(lists, names, sink);
        Filters::Bound(match self.dialect {
            Dialect::Asa => Unbound::Levels { same: self.same_level },
            Dialect::Ios | Dialect::Nxos if self.has_zones => Unbound::Unknown,
            Dialect::Ios | Dialect::Nxos => Unbound::Allow,
        })
    }

    /// The list of a binding. On ASA a list of an interface is followed by the one for all; one
    /// that is not there may do anything.
    fn bound_list(
        &self,
        binding: &Binding,
        all: &[Binding],
        lists: &mut Vec<List>,
        names: &mut Vec<String>,
    ) -> usize {
        let Some(at) = names.iter().position(|name| *name == binding.list) else {
            let families = if self.dialect == Dialect::Asa {
                [true, true]
            } else {
                [!binding.six, binding.six]
            };
            let why =
                format!("the list {} that is bound here does not stand in the file", binding.list);
            lists.push(List::new(
                &binding.list,
                families,
                Rule::unknown(binding.line, &binding.list, why),
            ));
            names.push(binding.list.clone());
            return lists.len() - 1;
        };
        let global = all
            .iter()
            .find(|other| other.way == Way::Global)
            .and_then(|other| names.iter().position(|name| *name == other.list))
            .filter(|_| binding.way == Way::In);
        let tail = tail_rule(binding);
        if global.is_none() && tail.is_none() {
            return at;
        }
        let mut joined = lists[at].clone();
        joined.chains[0].rules.splice(0..0, tail);
        let mut name = names[at].clone();
        if let Some(global) = global {
            joined.chains[0].rules.extend(lists[global].chains[0].rules.clone());
            name = format!("{name} and {}", names[global]);
        } else {
            name = format!("{name} and others");
        }
        lists.push(joined);
        names.push(name);
        lists.len() - 1
    }

    /// The list for all interfaces: those without a list of their own meet it alone.
    fn bind_globally(
        &mut self,
        bindings: &[Binding],
        lists: &mut Vec<List>,
        names: &mut Vec<String>,
        bound: &mut BTreeSet<usize>,
    ) {
        let Some(global) = bindings.iter().find(|binding| binding.way == Way::Global) else {
            return;
        };
        let at = self.bound_list(&Binding { way: Way::Out, ..global.clone() }, &[], lists, names);
        bound.insert(at);
        bound.extend((0..names.len()).filter(|list| names[*list].contains(" and ")));
        for interface in self.interfaces.iter_mut().filter(|interface| interface.entry.is_empty()) {
            interface.entry.push(at);
        }
    }

    /// Lists that may filter what passes, where no interface says so.
    fn loose(&self, lists: &[List], names: &[String]) -> Vec<usize> {
        (0..lists.len()).filter(|at| !self.serves_elsewhere(&names[*at])).collect()
    }
}

/// What the words behind a binding add in front of its list.
fn tail_rule(binding: &Binding) -> Option<Rule> {
    let text = format!("access-group {}", binding.list);
    match binding.tail {
        Tail::None => None,
        Tail::Users => Some(
            Rule::new(binding.line, &text, Action::Allow)
                .because("lists of single users, which stand elsewhere, may let more through"),
        ),
        Tail::Unread => Some(Rule::unknown(
            binding.line,
            &text,
            "what stands around it in the line is not understood",
        )),
    }
}

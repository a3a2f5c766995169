//! Interfaces of which nothing is known: rules or bindings name them, and no network, no route and
//! nobody says what lies behind.
//!
//! Such a name may be that of a zone, a bridge or a tunnel whose parts stand elsewhere, so whatever is
//! bound to it may concern any segment. Only where somebody says what lies behind an interface, that
//! counts alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::device::{Device, Interface, Route};
use super::remark::Remark;
use super::rule::{InterfaceMatch, Rule};

impl Device {
    /// Whether it is known what lies behind each interface. O(routes × interfaces).
    pub(super) fn placed(&self) -> Vec<bool> {
        let is_default = |route: &Route| route.network.prefix_len() == 0;
        let reached: Vec<(usize, bool)> = self
            .routes
            .iter()
            .filter_map(|route| Some((self.interface_of(route)?, is_default(route))))
            .collect();
        let has_default = reached.iter().any(|(_, is_default)| *is_default);
        let said = |interface: &Interface| {
            !interface.networks.is_empty()
                || !interface.segments.is_empty()
                || (interface.is_called_outside() && !has_default)
        };
        let mut placed: Vec<bool> = self.interfaces.iter().map(said).collect();
        reached.iter().for_each(|(at, _)| placed[*at] = true);
        placed
    }

    /// Marks the rules that name an interface of which nothing is known, and says which these are.
    pub fn mark_unplaced(&mut self) -> Vec<Remark> {
        let placed = self.placed();
        let known: Vec<&Interface> = self
            .interfaces
            .iter()
            .zip(&placed)
            .filter(|(_, is)| **is)
            .map(|(one, _)| one)
            .collect();
        let names: Vec<String> = known.iter().map(|interface| interface.name.clone()).collect();
        // Where nothing is known of any interface, one of the lists that are bound is met.
        let mut lost = match names.is_empty() {
            true => BTreeMap::new(),
            false => self.lost_bindings(&placed),
        };
        let rules = self.lists.iter_mut().flat_map(|list| &mut list.chains);
        for rule in rules.flat_map(|chain| &mut chain.rules) {
            for name in mark(rule, &names) {
                lost.entry(name).or_insert_with(|| (rule.line, rule.text.clone()));
            }
        }
        let remark = |(name, (line, text)): (String, (u32, Box<str>))| {
            self.remark_unplaced(&name, line, &text)
        };
        let mut remarks: Vec<Remark> = lost.into_iter().map(remark).collect();
        remarks.sort_by_key(|remark| remark.line);
        remarks
    }

    /// Interfaces with a list of which nothing is known, each with a rule of it.
    fn lost_bindings(&self, placed: &[bool]) -> BTreeMap<String, (u32, Box<str>)> {
        let shown = |(interface, _): (&Interface, &bool)| {
            let list = interface.entry.iter().chain(&interface.exit).next()?;
            let rule = self.lists[*list].rules().find(|rule| rule.line > 0);
            let rule = rule.map_or((0, "".into()), |rule| (rule.line, rule.text.clone()));
            Some((interface.name.clone(), rule))
        };
        let lost = self.interfaces.iter().zip(placed).filter(|(_, is_placed)| !**is_placed);
        lost.filter_map(shown).collect()
    }

    /// Interfaces with a list for what comes in, and with one for what goes out, of which nothing is
    /// known.
    pub(super) fn unplaced(&self) -> [Vec<usize>; 2] {
        let placed = self.placed();
        let with = |lists: fn(&Interface) -> &Vec<usize>| {
            let all = 0..self.interfaces.len();
            all.filter(|at| !placed[*at] && !lists(&self.interfaces[*at]).is_empty()).collect()
        };
        [with(|interface| &interface.entry), with(|interface| &interface.exit)]
    }

    fn remark_unplaced(&self, name: &str, line: u32, text: &str) -> Remark {
        let why = format!(
            "what lies behind the interface {name} is not known: what it may concern is unknown; say it with --interface {name}=SEGMENT"
        );
        Remark { file: self.file.clone(), line, text: text.to_owned(), why }
    }
}

/// Marks what a rule names that has no place; returns these names.
fn mark(rule: &mut Rule, placed: &[String]) -> Vec<String> {
    // What the firewall sends to itself does not pass it.
    let is_known = |name: &String| {
        name == "lo"
            || placed.iter().any(|known| match name.strip_suffix('+') {
                Some(start) => known.starts_with(start),
                None => known == name,
            })
    };
    let mut found = Vec::new();
    for side in [&mut rule.entry, &mut rule.exit].into_iter().flatten() {
        let lost: Vec<String> = side.names.iter().filter(|name| !is_known(name)).cloned().collect();
        if !lost.is_empty() {
            *side = Arc::new(InterfaceMatch { unplaced: true, ..(**side).clone() });
            found.extend(lost);
        }
    }
    found
}

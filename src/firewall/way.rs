//! The rule bases between two areas: those of one firewall, and those of several.

use super::area::{Map, Plane};
use super::compile::{Compiled, Compiler};
use super::device::{Device, Filters, Unbound};
use super::flat;
use super::place::{self, Part};
use super::range::Ranges;
use super::rule::{Action, List, Rule};

/// Ways that may be meant where it is not known which; beyond it nothing is certain.
const MAX_ALTERNATIVES: usize = 64;

/// A rule base in the order in which packets meet it, with the parts of the areas that say by which
/// interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub(super) device: usize,
    pub(super) list: usize,
    /// The part of the area that packets come from, in the device.
    pub(super) from: (usize, usize),
    pub(super) to: (usize, usize),
}

/// Some addresses of both ends, and the rule bases between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) from: Ranges,
    pub(super) to: Ranges,
    /// The rule bases; where several stand here, packets meet one row of them, and which is not
    /// known.
    pub(super) alternatives: Vec<Vec<Step>>,
    /// Rows that they meet if something lies behind an interface of which nothing is known. They add to
    /// what is possible, and take nothing from what is certain.
    pub(super) perhaps: Vec<Vec<Step>>,
}

impl Leg {
    /// Every row that packets may meet.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Vec<Step>> {
        self.alternatives.iter().chain(&self.perhaps)
    }
}

/// How much a firewall has to do with a pair of areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// Neither end can be placed.
    Somewhere,
    /// It may be on the way: one end cannot be placed, or nothing is known but rules.
    Likely,
    /// Both ends lie behind interfaces that are known, and not behind the same.
    Between,
}

/// What one firewall says about a pair of areas.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub(super) relation: Relation,
    pub(super) legs: Vec<Leg>,
}

/// One device, made ready for one plane.
pub(super) struct Ready<'d> {
    pub(super) device: &'d Device,
    /// Its lists, those that the plane has nothing to do with left out.
    pub(super) lists: Vec<Option<Compiled>>,
    /// The parts of every area.
    pub(super) parts: Vec<Vec<Part>>,
    /// Interfaces with a list for what comes in, or goes out, of which nothing is known.
    unplaced: [Vec<usize>; 2],
    at: usize,
}

/// Lists that every firewall has: behind its own there stand one that stops everything and one of
/// which nothing is known.
const DENY_ALL: usize = 0;
const UNKNOWN: usize = 1;
/// How many lists stand before those of a device.
pub(super) const BUILT_IN: usize = 2;

impl<'d> Ready<'d> {
    pub(super) fn new(at: usize, device: &'d Device, map: &Map, plane: Plane) -> Self {
        let built_in = [Action::Deny, Action::Unknown]
            .map(|action| List::new("", [true, true], Rule::new(0, "", action)));
        let mut compilers: Vec<Compiler<'_>> = Vec::new();
        let mut ready = |list: &List| {
            let applies = plane.family().is_none_or(|family| list.families[family as usize]);
            if !applies {
                return None;
            }
            let families = families(device, list, plane);
            let known = compilers.iter().position(|compiler| compiler.is_for(families));
            let at = known.unwrap_or_else(|| {
                compilers.push(Compiler::new(map, plane, families));
                compilers.len() - 1
            });
            Some(compilers[at].compile(&flat::flatten(list)))
        };
        let lists = built_in.iter().chain(&device.lists).map(&mut ready).collect();
        let parts = place::parts(device, map, plane);
        Self { device, lists, parts, unplaced: device.unplaced(), at }
    }

    fn has(&self, list: &usize) -> bool {
        self.lists[list + BUILT_IN].is_some()
    }

    /// What this firewall says about a pair; `None` if nothing.
    pub(super) fn passage(&self, from: usize, to: usize, map: &Map) -> Option<Passage> {
        if !self.speaks(from, to, map) {
            return None;
        }
        let mut legs = Vec::new();
        let mut relation = Relation::Somewhere;
        for (i, start) in self.parts[from].iter().enumerate() {
            for (j, end) in self.parts[to].iter().enumerate() {
                let between =
                    self.relation(start, end, [from, to].map(|at| map.areas[at].name.as_str()));
                relation = relation.max(between);
                let ends = ((from, i), (to, j));
                let step = |list: usize| Step { device: self.at, list, from: ends.0, to: ends.1 };
                let steps = |rows: Vec<Vec<usize>>| {
                    rows.into_iter().map(|row| row.into_iter().map(step).collect()).collect()
                };
                let rows = self.alternatives(start, end, map, from, to);
                legs.push(Leg {
                    from: start.numbers.clone(),
                    to: end.numbers.clone(),
                    perhaps: steps(self.perhaps(start, end, &rows)),
                    alternatives: steps(rows),
                });
            }
        }
        Some(Passage { relation, legs })
    }

    /// Whether it has rules for packets between two areas at all.
    fn speaks(&self, from: usize, to: usize, map: &Map) -> bool {
        let name = |at: usize| map.areas[at].name.as_str();
        match &self.device.filters {
            Filters::Always(lists) | Filters::Loose(lists) => {
                lists.iter().any(|list| self.has(list))
            }
            Filters::Bound(_) => {
                self.lists[BUILT_IN..].iter().any(Option::is_some) || self.routes_here()
            }
            Filters::Zones { egress, ingress } => {
                egress.contains_key(name(from)) || ingress.contains_key(name(to))
            }
            Filters::Named { .. } => true,
        }
    }

    /// Whether some interface has an address of the plane: the lists that are there say nothing
    /// about the other family.
    fn routes_here(&self) -> bool {
        self.parts.iter().flatten().any(|part| part.direct)
    }

    fn relation(&self, start: &Part, end: &Part, ends: [&str; 2]) -> Relation {
        let placed = |part: &Part| part.candidates.complete;
        match &self.device.filters {
            Filters::Zones { .. } => Relation::Between,
            Filters::Named { names, .. }
                if ends.iter().all(|end| names.iter().any(|name| name == end)) =>
            {
                Relation::Between
            }
            Filters::Named { .. } => Relation::Somewhere,
            _ if !self.has_placed() => Relation::Likely,
            _ if !placed(start)
                && !placed(end)
                && matches!(self.device.filters, Filters::Always(_)) =>
            {
                Relation::Likely
            }
            _ if !placed(start) && !placed(end) => Relation::Somewhere,
            _ if !placed(start) || !placed(end) => Relation::Likely,
            // Both behind the same router: they reach each other there.
            _ if start.interfaces == end.interfaces && !(start.direct && end.direct) => {
                Relation::Somewhere
            }
            _ => Relation::Between,
        }
    }

    /// The rows of lists that packets may meet.
    fn alternatives(
        &self,
        start: &Part,
        end: &Part,
        map: &Map,
        from: usize,
        to: usize,
    ) -> Vec<Vec<usize>> {
        let name = |at: usize| map.areas[at].name.as_str();
        let own = |list: &usize| list + BUILT_IN;
        match &self.device.filters {
            Filters::Always(lists) => {
                let row = |family: usize| {
                    let sees = |list: &&usize| {
                        self.has(list) && self.device.lists[**list].families[family]
                    };
                    lists.iter().filter(sees).map(own).collect::<Vec<_>>()
                };
                // Names say nothing about the family.
                let mut rows = vec![row(0), row(1)];
                rows.retain(|row| !row.is_empty());
                rows.dedup();
                rows
            }
            Filters::Loose(lists) => {
                lists.iter().filter(|list| self.has(list)).map(|list| vec![own(list)]).collect()
            }
            Filters::Zones { egress, ingress } => {
                vec![
                    egress
                        .get(name(from))
                        .into_iter()
                        .chain(ingress.get(name(to)))
                        .map(own)
                        .collect(),
                ]
            }
            Filters::Named { list, .. } => vec![vec![own(list)]],
            Filters::Bound(unbound) => self.bound(start, end, *unbound),
        }
    }

    /// The rows of lists that packets meet if one end lies behind an interface of which nothing is
    /// known, besides those that they meet anyway.
    fn perhaps(&self, start: &Part, end: &Part, known: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let Filters::Bound(unbound) = self.device.filters else { return Vec::new() };
        let with = |part: &Part, others: &Vec<usize>| {
            let may_be_other = part.candidates.complete && !part.candidates.said;
            let others = others.iter().filter(|_| may_be_other);
            part.interfaces.iter().chain(others).copied().collect::<Vec<usize>>()
        };
        let entries = with(start, &self.unplaced[0]);
        let exits = with(end, &self.unplaced[1]);
        let mut rows: Vec<Vec<usize>> = Vec::new();
        for (entry, exit) in entries.iter().flat_map(|a| exits.iter().map(move |b| (*a, *b))) {
            let row = self.row(Some(entry), Some(exit), unbound);
            let is_usual = start.interfaces.contains(&entry) && end.interfaces.contains(&exit);
            if !is_usual && entry != exit && !known.contains(&row) && !rows.contains(&row) {
                rows.push(row);
            }
        }
        // Too many to be followed, and any of them may be met.
        if rows.len() > MAX_ALTERNATIVES { vec![vec![UNKNOWN]] } else { rows }
    }

    fn bound(&self, start: &Part, end: &Part, unbound: Unbound) -> Vec<Vec<usize>> {
        let hidden = |part: &Part| (!part.candidates.complete).then_some(None);
        let shown = |part: &Part| {
            part.interfaces.iter().copied().map(Some).chain(hidden(part)).collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<usize>> = Vec::new();
        for entry in shown(start) {
            for exit in shown(end) {
                // Packets do not come in where they go out, if both may as well be elsewhere.
                if entry.is_some()
                    && entry == exit
                    && !(start.candidates.complete && end.candidates.complete)
                {
                    continue;
                }
                let row = self.row(entry, exit, unbound);
                if !rows.contains(&row) && rows.len() <= MAX_ALTERNATIVES {
                    rows.push(row);
                }
            }
        }
        // Where no interface has a place, the lists that are bound are all that is known: one of
        // them is met.
        if !self.has_placed() && rows.iter().any(|row| row.iter().any(|list| *list >= BUILT_IN)) {
            rows.retain(|row| row.iter().any(|list| *list >= BUILT_IN));
        }
        rows
    }

    /// Whether it is known of any interface what lies behind it.
    fn has_placed(&self) -> bool {
        self.device
            .interfaces
            .iter()
            .any(|interface| !interface.networks.is_empty() || !interface.segments.is_empty())
    }

    /// The lists from one interface to another; `None` is one that the configuration does not show.
    fn row(&self, entry: Option<usize>, exit: Option<usize>, unbound: Unbound) -> Vec<usize> {
        let interface = |at: usize| &self.device.interfaces[at];
        let own = |lists: &[usize]| {
            lists
                .iter()
                .filter(|list| self.has(list))
                .map(|list| list + BUILT_IN)
                .collect::<Vec<_>>()
        };
        let mut row = entry.map_or_else(Vec::new, |at| own(&interface(at).entry));
        if row.is_empty() {
            let level = |at: Option<usize>| at.and_then(|at| interface(at).level);
            row.extend(match (unbound, level(entry), level(exit)) {
                (Unbound::Allow, ..) => None,
                (Unbound::Levels { same }, Some(a), Some(b)) => {
                    (a < b || (a == b && !same && entry != exit)).then_some(DENY_ALL)
                }
                (Unbound::Levels { .. } | Unbound::Unknown, ..) => Some(UNKNOWN),
            });
        }
        row.extend(exit.map_or_else(Vec::new, |at| own(&interface(at).exit)));
        row
    }

    /// Whether this firewall stands before another on the way between two areas: the network that
    /// it sends to is one that the other receives from.
    pub(super) fn leads_to(&self, other: &Ready<'_>, from: usize, to: usize) -> bool {
        let networks = |ready: &Ready<'_>, area: usize| {
            let interfaces = ready.parts[area]
                .iter()
                .filter(|part| part.candidates.complete)
                .flat_map(|part| part.interfaces.clone());
            interfaces
                .flat_map(|at| {
                    ready.device.interfaces[at]
                        .networks
                        .iter()
                        .map(ipnet::IpNet::trunc)
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        };
        let sends = networks(self, to);
        networks(other, from).iter().any(|network| sends.contains(network))
    }
}

/// Ways through one firewall and then another. Too many give nothing that is certain.
pub(super) fn joined(first: &[Leg], second: &[Leg]) -> Option<Vec<Leg>> {
    let mut legs = Vec::new();
    for a in first {
        for b in second {
            let (from, to) = (a.from.intersection(&b.from), a.to.intersection(&b.to));
            if from.is_empty() || to.is_empty() {
                continue;
            }
            if a.rows().count() * b.rows().count() > MAX_ALTERNATIVES {
                return None;
            }
            let both = |x: &[Vec<Step>], y: &[Vec<Step>]| {
                let pairs = x.iter().flat_map(|x| y.iter().map(move |y| (x, y)));
                pairs.map(|(x, y)| [x.as_slice(), y].concat()).collect::<Vec<Vec<Step>>>()
            };
            let mut perhaps = both(&a.perhaps, &b.alternatives);
            perhaps.extend(both(&a.alternatives, &b.perhaps));
            perhaps.extend(both(&a.perhaps, &b.perhaps));
            legs.push(Leg {
                from,
                to,
                alternatives: both(&a.alternatives, &b.alternatives),
                perhaps,
            });
        }
    }
    Some(legs)
}

/// The families of packets that a list is asked about in a plane. By name, a filter at a host is
/// asked for one after the other: what leaves as IPv4 does not arrive as IPv6.
fn families(device: &Device, list: &List, plane: Plane) -> [bool; 2] {
    let [four, six] = list.families;
    match (plane, &device.filters) {
        (Plane::Names, Filters::Zones { .. }) => [four, false],
        (Plane::SixNames, Filters::Zones { .. }) => [false, six],
        _ => [four, six],
    }
}

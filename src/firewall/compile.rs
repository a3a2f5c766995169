//! A rule base as numbers of one plane, with the areas that each rule touches.

use std::sync::Arc;

use super::address::{self, Addresses, Family};
use super::area::{Map, Plane};
use super::flat::{Condition, Effect, Flat};
use super::ports::Ports;
use super::range::Ranges;
use super::rule::{InterfaceMatch, Side};

/// What a rule may match.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) from: Ranges,
    pub(super) to: Ranges,
    pub(super) ports: Ports,
    pub(super) sources: Ports,
    pub(super) entry: Vec<Arc<InterfaceMatch>>,
    pub(super) exit: Vec<Arc<InterfaceMatch>>,
    /// Whether it matches all of that, and not perhaps less.
    pub(super) sure: bool,
    /// Whether it surely matches a part of that only.
    pub(super) part: bool,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Boxed {
    pub(super) shape: Shape,
    pub(super) effect: Effect,
    /// What left the chain before.
    pub(super) except: Vec<Shape>,
    pub(super) origin: Option<(u32, u32)>,
}

/// A rule base.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rules: Vec<Boxed>,
    /// The areas that rules touch as where traffic comes from and where it goes.
    touches: [Touches; 2],
}

impl Compiled {
    /// Whether a rule touches an area as where traffic comes from.
    pub(super) fn is_from(&self, rule: usize, area: usize) -> bool {
        self.touches[0].has(rule, area)
    }

    /// Whether it touches an area as where traffic goes.
    pub(super) fn is_to(&self, rule: usize, area: usize) -> bool {
        self.touches[1].has(rule, area)
    }
}

/// A set of areas for each rule, as bits one behind the other: every pair of areas is asked about
/// every rule.
#[derive(Debug)]
struct Touches {
    words: usize,
    bits: Vec<u64>,
}

impl Touches {
    fn new(areas: usize) -> Self {
        Self { words: areas.div_ceil(64), bits: Vec::new() }
    }

    /// One more rule, that touches everything or nothing yet.
    fn push(&mut self, everything: bool) {
        self.bits.resize(self.bits.len() + self.words, if everything { u64::MAX } else { 0 });
    }

    /// The last rule touches an area.
    fn insert(&mut self, area: usize) {
        let at = self.bits.len() - self.words + area / 64;
        self.bits[at] |= 1 << (area % 64);
    }

    fn has(&self, rule: usize, area: usize) -> bool {
        self.bits[rule * self.words + area / 64] >> (area % 64) & 1 == 1
    }
}

/// What rules of one rule base are turned into numbers with.
pub(super) struct Compiler<'m> {
    map: &'m Map,
    plane: Plane,
    families: [bool; 2],
    matters: Ranges,
    public: Addresses,
    /// Every range of every area, sorted.
    places: Vec<(u128, u128, usize)>,
    /// The largest end of all ranges up to each: areas may overlap where hosts are in two segments.
    furthest: Vec<u128>,
}

/// How a side covers the numbers of a plane.
#[derive(Clone, Debug)]
struct Cover {
    /// Surely.
    sure: Ranges,
    /// A part of what stands for many addresses.
    part: Ranges,
    /// Perhaps.
    maybe: Ranges,
}

impl<'m> Compiler<'m> {
    pub(super) fn new(map: &'m Map, plane: Plane, families: [bool; 2]) -> Self {
        let ranges = |(at, area): (usize, &super::area::Area)| {
            area.numbers(plane, at)
                .iter()
                .map(|(first, last)| (first, last, at))
                .collect::<Vec<_>>()
        };
        let mut places: Vec<(u128, u128, usize)> =
            map.areas.iter().enumerate().flat_map(ranges).collect();
        places.sort_unstable();
        let furthest = places.iter().scan(0, |most, place| {
            *most = place.1.max(*most);
            Some(*most)
        });
        let furthest = furthest.collect();
        Self {
            map,
            plane,
            families,
            matters: map.all(plane),
            public: address::public(),
            places,
            furthest,
        }
    }

    /// The rules; those that touch nothing are left out.
    pub(super) fn compile(&self, flats: &[Flat]) -> Compiled {
        let mut rules = Vec::with_capacity(flats.len());
        let mut touches = [0, 1].map(|_| Touches::new(self.map.areas.len()));
        for flat in flats {
            let except: Vec<Shape> =
                flat.except.iter().flat_map(|condition| self.exceptions(condition)).collect();
            for shape in self.shapes(&flat.condition, flat.effect) {
                self.touch(&shape.from, &mut touches[0]);
                self.touch(&shape.to, &mut touches[1]);
                rules.push(Boxed {
                    shape,
                    effect: flat.effect,
                    except: except.clone(),
                    origin: flat.origin,
                });
            }
        }
        Compiled { rules, touches }
    }

    /// A rule as what it surely matches, and what it may match beyond.
    fn shapes(&self, condition: &Condition, effect: Effect) -> Vec<Shape> {
        let (from, to) = (self.cover(&condition.from), self.cover(&condition.to));
        let (surely, most) = match effect {
            // Some of many get through, so the way is open.
            Effect::Allow => {
                ([from.sure.union(&from.part), to.sure.union(&to.part)], [from.all(), to.all()])
            }
            // Some of many are stopped, so others are not.
            Effect::Deny => (
                [from.sure.clone(), to.sure.clone()],
                [from.sure.union(&from.maybe), to.sure.union(&to.maybe)],
            ),
            Effect::Unknown => ([from.sure.clone(), to.sure.clone()], [from.all(), to.all()]),
        };
        self.two(condition, surely, most)
    }

    fn exceptions(&self, condition: &Condition) -> Vec<Shape> {
        let (from, to) = (self.cover(&condition.from), self.cover(&condition.to));
        let most = [from.all(), to.all()];
        self.two(condition, [from.sure, to.sure], most)
    }

    fn two(&self, condition: &Condition, surely: [Ranges; 2], most: [Ranges; 2]) -> Vec<Shape> {
        let shape = |[from, to]: [Ranges; 2], sure| Shape {
            from,
            to,
            ports: condition.ports.clone(),
            sources: condition.sources.clone(),
            entry: condition.entry.clone(),
            exit: condition.exit.clone(),
            sure,
            part: condition.part,
        };
        let whole = surely == most;
        let mut shapes = vec![shape(surely, condition.sure)];
        shapes.extend((!whole).then(|| shape(most, false)));
        shapes.retain(|shape| !shape.from.is_empty() && !shape.to.is_empty());
        shapes
    }

    fn cover(&self, side: &Side) -> Cover {
        let none = Ranges::default();
        match (self.plane.family(), side) {
            (_, Side::Zones(names)) => {
                let ranges = |name: &String| {
                    self.map.find(name).map(|at| self.map.areas[at].numbers(self.plane, at))
                };
                let ranges: Vec<Ranges> = names.iter().filter_map(ranges).collect();
                let sure = match ranges.as_slice() {
                    [one] => one.clone(),
                    many => Ranges::collect(
                        many.iter().flat_map(|ranges| ranges.iter().collect::<Vec<_>>()),
                    ),
                };
                Cover { sure, part: none.clone(), maybe: none }
            }
            (_, Side::Inside) => {
                let ranges = |at: usize| {
                    self.map.areas[at].numbers(self.plane, at).iter().collect::<Vec<_>>()
                };
                Cover {
                    sure: Ranges::collect((1..self.map.areas.len()).flat_map(ranges)),
                    part: none.clone(),
                    maybe: none,
                }
            }
            (Some(_), Side::Any) => Cover { sure: Ranges::all(), part: none.clone(), maybe: none },
            (Some(family), Side::Addresses(addresses)) => Cover {
                sure: addresses.within(family, &self.matters),
                part: none.clone(),
                maybe: none,
            },
            (None, Side::Any) => self.by_area(&Addresses::any()),
            (None, Side::Addresses(addresses)) => self.by_area(addresses),
        }
    }

    /// Addresses where segments are known by name alone.
    fn by_area(&self, addresses: &Addresses) -> Cover {
        let (mut sure, mut part, mut maybe) = (Vec::new(), Vec::new(), Vec::new());
        for (at, area) in self.map.areas.iter().enumerate() {
            let to = match self.holds(addresses, area) {
                Some(How::Surely) => &mut sure,
                Some(How::InPart) => &mut part,
                Some(How::Perhaps) => &mut maybe,
                None => continue,
            };
            to.push((at as u128, at as u128));
        }
        Cover {
            sure: Ranges::collect(sure),
            part: Ranges::collect(part),
            maybe: Ranges::collect(maybe),
        }
    }

    fn holds(&self, addresses: &Addresses, area: &super::area::Area) -> Option<How> {
        let families =
            [Family::V4, Family::V6].into_iter().filter(|family| self.families[*family as usize]);
        let ours = |family: Family| addresses.within(family, &area.addresses[family as usize]);
        if area.is_nameless() {
            let every = |family: Family| ours(family).covers(Addresses::all(family).of(family));
            // Whoever has no address that is known may have any that is not public.
            let private = |family: Family| !ours(family).without(self.public.of(family)).is_empty();
            return if families.clone().any(every) {
                Some(How::Surely)
            } else {
                families.clone().any(private).then_some(How::Perhaps)
            };
        }
        let mut found = None;
        for family in families.filter(|family| !area.addresses[*family as usize].is_empty()) {
            let own = &area.addresses[family as usize];
            if ours(family).covers(own) {
                return Some(How::Surely);
            }
            if ours(family).meets(own) {
                found = Some(How::InPart);
            }
        }
        found
    }

    /// The areas that ranges touch. A range costs a search and a look at each area it touches.
    fn touch(&self, ranges: &Ranges, touches: &mut Touches) {
        touches.push(ranges.is_all());
        if ranges.is_all() {
            return;
        }
        for (first, last) in ranges.iter() {
            let start = self.furthest.partition_point(|end| *end < first);
            for place in self.places[start..]
                .iter()
                .take_while(|place| place.0 <= last)
                .filter(|place| place.1 >= first)
            {
                touches.insert(place.2);
            }
        }
    }
}

enum How {
    Surely,
    InPart,
    Perhaps,
}

impl Cover {
    fn all(&self) -> Ranges {
        self.sure.union(&self.part).union(&self.maybe)
    }
}

//! A rule base as numbers of one plane, with the areas that each rule touches.

use std::sync::Arc;

use super::address::{self, Addresses, Family};
use super::area::{Map, Plane};
use super::flat::{Condition, Effect, Flat};
use super::ports::{Ports, Transport};
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

/// The chain and the place in it; `None` is the rule that ends a list.
pub(super) type Origin = Option<(u32, u32)>;

/// A rule.
#[derive(Debug)]
pub(super) struct Boxed {
    pub(super) shape: Shape,
    pub(super) effect: Effect,
    /// What left the chain before.
    pub(super) except: Vec<Shape>,
    pub(super) origin: Origin,
}

/// A rule in a few bytes, for the many looks at rules that change nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    /// The first and the last of its ports.
    pub(super) ports: [u32; 2],
    /// What it does to all ports between these two, from every source port: whatever the
    /// interfaces, without exception and without doubt.
    pub(super) plain: Option<Effect>,
}

/// A rule that touches both areas of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Near {
    pub(super) rule: u32,
    /// Whether it is about every address of both.
    pub(super) whole: bool,
    /// Whether it is about every address of where traffic goes.
    pub(super) every_target: bool,
}

/// A rule base.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rules: Vec<Boxed>,
    /// The same rules, in a few bytes.
    pub(super) outlines: Vec<Outline>,
    /// Where they stand.
    pub(super) origins: Vec<Origin>,
    /// The areas that rules touch as where traffic comes from and where it goes.
    touches: [Touches; 2],
}

impl Compiled {
    /// The rules that touch both areas of a pair, in order.
    pub(super) fn between(&self, from: usize, to: usize) -> Vec<Near> {
        let mut found = Vec::new();
        for word in 0..self.rules.len().div_ceil(64) {
            let ([some, every], [some_target, every_target]) =
                (self.touches[0].word(from, word), self.touches[1].word(to, word));
            let mut left = some & some_target;
            while left != 0 {
                let bit = left.trailing_zeros();
                let has = |bits: u64| bits >> bit & 1 == 1;
                found.push(Near {
                    rule: word as u32 * 64 + bit,
                    whole: has(every & every_target),
                    every_target: has(every_target),
                });
                left &= left - 1;
            }
        }
        found
    }
}

impl Boxed {
    fn outline(&self) -> Outline {
        let (shape, numbers) = (&self.shape, self.shape.ports.numbers());
        let is_plain = self.effect != Effect::Unknown
            && shape.sure
            && !shape.part
            && shape.entry.is_empty()
            && shape.exit.is_empty()
            && self.except.is_empty()
            && numbers.len() == 1
            && shape.sources.is_any();
        let ports = [numbers.first(), numbers.last()].map(|port| port.unwrap_or(0) as u32);
        Outline { ports, plain: is_plain.then_some(self.effect) }
    }
}

/// The rules that touch an area, and those that are about all of it, as bits: every pair of areas
/// is asked about every rule.
#[derive(Debug, Default)]
struct Touches {
    /// Rules about everything.
    everywhere: Vec<u64>,
    /// Per area, rules that touch it.
    some: Vec<Vec<u64>>,
    /// Per area, rules that are known to be about every address of it.
    every: Vec<Vec<u64>>,
}

impl Touches {
    fn new(areas: usize) -> Self {
        let none = || vec![Vec::new(); areas];
        Self { everywhere: Vec::new(), some: none(), every: none() }
    }

    /// Sixty-four rules: those that touch an area, and those that are about all of it.
    fn word(&self, area: usize, at: usize) -> [u64; 2] {
        let of = |bits: &Vec<u64>| bits.get(at).copied().unwrap_or(0);
        let everywhere = of(&self.everywhere);
        [everywhere | of(&self.some[area]), everywhere | of(&self.every[area])]
    }
}

fn insert(bits: &mut Vec<u64>, at: usize) {
    if bits.len() <= at / 64 {
        bits.resize(at / 64 + 1, 0);
    }
    bits[at / 64] |= 1 << (at % 64);
}

/// What rules of rule bases that see the same families are turned into numbers with.
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
    /// The first and the last number of every area.
    ends: Vec<[u128; 2]>,
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
        let ends = |(at, area): (usize, &super::area::Area)| {
            let numbers = area.numbers(plane, at);
            [numbers.first().unwrap_or(0), numbers.last().unwrap_or(0)]
        };
        Self {
            map,
            plane,
            families,
            matters: map.all(plane),
            public: address::public(),
            places,
            furthest,
            ends: map.areas.iter().enumerate().map(ends).collect(),
        }
    }

    /// Whether it is for rule bases that see some families.
    pub(super) fn is_for(&self, families: [bool; 2]) -> bool {
        self.families == families
    }

    /// The rules; those that touch nothing are left out.
    pub(super) fn compile(&self, flats: &[Flat]) -> Compiled {
        let mut rules: Vec<Boxed> = Vec::with_capacity(flats.len());
        let mut touches = [0, 1].map(|_| Touches::new(self.map.areas.len()));
        for flat in flats {
            let except: Vec<Shape> =
                flat.except.iter().flat_map(|condition| self.exceptions(condition)).collect();
            for shape in self.shapes(&flat.condition, flat.effect) {
                self.touch(rules.len(), &shape.from, &mut touches[0]);
                self.touch(rules.len(), &shape.to, &mut touches[1]);
                rules.push(Boxed {
                    shape,
                    effect: flat.effect,
                    except: except.clone(),
                    origin: flat.origin,
                });
            }
        }
        let outlines = rules.iter().map(Boxed::outline).collect();
        let origins = rules.iter().map(|rule| rule.origin).collect();
        Compiled { rules, outlines, origins, touches }
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
            sources: sources(condition),
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
        // Areas without addresses are all alike, and clouds have hundreds of them.
        let nameless = self.map.areas.iter().find(|area| area.is_nameless());
        let nameless = nameless.and_then(|area| self.holds(addresses, area));
        for (at, area) in self.map.areas.iter().enumerate() {
            let held = if area.is_nameless() { nameless } else { self.holds(addresses, area) };
            let to = match held {
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

    /// Notes the areas that the ranges of a rule touch. A range costs a search and a look at each
    /// area it touches.
    fn touch(&self, rule: usize, ranges: &Ranges, touches: &mut Touches) {
        if ranges.is_all() || ranges.covers(&self.matters) {
            return insert(&mut touches.everywhere, rule);
        }
        for (first, last) in ranges.iter() {
            let start = self.furthest.partition_point(|end| *end < first);
            for (.., area) in self.places[start..]
                .iter()
                .take_while(|place| place.0 <= last)
                .filter(|place| place.1 >= first)
            {
                insert(&mut touches.some[*area], rule);
                let [least, most] = self.ends[*area];
                if first <= least && most <= last {
                    insert(&mut touches.every[*area], rule);
                }
            }
        }
    }
}

/// The source ports of a rule. Packets to ports of one protocol come from ports of the same, so all
/// of these are as much as all of both.
fn sources(condition: &Condition) -> Ports {
    let is_moot = [Transport::Tcp, Transport::Udp]
        .map(Ports::all)
        .iter()
        .any(|half| half.covers(&condition.ports) && condition.sources.covers(half));
    if is_moot { Ports::any() } else { condition.sources.clone() }
}

#[derive(Clone, Copy)]
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

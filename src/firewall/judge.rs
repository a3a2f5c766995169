//! Which ports are open between two sets of addresses, through rule bases one behind the other.
//!
//! A port is open if *some* packet to it gets through: some address of the one set, some of the other, some source port. So the
//! question is asked of each rule that allows, in each rule base in turn: is there a packet that it matches and that no rule before it
//! stops? Only rules that stop something are taken away from it; that is exact, and rules that allow never need to be compared
//! with each other.
//!
//! It is asked twice. *Certain*: a doubtful allow is passed over, a doubtful deny counts. *Possible*: a doubtful allow counts, a
//! doubtful deny is passed over.
//!
//! What is left of a rule is found by cutting ports, source ports and addresses at the edges of the rules that stop a part
//! of it: O(k² log k) steps for k such rules. They are counted; when a [`Budget`] is used up, a port that is not decided is possible
//! and not certain.

use rustc_hash::FxHashMap;

use super::compile::{Boxed, Compiled, Shape};
use super::flat::Effect;
use super::port_bits::PortBits;
use super::ports::{Ports, Transport};
use super::range::Ranges;
use super::rule::InterfaceMatch;

/// Steps that every question has, besides eight for each rule; rule bases that people write take some thousands.
const STEPS: u64 = 100_000;

/// Steps that questions may take together beyond those that each has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(pub(super) u64);

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Certain,
    Possible,
}

/// The interfaces that packets may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Candidates {
    pub(super) names: Vec<String>,
    /// Whether it is none but these.
    pub(super) complete: bool,
    /// Interfaces that it is not.
    pub(super) excluded: Vec<String>,
}

/// One rule base on a way.
#[derive(Clone, Debug)]
pub(super) struct Stage<'a> {
    pub(super) list: &'a Compiled,
    /// The rules that touch both ends, in order.
    pub(super) relevant: &'a [u32],
    pub(super) entry: &'a Candidates,
    pub(super) exit: &'a Candidates,
}

/// Rules, one of each rule base, that let ports through together: the stage, the rule in it.
pub(super) type Path = Vec<(usize, u32)>;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) ports: Ports,
    pub(super) by: Vec<(Path, Ports)>,
    /// Whether it took more steps than there are.
    pub(super) exhausted: bool,
}

/// Whether what a rule wants of interfaces is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    No,
    Maybe,
    Yes,
}

/// What is still asked about.
#[derive(Clone, Debug)]
struct Region {
    from: Ranges,
    to: Ranges,
    ports: Ports,
    sources: Ports,
}

/// What takes packets away, but for exceptions.
#[derive(Clone, Debug)]
struct Blocker<'a> {
    shape: &'a Shape,
    except: Vec<&'a Shape>,
}

struct Judge<'a> {
    stages: &'a [Stage<'a>],
    pass: Pass,
    answer: Answer,
    /// The ports that were found open.
    opened: PortBits,
    path: Path,
    steps: u64,
    most: u64,
}

/// The ports that are open from some address to some other; ports in `known` are not asked about.
pub(super) fn open(stages: &[Stage<'_>], ends: [&Ranges; 2], pass: Pass, known: &Ports, budget: &mut Budget) -> Answer {
    let region = Region { from: ends[0].clone(), to: ends[1].clone(), ports: Ports::any().without(known), sources: Ports::any() };
    if region.from.is_empty() || region.to.is_empty() {
        return Answer::default();
    }
    let own = STEPS + 8 * stages.iter().map(|stage| stage.relevant.len() as u64).sum::<u64>();
    let mut judge =
        Judge { stages, pass, answer: Answer::default(), opened: PortBits::none(), path: Vec::new(), steps: 0, most: own + budget.0 };
    judge.descend(0, region, &mut Vec::new());
    budget.0 -= judge.steps.saturating_sub(own).min(budget.0);
    Answer { ports: judge.opened.intersection(&Ports::any()), ..judge.answer }
}

impl<'a> Judge<'a> {
    /// Goes through the rules of a stage for what the stages before let through.
    fn descend(&mut self, at: usize, region: Region, blockers: &mut Vec<Blocker<'a>>) {
        let Some(stage) = self.stages.get(at) else { return self.arrive(&region, blockers) };
        let mark = blockers.len();
        let mut left = PortBits::of(&region.ports);
        left.remove_shared(&region.ports, &self.opened);
        for &index in stage.relevant {
            if left.is_empty() || self.is_out_of_steps(1) {
                break;
            }
            let rule = &stage.list.rules[index as usize];
            let shape = &rule.shape;
            let apart = !left.meets(&shape.ports) || !shape.from.meets(&region.from) || !shape.to.meets(&region.to);
            let holds = if apart || !shape.sources.meets(&region.sources) { Holds::No } else { stage.holds(shape) };
            if holds == Holds::No {
                continue;
            }
            let sure = holds == Holds::Yes && shape.sure;
            if self.opens(rule.effect, sure) {
                let inner = Region {
                    from: region.from.intersection(&shape.from),
                    to: region.to.intersection(&shape.to),
                    ports: left.intersection(&shape.ports),
                    sources: region.sources.intersection(&shape.sources),
                };
                let before = blockers.len();
                blockers.extend(stage.exceptions(rule, self.pass == Pass::Certain).map(|shape| Blocker { shape, except: Vec::new() }));
                self.path.push((at, index));
                let asked = inner.ports.clone();
                self.descend(at + 1, inner, blockers);
                self.path.pop();
                blockers.truncate(before);
                left.remove_shared(&asked, &self.opened);
            }
            if self.blocks(rule.effect, sure) {
                blockers.push(Blocker { shape, except: stage.exceptions(rule, self.pass == Pass::Possible).collect() });
            }
            // What a rule decides for every packet that is left is not looked at again.
            if (self.blocks(rule.effect, sure) || sure) && rule.except.is_empty() && region.is_within(shape) {
                left.remove(&shape.ports);
            }
        }
        blockers.truncate(mark);
        self.give_up(&left);
    }

    /// Without a step left, what is not decided is possible.
    fn give_up(&mut self, left: &PortBits) {
        if self.answer.exhausted && self.pass == Pass::Possible {
            self.opened.add_all(left);
        }
    }

    fn opens(&self, effect: Effect, sure: bool) -> bool {
        match self.pass {
            Pass::Certain => effect == Effect::Allow && sure,
            Pass::Possible => effect != Effect::Deny,
        }
    }

    fn blocks(&self, effect: Effect, sure: bool) -> bool {
        match self.pass {
            Pass::Certain => effect != Effect::Allow,
            Pass::Possible => effect == Effect::Deny && sure,
        }
    }

    /// Behind the last stage: what no blocker takes away is open.
    fn arrive(&mut self, region: &Region, blockers: &[Blocker<'a>]) {
        let open = self.uncovered(region, blockers);
        if !open.is_empty() {
            self.opened.add(&open);
            self.answer.by.push((self.path.clone(), open));
        }
    }

    fn uncovered(&mut self, region: &Region, blockers: &[Blocker<'a>]) -> Ports {
        let meets = |shape: &Shape| {
            shape.ports.meets(&region.ports)
                && shape.from.meets(&region.from)
                && shape.to.meets(&region.to)
                && shape.sources.meets(&region.sources)
        };
        if self.is_out_of_steps(blockers.len() as u64) {
            return if self.pass == Pass::Certain { Ports::default() } else { region.ports.clone() };
        }
        let active: Vec<&Blocker<'a>> = blockers.iter().filter(|blocker| meets(blocker.shape)).collect();
        if active.is_empty() {
            return possible_sources(region);
        }
        let shapes = |blocker: &&Blocker<'a>| blocker.except.iter().copied().chain([blocker.shape]).collect::<Vec<_>>();
        let all: Vec<&Shape> = active.iter().flat_map(shapes).collect();
        let mut known: FxHashMap<Vec<u32>, bool> = FxHashMap::default();
        let mut open = Vec::new();
        for (first, last) in pieces(region.ports.numbers(), all.iter().map(|shape| shape.ports.numbers())) {
            self.steps += active.len() as u64;
            let here = |shape: &Shape| shape.ports.numbers().contains(first);
            let mut signature: Vec<u32> = vec![u32::from(first >= 1 << 16)];
            signature.extend(all.iter().enumerate().filter(|(_, shape)| here(shape)).map(|(at, _)| at as u32 + 2));
            let is_open = match known.get(&signature) {
                Some(is_open) => *is_open,
                None => {
                    let blockers: Vec<Blocker<'a>> = active.iter().filter(|b| here(b.shape)).map(|b| b.kept(here)).collect();
                    let is_open = self.has_way(region, first, &blockers);
                    known.insert(signature, is_open);
                    is_open
                }
            };
            open.extend(is_open.then_some((first, last)));
        }
        Ports::from_numbers(&Ranges::collect(open))
    }

    /// Whether some source port of the protocol has some way.
    fn has_way(&mut self, region: &Region, port: u128, blockers: &[Blocker<'a>]) -> bool {
        let half = Ports::all(if port >= 1 << 16 { Transport::Udp } else { Transport::Tcp });
        let sources = region.sources.intersection(&half);
        let shapes = |blocker: &'_ Blocker<'a>| blocker.except.iter().copied().chain([blocker.shape]).collect::<Vec<_>>();
        let all: Vec<&Shape> = blockers.iter().flat_map(shapes).collect();
        let mut seen: Vec<Vec<usize>> = Vec::new();
        for (first, _) in pieces(sources.numbers(), all.iter().map(|shape| shape.sources.numbers())) {
            let here = |shape: &Shape| shape.sources.numbers().contains(first);
            let signature: Vec<usize> = all.iter().enumerate().filter(|(_, shape)| here(shape)).map(|(at, _)| at).collect();
            self.steps += all.len() as u64;
            if seen.contains(&signature) {
                continue;
            }
            let kept: Vec<Blocker<'a>> = blockers.iter().filter(|b| here(b.shape)).map(|b| b.kept(here)).collect();
            if !self.covered(&region.from, &region.to, &kept) {
                return true;
            }
            seen.push(signature);
        }
        false
    }

    /// Whether every pair of addresses is blocked: a sweep over the one side, in which the other is put together.
    fn covered(&mut self, from: &Ranges, to: &Ranges, blockers: &[Blocker<'a>]) -> bool {
        if blockers.iter().any(|blocker| blocker.except.is_empty() && blocker.shape.from.covers(from) && blocker.shape.to.covers(to)) {
            return true;
        }
        if blockers.is_empty() {
            return false;
        }
        let shapes = |blocker: &'_ Blocker<'a>| blocker.except.iter().copied().chain([blocker.shape]).collect::<Vec<_>>();
        let all: Vec<&Shape> = blockers.iter().flat_map(shapes).collect();
        for (first, _) in pieces(from, all.iter().map(|shape| &shape.from)) {
            if self.is_out_of_steps(all.len() as u64) {
                return self.pass == Pass::Certain;
            }
            let here = |shape: &Shape| shape.from.contains(first);
            let kept: Vec<Blocker<'a>> = blockers.iter().filter(|b| here(b.shape)).map(|b| b.kept(here)).collect();
            if !self.line_covered(to, &kept) {
                return false;
            }
        }
        true
    }

    fn line_covered(&mut self, to: &Ranges, blockers: &[Blocker<'a>]) -> bool {
        let plain = blockers.iter().filter(|blocker| blocker.except.is_empty()).flat_map(|blocker| blocker.shape.to.iter());
        let left = to.without(&Ranges::collect(plain));
        let others: Vec<&Blocker<'a>> = blockers.iter().filter(|blocker| !blocker.except.is_empty()).collect();
        let edges = others.iter().flat_map(|blocker| blocker.except.iter().copied().chain([blocker.shape])).map(|shape| &shape.to);
        let blocked = |number: u128| {
            let takes = |b: &&Blocker<'a>| b.shape.to.contains(number) && !b.except.iter().any(|shape| shape.to.contains(number));
            others.iter().any(takes)
        };
        let pieces = pieces(&left, edges);
        self.steps += (blockers.len() + pieces.len() * others.len()) as u64;
        pieces.iter().all(|(first, _)| blocked(*first))
    }

    fn is_out_of_steps(&mut self, more: u64) -> bool {
        self.steps += more;
        self.answer.exhausted |= self.steps > self.most;
        self.steps > self.most
    }
}

impl Region {
    fn is_within(&self, shape: &Shape) -> bool {
        shape.from.covers(&self.from) && shape.to.covers(&self.to) && shape.sources.covers(&self.sources)
    }
}

impl<'a> Blocker<'a> {
    /// The same with the exceptions that count here.
    fn kept(&self, here: impl Fn(&Shape) -> bool) -> Self {
        Self { shape: self.shape, except: self.except.iter().copied().filter(|shape| here(shape)).collect() }
    }
}

impl<'a> Stage<'a> {
    fn holds(&self, shape: &Shape) -> Holds {
        self.entry.all(&shape.entry).min(self.exit.all(&shape.exit))
    }

    /// What left the chain before a rule; all that may have, or only what surely has.
    fn exceptions(&self, rule: &'a Boxed, all: bool) -> impl Iterator<Item = &'a Shape> + use<'_, 'a> {
        rule.except.iter().filter(move |shape| match self.holds(shape) {
            Holds::No => false,
            Holds::Maybe => all,
            Holds::Yes => all || shape.sure,
        })
    }
}

impl Candidates {
    /// Whether everything that is wanted is so.
    pub(super) fn all(&self, wanted: &[std::sync::Arc<InterfaceMatch>]) -> Holds {
        wanted.iter().map(|wanted| self.meet(wanted)).min().unwrap_or(Holds::Yes)
    }

    fn meet(&self, wanted: &InterfaceMatch) -> Holds {
        if !self.complete && wanted.names.iter().all(|name| self.excluded.contains(name)) {
            return if wanted.negated { Holds::Yes } else { Holds::No };
        }
        let fits = self.names.iter().filter(|name| wanted.holds(name)).count();
        match (self.complete, fits) {
            (true, 0) => Holds::No,
            (true, fits) if fits == self.names.len() => Holds::Yes,
            _ => Holds::Maybe,
        }
    }
}

/// The ports of a region for which it has source ports: those of UDP need one of UDP.
fn possible_sources(region: &Region) -> Ports {
    let half = |transport| {
        let half = Ports::all(transport);
        if region.sources.meets(&half) { region.ports.intersection(&half) } else { Ports::default() }
    };
    half(Transport::Tcp).union(&half(Transport::Udp))
}

/// A set of numbers cut at the edges of others.
fn pieces<'r>(whole: &Ranges, cuts: impl Iterator<Item = &'r Ranges>) -> Vec<(u128, u128)> {
    let (Some(least), Some(most)) = (whole.first(), whole.iter().last().map(|range| range.1)) else { return Vec::new() };
    let edges = cuts.flat_map(|ranges| ranges.near(least, most).iter().flat_map(|&(first, last)| [Some(first), last.checked_add(1)]));
    let mut edges: Vec<u128> = edges.flatten().filter(|edge| *edge > least && *edge <= most).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut pieces = Vec::with_capacity(edges.len() + whole.len());
    for (mut first, last) in whole.iter() {
        let start = edges.partition_point(|edge| *edge <= first);
        for &edge in edges[start..].iter().take_while(|edge| **edge <= last) {
            pieces.push((first, edge - 1));
            first = edge;
        }
        pieces.push((first, last));
    }
    pieces
}

//! The question of every pair: which ports are certainly open, and which may be.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::area::{Map, Plane};
use super::classes::Classes;
use super::compile::Near;
use super::device::{Device, Filters};
use super::judge::{self, Budget, Pass, Stage};
use super::ports::Ports;
use super::range::Ranges;
use super::row;
use super::way::{self, BUILT_IN, Leg, Passage, Ready, Relation, Step};

/// Steps for all pairs together, besides those that each has.
const POOL: u64 = 200_000_000;
/// Steps that all pairs have together, each the same; besides, each has eight for each rule that
/// touches both of its ends.
const SHARES: u64 = 1_000_000_000;
/// Answers that are kept.
const MAX_PLAIN: usize = 16;
/// The most steps of one pair; rule bases that people write take some thousands.
const MAX_SHARE: u64 = 100_000;

/// A rule: the device, the list, the chain and the place in it; `None` ends the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RuleId {
    pub(super) device: u32,
    pub(super) list: u32,
    pub(super) origin: Option<(u32, u32)>,
}

/// What is open between two sets of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The ports that are open whatever doubtful rules mean.
    pub(super) certain: Ports,
    /// Those and the ports that may be.
    pub(super) possible: Ports,
    /// The rules that say so, with ranges of ports that each was the first to open.
    pub(super) by: Vec<(RuleId, [u32; 2])>,
    /// Whether no firewall says anything.
    pub(super) unsaid: bool,
    /// Whether it is not known by which firewalls packets go.
    pub(super) elsewhere: bool,
    /// Whether it took too many steps.
    pub(super) exhausted: bool,
}

/// Everything, ready for one plane.
pub(super) struct Engine<'d> {
    pub(super) map: &'d Map,
    pub(super) ready: Vec<Ready<'d>>,
}

/// The questions that start in one area.
pub(super) struct Asker<'e, 'd> {
    engine: &'e Engine<'d>,
    from: usize,
    budget: Budget,
    /// Answers that depend on nothing but the rules, since each of these is about every address of
    /// both ends; the last ones.
    plain: VecDeque<(PlainKey, judge::Answer)>,
}

/// The question, the ports that are known, and the rules of each list.
type PlainKey = (Pass, Ports, Vec<(usize, usize, Vec<u32>)>);

/// The questions about one pair of areas.
pub(super) struct Pair<'a> {
    certain: Option<Vec<Leg>>,
    possible: Vec<Vec<Leg>>,
    unsaid: bool,
    somewhere: bool,
    relevant: FxHashMap<(usize, usize), Vec<Near>>,
    ready: &'a [Ready<'a>],
}

impl<'d> Engine<'d> {
    pub(super) fn new(devices: &'d [Device], map: &'d Map, plane: Plane) -> Self {
        let ready = devices
            .iter()
            .enumerate()
            .map(|(at, device)| Ready::new(at, device, map, plane))
            .collect();
        Self { map, ready }
    }

    pub(super) fn asker(&self, from: usize) -> Asker<'_, 'd> {
        let areas = self.map.areas.len() as u64;
        let budget =
            Budget { each: (SHARES / (areas * areas)).min(MAX_SHARE), shared: POOL / areas };
        Asker { engine: self, from, budget, plain: VecDeque::new() }
    }
}

impl<'e, 'd> Asker<'e, 'd> {
    /// What firewalls say about a pair.
    pub(super) fn pair(&mut self, to: usize) -> Pair<'e> {
        let (engine, from) = (self.engine, self.from);
        let passage =
            |(at, ready): (usize, &Ready<'_>)| Some((at, ready.passage(from, to, engine.map)?));
        self.pair_of(engine.ready.iter().enumerate().filter_map(passage).collect(), to)
    }

    /// What some of them say.
    pub(super) fn pair_of(&mut self, passages: Vec<(usize, Passage)>, to: usize) -> Pair<'e> {
        let engine = self.engine;
        let top = passages.iter().map(|(_, passage)| passage.relation).max();
        let somewhere = top == Some(Relation::Somewhere);
        let counts = |(at, passage): &&(usize, Passage)| {
            passage.relation > Relation::Somewhere
                || (somewhere && matches!(engine.ready[*at].device.filters, Filters::Named { .. }))
        };
        let counted: Vec<&(usize, Passage)> = passages.iter().filter(counts).collect();
        let certain = series(&counted);
        let nearest: Vec<&(usize, Passage)> =
            counted.iter().copied().filter(|(_, passage)| Some(passage.relation) == top).collect();
        let possible = match self.in_a_row(&nearest, to).then(|| series(&nearest)).flatten() {
            Some(legs) => vec![legs],
            None => nearest.iter().map(|(_, passage)| passage.legs.clone()).collect(),
        };
        let mut pair = Pair {
            certain,
            possible,
            unsaid: passages.is_empty(),
            somewhere,
            relevant: FxHashMap::default(),
            ready: &engine.ready,
        };
        self.find_relevant(&mut pair, to);
        pair
    }

    /// Whether firewalls stand one behind the other, so that packets pass all of them.
    fn in_a_row(&self, passages: &[&(usize, Passage)], to: usize) -> bool {
        let ready = |at: usize| &self.engine.ready[at];
        if passages.len() < 2
            || passages.iter().any(|(_, passage)| passage.relation != Relation::Between)
        {
            return false;
        }
        let leads = |a: usize, b: usize| a != b && ready(a).leads_to(ready(b), self.from, to);
        let followers = |a: usize| passages.iter().filter(|(b, _)| leads(a, *b)).count();
        let leaders = |b: usize| passages.iter().filter(|(a, _)| leads(*a, b)).count();
        // One first, one last, and each of the others with one before and one behind: a row, since
        // none leads to two.
        let ends = passages.iter().filter(|(at, _)| leaders(*at) == 0).count();
        ends == 1 && passages.iter().all(|(at, _)| followers(*at) <= 1 && leaders(*at) <= 1)
    }

    fn find_relevant(&self, pair: &mut Pair<'_>, to: usize) {
        let legs = pair.certain.iter().chain(&pair.possible).flatten();
        let mut lists: Vec<(usize, usize)> = legs
            .flat_map(|leg| leg.rows().flatten())
            .map(|step| (step.device, step.list))
            .collect();
        lists.sort_unstable();
        lists.dedup();
        for (device, list) in lists {
            let Some(compiled) = &self.engine.ready[device].lists[list] else { continue };
            pair.relevant.insert((device, list), compiled.between(self.from, to));
        }
    }

    /// What is open to a set of targets of a pair.
    pub(super) fn ask(&mut self, pair: &Pair<'_>, targets: &Ranges) -> Verdict {
        let mut verdict =
            Verdict { unsaid: pair.unsaid, elsewhere: pair.somewhere, ..Verdict::default() };
        let mut doubtful = !pair.is_plain();
        for leg in pair.certain.iter().flatten() {
            let mut open = Ports::any();
            for steps in &leg.alternatives {
                let answer = self.open(
                    pair,
                    leg,
                    steps,
                    targets,
                    Pass::Certain,
                    &Ports::default(),
                    &mut verdict,
                );
                doubtful |= answer.doubtful;
                open = open.intersection(&answer.ports);
            }
            let open = if leg.alternatives.is_empty() { Ports::default() } else { open };
            verdict.certain = verdict.certain.union(&open);
        }
        verdict.possible =
            if pair.unsaid || pair.somewhere { Ports::any() } else { verdict.certain.clone() };
        // Where nothing is in doubt, the second question has the answer of the first.
        for leg in pair.possible.iter().flatten().filter(|_| doubtful) {
            for steps in leg.rows() {
                let known = verdict.possible.clone();
                let open = self
                    .open(pair, leg, steps, targets, Pass::Possible, &known, &mut verdict)
                    .ports;
                verdict.possible = verdict.possible.union(&open);
            }
        }
        verdict
    }

    fn known(&self, key: &PlainKey) -> Option<judge::Answer> {
        self.plain.iter().find(|(known, _)| known == key).map(|(_, answer)| answer.clone())
    }

    #[expect(clippy::too_many_arguments, reason = "one question has this many parts")]
    fn open(
        &mut self,
        pair: &Pair<'_>,
        leg: &Leg,
        steps: &[Step],
        targets: &Ranges,
        pass: Pass,
        known: &Ports,
        verdict: &mut Verdict,
    ) -> judge::Answer {
        let to = leg.to.intersection(targets);
        let stages: Vec<Stage<'_>> = steps.iter().map(|step| pair.stage(step)).collect();
        let is_plain = is_plain(&stages, [&leg.from, &to]);
        let in_a_row = is_plain && row::is_one(&stages);
        let key = (is_plain && !in_a_row).then(|| {
            let lists = steps
                .iter()
                .zip(&stages)
                .map(|(step, stage)| (step.device, step.list, stage.numbers().collect()));
            (pass, known.clone(), lists.collect())
        });
        let known_answer = key.as_ref().and_then(|key: &PlainKey| self.known(key));
        let is_new = known_answer.is_none();
        let mut answer = known_answer.unwrap_or_else(|| match in_a_row {
            true => row::open(&stages, pass, known),
            false => judge::open(&stages, [&leg.from, &to], pass, known, &mut self.budget),
        });
        if let Some(key) = key.filter(|_| is_new && !answer.exhausted) {
            self.plain.push_front((key, answer.clone()));
            self.plain.truncate(MAX_PLAIN);
        }
        verdict.exhausted |= answer.exhausted;
        for opened in std::mem::take(&mut answer.by) {
            let step = &steps[opened.stage as usize];
            let Some(list) = step.list.checked_sub(BUILT_IN) else { continue };
            let origin = stages[opened.stage as usize].list.origins[opened.rule as usize];
            let id = RuleId { device: step.device as u32, list: list as u32, origin };
            verdict.by.push((id, opened.ports));
        }
        answer
    }
}

impl Pair<'_> {
    /// Puts addresses of the target into classes: rules about this pair tell those of a class not
    /// apart, and these lie behind the same interfaces. O(n log n) in the rules and the addresses
    /// that they are about.
    pub(super) fn classes(&self, numbers: Vec<u128>) -> Classes {
        let mut classes = Classes::new(numbers);
        for leg in self.certain.iter().chain(&self.possible).flatten() {
            classes.cut(&leg.to);
        }
        for ((device, list), relevant) in &self.relevant {
            let list = self.ready[*device].lists[*list].as_ref();
            for near in relevant {
                let Some(rule) = list.map(|list| &list.rules[near.rule as usize]) else { continue };
                rule.except.iter().for_each(|shape| classes.cut(&shape.to));
                if !near.every_target {
                    classes.cut(&rule.shape.to);
                }
            }
        }
        classes
    }

    /// Whether what is certain and what is possible is asked of the same rule bases.
    fn is_plain(&self) -> bool {
        let same = matches!((&self.certain, self.possible.as_slice()), (Some(certain), [possible]) if certain == possible);
        same && self.certain.iter().flatten().all(|leg| leg.rows().count() == 1)
    }

    fn stage(&self, step: &Step) -> Stage<'_> {
        let ready = &self.ready[step.device];
        Stage {
            list: ready.lists[step.list].as_ref().expect("only lists of this plane are steps"),
            relevant: self.relevant.get(&(step.device, step.list)).map_or(&[], Vec::as_slice),
            entry: &ready.parts[step.from.0][step.from.1].candidates,
            exit: &ready.parts[step.to.0][step.to.1].candidates,
        }
    }
}

/// Whether every rule is about every address of both ends, and about no interface.
fn is_plain(stages: &[Stage<'_>], [from, to]: [&Ranges; 2]) -> bool {
    let plain = |stage: &Stage<'_>, near: &Near| {
        if near.whole && stage.list.outlines[near.rule as usize].plain.is_some() {
            return true;
        }
        let rule = &stage.list.rules[near.rule as usize];
        let shape = &rule.shape;
        shape.entry.is_empty()
            && shape.exit.is_empty()
            && rule.except.is_empty()
            && shape.from.covers(from)
            && shape.to.covers(to)
    };
    let all = |stage: &Stage<'_>| stage.relevant.iter().all(|near| plain(stage, near));
    !from.is_empty() && !to.is_empty() && stages.iter().all(all)
}

/// The ways through all of them; `None` where they are too many.
fn series(passages: &[&(usize, Passage)]) -> Option<Vec<Leg>> {
    let mut legs = passages.first()?.1.legs.clone();
    for (_, passage) in &passages[1..] {
        legs = way::joined(&legs, &passage.legs)?;
    }
    Some(legs)
}

//! Which ports are open between two sets of addresses, through rule bases one behind the other.
//!
//! A port is open if *some* packet to it gets through: some address of the one set, some of the
//! other, some source port. So the question is asked of each rule that allows, in each rule base in
//! turn: is there a packet that it matches and that no rule before it stops? Only rules that stop
//! something are taken away from it; that is exact, and rules that allow never need to be compared
//! with each other.
//!
//! It is asked twice. *Certain*: a doubtful allow is passed over, a doubtful deny counts, unless it
//! is known to stop a part only. *Possible*: a doubtful allow counts, a doubtful deny is passed
//! over.
//!
//! Of nearly every rule a look at bits says enough: a port is open if nothing was stopped on it so
//! far, or nothing of one packet that is kept in sight; and once all packets of a port are decided
//! it is not looked at again. For the others, the rules that may stop something of them are found by
//! a [`Grid`] and put together by [`cover`]. Steps are counted; when a [`Budget`] is used up, a port
//! that is not decided is possible and not certain.

use std::sync::Arc;

use super::blockers::Blockers;
use super::candidate::{Candidates, Holds};
use super::compile::{Boxed, Compiled, Near, Shape};
use super::cover::{self, Blocker, Left, Region, Steps};
use super::flat::Effect;
use super::grid::{self, Grid};
use super::port_bits::PortBits;
use super::ports::Ports;
use super::range::Ranges;

/// Steps that every question has for each rule; those that touch nothing take one.
const STEPS_PER_RULE: u64 = 8;

/// Steps that questions have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// Every question for itself, besides eight for each rule.
    pub(super) each: u64,
    /// All together beyond those.
    pub(super) shared: u64,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pass {
    Certain,
    Possible,
}

/// One rule base on a way.
#[derive(Clone, Debug)]
pub(super) struct Stage<'a> {
    pub(super) list: &'a Compiled,
    /// The rules that touch both ends, in order.
    pub(super) relevant: &'a [Near],
    pub(super) entry: &'a Candidates,
    pub(super) exit: &'a Candidates,
}

/// Ports that a rule was the first to open; together with others where several rule bases have to
/// be passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    pub(super) stage: u32,
    pub(super) rule: u32,
    /// The first and the last.
    pub(super) ports: [u32; 2],
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) ports: Ports,
    pub(super) by: Vec<Opened>,
    /// Whether it took more steps than there are.
    pub(super) exhausted: bool,
    /// Whether the other pass may answer something else.
    pub(super) doubtful: bool,
}

struct Judge<'a> {
    stages: &'a [Stage<'a>],
    pass: Pass,
    answer: Answer,
    /// The ports that were found open.
    opened: PortBits,
    /// Rules, one of each rule base so far, that let ports through together.
    path: Vec<u32>,
    steps: Steps,
    blockers: Blockers<'a>,
    /// For stages behind the first, their rules by place, once they are needed.
    grids: Vec<Option<Arc<Grid>>>,
    /// Ports of what was asked last for which no packet is left.
    shut: Vec<(u128, u128)>,
    /// Room for runs of ports.
    runs: Vec<[u32; 2]>,
}

/// The ports that are open from some address to some other; ports in `known` are not asked about.
pub(super) fn open(
    stages: &[Stage<'_>],
    ends: [&Ranges; 2],
    pass: Pass,
    known: &Ports,
    budget: &mut Budget,
) -> Answer {
    let region = Region {
        from: ends[0].clone(),
        to: ends[1].clone(),
        ports: Ports::any().without(known),
        sources: Ports::any(),
    };
    if region.ports.is_empty() {
        return Answer::default();
    }
    let (Some(from), Some(to)) = (region.from.first(), region.to.first()) else {
        return Answer::default();
    };
    let rules = stages.iter().map(|stage| stage.relevant.len() as u64).sum::<u64>();
    let own = budget.each + STEPS_PER_RULE * rules;
    let mut judge = Judge {
        stages,
        pass,
        answer: Answer::default(),
        opened: PortBits::none(),
        path: Vec::new(),
        steps: Steps { taken: 0, most: own + budget.shared },
        blockers: Blockers::none(Some([from, to])),
        grids: stages.iter().map(|_| None).collect(),
        shut: Vec::new(),
        runs: Vec::new(),
    };
    judge.descend(0, region);
    budget.shared -= judge.steps.taken.saturating_sub(own).min(budget.shared);
    let exhausted = judge.steps.is_used_up();
    Answer {
        ports: judge.opened.intersection(&Ports::any()),
        exhausted,
        doubtful: judge.answer.doubtful || exhausted,
        ..judge.answer
    }
}

impl<'a> Judge<'a> {
    /// Goes through the rules of a stage for what the stages before let through.
    fn descend(&mut self, at: usize, region: Region) {
        let Some(stage) = self.stages.get(at) else { return self.arrive(&region) };
        let mark = self.blockers.len();
        let mut left = PortBits::of(&region.ports);
        left.remove_shared(&region.ports, &self.opened);
        let grid = (at > 0).then(|| self.grid(at));
        let places = match &grid {
            Some(grid) => grid.near([region.ports.numbers(), &region.from, &region.to]),
            None => grid::Near::All(0..stage.relevant.len() as u32),
        };
        for place in places {
            if left.is_empty() || self.steps.take(1) {
                break;
            }
            self.rule(at, stage.relevant[place as usize], &region, &mut left);
        }
        self.blockers.truncate(mark);
        // Without a step left, what is not decided is possible.
        if self.steps.is_used_up() && self.pass == Pass::Possible {
            self.opened.add(&left.intersection(&region.ports));
        }
    }

    /// One rule of a stage.
    fn rule(&mut self, at: usize, near: Near, region: &Region, left: &mut PortBits) {
        let stage = &self.stages[at];
        let outline = stage.list.outlines[near.rule as usize];
        if !left.meets_run(outline.ports) {
            return;
        }
        let is_decided = match outline.plain.filter(|_| near.whole) {
            Some(Effect::Deny) => true,
            Some(Effect::Allow) if self.is_last(at, region) => {
                let free = self.blockers.free_of_all([&region.from, &region.to]);
                self.runs.clear();
                left.take_run_of(outline.ports, free, &mut self.runs);
                self.found_runs(near.rule);
                !left.meets_run(outline.ports)
            }
            _ => false,
        };
        if is_decided {
            left.remove_run(outline.ports);
        } else {
            self.rule_in_full(at, near, region, left);
        }
    }

    /// One rule of which a few bytes do not say everything.
    fn rule_in_full(&mut self, at: usize, near: Near, region: &Region, left: &mut PortBits) {
        let stage = &self.stages[at];
        let rule = &stage.list.rules[near.rule as usize];
        let shape = &rule.shape;
        let holds = if left.meets(&shape.ports) && region.meets(shape) {
            stage.holds(shape)
        } else {
            Holds::No
        };
        if holds == Holds::No {
            return;
        }
        let sure = holds == Holds::Yes && shape.sure;
        let effect = Meaning { effect: rule.effect, sure, part: shape.part };
        self.answer.doubtful |= effect.is_doubtful()
            || stage.exceptions(rule, true).count() != stage.exceptions(rule, false).count();
        let is_whole = rule.except.is_empty() && region.is_within(shape);
        if effect.opens(self.pass) && !self.opens_at_once(at, near.rule, region, left) {
            self.follow(at, near.rule, region, left);
            for (first, last) in self.shut.drain(..).filter(|_| is_whole) {
                left.remove_run([first as u32, last.min(u128::from(u32::MAX)) as u32]);
            }
        }
        let blocks = effect.blocks(self.pass);
        // What a rule decides for every packet that is left is not looked at again.
        if (blocks || sure) && is_whole {
            left.remove(&shape.ports);
        } else if blocks {
            let except = stage.exceptions(rule, self.pass == Pass::Possible).collect();
            self.block(Blocker { shape, except });
        }
    }

    /// Goes on to the next stage with what a rule lets through.
    fn follow(&mut self, at: usize, index: u32, region: &Region, left: &mut PortBits) {
        let stage = &self.stages[at];
        let rule = &stage.list.rules[index as usize];
        let shape = &rule.shape;
        let inner = Region {
            from: region.from.intersection(&shape.from),
            to: region.to.intersection(&shape.to),
            ports: left.intersection(&shape.ports),
            sources: region.sources.intersection(&shape.sources),
        };
        let before = self.blockers.len();
        for shape in stage.exceptions(rule, self.pass == Pass::Certain) {
            self.block(Blocker { shape, except: Vec::new() });
        }
        self.path.push(index);
        let asked = inner.ports.clone();
        self.descend(at + 1, inner);
        self.path.pop();
        self.blockers.truncate(before);
        left.remove_shared(&asked, &self.opened);
        if at + 1 < self.stages.len() {
            self.shut.clear();
        }
    }

    /// Opens those ports of a rule of the last stage for which some packet gets through for sure;
    /// whether that is all of them.
    fn opens_at_once(
        &mut self,
        at: usize,
        index: u32,
        region: &Region,
        left: &mut PortBits,
    ) -> bool {
        let rule = &self.stages[at].list.rules[index as usize];
        let shape = &rule.shape;
        if !self.is_last(at, region) || !rule.except.is_empty() || !shape.sources.is_any() {
            return false;
        }
        let free = self.blockers.free(shape, [&region.from, &region.to]);
        self.runs.clear();
        for (first, last) in shape.ports.numbers().iter() {
            left.take_run_of([first as u32, last as u32], free, &mut self.runs);
        }
        self.found_runs(index);
        !left.meets(&shape.ports)
    }

    /// Whether what a stage lets through for all source ports of a region gets through for some.
    fn is_last(&self, at: usize, region: &Region) -> bool {
        at + 1 == self.stages.len() && region.sources.is_any()
    }

    /// The runs of ports that were found are opened by a rule of the last stage.
    fn found_runs(&mut self, index: u32) {
        self.path.push(index);
        for at in 0..self.runs.len() {
            self.found(self.runs[at]);
        }
        self.path.pop();
    }

    /// Ports that the rules so far open.
    fn found(&mut self, ports: [u32; 2]) {
        self.opened.add_run(ports);
        let opened =
            |(stage, rule): (usize, &u32)| Opened { stage: stage as u32, rule: *rule, ports };
        self.answer.by.extend(self.path.iter().enumerate().map(opened));
    }

    /// The rules of a stage by place.
    fn grid(&mut self, at: usize) -> Arc<Grid> {
        let stage = &self.stages[at];
        let grid = self.grids[at].get_or_insert_with(|| Arc::new(Grid::of(stage.shapes())));
        Arc::clone(grid)
    }

    fn block(&mut self, blocker: Blocker<'a>) {
        let stages = self.stages;
        self.blockers.push(blocker, || stages.iter().flat_map(Stage::shapes).collect());
    }

    /// Behind the last stage: what no blocker takes away is open.
    fn arrive(&mut self, region: &Region) {
        let undecided = self.pass == Pass::Possible;
        let before = self.steps.taken;
        let near = self.blockers.near([region.ports.numbers(), &region.from, &region.to]);
        let left = if self.steps.take(near.len()) {
            let open = if undecided { region.ports.clone() } else { Ports::default() };
            Left { open, ..Left::default() }
        } else {
            let near = near.into_iter().map(|at| self.blockers.get(at));
            let active: Vec<Blocker<'a>> =
                near.filter(|blocker| region.meets(blocker.shape)).cloned().collect();
            cover::uncovered(region, &active, undecided, &mut self.steps)
        };
        for (first, last) in left.open.numbers().iter() {
            self.found([first as u32, last as u32]);
        }
        self.shut = left.shut;
        if let Some(packet) = left.packet {
            self.blockers.see(packet, (self.steps.taken - before) as usize);
        }
    }
}

/// What a rule does, and whether that is known.
#[derive(Clone, Copy)]
pub(super) struct Meaning {
    effect: Effect,
    sure: bool,
    /// Whether it surely does it to a part only.
    part: bool,
}

impl Meaning {
    /// Of a rule that names no interface.
    pub(super) fn of(effect: Effect, shape: &Shape) -> Self {
        Self { effect, sure: shape.sure, part: shape.part }
    }

    pub(super) fn opens(self, pass: Pass) -> bool {
        match pass {
            Pass::Certain => self.effect == Effect::Allow && self.sure,
            Pass::Possible => self.effect != Effect::Deny,
        }
    }

    pub(super) fn blocks(self, pass: Pass) -> bool {
        match pass {
            Pass::Certain => {
                self.effect == Effect::Unknown || (self.effect == Effect::Deny && !self.part)
            }
            Pass::Possible => self.effect == Effect::Deny && self.sure,
        }
    }

    /// Whether it does not do the same in both passes.
    pub(super) fn is_doubtful(self) -> bool {
        self.opens(Pass::Certain) != self.opens(Pass::Possible)
            || self.blocks(Pass::Certain) != self.blocks(Pass::Possible)
    }
}

impl<'a> Stage<'a> {
    /// The rules that touch both ends.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.relevant.iter().map(|near| near.rule)
    }

    fn shapes(&self) -> impl ExactSizeIterator<Item = &'a Shape> + Clone + use<'a> {
        let rules = &self.list.rules;
        self.relevant.iter().map(move |near| &rules[near.rule as usize].shape)
    }

    fn holds(&self, shape: &Shape) -> Holds {
        self.entry.all(&shape.entry).min(self.exit.all(&shape.exit))
    }

    /// What left the chain before a rule; all that may have, or only what surely has.
    fn exceptions(
        &self,
        rule: &'a Boxed,
        all: bool,
    ) -> impl Iterator<Item = &'a Shape> + use<'_, 'a> {
        rule.except.iter().filter(move |shape| match self.holds(shape) {
            Holds::No => false,
            Holds::Maybe => all,
            Holds::Yes => all || shape.sure,
        })
    }
}

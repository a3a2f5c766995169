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
//! The rules that may stop something of another are found by a [`Grid`]. Steps are counted; when a
//! [`Budget`] is used up, a port that is not decided is possible and not certain.

use super::candidate::{Candidates, Holds};
use super::compile::{Boxed, Compiled, Shape};
use super::cover::{self, Blocker, Region, Steps};
use super::flat::Effect;
use super::grid::Grid;
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
    pub(super) relevant: &'a [u32],
    pub(super) entry: &'a Candidates,
    pub(super) exit: &'a Candidates,
}

/// Rules, one of each rule base, that let ports through together: the stage, the rule in it.
pub(super) type Path = Vec<(usize, u32)>;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) ports: Ports,
    pub(super) by: Vec<(Path, Ports)>,
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
    path: Path,
    steps: Steps,
    blockers: Vec<Blocker<'a>>,
    near_blockers: Grid,
    /// For stages behind the first, their rules by place, once they are needed.
    near_rules: Vec<Option<Grid>>,
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
    if region.from.is_empty() || region.to.is_empty() || region.ports.is_empty() {
        return Answer::default();
    }
    let rules = stages.iter().map(|stage| stage.relevant.len() as u64).sum::<u64>();
    let own = budget.each + STEPS_PER_RULE * rules;
    let all: Vec<&Shape> = stages.iter().flat_map(Stage::shapes).collect();
    let mut judge = Judge {
        stages,
        pass,
        answer: Answer::default(),
        opened: PortBits::none(),
        path: Vec::new(),
        steps: Steps { taken: 0, most: own + budget.shared },
        blockers: Vec::new(),
        near_blockers: Grid::like(all.iter().copied()),
        near_rules: stages.iter().map(|_| None).collect(),
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
        let rules: Box<dyn Iterator<Item = u32>> = match at {
            0 => Box::new(stage.relevant.iter().copied()),
            _ => Box::new(
                self.near(at, &region).into_iter().map(|place| stage.relevant[place as usize]),
            ),
        };
        for index in rules {
            if left.is_empty() || self.steps.take(1) {
                break;
            }
            self.rule(at, index, &region, &mut left);
        }
        self.forget(mark);
        // Without a step left, what is not decided is possible.
        if self.steps.is_used_up() && self.pass == Pass::Possible {
            self.opened.add(&left.intersection(&region.ports));
        }
    }

    /// One rule of a stage.
    fn rule(&mut self, at: usize, index: u32, region: &Region, left: &mut PortBits) {
        let stage = &self.stages[at];
        let rule = &stage.list.rules[index as usize];
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
        if effect.opens(self.pass) && !self.opens_at_once(at, index, region, left) {
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
            self.path.push((at, index));
            let asked = inner.ports.clone();
            self.descend(at + 1, inner);
            self.path.pop();
            self.forget(before);
            left.remove_shared(&asked, &self.opened);
        }
        let blocks = effect.blocks(self.pass);
        if blocks {
            self.block(Blocker {
                shape,
                except: stage.exceptions(rule, self.pass == Pass::Possible).collect(),
            });
        }
        // What a rule decides for every packet that is left is not looked at again.
        if (blocks || sure) && rule.except.is_empty() && region.is_within(shape) {
            left.remove(&shape.ports);
        }
    }

    /// Whether a rule of the last stage opens all of its ports because nothing before it stops any
    /// of them; then they are open. That is the case of almost every rule, and costs a look at the
    /// few rules on its ports.
    fn opens_at_once(
        &mut self,
        at: usize,
        index: u32,
        region: &Region,
        left: &mut PortBits,
    ) -> bool {
        let rule = &self.stages[at].list.rules[index as usize];
        let shape = &rule.shape;
        if at + 1 < self.stages.len()
            || !rule.except.is_empty()
            || !shape.sources.covers(&region.sources)
            || region.sources != Ports::any()
        {
            return false;
        }
        let Some(near) = self.near_blockers.on_ports(&shape.ports) else { return false };
        let apart = |other: &Shape| {
            let far = |a: &Ranges, b: &Ranges, c: &Ranges| !a.meets(b) || !a.meets(c);
            !other.ports.meets(&shape.ports)
                || far(&other.from, &shape.from, &region.from)
                || far(&other.to, &shape.to, &region.to)
        };
        if !near.into_iter().flatten().all(|at| apart(self.blockers[*at as usize].shape)) {
            return false;
        }
        let open = left.shared(&shape.ports);
        self.path.push((at, index));
        self.opened.add(&open);
        left.remove(&open);
        self.answer.by.push((self.path.clone(), open));
        self.path.pop();
        true
    }

    /// The places of the rules of a stage that may meet a region.
    fn near(&mut self, at: usize, region: &Region) -> Vec<u32> {
        let stage = &self.stages[at];
        let grid = self.near_rules[at].get_or_insert_with(|| Grid::of(stage.shapes()));
        grid.near([region.ports.numbers(), &region.from, &region.to])
    }

    fn block(&mut self, blocker: Blocker<'a>) {
        self.near_blockers.push(blocker.shape);
        self.blockers.push(blocker);
    }

    /// Takes blockers back to the first so many.
    fn forget(&mut self, count: usize) {
        for blocker in self.blockers.drain(count..).rev() {
            self.near_blockers.pop(blocker.shape);
        }
    }

    /// Behind the last stage: what no blocker takes away is open.
    fn arrive(&mut self, region: &Region) {
        let undecided = self.pass == Pass::Possible;
        let near = self.near_blockers.near([region.ports.numbers(), &region.from, &region.to]);
        let open = if self.steps.take(near.len()) {
            if undecided { region.ports.clone() } else { Ports::default() }
        } else {
            let near = near.into_iter().map(|at| &self.blockers[at as usize]);
            let active: Vec<Blocker<'a>> =
                near.filter(|blocker| region.meets(blocker.shape)).cloned().collect();
            cover::uncovered(region, &active, undecided, &mut self.steps)
        };
        if !open.is_empty() {
            self.opened.add(&open);
            self.answer.by.push((self.path.clone(), open));
        }
    }
}

/// What a rule does, and whether that is known.
#[derive(Clone, Copy)]
struct Meaning {
    effect: Effect,
    sure: bool,
    /// Whether it surely does it to a part only.
    part: bool,
}

impl Meaning {
    fn opens(self, pass: Pass) -> bool {
        match pass {
            Pass::Certain => self.effect == Effect::Allow && self.sure,
            Pass::Possible => self.effect != Effect::Deny,
        }
    }

    fn blocks(self, pass: Pass) -> bool {
        match pass {
            Pass::Certain => {
                self.effect == Effect::Unknown || (self.effect == Effect::Deny && !self.part)
            }
            Pass::Possible => self.effect == Effect::Deny && self.sure,
        }
    }

    /// Whether it does not do the same in both passes.
    fn is_doubtful(self) -> bool {
        self.opens(Pass::Certain) != self.opens(Pass::Possible)
            || self.blocks(Pass::Certain) != self.blocks(Pass::Possible)
    }
}

impl<'a> Stage<'a> {
    fn shapes(&self) -> impl ExactSizeIterator<Item = &'a Shape> + Clone + use<'a> {
        let rules = &self.list.rules;
        self.relevant.iter().map(move |at| &rules[*at as usize].shape)
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

//! Rule bases one behind the other that tell no packets apart but by their ports: what all let
//! through is what each lets through. Filters at hosts are nearly always so, and there is one before
//! and behind every pair of them.

use super::compile::Near;
use super::judge::{Answer, Meaning, Opened, Pass, Stage};
use super::ports::Ports;

/// Rules of which a look at their ports, range by range, is quicker than one at bits.
const MAX_RULES: usize = 32;
/// Ranges of ports of one rule, for the same reason.
const MAX_RANGES: usize = 8;

/// Whether the answer can be put together from those of single rule bases: each rule is about every
/// packet between two ends on its ports, whatever the source port.
pub(super) fn is_one(stages: &[Stage<'_>]) -> bool {
    let is_plain = |stage: &Stage<'_>, near: &Near| {
        let rule = near.rule as usize;
        stage.list.outlines[rule].plain.is_some() && near.whole || {
            let shape = &stage.list.rules[rule].shape;
            shape.sources.is_any() && shape.ports.numbers().len() <= MAX_RANGES
        }
    };
    let is_short = |stage: &Stage<'_>| {
        stage.relevant.len() <= MAX_RULES && stage.relevant.iter().all(|near| is_plain(stage, near))
    };
    stages.iter().all(is_short)
}

/// What such rule bases let through, without the ports that are known.
pub(super) fn open(stages: &[Stage<'_>], pass: Pass, known: &Ports) -> Answer {
    let mut doubtful = false;
    let mut ports = Ports::any().without(known);
    let mut opened: Vec<(u32, u32, Ports)> = Vec::new();
    for (at, stage) in stages.iter().enumerate() {
        let mut left = ports;
        ports = Ports::default();
        for near in stage.relevant {
            let rule = &stage.list.rules[near.rule as usize];
            let own = left.intersection(&rule.shape.ports);
            if own.is_empty() {
                continue;
            }
            let meaning = Meaning::of(rule.effect, &rule.shape);
            doubtful |= meaning.is_doubtful();
            if meaning.opens(pass) {
                ports = ports.union(&own);
                opened.push((at as u32, near.rule, own.clone()));
            }
            if meaning.opens(pass) || meaning.blocks(pass) || rule.shape.sure {
                left = left.without(&own);
            }
            if left.is_empty() {
                break;
            }
        }
    }
    let run = |(stage, rule, own): (u32, u32, Ports)| {
        let runs: Vec<[u32; 2]> =
            own.intersection(&ports).numbers().iter().map(|(a, b)| [a as u32, b as u32]).collect();
        runs.into_iter().map(move |ports| Opened { stage, rule, ports })
    };
    let by = opened.into_iter().flat_map(run).collect();
    Answer { ports, by, exhausted: false, doubtful }
}

//! What may not have been seen yet: rare events that would add to the loss.
//!
//! Where something small happens in most samples, the loss seems known long before the first rare
//! and large one was drawn. How likely some of those are is known without a sample.

use super::course;
use crate::network::{Network, Onset};
use crate::term::entry::{Entries, Entry};
use crate::threat::Threat;

/// The chances of rare events, and what may be lost.
#[derive(Clone, Debug)]
pub(super) struct Rare {
    /// That an insider turns up anywhere, that somebody runs a Trojan, that a stage moves.
    chances: [f64; 3],
    /// The value of all hosts that anything can happen to.
    value: f64,
}

impl Rare {
    /// The events of a network with some ways in.
    pub(super) fn of(network: &Network, threat: &Threat, entries: Entries) -> Self {
        let anywhere = |entry: Entry, onsets: &[Onset]| {
            let spared = |onset: &Onset| 1.0 - onset.chances.last().copied().unwrap_or(0.0);
            if entries[entry] { 1.0 - onsets.iter().map(spared).product::<f64>() } else { 0.0 }
        };
        let value = |class: &crate::network::Class| {
            let later = class.removed.iter().map(|removal| removal.value * removal.machines as f64);
            class.value + later.sum::<f64>()
        };
        Self {
            chances: [
                anywhere(Entry::Insider, &network.insiders),
                anywhere(Entry::Mail, &network.mail),
                course::chance_of_a_move(network, threat),
            ],
            value: network.classes.iter().map(value).sum(),
        }
    }

    /// How much more may be lost than a loss.
    #[inline]
    pub(super) fn left(&self, loss: f64) -> f64 {
        (self.value - loss).max(0.0)
    }

    /// Whether every event that may add so much to a loss was to be expected so often in a number
    /// of samples.
    #[inline]
    pub(super) fn were_seen(&self, samples: u64, events: u64, loss: f64, matters: f64) -> bool {
        let more = self.left(loss);
        self.chances
            .iter()
            .all(|chance| chance * more <= matters || chance * samples as f64 >= events as f64)
    }
}

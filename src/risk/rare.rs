//! What may not have been seen yet: rare events that would add to the loss.
//!
//! Where something small happens in most samples, the loss seems known long before the first rare
//! and large one was drawn. How likely some of those are is known without a sample.

use super::strata::{Calm, Event, Strata};
use crate::network::Network;

/// The chances of rare events, and what may be lost.
#[derive(Clone, Debug)]
pub(super) struct Rare {
    /// That an insider turns up anywhere, that somebody runs a Trojan, that a stage moves: the
    /// chance, and the share of the samples in which it happens.
    events: [(f64, f64); 3],
    /// The value of all hosts that anything can happen to.
    value: f64,
}

impl Rare {
    /// The events of a network, given the chances that they do not happen and how they are drawn.
    pub(super) fn of(network: &Network, calm: &Calm, strata: &Strata) -> Self {
        let value = |class: &crate::network::Class| {
            let later = class.removed.iter().map(|removal| removal.value * removal.machines as f64);
            class.value + later.sum::<f64>()
        };
        Self {
            events: [Event::Insider, Event::Mail, Event::Stage].map(|event| {
                let chance = calm.chance(event);
                (chance, strata.share(event, chance))
            }),
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
        self.events.iter().all(|(chance, share)| {
            chance * more <= matters || share * samples as f64 >= events as f64
        })
    }
}

//! What a count says of an advisory: the chance that a worm uses it already.
//!
//! By Bayes' rule, with three figures: the chance π that the stage moves to worm that day anyway,
//! the chance 0.9 that a worm shows as a spike (assumed), and the chance 0.005 of a spike without a
//! worm on this flaw (one in 47 published category-weeks: 0.003, at most 0.016).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Moved, Reading, Weight};
use crate::advisory::{Advisories, Advisory, AdvisoryId, Effect, Stage};
use crate::term::day::days_between;

/// Chance that a worm shows as a spike.
const SENSITIVITY: f64 = 0.9;
/// Chance, per port and day, of a spike that no worm on this flaw made.
const FALSE_ALARM: f64 = 0.005;

/// How advisories move on.
#[derive(Clone, Copy)]
pub(super) struct Rates<'a> {
    /// The chance per day of moving on from a stage that was reached so many days ago.
    pub(super) escalation: &'a dyn Fn(Stage, u32) -> f64,
    /// The chance that the first public thing runs code at once.
    pub(super) straight_to_exploit: f64,
}

/// What the counts make of each advisory with a counted port among its vectors. Of several counts
/// the strongest decides.
pub(super) fn moved(
    readings: &[Reading],
    advisories: &Advisories,
    rates: &Rates<'_>,
    as_of: Date,
) -> BTreeMap<AdvisoryId, Moved> {
    let counted =
        || readings.iter().enumerate().filter(|(_, reading)| reading.weight == Weight::Counted);
    let known = advisories.iter().filter(|(_, advisory)| advisory.is_known(as_of));
    let strength = |reading: &Reading| (reading.spike, reading.z.unwrap_or(0.0));
    known
        .filter_map(|(id, advisory)| {
            let touching = counted()
                .filter(|(_, reading)| !reading.ports.intersection(&advisory.vectors).is_empty());
            let (index, strongest) = touching.max_by(|(_, a), (_, b)| {
                let ((a_spike, a), (b_spike, b)) = (strength(a), strength(b));
                a_spike.cmp(&b_spike).then(a.total_cmp(&b))
            })?;
            let before = before(advisory, rates, as_of)?;
            Some((id, Moved { before, now: after(before, strongest.spike), reading: index }))
        })
        .collect()
}

/// P: the chance of a worm once it is known whether there was a spike.
fn after(before: f64, spike: bool) -> f64 {
    let (worm, other) =
        if spike { (SENSITIVITY, FALSE_ALARM) } else { (1.0 - SENSITIVITY, 1.0 - FALSE_ALARM) };
    worm * before / (worm * before + other * (1.0 - before))
}

/// π: the highest chance of any product that can be taken over and on which no worm is known yet;
/// `None` if there is none.
fn before(advisory: &Advisory, rates: &Rates<'_>, as_of: Date) -> Option<f64> {
    let rows = advisory.affected.iter().filter(|row| row.effect == Effect::Code);
    let products = rows.flat_map(|row| row.products.iter().copied());
    let staged = products
        .map(|product| (product, advisory.stage(product, as_of)))
        .filter(|(_, stage)| *stage < Stage::Worm);
    staged
        .map(|(product, stage)| {
            to_worm(stage, age(advisory.reached(product, None, as_of), as_of), rates)
        })
        .max_by(f64::total_cmp)
}

/// The chance of all steps from a stage to worm on one day, by the most likely way. Steps not yet
/// taken go at fresh rates.
fn to_worm(stage: Stage, age: u32, rates: &Rates<'_>) -> f64 {
    let (now, fresh) = ((rates.escalation)(stage, age), |stage| (rates.escalation)(stage, 0));
    let straight = rates.straight_to_exploit;
    match stage {
        Stage::None => {
            now * fresh(Stage::Exploit)
                * straight.max((1.0 - straight) * fresh(Stage::ProofOfConcept))
        }
        Stage::ProofOfConcept => now * fresh(Stage::Exploit),
        Stage::Exploit => now,
        Stage::Worm => 1.0,
    }
}

/// Days since a stage was reached.
fn age(since: Date, as_of: Date) -> u32 {
    days_between(since, as_of).max(0).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rates of the model.
    fn escalation(stage: Stage, age: u32) -> f64 {
        let (fresh, days, later) = match stage {
            Stage::None => (0.055, 14, 0.0005),
            Stage::ProofOfConcept => (0.02, 14, 0.0003),
            Stage::Exploit => (0.014, 30, 0.0007),
            Stage::Worm => (0.0, 0, 0.0),
        };
        if age <= days { fresh } else { later }
    }

    const RATES: Rates<'static> = Rates { escalation: &escalation, straight_to_exploit: 0.6 };

    #[test]
    fn the_seven_spikes_that_made_the_news() {
        // Day and port, flaw, stage and age in days, and what came.
        for (spike, stage, age, expected) in [
            ("2004-02-11, many ports: MS04-007, nothing public; Doomjuice", Stage::None, 1, 0.077),
            (
                "2004-05-17, port 5000: MS01-059, old code; Kibuv.B, missed",
                Stage::Exploit,
                800,
                0.112,
            ),
            ("2004-12-31, port 42: MS04-045, code that day; a bot", Stage::Exploit, 0, 0.72),
            ("2005-06-17, port 445: MS05-027, nothing public; nothing came", Stage::None, 3, 0.077),
            ("2005-12-08, port 1025: MS05-051, code for 7 days; Dasher", Stage::Exploit, 7, 0.72),
            ("2007-04-16, port 1025: MS07-029, code for 2 days; Rinbot", Stage::Exploit, 2, 0.72),
        ] {
            let chance = after(to_worm(stage, age, &RATES), true);
            assert!((chance - expected).abs() < 0.003, "{spike}: {chance}");
        }
        // 2011-08-28, port 3389: MS11-065 can only crash; Morto, passwords. No chance at all.
        assert_eq!(after(0.0, true), 0.0);
    }

    #[test]
    fn no_spike_makes_a_worm_less_likely_and_a_spike_more() {
        for before in [0.0005, 0.014, 0.5] {
            assert!(after(before, false) < before && before < after(before, true));
        }
        assert_eq!(after(1.0, false), 1.0);
    }

    #[test]
    fn only_fresh_public_code_makes_a_worm_likely() {
        let likely = |stage, age| after(to_worm(stage, age, &RATES), true) >= Moved::LIKELY;
        assert!(likely(Stage::Exploit, 30) && !likely(Stage::Exploit, 31));
        assert!(!likely(Stage::None, 0) && !likely(Stage::ProofOfConcept, 0));
    }
}

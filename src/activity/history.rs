//! What is usual on a port, from its daily counts: the median of the same weekday over the eight
//! weeks before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::spike::Comparison;
use super::{MAX_DAYS, Reading, Weight};
use crate::inventory::PortHistory;

/// Weeks that are looked back.
const WEEKS: i64 = 8;
/// Weeks that are needed: 28 days.
const MIN_WEEKS: usize = 4;

/// The counts of the last days up to the as-of day. What is later is not known on that day, what is
/// earlier is only what is usual.
pub(super) fn readings(history: &PortHistory, as_of: Date) -> Vec<Reading> {
    let recent = as_of.checked_sub(MAX_DAYS.days()).unwrap_or(Date::MIN);
    let days = compared(
        history
            .days
            .iter()
            .filter(|day| day.date <= as_of)
            .map(|day| (day.date, day.sources as f64)),
    );
    days.into_iter()
        .filter(|(date, ..)| *date >= recent)
        .map(|(date, sources, compared, spike)| Reading {
            date,
            ports: history.ports.clone(),
            sources,
            usual: compared.map(|c| c.usual),
            z: compared.map(|c| c.z),
            spike,
            source: Some(history.name.clone()),
            weight: if compared.is_some() { Weight::Counted } else { Weight::NoBaseline },
        })
        .collect()
}

/// Each day against the same weekday of the weeks before it, and whether it is a spike. Days that
/// were flagged before are left out of what is usual: a week of attacks must not make the next one
/// look quiet. Days are given in order.
fn compared(days: impl Iterator<Item = (Date, f64)>) -> Vec<(Date, f64, Option<Comparison>, bool)> {
    let (mut counts, mut raised, mut flagged) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (date, sources) in days {
        let weekdays = (1..=WEEKS).filter_map(|weeks| date.checked_sub((weeks * 7).days()).ok());
        let earlier: Vec<f64> = weekdays
            .filter(|day| !flagged.contains(day))
            .filter_map(|day| counts.get(&day).copied())
            .collect();
        let compared = (earlier.len() >= MIN_WEEKS).then(|| Comparison::against(sources, &earlier));
        let before = date.yesterday().ok().filter(|day| raised.contains(day));
        let spike = compared.is_some_and(|c| c.is_spike(before.is_some()));
        if compared.is_some_and(Comparison::is_raised) {
            raised.insert(date);
        }
        if spike {
            flagged.extend(before);
            flagged.insert(date);
        }
        counts.insert(date, sources);
        found.push((date, sources, compared, spike));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rand_distr::{Distribution, LogNormal, Poisson};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    fn from(start: Date, counts: impl IntoIterator<Item = f64>) -> Vec<(Date, f64)> {
        (0..)
            .zip(counts)
            .map(|(day, count)| {
                (start.checked_add(i64::from(day).days()).expect("within the calendar"), count)
            })
            .collect()
    }

    fn spikes(counts: impl IntoIterator<Item = f64>) -> Vec<bool> {
        compared(from(date(2004, 1, 1), counts).into_iter())
            .into_iter()
            .map(|(.., spike)| spike)
            .collect()
    }

    #[test]
    fn noise_is_flagged_on_at_most_one_day_in_a_thousand() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
        for mean in [3.0_f64, 30.0, 3_000.0] {
            let daily = LogNormal::new(mean.ln(), 0.15).expect("a spread");
            let counts: Vec<f64> = (0..100_000)
                .map(|_| {
                    Poisson::new(daily.sample(&mut random)).expect("a mean").sample(&mut random)
                })
                .collect();
            let flagged = spikes(counts).into_iter().filter(|spike| *spike).count();
            assert!(flagged <= 100, "{flagged} of 100,000 days at a mean of {mean}");
        }
    }

    #[test]
    fn a_spike_needs_four_weeks_before_it() {
        let with_spike_after = |days: usize| spikes((0..days).map(|_| 100.0).chain([1_000.0]));
        assert!(!with_spike_after(27).contains(&true));
        assert_eq!(with_spike_after(28).iter().position(|spike| *spike), Some(28));
    }

    #[test]
    fn flagged_days_do_not_become_what_is_usual() {
        // Nine weeks of an attack on every day: flagged to the last, as the weeks before it are
        // what is usual.
        let flagged = spikes((0..56).map(|_| 100.0).chain((0..28).map(|_| 1_000.0)));
        assert!(flagged[..56].iter().all(|spike| !spike));
        assert!(flagged[56..].iter().all(|spike| *spike));
    }

    #[test]
    fn days_that_are_missing_are_no_zeros() {
        let days = from(date(2004, 1, 1), vec![100.0; 84])
            .into_iter()
            .filter(|(day, _)| day.day() % 3 != 0);
        assert!(compared(days).iter().all(|(.., spike)| !spike));
    }
}

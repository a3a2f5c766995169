//! Observed activity: what was counted on ports, and how likely it makes it that a worm is about
//! already.
//!
//! A count never changes how often a host is tried: more probes on a port need not carry the flaw's
//! exploit. It changes the chance that the stage of an advisory *is worm already on day 1*. The
//! rule is that of `docs/model.md`, *Observed activity*; [`spike`] says what is unusual, [`chance`] what that
//! says of an advisory, [`history`] finds what is usual in a port's daily counts.

mod chance;
mod history;
mod spike;

use std::collections::BTreeMap;

use jiff::Unit;
use jiff::civil::Date;

use crate::advisory::{Advisories, AdvisoryId};
use crate::inventory::{Inventory, Observed};
use crate::term::port::PortSet;
use crate::threat::Threat;

use chance::Rates;
use spike::Comparison;

/// A count still says something of the as-of day this many days later.
const MAX_DAYS: i64 = 2;

/// All that was observed, weighed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weighed {
    /// Counts on ports, by day, then port.
    pub readings: Vec<Reading>,
    /// Levels that were raised by the as-of day, by day.
    pub levels: Vec<Level>,
    /// What counts made of advisories.
    pub moved: BTreeMap<AdvisoryId, Moved>,
}

/// A level that somebody raised. It is shown and not computed with: how often such levels are wrong
/// is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: String,
    /// Who raised it.
    pub source: Option<String>,
}

/// One count on a port.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The day.
    pub date: Date,
    /// The port.
    pub ports: PortSet,
    /// Distinct sources that day.
    pub sources: f64,
    /// What is usual; `None` where too little is known of earlier days.
    pub usual: Option<f64>,
    /// How far from usual, in standard deviations of the logarithm.
    pub z: Option<f64>,
    /// Whether it is a spike.
    pub spike: bool,
    /// Who counted.
    pub source: Option<String>,
    /// Whether it counts, and if not, why.
    pub weight: Weight,
}

/// Whether a count counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It does.
    Counted,
    /// It has a named cause other than an attack on a flaw.
    Cause(String),
    /// There is a newer one, or it is more than two days old.
    Old,
    /// It was not known on the as-of day.
    Later,
    /// Too little is known of earlier days.
    NoBaseline,
}

/// What counts made of an advisory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Chance that the stage moves to worm on such a day, before anything was counted (π).
    pub before: f64,
    /// Chance that it is worm on day 1 (P).
    pub now: f64,
    /// The count that decides, by index into the readings.
    pub reading: usize,
}

impl Moved {
    /// From this chance on a worm is called likely.
    pub const LIKELY: f64 = 0.5;
}

impl Weighed {
    /// Per advisory the chance that it is worm on day 1 already.
    pub fn chances(&self) -> BTreeMap<AdvisoryId, f64> {
        self.moved.iter().map(|(id, moved)| (*id, moved.now)).collect()
    }
}

/// Weighs what the inventory says was observed, for what was known on the as-of day. Linear in
/// entries, histories and advisories times ports counted.
pub fn weigh(inventory: &Inventory, advisories: &Advisories, threat: &Threat) -> Weighed {
    let as_of = threat.as_of;
    let escalation = |stage, age| threat.escalation(stage, age);
    let rates = Rates { escalation: &escalation, straight_to_exploit: threat.straight_to_exploit };
    let mut readings: Vec<Reading> = stated(inventory);
    readings
        .extend(inventory.histories.iter().flat_map(|history| history::readings(history, as_of)));
    readings.sort_by(|a, b| {
        (a.date, &a.ports, &a.source)
            .cmp(&(b.date, &b.ports, &b.source))
            .then(a.sources.total_cmp(&b.sources))
    });
    set_aside(&mut readings, as_of);
    let moved = chance::moved(&readings, advisories, &rates, as_of);
    Weighed { levels: levels(inventory, as_of), readings, moved }
}

fn levels(inventory: &Inventory, as_of: Date) -> Vec<Level> {
    let known = inventory.activity.iter().filter(|activity| activity.date <= as_of);
    let mut levels: Vec<Level> = known
        .filter_map(|activity| match &activity.observed {
            Observed::Level(name) => Some(Level {
                date: activity.date,
                name: name.clone(),
                source: activity.source.clone(),
            }),
            Observed::Count(_) => None,
        })
        .collect();
    levels.sort_by(|a, b| (a.date, &a.name, &a.source).cmp(&(b.date, &b.name, &b.source)));
    levels
}

/// The counts of the `activity:` list.
fn stated(inventory: &Inventory) -> Vec<Reading> {
    let counts = || {
        inventory.activity.iter().filter_map(|activity| match &activity.observed {
            Observed::Count(count) => Some((activity, count)),
            Observed::Level(_) => None,
        })
    };
    let raised: BTreeMap<(Date, &PortSet), bool> = counts()
        .map(|(activity, count)| {
            (
                (activity.date, &count.ports),
                Comparison::of(count.sources, &count.baseline).is_raised(),
            )
        })
        .fold(BTreeMap::new(), |mut all, (key, raised)| {
            *all.entry(key).or_default() |= raised;
            all
        });
    let day_before = |date: Date, ports| {
        date.yesterday().ok().and_then(|day| raised.get(&(day, ports)).copied()).unwrap_or(false)
    };
    counts()
        .map(|(activity, count)| {
            let compared = Comparison::of(count.sources, &count.baseline);
            Reading {
                date: activity.date,
                ports: count.ports.clone(),
                sources: count.sources,
                usual: Some(compared.usual),
                z: Some(compared.z),
                spike: compared.is_spike(day_before(activity.date, &count.ports)),
                source: activity.source.clone(),
                weight: count.cause.clone().map_or(Weight::Counted, Weight::Cause),
            }
        })
        .collect()
}

/// Of each port only the newest count counts, and only if it is recent. `readings` are sorted by
/// day.
fn set_aside(readings: &mut [Reading], as_of: Date) {
    let age = |date: Date| {
        as_of.since((Unit::Day, date)).map_or(i64::MAX, |span| i64::from(span.get_days()))
    };
    let mut newest: BTreeMap<PortSet, Date> = BTreeMap::new();
    for reading in readings.iter_mut().rev() {
        let late = reading.date > as_of;
        if late {
            reading.weight = Weight::Later;
        } else if reading.weight == Weight::Counted {
            let newest = *newest.entry(reading.ports.clone()).or_insert(reading.date);
            if reading.date < newest || age(reading.date) > MAX_DAYS {
                reading.weight = Weight::Old;
            }
        }
    }
}

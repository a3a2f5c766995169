//! Where hosts are, day by day, and what threatens them there.

use rustc_hash::FxHashMap;

use super::TrackId;
use crate::inventory::Away;
use crate::term::day::{Day, DaySet};
use crate::threat::{Mode, Threat};

/// On which days of the horizon a host is connected inside, and on which it is exposed outside. A
/// day may be both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Whereabouts {
    /// Connected inside.
    pub inside: DaySet,
    /// Exposed outside.
    pub outside: DaySet,
}

impl Whereabouts {
    /// The days of a host. In the worst case it is inside on every day, and outside too if it
    /// roams.
    pub(crate) fn new(away: &Away, threat: &Threat) -> Self {
        let last = threat.last_day();
        let roams = away.is_ever_outside();
        match threat.mode {
            Mode::WorstCase => {
                Self { inside: DaySet::new(last, |_| true), outside: DaySet::new(last, |_| roams) }
            }
            Mode::Expected => Self {
                inside: DaySet::new(last, |day| {
                    away.is_inside(threat.date(day), day.0.into(), &threat.calendar)
                }),
                outside: DaySet::new(last, |day| {
                    away.is_outside(threat.date(day), day.0.into(), &threat.calendar)
                }),
            },
        }
    }

    /// Whether a host that is compromised outside, however early, is inside on a day after that.
    pub(crate) fn returns(&self) -> bool {
        self.inside.next(self.outside.next(Day::FIRST).next()).comes()
    }

    /// The last day on which hosts come inside that were not inside the day before; [`Day::FIRST`]
    /// if they always were.
    #[inline]
    pub fn last_opening(&self) -> Day {
        let opens = |day: &Day| !self.inside.contains(day.before());
        self.inside.iter().filter(opens).last().unwrap_or(Day::FIRST)
    }
}

/// Index of a hazard in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HazardId(pub u32);

/// What threatens hosts from outside: some advisories on some days. Classes that share them share
/// it, and each sample works its chances out once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hazard {
    /// The courses of the advisories that can be used.
    pub tracks: Box<[TrackId]>,
    /// The days on which hosts are exposed to them.
    pub days: DaySet,
}

/// Things that are equal share one index.
#[derive(Debug)]
pub(super) struct Interned<T> {
    pub(super) all: Vec<T>,
    known: FxHashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Interned<T> {
    pub(super) fn new() -> Self {
        Self { all: Vec::new(), known: FxHashMap::default() }
    }

    #[inline]
    pub(super) fn index(&mut self, thing: T) -> u32 {
        *self.known.entry(thing).or_insert_with_key(|thing| {
            self.all.push(thing.clone());
            self.all.len() as u32 - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returns(inside: &[u16], outside: &[u16]) -> bool {
        let days = |days: &[u16]| DaySet::new(Day(4), |day| days.contains(&day.0));
        Whereabouts { inside: days(inside), outside: days(outside) }.returns()
    }

    #[test]
    fn a_host_returns_on_a_day_after_one_outside() {
        assert!(returns(&[1, 4], &[2, 3]));
        assert!(returns(&[1, 2, 3, 4], &[1, 2, 3, 4]), "each evening outside");
        assert!(!returns(&[1, 2], &[3, 4]), "not within the horizon");
        assert!(!returns(&[1, 2, 4], &[4]), "on the same day");
        assert!(!returns(&[1, 2, 3, 4], &[]), "it never leaves");
        assert!(!returns(&[], &[1, 2, 3, 4]), "it never comes");
    }
}

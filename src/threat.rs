//! The threat parameters of a run: rates per day, the calendar, what is lost. Defaults and their
//! evidence: `docs/model.md`. Unless a line says otherwise a figure is a probability from 0 to 1,
//! and the letter behind it is its symbol on that page.

mod plausible;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::advisory::{Effect, Stage};
use crate::inventory::{Antivirus, Calendar, RateOverride, ThreatOverrides};
use crate::term::day::{Day, days_between};
use crate::term::due::Due;

/// The parameters of the risk model, complete and within range.
#[derive(Clone, Debug, PartialEq)]
pub struct Threat {
    /// Day 1: what was known on that day counts.
    pub as_of: Date,
    /// The last day that counts (H), in days: day 1 is `as_of`, so it is at least 1.
    pub horizon_days: u32,
    /// On which days people come in.
    pub calendar: Calendar,
    /// Probability per user and day of an insider attack (ρ).
    pub insider_per_user_day: f64,
    /// Probability per user and workday that somebody runs a Trojan, before antivirus (μ).
    pub mail_per_user_day: f64,
    /// Share of the value of a host, from 0 to 1, that is lost when it is only crashed (δ).
    pub disruption: f64,
    /// Probability per day that an advisory moves on to the next stage (e), by the age of the
    /// stage: from none, proof-of-concept, exploit.
    pub escalation: [Rate; 3],
    /// Probability that the first public thing runs code at once (j): one coin per advisory, not
    /// per day.
    pub straight_to_exploit: f64,
    /// Probability per day that an outside attacker tries an exposed host (λ), for each host and
    /// advisory: at none, proof-of-concept, exploit, worm.
    pub attack: [f64; 4],
    /// Probability that a roaming host can be reached at all where it is outside (o): one coin per
    /// host, not per day.
    pub reachable_outside: f64,
    /// Probability that an antivirus stops a compromise (r): one coin per host for the whole
    /// horizon; current, stale, none.
    pub antivirus: [f64; 3],
    /// Probability that a quarantine holds back a laptop: one coin per laptop.
    pub quarantine_holds: f64,
    /// Probability that a block holds: one coin per flow, for the whole horizon.
    pub block_holds: f64,
    /// Whether everything that can happen does.
    pub mode: Mode,
}

/// A probability per day that falls with age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Probability per day on the first days.
    pub fresh: f64,
    /// How many days of age are the first ones.
    pub days: u32,
    /// Probability per day after them.
    pub later: f64,
}

impl Rate {
    /// The probability on the day of an age in days, which is 1 on the day after.
    #[inline]
    pub fn at(self, age: u32) -> f64 {
        if age <= self.days { self.fresh } else { self.later }
    }

    #[inline]
    fn overridden(self, by: RateOverride) -> Self {
        Self {
            fresh: by.fresh.unwrap_or(self.fresh),
            days: by.days.unwrap_or(self.days),
            later: by.later.unwrap_or(self.later),
        }
    }
}

/// What a run asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The expected loss.
    #[default]
    Expected,
    /// The loss if all that can happen does: the classic attack-graph view.
    WorstCase,
}

impl Mode {
    /// The word of the JSON format.
    #[inline]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::WorstCase => "worst-case",
        }
    }
}

/// e: probability per day to move on from none, proof-of-concept, exploit.
pub const ESCALATION: [Rate; 3] = [
    Rate { fresh: 0.055, days: 14, later: 0.0005 },
    Rate { fresh: 0.02, days: 14, later: 0.0003 },
    Rate { fresh: 0.014, days: 30, later: 0.0007 },
];
/// j: probability, once per advisory, that the first public thing runs code at once.
pub const STRAIGHT_TO_EXPLOIT: f64 = 0.6;
/// λ: probability per day and exposed host of an attack from outside, at none, proof-of-concept,
/// exploit, worm.
pub const ATTACK: [f64; 4] = [0.0, 0.002, 0.01, 0.95];
/// o: probability, once per roaming host, that it can be reached where it is outside.
pub const REACHABLE_OUTSIDE: f64 = 0.5;
/// r: probability, once per host, that its antivirus stops a compromise: current, stale, none.
pub const ANTIVIRUS: [f64; 3] = [0.5, 0.1, 0.0];
/// The horizon is the first workday from this day on.
pub const FIRST_HORIZON: Day = Day(3);
/// ρ: probability per user and day, workday or not, of an insider attack.
pub const INSIDER_PER_USER_DAY: f64 = 0.00001;
/// μ: probability per user and workday that somebody runs a Trojan, before antivirus.
pub const MAIL_PER_USER_DAY: f64 = 0.0001;
/// Probability, once per laptop, that a quarantine holds it back.
pub const QUARANTINE_HOLDS: f64 = 0.9;
/// Probability, once per flow, that a block of it holds.
pub const BLOCK_HOLDS: f64 = 0.95;
/// δ: share of the value of a host that is lost when it is only crashed.
pub const DISRUPTION: f64 = 0.1;

impl Threat {
    /// The defaults with an inventory's overrides.
    pub fn new(as_of: Date, overrides: &ThreatOverrides, calendar: &Calendar) -> Self {
        let or = |stated: Option<f64>, default: f64| stated.unwrap_or(default);
        Self {
            as_of,
            horizon_days: overrides
                .horizon_days
                .unwrap_or_else(|| default_horizon(as_of, calendar)),
            calendar: calendar.clone(),
            insider_per_user_day: or(overrides.insider_per_user_day, INSIDER_PER_USER_DAY),
            mail_per_user_day: or(overrides.mail_per_user_day, MAIL_PER_USER_DAY),
            disruption: or(overrides.disruption, DISRUPTION),
            escalation: std::array::from_fn(|i| ESCALATION[i].overridden(overrides.escalation[i])),
            straight_to_exploit: or(overrides.straight_to_exploit, STRAIGHT_TO_EXPLOIT),
            attack: std::array::from_fn(|i| or(overrides.attack[i], ATTACK[i])),
            reachable_outside: or(overrides.reachable_outside, REACHABLE_OUTSIDE),
            antivirus: std::array::from_fn(|i| or(overrides.antivirus[i], ANTIVIRUS[i])),
            quarantine_holds: or(overrides.quarantine_holds, QUARANTINE_HOLDS),
            block_holds: or(overrides.block_holds, BLOCK_HOLDS),
            mode: Mode::Expected,
        }
    }

    /// The same threat with every rate at its extreme, so that all that can happen does: every
    /// advisory is a worm from day 1, every hit happens, every segment with users has an insider
    /// and somebody who runs a Trojan, no antivirus helps, every control holds. There is no clock:
    /// a hit of one day returns on the next, so two days are enough.
    ///
    /// A stage at which nobody attacks does not make an advisory harmless if they do at another:
    /// what is attacked while it only crashes is at stake, too.
    #[must_use]
    pub fn worst_case(&self) -> Self {
        let certain = |rate: f64| if rate > 0.0 { 1.0 } else { 0.0 };
        let [none, crash, exploit, worm] = self.attack;
        let code = certain(crash.max(exploit).max(worm));
        Self {
            horizon_days: self.horizon_days.max(2),
            insider_per_user_day: 1.0,
            mail_per_user_day: certain(self.mail_per_user_day),
            attack: [certain(none), certain(crash), code, code],
            reachable_outside: certain(self.reachable_outside),
            antivirus: [0.0; 3],
            quarantine_holds: 1.0,
            block_holds: 1.0,
            mode: Mode::WorstCase,
            ..self.clone()
        }
    }

    /// The stage on day 1, given what the timeline says.
    #[inline]
    pub fn first_stage(&self, known: Stage, effect: Effect) -> Stage {
        let stage = if self.mode == Mode::WorstCase { Stage::Worm } else { known };
        capped(stage, effect)
    }

    /// e: probability per day to move on from a stage at its age in days; a worm stays one.
    #[inline]
    pub fn escalation(&self, stage: Stage, age: u32) -> f64 {
        self.escalation.get(stage as usize).map_or(0.0, |rate| rate.at(age))
    }

    /// λ: probability per day that an outside attacker tries an exposed host at a stage.
    #[inline]
    pub fn attack(&self, stage: Stage) -> f64 {
        self.attack[stage as usize]
    }

    /// r: probability, once per host, that an antivirus stops a compromise.
    #[inline]
    pub fn antivirus(&self, antivirus: Antivirus) -> f64 {
        self.antivirus[antivirus as usize]
    }

    /// Probability that at least one of a segment's users turns insider within so many days,
    /// all days counted.
    #[inline]
    pub fn insider(&self, users: u32, days: u32) -> f64 {
        1.0 - (1.0 - self.insider_per_user_day).powf(f64::from(users) * f64::from(days))
    }

    /// Probability that at least one of a segment's users runs a Trojan within so many workdays,
    /// past the segment's own antivirus.
    #[inline]
    pub fn mail(&self, users: u32, antivirus: Antivirus, workdays: u32) -> f64 {
        let one = self.mail_per_user_day * (1.0 - self.antivirus(antivirus));
        1.0 - (1.0 - one).powf(f64::from(users) * f64::from(workdays))
    }

    /// H: the last day that counts, day 1 being `as_of`.
    #[inline]
    pub fn last_day(&self) -> Day {
        Day(u16::try_from(self.horizon_days).unwrap_or(u16::MAX - 1))
    }

    /// The date of the last day.
    #[inline]
    pub fn until(&self) -> Date {
        self.date(self.last_day())
    }

    /// The date of a day of the horizon.
    #[inline]
    pub fn date(&self, day: Day) -> Date {
        let days = i64::from(day.0) - 1;
        self.as_of.checked_add(days.days()).unwrap_or(Date::MAX)
    }

    /// By when something is due whose last day in time is this one.
    #[inline]
    pub fn due(&self, day: Day) -> Due {
        if day == Day::BEFORE { Due::Now } else { Due::By(self.date(day)) }
    }

    /// The day of a date: before the horizon, one of its days, or one after its end.
    #[inline]
    pub fn day(&self, date: Date) -> Day {
        let days = days_between(self.as_of, date);
        Day(u16::try_from(days.saturating_add(1)).unwrap_or(if days < 0 {
            0
        } else {
            u16::MAX - 1
        }))
    }

    /// Whether people come in on a day. In the worst case they do on every day.
    #[inline]
    pub fn is_workday(&self, day: Day) -> bool {
        self.mode == Mode::WorstCase || self.calendar.is_workday(self.date(day))
    }
}

/// The first workday from day 3 on: laptops that were outside over a weekend are back by then. Day
/// 3 itself if nobody ever works.
#[inline]
fn default_horizon(as_of: Date, calendar: &Calendar) -> u32 {
    let third = as_of.checked_add(i64::from(FIRST_HORIZON.0 - 1).days()).unwrap_or(Date::MAX);
    let window = calendar.first_workday(third).unwrap_or(third);
    as_of.until(window).map_or(u32::from(FIRST_HORIZON.0), |span| span.get_days() as u32 + 1)
}

/// A product that can only be crashed never passes proof-of-concept.
#[inline]
pub fn capped(stage: Stage, effect: Effect) -> Stage {
    if effect == Effect::Crash { stage.min(Stage::ProofOfConcept) } else { stage }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn horizon(as_of: Date, holidays: &[Date]) -> u32 {
        let calendar =
            Calendar { holidays: holidays.iter().copied().collect(), ..Calendar::default() };
        Threat::new(as_of, &ThreatOverrides::default(), &calendar).horizon_days
    }

    #[test]
    fn the_horizon_reaches_to_the_return_of_the_laptops() {
        assert_eq!(horizon(date(2006, 9, 1), &[]), 4, "from a Friday to Monday");
        assert_eq!(
            horizon(date(2004, 2, 13), &[date(2004, 2, 16)]),
            5,
            "to Tuesday if Monday is a holiday"
        );
        assert_eq!(horizon(date(2006, 9, 4), &[]), 3, "from a Monday to Wednesday");
        assert_eq!(horizon(date(2006, 9, 2), &[]), 3, "from a Saturday to Monday");
    }

    #[test]
    fn a_rate_falls_with_age() {
        let threat =
            Threat::new(date(2006, 9, 1), &ThreatOverrides::default(), &Calendar::default());
        assert_eq!(threat.escalation(Stage::Exploit, 30), 0.014);
        assert_eq!(threat.escalation(Stage::Exploit, 31), 0.0007);
        assert_eq!(threat.escalation(Stage::Worm, 1), 0.0);
    }

    #[test]
    fn days_and_dates_are_two_names_of_the_same() {
        let threat =
            Threat::new(date(2006, 9, 1), &ThreatOverrides::default(), &Calendar::default());
        assert_eq!(threat.date(Day(4)), date(2006, 9, 4));
        assert_eq!(threat.day(date(2006, 9, 4)), Day(4));
        assert_eq!(threat.day(date(2006, 8, 1)), Day::BEFORE);
    }
}

//! The threat parameters of a run: rates per day, horizon, what is lost. Defaults and their evidence: `docs/model.md`.

use jiff::civil::Date;

use crate::advisory::{Effect, Stage};
use crate::inventory::{Antivirus, ThreatOverrides};

/// The parameters of the risk model, complete and within range.
#[derive(Clone, Debug, PartialEq)]
pub struct Threat {
    /// Day 1: what was known on that day counts.
    pub as_of: Date,
    /// Days until the next regular patch window; at least 1.
    pub horizon_days: u32,
    /// Probability per user and day of an insider attack (ρ).
    pub insider_per_user_day: f64,
    /// Share of the value lost when a host is only crashed (δ).
    pub disruption: f64,
    /// Probability per day that an advisory moves on from each stage (e); a worm stays one.
    escalation: [f64; 4],
    /// Probability per day that an outside attacker tries an exposed host, at each stage (λ).
    attack: [f64; 4],
    /// Probability that an antivirus stops a compromise (r): current, stale, none.
    antivirus: [f64; 3],
    /// Whether everything that can happen does.
    pub mode: Mode,
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
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::WorstCase => "worst-case",
        }
    }
}

/// e(s) for stages none, proof-of-concept, exploit, worm.
pub const ESCALATION: [f64; 4] = [0.03, 0.15, 0.07, 0.0];
/// λ(s) for stages none, proof-of-concept, exploit, worm.
pub const ATTACK: [f64; 4] = [0.0, 0.02, 0.10, 0.95];
/// r for antivirus current, stale, none.
pub const ANTIVIRUS: [f64; 3] = [0.5, 0.1, 0.0];
/// H in days.
pub const HORIZON_DAYS: u32 = 3;
/// ρ.
pub const INSIDER_PER_USER_DAY: f64 = 0.0001;
/// δ.
pub const DISRUPTION: f64 = 0.1;

impl Threat {
    /// The defaults with an inventory's overrides.
    pub fn new(as_of: Date, overrides: &ThreatOverrides) -> Self {
        Self {
            as_of,
            horizon_days: overrides.horizon_days.unwrap_or(HORIZON_DAYS),
            insider_per_user_day: overrides.insider_per_user_day.unwrap_or(INSIDER_PER_USER_DAY),
            disruption: overrides.disruption.unwrap_or(DISRUPTION),
            escalation: std::array::from_fn(|i| overrides.escalation.get(i).and_then(|rate| rate.fresh).unwrap_or(ESCALATION[i])),
            attack: std::array::from_fn(|i| overrides.attack[i].unwrap_or(ATTACK[i])),
            antivirus: std::array::from_fn(|i| overrides.antivirus[i].unwrap_or(ANTIVIRUS[i])),
            mode: Mode::Expected,
        }
    }

    /// The same threat with every rate at its extreme, so that all that can happen does: every advisory is a worm from
    /// day 1, every hit happens, every segment with users has an insider, no antivirus helps.
    #[must_use]
    pub fn worst_case(&self) -> Self {
        Self {
            insider_per_user_day: 1.0,
            attack: self.attack.map(|rate| if rate > 0.0 { 1.0 } else { 0.0 }),
            antivirus: [0.0; 3],
            mode: Mode::WorstCase,
            ..self.clone()
        }
    }

    /// The stage on day 1, given what the timeline says.
    pub fn first_stage(&self, known: Stage, effect: Effect) -> Stage {
        let stage = if self.mode == Mode::WorstCase { Stage::Worm } else { known };
        capped(stage, effect)
    }

    /// e(s).
    pub fn escalation(&self, stage: Stage) -> f64 {
        self.escalation[stage as usize]
    }

    /// λ(s).
    pub fn attack(&self, stage: Stage) -> f64 {
        self.attack[stage as usize]
    }

    /// r.
    pub fn antivirus(&self, antivirus: Antivirus) -> f64 {
        self.antivirus[antivirus as usize]
    }

    /// Probability that at least one of a segment's users turns insider within the horizon.
    pub fn insider(&self, users: u32) -> f64 {
        1.0 - (1.0 - self.insider_per_user_day).powf(f64::from(users) * f64::from(self.horizon_days))
    }
}

/// A product that can only be crashed never passes proof-of-concept.
pub fn capped(stage: Stage, effect: Effect) -> Stage {
    if effect == Effect::Crash { stage.min(Stage::ProofOfConcept) } else { stage }
}

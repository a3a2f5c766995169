//! The rates and conventions that are varied.

use crate::advisory::Stage;
use crate::inventory::Antivirus;
use crate::threat::{Rate, Threat};

/// A rate or convention that is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariedRate {
    /// How soon code becomes public.
    EscalationFromNone,
    /// How soon an exploit follows crash code.
    EscalationFromProofOfConcept,
    /// How soon a worm follows an exploit.
    EscalationFromExploit,
    /// Attacks with crash code.
    AttackAtProofOfConcept,
    /// Attacks with public exploits.
    AttackAtExploit,
    /// Attacks by worms.
    AttackAtWorm,
    /// What current antivirus stops.
    AntivirusCurrent,
    /// What outdated antivirus stops.
    AntivirusStale,
    /// Exploits that follow no crash code.
    StraightToExploit,
    /// How open laptops are outside.
    ReachableOutside,
    /// Insiders.
    Insiders,
    /// Trojans.
    Trojans,
    /// How well held-back laptops stay away.
    QuarantineHolds,
    /// How well blocked flows stay blocked.
    BlockHolds,
    /// What a crash costs.
    ShareLostByCrash,
}

/// The ends of the range of δ, which is a convention.
const DISRUPTION_RANGE: [f64; 2] = [0.03, 0.3];

impl VariedRate {
    /// All of them.
    pub(super) const ALL: [Self; 15] = [
        Self::EscalationFromNone,
        Self::EscalationFromProofOfConcept,
        Self::EscalationFromExploit,
        Self::AttackAtProofOfConcept,
        Self::AttackAtExploit,
        Self::AttackAtWorm,
        Self::AntivirusCurrent,
        Self::AntivirusStale,
        Self::StraightToExploit,
        Self::ReachableOutside,
        Self::Insiders,
        Self::Trojans,
        Self::QuarantineHolds,
        Self::BlockHolds,
        Self::ShareLostByCrash,
    ];

    /// Its name in tables and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EscalationFromNone => "escalation from none",
            Self::EscalationFromProofOfConcept => "escalation from proof-of-concept",
            Self::EscalationFromExploit => "escalation from exploit",
            Self::AttackAtProofOfConcept => "attack at proof-of-concept",
            Self::AttackAtExploit => "attack at exploit",
            Self::AttackAtWorm => "attack at worm",
            Self::AntivirusCurrent => "antivirus current",
            Self::AntivirusStale => "antivirus stale",
            Self::StraightToExploit => "straight to exploit",
            Self::ReachableOutside => "reachable outside",
            Self::Insiders => "insiders",
            Self::Trojans => "Trojans",
            Self::QuarantineHolds => "quarantine holds",
            Self::BlockHolds => "block holds",
            Self::ShareLostByCrash => "share lost by a crash",
        }
    }

    /// Changes it: a rate by a factor of its odds, the convention to an end of its range. What it
    /// is then.
    pub(super) fn vary(self, threat: &mut Threat, factor: f64) -> f64 {
        match self {
            Self::EscalationFromNone => escalate(threat, Stage::None, factor),
            Self::EscalationFromProofOfConcept => escalate(threat, Stage::ProofOfConcept, factor),
            Self::EscalationFromExploit => escalate(threat, Stage::Exploit, factor),
            Self::AttackAtProofOfConcept => {
                set(&mut threat.attack[Stage::ProofOfConcept as usize], factor)
            }
            Self::AttackAtExploit => set(&mut threat.attack[Stage::Exploit as usize], factor),
            Self::AttackAtWorm => set(&mut threat.attack[Stage::Worm as usize], factor),
            Self::AntivirusCurrent => {
                set(&mut threat.antivirus[Antivirus::Current as usize], factor)
            }
            Self::AntivirusStale => set(&mut threat.antivirus[Antivirus::Stale as usize], factor),
            Self::StraightToExploit => set(&mut threat.straight_to_exploit, factor),
            Self::ReachableOutside => set(&mut threat.reachable_outside, factor),
            Self::Insiders => set(&mut threat.insider_per_user_day, factor),
            Self::Trojans => set(&mut threat.mail_per_user_day, factor),
            Self::QuarantineHolds => set(&mut threat.quarantine_holds, factor),
            Self::BlockHolds => set(&mut threat.block_holds, factor),
            Self::ShareLostByCrash => {
                threat.disruption = DISRUPTION_RANGE[usize::from(factor > 1.0)];
                threat.disruption
            }
        }
    }
}

/// Says what it is while fresh.
fn escalate(threat: &mut Threat, from: Stage, factor: f64) -> f64 {
    let Rate { fresh, days, later } = threat.escalation[from as usize];
    let fresh = odds(fresh, factor);
    threat.escalation[from as usize] = Rate { fresh, days, later: odds(later, factor) };
    fresh
}

fn set(rate: &mut f64, factor: f64) -> f64 {
    *rate = odds(*rate, factor);
    *rate
}

/// Times the odds of a probability.
fn odds(p: f64, factor: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 { p } else { p * factor / (1.0 - p + p * factor) }
}

#[cfg(test)]
mod tests {
    use super::odds;

    #[test]
    fn odds_are_doubled_not_chances() {
        assert!((odds(0.5, 2.0) - 2.0 / 3.0).abs() < 1e-15);
        assert!((odds(0.01, 2.0) - 0.02 / 1.01).abs() < 1e-15);
        assert_eq!((odds(0.0, 2.0), odds(1.0, 0.5)), (0.0, 1.0));
    }
}

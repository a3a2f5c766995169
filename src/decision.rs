//! When to act on a host, by the SSVC deployer table: a table people can read, not nested
//! conditions.
//!
//! Source: CERT/CC, Stakeholder-Specific Vulnerability Categorization, "Deployer Patch Application
//! Priority" 1.0.0, with Exploitation 1.1.0, System Exposure 1.0.1, Automatable 2.0.0, Human
//! Impact 2.0.2. The 72 outcomes below stand in the order of that table: exploitation changes
//! slowest, then exposure, then automatable, then human impact.

use crate::advisory::Stage;
use crate::inventory::Criticality;

pub use crate::term::urgency::Decision;

/// What is known of exploitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exploitation {
    /// No public exploit.
    None,
    /// A public proof of concept, or exploit code that nobody is known to use at large.
    PublicPoc,
    /// Used by bots or worms.
    Active,
}

/// How an attacker gets to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemExposure {
    /// No entry leads to it.
    Small,
    /// Insiders, Trojans or infected hosts alone lead to it.
    Controlled,
    /// The internet or a returning laptop leads to it, over any number of hops.
    Open,
}

impl From<Stage> for Exploitation {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::None => Self::None,
            Stage::ProofOfConcept | Stage::Exploit => Self::PublicPoc,
            Stage::Worm => Self::Active,
        }
    }
}

/// One row per (exploitation, exposure, automatable): the decisions for human impact low, medium,
/// high, very high.
const TABLE: [[Decision; 4]; 18] = {
    use Decision::{Defer as D, Immediate as I, OutOfCycle as O, Scheduled as S};
    [
        // exploitation none
        [D, D, S, S], // small, not automatable
        [D, S, S, S], // small, automatable
        [D, S, S, S], // controlled, not automatable
        [S, S, S, S], // controlled, automatable
        [D, S, S, S], // open, not automatable
        [S, S, S, O], // open, automatable
        // public proof of concept
        [D, S, S, S],
        [S, S, S, S],
        [D, S, S, S],
        [S, S, S, O],
        [S, S, S, O],
        [S, S, O, O],
        // active
        [S, S, O, O],
        [S, O, O, O],
        [S, S, O, O],
        [O, O, O, O],
        [S, O, O, I],
        [O, O, I, I],
    ]
};

/// The decision for one host and one advisory. Criticality low, medium, high, critical stands for
/// human impact low, medium, high, very high.
pub fn decide(
    exploitation: Exploitation,
    exposure: SystemExposure,
    automatable: bool,
    impact: Criticality,
) -> Decision {
    let row = (exploitation as usize * 3 + exposure as usize) * 2 + usize::from(automatable);
    TABLE[row][impact as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPLOITATION: [Exploitation; 3] =
        [Exploitation::None, Exploitation::PublicPoc, Exploitation::Active];
    const EXPOSURE: [SystemExposure; 3] =
        [SystemExposure::Small, SystemExposure::Controlled, SystemExposure::Open];
    const IMPACT: [Criticality; 4] =
        [Criticality::Low, Criticality::Medium, Criticality::High, Criticality::Critical];

    /// The outcomes of the published table, row 0 to row 71, by their initials.
    const PUBLISHED: &str =
        "DDSSDSSSDSSSSSSSDSSSSSSODSSSSSSSDSSSSSSOSSSOSSOOSSOOSOOOSSOOOOOOSOOIOOII";

    #[test]
    fn equals_the_published_table() {
        let mut outcomes = String::new();
        for exploitation in EXPLOITATION {
            for exposure in EXPOSURE {
                for automatable in [false, true] {
                    for impact in IMPACT {
                        outcomes.push(
                            decide(exploitation, exposure, automatable, impact)
                                .as_str()
                                .to_uppercase()
                                .chars()
                                .next()
                                .unwrap(),
                        );
                    }
                }
            }
        }
        assert_eq!(outcomes, PUBLISHED);
    }

    #[test]
    fn a_worse_input_never_gives_a_milder_outcome() {
        let worse = |a: Decision, b: Decision| assert!(a <= b);
        for i in 0..3 {
            for j in 0..3 {
                for k in 0..4 {
                    for automatable in [false, true] {
                        let here = decide(EXPLOITATION[i], EXPOSURE[j], automatable, IMPACT[k]);
                        worse(
                            here,
                            decide(
                                EXPLOITATION[(i + 1).min(2)],
                                EXPOSURE[j],
                                automatable,
                                IMPACT[k],
                            ),
                        );
                        worse(
                            here,
                            decide(
                                EXPLOITATION[i],
                                EXPOSURE[(j + 1).min(2)],
                                automatable,
                                IMPACT[k],
                            ),
                        );
                        worse(here, decide(EXPLOITATION[i], EXPOSURE[j], true, IMPACT[k]));
                        worse(
                            here,
                            decide(
                                EXPLOITATION[i],
                                EXPOSURE[j],
                                automatable,
                                IMPACT[(k + 1).min(3)],
                            ),
                        );
                    }
                }
            }
        }
    }
}

//! Rates in the words of people who do not work with the model.

use crate::ranking::VariedRate;

/// What a rate is about.
pub(in crate::report) fn in_words(rate: VariedRate) -> &'static str {
    match rate {
        VariedRate::EscalationFromNone => "how soon code becomes public",
        VariedRate::EscalationFromProofOfConcept => "how soon an exploit follows crash code",
        VariedRate::EscalationFromExploit => "how soon a worm follows an exploit",
        VariedRate::StraightToExploit => "exploits that follow no crash code",
        VariedRate::AttackAtProofOfConcept => "attacks with crash code",
        VariedRate::AttackAtExploit => "attacks with public exploits",
        VariedRate::AttackAtWorm => "attacks by worms",
        VariedRate::AntivirusCurrent => "what current antivirus stops",
        VariedRate::AntivirusStale => "what outdated antivirus stops",
        VariedRate::ReachableOutside => "how open laptops are outside",
        VariedRate::Insiders => "insiders",
        VariedRate::Trojans => "Trojans",
        VariedRate::QuarantineHolds => "how well held-back laptops stay away",
        VariedRate::BlockHolds => "how well blocked flows stay blocked",
        VariedRate::ShareLostByCrash => "what a crash costs",
    }
}

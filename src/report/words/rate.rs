//! Rates in the words of people who do not work with the model.

/// What a rate is about, by the name that `sensitivity` gives it; the name itself where there are
/// no better words.
pub(in crate::report) fn in_words(name: &str) -> &str {
    match name {
        "escalation from none" => "how soon code becomes public",
        "escalation from proof-of-concept" => "how soon an exploit follows crash code",
        "escalation from exploit" => "how soon a worm follows an exploit",
        "straight to exploit" => "exploits that follow no crash code",
        "attack at proof-of-concept" => "attacks with crash code",
        "attack at exploit" => "attacks with public exploits",
        "attack at worm" => "attacks by worms",
        "antivirus current" => "what current antivirus stops",
        "antivirus stale" => "what outdated antivirus stops",
        "reachable outside" => "how open laptops are outside",
        "quarantine holds" => "how well held-back laptops stay away",
        "block holds" => "how well blocked flows stay blocked",
        "share lost by a crash" => "what a crash costs",
        other => other,
    }
}

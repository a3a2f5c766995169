//! What people write in brackets behind a port or an address: a name of it, or something that changes
//! what it stands for.

use crate::term::alias::wording::denies;

/// Words that make more or less of what stands before them, or say that it does not hold: without
/// those that deny whatever they stand beside. Sorted.
const CHANGES: [&str; 116] = [
    "add",
    "additional",
    "additionally",
    "after",
    "ainsi",
    "all",
    "alle",
    "alles",
    "also",
    "and",
    "any",
    "anything",
    "auch",
    "audit",
    "auf",
    "aus",
    "autres",
    "before",
    "below",
    "beyond",
    "bis",
    "both",
    "but",
    "complete",
    "completely",
    "desactivado",
    "disabled",
    "dst",
    "durant",
    "during",
    "else",
    "entire",
    "established",
    "et",
    "etc",
    "even",
    "ever",
    "every",
    "everyone",
    "everything",
    "except",
    "excluded",
    "excluding",
    "expired",
    "expires",
    "from",
    "future",
    "hours",
    "if",
    "inactive",
    "inaktiv",
    "incl",
    "included",
    "includes",
    "including",
    "inklusive",
    "instead",
    "later",
    "less",
    "limited",
    "log",
    "logging",
    "monitor",
    "more",
    "most",
    "mostly",
    "nur",
    "obsolete",
    "oder",
    "off",
    "only",
    "optional",
    "or",
    "other",
    "others",
    "otherwise",
    "ou",
    "outside",
    "partial",
    "per",
    "plus",
    "possibly",
    "proposed",
    "reply",
    "rest",
    "return",
    "s",
    "sauf",
    "see",
    "seulement",
    "siehe",
    "simulate",
    "since",
    "some",
    "something",
    "soon",
    "source",
    "sowie",
    "src",
    "sur",
    "syn",
    "temporarily",
    "temporary",
    "testing",
    "to",
    "todas",
    "todos",
    "together",
    "too",
    "tout",
    "und",
    "until",
    "via",
    "when",
    "with",
    "within",
];

/// Whether a remark may say that what it stands behind is more, or less, or does not hold.
pub(super) fn may_change(remark: &str) -> bool {
    let lower = remark.to_lowercase();
    let strange =
        lower.chars().any(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '-' | '_' | '.' | '\''));
    let mut words = lower.split([' ', '-', '_', '.']).filter(|word| !word.is_empty());
    strange || words.any(|word| denies(word) || CHANGES.binary_search(&word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(CHANGES.is_sorted());
    }

    #[test]
    fn a_name_changes_nothing_and_a_condition_may() {
        for remark in ["SMB", "tomcat", "admin console", "fs1", "file server", "web-frontend"] {
            assert!(!may_change(remark), "{remark}");
        }
        for remark in [
            "not from office",
            "disabled",
            "and smb",
            "s",
            "any",
            "only from dmz",
            "planned",
            "off",
            "+ rdp",
            "everything else",
            "ohne dc1",
            "nur VPN",
            "log only",
            "!dc1",
            "rest closed",
            "10.2.0.5 excluded",
            "alle Ports",
        ] {
            assert!(may_change(remark), "{remark}");
        }
    }
}

//! The `threat:` block.

use super::document::Document;
use crate::diagnostic::Diagnostics;
use crate::inventory::ThreatOverrides;
use crate::source::yaml::{Fields, Node};

const KEYS: &[&str] = &["horizon_days", "insider_per_user_day", "disruption", "escalation", "attack", "antivirus"];

pub(super) fn resolve(document: &Document<'_>, diagnostics: &mut Diagnostics) -> ThreatOverrides {
    let Some(fields) = document.get("threat").and_then(|node| Fields::open(node, "`threat`", KEYS, diagnostics)) else {
        return ThreatOverrides::default();
    };
    ThreatOverrides {
        horizon_days: fields.get("horizon_days").and_then(|node| node.integer("`horizon_days`", 1..=366, diagnostics)),
        insider_per_user_day: probability(&fields, "insider_per_user_day", diagnostics),
        disruption: probability(&fields, "disruption", diagnostics),
        escalation: probabilities(fields.get("escalation"), "`escalation`", ["none", "proof-of-concept", "exploit"], diagnostics),
        attack: probabilities(fields.get("attack"), "`attack`", ["none", "proof-of-concept", "exploit", "worm"], diagnostics),
        antivirus: probabilities(fields.get("antivirus"), "`antivirus`", ["current", "stale", "none"], diagnostics),
    }
}

/// One probability per word of a mapping, in the order of the words.
fn probabilities<const N: usize>(node: Option<&Node>, what: &str, words: [&str; N], diagnostics: &mut Diagnostics) -> [Option<f64>; N] {
    match node.and_then(|node| Fields::open(node, what, &words, diagnostics)) {
        Some(fields) => words.map(|word| probability(&fields, word, diagnostics)),
        None => [None; N],
    }
}

fn probability(fields: &Fields<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<f64> {
    fields.get(key)?.decimal(&format!("`{key}`"), 0.0..=1.0, diagnostics)
}

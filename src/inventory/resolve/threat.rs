//! The `threat:` block.

use super::document::Document;
use crate::diagnostic::Diagnostics;
use crate::inventory::{RateOverride, ThreatOverrides};
use crate::source::yaml::{Fields, Node, Value};
use crate::term::day::MAX_HORIZON;

const KEYS: &[&str] = &[
    "horizon_days",
    "insider_per_user_day",
    "mail_per_user_day",
    "disruption",
    "escalation",
    "straight_to_exploit",
    "attack",
    "reachable_outside",
    "antivirus",
    "controls",
];
/// More days than any horizon has.
const MAX_DAYS: u32 = 36_600;

pub(super) fn resolve(document: &Document<'_>, diagnostics: &mut Diagnostics) -> ThreatOverrides {
    let Some(fields) =
        document.get("threat").and_then(|node| Fields::open(node, "`threat`", KEYS, diagnostics))
    else {
        return ThreatOverrides::default();
    };
    let [quarantine_holds, block_holds] =
        probabilities(fields.get("controls"), "`controls`", ["quarantine", "block"], diagnostics);
    ThreatOverrides {
        horizon_days: fields
            .get("horizon_days")
            .and_then(|node| node.integer("`horizon_days`", 1..=MAX_HORIZON, diagnostics)),
        insider_per_user_day: probability(&fields, "insider_per_user_day", diagnostics),
        mail_per_user_day: probability(&fields, "mail_per_user_day", diagnostics),
        disruption: probability(&fields, "disruption", diagnostics),
        escalation: escalation(fields.get("escalation"), diagnostics),
        straight_to_exploit: probability(&fields, "straight_to_exploit", diagnostics),
        attack: probabilities(
            fields.get("attack"),
            "`attack`",
            ["none", "proof-of-concept", "exploit", "worm"],
            diagnostics,
        ),
        reachable_outside: probability(&fields, "reachable_outside", diagnostics),
        antivirus: probabilities(
            fields.get("antivirus"),
            "`antivirus`",
            ["current", "stale", "none"],
            diagnostics,
        ),
        quarantine_holds,
        block_holds,
        place: document.get("threat").map(|node| node.span),
    }
}

/// One rate per stage, each one number or what it is on the first days and later.
fn escalation(node: Option<&Node>, diagnostics: &mut Diagnostics) -> [RateOverride; 3] {
    let stages = ["none", "proof-of-concept", "exploit"];
    let Some(fields) =
        node.and_then(|node| Fields::open(node, "`escalation`", &stages, diagnostics))
    else {
        return Default::default();
    };
    stages.map(|stage| {
        fields.get(stage).map_or_else(RateOverride::default, |node| rate(node, stage, diagnostics))
    })
}

fn rate(node: &Node, stage: &str, diagnostics: &mut Diagnostics) -> RateOverride {
    let what = format!("`{stage}`");
    let Value::Mapping(_) = node.value else {
        return node
            .decimal(&what, 0.0..=1.0, diagnostics)
            .map_or_else(RateOverride::default, RateOverride::constant);
    };
    let Some(fields) = Fields::open(node, &what, &["fresh", "days", "later"], diagnostics) else {
        return RateOverride::default();
    };
    RateOverride {
        fresh: probability(&fields, "fresh", diagnostics),
        days: fields.get("days").and_then(|node| node.integer("`days`", 0..=MAX_DAYS, diagnostics)),
        later: probability(&fields, "later", diagnostics),
    }
}

/// One probability per word of a mapping, in the order of the words.
fn probabilities<const N: usize>(
    node: Option<&Node>,
    what: &str,
    words: [&str; N],
    diagnostics: &mut Diagnostics,
) -> [Option<f64>; N] {
    match node.and_then(|node| Fields::open(node, what, &words, diagnostics)) {
        Some(fields) => words.map(|word| probability(&fields, word, diagnostics)),
        None => [None; N],
    }
}

fn probability(fields: &Fields<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<f64> {
    fields.get(key)?.decimal(&format!("`{key}`"), 0.0..=1.0, diagnostics)
}

//! A name for a finding that stays the same while the finding does.
//!
//! It is made of the rule, the host, the advisory and what else tells the finding from others of
//! its rule; never of ranks, scores, dates or lines. Findings that are alike in all that are
//! numbered in the order of their places.

use std::fmt::Write;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::finding::Finding;

/// Changes when the recipe does, so that an old baseline cannot match by accident.
const RECIPE: &str = "patchfirst/1";
/// Bytes of the digest that are shown: plenty for a collision nobody meets by chance, short enough
/// for a line.
const SHOWN: usize = 16;

/// The fingerprints of findings, in their order.
pub fn of(findings: &[Finding]) -> Vec<String> {
    let mut seen: FxHashMap<[u8; SHOWN], u32> = FxHashMap::default();
    let digests: Vec<[u8; SHOWN]> = findings.par_iter().map(digest).collect();
    let number = |digest: [u8; SHOWN]| {
        let count = seen.entry(digest).and_modify(|count| *count += 1).or_insert(1);
        text(digest, *count)
    };
    digests.into_iter().map(number).collect()
}

/// The fingerprint of what a ranking says of a host and an advisory.
pub fn named(rule: &str, host: &str, advisory: &str) -> String {
    text(digest_of([rule, host, advisory, ""]), 1)
}

fn digest(finding: &Finding) -> [u8; SHOWN] {
    let about = &finding.about;
    let identified = about.host.is_some() || about.advisory.is_some() || !about.detail.is_empty();
    let detail = if identified { &about.detail } else { &finding.message };
    digest_of([
        finding.rule.id(),
        about.host.as_deref().unwrap_or(""),
        about.advisory.as_deref().unwrap_or(""),
        detail,
    ])
}

fn digest_of(parts: [&str; 4]) -> [u8; SHOWN] {
    let mut hasher = Sha256::new();
    for part in std::iter::once(RECIPE).chain(parts) {
        // The length goes in front, so that no two lists of parts read the same.
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut short = [0; SHOWN];
    short.copy_from_slice(&hasher.finalize()[..SHOWN]);
    short
}

fn text(digest: [u8; SHOWN], number: u32) -> String {
    format!("{}:{number}", hex(&digest))
}

/// A digest as people compare them: lower-case hexadecimal.
pub(crate) fn hex(digest: &[u8]) -> String {
    let mut text = String::with_capacity(2 * digest.len());
    for byte in digest {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
    }
    text
}

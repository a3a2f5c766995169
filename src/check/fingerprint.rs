//! A name for a finding that stays the same while the finding does.
//!
//! It is made of the rule, the host, the advisory and what else tells the finding from others of
//! its rule; never of ranks, scores, dates or lines. Findings that are alike in all that are
//! numbered in the order of their places.

use std::fmt;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::finding::Finding;

/// Changes when the recipe does, so that an old baseline cannot match by accident.
const RECIPE: &str = "patchfirst/1";
/// Bytes of the digest that are shown: plenty for a collision nobody meets by chance, short enough
/// for a line.
const SHOWN: usize = 16;

/// A fingerprint, kept as bytes until it is printed: `0a…9f:1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    digest: [u8; SHOWN],
    /// Which of the findings with this digest it is of, from 1.
    number: u32,
}

/// The fingerprints of the findings of some things, in their order.
pub fn of<T: Sync>(things: &[T], finding: impl Fn(&T) -> &Finding + Sync) -> Vec<Fingerprint> {
    let digests: Vec<[u8; SHOWN]> = things.par_iter().map(|thing| digest(finding(thing))).collect();
    let mut seen: FxHashMap<[u8; SHOWN], u32> =
        FxHashMap::with_capacity_and_hasher(digests.len(), rustc_hash::FxBuildHasher);
    let number = |digest: [u8; SHOWN]| {
        let count = seen.entry(digest).and_modify(|count| *count += 1).or_insert(1);
        Fingerprint { digest, number: *count }
    };
    digests.into_iter().map(number).collect()
}

/// The fingerprint of what a ranking says of a host and an advisory.
pub fn named(rule: &str, host: &str, advisory: &str) -> Fingerprint {
    Fingerprint { digest: digest_of([rule, host, advisory, ""]), number: 1 }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", hex(&self.digest), self.number)
    }
}

fn digest(finding: &Finding) -> [u8; SHOWN] {
    let (host, fault) = (finding.host.as_deref(), &finding.fault);
    let advisory = fault.advisory.as_deref();
    let identified = host.is_some() || advisory.is_some() || !fault.detail.is_empty();
    let message;
    let detail = if identified {
        &fault.detail
    } else {
        message = finding.message();
        &message
    };
    digest_of([fault.rule.id(), host.unwrap_or(""), advisory.unwrap_or(""), detail])
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

/// A digest as people compare them: lower-case hexadecimal.
pub(crate) fn hex(digest: &[u8]) -> String {
    let mut text = String::with_capacity(2 * digest.len());
    for digit in digest.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
    }
    text
}

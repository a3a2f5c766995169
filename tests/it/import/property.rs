//! No damage makes a host clean.

use super::catalogue;
use super::damage::{
    EXPORTS, assert_no_host_becomes_clean, clean_after_import, clean_after_update,
};

/// The exports are worth damaging: in each, some host is exposed, and in most, one is fixed by a
/// patch.
#[test]
fn exports_tell_fixed_hosts_from_others() {
    let catalogue = catalogue();
    let is_clean = |text: &str, name: &str| {
        clean_after_import(text, &catalogue)
            .get(name)
            .is_some_and(|clean| clean.contains("MS06-040"))
    };
    let fixed = EXPORTS.iter().filter(|text| is_clean(text, "alpha")).count();
    assert!(fixed >= 9, "only {fixed}");
    for text in EXPORTS {
        assert!(!is_clean(text, "bravo"), "{text}");
        assert!(!clean_after_update(text, &catalogue)["bravo"].contains("MS06-040"), "{text}");
    }
}

#[test]
fn no_damage_makes_a_host_clean() {
    let catalogue = catalogue();
    let rounds: u64 = std::env::var("PATCHFIRST_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(60);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..rounds * EXPORTS.len() as u64 {
        let mut bytes = vec![(round % EXPORTS.len() as u64) as u8];
        bytes.extend((0..48).map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 24) as u8
        }));
        assert_no_host_becomes_clean(&bytes, &catalogue);
    }
}

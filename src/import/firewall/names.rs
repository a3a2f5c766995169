//! Names of segments: fit for an inventory, and no two things with one name.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::firewall::INTERNET;
use crate::import::place::usable;

/// Names that are in use.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The number that the next thing of a name gets at least, by the name in lower case.
    next: HashMap<String, usize>,
    /// Segments by their name in lower case.
    spelled: BTreeMap<String, String>,
}

impl Names {
    /// Segments that exist already keep their spelling.
    pub(super) fn new(known: &[String]) -> Self {
        Self {
            taken: HashSet::new(),
            next: HashMap::new(),
            spelled: known.iter().map(|name| (name.to_lowercase(), name.clone())).collect(),
        }
    }

    /// The segment of something that has an identity besides its name: a name that is taken gets a
    /// number.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let plain = self.spelling(&usable(wanted));
        let mut name = plain.clone();
        let next = self.next.entry(plain.to_lowercase()).or_insert(2);
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{plain}-{next}");
            *next += 1;
        }
        name
    }

    /// The segment that people mean by a name: the case does not matter, and some names are those
    /// of the outside.
    pub(super) fn zone(&mut self, name: &str) -> String {
        if self.is_outside(name) { INTERNET.to_owned() } else { self.spelling(&usable(name)) }
    }

    /// Whether a name is one that people give to the outside, and no segment has it.
    fn is_outside(&self, name: &str) -> bool {
        name.trim().eq_ignore_ascii_case(INTERNET)
            || is_outside(name) && !self.spelled.contains_key(&usable(name).to_lowercase())
    }

    /// Whether a segment of that name exists, or was named before.
    pub(super) fn is_known(&self, name: &str) -> bool {
        self.is_outside(name) || self.spelled.contains_key(&usable(name).to_lowercase())
    }

    /// The first spelling of a name stays.
    fn spelling(&mut self, name: &str) -> String {
        self.spelled.entry(name.to_lowercase()).or_insert_with(|| name.to_owned()).clone()
    }
}

/// Names that people give to the outside.
fn is_outside(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "internet",
        "the internet",
        "outside",
        "wan",
        "wan1",
        "wan2",
        "internet/wan",
        "wan/internet",
        "external",
        "extern",
        "untrust",
        "untrusted",
        "public internet",
        "world wide web",
    ];
    let lower = name.trim().to_lowercase();
    NAMES.contains(&lower.trim_matches(['(', ')', '<', '>', '[', ']']))
}

//! Which segment a host is in.
//!
//! In this order: the segment that a column or a variable names; the network that holds its
//! address, the longest prefix first; the first rule that fits its group or organisational unit;
//! the one inventory group it is in. What falls nowhere is `unassigned`, and is reported.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use ipnet::IpNet;
use rustc_hash::FxHashMap;

use super::merge::{Host, Whereabouts};
use super::pool::Pool;
use crate::inventory::Pattern;

/// The segment of what falls nowhere.
pub const UNASSIGNED: &str = "unassigned";

/// Networks by segment, and rules for groups and organisational units.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// Networks with the segment that each belongs to.
    pub networks: Vec<(IpNet, String)>,
    /// Rules, in order.
    pub rules: Vec<Rule>,
    /// Segments that exist already: what differs from one of them only in case is that segment.
    pub known: Vec<String>,
}

/// A rule such as `ou:*/Laptops=office` or `group:web*=dmz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    subject: Subject,
    pattern: Pattern,
    segment: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Group,
    Unit,
    Name,
}

/// A text that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no rule; write group:PATTERN=SEGMENT, ou:PATTERN=SEGMENT or name:PATTERN=SEGMENT, with * for anything and ? for one character"
)]
pub struct RuleError(String);

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let bad = || RuleError(text.to_owned());
        let (left, segment) = text.rsplit_once('=').ok_or_else(bad)?;
        let (subject, pattern) = left.split_once(':').ok_or_else(bad)?;
        let subject = match subject.trim() {
            "group" => Subject::Group,
            "ou" => Subject::Unit,
            "name" => Subject::Name,
            _ => return Err(bad()),
        };
        let (pattern, segment) = (pattern.trim(), segment.trim());
        if pattern.is_empty() || segment.is_empty() {
            return Err(bad());
        }
        Ok(Self { subject, pattern: Pattern::new(pattern), segment: segment.to_owned() })
    }
}

/// Where a host was put, and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) segments: Arc<[String]>,
    /// What disagrees, or why nothing was found.
    pub(super) remark: Option<Box<str>>,
}

/// Places hosts, one after another.
pub(super) struct Placer<'s> {
    rules: &'s [Rule],
    index: Index<'s>,
    /// What columns name, by what was said of hosts. Lists stay where they are as long as hosts do.
    named: FxHashMap<*const Whereabouts, Arc<[String]>>,
    /// The lists of segments that hosts share.
    lists: Pool<String>,
}

/// Where networks and names are looked up: as many hosts may ask as there are segments.
#[derive(Debug, Default)]
struct Index<'s> {
    networks: FxHashMap<IpNet, &'s str>,
    /// The lengths of their prefixes, the longest first.
    lengths: BTreeSet<Reverse<u8>>,
    /// Segments by their name in lower case; of two that differ in case alone, the first.
    spellings: FxHashMap<String, &'s str>,
}

impl Segments {
    /// Adds a network.
    pub fn add(&mut self, network: IpNet, segment: &str) {
        self.networks.push((network.trunc(), segment.to_owned()));
    }

    /// The segments that exist already.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.networks.iter().map(|(_, name)| name).chain(&self.known).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The segment that a source means by a name.
    pub(super) fn named(&self, name: &str) -> String {
        Index::new(self).named(name)
    }
}

impl<'s> Index<'s> {
    fn new(segments: &'s Segments) -> Self {
        let mut index = Self::default();
        for (network, segment) in &segments.networks {
            let known = index.networks.entry(*network).or_insert(segment);
            *known = (*known).min(segment);
            index.lengths.insert(Reverse(network.prefix_len()));
        }
        let names = segments.networks.iter().map(|(_, segment)| segment).chain(&segments.known);
        for name in names {
            index.spellings.entry(name.to_ascii_lowercase()).or_insert(name);
        }
        index
    }

    /// The segment whose network holds an address, the longest prefix first.
    fn of_address(&self, address: IpAddr) -> Option<&'s str> {
        let around = |Reverse(length): &Reverse<u8>| IpNet::new(address, *length).ok();
        let mut networks = self.lengths.iter().filter_map(around);
        networks.find_map(|network| self.networks.get(&network.trunc()).copied())
    }

    /// The segment that a source means by a name.
    fn named(&self, name: &str) -> String {
        let name = usable(name);
        self.spellings.get(&name.to_ascii_lowercase()).map_or(name, |known| (*known).to_owned())
    }
}

impl<'s> Placer<'s> {
    pub(super) fn new(segments: &'s Segments) -> Self {
        Self {
            rules: &segments.rules,
            index: Index::new(segments),
            named: FxHashMap::default(),
            lists: Pool::default(),
        }
    }

    /// Places a host.
    pub(super) fn place(&mut self, host: &Host) -> Placement {
        let mut by_address: Vec<String> = Vec::new();
        for address in &host.addresses {
            let segment = self.index.of_address(*address);
            if let Some(segment) = segment.filter(|s| !by_address.iter().any(|known| known == s)) {
                by_address.push(segment.to_owned());
            }
        }
        let whereabouts = &host.whereabouts;
        if !whereabouts.segments.is_empty() {
            let segments = self.named(whereabouts);
            let elsewhere = !by_address.is_empty()
                && by_address.iter().all(|segment| !segments.contains(segment));
            let remark = elsewhere.then(|| {
                let (here, there) = (segments.join(", "), by_address.join(", "));
                format!("its address is in {there}, a column says {here}").into()
            });
            return Placement { segments, remark };
        }
        if !by_address.is_empty() {
            return self.at(by_address, None);
        }
        if let Some(rule) = self.rules.iter().find(|rule| rule.fits(host)) {
            return self.at(vec![self.index.named(&rule.segment)], None);
        }
        match whereabouts.groups.as_slice() {
            [only] => self.at(vec![self.index.named(only)], None),
            groups => self.at(vec![UNASSIGNED.to_owned()], Some(why_nowhere(host, groups))),
        }
    }

    /// The segments that columns name.
    fn named(&mut self, whereabouts: &Arc<Whereabouts>) -> Arc<[String]> {
        let (index, lists) = (&self.index, &mut self.lists);
        let name = || whereabouts.segments.iter().map(|name| index.named(name)).collect();
        let named = self.named.entry(Arc::as_ptr(whereabouts));
        Arc::clone(named.or_insert_with(|| lists.share(name())))
    }

    fn at(&mut self, segments: Vec<String>, remark: Option<String>) -> Placement {
        Placement { segments: self.lists.share(segments), remark: remark.map(Into::into) }
    }
}

fn why_nowhere(host: &Host, groups: &[String]) -> String {
    match (groups, host.addresses.first(), &host.whereabouts.unit) {
        ([_, ..], ..) => format!(
            "it is in the groups {}: say which counts, such as --rule group:{}=SEGMENT",
            groups.join(", "),
            groups[0]
        ),
        (_, Some(address), _) => format!("no network holds its address {address}"),
        (_, _, Some(unit)) => format!("no rule fits its unit {unit}"),
        _ => "no source says where it is".to_owned(),
    }
}

impl Rule {
    fn fits(&self, host: &Host) -> bool {
        let is = |text: &str| self.pattern.matches(text);
        match self.subject {
            Subject::Group => host.whereabouts.groups.iter().any(|group| is(group)),
            // A unit counts with the units below it.
            Subject::Unit => host.whereabouts.unit.as_deref().is_some_and(|unit| {
                let ends = unit.match_indices('/').map(|(at, _)| at).chain([unit.len()]);
                ends.into_iter().any(|end| is(&unit[..end]))
            }),
            Subject::Name => is(&host.name),
        }
    }
}

/// A segment's name with the characters that inventories allow; `internet` is taken.
pub(super) fn usable(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let plain: String =
        name.trim().chars().map(|c| if allowed(c) { c } else { '-' }).take(100).collect();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    match plain {
        "" => UNASSIGNED.to_owned(),
        _ if plain.eq_ignore_ascii_case("internet") => "internet-hosts".to_owned(),
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins() {
        let mut segments = Segments::default();
        for (network, segment) in [
            ("10.0.0.0/8", "all"),
            ("10.3.0.0/16", "office"),
            ("10.3.7.0/24", "lab"),
            ("fd00::/8", "six"),
        ] {
            segments.add(network.parse().unwrap(), segment);
        }
        let index = Index::new(&segments);
        for (address, segment) in [
            ("10.3.7.9", Some("lab")),
            ("10.3.8.9", Some("office")),
            ("10.9.9.9", Some("all")),
            ("fd00::1", Some("six")),
            ("8.8.8.8", None),
        ] {
            assert_eq!(index.of_address(address.parse().unwrap()), segment, "{address}");
        }
    }

    #[test]
    fn a_rule_needs_a_subject_a_pattern_and_a_segment() {
        assert!("ou:*/Laptops=office".parse::<Rule>().is_ok());
        assert!("nonsense".parse::<Rule>().is_err());
        assert!("group:=x".parse::<Rule>().is_err());
        assert!("group:x=".parse::<Rule>().is_err());
    }
}

//! Which hosts a rule is about: `roaming laptops in office owned by *@example.org`.

use super::{Criticality, Host, Kind, SegmentId};

/// The hosts that a rule is about: those for which everything said holds. Nothing said means all
/// hosts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// Whether they roam.
    pub roams: Option<bool>,
    /// How much depends on them.
    pub criticality: Option<Criticality>,
    /// What they are used as.
    pub kind: Option<Kind>,
    /// A segment they are in.
    pub segment: Option<SegmentId>,
    /// Their product: its id, or what the inventory calls it.
    pub os: Option<Pattern>,
    /// One of their tags.
    pub tag: Option<Pattern>,
    /// Their owner.
    pub owner: Option<Pattern>,
    /// Their name.
    pub name: Option<Pattern>,
}

impl Selector {
    /// Whether a host is meant. `os` is what the inventory calls its product, `product` the id of
    /// the product, if known.
    pub fn matches(&self, name: &str, host: &Host, os: &str, product: Option<&str>) -> bool {
        let details = host.details.as_deref();
        let like = |pattern: &Option<Pattern>, text: Option<&str>| {
            pattern.as_ref().is_none_or(|p| text.is_some_and(|text| p.matches(text)))
        };
        self.roams.is_none_or(|roams| roams == host.roams())
            && self.criticality.is_none_or(|criticality| criticality == host.criticality)
            && self.kind.is_none_or(|kind| kind == host.kind)
            && self.segment.is_none_or(|segment| host.segments.contains(&segment))
            && self
                .os
                .as_ref()
                .is_none_or(|p| p.matches(os) || product.is_some_and(|id| p.matches(id)))
            && self
                .tag
                .as_ref()
                .is_none_or(|p| details.is_some_and(|d| d.tags.iter().any(|tag| p.matches(tag))))
            && like(&self.owner, details.and_then(|d| d.owner.as_deref()))
            && like(&self.name, Some(name))
    }
}

/// A text in which `*` stands for any characters and `?` for one; upper and lower case are the
/// same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<char>);

impl Pattern {
    /// A pattern as it is written.
    pub fn new(text: &str) -> Self {
        Self(lower(text).collect())
    }

    /// Whether a whole text is like the pattern.
    ///
    /// ```
    /// use patchfirst::inventory::Pattern;
    /// assert!(Pattern::new("nb-*@Example.org").matches("nb-7@example.org"));
    /// assert!(!Pattern::new("nb-?").matches("nb-17"));
    /// ```
    pub fn matches(&self, text: &str) -> bool {
        // The last star may take back what followed it; earlier ones need not: at worst pattern
        // times text.
        let text: Vec<char> = lower(text).collect();
        let (mut at, mut next) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(next) {
                Some('*') => {
                    star = Some((next, at));
                    next += 1;
                }
                Some(c) if *c == '?' || *c == text[at] => (at, next) = (at + 1, next + 1),
                _ => {
                    let Some((position, taken)) = star else { return false };
                    star = Some((position, taken + 1));
                    (at, next) = (taken + 1, position + 1);
                }
            }
        }
        self.0[next..].iter().all(|c| *c == '*')
    }
}

fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_take_any_number_of_characters_and_give_back() {
        for (pattern, text, like) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXcYb", false),
            ("**x", "abx", true),
            ("?", "", false),
            ("ÜBER*", "übersee", true),
            ("*/laptops", "Corp/Oslo/Laptops", true),
            ("web", "web1", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), like, "{pattern} {text}");
        }
    }

    #[test]
    fn a_hostile_pattern_answers_at_once() {
        assert!(
            !Pattern::new(&"*a".repeat(500))
                .matches(&"a".repeat(499).repeat(3).replace("aaa", "aab"))
        );
    }
}

//! Where a host stands, out of the facts about it.

use super::resolve::{Facts, Origins, unique};
use super::{Conflicts, Whereabouts};
use crate::import::fact::{Fact, Field, Observation};

/// The whereabouts of a host of a name, out of observations in the order of belief.
pub(super) fn weighed(
    name: &str,
    order: &[&Observation],
    conflicts: &mut Conflicts,
) -> (Whereabouts, Origins) {
    let facts = Facts::of_any_system(name, order.iter().map(|o| (&*o.place, o.origin)));
    let mut origins = Vec::new();
    let groups = facts
        .pick(|fact| if let Fact::Group(group) = fact { Some(group.to_string()) } else { None });
    let whereabouts = Whereabouts {
        segments: segments(&facts, &mut origins),
        groups: unique(groups.map(|(group, _)| group)),
        unit: facts.first(
            Field::Segment,
            |fact| if let Fact::Unit(unit) = fact { Some(unit.to_string()) } else { None },
            &mut Vec::new(),
            &mut Conflicts::default(),
        ),
        owner: facts.first(
            Field::Owner,
            |fact| if let Fact::Owner(owner) = fact { Some(owner.to_string()) } else { None },
            &mut origins,
            conflicts,
        ),
        last_seen: facts
            .pick(|fact| if let Fact::LastSeen(date) = fact { Some(*date) } else { None })
            .map(|(date, _)| date)
            .max(),
    };
    (whereabouts, origins)
}

/// The segments that the most believed source names.
fn segments(facts: &Facts<'_>, origins: &mut Origins) -> Vec<String> {
    let mut named = facts
        .pick(|fact| if let Fact::Segment(name) = fact { Some(name.to_string()) } else { None })
        .peekable();
    let Some((_, first)) = named.peek() else { return Vec::new() };
    let first = *first;
    origins.push((Field::Segment, first));
    unique(named.filter(|(_, origin)| *origin == first).map(|(name, _)| name))
}

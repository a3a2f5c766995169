//! Columns that say that an end, or the service, is everything but what stands in its own column.

use super::End;
use super::column::{Column, column};
use super::force::{self, Answer};
use crate::firewall::Side;

/// What a column takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Negation {
    Source,
    Destination,
    Service,
    /// It does not say which.
    Either,
}

/// Words for it at the start or the end of a heading; the longer ones first.
const MARKS: [&str; 16] = [
    "negation",
    "negated",
    "negate",
    "negiert",
    "inverted",
    "inverse",
    "invert",
    "excluded",
    "excludes",
    "exclude",
    "excluding",
    "except",
    "negado",
    "negata",
    "neg",
    "not",
];

/// What a heading takes back; `None` if it is about something else.
pub(super) fn of(heading: &str) -> Option<Negation> {
    let about = |mark: &&str| {
        let rest = heading.strip_prefix(*mark).or_else(|| heading.strip_suffix(*mark))?;
        match rest.strip_suffix("is").unwrap_or(rest) {
            "" | "rule" | "match" => Some(Negation::Either),
            rest => match column(rest)? {
                Column::Source | Column::SourceZone => Some(Negation::Source),
                Column::Destination | Column::DestinationZone => Some(Negation::Destination),
                Column::Service | Column::Port | Column::Protocol => Some(Negation::Service),
                _ => None,
            },
        }
    };
    MARKS.iter().find_map(about)
}

/// Whether a cell negates; `None` if it certainly does not, `Some(false)` if it may.
pub(super) fn negates(cell: &str) -> Option<bool> {
    match force::answer(cell) {
        None | Some(Answer::No) => None,
        Some(Answer::Yes) => Some(true),
        Some(Answer::Unknown) => (!super::is_plain(cell)).then_some(false),
    }
}

/// Everything but some ends. Where that cannot be told, or is not certain, it may be anything.
pub(super) fn applied(ends: Vec<End>, is_sure: bool) -> Vec<End> {
    if let ([(Side::Addresses(addresses), None)], true) = (ends.as_slice(), is_sure)
        && let Some(others) = addresses.complement()
    {
        return vec![(Side::Addresses(others), None)];
    }
    let why = "it may be negated: whom it is for is not known";
    let kept = ends.into_iter().filter(|_| !is_sure);
    let kept = kept.map(|(side, doubt)| (side, doubt.or(Some(why.to_owned()))));
    kept.chain([(Side::Any, Some(why.to_owned()))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_which_end_is_meant() {
        for (heading, meant) in [
            ("sourcenegate", Some(Negation::Source)),
            ("srcaddrnegate", Some(Negation::Source)),
            ("negated", Some(Negation::Either)),
            ("excludedestination", Some(Negation::Destination)),
            ("sourceisnegated", Some(Negation::Source)),
            ("servicenegated", Some(Negation::Service)),
            ("not", Some(Negation::Either)),
            ("notes", None),
            ("notbefore", None),
            ("exceptions", None),
        ] {
            assert_eq!(of(heading), meant, "{heading}");
        }
    }
}

//! What is not known any more, and counts for nothing: a figure that fell with it has not improved.

use super::RankSnapshot;

/// Something that one side knows and the other does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Which flows there are.
    Flows,
    /// What flows let through that are treated as blocked.
    Ports,
    /// Who listens behind flows.
    Listens,
    /// What reaches segments that no flow names.
    Segments,
    /// How many people work in segments with desks.
    Users,
}

/// How much is unknown and in no figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uncounted {
    /// Whether the flows are not described at all.
    pub flows: bool,
    /// Flows whose ports are not known and that are treated as blocked.
    pub ports: u32,
    /// Flows to ports on which nobody behind them is known to listen.
    pub listens: u32,
    /// Segments that no flow names; `None` if there are no flows, or the file does not say.
    pub segments: Option<u32>,
    /// Segments with desks of which nobody has said how many people work there.
    pub users: u32,
}

/// What the first side knows and the second one does not.
pub(super) fn gaps(before: &RankSnapshot, after: &RankSnapshot) -> Vec<Gap> {
    let (was, is) = (before.uncounted, after.uncounted);
    let segments = was.segments.zip(is.segments).is_some_and(|(was, is)| is > was);
    let all = [
        (Gap::Flows, is.flows && !was.flows),
        (Gap::Ports, is.ports > was.ports),
        (Gap::Listens, is.listens > was.listens),
        (Gap::Segments, segments),
        (Gap::Users, is.users > was.users),
    ];
    all.into_iter().filter_map(|(gap, is_open)| is_open.then_some(gap)).collect()
}

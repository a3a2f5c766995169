//! What a host listens on from where, as its own firewall allows.

use super::SegmentId;
use crate::term::port::PortSet;

/// Ports that a host answers on, and to whom. Ports of its system that no rule names are open to
/// everybody who reaches it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListensFrom {
    /// The ports; not empty.
    pub ports: PortSet,
    /// The segments from which it answers, sorted, no repeats; its own only if it is listed.
    pub segments: Box<[SegmentId]>,
    /// Whether it answers the internet.
    pub internet: bool,
}

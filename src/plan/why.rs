//! Why a plan leaves a host as it is.

use crate::inventory::HostId;
use crate::ranking::RemedyKind;

/// Why a host is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It must not be touched for a while.
    Frozen,
    /// The user said never.
    Never,
    /// What it needs is not among the kinds of actions that may be taken.
    NotAllowed(RemedyKind),
    /// It would have to be taken off the network, and a flow to it is kept for the business.
    Kept,
    /// It waits for a host that is not done.
    After(HostId),
    /// There is no time for it: other things avert more.
    NoTime,
    /// Doing it averts nothing more, since it is out of reach once the plan is carried out.
    NoGain,
    /// What is lost with it is lost before the work of the plan can be in force.
    TooLate,
    /// None of the people on the plan has the skill that it needs.
    NoSkill,
    /// It must not restart in regular hours, and all shifts are in those.
    RegularHours,
    /// Taking it off the network costs the business more than it averts.
    NotWorthIt,
    /// It takes longer than any shift lasts.
    TooLong,
    /// It is done: what is lost with it is lost before that is in force.
    DoneLate,
    /// Nothing can be done to it here, or it is done already.
    NothingToDo,
}

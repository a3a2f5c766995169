//! When to act: the four words of the SSVC deployer table, which inventories may name in what they
//! expect.

/// When to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Not now.
    Defer,
    /// In the next regular patch window.
    Scheduled,
    /// Before the next regular window.
    OutOfCycle,
    /// At once, over the weekend.
    Immediate,
}

impl Decision {
    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Defer => "defer",
            Self::Scheduled => "scheduled",
            Self::OutOfCycle => "out-of-cycle",
            Self::Immediate => "immediate",
        }
    }
}

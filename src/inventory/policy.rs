//! The `expect:` and `accept:` lists after reading; `check` evaluates them.

use jiff::civil::Date;

use super::plan::ShiftDay;
use super::{End, HostId, Selector};
use crate::source::Span;
use crate::term::port::PortSet;
use crate::term::urgency::Decision;

/// One rule of the `expect:` list.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The text as written, or for a mapping such as `internet -x servers: smb` its key.
    pub case: String,
    /// The mapping's value as written, if it is one.
    pub value: Option<String>,
    /// What it says.
    pub rule: Expected,
    /// Where it is written.
    pub place: Span,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// `A -x B: ports` and `A !-> B: ports`: whoever is at one place must not reach another on
    /// these ports.
    Unreachable {
        /// Where somebody starts.
        from: Place,
        /// What must not be reached.
        to: Place,
        /// On which ports.
        ports: PortSet,
        /// Over how many hops.
        hops: Hops,
    },
    /// `no <hosts> may be vulnerable to <advisory> [after <date>]`.
    NotVulnerable {
        /// Which hosts.
        hosts: Selector,
        /// The advisory, by id, as written.
        advisory: String,
        /// The last day on which it may still be; from the next day on the rule holds. Without it,
        /// it always does.
        after: Option<Date>,
    },
    /// `no <hosts> may be due before <day>`: the work on none of them may have to be done by the
    /// day before.
    NotDueBefore {
        /// Which hosts.
        hosts: Selector,
        /// The first day on which they may be due.
        day: ShiftDay,
    },
    /// `every <hosts> must have <field>`.
    MustHave {
        /// Which hosts.
        hosts: Selector,
        /// What they must have.
        field: Field,
    },
    /// `expected loss at most <number>`.
    LossAtMost(f64),
    /// `no <decision> in <segment>`: nothing in the segment may be that urgent, or more urgent.
    LessUrgentThan {
        /// The mildest decision that is not allowed.
        decision: Decision,
        /// Which hosts.
        hosts: Selector,
    },
}

/// A place in the network: the internet, a segment, or one host in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The segment, or the outside.
    pub end: End,
    /// The one host that is meant, if any.
    pub host: Option<HostId>,
}

/// Over how many hops something must not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hops {
    /// Any number: `-x`.
    Any,
    /// One: `!->`.
    Direct,
}

/// A field that hosts must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `owner`.
    Owner,
    /// `minutes`.
    Minutes,
    /// `last_seen`.
    LastSeen,
    /// `address`.
    Address,
    /// `tags`: at least one.
    Tags,
    /// `note`.
    Note,
    /// `sp`.
    ServicePack,
    /// `patches`: a list, be it empty.
    Patches,
    /// `files`: at least one.
    Files,
    /// `listens`.
    Listens,
    /// `antivirus`: current or stale.
    Antivirus,
}

impl Field {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Owner,
        Self::Minutes,
        Self::LastSeen,
        Self::Address,
        Self::Tags,
        Self::Note,
        Self::ServicePack,
        Self::Patches,
        Self::Files,
        Self::Listens,
        Self::Antivirus,
    ];

    /// The key of the inventory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Minutes => "minutes",
            Self::LastSeen => "last_seen",
            Self::Address => "address",
            Self::Tags => "tags",
            Self::Note => "note",
            Self::ServicePack => "sp",
            Self::Patches => "patches",
            Self::Files => "files",
            Self::Listens => "listens",
            Self::Antivirus => "antivirus",
        }
    }
}

impl Expectation {
    /// The rule as it is written, on one line.
    pub fn text(&self) -> String {
        self.value
            .as_ref()
            .map_or_else(|| self.case.clone(), |value| format!("{}: {value}", self.case))
    }
}

/// One accepted risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The host, by name; it exists.
    pub host: String,
    /// The advisory, by id.
    pub advisory: String,
    /// Why the risk is taken.
    pub reason: Option<String>,
    /// Who took it.
    pub by: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it is written.
    pub place: Span,
}

impl Acceptance {
    /// Whether the acceptance holds on a day: its last day counts, the day after no more.
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

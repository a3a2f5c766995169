//! One rule, as readers write it.

use std::sync::Arc;

use super::address::Addresses;
use super::ports::Ports;

/// What is kept of the text of a rule.
const MAX_CHARS: usize = 120;

/// One end of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Everything.
    Any,
    /// Every segment, and not the outside.
    Inside,
    /// These addresses.
    Addresses(Addresses),
    /// These segments, by name; [`super::INTERNET`] is the outside.
    Zones(Arc<[String]>),
}

impl Side {
    /// One segment.
    pub fn zone(name: &str) -> Self {
        Self::Zones(Arc::from([name.to_owned()]))
    }

    /// What both ends have in common; `None` where that cannot be told.
    pub(super) fn meet(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, side) | (side, Self::Any) => Some(side.clone()),
            (Self::Addresses(a), Self::Addresses(b)) => a.intersection(b).map(Self::Addresses),
            (Self::Zones(a), Self::Zones(b)) => {
                Some(Self::Zones(a.iter().filter(|name| b.contains(name)).cloned().collect()))
            }
            _ => None,
        }
    }
}

/// What a rule does to what it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lets it through.
    Allow,
    /// Stops it.
    Deny,
    /// Something that was not understood.
    Unknown,
    /// Goes on in another chain, and behind the rule if that decides nothing.
    Jump(String),
    /// Goes on in another chain, and then where this chain was called from.
    Goto(String),
    /// Goes back to where the chain was called from.
    Return,
}

/// Interfaces that a rule names; `+` at the end of a name stands for any ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterfaceMatch {
    /// The names.
    pub names: Vec<String>,
    /// Whether every other interface is meant.
    pub negated: bool,
    /// Whether one of the names is that of an interface of which nothing is known.
    pub unplaced: bool,
}

impl InterfaceMatch {
    /// Interfaces of some names, or all others.
    pub fn new(names: Vec<String>, negated: bool) -> Self {
        Self { names, negated, unplaced: false }
    }

    /// Whether an interface is meant.
    pub fn holds(&self, name: &str) -> bool {
        let fits = |wanted: &String| match wanted.strip_suffix('+') {
            Some(start) => name.starts_with(start),
            None => wanted == name,
        };
        self.names.iter().any(fits) != self.negated
    }
}

/// One rule. What it says is the most that it may match; where it is doubtful it may match less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The line, from 1.
    pub line: u32,
    /// The rule as written, shortened.
    pub text: Box<str>,
    /// What it does.
    pub action: Action,
    /// Where traffic comes from.
    pub from: Side,
    /// Where it goes.
    pub to: Side,
    /// The ports it goes to.
    pub ports: Ports,
    /// The ports it comes from.
    pub sources: Ports,
    /// The interface by which it comes in.
    pub entry: Option<Arc<InterfaceMatch>>,
    /// The interface by which it goes out.
    pub exit: Option<Arc<InterfaceMatch>>,
    /// Why it may match less than it says, or do something else, if so.
    pub doubt: Option<Box<str>>,
    /// Whether it matches a part only of what it says, whatever else is not known: some addresses,
    /// some hours. A deny for a part leaves others through.
    pub part: bool,
}

impl Rule {
    /// A rule that matches everything.
    pub fn new(line: u32, text: &str, action: Action) -> Self {
        Self {
            line,
            text: text.trim().chars().take(MAX_CHARS).collect(),
            action,
            from: Side::Any,
            to: Side::Any,
            ports: Ports::any(),
            sources: Ports::any(),
            entry: None,
            exit: None,
            doubt: None,
            part: false,
        }
    }

    /// A rule of which nothing is understood. It may allow or stop anything.
    pub fn unknown(line: u32, text: &str, why: impl Into<String>) -> Self {
        Self::new(line, text, Action::Unknown).because(why)
    }

    /// The same rule, which matches a part only of what it says.
    #[must_use]
    pub fn for_a_part(self, why: impl Into<String>) -> Self {
        Self { part: true, ..self.because(why) }
    }

    /// The same rule with a doubt; the first one stays.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.doubt.get_or_insert_with(|| why.into().into());
        self
    }
}

/// A chain of rules.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// Its name.
    pub name: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// A rule base: it starts with its first chain, and ends with a rule for all that is left.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name.
    pub name: String,
    /// The families of addresses whose packets it sees: IPv4, IPv6.
    pub families: [bool; 2],
    /// Its chains; the first is where packets come in.
    pub chains: Vec<Chain>,
    /// What happens to what no rule decided.
    pub end: Rule,
}

impl List {
    /// A list without rules.
    pub fn new(name: &str, families: [bool; 2], end: Rule) -> Self {
        Self {
            name: name.to_owned(),
            families,
            chains: vec![Chain { name: name.to_owned(), rules: Vec::new() }],
            end,
        }
    }

    /// Whether it lets everything through.
    pub fn is_idle(&self) -> bool {
        self.end.action == Action::Allow
            && self.end.doubt.is_none()
            && self.chains.first().is_none_or(|chain| chain.rules.is_empty())
    }

    /// Its rules, those of all chains, and the last.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.chains.iter().flat_map(|chain| &chain.rules).chain([&self.end])
    }
}

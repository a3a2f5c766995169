//! A finding: what is wrong, where, how bad, and what to do.

use super::rule::{Confidence, Rule};
use crate::diagnostic::{Label, Severity};
use crate::inventory::SegmentId;
use crate::source::Span;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which rule is broken.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence without a full stop.
    pub message: String,
    /// The places, the most important first; empty where a file as a whole is meant.
    pub places: Vec<Label>,
    /// The file a finding without a place is about.
    pub file: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The way that breaks a rule, hop by hop; empty for most findings.
    pub path: Vec<Hop>,
    /// What it is about.
    pub about: About,
    /// Whether somebody has accepted it.
    pub accepted: Option<Accepted>,
    /// By when the host it is about has to be remedied, where a ranking was made for the rule.
    pub due: Option<Due>,
}

/// By when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Even today's work comes late.
    Now,
    /// Work that is done by the end of this day is in time.
    By(jiff::civil::Date),
}

impl std::fmt::Display for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::By(day) => day.fmt(f),
        }
    }
}

/// One hop of a way through the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What happens.
    pub text: String,
    /// The line that allows it.
    pub place: Span,
}

/// What a finding is about, in names that outlive lines and dates: what the fingerprint is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The host, by name.
    pub host: Option<String>,
    /// The advisory, by id.
    pub advisory: Option<String>,
    /// The segment that the host is in, or that the finding is about.
    pub segment: Option<SegmentId>,
    /// What else tells it from other findings of the rule: a patch, a flow, the text of an
    /// expectation.
    pub detail: String,
}

/// Who accepted a finding, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The last day.
    pub until: Option<jiff::civil::Date>,
}

impl Finding {
    /// A finding with the severity and confidence of its rule.
    pub fn new(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            confidence: rule.confidence(),
            message: message.into(),
            places: Vec::new(),
            file: None,
            help: None,
            path: Vec::new(),
            about: About::default(),
            accepted: None,
            due: None,
        }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.places.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names what it is about.
    #[must_use]
    pub fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// Whether it counts: it is not accepted.
    pub fn is_in_force(&self) -> bool {
        self.accepted.is_none()
    }
}

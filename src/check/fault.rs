//! A fault: what is wrong and what to do, in words that all findings of it share.
//!
//! A network of a million hosts may have a million findings that differ in the host and its line
//! only; so whatever else there is to say of them is kept once.

use std::borrow::Cow;

use super::rule::{Confidence, Rule};
use crate::diagnostic::{Label, Severity};
use crate::source::Span;
use crate::term::due::Due;

/// A text that is part of the program, or was made for the fault.
pub type Text = Cow<'static, str>;

/// What is wrong, wherever it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which rule is broken.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Text>,
    /// The advisory it is about, by id.
    pub advisory: Option<String>,
    /// What else tells it from other faults of the rule: a patch, a flow, the text of an
    /// expectation; a name that outlives lines and dates.
    pub detail: Text,
    /// What is to be seen at the place of a finding; may be empty.
    pub label: Text,
    /// Further places that have to do with it, such as the rule that is broken.
    pub related: Vec<Label>,
    /// The way that breaks a rule, hop by hop; empty for most faults.
    pub path: Vec<Hop>,
    /// The file that a fault without a place is about.
    pub file: Option<String>,
    /// By when the host has to be remedied, where a ranking was made for the rule.
    pub due: Option<Due>,
}

/// One sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// As it stands.
    Whole(Text),
    /// What a host is, has or does, to follow its name.
    Host(Text),
    /// A remark on a host, to follow its name and a colon.
    Remark(Text),
}

/// One hop of a way through the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What happens.
    pub text: String,
    /// The line that allows it.
    pub place: Span,
}

impl Fault {
    /// A fault with the severity and confidence of its rule.
    pub fn new(rule: Rule, message: impl Into<Message>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            confidence: rule.confidence(),
            message: message.into(),
            help: None,
            advisory: None,
            detail: Text::default(),
            label: Text::default(),
            related: Vec::new(),
            path: Vec::new(),
            file: None,
            due: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the advisory it is about.
    #[must_use]
    pub fn advisory(mut self, id: impl Into<String>) -> Self {
        self.advisory = Some(id.into());
        self
    }

    /// Tells it from other faults of its rule.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Text>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds a place beside that of each finding.
    #[must_use]
    pub fn beside(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }
}

impl Message {
    /// A remark on a host.
    pub fn remark(text: impl Into<Text>) -> Self {
        Self::Remark(text.into())
    }

    /// What a host is, has or does.
    pub fn host(text: impl Into<Text>) -> Self {
        Self::Host(text.into())
    }

    /// The sentence about a host.
    pub(super) fn about<'a>(&'a self, host: Option<&str>) -> Cow<'a, str> {
        let host = host.unwrap_or_default();
        match self {
            Self::Whole(text) => Cow::Borrowed(text),
            Self::Host(text) => Cow::Owned(["host `", host, "` ", text].concat()),
            Self::Remark(text) => Cow::Owned(["host `", host, "`: ", text].concat()),
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Whole(text.into())
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Self::Whole(text.into())
    }
}

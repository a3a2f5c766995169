//! What is wrong with the input, each with its place and a way out; collected, never thrown one at
//! a time.

mod code;
mod render;
pub mod suggest;

use crate::source::Span;

pub use code::Code;
pub use render::{Colour, render};
pub(crate) use render::{Picture, pictures};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the result does not suffer.
    Note,
    /// The result may be less trustworthy than it looks.
    Warning,
    /// The input cannot be used as it is: the run ends with exit status 2 after all problems are
    /// shown.
    Error,
}

impl Severity {
    /// The word that formats print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop, naming the offending text.
    pub message: String,
    /// The places, the most important first; empty where the file as a whole is meant.
    pub labels: Vec<Label>,
    /// The file a diagnostic without a place is about.
    pub file: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the severity that its code has by default.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            file: None,
            help: None,
        }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Names the file of a diagnostic that has no place in it.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Problems of one severity that are kept; the rest are counted. A table of a million broken rows
/// must not fill the memory.
const MAX_KEPT: usize = 10_000;
/// Errors after which no more effort is spent on explaining further ones.
const CROWD: usize = 1_000;

/// The collector that every stage reports into.
#[derive(Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    /// How many problems were reported, by severity, kept or not.
    counts: [usize; 3],
}

impl Diagnostics {
    /// Records a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = &mut self.counts[diagnostic.severity as usize];
        *count += 1;
        if *count <= MAX_KEPT {
            self.all.push(diagnostic);
        }
    }

    /// Whether there are more errors than anybody reads: reports may leave out what is costly to
    /// find, such as suggestions.
    pub fn is_crowded(&self) -> bool {
        self.count(Severity::Error) >= CROWD
    }

    /// How many problems of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.counts[severity as usize]
    }

    /// Makes warnings of the errors of a code, for users who ask for it.
    pub fn relax(&mut self, code: Code) {
        for diagnostic in
            self.all.iter_mut().filter(|d| d.code == code && d.severity == Severity::Error)
        {
            diagnostic.severity = Severity::Warning;
            self.counts[Severity::Error as usize] -= 1;
            self.counts[Severity::Warning as usize] += 1;
        }
    }

    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The problems in the order of their places (files in reading order), those without a place
    /// first.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.all.iter().collect();
        sorted.sort_by_key(|d| (d.labels.first().map(|l| l.span), d.code, d.message.clone()));
        sorted
    }

    /// How many problems there are. [`Self::sorted`] may show fewer: only the first 10,000 of each
    /// severity are kept.
    pub fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

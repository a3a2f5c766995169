//! Findings of a check, `patchfirst/check/1`. Keys may be added, never renamed.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rank::AcceptedRisk;
use crate::diagnostic::Severity;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/check/1";

/// The report of a check. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Check<'a> {
    /// `patchfirst/check/1`.
    pub schema: &'a str,
    /// The version of the tool.
    pub tool: &'a str,
    /// The inventories that were checked.
    pub inventories: &'a [Overview],
    /// How many findings of each kind there are.
    pub counts: Counts,
    /// What was found, in the order of files and places.
    pub findings: &'a [Entry<'a>],
}

/// One inventory that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Overview {
    /// The file.
    pub file: String,
    /// The day whose knowledge counts; null if the file could not be read.
    pub as_of: Option<String>,
    /// The last day that counts; null if the file could not be read.
    pub until: Option<String>,
    /// How many host entries it has.
    pub hosts: u64,
    /// How many machines these stand for.
    pub machines: u64,
    /// How many segments it has.
    pub segments: u64,
    /// How many flows it has.
    pub flows: u64,
    /// Whether everything was checked; false if mistakes of form stood in the way.
    pub complete: bool,
}

/// How many findings of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Counts {
    /// In force, of severity error.
    pub errors: usize,
    /// In force, of severity warning.
    pub warnings: usize,
    /// In force, of severity note.
    pub notes: usize,
    /// Accepted, of any severity.
    pub accepted: usize,
    /// In the baseline, of any severity.
    pub known: usize,
    /// Left out because they are milder than `--min-severity`.
    pub hidden: usize,
}

/// A finding in names, lines and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entry<'a> {
    /// The rule, by its stable name.
    pub rule: Cow<'a, str>,
    /// What the rule is concerned with: form, plausibility, policy, acceptance or advisory.
    pub family: Cow<'a, str>,
    /// How bad it is: error, warning or note.
    pub severity: Cow<'a, str>,
    /// How sure it is: high, medium or low.
    pub confidence: Cow<'a, str>,
    /// What is wrong.
    pub message: Cow<'a, str>,
    /// Where; null where a run as a whole is meant.
    pub place: Option<PlaceEntry<'a>>,
    /// What to do.
    pub help: Option<Cow<'a, str>>,
    /// The host it is about.
    pub host: Option<Cow<'a, str>>,
    /// The advisory it is about.
    pub advisory: Option<Cow<'a, str>>,
    /// By when the host has to be remedied, where a ranking was made: a date, or `now`.
    pub due: Option<Cow<'a, str>>,
    /// The segment it belongs to.
    pub segment: Option<Cow<'a, str>>,
    /// Other places that have to do with it.
    pub related: Vec<PlaceEntry<'a>>,
    /// The way that breaks a rule about reach, hop by hop.
    pub path: Vec<HopEntry<'a>>,
    /// Its name over time: made of rule, host and advisory, never of lines, ranks, scores or dates.
    pub fingerprint: Cow<'a, str>,
    /// Whether the baseline has it.
    pub known: bool,
    /// Who accepted it, if anybody; then it trips no gate.
    pub accepted: Option<AcceptedRisk>,
    /// The severity, for programs of ours.
    #[serde(skip)]
    #[schemars(skip)]
    pub level: Severity,
}

/// A range in a file; lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlaceEntry<'a> {
    /// The file, as it was named.
    pub file: Cow<'a, str>,
    /// The line; null where the file as a whole is meant.
    pub line: Option<u32>,
    /// The column.
    pub column: Option<u32>,
    /// The line of the end.
    pub end_line: Option<u32>,
    /// The column of the end.
    pub end_column: Option<u32>,
    /// What is there to be seen; may be empty.
    pub text: Cow<'a, str>,
}

/// One hop of a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HopEntry<'a> {
    /// What happens.
    pub text: Cow<'a, str>,
    /// The line that allows it.
    pub place: PlaceEntry<'a>,
}

/// What a later check needs of an earlier one: the names of its findings. A file of any release has
/// these.
#[derive(Debug, Deserialize)]
pub struct Baseline {
    /// `patchfirst/check/1`.
    pub schema: String,
    /// What was found then.
    #[serde(default)]
    pub findings: Vec<Known>,
}

/// A finding of an earlier check.
#[derive(Debug, Deserialize)]
pub struct Known {
    /// Its name over time.
    pub fingerprint: String,
}

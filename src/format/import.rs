//! What an import understood and what it did not, `patchfirst/import/1`. Keys may be added, never
//! renamed.

use schemars::JsonSchema;
use serde::Serialize;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/import/1";

/// The summary of an import.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Import<'a> {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/import/1"))]
    pub schema: &'static str,
    /// The version of the program.
    pub tool: &'static str,
    /// How many hosts there are.
    pub hosts: usize,
    /// How many flows the rules of firewalls allow.
    pub flows: usize,
    /// The files, in order.
    pub files: Vec<File<'a>>,
    /// How many facts of each field each format says.
    pub facts: Vec<Facts<'a>>,
    /// What was not understood or left out: the first ones of each file.
    pub skipped: Vec<Skip<'a>>,
    /// Where sources disagree: the first ones.
    pub conflicts: Vec<Conflict<'a>>,
    /// How many flows of a new inventory nobody described.
    pub unknown_flows: usize,
    /// The hosts of which no segment is known.
    pub unassigned: Vec<&'a str>,
    /// What is missing before a ranking can be trusted, that of most hosts first.
    pub missing: Vec<Gap>,
    /// The next command; null if no inventory was written to a file.
    pub next: Option<String>,
}

/// A file that was read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File<'a> {
    /// Its name.
    pub name: &'a str,
    /// The format it was read as; null if none was recognised.
    pub format: Option<&'static str>,
    /// How many records of hosts and rules of firewalls it gave.
    pub records: usize,
    /// How many things in it were not understood.
    pub skipped: usize,
    /// From where a scan looked, as far as the file says.
    pub vantage: Option<&'a str>,
}

/// How often formats say a field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Facts<'a> {
    /// The field.
    pub field: &'a str,
    /// The format.
    pub source: &'a str,
    /// How many facts there are.
    pub count: usize,
}

/// Something that was left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Skip<'a> {
    /// The file.
    pub file: &'a str,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// What stands there, shortened.
    pub text: &'a str,
    /// Why it was left out.
    pub why: &'a str,
}

/// Two sources that disagree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Conflict<'a> {
    /// The host.
    pub host: &'a str,
    /// The field they disagree about.
    pub field: &'a str,
    /// What is written.
    pub kept: &'a str,
    /// Who says it: file, line, format and date.
    pub kept_from: Option<String>,
    /// What is not written.
    pub dropped: &'a str,
    /// Who says that.
    pub dropped_from: Option<String>,
}

/// What is missing before a ranking can be trusted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Gap {
    /// Of how many hosts.
    pub hosts: usize,
    /// What is missing.
    pub what: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Some of the hosts.
    pub examples: Vec<String>,
}

//! Everything a report shows, as format `patchfirst/report/1`: what templates are given, and what
//! the JSON format writes.
//!
//! The set is a contract with templates and other programs: keys may be added, never renamed or
//! taken away. Texts are ready to be shown: neutral, whole sentences, numbers with the digits of
//! the report; formats escape them. Where a number is worth computing with, it stands beside its
//! text.

use schemars::JsonSchema;
use serde::Serialize;

use super::accepted::Accepted;
use super::answer::{Counts, Verdict};
use super::decision::Decision;
use super::fix::FixFirst;
use super::head::{Database, Day, File};
use super::host::Hosts;
use super::method::{Method, Term};
use super::offer::Offer;
use super::patch::Patch;
use super::path::Path;
use super::place::{Course, Origin, Segment};
use super::quality::Quality;
use super::since::{Since, Snapshot};
use super::stake::Stake;
use super::watch::Watch;
use super::work::Plan;

/// Everything a report shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Values {
    /// `patchfirst/report/1`.
    #[schemars(extend("const" = "patchfirst/report/1"))]
    pub schema: &'static str,
    /// The version of the tool.
    pub tool: &'static str,
    /// Whose network this is.
    pub organisation: Option<String>,
    /// The day whose knowledge counts.
    pub as_of: Day,
    /// The last day that counts: the end of the horizon.
    pub until: Day,
    /// The next regular patch window: the one that was asked for, else the first workday after the
    /// as-of day.
    pub window: Day,
    /// Days from the as-of day to the end of the horizon, both included.
    pub horizon_days: u32,
    /// `expected` or `worst-case`.
    pub mode: &'static str,
    /// The inventory's files, the first one named first.
    pub files: Vec<File>,
    /// The advisory database.
    pub advisories: Database,
    /// What was assumed beyond the inventory, as it was written.
    pub assumptions: Vec<String>,
    /// The answer.
    pub verdict: Verdict,
    /// How little is enough: three offers, the smallest first; none where nothing is planned.
    pub offers: Vec<Offer>,
    /// What is at stake, before the plan and after it.
    pub stakes: Vec<Stake>,
    /// What would change the answer.
    pub watch: Vec<Watch>,
    /// How sure the answer is, in some sentences.
    pub sure: Vec<String>,
    /// The same and more, as numbers.
    pub counts: Counts,
    /// What to do first.
    pub fix_first: FixFirst,
    /// What somebody has to decide.
    pub decisions: Vec<Decision>,
    /// The plan.
    pub plan: Plan,
    /// The segments, those that lose most first.
    pub segments: Vec<Segment>,
    /// Where attacks start.
    pub origins: Vec<Origin>,
    /// The advisories that concern the inventory.
    pub courses: Vec<Course>,
    /// The ranking.
    pub hosts: Hosts,
    /// What to deploy.
    pub patches: Vec<Patch>,
    /// How attacks get to the first hosts.
    pub paths: Vec<Path>,
    /// Accepted risks.
    pub accepted: Vec<Accepted>,
    /// What is doubtful about the inventory.
    pub quality: Quality,
    /// What changed since the last report that was given, if one was.
    pub since: Option<Since>,
    /// What reports said from the oldest that was given to this one; only this one if none was.
    pub trend: Vec<Snapshot>,
    /// How the figures were computed.
    pub method: Method,
    /// Words that readers may not know.
    pub glossary: Vec<Term>,
}

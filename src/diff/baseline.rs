//! Reports from before: what they said, for comparison.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use crate::advisory::{Advisories, Advisory};
use crate::diff::{Exposed, RankSnapshot, SnapshotError};
use crate::ranking::age;

/// A report or a ranking from before.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The file it was read from.
    pub file: String,
    /// The ranking.
    pub side: RankSnapshot,
    /// Its as-of day.
    pub as_of: Date,
    /// How many machines would have been exposed after its plan, if it is a report.
    pub exposed_after: Option<u64>,
}

/// Why a file cannot serve as a baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no ranking and no report.
    #[error(transparent)]
    Side(#[from] SnapshotError),
    /// Its as-of day is no day.
    #[error("its as-of day `{0}` is no date")]
    Day(String),
}

/// What a baseline, or the report itself, says in short.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The as-of day.
    pub as_of: Date,
    /// The expected loss.
    pub loss: f64,
    /// Exposed machines.
    pub exposed: u64,
    /// Exposed machines after the plan, if there was one.
    pub exposed_after: Option<u64>,
    /// Machines that were not assessed.
    pub not_assessed: u64,
    /// Days the oldest advisory had been known to which a machine was exposed; `None` if none was.
    pub oldest: Option<u32>,
}

/// What a report says beyond its ranking.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    counts: Option<Counts>,
}

#[derive(Deserialize)]
struct Counts {
    exposed_after_plan: u64,
}

impl Baseline {
    /// Reads a report of format `patchfirst/report/1` or a ranking of format `patchfirst/rank/1`.
    pub fn from_json(file: impl Into<String>, text: &str) -> Result<Self, BaselineError> {
        let side = RankSnapshot::from_json(text)?;
        let as_of = side.as_of.parse().map_err(|_| BaselineError::Day(side.as_of.clone()))?;
        let counts =
            serde_json::from_str::<Document>(text).ok().and_then(|document| document.counts);
        Ok(Self {
            file: file.into(),
            side,
            as_of,
            exposed_after: counts.map(|counts| counts.exposed_after_plan),
        })
    }

    /// What it says in short. Advisories it names are looked up in today's; those that are not
    /// there have no age.
    pub fn snapshot(&self, advisories: &Advisories) -> Snapshot {
        let reachable = || self.side.hosts.values().filter(|host| host.is_reachable());
        let lists: BTreeSet<&Exposed> = reachable().map(|host| &host.exposed).collect();
        let ids = lists.into_iter().flat_map(|exposed| exposed.keys());
        let known = ids.filter_map(|id| advisories.advisories.get(id)).map(Advisory::known_since);
        Snapshot {
            as_of: self.as_of,
            loss: self.side.loss,
            exposed: reachable().map(|host| u64::from(host.entry.count)).sum(),
            exposed_after: self.exposed_after,
            not_assessed: self.side.not_assessed,
            oldest: known.min().map(|day| age::days(day, self.as_of)),
        }
    }
}

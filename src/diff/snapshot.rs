//! One side of a comparison: a ranking, just computed or read from a file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::format::rank::{Host, HostAdvisory, Rank, SCHEMA};

/// One ranking, as far as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSnapshot {
    /// The day whose knowledge counted.
    pub as_of: String,
    /// Days until the window.
    pub horizon_days: u32,
    /// `expected` or `worst-case`.
    pub mode: String,
    /// The seed and the number of samples: what the random numbers were.
    pub draws: (u64, u64),
    /// The expected loss.
    pub loss: f64,
    /// Its standard error.
    pub stderr: f64,
    /// Share of the value lost with a crash, for sizes of changes; the default if the file does not
    /// say.
    pub disruption: f64,
    /// Host entries by name.
    pub hosts: BTreeMap<String, Host<'static>>,
    /// The stage of each advisory.
    pub stages: BTreeMap<String, String>,
    /// Machines that were not assessed.
    pub not_assessed: u64,
    /// All flows with their ports, if the side came from an inventory: a ranking has only those
    /// that matter.
    pub flows: Option<BTreeMap<String, String>>,
}

/// Why a file cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is not JSON of the expected form.
    #[error("it is not a ranking in JSON: {0}")]
    Form(#[from] serde_json::Error),
    /// It is another document.
    #[error("its schema is `{0}`, neither `patchfirst/rank/1` nor `patchfirst/report/1`")]
    Schema(String),
}

/// The format of a report.
const REPORT: &str = "patchfirst/report/1";

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

/// A report holds its ranking whole.
#[derive(Deserialize)]
struct Report {
    ranking: Rank<'static>,
}

impl RankSnapshot {
    /// Reads a ranking of format `patchfirst/rank/1`, or the one in a report of format
    /// `patchfirst/report/1`.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        let Schema { schema } = serde_json::from_str(text)?;
        match schema.as_str() {
            SCHEMA => Ok(serde_json::from_str::<Rank<'_>>(text)?.into()),
            REPORT => Ok(serde_json::from_str::<Report>(text)?.ranking.into()),
            _ => Err(SnapshotError::Schema(schema)),
        }
    }
}

impl From<Rank<'_>> for RankSnapshot {
    fn from(rank: Rank<'_>) -> Self {
        Self {
            as_of: rank.as_of,
            horizon_days: rank.horizon_days,
            mode: rank.mode.into_owned(),
            draws: (rank.seed, rank.samples),
            loss: rank.expected_loss.get(),
            stderr: rank.expected_loss_stderr.get(),
            disruption: crate::threat::DISRUPTION,
            hosts: rank
                .hosts
                .into_iter()
                .map(|host| (host.name.to_string(), host.into_owned()))
                .collect(),
            stages: rank
                .advisories
                .into_iter()
                .map(|known| (known.id.into_owned(), known.stage.into_owned()))
                .collect(),
            not_assessed: rank.unknown.not_assessed,
            flows: None,
        }
    }
}

impl Host<'_> {
    /// The advisories to which it is exposed.
    pub fn exposed(&self) -> BTreeSet<&str> {
        let is_exposed =
            |finding: &&HostAdvisory<'_>| matches!(&*finding.status, "vulnerable" | "unknown");
        self.advisories.iter().filter(is_exposed).map(|finding| &*finding.id).collect()
    }

    /// Whether it is exposed and some way in leads to it.
    pub fn is_reachable(&self) -> bool {
        self.exposure != "small" && !self.exposed().is_empty()
    }

    /// The stage of an advisory here.
    pub fn stage(&self, id: &str) -> Option<&str> {
        self.advisories.iter().find(|finding| finding.id == id).map(|finding| &*finding.stage)
    }

    /// The decision as a number: the more urgent, the higher.
    pub fn urgency(&self) -> Option<usize> {
        let decision = self.decision.as_deref()?;
        ["defer", "scheduled", "out-of-cycle", "immediate"]
            .iter()
            .position(|known| *known == decision)
    }

    /// Expected loss with all its machines.
    pub fn lost(&self, disruption: f64) -> f64 {
        self.value.get()
            * f64::from(self.count)
            * (self.p_compromised.get() + disruption * self.p_disrupted.get())
    }
}

//! One side of a comparison, read from a ranking in JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// One ranking, as far as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The day whose knowledge counted.
    pub as_of: String,
    /// Days until the window.
    pub horizon_days: u32,
    /// `expected` or `worst-case`.
    pub mode: String,
    /// The seed and the number of samples.
    pub coins: (u64, u64),
    /// The expected loss.
    pub loss: f64,
    /// Its standard error.
    pub stderr: f64,
    /// Share of the value lost with a crash, for sizes of changes; the default if the file does not say.
    pub disruption: f64,
    /// Host entries by name.
    pub hosts: BTreeMap<String, HostSide>,
    /// The stage of each advisory.
    pub stages: BTreeMap<String, String>,
    /// Machines that were not assessed.
    pub not_assessed: u64,
    /// All flows with their ports, if the side came from an inventory: a ranking has only those that matter.
    pub flows: Option<BTreeMap<String, String>>,
}

/// One host entry of a side.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct HostSide {
    /// Its place.
    pub rank: u32,
    name: String,
    /// How many machines.
    pub count: u32,
    /// Its segments.
    pub segments: Vec<String>,
    /// Value of one machine.
    pub value: f64,
    /// Probability of being compromised.
    pub p_compromised: f64,
    /// Probability of being crashed.
    pub p_disrupted: f64,
    /// Loss averted if it is remedied.
    pub averted: f64,
    /// When to act.
    pub decision: Option<String>,
    /// How an attacker gets to it: small, controlled, open.
    #[serde(default)]
    pub exposure: String,
    /// What was found, per advisory.
    pub advisories: Vec<AdvisorySide>,
}

/// One finding of a host.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AdvisorySide {
    /// The advisory.
    pub id: String,
    /// Its status.
    pub status: String,
    /// Its stage for the host's product.
    #[serde(default)]
    pub stage: String,
}

/// Why a file cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum SideError {
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

#[derive(Deserialize)]
struct Document {
    as_of: String,
    horizon_days: u32,
    mode: String,
    samples: u64,
    seed: u64,
    expected_loss: f64,
    expected_loss_stderr: f64,
    #[serde(default)]
    advisories: Vec<Known>,
    unknown: Unknown,
    hosts: Vec<HostSide>,
}

#[derive(Deserialize)]
struct Unknown {
    not_assessed: u64,
}

/// A report holds its ranking whole.
#[derive(Deserialize)]
struct Report {
    ranking: Document,
}

#[derive(Deserialize)]
struct Known {
    id: String,
    stage: String,
}

impl Side {
    /// Reads a ranking of format `patchfirst/rank/1`, or the one in a report of format `patchfirst/report/1`.
    pub fn from_json(text: &str) -> Result<Self, SideError> {
        let Schema { schema } = serde_json::from_str(text)?;
        let document = match schema.as_str() {
            crate::ranking::SCHEMA => serde_json::from_str(text)?,
            REPORT => serde_json::from_str::<Report>(text)?.ranking,
            _ => return Err(SideError::Schema(schema)),
        };
        Ok(Self::new(document))
    }

    fn new(document: Document) -> Self {
        Self {
            as_of: document.as_of,
            horizon_days: document.horizon_days,
            mode: document.mode,
            coins: (document.seed, document.samples),
            loss: document.expected_loss,
            stderr: document.expected_loss_stderr,
            disruption: crate::threat::DISRUPTION,
            hosts: document.hosts.into_iter().map(|host| (host.name.clone(), host)).collect(),
            stages: document.advisories.into_iter().map(|known| (known.id, known.stage)).collect(),
            not_assessed: document.unknown.not_assessed,
            flows: None,
        }
    }
}

impl HostSide {
    /// The advisories to which it is exposed.
    pub fn exposed(&self) -> BTreeSet<&str> {
        let is_exposed = |finding: &&AdvisorySide| matches!(finding.status.as_str(), "vulnerable" | "unknown");
        self.advisories.iter().filter(is_exposed).map(|finding| finding.id.as_str()).collect()
    }

    /// Whether it is exposed and some way in leads to it.
    pub fn is_reachable(&self) -> bool {
        self.exposure != "small" && !self.exposed().is_empty()
    }

    /// The stage of an advisory here.
    pub fn stage(&self, id: &str) -> Option<&str> {
        self.advisories.iter().find(|finding| finding.id == id).map(|finding| finding.stage.as_str())
    }

    /// The decision as a number: the more urgent, the higher.
    pub fn urgency(&self) -> Option<usize> {
        let decision = self.decision.as_deref()?;
        ["defer", "scheduled", "out-of-cycle", "immediate"].iter().position(|known| *known == decision)
    }

    /// Expected loss with all its machines.
    pub fn lost(&self, disruption: f64) -> f64 {
        self.value * f64::from(self.count) * (self.p_compromised + disruption * self.p_disrupted)
    }
}

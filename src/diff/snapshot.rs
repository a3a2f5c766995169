//! One side of a comparison: a ranking, just computed or read from a file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Uncounted;
use crate::format::rank::{self, Host, HostAdvisory, Rank};
use crate::format::report::{self, Report};
use crate::ranking::RemedyKind;
use crate::risk::Method;

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
    pub hosts: BTreeMap<String, HostSnapshot>,
    /// By when the groups are due that are.
    pub groups_due: BTreeMap<String, String>,
    /// The stage of each advisory.
    pub stages: BTreeMap<String, String>,
    /// Machines that were not assessed.
    pub not_assessed: u64,
    /// The entries that these are.
    pub unassessed: BTreeSet<String>,
    /// Whether the figures are exact: then no random numbers tell two sides apart.
    pub exact: bool,
    /// How much is unknown and in no figure.
    pub uncounted: Uncounted,
    /// All flows with their ports, if the side came from an inventory: a ranking has only those
    /// that matter.
    pub flows: Option<BTreeMap<String, String>>,
}

/// The advisories to which a host is exposed, with their stage there. Hosts of which the same was
/// found share it: thousands of advisories on each of many thousands of hosts would fill the
/// memory.
pub type Exposed = Arc<BTreeMap<String, String>>;

/// One host entry, as far as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct HostSnapshot {
    /// Its place and figures, without its findings.
    pub entry: Host<'static>,
    /// To what it is exposed.
    pub exposed: Exposed,
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

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

impl RankSnapshot {
    /// Reads a ranking of format `patchfirst/rank/1`, or the one in a report of format
    /// `patchfirst/report/1`.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        let Schema { schema } = serde_json::from_str(text)?;
        match schema.as_str() {
            rank::SCHEMA => Ok(Self::of_file(serde_json::from_str::<Rank<'_>>(text)?)),
            report::SCHEMA => {
                Ok(Self::of_file(serde_json::from_str::<Report<IgnoredAny>>(text)?.ranking))
            }
            _ => Err(SnapshotError::Schema(schema)),
        }
    }

    fn of_file(mut rank: Rank<'_>) -> Self {
        let mut known = BTreeSet::new();
        let hosts = std::mem::take(&mut rank.hosts);
        let unassessed = rank.not_assessed.iter().map(|host| host.name.to_string()).collect();
        let hosts = hosts.into_iter().map(|host| HostSnapshot::new(host, &mut known));
        Self { unassessed, ..Self::new(&rank, hosts) }
    }

    /// Whether differences to another side are no accident of random numbers.
    pub fn is_on_the_same_coins(&self, other: &Self) -> bool {
        self.draws == other.draws || self.exact && other.exact
    }

    /// What a ranking says, its hosts given apart.
    pub fn new<H, N>(rank: &Rank<'_, H, N>, hosts: impl Iterator<Item = HostSnapshot>) -> Self {
        Self {
            as_of: rank.as_of.clone(),
            horizon_days: rank.horizon_days,
            mode: rank.mode.to_string(),
            draws: (rank.seed, rank.samples),
            loss: rank.expected_loss.get(),
            stderr: rank.expected_loss_stderr.get(),
            disruption: crate::threat::DISRUPTION,
            hosts: hosts.map(|host| (host.entry.name.to_string(), host)).collect(),
            groups_due: rank
                .groups
                .iter()
                .filter_map(|group| Some((group.id.to_string(), group.due.clone()?)))
                .collect(),
            stages: rank
                .advisories
                .iter()
                .map(|known| (known.id.to_string(), known.stage.to_string()))
                .collect(),
            not_assessed: rank.unknown.not_assessed,
            unassessed: BTreeSet::new(),
            exact: rank.method == Method::Exact.as_str(),
            uncounted: Uncounted::of(rank),
            flows: None,
        }
    }
}

impl Uncounted {
    fn of<H, N>(rank: &Rank<'_, H, N>) -> Self {
        let unknown = &rank.unknown;
        let blocked = unknown.flows_described && rank.unknown_flows == "blocked";
        Self {
            flows: !unknown.flows_described,
            ports: if blocked { unknown.flows } else { 0 },
            listens: unknown.unheard,
            segments: unknown.segments,
            users: unknown.users,
        }
    }
}

impl HostSnapshot {
    /// Takes the findings out of an entry. What is known already is shared.
    fn new(mut entry: Host<'_>, known: &mut BTreeSet<Exposed>) -> Self {
        let is_exposed =
            |finding: &HostAdvisory<'_>| matches!(&*finding.status, "vulnerable" | "unknown");
        let findings = std::mem::take(&mut entry.advisories).into_iter().filter(is_exposed);
        let exposed: Exposed = Arc::new(
            findings.map(|found| (found.id.into_owned(), found.stage.into_owned())).collect(),
        );
        let exposed = known.get(&exposed).cloned().unwrap_or(exposed);
        known.insert(Arc::clone(&exposed));
        Self { entry: entry.into_owned(), exposed }
    }

    /// Whether it is exposed and some way in leads to it, or it is infected already.
    pub fn is_reachable(&self) -> bool {
        self.is_infected() || self.entry.exposure != "small" && !self.exposed.is_empty()
    }

    /// Whether it is known to be infected: nothing else is rebuilt.
    pub fn is_infected(&self) -> bool {
        self.entry.remedy == RemedyKind::Rebuild.as_str()
    }

    /// The decision as a number: the more urgent, the higher.
    pub fn urgency(&self) -> Option<usize> {
        let decision = self.entry.decision.as_deref()?;
        ["defer", "scheduled", "out-of-cycle", "immediate"]
            .iter()
            .position(|known| *known == decision)
    }

    /// Expected loss with all its machines.
    pub fn lost(&self, disruption: f64) -> f64 {
        let entry = &self.entry;
        entry.value.get()
            * f64::from(entry.count)
            * (entry.p_compromised.get() + disruption * entry.p_disrupted.get())
    }
}

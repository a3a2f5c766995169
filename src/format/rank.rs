//! Rankings, `patchfirst/rank/1`.
//!
//! Keys and their order are a contract with other programs; keys may be added, never renamed. What
//! a file of an earlier release may lack has a default.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::Rounded;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/rank/1";

/// A text of the inventory or the advisories while writing, one's own after reading.
type Text<'a> = Cow<'a, str>;

/// Hosts in the order in which to patch them. Keys may be added, never renamed.
///
/// `Hosts` and `NotAssessed` are lists; a writer can put there what makes the entries one by one,
/// so that a million of them need no memory of their own.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Rank<'a, Hosts = Vec<Host<'a>>, NotAssessed = Vec<NotAssessedHost<'a>>> {
    /// `patchfirst/rank/1`.
    #[schemars(extend("const" = "patchfirst/rank/1"))]
    pub schema: Text<'a>,
    /// The version of the tool.
    pub tool: Text<'a>,
    /// The day whose knowledge counts.
    pub as_of: String,
    /// The last day that counts, `as_of` being day 1; at least 1.
    pub horizon_days: u32,
    /// The date of that day.
    #[serde(default)]
    pub until: String,
    /// expected or worst-case.
    pub mode: Text<'a>,
    /// How many outcomes were evaluated.
    pub samples: u64,
    /// What the random numbers depend on.
    pub seed: u64,
    /// exact or sampled.
    pub method: Text<'a>,
    /// Whether more samples would not change the order.
    pub settled: bool,
    /// The ways in that were considered.
    pub entries: Vec<Text<'a>>,
    /// open or blocked: how flows whose ports are not known were treated.
    pub unknown_flows: Text<'a>,
    /// The expected loss until the horizon, in points of value.
    pub expected_loss: Rounded,
    /// Its standard error.
    pub expected_loss_stderr: Rounded,
    /// By level, `"0.5"`, `"0.9"`, `"0.95"`, `"0.99"`: the loss that is exceeded with no more than
    /// the rest of the probability.
    #[serde(default)]
    pub loss_quantiles: BTreeMap<Text<'a>, Rounded>,
    /// The chance that nothing is lost.
    #[serde(default)]
    pub p_no_loss: Rounded,
    /// The value of all machines.
    pub total_value: Rounded,
    /// What the first hosts avert together; null if there is nothing to remedy.
    pub first: Option<First>,
    /// How much is not known.
    pub unknown: Unknown,
    /// The advisories that were public.
    #[serde(default)]
    pub advisories: Vec<Known<'a>>,
    /// The advisories that were not.
    #[serde(default)]
    pub not_published: Vec<Text<'a>>,
    /// The hosts in order.
    pub hosts: Hosts,
    /// Machines that are exchangeable.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What blocking a flow averts.
    #[serde(default)]
    pub flows: Vec<Flow<'a>>,
    /// What quarantine in a segment averts.
    #[serde(default)]
    pub quarantine: Vec<Quarantine<'a>>,
    /// Pairs of doors that avert much more together than one by one, the best first.
    #[serde(default)]
    pub bundles: Vec<Bundle>,
    /// How far the first places hold if the rates are not what they are taken to be; null where
    /// that was not worked out.
    #[serde(default)]
    pub doubt: Option<Doubt>,
    /// Hosts about which nothing is known.
    pub not_assessed: NotAssessed,
}

/// What the first hosts avert together.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct First {
    /// How many entries.
    pub hosts: u32,
    /// How many machines these are.
    pub machines: u64,
    /// Loss averted if all of them are remedied.
    pub averted: Rounded,
    /// Loss that is left then.
    pub loss_left: Rounded,
    /// The same if they are remedied tonight, and that is in force from the next day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_left_tonight: Option<Rounded>,
}

/// How much is not known; counted as exposed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Unknown {
    /// Machines without patch evidence.
    #[serde(default)]
    pub hosts: u64,
    /// Flows whose ports are not known.
    #[serde(default)]
    pub flows: u32,
    /// Machines whose product is not in the catalogue: they are in no figure.
    pub not_assessed: u64,
    /// Flows to ports on which nobody behind them is known to listen: they lead to nobody.
    #[serde(default)]
    pub unheard: u32,
    /// Segments with workstations or laptops of which nobody has said how many people work there:
    /// they count as none.
    #[serde(default)]
    pub users: u32,
    /// Segments that no flow names, where others are named: they count as cut off. Null where
    /// no flow is named, or an earlier version wrote this.
    #[serde(default)]
    pub segments: Option<u32>,
    /// Whether the inventory says anything of flows; if not, every segment is taken to reach every
    /// other.
    #[serde(default = "described")]
    pub flows_described: bool,
}

/// Rankings of earlier versions say nothing of it.
fn described() -> bool {
    true
}

/// An advisory that was public, with the farthest stage on any product that day.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Known<'a> {
    /// Its name.
    pub id: Text<'a>,
    /// none, proof-of-concept, exploit or worm.
    pub stage: Text<'a>,
}

/// One entry; figures are per machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Host<'a> {
    /// Its place, from 1.
    pub rank: u32,
    /// The first place that the standard errors leave open.
    #[serde(default)]
    pub rank_low: u32,
    /// The last place that they leave open.
    #[serde(default)]
    pub rank_high: u32,
    /// Its name.
    pub name: Text<'a>,
    /// How many machines the entry stands for.
    pub count: u32,
    /// Its segments; a laptop returns to the first.
    pub segments: Vec<Text<'a>>,
    /// server, workstation or laptop.
    #[serde(default)]
    pub kind: Text<'a>,
    /// The product, by its name in the catalogue; null if it is not there.
    pub os: Option<Text<'a>>,
    /// Its version, where the product has one.
    pub version: Option<String>,
    /// low, medium, high or critical.
    #[serde(default)]
    pub criticality: Text<'a>,
    /// Points lost when it is compromised.
    pub value: Rounded,
    /// Probability that it is compromised by the horizon.
    pub p_compromised: Rounded,
    /// Probability that it is crashed and never compromised.
    pub p_disrupted: Rounded,
    /// Probability that it is compromised if one way in alone existed.
    #[serde(default)]
    pub by_entry: ByEntry,
    /// Loss averted if it alone is remedied at once.
    pub averted: Rounded,
    /// Its standard error.
    #[serde(default)]
    pub averted_stderr: Rounded,
    /// The same in force from each day on, day 1 first.
    #[serde(default)]
    pub averted_by_day: Vec<Rounded>,
    /// By when: the last day on which work still averts nearly all of it, `now` if even the first
    /// day's work is late, null where nothing is averted.
    #[serde(default)]
    pub due: Option<String>,
    /// The part of `averted` that lies with other hosts.
    #[serde(default)]
    pub opened: Rounded,
    /// The group it belongs to.
    pub group: Option<String>,
    /// small, controlled or open: how an attacker gets to it.
    #[serde(default)]
    pub exposure: Text<'a>,
    /// defer, scheduled, out-of-cycle or immediate; null if nothing is exposed.
    pub decision: Option<Text<'a>>,
    /// patch, upgrade, isolate, rebuild or none.
    #[serde(default)]
    pub remedy: Text<'a>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text<'a>>,
    /// Why it must not be touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Text<'a>>,
    /// What was found, advisory by advisory.
    pub advisories: Vec<HostAdvisory<'a>>,
}

/// Probabilities by way in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ByEntry {
    /// Attackers on the internet.
    pub internet: Rounded,
    /// Laptops infected while outside.
    pub roaming: Rounded,
    /// Insiders.
    pub insider: Rounded,
    /// Trojans that somebody runs.
    #[serde(default)]
    pub mail: Rounded,
    /// Hosts known to be infected.
    #[serde(default)]
    pub infected: Rounded,
}

/// What was found about one advisory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HostAdvisory<'a> {
    /// Its name.
    pub id: Text<'a>,
    /// not-applicable, fixed, vulnerable or unknown.
    pub status: Text<'a>,
    /// Patches that fix it.
    #[serde(default)]
    pub fixes: Vec<String>,
    /// What the status rests on.
    #[serde(default)]
    pub evidence: String,
    /// patch, upgrade, isolate or none.
    #[serde(default)]
    pub remedy: Text<'a>,
    /// The version to upgrade to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_to: Option<String>,
    /// none, proof-of-concept, exploit or worm, for the product of the host.
    #[serde(default)]
    pub stage: Text<'a>,
    /// Ports through which it can be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    /// Somebody has accepted the risk, which lowers no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<AcceptedRisk>,
}

/// Who accepted a finding, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AcceptedRisk {
    /// Who.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The last day.
    pub until: Option<String>,
}

/// Machines that are exchangeable, and what remedying all of them averts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// `g1`, `g2`, … in the order of the ranking.
    pub id: String,
    /// How many machines.
    pub hosts: u64,
    /// Loss averted if all are remedied.
    pub averted: Rounded,
    /// Its standard error.
    pub averted_stderr: Rounded,
    /// The same in force from each day on, day 1 first.
    #[serde(default)]
    pub averted_by_day: Vec<Rounded>,
    /// By when; see hosts.
    #[serde(default)]
    pub due: Option<String>,
}

/// A flow and what blocking it alone averts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Flow<'a> {
    /// `internet` or a segment.
    pub from: Text<'a>,
    /// A segment.
    pub to: Text<'a>,
    /// The host it leads to, if it does not lead to the whole segment.
    pub host: Option<Text<'a>>,
    /// Its ports that are certainly open.
    pub ports: Vec<String>,
    /// Those that may be open besides.
    #[serde(default)]
    pub possible: Vec<String>,
    /// Whether anything of it is unknown.
    pub unknown: bool,
    /// Loss averted.
    pub averted: Rounded,
    /// Its standard error.
    pub averted_stderr: Rounded,
    /// The same in force from each day on, day 1 first.
    #[serde(default)]
    pub averted_by_day: Vec<Rounded>,
    /// By when; see hosts.
    #[serde(default)]
    pub due: Option<String>,
}

/// A segment and what quarantining the laptops that return to it averts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quarantine<'a> {
    /// The segment.
    pub segment: Text<'a>,
    /// Loss averted.
    pub averted: Rounded,
    /// Its standard error.
    pub averted_stderr: Rounded,
    /// The same in force from each day on, day 1 first.
    #[serde(default)]
    pub averted_by_day: Vec<Rounded>,
    /// By when; see hosts.
    #[serde(default)]
    pub due: Option<String>,
}

/// Two remedies that avert much more together than one by one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Bundle {
    /// `flow A -> B`, `quarantine S` or `host H`.
    pub remedies: Vec<String>,
    /// Loss averted by both.
    pub averted: Rounded,
}

/// How far the first places hold.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// Under how many of the cases below the first place stays.
    pub first_stays: u32,
    /// Under how many the first ten are the same hosts.
    pub first_ten_stay: u32,
    /// One rate or convention in doubt at a time.
    pub cases: Vec<DoubtCase>,
}

/// The ranking with one rate or convention changed, with common random numbers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DoubtCase {
    /// What was changed.
    pub what: String,
    /// To what.
    pub to: Rounded,
    /// The expected loss then.
    pub expected_loss: Rounded,
    /// The host in the first place then; null if there is none.
    pub first: Option<String>,
    /// Whether the first place stays.
    pub first_stays: bool,
    /// How many of the first ten stay among them.
    pub of_first_ten: u32,
}

/// A host about which nothing is known: it is in no figure.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NotAssessedHost<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Why.
    pub why: Text<'a>,
    /// Its system, as the inventory spells it.
    pub os: Text<'a>,
    /// How many machines the entry stands for.
    pub count: u32,
}

/// The same text, independent of where it came from.
fn owned(text: Text<'_>) -> Text<'static> {
    Cow::Owned(text.into_owned())
}

impl Host<'_> {
    /// The same entry, independent of the inventory it was made from.
    pub fn into_owned(self) -> Host<'static> {
        Host {
            name: owned(self.name),
            segments: self.segments.into_iter().map(owned).collect(),
            kind: owned(self.kind),
            os: self.os.map(owned),
            criticality: owned(self.criticality),
            exposure: owned(self.exposure),
            decision: self.decision.map(owned),
            remedy: owned(self.remedy),
            owner: self.owner.map(owned),
            frozen: self.frozen.map(owned),
            advisories: self.advisories.into_iter().map(HostAdvisory::into_owned).collect(),
            ..self
        }
    }
}

impl HostAdvisory<'_> {
    fn into_owned(self) -> HostAdvisory<'static> {
        HostAdvisory {
            id: owned(self.id),
            status: owned(self.status),
            remedy: owned(self.remedy),
            stage: owned(self.stage),
            ..self
        }
    }
}

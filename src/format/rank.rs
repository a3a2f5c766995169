//! The schema of rankings, `patchfirst/rank/1`.

#![allow(dead_code, reason = "the types are never made; their schema is")]

use schemars::JsonSchema;

use crate::report::findings::AcceptedEntry;

/// Hosts in the order in which to patch them. Keys may be added, never renamed.
#[derive(JsonSchema)]
pub(super) struct Rank {
    /// `patchfirst/rank/1`.
    #[schemars(extend("const" = "patchfirst/rank/1"))]
    schema: String,
    /// The version of the tool.
    tool: String,
    /// The day whose knowledge counts.
    as_of: String,
    /// Days until the next regular patch window.
    horizon_days: u32,
    /// expected or worst-case.
    mode: String,
    /// How many outcomes were evaluated.
    samples: u64,
    /// What the random numbers depend on.
    seed: u64,
    /// How the figures were come by.
    method: String,
    /// Whether more samples would not change the order.
    settled: bool,
    /// The ways in that were considered.
    entries: Vec<String>,
    /// What was made of flows whose ports nobody knows.
    unknown_flows: String,
    /// The expected loss until the horizon.
    expected_loss: f64,
    /// Its standard error.
    expected_loss_stderr: f64,
    /// The value of all machines.
    total_value: f64,
    /// What the first hosts avert together.
    first: Option<First>,
    /// How much is not known.
    unknown: Unknown,
    /// The advisories that were public.
    advisories: Vec<Known>,
    /// The advisories that were not.
    not_published: Vec<String>,
    /// The hosts in order.
    hosts: Vec<Host>,
    /// Machines that are exchangeable.
    groups: Vec<Group>,
    /// What blocking a flow averts.
    flows: Vec<Flow>,
    /// What quarantine in a segment averts.
    quarantine: Vec<Quarantine>,
    /// Hosts about which nothing is known.
    not_assessed: Vec<NotAssessed>,
}

#[derive(JsonSchema)]
struct First {
    hosts: u32,
    machines: u64,
    averted: f64,
    loss_left: f64,
}

#[derive(JsonSchema)]
struct Unknown {
    hosts: u64,
    flows: u32,
    not_assessed: u64,
}

#[derive(JsonSchema)]
struct Known {
    id: String,
    stage: String,
}

/// One entry; figures are per machine.
#[derive(JsonSchema)]
struct Host {
    rank: u32,
    rank_low: u32,
    rank_high: u32,
    name: String,
    count: u32,
    segments: Vec<String>,
    kind: String,
    os: Option<String>,
    version: Option<String>,
    criticality: String,
    value: f64,
    p_compromised: f64,
    p_disrupted: f64,
    by_entry: ByEntry,
    averted: f64,
    averted_stderr: f64,
    opened: f64,
    group: Option<String>,
    exposure: String,
    decision: Option<String>,
    remedy: String,
    #[schemars(default)]
    owner: Option<String>,
    #[schemars(default)]
    frozen: Option<String>,
    advisories: Vec<Advisory>,
}

#[derive(JsonSchema)]
struct ByEntry {
    internet: f64,
    roaming: f64,
    insider: f64,
    mail: f64,
    infected: f64,
}

#[derive(JsonSchema)]
struct Advisory {
    id: String,
    /// not-applicable, fixed, vulnerable or unknown.
    status: String,
    fixes: Vec<String>,
    evidence: String,
    /// patch, upgrade, isolate or none.
    remedy: String,
    upgrade_to: Option<String>,
    stage: String,
    #[schemars(default)]
    ports: Vec<String>,
    /// Somebody has accepted the risk, which lowers no figure.
    accepted: Option<AcceptedEntry>,
}

#[derive(JsonSchema)]
struct Group {
    id: String,
    hosts: u64,
    averted: f64,
    averted_stderr: f64,
}

#[derive(JsonSchema)]
struct Flow {
    from: String,
    to: String,
    host: Option<String>,
    /// What is certainly open.
    ports: Vec<String>,
    /// What may be open besides.
    possible: Vec<String>,
    /// Whether anything of it is unknown.
    unknown: bool,
    averted: f64,
    averted_stderr: f64,
}

#[derive(JsonSchema)]
struct Quarantine {
    segment: String,
    averted: f64,
    averted_stderr: f64,
}

#[derive(JsonSchema)]
struct NotAssessed {
    name: String,
    why: String,
    os: String,
    count: u32,
}

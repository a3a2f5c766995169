//! The schema of inventories.

#![allow(dead_code, reason = "the types are never made; their schema is")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::word::{
    Arch, Away, Day, FileVersion, Flows, Hosts, Infected, Listens, Patch, Ports, Probability, Rate,
    Rule, ShiftDay, Sources, Sp, Text, Weekday,
};
use crate::term::day::MAX_HORIZON;

/// An inventory of hosts, segments and flows.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::schema) struct Inventory {
    /// The format version: 1.0.0.
    #[schemars(regex(pattern = r"^1\.\d+\.\d+$"))]
    inventory: String,
    /// Whose network this is.
    organisation: Option<Text>,
    /// The day whose knowledge counts; today if left out.
    as_of: Option<Day>,
    /// What this inventory is.
    description: Option<Text>,
    /// On which days people come in.
    calendar: Option<Calendar>,
    /// Parameters of the risk model.
    threat: Option<Threat>,
    /// Per kind, what is filled into hosts that do not say otherwise.
    defaults: Option<Defaults>,
    /// The segments by name.
    segments: BTreeMap<String, Option<Segment>>,
    /// What is allowed between segments. Left out, that is not known, and every segment may reach
    /// every other.
    flows: Option<Flows>,
    /// The hosts.
    hosts: Option<Vec<Host>>,
    /// Tables of further hosts, relative to this file.
    hosts_from: Option<Vec<Text>>,
    /// What was counted on ports, and what levels were raised.
    activity: Option<Vec<Observation>>,
    /// Port histories of DShield, relative to this file: JSON or CSV, one file per port.
    activity_from: Option<Vec<Text>>,
    /// What must hold.
    expect: Option<Vec<Rule>>,
    /// Accepted risks.
    accept: Option<Vec<Acceptance>>,
    /// Who is there to work, and what work takes.
    plan: Option<Plan>,
    /// What time and loss are in money.
    costs: Option<Costs>,
}

/// On which days people come in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Calendar {
    /// The days of the week that are worked; default Monday to Friday.
    #[schemars(length(min = 1))]
    workdays: Option<Vec<Weekday>>,
    /// Days that would be worked and are not.
    holidays: Option<Vec<Day>>,
}

/// A count on a port, or a level that somebody raised.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [
    {"required": ["level"], "properties": {"level": true}},
    {"required": ["port", "sources", "baseline"], "properties": {"port": true, "sources": true, "baseline": true}},
    {"required": ["port", "sources", "history"], "properties": {"port": true, "sources": true, "history": true}}
]))]
struct Observation {
    /// The day.
    date: Day,
    /// The port that was counted on.
    port: Option<Ports>,
    /// Distinct sources that day.
    sources: Option<Sources>,
    /// The median of the same weekday over some weeks.
    baseline: Option<Sources>,
    /// Counts of the same weekday in earlier weeks, instead of the baseline.
    #[schemars(length(min = 1))]
    history: Option<Vec<Sources>>,
    /// A named cause other than an attack on a flaw: shown, not counted.
    cause: Option<Text>,
    /// A level such as ThreatCon 2, instead of a count: shown, not counted.
    level: Option<Text>,
    /// Who says so.
    source: Option<Text>,
    /// A remark.
    note: Option<Text>,
}

/// A time at which people work on this.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Shift {
    /// On which day.
    on: ShiftDay,
    /// How many people there are.
    #[schemars(range(min = 1, max = 10_000))]
    staff: u16,
    /// How many hours each of them has.
    #[schemars(range(min = 0.02, max = 8_784.0))]
    hours: f64,
    /// Skills that are there, each with one of the people; none: any of them can do anything.
    who: Option<Hosts>,
    /// Whether it is in regular hours, in which some hosts must not restart.
    regular: Option<bool>,
}

/// Who works on a normal workday.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Regular {
    /// How many people there are.
    #[schemars(range(min = 1, max = 10_000))]
    staff: u16,
    /// How many hours each of them has.
    #[schemars(range(min = 0.02, max = 8_784.0))]
    hours: f64,
}

/// Who is there to work, and what work takes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Plan {
    /// How many people there are.
    #[schemars(range(min = 1, max = 10_000))]
    staff: Option<u32>,
    /// How many hours each of them has.
    #[schemars(range(min = 0.02, max = 8_784.0))]
    hours: Option<f64>,
    /// When people are there; one shift tonight if left out.
    shifts: Option<Vec<Shift>>,
    /// Who works on a normal workday, in regular hours.
    regular: Option<Regular>,
    /// Share of the value behind a blocked flow that a day of the block costs.
    block_cost: Option<Probability>,
    /// Staff minutes by kind of work.
    minutes: Option<Minutes>,
    /// The kinds of actions that may be taken; left out is all.
    allow: Option<Vec<Action>>,
    /// Flows that the business needs, `from -> to` as under `flows`: they are never blocked.
    keep: Option<Vec<Text>>,
    /// When hosts may restart that do not say so themselves; default any-time.
    restarts: Option<Restarts>,
}

/// When a host may restart.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Restarts {
    AnyTime,
    OutOfHours,
}

/// Staff minutes by kind of work.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Minutes {
    laptop: Option<u32>,
    workstation: Option<u32>,
    server: Option<u32>,
    service_pack: Option<u32>,
    isolate: Option<u32>,
    block: Option<u32>,
    quarantine: Option<u32>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Action {
    Patch,
    Upgrade,
    Isolate,
    Rebuild,
    Block,
    Quarantine,
}

/// What time and loss are in money.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Costs {
    /// An hour of one person.
    #[schemars(range(min = 0.0, max = 1e12))]
    staff_hour: f64,
    /// One point of value.
    #[schemars(range(min = 0.0, max = 1e12))]
    value_point: f64,
    /// The currency.
    currency: Text,
}

/// Parameters of the risk model.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threat {
    /// The last day that counts.
    #[schemars(range(min = 1, max = MAX_HORIZON))]
    horizon_days: Option<u32>,
    /// Probability per user and day of an insider attack.
    insider_per_user_day: Option<Probability>,
    /// Probability per user and workday that somebody runs a Trojan.
    mail_per_user_day: Option<Probability>,
    /// Share of the value lost when a host is only crashed.
    disruption: Option<Probability>,
    /// Daily probability of moving on from a stage.
    escalation: Option<Escalation>,
    /// Probability that the first public thing runs code at once.
    straight_to_exploit: Option<Probability>,
    /// Probability that a roaming host can be reached at all where it is outside.
    reachable_outside: Option<Probability>,
    /// Probability that a measure holds.
    controls: Option<Controls>,
    /// Daily probability that an outside attacker tries an exposed host.
    attack: Option<Attack>,
    /// Probability that an antivirus stops a compromise.
    antivirus: Option<AntivirusRates>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Escalation {
    none: Option<Rate>,
    proof_of_concept: Option<Rate>,
    exploit: Option<Rate>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Controls {
    /// That a laptop is held back by a quarantine.
    quarantine: Option<Probability>,
    /// That a blocked flow stays blocked.
    block: Option<Probability>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Attack {
    none: Option<Probability>,
    proof_of_concept: Option<Probability>,
    exploit: Option<Probability>,
    worm: Option<Probability>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AntivirusRates {
    current: Option<Probability>,
    stale: Option<Probability>,
    none: Option<Probability>,
}

/// Per kind, what is filled in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Defaults {
    laptop: Option<ForKind>,
    workstation: Option<ForKind>,
    server: Option<ForKind>,
}

/// A part of the network.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Segment {
    /// People who work in it.
    users: Option<u32>,
    /// Hosts in it cannot reach each other.
    isolated: Option<bool>,
    /// Default for its hosts.
    criticality: Option<Criticality>,
    /// Default for its hosts.
    antivirus: Option<Antivirus>,
    /// What it is.
    description: Option<Text>,
    /// Its networks, such as 10.20.0.0/16.
    networks: Option<Vec<String>>,
}

/// Declares the keys that hosts and defaults have in common once.
macro_rules! host {
    ($(#[doc = $doc:literal])* $name:ident { $($own:tt)* }) => {
        $(#[doc = $doc])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        struct $name {
            $($own)*
            /// Service pack.
            sp: Option<Sp>,
            /// Architecture; default x86, or the product's first where it never ran on x86.
            arch: Option<Arch>,
            /// Installed patches; left out is unknown, an empty list is none.
            patches: Option<Vec<Patch>>,
            /// False if the list is known to be cut off.
            patches_complete: Option<bool>,
            /// File evidence.
            files: Option<BTreeMap<String, FileVersion>>,
            /// Ports it listens on; default: the product's.
            listens: Option<Listens>,
            /// What its administrator answered, by advisory: whether what the advisory asks for
            /// holds here.
            answers: Option<BTreeMap<String, bool>>,
            /// The segment it is in.
            segment: Option<Text>,
            /// The segments it is in.
            segments: Option<Vec<Text>>,
            /// How much depends on it.
            criticality: Option<Criticality>,
            /// Value lost when it is compromised.
            #[schemars(range(min = 0.0, max = 1e9))]
            value: Option<f64>,
            /// How much its antivirus helps.
            antivirus: Option<Antivirus>,
            /// Whether it leaves the site; default: laptops are.
            roams: Option<bool>,
            /// When it is outside; default weekends.
            away: Option<Away>,
            /// Who is responsible.
            owner: Option<Text>,
            /// What whoever works on it has to know, such as dba.
            who: Option<Text>,
            /// Staff minutes to patch and reboot.
            minutes: Option<u32>,
            /// When it may restart; default: as `plan: restarts:` says.
            restart: Option<Restarts>,
            /// Why it cannot be touched.
            frozen: Option<Text>,
            /// Hosts that must be done before it.
            after: Option<Hosts>,
            /// Hosts that must not be worked on at the same time.
            not_with: Option<Hosts>,
            /// When it was last seen.
            last_seen: Option<Day>,
            /// Its address.
            address: Option<Text>,
            /// Free labels.
            tags: Option<Vec<Text>>,
            /// Free text.
            note: Option<Text>,
        }
    };
}

host! {
    /// A machine, or `count` machines that are alike.
    Host {
        /// Its name.
        name: Text,
        /// How many machines this entry stands for.
        #[schemars(range(min = 1, max = 10_000_000))]
        count: Option<u32>,
        /// What it is used as.
        kind: Kind,
        /// Whether it is known to be infected: then it is to be rebuilt.
        infected: Option<Infected>,
        /// Its product: an id such as windows-2000, or an alias. Needed unless the defaults have
        /// it.
        os: Option<Text>,
    }
}

host! {
    /// What is filled into hosts of a kind.
    ForKind {
        /// Its product.
        os: Option<Text>,
    }
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Kind {
    Laptop,
    Workstation,
    Server,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Criticality {
    Low,
    Medium,
    High,
    Critical,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Antivirus {
    Current,
    Stale,
    None,
}

/// An accepted risk.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Acceptance {
    /// The host.
    host: Text,
    /// The advisory.
    advisory: Text,
    /// Why.
    reason: Option<Text>,
    /// Who took it.
    by: Option<Text>,
    /// The last day on which it holds.
    until: Option<Day>,
}

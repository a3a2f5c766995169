//! Everything a report shows, as format `patchfirst/report/1`: what templates are given, and what the JSON format writes.
//!
//! The set is a contract with templates and other programs: keys may be added, never renamed or taken away. Texts are ready
//! to be shown: neutral, whole sentences, numbers with the digits of the report; formats escape them. Where a number is
//! worth computing with, it stands beside its text.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::number::Rounded;

/// The format of a report.
pub const SCHEMA: &str = "patchfirst/report/1";

/// Everything a report shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Values {
    /// `patchfirst/report/1`.
    pub schema: &'static str,
    /// The version of the tool.
    pub tool: &'static str,
    /// Whose network this is.
    pub organisation: Option<String>,
    /// The day whose knowledge counts.
    pub as_of: Day,
    /// The last day that counts: the end of the horizon.
    pub until: Day,
    /// The next regular patch window.
    pub window: Day,
    /// Days from the as-of day to the window, both ends of the horizon included.
    pub horizon_days: u32,
    /// `expected` or `worst-case`.
    pub mode: &'static str,
    /// The inventory's files, the first one named first.
    pub files: Vec<File>,
    /// The advisory database.
    pub advisories: Database,
    /// What was taken for true beyond the inventory, as it was written.
    pub assumptions: Vec<String>,
    /// The answer.
    pub verdict: Verdict,
    /// The figures of the first page.
    pub tiles: Vec<Tile>,
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
    /// How the figures were come by.
    pub method: Method,
    /// Words that readers may not know.
    pub glossary: Vec<Term>,
}

/// A day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Day {
    /// `2006-09-01`.
    pub date: String,
    /// `Friday 2006-09-01`.
    pub text: String,
}

/// One file that was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// As it was named.
    pub name: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The advisory database.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Database {
    /// What it is called: `built-in, patchfirst 0.1.0` and folders that were added.
    pub name: String,
    /// How many advisories were public on the as-of day.
    pub known: usize,
    /// How many of them concern the inventory.
    pub concerning: usize,
    /// The last day of which an advisory or a product says anything.
    pub newest: Option<String>,
    /// What was known of them, in a sentence or two.
    pub text: String,
}

/// The answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// `in`: call people in; `wait`: it can wait; `nothing`: nothing that may be done averts anything.
    pub call: &'static str,
    /// The answer in one sentence, with the number.
    pub heading: String,
    /// What it rests on: time, risk of waiting, money or urgency; empty if nothing is planned.
    pub detail: String,
    /// The answer as `plan` gives it.
    pub answer: String,
    /// What is to be expected if nothing is done.
    pub situation: String,
    /// What is not known, and what was made of it.
    pub unknown: String,
}

/// One figure of the first page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tile {
    /// `exposed`, `after-plan`, `not-assessed`, `oldest`.
    pub id: &'static str,
    /// What it is.
    pub label: String,
    /// The figure; null where there is none.
    pub value: Option<u64>,
    /// The figure as it is shown.
    pub text: String,
    /// What to know about it.
    pub note: String,
    /// The change since the last report that was given, if one was and says this figure.
    pub change: Option<Change>,
}

/// A change of a figure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// The figure then.
    pub before: u64,
    /// Now minus then.
    pub difference: i64,
    /// `better`, `worse` or `same`.
    pub direction: &'static str,
    /// `4 fewer than on 2006-08-25`.
    pub text: String,
}

/// Numbers of the whole inventory. Machines, not entries.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// All machines.
    pub machines: u64,
    /// Those that an attack can reach and that are not known to withstand it.
    pub exposed: u64,
    /// Those of them that are known to be vulnerable.
    pub vulnerable: u64,
    /// Those of them about which evidence is missing.
    pub unknown: u64,
    /// Vulnerable, or not known to be otherwise, but no way in leads to them.
    pub unreachable: u64,
    /// Nothing to remedy.
    pub patched: u64,
    /// Their product is not in the catalogue: in no figure.
    pub not_assessed: u64,
    /// Exposed once the plan is carried out.
    pub exposed_after_plan: u64,
    /// Flows whose ports nobody knows.
    pub unknown_flows: u32,
    /// Days since the oldest advisory became known to which a reachable machine is exposed.
    pub oldest_days: Option<u32>,
    /// Its id.
    pub oldest_advisory: Option<String>,
    /// Expected loss if nothing is done.
    pub expected_loss: Amount,
    /// Expected loss once the plan is carried out.
    pub loss_left: Amount,
    /// The value of all machines.
    pub total_value: Amount,
}

/// A number and how it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Amount {
    /// The number.
    pub value: Rounded,
    /// With the digits of the report.
    pub text: String,
}

/// What to do first: the first actions of the plan, or the first lines of the ranking if the plan has none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixFirst {
    /// `plan` or `ranking`.
    pub from: &'static str,
    /// What the table shows, in a sentence; why there is none, where it is empty.
    pub caption: String,
    /// At most ten.
    pub rows: Vec<FixRow>,
    /// How many more there are.
    pub more: usize,
}

/// One line of the first table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixRow {
    /// From 1.
    pub number: usize,
    /// A host, a group, a flow or a segment.
    pub target: Name,
    /// Who is responsible; null if nobody is named.
    pub owner: Option<String>,
    /// What to do.
    pub action: String,
    /// Why, in one line.
    pub why: String,
    /// Staff minutes.
    pub minutes: u64,
    /// Loss averted, given the rows before it.
    pub averted: Amount,
}

/// A name: what is shown, and the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Name {
    /// Short enough for a line.
    pub text: String,
    /// Whole, control characters written out.
    pub full: String,
}

/// Something that somebody has to decide.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decision {
    /// `staff`, `block`, `quarantine`, `frozen`, `no-patch`, `acceptance`, `owner`, `find-out`.
    pub kind: &'static str,
    /// The question.
    pub question: String,
    /// What speaks for which answer.
    pub because: String,
}

/// The plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Plan {
    /// How many people.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes_each: u64,
    /// Staff minutes there are.
    pub capacity: u64,
    /// Staff minutes used.
    pub minutes: u64,
    /// The same in words.
    pub duration: String,
    /// The actions in order.
    pub actions: Vec<Action>,
    /// Loss left over staff minutes used, from nothing done to everything done.
    pub curve: Vec<Point>,
    /// The loss that would be left if everything that may be done were done.
    pub loss_floor: Amount,
    /// Hosts that are not done and still lose something, most first; at most twenty.
    pub remaining: Vec<Remaining>,
    /// How many more there are.
    pub more_remaining: usize,
    /// What the method guarantees, and what it does not.
    pub method: String,
}

/// One action of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Action {
    /// From 1.
    pub number: usize,
    /// What is done.
    pub text: String,
    /// Who is responsible for the hosts; empty if nobody is named.
    pub owners: Vec<String>,
    /// Staff minutes.
    pub minutes: u64,
    /// When it begins, in hours and minutes from the start.
    pub start: String,
    /// Whether a host restarts, if known.
    pub reboot: Option<bool>,
    /// Loss averted, given the actions before it.
    pub averted: Amount,
    /// The loss that is left after it.
    pub loss_left: Amount,
}

/// A point of the risk-removed curve.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Staff minutes used.
    pub minutes: u64,
    /// The loss that is left.
    pub loss_left: Rounded,
}

/// A host that stays as it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remaining {
    /// The host.
    pub host: Name,
    /// How many machines.
    pub machines: u32,
    /// Why.
    pub why: String,
    /// Expected loss with it after the plan.
    pub loss: Amount,
}

/// A segment; every machine is counted in one state.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Segment {
    /// The segment.
    pub name: Name,
    /// Known to be vulnerable, and a way in leads to them.
    pub vulnerable: u64,
    /// Evidence is missing, and a way in leads to them.
    pub unknown: u64,
    /// Vulnerable or unknown, and no way in leads to them.
    pub unreachable: u64,
    /// Nothing to remedy.
    pub patched: u64,
    /// Not in the catalogue.
    pub not_assessed: u64,
    /// Expected loss.
    pub loss: Amount,
}

/// A way in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Origin {
    /// `internet`, `roaming`, `insider`.
    pub id: &'static str,
    /// `From the internet`.
    pub name: &'static str,
    /// Whether it was considered.
    pub considered: bool,
    /// Expected loss through takeovers if it were the only way in.
    pub loss: Amount,
    /// Machines it can take over.
    pub machines: u64,
}

/// An advisory and its course.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Course {
    /// Its id.
    pub id: String,
    /// What is wrong.
    pub title: String,
    /// When it was published.
    pub published: String,
    /// How far exploitation has come: `none`, `proof-of-concept`, `exploit`, `worm`.
    pub stage: &'static str,
    /// Since when, if it has a stage.
    pub since: Option<String>,
    /// Exposed machines.
    pub exposed: u64,
}

/// The ranking, or as much of it as fits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hosts {
    /// The lines in order.
    pub rows: Vec<HostRow>,
    /// Whether every assessed entry has a line of its own; else hosts that are alike share one.
    pub complete: bool,
    /// Entries that were ranked.
    pub entries: usize,
    /// Lines left out.
    pub more: usize,
    /// What was left out, and where it is; null if nothing was.
    pub note: Option<String>,
    /// The file with the full list, if one is written beside the report.
    pub beside: Option<String>,
}

/// One line of the ranking. Figures are per machine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HostRow {
    /// The first of its places.
    pub rank: u32,
    /// The places that the standard errors leave open, as text.
    pub interval: String,
    /// The host, or hosts that are alike.
    pub host: Name,
    /// How many machines.
    pub machines: u64,
    /// Its segments.
    pub segment: String,
    /// Who is responsible.
    pub owner: Option<String>,
    /// What runs on it.
    pub system: String,
    /// What to do.
    pub remedy: String,
    /// When to act: `immediate`, `out-of-cycle`, `scheduled`, `defer`; null if there is nothing to remedy.
    pub decision: Option<&'static str>,
    /// From most urgent, 4, to nothing to remedy, 0.
    pub urgency: u8,
    /// `exposed`, `unknown`, `unreachable`, `patched`.
    pub state: &'static str,
    /// The ways in that matter.
    pub ways: String,
    /// Probability of being taken over.
    pub p: Amount,
    /// Loss averted if it is remedied.
    pub averted: Amount,
    /// The group it belongs to.
    pub group: Option<String>,
    /// The number of the action that does it, if the plan does.
    pub action: Option<usize>,
}

/// Something to deploy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Patch {
    /// `patch`, `upgrade`, `isolate`.
    pub kind: &'static str,
    /// `KB921883`; `Windows 2000 SP4`.
    pub name: String,
    /// The advisories it is against.
    pub advisories: Vec<String>,
    /// The products that need it.
    pub products: Vec<String>,
    /// How many machines.
    pub machines: u64,
    /// How many of them may have it already.
    pub doubtful: u64,
    /// Whether it restarts the host, if known.
    pub reboot: Option<bool>,
    /// Older patches whose fixes it holds.
    pub replaces: Vec<String>,
    /// The hosts in the order of the ranking; at most thirty.
    pub hosts: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// What remedying its hosts one by one averts, other patches they need included.
    pub averted: Amount,
}

/// How an attack gets to a host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Path {
    /// The host.
    pub host: Name,
    /// Its place.
    pub rank: u32,
    /// Where the likeliest way starts.
    pub from: String,
    /// How likely it is, its steps taken for independent.
    pub p: String,
    /// The steps, the start first.
    pub steps: Vec<String>,
    /// What every way from there has to pass.
    pub gates: Vec<Gate>,
}

/// Something that all ways pass.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gate {
    /// What it is, and how it is closed.
    pub text: String,
    /// The line of the inventory that allows it, as `file:line`, for flows and segments.
    pub place: Option<String>,
}

/// An accepted risk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Accepted {
    /// The host.
    pub host: Name,
    /// The advisory.
    pub advisory: String,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `holds`, `expires-soon`, `expired`.
    pub standing: &'static str,
}

/// What is doubtful about the inventory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quality {
    /// Evidence that is missing, a line per reason with the hosts.
    pub evidence: Vec<String>,
    /// Flows whose ports nobody knows.
    pub flows: Vec<String>,
    /// Hosts that were not assessed, with what the inventory says they run; at most twenty.
    pub not_assessed: Vec<String>,
    /// How many more there are.
    pub more_not_assessed: usize,
    /// What a check finds, by rule, the worst first.
    pub issues: Vec<Issue>,
}

/// The findings of one rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Issue {
    /// The rule.
    pub rule: String,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub summary: String,
    /// How many findings.
    pub count: usize,
    /// The first of them, with their places.
    pub examples: Vec<String>,
}

/// What changed since a report from before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Since {
    /// The file it was read from.
    pub file: String,
    /// Its as-of day.
    pub as_of: Day,
    /// The change in a sentence.
    pub text: String,
    /// Expected loss then.
    pub loss_before: Amount,
    /// Expected loss now.
    pub loss_after: Amount,
    /// Hosts on which everything was fixed.
    pub fixed: Vec<String>,
    /// Hosts that are not in the inventory any more.
    pub gone: Vec<String>,
    /// Hosts that are exposed to something new.
    pub new: Vec<String>,
    /// Hosts with which more is to be lost, or that are more urgent.
    pub worse: Vec<String>,
    /// Hosts with which less is to be lost.
    pub better: Vec<String>,
    /// Advisories at another stage.
    pub stages: Vec<String>,
}

/// What one report says in short.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Its as-of day.
    pub date: String,
    /// Expected loss.
    pub loss: Rounded,
    /// Exposed machines.
    pub exposed: u64,
    /// Machines not assessed.
    pub not_assessed: u64,
}

/// How the figures were come by.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Method {
    /// In half a page.
    pub paragraphs: Vec<String>,
    /// The parameters that were used.
    pub parameters: Vec<Parameter>,
}

/// A parameter of the risk model.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Parameter {
    /// What it is.
    pub name: String,
    /// What it was.
    pub value: String,
}

/// A word and what it means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Term {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

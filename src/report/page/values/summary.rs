//! The first page: the verdict, its figures, what to do first, what to decide.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Amount, Name};

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

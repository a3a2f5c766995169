//! The verdict, and the figures of the first page.

use super::super::plan;
use super::amount::Amount;
use super::subject::ManagementReport;
use crate::diff::Snapshot;
use crate::plan::Call;
use crate::report::words::tally::Tally;
use crate::report::words::verdict as words;
use crate::report::words::{doubt, number};
use schemars::JsonSchema;
use serde::Serialize;

/// The answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// `in`: call people in; `more-staff`: call them in, and they are too few; `wait`: it can wait;
    /// `regular`: it is done in regular hours, by those who are there anyway; `stays`: nothing that may be done averts anything of the loss; `nothing`: no loss is to be
    /// expected, and nothing is unknown; `unknown`: that cannot be said.
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
    /// Flows whose ports are not known.
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

pub(super) fn verdict(report: &ManagementReport<'_>) -> Verdict {
    let view = report.view();
    let found = report.plan.plan;
    let mut sentences = plan::sentences(report.plan).into_iter();
    let heading = sentences.next().unwrap_or_default();
    let call = match found.verdict.call {
        Call::Nothing if found.loss_before <= 0.0 && !view.case.inventory.flows_described => {
            "unknown"
        }
        Call::Nothing if found.loss_before > 0.0 => "stays",
        Call::Nothing
            if view.ranking.unknowns != crate::ranking::Unknowns::default()
                || !doubt::not_counted(view).is_empty() =>
        {
            "unknown"
        }
        call => call.as_str(),
    };
    let situation = words::danger(view, Tally::of(view));
    let unknown = doubt::sentence(view);
    // What is unknown stands beside it.
    let detail = sentences.filter(|sentence| *sentence != unknown).collect::<Vec<_>>().join(" ");
    Verdict { call, heading, detail, answer: plan::answer(report.plan), situation, unknown }
}

pub(super) fn counts(report: &ManagementReport<'_>) -> Counts {
    let (facts, view) = (report.facts, report.view());
    let machines = facts.machines;
    let id =
        |age: crate::ranking::age::Age| view.case.advisories.advisory_of(age.advisory).id.clone();
    let total = view.ranking.total_value;
    Counts {
        machines: machines.total(),
        exposed: machines.exposed(),
        vulnerable: machines.vulnerable,
        unknown: machines.unknown,
        unreachable: machines.unreachable,
        patched: machines.patched,
        not_assessed: machines.not_assessed,
        exposed_after_plan: report.facts.exposed_after,
        unknown_flows: view.ranking.unknowns.flows,
        oldest_days: facts.oldest.map(|age| age.days),
        oldest_advisory: facts.oldest.map(id),
        expected_loss: report.amount(report.plan.plan.loss_before),
        loss_left: report.amount(report.plan.plan.loss_left),
        total_value: Amount {
            value: crate::format::Rounded::new(total),
            text: number::value(total),
        },
    }
}

/// The change of exposed machines since the last report that was given.
pub(super) fn exposed_since(report: &ManagementReport<'_>) -> Option<Change> {
    let before = super::since::latest(report)?;
    change(report.facts.machines.exposed(), before.exposed, &before)
}

/// Fewer is better, for every figure there is.
fn change(now: u64, before: u64, snapshot: &Snapshot) -> Option<Change> {
    let difference = i64::try_from(now).ok()? - i64::try_from(before).ok()?;
    let (direction, text) = match difference {
        0 => ("same", format!("as many as on {}", snapshot.as_of)),
        less if less < 0 => (
            "better",
            format!("{} fewer than on {}", number::count(less.unsigned_abs()), snapshot.as_of),
        ),
        more => (
            "worse",
            format!("{} more than on {}", number::count(more.unsigned_abs()), snapshot.as_of),
        ),
    };
    Some(Change { before, difference, direction, text })
}

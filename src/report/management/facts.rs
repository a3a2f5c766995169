//! What several sections of the report show, computed once.

use super::fix;
use crate::acceptance::{self, AcceptedRisk};
use crate::case::Case;
use crate::explanation::{self, Passage};
use crate::inventory::{Criticality, Host};
use crate::plan::{Stake, exposed_after};
use crate::ranking::Ranking;
use crate::ranking::age::{self, Age};
use crate::ranking::deployed;
use crate::ranking::deployment::Deployment;
use crate::ranking::segment::{self, SegmentState};
use crate::ranking::state::{self, Machines};
use crate::report::plan::PlanView;
use crate::risk::{Distribution, SampleSize};
use crate::threat::Mode;

/// What several sections show.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Every machine, by what is known of it.
    pub machines: Machines,
    /// Machines that are taken over on average, before the plan and after it.
    pub taken_over: (f64, f64),
    /// Critical machines that are at risk.
    pub critical: AtRisk,
    /// How the loss is spread once the plan is carried out; `None` where nothing is planned.
    pub afterwards: Option<Distribution>,
    /// The loss until the end of each day of the horizon, if nothing is done; empty where the
    /// horizon is long.
    pub until_day: Vec<f64>,
    /// Machines exposed once the plan is carried out.
    pub exposed_after: u64,
    /// The oldest advisory to which a reachable machine is exposed, if there is one.
    pub oldest: Option<Age>,
    /// The segments, those that lose most first.
    pub segments: Vec<SegmentState>,
    /// Accepted risks, the first to expire first.
    pub accepted: Vec<AcceptedRisk>,
    /// What is to be deployed, with what it averts on all its machines.
    pub deployments: Vec<(Deployment, Option<f64>)>,
    /// What all machines of each of the first lines of the ranking avert if they are done tonight;
    /// empty where the plan says what to do first.
    pub first_lines: Vec<f64>,
    /// The likeliest ways to the first hosts.
    pub passages: Vec<Passage>,
}

/// Critical machines: all of them, and those that are taken over with a chance of one in twenty or
/// more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtRisk {
    /// All of them.
    pub all: u64,
    /// Those of them whose product is not in the catalogue: nothing is known about them.
    pub not_assessed: u64,
    /// At risk if nothing is done.
    pub before: u64,
    /// At risk once the plan is carried out.
    pub after: u64,
}

/// Hosts whose ways in are shown.
const MAX_PASSAGES: usize = 5;
/// Days whose loss is shown one by one.
const MAX_DAYS: u32 = 14;

impl Facts {
    /// Costs some estimates on some hundred samples.
    pub fn of(plan: &PlanView<'_>) -> Self {
        let (case, ranking) = (plan.view.case, plan.view.ranking);
        let now = Stake::now(case, ranking);
        let after = Stake::after(case, ranking, plan.plan.steps.iter(), SampleSize::Auto);
        Self {
            machines: state::machines(case, ranking),
            taken_over: (now.taken_over, after.taken_over),
            critical: critical(case, ranking, (now.critical, after.critical)),
            afterwards: (!plan.plan.steps.is_empty()).then_some(after.distribution),
            until_day: until_day(case, ranking),
            exposed_after: exposed_after(case, plan.plan),
            oldest: age::oldest(case, ranking),
            segments: segment::segments(case, ranking),
            accepted: acceptance::accepted(case.inventory, case.threat.as_of),
            deployments: deployed::averted(case, ranking),
            first_lines: fix::lines_averted(plan),
            passages: explanation::passages(case, ranking, MAX_PASSAGES),
        }
    }
}

/// The loss until the end of each day.
fn until_day(case: Case<'_>, ranking: &Ranking) -> Vec<f64> {
    let is_shown = case.threat.horizon_days <= MAX_DAYS && case.threat.mode != Mode::WorstCase;
    if is_shown { ranking.until_day.clone() } else { Vec::new() }
}

fn critical(case: Case<'_>, ranking: &Ranking, (before, after): (u64, u64)) -> AtRisk {
    let count = |host: &Host| match host.criticality {
        Criticality::Critical => u64::from(host.count),
        _ => 0,
    };
    AtRisk {
        all: case.inventory.hosts.values().map(count).sum(),
        not_assessed: ranking.not_assessed.iter().map(|id| count(case.inventory.host(*id).1)).sum(),
        before,
        after,
    }
}

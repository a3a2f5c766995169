//! What a report for management says beyond the ranking and the plan: who stands where, what to deploy, what to decide, what
//! the figures rest on, and what changed since the reports before.
//!
//! Everything here is facts in terms of the model; what they read like is for the formats.

mod acceptance;
mod age;
mod baseline;
mod deployment;
mod origin;
mod passage;
mod quality;
mod question;
mod segment;
mod state;

use crate::case::Case;
use crate::check::Finding;
use crate::plan::{Plan, scenario_after};
use crate::ranking::{Ranking, rank};
use crate::risk::{Request, SampleSize};

pub use acceptance::{AcceptedRisk, Standing as AcceptedStanding};
pub use age::Age;
pub use baseline::{Baseline, BaselineError, Snapshot};
pub use deployment::{Deployment, Unit};
pub use origin::Origin;
pub use passage::Passage;
pub use quality::Issue;
pub use question::Question;
pub use segment::SegmentState;
pub use state::{Machines, State};

/// What a briefing is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What was ranked.
    pub case: Case<'a>,
    /// The ranking.
    pub ranking: &'a Ranking,
    /// The plan.
    pub plan: &'a Plan,
    /// What a check of the inventory found.
    pub findings: &'a [Finding],
}

/// The facts.
#[derive(Clone, Debug)]
pub struct Briefing {
    /// Every machine, by what is known of it.
    pub machines: Machines,
    /// Machines exposed once the plan is carried out.
    pub exposed_after: u64,
    /// The oldest advisory to which a reachable machine is exposed, if there is one.
    pub oldest: Option<Age>,
    /// The segments, those that lose most first.
    pub segments: Vec<SegmentState>,
    /// What is lost if one way in were the only one, in the order internet, roaming, insider.
    pub origins: [Origin; 3],
    /// What to deploy, what averts most first.
    pub deployments: Vec<Deployment>,
    /// How an attack gets to the hosts at the head of the ranking.
    pub passages: Vec<Passage>,
    /// Accepted risks, the first to expire first.
    pub accepted: Vec<AcceptedRisk>,
    /// What is doubtful about the inventory, by rule, the worst first.
    pub quality: Vec<Issue>,
    /// What somebody has to decide, most important first.
    pub questions: Vec<Question>,
}

impl Briefing {
    /// Works out everything. Costs an estimate of two outcomes and a few searches for paths.
    pub fn new(material: Material<'_>) -> Self {
        let Material { case, ranking, .. } = material;
        let accepted = acceptance::accepted(case);
        Self {
            machines: state::machines(case, ranking),
            exposed_after: exposed_after(material),
            oldest: age::oldest(case, ranking),
            segments: segment::segments(case, ranking),
            origins: origin::origins(case, ranking),
            deployments: deployment::deployments(case, ranking),
            passages: passage::passages(material),
            quality: quality::issues(material.findings),
            questions: question::questions(material, &accepted),
            accepted,
        }
    }
}

/// Exposed machines after the plan. Whether a way in leads to a host does not depend on samples.
fn exposed_after(material: Material<'_>) -> u64 {
    let Material { case, plan, .. } = material;
    let after = scenario_after(case.scenario, plan);
    let once = Request { samples: SampleSize::Fixed(1), ..*case.request };
    let case = Case { scenario: &after, request: &once, ..case };
    state::machines(case, &rank(case, &|_, _| {})).exposed()
}

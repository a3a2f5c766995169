//! What several sections of the report show, computed once.

use super::deployed;
use crate::acceptance::{self, AcceptedRisk};
use crate::case::Case;
use crate::inventory::{Criticality, Host};
use crate::network::Scenario;
use crate::plan::{Plan, PlannedAction, scenario_after, scenario_after_steps, scenario_once_done};
use crate::ranking::age::{self, Age};
use crate::ranking::deployment::Deployment;
use crate::ranking::segment::{self, SegmentState};
use crate::ranking::state::{self, Machines};
use crate::ranking::{Ranking, rank};
use crate::report::plan::PlanView;
use crate::risk::{Distribution, Figures, Request, SampleSize, estimate};
use crate::term::day::Day;
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

/// From this chance of being taken over on a machine is at risk.
const AT_RISK: f64 = 0.05;
/// Samples for what is the case after the plan: chances in words need no more.
const MAX_SAMPLES: u64 = 400;
/// Days whose loss is shown one by one.
const MAX_DAYS: u32 = 14;

impl Facts {
    /// Costs some estimates on some hundred samples.
    pub fn of(plan: &PlanView<'_>) -> Self {
        let (case, ranking) = (plan.view.case, plan.view.ranking);
        let request = few(plan);
        let after = Afterwards::of(case, &scenario_after(case, plan.plan), &request);
        Self {
            machines: state::machines(case, ranking),
            taken_over: (taken_over(case, ranking), after.taken_over),
            critical: AtRisk { after: after.critical, ..critical(case, ranking) },
            afterwards: (!plan.plan.steps.is_empty()).then_some(after.distribution),
            until_day: until_day(case, ranking),
            exposed_after: exposed_after(case, plan.plan),
            oldest: age::oldest(case, ranking),
            segments: segment::segments(case, ranking),
            accepted: acceptance::accepted(case.inventory, case.threat.as_of),
            deployments: deployed::averted(case, ranking, &request),
        }
    }
}

/// The request of the ranking, on no more samples than words need.
fn few(plan: &PlanView<'_>) -> Request {
    let again = plan.view.ranking.again(plan.view.case.request);
    let samples = match again.samples {
        SampleSize::Fixed(samples) => SampleSize::Fixed(samples.min(MAX_SAMPLES)),
        SampleSize::Auto => SampleSize::Auto,
    };
    Request { samples, ..again }
}

/// Machines taken over on average, and critical ones at risk, if some steps of the plan are carried
/// out.
pub(super) fn at_stake<'p>(
    plan: &PlanView<'_>,
    samples: SampleSize,
    steps: impl Iterator<Item = &'p PlannedAction>,
) -> (f64, u64) {
    let case = plan.view.case;
    let few = few(plan);
    let samples = match (few.samples, samples) {
        (SampleSize::Fixed(few), SampleSize::Fixed(samples)) => SampleSize::Fixed(few.min(samples)),
        (few, _) => few,
    };
    let scenario = scenario_after_steps(case, steps);
    let after = Afterwards::of(case, &scenario, &Request { samples, ..few });
    (after.taken_over, after.critical)
}

/// What is the case once some steps are carried out.
struct Afterwards {
    /// Machines taken over on average.
    taken_over: f64,
    /// Critical ones that are at risk.
    critical: u64,
    distribution: Distribution,
}

impl Afterwards {
    fn of(case: Case<'_>, scenario: &Scenario, request: &Request) -> Self {
        // Chances and losses alone: nothing is asked of remedies.
        let request = Request { figures: Figures::From(Day::NEVER), ..*request };
        let case = Case { scenario, request: &request, ..case };
        let network = case.network();
        let estimate = estimate(&network, case.threat, &request, &[], &|_, _| {});
        let (mut taken_over, mut critical) = (0.0, 0);
        for (id, _, host) in case.inventory.hosts() {
            let class = network.class_of(id).map(|class| &estimate.classes[class.0 as usize]);
            let (left, later) = class.map_or((0.0, 0.0), |c| (c.compromised, c.remedied.0));
            let is_infected = scenario.is_infected(id, host, case.threat);
            let chances = if is_infected { (1.0, 1.0) } else { (left, later) };
            let remedied_later = scenario.remedied_later(id, host);
            let left = host.count - scenario.remedied(id, host) - remedied_later;
            for (machines, p) in [(left, chances.0), (remedied_later, chances.1)] {
                taken_over += f64::from(machines) * p;
                if host.criticality == Criticality::Critical && p >= AT_RISK {
                    critical += u64::from(machines);
                }
            }
        }
        Self { taken_over, critical, distribution: estimate.distribution }
    }
}

/// Machines exposed once everything that the plan does is done. Whether a way in leads to a host
/// does not depend on samples.
fn exposed_after(case: Case<'_>, plan: &Plan) -> u64 {
    let done = scenario_once_done(case, plan);
    let once = Request { samples: SampleSize::Fixed(1), ..*case.request };
    let done = Case { scenario: &done, request: &once, ..case };
    state::machines(done, &rank(done, &|_, _| {})).exposed()
}

/// The loss until the end of each day.
fn until_day(case: Case<'_>, ranking: &Ranking) -> Vec<f64> {
    let is_shown = case.threat.horizon_days <= MAX_DAYS && case.threat.mode != Mode::WorstCase;
    if is_shown { ranking.until_day.clone() } else { Vec::new() }
}

/// Machines of each ranked entry that are not taken as remedied, with the chance that one is taken
/// over.
fn chances<'a>(case: Case<'a>, ranking: &'a Ranking) -> impl Iterator<Item = (&'a Host, f64, f64)> {
    ranking.hosts.iter().map(move |ranked| {
        let host = case.inventory.host(ranked.host).1;
        let left = f64::from(host.count - case.scenario.remedied(ranked.host, host));
        (host, left, ranking.host_risk(ranked).p_compromised)
    })
}

fn taken_over(case: Case<'_>, ranking: &Ranking) -> f64 {
    chances(case, ranking).map(|(_, machines, p)| machines * p).sum()
}

fn at_risk(case: Case<'_>, ranking: &Ranking) -> u64 {
    let risky = chances(case, ranking)
        .filter(|(host, _, p)| host.criticality == Criticality::Critical && *p >= AT_RISK);
    risky.map(|(_, machines, _)| machines as u64).sum()
}

fn critical(case: Case<'_>, ranking: &Ranking) -> AtRisk {
    let count = |host: &Host| match host.criticality {
        Criticality::Critical => u64::from(host.count),
        _ => 0,
    };
    AtRisk {
        all: case.inventory.hosts.values().map(count).sum(),
        not_assessed: ranking.not_assessed.iter().map(|id| count(case.inventory.host(*id).1)).sum(),
        before: at_risk(case, ranking),
        after: 0,
    }
}

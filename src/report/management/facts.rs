//! What several sections of the report show, computed once.

use super::deployed;
use crate::acceptance::{self, AcceptedRisk};
use crate::case::Case;
use crate::inventory::{Criticality, Host, HostId};
use crate::plan::{Plan, PlannedAction, scenario_after, scenario_after_steps, scenario_once_done};
use crate::ranking::age::{self, Age};
use crate::ranking::deployment::Deployment;
use crate::ranking::segment::{self, SegmentState};
use crate::ranking::state::{self, Machines};
use crate::ranking::{Ranking, rank};
use crate::report::plan::PlanView;
use crate::risk::{Distribution, Figures, Request, SampleSize, estimate};
use crate::term::day::Day;
use crate::threat::{Mode, Threat};

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
    /// Costs some dozens of estimates on some hundred samples.
    pub fn of(plan: &PlanView<'_>) -> Self {
        let (case, ranking) = (plan.view.case, plan.view.ranking);
        let after = scenario_after(case, plan.plan);
        let request = few(plan);
        let afterwards = Case { scenario: &after, request: &request, ..case };
        let later = rank(afterwards, &|_, _| {});
        Self {
            machines: state::machines(case, ranking),
            taken_over: (taken_over(case, ranking), taken_over(afterwards, &later)),
            critical: AtRisk { after: at_risk(afterwards, &later), ..critical(case, ranking) },
            afterwards: (!plan.plan.steps.is_empty()).then(|| later.distribution.clone()),
            until_day: until_day(case, &request, ranking.expected_loss.value),
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
    let scenario = scenario_after_steps(case, steps);
    let few = few(plan);
    let samples = match (few.samples, samples) {
        (SampleSize::Fixed(few), SampleSize::Fixed(samples)) => SampleSize::Fixed(few.min(samples)),
        (few, _) => few,
    };
    let request = Request { figures: Figures::From(Day::FIRST), samples, ..few };
    let case = Case { scenario: &scenario, request: &request, ..case };
    let network = case.network();
    let estimate = estimate(&network, case.threat, &request, &[], &|_, _| {});
    // As the ranking has it, which is computed for the whole plan.
    let chance = |id: HostId, host: &Host| match network
        .class_of(id)
        .map(|class| &estimate.classes[class.0 as usize])
    {
        _ if scenario.is_infected(id, host, case.threat) => 1.0,
        None => 0.0,
        Some(class) if scenario.is_remedied_at_last(id, host) => class.remedied.0,
        Some(class) => class.compromised,
    };
    let add = |(taken, critical): (f64, u64), (id, host): (HostId, &Host)| {
        let (p, left) = (chance(id, host), host.count - scenario.remedied(id, host));
        let at_risk = host.criticality == Criticality::Critical && p >= AT_RISK;
        (taken + f64::from(left) * p, critical + if at_risk { u64::from(left) } else { 0 })
    };
    case.inventory.hosts().map(|(id, _, host)| (id, host)).fold((0.0, 0), add)
}

/// Machines exposed once everything that the plan does is done. Whether a way in leads to a host
/// does not depend on samples.
fn exposed_after(case: Case<'_>, plan: &Plan) -> u64 {
    let done = scenario_once_done(case, plan);
    let once = Request { samples: SampleSize::Fixed(1), ..*case.request };
    let done = Case { scenario: &done, request: &once, ..case };
    state::machines(done, &rank(done, &|_, _| {})).exposed()
}

/// The loss until the end of each day, with common random numbers: an estimate for each, as a share
/// of the last, of the whole loss.
fn until_day(case: Case<'_>, request: &Request, whole: f64) -> Vec<f64> {
    let days = case.threat.horizon_days;
    if days > MAX_DAYS || case.threat.mode == Mode::WorstCase {
        return Vec::new();
    }
    let request = Request { figures: Figures::Loss, ..*request };
    let until = |day: u32| {
        let threat = Threat { horizon_days: day, ..case.threat.clone() };
        let network = Case { threat: &threat, ..case }.network();
        estimate(&network, &threat, &request, &[], &|_, _| {}).loss.value
    };
    let until: Vec<f64> = (1..=days).map(until).collect();
    let scale = until.last().filter(|last| **last > 0.0).map_or(1.0, |last| whole / last);
    until.into_iter().map(|loss| loss * scale).collect()
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
    let all =
        case.inventory.hosts.values().filter(|host| host.criticality == Criticality::Critical);
    AtRisk {
        all: all.map(|host| u64::from(host.count)).sum(),
        before: at_risk(case, ranking),
        after: 0,
    }
}

//! What is at stake: machines that are taken over, and critical ones at risk, as things are and once
//! steps of a plan are carried out.

use super::{Plan, PlannedAction, scenario_after_steps, scenario_once_done};
use crate::case::Case;
use crate::inventory::{Criticality, Host};
use crate::network::Scenario;
use crate::ranking::{Ranking, rank, state};
use crate::risk::{Distribution, Figures, Request, SampleSize, estimate};
use crate::term::day::Day;

/// From this chance of being taken over on a machine is at risk.
const AT_RISK: f64 = 0.05;

/// What is at stake.
#[derive(Clone, Debug)]
pub struct Stake {
    /// Machines taken over on average.
    pub taken_over: f64,
    /// Critical machines that are at risk: taken over with a chance of one in twenty or more.
    pub critical: u64,
    /// How the loss is spread.
    pub distribution: Distribution,
}

impl Stake {
    /// As things are.
    pub fn now(case: Case<'_>, ranking: &Ranking) -> Self {
        let risky =
            chances(case, ranking).filter(|(host, _, p)| is_critical(host) && *p >= AT_RISK);
        Self {
            taken_over: chances(case, ranking).map(|(_, machines, p)| machines * p).sum(),
            critical: risky.map(|(_, machines, _)| machines as u64).sum(),
            distribution: ranking.distribution.clone(),
        }
    }

    /// Once some steps are carried out, on no more outcomes than are given or than words need.
    pub fn after<'p>(
        case: Case<'_>,
        ranking: &Ranking,
        steps: impl Iterator<Item = &'p PlannedAction>,
        most: SampleSize,
    ) -> Self {
        let few = ranking.again_in_few(case.request);
        let samples = match (few.samples, most) {
            (SampleSize::Fixed(few), SampleSize::Fixed(most)) => SampleSize::Fixed(few.min(most)),
            (few, _) => few,
        };
        // Chances and losses alone: nothing is asked of remedies.
        let request = Request { samples, figures: Figures::From(Day::NEVER), ..few };
        let scenario = scenario_after_steps(case, steps);
        Self::of(Case { scenario: &scenario, request: &request, ..case })
    }

    fn of(case: Case<'_>) -> Self {
        let Case { scenario, threat, request, .. } = case;
        let network = case.network();
        let estimate = estimate(&network, threat, request, &[], &|_, _| {});
        let (mut taken_over, mut critical) = (0.0, 0);
        for (id, _, host) in case.inventory.hosts() {
            let class = network.class_of(id).map(|class| &estimate.classes[class.0 as usize]);
            let (left, later) = class.map_or((0.0, 0.0), |c| (c.compromised, c.remedied.0));
            let is_infected = scenario.is_infected(id, host, threat);
            let chances = if is_infected { (1.0, 1.0) } else { (left, later) };
            let remedied_later = scenario.remedied_later(id, host);
            let left = host.count - scenario.remedied(id, host) - remedied_later;
            for (machines, p) in [(left, chances.0), (remedied_later, chances.1)] {
                taken_over += f64::from(machines) * p;
                if is_critical(host) && p >= AT_RISK {
                    critical += u64::from(machines);
                }
            }
        }
        Self { taken_over, critical, distribution: estimate.distribution }
    }
}

fn is_critical(host: &Host) -> bool {
    host.criticality == Criticality::Critical
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

/// Machines exposed once everything that a plan does is done. Whether a way in leads to a host does
/// not depend on samples.
pub fn exposed_after(case: Case<'_>, plan: &Plan) -> u64 {
    let done: Scenario = scenario_once_done(case, plan);
    let once = Request { samples: SampleSize::Fixed(1), ..*case.request };
    let done = Case { scenario: &done, request: &once, ..case };
    state::machines(done, &rank(done, &|_, _| {})).exposed()
}

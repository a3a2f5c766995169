//! What a report says beyond ranking and plan has to add up, on random networks.

use crate::common::random::{self, SMALL};
use crate::common::{Case, cases};
use patchfirst::plan::{self, Options};
use patchfirst::ranking::RemedyKind;
use patchfirst::ranking::deployment::deployments;
use patchfirst::report::View;
use patchfirst::report::management::Facts;
use patchfirst::report::plan::PlanView;
use proptest::prelude::*;

fn facts(case: &Case, minutes: u64) -> (patchfirst::ranking::Ranking, Facts) {
    let ranking = case.rank().0;
    let options = Options::tonight(case.threat.as_of, 1, minutes);
    let plan = plan::plan(case.as_case(), &ranking, &options);
    let view = View { case: case.as_case(), ranking: &ranking, shown: None };
    let facts =
        Facts::of(&PlanView { view, options: &options, plan: &plan, waiting: &[], before: None });
    (ranking, facts)
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn every_machine_is_in_one_state_and_every_loss_in_one_segment(network in random::plan(&SMALL)) {
        let case = network.case();
        let (ranking, facts) = facts(&case, 60);
        let machines: u64 = case.inventory.hosts.values().map(|host| u64::from(host.count)).sum();
        prop_assert_eq!(facts.machines.total(), machines);
        prop_assert_eq!(facts.segments.iter().map(|segment| segment.machines.total()).sum::<u64>(), machines);
        let loss: f64 = facts.segments.iter().map(|segment| segment.loss).sum();
        prop_assert!((loss - ranking.expected_loss.value).abs() <= 1e-6 * (1.0 + loss), "{loss} {}", ranking.expected_loss.value);
    }

    #[test]
    fn a_plan_never_exposes_more(network in random::plan(&SMALL), minutes in 0_u64..200) {
        let (_, facts) = facts(&network.case(), minutes);
        prop_assert!(facts.exposed_after <= facts.machines.exposed());
    }

    #[test]
    fn what_is_to_be_deployed_covers_every_host_that_can_be_patched(network in random::plan(&SMALL)) {
        let case = network.case();
        let ranking = case.rank().0;
        let deployments = deployments(case.as_case(), &ranking);
        for ranked in ranking.to_remedy() {
            let host_risk = ranking.host_risk(ranked);
            prop_assert_ne!(host_risk.remedy, RemedyKind::None);
            let covered = deployments.iter().any(|deployment| deployment.hosts(usize::MAX).contains(&ranked.host));
            let findings = &case.exposures.of(case.inventory.host(ranked.host).1.system).findings;
            // A host that is rebuilt gets no patch.
            prop_assert!(covered || host_risk.remedy == RemedyKind::Rebuild || findings.iter().all(|finding| finding.fixes.is_empty()));
        }
        for deployment in &deployments {
            prop_assert!(deployment.doubtful <= deployment.machines);
            let machines: u64 = deployment.hosts(usize::MAX).iter().map(|id| u64::from(case.inventory.host(*id).1.count)).sum();
            prop_assert_eq!(deployment.machines, machines);
        }
    }
}

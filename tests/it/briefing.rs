//! What a report says beyond ranking and plan has to add up, on random networks.

use crate::common::random::{self, SMALL};
use crate::common::{Case, cases};
use patchfirst::briefing::{Briefing, Material};
use patchfirst::plan::{self, Options};
use patchfirst::ranking::RemedyKind;
use proptest::prelude::*;

fn brief(case: &Case, minutes: u64) -> (patchfirst::ranking::Ranking, Briefing) {
    let ranking = case.rank().0;
    let options = Options::new(1, minutes);
    let plan = plan::plan(case.as_case(), &ranking, &options);
    let briefing = Briefing::new(Material { case: case.as_case(), ranking: &ranking, plan: &plan, findings: &[] });
    (ranking, briefing)
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn every_machine_is_in_one_state_and_every_loss_in_one_segment(network in random::plan(&SMALL)) {
        let case = network.case();
        let (ranking, briefing) = brief(&case, 60);
        let machines: u64 = case.inventory.hosts.values().map(|host| u64::from(host.count)).sum();
        prop_assert_eq!(briefing.machines.total(), machines);
        prop_assert_eq!(briefing.segments.iter().map(|segment| segment.machines.total()).sum::<u64>(), machines);
        let loss: f64 = briefing.segments.iter().map(|segment| segment.loss).sum();
        prop_assert!((loss - ranking.expected_loss.value).abs() <= 1e-6 * (1.0 + loss), "{loss} {}", ranking.expected_loss.value);
    }

    #[test]
    fn a_plan_never_exposes_more(network in random::plan(&SMALL), minutes in 0_u64..200) {
        let (_, briefing) = brief(&network.case(), minutes);
        prop_assert!(briefing.exposed_after <= briefing.machines.exposed());
    }

    #[test]
    fn what_is_to_be_deployed_covers_every_host_that_can_be_patched(network in random::plan(&SMALL)) {
        let case = network.case();
        let (ranking, briefing) = brief(&case, 60);
        for ranked in ranking.to_remedy() {
            let standing = ranking.standing(ranked);
            prop_assert_ne!(standing.remedy, RemedyKind::None);
            let covered = briefing.deployments.iter().any(|deployment| deployment.hosts.contains(&ranked.host));
            let findings = &case.exposures.of(case.inventory.host(ranked.host).1.system).findings;
            prop_assert!(covered || findings.iter().all(|finding| finding.fixes.is_empty()));
        }
        for deployment in &briefing.deployments {
            prop_assert!(deployment.doubtful <= deployment.machines);
            let machines: u64 = deployment.hosts.iter().map(|id| u64::from(case.inventory.host(*id).1.count)).sum();
            prop_assert_eq!(deployment.machines, machines);
        }
    }
}

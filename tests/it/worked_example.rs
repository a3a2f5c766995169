//! The worked example of the risk model: one laptop, one server, one flow, one advisory; every figure to the digit.

use crate::common::{Case, WORKED_EXAMPLE, close};

fn case(stage: &str) -> Case {
    Case::new(WORKED_EXAMPLE, &[&crate::common::advisory("T-1", "[tcp/445]", &format!("{{date: 2006-08-25, stage: {stage}}}"))])
}

#[test]
fn a_worm_on_the_day() {
    let case = case("worm");
    let ranking = case.rank();
    let (laptop, server) = (ranking.host("LT"), ranking.host("SRV"));
    close(laptop.p_compromised, 0.9975);
    close(server.p_compromised, 0.9975);
    close(laptop.averted.value, 30.9225);
    close(server.averted.value, 29.925);
    close(ranking.flow("office", "servers"), 29.925);
    close(ranking.quarantine("office"), 29.925);
    close(ranking.0.expected_loss.value, 30.9225);
}

#[test]
fn a_proof_of_concept_on_the_day() {
    let case = case("proof-of-concept");
    let ranking = case.rank();
    let (laptop, server) = (ranking.host("LT"), ranking.host("SRV"));
    close(laptop.p_compromised, 0.015);
    close(server.p_compromised, 0.015);
    close(laptop.p_disrupted, 0.03636);
    close(ranking.0.expected_loss.value, 0.468636);
    assert_eq!(ranking.0.expected_loss.stderr, 0.0, "small networks are computed, not sampled");
}

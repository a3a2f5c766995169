//! The fast risk engine against the model by brute force, on random small networks: every figure, in the expected and in
//! the worst case.

use crate::common::brute::{Brute, Expected, Machines, World};
use crate::common::random::{self, Plan, SMALL};
use crate::common::{Case, close};
use patchfirst::inventory::HostId;
use patchfirst::network::UnknownFlows;
use patchfirst::ranking::{FIRST, Ranking};
use patchfirst::risk::Method;
use patchfirst::term::entry::{Entries, Entry};
use proptest::prelude::*;

/// More outcomes take too long to go through one by one.
const MOST_OUTCOMES: usize = 2_000;
/// Ways in, as bits in the order of `by_entry`.
const ALL_ENTRIES: u8 = 0b1_1111;

proptest! {
    #![proptest_config(crate::common::cases(300))]

    #[test]
    fn every_figure_is_that_of_the_model(plan in random::plan(&SMALL), is_blocked in any::<bool>(), entries in entries()) {
        let mut case = case(&plan, is_blocked, entries);
        if is_small(&case) {
            agree(&case);
        }
        case.threat = case.threat.worst_case();
        agree(&case);
    }
}

/// Mostly all ways in.
fn entries() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(ALL_ENTRIES), 1 => 0..ALL_ENTRIES]
}

fn case(plan: &Plan, is_blocked: bool, entries: u8) -> Case {
    let mut case = plan.case();
    case.scenario.unknown_flows = if is_blocked { UnknownFlows::Blocked } else { UnknownFlows::Open };
    case.request.entries = Entries::from_fn(|entry| entries >> entry as u8 & 1 == 1);
    case
}

fn is_small(case: &Case) -> bool {
    Brute::new(case).has_at_most(MOST_OUTCOMES)
}

/// A figure that was found, and the world in which it shows.
struct Claim {
    averted: f64,
    world: World,
    what: String,
}

/// Compares all figures of a case.
#[track_caller]
fn agree(case: &Case) {
    let ranked = case.rank();
    let ranking = &ranked.0;
    if ranking.method != Method::Exact {
        return;
    }
    let brute = Brute::new(case);
    let (claims, bases) = (claims(case, &brute, ranking), bases(case));
    let worlds: Vec<World> = bases.into_iter().chain(claims.iter().map(|claim| claim.world.clone())).collect();
    let expected = brute.expected(&worlds);
    let (base, averted) = expected.split_at(1 + Entry::ALL.len());
    same("loss", ranking.expected_loss.value, base[0].loss);
    hosts_agree(case, &brute, ranking, base);
    for (claim, expected) in claims.iter().zip(averted) {
        same(&claim.what, claim.averted, base[0].loss - expected.loss);
    }
    groups_are_whole(case, ranking);
}

#[track_caller]
fn same(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{what}: found {found}, expected {expected}");
}

/// The network as it is, and with each way in alone.
fn bases(case: &Case) -> Vec<World> {
    let asked = case.request.entries;
    [Entries::ALL].into_iter().chain(Entry::ALL.map(Entries::only)).map(|entries| World::as_it_is(entries.and(asked))).collect()
}

fn hosts_agree(case: &Case, brute: &Brute<'_>, ranking: &Ranking, base: &[Expected]) {
    for (m, machine) in brute.machines.iter().enumerate() {
        let standing = ranking.standing(ranking.find(machine.host).unwrap());
        let name = case.inventory.host(machine.host).0;
        same(&format!("p_compromised of {name}"), standing.p_compromised, base[0].compromised[m]);
        same(&format!("p_disrupted of {name}"), standing.p_disrupted, base[0].disrupted[m]);
        for (entry, alone) in Entry::ALL.into_iter().zip(&base[1..]) {
            same(&format!("by_entry {} of {name}", entry.as_str()), standing.by_entry[entry], alone.compromised[m]);
        }
    }
}

/// Everything that the ranking says would be averted. What it does not list averts nothing.
fn claims(case: &Case, brute: &Brute<'_>, ranking: &Ranking) -> Vec<Claim> {
    let base = World::as_it_is(case.request.entries);
    let remedied = |remedied: Machines| World { remedied, ..base.clone() };
    let mut claims = Vec::new();
    for (m, machine) in brute.machines.iter().enumerate() {
        let averted = ranking.standing(ranking.find(machine.host).unwrap()).averted.value;
        claims.push(Claim { averted, world: remedied(1 << m), what: format!("averted by {}", case.inventory.host(machine.host).0) });
    }
    for group in &ranking.groups {
        let members = brute.select(|m| ranking.standing(ranking.find(m.host).unwrap()).group == Some(group.number));
        assert_eq!(u64::from(members.count_ones()), group.machines);
        claims.push(Claim { averted: group.averted.value, world: remedied(members), what: format!("averted by g{}", group.number) });
    }
    for flow in 0..case.inventory.flows.len() {
        let averted = ranking.flows.iter().find(|gain| gain.flow.0 as usize == flow).map_or(0.0, |gain| gain.averted.value);
        claims.push(Claim { averted, world: World { blocked: Some(flow), ..base.clone() }, what: format!("averted by blocking {flow}") });
    }
    for segment in 0..case.inventory.segments.len() {
        let averted = ranking.quarantine.iter().find(|gain| gain.segment.0 as usize == segment).map_or(0.0, |gain| gain.averted.value);
        let world = World { quarantined: Some(segment), ..base.clone() };
        claims.push(Claim { averted, world, what: format!("averted by quarantine in {segment}") });
    }
    if let Some(first) = &ranking.first {
        let hosts: Vec<HostId> = ranking.hosts.iter().take(FIRST.min(first.entries as usize)).map(|host| host.host).collect();
        let averted = ranking.expected_loss.value - first.loss_left;
        claims.push(Claim { averted, world: remedied(brute.select(|m| hosts.contains(&m.host))), what: "averted by the first".to_owned() });
    }
    claims
}

/// Entries that are the same in all but their value are in one group, unless nothing can be done to them.
fn groups_are_whole(case: &Case, ranking: &Ranking) {
    let is_named = |id: HostId| case.inventory.flows.values().any(|flow| flow.host == Some(id));
    for (a, _, one) in case.inventory.hosts() {
        for (b, _, other) in case.inventory.hosts().filter(|(b, ..)| *b > a) {
            let alike = |f: &dyn Fn(&patchfirst::inventory::Host) -> u32| f(one) == f(other);
            let is_same = one.system == other.system
                && one.segments == other.segments
                && one.antivirus == other.antivirus
                && one.away == other.away
                && alike(&|h| u32::from(h.roams))
                && !is_named(a)
                && !is_named(b);
            if is_same {
                let group = |id| ranking.standing(ranking.find(id).unwrap()).group;
                assert_eq!(group(a), group(b), "hosts {a:?} and {b:?} are alike");
            }
        }
    }
}

#[test]
fn the_worked_example_by_brute_force() {
    let case = Case::new(
        "
inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {}, servers: {}}
flows: {'office -> servers': [tcp/445]}
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: SRV, os: test-os, sp: 1, kind: server, segment: servers, criticality: critical, patches: []}
",
        &[&crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: proof-of-concept}")],
    );
    let expected = &Brute::new(&case).expected(&[World::as_it_is(Entries::ALL)])[0];
    close(expected.compromised[0], 0.015);
    close(expected.compromised[1], 0.015);
    close(expected.disrupted[0], 0.03636);
    close(expected.loss, 0.468636);
    agree(&case);
}

/// The values of a group's hosts do not count as what they let in themselves: LT is worth all that can be lost.
#[test]
fn hosts_of_a_group_let_in_the_others_not_themselves() {
    let case = Case::new(
        "
inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {}}
threat: {horizon_days: 1}
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 3, patches: []}
  - {name: TOY, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 0, patches: []}
",
        &[&crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")],
    );
    let ranking = case.rank();
    close(ranking.host("LT").averted.value, 3.0 * 0.19);
    close(ranking.host("TOY").averted.value, 3.0 * 0.09);
    close(ranking.host("LT").opened, 0.0);
    close(ranking.host("TOY").opened, 3.0 * 0.09);
    agree(&case);
}

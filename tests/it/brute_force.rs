//! The fast risk engine against the model by brute force, on random small networks: every figure,
//! from every day on, in the expected and in the worst case.

use std::cell::Cell;

use crate::common::brute::{Brute, Day, Expected, Machines, World};
use crate::common::random::{self, Plan, SMALL};
use crate::common::{self, Case, close};
use patchfirst::inventory::{FlowId, HostId, SegmentId};
use patchfirst::network::UnknownFlows;
use patchfirst::ranking::{HostRisk, Ranking};
use patchfirst::risk::{Figures, Method, Request, SampleSize};
use patchfirst::term::day;
use patchfirst::term::entry::{Entries, Entry};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// More outcomes take too long to go through one by one.
const MAX_OUTCOMES: usize = 600;
/// Ways in, as bits in the order of `by_entry`.
const ALL_ENTRIES: u8 = 0b1_1111;

/// What was compared.
#[derive(Default)]
struct Count {
    networks: Cell<usize>,
    worst: Cell<usize>,
    figures: Cell<usize>,
    /// Figures of remedies that come later than at once and still avert something, but less.
    late: Cell<usize>,
    /// Networks of which the loss with several later remedies was compared.
    together: Cell<usize>,
}

/// How many networks are tried.
const NETWORKS: u32 = 400;

/// At least so many have to be small enough to be compared.
const LEAST: usize = 100;

#[test]
fn every_figure_is_that_of_the_model() {
    let count = Count::default();
    let config = common::cases(NETWORKS);
    let least = if config.cases == NETWORKS { LEAST } else { 1 };
    let inputs = (random::plan(&SMALL), any::<bool>(), entries(), 2_usize..=3);
    let outcome = TestRunner::new(config).run(&inputs, |(plan, is_blocked, entries, day)| {
        let mut case = case(&plan, is_blocked, entries);
        if agree(&case, &count) {
            count.networks.set(count.networks.get() + 1);
            let is_compared = later_agrees(&case, day);
            count.together.set(count.together.get() + usize::from(is_compared));
        }
        case.threat = case.threat.worst_case();
        if agree(&case, &count) {
            count.worst.set(count.worst.get() + 1);
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let Count { networks, worst, figures, late, together } = count;
    println!(
        "{} networks, {} worst cases, {} figures, {} late, {} together",
        networks.get(),
        worst.get(),
        figures.get(),
        late.get(),
        together.get()
    );
    assert!(
        networks.get() >= least && worst.get() >= least,
        "too few networks were compared: {}, {}",
        networks.get(),
        worst.get()
    );
    assert!(late.get() >= least / 2, "too few late remedies were compared: {}", late.get());
    let together = together.get();
    assert!(together >= least / 2, "too few remedies together were compared: {together}");
}

/// Mostly all ways in.
fn entries() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(ALL_ENTRIES), 1 => 0..ALL_ENTRIES]
}

fn case(plan: &Plan, is_blocked: bool, entries: u8) -> Case {
    let mut case = plan.case();
    case.scenario.unknown_flows =
        if is_blocked { UnknownFlows::Blocked } else { UnknownFlows::Open };
    case.request.entries = Entries::from_fn(|entry| entries >> entry as u8 & 1 == 1);
    case
}

/// A figure that was found, and the world in which it shows.
struct Claim {
    averted: f64,
    world: World,
    what: String,
}

/// Compares all figures of a case; `false` if it has too many outcomes.
#[track_caller]
fn agree(case: &Case, count: &Count) -> bool {
    let brute = Brute::new(case);
    if !brute.has_at_most(MAX_OUTCOMES) {
        return false;
    }
    let ranked = case.rank();
    let ranking = &ranked.0;
    if ranking.method != Method::Exact {
        return false;
    }
    let (claims, bases) = (claims(case, &brute, ranking), bases(case));
    let worlds: Vec<World> =
        bases.into_iter().chain(claims.iter().map(|claim| claim.world.clone())).collect();
    let expected = brute.expected(&worlds, MAX_OUTCOMES).unwrap();
    let (base, averted) = expected.split_at(1 + Entry::ALL.len());
    same("loss", ranking.expected_loss.value, base[0].loss);
    hosts_agree(case, &brute, ranking, base);
    let mut at_once = 0.0;
    for (claim, expected) in claims.iter().zip(averted) {
        let averts = base[0].loss - expected.loss;
        same(&claim.what, claim.averted, averts);
        let is_late = !claim.what.ends_with("from day 1");
        at_once = if is_late { at_once } else { averts };
        let less = is_late && averts > 1e-9 && averts < at_once - 1e-9;
        count.late.set(count.late.get() + usize::from(less));
    }
    count.figures.set(count.figures.get() + claims.len() + base.len());
    groups_are_whole(case, ranking);
    true
}

#[track_caller]
fn same(what: &str, found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
        "{what}: found {found}, expected {expected}"
    );
}

/// The network as it is, and with each way in alone.
fn bases(case: &Case) -> Vec<World> {
    let asked = case.request.entries;
    [Entries::ALL]
        .into_iter()
        .chain(Entry::ALL.map(Entries::only))
        .map(|entries| World::as_it_is(entries.and(asked)))
        .collect()
}

fn hosts_agree(case: &Case, brute: &Brute<'_>, ranking: &Ranking, base: &[Expected]) {
    for (m, machine) in brute.machines.iter().enumerate() {
        let host_risk = ranking.host_risk(ranking.find(machine.host).unwrap());
        let name = case.inventory.host(machine.host).0;
        same(&format!("p_compromised of {name}"), host_risk.p_compromised, base[0].compromised[m]);
        same(&format!("p_disrupted of {name}"), host_risk.p_disrupted, base[0].disrupted[m]);
        for (entry, alone) in Entry::ALL.into_iter().zip(&base[1..]) {
            // Infected hosts are infected through no other way in.
            let expected = if machine.infected {
                f64::from(u8::from(entry == Entry::Infected))
            } else {
                alone.compromised[m]
            };
            same(
                &format!("by_entry {} of {name}", entry.as_str()),
                host_risk.by_entry[entry],
                expected,
            );
        }
    }
}

/// Everything that the ranking says would be averted, from every day on. What it does not list
/// averts nothing.
fn claims(case: &Case, brute: &Brute<'_>, ranking: &Ranking) -> Vec<Claim> {
    let base = World::as_it_is(case.request.entries);
    let remedied =
        |remedied: Machines, day: Day| World { remedied: vec![(remedied, day)], ..base.clone() };
    let mut claims = Vec::new();
    let mut claim = |what: String, at_once: f64, by_day: &[f64], world: &dyn Fn(Day) -> World| {
        assert!(
            by_day.is_empty() || (by_day[0] - at_once).abs() < 1e-9 * at_once.abs().max(1.0),
            "{what}: {by_day:?} begins with {at_once}"
        );
        for day in 1..=brute.last {
            let averted = by_day.get(day - 1).copied().unwrap_or(0.0);
            claims.push(Claim {
                averted,
                world: world(day),
                what: format!("averted by {what} from day {day}"),
            });
        }
    };
    let host_risk = |host: HostId| -> &HostRisk { ranking.host_risk(ranking.find(host).unwrap()) };
    for (m, machine) in brute.machines.iter().enumerate() {
        let host_risk = host_risk(machine.host);
        let name = case.inventory.host(machine.host).0.to_owned();
        claim(name, host_risk.averted.now.value, &host_risk.averted.by_day, &|day| {
            remedied(1 << m, day)
        });
    }
    for group in &ranking.groups {
        let members = brute.select(|m| host_risk(m.host).group == Some(group.number));
        assert_eq!(u64::from(members.count_ones()), group.machines);
        claim(
            format!("g{}", group.number),
            group.averted.now.value,
            &group.averted.by_day,
            &|day| remedied(members, day),
        );
    }
    for flow in 0..case.inventory.flows.len() {
        let gain = ranking.flows.iter().find(|gain| gain.flow.0 as usize == flow);
        let (at_once, by_day) =
            gain.map_or((0.0, &[][..]), |gain| (gain.averted.now.value, &gain.averted.by_day));
        claim(format!("blocking {flow}"), at_once, by_day, &|day| World {
            blocked: vec![(flow, day)],
            ..base.clone()
        });
    }
    for segment in 0..case.inventory.segments.len() {
        let gain = ranking.quarantine.iter().find(|gain| gain.segment.0 as usize == segment);
        let (at_once, by_day) =
            gain.map_or((0.0, &[][..]), |gain| (gain.averted.now.value, &gain.averted.by_day));
        claim(format!("quarantine in {segment}"), at_once, by_day, &|day| World {
            quarantined: vec![(segment, day)],
            ..base.clone()
        });
    }
    if let Some(first) = &ranking.first {
        let hosts: Vec<HostId> = first.hosts.iter().map(|host| host.host).collect();
        let averted = ranking.expected_loss.value - first.loss_left;
        let world = remedied(brute.select(|m| hosts.contains(&m.host)), 1);
        claims.push(Claim { averted, world, what: "averted by the first from day 1".to_owned() });
    }
    claims
}

/// What is done later, all together: the first host, flow and segment from a day on. `false` if it
/// has too many outcomes.
#[track_caller]
fn later_agrees(case: &Case, day: Day) -> bool {
    let brute = Brute::new(case);
    let day = day.min(brute.last);
    let mut world = World::as_it_is(case.request.entries);
    let mut later = case.scenario.clone();
    let at = day::Day(day as u16);
    let host = brute.machines[0].host;
    world.remedied.push((brute.select(|m| m.host == host), day));
    later.later.remedied.insert((host, at), case.inventory.host(host).1.count);
    if !case.inventory.flows.is_empty() {
        world.blocked.push((0, day));
        later.later.blocked.insert(FlowId(0), at);
    }
    world.quarantined.push((0, day));
    later.later.quarantined.insert(SegmentId(0), at);
    let Some(expected) = brute.expected(&[world], MAX_OUTCOMES) else { return false };
    let case = patchfirst::case::Case { scenario: &later, ..case.as_case() };
    let request = Request { figures: Figures::Loss, samples: SampleSize::Auto, ..*case.request };
    let network = case.network();
    let found = patchfirst::risk::estimate(&network, case.threat, &request, &[], &|_, _| {});
    if found.method != Method::Exact {
        return false;
    }
    same(&format!("the loss with actions from day {day} on"), found.loss.value, expected[0].loss);
    true
}

/// Entries that are the same in all but their value are in one group, unless nothing can be done to
/// them.
fn groups_are_whole(case: &Case, ranking: &Ranking) {
    let is_named = |id: HostId| case.inventory.flows.values().any(|flow| flow.host == Some(id));
    for (a, _, one) in case.inventory.hosts() {
        for (b, _, other) in case.inventory.hosts().filter(|(b, ..)| *b > a) {
            let is_same = one.system == other.system
                && one.segments == other.segments
                && one.antivirus == other.antivirus
                && one.away == other.away
                && one.infected.is_some() == other.infected.is_some()
                && !is_named(a)
                && !is_named(b);
            if is_same {
                let group = |id| ranking.host_risk(ranking.find(id).unwrap()).group;
                assert_eq!(group(a), group(b), "hosts {a:?} and {b:?} are alike");
            }
        }
    }
}

#[test]
fn the_worked_example_by_brute_force() {
    let case = Case::new(
        common::WORKED_EXAMPLE,
        &[&common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: proof-of-concept}")],
    );
    let expected =
        &Brute::new(&case).expected(&[World::as_it_is(Entries::ALL)], 10_000).unwrap()[0];
    close(expected.compromised[0], expected.compromised[1]);
    assert!((expected.compromised[0] - 0.000_427_284).abs() < 5e-10);
    assert!((expected.disrupted[0] - 0.001_938_283).abs() < 5e-10);
    assert!((expected.loss - 0.013_439_632).abs() < 5e-10);
    assert!(agree(&case, &Count::default()));
}

/// The values of a group's hosts do not count as what they let in themselves: LT is worth all that
/// can be lost.
#[test]
fn hosts_of_a_group_let_in_the_others_not_themselves() {
    let case = Case::new(
        "
inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {}}
threat: {horizon_days: 2, reachable_outside: 1, attack: {exploit: 0.1}, escalation: {exploit: 0}}
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 3, patches: []}
  - {name: TOY, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 0, patches: []}
",
        &[&common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")],
    );
    let ranking = case.rank();
    close(ranking.host("LT").averted.now.value, 3.0 * 0.19);
    close(ranking.host("TOY").averted.now.value, 3.0 * 0.09);
    close(ranking.host("LT").opened, 0.0);
    close(ranking.host("TOY").opened, 3.0 * 0.09);
    assert!(agree(&case, &Count::default()));
}

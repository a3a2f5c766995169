//! How the loss falls action by action: worked out backwards in one go, against one estimate after
//! each action; and plans of networks so large that several actions are taken per estimate.

use std::fmt::Write as _;

use crate::common::random::{self, LARGER};
use crate::common::{Case, advisory, close};
use patchfirst::inventory::{FlowId, HostId, SegmentId};
use patchfirst::network::{Change, Network, Removal, Scenario};
use patchfirst::plan::{self, Action, Options, Plan};
use patchfirst::risk::{Design, Entries, Figures, Ground, Request, SampleSize, curve, estimate_on};
use patchfirst::term::day::Day;
use proptest::prelude::*;

const SAMPLES: u64 = 24;
const REQUEST: Request = Request {
    samples: SampleSize::Fixed(SAMPLES),
    seed: 7,
    entries: Entries::ALL,
    figures: Figures::Loss,
    design: None,
};

/// A number to be cut to what exists, for each kind of change.
#[derive(Clone, Copy, Debug)]
enum Pick {
    Remedy(usize),
    Block(usize),
    Quarantine(usize),
}

fn picks() -> impl Strategy<Value = Vec<Vec<Pick>>> {
    let pick = prop_oneof![
        3 => any::<usize>().prop_map(Pick::Remedy),
        2 => any::<usize>().prop_map(Pick::Block),
        1 => any::<usize>().prop_map(Pick::Quarantine),
    ];
    prop::collection::vec(prop::collection::vec(pick, 1..5), 0..8)
}

/// `n` decides the day from which on it is in force, too.
fn change(case: &Case, pick: Pick, remedied: &mut [u32]) -> Option<Change> {
    let (Pick::Remedy(n) | Pick::Block(n) | Pick::Quarantine(n)) = pick;
    let day = Day((n / 7 % 3) as u16 + 1);
    let inventory = &case.inventory;
    match pick {
        Pick::Remedy(n) => {
            let id = HostId((n % inventory.hosts.len()) as u32);
            let (name, host) = inventory.host(id);
            let left = host.count - remedied[id.0 as usize];
            remedied[id.0 as usize] += left.min(1);
            let removal = Removal::new(name, 1, host.value, day);
            let removal = Removal { key: removal.key + u64::from(left), ..removal };
            (left > 0).then_some(Change::Remedy { host: id, removal })
        }
        Pick::Block(_) if inventory.flows.is_empty() => None,
        Pick::Block(n) => {
            let flow = FlowId((n % inventory.flows.len()) as u32);
            Some(Change::Block { flow, from: inventory.flow(flow).0.from, day })
        }
        Pick::Quarantine(n) => Some(Change::Quarantine {
            segment: SegmentId((n % inventory.segments.len()) as u32),
            day,
        }),
    }
}

proptest! {
    #![proptest_config(crate::common::cases(200))]

    #[test]
    fn what_is_worked_out_backwards_is_what_estimates_say(
        network in random::plan(&LARGER),
        picks in picks(),
        infected in prop::option::weighted(0.3, any::<usize>()),
        done in prop::option::weighted(0.3, any::<usize>()),
    ) {
        let case = network.case();
        let mut remedied = vec![0; case.inventory.hosts.len()];
        let mut scenario = Scenario::default();
        if let Some(n) = done {
            let host = n % remedied.len();
            scenario.remedied.insert(HostId(host as u32), 1);
            remedied[host] = 1;
        }
        if let Some(n) = infected {
            let host = n % remedied.len();
            scenario.infected.insert(HostId(host as u32));
            remedied[host] = case.inventory.host(HostId(host as u32)).1.count;
        }
        let mut built = Network::build(&case.inventory, &case.advisories, &case.exposures, &case.threat, &scenario);
        let ground = Ground::new(&built);
        let steps: Vec<Vec<Change>> =
            picks.iter().map(|row| row.iter().filter_map(|pick| change(&case, *pick, &mut remedied)).collect()).collect();
        let found = curve(&ground, &built, &case.threat, &REQUEST, SAMPLES, &steps);
        prop_assert_eq!(found.len(), steps.len() + 1);
        let mut undoing = Vec::new();
        let untouched = built.clone();
        for (i, loss) in found.iter().enumerate() {
            let expected = estimate_on(&ground, &built, &case.threat, &REQUEST, &[], &|_, _| {}).loss.value;
            prop_assert!((loss - expected).abs() < 1e-9 * expected.max(1.0), "after {i}: {loss}, not {expected}: {steps:?}");
            undoing.extend(steps.get(i).into_iter().flatten().filter_map(|change| built.apply(*change)));
        }
        undoing.into_iter().rev().for_each(|undo| built.take_back(undo));
        let state = |network: &Network| format!("{:?} {:?} {:?}", network.classes, network.blocked, network.quarantined);
        prop_assert_eq!(state(&built), state(&untouched), "what is taken back leaves no trace");
    }
}

/// Offices in a ring with a server each, all entered by laptops.
fn ring(offices: usize) -> Case {
    let mut text = "inventory: 1.0.0\nas_of: 2006-08-25\nsegments:\n".to_owned();
    (0..offices).for_each(|i| {
        writeln!(text, "  s{i}: {{users: {}}}", if i % 5 == 0 { 40 } else { 0 }).unwrap()
    });
    text.push_str("flows:\n");
    for i in 0..offices {
        for step in [1, 7] {
            writeln!(text, "  s{i} -> s{}: [tcp/445]", (i + step) % offices).unwrap();
        }
    }
    text.push_str("hosts:\n");
    for i in 0..offices {
        let host = |name: &str, sp: usize, kind: &str, value: usize| {
            format!(
                "  - {{name: {name}{i}, os: test-os, sp: {sp}, kind: {kind}, segment: s{i}, value: {value}, patches: []}}\n"
            )
        };
        text.push_str(&host("server", 1, "server", 10 + i % 13));
        text.push_str(&host("desk", 2, "workstation", 1 + i % 4));
        text.push_str(&host("other", 2, "workstation", 1 + i % 3));
        text.push_str(&if i % 4 == 0 { host("laptop", 3, "laptop", 1) } else { String::new() });
    }
    Case::new(
        &text,
        &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: proof-of-concept}")],
    )
}

fn planned(case: &mut Case, samples: u64) -> Plan {
    case.request.samples = SampleSize::Fixed(samples);
    let ranking = case.rank().0;
    let options = Options::tonight(case.threat.as_of, 1, 1_440);
    plan::plan(case.as_case(), &ranking, &options)
}

/// The losses after each step of a plan, by estimates of their own.
fn losses(case: &Case, plan: &Plan) -> Vec<f64> {
    // Tonight's work is in force from tomorrow on.
    let tomorrow = Day(2);
    let mut scenario = Scenario::default();
    let mut losses = Vec::new();
    for step in &plan.steps {
        for deed in &step.actions {
            match deed {
                Action::Host { host, machines, .. } => {
                    *scenario.later.remedied.entry((*host, tomorrow)).or_insert(0) += machines
                }
                Action::Block(flow) => assert!(
                    scenario.later.blocked.insert(*flow, tomorrow).is_none(),
                    "a flow is blocked once"
                ),
                Action::Quarantine { segment, .. } => {
                    assert!(
                        scenario.later.quarantined.insert(*segment, tomorrow).is_none(),
                        "a segment is quarantined once"
                    );
                }
            }
        }
        let network = Network::build(
            &case.inventory,
            &case.advisories,
            &case.exposures,
            &case.threat,
            &scenario,
        );
        let ground = Ground::new(&network);
        let request = Request { figures: Figures::Loss, ..case.request };
        losses.push(
            estimate_on(&ground, &network, &case.threat, &request, &[], &|_, _| {}).loss.value,
        );
    }
    losses
}

#[test]
fn several_actions_per_estimate_are_as_good_as_one_and_their_figures_as_true() {
    // The more samples, the more work an estimate is: on 1,200 of them this network counts as
    // large, on 60 it does not.
    let mut case = ring(40);
    let one_by_one = planned(&mut case, 60);
    case.request.design = Some(Design::new(1, 1));
    let several = planned(&mut case, 1_200);
    assert!(
        one_by_one.steps.len() > 20 && several.steps.len() > 20,
        "{} and {} steps",
        one_by_one.steps.len(),
        several.steps.len()
    );
    let left = losses(&case, &several);
    let mut before = several.loss_before;
    for (step, left) in several.steps.iter().zip(left) {
        close(step.loss_left, left);
        close(step.averted, before - left);
        assert!(step.averted > -1e-9, "{step:?}");
        before = left;
    }
    let other = losses(&case, &one_by_one).pop().unwrap();
    let (averted, by_other) =
        (several.loss_before - several.loss_left, several.loss_before - other);
    assert!(averted >= 0.97 * by_other, "{averted} of {by_other}");
}

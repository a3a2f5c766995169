//! Plans: what fits, in what order, and how far from the best there is.

use crate::common::{Case, WORKED_EXAMPLE, advisory, close};
use patchfirst::inventory::{End, FlowId, SegmentId};
use patchfirst::network::{Network, Scenario};
use patchfirst::plan::{self, Action, Allowed, Options, Plan, Shift, Why};
use patchfirst::risk::{Figures, Request, SampleSize, estimate};
use patchfirst::term::day::Day;
use proptest::prelude::*;

const WORM: &str = "{date: 2006-08-25, stage: worm}";

fn case(inventory: &str) -> Case {
    Case::new(inventory, &[&advisory("T-1", "[tcp/445]", WORM)])
}

fn options(minutes: u64) -> Options {
    Options::tonight(jiff::civil::date(2006, 8, 25), 1, minutes)
}

fn staff(staff: u32, minutes: u64) -> Options {
    Options::tonight(jiff::civil::date(2006, 8, 25), staff, minutes)
}

fn make(case: &Case, options: &Options) -> Plan {
    let ranking = case.rank().0;
    plan::plan(case.as_case(), &ranking, options)
}

/// The expected loss under a scenario, by the estimator of the ranking.
fn loss(case: &Case, scenario: &Scenario) -> f64 {
    let network =
        Network::build(&case.inventory, &case.advisories, &case.exposures, &case.threat, scenario);
    let request = Request { figures: Figures::Loss, ..case.request };
    estimate(&network, &case.threat, &request, &[], &|_, _| {}).loss.value
}

/// The scenario in which some actions are in force from tomorrow on, as after a shift tonight.
fn done<'d>(case: &Case, actions: impl IntoIterator<Item = &'d Action>) -> Scenario {
    let mut scenario = Scenario::default();
    let tomorrow = Day(2);
    for action in actions {
        match action {
            Action::Host { host, machines, .. } => {
                *scenario.later.remedied.entry((*host, tomorrow)).or_insert(0) += machines
            }
            Action::Block(flow) => {
                for flow in plan::blocked_with(case.as_case(), *flow) {
                    scenario.later.blocked.insert(flow, tomorrow);
                }
            }
            Action::Quarantine { segment, .. } => {
                scenario.later.quarantined.insert(*segment, tomorrow);
            }
        }
    }
    scenario
}

/// Friday to Monday: what is done tonight is in force on Saturday, the day on which the laptop may
/// fall.
#[test]
fn the_worked_example_is_planned_to_the_digit() {
    let case = case(WORKED_EXAMPLE);
    let plan = make(&case, &options(25));
    close(plan.loss_before, 15.46125);
    // Ten minutes for the quarantine avert 13.46625; the laptop takes twenty and averts all there
    // is.
    assert_eq!(plan.steps.len(), 1, "{:?}", plan.steps);
    close(plan.loss_left, 0.0);
    assert_eq!((plan.minutes, plan.people), (20, 1));
    let tight = make(&case, &options(12));
    close(tight.loss_left, 15.46125 - 13.46625);
    assert!(matches!(tight.steps[0].actions[..], [Action::Quarantine { laptops: 1, .. }]));
    // On Saturday night the laptop may have fallen already: patching it averts a fraction, the
    // server all of its own.
    let saturday = Options {
        shifts: vec![Shift::new(jiff::civil::date(2006, 9, 2), Day(2), 1, 45)],
        ..options(0)
    };
    let later = make(&case, &saturday);
    assert!(later.loss_left > 0.0 && later.loss_left < 15.46125 - 13.0, "{later:?}");
}

#[test]
fn an_empty_plan_equals_the_loss_of_the_ranking() {
    let mut case = case(WORKED_EXAMPLE);
    for samples in [SampleSize::Auto, SampleSize::Fixed(300)] {
        case.request.samples = samples;
        let nothing = Options { allowed: Allowed::only([]), ..options(480) };
        let (plan, ranking) = (make(&case, &nothing), case.rank());
        assert!(plan.steps.is_empty());
        close(plan.loss_before, ranking.0.expected_loss.value);
        close(plan.loss_left, ranking.0.expected_loss.value);
    }
}

/// From a Tuesday to the Friday no laptop would return; in the worst case it is outside and inside
/// every day.
#[test]
fn laptops_return_in_the_worst_case() {
    let mut case = case(
        "
inventory: 1.0.0
as_of: 2006-08-22
threat: {horizon_days: 4}
segments: {office: {users: 0}}
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, value: 1, patches: []}
  - {name: PC, os: test-os, sp: 2, kind: workstation, segment: office, value: 50, patches: []}
",
    );
    let allowed = Options {
        allowed: Allowed::only(["quarantine"]),
        ..Options::tonight(jiff::civil::date(2006, 8, 22), 1, 60)
    };
    assert!(make(&case, &allowed).steps.is_empty());
    case.threat = case.threat.worst_case();
    let plan = make(&case, &allowed);
    let done: Vec<Action> = plan.steps.iter().flat_map(|step| step.actions.clone()).collect();
    let expected = Action::Quarantine { segment: SegmentId(0), laptops: 1 };
    assert_eq!(done, [expected]);
    close(plan.loss_left, loss(&case, &self::done(&case, &done)));
}

/// Two laptops of different kinds lead into the same office: patching one of them averts little,
/// both together much.
const PARALLEL: &str = "
inventory: 1.0.0
as_of: 2006-08-25
plan: {minutes: {quarantine: 600}}
segments:
  office: {users: 0}
  servers: {criticality: critical}
flows:
  office -> servers/a: [tcp/445]
  office -> servers/b: [tcp/445]
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: a, os: test-os, sp: 1, kind: server, segment: servers, value: 0, patches: []}
  - {name: b, os: test-os, sp: 2, kind: server, segment: servers, value: 0, patches: []}
  - {name: c, os: test-os, sp: 3, kind: server, segment: servers, value: 400, patches: []}
";

#[test]
fn two_parallel_gates_are_closed_together() {
    let case = case(PARALLEL);
    let allowed = Options { allowed: Allowed::only(["block"]), ..options(30) };
    let plan = make(&case, &allowed);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].actions.len(), 2, "{:?}", plan.steps);
    // Each of the two blocks fails with 5 %.
    assert!(plan.loss_left < 0.11 * plan.loss_before, "{plan:?}");
    let one = make(&case, &Options { shifts: options(29).shifts, ..allowed });
    assert!(one.loss_left > 0.5 * one.loss_before, "one block leaves the other way open: {one:?}");
}

const CONSTRAINTS: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {attack: {worm: 0.05}}
segments:
  office: {users: 0}
flows: {internet -> office: [tcp/445]}
hosts:
  - {name: dc1, os: test-os, sp: 1, kind: server, segment: office, value: 5, patches: [], not_with: dc2}
  - {name: dc2, os: test-os, sp: 1, kind: server, segment: office, value: 50, patches: [], after: dc1, minutes: 30}
  - {name: erp, os: test-os, sp: 1, kind: server, segment: office, value: 500, patches: [], frozen: month-end}
  - {name: app, os: test-os, sp: 1, kind: server, segment: office, value: 70, patches: [], after: erp}
";

#[test]
fn order_and_exclusion_are_kept_and_frozen_hosts_are_left_alone() {
    let case = case(CONSTRAINTS);
    let id = |name: &str| {
        patchfirst::inventory::HostId(case.inventory.hosts.get_index_of(name).unwrap() as u32)
    };
    let plan = make(&case, &Options { allowed: Allowed::only(["patch"]), ..staff(2, 120) });
    let order: Vec<_> = plan
        .steps
        .iter()
        .flat_map(|s| &s.actions)
        .filter_map(|d| if let Action::Host { host, .. } = d { Some(*host) } else { None })
        .collect();
    assert_eq!(order, [id("dc1"), id("dc2")]);
    assert_eq!(plan.done_after, 75, "one after the other, although two people are there");
    assert_eq!(plan.frozen.iter().map(|r| r.host).collect::<Vec<_>>(), [id("erp")]);
    assert!(plan.frozen[0].averted > 10.0, "{:?}", plan.frozen);
    let waiting = plan.remaining.iter().find(|r| r.host == id("app")).unwrap();
    assert_eq!(waiting.why, Why::After(id("erp")));
    let must =
        make(&case, &Options { must: vec![id("dc2"), id("erp")], never: vec![], ..options(480) });
    assert!(must.steps[0].must);
    assert_eq!(must.unmet, [(id("erp"), Why::Frozen)]);
    let never = make(
        &case,
        &Options { never: vec![id("dc1")], allowed: Allowed::only(["patch"]), ..options(480) },
    );
    assert!(never.steps.is_empty(), "dc2 waits for dc1, which is never done");
}

#[test]
fn a_part_of_many_machines_is_done_if_there_is_no_time_for_all() {
    let many = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {attack: {worm: 0.05}}
segments: {office: {users: 0}}
flows: {internet -> office: [tcp/445]}
hosts: [{name: desk, count: 40, os: test-os, sp: 1, kind: workstation, segment: office, value: 2, patches: []}]
";
    let plan = make(&case(many), &Options { allowed: Allowed::only(["patch"]), ..options(100) });
    assert!(
        matches!(plan.steps[0].actions[..], [Action::Host { machines: 5, .. }]),
        "{:?}",
        plan.steps
    );
    assert!(plan.loss_left < plan.loss_before);
    assert_eq!(plan.remaining[0].machines, 35);
}

/// Small networks of every shape: hosts in three segments, some flows, one of two service packs.
fn small_network() -> impl Strategy<Value = String> {
    let host = (
        0..3_usize,
        1..4_u8,
        prop_oneof![Just("laptop"), Just("server")],
        prop_oneof![Just(1), Just(3), Just(10), Just(30)],
        prop_oneof![Just(10), Just(20), Just(45)],
    );
    (proptest::collection::vec(host, 2..5), proptest::collection::btree_set(0..9_usize, 1..5)).prop_map(|(hosts, flows)| {
        let flow = |i: usize| ["internet -> s0", "s0 -> s1", "s1 -> s2", "s0 -> s2", "s2 -> s0", "internet -> s1", "s1 -> s0", "s2 -> s1", "internet -> s2"][i];
        let flows: String = flows.into_iter().map(|i| format!("  {}: [tcp/445]\n", flow(i))).collect();
        let host = |(i, (segment, sp, kind, value, minutes)): (usize, (usize, u8, &str, i32, i32))| {
            format!("  - {{name: h{i}, os: test-os, sp: {sp}, kind: {kind}, segment: s{segment}, value: {value}, minutes: {minutes}, patches: []}}\n")
        };
        let hosts: String = hosts.into_iter().enumerate().map(host).collect();
        format!("inventory: 1.0.0\nas_of: 2006-08-25\nsegments: {{s0: {{users: 0}}, s1: {{users: 0}}, s2: {{users: 0}}}}\nflows:\n{flows}hosts:\n{hosts}")
    })
}

/// The least that any set of actions within the minutes of one person tonight leaves, the price of
/// its doors included.
fn exhaustive(case: &Case, minutes: u64) -> f64 {
    let ranking = case.rank().0;
    // What there is to do, how long it takes, and what it costs the business.
    let mut actions: Vec<(Action, u64, f64)> = Vec::new();
    for ranked in ranking.to_remedy() {
        let host = case.inventory.host(ranked.host).1;
        let each = host
            .details
            .as_ref()
            .and_then(|d| d.minutes)
            .expect("every host of the test has minutes");
        actions.push((
            Action::Host { host: ranked.host, machines: 1, kind: ranking.host_risk(ranked).remedy },
            u64::from(each),
            0.0,
        ));
    }
    let segment = |at: usize| SegmentId(at as u32);
    let hosts_in = |at: SegmentId| {
        case.inventory
            .hosts()
            .filter(move |(_, _, host)| host.segments[..] == [at])
            .map(|(_, _, host)| host)
    };
    let days = f64::from(case.threat.horizon_days) - 1.0;
    for (at, (key, _)) in case.inventory.flows.iter().enumerate() {
        let End::Segment(to) = key.to else { continue };
        let price = 0.02 * days * hosts_in(to).map(|host| host.value).sum::<f64>();
        actions.push((Action::Block(FlowId(at as u32)), 15, price));
    }
    for at in (0..case.inventory.segments.len()).map(segment) {
        let laptops = hosts_in(at).filter(|host| host.roams()).count() as u32;
        if laptops > 0 {
            actions.push((
                Action::Quarantine { segment: at, laptops },
                10 * u64::from(laptops),
                0.0,
            ));
        }
    }
    let subsets = (0..1_u32 << actions.len()).map(|set| {
        actions.iter().enumerate().filter(move |(i, _)| set & (1 << i) != 0).map(|(_, a)| a)
    });
    let fitting =
        subsets.filter(|set| set.clone().map(|(_, minutes, _)| minutes).sum::<u64>() <= minutes);
    let left = fitting.map(|set| {
        let price: f64 = set.clone().map(|(_, _, price)| price).sum();
        loss(case, &done(case, set.map(|(action, ..)| action))) + price
    });
    left.fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(crate::common::cases(8))]

    /// How far from the best there is: never less than the share of it that `docs/plan.md` reports.
    #[test]
    fn a_plan_averts_nearly_as_much_as_the_best(network in small_network(), minutes in 10..80_u64) {
        let case = Case::new(&network, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")]);
        let plan = make(&case, &options(minutes));
        let best = exhaustive(&case, minutes);
        let (averted, most) = (plan.loss_before - plan.loss_left - plan.price, plan.loss_before - best);
        if let Some(file) = std::env::var_os("PATCHFIRST_RATIOS") {
            use std::io::Write;
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            writeln!(file, "{}", if most > 1e-12 { averted / most } else { 1.0 }).unwrap();
        }
        prop_assert!(averted <= most + 1e-9, "a plan cannot beat all plans: {} {}", averted, most);
        prop_assert!(averted >= 0.8 * most - 1e-9, "{averted} of {most}\n{network}");
    }

    /// The figures of each step are those of the network with what was done by then, and so are
    /// those of the whole plan.
    #[test]
    fn every_step_leaves_the_loss_of_the_network_with_the_actions_in_force_from_their_days(
        network in small_network(), minutes in 10..60_u64, several in any::<bool>(),
    ) {
        let case = Case::new(&network, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")]);
        let shifts = if several { vec![shift(1, 1, minutes), shift(2, 2, minutes), shift(3, 1, 40)] } else { vec![shift(1, 1, minutes)] };
        let plan = make(&case, &Options { shifts, ..options(0) });
        let mut before = plan.loss_before;
        for number in 1..=plan.steps.len() {
            let step = &plan.steps[number - 1];
            prop_assert!(step.loss_left <= before + 1e-9);
            let first = Plan { steps: plan.steps[..number].to_vec(), ..plan.clone() };
            let other = loss(&case, &plan::scenario_after(case.as_case(), &first));
            prop_assert!((other - step.loss_left).abs() < 1e-9 * plan.loss_before.max(1.0), "{} and {other}", step.loss_left);
            before = step.loss_left;
        }
        prop_assert!((before - plan.loss_left).abs() < 1e-9);
    }

    /// More people, more hours, and the same shifts a day earlier never leave more risk, the price
    /// of the doors included, each as if it were closed from the second day on.
    #[test]
    fn more_staff_more_hours_and_earlier_shifts_never_leave_more(network in small_network(), minutes in 10..60_u64, more in 1..30_u64) {
        let case = Case::new(&network, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")]);
        let risk = |shifts: Vec<Shift>| {
            let plan = make(&case, &Options { shifts, ..options(0) });
            let days = |from: Day| f64::from(case.threat.last_day().0 + 1 - from.0);
            let price = plan.steps.iter().map(|step| step.price * days(Day(2)) / days(step.in_force));
            plan.loss_left + price.sum::<f64>()
        };
        let base = risk(vec![shift(2, 1, minutes), shift(3, 1, minutes)]);
        for (what, shifts) in [
            ("more people", vec![shift(2, 2, minutes), shift(3, 1, minutes)]),
            ("more people later", vec![shift(2, 1, minutes), shift(3, 3, minutes)]),
            ("more hours", vec![shift(2, 1, minutes + more), shift(3, 1, minutes)]),
            ("more hours later", vec![shift(2, 1, minutes), shift(3, 1, minutes + more)]),
            ("a day earlier", vec![shift(1, 1, minutes), shift(2, 1, minutes)]),
            ("another shift", vec![shift(1, 1, minutes), shift(2, 1, minutes), shift(3, 1, minutes)]),
        ] {
            let other = risk(shifts);
            prop_assert!(other <= base + 1e-9 * base.max(1.0), "{what}: {base} became {other}\n{network}");
        }
    }
}

proptest! {
    #![proptest_config(crate::common::cases(8))]

    /// Hosts that are alike, and hosts that avert the same without being alike: names decide, also
    /// within one step.
    #[test]
    fn the_order_of_hosts_never_reaches_a_plan(network in small_network(), alike in 0..4_usize, minutes in 10..200_u64, turn in 0..7_usize) {
        let twin = |i: usize| format!("  - {{name: t{i}, os: test-os, sp: {}, kind: server, segment: s{}, value: 3, minutes: 10, patches: []}}\n", 1 + i % 2, i % 2);
        let text = network + &(0..alike).map(twin).collect::<String>();
        let (head, hosts) = text.split_once("hosts:\n").unwrap();
        let mut turned: Vec<&str> = hosts.lines().rev().collect();
        let by = turn % turned.len();
        turned.rotate_left(by);
        let other = format!("{head}hosts:\n{}\n", turned.join("\n"));
        prop_assert_eq!(printed(&text, minutes), printed(&other, minutes));
    }
}

/// A plan as JSON and as a table.
fn printed(network: &str, minutes: u64) -> (String, String) {
    use patchfirst::report::{View, plan};
    let case =
        Case::new(network, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")]);
    let (ranking, options) = (case.rank().0, staff(2, minutes));
    let plan = patchfirst::plan::plan(case.as_case(), &ranking, &options);
    let view = View { case: case.as_case(), ranking: &ranking, shown: None };
    let view = plan::PlanView { view, options: &options, plan: &plan, waiting: &[], before: None };
    (plan::json(&view), plan::table(&view, 100, false))
}

fn shift(day: u16, staff: u32, minutes: u64) -> Shift {
    Shift::new(jiff::civil::date(2006, 8, 24 + day as i8), Day(day), staff, minutes)
}

/// The same law where plans are searched in another way: in networks of tens of thousands of hosts.
#[test]
fn more_staff_never_leaves_more_in_a_large_network() {
    use std::fmt::Write as _;
    let mut text =
        "inventory: 1.0.0\nas_of: 2006-08-25\nthreat: {horizon_days: 4}\nsegments:\n".to_owned();
    (0..60).for_each(|i| writeln!(text, "  s{i}: {{users: 5}}").unwrap());
    text.push_str("flows:\n  internet -> s0: [tcp/445]\n");
    (1..60).for_each(|i| writeln!(text, "  s{} -> s{i}: [tcp/445]", i / 2).unwrap());
    text.push_str("hosts:\n");
    for i in 0..600 {
        let (kind, count) = [("laptop", 3), ("workstation", 120), ("server", 1)][i % 3];
        writeln!(
            text,
            "  - {{name: h{i}, os: test-os, sp: 1, kind: {kind}, segment: s{}, count: {count}, value: {}, patches: []}}",
            i % 60,
            1 + i % 17
        )
        .unwrap();
    }
    let mut case =
        Case::small(&text, &[advisory("T-1", "[tcp/445]", "{date: 2006-08-20, stage: exploit}")]);
    case.request.samples = SampleSize::Fixed(256);
    let risk = |staff: u32, minutes: u64| {
        let plan = make(&case, &self::staff(staff, minutes));
        plan.loss_left + plan.price
    };
    let risks: Vec<f64> = [(1, 60), (1, 480), (2, 480), (5, 480), (6, 480), (6, 600)]
        .map(|(staff, minutes)| risk(staff, minutes))
        .into();
    assert!(risks.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-9)), "{risks:?}");
}

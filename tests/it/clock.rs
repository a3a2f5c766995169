//! The clock where it meets the rest: laws of time on random networks, doors that only help
//! together, doubt, what is done by a day, what asks for an account, what was counted on ports.

use std::collections::BTreeMap;

use crate::common::random::{self, LARGER, Plan, SMALL};
use crate::common::{Case, advisory, advisory_with, cases, close};
use crate::program::{Run, patchfirst, patchfirst_reading};
use patchfirst::inventory::{FlowId, HostId, SegmentId};
use patchfirst::network::{Change, Later, Network, Removal, Scenario};
use patchfirst::ranking;
use patchfirst::risk::{Figures, Method, Request, SampleSize, estimate};
use patchfirst::term::day::Day;
use patchfirst::term::entry::Entries;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

// --- Laws ---

/// Something that is done, whenever.
#[derive(Clone, Debug)]
enum Deed {
    Patch(Index),
    Block(Index),
    Quarantine(Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Deed::Patch),
        index().prop_map(Deed::Block),
        index().prop_map(Deed::Quarantine)
    ]
}

impl Deed {
    /// The scenario in which it is in force from a day on.
    fn from(&self, case: &Case, day: Day) -> Scenario {
        let mut later = Later::default();
        match self {
            Self::Patch(host) => {
                let id = HostId(host.index(case.inventory.hosts.len()) as u32);
                later.remedied.insert((id, day), case.inventory.host(id).1.count);
            }
            Self::Block(_) if case.inventory.flows.is_empty() => {}
            Self::Block(flow) => drop(
                later.blocked.insert(FlowId(flow.index(case.inventory.flows.len()) as u32), day),
            ),
            Self::Quarantine(segment) => {
                later
                    .quarantined
                    .insert(SegmentId(segment.index(case.inventory.segments.len()) as u32), day);
            }
        }
        Scenario { later, ..case.scenario.clone() }
    }
}

/// The loss of a case in a scenario, if it is computed exactly.
fn exact_loss(case: &Case, scenario: &Scenario) -> Option<f64> {
    let case = patchfirst::case::Case { scenario, ..case.as_case() };
    let request = Request { figures: Figures::Loss, samples: SampleSize::Auto, ..*case.request };
    let found = estimate(&case.network(), case.threat, &request, &[], &|_, _| {});
    (found.method == Method::Exact).then_some(found.loss.value)
}

/// But for rounding.
fn at_most(a: f64, b: f64) -> bool {
    a <= b + 1e-9 * b.abs().max(1.0)
}

/// Random networks of which few are too large to be computed exactly.
fn plans() -> impl Strategy<Value = Plan> {
    prop_oneof![random::plan(&SMALL), random::plan(&LARGER)]
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn acting_a_day_earlier_never_raises_the_loss(plan in plans(), deed in deed()) {
        let case = plan.case();
        let days = (1..=case.threat.last_day().0 + 1).map(Day);
        let losses: Option<Vec<f64>> = days.map(|day| exact_loss(&case, &deed.from(&case, day))).collect();
        let never = exact_loss(&case, &case.scenario);
        if let Some((losses, never)) = losses.zip(never) {
            prop_assert!(losses.windows(2).all(|pair| at_most(pair[0], pair[1])), "{deed:?}: {losses:?}");
            prop_assert!(losses.last().is_some_and(|last| (last - never).abs() < 1e-9 * never.max(1.0)), "{deed:?}: {losses:?} {never}");
        }
    }

    /// Where all of a class is remedied, it makes no difference whose fate was whose.
    #[test]
    fn one_removal_of_all_is_as_good_as_one_for_each(plan in plans(), day in 1_u16..5) {
        let case = plan.case();
        let mut network = case.as_case().network();
        for (host, name, entry) in case.inventory.hosts() {
            let removal = Removal::new(name, entry.count, entry.value, Day(day));
            network.apply(Change::Remedy { host, removal });
        }
        let loss = |network: &Network| {
            let request = Request { figures: Figures::Loss, samples: SampleSize::Auto, ..case.request };
            let found = estimate(network, &case.threat, &request, &[], &|_, _| {});
            (found.method == Method::Exact).then_some(found.loss.value)
        };
        let each = loss(&network);
        network.merge_removals();
        if let Some((each, all)) = each.zip(loss(&network)) {
            prop_assert!((each - all).abs() <= 1e-9 * each.max(1.0), "{each} one by one, {all} at once");
        }
    }

    /// Nothing that happens later changes what was lost by a day.
    #[test]
    fn the_loss_by_a_day_is_that_of_a_horizon_that_ends_with_it(plan in plans()) {
        let case = plan.case();
        let request = Request { samples: SampleSize::Auto, ..case.request };
        let whole = estimate(&case.as_case().network(), &case.threat, &request, &[], &|_, _| {});
        prop_assert!(whole.until_day.windows(2).all(|pair| at_most(pair[0], pair[1])));
        prop_assert!(
            whole.until_day.last().is_some_and(|last| (last - whole.loss.value).abs() <= 1e-9 * last.max(1.0)),
            "{:?} of {}", whole.until_day, whole.loss.value
        );
        for (horizon_days, until) in (1..).zip(&whole.until_day) {
            let threat = patchfirst::threat::Threat { horizon_days, ..case.threat.clone() };
            let short = patchfirst::case::Case { threat: &threat, ..case.as_case() };
            let found = estimate(&short.network(), &threat, &request, &[], &|_, _| {});
            if whole.method == Method::Exact && found.method == Method::Exact {
                prop_assert!((until - found.loss.value).abs() <= 1e-9 * until.max(1.0), "day {horizon_days}: {until}, {}", found.loss.value);
            }
        }
    }

    /// What is asked from a day on is what is known of all days, from that day on.
    #[test]
    fn figures_since_a_day_are_those_of_all_days(plan in plans(), first in 1_u16..5) {
        let case = plan.case();
        let network = case.as_case().network();
        let figures = |figures: Figures| {
            let request = Request { figures, samples: SampleSize::Fixed(64), ..case.request };
            estimate(&network, &case.threat, &request, &[], &|_, _| {})
        };
        let (all, since) = (figures(Figures::All), figures(Figures::Since(Day(first))));
        prop_assert_eq!(all.loss, since.loss);
        for day in (first..=network.last.0).map(Day) {
            for (all, since) in all.classes.iter().zip(&since.classes) {
                prop_assert_eq!(all.averted_from(3.0, day), since.averted_from(3.0, day));
                prop_assert_eq!(all.group.from_day(day), since.group.from_day(day));
            }
            for (all, since) in all.flows.iter().zip(&since.flows) {
                prop_assert_eq!(all.from_day(day), since.from_day(day));
            }
            for (all, since) in all.quarantine.iter().zip(&since.quarantine) {
                prop_assert_eq!(all.from_day(day), since.from_day(day));
            }
        }
    }

    #[test]
    fn another_way_in_never_lowers_the_loss(plan in plans(), some in 0_u8..32, more in 0_u8..32) {
        let mut case = plan.case();
        let mut with = |bits: u8| {
            case.request.entries = Entries::from_fn(|entry| bits >> entry as u8 & 1 == 1);
            exact_loss(&case, &case.scenario)
        };
        if let (Some(few), Some(many)) = (with(some), with(some | more)) {
            prop_assert!(at_most(few, many), "{few} with {some:05b}, {many} with {:05b}", some | more);
        }
    }

    #[test]
    fn splitting_an_entry_changes_nothing(plan in plans(), sampled in any::<bool>()) {
        let named: Vec<usize> = plan.flows.iter().filter_map(|flow| flow.host).collect();
        let mut split = plan.clone();
        for host in plan.hosts.iter().filter(|host| host.count > 1 && !named.contains(&host.name)) {
            let half = random::HostPlan { name: split.hosts.len(), count: 1, ..host.clone() };
            split.hosts[host.name].count -= 1;
            split.hosts.push(half);
        }
        let losses: Vec<f64> = [&plan, &split].into_iter().map(|plan| {
            let mut case = plan.case();
            case.request.samples = if sampled { SampleSize::Fixed(40) } else { SampleSize::Auto };
            case.rank().0.expected_loss.value
        }).collect();
        prop_assert!((losses[0] - losses[1]).abs() < 1e-9 * losses[0].max(1.0), "{losses:?}");
    }

    /// A worse stage may spare a host that an antivirus keeps from being taken over, and that a
    /// tool would have crashed: by a share of its value at most. Nothing else falls with the stage.
    #[test]
    fn a_worse_stage_spares_at_most_what_would_have_crashed(plan in plans()) {
        let case = plan.case();
        let scenario = |stage| Scenario {
            stages: case.advisories.iter().map(|(id, _)| (id, stage)).collect::<BTreeMap<_, _>>(),
            ..case.scenario.clone()
        };
        let loss = |stage| exact_loss(&case, &scenario(stage));
        let total: f64 = case.inventory.hosts.values().map(|host| host.value * f64::from(host.count)).sum();
        let stages = [patchfirst::advisory::Stage::Exploit, patchfirst::advisory::Stage::Worm].map(loss);
        if let [Some(exploit), Some(worm)] = stages
            && case.threat.attack[2] <= case.threat.attack[3]
        {
            prop_assert!(at_most(exploit, worm + case.threat.disruption * total), "{exploit} at exploit, {worm} at worm");
        }
    }
}

// --- Bundles ---

/// Two ways to the same servers, side by side: over the dmz from the internet, over laptops in the
/// office.
const REDUNDANT: &str = "
inventory: 1.1.0
as_of: 2006-09-01
threat: {controls: {quarantine: 1, block: 1}, reachable_outside: 1, attack: {worm: 1}, insider_per_user_day: 0, mail_per_user_day: 0}
segments: {dmz: , office: , servers: }
flows:
  internet -> dmz: [tcp/445]
  dmz -> servers: [tcp/445]
  office -> servers: [tcp/445]
hosts:
  - {name: web, os: test-os, sp: 1, kind: server, segment: dmz, value: 1, patches: []}
  - {name: LT, count: 5, os: test-os, sp: 1, kind: laptop, segment: office, value: 0, patches: []}
  - {name: DB, count: 10, os: test-os, sp: 1, kind: server, segment: servers, value: 10, patches: []}
";

#[test]
fn two_ways_in_are_sold_together_or_not_at_all() {
    let case =
        Case::new(REDUNDANT, &[&advisory("T-1", "[tcp/445]", "{date: 2006-09-01, stage: worm}")]);
    let ranking = case.rank();
    close(ranking.0.expected_loss.value, 101.0);
    // Each door alone is worth what stands behind it alone: the web server, or nothing.
    close(ranking.flow("internet", "dmz"), 1.0);
    close(ranking.flow("dmz", "servers"), 0.0);
    close(ranking.flow("office", "servers"), 0.0);
    close(ranking.quarantine("office"), 0.0);
    let bundle = &ranking.0.bundles[0];
    close(bundle.averted, 101.0);
    assert!(
        ranking.0.bundles.iter().all(|bundle| bundle.averted >= 100.0),
        "{:?}",
        ranking.0.bundles
    );
    let flow = |from: &str, to: &str| {
        let wanted = format!("{from} -> {to} None");
        (0..3).map(FlowId).find(|id| case.flow_name(*id) == wanted).unwrap()
    };
    let quarantine = ranking::Door::Returns(SegmentId(1));
    let doors = |bundle: &ranking::Bundle| bundle.doors.to_vec();
    assert!(ranking.0.bundles.iter().map(doors).any(|doors| {
        doors.contains(&ranking::Door::Flow(flow("internet", "dmz"))) && doors.contains(&quarantine)
    }));
}

/// The same in an inventory of built-in systems, as people see it.
const REDUNDANT_2006: &str = "
inventory: 1.1.0
as_of: 2006-09-01
threat: {controls: {quarantine: 1, block: 1}, reachable_outside: 1, insider_per_user_day: 0, mail_per_user_day: 0}
segments: {dmz: , office: , servers: }
flows:
  internet -> dmz: [smb]
  dmz -> servers: [smb]
  office -> servers: [smb]
hosts:
  - {name: web, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 1, patches: []}
  - {name: LT, count: 5, os: windows-2000, sp: 4, kind: laptop, segment: office, value: 0, patches: []}
  - {name: DB, count: 10, os: windows-2000, sp: 4, kind: server, segment: servers, value: 10, patches: []}
";

#[test]
fn bundles_are_in_every_output() {
    let Run { stdout: table, .. } =
        patchfirst_reading(&["rank", "-", "--samples", "200"], REDUNDANT_2006);
    let joint = "flow internet -> dmz and quarantine office";
    let flat = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(joint), "{table}");
    let Run { stdout: json, .. } =
        patchfirst_reading(&["rank", "-", "--samples", "200", "-f", "json"], REDUNDANT_2006);
    let json: Value = serde_json::from_str(&json).unwrap();
    let (loss, bundles) =
        (json["expected_loss"].as_f64().unwrap(), json["bundles"].as_array().unwrap());
    let both = ["flow internet -> dmz", "quarantine office"];
    let named = |bundle: &&Value| {
        both.iter().all(|name| bundle["remedies"].as_array().unwrap().iter().any(|r| r == name))
    };
    let averted =
        bundles.iter().find(named).expect("the pair is there")["averted"].as_f64().unwrap();
    assert!(averted > 0.97 * loss, "{averted} of {loss}");
    let single = |name: &str| {
        json["flows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|flow| flow["name"] == name)
            .map_or(0.0, |f| f["averted"].as_f64().unwrap())
    };
    assert!(single("internet -> dmz") < 0.1 * loss);
}

// --- Doubt ---

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";

#[test]
fn the_ranking_says_in_one_line_how_far_the_first_places_hold() {
    let Run { stdout: table, .. } = patchfirst(&["rank", WEEKEND]);
    let flat = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("With each rate at half and double its odds, the first place stays in"),
        "{table}"
    );
}

#[test]
fn each_rate_at_half_and_double_its_odds_with_the_answer_it_gives() {
    let arguments = ["sensitivity", WEEKEND, "--samples", "60", "--staff", "2", "--hours", "4"];
    let Run { status, stdout: json, stderr } =
        patchfirst(&[&arguments[..], &["-f", "json"]].concat());
    assert_eq!(status, 0, "{stderr}");
    let json: Value = serde_json::from_str(&json).unwrap();
    let words = ["in", "wait", "nothing", "more-staff"];
    let now = json["verdict"].as_str().unwrap();
    assert!(words.contains(&now), "{now}");
    let cases = json["doubt"]["cases"].as_array().unwrap();
    assert!(
        cases.len() >= 20
            && cases.iter().all(|case| words.contains(&case["verdict"].as_str().unwrap()))
    );
    let stay = cases.iter().filter(|case| case["verdict"] == now).count();
    assert_eq!(json["doubt"]["verdict_stays"], stay);
    let Run { stdout: table, .. } = patchfirst(&arguments);
    assert!(table.contains("call in?"), "{table}");
}

/// An answer near its threshold turns with the rates it hangs on; one far from it does not.
#[test]
fn an_answer_turns_where_a_rate_decides_it() {
    let inventory = |value: f64| {
        format!(
            "inventory: 1.1.0
as_of: 2004-02-13
costs: {{staff_hour: 100, value_point: {value}, currency: EUR}}
segments: {{dmz: }}
flows: {{'internet -> dmz': [smb]}}
hosts:
  - {{name: web, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 1, patches: [KB824146, KB828035, KB828749]}}
"
        )
    };
    let verdicts = |value: f64| {
        let Run { stdout, stderr, .. } =
            patchfirst_reading(&["sensitivity", "-", "-f", "json"], &inventory(value));
        let json: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
        let cases = json["doubt"]["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| case["verdict"].as_str().unwrap().to_owned());
        (json["verdict"].as_str().unwrap().to_owned(), cases.collect::<Vec<_>>())
    };
    let (now, cases) = verdicts(1e9);
    assert!(now == "in" && cases.iter().all(|verdict| verdict == "in"), "{now} {cases:?}");
    let (now, cases) = verdicts(1e-9);
    assert!(now == "wait" && cases.iter().all(|verdict| verdict == "wait"), "{now} {cases:?}");
}

// --- By a day ---

fn under(case: &Case, texts: &[&str]) -> f64 {
    let groups = case.rank().0.group_hosts();
    let clock = patchfirst::assumption::Clock {
        as_of: case.threat.as_of,
        horizon_days: case.threat.horizon_days,
    };
    let names = patchfirst::assumption::Names {
        inventory: &case.inventory,
        advisories: &case.advisories,
        groups: &groups,
        clock,
    };
    let stated: Vec<_> =
        texts.iter().map(|text| patchfirst::assumption::parse(text, &names).unwrap()).collect();
    let supposed =
        patchfirst::assumption::suppose(&case.inventory, &case.scenario, &stated).unwrap();
    exact_loss(case, &supposed.scenario).unwrap()
}

/// The worked example: the laptop falls on Saturday or Sunday, the server on Monday, when it comes
/// back.
#[test]
fn what_is_done_by_a_day_is_in_force_from_the_next() {
    let case = Case::new(
        crate::common::WORKED_EXAMPLE,
        &[&advisory("T-1", "[tcp/445]", "{date: 2006-09-01, stage: worm}")],
    );
    let loss = 15.46125;
    for (texts, averted) in [
        (&["patch LT by tonight"][..], 15.46125),
        (&["patch LT by friday"], 15.46125),
        (&["patch LT by Saturday"], 0.73625),
        (&["patch LT by sunday"], 0.0),
        (&["patch SRV by sunday"], 14.9625),
        (&["patch SRV by 2006-09-03"], 14.9625),
        (&["patch SRV by monday"], 0.0),
        (&["block office -> servers by sunday"], 14.214375),
        (&["quarantine office by sunday"], 13.46625),
        (&["quarantine office by monday"], 0.0),
    ] {
        let left = under(&case, texts);
        assert!((loss - left - averted).abs() < 1e-9, "{texts:?}: {left}");
    }
}

#[test]
fn a_day_that_makes_no_sense_is_refused_with_a_way_out() {
    for (text, message, help) in [
        (
            "patch erp-db by yesterday",
            "`yesterday` is no day",
            "write tonight, tomorrow, a weekday",
        ),
        ("patch erp-db by 2006-08-01", "2006-08-01 is before 2006-09-01", "name a later day"),
        (
            "insider office by sunday",
            "it holds from the first day on",
            "leave `by` and the day out",
        ),
        ("patch all MS06-040 by sunday", "an advisory is fixed everywhere at once", "patch HOST"),
    ] {
        let Run { status, stderr, .. } = patchfirst(&["rank", WEEKEND, "--assume", text]);
        assert_eq!(status, 2, "{text}: {stderr}");
        let flat = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(message) && flat.contains(help), "{text}: {stderr}");
    }
}

// --- Accounts ---

const OFFICE: &str = "
inventory: 1.1.0
as_of: 2006-09-01
threat: {insider_per_user_day: 0.5, mail_per_user_day: 0.5, reachable_outside: 1, attack: {worm: 1}, disruption: 0}
segments: {office: {users: USERS}, servers: {}}
flows:
  internet -> office: [tcp/445]
  office -> servers: [tcp/445]
hosts:
  - {name: PC, os: test-os, sp: 1, kind: workstation, segment: office, value: 1, patches: []}
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, value: 1, patches: []}
  - {name: SRV, os: test-os, sp: 1, kind: server, segment: servers, value: 1, patches: []}
";

fn office(users: u32, logon: &str) -> Case {
    let worm = "{date: 2006-09-01, stage: worm}";
    Case::new(
        &OFFICE.replace("USERS", &users.to_string()),
        &[&advisory_with("T-1", "[tcp/445]", worm, &format!(", logon: {logon}"))],
    )
}

#[test]
fn what_asks_for_an_account_is_used_by_insiders_and_trojans_alone() {
    // Nobody in the office: no stranger gets in, neither from the internet nor on a laptop.
    let strangers = office(0, "account");
    close(strangers.rank().0.expected_loss.value, 0.0);
    assert!(office(0, "none").rank().0.expected_loss.value > 2.9);
    let case = office(2, "account");
    let ranking = case.rank();
    for host in ["PC", "LT", "SRV"] {
        let figures = ranking.host(host);
        let by = |entry| figures.by_entry[entry];
        use patchfirst::term::entry::Entry;
        assert!(
            by(Entry::Insider) > 0.5 && by(Entry::Mail) > 0.5,
            "{host}: {:?}",
            figures.by_entry
        );
        assert!(
            by(Entry::Internet) == 0.0 && by(Entry::Roaming) == 0.0,
            "{host}: {:?}",
            figures.by_entry
        );
        assert_eq!(figures.exposure, patchfirst::decision::SystemExposure::Controlled, "{host}");
    }
    close(office(2, "administrator").rank().0.expected_loss.value, 0.0);
}

/// A Trojan in the office has an account; a worm that comes over the same flow has none.
#[test]
fn an_account_is_not_lent_to_whoever_comes_by() {
    let inventory = "
inventory: 1.1.0
as_of: 2006-09-01
threat: {attack: {worm: 1}, disruption: 0, mail_per_user_day: 0, insider_per_user_day: 0}
segments: {dmz: {}, office: {users: 0}, servers: {}}
flows:
  internet -> dmz: [tcp/445]
  dmz -> servers: [tcp/445, udp/137]
  office -> servers: [udp/137]
hosts:
  - {name: web, os: test-os, sp: 1, kind: server, segment: dmz, value: 1, patches: []}
  - {name: SRV, os: test-nt, sp: 1, kind: server, segment: servers, value: 1, patches: []}
";
    let row = |id: &str, product: &str, ports: &str, logon: &str| {
        format!(
            "id: {id}\ntitle: Test\npublished: 2006-08-01\nvectors: {ports}\naffected:\n  - {{products: [{product}], fixed_by: [fix-{id}], logon: {logon}}}\ntimeline: [{{date: 2006-09-01, stage: worm}}]\n"
        )
    };
    let worm = row("T-1", "test-os", "[tcp/445]", "none");
    let account = row("T-2", "test-nt", "[udp/137]", "account");
    let mut case = Case::new(inventory, &[&worm, &account]);
    let alone = case.rank().0;
    close(alone.expected_loss.value, 1.0);
    // With somebody inside the office the server falls, and no other host does.
    case.scenario.insiders.insert(SegmentId(1));
    let ranking = case.rank();
    close(ranking.host("SRV").p_compromised, 1.0);
    close(ranking.flow("office", "servers"), 0.95);
    close(ranking.flow("dmz", "servers"), 0.0);
}

#[test]
fn the_way_in_of_an_account_starts_with_who_has_it() {
    let inventory = "
inventory: 1.1.0
as_of: 2006-09-01
segments: {office: {users: 20}, servers: {}}
flows:
  internet -> servers: [smb]
  office -> servers: [smb]
hosts:
  - {name: vista, os: windows-vista, sp: 1, kind: server, segment: servers, patches: [], listens: [tcp/445]}
";
    let at = ["--as-of", "2009-01-09", "--samples", "100"];
    let worm = ["--assume", "stage MS08-067 worm"];
    let Run { stdout, stderr, .. } =
        patchfirst_reading(&[&["explain", "-", "vista"], &at[..], &worm].concat(), inventory);
    let flat = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("with an account: insiders and Trojans alone"), "{stdout}{stderr}");
    assert!(
        flat.contains("an insider in office") && flat.contains("somebody in office runs a Trojan"),
        "{stdout}"
    );
    assert!(!flat.contains(" internet: 100 %"), "{stdout}");
    let Run { stdout, .. } =
        patchfirst_reading(&[&["rank", "-", "-f", "json"], &at[..], &worm].concat(), inventory);
    let json: Value = serde_json::from_str(&stdout).unwrap();
    let by = &json["after"]["hosts"][0]["by_entry"];
    if by.is_object() {
        assert!(by["internet"] == 0.0 && by["insider"].as_f64().unwrap() > 0.0, "{stdout}");
    }
}

// --- Infected hosts ---

#[test]
fn what_is_infected_is_ranked_whatever_system_it_runs() {
    let inventory = "
inventory: 1.1.0
as_of: 2006-09-01
segments: {office: {}}
hosts:
  - {name: fax, os: something-else, kind: workstation, segment: office, infected: true}
";
    let Run { status, stdout, stderr } = patchfirst_reading(&["rank", "-"], inventory);
    assert_eq!(status, 0, "{stderr}");
    assert!(stdout.contains("fax") && stdout.contains("rebuild"), "{stdout}");
    let windows = inventory.replace("something-else", "windows-2000, sp: 4, patches: []");
    let Run { stdout, .. } = patchfirst_reading(&["rank", "-", "--samples", "20"], &windows);
    assert!(stdout.contains("rebuild, then KB"), "{stdout}");
    let Run { status, stderr, .. } =
        patchfirst_reading(&["rank", "-"], &inventory.replace(", infected: true", ""));
    assert_ne!(status, 0);
    assert!(stderr.contains("nothing to rank"), "{stderr}");
}

// --- Rates that contradict each other ---

/// A way in is shown wherever something is lost, at whatever stage hosts are attacked.
#[test]
fn no_loss_without_a_way_in() {
    for attack in
        ["{exploit: 0.5, worm: 0}", "{proof-of-concept: 0.5, exploit: 0, worm: 0}", "{worm: 0}"]
    {
        let inventory = format!(
            "inventory: 1.1.0
as_of: 2006-08-25
threat: {{attack: {attack}}}
segments: {{dmz: }}
flows: {{'internet -> dmz': [smb]}}
hosts:
  - {{name: h2, os: windows-2000, sp: 3, kind: server, segment: dmz, patches: []}}
  - {{name: h3, os: windows-xp, sp: 1, kind: server, segment: dmz, patches: []}}
"
        );
        let Run { stdout, stderr, .. } =
            patchfirst_reading(&["rank", "-", "--samples", "100", "-f", "json"], &inventory);
        let json: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
        if json["expected_loss"].as_f64().unwrap() > 0.0 {
            assert!(
                json["hosts"].as_array().unwrap().iter().all(|host| host["exposure"] == "open"),
                "{attack}: {stdout}"
            );
        }
    }
}

// --- Activity inside the engine ---

/// Code is public for a week; a spike makes it likely that a worm uses it already, and the loss
/// follows.
#[test]
fn a_spike_moves_the_loss_and_a_quiet_port_hardly() {
    let inventory = |activity: &str| {
        format!(
            "inventory: 1.1.0
as_of: 2006-09-01
{activity}segments: {{dmz: }}
flows: {{'internet -> dmz': [tcp/445]}}
hosts:
  - {{name: web, os: test-os, sp: 1, kind: server, segment: dmz, value: 1, patches: []}}
"
        )
    };
    let code = advisory("T-1", "[tcp/445]", "{date: 2006-08-30, stage: exploit}");
    let loss = |activity: &str| {
        let mut case = Case::new(&inventory(activity), &[&code]);
        let weighed = patchfirst::activity::weigh(&case.inventory, &case.advisories, &case.threat);
        case.scenario.activity = weighed.chances();
        (case.rank().0.expected_loss.value, weighed)
    };
    let entry = |sources: u32| {
        format!(
            "activity: [{{date: 2006-09-01, port: tcp/445, sources: {sources}, baseline: 300}}]\n"
        )
    };
    let ((none, _), (quiet, _), (spike, weighed)) =
        (loss(""), loss(&entry(310)), loss(&entry(4_100)));
    // No worm is certain to be absent because a port is quiet: P = 0.0014.
    assert!((quiet - none).abs() < 0.002 && none < spike, "{quiet} {none} {spike}");
    // P = 0.72 of a worm on day 1: 0.95 a day, so it is all but certain by the horizon.
    let code = Case::new(&inventory(""), &[&code])
        .advisories
        .iter()
        .find(|(_, advisory)| advisory.id == "T-1")
        .unwrap()
        .0;
    let chance = weighed.chances()[&code];
    close(chance, 0.9 * 0.014 / (0.9 * 0.014 + 0.005 * 0.986));
    assert!(spike > chance * 0.99 && spike < chance + 0.1, "{spike}");
}

// --- Answers ---

#[test]
fn an_answer_settles_what_no_export_shows() {
    let inventory = |answers: &str| {
        format!(
            "inventory: 1.1.0
as_of: 2011-01-15
segments: {{office: {{}}}}
flows: {{}}
hosts:
  - {{name: print, os: windows-xp, sp: 3, kind: server, segment: office, patches: [KB958644, KB982214]{answers}}}
"
        )
    };
    let status = |answers: &str| {
        let Run { stdout, stderr, .. } = patchfirst_reading(
            &["rank", "-", "--samples", "20", "-f", "json"],
            &inventory(answers),
        );
        let json: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
        let found = json["hosts"][0]["advisories"]
            .as_array()
            .unwrap()
            .iter()
            .find(|found| found["id"] == "MS10-061")
            .unwrap()
            .clone();
        (
            found["status"].as_str().unwrap().to_owned(),
            found["evidence"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(status("").0, "unknown");
    assert_eq!(status(", answers: {MS10-061: true}").0, "vulnerable");
    let (denied, evidence) = status(", answers: {ms10-061: false}");
    assert_eq!(denied, "not-applicable");
    assert!(evidence.contains("the inventory says that this is not so"), "{evidence}");
    for (answers, message) in [
        (", answers: {MS10-099: true}", "which is no advisory known here"),
        (", answers: {MS08-067: true}", "asks nothing that could be answered"),
        (", answers: {MS10-061: maybe}", "write `true` or `false`"),
        (", answers: {MS10-061: true, ms10-061: false}", "answered with both yes and no"),
    ] {
        let Run { stdout, stderr, .. } = patchfirst_reading(&["check", "-"], &inventory(answers));
        let flat = format!("{stdout}{stderr}").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(message), "{answers}: {stdout}{stderr}");
    }
}

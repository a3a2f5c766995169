//! Assumptions: what they mean, what is refused, and that nothing else changes.

use crate::common::{Case, advisory, close};
use patchfirst::assumption::{self, Clock, Names, Problem, Stated};
use patchfirst::inventory::HostId;
use patchfirst::network::{Network, Scenario};
use patchfirst::ranking::{self, Ranking};
use patchfirst::risk::{Figures, Request, SampleSize, estimate};

const NETWORK: &str = "
inventory: 1.0.0
as_of: 2006-08-25
segments:
  office: {users: 0}
  servers: {}
  plant: {}
flows:
  office -> servers: [tcp/445]
  office -> servers/SRV: [tcp/80]
hosts:
  - {name: LT, os: test-os, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: SRV, os: test-os, sp: 1, kind: server, segment: servers, criticality: critical, patches: []}
  - {name: done, os: test-os, sp: 1, kind: server, segment: plant, value: 7, patches: [fix-T-1]}
  - {name: desk, count: 3, os: test-os, sp: 2, kind: workstation, segment: plant, patches: []}
";

fn case() -> Case {
    Case::new(NETWORK, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: worm}")])
}

fn read(case: &Case, texts: &[&str]) -> Result<Vec<Stated>, Problem> {
    let groups = case.rank().0.group_hosts();
    let names = Names {
        inventory: &case.inventory,
        advisories: &case.advisories,
        groups: &groups,
        clock: Clock { as_of: case.threat.as_of, horizon_days: case.threat.horizon_days },
    };
    texts.iter().map(|text| assumption::parse(text, &names)).collect()
}

fn under(case: &Case, texts: &[&str]) -> Ranking {
    let stated = read(case, texts).unwrap();
    let supposed = assumption::suppose(&case.inventory, &case.scenario, &stated).unwrap();
    let supposed = patchfirst::case::Case {
        inventory: &supposed.inventory,
        scenario: &supposed.scenario,
        ..case.as_case()
    };
    ranking::rank(supposed, &|_, _| {})
}

/// Friday; the laptop is outside on Saturday and Sunday and can be reached there with a chance of
/// one half, is hit on a day with 95 %, and what it lets in on Monday is lost. A quarantine holds
/// nine of ten, a block 95 %.
#[test]
fn every_assumption_does_what_it_says() {
    let case = case();
    let hit = 0.5 * (1.0 - 0.05_f64.powi(2));
    let expected: [(&[&str], f64); 11] = [
        (&[], 31.0 * hit),
        (&["patch LT"], 0.0),
        (&["patch SRV"], hit),
        (&["patch all T-1"], 0.0),
        (&["block office -> servers"], hit * (1.0 + 30.0 * 0.05)),
        (&["quarantine office"], hit * (1.0 + 30.0 * 0.1)),
        (&["infected LT"], 31.0),
        (&["infected done"], 31.0 * hit + 7.0 + 9.0),
        (&["insider plant"], 31.0 * hit + 9.0),
        (&["insider plant", "patch group g1"], 31.0 * hit),
        (&["open internet -> plant tcp/445", "patch LT"], 9.0),
    ];
    let found = expected.map(|(texts, _)| under(&case, texts).expected_loss.value);
    let is_close =
        |(found, (_, expected)): (&f64, &(&[&str], f64))| (found - expected).abs() < 1e-8;
    assert!(found.iter().zip(&expected).all(is_close), "{found:?} instead of {expected:?}");
    let crash = under(&case, &["stage T-1 proof-of-concept"]).expected_loss.value;
    assert!(0.0 < crash && crash < 0.5 * 31.0 * hit, "{crash}");
}

#[test]
fn what_is_wrong_is_said() {
    let case = case();
    let problem = |text: &str| read(&case, &[text]).unwrap_err();
    for (text, message, help) in [
        ("patch SRW", "no host is called `SRW`", "did you mean `SRV`?"),
        ("patch group g9", "there is no group `g9`", "groups are g1 to g1"),
        (
            "block plant -> office",
            "there is no such flow, so it is blocked already",
            "no flow starts there",
        ),
        ("block office - servers", "`office - servers` is not a flow", "write `from -> to`"),
        ("open office -> plant", "it does not say which ports", "tcp/445"),
        ("open office -> plant tcp/99999", "not a port", "write ports as"),
        ("quarantine ofice", "no segment is called `ofice`", "did you mean `office`?"),
        ("stage T-1 wurm", "`wurm` is not a stage", "did you mean `worm`?"),
        ("stage T-1", "it does not say which stage", "stages are none"),
        ("pach SRV", "`pach` is not an assumption", "did you mean `patch`?"),
        ("patch", "it does not say what to patch", "known forms"),
    ] {
        let problem = problem(text);
        assert!(
            problem.message.contains(message) && problem.help.contains(help),
            "{text}: {problem:?}"
        );
    }
}

#[test]
fn contradictions_are_refused() {
    let case = case();
    for texts in [
        ["stage T-1 worm", "stage T-1 none"],
        ["block office -> servers", "open office -> servers tcp/80"],
        ["infected SRV", "patch SRV"],
    ] {
        let stated = read(&case, &texts).unwrap();
        let problems = assumption::suppose(&case.inventory, &case.scenario, &stated).unwrap_err();
        assert_eq!(problems.len(), 1, "{texts:?}");
        assert!(problems[0].message.contains(texts[0]));
    }
}

/// Sampled, with many alike: the coins of those that stay must not change when others go.
#[test]
fn on_the_same_coins_one_more_patch_never_raises_the_loss() {
    let many = "
inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {users: 2000}, servers: {}}
flows: {'office -> servers': [tcp/445]}
hosts:
  - {name: lt, count: 30, os: test-os, sp: 1, kind: laptop, segment: office, antivirus: current, value: 2, patches: []}
  - {name: srv, count: 20, os: test-os, sp: 1, kind: server, segment: servers, antivirus: stale, value: 9, patches: []}
";
    let case =
        Case::new(many, &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: exploit}")]);
    let loss = |laptops: u32, servers: u32| {
        let scenario = Scenario {
            remedied: [(HostId(0), laptops), (HostId(1), servers)].into(),
            ..Scenario::default()
        };
        let network = Network::build(
            &case.inventory,
            &case.advisories,
            &case.exposures,
            &case.threat,
            &scenario,
        );
        let request =
            Request { samples: SampleSize::Fixed(64), figures: Figures::Loss, ..case.request };
        estimate(&network, &case.threat, &request, &[], &|_, _| {}).loss.value
    };
    let all = Request { samples: SampleSize::Fixed(64), ..case.request };
    let ranking =
        ranking::rank(patchfirst::case::Case { request: &all, ..case.as_case() }, &|_, _| {});
    close(loss(0, 0), ranking.expected_loss.value);
    let by_laptop: Vec<f64> = (0..=30).map(|n| loss(n, 0)).collect();
    let by_server: Vec<f64> = (0..=20).map(|n| loss(3, n)).collect();
    for losses in [by_laptop, by_server] {
        assert!(losses.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9), "{losses:?}");
        assert!(losses[0] > losses[losses.len() - 1]);
    }
}

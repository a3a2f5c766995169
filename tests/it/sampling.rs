//! Sampled figures: the same on any number of threads, near the exact ones, and as far from them as
//! they say. Networks and seeds are fixed, so nothing here fails by chance.

use crate::common::Case;
use patchfirst::ranking::{HostRisk, Ranking};
use patchfirst::risk::{Design, Figure, Method, SampleSize};

/// Laptops and a web server let a worm in; a group of twins with different values shares a gate.
const OFFICE: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 2, insider_per_user_day: 0.001, mail_per_user_day: 0}
segments: {dmz: {}, office: {users: 200}, servers: {}}
flows:
  internet -> dmz/web: [tcp/445]
  dmz -> servers: [tcp/445]
  office -> servers: unknown
hosts:
  - {name: web, os: test-os, sp: 1, kind: server, segment: dmz, antivirus: current, patches: []}
  - {name: twin, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 1, patches: []}
  - {name: dear, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, value: 20, patches: []}
  - {name: db, os: test-nt, sp: 1, kind: server, segment: servers, criticality: critical, antivirus: stale, patches: []}
";

/// Most days nothing comes in, and what does is as likely to crash hosts as to take them over.
const QUIET: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 2, insider_per_user_day: 0.05, mail_per_user_day: 0.02, disruption: 0.4, escalation: {none: 0.2, proof-of-concept: 0.4}}
segments: {shop: {users: 2}, till: {isolated: true}, back: {}}
flows: {'shop -> till': [tcp/445], 'till -> back': any, 'till -> till': [tcp/445]}
hosts:
  - {name: front, os: test-os, sp: 1, kind: laptop, segments: [shop, till], away: 1, patches: []}
  - {name: tills, os: test-os, sp: 1, kind: workstation, segment: till, count: 3, patches: []}
  - {name: books, os: test-nt, sp: 1, kind: server, segment: back, value: 50}
";

/// Each laptop alone lets a worm in where the others were spared; half of the time each is hit. With
/// the coins of the antivirus, the office has more of them than are balanced in full, and those of
/// the branch are balanced on their own.
const RETURN: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 2, insider_per_user_day: 0, mail_per_user_day: 0, reachable_outside: 0.526}
segments: {office: {}, branch: {}, servers: {}}
flows: {'office -> servers': [tcp/445], 'branch -> servers': [tcp/445]}
hosts:
  - {name: first, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, patches: []}
  - {name: second, os: test-nt, sp: 1, kind: laptop, segment: office, away: 1, patches: []}
  - {name: third, os: test-os, sp: 1, kind: laptop, segment: office, away: 1, antivirus: stale, patches: []}
  - {name: fourth, os: test-nt, sp: 1, kind: laptop, segment: office, away: 1, antivirus: current, patches: []}
  - {name: far, os: test-os, sp: 1, kind: laptop, segment: branch, away: 1, patches: []}
  - {name: farther, os: test-nt, sp: 1, kind: laptop, segment: branch, away: 1, antivirus: current, patches: []}
  - {name: db, os: test-os, sp: 1, kind: server, segment: servers, value: 100, patches: []}
";

/// Next to nothing ever happens, and then nearly all is lost: an insider, a Trojan, or code that comes
/// out in time.
const STILL: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 2, insider_per_user_day: 0.003, mail_per_user_day: 0.002, escalation: {proof-of-concept: 0.03}, attack: {exploit: 0.5}}
segments: {shop: {users: 4}, back: {users: 0}, dmz: {users: 0}}
flows: {'internet -> dmz': [tcp/445], 'dmz -> back': [tcp/445], 'shop -> back': [tcp/445]}
hosts:
  - {name: till, os: test-os, sp: 1, kind: workstation, segment: shop, antivirus: current, patches: []}
  - {name: shop-window, os: test-os, sp: 1, kind: server, segment: dmz, value: 5, patches: []}
  - {name: ledger, os: test-nt, sp: 1, kind: server, segment: back, value: 80, patches: []}
";

/// The networks, and how often samples show what is rare in them.
fn designed() -> Vec<Case> {
    let mut all = cases();
    for (stage, start) in [(1, 0), (0, 2), (1, 1), (3, 2)] {
        let mut still = still();
        still.request.design = Some(Design::new(stage, start));
        all.push(still);
    }
    all
}

fn still() -> Case {
    let event = "{date: 2006-08-25, stage: proof-of-concept}";
    let advisory = crate::common::advisory("T-1", "[tcp/445]", event);
    Case::small(STILL, &[advisory.replace("products: [test-os]", "products: [test-os, test-nt]")])
}

fn cases() -> Vec<Case> {
    let event = |stage: &str| format!("{{date: 2006-08-25, stage: {stage}}}");
    let both = |id: &str, stage: &str| {
        let text = crate::common::advisory(id, "[tcp/445]", &event(stage));
        text.replace("products: [test-os]", "products: [test-os, test-nt]")
    };
    let case = |inventory: &str, advisories: &[String]| Case::small(inventory, advisories);
    vec![
        case(OFFICE, &[both("T-1", "exploit")]),
        case(OFFICE, &[both("T-1", "proof-of-concept")]),
        case(QUIET, &[both("T-1", "exploit")]),
        case(QUIET, &[both("T-1", "proof-of-concept"), both("T-2", "none")]),
        case(RETURN, &[both("T-1", "worm")]),
    ]
}

fn sampled(case: &mut Case, samples: u64, seed: u64) -> Ranking {
    case.request.samples = SampleSize::Fixed(samples);
    case.request.seed = seed;
    case.rank().0
}

/// Every figure with a standard error. Hosts are told by their ids, since sampling may change their
/// order.
fn figures(case: &Case, ranking: &Ranking) -> Vec<Figure> {
    let of = |id| ranking.host_risk(ranking.find(id).unwrap());
    let mut figures = vec![ranking.expected_loss];
    figures.extend(case.inventory.hosts().map(|(id, ..)| of(id).averted.now));
    for (id, ..) in case.inventory.hosts() {
        let group = ranking.groups.iter().find(|group| of(id).group == Some(group.number));
        figures.push(group.map(|group| group.averted.now).unwrap_or_default());
    }
    for flow in 0..case.inventory.flows.len() {
        let gain = ranking.flows.iter().find(|gain| gain.flow.0 as usize == flow);
        figures.push(gain.map(|gain| gain.averted.now).unwrap_or_default());
    }
    for segment in 0..case.inventory.segments.len() {
        let gain = ranking.quarantine.iter().find(|gain| gain.segment.0 as usize == segment);
        figures.push(gain.map(|gain| gain.averted.now).unwrap_or_default());
    }
    figures
}

fn probabilities(case: &Case, ranking: &Ranking) -> Vec<f64> {
    let of = |id| ranking.host_risk(ranking.find(id).unwrap());
    let all = case.inventory.hosts().map(|(id, ..)| of(id));
    let alone = |s: &HostRisk| s.by_entry.iter().map(|(_, p)| *p).collect::<Vec<f64>>();
    all.flat_map(|s| [vec![s.p_compromised, s.p_disrupted], alone(s)].concat()).collect()
}

#[test]
fn a_seed_means_the_same_on_any_number_of_threads() {
    for case in &mut designed() {
        (case.request.samples, case.request.seed) = (SampleSize::Fixed(700), 7);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| case.transcript())
        };
        let one = on(1);
        assert_eq!(one, on(2));
        assert_eq!(one, on(8));
    }
}

#[test]
fn another_seed_is_another_sample() {
    let case = &mut cases()[0];
    assert_ne!(sampled(case, 700, 1).expected_loss, sampled(case, 700, 2).expected_loss);
}

#[test]
fn sampled_figures_are_within_five_standard_errors_of_the_exact_ones() {
    const SAMPLES: u64 = 4_000;
    for (i, case) in designed().iter_mut().enumerate() {
        let exact = case.rank().0;
        assert_eq!(exact.method, Method::Exact, "network {i}");
        let (exact_figures, exact_probabilities) =
            (figures(case, &exact), probabilities(case, &exact));
        for seed in [1, 2, 3] {
            let ranking = sampled(case, SAMPLES, seed);
            assert_eq!(ranking.method, Method::Sampled);
            for (n, (found, expected)) in
                figures(case, &ranking).iter().zip(&exact_figures).enumerate()
            {
                let error = (found.value - expected.value).abs();
                // Of what was hardly seen the error is not known either.
                let is_rare = found.stderr >= 0.2 * found.value;
                assert!(
                    is_rare || error <= 5.0 * found.stderr + 1e-9,
                    "network {i}, figure {n}, seed {seed}: {found:?}, exactly {}",
                    expected.value
                );
            }
            for (n, (found, p)) in
                probabilities(case, &ranking).iter().zip(&exact_probabilities).enumerate()
            {
                let stderr = (p * (1.0 - p) / SAMPLES as f64).sqrt();
                assert!(
                    (found - p).abs() <= 5.0 * stderr + 1e-9,
                    "network {i}, probability {n}, seed {seed}: {found}, exactly {p}"
                );
            }
        }
    }
}

/// What hangs on the halves of up to four coins of one segment comes out right in every block of
/// samples: that the third laptop alone was hit, which one sample in ten shows, would otherwise be
/// wrong by a tenth.
#[test]
fn laptops_of_one_segment_are_balanced_against_each_other() {
    let office = RETURN.lines().filter(|line| !line.contains("segment: branch"));
    let office: Vec<&str> = office.filter(|line| !line.contains("antivirus")).collect();
    let advisory = crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: worm}")
        .replace("products: [test-os]", "products: [test-os, test-nt]");
    let case = &mut Case::small(&office.join("\n"), &[advisory]);
    let exact = figures(case, &case.rank().0);
    for seed in 1..=20 {
        // The loss, and what each of the two averts: the server too where the other was spared.
        let ranking = sampled(case, 256, seed);
        let found = figures(case, &ranking);
        for (found, exact) in found.iter().zip(&exact).take(3) {
            let error = (found.value - exact.value).abs();
            // One sample too many, or too few: half is not exactly half.
            assert!(error < 0.02 * exact.value, "seed {seed}: {found:?}, exactly {}", exact.value);
        }
    }
}

/// A loss that takes something rare is known to a few percent once samples show it as often as they
/// should; where something happens in most samples, nothing is made to happen.
#[test]
fn what_is_rare_is_shown_where_that_tells_more() {
    let error = |design: Option<Design>| {
        let mut case = still();
        case.request.design = design;
        let ranking = sampled(&mut case, 4_096, 1);
        (ranking.design, ranking.expected_loss.stderr / ranking.expected_loss.value)
    };
    let ((_, plain), (found, best)) = (error(Some(Design::PLAIN)), error(None));
    assert_ne!(found, Design::PLAIN);
    assert!(best < 0.4 * plain, "{best} instead of {plain}");
    // Code is public, or a worm.
    let [office, .., laptops] = &mut cases()[..] else { unreachable!("there are five") };
    for case in [office, laptops] {
        assert_eq!(sampled(case, 4_096, 1).design, Design::PLAIN);
    }
}

#[test]
fn four_times_the_samples_halve_the_standard_errors() {
    for case in &mut cases() {
        let (few, many) = (sampled(case, 2_000, 1), sampled(case, 8_000, 1));
        // Of what is rarer the error itself is not known well enough.
        let known = |many: &Figure| {
            many.stderr > 2.0 * many.value / 8_000.0 && many.stderr < 0.05 * many.value
        };
        for (few, many) in
            figures(case, &few).iter().zip(figures(case, &many)).filter(|(_, many)| known(many))
        {
            let ratio = few.stderr / many.stderr;
            assert!((1.5..2.7).contains(&ratio), "{few:?} became {many:?}");
        }
    }
}

/// 95 of 100 times the truth is within 1.96 errors, and the mean over all seeds is the truth. What
/// is seen in few of the samples has no error that can be relied on; that is why estimates go on
/// until enough of them show anything.
#[test]
fn stated_errors_cover_the_truth() {
    const SEEDS: u64 = 200;
    for (i, case) in designed().iter_mut().enumerate() {
        let exact = figures(case, &case.rank().0);
        let mut run = |seed| {
            let ranking = sampled(case, 512, seed);
            figures(case, &ranking)
        };
        let runs: Vec<Vec<Figure>> = (0..SEEDS).map(&mut run).collect();
        for (n, exact) in exact.iter().map(|figure| figure.value).enumerate() {
            let found = || runs.iter().map(|run| run[n]);
            let mean = found().map(|figure| figure.value).sum::<f64>() / SEEDS as f64;
            let scatter = (found().map(|figure| (figure.value - mean).powi(2)).sum::<f64>()
                / (SEEDS - 1) as f64)
                .sqrt();
            let error = scatter / (SEEDS as f64).sqrt();
            assert!(
                (mean - exact).abs() <= 4.0 * error + 1e-9,
                "network {i}, figure {n}: {mean} ± {error}, exactly {exact}"
            );
            let covered = found()
                .filter(|figure| (figure.value - exact).abs() <= 1.96 * figure.stderr + 1e-9)
                .count();
            let is_rare = scatter > 0.05 * exact;
            assert!(
                is_rare || covered as f64 >= 0.92 * SEEDS as f64,
                "network {i}, figure {n}: {covered} of {SEEDS} cover {exact}"
            );
        }
    }
}

#[test]
fn no_sampled_figure_claims_to_be_exact() {
    for case in &mut designed() {
        let ranking = sampled(case, 320, 5);
        assert!(
            figures(case, &ranking)
                .iter()
                .all(|figure| figure.value == 0.0 || figure.stderr > 1e-9 * figure.value)
        );
    }
}

/// Over many seeds, figures scatter by no more than their standard errors say, and by half of that at
/// least: errors are widened where few blocks of samples lose much more than the others.
#[test]
fn standard_errors_are_honest() {
    const SEEDS: u64 = 150;
    for (i, case) in designed().iter_mut().enumerate() {
        let mut run = |seed| {
            let ranking = sampled(case, 256, seed);
            figures(case, &ranking)
        };
        let runs: Vec<Vec<Figure>> = (0..SEEDS).map(&mut run).collect();
        for n in 0..runs[0].len() {
            let mean = runs.iter().map(|run| run[n].value).sum::<f64>() / SEEDS as f64;
            let scatter = (runs.iter().map(|run| (run[n].value - mean).powi(2)).sum::<f64>()
                / (SEEDS - 1) as f64)
                .sqrt();
            let said =
                (runs.iter().map(|run| run[n].stderr.powi(2)).sum::<f64>() / SEEDS as f64).sqrt();
            assert!(
                said >= 0.95 * scatter - 1e-12 && said <= 2.1 * scatter + 1e-12,
                "network {i}, figure {n}: scatters by {scatter}, says {said}"
            );
        }
    }
}

//! `rank`: what its options change, and what they must not.

use crate::program::{command, patchfirst, run};

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";

fn json(args: &[&str]) -> serde_json::Value {
    let run = patchfirst(&[&["rank", "-f", "json", "--samples", "500", WEEKEND], args].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn the_same_run_gives_the_same_bytes_on_any_number_of_threads() {
    let bytes =
        |format, threads| patchfirst(&["rank", WEEKEND, "-f", format, "--threads", threads]).stdout;
    for format in ["table", "json"] {
        let once = bytes(format, "1");
        assert_eq!(once, bytes(format, "1"));
        assert_eq!(once, bytes(format, "2"));
        assert_eq!(once, bytes(format, "7"));
    }
}

#[test]
fn another_seed_gives_other_figures() {
    assert_ne!(json(&["--seed", "1"])["expected_loss"], json(&["--seed", "2"])["expected_loss"]);
}

#[test]
fn the_worst_case_is_certain() {
    let worst = json(&["--worst-case"]);
    assert_eq!(worst["mode"], "worst-case");
    assert_eq!(worst["expected_loss_stderr"], 0.0);
    for host in worst["hosts"].as_array().unwrap() {
        let p = host["p_compromised"].as_f64().unwrap();
        assert!(p == 0.0 || p == 1.0, "{host}");
    }
}

#[test]
fn the_as_of_date_decides_what_is_known() {
    let before = json(&["--as-of", "2006-08-01"]);
    assert!(before["not_published"].as_array().unwrap().iter().any(|id| id == "MS06-040"));
    assert_eq!(before["as_of"], "2006-08-01");
    let loss = |date| json(&["--as-of", date])["expected_loss"].as_f64().unwrap();
    assert!(loss("2006-08-01") < loss("2006-08-08"));
    assert!(loss("2006-08-08") < loss("2006-08-12"));
}

#[test]
fn entries_and_unknown_flows_can_be_left_out() {
    let all = json(&[]);
    let insiders = json(&["--entries", "insider"]);
    assert_eq!(insiders["entries"], serde_json::json!(["insider"]));
    assert!(insiders["expected_loss"].as_f64() < all["expected_loss"].as_f64());
    assert!(
        insiders["hosts"].as_array().unwrap().iter().all(|host| host["by_entry"]["roaming"] == 0.0)
    );
    let blocked = json(&["--unknown-flows", "blocked"]);
    assert_eq!(blocked["unknown_flows"], "blocked");
    assert!(
        blocked["expected_loss"].as_f64() < all["expected_loss"].as_f64(),
        "the plant is out of reach"
    );
    assert!(
        blocked["flows"].as_array().unwrap().iter().any(|flow| flow["unknown"] == true),
        "unknown flows are still shown"
    );
}

#[test]
fn a_longer_horizon_costs_more() {
    let loss = |days| {
        json(&["--as-of", "2006-08-08", "--horizon", days])["expected_loss"].as_f64().unwrap()
    };
    assert!(loss("1") < loss("3") && loss("3") < loss("10"));
}

#[test]
fn a_file_is_written_whole_and_equals_what_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rank.json");
    let written = patchfirst(&["rank", WEEKEND, "-f", "json", "-o", file.to_str().unwrap()]);
    assert_eq!((written.status, written.stdout.as_str()), (0, ""));
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        patchfirst(&["rank", WEEKEND, "-f", "json"]).stdout
    );
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn rows_can_be_cut_and_spread_out() {
    let rows = |args: &[&str]| {
        patchfirst(&[&["rank", WEEKEND, "--samples", "500"], args].concat()).stdout.lines().count()
    };
    assert!(rows(&["--top", "3"]) < rows(&[]));
    assert!(rows(&["--all"]) > rows(&[]));
    assert_eq!(json(&["--top", "3"])["hosts"].as_array().unwrap().len(), 3);
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let escapes = |args: &[&str], no_color: bool| {
        let mut command = command(&[&["rank", WEEKEND, "--samples", "500"], args].concat());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        run(&mut command).stdout.contains('\u{1b}')
    };
    assert!(!escapes(&[], false), "a pipe");
    assert!(escapes(&["--color", "always"], false));
    assert!(!escapes(&["--color", "never"], false));
    assert!(!escapes(&["--color", "auto"], true));
}

#[test]
fn nothing_but_errors_is_said_when_quiet() {
    let weekend = "inventory-examples/weekend-2004-02-14/inventory.yaml";
    assert!(patchfirst(&["rank", weekend]).stderr.contains("contradicting-evidence"));
    assert_eq!(patchfirst(&["rank", weekend, "--quiet"]).stderr, "");
}

/// The number of ways to hit some of thousands of equal laptops is beyond any float; their loss is
/// still what it must be.
#[test]
fn a_crowd_of_equal_hosts_is_computed() {
    let crowd =
        "inventory: 1.0.0\nas_of: 2004-02-14\nthreat: {escalation: {none: 0, proof-of-concept: 0, exploit: 0}}\nsegments: {office: {}}\n\
                 hosts:\n  - {name: lt, count: 3000, os: windows-2000, sp: 4, kind: laptop, segment: office,
                 patches: [KB824146, KB828035, KB828749, KB828028]}\n";
    let run = crate::program::patchfirst_reading(&["rank", "-", "-f", "json"], crowd);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    // 3,000 laptops of value 3, a tenth of it lost with a crash; half of them can be reached
    // outside, on two days at 0.2 % each: MS04-012, for which no patch exists yet.
    let expected = 3000.0 * 3.0 * 0.1 * 0.5 * (1.0 - 0.998_f64.powi(2));
    let (loss, error) =
        (json["expected_loss"].as_f64().unwrap(), json["expected_loss_stderr"].as_f64().unwrap());
    assert!(error > 0.0 && error < 0.01 * expected, "the error of {loss} is {error}");
    assert!((loss - expected).abs() <= 1.5 * error, "{loss} ±{error}, not {expected}");
    // What is averted by remedying all of them is all of it, to the last digit.
    assert_eq!(json["groups"][0]["averted"], json["expected_loss"]);
    assert_eq!(json["first"]["loss_left"], 0.0);
}

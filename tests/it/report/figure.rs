//! Figures and words of the report that must not say more than is known.

use super::{OFFICE, json, report};
use crate::program::patchfirst_reading;

/// An example with several patches for one file server.
const FLAT: &str = "inventory-examples/flat-network/inventory.yaml";

/// Losses that hosts avert one by one overlap, so that their sum is none.
#[test]
fn no_patch_averts_more_than_is_lost() {
    for inventory in [FLAT, OFFICE, "inventory-examples/branch-offices/inventory.yaml"] {
        let report = json(&[inventory]);
        let whole = report["counts"]["expected_loss"]["value"].as_f64().unwrap();
        let hosts = report["hosts"]["rows"].as_array().unwrap();
        for patch in report["patches"].as_array().unwrap() {
            let averted = patch["averted"]["value"].as_f64().unwrap();
            assert!((0.0..=whole + 1e-6).contains(&averted), "{inventory}: {patch}");
        }
        let all: f64 = report["patches"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["averted"]["value"].as_f64().unwrap())
            .fold(0.0, f64::max);
        let one =
            hosts.iter().map(|row| row["averted"]["value"].as_f64().unwrap()).fold(0.0, f64::max);
        assert!(
            all >= 0.8 * one,
            "{inventory}: all hosts avert about as much as one: {all} < {one}"
        );
    }
}

/// What the answer calls regular hours is what the header calls the next window.
#[test]
fn the_window_is_the_first_workday_unless_one_is_asked_for() {
    let window =
        |arguments: &[&str]| json(arguments)["window"]["date"].as_str().unwrap().to_owned();
    assert_eq!(window(&[FLAT, "--samples", "64"]), "2006-08-28", "a Monday, after a Friday");
    assert_eq!(window(&[FLAT, "--samples", "64", "--window", "2006-09-05"]), "2006-09-05");
    let page = report(&[FLAT, "--samples", "64", "--format", "markdown"]);
    assert!(page.contains("next window Monday 2006-08-28"));
    assert!(!page.contains("Tuesday 2006-08-29"), "nobody knows of that day");
}

#[test]
fn offers_of_the_same_steps_are_one_line() {
    let page = report(&[FLAT, "--format", "markdown"]);
    let json = json(&[FLAT]);
    let offers = json["offers"].as_array().unwrap();
    let same = offers.iter().filter(|offer| offer["same_as_before"] == true).count();
    assert!(same > 0, "the example has two equal offers");
    let table = page.split("## How little is enough").nth(1).unwrap();
    let rows = table.split("## ").next().unwrap().lines().filter(|line| line.starts_with("| "));
    assert_eq!(rows.count(), 1 + offers.len() - same);
    assert!(page.contains("| The least, the sensible (recommended) |"), "{table:.600}");
}

#[test]
fn parameters_have_all_their_digits_and_none_is_missing() {
    let report = json(&[OFFICE]);
    let value = |name: &str| {
        let all = report["method"]["parameters"].as_array().unwrap();
        let found = all.iter().find(|parameter| parameter["name"].as_str().unwrap().contains(name));
        found.unwrap_or_else(|| panic!("no {name}"))["value"].as_str().unwrap()
    };
    for (name, shown) in [
        ("insider", "0.001 %"),
        ("Trojan", "0.01 %"),
        ("reached at all where it is outside", "50 %"),
        ("straight to exploit", "60 %"),
        ("stage none moves on", "5.5 % per day for 14 days, then 0.05 %"),
        ("quarantine", "90 %"),
        ("blocked", "95 %"),
    ] {
        assert_eq!(value(name), shown, "{name}");
    }
    let method = report["method"]["paragraphs"].to_string();
    assert!(method.contains("Trojan") && method.contains("infected"), "{method}");
}

const ONE: &str = "inventory: 1.1.0
as_of: 2006-08-25
segments: {office: {users: 10}}
flows: {}
hosts:
  - {name: nb1, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], value: 1}
";

/// What can be hit and is worth nothing is not what nobody attacks.
#[test]
fn what_has_no_value_can_be_hit_all_the_same() {
    let said =
        |inventory: &str| patchfirst_reading(&["rank", "-"], inventory).stdout.replace('\n', " ");
    let none = said(&ONE.replace("value: 1", "value: 0"));
    assert!(
        none.contains("can be taken over or crashed") && none.contains("nothing of value"),
        "{none}"
    );
    assert!(!none.contains("no attack"), "{none}");
    let away = said(&ONE.replace("kind: laptop", "kind: server").replace("{users: 10}", "{}"));
    assert!(away.contains("1 of 1 host is exposed, but no way in leads to it"), "{away}");
}

/// A chance of one in a thousand is in no sample of five hundred, and is not 0.
#[test]
fn what_was_in_no_sample_is_not_called_impossible() {
    let run = patchfirst_reading(&["explain", "-", "nb1", "--samples", "500"], ONE);
    let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let alone =
        said.split("each way in alone: ").nth(1).unwrap_or_else(|| panic!("{said}{}", run.stderr));
    let alone = alone.split(')').next().unwrap();
    assert!(alone.contains("internet 0 %"), "no way in from there: {alone}");
    assert!(!alone.contains("insider 0 %") && !alone.contains("mail 0 %"), "{alone}");
}

/// A program cannot use a list with its middle cut out.
#[test]
fn the_csv_has_the_remedy_whole() {
    let csv = patchfirst_reading(&["rank", "-", "-f", "csv"], ONE).stdout;
    assert!(!csv.contains("..."), "{csv}");
    assert!(csv.contains("KB921883") && csv.contains("KB896422"), "{csv}");
}

/// Holes that no patch closes are counted, and no patch is promised.
#[test]
fn holes_without_a_patch_are_counted() {
    let inventory = "inventory: 1.0.0
as_of: 2006-08-26
segments: {office: {}, plant: {criticality: critical}}
flows: {'office -> plant': [smb]}
hosts:
  - {name: nb1, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], criticality: low}
  - {name: lathe, os: windows-nt-4, sp: 6a, kind: server, segment: plant, patches: []}
plan: {staff: 2, hours: 8, keep: [office -> plant]}
";
    let plan = patchfirst_reading(&["plan", "-", "-f", "markdown"], inventory).stdout;
    let plan = plan.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plan.contains("(2 holes have no patch)"), "{plan}");
    assert!(!plan.contains("no patch yet"), "{plan}");
}

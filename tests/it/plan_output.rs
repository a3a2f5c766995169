//! What `plan` prints: under assumptions both sides, in every format.

use crate::program::{Run, patchfirst};
use serde_json::Value;

const NETWORK: &str = "
inventory: 1.0.0
as_of: 2006-08-25
segments:
  office: {users: 0}
  servers: {}
flows:
  office -> servers: [smb, http]
hosts:
  - {name: nb1, os: windows-xp, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: servers, criticality: critical, patches: []}
";

/// Runs `plan` on an inventory; it must succeed.
fn plan(inventory: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    std::fs::write(&path, inventory).unwrap();
    let arguments: Vec<&str> = ["plan", &path].into_iter().chain(more.iter().copied()).collect();
    let Run { status, stdout: printed, stderr: errors } = patchfirst(&arguments);
    assert_eq!(status, 0, "{errors}");
    printed
}

fn json(inventory: &str, more: &[&str]) -> Value {
    serde_json::from_str(&plan(inventory, &[more, &["-f", "json"]].concat())).unwrap()
}

#[test]
fn json_has_the_plan_without_the_assumptions_beside_the_one_with_them() {
    let without = json(NETWORK, &[]);
    let with = json(NETWORK, &["--assume", "block office -> servers"]);
    assert!(without.get("what_if").is_none(), "only where something is assumed");
    assert_eq!(with["what_if"]["assumptions"], serde_json::json!(["block office -> servers"]));
    let before = &with["what_if"]["before"];
    for key in ["expected_loss", "loss_left", "loss_floor", "minutes", "done_after", "call_in", "actions"] {
        assert_eq!(before[key], without[key], "{key}");
    }
    assert!(with["expected_loss"].as_f64() < before["expected_loss"].as_f64());
}

#[test]
fn csv_has_the_figures_without_the_assumptions_in_columns_beside() {
    let plain = plan(NETWORK, &["-f", "csv", "--allow", "patch,quarantine"]);
    let printed = plan(NETWORK, &["-f", "csv", "--allow", "patch,quarantine", "--assume", "patch files1"]);
    let mut rows = csv::Reader::from_reader(printed.as_bytes());
    let titles = rows.headers().unwrap().clone();
    assert_eq!(titles.iter().count(), csv::Reader::from_reader(plain.as_bytes()).headers().unwrap().iter().count() + 4);
    let column = |title: &str| titles.iter().position(|other| other == title).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let both = rows.iter().find(|row| &row[column("what")] == "nb1").unwrap();
    assert_ne!(&both[column("action")], "");
    assert_ne!(&both[column("action_before")], "");
    let files1 = rows.iter().find(|row| &row[column("what")] == "files1");
    assert!(files1.is_none_or(|row| row[column("action")].is_empty()), "it is patched already");
}

#[test]
fn the_checklist_shows_both_sides_and_ticks_off_one() {
    let printed = plan(NETWORK, &["-f", "markdown", "--minutes", "60", "--assume", "patch nb1", "--assume", "insider office"]);
    assert!(printed.contains("\n## What if\n\n- patch nb1\n- insider office\n"), "{printed}");
    assert!(printed.contains("\n| | without | with |\n"), "{printed}");
    assert!(printed.contains("\nOnly without:\n"), "{printed}");
    let boxes = printed.lines().filter(|line| line.trim_start().starts_with("- [ ] **"));
    assert!(boxes.clone().count() > 0 && boxes.clone().all(|line| line.contains("without")), "{printed}");
    assert!(!printed.lines().any(|line| line.contains("[ ]") && line.contains("patch nb1")), "{printed}");
}

/// The web server is the way in: closing its flow averts most.
const WEB: &str = "
inventory: 1.0.0
as_of: 2006-08-25
segments:
  dmz: {}
  servers: {criticality: critical}
flows:
  internet -> dmz: [smb]
  internet -> dmz/www2: [http]
  dmz -> servers: [smb, rpc]
hosts:
  - {name: www1, os: windows-2000, sp: 4, kind: server, segment: dmz, criticality: low, patches: []}
  - {name: www2, os: windows-2000, sp: 4, kind: server, segment: dmz, criticality: low, patches: []}
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: servers, patches: []}
";

fn blocked(plan: &Value) -> Vec<String> {
    let deeds = plan["actions"].as_array().unwrap().iter().flat_map(|action| action["deeds"].as_array().unwrap());
    deeds.filter_map(|deed| deed["flow"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_flow_that_the_business_needs_is_never_blocked_and_shown_with_what_that_costs() {
    let minutes = ["--minutes", "30", "--allow", "block"];
    assert_eq!(blocked(&json(WEB, &minutes))[0], "internet -> dmz", "unless somebody says that it is needed");
    let kept = format!("{WEB}plan: {{keep: [internet -> dmz]}}\n");
    let by_flag = [&minutes[..], &["--keep", "internet -> dmz"]].concat();
    for plan in [json(&kept, &minutes), json(WEB, &by_flag)] {
        assert_eq!(blocked(&plan), ["dmz -> servers"]);
        assert_eq!(plan["actions"][0]["deeds"][0]["cuts"], serde_json::json!(["tcp/135", "tcp/139", "tcp/445"]));
        let listed: Vec<&str> = plan["kept_open"].as_array().unwrap().iter().map(|kept| kept["flow"].as_str().unwrap()).collect();
        assert_eq!(listed, ["internet -> dmz", "internet -> dmz/www2"], "the flow to one of its hosts is meant too");
        let first = &plan["kept_open"][0];
        assert!(first["averted_before"].as_f64() > first["averted"].as_f64(), "{first}");
        assert!(first["averted"].as_f64().unwrap() > 0.0);
    }
    let table = plan(&kept, &minutes);
    assert!(table.contains("block dmz -> servers (cuts"), "{table}");
    assert!(table.contains("Kept open for the business"), "{table}");
    assert!(plan(&kept, &["-f", "markdown"]).contains("\n## Kept open for the business\n"));
}

#[test]
fn a_flow_to_keep_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    std::fs::write(&path, WEB).unwrap();
    let Run { status, stderr: errors, .. } = patchfirst(&["plan", &path, "--keep", "servers -> dmz"]);
    assert_eq!(status, 2);
    assert!(errors.contains("--keep: `servers -> dmz`: there is no such flow"), "{errors}");
}

/// The crash is public on the first day; code may follow.
const CRASH: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 6, escalation: {none: 0, proof-of-concept: 0, exploit: 0}}
segments: {dmz: {}}
flows: {internet -> dmz: [smb]}
hosts:
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 100, patches: []}
";

#[test]
fn actions_on_a_later_day_avert_less_by_what_falls_before() {
    let today = json(CRASH, &[]);
    assert!(today.get("later").is_none());
    let mut at_most = today["loss_left"].as_f64().unwrap();
    for (on, day) in [("2006-08-25", 0), ("saturday", 1), ("2006-08-30", 5)] {
        let plan = json(CRASH, &["--on", on]);
        let later = &plan["later"];
        let risked = later["risked_before"].as_f64().unwrap();
        assert_eq!(day == 0, risked == 0.0, "{later}");
        let loss = later["loss_at_most"].as_f64().unwrap();
        assert!(
            (loss - (plan["loss_left"].as_f64().unwrap() + risked).min(plan["expected_loss"].as_f64().unwrap())).abs() < 1e-6,
            "{later}"
        );
        assert!(loss >= at_most, "later is never better");
        at_most = loss;
        assert_eq!(plan["actions"], today["actions"], "what to do does not depend on it");
    }
    let text = plan(CRASH, &["--on", "saturday"]);
    assert!(text.contains("on Saturday 2006-08-26") && text.contains("is risked before."), "{text}");
}

#[test]
fn a_day_outside_the_horizon_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    std::fs::write(&path, CRASH).unwrap();
    for (on, words) in [("2006-08-31", "--horizon 7"), ("someday", "is no day"), ("2006-08-24", "is before 2006-08-25")] {
        let Run { status, stderr: errors, .. } = patchfirst(&["plan", &path, "--on", on]);
        assert_eq!(status, 2);
        assert!(errors.contains(words), "{errors}");
    }
}

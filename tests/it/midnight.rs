//! What somebody does at midnight because it was printed: answers that were wrong, unsafe or about
//! something else, each on a small inventory of its own kind.

use crate::program::patchfirst_reading;

const HEAD: &str = "inventory: 1.0.0\nas_of: 2006-08-25\n";

fn run(inventory: &str, arguments: &[&str]) -> String {
    let run = patchfirst_reading(arguments, inventory);
    assert_eq!(run.status, 0, "{}", run.stderr);
    // Lines are broken where the terminal ends; what is said does not depend on that.
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(inventory: &str, command: &str, expected: &[&str], not: &[&str]) {
    let text = run(inventory, &["--quiet", command, "-"]);
    for words in expected {
        assert!(text.contains(words), "{command} does not say `{words}`: {text}");
    }
    for words in not {
        assert!(!text.contains(words), "{command} says `{words}`: {text}");
    }
}

/// Patched or not, what was hit at home on Saturday comes back on Monday.
#[test]
fn a_quarantine_lasts_until_the_laptops_are_back() {
    let inventory = HEAD.replace("25", "26")
        + "segments: {office: {users: 20}, plant: {criticality: critical}}
flows: {'office -> plant': [smb]}
hosts:
  - {name: lt, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], count: 3, criticality: low}
  - {name: nt, os: windows-nt-4, sp: 6a, kind: server, segment: plant, patches: [], count: 4, frozen: it runs}
plan: {staff: 2, hours: 8, keep: [office -> plant]}
";
    says(&inventory, "plan", &["quarantine office", "lift it on Tuesday 2006-08-29"], &[]);
}

#[test]
fn what_is_frozen_is_no_step() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {users: 20}, servers: {}}
flows: {'office -> servers': [smb]}
hosts:
  - {name: lt, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], frozen: on tour}
  - {name: srv, os: windows-2000, sp: 4, kind: server, segment: servers, patches: [], criticality: critical}
plan: {keep: [office -> servers]}
";
    says(&inventory, "rank", &["Best single step: patch srv"], &["step: patch lt"]);
}

#[test]
fn a_step_is_in_force_on_the_day_after_it_or_it_is_none() {
    let inventory = HEAD.to_owned()
        + "threat: {horizon_days: 4}
segments: {office: {users: 20}}
flows: {}
hosts:
  - {name: lt, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: []}
";
    says(&inventory, "rank", &["Best single step: patch lt tonight"], &["if done tonight"]);
    let short = inventory.replace("horizon_days: 4", "horizon_days: 1");
    says(&short, "rank", &["expected loss"], &["Best single step"]);
}

#[test]
fn a_dozen_web_servers_are_patched_and_not_cut_off() {
    let inventory = "inventory: 1.0.0
as_of: 2004-05-07
segments: {dmz: {}}
flows: {'internet -> dmz': [http, https]}
hosts:
  - {name: web, os: windows-2000, sp: 4, kind: server, segment: dmz, count: 12, patches: [], listens: [http, https]}
";
    says(inventory, "rank", &["Best single step: patch all 12 web"], &["step: block"]);
}

#[test]
fn whoever_serves_as_something_listens_on_its_port() {
    let inventory = "inventory: 1.0.0
as_of: 2005-01-07
segments: {servers: {}}
flows: {'internet -> servers': [tcp/42]}
hosts:
  - {name: names, os: windows-2000, sp: 4, kind: server, segment: servers, patches: [], PROOF}
";
    for proof in ["answers: {MS04-045: true}", "files: {wins.exe: 5.0.2195.6706}"] {
        let inventory = inventory.replace("PROOF", proof);
        let rank =
            ["1 of 1 host can be taken over", "patch names now; averts 87 % if done tonight"];
        says(&inventory, "rank", &rank, &["no way in"]);
    }
    // Where nobody says so, it is not known; and where it is said that it listens elsewhere, it is.
    let silent = inventory.replace(", PROOF", "");
    let unheard = "whether anybody listens on tcp/42 behind internet -> servers";
    says(&silent, "rank", &[unheard], &[]);
    says(&silent, "plan", &["Nobody has to come in as far as is known", unheard], &[]);
    let elsewhere = inventory.replace("PROOF", "listens: [tcp/445]");
    says(&elsewhere, "plan", &["Nobody has to come in: no loss"], &["as far as is known"]);
}

#[test]
fn no_all_clear_for_what_is_in_no_figure() {
    let inventory = HEAD.to_owned()
        + "segments: {dmz: {}, lab: {}}
flows: {'internet -> dmz': [https]}
hosts:
  - {name: box, os: BoxOS 3, kind: server, segment: dmz}
  - {name: pc, os: windows-xp, sp: 1, kind: workstation, segment: lab, patches: []}
";
    says(
        &inventory,
        "plan",
        &[
            "Nobody has to come in as far as is known",
            "1 host not assessed",
            "whether lab can be reached",
        ],
        &[],
    );
}

#[test]
fn what_is_infected_is_taken_off_the_network_whatever_the_work_is_worth() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {}}
flows: {}
hosts:
  - {name: mac, os: Mac OS X 10.4, kind: workstation, segment: office, infected: true}
  - {name: pc, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: [], frozen: in use}
";
    says(
        &inventory,
        "plan",
        &["Keep mac off the network until it is rebuilt"],
        &["nothing (not affected)", "too late"],
    );
}

/// Patches that leave a hole open are not weighed; that is not to say that they avert nothing.
#[test]
fn a_plan_that_may_not_isolate_says_what_it_left_out() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {users: 50}, plant: {criticality: critical}}
flows: {'office -> plant': [smb]}
hosts:
  - {name: lt, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], frozen: on tour}
  - {name: nt, os: windows-nt-4, sp: 6a, kind: server, segment: plant, patches: []}
plan: {allow: [patch, upgrade]}
";
    says(
        &inventory,
        "plan",
        &[
            "nothing that may be done averts any",
            "1 host could be patched",
            "isolating is not allowed",
        ],
        &[],
    );
}

/// A host that is lost in any case makes every sample an eventful one.
#[test]
fn a_certain_loss_does_not_hide_a_rare_one() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {users: 10}, servers: {}, cage: {isolated: true}}
flows: {'office -> servers': [smb]}
hosts:
  - {name: ill, os: windows-xp, sp: 2, kind: workstation, segment: cage, infected: 2006-08-24}
  - {name: pc, count: 10, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: [KB828028]}
  - {name: files, count: 40, os: windows-2000, sp: 4, kind: server, segment: servers, criticality: critical, patches: [KB828028]}
";
    let json = run(&inventory, &["--quiet", "rank", "-", "--format", "json"]);
    let rank: serde_json::Value = serde_json::from_str(&json).unwrap();
    let loss = rank["expected_loss"].as_f64().unwrap();
    assert!((4.0..8.0).contains(&loss), "{loss} after {} samples", rank["samples"]);
}

/// Of two gates in a row the second is worth most once the first is shut.
#[test]
fn both_of_two_gates_come_before_what_averts_little() {
    let run = crate::program::patchfirst(&[
        "--quiet",
        "plan",
        "inventory-examples/modern-not-windows/inventory.yaml",
        "--advisories",
        "inventory-examples/modern-not-windows/advisories",
        "--minutes",
        "140",
        "--format",
        "json",
    ]);
    let plan: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let hosts: Vec<&str> = plan["actions"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|action| action["deeds"].as_array().unwrap())
        .map(|deed| deed["host"].as_str().unwrap())
        .collect();
    assert_eq!(hosts, ["relay1", "gw-north", "gw-south"]);
}

//! What is advised and what is said of it: no all-clear where there is none, no step that costs more
//! than it averts, no figure that another one contradicts. The products and bulletins are invented.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, patchfirst_in};

const HEAD: &str = "inventory: 1.0.0\nas_of: 2006-09-01\n";

/// A worm against tcp/445, code that crashes through tcp/80, and a hole without a patch.
const FILES: [(&str, &str); 4] = [
    (
        "products.yaml",
        "products:
  - {id: mill-1, name: Mill 1, nt: '1.0', listens: [tcp/80, tcp/445]}
  - {id: mill-2, name: Mill 2, nt: '2.0', listens: [tcp/22]}
",
    ),
    (
        "GRIST-1.yaml",
        "advisory: 1.0.0
id: GRIST-1
title: A worm
published: 2006-08-01
vectors: [tcp/445]
automatable: true
affected: [{products: [mill-1], fixed_by: [mill-fix-1]}]
timeline: [{date: 2006-08-20, stage: worm, source: test}]
sources: [test]
",
    ),
    (
        "GRIST-2.yaml",
        "advisory: 1.0.0
id: GRIST-2
title: A crash
published: 2006-08-01
vectors: [tcp/80]
automatable: true
reboot: false
affected: [{products: [mill-1], fixed_by: [mill-fix-2]}]
timeline: [{date: 2006-08-25, stage: proof-of-concept, source: test}]
sources: [test]
",
    ),
    (
        "GRIST-3.yaml",
        "advisory: 1.0.0
id: GRIST-3
title: No patch
published: 2006-08-15
vectors: [tcp/22]
affected: [{products: [mill-2], remedy: isolate, why: none}]
timeline: [{date: 2006-08-29, stage: exploit, source: test}]
sources: [test]
",
    ),
];

/// A folder with the bulletins, and `inventory.yaml` in it.
struct Folder(TempDir);

impl Folder {
    fn new(inventory: &str) -> Self {
        let folder = Self(TempDir::new().unwrap());
        fs::create_dir(folder.0.path().join("adv")).unwrap();
        FILES.iter().for_each(|(name, text)| folder.write(&format!("adv/{name}"), text));
        folder.write("patchfirst.toml", "advisories = [\"adv\"]\n");
        folder.write("inventory.yaml", &(HEAD.to_owned() + inventory));
        folder
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let run = patchfirst_in(self.0.path(), arguments);
        Run { stdout: run.stdout.split_whitespace().collect::<Vec<_>>().join(" "), ..run }
    }

    /// What a command prints of the inventory; more arguments stand behind it.
    fn text(&self, command: &str) -> String {
        let mut words = command.split(' ');
        let mut arguments = vec![words.next().unwrap(), "inventory.yaml"];
        arguments.extend(words);
        let run = self.run(&arguments);
        assert_eq!(run.status, 0, "{command}: {}", run.stderr);
        run.stdout
    }

    fn json(&self, command: &str) -> Value {
        serde_json::from_str(&self.text(&format!("{command} -f json"))).unwrap()
    }
}

#[track_caller]
fn has(text: &str, words: &[&str]) {
    words.iter().for_each(|words| assert!(text.contains(words), "no `{words}` in: {text}"));
}

#[track_caller]
fn lacks(text: &str, words: &[&str]) {
    words.iter().for_each(|words| assert!(!text.contains(words), "`{words}` in: {text}"));
}

const SICK: &str = "segments: {hall: {users: 10}}
flows: {}
hosts:
  - {name: ill, count: 2, os: mill-1, kind: workstation, segment: hall, infected: true, patches: [mill-fix-1, mill-fix-2]}
";

#[test]
fn infected_hosts_are_named_under_every_answer() {
    let keep =
        "Keep ill (2) off the network until they are rebuilt: they are known to be infected.";
    let folder = Folder::new(SICK);
    has(&folder.run(&[]).stdout, &["Stay at home", keep]);
    has(&folder.text("plan"), &[keep]);
    has(&folder.text("rank"), &[keep, "2 of 2 hosts are known to be infected"]);
}

#[test]
fn an_infected_host_is_neither_fixed_nor_reached() {
    let folder = Folder::new(SICK);
    lacks(&folder.text("rank"), &["Nothing to do", "can be taken over"]);
    let report = folder.text("report -f markdown");
    has(&report, &["known to be infected", "what is exposed is infected, and has no open hole"]);
    lacks(&report, &["nothing that was assessed is exposed", "reached from an infected host"]);
}

#[test]
fn a_plan_that_rebuilds_a_part_names_the_rest() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: ill, count: 3, os: mill-1, kind: laptop, segment: hall, infected: true, away: 2, patches: [mill-fix-1, mill-fix-2]}
  - {name: press, count: 9, os: mill-1, kind: server, segment: works, criticality: critical, frozen: it runs, patches: [mill-fix-2]}
plan: {shifts: [{on: tonight, staff: 3, hours: 2}, {on: saturday, staff: 1, hours: 2}], keep: [hall -> works], allow: [rebuild]}
",
    );
    let plan = folder.text("plan");
    has(&plan, &["rebuild ill (3)"]);
    lacks(&plan, &["nothing (fixed)", "Keep "]);
    has(&folder.text("report -f markdown"), &["Set up anew"]);
}

#[test]
fn findings_name_what_is_infected_and_what_was_not_assessed() {
    let folder = Folder::new(
        "segments: {hall: {users: 10}, yard: {}}
flows: {'internet -> yard': [tcp/80]}
hosts:
  - {name: ill, os: mill-1, kind: workstation, segment: hall, infected: true, patches: [mill-fix-1, mill-fix-2]}
  - {name: odd, os: Some Linux, kind: server, segment: yard}
",
    );
    for format in ["sarif", "junit", "markdown"] {
        let text = folder.text(&format!("rank --segment hall -f {format}"));
        has(&text, &["infected-host", "not-assessed", "ill", "odd"]);
    }
    has(&folder.text("rank -f junit"), &["failures=\"2\""]);
}

#[test]
fn what_is_unknown_stands_under_stay_at_home() {
    let folder = Folder::new(
        "segments: {hall: {users: 10}, yard: {}}
flows: {'internet -> yard': [tcp/80], 'yard -> hall': unknown}
hosts:
  - {name: odd, os: Some Linux, kind: server, segment: yard, criticality: high}
  - {name: desk, os: mill-1, kind: workstation, segment: hall, patches: [mill-fix-1]}
",
    );
    let unknown = "1 host not assessed (in no figure)";
    has(&folder.text("plan"), &["Stay at home", unknown]);
    has(&folder.text("plan -f markdown"), &[unknown]);
    has(folder.json("plan")["verdict"]["text"].as_str().unwrap(), &[unknown]);
}

#[test]
fn no_way_in_is_no_all_clear_where_nobody_described_the_flows() {
    let folder = Folder::new(
        "segments: {hall: , works: }
hosts:
  - {name: desk, os: mill-1, kind: workstation, segment: hall, patches: []}
  - {name: press, os: mill-1, kind: server, segment: works, patches: []}
",
    );
    let text = folder.text("explain press");
    has(&text, &["no entry leads to it", "nobody has described them"]);
}

#[test]
fn a_door_that_costs_more_than_it_averts_is_no_step() {
    let folder = Folder::new(
        "segments: {yard: {}}
flows: {'internet -> yard': [tcp/80]}
hosts:
  - {name: shop, os: mill-1, kind: server, segment: yard, value: 100, patches: [mill-fix-1]}
  - {name: till, os: mill-1, kind: server, segment: yard, value: 101, antivirus: current, patches: [mill-fix-1]}
",
    );
    let text = folder.text("rank");
    has(&text, &["Best single step: patch"]);
    lacks(&text, &["step: block"]);
}

/// What the first steps of a plan reach takes no more people than they do.
#[test]
fn no_more_people_are_asked_for_than_the_plan_takes() {
    let inventory = "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: nb, count: 40, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}
  - {name: box, count: 10, os: mill-1, kind: server, segment: hall, criticality: critical, patches: [mill-fix-2]}
";
    let folder = Folder::new(inventory);
    let plan = folder.json("plan --staff 14 --hours 1");
    assert_eq!(plan["verdict"]["call"], "in");
    for need in plan["needs"].as_array().unwrap() {
        assert!(need["people"].as_u64().unwrap() <= 14, "{need}");
    }
}

#[test]
fn a_door_that_may_fail_is_a_way_in() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: nb, os: mill-1, kind: laptop, segment: hall, criticality: low, patches: [mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
",
    );
    let run = |arguments: &[&str]| folder.run(arguments).stdout;
    let block = ["--assume", "block hall -> works"];
    let rank = run(&[&["rank", "inventory.yaml"], &block[..]].concat());
    has(&rank, &["2 of 2 hosts can be taken over"]);
    let explain = run(&[&["explain", "inventory.yaml", "press"], &block[..]].concat());
    has(&explain, &["(if the block fails)"]);
    lacks(&explain, &["no entry leads to it"]);
    let path = [
        "explain",
        "inventory.yaml",
        "--path-to",
        "press",
        "--from",
        "roaming",
        "--assume",
        "quarantine hall",
    ];
    has(&run(&path), &["slips through the quarantine"]);
}

#[test]
fn a_hole_out_of_reach_is_a_hole() {
    let folder = Folder::new(
        "segments: {yard: {}}
flows: {'internet -> yard': [tcp/445]}
hosts:
  - {name: old, os: mill-2, kind: server, segment: yard, listens: [tcp/445], patches: []}
",
    );
    has(&folder.text("rank"), &["not reached: no patch"]);
    has(&folder.text("explain old"), &["not reached: no patch"]);
    lacks(&folder.text("rank -f csv"), &["not affected"]);
}

const PAIR: &str = "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: nb, os: mill-1, kind: laptop, segment: hall, criticality: low, patches: [mill-fix-1, mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-1, mill-fix-2]}
";

fn diff(after: &str) -> Run {
    let folder = Folder::new(PAIR);
    folder.write("after.yaml", &(HEAD.to_owned() + after));
    folder.run(&["diff", "inventory.yaml", "after.yaml", "--fail-on-new"])
}

#[test]
fn who_became_infected_is_new() {
    let run = diff(&PAIR.replace("criticality: low,", "criticality: low, infected: true,"));
    assert_eq!(run.status, 11, "{}", run.stderr);
    has(&run.stdout, &["new: 1 host", "nb", "infected"]);
}

#[test]
fn who_cannot_be_assessed_any_more_is_named() {
    let run = diff(&PAIR.replacen("os: mill-1", "os: Some Linux", 1));
    assert_eq!(run.status, 11, "{}", run.stderr);
    has(&run.stdout, &["not assessed any more: 1 host", "nb", "product not in the catalogue"]);
}

#[test]
fn who_is_not_in_the_inventory_any_more_is_gone() {
    let press = PAIR.lines().filter(|line| !line.contains("name: nb")).collect::<Vec<_>>();
    let run = diff(&press.join("\n"));
    has(&run.stdout, &["gone: 1 host", "nb"]);
}

#[test]
fn exact_figures_have_no_random_numbers() {
    let run = diff(
        &PAIR.replace("criticality: low, patches: [mill-fix-1, ", "criticality: low, patches: ["),
    );
    has(&run.stdout, &["The expected loss rose"]);
    lacks(&run.stdout, &["random numbers"]);
}

/// Who waits for a host is given to who is busy until then.
#[test]
fn nobody_is_given_work_that_another_one_has_time_for() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: db1, os: mill-1, kind: server, segment: hall, criticality: critical, patches: [mill-fix-2], minutes: 60}
  - {name: db2, os: mill-1, kind: server, segment: hall, criticality: critical, patches: [mill-fix-2], after: db1, minutes: 60}
  - {name: db3, os: mill-1, kind: server, segment: hall, criticality: high, patches: [mill-fix-2], minutes: 60}
  - {name: db4, os: mill-1, kind: server, segment: hall, criticality: high, patches: [mill-fix-2], minutes: 60}
  - {name: nb, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2], frozen: abroad}
plan: {shifts: [{on: tonight, staff: 3, hours: 2}]}
",
    );
    let plan = folder.json("plan");
    assert_eq!(plan["people"], 2);
    let persons: Vec<&Value> =
        plan["actions"].as_array().unwrap().iter().map(|action| &action["person"]).collect();
    assert!(persons.iter().all(|person| **person == 1 || **person == 2), "{persons:?}");
}

/// With an hour for one, the servers come first; with enough people all the laptops that infect them
/// are done, and the servers need nothing.
#[test]
fn no_more_people_are_asked_for_than_it_takes() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: nb, count: 40, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}
  - {name: press, count: 10, os: mill-1, kind: server, segment: hall, criticality: critical, patches: [mill-fix-2]}
plan: {shifts: [{on: tonight, staff: 1, hours: 1}]}
",
    );
    let few = folder.json("plan");
    let needed = few["verdict"]["people_needed"].as_u64().unwrap();
    // Twenty minutes a laptop.
    assert!(needed <= 14, "{needed} people for 40 laptops in an hour");
    let enough = folder.json(&format!("plan --staff {needed} --hours 1"));
    assert_eq!(enough["verdict"]["call"], "in");
    assert!(enough["offers"][2]["share"].as_f64().unwrap() >= 0.8);
}

/// Who works for forty hours from Friday night on is not done before Saturday.
#[test]
fn what_a_long_shift_does_is_in_force_after_its_end() {
    let folder = Folder::new(&PAIR.replace("mill-fix-1, ", ""));
    let left = |hours: &str| folder.json(&format!("plan --hours {hours}"))["loss_left"].as_f64();
    assert_eq!(left("24"), left("8"));
    assert!(left("40") > left("24"), "{:?} and {:?}", left("40"), left("24"));
}

#[test]
fn a_plan_that_leaves_the_worst_out_is_not_judged_more_mildly() {
    let folder = Folder::new(
        "threat: {reachable_outside: 0.03}
segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: nb, os: mill-1, kind: laptop, segment: hall, criticality: low, patches: [mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
",
    );
    let verdict = |options: &str| {
        let plan = folder.json(&format!("plan{options}"));
        (plan["verdict"]["call"].clone(), plan["verdict"]["threshold"].clone())
    };
    assert_eq!(verdict(""), verdict(" --never nb --allow patch"));
}

#[test]
fn no_plan_leaves_less_than_the_floor() {
    let folder = Folder::new(
        "segments: {yard: {}, hall: {users: 30}}
flows: {'internet -> yard': [tcp/80], 'hall -> yard': [tcp/445], 'yard -> hall': [tcp/445]}
hosts:
  - {name: web, count: 6, os: mill-1, kind: server, segment: yard, criticality: high, patches: [mill-fix-1]}
  - {name: nb, count: 3, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}
",
    );
    let plan = folder.json("plan");
    let figure = |key: &str| plan[key].as_f64().unwrap();
    assert!(figure("loss_floor") <= figure("loss_left"), "{plan}");
}

#[test]
fn what_all_machines_of_a_line_avert_is_said_of_all_of_them() {
    let folder = Folder::new(
        "threat: {horizon_days: 2}
segments: {yard: {}, works: {}}
flows: {'internet -> yard': [tcp/445], 'yard -> works': [tcp/445]}
hosts:
  - {name: web, count: 2, os: mill-1, kind: server, segment: yard, criticality: low, patches: [mill-fix-2]}
  - {name: db, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
plan: {allow: [isolate]}
",
    );
    let report = folder.json("report");
    assert_eq!(report["fix_first"]["from"], "ranking");
    let rank = folder.json("rank");
    let group = rank["groups"][0]["averted_by_day"][1].as_f64().unwrap();
    let rows = report["fix_first"]["rows"].as_array().unwrap();
    let web = rows.iter().find(|row| row["target"]["text"].as_str().unwrap().contains("web"));
    assert_eq!(web.unwrap()["averted"]["value"].as_f64(), Some(group));
}

#[test]
fn what_is_too_late_is_no_reason_to_patch_all() {
    let folder = Folder::new(
        "threat: {horizon_days: 1}
segments: {yard: {}}
flows: {'internet -> yard': [tcp/445]}
hosts:
  - {name: web, count: 5, os: mill-1, kind: server, segment: yard, patches: [mill-fix-2]}
",
    );
    let text = folder.text("rank");
    has(&text, &["Due: 5 machines now."]);
    lacks(&text, &["Patching", "averts 100 %"]);
    let longer = Folder::new(
        "segments: {hall: {users: 0}, works: {}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: ill, os: mill-1, kind: laptop, segment: hall, infected: true, away: 2, patches: [mill-fix-1, mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, patches: [mill-fix-2]}
",
    );
    has(&longer.text("rank"), &["Patching or rebuilding both averts"]);
}

#[test]
fn small_losses_keep_their_digits() {
    let folder = Folder::new(
        "segments: {hall: {users: 3}}
flows: {}
hosts:
  - {name: desk, os: mill-1, kind: workstation, segment: hall, criticality: low, patches: [mill-fix-1]}
",
    );
    let text = folder.text("explain desk");
    lacks(&text, &["averts 0.00 of 0.00"]);
}

#[test]
fn ports_are_those_that_were_found() {
    let folder = Folder::new(
        "segments: {yard: {}}
flows: {'internet -> yard': [tcp/445]}
hosts:
  - {name: web, os: mill-1, kind: server, segment: yard, patches: []}
expect:
  - internet -x yard: smb
",
    );
    let run = folder.run(&["check", "inventory.yaml"]);
    let text = run.stdout + &run.stderr;
    has(&text, &["can be reached from `internet` on tcp/445 in 1 hop"]);
}

#[test]
fn a_bulletin_of_tomorrow_is_said_to_be_one() {
    let folder = Folder::new(PAIR);
    let run = folder.run(&["rank", "inventory.yaml", "--as-of", "2006-07-31"]);
    assert_eq!(run.status, 3);
    has(&run.stderr, &["became public later", "--as-of"]);
}

#[test]
fn an_infected_host_of_an_unknown_product_is_unknown() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: ill, os: Some Linux, kind: server, segment: hall, infected: true}
",
    );
    has(&folder.text("rank"), &["Unknown: what 1 infected host of an unknown product"]);
}

#[test]
fn a_patch_whose_number_is_cut_is_another_one() {
    let folder = Folder::new(
        "segments: {hall: {users: 10}}
flows: {}
hosts:
  - {name: pc, os: windows-xp, sp: 2, kind: workstation, segment: hall, patches: []}
",
    );
    let whole = folder.text("rank -f csv");
    has(&whole, &["KB917159"]);
    for format in ["sarif", "junit", "markdown"] {
        let text = folder.text(&format!("rank -f {format}"));
        has(&text, &["KB917159"]);
        lacks(&text, &["…"]);
    }
}

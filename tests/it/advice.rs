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
    has(
        &folder.run(&[]).stdout,
        &["Coming in averts nothing: what is lost is infected already.", keep],
    );
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

/// A shift of three days is one a day: what is done on Friday night is in force on Saturday,
/// whatever is done on Sunday.
#[test]
fn more_hours_never_leave_more_however_long_the_shift() {
    let hosts: String = (0..6)
        .map(|i| {
            format!("  - {{name: nb{i}, os: mill-1, kind: laptop, segment: hall, value: {}, patches: [mill-fix-2], minutes: 600, away: evenings}}\n", i + 1)
        })
        .collect();
    let folder =
        Folder::new(&format!("segments: {{hall: {{users: 0}}}}\nflows: {{}}\nhosts:\n{hosts}"));
    let plan = |hours: u32| folder.json(&format!("plan --staff 1 --allow patch --hours {hours}"));
    let left: Vec<f64> =
        [8, 24, 25, 48, 49, 73].map(|hours| plan(hours)["loss_left"].as_f64().unwrap()).to_vec();
    assert!(left.windows(2).all(|two| two[1] <= two[0]), "{left:?}");
    assert!(left[3] < left[1], "two days are more than one: {left:?}");
    let days: Vec<Value> = plan(49)["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shift| (shift["on"].clone(), shift["minutes_each"].clone()).0)
        .collect();
    assert_eq!(days, ["2006-09-01", "2006-09-02", "2006-09-03"]);
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

/// Everything is lost at once, so that work of tomorrow would be too late for all of it: what is
/// planned counts as done before.
#[test]
fn the_worst_case_has_no_clock_for_a_plan_either() {
    let folder =
        Folder::new(&PAIR.replace("patches: [mill-fix-1, mill-fix-2]", "patches: [mill-fix-2]"));
    let rank = folder.json("rank --worst-case");
    assert_eq!(rank["first"]["loss_left"], 0.0, "{}", rank["first"]);
    let plan = folder.json("plan --worst-case");
    assert_eq!((&plan["loss_left"], &plan["verdict"]["call"]), (&0.0.into(), &"in".into()));
    let text = folder.text("plan --worst-case");
    has(&text, &["Call 1 person in tonight", "has no clock", "as if it were in force at once"]);
    lacks(&text, &["Stay at home", "regular hours from", "too late: what is lost"]);
    lacks(&folder.text("report --worst-case -f markdown"), &["Stay at home"]);
}

/// Laptops of no value bring in what takes over the presses, which have no patch.
#[test]
fn what_is_worth_most_is_the_best_step_however_many_machines_it_is() {
    for count in [20, 30, 300] {
        let folder = Folder::new(&format!(
            "segments: {{hall: {{users: 0}}, works: {{users: 0}}}}
flows: {{'hall -> works': [tcp/22]}}
hosts:
  - {{name: press, count: 12, os: mill-2, kind: server, segment: works, criticality: critical, patches: []}}
  - {{name: nb, count: {count}, os: mill-1, kind: laptop, segment: hall, value: 0, patches: [mill-fix-2]}}
"
        ));
        has(&folder.text("rank"), &[&format!("Best single step: patch all {count} nb tonight")]);
    }
}

#[test]
fn what_must_not_be_touched_is_no_step_and_in_no_sum() {
    let folder = |more: &str| {
        Folder::new(&format!(
            "segments: {{hall: {{users: 0}}}}
flows: {{}}
hosts:
  - {{name: one, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]{more}}}
  - {{name: two, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2], frozen: abroad}}
"
        ))
    };
    let frozen = folder("");
    has(&frozen.text("rank"), &["step: patch one", "Patching the one that may be touched averts"]);
    assert_eq!(frozen.json("rank")["first"]["hosts"], 1);
    let waits = folder(", after: two");
    lacks(&waits.text("rank"), &["patch one tonight", "Patching"]);
    assert!(waits.json("rank")["first"].is_null());
}

#[test]
fn who_averts_nothing_is_not_among_those_that_are_to_be_patched() {
    let folder = Folder::new(
        "segments: {yard: {users: 0}, hall: {users: 0}}
flows: {'internet -> yard': [tcp/445]}
hosts:
  - {name: web, os: mill-1, kind: server, segment: yard, patches: [mill-fix-2]}
  - {name: desk, count: 45, os: mill-1, kind: workstation, segment: hall, patches: [mill-fix-2]}
",
    );
    let text = folder.text("rank --horizon 9");
    lacks(&text, &["all 46"]);
    assert_eq!(folder.json("rank")["first"]["machines"], 1);
}

#[test]
fn two_machines_are_both() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: nb, count: 2, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}
",
    );
    let text = folder.text("rank");
    has(&text, &["step: patch both machines of nb tonight", "Patching both machines averts"]);
}

/// Where names differ in the middle only, the middle stays.
#[test]
fn no_two_hosts_read_the_same() {
    let name = |part: &str| format!("rolling-mill-hall-{part}-drive-controller-01.works.example");
    let host = |part: &str, more: &str| {
        format!(
            "  - {{name: {}, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]{more}}}\n",
            name(part)
        )
    };
    let (sick, well) = (["east", "west"], ["north", "south"]);
    let inventory = format!(
        "segments: {{hall: {{users: 0}}}}\nflows: {{}}\nhosts:\n{}{}{}{}",
        host(sick[0], ", infected: true"),
        host(sick[1], ", infected: true"),
        host(well[0], ", criticality: critical"),
        host(well[1], ""),
    );
    let folder = Folder::new(&inventory);
    let keep = |text: &str| {
        let from = text.find("Keep ").unwrap();
        let sentence = &text[from..from + text[from..].find("off the network").unwrap()];
        has(sentence, &["hall-eas", "hall-wes"]);
    };
    keep(&folder.run(&[]).stdout);
    keep(&folder.text("plan"));
    let text = folder.text("rank --samples 64");
    keep(&text);
    has(&text, &["hall-nor", "hall-sou"]);
    let report = folder.text("report -f markdown");
    has(&report, &["hall-eas", "hall-wes", "hall-nor", "hall-sou"]);
    lacks(&report, &["rolling-mi…"]);
}

#[test]
fn an_option_that_leaves_something_out_leaves_no_all_clear() {
    let quiet =
        Folder::new(&PAIR.replace("patches: [mill-fix-1, mill-fix-2]", "patches: [mill-fix-2]"));
    for command in ["rank", "plan", "report -f markdown"] {
        let text = quiet.text(&format!("{command} --entries internet"));
        has(&text, &["what comes in by roaming, insider, mail, infected (left out by"]);
        lacks(&text, &["Nothing about patches, flows and products is unknown"]);
    }
    has(&quiet.text("plan --entries internet"), &["Nobody has to come in as far as is known"]);
    let flow = Folder::new(
        "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'internet -> works': unknown, 'hall -> works': [tcp/22]}
hosts:
  - {name: press, os: mill-1, kind: server, segment: works, patches: [mill-fix-2]}
",
    );
    has(
        &flow.text("plan --unknown-flows blocked"),
        &["as far as is known", "Unknown: 1 flow (treated as blocked)"],
    );
}

/// Worms come in from the internet today.
#[test]
fn what_is_lost_before_work_is_in_force_is_said_to_be() {
    let yard = "segments: {yard: {users: 0}}
flows: {'internet -> yard': [tcp/445]}
threat: {attack: {worm: 1.0}}
hosts:
  - {name: web, os: mill-1, kind: server, segment: yard, patches: [mill-fix-2]}
";
    let folder = Folder::new(yard);
    has(&folder.run(&[]).stdout, &["Too late for tonight"]);
    let text = folder.text("plan");
    has(&text, &["it is lost before work of these shifts is in force", "patchfirst rank"]);
    lacks(&text, &["Stay at home"]);
    // Nor could it be touched, which changes nothing.
    folder.write(
        "inventory.yaml",
        &(HEAD.to_owned() + &yard.replace("patches", "frozen: fair, patches")),
    );
    has(&folder.text("plan"), &["it is lost before work of these shifts is in force"]);
}

/// Nobody there is a dba; the loan laptop can be done by anybody.
#[test]
fn what_nobody_can_do_keeps_nobody_from_the_rest() {
    let inventory = |who: &str| {
        format!(
            "segments: {{hall: {{users: 3}}}}
flows: {{}}
hosts:
  - {{name: nb, count: 2, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2], {who}}}
  - {{name: loan, os: mill-1, kind: laptop, segment: hall, value: 0, patches: [mill-fix-2], restart: any-time}}
plan: {{shifts: [{{on: tonight, staff: 1, hours: 8, who: [network], regular: true}}], allow: [patch]}}
"
        )
    };
    for (who, why) in [("who: dba", "no-skill"), ("restart: out-of-hours", "regular-hours")] {
        let plan = Folder::new(&inventory(who)).json("plan");
        assert_eq!(plan["actions"][0]["deeds"][0]["host"], "loan", "{plan}");
        assert_eq!(plan["remaining"][0]["why"], why);
    }
    let alone = inventory("who: dba").replace("restart: any-time", "frozen: lent");
    let text = Folder::new(&alone).text("plan");
    has(&text, &["nobody in these shifts can do what averts"]);
    lacks(&text, &["With more time"]);
}

#[test]
fn an_infected_host_with_a_hole_is_known_to_be_vulnerable() {
    let sick = |patches: &str| {
        let folder = Folder::new(&format!(
            "segments: {{hall: {{users: 3}}}}
flows: {{}}
hosts:
  - {{name: ill, os: mill-1, kind: workstation, segment: hall, infected: true{patches}}}
  - {{name: desk, os: mill-1, kind: workstation, segment: hall}}
"
        ));
        folder.text("rank")
    };
    lacks(&sick(", patches: []"), &["None of them is known to be vulnerable"]);
    has(&sick(""), &["None of them is known to be vulnerable: evidence is missing."]);
}

#[test]
fn what_reads_the_same_on_both_sides_did_not_fall() {
    let before = PAIR.replace("mill-fix-1, mill-fix-2", "mill-fix-2");
    let folder = Folder::new(&before);
    // A server that hardly anything reaches, and that is worth next to nothing.
    folder.write(
        "after.yaml",
        &(HEAD.to_owned() + &before.replace("criticality: low", "value: 0.99999")),
    );
    let text = folder.run(&["diff", "inventory.yaml", "after.yaml"]).stdout;
    has(&text, &["The expected loss stayed at"]);
    lacks(&text, &["<1 % less"]);
}

#[test]
fn who_is_exposed_to_more_was_exposed_before() {
    let folder = Folder::new(&PAIR.replace("mill-fix-1, mill-fix-2", "mill-fix-1"));
    folder.write(
        "after.yaml",
        &(HEAD.to_owned() + &PAIR.replace("patches: [mill-fix-1, mill-fix-2]", "patches: []")),
    );
    let text = folder.run(&["diff", "inventory.yaml", "after.yaml"]).stdout;
    has(&text, &["New: exposed to something new, or infected now and not before"]);
}

#[test]
fn a_diff_counts_due_machines_as_a_ranking_does() {
    let inventory = "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: ill, count: 2, os: mill-1, kind: laptop, segment: hall, infected: true, away: 2, patches: [mill-fix-1, mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
";
    let folder = Folder::new(inventory);
    let rank = folder.text("rank");
    let due = &rank[rank.find("Due: ").unwrap()..];
    let all: u32 = due[..due.find('.').unwrap()]
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse::<u32>().ok())
        .sum();
    let text = folder.run(&["diff", "inventory.yaml", "inventory.yaml"]).stdout;
    let from = &text[text.find("Due as before: ").unwrap() + 15..];
    let part = &from[..from.find('.').unwrap()];
    let sum: u32 =
        part.split(", ").map(|part| part.split(' ').next().unwrap().parse::<u32>().unwrap()).sum();
    assert_eq!(sum, all, "{part} and {due}");
}

/// Two steps are enough, and the third can wait: it is no part of their row.
#[test]
fn steps_that_can_wait_stand_in_a_row_of_their_own() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: one, os: mill-1, kind: laptop, segment: hall, criticality: critical, patches: [mill-fix-2]}
  - {name: two, os: mill-1, kind: laptop, segment: hall, criticality: high, patches: [mill-fix-2]}
  - {name: old, os: mill-1, kind: laptop, segment: hall, value: 0.1, patches: [mill-fix-2]}
",
    );
    let plan = folder.json("plan --allow patch");
    let steps = plan["offers"][1]["steps"].as_u64().unwrap();
    assert_eq!((steps, plan["actions"].as_array().unwrap().len()), (2, 3), "{plan}");
    let text = folder.text("plan --allow patch");
    has(&text, &["steps 1 and 2 are enough", "3 patch old"]);
}

/// As many rules as hosts would have as many findings as both multiplied.
#[test]
fn many_rules_about_many_hosts_are_counted() {
    let hosts: String = (0..400)
        .map(|i| {
            format!("  - {{name: h{i}, os: mill-1, kind: server, segment: hall, patches: []}}\n")
        })
        .collect();
    let rules: String = (0..400)
        .map(|i| format!("  - no host may be vulnerable to GRIST-1 after {}-08-15\n", 1600 + i))
        .collect();
    let folder = Folder::new(&format!(
        "segments: {{hall: {{users: 0}}}}\nflows: {{}}\nhosts:\n{hosts}expect:\n{rules}"
    ));
    let run = folder.run(&["check", "inventory.yaml", "-f", "json"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let messages = run.stdout.matches("400 hosts break a rule: they are counted").count();
    assert_eq!(messages, 150, "250 rules have a finding for each host: {}", found["schema"]);
}

#[test]
fn small_values_and_sums_are_not_nothing() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: nb, os: mill-1, kind: laptop, segment: hall, value: 0.00001, patches: [mill-fix-2]}
costs: {staff_hour: 1, value_point: 0.1, currency: EUR}
",
    );
    has(&folder.text("rank"), &["of a total value of 0.00001"]);
    let plan = folder.text("plan");
    has(&plan, &["EUR <0.01"]);
    lacks(&plan, &["EUR 0.00 of expected loss", "(EUR 0.00)"]);
}

/// A door that is too dear must not hide work that nobody there can do, or not at that hour, or
/// that waits for a host which is not to be touched.
#[test]
fn a_door_that_is_too_dear_does_not_hide_why_hosts_are_not_done() {
    let inventory = |host: &str, shift: &str| {
        format!(
            "segments: {{hall: {{users: 30}}, mill: {{criticality: high}}}}
flows: {{'hall -> mill': [tcp/445]}}
hosts:
  - {{name: loom, os: mill-1, kind: server, segment: mill, patches: [], {host}}}
plan: {{block_cost: 0.9, allow: [patch, block], shifts: [{{on: tonight, staff: 1, hours: 8{shift}}}]}}
"
        )
    };
    let cases = [
        ("who: dba", ", who: [network]", "nobody in these shifts can do what averts part of"),
        ("restart: out-of-hours", ", regular: true", "must not restart in regular hours"),
        ("frozen: fair", "", "is frozen, is ruled out, or waits for a host that is not done"),
    ];
    for (host, shift, why) in cases {
        let text = Folder::new(&inventory(host, shift)).text("plan");
        has(&text, &[why, "What else may be done costs the business more than it averts."]);
    }
    let free = Folder::new(&inventory("frozen: fair", "").replace("0.9, allow", "0, allow"));
    lacks(&free.text("plan"), &["is ruled out"]);
}

/// Nobody is asked to switch the shop off for a fraction of what that costs.
#[test]
fn a_report_asks_for_no_door_that_costs_more_than_it_averts() {
    let inventory = |cost: &str| {
        format!(
            "segments: {{shop: {{}}}}
flows: {{'internet -> shop': [tcp/80]}}
hosts:
  - {{name: till, os: mill-1, kind: server, segment: shop, criticality: critical, patches: [], frozen: sale}}
plan: {{allow: [patch]{cost}}}
"
        )
    };
    let dear = Folder::new(&inventory("")).text("report -f markdown");
    has(&dear, &["although it is frozen?"]);
    lacks(&dear, &["Block internet -> shop"]);
    let cheap = Folder::new(&inventory(", block_cost: 0.00001")).text("report -f markdown");
    has(
        &cheap,
        &[
            "Block internet -> shop until",
            "if it alone is done tonight (Friday 2006-09-01), and is not in the plan. It costs the business",
        ],
    );
    let kept = inventory(", block_cost: 0.00001, keep: [internet -> shop]");
    lacks(&Folder::new(&kept).text("report -f markdown"), &["Block internet -> shop"]);
}

#[test]
fn what_nobody_has_described_is_not_to_be_blocked() {
    let folder = Folder::new(
        "segments: {hall: {users: 30}, mill: {criticality: high}}
hosts:
  - {name: nb, os: mill-1, kind: laptop, segment: hall, patches: []}
  - {name: loom, os: mill-1, kind: server, segment: mill, patches: [], frozen: fair}
plan: {allow: [patch], block_cost: 0}
",
    );
    lacks(&folder.text("report -f markdown"), &["Block any segment"]);
}

/// That nothing is lost does not make known what is not.
#[test]
fn what_is_unknown_stands_under_an_all_clear() {
    let folder = Folder::new(
        "segments: {lab: {isolated: true, users: 0}}
flows: {}
hosts:
  - {name: bench, count: 40, os: mill-1, kind: workstation, segment: lab}
",
    );
    has(
        &folder.text("plan"),
        &["Nobody has to come in", "Unknown: 40 hosts with missing evidence (treated as exposed)."],
    );
    let no_users = Folder::new(
        "segments: {lab: {}}
flows: {}
hosts:
  - {name: bench, os: mill-1, kind: workstation, segment: lab}
",
    );
    let page = no_users.text("report -f markdown");
    let first = &page[..page.find("## ").unwrap()];
    assert_eq!(first.matches("how many people work in lab").count(), 1, "{first}");
}

/// What would help at once comes too late; it is not that nothing is left to gain from it.
#[test]
fn what_comes_too_late_for_the_shifts_is_to_be_done_now() {
    let sick = "segments: {hall: {users: 3}}
flows: {}
hosts:
  - {name: ill, os: mill-1, kind: workstation, segment: hall, patches: [], infected: true}
";
    let folder = Folder::new(&format!(
        "{sick}  - {{name: desk, os: mill-1, kind: workstation, segment: hall, patches: []}}\n"
    ));
    let plan = folder.text("plan");
    has(&plan, &["too late: what it lets in is lost"]);
    lacks(&plan, &["averts nothing more once the plan is done"]);
    let report = folder.text("report -f markdown");
    has(&report, &["Recommended: now, or not at all. The work of these shifts comes too late"]);
    lacks(&report, &["Nothing that may be done averts anything"]);
    let alone = Folder::new(sick).text("plan");
    has(&alone, &["it is infected already"]);
}

/// One hole has no patch, and another has one.
#[test]
fn a_host_with_patches_is_not_said_to_have_none() {
    let folder = Folder::new(
        "segments: {hall: {users: 3, criticality: high}}
flows: {'internet -> hall': [tcp/22]}
hosts:
  - {name: loom, os: mill-2, kind: server, segment: hall, patches: []}
",
    );
    folder.write(
        "adv/GRIST-4.yaml",
        "advisory: 1.0.0
id: GRIST-4
title: Another hole
published: 2006-08-15
vectors: [tcp/22]
affected: [{products: [mill-2], fixed_by: [mill-fix-4]}]
timeline: [{date: 2006-08-29, stage: exploit, source: test}]
sources: [test]
",
    );
    has(&folder.text("rank"), &["isolate: no patch for 1 hole"]);
    let report = folder.text("report -f markdown");
    has(&report, &["Patch it and take it off the network (1 hole has no patch): mill-fix-4"]);
    lacks(&report, &["there is no patch;"]);
}

#[test]
fn a_segment_that_is_called_after_its_hosts_is_named_once() {
    let folder = Folder::new(
        "segments: {servers: {users: 3}}
flows: {}
hosts:
  - {name: a, os: mill-1, kind: server, segment: servers, patches: []}
  - {name: b, os: mill-1, kind: server, segment: servers, patches: []}
",
    );
    let text = folder.text("rank");
    has(&text, &["servers (2)"]);
    lacks(&text, &["servers servers", "first ten", "first 25"]);
}

/// Friday night's shift lasts until Saturday, when the next one opens.
#[test]
fn a_calendar_books_nobody_twice() {
    let folder = Folder::new(
        "segments: {hall: {users: 30}}
flows: {}
hosts:
  - {name: long, os: mill-1, kind: server, segment: hall, patches: [], minutes: 930, criticality: critical}
  - {name: short, os: mill-1, kind: server, segment: hall, patches: [], minutes: 60, after: long}
plan: {allow: [patch], shifts: [{on: tonight, staff: 1, hours: 16}, {on: saturday, staff: 1, hours: 4}]}
",
    );
    let calendar = folder.text("plan -f ics");
    has(
        &calendar,
        &[
            "DTSTART:20060901T180000 DTEND:20060902T093000",
            "DTSTART:20060902T093000 DTEND:20060902T103000",
            "Later than planned",
        ],
    );
    has(&folder.text("plan"), &["lasts until Saturday 2006-09-02 09:30, and all of it counts"]);
}

/// Whoever deletes what is known has blocked nothing and improved nothing.
#[test]
fn less_knowledge_is_no_improvement() {
    let known = "segments: {hall: {users: 30}, mill: {criticality: high}}
flows: {'internet -> mill': [tcp/445, tcp/8080]}
hosts:
  - {name: desk, os: mill-1, kind: workstation, segment: hall, patches: []}
  - {name: loom, os: mill-1, kind: server, segment: mill, patches: []}
  - {name: rack, os: mill-2, kind: server, segment: mill, patches: [], listens: [tcp/22, tcp/8080]}
";
    let folder = Folder::new(known);
    folder.write(
        "adv/GRIST-5.yaml",
        "advisory: 1.0.0
id: GRIST-5
title: A console
published: 2006-08-15
vectors: [tcp/8080]
affected: [{products: [mill-2], fixed_by: [mill-fix-5]}]
timeline: [{date: 2006-08-20, stage: worm, source: test}]
sources: [test]
",
    );
    let cases = [
        (
            "flows: {'internet -> mill': [tcp/445, tcp/8080]}\n",
            "",
            "nobody describes the flows any more",
        ),
        ("{users: 30}", "{}", "`users` is missing"),
        (", listens: [tcp/22, tcp/8080]", "", "`listens` is missing"),
    ];
    for (from, to, what) in cases {
        folder.write("after.yaml", &(HEAD.to_owned() + &known.replace(from, to)));
        let run = folder.run(&["diff", "inventory.yaml", "after.yaml", "--fail-on-new"]);
        assert_eq!(run.status, 11, "{what}: {}", run.stdout);
        has(&run.stdout, &[what, "Less is known than before"]);
        lacks(&run.stdout, &["blocked:", "Better: exposed", "other hosts changed"]);
        let back = folder.run(&["diff", "after.yaml", "inventory.yaml"]).stdout;
        lacks(&back, &["blocked:", "Less is known", "other hosts changed"]);
    }
}

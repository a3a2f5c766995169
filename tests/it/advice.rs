//! What is advised and what is said of it: no all-clear where there is none, no step that costs more
//! than it averts, no figure that another one contradicts. The products and bulletins are invented.

mod diff;
mod plan;

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

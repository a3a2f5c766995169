//! What somebody does at midnight because it was printed: answers that were wrong, unsafe or about
//! something else, each on a small inventory of its own kind.

use crate::program::{patchfirst, patchfirst_reading};

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
        &["nothing (not affected)", "once the plan is done"],
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

/// Nobody said who works where the desktops stand, and no way in leads anywhere for want of them.
#[test]
fn a_segment_with_desks_and_no_word_about_people_is_no_all_clear() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {}, servers: {}}
flows: {'office -> servers': any}
hosts:
  - {name: desk, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: [], count: 30}
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: servers, patches: []}
";
    let who = "how many people work in office";
    says(&inventory, "rank", &["no way in leads to them", who], &["is unknown."]);
    says(&inventory, "plan", &["as far as is known", who], &[]);
    let text = run(&inventory, &["--quiet", "report", "-", "-f", "json"]);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["verdict"]["call"], "unknown");
    let text = run(&inventory, &["--quiet", "rank", "-", "-f", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["unknown"]["users"], 1);

    let empty = inventory.replace("office: {}", "office: {users: 0}");
    says(&empty, "rank", &["no way in leads to them"], &[who]);
    says(&empty, "plan", &["Nobody has to come in:"], &[who]);
}

/// A host that is taken off the network for one hole gets the patches for the others, and these
/// restart it.
#[test]
fn patches_restart_a_host_that_is_isolated_as_well() {
    let inventory = HEAD.replace("2006-08-25", "2004-02-16")
        + "segments: {office: {users: 100}, servers: {}}
flows: {'office -> servers': [smb, rpc]}
hosts:
  - {name: nb, os: windows-xp, sp: 1, kind: laptop, segment: office, patches: [], away: 1}
  - {name: dc1, os: windows-2000, sp: 4, kind: server, segment: servers, criticality: critical, patches: [], restart: out-of-hours}
plan:
  shifts: [{on: tonight, staff: 1, hours: 8}]
";
    let text = run(&inventory, &["--quiet", "plan", "-", "-f", "markdown"]);
    assert!(text.contains("patch and isolate dc1"), "{text}");
    assert!(!text.contains("no reboot"), "{text}");
    let regular = inventory.replace("hours: 8}", "hours: 8, regular: true}");
    let why = "it must not restart in regular hours";
    says(&regular, "plan", &[why], &["patch and isolate dc1"]);
}

const TWO: &str = "segments: {office: {users: 50}, servers: {criticality: high}}
flows: {'office -> servers': [smb, rpc]}
hosts:
  - {name: nb, os: windows-xp, sp: 1, kind: laptop, segment: office, patches: []}
  - {name: dc1, os: windows-2000, sp: 4, kind: server, segment: servers, patches: []}
";

#[test]
fn what_does_not_fit_into_a_shift_is_not_what_averts_nothing() {
    let inventory = HEAD.to_owned() + TWO;
    let text = run(&inventory, &["--quiet", "plan", "-", "--minutes", "5"]);
    assert!(
        text.contains("no work that helps fits into the shifts. With more time up to"),
        "{text}"
    );
    assert!(!text.contains("nothing that may be done averts any"), "{text}");
}

/// A block that costs more than it averts is refused for that, and one that is hardly worth its
/// price is weighed with it.
#[test]
fn the_price_of_a_door_is_part_of_the_bargain() {
    let inventory = |price: &str| {
        HEAD.replace("2006-08-25", "2006-09-01")
            + "segments: {plant: {users: 3}, web: {}}
flows: {'internet -> web': [http, smb], 'web -> plant': any}
hosts:
  - {name: nt1, os: windows-nt-4, sp: 6a, kind: server, segment: web, criticality: critical, patches: []}
  - {name: nt2, os: windows-nt-4, sp: 6a, kind: server, segment: plant, criticality: critical}
plan: {allow: [patch, upgrade, block], block_cost: " + price + "}
costs: {staff_hour: 90, value_point: 500, currency: EUR}
"
    };
    let dear = inventory("0.03");
    says(&dear, "plan", &["costs the business more than it averts"], &["averts any of the"]);
    let text = run(&inventory("0.0205"), &["--quiet", "plan", "-", "-f", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_ne!(plan["verdict"]["call"], "in", "EUR 15 are not worth EUR 22.50: {text}");
    assert!(plan["money"]["doors"].as_f64().unwrap() > 900.0, "{text}");
}

/// What work averts that is done by a day is not what it would avert had it been done before.
#[test]
fn a_block_is_asked_for_with_what_it_averts_from_tomorrow_on() {
    let inventory = HEAD.replace("2006-08-25", "2006-09-01")
        + "segments: {plant: {users: 3}, web: {}}
flows: {'internet -> web': [http, smb], 'web -> plant': any}
hosts:
  - {name: nt1, os: windows-nt-4, sp: 6a, kind: server, segment: web, criticality: critical, patches: []}
  - {name: nt2, os: windows-nt-4, sp: 6a, kind: server, segment: plant, criticality: critical}
plan: {allow: [patch]}
";
    let text = run(&inventory, &["--quiet", "rank", "-", "-f", "json"]);
    let rank: serde_json::Value = serde_json::from_str(&text).unwrap();
    let by_day = rank["flows"][0]["averted_by_day"].as_array().unwrap();
    let (now, tomorrow) = (by_day[0].as_f64().unwrap(), by_day[1].as_f64().unwrap());
    assert!(tomorrow < 0.05 * now, "the example is one in which most is lost on day 1: {by_day:?}");
    let text = run(&inventory, &["--quiet", "report", "-", "-f", "markdown"]);
    assert!(!text.contains("Block internet"), "it averts next to nothing any more: {text}");
}

/// In the report as in the plan: an event that changes nothing is no reason to call anybody.
#[test]
fn what_leaves_the_answer_as_it_is_asks_nobody_to_do_anything() {
    let inventory = "inventory-examples/weekend-2006-08-31/inventory.yaml";
    let json = |command: &str| -> serde_json::Value {
        let arguments = ["--quiet", command, inventory, "-f", "json"];
        serde_json::from_str(&patchfirst(&arguments).stdout).unwrap()
    };
    let (plan, report) = (json("plan"), json("report"));
    let same = plan["standing_orders"].as_array().unwrap().iter();
    assert!(same.filter(|order| order["changes"] == false).count() > 0);
    for watch in report["watch"].as_array().unwrap() {
        let event = watch["event"].as_str().unwrap();
        let is_bad = event.ends_with("turns out to be open") || event.contains("not to be patched");
        assert!(!is_bad || watch["then"] == "the answer stays as it is", "{watch}");
    }
}

#[test]
fn an_assumption_without_effect_is_said_to_have_none() {
    let inventory = HEAD.to_owned() + TWO;
    let arguments = ["rank", "-", "--assume", "stage MS08-067 worm"];
    let run = patchfirst_reading(&arguments, &inventory);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("MS08-067 was not public yet on 2006-08-25"), "{}", run.stderr);
    let known = patchfirst_reading(&["rank", "-", "--assume", "stage MS06-040 worm"], &inventory);
    assert!(!known.stderr.contains("not public"), "{}", known.stderr);
}

/// A shift that is over is shown where it is written.
#[test]
fn a_shift_in_the_past_has_its_line() {
    let inventory =
        HEAD.to_owned() + TWO + "plan: {shifts: [{on: 2006-08-01, staff: 1, hours: 8}]}\n";
    let run = patchfirst_reading(&["plan", "-"], &inventory);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains(":8:"), "{}", run.stderr);
    assert!(
        run.stderr.contains("a shift of `plan`: 2006-08-01 is before 2006-08-25"),
        "{}",
        run.stderr
    );
}

/// A host that is only crashed has a way to it, though none that takes it over.
#[test]
fn a_crash_is_no_takeover_and_not_nothing() {
    let inventory = HEAD.replace("2006-08-25", "2006-09-01")
        + "segments: {office: {users: 0}}
flows: {}
hosts:
  - {name: nb, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: []}
  - {name: desk, os: windows-xp, sp: 2, kind: workstation, segment: office, listens: [tcp/445], patches: [KB885250, KB896422, KB896423, KB899588, KB902400, KB905749, KB911280, KB917159]}
";
    let text = run(&inventory, &["--quiet", "explain", "-", "desk"]);
    assert!(text.contains("no entry leads to taking it over; it can only be crashed"), "{text}");
    let text =
        run(&inventory, &["--quiet", "explain", "-", "--path-to", "desk", "--from", "roaming"]);
    assert!(text.contains("to desk within the horizon, none that takes it over"), "{text}");
}

/// Of a group of which a part is patched, a part is safe.
#[test]
fn what_is_left_after_a_plan_counts_machines_not_entries() {
    let inventory = HEAD.to_owned()
        + "segments: {office: {users: 80}}
flows: {}
hosts:
  - {name: pc, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: [], count: 40, criticality: critical}
  - {name: nb, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [], count: 10, frozen: on tour}
plan: {staff: 2, hours: 4, allow: [patch]}
";
    let text = run(&inventory, &["--quiet", "report", "-", "-f", "json"]);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let stake = |id: &str, key: &str| -> f64 {
        let stakes = report["stakes"].as_array().unwrap();
        let stake = stakes.iter().find(|stake| stake["id"] == id).unwrap();
        stake[key].as_str().unwrap().parse().unwrap()
    };
    assert_eq!(stake("critical", "before"), 40.0);
    assert!((1.0..40.0).contains(&stake("critical", "after")), "a part of them is patched");
    assert!(stake("machines", "after") < stake("machines", "before"));
}

/// Who keeps a flow for the business does not expect to lose the host behind it.
#[test]
fn isolating_a_host_behind_a_flow_that_is_kept_is_said() {
    let inventory = HEAD.replace("2006-08-25", "2004-02-16")
        + "segments: {office: {users: 100}, web: {}}
flows: {'internet -> web': [http, smb], 'office -> web': [smb, rpc]}
hosts:
  - {name: www1, os: windows-2000, sp: 4, kind: server, segment: web, criticality: critical, patches: [KB824146]}
plan: {keep: [internet -> web]}
";
    let worm = ["--quiet", "plan", "-", "--assume", "stage MS04-007 worm"];
    let text = run(&inventory, &worm);
    assert!(text.contains("patch and isolate www1"), "{text}");
    assert!(
        text.contains("Isolating takes www1 off the network, though a flow to it is kept"),
        "{text}"
    );
    let text = run(&inventory.replace("keep: [internet -> web]", "keep: [office -> web]"), &worm);
    assert!(text.contains("Isolating takes www1"), "{text}");
    let text = run(&inventory.replace("plan: {keep: [internet -> web]}\n", ""), &worm);
    assert!(!text.contains("Isolating takes"), "{text}");
}

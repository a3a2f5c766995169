//! What a plan asks of people, and what it says where it asks nothing.

use serde_json::Value;

use super::{Folder, HEAD, PAIR, has, lacks};

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

/// A hole without a patch, and one with a patch, in the server that everybody needs.
const NEEDED: &str = "segments: {hall: {users: 100}, works: {}}
flows: {'hall -> works': [tcp/22]}
hosts:
  - {name: nb, count: 3, os: mill-1, kind: laptop, segment: hall, patches: [], frozen: on tour}
  - {name: hub, os: mill-2, kind: server, segment: works, criticality: critical, patches: [PATCHES]}
";

fn needed(patches: &str, more: &str) -> Folder {
    let folder = Folder::new(&(NEEDED.replace("PATCHES", patches) + more));
    folder.write(
        "adv/GRIST-4.yaml",
        "advisory: 1.0.0
id: GRIST-4
title: A lesser hole of the same product
published: 2006-08-15
vectors: [tcp/22]
affected: [{products: [mill-2], fixed_by: [mill-fix-4]}]
timeline: [{date: 2006-08-16, stage: proof-of-concept, source: test}]
sources: [test]
",
    );
    folder
}

/// Who owns what the plan takes off the network is asked before.
#[test]
fn what_is_taken_off_the_network_is_a_question() {
    let asked = "Take 1 host off the network from Friday 2006-09-01 on?";
    let cost = "It costs the business";
    has(&needed("mill-fix-4", "").text("report -f markdown"), &[asked, cost]);
    has(&needed("", "").text("report -f markdown"), &[asked]);
}

/// Who keeps a flow wants to keep what it leads to.
#[test]
fn a_kept_flow_keeps_what_it_leads_to_on_the_network() {
    let kept = "plan: {keep: ['hall -> works']}\n";
    let folder = needed("mill-fix-4", kept);
    let plan = folder.json("plan");
    let mut left = plan["remaining"].as_array().unwrap().iter();
    assert_eq!(left.find(|left| left["host"] == "hub").unwrap()["why"], "kept");
    lacks(&folder.text("plan"), &["isolate hub"]);
    lacks(&folder.text("rank"), &["Best single step: isolate hub"]);
    lacks(&folder.text("report -f markdown"), &["Take 1 host off the network"]);
    let named = "plan: {keep: ['hall -> works'], allow: [patch, isolate]}\n";
    has(
        &needed("mill-fix-4", named).text("plan"),
        &["isolate hub", "Isolating takes hub off the network, though a flow to it is kept"],
    );
}

/// What must not restart in regular hours does not wait for them.
#[test]
fn regular_hours_will_not_do_for_what_must_not_restart_then() {
    let inventory = "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'internet -> works': [tcp/445]}
hosts:
  - {name: press, count: 4, os: mill-1, kind: server, segment: works, value: 1, patches: [mill-fix-2]}
  - {name: web, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2], restart: any-time}
plan: {restarts: out-of-hours}
";
    let folder = Folder::new(inventory);
    let plan = folder.json("plan --allow patch");
    assert_eq!(plan["regular"]["barred"], 4, "machines");
    // Nobody comes tonight, and then nobody does it in regular hours either.
    let wait = folder.text("plan --allow patch");
    has(&wait, &["Stay at home", "Not for regular hours: press (4) must not restart then."]);
    lacks(&wait, &["regular hours will do"]);
}

const STAFFED: &str = "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'internet -> works': [tcp/445]}
hosts:
  - {name: press, count: 4, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
";

/// Who is at work anyway is neither called in nor told to stay at home.
#[test]
fn shifts_in_regular_hours_are_not_weighed() {
    let shifts = "plan: {shifts: [{on: 2006-09-01, staff: 1, hours: 2, regular: true}, {on: 2006-09-04, staff: 1, hours: 8, regular: true}], allow: [patch]}
threat: {horizon_days: 6}
";
    let folder = Folder::new(&(STAFFED.to_owned() + shifts));
    let text = folder.text("plan");
    has(&text, &["Do in regular hours today (Friday 2006-09-01) and on Monday 2006-09-04: 3 h of"]);
    lacks(&text, &["Stay at home", "Call 1", "tonight", "regular hours from", "can wait"]);
    assert_eq!(folder.json("plan")["verdict"]["call"], "regular");
    lacks(&folder.text("report -f markdown"), &["before regular hours?"]);
    let front = folder.run(&[]).stdout;
    has(&front, &["Do in regular hours today"]);
    // Without anything to do there is nothing to stay at home for.
    let nothing = folder.text("plan --never press");
    has(&nothing, &["Nothing to do"]);
    lacks(&nothing, &["Stay at home", "Coming in"]);
}

/// Of a plan in and out of regular hours the part is weighed for which people are called.
#[test]
fn only_what_people_are_called_for_is_weighed() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: nb, count: 3, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2], frozen: on tour}
  - {name: press, count: 4, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
  - {name: last, os: mill-1, kind: server, segment: works, value: 0.001, patches: [mill-fix-2], restart: out-of-hours}
plan: {shifts: [{on: 2006-09-01, staff: 1, hours: 3, regular: true}, {on: 2006-09-02, staff: 1, hours: 8}], allow: [patch]}
costs: {staff_hour: 60, value_point: 100, currency: EUR}
",
    );
    let plan = folder.json("plan");
    assert_eq!(plan["verdict"]["call"], "wait", "{plan}");
    assert_eq!(plan["money"]["staff"], 45.0, "{plan}");
    assert!(plan["gain"].as_f64().unwrap() < 0.01, "{plan}");
}

#[test]
fn regular_hours_on_a_day_off_are_a_slip() {
    let on = |day: &str| {
        let shift =
            format!("plan: {{shifts: [{{on: {day}, staff: 1, hours: 8, regular: true}}]}}\n");
        let folder =
            Folder::new(&(STAFFED.to_owned() + &shift + "calendar: {holidays: [2006-09-04]}\n"));
        folder.run(&["check", "inventory.yaml"]).stdout
    };
    has(&on("2006-09-04"), &["warning[regular-day-off]"]);
    has(&on("saturday"), &["warning[regular-day-off]"]);
    lacks(&on("tonight"), &["regular-day-off"]);
}

/// Nobody finds a laptop at its desk while it is away; the evening before it leaves, it is there.
#[test]
fn laptops_that_are_away_are_to_be_brought_in() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: nb, count: 3, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
",
    );
    let away = "outside that day: have them brought in";
    let on = |shift: &str, format: &str| {
        let all = ["plan", "inventory.yaml", "--allow", "patch", "--shift", shift, "-f", format];
        folder.run(&all).stdout.replace("\r\n ", "")
    };
    has(&on("saturday 1x8h", "table"), &["outside that day"]);
    has(&on("saturday 1x8h", "markdown"), &[away]);
    lacks(&on("tonight 1x8h", "markdown"), &["outside that day"]);
    has(&on("saturday 1x8h", "ics").replace(' ', ""), &["outsidethatday:havethembroughtin"]);
}

/// One machine more does not make a third more people, and no number of machines makes it calm.
#[test]
fn large_groups_take_no_more_people_than_it_takes() {
    let need = |count: u32| {
        let folder = Folder::new(&format!(
            "segments: {{hall: {{users: 0}}}}
flows: {{}}
hosts:
  - {{name: nb, count: {count}, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2]}}
"
        ));
        folder.json("plan --allow patch")
    };
    let (small, large) = (need(299), need(301));
    let of = |plan: &Value| {
        let need = &plan["needs"][0];
        (need["people"].as_u64().unwrap(), need["minutes"].as_u64().unwrap())
    };
    let (small, large) = (of(&small), of(&large));
    assert!(large.0 <= small.0 + 1 && large.1 <= small.1 + 120, "{small:?} {large:?}");
}

#[test]
fn more_people_than_are_looked_for_are_not_enough() {
    let folder = Folder::new(
        "segments: {hall: {users: 0}}
flows: {}
hosts:
  - {name: nb, count: 25000, os: mill-1, kind: laptop, segment: hall, patches: [mill-fix-2], minutes: 60}
",
    );
    let plan = folder.json("plan --allow patch --staff 2 --hours 1");
    assert_eq!(plan["verdict"]["call"], "more-staff", "{}", plan["verdict"]);
    has(plan["verdict"]["text"].as_str().unwrap(), &["are far too few", "Not even 10,000 people"]);
}

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
    planned(inventory, more).stdout
}

fn planned(inventory: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    std::fs::write(&path, inventory).unwrap();
    let arguments: Vec<&str> = ["plan", &path].into_iter().chain(more.iter().copied()).collect();
    let run = patchfirst(&arguments);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run
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
    for key in
        ["expected_loss", "loss_left", "loss_floor", "minutes", "done_after", "people", "actions"]
    {
        assert_eq!(before[key], without[key], "{key}");
    }
    assert_eq!(before["call"], without["verdict"]["call"]);
    assert!(with["expected_loss"].as_f64() < before["expected_loss"].as_f64());
}

#[test]
fn csv_has_the_figures_without_the_assumptions_in_columns_beside() {
    let plain = plan(NETWORK, &["-f", "csv", "--allow", "patch,quarantine"]);
    let printed =
        plan(NETWORK, &["-f", "csv", "--allow", "patch,quarantine", "--assume", "patch files1"]);
    let mut rows = csv::Reader::from_reader(printed.as_bytes());
    let titles = rows.headers().unwrap().clone();
    assert_eq!(
        titles.iter().count(),
        csv::Reader::from_reader(plain.as_bytes()).headers().unwrap().iter().count() + 4
    );
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
    let boxes = |printed: &str| -> Vec<String> {
        let lines = printed.lines().filter(|line| line.trim_start().starts_with("- [ ] **"));
        lines.map(str::to_owned).collect()
    };
    let leaky = plan(
        NETWORK,
        &["-f", "markdown", "--allow", "patch", "--assume", "block office -> servers"],
    );
    assert!(
        !boxes(&leaky).is_empty() && boxes(&leaky).iter().all(|line| line.contains("without: ")),
        "{leaky}"
    );
    let patched = plan(NETWORK, &["-f", "markdown", "--allow", "patch", "--assume", "patch nb1"]);
    assert!(
        patched.contains("\nOnly without:\n\n- ") && patched.contains("patch nb1"),
        "{patched}"
    );
    let printed = plan(
        NETWORK,
        &[
            "-f",
            "markdown",
            "--minutes",
            "60",
            "--assume",
            "patch nb1",
            "--assume",
            "insider office",
        ],
    );
    assert!(printed.contains("\n## What if\n\n- patch nb1\n- insider office\n"), "{printed}");
    assert!(printed.contains("\n| | without | with |\n"), "{printed}");
    assert!(
        !printed.lines().any(|line| line.contains("[ ]") && line.contains("patch nb1")),
        "{printed}"
    );
}

/// The web server is the way in: closing its flow averts most.
const WEB: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {attack: {worm: 0.05}}
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
    let deeds = plan["actions"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|action| action["deeds"].as_array().unwrap());
    deeds.filter_map(|deed| deed["flow"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_flow_that_the_business_needs_is_never_blocked_and_shown_with_what_that_costs() {
    let minutes = ["--minutes", "30", "--allow", "block"];
    assert_eq!(
        blocked(&json(WEB, &minutes))[0],
        "internet -> dmz",
        "unless somebody says that it is needed"
    );
    let kept = format!("{WEB}plan: {{keep: [internet -> dmz]}}\n");
    let by_flag = [&minutes[..], &["--keep", "internet -> dmz"]].concat();
    for plan in [json(&kept, &minutes), json(WEB, &by_flag)] {
        assert_eq!(blocked(&plan), ["dmz -> servers"]);
        assert_eq!(
            plan["actions"][0]["deeds"][0]["cuts"],
            serde_json::json!(["tcp/135", "tcp/139", "tcp/445"])
        );
        let listed: Vec<&str> = plan["kept_open"]
            .as_array()
            .unwrap()
            .iter()
            .map(|kept| kept["flow"].as_str().unwrap())
            .collect();
        assert_eq!(
            listed,
            ["internet -> dmz", "internet -> dmz/www2"],
            "the flow to one of its hosts is meant too"
        );
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
    let Run { status, stderr: errors, .. } =
        patchfirst(&["plan", &path, "--keep", "servers -> dmz"]);
    assert_eq!(status, 2);
    assert!(errors.contains("--keep: `servers -> dmz`: there is no such flow"), "{errors}");
}

/// The crash is public on the first day; code may follow.
const CRASH: &str = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {horizon_days: 6, escalation: {none: 0, proof-of-concept: 0, exploit: 0}, attack: {worm: 0.05}}
segments: {dmz: {}}
flows: {internet -> dmz: [smb]}
hosts:
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 100, patches: []}
";

/// A shift on a later day averts no more than the same people tonight, and one after the last day
/// that counts nothing.
#[test]
fn a_later_shift_averts_no_more() {
    let averted = |on: &str| {
        let plan = json(CRASH, &["--on", on]);
        (plan["expected_loss"].as_f64().unwrap() - plan["loss_left"].as_f64().unwrap(), plan)
    };
    let mut most = f64::INFINITY;
    for on in ["tonight", "saturday", "2006-08-29"] {
        let (averted, plan) = averted(on);
        assert!(averted <= most + 1e-9 && averted > 0.0, "{on}: {averted} of {most}");
        assert_eq!(plan["actions"][0]["on"], plan["shifts"][0]["on"]);
        most = averted;
    }
    let (nothing, plan) = averted("2006-08-30");
    assert_eq!(
        (nothing, plan["actions"].as_array().unwrap().len()),
        (0.0, 0),
        "in force after the horizon"
    );
    let text =
        self::plan(CRASH, &["--on", "2006-08-30"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("in force only after Wednesday 2006-08-30"), "{text}");
}

#[test]
fn a_day_that_is_none_and_a_shift_that_is_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    std::fs::write(&path, CRASH).unwrap();
    for (args, words) in [
        (vec!["--on", "someday"], "is not a day"),
        (vec!["--on", "2006-08-24"], "is before 2006-08-25"),
        (vec!["--shift", "saturday"], "is not a shift"),
        (vec!["--shift", "saturday 2x0h"], "is not a shift"),
        (vec!["--shift", "caturday 2x8h"], "is not a day"),
        (vec!["--shift", "saturday 2x8h", "--staff", "2"], "cannot be used with"),
        (vec!["--hours", "0"], "from 0.02"),
        (vec!["--hours", "0.019"], "from 0.02"),
        (vec!["--shift", "monday regular"], "is not a shift"),
    ] {
        let Run { status, stderr: errors, .. } =
            patchfirst(&[&["plan", &path], &args[..]].concat());
        assert_eq!(status, 2, "{args:?}: {errors}");
        assert!(errors.contains(words), "{args:?}: {errors}");
    }
}

/// Five servers of one kind, all reached from the internet.
fn office(hosts: usize, more: &str) -> String {
    let hosts: String = (0..hosts)
        .map(|i| format!("  - {{name: srv{i}, os: windows-2000, sp: 4, kind: server, segment: dmz, value: {}, patches: []}}\n", 20 + i))
        .collect();
    format!(
        "inventory: 1.0.0\nas_of: 2006-09-01\nthreat: {{attack: {{worm: 0.05}}}}\nsegments: {{dmz: {{isolated: true}}}}\nflows: {{internet -> dmz: [smb]}}\nhosts:\n{hosts}{more}"
    )
}

fn persons(plan: &Value) -> Vec<u64> {
    let mut persons: Vec<u64> = plan["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action["person"].as_u64().unwrap())
        .collect();
    persons.sort_unstable();
    persons.dedup();
    persons
}

/// Nobody is called who would be idle, and everybody who is called works at the same time as the
/// others.
#[test]
fn as_few_people_as_finish_in_the_time_and_no_two_things_at_once() {
    let patches = ["--allow", "patch"];
    for (staff, hours, people) in
        [("1", "8", 1), ("5", "8", 1), ("5", "2", 3), ("5", "1", 5), ("9", "1", 5)]
    {
        let plan =
            json(&office(5, ""), &[&["--staff", staff, "--hours", hours], &patches[..]].concat());
        assert_eq!(
            (plan["people"].as_u64(), persons(&plan).len()),
            (Some(people), people as usize),
            "{staff} people, {hours} h"
        );
        assert_eq!(plan["minutes"], 225);
        for person in persons(&plan) {
            let of: Vec<&Value> = plan["actions"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|action| action["person"] == person)
                .collect();
            assert!(
                of.windows(2).all(|pair| pair[0]["end"].as_u64() <= pair[1]["start"].as_u64()),
                "{of:?}"
            );
        }
    }
}

#[test]
fn the_offers_are_the_beginning_of_the_plan_and_say_how_little_is_enough() {
    let one_matters = office(
        6,
        "  - {name: erp, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 3000, patches: []}\n",
    );
    let plan = json(&one_matters, &["--staff", "2", "--hours", "8", "--allow", "patch"]);
    let offers = plan["offers"].as_array().unwrap();
    assert_eq!(
        offers.iter().map(|offer| offer["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["least", "sensible", "everything"]
    );
    assert_eq!(
        (&offers[0]["steps"], &offers[0]["people"], &offers[0]["minutes"]),
        (&1.into(), &1.into(), &45.into())
    );
    assert_eq!(plan["actions"][0]["deeds"][0]["host"], "erp");
    for offer in offers {
        let steps = offer["steps"].as_u64().unwrap() as usize;
        let minutes: u64 = plan["actions"].as_array().unwrap()[..steps]
            .iter()
            .map(|action| action["minutes"].as_u64().unwrap())
            .sum();
        assert_eq!(offer["minutes"].as_u64(), Some(minutes));
        assert_eq!(offer["left"], plan["actions"][steps - 1]["loss_left"]);
        assert!(offer["people"].as_u64() <= plan["people"].as_u64());
    }
    assert_eq!(offers[2]["left"], plan["loss_left"]);
    let text = self::plan(&one_matters, &["--staff", "2", "--hours", "8", "--allow", "patch"]);
    assert!(
        text.contains("Call 1 person in tonight") && text.contains("regular hours will do"),
        "{text}"
    );
}

#[test]
fn far_too_few_people_are_told_how_many_it_takes() {
    let plan = json(
        &office(200, ""),
        &["--staff", "2", "--hours", "8", "--allow", "patch", "--samples", "64"],
    );
    assert_eq!(plan["verdict"]["call"], "more-staff");
    let needed = plan["verdict"]["people_needed"].as_u64().unwrap();
    // Ten hosts a person: 120 hosts avert 79.98 % of what can be averted, so that one more than
    // twelve is needed.
    assert_eq!(needed, 13);
    let share = |people: u64| {
        let plan = json(
            &office(200, ""),
            &[
                "--staff",
                &people.to_string(),
                "--hours",
                "8",
                "--allow",
                "patch",
                "--samples",
                "64",
            ],
        );
        plan["offers"][2]["share"].as_f64().unwrap()
    };
    assert!(share(needed - 1) < 0.8, "fewer are not enough");
    let enough = json(
        &office(200, ""),
        &["--staff", &needed.to_string(), "--hours", "8", "--allow", "patch", "--samples", "64"],
    );
    assert_eq!(enough["verdict"]["call"], "in");
    let shares: Vec<f64> = enough["offers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| offer["share"].as_f64().unwrap())
        .collect();
    assert!(shares[0] >= 0.8 && shares.is_sorted(), "{shares:?}");
}

/// Closing the way in averts as much as patching the one host that matters, in a third of the time.
/// Still the host is patched.
#[test]
fn patches_come_before_doors_where_there_is_time() {
    let erp = office(
        2,
        "  - {name: erp, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 3000, patches: []}\n",
    );
    let plan = json(&erp, &["--staff", "1", "--hours", "8"]);
    assert_eq!(plan["actions"][0]["deeds"][0]["host"], "erp");
    assert!(blocked(&plan).is_empty(), "there is time for all hosts: {plan}");
    let tight = json(&erp, &["--minutes", "20"]);
    assert_eq!(blocked(&tight), ["internet -> dmz"], "there is time for nothing else");
    let door = &tight["actions"][0];
    assert!(door["cost"].as_f64() > Some(0.0) && door["lift"].is_null(), "{door}");
    let dear = json(&format!("{erp}plan: {{block_cost: 1}}\n"), &["--minutes", "20"]);
    assert!(blocked(&dear).is_empty(), "a day of it costs more than it averts");
    let text = self::plan(&erp, &["--minutes", "20"]);
    assert!(text.contains("  --keep 'internet -> dmz'\n"), "{text}");
}

const LAPTOPS: &str = "
inventory: 1.0.0
as_of: 2006-09-01
threat: {horizon_days: 5}
segments: {office: {users: 0}, servers: {}}
flows: {office -> servers: [smb]}
hosts:
  - {name: nb, count: 6, os: windows-2000, sp: 4, kind: laptop, segment: office, value: 1, minutes: 30, patches: []}
  - {name: db, os: windows-2000, sp: 4, kind: server, segment: servers, value: 500, minutes: 400, patches: []}
";

#[test]
fn a_quarantine_takes_ten_minutes_for_each_laptop_and_somebody_does_it() {
    let quarantine = |minutes: &str| {
        let plan = json(LAPTOPS, &["--minutes", minutes, "--allow", "quarantine"]);
        plan["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| (action["minutes"].clone(), action["person"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(quarantine("59"), []);
    assert_eq!(quarantine("60"), [(60.into(), 1.into())]);
}

/// The words of a plan, given to `--assume`, mean the same flows.
#[test]
fn a_block_means_the_same_in_a_plan_and_under_assume() {
    let both = "
inventory: 1.0.0
as_of: 2006-08-25
threat: {attack: {worm: 0.05}}
segments: {dmz: {isolated: true}}
flows: {internet -> dmz: [smb], internet -> dmz/h4: [tcp/139]}
hosts:
  - {name: h4, os: windows-2000, sp: 4, kind: server, segment: dmz, patches: [KB828028]}
  - {name: h5, os: windows-2000, sp: 4, kind: server, segment: dmz, patches: [KB828028]}
";
    let plan = json(both, &["--minutes", "15", "--allow", "block"]);
    assert_eq!(blocked(&plan), ["internet -> dmz"]);
    assert_eq!(plan["actions"][0]["deeds"][0]["cuts"], serde_json::json!(["tcp/139", "tcp/445"]));
    let kept = json(both, &["--minutes", "15", "--allow", "block", "--keep", "internet -> dmz/h4"]);
    assert!(blocked(&kept).is_empty(), "it would be blocked with the other: {kept}");
}

/// `after` holds even if the other host is out of reach, as long as it still needs its patch.
#[test]
fn a_host_waits_for_one_that_nothing_reaches() {
    let waits = "
inventory: 1.0.0
as_of: 2006-09-01
threat: {attack: {worm: 0.05}}
segments: {cellar: {}, office: {}}
flows: {internet -> office: [smb]}
hosts:
  - {name: h0, os: windows-2000, sp: 4, kind: server, segment: cellar, patches: [KB828028], listens: []}
  - {name: h1, os: windows-2000, sp: 4, kind: server, segment: office, value: 100, patches: [KB828028], after: h0}
";
    let hosts = |plan: &Value| -> Vec<String> {
        let deeds = plan["actions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|action| action["deeds"].as_array().unwrap());
        deeds.map(|deed| deed["host"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(hosts(&json(waits, &["--minutes", "90", "--allow", "patch"])), ["h0", "h1"]);
    assert!(
        !hosts(&json(waits, &["--minutes", "60", "--allow", "patch"])).contains(&"h1".to_owned()),
        "there is no time for both"
    );
    let never = json(waits, &["--minutes", "200", "--allow", "patch", "--never", "h0"]);
    assert!(hosts(&never).is_empty());
    assert_eq!(never["remaining"][0]["why"], "waits");
}

/// Three hundred hosts, each after the one before it.
#[test]
fn a_long_chain_of_hosts_is_planned() {
    let hosts: String = (0..300)
        .map(|i| {
            let after = if i == 0 { String::new() } else { format!(", after: h{}", i - 1) };
            format!("  - {{name: h{i}, os: windows-xp, sp: 1, kind: server, segment: office, patches: []{after}}}\n")
        })
        .collect();
    let text = format!(
        "inventory: 1.0.0\nas_of: 2006-09-01\nthreat: {{attack: {{worm: 0.05}}}}\nsegments: {{office: {{isolated: true}}}}\nflows: {{internet -> office: [smb]}}\nhosts:\n{hosts}"
    );
    let plan = json(&text, &["--minutes", "450", "--samples", "16", "--allow", "patch"]);
    let first = &plan["actions"][0]["deeds"][0]["host"];
    assert_eq!(first, "h0", "{}", plan["actions"]);
}

#[test]
fn a_skill_decides_who_does_it_and_whether_anybody_can() {
    let skilled = |who: &str| {
        let db = "  - {name: db, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 500, who: dba, patches: []}\n";
        format!(
            "{}plan: {{shifts: [{{on: tonight, staff: 2, hours: 8{who}}}], allow: [patch]}}\n",
            office(1, db)
        )
    };
    let with = json(&skilled(", who: [network, dba]"), &[]);
    assert_eq!(
        (&with["actions"][0]["deeds"][0]["host"], &with["actions"][0]["person"]),
        (&"db".into(), &2.into())
    );
    assert_eq!(with["actions"][0]["deeds"][0]["who"], "dba");
    let without = json(&skilled(", who: [network]"), &[]);
    assert_eq!(without["remaining"][0]["why"], "no-skill");
    assert_eq!(
        json(&skilled(""), &[])["actions"][0]["person"],
        1,
        "anybody can do anything unless the shift says otherwise"
    );
}

/// Over several shifts: what is frozen is left, what waits comes after what it waits for, what must
/// not be down together is not, and each deed names its owner.
#[test]
fn freezes_orders_and_owners_hold_over_several_shifts() {
    let host = |name: &str, value: u32, more: &str| {
        format!(
            "  - {{name: {name}, os: windows-2000, sp: 4, kind: server, segment: dmz, value: {value}, owner: {name}@x, patches: []{more}}}\n"
        )
    };
    let text = office(
        0,
        &(host("still", 900, ", frozen: closing of the books")
            + &host("first", 5, "")
            + &host("second", 500, ", after: first")
            + &host("twin1", 40, ", not_with: twin2")
            + &host("twin2", 40, "")),
    );
    let shifts = ["tonight 2x1h", "saturday 2x1h", "sunday 2x1h"];
    let shifts = shifts.iter().flat_map(|shift| ["--shift", shift]);
    let plan = json(&text, &["--allow", "patch"].into_iter().chain(shifts).collect::<Vec<_>>());
    let times = |host: &str| -> Vec<(String, u64, u64)> {
        let of = |action: &&Value| action["deeds"][0]["host"] == host;
        let time = |action: &Value| {
            assert_eq!(action["deeds"][0]["owner"], format!("{host}@x"));
            let minute = |key: &str| action[key].as_u64().unwrap();
            (action["on"].as_str().unwrap().to_owned(), minute("start"), minute("end"))
        };
        plan["actions"].as_array().unwrap().iter().filter(of).map(time).collect()
    };
    assert!(times("still").is_empty(), "{plan}");
    assert_eq!(plan["frozen"][0]["host"], "still");
    let (first, second) = (&times("first")[0], &times("second")[0]);
    assert!((&first.0, first.2) <= (&second.0, second.1), "{first:?} {second:?}");
    let (one, other) = (&times("twin1")[0], &times("twin2")[0]);
    assert!(one.0 != other.0 || one.2 <= other.1 || other.2 <= one.1, "{one:?} {other:?}");
    let mut days: Vec<&str> =
        plan["actions"].as_array().unwrap().iter().map(|a| a["on"].as_str().unwrap()).collect();
    days.dedup();
    assert!(days.len() > 1, "one shift is not several: {days:?}");
}

/// What restarts only out of hours is left for a shift that is, and is no part of the same work in
/// regular hours.
#[test]
fn some_hosts_restart_only_out_of_hours() {
    let two = |more: &str| {
        let host = |name: &str, more: &str| {
            format!(
                "  - {{name: {name}, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 50, patches: []{more}}}\n"
            )
        };
        office(
            0,
            &(host("dc1", ", restart: out-of-hours") + &host("web1", ", restart: any-time") + more),
        )
    };
    let on = |plan: &Value| -> Vec<(String, String)> {
        let actions = plan["actions"].as_array().unwrap().iter();
        actions
            .map(|action| {
                (
                    action["deeds"][0]["host"].as_str().unwrap().to_owned(),
                    action["on"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let pair = |host: &str, day: &str| (host.to_owned(), day.to_owned());
    let patches = ["--allow", "patch", "--horizon", "6"];
    let friday =
        [&patches[..], &["--shift", "tonight 2x8h regular", "--shift", "saturday 1x8h"]].concat();
    let plan = json(&two(""), &friday);
    assert_eq!(on(&plan), [pair("web1", "2006-09-01"), pair("dc1", "2006-09-02")]);
    assert_eq!(plan["regular"]["barred"], 1);
    let only = json(&two(""), &[&patches[..], &["--shift", "tonight 2x8h regular"]].concat());
    assert_eq!(on(&only), [pair("web1", "2006-09-01")]);
    assert_eq!(
        (&only["remaining"][0]["host"], &only["remaining"][0]["why"]),
        (&"dc1".into(), &"regular-hours".into())
    );
    // The whole inventory may say so; a host says otherwise for itself.
    let all = json(
        &office(
            1,
            "plan: {restarts: out-of-hours, shifts: [{on: tonight, staff: 1, hours: 8, regular: true}]}\n",
        ),
        &patches,
    );
    assert!(on(&all).is_empty());
    let all = json(
        &two(
            "plan: {restarts: out-of-hours, shifts: [{on: tonight, staff: 1, hours: 8, regular: true}]}\n",
        ),
        &patches,
    );
    assert_eq!(on(&all), [pair("web1", "2006-09-01")]);
}

/// The least and the most hours are the same in the file as on the command line.
#[test]
fn no_hours_are_refused_in_the_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    for hours in ["0", "0.019", "8785"] {
        for plan in [
            format!("plan: {{hours: {hours}}}"),
            format!("plan: {{shifts: [{{on: tonight, staff: 1, hours: {hours}}}]}}"),
        ] {
            std::fs::write(&path, format!("{CRASH}{plan}\n")).unwrap();
            let Run { status, stderr: errors, .. } = patchfirst(&["plan", &path]);
            assert_eq!(status, 2, "{hours}: {errors}");
            assert!(errors.contains("error[bad-number]: `hours`"), "{errors}");
        }
        let line = patchfirst(&["plan", &path, "--hours", hours]);
        assert_eq!(line.status, 2, "{hours}");
    }
    std::fs::write(&path, CRASH).unwrap();
    assert_eq!(patchfirst(&["plan", &path, "--hours", "0.02"]).status, 0);
}

/// Everything in one column of the table of steps, without blanks.
fn column(text: &str, title: &str, next: &str) -> String {
    let table: Vec<&str> = text
        .split("What to do, in this order")
        .nth(1)
        .unwrap()
        .lines()
        .skip_while(|line| !line.contains(" averted "))
        .collect();
    let at = |title: &str| table[0].find(&format!(" {title} ")).unwrap() + 1;
    let (from, to) = (at(title), at(next));
    let cell = |line: &&str| {
        line.chars().skip(from).take(to - from).filter(|c| !c.is_whitespace()).collect::<String>()
    };
    table.iter().skip(2).take_while(|line| !line.is_empty()).map(cell).collect()
}

#[test]
fn what_has_to_be_typed_is_never_cut() {
    let long = "gateway-south-of-the-river-behind-the-old-warehouse-number-17";
    let inventory = office(
        0,
        &format!(
            "  - {{name: {long}, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 9, patches: []}}\n"
        ),
    );
    let text = plan(&inventory, &[]);
    // The name goes on in the next line of its cell; nothing of it or of the patches is left out.
    let order = column(&text, "do", "who");
    assert!(order.contains(&format!("patch{long}:")), "{order}");
    assert!(
        ["KB828741", "KB835732", "KB921883"].iter().all(|patch| order.contains(patch)),
        "{order}"
    );
    for format in ["csv", "markdown", "json"] {
        assert!(plan(&inventory, &["-f", format]).contains(long), "{format}");
    }
    assert!(plan(&inventory, &["-f", "ics"]).replace("\r\n ", "").contains(long));
}

#[test]
fn a_calendar_has_the_answer_and_an_event_per_step() {
    let inventory = office(
        3,
        "plan: {shifts: [{on: tonight, staff: 1, hours: 1}, {on: saturday, staff: 2, hours: 8}], allow: [patch]}\n",
    );
    let calendar = plan(&inventory, &["-f", "ics"]);
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
            && calendar.ends_with("END:VCALENDAR\r\n"),
        "{calendar}"
    );
    let steps = json(&inventory, &[])["actions"].as_array().unwrap().len();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), steps + 1);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20060901\r\nSUMMARY:Call "), "{calendar}");
    assert!(
        calendar.contains("DTSTART:20060901T180000")
            && calendar.contains("DTSTART:20060902T090000"),
        "{calendar}"
    );
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
}

#[test]
fn work_alone_does_not_pass_for_all_there_is_to_know() {
    let inventory = office(
        1,
        "  - {name: door, os: door firmware, kind: server, segment: dmz}\nplan: {shifts: [{on: tonight, staff: 1, hours: 1}]}\n",
    );
    let unknown = "not assessed (in no figure)";
    assert!(plan(&inventory, &["-f", "ics"]).replace("\r\n ", "").contains(unknown));
    // The lines of a CSV are work and nothing else: the answer is said beside it.
    let run = planned(&inventory, &["-f", "csv"]);
    assert!(run.stderr.replace('\n', " ").contains(unknown), "{}", run.stderr);
    assert!(!run.stdout.contains(unknown), "{}", run.stdout);
}

#[test]
fn the_checklist_has_a_list_for_each_person_and_the_standing_orders() {
    let printed = plan(
        &office(4, ""),
        &["-f", "markdown", "--staff", "2", "--hours", "1.5", "--allow", "patch"],
    );
    for part in [
        "## How little is enough",
        "## Person 1, tonight (Friday 2006-09-01)",
        "## Person 2, tonight",
        "## Risk removed",
    ] {
        assert!(printed.contains(part), "{part} is missing in {printed}");
    }
}

/// The weekend before the code for MS04-007: stay at home, unless it comes out.
#[test]
fn standing_orders_say_what_changes_the_answer() {
    let inventory = std::fs::read_to_string(
        crate::program::root().join("inventory-examples/weekend-2004-02-14/inventory.yaml"),
    )
    .unwrap();
    let plan = json(&inventory, &["--samples", "2000"]);
    assert_eq!(plan["verdict"]["call"], "wait");
    let orders = plan["standing_orders"].as_array().unwrap();
    let code = orders
        .iter()
        .find(|order| order["advisory"] == "MS04-007" && order["stage"] == "exploit")
        .unwrap();
    assert!(code["chance"].as_f64() > Some(0.02) && code["chance"].as_f64() < Some(0.15), "{code}");
    assert!(code["expected_loss"].as_f64() > plan["expected_loss"].as_f64());
    assert_eq!((&code["call"], &code["changes"]), (&"in".into(), &true.into()));
    assert!(code["people"].as_u64() >= Some(1) && !code["first"].as_array().unwrap().is_empty());
}

#[test]
fn regular_hours_are_what_coming_in_is_compared_with() {
    let plan =
        json(&CRASH.replace("kind: server", "minutes: 60, kind: server"), &["--allow", "patch"]);
    assert_eq!(plan["regular"]["on"], "2006-08-28", "the Monday after a Friday");
    let (regular, gain) =
        (plan["regular"]["averted"].as_f64().unwrap(), plan["gain"].as_f64().unwrap());
    let averted = plan["expected_loss"].as_f64().unwrap() - plan["loss_left"].as_f64().unwrap();
    assert!((averted - regular - gain).abs() < 1e-6, "{averted} {regular} {gain}");
    assert_ne!(plan["verdict"]["call"], "nothing");
}

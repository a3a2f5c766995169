//! Is the advice of a plan advice that a manager can follow? Each kind of bad advice, on an
//! inventory that had it.

use crate::program::patchfirst;
use serde_json::Value;

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";
const FLAT: &str = "inventory-examples/flat-network/inventory.yaml";

fn run(arguments: &[&str]) -> String {
    let run = patchfirst(&[&["--quiet", "plan"], arguments].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&run(&[arguments, &["-f", "json"]].concat())).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn actions(plan: &Value) -> &[Value] {
    plan["actions"].as_array().unwrap()
}

fn deeds(plan: &Value) -> impl Iterator<Item = &Value> {
    actions(plan).iter().flat_map(|action| action["deeds"].as_array().unwrap())
}

fn offer<'p>(plan: &'p Value, name: &str) -> &'p Value {
    plan["offers"].as_array().unwrap().iter().find(|offer| offer["name"] == name).unwrap()
}

/// Whoever is offered is not called: no more people than it takes, none of them idle, nobody in two
/// places.
#[test]
fn more_people_are_called_only_if_they_get_more_done() {
    let mut before: Option<Value> = None;
    for staff in ["1", "2", "5"] {
        let plan = json(&[WEEKEND, "--staff", staff, "--hours", "8"]);
        let people = plan["people"].as_u64().unwrap();
        let mut persons: Vec<u64> =
            actions(&plan).iter().map(|action| action["person"].as_u64().unwrap()).collect();
        persons.sort_unstable();
        persons.dedup();
        assert_eq!(persons.len() as u64, people, "somebody is idle with {staff}");
        assert!(people <= staff.parse().unwrap());
        assert!(plan["done_after"].as_u64() <= Some(8 * 60));
        for person in persons {
            let mut of: Vec<_> =
                actions(&plan).iter().filter(|action| action["person"] == person).collect();
            of.sort_by_key(|action| action["start"].as_u64());
            assert!(
                of.windows(2).all(|pair| pair[0]["end"].as_u64() <= pair[1]["start"].as_u64()),
                "{of:?}"
            );
        }
        if let Some(before) = &before {
            let cost = |plan: &Value| number(&plan["loss_left"]) + number(&plan["doors_cost"]);
            assert!(cost(&plan) <= cost(before) + 1e-4, "{staff} people leave more");
            let more = plan["minutes"].as_u64() > before["minutes"].as_u64();
            assert!(
                more || plan["people"] == before["people"],
                "more people for the same work: {plan}"
            );
        }
        before = Some(plan);
    }
}

/// The whole budget is not sold: the answer is the little that is enough, and the rest is said to
/// be able to wait.
#[test]
fn how_little_is_enough_is_the_answer() {
    let plan = json(&[FLAT, "--staff", "2", "--hours", "8"]);
    let (sensible, all) = (offer(&plan, "sensible"), offer(&plan, "everything"));
    assert_eq!(sensible["people"], 1);
    assert!(
        number(&sensible["share"]) >= 0.95 && sensible["minutes"].as_u64() <= Some(60),
        "{sensible}"
    );
    assert!(
        all["minutes"].as_u64() >= sensible["minutes"].as_u64().map(|minutes| 5 * minutes),
        "{all}"
    );
    let text = run(&[FLAT, "--staff", "2", "--hours", "8"])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(text.starts_with("Call 1 person in tonight"), "{text}");
    assert!(
        text.contains("regular hours will do.")
            && text.contains("is enough, the others can wait for regular hours"),
        "{text}"
    );
}

/// Ten thousand machines and two people: not "call two people in".
#[test]
fn far_too_few_people_for_ten_thousand_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    let hosts: String = (0..100)
        .map(|i| {
            let os = ["windows-xp, sp: 1", "windows-2000, sp: 4"][i % 2];
            format!(
                "  - {{name: d{i}, count: 100, os: {os}, kind: workstation, segment: s{}, value: {}, patches: []}}\n",
                i % 10,
                1 + i % 5
            )
        })
        .collect();
    let segments: String = (0..10).map(|i| format!("  s{i}: {{isolated: true}}\n")).collect();
    let flows: String = (0..10).map(|i| format!("  internet -> s{i}: [smb]\n")).collect();
    let text = format!(
        "inventory: 1.0.0\nas_of: 2006-09-01\nthreat: {{attack: {{worm: 0.05}}}}\nsegments:\n{segments}flows:\n{flows}plan: {{allow: [patch]}}\nhosts:\n{hosts}"
    );
    std::fs::write(&path, text).unwrap();
    let plan = json(&[&path, "--staff", "2", "--hours", "8", "--samples", "64"]);
    assert_eq!(plan["verdict"]["call"], "more-staff");
    assert!(plan["verdict"]["people_needed"].as_u64() > Some(20), "{}", plan["verdict"]);
    let text = run(&[&path, "--staff", "2", "--hours", "8", "--samples", "64"])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(text.starts_with("2 people are far too few:") && text.contains("80 % takes"), "{text}");
}

/// The web site and the ERP server: both are patched, and no door is closed that patches make
/// needless.
#[test]
fn the_business_is_patched_and_not_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.yaml").display().to_string();
    let text = "
inventory: 1.0.0
as_of: 2006-09-01
threat: {attack: {worm: 0.05}}
segments: {dmz: {isolated: true}, servers: {}}
flows: {internet -> dmz: [http, smb], dmz -> servers: [smb]}
hosts:
  - {name: web, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 10, minutes: 40, patches: []}
  - {name: mail, os: windows-2000, sp: 4, kind: server, segment: dmz, value: 8, minutes: 40, patches: []}
  - {name: erp, os: windows-2000, sp: 4, kind: server, segment: servers, value: 250, minutes: 60, patches: []}
  - {name: files, os: windows-2000, sp: 4, kind: server, segment: servers, value: 20, minutes: 30, patches: []}
";
    std::fs::write(&path, text).unwrap();
    let plan = json(&[&path, "--staff", "1", "--hours", "4"]);
    let done: Vec<&str> = deeds(&plan).filter_map(|deed| deed["host"].as_str()).collect();
    assert!(["web", "mail", "erp", "files"].iter().all(|host| done.contains(host)), "{done:?}");
    assert!(
        deeds(&plan).all(|deed| deed["kind"] == "patch"),
        "there is time for every host: {plan}"
    );
    // Where there is no time for them, a door is closed, at its price, and the line for who misses
    // it stands below.
    let tight = json(&[&path, "--minutes", "20"]);
    assert_eq!(actions(&tight)[0]["deeds"][0]["kind"], "block");
    assert!(number(&actions(&tight)[0]["cost"]) > 0.0);
    assert!(run(&[&path, "--minutes", "20"]).contains("  --keep '"));
}

/// A quarantine takes its minutes for each laptop, somebody does it, and the hosts are patched all
/// the same. In the table it is one row.
#[test]
fn a_quarantine_is_work_and_no_reason_to_stop() {
    let plan = json(&[WEEKEND, "--staff", "2", "--hours", "8"]);
    let quarantines: Vec<(usize, &Value)> = actions(&plan)
        .iter()
        .enumerate()
        .filter(|(_, action)| action["deeds"][0]["kind"] == "quarantine")
        .collect();
    assert!(!quarantines.is_empty());
    for (_, action) in &quarantines {
        let laptops: u64 = action["deeds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|deed| deed["machines"].as_u64().unwrap())
            .sum();
        assert_eq!(action["minutes"].as_u64(), Some(10 * laptops), "{action}");
        assert!(action["person"].as_u64() >= Some(1));
    }
    let last = quarantines[quarantines.len() - 1].0;
    assert!(
        actions(&plan)[last..].iter().any(|action| action["deeds"][0]["kind"] == "patch"),
        "it stops at the quarantine"
    );
    let table = run(&[WEEKEND, "--staff", "2", "--hours", "8"]);
    let rows = table
        .lines()
        .filter(|line| line.contains(" quarantine office ") && line.contains("person"))
        .count();
    assert_eq!(rows, 1, "{table}");
}

/// The figures of a plan add up, and a host is listed below it for one stated reason.
#[test]
fn nothing_in_a_plan_contradicts_itself() {
    for inventory in [
        WEEKEND,
        FLAT,
        "inventory-examples/weekend-2004-02-14/inventory.yaml",
        "inventory-examples/branch-offices/inventory.yaml",
    ] {
        let plan = json(&[inventory, "--samples", "256"]);
        let averted: f64 = actions(&plan).iter().map(|action| number(&action["averted"])).sum();
        assert!(
            (averted - (number(&plan["expected_loss"]) - number(&plan["loss_left"]))).abs() < 0.01,
            "{inventory}"
        );
        let all = offer(&plan, "everything");
        assert_eq!(all["left"], plan["loss_left"]);
        assert_eq!(all["steps"].as_u64(), Some(actions(&plan).len() as u64));
        let sum: f64 =
            plan["remaining"].as_array().unwrap().iter().map(|one| number(&one["loss"])).sum();
        assert!(
            sum <= number(&plan["loss_left"]) * 1.05 + 0.01,
            "{inventory}: {sum} of {}",
            plan["loss_left"]
        );
        let wholly: Vec<&str> = plan["remaining"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["why"] == "no-time")
            .filter_map(|one| one["host"].as_str())
            .collect();
        let parts: Vec<&str> = deeds(&plan).filter_map(|deed| deed["host"].as_str()).collect();
        for host in wholly.iter().filter(|host| parts.contains(host)) {
            let done: u64 = deeds(&plan)
                .filter(|deed| deed["host"] == **host)
                .map(|deed| deed["machines"].as_u64().unwrap())
                .sum();
            assert!(done >= 1, "{host}");
        }
        let text =
            run(&[inventory, "--samples", "256"]).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            !text.contains("isolate: isolate") && !text.contains(": isolate: no patch"),
            "{text}"
        );
    }
}

/// Advisories of which the same is said share a row, and what changes nothing is one sentence.
#[test]
fn standing_orders_are_few_and_change_something() {
    let plan = json(&[FLAT]);
    let orders = plan["standing_orders"].as_array().unwrap();
    assert!(orders.len() >= 4, "JSON has them all: {}", orders.len());
    assert!(orders.iter().all(|order| order["chance"].as_f64().is_none_or(|p| p >= 0.001)));
    assert!(orders.iter().any(|order| order["changes"] == false));
    let text = run(&[FLAT, "-f", "markdown"]);
    let section = text.split("## Standing orders").nth(1).unwrap().split("\n## ").next().unwrap();
    let items = section.lines().filter(|line| line.starts_with("- ")).count();
    assert!(items <= orders.iter().filter(|order| order["changes"] == true).count(), "{section}");
    assert!(section.contains("The answer stays as it is if "), "{section}");
    let infected = section.lines().find(|line| line.contains("an infected laptop is found in lan"));
    assert!(infected.is_none_or(|line| line.contains("unplug it at once")), "{section}");
}

//! `patchfirst check` as its users see it: gates and exit statuses, baselines, acceptances,
//! corrections, and formats.

use std::fs;
use std::path::Path;

use crate::kept::same;
use crate::program::{Run, command, patchfirst, patchfirst_in, root, run};
use serde_json::Value;
use tempfile::TempDir;

const HEAD: &str = "inventory: 1.0.0\nas_of: 2006-08-25\n";

/// A folder with an inventory.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("inventory.yaml"), format!("{HEAD}{text}")).unwrap();
    folder
}

fn in_folder(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let run = patchfirst_in(folder.path(), arguments);
    (run.status, run.stdout, run.stderr)
}

fn status(folder: &TempDir, arguments: &[&str]) -> i32 {
    in_folder(folder, &[&["check", "inventory.yaml", "-q"], arguments].concat()).0
}

fn findings(folder: &TempDir, arguments: &[&str]) -> Vec<Value> {
    let (_, json, _) =
        in_folder(folder, &[&["check", "inventory.yaml", "-f", "json"], arguments].concat());
    serde_json::from_str::<Value>(&json).unwrap()["findings"].as_array().unwrap().clone()
}

fn rules(folder: &TempDir) -> Vec<String> {
    findings(folder, &[])
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

const CLEAN: &str = "segments: {office: {}}\nhosts:\n  - {name: a, os: windows-xp, sp: 2, kind: workstation, segment: office, patches: [], owner: it}\n";
/// One warning: a host last seen too long ago.
const WARNING: &str = "segments: {office: {}}\nhosts:\n  - {name: a, os: windows-xp, sp: 2, kind: workstation, segment: office, patches: [], owner: it, last_seen: 2006-01-01}\n";

fn broken_rule() -> String {
    format!("{CLEAN}expect:\n  - every host must have minutes\n")
}

#[test]
fn gates_have_their_statuses() {
    let (clean, warning, error) = (folder(CLEAN), folder(WARNING), folder(&broken_rule()));
    let form = folder("segments: {office: {}}\nhost: []\n");
    assert_eq!(status(&clean, &[]), 0);
    assert_eq!(status(&warning, &[]), 0);
    assert_eq!(status(&warning, &["--fail-on", "warning"]), 10);
    assert_eq!(status(&warning, &["--fail-on", "error"]), 0);
    assert_eq!(status(&error, &[]), 12);
    assert_eq!(status(&error, &["--fail-on", "note"]), 10);
    assert_eq!(status(&error, &["--exit-zero"]), 0);
    assert_eq!(status(&form, &["--fail-on", "error"]), 12);
    assert_eq!(
        status(&warning, &["--fail-on", "warning", "--min-severity", "error"]),
        10,
        "what is shown does not change what fails"
    );
}

#[test]
fn what_is_no_finding_keeps_its_status() {
    let (clean, empty) = (folder(CLEAN), folder("segments: {office: {}}\nhosts: []\n"));
    // Products that nobody knows, and one that is known and not affected by anything yet.
    let (strangers, immune) = (
        folder(&CLEAN.replace("windows-xp", "BeOS")),
        folder(&CLEAN.replace("windows-xp, sp: 2", "windows-vista, sp: 0")),
    );
    for more in [&[][..], &["--exit-zero"]] {
        let with = |arguments: &[&'static str]| [arguments, more].concat();
        assert_eq!(in_folder(&clean, &with(&["check", "missing.yaml"])).0, 2);
        assert_eq!(
            in_folder(&clean, &with(&["check", "inventory.yaml", "--baseline", "missing.json"])).0,
            2
        );
        assert_eq!(
            in_folder(&clean, &with(&["check", "inventory.yaml", "--baseline", "inventory.yaml"]))
                .0,
            2
        );
        assert_eq!(in_folder(&clean, &with(&["check"])).0, 2);
        assert_eq!(
            in_folder(&clean, &with(&["check", "inventory.yaml", "-f", "json", "-f", "sarif"])).0,
            2
        );
        for nothing in [&empty, &strangers, &immune] {
            assert_eq!(status(nothing, more), 3);
            assert_eq!(status(nothing, &with(&["--fail-on", "note"])), 3);
        }
        assert_eq!(
            in_folder(&clean, &with(&["check", "inventory.yaml", "-f", "json=no/such/folder/x"])).0,
            1
        );
    }
}

#[test]
fn one_inventory_of_which_something_can_be_said_is_enough() {
    let folder = folder(&CLEAN.replace("windows-xp", "BeOS"));
    fs::write(folder.path().join("known.yaml"), format!("{HEAD}{CLEAN}")).unwrap();
    assert_eq!(in_folder(&folder, &["check", "inventory.yaml", "known.yaml"]).0, 0);
    assert_eq!(in_folder(&folder, &["check", "inventory.yaml"]).0, 3);
    // What is wrong with it counts all the same.
    fs::write(
        folder.path().join("wrong.yaml"),
        format!("{HEAD}{}", broken_rule().replace("windows-xp", "BeOS")),
    )
    .unwrap();
    assert_eq!(in_folder(&folder, &["check", "wrong.yaml"]).0, 12);
}

#[test]
fn only_what_a_baseline_does_not_have_is_new() {
    let folder = folder(WARNING);
    assert_eq!(in_folder(&folder, &["check", "inventory.yaml", "-f", "json=old.json"]).0, 0);
    let gate = &["--baseline", "old.json", "--fail-on-new"][..];
    assert_eq!(status(&folder, gate), 0);
    // Another line, another date, another order: the same finding.
    let moved = WARNING.replace(
        "hosts:\n",
        "hosts:\n  # moved\n  - {name: b, os: windows-xp, sp: 2, kind: workstation, segment: office, patches: [], owner: it}\n",
    );
    fs::write(
        folder.path().join("inventory.yaml"),
        format!("{HEAD}{}", moved.replace("2006-01-01", "2006-02-01")),
    )
    .unwrap();
    assert_eq!(status(&folder, gate), 0);
    assert!(
        findings(&folder, &["--baseline", "old.json"])
            .iter()
            .all(|finding| finding["known"] == true)
    );
    let worse = moved.replace("name: b,", "name: b, roams: true, last_seen: 2006-01-01,");
    fs::write(folder.path().join("inventory.yaml"), format!("{HEAD}{worse}")).unwrap();
    assert_eq!(status(&folder, gate), 11);
    assert_eq!(status(&folder, &["--baseline", "old.json", "--fail-on-new=error"]), 0);
}

const LAPTOP: &str = "segments: {office: {}}\nflows: {}\nhosts:\n  - {name: nb7, os: windows-xp, sp: 1, kind: laptop, segment: office, patches: [KB828028], owner: it}\nexpect:\n  - no laptop may be vulnerable to MS06-040\naccept:\n  - {host: nb7, advisory: MS06-040, reason: on the road, by: head of IT, until: 2006-08-25}\n";

#[test]
fn an_accepted_risk_trips_nothing_until_the_day_after_it_ends_and_is_always_shown() {
    let folder = folder(LAPTOP);
    let last = findings(&folder, &[]);
    assert_eq!(last.len(), 1);
    assert_eq!(last[0]["accepted"]["reason"], "on the road");
    assert_eq!(status(&folder, &["--fail-on", "note", "--deny-stale-accepts"]), 0);
    assert_eq!(status(&folder, &["--as-of", "2006-08-26"]), 12);
    assert_eq!(
        status(
            &folder,
            &["--as-of", "2006-08-26", "--fail-on-new=error", "--baseline", "/dev/null"]
        ),
        2
    );
    let after = findings(&folder, &["--as-of", "2006-08-26"]);
    let named: Vec<&str> = after.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert_eq!(named, ["vulnerable-host", "accept-expired"]);
    assert!(after[0]["accepted"].is_null());
}

#[test]
fn stale_acceptances_have_a_gate_of_their_own() {
    let unused = folder(&LAPTOP.replace("[KB828028]", "[KB828028, KB921883]"));
    assert_eq!(rules(&unused), ["accept-unused"]);
    assert_eq!(status(&unused, &[]), 0);
    assert_eq!(status(&unused, &["--deny-stale-accepts"]), 13);
    assert_eq!(status(&unused, &["--deny-stale-accepts", "--exit-zero"]), 0);
}

/// A clean word about a host of which nobody knows anything would be a lie.
#[test]
fn an_accepted_risk_of_a_host_that_is_not_assessed_is_not_called_unused() {
    let mac = folder(
        &LAPTOP
            .replace("os: windows-xp, sp: 1, ", "os: Mac OS X 10.4, ")
            .replace(", patches: [KB828028]", ""),
    );
    let rules = rules(&mac);
    assert!(!rules.contains(&"accept-unused".to_owned()), "{rules:?}");
    assert!(rules.contains(&"unknown-product".to_owned()), "{rules:?}");
    let all = findings(&mac, &[]);
    let said = |rule: &str| {
        let found = all.iter().find(|finding| finding["rule"] == rule).unwrap();
        found["message"].as_str().unwrap().to_owned()
    };
    for rule in ["no-patch-list", "vulnerable-host"] {
        assert!(said(rule).contains("not assessed and in no figure"), "{}", said(rule));
    }
    assert!(!said("no-patch-list").contains("counts as vulnerable"));
    assert_eq!(status(&mac, &["--deny-stale-accepts"]), 0);
}

#[test]
fn rankings_show_accepted_risks_and_count_them_all_the_same() {
    let (accepted, not) = (folder(LAPTOP), folder(LAPTOP.split("accept:").next().unwrap()));
    let rank = |folder: &TempDir, day: &str| {
        in_folder(folder, &["rank", "inventory.yaml", "--as-of", day, "-f", "json"]).1
    };
    let json = rank(&accepted, "2006-08-25");
    assert!(json.contains(
        r#""accepted": {"by": "head of IT", "reason": "on the road", "until": "2006-08-25"}"#
    ));
    let loss = |json: &str| serde_json::from_str::<Value>(json).unwrap()["expected_loss"].clone();
    assert_eq!(loss(&json), loss(&rank(&not, "2006-08-25")));
    assert!(!rank(&accepted, "2006-08-26").contains("\"accepted\""));
    let table = |day| in_folder(&accepted, &["rank", "inventory.yaml", "--as-of", day]).1;
    assert!(
        table("2006-08-25").contains("nb7 MS06-040: until 2006-08-25, head of IT: on the road")
    );
    assert!(table("2006-08-26").contains("nb7 MS06-040: expired, counts again: until 2006-08-25"));
    let sarif: Value =
        serde_json::from_str(&in_folder(&accepted, &["rank", "inventory.yaml", "-f", "sarif"]).1)
            .unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["suppressions"][0]["status"] == "accepted"));
}

#[test]
fn corrections_touch_one_word_each_and_only_when_asked() {
    let yaml = "segments: {office: {}}   # one\nflows: {}\nhosts_from: [more.csv]\nhosts:\n  - {name: a, os: windows-xp, sp: 2, kind: workstation, segment: office,\n     patches: [ q811114 , 'KB 810217', 810833,   KB893803v2], owner: it}  # kept\n";
    let folder = folder(yaml);
    let table = "name;kind;os;sp;segment;patches;owner\r\nb;workstation;windows-xp;2;office;\"Q811114;KB810217\";it\r\n";
    fs::write(folder.path().join("more.csv"), table).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(rules(&folder), ["patch-spelling"; 4]);
    let (_, _, shown) = in_folder(&folder, &["check", "inventory.yaml", "--diff"]);
    assert!(
        shown.contains(
            "-     patches: [ q811114 , 'KB 810217', 810833,   KB893803v2], owner: it}  # kept"
        ),
        "{shown}"
    );
    assert_eq!(read("inventory.yaml"), format!("{HEAD}{yaml}"), "a diff writes nothing");
    assert_eq!(in_folder(&folder, &["check", "inventory.yaml", "--fix"]).0, 0);
    let right = yaml.replace("q811114 , 'KB 810217', 810833,", "KB811114 , KB810217, KB810833,");
    assert_eq!(read("inventory.yaml"), format!("{HEAD}{right}"));
    assert_eq!(read("more.csv"), table.replace("Q811114", "KB811114"));
    assert!(rules(&folder).is_empty());
}

/// Whether `-x` from one end to the other holds in a network of four segments.
fn reached(flows: &[&str], hosts: &str, rule: &str) -> Option<Vec<String>> {
    let flows: String = flows.iter().map(|flow| format!("  {flow}\n")).collect();
    let host = |name: &str, segment: &str| {
        format!(
            "  - {{name: {name}, count: 2, os: windows-xp, sp: 2, kind: server, segment: {segment}, patches: [], owner: it}}\n"
        )
    };
    let own: String =
        ["a", "b", "c"].iter().map(|segment| host(&format!("{segment}-host"), segment)).collect();
    let folder = folder(&format!(
        "segments: {{a: {{}}, b: {{}}, c: {{}}, cell: {{isolated: true}}}}\nflows:\n{flows}hosts:\n{own}{hosts}expect:\n  - {rule}\n"
    ));
    let found = findings(&folder, &[]);
    let broken =
        found.iter().find(|finding| finding["rule"].as_str().unwrap().starts_with("reachable"))?;
    Some(
        broken["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hop| hop["text"].as_str().unwrap().to_owned())
            .collect(),
    )
}

fn host_in(segments: &str) -> String {
    format!(
        "  - {{name: h, os: windows-xp, sp: 2, kind: server, segments: [{segments}], patches: [], owner: it}}\n"
    )
}

#[test]
fn reach_goes_over_any_number_of_hops_and_asks_the_last_one_for_its_ports() {
    let chain = ["internet -> a: [http]", "a -> b: [tcp/25]", "b -> c: [smb]"];
    let way = ["internet -> a on tcp/80", "a -> b on tcp/25", "b -> c on tcp/139, tcp/445"];
    assert_eq!(reached(&chain, "", "internet -x c: smb").unwrap(), way);
    assert_eq!(
        reached(&chain, "", "internet -x c: http"),
        Some(
            [&way[..], &["hosts in c reach each other on every port"]]
                .concat()
                .iter()
                .map(ToString::to_string)
                .collect()
        )
    );
    assert_eq!(reached(&chain, "", "c -x internet: any"), None);
    assert_eq!(reached(&chain, "", "internet !-> c: smb"), None);
    assert_eq!(reached(&chain, "", "b !-> c: rpc"), None);
    assert_eq!(reached(&chain, "", "b !-> c: smb").unwrap().len(), 1);
    assert_eq!(
        reached(&["internet -> a: unknown"], "", "internet -x a: smb").unwrap(),
        ["internet -> a on ports that nobody knows"]
    );
    assert_eq!(
        reached(&["a -> b: [smb]", "a -> c: [rdp]", "c -> b: [smb]"], "", "a -x b: smb")
            .unwrap()
            .len(),
        1,
        "the shortest way is shown"
    );
}

#[test]
fn hosts_in_two_segments_relay_and_isolated_segments_do_not() {
    let flows = ["internet -> a: [http]"];
    assert_eq!(reached(&flows, "", "internet -x b: smb"), None);
    let way = reached(&flows, &host_in("a, b"), "internet -x b: http").unwrap();
    assert_eq!(way, ["internet -> a on tcp/80", "h is in a and in b"]);
    // Into the cell, but not on from host to host in it.
    let cell = ["a -> cell/other: [http]"];
    let other = "  - {name: other, os: windows-xp, sp: 2, kind: server, segment: cell, patches: [], owner: it}\n";
    assert_eq!(reached(&cell, &format!("{other}{}", host_in("cell, b")), "a -x b: any"), None);
    assert!(reached(&["a -> cell: [http]"], &host_in("cell, b"), "a -x b: any").is_some());
    assert_eq!(
        reached(&cell, other, "a -x cell/other: smb"),
        None,
        "a host does not relay the way to itself"
    );
    assert!(reached(&cell, other, "a -x cell/other: http").is_some());
}

/// Names that inventories allow in free texts, and that would do harm where they are printed.
const HOSTILE: &str = "]]>&lt;\\\"'|<script>alert(1)</script> ::error::x%0A @team [x](http://evil.example) \u{1b}[2J\u{202e}=1+1";

fn hostile() -> TempDir {
    let text = HOSTILE
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\u{1b}', "\\e")
        .replace('\u{202e}', "\\u202e");
    folder(&format!(
        "segments: {{office: {{}}}}\nhosts:\n  - {{name: a, os: \"{text}\", kind: laptop, segment: office, patches: [], owner: it}}\nexpect:\n  - no laptop may be vulnerable to MS06-040\naccept:\n  - {{host: a, advisory: MS06-040, reason: \"{text}\", by: \"{text}\", until: 2006-12-01}}\n"
    ))
}

#[test]
fn hostile_texts_are_harmless_in_every_format() {
    let folder = hostile();
    for format in ["human", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv"] {
        let (_, text, _) = in_folder(&folder, &["check", "inventory.yaml", "-f", format]);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format} has terminal escapes");
        assert!(text.len() > 200, "{format}: {text}");
        match format {
            "github" => assert!(
                text.lines().all(|line| line.starts_with("::")) && !text.contains("%0A"),
                "{text}"
            ),
            "junit" => well_formed(&text),
            "markdown" => assert!(
                !text.contains("<script")
                    && !text.contains("@team")
                    && !text.contains("](http")
                    && text
                        .lines()
                        .filter(|l| l.starts_with("| "))
                        .all(|l| l.matches('|').count() == 5),
                "{text}"
            ),
            "json" | "sarif" | "gitlab" => drop(serde_json::from_str::<Value>(&text).unwrap()),
            "csv" => {
                let mut table = csv::Reader::from_reader(text.as_bytes());
                assert!(table.headers().unwrap().iter().all(|name| !name.is_empty()));
                // The reader refuses rows of another length than the header.
                let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
                assert!(!rows.is_empty(), "{text}");
            }
            _ => {}
        }
    }
}

fn well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

fn sarif_schema() -> jsonschema::Validator {
    let schema = fs::read_to_string(root().join("tests/fixtures/schema/sarif-2.1.0.json")).unwrap();
    // One published pattern, for the language of a run, has a bracket too many, which only lax
    // engines take.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

#[test]
fn sarif_fits_the_official_schema_and_has_what_code_scanning_needs() {
    let validator = sarif_schema();
    let mut logs = vec![in_folder(&hostile(), &["check", "inventory.yaml", "-f", "sarif"]).1];
    let inventory = "inventory-examples/weekend-2006-08-31/inventory.yaml";
    for arguments in [
        &["rank", inventory][..],
        &["check", inventory],
        &["check", "tests/fixtures/rules/reachable.yaml"],
        &["check", "no-such-file.yaml"],
        &["check", "--advisories", "tests/fixtures/rules/supersedence-cycle"],
    ] {
        logs.push(patchfirst(&[arguments, &["-f", "sarif"]].concat()).stdout);
    }
    for log in logs {
        let log: Value = serde_json::from_str(&log).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let run = &log["runs"][0];
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            // The score of the advisory; a rule of `check` is no hole and has none.
            if let Some(score) = rule["properties"]["security-severity"].as_str() {
                assert!((0.1..=10.0).contains(&score.parse::<f64>().unwrap()), "{rule}");
            }
            for key in ["shortDescription", "fullDescription", "help"] {
                assert!((1..=1024).contains(&rule[key]["text"].as_str().unwrap().len()), "{rule}");
            }
        }
        for result in run["results"].as_array().unwrap() {
            assert!(!result["partialFingerprints"].as_object().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            assert!(
                !place["artifactLocation"]["uri"].as_str().unwrap().is_empty()
                    && place["region"]["startLine"].is_number()
            );
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn a_way_is_a_code_flow() {
    let log: Value = serde_json::from_str(
        &patchfirst(&["check", "tests/fixtures/rules/reachable.yaml", "-f", "sarif"]).stdout,
    )
    .unwrap();
    let steps = log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"]
        .as_array()
        .unwrap();
    let lines: Vec<u64> = steps
        .iter()
        .map(|step| step["location"]["physicalLocation"]["region"]["startLine"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [8, 9, 10]);
}

#[test]
fn junit_counts_what_passed_failed_and_was_accepted() {
    let (_, xml, _) = in_folder(
        &folder(&format!("{LAPTOP}  - {{host: nb7, advisory: MS04-007}}\n")),
        &["check", "inventory.yaml", "-f", "junit"],
    );
    well_formed(&xml);
    let numbers = |name: &str| xml.matches(name).count();
    let total: usize =
        xml.split("tests=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert_eq!(total, numbers("<testcase"));
    assert_eq!((numbers("<skipped"), numbers("<failure")), (1, 4), "{xml}");
    assert!(
        xml.contains(r#"<testsuite name="office""#)
            && xml.contains("accepted by head of IT until 2006-08-25: on the road")
    );
}

#[test]
fn github_shows_nine_of_a_kind_and_writes_the_summary() {
    let hosts: String = (0..12)
        .map(|i| format!("  - {{name: h{i}, os: windows-xp, sp: 2, kind: server, segment: s, patches: [], owner: it, roams: true}}\n"))
        .collect();
    let folder = folder(&format!("segments: {{s: {{}}}}\nflows: {{}}\nhosts:\n{hosts}"));
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let mut check = command(&["check", "inventory.yaml", "-f", "github"]);
    let text = run(check.current_dir(folder.path()).env("GITHUB_STEP_SUMMARY", &summary)).stdout;
    assert_eq!(text.matches("::warning file=").count(), 9);
    assert!(
        text.ends_with("::warning title=patchfirst::3 more of severity warning, see the summary\n"),
        "{text}"
    );
    let summary = fs::read_to_string(summary).unwrap();
    assert!(
        summary.starts_with("before\n### patchfirst\n")
            && summary.matches("| warning |").count() == 12
    );
}

#[test]
fn several_formats_and_inventories_in_one_run() {
    let folder = folder(WARNING);
    fs::write(folder.path().join("two.yaml"), format!("{HEAD}{CLEAN}")).unwrap();
    let (status, stdout, stderr) = in_folder(
        &folder,
        &[
            "check",
            "inventory.yaml",
            "two.yaml",
            "-f",
            "json=a.json",
            "-f",
            "junit=a.xml",
            "-f",
            "csv",
        ],
    );
    assert_eq!(status, 0);
    assert!(
        stdout.starts_with("severity,rule,")
            && stderr.starts_with("2 inventories, 2 hosts, 2 segments"),
        "{stderr}"
    );
    assert!(
        Path::new(&folder.path().join("a.json")).exists() && folder.path().join("a.xml").exists()
    );
}

#[test]
fn the_order_of_hosts_and_the_threads_do_not_matter() {
    let text =
        fs::read_to_string(root().join("inventory-examples/branch-offices/warehouse.csv")).unwrap();
    let yaml = fs::read_to_string(root().join("inventory-examples/branch-offices/inventory.yaml"))
        .unwrap()
        + "\nexpect:\n  - expected loss at most 1\n  - every host must have owner\n";
    let (head, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    let mut outputs = Vec::new();
    for threads in ["1", "2", "7"] {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(
            root().join("inventory-examples/branch-offices/branches.csv"),
            folder.path().join("branches.csv"),
        )
        .unwrap();
        fs::write(folder.path().join("inventory.yaml"), &yaml).unwrap();
        fs::write(folder.path().join("warehouse.csv"), format!("{head}\n{}\n", rows.join("\n")))
            .unwrap();
        rows.reverse();
        rows.rotate_left(3);
        // Lines belong to the order; everything else must not.
        let mut found = findings(&folder, &["--threads", threads]);
        found.iter_mut().for_each(without_places);
        let mut found: Vec<String> = found.iter().map(Value::to_string).collect();
        found.sort();
        outputs.push(found);
    }
    assert!(outputs[0].len() > 50 && outputs[0] == outputs[1] && outputs[1] == outputs[2]);
    let example = "inventory-examples/weekend-2006-08-31/inventory.yaml";
    assert_eq!(
        patchfirst(&["check", example, "-f", "sarif", "--threads", "1"]),
        patchfirst(&["check", example, "-f", "sarif", "--threads", "5"])
    );
}

fn without_places(finding: &mut Value) {
    for key in ["place", "related"] {
        finding[key] = Value::Null;
    }
    for hop in finding["path"].as_array_mut().unwrap() {
        hop["place"] = Value::Null;
    }
}

#[test]
fn rankings_are_printed_as_findings_too() {
    let inventory = "inventory-examples/weekend-2006-08-31/inventory.yaml";
    let rank = |format: &str, more: &[&str]| {
        patchfirst(&[&["rank", inventory, "-f", format], more].concat()).stdout
    };
    let json: Value = serde_json::from_str(&rank("json", &[])).unwrap();
    let exposed = |advisory: &&Value| {
        ["vulnerable", "unknown"].contains(&advisory["status"].as_str().unwrap())
    };
    let expected: usize = json["hosts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["advisories"].as_array().unwrap().iter().filter(exposed).count())
        .sum();
    assert_eq!(rank("markdown", &[]).matches("\n| ").count(), expected + 1);
    let xml = rank("junit", &[]);
    well_formed(&xml);
    assert_eq!(xml.matches("<skipped").count(), 1);
    assert!(
        xml.contains(r#"<testcase classname="dmz" name="MS04-007" time="0"/>"#),
        "nothing in the dmz is exposed to it"
    );
}

#[test]
fn the_ranking_as_csv_is_a_ranking() {
    let inventory = "inventory-examples/weekend-2006-08-31/inventory.yaml";
    let rank = |format: &str, more: &[&str]| {
        patchfirst(&[&["rank", inventory, "-f", format], more].concat()).stdout
    };
    let table = rank("csv", &[]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let titles: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at = |title: &str| titles.iter().position(|known| known == title).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let json: Value = serde_json::from_str(&rank("json", &[])).unwrap();
    let hosts = json["hosts"].as_array().unwrap();
    let rest = json["not_assessed"].as_array().unwrap().len();
    assert_eq!(rows.len(), hosts.len() + rest, "one row per host, none left out");
    assert_eq!(table.lines().count(), rows.len() + 1, "one physical line per row");
    for (row, host) in rows.iter().zip(hosts) {
        assert_eq!(&row[at("host")], host["name"].as_str().unwrap(), "in the order of the ranking");
        assert_eq!(row[at("rank")].parse::<u64>().ok(), host["rank"].as_u64());
        for figure in ["p_compromised", "averted", "averted_stderr", "value", "opened"] {
            assert_eq!(
                row[at(figure)].parse::<f64>().ok(),
                host[figure].as_f64(),
                "{figure} of {}",
                host["name"]
            );
        }
    }
    assert_eq!(rank("csv", &["--top", "1"]).lines().count(), 2 + rest);
}

#[test]
fn problems_that_are_not_listed_are_counted() {
    let folder = folder("segments: {a: {}}\nhosts_from: [t.csv]\n");
    let rows: String = (0..10_050).map(|i| format!("h{i};windows-xp;server;nowhere\n")).collect();
    fs::write(folder.path().join("t.csv"), format!("name;os;kind;segment\n{rows}")).unwrap();
    let (status, text, _) = in_folder(&folder, &["check", "inventory.yaml"]);
    assert_eq!(status, 12);
    assert!(
        text.ends_with("10,000 errors, 0 warnings, 0 notes; 50 not shown; only the form was checked, repair it first\n"),
        "{}",
        text.lines().last().unwrap()
    );
}

#[test]
fn what_init_writes_passes_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(in_folder(&folder, &["init"]).0, 0);
    let (status, text, _) = in_folder(&folder, &["check", "inventory.yaml", "--fail-on", "note"]);
    assert_eq!(
        (status, text.as_str()),
        (0, "40 hosts, 3 segments, 3 flows: 0 errors, 0 warnings, 0 notes\n")
    );
    assert_eq!(in_folder(&folder, &["rank", "inventory.yaml"]).0, 0);
    fs::write(folder.path().join("inventory.yaml"), "mine").unwrap();
    assert_eq!(in_folder(&folder, &["init"]).0, 2);
    assert_eq!(fs::read_to_string(folder.path().join("inventory.yaml")).unwrap(), "mine");
}

#[test]
fn the_reference_is_the_command_line() {
    let Run { status, stdout: page, .. } = patchfirst(&["reference"]);
    assert_eq!(status, 0);
    same("docs/cli.md", &page);
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let help = patchfirst(&["--help"]).stdout;
    let listed = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|c| !c.is_empty())
        .collect();
    assert!(commands.len() > 14 && commands.contains(&"rank"), "{commands:?}");
    let man = patchfirst(&["man"]).stdout.replace('\\', "");
    for command in commands.iter().filter(|command| **command != "help") {
        assert!(man.contains(&format!("patchfirst-{command}(1)")), "{command}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let Run { status, stdout: script, .. } = patchfirst(&["completions", shell]);
        // The script asks the program, which knows commands, hosts and advisories.
        assert!(
            status == 0 && script.contains("COMPLETE") && script.contains("patchfirst"),
            "{shell}: {script}"
        );
        let mut asked = crate::program::command(&["--", "patchfirst", ""]);
        let variables = [
            ("COMPLETE", shell),
            ("_CLAP_COMPLETE_INDEX", "1"),
            ("_CLAP_COMPLETE_COMP_TYPE", "9"),
            ("_CLAP_IFS", "\n"),
        ];
        let offered = crate::program::run(asked.envs(variables)).stdout;
        let words: Vec<&str> = offered.split(|c: char| c.is_whitespace() || c == ':').collect();
        assert!(commands.iter().all(|command| words.contains(command)), "{shell}: {offered}");
    }
}

#[test]
fn shipped_advisories_pass() {
    assert_eq!(patchfirst(&["check", "--advisories", "advisories", "--fail-on", "note"]).status, 0);
    assert_eq!(
        patchfirst(&[
            "check",
            "--advisories",
            "inventory-examples/modern-not-windows/advisories",
            "--fail-on",
            "note"
        ])
        .status,
        0
    );
}

/// An inventory with two hosts that nobody owns; a comment behind the first.
fn with_comment(comment: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let hosts = format!(
        "  - {{name: one, os: windows-xp, sp: 2, kind: workstation, segment: office, patches: []}}   {comment}\n  - {{name: two, os: windows-xp, sp: 2, kind: workstation, segment: office, patches: []}}\n"
    );
    let text = format!(
        "inventory: 1.0.0\nas_of: 2006-08-25\nsegments: {{office: {{users: 5}}}}\nflows: {{internet -> office: [http]}}\nhosts:\n{hosts}"
    );
    std::fs::write(folder.path().join("inventory.yaml"), text).unwrap();
    folder
}

fn of_comment(comment: &str, more: &[&str]) -> Vec<(String, bool)> {
    let folder = with_comment(comment);
    let file = folder.path().join("inventory.yaml");
    let json =
        patchfirst(&[&["check", file.to_str().unwrap(), "--format", "json"], more].concat()).stdout;
    let document: Value = serde_json::from_str(&json).unwrap();
    let one = |finding: &Value| {
        (finding["rule"].as_str().unwrap().to_owned(), !finding["accepted"].is_null())
    };
    document["findings"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn a_comment_with_a_day_and_a_reason_accepts_the_finding_of_its_line_alone() {
    let owned = |accepted: bool| ("no-owner".to_owned(), accepted);
    let found = |comment: &str| {
        let mut found = of_comment(comment, &[]);
        found.sort();
        found
    };
    assert_eq!(found(""), [owned(false), owned(false)]);
    assert_eq!(
        found("# patchfirst: ignore no-owner until 2006-12-31: leased"),
        [owned(false), owned(true)]
    );
    assert_eq!(
        found("# patchfirst: ignore no-owner until 2006-08-25: the last day counts"),
        [owned(false), owned(true)]
    );
    for (comment, rule) in [
        ("# patchfirst: ignore no-owner until 2006-08-24: over", "ignore-expired"),
        ("# patchfirst: ignore no-owner: no end", "ignore-incomplete"),
        ("# patchfirst: ignore no-owner until 2006-12-31", "ignore-incomplete"),
        ("# patchfirst: ignore no-ownr until 2006-12-31: a slip", "ignore-incomplete"),
        ("# patchfirst: ignore not-seen until 2006-12-31: not here", "ignore-unused"),
    ] {
        assert_eq!(
            found(comment),
            [(rule.to_owned(), false), owned(false), owned(false)],
            "{comment}"
        );
    }
}

#[test]
fn rules_can_be_selected_and_left_out_by_name_and_family() {
    let rules = |more: &[&str]| {
        of_comment("# patchfirst: ignore not-seen until 2006-12-31: x", more)
            .into_iter()
            .map(|(rule, _)| rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&["--select", "no-owner"]), ["no-owner", "no-owner"]);
    assert_eq!(rules(&["--select", "acceptance"]), ["ignore-unused"]);
    assert_eq!(rules(&["--ignore", "plausibility,ignore-unused"]), Vec::<String>::new());
    let Run { status, stderr, .. } = patchfirst(&["check", "x.yaml", "--ignore", "no-ownr"]);
    assert!(status == 2 && stderr.contains("did you mean `no-owner`"), "{status} {stderr}");
    let Run { status, stdout, .. } = patchfirst(&["check", "--explain", "no-owner"]);
    assert!(status == 0 && stdout.starts_with("no-owner (plausibility, note"), "{stdout}");
}

/// A folder that is the top of a repository, with an inventory below it.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join(".git")).unwrap();
    std::fs::create_dir_all(folder.path().join("net/site")).unwrap();
    std::fs::write(folder.path().join("net/inventory.yaml"), hostless()).unwrap();
    folder
}

fn hostless() -> String {
    std::fs::read_to_string(root().join("tests/fixtures/rules/no-owner.yaml")).unwrap()
}

#[test]
fn forges_get_paths_from_the_top_of_the_repository() {
    let folder = repository();
    let whole = folder.path().join("net/inventory.yaml").display().to_string();
    for (start, file) in [
        (".", "net/inventory.yaml"),
        ("net", "inventory.yaml"),
        ("net/site", "../inventory.yaml"),
        (".", whole.as_str()),
    ] {
        let printed = |format: &str| {
            patchfirst_in(folder.path().join(start), &["check", file, "-q", "-f", format]).stdout
        };
        let issues: Value = serde_json::from_str(&printed("gitlab")).unwrap();
        assert_eq!(issues[0]["location"]["path"], "net/inventory.yaml", "{start} {file}");
        let log: Value = serde_json::from_str(&printed("sarif")).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
            ["uri"];
        assert_eq!(place, "net/inventory.yaml", "{start} {file}");
        assert!(printed("github").contains("file=net/inventory.yaml,"), "{start} {file}");
        // For people a file is what they called it.
        assert!(printed("json").contains(&format!("\"file\": \"{file}\"")), "{start} {file}");
    }
    std::fs::remove_dir(folder.path().join(".git")).unwrap();
    let outside = patchfirst_in(
        folder.path().join("net"),
        &["check", "inventory.yaml", "-q", "-f", "gitlab"],
    )
    .stdout;
    assert!(outside.contains("\"path\": \"inventory.yaml\""), "{outside}");
}

#[test]
fn a_mark_of_byte_order_is_there_on_request() {
    let inventory = "inventory-examples/flat-network/inventory.yaml";
    for command in ["rank", "plan", "report", "check"] {
        let run = |more: &[&str]| {
            patchfirst(&[&[command, inventory, "-q", "-f", "csv"], more].concat()).stdout
        };
        let (plain, marked) = (run(&[]), run(&["--bom"]));
        assert!(!plain.starts_with('\u{feff}'), "{command}");
        assert_eq!(marked, format!("\u{feff}{plain}"), "{command}");
    }
}

#[test]
fn code_scanning_sorts_by_the_score_of_the_advisory() {
    let log = patchfirst(&[
        "rank",
        "inventory-examples/weekend-2006-08-31/inventory.yaml",
        "-q",
        "-f",
        "sarif",
    ])
    .stdout;
    let log: Value = serde_json::from_str(&log).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let score = |id: &str| {
        rules.iter().find(|rule| rule["id"] == id).unwrap()["properties"]["security-severity"]
            .clone()
    };
    // By the vectors of the NVD for CVE-2006-3439 and CVE-2003-0818.
    assert_eq!((score("MS06-040"), score("MS04-007")), ("10.0".into(), "7.5".into()));
}

//! The templates of `docs/templates` make files that trackers import: one ticket for each piece of
//! work of the plan.

use crate::program::{Run, patchfirst, root};
use serde_json::Value;

const INVENTORY: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";

fn filled(template: &str) -> String {
    let path = root().join("docs/templates").join(template);
    let Run { status, stdout, stderr } =
        patchfirst(&["plan", INVENTORY, "--samples", "64", "--template", path.to_str().unwrap()]);
    assert_eq!(status, 0, "{template}: {stderr}");
    stdout
}

/// The pieces of work of the plan: kind and object.
fn work() -> Vec<String> {
    let json = patchfirst(&["plan", INVENTORY, "--samples", "64", "-f", "json"]).stdout;
    let plan: Value = serde_json::from_str(&json).unwrap();
    let deeds = plan["actions"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|action| action["deeds"].as_array().unwrap());
    let object = |deed: &Value| {
        ["host", "flow", "segment"]
            .iter()
            .find_map(|key| deed[*key].as_str().map(str::to_owned))
            .unwrap()
    };
    deeds.map(|deed| format!("{} {}", deed["kind"].as_str().unwrap(), object(deed))).collect()
}

#[test]
fn jira_gets_a_row_for_each_piece_of_work() {
    let text = filled("jira.csv.j2");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>(), work());
    assert!(
        rows.iter().all(|row| row[4].parse::<jiff::civil::Date>().is_ok()),
        "every ticket is due on a day"
    );
}

#[test]
fn servicenow_and_github_get_json() {
    let records: Value = serde_json::from_str(&filled("servicenow.json.j2")).unwrap();
    let titles: Vec<&str> = records["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["short_description"].as_str().unwrap())
        .collect();
    assert_eq!(titles, work());
    let issues: Value = serde_json::from_str(&filled("github-issues.json.j2")).unwrap();
    assert_eq!(issues.as_array().unwrap().len(), work().len());
}

#[test]
fn a_ranking_fills_templates_too_and_a_mistake_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("first.txt");
    std::fs::write(
        &template,
        "{% for host in hosts[:2] %}{{ host.rank }} {{ host.name }}\n{% endfor %}",
    )
    .unwrap();
    let Run { status, stdout, .. } = patchfirst(&[
        "rank",
        INVENTORY,
        "--samples",
        "64",
        "--template",
        template.to_str().unwrap(),
    ]);
    assert_eq!((status, stdout.lines().count()), (0, 2), "{stdout}");
    std::fs::write(&template, "one\n{{ no_such_value }}\n").unwrap();
    let Run { status, stderr, .. } = patchfirst(&[
        "rank",
        INVENTORY,
        "--samples",
        "64",
        "--template",
        template.to_str().unwrap(),
    ]);
    assert!(status == 2 && stderr.contains("first.txt:2"), "{status} {stderr}");
}

#[test]
fn cells_of_csv_templates_are_quoted_and_no_formulas() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("cells.csv");
    std::fs::write(&template, "{{ '=cmd()' | csv }},{{ 'say \"no\"' | csv }},{{ none | csv }}\n")
        .unwrap();
    let Run { stdout, .. } = patchfirst(&[
        "rank",
        INVENTORY,
        "--samples",
        "64",
        "--template",
        template.to_str().unwrap(),
    ]);
    assert_eq!(stdout, "\"'=cmd()\",\"say \"\"no\"\"\",\"\"\n");
}

//! The report for management: one set of numbers in every format, self-contained, harmless, the
//! same bytes every time.

mod figure;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::kept::snapshot;
use crate::program::{Run, patchfirst, root};
use base64::Engine;
use serde_json::Value;
use sha2::{Digest, Sha256};

const OFFICE: &str = "tests/fixtures/report/office.yaml";

/// Runs `report`, which has to succeed.
#[track_caller]
fn report(arguments: &[&str]) -> String {
    let Run { status, stdout: printed, stderr: said } =
        patchfirst(&[&["--quiet", "report"], arguments].concat());
    assert_eq!(status, 0, "{said}");
    printed
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&report(&[arguments, &["--format", "json"]].concat())).unwrap()
}

/// A file with a text in a folder; its path as an argument.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn office() -> String {
    std::fs::read_to_string(root().join(OFFICE)).unwrap()
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap_or_else(|| panic!("no {end} after {start}"))]
}

#[test]
fn the_markdown_is_what_people_paste_into_tickets() {
    snapshot("report/harbour-office.md", &report(&[OFFICE, "--format", "markdown"]));
}

#[test]
fn the_first_page_says_who_when_what_and_how_much() {
    let page = report(&[OFFICE]);
    let summary = between(&page, "<section id=\"summary\"", "<nav").replace("<wbr>", "");
    let digest = Sha256::digest(office());
    let hex = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    for part in [
        "Harbour Office",
        "Friday 2006-09-01",
        "Monday 2006-09-04",
        &hex,
        "built-in, patchfirst",
        "office.yaml",
    ] {
        assert!(summary.contains(part), "{part}");
    }
    let values = json(&[OFFICE]);
    assert!(summary.contains(values["verdict"]["heading"].as_str().unwrap()));
    for id in ["loss", "machines", "oldest"] {
        assert!(summary.contains(&format!("id=\"stake-{id}\"")), "{id}");
    }
    for section in ["figure-curve", "offers", "fix-first", "decisions", "watch", "sure"] {
        assert!(summary.contains(&format!("id=\"{section}\"")), "{section}");
    }
    let kinds: Vec<&str> = values["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    for kind in ["staff", "quarantine", "frozen", "no-patch", "acceptance", "owner"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
}

#[test]
fn the_page_is_one_file_that_asks_for_nothing() {
    let page = report(&[OFFICE]);
    assert_eq!(page.matches("<script>").count(), 1);
    let script = between(&page, "<script>", "</script>");
    let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(script));
    assert!(page.contains(&format!("script-src 'sha256-{hash}'")), "the policy names the script");
    assert!(page.contains("default-src 'none'"));
    let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
    for outside in ["http:", "https:", "src=", "@import", "url(h", "<link", "<iframe", "<img"] {
        assert!(!without_namespace.contains(outside), "{outside}");
    }
}

#[test]
fn every_format_shows_the_same_numbers() {
    let values = json(&[OFFICE]);
    let (page, markdown) = (report(&[OFFICE]), report(&[OFFICE, "--format", "markdown"]));
    for pointer in [
        "/counts/expected_loss/text",
        "/counts/loss_left/text",
        "/stakes/0/before",
        "/offers/0/share",
        "/fix_first/rows/0/averted/text",
    ] {
        let text = values.pointer(pointer).unwrap().as_str().unwrap();
        assert!(page.contains(text) && markdown.contains(text), "{pointer}: {text}");
    }
    let text = report(&[OFFICE, "--format", "csv"]);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = csv.deserialize().map(Result::unwrap).collect();
    let hosts = values["ranking"]["hosts"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["assessed"] == "yes").count(), hosts.len());
    assert_eq!(text.lines().count(), 1 + 7, "a record per line and entry, and the header");
    for (row, host) in rows.iter().zip(hosts) {
        assert_eq!(row["host"], host["name"].as_str().unwrap());
        for key in ["rank", "averted", "p_compromised"] {
            assert_eq!(
                row[key].parse::<f64>().unwrap(),
                host[key].as_f64().unwrap(),
                "{key} of {}",
                row["host"]
            );
        }
    }
    let lines = values["hosts"]["rows"].as_array().unwrap();
    for (line, host) in lines.iter().zip(hosts) {
        assert_eq!(line["averted"]["value"], host["averted"]);
        assert!(page.contains(&format!("data-sort=\"{}\"", host["averted"])), "{host}");
    }
}

#[test]
fn plan_and_rank_show_the_same_numbers() {
    let values = json(&[OFFICE]);
    let other = |arguments: &[&str]| -> Value {
        serde_json::from_str(&patchfirst(arguments).stdout).unwrap()
    };
    let plan = other(&["--quiet", "plan", OFFICE, "--format", "json"]);
    assert_eq!(values["counts"]["expected_loss"]["value"], plan["expected_loss"]);
    assert_eq!(values["counts"]["loss_left"]["value"], plan["loss_left"]);
    assert_eq!(
        values["plan"]["actions"].as_array().unwrap().len(),
        plan["actions"].as_array().unwrap().len()
    );
    let ranking = other(&["--quiet", "rank", OFFICE, "--format", "json"]);
    let (of_report, of_rank) =
        (values["ranking"].as_object().unwrap(), ranking.as_object().unwrap());
    assert!(of_report.keys().eq(of_rank.keys()));
    // How sure the order is under other rates takes rankings of its own: each command says how many
    // it makes.
    for (key, value) in of_rank.iter().filter(|(key, _)| *key != "doubt") {
        assert_eq!(&of_report[key], value, "{key}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["html", "markdown", "csv", "json"] {
        let once = report(&[OFFICE, "--samples", "64", "--format", format, "--threads", "1"]);
        assert_eq!(
            once,
            report(&[OFFICE, "--samples", "64", "--format", format, "--threads", "2"]),
            "{format}"
        );
    }
}

#[test]
fn the_order_of_hosts_and_flows_changes_nothing_but_the_digest() {
    let folder = tempfile::tempdir().unwrap();
    let text = office();
    let (hosts, flows) = (lines(&text, "hosts:\n", "accept:"), lines(&text, "flows:\n", "hosts:"));
    let turned = |text: &str| text.lines().rev().fold(String::new(), |all, line| all + line + "\n");
    let other = text.replace(hosts, &turned(hosts)).replace(flows, &turned(flows));
    assert_ne!(text, other);
    let written = |text: &str| {
        let path = file(folder.path(), "inventory.yaml", text);
        let printed = report(&[&path, "--format", "markdown"]);
        printed
            .lines()
            .filter(|line| !line.starts_with("Inventory:"))
            .fold(String::new(), |all, line| all + line + "\n")
    };
    assert_eq!(written(&text), written(&other));
}

fn lines<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    between(text, from, to)
}

#[test]
fn a_hostile_name_is_a_text_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let script = "<script>alert(1)</script>";
    let text = office()
        .replace("Harbour Office", "'<b>[x](http://e.example)</b>'")
        .replace("it@harbour.example", &format!("'{script}'"))
        .replace("hr@harbour.example", "\"=cmd|' /C calc'!A0\"")
        .replace("sales@harbour.example", "'{{ 7*7 }}{% raw %}'")
        .replace("frozen: month-end", "frozen: '\"><img src=x onerror=alert(2)>'")
        .replace("Print OS 3", "'</title></style></script><img>'");
    let path = file(folder.path(), "inventory.yaml", &text);
    let page = report(&[&path]);
    for bad in ["<script>alert", "<img", "<b>[x]"] {
        assert!(!page.contains(bad), "{bad}");
    }
    // Whole, as it was written, but for the marks where a line may break.
    let text = page.replace("<wbr>", "").replace("&#x2f;", "/");
    let organisation = "&lt;b&gt;[x](http://e.example)&lt;/b&gt;";
    for whole in ["&lt;script&gt;alert(1)&lt;/script&gt;", "{{ 7*7 }}{% raw %}", organisation] {
        assert!(text.contains(whole), "{whole}");
    }
    assert_eq!(
        ["<script", "</script>", "</style>"].map(|tag| page.matches(tag).count()),
        [1, 1, 1]
    );
    let markdown = report(&[&path, "--format", "markdown"]);
    for bad in ["<script", "<img", "<b>", "://"] {
        assert!(!markdown.contains(bad), "{bad}");
    }
    let csv = report(&[&path, "--format", "csv"]);
    assert!(csv.contains("'=cmd|") && !csv.contains(",=cmd"), "{csv}");
    assert_eq!(json(&[&path])["ranking"]["hosts"].as_array().unwrap().len(), 6);
}

#[test]
fn reports_from_before_show_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let old = office()
        .replace("as_of: 2006-09-01", "as_of: 2006-08-25")
        .replace("patches: [KB921883]}", "patches: []}");
    let older = file(
        folder.path(),
        "older.json",
        &patchfirst(&["--quiet", "rank", &file(folder.path(), "older.yaml", &old), "-f", "json"])
            .stdout,
    );
    let last = file(
        folder.path(),
        "last.json",
        &report(&[&file(folder.path(), "last.yaml", &old), "--format", "json"]),
    );
    let values = json(&[OFFICE, "--baseline", &older, "--baseline", &last]);
    assert_eq!(values["trend"].as_array().unwrap().len(), 3);
    let machines = values["stakes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|stake| stake["id"] == "machines")
        .unwrap();
    assert_eq!(machines["change"]["difference"], 0);
    assert!(values["since"]["text"].as_str().unwrap().starts_with("The expected loss"));
    assert!(
        values["since"]["better"].to_string().contains("web")
            || values["since"]["worse"].to_string().contains("web")
    );
    let page = report(&[OFFICE, "--baseline", &last]);
    assert!(page.contains("<section id=\"since\"") && page.contains("as on 2006-08-25"));
}

#[test]
fn every_wrong_baseline_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let no_json = file(folder.path(), "a.json", "hosts: []");
    let other = file(folder.path(), "b.json", "{\"schema\": \"patchfirst/plan/1\"}");
    let Run { status, stdout: printed, stderr: said } =
        patchfirst(&["report", OFFICE, "--baseline", &no_json, "--baseline", &other]);
    assert_eq!((status, printed.as_str()), (2, ""));
    assert!(
        said.contains("a.json") && said.contains("b.json") && said.contains("patchfirst/plan/1"),
        "{said}"
    );
}

#[test]
fn the_ending_of_the_file_says_the_format() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [
        ("r.html", "<!DOCTYPE html>"),
        ("r.md", "# Which"),
        ("r.csv", "rank,"),
        ("r.json", "{"),
        ("r", "<!DOCTYPE html>"),
    ] {
        let path = folder.path().join(name);
        assert_eq!(report(&[OFFICE, "--samples", "64", "-o", path.to_str().unwrap()]), "");
        assert!(std::fs::read_to_string(&path).unwrap().trim_start().starts_with(start), "{name}");
    }
}

#[test]
fn a_template_gets_the_same_values_and_the_escaping_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let render = |name: &str, text: &str| {
        report(&[OFFICE, "--samples", "64", "--template", &file(folder.path(), name, text)])
    };
    assert_eq!(
        render("t.txt", "{{ schema }} {{ organisation }}: {{ counts.exposed }}\n"),
        "patchfirst/report/1 Harbour Office: 6\n"
    );
    assert_eq!(render("t.html.j2", "{{ '<' }}"), "&lt;");
    assert_eq!(render("t.md", "{{ '*' }}"), "\\*");
    let house = render(
        "house.html",
        "{% extends 'report.html' %}{% block brand %}<p>Our house</p>{% endblock %}",
    );
    assert!(house.contains("<p>Our house</p>") && house.contains("id=\"fix-first\""));
    assert!(
        house.replace("<p>Our house</p>", "") == report(&[OFFICE, "--samples", "64"]),
        "the built-in page is a template like any other"
    );
}

#[test]
fn a_template_may_be_called_like_the_built_in_one_it_extends() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        folder.path(),
        "report.html",
        "{% extends 'report.html' %}{% block brand %}<p>Our house</p>{% endblock %}",
    );
    assert!(report(&[OFFICE, "--template", &path]).contains("<p>Our house</p>"));
}

#[test]
fn an_inventory_beside_its_advisories_is_still_named_with_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let advisories = folder.path().to_str().unwrap();
    let tables = office().replace("hosts:\n", "hosts_from: [more.csv]\nhosts:\n");
    file(
        folder.path(),
        "more.csv",
        "name,os,sp,kind,segment\npc,windows-2000,4,workstation,office\n",
    );
    let advisory = std::fs::read_to_string(root().join("advisories/MS06-040.yaml")).unwrap();
    file(folder.path(), "MS06-040.yaml", &advisory);
    let path = file(folder.path(), "inventory.txt", &tables);
    let files = json(&[&path, "--advisories", advisories])["files"].clone();
    let names: Vec<&str> =
        files.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(
        names.len() == 2 && names[0].ends_with("inventory.txt") && names[1].ends_with("more.csv"),
        "{names:?}"
    );
}

#[test]
fn what_is_wrong_with_a_template_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        ("missing.txt", "one\n{{ no_such_value }}\n", "missing.txt:2"),
        ("syntax.html", "{% for x in stakes %}\n", "syntax.html:"),
        ("filter.txt", "{{ tool | shout }}", "filter.txt:1"),
        (
            "endless.txt",
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            "fuel",
        ),
        ("file.txt", "{% include '/etc/passwd' %}", "/etc/passwd"),
    ];
    for (name, text, part) in wrong {
        let output = folder.path().join("out.html");
        let path = file(folder.path(), name, text);
        let Run { status, stderr: said, .. } = patchfirst(&[
            "--quiet",
            "report",
            OFFICE,
            "--samples",
            "64",
            "--template",
            &path,
            "-o",
            output.to_str().unwrap(),
        ]);
        assert_eq!(status, 2, "{name}: {said}");
        assert!(said.contains(part), "{name}: {said}");
        assert!(!output.exists(), "nothing is written");
    }
}

#[test]
fn a_long_inventory_has_its_full_list_beside_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut text =
        "inventory: 1.0.0\nas_of: 2006-09-01\nsegments:\n  office: {users: 100}\nhosts:\n"
            .to_owned();
    for i in 0..1_200 {
        let patches = if i % 3 == 0 { "[KB921883, KB828028]" } else { "[]" };
        writeln!(
            text,
            "  - {{name: pc{i:04}, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: {patches}, owner: o{}}}",
            i % 7
        )
        .unwrap();
    }
    let inventory = file(folder.path(), "inventory.yaml", &text);
    let output = folder.path().join("report.html");
    let run = patchfirst(&[
        "report",
        &inventory,
        "--samples",
        "16",
        "--minutes",
        "100",
        "-o",
        output.to_str().unwrap(),
    ]);
    let said = run.stderr;
    assert!(run.status == 0 && said.contains("report.hosts.csv"), "{said}");
    let html = std::fs::read_to_string(&output).unwrap();
    assert!(html.contains("report.hosts.csv") && html.len() < 500_000, "{} bytes", html.len());
    let csv = std::fs::read_to_string(folder.path().join("report.hosts.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1_201);
    let wrong = file(folder.path(), "wrong.html", "{{ no_such_value }}");
    let failed = folder.path().join("failed.html");
    let Run { status, .. } = patchfirst(&[
        "-q",
        "report",
        &inventory,
        "--samples",
        "16",
        "--minutes",
        "100",
        "--template",
        &wrong,
        "-o",
        failed.to_str().unwrap(),
    ]);
    assert!(
        status == 2 && !failed.exists() && !folder.path().join("failed.hosts.csv").exists(),
        "a template that fails leaves no file"
    );
    let printed = report(&[&inventory, "--samples", "16", "--minutes", "100"]);
    assert!(
        printed.contains("--format csv") && !printed.contains("report.hosts.csv"),
        "on standard output nothing is beside"
    );
}

#[test]
fn assumptions_are_named_on_the_first_page() {
    let values = json(&[OFFICE, "--assume", "quarantine office", "--assume", "patch files"]);
    assert_eq!(values["assumptions"], serde_json::json!(["quarantine office", "patch files"]));
    assert!(
        values["counts"]["expected_loss"]["value"].as_f64()
            < json(&[OFFICE])["counts"]["expected_loss"]["value"].as_f64()
    );
}

#[test]
fn where_nothing_is_exposed_the_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let clean = "inventory: 1.0.0\nas_of: 2006-09-01\nsegments: {office: {}}\nflows: {}\nhosts:\n  - {name: pc, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: [KB824146, KB828035, KB828749, KB828741, KB835732, KB870763, KB885250, KB891861, KB896422, KB896423, KB899588, KB902400, KB905749, KB911280, KB917159, KB921883]}\n";
    let path = file(folder.path(), "clean.yaml", clean);
    let page = report(&[&path]);
    assert!(page.contains("Nobody has to come in") && page.contains("There is nothing to remedy"));
    assert!(!page.contains("<tbody>\n</tbody>"), "no empty table");
    let values = json(&[&path]);
    assert_eq!(
        (&values["counts"]["exposed"], &values["counts"]["oldest_days"]),
        (&Value::from(0), &Value::Null)
    );
}

#[test]
fn without_flows_nothing_is_green() {
    let folder = tempfile::tempdir().unwrap();
    let inventory = "inventory: 1.0.0\nas_of: 2006-09-01\nsegments: {office: {}, servers: {}}\nhosts:\n  \
                     - {name: a, os: windows-2000, sp: 4, kind: server, segment: servers, patches: []}\n  \
                     - {name: b, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: []}\n";
    let path = file(folder.path(), "bare.yaml", inventory);
    let page = report(&[&path]);
    assert!(
        !page.contains("class=\"verdict nothing\""),
        "a green all-clear though nobody described the network"
    );
    assert_ne!(json(&[&path])["verdict"]["call"], "nothing");
}

#[test]
fn a_theme_sets_colours_letters_and_a_logo_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let theme = file(
        folder.path(),
        "house.toml",
        "accent = \"#004488\"\nfont = \"Georgia, serif\"\nlogo = \"logo.svg\"\n[dark]\naccent = \"#88bbff\"\n",
    );
    let page = report(&[OFFICE, "--theme", &theme]);
    assert!(
        page.contains("--accent:#004488;--font:Georgia, serif;")
            && page.contains("--accent:#88bbff;")
    );
    assert!(page.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,"));
    let wrong = file(
        folder.path(),
        "wrong.toml",
        "acent = \"#004488\"\nink = \"red\"\nfont = \"a;b\"\nlogo = \"missing.svg\"\n",
    );
    let run = patchfirst(&["report", OFFICE, "--theme", &wrong]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    for part in [
        "no `acent`; did you mean `accent`?",
        "`ink` takes a colour",
        "`font` takes",
        "cannot read the logo",
    ] {
        assert!(run.stderr.contains(part), "{part} in {}", run.stderr);
    }
    let faint = file(folder.path(), "faint.toml", "ink = \"#dddddd\"\n");
    assert!(patchfirst(&["report", OFFICE, "--theme", &faint]).stderr.contains("texts need 4.5"));
}

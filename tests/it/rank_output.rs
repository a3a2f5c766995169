//! What `rank` prints: the table at several widths, the JSON, and what becomes of hostile text.

use crate::common::{Case, Ranked, advisory};
use crate::kept::snapshot;
use patchfirst::report::table::{TableOptions, render};
use patchfirst::report::{View, json};

const NETWORK: &str = "
inventory: 1.0.0
as_of: 2006-08-25
segments:
  office: {users: 20}
  servers: {criticality: high}
flows:
  office -> servers: [tcp/445]
  servers -> office: unknown
hosts:
  - {name: desk, count: 40, os: test-os, sp: 1, kind: workstation, segment: office, criticality: low, patches: []}
  - {name: pc-1, os: test-os, sp: 1, kind: server, segment: servers, patches: []}
  - {name: pc-2, os: test-os, sp: 1, kind: server, segment: servers, patches: []}
  - {name: doubt, os: test-os, sp: 1, kind: server, segment: servers, criticality: low, frozen: audit until September}
  - {name: done, os: test-os, sp: 1, kind: server, segment: servers, patches: [fix-T-1]}
  - {name: laptop, os: test-os, sp: 1, kind: laptop, segment: office, criticality: low, patches: []}
  - {name: printer3, os: FooOS 3, kind: workstation, segment: office}
";

fn case(network: &str) -> Case {
    Case::new(
        network,
        &[&advisory("T-1", "[tcp/445]", "{date: 2006-08-20, stage: worm, name: Wriggler}")],
    )
}

fn view<'a>(case: &'a Case, ranked: &'a Ranked<'_>) -> View<'a> {
    View { case: case.as_case(), ranking: &ranked.0, shown: None }
}

fn table(case: &Case, width: u16) -> String {
    table_with(case, TableOptions { width, colour: false, all: false, top: None })
}

fn table_with(case: &Case, options: TableOptions) -> String {
    let ranked = case.rank();
    render(&view(case, &ranked), options)
}

fn json(case: &Case, top: Option<usize>) -> String {
    let ranked = case.rank();
    json::render(&view(case, &ranked), top)
}

/// The widest line as a terminal would show it.
fn widest(text: &str) -> usize {
    let wide = |c: char| {
        usize::from(
            matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1faff}'),
        )
    };
    text.lines().map(|line| line.chars().map(|c| 1 + wide(c)).sum()).max().unwrap_or(0)
}

#[test]
fn a_tired_administrator_reads_the_table() {
    snapshot("rank/table_100.txt", &table(&case(NETWORK), 100));
}

#[test]
fn a_narrow_terminal_loses_columns_not_rows() {
    snapshot("rank/table_60.txt", &table(&case(NETWORK), 60));
}

#[test]
fn every_host_has_a_row_of_its_own_when_asked_for() {
    let all = table_with(
        &case(NETWORK),
        TableOptions { width: 140, colour: false, all: true, top: None },
    );
    snapshot("rank/table_all.txt", &all);
}

#[test]
fn the_json_is_the_published_format() {
    snapshot("rank/rank.json", &json(&case(NETWORK), None));
}

#[test]
fn top_limits_rows_and_hosts() {
    let case = case(NETWORK);
    let top =
        table_with(&case, TableOptions { width: 100, colour: false, all: false, top: Some(1) });
    assert!(top.contains("1 of 4 rows are shown"), "{top}");
    let document: serde_json::Value = serde_json::from_str(&json(&case, Some(2))).unwrap();
    assert_eq!(document["hosts"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_exposed_is_said_in_words_and_unknown_is_not_clean() {
    let clean = case(&NETWORK.replace("as_of: 2006-08-25", "as_of: 2006-07-01"));
    let text = table(&clean, 100);
    assert!(text.starts_with("Nothing that was assessed here is exposed"), "{text}");
    assert!(text.contains("1 host not assessed") && text.contains("printer3"), "{text}");
}

#[test]
fn hosts_that_were_not_assessed_are_never_called_clean() {
    let network = "
inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {}}
hosts: [{name: printer3, os: FooOS 3, kind: workstation, segment: office}]
";
    let text = table(&case(network), 100);
    assert!(text.starts_with("The only host could not be assessed"), "{text}");
}

/// Names that move the cursor, reorder text, are wide or are very long.
fn hostile() -> String {
    let long = "x".repeat(200);
    format!(
        "
inventory: 1.0.0
as_of: 2006-08-25
segments: {{\"事務所\": {{users: 3}}}}
hosts:
  - {{name: {long}, os: test-os, sp: 1, kind: server, segment: \"事務所\", patches: []}}
  - {{name: 受付受付受付受付受付受付受付受付受付受付, os: test-os, sp: 1, kind: laptop, segment: \"事務所\", frozen: \"a\\e[2Jb😀\\u202Ec\"}}
  - {{name: odd, os: \"Foo\\e]0;title\\aOS\\u2066\", kind: server, segment: \"事務所\"}}
"
    )
}

#[test]
fn hostile_text_neither_acts_nor_breaks_the_layout() {
    let case = case(&hostile());
    for width in [60, 80, 100, 140] {
        let text = table(&case, width);
        assert!(
            text.chars().all(|c| c == '\n' || !patchfirst::source::sanitize::is_hostile(c)),
            "{text:?}"
        );
        assert!(widest(&text) <= usize::from(width), "{width}: {}\n{text}", widest(&text));
    }
    let text = json(&case, None);
    assert!(
        text.chars().all(|c| c == '\n' || !patchfirst::source::sanitize::is_hostile(c)),
        "{text:?}"
    );
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["not_assessed"][0]["os"], "Foo\u{1b}]0;title\u{7}OS\u{2066}");
}

#[test]
fn no_line_is_wider_than_the_terminal_or_ends_in_blanks() {
    let case = case(NETWORK);
    for width in [60, 72, 80, 100, 140] {
        let text = table(&case, width);
        assert!(widest(&text) <= usize::from(width), "{width}:\n{text}");
        assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let case = case(NETWORK);
    let coloured =
        table_with(&case, TableOptions { width: 100, colour: true, all: false, top: None });
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    let trimmed: String = stripped.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(trimmed, table(&case, 100));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (a, b) = (case(NETWORK), case(NETWORK));
    assert_eq!(table(&a, 100), table(&b, 100));
    assert_eq!(json(&a, None), json(&b, None));
}

#[test]
fn the_worst_case_says_so() {
    let mut case = case(NETWORK);
    case.threat = case.threat.worst_case();
    case.request.samples = patchfirst::risk::SampleSize::Fixed(1);
    let text = table(&case, 100);
    assert!(text.starts_with("If everything that can happen does,"), "{text}");
}

/// Twenty segments of which nothing but the name tells one from another.
#[test]
fn long_ties_are_cut_short_and_nothing_of_them_is_lost() {
    let segments: String = (0..20).map(|i| format!("  s{i}: {{users: 5}}\n")).collect();
    let hosts: String = (0..20)
        .map(|i| {
            format!("  - {{name: pc-{i}, os: test-os, sp: 1, kind: server, segment: s{i}, patches: []}}\n")
        })
        .collect();
    let network = format!(
        "inventory: 1.0.0\nas_of: 2006-08-25\nsegments:\n{segments}flows: {{}}\nhosts:\n{hosts}"
    );
    let case = case(&network);
    let rows = |options: TableOptions| {
        let text = table_with(&case, options);
        let rows = text.lines().filter(|line| line.starts_with("1-20  pc-")).count();
        (text, rows)
    };
    let options = TableOptions { width: 100, colour: false, all: false, top: None };
    let (cut, few) = rows(options);
    assert_eq!(few, 3, "{cut}");
    assert!(cut.contains("…  + 17 rows (17"), "{cut}");
    assert!(cut.contains("3 of 20 rows are shown"), "{cut}");
    assert_eq!(rows(TableOptions { top: Some(0), ..options }).1, 20);
    assert_eq!(rows(TableOptions { all: true, ..options }).1, 20);
}

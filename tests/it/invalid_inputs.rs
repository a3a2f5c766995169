//! Bad input: every file in `fixtures/invalid` has one mistake, and the report about it is kept
//! beside it as `.txt`.
//!
//! A file is named after the code it must be reported under: `bad-port--bare.yaml`. To accept
//! changed reports, run with `PATCHFIRST_BLESS=1` and read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::kept;
use patchfirst::diagnostic::{Code, Colour, Diagnostics, render};
use patchfirst::inventory;
use patchfirst::source::Sources;

/// Reads an inventory and returns the report and the codes, in order.
fn report(path: &Path) -> (String, Vec<Code>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::read(path, &mut sources, &mut diagnostics);
    let codes = diagnostics.sorted().iter().map(|d| d.code).collect();
    (render(&sources, &diagnostics, Colour::Never), codes)
}

/// The same for texts that no file holds.
fn report_text(yaml: &str, tables: &[(&str, &str)]) -> (String, Vec<Code>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", yaml, tables, &mut sources, &mut diagnostics);
    let codes = diagnostics.sorted().iter().map(|d| d.code).collect();
    (render(&sources, &diagnostics, Colour::Never), codes)
}

fn fixtures() -> Vec<PathBuf> {
    let folder =
        fs::read_dir("tests/fixtures/invalid").expect("the folder is part of the repository");
    let mut paths: Vec<PathBuf> = folder
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_mistake_is_reported_once_under_its_code_and_in_the_words_kept() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let (text, codes) = report(&path);
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected = stem.split_once("--").map(|(code, _)| code);
        if expected.is_some_and(|code| codes.iter().map(|c| c.as_str()).ne([code])) {
            wrong.push(format!("{stem}: one mistake, reported as {codes:?}\n{text}"));
        }
        wrong.extend(kept::compare(&path.with_extension("txt"), &text).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn seven_mistakes_are_seven_reports() {
    let (text, codes) = report(Path::new("tests/fixtures/invalid/seven-mistakes.yaml"));
    assert_eq!(codes.len(), 7, "{text}");
}

#[test]
fn every_report_has_a_place_and_a_way_out() {
    for path in fixtures() {
        let (text, codes) = report(&path);
        assert_eq!(
            text.matches("\n  = help: ").count() + text.matches("\n   = help: ").count(),
            codes.len(),
            "{text}"
        );
        assert_eq!(text.matches("--> tests/fixtures/invalid/").count(), codes.len(), "{text}");
    }
}

#[test]
fn a_file_that_is_missing_a_directory_or_binary_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("inventory.yaml");
    fs::write(&binary, b"inventory: 1.0.0\n\x7fELF\x02\x01\x01\0\0\0\0\0\0\0").unwrap();
    let (text, codes) = report(&binary);
    assert_eq!(codes, [Code::NotText]);
    assert!(text.contains("line 2 is not text"), "{text}");
    assert_eq!(report(folder.path()).1, [Code::Unreadable]);
    let (text, codes) = report(&folder.path().join("vanished.yaml"));
    assert_eq!(codes, [Code::Unreadable]);
    assert!(text.contains("there is no such file") && text.contains("--> "), "{text}");
}

#[test]
fn a_nest_of_brackets_is_refused_at_once() {
    let start = Instant::now();
    for nest in [
        "[".repeat(100_000),
        "{a: ".repeat(25_000),
        "- ".repeat(50_000),
        format!("inventory: {}", "[".repeat(100_000)),
    ] {
        let (text, codes) = report_text(&nest, &[]);
        assert_eq!(codes, [Code::TooLarge], "{text}");
        assert!(text.len() < 2_000, "{}", text.len());
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn a_header_of_very_many_columns_is_one_warning_and_read_at_once() {
    let start = Instant::now();
    let yaml = "inventory: 1.0.0\nsegments: {dmz: {}}\nhosts_from: [t.csv]\n";
    let header = format!("name,os,kind,segment{}\n", ",serial number".repeat(50_000));
    let (text, codes) = report_text(yaml, &[("t.csv", &header)]);
    assert_eq!(codes, [Code::UnreadColumn]);
    assert!(
        text.contains("`serial number` and 49980 more") && text.len() < 10_000,
        "{}",
        text.len()
    );
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let start = Instant::now();
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..20 {
        bomb += &format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(", "));
    }
    let (text, codes) = report_text(&bomb, &[]);
    assert_eq!(codes, [Code::TooLarge], "{text}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn terminal_escapes_never_reach_the_terminal() {
    let yaml = "inventory: 1.0.0\nsegments: {dmz: {}}\nhosts_from: [\"a\\x9bb.csv\"]\n\
        hosts:\n  - {name: \"x\\e[31m\\u202e\", os: \"\\u0007\", kind: \"\\e]0;owned\\a\", segment: dmz}\n";
    let table = "name,os,kind,segment,\u{1b}[2J\n\u{1b}[31mred,windows-xp,\u{202e}server,dmz,\n";
    let (text, codes) = report_text(yaml, &[("a\u{9b}b.csv", table)]);
    assert!(codes.len() >= 4, "{text}");
    assert!(
        text.chars().all(|c| c == '\n' || !patchfirst::source::sanitize::is_hostile(c)),
        "{text:?}"
    );
    assert!(text.contains("\\u{1b}[31mred") && text.contains("\\u{9b}"), "{text}");
}

#[test]
fn a_table_full_of_mistakes_is_counted_not_kept() {
    let table: String = std::iter::once("name,os,kind,segment\n".to_owned())
        .chain((0..30_000).map(|i| format!("h{i},windows-xp,desktop,ofice\n")))
        .collect();
    let yaml = "inventory: 1.0.0\nsegments: {office: {}}\nhosts_from: [t.csv]\n";
    let (text, codes) = report_text(yaml, &[("t.csv", &table)]);
    assert_eq!(codes.len(), 10_000);
    assert!(
        text.ends_with("... and 59800 more; repair these first\n"),
        "{}",
        &text[text.len() - 100..]
    );
}

#[test]
fn what_a_broken_part_may_have_defined_is_not_called_unknown() {
    let accept = "accept: [{host: gone, advisory: MS06-040}]\n";
    let head = "inventory: 1.0.0\nsegments: {office: {}}\n";
    let (text, codes) = report_text(&format!("{head}hosts_from: [missing.csv]\n{accept}"), &[]);
    assert_eq!(codes, [Code::Unreadable], "{text}");
    let (text, codes) = report_text(
        &format!("{head}hosts_from: [t.csv]\n{accept}"),
        &[("t.csv", "os,kind,segment\na,server,office\n")],
    );
    assert_eq!(codes, [Code::MissingKey], "{text}");
    let (text, codes) = report_text(
        "inventory: 1.0.0\nsegments: [office]\nhosts: [{name: a, os: x, kind: server, segment: office}]\n",
        &[],
    );
    assert_eq!(codes, [Code::WrongType], "{text}");
}

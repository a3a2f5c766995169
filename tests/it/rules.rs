//! Every rule has an example that breaks it, and a page in `docs/rules/` made of both.
//!
//! The examples are `fixtures/rules/<rule>.yaml`, or a folder of advisories of the rule's name; for
//! rules about the form of an inventory the first file of `fixtures/invalid` that is named after
//! the rule. `PATCHFIRST_BLESS=1` writes the pages.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::kept::same;
use crate::program::{Run, patchfirst, root};
use patchfirst::check::{Family, Rule};

/// The example of a rule, relative to the project.
fn example(rule: Rule) -> PathBuf {
    let own = PathBuf::from("tests/fixtures/rules");
    let names = [own.join(format!("{}.yaml", rule.id())), own.join(rule.id())];
    names.into_iter().find(|path| root().join(path).exists()).unwrap_or_else(|| invalid(rule))
}

fn invalid(rule: Rule) -> PathBuf {
    let folder = PathBuf::from("tests/fixtures/invalid");
    let names = std::fs::read_dir(root().join(&folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let ours = |name: &String| {
        name.ends_with(".yaml")
            && (name == &format!("{}.yaml", rule.id())
                || name.starts_with(&format!("{}--", rule.id())))
    };
    let name = names.filter(ours).min().unwrap_or_else(|| panic!("{} has no example", rule.id()));
    folder.join(name)
}

fn arguments(example: &PathBuf) -> Vec<String> {
    let path = example.to_str().unwrap().to_owned();
    if root().join(example).is_dir() { vec!["--advisories".to_owned(), path] } else { vec![path] }
}

fn checked(rule: Rule, format: &str) -> (i32, String) {
    let arguments = arguments(&example(rule));
    let all: Vec<&str> = ["check", "--format", format]
        .into_iter()
        .chain(arguments.iter().map(String::as_str))
        .collect();
    let Run { status, stdout, .. } = patchfirst(&all);
    (status, stdout)
}

fn rules_in(json: &str) -> BTreeSet<String> {
    let document: serde_json::Value = serde_json::from_str(json).unwrap();
    document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_example_breaks_its_rule() {
    for rule in Rule::all() {
        let (_, json) = checked(rule, "json");
        let found = rules_in(&json);
        assert!(found.contains(rule.id()), "{}: {found:?}", rule.id());
        if root().join("tests/fixtures/rules").join(format!("{}.yaml", rule.id())).exists() {
            assert_eq!(found.len(), 1, "{} breaks others too: {found:?}", rule.id());
        }
    }
}

#[test]
fn names_of_rules_are_stable_words_and_unique() {
    let names: Vec<&str> = Rule::all().map(Rule::id).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    assert!(Rule::all().all(|rule| Rule::named(rule.id()) == Some(rule)
        && rule.summary().len() <= 1000
        && rule.detail().len() <= 1000));
}

#[test]
fn the_pages_are_the_rules() {
    for rule in Rule::all() {
        same(format!("docs/rules/{}.md", rule.id()), &page_of(rule));
    }
    same("docs/rules/README.md", &index());
    let pages = std::fs::read_dir(root().join("docs/rules")).unwrap().count();
    assert_eq!(pages, Rule::all().count() + 1, "a page of a rule that is no more");
}

fn page_of(rule: Rule) -> String {
    let (status, output) = checked(rule, "human");
    let example = example(rule);
    format!(
        "# {}\n\n{}\n\n| family | severity | confidence |\n|---|---|---|\n| {} | {} | {} |\n\n{}\n\n## Example\n\n{}\n`patchfirst check` says, with exit status {status}:\n\n```text\n{}\n```\n",
        rule.id(),
        rule.summary(),
        rule.family().as_str(),
        rule.severity().as_str(),
        rule.confidence().as_str(),
        rule.detail(),
        listing(&example),
        shortened(&output).trim_end(),
    )
}

/// The file, or every file of a folder.
fn listing(example: &PathBuf) -> String {
    let path = root().join(example);
    let mut files = vec![path.clone()];
    if path.is_dir() {
        files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
    }
    let one = |file: &PathBuf| {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        match std::fs::read(file).map(String::from_utf8) {
            Ok(Ok(text))
                if text.len() < 3000
                    && text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()) =>
            {
                format!("`{name}`:\n\n```yaml\n{}\n```\n", text.trim_end())
            }
            _ => format!("`{name}` (not shown: it is not plain text, or long)\n"),
        }
    };
    files.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn shortened(output: &str) -> String {
    output.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn index() -> String {
    let mut text =
        "# Rules\n\nEvery finding of `patchfirst check` names its rule. Names are stable: baselines and scripts may rely on them.\n"
            .to_owned();
    for family in
        [Family::Form, Family::Plausibility, Family::Policy, Family::Acceptance, Family::Advisory]
    {
        text += &format!(
            "\n## {}\n\n| rule | severity | what is wrong |\n|---|---|---|\n",
            family.as_str()
        );
        for rule in Rule::all().filter(|rule| rule.family() == family) {
            text += &format!(
                "| [{0}]({0}.md) | {1} | {2} |\n",
                rule.id(),
                rule.severity().as_str(),
                rule.summary()
            );
        }
    }
    text
}

//! What is said to have changed: no improvement where less is known, no change where nothing did.

use super::{Folder, HEAD, PAIR, has, lacks};
use crate::program::Run;

fn diff(after: &str) -> Run {
    let folder = Folder::new(PAIR);
    folder.write("after.yaml", &(HEAD.to_owned() + after));
    folder.run(&["diff", "inventory.yaml", "after.yaml", "--fail-on-new"])
}

#[test]
fn who_became_infected_is_new() {
    let run = diff(&PAIR.replace("criticality: low,", "criticality: low, infected: true,"));
    assert_eq!(run.status, 11, "{}", run.stderr);
    has(&run.stdout, &["new: 1 host", "nb", "infected"]);
}

#[test]
fn who_cannot_be_assessed_any_more_is_named() {
    let run = diff(&PAIR.replacen("os: mill-1", "os: Some Linux", 1));
    assert_eq!(run.status, 11, "{}", run.stderr);
    has(&run.stdout, &["not assessed any more: 1 host", "nb", "product not in the catalogue"]);
}

#[test]
fn who_is_not_in_the_inventory_any_more_is_gone() {
    let press = PAIR.lines().filter(|line| !line.contains("name: nb")).collect::<Vec<_>>();
    let run = diff(&press.join("\n"));
    has(&run.stdout, &["gone: 1 host", "nb"]);
}

#[test]
fn exact_figures_have_no_random_numbers() {
    let run = diff(
        &PAIR.replace("criticality: low, patches: [mill-fix-1, ", "criticality: low, patches: ["),
    );
    has(&run.stdout, &["The expected loss rose"]);
    lacks(&run.stdout, &["random numbers"]);
}

#[test]
fn what_reads_the_same_on_both_sides_did_not_fall() {
    let before = PAIR.replace("mill-fix-1, mill-fix-2", "mill-fix-2");
    let folder = Folder::new(&before);
    // A server that hardly anything reaches, and that is worth next to nothing.
    folder.write(
        "after.yaml",
        &(HEAD.to_owned() + &before.replace("criticality: low", "value: 0.99999")),
    );
    let text = folder.run(&["diff", "inventory.yaml", "after.yaml"]).stdout;
    has(&text, &["The expected loss stayed at"]);
    lacks(&text, &["<1 % less"]);
}

#[test]
fn who_is_exposed_to_more_was_exposed_before() {
    let folder = Folder::new(&PAIR.replace("mill-fix-1, mill-fix-2", "mill-fix-1"));
    folder.write(
        "after.yaml",
        &(HEAD.to_owned() + &PAIR.replace("patches: [mill-fix-1, mill-fix-2]", "patches: []")),
    );
    let text = folder.run(&["diff", "inventory.yaml", "after.yaml"]).stdout;
    has(&text, &["New: exposed to something new, or infected now and not before"]);
}

#[test]
fn a_diff_counts_due_machines_as_a_ranking_does() {
    let inventory = "segments: {hall: {users: 0}, works: {users: 0}}
flows: {'hall -> works': [tcp/445]}
hosts:
  - {name: ill, count: 2, os: mill-1, kind: laptop, segment: hall, infected: true, away: 2, patches: [mill-fix-1, mill-fix-2]}
  - {name: press, os: mill-1, kind: server, segment: works, criticality: critical, patches: [mill-fix-2]}
";
    let folder = Folder::new(inventory);
    let rank = folder.text("rank");
    let due = &rank[rank.find("Due: ").unwrap()..];
    let all: u32 = due[..due.find('.').unwrap()]
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse::<u32>().ok())
        .sum();
    let text = folder.run(&["diff", "inventory.yaml", "inventory.yaml"]).stdout;
    let from = &text[text.find("Due as before: ").unwrap() + 15..];
    let part = &from[..from.find('.').unwrap()];
    let sum: u32 =
        part.split(", ").map(|part| part.split(' ').next().unwrap().parse::<u32>().unwrap()).sum();
    assert_eq!(sum, all, "{part} and {due}");
}

/// Whoever deletes what is known has blocked nothing and improved nothing.
#[test]
fn less_knowledge_is_no_improvement() {
    let known = "segments: {hall: {users: 30}, mill: {criticality: high}}
flows: {'internet -> mill': [tcp/445, tcp/8080]}
hosts:
  - {name: desk, os: mill-1, kind: workstation, segment: hall, patches: []}
  - {name: loom, os: mill-1, kind: server, segment: mill, patches: []}
  - {name: rack, os: mill-2, kind: server, segment: mill, patches: [], listens: [tcp/22, tcp/8080]}
";
    let folder = Folder::new(known);
    folder.write(
        "adv/GRIST-5.yaml",
        "advisory: 1.0.0
id: GRIST-5
title: A console
published: 2006-08-15
vectors: [tcp/8080]
affected: [{products: [mill-2], fixed_by: [mill-fix-5]}]
timeline: [{date: 2006-08-20, stage: worm, source: test}]
sources: [test]
",
    );
    let cases = [
        (
            "flows: {'internet -> mill': [tcp/445, tcp/8080]}\n",
            "",
            "nobody describes the flows any more",
        ),
        ("{users: 30}", "{}", "`users` is missing"),
        (", listens: [tcp/22, tcp/8080]", "", "`listens` is missing"),
    ];
    for (from, to, what) in cases {
        folder.write("after.yaml", &(HEAD.to_owned() + &known.replace(from, to)));
        let run = folder.run(&["diff", "inventory.yaml", "after.yaml", "--fail-on-new"]);
        assert_eq!(run.status, 11, "{what}: {}", run.stdout);
        has(&run.stdout, &[what, "Less is known than before"]);
        lacks(&run.stdout, &["blocked:", "Better: exposed", "other hosts changed"]);
        let back = folder.run(&["diff", "after.yaml", "inventory.yaml"]).stdout;
        lacks(&back, &["blocked:", "Less is known", "other hosts changed"]);
    }
}

//! `explain`: one host of each kind.

use crate::kept::snapshot;
use crate::program::patchfirst;

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";

fn explained(host: &str) -> String {
    let run = patchfirst(&["explain", WEEKEND, host, "--samples", "2000"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn a_gate() {
    snapshot("explain/a_gate.txt", &explained("files2"));
}

#[test]
fn a_laptop_of_a_group() {
    snapshot("explain/a_laptop_of_a_group.txt", &explained("nb-service"));
}

#[test]
fn a_host_without_a_patch_behind_an_unknown_flow() {
    snapshot("explain/a_host_without_a_patch_behind_an_unknown_flow.txt", &explained("nt-lathe"));
}

#[test]
fn a_host_that_nothing_leads_to() {
    snapshot("explain/a_host_that_nothing_leads_to.txt", &explained("rig-log"));
}

#[test]
fn a_patched_host() {
    snapshot("explain/a_patched_host.txt", &explained("hist1"));
}

#[test]
fn an_unknown_host_has_a_suggestion() {
    let run = patchfirst(&["explain", WEEKEND, "files22"]);
    assert_eq!(
        run.stderr,
        "error: the inventory has no host `files22`\n  help: did you mean `files2`?\n"
    );
}

#[test]
fn a_way_from_an_infected_host() {
    let run = patchfirst(&[
        "explain",
        WEEKEND,
        "hist1",
        "--samples",
        "500",
        "--assume",
        "infected nt-lathe",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (before, after) = run.stdout.split_once("\nAfter:\n").unwrap();
    assert!(!before.contains("nt-lathe is infected"), "{before}");
    let infected = patchfirst(&[
        "explain",
        WEEKEND,
        "nt-mill",
        "--samples",
        "500",
        "--assume",
        "infected nt-lathe",
    ]);
    let (before, after_mill) = infected.stdout.split_once("\nAfter:\n").unwrap();
    assert!(
        !before.contains("nt-lathe is infected") && after_mill.contains("nt-lathe is infected"),
        "{after_mill}"
    );
    // hist1 is patched: nothing leads to it from there either.
    assert!(!after.contains("nt-lathe is infected"), "{after}");
    let itself = patchfirst(&[
        "explain",
        WEEKEND,
        "nt-lathe",
        "--samples",
        "500",
        "--assume",
        "infected nt-lathe",
    ]);
    assert!(itself.stdout.contains("nt-lathe is infected"), "{}", itself.stdout);
}

#[test]
fn the_gates_on_the_way_without_and_with_assumptions() {
    let path = [
        "explain",
        WEEKEND,
        "--path-to",
        "nt-mill",
        "--from",
        "roaming",
        "--assume",
        "block office -> plant",
    ];
    let blocked = patchfirst(&path);
    assert_eq!(blocked.status, 0, "{}", blocked.stderr);
    let (before, after) = blocked.stdout.split_once("\nAfter:\n").unwrap();
    assert!(
        before.starts_with("Before:\n\nThe likeliest way from laptops infected outside to nt-mill"),
        "{before}"
    );
    assert!(before.contains("the flow office -> plant: block it"), "{before}");
    // A block may fail, and what gets through is said with it.
    assert!(after.contains("to nt-mill: 4.5 %") && after.contains("if the block fails"), "{after}");
    let way = [
        "explain",
        WEEKEND,
        "--path-to",
        "nt-mill",
        "--from",
        "infected",
        "--assume",
        "infected nt-lathe",
    ];
    let infected = patchfirst(&way);
    assert!(infected.stdout.contains("nt-lathe is infected"), "{}", infected.stdout);
    let others = patchfirst(&[
        "explain",
        WEEKEND,
        "--path-to",
        "nt-mill",
        "--from",
        "insider",
        "--assume",
        "infected nt-lathe",
    ]);
    assert!(!others.stdout.contains("nt-lathe is infected"), "{}", others.stdout);
}

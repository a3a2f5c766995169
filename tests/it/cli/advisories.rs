//! `advisories`: the list, and one of them.

use crate::kept::snapshot;
use crate::program::patchfirst;

#[test]
fn the_list() {
    snapshot("advisories/the_list.txt", &patchfirst(&["advisories"]).stdout);
}

#[test]
fn each_of_them() {
    snapshot("advisories/ms04_007.txt", &patchfirst(&["advisories", "MS04-007"]).stdout);
    snapshot("advisories/ms06_040.txt", &patchfirst(&["advisories", "ms06-040"]).stdout);
}

#[test]
fn a_folder_adds_its_own() {
    let run = patchfirst(&[
        "advisories",
        "--advisories",
        "inventory-examples/modern-not-windows/advisories",
    ]);
    assert!(
        run.stdout.contains("ACME-2026-01") && run.stdout.contains("MS06-040"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_misspelt_name_has_a_suggestion() {
    assert_eq!(
        patchfirst(&["advisories", "MS06-41"]).stderr,
        "error: no advisory `MS06-41`\n  help: did you mean `MS06-040`?\n"
    );
}

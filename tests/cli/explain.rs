//! `explain`: one host of each kind.

use super::patchfirst;

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";

fn explained(host: &str) -> String {
    let run = patchfirst(&["explain", WEEKEND, host, "--samples", "2000"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn a_gate() {
    insta::assert_snapshot!(explained("files2"));
}

#[test]
fn a_laptop_of_a_group() {
    insta::assert_snapshot!(explained("nb-service"));
}

#[test]
fn a_host_without_a_patch_behind_an_unknown_flow() {
    insta::assert_snapshot!(explained("nt-lathe"));
}

#[test]
fn a_host_that_nothing_leads_to() {
    insta::assert_snapshot!(explained("rig-log"));
}

#[test]
fn a_patched_host() {
    insta::assert_snapshot!(explained("hist1"));
}

#[test]
fn an_unknown_host_has_a_suggestion() {
    let run = patchfirst(&["explain", WEEKEND, "files22"]);
    assert_eq!(run.stderr, "error: the inventory has no host `files22`\n  help: did you mean `files2`?\n");
}

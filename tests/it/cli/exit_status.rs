//! Exit statuses 0 to 3, the same in every output format.

use crate::program::{patchfirst, patchfirst_reading};

const FLAT: &str = "inventory-examples/flat-network/inventory.yaml";

#[test]
fn done_is_0() {
    assert_eq!(patchfirst(&["rank", FLAT]).status, 0);
    assert_eq!(patchfirst(&["rank", FLAT, "-f", "json"]).status, 0);
    assert_eq!(patchfirst(&["--help"]).status, 0);
    assert_eq!(patchfirst(&["--version"]).status, 0);
}

#[test]
fn an_output_that_cannot_be_written_is_1() {
    let run = patchfirst(&["rank", FLAT, "-o", "no/such/folder/out.txt"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.starts_with("error: cannot write no/such/folder/out.txt: "),
        "{}",
        run.stderr
    );
    assert_eq!(run.stdout, "");
}

#[test]
fn wrong_usage_is_2() {
    for args in [
        &["rank"][..],
        &["rank", FLAT, "--format", "xml"],
        &["rank", FLAT, "--as-of", "yesterday"],
        &["rank", FLAT, "--samples", "1"],
        &["rank", FLAT, "--samples", "many"],
        &["rank", FLAT, "--horizon", "0"],
        &["rank", FLAT, "--entries", "window"],
        &["explain", FLAT, "no-such-host"],
        &["advisories", "MS99-999"],
        &["frobnicate"],
        &[],
    ] {
        let run = patchfirst(args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
        assert_ne!(run.stderr, "", "{args:?}");
    }
}

#[test]
fn a_wrong_input_file_is_2_in_every_format() {
    for format in ["table", "json"] {
        let run = patchfirst_reading(&["rank", "-", "-f", format], "inventory: 1.0.0\nhots: []\n");
        assert_eq!(run.status, 2);
        assert_eq!(run.stdout, "");
        assert!(
            run.stderr.contains("<stdin>:2:1") && run.stderr.contains("did you mean `hosts`?"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(patchfirst(&["rank", "inventory-examples"]).status, 2);
    assert_eq!(patchfirst(&["rank", "no-such-file.yaml"]).status, 2);
}

#[test]
fn nothing_usable_is_3_in_every_format() {
    let nobody = "inventory: 1.0.0\nsegments: {lan: {}}\n";
    let strangers = "inventory: 1.0.0\nas_of: 2006-09-01\nsegments: {lan: {}}\nhosts:\n  - {name: a, os: BeOS, kind: server, segment: lan}\n";
    let immune = "inventory: 1.0.0\nas_of: 2007-09-01\nsegments: {lan: {}}\nhosts:\n  - {name: a, os: windows-vista, sp: 0, kind: server, segment: lan}\n";
    for format in ["table", "json"] {
        for inventory in [nobody, strangers, immune] {
            let run = patchfirst_reading(&["rank", "-", "-f", format], inventory);
            assert_eq!((run.status, run.stdout.as_str()), (3, ""), "{}", run.stderr);
            assert!(run.stderr.contains("nothing to rank"), "{}", run.stderr);
        }
    }
}

//! Numbers below `Ports` that may be how many there are.

use patchfirst::import::{Imported, Options, write};

use super::{import, import_with, skipped};

fn table(heading: &str, cells: &[&str]) -> String {
    let rows = cells.iter().zip(1..);
    let rows = rows.map(|(cell, at)| format!("TILL{at},Windows 2000 SP4,{cell}\n"));
    format!("Machine name,OS,{heading}\n{}", rows.collect::<String>())
}

fn tells(imported: &Imported) -> bool {
    skipped(imported).iter().any(|said| said.contains("may be how many there are"))
}

/// Whether what the product listens on does not count as well.
fn is_whole(imported: &Imported) -> bool {
    let written = write::inventory(imported);
    written.contains("listens: [") && !written.contains("tcp/135")
}

#[test]
fn numbers_that_may_be_counts_are_no_whole_list() {
    for (heading, cells) in [
        ("Open Ports", ["12", ""]),
        ("Ports", ["24", "48"]),
        ("Ports", ["12", "445"]),
        ("Services", ["83", "71"]),
        ("Services", ["80", ""]),
    ] {
        let imported = import(&[("t.csv", &table(heading, &cells))]);
        assert!(tells(&imported), "{heading} {cells:?}: {:?}", skipped(&imported));
        assert!(!is_whole(&imported), "{}", write::inventory(&imported));
    }
    for (heading, cells) in [
        ("Open Ports", ["445", "3389"]),
        ("Ports", ["8081", ""]),
        ("Ports", ["12/tcp", "13/tcp"]),
        ("Ports", ["12 13", "12"]),
        ("Listens", ["12", ""]),
        ("Services", ["smb", "rdp"]),
    ] {
        let imported = import(&[("t.csv", &table(heading, &cells))]);
        assert!(!tells(&imported), "{heading} {cells:?}: {:?}", skipped(&imported));
        assert!(is_whole(&imported), "{heading} {cells:?}: {}", write::inventory(&imported));
    }
    let map = vec![("listens".to_owned(), "Ports".to_owned())];
    let options = Options { map, ..Options::default() };
    let mapped = import_with(&options, &[("t.csv", table("Ports", &["12", ""]).as_bytes())]);
    assert!(!tells(&mapped) && is_whole(&mapped), "{:?}", skipped(&mapped));
}

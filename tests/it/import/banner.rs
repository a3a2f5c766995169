//! What stands above the rows of a table or between them, and what its sheet or file is called, may
//! take the patches away.

use patchfirst::import::{Imported, Options};

use super::evidence::workbook;
use super::{host, import, import_with, names, patches, skipped};

const TABLE: &str = "Machine name,OS,Patches\nKIOSK,Windows 2000 SP4,KB917422\n";

fn assert_doubted(imported: &Imported, name: &str, what: &str) {
    let told = skipped(imported);
    assert!(patches(imported, name).is_empty(), "{what}: {told:?}");
    assert!(!host(imported, name).host.patches.complete, "{what}");
    assert!(told.iter().any(|said| said.contains("installed")), "{what}: {told:?}");
}

#[test]
fn a_title_that_says_missing_takes_the_patches_away() {
    for title in [
        "Missing updates of the week",
        "Fehlende Patches:",
        "Mises à jour manquantes",
        "Machines without these hotfixes",
        "Patches to deploy,,",
        "Not installed",
        "Verfügbare Updates",
    ] {
        let imported = import(&[("t.csv", &format!("{title}\n\n{TABLE}"))]);
        assert_doubted(&imported, "KIOSK", title);
    }
    for title in ["Installed updates of the week", "Not for distribution", "Kiosks, not tills"] {
        let imported = import(&[("t.csv", &format!("{title}\n\n{TABLE}"))]);
        assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{title}: {:?}", skipped(&imported));
        assert!(host(&imported, "KIOSK").host.patches.complete, "{title}");
    }
    let screen = "Updates that KIOSK lacks\n\nHotFixID  Description\n--------  -----------\nKB917422  Update\n";
    assert_doubted(&import(&[("KIOSK.txt", screen)]), "KIOSK", screen);
}

#[test]
fn a_line_between_the_rows_takes_away_what_follows_up_to_the_next() {
    for line in ["Missing:,,", "Missing:", "Not installed,,", "Patches to be installed"] {
        let text = format!("{TABLE}{line}\nDESK,Windows 2000 SP4,KB896423\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{line}");
        assert_doubted(&imported, "DESK", line);
        assert_eq!(names(&imported), ["KIOSK", "DESK"], "{line}");
        let both = format!("{text}Installed,,\nTILL,Windows 2000 SP4,KB896423\n");
        assert_eq!(patches(&import(&[("t.csv", &both)]), "TILL"), ["KB896423"], "{line}");
    }
    // Above the headings of the next table.
    let next = "Missing patches\nHost name,KBs\nDESK,KB896423\n";
    let imported = import(&[("t.csv", &format!("{TABLE}\n{next}"))]);
    assert_eq!(patches(&imported, "KIOSK"), ["KB917422"]);
    assert!(patches(&imported, "DESK").is_empty(), "{:?}", skipped(&imported));
}

#[test]
fn the_name_of_a_sheet_or_a_file_takes_the_patches_away() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Host</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Patches</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>KIOSK</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>KB917422</t></is></c></row>";
    let of_sheet = |name: &str| {
        let book = workbook(&[(name, rows)]);
        import_with(&Options::default(), &[("t.xlsx", &book)])
    };
    assert_doubted(&of_sheet("Missing patches"), "KIOSK", "the sheet");
    assert_eq!(patches(&of_sheet("Kiosks"), "KIOSK"), ["KB917422"]);
    assert_doubted(&import(&[("missing_patches.csv", TABLE)]), "KIOSK", "the file");
    assert_eq!(patches(&import(&[("patches.csv", TABLE)]), "KIOSK"), ["KB917422"]);
}

#[test]
fn sheets_of_one_host_each_are_several_hosts() {
    let rows = |kb: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>HotFixID</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>InstalledOn</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>{kb}</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>2006-08-12</t></is></c></row>"
        )
    };
    let (one, two) = (rows("KB917422"), rows("KB896423"));
    let read = |first: &str, second: &str| {
        let book = workbook(&[(first, &*one), (second, &*two)]);
        import_with(&Options::default(), &[("all.xlsx", &book)])
    };
    let named = read("TILL1", "TILL2");
    assert_eq!(names(&named), ["TILL1", "TILL2"]);
    assert_eq!(patches(&named, "TILL2"), ["KB896423"]);
    let nameless = read("Sheet1", "Sheet2");
    assert!(patches(&nameless, "all").is_empty(), "{:?}", skipped(&nameless));
}

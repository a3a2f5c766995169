//! Columns that nobody reads: those without a heading, and those whose heading nobody knows.

use patchfirst::import::Imported;

use super::{host, import, patches, skipped};

fn table(headings: &str, cells: &str) -> Imported {
    import(&[("t.csv", &format!("Machine name,OS,{headings}\nLATHE,Windows 2000 SP4,{cells}\n"))])
}

fn complete(imported: &Imported) -> bool {
    host(imported, "LATHE").host.patches.complete
}

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn a_column_without_a_heading_is_told_where_it_says_something() {
    let imported = table("Patches,,", "KB917422,blue,");
    assert!(tells(&imported, "that are not used: column 4"), "{:?}", skipped(&imported));
    assert_eq!(patches(&imported, "LATHE"), ["KB917422"]);
    for text in [
        "Machine name,OS,Patches,,\nLATHE,Windows 2000 SP4,KB917422,,\n",
        ",Machine name,OS,Patches\n1,LATHE,Windows 2000 SP4,KB917422\n",
        "#,Machine name,OS,Patches\n1.,LATHE,Windows 2000 SP4,KB917422\n",
        "| Machine name | OS | Patches |\n| LATHE | Windows 2000 SP4 | KB917422 |\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        assert!(skipped(&imported).is_empty(), "{text}: {:?}", skipped(&imported));
    }
    // A list under a heading that spans two columns.
    let spread = table("Patches,", "KB917422,KB896423");
    assert!(tells(&spread, "column 4"), "{:?}", skipped(&spread));
}

#[test]
fn refusals_and_errors_take_the_patch_with_them_under_any_heading() {
    for heading in ["", "Change ticket"] {
        for cell in [
            "fail",
            "NOK",
            "on hold",
            "excluded",
            "unreachable",
            "to do",
            "[ ]",
            "0x80070643",
            "-2145124329",
            "ausgeschlossen",
        ] {
            let imported = table(&format!("Patches,{heading}"), &format!("KB917422,{cell}"));
            let told = skipped(&imported);
            assert!(patches(&imported, "LATHE").is_empty(), "{heading} {cell}: {told:?}");
            assert!(!complete(&imported) && !told.is_empty(), "{heading} {cell}");
        }
        for cell in ["ok", "blue", "7", "CHG0012345", "", "-", "[]", "10.2.0.5"] {
            let imported = table(&format!("Patches,{heading}"), &format!("KB917422,{cell}"));
            assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{heading} {cell}");
            assert!(complete(&imported), "{heading} {cell}: {:?}", skipped(&imported));
        }
    }
    // About the machine.
    for (heading, cell) in
        [("VPN", "excluded"), ("Backup", "on hold"), ("Antivirus server", "unreachable")]
    {
        let imported = table(&format!("Patches,{heading}"), &format!("KB917422,{cell}"));
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{heading} {cell}");
    }
}

#[test]
fn a_patch_that_a_column_names_again_is_in_doubt() {
    for heading in
        ["Excluded patches", "Still open", "Offene Patches", "Patches to apply", "Exceptions", ""]
    {
        let imported =
            table(&format!("Installed patches,{heading}"), "KB917422; KB896423,KB917422");
        let told = skipped(&imported);
        assert!(
            !patches(&imported, "LATHE").contains(&"KB917422".to_owned()),
            "{heading}: {told:?}"
        );
        assert!(!complete(&imported), "{heading}");
        assert!(tells(&imported, "2: KB917422"), "{heading}: {told:?}");
        let alone = table(&format!("Installed patches,{heading}"), "KB917422,KB917422");
        assert!(patches(&alone, "LATHE").is_empty(), "{heading}");
    }
    let rest = table("Installed patches,Still open", "KB917422; KB896423,KB917422");
    assert_eq!(patches(&rest, "LATHE"), ["KB896423"]);
}

#[test]
fn another_name_of_the_patch_is_no_doubt() {
    for (headings, cells) in [
        ("HotFixID,Display name", "KB917422,Security Update for Windows 2000 (KB917422)"),
        ("HotFixID,Package", "KB917422,Windows2000-KB917422-x86-ENU.EXE"),
        ("HotFixID,More", "KB917422,Security Update for Windows 2000 (KB917422)"),
        ("HotFixID,Link", "KB917422,http://support.microsoft.com/?kbid=917422"),
        ("HotFixID,Article", "KB917422,917422"),
        ("Patches,Note", "KB917422,KB917422 by hand"),
        ("Patches,Asset number", "KB917422,100023"),
        ("Patches,Next wave", "KB917422,KB896423"),
    ] {
        let imported = table(headings, cells);
        assert_eq!(
            patches(&imported, "LATHE"),
            ["KB917422"],
            "{headings}: {:?}",
            skipped(&imported)
        );
    }
    let numbers = "Machine name,HotFixID,Number\nLATHE,KB917422,917422\nLATHE,KB896423,896423\nMILL,KB917422,917422\n";
    let imported = import(&[("t.csv", numbers)]);
    assert_eq!(patches(&imported, "LATHE").len(), 2, "{:?}", skipped(&imported));
    // The user knows.
    let map = vec![("patches".to_owned(), "Installed patches".to_owned())];
    let options = patchfirst::import::Options { map, ..Default::default() };
    let text = "Host,OS,Installed patches,Still open\nLATHE,Windows 2000 SP4,KB917422,KB917422\n";
    let mapped = super::import_with(&options, &[("t.csv", text.as_bytes())]);
    assert_eq!(patches(&mapped, "LATHE"), ["KB917422"]);
}

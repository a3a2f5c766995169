//! Days of installation that are none, and codes that nobody gave.

use jiff::civil::date;
use patchfirst::import::{Imported, Options};

use super::{host, import, import_with, patches, skipped};

fn table(headings: &str, cells: &str) -> Imported {
    import(&[("t.csv", &format!("Machine name,OS,{headings}\nLATHE,Windows 2000 SP4,{cells}\n"))])
}

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn a_filler_is_no_day_of_installation() {
    for cell in [
        "",
        "N/A",
        "n/a",
        "-",
        "NULL",
        "unknown",
        "none",
        "01/01/0001",
        "1/1/0001 12:00:00 AM",
        "0001-01-01T00:00:00",
        "1/1/1601",
        "1899-12-30",
        "31.12.9999",
        "tbd",
    ] {
        let imported = table("KB,Installed On", &format!("KB917422,{cell}"));
        assert!(patches(&imported, "LATHE").is_empty(), "{cell}: {:?}", skipped(&imported));
        assert!(tells(&imported, "day of its installation"), "{cell}: {:?}", skipped(&imported));
    }
    for cell in ["8/12/2006", "12.08.2006", "2006-08-12T01:00:00", "12-Aug-06"] {
        let imported = table("KB,Installed On", &format!("KB917422,{cell}"));
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{cell}: {:?}", skipped(&imported));
    }
    // Lists of what is installed have blank days.
    for cell in ["", "N/A", "-"] {
        let imported = table("HotFixID,Installed On", &format!("KB917422,{cell}"));
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{cell}: {:?}", skipped(&imported));
    }
}

#[test]
fn a_code_that_others_have_is_missed() {
    let rows = |heading: &str, cell: &str| {
        let text = format!(
            "Machine name,OS,Patches,{heading}\nLATHE,Windows 2000 SP4,KB917422,{cell}\nMILL,Windows 2000 SP4,KB917422,0\n"
        );
        import(&[("t.csv", &text)])
    };
    for cell in ["", "-", "N/A", "NULL"] {
        let imported = rows("Exit code", cell);
        assert!(patches(&imported, "LATHE").is_empty(), "{cell}: {:?}", skipped(&imported));
        assert!(tells(&imported, "the column `Exit code` may say"), "{cell}");
        assert_eq!(patches(&imported, "MILL"), ["KB917422"], "{cell}");
        // Where all went well there is no error.
        assert_eq!(patches(&rows("Error code", cell), "LATHE"), ["KB917422"], "{cell}");
        let alone = table("Patches,Exit code", &format!("KB917422,{cell}"));
        assert_eq!(patches(&alone, "LATHE"), ["KB917422"], "{cell}: {:?}", skipped(&alone));
    }
}

#[test]
fn what_was_installed_after_the_collection_was_not_there() {
    let list = "PSComputerName,HotFixID,InstalledOn\nLATHE,KB917422,2006-09-20\nLATHE,KB896423,2006-08-12\n";
    let collected = |day: Option<jiff::civil::Date>| {
        let today = Some(date(2026, 1, 1));
        let options = Options { collected: day, today, ..Options::default() };
        import_with(&options, &[("t.csv", list.as_bytes())])
    };
    let early = collected(Some(date(2006, 8, 25)));
    assert_eq!(patches(&early, "LATHE"), ["KB896423"], "{:?}", skipped(&early));
    assert!(!host(&early, "LATHE").host.patches.complete);
    assert!(
        tells(&early, "2: 2006-09-20 the day of its installation is after"),
        "{:?}",
        skipped(&early)
    );
    for day in [None, Some(date(2006, 9, 20)), Some(date(2006, 10, 1))] {
        assert_eq!(patches(&collected(day), "LATHE").len(), 2, "{day:?}");
    }
    // The rows may say themselves when they were collected; a log-on is none.
    for (heading, there) in [("Last scan date", false), ("Last seen", false), ("Last logon", true)]
    {
        for row in ["2006-08-25", "2006-09-20"] {
            let imported = table(
                &format!("HotFixID,InstalledOn,{heading}"),
                &format!("KB917422,2006-09-20,{row}"),
            );
            let expected = there || row == "2006-09-20";
            assert_eq!(!patches(&imported, "LATHE").is_empty(), expected, "{heading} {row}");
        }
    }
}

//! Columns that are known and not about what is installed: offers, days of removal, shares.

use super::{host, import, patches, skipped};

#[test]
fn an_offer_is_no_list_of_what_is_installed() {
    for (headings, cells) in [
        ("KB,IsDownloaded", "KB917422,False"),
        ("KB,IsHidden", "KB917422,False"),
        ("KBArticleIDs,IsMandatory,MaxDownloadSize", "917422,False,1048576"),
        ("HotFixID,IsDownloaded", "KB917422,True"),
        ("KB,Importance", "KB917422,Critical"),
        ("KB,Priority", "KB917422,Moderate"),
        ("KB,Criticality", "KB917422,Important"),
        ("KB,First Seen,Last Seen", "KB917422,2006-08-10,2006-08-24"),
        ("KB,Last Tried", "KB917422,2006-08-10"),
        ("KB,Size", "KB917422,3 MB"),
        ("KB,Operational Status", "KB917422,Not installed"),
        ("HotFixID,Last Tried", "KB917422,2006-08-10 failed"),
    ] {
        let table = format!("Machine name,OS,{headings}\nKIOSK,Windows 2000 SP4,{cells}\n");
        let imported = import(&[("t.csv", &table)]);
        assert!(patches(&imported, "KIOSK").is_empty(), "{table}");
        assert!(!host(&imported, "KIOSK").host.patches.complete, "{table}");
        assert!(!skipped(&imported).is_empty(), "{table}");
    }
    for (headings, cells) in [
        ("Patches,Criticality,Last Seen", "KB917422,high,2006-08-24"),
        ("KBs,Criticality", "KB917422,critical"),
        ("KB,Size,Installed On", "KB917422,3 MB,2006-08-10"),
        ("HotFixID,Description,Priority", "KB917422,Security Update,1"),
    ] {
        let table = format!("Machine name,OS,{headings}\nKIOSK,Windows 2000 SP4,{cells}\n");
        assert_eq!(patches(&import(&[("t.csv", &table)]), "KIOSK"), ["KB917422"], "{table}");
    }
}

#[test]
fn a_day_of_removal_takes_a_patch_out() {
    for heading in [
        "UninstallDate",
        "Uninstall Date",
        "Deleted",
        "Deletion date",
        "Removal date",
        "Rollback date",
        "Failure date",
        "Data di rimozione",
        "Date de suppression",
        "Fecha de eliminación",
        "Löschdatum",
        "Entfernt am",
        "Дата удаления",
    ] {
        let table = format!("Host,HotFixID,{heading}\nKIOSK,KB917422,2006-08-20\nSHOP,KB917422,\n");
        let imported = import(&[("t.csv", &table)]);
        assert!(patches(&imported, "KIOSK").is_empty(), "{table}");
        assert!(!host(&imported, "KIOSK").host.patches.complete, "{table}");
        assert_eq!(patches(&imported, "SHOP"), ["KB917422"], "{table}");
    }
}

#[test]
fn a_heading_of_signs_asks_for_a_share_or_a_tick() {
    for (heading, cell, counts) in [
        ("%", "0%", false),
        ("%", "60 %", false),
        ("%", "100%", true),
        ("✓", "no", false),
        ("✓", "x", false),
        ("?", "yes", true),
        ("#", "0", true),
    ] {
        let table = format!("Host,HotFixID,{heading}\nKIOSK,KB917422,{cell}\n");
        let imported = import(&[("t.csv", &table)]);
        assert_eq!(!patches(&imported, "KIOSK").is_empty(), counts, "{table}");
    }
    let numbered = ",Host,HotFixID\n0,KIOSK,KB917422\n1,SHOP,KB917422\n";
    assert_eq!(patches(&import(&[("t.csv", numbered)]), "KIOSK"), ["KB917422"]);
}

#[test]
fn a_word_that_leaves_it_open_is_told() {
    for word in ["Compliant", "Unknown", "Installed/NotApplicable"] {
        let table =
            format!("Host,OS,KB,Deployment Status\nKIOSK,Windows 2000 SP4,KB917422,{word}\n");
        let imported = import(&[("t.csv", &table)]);
        assert!(patches(&imported, "KIOSK").is_empty(), "{word}");
        let told = skipped(&imported);
        assert!(told.iter().any(|said| said.contains("KB917422")), "{word} {told:?}");
    }
}

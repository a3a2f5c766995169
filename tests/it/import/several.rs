//! One thing in several columns, rows or members of a record: all of it is read, or what is not is
//! told and the list is not complete.

use patchfirst::import::{Imported, Options};

use super::{host, import, import_with, names, patches, skipped};

fn table(headings: &str, cells: &str) -> Imported {
    import(&[("t.csv", &format!("Machine name,OS,{headings}\nKIOSK,Windows 2000 SP4,{cells}\n"))])
}

fn complete(imported: &Imported, name: &str) -> bool {
    host(imported, name).host.patches.complete
}

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn lists_in_several_columns_are_one_list() {
    for headings in ["Hotfixes,Installed Updates,Installed KBs", "Hotfix,Hotfix,Hotfix"] {
        let imported = table(headings, "KB917422,KB896423,KB917422");
        assert_eq!(patches(&imported, "KIOSK"), ["KB896423", "KB917422"], "{headings}");
        assert!(complete(&imported, "KIOSK"), "{headings}: {:?}", skipped(&imported));
    }
    let failed = table("Hotfixes,Installed KBs", "KB917422,KB896423 (failed)");
    assert_eq!(patches(&failed, "KIOSK"), ["KB917422"]);
    assert!(!complete(&failed, "KIOSK"));
    let missing = table("Missing Updates,Missing Patches", "KB917422,KB896423");
    assert_eq!(host(&missing, "KIOSK").host.patches.missing, ["KB896423", "KB917422"]);
}

#[test]
fn a_column_beside_the_list_may_be_an_offer() {
    for (headings, cells) in
        [("Hotfixes,Updates", "KB917422,KB896423"), ("Hotfixes,KB", "KB917422,KB896423; KB917422")]
    {
        let imported = table(headings, cells);
        assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{headings}");
        assert!(!complete(&imported, "KIOSK") && tells(&imported, "2: KB896423"), "{headings}");
    }
    let same = table("HotFixID,KB", "KB917422,917422");
    assert!(complete(&same, "KIOSK"), "{:?}", skipped(&same));
    // The user knows.
    let map = vec![("patches".to_owned(), "Updates".to_owned())];
    let options = Options { map, ..Options::default() };
    let text = "Host,OS,Hotfixes,Updates\nKIOSK,Windows 2000 SP4,,KB896423\n";
    let mapped = import_with(&options, &[("t.csv", text.as_bytes())]);
    assert_eq!(patches(&mapped, "KIOSK"), ["KB896423"]);
}

#[test]
fn columns_of_one_thing_that_disagree_are_told() {
    for (headings, cells, left) in [
        ("OS,Operating System", "Windows 2000 SP4,Windows Server 2003 SP1", "1: Operating System"),
        ("OS,Service Pack,SP", "Windows XP,SP1,SP3", "1: Service Pack"),
        ("IP,IPv4 Address", "10.7.0.1,10.7.0.2", "1: IPv4 Address"),
        ("Host Name,OS", "DESK,Windows XP SP2", "1: Computer Name"),
    ] {
        let text = format!("Computer Name,{headings}\nKIOSK,{cells}\n");
        let imported = import(&[("t.csv", &text)]);
        assert!(tells(&imported, left), "{text}: {:?}", skipped(&imported));
    }
    for (headings, cells) in [
        ("OS,Operating System", "Windows 2000,Windows 2000 Professional"),
        ("OS,Service Pack,SP", "Windows XP,Service Pack 2,2"),
        ("IP,IPv4 Address", "fd00::1,10.7.0.2"),
        ("NetBIOS Name,OS", "kiosk,Windows XP SP2"),
    ] {
        let text = format!("Computer Name,{headings}\nKIOSK,{cells}\n");
        let imported = import(&[("t.csv", &text)]);
        assert!(!tells(&imported, "says something else"), "{text}: {:?}", skipped(&imported));
    }
}

#[test]
fn a_row_without_a_name_may_go_on_with_the_one_above() {
    for text in [
        "Machine name,OS,HotFixID\nKIOSK,Windows 2000 SP4,KB917422\n,,KB896423\nDESK,Windows 2000 SP4,KB896423\n",
        "Machine   OS                Patches\n-------   --                -------\nKIOSK     Windows 2000 SP4  KB917422,\n                            KB896423\nDESK      Windows 2000 SP4  KB896423\n",
    ] {
        let imported = import(&[("t.txt", text)]);
        assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{text}");
        assert!(!complete(&imported, "KIOSK") && complete(&imported, "DESK"), "{text}");
        assert!(tells(&imported, "KB896423 the row names no host"), "{:?}", skipped(&imported));
    }
    let denied = "Machine name,OS,HotFixID\nKIOSK,Windows 2000 SP4,KB917422\n,,(failed)\n";
    assert!(patches(&import(&[("t.csv", denied)]), "KIOSK").is_empty());
}

#[test]
fn an_entry_of_a_record_says_its_own_state() {
    for entry in [
        "{\"HotFixID\":\"KB917422\",\"Status\":\"Failed\"}",
        "{\"HotFixID\":\"KB917422\",\"Installed\":false}",
        "{\"HotFixID\":\"KB917422\",\"Description\":\"Update\",\"State\":\"Uninstalled\"}",
        "{\"KB\":\"KB917422\",\"Status\":\"Superseded\"}",
        "{\"name\":\"KB917422\",\"ResultCode\":4}",
        "{\"id\":\"KB917422\",\"Exit code\":1603}",
        "{\"HotFixID\":\"KB917422\",\"Title\":\"Uninstallation of KB917422\"}",
        "{\"HotFixID\":\"KB917422\",\"Note\":\"rolled back, see KB896423\"}",
    ] {
        let text = format!(
            "[{{\"Name\":\"KIOSK\",\"OS\":\"Windows 2000 SP4\",\"HotFixes\":[{{\"HotFixID\":\"KB828028\",\"InstalledOn\":\"2006-08-12\"}},{entry}]}}]"
        );
        let imported = import(&[("t.json", &text)]);
        assert_eq!(patches(&imported, "KIOSK"), ["KB828028"], "{entry}: {:?}", skipped(&imported));
        assert!(!complete(&imported, "KIOSK") && tells(&imported, "KB917422"), "{entry}");
    }
    for entry in [
        "{\"HotFixID\":\"KB917422\",\"Status\":\"Installed\",\"InstalledBy\":\"x\"}",
        "{\"HotFixID\":\"KB917422\",\"Installed\":true,\"Description\":\"Security Update\"}",
        "{\"HotFixID\":\"KB917422\",\"Status\":\"\",\"Size\":123456}",
    ] {
        let text =
            format!("[{{\"Name\":\"KIOSK\",\"OS\":\"Windows 2000 SP4\",\"HotFixes\":[{entry}]}}]");
        let imported = import(&[("t.json", &text)]);
        assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{entry}");
        assert!(complete(&imported, "KIOSK"), "{entry}: {:?}", skipped(&imported));
    }
}

#[test]
fn a_page_of_an_answer_is_told_to_be_one() {
    let text = "{\"@odata.nextLink\":\"https://x.example/2\",\"value\":[{\"deviceName\":\"KIOSK\",\"operatingSystem\":\"Windows 2000 SP4\"}]}";
    let imported = import(&[("t.json", text)]);
    assert_eq!(names(&imported), ["KIOSK"]);
    assert!(tells(&imported, "hosts of further pages"), "{:?}", skipped(&imported));
}

//! Words that take back what stands beside them: in cells of patches, of days, of service packs, and
//! in columns that nobody knows.

use patchfirst::import::{Imported, Options};

use super::{host, import, import_with, patches, skipped};

/// Whether KB921883 counts as installed on A, and whether its list is complete.
fn known_of_a(imported: &Imported) -> (bool, bool) {
    let installed = patches(imported, "A").contains(&"KB921883".to_owned());
    (installed, host(imported, "A").host.patches.complete)
}

/// A is without evidence, and the line is listed.
fn assert_doubted(text: &str, line: u32) {
    let imported = import(&[("t.csv", text)]);
    assert_eq!(known_of_a(&imported), (false, false), "{text}");
    let listed = skipped(&imported);
    let told = |said: &String| {
        said.starts_with(&format!("{line}: ")) || said.contains("none counts as installed")
    };
    assert!(listed.iter().any(told), "{text}: {listed:?}");
}

fn assert_installed(text: &str) {
    let imported = import(&[("t.csv", text)]);
    assert_eq!(known_of_a(&imported), (true, true), "{text}: {:?}", skipped(&imported));
}

#[test]
fn words_beside_a_patch_may_deny_it() {
    for cell in [
        "KB921883 (not installed), KB828028",
        "KB921883 Not Installed",
        "missing: KB921883, KB828028",
        "KB828028, KB921883 - failed",
        "KB921883:No",
        "without KB921883",
        "KB921883 (waits for a restart)",
        "KB921883 manca",
        "KB921883 nyet",
        "KB828028 but not KB921883",
        "everything save KB921883",
        "KB921883 (rolled back 2006-08-20)",
        "0 of 1: KB921883",
        "KB921883_failed",
    ] {
        for heading in ["Patches", "HotFixID", "Installed KBs"] {
            assert_doubted(&format!("Host,OS,{heading}\nA,Windows XP SP2,\"{cell}\"\n"), 2);
        }
    }
    let one = import(&[("t.csv", "Host,Patches\nA,\"KB921883 (failed), KB828028\"\n")]);
    assert_eq!(patches(&one, "A"), ["KB828028"]);
    let lines = "HotFixID : KB921883 (failed)\nPSComputerName : A\n\nHotFixID : KB828028\nPSComputerName : A\n";
    assert_doubted(lines, 1);
    let json = "[{\"Name\":\"A\",\"OS\":\"Windows XP\",\"HotFixes\":[\"KB921883 (failed)\",\"KB828028\"]}]";
    assert_doubted(json, 1);
}

#[test]
fn names_of_updates_stay_evidence() {
    for cell in [
        "Security Update for Windows XP (KB921883)",
        "Hotfix for Windows Server 2003 - KB921883",
        "Q921883",
        "KB921883v2 - Update",
        "KB921883 (MS06-040), KB828028 (MS04-011)",
        "Sicherheitsupdate für Windows XP (KB921883)",
        "Cumulative Security Update for Internet Explorer 6, SP1 (KB921883)",
        "KB921883 installed 8/12/2006",
        "2 Hotfix(s) Installed.,[01]: KB921883,[02]: KB828028",
    ] {
        assert_installed(&format!("Host,OS,Patches\nA,Windows XP SP2,\"{cell}\"\n"));
    }
}

#[test]
fn entries_of_systeminfo_may_say_that_a_patch_is_not_there() {
    let text = "Host Name: A\nOS Name: Microsoft Windows XP Professional\nOS Version: 5.1.2600 Service Pack 2 Build 2600\nHotfix(s): 3 Hotfix(s) Installed.\n    [01]: KB921883 - Uninstalled\n    [02]: KB828028 - Update\n    [03]: KB893803v2 - Failed\n";
    let imported = import(&[("a.txt", text)]);
    assert_eq!(
        (patches(&imported, "A"), host(&imported, "A").host.patches.complete),
        (vec!["KB828028".to_owned()], false)
    );
    assert!(
        skipped(&imported)
            .iter()
            .any(|said| said.contains("KB921883 - Uninstalled; KB893803v2 - Failed"))
    );
}

#[test]
fn a_day_of_installation_is_a_day_that_was() {
    for day in
        ["not installed", "failed", "pending", "planned 8/12/2006", "2099-01-01", "never", "0"]
    {
        let text = format!("Host,OS,HotFixID,InstalledOn\nA,Windows XP SP2,KB921883,{day}\n");
        let options = Options { today: Some(jiff::civil::date(2026, 1, 1)), ..Options::default() };
        let imported = import_with(&options, &[("t.csv", text.as_bytes())]);
        assert_eq!(known_of_a(&imported), (false, false), "{day}");
        assert!(skipped(&imported).iter().any(|said| said.starts_with("2: ")), "{day}");
    }
    for day in [
        "",
        "8/9/2006",
        "8/12/2006 12:00:00 AM",
        "12.08.2006",
        "20060812",
        "01c6be0f5a7f8f66",
        "Samstag 12. August 2006 00:00:00",
        "12-Aug-06",
        "2006年8月12日",
    ] {
        assert_installed(&format!(
            "Host,OS,HotFixID,InstalledOn\nA,Windows XP SP2,KB921883,{day}\n"
        ));
    }
}

#[test]
fn a_service_pack_is_known_only_without_words_that_qualify_it() {
    let read = |text: String| {
        let imported = import(&[("t.csv", &text)]);
        let found = host(&imported, "A").host.machine.service_pack.map(|sp| sp.0);
        (found, skipped(&imported).iter().any(|said| said.starts_with("2: ")))
    };
    for cell in [
        "SP3 failed",
        "<2",
        "no SP2",
        "SP2 missing",
        "2 (planned)",
        "pre-SP1",
        "-1",
        "not SP2",
        "SP2 pending",
        "2.5",
        "zwei",
        "Service Pack 22",
        "SP2 laut Liste",
    ] {
        assert_eq!(read(format!("Host,OS,SP\nA,Windows XP,\"{cell}\"\n")), (None, true), "{cell}");
    }
    for caption in ["Windows XP (no SP2)", "Windows XP < SP2", "Windows XP without Service Pack 2"]
    {
        assert_eq!(read(format!("Host,OS\nA,{caption}\n")), (None, true), "{caption}");
    }
    for (cell, number) in
        [("RTM", 0), ("SP2", 2), ("Service Pack 2", 2), ("2", 2), ("Service Pack 2, v.2149", 2)]
    {
        assert_eq!(
            read(format!("Host,OS,SP\nA,Windows XP,\"{cell}\"\n")),
            (Some(number), false),
            "{cell}"
        );
    }
}

#[test]
fn a_column_that_nobody_knows_may_say_that_a_patch_is_not_there() {
    for (heading, cell) in [
        ("Type", "missing"),
        ("Done", "no"),
        ("Erledigt", "nein"),
        ("Vorhanden", "nein"),
        ("Verified", "no"),
        ("OK?", "no"),
        ("Rolled back", "yes"),
        ("Progress", "0%"),
        ("Phase", "planned"),
        ("Note", "not installed yet"),
        ("Comment", "rolled back"),
        ("Exit code", "1603"),
        ("Error code", "0x80070005"),
        ("Patch ok", "no"),
        ("Fait", "non"),
    ] {
        for list in ["Patches", "Hotfix", "HotFixID"] {
            assert_doubted(
                &format!("Host,OS,{list},{heading}\nA,Windows XP SP2,KB921883,{cell}\n"),
                2,
            );
        }
    }
}

#[test]
fn what_is_about_the_machine_spoils_no_evidence() {
    for (heading, cell) in [
        ("Laptop", "no"),
        ("Encrypted", "no"),
        ("VPN", "no"),
        ("Retired", "no"),
        ("Type", "laptop"),
        ("Done", "yes"),
        ("Rolled back", "no"),
        ("Exit code", "0"),
        ("Note", "on the second floor, no lift"),
        ("Room", "none"),
        ("Progress", "100%"),
    ] {
        assert_installed(&format!(
            "Host,OS,Patches,{heading}\nA,Windows XP SP2,KB921883 KB828028,\"{cell}\"\n"
        ));
    }
    let rows =
        "Host,OS,Patches,Done\nA,Windows XP SP2,KB921883,yes\nB,Windows XP SP2,KB921883,no\n";
    let imported = import(&[("t.csv", rows)]);
    assert_eq!((known_of_a(&imported), patches(&imported, "B")), ((true, true), Vec::new()));
}

//! What a row says of how a patch stands: words that were cut off, restarts of the machine, removals
//! and findings that are no more.

use patchfirst::import::Imported;

use super::{host, import, patches, skipped};

fn table(headings: &str, cells: &str) -> Imported {
    import(&[("t.csv", &format!("Machine name,OS,{headings}\nKIOSK,Windows 2000 SP4,{cells}\n"))])
}

fn complete(imported: &Imported) -> bool {
    host(imported, "KIOSK").host.patches.complete
}

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn a_state_that_was_cut_off_does_not_count() {
    for state in ["Installed...", "Installed..", "Succeeded…", "Success..."] {
        let imported = table("KB,Status", &format!("KB917422,{state}"));
        assert!(patches(&imported, "KIOSK").is_empty(), "{state}");
        assert!(tells(&imported, "no state of an update that is known"), "{state}");
    }
    assert_eq!(patches(&table("KB,Status", "KB917422,Installed."), "KIOSK"), ["KB917422"]);
    let missing = table("KB,Status", "KB917422,Not installed...");
    assert_eq!(host(&missing, "KIOSK").host.patches.missing, ["KB917422"]);
}

#[test]
fn a_restart_is_one_of_the_machine() {
    for heading in ["Pending Reboot", "Reboot Required", "Needs restart", "Neustart erforderlich"] {
        for list in ["Hotfixes", "HotFixID"] {
            for no in ["False", "No", "", "nein"] {
                let imported = table(&format!("{list},{heading}"), &format!("KB917422,{no}"));
                assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{heading} {no}");
                assert!(complete(&imported), "{heading} {no}: {:?}", skipped(&imported));
            }
            let waits = table(&format!("{list},{heading}"), "KB917422,Yes");
            assert!(patches(&waits, "KIOSK").is_empty(), "{heading}");
            assert!(host(&waits, "KIOSK").host.patches.missing.is_empty(), "{heading}");
            assert!(tells(&waits, heading) && !tells(&waits, "not used"), "{heading}");
        }
    }
}

#[test]
fn a_removal_takes_back_what_another_row_lists() {
    let text = "Machine name,OS,Patches,Removed\nKIOSK,Windows 2000 SP4,KB917422; KB896423,\nKIOSK,Windows 2000 SP4,,KB917422\n";
    let imported = import(&[("t.csv", text)]);
    assert_eq!(patches(&imported, "KIOSK"), ["KB896423"], "{:?}", skipped(&imported));
    assert!(!complete(&imported) && tells(&imported, "3: KB917422"));
    for (kind, there) in [
        ("Uninstall", false),
        ("Removal", false),
        ("Deinstallation", false),
        ("Security Update", true),
        ("Update", true),
    ] {
        let imported = table("HotFixID,Type", &format!("KB917422,{kind}"));
        assert_eq!(!patches(&imported, "KIOSK").is_empty(), there, "{kind}");
        assert_eq!(tells(&imported, "the column `Type`"), !there, "{kind}");
        assert!(!tells(&imported, "no kind of host"), "{kind}");
    }
}

#[test]
fn a_finding_that_is_fixed_is_none_under_any_heading_of_states() {
    for heading in ["State", "Status"] {
        let open = |state: &str| {
            let imported = table(&format!("CVE,{heading}"), &format!("CVE-2006-3439,{state}"));
            !host(&imported, "KIOSK").host.patches.missing.is_empty()
        };
        assert!(open("Active") && open("Resurfaced"), "{heading}");
        assert!(!open("FIXED") && !open("Mitigated"), "{heading}");
    }
    let tenable = "asset.name,asset.ipv4_addresses,definition.id,definition.name,definition.cve,severity,state\nkiosk,10.7.0.1,22194,MS06-040,CVE-2006-3439,Critical,FIXED\ndesk,10.7.0.2,22194,MS06-040,CVE-2006-3439,Critical,ACTIVE\n";
    let imported = import(&[("t.csv", tenable)]);
    assert!(host(&imported, "kiosk").host.patches.missing.is_empty());
    assert!(!host(&imported, "desk").host.patches.missing.is_empty());
    let mitigated = "Plugin,Plugin Name,Severity,IP Address,DNS Name,Plugin Text,Mitigated On\n22194,MS06-040,Critical,10.7.0.1,kiosk.corp.example,x,\"Aug 20, 2006\"\n22194,MS06-040,Critical,10.7.0.2,desk.corp.example,x,\n";
    let imported = import(&[("t.csv", mitigated)]);
    assert!(host(&imported, "kiosk").host.patches.missing.is_empty());
    assert!(!host(&imported, "desk").host.patches.missing.is_empty());
}

#[test]
fn words_that_say_neither_leave_a_trace() {
    for word in ["Superseded", "Expired", "Not Applicable"] {
        let text = format!(
            "Machine name,OS,KB,Status\nKIOSK,Windows 2000 SP4,KB917422,{word}\nDESK,Windows 2000 SP4,KB896423,{word}\n"
        );
        let imported = import(&[("t.csv", &text)]);
        let told = skipped(&imported);
        assert_eq!(told.iter().filter(|said| said.contains(word)).count(), 1, "{told:?}");
    }
    let range = table("Patches", "KB917422-KB917953");
    assert!(patches(&range, "KIOSK").is_empty() && tells(&range, "KB917422-KB917953"));
}

#[test]
fn an_empty_status_of_wmi_leaves_the_list_complete() {
    for head in ["HotFixID,Status,CSName", "HotFixID,Status,PSComputerName"] {
        let imported = import(&[("t.csv", &format!("{head}\nKB917422,,KIOSK\nKB896423,,KIOSK\n"))]);
        assert_eq!(patches(&imported, "KIOSK").len(), 2, "{head}");
        assert!(complete(&imported), "{head}");
    }
    let view = "ResourceID,GroupID,RevisionID,AgentID,TimeStamp,Caption0,CSName0,Description0,HotFixID0,InstalledBy0,InstalledOn0,Name0,ServicePackInEffect0,Status0\n7,1,1,1,2006-08-13,,KIOSK,Update,KB917422,x,8/12/2006,,,\n";
    let imported = import(&[("t.csv", view)]);
    assert_eq!(patches(&imported, "KIOSK"), ["KB917422"], "{:?}", skipped(&imported));
    assert!(complete(&imported));
}

#[test]
fn a_number_of_a_spreadsheet_is_a_service_pack() {
    for cell in ["4.0", "\"4,0\""] {
        let text = format!("Machine name,OS,SP\nKIOSK,Windows 2000 Server,{cell}\n");
        let imported = import(&[("t.csv", &text)]);
        assert!(!tells(&imported, "no service pack"), "{cell}: {:?}", skipped(&imported));
    }
}

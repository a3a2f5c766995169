//! Updates that were taken back, and keys, days and states that do not say that one is there.

use super::{host, import, patches, skipped};

fn is_there(imported: &patchfirst::import::Imported) -> bool {
    patches(imported, "A1").contains(&"KB921883".to_owned())
}

#[test]
fn an_uninstallation_is_no_installation() {
    for title in [
        "Uninstall Security Update for Windows XP (KB921883) x86",
        "Uninstallation of Security Update for Windows XP (KB921883)",
        "Removal of KB921883",
        "Update rollback for KB921883",
        "Deinstallation: Sicherheitsupdate für Windows XP (KB921883)",
    ] {
        for table in [
            format!("Host,Update Title,Status\nA1,{title},Success\n"),
            format!("Host,KB,Update Title,Status\nA1,KB921883,{title},Success\n"),
            format!("Host,HotFixID,Title\nA1,KB921883,{title}\n"),
        ] {
            let imported = import(&[("t.csv", &table)]);
            assert!(!is_there(&imported) && !skipped(&imported).is_empty(), "{table}");
        }
        let history = format!(
            "Host,Title,Status\nA1,Security Update for Windows XP (KB921883),Success\nA1,{title},Success\n"
        );
        assert!(!is_there(&import(&[("t.csv", &history)])), "{history}");
    }
    let tool = "Host,Title,Status\nA1,Windows Malicious Software Removal Tool - August 2006 (KB921883),Success\n";
    assert!(is_there(&import(&[("t.csv", tool)])));
}

#[test]
fn agents_list_programs_that_take_patches_away() {
    let report = |name: &str| {
        format!(
            "<REQUEST><CONTENT><HARDWARE><NAME>A1</NAME><OSNAME>Windows XP</OSNAME></HARDWARE><SOFTWARES><NAME>{name}</NAME></SOFTWARES></CONTENT></REQUEST>"
        )
    };
    for (name, there) in [
        ("Security Update for Windows XP (KB921883)", true),
        ("Hotfix removal tool KB921883", false),
        ("KB921883 uninstall files", false),
    ] {
        let imported = import(&[("a.xml", &report(name))]);
        assert_eq!((is_there(&imported), skipped(&imported).is_empty()), (there, there), "{name}");
    }
}

#[test]
fn remarks_say_that_a_patch_is_gone() {
    for (remark, there) in [
        ("removed by user", false),
        ("removed after BSOD", false),
        ("failed 3 times already", false),
        ("did not apply properly", false),
        ("had to be backed out of because of the till", false),
        ("restored from an image of 2006-07-01", false),
        ("Rückgängig gemacht", false),
        ("the new one in the hall", true),
        ("not in the lift any more", true),
    ] {
        let table =
            format!("Host,OS,SP,Installed updates,Comment\nA1,Windows XP,1,KB921883,{remark}\n");
        assert_eq!(is_there(&import(&[("t.csv", &table)])), there, "{remark}");
    }
}

#[test]
fn the_key_of_an_update_needs_a_value_that_says_so() {
    let name = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\n\"ComputerName\"=\"A1\"\n";
    let update = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Updates\\Windows XP\\SP3\\KB921883";
    let program =
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\KB921883";
    for (key, value, there) in [
        (update, "\"InstalledDate\"=\"8/12/2006\"", true),
        (update, "\"Installed\"=dword:00000001", true),
        (update, "\"ThisVersionInstalled\"=\"Y\"", true),
        (update, "\"ThisVersionInstalled\"=\"N\"", false),
        (update, "\"UninstallCommand\"=\"x\"", false),
        (update, "\"Installed\"=-", false),
        (update, "\"InstalledDate\"=\"8/12/2006\"\n\"Installed\"=dword:00000000", false),
        (program, "\"DisplayName\"=\"Security Update for Windows XP (KB921883)\"", true),
        (program, "\"UninstallString\"=\"x\"", false),
    ] {
        let export = format!("Windows Registry Editor Version 5.00\n\n{name}\n[{key}]\n{value}\n");
        let imported = import(&[("a.reg", &export)]);
        assert_eq!((is_there(&imported), skipped(&imported).is_empty()), (there, there), "{value}");
    }
    let export = format!("Windows Registry Editor Version 5.00\n\n{name}\n[-{update}]\n");
    let told = skipped(&import(&[("a.reg", &export)]));
    assert!(
        told.iter().any(|said| said.starts_with("6: KB921883 the export takes the key away")),
        "{told:?}"
    );
}

#[test]
fn days_to_come_are_seen_in_every_notation() {
    let options = patchfirst::import::Options {
        today: Some(jiff::civil::date(2026, 1, 1)),
        ..Default::default()
    };
    for (day, there) in
        [("/Date(4155340800000)/", false), ("/Date(1155340800000)/", true), ("4155340800", false)]
    {
        let json =
            format!("[{{\"Source\":\"A1\",\"HotFixID\":\"KB921883\",\"InstalledOn\":\"{day}\"}}]");
        let imported = super::import_with(&options, &[("h.json", json.as_bytes())]);
        assert_eq!(is_there(&imported), there, "{day}");
    }
}

#[test]
fn a_device_may_be_compliant_or_not_whatever_its_patches() {
    for word in ["Compliant", "Not compliant"] {
        let table = format!(
            "Device name,OS,OS version,Last check-in,Compliance,Installed updates\nA1,Windows 10,10.0.14393.0,2017-05-01,{word},KB921883\n"
        );
        let imported = import(&[("t.csv", &table)]);
        assert!(is_there(&imported) && host(&imported, "A1").host.patches.complete, "{word}");
    }
}

#[test]
fn entries_of_get_computer_info_may_be_objects() {
    let info = |second: &str| {
        format!(
            "{{\"CsName\":\"A1\",\"OsName\":\"Windows 7\",\"OsHotFixes\":[{{\"HotFixID\":\"KB921883\",\"InstalledOn\":\"8/12/2006\"}},{{\"HotFixID\":{second},\"InstalledOn\":null}}]}}"
        )
    };
    let imported = import(&[("i.json", &info("\"KB828028\""))]);
    assert_eq!(patches(&imported, "A1"), ["KB828028", "KB921883"]);
    let cut = import(&[("i.json", &info("null"))]);
    assert!(is_there(&cut) && !host(&cut, "A1").host.patches.complete);
}

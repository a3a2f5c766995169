//! Lists of parts, of programs and of other things: none of them is a host, and what they say of
//! themselves is not said of one.

use patchfirst::import::Imported;

use super::{host, import, names, skipped};

fn os<'i>(imported: &'i Imported, name: &str) -> Option<&'i str> {
    host(imported, name).host.machine.os.as_deref()
}

fn tells(imported: &Imported, words: &str) {
    let told = skipped(imported);
    assert!(told.iter().any(|skip| skip.contains(words)), "{words}: {told:#?}");
}

const DISKS: &str = "Caption=ACME One\nCreationClassName=Win32_DiskDrive\nDeviceID=\\\\.\\PHYSICALDRIVE0\nModel=VMware disk\nName=\\\\.\\PHYSICALDRIVE0\nPNPDeviceID=A\nSerialNumber=D-100\nSystemName=FILE1\n\nCaption=ACME Two\nCreationClassName=Win32_DiskDrive\nDeviceID=\\\\.\\PHYSICALDRIVE1\nModel=VMware disk\nName=\\\\.\\PHYSICALDRIVE1\nPNPDeviceID=B\nSerialNumber=D-200\nSystemName=FILE1\n";

#[test]
fn serial_numbers_of_parts_do_not_split_a_host() {
    let of_people =
        "Computer Name,Monitor,Serial Number\nFILE1,U24,M-100\nFILE1,U27,M-200\n".to_owned();
    let of_screen = "Node,Caption,DeviceID,Model,SerialNumber\nFILE1,ACME One,D0,ACME,D-100\nFILE1,ACME Two,D1,ACME,D-200\n".to_owned();
    for text in [DISKS.to_owned(), of_people, of_screen] {
        let imported = import(&[("parts.txt", &text)]);
        assert_eq!(names(&imported), ["FILE1"], "{text}");
        assert_eq!(os(&imported, "FILE1"), None, "{text}");
        tells(&imported, "a list of parts");
    }
    // A list of hosts may tell what they show on.
    let hosts = "Name,OS,Serial Number,Monitor\nA1,Windows 7,S-100,U24\nA1,Windows 7,S-200,U27\n";
    assert_eq!(names(&import(&[("hosts.csv", hosts)])).len(), 2);
}

#[test]
fn things_that_windows_knows_are_neither_hosts_nor_systems() {
    let memory =
        "Caption=Physical Memory\nDeviceLocator=DIMM 1\nName=Physical Memory\nSerialNumber=R-100\n";
    let firmware = "Caption=Plain BIOS\nManufacturer=ACME\nName=Plain BIOS\nSMBIOSBIOSVersion=7\nVersion=ACME - 1\n";
    let account = "AccountType=512\nCaption=A1\\Guest\nDomain=A1\nName=Guest\nSID=S-1-5-21-1\nSIDType=1\nStatus=OK\n";
    let guests = "Caption=Virtual Machine\nCreationClassName=Msvm_ComputerSystem\nElementName=web\nName=0F00C2A6-0001\nStatus=OK\n\nCaption=Virtual Machine\nCreationClassName=Msvm_ComputerSystem\nElementName=db\nName=0F00C2A6-0002\nStatus=OK\n";
    for text in [memory, firmware, account, guests] {
        let imported = import(&[("a.txt", text)]);
        assert!(names(&imported).is_empty(), "{text}: {:?}", names(&imported));
        assert!(!skipped(&imported).is_empty());
    }
    let programs = "Node,Caption,Name,Version\nA1,Acme Browser,Acme Browser,3.6\nA1,Acme Server,Acme Server,9.0\n";
    let machine = "Caption=A1\nDNSHostName=A1\nManufacturer=Dell Inc.\nModel=Latitude E6410\nName=A1\nSystemType=X86-based PC\n";
    for text in [programs, machine] {
        let imported = import(&[("a.txt", text)]);
        assert_eq!((names(&imported), os(&imported, "A1")), (vec!["A1"], None), "{text}");
    }
    // A caption is a system where it is that of one.
    let system = "Node,Caption,Version\nA1,Microsoft Windows 7 Enterprise,6.1.7601\n";
    assert_eq!(os(&import(&[("a.csv", system)]), "A1"), Some("windows-7"));
}

#[test]
fn assets_that_are_no_machines_are_listed() {
    for heading in ["Category", "Asset Type", "Type"] {
        let text = format!(
            "Name,{heading},Model,Operating System\nA1,Laptop,X,Windows 7\nSHOW1,Monitors,Y,\nPRINT1,Printer,Z,\n"
        );
        let imported = import(&[("assets.csv", &text)]);
        assert_eq!(names(&imported), ["A1", "PRINT1"], "{heading}");
        tells(&imported, "`Monitors`: no machine");
        tells(&imported, "Printer no kind of host that is known");
    }
}

#[test]
fn files_about_something_else_name_no_host() {
    let release = "NAME=\"Acme Linux\"\nVERSION=\"7\"\nID=acme\nVERSION_ID=\"7\"\nPRETTY_NAME=\"Acme Linux 7\"\n";
    let package = r#"{"name":"acme/inventory","type":"library","version":"1.0","description":"x","license":"MIT"}"#;
    for (name, text) in [("os-release", release), ("package.json", package)] {
        let imported = import(&[(name, text)]);
        assert!(names(&imported).is_empty(), "{:?}", names(&imported));
    }
    let one = r#"{"name":"A1","os":"Windows XP","version":"5.1.2600"}"#;
    assert_eq!(names(&import(&[("a1.json", one)])), ["A1"]);
}

#[test]
fn an_object_without_a_name_is_no_segment() {
    let text = r#"[{"name":"A1","os":"Windows XP","network":{"gateway":"10.0.0.1","mtu":"1500"},"site":{"floor":2,"door":"b"}},{"name":"B1","os":"Windows XP","network":{"name":"office","mtu":"1500"}}]"#;
    let imported = import(&[("hosts.json", text)]);
    let written = patchfirst::import::write::inventory(&imported);
    assert!(!written.contains("gateway") && !written.contains("door"), "{written}");
    assert!(written.contains("office"), "{written}");
    tells(&imported, "an object without a name");
}

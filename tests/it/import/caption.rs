//! Systems in whatever way somebody spells them.

use super::{host, import, skipped};

#[test]
fn spellings_of_service_packs_and_bits_change_no_product() {
    for (caption, os, sp) in [
        ("Windows XP SP 3", "windows-xp", Some(3)),
        ("Windows XP Pro SP-3", "windows-xp", Some(3)),
        ("Windows XP sp.3", "windows-xp", Some(3)),
        ("Windows XP SP: 3", "windows-xp", Some(3)),
        ("Windows XP ServicePack 3", "windows-xp", Some(3)),
        ("Windows XP, SP3", "windows-xp", Some(3)),
        ("Windows XP w/SP3", "windows-xp", Some(3)),
        ("Windows XP - SP3", "windows-xp", Some(3)),
        ("Windows XP SP3?", "windows-xp", None),
        ("Windows XP SP 2 or SP 3", "windows-xp", None),
        ("Windows XP 32-bit", "windows-xp", None),
        ("Windows XP Professional (32-bit) SP3", "windows-xp", Some(3)),
        ("Windows XP Professional 2002 SP3", "windows-xp", Some(3)),
        ("Windows Server 2003 32 bit SP 2", "windows-server-2003", Some(2)),
        ("Microsoft Windows 2000 Server SP 4", "windows-2000", Some(4)),
        ("Windows 2000 5.0", "windows-2000", None),
        ("Windows Vista x86 SP 1", "windows-vista", Some(1)),
    ] {
        let imported = import(&[("t.csv", &format!("Host,OS\nLOOM,\"{caption}\"\n"))]);
        let machine = &host(&imported, "LOOM").host.machine;
        let found = (machine.os.as_deref(), machine.service_pack.map(|sp| sp.0));
        assert_eq!(found, (Some(os), sp), "{caption}");
        let nmap = format!(
            "Nmap scan report for 10.9.0.2\nHost is up.\n445/tcp open x\nOS details: Microsoft {caption}\n"
        );
        let imported = import(&[("scan.txt", &nmap)]);
        assert_eq!(host(&imported, "10.9.0.2").host.machine.os.as_deref(), Some(os), "{caption}");
    }
}

#[test]
fn a_caption_of_the_house_is_read_by_its_kernel() {
    for caption in ["House Image 7", "Microsoft Win XP Pro", "N/A", "Machine standard", ""] {
        let text = format!(
            "Host Name:                 LOOM\nOS Name:                   {caption}\nOS Version:                5.1.2600 Service Pack 3 Build 2600\n"
        );
        let imported = import(&[("s.txt", &text)]);
        let machine = &host(&imported, "LOOM").host.machine;
        assert_eq!(machine.os.as_deref(), Some("windows-xp"), "{caption}");
        assert_eq!(machine.service_pack.map(|sp| sp.0), Some(3), "{caption}");
    }
    let table = "Host,OS,OS Version\nLOOM,House Image 7,5.1.2600\nPRESS,Linux,5.1.2600\nVAT,House Unix,5.1.2600\n";
    let imported = import(&[("t.csv", table)]);
    assert!(host(&imported, "LOOM").host.machine.os_known);
    assert!(!host(&imported, "PRESS").host.machine.os_known);
    assert!(!host(&imported, "VAT").host.machine.os_known);
}

#[test]
fn a_service_pack_below_the_version_counts() {
    let table = "Host,OS,Asset OS Version\nLOOM,Microsoft Windows 2000,SP4\nVAT,Windows XP,gamma\n";
    let imported = import(&[("t.csv", table)]);
    assert_eq!(host(&imported, "LOOM").host.machine.service_pack.map(|sp| sp.0), Some(4));
    assert!(skipped(&imported).iter().any(|said| said.contains("gamma no version")));
}

#[test]
fn the_number_of_a_kernel_in_a_caption_says_which_windows_it_is() {
    for (caption, os, sp) in [
        ("Microsoft Windows NT 5.1.2600 Service Pack 2", "windows-xp", Some(2)),
        ("Microsoft Windows NT 5.0.2195 Service Pack 4", "windows-2000", Some(4)),
        ("Microsoft Windows NT 4.0.1381 Service Pack 6", "windows-nt-4", Some(6)),
        ("Microsoft Windows NT 10.0.19045.0", "windows-10", Some(19045)),
        ("Microsoft Windows [Version 5.1.2600]", "windows-xp", None),
    ] {
        let imported = import(&[("t.csv", &format!("Host,OS\nLOOM,{caption}\n"))]);
        let machine = &host(&imported, "LOOM").host.machine;
        let found = (machine.os.as_deref(), machine.service_pack.map(|sp| sp.0));
        assert_eq!(found, (Some(os), sp), "{caption}");
    }
    let imported =
        import(&[("t.csv", "Host,OS\nLOOM,Microsoft Windows NT 6.1.7601 Service Pack 1\n")]);
    let doubt = host(&imported, "LOOM").host.machine.os_doubt.clone().unwrap_or_default();
    assert!(doubt.contains("windows-7") && doubt.contains("windows-server-2008-r2"), "{doubt}");
}

#[test]
fn the_number_of_another_kernel_is_told_and_gives_no_service_pack() {
    for (caption, version, os, other) in [
        (
            "Windows Server 2008 R2 Standard",
            "6.3.9600",
            "windows-server-2008-r2",
            "windows-server-2012-r2",
        ),
        ("Windows XP Professional", "5.2.3790", "windows-xp", "windows-xp-x64"),
        (
            "Windows Server 2016 Standard",
            "10.0.17763",
            "windows-server-2016",
            "windows-server-2019",
        ),
        ("Windows Server 2008", "6.1.7601", "windows-server-2008", "windows-server-2008-r2"),
    ] {
        let table = format!("Host,OS,OS Version\nLOOM,{caption},{version}\n");
        let imported = import(&[("t.csv", &table)]);
        let machine = &host(&imported, "LOOM").host.machine;
        assert_eq!(machine.os.as_deref(), Some(os), "{caption}");
        // Of a release that has one build only, it is that.
        let pack = machine.service_pack.map(|sp| sp.0).filter(|build| *build != 14393);
        assert_eq!(pack, None, "{caption}");
        let told: Vec<&str> = imported.conflicts.iter().map(|c| c.dropped.0.as_str()).collect();
        assert!(
            told.len() == 1 && told[0].contains(other) && told[0].contains(version),
            "{told:?}"
        );
    }
    for (caption, version) in [
        ("Windows 7 Professional", "6.1.7601"),
        ("Windows XP Professional", "5.1 (2600)"),
        ("Windows Server 2019 Standard", "10.0.17763"),
        ("Windows Server 2003", "5.2 (3790)"),
        ("Windows 10 Pro", "19045"),
    ] {
        let table = format!("Host,OS,OS Version\nLOOM,{caption},{version}\n");
        let imported = import(&[("t.csv", &table)]);
        assert!(imported.conflicts.is_empty(), "{caption}: {:?}", imported.conflicts);
    }
    let table = "Host,OS,Service Pack,Build\nLOOM,Windows 7 Professional,0,7601\n";
    let imported = import(&[("t.csv", table)]);
    assert_eq!(host(&imported, "LOOM").host.machine.service_pack.map(|sp| sp.0), Some(1));
    assert_eq!(imported.conflicts.count(), 1, "{:?}", imported.conflicts);
}

#[test]
fn windows_11_is_known_by_its_build_where_it_calls_itself_windows_10() {
    let table = "Name,OperatingSystem,OperatingSystemVersion\nLOOM,Windows 10 Pro,10.0 (22631)\nPRESS,Windows 10 Pro,10.0 (19045)\n";
    let imported = import(&[("t.csv", table)]);
    assert_eq!(host(&imported, "LOOM").host.machine.os.as_deref(), Some("windows-11"));
    assert_eq!(host(&imported, "PRESS").host.machine.os.as_deref(), Some("windows-10"));
    let key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\r\n    ProductName    REG_SZ    Windows 10 Pro\r\n    CurrentBuild    REG_SZ    22631\r\n    CurrentVersion    REG_SZ    6.3\r\n";
    let imported = import(&[("VAT.txt", key)]);
    let machine = &host(&imported, "VAT").host.machine;
    let found = (machine.os.as_deref(), machine.service_pack.map(|sp| sp.0));
    assert_eq!(found, (Some("windows-11"), Some(22631)));
}

#[test]
fn another_system_beside_windows_is_that_system() {
    for caption in [
        "Ubuntu (dual boot Windows XP SP2)",
        "Debian with Windows XP SP2",
        "Red Hat and Windows 2000",
    ] {
        let imported = import(&[("t.csv", &format!("Host,OS\nLOOM,{caption}\n"))]);
        let machine = &host(&imported, "LOOM").host.machine;
        assert!(!machine.os_known || machine.os_doubt.is_some(), "{caption}: {:?}", machine.os);
    }
}

#[test]
fn short_spellings_of_products_name_them_with_a_service_pack_too() {
    for (caption, os, sp) in [
        ("WinXP SP2", "windows-xp", Some(2)),
        ("Win7 SP1", "windows-7", Some(1)),
        ("W2K SP4", "windows-2000", Some(4)),
        ("Vista SP1", "windows-vista", Some(1)),
        ("Windows Server 2012R2", "windows-server-2012-r2", Some(0)),
        ("Windows 2008R2 SP1", "windows-server-2008-r2", Some(1)),
        ("2003 Server SP2", "windows-server-2003", Some(2)),
        ("Windows SBS 2003", "windows-server-2003", None),
        ("Windows Web Server 2008 R2", "windows-server-2008-r2", None),
    ] {
        let imported = import(&[("t.csv", &format!("Host,OS\nLOOM,{caption}\n"))]);
        let machine = &host(&imported, "LOOM").host.machine;
        let found = (machine.os.as_deref(), machine.service_pack.map(|sp| sp.0));
        assert_eq!(found, (Some(os), sp), "{caption}");
    }
}

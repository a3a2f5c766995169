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

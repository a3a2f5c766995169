//! Machines that are not one because somebody did not know their names, or because they share them.

use super::{host, import, names, patches, skipped};

fn conflicts(imported: &patchfirst::import::Imported) -> Vec<String> {
    let all = imported.conflicts.iter();
    all.map(|c| format!("{} {} {} / {}", c.host, c.field.as_str(), c.kept.0, c.dropped.0)).collect()
}

#[test]
fn words_that_stand_for_no_name_join_nothing() {
    for word in [
        "unbekannt",
        "Inconnu",
        "desconocido",
        "sconosciuto",
        "onbekend",
        "nieznany",
        "неизвестно",
        "不明",
        "알 수 없음",
        "TBD",
        "N.A.",
        "na",
        "k.A.",
        "#N/A",
        "#NV",
        "#VALUE!",
        "<unknown>",
        "(null)",
        "(blank)",
        "(leer)",
        "0",
        "not available",
        "Not-Available",
        "no name",
        "NaN",
        "Timed out",
        "No DNS",
        "default",
        "Unknown device",
        "*",
    ] {
        let table = format!(
            "Host,IP,OS,Patches\n{word},10.9.1.1,Windows 2000 SP4,KB921883\n{word},10.9.1.2,Windows 2000 SP4,KB828028\n"
        );
        let imported = import(&[("t.csv", &table)]);
        assert_eq!(names(&imported), ["10.9.1.1", "10.9.1.2"], "{word}");
        assert_eq!(patches(&imported, "10.9.1.2"), ["KB828028"], "{word}");
    }
    let nameless =
        import(&[("t.csv", "Host,OS\nLOOM,Windows 2000 SP4\nunbekannt,Windows XP SP2\n")]);
    assert_eq!(names(&nameless), ["LOOM"]);
    let told = skipped(&nameless);
    assert!(
        told.iter()
            .any(|said| said.starts_with("3: unbekannt, Windows XP SP2 the row names no host")),
        "{told:?}"
    );
}

#[test]
fn names_that_look_like_fillers_are_names() {
    for name in ["N-ONE", "Nonesuch", "DHCP", "ka", "unknown7", "Leerdam", "NOVA", "empty-1"] {
        let table = format!("Host,IP,OS\n{name},10.9.1.1,Windows 2000 SP4\n");
        assert_eq!(names(&import(&[("t.csv", &table)])), [name]);
    }
}

#[test]
fn serial_numbers_that_nobody_gave_or_that_two_names_have_join_nothing() {
    for serial in [
        "123456789",
        "0123456789",
        "00000000",
        "XXXXXXXX",
        "Not Applicable",
        "Chassis Serial Number",
        "INVALID",
        "None Provided",
        "OEM",
        "To Be Filled By O.E.M",
        "-",
        "unbekannt",
    ] {
        let one = format!("host,os,serial,patches\nLOOM,Windows XP SP2,{serial},KB921883\n");
        let two = format!("host,os,serial,patches\nPRESS,Windows XP SP2,{serial},KB828028\n");
        let imported = import(&[("a.csv", &one), ("b.csv", &two)]);
        assert_eq!(names(&imported), ["LOOM", "PRESS"], "{serial}");
        assert!(conflicts(&imported).is_empty(), "{serial}: {:?}", conflicts(&imported));
    }
    let one = "host,os,serial,patches\nLOOM,Windows XP SP2,CZC71,KB921883\n";
    let two = "host,os,serial,patches\nPRESS,Windows XP SP2,czc71,KB828028\n";
    let imported = import(&[("a.csv", one), ("b.csv", two)]);
    assert_eq!(names(&imported), ["LOOM", "PRESS"]);
    assert_eq!(patches(&imported, "LOOM"), ["KB921883"]);
    let told = conflicts(&imported);
    assert!(told[0].contains("serial number czc71 is given to loom, too: not used"), "{told:?}");
    // What has no name is of the one that has.
    let nameless = "serial,os,patches\nCZC71,Windows XP SP2,KB828028\n";
    let imported = import(&[("a.csv", one), ("b.csv", nameless)]);
    assert_eq!(names(&imported), ["LOOM"]);
    assert_eq!(patches(&imported, "LOOM"), ["KB828028", "KB921883"]);
    // NetBIOS cuts names.
    let long = "host,os,serial\nACCOUNTING-DESK-7,Windows XP SP2,CZC72\n";
    let cut = "host,os,serial\nACCOUNTING-DESK,Windows XP SP2,CZC72\n";
    assert_eq!(import(&[("a.csv", long), ("b.csv", cut)]).hosts.len(), 1);
}

#[test]
fn a_short_name_in_two_domains_is_of_two_machines() {
    let column = "Host,Domain,OS,Patches\nFILE,NORTH,Windows 2000 SP4,KB921883\nFILE,SOUTH,Windows XP SP2,KB828028\n";
    let before = "Host,OS,Patches\nNORTH\\FILE,Windows 2000 SP4,KB921883\nSOUTH\\FILE,Windows XP SP2,KB828028\n";
    for table in [column, before] {
        let imported = import(&[("t.csv", table)]);
        assert_eq!(names(&imported), ["FILE.NORTH", "FILE.SOUTH"], "{table}");
        assert_eq!(patches(&imported, "FILE.NORTH"), ["KB921883"]);
        assert_eq!(host(&imported, "FILE.SOUTH").host.machine.os.as_deref(), Some("windows-xp"));
    }
    // The domain tells which full name is meant.
    let full = "Host,OS,Patches\nfile.north.example,Windows 2000 SP4,KB835732\nfile.south.example,Windows XP SP2,-\n";
    let imported = import(&[("a.csv", before), ("b.csv", full)]);
    assert_eq!(names(&imported), ["file.north.example", "file.south.example"]);
    assert_eq!(patches(&imported, "file.north.example"), ["KB835732", "KB921883"]);
    // Who has the short name only may be either.
    let short = "Host,OS,Patches\nFILE,Windows 2000 SP4,KB891861\n";
    let imported = import(&[("a.csv", before), ("b.csv", short)]);
    assert_eq!(imported.hosts.len(), 3, "{:?}", names(&imported));
    assert!(conflicts(&imported).iter().any(|said| said.contains("joined with neither")));
    // One domain is no reason for anything, be it written in two ways.
    let one = "Host,OS\nNORTH\\LOOM,Windows 2000 SP4\n";
    let other =
        "Host,Domain,OS\nloom,north.example,Windows 2000 SP4\nLOOM,north,Windows 2000 SP4\n";
    assert_eq!(import(&[("a.csv", one), ("b.csv", other)]).hosts.len(), 1);
}

#[test]
fn two_serial_numbers_of_one_name_in_one_file_are_two_machines() {
    let table = "Host,Serial Number,OS,Patches\nLOOM,CZC71,Windows 2000 SP4,KB921883\nLOOM,CZC72,Windows 2000 SP4,KB828028\nLOOM,CZC71,Windows 2000 SP4,KB835732\n";
    let imported = import(&[("t.csv", table)]);
    assert_eq!(names(&imported), ["LOOM", "LOOM-2"]);
    assert_eq!(patches(&imported, "LOOM"), ["KB835732", "KB921883"]);
    assert!(conflicts(&imported).iter().any(|said| said.contains("another host is called LOOM")));
    // Of two files, one may know the board and the other the case.
    let one = "Host,Serial Number,OS\nLOOM,CZC71,Windows 2000 SP4\n";
    let two = "Host,Serial Number,OS\nLOOM,B-9,Windows 2000 SP4\n";
    let imported = import(&[("a.csv", one), ("b.csv", two)]);
    assert_eq!(names(&imported), ["LOOM"]);
    let told = conflicts(&imported);
    assert_eq!(told, ["LOOM name serial number CZC71 / serial number B-9"]);
}

#[test]
fn a_further_address_of_one_name_is_told() {
    let table = "Host,IP,OS,Patches\nLOOM,10.9.1.1,Windows 2000 SP4,KB921883\nLOOM,10.9.1.2,Windows 2000 SP4,KB828028\n";
    let imported = import(&[("t.csv", table)]);
    assert_eq!(names(&imported), ["LOOM"]);
    assert_eq!(conflicts(&imported), ["LOOM name address 10.9.1.1 / address 10.9.1.2"]);
}

#[test]
fn what_programs_put_around_a_name_is_no_part_of_it() {
    for (cell, name, address) in [
        ("loom (10.9.1.1)", "loom", Some("10.9.1.1")),
        ("10.9.1.1 (loom)", "loom", Some("10.9.1.1")),
        ("loom/10.9.1.1", "loom", Some("10.9.1.1")),
        ("loom - 10.9.1.1", "loom", Some("10.9.1.1")),
        ("https://loom.corp.example/", "loom", None),
        ("loom:445", "loom", None),
        ("=\"\"loom\"\"", "loom", None),
        ("loom\u{200b}", "loom", None),
        ("lo\0om", "lo-om", None),
    ] {
        let system = "Microsoft Windows 2000 Server Service Pack 4";
        let table = format!("Host,OS\n\"{cell}\",{system}\n");
        let imported = import(&[("t.csv", &table)]);
        assert_eq!(names(&imported), [name], "{cell}");
        let found = host(&imported, name).host.addresses.first().map(ToString::to_string);
        assert_eq!(found.as_deref(), address, "{cell}");
    }
    for cell in ["10.9.1.0/24", "10.9.1.x", "}", "???"] {
        let table = format!("Host,OS\nLOOM,Windows XP SP2\n{cell},Windows 2000 SP4\n");
        let imported = import(&[("t.csv", &table)]);
        assert_eq!(names(&imported), ["LOOM"], "{cell}");
        assert!(skipped(&imported).iter().any(|said| said.starts_with("3: ")), "{cell}");
    }
}

//! `systeminfo`, as text and as a table, in every language and encoding.

use patchfirst::import::{Format, Options, write};
use patchfirst::inventory::Kind;

use super::{formats, host, import, import_with, names, patches, skipped};

pub(super) fn systeminfo(
    name: &str,
    caption: &str,
    version: &str,
    configuration: &str,
    hotfixes: &str,
) -> String {
    format!(
        "\r\nHost Name:                 {name}\r\nOS Name:                   {caption}\r\nOS Version:                {version}\r\nOS Manufacturer:           Microsoft Corporation\r\nOS Configuration:          {configuration}\r\nSystem Manufacturer:       Dell Inc.\r\nSystem Model:              OptiPlex GX280\r\nSystem type:               X86-based PC\r\nVirtual Memory: Max Size:  2,048 MB\r\nDomain:                    corp.example\r\nHotfix(s):                 {hotfixes}\r\nNetWork Card(s):           1 NIC(s) Installed.\r\n                           [01]: Some Adapter\r\n                                 IP address(es)\r\n                                 [01]: 10.3.0.7\r\n"
    )
}

pub(super) const LIST: &str = "3 Hotfix(s) Installed.\r\n                           [01]: KB921883 - Update\r\n                           [02]: Q147222\r\n                           [03]: KB893803v2 - Update";

#[test]
fn systeminfo_is_read_one_or_many_per_file() {
    let one = systeminfo(
        "PC1",
        "Microsoft Windows XP Professional",
        "5.1.2600 Service Pack 1 Build 2600",
        "Member Workstation",
        LIST,
    );
    let two = systeminfo(
        "SRV1",
        "Microsoft(R) Windows(R) Server 2003, Standard Edition",
        "5.2.3790 Build 3790",
        "Member Server",
        LIST,
    );
    let imported = import(&[("both.txt", &(one + &two))]);
    assert_eq!(
        (formats(&imported), names(&imported)),
        (vec![Some(Format::Systeminfo)], vec!["PC1", "SRV1"])
    );
    let pc = &host(&imported, "PC1").host;
    assert_eq!(
        (pc.machine.os.as_deref(), pc.machine.service_pack.map(|sp| sp.0), pc.patches.complete),
        (Some("windows-xp"), Some(1), true)
    );
    assert_eq!(pc.fqdn.as_deref(), Some("PC1.corp.example"));
    assert_eq!(
        (pc.machine.role.kind, host(&imported, "SRV1").host.machine.role.kind),
        (Kind::Workstation, Kind::Server)
    );
    assert_eq!(patches(&imported, "PC1"), ["KB147222", "KB893803", "KB921883"]);
    assert_eq!(host(&imported, "SRV1").host.machine.os.as_deref(), Some("windows-server-2003"));
    assert_eq!(pc.addresses, ["10.3.0.7".parse::<std::net::IpAddr>().unwrap()]);
}

#[test]
fn a_list_that_was_cut_off_or_has_nameless_entries_is_not_complete() {
    for hotfixes in [
        "262 Hotfix(s) Installed.\r\n                           [01]: KB921883\r\n                           [02",
        "2 Hotfix(s) Installed.\r\n                           [01]: File 1\r\n                           [02]: KB921883",
    ] {
        let text = systeminfo(
            "PC1",
            "Microsoft Windows XP Professional",
            "5.1.2600 Build 2600",
            "Standalone Workstation",
            hotfixes,
        );
        let imported = import(&[("pc1.txt", &text)]);
        assert!(!host(&imported, "PC1").host.patches.complete);
        assert_eq!(patches(&imported, "PC1"), ["KB921883"]);
        assert_eq!(skipped(&imported).len(), 1);
        assert!(write::inventory(&imported).contains("patches_complete: false"));
    }
    let none = systeminfo(
        "PC1",
        "Microsoft Windows XP Professional",
        "5.1.2600 Build 2600",
        "Standalone Workstation",
        "N/A",
    );
    assert_eq!(host(&import(&[("pc1.txt", &none)]), "PC1").host.patches.installed, None);
}

/// Labels in seven languages, each with the bytes of the console that prints them; the last
/// language is in no table.
#[test]
fn localised_labels_are_read_in_every_encoding() {
    let localised = |labels: [&str; 5], installed: &str| {
        let [name, os, version, configuration, hotfixes] = labels;
        format!(
            "\r\n{name}:     PC1\r\n{os}:   Microsoft Windows XP Professional\r\n{version}:    5.1.2600 Service Pack 2 Build 2600\r\n{configuration}\r\n{hotfixes}:   {installed}\r\n      [01]: KB921883\r\n"
        )
    };
    let german = localised(
        [
            "Hostname",
            "Betriebssystemname",
            "Betriebssystemversion",
            "Betriebssystemkonfiguration: Mitglied Arbeitsstation\r\nDomäne:  corp",
            "Hotfix(es)",
        ],
        "1 Hotfix(e) installiert.",
    );
    let french = localised(
        [
            "Nom de l'hôte",
            "Nom du système d'exploitation",
            "Version du système",
            "Configuration du système d'exploitation: Station de travail membre",
            "Correctif(s)",
        ],
        "1 Corrections installées.",
    );
    let spanish = localised(
        [
            "Nombre de host",
            "Nombre del sistema operativo",
            "Versión del sistema operativo",
            "Configuración del sistema operativo: Estación de trabajo miembro",
            "Revisión(es)",
        ],
        "1 revisión(es) instaladas.",
    );
    let russian = localised(
        [
            "Имя узла",
            "Название ОС",
            "Версия ОС",
            "Параметры ОС: Рядовая рабочая станция",
            "Исправление(я)",
        ],
        "Число установленных исправлений - 1.",
    );
    let chinese = localised(
        ["主机名", "OS 名称", "OS 版本", "OS 配置: 成员工作站", "修补程序"],
        "安装了 1 个修补程序。",
    );
    let japanese = localised(
        [
            "ホスト名",
            "OS 名",
            "OS バージョン",
            "OS 構成: メンバー ワークステーション",
            "ホットフィックス",
        ],
        "1 ホットフィックスがインストールされています。",
    );
    let italian = localised(
        [
            "Nome host",
            "Nome SO",
            "Versione SO",
            "Configurazione SO: Workstation membro",
            "Aggiornamenti rapidi",
        ],
        "1 Aggiornamenti rapidi installati.",
    );
    let utf16 = |text: &str, mark: bool| -> Vec<u8> {
        mark.then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let page = |text: &str, page: &'static encoding_rs::Encoding| page.encode(text).0.into_owned();
    let mut files: Vec<Vec<u8>> = Vec::new();
    for text in [&german, &french, &spanish, &russian, &chinese, &japanese, &italian] {
        files.extend([
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(text, true),
            utf16(text, false),
        ]);
    }
    files.extend([
        page(&german, encoding_rs::WINDOWS_1252),
        page(&french, encoding_rs::WINDOWS_1252),
        page(&chinese, encoding_rs::GBK),
    ]);
    files.extend([
        page(&japanese, encoding_rs::SHIFT_JIS),
        page(&russian, encoding_rs::IBM866),
        page(&russian, encoding_rs::WINDOWS_1251),
    ]);
    files.extend([oem(&french), oem(&german), oem(&spanish)]);
    for (at, file) in files.iter().enumerate() {
        let imported = import_with(&Options::default(), &[("x.txt", file)]);
        let found = &host(&imported, "PC1").host;
        assert_eq!(
            (found.machine.os.as_deref(), found.machine.service_pack.map(|sp| sp.0)),
            (Some("windows-xp"), Some(2)),
            "file {at}"
        );
        assert_eq!(
            (patches(&imported, "PC1"), found.patches.complete),
            (vec!["KB921883".to_owned()], true),
            "file {at}"
        );
    }
}

/// Code page 850 and 437 have these letters in the same places.
fn oem(text: &str) -> Vec<u8> {
    let table = [
        ('ü', 0x81),
        ('é', 0x82),
        ('â', 0x83),
        ('ä', 0x84),
        ('à', 0x85),
        ('ê', 0x88),
        ('è', 0x8a),
        ('ô', 0x93),
        ('ö', 0x94),
        ('ó', 0xa2),
        ('í', 0xa1),
        ('ñ', 0xa4),
    ];
    let byte = |c: char| {
        if c.is_ascii() {
            c as u8
        } else {
            table.iter().find(|(letter, _)| *letter == c).map_or(b'?', |(_, byte)| *byte)
        }
    };
    text.chars().map(byte).collect()
}

#[test]
fn systeminfo_csv_holds_the_list_in_one_cell() {
    let csv = "\"Host Name\",\"OS Name\",\"OS Version\",\"OS Configuration\",\"System Type\",\"Domain\",\"Hotfix(s)\",\"Network Card(s)\"\n\"DC1\",\"Microsoft(R) Windows(R) Server 2003 Standard x64 Edition\",\"5.2.3790 Service Pack 1 Build 3790\",\"Primary Domain Controller\",\"x64-based PC\",\"corp.example\",\"3 Hotfix(s) Installed.,[01]: KB921883,[02]: File 1,[03]: KB952069_WM9\",\"1 NIC(s) Installed.,[01]: Card,      Connection Name: LAN,      IP address(es),      [01]: 10.2.0.5\"\n";
    let imported = import(&[("dc.csv", csv)]);
    assert_eq!(formats(&imported), [Some(Format::SysteminfoCsv)]);
    // Server 2003 for x64 calls itself Service Pack 1 from the start, and is no XP.
    let dc = &host(&imported, "DC1").host;
    assert_eq!(
        (dc.machine.os.as_deref(), dc.machine.service_pack.map(|sp| sp.0), dc.machine.arch),
        (Some("windows-server-2003"), Some(1), Some(patchfirst::term::platform::Arch::X64))
    );
    assert_eq!(
        (patches(&imported, "DC1"), dc.patches.complete),
        (vec!["KB921883".to_owned(), "KB952069".to_owned()], false)
    );
    assert_eq!(dc.machine.role.kind, Kind::Server);
}

#[test]
fn systeminfo_csv_without_headings_is_known_by_its_order() {
    let row = |name: &str, hotfixes: &str| {
        let cells = [
            name,
            "Microsoft Windows XP Professional",
            "5.1.2600 Service Pack 2 Build 2600",
            "Microsoft Corporation",
            "Member Workstation",
            "Multiprocessor Free",
            "owner",
            "Northwind",
            "1-2-3-4",
            "8/1/2005, 10:00:00 AM",
            "0 Days, 1 Hours",
            "Dell Inc.",
            "Latitude D610",
            "X86-based PC",
            "1 Processor(s) Installed.,[01]: x86 Family 6",
            "DELL - 1",
            "C:\\WINDOWS",
            "C:\\WINDOWS\\system32",
            "\\Device\\HarddiskVolume1",
            "en-us",
            "en-us",
            "GMT",
            "1,023 MB",
            "512 MB",
            "2,048 MB",
            "2,000 MB",
            "48 MB",
            "C:\\pagefile.sys",
            "corp.example",
            "\\\\DC1",
            hotfixes,
            "1 NIC(s) Installed.,[01]: Card,      IP address(es),      [01]: 10.3.0.7",
        ];
        cells.map(|cell| format!("\"{cell}\"")).join(",") + "\r\n"
    };
    let both = row("PC1", "2 Hotfix(s) Installed.,[01]: KB921883,[02]: Q147222")
        + &row("PC2", "3 Hotfix(s) Installed.,[01]: KB921883");
    let imported = import(&[("nh.csv", &both)]);
    assert_eq!(
        (formats(&imported), names(&imported)),
        (vec![Some(Format::SysteminfoCsv)], vec!["PC1", "PC2"])
    );
    let pc = &host(&imported, "PC1").host;
    assert_eq!(
        (pc.machine.os.as_deref(), pc.machine.service_pack.map(|sp| sp.0), pc.machine.role.kind),
        (Some("windows-xp"), Some(2), Kind::Laptop)
    );
    assert_eq!(
        (pc.fqdn.as_deref(), pc.machine.arch),
        (Some("PC1.corp.example"), Some(patchfirst::term::platform::Arch::X86))
    );
    assert_eq!(pc.addresses, ["10.3.0.7".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(
        (patches(&imported, "PC1"), pc.patches.complete),
        (vec!["KB147222".to_owned(), "KB921883".to_owned()], true)
    );
    assert!(!host(&imported, "PC2").host.patches.complete);
}

#[test]
fn who_owns_a_host_is_no_caption_and_a_lost_name_joins_nobody() {
    let text = "Nom de l'hôte:  PC1\nNom du système d'exploitation:  Microsoft Windows 7 Entreprise\nVersion du système:  6.1.7601 Service Pack 1 version 7601\nPropriétaire enregistré:  Utilisateur Windows\nType du système:  x64-based PC\nCorrectif(s):  1 Corrections installées.\n      [01]: KB2534111\n";
    let imported = import(&[("pc1.txt", text)]);
    assert_eq!(
        (names(&imported), patches(&imported, "PC1")),
        (vec!["PC1"], vec!["KB2534111".to_owned()])
    );
    let host = |name: &str, kb: &str| {
        format!(
            "Nimi:  {name}\nJärjestelmä:  Microsoft Windows XP Professional\nVersio:  5.1.2600 Service Pack 1 Build 2600\nOmistaja:  Windows User\nPaikat:  1\n      [01]: {kb}\n"
        )
    };
    let lost = host("A1", "KB835732")
        + &host("B1", "KB921883").replace("Nimi:  B1\n", "")
        + &host("C1", "KB917422");
    let imported = import(&[("all.txt", &lost)]);
    assert_eq!(names(&imported), ["A1", "C1"]);
    assert_eq!(
        (patches(&imported, "A1"), patches(&imported, "C1")),
        (vec!["KB835732".to_owned()], vec!["KB917422".to_owned()])
    );
}

#[test]
fn one_kernel_is_three_products_and_the_caption_decides() {
    for (caption, os) in [
        ("Microsoft(R) Windows(R) Server 2003, Standard Edition", "windows-server-2003"),
        ("Microsoft Windows Server 2003 R2 Standard Edition", "windows-server-2003"),
        ("Microsoft Windows XP Professional x64 Edition", "windows-xp-x64"),
    ] {
        let text = systeminfo(
            "H",
            caption,
            "5.2.3790 Service Pack 2 Build 3790",
            "Member Workstation",
            LIST,
        );
        let text = text.replace("X86-based", "x64-based");
        assert_eq!(
            host(&import(&[("h.txt", &text)]), "H").host.machine.os.as_deref(),
            Some(os),
            "{caption}"
        );
    }
    let csv = "Name,OperatingSystem,OperatingSystemVersion,DistinguishedName\nH,,5.2 (3790),\"CN=H,DC=a\"\n";
    let either = &import(&[("ad.csv", csv)]);
    assert_eq!(host(either, "H").host.machine.os.as_deref(), Some("windows-server-2003"));
    assert!(
        host(either, "H")
            .host
            .machine
            .os_doubt
            .as_ref()
            .is_some_and(|doubt| doubt.contains("windows-xp-x64"))
    );
}

#[test]
fn a_text_that_was_quoted_again_and_again_is_read() {
    let lines = [
        "Host Name:                 PUMP",
        "OS Name:                   Microsoft Windows XP Professional",
        "OS Version:                5.1.2600 Service Pack 2 Build 2600",
        "System Type:               X86-based PC",
        "Hotfix(s):                 1 Hotfix(s) Installed.",
        "                           [01]: KB917422",
        "Network Card(s):           N/A",
    ];
    for sign in ["> > ", ">> ", "> > > ", "» ", "// ", "> | ", "\t", "> "] {
        let text: String = lines.iter().map(|line| format!("{sign}{line}\n")).collect();
        for above in ["", "Anna wrote:\n"] {
            if !above.is_empty() && !sign.starts_with('>') {
                continue;
            }
            let imported = import(&[("mail.txt", &format!("{above}{text}"))]);
            assert_eq!(names(&imported), ["PUMP"], "{sign} {:?}", skipped(&imported));
            assert_eq!(patches(&imported, "PUMP"), ["KB917422"], "{sign} {above}");
            assert!(host(&imported, "PUMP").host.patches.complete, "{sign} {above}");
        }
    }
    let stray = "Host Name:                 PUMP\nOS Name:                   Microsoft Windows XP Professional\nOS Version:                5.1.2600 Service Pack 2 Build 2600\n>  [01]: KB917422\n  [02]: KB917953\n";
    let told = skipped(&import(&[("s.txt", stray)]));
    assert!(told.iter().any(|said| said.contains("KB917422")), "{told:?}");
    assert!(told.iter().any(|said| said.contains("KB917953")), "{told:?}");
}

/// A machine in a language that is in no table.
fn unknown_language(name: &str) -> String {
    format!(
        "Nimi:      {name}\nKaava:     Microsoft Windows XP Professional\nSarja:     5.1.2600 Service Pack 2 Build 2600\nRooli:     x\nLista:     1 kpl\n           [01]: KB921883\n"
    )
}

#[test]
fn what_stands_above_the_name_takes_its_place_in_no_language() {
    for above in [
        "C:\\>systeminfo /S 10.0.0.9\n\n",
        "C:\\Windows>systeminfo\n\n",
        "smith@bellows:~$ cat systeminfo.txt\n",
        "Report: of the Windows machines\n\n",
        "Seen: 2006-08-25\nBy: smith\n",
        "C:\\>systeminfo\nSeen: 2006-08-25\n",
    ] {
        let one = format!("{above}{}", unknown_language("LOOM"));
        let imported = import(&[("x.txt", &one)]);
        assert_eq!(names(&imported), ["LOOM"], "{above}: {:?}", skipped(&imported));
        assert_eq!(patches(&imported, "LOOM"), ["KB921883"], "{above}");
        assert!(skipped(&imported).len() == above.trim().lines().count(), "{above}");
        let two = format!("{one}\n{above}{}", unknown_language("KILN"));
        let imported = import(&[("x.txt", &two)]);
        assert_eq!(names(&imported), ["LOOM", "KILN"], "{above}: {:?}", skipped(&imported));
        assert_eq!(patches(&imported, "KILN"), ["KB921883"], "{above}");
    }
    // A name that was made unreadable is that of the file, whatever stands above.
    let known = "Host Name:  ...\nOS Name:  Microsoft Windows XP Professional\nOS Version:  5.1.2600 Service Pack 2 Build 2600\n";
    for above in ["", "C:\\Users\\x>systeminfo\n\n", "Seen: 2006-08-25\n"] {
        let imported = import(&[("LOOM.txt", &format!("{above}{known}"))]);
        assert_eq!(names(&imported), ["LOOM"], "{above}: {:?}", skipped(&imported));
    }
}

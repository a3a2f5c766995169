//! `patchfirst import` from the outside: each format, each trap of real files, merging, segments, updating in place, firewalls.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::{self, Colour, Diagnostics};
use patchfirst::import::segment::Segments;
use patchfirst::import::{self, Content, Format, Imported, Input, Options, write};
use patchfirst::inventory::{self, Inventory, Kind, Patches};
use patchfirst::source::Sources;

fn catalogue() -> Advisories {
    advisory::builtin(&mut Sources::default(), &mut Diagnostics::default())
}

fn import_with(options: &Options, files: &[(&str, &[u8])]) -> Imported {
    let inputs = files.iter().map(|(name, bytes)| Input { name: (*name).to_owned(), content: Content::Bytes(bytes.to_vec()) });
    let imported = import::import(inputs.collect(), options, &catalogue());
    read_back(&imported);
    imported
}

fn import(files: &[(&str, &str)]) -> Imported {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    import_with(&Options::default(), &files)
}

/// Whatever was imported, our own reader accepts what is written.
fn read_back(imported: &Imported) -> Inventory {
    let text = write::inventory(imported);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory = inventory::parse("inventory.yaml", &text, &[], &mut sources, &mut diagnostics);
    let shown = diagnostic::render(&sources, &diagnostics, Colour::Never);
    assert!(!diagnostics.has_errors(), "{shown}\n{text}");
    inventory.expect("a file without errors is an inventory")
}

fn formats(imported: &Imported) -> Vec<Option<Format>> {
    imported.files.iter().map(|file| file.format).collect()
}

fn names(imported: &Imported) -> Vec<&str> {
    imported.hosts.iter().map(|placed| placed.host.name.as_str()).collect()
}

fn host<'i>(imported: &'i Imported, name: &str) -> &'i import::Placed {
    imported
        .hosts
        .iter()
        .find(|placed| placed.host.name.eq_ignore_ascii_case(name))
        .unwrap_or_else(|| panic!("no {name}: {:?}", names(imported)))
}

fn patches(imported: &Imported, name: &str) -> Vec<String> {
    host(imported, name).host.patches.iter().flatten().map(ToString::to_string).collect()
}

fn skipped(imported: &Imported) -> Vec<String> {
    let files = imported.files.iter().flat_map(|file| &file.skipped);
    files.map(|skip| format!("{}: {} {}", skip.line, skip.text, skip.why)).collect()
}

fn systeminfo(name: &str, caption: &str, version: &str, configuration: &str, hotfixes: &str) -> String {
    format!(
        "\r\nHost Name:                 {name}\r\nOS Name:                   {caption}\r\nOS Version:                {version}\r\nOS Manufacturer:           Microsoft Corporation\r\nOS Configuration:          {configuration}\r\nSystem Manufacturer:       Dell Inc.\r\nSystem Model:              OptiPlex GX280\r\nSystem type:               X86-based PC\r\nVirtual Memory: Max Size:  2,048 MB\r\nDomain:                    corp.example\r\nHotfix(s):                 {hotfixes}\r\nNetWork Card(s):           1 NIC(s) Installed.\r\n                           [01]: Some Adapter\r\n                                 IP address(es)\r\n                                 [01]: 10.3.0.7\r\n"
    )
}

const LIST: &str = "3 Hotfix(s) Installed.\r\n                           [01]: KB921883 - Update\r\n                           [02]: Q147222\r\n                           [03]: KB893803v2 - Update";

#[test]
fn systeminfo_is_read_one_or_many_per_file() {
    let one = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Service Pack 1 Build 2600", "Member Workstation", LIST);
    let two = systeminfo("SRV1", "Microsoft(R) Windows(R) Server 2003, Standard Edition", "5.2.3790 Build 3790", "Member Server", LIST);
    let imported = import(&[("both.txt", &(one + &two))]);
    assert_eq!((formats(&imported), names(&imported)), (vec![Some(Format::Systeminfo)], vec!["PC1", "SRV1"]));
    let pc = &host(&imported, "PC1").host;
    assert_eq!((pc.os.as_deref(), pc.service_pack.map(|sp| sp.0), pc.patches_complete), (Some("windows-xp"), Some(1), true));
    assert_eq!(pc.fqdn.as_deref(), Some("PC1.corp.example"));
    assert_eq!((pc.role.kind, host(&imported, "SRV1").host.role.kind), (Kind::Workstation, Kind::Server));
    assert_eq!(patches(&imported, "PC1"), ["KB147222", "KB893803", "KB921883"]);
    assert_eq!(host(&imported, "SRV1").host.os.as_deref(), Some("windows-server-2003"));
    assert_eq!(pc.addresses, ["10.3.0.7".parse::<std::net::IpAddr>().unwrap()]);
}

#[test]
fn a_list_that_was_cut_off_or_has_nameless_entries_is_not_complete() {
    for hotfixes in [
        "262 Hotfix(s) Installed.\r\n                           [01]: KB921883\r\n                           [02",
        "2 Hotfix(s) Installed.\r\n                           [01]: File 1\r\n                           [02]: KB921883",
    ] {
        let text = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Build 2600", "Standalone Workstation", hotfixes);
        let imported = import(&[("pc1.txt", &text)]);
        assert!(!host(&imported, "PC1").host.patches_complete);
        assert_eq!(patches(&imported, "PC1"), ["KB921883"]);
        assert_eq!(skipped(&imported).len(), 1);
        assert!(write::inventory(&imported).contains("patches_complete: false"));
    }
    let none = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Build 2600", "Standalone Workstation", "N/A");
    assert_eq!(host(&import(&[("pc1.txt", &none)]), "PC1").host.patches, None);
}

/// Labels in seven languages, each with the bytes of the console that prints them; the last language is in no table.
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
        ["Имя узла", "Название ОС", "Версия ОС", "Параметры ОС: Рядовая рабочая станция", "Исправление(я)"],
        "Число установленных исправлений - 1.",
    );
    let chinese = localised(["主机名", "OS 名称", "OS 版本", "OS 配置: 成员工作站", "修补程序"], "安装了 1 个修补程序。");
    let japanese = localised(
        ["ホスト名", "OS 名", "OS バージョン", "OS 構成: メンバー ワークステーション", "ホットフィックス"],
        "1 ホットフィックスがインストールされています。",
    );
    let italian = localised(
        ["Nome host", "Nome SO", "Versione SO", "Configurazione SO: Workstation membro", "Aggiornamenti rapidi"],
        "1 Aggiornamenti rapidi installati.",
    );
    let utf16 = |text: &str, mark: bool| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let page = |text: &str, page: &'static encoding_rs::Encoding| page.encode(text).0.into_owned();
    let mut files: Vec<Vec<u8>> = Vec::new();
    for text in [&german, &french, &spanish, &russian, &chinese, &japanese, &italian] {
        files.extend([text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), utf16(text, true), utf16(text, false)]);
    }
    files.extend([page(&german, encoding_rs::WINDOWS_1252), page(&french, encoding_rs::WINDOWS_1252), page(&chinese, encoding_rs::GBK)]);
    files.extend([page(&japanese, encoding_rs::SHIFT_JIS), page(&russian, encoding_rs::IBM866), page(&russian, encoding_rs::WINDOWS_1251)]);
    files.extend([oem(&french), oem(&german), oem(&spanish)]);
    for (at, file) in files.iter().enumerate() {
        let imported = import_with(&Options::default(), &[("x.txt", file)]);
        let found = &host(&imported, "PC1").host;
        assert_eq!((found.os.as_deref(), found.service_pack.map(|sp| sp.0)), (Some("windows-xp"), Some(2)), "file {at}");
        assert_eq!((patches(&imported, "PC1"), found.patches_complete), (vec!["KB921883".to_owned()], true), "file {at}");
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
    let byte = |c: char| if c.is_ascii() { c as u8 } else { table.iter().find(|(letter, _)| *letter == c).map_or(b'?', |(_, byte)| *byte) };
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
        (dc.os.as_deref(), dc.service_pack.map(|sp| sp.0), dc.arch),
        (Some("windows-server-2003"), Some(1), Some(patchfirst::platform::Arch::X64))
    );
    assert_eq!((patches(&imported, "DC1"), dc.patches_complete), (vec!["KB921883".to_owned(), "KB952069".to_owned()], false));
    assert_eq!(dc.role.kind, Kind::Server);
}

#[test]
fn one_kernel_is_three_products_and_the_caption_decides() {
    for (caption, os) in [
        ("Microsoft(R) Windows(R) Server 2003, Standard Edition", "windows-server-2003"),
        ("Microsoft Windows Server 2003 R2 Standard Edition", "windows-server-2003"),
        ("Microsoft Windows XP Professional x64 Edition", "windows-xp-x64"),
    ] {
        let text = systeminfo("H", caption, "5.2.3790 Service Pack 2 Build 3790", "Member Workstation", LIST);
        let text = text.replace("X86-based", "x64-based");
        assert_eq!(host(&import(&[("h.txt", &text)]), "H").host.os.as_deref(), Some(os), "{caption}");
    }
    let csv = "Name,OperatingSystem,OperatingSystemVersion,DistinguishedName\nH,,5.2 (3790),\"CN=H,DC=a\"\n";
    assert_eq!(host(&import(&[("ad.csv", csv)]), "H").host.os, None);
}

#[test]
fn wmic_tables_lists_and_csv_are_read() {
    let table = "Please wait while WMIC is being installed.Caption  CSName  Description  HotFixID    InstalledOn  Name  ServicePackInEffect  Status  \r\r\n         PC1     x            File 1                         KB2115168                    \r\r\n         PC1                  Q147222                                                     \r\r\n         PC1     y            KB893803v2  4/23/2014          SP3                          \r\r\n";
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let list = "\r\r\n\r\r\nCaption=http://x\r\r\nCSName=PC1\r\r\nHotFixID=KB2115168\r\r\nInstalledOn=1/1/2014\r\r\nServicePackInEffect=\r\r\n\r\r\nCaption=\r\r\nCSName=PC1\r\r\nHotFixID=Q147222\r\r\n\r\r\nCaption=\r\r\nCSName=PC1\r\r\nHotFixID=File 1\r\r\nServicePackInEffect=KB893803-v2\r\r\n";
    let csv = "\r\r\nNode,Caption,CSName,HotFixID,InstalledOn,ServicePackInEffect\r\r\nPC1,,PC1,KB2115168,1/1/2014,\r\r\nPC1,,PC1,Q147222,,\r\r\nPC1,,PC1,KB893803v2,,\r\r\n";
    for (bytes, format) in [(utf16, Format::Qfe), (list.as_bytes().to_vec(), Format::Qfe), (csv.as_bytes().to_vec(), Format::QfeCsv)] {
        let imported = import_with(&Options::default(), &[("q", &bytes)]);
        assert_eq!(formats(&imported), [Some(format)]);
        assert_eq!(patches(&imported, "PC1"), ["KB147222", "KB893803", "KB2115168"], "{format:?}");
        assert!(host(&imported, "PC1").host.patches_complete, "{format:?}");
    }
}

#[test]
fn hotfixes_without_a_host_are_those_of_the_file_name() {
    let csv = "#TYPE System.Management.ManagementObject\r\n\"Description\",\"HotFixID\",\"InstalledBy\",\"InstalledOn\"\r\n\"Update\",\"KB921883\",\"\",\"8/10/2006\"\r\n";
    let imported = import(&[("out/SRV7.csv", csv)]);
    assert_eq!((formats(&imported), patches(&imported, "SRV7")), (vec![Some(Format::Hotfix)], vec!["KB921883".to_owned()]));
    assert!(skipped(&imported)[0].contains("the name of the file is taken"));
    let named = "\"PSComputerName\",\"HotFixID\"\n\"A\",\"KB921883\"\n\"B\",\"KB917422\"\n";
    assert_eq!(names(&import(&[("x.csv", named)])), ["A", "B"]);
}

#[test]
fn directories_and_management_tools_are_told_apart_by_their_headings() {
    let ad = "\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemServicePack\",\"OperatingSystemVersion\",\"IPv4Address\",\"LastLogonDate\",\"DistinguishedName\",\"Enabled\"\n\"PC1\",\"pc1.corp.example\",\"Windows XP Professional\",\"Service Pack 2\",\"5.1 (2600)\",\"10.3.0.7\",\"24.08.2006 10:00:00\",\"CN=PC1,OU=Laptops,OU=Oslo,DC=corp,DC=example\",\"False\"\n";
    let wsus = "UpdateInstallationState,Title,FullDomainName,KnowledgebaseArticles,SecurityBulletins\nInstalled,x,pc1.corp.example,{921883},{MS06-040}\nNotInstalled,y,pc1.corp.example,{917422},{MS06-041}\n";
    let sccm = "ResourceID;Name0;Operating_System_Name_and0;CSDVersion0;ChassisTypes0;HotFixID0\n1;NB2;Microsoft Windows NT Workstation 5.1;Service Pack 2;10;KB921883\n1;NB2;Microsoft Windows NT Workstation 5.1;Service Pack 2;10;KB917422\n";
    let servicenow = "name,sys_class_name,os,os_service_pack,ip_address,form_factor,busines_criticality,owned_by\nsql1,cmdb_ci_win_server,Windows 2000 Server,4,10.2.0.9,,1 - Most Critical,dba@corp.example\n";
    let lansweeper =
        "AssetName,Domain,OSname,SP,IPAddress,IPLocation,Model,Lastseen\nLT9,corp,Win XP,2,10.3.1.1,Office,Latitude D610,2006-08-24\n";
    let files = [("ad.csv", ad), ("wsus.csv", wsus), ("sccm.csv", sccm), ("snow.csv", servicenow), ("ls.csv", lansweeper)];
    let imported = import(&files);
    let expected = [Format::ActiveDirectory, Format::Wsus, Format::Sccm, Format::ServiceNow, Format::Lansweeper].map(Some);
    assert_eq!(formats(&imported), expected);
    let pc = host(&imported, "PC1");
    assert_eq!((pc.host.os.as_deref(), pc.host.service_pack.map(|sp| sp.0)), (Some("windows-xp"), Some(2)));
    assert_eq!(
        (pc.host.unit.as_deref(), pc.host.last_seen.map(|d| d.to_string()).as_deref()),
        (Some("corp.example/Oslo/Laptops"), Some("2006-08-24"))
    );
    assert_eq!((patches(&imported, "PC1"), pc.host.patches_complete), (vec!["KB921883".to_owned()], false));
    assert_eq!(
        (pc.host.missing.as_slice(), pc.host.notes.as_slice()),
        (&["KB917422".to_owned(), "MS06-041".to_owned()][..], &["listed as false".to_owned()][..])
    );
    let nb = &host(&imported, "NB2").host;
    assert_eq!((nb.role.kind, patches(&imported, "NB2").len(), nb.patches_complete), (Kind::Laptop, 2, true));
    let sql = &host(&imported, "sql1").host;
    assert_eq!(
        (sql.os.as_deref(), sql.role.kind, sql.criticality),
        (Some("windows-2000"), Kind::Server, Some(inventory::Criticality::Critical))
    );
    assert_eq!(
        (host(&imported, "LT9").segments.as_slice(), host(&imported, "LT9").host.role.kind),
        (&["Office".to_owned()][..], Kind::Laptop)
    );
}

#[test]
fn any_table_is_read_with_known_headings_or_a_map() {
    let excel = "sep=;\r\nMaschine;Betriebssystem;KBs\r\n\"PC 1\";Windows 2000;\"KB921883\r\nKB917422\r\n\"\r\nPC2;Windows XP;-\r\n";
    let options = Options { map: vec![("host".to_owned(), "Maschine".to_owned())], ..Options::default() };
    let imported = import_with(&Options { from: Some(Format::Csv), ..options }, &[("x.csv", excel.as_bytes())]);
    assert_eq!((names(&imported), patches(&imported, "PC 1")), (vec!["PC 1", "PC2"], vec!["KB917422".to_owned(), "KB921883".to_owned()]));
    assert_eq!(host(&imported, "PC2").host.patches, Some(Vec::new()));
    let without = import_with(&Options { from: Some(Format::Csv), ..Options::default() }, &[("x.csv", excel.as_bytes())]);
    assert!(without.is_empty() && skipped(&without).iter().any(|line| line.contains("--map host=Computer")));
    let short = import(&[("x.csv", "host,os,colour\na,Windows XP,red\nb\n")]);
    assert_eq!(skipped(&short), ["1: colour columns that are not used", "3: b the row has 1 cells where the headings have 3"]);
}

#[test]
fn osquery_is_read_as_tables_and_as_logs() {
    let tables = r#"{"os_version":[{"name":"Microsoft Windows 7 Enterprise","major":"6","minor":"1","build":"7601","platform":"windows","codename":"x","arch":"64-bit"}],"system_info":[{"hostname":"W7","hardware_model":"Latitude E6410","hardware_serial":"S1"}],"patches":[{"csname":"W7","hotfix_id":"KB4012212"}],"chassis_info":[{"chassis_types":"Notebook","serial":"S1"}]}"#;
    let log = "{\"name\":\"p\",\"hostIdentifier\":\"W7\",\"columns\":{\"hotfix_id\":\"KB4012212\"},\"action\":\"added\"}\n{\"hostIdentifier\":\"W7\",\"columns\":{\"hotfix_id\":\"KB4012215\"},\"action\":\"removed\"}\n{\"hostIdentifier\":\"W7\",\"snapshot\":[{\"name\":\"Windows 7\",\"major\":\"6\",\"minor\":\"1\",\"build\":\"7601\",\"codename\":\"\"},{\"chassis_types\":\"Laptop\"}]}\n";
    for text in [tables, log] {
        let imported = import(&[("w7.json", text)]);
        assert_eq!(formats(&imported), [Some(Format::Osquery)]);
        let host = host(&imported, "W7");
        assert_eq!(
            (host.host.os.as_deref(), host.host.service_pack.map(|sp| sp.0), host.host.role.kind),
            (Some("windows-7"), Some(1), Kind::Laptop)
        );
        assert_eq!(patches(&imported, "W7"), ["KB4012212"]);
    }
}

const NMAP_XML: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -e eth1 -p135,445 10.3.0.0/24" start="1156500000">
<host starttime="1156500000"><status state="up"/><address addr="10.3.0.7" addrtype="ipv4"/><address addr="00:0C:29:00:00:01" addrtype="mac"/>
<hostnames><hostname name="pc1.corp.example" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="135"><state state="open"/></port><port protocol="tcp" portid="445"><state state="filtered"/></port></ports>
<hostscript><script id="smb-os-discovery" output="&#xa;  OS: Windows XP (Windows 2000 LAN Manager)&#xa;  NetBIOS computer name: PC1\x00&#xa;"/></hostscript></host>
<host><status state="down"/><address addr="10.3.0.8" addrtype="ipv4"/></host>
<host><status state="up"/><address addr="10.3.0.9" addrtype="ipv4"/><ports><port protocol="tcp" portid="445"><state state="open"/></port></ports>
<hostscript><script id="smb-os-discovery" output="&#xa;  OS: Windows 6.1 (Samba 4.4.9)&#xa;"/></hostscript></host>
</nmaprun>
"#;

#[test]
fn nmap_is_read_as_xml_and_as_text_and_samba_is_no_windows() {
    let text = "nmap -e eth1 10.3.0.0/24\n\nStarting Nmap 7.40 ( https://nmap.org ) at 2006-08-25 10:00 CEST\nNmap scan report for pc1.corp.example (10.3.0.7)\nHost is up.\nPORT    STATE SERVICE\n135/tcp open  msrpc\n445/tcp filtered microsoft-ds\n\nHost script results:\n| smb-os-discovery: \n|   OS: Windows XP (Windows 2000 LAN Manager)\n|_  NetBIOS computer name: PC1\\x00\n\nNmap scan report for 10.3.0.9\n445/tcp open  microsoft-ds\nHost script results:\n| smb-os-discovery: \n|_  OS: Windows 6.1 (Samba 4.4.9)\n\nNmap done: 2 IP addresses\n";
    for (text, format) in [(NMAP_XML, Format::NmapXml), (text, Format::NmapText)] {
        let imported = import(&[("scan", text)]);
        assert_eq!((formats(&imported), names(&imported)), (vec![Some(format)], vec!["pc1", "10.3.0.9"]));
        assert_eq!(host(&imported, "pc1").host.os.as_deref(), Some("windows-xp"));
        assert!(!host(&imported, "10.3.0.9").host.os_known, "Samba calls itself Windows 6.1");
        assert!(imported.files[0].vantage.as_deref().is_some_and(|vantage| vantage.starts_with("interface eth1")));
        // What is filtered from here may be open from elsewhere: the product's own ports stay.
        let listens = host(&imported, "pc1").host.listens.as_ref().map(ToString::to_string);
        assert_eq!(listens.as_deref(), Some("tcp/135, tcp/139, tcp/445"));
        assert_eq!(host(&imported, "10.3.0.9").host.listens.as_ref().map(ToString::to_string).as_deref(), Some("tcp/445"));
    }
}

const NESSUS: &str = r#"<?xml version="1.0" ?>
<NessusClientData_v2><Report name="x">
<ReportHost name="10.3.0.7"><HostProperties><tag name="HOST_END">Fri Aug 25 03:25:29 2006</tag><tag name="operating-system">Microsoft Windows 2000 Service Pack 4</tag><tag name="netbios-name">PC1</tag><tag name="host-ip">10.3.0.7</tag></HostProperties>
<ReportItem port="445" protocol="tcp" severity="4" pluginID="22182" pluginName="MS06-040: Vulnerability in Server Service" pluginFamily="Windows : Microsoft Bulletins"><xref>MSFT:MS06-040</xref><mskb>921883</mskb><plugin_output>  - C:\WINNT\system32\netapi32.dll has not been patched
    Remote version : 5.0.2195.6601
    Should be : 5.0.2195.7105</plugin_output></ReportItem>
<ReportItem port="0" protocol="tcp" severity="0" pluginID="62042" pluginName="SMB QFE" pluginFamily="Windows"><plugin_output>Here is a list of patches: KB828028, KB835732</plugin_output></ReportItem>
</ReportHost></Report></NessusClientData_v2>
"#;

#[test]
fn scanners_say_what_is_missing_and_what_is_there() {
    let csv = "Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,Synopsis,Description,Solution,See Also,Plugin Output,MSKB,XREF\n22182,CVE-2006-3439,10,Critical,10.3.0.7,tcp,445,MS06-040: Vulnerability,,,,,\"  - C:\\WINNT\\system32\\netapi32.dll has not been patched\n    Remote version : 5.0.2195.6601\",921883,MSFT:MS06-040\n62042,,,None,10.3.0.7,tcp,0,SMB QFE,,,,,\"KB828028 KB835732\",,\n";
    for (text, format) in [(NESSUS, Format::Nessus), (csv, Format::NessusCsv)] {
        let imported = import(&[("scan", text)]);
        assert_eq!(formats(&imported), [Some(format)]);
        let found = &imported.hosts[0].host;
        assert_eq!(found.missing, ["KB921883", "MS06-040"]);
        assert_eq!(
            found.files.iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>(),
            ["netapi32.dll 5.0.2195.6601"]
        );
        assert_eq!((found.patches.as_ref().map(Vec::len), found.patches_complete), (Some(2), false));
    }
    let openvas = "IP,Hostname,Port,Port Protocol,CVSS,Severity,NVT Name,Summary,Specific Result,NVT OID,CVEs,Timestamp,Other References\n10.3.0.7,pc1,445,tcp,10,High,Microsoft Windows Server Service Vulnerability (921883),s,r,1.2,CVE-2006-3439,2006-08-25T10:00:00Z,\"URL:https://example/MS06-040\"\n";
    let imported = import(&[("openvas.csv", openvas)]);
    assert_eq!(
        (formats(&imported), host(&imported, "pc1").host.missing.as_slice()),
        (vec![Some(Format::OpenVas)], &["KB921883".to_owned(), "MS06-040".to_owned()][..])
    );
}

#[test]
fn a_patch_that_a_scan_misses_is_not_believed() {
    let info = systeminfo("PC1", "Microsoft Windows 2000 Professional", "5.0.2195 Service Pack 4 Build 2195", "Member Workstation", LIST);
    let imported = import(&[("pc1.txt", &info), ("scan.nessus", NESSUS)]);
    assert_eq!(names(&imported), ["PC1"]);
    let found = &host(&imported, "PC1").host;
    assert!(!patches(&imported, "PC1").contains(&"KB921883".to_owned()) && !found.patches_complete);
    assert!(imported.conflicts.iter().any(|conflict| conflict.kept.0.contains("KB921883 is missing")));
}

#[test]
fn sources_of_one_host_are_joined_and_weighed() {
    let info = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Service Pack 2 Build 2600", "Member Workstation", LIST);
    let database = "name,os,os_service_pack,sys_class_name,serial_number\npc1,Windows 2000,4,cmdb_ci_computer,S1\nother,Windows XP,1,cmdb_ci_computer,S2\n";
    let scan = "ip,serial,os\n10.3.0.7,,Windows XP\n,S2,Windows XP\n";
    let imported = import(&[("snow.csv", database), ("pc1.txt", &info), ("scan.csv", scan)]);
    assert_eq!(names(&imported), ["PC1", "other"]);
    let pc = &host(&imported, "PC1").host;
    assert_eq!((pc.os.as_deref(), pc.service_pack.map(|sp| sp.0)), (Some("windows-xp"), Some(2)));
    let shown: Vec<String> =
        imported.conflicts.iter().map(|c| format!("{} {} {} {}", c.host, c.field.as_str(), c.kept.0, c.dropped.0)).collect();
    assert_eq!(shown, ["PC1 os windows-xp windows-2000", "PC1 sp 2 4"]);
    let newer = "host,sp,os,last seen\nA,1,Windows XP,2006-01-01\nA,2,Windows XP,2006-08-01\n";
    assert_eq!(host(&import(&[("a.csv", newer)]), "A").host.service_pack.map(|sp| sp.0), Some(2));
}

#[test]
fn hosts_that_a_source_tells_apart_are_never_joined() {
    let csv = "fqdn,ip,serial,os\na.one.example,10.0.0.1,S,Windows XP\na.two.example,10.0.0.1,S,Windows 2000\n";
    let imported = import(&[("a.csv", csv), ("b.csv", "host,os\na,Windows XP\n"), ("c.csv", "ip,os\n10.0.0.1,Windows XP\n")]);
    assert_eq!(names(&imported), ["a.one.example", "a.two.example", "a", "10.0.0.1"]);
    assert_eq!(imported.conflicts.iter().filter(|c| c.field.as_str() == "name").count(), 3);
}

const ANSIBLE_YAML: &str = "all:\n  vars:\n    os: windows-2000\n  children:\n    web:\n      hosts:\n        web[01:02]:\n          kind: server\n    office:\n      hosts:\n        pc1:\n          ansible_host: 10.3.0.7\n";

#[test]
fn ansible_groups_become_segments() {
    let ini = "# hosts\n[web]\nweb[01:02] kind=server\n[office]\npc1 ansible_host=10.3.0.7 note=\"a b\"\n[all:vars]\nos=windows-2000\n[sites:children]\nweb\n";
    let json = r#"{"_meta":{"hostvars":{"pc1":{"ansible_host":"10.3.0.7"},"web01":{"kind":"server"}}},"all":{"vars":{"os":"windows-2000"}},"web":{"hosts":["web01","web02"]},"office":{"hosts":["pc1"]}}"#;
    for (text, format) in [(ini, Format::AnsibleIni), (ANSIBLE_YAML, Format::AnsibleYaml), (json, Format::AnsibleJson)] {
        let imported = import(&[("hosts", text)]);
        assert_eq!(formats(&imported), [Some(format)]);
        assert_eq!(imported.hosts.len(), 3, "{format:?}");
        assert_eq!(host(&imported, "pc1").segments, ["office"]);
        assert_eq!(
            (host(&imported, "web01").segments.as_slice(), host(&imported, "web01").host.role.kind),
            (&["web".to_owned()][..], Kind::Server)
        );
        assert_eq!(host(&imported, "web01").host.os.as_deref(), Some("windows-2000"));
    }
}

#[test]
fn segments_come_from_networks_columns_and_rules() {
    let mut segments = Segments::default();
    segments.add("10.3.0.0/16".parse().unwrap(), "office");
    segments.add("10.3.7.0/24".parse().unwrap(), "lab");
    segments.rules = vec!["ou:*/laptops=roaming".parse().unwrap(), "name:srv*=servers".parse().unwrap()];
    let csv = "host,ip,segment,canonicalname,os\na,10.3.1.1,,,Windows XP\nb,10.3.7.1,,,Windows XP\nc,10.3.1.2,dmz,,Windows XP\nd,,,corp/Oslo/Laptops/d,Windows XP\nsrv1,,,,Windows XP\ne,192.168.1.1,,,Windows XP\n";
    let imported = import_with(&Options { segments, ..Options::default() }, &[("x.csv", csv.as_bytes())]);
    let placed: Vec<(&str, &str)> = imported.hosts.iter().map(|p| (p.host.name.as_str(), p.segments[0].as_str())).collect();
    assert_eq!(placed, [("a", "office"), ("b", "lab"), ("c", "dmz"), ("d", "roaming"), ("srv1", "servers"), ("e", "unassigned")]);
    assert_eq!(host(&imported, "c").remark.as_deref(), Some("its address is in office, a column says dmz"));
    assert!(host(&imported, "e").remark.as_deref().is_some_and(|remark| remark.contains("192.168.1.1")));
}

fn flows(networks: &[(&str, &str)], file: (&str, &str)) -> (Vec<String>, Vec<String>) {
    let mut segments = Segments::default();
    networks.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let imported = import_with(&Options { segments, ..Options::default() }, &[(file.0, file.1.as_bytes())]);
    let ports = |flow: &import::firewall::Flow| flow.ports.as_ref().map_or("unknown".to_owned(), ToString::to_string);
    let flows = imported.flows.iter().map(|flow| format!("{}: {}", flow.key(), ports(flow))).collect();
    (flows, imported.rule_remarks.iter().map(|remark| format!("{}: {}", remark.line, remark.why)).collect())
}

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

#[test]
fn iptables_rules_become_flows_in_their_order() {
    let rules = "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:SRV - [0:0]\n-A INPUT -j ACCEPT\n-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp -m tcp --dport 139 -j DROP\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -j SRV\n-A SRV -p tcp -m multiport --dports 135,139,445 -j ACCEPT\n-A SRV -j DROP\n-A FORWARD -s 10.2.0.0/24 -d 10.3.0.0/16 -p udp --dport 53 -m comment --comment \"two words\" -j ACCEPT\nCOMMIT\n";
    assert_eq!(
        flows(&NETWORKS, ("fw", rules)),
        (vec!["office -> servers: tcp/135, tcp/445".to_owned(), "servers -> office: udp/53".to_owned()], vec![])
    );
    let odd = rules.replace("-A SRV -j DROP", "-A SRV -m geoip --src-cc NO -j ACCEPT");
    let (flows, remarks) = flows(&NETWORKS, ("fw", &odd));
    assert_eq!(flows, ["office -> servers: unknown", "servers -> office: udp/53"]);
    assert_eq!(remarks, ["13: `--src-cc` is not understood: the flows it may concern are unknown"]);
}

#[test]
fn cisco_lists_of_both_kinds_become_flows() {
    let ios = "ip access-list extended OFFICE\n remark x\n 10 deny tcp any any eq 139\n 20 permit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 range 135 139\n 30 permit tcp 10.3.0.0 0.0.255.255 host 10.2.0.9 eq 445 log\n 40 permit icmp any any\n 50 permit tcp any any established\n";
    assert_eq!(flows(&NETWORKS, ("ios", ios)).0, ["office -> servers: tcp/135-138, tcp/445"]);
    let asa = "object-group network SRV\n network-object 10.2.0.0 255.255.255.0\nobject-group service WEB tcp\n port-object eq www\n port-object range 8080 8081\naccess-list inside extended permit tcp 10.3.0.0 255.255.0.0 object-group SRV object-group WEB\naccess-list inside extended permit object-group NOBODY any any\n";
    let (found, remarks) = flows(&NETWORKS, ("asa", asa));
    assert!(found.contains(&"office -> servers: unknown".to_owned()), "{found:?}");
    assert_eq!(remarks, ["7: no group of services is called NOBODY: the flows it may concern are unknown"]);
    let asa: String = asa.lines().filter(|line| !line.contains("NOBODY")).map(|line| format!("{line}\n")).collect();
    assert_eq!(flows(&NETWORKS, ("asa", &asa)).0, ["office -> servers: tcp/80, tcp/8080-8081"]);
    let numbered = "access-list 101 permit tcp any 10.2.0.0 0.0.0.255 eq smtp\naccess-list 101 deny ip any any\n";
    assert_eq!(flows(&NETWORKS, ("acl", numbered)).0, ["internet -> servers: tcp/25", "office -> servers: tcp/25"]);
}

#[test]
fn security_groups_and_matrices_become_flows() {
    let aws = r#"{"SecurityGroups":[{"GroupId":"sg-1","GroupName":"web","IpPermissions":[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}],"UserIdGroupPairs":[]}]},{"GroupId":"sg-2","GroupName":"db","IpPermissions":[{"IpProtocol":"tcp","FromPort":1433,"ToPort":1433,"UserIdGroupPairs":[{"GroupId":"sg-1"}]},{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"sg-unknown"}]}]}]}"#;
    let (found, remarks) = flows(&[], ("aws.json", aws));
    assert_eq!(found, ["internet -> db: unknown", "internet -> web: tcp/443", "web -> db: unknown"]);
    assert_eq!(remarks, ["1: its source is not understood: the flows it may concern are unknown"]);
    let matrix = "from/to;internet;office;servers\ninternet;;-;tcp/25\noffice;any;;smb\nservers;-;?;\n";
    let (found, remarks) = flows(&[], ("zones.csv", matrix));
    assert_eq!(
        found,
        ["internet -> servers: tcp/25", "office -> internet: any", "office -> servers: tcp/139, tcp/445", "servers -> office: unknown"]
    );
    assert_eq!(remarks, ["4: the cell says that nobody knows: the flows it may concern are unknown"]);
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patchfirst")).current_dir(folder).args(arguments).output().expect("the program runs")
}

fn folder_with(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn a_folder_becomes_an_inventory_that_rank_reads() {
    let info = systeminfo(
        "PC1",
        "Microsoft Windows 2000 Professional",
        "5.0.2195 Service Pack 4 Build 2195",
        "Member Workstation",
        "1 Hotfix(s) Installed.\r\n    [01]: KB828028",
    );
    let (_keep, folder) = folder_with(&[
        ("in/pc1.txt", &info),
        ("in/deep/a.csv", "host,os,sp,segment\nsrv1,Windows 2000 Server,4,servers\n"),
        ("in/readme.md", "hello\n"),
    ]);
    let output = run(&folder, &["import", "in", "-o", "inventory.yaml", "--network", "office=10.3.0.0/16", "--summary", "summary.json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in [
        "2 hosts and 0 flows from 3 files",
        "in/readme.md: no reader recognises it",
        "next: patchfirst rank inventory.yaml",
        "1 hosts with no list of patches (srv1)",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
    assert_eq!(
        (json["schema"].as_str(), json["hosts"].as_u64(), json["skipped"][0]["file"].as_str()),
        (Some("patchfirst/import/1"), Some(2), Some("in/readme.md"))
    );
    let ranked = run(&folder, &["rank", "inventory.yaml", "--as-of", "2006-08-25"]);
    assert_eq!(ranked.status.code(), Some(0), "{}", String::from_utf8_lossy(&ranked.stderr));
    let first = std::fs::read(folder.join("inventory.yaml")).unwrap();
    run(&folder, &["import", "in", "-o", "inventory.yaml", "--network", "office=10.3.0.0/16"]);
    assert_eq!(first, std::fs::read(folder.join("inventory.yaml")).unwrap());
}

#[test]
fn nothing_understood_is_status_3_and_writes_nothing() {
    let (_keep, folder) = folder_with(&[("a.txt", "hello\n")]);
    let output = run(&folder, &["import", "a.txt", "missing.txt", "-o", "x.yaml"]);
    assert_eq!((output.status.code(), folder.join("x.yaml").exists()), (Some(3), false));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("nothing was understood") && said.contains("missing.txt"), "{said}");
    assert_eq!(run(&folder, &["import", "a.txt", "--from", "sistminfo"]).status.code(), Some(2));
}

const MINE: &str = "# ours\ninventory: 1.0.0\nsegments:\n  office: {networks: [10.3.0.0/16]}   # second floor\n  servers: {}\nflows:\n  office -> servers: [smb]\nhosts:\n  # the boss\n  - name: pc1      # do not touch\n    os: Windows XP Professional\n    sp: 1\n    kind: laptop\n    segment: office\n    owner: me\n    patches:\n      - KB828028   # by hand\n      - KB835732\n  - {name: srv1, os: windows-2000, kind: server, segment: servers, patches: []}\n# the end\n";

#[test]
fn an_inventory_is_updated_in_place_and_only_once() {
    let info = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Service Pack 2 Build 2600", "Member Workstation", LIST);
    let more =
        "host,ip,os,sp,kind,patches\nsrv1,10.2.0.9,Windows 2000 Server,4,server,KB921883\nnew1,10.3.9.9,Windows XP,2,workstation,-\n";
    let (_keep, folder) = folder_with(&[("mine.yaml", MINE), ("in/pc1.txt", &info), ("in/more.csv", more)]);
    let dry = run(&folder, &["import", "in", "--into", "mine.yaml", "--dry-run"]);
    assert_eq!((dry.status.code(), std::fs::read_to_string(folder.join("mine.yaml")).unwrap().as_str()), (Some(0), MINE));
    let output = run(&folder, &["import", "in", "--into", "mine.yaml"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(output.stdout, dry.stdout);
    assert!(said.contains("2 hosts changed, 1 added"), "{said}");
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    let expected = "# ours\ninventory: 1.0.0\nsegments:\n  office: {networks: [10.3.0.0/16]}   # second floor\n  servers: {}\nflows:\n  office -> servers: [smb]\nhosts:\n  # the boss\n  - name: pc1      # do not touch\n    os: Windows XP Professional\n    sp: 2\n    kind: laptop\n    segment: office\n    owner: me\n    patches:\n      - KB828028   # by hand\n      - KB835732\n      - KB147222\n      - KB893803\n      - KB921883\n    arch: x86\n    address: \"10.3.0.7\"\n  - {name: srv1, os: windows-2000, kind: server, segment: servers, patches: [KB921883], sp: 4, arch: x86, address: \"10.2.0.9\"}\n  - name: new1   # os sp kind patches: in/more.csv:3 (csv)\n    os: windows-xp\n    sp: 2\n    kind: workstation   # stated as workstation\n    segment: office\n    patches: []\n    address: \"10.3.9.9\"\n# the end\n";
    assert_eq!(after, expected);
    let again = run(&folder, &["import", "in", "--into", "mine.yaml"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing changes") && again.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(folder.join("mine.yaml")).unwrap(), expected);
}

#[test]
fn lists_over_several_lines_are_extended_inside_their_brackets() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts: [\n  {name: a, os: windows-2000, kind: server, segment: office, patches: [\n    KB828028,   # first\n    KB835732\n  ]}\n]\n";
    let (_keep, folder) = folder_with(&[
        ("mine.yaml", mine),
        ("a.csv", "host,os,kind,segment,patches\na,Windows 2000 Server,server,office,KB921883\nb,Windows XP,laptop,dmz,-\n"),
    ]);
    let output = run(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    let expected = "inventory: 1.0.0\nsegments: {office: {}, dmz: {}}\nhosts: [\n  {name: a, os: windows-2000, kind: server, segment: office, patches: [\n    KB828028,   # first\n    KB835732, KB921883\n  ], arch: x86}, {name: b, os: windows-xp, kind: laptop, segment: dmz, patches: []}\n]\n";
    assert_eq!(after, expected);
}

#[test]
fn flows_and_segments_are_added_to_an_inventory_and_those_of_people_stay() {
    let (_keep, folder) =
        folder_with(&[("mine.yaml", MINE), ("zones.csv", "from/to,office,servers,plant\noffice,,rdp,rdp\nservers,ssh,,-\nplant,-,-,\n")]);
    let output = run(&folder, &["import", "zones.csv", "--into", "mine.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(after.contains("  office -> servers: [smb]\n  office -> plant: [tcp/3389]") && after.contains("  plant: {}\n"), "{after}");
    assert!(after.contains("  servers -> office: [tcp/22]"), "{after}");
}

#[test]
fn hostile_input_ends_soon_and_without_a_panic() {
    let texts = [
        "<nmaprun>".to_owned() + &"<a>".repeat(100_000),
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><NessusClientData_v2>&b;</NessusClientData_v2>".to_owned(),
        "[".repeat(100_000),
        "{\"_meta\":{\"hostvars\":".to_owned() + &"[".repeat(10_000),
        "all:\n  hosts:\n".to_owned() + &"    a: &x [*x]\n".repeat(10),
        "all:\n  children:\n    ".to_owned() + &"{a: ".repeat(10_000),
        format!("Host Name:  {}\nOS Name: Windows\nOS Version: 5.1.2600\n", "x".repeat(1_000_000)),
        "*filter\n:FORWARD DROP [0:0]\n".to_owned() + &"-A FORWARD -j A\n-A A -j B\n-A B -j A\n".repeat(200),
        "object-group network A\n group-object A\n".repeat(1_000) + "access-list 1 permit ip any any\n",
        "host,os\n".to_owned() + &"\"".repeat(100_001),
        "[web]\nweb[0:4000000000]\nweb[z:a]\nweb[[[\n".to_owned(),
    ];
    let start = std::time::Instant::now();
    for text in &texts {
        import_with(&Options::default(), &[("x", text.as_bytes())]);
        for format in Format::ALL {
            import::read_text(text, Some(*format));
        }
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn patches_stay_unknown_where_nobody_lists_them() {
    let imported = import(&[("x.csv", "host,os,sp,segment,kind\na,Windows XP,1,office,laptop\n")]);
    let inventory = read_back(&imported);
    let (_, host) = inventory.hosts().map(|(_, name, host)| (name.to_owned(), host.clone())).next().unwrap();
    assert_eq!(inventory.system(host.system).patches, Patches::Unknown);
}

#[test]
fn the_recipes_of_the_documentation_give_what_is_read() {
    let docs = std::fs::read_to_string("docs/import.md").unwrap();
    for format in Format::ALL {
        let named = docs.contains(&format!("| {} |", format.as_str()))
            || docs.contains(&format!("{},", format.as_str()))
            || docs.contains(&format!(", {} |", format.as_str()));
        assert!(named, "{} is not documented", format.as_str());
    }
    let info = "\"Host Name\",\"OS Name\",\"OS Version\",\"OS Configuration\",\"Hotfix(s)\"\r\n\"LT4\",\"Microsoft Windows XP Professional\",\"5.1.2600 Service Pack 2 Build 2600\",\"Member Workstation\",\"1 Hotfix(s) Installed.,[01]: KB921883\"\r\n";
    let ad = "\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemServicePack\",\"OperatingSystemVersion\",\"IPv4Address\",\"DistinguishedName\",\"Enabled\",\"LastLogonDate\"\r\n\"LT4\",\"lt4.corp.example\",\"Windows XP Professional\",\"Service Pack 2\",\"5.1 (2600)\",\"10.3.0.9\",\"CN=LT4,OU=Oslo,DC=corp,DC=example\",\"True\",\"2006-08-24\"\r\n";
    let hotfix =
        "\"PSComputerName\",\"Description\",\"HotFixID\",\"InstalledOn\"\r\n\"LT4\",\"Update\",\"KB917422\",\"8/10/2006 12:00:00 AM\"\r\n";
    let chassis = "\"host\",\"chassis\",\"serial\"\r\n\"LT4\",\"10\",\"ABC\"\r\n";
    let files = [
        ("collected/ad.csv", ad),
        ("collected/LT4-systeminfo.csv", info),
        ("collected/LT4-hotfix.csv", hotfix),
        ("collected/LT4-chassis.csv", chassis),
        ("collected/failed.log", "LT5 : no\r\n"),
    ];
    let (_keep, folder) = folder_with(&files);
    for command in docs.lines().filter(|line| line.starts_with("patchfirst import collected/ -o")) {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let output = run(&folder, &words);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(folder.join("inventory.yaml")).unwrap();
        assert!(
            text.contains("patches: [KB917422, KB921883]")
                && text.contains("kind: laptop   # chassis type 10")
                && text.contains("segment: office"),
            "{text}"
        );
    }
}

#[test]
fn a_column_that_can_hold_nothing_is_wrong_usage_and_segments_differ_by_more_than_case() {
    let (_keep, folder) = folder_with(&[("a.csv", "Box,os,segment\na,Windows XP,OFFICE\n")]);
    assert_eq!(run(&folder, &["import", "a.csv", "--map", "hots=Box"]).status.code(), Some(2));
    let output = run(&folder, &["import", "a.csv", "--from", "csv", "--map", "host=Box", "--network", "office=10.0.0.0/8"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains("segment: office") && !text.contains("OFFICE"), "{text}");
}

#[test]
fn names_that_inventories_do_not_have_are_changed_and_that_is_said() {
    let imported = import(&[("a.csv", "host,os\na/b,Windows XP\na-b,Windows XP\n")]);
    assert_eq!(names(&imported), ["a-b", "a-b-2"]);
    let said: Vec<&str> = imported.conflicts.iter().map(|conflict| conflict.dropped.0.as_str()).collect();
    assert_eq!(said, ["a/b: names do not have these characters", "another host is called a-b"]);
}

#[test]
fn groups_inherit_variables_and_circles_end() {
    let ini = "[web]\nw1\n[db]\nd1\n[sites:children]\nweb\n[web:children]\nsites\n[sites:vars]\nos=windows-2000\n";
    let imported = import_with(&Options { from: Some(Format::AnsibleIni), ..Options::default() }, &[("hosts", ini.as_bytes())]);
    assert_eq!((host(&imported, "w1").host.os.as_deref(), host(&imported, "d1").host.os.as_deref()), (Some("windows-2000"), None));
}

#[test]
fn a_rule_to_one_known_host_opens_that_host_alone() {
    let rules = "access-list 1 permit tcp any host 10.2.0.9 eq smtp\naccess-list 1 permit tcp any 10.2.0.0 0.0.0.255 eq www\naccess-list 1 permit tcp any host 10.2.0.77 eq 22\n";
    let mut segments = Segments::default();
    segments.add("10.2.0.0/24".parse().unwrap(), "servers");
    let hosts = "host,ip,os,kind\nmail1,10.2.0.9,Windows 2000 Server,server\nb,10.2.0.10,Windows 2000 Server,server\n";
    let options = Options { segments, ..Options::default() };
    let imported = import_with(&options, &[("hosts.csv", hosts.as_bytes()), ("acl", rules.as_bytes())]);
    let ports = |flow: &import::firewall::Flow| flow.ports.as_ref().map_or("unknown".to_owned(), ToString::to_string);
    let flows: Vec<String> = imported.flows.iter().map(|flow| format!("{}: {}", flow.key(), ports(flow))).collect();
    // Nobody knows whose address 10.2.0.77 is: it may be that of any host there.
    assert_eq!(flows, ["internet -> servers: tcp/22, tcp/80", "internet -> servers/mail1: tcp/25"]);
}

/// Every fixture above, damaged at random: reading ends without a panic, and what is written reads back.
#[test]
fn damaged_files_never_panic_and_what_is_written_reads_back() {
    let info = systeminfo("PC1", "Microsoft Windows XP Professional", "5.1.2600 Service Pack 1 Build 2600", "Member Workstation", LIST);
    let table = "host,ip,os,sp,segment,patches,owner,listens,criticality,chassis\na,10.0.0.1,Windows XP,1,office,KB921883,\"me: #1\",tcp/445,high,10\nb,10.0.0.2,Windows 2000 Server,4,\"dmz;office\",-,you,smb,low,3\n";
    let acl = "object-group network S\n network-object 10.2.0.0 255.255.255.0\naccess-list a extended permit tcp any object-group S range 135 139\n";
    let iptables = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.3.0.0/16 -p tcp --dport 1:5 -j A\n-A A -j ACCEPT\nCOMMIT\n";
    let files: [&str; 8] = [&info, table, NMAP_XML, NESSUS, ANSIBLE_YAML, acl, iptables, "from/to,a,b\na,,smb\nb,?,\n"];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize % below.max(1)
    };
    let pieces = ["\u{202e}", "\n", "\"", "[", "\u{1b}", ":", "-", ",", "\u{ffff}", "日", " ", "\0", "#", "%", "{", "\u{85}", "null", "\\"];
    for round in 0..200 {
        let mut bytes = files[round % files.len()].as_bytes().to_vec();
        for _ in 0..=next(6) {
            let (at, piece) = (next(bytes.len()), pieces[next(pieces.len())]);
            match next(3) {
                0 => drop(bytes.splice(at..at, piece.bytes())),
                1 => bytes.truncate(at.max(20)),
                _ => drop(bytes.splice(at..(at + next(9)).min(bytes.len()), piece.bytes())),
            }
        }
        import_with(&Options { from: Some(Format::ALL[next(Format::ALL.len())]), ..Options::default() }, &[("x", &bytes)]);
        import_with(&Options::default(), &[("x", &bytes)]);
    }
}

#[test]
fn line_ends_permissions_and_aliases_are_respected() {
    let windows = MINE.replace('\n', "\r\n");
    let alias = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: a, os: windows-xp, kind: laptop, segment: office, patches: &base [KB828028]}\n  - {name: b, os: windows-xp, kind: laptop, segment: office, patches: *base}\n";
    let table = "host,os,sp,kind,patches\nb,Windows XP,2,laptop,KB921883\n";
    let (_keep, folder) = folder_with(&[("mine.yaml", &windows), ("alias.yaml", alias), ("a.csv", table)]);
    #[cfg(unix)]
    std::fs::set_permissions(folder.join("mine.yaml"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(run(&folder, &["import", "a.csv", "--into", "mine.yaml"]).status.code(), Some(0));
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(after.contains("  - name: b ") && after.lines().count() == after.matches("\r\n").count(), "{after:?}");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(folder.join("mine.yaml")).unwrap().permissions()) & 0o777, 0o644);
    let refused = run(&folder, &["import", "a.csv", "--into", "alias.yaml"]);
    assert_eq!((refused.status.code(), std::fs::read_to_string(folder.join("alias.yaml")).unwrap().as_str()), (Some(2), alias));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("aliases"));
}

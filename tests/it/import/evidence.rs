//! What counts as installed, what belongs to which system, and who is who.

use patchfirst::feed::{self, Components, Covers, Drafts, Known};
use patchfirst::import::{Format, Options};

use super::{folder_with, formats, host, import, import_with, names, patches, read_back, skipped};
use crate::program::patchfirst_in;

fn missing(imported: &patchfirst::import::Imported, name: &str) -> Vec<String> {
    host(imported, name).host.patches.missing.clone()
}

#[test]
fn a_patch_counts_only_with_a_state_that_is_understood() {
    for (table, installed, lacking) in [
        ("Host,KB,Status\nA,KB917422,Installed\n", true, false),
        ("Host,KB,Status\nA,KB917422,Not installed\n", false, true),
        ("Host,KB,Status\nA,KB917422,Required\n", false, true),
        ("Host,KB,Status\nA,KB917422,nicht da\n", false, false),
        ("Host,KB,Zustand\nA,KB917422,fehlt\n", false, true),
        ("Host,KB,Zustand\nA,KB917422,wer weiss\n", false, false),
        ("Host,KB,patched\nA,KB917422,no\n", false, true),
        ("Host,KB,Compliance\nA,KB917422,Non-Compliant\n", false, true),
        ("Host,HotFixID,State Name\nA,KB917422,whatever\n", false, false),
        ("Host,HotFixID,Install Status\nA,KB917422,Failed\n", false, true),
        ("Host,KB,Approval\nA,KB917422,Install\n", false, false),
        ("Rechner;KB-Artikel;Installationsstatus\nA;KB917422;Nicht installiert\n", false, true),
        ("Rechner;KB-Artikel;Installationsstatus\nA;KB917422;Installiert\n", true, false),
        ("Ordinateur;Mise à jour;État\nA;KB917422;Requise\n", false, true),
        ("Equipo,Parche,Gravedad\nA,KB917422,Alta\n", false, true),
        ("Host,KB,Install Date\nA,KB917422,\nB,KB917422,2006-08-12\n", false, false),
        ("Host,Installed,Missing\nA,KB917422,\n", true, false),
        ("Host,HotFixID\nA,KB91742...\n", false, false),
        ("Host,HotFixID,Is Installed\nA,KB917422,0\n", false, true),
        ("Host,HotFixID,Installed\nA,KB917422,Yes\n", true, false),
        ("Host,HotFixID,Present?\nA,KB917422,No\n", false, true),
        ("Host,KB,CVE,Severity\nA,KB917422,CVE-2006-3280,High\n", false, true),
        ("Host,HotFixID,CVSS\nA,KB917422,9.8\n", false, false),
        ("Host,KB,Title,Size\nA,KB917422,An update,1 MB\n", false, false),
        ("Host,KB,Operation,Result\nA,KB917422,Installation,Succeeded\n", true, false),
        ("Host,KB,Operation,Result\nA,KB917422,Uninstallation,Succeeded\n", false, true),
        ("Host,KB,Operation,Result\nA,KB917422,Installation,Failed\n", false, false),
        ("Host,KB,ResultCode\nA,KB917422,2\n", true, false),
        ("Host,HotFixID,InstalledOn\nA,KB917422,\n", true, false),
    ] {
        let imported = import(&[("t.csv", table)]);
        let host = &host(&imported, "A").host;
        assert_eq!(
            (
                host.patches.installed.as_ref().is_some_and(|list| !list.is_empty()),
                !host.patches.missing.is_empty()
            ),
            (installed, lacking),
            "{table}"
        );
        assert!(table.contains("InstalledOn") || !host.patches.complete, "{table}");
        assert!(
            installed || lacking || !skipped(&imported).is_empty() || table.contains("Failed"),
            "{table}"
        );
    }
    let map = vec![("patches".to_owned(), "KB".to_owned())];
    let mapped = import_with(
        &Options { map, ..Options::default() },
        &[("t.csv", b"Host,KB,Colour\nA,KB917422,red\n")],
    );
    assert_eq!(
        (patches(&mapped, "A"), host(&mapped, "A").host.patches.complete),
        (vec!["KB917422".to_owned()], true)
    );
}

#[test]
fn service_packs_and_files_stay_with_the_system_of_their_record() {
    let imported = import(&[
        ("b.csv", "host,os,sp\nw1,Windows Longhorn Beta,3\n"),
        ("a.csv", "host,os,sp\nw1,Windows XP,1\n"),
    ]);
    let w1 = &host(&imported, "w1").host;
    assert_eq!(
        (w1.machine.os.as_deref(), w1.machine.service_pack.map(|sp| sp.0)),
        (Some("windows-xp"), Some(1))
    );
    assert!(imported.conflicts.iter().any(|c| c.dropped.0.contains("said of another system")));
    let alone = import(&[("a.csv", "host,os\nw1,Windows XP\n"), ("b.csv", "host,sp\nw1,3\n")]);
    assert_eq!(host(&alone, "w1").host.machine.service_pack, None);
}

#[test]
fn an_update_leaves_out_what_is_said_of_another_system() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: w1, os: windows-xp, sp: 1, kind: laptop, segment: office, patches: []}\n  - name: w2\n    os: windows-2000   # for years\n    sp: 4\n    kind: server\n    segment: office\n    patches:\n      - KB835732\n    owner: me\n";
    let (_keep, folder) = folder_with(&[
        ("mine.yaml", mine),
        ("unknown.csv", "host,os,sp\nw1,Windows Longhorn Beta,Service Pack 3\n"),
        ("anew.csv", "host,os\nw2,Windows XP\n"),
        (
            "scan.txt",
            "Nmap scan report for w1\nHost is up.\nOS details: Microsoft Windows XP SP3\n",
        ),
    ]);
    for quiet in ["unknown.csv", "scan.txt"] {
        let said = patchfirst_in(&folder, &["import", quiet, "--into", "mine.yaml"]).stderr;
        assert!(said.contains("sources disagree") && said.contains("sp 3"), "{said}");
        assert_eq!(std::fs::read_to_string(folder.join("mine.yaml")).unwrap(), mine, "{quiet}");
    }
    assert_eq!(patchfirst_in(&folder, &["import", "anew.csv", "--into", "mine.yaml"]).status, 0);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(
        after.ends_with("  - name: w2\n    os: windows-xp   # for years\n    kind: server\n    segment: office\n    owner: me\n"),
        "{after}"
    );
    assert_ne!(patchfirst_in(&folder, &["check", "mine.yaml"]).status, 2);
}

#[test]
fn a_patch_that_a_scan_finds_missing_leaves_the_inventory() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - name: w1\n    os: windows-2000\n    sp: 4\n    kind: server\n    segment: office\n    patches:\n      - KB921883   # by hand\n      - KB835732\n";
    let (_keep, folder) =
        folder_with(&[("mine.yaml", mine), ("t.csv", "Host,KB,Status\nw1,KB921883,Needed\n")]);
    assert_eq!(patchfirst_in(&folder, &["import", "t.csv", "--into", "mine.yaml"]).status, 0);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(
        !after.contains("- KB921883")
            && after.contains("- KB835732")
            && after.contains("patches_complete: false"),
        "{after}"
    );
}

#[test]
fn hosts_are_neither_merged_nor_invented() {
    let screen = "Source  Description  HotFixID  InstalledOn\n------  -----------  --------  -----------\nDB-1    Update       KB917422  8/1/2006\nDB-2    Update       KB835732  8/1/2006\n";
    let imported = import(&[("DB-2.txt", screen)]);
    assert_eq!(
        (names(&imported), patches(&imported, "DB-2")),
        (vec!["DB-1", "DB-2"], vec!["KB835732".to_owned()])
    );
    let damaged = screen.replace("Source", "Origin");
    assert!(import(&[("DB-2.txt", &damaged)]).hosts.is_empty());
    let scan = |os: &str| {
        format!(
            "Nmap scan report for localhost (127.0.0.1)\nHost is up.\nOS details: Microsoft {os}\n"
        )
    };
    let two = import(&[
        ("one/scan.txt", &scan("Windows 2000 SP4")),
        ("two/scan.txt", &scan("Windows XP SP3")),
    ]);
    assert_eq!(two.hosts.len(), 2);
    for text in [
        "[General]\nKey=value\n",
        "[core]\n\tautocrlf = true\n",
        "[Version]\nSignature=\"$Windows NT$\"\nfoo bar\n",
    ] {
        assert_eq!(formats(&import(&[("x.ini", text)])), [None], "{text}");
    }
    assert_eq!(
        formats(&import(&[("hosts", "[web]\nweb1\nweb2 port=22\n")])),
        [Some(Format::AnsibleIni)]
    );
}

#[test]
fn what_is_not_known_of_a_network_is_written_as_unknown() {
    let imported = import(&[(
        "a.csv",
        "host,os,segment,kind\na,Windows XP,office,laptop\nb,Windows XP,plant,server\n",
    )]);
    assert_eq!(read_back(&imported).flows.len(), 4);
    let written = patchfirst::import::write::inventory(&imported);
    for flow in ["office -> plant", "plant -> office", "internet -> office", "internet -> plant"] {
        assert!(
            written.contains(&format!("{flow}: unknown"))
                || written.contains(&format!("\"{flow}\": unknown")),
            "{written}"
        );
    }
}

#[test]
fn numbers_of_zeros_are_no_patches() {
    let imported =
        import(&[("t.csv", "host,os,patches\na,Windows XP,KB000000 KB0000001 KB917422\n")]);
    assert_eq!(patches(&imported, "a"), ["KB917422"]);
}

/// Formats that name hosts, systems and patches, each in a file of its own.
#[test]
fn agents_scanners_and_device_managers_are_read() {
    let mbsa = "<SecScan Machine=\"H\" IP=\"10.0.0.1\"><Check><Detail><UpdateData BulletinID=\"MS06-041\" KBID=\"920683\" IsInstalled=\"false\"><Title>Security Update for Windows 2000 (KB920683)</Title></UpdateData><UpdateData KBID=\"917422\" IsInstalled=\"true\"/></Detail></Check></SecScan>";
    let agent = "<REQUEST><CONTENT><HARDWARE><NAME>H</NAME><OSNAME>Windows 2000</OSNAME><OSCOMMENTS>Service Pack 4</OSCOMMENTS></HARDWARE><SOFTWARES><NAME>Update (KB917422)</NAME></SOFTWARES></CONTENT></REQUEST>";
    let greenbone = "<report id=\"1\" format_id=\"x\"><results><result><host>10.0.0.1<hostname>H</hostname></host><port>445/tcp</port><nvt oid=\"1\"><name>MS06-041</name></nvt><threat>High</threat></result></results><host><ip>10.0.0.1</ip><detail><name>best_os_txt</name><value>Windows 2000 SP4</value></detail></host></report>";
    let qualys = "<!DOCTYPE SCAN SYSTEM \"x\"><SCAN value=\"1\"><IP value=\"10.0.0.1\" name=\"h\"><OS>Windows 2000 SP4</OS><VULNS><CAT port=\"445\"><VULN number=\"1\"><TITLE>MS06-041</TITLE></VULN></CAT></VULNS></IP></SCAN>";
    let nexpose = "<NexposeReport><nodes><node address=\"10.0.0.1\"><names><name>H</name></names><fingerprints><os certainty=\"1.0\" product=\"Windows 2000\" version=\"SP4\"/></fingerprints><tests><test status=\"vulnerable-exploited\" id=\"windows-hotfix-ms06-041\"/></tests></node></nodes></NexposeReport>";
    let psinfo = "System information for \\\\H:\nKernel version:   Windows 2000, Uniprocessor Free\nProduct type:     Server\nService pack:     4\nOS Hot Fix   Installed\nKB917422     8/12/2006\n";
    let facts = "h.corp.example | SUCCESS => {\"ansible_facts\": {\"ansible_distribution\": \"Windows 2000\", \"ansible_hostname\": \"H\"}}\n";
    let msinfo = "System Information report\n[System Summary]\nOS Name\tMicrosoft Windows 2000 Server\t\nVersion\t5.0.2195 Service Pack 4 Build 2195\t\nSystem Name\tH\t\n";
    let intune = "Device name,Last check-in,OS,OS version,Managed by\nH,2024-02-03,Windows,5.0.2195,Intune\n";
    let defender = "Device Name,OS Platform,OS Build,Health State\nH,Windows2000,2195,Active\n";
    for (text, format, installed, lacking) in [
        (mbsa, Format::Mbsa, true, true),
        (agent, Format::Agent, true, false),
        (greenbone, Format::Greenbone, false, true),
        (qualys, Format::QualysXml, false, true),
        (nexpose, Format::NexposeXml, false, true),
        (psinfo, Format::PsInfo, true, false),
        (facts, Format::AnsibleFacts, false, false),
        (msinfo, Format::Msinfo, false, false),
        (intune, Format::Intune, false, false),
        (defender, Format::Defender, false, false),
    ] {
        let imported = import(&[("file", text)]);
        assert_eq!(formats(&imported), [Some(format)], "{text}");
        let found = &host(&imported, &imported.hosts[0].host.name).host;
        assert!(found.name.eq_ignore_ascii_case("h") || found.addresses.len() == 1, "{text}");
        assert_eq!(
            (found.machine.os.as_deref(), found.whereabouts.owner.as_deref()),
            (Some("windows-2000"), None),
            "{text}"
        );
        assert_eq!(
            (
                found.patches.installed.as_ref().is_some_and(|list| !list.is_empty()),
                !found.patches.missing.is_empty()
            ),
            (installed, lacking),
            "{text}"
        );
        assert!(!found.patches.complete || format == Format::PsInfo, "{text}");
    }
    assert_eq!(missing(&import(&[("m.xml", mbsa)]), "H"), ["KB920683", "MS06-041"]);
}

#[test]
fn what_the_baseline_analyser_prints_is_read() {
    let table = "Computer name: CORP\\SRV1\nIP address: 10.0.0.5\nSecurity report name: CORP - SRV1 (8-25-2006 10-11 AM)\nScan date: 25.08.2006 10:11\nSecurity assessment: Severe Risk\n\n Security Updates Scan Results\n\tSecurity Updates\n\n          | MS06-041 | Missing | Security Update for Windows 2000 (KB920683) | Critical |\n          | MS05-039 | Installed | Security Update for Windows 2000 (KB899588) | Critical |\n          | MS05-051 | Fehlt | Sicherheitsupdate (KB902400) | Kritisch |\n";
    let imported = import(&[("report.txt", table)]);
    assert_eq!((formats(&imported), names(&imported)), (vec![Some(Format::Mbsa)], vec!["SRV1"]));
    let found = &host(&imported, "SRV1").host;
    assert_eq!(
        (found.machine.os.as_deref(), found.patches.complete),
        (Some("windows-2000"), false)
    );
    assert_eq!(
        (patches(&imported, "SRV1"), missing(&imported, "SRV1")),
        (vec!["KB899588".to_owned()], vec!["KB920683".to_owned(), "MS06-041".to_owned()])
    );
    let skipped = skipped(&imported);
    assert!(
        skipped.iter().any(|line| line.contains("`fehlt` is neither missing nor installed")),
        "{skipped:?}"
    );
    let lines = "Scanning SRV2\n.....\nDone scanning SRV2\n----------------------------\nSRV2 (10.0.0.6)\n----------------------------\n\n\t* WINDOWS 2000 SERVER SP4\n\n\tPatch NOT Found  MS03-026\t823980\n\tPatch Found  MS03-049\t828749\n\tNote  MS02-064\t327522\n----------------------------\nSRV3 (10.0.0.7)\n----------------------------\n\t* WINDOWS XP SP1\n\tPatch NOT Found  MS03-043\tQ828035\n";
    let imported = import(&[("hf.txt", lines)]);
    assert_eq!(names(&imported), ["SRV2", "SRV3"]);
    assert_eq!(
        (patches(&imported, "SRV2"), missing(&imported, "SRV2")),
        (vec!["KB828749".to_owned()], vec!["KB823980".to_owned(), "MS03-026".to_owned()])
    );
    assert_eq!(
        (host(&imported, "SRV3").host.machine.os.as_deref(), missing(&imported, "SRV3").len()),
        (Some("windows-xp"), 2)
    );
}

#[test]
fn the_registry_says_system_name_and_patches() {
    let export = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n\"ProductName\"=\"Microsoft Windows XP\"\r\n\"CSDVersion\"=\"Service Pack 2\"\r\n\"CurrentVersion\"=\"5.1\"\r\n\"CurrentBuildNumber\"=\"2600\"\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB828028]\r\n\"Installed\"=dword:00000001\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB921883]\r\n\"Installed\"=dword:00000000\r\n\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Updates\\Windows XP\\SP3\\KB958644]\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\r\n\"ComputerName\"=\"PC1\"\r\n";
    let imported = import(&[("pc.reg", export)]);
    assert_eq!(
        (formats(&imported), names(&imported)),
        (vec![Some(Format::RegistryExport)], vec!["PC1"])
    );
    let found = &host(&imported, "PC1").host;
    assert_eq!((found.machine.os.as_deref(), found.patches.complete), (Some("windows-xp"), false));
    assert_eq!(patches(&imported, "PC1"), ["KB828028"]);
    let query = "\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\n    ProductName    REG_SZ    Microsoft Windows 2000\n    CSDVersion    REG_SZ    Service Pack 4\n\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\HotFix\\Q328310\n    Installed    REG_DWORD    0x1\n";
    let imported = import(&[("srv9.txt", query)]);
    assert_eq!(
        (names(&imported), patches(&imported, "srv9")),
        (vec!["srv9"], vec!["KB328310".to_owned()])
    );
    assert_eq!(host(&imported, "srv9").host.machine.os.as_deref(), Some("windows-2000"));
}

/// A workbook with one sheet for each name and text, which is its rows.
pub(super) fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINK: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let each = |one: &dyn Fn(usize) -> String| (1..=sheets.len()).map(one).collect::<String>();
    let names = each(&|at| {
        let name = sheets[at - 1].0;
        format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>")
    });
    let links = each(&|at| {
        format!(
            "<Relationship Id=\"r{at}\" Type=\"{LINK}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        )
    });
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r\" Type=\"{LINK}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINK}\"><sheets>{names}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>"),
        ),
    ];
    parts.extend(sheets.iter().enumerate().map(|(at, (_, rows))| {
        let text = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{}.xml", at + 1), text)
    }));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Two cells in far corners ask for more memory than there is.
#[test]
fn a_sheet_that_spans_too_much_is_listed_and_the_others_are_read() {
    let cell = |place: &str, text: &str| {
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let far = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "Hostname"),
        cell("XFD1048576", "x")
    );
    let near = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        cell("A1", "Hostname"),
        cell("B1", "Operating System"),
        cell("A2", "X1"),
        cell("B2", "Windows XP SP2")
    );
    let bytes = workbook(&[("S1", &*far), ("S2", &*near)]);
    let imported = import_with(&Options::default(), &[("hosts.xlsx", &bytes)]);
    assert_eq!(names(&imported), ["X1"]);
    assert!(skipped(&imported)[0].contains("more than 50000000 cells"), "{:?}", skipped(&imported));
    let known = super::catalogue();
    let (components, covers) = (Components::default(), Covers::of(&known));
    let known = Known::new(&known, &components, &covers);
    let read = feed::read(&bytes, known, &mut Drafts::default());
    assert!(read.unwrap_err().to_string().contains("more than 50000000 cells"));
}

#[test]
fn workbooks_are_tables() {
    use std::io::Write;
    let part = |name: &str| {
        match name {
        "[Content_Types].xml" => "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>".to_owned(),
        "_rels/.rels" => "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        "xl/workbook.xml" => "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Hosts\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned(),
        "xl/_rels/workbook.xml.rels" => "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned(),
        _ => {
            let row = |number: usize, cells: [&str; 3]| {
                let cell = |(at, text): (usize, &&str)| format!("<c r=\"{}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", ["A", "B", "C"][at]);
                format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
            };
            let rows = row(1, ["Our hosts", "", ""]) + &row(2, ["Hostname", "Operating System", "Patches"]) + &row(3, ["X1", "Windows XP SP2", "KB917422; KB835732"]);
            format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")
        }
    }
    };
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(part(name).as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let imported = import_with(&Options::default(), &[("hosts.xlsx", &bytes)]);
    assert_eq!((names(&imported), patches(&imported, "X1").len()), (vec!["X1"], 2));
    assert_eq!(host(&imported, "X1").host.origins.iter().next().unwrap().1.line, 3);
    let broken = import_with(&Options::default(), &[("hosts.xlsx", &bytes[..bytes.len() / 2])]);
    assert!(
        broken.hosts.is_empty() && skipped(&broken)[0].contains("workbook"),
        "{:?}",
        skipped(&broken)
    );
}

#[test]
fn a_doubt_about_a_column_is_about_that_one_only() {
    let imported = import(&[("t.csv", "Machine name,KB,Ring,Ring\nKIOSK,KB917422,a,b\n")]);
    let told = skipped(&imported);
    let says = |part: &str| told.iter().any(|said| said.contains(part));
    assert!(says("the column `Ring` may say whether"), "{told:?}");
    assert!(says("columns that are not used: Ring"), "{told:?}");
}

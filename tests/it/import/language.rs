//! The same facts in other languages, other tools' headings and forms that lost something on the
//! way.

use patchfirst::import::Options;

use super::{host, import, import_with, names, patches, skipped};

fn system(imported: &patchfirst::import::Imported, name: &str) -> (Option<String>, Option<u16>) {
    let host = &host(imported, name).host;
    (host.machine.os.clone(), host.machine.service_pack.map(|sp| sp.0))
}

fn xp(service_pack: u16) -> (Option<String>, Option<u16>) {
    (Some("windows-xp".to_owned()), Some(service_pack))
}

#[test]
fn headings_of_tables_are_known_in_other_languages() {
    for (headings, row) in [
        (
            "Gerätename;Betriebssystem;Service Pack;IP-Adresse",
            "ws;Windows XP Professional;2;10.3.0.4",
        ),
        (
            "Poste\tSystème d'exploitation\tService Pack\tAdresse IP",
            "ws\tWindows XP\tSP2\t10.3.0.4",
        ),
        (
            "Nombre de equipo,Sistema operativo,Service Pack,Dirección IP",
            "ws,Windows XP,2,10.3.0.4",
        ),
        ("Nome do computador;Sistema operacional;Service Pack;Endereço IP", "ws;WinXP;2;10.3.0.4"),
        ("主機名稱,作業系統,Service Pack,IP位址", "ws,Microsoft Windows XP,2,10.3.0.4"),
        ("PC|OS Edition|SP Level|IPs", "ws|Windows XP Home|2|10.3.0.4"),
    ] {
        let imported = import(&[("t.csv", &format!("{headings}\r\n{row}\r\n"))]);
        assert_eq!(system(&imported, "ws"), xp(2), "{headings}");
        let said = host(&imported, "ws");
        assert_eq!(said.host.addresses.len(), 1, "{headings}");
    }
}

#[test]
fn lists_that_were_made_bullets_or_comments_are_read() {
    let text = "Host Name: ws\nOS Name: Microsoft Windows XP Professional\nOS Version: 5.1.2600 Service Pack 2 Build 2600\nHotfix(s): 2 Hotfix(s) Installed.\n    [01]: KB835732\n    [02]: KB917422\n";
    for sign in ["* ", "- ", "# ", "> ", "| "] {
        let quoted: String = text.lines().map(|line| format!("{sign}{line}\n")).collect();
        let imported = import(&[("t.txt", &quoted)]);
        assert_eq!((system(&imported, "ws"), patches(&imported, "ws").len()), (xp(2), 2), "{sign}");
        assert!(host(&imported, "ws").host.patches.complete, "{sign}");
    }
}

#[test]
fn what_stands_beside_the_facts_is_known_by_its_shape() {
    let korean = "호스트 이름:   KR1\nOS 이름:   Microsoft Windows XP Professional\nOS 버전:   5.1.2600 서비스 팩 2 빌드 2600\n";
    assert_eq!(system(&import(&[("k.txt", korean)]), "KR1"), xp(2));
    let norwegian = "Vertsnavn:   NO1\nOS-navn:   Microsoft Windows 7 Enterprise\nOS-versjon:   6.1.7601 Service Pack 1 bygg 7601\nSystemtype:   x64-basert PC\n";
    let imported = import(&[("n.txt", norwegian)]);
    assert_eq!(
        host(&imported, "NO1").host.machine.arch.map(|arch| arch.to_string()).as_deref(),
        Some("x64")
    );
}

#[test]
fn a_notice_in_another_language_before_utf_16_is_no_harm() {
    let rows = "CSName  HotFixID  InstalledOn  \r\nOLD-PC  KB835732  8/12/2006    \r\n";
    let cells = "Node,HotFixID,InstalledOn\r\nOLD-PC,KB835732,8/12/2006\r\n";
    for (notice, table) in [
        (&b"Bitte warten Sie, w\x84hrend WMIC installiert wird.\r\n"[..], rows),
        (b"Please wait while WMIC is being installed.", rows),
        (b"Please wait while WMIC is being installed.", cells),
    ] {
        let mut bytes = notice.to_vec();
        bytes.extend(table.encode_utf16().flat_map(u16::to_le_bytes));
        let imported = import_with(&Options::default(), &[("q.txt", &bytes)]);
        assert_eq!(names(&imported), ["OLD-PC"]);
        assert_eq!(patches(&imported, "OLD-PC"), ["KB835732"]);
    }
}

#[test]
fn later_systems_are_told_apart_by_their_build() {
    let imported = import(&[(
        "t.csv",
        "Name,Operating System,Version\na,Windows 10 Pro,10.0.14393\nb,Windows 10 Version 1607,\nc,Windows Server 2012 Standard,\nd,Windows 10 Pro,10.0.12345\ne,Windows 7,6.1.7601.65536\nf,Windows Server 2008 R2 Standard 7600,\n",
    )]);
    let build = |name| system(&imported, name).1;
    assert_eq!(
        ["a", "b", "c", "d", "e", "f"].map(build),
        [Some(14393), Some(14393), Some(0), None, Some(1), Some(0)]
    );
    assert!(imported.conflicts.iter().any(|c| c.dropped.0.contains("build 12345")));
}

#[test]
fn more_than_one_service_pack_leaves_it_open_in_every_spelling() {
    let rows =
        ["SP2 ou SP3", "SP2 oder SP3", "SP2/SP3", "Service Pack 2, 3", "SP3 (or SP2)", "SP2|SP3"];
    for row in rows {
        let imported = import(&[("t.csv", &format!("Name;OS\nws;Windows XP {row}\n"))]);
        assert_eq!(system(&imported, "ws"), (Some("windows-xp".to_owned()), None), "{row}");
    }
    let imported = import(&[("t.csv", "Name;OS\nws;Windows XP SP2, 5.1.2600\n")]);
    assert_eq!(system(&imported, "ws").0.as_deref(), Some("windows-xp"));
}

#[test]
fn cells_with_line_breaks_belong_to_one_row_wherever_they_stand() {
    let text = "HotFixID\tComputer\tOS\tSP\r\n\"KB835732\r\nKB917422\"\tws\tWindows XP\t2\r\nKB835732\tother\tWindows XP\t1\r\n";
    let imported = import(&[("t.tsv", text)]);
    assert_eq!((names(&imported), patches(&imported, "ws").len()), (vec!["ws", "other"], 2));
    let line = |name| host(&imported, name).host.origins.iter().next().unwrap().1.line;
    assert_eq!((line("ws"), line("other")), (2, 4));
}

#[test]
fn facts_of_ansible_are_found_inside_the_output_of_playbooks() {
    let facts = "{\"ansible_facts\": {\"ansible_distribution\": \"Microsoft Windows Server 2016 Standard\", \"ansible_distribution_version\": \"10.0.14393.0\"}}";
    for text in [
        format!("{{\"srv4.corp.example\": {facts}}}"),
        format!(
            "{{\"plays\": [{{\"tasks\": [{{\"hosts\": {{\"srv4.corp.example\": {facts}}}}}]}}]}}"
        ),
        format!("srv4.corp.example | SUCCESS => {facts}\n"),
    ] {
        let imported = import(&[("facts.json", &text)]);
        assert_eq!(system(&imported, "srv4"), (Some("windows-server-2016".into()), Some(14393)));
    }
}

#[test]
fn what_a_scan_is_not_sure_of_is_listed() {
    let scan = "<?xml version=\"1.0\"?><nmaprun args=\"nmap -O\"><host><address addr=\"10.5.0.7\" addrtype=\"ipv4\"/><os><osmatch name=\"Microsoft Windows 2000 SP4\" accuracy=\"93\"/><osmatch name=\"Microsoft Windows XP SP2\" accuracy=\"95\"/></os></host></nmaprun>";
    let imported = import(&[("s.xml", scan)]);
    assert!(skipped(&imported).iter().any(|why| why.contains("95 %")), "{:?}", skipped(&imported));
}

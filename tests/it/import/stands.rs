//! Ports, cells and lines: what is read of them, what is told, and on which line it stands.

use super::{formats, host, import, names, skipped};
use patchfirst::import::Format;

fn listens(imported: &patchfirst::import::Imported) -> Option<String> {
    host(imported, "A1").host.machine.listens.as_ref().map(ToString::to_string)
}

fn tells(imported: &patchfirst::import::Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn ports_of_tables_are_read_in_every_spelling_or_told() {
    for (cell, ports, told) in [
        ("tcp/3300-3400", Some("tcp/3300-3400"), false),
        ("3389", Some("tcp/3389, udp/3389"), false),
        ("3389/tcp", Some("tcp/3389"), false),
        ("tcp:3389", Some("tcp/3389"), false),
        ("TCP 3389", Some("tcp/3389"), false),
        ("all", Some("any"), false),
        ("tcp/70000", None, true),
        // What is not read may be any: the ports of the product count as well.
        ("tcp/3389; something", Some("tcp/135, tcp/139, tcp/445, tcp/3389"), true),
        ("none", None, false),
    ] {
        for heading in ["Open Ports", "Ports", "Services", "Listens"] {
            let table = format!("Host,OS,SP,{heading}\nA1,Windows XP,1,{cell}\n");
            let imported = import(&[("t.csv", &table)]);
            assert_eq!(listens(&imported).as_deref(), ports, "{cell}");
            assert_eq!(tells(&imported, "2: "), told, "{cell}");
        }
    }
}

#[test]
fn openvas_and_the_lines_of_nmap_say_open_ports() {
    let openvas = "IP,Hostname,Port,Port Protocol,Severity,NVT Name\n10.0.0.5,A1,3389,tcp,High,A hole\n10.0.0.5,A1,445,tcp,Log,A remark\n";
    let grep = "# Nmap 7.80 scan initiated Fri Aug 25 10:00:00 2006 as: nmap -oG - 10.0.0.0/24\nHost: 10.0.0.5 (A1)\tStatus: Up\nHost: 10.0.0.5 (A1)\tPorts: 445/open/tcp//microsoft-ds///, 135/closed/tcp//msrpc///, 3389/open/tcp/////\tOS: Microsoft Windows XP SP2\nHost: 10.0.0.6 ()\tStatus: Down\n";
    for (text, format) in [(openvas, Format::OpenVas), (grep, Format::NmapText)] {
        let imported = import(&[("scan", text)]);
        assert_eq!((formats(&imported), names(&imported)), (vec![Some(format)], vec!["A1"]));
        let found = host(&imported, "A1").host.machine.listens.clone().unwrap();
        for port in ["tcp/445", "tcp/3389"] {
            assert!(found.is_superset(&port.parse().unwrap()), "{text}");
        }
    }
    assert!(tells(&import(&[("scan", grep)]), "4: 10.0.0.6 () the host is down"));
}

#[test]
fn cells_without_effect_are_told() {
    for (heading, cell) in [
        ("IP", "dhcp"),
        ("IP", "\"10,5\""),
        ("Antivirus", "Brand 10"),
        ("Architecture", "sparc"),
        ("Kind", "kiosk"),
        ("Kind", "not a server"),
    ] {
        let imported =
            import(&[("t.csv", &format!("Host,OS,{heading}\nA1,Windows XP SP2,{cell}\n"))]);
        assert!(tells(&imported, &format!("2: {} no ", cell.trim_matches('"'))), "{cell}");
        assert!(host(&imported, "A1").host.machine.role.guessed || heading != "Kind", "{cell}");
    }
}

#[test]
fn inventories_of_ansible_tell_what_is_not_read() {
    let ini = "[windows]\nA1 ansible_host=10.0.0.5 os=\"Windows XP\" sp=1 serial=77\nB2 oops\n\n[dmz:children]\nwindows\nnowhere\n";
    let yaml = "all:\n  children:\n    windows:\n      hosts:\n        A1: {ansible_host: 10.0.0.5, os: Windows XP, sp: 1, serial: 77}\n        B2: oops\n";
    for (text, told) in [
        (ini, vec!["2: serial=77", "3: oops", "7: nowhere"]),
        (yaml, vec!["5: serial=77", "6: B2"]),
    ] {
        let imported = import(&[("hosts", text)]);
        assert_eq!(
            host(&imported, "A1").host.machine.service_pack.map(|found| found.0),
            Some(1),
            "{text}"
        );
        for said in told {
            assert!(tells(&imported, said), "{said}: {:?}", skipped(&imported));
        }
    }
}

#[test]
fn every_machine_that_systeminfo_could_not_ask_is_told() {
    let one = |name: &str| {
        format!(
            "Host Name:                 {name}\nOS Name:                   Microsoft Windows XP Professional\nOS Version:                5.1.2600 Service Pack 1 Build 2600\nHotfix(s):                 1 Hotfix(s) Installed.\n                           [01]: File 1\n"
        )
    };
    let text = format!("{}ERROR: The RPC server is unavailable.\n\n{}", one("A1"), one("B2"));
    let imported = import(&[("s.txt", &text)]);
    assert_eq!(names(&imported), ["A1", "B2"]);
    assert!(
        tells(&imported, "6: ERROR: The RPC server") && tells(&imported, "12: File 1"),
        "{:?}",
        skipped(&imported)
    );
}

#[test]
fn lines_are_those_of_the_file() {
    for (name, text, line) in [
        ("blank.csv", "Host,OS,SP\nA1,Windows XP,1\n\n\n\n\nB2,Windows XP,x\n".to_owned(), 7),
        ("dos.csv", "Host,OS,SP\r\nA1,Windows XP,1\r\n\r\n\r\nB2,Windows XP,x\r\n".to_owned(), 5),
        ("old.csv", "Host,OS,SP\rA1,Windows XP,1\rB2,Windows XP,x\r".to_owned(), 3),
        ("two.csv", "Host,OS,SP\n\"A1\",\"Windows\nXP\",1\nB2,Windows XP,x\n".to_owned(), 4),
        ("list.json", "[\n  {\n    \"host\": \"A1\",\n    \"os\": \"Windows XP\"\n  },\n  {\n    \"host\": \"B2\",\n    \"os\": \"Windows XP\",\n    \"sp\": \"x\"\n  }\n]\n".to_owned(), 6),
        ("value.json", "{\"value\": [\n  {\"host\": \"A1\", \"os\": \"Windows XP\"},\n  {\"host\": \"B2\", \"os\": \"Windows XP\", \"sp\": \"x\"}\n]}\n".to_owned(), 3),
    ] {
        let imported = import(&[(name, &text)]);
        assert!(tells(&imported, &format!("{line}: x no service pack")), "{name}: {:?}", skipped(&imported));
    }
    let psinfo = "System information for \\\\A1:\nKernel version:            Microsoft Windows 2000, Uniprocessor Free\nProduct type:              Server\nProduct version:           5.0\nService pack:              4\nKernel build number:       2195\nOS Hot Fix   Installed\nKB921883     8/12/2006\nKB828028     failed\n";
    assert!(tells(&import(&[("p.txt", psinfo)]), "9: KB828028     failed"));
}

//! Files that are damaged, or made to do harm.

use patchfirst::import::{self, Content, Format, Input, Options};

use super::ansible::ANSIBLE_YAML;
use super::nmap::NMAP_XML;
use super::scanner::NESSUS;
use super::systeminfo::{LIST, systeminfo};
use super::{catalogue, import_with};

/// A file is read as what it is not.
fn from(format: Format) -> Options {
    Options { from: Some(format), ..Options::default() }
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
    let known = catalogue();
    let start = std::time::Instant::now();
    for text in &texts {
        import_with(&Options::default(), &[("x", text.as_bytes())]);
        for format in Format::ALL {
            let content = Content::Bytes(text.as_bytes().to_vec());
            let input = Input { name: "x".to_owned(), content };
            import::import(vec![input], &from(*format), &known);
        }
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Every fixture above, damaged at random: reading ends without a panic, and what is written reads
/// back.
#[test]
fn damaged_files_never_panic_and_what_is_written_reads_back() {
    let info = systeminfo(
        "PC1",
        "Microsoft Windows XP Professional",
        "5.1.2600 Service Pack 1 Build 2600",
        "Member Workstation",
        LIST,
    );
    let table = "host,ip,os,sp,segment,patches,owner,listens,criticality,chassis\na,10.0.0.1,Windows XP,1,office,KB921883,\"me: #1\",tcp/445,high,10\nb,10.0.0.2,Windows 2000 Server,4,\"dmz;office\",-,you,smb,low,3\n";
    let acl = "object-group network S\n network-object 10.2.0.0 255.255.255.0\naccess-list a extended permit tcp any object-group S range 135 139\n";
    let iptables = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.3.0.0/16 -p tcp --dport 1:5 -j A\n-A A -j ACCEPT\nCOMMIT\n";
    let files: [&str; 8] = [
        &info,
        table,
        NMAP_XML,
        NESSUS,
        ANSIBLE_YAML,
        acl,
        iptables,
        "from/to,a,b\na,,smb\nb,?,\n",
    ];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize % below.max(1)
    };
    let pieces = [
        "\u{202e}", "\n", "\"", "[", "\u{1b}", ":", "-", ",", "\u{ffff}", "日", " ", "\0", "#",
        "%", "{", "\u{85}", "null", "\\",
    ];
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
        import_with(&from(Format::ALL[next(Format::ALL.len())]), &[("x", &bytes)]);
        import_with(&Options::default(), &[("x", &bytes)]);
    }
}

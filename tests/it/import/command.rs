//! The command: folders, what is said and written, the exit status, and the recipes of the
//! documentation.

use patchfirst::import::Format;

use super::folder_with;
use super::systeminfo::systeminfo;
use crate::program::patchfirst_in;

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
    let output = patchfirst_in(
        &folder,
        &[
            "import",
            "in",
            "-o",
            "inventory.yaml",
            "--network",
            "office=10.3.0.0/16",
            "--summary",
            "summary.json",
        ],
    );
    let said = &output.stderr;
    assert_eq!(output.status, 0, "{said}");
    for part in [
        "2 hosts and 0 flows from 3 files",
        "in/readme.md: no reader recognises it",
        "next: patchfirst rank inventory.yaml",
        "1 host with no list of patches (srv1)",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("summary.json")).unwrap())
            .unwrap();
    assert_eq!(
        (json["schema"].as_str(), json["hosts"].as_u64(), json["skipped"][0]["file"].as_str()),
        (Some("patchfirst/import/1"), Some(2), Some("in/readme.md"))
    );
    let ranked = patchfirst_in(&folder, &["rank", "inventory.yaml", "--as-of", "2006-08-25"]);
    assert_eq!(ranked.status, 0, "{}", ranked.stderr);
    let first = std::fs::read(folder.join("inventory.yaml")).unwrap();
    patchfirst_in(
        &folder,
        &["import", "in", "-o", "inventory.yaml", "--network", "office=10.3.0.0/16"],
    );
    assert_eq!(first, std::fs::read(folder.join("inventory.yaml")).unwrap());
}

#[test]
fn nothing_understood_is_status_3_and_writes_nothing() {
    let (_keep, folder) = folder_with(&[("a.txt", "hello\n")]);
    let output = patchfirst_in(&folder, &["import", "a.txt", "missing.txt", "-o", "x.yaml"]);
    assert_eq!((output.status, folder.join("x.yaml").exists()), (3, false));
    let said = &output.stderr;
    assert!(said.contains("nothing was understood") && said.contains("missing.txt"), "{said}");
    assert_eq!(patchfirst_in(&folder, &["import", "a.txt", "--from", "sistminfo"]).status, 2);
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
    let hotfix = "\"PSComputerName\",\"Description\",\"HotFixID\",\"InstalledOn\"\r\n\"LT4\",\"Update\",\"KB917422\",\"8/10/2006 12:00:00 AM\"\r\n";
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
        let output = patchfirst_in(&folder, &words);
        assert_eq!(output.status, 0, "{command}: {}", output.stderr);
        let text = std::fs::read_to_string(folder.join("inventory.yaml")).unwrap();
        assert!(
            text.contains("patches: [KB917422, KB921883]")
                && text.contains("kind: laptop   # chassis type 10")
                && text.contains("segment: office"),
            "{text}"
        );
    }
}

/// A scan that does not say how it was run has no name to print.
#[test]
fn a_scan_from_nobody_knows_where_is_said_to_be_that() {
    let scan = "<?xml version=\"1.0\"?><nmaprun scanner=\"nmap\"><host><status state=\"up\"/><address addr=\"10.3.0.7\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"445\"><state state=\"open\"/></port></ports></host></nmaprun>";
    let (_keep, folder) = folder_with(&[("scan.xml", scan)]);
    let said = patchfirst_in(&folder, &["import", "scan.xml", "-o", "inventory.yaml"]).stderr;
    assert!(said.contains("those seen by a scanner, and nobody says where it stood"), "{said}");
    assert!(said.contains("each is treated as a laptop"), "{said}");
}

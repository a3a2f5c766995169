//! Feeds: what becomes of files in the shapes that people download, and what is said of the rest.

mod csaf;

use std::io::Write as _;

use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::feed::{self, Components, Covers, Drafts, Known};
use patchfirst::source::Sources;

const WESNG: &str = "\
\"DatePosted\",\"CVE\",\"BulletinKB\",\"Title\",\"AffectedProduct\",\"AffectedComponent\",\"Severity\",\"Impact\",\"Supersedes\",\"Exploits\"
\"20300108\",\"CVE-2030-0001\",\"7000001\",\"Windows SMB Remote Code Execution\",\"Windows 7 for x64-based Systems Service Pack 1\",\"\",\"Critical\",\"Remote Code Execution\",\"6999999;6999998\",\"\"
\"20300108\",\"CVE-2030-0001\",\"7000001\",\"Windows SMB Remote Code Execution\",\"Windows Server 2003 Service Pack 2\",\"\",\"Critical\",\"Remote Code Execution\",\"\",\"\"
\"20300108\",\"CVE-2030-0001\",\"7000001\",\"Windows SMB Remote Code Execution\",\"Windows Server 2003 x64 Edition Service Pack 2\",\"\",\"Critical\",\"Remote Code Execution\",\"\",\"\"
\"20300108\",\"CVE-2030-0001\",\"7000002\",\"Windows SMB Remote Code Execution\",\"Windows 10 Version 1607 for x64-based Systems\",\"\",\"Critical\",\"Remote Code Execution\",\"\",\"\"
\"20300108\",\"CVE-2030-0002\",\"7000003\",\"Office\",\"Microsoft Office 2030\",\"\",\"Critical\",\"Remote Code Execution\",\"\",\"\"
\"20300108\",\"CVE-2030-0003\",\"7000004\",\"Kernel\",\"Windows 7 for x64-based Systems Service Pack 1\",\"\",\"Important\",\"Elevation of Privilege\",\"\",\"\"
\"20170314\",\"CVE-2017-0144\",\"4012212\",\"SMB\",\"Windows 7 for x64-based Systems Service Pack 1\",\"\",\"Critical\",\"Remote Code Execution\",\"\",\"\"
";

fn imported(bytes: &[u8]) -> (Vec<feed::File>, Drafts) {
    let known = advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
    let (components, covers) = (Components::default(), Covers::of(&known));
    let mut drafts = Drafts::default();
    feed::read(bytes, Known::new(&known, &components, &covers), &mut drafts).unwrap();
    (feed::files(&drafts), drafts)
}

/// What is written reads back without a fault, beside what is built in.
fn reads_back(files: &[feed::File]) -> advisory::Advisories {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::write(folder.path().join(&file.name), &file.text).unwrap();
    }
    let mut diagnostics = Diagnostics::default();
    let read = advisory::with_directory(
        &[folder.path().to_owned()],
        &mut Sources::default(),
        &mut diagnostics,
    );
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    read
}

#[test]
fn definitions_become_advisories_and_what_is_not_used_is_counted() {
    let (files, drafts) = imported(WESNG.as_bytes());
    assert_eq!(
        files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        ["CVE-2030-0001.yaml"]
    );
    assert_eq!(
        drafts.left_out.values().copied().collect::<Vec<_>>(),
        [1, 1, 1],
        "{:?}",
        drafts.left_out
    );
    let read = reads_back(&files);
    let found = &read.advisories["CVE-2030-0001"];
    assert_eq!(found.vectors.to_string(), "tcp/139, tcp/445");
    let target = |os: &str, sp, arch| {
        let (product, version) = (read.product(os).unwrap(), semver::Version::parse(sp).unwrap());
        found.affects(product, &version, arch).map(|row| row.fixed_by[0].to_string())
    };
    use patchfirst::term::platform::Arch::{X64, X86};
    assert_eq!(target("windows-7", "6.1.1", X64).as_deref(), Some("KB7000001"));
    assert_eq!(target("windows-7", "6.1.1", X86), None);
    assert_eq!(target("windows-server-2003", "5.2.2", X86).as_deref(), Some("KB7000001"));
    assert_eq!(target("windows-server-2003", "5.2.2", X64).as_deref(), Some("KB7000001"));
    assert_eq!(target("windows-10", "10.0.14393", X64).as_deref(), Some("KB7000002"));
    assert_eq!(read.supersedence.about(&"KB7000001".parse().unwrap()).count(), 2);
}

#[test]
fn an_archive_is_looked_into() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("Version.txt", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(b"nothing of use").unwrap();
    writer.start_file("CVEs.csv", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(WESNG.as_bytes()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(imported(&bytes).0.len(), 1);
}

#[test]
fn catalogues_of_attacks_add_not_later_than() {
    let csv = "\u{feff}cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\nCVE-2006-3439,Microsoft,Windows,x,2030-02-10,x,x,2030-03-10,Known,,\nCVE-2031-1,Other,Thing,x,2030-02-10,x,x,2030-03-10,Unknown,,\n";
    let json = r#"{"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2006-3439", "dateAdded": "2030-02-10", "knownRansomwareCampaignUse": "Known"}, {"cveID": "CVE-2031-1", "dateAdded": "2030-02-10"}]}"#;
    assert_eq!(imported(csv.as_bytes()).0, imported(json.as_bytes()).0);
    let (files, drafts) = imported(csv.as_bytes());
    assert_eq!(files[0].name, "MS06-040.overlay.yaml");
    assert_eq!(drafts.left_out.len(), 1);
    let read = reads_back(&files);
    let last = read.advisories["MS06-040"].timeline.last().unwrap();
    assert!(last.not_later_than && last.source.as_deref() == Some("CISA KEV: CVE-2006-3439"));
    assert!(read.advisories["MS06-040"].affected.len() > 5, "what is built in is still there");
}

/// Identifiers are the same whatever their case, and with blanks around them.
#[test]
fn a_vulnerability_is_known_however_it_is_written() {
    let csv = "cveID,dateAdded,knownRansomwareCampaignUse\ncve-2006-3439,2030-02-10,Known\n Cve-2006-3439 ,2030-02-11,\n";
    let (files, drafts) = imported(csv.as_bytes());
    assert!(drafts.left_out.is_empty(), "{:?}", drafts.left_out);
    let timeline = &reads_back(&files).advisories["MS06-040"].timeline;
    let named =
        timeline.iter().filter(|event| event.source.as_deref() == Some("CISA KEV: CVE-2006-3439"));
    assert_eq!(named.count(), 2);
    let wesng = WESNG.replace("CVE-2017-0144", "cve-2017-0144");
    assert_eq!(imported(wesng.as_bytes()).0.len(), 1, "no second MS17-010");
}

#[test]
fn ssvc_answers_are_noted_and_the_bulletin_decides() {
    let json = r#"{"cveMetadata": {"cveId": "CVE-2017-0144"}, "containers": {"adp": [{"metrics": [{"other": {"type": "ssvc", "content": {"timestamp": "2030-01-02T03:04:05Z", "options": [{"Exploitation": "active"}, {"Automatable": "no"}]}}}]}]}}"#;
    let read = reads_back(&imported(json.as_bytes()).0);
    let eternal = &read.advisories["MS17-010"];
    assert!(eternal.automatable);
    assert!(eternal.notes.iter().any(
        |note| note == "CISA Vulnrichment: CVE-2017-0144: exploitation active, automatable no"
    ));
}

#[test]
fn a_csaf_document_names_products_and_patches() {
    let json = r#"{"document": {"csaf_version": "2.0", "title": "Remote Desktop hole", "publisher": {"name": "Vendor"}, "tracking": {"id": "V 2030/1", "initial_release_date": "2030-05-14T10:00:00Z"}},
      "product_tree": {"branches": [{"branches": [{"product": {"product_id": "p1", "name": "Windows Server 2012 R2"}}, {"product": {"product_id": "p2", "name": "Acme Thing"}}]}]},
      "vulnerabilities": [{"cve": "CVE-2030-7", "product_status": {"known_affected": ["p1", "p2"]}, "remediations": [{"category": "vendor_fix", "details": "Install KB7001234.", "product_ids": ["p1", "p2"]}]}]}"#;
    let (files, drafts) = imported(json.as_bytes());
    assert_eq!(files[0].name, "V-2030-1.yaml");
    assert_eq!(drafts.left_out.len(), 1, "{:?}", drafts.left_out);
    assert_eq!(reads_back(&files).advisories["V-2030-1"].vectors.to_string(), "tcp/3389");
}

#[test]
fn what_is_no_feed_is_refused() {
    let known = advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
    let (components, covers) = (Components::default(), Covers::of(&known));
    for bytes in [
        &b""[..],
        b"hello",
        b"{}",
        b"[1]",
        b"{\"a\": ",
        b"PK\x03\x04broken",
        b"a,b\n1,2\n",
        b"\xff\xfe\x00",
    ] {
        let read =
            feed::read(bytes, Known::new(&known, &components, &covers), &mut Drafts::default());
        assert!(read.is_err(), "{bytes:?}");
    }
}

/// A workbook as a spreadsheet program writes it: days as days, numbers as numbers, a second sheet
/// with something else.
#[test]
fn a_spreadsheet_of_bulletins_is_read() {
    let bytes =
        std::fs::read(crate::program::root().join("tests/fixtures/feeds/bulletin-search.xlsx"))
            .unwrap();
    let (files, drafts) = imported(&bytes);
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["MS30-001.yaml"]);
    // Office, the elevation of privilege, and the row that would like to lie elsewhere.
    assert_eq!(
        drafts.left_out.values().copied().collect::<Vec<_>>(),
        [1, 1, 1],
        "{:?}",
        drafts.left_out
    );
    let read = reads_back(&files);
    let found = &read.advisories["MS30-001"];
    assert_eq!(found.published, jiff::civil::date(2030, 1, 8));
    assert_eq!(found.cves, ["CVE-2030-0001", "CVE-2030-0002"]);
    assert_eq!(
        found
            .affected
            .iter()
            .flat_map(|row| &row.fixed_by)
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["KB7000001"; 2]
    );
    assert_eq!(read.supersedence.about(&"KB7000001".parse().unwrap()).count(), 2);
}

#[test]
fn no_id_of_a_feed_leads_out_of_the_folder() {
    let row = |cve: &str| WESNG.lines().nth(1).unwrap().replace("CVE-2030-0001", cve);
    let head = WESNG.lines().next().unwrap();
    for cve in ["../../CVE-2030-0009", "/tmp/CVE-2030-0009", "a/b", "..", ".hidden", "C:evil"] {
        let (files, drafts) = imported(format!("{head}\n{}\n", row(cve)).as_bytes());
        assert!(files.is_empty(), "{cve}: {files:?}");
        assert_eq!(drafts.left_out.values().sum::<u64>(), 1, "{cve}");
    }
    let csaf = r#"{"document": {"csaf_version": "2.0", "title": "T", "tracking": {"id": "../../evil", "initial_release_date": "2030-01-01T00:00:00Z"}},
      "product_tree": {"full_product_names": [{"product_id": "p", "name": "Windows XP Service Pack 3"}]},
      "vulnerabilities": [{"cve": "CVE-2030-7", "product_status": {"known_affected": ["p"]}, "remediations": [{"category": "vendor_fix", "details": "KB7001234", "product_ids": ["p"]}]}]}"#;
    assert!(
        imported(csaf.as_bytes())
            .0
            .iter()
            .all(|file| !file.name.contains('/') && !file.name.starts_with('.'))
    );
}

/// The worked example of the page about feeds, step by step: from downloaded files to a ranking.
#[test]
fn from_a_downloaded_file_to_a_ranking() {
    use crate::program::{Run, patchfirst_in};
    let folder = tempfile::tempdir().unwrap();
    let mut zip =
        zip::ZipWriter::new(std::fs::File::create(folder.path().join("definitions.zip")).unwrap());
    zip.start_file("CVEs.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(WESNG.as_bytes()).unwrap();
    zip.finish().unwrap();
    let kev = "cveID,dateAdded,knownRansomwareCampaignUse\nCVE-2030-0001,2030-01-20,Known\nCVE-2017-0144,2022-02-10,Known\n";
    std::fs::write(folder.path().join("known_exploited_vulnerabilities.csv"), kev).unwrap();
    let inventory = "inventory: 1.1.0
as_of: 2030-01-25
segments: {office: {users: 20}}
flows: {'internet -> office': [smb]}
hosts:
  - {name: old, os: windows-server-2003, sp: 2, kind: server, segment: office, patches: [KB4012598, KB958644]}
";
    std::fs::write(folder.path().join("inventory.yaml"), inventory).unwrap();
    let run = |arguments: &[&str]| {
        let Run { status, stdout, stderr } = patchfirst_in(folder.path(), arguments);
        assert_eq!(status, 0, "{arguments:?}: {stdout}{stderr}");
        format!("{stdout}{stderr}")
    };
    let said = run(&[
        "advisories",
        "import",
        "definitions.zip",
        "known_exploited_vulnerabilities.csv",
        "-o",
        "feeds",
    ]);
    assert!(
        said.contains("definitions.zip: wesng definitions")
            && said.contains("known_exploited_vulnerabilities.csv: CISA KEV"),
        "{said}"
    );
    // A second time, with the folder: the catalogue adds to what came of the definitions.
    run(&[
        "advisories",
        "import",
        "known_exploited_vulnerabilities.csv",
        "-o",
        "feeds",
        "--advisories",
        "feeds",
    ]);
    run(&["advisories", "lint", "feeds"]);
    assert!(run(&["advisories", "status", "--advisories", "feeds"]).contains("Published from"));
    let json = run(&[
        "rank",
        "inventory.yaml",
        "--advisories",
        "feeds",
        "--samples",
        "50",
        "-f",
        "json",
        "-q",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let found = json["hosts"][0]["advisories"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["id"] == "CVE-2030-0001")
        .unwrap();
    assert_eq!(
        (found["status"].as_str(), found["stage"].as_str()),
        (Some("vulnerable"), Some("exploit"))
    );
    assert_eq!(found["fixes"][0], "KB7000001");
}

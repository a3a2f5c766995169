//! Feeds: what becomes of files in the shapes that people download, and what is said of the rest.

use std::io::Write as _;

use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::feed::{self, Components, Drafts, Known};
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
    let components = Components::default();
    let mut drafts = Drafts::default();
    feed::read(bytes, Known { advisories: &known, components: &components }, &mut drafts).unwrap();
    (feed::files(&drafts), drafts)
}

/// What is written reads back without a fault, beside what is built in.
fn reads_back(files: &[feed::File]) -> advisory::Advisories {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::write(folder.path().join(&file.name), &file.text).unwrap();
    }
    let mut diagnostics = Diagnostics::default();
    let read = advisory::with_directory(&[folder.path().to_owned()], &mut Sources::default(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    read
}

#[test]
fn definitions_become_advisories_and_what_is_not_used_is_counted() {
    let (files, drafts) = imported(WESNG.as_bytes());
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["CVE-2030-0001.yaml"]);
    assert_eq!(drafts.left_out.values().copied().collect::<Vec<_>>(), [1, 1, 1], "{:?}", drafts.left_out);
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

#[test]
fn ssvc_answers_are_noted_and_the_bulletin_decides() {
    let json = r#"{"cveMetadata": {"cveId": "CVE-2017-0144"}, "containers": {"adp": [{"metrics": [{"other": {"type": "ssvc", "content": {"timestamp": "2030-01-02T03:04:05Z", "options": [{"Exploitation": "active"}, {"Automatable": "no"}]}}}]}]}}"#;
    let read = reads_back(&imported(json.as_bytes()).0);
    let eternal = &read.advisories["MS17-010"];
    assert!(eternal.automatable);
    assert!(eternal.notes.iter().any(|note| note == "CISA Vulnrichment: CVE-2017-0144: exploitation active, automatable no"));
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
    let components = Components::default();
    for bytes in [&b""[..], b"hello", b"{}", b"[1]", b"{\"a\": ", b"PK\x03\x04broken", b"a,b\n1,2\n", b"\xff\xfe\x00"] {
        let read = feed::read(bytes, Known { advisories: &known, components: &components }, &mut Drafts::default());
        assert!(read.is_err(), "{bytes:?}");
    }
}

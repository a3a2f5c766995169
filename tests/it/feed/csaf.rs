//! CSAF documents: every affected product, the impact, what is said of attacks, and what is known
//! already.

use patchfirst::advisory::{Remedy, Stage};
use patchfirst::term::platform::Arch::X64;
use serde_json::{Value, json};

use super::{imported, reads_back};

const SEVEN: &str = "Windows 7 for x64-based Systems Service Pack 1";
const SERVER: &str = "Windows Server 2008 R2 for x64-based Systems Service Pack 1";

/// A document about some vulnerabilities on two products.
fn document(id: &str, vulnerabilities: &[Value]) -> String {
    json!({
        "document": {
            "csaf_version": "2.0", "title": "A hole in SMB", "publisher": {"name": "Vendor"},
            "tracking": {"id": id, "initial_release_date": "2030-05-14T10:00:00Z"}
        },
        "product_tree": {
            "branches": [{"branches": [
                {"product": {"product_id": "p1", "name": SEVEN}},
                {"product": {"product_id": "p2", "name": SERVER}}
            ]}],
            "product_groups": [{"group_id": "g", "product_ids": ["p1", "p2"]}]
        },
        "vulnerabilities": vulnerabilities
    })
    .to_string()
}

/// A vulnerability of both products, with a fix for some of them.
fn vulnerability(cve: &str, patch: &str, on: &[&str], threats: &Value) -> Value {
    json!({
        "cve": cve,
        "product_status": {"known_affected": ["p1", "p2"]},
        "remediations": [{"category": "vendor_fix", "details": patch, "product_ids": on}],
        "threats": threats
    })
}

fn threats(status: &str, impact: &str) -> Value {
    json!([
        {"category": "exploit_status", "details": status},
        {"category": "impact", "details": impact}
    ])
}

/// What a product is to be remedied with; `None` where it is not affected.
fn remedy(
    advisory: &patchfirst::advisory::Advisory,
    read: &patchfirst::advisory::Advisories,
    product: &str,
) -> Option<(Remedy, Vec<String>)> {
    let id = read.product(product).unwrap();
    let row = advisory.affects(id, &semver::Version::new(6, 1, 1), X64)?;
    Some((row.remedy.clone(), row.fixed_by.iter().map(ToString::to_string).collect()))
}

#[test]
fn an_affected_product_without_a_patch_is_a_row_without_one() {
    let one = vulnerability("CVE-2030-7", "KB7001234", &["p1"], &json!([]));
    let (files, drafts) = imported(document("V-1", &[one]).as_bytes());
    assert!(drafts.left_out.is_empty(), "{:?}", drafts.left_out);
    let read = reads_back(&files);
    let found = &read.advisories["V-1"];
    assert_eq!(remedy(found, &read, "windows-7").unwrap().1, ["KB7001234"]);
    let (without, patches) = remedy(found, &read, "windows-server-2008-r2").unwrap();
    assert!(matches!(without, Remedy::Isolate { .. }) && patches.is_empty());
}

#[test]
fn what_is_still_investigated_counts_as_affected_and_no_patch_at_all_is_an_advisory() {
    let mut one = vulnerability("CVE-2030-7", "see the web", &["p1"], &json!([]));
    one["product_status"] = json!({"first_affected": ["p1"], "under_investigation": ["p2"]});
    let (files, drafts) = imported(document("V-1", &[one]).as_bytes());
    assert_eq!(drafts.left_out.len(), 1, "the remedy that names no patch: {:?}", drafts.left_out);
    let read = reads_back(&files);
    for product in ["windows-7", "windows-server-2008-r2"] {
        assert!(remedy(&read.advisories["V-1"], &read, product).is_some(), "{product}");
    }
}

#[test]
fn a_group_of_products_has_the_patch_of_the_group() {
    let mut one = vulnerability("CVE-2030-7", "KB7001234", &[], &json!([]));
    one["remediations"][0] =
        json!({"category": "vendor_fix", "details": "KB7001234", "group_ids": ["g"]});
    let read = reads_back(&imported(document("V-1", &[one]).as_bytes()).0);
    for product in ["windows-7", "windows-server-2008-r2"] {
        assert_eq!(remedy(&read.advisories["V-1"], &read, product).unwrap().1, ["KB7001234"]);
    }
}

/// Any one patch of a row fixes it, so that two holes with a patch each are two advisories.
#[test]
fn the_patch_of_one_vulnerability_does_not_close_another() {
    let all = ["p1", "p2"];
    let (first, second) = (
        vulnerability("CVE-2030-7", "KB7001234", &all, &json!([])),
        vulnerability("CVE-2030-8", "KB7001235", &all, &json!([])),
    );
    let same = vulnerability("CVE-2030-9", "KB7001234", &all, &json!([]));
    let read = reads_back(&imported(document("V-1", &[first, second, same]).as_bytes()).0);
    let of = |id: &str| remedy(&read.advisories[id], &read, "windows-7").unwrap().1;
    assert_eq!(of("V-1-CVE-2030-7"), ["KB7001234"]);
    assert_eq!(of("V-1-CVE-2030-8"), ["KB7001235"]);
    assert_eq!(read.advisories["V-1-CVE-2030-7"].cves, ["CVE-2030-7", "CVE-2030-9"]);
}

#[test]
fn what_is_denied_raises_no_stage_and_stays_as_a_note() {
    let stage = |status: &str| {
        let one = vulnerability("CVE-2030-7", "KB7001234", &["p1"], &threats(status, "Important"));
        let read = reads_back(&imported(document("V-1", &[one]).as_bytes()).0);
        let found = &read.advisories["V-1"];
        assert!(found.notes.iter().any(|note| note.contains(status)), "{:?}", found.notes);
        found.timeline.iter().map(|event| event.stage).max()
    };
    assert_eq!(stage("Publicly Disclosed:No;Exploited:Yes"), Some(Stage::Exploit));
    assert_eq!(stage("Active exploitation was observed"), Some(Stage::Exploit));
    for denied in [
        "No active exploitation is known",
        "We are not aware of active attacks",
        "inactive",
        "Publicly Disclosed:Yes;Exploited:No",
    ] {
        assert!(stage(denied) <= Some(Stage::None), "{denied}");
    }
}

#[test]
fn only_what_runs_code_is_taken() {
    let with = |impact: &str| {
        let one = vulnerability("CVE-2030-7", "KB7001234", &["p1"], &threats("", impact));
        imported(document("V-1", &[one]).as_bytes())
    };
    for less in ["Information Disclosure", "Elevation of Privilege", "Denial of Service"] {
        let (files, drafts) = with(less);
        assert!(files.is_empty() && drafts.left_out.values().sum::<u64>() >= 2, "{less}");
    }
    for taken in ["Remote Code Execution", "Critical", "An attacker can execute code"] {
        assert_eq!(with(taken).0.len(), 1, "{taken}");
    }
}

#[test]
fn a_vulnerability_of_a_known_advisory_adds_to_it_and_is_no_second_one() {
    for cve in ["CVE-2017-0144", "cve-2017-0144"] {
        let known = |status: &str| {
            let threats = threats(status, "Remote Code Execution");
            let one = vulnerability(cve, "KB4012212", &["p1"], &threats);
            imported(document("msrc_CVE-2017-0144", &[one]).as_bytes())
        };
        let (files, drafts) = known("Exploited:No");
        assert!(files.is_empty(), "{files:?}");
        assert!(drafts.left_out.keys().any(|what| what.contains("a known advisory covers")));
        let (files, _) = known("Exploited:Yes");
        assert_eq!(
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["MS17-010.overlay.yaml"]
        );
        assert!(reads_back(&files).advisories["MS17-010"].timeline.iter().any(|event| {
            event.not_later_than && event.source.as_deref() == Some("CSAF: CVE-2017-0144")
        }));
    }
}

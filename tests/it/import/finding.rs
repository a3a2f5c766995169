//! Scans that say that a weakness is not there.

use super::{host, import, patches};

fn missing(imported: &patchfirst::import::Imported, name: &str) -> Vec<String> {
    host(imported, name).host.patches.missing.clone()
}

#[test]
fn a_no_takes_no_patch_out() {
    let list = "Host,HotFixID\nLATHE,KB921883\n";
    for (headings, no, yes) in [
        ("Vulnerable,KB", "No,KB921883", "Yes,KB921883"),
        ("CVE,Affected,KB", "CVE-2006-3439,FALSE,KB921883", "CVE-2006-3439,TRUE,KB921883"),
        ("CVE,KB,Fixed", "CVE-2006-3439,KB921883,yes", "CVE-2006-3439,KB921883,no"),
        ("CVE,KB,Affected", "CVE-2006-3439,KB921883,non", "CVE-2006-3439,KB921883,who knows"),
    ] {
        for (cells, found) in [(no, false), (yes, true)] {
            let scan = format!("Host,OS,{headings}\nLATHE,Windows 2000 SP4,{cells}\n");
            let imported = import(&[("l.csv", list), ("s.csv", &scan)]);
            assert_eq!(!missing(&imported, "LATHE").is_empty(), found, "{scan}");
            assert_eq!(patches(&imported, "LATHE").is_empty(), found, "{scan}");
        }
    }
}

#[test]
fn codes_of_nexpose_tell_findings_from_tests() {
    let report = "Asset IP Address,Asset Names,Asset OS Name,Asset OS Version,Vulnerability ID,Vulnerability CVE IDs,Vulnerability Test Result Code\n10.9.0.5,LATHE,Microsoft Windows 2000,SP4,windows-ms06-040,CVE-2006-3439,vv\n10.9.0.6,MILL,Microsoft Windows 2000,SP4,windows-ms06-040,CVE-2006-3439,nv\n";
    let imported = import(&[("n.csv", report)]);
    assert!(!missing(&imported, "LATHE").is_empty());
    assert!(missing(&imported, "MILL").is_empty());
    assert_eq!(host(&imported, "MILL").host.machine.service_pack.map(|sp| sp.0), Some(4));
}

#[test]
fn what_the_column_of_findings_names_is_missing() {
    let list = "Host,OS,Installed patches\nLATHE,Windows 2000 SP4,KB921883\n";
    let read = |scan: &str| import(&[("l.csv", list), ("s.csv", scan)]);
    for heading in [
        "Vulnerability",
        "Vulnerabilities",
        "Vulnerability Name",
        "Finding",
        "Issue",
        "Weakness",
        "Plugin Name",
        "Schwachstelle",
    ] {
        let scan = format!("Asset,{heading}\nLATHE,MS06-040: Vulnerability (KB921883)\n");
        let imported = read(&scan);
        assert!(!missing(&imported, "LATHE").is_empty(), "{scan}");
        assert!(patches(&imported, "LATHE").is_empty(), "{scan}");
        assert!(!host(&imported, "LATHE").host.patches.complete, "{scan}");
    }
    for (more, state, open) in
        [(",Status", ",Open", true), (",Status", ",Fixed", false), (",Severity", ",High", true)]
    {
        let scan = format!("Asset,Finding{more}\nLATHE,KB921883 is not installed{state}\n");
        assert_eq!(patches(&read(&scan), "LATHE").is_empty(), open, "{scan}");
    }
    for (cell, found) in [("CVE-2006-3439", true), ("MS06-040", true), ("Weak cipher", false)] {
        let scan = format!("Asset,Related CVEs\nLATHE,{cell}\n");
        assert_eq!(!missing(&read(&scan), "LATHE").is_empty(), found, "{scan}");
    }
    // What helps, and what a test printed, need not be missing.
    for heading in ["Solution", "Plugin Output", "Vulnerability Details"] {
        let scan = format!("Asset,Severity,{heading}\nLATHE,Info,KB921883\n");
        let imported = import(&[("l.csv", list), ("s.csv", &scan)]);
        assert_eq!(patches(&imported, "LATHE"), ["KB921883"], "{heading}");
    }
    let issues = "Host,OS,Installed patches,Known issues\nLATHE,Windows 2000 SP4,\"KB921883, KB896423\",KB921883\n";
    assert_eq!(patches(&import(&[("l.csv", issues)]), "LATHE"), ["KB896423"]);
}

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

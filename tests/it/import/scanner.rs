//! Vulnerability scanners: Nessus and OpenVAS.

use patchfirst::import::Format;

use super::systeminfo::{LIST, systeminfo};
use super::{formats, host, import, names, patches};

pub(super) const NESSUS: &str = r#"<?xml version="1.0" ?>
<NessusClientData_v2><Report name="x">
<ReportHost name="10.3.0.7"><HostProperties><tag name="HOST_END">Fri Aug 25 03:25:29 2006</tag><tag name="operating-system">Microsoft Windows 2000 Service Pack 4</tag><tag name="netbios-name">PC1</tag><tag name="host-ip">10.3.0.7</tag></HostProperties>
<ReportItem port="445" protocol="tcp" severity="4" pluginID="22182" pluginName="MS06-040: Vulnerability in Server Service" pluginFamily="Windows : Microsoft Bulletins"><xref>MSFT:MS06-040</xref><mskb>921883</mskb><plugin_output>  - C:\WINNT\system32\netapi32.dll has not been patched
    Remote version : 5.0.2195.6601
    Should be : 5.0.2195.7105</plugin_output></ReportItem>
<ReportItem port="0" protocol="tcp" severity="0" pluginID="62042" pluginName="SMB QFE" pluginFamily="Windows"><plugin_output>Here is a list of patches: KB828028, KB835732</plugin_output></ReportItem>
</ReportHost></Report></NessusClientData_v2>
"#;

#[test]
fn scanners_say_what_is_missing_and_what_is_there() {
    let csv = "Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,Synopsis,Description,Solution,See Also,Plugin Output,MSKB,XREF\n22182,CVE-2006-3439,10,Critical,10.3.0.7,tcp,445,MS06-040: Vulnerability,,,,,\"  - C:\\WINNT\\system32\\netapi32.dll has not been patched\n    Remote version : 5.0.2195.6601\",921883,MSFT:MS06-040\n62042,,,None,10.3.0.7,tcp,0,SMB QFE,,,,,\"KB828028 KB835732\",,\n";
    for (text, format) in [(NESSUS, Format::Nessus), (csv, Format::NessusCsv)] {
        let imported = import(&[("scan", text)]);
        assert_eq!(formats(&imported), [Some(format)]);
        let found = &imported.hosts[0].host;
        assert_eq!(found.patches.missing, ["KB921883", "MS06-040"]);
        assert_eq!(
            found
                .machine
                .files
                .iter()
                .map(|(name, version)| format!("{name} {version}"))
                .collect::<Vec<_>>(),
            ["netapi32.dll 5.0.2195.6601"]
        );
        assert_eq!(
            (found.patches.installed.as_ref().map(Vec::len), found.patches.complete),
            (Some(2), false)
        );
    }
    let openvas = "IP,Hostname,Port,Port Protocol,CVSS,Severity,NVT Name,Summary,Specific Result,NVT OID,CVEs,Timestamp,Other References\n10.3.0.7,pc1,445,tcp,10,High,Microsoft Windows Server Service Vulnerability (921883),s,r,1.2,CVE-2006-3439,2006-08-25T10:00:00Z,\"URL:https://example/MS06-040\"\n";
    let imported = import(&[("openvas.csv", openvas)]);
    assert_eq!(
        (formats(&imported), host(&imported, "pc1").host.patches.missing.as_slice()),
        (vec![Some(Format::OpenVas)], &["KB921883".to_owned(), "MS06-040".to_owned()][..])
    );
}

#[test]
fn a_patch_that_a_scan_misses_is_not_believed() {
    let info = systeminfo(
        "PC1",
        "Microsoft Windows 2000 Professional",
        "5.0.2195 Service Pack 4 Build 2195",
        "Member Workstation",
        LIST,
    );
    let imported = import(&[("pc1.txt", &info), ("scan.nessus", NESSUS)]);
    assert_eq!(names(&imported), ["PC1"]);
    let found = &host(&imported, "PC1").host;
    assert!(!patches(&imported, "PC1").contains(&"KB921883".to_owned()) && !found.patches.complete);
    assert!(
        imported.conflicts.iter().any(|conflict| conflict.kept.0.contains("KB921883 is missing"))
    );
}

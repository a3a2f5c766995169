//! What scans find, named by its CVE: it is weighed against the lists of patches as a bulletin is.

use super::{host, import, patches, skipped};

const LIST: &str =
    "Host,IP,OS,SP,Installed updates\nA1,10.0.0.5,Windows 7,1,\"KB4499175,KB2621440\"\n";

#[test]
fn a_vulnerability_takes_its_patches_out_of_the_list() {
    let nessus = "<NessusClientData_v2><Report><ReportHost name=\"10.0.0.5\"><HostProperties><tag name=\"netbios-name\">A1</tag></HostProperties><ReportItem port=\"3389\" protocol=\"tcp\" severity=\"4\" pluginID=\"1\" pluginName=\"A hole\" pluginFamily=\"Windows\"><cve>CVE-2019-0708</cve><cve>CVE-2099-0001</cve></ReportItem></ReportHost></Report></NessusClientData_v2>";
    let qualys = "<ASSET_DATA_REPORT><HOST_LIST><HOST><IP>10.0.0.5</IP><DNS>A1</DNS><VULN_INFO_LIST><VULN_INFO><QID>91534</QID></VULN_INFO></VULN_INFO_LIST></HOST></HOST_LIST><GLOSSARY><VULN_DETAILS_LIST><VULN_DETAILS><QID>91534</QID><TITLE>A hole</TITLE><CVE_ID_LIST><CVE_ID><ID>CVE-2019-0708</ID></CVE_ID></CVE_ID_LIST></VULN_DETAILS></VULN_DETAILS_LIST></GLOSSARY></ASSET_DATA_REPORT>";
    for scan in [
        nessus,
        qualys,
        "IP,Hostname,Port,Port Protocol,Severity,NVT Name,CVEs\n10.0.0.5,A1,3389,tcp,High,A hole,CVE-2019-0708\n",
        "Plugin ID,CVE,Risk,Host,Protocol,Port,Name\n1,CVE-2019-0708,Critical,10.0.0.5,tcp,3389,A hole\n",
        "Host,IP,CVE,Severity\nA1,10.0.0.5,CVE-2019-0708,High\n",
        "Asset IP Address,Asset Names,Vulnerability ID,Vulnerability Title\n10.0.0.5,A1,msft-cve-2019-0708,A hole\n",
        "IP,DNS,QID,Title,Severity,CVE ID,Vuln Status\n10.0.0.5,A1,1,A hole,5,CVE-2019-0708,Active\n",
        "Host,Missing updates\nA1,CVE-2019-0708\n",
        "Host,KB,CVE,Severity\nA1,,CVE-2019-0708,High\n",
    ] {
        let imported = import(&[("list.csv", LIST), ("scan", scan)]);
        let found = &host(&imported, "A1").host.patches;
        assert_eq!(patches(&imported, "A1"), ["KB2621440"], "{scan}");
        assert_eq!(
            (found.complete, found.missing.as_slice()),
            (false, &["CVE-2019-0708".to_owned()][..]),
            "{scan}"
        );
        assert!(!imported.conflicts.is_empty());
    }
    for scan in [
        "IP,Hostname,Port,Port Protocol,Severity,NVT Name,CVEs\n10.0.0.5,A1,3389,tcp,Log,A remark,CVE-2019-0708\n",
        "Host,IP,CVE,Status\nA1,10.0.0.5,CVE-2019-0708,Fixed\n",
        "Host,IP,CVE,Severity\nA1,10.0.0.5,CVE-2099-0001,High\n",
    ] {
        let imported = import(&[("list.csv", LIST), ("scan.csv", scan)]);
        assert_eq!(patches(&imported, "A1").len(), 2, "{scan}");
    }
}

#[test]
fn scripts_of_nmap_say_what_is_not_mended() {
    let xml = "<nmaprun args=\"nmap\"><host><status state=\"up\"/><address addr=\"10.0.0.5\" addrtype=\"ipv4\"/><hostscript><script id=\"smb-vuln-ms08-067\" output=\"&#xa;  VULNERABLE:&#xa;  A hole (MS08-067)&#xa;    State: VULNERABLE&#xa;    IDs:  CVE:CVE-2008-4250&#xa;\"/></hostscript></host></nmaprun>";
    let text = "# Nmap 7.80 scan initiated Fri Aug 25 10:00:00 2006 as: nmap -e eth3 10.0.0.5\nNmap scan report for 10.0.0.5\nHost is up.\nHost script results:\n| smb-os-discovery: \n|   OS: Windows XP (Windows 2000 LAN Manager)\n| smb-vuln-ms08-067: \n|   VULNERABLE:\n|   A hole (MS08-067)\n|     State: LIKELY VULNERABLE\n|_    IDs:  CVE:CVE-2008-4250\n|_smb-vuln-ms10-054: false\n\n# Nmap done at Fri Aug 25 10:05:00 2006 -- 1 IP address (1 host up) scanned in 10 seconds\n";
    let list = "Host,IP,OS,SP,Installed updates\nA1,10.0.0.5,Windows XP,2,KB958644\n";
    for scan in [xml, text] {
        let imported = import(&[("list.csv", list), ("scan", scan)]);
        let found = &host(&imported, "A1").host.patches;
        assert!(patches(&imported, "A1").is_empty() && !found.complete, "{scan}");
        assert_eq!(found.missing, ["MS08-067"], "{scan}");
    }
    let imported = import(&[("scan", text)]);
    assert!(imported.files[0].vantage.as_deref().is_some_and(|said| said.contains("eth3")));
    let mended = text.replace("LIKELY VULNERABLE", "NOT VULNERABLE");
    let imported = import(&[("list.csv", list), ("scan", &mended)]);
    assert_eq!(patches(&imported, "A1"), ["KB958644"]);
}

#[test]
fn what_is_missing_and_cannot_be_read_is_told() {
    for (cell, told) in [
        ("Security Update for Server service", true),
        ("all", true),
        ("3", true),
        ("KB921883; something else", true),
        ("MS06-040", false),
        ("CVE-2006-3439", false),
        ("0", false),
        ("none", false),
        ("", false),
    ] {
        let table = format!(
            "Host,OS,SP,Installed updates,Missing updates\nA1,Windows XP,1,KB828028,{cell}\n"
        );
        let imported = import(&[("t.csv", &table)]);
        let said = skipped(&imported).iter().any(|said| said.starts_with("2: "));
        assert_eq!((said, host(&imported, "A1").host.patches.complete), (told, !told), "{cell}");
    }
}

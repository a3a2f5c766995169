//! nmap.

use patchfirst::import::Format;
use patchfirst::report::import as summary;

use super::{formats, host, import, names, skipped};

pub(super) const NMAP_XML: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -e eth1 -p135,445 10.3.0.0/24" start="1156500000">
<host starttime="1156500000"><status state="up"/><address addr="10.3.0.7" addrtype="ipv4"/><address addr="00:0C:29:00:00:01" addrtype="mac"/>
<hostnames><hostname name="pc1.corp.example" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="135"><state state="open"/></port><port protocol="tcp" portid="445"><state state="filtered"/></port></ports>
<hostscript><script id="smb-os-discovery" output="&#xa;  OS: Windows XP (Windows 2000 LAN Manager)&#xa;  NetBIOS computer name: PC1\x00&#xa;"/></hostscript></host>
<host><status state="down"/><address addr="10.3.0.8" addrtype="ipv4"/></host>
<host><status state="up"/><address addr="10.3.0.9" addrtype="ipv4"/><ports><port protocol="tcp" portid="445"><state state="open"/></port></ports>
<hostscript><script id="smb-os-discovery" output="&#xa;  OS: Windows 6.1 (Samba 4.4.9)&#xa;"/></hostscript></host>
</nmaprun>
"#;

#[test]
fn nmap_is_read_as_xml_and_as_text_and_samba_is_no_windows() {
    let text = "nmap -e eth1 10.3.0.0/24\n\nStarting Nmap 7.40 ( https://nmap.org ) at 2006-08-25 10:00 CEST\nNmap scan report for pc1.corp.example (10.3.0.7)\nHost is up.\nPORT    STATE SERVICE\n135/tcp open  msrpc\n445/tcp filtered microsoft-ds\n\nHost script results:\n| smb-os-discovery: \n|   OS: Windows XP (Windows 2000 LAN Manager)\n|_  NetBIOS computer name: PC1\\x00\n\nNmap scan report for 10.3.0.9\n445/tcp open  microsoft-ds\nHost script results:\n| smb-os-discovery: \n|_  OS: Windows 6.1 (Samba 4.4.9)\n\nNmap done: 2 IP addresses\n";
    for (text, format) in [(NMAP_XML, Format::NmapXml), (text, Format::NmapText)] {
        let imported = import(&[("scan", text)]);
        assert_eq!(
            (formats(&imported), names(&imported)),
            (vec![Some(format)], vec!["pc1", "10.3.0.9"])
        );
        assert_eq!(host(&imported, "pc1").host.machine.os.as_deref(), Some("windows-xp"));
        assert!(
            !host(&imported, "10.3.0.9").host.machine.os_known,
            "Samba calls itself Windows 6.1"
        );
        assert!(
            imported.files[0]
                .vantage
                .as_deref()
                .is_some_and(|vantage| vantage.starts_with("interface eth1"))
        );
        // What is filtered from here may be open from elsewhere: the product's own ports stay.
        let listens = host(&imported, "pc1").host.machine.listens.as_ref().map(ToString::to_string);
        assert_eq!(listens.as_deref(), Some("tcp/135, tcp/139, tcp/445"));
        assert_eq!(
            host(&imported, "10.3.0.9")
                .host
                .machine
                .listens
                .as_ref()
                .map(ToString::to_string)
                .as_deref(),
            Some("tcp/445")
        );
    }
}

#[test]
fn guesses_and_ties_are_told() {
    for guess in [
        "Aggressive OS guesses: Microsoft Windows XP SP2 (94%), Microsoft Windows 2000 SP3 (91%)",
        "Running (JUST GUESSING): Microsoft Windows XP (94%)",
        "Running: Microsoft Windows XP|2003",
    ] {
        let text = format!(
            "Nmap scan report for 10.9.0.7\nHost is up.\n{guess}\nNo exact OS matches for host.\n"
        );
        let imported = import(&[("scan", &text)]);
        assert!(!host(&imported, "10.9.0.7").host.machine.os_known, "{guess}");
        let told = super::skipped(&imported);
        assert!(told.iter().any(|said| said.starts_with("3: Microsoft Windows XP")), "{told:?}");
    }
    let tie = "<?xml version=\"1.0\"?><nmaprun><host><status state=\"up\"/><address addr=\"10.9.0.8\" addrtype=\"ipv4\"/><os><osmatch name=\"FreeBSD 6.1\" accuracy=\"100\"/><osmatch name=\"Microsoft Windows XP SP2\" accuracy=\"100\"/></os></host></nmaprun>";
    let imported = import(&[("scan.xml", tie)]);
    let machine = &host(&imported, "10.9.0.8").host.machine;
    assert_eq!((machine.os.as_deref(), machine.service_pack), (Some("windows-xp"), None));
    assert!(machine.os_doubt.as_ref().is_some_and(|doubt| doubt.contains("FreeBSD 6.1")));
}

#[test]
fn what_a_host_says_of_itself_comes_before_fingerprints_and_names_of_addresses() {
    let text = "Nmap scan report for dhcp-7.corp.example (10.9.0.7)\nHost is up.\nPORT    STATE SERVICE\n445/tcp open  microsoft-ds\nOS details: Microsoft Windows 2000 SP0 - SP4 or Windows XP SP0 - SP1\n\nHost script results:\n| smb-os-discovery: \n|   OS: Windows Server 2003 3790 Service Pack 1 (Windows Server 2003 5.2)\n|   Computer name: loom\n|_  NetBIOS computer name: LOOM\\x00\n";
    let xml = "<?xml version=\"1.0\"?><nmaprun><host><status state=\"up\"/><address addr=\"10.9.0.7\" addrtype=\"ipv4\"/><hostnames><hostname name=\"dhcp-7.corp.example\" type=\"PTR\"/></hostnames><ports><port protocol=\"tcp\" portid=\"445\"><state state=\"open\"/></port></ports><os><osmatch name=\"Microsoft Windows 2000 SP0 - SP4 or Windows XP SP0 - SP1\" accuracy=\"100\"/></os><hostscript><script id=\"smb-os-discovery\" output=\"&#xa;  OS: Windows Server 2003 3790 Service Pack 1 (Windows Server 2003 5.2)&#xa;  Computer name: loom&#xa;  NetBIOS computer name: LOOM\\x00&#xa;\"/></hostscript></host></nmaprun>";
    let list = "Host,OS,Patches\nLOOM,Windows Server 2003 SP1,KB921883\n";
    for scan in [text, xml] {
        let imported = import(&[("scan", scan), ("list.csv", list)]);
        assert_eq!(imported.hosts.len(), 1, "{:?}", names(&imported));
        let loom = &host(&imported, "loom").host;
        let found = (loom.machine.os.as_deref(), loom.machine.service_pack.map(|sp| sp.0));
        assert_eq!(found, (Some("windows-server-2003"), Some(1)));
        assert!(loom.machine.os_doubt.is_none() && loom.machine.listens.is_some());
        let told = super::skipped(&imported);
        assert!(
            told.iter().any(|said| said.contains("dhcp-7.corp.example the name of the address")),
            "{told:?}"
        );
    }
    let alone = text
        .replace("|   OS: Windows Server 2003 3790 Service Pack 1 (Windows Server 2003 5.2)\n", "");
    let imported = import(&[("scan", &alone)]);
    assert_eq!(host(&imported, "loom").host.machine.os.as_deref(), Some("windows-2000"));
}

#[test]
fn where_a_scan_breaks_off_is_told_before_what_is_down() {
    let down = |at: u32| {
        format!(
            "<host><status state=\"down\"/><address addr=\"10.3.1.{at}\" addrtype=\"ipv4\"/></host>\n"
        )
    };
    let up = "<host><status state=\"up\"/><address addr=\"10.3.0.7\" addrtype=\"ipv4\"/></host>\n";
    let downs: String = (1..=40).map(down).collect();
    let xml = format!("<nmaprun args=\"nmap\">\n{downs}{up}<host><status state=\"up\"/><addr");
    let grep_downs: String =
        (1..=40).map(|at| format!("Host: 10.3.1.{at} ()\tStatus: Down\n")).collect();
    let grep = format!(
        "# Nmap 7.80 scan initiated Fri Aug 25 10:00:00 2006 as: nmap -oG - 10.3.0.0/23\n{grep_downs}Host: 10.3.0.7 ()\tPorts: 445/open/tcp//x///\n"
    );
    for text in [&xml, &grep] {
        let files = [("a.csv", "Name,OS,IP\n,Windows XP,\n"), ("scan", text.as_str())];
        let imported = import(&files);
        assert_eq!(names(&imported), ["10.3.0.7"]);
        let told = skipped(&imported);
        assert!(
            told.iter().any(|said| said.contains("40 hosts are down, this one first")),
            "{told:?}"
        );
        let shown = summary::text(&imported, None);
        let first = shown.lines().skip_while(|line| !line.starts_with("not understood")).nth(1);
        let first = first.unwrap_or("");
        assert!(first.contains("scan:") && first.contains("is missing"), "{shown}");
    }
    let whole = format!("{grep}# Nmap done at Fri Aug 25 10:00:00 2006 -- 512 IP addresses\n");
    assert_eq!(skipped(&import(&[("scan", &whole)])).len(), 1);
}

//! Second samples of formats that few people have: other versions, other languages.

use patchfirst::import::Format;
use patchfirst::inventory::Kind;

use super::{formats, host, import, names, patches, skipped};

fn system(imported: &patchfirst::import::Imported, name: &str) -> (Option<String>, Option<u16>) {
    let host = &host(imported, name).host;
    (host.machine.os.clone(), host.machine.service_pack.map(|sp| sp.0))
}

#[test]
fn nexpose_names_hosts_and_bulletins_in_tables_and_in_the_simple_form() {
    let table = "Asset IP Address,Asset Names,Asset OS Name,Vulnerability Title,Vulnerability ID,Vulnerability Severity Level\n10.5.0.2,\"db5.corp.example, DB5\",Microsoft Windows Server 2003 SP1,MS06-040: Vulnerability in Server Service (921883),windows-hotfix-ms06-040,10\n";
    let simple = "<?xml version=\"1.0\"?>\n<NexposeSimpleXML version=\"1.0\"><devices><device address=\"10.5.0.2\" id=\"1\"><fingerprint certainty=\"1.00\"><description>Microsoft Windows Server 2003 SP1</description></fingerprint><vulnerabilities><vulnerability id=\"windows-hotfix-ms06-040\" resultCode=\"VE\"/><vulnerability id=\"windows-hotfix-ms08-067\" resultCode=\"NV\"/></vulnerabilities><services><service name=\"CIFS\" port=\"445\" protocol=\"tcp\"/></services></device></devices></NexposeSimpleXML>\n";
    for (file, text, name) in [("n.csv", table, "db5"), ("n.xml", simple, "10.5.0.2")] {
        let imported = import(&[(file, text)]);
        assert_eq!(
            system(&imported, name),
            (Some("windows-server-2003".into()), Some(1)),
            "{file}"
        );
        let missing = &host(&imported, name).host.patches.missing;
        assert!(missing.contains(&"MS06-040".to_owned()), "{missing:?}");
        assert!(!missing.contains(&"MS08-067".to_owned()), "{missing:?}");
    }
}

#[test]
fn the_version_of_a_fingerprint_makes_no_other_product() {
    let report = |products: &[(&str, &str)]| {
        let os = |(product, version): &(&str, &str)| {
            format!("<os certainty=\"0.7\" product=\"{product}\" version=\"{version}\"/>")
        };
        let prints: String = products.iter().map(os).collect();
        let node =
            format!("<node address=\"10.5.0.3\"><fingerprints>{prints}</fingerprints></node>");
        format!("<NexposeReport version=\"1.0\"><nodes>{node}</nodes></NexposeReport>")
    };
    for (products, found) in [
        (&[("Windows Server 2008", "3")][..], (Some("windows-server-2008"), None)),
        (&[("Windows XP", "SP2")], (Some("windows-xp"), Some(2))),
        (&[("Windows", "XP")], (Some("windows-xp"), None)),
        (&[("Windows Server", "2003")], (Some("windows-server-2003"), None)),
        (&[("ACME OS", "1.2"), ("ACME OS", "1.2")], (Some("ACME OS 1.2"), None)),
    ] {
        let imported = import(&[("n.xml", &report(products))]);
        let (os, pack) = system(&imported, "10.5.0.3");
        assert_eq!((os.as_deref(), pack), found, "{products:?}");
    }
}

#[test]
fn agents_of_other_systems_have_no_service_pack_in_their_kernel() {
    let text = "<?xml version=\"1.0\"?>\n<REQUEST><CONTENT><HARDWARE><NAME>unix1</NAME><OSNAME>Fedora release 25</OSNAME><OSVERSION>4.11.0</OSVERSION><OSCOMMENTS>#1 SMP Mon Jan 2 2017</OSCOMMENTS></HARDWARE></CONTENT></REQUEST>\n";
    assert_eq!(system(&import(&[("a.xml", text)]), "unix1").1, None);
}

#[test]
fn a_summary_as_xml_has_its_words_in_the_language_of_the_host() {
    let item = |name: &str, value: &str| {
        format!(
            "<Data><Élément><![CDATA[{name}]]></Élément><Valeur><![CDATA[{value}]]></Valeur></Data>\n"
        )
    };
    let text = format!(
        "<?xml version=\"1.0\"?>\n<MsInfo>\n<Category name=\"Résumé système\">\n{}{}{}</Category>\n</MsInfo>\n",
        item("Nom du système d'exploitation", "Microsoft Windows XP Professionnel"),
        item("Version", "5.1.2600 Service Pack 2 Build 2600"),
        item("Nom du système", "PC-NORD"),
    );
    let imported = import(&[("s.nfo", &text)]);
    assert_eq!(names(&imported), ["PC-NORD"]);
    assert_eq!(system(&imported, "PC-NORD"), (Some("windows-xp".into()), Some(2)));
}

#[test]
fn device_managers_say_the_system_by_its_build_alone() {
    let graph = "{\"value\": [{\"id\": \"1\", \"deviceName\": \"LT-77\", \"operatingSystem\": \"Windows\", \"osVersion\": \"10.0.22631.3007\", \"managedDeviceOwnerType\": \"company\", \"complianceState\": \"compliant\", \"lastSyncDateTime\": \"2024-01-10T10:00:00Z\"}]}";
    let imported = import(&[("devices.json", graph)]);
    assert_eq!(formats(&imported), [Some(Format::Intune)]);
    assert_eq!(system(&imported, "LT-77"), (Some("windows-11".into()), Some(22631)));
    let info = "CsName         : SRV-9\nCsPCSystemType : Desktop\nOsName         : Microsoft Windows Server 2016 Standard\nOsVersion      : 10.0.14393\nOsHotFixes     : {KB3192137, KB4013429}\nOsProductType  : Server\n";
    let imported = import(&[("info.txt", info)]);
    assert_eq!(host(&imported, "SRV-9").host.machine.role.kind, Kind::Server);
    assert_eq!(patches(&imported, "SRV-9").len(), 2);
}

#[test]
fn an_answer_that_goes_on_says_that_hosts_are_missing() {
    let device = "{\"id\": \"1\", \"deviceName\": \"LT-77\", \"operatingSystem\": \"Windows\", \"osVersion\": \"10.0.22631.3007\", \"managedDeviceOwnerType\": \"company\", \"complianceState\": \"compliant\"}";
    let first = format!(
        "{{\n\"@odata.nextLink\": \"https://x.example/devices?$skip=1\",\n\"value\": [{device}]}}"
    );
    let told = skipped(&import(&[("devices.json", &first)]));
    assert!(
        told.iter().any(|said| said.starts_with("2: @odata.nextLink the answer goes on")),
        "{told:?}"
    );
    let last = format!("{{\"@odata.nextLink\": null, \"value\": [{device}]}}");
    let told = skipped(&import(&[("devices.json", &last)]));
    assert!(!told.iter().any(|said| said.contains("goes on")), "{told:?}");
}

#[test]
fn days_and_approvals_beside_a_state_are_none() {
    let text = "Machine Name,Article ID,Title,Approval,Status,Last State Time\nA,921883,Security Update (KB921883),Install,Update is required,8/24/2006\nB,921883,Security Update (KB921883),Install,Update is installed,8/24/2006\nC,921883,Security Update (KB921883),Install,Update is not required,8/24/2006\n";
    let imported = import(&[("t.csv", text)]);
    let missing = |name| !host(&imported, name).host.patches.missing.is_empty();
    assert_eq!(["A", "B", "C"].map(missing), [true, false, false]);
    assert_eq!(patches(&imported, "B"), ["KB921883"]);
    assert!(!host(&imported, "B").host.patches.complete);
}

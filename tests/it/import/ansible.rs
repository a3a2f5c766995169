//! Inventories of Ansible.

use patchfirst::import::{Format, Options};
use patchfirst::inventory::Kind;

use super::{formats, host, import, import_with, names, patches, skipped};

pub(super) const ANSIBLE_YAML: &str = "all:\n  vars:\n    os: windows-2000\n  children:\n    web:\n      hosts:\n        web[01:02]:\n          kind: server\n    office:\n      hosts:\n        pc1:\n          ansible_host: 10.3.0.7\n";

#[test]
fn ansible_groups_become_segments() {
    let ini = "# hosts\n[web]\nweb[01:02] kind=server\n[office]\npc1 ansible_host=10.3.0.7 note=\"a b\"\n[all:vars]\nos=windows-2000\n[sites:children]\nweb\n";
    let json = r#"{"_meta":{"hostvars":{"pc1":{"ansible_host":"10.3.0.7"},"web01":{"kind":"server"}}},"all":{"vars":{"os":"windows-2000"}},"web":{"hosts":["web01","web02"]},"office":{"hosts":["pc1"]}}"#;
    for (text, format) in [
        (ini, Format::AnsibleIni),
        (ANSIBLE_YAML, Format::AnsibleYaml),
        (json, Format::AnsibleJson),
    ] {
        let imported = import(&[("hosts", text)]);
        assert_eq!(formats(&imported), [Some(format)]);
        assert_eq!(imported.hosts.len(), 3, "{format:?}");
        assert_eq!(*host(&imported, "pc1").segments, ["office"]);
        assert_eq!(
            (&*host(&imported, "web01").segments, host(&imported, "web01").host.machine.role.kind),
            (&["web".to_owned()][..], Kind::Server)
        );
        assert_eq!(host(&imported, "web01").host.machine.os.as_deref(), Some("windows-2000"));
    }
}

#[test]
fn groups_inherit_variables_and_circles_end() {
    let ini = "[web]\nw1\n[db]\nd1\n[sites:children]\nweb\n[web:children]\nsites\n[sites:vars]\nos=windows-2000\n";
    let imported = import_with(
        &Options { from: Some(Format::AnsibleIni), ..Options::default() },
        &[("hosts", ini.as_bytes())],
    );
    assert_eq!(
        (
            host(&imported, "w1").host.machine.os.as_deref(),
            host(&imported, "d1").host.machine.os.as_deref()
        ),
        (Some("windows-2000"), None)
    );
}

#[test]
fn lists_of_patches_are_read_in_every_form() {
    let flow = "all:\n  hosts:\n    LOOM:\n      os: Windows 2000 SP4\n      patches: [KB921883, KB828028]\n";
    let block = "all:\n  hosts:\n    LOOM:\n      os: Windows 2000 SP4\n      hotfixes:\n        - KB921883\n        - KB828028\n";
    let group = "all:\n  vars:\n    patches: [KB921883, KB828028]\n  hosts:\n    LOOM: {os: Windows 2000 SP4}\n";
    let json = r#"{"_meta":{"hostvars":{"LOOM":{"os":"Windows 2000 SP4","patches":["KB921883","KB828028"]}}},"web":{"hosts":["LOOM"]}}"#;
    for text in [flow, block, group, json] {
        let imported = import(&[("hosts", text)]);
        assert_eq!(patches(&imported, "LOOM"), ["KB828028", "KB921883"], "{text}");
        assert!(!host(&imported, "LOOM").host.patches.complete, "{text}");
    }
    let failed = flow.replace("KB828028", "KB828028 (failed)");
    let imported = import(&[("hosts", &failed)]);
    assert_eq!(patches(&imported, "LOOM"), ["KB921883"]);
    let told = skipped(&imported);
    assert!(told.iter().any(|said| said.contains("KB828028 (failed)")), "{told:?}");
    let nested = flow.replace("[KB921883, KB828028]", "{first: KB921883}");
    let told = skipped(&import(&[("hosts", &nested)]));
    assert!(told.iter().any(|said| said.contains("patches the value is neither")), "{told:?}");
}

#[test]
fn facts_in_yaml_are_no_list_of_hosts() {
    let facts = "LOOM:\n  ansible_hostname: LOOM\n  ansible_distribution: Microsoft Windows Server 2012 R2 Standard\n  ansible_os_family: Windows\n";
    let imported = import(&[("facts.yaml", facts)]);
    assert!(imported.hosts.is_empty(), "{:?}", names(&imported));
    let vars = "[web:vars]\nansible_user = admin\n[web]\nLOOM\n";
    assert_eq!(names(&import(&[("hosts", vars)])), ["LOOM"]);
}

#[test]
fn a_host_that_was_not_reached_is_told_and_brackets_are_no_hosts() {
    let table = "\nSource        Description      HotFixID      InstalledBy          InstalledOn\n------        -----------      --------      -----------          -----------\n";
    let text = format!(
        "loom | CHANGED | rc=0 >>\n{table}LOOM          Security Update  KB828028                           8/12/2006 12:00:00 AM\n\npress | UNREACHABLE! => {{\n    \"changed\": false,\n    \"unreachable\": true\n}}\nvat | CHANGED | rc=0 >>\n{table}VAT           Security Update  KB921883                           8/12/2006 12:00:00 AM\n"
    );
    let imported = import(&[("out.txt", &text)]);
    assert_eq!(names(&imported), ["LOOM", "VAT"]);
    let told = skipped(&imported);
    assert!(told.iter().any(|said| said.contains("press |")), "{told:?}");
}

#[test]
fn facts_of_a_server_do_not_make_a_client_of_it() {
    let facts = |lines: &[(&str, &str)]| {
        let lines = lines.iter().map(|(key, value)| format!("\"ansible_{key}\": \"{value}\""));
        let lines = lines.collect::<Vec<_>>().join(", ");
        format!("{{\"ansible_facts\": {{\"ansible_hostname\": \"N7\", {lines}}}}}")
    };
    let r2 = "Microsoft Windows NT 6.1.7601 Service Pack 1";
    let old = "Microsoft Windows NT 5.2.3790 Service Pack 2";
    for (text, os, pack) in [
        (
            facts(&[
                ("distribution", r2),
                ("distribution_version", "6.1.7601.65536"),
                ("os_name", "Microsoft Windows Server 2008 R2 Enterprise"),
            ]),
            "windows-server-2008-r2",
            Some(1),
        ),
        (
            facts(&[
                ("distribution", r2),
                ("os_name", "Microsoft Windows Server 2008 R2 Standard"),
                ("os_product_type", "server"),
            ]),
            "windows-server-2008-r2",
            Some(1),
        ),
        (
            facts(&[
                ("distribution", old),
                ("os_name", "Microsoft(R) Windows(R) Server 2003, Enterprise Edition"),
            ]),
            "windows-server-2003",
            Some(2),
        ),
        (
            facts(&[
                ("distribution", "Windows"),
                ("distribution_version", "2012"),
                ("distribution_release", "server"),
            ]),
            "windows-server-2012",
            Some(0),
        ),
    ] {
        let imported = import(&[("facts.json", &text)]);
        let machine = &host(&imported, "N7").host.machine;
        assert_eq!(
            (machine.os.as_deref(), machine.service_pack.map(|pack| pack.0), machine.role.kind),
            (Some(os), pack, Kind::Server),
            "{text}"
        );
    }
}

#[test]
fn an_inventory_in_toml_is_read() {
    let toml = "[all.vars]\nos = \"windows-2000\"\nsp = 4\n\n[shops]\nchildren = [\"tills\", \"bakeries\"]\nvars = { owner = \"smith\" }\n\n[tills.hosts]\n\"till[1:2]\" = {}\nfront = { ansible_host = \"10.3.0.7\", hotfixes = [\"KB921883\", \"KB828028\"], cards = { a = 1 } }\nback = 7\n\n[tills.strange]\nx = 1\n";
    let imported = import(&[("hosts.toml", toml)]);
    assert_eq!(formats(&imported), [Some(Format::AnsibleToml)]);
    assert_eq!(names(&imported), ["back", "front", "till1", "till2"]);
    let front = host(&imported, "front");
    assert_eq!(*front.segments, ["tills"]);
    assert_eq!(front.host.addresses, ["10.3.0.7".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(front.host.machine.os.as_deref(), Some("windows-2000"));
    assert_eq!(front.host.machine.service_pack.map(|sp| sp.0), Some(4));
    assert_eq!(patches(&imported, "front"), ["KB828028", "KB921883"]);
    assert!(!front.host.patches.complete);
    let told = skipped(&imported);
    for what in [
        "6: bakeries no group of this inventory",
        "12: back the variables of a host are a table",
        "14: strange no part of a group",
    ] {
        assert!(told.iter().any(|said| said.starts_with(what)), "{what}: {told:?}");
    }
    let broken = format!("{toml}\n[more.hosts]\nshed = {{\n");
    let imported = import(&[("hosts.toml", &broken)]);
    assert_eq!(formats(&imported), [Some(Format::AnsibleToml)]);
    assert!(skipped(&imported)[0].contains("not valid TOML"), "{:?}", skipped(&imported));
}

#[test]
fn only_lines_of_an_inventory_make_one() {
    let source = "import os\nfrom shop import till\n\nclass Test:\n    def test_one(self):\n        till.run(\"x\")\n        ansible_host = \"a\"\n        assert till\n";
    assert_eq!(formats(&import(&[("test.py", source)])), [None]);
    let inventory = "till1\ntill2 ansible_host=10.3.0.7\n[shops:vars]\nansible_user = smith\n";
    assert_eq!(names(&import(&[("hosts", inventory)])), ["till1", "till2"]);
    // Groups need not stand below `all`.
    let yaml = "---\ntills:\n  vars:\n    os: windows-2000\n  hosts:\n    till1:\n      ansible_host: 10.3.0.7\n# more\nsheds:\n  children:\n    tills:\n";
    assert_eq!(formats(&import(&[("hosts.yml", yaml)])), [Some(Format::AnsibleYaml)]);
    assert_eq!(names(&import(&[("hosts.yml", yaml)])), ["till1"]);
    for other in
        ["services:\n  web:\n    hosts:\n      a: 1\n", "- hosts: web\n  vars:\n    hosts:\n"]
    {
        assert_eq!(formats(&import(&[("x.yml", other)])), [None], "{other}");
    }
}

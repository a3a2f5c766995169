//! Inventories of Ansible.

use patchfirst::import::{Format, Options};
use patchfirst::inventory::Kind;

use super::{formats, host, import, import_with};

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

//! osquery.

use patchfirst::import::Format;
use patchfirst::inventory::Kind;

use super::{formats, host, import, patches};

#[test]
fn osquery_is_read_as_tables_and_as_logs() {
    let tables = r#"{"os_version":[{"name":"Microsoft Windows 7 Enterprise","major":"6","minor":"1","build":"7601","platform":"windows","codename":"x","arch":"64-bit"}],"system_info":[{"hostname":"W7","hardware_model":"Latitude E6410","hardware_serial":"S1"}],"patches":[{"csname":"W7","hotfix_id":"KB4012212"}],"chassis_info":[{"chassis_types":"Notebook","serial":"S1"}]}"#;
    let log = "{\"name\":\"p\",\"hostIdentifier\":\"W7\",\"columns\":{\"hotfix_id\":\"KB4012212\"},\"action\":\"added\"}\n{\"hostIdentifier\":\"W7\",\"columns\":{\"hotfix_id\":\"KB4012215\"},\"action\":\"removed\"}\n{\"hostIdentifier\":\"W7\",\"snapshot\":[{\"name\":\"Windows 7\",\"major\":\"6\",\"minor\":\"1\",\"build\":\"7601\",\"codename\":\"\"},{\"chassis_types\":\"Laptop\"}]}\n";
    for text in [tables, log] {
        let imported = import(&[("w7.json", text)]);
        assert_eq!(formats(&imported), [Some(Format::Osquery)]);
        let host = host(&imported, "W7");
        assert_eq!(
            (
                host.host.machine.os.as_deref(),
                host.host.machine.service_pack.map(|sp| sp.0),
                host.host.machine.role.kind
            ),
            (Some("windows-7"), Some(1), Kind::Laptop)
        );
        assert_eq!(patches(&imported, "W7"), ["KB4012212"]);
    }
}

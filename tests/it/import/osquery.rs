//! osquery.

use patchfirst::import::Format;
use patchfirst::inventory::Kind;

use super::{formats, host, import, import_with, names, patches, skipped};
use patchfirst::import::Options;

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

#[test]
fn rows_of_one_host_never_become_those_of_another() {
    let system = r#"{"hostname":"W7","name":"Microsoft Windows 7 Enterprise","major":"6","minor":"1","build":"7601","codename":"x"}"#;
    let rows =
        r#"{"csname":"W7","hotfix_id":"KB4012212"},{"csname":"FILE1","hotfix_id":"KB4012213"}"#;
    let tables = format!(r#"{{"os_version":[{system}],"patches":[{rows}]}}"#);
    let list = format!("[{rows}]");
    let machines = r#"[{"hostname":"W7","hardware_model":"Latitude E6410","hardware_serial":"S1"},{"hostname":"FILE1","hardware_model":"PowerEdge R710","hardware_serial":"S2"}]"#;
    let options = Options { from: Some(Format::Osquery), ..Options::default() };
    for text in [tables.as_str(), &list, machines] {
        let imported = import_with(&options, &[("q.json", text.as_bytes())]);
        assert_eq!(names(&imported), ["W7", "FILE1"], "{text}");
        if text != machines {
            assert_eq!(patches(&imported, "W7"), ["KB4012212"]);
            assert_eq!(patches(&imported, "FILE1"), ["KB4012213"]);
        }
    }
    // A row that names nobody is of none where there are several, and of the one where there is one.
    let nameless = format!(
        r#"{{"patches":[{rows}],"os_version":[{{"name":"Microsoft Windows 7","major":"6","minor":"1","build":"7601"}}]}}"#
    );
    let imported = import(&[("q.json", &nameless)]);
    assert!(imported.hosts.iter().all(|placed| placed.host.machine.os.is_none()));
    let told = skipped(&imported);
    assert!(told.iter().any(|skip| skip.contains("names no host")), "{told:#?}");
}

#[test]
fn a_log_that_calls_a_host_by_a_number_is_read_by_its_name() {
    let id = "0c1f3a52-8f6e-4f0b-9a51-2c1d7a1f0001";
    let log = format!(
        "{{\"snapshot\":[{{\"name\":\"Windows 7\",\"major\":\"6\",\"minor\":\"1\",\"build\":\"7601\"}}],\"action\":\"snapshot\",\"name\":\"os\",\"hostIdentifier\":\"{id}\"}}\n\
         {{\"snapshot\":[{{\"hotfix_id\":\"KB4012212\",\"csname\":\"W7\"}}],\"action\":\"snapshot\",\"name\":\"kb\",\"hostIdentifier\":\"{id}\"}}\n\
         {{\"snapshot\":[{{\"pid\":\"4\"}}],\"action\":\"snapshot\",\"name\":\"processes\",\"hostIdentifier\":\"{id}\"}}\n"
    );
    let imported = import(&[("results.log", &log)]);
    assert_eq!((formats(&imported), names(&imported)), (vec![Some(Format::Osquery)], vec!["W7"]));
    assert_eq!(host(&imported, "W7").host.machine.os.as_deref(), Some("windows-7"));
    assert!(skipped(&imported)[0].contains("`processes`"), "{:?}", skipped(&imported));
}

#[test]
fn hosts_of_other_programs_are_not_taken_for_those_of_osquery() {
    let record = |name: &str, os: &str, key: &str| {
        format!(r#"{{"Name":"{name}","operating_system":"{os}","{key}":"x"}}"#)
    };
    let keys = ["computer_id", "chassis_types", "codename", "hostIdentifier", "os_version"];
    for key in keys.into_iter().chain(["platform_like", "hotfix_count"]) {
        let text =
            format!("[{},{}]", record("A1", "Windows XP", key), record("B1", "Windows 7", key));
        let imported = import(&[("hosts.json", &text)]);
        assert_eq!(formats(&imported), [Some(Format::Csv)], "{key}");
        let os = |name| host(&imported, name).host.machine.os.clone();
        assert_eq!(
            (os("A1").as_deref(), os("B1").as_deref()),
            (Some("windows-xp"), Some("windows-7"))
        );
    }
    let console = r#"[{"computer_name":"A1","os_version":"Windows XP","group_id":"7"}]"#;
    let imported = import(&[("hosts.json", console)]);
    assert_eq!(host(&imported, "A1").host.machine.os.as_deref(), Some("windows-xp"));
    // What nobody reads is told, even where the user says what it is.
    let options = Options { from: Some(Format::Osquery), ..Options::default() };
    let imported = import_with(&options, &[("hosts.json", console.as_bytes())]);
    assert!(skipped(&imported)[0].contains("not read: group_id, os_version"));
}

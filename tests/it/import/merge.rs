//! One host in several sources.

use super::systeminfo::{LIST, systeminfo};
use super::{host, import, names};

#[test]
fn sources_of_one_host_are_joined_and_weighed() {
    let info = systeminfo(
        "PC1",
        "Microsoft Windows XP Professional",
        "5.1.2600 Service Pack 2 Build 2600",
        "Member Workstation",
        LIST,
    );
    let database = "name,os,os_service_pack,sys_class_name,serial_number\npc1,Windows 2000,4,cmdb_ci_computer,S1\nother,Windows XP,1,cmdb_ci_computer,S2\n";
    let scan = "ip,serial,os\n10.3.0.7,,Windows XP\n,S2,Windows XP\n";
    let imported = import(&[("snow.csv", database), ("pc1.txt", &info), ("scan.csv", scan)]);
    assert_eq!(names(&imported), ["PC1", "other"]);
    let pc = &host(&imported, "PC1").host;
    assert_eq!(
        (pc.machine.os.as_deref(), pc.machine.service_pack.map(|sp| sp.0)),
        (Some("windows-xp"), Some(2))
    );
    let shown: Vec<String> = imported
        .conflicts
        .iter()
        .map(|c| format!("{} {} {} {}", c.host, c.field.as_str(), c.kept.0, c.dropped.0))
        .collect();
    assert_eq!(shown, ["PC1 os windows-xp windows-2000", "PC1 sp 2 4, said of another system"]);
    let newer = "host,sp,os,last seen\nA,1,Windows XP,2006-01-01\nA,2,Windows XP,2006-08-01\n";
    assert_eq!(
        host(&import(&[("a.csv", newer)]), "A").host.machine.service_pack.map(|sp| sp.0),
        Some(2)
    );
}

#[test]
fn hosts_that_a_source_tells_apart_are_never_joined() {
    let csv = "fqdn,ip,serial,os\na.one.example,10.0.0.1,S,Windows XP\na.two.example,10.0.0.1,S,Windows 2000\n";
    let imported = import(&[
        ("a.csv", csv),
        ("b.csv", "host,os\na,Windows XP\n"),
        ("c.csv", "ip,os\n10.0.0.1,Windows XP\n"),
    ]);
    assert_eq!(names(&imported), ["a.one.example", "a.two.example", "a", "10.0.0.1"]);
    assert_eq!(imported.conflicts.iter().filter(|c| c.field.as_str() == "name").count(), 3);
}

//! Inventories brought up to date in place.

use super::folder_with;
use super::systeminfo::{LIST, systeminfo};
use crate::program::patchfirst_in;

pub(super) const MINE: &str = "# ours\ninventory: 1.0.0\nsegments:\n  office: {networks: [10.3.0.0/16]}   # second floor\n  servers: {}\nflows:\n  office -> servers: [smb]\nhosts:\n  # the boss\n  - name: pc1      # do not touch\n    os: Windows XP Professional\n    sp: 1\n    kind: laptop\n    segment: office\n    owner: me\n    patches:\n      - KB828028   # by hand\n      - KB835732\n  - {name: srv1, os: windows-2000, kind: server, segment: servers, patches: []}\n# the end\n";

#[test]
fn an_inventory_is_updated_in_place_and_only_once() {
    let info = systeminfo(
        "PC1",
        "Microsoft Windows XP Professional",
        "5.1.2600 Service Pack 2 Build 2600",
        "Member Workstation",
        LIST,
    );
    let more = "host,ip,os,sp,kind,patches\nsrv1,10.2.0.9,Windows 2000 Server,4,server,KB921883\nnew1,10.3.9.9,Windows XP,2,workstation,-\n";
    let (_keep, folder) =
        folder_with(&[("mine.yaml", MINE), ("in/pc1.txt", &info), ("in/more.csv", more)]);
    let dry = patchfirst_in(&folder, &["import", "in", "--into", "mine.yaml", "--dry-run"]);
    assert_eq!(
        (dry.status, std::fs::read_to_string(folder.join("mine.yaml")).unwrap().as_str()),
        (0, MINE)
    );
    let output = patchfirst_in(&folder, &["import", "in", "--into", "mine.yaml"]);
    let said = &output.stderr;
    assert_eq!(output.status, 0, "{said}");
    assert_eq!(output.stdout, dry.stdout);
    assert!(said.contains("2 hosts changed, 1 added"), "{said}");
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    let expected = "# ours\ninventory: 1.0.0\nsegments:\n  office: {networks: [10.3.0.0/16]}   # second floor\n  servers: {}\nflows:\n  office -> servers: [smb]\nhosts:\n  # the boss\n  - name: pc1      # do not touch\n    os: Windows XP Professional\n    sp: 2\n    kind: laptop\n    segment: office\n    owner: me\n    patches:\n      - KB828028   # by hand\n      - KB835732\n      - KB147222\n      - KB893803\n      - KB921883\n    arch: x86\n    address: \"10.3.0.7\"\n  - {name: srv1, os: windows-2000, kind: server, segment: servers, patches: [KB921883], sp: 4, arch: x86, address: \"10.2.0.9\"}\n  - name: new1   # os sp kind patches: in/more.csv:3 (csv)\n    os: windows-xp\n    sp: 2\n    kind: workstation   # stated as workstation\n    segment: office\n    patches: []\n    address: \"10.3.9.9\"\n# the end\n";
    assert_eq!(after, expected);
    let again = patchfirst_in(&folder, &["import", "in", "--into", "mine.yaml"]);
    assert!(again.stderr.contains("nothing changes") && again.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(folder.join("mine.yaml")).unwrap(), expected);
}

#[test]
fn lists_over_several_lines_are_extended_inside_their_brackets() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts: [\n  {name: a, os: windows-2000, kind: server, segment: office, patches: [\n    KB828028,   # first\n    KB835732\n  ]}\n]\n";
    let (_keep, folder) = folder_with(&[
        ("mine.yaml", mine),
        (
            "a.csv",
            "host,os,kind,segment,patches\na,Windows 2000 Server,server,office,KB921883\nb,Windows XP,laptop,dmz,-\n",
        ),
    ]);
    let output = patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    let expected = "inventory: 1.0.0\nsegments: {office: {}, dmz: {}}\nhosts: [\n  {name: a, os: windows-2000, kind: server, segment: office, patches: [\n    KB828028,   # first\n    KB835732, KB921883\n  ], arch: x86}, {name: b, os: windows-xp, kind: laptop, segment: dmz, patches: []}\n]\n";
    assert_eq!(after, expected);
}

#[test]
fn flows_and_segments_are_added_to_an_inventory_and_those_of_people_stay() {
    let (_keep, folder) = folder_with(&[
        ("mine.yaml", MINE),
        (
            "zones.csv",
            "from/to,office,servers,plant\noffice,,rdp,rdp\nservers,ssh,,-\nplant,-,-,\n",
        ),
    ]);
    let output = patchfirst_in(&folder, &["import", "zones.csv", "--into", "mine.yaml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(
        after.contains("  office -> servers: [smb]\n  office -> plant: [tcp/3389]")
            && after.contains("  plant: {}\n"),
        "{after}"
    );
    assert!(after.contains("  servers -> office: [tcp/22]"), "{after}");
}

#[test]
fn line_ends_permissions_and_aliases_are_respected() {
    let windows = MINE.replace('\n', "\r\n");
    let alias = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: a, os: windows-xp, kind: laptop, segment: office, patches: &base [KB828028]}\n  - {name: b, os: windows-xp, kind: laptop, segment: office, patches: *base}\n";
    let table = "host,os,sp,kind,patches\nb,Windows XP,2,laptop,KB921883\n";
    let (_keep, folder) =
        folder_with(&[("mine.yaml", &windows), ("alias.yaml", alias), ("a.csv", table)]);
    #[cfg(unix)]
    std::fs::set_permissions(
        folder.join("mine.yaml"),
        std::os::unix::fs::PermissionsExt::from_mode(0o644),
    )
    .unwrap();
    assert_eq!(patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]).status, 0);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(
        after.contains("  - name: b ") && after.lines().count() == after.matches("\r\n").count(),
        "{after:?}"
    );
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(folder.join("mine.yaml")).unwrap().permissions()
        ) & 0o777,
        0o644
    );
    let refused = patchfirst_in(&folder, &["import", "a.csv", "--into", "alias.yaml"]);
    assert_eq!(
        (refused.status, std::fs::read_to_string(folder.join("alias.yaml")).unwrap().as_str()),
        (2, alias)
    );
    assert!(refused.stderr.contains("aliases"));
}

#[test]
fn an_inventory_whose_flows_are_an_empty_list_gets_what_is_not_known_of_new_segments() {
    let host =
        "hosts:\n  - {name: pc1, os: windows-xp, kind: laptop, segment: office, patches: []}\n";
    let closed =
        format!("inventory: 1.0.0\nsegments:\n  office: {{}}\nflows: {{}}   # all closed\n{host}");
    let silent = closed.replace("flows: {}   # all closed\n", "");
    let table =
        "host,os,sp,kind,segment\nnew,Windows 2000,4,server,annex\nlost,Windows 2000,4,server,\n";
    let (_keep, folder) =
        folder_with(&[("closed.yaml", &closed), ("silent.yaml", &silent), ("a.csv", table)]);
    for mine in ["closed.yaml", "silent.yaml"] {
        let output = patchfirst_in(&folder, &["import", "a.csv", "--into", mine]);
        assert_eq!(output.status, 0, "{}", output.stderr);
    }
    let after = std::fs::read_to_string(folder.join("closed.yaml")).unwrap();
    for flow in [
        "internet -> annex: unknown",
        "internet -> unassigned: unknown",
        "office -> annex: unknown",
        "unassigned -> office: unknown",
    ] {
        assert!(after.contains(flow), "{flow} in\n{after}");
    }
    assert!(!after.contains("internet -> office"), "{after}");
    // One that says nothing of flows goes on saying nothing: all may be open.
    let after = std::fs::read_to_string(folder.join("silent.yaml")).unwrap();
    assert!(!after.contains("flows:"), "{after}");
}

#[test]
fn a_short_name_finds_the_one_full_name_that_begins_with_it() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: loom.corp.example, os: windows-2000, sp: 4, kind: server, segment: office, patches: [KB921883]}\n  - {name: press.a.example, os: windows-2000, sp: 4, kind: server, segment: office}\n  - {name: press.b.example, os: windows-2000, sp: 4, kind: server, segment: office}\n";
    let table = "Host,KB,Status\nLOOM,KB921883,Not Installed\npress,KB921883,Not Installed\nloom.other.example,KB921883,Not Installed\n";
    let short = table.replace("loom.other.example,KB921883,Not Installed\n", "");
    let (_keep, folder) = folder_with(&[("mine.yaml", mine), ("a.csv", &short)]);
    let output = patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    assert!(output.stderr.contains("1 host changed, 1 added"), "{}", output.stderr);
    assert!(output.stderr.contains("press.a.example or press.b.example"), "{}", output.stderr);
    let after = std::fs::read_to_string(folder.join("mine.yaml")).unwrap();
    assert!(after.contains("loom.corp.example") && !after.contains("name: LOOM"), "{after}");
    assert!(!after.contains("patches: [KB921883]"), "{after}");
    let other = "Host,OS\nloom.other.example,Windows 2000 SP4\n";
    let (_keep, folder) = folder_with(&[("mine.yaml", mine), ("a.csv", other)]);
    let output = patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    assert!(output.stderr.contains("0 hosts changed, 1 added"), "{}", output.stderr);
}

#[test]
fn a_source_that_says_otherwise_is_told() {
    let mine = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: LOOM, os: windows-2000, sp: 4, arch: x86, kind: server, segment: office, patches: [KB921883, KB828028], address: 10.9.1.1}\n";
    let table = "Host,IP,OS,Patches\nLOOM,10.9.1.2,Windows 2000 SP4,KB828028\n";
    let (_keep, folder) = folder_with(&[("mine.yaml", mine), ("a.csv", table)]);
    let output = patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    let said = &output.stderr;
    assert!(
        said.contains("nothing changes; where the inventory says otherwise is listed"),
        "{said}"
    );
    assert!(said.contains("KB921883 kept, not a list that shows all patches"), "{said}");
    assert!(said.contains("10.9.1.1 kept, not address 10.9.1.2"), "{said}");
    let same = "Host,IP,OS,Patches\nLOOM,10.9.1.1,Windows 2000 SP4,\"KB828028, KB921883\"\n";
    std::fs::write(folder.join("a.csv"), same).unwrap();
    let output = patchfirst_in(&folder, &["import", "a.csv", "--into", "mine.yaml"]);
    assert!(output.stderr.contains("already says all this"), "{}", output.stderr);
}

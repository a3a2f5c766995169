//! Tables: exports of directories and management tools, and whatever spreadsheets hold.

use std::sync::Arc;

use patchfirst::import::{Format, Options};
use patchfirst::inventory::{self, Kind, Patches};

use super::{folder_with, formats, host, import, import_with, names, patches, read_back, skipped};
use crate::program::patchfirst_in;

#[test]
fn directories_and_management_tools_are_told_apart_by_their_headings() {
    let ad = "\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemServicePack\",\"OperatingSystemVersion\",\"IPv4Address\",\"LastLogonDate\",\"DistinguishedName\",\"Enabled\"\n\"PC1\",\"pc1.corp.example\",\"Windows XP Professional\",\"Service Pack 2\",\"5.1 (2600)\",\"10.3.0.7\",\"24.08.2006 10:00:00\",\"CN=PC1,OU=Laptops,OU=Oslo,DC=corp,DC=example\",\"False\"\n";
    let wsus = "UpdateInstallationState,Title,FullDomainName,KnowledgebaseArticles,SecurityBulletins\nInstalled,x,pc1.corp.example,{921883},{MS06-040}\nNotInstalled,y,pc1.corp.example,{917422},{MS06-041}\n";
    let sccm = "ResourceID;Name0;Operating_System_Name_and0;CSDVersion0;ChassisTypes0;HotFixID0\n1;NB2;Microsoft Windows NT Workstation 5.1;Service Pack 2;10;KB921883\n1;NB2;Microsoft Windows NT Workstation 5.1;Service Pack 2;10;KB917422\n";
    let servicenow = "name,sys_class_name,os,os_service_pack,ip_address,form_factor,busines_criticality,owned_by\nsql1,cmdb_ci_win_server,Windows 2000 Server,4,10.2.0.9,,1 - Most Critical,dba@corp.example\n";
    let lansweeper = "AssetName,Domain,OSname,SP,IPAddress,IPLocation,Model,Lastseen\nLT9,corp,Win XP,2,10.3.1.1,Office,Latitude D610,2006-08-24\n";
    let files = [
        ("ad.csv", ad),
        ("wsus.csv", wsus),
        ("sccm.csv", sccm),
        ("snow.csv", servicenow),
        ("ls.csv", lansweeper),
    ];
    let imported = import(&files);
    let expected = [
        Format::ActiveDirectory,
        Format::Wsus,
        Format::Sccm,
        Format::ServiceNow,
        Format::Lansweeper,
    ]
    .map(Some);
    assert_eq!(formats(&imported), expected);
    let pc = host(&imported, "PC1");
    assert_eq!(
        (pc.host.machine.os.as_deref(), pc.host.machine.service_pack.map(|sp| sp.0)),
        (Some("windows-xp"), Some(2))
    );
    assert_eq!(
        (
            pc.host.whereabouts.unit.as_deref(),
            pc.host.whereabouts.last_seen.map(|d| d.to_string()).as_deref()
        ),
        (Some("corp.example/Oslo/Laptops"), Some("2006-08-24"))
    );
    assert_eq!(
        (patches(&imported, "PC1"), pc.host.patches.complete),
        (vec!["KB921883".to_owned()], false)
    );
    assert_eq!(
        (pc.host.patches.missing.as_slice(), pc.host.machine.notes.as_slice()),
        (
            &["KB917422".to_owned(), "MS06-041".to_owned()][..],
            &["listed as not enabled".to_owned()][..]
        )
    );
    let nb = &host(&imported, "NB2").host;
    assert_eq!(
        (nb.machine.role.kind, patches(&imported, "NB2").len(), nb.patches.complete),
        (Kind::Laptop, 2, true)
    );
    let sql = &host(&imported, "sql1").host;
    assert_eq!(
        (sql.machine.os.as_deref(), sql.machine.role.kind, sql.machine.criticality),
        (Some("windows-2000"), Kind::Server, Some(inventory::Criticality::Critical))
    );
    assert_eq!(
        (&*host(&imported, "LT9").segments, host(&imported, "LT9").host.machine.role.kind),
        (&["Office".to_owned()][..], Kind::Laptop)
    );
}

#[test]
fn any_table_is_read_with_known_headings_or_a_map() {
    let excel = "sep=;\r\nMaschine;Betriebssystem;KBs\r\n\"PC 1\";Windows 2000;\"KB921883\r\nKB917422\r\n\"\r\nPC2;Windows XP;-\r\n";
    let options =
        Options { map: vec![("host".to_owned(), "Maschine".to_owned())], ..Options::default() };
    let imported = import_with(
        &Options { from: Some(Format::Csv), ..options },
        &[("x.csv", excel.as_bytes())],
    );
    assert_eq!(
        (names(&imported), patches(&imported, "PC 1")),
        (vec!["PC 1", "PC2"], vec!["KB917422".to_owned(), "KB921883".to_owned()])
    );
    assert_eq!(host(&imported, "PC2").host.patches.installed, Some(Vec::new()));
    let without = import_with(
        &Options { from: Some(Format::Csv), ..Options::default() },
        &[("x.csv", excel.as_bytes())],
    );
    assert!(
        without.is_empty()
            && skipped(&without).iter().any(|line| line.contains("--map host=Computer"))
    );
    let short = import(&[("x.csv", "host,os,colour\na,Windows XP,red\nb\n")]);
    assert_eq!(
        skipped(&short),
        [
            "1:  columns that are not used: colour",
            "3: b the row has 1 cells where the headings have 3"
        ]
    );
}

#[test]
fn patches_stay_unknown_where_nobody_lists_them() {
    let imported = import(&[("x.csv", "host,os,sp,segment,kind\na,Windows XP,1,office,laptop\n")]);
    let inventory = read_back(&imported);
    let (_, host) =
        inventory.hosts().map(|(_, name, host)| (name.to_owned(), host.clone())).next().unwrap();
    assert_eq!(inventory.system(host.system).patches, Patches::Unknown);
}

#[test]
fn a_column_that_can_hold_nothing_is_wrong_usage_and_segments_differ_by_more_than_case() {
    let (_keep, folder) = folder_with(&[("a.csv", "Box,os,segment\na,Windows XP,OFFICE\n")]);
    assert_eq!(patchfirst_in(&folder, &["import", "a.csv", "--map", "hots=Box"]).status, 2);
    let output = patchfirst_in(
        &folder,
        &[
            "import",
            "a.csv",
            "--from",
            "csv",
            "--map",
            "host=Box",
            "--network",
            "office=10.0.0.0/8",
        ],
    );
    let text = &output.stdout;
    assert!(
        output.status == 0 && text.contains("segment: office") && !text.contains("OFFICE"),
        "{text}"
    );
}

#[test]
fn names_that_inventories_do_not_have_are_changed_and_that_is_said() {
    let imported = import(&[("a.csv", "host,os\na/b,Windows XP\na-b,Windows XP\n")]);
    assert_eq!(names(&imported), ["a-b", "a-b-2"]);
    let said: Vec<&str> =
        imported.conflicts.iter().map(|conflict| conflict.dropped.0.as_str()).collect();
    assert_eq!(said, ["a/b: names do not have these characters", "another host is called a-b"]);
}

#[test]
fn rows_that_repeat_the_words_of_one_above_say_the_same() {
    let table = "name,os,sp,patches,owner\n\
        a,windows-xp,2,KB921883,ann\n\
        b,windows-xp,2,KB921883,bob\n\
        c,windows-xp,2,KB917422,ann\n\
        d,windows-xp,odd,File 1,ann\n\
        e,windows-xp,odd,File 1,ann\n";
    let imported = import(&[("hosts.csv", table)]);
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| &host(&imported, name).host);
    assert!(Arc::ptr_eq(&a.machine, &b.machine) && Arc::ptr_eq(&a.machine, &c.machine));
    assert!(Arc::ptr_eq(&a.patches, &b.patches) && !Arc::ptr_eq(&a.patches, &c.patches));
    assert!(Arc::ptr_eq(&a.whereabouts, &c.whereabouts));
    assert_eq!(
        (a.whereabouts.owner.as_deref(), b.whereabouts.owner.as_deref()),
        (Some("ann"), Some("bob"))
    );
    assert_eq!((d.machine.service_pack, e.patches.complete), (None, false));
    // What was left out is told of every row.
    let why = [
        "no service pack that is known: every one is considered",
        "names no patch: the list is incomplete",
    ];
    let told = [5, 6]
        .map(|line| [format!("{line}: odd {}", why[0]), format!("{line}: File 1 {}", why[1])]);
    assert_eq!(skipped(&imported), told.concat());
}

#[test]
fn what_is_at_odds_is_told_of_every_host() {
    let table = "name,os,sp\na,windows-xp,7\nb,windows-xp,7\n";
    let imported = import(&[("hosts.csv", table)]);
    let told: Vec<&str> = imported.conflicts.iter().map(|c| c.host.as_str()).collect();
    assert_eq!(told, ["a", "b"]);
    assert_eq!(host(&imported, "b").host.machine.service_pack, None);
}

#[test]
fn a_table_without_headings_names_no_host() {
    let table = "tool.editor\tstable\tsystem\tEditor\ntool.player\tstable\tsystem\tPlayer\ntool.reader\t1.2\tuser\tReader\n";
    assert_eq!(formats(&import(&[("tools.txt", table)])), [None]);
    let headed = "Tool\tVersion\tSystem\ntool.editor\tstable\tLOOM\n";
    assert_eq!(names(&import(&[("tools.txt", headed)])), ["LOOM"]);
}

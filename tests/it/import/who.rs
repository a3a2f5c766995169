//! Which column names the host, and what is no host at all.

use super::{host, import, names, patches, skipped};

/// What a system calls itself in WMI.
const CAPTION: &str = r"Microsoft Windows XP Professional|C:\WINDOWS|\Device\Harddisk0\Partition1";

fn service_packs(imported: &patchfirst::import::Imported) -> Vec<(String, Option<u16>)> {
    let of = |placed: &patchfirst::import::Placed| {
        let found = placed.host.machine.service_pack.map(|found| found.0);
        (placed.host.name.clone(), found)
    };
    imported.hosts.iter().map(of).collect()
}

#[test]
fn the_caption_of_a_system_is_no_name_of_a_host() {
    let json = CAPTION.replace('\\', "\\\\");
    for text in [
        format!(
            "PSComputerName,Caption,Name,ServicePackMajorVersion\nA1,Windows XP,{CAPTION},1\nB2,Windows XP,{CAPTION},2\n"
        ),
        format!(
            "Node,Caption,CSDVersion,Name\nA1,Windows XP,Service Pack 1,{CAPTION}\nB2,Windows XP,Service Pack 2,{CAPTION}\n"
        ),
        format!(
            "Name,Caption,CSName,CSDVersion\n{CAPTION},Windows XP,A1,Service Pack 1\n{CAPTION},Windows XP,B2,Service Pack 2\n"
        ),
        format!(
            "__SERVER,__RELPATH,Caption,Name,CSDVersion\nA1,x,Windows XP,{CAPTION},Service Pack 1\nB2,x,Windows XP,{CAPTION},Service Pack 2\n"
        ),
        format!(
            "[{{\"Name\":\"{json}\",\"CSName\":\"A1\",\"Caption\":\"Windows XP\",\"ServicePackMajorVersion\":1}},{{\"Name\":\"{json}\",\"CSName\":\"B2\",\"Caption\":\"Windows XP\",\"ServicePackMajorVersion\":2}}]"
        ),
        format!(
            "\nCaption=Windows XP\nCSDVersion=Service Pack 1\nCSName=A1\nName={CAPTION}\n\n\nCaption=Windows XP\nCSDVersion=Service Pack 2\nCSName=B2\nName={CAPTION}\n"
        ),
    ] {
        let imported = import(&[("os", &text)]);
        let found = service_packs(&imported);
        assert_eq!(found, [("A1".to_owned(), Some(1)), ("B2".to_owned(), Some(2))], "{text}");
    }
    let nameless = import(&[("os.csv", &format!("Caption,Name\nWindows XP,{CAPTION}\n"))]);
    assert!(names(&nameless).is_empty() && !skipped(&nameless).is_empty());
}

#[test]
fn a_sure_column_comes_before_a_name_of_anything() {
    for (text, found) in [
        ("PSComputerName,Name,HotFixID\nA1,x,KB921883\nB2,x,KB828028\n", vec!["A1", "B2"]),
        (
            "PSComputerName,ChassisTypes,Name\nA1,8,System Enclosure\nB2,3,System Enclosure\n",
            vec!["A1", "B2"],
        ),
        ("MachineName,Name,OS\nA1,spooler,Windows XP\n", vec!["A1"]),
        ("Name,OS,SP\nA1,Windows XP,2\n", vec!["A1"]),
        ("PSComputerName,CSName,OS\n10.0.0.1,A1,Windows XP\n", vec!["A1"]),
        ("PSComputerName,CSName,OS\nlocalhost,A1,Windows XP\n", vec!["A1"]),
        ("PSComputerName,Name,Enabled,DefaultInboundAction\nA1,Public,False,Block\n", vec!["A1"]),
    ] {
        let imported = import(&[("t.csv", text)]);
        assert_eq!(names(&imported), found, "{text}");
        assert!(host(&imported, "A1").host.machine.notes.is_empty(), "{text}");
    }
}

#[test]
fn programs_and_lines_of_a_console_are_no_hosts() {
    let programs = "[{\"name\":\"An editor\",\"version\":\"1\",\"publisher\":\"Somebody\"}]";
    let imported = import(&[("p.json", programs)]);
    assert!(names(&imported).is_empty() && !skipped(&imported).is_empty());
    let footer = import(&[("t.csv", "Host;OS;SP\nA1;Windows XP;2\nTotal: 1 host;;\n")]);
    assert_eq!(names(&footer), ["A1"]);
    assert!(skipped(&footer).iter().any(|said| said.starts_with("3: Total: 1 host ")));
    let screen = "Source  Description      HotFixID  InstalledOn\n------  -----------      --------  -----------\nA1      Security Update  KB921883  8/12/2006\nWARNUNG: Verbindung zu C3 fehlgeschlagen.\nB2      Update           KB828028  8/12/2006\nPS C:\\Users\\x> Get-HotFix\n";
    let imported = import(&[("h.txt", screen)]);
    assert_eq!(
        (names(&imported), patches(&imported, "B2")),
        (vec!["A1", "B2"], vec!["KB828028".to_owned()])
    );
    let told = skipped(&imported);
    assert!(told.iter().any(|said| said.starts_with("4: WARNUNG")), "{told:?}");
    assert!(told.iter().any(|said| said.starts_with("6: PS C:")), "{told:?}");
}

#[test]
fn a_table_of_which_no_row_can_be_used_says_why() {
    let imported = import(&[("t.csv", "Host,OS,SP\nA1,Windows XP,1,x\n")]);
    let told = skipped(&imported);
    assert!(told.iter().any(|said| said.contains("the row has 4 cells")), "{told:?}");
    let none = import(&[(
        "i.json",
        "{\"Reservations\":[{\"Instances\":[{\"SecurityGroups\":[{\"GroupId\":\"sg-1\"}]}]}]}",
    )]);
    assert!(skipped(&none).iter().any(|said| said.contains("nothing in it is of that kind")));
}

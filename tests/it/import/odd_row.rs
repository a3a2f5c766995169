//! Rows and columns that look like hosts and are none: totals, headings, comments, machines that
//! carry others, words that stand for nothing.

use patchfirst::import::Imported;

use super::{host, import, names, patches, skipped};

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn a_row_of_totals_is_no_host() {
    for row in ["Total,2,", "Summe,,2", "Grand Total,2,2", "Gesamtergebnis,5,", "Totaux,\"1.234\","]
    {
        let text = format!("Machine name,OS,Patches\nKIOSK,Windows 2000 SP4,KB917422\n{row}\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(names(&imported), ["KIOSK"], "{row}");
        assert!(tells(&imported, "3: "), "{row}: {:?}", skipped(&imported));
    }
    let named = "Machine name,OS\nTOTAL,Windows 2000 SP4\n";
    assert_eq!(names(&import(&[("t.csv", named)])), ["TOTAL"]);
}

#[test]
fn a_table_that_names_no_host_names_none_below_another_one() {
    for (head, below) in [
        ("Host name,Patches\nKIOSK,KB917422\n", "KB,Title\nKB896423,Plug and Play\nKB828028,x\n"),
        ("Host name,OS,Patches\nKIOSK,,KB917422\n", "Update,Title,Severity\nKB896423,x,high\n"),
    ] {
        let imported = import(&[("t.csv", &format!("{head}\n{below}"))]);
        assert_eq!(names(&imported), ["KIOSK"], "{below}");
        assert!(tells(&imported, "KB896423"), "{:?}", skipped(&imported));
    }
    // A host may be called as a heading is.
    let named = "Host name,OS,Patches\nserver,Windows 2000 SP4,KB917422\nupdate,Windows 2000 SP4,KB917422\n";
    assert_eq!(names(&import(&[("t.csv", named)])), ["server", "update"]);
}

#[test]
fn a_table_that_lies_on_its_side_is_refused() {
    let text =
        "Host name,KIOSK,DESK\nOS,Windows 2000 SP4,Windows XP SP2\nPatches,KB917422,KB896423\n";
    let imported = import(&[("t.csv", text)]);
    assert!(names(&imported).is_empty() && tells(&imported, "turn the table"));
}

#[test]
fn rows_that_were_commented_out_are_no_hosts() {
    for row in ["# KIOSK", "#KIOSK", "// KIOSK", "; KIOSK", "REM KIOSK", "-- KIOSK"] {
        let text = format!("Host name,OS\n{row},Windows 2000 SP4\nDESK,Windows 2000 SP4\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(names(&imported), ["DESK"], "{row}");
        assert!(tells(&imported, "commented out"), "{row}");
    }
}

#[test]
fn the_host_of_a_virtual_machine_is_not_its_name() {
    for text in [
        "VM,Powerstate,DNS Name,Host,OS according to the VMware Tools\nkiosk,poweredOn,kiosk.corp.example,esx7,Microsoft Windows 2000 Server\ndesk,poweredOff,,esx7,Microsoft Windows 2000 Server\n",
        "Name,State,Status,Host,Guest OS\nkiosk,Powered On,Normal,esx7,Microsoft Windows 2000 Server\ndesk,Powered On,Normal,esx7,Microsoft Windows 2000 Server\n",
        "Name,State,ComputerName,OperatingSystem\nkiosk,Running,HV7,Microsoft Windows 2000 Server\ndesk,Off,HV7,Microsoft Windows 2000 Server\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        assert_eq!(names(&imported), ["kiosk", "desk"], "{text}: {:?}", skipped(&imported));
        let os = host(&imported, "desk").host.machine.os.clone();
        assert_eq!(os.as_deref(), Some("windows-2000"), "{text}");
    }
    // Whether it is virtual, a service, and a name of its own.
    for text in [
        "Host,VM,OS\nkiosk,yes,Windows 2000 SP4\ndesk,no,Windows 2000 SP4\n",
        "ComputerName,Name,State\nkiosk,Spooler,Running\ndesk,Spooler,Stopped\n",
        "VM Name,Computer Name,OS\nthe till (old),kiosk,Windows 2000 SP4\nthe desk,desk,Windows XP SP2\n",
    ] {
        assert_eq!(names(&import(&[("t.csv", text)])), ["kiosk", "desk"], "{text}");
    }
}

#[test]
fn what_stands_for_nothing_is_no_segment_and_no_port() {
    let text = "Host name,OS,Segment,Open Ports\nKIOSK,Windows 2000 SP4,n/a,0\nDESK,Windows 2000 SP4,TBD,445/tcp\nTILL,Windows 2000 SP4,shops,\n";
    let imported = import(&[("t.csv", text)]);
    let segments = |name: &str| host(&imported, name).segments.to_vec();
    assert_eq!(segments("KIOSK"), segments("DESK"));
    assert_eq!(segments("TILL"), ["shops"]);
    assert!(tells(&imported, "2: 0 no ports that are known"), "{:?}", skipped(&imported));
}

#[test]
fn the_addresses_of_resolvers_are_not_those_of_the_host() {
    let text = "Computer,DNS,OS\nKIOSK,10.7.0.53,Windows XP SP2\nDESK,\"10.7.0.53, 10.7.0.54\",Windows XP SP2\n";
    let imported = import(&[("t.csv", text)]);
    assert!(host(&imported, "KIOSK").host.addresses.is_empty());
    assert!(tells(&imported, "not used: DNS"), "{:?}", skipped(&imported));
    let names_of = import(&[("t.csv", "IP,DNS,OS\n10.7.0.1,kiosk.corp.example,Windows XP SP2\n")]);
    assert_eq!(names(&names_of), ["kiosk"]);
}

#[test]
fn one_heading_is_enough_where_it_leaves_no_doubt() {
    let imported = import(&[("KIOSK.csv", "#TYPE Selected\n\"HotFixID\"\n\"KB917422\"\n")]);
    assert_eq!(patches(&imported, "KIOSK"), ["KB917422"]);
    assert_eq!(names(&import(&[("t.csv", "Computer\nKIOSK\nDESK\n")])), ["KIOSK", "DESK"]);
    assert!(names(&import(&[("t.txt", "Computer\nsays no to everything\n")])).is_empty());
    let wrapped = "Source  HotFixID  Description  Installed\n                              On\n------  --------  -----------  ---------\nKIOSK   KB917422  Update       8/12/2006\n";
    assert_eq!(patches(&import(&[("t.txt", wrapped)]), "KIOSK"), ["KB917422"]);
}

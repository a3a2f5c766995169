//! What is not read of a file is told: further names, addresses that are none, machines that could
//! not be asked, states of hosts.

use super::{host, import, names, patches, skipped};

fn tells(imported: &patchfirst::import::Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn further_names_and_columns_are_told() {
    for cell in ["PC1,PC2", "PC1;PC2"] {
        let imported = import(&[("t.csv", &format!("Host,OS\n\"{cell}\",Windows XP SP2\n"))]);
        assert!(tells(&imported, &format!("2: {cell} several names")), "{:?}", skipped(&imported));
    }
    let one = import(&[("t.csv", "Host,OS\n\"pc1.corp.example, PC1\",Windows XP SP2\n")]);
    assert!(!tells(&one, "several names"));
    let twins =
        "Host,IP,OS,KB,OS,Host\nPC1,10.0.0.1,Windows XP SP2,KB921883,Windows 2000 SP4,PC2\n";
    let imported = import(&[("t.csv", twins)]);
    assert!(
        tells(&imported, "1: Host the column stands twice") && tells(&imported, "1: OS the column")
    );
}

#[test]
fn addresses_are_read_as_far_as_they_are_sure() {
    for (cell, read) in [
        ("10.0.0.4/24", Some("10.0.0.4")),
        ("10.0.0.5:445", Some("10.0.0.5")),
        ("10.0.0.300", None),
        ("10.0.0.5-10.0.0.9", None),
        ("10.0.0.0/24", None),
    ] {
        let imported = import(&[("t.csv", &format!("Host,IP,OS\nPC1,{cell},Windows XP SP2\n"))]);
        let found: Vec<String> =
            host(&imported, "PC1").host.addresses.iter().map(ToString::to_string).collect();
        assert_eq!(found, read.into_iter().collect::<Vec<_>>(), "{cell}");
        assert_eq!(tells(&imported, "no address of one host"), read.is_none(), "{cell}");
    }
}

#[test]
fn lists_of_psinfo_are_read_in_old_and_new_releases() {
    let head = "PsInfo v1.78 - Local and remote system information viewer\n\nSystem information for \\\\SRV2:\nUptime:                    0 days\nKernel version:            Microsoft Windows 2000, Uniprocessor Free\nProduct type:              Server\nProduct version:           5.0\nService pack:              4\nKernel build number:       2195\n";
    let new = "Installed     HotFix\nn/a           Internet Explorer - 6\n8/12/2006     Q921883: Windows 2000 Hotfix\n              KB828028\n";
    let old = "OS Hot Fix   Installed\nQ921883      8/12/2006\nKB828028     2/1/2004\nApplications:\nFoo KB835732 1.0\n";
    for list in [new, old] {
        let imported = import(&[("p.txt", &format!("{head}{list}"))]);
        assert_eq!(patches(&imported, "SRV2"), ["KB828028", "KB921883"], "{list}");
        assert!(host(&imported, "SRV2").host.patches.complete, "{list}");
    }
    let failed = format!(
        "{head}{new}\nSystem information for \\\\SRV3:\nCannot connect to remote registry on SRV3:\nThe network path was not found.\nKernel version:            Microsoft Windows XP, Uniprocessor Free\nService pack:              2\n"
    );
    let imported = import(&[("p.txt", &failed)]);
    assert!(
        tells(&imported, "Cannot connect to remote registry on SRV3"),
        "{:?}",
        skipped(&imported)
    );
    let denied = format!("{head}Installed     HotFix\n8/12/2006     Q921883 (failed)\n");
    let imported = import(&[("p.txt", &denied)]);
    assert!(
        patches(&imported, "SRV2").is_empty() && !host(&imported, "SRV2").host.patches.complete
    );
}

#[test]
fn an_empty_status_of_wmi_says_nothing_and_any_other_is_told() {
    let list = "CSName=PCQ\nHotFixID=KB921883\nInstalledOn=8/12/2006\nServicePackInEffect=\nStatus=Failed\n\nCSName=PCQ2\nHotFixID=KB835732\n";
    let imported = import(&[("q.txt", list)]);
    assert!(patches(&imported, "PCQ").is_empty());
    assert_eq!(patches(&imported, "PCQ2"), ["KB835732"]);
    let named = list.replace("HotFixID=KB835732", "HotFixID=File 1");
    let imported = import(&[("q.txt", &named)]);
    assert!(
        tells(&imported, "File 1 names no patch") && !host(&imported, "PCQ2").host.patches.complete
    );
    let table = "Host,KB,Status\nPC1,KB921883,Installed\nPC2,KB828028,\n";
    let imported = import(&[("t.csv", table)]);
    assert!(
        patches(&imported, "PC2").is_empty() && tells(&imported, "3: KB828028 no state is said")
    );
}

#[test]
fn what_a_console_says_between_the_rows_is_no_host() {
    let screen = "Source        Description      HotFixID      InstalledBy          InstalledOn\n------        -----------      --------      -----------          -----------\nSRV-A         Security Update  KB921883      NT AUTHORITY\\SYSTEM  8/12/2006 12:00:00 AM\nGet-HotFix : Cannot find the requested hotfix on 'SRV-D' computer.\nAt line:1 char:1\n+ Get-HotFix -ComputerName SRV-D\n    + CategoryInfo          : ObjectNotFound\nSRV-B         Hotfix           KB828028      NT AUTHORITY\\SYSTEM  2/12/2004 12:00:00 AM\n";
    let imported = import(&[("h.txt", screen)]);
    assert_eq!(names(&imported), ["SRV-A", "SRV-B"]);
    assert!(tells(&imported, "'SRV-D'"));
}

#[test]
fn hosts_that_are_not_in_use_get_a_note() {
    let table = "AssetName,Domain,OSname,SP,IPAddress,State\nPC1,CORP,Win XP,2,10.0.0.1,Active\nPC2,CORP,Win XP,2,10.0.0.2,Stolen\nPC3,CORP,Win XP,2,10.0.0.3,Non-active\n";
    let imported = import(&[("l.csv", table)]);
    let written = patchfirst::import::write::inventory(&imported);
    assert!(
        written.contains("listed as stolen") && written.contains("listed as non-active"),
        "{written}"
    );
}

#[test]
fn a_zero_byte_glues_no_lines() {
    let imported = import(&[("t.csv", "Host, OS\nPC1,Windows XP\0 SP2\nPC2,Windows 2000 SP4\n")]);
    assert_eq!(names(&imported), ["PC1", "PC2"]);
}

#[test]
fn a_second_table_has_headings_of_its_own() {
    let text = "Hostname;OS\nBUOY1;Windows XP SP2\nHostname;OS\nBUOY2;Windows XP SP2\n\n\nComputer;Owner;Room\nBUOY3;Bob;4\n";
    let imported = import(&[("t.csv", text)]);
    assert_eq!(names(&imported), ["BUOY1", "BUOY2", "BUOY3"], "{:?}", skipped(&imported));
    assert!(tells(&imported, "7:  columns that are not used: Room"));
}

#[test]
fn what_stands_below_the_rows_is_no_host() {
    let text = "Computer name,OS,SP,Note\nBUOY1,Windows XP,2,\nBUOY2,,,\n\nLegend,,,\nEnd of report,,,\nPrinted by Anna,,,\n";
    let imported = import(&[("t.csv", text)]);
    assert_eq!(names(&imported), ["BUOY1", "BUOY2"]);
    for line in ["5: Legend", "6: End of report", "7: Printed by Anna"] {
        assert!(tells(&imported, line), "{line} {:?}", skipped(&imported));
    }
}

#[test]
fn further_addresses_are_told() {
    for cell in ["10.9.0.6;10.9.0.7", "10.9.0.6 10.9.0.7", "10.9.0.6|10.9.0.7"] {
        let imported = import(&[("t.csv", &format!("Host,OS,IP\nBUOY1,Windows XP,{cell}\n"))]);
        assert!(tells(&imported, "10.9.0.7 further addresses"), "{:?}", skipped(&imported));
    }
    let both = import(&[("t.csv", "Host,OS,IP\nBUOY1,Windows XP,10.9.0.6 2001:db8::6\n")]);
    assert!(skipped(&both).is_empty());
}

//! Tables that stand side by side in one sheet: no patch goes to a host of another table, and no
//! host is lost.

use patchfirst::import::Imported;

use super::{host, import, names, patches, skipped};

fn tells(imported: &Imported, part: &str) -> bool {
    skipped(imported).iter().any(|said| said.contains(part))
}

#[test]
fn each_table_keeps_its_own_hosts() {
    for text in [
        "Machine name,Patches,,Machine name,Patches\nLATHE,KB917422,,KILN,KB896423\nMILL,-,,PRESS,KB896423\n",
        "Machine name,Patches,Machine name,Patches\nLATHE,KB917422,KILN,KB896423\nMILL,-,PRESS,KB896423\n",
        "No.,Machine name,Patches,,No.,Machine name,Patches\n11,LATHE,KB917422,,13,KILN,KB896423\n12,MILL,-,,14,PRESS,KB896423\n",
        "Machine name,Patches,,Hostname,Patches\nLATHE,KB917422,,KILN,KB896423\nMILL,-,,PRESS,KB896423\n",
        "Host  HotFixID  Host   HotFixID\n----  --------  ----   --------\nLATHE KB917422  KILN   KB896423\nMILL            PRESS  KB896423\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        let mut found = names(&imported);
        found.sort_unstable();
        assert_eq!(found, ["KILN", "LATHE", "MILL", "PRESS"], "{text}: {:?}", skipped(&imported));
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{text}");
        assert!(patches(&imported, "MILL").is_empty(), "{text}");
        assert_eq!(patches(&imported, "KILN"), ["KB896423"], "{text}");
        assert_eq!(patches(&imported, "PRESS"), ["KB896423"], "{text}");
        assert!(tells(&imported, "side by side"), "{text}");
    }
    // One table ends before the other, and another one says less of its hosts.
    let uneven = "Host,OS,,Host,OS,,Host,OS\nLATHE,Windows XP SP2,,KILN,Windows 2000 SP4,,SAW,Windows XP SP1\n,,,PRESS,Windows 2000 SP4,,,\n";
    assert_eq!(names(&import(&[("t.csv", uneven)])), ["LATHE", "KILN", "PRESS", "SAW"]);
}

#[test]
fn what_says_missing_above_the_tables_counts_for_each() {
    let text = "Missing patches\nHost,Patches,,Host,Patches\nLATHE,KB917422,,KILN,KB896423\n";
    let imported = import(&[("t.csv", text)]);
    for name in ["LATHE", "KILN"] {
        assert!(patches(&imported, name).is_empty(), "{name}: {:?}", skipped(&imported));
    }
}

#[test]
fn where_it_is_not_plain_whose_the_patches_are_none_counts() {
    let joined = "Host,User,Host,Patches\nLATHE,ann,KILN,KB917422\n";
    let imported = import(&[("t.csv", joined)]);
    assert!(imported.hosts.is_empty(), "{:?}", names(&imported));
    assert!(tells(&imported, "give each table a file of its own"), "{:?}", skipped(&imported));
    // What nobody knows may be the hosts of the second table.
    let unknown = "Server,Patches,,Till,Patches\nLATHE,KB917422,,KILN,KB896423\n";
    let imported = import(&[("t.csv", unknown)]);
    assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{:?}", skipped(&imported));
    assert!(tells(&imported, "--map host="), "{:?}", skipped(&imported));
}

#[test]
fn one_table_stays_one() {
    for text in [
        // The same host by the same name, or by another one.
        "Host,OS,Host,Patches\nLATHE,Windows XP SP2,LATHE,KB917422\n",
        "Hostname,OS,NetBIOS name,Patches\nlathe.corp.example,Windows XP SP2,LATHE,KB917422\n",
        // Names of people, a blank column, and several patches a row.
        "Host,OS,Patches,Name,Phone\nLATHE,Windows XP SP2,KB917422,Ann,12\n",
        "Host,OS,Patches,,Room\nLATHE,Windows XP SP2,KB917422,,7\n",
        "Host,OS,,Patches\nLATHE,Windows XP SP2,,KB917422\n",
        "Host,OS,Patches,,Patches\nLATHE,Windows XP SP2,KB917422,,\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        assert_eq!(names(&imported).len(), 1, "{text}");
        assert_eq!(patches(&imported, "LATHE"), ["KB917422"], "{text}: {:?}", skipped(&imported));
        assert!(host(&imported, "LATHE").host.patches.complete, "{text}: {:?}", skipped(&imported));
        assert!(!tells(&imported, "side by side"), "{text}");
    }
}

//! Tables that name no host in their rows: the name stands above them, or nowhere.

use super::{host, import, names, patches, skipped};

/// Two machines, the second of which the file is called after.
const BOTH: &str = "Name,OperatingSystem,OperatingSystemServicePack\nTILL1,Windows 2000 Server,Service Pack 4\nTILL2,Windows 2000 Server,Service Pack 4\n";

#[test]
fn a_patch_is_of_the_host_whose_name_stands_above() {
    for text in [
        "\n\n   PSComputerName: TILL1\n\nHotFixID  InstalledOn\n--------  -----------\nKB917422  8/9/2006\n\n\n   PSComputerName: TILL2\n\nHotFixID  InstalledOn\n--------  -----------\nKB896423  8/9/2006\n",
        "TILL1 | SUCCESS | rc=0 >>\nHotFixID\nKB917422\nTILL2 | CHANGED | rc=0 >>\nHotFixID\nKB896423\n",
        "*** TILL1 ***\nHotFixID  InstalledOn\nKB917422  8/9/2006\n*** TILL2 ***\nHotFixID  InstalledOn\nKB896423  8/9/2006\n",
        "D:\\logs>wmic /node:\"TILL1\" qfe get HotFixID\nHotFixID\nKB917422\n\nD:\\logs>wmic /node:\"TILL2\" qfe get HotFixID\nHotFixID\nKB896423\n\nD:\\logs>\n",
        "PS C:\\> Get-HotFix -ComputerName TILL1 | Select HotFixID\n\nHotFixID\n--------\nKB917422\n\n\nPS C:\\> Get-HotFix -cn TILL2 | Select HotFixID\n\nHotFixID\n--------\nKB896423\n",
        "==> TILL1.txt <==\nHotFixID  InstalledOn\nKB917422  8/9/2006\n\n==> TILL2.txt <==\nHotFixID  InstalledOn\nKB896423  8/9/2006\n",
        "   PSComputerName: TILL1\n\nHotFixID    : KB917422\nInstalledOn : 8/9/2006\n\n   PSComputerName: TILL2\n\nHotFixID    : KB896423\nInstalledOn : 8/9/2006\n",
    ] {
        let imported = import(&[("TILL2.txt", text), ("ad.csv", BOTH)]);
        assert_eq!(patches(&imported, "TILL1"), ["KB917422"], "{text}\n{:?}", skipped(&imported));
        assert_eq!(patches(&imported, "TILL2"), ["KB896423"], "{text}");
        assert_eq!(names(&imported).len(), 2, "{text}");
    }
}

#[test]
fn rows_that_may_be_of_another_host_do_not_count() {
    for text in [
        // The headings again, and a word that is no line of anything.
        "TILL1\nHotFixID\nKB917422\nTILL2\nHotFixID\nKB896423\n",
        "HotFixID  InstalledOn\nKB917422  8/9/2006\n\nHotFixID  InstalledOn\nKB896423  8/9/2006\n",
        "C:\\>wmic /node:@tills.txt qfe get HotFixID\nHotFixID\nKB917422\nC:\\>wmic /node:TILL1 qfe get HotFixID\nHotFixID\nKB896423\n",
        "\"HotFixID\",\"InstalledOn\"\n\"KB917422\",\"8/9/2006\"\n\"HotFixID\",\"InstalledOn\"\n\"KB896423\",\"8/9/2006\"\n",
    ] {
        let imported = import(&[("TILL2.txt", text), ("ad.csv", BOTH)]);
        assert!(patches(&imported, "TILL2").is_empty(), "{text}");
        assert!(!skipped(&imported).is_empty(), "{text}");
    }
    // What a line is about is no host.
    let titled = "Hotfixes:\nHotFixID  InstalledOn\nKB917422  8/9/2006\n";
    let imported = import(&[("TILL2.txt", titled), ("ad.csv", BOTH)]);
    assert_eq!(names(&imported).len(), 2);
    assert_eq!(patches(&imported, "TILL2"), ["KB917422"]);
    let failed = "Node - TILL1\nHotFixID  InstalledOn\nKB917422  8/9/2006\n\nNode - TILL2\nERROR:\nDescription = The RPC server is unavailable.\n";
    let imported = import(&[("TILL2.txt", failed), ("ad.csv", BOTH)]);
    assert_eq!(patches(&imported, "TILL1"), ["KB917422"]);
    assert!(host(&imported, "TILL2").host.patches.installed.is_none());
    assert!(
        skipped(&imported).iter().any(|said| said.contains("TILL2 nothing that could be read"))
    );
}

//! What programs print and people paste into a cell of a table stays in that cell.

use patchfirst::import::Format;

use super::{formats, import, names, patches, skipped};

/// A table of two machines; a text is pasted into the remark of the first.
fn with_remark(sign: char, remark: &str) -> String {
    let table = format!(
        "Computer name,Operating System,HotFixID,Remark\nLOOM,Windows 2000 SP4,KB917422,\"{remark}\"\nKILN,Windows 2000 SP4,KB896423,\n"
    );
    table.replace(',', &sign.to_string())
}

#[test]
fn a_table_on_a_screen_inside_a_cell_is_no_table_of_the_file() {
    for remark in [
        "disks:\n  Name   Size   IP\n  ----   ----   --\n  C      80     10.0.0.9\n",
        "Name   Size\n----   ----\nC      80",
        "Name\n----\nFAKE\n",
        "CSName  HotFixID  InstalledOn\nFAKE    KB917422  8/9/2006\n",
        "from the console:\nCSName   : FAKE\nHotFixID : KB917422\nStatus   : \nCaption  : x\nName     : \nSite     : x\nScope    : x\nPath     : x\n",
    ] {
        for sign in [',', ';', '\t', '|'] {
            let imported = import(&[("assets.csv", &with_remark(sign, remark))]);
            assert_eq!(names(&imported), ["LOOM", "KILN"], "{sign} {remark}");
            assert_eq!(patches(&imported, "LOOM"), ["KB917422"], "{sign} {remark}");
            assert_eq!(patches(&imported, "KILN"), ["KB896423"], "{sign} {remark}");
        }
    }
    // A finding with such a table in it is one of its host.
    let scan = "\"Plugin ID\",\"CVE\",\"Risk\",\"Host\",\"Protocol\",\"Port\",\"Name\",\"Plugin Output\"\n\"1\",\"\",\"High\",\"10.1.1.7\",\"tcp\",\"443\",\"Ciphers\",\"\n  Name    Code    MAC\n  ----    ----    ---\n  RC4     0x05    SHA1\n\"\n\"2\",\"CVE-2008-4250\",\"High\",\"10.1.1.8\",\"tcp\",\"445\",\"Server\",\"\"\n";
    let imported = import(&[("scan.csv", scan)]);
    assert_eq!(
        (formats(&imported), names(&imported)),
        (vec![Some(Format::NessusCsv)], vec!["10.1.1.7", "10.1.1.8"])
    );
}

#[test]
fn what_a_cell_says_does_not_decide_the_format() {
    for remark in [
        "Host Name:  FAKE\nOS Name:  Microsoft Windows XP Professional\nOS Version:  5.1.2600 Service Pack 3 Build 2600\n",
        "Security report name: x\nSecurity assessment: done",
        "MS06-040 Patch NOT Found",
        "System information for \\\\FAKE:\nKernel version: Microsoft Windows XP",
        "Nmap scan report for 10.0.0.9\nHost is up.\n",
        "see ansible_host=10.0.0.9",
    ] {
        let imported = import(&[("assets.csv", &with_remark(',', remark))]);
        assert_eq!(names(&imported), ["LOOM", "KILN"], "{remark}: {:?}", skipped(&imported));
        assert_eq!(patches(&imported, "KILN"), ["KB896423"], "{remark}");
        // Neither do the words in a cell that is not quoted.
        let bare = format!(
            "Name,Operating System,Remark\nLOOM,Windows XP,{}\n",
            remark.replace('\n', " ")
        );
        assert_eq!(names(&import(&[("assets.csv", &bare)])), ["LOOM"], "{bare}");
    }
    // A comment above what programs print makes no table of it.
    let commented = "# name, os\n[tills]\ntill1 ansible_host=10.0.0.9\n";
    assert_eq!(formats(&import(&[("hosts", commented)])), [Some(Format::AnsibleIni)]);
}

//! Files to which several programs appended, each in its encoding.

use patchfirst::import::Options;

use super::{host, import_with, names, patches, skipped};

const TABLE: &str = "CSName  HotFixID  InstalledOn\r\nOVEN    KB917422  8/9/2006\r\n\r\n";
const INFO: &str = "\r\nHost Name:                 OVEN\r\nOS Name:                   Microsoft Windows XP Professional\r\nOS Version:                5.1.2600 Service Pack 2 Build 2600\r\n";

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn marked(text: &str) -> Vec<u8> {
    [vec![0xff, 0xfe], wide(text)].concat()
}

#[test]
fn each_part_is_read_in_its_encoding() {
    for bytes in [
        [marked(TABLE), INFO.into()].concat(),
        [wide(TABLE), INFO.into()].concat(),
        [INFO.into(), marked(TABLE)].concat(),
        [marked(INFO), TABLE.into()].concat(),
        [marked(TABLE), b"C:\\>echo done\r\n".to_vec(), marked(INFO)].concat(),
    ] {
        let imported = import_with(&Options::default(), &[("f.txt", &bytes)]);
        assert_eq!(names(&imported), ["OVEN"], "{:?}", skipped(&imported));
        assert_eq!(patches(&imported, "OVEN"), ["KB917422"], "{:?}", skipped(&imported));
        assert_eq!(host(&imported, "OVEN").host.machine.os.as_deref(), Some("windows-xp"));
    }
}

#[test]
fn what_is_appended_makes_no_hosts() {
    for tail in ["C:\\>echo done\r\n", "done on friday\r\nOVEN again\r\n"] {
        for table in [marked(TABLE), wide(TABLE)] {
            let bytes = [table, tail.into()].concat();
            let imported = import_with(&Options::default(), &[("f.txt", &bytes)]);
            assert_eq!(names(&imported), ["OVEN"], "{tail}");
            assert!(skipped(&imported)[0].starts_with("4: "), "{:?}", skipped(&imported));
        }
    }
    let second = TABLE.replace("OVEN", "GRILL");
    let bytes = [marked(TABLE), marked(&second)].concat();
    let imported = import_with(&Options::default(), &[("f.txt", &bytes)]);
    assert_eq!(names(&imported), ["OVEN", "GRILL"]);
}

//! The promises of `SECURITY.md`, each tried on the program as its users meet it.

mod faults;
mod inputs;
mod outputs;
mod settings;
mod stopped;
mod templates;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own with a small inventory, `x.yaml`, that can be ranked at once.
struct Folder(tempfile::TempDir);

/// Two hosts and a flow; one host is exposed.
const INVENTORY: &str = "inventory: 1.0.0
as_of: 2006-08-25
segments: {office: {users: 3}, dmz: {}}
flows: {internet -> dmz: [tcp/445]}
hosts:
  - {name: web1, os: windows-2000, sp: 4, kind: server, segment: dmz, patches: []}
  - {name: pc1, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: []}
";

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("x.yaml", INVENTORY);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The names in it, sorted; hidden ones too.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// A text as UTF-16 with a mark, as PowerShell 5.1 writes it.
fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

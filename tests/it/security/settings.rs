//! What the settings that come with an inventory cannot do.

use super::Folder;
use crate::program::patchfirst_in;

#[test]
fn the_file_cannot_have_anything_written_or_read_elsewhere() {
    let folder = Folder::new();
    folder.write("netrc", "password hunter2");
    folder.write("repo/x.yaml", folder.read("x.yaml"));
    for line in [
        "allow-outside = true",
        "[check]\nformat = [\"json=../stolen\"]",
        "[import]\nsummary = \"../stolen\"",
        "[import]\ninto = \"x.yaml\"",
        "[report]\ntemplate = \"../netrc\"",
        "[report]\nbaseline = [\"../netrc\"]",
        "assume = [\"@../netrc\"]",
        "advisories = [\"..\"]",
        "inventory = \"../x.yaml\"",
    ] {
        folder.write("repo/patchfirst.toml", line);
        for command in ["check", "report", "rank"] {
            let run = patchfirst_in(folder.path().join("repo"), &[command, "x.yaml"]);
            assert_eq!(run.status, 2, "{line}: {}", run.stderr);
            assert!(run.stderr.contains("may only name what is to be read, in this folder"), "{line}: {}", run.stderr);
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{line}");
        }
    }
    assert_eq!(folder.names(), ["netrc", "repo", "x.yaml"]);
}

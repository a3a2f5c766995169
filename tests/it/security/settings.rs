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
            assert!(
                run.stderr.contains("may only name what is to be read, in this folder"),
                "{line}: {}",
                run.stderr
            );
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{line}");
        }
    }
    assert_eq!(folder.names(), ["netrc", "repo", "x.yaml"]);
}

#[test]
fn a_value_of_the_file_is_written_out_where_it_is_refused() {
    let folder = Folder::new();
    folder.write("patchfirst.toml", "[rank]\ntop = \"\\u001b[2J\\n::error::x\\u202e\"\n");
    for colour in ["never", "always"] {
        let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "--color", colour]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(
            run.stderr.contains("invalid value '\\u{1b}[2J\\n::error::x\\u{202e}' for '--top <N>'"),
            "{}",
            run.stderr
        );
    }
    std::fs::remove_file(folder.path().join("patchfirst.toml")).unwrap();
    let mut command = crate::program::command(&["rank", "x.yaml"]);
    let run = crate::program::run(
        command.current_dir(folder.path()).env("PATCHFIRST_TOP", "1\n::error::x"),
    );
    assert!(run.stderr.contains("invalid value '1\\n::error::x' for"), "{}", run.stderr);
}

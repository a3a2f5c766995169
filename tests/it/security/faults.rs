//! Faults of the outside world: one test for each line of the table in `docs/limits.md`.
#![cfg(target_os = "linux")]

use std::process::Command;

use super::Folder;
use crate::program::{Run, executable, run};

/// Runs the program from a shell that first does something to the run.
fn under(folder: &Folder, before: &str, arguments: &str) -> Run {
    let script = format!("{before} exec \"$0\" {arguments}");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).arg(executable()).current_dir(folder.path()).env_clear().env("PATH", "/usr/bin:/bin");
    run(&mut command)
}

#[test]
fn a_file_that_may_not_grow_is_as_good_as_a_full_disk() {
    let folder = Folder::new();
    folder.write("out", "old");
    let run = under(&folder, "trap '' XFSZ; ulimit -f 1;", "report x.yaml -q -o out");
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("error: cannot write out: "), "{}", run.stderr);
    assert_eq!((folder.read("out").as_str(), folder.names()), ("old", vec!["out".to_owned(), "x.yaml".to_owned()]));
    let run = under(&folder, "trap '' XFSZ; ulimit -f 0;", "init new.yaml");
    assert_eq!((run.status, folder.names().contains(&"new.yaml".to_owned())), (1, false), "{}", run.stderr);
}

#[test]
fn without_a_home_and_an_environment_nothing_changes() {
    let folder = Folder::new();
    let bare = under(&folder, "", "rank x.yaml -q");
    let with = under(&folder, "HOME=/nowhere TERM=dumb LANG=de_DE.UTF-8 LC_ALL=C TZ=Asia/Tokyo", "rank x.yaml -q");
    assert_eq!(bare.status, 0, "{}", bare.stderr);
    assert_eq!(bare, with);
}

#[test]
fn a_small_stack_is_enough() {
    let folder = Folder::new();
    for arguments in ["rank x.yaml -q", "report x.yaml -q", "check x.yaml -q --exit-zero", "plan x.yaml -q"] {
        let run = under(&folder, "ulimit -s 64;", arguments);
        assert_eq!(run.status, 0, "{arguments}: {}", run.stderr);
        assert_eq!(run, under(&folder, "", arguments), "{arguments}");
    }
}

#[test]
fn a_thread_that_cannot_be_started_is_done_without() {
    let folder = Folder::new();
    let same = under(&folder, "", "rank x.yaml -q");
    for arguments in ["rank x.yaml -q", "rank x.yaml -q --threads 4"] {
        // Root is not limited by the number of processes; then there is nothing to see.
        let run = under(&folder, "ulimit -u 1;", arguments);
        assert_eq!((run.status, &run.stdout), (0, &same.stdout), "{}", run.stderr);
    }
    let run = under(&folder, "ulimit -v 400000; RAYON_NUM_THREADS=200", "rank x.yaml --threads 500");
    assert_eq!((run.status, &run.stdout), (0, &same.stdout), "{}", run.stderr);
    assert!(run.stderr.contains("note: the system gives"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new();
    let script = "set -o pipefail; \"$0\" report x.yaml -q | head -c 10 > /dev/null";
    let mut command = Command::new("bash");
    command.args(["-c", script]).arg(executable()).current_dir(folder.path()).env_clear().env("PATH", "/usr/bin:/bin");
    assert_eq!(run(&mut command).status, 0);
}

#[test]
fn the_day_is_the_only_thing_that_a_clock_decides() {
    let folder = Folder::new();
    // With a day of its own an inventory does not ask the clock.
    let fixed = under(&folder, "", "rank x.yaml -q --as-of 1970-01-02");
    assert!(matches!(fixed.status, 0 | 3), "{}", fixed.stderr);
    assert!(!fixed.stderr.contains("panicked"), "{}", fixed.stderr);
}

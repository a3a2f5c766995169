//! Faults of the outside world: one test for each line of the table in `docs/limits.md`.
#![cfg(target_os = "linux")]

use std::process::Command;

use super::Folder;
use crate::program::{Run, executable, run};

/// A shell that runs a script in a folder; `$0` is the program.
fn shell(folder: &Folder, script: &str) -> Command {
    let mut command = Command::new("bash");
    command
        .args(["-c", script])
        .arg(executable())
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin");
    command
}

/// Runs the program from a shell that first does something to the run.
fn under(folder: &Folder, before: &str, arguments: &str) -> Run {
    run(&mut shell(folder, &format!("{before} exec \"$0\" {arguments}")))
}

#[test]
fn a_file_that_may_not_grow_is_as_good_as_a_full_disk() {
    let folder = Folder::new();
    folder.write("out", "old");
    let run = under(&folder, "trap '' XFSZ; ulimit -f 1;", "report x.yaml -q -o out");
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("error: cannot write out: "), "{}", run.stderr);
    assert_eq!(
        (folder.read("out").as_str(), folder.names()),
        ("old", vec!["out".to_owned(), "x.yaml".to_owned()])
    );
    let run = under(&folder, "trap '' XFSZ; ulimit -f 0;", "init new.yaml");
    assert_eq!(
        (run.status, folder.names().contains(&"new.yaml".to_owned())),
        (1, false),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_home_and_an_environment_nothing_changes() {
    let folder = Folder::new();
    let bare = under(&folder, "", "rank x.yaml -q");
    let with = under(
        &folder,
        "HOME=/nowhere TERM=dumb LANG=de_DE.UTF-8 LC_ALL=C TZ=Asia/Tokyo",
        "rank x.yaml -q",
    );
    assert_eq!(bare.status, 0, "{}", bare.stderr);
    assert_eq!(bare, with);
}

#[test]
fn a_small_stack_is_enough() {
    let folder = Folder::new();
    for arguments in
        ["rank x.yaml -q", "report x.yaml -q", "check x.yaml -q --exit-zero", "plan x.yaml -q"]
    {
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
    let run =
        under(&folder, "ulimit -v 400000; RAYON_NUM_THREADS=200", "rank x.yaml --threads 500");
    assert_eq!((run.status, &run.stdout), (0, &same.stdout), "{}", run.stderr);
    assert!(run.stderr.contains("note: the system gives"), "{}", run.stderr);
}

/// A table may have many more lines than hosts: room for them is no reason to end.
#[test]
fn blank_lines_need_no_memory_for_hosts() {
    let folder = Folder::new();
    let table = format!(
        "name,os,sp,kind,segment\n{}a,windows-2000,4,server,s\n",
        "  ,,,,\n".repeat(4_000_000)
    );
    folder.write("hosts.csv", &table);
    folder.write(
        "blank.yaml",
        "inventory: 1.0.0\nas_of: 2006-08-25\nhosts_from: [hosts.csv]\nsegments: {s: {}}\n",
    );
    let run = under(&folder, "ulimit -v 420000;", "check blank.yaml --threads 1");
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("1 host, 1 segment"), "{}", run.stdout);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new();
    let script = "set -o pipefail; \"$0\" report x.yaml -q | head -c 10 > /dev/null";
    assert_eq!(run(&mut shell(&folder, script)).status, 0);
}

#[test]
fn an_output_that_was_closed_before_is_dev_null() {
    let folder = Folder::new();
    // The system gives a program three open files before it starts; what is written to the first
    // goes nowhere, and nowhere else.
    let run = under(&folder, "exec >&- 2>&- <&-;", "rank x.yaml -q -o out");
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert_eq!(folder.read("out"), under(&folder, "", "rank x.yaml -q").stdout);
    assert_eq!(under(&folder, "exec >&-;", "rank x.yaml -q").status, 0);
}

#[test]
fn help_that_nobody_gets_is_an_error_in_words() {
    let folder = Folder::new();
    for arguments in ["--help", "--version", "rank --help", "man", "completions bash"] {
        let run = under(&folder, "exec > /dev/full;", arguments);
        assert_eq!(run.status, 1, "{arguments}");
        assert!(
            run.stderr.starts_with("error: cannot write to standard output: "),
            "{arguments}: {}",
            run.stderr
        );
    }
}

/// The system kills whoever writes beyond what a file may have: so a run can be killed at every
/// kilobyte that it writes.
#[test]
fn killed_at_each_write_the_old_file_is_whole() {
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::new();
    let whole = under(&folder, "", "report x.yaml -q --samples 16").stdout;
    let (mut killed, most) = (0, whole.len() / 1024 + 2);
    for blocks in (0..most).step_by(most / 24 + 1).chain([most]) {
        folder.write("out", "old");
        let script = format!(
            "ulimit -c 0; ulimit -f {blocks}; exec \"$0\" report x.yaml -q --samples 16 -o out"
        );
        let status = shell(&folder, &script).output().unwrap().status;
        assert!(status.signal().is_some() || status.success(), "{blocks}: {status:?}");
        killed += usize::from(!status.success());
        assert_eq!(
            folder.read("out"),
            if status.success() { whole.as_str() } else { "old" },
            "{blocks}"
        );
    }
    assert!(killed > 10, "{killed}");
    // The next run sweeps away what they left.
    assert_eq!(under(&folder, "", "rank x.yaml -q -o out").status, 0);
    assert_eq!(folder.names(), ["out", "x.yaml"]);
}

#[test]
fn a_clock_that_is_wrong_is_a_day_that_is_named() {
    let folder = Folder::new();
    let text = folder.read("x.yaml");
    folder.write("dayless.yaml", text.replace("as_of: 2006-08-25\n", ""));
    // An inventory with a day of its own does not ask the clock; without, `--as-of` does not.
    let told = under(&folder, "", "rank x.yaml -q");
    assert_eq!(under(&folder, "", "rank dayless.yaml -q --as-of 2006-08-25").stdout, told.stdout);
    let long_ago = under(&folder, "", "rank dayless.yaml -q --as-of 1970-01-01");
    assert_eq!(long_ago.status, 3, "no advisory was public: {}", long_ago.stdout);
    assert!(long_ago.stderr.contains("1970-01-01"), "{}", long_ago.stderr);
    // Where there is a tool that sets the clock of a program back.
    if Command::new("faketime").arg("--version").output().is_ok() {
        let past = "exec faketime -f '@1970-01-01 12:00:00' \"$0\"";
        let set = |arguments: &str| run(&mut shell(&folder, &format!("{past} {arguments}")));
        assert_eq!(set("rank x.yaml -q"), told);
        assert_eq!(set("rank dayless.yaml -q"), long_ago);
    }
}

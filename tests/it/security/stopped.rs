//! Runs that are stopped leave nothing behind, and what they were to replace is whole.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Folder;
use crate::program::{command, patchfirst_in};

/// A run that is in the middle of writing `out`: its temporary file is there and it still draws.
fn writing(folder: &Folder) -> Child {
    let hosts: String = (0..60_000)
        .map(|i| {
            format!("  - {{name: h{i}, os: windows-2000, sp: 4, kind: workstation, segment: office, patches: [], value: {}}}\n", 1 + i % 97)
        })
        .collect();
    folder.write("big.yaml", format!("inventory: 1.0.0\nas_of: 2006-08-25\nsegments: {{office: {{users: 3}}}}\nhosts:\n{hosts}"));
    let mut run = command(&["rank", "big.yaml", "-q", "--samples", "2", "-f", "json", "-o", "out"]);
    let child =
        run.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while !temporary(folder) {
        assert!(start.elapsed() < Duration::from_secs(120), "it never began to write");
        std::thread::yield_now();
    }
    child
}

fn temporary(folder: &Folder) -> bool {
    folder.names().iter().any(|name| name.ends_with(".tmp"))
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn signals_leave_the_old_file_and_no_temporary_one() {
    use std::os::unix::process::ExitStatusExt;
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let folder = Folder::new();
        folder.write("out", "old");
        let mut child = writing(&folder);
        signal(&child, name);
        let status = child.wait().unwrap();
        // On a fast machine it may have been done before the signal came.
        assert!(status.signal() == Some(number) || status.success(), "{name}: {status:?}");
        assert_eq!(folder.read("out") == "old", !status.success(), "{name}");
        assert!(!temporary(&folder), "{name}: {:?}", folder.names());
    }
}

#[test]
fn what_a_killed_run_left_the_next_one_sweeps_away() {
    let folder = Folder::new();
    folder.write("out", "old");
    let mut child = writing(&folder);
    signal(&child, "KILL");
    let killed = !child.wait().unwrap().success();
    assert_eq!(temporary(&folder), killed);
    assert_eq!(folder.read("out") == "old", killed);
    folder.write(".patchfirst-a.tmp", "whose is this?");
    assert_eq!(patchfirst_in(folder.path(), &["rank", "x.yaml", "-q", "-o", "small"]).status, 0);
    let left: Vec<String> =
        folder.names().into_iter().filter(|name| name.ends_with(".tmp")).collect();
    assert_eq!(left, [".patchfirst-a.tmp"]);
}

//! The program on a terminal: what people see at 80, 100 and 140 columns, with its colours.
//!
//! Standard output is a pseudo-terminal of the width. Standard error is not: how often progress is
//! drawn is chance.

mod picture;

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::kept::snapshot;
use crate::program::{command, root};

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";
/// What Linux says of a terminal that was left.
const EIO: i32 = 5;
const WIDTHS: [u16; 3] = [80, 100, 140];
/// Few: what is looked at is not what the figures are.
const SAMPLES: [&str; 2] = ["--samples", "2000"];

/// A run on a terminal of so many columns: what it shows, and its status.
fn shown(
    columns: u16,
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (String, i32) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let terminal = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    tcsetwinsize(&terminal, Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 })
        .unwrap();
    let mut child = {
        let mut command = command(&arguments.iter().map(OsStr::new).collect::<Vec<_>>());
        command.current_dir(folder).env("TERM", "xterm-256color").envs(variables.iter().copied());
        command.stdout(terminal).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut bytes = Vec::new();
    // The terminal ends with an error once nobody holds its other side.
    match File::from(master).read_to_end(&mut bytes) {
        Err(error) if error.raw_os_error() != Some(EIO) => panic!("{error}"),
        _ => {}
    }
    let status = child.wait().unwrap().code().unwrap();
    (String::from_utf8(bytes).unwrap().replace("\r\n", "\n"), status)
}

/// The text with its escapes to be seen.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "␛")
}

/// How many columns the widest line takes; escapes take none.
fn widest(text: &str) -> usize {
    text.lines().map(|line| picture::plain(line).chars().count()).max().unwrap_or(0)
}

fn kept(name: &str, arguments: &[&str]) {
    for columns in WIDTHS {
        let (text, status) = shown(columns, &root(), arguments, &[]);
        assert_eq!(status, 0, "{text}");
        assert!(
            widest(&text) <= usize::from(columns),
            "{name} at {columns}: {}\n{text}",
            widest(&text)
        );
        snapshot(&format!("terminal/{name}_{columns}.txt"), &visible(&text));
    }
}

#[test]
fn the_ranking() {
    kept("rank", &[&["rank", WEEKEND], &SAMPLES[..]].concat());
}

#[test]
fn a_host() {
    kept("explain", &[&["explain", WEEKEND, "nb-service"], &SAMPLES[..]].concat());
}

#[test]
fn the_plan() {
    kept("plan", &[&["plan", WEEKEND, "--staff", "2", "--hours", "4"], &SAMPLES[..]].concat());
}

#[test]
fn the_advisories() {
    kept("advisories", &["advisories", "--stage", "worm"]);
}

/// Five lines at every width: the verdict, three actions, what is not known with the next command.
#[test]
fn the_front_door() {
    let folder = root().join("inventory-examples/weekend-2006-08-31");
    for columns in WIDTHS {
        let (text, status) = shown(columns, &folder, &[], &[("PATCHFIRST_SAMPLES", "2000")]);
        assert_eq!(status, 0, "{text}");
        assert!(widest(&text) <= usize::from(columns), "{text}");
        assert!(
            (1..=3).all(|n| text.contains(&format!("\n  {n}. "))) && !text.contains("\n  4. "),
            "{text}"
        );
        assert_eq!(text.lines().count(), 5, "{text}");
        snapshot(&format!("terminal/front_{columns}.txt"), &visible(&text));
    }
}

/// Errors and warnings with their lines. Lines of the inventory stand as they are, however long, so
/// that the width changes nothing.
#[test]
fn a_check() {
    let (text, status) = shown(100, &root(), &["check", WEEKEND], &[]);
    assert_eq!(status, 12, "{text}");
    assert_eq!(shown(80, &root(), &["check", WEEKEND], &[]).0, text);
    snapshot("terminal/check.txt", &visible(&text));
}

#[test]
fn colour_is_as_the_variables_say() {
    let few = ["rank", WEEKEND, "--samples", "50"];
    let coloured =
        |variables: &[(&str, &str)]| shown(100, &root(), &few, variables).0.contains("\u{1b}[");
    assert!(coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]));
    assert!(!coloured(&[("FORCE_COLOR", "0")]));
    assert!(!coloured(&[("CLICOLOR", "0")]));
    let piped =
        |name: &str| crate::program::run(command(&few).env(name, "1")).stdout.contains("\u{1b}[");
    assert!(piped("FORCE_COLOR") && piped("CLICOLOR_FORCE"));
}

#[test]
fn advisories_are_links_where_the_terminal_follows_them() {
    let explain = ["explain", WEEKEND, "nt-lathe", "--samples", "50"];
    let link = "\u{1b}]8;;https://learn.microsoft.com/security-updates/securitybulletins/2006/ms06-040\u{1b}\\MS06-040\u{1b}]8;;\u{1b}\\";
    assert!(shown(100, &root(), &explain, &[("FORCE_HYPERLINK", "1")]).0.contains(link));
    assert!(shown(100, &root(), &["advisories"], &[("FORCE_HYPERLINK", "1")]).0.contains(link));
    assert!(
        !shown(100, &root(), &explain, &[]).0.contains("\u{1b}]8"),
        "nothing is known of the terminal"
    );
    assert!(!crate::program::patchfirst(&explain).stdout.contains('\u{1b}'), "a pipe");
}

#[test]
fn a_drawing_is_not_shown_on_a_terminal() {
    let (text, status) = shown(100, &root(), &["graph", WEEKEND], &[]);
    assert_eq!((text.as_str(), status), ("", 2));
}

/// The picture in the README is what the program shows.
#[test]
fn the_picture_in_the_readme() {
    let (text, _) = shown(100, &root(), &["rank", WEEKEND, "--top", "8"], &[]);
    crate::kept::same(
        "docs/pictures/terminal.svg",
        &picture::svg("patchfirst rank --top 8", &text),
    );
}

//! Lists of some hosts: by segment, owner, tag, and whether there is anything to install. Figures
//! stay those of the whole network.

use std::collections::BTreeMap;

use crate::program::{Run, patchfirst_in};

const INVENTORY: &str = "inventory: 1.1.0
as_of: 2006-08-25
segments: {office: {users: 3}, servers: {}}
flows: {internet -> servers: [smb], office -> servers: [smb]}
hosts:
  - {name: web1, os: windows-2000, sp: 4, kind: server, segment: servers, patches: [], owner: Anna, tags: [shop, old]}
  - {name: file1, os: windows-2000, sp: 4, kind: server, segment: servers, patches: [], owner: Ben, value: 50}
  - {name: old1, os: windows-nt-4, sp: 6a, kind: server, segment: servers, patches: [], owner: Anna}
  - {name: pc1, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: [], owner: Carla}
  - {name: odd1, os: plan-9, kind: server, segment: servers, patches: [], owner: Ben}
";

fn run(arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.yaml"), INVENTORY).unwrap();
    patchfirst_in(folder.path(), arguments)
}

/// The lines of the ranking as CSV, by host.
fn listed(filter: &[&str]) -> BTreeMap<String, String> {
    let Run { status, stdout, stderr } =
        run(&[&["rank", "x.yaml", "-q", "-f", "csv"], filter].concat());
    assert_eq!(status, 0, "{filter:?}: {stderr}");
    let mut reader = csv::Reader::from_reader(stdout.as_bytes());
    reader
        .records()
        .map(Result::unwrap)
        .map(|record| (record[3].to_owned(), record.iter().collect::<Vec<_>>().join(",")))
        .collect()
}

#[test]
fn hosts_are_listed_by_segment_owner_and_tag_with_the_figures_of_all() {
    let all = listed(&[]);
    assert_eq!(all.len(), 5);
    for (filter, hosts) in [
        (&["--segment", "office"][..], &["pc1"][..]),
        (
            &["--segment", "office", "--segment", "servers"],
            &["file1", "odd1", "old1", "pc1", "web1"],
        ),
        (&["--owner", "anna"], &["old1", "web1"]),
        (&["--owner", "b*"], &["file1", "odd1"]),
        (&["--owner", "b*", "--owner", "Carla"], &["file1", "odd1", "pc1"]),
        (&["--owner", "Anna", "--tag", "shop"], &["web1"]),
        (&["--has-fix", "--segment", "servers", "--owner", "Ben"], &["file1"]),
    ] {
        let some = listed(filter);
        assert_eq!(some.keys().map(String::as_str).collect::<Vec<_>>(), hosts, "{filter:?}");
        assert!(some.iter().all(|(host, line)| all[host] == *line), "{filter:?} changes figures");
    }
}

#[test]
fn every_format_lists_the_same_and_says_so() {
    let filter = ["--owner", "Anna", "--has-fix"];
    let filter = [&filter[..], &["--tag", "old"]].concat();
    for format in ["json", "sarif", "junit", "csv", "markdown", "table"] {
        let Run { status, stdout, .. } =
            run(&[&["rank", "x.yaml", "-q", "-f", format], &filter[..]].concat());
        assert_eq!(status, 0, "{format}");
        // JSON tells of groups and doors, too, and these are of the whole network.
        let list = stdout.split("\"groups\"").next().unwrap();
        assert!(
            list.contains("web1") && !list.contains("file1") && !list.contains("pc1"),
            "{format}: {list}"
        );
    }
    let table = run(&[&["rank", "x.yaml", "-q"], &filter[..]].concat()).stdout;
    assert!(
        table.contains("Only hosts of --owner Anna --tag old --has-fix: 1 of 5 entries."),
        "{table}"
    );
    assert!(table.contains("odd1"), "what is not assessed is shown whatever is asked for: {table}");
}

#[test]
fn a_word_that_fits_nothing_is_a_mistake() {
    for (filter, said) in [
        (["--segment", "servres"], "there is no segment `servres`"),
        (["--owner", "Ana"], "no host has the owner `Ana`"),
        (["--tag", "shp"], "no host has the tag `shp`"),
    ] {
        for command in ["rank", "check"] {
            let Run { status, stdout, stderr } = run(&[&[command, "x.yaml"], &filter[..]].concat());
            assert_eq!((status, stdout.as_str()), (2, ""), "{command} {filter:?}");
            assert!(stderr.contains(said) && stderr.contains("help: "), "{stderr}");
        }
    }
}

#[test]
fn a_check_of_some_hosts_leaves_out_what_is_about_others() {
    let of =
        |filter: &[&str]| run(&[&["check", "x.yaml", "-q", "-f", "csv"], filter].concat()).stdout;
    let (all, some) = (of(&[]), of(&["--segment", "office"]));
    assert!(
        some.lines().skip(1).all(|line| all.contains(line))
            && some.lines().count() < all.lines().count()
    );
    assert!(!some.contains(",web1,") && !some.contains(",old1,"), "{some}");
    assert!(some.contains("plan-9"), "a product that nobody knows is about the file: {some}");
}

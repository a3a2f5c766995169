//! The front door: no command, a folder, settings, the demo, help, manual pages, completions.

use std::fs;
use std::path::Path;

use crate::program::{command, run};

const INVENTORY: &str = "inventory: 1.0.0
as_of: 2006-09-01
segments: {lan: {users: 5}}
hosts:
  - {name: files1, os: windows-2000, sp: 4, kind: server, segment: lan, patches: []}
  - {name: notebook, os: windows-2000, sp: 4, kind: laptop, segment: lan, patches: []}
  - {name: printer, os: NoSuchSystem, kind: server, segment: lan}
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("inventory.yaml"), INVENTORY).unwrap();
    folder
}

/// Few samples: what is tried here is not what the figures are.
const FEW: (&str, &str) = ("PATCHFIRST_SAMPLES", "20");

fn in_folder(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> crate::program::Run {
    run(command(arguments).current_dir(folder).env(FEW.0, FEW.1).envs(variables.iter().copied()))
}

fn patchfirst_in<A: AsRef<std::ffi::OsStr>>(
    folder: impl AsRef<Path>,
    arguments: &[A],
) -> crate::program::Run {
    run(command(arguments).current_dir(folder).env(FEW.0, FEW.1))
}

fn patchfirst(arguments: &[&str]) -> crate::program::Run {
    run(command(arguments).env(FEW.0, FEW.1))
}

#[test]
fn without_a_command_the_inventory_of_the_folder_is_answered() {
    let folder = folder();
    let bare = patchfirst_in(folder.path(), &[] as &[&str]);
    assert_eq!(bare.status, 0, "{}", bare.stderr);
    assert!(bare.stdout.contains("  1. "), "{}", bare.stdout);
    assert!(
        bare.stdout.contains("Unknown: evidence of 2 hosts (treated as exposed) + 2 more. ")
            && bare.stdout.contains("Next: patchfirst plan"),
        "{}",
        bare.stdout
    );
    assert!(
        bare.stderr.contains("1 warning (unknown-product 1): patchfirst check inventory.yaml"),
        "{}",
        bare.stderr
    );
}

#[test]
fn without_an_inventory_it_says_how_to_get_one_in_three_lines() {
    let empty = tempfile::tempdir().unwrap();
    let bare = patchfirst_in(empty.path(), &[] as &[&str]);
    assert_eq!((bare.status, bare.stdout.as_str()), (2, ""));
    assert_eq!(bare.stderr.lines().count(), 3, "{}", bare.stderr);
    assert!(
        ["patchfirst import", "patchfirst init", "patchfirst demo"]
            .iter()
            .all(|next| bare.stderr.contains(next)),
        "{}",
        bare.stderr
    );
}

#[test]
fn a_folder_stands_for_the_inventory_in_it() {
    let folder = folder();
    let path = folder.path().to_str().unwrap();
    assert_eq!(
        patchfirst(&["rank", path]).stdout,
        patchfirst(&["rank", &format!("{path}/inventory.yaml")]).stdout
    );
    assert_ne!(patchfirst(&["check", path]).status, 2);
    let empty = tempfile::tempdir().unwrap();
    let run = patchfirst(&["rank", empty.path().to_str().unwrap()]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("holds no inventory.yaml") && run.stderr.contains("patchfirst init"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_inventory_of_the_folder_need_not_be_named() {
    let folder = folder();
    assert_eq!(
        patchfirst_in(folder.path(), &["rank"]).stdout,
        patchfirst_in(folder.path(), &["rank", "inventory.yaml"]).stdout
    );
    let explained = patchfirst_in(folder.path(), &["explain", "files1"]);
    assert_eq!(
        explained.stdout,
        patchfirst_in(folder.path(), &["explain", "inventory.yaml", "files1"]).stdout,
        "{}",
        explained.stderr
    );
    let nobody = patchfirst_in(folder.path(), &["explain"]);
    assert_eq!(nobody.status, 2);
    assert!(nobody.stderr.contains("no host is named"), "{}", nobody.stderr);
}

/// The inventory alone says nothing of products that only the advisories beside it know.
#[test]
fn advisories_beside_an_inventory_are_pointed_out() {
    let folder = "inventory-examples/modern-not-windows";
    let run = patchfirst(&["rank", folder]);
    assert_eq!(run.status, 3);
    assert!(run.stderr.contains(&format!("--advisories {folder}/advisories")), "{}", run.stderr);
    assert_eq!(
        patchfirst(&["rank", folder, "--advisories", &format!("{folder}/advisories")]).status,
        0
    );
}

#[test]
fn settings_are_defaults_and_what_is_typed_goes_first() {
    let folder = folder();
    fs::rename(folder.path().join("inventory.yaml"), folder.path().join("net.yaml")).unwrap();
    fs::write(
        folder.path().join("patchfirst.toml"),
        "inventory = \"net.yaml\"\nseed = 7\n[plan]\nstaff = 3\n",
    )
    .unwrap();
    let staff = |arguments: &[&str], variables: &[(&str, &str)]| {
        let plan = in_folder(folder.path(), arguments, variables);
        assert_eq!(plan.status, 0, "{}", plan.stderr);
        let json: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
        (json["staff"].as_u64().unwrap(), json["seed"].as_u64())
    };
    let plan = ["plan", "-f", "json"];
    assert_eq!(staff(&plan, &[]).0, 3);
    assert_eq!(staff(&plan, &[("PATCHFIRST_STAFF", "4")]).0, 4);
    assert_eq!(staff(&["plan", "-f", "json", "--staff", "5"], &[("PATCHFIRST_STAFF", "4")]).0, 5);
    let seed = |arguments: &[&str]| {
        serde_json::from_str::<serde_json::Value>(&in_folder(folder.path(), arguments, &[]).stdout)
            .unwrap()["seed"]
            .clone()
    };
    assert_eq!(seed(&["rank", "-f", "json"]), 7);
    assert_eq!(seed(&["rank", "-f", "json", "--seed", "1"]), 1);
}

#[test]
fn wrong_settings_are_named_with_their_lines_all_at_once() {
    let folder = folder();
    fs::write(
        folder.path().join("patchfirst.toml"),
        "sed = 7\n[plan]\nstuff = 3\n[rank]\nstaff = 1\nseed = {a = 1}\n",
    )
    .unwrap();
    let run = patchfirst_in(folder.path(), &["rank"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    for part in [
        "patchfirst.toml:1: there is no option `sed`; did you mean `seed`?",
        "patchfirst.toml:3:",
        "patchfirst.toml:5:",
        "patchfirst.toml:6:",
    ] {
        assert!(run.stderr.contains(part), "{part} in {}", run.stderr);
    }
    fs::write(folder.path().join("patchfirst.toml"), "[rank]\n\nseed = \"many\"\n").unwrap();
    let run = patchfirst_in(folder.path(), &["rank"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("'many'") && run.stderr.contains("comes from patchfirst.toml:3"),
        "{}",
        run.stderr
    );
    fs::write(folder.path().join("patchfirst.toml"), "seed = [\n").unwrap();
    assert_eq!(patchfirst_in(folder.path(), &["rank"]).status, 2);
}

#[test]
fn the_demo_writes_an_example_and_its_report() {
    let empty = tempfile::tempdir().unwrap();
    let demo = patchfirst_in(empty.path(), &["demo"]);
    assert_eq!(demo.status, 0, "{}", demo.stderr);
    let folder = empty.path().join("patchfirst-demo");
    assert!(
        demo.stdout.contains("Open patchfirst-demo/report.html in a browser"),
        "{}",
        demo.stdout
    );
    assert!(fs::read_to_string(folder.join("report.html")).unwrap().contains("Marlow &amp; Finch"));
    assert_eq!(patchfirst_in(&folder, &[] as &[&str]).status, 0);
    let again = patchfirst_in(empty.path(), &["demo"]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
}

#[test]
fn help_begins_with_two_examples_and_ends_with_common_options() {
    for name in ["import", "rank", "plan", "report", "check"] {
        let help = patchfirst(&[name, "--help"]).stdout;
        let before_usage = help.split("Usage:").next().unwrap();
        assert_eq!(
            before_usage.matches(&format!("patchfirst {name}")).count(),
            2,
            "{before_usage}"
        );
    }
    let help = patchfirst(&["plan", "--help"]).stdout;
    assert!(help.find("--staff").unwrap() < help.find("Common options:").unwrap());
    assert!(help.find("Common options:").unwrap() < help.find("--seed").unwrap());
    let list = patchfirst(&["--help"]).stdout;
    assert!(
        list.find("  import ").unwrap() < list.find("  init ").unwrap()
            && list.find("  init ").unwrap() < list.find("  rank ").unwrap()
    );
}

#[test]
fn every_command_has_a_manual_page_with_examples_and_exit_statuses() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(patchfirst(&["man", "--to", folder.path().to_str().unwrap()]).status, 0);
    let pages: Vec<String> = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(pages.len() > 12, "{pages:?}");
    for page in &pages {
        let text = fs::read_to_string(folder.path().join(page)).unwrap();
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", ".SH \"EXIT STATUS\""] {
            assert!(text.contains(section), "{page}: {section}");
        }
    }
    assert!(patchfirst(&["man", "rank"]).stdout.contains("patchfirst rank inventory.yaml"));
    let wrong = patchfirst(&["man", "rnak"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `rank`?"), "{}", wrong.stderr);
}

#[test]
fn completions_know_hosts_segments_advisories_and_formats() {
    assert!(patchfirst(&["completions", "bash"]).stdout.contains("COMPLETE"));
    let folder = folder();
    let complete = |words: &[&str]| {
        let index = (words.len() - 1).to_string();
        let mut arguments = vec!["--", "patchfirst"];
        arguments.extend(&words[1..]);
        let variables = [
            ("COMPLETE", "bash"),
            ("_CLAP_COMPLETE_INDEX", &index),
            ("_CLAP_COMPLETE_COMP_TYPE", "9"),
            ("_CLAP_COMPLETE_SPACE", "true"),
            ("_CLAP_IFS", "\n"),
        ];
        in_folder(folder.path(), &arguments, &variables).stdout
    };
    assert!(complete(&["patchfirst", "explain", "inventory.yaml", "fi"]).contains("files1"));
    assert!(complete(&["patchfirst", "advisories", "MS06"]).contains("MS06-040"));
    assert!(complete(&["patchfirst", "plan", "inventory.yaml", "--must", ""]).contains("notebook"));
    assert!(complete(&["patchfirst", "rank", "inventory.yaml", "-f", "j"]).contains("json"));
    assert!(
        complete(&["patchfirst", "rank", "inventory.yaml", "--assume", "quarantine "])
            .contains("quarantine lan")
    );
}

#[test]
fn the_ending_of_the_output_file_names_the_format() {
    let folder = folder();
    for (arguments, file, start) in [
        (&["rank"][..], "rank.json", "{"),
        (&["rank"], "rank.sarif", "{"),
        (&["rank"], "rank.xml", "<?xml"),
        (&["plan"], "plan.json", "{"),
        (&["plan"], "plan.md", "#"),
        (&["report"], "report.md", "#"),
        (&["graph"], "network.dot", "digraph"),
        (&["diff", "inventory.yaml", "inventory.yaml"], "diff.json", "{"),
    ] {
        let run = patchfirst_in(folder.path(), &[arguments, &["-o", file]].concat());
        assert_eq!(run.status, 0, "{file}: {}", run.stderr);
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.starts_with(start), "{file}: {}", &text[..text.len().min(80)]);
    }
}

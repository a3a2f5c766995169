//! What comes from outside: licences, sources and bans as `deny.toml` has them, and the page
//! `docs/dependencies.md`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::kept;
use crate::program::root;

/// Everything that is built into the program on Linux.
struct Graph {
    packages: BTreeMap<String, Value>,
    /// What each needs at run time or to be built.
    needs: BTreeMap<String, Vec<String>>,
    ours: String,
}

fn graph() -> Graph {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--offline",
        "--filter-platform",
        "x86_64-unknown-linux-gnu",
    ];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = all["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (id(&package["id"]), package.clone()))
        .collect();
    let built = |dep: &&Value| {
        dep["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev")
    };
    let needs = all["resolve"]["nodes"].as_array().unwrap().iter().map(|node| {
        (
            id(&node["id"]),
            node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(built)
                .map(|dep| id(&dep["pkg"]))
                .collect(),
        )
    });
    Graph { packages, needs: needs.collect(), ours: id(&all["resolve"]["root"]) }
}

impl Graph {
    /// Each package with the dependency of ours that brings it: the nearest, then the first by
    /// name.
    fn brought_by(&self) -> BTreeMap<String, String> {
        let mut brought = BTreeMap::new();
        let mut next: VecDeque<(String, String)> =
            self.needs[&self.ours].iter().map(|id| (id.clone(), id.clone())).collect();
        next.make_contiguous().sort();
        while let Some((id, by)) = next.pop_front() {
            if let std::collections::btree_map::Entry::Vacant(place) = brought.entry(id) {
                next.extend(
                    self.needs[place.key()].iter().map(|below| (below.clone(), by.clone())),
                );
                place.insert(by);
            }
        }
        brought
    }

    fn text(&self, id: &str, key: &str) -> &str {
        self.packages[id][key].as_str().unwrap_or("")
    }
}

fn deny() -> toml::Table {
    fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

fn words(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression is satisfied: one side of an `OR`, both of an `AND`.
fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let licence = licence.replace(" / ", " OR ").replace('/', " OR ");
    licence.split(" AND ").all(|part| {
        let part = part.trim().trim_start_matches('(').trim_end_matches(')');
        part.split(" OR ").any(|one| allowed.contains(one.trim()))
    })
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let (graph, allowed) = (graph(), words(&deny()["licenses"]["allow"]));
    for package in graph.packages.values() {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(is_allowed(licence, &allowed), "{}: {licence}", package["name"]);
    }
    assert!(
        !is_allowed("GPL-3.0", &allowed)
            && !is_allowed("MIT AND GPL-3.0", &allowed)
            && is_allowed("GPL-3.0 OR MIT", &allowed)
    );
}

#[test]
fn everything_comes_from_the_registry_with_a_checksum() {
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    for package in lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["name"].as_str() != Some("patchfirst"))
    {
        assert_eq!(
            package["source"].as_str(),
            Some("registry+https://github.com/rust-lang/crates.io-index"),
            "{package}"
        );
        assert_eq!(package["checksum"].as_str().unwrap().len(), 64, "{package}");
    }
}

#[test]
fn nothing_that_is_banned_is_built_in() {
    let (graph, deny) = (graph(), deny());
    let banned =
        deny["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap());
    let built: BTreeSet<&str> = graph
        .brought_by()
        .keys()
        .map(|id| graph.text(id, "name"))
        .map(|name| &*name.to_owned().leak())
        .collect();
    banned.for_each(|name| assert!(!built.contains(name), "{name}"));
}

/// How often a crate steps out of what the compiler checks, comments and strings left aside as far
/// as a line shows it.
fn unsafe_code(folder: &Path) -> usize {
    let mut count = 0;
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            count += unsafe_code(&path);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
            count += code
                .filter(|line| {
                    ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"]
                        .iter()
                        .any(|word| line.contains(word))
                })
                .count();
        }
    }
    count
}

/// What the page says each crate is for: written by people, kept when the page is written anew.
fn reasons() -> BTreeMap<String, String> {
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let reason = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        Some((
            cells.first()?.split('`').nth(1)?.to_owned(),
            cells.get(4)?.trim_end_matches('|').trim().to_owned(),
        ))
    };
    page.lines().filter(|line| line.starts_with("| `")).filter_map(reason).collect()
}

#[test]
fn the_page_names_every_dependency_that_runs_code_at_build_time_or_has_unsafe_code() {
    let graph = graph();
    let mut rows = BTreeSet::new();
    let brought = graph.brought_by();
    let reasons = reasons();
    let mut unexplained = Vec::new();
    for (id, by) in &brought {
        let package = &graph.packages[id];
        let kinds = |kind: &str| {
            package["targets"]
                .as_array()
                .unwrap()
                .iter()
                .any(|target| target["kind"].as_array().unwrap().iter().any(|k| k == kind))
        };
        let folder = Path::new(graph.text(id, "manifest_path")).parent().unwrap().join("src");
        let (build, expands, lines) =
            (kinds("custom-build"), kinds("proc-macro"), unsafe_code(&folder));
        if build || expands || lines > 0 {
            let at_build = match (build, expands) {
                (true, _) => "build script",
                (_, true) => "macro",
                _ => "",
            };
            let unsafe_lines = if lines > 0 { lines.to_string() } else { String::new() };
            let by =
                if by == id { "ours".to_owned() } else { format!("`{}`", graph.text(by, "name")) };
            let (name, version) = (graph.text(id, "name"), graph.text(id, "version"));
            let reason = reasons.get(name).map_or("", String::as_str);
            unexplained.extend(reason.is_empty().then(|| name.to_owned()));
            rows.insert(format!(
                "| `{name}` {version} | {at_build} | {unsafe_lines} | {by} | {reason} |"
            ));
        }
    }
    let mut page = format!(
        "# Dependencies that the compiler does not check for us\n\n\
         The code of this project has no `unsafe` (`unsafe_code = \"forbid\"`) and no build script. {} crates are built into the program on\n\
         Linux; these {} of them run code while they are built (a build script, or a macro), or have lines of unsafe code. \"Brought by\" is\n\
         what needs them; why *that* is there is in the table of [architecture.md](architecture.md). Crates of tests are left out.\n\n\
         `tests/it/supply_chain.rs` writes this page, but for the last column: who lets a new row in looks at its code and says there what it is\n\
         for. Licences, sources and bans are in\n\
         `deny.toml`, versions and checksums in `Cargo.lock`.\n\n\
         | crate | at build time | lines of unsafe code | brought by | what for |\n|---|---|--:|---|---|\n",
        brought.len(),
        rows.len()
    );
    rows.iter().for_each(|row| writeln!(page, "{row}").unwrap());
    kept::same("docs/dependencies.md", &page);
    assert!(
        unexplained.is_empty(),
        "docs/dependencies.md does not say what these are for: {unexplained:?}"
    );
}

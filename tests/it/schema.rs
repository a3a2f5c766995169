//! The published schemas are those of the program, every example fits them, and they know the same
//! keys as the readers.

use std::path::{Path, PathBuf};

use crate::kept::same;
use crate::program::{Run, patchfirst, root};
use jsonschema::Validator;
use patchfirst::schema::{self, Format};
use serde_json::Value;

fn validator(format: Format) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(&schema::of(format)).unwrap()).unwrap()
}

#[track_caller]
fn fits(format: Format, document: &Value, what: &str) {
    let errors: Vec<String> = validator(format)
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn yaml(path: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    for format in Format::ALL {
        same(format!("docs/schema/{}.json", format.as_str()), &schema::of(format));
        let Run { status, stdout: printed, .. } = patchfirst(&["schema", format.as_str()]);
        assert_eq!((status, printed), (0, schema::of(format)));
    }
}

#[test]
fn every_example_inventory_fits() {
    let examples: Vec<PathBuf> =
        files("inventory-examples").iter().map(|folder| folder.join("inventory.yaml")).collect();
    let starter = root().join("src/command/init/inventory.yaml");
    let rules = files("tests/fixtures/rules")
        .into_iter()
        .filter(|path| path.is_file() && !path.ends_with("too-large.yaml"));
    assert!(examples.len() >= 5);
    for path in examples.into_iter().chain([starter]).chain(rules) {
        fits(Format::Inventory, &yaml(&path), &path.display().to_string());
    }
}

#[test]
fn every_advisory_fits() {
    for path in files("advisories")
        .into_iter()
        .chain(files("inventory-examples/modern-not-windows/advisories"))
    {
        let format =
            if path.ends_with("products.yaml") { Format::Products } else { Format::Advisory };
        fits(format, &yaml(&path), &path.display().to_string());
    }
}

#[test]
fn an_overlay_fits() {
    let overlay = "{advisory: 1.0.0, overlay: MS17-010, timeline: [{by: 2022-02-10, stage: exploit, source: KEV}], notes: [seen]}";
    fits(Format::Overlay, &serde_yaml::from_str(overlay).unwrap(), "an overlay");
    let wrong: Value = serde_yaml::from_str("{overlay: MS17-010, affected: []}").unwrap();
    assert!(!validator(Format::Overlay).is_valid(&wrong), "an overlay changes no rows");
}

#[test]
fn what_hangs_on_rates_fits() {
    fits(
        Format::Sensitivity,
        &printed(&["sensitivity", WEEKEND, "--samples", "40", "-f", "json"]),
        "sensitivity",
    );
}

#[test]
fn what_the_program_prints_fits() {
    for folder in files("inventory-examples") {
        let inventory = folder.join("inventory.yaml").display().to_string();
        let advisories = folder.join("advisories");
        let mut more = Vec::new();
        if advisories.is_dir() {
            more = vec!["--advisories".to_owned(), advisories.display().to_string()];
        }
        for (command, format) in
            [("rank", Format::Rank), ("check", Format::Check), ("report", Format::Report)]
        {
            // Whatever the numbers are.
            let few: &[&str] = if command == "check" { &[] } else { &["--samples", "64"] };
            let arguments: Vec<&str> = [command, &inventory, "--format", "json"]
                .into_iter()
                .chain(few.iter().copied())
                .chain(more.iter().map(String::as_str))
                .collect();
            let Run { stdout: printed, .. } = patchfirst(&arguments);
            fits(format, &serde_json::from_str(&printed).unwrap(), &inventory);
        }
    }
}

/// An example with an assumption that holds for it.
const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";
const ASSUMED: [&str; 4] = ["--assume", "block office -> plant", "--assume", "infected nb-export"];

fn printed(arguments: &[&str]) -> Value {
    let Run { status, stdout: printed, stderr: errors } = patchfirst(arguments);
    assert_eq!(status, 0, "{arguments:?}: {errors}");
    serde_json::from_str(&printed).unwrap()
}

#[test]
fn plans_comparisons_and_assumptions_fit() {
    for folder in ["weekend-2004-02-14", "weekend-2006-08-31", "flat-network"] {
        let inventory = format!("inventory-examples/{folder}/inventory.yaml");
        let plan = [
            "plan",
            &inventory,
            "--format",
            "json",
            "--compare",
            "tonight,window",
            "--samples",
            "60",
        ];
        fits(Format::Plan, &printed(&plan), &inventory);
    }
    let small = ["--samples", "60", "--format", "json"];
    let plan = printed(&[&["plan", WEEKEND, "--must", "erp-db"], &ASSUMED[..], &small].concat());
    assert!(plan["what_if"].is_object() && plan["not_done"][0].is_object());
    fits(Format::Plan, &plan, "under assumptions");
    fits(Format::WhatIf, &printed(&[&["rank", WEEKEND], &ASSUMED[..], &small].concat()), "what if");
    let other = "inventory-examples/weekend-2004-02-14/inventory.yaml";
    for (before, after) in [(WEEKEND, WEEKEND), (other, WEEKEND)] {
        fits(Format::Diff, &printed(&["diff", before, after, "--format", "json"]), "a comparison");
    }
}

#[test]
fn what_is_no_plan_does_not_fit() {
    let plan = printed(&["plan", WEEKEND, "--format", "json", "--samples", "60"]);
    let without = |key: &str| {
        let mut plan = plan.clone();
        plan.as_object_mut().unwrap().remove(key);
        plan
    };
    let with = |key: &str, value: Value| {
        let mut plan = plan.clone();
        plan[key] = value;
        plan
    };
    let validator = validator(Format::Plan);
    assert!(validator.is_valid(&plan));
    for key in ["schema", "expected_loss", "actions", "curve", "kept_open"] {
        assert!(!validator.is_valid(&without(key)), "{key} is always there");
    }
    assert!(!validator.is_valid(&with("schema", "patchfirst/rank/1".into())));
    assert!(!validator.is_valid(&with("actions", "patch everything".into())));
    assert!(validator.is_valid(&with("a_new_key", 1.into())), "keys may be added");
}

#[test]
fn what_readers_refuse_for_its_shape_does_not_fit() {
    let inventory = |text: &str| serde_yaml::from_str::<Value>(text).unwrap();
    let head = "inventory: 1.0.0\nsegments: {a: {}}\n";
    let wrong = [
        "hosts: [{name: x, os: o, kind: server, segment: a, colour: red}]",
        "hosts: [{name: x, os: o, kind: toaster, segment: a}]",
        "hosts: {name: x}",
        "host: []",
        "threat: {disruption: 2}",
        "accept: [{host: x}]",
        "expect: [nothing bad happens]",
        "as_of: soon",
    ];
    for text in wrong {
        assert!(
            !validator(Format::Inventory).is_valid(&inventory(&format!("{head}{text}\n"))),
            "{text}"
        );
    }
    fits(Format::Inventory, &inventory(head), "the head alone");
}

/// The keys that readers know, as their sources list them.
fn keys_of(source: &str, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src").join(source)).unwrap();
    let list = text
        .split(&format!("const {name}: &[&str] ="))
        .nth(1)
        .unwrap_or_else(|| panic!("{source} has no {name}"));
    let list = list.split(';').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn properties(format: Format, definition: Option<&str>) -> Vec<String> {
    let schema: Value = serde_json::from_str(&schema::of(format)).unwrap();
    let object = definition.map_or(&schema, |name| &schema["definitions"][name]);
    let mut keys: Vec<String> = object["properties"].as_object().unwrap().keys().cloned().collect();
    keys.sort();
    keys
}

#[test]
fn readers_and_schemas_know_the_same_keys() {
    let resolve = |file: &str| format!("inventory/resolve/{file}.rs");
    let one = |file: &str, name: &str| keys_of(&resolve(file), name);
    let mut host: Vec<String> = ["hosts", "system", "placement", "role", "details"]
        .iter()
        .flat_map(|file| one(file, "KEYS"))
        .collect();
    let bulletin = |file: &str, name: &str| keys_of(&format!("advisory/resolve/{file}.rs"), name);
    let pairs = [
        (one("document", "KEYS"), properties(Format::Inventory, None)),
        (one("segments", "KEYS"), properties(Format::Inventory, Some("Segment"))),
        (one("threat", "KEYS"), properties(Format::Inventory, Some("Threat"))),
        (one("plan", "KEYS"), properties(Format::Inventory, Some("Plan"))),
        (one("plan", "COST_KEYS"), properties(Format::Inventory, Some("Costs"))),
        (one("accept", "KEYS"), properties(Format::Inventory, Some("Acceptance"))),
        (bulletin("bulletin", "KEYS"), properties(Format::Advisory, None)),
        (bulletin("row", "KEYS"), properties(Format::Advisory, Some("Affected"))),
        (bulletin("row", "FILE_KEYS"), properties(Format::Advisory, Some("FixedFile"))),
        (bulletin("replacement", "KEYS"), properties(Format::Advisory, Some("Replacement"))),
        (bulletin("event", "KEYS"), properties(Format::Advisory, Some("Event"))),
        (bulletin("catalogue", "PRODUCT_KEYS"), properties(Format::Products, Some("Product"))),
        (
            bulletin("catalogue", "SERVICE_PACK_KEYS"),
            properties(Format::Products, Some("ServicePack")),
        ),
        (std::mem::take(&mut host), properties(Format::Inventory, Some("Host"))),
    ];
    for (mut read, published) in pairs {
        read.sort();
        assert_eq!(read, published);
    }
}

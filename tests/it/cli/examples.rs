//! Every example inventory tells its story: the table that its README speaks of.

use crate::kept::snapshot;
use crate::program::patchfirst;

/// The table of an example, as far as the lists of flows.
fn ranked(args: &[&str]) -> String {
    let run = patchfirst(args);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

macro_rules! example {
    ($name:ident, $($arg:expr),+) => {
        #[test]
        fn $name() {
            snapshot(concat!("examples/", stringify!($name), ".txt"), &ranked(&["rank", "--samples", "2000", $($arg),+]));
        }
    };
}

example!(weekend_2004_02_14, "inventory-examples/weekend-2004-02-14/inventory.yaml");
example!(weekend_2006_08_31, "inventory-examples/weekend-2006-08-31/inventory.yaml");
example!(flat_network, "inventory-examples/flat-network/inventory.yaml");
example!(branch_offices, "inventory-examples/branch-offices/inventory.yaml");
example!(
    modern_not_windows,
    "--advisories",
    "inventory-examples/modern-not-windows/advisories",
    "inventory-examples/modern-not-windows/inventory.yaml"
);

/// The host that nobody would have guessed comes first, whatever the seed.
#[test]
fn the_first_host_does_not_depend_on_chance() {
    let first = |folder: &str, seed: &str| {
        let inventory = format!("inventory-examples/{folder}/inventory.yaml");
        let advisories = format!("inventory-examples/{folder}/advisories");
        let mut args = vec![
            "rank",
            "-f",
            "json",
            "--top",
            "1",
            "--samples",
            "4000",
            "--seed",
            seed,
            &inventory,
        ];
        if folder.starts_with("modern") {
            args.extend(["--advisories", &advisories]);
        }
        let run = patchfirst(&args);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        json["hosts"][0]["name"].as_str().unwrap().to_owned()
    };
    let stories = [
        ("weekend-2004-02-14", "backup1"),
        ("weekend-2006-08-31", "files2"),
        ("flat-network", "nb-nurse-duty"),
        ("branch-offices", "garrow-nb04"),
        ("modern-not-windows", "relay1"),
    ];
    for (folder, host) in stories {
        for seed in ["1", "2", "77"] {
            assert_eq!(first(folder, seed), host, "{folder}, seed {seed}");
        }
    }
}

/// Each folder has the README that leads into it, and no folder is forgotten here.
#[test]
fn every_folder_is_tried() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("inventory-examples");
    let mut folders: Vec<String> =
        root.read_dir().unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    assert_eq!(
        folders,
        [
            "branch-offices",
            "flat-network",
            "modern-not-windows",
            "weekend-2004-02-14",
            "weekend-2006-08-31"
        ]
    );
    for folder in folders {
        let readme = std::fs::read_to_string(root.join(&folder).join("README.md")).unwrap();
        assert!(
            readme.contains(&format!("inventory-examples/{folder}/inventory.yaml")),
            "{folder} does not say how to run it"
        );
    }
}

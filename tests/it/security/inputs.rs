//! What files may name, and what is read of them.

use std::time::{Duration, Instant};

use super::{Folder, INVENTORY, utf16};
use crate::program::{Run, patchfirst_in};

const SECRET: &str = "machine example.org login me password hunter2\n";

fn naming(table: &str) -> String {
    format!(
        "inventory: 1.0.0\nas_of: 2006-08-25\nsegments: {{office: {{}}}}\nhosts_from: [\"{table}\"]\n"
    )
}

#[test]
fn a_table_outside_the_folder_of_the_inventory_is_not_read() {
    let folder = Folder::new();
    let secret = folder.write("netrc", SECRET);
    folder.write(
        "repo/sub/inside.csv",
        "name,os,sp,kind,segment\npc9,windows-xp,1,workstation,office\n",
    );
    for outside in [
        "../netrc",
        "sub/../../netrc",
        secret.to_str().unwrap(),
        "../missing",
        "/dev/zero",
        "/dev/stdin",
    ] {
        folder.write("repo/i.yaml", naming(outside));
        for arguments in [
            &["check", "i.yaml"][..],
            &["check", "i.yaml", "-f", "github"],
            &["check", "i.yaml", "-f", "sarif"],
            &["rank", "i.yaml"],
            &["report", "i.yaml"],
            &["import", "sub/inside.csv", "--into", "i.yaml"],
        ] {
            let Run { status, stdout, stderr } =
                patchfirst_in(folder.path().join("repo"), arguments);
            assert_eq!(
                status,
                if arguments[0] == "check" { 12 } else { 2 },
                "{outside} {arguments:?}: {stdout}{stderr}"
            );
            assert!(
                format!("{stdout}{stderr}").contains("outside-folder"),
                "{outside} {arguments:?}: {stdout}{stderr}"
            );
            assert!(
                !format!("{stdout}{stderr}").contains("hunter2"),
                "{outside} {arguments:?}: {stdout}{stderr}"
            );
        }
    }
    folder.write("repo/i.yaml", naming("sub/../sub/inside.csv"));
    assert_eq!(patchfirst_in(folder.path().join("repo"), &["rank", "i.yaml", "-q"]).status, 0);
    folder.write("repo/i.yaml", naming("../repo/sub/inside.csv"));
    assert_eq!(patchfirst_in(folder.path().join("repo"), &["rank", "i.yaml", "-q"]).status, 2);
    assert_eq!(
        patchfirst_in(folder.path().join("repo"), &["rank", "i.yaml", "-q", "--allow-outside"])
            .status,
        0
    );
}

#[cfg(unix)]
#[test]
fn no_link_leads_outside() {
    let folder = Folder::new();
    folder.write("netrc", SECRET);
    folder.write("repo/i.yaml", naming("t.csv"));
    folder.write("repo/adv/products.yaml", "products: []\n");
    let link = |name: &str| {
        std::os::unix::fs::symlink(folder.path().join("netrc"), folder.path().join(name)).unwrap()
    };
    link("repo/t.csv");
    link("repo/adv/MS99-001.yaml");
    for arguments in [
        &["check", "i.yaml"][..],
        &["rank", "../x.yaml", "--advisories", "adv"],
        &["check", "--advisories", "adv"],
    ] {
        let Run { stdout, stderr, .. } = patchfirst_in(folder.path().join("repo"), arguments);
        assert!(!format!("{stdout}{stderr}").contains("hunter2"), "{stdout}{stderr}");
        assert!(
            format!("{stdout}{stderr}").contains("it lies outside the folder"),
            "{arguments:?}: {stdout}{stderr}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_device_that_nobody_named_is_refused_at_once() {
    let folder = Folder::new();
    for name in ["d/f.csv", "adv/X.yaml", "f"] {
        std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        let made =
            std::process::Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap();
        assert!(made.success());
    }
    folder.write("d/a.csv", "host,os,sp,segment\npc2,Windows XP,1,office\n");
    folder.write("i.yaml", naming("f"));
    let start = Instant::now();
    let run = patchfirst_in(folder.path(), &["import", "d"]);
    assert!(
        run.status == 0 && run.stderr.contains("d/f.csv: it is not a regular file"),
        "{}",
        run.stderr
    );
    let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "--advisories", "adv"]);
    assert!(
        run.status == 2
            && run.stderr.contains("cannot read `adv/X.yaml`: it is not a regular file"),
        "{}",
        run.stderr
    );
    let run = patchfirst_in(folder.path(), &["rank", "i.yaml"]);
    assert!(
        run.status == 2 && run.stderr.contains("cannot read `f`: it is not a regular file"),
        "{}",
        run.stderr
    );
    for device in ["/dev/zero", "/dev/urandom"] {
        for command in [
            &["rank", device][..],
            &["report", "x.yaml", "--baseline", device],
            &["report", "x.yaml", "--template", device],
        ] {
            let run = patchfirst_in(folder.path(), command);
            assert!(
                run.status == 2 && run.stderr.contains("is not text"),
                "{command:?} {}",
                run.stderr
            );
        }
    }
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn every_text_may_be_utf_16() {
    let folder = Folder::new();
    let in_folder = |arguments: &[&str]| patchfirst_in(folder.path(), arguments);
    let ranking = in_folder(&["rank", "x.yaml", "-q", "-f", "json"]).stdout;
    let findings = in_folder(&["check", "x.yaml", "-q", "-f", "json"]).stdout;
    folder.write("u.yaml", utf16(INVENTORY));
    folder.write("rank.json", utf16(&ranking));
    folder.write("check.json", utf16(&findings));
    folder.write("a.txt", utf16("patch web1\r\n"));
    folder.write("t.md", utf16("{{ 1 + 1 }}\n"));
    folder.write(
        "tables.yaml",
        utf16(&format!("{INVENTORY}hosts_from: [more.csv]\nactivity_from: [port-445.json]\n")),
    );
    folder
        .write("more.csv", utf16("name,os,kind,segment\r\npc2,windows-xp,workstation,office\r\n"));
    folder.write("port-445.json", utf16("[{\"date\": \"2006-08-24\", \"sources\": 3}, {\"date\": \"2006-08-25\", \"sources\": 4}]"));
    folder.write("adv/products.yaml", utf16("products:\n  - {id: acme-os, nt: \"9.0\"}\n"));
    let bulletin =
        std::fs::read_to_string(crate::program::root().join("advisories/MS06-040.yaml")).unwrap();
    folder.write("adv/T-1.yaml", utf16(&bulletin.replace("id: MS06-040", "id: T-1")));
    folder.write("theme.toml", utf16("accent = \"#003366\"\n"));
    folder.write("with/patchfirst.toml", utf16("[rank]\ntop = 1\n"));
    folder.write("with/x.yaml", INVENTORY);
    folder.write("kev.csv", utf16("cveID,dateAdded\r\nCVE-2006-3439,2030-02-10\r\n"));
    folder.write("ports.csv", utf16("print spooler,tcp/445\r\n"));
    folder.write("bom.json", format!("\u{feff}{ranking}"));
    for arguments in [
        &["rank", "u.yaml"][..],
        &["rank", "x.yaml", "--assume", "@a.txt"],
        &["diff", "rank.json", "x.yaml"],
        &["diff", "bom.json", "rank.json"],
        &["report", "x.yaml", "--baseline", "rank.json"],
        &["report", "x.yaml", "--baseline", "bom.json", "--template", "t.md"],
        &["rank", "tables.yaml", "--advisories", "adv"],
        &["report", "x.yaml", "--theme", "theme.toml", "-o", "page.html"],
        &["import", "more.csv", "--into", "u.yaml"],
        &["advisories", "import", "kev.csv", "--components", "ports.csv", "-o", "feeds"],
    ] {
        let run = in_folder(arguments);
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
    }
    assert!(folder.read("feeds/MS06-040.overlay.yaml").contains("by: 2030-02-10"));
    let set = patchfirst_in(folder.path().join("with"), &["rank", "x.yaml", "-q", "-f", "json"]);
    assert_eq!(
        (set.status, set.stdout.matches("\"rank\":").count()),
        (0, 1),
        "the settings are read: {}",
        set.stderr
    );
    let run = in_folder(&["check", "x.yaml", "--baseline", "check.json", "--fail-on-new"]);
    assert_ne!(run.status, 11, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("in the baseline"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_file_that_is_named_and_missing_is_2_for_every_option() {
    let folder = Folder::new();
    for arguments in [
        &["rank", "none.yaml"][..],
        &["rank", "x.yaml", "--assume", "@none.txt"],
        &["rank", "x.yaml", "--advisories", "none"],
        &["report", "x.yaml", "--baseline", "none.json"],
        &["report", "x.yaml", "--template", "none.html"],
        &["check", "x.yaml", "--baseline", "none.json"],
        &["check", "none.yaml"],
        &["diff", "none.json", "x.yaml"],
        &["import", "x.yaml", "--into", "none.yaml"],
    ] {
        let run = patchfirst_in(folder.path(), arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
    }
}

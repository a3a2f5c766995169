//! Nothing is written over what was read, and nothing is written in half.

use std::fs;
use std::path::Path;

use super::{Folder, INVENTORY};
use crate::program::{Run, patchfirst, patchfirst_in};

const TABLE: &str = "host,os,sp,segment\nnew1,Windows XP,1,office\n";

#[test]
fn no_output_replaces_an_input() {
    let folder = Folder::new();
    folder.write("h.csv", TABLE);
    folder.write("adv/products.yaml", "products: []\n");
    folder.write("more.csv", "name,os,kind,segment\npc2,windows-xp,workstation,office\n");
    folder.write("t.yaml", format!("{INVENTORY}hosts_from: [more.csv]\n"));
    folder.write("a.txt", "patch web1\n");
    folder.write("page.html", "{{ title }}");
    let json =
        patchfirst_in(folder.path(), &["rank", "x.yaml", "-f", "json", "-q", "-o", "old.json"]);
    assert_eq!(json.status, 0, "{}", json.stderr);
    let before: Vec<String> = [
        "x.yaml",
        "h.csv",
        "adv/products.yaml",
        "more.csv",
        "t.yaml",
        "a.txt",
        "page.html",
        "old.json",
    ]
    .iter()
    .map(|name| folder.read(name))
    .collect();
    let runs: [&[&str]; 18] = [
        &["rank", "x.yaml", "-o", "x.yaml"],
        &["rank", "x.yaml", "-o", "./adv/../x.yaml"],
        &["rank", "t.yaml", "-o", "more.csv"],
        &["rank", "x.yaml", "--advisories", "adv", "-o", "adv/products.yaml"],
        &["rank", "x.yaml", "--assume", "@a.txt", "-f", "json", "-o", "a.txt"],
        &["plan", "x.yaml", "-o", "x.yaml"],
        &["graph", "x.yaml", "-o", "x.yaml"],
        &["diff", "x.yaml", "t.yaml", "-o", "t.yaml"],
        &["diff", "old.json", "t.yaml", "-o", "old.json"],
        &["report", "x.yaml", "-f", "json", "-o", "x.yaml"],
        &["report", "x.yaml", "--template", "page.html", "-o", "page.html"],
        &["report", "x.yaml", "--baseline", "old.json", "-o", "old.json"],
        &["check", "x.yaml", "-f", "json=x.yaml"],
        &["check", "x.yaml", "-f", "json=fresh.json", "-f", "csv=x.yaml"],
        &["check", "x.yaml", "t.yaml", "-f", "sarif=more.csv"],
        &["import", "h.csv", "-o", "h.csv"],
        &["import", "h.csv", "--into", "x.yaml", "--summary", "x.yaml"],
        &["import", "h.csv", "--into", "x.yaml", "--summary", "h.csv"],
    ];
    for arguments in runs {
        let Run { status, stdout, stderr } = patchfirst_in(folder.path(), arguments);
        assert_eq!((status, stdout.as_str()), (2, ""), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("is one of the inputs") && stderr.contains("nothing was written"),
            "{arguments:?}: {stderr}"
        );
    }
    let after: Vec<String> = [
        "x.yaml",
        "h.csv",
        "adv/products.yaml",
        "more.csv",
        "t.yaml",
        "a.txt",
        "page.html",
        "old.json",
    ]
    .iter()
    .map(|name| folder.read(name))
    .collect();
    assert_eq!(before, after);
    assert!(
        !folder.path().join("fresh.json").exists(),
        "one output was written although another was refused"
    );
}

#[cfg(unix)]
#[test]
fn no_link_gets_round_the_guard() {
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink("x.yaml", at("soft")).unwrap();
    fs::hard_link(at("x.yaml"), at("hard")).unwrap();
    fs::create_dir(at("sub")).unwrap();
    std::os::unix::fs::symlink("..", at("sub/up")).unwrap();
    for output in ["soft", "hard", "sub/up/x.yaml"] {
        let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "-o", output]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(
            run.stderr
                .contains(&format!("the output {output} is one of the inputs, read as x.yaml")),
            "{}",
            run.stderr
        );
    }
    let mut redirected = crate::program::command(&["rank", "-", "-o", "x.yaml"]);
    redirected.current_dir(folder.path()).stdin(fs::File::open(at("x.yaml")).unwrap());
    let run = crate::program::run(&mut redirected);
    assert!(run.status == 2 && run.stderr.contains("read as <stdin>"), "{}", run.stderr);
    assert_eq!(folder.read("x.yaml"), INVENTORY);
}

#[test]
fn two_outputs_cannot_be_one_file() {
    let folder = Folder::new();
    folder.write("h.csv", TABLE);
    let runs: [&[&str]; 3] = [
        &["check", "x.yaml", "-f", "json=a.json", "-f", "sarif=./a.json"],
        &["check", "x.yaml", "-f", "json", "-f", "sarif"],
        &["import", "h.csv", "-o", "b.yaml", "--summary", "b.yaml"],
    ];
    for arguments in runs {
        let run = patchfirst_in(folder.path(), arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("two outputs go to "), "{}", run.stderr);
    }
    assert_eq!(folder.names(), ["h.csv", "x.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_even_to_a_file_that_is_not_there_yet() {
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink("none.txt", at("l")).unwrap();
    std::os::unix::fs::symlink("b", at("a")).unwrap();
    std::os::unix::fs::symlink("a", at("b")).unwrap();
    assert_eq!(patchfirst_in(folder.path(), &["rank", "x.yaml", "-q", "-o", "l"]).status, 0);
    assert!(
        at("l").symlink_metadata().unwrap().is_symlink() && !folder.read("none.txt").is_empty()
    );
    let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "-q", "-o", "a"]);
    assert!(run.status == 1 && run.stderr.contains("the link leads in a circle"), "{}", run.stderr);
    assert!(at("a").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn a_read_only_file_stays() {
    let folder = Folder::new();
    let path = folder.write("old.txt", "mine");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "-q", "-o", "old.txt"]);
    assert_eq!(run.status, 1);
    assert_eq!(
        run.stderr,
        "error: cannot write old.txt: the file is read-only, or you may not write in the folder .\n"
    );
    assert_eq!(folder.read("old.txt"), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_wherever_it_shows() {
    let folder = Folder::new();
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["rank", "x.yaml", "-q"],
        &["schema", "inventory"],
        &["man"],
    ] {
        let mut command = crate::program::command(arguments);
        let status = command.current_dir(folder.path()).stdout(full()).output().unwrap().status;
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
    let run = patchfirst_in(folder.path(), &["rank", "x.yaml", "-q", "-o", "/dev/full"]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (1, "error: cannot write /dev/full: the disk is full\n")
    );
}

#[test]
fn init_makes_a_file_and_never_touches_one() {
    let folder = Folder::new();
    assert_eq!(patchfirst_in(folder.path(), &["init", "new.yaml"]).status, 0);
    assert!(
        folder.read("new.yaml").starts_with('#') || folder.read("new.yaml").contains("inventory:")
    );
    let run = patchfirst_in(folder.path(), &["init", "x.yaml"]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (2, "error: x.yaml is there already\n  help: name another file\n")
    );
    assert_eq!(folder.read("x.yaml"), INVENTORY);
}

#[test]
fn messages_name_no_temporary_file() {
    let run = patchfirst(&[
        "rank",
        "inventory-examples/flat-network/inventory.yaml",
        "-q",
        "--samples",
        "2",
        "-o",
        "no/such/o.txt",
    ]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (
            1,
            "error: cannot write no/such/o.txt: there is no folder no; make it, or name a file elsewhere\n"
        )
    );
    let run = patchfirst(&[
        "rank",
        "inventory-examples/flat-network/inventory.yaml",
        "-q",
        "--samples",
        "2",
        "-o",
        "docs",
    ]);
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (1, "error: cannot write docs: it is a folder; name a file in it\n")
    );
}

#[test]
fn what_two_imports_add_at_once_is_all_there() {
    let folder = Folder::new();
    let names: Vec<String> = (0..6).map(|i| format!("new{i}")).collect();
    for name in &names {
        folder.write(
            &format!("{name}.csv"),
            format!("host,os,sp,segment,kind\n{name},Windows XP,1,office,workstation\n"),
        );
    }
    std::thread::scope(|scope| {
        for name in &names {
            let path: &Path = folder.path();
            scope.spawn(move || {
                let run = patchfirst_in(
                    path,
                    &["import", &format!("{name}.csv"), "--into", "x.yaml", "-q"],
                );
                assert_eq!(run.status, 0, "{}", run.stderr);
            });
        }
    });
    let text = folder.read("x.yaml");
    assert!(names.iter().all(|name| text.contains(name.as_str())), "{text}");
}

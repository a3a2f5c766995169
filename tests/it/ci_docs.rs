//! What `docs/ci.md` prints is run as printed.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{executable, root};
use serde_json::Value;
use tempfile::TempDir;

/// The block after a heading.
fn block(heading: &str) -> String {
    let page = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let section = page
        .split(&format!("\n## {heading}\n"))
        .nth(1)
        .unwrap_or_else(|| panic!("no section {heading}"));
    let fenced = section.split("```").nth(1).unwrap();
    fenced.split_once('\n').unwrap().1.to_owned()
}

fn yaml(heading: &str) -> Value {
    serde_yaml::from_str(&block(heading)).unwrap()
}

/// A repository with the starter inventory.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("src/command/init/inventory.yaml"), folder.path().join("inventory.yaml"))
        .unwrap();
    folder
}

fn sh(folder: &Path, script: &str) -> i32 {
    let tool = executable();
    let path = std::env::join_paths(
        std::iter::once(tool.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"));
    command.output().unwrap().status.code().unwrap()
}

/// Makes a change after which the inventory is worse.
fn worsen(folder: &Path) {
    let path = folder.join("inventory.yaml");
    let text = fs::read_to_string(&path).unwrap().replace(
        "  office -> servers: [smb]",
        "  office -> servers: [smb]\n  dmz -> servers: [smb]",
    );
    fs::write(path, text).unwrap();
}

#[test]
fn the_shell_script_fails_on_what_is_worse_than_the_main_branch() {
    let script = block("A shell script").replace("/tmp/", "./");
    let folder = repository();
    assert_eq!(sh(folder.path(), &script), 0, "without a main branch");
    let commit = "git init -q -b main . && git add inventory.yaml && git -c user.name=t -c user.email=t@example.org commit -qm t";
    assert_eq!(sh(folder.path(), commit), 0);
    assert_eq!(sh(folder.path(), &script), 0);
    worsen(folder.path());
    assert_eq!(sh(folder.path(), &script), 11);
}

#[test]
fn the_github_workflow_runs() {
    let workflow = yaml("GitHub Actions");
    let steps = workflow["jobs"]["check"]["steps"].as_array().unwrap().clone();
    let script = steps.iter().find_map(|step| step["run"].as_str()).unwrap();
    let uploaded = steps.iter().find_map(|step| step["with"]["sarif_file"].as_str()).unwrap();
    let folder = repository();
    assert_eq!(sh(folder.path(), script), 0);
    worsen(folder.path());
    assert_eq!(sh(folder.path(), script), 12);
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join(uploaded)).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "reachable");
    assert!(
        fs::read_to_string(folder.path().join("summary.md"))
            .unwrap()
            .contains("| error | reachable |")
    );
}

#[test]
fn the_gitlab_job_runs() {
    let job = &yaml("GitLab CI")["check-inventory"];
    let script = job["script"][0].as_str().unwrap();
    let folder = repository();
    assert_eq!(sh(folder.path(), script), 0);
    worsen(folder.path());
    assert_eq!(sh(folder.path(), script), 12);
    let report = |name: &str| {
        fs::read_to_string(folder.path().join(job["artifacts"]["reports"][name].as_str().unwrap()))
            .unwrap()
    };
    let quality: Value = serde_json::from_str(&report("codequality")).unwrap();
    assert_eq!(quality[0]["check_name"], "reachable");
    assert!(report("junit").contains("failures=\"1\""));
}

#[test]
fn the_hook_is_the_one_that_the_page_names() {
    let config = yaml("pre-commit");
    let used = &config["repos"][0]["hooks"][0];
    let hooks: Value =
        serde_yaml::from_str(&fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap())
            .unwrap();
    let hook = hooks.as_array().unwrap().iter().find(|hook| hook["id"] == used["id"]).unwrap();
    let arguments: Vec<&str> = used["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(|argument| argument.as_str().unwrap())
        .collect();
    let folder = repository();
    // The runner appends the arguments to the entry, a script of the hook's repository.
    // `.ci/packaging` tries the real one.
    let entry = root().join(hook["entry"].as_str().unwrap());
    let program = env!("CARGO_BIN_EXE_patchfirst");
    let command = format!(
        "git init --quiet . && git add . && PATCHFIRST='{program}' '{}' {}",
        entry.display(),
        arguments.join(" ")
    );
    assert_eq!(sh(folder.path(), &command), 0);
    worsen(folder.path());
    assert_eq!(sh(folder.path(), &command), 10);
}

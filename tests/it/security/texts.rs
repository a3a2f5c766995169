//! Text from files does nothing but be read, wherever it is shown.

use super::Folder;
use crate::program::{Run, command, patchfirst_in, run};

/// Texts that do something where nobody takes care.
const HOSTILE: &str = "x ::stop-commands::x ##vso[task.prependpath]/evil ##[error]z [click](https://evil.example) {0} @octocat #1 GH-2 \
    \\e]0;PWN\\a \\u202E\\u200B\\u3164\\U000E0041 <script>x</script> | ::add-mask::a =1+1;=2";

/// An inventory and an advisory in which every text is hostile.
fn hostile() -> Folder {
    let folder = Folder::new();
    folder.write(
        "i.yaml",
        format!(
            "inventory: 1.0.0\nas_of: 2006-08-25\norganisation: \"{HOSTILE}\"\nsegments: {{office: {{users: 3}}, dmz: {{}}}}\nflows: {{internet -> dmz: [tcp/445]}}\n\
             hosts:\n  - {{name: web1, os: windows-2000, sp: 4, kind: server, segment: dmz, patches: [], owner: \"{HOSTILE}\"}}\n\
             \x20 - {{name: pc1, os: \"y {HOSTILE}\", kind: workstation, segment: office, owner: \"{HOSTILE}\"}}\n\
             \x20 - {{name: pc2, os: windows-xp, sp: 1, kind: workstation, segment: office, frozen: \"{HOSTILE}\", note: \"{HOSTILE}\"}}\n\
             \x20 - {{name: app1, os: evil-os, kind: server, segment: dmz, patches: []}}\n\
             accept:\n  - {{host: web1, advisory: MS06-040, reason: \"{HOSTILE}\", by: \"{HOSTILE}\", until: 2006-09-30}}\n"
        ),
    );
    folder.write(
        "adv/products.yaml",
        format!(
            "products:\n  - {{id: evil-os, name: \"{HOSTILE}\", nt: \"1.0\", listens: [tcp/445]}}\n"
        ),
    );
    folder.write(
        "adv/EV-1.yaml",
        format!(
            "id: EV-1\ntitle: \"{HOSTILE}\"\nimpact: \"{HOSTILE}\"\npublished: 2006-08-01\nvectors: [tcp/445]\nautomatable: true\naffected:\n  \
             - {{products: [evil-os], versions: \"*\", fixed_by: [fix-1], why: \"{HOSTILE}\"}}\n\
             timeline: [{{date: 2006-08-02, stage: exploit, name: \"{HOSTILE}\", source: \"{HOSTILE}\"}}]\n"
        ),
    );
    folder
}

/// Every output that there is.
const OUTPUTS: [&[&str]; 27] = [
    &["rank", "i.yaml"],
    &["rank", "i.yaml", "--all"],
    &["rank", "i.yaml", "--assume", "stage EV-1 worm"],
    &["rank", "i.yaml", "-f", "json"],
    &["rank", "i.yaml", "-f", "sarif"],
    &["rank", "i.yaml", "-f", "junit"],
    &["rank", "i.yaml", "-f", "csv"],
    &["rank", "i.yaml", "-f", "markdown"],
    &["plan", "i.yaml"],
    &["plan", "i.yaml", "-f", "json"],
    &["plan", "i.yaml", "-f", "csv"],
    &["plan", "i.yaml", "-f", "markdown"],
    &["report", "i.yaml"],
    &["report", "i.yaml", "-f", "markdown"],
    &["report", "i.yaml", "-f", "json"],
    &["report", "i.yaml", "-f", "csv"],
    &["explain", "i.yaml", "web1"],
    &["explain", "i.yaml", "app1"],
    &["explain", "i.yaml", "pc2"],
    &["graph", "i.yaml", "-f", "dot"],
    &["graph", "i.yaml", "-f", "mermaid"],
    &["graph", "i.yaml", "-f", "graphml"],
    &["graph", "i.yaml", "-f", "svg"],
    &["check", "i.yaml"],
    &["check", "i.yaml", "-f", "json"],
    &["check", "i.yaml", "-f", "gitlab"],
    &["diff", "i.yaml", "x.yaml"],
];

#[test]
fn no_output_carries_what_a_terminal_or_a_log_acts_on() {
    let folder = hostile();
    let more: [&[&str]; 6] = [
        &["check", "i.yaml", "-f", "sarif"],
        &["check", "i.yaml", "-f", "junit"],
        &["check", "i.yaml", "-f", "markdown"],
        &["check", "i.yaml", "-f", "csv"],
        &["advisories"],
        &["advisories", "EV-1"],
    ];
    for arguments in OUTPUTS.iter().chain(&more) {
        // Whatever the numbers are.
        let is_sampled = matches!(arguments[0], "rank" | "plan" | "report");
        let few: &[&str] = if is_sampled { &["--samples", "64"] } else { &[] };
        let all: Vec<&str> =
            arguments.iter().chain(few).copied().chain(["--advisories", "adv"]).collect();
        let Run { status, stdout, stderr } = patchfirst_in(folder.path(), &all);
        assert!(matches!(status, 0 | 10..=13), "{arguments:?}: {status} {stderr}");
        for text in [&stdout, &stderr] {
            let hostile =
                text.chars().find(|c| *c != '\n' && patchfirst::source::sanitize::is_hostile(*c));
            assert_eq!(hostile, None, "{arguments:?}: {text}");
            assert!(!text.contains("##vso[") && !text.contains("##["), "{arguments:?}: {text}");
            let command = text.lines().find(|line| {
                line.trim_start().starts_with("::") && !line.trim_start().starts_with("::before")
            });
            assert_eq!(command, None, "{arguments:?}");
        }
    }
}

#[test]
fn github_annotations_are_ours_alone() {
    let folder = hostile();
    let run =
        patchfirst_in(folder.path(), &["check", "i.yaml", "--advisories", "adv", "-f", "github"]);
    let ours = |line: &str| {
        ["::error ", "::warning ", "::notice "].iter().any(|kind| line.starts_with(kind))
    };
    assert!(!run.stdout.is_empty() && run.stdout.lines().all(ours), "{}", run.stdout);
}

#[test]
fn markdown_mentions_nobody_and_links_nowhere() {
    let folder = hostile();
    for arguments in [
        &["rank", "i.yaml", "-f", "markdown"][..],
        &["check", "i.yaml", "-f", "markdown"],
        &["plan", "i.yaml", "-f", "markdown"],
        &["report", "i.yaml", "-f", "markdown"],
    ] {
        let text =
            patchfirst_in(folder.path(), &[arguments, &["--advisories", "adv"]].concat()).stdout;
        for bad in ["@octocat", "&#64;octocat", "#1 ", "&#35;1", "https://evil", "GH-2", "<script"]
        {
            let found = text.find(bad).map(|at| {
                text[..at]
                    .chars()
                    .rev()
                    .take(60)
                    .collect::<String>()
                    .chars()
                    .rev()
                    .collect::<String>()
            });
            assert_eq!(found, None, "{bad} {arguments:?}");
        }
    }
}

#[test]
fn sarif_has_no_links_and_no_placeholders() {
    let folder = hostile();
    for arguments in [&["check", "i.yaml", "-f", "sarif"][..], &["rank", "i.yaml", "-f", "sarif"]] {
        let text =
            patchfirst_in(folder.path(), &[arguments, &["--advisories", "adv"]].concat()).stdout;
        for (there, part) in
            [(true, "\\\\[click\\\\]("), (true, " {{0}} "), (false, "[click]("), (false, " {0} ")]
        {
            assert_eq!(text.contains(part), there, "{part} {arguments:?}");
        }
        let log: serde_json::Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert!(run["automationDetails"]["id"].as_str().unwrap().ends_with('/'));
        assert!(
            run["tool"]["driver"]["fullName"].is_string()
                && run["tool"]["driver"]["informationUri"].is_string()
        );
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            assert!(rule["name"].as_str().unwrap().chars().all(char::is_alphanumeric), "{rule}");
            assert!(
                arguments[0] == "rank" || rule["helpUri"].as_str().unwrap().starts_with("https://"),
                "{rule}"
            );
        }
    }
}

#[test]
fn names_of_tests_are_unique_and_the_schema_of_xunit_holds() {
    let folder = hostile();
    let text =
        patchfirst_in(folder.path(), &["check", "i.yaml", "--advisories", "adv", "-f", "junit"])
            .stdout;
    let names: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("<testcase "))
        .map(|line| line.split("time=").next().unwrap())
        .collect();
    let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
    assert_eq!(names.len(), unique.len());
    assert!(!text.contains(" file=") && !text.contains(" line="), "{text}");
    let all = text.lines().find(|line| line.contains("<testsuites ")).unwrap();
    assert!(!all.contains("skipped"), "{all}");
}

#[test]
fn names_of_files_and_arguments_are_written_out() {
    let folder = Folder::new();
    let evil = "no\u{1b}]0;PWN\u{7}\n::error::pwn\u{202e}";
    let options: Vec<Vec<String>> = [
        ["rank", "x.yaml", "-o", &format!("{evil}/o")],
        ["check", "x.yaml", "--baseline", evil],
        ["report", "x.yaml", "--baseline", evil],
        ["report", "x.yaml", "--template", evil],
        ["import", "x.yaml", "--into", evil],
        ["check", "x.yaml", "-f", &format!("json={evil}/o")],
        ["rank", "x.yaml", "--assume", evil],
        ["rank", "x.yaml", "--assume", &format!("@{evil}")],
        ["rank", "x.yaml", "--advisories", evil],
        ["rank", "x.yaml", "--as-of", evil],
        ["rank", "x.yaml", "-f", evil],
        ["rank", "x.yaml", "--entries", &format!("internet,{evil}")],
        ["plan", "x.yaml", "--work", &format!("{evil}=3")],
        ["plan", "x.yaml", "--keep", evil],
        ["import", "x.yaml", "--map", &format!("{evil}=3")],
        ["import", "x.yaml", "--network", &format!("a={evil}")],
        ["import", "x.yaml", "--rule", evil],
        ["import", "x.yaml", "--from", evil],
        ["explain", "x.yaml", evil, "-q"],
        ["rank", "x.yaml", "-q", &format!("--{evil}")],
        ["rank", evil, "-q", "-q"],
    ]
    .iter()
    .map(|arguments| arguments.iter().map(|argument| (*argument).to_owned()).collect())
    .collect();
    for arguments in options {
        for colour in ["never", "always"] {
            let all: Vec<&str> =
                arguments.iter().map(String::as_str).chain(["--color", colour]).collect();
            let run = run(command(&all).current_dir(folder.path()));
            assert!(run.status > 0, "{all:?}");
            let text = run.stderr + &run.stdout;
            assert!(
                !text.contains("\u{1b}]") && !text.contains(['\u{7}', '\u{202e}', '\r']),
                "{all:?}: {text:?}"
            );
            assert!(
                !text.lines().any(|line| line.trim_start().starts_with("::")),
                "{all:?}: {text}"
            );
        }
    }
}

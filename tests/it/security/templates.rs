//! A template takes no more than it may have, and takes nothing with it.

use std::time::{Duration, Instant};

use super::Folder;
use crate::program::patchfirst_in;

/// Runs a template; `limits` are set by the shell before it.
fn rendered(text: &str) -> (i32, String) {
    let folder = Folder::new();
    folder.write("t.txt", text);
    let start = Instant::now();
    let run = patchfirst_in(
        folder.path(),
        &["report", "x.yaml", "-q", "--samples", "2", "--template", "t.txt"],
    );
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());
    assert_eq!(run.stdout.is_empty(), run.status != 0, "{}", run.stderr);
    (run.status, run.stderr + &run.stdout)
}

#[test]
fn nesting_is_refused_with_its_line() {
    let row = |part: &str, times: usize| format!("{{{{ {}1 }}}}", part.repeat(times));
    let elif = |times: usize| format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(times));
    let blocks =
        |times: usize| format!("{}x{}", "{% if 1 %}".repeat(times), "{% endif %}".repeat(times));
    let mut refused =
        vec![elif(9_000), blocks(5_000), row("(", 20_000), row("[", 20_000), row("{1:", 20_000)];
    refused.extend(
        ["-", "not ", "1+", "1~", "1 and ", "1 if 1 else ", "1 in ", "1 is defined and "]
            .map(|part| row(part, 60_000)),
    );
    refused.extend(
        [".a", "()", "|string", "[0]", " is defined"]
            .map(|part| format!("{{{{ facts{} }}}}", part.repeat(60_000))),
    );
    refused.push(format!("{{% set {}x = 1 %}}", "(".repeat(20_000)));
    for text in refused {
        let (status, said) = rendered(&format!("first\n{text}"));
        assert_eq!(status, 2, "{}: {said}", &text[..40]);
        assert!(
            said.contains("t.txt:2: syntax error") || said.contains("t.txt:1: syntax error"),
            "{}: {said}",
            &text[..40]
        );
    }
}

#[test]
fn memory_and_time_are_limited() {
    let doubled = "{% set ns = namespace(x=\"aaaaaaaaaaaaaaaa\") %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x|length }}";
    let nested = "{% set ns = namespace(x=[]) %}{% for i in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|length }}";
    let indented = "{{ \"a\\nb\\nc\"|indent(500000000)|length }}";
    let replaced = "{% set a = \"a\" * 1000000 %}{{ a|replace(\"a\", a)|length }}";
    let joined = "{% set a = \"a\" * 1000000 %}{{ range(100000)|join(a)|length }}";
    let printed = "{% set a = \"a\" * 1000000 %}{% for i in range(100000) %}{{ a }}{% endfor %}";
    let endless = "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}";
    for text in [doubled, nested, indented, replaced, joined, printed, endless] {
        let (status, said) = rendered(text);
        assert_eq!(status, 2, "{text}: {}", &said[..said.len().min(300)]);
        assert!(said.starts_with("error: "), "{text}: {said}");
    }
}

#[test]
fn a_template_apart_gets_the_values_of_the_built_in_one() {
    let folder = Folder::new();
    let page = std::fs::read_to_string(
        crate::program::root().join("src/report/management/template/report.html"),
    )
    .unwrap();
    folder.write("own.html", page);
    let in_folder = |arguments: &[&str]| patchfirst_in(folder.path(), arguments);
    let (own, built_in) = (
        in_folder(&["report", "x.yaml", "-q", "--template", "own.html"]),
        in_folder(&["report", "x.yaml", "-q"]),
    );
    assert_eq!(own.status, 0, "{}", own.stderr);
    assert!(own.stdout == built_in.stdout && own.stdout.len() > 10_000);
}

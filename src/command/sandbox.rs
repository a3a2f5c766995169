//! Somebody's template in a process of its own, whose memory and time are limited.
//!
//! The engine counts steps; it cannot count bytes, and what it does in one step may ask for
//! terabytes or nest without end. In a process of its own that ends in a message instead of taking
//! the machine with it.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context;
use patchfirst::report::management::{Template, TemplateError, document_errand, render_errand};
use patchfirst::source::Sources;

use crate::command::output::Output;
use crate::command::{Console, named};
use crate::exit::Exit;

/// Memory of the process, all that it maps included. The page of a long inventory takes a tenth.
const MEMORY: u64 = 1 << 30;
/// Seconds of computing.
const SECONDS: u64 = 60;
/// What a template may make.
const MAX_BYTES: usize = 128 << 20;

/// Renders an errand in another process.
pub(crate) fn render(errand: &str) -> anyhow::Result<Result<String, TemplateError>> {
    let program =
        std::env::current_exe().context("cannot find the program, to run the template apart")?;
    let mut command = Command::new(program);
    command
        .arg("render-template")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().context("cannot start a process for the template")?;
    // One that is gone already does not read; what it says then is worth nothing.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(errand.as_bytes()));
    let output = child.wait_with_output().context("cannot read what the template makes")?;
    let text = String::from_utf8(output.stdout).unwrap_or_default();
    match output.status.code() {
        Some(0) => Ok(Ok(text)),
        Some(2) => Ok(Err(serde_json::from_str(&text).unwrap_or_else(|_| exceeded()))),
        _ => Ok(Err(exceeded())),
    }
}

/// The template that a path names; `None` if none is asked for.
pub(crate) fn template(
    path: Option<&Path>,
    sources: &mut Sources,
    console: &Console,
) -> Result<Option<Template>, Exit> {
    let Some(path) = path else { return Ok(None) };
    let text = named::text(path, "the template", sources, console)?;
    let name = path.file_name().map_or_else(|| "template".into(), |name| name.to_string_lossy());
    Ok(Some(Template::named(name, text)))
}

/// Delivers what a template makes of a JSON document.
pub(crate) fn deliver(
    template: &Template,
    json: &str,
    output: &Output<'_>,
    console: &Console,
) -> anyhow::Result<Exit> {
    let text = match render(&document_errand(template, json))? {
        Ok(text) => text,
        Err(error) => {
            mistake(&error, "docs/json.md lists the values that templates are given", console);
            return Ok(Exit::Usage);
        }
    };
    deliver_rendered(template, &text, output, console)?;
    Ok(Exit::Done)
}

/// Delivers what a template made. What is neither markup nor data may be shown where lines can be
/// commands.
pub(crate) fn deliver_rendered(
    template: &Template,
    text: &str,
    output: &Output<'_>,
    console: &Console,
) -> anyhow::Result<()> {
    match template.is_prose() {
        true => output.deliver_page(text, console),
        false => output.deliver(text, console),
    }
}

/// Says what is wrong with a template, and where.
pub(crate) fn mistake(error: &TemplateError, help: &str, console: &Console) {
    let place =
        error.place.as_ref().map_or(String::new(), |(name, line)| format!("{name}:{line}: "));
    console.mistake(&format!("{place}{error}"), help);
}

fn exceeded() -> TemplateError {
    let message = format!(
        "the template takes more than it may have: {} MiB of memory, {SECONDS} s, or nesting without end",
        MEMORY >> 20
    );
    TemplateError { message, place: None }
}

/// The other process: limits itself, then renders what comes on standard input.
pub(crate) fn inside(console: &Console) -> anyhow::Result<Exit> {
    limit();
    let mut errand = String::new();
    std::io::stdin().read_to_string(&mut errand)?;
    let rendered = render_errand(&errand).and_then(|text| match text.len() <= MAX_BYTES {
        true => Ok(text),
        false => Err(TemplateError {
            message: format!("the template makes more than {} MiB", MAX_BYTES >> 20),
            place: None,
        }),
    });
    match rendered {
        Ok(text) => Output::STANDARD.deliver(&text, console).map(|()| Exit::Done),
        Err(error) => {
            Output::STANDARD.deliver(&serde_json::to_string(&error)?, console).map(|()| Exit::Usage)
        }
    }
}

/// Elsewhere than on Unix the process has no limits, but still dies alone.
#[cfg(not(unix))]
fn limit() {}

#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // No file with what was in memory is left behind.
    for (what, most) in [(Resource::As, MEMORY), (Resource::Cpu, SECONDS), (Resource::Core, 0)] {
        let most = getrlimit(what).maximum.map_or(most, |known| known.min(most));
        // Whoever cannot lower a limit has lower ones, or none that are kept.
        let _ = setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

//! What the argument parser says: help, and what is wrong with the arguments.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::ContextValue;
use patchfirst::source::sanitize;

/// Prints it where it belongs.
///
/// The parser repeats arguments as they are, and values of the settings file and of variables.
/// Somebody else may have chosen them, so whatever of them could move the cursor or begin a line is
/// written out; what the parser itself uses to colour its text stays.
pub(crate) fn print(error: &clap::Error) -> io::Result<()> {
    let text =
        neutral(error.render().ansi().to_string(), std::env::args_os().skip(1).chain(named(error)));
    let text = sanitize::page(&text);
    match error.use_stderr() {
        true => write(anstream::stderr(), &text),
        false => write(anstream::stdout(), &text),
    }
}

/// What the message names, wherever it comes from.
fn named(error: &clap::Error) -> impl Iterator<Item = OsString> {
    error.context().flat_map(|(_, value)| match value {
        ContextValue::String(text) => vec![text.into()],
        ContextValue::Strings(texts) => texts.iter().map(Into::into).collect(),
        _ => Vec::new(),
    })
}

fn write(mut to: impl Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The text with every argument, and every part of one that the parser may name, made harmless; the
/// longest first.
fn neutral(text: String, arguments: impl Iterator<Item = OsString>) -> String {
    let mut parts: Vec<String> =
        arguments.flat_map(|argument| parts(&argument.to_string_lossy())).collect();
    parts.retain(|part| sanitize::text(part) != *part);
    parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    parts.dedup();
    parts.iter().fold(text, |text, part| text.replace(part.as_str(), &sanitize::text(part)))
}

/// An argument, its halves around `=`, its items between commas, and each of these without blanks
/// around it.
fn parts(argument: &str) -> Vec<String> {
    let halves = argument.split_once('=').map_or_else(Vec::new, |(key, value)| vec![key, value]);
    let all = std::iter::once(argument).chain(halves);
    let items = all.flat_map(|part| std::iter::once(part).chain(part.split(',')));
    items.flat_map(|part| [part.to_owned(), part.trim().to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn arguments_are_written_out_and_colours_stay() {
        let arguments = ["--format=x\u{1b}[2J\n::error::y".into(), "a\u{202e}b,c\u{7}".into()];
        let text = "\u{1b}[31merror\u{1b}[0m: `x\u{1b}[2J\n::error::y` and `c\u{7}`".to_owned();
        assert_eq!(
            neutral(text, arguments.into_iter()),
            "\u{1b}[31merror\u{1b}[0m: `x\\u{1b}[2J\\n::error::y` and `c\\u{7}`"
        );
    }
}

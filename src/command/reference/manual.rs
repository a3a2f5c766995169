//! Manual pages: one per command, with examples and exit statuses, and one that leads to all.

use clap::Command;
use clap_mangen::Man;

use crate::cli::{EXIT_STATUS, examples};

/// A page and the name of its file.
pub(super) struct Page {
    pub(super) file: String,
    pub(super) text: String,
}

/// The page of the program and those of its commands.
pub(super) fn all(command: &Command) -> anyhow::Result<Vec<Page>> {
    let mut pages = vec![Page { file: "patchfirst.1".to_owned(), text: of(command, None)? }];
    for sub in shown(command) {
        pages.push(Page {
            file: format!("patchfirst-{}.1", sub.get_name()),
            text: of(command, Some(sub))?,
        });
    }
    Ok(pages)
}

/// The page of a command, or of the program.
pub(super) fn of(command: &Command, sub: Option<&Command>) -> anyhow::Result<String> {
    // What follows the help has sections of its own here.
    let described = sub.unwrap_or(command).clone().after_help("").after_long_help("");
    let man = Man::new(described);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if sub.is_none() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut page = String::from_utf8(page)?;
    page += &example_section(
        sub.map(|sub| examples(sub.get_name())).unwrap_or(&["patchfirst", "patchfirst demo"]),
    );
    page += &exit_section();
    page += &see_also(command, sub);
    Ok(page)
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

fn example_section(examples: &[&str]) -> String {
    let lines =
        examples.iter().map(|example| format!(".PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example)));
    format!(".SH EXAMPLES\n{}", lines.collect::<String>())
}

fn exit_section() -> String {
    let lines = EXIT_STATUS.lines().skip(1).filter_map(|line| line.trim_start().split_once(' '));
    let items =
        lines.map(|(status, meaning)| format!(".TP\n\\fB{status}\\fR\n{}\n", roff(meaning.trim())));
    format!(".SH \"EXIT STATUS\"\n{}", items.collect::<String>())
}

fn see_also(command: &Command, sub: Option<&Command>) -> String {
    let pages = match sub {
        Some(_) => "patchfirst(1)".to_owned(),
        None => shown(command)
            .map(|sub| format!("patchfirst\\-{}(1)", roff(sub.get_name())))
            .collect::<Vec<_>>()
            .join(", "),
    };
    format!(".SH \"SEE ALSO\"\n{pages}\n")
}

/// A line of text: dashes and backslashes as they are written, no line a request.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

//! The command line as a page: the help texts, one section per command.

use clap::Command;

/// Columns of the help texts.
const WIDTH: usize = 100;

pub(super) fn render(command: Command) -> String {
    let mut command = command.term_width(WIDTH).color(clap::ColorChoice::Never);
    command.build();
    let mut page = "# Command line\n\nMade from the help texts; `patchfirst <command> --help` shows the same.\n".to_owned();
    page += &section(&command, "patchfirst");
    for sub in
        command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
    {
        page += &section(sub, &format!("patchfirst {}", sub.get_name()));
    }
    page
}

fn section(command: &Command, title: &str) -> String {
    let help = command.clone().term_width(WIDTH).render_long_help().to_string();
    let lines: String = help.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    format!("\n## {title}\n\n```text\n{}\n```\n", lines.trim_end())
}

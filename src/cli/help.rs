//! What every command's help begins with: two examples. The manual pages show them too.

use clap::Command;

/// The heading of options that most commands have.
pub(crate) const COMMON: &str = "Common options";

/// Two examples of each command, in the order in which people need them.
const EXAMPLES: &[(&str, [&str; 2])] = &[
    (
        "import",
        [
            "patchfirst import exports/ -o inventory.yaml",
            "patchfirst import scan.xml hosts.csv --into inventory.yaml --dry-run",
        ],
    ),
    ("init", ["patchfirst init", "patchfirst init network/inventory.yaml"]),
    ("demo", ["patchfirst demo", "patchfirst demo /tmp/demo"]),
    (
        "rank",
        ["patchfirst rank inventory.yaml", "patchfirst rank inventory.yaml --top 0 -o ranking.csv"],
    ),
    (
        "plan",
        [
            "patchfirst plan inventory.yaml --staff 2 --hours 8",
            "patchfirst plan inventory.yaml --on saturday --compare saturday,monday",
        ],
    ),
    (
        "report",
        [
            "patchfirst report inventory.yaml -o report.html",
            "patchfirst report inventory.yaml --baseline friday.json -o report.html",
        ],
    ),
    (
        "explain",
        [
            "patchfirst explain inventory.yaml files1",
            "patchfirst explain inventory.yaml --path-to files1 --from internet",
        ],
    ),
    (
        "graph",
        [
            "patchfirst graph inventory.yaml -o network.svg",
            "patchfirst graph inventory.yaml --assume 'block office -> servers' -o network.svg",
        ],
    ),
    (
        "sensitivity",
        ["patchfirst sensitivity inventory.yaml", "patchfirst sensitivity inventory.yaml -f json"],
    ),
    (
        "check",
        [
            "patchfirst check inventory.yaml",
            "patchfirst check inventory.yaml --fail-on warning --format sarif=findings.sarif",
        ],
    ),
    (
        "diff",
        [
            "patchfirst diff friday.yaml monday.yaml",
            "patchfirst diff friday.json monday.json --fail-on-new",
        ],
    ),
    ("advisories", ["patchfirst advisories", "patchfirst advisories MS06-040"]),
    (
        "flows",
        [
            "patchfirst flows explain 'office -> servers tcp/445' core.cfg --network office=10.3.0.0/16",
            "patchfirst flows explain 'office -> servers/dc1 tcp/445' core.cfg edge.rules --inventory inventory.yaml",
        ],
    ),
    ("schema", ["patchfirst schema inventory > inventory.schema.json", "patchfirst schema rank"]),
    (
        "completions",
        [
            "source <(patchfirst completions bash)",
            "patchfirst completions zsh > ~/.zfunc/_patchfirst",
        ],
    ),
    ("man", ["patchfirst man rank | man -l -", "patchfirst man --to ~/.local/share/man/man1"]),
];

/// The examples of a command; none of one that has no help of its own.
pub(crate) fn examples(command: &str) -> &'static [&'static str] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

/// Puts the examples of each command before its options.
pub(crate) fn with_examples(command: Command) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.iter().fold(command, |command, name| match examples(name) {
        [] => command,
        examples => command.mut_subcommand(name, |sub| sub.help_template(template(examples))),
    })
}

fn template(examples: &[&str]) -> String {
    let lines: String = examples.iter().map(|example| format!("  {example}\n")).collect();
    format!(
        "{{about-with-newline}}\n{lines}\n{{usage-heading}} {{usage}}\n\n{{all-args}}{{after-help}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_shown_has_examples() {
        let command = crate::cli::command();
        let shown =
            command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
        for sub in shown {
            let examples = examples(sub.get_name());
            assert!(!examples.is_empty(), "{} has no examples", sub.get_name());
            assert!(
                examples
                    .iter()
                    .all(|example| example.contains(&format!("patchfirst {}", sub.get_name()))),
                "{examples:?}"
            );
        }
    }

    #[test]
    fn every_example_is_a_command_line_that_is_understood() {
        for example in EXAMPLES.iter().flat_map(|(_, examples)| examples) {
            let line = example
                .split(['|', '>'])
                .next()
                .unwrap_or_default()
                .replace("source <(", "")
                .replace(')', "");
            // An arrow in quotes is no redirection; questions are read by a test of their own.
            if example.contains("'office -> servers") {
                continue;
            }
            let line = if example.contains("'block") {
                "patchfirst graph i.yaml -o network.svg".to_owned()
            } else {
                line
            };
            if line.contains("--help")
                || crate::cli::command()
                    .find_subcommand(line.split(' ').nth(1).unwrap_or_default())
                    .is_none()
            {
                continue;
            }
            let read = crate::cli::command().try_get_matches_from(line.split_whitespace());
            assert!(
                read.is_ok(),
                "{example}: {}",
                read.err().map(|error| error.to_string()).unwrap_or_default()
            );
        }
    }
}

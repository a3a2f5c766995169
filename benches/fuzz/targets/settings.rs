//! What the command line reads itself: `patchfirst.toml`, and the people and hours of `--shift`.

use std::sync::LazyLock;

use clap::{Arg, ArgAction, Command};

#[allow(dead_code, reason = "the rest is for the program")]
#[path = "../../../src/cli/crew.rs"]
mod crew;
#[allow(dead_code, reason = "the rest is for the program")]
#[path = "../../../src/cli/settings.rs"]
mod file;

/// A command line with an option of each kind, and those that a file may not set.
static COMMAND: LazyLock<Command> = LazyLock::new(|| {
    let named = |name: &'static str| Arg::new(name).long(name);
    let rank = Command::new("rank").args([
        named("top").value_parser(clap::value_parser!(u32)),
        named("quiet").action(ArgAction::SetTrue),
        named("assume").action(ArgAction::Append),
        named("allow").value_delimiter(','),
        named("advisories").action(ArgAction::Append),
        named("format").value_parser(["table", "json"]),
        named("allow-outside").action(ArgAction::SetTrue),
        named("into"),
        named("summary"),
        Arg::new("inventory"),
    ]);
    Command::new("patchfirst")
        .args([named("color"), named("threads").value_parser(clap::value_parser!(u16))])
        .subcommand(rank)
});

/// As `patchfirst.toml`: what it may not set is refused, and every mistake says where it is.
pub fn settings(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match file::Settings::of_text(&text, &COMMAND) {
        Ok(settings) => {
            for option in ["--allow-outside", "--into", "--summary"] {
                assert!(settings.origin(option).is_none(), "the file sets {option}");
            }
            // Values are kept for as long as the program runs, so that only some texts go through
            // the whole command line.
            if bytes.len().is_multiple_of(64) {
                let _ =
                    settings.apply(COMMAND.clone()).try_get_matches_from(["patchfirst", "rank"]);
            }
        }
        Err(mistakes) => assert!(
            !mistakes.is_empty() && mistakes.iter().all(|mistake| mistake.starts_with(file::FILE)),
            "{mistakes:?}"
        ),
    }
}

/// As `2x8h`, a line at a time: people and minutes are within their limits.
pub fn shifts(_: &str, bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines().take(40) {
        if let Some((day, (staff, minutes))) = crew::shift(line) {
            assert!(
                !day.is_empty() && (1..=patchfirst::inventory::plan::MAX_STAFF).contains(&staff)
            );
            assert!(
                (1..=(patchfirst::inventory::plan::MAX_HOURS * 60.0) as u64).contains(&minutes),
                "{line}"
            );
        }
    }
}

//! Defaults of options from `patchfirst.toml` and from `PATCHFIRST_…` variables.
//!
//! Every option can be set under its long name: for all commands that have it at the head of the
//! file, for one command in a table of its name. A variable goes before the file, and what is typed
//! goes before both.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Command};
use patchfirst::diagnostic::suggest;
use patchfirst::source::{ReadError, Sources, stays_below};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file, in the folder in which the program is started.
pub(crate) const FILE: &str = "patchfirst.toml";
/// An inventory of this name is the one that is meant where none is named.
const INVENTORY: &str = "inventory.yaml";
/// Options that say what this very run is to do.
const NEVER: [&str; 6] = ["help", "version", "output", "fix", "diff", "dry-run"];

/// Options that the file cannot set: it may come with an inventory of somebody else's, who is not
/// to say where this run writes, and what it may read.
const NOT_BY_FILE: [&str; 3] = ["allow-outside", "into", "summary"];
/// Options that name files to read.
const READING: [&str; 5] = ["advisories", "baseline", "inventory", "template", "theme"];

/// One option that is set.
#[derive(Clone, Debug)]
struct Setting {
    /// The only command it is for.
    command: Option<String>,
    /// The long name of an option, or `inventory`.
    option: String,
    values: Vec<OsString>,
    /// Where it stands: `patchfirst.toml:3`, `PATCHFIRST_STAFF`.
    origin: String,
}

/// All that is set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings(Vec<Setting>);

impl Settings {
    /// Reads the file, if it is there, and the variables. All mistakes at once.
    pub(crate) fn read(command: &Command) -> Result<Self, Vec<String>> {
        let mut settings = inventory_beside().into_iter().collect::<Vec<_>>();
        let mut mistakes = Vec::new();
        let mut sources = Sources::default();
        match sources.load_below(Path::new(""), FILE) {
            Ok(source) => match Self::of_text(&sources.get(source).text, command) {
                Ok(more) => settings.extend(more.0),
                Err(more) => mistakes.extend(more),
            },
            Err(ReadError::Missing) => {}
            Err(error) => mistakes.push(format!("cannot read {FILE}: {error}")),
        }
        settings.extend(options(command).iter().filter_map(|option| variable(option, command)));
        if mistakes.is_empty() { Ok(Self(settings)) } else { Err(mistakes) }
    }

    /// What the text of the file sets. All mistakes at once.
    pub(crate) fn of_text(text: &str, command: &Command) -> Result<Self, Vec<String>> {
        let (mut settings, mut mistakes) = (Vec::new(), Vec::new());
        of_file(text, command, &mut settings, &mut mistakes);
        if mistakes.is_empty() { Ok(Self(settings)) } else { Err(mistakes) }
    }

    /// Whether an inventory is meant where none is named.
    pub(crate) fn has_inventory(&self) -> bool {
        self.0.iter().any(|setting| setting.option == "inventory")
    }

    /// The inventory that is meant where none is named.
    pub(crate) fn inventory(&self) -> PathBuf {
        let last = self
            .0
            .iter()
            .rev()
            .find(|setting| setting.option == "inventory")
            .and_then(|setting| setting.values.first());
        last.map(PathBuf::from).unwrap_or_default()
    }

    /// Makes defaults of what is set.
    pub(crate) fn apply(&self, command: Command) -> Command {
        let subs: Vec<String> =
            command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let command = self.0.iter().filter(|setting| setting.command.is_none()).fold(command, set);
        subs.iter().fold(command, |command, name| {
            let mine =
                |setting: &&Setting| setting.command.as_ref().is_none_or(|only| only == name);
            command.mut_subcommand(name, |sub| self.0.iter().filter(mine).fold(sub, set))
        })
    }

    /// Where a value comes from that was not typed.
    pub(crate) fn origin(&self, option: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|setting| format!("--{}", setting.option) == option)
            .map(|setting| setting.origin.as_str())
    }
}

/// The inventory in this folder.
fn inventory_beside() -> Option<Setting> {
    let values = vec![INVENTORY.into()];
    Path::new(INVENTORY).is_file().then(|| Setting {
        command: None,
        option: "inventory".into(),
        values,
        origin: "this folder".into(),
    })
}

/// Every option that can be set, and `inventory`.
fn options(command: &Command) -> Vec<String> {
    let all =
        command.get_arguments().chain(command.get_subcommands().flat_map(Command::get_arguments));
    let mut names: Vec<String> = all
        .filter_map(clap::Arg::get_long)
        .filter(|name| !NEVER.contains(name))
        .map(str::to_owned)
        .collect();
    names.push("inventory".to_owned());
    names.sort();
    names.dedup();
    names
}

/// `PATCHFIRST_UNKNOWN_FLOWS` for `--unknown-flows`. Options that can be repeated take a list with
/// commas.
fn variable(option: &str, command: &Command) -> Option<Setting> {
    let origin = format!("PATCHFIRST_{}", option.to_uppercase().replace('-', "_"));
    let value = std::env::var_os(&origin).filter(|value| !value.is_empty())?;
    let subs = command.get_subcommands().flat_map(Command::get_arguments);
    let mut same = command.get_arguments().chain(subs).filter(|arg| arg.get_long() == Some(option));
    let repeated = same.any(|arg| {
        matches!(arg.get_action(), ArgAction::Append) && arg.get_value_delimiter().is_none()
    });
    let values = match value.to_str() {
        Some(text) if repeated => text.split(',').map(|one| one.trim().into()).collect(),
        _ => vec![value],
    };
    Some(Setting { command: None, option: option.to_owned(), values, origin })
}

fn of_file(text: &str, command: &Command, settings: &mut Vec<Setting>, mistakes: &mut Vec<String>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    mistakes.extend(errors.iter().map(|error| {
        let place =
            error.span().map_or(String::new(), |span| format!(":{}", line(text, span.start)));
        format!("{FILE}{place}: {}", error.message())
    }));
    for (key, value) in table.get_ref() {
        let sub =
            command.find_subcommand(key.get_ref().as_ref()).filter(|sub| sub.get_name() != "help");
        match (value.get_ref(), sub) {
            (DeValue::Table(inner), Some(sub)) => {
                for (key, value) in inner {
                    one(text, Some(sub), command, (key, value), settings, mistakes);
                }
            }
            _ => one(text, None, command, (key, value), settings, mistakes),
        }
    }
}

type Entry<'a> = (&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>);

fn one(
    text: &str,
    sub: Option<&Command>,
    command: &Command,
    (key, value): Entry<'_>,
    settings: &mut Vec<Setting>,
    mistakes: &mut Vec<String>,
) {
    let name = key.get_ref().as_ref();
    let origin = format!("{FILE}:{}", line(text, key.span().start));
    let known = match sub {
        Some(sub) => options(&Command::new("one").args(sub.get_arguments().cloned())),
        None => options(command),
    };
    if !known.iter().any(|option| option == name) {
        let names = known
            .iter()
            .map(String::as_str)
            .chain(command.get_subcommands().map(Command::get_name));
        mistakes
            .push(format!("{origin}: there is no option `{name}`; {}", suggest::help(name, names)));
        return;
    }
    match values(value.get_ref()) {
        Some(values) if values.iter().any(|value| is_foreign(name, &value.to_string_lossy())) => {
            mistakes.push(format!("{origin}: `{name}` may only name what is to be read, in this folder; type it, or set a variable"));
        }
        Some(values) => settings.push(Setting {
            command: sub.map(|sub| sub.get_name().to_owned()),
            option: name.to_owned(),
            values,
            origin,
        }),
        None => mistakes
            .push(format!("{origin}: `{name}` takes a text, a number, true, or a list of them")),
    }
}

/// Whether the file would have something written, or something read that is not below its folder.
fn is_foreign(option: &str, value: &str) -> bool {
    let outside = |path: &str| !stays_below(Path::new(""), Path::new(path)).unwrap_or(true);
    match option {
        _ if NOT_BY_FILE.contains(&option) => true,
        "format" => value.contains('='),
        "assume" => value.strip_prefix('@').is_some_and(outside),
        _ => READING.contains(&option) && outside(value),
    }
}

/// What would be typed. `false` is how an option is that is not given.
fn values(value: &DeValue<'_>) -> Option<Vec<OsString>> {
    match value {
        DeValue::String(text) => Some(vec![text.as_ref().into()]),
        DeValue::Integer(number) => Some(vec![number.to_string().into()]),
        DeValue::Float(number) => Some(vec![number.to_string().into()]),
        DeValue::Boolean(yes) => Some(vec![yes.to_string().into()]),
        DeValue::Datetime(day) => Some(vec![day.to_string().into()]),
        DeValue::Array(all) => all
            .iter()
            .map(|one| values(one.get_ref()))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.concat()),
        DeValue::Table(_) => None,
    }
}

fn line(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

/// Makes a default of a setting, in a command that has the option.
fn set(command: Command, setting: &Setting) -> Command {
    let positional = setting.option == "inventory";
    // Both sides of a comparison are named.
    if positional && command.get_name() == "diff" {
        return command;
    }
    let is_meant = |arg: &&clap::Arg| match positional {
        true => arg.is_positional() && matches!(arg.get_id().as_str(), "inventory" | "inventories"),
        false => arg.get_long() == Some(setting.option.as_str()),
    };
    let Some(id) = command.get_arguments().find(is_meant).map(|arg| arg.get_id().clone()) else {
        return command;
    };
    // The command line lives as long as the program does.
    let values: Vec<&'static std::ffi::OsStr> =
        setting.values.iter().map(|value| &*Box::leak(value.clone().into_boxed_os_str())).collect();
    command.mut_arg(id, |arg| arg.required(false).default_values(values))
}

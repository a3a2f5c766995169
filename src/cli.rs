//! The command line: types only. What the options mean is in their help texts and in `docs/cli.md`.
//!
//! Here is what commands share; what only one of them takes is in the file of its name.

mod advisories;
mod check;
mod complete;
mod completions;
pub(crate) mod crew;
mod demo;
mod diff;
mod explain;
mod filter;
mod flows;
mod graph;
mod help;
mod import;
mod init;
mod man;
mod output;
mod plan;
mod rank;
mod report;
mod schema;
mod sensitivity;
mod settings;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::TypedValueParser;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCandidates;
use jiff::civil::Date;
use patchfirst::source::Outside;
use patchfirst::term::day::MAX_HORIZON;
use patchfirst::term::entry::Entry;

pub(crate) use self::advisories::{
    AdvisoriesAction, AdvisoriesArgs, FolderArgs, ImportFeedArgs, LintArgs, ListFormat, StageName,
};
pub(crate) use self::check::{CheckArgs, Choice, FindingsFormat, FormatTo, SeverityName};
pub(crate) use self::complete::answer as complete;
pub(crate) use self::completions::CompletionsArgs;
pub(crate) use self::demo::DemoArgs;
pub(crate) use self::diff::{DiffArgs, DiffFormat};
pub(crate) use self::explain::ExplainArgs;
pub(crate) use self::filter::FilterArgs;
pub(crate) use self::flows::{FlowsArgs, FlowsCommand, FlowsExplainArgs};
pub(crate) use self::graph::{GraphArgs, GraphFormat};
pub(crate) use self::help::examples;
pub(crate) use self::import::{ImportArgs, sorted_out};
pub(crate) use self::init::InitArgs;
pub(crate) use self::man::ManArgs;
pub(crate) use self::plan::{PlanArgs, PlanFormat, WorkArgs};
pub(crate) use self::rank::{RankArgs, RankFormat};
pub(crate) use self::report::{ReportArgs, ReportFormat};
pub(crate) use self::schema::{SchemaArgs, SchemaName};
pub(crate) use self::sensitivity::{SensitivityArgs, SensitivityFormat};

pub(crate) const EXIT_STATUS: &str = "Exit status:
  0  done
  1  the tool or the outside world failed
  2  wrong usage, or an input file that cannot be used as it is
  3  nothing usable: no hosts, or no advisory applies to any product in the inventory
 10  a finding is as bad as --fail-on names
 11  something is worse than before, or not in the baseline (--fail-on-new)
 12  the inventory check failed
 13  an accepted risk has expired or matches nothing (--deny-stale-accepts)";

/// How options are set that are not typed.
const SETTINGS: &str = "Settings:
  patchfirst.toml in this folder sets the inventory and defaults of options: staff = 3, or
  [rank] top = 40. Variables go before it: PATCHFIRST_STAFF=3. What is typed goes before both.";

/// Which hosts do we patch first?
///
/// Reads an inventory of hosts, segments and flows, matches it against the built-in advisories, and
/// ranks the hosts by the loss that patching each one averts: paths from the internet, from
/// insiders and from laptops that return infected included.
#[derive(Debug, Parser)]
#[command(name = "patchfirst", version, after_help = format!("{EXIT_STATUS}\n\n{SETTINGS}"), max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do; without it, the answer for the inventory of this folder in five lines
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// When to use colour
    #[arg(long, global = true, help_heading = help::COMMON, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,

    /// Print only errors to standard error
    #[arg(short, long, global = true, help_heading = help::COMMON)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an inventory of the exports, scans and command output people already have
    Import(ImportArgs),
    /// Say what the rules of firewalls let through, and why
    Flows(FlowsArgs),
    /// Write a commented inventory to start from
    Init(InitArgs),
    /// Write an example and its report, to see what this is about
    Demo(DemoArgs),
    /// Rank the hosts by the loss that patching each one averts
    Rank(RankArgs),
    /// Plan what to do with the staff there is, and whether it is worth calling them in
    Plan(PlanArgs),
    /// Write a report for management: one page for the manager, the details for the administrator
    Report(ReportArgs),
    /// Compare two inventories, or two rankings in JSON: what was fixed, what is new, what moved
    /// and why
    Diff(DiffArgs),
    /// Say why a host stands where it stands
    Explain(ExplainArgs),
    /// Say what the answer hangs on: each rate at half and double its odds
    Sensitivity(SensitivityArgs),
    /// Draw the network: segments, flows, ways in, and the doors worth closing
    Graph(GraphArgs),
    /// List the advisories, or show one
    Advisories(AdvisoriesArgs),
    /// Check inventories: well-formed, plausible, within policy, no worse than before
    Check(CheckArgs),
    /// Print the JSON Schema of a format
    Schema(SchemaArgs),
    /// Print a script that completes commands in a shell
    Completions(CompletionsArgs),
    /// Print the manual page of a command
    Man(ManArgs),
    /// Render a template within limits: `report` runs this in a process of its own
    #[command(hide = true)]
    RenderTemplate,
    /// Print the reference of all commands as Markdown
    #[command(hide = true)]
    Reference,
}

impl Command {
    /// How many threads to use, if that was said.
    pub(crate) fn threads(&self) -> Option<u16> {
        match self {
            Self::Rank(args) => args.model.threads,
            Self::Plan(args) => args.model.threads,
            Self::Report(args) => args.model.threads,
            Self::Diff(args) => args.model.threads,
            Self::Explain(args) => args.model.threads,
            Self::Graph(args) => args.model.threads,
            Self::Sensitivity(args) => args.model.threads,
            Self::Check(args) => args.threads,
            // Each thread takes memory of what it may have.
            Self::RenderTemplate => Some(1),
            _ => None,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal unless NO_COLOR is set, elsewhere if FORCE_COLOR is
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What every command that estimates the risk takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct ModelArgs {
    /// The inventory, a folder that holds one, or - for standard input
    #[arg(value_name = "INVENTORY", index = 1, value_parser = inventory())]
    pub(crate) inventory: PathBuf,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, help_heading = help::COMMON, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,

    /// What was known on this day counts [default: the inventory's `as_of`, else today]
    #[arg(long, help_heading = help::COMMON, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    /// How many days count, today included [default: the inventory's, else up to the first workday
    /// from the third day on]
    #[arg(long, help_heading = help::COMMON, value_name = "DAYS", value_parser = days)]
    pub(crate) horizon: Option<u32>,

    /// The next regular patch window: the horizon ends the day before
    #[arg(long, help_heading = help::COMMON, value_name = "DATE", value_parser = date, conflicts_with = "horizon")]
    pub(crate) window: Option<Date>,

    /// How many samples to draw; `auto` computes small networks exactly and stops when the order is
    /// settled, at 16,000 at most, fewer on very large networks
    #[arg(long, help_heading = help::COMMON, value_name = "N|auto", default_value = "auto")]
    pub(crate) samples: Samples,

    /// What the random numbers depend on: the same seed gives the same bytes
    #[arg(long, help_heading = help::COMMON, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// The ways in to consider
    #[arg(long, help_heading = help::COMMON, value_name = "LIST", value_delimiter = ',', default_value = "internet,roaming,insider,mail,infected")]
    pub(crate) entries: Vec<EntryName>,

    /// What to make of flows whose ports are not known
    #[arg(long, help_heading = help::COMMON, value_name = "HOW", default_value = "open")]
    pub(crate) unknown_flows: Flows,

    /// Assume that everything that can happen does
    #[arg(long, help_heading = help::COMMON)]
    pub(crate) worst_case: bool,

    /// Let inventories name files outside their own folder; whoever wrote the inventory can then
    /// have any of your files read
    #[arg(long)]
    pub(crate) allow_outside: bool,

    /// Go on although a product is one letter off from a known one: its hosts are not assessed
    #[arg(long, help_heading = help::COMMON)]
    pub(crate) allow_unassessed: bool,

    /// How many threads to use [default: one per processor]
    #[arg(long, help_heading = help::COMMON, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

impl ModelArgs {
    /// Whether files may name files outside their folder.
    pub(crate) fn outside(&self) -> Outside {
        outside(self.allow_outside)
    }
}

/// Whether files may name files outside their folder.
pub(crate) fn outside(allowed: bool) -> Outside {
    if allowed { Outside::Allowed } else { Outside::Refused }
}

/// What is assumed beyond the inventory.
#[derive(Debug, Default, Args)]
pub(crate) struct AssumeArgs {
    /// What if: `patch HOST`, `patch group gN`, `patch all ADVISORY`, `block A -> B`, `open A -> B
    /// PORTS`, `quarantine SEGMENT`, `infected HOST`, `insider SEGMENT`, `stage ADVISORY STAGE`;
    /// @FILE reads one a line; may be repeated
    #[arg(long, value_name = "WHAT", add = ArgValueCandidates::new(complete::assumptions))]
    pub(crate) assume: Vec<String>,
}

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EntryName {
    /// Attackers on the internet
    Internet,
    /// Laptops infected while outside
    Roaming,
    /// Insiders
    Insider,
    /// Trojans that somebody runs
    Mail,
    /// Hosts that are known to be infected
    Infected,
}

impl From<EntryName> for Entry {
    fn from(name: EntryName) -> Self {
        match name {
            EntryName::Internet => Self::Internet,
            EntryName::Roaming => Self::Roaming,
            EntryName::Insider => Self::Insider,
            EntryName::Mail => Self::Mail,
            EntryName::Infected => Self::Infected,
        }
    }
}

/// What to make of flows whose ports are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flows {
    /// They are open: unknown is not clean
    Open,
    /// They are blocked
    Blocked,
}

/// A number of samples, or `auto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Samples {
    Auto,
    Fixed(u64),
}

impl FromStr for Samples {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            _ if text == "auto" => Ok(Self::Auto),
            Ok(n @ 2..=10_000_000) => Ok(Self::Fixed(n)),
            _ => Err("must be `auto` or a number between 2 and 10000000".to_owned()),
        }
    }
}

/// How many days count.
fn days(text: &str) -> Result<u32, String> {
    let days = text.parse().ok().filter(|days| (1..=MAX_HORIZON).contains(days));
    days.ok_or_else(|| "write a number of days from 1 to 366, such as 4".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    patchfirst::source::yaml::date(text)
        .ok_or_else(|| "write year-month-day, such as 2006-08-25".to_owned())
}

/// The command line without settings, as help and manual pages show it.
pub(crate) fn command() -> clap::Command {
    help::with_examples(Cli::command())
}

/// Why there is nothing to do.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Help or the version was asked for, or what was typed is wrong; with where a value comes from
    /// that was not typed.
    Typed(clap::Error, Option<String>),
    /// The settings are wrong: one sentence for each mistake.
    Settings(Vec<String>),
}

/// What was typed and nothing else.
pub(crate) fn parse_bare(typed: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command().try_get_matches_from(typed)?)
}

/// What was typed, on top of the settings of this folder and of the environment.
pub(crate) fn parse(typed: impl IntoIterator<Item = OsString>) -> Result<Cli, Refused> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let settings = settings::Settings::read(&command()).map_err(Refused::Settings)?;
    let wrong = |error: clap::Error| {
        let of = error.get(clap::error::ContextKind::InvalidArg).map(|arg| arg.to_string());
        let option = of.as_deref().and_then(|arg| arg.split([' ', '=']).next()).unwrap_or_default();
        let origin = settings
            .origin(option)
            .filter(|_| !typed.iter().any(|word| word.to_string_lossy().starts_with(option)));
        Refused::Typed(error, origin.map(str::to_owned))
    };
    let alone = typed.iter().any(|word| word == "--advisories")
        && typed.get(1).is_some_and(|command| command == "check");
    let command = if alone { command() } else { settings.apply(command()) };
    let matches = command.try_get_matches_from(&typed).map_err(wrong)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(wrong)?;
    if let (Some(Command::Explain(args)), Some((_, sub)), true) =
        (&mut cli.command, matches.subcommand(), settings.has_inventory())
    {
        let named = sub.value_source("inventory") == Some(ValueSource::CommandLine);
        args.host_of_default(named, &settings.inventory());
    }
    Ok(cli)
}

/// Reads the name of an inventory, or of a folder that holds one.
fn inventory() -> impl TypedValueParser<Value = PathBuf> {
    clap::builder::PathBufValueParser::new().try_map(inventory_in)
}

/// The inventory in a folder; any other name is the inventory's own.
fn inventory_in(path: PathBuf) -> Result<PathBuf, String> {
    if !path.is_dir() {
        return Ok(path);
    }
    let named = ["inventory.yaml", "inventory.yml"].map(|name| path.join(name));
    if let Some(found) = named.into_iter().find(|file| file.is_file()) {
        return Ok(found);
    }
    let ending =
        |file: &Path| file.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let files = path.read_dir().map_err(|error| format!("the folder cannot be read: {error}"))?;
    let mut files: Vec<PathBuf> =
        files.filter_map(|entry| Some(entry.ok()?.path())).filter(|file| ending(file)).collect();
    match (files.pop(), files.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => {
            Err("the folder holds several files of YAML and none is called inventory.yaml; name the one that is meant".into())
        }
        (None, _) => {
            Err("the folder holds no inventory.yaml; `patchfirst init` writes one, `patchfirst import` makes one of exports".into())
        }
    }
}

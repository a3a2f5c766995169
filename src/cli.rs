//! The command line: types only. What the options mean is in their help texts and in `docs/cli.md`.
//!
//! Here is what commands share; what only one of them takes is in the file of its name.

mod advisories;
mod check;
mod completions;
mod diff;
mod explain;
mod flows;
mod graph;
mod import;
mod init;
mod plan;
mod rank;
mod report;
mod schema;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use patchfirst::term::entry::Entry;

pub(crate) use self::advisories::AdvisoriesArgs;
pub(crate) use self::check::{CheckArgs, FindingsFormat, FormatTo, SeverityName};
pub(crate) use self::completions::CompletionsArgs;
pub(crate) use self::diff::{DiffArgs, DiffFormat};
pub(crate) use self::explain::ExplainArgs;
pub(crate) use self::flows::{FlowsArgs, FlowsCommand, FlowsExplainArgs};
pub(crate) use self::graph::{GraphArgs, GraphFormat};
pub(crate) use self::import::ImportArgs;
pub(crate) use self::init::InitArgs;
pub(crate) use self::plan::{PlanArgs, PlanFormat, WorkArgs};
pub(crate) use self::rank::{RankArgs, RankFormat};
pub(crate) use self::report::{ReportArgs, ReportFormat};
pub(crate) use self::schema::{SchemaArgs, SchemaName};

const EXIT_STATUS: &str = "Exit status:
  0  done
  1  the tool or the outside world failed
  2  wrong usage, or an input file that cannot be used as it is
  3  nothing usable: no hosts, or no advisory applies to any product in the inventory
 10  a finding is as bad as --fail-on names
 11  something is worse than before, or not in the baseline (--fail-on-new)
 12  the inventory check failed
 13  an accepted risk has expired or matches nothing (--deny-stale-accepts)";

/// Which hosts do we patch first?
///
/// Reads an inventory of hosts, segments and flows, matches it against the built-in advisories, and ranks the hosts by the
/// loss that patching each one averts: paths from the internet, from insiders and from laptops that return infected included.
#[derive(Debug, Parser)]
#[command(name = "patchfirst", version, after_help = EXIT_STATUS, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,

    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Rank the hosts by the loss that patching each one averts
    Rank(RankArgs),
    /// Plan what to do with the staff there is, and whether it is worth calling them in
    Plan(PlanArgs),
    /// Write a report for management: one page for the manager, the details for the administrator
    Report(ReportArgs),
    /// Compare two inventories, or two rankings in JSON: what was fixed, what is new, what moved and why
    Diff(DiffArgs),
    /// Say why a host stands where it stands
    Explain(ExplainArgs),
    /// Draw the network: segments, flows, ways in, and the doors worth closing
    Graph(GraphArgs),
    /// List the advisories, or show one
    Advisories(AdvisoriesArgs),
    /// Check inventories: well-formed, plausible, within policy, no worse than before
    Check(CheckArgs),
    /// Print the JSON Schema of a format
    Schema(SchemaArgs),
    /// Write a commented inventory to start from
    Init(InitArgs),
    /// Print a script that completes commands in a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
    /// Print the reference of all commands as Markdown
    #[command(hide = true)]
    Reference,
    /// Make an inventory of the exports, scans and command output people already have
    Import(ImportArgs),
    /// Say what the rules of firewalls let through, and why
    Flows(FlowsArgs),
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What every command that estimates the risk takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct ModelArgs {
    /// The inventory, or - for standard input
    #[arg(value_name = "INVENTORY")]
    pub(crate) inventory: PathBuf,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,

    /// What was known on this day counts [default: the inventory's `as_of`, else today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    /// Days until the next regular patch window, today included [default: the inventory's, else 3]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) horizon: Option<u32>,

    /// The next regular patch window: the horizon ends the day before
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "horizon")]
    pub(crate) window: Option<Date>,

    /// How many samples to draw; `auto` computes small networks exactly and stops when the order is settled, at 10,000 at most, fewer on very large networks
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub(crate) samples: Samples,

    /// What the random numbers depend on: the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// The ways in to consider
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "internet,roaming,insider,mail,infected")]
    pub(crate) entries: Vec<EntryName>,

    /// What to make of flows whose ports nobody knows
    #[arg(long, value_name = "HOW", default_value = "open")]
    pub(crate) unknown_flows: Flows,

    /// Assume that everything that can happen does
    #[arg(long)]
    pub(crate) worst_case: bool,

    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// What is taken for true beyond the inventory.
#[derive(Debug, Default, Args)]
pub(crate) struct AssumeArgs {
    /// What if: `patch HOST`, `patch group gN`, `patch all ADVISORY`, `block A -> B`, `open A -> B PORTS`, `quarantine SEGMENT`,
    /// `infected HOST`, `insider SEGMENT`, `stage ADVISORY STAGE`; @FILE reads one a line; may be repeated
    #[arg(long, value_name = "WHAT")]
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

/// What to make of flows whose ports nobody knows.
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

fn date(text: &str) -> Result<Date, String> {
    patchfirst::source::yaml::date(text).ok_or_else(|| "write year-month-day, such as 2006-08-25".to_owned())
}

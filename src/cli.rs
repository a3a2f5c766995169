//! The command line: types only. What the options mean is in their help texts and in `docs/cli.md`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

const EXIT_STATUS: &str = "Exit status:
  0  done
  1  the tool or the outside world failed
  2  wrong usage, or an input file that cannot be used as it is
  3  nothing usable: no hosts, or no advisory applies to any product in the inventory";

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
    /// Say why a host stands where it stands
    Explain(ExplainArgs),
    /// List the advisories, or show one
    Advisories(AdvisoriesArgs),
    /// Make an inventory of the exports, scans and command output people already have
    Import(ImportArgs),
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

/// What to make of flows whose ports nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flows {
    /// They are open: unknown is not clean
    Open,
    /// They are blocked
    Blocked,
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
}

#[derive(Debug, Args)]
pub(crate) struct RankArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// How to print the ranking
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: RankFormat,

    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Show only the first N rows; 0 shows all [default: 25 in the table, all in JSON]
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,

    /// One row per host, the unexposed ones too, instead of one row for hosts that are alike
    #[arg(long)]
    pub(crate) all: bool,
}

/// How to print a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankFormat {
    /// A table for people
    Table,
    /// patchfirst/rank/1
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// The host to explain
    #[arg(value_name = "HOST")]
    pub(crate) host: String,
}

#[derive(Debug, Args)]
pub(crate) struct AdvisoriesArgs {
    /// The advisory to show, such as MS06-040; without it, all are listed
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,
}

/// What every command that estimates the risk takes.
#[derive(Debug, Args)]
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

    /// How many samples to draw; `auto` computes small networks exactly and stops when the order is settled, at 10,000 at most
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub(crate) samples: Samples,

    /// What the random numbers depend on: the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// The ways in to consider
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "internet,roaming,insider")]
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

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files and folders to import, or - for standard input; formats are recognised by content
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Write the inventory to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Bring an inventory up to date in place: comments, order and what people wrote are kept, the difference is shown
    #[arg(long, value_name = "INVENTORY", conflicts_with = "output")]
    pub(crate) into: Option<PathBuf>,

    /// With --into: show the difference and write nothing
    #[arg(long, requires = "into")]
    pub(crate) dry_run: bool,

    /// Read every file as this format instead of recognising it, such as systeminfo, qfe, csv, nmap-xml or nessus
    #[arg(long, value_name = "FORMAT", value_parser = crate::command::import::format)]
    pub(crate) from: Option<patchfirst::import::Format>,

    /// Say what a column of a table holds, such as host=Computer; may be repeated
    #[arg(long, value_name = "KEY=COLUMN", value_parser = crate::command::import::column)]
    pub(crate) map: Vec<(String, String)>,

    /// Say where a network is, such as office=10.3.0.0/16; the longest prefix wins; may be repeated
    #[arg(long, value_name = "SEGMENT=CIDR", value_parser = network)]
    pub(crate) network: Vec<(String, ipnet::IpNet)>,

    /// Put hosts into segments by group, organisational unit or name, such as ou:*/Laptops=office; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<patchfirst::import::segment::Rule>,

    /// When files were collected that do not say it themselves
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) collected: Option<Date>,

    /// Write the summary as JSON to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,
}

fn network(text: &str) -> Result<(String, ipnet::IpNet), String> {
    let wrong = || "write SEGMENT=CIDR, such as office=10.3.0.0/16".to_owned();
    let (segment, network) = text.split_once('=').ok_or_else(wrong)?;
    let network = network.trim().parse().map_err(|_| wrong())?;
    Ok((segment.trim().to_owned(), network))
}

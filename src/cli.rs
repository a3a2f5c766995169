//! The command line: types only. What the options mean is in their help texts and in `docs/cli.md`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use patchfirst::inventory::plan::Work;
use patchfirst::suggest;

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
    /// Compare two inventories, or two rankings in JSON: what was fixed, what is new, what moved and why
    Diff(DiffArgs),
    /// Say why a host stands where it stands
    Explain(ExplainArgs),
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

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

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
    /// SARIF 2.1.0: one result per host and advisory, for code scanning
    Sarif,
    /// JUnit XML: a suite per segment, a test per advisory
    Junit,
    /// One line per host and advisory
    Csv,
    /// A table for comments: one row per host and advisory
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// The host to explain
    #[arg(value_name = "HOST", required_unless_present = "path_to")]
    pub(crate) host: Option<String>,

    /// Instead, show the way from an entry to this host, and the gates that all ways share
    #[arg(long, value_name = "HOST", requires = "from", conflicts_with = "host")]
    pub(crate) path_to: Option<String>,

    /// The entry that --path-to starts from
    #[arg(long, value_name = "ENTRY", requires = "path_to")]
    pub(crate) from: Option<EntryName>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// The second inventory or ranking in JSON; the first one may be either, too
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,

    /// End with status 11 if something got worse: a new exposure, a more urgent decision, a higher expected loss
    #[arg(long)]
    pub(crate) fail_on_new: bool,

    /// How to print the differences
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: DiffFormat,

    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How to print differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A table for people
    Table,
    /// patchfirst/diff/1
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// How many people there are [default: the inventory's, else 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) staff: Option<u32>,

    /// How many hours each of them has [default: the inventory's, else 8]
    #[arg(long, value_name = "HOURS", value_parser = hours)]
    pub(crate) hours: Option<f64>,

    /// Staff minutes there are, for one person, instead of people and hours
    #[arg(long, value_name = "MINUTES", conflicts_with_all = ["staff", "hours"], value_parser = clap::value_parser!(u64).range(1..=5_270_400))]
    pub(crate) minutes: Option<u64>,

    /// What one kind of work takes, as KIND=MINUTES: laptop, workstation, server, service_pack, isolate, block, quarantine; a host's own
    /// `minutes` go first; may be repeated
    #[arg(long, value_name = "KIND=MINUTES", value_parser = work)]
    pub(crate) work: Vec<(Work, u32)>,

    /// The kinds of actions that may be taken [default: the inventory's, else all]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) allow: Option<Vec<ActionName>>,

    /// Do this host in any case, before anything else; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) must: Vec<String>,

    /// Do not touch this host; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) never: Vec<String>,

    /// Never block this flow, which the business needs, such as `internet -> dmz`; may be repeated, on top of the inventory's `keep`
    #[arg(long, value_name = "FLOW")]
    pub(crate) keep: Vec<String>,

    /// The day on which people come in: what is risked until then is not averted; tonight, tomorrow, a weekday, a date [default: the as-of
    /// day]
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<String>,

    /// Also show what waiting until these days risks: tonight, tomorrow, weekdays, window, dates
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub(crate) compare: Vec<String>,

    /// How to print the plan
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: PlanFormat,

    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How to print a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// A table for people
    Table,
    /// patchfirst/plan/1
    Json,
    /// A row per thing to do
    Csv,
    /// A checklist
    Markdown,
}

/// A kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionName {
    /// Install patches
    Patch,
    /// Install a service pack, then patches
    Upgrade,
    /// Take a host off the network that has no patch
    Isolate,
    /// Block a flow
    Block,
    /// Look at laptops that return before they connect
    Quarantine,
}

impl ActionName {
    /// The word of the inventory format.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Upgrade => "upgrade",
            Self::Isolate => "isolate",
            Self::Block => "block",
            Self::Quarantine => "quarantine",
        }
    }
}

/// A number of hours, more than none.
fn hours(text: &str) -> Result<f64, String> {
    let hours = patchfirst::source::yaml::decimal(text).filter(|hours| *hours > 0.0 && *hours <= 8_784.0);
    hours.ok_or_else(|| "write a number of hours above 0, such as 8 or 7.5".to_owned())
}

/// What is taken for true beyond the inventory.
#[derive(Debug, Default, Args)]
pub(crate) struct AssumeArgs {
    /// What if: `patch HOST`, `patch group gN`, `patch all ADVISORY`, `block A -> B`, `open A -> B PORTS`, `quarantine SEGMENT`,
    /// `infected HOST`, `insider SEGMENT`, `stage ADVISORY STAGE`; @FILE reads one a line; may be repeated
    #[arg(long, value_name = "WHAT")]
    pub(crate) assume: Vec<String>,
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
pub(crate) struct CheckArgs {
    /// The inventories, or - for standard input; none checks the advisories of --advisories alone
    #[arg(value_name = "INVENTORY", required_unless_present = "advisories")]
    pub(crate) inventories: Vec<PathBuf>,

    /// Add advisories and products from a folder, or override built-in ones, and check them too; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,

    /// What was known on this day counts [default: each inventory's `as_of`, else today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    /// How to print the findings, to a file if one is named; may be repeated [default: human]
    #[arg(short, long, value_name = "FORMAT[=FILE]")]
    pub(crate) format: Vec<FormatTo>,

    /// The mildest findings to show; what fails is another matter
    #[arg(long, value_name = "SEVERITY", default_value = "note")]
    pub(crate) min_severity: SeverityName,

    /// End with status 10 if a finding is this bad or worse [default: errors end with status 12]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityName>,

    /// An earlier result (`--format json`): its findings are known
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// End with status 11 if a finding that is not in the baseline is this bad or worse [default severity: warning]
    #[arg(long, value_name = "SEVERITY", requires = "baseline", num_args = 0..=1, require_equals = true, default_missing_value = "warning")]
    pub(crate) fail_on_new: Option<SeverityName>,

    /// End with status 13 if an accepted risk has expired or matches nothing
    #[arg(long)]
    pub(crate) deny_stale_accepts: bool,

    /// End with status 0 where it would be 10 to 13; 1 to 3 stay
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Correct the spelling of patches in the files, and show what was changed
    #[arg(long, conflicts_with = "diff")]
    pub(crate) fix: bool,

    /// Show what --fix would change
    #[arg(long)]
    pub(crate) diff: bool,

    /// Days until the next regular patch window, for rules about loss [default: the inventory's, else 3]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) horizon: Option<u32>,

    /// How many samples to draw, for rules about loss and decisions
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub(crate) samples: Samples,

    /// What the random numbers depend on
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// What to make of flows whose ports nobody knows
    #[arg(long, value_name = "HOW", default_value = "open")]
    pub(crate) unknown_flows: Flows,

    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityName {
    /// Worth knowing
    Note,
    /// The result may be less trustworthy than it looks
    Warning,
    /// Wrong, or against the rules
    Error,
}

/// How to print findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsFormat {
    /// For people, with the lines
    Human,
    /// patchfirst/check/1
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, a suite per segment
    Junit,
    /// Workflow commands, and the summary of the job where there is one
    Github,
    /// Code quality, for merge requests
    Gitlab,
    /// A table for comments
    Markdown,
    /// One line per finding
    Csv,
}

/// A format, and the file it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormatTo {
    pub(crate) format: FindingsFormat,
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for FormatTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        if file == Some("") {
            return Err("name a file after `=`, or leave `=` out".to_owned());
        }
        let known = || FindingsFormat::value_variants().iter().filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()));
        let format =
            FindingsFormat::from_str(name, false).map_err(|_| format!("formats are {}", known().collect::<Vec<_>>().join(", ")))?;
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The format
    #[arg(value_name = "FORMAT")]
    pub(crate) format: SchemaName,
}

/// A format that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// Inventories
    Inventory,
    /// Advisories
    Advisory,
    /// The product catalogue
    Products,
    /// patchfirst/rank/1
    Rank,
    /// patchfirst/check/1
    Check,
    /// patchfirst/plan/1
    Plan,
    /// patchfirst/diff/1
    Diff,
    /// patchfirst/what-if/1
    WhatIf,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The file to write; one that is there is left alone
    #[arg(value_name = "FILE", default_value = "inventory.yaml")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
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
    #[arg(long, value_name = "FORMAT", value_parser = import_format)]
    pub(crate) from: Option<patchfirst::import::Format>,

    /// Say what a column of a table holds, such as host=Computer; may be repeated
    #[arg(long, value_name = "KEY=COLUMN", value_parser = import_column)]
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

/// What a column holds and its heading, for the command line.
fn import_column(text: &str) -> Result<(String, String), String> {
    let (key, heading) = text.split_once('=').ok_or("write KEY=COLUMN, such as host=Computer")?;
    match patchfirst::import::is_column(key) {
        true => Ok((key.trim().to_owned(), heading.trim().to_owned())),
        false => {
            Err(format!("`{}` is nothing a column may hold; use a key of the inventory, such as host, ip, os, sp or patches", key.trim()))
        }
    }
}

/// The format of a name, for the command line.
fn import_format(name: &str) -> Result<patchfirst::import::Format, String> {
    let names = || patchfirst::import::Format::ALL.iter().map(|format| format.as_str());
    patchfirst::import::Format::from_name(name).ok_or_else(|| suggest::help(name, names()))
}

/// Reads `server=60`.
fn work(text: &str) -> Result<(Work, u32), String> {
    let words = || Work::ALL.iter().map(|work| work.as_str());
    let (word, minutes) = text.split_once('=').ok_or_else(|| "write KIND=MINUTES, such as server=60".to_owned())?;
    let work = Work::ALL.into_iter().find(|work| work.as_str() == word).ok_or_else(|| suggest::help(word, words()))?;
    let minutes = minutes.parse().ok().filter(|minutes| *minutes <= 527_040);
    minutes.map(|minutes| (work, minutes)).ok_or_else(|| "the minutes must be a whole number".to_owned())
}

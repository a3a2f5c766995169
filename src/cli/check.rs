//! The arguments of `check`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use patchfirst::check::{Family, Rule};
use patchfirst::diagnostic::suggest;

use super::output::CsvArgs;
use super::{FilterArgs, Flows, Samples, date, days};

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The inventories, folders that hold one, or - for standard input; none checks the advisories
    /// of --advisories alone
    #[arg(value_name = "INVENTORY", value_parser = super::inventory(), required_unless_present_any = ["advisories", "explain"])]
    pub(crate) inventories: Vec<PathBuf>,

    /// Add advisories and products from a folder, or override built-in ones, and check them too;
    /// may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,

    /// What was known on this day counts [default: each inventory's `as_of`, else today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    /// Only warn of a product that is one letter off from a known one: its hosts are not assessed
    #[arg(long)]
    pub(crate) allow_unassessed: bool,

    /// How to print the findings, to a file if one is named; may be repeated [default: human]
    #[arg(short, long, value_name = "FORMAT[=FILE]")]
    pub(crate) format: Vec<FormatTo>,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,

    /// Explain a rule: what it means, why it matters, what to do; then stop
    #[arg(long, value_name = "RULE", value_parser = rule, exclusive = true)]
    pub(crate) explain: Option<Rule>,

    /// Look for these rules only; names of rules or of families, with commas between them
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = choice)]
    pub(crate) select: Vec<Choice>,

    /// Leave these rules out; what makes a file unreadable stays
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = choice)]
    pub(crate) ignore: Vec<Choice>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// The mildest findings to show; what fails is another matter
    #[arg(long, value_name = "SEVERITY", default_value = "note")]
    pub(crate) min_severity: SeverityName,

    /// End with status 10 if a finding is this bad or worse [default: errors end with status 12]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityName>,

    /// An earlier result (`--format json`): its findings are known
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// End with status 11 if a finding that is not in the baseline is this bad or worse [default
    /// severity: warning]
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

    /// How many days count, today included, for rules about loss [default: the inventory's, else up
    /// to the first workday from the third day on]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) horizon: Option<u32>,

    /// How many samples to draw, for rules about loss and decisions
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub(crate) samples: Samples,

    /// What the random numbers depend on
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// What to make of flows whose ports are not known
    #[arg(long, value_name = "HOW", default_value = "open")]
    pub(crate) unknown_flows: Flows,

    /// Let inventories name files outside their own folder; whoever wrote the inventory can then
    /// have any of your files read
    #[arg(long)]
    pub(crate) allow_outside: bool,

    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// A rule, or all rules of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// One rule.
    Rule(Rule),
    /// A family.
    Family(Family),
}

impl Choice {
    /// Whether a rule is meant.
    pub(crate) fn has(self, rule: Rule) -> bool {
        match self {
            Self::Rule(one) => one == rule,
            Self::Family(family) => family == rule.family(),
        }
    }
}

fn rule(word: &str) -> Result<Rule, String> {
    let help = || {
        format!("no rule is called `{word}`; {}", suggest::help(word, Rule::all().map(Rule::id)))
    };
    Rule::named(word).ok_or_else(help)
}

fn choice(word: &str) -> Result<Choice, String> {
    match Family::ALL.into_iter().find(|family| family.as_str() == word) {
        Some(family) => Ok(Choice::Family(family)),
        None => rule(word).map(Choice::Rule),
    }
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
        let (name, file) =
            text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        if file == Some("") {
            return Err("name a file after `=`, or leave `=` out".to_owned());
        }
        let known = || {
            FindingsFormat::value_variants()
                .iter()
                .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
        };
        let format = FindingsFormat::from_str(name, false)
            .map_err(|_| format!("formats are {}", known().collect::<Vec<_>>().join(", ")))?;
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}

//! The arguments of `plan`.

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCandidates;
use patchfirst::diagnostic::suggest;
use patchfirst::inventory::plan::{MAX_HOURS, MIN_HOURS, Work};

use super::output::{CsvArgs, OutputArgs, TemplateArgs};
use super::{AssumeArgs, ModelArgs, complete};

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    #[command(flatten)]
    pub(crate) work: WorkArgs,

    /// Also show what waiting until these days risks: tonight, tomorrow, weekdays, window, dates
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub(crate) compare: Vec<String>,

    /// How to print the plan [default: by the ending of the output file (.json, .csv, .md, .ics),
    /// else table]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<PlanFormat>,

    #[command(flatten)]
    pub(crate) fill: TemplateArgs,

    #[command(flatten)]
    pub(crate) to: OutputArgs,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,
}

impl PlanArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> PlanFormat {
        // A template is filled with what the JSON says.
        if self.fill.file().is_some() {
            return PlanFormat::Json;
        }
        let by_ending = || match self.to.ending().as_deref() {
            Some("json") => PlanFormat::Json,
            Some("csv") => PlanFormat::Csv,
            Some("md" | "markdown") => PlanFormat::Markdown,
            Some("ics") => PlanFormat::Ics,
            _ => PlanFormat::Table,
        };
        self.format.unwrap_or_else(by_ending)
    }
}

/// What there is to do the work, and what may be done.
#[derive(Debug, Args)]
pub(crate) struct WorkArgs {
    /// A shift, as 'DAY PEOPLExHOURSh': 'tonight 2x3h', 'saturday 2x8h', '2006-09-04 1x4h regular'
    /// (in regular hours); may be repeated; what is done in a shift is in force from the next day
    /// on [default: the inventory's, else one tonight]
    #[arg(long, value_name = "SHIFT", conflicts_with_all = ["staff", "hours", "minutes", "on"])]
    pub(crate) shift: Vec<String>,

    /// The day of the one shift that --staff, --hours or --minutes describe: tonight, tomorrow, a
    /// weekday, a date [default: tonight]
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<String>,

    /// How many people there are, instead of the inventory's shifts [default: the inventory's, else
    /// 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) staff: Option<u32>,

    /// How many hours each of them has [default: the inventory's, else 8]
    #[arg(long, value_name = "HOURS", value_parser = hours)]
    pub(crate) hours: Option<f64>,

    /// Staff minutes there are, for one person, instead of people and hours
    #[arg(long, value_name = "MINUTES", conflicts_with_all = ["staff", "hours"], value_parser = clap::value_parser!(u64).range(1..=5_270_400))]
    pub(crate) minutes: Option<u64>,

    /// What one kind of work takes, as KIND=MINUTES: laptop, workstation, server, service_pack,
    /// isolate, block, quarantine; a host's own `minutes` go first; may be repeated
    #[arg(long, value_name = "KIND=MINUTES", value_parser = work)]
    pub(crate) work: Vec<(Work, u32)>,

    /// The kinds of actions that may be taken [default: the inventory's, else all]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) allow: Option<Vec<ActionName>>,

    /// Do this host in any case, before anything else; may be repeated
    #[arg(long, value_name = "HOST", add = ArgValueCandidates::new(complete::hosts))]
    pub(crate) must: Vec<String>,

    /// Do not touch this host; may be repeated
    #[arg(long, value_name = "HOST", add = ArgValueCandidates::new(complete::hosts))]
    pub(crate) never: Vec<String>,

    /// Never block this flow, which the business needs, such as `internet -> dmz`; may be repeated,
    /// on top of the inventory's `keep`
    #[arg(long, value_name = "FLOW", add = ArgValueCandidates::new(complete::flows))]
    pub(crate) keep: Vec<String>,
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
    /// A checklist for each person
    Markdown,
    /// A calendar file (iCalendar)
    Ics,
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
    /// Set a host up anew that is known to be infected
    Rebuild,
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
            Self::Rebuild => "rebuild",
            Self::Block => "block",
            Self::Quarantine => "quarantine",
        }
    }
}

/// A number of hours, more than none.
fn hours(text: &str) -> Result<f64, String> {
    let hours = patchfirst::source::yaml::decimal(text)
        .filter(|hours| (MIN_HOURS..=MAX_HOURS).contains(hours));
    hours.ok_or_else(|| {
        format!("write a number of hours from {MIN_HOURS} to {MAX_HOURS}, such as 8 or 7.5")
    })
}

/// Reads `server=60`.
fn work(text: &str) -> Result<(Work, u32), String> {
    let words = || Work::ALL.iter().map(|work| work.as_str());
    let (word, minutes) =
        text.split_once('=').ok_or_else(|| "write KIND=MINUTES, such as server=60".to_owned())?;
    let work = Work::ALL
        .into_iter()
        .find(|work| work.as_str() == word)
        .ok_or_else(|| suggest::help(word, words()))?;
    let minutes = minutes.parse().ok().filter(|minutes| *minutes <= 527_040);
    minutes
        .map(|minutes| (work, minutes))
        .ok_or_else(|| "the minutes must be a whole number".to_owned())
}

//! Reading, resolving and matching: the stages that every estimating command starts with.

use patchfirst::term::count::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use patchfirst::activity;
use patchfirst::advisory::{self, Advisories, Advisory};
use patchfirst::assumption::Clock;
use patchfirst::case::Case;
use patchfirst::diagnostic::{Code, Diagnostics, Severity};
use patchfirst::exposure::{self, Exposures};
use patchfirst::inventory::{self, Inventory};
use patchfirst::network::{Scenario, UnknownFlows};
use patchfirst::ranking::{self, Ranking};
use patchfirst::report::View;
use patchfirst::risk::{Figures, Request, SampleSize};
use patchfirst::source::{Sources, sanitize};
use patchfirst::term::entry::{Entries, Entry};
use patchfirst::threat::Threat;

use super::{Console, Progress, calendar};
use crate::cli::{Flows, ModelArgs, Samples};
use crate::exit::Exit;

/// Everything an estimate starts from.
pub(crate) struct Input {
    pub(crate) inventory: Inventory,
    pub(crate) advisories: Advisories,
    pub(crate) exposures: Exposures,
    pub(crate) threat: Threat,
    pub(crate) scenario: Scenario,
    pub(crate) request: Request,
    pub(crate) sources: Sources,
    /// Warnings from reading and matching; [`Self::remind`] counts them once the answer is printed.
    pub(crate) diagnostics: Diagnostics,
}

impl Input {
    /// Reads what the arguments name. All problems are shown; `Err` is the status to end with.
    pub(crate) fn read(args: &ModelArgs, console: &Console) -> Result<Self, Exit> {
        Self::read_into(Sources::default(), args, console)
    }

    /// The same, with the files kept as `sources` says.
    pub(crate) fn read_into(
        mut sources: Sources,
        args: &ModelArgs,
        console: &Console,
    ) -> Result<Self, Exit> {
        let mut diagnostics = Diagnostics::default();
        sources = sources.outside(args.outside());
        let advisories = advisory::with_directory(&args.advisories, &mut sources, &mut diagnostics);
        let inventory = inventory::read(&args.inventory, &mut sources, &mut diagnostics);
        if let Some(inventory) = &inventory {
            check_window(args, inventory, console)?;
        }
        let input =
            inventory.map(|inventory| Self::resolve(args, inventory, advisories, &mut diagnostics));
        if args.allow_unassessed {
            diagnostics.relax(Code::MisspelledProduct);
        }
        if diagnostics.has_errors() {
            console.show(&sources, &diagnostics);
            let errors = diagnostics.count(Severity::Error);
            console.say_always(&format!(
                "{}; nothing was ranked\n",
                counted(errors as u64, "error", "errors")
            ));
        }
        let input = input.filter(|_| !diagnostics.has_errors()).ok_or(Exit::Usage)?;
        Self { sources, diagnostics, ..input }.usable(args, console)
    }

    /// How many warnings there were, by rule, and how to see them: the answer is what people came
    /// for.
    pub(crate) fn remind(&self, inventory: &Path, console: &Console) {
        let warnings = self.diagnostics.count(Severity::Warning);
        if warnings == 0 {
            return;
        }
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        self.diagnostics
            .sorted()
            .iter()
            .for_each(|warning| *rules.entry(warning.code.as_str()).or_default() += 1);
        let rules: Vec<String> =
            rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        let warnings = counted(warnings as u64, "warning", "warnings");
        let inventory = sanitize::text(&inventory.to_string_lossy()).into_owned();
        console.say(&format!("{warnings} ({}): patchfirst check {inventory}\n", rules.join(", ")));
    }

    fn resolve(
        args: &ModelArgs,
        inventory: Inventory,
        advisories: Advisories,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let threat = threat(args, &inventory);
        threat.check(&inventory.threat, diagnostics);
        inventory.check_days(threat.as_of, threat.horizon_days, args.as_of.is_some(), diagnostics);
        let weighed = activity::weigh(&inventory, &advisories, &threat);
        let scenario = Scenario { activity: weighed.chances(), ..scenario(args.unknown_flows) };
        let exposures = exposure::find(&inventory, &advisories, threat.as_of, diagnostics);
        Self {
            inventory,
            advisories,
            exposures,
            threat,
            scenario,
            request: request(args),
            sources: Sources::default(),
            diagnostics: Diagnostics::default(),
        }
    }

    /// An inventory about which nothing can be said is not a clean one.
    fn usable(self, args: &ModelArgs, console: &Console) -> Result<Self, Exit> {
        match nothing(&self.case()) {
            None => Ok(self),
            Some(why) => {
                console.error(&format!("nothing to rank: {why}"));
                // An inventory often comes with its advisories; whose they are is for the reader to
                // say.
                let beside = args.inventory.with_file_name("advisories");
                if args.advisories.is_empty() && beside.is_dir() {
                    let folder = sanitize::text(&beside.to_string_lossy()).into_owned();
                    console.say_always(&format!("  help: there is such a folder beside the inventory: --advisories {folder}\n"));
                }
                Err(Exit::Nothing)
            }
        }
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            inventory: &self.inventory,
            advisories: &self.advisories,
            exposures: &self.exposures,
            threat: &self.threat,
            scenario: &self.scenario,
            request: &self.request,
        }
    }

    /// What words for days mean here.
    pub(crate) fn clock(&self) -> Clock {
        Clock { as_of: self.threat.as_of, horizon_days: self.threat.horizon_days }
    }

    pub(crate) fn rank(&self, progress: &Progress) -> Ranking {
        ranking::rank(self.case(), &|done, most| progress.show(done, most))
    }

    /// What is printed of a ranking of this.
    pub(crate) fn view<'a>(&'a self, ranking: &'a Ranking) -> View<'a> {
        View { case: self.case(), ranking, shown: None }
    }
}

/// Why nothing can be said of an inventory, if so.
pub(crate) fn nothing(case: &Case<'_>) -> Option<String> {
    let Case { inventory, advisories, exposures, scenario, threat, .. } = case;
    // What is known to be infected is lost, whatever system it runs.
    let infected = || inventory.hosts().any(|(id, _, host)| scenario.is_infected(id, host, threat));
    match () {
        () if inventory.hosts.is_empty() => Some("the inventory has no hosts".to_owned()),
        () if infected() => None,
        () if exposures.any_applies() => None,
        // The day may be that of a clock that is wrong.
        () if exposures.unpublished.len() == advisories.advisories.len() => {
            Some(format!("no advisory was public on {}; set the day with --as-of, or `as_of` in the inventory", threat.as_of))
        }
        () if later(case) > 0 => Some(format!(
            "no advisory that was public on {} applies to any product in the inventory, but {} later; set the day with --as-of, or `as_of` in the inventory",
            threat.as_of,
            counted(later(case), "that does became public", "that do became public")
        )),
        () => Some("no advisory applies to any product in the inventory; add advisories with --advisories DIR".to_owned()),
    }
}

/// How many advisories that were not public yet speak of a product of the inventory.
fn later(case: &Case<'_>) -> u64 {
    let products: BTreeSet<_> =
        case.exposures.iter().filter_map(|(_, assessment)| assessment.product).collect();
    let unpublished = case.exposures.unpublished.iter().map(|id| case.advisories.advisory_of(*id));
    let applies = |advisory: &&Advisory| {
        advisory.affected.iter().flat_map(|row| &row.products).any(|id| products.contains(id))
    };
    unpublished.filter(applies).count() as u64
}

fn threat(args: &ModelArgs, inventory: &Inventory) -> Threat {
    let as_of = as_of(args.as_of, inventory.as_of);
    let mut threat = Threat::new(as_of, &inventory.threat, &inventory.calendar);
    let window = args.window.and_then(|window| calendar::horizon(window, as_of));
    threat.horizon_days = window.or(args.horizon).unwrap_or(threat.horizon_days);
    if args.worst_case { threat.worst_case() } else { threat }
}

/// A window that is over, or far off, is refused.
fn check_window(args: &ModelArgs, inventory: &Inventory, console: &Console) -> Result<(), Exit> {
    let as_of = as_of(args.as_of, inventory.as_of);
    match args.window {
        Some(window) if calendar::horizon(window, as_of).is_none() => {
            let help =
                "name a day after the as-of day, at most a year later; --as-of sets that day";
            console.mistake(
                &format!("the window {window} does not follow the as-of day {as_of} within a year"),
                help,
            );
            Err(Exit::Usage)
        }
        _ => Ok(()),
    }
}

/// The day that was asked for, else that of the inventory, else today.
pub(crate) fn as_of(asked: Option<Date>, stated: Option<Date>) -> Date {
    asked.or(stated).unwrap_or_else(today)
}

pub(crate) fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// The network as it is, but for flows whose ports are not known.
pub(crate) fn scenario(unknown_flows: Flows) -> Scenario {
    let unknown_flows = match unknown_flows {
        Flows::Open => UnknownFlows::Open,
        Flows::Blocked => UnknownFlows::Blocked,
    };
    Scenario { unknown_flows, ..Scenario::default() }
}

fn request(args: &ModelArgs) -> Request {
    let entries =
        Entries::from_fn(|entry| args.entries.iter().any(|name| Entry::from(*name) == entry));
    Request {
        samples: sample_size(args.samples),
        seed: args.seed,
        entries,
        figures: Figures::All,
        design: None,
    }
}

pub(crate) fn sample_size(samples: Samples) -> SampleSize {
    match samples {
        Samples::Auto => SampleSize::Auto,
        Samples::Fixed(n) => SampleSize::Fixed(n),
    }
}

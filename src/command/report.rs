//! `patchfirst report`: read, rank, plan, check, brief, write.

use std::path::{Path, PathBuf};

use anyhow::Context;
use patchfirst::acceptance::InForce;
use patchfirst::check::{self, Checked, Finding};
use patchfirst::diff::Baseline;
use patchfirst::plan::{self, Options};
use patchfirst::report::View;
use patchfirst::report::management::{Facts, ManagementReport, Template};
use patchfirst::report::plan::PlanView;
use patchfirst::source::sanitize;
use patchfirst::source::{Digests, Sources};

use super::input::{self, Input};
use super::{Console, Progress, assume, output, work};
use crate::cli::{ReportArgs, ReportFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &ReportArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let template = template(args)?;
    let Some(baselines) = baselines(args, console)? else { return Ok(Exit::Usage) };
    let input = match Input::read_into(Sources::digesting(Digests::Sha256), &args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let options = match work::options(&args.work, &input, console) {
        Ok(options) => options,
        Err(exit) => return Ok(exit),
    };
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let assumed = match assume::read(&args.assume, &input, &ranking, console) {
        Ok(assumed) => assumed,
        Err(exit) => return Ok(exit),
    };
    let job = Job { args, input: &input, options: &options, baselines: &baselines, template: &template };
    match &assumed {
        None => job.write(input.view(&ranking), &[], &progress, console),
        Some(assumed) => {
            let later = assumed.rank(&input, &ranking, &progress);
            job.write(assumed.view(&input, &later), &assumed.texts, &progress, console)
        }
    }
}

/// Everything but the ranking.
struct Job<'a> {
    args: &'a ReportArgs,
    input: &'a Input,
    options: &'a Options,
    baselines: &'a [Baseline],
    template: &'a Template,
}

impl Job<'_> {
    fn write(&self, view: View<'_>, assumptions: &[String], progress: &Progress, console: &Console) -> anyhow::Result<Exit> {
        let plan = plan::plan(view.case, view.ranking, self.options);
        let findings = findings(self.input, &view);
        let plan = PlanView { view, options: self.options, plan: &plan, waiting: &[], before: None };
        let facts = Facts::of(&plan);
        progress.clear();
        let report = ManagementReport {
            plan: &plan,
            facts: &facts,
            findings: &findings,
            sources: &self.input.sources,
            folders: &self.args.model.advisories,
            assumptions,
            baselines: self.baselines,
            beside: None,
        };
        self.deliver(&report, console)
    }

    fn deliver(&self, report: &ManagementReport<'_>, console: &Console) -> anyhow::Result<Exit> {
        let file = self.args.output.as_deref();
        match format(self.args) {
            ReportFormat::Json => output::deliver(&report.json(), file, console)?,
            ReportFormat::Csv => output::stream(file, console, |to| report.hosts_csv(to))?,
            ReportFormat::Markdown => return self.text(report, &Template::markdown(), None, console),
            ReportFormat::Html => {
                let beside = file.filter(|file| report.is_long() && !is_device(file)).map(beside);
                let name = beside.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
                return self.text(&ManagementReport { beside: name.as_deref(), ..*report }, self.template, beside.as_deref(), console);
            }
        }
        Ok(Exit::Done)
    }

    /// Writes what a template makes of the report, and the full list beside it if there has to be one.
    fn text(&self, report: &ManagementReport<'_>, template: &Template, beside: Option<&Path>, console: &Console) -> anyhow::Result<Exit> {
        // Before any file is written: a template that fails leaves none.
        let text = match report.render(template) {
            Ok(text) => text,
            Err(error) => {
                let place = error.place.as_ref().map_or(String::new(), |(name, line)| format!("{name}:{line}: "));
                console.mistake(&format!("{place}{error}"), "docs/report.md lists the values that templates are given");
                return Ok(Exit::Usage);
            }
        };
        if let Some(beside) = beside {
            output::stream(Some(beside), console, |to| report.hosts_csv(to))?;
            console.say(&format!("note: the full list of hosts is in {}\n", sanitize::text(&beside.to_string_lossy())));
        }
        output::deliver(&text, self.args.output.as_deref(), console)?;
        Ok(Exit::Done)
    }
}

/// What a check finds in the inventory.
fn findings(input: &Input, view: &View<'_>) -> Vec<Finding> {
    let accepted = InForce::on(view.case.inventory, view.case.threat.as_of);
    let case = Checked { case: view.case, accepted: &accepted };
    let mut findings = check::form(&input.diagnostics);
    findings.extend(check::check(case));
    findings
}

/// As asked, else as the output file is called, else a page.
fn format(args: &ReportArgs) -> ReportFormat {
    let ending = args.output.as_deref().and_then(Path::extension).map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(|ending| ending.to_str()) {
        _ if args.template.is_some() => ReportFormat::Html,
        _ if args.format.is_some() => args.format.unwrap_or(ReportFormat::Html),
        Some("md" | "markdown") => ReportFormat::Markdown,
        Some("csv") => ReportFormat::Csv,
        Some("json") => ReportFormat::Json,
        _ => ReportFormat::Html,
    }
}

fn template(args: &ReportArgs) -> anyhow::Result<Template> {
    let Some(path) = &args.template else { return Ok(Template::html()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().map_or_else(|| "template".into(), |name| name.to_string_lossy());
    Ok(Template::named(name, text))
}

/// The reports from before. Every file that is wrong is shown; then there is none.
fn baselines(args: &ReportArgs, console: &Console) -> anyhow::Result<Option<Vec<Baseline>>> {
    let mut baselines = Vec::new();
    for path in &args.baseline {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        match Baseline::from_json(path.to_string_lossy(), &text) {
            Ok(baseline) => baselines.push(baseline),
            Err(error) => {
                let help = "write one with `patchfirst report INVENTORY --format json`, or `rank`";
                console.mistake(&format!("{}: {error}", path.display()), help);
            }
        }
    }
    Ok((baselines.len() == args.baseline.len()).then_some(baselines))
}

/// Standard output and the like have nothing beside them.
fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_file()
}

/// `report.hosts.csv` for `report.html`.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("hosts.csv")
}

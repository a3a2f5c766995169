//! `patchfirst report`: read, rank, plan, check, brief, write.

use std::iter;
use std::path::{Path, PathBuf};

use patchfirst::acceptance::InForce;
use patchfirst::check::{self, Checked, Finding};
use patchfirst::diff::Baseline;
use patchfirst::plan::{self, Options};
use patchfirst::ranking::{self, Effort};
use patchfirst::report::View;
use patchfirst::report::management::{Facts, ManagementReport, Template, Theme};
use patchfirst::report::plan::PlanView;
use patchfirst::source::{Digests, Sources, display_name, sanitize};

use super::input::Input;
use super::output::{Output, mark};
use super::{Console, Progress, assume, named, sandbox, theme, work};
use crate::cli::{ReportArgs, ReportFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &ReportArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut beside = Sources::default();
    let template = sandbox::template(args.template.as_deref(), &mut beside, console)?
        .unwrap_or_else(Template::html);
    let theme = args
        .theme
        .as_deref()
        .map_or_else(|| Ok(Theme::default()), |path| theme::read(path, &mut beside, console))?;
    let baselines = baselines(args, &mut beside, console)?;
    let mut input = Input::read_into(Sources::digesting(Digests::Sha256), &args.model, console)?;
    input.sources.remember(&beside);
    let texts = assume::texts(&args.assume, &mut input, console)?;
    Output::new(args.to.file(), &input.sources, console)?;
    let options = work::options(&args.work, &input, console)?;
    let progress = Progress::new(console);
    let mut ranking = input.rank(&progress);
    let assumed = assume::read(texts, &input, &ranking, console)?;
    let job = Job {
        args,
        input: &input,
        options: &options,
        baselines: &baselines,
        template: &template,
        theme: &theme,
    };
    let exit = match &assumed {
        None => {
            ranking.doubt = ranking::doubt(input.case(), &ranking, Effort::Aside);
            job.write(input.view(&ranking), &[], &progress, console)?
        }
        Some(assumed) => {
            let mut later = assumed.rank(&input, &ranking, &progress);
            later.doubt = ranking::doubt(assumed.view(&input, &later).case, &later, Effort::Aside);
            job.write(assumed.view(&input, &later), &assumed.texts, &progress, console)?
        }
    };
    input.remind(&args.model.inventory, console);
    Ok(exit)
}

/// Everything but the ranking.
struct Job<'a> {
    args: &'a ReportArgs,
    input: &'a Input,
    options: &'a Options,
    baselines: &'a [Baseline],
    template: &'a Template,
    theme: &'a Theme,
}

impl Job<'_> {
    fn write(
        &self,
        view: View<'_>,
        assumptions: &[String],
        progress: &Progress,
        console: &Console,
    ) -> anyhow::Result<Exit> {
        let plan = plan::plan(view.case, view.ranking, self.options);
        let findings = findings(self.input, &view);
        let plan =
            PlanView { view, options: self.options, plan: &plan, waiting: &[], before: None };
        let facts = Facts::of(&plan);
        progress.clear();
        let report = ManagementReport {
            plan: &plan,
            facts: &facts,
            refused: None,
            findings: &findings,
            sources: &self.input.sources,
            folders: &self.args.model.advisories,
            assumptions,
            window: self.args.model.window,
            theme: self.theme,
            baselines: self.baselines,
            beside: None,
        };
        self.deliver(&report, console)
    }

    fn deliver(&self, report: &ManagementReport<'_>, console: &Console) -> anyhow::Result<Exit> {
        let file = self.args.to.file();
        let output = Output::new(file, &self.input.sources, console)?;
        match self.args.format() {
            ReportFormat::Json => output.deliver(&report.json(), console)?,
            ReportFormat::Csv => output.stream(console, |to| {
                to.write_all(mark(self.args.csv.bom).as_bytes())?;
                report.hosts_csv(to)
            })?,
            ReportFormat::Markdown => {
                return self.text(report, &Template::markdown(), None, console);
            }
            ReportFormat::Html => {
                let beside = file.filter(|file| report.is_long() && !is_device(file)).map(beside);
                let name = beside
                    .as_deref()
                    .and_then(Path::file_name)
                    .map(|name| name.to_string_lossy().into_owned());
                return self.text(
                    &ManagementReport { beside: name.as_deref(), ..*report },
                    self.template,
                    beside.as_deref(),
                    console,
                );
            }
        }
        Ok(Exit::Done)
    }

    /// Writes what a template makes of the report, and the full list beside it if there has to be
    /// one.
    fn text(
        &self,
        report: &ManagementReport<'_>,
        template: &Template,
        beside: Option<&Path>,
        console: &Console,
    ) -> anyhow::Result<Exit> {
        let ManagementReport { plan: PlanView { view, options, plan, .. }, .. } = report;
        let refused = plan::refused(view.case, view.ranking, options, plan);
        let report = &ManagementReport { refused: refused.as_ref(), ..*report };
        // Before any file is written: a template that fails leaves none.
        let rendered = match report.errand(template) {
            Some(errand) => sandbox::render(&errand)?,
            None => report.render(template),
        };
        let text = match rendered {
            Ok(text) => text,
            Err(error) => {
                sandbox::mistake(
                    &error,
                    "docs/report.md lists the values that templates are given",
                    console,
                );
                return Ok(Exit::Usage);
            }
        };
        let (file, sources) = (self.args.to.file(), &self.input.sources);
        let outputs = Output::all(iter::once(file).chain(beside.map(Some)), sources, console)?;
        if let (Some(beside), [_, list]) = (beside, outputs.as_slice()) {
            list.stream(console, |to| report.hosts_csv(to))?;
            console.say(&format!(
                "note: the full list of hosts is in {}\n",
                sanitize::text(&beside.to_string_lossy())
            ));
        }
        sandbox::deliver_rendered(template, &text, &outputs[0], console)?;
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

/// The reports from before. Every file that is wrong is shown; then there is none.
fn baselines(
    args: &ReportArgs,
    sources: &mut Sources,
    console: &Console,
) -> Result<Vec<Baseline>, Exit> {
    let mut baselines = Vec::new();
    for path in &args.baseline {
        let Ok(text) = named::text(path, "the baseline", sources, console) else { continue };
        match Baseline::from_json(path.to_string_lossy(), &text) {
            Ok(baseline) => baselines.push(baseline),
            Err(error) => {
                let help = "write one with `patchfirst report INVENTORY --format json`, or `rank`";
                console.mistake(&format!("{}: {error}", display_name(path)), help);
            }
        }
    }
    if baselines.len() == args.baseline.len() { Ok(baselines) } else { Err(Exit::Usage) }
}

/// Standard output and the like have nothing beside them.
fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_file()
}

/// `report.hosts.csv` for `report.html`.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("hosts.csv")
}

//! `--assume`: what is assumed beyond the inventory, and the ranking before it.

use std::path::Path;

use patchfirst::assumption::{self, Assumption, Names, Problem, Stated, Supposed};
use patchfirst::case::Case;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::ranking::{self, Ranking};
use patchfirst::report::View;
use patchfirst::report::what_if::WhatIf;
use patchfirst::risk::{Figure, Request, SampleSize};
use patchfirst::source::{Sources, sanitize};

use super::input::Input;
use super::{Console, Progress};
use crate::cli::AssumeArgs;
use crate::exit::Exit;

/// The assumptions as they were given, and what they make of the input.
pub(crate) struct Assumed<'a> {
    pub(crate) texts: Vec<String>,
    pub(crate) supposed: Supposed<'a>,
}

/// A loss is known if its standard error is at most such a part of it.
const KNOWN: f64 = 0.05;

impl Assumed<'_> {
    /// What to rank under the assumptions.
    pub(crate) fn case<'s>(&'s self, input: &'s Input) -> Case<'s> {
        Case {
            inventory: &self.supposed.inventory,
            scenario: &self.supposed.scenario,
            ..input.case()
        }
    }

    /// The ranking under the assumptions, on the coins of the one before them. Where so little is
    /// left that these tell too little of it, on as many as it takes.
    pub(crate) fn rank(&self, input: &Input, before: &Ranking, progress: &Progress) -> Ranking {
        let rank = |request: Request| {
            ranking::rank(Case { request: &request, ..self.case(input) }, &|done, most| {
                progress.show(done, most)
            })
        };
        let later = rank(before.again(&input.request));
        let Figure { value, stderr } = later.expected_loss;
        match input.request.samples {
            SampleSize::Auto if stderr > KNOWN * value => rank(input.request),
            _ => later,
        }
    }

    /// What is printed of the ranking under the assumptions.
    pub(crate) fn view<'s>(&'s self, input: &'s Input, later: &'s Ranking) -> View<'s> {
        View { case: self.case(input), ranking: later, shown: None }
    }

    /// Both, for comparing.
    pub(crate) fn what_if<'s>(
        &'s self,
        input: &'s Input,
        before: View<'s>,
        later: &'s Ranking,
    ) -> WhatIf<'s> {
        WhatIf {
            assumptions: &self.texts,
            before,
            after: View { shown: before.shown, ..self.view(input, later) },
        }
    }
}

/// Reads all assumptions against a ranking without them, which numbers the groups. Every one that
/// is wrong is shown.
pub(crate) fn read<'a>(
    texts: Vec<String>,
    input: &'a Input,
    ranking: &Ranking,
    console: &Console,
) -> Result<Option<Assumed<'a>>, Exit> {
    if texts.is_empty() {
        return Ok(None);
    }
    let groups = ranking.group_hosts();
    let names = Names {
        inventory: &input.inventory,
        advisories: &input.advisories,
        groups: &groups,
        clock: input.clock(),
    };
    let (mut stated, mut problems): (Vec<Stated>, Vec<Problem>) = (Vec::new(), Vec::new());
    for text in &texts {
        match assumption::parse(text, &names) {
            Ok(one) => stated.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    let supposed = if problems.is_empty() {
        assumption::suppose(&input.inventory, &input.scenario, &stated)
    } else {
        Err(problems)
    };
    match supposed {
        Ok(supposed) => {
            stated.iter().for_each(|stated| warn_if_not_public(stated, input, console));
            Ok(Some(Assumed { texts, supposed }))
        }
        Err(problems) => {
            problems
                .iter()
                .for_each(|problem| console.mistake(&problem.to_string(), &problem.help));
            Err(Exit::Usage)
        }
    }
}

/// Says that a stage makes no difference where its advisory was not public yet.
fn warn_if_not_public(stated: &Stated, input: &Input, console: &Console) {
    if let Assumption::Stage(advisory, _) = stated.meaning
        && input.exposures.unpublished.contains(&advisory)
    {
        console.say(&format!(
            "note: `{}` changes nothing: {} was not public yet on {}; see --as-of\n",
            sanitize::text(&stated.text),
            sanitize::text(&input.advisories.advisory_of(advisory).id),
            input.threat.as_of
        ));
    }
}

/// The assumptions, with files replaced by their lines; empty lines and those that start with `#`
/// are left out.
pub(crate) fn texts(
    args: &AssumeArgs,
    input: &mut Input,
    console: &Console,
) -> Result<Vec<String>, Exit> {
    let (mut sources, mut texts) = (Sources::default(), Vec::new());
    for text in &args.assume {
        match text.strip_prefix('@') {
            None => texts.push(text.clone()),
            Some(path) => texts.extend(lines(Path::new(path), &mut sources, console)?),
        }
    }
    input.sources.remember(&sources);
    Ok(texts)
}

fn lines(path: &Path, sources: &mut Sources, console: &Console) -> Result<Vec<String>, Exit> {
    let mut diagnostics = Diagnostics::default();
    let source = sources.read(path, &mut diagnostics);
    console.show(sources, &diagnostics);
    let text = source.map(|source| sources.get(source).text.clone()).ok_or(Exit::Usage)?;
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

//! `patchfirst sensitivity`: rank, vary each rate, say what changes.

use patchfirst::plan;
use patchfirst::ranking::{Doubt, Effort, Ranking, doubt, variations};
use patchfirst::report;
use patchfirst::report::sensitivity::Answers;

use super::input::Input;
use super::output::Output;
use super::{Console, Progress, work};
use crate::cli::{SensitivityArgs, SensitivityFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &SensitivityArgs, console: &Console) -> anyhow::Result<Exit> {
    let input = Input::read(&args.model, console)?;
    let output = Output::new(args.to.file(), &input.sources, console)?;
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let options = work::options(&args.work, &input, console)?;
    let doubt = doubt(input.case(), &ranking, Effort::Full);
    let answers = doubt.as_ref().map(|_| answers(&input, &ranking, &options));
    progress.clear();
    let doubt: Option<(&Doubt, &Answers)> = doubt.as_ref().zip(answers.as_ref());
    let view = input.view(&ranking);
    match args.format() {
        SensitivityFormat::Json => {
            output.deliver(&report::sensitivity::json(&view, doubt), console)?
        }
        SensitivityFormat::Table => {
            let width = if output.is_file() { report::table::FILE_WIDTH } else { console.width() };
            output.deliver_page(&report::sensitivity::table(&view, doubt, width), console)?;
        }
    }
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

/// Whether to call people in, as the rates are and in each case.
fn answers(input: &Input, ranking: &Ranking, options: &plan::Options) -> Answers {
    let found = plan::plan(input.case(), ranking, options);
    let variations = variations(&input.threat);
    let threats = variations.iter().map(|variation| &variation.threat);
    let cases = plan::calls(input.case(), ranking, (options, &found), threats);
    Answers { now: found.verdict.call, cases }
}

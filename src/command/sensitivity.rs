//! `patchfirst sensitivity`: rank, vary each rate, say what changes.

use patchfirst::ranking::{Effort, doubt};
use patchfirst::report;

use super::input::Input;
use super::output::Output;
use super::{Console, Progress};
use crate::cli::{SensitivityArgs, SensitivityFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &SensitivityArgs, console: &Console) -> anyhow::Result<Exit> {
    let input = Input::read(&args.model, console)?;
    let output = Output::new(args.output.as_deref(), &input.sources, console)?;
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let doubt = doubt(input.case(), &ranking, Effort::Full);
    progress.clear();
    let view = input.view(&ranking);
    match args.format() {
        SensitivityFormat::Json => output.deliver(&report::sensitivity::json(&view, doubt.as_ref()), console)?,
        SensitivityFormat::Table => {
            let width = if output.is_file() { report::table::FILE_WIDTH } else { console.width() };
            output.deliver_page(&report::sensitivity::table(&view, doubt.as_ref(), width), console)?;
        }
    }
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

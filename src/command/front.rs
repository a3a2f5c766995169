//! `patchfirst` without a command: the answer for the inventory of this folder in five lines, or how to get one.

use patchfirst::plan;
use patchfirst::report::front;
use patchfirst::report::plan::PlanView;

use super::input::{self, Input};
use super::{Console, Progress, output, work};
use crate::cli::{self, Command, PlanArgs, Refused};
use crate::exit::Exit;

/// What to do where there is no inventory.
const NO_INVENTORY: &str = "There is no inventory.yaml in this folder.
Write one: patchfirst import EXPORTS… -o inventory.yaml (from what you have), or patchfirst init (by hand).
See an example first: patchfirst demo. All commands: patchfirst --help.
";

pub(crate) fn run(console: &Console) -> anyhow::Result<Exit> {
    match cli::parse(["patchfirst".into(), "plan".into()]).map(|cli| cli.command) {
        Ok(Some(Command::Plan(args))) => answer(&args, console),
        Err(Refused::Typed(error, _)) if error.kind() != clap::error::ErrorKind::MissingRequiredArgument => Err(error.into()),
        _ => {
            console.say_always(NO_INVENTORY);
            Ok(Exit::Usage)
        }
    }
}

fn answer(args: &PlanArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let options = match work::options(&args.work, &input, console) {
        Ok(options) => options,
        Err(exit) => return Ok(exit),
    };
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let view = input.view(&ranking);
    let found = plan::plan(view.case, &ranking, &options);
    progress.clear();
    let plan = PlanView { view, options: &options, plan: &found, waiting: &[], before: None };
    output::deliver(&front::render(&plan, console.width()), None, console)?;
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

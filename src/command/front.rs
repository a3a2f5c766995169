//! `patchfirst` without a command: the answer for the inventory of this folder in five lines, or
//! how to get one.

use patchfirst::plan;
use patchfirst::report::front;
use patchfirst::report::plan::PlanView;

use super::input::Input;
use super::output::Output;
use super::{Console, Progress, work};
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
        Err(Refused::Typed(error, _))
            if error.kind() != clap::error::ErrorKind::MissingRequiredArgument =>
        {
            Err(error.into())
        }
        _ => {
            console.say_always(NO_INVENTORY);
            Ok(Exit::Usage)
        }
    }
}

fn answer(args: &PlanArgs, console: &Console) -> anyhow::Result<Exit> {
    let input = Input::read(&args.model, console)?;
    let options = work::options(&args.work, &input, console)?;
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let view = input.view(&ranking);
    let found = plan::plan(view.case, &ranking, &options);
    progress.clear();
    let plan = PlanView { view, options: &options, plan: &found, waiting: &[], before: None };
    Output::STANDARD
        .deliver_page(&front::render(&plan, console.width(), console.colour()), console)?;
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

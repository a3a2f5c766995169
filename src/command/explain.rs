//! `patchfirst explain`: why a host stands where it stands.

use patchfirst::inventory::HostId;
use patchfirst::{explanation, ranking, report, suggest};

use super::input::{self, Input};
use super::{Console, output};
use crate::cli::ExplainArgs;
use crate::exit::Exit;

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let Some(host) = input.inventory.hosts.get_index_of(args.host.as_str()) else {
        let help = suggest::help(&args.host, input.inventory.hosts.keys().map(|name| &**name));
        console.say(&format!("error: the inventory has no host `{}`; {help}\n", patchfirst::neutral::text(&args.host)));
        return Ok(Exit::Usage);
    };
    let bar = console.progress();
    let progress = |done, most| {
        bar.set_length(most);
        bar.set_position(done);
    };
    let ranking = ranking::rank(input.subject(), &input.scenario, &input.request, &progress);
    bar.finish_and_clear();
    let explanation = explanation::explain(input.subject(), &input.scenario, input.request.entries, &ranking, HostId(host as u32));
    let text = report::explain::render(input.subject(), &ranking, &explanation, console.width());
    output::deliver(&text, None, console)?;
    Ok(Exit::Done)
}

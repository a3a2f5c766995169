//! `patchfirst graph`: read, match, estimate, draw the network.

use patchfirst::ranking;
use patchfirst::report::View;
use patchfirst::report::map::Map;

use super::input::{self, Input};
use super::{Console, assume, output};
use crate::cli::{GraphArgs, GraphFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &GraphArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let map = match map(args, &input, console) {
        Ok(map) => map,
        Err(exit) => return Ok(exit),
    };
    let text = match args.format() {
        GraphFormat::Svg => map.svg(),
        GraphFormat::Dot => map.dot(),
        GraphFormat::Mermaid => map.mermaid(),
        GraphFormat::Graphml => map.graphml(),
    };
    output::deliver(&text, args.output.as_deref(), console)?;
    Ok(Exit::Done)
}

/// The map of what is, or of what would be under the assumptions.
fn map(args: &GraphArgs, input: &Input, console: &Console) -> Result<Map, Exit> {
    let bar = console.progress();
    let progress = |done, most| {
        bar.set_length(most);
        bar.set_position(done);
    };
    let ranking = ranking::rank(input.subject(), &input.scenario, &input.request, &progress);
    let assumed = assume::read(&args.assume, input, &ranking, console)?;
    let entries = input.request.entries;
    let map = match &assumed {
        None => Map::of(&View { subject: input.subject(), ranking: &ranking, scenario: &input.scenario, entries }),
        Some(assumed) => {
            let (subject, scenario) = (assumed.subject(input), &assumed.supposed.scenario);
            let ranking = ranking::rank(subject, scenario, &ranking.again(&input.request), &progress);
            Map::of(&View { subject, ranking: &ranking, scenario, entries })
        }
    };
    bar.finish_and_clear();
    Ok(map)
}

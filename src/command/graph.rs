//! `patchfirst graph`: read, match, estimate, draw the network.

use patchfirst::report::map::Map;

use super::input::Input;
use super::output::Output;
use super::{Console, Progress, assume};
use crate::cli::{GraphArgs, GraphFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &GraphArgs, console: &Console) -> anyhow::Result<Exit> {
    if args.to.file().is_none() && args.format() == GraphFormat::Svg && console.is_terminal() {
        console.mistake(
            "a drawing cannot be shown in a terminal",
            "write it to a file and open that in a browser: -o network.svg",
        );
        return Ok(Exit::Usage);
    }
    let mut input = Input::read(&args.model, console)?;
    let texts = assume::texts(&args.assume, &mut input, console)?;
    let output = Output::new(args.to.file(), &input.sources, console)?;
    let map = map(texts, &input, console)?;
    let text = match args.format() {
        GraphFormat::Svg => map.svg(),
        GraphFormat::Dot => map.dot(),
        GraphFormat::Mermaid => map.mermaid(),
        GraphFormat::Graphml => map.graphml(),
    };
    output.deliver(&text, console)?;
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

/// The map of what is, or of what would be under the assumptions.
fn map(texts: Vec<String>, input: &Input, console: &Console) -> Result<Map, Exit> {
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let assumed = assume::read(texts, input, &ranking, console)?;
    let map = match &assumed {
        None => Map::of(&input.view(&ranking)),
        Some(assumed) => Map::of(&assumed.view(input, &assumed.rank(input, &ranking, &progress))),
    };
    progress.clear();
    Ok(map)
}

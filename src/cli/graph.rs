//! The arguments of `graph`.

use clap::{Args, ValueEnum};

use super::output::OutputArgs;
use super::{AssumeArgs, ModelArgs};

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// How to write the network [default: by the ending of the output file (.svg, .dot, .gv, .mmd,
    /// .mermaid, .graphml), else svg]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<GraphFormat>,

    #[command(flatten)]
    pub(crate) to: OutputArgs,
}

impl GraphArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> GraphFormat {
        let ending = self.to.ending();
        self.format.unwrap_or_else(|| {
            ending.as_deref().and_then(GraphFormat::of_ending).unwrap_or(GraphFormat::Svg)
        })
    }
}

/// How to write the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A drawing for browsers and documents
    Svg,
    /// Graphviz: every segment, an arrow for parallel flows
    Dot,
    /// A flowchart for wikis and forges
    Mermaid,
    /// For networkx, Gephi, yEd: every segment and flow, with figures
    Graphml,
}

impl GraphFormat {
    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "svg" => Some(Self::Svg),
            "dot" | "gv" => Some(Self::Dot),
            "mmd" | "mermaid" => Some(Self::Mermaid),
            "graphml" => Some(Self::Graphml),
            _ => None,
        }
    }
}

//! The arguments that say which hosts are listed.

use clap::Args;

#[derive(Debug, Default, Args)]
pub(crate) struct FilterArgs {
    /// List only hosts in this segment; figures stay those of the whole network; may be repeated
    #[arg(long, value_name = "SEGMENT")]
    pub(crate) segment: Vec<String>,

    /// List only hosts of this owner, in which * stands for any characters; may be repeated
    #[arg(long, value_name = "OWNER")]
    pub(crate) owner: Vec<String>,

    /// List only hosts with this tag, in which * stands for any characters; may be repeated
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,

    /// List only hosts for which there is something to install
    #[arg(long)]
    pub(crate) has_fix: bool,
}

impl FilterArgs {
    /// Whether every host is listed.
    pub(crate) fn is_empty(&self) -> bool {
        self.segment.is_empty() && self.owner.is_empty() && self.tag.is_empty() && !self.has_fix
    }

    /// The filter as it would be typed.
    pub(crate) fn words(&self) -> String {
        let named = [("segment", &self.segment), ("owner", &self.owner), ("tag", &self.tag)];
        let typed = named
            .into_iter()
            .flat_map(|(option, words)| words.iter().map(move |word| format!("--{option} {word}")));
        typed.chain(self.has_fix.then(|| "--has-fix".to_owned())).collect::<Vec<_>>().join(" ")
    }
}

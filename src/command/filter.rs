//! `--segment`, `--owner`, `--tag` and `--has-fix`: from words to the hosts that are listed.

use patchfirst::case::Case;
use patchfirst::diagnostic::suggest;
use patchfirst::inventory::{Host, Inventory, Pattern};
use patchfirst::report::{Shown, Wanted};

use super::Console;
use crate::cli::FilterArgs;
use crate::exit::Exit;

/// A word that fits nothing of an inventory, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// The hosts that are asked for; `None` is all of them.
pub(crate) fn shown(
    args: &FilterArgs,
    case: Case<'_>,
    console: &Console,
) -> Result<Option<Shown>, Exit> {
    let (shown, unmatched) = of(args, case);
    if unmatched.is_empty() { Ok(shown) } else { Err(refuse(&unmatched, console)) }
}

/// Says which words fit nothing: an empty list would look like good news.
pub(crate) fn refuse(unmatched: &[Unmatched], console: &Console) -> Exit {
    unmatched.iter().for_each(|one| console.mistake(&one.message, &one.help));
    Exit::Usage
}

/// The same for one of several inventories: a word has to fit something in one of them.
pub(crate) fn of(args: &FilterArgs, case: Case<'_>) -> (Option<Shown>, Vec<Unmatched>) {
    if args.is_empty() {
        return (None, Vec::new());
    }
    let inventory = case.inventory;
    let mut unmatched = Vec::new();
    let mut segments = Vec::new();
    for name in &args.segment {
        match inventory.segment_id(name) {
            Some(segment) => segments.push(segment),
            None => unmatched.push(Unmatched {
                message: format!("--segment: there is no segment `{name}`"),
                help: suggest::help(name, inventory.segments.keys().map(String::as_str)),
            }),
        }
    }
    let owners = patterns("owner", &args.owner, inventory, owner, &mut unmatched);
    let tags = patterns("tag", &args.tag, inventory, tags, &mut unmatched);
    let wanted = Wanted { segments, owners, tags, has_fix: args.has_fix };
    (Some(Shown::new(&wanted, case, args.words())), unmatched)
}

type Texts<'a> = Box<dyn Iterator<Item = &'a str> + 'a>;

fn owner(host: &Host) -> Texts<'_> {
    Box::new(host.details.iter().filter_map(|details| details.owner.as_deref()))
}

fn tags(host: &Host) -> Texts<'_> {
    Box::new(host.details.iter().flat_map(|details| details.tags.iter().map(String::as_str)))
}

fn patterns(
    option: &str,
    words: &[String],
    inventory: &Inventory,
    of: fn(&Host) -> Texts<'_>,
    unmatched: &mut Vec<Unmatched>,
) -> Vec<Pattern> {
    let patterns: Vec<Pattern> = words.iter().map(|word| Pattern::new(word)).collect();
    for (word, pattern) in words.iter().zip(&patterns) {
        if !inventory.hosts().any(|(_, _, host)| of(host).any(|text| pattern.matches(text))) {
            let known = inventory.hosts().flat_map(|(_, _, host)| of(host));
            unmatched.push(Unmatched {
                message: format!("--{option}: no host has the {option} `{word}`"),
                help: suggest::help(word, known),
            });
        }
    }
    patterns
}

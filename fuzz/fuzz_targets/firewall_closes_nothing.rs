//! Access lists and rules of iptables with a line that cannot be read, anywhere: whatever was or may have been open still may be.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Input, Options};
use patchfirst::source::Sources;
use patchfirst::term::port::PortSet;

static CATALOGUE: LazyLock<Advisories> = LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

/// The format, the rules, the line and where it is put in.
type Case<'c> = (bool, &'c str, &'c str, u16);

fn possible(text: &str, format: Option<Format>) -> Vec<(String, PortSet)> {
    let mut segments = Segments::default();
    for (name, network) in [("a", "10.1.0.0/24"), ("b", "10.2.0.0/24")] {
        segments.add(network.parse().expect("it is a network"), name);
    }
    let input = Input { name: "fw".to_owned(), content: Content::Bytes(text.as_bytes().to_vec()) };
    let options = Options { from: format, segments, ..Options::default() };
    let imported = import::import(vec![input], &options, &CATALOGUE);
    imported.flows.iter().map(|flow| (flow.key(), flow.open.union(&flow.unknown))).collect()
}

fuzz_target!(|case: Case<'_>| {
    let (cisco, text, junk, at) = case;
    // A line of one strange word: no reader knows it.
    let junk: String = junk.chars().filter(char::is_ascii_lowercase).collect();
    let line = if cisco { format!(" zz{junk}") } else { format!("-A FORWARD --zz{junk} -j DROP") };
    let format = Format::from_name(if cisco { "cisco" } else { "iptables" });
    let lines: Vec<&str> = text.lines().collect();
    let at = usize::from(at) % (lines.len() + 1);
    let spoiled: Vec<&str> = lines[..at].iter().copied().chain([line.as_str()]).chain(lines[at..].iter().copied()).collect();
    let after = possible(&spoiled.join("\n"), format);
    for (key, ports) in possible(text, format) {
        let now = after.iter().find(|(known, _)| *known == key).map(|(_, ports)| ports.clone()).unwrap_or_default();
        assert!(now.is_superset(&ports), "{line} closes {key}");
    }
});

//! The whole line, from the text of an inventory to what is printed.

use patchfirst::case::Case;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::exposure;
use patchfirst::inventory;
use patchfirst::network::Scenario;
use patchfirst::ranking;
use patchfirst::report::table::{self, TableOptions};
use patchfirst::report::{View, json};
use patchfirst::risk::{Entries, Figures, Request, SampleSize};
use patchfirst::source::{Sources, sanitize};
use patchfirst::threat::Threat;

use super::KNOWN;

/// As an inventory without mistakes: its figures are chances and losses, and its table acts on
/// nothing.
pub fn rank(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let Some(inventory) =
        inventory::parse("inventory.yaml", &text, &[], &mut sources, &mut diagnostics)
    else {
        return;
    };
    if diagnostics.has_errors() || inventory.hosts.is_empty() {
        return;
    }
    let as_of = inventory.as_of.unwrap_or(jiff::civil::date(2006, 8, 25));
    let threat = Threat::new(as_of, &inventory.threat, &inventory.calendar);
    let exposures = exposure::find(&inventory, &KNOWN, as_of, &mut diagnostics);
    let request = Request {
        samples: SampleSize::Fixed(8),
        seed: 1,
        entries: Entries::ALL,
        figures: Figures::All,
        design: None,
    };
    let scenario = Scenario::default();
    let case = Case {
        inventory: &inventory,
        advisories: &KNOWN,
        exposures: &exposures,
        threat: &threat,
        scenario: &scenario,
        request: &request,
    };
    let ranking = ranking::rank(case, &|_, _| {});
    let (loss, total) = (ranking.expected_loss.value, ranking.total_value);
    assert!(
        loss.is_finite() && loss >= 0.0 && loss <= total * (1.0 + 1e-9) + 1e-9,
        "{loss} of {total}"
    );
    let view = View { case, ranking: &ranking, shown: None };
    let page =
        table::render(&view, TableOptions { width: 80, colour: false, all: true, top: None });
    assert!(!page.chars().any(|c| c != '\n' && sanitize::is_hostile(c)), "{page:?}");
    serde_json::from_str::<serde_json::Value>(&json::render(&view, None)).expect("it is JSON");
}

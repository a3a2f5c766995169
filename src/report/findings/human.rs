//! For people: each finding with the line it is about, the place underlined, and what to do.

use super::{Item, Sheet};
use crate::check::{Confidence, Finding};
use crate::diagnostic::{self, Colour, Label, Picture, Severity};
use crate::source::Sources;
use crate::term::count::counted;

use crate::format::rank::AcceptedRisk;

/// Hops that are drawn; a longer way is in the other formats.
const MAX_HOPS: usize = 12;

/// The findings, the worst first, then in the order of places; at the end how many there are.
pub fn render(
    items: &[Item],
    sheet: &Sheet,
    sources: &Sources,
    least: Severity,
    colour: Colour,
) -> String {
    let mut shown: Vec<&Item> =
        items.iter().filter(|item| item.finding.severity >= least).collect();
    shown.sort_by_key(|item| {
        (!item.finding.is_in_force(), std::cmp::Reverse(item.finding.severity))
    });
    let drawn: Vec<(Vec<Label>, Vec<String>)> =
        shown.iter().take(200).map(|item| (labels(&item.finding), notes(item))).collect();
    let pictures = shown
        .iter()
        .zip(&drawn)
        .map(|(item, (labels, notes))| picture(&item.finding, labels, notes));
    let mut text = diagnostic::pictures(sources, pictures, shown.len(), colour);
    text.push_str(&summary(sheet));
    text
}

/// What was looked at and how much was found.
pub fn summary(sheet: &Sheet) -> String {
    let sum =
        |number: fn(&super::Overview) -> u64| sheet.inventories.iter().map(number).sum::<u64>();
    let incomplete = sheet.inventories.iter().any(|inventory| !inventory.complete);
    let (hosts, segments) = (
        counted(sum(|i| i.hosts), "host", "hosts"),
        counted(sum(|i| i.segments), "segment", "segments"),
    );
    let looked = format!("{hosts}, {segments}, {}", counted(sum(|i| i.flows), "flow", "flows"));
    let rest = if incomplete { "; only the form was checked, repair it first" } else { "" };
    match sheet.inventories.len() {
        0 => format!("advisories: {}\n", sheet.counts().sentence()),
        1 => format!("{looked}: {}{rest}\n", sheet.counts().sentence()),
        many => format!("{many} inventories, {looked}: {}{rest}\n", sheet.counts().sentence()),
    }
}

fn picture<'a>(finding: &'a Finding, labels: &'a [Label], notes: &'a [String]) -> Picture<'a> {
    Picture {
        // What is accepted is no alarm.
        severity: if finding.is_in_force() { finding.severity } else { Severity::Note },
        id: finding.rule.id(),
        message: &finding.message,
        labels,
        file: finding.file.as_deref(),
        notes,
        help: finding.help.as_deref(),
    }
}

/// The places, then the way hop by hop.
fn labels(finding: &Finding) -> Vec<Label> {
    let hop = |(i, hop): (usize, &crate::check::Hop)| Label {
        span: hop.place,
        text: format!("{}. {}", i + 1, hop.text),
    };
    finding
        .places
        .iter()
        .cloned()
        .chain(finding.path.iter().take(MAX_HOPS).enumerate().map(hop))
        .collect()
}

fn notes(item: &Item) -> Vec<String> {
    let finding = &item.finding;
    let mut notes: Vec<String> =
        finding.accepted.iter().map(|accepted| AcceptedRisk::from(accepted).sentence()).collect();
    if finding.confidence < Confidence::High {
        notes.push(format!("confidence: {}", finding.confidence.as_str()));
    }
    if item.known {
        notes.push("in the baseline".to_owned());
    }
    if finding.path.len() > MAX_HOPS {
        notes.push(format!(
            "the way has {} steps; the first {MAX_HOPS} are shown",
            finding.path.len()
        ));
    }
    notes
}

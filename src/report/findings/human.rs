//! For people: each finding with the line it is about, the place underlined, and what to do.

use std::borrow::Cow;

use super::{Item, Sheet};
use crate::check::{Confidence, Finding, Hop};
use crate::diagnostic::{self, Colour, Label, Picture, Severity};
use crate::source::Sources;
use crate::term::count::counted;

use crate::format::rank::AcceptedRisk;

/// Hops that are drawn; a longer way is in the other formats.
const MAX_HOPS: usize = 12;
/// Findings that are drawn, at most; of them all that fit are shown.
const MAX_DRAWN: usize = 200;

/// A finding with the texts of its picture.
struct Drawn<'a> {
    finding: &'a Finding,
    message: Cow<'a, str>,
    labels: Vec<Label>,
    notes: Vec<String>,
}

/// The findings, the worst first, then in the order of places; at the end how many there are.
pub fn render(
    items: &[Item],
    sheet: &Sheet<'_>,
    sources: &Sources,
    least: Severity,
    colour: Colour,
) -> String {
    let mut shown: Vec<&Item> =
        items.iter().filter(|item| item.finding.fault.severity >= least).collect();
    shown.sort_by_key(|item| {
        (!item.finding.is_in_force(), std::cmp::Reverse(item.finding.fault.severity))
    });
    let drawn: Vec<Drawn<'_>> = shown.iter().take(MAX_DRAWN).map(|item| Drawn::of(item)).collect();
    let pictures = drawn.iter().map(Drawn::picture);
    let mut text = diagnostic::pictures(sources, pictures, shown.len(), colour);
    text.push_str(&summary(sheet));
    text
}

/// What was looked at and how much was found.
pub fn summary(sheet: &Sheet<'_>) -> String {
    let sum =
        |number: fn(&super::Overview) -> u64| sheet.inventories.iter().map(number).sum::<u64>();
    let incomplete = sheet.inventories.iter().any(|inventory| !inventory.complete);
    let (hosts, segments) = (
        counted(sum(|i| i.machines), "host", "hosts"),
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

impl<'a> Drawn<'a> {
    fn of(item: &'a Item) -> Self {
        let finding = &item.finding;
        Self { finding, message: finding.message(), labels: labels(finding), notes: notes(item) }
    }

    fn picture(&self) -> Picture<'_> {
        let (finding, fault) = (self.finding, &self.finding.fault);
        Picture {
            // What is accepted is no alarm.
            severity: if finding.is_in_force() { fault.severity } else { Severity::Note },
            id: fault.rule.id(),
            message: &self.message,
            labels: &self.labels,
            file: fault.file.as_deref(),
            notes: &self.notes,
            help: fault.help.as_deref(),
        }
    }
}

/// The places, then the way hop by hop.
fn labels(finding: &Finding) -> Vec<Label> {
    let hop = |(i, hop): (usize, &Hop)| Label {
        span: hop.place,
        text: format!("{}. {}", i + 1, hop.text),
    };
    let place = |(span, text): (_, &str)| Label { span, text: text.to_owned() };
    let hops = finding.fault.path.iter().take(MAX_HOPS).enumerate().map(hop);
    finding.places().map(place).chain(hops).collect()
}

fn notes(item: &Item) -> Vec<String> {
    let finding = &item.finding;
    let mut notes: Vec<String> = finding
        .accepted
        .iter()
        .map(|accepted| AcceptedRisk::from(&**accepted).sentence())
        .collect();
    if finding.fault.confidence < Confidence::High {
        notes.push(format!("confidence: {}", finding.fault.confidence.as_str()));
    }
    if item.known {
        notes.push("in the baseline".to_owned());
    }
    let hops = finding.fault.path.len();
    if hops > MAX_HOPS {
        notes.push(format!("the way has {hops} steps; the first {MAX_HOPS} are shown"));
    }
    notes
}

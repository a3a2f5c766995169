//! A check as findings.

use std::borrow::Cow;
use std::sync::Arc;

use super::entry::{of_span, whole_file};
use super::rows::{Grade, Rows};
use super::{Entry, HopEntry, Overview, RuleText, Sheet};
use crate::check::fingerprint::Fingerprint;
use crate::check::{Finding, Rule};
use crate::diagnostic::Severity;
use crate::format::rank::AcceptedRisk;
use crate::source::Sources;

/// A finding with what a run knows of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The finding.
    pub finding: Finding,
    /// The name of the segment it belongs to.
    pub segment: Option<Arc<str>>,
    /// Its name over time, where a format or a baseline needs it.
    pub fingerprint: Option<Fingerprint>,
    /// Whether the baseline has it.
    pub known: bool,
}

/// The items that are shown.
#[derive(Debug)]
struct Shown<'a> {
    items: &'a [Item],
    /// Indices of items.
    rows: Vec<u32>,
    sources: &'a Sources,
}

impl<'a> Sheet<'a> {
    /// What a check found; `least` is the mildest severity that is shown.
    pub fn of_check(
        items: &'a [Item],
        inventories: Vec<Overview>,
        segments: Vec<String>,
        sources: &'a Sources,
        least: Severity,
    ) -> Self {
        let is_shown = |item: &Item| item.finding.fault.severity >= least;
        let shown = (0..).zip(items).filter(|(_, item)| is_shown(item));
        let rows: Vec<u32> = shown.map(|(row, _)| row).collect();
        Self {
            command: "check",
            inventories,
            rules: Rule::all().map(RuleText::of).collect(),
            segments,
            hidden: items.len() - rows.len(),
            rows: Arc::new(Shown { items, rows, sources }),
            names: std::collections::HashMap::new(),
        }
    }
}

impl Shown<'_> {
    fn item(&self, row: usize) -> &Item {
        &self.items[self.rows[row] as usize]
    }
}

impl Rows for Shown<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn grade(&self, row: usize) -> Grade {
        let Item { finding, known, .. } = self.item(row);
        let (level, accepted) = (finding.fault.severity, !finding.is_in_force());
        Grade { level, accepted, known: *known }
    }

    fn group(&self, row: usize) -> (Option<&str>, &str) {
        let Item { finding, segment, .. } = self.item(row);
        (segment.as_deref(), finding.fault.rule.id())
    }

    fn entry(&self, row: usize) -> Entry<'_> {
        entry(self.item(row), self.sources)
    }

    fn files(&self) -> Vec<&str> {
        let whole = self.items.iter().filter_map(|item| item.finding.fault.file.as_deref());
        self.sources.iter().map(|(_, source)| source.name.as_str()).chain(whole).collect()
    }
}

fn entry<'a>(item: &'a Item, sources: &'a Sources) -> Entry<'a> {
    let (finding, fault) = (&item.finding, &item.finding.fault);
    let mut places = finding.places().map(|(span, text)| of_span(span, text, sources));
    let first = places.next();
    let hops = fault.path.iter();
    Entry {
        rule: fault.rule.id().into(),
        family: fault.rule.family().as_str().into(),
        severity: fault.severity.as_str().into(),
        confidence: fault.confidence.as_str().into(),
        message: finding.message(),
        place: first.or_else(|| fault.file.as_deref().map(whole_file)),
        help: fault.help.as_deref().map(Cow::Borrowed),
        host: finding.host.as_deref().map(Cow::Borrowed),
        advisory: fault.advisory.as_deref().map(Cow::Borrowed),
        due: fault.due.map(|due| due.to_string().into()),
        segment: item.segment.as_deref().map(Cow::Borrowed),
        related: places.collect(),
        path: hops
            .map(|hop| HopEntry {
                text: hop.text.as_str().into(),
                place: of_span(hop.place, "", sources),
            })
            .collect(),
        fingerprint: item.fingerprint.map(|name| name.to_string().into()).unwrap_or_default(),
        known: item.known,
        accepted: finding.accepted.as_deref().map(AcceptedRisk::from),
        level: fault.severity,
    }
}

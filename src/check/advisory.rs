//! Whether advisory files are in order, beyond what their readers refuse: gaps, circles, dates,
//! sources.

use rustc_hash::FxHashMap;

use super::circle::in_circles;
use super::fault::{Fault, Text};
use super::finding::Finding;
use super::rule::Rule;
use crate::advisory::{Advisories, Advisory, Product, ProductId, Replacement};
use crate::source::{Sources, Span};
use crate::term::platform::{Arch, ServicePack};

/// Names of files that are part of the program start so; what is in them is not the user's to
/// correct.
const BUILT_IN: &str = "<built-in>/";

/// What is wrong with advisories that come from folders of the user's.
pub fn findings(advisories: &Advisories, sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, advisory) in advisories.iter().filter(|(_, advisory)| is_own(advisory.place, sources)) {
        gaps(advisories, advisory, &mut findings);
        dates(advisory, &mut findings);
        no_ways_in(advisory, &mut findings);
        source(advisory, &mut findings);
    }
    statements(advisories, sources, &mut findings);
    findings
}

fn is_own(place: Span, sources: &Sources) -> bool {
    !sources.get(place.source).name.starts_with(BUILT_IN)
}

fn finding(
    rule: Rule,
    advisory: &Advisory,
    message: String,
    detail: impl Into<Text>,
    help: &'static str,
) -> Finding {
    let fault = Fault::new(rule, message).help(help).advisory(advisory.id.as_str()).detail(detail);
    Finding::new(fault).at(advisory.place)
}

/// Service packs that no row speaks of, between ones that rows do.
fn gaps(advisories: &Advisories, advisory: &Advisory, findings: &mut Vec<Finding>) {
    let mut products: Vec<ProductId> =
        advisory.affected.iter().flat_map(|row| row.products.iter().copied()).collect();
    products.sort_unstable();
    products.dedup();
    for id in products {
        let product = advisories.product_of(id);
        for arch in architectures(advisory, product) {
            for sp in gaps_of(advisory, id, product, arch) {
                let message = format!(
                    "{}: no row speaks of service pack {sp} of {} on {arch}, though rows speak of earlier and later ones",
                    advisory.id, product.name
                );
                let detail = format!("{} {sp} {arch}", product.id);
                let help = "widen `versions` of a row, or say in a comment why this one is clean";
                findings.push(finding(Rule::AdvisoryGap, advisory, message, detail, help));
            }
        }
    }
}

/// The architectures that rows tell apart; those of the product, or the default one.
fn architectures(advisory: &Advisory, product: &Product) -> Vec<Arch> {
    let named = advisory.affected.iter().flat_map(|row| row.arch.iter().copied());
    let mut all: Vec<Arch> = named
        .chain(product.architectures.iter().copied())
        .filter(|arch| product.runs_on(*arch))
        .collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() { vec![Arch::default()] } else { all }
}

fn gaps_of(advisory: &Advisory, id: ProductId, product: &Product, arch: Arch) -> Vec<ServicePack> {
    let packs: Vec<(ServicePack, bool)> = product
        .service_packs
        .keys()
        .map(|sp| (*sp, advisory.affects(id, &product.version(*sp), arch).is_some()))
        .collect();
    let first = packs.iter().position(|(_, affected)| *affected);
    let last = packs.iter().rposition(|(_, affected)| *affected);
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    packs[first..last].iter().filter(|(_, affected)| !affected).map(|(sp, _)| *sp).collect()
}

fn dates(advisory: &Advisory, findings: &mut Vec<Finding>) {
    if let Some(revised) = advisory.revised.filter(|revised| *revised < advisory.published) {
        let message = format!(
            "{} was revised on {revised}, before it was published on {}",
            advisory.id, advisory.published
        );
        let help = "correct one of the two";
        findings.push(finding(Rule::DatesOutOfOrder, advisory, message, "revised", help));
    }
}

/// An empty list of ports: no host could be attacked.
fn no_ways_in(advisory: &Advisory, findings: &mut Vec<Finding>) {
    let of_rows = advisory
        .affected
        .iter()
        .any(|row| row.vectors.as_ref().is_some_and(|ports| !ports.is_empty()));
    if advisory.vectors.is_empty() && !of_rows {
        let message =
            format!("{} names no port, so no host can be attacked through it", advisory.id);
        let help = "name the ports under `vectors`, or write `vectors: unknown`";
        findings.push(finding(Rule::NoVectors, advisory, message, "", help));
    }
}

fn source(advisory: &Advisory, findings: &mut Vec<Finding>) {
    let help = "add `sources`, such as `sources: [\"bulletin MS06-040 v2.0\"]`";
    if advisory.sources.is_empty() && advisory.references.is_empty() {
        let message = format!("{} does not say where its facts come from", advisory.id);
        findings.push(finding(Rule::MissingSource, advisory, message, "", help));
    }
    for entry in advisory
        .timeline
        .iter()
        .filter(|entry| entry.source.as_ref().is_none_or(|source| source.trim().is_empty()))
    {
        let what = entry.name.as_deref().unwrap_or(entry.stage.as_str());
        let message =
            format!("{}: nobody is named for what happened on {}: {what}", advisory.id, entry.date);
        let (detail, help) = (format!("{} {what}", entry.date), "add `source` to the entry");
        findings.push(finding(Rule::MissingSource, advisory, message, detail, help));
    }
}

/// Patches that supersede each other in a circle, on some product version; and later patches with
/// earlier dates.
fn statements(advisories: &Advisories, sources: &Sources, findings: &mut Vec<Finding>) {
    let circles = in_circles(advisories);
    let by_file: FxHashMap<_, _> =
        advisories.iter().map(|(_, advisory)| (advisory.place.source, advisory)).collect();
    let own = |(_, statement): &(usize, &Replacement)| is_own(statement.place, sources);
    for (index, statement) in advisories.supersedence.replacements().iter().enumerate().filter(own)
    {
        let Some(advisory) = by_file.get(&statement.place.source) else { continue };
        let (patch, replaces) = (&statement.patch, &statement.replaces);
        let mut report = |fault: Fault| {
            let fault = fault.advisory(advisory.id.as_str()).detail(format!("{patch} {replaces}"));
            findings.push(Finding::new(fault).at(statement.place));
        };
        if circles.contains(&index) {
            let message = format!("{patch} and {replaces} supersede each other");
            let help = "only the later one supersedes the other";
            report(Fault::new(Rule::SupersedenceCycle, message).help(help));
        }
        if let Some(date) = statement.date.filter(|date| *date < advisory.published) {
            let message = format!(
                "{patch} came out on {date}, before {} was published on {}, which it follows",
                advisory.id, advisory.published
            );
            report(
                Fault::new(Rule::DatesOutOfOrder, message).help("correct `date` or `published`"),
            );
        }
    }
}

//! Which advisories were considered, and how far their exploitation had come on the as-of day.

use jiff::civil::Date;

use super::day;
use super::number::counted;
use super::prose;
use crate::advisory::{Advisories, Advisory, AdvisoryId, Stage, TimelineEntry};
use crate::exposure::Status;
use crate::report::View;
use crate::source::sanitize;

/// Advisories named in a sentence, and characters of a name.
const MAX_ADVISORIES: usize = 6;
const MAX_CHARS: usize = 40;
/// Advisories of one stage named on a screen.
const MAX_NAMED: usize = 3;

/// One sentence on the advisories that concern the inventory, one on those that were not public
/// yet.
pub(in crate::report) fn sentences(view: &View<'_>) -> String {
    let as_of = view.case.threat.as_of;
    let mut text = considered(view, as_of);
    let unpublished = &view.case.exposures.unpublished;
    if !unpublished.is_empty() {
        let names = unpublished.iter().map(|id| name(view.case.advisories.advisory_of(*id)));
        text += &format!(
            " Left out because they were not public yet: {}.",
            prose::abridged(names, MAX_ADVISORIES)
        );
    }
    let observed = super::activity::sentences(view.case);
    if !observed.is_empty() {
        text += &format!(" {observed}");
    }
    text
}

fn considered(view: &View<'_>, as_of: Date) -> String {
    let advisories = view.case.advisories;
    let (concerning, others) = split(view);
    let mut stages: Vec<(AdvisoryId, Stage)> =
        concerning.into_iter().map(|id| (id, stage(advisories.advisory_of(id), as_of))).collect();
    stages.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let texts = stages.iter().map(|(id, _)| state(advisories, advisories.advisory_of(*id), as_of));
    let known = day::named(as_of);
    match (stages.len(), others) {
        (0, 0) => format!("No advisory was known on {known}."),
        (0, _) => format!(
            "Known on {known}: {}, none of which concerns a system here.",
            counted(others as u64, "advisory", "advisories")
        ),
        (_, 0) => format!("Known on {known}: {}.", prose::abridged_by("; ", texts, MAX_ADVISORIES)),
        _ => format!(
            "Known on {known}: {}; {} no system here.",
            prose::abridged_by("; ", texts, MAX_ADVISORIES),
            counted(others as u64, "more concerns", "more concern")
        ),
    }
}

/// The same for a screen: how many concern the inventory, which of them have a worm, how many came
/// later.
pub(in crate::report) fn brief(view: &View<'_>) -> String {
    let (advisories, as_of) = (view.case.advisories, view.case.threat.as_of);
    let (concerning, others) = split(view);
    let of = |advisory: &Advisory| stage(advisory, as_of);
    let with = |wanted: Stage| {
        concerning
            .iter()
            .map(|id| advisories.advisory_of(*id))
            .filter(move |advisory| of(advisory) == wanted)
    };
    let part = |wanted: Stage, what: &str| {
        let names: Vec<String> = with(wanted).map(name).collect();
        (!names.is_empty())
            .then(|| format!("{} with {what} ({})", names.len(), prose::abridged(names, MAX_NAMED)))
    };
    let parts: Vec<String> = [part(Stage::Worm, "a worm"), part(Stage::Exploit, "public code")]
        .into_iter()
        .flatten()
        .collect();
    let known = counted(concerning.len() as u64, "advisory concerns", "advisories concern");
    let of_them =
        if parts.is_empty() { "none with public code".to_owned() } else { parts.join(", ") };
    let mut text = match (concerning.len(), others) {
        (0, 0) => format!("No advisory was known on {}.", day::named(as_of)),
        (0, 1) => {
            format!("The one advisory known on {} concerns no system here.", day::named(as_of))
        }
        (0, _) => format!(
            "None of the {others} advisories known on {} concerns a system here.",
            day::named(as_of)
        ),
        _ => format!("Known on {}: {known} a system here, {of_them}.", day::named(as_of)),
    };
    let later = view.case.exposures.unpublished.len() as u64;
    if later > 0 {
        text += &format!(" {} not public yet.", counted(later, "was", "were"));
    }
    let observed = super::activity::sentences(view.case);
    if observed.is_empty() { text } else { format!("{text} {observed}") }
}

/// The advisories that were public and speak of a system of the inventory.
pub(in crate::report) fn concerning(view: &View<'_>) -> Vec<AdvisoryId> {
    split(view).0
}

/// The advisories that were public and speak of a system of the inventory, and how many others
/// there are.
fn split(view: &View<'_>) -> (Vec<AdvisoryId>, usize) {
    let advisories = view.case.advisories;
    let mut concerns = vec![false; advisories.advisories.len()];
    let findings = view.case.exposures.iter().flat_map(|(_, assessment)| &assessment.findings);
    for finding in findings.filter(|finding| finding.status != Status::NotApplicable) {
        concerns[usize::from(finding.advisory.0)] = true;
    }
    let concerning: Vec<AdvisoryId> =
        advisories.iter().map(|(id, _)| id).filter(|id| concerns[usize::from(id.0)]).collect();
    let others = concerns.len() - view.case.exposures.unpublished.len() - concerning.len();
    (concerning, others)
}

/// How far exploitation had come by the end of a day, on whatever product it had come farthest.
pub(in crate::report) fn stage(advisory: &Advisory, as_of: Date) -> Stage {
    since(advisory, as_of).map_or(Stage::None, |entry| entry.stage)
}

/// The first event that shows that stage.
pub(in crate::report) fn since(advisory: &Advisory, as_of: Date) -> Option<&TimelineEntry> {
    let counts = |entry: &&TimelineEntry| {
        !entry.unverified && entry.date <= as_of && entry.stage > Stage::None
    };
    advisory
        .timeline
        .iter()
        .filter(counts)
        .max_by_key(|entry| (entry.stage, std::cmp::Reverse(entry.date)))
}

/// `MS06-040 worm since 2006-08-12 on Windows 2000 (Mocbot)`.
fn state(advisories: &Advisories, advisory: &Advisory, as_of: Date) -> String {
    let id = name(advisory);
    let Some(entry) = since(advisory, as_of) else {
        return format!("{id} without a public exploit");
    };
    let products: Vec<&str> =
        entry.products.iter().map(|id| advisories.product_of(*id).name.as_str()).collect();
    let on = if products.is_empty() {
        String::new()
    } else {
        format!(" on {}", sanitize::clipped(&products.join(" and "), MAX_CHARS))
    };
    let called = entry
        .name
        .as_deref()
        .map_or(String::new(), |name| format!(" ({})", sanitize::clipped(short(name), MAX_CHARS)));
    format!("{id} {} since {}{on}{called}", entry.stage.as_str(), entry.date)
}

/// A name without what stands behind it in brackets.
fn short(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

fn name(advisory: &Advisory) -> String {
    sanitize::clipped(&advisory.id, MAX_CHARS).into_owned()
}

//! Accepted risks below the ranking: shown, never dropped, and in every figure all the same.

use super::prose;
use crate::acceptance::InForce;
use crate::inventory::Acceptance;
use crate::report::View;
use crate::source::sanitize;

const MAX_LINES: usize = 20;
const MAX_CHARS: usize = 200;

/// The acceptances that hold and match a finding, then those that have expired; empty if there are
/// none.
pub fn render(view: &View<'_>, width: u16) -> String {
    let inventory = view.case.inventory;
    let day = view.case.threat.as_of;
    let (valid, expired): (Vec<&Acceptance>, Vec<&Acceptance>) =
        inventory.acceptances.iter().partition(|a| a.holds_on(day));
    let mut lines: Vec<String> =
        valid.into_iter().filter(|a| matches_finding(view, a)).map(|a| line(a, "")).collect();
    lines.extend(
        expired
            .into_iter()
            .filter(|a| matches_finding(view, a))
            .map(|a| line(a, "expired, counts again: ")),
    );
    if lines.is_empty() {
        return String::new();
    }
    lines.sort_unstable();
    let more = lines.len().saturating_sub(MAX_LINES);
    let mut text = format!(
        "\n{}\n",
        prose::paragraph(
            "Accepted risks (in every figure above: acceptance lowers no loss)",
            width
        )
    );
    text.extend(lines.iter().take(MAX_LINES).map(|line| prose::paragraph(line, width)));
    if more > 0 {
        text += &prose::paragraph(&format!("… and {more} more"), width);
    }
    text
}

fn matches_finding(view: &View<'_>, acceptance: &Acceptance) -> bool {
    let case = view.case;
    let Some(host) = case.inventory.hosts.get(acceptance.host.as_str()) else { return false };
    let about = |id| case.advisories.advisory_of(id).id.eq_ignore_ascii_case(&acceptance.advisory);
    case.exposures
        .of(host.system)
        .findings
        .iter()
        .any(|finding| finding.status.is_exposed() && about(finding.advisory))
}

fn line(acceptance: &Acceptance, state: &str) -> String {
    let until = acceptance.until.map_or("without an end".to_owned(), |day| format!("until {day}"));
    let by = acceptance.by.as_deref().unwrap_or("nobody named");
    let reason = acceptance.reason.as_deref().unwrap_or("no reason given");
    let text =
        format!("{} {}: {state}{until}, {by}: {reason}", acceptance.host, acceptance.advisory);
    sanitize::clipped(&text, MAX_CHARS).into_owned()
}

/// The acceptances that hold on the day of a view.
pub(in crate::report) fn in_force<'a>(view: &View<'a>) -> InForce<'a> {
    InForce::on(view.case.inventory, view.case.threat.as_of)
}

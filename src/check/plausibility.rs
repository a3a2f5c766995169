//! Whether what an inventory says can be: hosts, what runs on them, segments and flows.

mod flow;
mod host;
mod letters;
mod name;
mod segment;
mod system;

use super::Rule;
use super::finding::{About, Finding};
use crate::case::Case;
use crate::inventory::Host;

pub(super) fn findings(case: Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let segments = segment::Tally::of(case.inventory);
    let systems = system::problems(case);
    for (_, name, host) in case.inventory.hosts() {
        host::check(case, name, host, &segments, &mut findings);
        findings
            .extend(systems[host.system.0 as usize].iter().map(|problem| problem.of(name, host)));
    }
    name::check(case, &mut findings);
    letters::check(case, &mut findings);
    segment::check(case, &segments, &mut findings);
    flow::check(case, &segments, &mut findings);
    findings
}

/// A finding about a host, at its line.
pub(super) fn of_host(rule: Rule, name: &str, host: &Host, message: &str, detail: &str) -> Finding {
    let about = About {
        host: Some(name.to_owned()),
        segment: host.segments.first().copied(),
        detail: detail.to_owned(),
        advisory: None,
    };
    Finding::new(rule, format!("host `{name}`: {message}")).at(host.place, "").about(about)
}

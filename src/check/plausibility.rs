//! Whether what an inventory says can be: hosts, what runs on them, segments and flows.

mod flow;
mod host;
mod letters;
mod name;
mod segment;
mod system;

use super::fault::{Fault, Message, Text};
use super::{Finding, Rule};
use crate::case::Case;

pub(super) fn findings(case: Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let segments = segment::Tally::of(case.inventory);
    let systems = system::problems(case);
    let mut hosts = host::Hosts::of(case, &segments);
    for (_, name, host) in case.inventory.hosts() {
        hosts.check(name, host, &mut findings);
        let problems = &systems[host.system.0 as usize];
        findings.extend(problems.iter().map(|fault| Finding::of_host(fault.clone(), name, host)));
    }
    name::check(case, &mut findings);
    letters::check(case, &mut findings);
    segment::check(case, &segments, &mut findings);
    flow::check(case, &segments, &mut findings);
    findings
}

/// What is to be remarked on a host, and what to do about it.
pub(super) fn remark(rule: Rule, message: impl Into<Text>, help: impl Into<Text>) -> Fault {
    Fault::new(rule, Message::remark(message)).help(help)
}

//! What an import does not know, and a ranking of it would need.

use super::{Imported, Placed, place};

/// What is missing before a ranking can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Of how many hosts.
    pub hosts: usize,
    /// What is missing.
    pub what: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Some of them.
    pub examples: Vec<String>,
}

/// The gaps of an import, those of most hosts first.
pub fn gaps(imported: &Imported) -> Vec<Gap> {
    type Lacks = fn(&Placed) -> bool;
    let kinds: [(Lacks, &'static str, &'static str); 8] = [
        (
            |p| p.host.machine.os.is_none(),
            "no operating system",
            "collect systeminfo there, or add a column `os`",
        ),
        (
            |p| p.host.machine.os.is_some() && !p.host.machine.os_known,
            "a product that the catalogue does not know",
            "such hosts are not assessed; write its id, or add it with --advisories",
        ),
        (
            |p| p.host.machine.os_known && p.host.machine.service_pack.is_none(),
            "no service pack",
            "every service pack is considered; collect systeminfo",
        ),
        (
            |p| p.host.patches.installed.is_none(),
            "no list of patches",
            "collect `wmic qfe` or Get-HotFix; until then every patch counts as missing",
        ),
        (
            |p| p.host.patches.installed.is_some() && !p.host.patches.complete,
            "a list of patches that is not complete",
            "collect `wmic qfe list full`; what is not listed is unknown",
        ),
        (
            |p| p.segments.iter().any(|name| name == place::UNASSIGNED),
            "no segment",
            "name networks with --network SEGMENT=CIDR, or rules with --rule",
        ),
        (
            |p| p.host.machine.role.guessed,
            "nothing that says laptop, workstation or server",
            "each is treated as a laptop; add a column `kind` or `chassis`",
        ),
        (
            |p| {
                p.host.whereabouts.last_seen.is_none()
                    && p.host.origins.iter().all(|(_, origin)| origin.date.is_none())
            },
            "no date",
            "say when it was collected with --collected DATE",
        ),
    ];
    let gap = |(lacks, what, help): (Lacks, &'static str, &'static str)| {
        let mut hosts = imported.hosts.iter().filter(|placed| lacks(placed));
        let examples: Vec<String> =
            hosts.by_ref().take(5).map(|placed| placed.host.name.clone()).collect();
        let number = examples.len() + hosts.count();
        (number > 0).then_some(Gap { hosts: number, what, help, examples })
    };
    let mut gaps: Vec<Gap> = kinds.into_iter().filter_map(gap).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.hosts));
    gaps
}

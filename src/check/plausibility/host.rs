//! One host: its kind against its segments, when it was seen, whose it is.

use crate::term::count::counted;
use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use super::of_host;
use super::segment::Tally;
use crate::case::Case;
use crate::check::{Finding, Rule};
use crate::inventory::{Host, Kind, Patches, SegmentId};

/// A host that was not seen for longer may be gone.
const MAX_DAYS: i64 = 90;
/// Parts of names that segments for remote access have.
const REMOTE: [&str; 6] = ["vpn", "remote", "dialin", "dial-in", "dialup", "dial-up"];

pub(super) fn check(
    case: Case<'_>,
    name: &str,
    host: &Host,
    tally: &Tally,
    findings: &mut Vec<Finding>,
) {
    match host.kind {
        Kind::Laptop => laptop(case, name, host, tally, findings),
        Kind::Server if host.roams => {
            let wrong = of_host(Rule::ServerRoams, name, host, "a server is said to roam", "");
            findings.push(wrong.help("remove `roams`, or write `kind: laptop`"));
        }
        Kind::Server | Kind::Workstation => {}
    }
    let details = host.details.as_deref();
    if let Some(seen) = details.and_then(|details| details.last_seen) {
        last_seen(case.threat.as_of, seen, name, host, findings);
    }
    if details
        .and_then(|details| details.owner.as_deref())
        .is_none_or(|owner| owner.trim().is_empty())
    {
        findings.push(of_host(Rule::NoOwner, name, host, "nobody owns it", "").help("add `owner`"));
    }
    if case.inventory.system(host.system).patches == Patches::Unknown {
        let unknown = of_host(
            Rule::NoPatchList,
            name,
            host,
            "its patches are not known, which counts as vulnerable",
            "",
        );
        findings.push(unknown.help("add `patches`; `[]` says that none is installed"));
    }
}

fn laptop(case: Case<'_>, name: &str, host: &Host, tally: &Tally, findings: &mut Vec<Finding>) {
    let segment =
        |wanted: &dyn Fn(SegmentId) -> bool| host.segments.iter().copied().find(|id| wanted(*id));
    let shown = |id: SegmentId| case.inventory.segment(id);
    if let Some(id) = segment(&|id| tally.is_for_servers(id)) {
        let (segment, about) = shown(id);
        let message = format!("a laptop in `{segment}`, where every other host is a server");
        let wrong = of_host(Rule::LaptopAmongServers, name, host, &message, segment)
            .at(about.place, "the segment");
        findings.push(wrong.help("move it to another segment, or write `kind: server`"));
    }
    let remote =
        |id: SegmentId| REMOTE.iter().any(|word| shown(id).0.to_lowercase().contains(word));
    if let Some(id) = segment(&remote).filter(|_| !host.roams) {
        let (segment, about) = shown(id);
        let message = format!(
            "a laptop that does not roam in `{segment}`, which is for remote access by its name"
        );
        let wrong = of_host(Rule::VpnLaptopStays, name, host, &message, segment)
            .at(about.place, "the segment");
        findings.push(wrong.help("remove `roams: false`, or rename the segment"));
    }
}

fn last_seen(as_of: Date, seen: Date, name: &str, host: &Host, findings: &mut Vec<Finding>) {
    if seen > as_of {
        let message = format!("last seen on {seen}, after the as-of day {as_of}");
        findings.push(
            of_host(Rule::SeenLater, name, host, &message, "")
                .help("correct `last_seen`, or `as_of`"),
        );
    } else if as_of.checked_sub(MAX_DAYS.days()).is_ok_and(|limit| seen < limit) {
        let days =
            as_of.since((Unit::Day, seen)).map_or(MAX_DAYS, |span| i64::from(span.get_days()));
        let message = format!(
            "last seen on {seen}, {} before the as-of day",
            counted(days.unsigned_abs(), "day", "days")
        );
        findings.push(
            of_host(Rule::NotSeen, name, host, &message, "")
                .help("find out whether it still exists"),
        );
    }
}

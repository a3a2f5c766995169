//! One host: its kind against its segments, when it was seen, whose it is.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use rustc_hash::FxHashMap;

use super::remark;
use super::segment::Tally;
use crate::case::Case;
use crate::check::{Fault, Finding, Rule};
use crate::inventory::{Host, Kind, Patches, SegmentId};
use crate::term::count::counted;

/// A host that was not seen for longer may be gone.
const MAX_DAYS: i64 = 90;
/// Parts of names that segments for remote access have.
const REMOTE: [&str; 6] = ["vpn", "remote", "dialin", "dial-in", "dialup", "dial-up"];

/// Looks at one host after the other. What is wrong with many of them is put in words once.
pub(super) struct Hosts<'a> {
    case: Case<'a>,
    tally: &'a Tally,
    roams: Arc<Fault>,
    nobodys: Arc<Fault>,
    unknown: Arc<Fault>,
    /// The same of a host that is not assessed.
    unknown_beside: Arc<Fault>,
    /// What is wrong with having been seen last on a day, if anything.
    seen: FxHashMap<Date, Option<Arc<Fault>>>,
}

impl<'a> Hosts<'a> {
    pub(super) fn of(case: Case<'a>, tally: &'a Tally) -> Self {
        let help = "remove `roams`, or write `kind: laptop`";
        let roams = remark(Rule::ServerRoams, "a server is said to roam", help);
        let nobodys = remark(Rule::NoOwner, "nobody owns it", "add `owner`");
        let unknown = remark(
            Rule::NoPatchList,
            "its patches are not known, which counts as vulnerable",
            "add `patches`; `[]` says that none is installed",
        );
        let unknown_beside = remark(
            Rule::NoPatchList,
            "its patches are not known, nor is its product in the catalogue: it is not assessed and in no figure",
            "write a product that is in the catalogue, or add it with `--advisories`; then its `patches`",
        );
        Self {
            case,
            tally,
            roams: roams.into(),
            nobodys: nobodys.into(),
            unknown: unknown.into(),
            unknown_beside: unknown_beside.into(),
            seen: FxHashMap::default(),
        }
    }

    pub(super) fn check(&mut self, name: &str, host: &Host, findings: &mut Vec<Finding>) {
        let mut report = |fault: Arc<Fault>| findings.push(Finding::of_host(fault, name, host));
        match host.kind {
            Kind::Laptop => self.laptop(host, &mut report),
            Kind::Server if host.roams() => report(self.roams.clone()),
            Kind::Server | Kind::Workstation => {}
        }
        let details = host.details.as_deref();
        if let Some(seen) = details.and_then(|details| details.last_seen) {
            self.last_seen(seen).into_iter().for_each(&mut report);
        }
        let owner = details.and_then(|details| details.owner.as_deref());
        if owner.is_none_or(|owner| owner.trim().is_empty()) {
            report(self.nobodys.clone());
        }
        if self.case.inventory.system(host.system).patches == Patches::Unknown {
            let is_assessed = self.case.exposures.of(host.system).product.is_some();
            report(if is_assessed { self.unknown.clone() } else { self.unknown_beside.clone() });
        }
    }

    fn laptop(&self, host: &Host, report: &mut impl FnMut(Arc<Fault>)) {
        let segment = |wanted: &dyn Fn(SegmentId) -> bool| {
            host.segments.iter().copied().find(|id| wanted(*id))
        };
        let shown = |id: SegmentId| self.case.inventory.segment(id);
        if let Some(id) = segment(&|id| self.tally.is_for_servers(id)) {
            let (segment, about) = shown(id);
            let message = format!("a laptop in `{segment}`, where every other host is a server");
            let help = "move it to another segment, or write `kind: server`";
            let wrong = remark(Rule::LaptopAmongServers, message, help).detail(segment.to_owned());
            report(wrong.beside(about.place, "the segment").into());
        }
        let remote =
            |id: SegmentId| REMOTE.iter().any(|word| shown(id).0.to_lowercase().contains(word));
        if let Some(id) = (!host.roams()).then(|| segment(&remote)).flatten() {
            let (segment, about) = shown(id);
            let message = format!(
                "a laptop that does not roam in `{segment}`, which is for remote access by its name"
            );
            let help = "remove `roams: false`, or rename the segment";
            let wrong = remark(Rule::VpnLaptopStays, message, help).detail(segment.to_owned());
            report(wrong.beside(about.place, "the segment").into());
        }
    }

    fn last_seen(&mut self, seen: Date) -> Option<Arc<Fault>> {
        let as_of = self.case.threat.as_of;
        self.seen.entry(seen).or_insert_with(|| last_seen(as_of, seen).map(Arc::new)).clone()
    }
}

fn last_seen(as_of: Date, seen: Date) -> Option<Fault> {
    if seen > as_of {
        let message = format!("last seen on {seen}, after the as-of day {as_of}");
        return Some(remark(Rule::SeenLater, message, "correct `last_seen`, or `as_of`"));
    }
    as_of.checked_sub(MAX_DAYS.days()).is_ok_and(|limit| seen < limit).then(|| {
        let days =
            as_of.since((Unit::Day, seen)).map_or(MAX_DAYS, |span| i64::from(span.get_days()));
        let message = format!(
            "last seen on {seen}, {} before the as-of day",
            counted(days.unsigned_abs(), "day", "days")
        );
        remark(Rule::NotSeen, message, "find out whether it still exists")
    })
}

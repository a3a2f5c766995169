//! `no <hosts> may be due before <day>`: nobody may have to act sooner.

use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Policy, of_hosts};
use crate::check::{Fault, Finding, Rule};
use crate::inventory::plan::ShiftDay;
use crate::inventory::{Expectation, HostId, Selector};
use crate::term::due::Due;

impl Policy<'_> {
    pub(super) fn due(
        &self,
        expectation: &Expectation,
        hosts: &Selector,
        day: ShiftDay,
    ) -> Vec<Finding> {
        let (ranking, case) = (self.ranking(), self.checked.case);
        let limit = first(day, case.threat.as_of);
        let early = ranking.hosts.iter().filter_map(|ranked| {
            let due = case.threat.due(ranking.host_risk(ranked).averted.due()?);
            (due < Due::By(limit)).then_some((ranked.host, due))
        });
        let early: FxHashMap<HostId, Due> = early.collect();
        let asked = self.selected(hosts).filter_map(|(name, host)| {
            Some((name, host, *early.get(&case.inventory.host_id(name)?)?))
        });
        let finding = |(name, host, due): (&str, _, Due)| {
            let when = match due {
                Due::Now => "at once".to_owned(),
                Due::By(day) => format!("by the end of {day}"),
            };
            let does = format!("is to be remedied {when}: nothing here may be due before {limit}");
            let fault = Fault {
                due: Some(due),
                ..of_hosts(Rule::DueTooEarly, expectation, does)
                    .help(format!("`patchfirst explain … {name}` shows why"))
            };
            Finding::of_host(fault, name, host)
        };
        asked.map(finding).collect()
    }
}

/// The day that is meant: a date, or the first such day from the as-of day on.
fn first(day: ShiftDay, as_of: Date) -> Date {
    match day {
        ShiftDay::Tonight => as_of,
        ShiftDay::On(date) => date,
        ShiftDay::Next(weekday) => {
            let days = (0..7).filter_map(|days| as_of.checked_add(days.days()).ok());
            days.into_iter().find(|day| day.weekday() == weekday).unwrap_or(as_of)
        }
    }
}

//! `no <hosts> may be due before <day>`: nobody may have to act sooner.

use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Policy, of_hosts};
use crate::check::{Due, Fault, Finding, Rule};
use crate::inventory::plan::ShiftDay;
use crate::inventory::{Expectation, HostId, Selector};
use crate::term::day::Day;

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
            let due = ranking.host_risk(ranked).averted.due()?;
            (due == Day::BEFORE || case.threat.date(due) < limit).then_some((ranked.host, due))
        });
        let early: FxHashMap<HostId, Day> = early.collect();
        let asked = self.selected(hosts).filter_map(|(name, host)| {
            Some((name, host, *early.get(&case.inventory.host_id(name)?)?))
        });
        let finding = |(name, host, due): (&str, _, Day)| {
            let when = if due == Day::BEFORE {
                "at once".to_owned()
            } else {
                format!("by the end of {}", case.threat.date(due))
            };
            let does = format!("is to be remedied {when}: nothing here may be due before {limit}");
            let fault = Fault {
                due: Some(self.dated(due)),
                ..of_hosts(Rule::DueTooEarly, expectation, does)
                    .help(format!("`patchfirst explain … {name}` shows why"))
            };
            Finding::of_host(fault, name, host)
        };
        asked.map(finding).collect()
    }

    /// A due day as a date.
    pub(super) fn dated(&self, due: Day) -> Due {
        if due == Day::BEFORE { Due::Now } else { Due::By(self.checked.case.threat.date(due)) }
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

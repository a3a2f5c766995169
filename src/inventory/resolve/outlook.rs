//! Days that do not fit the as-of day.

use jiff::civil::Date;

use super::hosts::Known;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Away, Host, Infected, Inventory};

/// Reports hosts that were found infected after the as-of day of the file: what was found later is
/// not known on that day.
pub(super) fn check_infected(known: &Known, as_of: Option<Date>, diagnostics: &mut Diagnostics) {
    let Some(as_of) = as_of else { return };
    known.hosts.iter().for_each(|(name, host)| report_future(name, host, as_of, diagnostics));
}

fn report_future(name: &str, host: &Host, as_of: Date, diagnostics: &mut Diagnostics) {
    let Some(Infected::Since(found)) =
        host.infected.filter(|infected| !infected.is_known_on(as_of))
    else {
        return;
    };
    let future = Diagnostic::new(
        Code::BadDate,
        format!("`infected`: {found} is after the as-of day {as_of}, host `{name}`"),
    );
    diagnostics.push(
        future
            .at(host.place, "")
            .help("correct the day, or set `as_of` to the day whose knowledge counts"),
    );
}

impl Inventory {
    /// Reports what does not fit the days of a run: hosts that are found infected in the future,
    /// and laptops that come back after the last day that counts. `given` is whether the as-of day
    /// was asked for on purpose: then what was found later is simply not known yet.
    pub fn check_days(
        &self,
        as_of: Date,
        horizon_days: u32,
        given: bool,
        diagnostics: &mut Diagnostics,
    ) {
        if self.as_of.is_none() && !given {
            self.hosts().for_each(|(_, name, host)| report_future(name, host, as_of, diagnostics));
        }
        if !given {
            self.report_future_activity(as_of, diagnostics);
        }
        self.report_past(as_of, diagnostics);
        self.report_days_off(as_of, diagnostics);
        let stays = |host: &Host| !self.returns(host, as_of, horizon_days);
        let mut stay = self.hosts().filter(|(_, _, host)| stays(host));
        let Some((_, name, host)) = stay.next() else { return };
        let (who, they) = match stay.count() {
            0 => (format!("host `{name}` does"), "its"),
            1 => (format!("host `{name}` and 1 other do"), "their"),
            others => (format!("host `{name}` and {others} others do"), "their"),
        };
        let message = format!(
            "{who} not come back within the {horizon_days} days that count, so {they} return is not in the figures"
        );
        let help = "correct `away` or `calendar`, or look further ahead with --horizon";
        diagnostics
            .push(Diagnostic::new(Code::NeverReturns, message).at(host.place, "").help(help));
    }

    /// What was counted after the as-of day is not known on it.
    fn report_future_activity(&self, as_of: Date, diagnostics: &mut Diagnostics) {
        let mut future = self.activity.iter().filter(|activity| activity.date > as_of);
        let Some(first) = future.next() else { return };
        let (others, they) = match future.count() {
            0 => (String::new(), "is"),
            1 => (" and 1 other".to_owned(), "are"),
            others => (format!(" and {others} others"), "are"),
        };
        let message = format!(
            "`activity` of {}{others} {they} after the as-of day {as_of}, so {} neither counted nor shown",
            first.date,
            if they == "is" { "it is" } else { "they are" }
        );
        diagnostics.push(
            Diagnostic::new(Code::FutureActivity, message)
                .at(first.place, "")
                .help("correct the day, or set `as_of` to the day whose knowledge counts"),
        );
    }

    /// Shifts in regular hours on days that have none: either the shift or the calendar is a slip.
    fn report_days_off(&self, as_of: Date, diagnostics: &mut Diagnostics) {
        for shift in self.plan.shifts.iter().filter(|shift| shift.regular) {
            let on = shift.on.date(as_of);
            if self.calendar.is_workday(on) {
                continue;
            }
            let message = format!(
                "a shift of `plan` is in regular hours, and {on} is no workday by the calendar"
            );
            let help = "leave `regular` out if people are called in that day, else correct the day or `calendar`";
            diagnostics
                .push(Diagnostic::new(Code::RegularDayOff, message).at(shift.place, "").help(help));
        }
    }

    /// Days that were written down for an earlier run.
    fn report_past(&self, as_of: Date, diagnostics: &mut Diagnostics) {
        let is_over = |host: &Host| matches!(&host.away, Away::On(ranges) if ranges.iter().all(|range| range.last < as_of));
        let mut past = self.hosts().filter(|(_, _, host)| is_over(host));
        let Some((_, name, host)) = past.next() else { return };
        let others = match past.count() {
            0 => String::new(),
            1 => ", and of 1 other host,".to_owned(),
            others => format!(", and of {others} other hosts,"),
        };
        let message = format!(
            "`away` of host `{name}`{others} names no day from {as_of} on, so it is taken to stay inside"
        );
        diagnostics.push(
            Diagnostic::new(Code::PastDays, message)
                .at(host.place, "")
                .help("correct the days, or leave `away` out: weekends"),
        );
    }

    /// Whether a host that is outside at all is inside on a day after that, within the horizon.
    fn returns(&self, host: &Host, as_of: Date, horizon_days: u32) -> bool {
        let mut was_outside = false;
        for (number, day) in (1..=horizon_days).zip(as_of.series(jiff::Span::new().days(1))) {
            if was_outside && host.away.is_inside(day, number, &self.calendar) {
                return true;
            }
            was_outside |= host.away.is_outside(day, number, &self.calendar);
        }
        !was_outside
    }
}

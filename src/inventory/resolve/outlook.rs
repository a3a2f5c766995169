//! Days that do not fit the as-of day.

use jiff::civil::Date;

use super::hosts::Known;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Host, Infected, Inventory};

/// Reports hosts that were found infected after the as-of day of the file: what was found later is not known on that day.
pub(super) fn check_infected(known: &Known, as_of: Option<Date>, diagnostics: &mut Diagnostics) {
    let Some(as_of) = as_of else { return };
    known.hosts.iter().for_each(|(name, host)| report_future(name, host, as_of, diagnostics));
}

fn report_future(name: &str, host: &Host, as_of: Date, diagnostics: &mut Diagnostics) {
    let Some(Infected::Since(found)) = host.infected.filter(|infected| !infected.is_known_on(as_of)) else { return };
    let future = Diagnostic::new(Code::BadDate, format!("`infected`: {found} is after the as-of day {as_of}, host `{name}`"));
    diagnostics.push(future.at(host.place, "").help("correct the day, or set `as_of` to the day whose knowledge counts"));
}

impl Inventory {
    /// Reports what does not fit the days of a run: hosts that are found infected in the future. `given` is whether the as-of day was asked for on purpose: then what was found
    /// later is simply not known yet.
    pub fn check_days(&self, as_of: Date, given: bool, diagnostics: &mut Diagnostics) {
        if self.as_of.is_none() && !given {
            self.hosts().for_each(|(_, name, host)| report_future(name, host, as_of, diagnostics));
        }
    }
}

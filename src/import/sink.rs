//! What readers write into: observations, rules of firewalls, and everything that was not
//! understood.

use std::sync::Arc;

use jiff::civil::Date;

use super::fact::{Fact, FileId, Identity, Matter, Observation, Origin};
use super::format::Format;
use super::pool::Pool;
use crate::firewall::{Device, Interface, List, Route};

/// Remarks that are kept per file; the rest are counted.
const MAX_KEPT: usize = 1_000;

/// Something that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// What stands there, shortened.
    pub text: String,
    /// Why it was left out.
    pub why: String,
    /// Whether more is lost with it than what stands there: a document broke off.
    pub loss: bool,
}

/// Interfaces and routes that a file beside a configuration says: what `ip address` and `ip route`
/// print.
#[derive(Clone, Debug, Default)]
pub(super) struct Addressing {
    /// The file.
    pub(super) file: String,
    /// Its interfaces with their networks.
    pub(super) interfaces: Vec<Interface>,
    /// Its routes, with the names of their interfaces.
    pub(super) routes: Vec<(Route, String)>,
}

/// The firewall of a host: what it answers, and to whom.
#[derive(Clone, Debug)]
pub(super) struct HostFilter {
    /// The host, as the file names it.
    pub(super) host: String,
    /// What comes in.
    pub(super) list: List,
}

/// The sheet of a workbook that is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct SheetName<'s> {
    /// Its name.
    pub(super) name: &'s str,
    /// How many sheets of the workbook hold anything.
    pub(super) of: usize,
}

/// What is known before a file is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'s> {
    /// The number of the file.
    pub(super) file: FileId,
    /// Its name.
    pub(super) name: &'s str,
    /// Its name without folder and ending: the host, where the format names none.
    pub(super) stem: &'s str,
    /// The sheet, where the file is a workbook.
    pub(super) sheet: Option<SheetName<'s>>,
    /// When it was collected, if the user says so.
    pub(super) date: Option<Date>,
    /// The day of the import, if it is known.
    pub(super) today: Option<Date>,
    /// Columns that the user maps: what, and the header.
    pub(super) map: &'s [(String, String)],
    /// Segments that exist already.
    pub(super) known: &'s [String],
}

/// Takes what a reader finds in one file.
#[derive(Debug)]
pub(super) struct Sink<'s> {
    pub(super) setting: Setting<'s>,
    pub(super) format: Format,
    /// Observations, in the order of the file.
    pub(super) observations: Vec<Observation>,
    /// The lists of facts that they share.
    lists: Pool<Fact>,
    /// Firewalls.
    pub(super) devices: Vec<Device>,
    /// Firewalls of hosts.
    pub(super) host_filters: Vec<HostFilter>,
    /// What `ip address` and `ip route` say.
    pub(super) addressing: Option<Addressing>,
    /// Lines that are known to say nothing that counts, or that became a part of something.
    passed: Vec<u32>,
    /// Lines that were left out.
    refused: Vec<u32>,
    /// What was not understood, in the order of the file; the first ones.
    pub(super) skipped: Vec<Skipped>,
    /// How many there were.
    pub(super) skipped_count: usize,
    /// From where a scan looked, as far as the file says.
    pub(super) vantage: Option<String>,
    /// The date of the file as a whole, if it says one.
    pub(super) date: Option<Date>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(setting: Setting<'s>, format: Format) -> Self {
        let date = setting.date;
        Self {
            setting,
            format,
            observations: Vec::new(),
            lists: Pool::default(),
            devices: Vec::new(),
            host_filters: Vec::new(),
            addressing: None,
            passed: Vec::new(),
            refused: Vec::new(),
            skipped: Vec::new(),
            skipped_count: 0,
            vantage: None,
            date,
        }
    }

    /// Records what a line says about a host. One that cannot be told from others is left out, and
    /// that is said.
    pub(super) fn observe(&mut self, identity: Identity, line: u32, facts: Vec<Fact>) {
        self.observe_on(identity, line, None, facts);
    }

    /// The same for a line that has a date of its own.
    pub(super) fn observe_on(
        &mut self,
        identity: Identity,
        line: u32,
        date: Option<Date>,
        facts: Vec<Fact>,
    ) {
        let (mut machine, mut patches, mut place) = (Vec::new(), Vec::new(), Vec::new());
        for fact in facts {
            match fact.matter() {
                Matter::Machine => machine.push(fact),
                Matter::Patches => patches.push(fact),
                Matter::Place => place.push(fact),
            }
        }
        let said = [self.share(machine), self.share(patches), self.share(place)];
        self.observe_shared(identity, line, date, said);
    }

    /// The same for what is said of machine, patches and place in lists that are shared already.
    pub(super) fn observe_shared(
        &mut self,
        identity: Identity,
        line: u32,
        date: Option<Date>,
        [machine, patches, place]: [Arc<[Fact]>; 3],
    ) {
        if identity.is_empty() {
            return self.skip(line, "", "the host has no name, address or serial number");
        }
        let origin =
            Origin { file: self.setting.file, line, format: self.format, date: date.or(self.date) };
        self.observations.push(Observation { identity, origin, machine, patches, place });
    }

    /// A list of facts, the same one for all that say the same.
    pub(super) fn share(&mut self, facts: Vec<Fact>) -> Arc<[Fact]> {
        self.lists.share(facts)
    }

    /// The same for a host of which no name, address or serial number may be known, in a format
    /// with one host a file: it is named after the file.
    pub(super) fn observe_or_by_file(
        &mut self,
        identity: Identity,
        line: u32,
        date: Option<Date>,
        facts: Vec<Fact>,
    ) {
        if !identity.is_empty() {
            return self.observe_on(identity, line, date, facts);
        }
        self.skip(line, self.setting.stem, "no host is named, so the name of the file is used");
        self.observe_on(Identity::of_file(self.setting.stem), line, date, facts);
    }

    /// Records that something was left out.
    pub(super) fn skip(&mut self, line: u32, text: &str, why: impl Into<String>) {
        self.skipped_count += 1;
        self.refused.push(line);
        if self.skipped.len() < MAX_KEPT {
            let text = text.trim().chars().take(120).collect();
            self.skipped.push(Skipped { line, text, why: why.into(), loss: false });
        }
    }

    /// Records that a document cannot be read on: whatever would follow is missing. That is told
    /// before all else, however much was left out above.
    pub(super) fn lose(&mut self, line: u32, why: impl Into<String>) {
        self.skipped_count += 1;
        self.refused.push(line);
        let why = format!("{}: what would follow is missing", why.into());
        self.skipped.push(Skipped { line, text: String::new(), why, loss: true });
    }

    /// The same for what is told once a file: other lines for the same reason are passed over.
    pub(super) fn skip_once(&mut self, line: u32, text: &str, why: String) {
        if !self.skipped.iter().any(|known| known.why == why) {
            self.skip(line, text, why);
        }
    }

    /// Records that a line of a firewall was read: it is a part of something, or it is known to say
    /// nothing that counts.
    pub(super) fn pass(&mut self, line: u32) {
        self.passed.push(line);
    }

    /// How much was found and told so far.
    pub(super) fn gathered(&self) -> usize {
        self.observations.len()
            + self.devices.len()
            + self.host_filters.len()
            + usize::from(self.addressing.is_some())
            + self.skipped_count
    }

    /// The lines that became something, are known to be nothing, or were left out.
    #[cfg(test)]
    pub(super) fn accounted(&self) -> impl Iterator<Item = u32> + '_ {
        let rules = self
            .devices
            .iter()
            .flat_map(|device| &device.lists)
            .flat_map(crate::firewall::List::rules);
        rules.map(|rule| rule.line).chain(self.passed.iter().chain(&self.refused).copied())
    }
}

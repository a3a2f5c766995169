//! A host as a scan describes it, while its parts are read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::import::fact::{Fact, Identity};
use crate::import::sink::Sink;
use crate::term::alias::cell::{bulletins_in, cves_in, kbs_in};
use crate::term::port::{Port, PortSet};

/// What is known of the host so far.
#[derive(Default)]
pub(in crate::import) struct Scanned {
    pub(in crate::import) line: u32,
    pub(in crate::import) identity: Identity,
    pub(in crate::import) facts: Vec<Fact>,
    pub(in crate::import) date: Option<Date>,
    ports: BTreeSet<Port>,
    missing: BTreeSet<String>,
}

impl Scanned {
    pub(in crate::import) fn at(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// A service answered at a port such as `445/tcp` or `445`, `tcp`.
    pub(in crate::import) fn open(&mut self, number: &str, protocol: &str) {
        let number = number.trim().parse::<u16>().ok().filter(|number| *number > 0);
        let set = number.and_then(|number| {
            format!("{}/{number}", protocol.trim().to_lowercase()).parse::<PortSet>().ok()
        });
        let Some(port) = set.and_then(|set| set.iter().next()) else { return };
        if self.ports.insert(port) {
            self.facts.extend([Fact::Open(port), Fact::Scanned]);
        }
    }

    /// What a finding names as missing: bulletins, numbers with a `KB` before them, and the
    /// vulnerabilities that it is about.
    pub(in crate::import) fn missing(&mut self, text: &str) {
        for name in
            bulletins_in(text).into_iter().chain(kbs_in(text).iter().map(ToString::to_string))
        {
            if self.missing.insert(name.clone()) {
                self.facts.push(Fact::Missing(name.into()));
            }
        }
        for cve in cves_in(text) {
            if self.missing.insert(cve.clone()) {
                self.facts.push(Fact::Vulnerable(cve.into()));
            }
        }
    }

    /// The system, as the scan writes it.
    pub(in crate::import) fn system(&mut self, caption: &str) {
        if !caption.trim().is_empty() {
            self.facts.push(Fact::System(caption.trim().into()));
        }
    }

    /// Hands the host over.
    pub(in crate::import) fn finish(self, sink: &mut Sink<'_>) {
        // Such reports name every host: where the name was lost, the file need not be called after
        // it.
        if self.identity.is_empty() {
            return sink.skip(self.line, "", "no host is named");
        }
        sink.observe_on(self.identity, self.line, self.date, self.facts);
    }
}

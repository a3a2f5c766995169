//! What nmap prints to the screen or with `-oN`.

use super::nmap::{smb_system, vantage};
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::long_date;
use crate::term::port::{Port, PortSet};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let report = head.contains("Nmap scan report for ") || head.contains("Interesting ports on ");
    let started = head.contains("Starting Nmap") || head.contains("# Nmap ");
    match (report, started) {
        (true, true) => 95,
        (true, false) => 85,
        (false, true) => 60,
        (false, false) => 0,
    }
}

/// The host that is being read.
#[derive(Default)]
struct Report {
    line: u32,
    identity: Identity,
    facts: Vec<Fact>,
    smb: bool,
    down: bool,
    /// Whether the line that says that it is up, and the heading of its ports, were seen.
    up: bool,
    table: bool,
    /// Whether what follows is another host's.
    over: bool,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut report = Report::default();
    for (at, raw) in text.lines().enumerate() {
        let (line, number) = (raw.trim_end(), at as u32 + 1);
        if line.starts_with("nmap ") || line.starts_with("# Nmap ") {
            sink.vantage = Some(vantage(line));
        }
        if let Some((_, date)) =
            line.split_once(" at ").filter(|_| line.starts_with("Starting Nmap"))
        {
            sink.date = crate::term::alias::cell::date(date).or(sink.date);
        } else if let Some((_, date)) =
            line.split_once("initiated ").filter(|_| line.starts_with("# Nmap "))
        {
            sink.date = long_date(date).or(sink.date);
        }
        let target = line
            .strip_prefix("Nmap scan report for ")
            .or_else(|| line.strip_prefix("Interesting ports on "));
        if let Some(target) = target {
            std::mem::take(&mut report).finish(sink);
            report = Report::start(number, target);
        } else if line.starts_with("Nmap done") {
            std::mem::take(&mut report).finish(sink);
        } else if report.line > 0 && report.goes_on(line) {
            report.line(line);
        }
    }
    report.finish(sink);
}

impl Report {
    fn start(line: u32, target: &str) -> Self {
        let mut report = Self { line, ..Self::default() };
        report.down = target.contains("[host down");
        let target = target.trim_end_matches(':');
        match target.split_once(" (") {
            Some((name, address)) => {
                report.identity.add_addresses(address.split(')').next().unwrap_or(""));
                report.identity.add_name(name);
            }
            None => report.identity.add_name(target.split(' ').next().unwrap_or("")),
        }
        report
    }

    /// Whether a line still belongs to this host. A second table of ports is that of a host whose
    /// own first line was lost.
    fn goes_on(&mut self, line: &str) -> bool {
        if line.starts_with("Host is up") || line.starts_with("PORT ") {
            let seen = if line.starts_with("PORT ") { &mut self.table } else { &mut self.up };
            self.over |= std::mem::replace(seen, true);
        }
        !self.over
    }

    fn line(&mut self, line: &str) {
        let content = line.trim_start_matches(['|', '_', ' ']);
        if content.starts_with("smb-os-discovery") {
            self.smb = true;
            return;
        }
        if line.starts_with('|') && self.smb {
            return self.smb_line(content);
        }
        self.smb = false;
        let mut words = line.split_whitespace();
        let (first, state) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        if let Some(port) = port(first) {
            match state {
                "open" => self.facts.extend([Fact::Open(port), Fact::Scanned]),
                _ => self.facts.push(Fact::Scanned),
            }
        } else if let Some(guess) = line.strip_prefix("OS details: ") {
            self.facts.push(Fact::System(guess.into()));
        }
    }

    fn smb_line(&mut self, line: &str) {
        let Some((key, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match key.trim() {
            "OS" => self.facts.extend(smb_system(value)),
            "FQDN" => self.identity.add_name(value),
            "Computer name" | "NetBIOS computer name" => self.identity.add_name(value),
            _ => {}
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        if self.line == 0 {
            return;
        }
        if self.down {
            return sink.skip(self.line, "", "the host is down");
        }
        self.facts.dedup();
        sink.observe_or_by_file(self.identity, self.line, None, self.facts);
    }
}

/// `445/tcp`.
fn port(text: &str) -> Option<Port> {
    let (number, protocol) = text.split_once('/')?;
    let number: u16 = number.parse().ok()?;
    let set: PortSet = format!("{protocol}/{number}").parse().ok()?;
    set.iter().next()
}

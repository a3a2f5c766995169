//! What nmap prints to the screen, with `-oN` or with `-oG`.

use super::nmap::{Down, called, is_own_name, port as numbered, smb_system, vantage};
use super::nmap_script::Script;
use super::{nmap_grep, nmap_script};
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::long_date;
use crate::term::port::Port;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let report = head.contains("Nmap scan report for ")
        || head.contains("Interesting ports on ")
        || head.lines().any(|line| nmap_grep::is_host(line) && line.contains("\tPorts: "));
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
    /// The script that is being read.
    script: Script,
    down: bool,
    /// Whether the line that says that it is up, and the heading of its ports, were seen.
    up: bool,
    table: bool,
    /// Whether what follows is another host's.
    over: bool,
    /// What the computer calls itself by SMB.
    own: Identity,
    /// What nmap is sure of by its fingerprint.
    details: Option<String>,
    /// What nmap only guesses, with the line; the first that it says.
    guess: Option<(u32, String)>,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let (mut report, mut down) = (Report::default(), Down::default());
    // A file that nmap writes says at its end that it is one.
    let mut open = false;
    for (at, raw) in text.lines().enumerate() {
        let (line, number) = (raw.trim_end(), at as u32 + 1);
        // The last line of a file tells how long it took.
        let begins = line.starts_with("# Nmap ") && line.contains(" initiated ");
        let ends = ["# Nmap done", "# Nmap run completed"].iter().any(|end| line.starts_with(end));
        open = (open || begins) && !ends;
        if line.starts_with("nmap ") || begins {
            sink.vantage = Some(vantage(line));
        }
        if let Some((_, date)) =
            line.split_once(" at ").filter(|_| line.starts_with("Starting Nmap"))
        {
            sink.date = crate::term::alias::cell::date(date).or(sink.date);
        } else if let Some((_, date)) = line.split_once("initiated ").filter(|_| begins) {
            sink.date = long_date(date).or(sink.date);
        }
        let target = line
            .strip_prefix("Nmap scan report for ")
            .or_else(|| line.strip_prefix("Interesting ports on "));
        if nmap_grep::is_host(line) {
            nmap_grep::host(line, number, &mut down, sink);
        } else if let Some(target) = target {
            std::mem::take(&mut report).finish(&mut down, sink);
            report = Report::start(number, target);
        } else if line.starts_with("Nmap done") {
            std::mem::take(&mut report).finish(&mut down, sink);
        } else if report.line > 0 && report.goes_on(line) {
            report.line(line, number);
        }
    }
    report.finish(&mut down, sink);
    down.tell(sink);
    if open {
        sink.lose(text.lines().count() as u32, "the scan or the file broke off");
    }
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

    fn line(&mut self, line: &str, number: u32) {
        if line.starts_with('|') {
            return self.script_line(line.trim_start_matches(['|', '_', ' ']));
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
            self.details.get_or_insert_with(|| guess.to_owned());
        } else if let Some(guess) = guessed(line) {
            // The list of guesses says more than the families above it.
            if self.guess.is_none() || line.starts_with("Aggressive") {
                self.guess = Some((number, guess.to_owned()));
            }
        }
    }

    /// A line of a script; the first has its id.
    fn script_line(&mut self, line: &str) {
        if let Some((id, rest)) = nmap_script::begins(line) {
            self.end_script();
            self.script = Script::start(id);
            self.script.line(rest);
            self.smb = id == "smb-os-discovery";
        } else if self.smb {
            self.smb_line(line);
        } else {
            self.script.line(line);
        }
    }

    fn end_script(&mut self) {
        self.facts.extend(std::mem::take(&mut self.script).finish());
    }

    fn smb_line(&mut self, line: &str) {
        let Some((key, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match key.trim() {
            "OS" => self.facts.extend(smb_system(value)),
            key if is_own_name(key) => self.own.add_name(value),
            _ => {}
        }
    }

    fn finish(mut self, down: &mut Down, sink: &mut Sink<'_>) {
        if self.line == 0 {
            return;
        }
        self.end_script();
        if self.down {
            return down.add(self.line, "");
        }
        let said = self.facts.iter().any(|fact| matches!(fact, Fact::System(_)));
        // A fingerprint counts only where the host itself says nothing.
        match (said, self.details, &self.guess) {
            (false, Some(details), _) => self.facts.push(Fact::System(details.into())),
            (false, None, Some((line, guess))) => {
                sink.skip(*line, guess, "nmap is not sure of it: the system is unknown");
            }
            _ => {}
        }
        self.facts.dedup();
        let identity = called(self.identity, self.own, self.line, sink);
        sink.observe_or_by_file(identity, self.line, None, self.facts);
    }
}

/// What a line says of a system that nmap did not make out: guesses with their percentages, or
/// families without a match.
fn guessed(line: &str) -> Option<&str> {
    [
        "Aggressive OS guesses: ",
        "Running (JUST GUESSING): ",
        "Running (JUST GUESSING) : ",
        "Running: ",
    ]
    .iter()
    .find_map(|start| line.strip_prefix(start))
}

/// `445/tcp`.
fn port(text: &str) -> Option<Port> {
    let (number, protocol) = text.split_once('/')?;
    numbered(protocol, number)
}

//! What PsInfo of Sysinternals prints, with or without `-h`: the only such tool for Windows NT 4.0
//! and 2000.

use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::day::is_day;
use crate::term::alias::wording::{has_denial, takes_back};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 8_192);
    let own = head.contains("System information for \\\\") || head.contains("PsInfo v");
    if own && head.contains("Kernel version:") { 96 } else { 0 }
}

/// One machine.
#[derive(Default)]
struct Machine {
    line: u32,
    identity: Identity,
    system: String,
    kind: String,
    release: String,
    build: String,
    facts: Vec<Fact>,
    /// Whether the list of hotfixes is being read.
    listing: bool,
    /// Whether there was such a list; that of the applications may follow it.
    listed: bool,
    /// Entries that name no installed patch, with their lines.
    nameless: Vec<(u32, String)>,
}

/// Lines with a heading that are of no use here.
const OTHERS: [&str; 14] = [
    "Uptime",
    "Registered organization",
    "Registered owner",
    "Install date",
    "Activation status",
    "IE version",
    "System root",
    "Processors",
    "Processor speed",
    "Processor type",
    "Physical memory",
    "Video driver",
    "Product ID",
    "Volume",
];
/// How lines begin that say why a machine could not be asked.
const FAILURES: [&str; 9] = [
    "Cannot",
    "Could",
    "Couldn't",
    "Unable",
    "Error",
    "Access is denied",
    "The network",
    "The RPC",
    "Logon failure",
];

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let (mut machine, mut many) = (Machine::default(), false);
    for (line, number) in text.lines().map(str::trim).zip(1_u32..) {
        if let Some(name) = line.strip_prefix("System information for ") {
            many |= machine.line > 0;
            std::mem::take(&mut machine).finish(many, sink);
            machine = Machine {
                line: number,
                identity: Identity::named(name.trim_end_matches(':')),
                ..Machine::default()
            };
        } else if machine.line > 0 && !line.is_empty() {
            // The line with the name of the next machine was lost: what follows is not about this
            // one.
            if machine.begins_again(line) {
                many = true;
                std::mem::take(&mut machine).finish(many, sink);
                machine.line = number;
            }
            if !machine.line(line, number) {
                sink.skip(number, line, "no line of PsInfo that is known");
            }
        } else if FAILURES.iter().any(|start| line.starts_with(start)) {
            sink.skip(number, line, "a machine that could not be asked");
        }
    }
    machine.finish(many, sink);
}

impl Machine {
    /// Whether a line says again what was said.
    fn begins_again(&self, line: &str) -> bool {
        let again = |key: &str, said: bool| said && line.starts_with(key);
        again("Kernel version", !self.system.is_empty())
            || again("Product type", !self.kind.is_empty())
            || again("Product version", !self.release.is_empty())
            || again("Kernel build number", !self.build.is_empty() || self.listing)
            || (self.listing
                && (line.starts_with("Uptime")
                    || line.starts_with("Service pack")
                    || line.contains("Hot Fix")))
    }

    /// Takes in a line; returns whether it is understood.
    fn line(&mut self, line: &str, number: u32) -> bool {
        if is_list(line) {
            (self.listing, self.listed) = (true, true);
            return true;
        }
        let (key, value) =
            line.split_once(':').map_or((line, ""), |(key, value)| (key.trim(), value.trim()));
        match key {
            "Kernel version" => value.split(',').next().unwrap_or("").clone_into(&mut self.system),
            "Product type" => value.clone_into(&mut self.kind),
            "Product version" => value.clone_into(&mut self.release),
            "Kernel build number" => value.clone_into(&mut self.build),
            "Service pack" => {
                let found = words::stated_service_pack(value);
                self.facts.extend(found.map(Fact::ServicePack));
                return found.is_some() || value.is_empty() || words::is_filler(value);
            }
            "Applications" => self.listing = false,
            _ if FAILURES.iter().any(|start| line.starts_with(start)) => return false,
            _ if self.listing => self.entry(line, number),
            // What is installed besides patches stands behind the list of them.
            _ if self.listed => {}
            _ => return !value.is_empty() || OTHERS.iter().any(|known| key.starts_with(known)),
        }
        true
    }

    /// An entry: the number before its day, or behind it.
    fn entry(&mut self, line: &str, number: u32) {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let text = if is_day(first) || words::is_filler(first) { rest.trim() } else { line };
        // It stands among the patches.
        if text.starts_with("Internet Explorer - ") {
            return;
        }
        let denied = takes_back(text) || (has_denial(text) && text.split_whitespace().count() <= 5);
        match words::kbs_in(text.split([':', ' ']).next().unwrap_or("")).pop() {
            Some(patch) if !denied => self.facts.push(Fact::Installed(patch)),
            _ => self.nameless.push((number, text.to_owned())),
        }
    }

    fn finish(mut self, many: bool, sink: &mut Sink<'_>) {
        if self.line == 0 {
            return;
        }
        self.facts.push(Fact::System(format!("{} {}", self.system, self.kind).trim().into()));
        if !self.release.is_empty() && !self.build.is_empty() {
            self.facts.push(Fact::Kernel(format!("{}.{}", self.release, self.build).into()));
        }
        if self.listed {
            for (line, text) in &self.nameless {
                let why = "the entry names no installed patch: the list is incomplete";
                sink.skip(*line, text, why);
            }
            self.facts.push(Fact::PatchList(match self.nameless.is_empty() {
                true => PatchList::Complete,
                false => PatchList::CutOff,
            }));
        }
        match many {
            true => sink.observe(self.identity, self.line, self.facts),
            false => sink.observe_or_by_file(self.identity, self.line, None, self.facts),
        }
    }
}

/// Whether a line is the heading of the hotfixes, in old and in new releases.
fn is_list(line: &str) -> bool {
    let mut words = line.split_whitespace();
    line.starts_with("HotFixes")
        || line.starts_with("OS Hot Fix")
        || line.starts_with("Hot fixes")
        || (words.next() == Some("Installed") && words.next() == Some("HotFix"))
}

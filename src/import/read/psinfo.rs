//! What PsInfo of Sysinternals prints, with or without `-h`: the only such tool for Windows NT 4.0
//! and 2000.

use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;

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
    nameless: usize,
}

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
            machine.line(line);
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

    fn line(&mut self, line: &str) {
        if line.starts_with("HotFixes")
            || line.starts_with("OS Hot Fix")
            || line.starts_with("Hot fixes")
        {
            self.listing = true;
            return;
        }
        let (key, value) =
            line.split_once(':').map_or((line, ""), |(key, value)| (key.trim(), value.trim()));
        match key {
            "Kernel version" => value.split(',').next().unwrap_or("").clone_into(&mut self.system),
            "Product type" => value.clone_into(&mut self.kind),
            "Product version" => value.clone_into(&mut self.release),
            "Kernel build number" => value.clone_into(&mut self.build),
            "Service pack" => self.facts.extend(words::service_pack(value).map(Fact::ServicePack)),
            "Applications" => self.listing = false,
            _ if self.listing => self.entry(line),
            _ => {}
        }
    }

    fn entry(&mut self, line: &str) {
        match words::kbs_in(line.split([':', ' ']).next().unwrap_or("")).pop() {
            Some(patch) => self.facts.push(Fact::Installed(patch)),
            None => self.nameless += 1,
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
        if self.listing {
            if self.nameless > 0 {
                sink.skip(
                    self.line,
                    "",
                    format!("{} entries name no patch: the list is incomplete", self.nameless),
                );
            }
            self.facts.push(Fact::PatchList(if self.nameless > 0 {
                PatchList::CutOff
            } else {
                PatchList::Complete
            }));
        }
        match many {
            true => sink.observe(self.identity, self.line, self.facts),
            false => sink.observe_or_by_file(self.identity, self.line, None, self.facts),
        }
    }
}

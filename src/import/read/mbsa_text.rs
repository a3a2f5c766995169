//! What the Baseline Security Analyzer prints: `mbsacli` of version 2 with its tables between bars,
//! and `mbsacli /hf` or HFNetChk, which say `Patch NOT Found` in front of every bulletin.

use super::scanned::Scanned;
use super::title::system_of;
use crate::import::fact::{Fact, PatchList};
use crate::import::sink::Sink;
use crate::term::alias::cell::{self, date};

/// How sure the start of a text makes that it is such a report.
pub(super) fn is_report(head: &str) -> bool {
    let has = |wanted: &str| head.contains(wanted);
    (has("Security report name:") && has("Security assessment:"))
        || has("Patch NOT Found")
        || (has("Done scanning") && has("Patch Found"))
}

pub(super) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader = Reader::default();
    for (line, number) in text.lines().zip(1_u32..) {
        reader.line(line.trim(), number, sink);
    }
    reader.finish(sink);
}

/// One host at a time.
#[derive(Default)]
struct Reader {
    host: Option<Scanned>,
    /// Whether it names what is installed.
    lists: bool,
    /// Whether a line of dashes stands above: then a name follows.
    ruled: bool,
    /// Whether the line above named the host.
    named: bool,
    system: Option<String>,
    /// How the lines about this host start that stand there once.
    once: Vec<&'static str>,
}

/// How lines start that stand there once for each host. Where one comes again, the name of the next
/// host was lost.
const ONCE: [&str; 4] =
    ["Security assessment:", "IP address:", "Security report name:", "Scan date:"];

impl Reader {
    fn line(&mut self, line: &str, number: u32, sink: &mut Sink<'_>) {
        let is_rule = line.len() >= 8 && line.bytes().all(|byte| byte == b'-');
        let ruled = std::mem::replace(&mut self.ruled, is_rule);
        let named = std::mem::take(&mut self.named);
        let once = starts_once(line);
        let again = once.is_some_and(|start| self.once.contains(&start));
        // A line of dashes stands above and below a name.
        if again || (is_rule && !named) {
            self.finish(sink);
        }
        self.once.extend(once);
        if let Some(name) = line.strip_prefix("Computer name:") {
            self.start(name.rsplit('\\').next().unwrap_or(name).trim(), "", number, sink);
        } else if ruled && !is_rule && is_name(line) {
            let (name, address) = line
                .split_once('(')
                .map_or((line, ""), |(name, rest)| (name.trim(), rest.trim_end_matches(')')));
            self.start(name, address, number, sink);
        } else if let Some(host) = &mut self.host {
            Self::said(host, &mut self.lists, &mut self.system, line, number, sink);
        } else if (line.contains("Patch ") || line.starts_with('|'))
            && !cell::bulletins_in(line).is_empty()
        {
            sink.skip(number, line, "no host is named above it");
        }
    }

    fn start(&mut self, name: &str, address: &str, number: u32, sink: &mut Sink<'_>) {
        self.finish(sink);
        let mut host = Scanned::at(number);
        host.identity.add_name(name);
        host.identity.add_addresses(address);
        self.host = Some(host);
        self.named = true;
    }

    /// A line about a host.
    fn said(
        host: &mut Scanned,
        lists: &mut bool,
        system: &mut Option<String>,
        line: &str,
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        let lower = line.to_ascii_lowercase();
        if let Some(address) = line.strip_prefix("IP address:") {
            host.identity.add_addresses(address.trim());
        } else if let Some(when) = line.strip_prefix("Scan date:") {
            // The time behind it is no part of the date.
            host.date = host.date.or_else(|| date(when.trim().split(' ').next().unwrap_or("")));
        } else if let Some(caption) =
            lower.strip_prefix("* ").filter(|caption| caption.starts_with("windows "))
        {
            system.get_or_insert_with(|| caption.to_owned());
        } else if lower.starts_with("patch not found") {
            host.missing(&named(line));
        } else if lower.starts_with("patch found") {
            *lists = true;
            host.facts.extend(cell::kbs_in(&named(line)).into_iter().map(Fact::Installed));
        } else if lower.starts_with("warning") || lower.starts_with("note") {
            sink.skip(number, line, "it could not be looked up whether the patch is there");
        } else if let Some(row) = line.strip_prefix('|') {
            Self::row(host, lists, system, row, number, sink);
        }
    }

    /// `MS06-040 | Missing | Security Update for Windows XP (KB921883) | Critical |`.
    fn row(
        host: &mut Scanned,
        lists: &mut bool,
        system: &mut Option<String>,
        row: &str,
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [id, state, title, ..] = cells.as_slice() else { return };
        if let Some(of) = system_of(title) {
            system.get_or_insert(of);
        }
        match state.to_ascii_lowercase().as_str() {
            "missing" | "not installed" => host.missing(&format!("{id} {title}")),
            "installed" => {
                *lists = true;
                host.facts.extend(cell::kbs_in(title).into_iter().map(Fact::Installed));
            }
            other => sink.skip(number, row, format!("`{other}` is neither missing nor installed")),
        }
    }

    fn finish(&mut self, sink: &mut Sink<'_>) {
        self.once.clear();
        let Some(mut host) = self.host.take() else { return };
        host.system(&self.system.take().unwrap_or_default());
        if std::mem::take(&mut self.lists) {
            // It shows what it looked for, not all that is there.
            host.facts.push(Fact::PatchList(PatchList::CutOff));
        }
        host.finish(sink);
    }
}

/// How a line starts, if it is one that stands there once for each host.
fn starts_once(line: &str) -> Option<&'static str> {
    let system =
        line.strip_prefix("* ").and_then(|rest| system_of(&format!("x for {}", capitalised(rest))));
    match system {
        Some(_) => Some("* "),
        None => ONCE.into_iter().find(|start| line.starts_with(start)),
    }
}

/// `Windows 2000 SP4` for `WINDOWS 2000 SP4`; releases such as `XP` stay as they are.
fn capitalised(system: &str) -> String {
    let rest = system.get(..8).filter(|start| start.eq_ignore_ascii_case("windows "));
    rest.map_or(String::new(), |_| format!("Windows {}", &system[8..]))
}

/// Whether a line below a line of dashes names a host, and is not the first one about it.
fn is_name(line: &str) -> bool {
    !line.is_empty()
        && !line.starts_with(['*', '|'])
        && !["Patch ", "Warning", "Note"].iter().any(|word| line.starts_with(word))
}

/// The bulletin and the number of a line, which may stand without letters or with a `Q`.
fn named(line: &str) -> String {
    let number = |word: &str| {
        let digits = word.trim_start_matches(['Q', 'q']);
        let is_one =
            (6..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_one { format!("KB{digits}") } else { word.to_owned() }
    };
    line.split_whitespace().map(number).collect::<Vec<_>>().join(" ")
}

//! `systeminfo`: the text, of one host or of many one after another, in any language.
//!
//! Known labels are used where there are any. Whatever the language, values keep their shape: the
//! version is the value that starts with three numbers, the caption the one right above it, the name
//! of the host the one right above that, the list of patches the list whose entries are patches.
//! So a language whose labels are not known is read all the same. Text that lost its indentation is
//! read as well.

use indexmap::IndexSet;

use super::console;
use super::labels::{self, Label};
use super::quotation::unquoted;
use crate::import::fact::{Fact, Identity, PatchList, Role, RoleClaim, Sign};
use crate::import::format;
use crate::import::role;
use crate::import::sink::Sink;
use crate::term::alias::{cell as words, listed};
use crate::term::patch::PatchId;
use crate::term::platform::ServicePack;

/// Entries without a patch that are shown.
const MAX_SHOWN: usize = 5;
/// How many lines of a file are looked at to recognise it.
const SNIFFED: usize = 60;

/// One host as it is put together.
#[derive(Debug, Default)]
pub(in crate::import) struct Record {
    line: u32,
    identity: Identity,
    first_label: String,
    /// The lines whose labels are not known, as long as it is open which of them names the host.
    above: Vec<Said>,
    /// Whether that is settled.
    settled: bool,
    /// What stood above the name of the host, with its lines.
    strays: Vec<Said>,
    caption: Option<String>,
    version: Option<String>,
    configuration: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    system_type: Option<String>,
    domain: Option<String>,
    /// How many patches the list says it has, if it says so.
    declared: Option<usize>,
    listed: bool,
    /// The entries of the list with their numbers.
    entries: Vec<Entry>,
    /// What the list below a label that is not known says it has, while its entries are read.
    open: Option<Option<usize>>,
    undecided: Vec<Entry>,
    /// The labels that were set.
    seen: Vec<Label>,
}

/// A line with a label.
#[derive(Debug)]
struct Said {
    line: u32,
    label: String,
    value: String,
}

/// An entry of a list: its number, if it has one, its text, and its line.
#[derive(Debug)]
struct Entry {
    number: Option<usize>,
    text: String,
    line: u32,
}

/// What an indented line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Under {
    Patches,
    Cards,
    /// A list whose label is not known: it may turn out to be the patches.
    Unknown,
    Nothing,
}

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = unquoted(format::head(text, 16_384));
    let labelled =
        |line: &str| line.split_once([':', '：']).and_then(|(label, _)| labels::find(label));
    let found: Vec<Label> = head.lines().take(SNIFFED).filter_map(labelled).collect();
    let has = |label| found.contains(&label);
    match () {
        () if has(Label::HostName) && (has(Label::OsName) || has(Label::OsVersion)) => 95,
        () if has(Label::OsName) && has(Label::OsVersion) => 90,
        () if shaped(&head) => 60,
        () => 0,
    }
}

/// Whether an unknown language has the shape: labels in a column, a caption of Windows, then a
/// version.
fn shaped(head: &str) -> bool {
    let values = head.lines().take(SNIFFED).filter_map(split).map(|(_, value)| value);
    let values: Vec<&str> = values.collect();
    values.windows(2).any(|pair| pair[0].contains("Windows") && is_version(pair[1]))
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let text = unquoted(text);
    let mut record = Record::default();
    let mut under = Under::Nothing;
    let mut many = false;
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim_end_matches(['\r', '\u{c}']);
        if line.trim().is_empty() {
            continue;
        }
        // Editors and chat windows strip the indent of lists.
        if line.starts_with([' ', '\t']) || (is_entry(line) && under != Under::Nothing) {
            record.indented(line.trim(), at as u32 + 1, under);
            if matches!(under, Under::Nothing | Under::Cards) && !words::kbs_in(line).is_empty() {
                let why = "stands below no list of patches: it does not count as installed";
                sink.skip(at as u32 + 1, line, why);
            }
        } else if console::is_prompt(line) {
            sink.skip(at as u32 + 1, line, "a line of the console: it names no host");
            under = Under::Nothing;
        } else if console::is_message(line) {
            sink.skip(at as u32 + 1, line, "a message of the console: a host may be missing");
            under = Under::Nothing;
        } else if is_entry(line.trim_start_matches(|c: char| c != '[' && !c.is_alphanumeric())) {
            let why = "an entry below no list: it does not count as installed";
            sink.skip(at as u32 + 1, line, why);
            under = Under::Nothing;
        } else if let Some((label, value)) = split(line) {
            let known = labels::find(label);
            if record.starts_next(label, known, value) {
                let first_label = record.first_label.clone();
                many |= std::mem::take(&mut record).finish(true, sink);
                // The line with the name of this host was lost; that of the next may follow.
                if known.is_none() && label != first_label {
                    (record.line, record.first_label) = (at as u32 + 1, first_label);
                }
            }
            under = record.labelled(at as u32 + 1, label, known, value);
        } else if !is_chatter(line) || !words::kbs_in(line).is_empty() {
            sink.skip(at as u32 + 1, line, "no line of systeminfo");
        }
    }
    record.finish(many, sink);
}

/// `[01]: KB921883`.
fn is_entry(line: &str) -> bool {
    let number = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or("", |(number, _)| number);
    !number.is_empty() && number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit())
}

/// What `systeminfo` itself prints while it works, and what shells print around it.
fn is_chatter(line: &str) -> bool {
    line.contains("...") || line.starts_with(['>', '=', '-', '#']) || line.contains('>')
}

/// Label and value. Some labels have a colon of their own: `Virtual Memory: Max Size:  1,762 MB`.
fn split(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once([':', '：'])?;
    let plausible = !label.trim().is_empty() && label.len() <= 120;
    plausible.then_some((label.trim_end(), value.trim()))
}

/// `5.1.2600 Service Pack 2 Build 2600`.
pub(in crate::import) fn is_version(value: &str) -> bool {
    let first = value.split_whitespace().next().unwrap_or("");
    let parts: Vec<&str> = first.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| {
            !part.is_empty() && part.len() <= 5 && part.bytes().all(|b| b.is_ascii_digit())
        })
}

impl Record {
    /// Whether a label starts the next record: one that this record has already. Where the label of
    /// the host's name was lost, the rest of the next host must not be taken for this one.
    fn starts_next(&self, label: &str, known: Option<Label>, value: &str) -> bool {
        if self.first_label.is_empty() {
            return false;
        }
        match known {
            // Whoever it is whose name was lost, the next host is another.
            Some(Label::HostName) => true,
            Some(label) => self.seen.contains(&label),
            None if self.first_label == label => true,
            // In a language that is not known, the version of another host. A caption is no sign:
            // `Windows User` is who owns many a host.
            None => self.version.is_some() && is_version(value),
        }
    }

    /// One line with a label; returns what the indented lines below it belong to.
    fn labelled(&mut self, line: u32, label: &str, known: Option<Label>, value: &str) -> Under {
        if self.first_label.is_empty() {
            (self.line, self.first_label) = (line, label.to_owned());
        }
        self.decide_list();
        if !self.settled {
            match known {
                Some(Label::HostName) => self.settled = true,
                Some(Label::OsName) => self.settle(self.above.len()),
                Some(Label::OsVersion) => self.settle_by_version(),
                None if is_version(value) => self.settle_by_version(),
                None => {
                    let (label, value) = (label.to_owned(), value.to_owned());
                    self.above.push(Said { line, label, value });
                }
                Some(_) => {}
            }
        }
        match known {
            Some(label) => return self.set(label, value),
            None if self.version.is_none() && is_version(value) => {
                self.version = Some(value.to_owned())
            }
            None if self.settled && self.caption.is_none() && is_caption(value) => {
                self.caption = Some(value.to_owned())
            }
            None if self.settled
                && self.configuration.is_none()
                && labels::is_server(value).is_some() =>
            {
                self.configuration = Some(value.to_owned())
            }
            None if is_system_type(value) => self.system_type = Some(value.to_owned()),
            None => return self.unknown_list(value),
        }
        Under::Nothing
    }

    /// The version stands right below the caption.
    fn settle_by_version(&mut self) {
        let Some(last) = self.above.last() else { return self.settle(0) };
        if is_caption(&last.value) {
            self.caption = self.above.pop().map(|said| said.value);
            return self.settle(self.above.len());
        }
        // Either line may be lost, and the caption may have been made unreadable.
        self.settle(self.above.len().saturating_sub(1).max(1));
    }

    /// Where there is no version, the first line is the one with the name.
    fn settle_at_the_end(&mut self) {
        if self.settled {
            return;
        }
        let of_a_role = |value: &str| labels::is_server(value).is_some();
        let find = |is: &dyn Fn(&str) -> bool| {
            let mut found = self.above.iter().skip(1).filter(|said| is(&said.value));
            found.next().map(|said| said.value.clone())
        };
        let (caption, configuration) = (find(&is_caption), find(&of_a_role));
        self.caption = self.caption.take().or(caption);
        self.configuration = self.configuration.take().or(configuration);
        self.settle(1);
    }

    /// The name of the host stands right above the caption of its system, of which so many lines are
    /// above. What stands above that is of somebody else.
    fn settle(&mut self, above_caption: usize) {
        self.settled = true;
        let mut above = std::mem::take(&mut self.above);
        above.truncate(above_caption);
        if let Some(said) = above.pop() {
            self.identity.add_name(&said.value);
            (self.line, self.first_label) = (said.line, said.label);
            self.strays = above;
        }
    }

    /// A list below a label that is not known may be that of the patches: its entries tell.
    fn unknown_list(&mut self, value: &str) -> Under {
        if self.listed || !value.contains(|c: char| c.is_ascii_digit()) {
            return Under::Nothing;
        }
        self.open = Some(count(value));
        Under::Unknown
    }

    /// The list below the last label that is not known is that of the patches if one of its entries
    /// is one.
    fn decide_list(&mut self) {
        // A list whose label says no number is a list all the same.
        self.listed |= !self.entries.is_empty();
        let Some(declared) = self.open.take() else { return };
        let entries = std::mem::take(&mut self.undecided);
        let is_patch = |entry: &Entry| {
            let named = words::patch(&entry.text).is_some();
            named && entry.text.to_ascii_uppercase().starts_with(['K', 'Q'])
        };
        if entries.iter().any(is_patch) {
            (self.declared, self.listed) = (declared, true);
            self.entries = entries;
        } else {
            entries.iter().for_each(|entry| self.identity.add_addresses(&entry.text));
        }
    }

    /// Sets what a known label is about.
    pub(in crate::import) fn set(&mut self, label: Label, value: &str) -> Under {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        self.seen.push(label);
        match label {
            Label::HostName => self.identity.add_name(value),
            Label::OsName => self.caption = text(),
            Label::OsVersion => self.version = text(),
            Label::Configuration => self.configuration = text(),
            Label::Manufacturer => self.manufacturer = text(),
            Label::Model => self.model = text(),
            Label::SystemType => self.system_type = text(),
            Label::Domain => self.domain = text().filter(|domain| domain.contains('.')),
            Label::NetworkCards => return Under::Cards,
            Label::Hotfixes => {
                self.entries.clear();
                self.declared = count(value);
                self.listed = self.declared.is_some();
                return Under::Patches;
            }
        }
        Under::Nothing
    }

    fn indented(&mut self, text: &str, line: u32, under: Under) {
        let Some((number, entry)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        let entry = entry.trim_start_matches([':', '：', ' ', '\u{a0}']);
        let whole = || Entry { number: number.parse().ok(), text: entry.to_owned(), line };
        match under {
            Under::Patches => self.entries.push(whole()),
            Under::Unknown => self.undecided.push(whole()),
            Under::Cards => self.identity.add_addresses(entry),
            Under::Nothing if number.len() <= 3 => self.identity.add_addresses(entry),
            Under::Nothing => {}
        }
    }

    /// Adds the cell of a table, in which the whole list stands in one line.
    pub(in crate::import) fn patches_cell(&mut self, cell: &str) {
        self.set(Label::Hotfixes, cell);
        self.entries = bracketed(cell, self.line);
    }

    /// Adds the cell with the network cards.
    pub(in crate::import) fn cards_cell(&mut self, cell: &str) {
        let cards = bracketed(cell, self.line);
        cards.iter().for_each(|card| self.identity.add_addresses(&card.text));
    }

    /// Whether a label was set.
    pub(in crate::import) fn knows(&self, label: Label) -> bool {
        self.seen.contains(&label)
    }

    /// Whether caption or version is known.
    pub(in crate::import) fn has_a_system(&self) -> bool {
        self.caption.is_some() || self.version.is_some()
    }

    /// Notes where a record of a table stands.
    pub(in crate::import) fn at_line(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// Hands the record over. Where it is the only one of its file, it may be named after the file.
    /// Returns whether it is one of a host.
    pub(in crate::import) fn finish(mut self, many: bool, sink: &mut Sink<'_>) -> bool {
        if self.line == 0 {
            return false;
        }
        self.decide_list();
        self.settle_at_the_end();
        for stray in &self.strays {
            let said = format!("{}: {}", stray.label, stray.value);
            let why = "stands above the name of the host, and is no part of what systeminfo prints";
            sink.skip(stray.line, &said, why);
        }
        if let (Some(domain), Some(name), None) =
            (&self.domain, &self.identity.name, &self.identity.fqdn)
        {
            self.identity.fqdn = Some(format!("{name}.{domain}").into());
        }
        let facts = self.facts(sink);
        let is_a_host = facts
            .iter()
            .any(|fact| matches!(fact, Fact::System(_) | Fact::Kernel(_) | Fact::PatchList(_)));
        let counts = is_a_host || self.knows(Label::HostName);
        match is_a_host {
            true if many => sink.observe(self.identity, self.line, facts),
            true => sink.observe_or_by_file(self.identity, self.line, None, facts),
            false => sink.skip(
                self.line,
                &self.first_label,
                "a record without operating system, version and patches",
            ),
        }
        counts
    }

    fn facts(&self, sink: &mut Sink<'_>) -> Vec<Fact> {
        let mut facts = Vec::new();
        if let Some(caption) = &self.caption {
            facts.push(Fact::System(caption.as_str().into()));
        }
        if let Some((kernel, service_pack)) = self.version.as_deref().and_then(version) {
            facts.push(Fact::Kernel(kernel.into()));
            facts.extend(service_pack.map(Fact::ServicePack));
        }
        facts.extend(self.system_type.as_deref().and_then(words::arch).map(Fact::Arch));
        facts.extend(self.role());
        facts.extend(
            role::from_model(self.manufacturer.as_deref(), self.model.as_deref()).map(Fact::Role),
        );
        self.patches(&mut facts, sink);
        facts
    }

    fn role(&self) -> Option<Fact> {
        let configuration = self.configuration.as_deref()?;
        let role = if labels::is_server(configuration)? { Role::Server } else { Role::Client };
        Some(Fact::Role(RoleClaim {
            role,
            sign: Sign::Configuration,
            evidence: format!("OS configuration {configuration}").into(),
        }))
    }

    /// The patches. A list with fewer entries than it says, or with entries that name no patch, is
    /// not complete.
    fn patches(&self, facts: &mut Vec<Fact>, sink: &mut Sink<'_>) {
        if !self.listed {
            return;
        }
        if let Some(why) = self.is_mixed() {
            sink.skip(
                self.line,
                "hotfix list",
                format!("{why}: it may hold entries of another host, none counts as installed"),
            );
            return facts.push(Fact::PatchList(PatchList::CutOff));
        }
        let installed: Vec<_> =
            self.entries.iter().filter_map(|entry| installed_by(&entry.text)).collect();
        let nameless = self.entries.len() - installed.len();
        let cut = self.declared.is_none_or(|declared| declared > self.entries.len());
        if cut {
            let declared =
                self.declared.map_or("nothing".to_owned(), |declared| declared.to_string());
            sink.skip(
                self.line,
                "hotfix list",
                format!(
                    "the list says {declared} and shows {}: it was cut off",
                    self.entries.len()
                ),
            );
        }
        if nameless > 0 {
            let nameless_ones: Vec<&Entry> =
                self.entries.iter().filter(|entry| installed_by(&entry.text).is_none()).collect();
            let line = nameless_ones.first().map_or(self.line, |entry| entry.line);
            // Lists of the Windows Installer repeat `File 1` a hundred times.
            let distinct: IndexSet<&str> =
                nameless_ones.iter().map(|entry| entry.text.as_str()).collect();
            let shown: Vec<&str> = distinct.into_iter().take(MAX_SHOWN).collect();
            sink.skip(
                line,
                &shown.join("; "),
                format!(
                    "{nameless} entries of the hotfix list name no patch: the list is incomplete"
                ),
            );
        }
        facts.extend(installed.into_iter().map(Fact::Installed));
        facts.push(Fact::PatchList(if cut || nameless > 0 {
            PatchList::CutOff
        } else {
            PatchList::Complete
        }));
    }

    /// What shows that a list holds more than one host's entries: more than it says, or numbers
    /// that go back.
    fn is_mixed(&self) -> Option<&'static str> {
        let numbers: Vec<usize> = self.entries.iter().filter_map(|entry| entry.number).collect();
        if self.declared.is_some_and(|declared| declared < self.entries.len()) {
            return Some("the list shows more than it says");
        }
        numbers
            .windows(2)
            .any(|pair| pair[1] <= pair[0])
            .then_some("the numbers of the list go back")
    }
}

/// The patch of an entry, unless words beside it may say that it is not there.
fn installed_by(entry: &str) -> Option<PatchId> {
    let listed = listed::listed(entry);
    listed.doubts.is_empty().then(|| words::patch(entry)).flatten()
}

/// The entries of a list in one cell: `3 Hotfix(s) Installed.,[01]: KB1,[02]: KB2`.
fn bracketed(cell: &str, line: u32) -> Vec<Entry> {
    let parts = cell.split('[').skip(1).filter_map(|part| part.split_once(']'));
    let entry = |entry: &str| {
        entry
            .trim_start_matches([':', '：', ' ', '\u{a0}'])
            .trim_end_matches([',', ' ', '\r', '\n'])
            .to_owned()
    };
    let numbered = parts
        .filter(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    numbered
        .map(|(number, text)| Entry { number: number.parse().ok(), text: entry(text), line })
        .collect()
}

/// The number that a list says it has; `N/A` says nothing.
fn count(value: &str) -> Option<usize> {
    let digits: String = value
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// Whether a value is a type of system, which keeps its shape in every language: `x64-based PC`.
fn is_system_type(value: &str) -> bool {
    let lower = value.to_lowercase();
    lower.ends_with(" pc")
        && ["x86-", "x64-", "ia64-", "arm64-"].iter().any(|a| lower.starts_with(a))
}

/// Whether a value is the caption of a Windows; folders have a backslash.
fn is_caption(value: &str) -> bool {
    value.contains("Windows") && !value.contains('\\')
}

/// Kernel and service pack of `5.2.3790 Service Pack 1 Build 3790`. Where the rest is only the
/// build, there is none; the build numbers of later releases say it themselves. Anything else
/// leaves it open.
pub(in crate::import) fn version(text: &str) -> Option<(String, Option<ServicePack>)> {
    if !is_version(text) {
        return None;
    }
    let mut words = text.split_whitespace();
    let kernel = words.next()?.to_owned();
    let build = kernel.rsplit('.').next().unwrap_or("").to_owned();
    let rest: Vec<&str> = words.collect();
    let by_build = match build.parse::<u32>().unwrap_or(0) {
        6000 | 7600 => Some(0),
        6001 | 7601 => Some(1),
        6002 | 6003 => Some(2),
        9200..10_000 => Some(0),
        // Later releases have no service packs; which build it is stands in the number.
        10_000.. => return Some((kernel, None)),
        _ => None,
    };
    let bare = || {
        let numbers =
            rest.iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).count();
        rest.len() <= 3 && rest.len() >= 2 && numbers == 1 && rest.last() == Some(&build.as_str())
    };
    let named = if text.to_lowercase().contains("service pack") || text.contains("서비스 팩") {
        Some(words::service_pack(&rest.join(" ")))
    } else {
        None
    };
    let service_pack = match (named, by_build) {
        (Some(named), _) => named,
        (None, Some(known)) => Some(ServicePack(known)),
        (None, None) => bare().then_some(ServicePack(0)),
    };
    Some((kernel, service_pack))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_say_their_service_pack() {
        for (text, kernel, sp) in [
            ("5.1.2600 Service Pack 2 Build 2600", "5.1.2600", 2),
            ("5.2.3790 Build 3790", "5.2.3790", 0),
            ("5.2.3790 Service Pack 1 Build 3790", "5.2.3790", 1),
            ("6.1.7601 Service Pack 1 version 7601", "6.1.7601", 1),
            ("6.0.6002 Build 6002", "6.0.6002", 2),
            ("6.1.7601 서비스 팩 1 빌드 7601", "6.1.7601", 1),
        ] {
            assert_eq!(version(text), Some((kernel.to_owned(), Some(ServicePack(sp)))), "{text}");
        }
        for text in [
            "5.1.2600",
            "5.1.2600 Service P#ck 3 Build 2600",
            "5.1.2600 SP3 Build 2600",
            "5.1.2600 Build",
        ] {
            assert_eq!(version(text), Some(("5.1.2600".to_owned(), None)), "{text}");
        }
        assert_eq!(version("10.0.19045 N/A Build 19045"), Some(("10.0.19045".to_owned(), None)));
        assert_eq!(version("no version"), None);
    }
}

//! The registry of a host: `.reg` files, and what `reg query` prints.
//!
//! It says the system, its service pack, the name of the host, and patches by the keys that they
//! leave. A key that is gone says nothing, so no list is complete. Lines that take a key or value
//! away are no facts.

use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell;
use crate::term::alias::day::is_day;
use crate::term::alias::wording::{has_denial, takes_back};
use crate::term::patch::PatchId;

/// How much is looked at.
const SNIFFED: usize = 16_384;
/// The state of a package that is installed.
const IN_FORCE: u32 = 0x70;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, SNIFFED);
    let first = head
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("");
    let export = first.starts_with("Windows Registry Editor Version") || first == "REGEDIT4";
    let query = first.starts_with("HKEY_LOCAL_MACHINE\\")
        && head.lines().any(|line| line.contains("    REG_") || line.contains("\tREG_"));
    if export || query { 97 } else { 0 }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut host = Host::default();
    for (line, number) in
        text.trim_start_matches('\u{feff}').lines().map(str::trim_end).zip(1_u32..)
    {
        if let Some(key) = key(line) {
            host.close(sink);
            host.open(key, number);
        } else if line.trim().is_empty() || line.starts_with('[') {
            // What follows a key that cannot be read is not about the key above it.
            host.close(sink);
        } else {
            host.line_of_key(line);
        }
    }
    host.close(sink);
    host.finish(sink);
}

/// `[HKEY_LOCAL_MACHINE\…]`, or without brackets. A key with a minus in front is one to take away.
fn key(line: &str) -> Option<&str> {
    let bare = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(line);
    (bare.starts_with("HKEY_") || bare.starts_with("-HKEY_")).then_some(bare)
}

/// What stands behind the name of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Data {
    Text(String),
    Number(u32),
}

/// `"Name"="text"`, `"Name"=dword:00000001`, or as `reg query` has it.
fn value(line: &str) -> Option<(&str, Data)> {
    let number = |text: &str| {
        u32::from_str_radix(text.trim().trim_start_matches("0x"), 16).ok().map(Data::Number)
    };
    if let Some(rest) = line.strip_prefix('"') {
        let (name, data) = rest.split_once("\"=")?;
        let text =
            || Some(Data::Text(data.strip_prefix('"')?.strip_suffix('"')?.replace("\\\\", "\\")));
        return Some((name, data.strip_prefix("dword:").map_or_else(text, number)?));
    }
    let (name, rest) =
        line.trim_start().split_once("REG_").filter(|_| line.starts_with([' ', '\t']))?;
    let (kind, data) = rest.split_once([' ', '\t'])?;
    let data = match kind {
        "SZ" | "EXPAND_SZ" => Data::Text(data.trim().to_owned()),
        "DWORD" => number(data)?,
        _ => return None,
    };
    Some((name.trim(), data))
}

/// What a key is about.
#[derive(Debug, Default)]
enum About {
    #[default]
    Nothing,
    System,
    Name,
    Processor,
    /// A patch by the name of its key, and what says that it is there.
    Patch(PatchId, Sign),
    /// A patch among the programs and updates, and what says that it is there.
    Program(PatchId, Sign),
    /// A patch whose key the export takes away.
    Removed(PatchId),
    /// A package, which is there if its state says so.
    Package(PatchId, bool),
}

/// What says whether a patch is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// The key alone, without a value.
    Key,
    /// Its value `Installed`.
    Value(bool),
    /// It has values, and none that says so, or more than one.
    Unclear,
}

impl Sign {
    /// The sign of a key among programs and updates, with one more value: that it is installed, a
    /// day of it, the name that the list of programs shows. The first that speaks decides, unless
    /// another one denies.
    fn of_program(self, patch: &PatchId, value: Option<&(&str, Data)>) -> Self {
        let said =
            value.and_then(|(name, data)| match (name.to_ascii_lowercase().as_str(), data) {
                ("installed", Data::Number(number)) => Some(*number == 1),
                ("thisversioninstalled", Data::Text(text)) => Some(text.eq_ignore_ascii_case("y")),
                ("installeddate" | "installedon" | "installdate", Data::Text(text)) => {
                    Some(is_day(text))
                }
                ("displayname", Data::Text(text)) => Some(
                    cell::kbs_in(text).contains(patch) && !has_denial(text) && !takes_back(text),
                ),
                _ => None,
            });
        match (self, said) {
            (Self::Value(before), Some(said)) => Self::Value(before && said),
            (_, Some(said)) => Self::Value(said),
            (Self::Key, None) => Self::Unclear,
            (before, None) => before,
        }
    }
}

#[derive(Default)]
struct Host {
    line: u32,
    about: About,
    key_line: u32,
    names: [String; 3],
    /// Whether a key or value is there that names the host.
    named: bool,
    release: String,
    version: [Option<u32>; 2],
    build: String,
    facts: Vec<Fact>,
    lists: bool,
    /// Whether values were printed at all, and not keys alone.
    has_values: bool,
    /// Patches whose keys show no value.
    bare: Vec<(u32, PatchId)>,
}

impl Host {
    fn open(&mut self, key: &str, number: u32) {
        self.line = if self.line == 0 { number } else { self.line };
        self.key_line = number;
        let lower = key.to_lowercase();
        let ends = |end: &str| lower.ends_with(end);
        let last = key.rsplit('\\').next().unwrap_or("");
        let of_updates =
            lower.contains("\\microsoft\\updates\\") || lower.contains("\\uninstall\\");
        self.about = if key.starts_with('-') {
            let named = patch_of(last).filter(|_| of_updates || lower.contains("\\hotfix\\"));
            named.map_or(About::Nothing, About::Removed)
        } else if ends("\\microsoft\\windows nt\\currentversion") {
            About::System
        } else if ends("\\control\\computername\\computername")
            || ends("\\control\\computername\\activecomputername")
            || ends("\\tcpip\\parameters")
        {
            self.named = true;
            About::Name
        } else if ends("\\session manager\\environment") {
            About::Processor
        } else if lower.contains("\\component based servicing\\packages\\") {
            cell::kbs_in(last).pop().map_or(About::Nothing, |patch| About::Package(patch, false))
        } else if lower.contains("\\hotfix\\") {
            patch_of(last).map_or(About::Nothing, |patch| About::Patch(patch, Sign::Key))
        } else if of_updates {
            patch_of(last).map_or(About::Nothing, |patch| About::Program(patch, Sign::Key))
        } else {
            About::Nothing
        };
    }

    /// A line below a key.
    fn line_of_key(&mut self, line: &str) {
        self.has_values = true;
        let value = value(line);
        let lower = line.to_lowercase();
        self.named |= lower.contains("hostname") || lower.contains("computername");
        if let About::Program(patch, sign) = &mut self.about {
            *sign = sign.of_program(patch, value.as_ref());
        }
        if let About::Patch(_, sign) = &mut self.about {
            *sign = match (&value, *sign) {
                (Some((name, Data::Number(number))), Sign::Key | Sign::Unclear)
                    if name.eq_ignore_ascii_case("installed") =>
                {
                    Sign::Value(*number == 1)
                }
                (Some((name, _)), Sign::Value(_)) if name.eq_ignore_ascii_case("installed") => {
                    Sign::Unclear
                }
                (_, Sign::Key) => Sign::Unclear,
                (_, said) => said,
            };
        }
        if let Some((name, data)) = value {
            self.value(name, &data);
        }
    }

    fn value(&mut self, name: &str, data: &Data) {
        match (&mut self.about, name.to_ascii_lowercase().as_str(), data) {
            (About::System, "productname", Data::Text(text)) => {
                self.facts.push(Fact::System(text.as_str().into()))
            }
            (About::System, "csdversion", Data::Text(text)) => {
                self.facts.extend(cell::service_pack(text).map(Fact::ServicePack))
            }
            (About::System, "currentversion", Data::Text(text)) => self.release.clone_from(text),
            (About::System, "currentmajorversionnumber", Data::Number(number)) => {
                self.version[0] = Some(*number)
            }
            (About::System, "currentminorversionnumber", Data::Number(number)) => {
                self.version[1] = Some(*number)
            }
            (About::System, "currentbuildnumber", Data::Text(text)) => self.build.clone_from(text),
            // In old releases it is a text that nobody is to use, as it says itself.
            (About::System, "currentbuild", Data::Text(text))
                if self.build.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                self.build.clone_from(text);
            }
            (About::Name, "computername", Data::Text(text)) => self.names[0].clone_from(text),
            (About::Name, "hostname", Data::Text(text)) => self.names[1].clone_from(text),
            (About::Processor, "processor_architecture", Data::Text(text)) => {
                self.facts.extend(cell::arch(text).map(Fact::Arch))
            }
            (About::Package(_, is_there), "currentstate", Data::Number(number)) => {
                *is_there = *number == IN_FORCE
            }
            _ => {}
        }
    }

    /// The end of a key.
    fn close(&mut self, sink: &mut Sink<'_>) {
        match std::mem::take(&mut self.about) {
            About::Patch(patch, Sign::Key) | About::Program(patch, Sign::Key) => {
                self.bare.push((self.key_line, patch))
            }
            About::Removed(patch) => {
                let why = "the export takes the key away: the patch does not count";
                sink.skip(self.key_line, &patch.to_string(), why);
            }
            About::Patch(patch, Sign::Value(true))
            | About::Program(patch, Sign::Value(true))
            | About::Package(patch, true) => {
                self.lists = true;
                self.facts.push(Fact::Installed(patch));
            }
            About::Patch(patch, sign) | About::Program(patch, sign) => {
                let why = match sign {
                    Sign::Unclear => "its values do not say whether it is installed",
                    _ => "the registry says that it is not installed",
                };
                sink.skip(self.key_line, &patch.to_string(), why);
            }
            // Packages that were replaced or only put aside.
            About::Package(..)
            | About::Nothing
            | About::System
            | About::Name
            | About::Processor => {}
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        for (line, patch) in std::mem::take(&mut self.bare) {
            if self.has_values {
                sink.skip(line, &patch.to_string(), "no value says whether it is installed");
            } else {
                self.lists = true;
                self.facts.push(Fact::Installed(patch));
            }
        }
        if self.facts.is_empty() && self.names.iter().all(String::is_empty) {
            return sink.skip(0, "", "no key says a system, the name of a host or a patch");
        }
        let release = match self.version {
            [Some(major), minor] => format!("{major}.{}", minor.unwrap_or(0)),
            // Releases from 10.0 on go on calling themselves 6.3 there.
            _ if self.release == "6.3" && self.build.len() == 5 => "10.0".to_owned(),
            _ => self.release,
        };
        let parts = [release, self.build].map(|part| (!part.is_empty()).then_some(part));
        if let [release, Some(build)] = parts {
            let kernel = release.map_or(build.clone(), |release| format!("{release}.{build}"));
            self.facts.push(Fact::Kernel(kernel.into()));
        }
        if self.lists {
            self.facts.push(Fact::PatchList(PatchList::CutOff));
        }
        let mut identity = Identity::default();
        if let Some(name) = self.names.iter().find(|name| !name.is_empty()) {
            identity.add_name(name);
        }
        if self.named && identity.is_empty() {
            // Whoever it is, the file need not be called after it.
            return sink.skip(self.line, "", "what names the host cannot be read");
        }
        sink.observe_or_by_file(identity, self.line, None, self.facts);
    }
}

/// The patch that a key is named after: `KB921883`, `Q328310`, `KB921883_WM9`. Names of programs
/// are none.
fn patch_of(name: &str) -> Option<PatchId> {
    let plain = name.split(['_', '-', '.', ' ']).next().unwrap_or("");
    let digits = plain.strip_prefix("KB").or_else(|| plain.strip_prefix('Q'))?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| cell::patch(&format!("KB{digits}")))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_told_apart() {
        assert_eq!(key("[HKEY_LOCAL_MACHINE\\SOFTWARE]"), Some("HKEY_LOCAL_MACHINE\\SOFTWARE"));
        assert_eq!((key("\"A\"=\"HKEY_\""), key("    A    REG_SZ    x")), (None, None));
        assert_eq!(value("\"A b\"=dword:00000070"), Some(("A b", Data::Number(0x70))));
        assert_eq!(
            value("    Product Name    REG_SZ    Windows XP"),
            Some(("Product Name", Data::Text("Windows XP".to_owned())))
        );
        assert!(
            patch_of("KB921883_WM9").is_some()
                && patch_of("Q328310").is_some()
                && patch_of("QuickTime").is_none()
        );
    }
}

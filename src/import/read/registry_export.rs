//! The registry of a host: `.reg` files, and what `reg query` prints.
//!
//! It says the system, its service pack, the name of the host, and patches by the keys that they
//! leave. A key that is gone says nothing, so no list is complete. Lines that take a key or value
//! away are no facts.

use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell;
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
        } else if let Some((name, value)) = value(line) {
            host.value(name, &value);
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
    /// A patch by the name of its key. Whether it is there.
    Patch(PatchId, bool),
    /// A package, which is there if its state says so.
    Package(PatchId, bool),
}

#[derive(Default)]
struct Host {
    line: u32,
    about: About,
    key_line: u32,
    names: [String; 3],
    release: String,
    version: [Option<u32>; 2],
    build: String,
    facts: Vec<Fact>,
    lists: bool,
}

impl Host {
    fn open(&mut self, key: &str, number: u32) {
        self.line = if self.line == 0 { number } else { self.line };
        self.key_line = number;
        let lower = key.to_lowercase();
        let ends = |end: &str| lower.ends_with(end);
        let last = key.rsplit('\\').next().unwrap_or("");
        self.about = if key.starts_with('-') {
            About::Nothing
        } else if ends("\\microsoft\\windows nt\\currentversion") {
            About::System
        } else if ends("\\control\\computername\\computername")
            || ends("\\control\\computername\\activecomputername")
            || ends("\\tcpip\\parameters")
        {
            About::Name
        } else if ends("\\session manager\\environment") {
            About::Processor
        } else if lower.contains("\\component based servicing\\packages\\") {
            cell::kbs_in(last).pop().map_or(About::Nothing, |patch| About::Package(patch, false))
        } else if ["\\hotfix\\", "\\microsoft\\updates\\", "\\uninstall\\"]
            .iter()
            .any(|part| lower.contains(part))
        {
            patch_of(last).map_or(About::Nothing, |patch| About::Patch(patch, true))
        } else {
            About::Nothing
        };
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
            (About::Name, "computername", Data::Text(text)) => self.names[0].clone_from(text),
            (About::Name, "hostname", Data::Text(text)) => self.names[1].clone_from(text),
            (About::Processor, "processor_architecture", Data::Text(text)) => {
                self.facts.extend(cell::arch(text).map(Fact::Arch))
            }
            (About::Patch(_, is_there), "installed", Data::Number(number)) => {
                *is_there = *number == 1
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
            About::Patch(patch, true) | About::Package(patch, true) => {
                self.lists = true;
                self.facts.push(Fact::Installed(patch));
            }
            About::Patch(patch, false) => {
                sink.skip(
                    self.key_line,
                    &patch.to_string(),
                    "the registry says that it is not installed",
                );
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
        if self.facts.is_empty() && self.names.iter().all(String::is_empty) {
            return sink.skip(0, "", "no key says a system, the name of a host or a patch");
        }
        let release = match self.version {
            [Some(major), minor] => format!("{major}.{}", minor.unwrap_or(0)),
            _ => self.release,
        };
        if !release.is_empty() && !self.build.is_empty() {
            self.facts.push(Fact::Kernel(format!("{release}.{}", self.build).into()));
        }
        if self.lists {
            self.facts.push(Fact::PatchList(PatchList::CutOff));
        }
        let mut identity = Identity::default();
        if let Some(name) = self.names.iter().find(|name| !name.is_empty()) {
            identity.add_name(name);
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

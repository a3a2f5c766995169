//! What the agents of GLPI, FusionInventory and OCS send: XML with a `REQUEST`, or JSON with a
//! `content`.
//!
//! Updates stand among the programs, by their titles. Not all do, so the list is never complete.

use serde_json::Value;

use super::scanned::Scanned;
use super::xml::{self, Visit};
use super::{json, systeminfo};
use crate::import::fact::{Fact, PatchList};
use crate::import::format;
use crate::import::role;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::wording::{has_denial, takes_back};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let start = head.trim_start();
    let xml = head.contains("<REQUEST>") && head.contains("<CONTENT>");
    let json = start.starts_with('{')
        && text.contains("\"content\"")
        && (text.contains("\"hardware\"") || text.contains("\"operatingsystem\""));
    if xml || json { 94 } else { 0 }
}

/// One machine.
#[derive(Default)]
struct Machine {
    host: Scanned,
    domain: String,
    captions: Vec<String>,
    version: String,
    service_pack: String,
    arch: String,
    model: [String; 2],
    /// Whether programs are listed.
    programs: bool,
    /// Programs whose names may say that a patch is not there.
    doubtful: Vec<String>,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    if text.trim_start().starts_with('{') {
        return read_json(text, sink);
    }
    let mut machine: Option<Machine> = None;
    xml::walk(text, sink, |path, visit, line, sink| match visit {
        Visit::Open(_) if xml::ends(path, &["CONTENT"]) => {
            machine = Some(Machine { host: Scanned::at(line), ..Machine::default() })
        }
        Visit::Close(_) if xml::ends(path, &["CONTENT"]) => {
            if let Some(machine) = machine.take() {
                machine.finish(sink);
            }
        }
        Visit::Close(text) if path.len() >= 2 => {
            if let Some(machine) = &mut machine {
                machine.set(
                    &path[path.len() - 2].to_lowercase(),
                    &path[path.len() - 1].to_lowercase(),
                    text,
                );
            }
        }
        _ => {}
    });
}

fn read_json(text: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(text, sink) else { return };
    let Some(Value::Object(sections)) = root.get("content") else {
        return sink.skip(1, "", "the member `content` is missing");
    };
    let mut machine = Machine { host: Scanned::at(1), ..Machine::default() };
    for (section, value) in sections {
        let records = if let Value::Array(records) = value {
            records.as_slice()
        } else {
            std::slice::from_ref(value)
        };
        for record in records.iter().filter_map(Value::as_object) {
            for (key, _) in record {
                machine.set(
                    section,
                    &key.to_lowercase(),
                    &json::text(&Value::Object(record.clone()), key),
                );
            }
        }
    }
    machine.finish(sink);
}

impl Machine {
    /// One value of a section.
    fn set(&mut self, section: &str, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        match (section, key) {
            ("hardware", "name") => self.host.identity.add_name(value),
            ("hardware", "workgroup" | "dnsdomain") if value.contains('.') => {
                value.clone_into(&mut self.domain)
            }
            ("hardware", "osname") | ("operatingsystem", "full_name") => {
                self.captions.push(value.to_owned())
            }
            ("hardware", "osversion") | ("operatingsystem", "kernel_version") => {
                value.clone_into(&mut self.version)
            }
            ("hardware", "oscomments") | ("operatingsystem", "service_pack") => {
                value.clone_into(&mut self.service_pack)
            }
            ("operatingsystem", "arch") | ("hardware", "arch") => value.clone_into(&mut self.arch),
            ("operatingsystem", "fqdn") => self.host.identity.add_name(value),
            ("hardware", "ipaddr") | ("networks", "ipaddress" | "ipaddress6") => {
                self.host.identity.add_addresses(value)
            }
            ("hardware", "chassis_type") | ("bios", "type") => {
                self.host.facts.extend(role::from_chassis(value).map(Fact::Role))
            }
            ("bios", "ssn") => self.host.identity.add_serial(value),
            ("bios", "smanufacturer") => value.clone_into(&mut self.model[0]),
            ("bios", "smodel") => value.clone_into(&mut self.model[1]),
            ("softwares", "name" | "guid") => {
                self.programs = true;
                if !words::kbs_in(value).is_empty() && (has_denial(value) || takes_back(value)) {
                    return self.doubtful.push(value.to_owned());
                }
                self.host.facts.extend(words::kbs_in(value).into_iter().map(Fact::Installed));
            }
            ("hardware", "lastdate") | ("accesslog", "logdate") => {
                self.host.date = words::date(value)
            }
            _ => {}
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        if let (Some(name), None, false) =
            (&self.host.identity.name, &self.host.identity.fqdn, self.domain.is_empty())
        {
            self.host.identity.fqdn = Some(format!("{name}.{}", self.domain).into());
        }
        if let Some(caption) = self.captions.first() {
            self.host.system(caption);
        }
        if self.version.starts_with(|c: char| c.is_ascii_digit()) {
            self.host.facts.push(Fact::Kernel(self.version.as_str().into()));
        }
        let of_version =
            || systeminfo::version(&self.version).and_then(|(_, service_pack)| service_pack);
        self.host.facts.extend(
            words::stated_service_pack(&self.service_pack)
                .or_else(of_version)
                .map(Fact::ServicePack),
        );
        self.host.facts.extend(words::arch(&self.arch).map(Fact::Arch));
        self.host
            .facts
            .extend(role::from_model(Some(&self.model[0]), Some(&self.model[1])).map(Fact::Role));
        for name in &self.doubtful {
            let why =
                "the name may say that the patch is not there: it does not count as installed";
            sink.skip(self.host.line, name, why);
        }
        if self.programs {
            self.host.facts.push(Fact::PatchList(PatchList::CutOff));
        }
        self.host.finish(sink);
    }
}

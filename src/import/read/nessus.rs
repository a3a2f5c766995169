//! Nessus: `.nessus` files and CSV of all generations. Plugins name bulletins and patches that are
//! missing, files that are too old with their versions, and, where the scan had credentials, what
//! is installed.

use super::table::{Sheet, is_closed};
use super::xml::{Token, Xml};
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::cell::{bulletins_in, cves_in, long_date, patches_in};
use crate::term::alias::column::plain;
use crate::term::alias::day::is_day;
use crate::term::platform::FileVersion;
use crate::term::port::{Port, PortSet};

/// Plugins that list installed patches instead of missing ones.
const LISTS: [&str; 3] = ["13855", "62042", "178102"];
/// Plugins that sum up what is missing; they are no finding of their own.
const SUMMARIES: [&str; 2] = ["38153", "66334"];
/// The plugin that names the system.
const OS_PLUGIN: &str = "11936";
/// Longer texts of a plugin are cut: nothing that matters stands behind.
const MAX_TEXT: usize = 1 << 20;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 4096);
    if head.contains("<NessusClientData_v2") { 97 } else { 0 }
}

/// One finding, from a file of either kind.
#[derive(Debug, Default)]
struct Finding {
    plugin: String,
    name: String,
    family: String,
    output: String,
    references: String,
    /// The vulnerabilities that it is about.
    cves: String,
    severe: bool,
}

impl Finding {
    /// What a finding says about its host.
    fn facts(&self) -> Vec<Fact> {
        if LISTS.contains(&self.plugin.as_str()) {
            return patches_in(&self.output).into_iter().map(Fact::Installed).collect();
        }
        if self.plugin == OS_PLUGIN {
            let named =
                self.output.split_once("Remote operating system :").map_or("", |(_, rest)| rest);
            let lines = named
                .lines()
                .map(str::trim)
                .take_while(|line| !line.is_empty() && !line.starts_with("Confidence"));
            let systems: Vec<&str> = lines.take(20).collect();
            return Some(systems.join("\n"))
                .filter(|systems| !systems.is_empty())
                .map(|systems| Fact::System(systems.into()))
                .into_iter()
                .collect();
        }
        if SUMMARIES.contains(&self.plugin.as_str()) {
            let patches = patches_in(&self.output)
                .into_iter()
                .filter(|_| self.output.contains("KB"))
                .map(|id| id.to_string());
            return bulletins_in(&self.output)
                .into_iter()
                .chain(patches)
                .map(|id| Fact::Missing(id.into()))
                .collect();
        }
        let mut facts = Vec::new();
        // A plugin about the vendor's updates that fired says that they are missing. Others quote
        // them as background.
        if self.severe && self.is_about_updates() {
            let bulletins = bulletins_in(&format!("{} {}", self.name, self.references));
            let patches = patches_in(&self.references).into_iter().chain(patches_in(&self.name));
            facts.extend(
                bulletins
                    .into_iter()
                    .chain(patches.map(|id| id.to_string()))
                    .map(|id| Fact::Missing(id.into())),
            );
        }
        if self.severe {
            let cves = cves_in(&format!("{} {}", self.name, self.cves));
            facts.extend(cves.into_iter().map(|cve| Fact::Vulnerable(cve.into())));
        }
        facts.extend(old_files(&self.output));
        facts.dedup();
        facts
    }

    fn is_about_updates(&self) -> bool {
        let named = self.name.starts_with("MS")
            || self.name.starts_with("KB")
            || !bulletins_in(&self.references).is_empty();
        named || self.family.contains("Microsoft Bulletins")
    }
}

/// Files with the versions that were found: `- C:\WINNT\system32\netapi32.dll has not been patched`
/// and, below, `Remote version : …`.
fn old_files(output: &str) -> Vec<Fact> {
    let mut files = Vec::new();
    let mut file: Option<&str> = None;
    for line in output.lines().map(str::trim) {
        if let Some((path, _)) = line.trim_start_matches("- ").split_once(" has not been patched") {
            file = path.rsplit(['\\', '/']).next().map(str::trim).filter(|name| !name.is_empty());
        } else if let Some(version) = version_in(line) {
            files.extend(file.take().zip(version.parse::<FileVersion>().ok()).map(
                |(name, version)| Fact::File(Box::new((name.to_lowercase().into(), version))),
            ));
        }
    }
    files
}

/// The version in a line such as `Remote version : 5.0.2195.6601`.
fn version_in(line: &str) -> Option<&str> {
    let (key, version) = line.split_once(':')?;
    matches!(key.trim(), "Remote version" | "Installed version").then_some(version.trim())
}

/// The host that is being read.
#[derive(Default)]
struct Host {
    line: u32,
    identity: Identity,
    facts: Vec<Fact>,
    date: Option<jiff::civil::Date>,
    ports: std::collections::BTreeSet<Port>,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut xml = Xml::new(text);
    let mut host: Option<Host> = None;
    let mut finding: Option<Finding> = None;
    let (mut tag, mut content) = (String::new(), String::new());
    loop {
        match xml.next() {
            Ok(Token::End) => break,
            Ok(Token::Open(open)) => {
                content.clear();
                match open.name.as_str() {
                    "ReportHost" => {
                        host = Some(Host {
                            line: open.line,
                            identity: Identity::named(open.get("name")),
                            ..Host::default()
                        })
                    }
                    "ReportItem" => {
                        if let (Some(host), Some(port)) =
                            (host.as_mut(), port(open.get("protocol"), open.get("port")))
                        {
                            host.open(port);
                        }
                        finding = Some(Finding {
                            plugin: open.get("pluginID").to_owned(),
                            name: open.get("pluginName").to_owned(),
                            family: open.get("pluginFamily").to_owned(),
                            severe: open.get("severity") != "0",
                            ..Finding::default()
                        });
                    }
                    "tag" => tag = open.get("name").to_owned(),
                    _ => {}
                }
            }
            Ok(Token::Text(more)) => {
                if content.len() < MAX_TEXT {
                    content.push_str(&more);
                }
            }
            Ok(Token::Close(name)) => match (name.as_str(), &mut host, &mut finding) {
                ("ReportHost", _, _) => {
                    if let Some(host) = host.take() {
                        sink.observe_or_by_file(host.identity, host.line, host.date, host.facts);
                    }
                }
                ("tag", Some(host), None) => host.property(&tag, &content),
                ("ReportItem", Some(host), Some(_)) => {
                    host.facts.extend(finding.take().map(|f| f.facts()).unwrap_or_default())
                }
                (child, _, Some(finding)) => finding.child(child, &content),
                _ => {}
            },
            Err(why) => {
                sink.lose(xml.line(), why);
                break;
            }
        }
    }
}

impl Finding {
    fn child(&mut self, name: &str, content: &str) {
        match name {
            "cve" => self.cves.extend([" ", content]),
            "plugin_output" => content.clone_into(&mut self.output),
            "xref" | "msft" | "mskb" | "see_also" => {
                self.references.push(' ');
                if name == "mskb" {
                    self.references.push_str("KB");
                }
                self.references.push_str(content.trim());
            }
            _ => {}
        }
    }
}

/// The port that a finding is about; what is about the host as a whole has port 0.
fn port(protocol: &str, number: &str) -> Option<Port> {
    let number = number.parse::<u16>().ok().filter(|number| *number > 0)?;
    let set: PortSet = format!("{protocol}/{number}").parse().ok()?;
    set.iter().next()
}

impl Host {
    /// A service answered there.
    fn open(&mut self, port: Port) {
        if self.ports.insert(port) {
            self.facts.extend([Fact::Open(port), Fact::Scanned]);
        }
    }

    fn property(&mut self, name: &str, content: &str) {
        let content = content.trim();
        match name {
            "host-ip" => self.identity.add_addresses(content),
            "host-fqdn" | "host-rdns" | "netbios-name" | "hostname" => {
                self.identity.add_name(content)
            }
            // Several lines are systems that the scan cannot tell apart.
            "operating-system" if !content.is_empty() => {
                self.facts.push(Fact::System(content.into()))
            }
            "HOST_END" => self.date = long_date(content),
            "os-arch" => self.facts.extend(words::arch(content).map(Fact::Arch)),
            _ => {}
        }
    }
}

/// The CSV of Nessus, Tenable.sc and Tenable.io: a row for every finding.
pub(in crate::import) fn read_csv(text: &str, sink: &mut Sink<'_>) {
    let Some(sheet) = Sheet::open(text) else {
        return sink.skip(0, "", "the table has no headings");
    };
    let column = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| sheet.headings.iter().position(|heading| *heading == plain(name)))
    };
    let host = [
        column(&["Host", "IP Address", "asset.ipv4_addresses"]),
        column(&["DNS Name", "FQDN", "asset.fqdns"]),
        column(&["NetBIOS Name", "NetBios", "asset.host_name", "asset.netbios_name"]),
        column(&["asset.name"]),
        column(&["IP Address"]),
    ];
    let [protocol, number] =
        [&["Protocol", "protocol", "asset.protocol"][..], &["Port", "port"]].map(column);
    let [plugin, name, output, risk, kb, xref, bulletin, cve, os, seen] = [
        &["Plugin ID", "Plugin", "definition.id"][..],
        &["Name", "Plugin Name", "definition.name"],
        &["Plugin Output", "output"],
        &["Risk", "Severity", "Risk Factor"],
        &["MSKB"],
        &["XREF", "Cross References"],
        &["MSFT"],
        &["CVE", "CVEs", "CVE ID", "definition.cve"],
        &["OS", "asset.operating_system"],
        &["Last Observed", "Host End", "Last Found"],
    ]
    .map(column);
    let [state, gone] = [&["State", "Vulnerability State"][..], &["Mitigated On"]].map(column);
    let mut last: Option<Identity> = None;
    let mut ports: std::collections::BTreeSet<Port> = std::collections::BTreeSet::new();
    sheet.each(sink, |cells, line, sink| {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).unwrap_or("").trim();
        let mut identity = Identity::default();
        for at in host.into_iter().flatten() {
            identity.add_name(cell(Some(at)).rsplit('\\').next().unwrap_or(""));
        }
        let severe = !matches!(cell(risk).to_lowercase().as_str(), "none" | "info" | "");
        let patches: String = cell(kb)
            .split([',', ' ', '\n'])
            .filter(|kb| !kb.is_empty())
            .map(|kb| format!(" KB{}", kb.trim_start_matches("KB")))
            .collect();
        let finding = Finding {
            plugin: cell(plugin).to_owned(),
            name: cell(name).to_owned(),
            output: format::head(cell(output), MAX_TEXT).to_owned(),
            references: format!("{} {} {patches}", cell(xref), cell(bulletin)),
            cves: cell(cve).to_owned(),
            severe,
            ..Finding::default()
        };
        // What was found once and is no more says nothing of today.
        let closed = is_closed(cell(state)) || is_day(cell(gone));
        let mut facts = if closed { Vec::new() } else { finding.facts() };
        if !cell(os).is_empty() {
            facts.push(Fact::System(cell(os).into()));
        }
        if last.as_ref() != Some(&identity) {
            ports.clear();
        }
        if let Some(port) =
            port(&cell(protocol).to_lowercase(), cell(number)).filter(|port| ports.insert(*port))
        {
            facts.extend([Fact::Open(port), Fact::Scanned]);
        }
        // Most rows say nothing that matters here; one a host is enough to know that it exists.
        if facts.is_empty() && last.as_ref() == Some(&identity) {
            return;
        }
        last = Some(identity.clone());
        sink.observe_on(
            identity,
            line,
            long_date(cell(seen)).or_else(|| words::date(cell(seen))),
            facts,
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_that_names_an_old_file_gives_its_version() {
        let output = "Path : x\n  - C:\\WINNT\\system32\\netapi32.dll has not been patched\n    Remote version : 5.0.2195.6601\n    Should be : 5.0.2195.7105\n";
        let finding = Finding {
            name: "MS06-040: Vulnerability in Server Service".into(),
            output: output.into(),
            severe: true,
            ..Finding::default()
        };
        let version = "5.0.2195.6601".parse().unwrap();
        assert_eq!(
            finding.facts(),
            [
                Fact::Missing("MS06-040".into()),
                Fact::File(Box::new(("netapi32.dll".into(), version)))
            ]
        );
        assert_eq!(Finding { severe: false, output: String::new(), ..finding }.facts(), []);
    }
}

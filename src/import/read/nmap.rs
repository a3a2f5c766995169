//! What nmap writes with `-oX`: hosts that are up, their ports, what SMB says of the system, and
//! from where it looked.

use super::nmap_script;
use super::xml::{Tag, Token, Xml};
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::unix_date;
use crate::term::count::counted;
use crate::term::port::{Port, PortSet};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    if format::head(text, 4096).contains("<nmaprun") { 97 } else { 0 }
}

/// From where a scan looked, as far as its command line says; the machine that ran it is not
/// written down.
pub(in crate::import) fn vantage(command: &str) -> String {
    let command = command.trim_start_matches("# ").trim();
    let word = |option: &str| {
        let mut words = command.split_whitespace();
        words.find(|word| *word == option).and_then(|_| words.next())
    };
    let from = [("-S", "address"), ("-e", "interface")]
        .iter()
        .find_map(|(option, what)| word(option).map(|value| format!("{what} {value}: ")));
    format!("{}{}", from.unwrap_or_default(), command.chars().take(200).collect::<String>())
}

/// What `OS:` of smb-os-discovery says. Samba calls itself a Windows; what stands in brackets
/// tells.
pub(in crate::import) fn smb_system(value: &str) -> Option<Fact> {
    let value = value.trim();
    (!value.is_empty()).then(|| Fact::System(value.into()))
}

/// More guesses than nmap prints for one host.
const MAX_GUESSES: usize = 20;

/// The host that is being read.
#[derive(Default)]
struct Host {
    line: u32,
    identity: Identity,
    facts: Vec<Fact>,
    down: bool,
    date: Option<jiff::civil::Date>,
    port: Option<Port>,
    /// What nmap is sure of, each a system of its own.
    guesses: Vec<String>,
    /// The best of what it is not sure of, with its percentage.
    unsure: Option<(u8, String)>,
    /// What the computer calls itself by SMB.
    own: Identity,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut host: Option<Host> = None;
    let mut down = Down::default();
    let mut xml = Xml::new(text);
    loop {
        match xml.next() {
            Ok(Token::End) => break,
            Ok(Token::Open(tag)) => open(&tag, &mut host, sink),
            Ok(Token::Close(name)) if name == "host" => match host.take() {
                Some(host) if host.down => down.add(host.line, ""),
                Some(host) => host.finish(sink),
                None => {}
            },
            Ok(Token::Close(_) | Token::Text(_)) => {}
            Err(why) => {
                sink.lose(xml.line(), why);
                // What was read of a host before the file breaks off is not the whole.
                break;
            }
        }
    }
    down.tell(sink);
}

/// Hosts that did not answer, which are most of many a network: they are told in one line.
#[derive(Default)]
pub(super) struct Down {
    /// The line of the first, and what stands there.
    first: (u32, String),
    count: u64,
}

impl Down {
    /// Counts the host of a line.
    pub(super) fn add(&mut self, line: u32, text: &str) {
        if self.count == 0 {
            self.first = (line, text.to_owned());
        }
        self.count += 1;
    }

    /// Says how many there were.
    pub(super) fn tell(self, sink: &mut Sink<'_>) {
        let (line, text) = self.first;
        match self.count {
            0 => {}
            1 => sink.skip(line, &text, "the host is down"),
            count => {
                let hosts = counted(count, "host is", "hosts are");
                sink.skip(line, &text, format!("{hosts} down, this one first"));
            }
        }
    }
}

fn open(tag: &Tag, host: &mut Option<Host>, sink: &mut Sink<'_>) {
    match tag.name.as_str() {
        "nmaprun" => {
            sink.vantage = Some(vantage(tag.get("args")));
            sink.date = unix_date(tag.get("start")).or(sink.date);
        }
        "host" => {
            let mut found = Host { line: tag.line, ..Host::default() };
            found.date = unix_date(tag.get("starttime"));
            *host = Some(found);
        }
        _ => {
            if let Some(host) = host {
                host.element(tag);
            }
        }
    }
}

impl Host {
    fn element(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "status" => self.down = tag.get("state") == "down",
            "address" if tag.get("addrtype") != "mac" => {
                self.identity.add_addresses(tag.get("addr"))
            }
            "hostname" => self.identity.add_name(tag.get("name")),
            "port" => self.port = port(tag.get("protocol"), tag.get("portid")),
            "state" => {
                self.facts.extend(self.port.filter(|_| tag.get("state") == "open").map(Fact::Open));
                self.facts.push(Fact::Scanned);
            }
            "osmatch" => self.guess(tag),
            "script" if tag.get("id") == "smb-os-discovery" => self.smb_output(tag.get("output")),
            "script" => self.facts.extend(nmap_script::facts(tag.get("id"), tag.get("output"))),
            _ => {}
        }
    }

    /// A guess counts only if nmap is sure, and only where SMB says nothing. Several that it is
    /// equally sure of are alternatives.
    fn guess(&mut self, tag: &Tag) {
        let accuracy: u8 = tag.get("accuracy").parse().unwrap_or(0);
        if accuracy == 100 && self.guesses.len() < MAX_GUESSES {
            self.guesses.push(tag.get("name").to_owned());
        } else if accuracy < 100 && self.unsure.as_ref().is_none_or(|(best, _)| accuracy > *best) {
            self.unsure = Some((accuracy, tag.get("name").to_owned()));
        }
    }

    fn smb_output(&mut self, output: &str) {
        for line in output.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            match key.trim() {
                "OS" => self.facts.extend(smb_system(value)),
                key if is_own_name(key) => self.own.add_name(value.trim()),
                _ => {}
            }
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        let said = self.facts.iter().any(|fact| matches!(fact, Fact::System(_)));
        if !said && !self.guesses.is_empty() {
            self.facts.push(Fact::System(self.guesses.join("\n").into()));
        } else if let (false, Some((percent, guess))) = (said, &self.unsure) {
            let why = format!("nmap is sure of it to {percent} % only: the system is unknown");
            sink.skip(self.line, guess, why);
        }
        self.facts.dedup();
        let identity = called(self.identity, self.own, self.line, sink);
        sink.observe_or_by_file(identity, self.line, self.date, self.facts);
    }
}

/// Whether a key of smb-os-discovery is one of the names of the computer.
pub(super) fn is_own_name(key: &str) -> bool {
    matches!(key, "FQDN" | "Computer name" | "NetBIOS computer name" | "Name")
}

/// Who a host is: what it calls itself comes before the name that its address has in DNS, which may
/// be one of many or that of another machine.
pub(super) fn called(named: Identity, own: Identity, line: u32, sink: &mut Sink<'_>) -> Identity {
    let Some(name) = own.name.as_deref() else { return named };
    let is_same = named.name.as_deref().is_none_or(|other| {
        // NetBIOS cuts names to fifteen characters.
        let start =
            other.get(..name.len()).filter(|_| name.len() == 15 || other.len() == name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    });
    if !is_same {
        let other = named.fqdn.as_deref().or(named.name.as_deref()).unwrap_or("");
        sink.skip(
            line,
            other,
            format!("the name of the address: the computer calls itself {name}"),
        );
        return Identity { addresses: named.addresses, ..own };
    }
    Identity {
        name: named.name.or(own.name),
        fqdn: own.fqdn.or(named.fqdn),
        domain: own.domain,
        ..named
    }
}

pub(super) fn port(protocol: &str, number: &str) -> Option<Port> {
    let set: PortSet = format!("{protocol}/{}", number.parse::<u16>().ok()?).parse().ok()?;
    set.iter().next()
}

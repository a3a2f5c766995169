//! iptables: `iptables-save`, `iptables -S`, the commands of a script, and what `iptables -L`
//! prints, of both families.
//!
//! Packets that pass a firewall go through PREROUTING of the tables raw and mangle, FORWARD of
//! mangle, filter and security, and POSTROUTING of mangle. INPUT and OUTPUT concern the firewall
//! itself and are passed over. The nat table says where the state DNAT leads; FORWARD sees
//! addresses that were translated already, as hosts have them.

mod dump;
mod listing;
mod option;
mod rule;
mod script;
mod token;

use crate::firewall::{Action, Rule};
use crate::import::sink::Sink;
use dump::{Dump, Table};
use rule::Parsed;
use script::{Read, Script};
pub(super) use token::words;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let line = |line: &str| {
        let line = line.trim();
        let table = ["*filter", "*nat", "*mangle", "*raw", "*security"].contains(&line);
        let rule = line.starts_with("-A FORWARD")
            || line.starts_with(":FORWARD ")
            || line.starts_with("-P FORWARD ");
        table
            || rule
            || line.starts_with("Chain FORWARD (policy ")
            || command(line).is_some_and(|(words, _)| words.contains("FORWARD"))
    };
    // The filter table may stand behind a long nat table.
    if text.lines().any(line) { 95 } else { 0 }
}

/// A command of a script without the name of the program, and whether it is the one for IPv6.
fn command(line: &str) -> Option<(&str, bool)> {
    let (program, rest) = line.trim_start_matches("sudo ").split_once(' ')?;
    match program.rsplit('/').next()? {
        "iptables" | "iptables-legacy" | "iptables-nft" => Some((rest.trim(), false)),
        "ip6tables" | "ip6tables-legacy" | "ip6tables-nft" => Some((rest.trim(), true)),
        // A variable that is not set here; whatever it is, options of iptables follow.
        variable if variable.starts_with('$') && rest.trim_start().starts_with('-') => {
            Some((rest.trim(), variable.contains('6')))
        }
        _ => None,
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader = Reader {
        dumps: vec![Dump::default()],
        table: "filter".to_owned(),
        listed: None,
        columns: listing::Columns::default(),
    };
    let mut script = Script::default();
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        match script.read(line.trim()) {
            Read::Line(line) => reader.line(&line, number, sink),
            Read::Taken => sink.pass(number),
        }
    }
    if let Some(line) = script.rest() {
        reader.line(&line, text.lines().count() as u32, sink);
    }
    let mut first = true;
    for dump in reader.dumps {
        // A second one that names no address is that of the other family.
        let is_first = std::mem::take(&mut first);
        let six = dump.six.unwrap_or(!is_first && !dump.has_four);
        if let Some(device) = dump.device(six, sink) {
            sink.devices.push(device);
        }
    }
}

struct Reader {
    dumps: Vec<Dump>,
    table: String,
    /// The chain whose rules a listing is in.
    listed: Option<String>,
    columns: listing::Columns,
}

impl Reader {
    fn dump(&mut self) -> &mut Dump {
        if self.dumps.is_empty() {
            self.dumps.push(Dump::default());
        }
        self.dumps.last_mut().expect("there is at least one")
    }

    fn table(&mut self) -> &mut Table {
        let name = self.table.clone();
        self.dump().tables.entry(name).or_default()
    }

    fn line(&mut self, line: &str, number: u32, sink: &mut Sink<'_>) {
        // Counters may stand in front.
        let plain = if line.starts_with('[') {
            line.split_once("] ").map_or(line, |(_, rest)| rest)
        } else {
            line
        };
        let command = command(plain);
        if let Some((_, six)) = command {
            self.switch(Some(six));
        }
        let plain = command.map_or(plain, |(words, _)| words);
        if line.is_empty() {
            self.listed = None;
        } else if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment);
            sink.pass(number);
        } else if let Some(table) = plain.strip_prefix('*') {
            self.open(table.trim());
            sink.pass(number);
        } else if plain == "COMMIT" {
            let table = self.table.clone();
            self.dump().closed.insert(table);
            sink.pass(number);
        } else if let Some(rest) = plain.strip_prefix(':') {
            self.declare(rest, number);
            sink.pass(number);
        } else if let Some((chain, policy)) = listing::chain(line) {
            self.open_listed(chain, policy, number);
            sink.pass(number);
        } else if let Some(columns) = listing::columns(line) {
            self.columns = columns;
            sink.pass(number);
        } else if let Some(chain) = self.listed.clone() {
            self.listed_rule(&chain, line, number, sink);
        } else {
            self.command(plain, command.is_some(), line, number, sink);
        }
    }

    fn comment(&mut self, comment: &str) {
        if comment.contains("Generated by ip6tables") {
            self.switch(Some(true));
        } else if comment.contains("Generated by iptables") {
            self.switch(Some(false));
        }
    }

    /// Goes on with a family; another one is another dump.
    fn switch(&mut self, six: Option<bool>) {
        let known = self.dumps.iter().position(|dump| dump.six == six && six.is_some());
        let empty = self.dump().six.is_none() && self.dump().tables.is_empty();
        match known {
            Some(at) => {
                let dump = self.dumps.remove(at);
                self.dumps.push(dump);
            }
            None if empty => self.dump().six = six,
            None => self.dumps.push(Dump { six, ..Dump::default() }),
        }
    }

    /// `*filter`: a table that is complete already is that of the other family, or of another
    /// firewall.
    fn open(&mut self, table: &str) {
        if self.dump().closed.contains(table) {
            self.dumps.push(Dump::default());
        }
        self.table = table.to_owned();
        self.table();
    }

    /// `:FORWARD DROP [0:0]`, `:web - [0:0]`.
    fn declare(&mut self, rest: &str, number: u32) {
        let mut words = rest.split_whitespace();
        let (chain, policy) = (words.next().unwrap_or("").to_owned(), words.next().unwrap_or(""));
        self.policy(&chain, policy, number);
        self.table().chains.entry(chain).or_default();
    }

    fn policy(&mut self, chain: &str, policy: &str, number: u32) {
        let action = match policy {
            "ACCEPT" => Action::Allow,
            "DROP" | "REJECT" => Action::Deny,
            _ => return,
        };
        self.table().policies.insert(chain.to_owned(), (action, number));
    }

    fn open_listed(&mut self, chain: &str, policy: Option<&str>, number: u32) {
        // A listing has one table: that of nat has no FORWARD. A chain that is there already starts
        // another listing.
        if self.table().chains.get(chain).is_some() {
            self.dumps.push(Dump::default());
        }
        self.policy(chain, policy.unwrap_or(""), number);
        self.table().chains.entry(chain.to_owned()).or_default();
        self.listed = Some(chain.to_owned());
    }

    fn listed_rule(&mut self, chain: &str, line: &str, number: u32, sink: &mut Sink<'_>) {
        let Some((options, bare)) = listing::options(line, self.columns) else {
            self.add(chain, number, unreadable(number, line, "it is no rule of a listing"));
            return sink.pass(number);
        };
        let mut parsed = rule::parse(number, line, &options);
        if bare {
            // Without -v, a rule for one interface looks as one for all.
            let doubt = |rule: Rule| {
                rule.because(
                    "the listing does not show interfaces; make it with `iptables -L -n -v`",
                )
            };
            parsed.rules = parsed.rules.into_iter().map(doubt).collect();
        }
        self.note_family(&options);
        self.add(chain, number, parsed);
        sink.pass(number);
    }

    /// `-A FORWARD …`, `-P FORWARD DROP`, `-N web`, as they stand in a dump or behind the name of
    /// the program.
    fn command(
        &mut self,
        plain: &str,
        is_command: bool,
        line: &str,
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        let mut words = token::words(plain);
        if let Some(at) = words
            .iter()
            .position(|word| word == "-t" || word == "--table")
            .filter(|at| at + 1 < words.len())
        {
            self.table = words[at + 1].clone();
            words.drain(at..at + 2);
        } else if is_command {
            self.table = "filter".to_owned();
        }
        let text = |at: usize| words.get(at).cloned().unwrap_or_default();
        match text(0).as_str() {
            "-A" | "--append" if !text(1).is_empty() => {
                self.note_family(&words);
                let parsed = rule::parse(number, line, &words[2..]);
                self.add(&text(1), number, parsed);
                sink.pass(number);
            }
            "-I" | "--insert" if !text(1).is_empty() => {
                self.note_family(&words);
                let place = text(2).parse::<usize>().ok();
                let parsed =
                    rule::parse(number, line, &words[if place.is_some() { 3 } else { 2 }..]);
                let rules = self.table().chains.entry(text(1)).or_default();
                rules.insert(
                    place.unwrap_or(1).saturating_sub(1).min(rules.len()),
                    (number, parsed),
                );
                sink.pass(number);
            }
            "-P" | "--policy" => {
                // `iptables -S` starts with its policies: what follows rules is another listing.
                let table = self.table();
                if !is_command
                    && table.policies.contains_key(&text(1))
                    && table.chains.values().any(|rules| !rules.is_empty())
                {
                    self.dumps.push(Dump::default());
                }
                self.policy(&text(1), &text(2), number);
                sink.pass(number);
            }
            "-N" | "--new-chain" => {
                self.table().chains.entry(text(1)).or_default();
                sink.pass(number);
            }
            "-F" | "--flush" | "-X" | "--delete-chain" | "-Z" | "--zero" if is_command => {
                if text(0).starts_with("-F") || text(0) == "--flush" {
                    let chain = text(1);
                    let flushed = |name: &String| chain.is_empty() || *name == chain;
                    self.table()
                        .chains
                        .iter_mut()
                        .filter(|(name, _)| flushed(name))
                        .for_each(|(_, rules)| rules.clear());
                }
                sink.pass(number);
            }
            _ => {
                sink.skip(number, line, "no line of iptables that is read");
            }
        }
    }

    fn note_family(&mut self, words: &[String]) {
        for pair in words.windows(2).filter(|pair| matches!(pair[0].as_str(), "-s" | "-d")) {
            let is_six = pair[1].contains(':');
            let is_four =
                pair[1].starts_with(|c: char| c.is_ascii_digit()) && pair[1].contains('.');
            let dump = self.dump();
            dump.has_four |= is_four;
            if dump.six.is_none() && (is_six || is_four) {
                dump.six = Some(is_six);
            }
        }
    }

    fn add(&mut self, chain: &str, number: u32, parsed: Parsed) {
        self.table().chains.entry(chain.to_owned()).or_default().push((number, parsed));
    }
}

fn unreadable(number: u32, line: &str, why: &str) -> Parsed {
    Parsed {
        rules: vec![Rule::unknown(number, line, why)],
        redirected: false,
        untracked: false,
        target: None,
        untracks: false,
    }
}

//! iptables: `iptables-save`, `iptables -S`, the commands of a script, and what `iptables -L`
//! prints, of both families.
//!
//! Packets that pass a firewall go through PREROUTING of the tables raw and mangle, FORWARD of
//! mangle, filter and security, and POSTROUTING of mangle. INPUT and OUTPUT concern the firewall
//! itself and are passed over. The nat table says where the state DNAT leads; FORWARD sees
//! addresses that were translated already, as hosts have them.

mod change;
mod dash;
mod dump;
mod listing;
mod option;
mod outlook;
mod rule;
mod script;
mod shell;
mod split;
mod token;

use super::captured::{self, Manner};
use crate::firewall::{Action, Rule};
use crate::import::sink::Sink;
use dump::{Dump, Table};
use rule::Parsed;
use shell::{Kind, Shell, Step};
pub(super) use token::words;

/// How lines of a dump are known where something stands in front of them.
const MANNER: Manner = Manner { starts: is_line, spaced_prompt: false };

/// Whether a line is one of a dump, perhaps behind its counters.
fn is_line(line: &str) -> bool {
    let counted = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let plain = counted.map_or(line, |(_, rest)| rest);
    let is_sign = |sign: char| {
        let name = plain.strip_prefix(sign);
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    is_of_rules(plain)
        || plain.starts_with("-N ")
        || plain == "COMMIT"
        || is_sign(':')
        || is_sign('*')
}

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let text = captured::plain(text, MANNER);
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

/// Whether a line says something about rules, wherever it stands.
fn is_of_rules(line: &str) -> bool {
    let starts = ["-A ", "-I ", "-P ", ":FORWARD ", "*filter"];
    command(line).is_some() || starts.iter().any(|start| line.starts_with(start))
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader = Reader {
        dumps: vec![Dump::default()],
        table: "filter".to_owned(),
        listed: None,
        columns: listing::Columns::default(),
        restores: false,
    };
    let text = captured::printed(text);
    if outlook::is_script(&text) {
        reader.script(&text, sink);
    } else {
        let text = captured::plain(&text, MANNER);
        for (at, line) in text.lines().enumerate() {
            reader.line(line.trim(), at as u32 + 1, sink);
        }
    }
    let mut first = true;
    for dump in reader.dumps {
        // A second one that names no address is that of the other family.
        let is_first = std::mem::take(&mut first);
        let six = dump.six.unwrap_or(!is_first && !dump.has_four);
        if let Some(line) = dump.guards_itself() {
            let why = "nothing is forwarded by a rule, and there are rules for the machine itself: taken for the firewall of one host";
            sink.skip(line, "FORWARD", why);
        } else if let Some(device) = dump.device(six, sink) {
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
    /// Whether the lines that follow replace a table as a whole.
    restores: bool,
}

impl Reader {
    /// The lines of a script, as a shell would run them.
    fn script(&mut self, text: &str, sink: &mut Sink<'_>) {
        let mut shell = Shell::new(text);
        let mut last = 0;
        for (at, line) in text.lines().enumerate() {
            last = at as u32 + 1;
            shell.read(line.trim(), last).into_iter().for_each(|step| self.step(step, sink));
        }
        shell.rest(last).into_iter().for_each(|step| self.step(step, sink));
    }

    fn step(&mut self, step: Step, sink: &mut Sink<'_>) {
        let Step { line, text, kind } = step;
        match kind {
            Kind::Plain => self.line(&text, line, sink),
            Kind::Command(doubt) => self.run(&text, line, doubt, sink),
            Kind::Idle(why) if outlook::may_change(&text) || is_of_rules(&text) => {
                sink.skip(line, &text, why)
            }
            Kind::Lost(why) => self.unread(&text, line, why, sink),
            Kind::Idle(_) | Kind::Nothing => sink.pass(line),
        }
    }

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
            self.change(plain, command.is_some(), line, number, None, sink);
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
        if self.restores {
            self.dump().tables.shift_remove(table);
        }
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
            "" | "-" => return,
            _ => Action::Unknown,
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
        let hides = self.columns.hides_interfaces();
        let Some((options, bare)) = listing::options(line, self.columns) else {
            self.add(chain, number, unreadable(number, line, "it is no rule of a listing"));
            return sink.pass(number);
        };
        let mut parsed = rule::parse(number, line, &options);
        // Without -v, a rule for one interface looks as one for all. What is allowed is open for those
        // behind it; what is stopped may be stopped for them alone.
        let may_be_part = |rule: &Rule| bare || !matches!(rule.action, Action::Allow);
        if hides {
            let doubt = |rule: Rule| match may_be_part(&rule) {
                true => rule.because(
                    "the listing does not show interfaces; make it with `iptables -L -n -v`",
                ),
                false => rule,
            };
            parsed.rules = parsed.rules.into_iter().map(doubt).collect();
        }
        self.note_family(&options);
        self.add(chain, number, parsed);
        sink.pass(number);
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
        spec: None,
    }
}

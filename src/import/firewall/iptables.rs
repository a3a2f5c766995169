//! iptables: `iptables-save`, `iptables -S`, the commands of a script, and what `iptables -L` prints, of both families.
//!
//! Packets that pass a firewall go through PREROUTING of the tables raw and mangle, FORWARD of mangle, filter and security, and POSTROUTING of
//! mangle. INPUT and OUTPUT concern the firewall itself and are passed over. The nat table says where the
//! state DNAT leads; FORWARD sees addresses that were translated already, as hosts have them.

mod listing;
mod rule;
mod token;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::firewall::{Action, Chain, Device, Filters, List, Rule, Side};
use crate::import::sink::Sink;
use rule::{Parsed, Redirection};
pub(super) use token::words;

/// Chains that packets pass which are not meant for the firewall itself, in their order.
const PATH: [(&str, &str); 6] = [
    ("raw", "PREROUTING"),
    ("mangle", "PREROUTING"),
    ("mangle", "FORWARD"),
    ("filter", "FORWARD"),
    ("security", "FORWARD"),
    ("mangle", "POSTROUTING"),
];

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let line = |line: &str| {
        let line = line.trim();
        let table = ["*filter", "*nat", "*mangle", "*raw", "*security"].contains(&line);
        let rule = line.starts_with("-A FORWARD") || line.starts_with(":FORWARD ") || line.starts_with("-P FORWARD ");
        table || rule || line.starts_with("Chain FORWARD (policy ") || command(line).is_some_and(|(words, _)| words.contains("FORWARD"))
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
        _ => None,
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader =
        Reader { dumps: vec![Dump::default()], table: "filter".to_owned(), listed: None, columns: listing::Columns::default() };
    for (at, line) in text.lines().enumerate() {
        reader.line(line.trim(), at as u32 + 1, sink);
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

/// The tables of one family, as one program prints them.
#[derive(Debug, Default)]
struct Dump {
    tables: IndexMap<String, Table>,
    six: Option<bool>,
    has_four: bool,
    /// Tables that were named by a line of their own, and are complete.
    closed: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Table {
    chains: IndexMap<String, Vec<(u32, Parsed)>>,
    policies: IndexMap<String, (Action, u32)>,
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
        let plain = if line.starts_with('[') { line.split_once("] ").map_or(line, |(_, rest)| rest) } else { line };
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

    /// `*filter`: a table that is complete already is that of the other family, or of another firewall.
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
        // A listing has one table: that of nat has no FORWARD. A chain that is there already starts another listing.
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
            let doubt = |rule: Rule| rule.because("the listing does not show interfaces; make it with `iptables -L -n -v`");
            parsed.rules = parsed.rules.into_iter().map(doubt).collect();
        }
        self.note_family(&options);
        self.add(chain, number, parsed);
        sink.pass(number);
    }

    /// `-A FORWARD …`, `-P FORWARD DROP`, `-N web`, as they stand in a dump or behind the name of the program.
    fn command(&mut self, plain: &str, is_command: bool, line: &str, number: u32, sink: &mut Sink<'_>) {
        let mut words = token::words(plain);
        if let Some(at) = words.iter().position(|word| word == "-t" || word == "--table").filter(|at| at + 1 < words.len()) {
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
                let parsed = rule::parse(number, line, &words[if place.is_some() { 3 } else { 2 }..]);
                let rules = self.table().chains.entry(text(1)).or_default();
                rules.insert(place.unwrap_or(1).saturating_sub(1).min(rules.len()), (number, parsed));
                sink.pass(number);
            }
            "-P" | "--policy" => {
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
                    self.table().chains.iter_mut().filter(|(name, _)| flushed(name)).for_each(|(_, rules)| rules.clear());
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
            let is_four = pair[1].starts_with(|c: char| c.is_ascii_digit()) && pair[1].contains('.');
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
    Parsed { rules: vec![Rule::unknown(number, line, why)], redirected: false, untracked: false, target: None, untracks: false }
}

impl Dump {
    /// The firewall, if packets pass some chain of it.
    fn device(&self, six: bool, sink: &Sink<'_>) -> Option<Device> {
        let redirections: Vec<Redirection> = self.parsed("nat").filter_map(|parsed| parsed.target.clone()).collect();
        let untracks = self.parsed("raw").any(|parsed| parsed.untracks);
        let context = Context { redirections: self.tables.contains_key("nat").then_some(redirections.as_slice()), untracks };
        let mut lists = Vec::new();
        for (table, chain) in PATH {
            lists.extend(self.tables.get(table).and_then(|found| list(found, table, chain, six, context)));
        }
        let has_filter = lists.iter().any(|list: &List| list.name == "filter FORWARD");
        let all = (0..lists.len()).collect();
        has_filter.then(|| Device::new(sink.setting.name, lists, Filters::Always(all)))
    }

    fn parsed(&self, table: &str) -> impl Iterator<Item = &Parsed> {
        self.tables.get(table).into_iter().flat_map(|table| table.chains.values().flatten().map(|(_, parsed)| parsed))
    }
}

/// What rules need to know of other tables.
#[derive(Clone, Copy)]
struct Context<'c> {
    /// Where the nat table redirects to; `None` if it does not stand in the file.
    redirections: Option<&'c [Redirection]>,
    untracks: bool,
}

/// The rule base that starts in a chain; `None` if it lets everything through.
fn list(table: &Table, name: &str, start: &str, six: bool, context: Context<'_>) -> Option<List> {
    let policy = table.policies.get(start);
    let mut end = match policy {
        Some((action, line)) => Rule::new(*line, &format!("policy of {start}"), action.clone()),
        None if name != "filter" => Rule::new(0, "", Action::Allow),
        None if !table.chains.contains_key(start)
            && table.chains.keys().all(|chain| matches!(chain.as_str(), "PREROUTING" | "POSTROUTING")) =>
        {
            return None;
        }
        None => Rule::unknown(0, start, format!("the policy of the chain {start} is not given")),
    };
    // What was translated before is not what the rules of these chains see.
    let early = start == "PREROUTING" && context.redirections.is_some_and(|all| !all.is_empty());
    if early && end.action == Action::Deny {
        end = end.because("addresses are translated behind it");
    }
    let mut list = List::new(&format!("{name} {start}"), [!six, six], end);
    list.chains.clear();
    let mut wanted = vec![start.to_owned()];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(chain) = wanted.pop() {
        if !seen.insert(chain.clone()) {
            continue;
        }
        let rules: Vec<Rule> =
            table.chains.get(&chain).into_iter().flatten().flat_map(|(_, parsed)| resolve(parsed, table, context, early)).collect();
        for rule in &rules {
            if let Action::Jump(target) | Action::Goto(target) = &rule.action {
                wanted.extend(table.chains.contains_key(target).then(|| target.clone()));
            }
        }
        list.chains.push(Chain { name: chain, rules });
    }
    (!list.is_idle()).then_some(list)
}

/// The rules of a line, now that all chains and tables are known.
fn resolve(parsed: &Parsed, table: &Table, context: Context<'_>, early: bool) -> Vec<Rule> {
    let mut rules = Vec::new();
    // Without a rule that takes packets out of the table of connections, none is untracked.
    for rule in parsed.rules.iter().filter(|_| !parsed.untracked || context.untracks) {
        let mut rule = rule.clone();
        if let Action::Jump(target) | Action::Goto(target) = &rule.action
            && !table.chains.contains_key(target)
        {
            let why = format!("the chain or target {target} is not known");
            rule = rule.because(why);
        }
        if early && rule.to != Side::Any {
            rule = rule.because("addresses are translated behind it");
        }
        if parsed.untracked && context.untracks {
            rule = rule.because("it lets through what the raw table does not track");
        }
        match (parsed.redirected, context.redirections) {
            (false, _) => rules.push(rule),
            (true, None) => rules.push(rule.because("it lets through what the nat table redirects, which does not stand in the file")),
            (true, Some(redirections)) => {
                for redirection in redirections {
                    let ports = rule.ports.intersection(&redirection.ports);
                    let narrowed = Rule { to: redirection.to.clone(), ports, ..rule.clone() };
                    rules.push(narrowed.because("it lets through what the nat table redirects"));
                }
            }
        }
    }
    rules
}

//! The commands of iptables, and what they do to chains.

use super::dash;
use super::outlook::{self, is_harmless};
use super::rule::{self, Parsed};
use super::{Dump, Reader, command, token, unreadable};
use crate::firewall::{Action, Rule};
use crate::import::sink::Sink;

/// What is said of a line that is none of iptables.
const STRAY: &str = "no line of iptables that is read";

/// Options in front of a command that say nothing about rules.
const SILENT: [&str; 13] = [
    "-w",
    "--wait",
    "-W",
    "--wait-interval",
    "-v",
    "-vv",
    "--verbose",
    "-n",
    "--numeric",
    "-4",
    "-6",
    "--ipv4",
    "--ipv6",
];

/// A change as a line says it.
struct Change<'l> {
    /// Its words, without the table and without what says nothing about rules.
    words: Vec<String>,
    /// The line as it stands in the file.
    line: &'l str,
    /// Its number.
    number: u32,
    /// Whether it is a command, and no line of a dump.
    is_command: bool,
    /// Why it may not be in force as it is said.
    doubt: Option<&'static str>,
}

impl Change<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// The number behind the chain: where in it, counted from 1.
    fn place(&self) -> Option<usize> {
        self.word(2).parse().ok()
    }

    /// The rule whose first word stands at a place.
    fn rule(&self, at: usize) -> Parsed {
        let words = self.words.get(at..).unwrap_or_default();
        let parsed = rule::parse(self.number, self.line, words);
        match self.doubt {
            Some(why) => doubted(parsed, why),
            None => Parsed { spec: Some(spec(words)), ..parsed },
        }
    }
}

impl Reader {
    /// Runs a command of a script.
    pub(super) fn run(
        &mut self,
        text: &str,
        number: u32,
        doubt: Option<&'static str>,
        sink: &mut Sink<'_>,
    ) {
        if let Some((words, six)) = command(text) {
            self.switch(Some(six));
            self.restores = false;
            return self.change(words, true, text, number, doubt, sink);
        }
        if text.contains("tables-restore") && text.contains("<<") && doubt.is_none() {
            self.restores = !text.contains(" -n") && !text.contains("--noflush");
            if text.contains("ip6tables") {
                self.switch(Some(true));
            }
            return sink.pass(number);
        }
        if outlook::may_change(text) {
            return self.unread(text, number, "no command of iptables that is read", sink);
        }
        if is_harmless(text) {
            return sink.pass(number);
        }
        if outlook::is_question(text) {
            return sink.skip(number, text, "no line of iptables that is read");
        }
        self.unread(text, number, "whether the command changes rules is not known", sink);
    }

    /// `-A FORWARD …`, `-P FORWARD DROP`, `-N web`, as they stand in a dump or behind the name of
    /// the program. With a doubt it may not be run.
    pub(super) fn change(
        &mut self,
        plain: &str,
        is_command: bool,
        line: &str,
        number: u32,
        doubt: Option<&'static str>,
        sink: &mut Sink<'_>,
    ) {
        let token::Line { mut words, is_open, remark } = token::read(plain);
        if is_open {
            return self.unclosed(&words, number, line, sink);
        }
        let doubt = doubt.or(mended(&mut words, remark));
        self.choose_table(&mut words, is_command);
        if is_command {
            let silent = silent(&words);
            words.drain(..silent);
        }
        self.apply(&Change { words, line, number, is_command, doubt }, sink);
    }

    /// Does what a change says.
    fn apply(&mut self, change: &Change<'_>, sink: &mut Sink<'_>) {
        let chain = change.word(1);
        match change.word(0) {
            "-A" | "--append" if !chain.is_empty() => {
                self.note_family(&change.words);
                self.add(chain, change.number, change.rule(2));
            }
            "-I" | "--insert" if !chain.is_empty() => {
                self.note_family(&change.words);
                self.insert(change);
            }
            "-P" | "--policy" => self.choose_policy(change),
            "-N" | "--new-chain" => {
                self.table().chains.entry(chain.to_owned()).or_default();
            }
            "-F" | "--flush" => self.flush(chain, change.doubt),
            "-D" | "--delete" | "-R" | "--replace" if !chain.is_empty() => self.take_away(change),
            "-X" | "--delete-chain" | "-Z" | "--zero" | "-L" | "--list" | "-S" | "--list-rules"
            | "-C" | "--check" | "-V" | "--version" | "-h" | "--help" => {}
            option => return self.not_a_change(option, change, sink),
        }
        sink.pass(change.number);
    }

    /// A line whose first word is none of those that are known to change rules or not to.
    fn not_a_change(&mut self, option: &str, change: &Change<'_>, sink: &mut Sink<'_>) {
        let (line, number, is_nat) = (change.line, change.number, self.table == "nat");
        // In the nat table nothing is let through.
        if change.is_command || (option.starts_with('-') && !is_nat) {
            return self.unread(line, number, "no command of iptables that is read", sink);
        }
        match outlook::mentions_rules(line) {
            true if is_nat => self.unread_redirection(line, number, STRAY, sink),
            true => self.unread(line, number, STRAY, sink),
            false => sink.skip(number, line, STRAY),
        }
    }

    /// `-I FORWARD …`, `-I FORWARD 3 …`.
    fn insert(&mut self, change: &Change<'_>) {
        let place = change.place();
        let mut parsed = change.rule(if place.is_some() { 3 } else { 2 });
        let rules = self.table().chains.entry(change.word(1).to_owned()).or_default();
        let mut place = place.unwrap_or(1).saturating_sub(1).min(rules.len());
        if change.is_command && rules[..place].iter().any(|(_, rule)| rule.spec.is_none()) {
            parsed = doubted(parsed, "behind which rules it stands is not known");
            place = 0;
        }
        rules.insert(place, (change.number, parsed));
    }

    /// Empties a chain; all of the table, if none is named.
    fn flush(&mut self, chain: &str, doubt: Option<&'static str>) {
        let chains = self.table().chains.iter_mut();
        for (_, rules) in chains.filter(|(name, _)| chain.is_empty() || *name == chain) {
            match doubt {
                Some(why) => shake(rules.iter_mut(), why),
                None => rules.clear(),
            }
        }
    }

    /// What it redirects, and where to, is not known.
    fn unread_redirection(&mut self, text: &str, number: u32, why: &str, sink: &mut Sink<'_>) {
        let nat = self.dump().tables.entry("nat".to_owned()).or_default();
        let chain = nat.chains.entry("PREROUTING".to_owned()).or_default();
        chain.push((number, unreadable(number, text, why)));
        sink.skip(number, text, why);
    }

    /// A line with a quotation mark that is not closed: its target may be behind it.
    fn unclosed(&mut self, words: &[String], number: u32, line: &str, sink: &mut Sink<'_>) {
        const WHY: &str = "a quotation mark is not closed";
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        match (word(0), word(1)) {
            ("-A" | "--append" | "-I" | "--insert", chain) if !chain.is_empty() => {
                let at_front = matches!(word(0), "-I" | "--insert");
                let rules = self.table().chains.entry(chain.to_owned()).or_default();
                let place = if at_front { 0 } else { rules.len() };
                rules.insert(place, (number, cut_off(words, number, line, WHY)));
                sink.pass(number);
            }
            (option, _) if option.starts_with('-') => self.unread(line, number, WHY, sink),
            _ => sink.skip(number, line, WHY),
        }
    }

    /// Takes the table out of the words of a command.
    fn choose_table(&mut self, words: &mut Vec<String>, is_command: bool) {
        let place = words.iter().position(|word| word == "-t" || word == "--table");
        let glued = words.iter().position(|word| word.starts_with("--table="));
        if let Some(at) = place.filter(|at| at + 1 < words.len()) {
            self.table = words[at + 1].clone();
            words.drain(at..at + 2);
        } else if let Some(at) = glued {
            self.table = words.remove(at).replace("--table=", "");
        } else if is_command {
            self.table = "filter".to_owned();
        }
    }

    fn choose_policy(&mut self, change: &Change<'_>) {
        let (chain, policy) = (change.word(1), change.word(2));
        // `iptables -S` starts with its policies: what follows rules is another listing.
        let table = self.table();
        let has_rules = table.chains.values().any(|rules| !rules.is_empty());
        if !change.is_command && table.policies.contains_key(chain) && has_rules {
            self.dumps.push(Dump::default());
        }
        let before = self.table().policies.get(chain).cloned();
        self.policy(chain, policy, change.number);
        let policies = &mut self.table().policies;
        let same = before.map(|(action, _)| action)
            == policies.get(chain).map(|(action, _)| action.clone());
        if change.doubt.is_some() && !same {
            policies.insert(chain.to_owned(), (Action::Unknown, change.number));
        }
    }

    /// `-D FORWARD 3`, `-D FORWARD -s …`, `-R FORWARD 1 -s …`.
    fn take_away(&mut self, change: &Change<'_>) {
        let &Change { ref words, line, number, doubt, .. } = change;
        let (place, parsed) = (change.place(), change.rule(2));
        let replaces = matches!(change.word(0), "-R" | "--replace");
        let unsure = parsed.rules.iter().any(|rule| rule.doubt.is_some())
            || words.iter().any(|word| word.contains(['$', '`']));
        // The same rule in other words, or one that another remark tells apart.
        let says_same = |known: &Parsed| is_same(&known.rules, &parsed.rules);
        let rules = self.table().chains.entry(words[1].clone()).or_default();
        let why = "a command changes the rules in a way that cannot be followed";
        let is_known = rules.iter().all(|(_, parsed)| parsed.spec.is_some());
        let found = match place {
            Some(place) => place.checked_sub(1).filter(|at| *at < rules.len() && is_known),
            None => rules.iter().position(|(_, known)| known.spec == parsed.spec),
        };
        match (found, place, replaces) {
            (Some(at), Some(_), true) if doubt.is_none() => {
                rules[at] = (number, change.rule(3));
            }
            (Some(at), _, false) if doubt.is_none() => {
                rules.remove(at);
            }
            // There is no such rule, and none that may be it.
            (None, None, false)
                if is_known && !unsure && !rules.iter().any(|(_, known)| says_same(known)) => {}
            _ => {
                // Where one rule alone may be meant, the others stay.
                let is_one = !replaces && place.is_none() && is_known && !unsure;
                let meant = |(_, known): &&mut (u32, Parsed)| !is_one || says_same(known);
                shake(rules.iter_mut().filter(meant), doubt.unwrap_or(why));
                if replaces {
                    rules.insert(0, (number, unreadable(number, line, why)));
                }
            }
        }
    }

    /// A command that is not read may have done anything, at its place: what it appends stands
    /// behind what is there, everything else may stand in front.
    pub(super) fn unread(&mut self, text: &str, number: u32, why: &str, sink: &mut Sink<'_>) {
        sink.pass(number);
        let words = token::words(text);
        let behind = |options: &[&str]| {
            let at = words.iter().position(|word| options.contains(&word.as_str()))?;
            words.get(at + 1).cloned()
        };
        let changes =
            ["-I", "-D", "-R", "-F", "-P", "-X", "-E", "--insert", "--delete", "--replace"];
        let only_adds = !words.iter().any(|word| changes.contains(&word.as_str()));
        let chain = behind(&["-A", "--append"]).filter(|chain| {
            only_adds && chain.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
        });
        if behind(&["-t", "--table"]).as_deref() == Some("nat") {
            return self.unread_redirection(text, number, why, sink);
        }
        if matches!(chain.as_deref(), Some("INPUT" | "OUTPUT")) {
            return sink.skip(number, text, why);
        }
        let (six, four) = (text.contains("ip6tables"), text.contains("iptables"));
        if self.dumps.is_empty() {
            self.dumps.push(Dump::default());
        }
        for dump in &mut self.dumps {
            let is_six = dump.six == Some(true);
            if six != four && is_six != six {
                continue;
            }
            let table = dump.tables.entry("filter".to_owned()).or_default();
            let unknown = (number, unreadable(number, text, why));
            match &chain {
                Some(chain) => table.chains.entry(chain.clone()).or_default().push(unknown),
                None => table.chains.entry("FORWARD".to_owned()).or_default().insert(0, unknown),
            }
        }
    }
}

/// Takes a remark off the words and makes dashes of what stands for them; why what was meant may not
/// be in force.
fn mended(words: &mut Vec<String>, remark: Option<usize>) -> Option<&'static str> {
    words.truncate(remark.unwrap_or(words.len()));
    // iptables refuses such dashes; but what was meant may have been in force before.
    let dashed = dash::straighten(words)
        .then_some("its dashes are not those of iptables, as a word processor writes them");
    remark.map(|_| "a remark stands behind it, which iptables takes as a part of it").or(dashed)
}

/// Rules that may not be in force, or not at this place.
fn doubted(parsed: Parsed, why: &str) -> Parsed {
    let rules = parsed.rules.into_iter().map(|rule| rule.because(why)).collect();
    Parsed { rules, spec: None, ..parsed }
}

/// The words of a rule, to compare it with another. The module of a protocol that is named anyway is
/// loaded without being asked for.
fn spec(words: &[String]) -> String {
    let is_protocol = |word: &String| {
        let named = |pair: &[String]| pair[0] == "-p" && pair[1] == *word;
        words.windows(2).any(named)
    };
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        if word == "-m" && rest.peek().is_some_and(|next| is_protocol(next)) {
            rest.next();
        } else {
            kept.push(word);
        }
    }
    kept.join("\u{1f}")
}

/// Whether rules match and do the same, whatever line they stand in.
fn is_same(some: &[Rule], others: &[Rule]) -> bool {
    let bare = |rule: &Rule| Rule { line: 0, text: "".into(), ..rule.clone() };
    !some.is_empty()
        && some.len() == others.len()
        && some.iter().zip(others).all(|(a, b)| bare(a) == bare(b))
}

/// Rules that may have been taken away.
fn shake<'r>(rules: impl Iterator<Item = &'r mut (u32, Parsed)>, why: &str) {
    for (_, parsed) in rules {
        let sure = parsed.rules.iter_mut().filter(|rule| rule.doubt.is_none());
        sure.for_each(|rule| rule.doubt = Some(why.into()));
        parsed.spec = None;
    }
}

/// How many words in front say nothing: `-w 5 -v`.
fn silent(words: &[String]) -> usize {
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let takes = matches!(word.as_str(), "-w" | "--wait" | "-W" | "--wait-interval");
        if takes && words.get(at + 1).is_some_and(is_number) {
            at += 2;
        } else if SILENT.contains(&word.as_str()) || word.starts_with("--wait=") {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// A rule of which what stands in front of its last word is known, and not what it does.
fn cut_off(words: &[String], number: u32, line: &str, why: &str) -> Parsed {
    let known = &words[2..words.len().saturating_sub(1).max(2)];
    // The last word is the value of an option.
    let end = known.iter().rposition(|word| word.starts_with('-')).unwrap_or(known.len());
    let target = ["-j", "ACCEPT"].map(str::to_owned);
    let mut parsed = rule::parse(number, line, &[&known[..end], &target].concat());
    for rule in &mut parsed.rules {
        rule.action = Action::Unknown;
        rule.doubt.get_or_insert_with(|| why.into());
    }
    if parsed.rules.is_empty() { unreadable(number, line, why) } else { parsed }
}

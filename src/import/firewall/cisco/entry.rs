//! One entry of an access list.

use super::context::{Context, Kind};
use super::end::{self, End};
use super::object::{self, Objects, Service};
use super::word::{Words, is_number};
use crate::firewall::{Action, Ports, Rule, Side, Transport};
use crate::import::firewall::port_name::{self, Other};

/// What is left of an entry behind the ends.
#[derive(Default)]
struct Options {
    /// It matches no packet that starts a connection.
    answers_only: bool,
    /// It is switched off.
    inactive: bool,
    /// It looks at something that whoever sends a packet may choose.
    chosen: bool,
    doubt: Option<String>,
    /// It holds at some hours only.
    hours: Option<String>,
}

/// The rules that an entry is; none for one that concerns no new traffic of TCP or UDP. `words`
/// starts at permit or deny.
pub(super) fn rules(line: u32, text: &str, words: &[&str], context: Context<'_>) -> Vec<Rule> {
    let mut words = Words::new(words);
    let lock = lock(&mut words);
    let action = match words.next() {
        "permit" => Action::Allow,
        "deny" => Action::Deny,
        other => {
            return vec![Rule::unknown(
                line,
                text,
                format!("`{other}` is neither permit nor deny"),
            )];
        }
    };
    let mut rule = Rule::new(line, text, action);
    if let Some(lock) = lock {
        rule = rule.for_a_part(format!("it holds for those who opened the lock {lock} only"));
    }
    match context.kind {
        Kind::Standard => standard(rule, &mut words, context),
        Kind::Extended => extended(rule, &mut words, context),
    }
}

/// The name in front of an entry that is in force for those who logged in before: `dynamic LOCK
/// timeout 60 permit …`.
fn lock<'t>(words: &mut Words<'_, 't>) -> Option<&'t str> {
    let name = words.take("dynamic").then(|| words.next())?;
    if words.take("timeout") {
        words.next();
    }
    Some(name)
}

fn standard(mut rule: Rule, words: &mut Words<'_, '_>, context: Context<'_>) -> Vec<Rule> {
    let Some(from) = end::end(words, context) else {
        return vec![rule.because("the address is missing")];
    };
    narrow(&mut rule, from, true);
    let options = options(words);
    finished(rule, options, &[Service { ports: Ports::any(), sources: Ports::any() }])
}

fn extended(mut rule: Rule, words: &mut Words<'_, '_>, context: Context<'_>) -> Vec<Rule> {
    let (mut services, transport, doubt) = match protocol(words, context.objects) {
        Some(found) => found,
        None => return Vec::new(),
    };
    rule.doubt = rule.doubt.or(doubt.map(Into::into));
    let ends = [true, false].map(|source| {
        let end = end::end(words, context);
        if let Some(end) = end {
            narrow(&mut rule, end, source);
        } else {
            rule.doubt.get_or_insert_with(|| "an end is missing".into());
        }
        end_ports(words, transport, context.objects)
    });
    for (source, outcome) in [true, false].into_iter().zip(ends) {
        match outcome {
            Ok(None) => {}
            Ok(Some(found)) => services = cut(services, &found, source),
            Err(why) => drop(rule.doubt.get_or_insert_with(|| why.into())),
        }
    }
    let options = options(words);
    finished(rule, options, &services)
}

/// What a protocol lets through; `None` for one without ports.
fn protocol(
    words: &mut Words<'_, '_>,
    objects: &Objects,
) -> Option<(Vec<Service>, Transport, Option<String>)> {
    let word = words.next();
    let all = |transport| vec![Service { ports: Ports::all(transport), sources: Ports::any() }];
    if matches!(word, "object-group" | "object") {
        let meaning = objects.service(words.next());
        return Some((meaning.value, Transport::Both, meaning.doubt));
    }
    match port_name::transport(word) {
        Ok(transport) => Some((all(transport), transport, None)),
        Err(Other::NoPorts) => None,
        Err(Other::Unknown) => Some((
            all(Transport::Both),
            Transport::Both,
            Some(format!("the protocol `{word}` is not known")),
        )),
    }
}

/// The ports behind an end.
fn end_ports(
    words: &mut Words<'_, '_>,
    transport: Transport,
    objects: &Objects,
) -> Result<Option<Vec<Service>>, String> {
    let group = matches!(words.peek(), "object-group" | "object" | "portgroup");
    if group && (words.peek() == "portgroup" || objects.is_service(words.peek_at(1))) {
        words.next();
        let meaning = objects.service(words.next());
        return meaning.doubt.map_or(Ok(Some(meaning.value)), Err);
    }
    let ports = object::ports(words, transport)?;
    Ok(ports.map(|ports| vec![Service { ports, sources: Ports::any() }]))
}

/// Services as far as ports of one end let them through.
fn cut(services: Vec<Service>, ports: &[Service], source: bool) -> Vec<Service> {
    let one = |service: &Service, ports: &Ports| match source {
        true => {
            Service { ports: service.ports.clone(), sources: service.sources.intersection(ports) }
        }
        false => {
            Service { ports: service.ports.intersection(ports), sources: service.sources.clone() }
        }
    };
    services
        .iter()
        .flat_map(|service| ports.iter().map(|found| one(service, &found.ports)))
        .collect()
}

fn narrow(rule: &mut Rule, end: End, source: bool) {
    if source {
        rule.from = end.side;
    } else {
        rule.to = end.side;
    }
    if let Some(why) = end.doubt {
        rule.doubt.get_or_insert_with(|| why.into());
    }
    rule.part |= end.part;
}

/// A rule for each of the services, unless its options say that it concerns nothing new.
fn finished(mut rule: Rule, options: Options, services: &[Service]) -> Vec<Rule> {
    if options.answers_only || options.inactive {
        return Vec::new();
    }
    // Whoever is stopped for what he may choose chooses something else.
    if options.chosen && rule.action == Action::Deny {
        return Vec::new();
    }
    if let Some(why) = options.hours {
        rule = rule.for_a_part(why);
    }
    if let Some(why) = options.doubt {
        rule.doubt.get_or_insert_with(|| why.into());
    }
    let one = |service: &Service| Rule {
        ports: service.ports.clone(),
        sources: service.sources.clone(),
        ..rule.clone()
    };
    services
        .iter()
        .filter(|service| !service.ports.is_empty() && !service.sources.is_empty())
        .map(one)
        .collect()
}

/// Everything behind the ends.
fn options(words: &mut Words<'_, '_>) -> Options {
    let mut options = Options::default();
    while !words.is_at_end() {
        match words.next() {
            "log" | "log-input" => log(words),
            "established" | "ack" | "rst" | "fin" | "psh" | "urg" | "fragments" => {
                options.answers_only = true
            }
            "syn" => {}
            "match-all" => options.answers_only |= !flags(words, true),
            "match-any" => options.answers_only |= !flags(words, false),
            "inactive" => options.inactive = true,
            "reflect" => {
                words.next();
                if words.take("timeout") {
                    words.next();
                }
            }
            "sequence" => drop(words.next()),
            "dscp" | "precedence" | "tos" | "option" => {
                words.next();
                options.chosen = true;
            }
            "ttl" => {
                options.chosen = true;
                words.next();
                while is_number(words.peek()) {
                    words.next();
                }
            }
            "time-range" => {
                let name = words.next();
                options
                    .hours
                    .get_or_insert_with(|| format!("it holds in the time range {name} only"));
                // Not at this hour: at another it is.
                let _ = words.take("(inactive)") || words.take("(active)");
            }
            // Counters of `show access-list`.
            word if word.starts_with("(hitcnt") || word.starts_with("0x") => {}
            word if word.starts_with('(') => {
                while !words.is_at_end() && !words.next().ends_with(')') {}
            }
            word if word.starts_with('[') => {
                while !words.is_at_end() && !words.next().ends_with(']') {}
            }
            other => {
                let _ = options.doubt.get_or_insert_with(|| format!("`{other}` is not understood"));
            }
        }
    }
    options
}

/// What may stand behind `log`.
fn log(words: &mut Words<'_, '_>) {
    const LEVELS: [&str; 10] = [
        "emergencies",
        "alerts",
        "critical",
        "errors",
        "warnings",
        "notifications",
        "informational",
        "debugging",
        "default",
        "disable",
    ];
    while LEVELS.contains(&words.peek()) || is_number(words.peek()) || words.peek() == "interval" {
        words.next();
    }
}

/// Behind `match-all` or `match-any`: whether the first packet of a connection fits, which has SYN
/// and nothing else.
fn flags(words: &mut Words<'_, '_>, every: bool) -> bool {
    let mut fits = Vec::new();
    while words.peek().starts_with(['+', '-']) {
        let word = words.next();
        fits.push(word == "+syn" || (word.starts_with('-') && word != "-syn"));
    }
    if every { fits.iter().all(|fit| *fit) } else { fits.iter().any(|fit| *fit) }
}

/// Whether words are an entry, perhaps with a number in front.
pub(super) fn is_entry(words: &[&str]) -> bool {
    match words {
        ["permit" | "deny", ..] => true,
        [number, "permit" | "deny", ..] => is_number(number),
        _ => false,
    }
}

/// A side that holds everything, for those that end a list.
pub(super) fn end_of_list(action: Action) -> Rule {
    Rule { from: Side::Any, to: Side::Any, ..Rule::new(0, "", action) }
}

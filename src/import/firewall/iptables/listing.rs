//! A line of `iptables -L`, as the options that it stands for.

/// The columns that a listing has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Columns {
    numbers: bool,
    counters: bool,
    interfaces: bool,
}

impl Columns {
    /// Whether interfaces that rules name are not shown.
    pub(super) fn hides_interfaces(self) -> bool {
        !self.interfaces
    }
}

/// The columns of a head line: `target prot opt source destination`, with `-v` and `--line-numbers`
/// more.
pub(super) fn columns(line: &str) -> Option<Columns> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let head = has("target") && has("prot") && has("source") && has("destination");
    head.then(|| Columns {
        numbers: has("num"),
        counters: has("pkts"),
        interfaces: has("in") && has("out"),
    })
}

/// The chain, and its policy if it has one: `Chain FORWARD (policy DROP 12 packets, 840 bytes)`,
/// `Chain web (2 references)`.
pub(super) fn chain(line: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = line.strip_prefix("Chain ")?.split_once(" (")?;
    let policy =
        rest.strip_prefix("policy ").map(|rest| rest.split([' ', ')']).next().unwrap_or(""));
    Some((name, policy))
}

/// The options of a line, and whether the listing may hide interfaces that it names.
pub(super) fn options(line: &str, columns: Columns) -> Option<(Vec<String>, bool)> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    words.drain(
        ..(usize::from(columns.numbers) + 2 * usize::from(columns.counters)).min(words.len()),
    );
    // A rule without a target starts with its protocol; the column of options marks where that
    // stands.
    let mark = words.iter().take(3).position(|word| matches!(*word, "--" | "-f" | "!f"));
    let (target, protocol, rest) = match (mark, words.as_slice()) {
        (Some(1), [protocol, _, rest @ ..]) => ("", *protocol, rest),
        (Some(2), [target, protocol, _, rest @ ..]) => (*target, *protocol, rest),
        (_, [target, protocol, rest @ ..]) => (*target, *protocol, rest),
        _ => return None,
    };
    let mut options = Vec::new();
    let mut add = |option: &str, value: &str| {
        let (negated, value) =
            value.strip_prefix('!').map_or((false, value), |value| (true, value));
        options.extend(negated.then(|| "!".to_owned()));
        options.extend([option.to_owned(), value.to_owned()]);
    };
    let rest = match (columns.interfaces, rest) {
        (true, [entry, exit, rest @ ..]) => {
            add("-i", entry);
            add("-o", exit);
            rest
        }
        (true, _) => return None,
        (false, rest) => rest,
    };
    let [source, destination, more @ ..] = rest else { return None };
    add("-p", protocol);
    add("-s", source);
    add("-d", destination);
    if words.contains(&"-f") {
        options.push("-f".to_owned());
    }
    let plain = more.is_empty()
        && [source, destination]
            .iter()
            .all(|side| matches!(**side, "0.0.0.0/0" | "anywhere" | "::/0"));
    details(more, target, &mut options);
    if !target.is_empty() {
        options.extend([
            if more.contains(&"[goto]") { "-g" } else { "-j" }.to_owned(),
            target.to_owned(),
        ]);
    }
    Some((options, plain && !columns.interfaces))
}

/// What stands behind the columns: `tcp dpt:445 state NEW /* why */`.
fn details(mut words: &[&str], target: &str, options: &mut Vec<String>) {
    let mut push = |all: &[&str]| options.extend(all.iter().map(|word| (*word).to_owned()));
    while let [word, rest @ ..] = words {
        words = rest;
        let ports = |prefix: &str| {
            word.strip_prefix(prefix)
                .map(|ports| ports.strip_prefix('!').map_or((false, ports), |ports| (true, ports)))
        };
        let port =
            [("dpt:", "--dport"), ("dpts:", "--dport"), ("spt:", "--sport"), ("spts:", "--sport")];
        let found = port.iter().find_map(|(prefix, option)| {
            ports(prefix).map(|(negated, ports)| (*option, negated, ports))
        });
        match (*word, rest) {
            _ if found.is_some() => {
                let (option, negated, ports) = found.unwrap_or_default();
                push(if negated { &["!"] } else { &[] });
                push(&[option, ports]);
            }
            ("/*", _) => {
                let end = words
                    .iter()
                    .position(|word| word.ends_with("*/"))
                    .map_or(words.len(), |end| end + 1);
                words = &words[end..];
            }
            ("multiport", [kind, "!", ports, more @ ..]) => {
                push(&["!", &format!("--{kind}"), ports]);
                words = more;
            }
            ("multiport", [kind, ports, more @ ..]) => {
                push(&[&format!("--{kind}"), ports]);
                words = more;
            }
            ("state" | "ctstate", [states, more @ ..]) => {
                push(&["--ctstate", states]);
                words = more;
            }
            ("!state" | "!ctstate", [states, more @ ..]) => {
                push(&["!", "--ctstate", states]);
                words = more;
            }
            ("source" | "destination", ["IP", "range", range, more @ ..]) => {
                push(&[if *word == "source" { "--src-range" } else { "--dst-range" }, range]);
                words = more;
            }
            ("reject-with", [_, more @ ..]) => words = more,
            ("limit:", more) => {
                push(&["--limit", "1"]);
                // `avg 10/sec burst 5`, and then other matches.
                words = match more {
                    ["avg" | "up", _, "burst", _, more @ ..] | ["avg" | "up", _, more @ ..] => more,
                    more => more,
                };
            }
            ("LOG" | "NFLOG" | "ULOG" | "TCPMSS" | "MARK" | "SNAT" | "DNAT", _)
                if *word == target =>
            {
                words = &[]
            }
            ("tcp" | "udp" | "[goto]" | "prefix", _) => {}
            ("icmptype" | "ipv6-icmptype", _) => words = &[],
            (to, _) if to.starts_with("to:") && target == "DNAT" => {
                push(&["--to-destination", &to[3..]])
            }
            (to, _) if to.starts_with("to:") => {}
            (flags, _) if flags.starts_with("flags:") => self::flags(flags, options_of(&mut push)),
            (other, _) => push(&[&format!("--{}", other.trim_start_matches('-'))]),
        }
    }
}

/// A function as one that can be handed on.
fn options_of(push: &mut dyn FnMut(&[&str])) -> &mut dyn FnMut(&[&str]) {
    push
}

/// `flags:0x17/0x02`, `flags:FIN,SYN,RST,ACK/SYN`: the mask and what has to be set.
fn flags(word: &str, push: &mut dyn FnMut(&[&str])) {
    const NAMES: [&str; 6] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];
    let text = word.trim_start_matches("flags:");
    let (negated, text) = text.strip_prefix('!').map_or((false, text), |text| (true, text));
    let named = |text: &str| match text {
        "ALL" => Some(0x3f),
        "NONE" => Some(0),
        names => names.split(',').try_fold(0, |bits, name| {
            NAMES.iter().position(|known| *known == name).map(|bit| bits | 1 << bit)
        }),
    };
    let bits = |text: &str| match text.strip_prefix("0x") {
        Some(bits) => u8::from_str_radix(bits, 16).ok(),
        None => named(text),
    };
    let Some((mask, set)) =
        text.split_once('/').and_then(|(mask, set)| Some((bits(mask)?, bits(set)?)))
    else {
        return push(&["--flags"]);
    };
    let names = |bits: u8| {
        let set: Vec<&str> = NAMES
            .iter()
            .enumerate()
            .filter(|(bit, _)| bits >> bit & 1 == 1)
            .map(|(_, name)| *name)
            .collect();
        if set.is_empty() { "NONE".to_owned() } else { set.join(",") }
    };
    push(if negated { &["!"] } else { &[] });
    push(&["--tcp-flags", &names(mask), &names(set)]);
}

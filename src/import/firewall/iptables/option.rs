//! The options that rules may have, by what they mean here.

use crate::term::word_list::WordList;

/// Targets that decide nothing about packets that pass.
#[rustfmt::skip]
pub(super) const PASSING: WordList = WordList::new(&[
    "ACCOUNT", "AUDIT", "CHECKSUM", "CLASSIFY", "CONNMARK", "CONNSECMARK", "CT", "DSCP", "ECN",
    "HL", "HMARK", "IDLETIMER", "IMQ", "LED", "LOG", "MARK", "MASQUERADE", "NETMAP", "NFLOG",
    "NOTRACK", "RATEEST", "REDIRECT", "ROUTE", "SECMARK", "SET", "SNAT", "TCPMSS", "TCPOPTSTRIP",
    "TEE", "TOS", "TRACE", "TTL", "ULOG",
]);

/// Options of targets, and of matches that say nothing about which packets.
#[rustfmt::skip]
pub(super) const SILENT: WordList = WordList::new(&[
    "--add-set", "--and-mark", "--checksum-fill", "--clamp-mss-to-pmtu", "--comment", "--ctevents",
    "--ctmask", "--del-set", "--ecn-tcp-remove", "--exist", "--gateway", "--helper", "--hl-set",
    "--log-ip-options", "--log-level", "--log-macdecode", "--log-prefix", "--log-tcp-options",
    "--log-tcp-sequence", "--log-uid", "--mask", "--nflog-group", "--nflog-prefix", "--nflog-range",
    "--nflog-size", "--nflog-threshold", "--nfmask", "--nodst", "--or-mark", "--persistent",
    "--queue-bypass", "--queue-num", "--random", "--random-fully", "--reject-with",
    "--restore-mark", "--save-mark", "--set-class", "--set-counters", "--set-dscp",
    "--set-dscp-class", "--set-mark", "--set-mss", "--set-tos", "--set-xmark", "--timeout",
    "--to-ports", "--to-source", "--ttl-dec", "--ttl-inc", "--ttl-set", "--ulog-cprange",
    "--ulog-nlgroup", "--ulog-prefix", "--ulog-qthreshold", "--wait", "--xor-mark", "--zone", "-4",
    "-6", "-c", "-n", "-v", "-w",
]);

/// Options about what whoever sends packets may choose, or about how many there are.
#[rustfmt::skip]
pub(super) const CHOSEN: WordList = WordList::new(&[
    "--algo", "--connlimit-above", "--connlimit-daddr", "--connlimit-mask", "--connlimit-saddr",
    "--connlimit-upto", "--dscp", "--dscp-class", "--every", "--from", "--hashlimit",
    "--hashlimit-above", "--hashlimit-burst", "--hashlimit-dstmask", "--hashlimit-htable-expire",
    "--hashlimit-htable-gcinterval", "--hashlimit-htable-max", "--hashlimit-htable-size",
    "--hashlimit-mode", "--hashlimit-name", "--hashlimit-srcmask", "--hashlimit-upto",
    "--hex-string", "--length", "--limit", "--limit-burst", "--mode", "--packet", "--probability",
    "--string", "--tcp-option", "--to", "--tos", "--ttl", "--ttl-eq", "--ttl-gt", "--ttl-lt",
]);

/// Options that hold for a part of the packets only, whatever they stand for: a list of addresses,
/// one machine, some hours, some countries. The other way round they may hold for all.
#[rustfmt::skip]
pub(super) const PARTIAL: WordList = WordList::new(&[
    "--cc", "--datestart", "--datestop", "--dst-cc", "--gid-owner", "--hitcount", "--mac-source",
    "--match-set", "--monthdays", "--quota", "--rcheck", "--rdest", "--rsource", "--rttl",
    "--seconds", "--source-country", "--src-cc", "--timestart", "--timestop", "--uid-owner",
    "--update", "--weekdays",
]);

/// Values of `--src-type` and `--dst-type` that no host behind the firewall has.
pub(super) const NO_HOST: [&str; 8] = [
    "LOCAL",
    "BROADCAST",
    "ANYCAST",
    "MULTICAST",
    "BLACKHOLE",
    "UNREACHABLE",
    "PROHIBIT",
    "UNSPEC",
];

/// Modules that ask for nothing by themselves, or for a protocol that the rule names anyway.
#[rustfmt::skip]
pub(super) const ALONE: WordList = WordList::new(&[
    "ah", "comment", "dccp", "esp", "icmp", "icmp6", "icmpv6", "ipv6-icmp", "sctp", "standard",
    "tcp", "udp", "udplite",
]);

/// Modules of which options are read, and how those start.
pub(super) const NEEDED: &[(&str, &[&str])] = &[
    ("addrtype", &["--src-type", "--dst-type"]),
    ("connlimit", &["--connlimit"]),
    ("conntrack", &["--ct", "--state"]),
    ("dscp", &["--dscp"]),
    ("geoip", &["--src-c", "--dst-c", "--source-c"]),
    ("hashlimit", &["--hashlimit"]),
    ("hl", &["--hl"]),
    ("iprange", &["--src-range", "--dst-range"]),
    ("length", &["--length"]),
    ("mac", &["--mac-source"]),
    ("mport", &["--port", "--dport", "--sport", "--destination-port", "--source-port"]),
    ("multiport", &["--port", "--dport", "--sport", "--destination-port", "--source-port"]),
    ("nth", &["--every"]),
    ("owner", &["--uid-owner", "--gid-owner"]),
    ("quota", &["--quota"]),
    ("random", &["--average"]),
    ("recent", &["--rcheck", "--update", "--set", "--remove"]),
    ("set", &["--match-set", "--set"]),
    ("state", &["--state", "--ctstate"]),
    ("statistic", &["--mode"]),
    ("string", &["--string", "--hex-string"]),
    ("time", &["--time", "--date", "--weekdays", "--monthdays"]),
    ("tos", &["--tos"]),
    ("ttl", &["--ttl"]),
];

/// Options whose value may be any text.
pub(super) const TEXTS: [&str; 5] =
    ["--comment", "--log-prefix", "--nflog-prefix", "--ulog-prefix", "--string"];

/// Options of one letter whose value may stand right behind it.
const SHORT: [char; 8] = ['s', 'd', 'p', 'i', 'o', 'j', 'g', 'm'];
/// Options that may be cut short, with how much of them has to stand.
const LONG: [(&str, usize); 9] = [
    ("--jump", 3),
    ("--goto", 3),
    ("--protocol", 4),
    ("--source", 5),
    ("--destination", 5),
    ("--in-interface", 5),
    ("--out-interface", 3),
    ("--match", 4),
    ("--to-destination", 6),
];

/// The words of a rule with its options in full, as the program takes them: `-jACCEPT`, `--jum
/// ACCEPT`.
pub(super) fn spelled_out(words: &[String]) -> Vec<String> {
    let mut full = Vec::with_capacity(words.len());
    let mut before = "";
    for word in words {
        let mut chars = word.chars();
        let glued = (chars.next() == Some('-'))
            .then(|| chars.next().filter(|c| SHORT.contains(c)))
            .flatten()
            .map(|_| word.split_at(2))
            .filter(|(_, value)| !value.is_empty() && !TEXTS.contains(&before));
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| {
            (name, Some(value).filter(|_| name.starts_with("--")))
        });
        let cut = LONG.iter().find(|(long, least)| {
            name.len() >= *least && name.len() < long.len() && long.starts_with(name)
        });
        match (glued, cut) {
            (Some((option, value)), _) => full.extend([option.to_owned(), value.to_owned()]),
            (None, Some((long, _))) if value.is_none() => full.push((*long).to_owned()),
            (None, Some((long, _))) => {
                full.push((*long).to_owned());
                full.extend(value.map(str::to_owned));
            }
            _ => full.push(word.clone()),
        }
        before = word;
    }
    full
}

/// Whether a word starts an option, and is no number.
pub(super) fn is_option(word: &str) -> bool {
    word.starts_with("--")
        || (word.starts_with('-') && word.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic()))
        || (word.starts_with('-') && matches!(word, "-4" | "-6"))
}

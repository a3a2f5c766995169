//! The options that rules may have, by what they mean here.

/// Targets that decide nothing about packets that pass.
pub(super) const PASSING: &str = " LOG NFLOG ULOG MARK CONNMARK CONNSECMARK SECMARK TCPMSS TOS DSCP TTL HL CLASSIFY SET TRACE CT NOTRACK CHECKSUM IDLETIMER \
    AUDIT RATEEST ECN LED TEE HMARK TCPOPTSTRIP ROUTE IMQ ACCOUNT SNAT MASQUERADE REDIRECT NETMAP ";

/// Options of targets, and of matches that say nothing about which packets.
pub(super) const SILENT: &str = " -c --set-counters --comment --reject-with --log-prefix --log-level --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid \
    --log-macdecode --nflog-group --nflog-prefix --nflog-size --nflog-range --nflog-threshold --ulog-prefix --ulog-nlgroup --ulog-cprange \
    --ulog-qthreshold --set-mark --set-xmark --and-mark --or-mark --xor-mark --save-mark --restore-mark --nfmask --ctmask --mask --set-mss \
    --clamp-mss-to-pmtu --set-tos --set-dscp --set-dscp-class --set-class --ttl-set --ttl-dec --ttl-inc --hl-set --to-source --to-ports --random \
    --random-fully --persistent --add-set --del-set --exist --timeout --zone --helper --ctevents --queue-num --queue-bypass --gateway \
    --checksum-fill --ecn-tcp-remove --nodst -4 -6 -w --wait -v -n ";

/// Options about what whoever sends packets may choose, or about how many there are.
pub(super) const CHOSEN: &str = " --limit --limit-burst --hashlimit --hashlimit-upto --hashlimit-above --hashlimit-burst --hashlimit-mode --hashlimit-name \
    --hashlimit-htable-size --hashlimit-htable-max --hashlimit-htable-expire --hashlimit-htable-gcinterval --hashlimit-srcmask --hashlimit-dstmask \
    --connlimit-above --connlimit-upto --connlimit-mask --connlimit-saddr --connlimit-daddr --probability --mode --every --packet --ttl \
    --ttl-eq --ttl-lt --ttl-gt --dscp --dscp-class --tos --length --tcp-option --string --algo --from --to --hex-string ";

/// Options that hold for a part of the packets only, whatever they stand for: a list of addresses,
/// one machine, some hours, some countries. The other way round they may hold for all.
pub(super) const PARTIAL: &str = " --match-set --mac-source --source-country --src-cc --dst-cc --cc --timestart --timestop --datestart --datestop --weekdays --monthdays --quota \
    --seconds --hitcount --rcheck --update --rdest --rsource --rttl --uid-owner --gid-owner ";

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
pub(super) const ALONE: &str =
    " tcp udp udplite sctp dccp icmp icmp6 icmpv6 ipv6-icmp ah esp comment standard ";

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

/// Whether a word is in a list.
pub(super) fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// Whether a word starts an option, and is no number.
pub(super) fn is_option(word: &str) -> bool {
    word.starts_with("--")
        || (word.starts_with('-') && word.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic()))
        || (word.starts_with('-') && matches!(word, "-4" | "-6"))
}

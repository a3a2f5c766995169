//! The words of captions: trade marks as consoles print them, alternatives, architectures and
//! releases.

use std::borrow::Cow;

use crate::term::platform::ServicePack;

/// Signs and letters that stand for (R) and (TM) where a console had no such sign.
const MARKS: [char; 9] = ['®', '™', '\u{a0}', '\u{202f}', '|', '«', '\u{99}', '\u{ae}', '\u{fffd}'];
/// Words behind which consoles print an `r` for (R), a `T` or `Ö` for (TM).
const MARKED: [(&str, &str); 7] = [
    ("microsoftr", "Microsoft"),
    ("windowsr", "Windows"),
    ("serverr", "Server"),
    ("vistat", "Vista"),
    ("vistaö", "Vista"),
    ("vistar", "Vista"),
    ("windowst", "Windows"),
];
/// What people write for short.
const SHORT: [(&str, &str); 14] = [
    ("win2k3", "Windows Server 2003"),
    ("w2k3", "Windows Server 2003"),
    ("2k3", "Windows Server 2003"),
    ("win2003", "Windows Server 2003"),
    ("win2k8", "Windows Server 2008"),
    ("w2k8", "Windows Server 2008"),
    ("2k8", "Windows Server 2008"),
    ("win2008", "Windows Server 2008"),
    ("win2k8r2", "Windows Server 2008 R2"),
    ("w2k8r2", "Windows Server 2008 R2"),
    ("w2k12", "Windows Server 2012"),
    ("w2k12r2", "Windows Server 2012 R2"),
    ("w2k16", "Windows Server 2016"),
    ("w2k19", "Windows Server 2019"),
];
/// Words that say that others are meant, too.
const VAGUE: [&str; 7] = ["later", "earlier", "higher", "newer", "older", "above", "below"];

/// Caption without marks and notes that scanners add.
pub(super) fn clean(caption: &str) -> String {
    let plain =
        caption.replace("(R)", " ").replace("(TM)", " ").replace("(r)", " ").replace("(tm)", " ");
    let plain = plain.replace(MARKS, " ");
    let word = |word: &str| {
        if let Some((_, plain)) = SHORT.iter().find(|(short, _)| *short == word.to_lowercase()) {
            return (*plain).to_owned();
        }
        // `2012R2`.
        let glued = word.split_at_checked(4).filter(|(year, rest)| {
            rest.eq_ignore_ascii_case("r2") && year.bytes().all(|b| b.is_ascii_digit())
        });
        if let Some((year, _)) = glued {
            return format!("{year} R2");
        }
        MARKED
            .iter()
            .find(|(marked, _)| *marked == word.to_lowercase())
            .map_or(word.to_owned(), |(_, plain)| (*plain).to_owned())
    };
    let plain = plain
        .split_whitespace()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
        .replace("Microsoft Microsoft", "Microsoft");
    plain.replace(" ,", ",").trim_end_matches([',', '.', ' ']).to_owned()
}

/// The caption with every service pack that is named by `SP` in one word: `SP2` for `SP 2`, `SP-2`,
/// `ServicePack 2`. What is written out as the vendor writes it stays.
pub(super) fn with_joined_packs(caption: &str) -> Cow<'_, str> {
    if !caption.is_ascii() || !caption.to_ascii_lowercase().contains('p') {
        return Cow::Borrowed(caption);
    }
    let lower = caption.to_ascii_lowercase();
    let mut out = String::new();
    let mut at = 0;
    while at < caption.len() {
        let apart = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        match pack_at(&lower[at..]).filter(|_| apart) {
            Some(length) => {
                out.push_str("SP");
                at += length;
            }
            None => {
                out.push_str(&caption[at..=at]);
                at += 1;
            }
        }
    }
    Cow::Owned(beside_its_pack(out))
}

/// The caption without the sign that stands before its first service pack: `Windows XP, SP2` and
/// `Windows XP w/SP2` name one system.
fn beside_its_pack(caption: String) -> String {
    let lower = caption.to_ascii_lowercase();
    let numbered = |at: &usize| {
        let apart = !lower[..*at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = lower[*at..].strip_prefix("service pack ").or(lower[*at..].strip_prefix("sp"));
        apart && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some(at) = (0..lower.len()).find(numbered) else { return caption };
    let before = caption[..at].trim_end();
    let signs = [" w/", " with", ",", " -", "/"];
    match signs.iter().find_map(|sign| before.strip_suffix(sign)) {
        Some(system) => format!("{} {}", system.trim_end(), &caption[at..]),
        None => caption,
    }
}

/// How long the words are that stand before the number of a service pack, if a text in lower case
/// begins with them.
fn pack_at(lower: &str) -> Option<usize> {
    const WORDS: [&str; 5] = ["servicepack", "service-pack", "service_pack", "service pack", "sp"];
    let word = WORDS.into_iter().find(|word| lower.starts_with(word))?;
    let rest = &lower[word.len()..];
    let number = rest.trim_start_matches([' ', '.', ':', '=', '_', '-', '#']);
    let between = rest.len() - number.len();
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    // `Service Pack 2` and `SP2` are what is looked for anyway.
    let usual = match word {
        "service pack" => &rest[..between] == " ",
        _ => between == 0 && word == "sp",
    };
    (digits == 1 && between <= 2 && !usual).then_some(word.len() + between)
}

/// The parts of a caption that names several systems or service packs; a caption that names one is
/// one part.
pub(super) fn alternatives(caption: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        caption.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    for separator in [" or ", " oder ", " ou ", " and ", " - ", "|", "/", ", "] {
        parts = parts.iter().flat_map(|part| cut(part, separator)).collect();
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.trim().trim_start_matches("or ").trim_end_matches(',').trim().to_owned())
        .collect();
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { vec![String::new()] } else { parts }
}

/// Cuts where a system or a service pack follows; other texts keep their commas and dashes.
fn cut(text: &str, separator: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split(separator) {
        match parts.last_mut() {
            Some(last) if !starts_alternative(piece) => {
                last.push_str(separator);
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    parts
}

/// Words for a release of Windows.
const RELEASES: [&str; 15] = [
    "nt", "2000", "xp", "2003", "vista", "2008", "7", "8", "8.1", "10", "11", "2012", "2016",
    "2019", "2022",
];

/// Whether a part goes on with a release, without `Windows` before it: `2003 SP1`, `Server 2008`.
pub(super) fn is_release_alone(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|w| *w != "server");
    words.next().is_some_and(|word| RELEASES.contains(&word))
}

fn starts_alternative(piece: &str) -> bool {
    let lower = piece.trim().trim_start_matches("or ").to_lowercase();
    let first = lower.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or("");
    first.starts_with("windows")
        || first == "microsoft"
        || RELEASES.contains(&first)
        || VAGUE.contains(&first)
        || service_pack_alone(&lower).is_some()
        || lower.starts_with("service pack")
        || first
            .strip_prefix("sp")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The number of a service pack that stands alone: `SP3`, `Service Pack 3`.
pub(super) fn service_pack_alone(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let rest = lower.strip_prefix("service pack").or_else(|| lower.strip_prefix("sp"))?.trim();
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!number.is_empty() && rest.len() <= number.len() + 1).then_some(number)
}

/// Whether a part only says that others are meant.
pub(super) fn is_vague(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| VAGUE.contains(&word.to_lowercase().as_str()))
}

/// Systems of other kinds by the names of those who hand them out.
const DISTRIBUTIONS: [&str; 22] = [
    "ubuntu",
    "debian",
    "fedora",
    "centos",
    "rhel",
    "red hat",
    "redhat",
    "suse",
    "sles",
    "gentoo",
    "slackware",
    "mandrake",
    "mandriva",
    "knoppix",
    "raspbian",
    "proxmox",
    "solaris",
    "bsd",
    "darwin",
    "android",
    "chromeos",
    "chrome os",
];

/// What stands from `Windows` on, where words of another language stand before it; words with
/// digits may be another system.
pub(super) fn from_windows(caption: &str) -> Option<String> {
    let at = caption.find("Windows").filter(|at| *at > 0)?;
    let before = &caption[..at];
    let lower = before.to_lowercase();
    let other = [
        "linux", "unix", "like", "wine", "samba", "mac", "not ", "hyper-v", "vmware", "for ",
        "non-", "dual", "reactos",
    ]
    .iter()
    .chain(&DISTRIBUTIONS)
    .any(|word| lower.contains(word));
    let plain = before.ends_with(' ')
        && !before.contains(|c: char| c.is_ascii_digit())
        && before.split_whitespace().count() <= 5;
    (plain && !other).then(|| caption[at..].to_owned())
}

/// The caption with its words as the vendor puts them: `Windows 2003 Server` for `2003 Server`,
/// `Windows Server 2008` for `Windows Web Server 2008`, `Small Business Server` for `SBS`.
pub(super) fn in_order(caption: &str) -> Option<String> {
    const YEARS: [&str; 8] = ["2000", "2003", "2008", "2012", "2016", "2019", "2022", "2025"];
    let lower = caption.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let is_year = |at: usize| words.get(at).is_some_and(|word| YEARS.contains(word));
    match words.as_slice() {
        [_, rest @ ..] if is_year(0) && rest.iter().any(|w| matches!(*w, "server" | "r2")) => {
            Some(format!("Windows {caption}"))
        }
        ["server", ..] if is_year(1) => Some(format!("Windows {caption}")),
        ["windows", "web", "server", rest @ ..] => {
            Some(format!("Windows Server {}", rest.join(" ")))
        }
        ["microsoft", "windows", "web", "server", rest @ ..] => {
            Some(format!("Windows Server {}", rest.join(" ")))
        }
        _ if words.contains(&"sbs") => {
            let spelled =
                words.iter().map(|w| if *w == "sbs" { "Small Business Server" } else { *w });
            Some(spelled.collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

/// The number of a kernel that a caption has in the place of a release, and what stands beside it
/// that may name one: `Microsoft Windows NT 5.1.2600`, `Windows NT 6.1 (Windows 7)`, `Microsoft
/// Windows [Version 5.1.2600]`. NT 4.0 and what came before are called by their numbers.
pub(super) fn kernel(caption: &str) -> Option<(String, String)> {
    if let Some((before, inside)) = caption.split_once('[') {
        let kernel = inside.strip_suffix(']')?.split(' ').find_map(version)?;
        return Some((before.trim().to_owned(), kernel.to_owned()));
    }
    let lower = caption.to_lowercase();
    let mut words = lower.split(' ');
    words.by_ref().find(|word| matches!(*word, "nt" | "win32nt"))?;
    let between = ["workstation", "server", "advanced", "version", "kernel"];
    let kernel = words.find(|word| !between.contains(word)).and_then(version)?;
    let inside = caption.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let named = kernel.starts_with("4.");
    (!named).then(|| (inside.map_or("", |(inside, _)| inside).to_owned(), kernel.to_owned()))
}

/// A word that is the number of a version: digits with dots between.
fn version(word: &str) -> Option<&str> {
    let plain = word.trim_matches(['(', ')', '[', ']', ';', ',', 'v']);
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits && plain.contains('.') && plain.starts_with(|c: char| c.is_ascii_digit()))
        .then_some(plain)
}

/// `Windows Server 2012 R2` for `WindowsServer2012R2`, as device managers write it.
pub(super) fn spelled_out(caption: &str) -> Option<String> {
    let (first, rest) = caption.split_once(' ').unwrap_or((caption, ""));
    let tail = first.strip_prefix("Windows").filter(|tail| !tail.is_empty())?;
    let mut out = String::from("Windows ");
    let mut before = ' ';
    for c in tail.chars() {
        let kind = |c: char| (c.is_ascii_digit() || c == '.', c.is_uppercase());
        let (was, is) = (kind(before), kind(c));
        // `R2` stays together.
        if before != ' ' && (was.0 != is.0 && before != 'R' || !is.0 && is.1 && !was.1) {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    Some(format!("{out} {rest}").trim().to_owned())
}

/// The caption without words on 32 bits: they tell no products apart.
pub(super) fn without_32_bits(caption: &str) -> String {
    const WORDS: [&str; 11] = [
        "(32-bit edition)",
        "32-bit edition",
        "32 bit edition",
        "(32-bit)",
        "(32 bit)",
        "32-bit",
        "32 bit",
        "32bit",
        "(x86)",
        "x86-based",
        "x86",
    ];
    let mut plain = caption.to_owned();
    for word in WORDS {
        let lower = plain.to_lowercase();
        let found = lower.find(word).filter(|_| lower.len() == plain.len());
        if let Some(at) = found {
            plain.replace_range(at..at + word.len(), " ");
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The caption without words on 64 bits, if it has any.
pub(super) fn without_bits(caption: &str) -> Option<String> {
    let lower = caption.to_lowercase();
    let found = [
        "(64-bit)",
        "64-bit edition",
        "64 bit edition",
        "64-bit",
        "64 bit",
        "64bit",
        "x64 edition",
        "x64",
        "amd64",
    ]
    .iter()
    .find_map(|word| {
        let at = lower.find(word)?;
        (lower.len() == caption.len())
            .then(|| format!("{} {}", &caption[..at], &caption[at + word.len()..]))
    })?;
    Some(found.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a word is the release of a later Windows: `1607`, `22H2`, `LTSC 2019`.
pub(super) fn is_release(word: &str, caption: &str) -> bool {
    let lower = word.to_lowercase();
    let number = lower.len() == 4 && lower.bytes().all(|b| b.is_ascii_digit());
    let half = lower.len() == 4
        && lower.as_bytes()[2] == b'h'
        && lower.bytes().filter(u8::is_ascii_digit).count() == 3;
    let words = caption.to_lowercase();
    let later = words.contains("windows 10")
        || words.contains("windows 11")
        || words.contains("version")
        || words.contains("ltsc")
        || words.contains("ltsb");
    (number || half) && later
}

/// The build in the number of a kernel of release 10.0: `10.0.19045.4170`, `10.0 (17763)`, `19045`.
pub(super) fn build(kernel: &str) -> Option<ServicePack> {
    let numbers = kernel.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u16>().ok());
    numbers.take(3).find(|number| *number >= 10_240).map(ServicePack)
}

/// The service pack of a kernel whose build alone says it: `6.1.7601.65536`, `6.1 (7601)`, `7601`.
pub(super) fn service_pack_of(kernel: &str) -> Option<ServicePack> {
    let numbers = kernel.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    numbers.take(3).find_map(service_pack_of_build)
}

/// The service pack that the text of a version says, by its words or by its build.
pub(super) fn service_pack_beside(kernel: &str) -> Option<ServicePack> {
    let named = crate::term::alias::cell::names_service_pack(kernel);
    let build = || {
        let mut numbers =
            kernel.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
        numbers.any(|number: u32| (9200..10_000).contains(&number)).then_some(ServicePack(0))
    };
    match named {
        true => crate::term::alias::cell::service_pack(kernel.split_once(' ')?.1),
        false => service_pack_of(kernel).or_else(build),
    }
}

/// The service pack of a build of Vista, Windows 7 and their servers.
pub(super) fn service_pack_of_build(build: &str) -> Option<ServicePack> {
    Some(ServicePack(match build {
        "6000" | "7600" => 0,
        "6001" | "7601" => 1,
        "6002" | "6003" => 2,
        _ => return None,
    }))
}

/// Whether the number of a kernel is one of Windows by its release and its build: `5.1.2600`, `2600`.
pub(super) fn is_of_nt(kernel: &str) -> bool {
    let mut numbers = kernel.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(major), Some(minor), Some(build)) => release_of_build(build) == Some((major, minor)),
        // A build alone.
        (Some(build), None, None) => release_of_build(build).is_some(),
        _ => false,
    }
}

/// Whether a caption names a system of another kind: its kernel may have any number.
pub(super) fn names_another(caption: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "linux",
        "unix",
        "samba",
        "bsd",
        "mac",
        "darwin",
        "solaris",
        "sunos",
        "aix",
        "hp-ux",
        "hpux",
        "ios",
        "vmware",
        "esx",
        "netware",
        "novell",
        "macos",
        "macintosh",
        "hp",
        "android",
        "ubuntu",
        "debian",
        "vxworks",
        "cisco",
    ];
    let lower = caption.to_lowercase();
    let is_one = |word: &str| {
        let other = |other: &&str| word == *other || (other.len() >= 4 && word.contains(*other));
        OTHERS.iter().any(other) || word.ends_with("bsd") || word.starts_with("esx")
    };
    lower.split(|c: char| !c.is_alphanumeric()).any(is_one) || lower.contains("os/2")
}

/// The release of a build that stands alone.
pub(super) fn release_of_build(build: u64) -> Option<(u64, u64)> {
    Some(match build {
        1381 => (4, 0),
        2195 => (5, 0),
        2600 => (5, 1),
        3790 => (5, 2),
        6000..=6003 => (6, 0),
        7600 | 7601 => (6, 1),
        9200 => (6, 2),
        9600 => (6, 3),
        10240..=30_000 => (10, 0),
        _ => return None,
    })
}

/// The products of a build of release 10.0: several where a client and a server share it, none that
/// is known for later ones.
pub(super) fn of_build_10(build: u64, server: Option<bool>) -> Option<&'static [&'static str]> {
    let servers: &[&str] = match build {
        14393 => &["windows-server-2016"],
        17763 => &["windows-server-2019"],
        20348 => &["windows-server-2022"],
        _ => &[],
    };
    let client = (10240..=19045).contains(&build);
    Some(match (server, servers, client) {
        (Some(true), [_, ..], _) | (None, [_, ..], false) => servers,
        (Some(false), _, true) | (None, [], true) => &["windows-10"],
        (None, [..], true) if build == 14393 => &["windows-10", "windows-server-2016"],
        (None, [..], true) => &["windows-10", "windows-server-2019"],
        _ => return None,
    })
}

//! Patches, dates, service packs and architectures, in the spellings that exports use.

use indexmap::IndexSet;
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use super::wording::{self, has_denial, is_harmless};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, ServicePack};
use crate::term::word_list::WordList;

/// All patches of Windows that lists name have a number of at least six digits.
const LEAST_NUMBER: u32 = 100_000;

/// The patch that a cell or list entry names: `KB893803v2 - Update` is KB893803. `None` for what
/// names none, such as `File 1`.
pub(crate) fn patch(text: &str) -> Option<PatchId> {
    let first = text
        .split(|c: char| c.is_whitespace() || c == '(' || c == ',')
        .find(|part| !part.is_empty())?;
    let word = first.trim_matches(['"', '{', '}', '[', ']']);
    let patch = word.parse().or_else(|_| plain_number(word).parse()).ok()?;
    // A number of zeros is no patch: what is read here must read back as it is written.
    let readable = |patch: &PatchId| patch.to_string().parse().as_ref() == Ok(patch);
    // One with fewer digits was cut off, or is a build or the number of something else.
    let long = |patch: &PatchId| patch.number().is_some_and(|number| number >= LEAST_NUMBER);
    Some(patch).filter(|patch| long(patch) && readable(patch))
}

/// `KB2803821` of `KB2803821-v2_WM9`: whatever revisions and packages stand behind the number do
/// not change it.
fn plain_number(word: &str) -> &str {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    let end = letters + digits;
    let suffixed = letters > 0 && word[end..].starts_with(['-', '_', 'v', 'V']);
    if suffixed { &word[..end] } else { word }
}

/// Every knowledge-base number in a text, in order, each once: `KB921883`, `KB 921883`, `Q147222`,
/// or a bare number in a list.
pub(crate) fn patches_in(text: &str) -> Vec<PatchId> {
    let mut found: IndexSet<PatchId, FxBuildHasher> = IndexSet::default();
    for part in text.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ';' | '{' | '}' | '|' | '(' | ')' | '/' | '"' | '[' | ']' | ':' | '\''
            )
    }) {
        let digits = part.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']);
        // A number whose end was cut off is that of another patch.
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || part.ends_with("...") {
            continue;
        }
        found.extend(patch(part.trim_end_matches('.')));
    }
    found.into_iter().collect()
}

/// The patches in a text that have `KB` or `Q` before their number: other numbers in it are
/// versions and days.
pub(crate) fn kbs_in(text: &str) -> Vec<PatchId> {
    let mut found: IndexSet<PatchId, FxBuildHasher> = IndexSet::default();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_') {
        let digits = part.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']);
        if digits.len() < part.len() && digits.starts_with(|c: char| c.is_ascii_digit()) {
            found.extend(patch(part));
        }
    }
    found.into_iter().collect()
}

/// Every bulletin name such as `MS06-040` in a text, in upper case, each once.
pub(crate) fn bulletins_in(text: &str) -> Vec<String> {
    let mut found: IndexSet<String, FxBuildHasher> = IndexSet::default();
    let bytes = text.as_bytes();
    for (at, window) in bytes.windows(8).enumerate() {
        let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
        let shape = window[..2].eq_ignore_ascii_case(b"ms")
            && window[4] == b'-'
            && digits(&window[2..4])
            && digits(&window[5..]);
        let apart = at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
        if shape && apart && bytes.get(at + 8).is_none_or(|after| !after.is_ascii_alphanumeric()) {
            found.insert(String::from_utf8_lossy(window).to_ascii_uppercase());
        }
    }
    found.into_iter().collect()
}

/// Every vulnerability such as `CVE-2008-4250` in a text, in upper case, each once; those that still
/// were candidates when they were written down, too.
pub(crate) fn cves_in(text: &str) -> Vec<String> {
    let mut found: IndexSet<String, FxBuildHasher> = IndexSet::default();
    let upper = text.to_ascii_uppercase();
    for (at, _) in upper.match_indices("CVE-").chain(upper.match_indices("CAN-")) {
        let apart = !upper[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let mut parts = upper[at + 4..].splitn(2, '-');
        let (year, number) =
            (digits(parts.next().unwrap_or("")), digits(parts.next().unwrap_or("")));
        if apart && year.len() == 4 && number.len() >= 4 {
            found.insert(format!("CVE-{year}-{number}"));
        }
    }
    found.into_iter().collect()
}

/// The digits at the beginning of a text.
fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// The service pack in a text: `Service Pack 4`, `SP4`, `sp 6a`, or a bare number. `None` if there
/// is none to see, or more than one, as in `SP2 or SP3`, or if words or signs qualify it, as in `no
/// SP2` and `< SP2`.
pub(crate) fn service_pack(text: &str) -> Option<ServicePack> {
    if is_qualified(text) {
        return None;
    }
    let lower = text.to_lowercase().replace("service pack", " sp ").replace("서비스 팩", " sp ");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let named = words.iter().enumerate().filter_map(|(at, word)| match word.strip_prefix("sp") {
        Some("") => words.get(at + 1).copied(),
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => Some(number),
        _ => None,
    });
    let mut found: Vec<ServicePack> = named.filter_map(number).collect();
    // Numbers behind the first are alternatives: `SP2/3`, `SP2 or 3`, `2-3`.
    let small = words.iter().filter_map(|word| number(word));
    match found.is_empty() {
        true => found
            .extend(words.first().and_then(|word| number(word)).into_iter().chain(small.skip(1))),
        false if is_range(&lower) => found.extend(small),
        false => {}
    }
    let (first, others) = found.split_first()?;
    others.iter().all(|other| other == first).then_some(*first)
}

/// The same in a cell that holds nothing else: words that are not known may say anything, and the
/// first release has none.
pub(crate) fn stated_service_pack(text: &str) -> Option<ServicePack> {
    let lower = text.trim().to_lowercase();
    if matches!(lower.as_str(), "rtm" | "rtm release" | "sp0" | "gold") {
        return Some(ServicePack(0));
    }
    let is_known = |word: &str| {
        let word = word.trim_matches([',', ';', '(', ')', '.', ':']);
        word.is_empty()
            || word.starts_with(|c: char| c.is_ascii_digit())
            || word.contains(['_', '/', '-', '&', '|', '.'])
            || is_harmless(word)
            || matches!(word, "or" | "oder" | "ou" | "o" | "to")
    };
    // A spreadsheet shows a number with its decimals.
    let whole = lower.strip_suffix(".0").or_else(|| lower.strip_suffix(",0"));
    if let Some(found) = whole.and_then(number) {
        return Some(found);
    }
    let lower = lower.replace("서비스 팩", "sp");
    lower.split_whitespace().all(is_known).then(|| service_pack(text)).flatten()
}

/// Whether a text names a service pack and says that it is not there, or that it is another one
/// from which on or up to which something goes: `no SP2`, `SP3 pending`, `pre-SP1`, `SP2+`.
pub(crate) fn is_qualified(text: &str) -> bool {
    #[rustfmt::skip]
    const BOUNDS: WordList = WordList::new(&[
        "ab", "above", "after", "alpha", "antes", "avail", "available", "avant", "bald", "be",
        "before", "below", "beta", "bis", "candidate", "ctp", "devrait", "due", "expected", "from",
        "future", "higher", "höher", "later", "least", "less", "lower", "max", "meno", "menos",
        "min", "mindestens", "minimum", "moins", "nach", "neuer", "newer", "next", "older", "post",
        "pre", "prima", "prior", "prochain", "rc", "rc1", "rc2", "should", "soll", "sollte", "soon",
        "target", "under", "unter", "until", "upgrade", "upgrading", "upto", "vor", "wanted",
        "will", "wird", "älter",
    ]);
    let lower = text.trim().to_lowercase().replace("without hyper-v", "");
    let short = lower.replace("service pack", "sp");
    if short.starts_with('-') || short.contains(['<', '>', '≤', '≥', '≠', '≈', '%']) {
        return true;
    }
    let signs = |c: char| matches!(c, '?' | '+' | '!' | '~' | '¬' | '✗');
    let bytes: String = short.chars().filter(|c| !c.is_whitespace()).collect();
    let marked = bytes.match_indices("sp").any(|(at, _)| {
        let behind = bytes[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = behind.len() < bytes.len() - at - 2;
        numbered && (behind.starts_with(signs) || bytes[..at].ends_with(signs))
    });
    let bare = bytes.trim_matches(|c: char| c.is_ascii_digit());
    let marked = marked || (bytes.len() <= 3 && !bare.is_empty() && bare.chars().all(signs));
    marked || has_denial(&lower) || wording::words(&lower).any(|word| BOUNDS.has(word))
}

/// Whether a text names a service pack by its number.
pub(crate) fn names_service_pack(text: &str) -> bool {
    let short = text.to_lowercase().replace("service pack", "sp");
    let words: Vec<&str> = wording::words(&short).collect();
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    words.iter().enumerate().any(|(at, word)| match word.strip_prefix("sp") {
        Some("") => words.get(at + 1).is_some_and(|next| digit(next)),
        Some(rest) => digit(rest),
        None => false,
    })
}

/// A number that a service pack may have.
fn number(word: &str) -> Option<ServicePack> {
    word.parse().ok().filter(|ServicePack(number)| *number <= 9)
}

/// Whether alternatives stand behind the first service pack that a text names.
fn is_range(lower: &str) -> bool {
    let Some(at) = lower.find("sp") else { return false };
    let behind =
        lower[at + 2..].trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let digit = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    // Behind a comma a version may stand as well.
    let alone = |rest: &str| {
        let word = rest.split_whitespace().next().unwrap_or("").trim_end_matches([',', ';']);
        word.len() == 1 && digit(word)
    };
    behind.strip_prefix([',', ';', '&']).is_some_and(alone)
        || ["or ", "/", "-", "to ", "|", "and ", "oder ", "ou ", "o ", "e ", "und ", "et "]
            .iter()
            .any(|sign| behind.strip_prefix(sign).is_some_and(digit))
}

/// Whether a cell that is no name stands for nothing. Where a name is asked, `na` may be one (a
/// region, a site), and there are more words for none: names are held against a list of their own,
/// in `import::filler`.
pub(crate) fn is_filler(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "" | "-" | "--" | "n/a" | "na" | "none" | "null" | "unknown" | "not available"
    )
}

/// The architecture in a caption or system type, if one is named.
pub(crate) fn arch(text: &str) -> Option<Arch> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match () {
        () if has(&["itanium", "ia64", "ia-64"]) => Some(Arch::Ia64),
        () if has(&["arm64", "aarch64"]) => Some(Arch::Arm64),
        () if has(&["x64", "x86_64", "x86-64", "amd64", "64-bit", "64 bit", "64bit", "em64t"]) => {
            Some(Arch::X64)
        }
        () if has(&["x86", "i386", "i586", "i686", "32-bit", "32 bit", "32bit"]) => Some(Arch::X86),
        () => None,
    }
}

/// A date in the forms exports use: `2006-08-24`, `2006-08-24T10:00:00Z`, `20060824`,
/// `20060824100000.000000+000`, `24.08.2006`, `2006/08/24`, and `8/24/2006` or `24/8/2006` where
/// one of the two cannot be a month. What may be read two ways is no date.
pub(crate) fn date(text: &str) -> Option<Date> {
    let first = text.trim().split([' ', 'T', ',']).next().unwrap_or("");
    let parts: Vec<i16> =
        first.split(['-', '/', '.']).map_while(|part| part.parse().ok()).collect();
    match *parts.as_slice() {
        [y, m, d] if y >= 1980 => civil(y, m, d),
        [d, m, y] if y >= 1980 && first.contains('.') => civil(y, m, d),
        [a, b, y] if y >= 1980 && a == b => civil(y, a, b),
        [a, b, y] if y >= 1980 && b > 12 => civil(y, a, b),
        [a, b, y] if y >= 1980 && a > 12 => civil(y, b, a),
        _ => compact(first),
    }
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        .ok()
        .filter(|date| date.year() <= 2100)
}

fn compact(text: &str) -> Option<Date> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let plain =
        text.len() == 8 || (text.len() >= 14 && text.as_bytes().get(14).is_none_or(|b| *b == b'.'));
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    if plain {
        civil(number(0..4)?, number(4..6)?, number(6..8)?).filter(|d| d.year() >= 1980)
    } else {
        None
    }
}

/// A date in the form that scanners print: `Fri Dec 11 03:25:29 2009`.
pub(crate) fn long_date(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let month = words.iter().find_map(|word| MONTHS.iter().position(|name| name == word))?;
    let day =
        words.iter().find_map(|word| word.parse::<i16>().ok().filter(|n| (1..=31).contains(n)))?;
    let year = words.iter().find_map(|word| word.parse::<i16>().ok().filter(|n| *n >= 1980))?;
    civil(year, month as i16 + 1, day)
}

/// The date of a number of seconds since 1970.
pub(crate) fn unix_date(text: &str) -> Option<Date> {
    let seconds = text.trim().parse::<i64>().ok()?;
    jiff::Timestamp::from_second(seconds)
        .ok()
        .map(|at| jiff::tz::TimeZone::UTC.to_datetime(at).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_found_in_every_spelling() {
        for (text, found) in [
            ("KB893803v2 - Update", Some(893_803)),
            ("Q147222", Some(147_222)),
            ("KB952069_WM9", Some(952_069)),
            ("KB2803821-v2_WM9", Some(2_803_821)),
            ("KB-v2", None),
            ("KB0000000", None),
            ("KB0000001", None),
            ("921883", Some(921_883)),
            ("File 1", None),
            ("", None),
        ] {
            assert_eq!(patch(text), found.map(PatchId::Kb), "{text}");
        }
        let many = "Installed: KB921883; {3160005} Q147222, KB921883 (again), 7 others";
        assert_eq!(patches_in(many), [921_883, 3_160_005, 147_222].map(PatchId::Kb));
        assert_eq!(bulletins_in("MSFT:MS06-040, ms06-040 and MS06-04"), ["MS06-040"]);
        let holes =
            "CVE:CVE-2008-4250, msft-cve-2019-0708; CAN-2003-0352 cve-2019-07 XCVE-2008-4250";
        assert_eq!(cves_in(holes), ["CVE-2008-4250", "CVE-2019-0708", "CVE-2003-0352"]);
    }

    #[test]
    fn dates_that_can_be_read_two_ways_are_none() {
        let shown = |text: &str| date(text).map(|d| d.to_string());
        for text in [
            "2006-08-24",
            "2006-08-24T10:00:00Z",
            "20060824",
            "20060824100000.000000+060",
            "24.08.2006",
            "8/24/2006 1:00 PM",
            "24/8/2006",
        ] {
            assert_eq!(shown(text).as_deref(), Some("2006-08-24"), "{text}");
        }
        for text in ["8/9/2006", "", "never", "128012345678901234", "2006-13-01", "日本-01-02"] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(
            long_date("Fri Dec 11 03:25:29 2009").map(|d| d.to_string()).as_deref(),
            Some("2009-12-11")
        );
        assert_eq!(unix_date("1495217535").map(|d| d.to_string()).as_deref(), Some("2017-05-19"));
    }

    #[test]
    fn service_packs_and_architectures_are_found() {
        for (text, sp) in [
            ("Service Pack 4", Some(4)),
            ("SP1", Some(1)),
            ("2", Some(2)),
            ("6a", Some(6)),
            ("SP 3", Some(3)),
            ("Spooler", None),
            ("2006", None),
            ("SP2 or SP3", None),
            ("SP 2 or 3", None),
            ("2/3", None),
            ("Service Pack 2 - Service Pack 3", None),
            ("5.1.2600 Service Pack 2 Build 2600", Some(2)),
            ("Service Pack 1, v.657", Some(1)),
            ("Windows Server 2008 Standard without Hyper-V Service Pack 2", Some(2)),
            ("Windows-XP-SP2", Some(2)),
            ("Microsoft? Windows XP SP2", Some(2)),
            ("SP3 failed", None),
            ("<2", None),
            ("< SP2", None),
            ("no SP2", None),
            ("SP2 missing", None),
            ("2 (planned)", None),
            ("pre-SP1", None),
            ("-1", None),
            ("SP2+", None),
            ("2?", None),
            ("SP2 oder neuer", None),
            ("ohne SP2", None),
        ] {
            assert_eq!(service_pack(text).map(|sp| sp.0), sp, "{text}");
        }
        for (text, sp) in [
            ("Service Pack 2", Some(2)),
            ("2", Some(2)),
            ("6a", Some(6)),
            ("2.0", Some(2)),
            ("4,0", Some(4)),
            ("10.0", None),
            ("RTM", Some(0)),
            ("SP2 (Build 2600.xpsp_sp2_rtm)", Some(2)),
            ("SP3 RC1", None),
            ("SP2 wohl", None),
            ("zwei", None),
            ("2.5", None),
            ("Service Pack 22", None),
            ("not SP4", None),
        ] {
            assert_eq!(stated_service_pack(text).map(|sp| sp.0), sp, "{text}");
        }
        assert_eq!(arch("x64-based PC"), Some(Arch::X64));
        assert_eq!(arch("X86-based PC"), Some(Arch::X86));
        assert_eq!(arch("Intel"), None);
    }
}

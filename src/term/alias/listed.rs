//! The patches that a cell lists as installed, and what in it says otherwise.
//!
//! Whatever stands beside a number may be a `not` in any language. So words that are not known as
//! part of a name, a day or a success take the number they stand beside with them: it does not count
//! as installed, and what was written is handed back to be told.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::cell::patch;
use super::day::{is_day, is_time};
use super::wording::{has_denial, is_harmless};
use crate::term::patch::PatchId;

/// What a cell lists.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The patches beside which nothing stands that may say otherwise, in order, each once.
    pub(crate) patches: Vec<PatchId>,
    /// What else stands there, as written: patches with words that are not understood, and entries
    /// that name no patch. The list does not show all where there are any.
    pub(crate) doubts: Vec<String>,
}

/// One entry of a list.
#[derive(Debug, Default)]
struct Entry {
    text: String,
    patches: Vec<PatchId>,
    /// Whether a comma stands before it: entries behind line breaks and in lists of their own are
    /// apart from each other.
    joined: bool,
    /// Whether words stand beside the patches.
    worded: bool,
    /// Numbers that are none of a patch, such as `KB921883?`, and what is left of one that was cut.
    broken: bool,
    /// What says that there are more: `and 12 more`.
    others: Option<String>,
    /// Words before the first patch that are not known, and whether a colon stands behind them.
    leading: bool,
    heading: bool,
    /// Words behind it that are not known, and whether they do not stand in brackets.
    trailing: bool,
    bare: bool,
    doubted: bool,
}

/// The patches that a text lists, and what in it is not understood.
pub(crate) fn listed(text: &str) -> Listed {
    if let Some(patches) = plain(text) {
        return Listed { patches, doubts: Vec::new() };
    }
    let mut entries: Vec<Entry> = entries(text).into_iter().map(Entry::read).collect();
    spread(&mut entries);
    let doubted: FxHashSet<PatchId> =
        entries.iter().filter(|e| e.doubted).flat_map(|e| e.patches.iter().cloned()).collect();
    let mut patches: IndexSet<PatchId, FxBuildHasher> = IndexSet::default();
    let mut doubts = Vec::new();
    for entry in entries {
        if entry.doubted || entry.broken || (entry.patches.is_empty() && entry.leading) {
            doubts.push(entry.text.trim().to_owned());
        } else {
            doubts.extend(entry.others);
        }
        patches.extend(entry.patches.into_iter().filter(|patch| !doubted.contains(patch)));
    }
    Listed { patches: patches.into_iter().collect(), doubts }
}

/// The patches of a list of nothing but numbers with `KB` or `Q`, as most are.
fn plain(text: &str) -> Option<Vec<PatchId>> {
    let mut found: IndexSet<PatchId, FxBuildHasher> = IndexSet::default();
    for word in text.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()) {
        let digits = word.strip_prefix("KB").or_else(|| word.strip_prefix('Q'))?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        found.insert(patch(word)?);
    }
    Some(found.into_iter().collect())
}

/// Carries doubt to the entries that a word may be about as well.
fn spread(entries: &mut [Entry]) {
    let mut under = false;
    for at in 0..entries.len() {
        let entry = &entries[at];
        let nameless = entry.patches.is_empty();
        let own = entry.leading || entry.trailing;
        let denies = own && has_denial(&entry.text);
        let backwards = match nameless {
            true => own && !entry.heading && !is_rest(&entry.text),
            false => entry.bare,
        };
        under = match (own, nameless) {
            (true, true) => denies,
            (true, false) => under || (entry.leading && (entry.heading || denies)),
            (false, _) => under && !(entry.worded && entry.heading),
        };
        entries[at].doubted = !nameless && (own || under);
        let mut before = at;
        while backwards && before > 0 && !entries[before - 1].worded {
            let joined = entries[before].joined;
            // Behind a line break, words of their own are about the line above.
            let own_line = nameless && before == at;
            if !joined && !own_line {
                break;
            }
            before -= 1;
            entries[before].doubted = !entries[before].patches.is_empty();
        }
    }
}

/// Whether an entry only says that there are others: `File 1`, `7 others`.
fn is_rest(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    !has_denial(text) && (is_file(text) || OTHERS.iter().any(|word| lower.ends_with(word)))
}

/// Words that say that there are more.
const OTHERS: [&str; 6] = ["other", "others", "more", "weitere", "autres", "altri"];

/// Whether an entry is a file of an update, as `systeminfo` lists some.
fn is_file(text: &str) -> bool {
    text.trim().to_lowercase().starts_with("file ")
}

/// What of the words of an entry says, behind its last patch, that there are more: `and 12 more`,
/// `plus 3 updates`.
fn others(words: &[&str]) -> Option<String> {
    let behind = &words[words.iter().rposition(|word| is_patch(word))? + 1..];
    let plain = |word: &str| word.trim_matches(LOOSE).to_lowercase();
    let counts = |word: &str| word.len() < 5 && word.bytes().all(|b| b.is_ascii_digit());
    let says = |(at, word): (usize, &&str)| {
        let next = behind.get(at + 1).map_or_else(String::new, |word| plain(word));
        let is_several = ["updates", "patches", "hotfixes", "fixes", "kbs"].contains(&&*next);
        let is_hint = next.starts_with("info") || next.starts_with("detail");
        (OTHERS.contains(&&*plain(word)) && !is_hint) || (counts(word) && is_several)
    };
    behind.iter().enumerate().any(says).then(|| behind.join(" "))
}

/// Whether the number of a patch was cut: `KB9218`, or `KB` with nothing behind it.
fn is_cut_off(text: &str) -> bool {
    let digits = |word: &str| {
        let upper = word.to_ascii_uppercase();
        let rest = upper.strip_prefix("KB").or_else(|| upper.strip_prefix('Q'));
        rest.filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())).map(str::len)
    };
    let mut words = text.split_whitespace().rev().peekable();
    let last = words.peek().and_then(|word| digits(word));
    last == Some(0)
        || words.any(|word| digits(word.trim_matches(LOOSE)).is_some_and(|n| (2..5).contains(&n)))
}

/// Where a text has a box that nobody ticked: `[ ]`, `[_]`, `( )`.
fn empty_box(text: &str) -> Option<usize> {
    let is_box = |at: &usize| {
        let (close, inside) = if text[*at..].starts_with('(') { (')', 1) } else { (']', 0) };
        let Some((between, _)) = text[at + 1..].split_once(close) else { return false };
        let blank = between.chars().all(|c| c.is_whitespace() || matches!(c, '_' | '-' | '–'));
        blank && between.len() >= inside
    };
    text.match_indices(['[', '(']).map(|(at, _)| at).find(is_box)
}

/// Whether a dash or nothing stands where a word says how it is with a patch: `KB921883: -`,
/// `KB921883=`, `KB921883 -`.
fn is_ticked_off(text: &str) -> bool {
    let behind = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    text[behind.len()..].contains(['-', '–', '—', ':', '='])
}

/// The entries of a text: at commas and the like, but for those in brackets, and at `[01]:`.
fn entries(text: &str) -> Vec<(String, bool)> {
    let text = numbered(&text.replace("Malicious Software Removal Tool", ""));
    let balanced = text.matches('(').count() == text.matches(')').count();
    let (mut found, mut depth, mut joined) = (Vec::new(), 0_usize, false);
    let mut entry = String::new();
    for c in text.chars() {
        match c {
            '(' if balanced => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, ',' | ';' | '|' | '\n' | '\r' | '\t' | '{' | '}' | '"') {
            found.push((std::mem::take(&mut entry), joined));
            joined = c == ',';
        } else {
            entry.push(c);
        }
    }
    found.push((entry, joined));
    found.retain(|(entry, _)| entry.chars().any(|c| !c.is_whitespace()));
    found
}

/// The text with a line break for each number of an entry, as `systeminfo` prints them.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, behind) = rest.split_at(at);
        let digits = behind[1..].bytes().take_while(u8::is_ascii_digit).count();
        let is_number = (1..=4).contains(&digits) && behind[1 + digits..].starts_with(']');
        out.push_str(before);
        let skip = if is_number { 2 + digits } else { 1 };
        out.push(if is_number { '\n' } else { '[' });
        rest = &behind[skip..];
        if is_number {
            rest = rest.trim_start_matches([':', '：', ' ', '\u{a0}']);
        }
    }
    out.push_str(rest);
    out
}

impl Entry {
    fn read((text, joined): (String, bool)) -> Self {
        let mut entry = Self { joined, ..Self::default() };
        let mut depth = 0_usize;
        let mut last_word = false;
        let plural = text.replace("(s)", "").replace("(es)", "").replace("(e)", "");
        let spaced = plural.replace('(', " ( ").replace(')', " ) ");
        let chunks: Vec<&str> = spaced.split_whitespace().collect();
        for (at, chunk) in chunks.iter().enumerate() {
            match *chunk {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                chunk if is_moment(chunk.trim_matches(LOOSE)) && !is_patch(chunk) => {}
                chunk => {
                    let next = chunks.get(at + 1).copied().unwrap_or("");
                    let parts: Vec<&str> =
                        chunk.split(INSIDE).filter(|part| !part.is_empty()).collect();
                    for (place, part) in parts.iter().enumerate() {
                        let next = parts.get(place + 1).copied().unwrap_or(next);
                        last_word = entry.part(part, last_word, next, depth > 0);
                    }
                    if entry.patches.is_empty() && chunk.ends_with([':', '：', '=']) {
                        entry.heading = true;
                    }
                }
            }
        }
        entry.broken |= is_cut_off(&text);
        if !entry.patches.is_empty() {
            entry.others = others(&chunks);
            let first = text.find(|c: char| c.is_ascii_digit());
            entry.leading |= empty_box(&text) < first && empty_box(&text).is_some();
            entry.trailing |= empty_box(&text) > first || is_ticked_off(&text);
        } else if is_rest(&text) && !is_file(&text) {
            entry.others = Some(text.trim().to_owned());
        }
        entry.text = text;
        entry
    }

    /// Takes in one word; returns whether it is one that a number may follow.
    fn part(&mut self, part: &str, last_word: bool, next: &str, in_brackets: bool) -> bool {
        let plain = part.trim_end_matches('.').trim_matches('\u{a0}');
        if part.ends_with("...") || part.ends_with('…') {
            return false;
        }
        if let Some(patch) = named(plain) {
            self.patches.push(patch);
            return false;
        }
        if looks_like_a_patch(plain) {
            self.broken = true;
            return false;
        }
        if plain.chars().all(is_ornament) {
            return false;
        }
        let number = plain.bytes().all(|b| b.is_ascii_digit());
        let known = match number {
            true => {
                let is_year = plain.parse().is_ok_and(|year: u32| (1980..=2100).contains(&year));
                let counts = self.patches.is_empty() && (is_harmless(next) || next == ")");
                is_year || (!plain.trim_matches('0').is_empty() && (last_word || counts))
            }
            false => is_known(plain),
        };
        self.worded = true;
        if !known && self.patches.is_empty() {
            self.leading = true;
        } else if !known {
            self.trailing = true;
            self.bare |= !in_brackets || is_of_all(plain);
        }
        known && !number
    }
}

/// Whether a word is a day or a time.
fn is_moment(word: &str) -> bool {
    is_day(word) || is_time(word)
}

/// Whether a word says that what is said is about every entry, even in brackets.
fn is_of_all(word: &str) -> bool {
    let all = [
        "both", "all", "each", "every", "alle", "beide", "jeweils", "tous", "toutes", "ambos",
        "todos", "tutti",
    ];
    all.contains(&word.to_lowercase().as_str())
}

/// Signs around a word that change nothing.
const LOOSE: [char; 7] = [',', ';', '.', '\'', '[', ']', '-'];
/// Signs between words that have no blank between them.
const INSIDE: [char; 14] =
    ['[', ']', ':', '：', '=', '/', '\\', '&', '\'', ',', ';', '|', '"', '\u{a0}'];

fn is_ornament(c: char) -> bool {
    matches!(
        c,
        '@' | '-'
            | '–'
            | '—'
            | '.'
            | '*'
            | '•'
            | '·'
            | '+'
            | '_'
            | '#'
            | '®'
            | '™'
            | '©'
            | '>'
            | '→'
            | '✓'
            | '✔'
            | '☑'
    )
}

/// A number of a patch, with a revision or a package behind it at most.
fn named(word: &str) -> Option<PatchId> {
    let letters = word.len() - word.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']).len();
    let rest = &word[letters..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = &rest[digits..];
    let is_package = |part: &str| {
        let only_digits = part.bytes().all(|b| b.is_ascii_digit());
        (only_digits && part.len() >= 6) || (!only_digits && is_known(part))
    };
    let mut parts = suffix.split(['-', '_', '.']).filter(|part| !part.is_empty());
    // Behind the number of another patch it is not known what stands between the two.
    if suffix.starts_with(['-', '.', '_']) && parts.clone().next().is_some_and(is_number) {
        return None;
    }
    (digits > 0 && parts.all(is_package)).then(|| patch(word)).flatten()
}

/// Whether a part of a word is the number of a patch: days have eight digits.
fn is_number(part: &str) -> bool {
    let digits = part.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']);
    let marked = digits.len() < part.len();
    let numeric = digits.bytes().all(|b| b.is_ascii_digit());
    numeric
        && (6..=7).contains(&digits.len())
        && (marked || digits.len() == 7 || patch(part).is_some())
}

/// Whether a word names a patch.
fn is_patch(word: &str) -> bool {
    named(word.trim_matches(LOOSE)).is_some()
}

/// Whether a word is the number of a patch with a sign or letters that do not belong there.
fn looks_like_a_patch(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 5;
    (upper.contains("KB")
        || upper.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with('Q'))
        && digits(&upper)
}

/// Whether every part of a word is known; `Pre-SP5` says for which service pack a hotfix was made.
fn is_known(word: &str) -> bool {
    let lower = word.to_lowercase();
    if lower.starts_with("pre-sp") || lower.starts_with("post-sp") || is_harmless(word) {
        return true;
    }
    if !word.is_ascii() && without_known_pieces(&lower).is_empty() {
        return true;
    }
    let mut parts =
        word.split(['-', '_', '.', '®', '™']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            is_harmless(part)
                || (part.bytes().all(|b| b.is_ascii_digit())
                    && !word.trim_matches(['0', '.']).is_empty())
        })
        && !word.contains('%')
}

/// What is left of a word of a language without blanks when the known pieces are taken out.
fn without_known_pieces(word: &str) -> String {
    const PIECES: [&str; 22] = [
        "インストール済み",
        "インストール済",
        "更新プログラム",
        "セキュリティ",
        "プログラム",
        "已安装",
        "已安裝",
        "用于",
        "适用于",
        "適用於",
        "安全",
        "更新",
        "程序",
        "程式",
        "修补",
        "累积",
        "的",
        "用",
        "の",
        "보안",
        "업데이트",
        "용",
    ];
    PIECES.iter().fold(word.to_owned(), |word, piece| word.replace(piece, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> (Vec<u32>, usize) {
        let listed = listed(text);
        (listed.patches.iter().filter_map(PatchId::number).collect(), listed.doubts.len())
    }

    #[test]
    fn names_of_updates_and_days_say_nothing_against_them() {
        for text in [
            "KB921883",
            "921883",
            "KB 921883",
            "Q921883",
            "KB921883v2 - Update",
            "KB921883-v2_WM9",
            "KB921883_WM9",
            "Security Update for Windows XP (KB921883)",
            "Hotfix for Windows Server 2003 - KB921883",
            "Cumulative Security Update for Internet Explorer 6 Service Pack 1 (KB921883)",
            "Update Rollup 1 for Windows 2000 SP4 (KB921883)",
            "Windows 2000 Hotfix (Pre-SP5) [See Q921883 for more information]",
            "Windows Malicious Software Removal Tool - August 2006 (KB921883)",
            "Update for Windows 7 for x64-based Systems (KB921883)",
            "Security Update for Microsoft .NET Framework 1.1 SP1 (KB921883)",
            "Sicherheitsupdate für Windows XP (KB921883)",
            "Mise à jour de sécurité pour Windows XP (KB921883)",
            "Actualización de seguridad para Windows XP (KB921883)",
            "用于 Windows XP 的安全更新程序 (KB921883)",
            "Windows XP 用セキュリティ更新プログラム (KB921883)",
            "KB921883 (installed 2006-08-12)",
            "KB921883 8/12/2006",
            "KB921883 - 12.08.2006 10:14:00",
            "KB921883 (Aug 12, 2006)",
            "KB921883: Yes",
            "MS06-040 (KB921883)",
            "MS06-040/KB921883",
            "1 Hotfix(s) Installed.,[01]: KB921883",
            "[01]: KB921883",
            "{KB921883}",
            "['KB921883']",
            "* KB921883",
            "1) KB921883",
            "KB921883 @ 2006-08-12",
            "Security Update for Step By Step Interactive Training (KB921883)",
        ] {
            assert_eq!(numbers(text), (vec![921_883], 0), "{text}");
        }
        assert_eq!(numbers("KB828028, KB921883 (again) KB1234"), (vec![828_028], 1));
    }

    #[test]
    fn words_that_may_deny_take_their_patch_with_them() {
        for text in [
            "KB921883 Not Installed",
            "missing: KB921883",
            "KB921883 - failed",
            "KB921883:No",
            "KB921883: 0",
            "KB921883 0%",
            "KB921883 (1603)",
            "no KB921883",
            "Uninstalled KB921883",
            "KB921883 (pending reboot)",
            "KB921883 fehlt",
            "ohne KB921883",
            "all except KB921883",
            "KB921883 required",
            "KB921883 (removed 2006-08-20)",
            "0 of 1: KB921883",
            "0/1: KB921883",
            "KB921883-failed",
            "KB921883_removed",
            "KB921883?",
            "-KB921883",
            "!KB921883",
            "✗ KB921883",
            "[ ] KB921883 nope",
            "KB921883, not installed",
            "Security Update for Windows XP (KB921883) 未安装",
            "KB921883 0x80070005",
            "KB921883-KB921885",
            "KB921883..KB921899",
            "KB921883-921885",
        ] {
            assert_eq!(numbers(text), (Vec::new(), numbers(text).1.max(1)), "{text}");
        }
        for (text, kept) in [
            ("KB921883 (not installed), KB828028", vec![828_028]),
            ("KB828028, KB921883 (failed)", vec![828_028]),
            ("KB828028; KB921883 failed", vec![828_028]),
            ("KB828028\nKB921883 - failed", vec![828_028]),
            ("KB828028, KB921883 failed", vec![]),
            ("KB828028 but not KB921883", vec![]),
            ("missing: KB921883, KB828028", vec![]),
            ("missing: KB921883, installed: KB828028", vec![828_028]),
            ("KB828028\nKB921883\nnot installed", vec![828_028]),
            ("KB921883|no", vec![]),
            ("KB828028\nmissing:\nKB921883", vec![828_028]),
            ("KB921883, KB828028 (both missing)", vec![]),
            ("KB828028:Yes,KB921883:No", vec![828_028]),
            ("KB921883 Uninstalled, KB828028 Installed", vec![828_028]),
            ("KB828028, File 1", vec![828_028]),
            ("KB828028, KB921883?", vec![828_028]),
            ("KB000000 KB828028", vec![828_028]),
            ("[01]: KB921883 - Uninstalled [02]: KB828028", vec![828_028]),
        ] {
            let (found, doubts) = numbers(text);
            assert!(found == kept && doubts > 0, "{text}: {found:?} {doubts}");
        }
    }
}

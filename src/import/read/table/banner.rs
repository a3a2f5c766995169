//! What stands above the rows of a table or between them, and what its sheet or file is called:
//! `Missing patches`, `Hosts without these updates:`.

use super::question::{is_to_come, says_no};
use super::rows::is_error;
use super::state::{self, State};
use crate::term::alias::cell::kbs_in;
use crate::term::alias::wording::{has_denial, has_patch_word, is_harmless, is_undone, words};

/// Whole words for patches.
const WHOLE: [&str; 5] = ["kb", "kbs", "qfe", "mise", "mises"];

/// Beginnings of words for what is missing or on offer, in the forms that stand beside many.
#[rustfmt::skip]
const ABSENT: &[&str] = &[
    "aanbevolen", "applicable", "approved", "ausstehend", "available", "beschikbaar", "brakuj",
    "chybějíc", "consigliat", "disponib", "dostępn", "empfohlen", "faltant", "fehlend",
    "freigegeben", "lacking", "mancant", "manglend", "manquant", "missing", "needed", "offered",
    "ontbrekend", "pendient", "puuttuv", "recomend", "recommand", "recommended", "saknad",
    "tilgængelig", "tillgänglig", "verfügbar", "доступн", "недостающ", "отсутств", "不足",
    "利用可能", "可用", "未", "缺失", "缺少", "누락",
];

/// Words for what is done to a patch, where `to` stands before them.
const DONE_TO: [&str; 6] = ["install", "deploy", "apply", "add", "do", "test"];

/// Whether a line says that the patches below it are not there, or may not be.
pub(super) fn withholds(line: &str) -> bool {
    let line = line.trim();
    // Most lines of one word are names of hosts, and there may be a million of them.
    if !line.contains(char::is_whitespace) {
        return !line.contains('-') && state::of("", line.trim_end_matches(':')) == State::Missing;
    }
    if is_error(line) {
        return false;
    }
    (says_no(line) && !is_of_the_report(line)) || (is_of_patches(line) && denies(line))
}

/// `Not for distribution`.
fn is_of_the_report(line: &str) -> bool {
    const WORDS: [&str; 3] = ["for", "distribution", "release"];
    words(&line.to_lowercase()).any(|word| WORDS.contains(&word))
}

/// The same of the name of a file or sheet: it has to speak of patches.
pub(super) fn name_withholds(name: &str) -> bool {
    let spaced = name.replace(['_', '-', '.'], " ");
    is_of_patches(&spaced) && denies(&spaced)
}

/// Whether a line alone between rows says that the patches below it are there.
pub(super) fn grants(line: &str) -> bool {
    let bare = line.trim().trim_end_matches(':').trim();
    !withholds(line)
        && (state::of("", bare) == State::Installed
            || (is_of_patches(bare) && words(bare).all(is_harmless)))
}

/// Whether a line alone between rows is a state, and no name of a host.
pub(super) fn is_state(line: &str) -> bool {
    let bare = line.trim().trim_end_matches(':').trim();
    // A name of few letters with a hyphen could be flags: `HUB-AD`.
    !bare.contains('-') && state::looks_like_one(bare)
}

/// Whether words say that something is not there, or may not be.
pub(super) fn denies(line: &str) -> bool {
    let lower = line.to_lowercase();
    let found: Vec<&str> = words(&lower).collect();
    let absent = |word: &&str| ABSENT.iter().any(|start| word.starts_with(start));
    let meant = |pair: &[&str]| pair[0] == "to" && DONE_TO.contains(&pair[1]);
    has_denial(line)
        || is_undone(line)
        || is_to_come(line)
        || found.iter().any(absent)
        || found.windows(2).any(meant)
}

fn is_of_patches(line: &str) -> bool {
    let lower = line.to_lowercase();
    let of_patches = |word: &str| {
        WHOLE.contains(&word)
            || word.contains("upgrade")
            || (!word.contains("dispatch") && has_patch_word(word))
    };
    !kbs_in(line).is_empty() || words(&lower).any(of_patches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_whether_what_follows_is_there() {
        for line in [
            "Missing patches",
            "Missing:",
            "Not installed",
            "Fehlende Updates",
            "Hosts without these updates:",
            "Updates to be installed",
            "Patches to deploy",
            "Mises à jour manquantes",
            "Actualizaciones faltantes",
            "Verfügbare Updates",
            "Available updates",
            "Failed updates of July",
            "KB921883 is missing on:",
        ] {
            assert!(withholds(line), "{line}");
        }
        for line in [
            "Installed patches",
            "Patches",
            "Report of the week",
            "Do not distribute",
            "Not for distribution",
            "Inventory of the Oslo site, not for the public",
            "Get-HotFix : Cannot find the requested hotfix on SRV1",
            "Total 5",
            "-----",
            "HUB-AD",
            "",
        ] {
            assert!(!withholds(line), "{line}");
        }
        assert!(name_withholds("missing-patches") && name_withholds("fehlende_updates"));
        assert!(!name_withholds("missing") && !name_withholds("patches-2006-08"));
        assert!(grants("Installed:") && grants("Installed patches") && !grants("Servers"));
    }
}

//! Words for yes and for no, in the languages in which headings are known.

/// In lower case.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "1",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "sí",
    "si",
    "verdadero",
    "sì",
    "vero",
    "sim",
    "verdadeiro",
    "waar",
    "tak",
    "да",
];
const NO: &[&str] = &[
    "no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee",
    "onwaar", "nie", "nej", "нет",
];

/// What a word in lower case answers, if it is an answer.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    if YES.contains(&word) { Some(true) } else { NO.contains(&word).then_some(false) }
}

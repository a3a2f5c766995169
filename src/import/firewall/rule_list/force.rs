//! Whether a rule of a list is in force.

use crate::term::alias::answer::yes_or_no;

/// Words beside a plain yes for what is in force.
const IN_FORCE: &[&str] = &[
    "enabled",
    "enable",
    "activated",
    "on",
    "aktiv",
    "aktiviert",
    "ein",
    "actif",
    "active",
    "activé",
    "activée",
    "activo",
    "activa",
    "activado",
    "habilitado",
    "attivo",
    "attiva",
    "attivato",
    "abilitato",
    "ativo",
    "ativa",
    "ativado",
    "actief",
    "ingeschakeld",
    "✓",
    "✔",
    "✅",
    "☑",
];
/// Words beside a plain no for what is not.
const NOT_IN_FORCE: &[&str] = &[
    "disabled",
    "disable",
    "inactive",
    "deactivated",
    "off",
    "inaktiv",
    "deaktiviert",
    "aus",
    "inactif",
    "inactive",
    "désactivé",
    "désactivée",
    "desactive",
    "inactivo",
    "inactiva",
    "desactivado",
    "deshabilitado",
    "inattivo",
    "disattivato",
    "disabilitato",
    "inativo",
    "desativado",
    "desabilitado",
    "inactief",
    "uitgeschakeld",
];

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown,
}

/// What a cell says; nothing if it is empty.
pub(super) fn answer(cell: &str) -> Option<Answer> {
    let lower = cell.to_lowercase();
    let word = lower.trim_matches(|c: char| c.is_whitespace() || "()[]{}.\"'".contains(c));
    if word.is_empty() && lower.trim().is_empty() || word == "-" {
        return None;
    }
    Some(match yes_or_no(word) {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None if IN_FORCE.contains(&word) => Answer::Yes,
        None if NOT_IN_FORCE.contains(&word) => Answer::No,
        None => Answer::Unknown,
    })
}

/// Whether a cell is a word for yes or for no.
pub(super) fn is_answer(cell: &str) -> bool {
    matches!(answer(cell), Some(Answer::Yes | Answer::No))
}

/// What the name of a rule says; some products mark there what is not in force.
pub(super) fn by_name(name: &str) -> Option<Answer> {
    let lower = name.trim().to_lowercase();
    if lower.starts_with("[disabled]") {
        return Some(Answer::No);
    }
    let marks = [
        "disabled",
        "inactive",
        "inaktiv",
        "deaktiviert",
        "désactivé",
        "desactivado",
        "disattivato",
        "(off)",
        "[off]",
        "~~",
    ];
    marks.iter().any(|mark| lower.contains(mark)).then_some(Answer::Unknown)
}

/// What stands where the number of a rule does: one in brackets, or struck out, may not be in force,
/// and words may say so.
pub(super) fn by_number(cell: &str) -> Option<Answer> {
    let number = cell.trim().trim_matches(['#', '.', ':', ')', ' ']);
    let is_number = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
    let is_plain = number.is_empty() || has_digit && number.chars().all(is_number);
    (!is_plain).then_some(Answer::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_languages_say_whether_a_rule_is_in_force() {
        for (cell, said) in [
            ("FAUX", Some(Answer::No)),
            ("(disabled)", Some(Answer::No)),
            ("Inaktiv", Some(Answer::No)),
            ("actif", Some(Answer::Yes)),
            ("✔", Some(Answer::Yes)),
            ("✘", Some(Answer::Unknown)),
            ("x", Some(Answer::Unknown)),
            ("retired", Some(Answer::Unknown)),
            (" ", None),
        ] {
            assert_eq!(answer(cell), said, "{cell}");
        }
        assert_eq!(by_name("[Disabled] block"), Some(Answer::No));
        assert_eq!(by_name("block (disabled)"), Some(Answer::Unknown));
        assert_eq!(by_name("block"), None);
    }
}

//! Whether a rule of a list is in force.

/// Words for yes, in columns that say it.
const YES: &[&str] = &[
    "yes",
    "true",
    "1",
    "enabled",
    "enable",
    "active",
    "activated",
    "on",
    "y",
    "ja",
    "oui",
    "si",
    "sí",
    "sim",
    "aktiv",
    "aktiviert",
    "ein",
    "wahr",
    "actif",
    "active",
    "activé",
    "activée",
    "vrai",
    "activo",
    "activa",
    "activado",
    "habilitado",
    "verdadero",
    "attivo",
    "attiva",
    "attivato",
    "abilitato",
    "vero",
    "ativo",
    "ativa",
    "ativado",
    "verdadeiro",
    "actief",
    "ingeschakeld",
    "waar",
    "✓",
    "✔",
    "✅",
    "☑",
];
/// Words for no.
const NO: &[&str] = &[
    "no",
    "false",
    "0",
    "disabled",
    "disable",
    "inactive",
    "deactivated",
    "off",
    "n",
    "nein",
    "non",
    "nee",
    "não",
    "nao",
    "inaktiv",
    "deaktiviert",
    "aus",
    "falsch",
    "inactif",
    "inactive",
    "désactivé",
    "désactivée",
    "desactive",
    "faux",
    "inactivo",
    "inactiva",
    "desactivado",
    "deshabilitado",
    "falso",
    "inattivo",
    "disattivato",
    "disabilitato",
    "inativo",
    "desativado",
    "desabilitado",
    "inactief",
    "uitgeschakeld",
    "onwaar",
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
    Some(match (YES.contains(&word), NO.contains(&word)) {
        (true, false) => Answer::Yes,
        (false, true) => Answer::No,
        _ => Answer::Unknown,
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
    ];
    marks.iter().any(|mark| lower.contains(mark)).then_some(Answer::Unknown)
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

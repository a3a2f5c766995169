//! What a row of a list of rules does: allow, deny, or something that nobody knows.

use super::column::Column;
use super::force::{self, Answer};
use crate::firewall::Action;

/// Words for what a rule does that mean nothing else.
const ALLOW: &[&str] = &[
    "allow",
    "allowed",
    "accept",
    "accepted",
    "permit",
    "permitted",
    "pass",
    // Cisco: without a further look.
    "trust",
    "fastpath",
    "erlauben",
    "erlaubt",
    "zulassen",
    "zugelassen",
    "autoriser",
    "autorisé",
    "permettre",
    "accepter",
    "accepté",
    "permitir",
    "permitido",
    "aceptar",
    "aceitar",
    "consenti",
    "consentire",
    "consentito",
    "accetta",
    "toestaan",
    "toegestaan",
    "zezwól",
    "zezwalaj",
    "przepuść",
];
const DENY: &[&str] = &[
    "deny",
    "denied",
    "drop",
    "dropped",
    "reject",
    "rejected",
    "block",
    "blocked",
    "block with reset",
    "discard",
    "refuse",
    "reset",
    "verweigern",
    "verweigert",
    "verbieten",
    "verboten",
    "blockieren",
    "blockiert",
    "ablehnen",
    "sperren",
    "gesperrt",
    "verwerfen",
    "refuser",
    "refusé",
    "bloquer",
    "bloqué",
    "interdire",
    "interdit",
    "rejeter",
    "denegar",
    "denegado",
    "bloquear",
    "bloqueado",
    "rechazar",
    "negar",
    "negado",
    "rejeitar",
    "nega",
    "negare",
    "negato",
    "bloccare",
    "blocca",
    "bloccato",
    "rifiuta",
    "scarta",
    "weigeren",
    "geweigerd",
    "blokkeren",
    "odmów",
    "odrzuć",
    "blokuj",
    "zablokuj",
];

/// Why a row does something else than it says.
type Doubt = Option<String>;

/// What a word says; `None` if nobody knows it.
pub(super) fn of_word(text: &str) -> Option<Action> {
    let lower = text.trim().to_lowercase();
    let is_in = |words: &[&str]| words.contains(&lower.as_str());
    match (is_in(ALLOW), is_in(DENY)) {
        (true, _) => Some(Action::Allow),
        (_, true) => Some(Action::Deny),
        _ => None,
    }
}

/// What the cell of a column of actions says; without such a column every row allows.
pub(super) fn action(text: Option<&str>) -> (Action, Doubt) {
    let Some(text) = text else { return (Action::Allow, None) };
    let lower = text.to_lowercase();
    match (of_word(text), lower.as_str()) {
        (Some(action), _) => (action, None),
        (_, "yes" | "enable") => (Action::Allow, None),
        (_, "no") => (Action::Deny, None),
        _ => (Action::Unknown, Some(format!("the action `{lower}` is not known"))),
    }
}

/// What a row says that has no column of actions and two of marks, or one: `Allow`, `Deny`.
pub(super) fn marked(allow: Option<&str>, deny: Option<&str>) -> (Action, Doubt) {
    let said = |cell: Option<&str>| match force::answer(cell.unwrap_or("")) {
        None | Some(Answer::No) => false,
        Some(Answer::Yes | Answer::Unknown) => true,
    };
    if let Some(action) = allow.or(deny).and_then(of_word) {
        return (action, None);
    }
    let sure = |cell: Option<&str>| match force::answer(cell.unwrap_or("")) {
        Some(Answer::Yes) => Some(true),
        Some(Answer::No) => Some(false),
        Some(Answer::Unknown) | None => None,
    };
    let found = match (allow.is_some(), deny.is_some()) {
        // Of two columns a sign of any kind chooses one.
        (true, true) if said(allow) != said(deny) => Some(said(allow)),
        (true, false) => sure(allow),
        (false, true) => sure(deny).map(|is_denied| !is_denied),
        _ => None,
    };
    match found {
        Some(true) => (Action::Allow, None),
        Some(false) => (Action::Deny, None),
        None => (Action::Unknown, Some("whether it allows or denies is not known".to_owned())),
    }
}

/// The only column whose cells are words for what a rule does, whatever its heading.
pub(super) fn column(columns: &[Option<Column>], rows: &[csv::StringRecord]) -> Option<usize> {
    let is_free = |column: &Option<Column>| {
        matches!(
            column,
            None | Some(Column::Harmless | Column::Type | Column::Narrowing | Column::Enabled)
        )
    };
    let is_one = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        let mut cells = cells.map(str::trim).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| of_word(cell).is_some())
    };
    let mut found = (0..columns.len()).filter(|at| is_free(&columns[*at]) && is_one(*at));
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_two_columns_choose_one_and_in_one_column_they_have_to_be_known() {
        let sign = |allow, deny| marked(allow, deny).0;
        assert_eq!(sign(Some("x"), Some("")), Action::Allow);
        assert_eq!(sign(Some(""), Some("x")), Action::Deny);
        assert_eq!(sign(Some("x"), Some("x")), Action::Unknown);
        assert_eq!(sign(Some("N"), None), Action::Deny);
        assert_eq!(sign(None, Some("true")), Action::Deny);
        assert_eq!(sign(Some("x"), None), Action::Unknown);
        assert_eq!(sign(Some("Denied"), None), Action::Deny);
    }
}

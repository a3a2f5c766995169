//! Whether a row holds for the way back, too.

use super::force::{self, Answer};
use crate::firewall::{Action, Rule};

/// Which ways a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From its source to its destination.
    Forth,
    /// The same, and only what comes in or goes out somewhere.
    Part,
    /// Both ways.
    Both,
    /// Perhaps both.
    Perhaps,
}

/// What the cell of a column of directions says.
pub(super) fn direction(cell: &str) -> Direction {
    match cell.trim().to_lowercase().as_str() {
        "" | "-" | "->" | "-->" | "=>" | "→" | "one-way" | "oneway" | "one way" | "uni"
        | "unidirectional" | "unidirektional" | "forward" => Direction::Forth,
        "in" | "inbound" | "incoming" | "ingress" | "out" | "outbound" | "outgoing" | "egress"
        | "eingehend" | "ausgehend" | "entrant" | "sortant" | "entrada" | "salida" => {
            Direction::Part
        }
        "both" | "both ways" | "both directions" | "bi" | "bidirectional" | "bi-directional"
        | "bidirektional" | "bidirectionnel" | "bidireccional" | "two-way" | "twoway"
        | "two way" | "2-way" | "<->" | "<-->" | "<=>" | "↔" | "⇄" | "⇔" | "beide"
        | "beidseitig" | "les deux" | "ambos" | "ambas" | "entrambe" | "entrambi" => {
            Direction::Both
        }
        _ => Direction::Perhaps,
    }
}

/// What the cell of a column says that asks whether a row holds both ways.
pub(super) fn mutual(cell: &str) -> Direction {
    match force::answer(cell) {
        None | Some(Answer::No) => Direction::Forth,
        Some(Answer::Yes) => Direction::Both,
        Some(Answer::Unknown) => direction(cell),
    }
}

/// The rules of a row with those for the way back. A deny for both ways closes one of them only:
/// what is meant by both is not the same everywhere.
pub(super) fn applied(rules: Vec<Rule>, direction: Direction) -> Vec<Rule> {
    if matches!(direction, Direction::Forth | Direction::Part) {
        return rules;
    }
    let back = |rule: &Rule| {
        let turned = Rule { from: rule.to.clone(), to: rule.from.clone(), ..rule.clone() };
        match (direction, &rule.action) {
            (Direction::Both, Action::Allow) => turned,
            _ => turned.because("whether it holds for the way back is not known"),
        }
    };
    let back: Vec<Rule> = rules.iter().map(back).collect();
    [rules, back].concat()
}

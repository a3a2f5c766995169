//! Words, boxes and codes beside a patch that say that it did not come to be, whatever the column is
//! called.

use crate::term::alias::wording::{denies, is_harmless, words};

/// Words that say it of an update, and of little else.
const WORDS: &str = "\
    fail nok nio hold onhold held excluded exempt exempted unreachable refused halted unable \
    ausgenommen ausgeschlossen ausgesetzt unerreichbar zurückgestellt gesperrt \
    exclu exclue exclus exclues injoignable bloqué bloquée suspendu suspendue refusée \
    excluido excluida inaccesible bloqueado suspendido rechazada \
    escluso esclusa irraggiungibile bloccato sospeso rifiutata \
    excluído excluída suspenso uitgesloten onbereikbaar geblokkeerd \
    wykluczony nieosiągalny undantagen исключен исключено недоступен 除外 排除 제외";

/// The same as whole texts, letters only.
const TEXTS: [&str; 8] =
    ["todo", "onhold", "notok", "nio", "inerror", "noanswer", "noresponse", "zutun"];

/// More words than a state has.
const MAX_WORDS: usize = 4;

/// Whether a cell is a word that says so, an empty box, or the code of an error.
pub(super) fn refuses(cell: &str) -> bool {
    let cell = cell.trim();
    is_empty_box(cell) || has_code(cell) || is_refusal(&cell.to_lowercase())
}

fn is_refusal(lower: &str) -> bool {
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if TEXTS.contains(&letters.as_str()) {
        return true;
    }
    let refused = |word: &str| WORDS.split(' ').any(|known| known == word);
    let found: Vec<&str> = words(lower).take(MAX_WORDS + 1).collect();
    let harmless = |word: &str| {
        refused(word)
            || denies(word)
            || is_harmless(word)
            || word.bytes().all(|b| b.is_ascii_digit())
    };
    found.len() <= MAX_WORDS
        && found.iter().any(|word| refused(word))
        && found.iter().all(|word| harmless(word))
}

/// `[ ]`, `( )`, `[-]`, `□`: a box that somebody could tick. A list without entries is none: `[]`.
fn is_empty_box(cell: &str) -> bool {
    let inside = [('[', ']'), ('(', ')')].iter().find_map(|(open, close)| {
        cell.strip_prefix(*open)?.strip_suffix(*close).filter(|inside| !inside.is_empty())
    });
    inside.is_some_and(|inside| inside.chars().all(|c| matches!(c, ' ' | '-' | '_')))
        || matches!(cell, "☐" | "□" | "◻" | "▢")
}

/// `0x80070643`, `-2145124329`: the code of an error of the system, as a hexadecimal number or as the
/// same with a sign.
fn has_code(cell: &str) -> bool {
    cell.split([' ', ',', ';', ':', '(', ')', '[', ']']).any(|word| {
        let hexadecimal = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"));
        let number = match hexadecimal {
            Some(digits) if digits.len() == 8 => u32::from_str_radix(digits, 16).ok(),
            Some(_) => None,
            None if word.starts_with('-') => word.parse::<i32>().ok().map(i32::cast_unsigned),
            None => None,
        };
        number.is_some_and(|number| (0x8000_0000..0x9000_0000).contains(&number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_known_in_any_column() {
        for cell in [
            "fail",
            "NOK",
            "n.i.O.",
            "on hold",
            "Excluded",
            "excluded 2006",
            "to do",
            "unreachable",
            "[ ]",
            "( )",
            "☐",
            "0x80070643",
            "error 0x80240022",
            "-2145124329",
            "ausgenommen",
        ] {
            assert!(refuses(cell), "{cell}");
        }
        for cell in [
            "",
            "ok",
            "[x]",
            "[]",
            "-",
            "household goods",
            "CHG0012345",
            "0",
            "0x0",
            "-12",
            "1603",
            "the one that nobody could hold up",
            "2147942402",
            "SRV1",
            "4",
        ] {
            assert!(!refuses(cell), "{cell}");
        }
    }
}

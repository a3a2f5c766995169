//! The name of a patch, as inventories and advisories write it.

use std::fmt;
use std::str::FromStr;

/// A patch: a Microsoft knowledge-base number, or any other vendor's identifier.
///
/// `KB828028`, `kb 828028`, `Q828028`, `828028`, `KB893803v2`, `KB893803-v2` and `KB952069_WM9` are
/// read by number; the revision or package suffix does not change what is fixed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatchId {
    /// A Microsoft knowledge-base article number.
    Kb(u32),
    /// Another vendor's identifier: letters, digits, `.`, `_`, `-`, `:`, `+`, `~`; compared as
    /// written.
    Other(Box<str>),
}

/// The text cannot name a patch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not name a patch; write it as KB828028")]
pub struct PatchError(pub String);

impl FromStr for PatchId {
    type Err = PatchError;

    fn from_str(text: &str) -> Result<Self, PatchError> {
        let text = text.trim();
        if let Some(number) = kb_number(text) {
            return Ok(Self::Kb(number));
        }
        let token = !text.is_empty()
            && text.len() <= 100
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:+~".contains(&b));
        // A token that starts like a KB but is none ("KB", "Q12x") is a slip of the pen, not
        // another vendor's name.
        let slip = token && {
            let upper = text.to_ascii_uppercase();
            upper == "KB"
                || upper == "Q"
                || upper
                    .strip_prefix("KB")
                    .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        };
        if token && !slip { Ok(Self::Other(text.into())) } else { Err(PatchError(text.to_owned())) }
    }
}

/// The number of a KB in any of the spellings in use.
fn kb_number(text: &str) -> Option<u32> {
    let upper = text.to_ascii_uppercase();
    let rest =
        upper.strip_prefix("KB").or_else(|| upper.strip_prefix('Q')).unwrap_or(&upper).trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = rest.split_at(digits);
    let revision = suffix.trim_start_matches(['-', '_']);
    let suffix_ok = suffix.is_empty()
        || revision
            .strip_prefix('V')
            .is_some_and(|v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()))
        || suffix.strip_prefix(['_', '-']).is_some_and(|p| {
            !p.is_empty()
                && p.bytes().all(|b| b.is_ascii_alphanumeric())
                && upper.len() > rest.len()
        });
    // With zeros in front it would be written with fewer digits, and then name no patch.
    ((5..=8).contains(&digits) && suffix_ok)
        .then(|| number.parse().ok())
        .flatten()
        .filter(|number| *number >= 10_000)
}

impl PatchId {
    /// The knowledge-base number, if it is one.
    pub fn number(&self) -> Option<u32> {
        if let Self::Kb(number) = self { Some(*number) } else { None }
    }
}

impl fmt::Display for PatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kb(number) => write!(f, "KB{number}"),
            Self::Other(token) => f.write_str(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_kb_is_the_same_patch() {
        for text in [
            "KB828028",
            "kb828028",
            "KB 828028",
            "Q828028",
            "828028",
            "KB828028v2",
            "KB828028-v2",
            "KB828028_WM9",
        ] {
            assert_eq!(text.parse(), Ok(PatchId::Kb(828_028)), "{text}");
        }
    }

    #[test]
    fn other_vendors_are_kept_as_written_and_slips_are_refused() {
        assert_eq!("acme-fix-2026-0107".parse(), Ok(PatchId::Other("acme-fix-2026-0107".into())));
        for text in ["", "KB", "KB12", "KB00001", "File 1", "KB82x028", "a b"] {
            assert!(text.parse::<PatchId>().is_err(), "{text}");
        }
    }
}

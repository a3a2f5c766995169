//! "Did you mean …?"

use indexmap::IndexSet;

/// What to say about a word that is not among the known ones: the nearest, or all of them if there
/// are few.
pub fn help<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: IndexSet<&str> = known.collect();
    let begun: Vec<String> = known
        .iter()
        .filter(|name| is_part(word, name))
        .map(|name| format!("`{name}`"))
        .take(MAX_BEGUN + 1)
        .collect();
    match nearest(word, known.iter().copied()) {
        Some(best) => format!("did you mean `{best}`?"),
        None if !begun.is_empty() && begun.len() <= MAX_BEGUN => {
            format!("did you mean {}?", begun.join(" or "))
        }
        None if known.is_empty() => "nothing of that kind is known here".to_owned(),
        None if known.len() <= 40 => {
            format!("known are: {}", Vec::from_iter(known).join(", "))
        }
        None => "nothing of a similar name is known".to_owned(),
    }
}

/// Names of which a word is a part are named if they are few, and parts of fewer letters say
/// nothing.
const MAX_BEGUN: usize = 3;
const MIN_PART: usize = 3;

/// Whether somebody may have left out a part of a name.
fn is_part(word: &str, name: &str) -> bool {
    word.len() >= MIN_PART
        && word.len() <= 200
        && name.to_lowercase().contains(&word.to_lowercase())
}

/// Whether two words differ by one slip of the pen: a letter more, less or other, or two in the
/// wrong order. Another digit is no slip: Windows 7 and Windows 8 are two products.
pub fn is_slip(a: &str, b: &str) -> bool {
    let digits = |text: &str| {
        let mut digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    let other_digit = a.len() == b.len() && digits(a) != digits(b);
    !other_digit
        && a != b
        && a.len().abs_diff(b.len()) <= 4
        && a.len() <= 200
        && strsim::damerau_levenshtein(a, b) == 1
}

/// Words that are compared: enough for any list people know by heart, few enough to answer at once.
const MAX_COMPARED: usize = 5_000;

/// The known word nearest to `word`, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let score = |candidate: &str| strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
    let limit = (word.chars().count() / 3).max(1);
    let comparable =
        |candidate: &&str| candidate.len().abs_diff(word.len()) <= limit && word.len() <= 200;
    known
        .filter(comparable)
        .take(MAX_COMPARED)
        .map(|candidate| (score(candidate), candidate))
        .filter(|(s, _)| *s <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_long_name_is_enough() {
        let names = ["doubtful-patch", "no-patch-list", "redundant-patch", "bad-patch", "not-seen"];
        assert_eq!(help("doubtful", names.into_iter()), "did you mean `doubtful-patch`?");
        assert!(help("patch", names.into_iter()).starts_with("known are"));
    }

    #[test]
    fn what_is_known_twice_is_named_once() {
        assert_eq!(help("x", ["shop", "erp", "erp"].into_iter()), "known are: shop, erp");
    }

    #[test]
    fn one_letter_is_a_slip_and_another_digit_is_none() {
        for word in ["windows-200", "windwos-2000", "windos-2000", "windows-20000", "wjndows-2000"]
        {
            assert!(is_slip(word, "windows-2000"), "{word}");
        }
        for word in ["windows-2000", "windows-2001", "windows-nt", "windws-200"] {
            assert!(!is_slip(word, "windows-2000"), "{word}");
        }
    }
}

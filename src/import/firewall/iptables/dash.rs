//! Dashes that word processors and wikis put in the place of those that were typed.

/// Hyphens, dashes and the minus of Unicode.
const ODD: [char; 8] = [
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{ff0d}',
];

/// Puts plain dashes in front of options that start with others; whether there were any. A single
/// dash may have been two.
pub(super) fn straighten(words: &mut [String]) -> bool {
    let mut any = false;
    for word in words {
        let name = word.trim_start_matches(|c| c == '-' || ODD.contains(&c));
        let is_odd = word.starts_with(ODD) || word.trim_start_matches('-').starts_with(ODD);
        if is_odd && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let dashes = if name.chars().count() == 1 { "-" } else { "--" };
            *word = format!("{dashes}{name}");
            any = true;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_become_those_that_were_typed() {
        let mut words: Vec<String> =
            "–A x —dport -–sport a–b – -j".split(' ').map(str::to_owned).collect();
        assert!(straighten(&mut words));
        assert_eq!(words, ["-A", "x", "--dport", "--sport", "a–b", "–", "-j"]);
    }
}

//! What a scan answers about a weakness that it looked for: it is there, or it is not.

use crate::term::alias::answer::yes_or_no;
use crate::term::alias::cell::{bulletins_in, cves_in, kbs_in};
use crate::term::alias::day::is_day;

/// What a column asks about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whether the weakness is there.
    There,
    /// Whether it was done away with.
    Gone,
    /// When it was done away with.
    GoneOn,
    /// The code of a test, as Nexpose writes it.
    Code,
}

/// Headings that ask whether a weakness is there; in plain form.
const THERE: &[&str] = &[
    "vulnerable",
    "isvulnerable",
    "vulnerability",
    "vulnerabilityfound",
    "vulnerabilitydetected",
    "vulnerabilitystate",
    "vulnerabilityresult",
    "vulnstate",
    "vuln",
    "affected",
    "isaffected",
    "impacted",
    "isimpacted",
    "found",
    "isfound",
    "detected",
    "isdetected",
    "result",
    "scanresult",
    "checkresult",
    "testresult",
    "finding",
    "verdict",
    "applicable",
    "isapplicable",
    "verwundbar",
    "anfällig",
    "betroffen",
    "vulnérable",
    "affecté",
    "concerné",
    "afectado",
    "vulnerabile",
    "interessato",
    "vulnerável",
    "afetado",
    "kwetsbaar",
    "уязвим",
];

/// Headings that ask whether it was done away with.
const GONE: &[&str] = &[
    "fixed",
    "isfixed",
    "remediated",
    "isremediated",
    "resolved",
    "isresolved",
    "mitigated",
    "falsepositive",
    "isfalsepositive",
    "notvulnerable",
    "notaffected",
    "behoben",
    "corrigé",
    "resuelto",
    "risolto",
];

/// Headings of the day on which it was done away with.
const GONE_ON: &[&str] =
    &["mitigatedon", "fixedon", "remediatedon", "resolvedon", "closedon", "datefixed", "lastfixed"];

/// Headings of codes of tests.
const CODES: &[&str] = &["vulnerabilitytestresultcode", "testresultcode"];

/// Answers beside a plain no that say that nothing is there, letters only.
const NOT_THERE: &[&str] = &[
    "notvulnerable",
    "notaffected",
    "notimpacted",
    "notfound",
    "notdetected",
    "notapplicable",
    "notpresent",
    "unaffected",
    "safe",
    "pass",
    "passed",
    "clean",
    "negative",
    "nichtbetroffen",
    "nichtverwundbar",
    "nichtanfällig",
    "nonvulnérable",
    "novulnerable",
    "nonvulnerabile",
    "nv",
];

/// Codes of tests that found nothing, or that were not run.
const NOTHING_FOUND: &[&str] = &["nv", "nt", "sk", "ds", "uk", "er", "sv", "sd", "ov"];

/// Parts of headings of what was found.
const NAMES: [&str; 11] = [
    "vuln",
    "finding",
    "weakness",
    "cve",
    "schwachstelle",
    "feststellung",
    "befund",
    "faille",
    "уязвим",
    "漏洞",
    "脆弱",
];
/// The same as whole headings.
const WHOLE_NAMES: [&str; 4] = ["pluginname", "plugintitle", "nvtname", "checkname"];
/// Parts of headings of what is said about it: it may name what helps, or what is there.
const ABOUT: [&str; 13] = [
    "solution", "remed", "fix", "output", "result", "text", "descr", "synopsis", "evidence",
    "detail", "proof", "impact", "superse",
];

/// Whether a heading that is not known is one of what was found; beside a list of patches an issue may
/// be one of the patch.
pub(super) fn is_named_by(heading: &str, listed: bool) -> bool {
    let has = |parts: &[&str]| parts.iter().any(|part| heading.contains(part));
    let named = has(&NAMES) || WHOLE_NAMES.contains(&heading);
    (named || (!listed && heading.contains("issue"))) && !has(&ABOUT)
}

/// Whether a cell names a patch, a bulletin or a vulnerability.
pub(super) fn is_one(cell: &str) -> bool {
    !(cves_in(cell).is_empty() && bulletins_in(cell).is_empty() && kbs_in(cell).is_empty())
}

/// The columns that answer, by their headings in plain form.
pub(super) fn columns(headings: &[String]) -> Vec<(usize, Asked)> {
    let asked = |heading: &str| match heading {
        heading if THERE.contains(&heading) => Some(Asked::There),
        heading if GONE.contains(&heading) => Some(Asked::Gone),
        heading if GONE_ON.contains(&heading) => Some(Asked::GoneOn),
        heading if CODES.contains(&heading) => Some(Asked::Code),
        _ => None,
    };
    headings.iter().enumerate().filter_map(|(at, heading)| Some((at, asked(heading)?))).collect()
}

/// Whether a state of a finding says that it is no more.
pub(in crate::import::read) fn is_closed(state: &str) -> bool {
    matches!(
        state.to_lowercase().as_str(),
        "fixed" | "closed" | "resolved" | "remediated" | "mitigated" | "false positive"
    )
}

impl Asked {
    /// Whether a cell says that there is no finding. What is not understood is none of these: a
    /// finding stays one.
    pub(super) fn is_denied(self, cell: &str) -> bool {
        let word: String =
            cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let word = word.as_str();
        match self {
            Self::There => yes_or_no(word) == Some(false) || NOT_THERE.contains(&word),
            Self::Gone => yes_or_no(word) == Some(true),
            Self::GoneOn => is_day(cell),
            Self::Code => NOTHING_FOUND.contains(&word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_no_finding_and_what_is_not_understood_is_one() {
        for (heading, cell, denied) in [
            ("vulnerable", "No", true),
            ("vulnerable", "Yes", false),
            ("vulnerable", "perhaps not", false),
            ("affected", "Not affected", true),
            ("fixed", "yes", true),
            ("fixed", "no", false),
            ("vulnerabilitytestresultcode", "nv", true),
            ("vulnerabilitytestresultcode", "ve", false),
            ("severity", "no", false),
            ("mitigatedon", "Aug 20, 2019", true),
            ("mitigatedon", "", false),
        ] {
            let found = columns(&[heading.to_owned()]);
            assert_eq!(found.iter().any(|(_, asked)| asked.is_denied(cell)), denied, "{heading}");
        }
    }
}

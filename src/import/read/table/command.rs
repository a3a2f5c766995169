//! A command that stands above what it printed: whether it asked for all patches, or for some.
//!
//! A list that its own command filtered is a part of the list, and nothing in its rows says so.

use crate::term::alias::cell::kbs_in;

/// What asks for the patches of a machine, in lower case.
const ASKS: [&str; 3] = ["get-hotfix", "quickfixengineering", "wmic"];
/// Parameters that say which of them, and those that say how many rows are kept.
const WHICH: [&str; 5] = ["id", "hfid", "description", "filter", "query"];
const HOW_MANY: [&str; 6] = ["first", "last", "skip", "skiplast", "index", "unique"];
/// Commands behind a bar that keep every row. Others may leave some out.
const KEEP: [&str; 18] = [
    "ft",
    "fl",
    "fw",
    "select",
    "select-object",
    "sort",
    "sort-object",
    "tee",
    "tee-object",
    "more",
    "cat",
    "clip",
    "set-content",
    "epcsv",
    "ogv",
    "format",
    "%",
    "foreach-object",
];
/// Beginnings of such commands.
const KEEP_ALL: [&str; 4] = ["format-", "out-", "export-", "convertto-"];

/// Whether a line is a command for patches that may not show all of them.
pub(super) fn shows_a_part(line: &str) -> bool {
    let lower = line.to_lowercase();
    let asks = |stage: &&str| ASKS.iter().any(|name| stage.contains(name));
    let mut stages = lower.split('|').skip_while(|stage| !asks(stage));
    let Some(first) = stages.next() else { return false };
    if first.contains("wmic") && !first.split_whitespace().any(|word| word == "qfe") {
        return false;
    }
    picks(first) || stages.any(|stage| !keeps(stage.trim()))
}

/// Whether the command itself says which patches it wants.
fn picks(command: &str) -> bool {
    let mut words = command.split(|c: char| c.is_whitespace() || matches!(c, '(' | '{' | ';'));
    words.any(|word| word == "where" || parameter(word).is_some_and(|name| is_one(name, &WHICH)))
        || !kbs_in(command).is_empty()
}

/// Whether a command behind a bar keeps every row.
fn keeps(stage: &str) -> bool {
    let mut words = stage.split_whitespace();
    let verb = words.next().unwrap_or("").trim_matches(['(', ')', '{', '}']);
    let known = KEEP.contains(&verb) || KEEP_ALL.iter().any(|start| verb.starts_with(start));
    let fewer = |word: &str| parameter(word).is_some_and(|name| is_one(name, &HOW_MANY));
    known && !words.any(|word| fewer(word) || word.starts_with("if(") || word == "if")
}

/// `id` of `-Id:KB917422`.
fn parameter(word: &str) -> Option<&str> {
    let name = word.strip_prefix('-')?.split(':').next()?;
    (!name.is_empty()).then_some(name)
}

/// Whether a name is one of these; PowerShell takes their beginnings too.
fn is_one(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_say_whether_they_show_all() {
        for line in [
            "PS C:\\> Get-HotFix -Id KB917422 -ComputerName A1",
            "PS C:\\> Get-HotFix KB917422",
            "PS C:\\> Get-HotFix -Desc Security*",
            "# PS C:\\> Get-HotFix | Sort-Object InstalledOn | Select-Object -First 2",
            "Get-HotFix | Where-Object { $_.Description -eq 'Update' }",
            "Get-HotFix | ?{$_.InstalledOn -gt $day}",
            "Get-CimInstance -Filter \"HotFixID='KB917422'\" -ClassName Win32_QuickFixEngineering",
            "C:\\>wmic qfe where \"HotFixID='KB917422'\" get CSName,HotFixID",
            "C:\\>wmic /node:A1 qfe get HotFixID | findstr KB91",
            "$ wmic qfe list | grep KB",
        ] {
            assert!(shows_a_part(line), "{line}");
        }
        for line in [
            "PS C:\\> Get-HotFix",
            "PS C:\\> Get-HotFix -ComputerName A1 -Credential x | Format-Table -AutoSize",
            "'A1','A2' | where { $_ } | % { Get-HotFix -ComputerName $_ } | ft",
            "gwmi Win32_QuickFixEngineering | select CSName, HotFixID | Export-Csv x.csv -NoType",
            "C:\\>wmic /node:A1 qfe list full /format:list",
            "C:\\>wmic qfe get HotFixID,InstalledOn | more",
            "C:\\>wmic os where x=1 get Caption",
            "Report of the week | first floor",
            "",
        ] {
            assert!(!shows_a_part(line), "{line}");
        }
    }
}

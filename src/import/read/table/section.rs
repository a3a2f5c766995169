//! Parts of a text that are of one host each, where the tables in it name none: the name stands in
//! a line above, as grouped tables, Ansible, prompts and rulers of a script put it.

use crate::import::fact::Identity;
use crate::import::read::console::is_folder;
use crate::term::alias::cell::kbs_in;
use crate::term::alias::column::{Column, known, plain};

/// The lines below one name.
#[derive(Debug)]
pub(super) struct Section<'t> {
    /// The host; `None` where a line says that another one follows, and not which.
    pub(super) host: Option<Identity>,
    /// How many lines of the text stand before it, with the one that names the host.
    pub(super) above: u32,
    /// The line that names the host.
    pub(super) named_by: &'t str,
    pub(super) text: &'t str,
}

/// The sections of a text, if any line names a host.
pub(super) fn by_host(text: &str) -> Option<Vec<Section<'_>>> {
    let mut sections = vec![Section { host: None, above: 0, named_by: "", text: "" }];
    let (mut start, mut at) = (0, 0);
    for (raw, number) in text.split_inclusive('\n').zip(1_u32..) {
        if let Some(host) = whose(raw.trim()) {
            if let Some(last) = sections.last_mut() {
                last.text = &text[start..at];
            }
            start = at + raw.len();
            sections.push(Section { host, above: number, named_by: raw.trim(), text: "" });
        }
        at += raw.len();
    }
    if let Some(last) = sections.last_mut() {
        last.text = &text[start..];
    }
    sections.iter().any(|section| section.host.is_some()).then_some(sections)
}

/// Whether what follows a line is of another host, and of which, if it says so.
fn whose(line: &str) -> Option<Option<Identity>> {
    if line.starts_with("ERROR:") {
        return Some(None);
    }
    let named = |name: &str| Some(host(name));
    if let Some(said) = prompt(line) {
        return Some(said.and_then(host));
    }
    let found = line.strip_prefix("Node - ").or_else(|| by_ansible(line)).or_else(|| by_key(line));
    match (found, by_ruler(line)) {
        (Some(name), _) => named(name),
        // What it names may be what the next lines are about.
        (None, Some(name)) => Some(host(name).filter(|_| is_of_a_machine(line, name))),
        (None, None) => None,
    }
}

/// Whether a word of a ruler names a machine, and not what stands below it: `Hotfixes:`. A colon is
/// a weak sign, so the name needs a number or a sign in it.
fn is_of_a_machine(line: &str, name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "hotfix", "patch", "update", "result", "output", "report", "server", "computer", "client",
        "list", "stdout", "begin", "start", "done", "install", "system",
    ];
    let (lower, numbered) = (name.to_lowercase(), name.contains(|c: char| !c.is_alphabetic()));
    let weak = line == format!("{name}:");
    numbered || (!weak && !PARTS.iter().any(|part| lower.contains(part)))
}

/// The host of a name, if it is one: a word, and no number of a patch.
fn host(name: &str) -> Option<Identity> {
    let name = name.trim().trim_matches(['"', '\'']);
    let endings = [".txt", ".csv", ".log", ".out"];
    let name = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let word =
        !name.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=' | '@' | '$'));
    let plausible = word && name.contains(char::is_alphanumeric) && kbs_in(name).is_empty();
    Some(Identity::named(name)).filter(|identity| plausible && !identity.is_empty())
}

/// The host that a sheet of a workbook is called after. What a spreadsheet calls its sheets by
/// itself, and what they may hold, is none.
pub(super) fn host_of_sheet(name: &str) -> Option<Identity> {
    const OF_ITSELF: [&str; 22] = [
        "sheet",
        "tabelle",
        "feuil",
        "feuille",
        "hoja",
        "foglio",
        "planilha",
        "folha",
        "blad",
        "ark",
        "arkusz",
        "list",
        "taulukko",
        "лист",
        "chart",
        "diagramm",
        "table",
        "data",
        "export",
        "page",
        "工作表",
        "シート",
    ];
    let lower = name.trim().to_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit() || " _-()".contains(c));
    let own = OF_ITSELF.contains(&letters) || known(&plain(letters)).is_some();
    host(name).filter(|_| !own && is_of_a_machine(&format!("{name}:"), name))
}

/// A line of a console with a command: the host that the command asks, if it says one.
fn prompt(line: &str) -> Option<Option<&str>> {
    let (before, command) = line.split_once('>')?;
    let remote = before
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .filter(|(_, rest)| rest.starts_with("PS "));
    if let Some((name, _)) = remote {
        return Some(Some(name));
    }
    let is_prompt = before.starts_with("PS ") || before.starts_with("wmic:") || is_folder(before);
    is_prompt.then(|| asked(command))
}

/// The host that a command asks: `/node:A`, `-ComputerName A`, `\\A`.
fn asked(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    while let Some(word) = words.next() {
        let lower = word.to_lowercase();
        if let Some(name) = word.get(6..).filter(|_| lower.starts_with("/node:")) {
            return Some(name);
        }
        if let Some(name) = word.strip_prefix("\\\\") {
            return Some(name);
        }
        if let Some((_, name)) =
            word.split_once(':').filter(|_| lower.starts_with("-computername:"))
        {
            return Some(name);
        }
        if ["-computername", "-computer", "-cn", "/s", "/node", "-s"].contains(&lower.as_str()) {
            return words.next();
        }
    }
    None
}

/// `SRV1 | CHANGED | rc=0 >>`.
fn by_ansible(line: &str) -> Option<&str> {
    const WORDS: [&str; 6] = ["CHANGED", "SUCCESS", "FAILED", "FAILED!", "UNREACHABLE!", "SKIPPED"];
    let (name, rest) = line.split_once(" | ")?;
    let word = rest.split_whitespace().next().unwrap_or("");
    WORDS.contains(&word).then_some(name)
}

/// `PSComputerName: SRV1`, as a grouped table of PowerShell has it.
fn by_key(line: &str) -> Option<&str> {
    let (key, name) = line.split_once(':')?;
    let heading = plain(key);
    let is_name =
        matches!(known(&heading), Some(Column::Name | Column::Fqdn)) || heading == "source";
    (is_name && !name.trim().is_empty()).then_some(name)
}

/// A name between signs: `===== SRV1 =====`, `[SRV1]`, `==> SRV1.txt <==`, `# host SRV1`, `SRV1:`.
fn by_ruler(line: &str) -> Option<&str> {
    const SIGNS: [char; 12] = ['=', '-', '*', '#', '+', '~', '_', '<', '>', '[', ']', ':'];
    let bare = line.trim_matches(|c: char| SIGNS.contains(&c) || c.is_whitespace());
    let signs = line.chars().filter(|c| !c.is_whitespace()).count()
        - bare.chars().filter(|c| !c.is_whitespace()).count();
    if signs == 0 || bare.is_empty() {
        return None;
    }
    let key = |word: &str| known(&plain(word)) == Some(Column::Name);
    let name = match bare.split_once(char::is_whitespace) {
        Some((word, name)) if key(word.trim_end_matches(':')) => name.trim(),
        Some(_) => return None,
        None => bare,
    };
    // A minus may stand for nothing in a column, and a list has one before each entry.
    let sure = signs >= 2 || line.starts_with('#') || line.ends_with(':');
    (sure && host(name).is_some() && !key(name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_the_host_of_what_follows() {
        for (line, name) in [
            ("PSComputerName: A1", Some("A1")),
            ("A1 | CHANGED | rc=0 >>", Some("A1")),
            ("A1 | UNREACHABLE! => {", Some("A1")),
            ("===== A1 =====", Some("A1")),
            ("==> A1.txt <==", Some("A1")),
            ("--- host A1 ---", Some("A1")),
            ("[A1]", Some("A1")),
            ("A1:", Some("A1")),
            ("Node - A1", Some("A1")),
            ("C:\\>wmic /node:\"A1\" qfe list", Some("A1")),
            ("PS C:\\> Get-HotFix -ComputerName A1", Some("A1")),
            ("[A1]: PS C:\\Users\\x> Get-HotFix", Some("A1")),
            ("C:\\>wmic qfe list", None),
            ("C:\\>wmic /node:@all.txt qfe", None),
            ("ERROR:", None),
            ("Hotfixes:", None),
            ("=== Installed ===", None),
        ] {
            let found = whose(line).map(|host| host.and_then(|host| host.name));
            assert_eq!(found, Some(name.map(Into::into)), "{line}");
        }
        for line in [
            "HotFixID  InstalledOn",
            "--------  -----------",
            "KB921883  8/12/2006",
            "KB921883:",
            "===== Report of the week =====",
            "-A1",
            "",
        ] {
            assert_eq!(whose(line), None, "{line}");
        }
    }
}

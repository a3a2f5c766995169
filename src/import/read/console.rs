//! What consoles put between the lines that programs print.

/// What consoles write before what they have to say, in their languages.
const WARNINGS: [&str; 26] = [
    "WARNING",
    "WARNUNG",
    "AVERTISSEMENT",
    "ADVERTENCIA",
    "AVVISO",
    "AVISO",
    "WAARSCHUWING",
    "OSTRZEŻENIE",
    "VARNING",
    "ADVARSEL",
    "VAROITUS",
    "UPOZORNĚNÍ",
    "ПРЕДУПРЕЖДЕНИЕ",
    "警告",
    "경고",
    "ERROR",
    "FEHLER",
    "ERREUR",
    "ERRORE",
    "ERRO",
    "FOUT",
    "ОШИБКА",
    "VERBOSE",
    "AUSFÜHRLICH",
    "COMMENTAIRES",
    "DEBUG",
];

/// Whether a line is a message of the console: `WARNING: …`.
pub(in crate::import) fn is_message(line: &str) -> bool {
    line.split_once([':', '：']).is_some_and(|(word, _)| WARNINGS.contains(&word.trim()))
}

/// Whether a line is one that somebody typed behind a prompt: `C:\>`, `PS C:\>`, `[SRV1]: PS C:\>`,
/// `root@srv1:~#`.
pub(in crate::import) fn is_prompt(line: &str) -> bool {
    let local = match line.split_once("]: ") {
        Some((start, rest)) if start.starts_with('[') => rest,
        _ => line,
    };
    let of_windows = local.split_once('>').is_some_and(|(before, _)| {
        let shell = before.strip_prefix("PS ").is_some_and(|path| path.contains([':', '/', '\\']));
        shell || before.starts_with("wmic:") || is_folder(before)
    });
    of_windows || is_of_unix(local)
}

/// `C:\Users\admin`.
pub(in crate::import) fn is_folder(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.as_str().starts_with(":\\")
}

/// `root@srv1:~#`, `[root@srv1 ~]$`.
fn is_of_unix(line: &str) -> bool {
    let Some((user, rest)) = line.split_once(['$', '#']).and_then(|(at, _)| at.split_once('@'))
    else {
        return false;
    };
    let named = |user: &str| !user.is_empty() && !user.contains(char::is_whitespace);
    match user.strip_prefix('[') {
        Some(user) => named(user) && rest.ends_with(']'),
        None => named(user) && rest.contains(':') && !rest.contains(char::is_whitespace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_other_lines() {
        for line in [
            "C:\\>",
            "C:\\Documents and Settings\\x>wmic qfe",
            "PS C:\\> Get-HotFix",
            "PS /home/x> Get-HotFix",
            "[SRV1]: PS C:\\Users\\x> ",
            "wmic:root\\cli>qfe",
            "root@srv1:~# ls",
            "[root@srv1 ~]$ ls",
        ] {
            assert!(is_prompt(line), "{line}");
        }
        for line in ["", "SRV1", "a > b", "C: 80 > 10", "x@example.org", "a@b # remark", "PS > x"] {
            assert!(!is_prompt(line), "{line}");
        }
    }
}

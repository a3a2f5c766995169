//! Texts inside of a configuration: banners, messages, menus and macros. They run from a sign to the
//! same sign, over any number of lines, and may quote commands that are not in force.

/// The lines that belong to such texts.
pub(super) struct Banners {
    /// Whether each line does.
    is_text: Vec<bool>,
    /// The line of one that is not closed: what follows may be its text.
    pub(super) torn: Option<u32>,
}

impl Banners {
    /// Finds them. O(text): a text that is not closed ends the search.
    pub(super) fn find(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let is_asa = lines.iter().any(|line| is_of_asa(line));
        let mut found = Self { is_text: vec![false; lines.len()], torn: None };
        let mut at = 0;
        while at < lines.len() {
            let start = at;
            at += 1;
            let Some(sign) = opened(lines[start], lines.get(at).copied(), is_asa) else { continue };
            let behind = lines[at..].iter().position(|line| line.contains(&sign));
            match behind {
                Some(behind) => at += behind + 1,
                None => {
                    found.torn = Some(start as u32 + 1);
                    break;
                }
            }
            found.is_text[start..at].fill(true);
        }
        found
    }

    /// Whether a line, from 0, is such a text.
    pub(super) fn holds(&self, at: usize) -> bool {
        self.is_text.get(at).copied().unwrap_or(false)
    }
}

/// Lines that only ASA and PIX have, where each line of a banner is a command of its own.
fn is_of_asa(line: &str) -> bool {
    let mut words = line.split_whitespace();
    matches!(
        (words.next(), words.next()),
        (Some("ASA" | "PIX"), Some("Version"))
            | (Some(":"), Some("Saved"))
            | (Some("nameif" | "security-level"), _)
    )
}

/// The sign that closes a text which starts in a line and goes on behind it.
fn opened(line: &str, next: Option<&str>, is_asa: bool) -> Option<String> {
    // As a saved configuration writes it.
    for sign in ["^C", "\u{3}"] {
        match line.matches(sign).count() {
            0 => {}
            count => return (count % 2 == 1).then(|| sign.to_owned()),
        }
    }
    let text = message(line)?;
    let is_repeated = next.is_some_and(|next| message(next).is_some());
    let sign = text.chars().next()?;
    let rest = &text[sign.len_utf8()..];
    let is_word = sign.is_alphanumeric() && !rest.is_empty();
    let goes_on = !is_word && !is_asa && !is_repeated && !rest.contains(sign);
    goes_on.then(|| sign.to_string())
}

/// What stands behind the name of a message; `None` if a line is none.
fn message(line: &str) -> Option<&str> {
    const KINDS: [&str; 7] =
        ["motd", "login", "exec", "incoming", "slip-ppp", "prompt-timeout", "asdm"];
    let line = line.trim();
    if line.starts_with("macro name ") {
        // A macro ends with a line of its own.
        return Some("@");
    }
    let simple = [
        "vacant-message ",
        "refuse-message ",
        "aaa authentication banner ",
        "aaa authentication fail-message ",
    ];
    if let Some(rest) = simple.iter().find_map(|start| line.strip_prefix(start)) {
        return Some(rest.trim()).filter(|rest| !rest.is_empty());
    }
    let rest = line.strip_prefix("banner ")?.trim();
    let kind = KINDS.iter().find_map(|kind| rest.strip_prefix(kind)?.strip_prefix([' ', '\t']));
    Some(kind.unwrap_or(rest).trim()).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<usize> {
        let found = Banners::find(text);
        (0..text.lines().count()).filter(|at| found.holds(*at)).collect()
    }

    #[test]
    fn a_text_runs_from_a_sign_to_the_same_sign() {
        assert_eq!(texts("a\nbanner motd ^C\nb\n^C\nc\n"), [1, 2, 3]);
        assert_eq!(texts("banner login #hello\nb # c\nd\n"), [0, 1]);
        assert_eq!(texts("banner exec %one line%\nb\n"), Vec::<usize>::new());
        assert_eq!(texts("banner %\nb\n%\n"), [0, 1, 2]);
        assert_eq!(texts("macro name m\nb\n@\nc\n"), [0, 1, 2]);
        assert_eq!(texts("menu m title ^C\nb\n^C\n"), [0, 1, 2]);
        // ASA has a command for each line.
        assert_eq!(texts("banner motd keep out\nb\n"), Vec::<usize>::new());
        assert_eq!(texts("banner motd *\nbanner motd * x\nb\n"), Vec::<usize>::new());
        assert_eq!(texts("nameif inside\nbanner motd *\nb\n* c\n"), Vec::<usize>::new());
        assert_eq!(Banners::find("a\nbanner motd ^C\nb\n").torn, Some(2));
    }
}

//! The commands of one line of a shell.

/// What stands in front of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing, or something that does not ask how the command before ended.
    None,
    /// `&&`, `||`.
    Condition,
    /// `;;`, the end of a branch.
    Branch,
}

/// The commands, without the comment behind them. Quotes hold them together, and what is to be put
/// in from another command.
pub(super) fn split(line: &str) -> Vec<(Separator, &str)> {
    let bytes = line.as_bytes();
    let (mut found, mut separator, mut start, mut at) = (Vec::new(), Separator::None, 0, 0);
    let (mut quote, mut inside) = (None, 0_usize);
    while at < bytes.len() {
        let (byte, next) = (bytes[at], bytes.get(at + 1).copied().unwrap_or(0));
        let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let mut width = 0;
        match (quote, byte) {
            (Some(b'\''), _) if byte != b'\'' => {}
            (_, b'\\') => at += 1,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'(') if before == b'$' || inside > 0 => inside += 1,
            (None, b')') => inside = inside.saturating_sub(1),
            (None, _) if inside > 0 => {}
            (None, b'#') if before.is_ascii_whitespace() || before == b';' => break,
            (None, b'&') if before == b'>' || next == b'>' => {}
            (None, b'|') if is_in_pattern(line, start, at) => {}
            (None, b';' | b'&' | b'|') => width = if next == byte { 2 } else { 1 },
            _ => {}
        }
        if width > 0 {
            found.push((separator, &line[start..at]));
            separator = match (width, byte) {
                (2, b';') => Separator::Branch,
                (2, _) => Separator::Condition,
                _ => Separator::None,
            };
            start = at + width;
            at += width;
        } else {
            at += 1;
        }
    }
    found.push((separator, &line[start..at.min(line.len())]));
    found
}

/// Whether a bar parts the words of the pattern of a branch: `stop|flush)`. Commands have words, or a
/// bracket that is opened.
fn is_in_pattern(line: &str, start: usize, at: usize) -> bool {
    let Some(end) = line[at..].find(')') else { return false };
    // The first pattern may stand behind the word that starts the choice.
    let text = line[start..at + end].trim();
    let text = text.rsplit_once(" in ").filter(|_| text.starts_with("case ")).map_or(text, |p| p.1);
    let word = |word: &str| {
        let word = word.trim();
        !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "$`(&;<>=".contains(c))
    };
    text.split('|').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parted_where_a_shell_parts_it() {
        let texts = |line| {
            split(line).into_iter().map(|(_, text)| text.trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            texts("a 'b;c' \"d&&e\" && f >x 2>&1; g # h"),
            ["a 'b;c' \"d&&e\"", "f >x 2>&1", "g"]
        );
        assert_eq!(texts("a $(b; c) `d; e`|f"), ["a $(b; c) `d; e`", "f"]);
        assert_eq!(texts("x) a;; y"), ["x) a", "y"]);
        assert_eq!(texts("a\\;b"), ["a\\;b"]);
        assert_eq!(texts("stop|flush) a; b|c"), ["stop|flush) a", "b", "c"]);
        assert_eq!(texts("case $1 in a|b) c;; d | e) f"), ["case $1 in a|b) c", "d | e) f"]);
        assert_eq!(texts("(a|b c)"), ["(a", "b c)"]);
        assert_eq!(texts("ä; 'ö"), ["ä", "'ö"]);
        assert_eq!(texts("a \\"), ["a \\"]);
    }
}

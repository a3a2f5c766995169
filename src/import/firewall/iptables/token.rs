//! The words of a line as a shell would part them.

/// The words of a line, and what may be wrong with them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: Vec<String>,
    /// Whether a quotation mark is not closed.
    pub(super) is_open: bool,
    /// The first word that starts with `#` and is not quoted: people put remarks behind it.
    pub(super) remark: Option<usize>,
}

/// Words; quotes hold blanks together, a backslash takes the next character as it is.
pub(in crate::import::firewall) fn words(line: &str) -> Vec<String> {
    read(line).words
}

/// The same, with what may be wrong.
pub(super) fn read(line: &str) -> Line {
    let (mut words, mut word, mut started) = (Vec::new(), String::new(), false);
    let mut remark = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (_, '\\') if quote != Some('\'') => {
                word.extend(chars.next());
                started = true;
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                started = true;
            }
            (None, c) if c.is_whitespace() => {
                if std::mem::take(&mut started) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (None, c) => {
                if c == '#' && !started {
                    remark.get_or_insert(words.len());
                }
                word.push(c);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    Line { words, is_open: quote.is_some(), remark }
}

#[cfg(test)]
mod tests {
    use super::{read, words};

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(
            words(r#"-m comment --comment "say \"so\" -s 0" -j ACCEPT"#),
            ["-m", "comment", "--comment", r#"say "so" -s 0"#, "-j", "ACCEPT"]
        );
        assert_eq!(words("a '' \"b c"), ["a", "", "b c"]);
    }

    #[test]
    fn a_mark_that_is_not_closed_and_a_remark_are_found() {
        assert!(read("a \"b c").is_open && !read("a 'b c'").is_open);
        assert_eq!((read("a b#c #d").remark, read("a '#b'").remark), (Some(2), None));
    }
}

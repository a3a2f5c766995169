//! The words of a line as a shell would part them.

/// Words; quotes hold blanks together, a backslash takes the next character as it is.
pub(in crate::import::firewall) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut started) = (Vec::new(), String::new(), false);
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
                word.push(c);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(
            words(r#"-m comment --comment "say \"so\" -s 0" -j ACCEPT"#),
            ["-m", "comment", "--comment", r#"say "so" -s 0"#, "-j", "ACCEPT"]
        );
        assert_eq!(words("a '' \"b c"), ["a", "", "b c"]);
    }
}

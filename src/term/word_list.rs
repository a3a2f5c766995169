//! Lists of words that a word is looked up in.

/// Words in the order of their bytes, each once: one is found in a few steps, however many there
/// are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordList(&'static [&'static str]);

impl WordList {
    /// Of words that are sorted. What is not does not compile: all lists are constants.
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        let mut at = 1;
        while at < words.len() {
            assert!(
                comes_before(words[at - 1].as_bytes(), words[at].as_bytes()),
                "the words are not sorted"
            );
            at += 1;
        }
        Self(words)
    }

    /// Whether a word is one of them.
    pub(crate) fn has(self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}

/// `<`, where only loops are allowed.
const fn comes_before(some: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < some.len() && at < other.len() {
        if some[at] != other[at] {
            return some[at] < other[at];
        }
        at += 1;
    }
    some.len() < other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_sorted_lists() {
        const LIST: WordList = WordList::new(&["-v", "a", "ab", "b", "é", "未"]);
        assert!(LIST.0.iter().all(|word| LIST.has(word)));
        assert!(["", "A", "abc", "未安"].iter().all(|word| !LIST.has(word)));
    }

    #[test]
    fn lists_that_are_not_sorted_are_none() {
        for words in [&["b", "a"], &["a", "a"], &["ab", "a"], &["é", "z"]] {
            assert!(!comes_before(words[0].as_bytes(), words[1].as_bytes()), "{words:?}");
        }
    }
}

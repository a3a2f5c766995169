//! The words of one line, one after the other.

/// A line that is read word by word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'w, 't> {
    all: &'w [&'t str],
    at: usize,
}

impl<'w, 't> Words<'w, 't> {
    pub(super) fn new(all: &'w [&'t str]) -> Self {
        Self { all, at: 0 }
    }

    /// The next word; empty behind the last.
    pub(super) fn next(&mut self) -> &'t str {
        let word = self.peek();
        self.at += 1;
        word
    }

    pub(super) fn peek(&self) -> &'t str {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> &'t str {
        self.all.get(self.at + ahead).copied().unwrap_or("")
    }

    /// Goes past a word if it is the next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is_next = self.peek() == word;
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.all.len()
    }
}

/// Whether a word is a number.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

//! Stable hashes of content that key the random draws.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

/// A number under construction that depends on content alone, not on indices: it keeps the coins of
/// an unchanged class, advisory or segment the same when something else in the network changes.
///
/// The hash is named (SipHash-1-3 under the key 0), and what goes into it is spelt out byte by
/// byte, lengths before texts, numbers as eight bytes with the lowest first. So a seed means the
/// same on every machine and in every release.
#[derive(Clone, Debug)]
pub(super) struct Key(SipHasher13);

impl Key {
    /// Begins a key; the kind keeps a segment and a flow of one name apart.
    pub(super) fn of(kind: &str) -> Self {
        Self(SipHasher13::new_with_keys(0, 0)).text(kind)
    }

    /// Adds a text.
    #[must_use]
    pub(super) fn text(self, text: &str) -> Self {
        let mut key = self.number(text.len() as u64);
        key.0.write(text.as_bytes());
        key
    }

    /// Adds a number.
    #[must_use]
    pub(super) fn number(mut self, number: u64) -> Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    /// Adds something that may be missing.
    #[must_use]
    pub(super) fn maybe<T>(self, content: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match content {
            None => self.number(0),
            Some(content) => add(self.number(1), content),
        }
    }

    /// Adds a list, its length first.
    #[must_use]
    pub(super) fn list<T>(
        self,
        items: impl ExactSizeIterator<Item = T>,
        add: impl Fn(Self, T) -> Self,
    ) -> Self {
        let key = self.number(items.len() as u64);
        items.fold(key, add)
    }

    /// The number.
    pub(super) fn finish(self) -> u64 {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever sees these numbers change has changed what every seed means.
    #[test]
    fn keys_are_the_same_in_every_release() {
        assert_eq!(Key::of("segment").text("office").finish(), 6_481_975_526_632_529_493);
        let ports = [445, 135];
        assert_eq!(
            Key::of("class")
                .list(ports.iter(), |key, port| key.number(*port))
                .maybe(None::<&str>, Key::text)
                .finish(),
            17_730_908_192_210_699_797
        );
    }

    #[test]
    fn lengths_keep_neighbours_apart() {
        assert_ne!(
            Key::of("flow").text("ab").text("c").finish(),
            Key::of("flow").text("a").text("bc").finish()
        );
    }
}

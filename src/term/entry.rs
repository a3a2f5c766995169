//! The ways in: where attacks start.

use std::ops::{Index, IndexMut};

/// A way in. The order is that of tables, and breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// Attackers on the internet, through flows that start there.
    Internet,
    /// Laptops that are infected while they are outside.
    Roaming,
    /// Insiders.
    Insider,
    /// Trojans that somebody runs: a mail, a download.
    Mail,
    /// Hosts that are known to be infected.
    Infected,
}

impl Entry {
    /// Every way in.
    pub const ALL: [Self; 5] =
        [Self::Internet, Self::Roaming, Self::Insider, Self::Mail, Self::Infected];

    /// The word of options and of JSON.
    #[inline]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Roaming => "roaming",
            Self::Insider => "insider",
            Self::Mail => "mail",
            Self::Infected => "infected",
        }
    }
}

/// One thing per way in.
///
/// ```
/// use patchfirst::term::entry::{Entry, EntryMap};
/// let mut p = EntryMap::<f64>::default();
/// p[Entry::Mail] = 0.5;
/// let likely: Vec<&str> = p.iter().filter(|(_, p)| **p > 0.1).map(|(entry, _)| entry.as_str()).collect();
/// assert_eq!(likely, ["mail"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryMap<T>([T; Entry::ALL.len()]);

impl<T> EntryMap<T> {
    /// Computes the value of every way in.
    #[inline]
    pub fn from_fn(mut value: impl FnMut(Entry) -> T) -> Self {
        Self(Entry::ALL.map(&mut value))
    }

    /// Every way in with its value, in order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (Entry, &T)> {
        Entry::ALL.into_iter().zip(&self.0)
    }

    /// The same, to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Entry, &mut T)> {
        Entry::ALL.into_iter().zip(&mut self.0)
    }

    /// Another value for each.
    #[inline]
    pub fn map<U>(self, value: impl FnMut(T) -> U) -> EntryMap<U> {
        EntryMap(self.0.map(value))
    }
}

impl<T> Index<Entry> for EntryMap<T> {
    type Output = T;

    #[inline]
    fn index(&self, entry: Entry) -> &T {
        &self.0[entry as usize]
    }
}

impl<T> IndexMut<Entry> for EntryMap<T> {
    #[inline]
    fn index_mut(&mut self, entry: Entry) -> &mut T {
        &mut self.0[entry as usize]
    }
}

/// Which ways in exist.
pub type Entries = EntryMap<bool>;

impl Entries {
    /// Every way in.
    pub const ALL: Self = Self([true; Entry::ALL.len()]);

    /// One way in alone.
    #[inline]
    pub fn only(entry: Entry) -> Self {
        Self::from_fn(|other| other == entry)
    }

    /// These without one.
    #[must_use]
    pub fn without(mut self, entry: Entry) -> Self {
        self[entry] = false;
        self
    }

    /// The ways in that both have.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::from_fn(|entry| self[entry] && other[entry])
    }

    /// The ways in that either has.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::from_fn(|entry| self[entry] || other[entry])
    }

    /// Those that exist, in order.
    #[inline]
    pub fn present(self) -> impl Iterator<Item = Entry> {
        Entry::ALL.into_iter().filter(move |entry| self[*entry])
    }
}

//! Sets of numbers as sorted ranges.

use std::sync::Arc;

/// Numbers as sorted ranges, both ends included, that neither overlap nor touch. Cheap to clone:
/// most sets are one range, and groups are shared by many rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ranges(Kept);

/// How ranges are kept: each set in one way only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
enum Kept {
    #[default]
    None,
    One([(u128, u128); 1]),
    /// At least two.
    Many(Arc<[(u128, u128)]>),
}

impl From<Vec<(u128, u128)>> for Kept {
    fn from(ranges: Vec<(u128, u128)>) -> Self {
        match ranges.as_slice() {
            [] => Self::None,
            [one] => Self::One([*one]),
            _ => Self::Many(ranges.into()),
        }
    }
}

impl Ranges {
    /// Every number.
    pub fn all() -> Self {
        Self::of(0, u128::MAX)
    }

    /// The numbers from the first to the last; none where it ends before it starts.
    pub fn of(first: u128, last: u128) -> Self {
        if first <= last { Self(Kept::One([(first, last)])) } else { Self::default() }
    }

    /// The union of any ranges, in any order. O(n log n).
    pub fn collect(ranges: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut all: Vec<(u128, u128)> =
            ranges.into_iter().filter(|(first, last)| first <= last).collect();
        all.sort_unstable();
        Self::joined(all.len(), all)
    }

    /// The union of sorted ranges.
    fn joined(count: usize, sorted: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut joined: Vec<(u128, u128)> = Vec::with_capacity(count);
        for (first, last) in sorted {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last)
                }
                _ => joined.push((first, last)),
            }
        }
        Self(joined.into())
    }

    /// The ranges, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u128)> + '_ {
        self.slice().iter().copied()
    }

    fn slice(&self) -> &[(u128, u128)] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(one) => one,
            Kept::Many(many) => many,
        }
    }

    /// How many ranges there are.
    pub fn len(&self) -> usize {
        self.slice().len()
    }

    /// Whether there is no number.
    pub fn is_empty(&self) -> bool {
        self.slice().is_empty()
    }

    /// Whether every number is in it.
    pub fn is_all(&self) -> bool {
        matches!(self.slice(), [(0, u128::MAX)])
    }

    /// The first number, if there is one.
    pub fn first(&self) -> Option<u128> {
        self.slice().first().map(|range| range.0)
    }

    /// The last number, if there is one.
    pub fn last(&self) -> Option<u128> {
        self.slice().last().map(|range| range.1)
    }

    /// Whether a number is in it. O(log n).
    pub fn contains(&self, number: u128) -> bool {
        let at = self.slice().partition_point(|range| range.1 < number);
        self.slice().get(at).is_some_and(|range| range.0 <= number)
    }

    /// The ranges that may share a number with one range.
    pub(super) fn near(&self, first: u128, last: u128) -> &[(u128, u128)] {
        let all = self.slice();
        let rest = &all[all.partition_point(|range| range.1 < first)..];
        &rest[..rest.partition_point(|range| range.0 <= last)]
    }

    /// Goes on to the first range that ends at a number or behind it: O(log n) in the ranges that
    /// are passed.
    fn advance(&self, at: &mut usize, number: u128) {
        let all = self.slice();
        let mut step = 1;
        while all.get(*at + step - 1).is_some_and(|range| range.1 < number) {
            *at += step;
            step *= 2;
        }
        let rest = &all[*at..all.len().min(*at + step)];
        *at += rest.partition_point(|range| range.1 < number);
    }

    /// Whether the two share a number. O(n log(m / n)) in the smaller and the larger, as for all of
    /// two sets.
    pub fn meets(&self, other: &Self) -> bool {
        if let (Kept::One([a]), Kept::One([b])) = (&self.0, &other.0) {
            return a.0 <= b.1 && b.0 <= a.1;
        }
        let (small, large) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        let mut at = 0;
        small.iter().any(|(first, last)| {
            large.advance(&mut at, first);
            large.slice().get(at).is_some_and(|range| range.0 <= last)
        })
    }

    /// Whether every number of the other is in this one.
    pub fn covers(&self, other: &Self) -> bool {
        if let (Kept::One([all]), Some(first), Some(last)) = (&self.0, other.first(), other.last())
        {
            return all.0 <= first && last <= all.1;
        }
        let mut at = 0;
        other.iter().all(|(first, last)| {
            self.advance(&mut at, first);
            self.slice().get(at).is_some_and(|range| range.0 <= first && last <= range.1)
        })
    }

    /// Numbers of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() {
            other.clone()
        } else if self == other || self.covers(other) {
            self.clone()
        } else {
            let (mut a, mut b) = (self.iter().peekable(), other.iter().peekable());
            let next = || match (a.peek(), b.peek()) {
                (Some(one), Some(two)) if two < one => b.next(),
                (Some(_), _) => a.next(),
                (None, _) => b.next(),
            };
            Self::joined(self.len() + other.len(), std::iter::from_fn(next))
        }
    }

    /// Numbers of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        if other.covers(self) {
            return self.clone();
        }
        if self.covers(other) {
            return other.clone();
        }
        let (small, large) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        let (mut shared, mut at) = (Vec::new(), 0);
        for (first, last) in small.iter() {
            large.advance(&mut at, first);
            let here = large.slice()[at..].iter().take_while(|range| range.0 <= last);
            shared.extend(here.map(|range| (first.max(range.0), last.min(range.1))));
        }
        Self(shared.into())
    }

    /// Numbers of this one that the other has not.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        if self == other {
            return Self::default();
        }
        if !self.meets(other) {
            return self.clone();
        }
        let (mut left, mut next) = (Vec::with_capacity(self.len()), 0);
        for (first, last) in self.iter() {
            other.advance(&mut next, first);
            let mut at = Some(first);
            for &(from, to) in other.slice()[next..].iter().take_while(|range| range.0 <= last) {
                let Some(start) = at else { break };
                if start < from {
                    left.push((start, from - 1));
                }
                at = to.checked_add(1).map(|next| next.max(start)).filter(|next| *next <= last);
            }
            left.extend(at.map(|start| (start, last)));
        }
        Self(left.into())
    }

    /// What is not in it.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self::all().without(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_small_numbers_agree_with_bits() {
        let set = |bits: u16| {
            Ranges::collect((0..16).filter(|bit| bits >> bit & 1 == 1).map(|bit| (bit, bit)))
        };
        let bits = |set: &Ranges| {
            (0..16).filter(|bit| set.contains(*bit)).fold(0_u16, |all, bit| all | 1 << bit)
        };
        let mut seed = 1_u32;
        for _ in 0..3_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (a, b) = (seed as u16, (seed >> 16) as u16);
            let (left, right) = (set(a), set(b));
            assert_eq!(bits(&left.union(&right)), a | b);
            assert_eq!(bits(&left.intersection(&right)), a & b);
            assert_eq!(bits(&left.without(&right)), a & !b);
            assert_eq!(bits(&left.complement()), !a);
            assert_eq!(left.meets(&right), a & b != 0);
            assert_eq!(left.covers(&right), a & b == b);
        }
    }
}

//! Numbers that some sets do not tell apart.

use rustc_hash::FxHashMap;

use super::range::Ranges;

/// Numbers in classes: every set that was cut along has all of a class or none of it.
pub(super) struct Classes {
    /// Sorted.
    numbers: Vec<u128>,
    /// The class of each.
    classes: Vec<u32>,
    count: u32,
}

impl Classes {
    /// One class.
    pub(super) fn new(mut numbers: Vec<u128>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        Self { classes: vec![0; numbers.len()], numbers, count: 1 }
    }

    /// Tells those that are in a set from the others. O(log n) for each range, and a step for each
    /// number in it.
    pub(super) fn cut(&mut self, set: &Ranges) {
        let (Some(least), Some(most)) = (self.numbers.first(), self.numbers.last()) else { return };
        let near = set.near(*least, *most);
        if near.first().is_some_and(|range| range.0 <= *least && *most <= range.1) {
            return;
        }
        let mut parts: FxHashMap<u32, u32> = FxHashMap::default();
        for &(first, last) in near {
            let start = self.numbers.partition_point(|number| *number < first);
            for at in (start..self.numbers.len()).take_while(|at| self.numbers[*at] <= last) {
                self.classes[at] = *parts.entry(self.classes[at]).or_insert_with(|| {
                    self.count += 1;
                    self.count - 1
                });
            }
        }
    }

    /// The class of a number.
    pub(super) fn of(&self, number: u128) -> Option<u32> {
        self.numbers.binary_search(&number).ok().map(|at| self.classes[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_by_the_sets_they_are_in() {
        let mut classes = Classes::new(vec![9, 1, 3, 5, 7]);
        classes.cut(&Ranges::of(2, 6));
        classes.cut(&Ranges::collect([(0, 1), (5, 7), (20, 30)]));
        let of = |number| classes.of(number).unwrap();
        assert!(of(1) != of(9) && of(3) != of(5) && of(5) != of(7) && of(1) != of(3));
        classes.cut(&Ranges::all());
        let mut alike = Classes::new((0..10).collect());
        alike.cut(&Ranges::of(2, 3));
        alike.cut(&Ranges::of(7, 7));
        assert_eq!(alike.of(0), alike.of(9));
        assert_eq!(alike.of(2), alike.of(3));
        assert_eq!(alike.of(10), None);
    }
}

//! A set of ports that is taken from again and again: one bit for each, so that a rule costs as much as it has ports.

use super::ports::Ports;
use super::range::Ranges;

const WORDS: usize = (1 << 17) / 64;

/// Ports as bits.
#[derive(Clone, Debug)]
pub(super) struct PortBits {
    words: Box<[u64; WORDS]>,
    count: u32,
}

impl PortBits {
    pub(super) fn none() -> Self {
        Self { words: Box::new([0; WORDS]), count: 0 }
    }

    pub(super) fn of(ports: &Ports) -> Self {
        let mut bits = Self::none();
        bits.add(ports);
        bits
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn meets(&self, ports: &Ports) -> bool {
        words(ports).any(|(at, mask)| self.words[at] & mask != 0)
    }

    pub(super) fn add(&mut self, ports: &Ports) {
        for (at, mask) in words(ports) {
            self.count += (mask & !self.words[at]).count_ones();
            self.words[at] |= mask;
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(other.words.iter()) {
            self.count += (more & !*word).count_ones();
            *word |= more;
        }
    }

    pub(super) fn remove(&mut self, ports: &Ports) {
        for (at, mask) in words(ports) {
            self.count -= (mask & self.words[at]).count_ones();
            self.words[at] &= !mask;
        }
    }

    /// Takes away those of some ports that another set has.
    pub(super) fn remove_shared(&mut self, ports: &Ports, other: &Self) {
        for (at, mask) in words(ports) {
            let gone = mask & other.words[at] & self.words[at];
            self.count -= gone.count_ones();
            self.words[at] &= !gone;
        }
    }

    /// Those of some ports that are in it.
    pub(super) fn intersection(&self, ports: &Ports) -> Ports {
        let mut runs: Vec<(u128, u128)> = Vec::new();
        for (at, mask) in words(ports) {
            let mut word = self.words[at] & mask;
            while word != 0 {
                let first = word.trailing_zeros();
                let length = (word >> first).trailing_ones();
                let start = (at as u128) * 64 + u128::from(first);
                let end = start + u128::from(length) - 1;
                match runs.last_mut() {
                    Some(run) if run.1 + 1 == start => run.1 = end,
                    _ => runs.push((start, end)),
                }
                word = if first + length == 64 { 0 } else { word & (u64::MAX << (first + length)) };
            }
        }
        Ports::from_numbers(&Ranges::collect(runs))
    }
}

/// The words that hold ports, with the bits of these.
fn words(ports: &Ports) -> impl Iterator<Item = (usize, u64)> + '_ {
    ports.numbers().iter().flat_map(|(first, last)| {
        let (first, last) = (first as usize, last as usize);
        (first / 64..=last / 64).map(move |at| {
            let low = if at == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
            let high = if at == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
            (at, low & high)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::ports::Transport;
    use super::*;

    #[test]
    fn bits_are_the_set_that_ranges_are() {
        let sets =
            [(0, 0), (63, 64), (1, 127), (60_000, 65_535), (0, 65_535)].map(|(first, last)| Ports::range(Transport::Both, first, last));
        for a in &sets {
            for b in &sets {
                let mut bits = PortBits::of(a);
                assert_eq!(bits.intersection(b), a.intersection(b));
                assert_eq!(bits.meets(b), a.meets(b));
                bits.remove(b);
                assert_eq!(bits.intersection(&Ports::any()), a.without(b));
                assert_eq!(bits.is_empty(), b.covers(a));
                bits.add(b);
                assert_eq!(bits.intersection(&Ports::any()), a.union(b));
            }
        }
    }
}

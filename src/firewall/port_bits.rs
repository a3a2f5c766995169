//! A set of ports that is taken from again and again: one bit for each, so that a rule costs as
//! much as it has ports.

use super::ports::Ports;
use super::range::Ranges;

/// The words that all ports take.
const WORDS: usize = (1 << 17) / 64;

/// Ports as bits, between a first and a last word.
#[derive(Clone, Debug)]
pub(super) struct PortBits {
    start: usize,
    words: Vec<u64>,
    count: u32,
}

impl PortBits {
    /// No port, and room for all.
    pub(super) fn none() -> Self {
        Self { start: 0, words: vec![0; WORDS], count: 0 }
    }

    /// Some ports, with room for those between them.
    pub(super) fn of(ports: &Ports) -> Self {
        let numbers = ports.numbers();
        let (first, last) = (numbers.first().unwrap_or(0), numbers.last().unwrap_or(0));
        let start = first as usize / 64;
        let mut bits = Self { start, words: vec![0; last as usize / 64 - start + 1], count: 0 };
        bits.add(ports);
        bits
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn meets(&self, ports: &Ports) -> bool {
        self.words_of(ports).any(|(at, mask)| self.words[at] & mask != 0)
    }

    /// Whether it has some port from a first to a last one.
    pub(super) fn meets_run(&self, [first, last]: [u32; 2]) -> bool {
        self.words_of_run(first, last).any(|(at, mask)| self.words[at] & mask != 0)
    }

    pub(super) fn add_run(&mut self, [first, last]: [u32; 2]) {
        for (at, mask) in self.words_of_run(first, last) {
            self.count += (mask & !self.words[at]).count_ones();
            self.words[at] |= mask;
        }
    }

    pub(super) fn remove_run(&mut self, [first, last]: [u32; 2]) {
        for (at, mask) in self.words_of_run(first, last) {
            self.count -= (mask & self.words[at]).count_ones();
            self.words[at] &= !mask;
        }
    }

    /// Takes away the ports from a first to a last one that another set does not have; it has room
    /// for all. Adds them to those that were found, run by run.
    pub(super) fn take_run_without(
        &mut self,
        [first, last]: [u32; 2],
        other: &Self,
        found: &mut Vec<[u32; 2]>,
    ) {
        for (at, mask) in self.words_of_run(first, last) {
            let taken = self.words[at] & mask & !other.words[self.start + at];
            self.words[at] &= !taken;
            self.count -= taken.count_ones();
            add_runs(((self.start + at) * 64) as u32, taken, found);
        }
    }

    pub(super) fn add(&mut self, ports: &Ports) {
        for (at, mask) in words(ports, self.start, self.words.len()) {
            self.count += (mask & !self.words[at]).count_ones();
            self.words[at] |= mask;
        }
    }

    pub(super) fn remove(&mut self, ports: &Ports) {
        for (at, mask) in words(ports, self.start, self.words.len()) {
            self.count -= (mask & self.words[at]).count_ones();
            self.words[at] &= !mask;
        }
    }

    /// Takes away those of some ports that another set has; it has room for all.
    pub(super) fn remove_shared(&mut self, ports: &Ports, other: &Self) {
        for (at, mask) in words(ports, self.start, self.words.len()) {
            let gone = mask & other.words[self.start + at] & self.words[at];
            self.count -= gone.count_ones();
            self.words[at] &= !gone;
        }
    }

    /// Those of some ports that are in it.
    pub(super) fn intersection(&self, ports: &Ports) -> Ports {
        let mut runs: Vec<[u32; 2]> = Vec::new();
        for (at, mask) in self.words_of(ports) {
            add_runs(((self.start + at) * 64) as u32, self.words[at] & mask, &mut runs);
        }
        let runs = runs.into_iter().map(|[first, last]| (u128::from(first), u128::from(last)));
        Ports::from_numbers(&Ranges::collect(runs))
    }

    /// The words that hold the ports from a first to a last one, with their bits.
    fn words_of_run(&self, first: u32, last: u32) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (start, end) = (self.start as u32 * 64, (self.start + self.words.len()) as u32 * 64);
        let (first, last) = (first.max(start), last.min(end - 1));
        let words = if first > last { 1..=0 } else { (first - start) / 64..=(last - start) / 64 };
        words.map(move |at| {
            let word = start / 64 + at;
            let low = if word == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
            let high = if word == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
            (at as usize, low & high)
        })
    }

    fn words_of<'p>(&self, ports: &'p Ports) -> impl Iterator<Item = (usize, u64)> + use<'p> {
        words(ports, self.start, self.words.len())
    }
}

/// Adds the bits of a word to runs of ports; the lowest stands for a port.
fn add_runs(start: u32, mut word: u64, runs: &mut Vec<[u32; 2]>) {
    while word != 0 {
        let low = word.trailing_zeros();
        let length = (word >> low).trailing_ones();
        let (first, last) = (start + low, start + low + length - 1);
        match runs.last_mut() {
            Some(run) if run[1] + 1 == first => run[1] = last,
            _ => runs.push([first, last]),
        }
        word = if low + length == 64 { 0 } else { word & (u64::MAX << (low + length)) };
    }
}

/// The words that hold ports, counted from a first one, with the bits of these ports.
fn words(
    ports: &Ports,
    start: usize,
    count: usize,
) -> impl Iterator<Item = (usize, u64)> + use<'_> {
    let (least, most) = (start as u128 * 64, (start + count) as u128 * 64 - 1);
    ports.numbers().near(least, most).iter().flat_map(move |&(first, last)| {
        let (first, last) = (first.max(least) as usize, last.min(most) as usize);
        (first / 64..=last / 64).map(move |at| {
            let low = if at == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
            let high = if at == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
            (at - start, low & high)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::ports::Transport;
    use super::*;

    #[test]
    fn bits_are_the_set_that_ranges_are() {
        let sets = [(0, 0), (63, 64), (1, 127), (60_000, 65_535), (0, 65_535)]
            .map(|(first, last)| Ports::range(Transport::Both, first, last));
        for a in &sets {
            for b in &sets {
                let mut bits = PortBits::of(a);
                assert_eq!(bits.intersection(b), a.intersection(b));
                assert_eq!(bits.meets(b), a.meets(b));
                bits.remove(b);
                assert_eq!(bits.intersection(&Ports::any()), a.without(b));
                assert_eq!(bits.is_empty(), b.covers(a));
                let mut all = PortBits::none();
                all.add(a);
                all.add(b);
                assert_eq!(all.intersection(&Ports::any()), a.union(b));
                let mut left = PortBits::of(a);
                left.remove_shared(b, &all);
                assert_eq!(left.intersection(&Ports::any()), a.without(b));
            }
        }
    }
}

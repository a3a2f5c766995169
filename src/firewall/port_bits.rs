//! A set of ports that is taken from again and again: one bit for each, so that a rule costs as
//! much as it has ports.

use super::ports::Ports;
use super::range::Ranges;

/// The words that all ports take.
const WORDS: usize = (1 << 17) / 64;

/// Ports as bits, between a first and a last word.
#[derive(Clone, Debug)]
pub(super) struct PortBits {
    start: u32,
    words: Vec<u64>,
    /// How many words have a port.
    filled: u32,
}

impl PortBits {
    /// No port, and room for all.
    pub(super) fn none() -> Self {
        Self { start: 0, words: vec![0; WORDS], filled: 0 }
    }

    /// Some ports, with room for those between them.
    pub(super) fn of(ports: &Ports) -> Self {
        let (first, last) = (
            ports.numbers().first().unwrap_or(0) as u32,
            ports.numbers().last().unwrap_or(0) as u32,
        );
        let words = vec![0; (last / 64 - first / 64) as usize + 1];
        let mut bits = Self { start: first / 64, words, filled: 0 };
        bits.add(ports);
        bits
    }

    pub(super) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Whether it has some port from a first to a last one.
    pub(super) fn meets_run(&self, run: [u32; 2]) -> bool {
        self.places(run).any(|(at, mask)| self.words[at] & mask != 0)
    }

    pub(super) fn add_run(&mut self, run: [u32; 2]) {
        self.change(run, |word, mask, _| word | mask);
    }

    pub(super) fn remove_run(&mut self, run: [u32; 2]) {
        self.change(run, |word, mask, _| word & !mask);
    }

    /// Takes away the ports from a first to a last one that another set does not have; it has room
    /// for all. Adds them to those that were found, run by run.
    pub(super) fn take_run_without(
        &mut self,
        run: [u32; 2],
        other: &Self,
        found: &mut Vec<[u32; 2]>,
    ) {
        self.change(run, |word, mask, at| {
            let taken = word & mask & !other.words[at];
            add_runs(at as u32 * 64, taken, found);
            word & !taken
        });
    }

    pub(super) fn meets(&self, ports: &Ports) -> bool {
        runs(ports).any(|run| self.meets_run(run))
    }

    pub(super) fn add(&mut self, ports: &Ports) {
        runs(ports).for_each(|run| self.add_run(run));
    }

    pub(super) fn remove(&mut self, ports: &Ports) {
        runs(ports).for_each(|run| self.remove_run(run));
    }

    /// Takes away those of some ports that another set has; it has room for all.
    pub(super) fn remove_shared(&mut self, ports: &Ports, other: &Self) {
        for run in runs(ports) {
            self.change(run, |word, mask, at| word & !(mask & other.words[at]));
        }
    }

    /// Those of some ports that are in it.
    pub(super) fn intersection(&self, ports: &Ports) -> Ports {
        let mut found: Vec<[u32; 2]> = Vec::new();
        for (at, mask) in runs(ports).flat_map(|run| self.places(run)) {
            add_runs((self.start + at as u32) * 64, self.words[at] & mask, &mut found);
        }
        let found = found.into_iter().map(|[first, last]| (u128::from(first), u128::from(last)));
        Ports::from_numbers(&Ranges::collect(found))
    }

    /// Makes something else of the words that hold a run of ports: of each, its bits of the run,
    /// and its place among the words of all ports.
    fn change(&mut self, run: [u32; 2], mut to: impl FnMut(u64, u64, usize) -> u64) {
        for (at, mask) in self.places(run) {
            let before = self.words[at];
            let after = to(before, mask, self.start as usize + at);
            self.filled = self.filled + u32::from(after != 0) - u32::from(before != 0);
            self.words[at] = after;
        }
    }

    /// The words that hold a run of ports, with their bits of it.
    fn places(&self, [first, last]: [u32; 2]) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (start, count) = (self.start, self.words.len() as u32);
        let end = (start + count) * 64 - 1;
        let (first, last) = (first.max(start * 64), last.min(end));
        let words = if first > last { 1..=0 } else { first / 64..=last / 64 };
        words.map(move |word| {
            let low = if word == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
            let high = if word == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
            ((word - start) as usize, low & high)
        })
    }
}

fn runs(ports: &Ports) -> impl Iterator<Item = [u32; 2]> + '_ {
    ports.numbers().iter().map(|(first, last)| [first as u32, last as u32])
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

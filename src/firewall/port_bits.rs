//! A set of ports that is taken from again and again: one bit for each, and one for each word that
//! has any, so that a rule costs as much as it takes, however many ports it has.

use super::ports::Ports;
use super::range::Ranges;

/// The words that all ports take.
const WORDS: usize = (1 << 17) / 64;

/// Ports as bits, between a first and a last word.
#[derive(Clone, Debug)]
pub(super) struct PortBits {
    start: u32,
    words: Vec<u64>,
    /// The words that have a port, as bits.
    filled: [u64; WORDS / 64],
    /// How many these are.
    count: u32,
}

impl PortBits {
    /// No port, and room for all.
    pub(super) fn none() -> Self {
        Self { start: 0, words: vec![0; WORDS], filled: [0; WORDS / 64], count: 0 }
    }

    /// Every port.
    pub(super) fn all() -> Self {
        let (words, filled) = (vec![u64::MAX; WORDS], [u64::MAX; WORDS / 64]);
        Self { start: 0, words, filled, count: WORDS as u32 }
    }

    /// Some ports, with room for those between them.
    pub(super) fn of(ports: &Ports) -> Self {
        if ports.is_any() {
            return Self::all();
        }
        let (first, last) = (
            ports.numbers().first().unwrap_or(0) as u32,
            ports.numbers().last().unwrap_or(0) as u32,
        );
        let words = vec![0; (last / 64 - first / 64) as usize + 1];
        let mut bits = Self { start: first / 64, words, ..Self::empty() };
        bits.add(ports);
        bits
    }

    fn empty() -> Self {
        Self { start: 0, words: Vec::new(), filled: [0; WORDS / 64], count: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether it has some port from a first to a last one.
    pub(super) fn meets_run(&self, run: [u32; 2]) -> bool {
        let Some([mut at, end]) = self.words_of(run) else { return false };
        while let Some(word) = self.next_filled(at, end) {
            if self.words[word] & self.mask(word, run) != 0 {
                return true;
            }
            at = word + 1;
        }
        false
    }

    pub(super) fn add_run(&mut self, run: [u32; 2]) {
        let Some([start, end]) = self.words_of(run) else { return };
        for at in start..=end {
            self.put(at, self.words[at] | self.mask(at, run));
        }
    }

    pub(super) fn remove_run(&mut self, run: [u32; 2]) {
        self.change(run, |word, mask, _| word & !mask);
    }

    /// Takes away the ports from a first to a last one that another set has; it has room for all.
    /// Adds them to those that were found, run by run.
    pub(super) fn take_run_of(&mut self, run: [u32; 2], other: &Self, found: &mut Vec<[u32; 2]>) {
        self.change(run, |word, mask, at| {
            let taken = word & mask & other.words[at];
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
        for run in runs(ports) {
            let Some([mut at, end]) = self.words_of(run) else { continue };
            while let Some(word) = self.next_filled(at, end) {
                let start = (self.start + word as u32) * 64;
                add_runs(start, self.words[word] & self.mask(word, run), &mut found);
                at = word + 1;
            }
        }
        let found = found.into_iter().map(|[first, last]| (u128::from(first), u128::from(last)));
        Ports::from_numbers(&Ranges::collect(found))
    }

    /// Makes something else of the words with ports that hold a run: of each, its bits of the run,
    /// and its place among the words of all ports.
    fn change(&mut self, run: [u32; 2], mut to: impl FnMut(u64, u64, usize) -> u64) {
        let Some([mut at, end]) = self.words_of(run) else { return };
        while let Some(word) = self.next_filled(at, end) {
            let after = to(self.words[word], self.mask(word, run), self.start as usize + word);
            self.put(word, after);
            at = word + 1;
        }
    }

    fn put(&mut self, at: usize, word: u64) {
        let (block, bit) = (at / 64, 1 << (at % 64));
        let was_filled = self.filled[block] & bit != 0;
        self.words[at] = word;
        if was_filled && word == 0 {
            self.filled[block] &= !bit;
            self.count -= 1;
        } else if !was_filled && word != 0 {
            self.filled[block] |= bit;
            self.count += 1;
        }
    }

    /// The next word that has a port, from a first to a last one.
    fn next_filled(&self, at: usize, end: usize) -> Option<usize> {
        if at > end {
            return None;
        }
        let mut bits = self.filled[at / 64] & (u64::MAX << (at % 64));
        for block in at / 64..=end / 64 {
            if block > at / 64 {
                bits = self.filled[block];
            }
            if bits != 0 {
                return Some(block * 64 + bits.trailing_zeros() as usize).filter(|at| *at <= end);
            }
        }
        None
    }

    /// The first and the last word that hold a run of ports.
    fn words_of(&self, [first, last]: [u32; 2]) -> Option<[usize; 2]> {
        let end = self.start + self.words.len() as u32;
        let (first, last) = ((first / 64).max(self.start), (last / 64).min(end - 1));
        (first <= last).then(|| [first, last].map(|word| (word - self.start) as usize))
    }

    /// The bits of a word that belong to a run of ports.
    fn mask(&self, at: usize, [first, last]: [u32; 2]) -> u64 {
        let word = self.start + at as u32;
        let low = if word == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
        let high = if word == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
        low & high
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
                let (mut whole, mut found) = (PortBits::all(), Vec::new());
                runs(a).for_each(|run| whole.take_run_of(run, &all, &mut found));
                assert_eq!(whole.intersection(&Ports::any()), Ports::any().without(a));
                assert_eq!(found, runs(a).collect::<Vec<_>>());
            }
        }
    }
}

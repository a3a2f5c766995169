//! The rules that stop something, in the order in which packets meet them.

use super::compile::Shape;
use super::cover::Blocker;
use super::grid::Grid;
use super::port_bits::PortBits;
use super::range::Ranges;

/// Fewer are all looked at by every question.
const FEW: usize = 128;

/// The rules that stop something, found by where they do.
pub(super) struct Blockers<'a> {
    all: Vec<Blocker<'a>>,
    /// Once they are many.
    grid: Option<Grid>,
    /// The ports on which none stops anything, nor did any that was taken back.
    free: PortBits,
    sight: Option<Sight>,
    /// How much work was done since the last packet was held against all of them.
    saved: usize,
}

/// A packet of which it is known on which ports it gets through: there, more need not be known.
struct Sight {
    from: u128,
    to: u128,
    /// The ports on which none of them stops it, for any source port.
    free: PortBits,
}

impl<'a> Blockers<'a> {
    /// None yet, and a packet that may pass.
    pub(super) fn none(packet: Option<[u128; 2]>) -> Self {
        let sight = packet.map(|[from, to]| Sight { from, to, free: PortBits::all() });
        Self { all: Vec::new(), grid: None, free: PortBits::all(), sight, saved: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// One more. `like` are the shapes of rules such as those that will follow.
    pub(super) fn push<'s>(&mut self, blocker: Blocker<'a>, like: impl FnOnce() -> Vec<&'s Shape>) {
        let shape = blocker.shape;
        self.free.remove(&shape.ports);
        if let Some(sight) = self.sight.as_mut().filter(|sight| sight.is_in(shape)) {
            sight.free.remove(&shape.ports);
        }
        if self.grid.is_none() && self.all.len() == FEW {
            let mut grid = Grid::like(like().into_iter());
            self.all.iter().for_each(|known| grid.push(known.shape));
            self.grid = Some(grid);
        }
        if let Some(grid) = &mut self.grid {
            grid.push(shape);
        }
        self.all.push(blocker);
    }

    /// Takes them back to the first so many.
    pub(super) fn truncate(&mut self, count: usize) {
        for blocker in self.all.drain(count..).rev() {
            if let Some(grid) = &mut self.grid {
                grid.pop(blocker.shape);
            }
        }
    }

    /// Those that may meet a question, in their order, and perhaps others.
    pub(super) fn near(&self, question: [&Ranges; 3]) -> Vec<u32> {
        match &self.grid {
            Some(grid) => grid.near(question).collect(),
            None => (0..self.all.len() as u32).collect(),
        }
    }

    pub(super) fn get(&self, at: u32) -> &Blocker<'a> {
        &self.all[at as usize]
    }

    /// Ports on which some packet of a rule gets through for sure.
    pub(super) fn free(&self, shape: &Shape, [from, to]: [&Ranges; 2]) -> &PortBits {
        let is_here = |sight: &&Sight| {
            sight.is_in(shape) && from.contains(sight.from) && to.contains(sight.to)
        };
        self.sight.as_ref().filter(is_here).map_or(&self.free, |sight| &sight.free)
    }

    /// The same for a rule about every packet.
    pub(super) fn free_of_all(&self, [from, to]: [&Ranges; 2]) -> &PortBits {
        let is_here = |sight: &&Sight| from.contains(sight.from) && to.contains(sight.to);
        self.sight.as_ref().filter(is_here).map_or(&self.free, |sight| &sight.free)
    }

    /// A packet was found that passes. It is held against all of them if that is no more than what
    /// finding such packets has cost since the last time.
    pub(super) fn see(&mut self, [from, to]: [u128; 2], cost: usize) {
        self.saved += cost;
        if self.saved < self.all.len() {
            return;
        }
        self.saved = 0;
        let mut sight = Sight { from, to, free: PortBits::all() };
        for blocker in &self.all {
            if sight.is_in(blocker.shape) {
                sight.free.remove(&blocker.shape.ports);
            }
        }
        self.sight = Some(sight);
    }
}

impl Sight {
    fn is_in(&self, shape: &Shape) -> bool {
        shape.from.contains(self.from) && shape.to.contains(self.to)
    }
}

impl Blocker<'_> {
    /// The ports around one on which it stops what it stops there.
    pub(super) fn ports_around(&self, port: u128) -> Option<(u128, u128)> {
        self.shape.ports.numbers().near(port, port).first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ports::{Ports, Transport};
    use super::*;

    #[test]
    fn a_packet_in_sight_is_stopped_where_rules_are_about_it() {
        let shape = |first, last, port| Shape {
            from: Ranges::of(first, last),
            to: Ranges::all(),
            ports: Ports::range(Transport::Tcp, port, port),
            sources: Ports::any(),
            entry: Vec::new(),
            exit: Vec::new(),
            sure: true,
            part: false,
        };
        let (near, far, all) = (shape(1, 1, 80), shape(2, 3, 443), shape(0, 9, 1));
        let block = |shape| Blocker { shape, except: Vec::new() };
        let mut blockers = Blockers::none(Some([1, 1]));
        blockers.push(block(&near), Vec::new);
        blockers.push(block(&far), Vec::new);
        let ends = Ranges::all();
        let stopped = |blockers: &Blockers<'_>, shape: &Shape| {
            let free = blockers.free(shape, [&ends, &ends]).intersection(&Ports::any());
            Ports::any().without(&free).to_set().to_string()
        };
        assert_eq!(stopped(&blockers, &all), "tcp/80");
        assert_eq!(stopped(&blockers, &far), "tcp/80, tcp/443");
        blockers.see([2, 2], 2);
        assert_eq!(stopped(&blockers, &all), "tcp/443");
        assert_eq!(blockers.get(1).ports_around(443), Some((443, 443)));
    }
}

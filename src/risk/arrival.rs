//! When an attack gets to each node: a search day by day that can be taken up again when more
//! becomes open.

use super::attack::{Attack, Visit};
use crate::term::day::Day;

/// The first day on which each node is reached.
///
/// Nothing is ever undone, so a node that is reached stays reached, and one that can be attacked on
/// a later day waits for it. The nodes of a day are all followed before those of the next; each is
/// followed once, from its first day on.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    day: Vec<Day>,
    /// Per day: the nodes that were reached on it and are to be followed.
    waiting: Vec<Vec<u32>>,
}

impl Arrival {
    /// Begins anew, with nothing reached.
    #[inline]
    pub(super) fn start(&mut self, nodes: usize, last: Day) {
        self.day.clear();
        self.day.resize(nodes, Day::NEVER);
        self.waiting.resize(usize::from(last.0) + 1, Vec::new());
        self.waiting.iter_mut().for_each(Vec::clear);
    }

    /// The day on which a node is reached; [`Day::NEVER`] if it is not within the horizon.
    #[inline]
    pub(super) fn on(&self, node: u32) -> Day {
        self.day[node as usize]
    }

    /// Whether a node is reached within the horizon.
    #[inline]
    pub(super) fn contains(&self, node: u32) -> bool {
        self.on(node).comes()
    }

    /// Notes that a node can be reached on a day. Days beyond the horizon do not count.
    #[inline]
    pub(super) fn offer(&mut self, node: u32, day: Day) {
        let known = &mut self.day[node as usize];
        if day < *known
            && let Some(waiting) = self.waiting.get_mut(usize::from(day.0))
        {
            *known = day;
            waiting.push(node);
        }
    }

    /// Looks at a node again that was reached already: more may be open from there now.
    #[inline]
    pub(super) fn again(&mut self, node: u32) {
        let day = self.on(node);
        if day.comes() {
            self.waiting[usize::from(day.0)].push(node);
        }
    }

    /// Starts from everything that an attack starts from.
    #[inline]
    pub(super) fn begin(&mut self, attack: &Attack<'_>) {
        attack.sources(&mut |node, day| self.offer(node, day));
    }

    /// Goes on until nothing new is reached; tells of every node that is, or is sooner.
    #[inline]
    pub(super) fn go_on(&mut self, attack: &Attack<'_>, found: &mut impl FnMut(u32)) {
        self.each_day(|arrival, node, today| {
            found(node);
            attack.edges(node, today, &mut |to, at| arrival.offer(to, at));
        });
    }

    /// The same, and notes every edge that was followed.
    #[inline]
    pub(super) fn go_on_noting(&mut self, attack: &Attack<'_>, trail: &mut Trail) {
        trail.start(self.day.len());
        let last = attack.network.last;
        self.each_day(|arrival, node, today| {
            let start = trail.edges.len();
            attack.edges(node, today, &mut Noting { arrival, trail, last, asks: false });
            trail.end(node, start);
        });
    }

    /// Follows the nodes that wait, day by day.
    #[inline]
    fn each_day(&mut self, mut follow: impl FnMut(&mut Self, u32, Day)) {
        for day in 0..self.waiting.len() {
            let today = Day(day as u16);
            while let Some(node) = self.waiting[day].pop() {
                if self.on(node) == today {
                    follow(self, node, today);
                }
            }
        }
    }
}

/// Offers what edges lead to, and notes them.
struct Noting<'a> {
    arrival: &'a mut Arrival,
    trail: &'a mut Trail,
    last: Day,
    asks: bool,
}

impl Visit for Noting<'_> {
    #[inline]
    fn edge(&mut self, to: u32, day: Day) {
        let edge = Edge { to, asks: self.asks, is_open: day.comes() };
        if day <= self.last {
            self.arrival.offer(to, day);
            self.trail.note(edge);
        } else if !edge.is_open {
            self.trail.shut.push(edge);
        }
    }

    #[inline]
    fn ask(&mut self, asks: bool) {
        self.asks = asks;
    }
}

/// An edge of a [`Trail`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) to: u32,
    /// Whether it takes an account to go along it.
    pub(super) asks: bool,
    /// False where it leads to hosts that were compromised outside by then.
    pub(super) is_open: bool,
}

/// The edges that an attack followed from each node that it reached, on the day on which it did:
/// those that are open within the horizon. Beside them stand those that would be open, had their
/// hosts not been compromised outside.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// Per node.
    spans: Vec<Span>,
    edges: Vec<u32>,
    /// Per edge.
    asks: Vec<bool>,
    /// Those of the node that is followed that are not open.
    shut: Vec<Edge>,
}

/// Where the edges of a node stand: the open ones, then the others.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    open: u32,
    end: u32,
}

impl Trail {
    #[inline]
    fn start(&mut self, nodes: usize) {
        self.edges.clear();
        self.asks.clear();
        self.spans.clear();
        self.spans.resize(nodes, Span::default());
    }

    #[inline]
    fn note(&mut self, edge: Edge) {
        self.edges.push(edge.to);
        self.asks.push(edge.asks);
    }

    /// All edges of a node are known.
    #[inline]
    fn end(&mut self, node: u32, start: usize) {
        let open = self.edges.len();
        for at in 0..self.shut.len() {
            self.note(self.shut[at]);
        }
        self.shut.clear();
        let end = self.edges.len();
        self.spans[node as usize] =
            Span { start: start as u32, open: open as u32, end: end as u32 };
    }

    /// Where the edges from a node lead that was reached.
    #[inline]
    pub(super) fn from(&self, node: u32) -> &[u32] {
        let Span { start, open, .. } = self.spans[node as usize];
        &self.edges[start as usize..open as usize]
    }

    /// The edges from a node that was reached, with those that are not open.
    #[inline]
    pub(super) fn all_from(&self, node: u32) -> impl Iterator<Item = Edge> {
        let Span { start, open, end } = self.spans[node as usize];
        (start..end).map(move |at| Edge {
            to: self.edges[at as usize],
            asks: self.asks[at as usize],
            is_open: at < open,
        })
    }
}

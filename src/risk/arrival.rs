//! When an attack gets to each node: a search day by day that can be taken up again when more
//! becomes open.

use super::attack::{Attack, Visit};
use super::trail::Trail;
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
            trail.follow(node);
            attack.edges(node, today, &mut Noting { arrival, trail, last, asks: false });
        });
        trail.finish();
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
        if day <= self.last {
            self.arrival.offer(to, day);
            self.trail.note(to, self.asks);
        } else if !day.comes() {
            self.trail.note_shut(to, self.asks);
        }
    }

    #[inline]
    fn ask(&mut self, asks: bool) {
        self.asks = asks;
    }
}

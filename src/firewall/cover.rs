//! What is left of a rule when the rules before it that stop a part of it are taken away.
//!
//! Ports are cut at the edges of these rules, then source ports, then addresses; on each piece only
//! the rules that stand there are looked at, and pieces with the same rules are decided once. That
//! is O(k log k) steps for k rules, and one for each rule on each piece: O(k²) at most. Steps are
//! counted; when there are none left, a port is undecided.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compile::Shape;
use super::ports::{Ports, Transport};
use super::range::Ranges;

/// What is still asked about.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) from: Ranges,
    pub(super) to: Ranges,
    pub(super) ports: Ports,
    pub(super) sources: Ports,
}

/// What takes packets away, but for exceptions.
#[derive(Clone, Debug)]
pub(super) struct Blocker<'a> {
    pub(super) shape: &'a Shape,
    pub(super) except: Vec<&'a Shape>,
}

/// Steps that were taken of those that there are.
#[derive(Debug)]
pub(super) struct Steps {
    pub(super) taken: u64,
    pub(super) most: u64,
}

impl Steps {
    /// Takes some; whether they are used up.
    pub(super) fn take(&mut self, more: usize) -> bool {
        self.taken = self.taken.saturating_add(more as u64);
        self.is_used_up()
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.taken > self.most
    }
}

impl Region {
    pub(super) fn meets(&self, shape: &Shape) -> bool {
        shape.ports.meets(&self.ports)
            && shape.from.meets(&self.from)
            && shape.to.meets(&self.to)
            && shape.sources.meets(&self.sources)
    }

    /// Whether a rule is about every address and every source port of it.
    pub(super) fn is_within(&self, shape: &Shape) -> bool {
        shape.from.covers(&self.from)
            && shape.to.covers(&self.to)
            && shape.sources.covers(&self.sources)
    }
}

/// What is left of a region.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The ports for which some packet is left; those that are undecided count as was asked.
    pub(super) open: Ports,
    /// Ports for which none is left, those around the ones of the region included.
    pub(super) shut: Vec<(u128, u128)>,
    /// A packet that is left.
    pub(super) packet: Option<[u128; 2]>,
}

/// Whether some packet is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// This one, from and to.
    Open([u128; 2]),
    Shut,
    /// There are no steps to find out.
    Undecided,
}

impl Way {
    fn is_open(self, undecided: bool) -> bool {
        match self {
            Self::Open(_) => true,
            Self::Shut => false,
            Self::Undecided => undecided,
        }
    }
}

/// The ports of a region for which some packet is left; those that are undecided count as
/// `undecided` says.
pub(super) fn uncovered(
    region: &Region,
    blockers: &[Blocker<'_>],
    undecided: bool,
    steps: &mut Steps,
) -> Left {
    if blockers.is_empty() {
        return Left { open: possible_sources(region), ..Left::default() };
    }
    let Some(mut sweep) =
        Sweep::new(&region.ports.halves(), blockers, |shape| shape.ports.numbers(), steps)
    else {
        let open = if undecided { region.ports.clone() } else { Ports::default() };
        return Left { open, ..Left::default() };
    };
    let mut known: FxHashMap<(bool, Vec<u32>), Way> = FxHashMap::default();
    let (mut open, mut left) = (Vec::new(), Left::default());
    while let Some((first, last)) = sweep.next(steps) {
        let (key, here) = ((first > Ports::LAST_TCP, sweep.ids()), sweep.kept());
        let way = *known.entry(key).or_insert_with(|| way(region, first, &here, steps));
        match way {
            Way::Open(packet) => left.packet = Some(packet),
            Way::Shut => left.shut.extend(alike(first, &here)),
            Way::Undecided => {}
        }
        open.extend(way.is_open(undecided).then_some((first, last)));
    }
    if undecided {
        open.extend(sweep.rest());
    }
    Left { open: Ports::from_numbers(&Ranges::collect(open)), ..left }
}

/// The ports around one on which the same rules stop the same, and perhaps others more; none where
/// rules have exceptions.
fn alike(port: u128, blockers: &[Blocker<'_>]) -> Option<(u128, u128)> {
    let half = if port > Ports::LAST_TCP {
        (Ports::LAST_TCP + 1, u128::MAX)
    } else {
        (0, Ports::LAST_TCP)
    };
    blockers.iter().try_fold(half, |(first, last), blocker| {
        let own = blocker.ports_around(port).filter(|_| blocker.except.is_empty())?;
        Some((own.0.max(first), own.1.min(last)))
    })
}

/// The ports of a region for which it has source ports: those of UDP need one of UDP.
fn possible_sources(region: &Region) -> Ports {
    let half = |transport| {
        let half = Ports::all(transport);
        if region.sources.meets(&half) {
            region.ports.intersection(&half)
        } else {
            Ports::default()
        }
    };
    half(Transport::Tcp).union(&half(Transport::Udp))
}

/// Whether some source port of the protocol of a port has some way.
fn way(region: &Region, port: u128, blockers: &[Blocker<'_>], steps: &mut Steps) -> Way {
    let half = Ports::all(if port > Ports::LAST_TCP { Transport::Udp } else { Transport::Tcp });
    let sources = region.sources.intersection(&half);
    let whole: Vec<(u128, u128)> = sources.numbers().iter().collect();
    let Some(mut sweep) = Sweep::new(&whole, blockers, |shape| shape.sources.numbers(), steps)
    else {
        return Way::Undecided;
    };
    let mut seen: FxHashSet<Vec<u32>> = FxHashSet::default();
    while sweep.next(steps).is_some() {
        if seen.insert(sweep.ids()) {
            let way = way_between([&region.from, &region.to], &sweep.kept(), steps);
            if way != Way::Shut {
                return way;
            }
        }
    }
    if steps.is_used_up() { Way::Undecided } else { Way::Shut }
}

/// Whether some pair of addresses is left: a sweep over the one side, in which the other is put
/// together.
fn way_between([from, to]: [&Ranges; 2], blockers: &[Blocker<'_>], steps: &mut Steps) -> Way {
    if steps.take(blockers.len()) {
        return Way::Undecided;
    }
    let (Some(first), Some(target)) = (from.first(), to.first()) else { return Way::Shut };
    if blockers.is_empty() {
        return Way::Open([first, target]);
    }
    if blockers.iter().any(|blocker| {
        blocker.except.is_empty() && blocker.shape.from.covers(from) && blocker.shape.to.covers(to)
    }) {
        return Way::Shut;
    }
    let whole: Vec<(u128, u128)> = from.iter().collect();
    let Some(mut sweep) = Sweep::new(&whole, blockers, |shape| &shape.from, steps) else {
        return Way::Undecided;
    };
    let mut seen: FxHashSet<Vec<u32>> = FxHashSet::default();
    while let Some((first, _)) = sweep.next(steps) {
        if seen.insert(sweep.ids()) {
            match target_left(to, &sweep.kept(), steps) {
                Ok(None) => {}
                Ok(Some(target)) => return Way::Open([first, target]),
                Err(NoSteps) => return Way::Undecided,
            }
        }
    }
    if steps.is_used_up() { Way::Undecided } else { Way::Shut }
}

/// There are no steps to find out.
struct NoSteps;

/// An address of one side that is left, where the other is the same everywhere.
fn target_left(
    to: &Ranges,
    blockers: &[Blocker<'_>],
    steps: &mut Steps,
) -> Result<Option<u128>, NoSteps> {
    let whole: Vec<(u128, u128)> = to.iter().collect();
    let mut sweep = Sweep::new(&whole, blockers, |shape| &shape.to, steps).ok_or(NoSteps)?;
    while let Some((first, _)) = sweep.next(steps) {
        if !sweep.kept().iter().any(|blocker| blocker.except.is_empty()) {
            return Ok(Some(first));
        }
    }
    if steps.is_used_up() { Err(NoSteps) } else { Ok(None) }
}

/// A set of numbers cut where rules start and end, with the rules that stand on each piece.
struct Sweep<'b, 'a> {
    blockers: &'b [Blocker<'a>],
    /// Of each rule and exception, the blocker, and the place among its exceptions.
    ids: Vec<(u32, Option<u32>)>,
    /// Where something starts (`true`) or has ended, sorted.
    events: Vec<(u128, u32, bool)>,
    next_event: usize,
    /// What is left of the numbers, the next last.
    left: Vec<(u128, u128)>,
    here: BTreeSet<u32>,
}

impl<'b, 'a> Sweep<'b, 'a> {
    /// `None` if that takes more steps than there are. `whole` has to be sorted.
    fn new(
        whole: &[(u128, u128)],
        blockers: &'b [Blocker<'a>],
        axis: fn(&Shape) -> &Ranges,
        steps: &mut Steps,
    ) -> Option<Self> {
        let (least, most) =
            (whole.first().map_or(0, |range| range.0), whole.last().map_or(0, |range| range.1));
        let mut sweep = Self {
            blockers,
            ids: Vec::with_capacity(blockers.len()),
            events: Vec::with_capacity(2 * blockers.len()),
            next_event: 0,
            left: whole.iter().rev().copied().collect(),
            here: BTreeSet::new(),
        };
        for (at, blocker) in blockers.iter().enumerate() {
            let except = blocker
                .except
                .iter()
                .enumerate()
                .map(|(place, shape)| (*shape, Some(place as u32)));
            for (shape, place) in std::iter::once((blocker.shape, None)).chain(except) {
                let near = axis(shape).near(least, most);
                if steps.take(near.len()) {
                    return None;
                }
                let id = sweep.ids.len() as u32;
                sweep.ids.push((at as u32, place));
                for &(first, last) in near {
                    sweep.events.push((first.max(least), id, true));
                    sweep.events.extend(
                        last.checked_add(1).filter(|end| *end <= most).map(|end| (end, id, false)),
                    );
                }
            }
        }
        sweep.events.sort_unstable();
        Some(sweep)
    }

    /// The next piece; none at the end, or when the steps are used up.
    fn next(&mut self, steps: &mut Steps) -> Option<(u128, u128)> {
        let (first, last) = *self.left.last()?;
        while let Some((_, id, starts)) =
            self.events.get(self.next_event).filter(|event| event.0 <= first)
        {
            if *starts {
                self.here.insert(*id)
            } else {
                self.here.remove(id)
            };
            self.next_event += 1;
        }
        if steps.take(1 + self.here.len()) {
            return None;
        }
        let end = self.events.get(self.next_event).map_or(last, |event| last.min(event.0 - 1));
        self.left.pop();
        self.left.extend((end < last).then_some((end + 1, last)));
        Some((first, end))
    }

    /// What was not looked at.
    fn rest(self) -> Vec<(u128, u128)> {
        self.left
    }

    /// What stands on the piece.
    fn ids(&self) -> Vec<u32> {
        self.here.iter().copied().collect()
    }

    /// The blockers on the piece, with the exceptions that stand there too.
    fn kept(&self) -> Vec<Blocker<'a>> {
        let mut kept: Vec<(u32, Blocker<'a>)> = Vec::new();
        for id in &self.here {
            let (at, place) = self.ids[*id as usize];
            let blocker = &self.blockers[at as usize];
            match (place, kept.last_mut()) {
                (None, _) => kept.push((at, Blocker { shape: blocker.shape, except: Vec::new() })),
                (Some(place), Some((owner, known))) if *owner == at => {
                    known.except.push(blocker.except[place as usize])
                }
                _ => {}
            }
        }
        kept.into_iter().map(|(_, blocker)| blocker).collect()
    }
}

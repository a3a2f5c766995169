//! What of a map is drawn: one arrow for parallel flows, one node for segments that there is no
//! room to tell apart.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Due, Map, Segment};
use crate::term::entry::Entry;

/// More segments than this are put together, and so many nodes are left then.
pub(super) const MAX_SEGMENTS: usize = 24;
pub(super) const MAX_NODES: usize = 14;
/// More arrows than this are not told apart by any eye: those that matter least are left out. Where
/// segments are put together, arrows to the rest would hide what matters.
const MAX_ARROWS: usize = 60;
const MAX_ARROWS_IN_PART: usize = 16;
/// Laptops return to each of so many segments with an arrow, beyond them only where holding them
/// back averts something.
const MAX_HOMES: usize = 12;
/// Doors that are named.
const MAX_DOORS: usize = 3;
/// What averts less than this share of the loss is no door worth naming, and no way worth drawing.
pub(super) const NOTABLE: f64 = 0.005;

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    /// The ways in, then segments.
    pub(super) spots: Vec<Spot>,
    pub(super) arrows: Vec<Arrow>,
    /// The doors that are worth closing most, best first.
    pub(super) doors: Vec<Door>,
    /// What the drawing does not show.
    pub(super) notes: Vec<String>,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// What there is to say of its segments together; nothing for a way in.
    pub(super) facts: Segment,
    /// Segments of the map that it stands for.
    pub(super) members: Vec<usize>,
}

impl Spot {
    fn of_way(way: Entry) -> Self {
        Self {
            kind: Kind::Way(way),
            name: name(way).to_owned(),
            facts: Segment::default(),
            members: Vec::new(),
        }
    }

    /// What tells it apart. No segment has brackets in its name, and none is called `internet`.
    pub(super) fn key(&self) -> String {
        match self.kind {
            Kind::Way(Entry::Internet) => "internet".to_owned(),
            Kind::Way(Entry::Roaming) => "(laptops)".to_owned(),
            Kind::Way(Entry::Insider) => "(insiders)".to_owned(),
            Kind::Way(Entry::Mail) => "(trojans)".to_owned(),
            Kind::Way(Entry::Infected) => "(infected)".to_owned(),
            Kind::Segment => self.name.clone(),
            Kind::Several => format!("(segments from {})", self.members.first().unwrap_or(&0)),
        }
    }
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A way in.
    Way(Entry),
    /// One segment.
    Segment,
    /// Several.
    Several,
}

/// An arrow between two nodes.
#[derive(Clone, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Flows of the map; none for laptops that return.
    pub(super) flows: Vec<usize>,
    /// What closing each of them averts, added up.
    pub(super) averted: f64,
    /// What closing it averts together with another one.
    pub(super) together: f64,
    /// By when the first of them has to be closed.
    pub(super) due: Option<Due>,
    /// Whether it is not known what one of them lets through.
    pub(super) unknown: bool,
    /// The hosts that can be reached, if all of them lead to single hosts.
    pub(super) hosts: Vec<String>,
    /// The numbers of the doors it is or has.
    pub(super) numbers: Vec<usize>,
}

/// What is worth closing: one flow or quarantine, or two that avert it only together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Door {
    pub(super) what: Vec<What>,
    pub(super) averted: f64,
}

/// What can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// A flow of the map.
    Flow(usize),
    /// The way of laptops back into a segment of the map.
    Return(usize),
}

impl Sketch {
    /// As much as fits a page.
    pub(super) fn of(map: &Map) -> Self {
        let groups = groups(map);
        let mut sketch = Self::with(map, &groups);
        sketch.thin_out(NOTABLE * map.loss);
        let put_together = sketch.spots.iter().filter(|spot| spot.kind == Kind::Several);
        let (nodes, segments) =
            put_together.fold((0, 0), |(nodes, all), spot| (nodes + 1, all + spot.members.len()));
        if nodes > 0 {
            let ways = sketch.spots.iter().filter(|spot| matches!(spot.kind, Kind::Way(_))).count();
            let shown = sketch.spots.len() - nodes - ways;
            sketch.notes.insert(
                0,
                format!(
                    "The network has {} segments: {shown} are drawn, {segments} are put together.",
                    map.segments.len()
                ),
            );
        }
        sketch
    }

    /// Whether an arrow stands for laptops that return.
    pub(super) fn is_return(&self, arrow: &Arrow) -> bool {
        self.spots[arrow.from].kind == Kind::Way(Entry::Roaming)
    }

    /// Every segment and every arrow.
    pub(super) fn whole(map: &Map) -> Self {
        Self::with(map, &one_by_one(map))
    }

    /// One node per group of segments.
    fn with(map: &Map, groups: &[Group]) -> Self {
        let doors = doors(map);
        let ways = Entry::ALL.into_iter().filter(|way| matters(map, *way));
        let spots: Vec<Spot> =
            ways.map(Spot::of_way).chain(groups.iter().map(|group| spot(map, group))).collect();
        let arrows = arrows(map, &spots, &doors);
        Self { spots, arrows, doors, notes: Vec::new() }
    }

    /// The first arrow of every node that has none among those kept: what has flows must not look
    /// as if it had none.
    fn last_ones(&self, order: &[usize], kept: &BTreeSet<usize>) -> Vec<usize> {
        let ends = |arrow: &usize| [self.arrows[*arrow].from, self.arrows[*arrow].to];
        let mut seen: BTreeSet<usize> = kept.iter().flat_map(ends).collect();
        // Both ends are entered, so that none of them gets another arrow.
        let adds = |arrow: &usize| ends(arrow).map(|spot| seen.insert(spot)).contains(&true);
        order.iter().copied().filter(adds).collect()
    }

    /// Leaves out arrows that carry nothing of the loss, if there are too many or not every segment
    /// is drawn; then those whose closing averts least. What is not known stays before them.
    fn thin_out(&mut self, notable: f64) {
        let in_part = self.spots.iter().any(|spot| spot.kind == Kind::Several);
        let most = if in_part { MAX_ARROWS_IN_PART } else { MAX_ARROWS };
        if self.arrows.len() <= MAX_ARROWS && !in_part {
            return;
        }
        let before = self.arrows.len();
        let mut order: Vec<usize> = (0..before).collect();
        let matters = |arrow: &Arrow| (!arrow.numbers.is_empty(), arrow.unknown);
        order.sort_by(|a, b| {
            let (a, b) = (&self.arrows[*a], &self.arrows[*b]);
            matters(b).cmp(&matters(a)).then(b.averted.total_cmp(&a.averted))
        });
        let carries = |arrow: &usize| {
            matters(&self.arrows[*arrow]) != (false, false) || self.arrows[*arrow].averted > notable
        };
        let mut kept: BTreeSet<usize> =
            order.iter().copied().take_while(carries).take(most).collect();
        kept.extend(self.last_ones(&order, &kept));
        let mut at = 0;
        self.arrows.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
        if self.arrows.len() < before {
            let drawn = self.arrows.len();
            self.notes.push(format!("{drawn} of {before} arrows are drawn: those whose closing averts most, and unknown ones."));
        }
    }
}

/// Whether a way in has a node: some always have one, the others where they let in much.
fn matters(map: &Map, way: Entry) -> bool {
    match way {
        Entry::Internet | Entry::Roaming | Entry::Insider => true,
        Entry::Mail | Entry::Infected => {
            map.ways[way].considered && map.ways[way].loss > NOTABLE * map.loss
        }
    }
}

/// The name of a way in.
fn name(way: Entry) -> &'static str {
    match way {
        Entry::Internet => "Internet",
        Entry::Roaming => "Returning laptops",
        Entry::Insider => "Insiders",
        Entry::Mail => "Trojans",
        Entry::Infected => "Infected hosts",
    }
}

/// The flows and quarantines that avert most.
fn doors(map: &Map) -> Vec<Door> {
    let flows = map
        .flows
        .iter()
        .enumerate()
        .map(|(i, flow)| Door { what: vec![What::Flow(i)], averted: flow.averted.value });
    let returns = map
        .segments
        .iter()
        .enumerate()
        .map(|(i, s)| Door { what: vec![What::Return(i)], averted: s.quarantine.value });
    let bundles = map
        .bundles
        .iter()
        .take(1)
        .map(|(doors, averted)| Door { what: doors.to_vec(), averted: *averted });
    let mut doors: Vec<Door> = bundles
        .chain(flows)
        .chain(returns)
        .filter(|door| door.averted > NOTABLE * map.loss)
        .collect();
    doors.sort_by(|a, b| b.averted.total_cmp(&a.averted));
    doors.truncate(MAX_DOORS);
    doors
}

fn spot(map: &Map, group: &Group) -> Spot {
    let mut facts = Segment::default();
    for segment in group.members.iter().map(|segment| &map.segments[*segment]) {
        facts.machines += segment.machines;
        facts.exposed += segment.exposed;
        facts.unknown += segment.unknown;
        facts.not_assessed += segment.not_assessed;
        facts.loss += segment.loss;
        facts.laptops += segment.laptops;
        facts.users += segment.users;
        facts.infected += segment.infected;
        facts.isolated |= segment.isolated;
        facts.quarantine.value += segment.quarantine.value;
    }
    let (kind, name) = match group.members[..] {
        [one] => (Kind::Segment, map.segments[one].name.clone()),
        _ => (Kind::Several, format!("{} {}", group.members.len(), group.word)),
    };
    Spot { kind, name, facts, members: group.members.clone() }
}

fn arrows(map: &Map, spots: &[Spot], doors: &[Door]) -> Vec<Arrow> {
    let mut drawing = Drawing::new(map, spots, doors);
    drawing.flows();
    drawing.returns();
    drawing.infected();
    drawing.found.into_values().collect()
}

/// Arrows that are being drawn.
struct Drawing<'m> {
    map: &'m Map,
    spots: &'m [Spot],
    doors: &'m [Door],
    /// Per segment the place of its spot.
    spot_of: Vec<usize>,
    /// By the places of both ends.
    found: BTreeMap<(usize, usize), Arrow>,
}

impl<'m> Drawing<'m> {
    fn new(map: &'m Map, spots: &'m [Spot], doors: &'m [Door]) -> Self {
        let mut spot_of = vec![0; map.segments.len()];
        for (at, spot) in spots.iter().enumerate() {
            spot.members.iter().for_each(|segment| spot_of[*segment] = at);
        }
        Self { map, spots, doors, spot_of, found: BTreeMap::new() }
    }

    fn spot_of_way(&self, way: Entry) -> Option<usize> {
        self.spots.iter().position(|spot| spot.kind == Kind::Way(way))
    }

    fn arrow(&mut self, ends: (usize, usize)) -> &mut Arrow {
        self.found.entry(ends).or_insert_with(|| Arrow::new(ends))
    }

    fn flows(&mut self) {
        let internet = self.spot_of_way(Entry::Internet).expect("the internet always has a node");
        for (i, flow) in self.map.flows.iter().enumerate() {
            let from = flow.from.map_or(internet, |from| self.spot_of[from]);
            let ends = (from, self.spot_of[flow.to]);
            if ends.0 == ends.1 {
                continue;
            }
            let arrow = self.arrow(ends);
            arrow.flows.push(i);
            arrow.averted += flow.averted.value;
            arrow.hurry(flow.due.as_ref());
            arrow.unknown |= flow.unknown.is_some();
            arrow.hosts.extend(flow.host.clone());
            self.number(ends, What::Flow(i));
        }
        for arrow in self.found.values_mut().filter(|arrow| arrow.hosts.len() < arrow.flows.len()) {
            arrow.hosts.clear();
        }
    }

    /// Laptops that return, where that is worth an arrow.
    fn returns(&mut self) {
        let (map, doors) = (self.map, self.doors);
        let roaming = self.spot_of_way(Entry::Roaming).expect("laptops always have a node");
        let home = map.segments.iter().filter(|segment| segment.laptops > 0).count();
        let named = |i: usize| doors.iter().any(|door| door.what.contains(&What::Return(i)));
        let returns = |(i, segment): &(usize, &Segment)| {
            let worth = named(*i) || segment.quarantine.value > NOTABLE * map.loss;
            map.ways[Entry::Roaming].considered
                && (worth || (segment.laptops > 0 && home <= MAX_HOMES))
        };
        for (i, segment) in map.segments.iter().enumerate().filter(returns) {
            let ends = (roaming, self.spot_of[i]);
            let arrow = self.arrow(ends);
            arrow.averted += segment.quarantine.value;
            arrow.hurry(segment.due.as_ref());
            self.number(ends, What::Return(i));
        }
    }

    fn infected(&mut self) {
        let Some(infected) = self.spot_of_way(Entry::Infected) else { return };
        for (i, segment) in self.map.segments.iter().enumerate() {
            if segment.infected > 0 {
                self.arrow((infected, self.spot_of[i]));
            }
        }
    }

    /// Notes at an arrow the numbers of the doors of which something is a part, and what it averts
    /// with the others.
    fn number(&mut self, ends: (usize, usize), what: What) {
        let doors = self.doors.iter().enumerate().filter(|(_, door)| door.what.contains(&what));
        let arrow = self.found.entry(ends).or_insert_with(|| Arrow::new(ends));
        for (i, door) in doors {
            arrow.numbers.push(i + 1);
            if door.what.len() > 1 {
                arrow.together = arrow.together.max(door.averted);
            }
        }
    }
}

impl Arrow {
    fn new((from, to): (usize, usize)) -> Self {
        Self {
            from,
            to,
            flows: Vec::new(),
            averted: 0.0,
            together: 0.0,
            due: None,
            unknown: false,
            hosts: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Notes by when one of its flows has to be closed.
    fn hurry(&mut self, due: Option<&Due>) {
        self.due = self.due.iter().chain(due).min().cloned();
    }
}

/// The segments of a node, and what to call them if they are several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    members: Vec<usize>,
    word: &'static str,
}

fn one_by_one(map: &Map) -> Vec<Group> {
    (0..map.segments.len()).map(|segment| Group { members: vec![segment], word: ALIKE }).collect()
}

/// Segments that are put together because they are alike, and because there is no room.
const ALIKE: &str = "alike";
const OTHERS: &str = "others";

/// The segments of each node, in the order of their names. First those are put together that
/// nothing but their name and their figures tells apart; then those with the least loss.
fn groups(map: &Map) -> Vec<Group> {
    if map.segments.len() <= MAX_SEGMENTS {
        return one_by_one(map);
    }
    let named = at_doors(map);
    let mut groups = alike(map, &named);
    if groups.len() > MAX_SEGMENTS {
        let loss = |group: &Group| {
            group.members.iter().map(|segment| map.segments[*segment].loss).sum::<f64>()
        };
        let is_named = |group: &Group| group.members.iter().any(|segment| named.contains(segment));
        groups.sort_by(|a, b| is_named(b).cmp(&is_named(a)).then(loss(b).total_cmp(&loss(a))));
        let others = groups.split_off(MAX_NODES - 1).into_iter().flat_map(|group| group.members);
        groups.push(Group { members: others.collect(), word: OTHERS });
    }
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups.sort_unstable();
    groups
}

/// The segments at the ends of the doors: they keep a node of their own.
fn at_doors(map: &Map) -> BTreeSet<usize> {
    let ends = |what: &What| match *what {
        What::Flow(flow) => [map.flows[flow].from, Some(map.flows[flow].to)],
        What::Return(segment) => [Some(segment), None],
    };
    doors(map).iter().flat_map(|door| &door.what).flat_map(ends).flatten().collect()
}

/// What tells a segment apart from others: its flows, with their other ends, and what enters there.
type Character<'a> = (Option<usize>, bool, bool, bool, Vec<Neighbour<'a>>);

/// A flow as one of its ends sees it: whether it leads here, its other end, the only host it may
/// reach, what it lets through.
type Neighbour<'a> = (bool, Option<usize>, Option<&'a str>, Cow<'a, str>);

fn alike(map: &Map, named: &BTreeSet<usize>) -> Vec<Group> {
    let mut flows: Vec<Vec<Neighbour<'_>>> = vec![Vec::new(); map.segments.len()];
    for flow in &map.flows {
        let services = flow.services();
        flows[flow.to].push((true, flow.from, flow.host.as_deref(), services.clone()));
        if let Some(from) = flow.from {
            flows[from].push((false, Some(flow.to), flow.host.as_deref(), services.clone()));
        }
    }
    let mut groups: BTreeMap<Character<'_>, Vec<usize>> = BTreeMap::new();
    for (i, (segment, mut flows)) in map.segments.iter().zip(flows).enumerate() {
        flows.sort_unstable();
        let character = (
            named.contains(&i).then_some(i),
            segment.isolated,
            segment.laptops > 0,
            segment.users > 0,
            flows,
        );
        groups.entry(character).or_default().push(i);
    }
    groups.into_values().map(|members| Group { members, word: ALIKE }).collect()
}

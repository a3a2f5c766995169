//! Actions that are worth little one by one and much together: two gates side by side, and all ways
//! into a segment.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Action;
use super::host_entry::HostEntry;
use super::outlook::Outlook;
use super::problem::Problem;
use super::state::State;
use crate::inventory::{End, SegmentId};
use crate::network::Class;
use crate::risk::Estimate;

/// Ways into one segment that are closed together.
const MAX_WAYS: usize = 8;
/// Gates of one segment that are paired.
const MAX_GATES: usize = 6;
/// How much more a bundle must avert than its actions one by one.
const MARGIN: f64 = 1.02;

/// The same problem, with bundles among what may be done.
pub(super) fn with_bundles(mut problem: Problem<'_>) -> Problem<'_> {
    problem.bundles = bundles(&problem);
    problem
}

/// The bundles that avert more together than one by one, with what they avert before anything else
/// is done.
fn bundles(problem: &Problem<'_>) -> Vec<(Vec<Action>, f64)> {
    let most = problem.effort().bundles();
    let mut state = State::new(problem);
    let estimate = state.estimate();
    if estimate.loss.value <= 0.0 {
        return Vec::new();
    }
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    let entrances = Entrances::of(problem);
    for segment in by_loss(problem, &estimate) {
        if found.len() >= most {
            break;
        }
        let bundles = entrances.bundles(problem, segment);
        found.extend(bundles.into_iter().filter(|bundle| seen.insert(bundle.clone())));
    }
    let outlook = Outlook { estimate: &estimate, day: problem.soonest() };
    let mut kept = Vec::new();
    for actions in found.into_iter().take(most) {
        let alone = outlook.sum(problem, &state, &actions);
        let joint = estimate.loss.value - state.loss_with(&actions, problem.soonest());
        if joint > alone * MARGIN && joint > 1e-9 {
            kept.push((actions, joint));
        }
    }
    kept
}

/// The segments in which anything is lost, most first: there closing all ways helps most.
fn by_loss(problem: &Problem<'_>, estimate: &Estimate) -> Vec<SegmentId> {
    let mut lost = vec![0.0; problem.case.inventory.segments.len()];
    for (class, figures) in problem.network.classes.iter().zip(&estimate.classes) {
        class
            .segments
            .iter()
            .for_each(|segment| lost[segment.0 as usize] += class.value * figures.compromised);
    }
    let mut segments: Vec<SegmentId> = (0..lost.len() as u32)
        .map(SegmentId)
        .filter(|segment| lost[segment.0 as usize] > 0.0)
        .collect();
    segments.sort_by(|a, b| lost[b.0 as usize].total_cmp(&lost[a.0 as usize]).then(a.cmp(b)));
    segments
}

/// By what an attacker gets into segments, each in the order of what it is.
#[derive(Default)]
struct Entrances<'p> {
    /// Flows into a segment, and the quarantine of laptops that return to it.
    ways: FxHashMap<SegmentId, Vec<Action>>,
    /// Single hosts of a segment through which an attacker may come in from elsewhere.
    gates: FxHashMap<SegmentId, Vec<&'p HostEntry>>,
}

impl<'p> Entrances<'p> {
    fn of(problem: &'p Problem<'_>) -> Self {
        let mut found = Self::default();
        for block in problem.blocks.iter() {
            let key = problem.case.inventory.flow(block.flow).0;
            if let End::Segment(to) = key.to
                && key.from != key.to
            {
                found.ways.entry(to).or_default().push(Action::Block(block.flow));
            }
        }
        for segment in problem.segments.iter() {
            found.ways.entry(*segment).or_default().push(problem.quarantine(*segment));
        }
        for class in problem.network.classes.iter().filter(|class| is_gate(class)) {
            for segment in &class.segments {
                let entries = class.hosts.iter().filter_map(|host| problem.entries.get(*host));
                let free = entries.filter(|entry| entry.after.is_empty());
                found.gates.entry(*segment).or_default().extend(free);
            }
        }
        found
    }

    /// All ways into a segment together, each two of them, and each two of its gates.
    fn bundles(&self, problem: &Problem<'_>, segment: SegmentId) -> Vec<Vec<Action>> {
        let ways = self.ways.get(&segment).map_or(&[][..], Vec::as_slice);
        let mut bundles = Vec::new();
        if (2..=MAX_WAYS).contains(&ways.len()) {
            bundles.push(ways.to_vec());
        }
        let ways = ways.iter().take(MAX_GATES).copied();
        let single: Vec<Action> = ways.chain(self.gates_of(problem, segment)).collect();
        for (i, a) in single.iter().enumerate() {
            bundles.extend(single[..i].iter().map(|b| {
                if problem.places.of(a) < problem.places.of(b) {
                    vec![*a, *b]
                } else {
                    vec![*b, *a]
                }
            }));
        }
        bundles
    }

    /// The first gates of a segment by name.
    fn gates_of(&self, problem: &Problem<'_>, segment: SegmentId) -> Vec<Action> {
        let mut gates: Vec<&HostEntry> = self.gates.get(&segment).cloned().unwrap_or_default();
        gates.sort_unstable_by_key(|entry| problem.places.host(entry.host));
        gates.into_iter().map(|entry| entry.action(entry.machines)).take(MAX_GATES).collect()
    }
}

fn is_gate(class: &Class) -> bool {
    class.size <= 2
        && (class.segments.len() > 1
            || !class.named_by.is_empty()
            || !class.from_internet.is_empty())
}

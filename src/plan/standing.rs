//! Standing orders: what would change the answer, how likely it is, and what to do then. For
//! whoever is on duty.

use rayon::prelude::*;

use super::Action;
use super::offer;
use super::problem::Problem;
use super::regular;
use super::search::{self, Found};
use super::unknown::Fact;
use super::verdict::{self, Call};
use crate::advisory::{AdvisoryId, Stage};
use crate::case::Case;
use crate::explanation::{Farthest, Likelihood};
use crate::inventory::SegmentId;
use crate::network::Scenario;
use crate::term::entry::Entry;
use crate::threat::Mode;

/// What may happen, or come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Exploitation of an advisory comes so far.
    Stage(AdvisoryId, Stage),
    /// An infected laptop is found inside.
    Infected(SegmentId),
    /// A fact that is not known turns out well: the host is patched, the flow is closed.
    Well(Fact),
    /// It turns out badly.
    Badly(Fact),
}

/// What to do if something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingOrder {
    /// What happens.
    pub event: Event,
    /// The chance that it happens by the end of the horizon; `None` for facts that somebody has to
    /// find out.
    pub chance: Option<f64>,
    /// Whether the answer is another one then: to call people in or not, or more of them.
    pub changes: bool,
    /// Whether to call people in then.
    pub call: Call,
    /// How many.
    pub people: u32,
    /// The expected loss then, if nothing is done.
    pub loss: f64,
    /// What the first steps avert then.
    pub averted: f64,
    /// What is done first.
    pub first: Vec<Action>,
}

/// The answer as things are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub(super) call: Call,
    /// How many people its least offer takes.
    pub(super) people: u32,
}

/// Segments in which an infected laptop may be found, those that open most first.
const MAX_SEGMENTS: usize = 4;
/// Steps of the plan for an event that are named.
const MAX_FIRST: usize = 2;
/// What is less likely than this within the horizon is not planned for.
const MIN_CHANCE: f64 = 0.001;

/// Works the orders out, the likeliest first; what is not known comes last.
pub(super) fn orders(
    problem: &Problem<'_>,
    found: &Found,
    now: Now,
    facts: &[Fact],
) -> Vec<StandingOrder> {
    if problem.case.threat.mode == Mode::WorstCase {
        return Vec::new();
    }
    let most = problem.effort().events();
    let mut events = stages(problem);
    events.extend(infected(problem));
    events.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    events.retain(|(_, chance)| *chance >= MIN_CHANCE);
    events.truncate(most);
    let certain = events.into_iter().map(|(event, chance)| (event, Some(chance)));
    let unknown =
        facts.iter().take(most).flat_map(|fact| [Event::Well(*fact), Event::Badly(*fact)]);
    let asked: Vec<_> = certain.chain(unknown.map(|event| (event, None))).collect();
    let answer = |(event, chance): &(Event, Option<f64>)| match event {
        Event::Badly(_) => unchanged(found, now, *event, *chance),
        _ => order(problem, found, now, *event, *chance),
    };
    asked
        .chunks(problem.effort().events_at_once())
        .flat_map(|some| some.par_iter().map(answer).collect::<Vec<StandingOrder>>())
        .collect()
}

/// The stages that advisories may still reach, with the chance of that.
fn stages(problem: &Problem<'_>) -> Vec<(Event, f64)> {
    let likelihood = Likelihood::new(&problem.network, problem.case.threat);
    let reached = |(advisory, farthest): (AdvisoryId, Farthest)| {
        let next = [(Stage::Exploit, farthest.code), (Stage::Worm, farthest.worm)]
            .into_iter()
            .filter(move |(stage, p)| *stage > farthest.today && *p > 0.0);
        next.map(move |(stage, p)| (Event::Stage(advisory, stage), p))
    };
    likelihood.farthest().into_iter().flat_map(reached).collect()
}

/// The segments to which laptops may return infected, with the chance that one of them does, if
/// each were hit by itself. They are not, so that it is less.
fn infected(problem: &Problem<'_>) -> Vec<(Event, f64)> {
    let mut spared = vec![1.0; problem.case.inventory.segments.len()];
    for ranked in problem.ranking.to_remedy() {
        let host = problem.case.inventory.host(ranked.host).1;
        if !host.roams() {
            continue;
        }
        let p = problem.ranking.host_risk(ranked).by_entry[Entry::Roaming];
        spared[host.segments[0].0 as usize] *= (1.0 - p).powf(f64::from(host.count));
    }
    let likely =
        (0..spared.len()).map(|at| (Event::Infected(SegmentId(at as u32)), 1.0 - spared[at]));
    let mut likely: Vec<(Event, f64)> = likely.filter(|(_, p)| *p > 0.0).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    likely.truncate(MAX_SEGMENTS);
    likely
}

/// The scenario in which an event has happened.
fn after(case: Case<'_>, event: Event) -> Scenario {
    let mut scenario = case.scenario.clone();
    match event {
        Event::Stage(advisory, stage) => drop(scenario.stages.insert(advisory, stage)),
        Event::Infected(segment) => drop(scenario.insiders.insert(segment)),
        Event::Well(fact) => fact.turn_out_well(case, &mut scenario),
        Event::Badly(_) => {}
    }
    scenario
}

/// A short plan for the case that something happens today; none where it makes no difference to any
/// host.
fn order(
    problem: &Problem<'_>,
    found: &Found,
    now: Now,
    event: Event,
    chance: Option<f64>,
) -> StandingOrder {
    if is_moot(problem, event) {
        return unchanged(found, now, event, chance);
    }
    let scenario = after(problem.case, event);
    let then = match event {
        Event::Infected(segment) => problem.infected(&scenario, segment),
        _ => problem.under(&scenario),
    };
    let found = search::quick(&then, problem.effort().actions_for_event());
    let floor = found.loss_left();
    let regular = regular::regular(&then, &found, *problem.case.request);
    let call = verdict::verdict(&then, &found, &regular, &[], floor).call;
    let least = offer::offers(&then, &found, floor).swap_remove(0);
    let people = if call == Call::In { least.people } else { 0 };
    StandingOrder {
        event,
        chance,
        changes: call != now.call || people > now.people,
        call,
        people,
        loss: found.loss_before,
        averted: found.loss_before - found.loss_left(),
        first: first(&found),
    }
}

/// Whether an event makes no difference to any host, whatever is done: see
/// [`crate::network::Network::moot`].
fn is_moot(problem: &Problem<'_>, event: Event) -> bool {
    let Event::Stage(advisory, _) = event else { return false };
    let tracks = problem.network.tracks.iter().zip(&problem.network.moot);
    tracks.filter(|(track, _)| track.advisory == advisory).all(|(_, moot)| *moot)
}

/// What leaves the plan as it is. A bad answer to what is unknown does, since unknown counts as
/// exposed.
fn unchanged(
    found: &Found,
    Now { call, people }: Now,
    event: Event,
    chance: Option<f64>,
) -> StandingOrder {
    let averted = found.loss_before - found.loss_left();
    StandingOrder {
        event,
        chance,
        changes: false,
        call,
        people,
        loss: found.loss_before,
        averted,
        first: first(found),
    }
}

/// The first things that are done, each with all of it that is done in the end.
fn first(found: &Found) -> Vec<Action> {
    let mut first: Vec<Action> = Vec::new();
    for (action, _) in &found.done {
        let known = first.iter().position(|known| known.is_about_the_same(action));
        match known {
            Some(at) => first[at].add(action),
            None if first.len() < MAX_FIRST => first.push(*action),
            None => {}
        }
    }
    first
}

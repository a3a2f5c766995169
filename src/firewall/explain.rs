//! Why a port is open or closed between two segments: the rules that say so, firewall by firewall.

use super::area::{Map, Plane};
use super::candidate::Holds;
use super::device::Device;
use super::engine::{Asker, Engine, RuleId, Verdict};
use super::flat::Effect;
use super::fold::{self, Network};
use super::ports::Ports;
use super::range::Ranges;
use super::rule::{Action, Rule};
use super::way::{BUILT_IN, Leg, Relation, Step};
use crate::term::port::PortSet;

/// Rules that are shown of one firewall.
const MAX_RULES: usize = 200;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where traffic starts: a segment, or `internet`.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// The host there, if one is meant.
    pub host: Option<String>,
    /// The ports.
    pub ports: PortSet,
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// The text has another form.
    #[error(
        "`{0}` is no question; write it as `office -> servers tcp/445` or `office -> servers/dc1 tcp/445`"
    )]
    Form(String),
    /// A part of it is no port.
    #[error("{0}")]
    Ports(#[from] crate::term::port::PortError),
    /// There is no such segment.
    #[error("no segment is called `{0}`; there are {1}")]
    Segment(String, String),
    /// There is no such host, or its address is not known.
    #[error("no host called `{0}` has an address in that segment")]
    Host(String),
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The ports that are certainly open, of those that were asked for.
    pub open: PortSet,
    /// The ports that may be open.
    pub unknown: PortSet,
    /// What each firewall says.
    pub devices: Vec<Answer>,
}

/// What one firewall says.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its file.
    pub file: String,
    /// The ports that it certainly lets through.
    pub open: PortSet,
    /// The ports that it may let through.
    pub unknown: PortSet,
    /// Whether it is on the way.
    pub way: Way,
    /// The rules that have a say, in their order.
    pub rules: Vec<Said>,
}

/// Whether a firewall is on the way between two segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Both ends lie behind its interfaces, or it guards one of them.
    Between,
    /// Nothing says that it is not.
    Perhaps,
    /// Neither end can be placed.
    Unknown,
}

/// What one rule does.
#[derive(Clone, Debug)]
pub struct Said {
    /// The line, from 1; 0 where a rule is implied.
    pub line: u32,
    /// The list or chain.
    pub list: String,
    /// The rule as written.
    pub text: String,
    /// What it does to the ports that were asked for.
    pub does: &'static str,
    /// Those of the ports that it is about.
    pub ports: PortSet,
    /// Why it is doubtful.
    pub doubt: Option<String>,
}

impl std::str::FromStr for Question {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        let wrong = || QuestionError::Form(text.to_owned());
        let (from, rest) = text.split_once("->").ok_or_else(wrong)?;
        let mut words = rest.trim().split([' ', ',', '\t']).filter(|word| !word.is_empty());
        let target = words.next().ok_or_else(wrong)?.trim_end_matches(':');
        let (to, host) =
            target.split_once('/').map_or((target, None), |(to, host)| (to, Some(host.to_owned())));
        let mut ports = PortSet::empty();
        for word in words {
            ports = ports.union(&word.trim_matches(['[', ']']).parse()?);
        }
        if from.trim().is_empty() || to.is_empty() {
            return Err(wrong());
        }
        let ports = if ports.is_empty() { PortSet::any() } else { ports };
        Ok(Self { from: from.trim().to_owned(), to: to.to_owned(), host, ports })
    }
}

/// What firewalls say about a question, and why.
///
/// # Errors
///
/// The question names a segment or a host that is not there.
pub fn explain(network: &Network<'_>, question: &Question) -> Result<Explanation, QuestionError> {
    let map = Map::new(network.networks, network.hosts, network.names);
    let find = |name: &str| {
        let known =
            || map.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = map.areas.iter().position(|area| area.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| QuestionError::Segment(name.to_owned(), known()))
    };
    let (from, to) = (find(&question.from)?, find(&question.to)?);
    let asked = Ports::from_set(&question.ports);
    let engines = fold::engines(network.devices, &map);
    let planes = fold::planes(&map.areas[from], &map.areas[to]);
    let (mut whole, mut devices) = (Verdict::default(), vec![None; network.devices.len()]);
    for (plane, engine) in engines.iter().filter(|(plane, _)| planes.contains(plane)) {
        let targets = targets(&map, *plane, to, question, network)?;
        if targets.is_empty() {
            continue;
        }
        let mut asker = engine.asker(from);
        let pair = asker.pair(to);
        let verdict = asker.ask(&pair, &targets);
        whole.certain = whole.certain.union(&verdict.certain);
        whole.possible = whole.possible.union(&verdict.possible);
        for (at, slot) in devices.iter_mut().enumerate() {
            let answer =
                answer(&mut asker, engine, &network.devices[at], at, [from, to], &targets, &asked);
            *slot = match (slot.take(), answer) {
                (Some(known), Some(more)) => Some(joined(known, more)),
                (known, more) => known.or(more),
            };
        }
    }
    let open = whole.certain.intersection(&asked);
    let unknown = whole.possible.intersection(&asked).without(&open);
    Ok(Explanation {
        open: open.to_set(),
        unknown: unknown.to_set(),
        devices: devices.into_iter().flatten().collect(),
    })
}

/// The numbers of the target in a plane: the segment, or one host of it.
fn targets(
    map: &Map,
    plane: Plane,
    to: usize,
    question: &Question,
    network: &Network<'_>,
) -> Result<Ranges, QuestionError> {
    let Some(host) = &question.host else { return Ok(map.areas[to].numbers(plane, to)) };
    let named = |at: usize| network.hosts[at].name.eq_ignore_ascii_case(host);
    let all = &map.areas[to].hosts;
    if !all.iter().any(|(.., at)| named(*at)) {
        return Err(QuestionError::Host(host.clone()));
    }
    let own = all
        .iter()
        .filter(|(family, _, at)| plane.family() == Some(*family) && named(*at))
        .map(|(_, number, _)| (*number, *number));
    Ok(Ranges::collect(own))
}

/// What one firewall says; `None` if nothing.
fn answer(
    asker: &mut Asker<'_, '_>,
    engine: &Engine<'_>,
    device: &Device,
    at: usize,
    ends: [usize; 2],
    targets: &Ranges,
    asked: &Ports,
) -> Option<Answer> {
    let passage = engine.ready[at].passage(ends[0], ends[1], engine.map)?;
    let way = match passage.relation {
        Relation::Between => Way::Between,
        Relation::Likely => Way::Perhaps,
        Relation::Somewhere => Way::Unknown,
    };
    let legs = passage.legs.clone();
    let pair = asker.pair_of(vec![(at, passage)], ends[1]);
    let verdict = asker.ask(&pair, targets);
    let open = verdict.certain.intersection(asked);
    let unknown = verdict.possible.intersection(asked).without(&open);
    let mut rules: Vec<(RuleId, Said)> = Vec::new();
    for leg in &legs {
        for step in leg.rows().flatten() {
            for (id, said) in said(engine, device, leg, step, ends, targets, asked) {
                if rules.len() < MAX_RULES && !rules.iter().any(|(known, _)| *known == id) {
                    rules.push((id, said));
                }
            }
        }
    }
    let rules = rules.into_iter().map(|(_, said)| said).collect();
    Some(Answer {
        file: device.file.clone(),
        open: open.to_set(),
        unknown: unknown.to_set(),
        way,
        rules,
    })
}

/// The rules of one list that have a say, up to the one that decides all that is left.
fn said(
    engine: &Engine<'_>,
    device: &Device,
    leg: &Leg,
    step: &Step,
    ends: [usize; 2],
    targets: &Ranges,
    asked: &Ports,
) -> Vec<(RuleId, Said)> {
    let ready = &engine.ready[step.device];
    let (Some(list), Some(compiled)) = (step.list.checked_sub(BUILT_IN), &ready.lists[step.list])
    else {
        return Vec::new();
    };
    let to = leg.to.intersection(targets);
    let candidates = [
        &ready.parts[step.from.0][step.from.1].candidates,
        &ready.parts[step.to.0][step.to.1].candidates,
    ];
    let mut left = asked.clone();
    let mut found = Vec::new();
    let touching = compiled.between(ends[0], ends[1]);
    for rule in touching.iter().map(|near| &compiled.rules[near.rule as usize]) {
        let shape = &rule.shape;
        let holds = candidates[0].all(&shape.entry).min(candidates[1].all(&shape.exit));
        if holds == Holds::No
            || !shape.ports.meets(&left)
            || !shape.from.meets(&leg.from)
            || !shape.to.meets(&to)
        {
            continue;
        }
        let id = RuleId { device: step.device as u32, list: list as u32, origin: rule.origin };
        let written = super::rule_of(std::slice::from_ref(device), &RuleId { device: 0, ..id });
        let sure = holds == Holds::Yes && shape.sure;
        let whole = shape.from.covers(&leg.from)
            && shape.to.covers(&to)
            && rule.except.is_empty()
            && shape.sources.covers(&Ports::any());
        let ports = shape.ports.intersection(&left);
        let name = rule.origin.map_or(&device.lists[list].name, |(chain, _)| {
            &device.lists[list].chains[chain as usize].name
        });
        found.push((id, said_by(written, name, rule.effect, sure, whole, &ports)));
        if sure && whole {
            left = left.without(&shape.ports);
        }
        if left.is_empty() {
            break;
        }
    }
    found
}

fn said_by(
    rule: &Rule,
    list: &str,
    effect: Effect,
    sure: bool,
    whole: bool,
    ports: &Ports,
) -> Said {
    let does = match (effect, sure, whole) {
        (Effect::Allow, true, true) => "opens",
        (Effect::Allow, true, false) => "opens for a part",
        (Effect::Allow, false, _) => "may open",
        (Effect::Deny, true, true) => "closes",
        (Effect::Deny, true, false) => "closes for a part",
        (Effect::Deny, false, _) => "may close",
        (Effect::Unknown, ..) => "may open or close",
    };
    let implied = if matches!(rule.action, Action::Allow) {
        "(the end of the list: everything else is let through)"
    } else {
        "(the end of the list: everything else is stopped)"
    };
    let text = if rule.text.is_empty() { implied.to_owned() } else { rule.text.to_string() };
    Said {
        line: rule.line,
        list: list.to_owned(),
        text,
        does,
        ports: ports.to_set(),
        doubt: rule.doubt.as_deref().map(str::to_owned),
    }
}

/// What one firewall says of both families.
fn joined(mut known: Answer, more: Answer) -> Answer {
    known.open = known.open.union(&more.open);
    known.unknown = known.unknown.union(&more.unknown).difference(&known.open);
    known.rules.extend(more.rules);
    known
}

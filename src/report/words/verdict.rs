//! The answer in a sentence or two, and how it was computed.

use std::collections::BTreeMap;

use super::day;
use super::doubt;
use super::infected;
use super::number::{self, Digits, counted};
use super::step;
use super::tally::Tally;
use crate::ranking::{FirstHosts, Ranking, RemedyKind};
use crate::report::View;
use crate::report::words::way_in;
use crate::risk::{Convergence, Method};
use crate::term::day::Day;
use crate::term::entry::Entries;
use crate::threat::Mode;

/// Where the first hosts together avert a smaller share than this, they are not named: the network
/// needs another kind of step.
const WORTH_SAYING: f64 = 0.01;
/// So many ranks are looked at before sampling ends.
const RANKS: usize = 25;
const FIRST_TEN: u32 = 10;

/// How many hosts are in danger, and what to do before all else: what a reader at midnight takes
/// away.
pub(in crate::report) fn headline(view: &View<'_>) -> String {
    joined([danger(view, Tally::of(view)), infected::sentence(view.case, |_| 0), step::best(view)])
}

/// What is due, how much of the risk the first hosts avert, what is unknown.
pub(in crate::report) fn details(view: &View<'_>) -> String {
    joined([due(view), gain(view), evidence(view, Tally::of(view)), doubt::sentence(view)])
}

fn joined<const N: usize>(sentences: [String; N]) -> String {
    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How many hosts can be hit until when, and what that costs.
pub(in crate::report) fn danger(view: &View<'_>, tally: Tally) -> String {
    let all = counted(tally.machines, "host", "hosts");
    let until = day::named(view.case.threat.until());
    let known = day::named(view.case.threat.as_of);
    let hit = number::count(tally.reachable);
    let loss = loss(view);
    let already = already(tally.infected);
    match view.ranking.mode {
        _ if tally.machines == 1 && view.ranking.hosts.is_empty() => {
            "The only host could not be assessed: nothing is known about it.".to_owned()
        }
        _ if tally.machines > 0 && view.ranking.hosts.is_empty() => {
            format!("None of the {all} could be assessed: nothing is known about them.")
        }
        _ if tally.to_remedy == 0 => {
            format!("Nothing that was assessed here is exposed to {} on {known}.", advisories(view))
        }
        _ if tally.reachable == 0 && tally.infected > 0 => {
            format!("{} known to be infected: {loss}.", of(tally.infected, &all))
        }
        _ if tally.reachable == 0 && !view.case.inventory.flows_described => {
            let exposed = of(tally.to_remedy, &all);
            format!(
                "{exposed} exposed. No way in is known, but nobody has described the flows, so this is no all-clear."
            )
        }
        _ if tally.reachable == 0 => {
            let (exposed, them) = (of(tally.to_remedy, &all), them(tally.to_remedy));
            format!("{exposed} exposed, but no way in leads to {them} until {until}: {loss}.")
        }
        Mode::Expected if view.ranking.expected_loss.value <= 0.0 && is_hit(view) => {
            format!(
                "{hit} of {all} can be taken over or crashed by {until}{already}, but nothing of value: {loss}."
            )
        }
        Mode::Expected if view.ranking.expected_loss.value <= 0.0 => {
            let (exposed, them) = (of(tally.reachable, &all), them(tally.reachable));
            format!(
                "{exposed} exposed, but no attack on {them} is to be expected until {until}: {loss}."
            )
        }
        Mode::Expected => {
            format!("{hit} of {all} can be taken over or crashed by {until}{already}: {loss}.")
        }
        Mode::WorstCase => format!(
            "If everything that can happen does, {} taken over or crashed by {until}{already}: {loss}.",
            of(tally.reachable, &all)
        ),
    }
}

/// How many are infected beside those that can be: `, 2 more are infected already`.
fn already(infected: u64) -> String {
    match infected {
        0 => String::new(),
        1 => ", 1 more is infected already".to_owned(),
        many => format!(", {} more are infected already", number::count(many)),
    }
}

/// `1 of 2 hosts is`, `2 of 3 hosts are`.
fn of(part: u64, all: &str) -> String {
    let verb = if part == 1 { "is" } else { "are" };
    format!("{} of {all} {verb}", number::count(part))
}

fn them(part: u64) -> &'static str {
    if part == 1 { "it" } else { "them" }
}

/// Whether anything was seen to be hit, worth something or not.
fn is_hit(view: &View<'_>) -> bool {
    view.ranking.host_risks.iter().any(|host| host.p_compromised > 0.0 || host.p_disrupted > 0.0)
}

/// The advisories that were known, as the object of a sentence.
fn advisories(view: &View<'_>) -> String {
    match view.case.advisories.advisories.len() - view.case.exposures.unpublished.len() {
        0 => "any advisory: none was known".to_owned(),
        1 => "the one advisory known".to_owned(),
        known => format!("the {known} advisories known"),
    }
}

fn loss(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss;
    let digits = Digits::of(loss.value);
    let kind = if view.ranking.mode == Mode::Expected { "expected loss" } else { "loss" };
    format!(
        "{kind} {} of a total value of {}",
        digits.figure(loss),
        number::value(view.ranking.total_value)
    )
}

/// What is due before when: machines that a way in leads to, by the day by which their work is due.
pub(in crate::report) fn due(view: &View<'_>) -> String {
    let mut machines: BTreeMap<Day, u64> = BTreeMap::new();
    for ranked in view.ranking.to_remedy() {
        let risk = view.ranking.host_risk(ranked);
        // Of machines that are alike one may avert nothing, and all of them much.
        let group = risk.group.and_then(|number| view.ranking.groups.get(number as usize - 1));
        if let Some(day) =
            risk.averted.due().or_else(|| group.and_then(|group| group.averted.due()))
        {
            *machines.entry(day).or_default() +=
                u64::from(view.case.inventory.host(ranked.host).1.count);
        }
    }
    if view.ranking.mode == Mode::WorstCase || machines.is_empty() {
        return String::new();
    }
    let first = machines.keys().next().copied();
    let part = |(day, count): (&Day, &u64)| {
        let count = if Some(*day) == first {
            counted(*count, "machine", "machines")
        } else {
            number::count(*count)
        };
        format!("{count} {}", day::due_in_words(view.case.threat, *day))
    };
    format!("Due: {}.", machines.iter().map(part).collect::<Vec<_>>().join(", "))
}

/// How far the first places hold if rates are not what the model says; nothing where that was not
/// worked out.
pub(in crate::report) fn hold(view: &View<'_>) -> String {
    let Some(doubt) = view.ranking.doubt.as_ref().filter(|doubt| !doubt.cases.is_empty()) else {
        return String::new();
    };
    held(doubt)
}

/// The same of a doubt that was worked out.
pub(in crate::report) fn held(doubt: &crate::ranking::Doubt) -> String {
    let cases = doubt.cases.len();
    let of = |stays: usize| {
        if stays == cases { format!("all {cases}") } else { format!("{stays} of {cases}") }
    };
    let (low, high) = doubt.range();
    let digits = Digits::of(high);
    let (low, high) = (digits.loss(low), digits.loss(high));
    let loss = if low == high {
        format!("the loss stays at {low}")
    } else {
        format!("the loss lies between {low} and {high}")
    };
    // Where there are no ten, all of them are the first whatever the rates are.
    let hosts = doubt.cases.iter().map(|case| case.first_ten).max().unwrap_or(0);
    let places = match hosts {
        0 | 1 => String::new(),
        2..FIRST_TEN => format!("the first place stays in {} cases; ", of(doubt.first_stays())),
        _ => format!(
            "the first place stays in {} cases, the first ten in {}; ",
            of(doubt.first_stays()),
            of(doubt.first_ten_stay())
        ),
    };
    format!("With each rate at half and double its odds, {places}{loss}.")
}

/// What the first hosts avert together, if they are done tonight: what is done is in force from the
/// next day on.
fn gain(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss.value;
    let Some(first) = view.ranking.first.as_ref().filter(|_| loss > 0.0) else {
        return String::new();
    };
    let averted = loss - first.loss_left_tonight;
    if averted < WORTH_SAYING * loss {
        return String::new();
    }
    let at_once = loss - first.loss_left;
    let tonight = if at_once - averted > step::NEARLY * loss { " if done tonight" } else { "" };
    let averted = number::share(averted, loss);
    format!("{} {} averts {averted}{tonight}.", work(view, first), which(first))
}

/// What is done to the first hosts: `Patching`, `Patching or rebuilding`.
fn work(view: &View<'_>, first: &FirstHosts) -> String {
    let kinds: Vec<RemedyKind> =
        first.hosts.iter().map(|ranked| view.ranking.host_risk(ranked).remedy).collect();
    let word = |of: &[RemedyKind], word: &'static str| {
        kinds.iter().any(|kind| of.contains(kind)).then_some(word)
    };
    let words: Vec<&str> = [
        word(&[RemedyKind::Patch, RemedyKind::Upgrade], "patching"),
        word(&[RemedyKind::Isolate], "isolating"),
        word(&[RemedyKind::Rebuild], "rebuilding"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = match &words[..] {
        [some @ .., last] if !some.is_empty() => format!("{} or {last}", some.join(", ")),
        [one] => (*one).to_owned(),
        _ => "remedying".to_owned(),
    };
    text[..1].to_uppercase() + &text[1..]
}

/// Which hosts that are: `it`, `both`, `all 35 machines`, `the first 10 (240 machines)`; `the one
/// that may be touched` where some may not.
fn which(first: &FirstHosts) -> String {
    let entries = first.hosts.len();
    let is_one_each = first.machines == entries as u64;
    let which = match (entries, entries == first.of) {
        (1, true) if is_one_each && first.some_held => "the one".to_owned(),
        (1, true) if is_one_each => "it".to_owned(),
        (2, true) if is_one_each => "both".to_owned(),
        (n, true) if is_one_each => format!("all {n}"),
        (_, true) if first.machines == 2 => "both machines".to_owned(),
        (_, true) => format!("all {} machines", number::count(first.machines)),
        (1, false) if is_one_each => "the first".to_owned(),
        (n, false) if is_one_each => format!("the first {n}"),
        (n, false) => {
            format!("the first {n} ({})", counted(first.machines, "machine", "machines"))
        }
    };
    let touched = if first.some_held { " that may be touched" } else { "" };
    which + touched
}

/// That all danger may be a lack of evidence.
fn evidence(view: &View<'_>, tally: Tally) -> String {
    match tally.to_remedy {
        _ if tally.known_vulnerable > 0 || view.ranking.unknowns.machines == 0 => String::new(),
        0 => String::new(),
        1 => "It is not known to be vulnerable: evidence is missing.".to_owned(),
        _ => "None of them is known to be vulnerable: evidence is missing.".to_owned(),
    }
}

/// How the figures were computed.
pub(in crate::report) fn method(view: &View<'_>) -> String {
    let ranking = view.ranking;
    let samples = counted(ranking.samples, "sample", "samples");
    let figures = match (ranking.mode, ranking.method, ranking.convergence) {
        (Mode::WorstCase, ..) => "the one outcome in which everything happens".to_owned(),
        (_, Method::Exact, _) => {
            format!("exact ({})", counted(ranking.samples, "outcome", "outcomes"))
        }
        (_, _, Convergence::Settled) => {
            format!("{samples}, seed {}, {} settled", ranking.seed, ranks(ranking, "the"))
        }
        (_, _, Convergence::Limit) => {
            format!(
                "{samples}, seed {}: {} not settled",
                ranking.seed,
                ranks(ranking, "some of the")
            )
        }
    };
    format!("Figures: {figures}.{}", ways_in(view))
}

/// The ranks that are looked at: the first 25, or all there are.
fn ranks(ranking: &Ranking, which: &str) -> String {
    match ranking.to_remedy().len() {
        0..RANKS => format!("{which} ranks are"),
        _ => format!("{which} first {RANKS} ranks are"),
    }
}

fn ways_in(view: &View<'_>) -> String {
    match way_in::considered(view.case.request.entries) {
        _ if view.case.request.entries == Entries::ALL => String::new(),
        ways if ways.is_empty() => " No way in was considered.".to_owned(),
        ways => format!(" Ways in that were considered: {} alone.", ways.join(" and ")),
    }
}

//! How far the first places hold if the rates are not what they are taken to be.
//!
//! Half of the rates are conventions, and the others are known to a factor of two at best. So each
//! of them is halved and doubled in its odds, one at a time, and the ranking is made again on the
//! same coins: what moves then moves because of the rate. Standard errors say nothing of this; they
//! are about sampling alone.

mod varied_rate;

use super::{FIRST, RankedHost, Ranking, order_of};
use crate::case::Case;
use crate::inventory::HostId;
use crate::risk::{Request, SampleSize};
use crate::threat::{Mode, Threat};

pub use varied_rate::VariedRate;

/// What becomes of the ranking, rate by rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// One rate or convention at a time, in a fixed order.
    pub cases: Vec<Varied>,
    /// The loss as the rates are: that of the ranking.
    pub loss: f64,
    /// How many samples each case was drawn; `None` where all of them were computed exactly or
    /// drawn until they settled.
    pub samples: Option<u64>,
}

/// One rate or convention that is not what it is taken to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// What is changed.
    pub what: VariedRate,
    /// To what.
    pub to: f64,
    /// All rates, with this one changed.
    pub threat: Threat,
}

/// The ranking with one rate or convention changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// What was changed.
    pub what: VariedRate,
    /// To what.
    pub to: f64,
    /// The expected loss: that of the ranking, times what the change does to it on the samples of
    /// the doubt.
    pub loss: f64,
    /// The host in the first place.
    pub first: Option<HostId>,
    /// Whether it is in the first place as the rates are, or averts the same as the one that is.
    pub first_stays: bool,
    /// How many of the first ten are among the first ten then.
    pub of_first_ten: u32,
    /// How many of them there are.
    pub first_ten: u32,
}

impl Doubt {
    /// Under how many cases the first place stays.
    pub fn first_stays(&self) -> usize {
        self.cases.iter().filter(|case| case.first_stays).count()
    }

    /// Under how many the first ten stay, in any order.
    pub fn first_ten_stay(&self) -> usize {
        self.cases.iter().filter(|case| case.of_first_ten == case.first_ten).count()
    }

    /// The lowest and highest loss.
    pub fn range(&self) -> (f64, f64) {
        let losses = || self.cases.iter().map(|case| case.loss).chain([self.loss]);
        (losses().fold(f64::INFINITY, f64::min), losses().fold(0.0, f64::max))
    }
}

/// How much work a doubt may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// As many samples for each case as the ranking drew.
    Full,
    /// A fraction of what the ranking took; no answer where that would be too few samples.
    Aside,
}

/// Samples times places (segments, flows, kinds of hosts) times cases of an answer that is given
/// aside.
const WORK_ASIDE: u64 = 500_000;
const MIN_ASIDE: u64 = 16;
const MAX_ASIDE: u64 = 512;

/// Varies every rate; `None` in the worst case, which knows no rates, and where it would take too
/// long.
pub fn doubt(case: Case<'_>, ranking: &Ranking, effort: Effort) -> Option<Doubt> {
    if case.threat.mode == Mode::WorstCase || ranking.to_remedy().is_empty() {
        return None;
    }
    let variations = variations(case.threat);
    let request = request(case, ranking, effort, variations.len() as u64)?;
    let base = first(Case { request: &request, ..case });
    let scale = if base.loss > 0.0 { ranking.expected_loss.value / base.loss } else { 1.0 };
    let cases = variations.into_iter().map(|Variation { what, to, threat }| {
        let varied = first(Case { threat: &threat, request: &request, ..case });
        let loss = (varied.loss * scale).min(ranking.total_value);
        Varied { loss, ..compare(what, to, &base, &varied) }
    });
    let samples =
        if let SampleSize::Fixed(samples) = request.samples { Some(samples) } else { None };
    Some(Doubt { cases: cases.collect(), loss: base.loss * scale, samples })
}

fn request(case: Case<'_>, ranking: &Ranking, effort: Effort, cases: u64) -> Option<Request> {
    let again = ranking.again(case.request);
    // Building the network to count its nodes would be more work than the answer is worth.
    let places =
        case.inventory.segments.len() + case.inventory.flows.len() + ranking.host_risks.len();
    let affordable = WORK_ASIDE / (places.max(1) as u64 * (cases + 1));
    let sampled = |most: u64| {
        let samples = SampleSize::Fixed(most.min(affordable).min(MAX_ASIDE));
        (affordable >= MIN_ASIDE).then_some(Request { samples, ..again })
    };
    match (effort, again.samples) {
        (Effort::Full, _) => Some(again),
        // What is computed exactly, in more outcomes than that, is sampled here.
        (Effort::Aside, SampleSize::Auto) if ranking.samples <= affordable => Some(again),
        (Effort::Aside, SampleSize::Auto) => sampled(MAX_ASIDE),
        (Effort::Aside, SampleSize::Fixed(all)) => sampled(all),
    }
}

/// The head of a ranking.
struct First {
    loss: f64,
    hosts: Vec<(HostId, f64)>,
}

fn first(case: Case<'_>) -> First {
    let (loss, ordered) = order_of(case);
    let hosts = ordered
        .into_iter()
        .take(FIRST)
        .map(|(ranked, averted): (RankedHost, f64)| (ranked.host, averted))
        .collect();
    First { loss, hosts }
}

fn compare(what: VariedRate, to: f64, base: &First, varied: &First) -> Varied {
    let first = varied.hosts.first().map(|(host, _)| *host);
    // Hosts that are alike share a place: which of them comes first is a matter of names.
    let averts = |host: HostId| {
        varied.hosts.iter().find(|(other, _)| *other == host).map(|(_, averted)| *averted)
    };
    let most = varied.hosts.first().map(|(_, averted)| *averted);
    let first_stays = base.hosts.first().is_none_or(|(host, _)| {
        averts(*host).zip(most).is_some_and(|(a, b)| a >= b * (1.0 - 1e-9))
    });
    let of_first_ten = base.hosts.iter().filter(|(host, _)| averts(*host).is_some()).count() as u32;
    Varied {
        what,
        to,
        loss: varied.loss,
        first,
        first_stays,
        of_first_ten,
        first_ten: base.hosts.len() as u32,
    }
}

/// Every rate at half and at double its odds, and every convention at the ends of its range, in the
/// order of [`Doubt::cases`]. Rates of 0 and 1 were set so.
pub fn variations(threat: &Threat) -> Vec<Variation> {
    let variation = |what: VariedRate, factor: f64| {
        let mut varied = threat.clone();
        let to = what.vary(&mut varied, factor);
        (varied != *threat).then_some(Variation { what, to, threat: varied })
    };
    let of_factor =
        |factor| VariedRate::ALL.into_iter().filter_map(move |what| variation(what, factor));
    let mut all: Vec<Variation> = [0.5, 2.0].into_iter().flat_map(of_factor).collect();
    all.sort_by(|a, b| a.what.as_str().cmp(b.what.as_str()).then(a.to.total_cmp(&b.to)));
    all
}

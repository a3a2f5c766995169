//! What is risked by waiting until a day: nothing is done until then.

use indexmap::IndexMap;
use jiff::civil::Date;

use crate::advisory::AdvisoryId;
use crate::case::Case;
use crate::explanation::{Farthest, Likelihood};
use crate::ranking::Ranking;
use crate::risk::{Figures, Request, estimate};
use crate::term::day::days_between;
use crate::threat::Threat;

/// What is risked by waiting until a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// As it was asked: `tonight`, `saturday`, a date.
    pub name: String,
    /// The day; losses until its end count.
    pub day: Date,
    /// Expected loss until then if nothing is done.
    pub loss: f64,
    /// How far advisories may have come by then.
    pub stages: IndexMap<AdvisoryId, Farthest>,
}

impl Waiting {
    /// What is lost by the end of a day if nothing is done, on the coins of the ranking.
    pub fn until(name: &str, day: Date, case: Case<'_>, ranking: &Ranking) -> Self {
        let horizon_days = days_between(case.threat.as_of, day).max(0) as u32 + 1;
        let threat = Threat { horizon_days, ..case.threat.clone() };
        let network = Case { threat: &threat, ..case }.network();
        let request = Request { figures: Figures::Loss, ..ranking.again(case.request) };
        let loss = estimate(&network, &threat, &request, &[], &|_, _| {}).loss.value;
        let stages = Likelihood::new(&network, &threat).farthest();
        Self { name: name.to_owned(), day, loss, stages }
    }
}

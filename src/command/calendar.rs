//! `--compare`: what waiting until some days risks.

use jiff::Span;
use jiff::civil::Date;
use patchfirst::assumption::{Clock, Wrong};
use patchfirst::case::Case;
use patchfirst::explanation::Likelihood;
use patchfirst::ranking::Ranking;
use patchfirst::report::plan::Waiting;
use patchfirst::risk::{Figures, Request, estimate};
use patchfirst::term::day::{MAX_HORIZON, days_between};
use patchfirst::threat::Threat;

use super::Console;
use crate::exit::Exit;

/// The days that are asked for, each with the word for it. `window` is the day after the horizon.
pub(crate) fn days(
    words: &[String],
    clock: Clock,
    console: &Console,
) -> Result<Vec<(String, Date)>, Exit> {
    let one = |word: &String| match day(word, clock) {
        Ok(day) => Ok((word.clone(), day)),
        Err((message, help)) => {
            console.mistake(&format!("--compare: {message}"), &help);
            Err(Exit::Usage)
        }
    };
    words.iter().map(one).collect()
}

fn day(word: &str, clock: Clock) -> Result<Date, Wrong> {
    let help = "write tonight, tomorrow, a weekday, window, or a date such as 2006-08-29";
    let quoted = format!("`{word}`");
    let day = clock.day(word).ok_or_else(|| (format!("{quoted} is not a day"), help.to_owned()))?;
    clock.days_until(day, quoted).map(|_| day)
}

/// The day so many days later.
pub(crate) fn after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().days(days)).ok()
}

/// What is lost by the end of each day if nothing is done, on the coins of the ranking.
pub(crate) fn waiting(days: &[(String, Date)], case: Case<'_>, ranking: &Ranking) -> Vec<Waiting> {
    days.iter().map(|(name, day)| one(name, *day, case, ranking)).collect()
}

fn one(name: &str, day: Date, case: Case<'_>, ranking: &Ranking) -> Waiting {
    let horizon_days = days_between(case.threat.as_of, day).max(0) as u32 + 1;
    let mut threat: Threat = case.threat.clone();
    threat.horizon_days = horizon_days;
    let network = Case { threat: &threat, ..case }.network();
    let request = Request { figures: Figures::Loss, ..ranking.again(case.request) };
    let loss = estimate(&network, &threat, &request, &[], &|_, _| {}).loss.value;
    let likelihood = Likelihood::new(&network, &threat);
    let id = |advisory| case.advisories.advisory_of(advisory).id.clone();
    let stages = likelihood
        .farthest()
        .into_iter()
        .map(|(advisory, code, worm)| (id(advisory), code, worm))
        .collect();
    Waiting { name: name.to_owned(), day, loss, stages }
}

/// The horizon that ends on the day before a window.
pub(crate) fn horizon(window: Date, as_of: Date) -> Option<u32> {
    u32::try_from(days_between(as_of, window)).ok().filter(|days| (1..=MAX_HORIZON).contains(days))
}

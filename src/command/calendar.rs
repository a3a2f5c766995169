//! `--compare`: what waiting until some days risks.

use jiff::civil::Date;
use patchfirst::assumption::{Clock, Wrong};
use patchfirst::term::day::{MAX_HORIZON, days_between};

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

/// The horizon that ends on the day before a window.
pub(crate) fn horizon(window: Date, as_of: Date) -> Option<u32> {
    u32::try_from(days_between(as_of, window)).ok().filter(|days| (1..=MAX_HORIZON).contains(days))
}

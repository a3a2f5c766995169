//! By when something is due: as long as it still averts nearly all of what it averts at once.

/// A remedy that averts so much of what it averts at once is still in time.
const IN_TIME: f64 = 0.9;
/// Sums by steps and sums of samples are rounded differently.
const ROUNDING: f64 = 1e-12;

/// How many days there are, from the first on, on which work is still in time. Given are what is
/// averted at once, and by work of each of the days. What averts nothing is never in time.
///
/// ```
/// assert_eq!(patchfirst::risk::days_in_time(10.0, [10.0, 9.5, 8.0]), 2);
/// assert_eq!(patchfirst::risk::days_in_time(0.0, [0.0]), 0);
/// ```
pub fn days_in_time(at_once: f64, by_work_of: impl IntoIterator<Item = f64>) -> usize {
    let enough = IN_TIME * at_once * (1.0 - ROUNDING);
    by_work_of.into_iter().take_while(|averted| at_once > 0.0 && *averted >= enough).count()
}

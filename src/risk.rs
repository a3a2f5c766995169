//! The risk estimate: expected loss, and what each remedy would avert, on the same coins.
//!
//! One sample draws all coins (`draw`), lets the attack spread to the fixed point (`attack`), and
//! reads from one dominator tree what every host, group, flow and quarantine alone would have
//! averted (`gain`). Samples are independent and added up in a fixed order (`tally`), so the result
//! depends on the seed alone, not on the number of threads.

mod alone;
mod arrival;
mod attack;
mod course;
mod curve;
mod deadline;
mod design;
mod dice;
mod dominator;
mod draw;
mod estimate;
mod fate;
mod gain;
mod ground;
mod rare;
mod remains;
mod strata;
mod tally;
mod timing;
mod trail;

pub use crate::term::entry::Entries;
pub use curve::curve;
pub use deadline::days_in_time;
pub use design::Design;
pub use dice::{Coin, Dice, Enumerated, Seeded};
pub use dominator::Dominators;
pub use estimate::{
    Convergence, Estimate, MAX_SAMPLES, Method, Progress, Request, SampleSize, estimate,
    estimate_on,
};
pub use gain::{Figures, Used};
pub use ground::Ground;
pub use strata::Event;
pub use tally::{Averted, ClassEstimate, Distribution, Figure, QUANTILES};

//! What the curve is drawn from.

/// The picture.
pub(super) const ID: &str = "curve";

/// A plan, action by action.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    /// The expected loss if nothing is done.
    pub(crate) loss_before: f64,
    /// What is left after each action, in their order.
    pub(crate) points: Vec<Point>,
    /// The minutes of staff time there are.
    pub(crate) capacity: u64,
    /// What is left if everything is done that may be done, by any number of people.
    pub(crate) loss_floor: f64,
    /// The last day that counts.
    pub(crate) until: String,
    /// How little is enough: points of the curve, the first one first.
    pub(crate) offers: Vec<Offer>,
}

/// A point of the curve at which one may stop.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// Staff minutes used.
    pub(crate) minutes: u64,
    /// The loss that is left.
    pub(crate) loss_left: f64,
    /// `1 person, 6 h 30: 98 %`
    pub(crate) words: String,
    /// Whether it is the one that is recommended: the knee.
    pub(crate) recommended: bool,
}

/// One action of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Staff minutes used so far, with this action.
    pub(crate) minutes: u64,
    /// The loss that is left then.
    pub(crate) loss_left: f64,
    /// What was done.
    pub(crate) what: String,
    /// The same in few words, for a label: `block office -> plant`.
    pub(crate) name: String,
}

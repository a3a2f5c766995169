//! What becomes of the hosts in one sample: who is lost, and on which day.

use super::arrival::Arrival;
use super::attack::Attack;
use super::draw::Group;
use super::trail::Trail;
use crate::term::day::Day;

/// The days on which a group is lost; [`Day::NEVER`] where it is not within the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    /// Compromised, inside or outside.
    pub(super) taken: Day,
    /// Crashed, or compromised.
    pub(super) down: Day,
    /// Connected: from then on it lets the attacker into its segments.
    pub(super) connected: Day,
}

/// How much of a group is lost, as a share of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    Nothing,
    Disrupted,
    Compromised,
}

impl Fate {
    /// What happens to a group, once the attack has arrived wherever it arrives.
    #[inline]
    pub(super) fn of(attack: &Attack<'_>, arrival: &Arrival, index: u32) -> Self {
        let group = attack.group(index);
        let connected = arrival.on(attack.ground.group(index));
        // What is known to be infected is lost whatever happens, also where infected hosts are no
        // way in.
        let outside = if group.infected { Day::BEFORE } else { attack.taken_outside(group) };
        let taken = connected.min(outside);
        Self { taken, down: taken.min(arrival.on(attack.ground.leaf(index))), connected }
    }

    /// What is lost by the end of the horizon.
    #[inline]
    pub(super) fn lost(self) -> Lost {
        self.lost_before(Day::NEVER)
    }

    /// What is lost before a day.
    #[inline]
    pub(super) fn lost_before(self, day: Day) -> Lost {
        match () {
            () if self.taken < day => Lost::Compromised,
            () if self.down < day => Lost::Disrupted,
            () => Lost::Nothing,
        }
    }
}

impl Lost {
    /// The share of the value; `disruption` is δ.
    #[inline]
    pub(super) fn share(self, disruption: f64) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Disrupted => disruption,
            Self::Compromised => 1.0,
        }
    }
}

/// The value lost with a group.
#[inline]
pub(super) fn loss(attack: &Attack<'_>, arrival: &Arrival, index: u32, disruption: f64) -> f64 {
    let group: &Group = attack.group(index);
    group.total() * Fate::of(attack, arrival, index).lost().share(disruption)
}

/// Lets an attack arrive wherever it does. Cost: the edges from what is reached.
#[inline]
pub(super) fn spread(attack: &Attack<'_>, arrival: &mut Arrival) {
    arrival.start(attack.ground.size(attack.draw.groups.len()), attack.network.last);
    arrival.begin(attack);
    arrival.go_on(attack, &mut |_| {});
}

/// The same, and notes every edge that was followed.
#[inline]
pub(super) fn spread_noting(attack: &Attack<'_>, arrival: &mut Arrival, trail: &mut Trail) {
    arrival.start(attack.ground.size(attack.draw.groups.len()), attack.network.last);
    arrival.begin(attack);
    arrival.go_on_noting(attack, trail);
}

/// The value lost in a sample.
#[inline]
pub(super) fn total_loss(attack: &Attack<'_>, arrival: &mut Arrival, disruption: f64) -> f64 {
    spread(attack, arrival);
    (0..attack.draw.groups.len() as u32).map(|i| loss(attack, arrival, i, disruption)).sum()
}

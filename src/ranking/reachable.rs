//! How an attacker gets to each host.

use std::sync::Arc;

use crate::case::Case;
use crate::decision::SystemExposure;
use crate::network::{Class, ClassId, Network, Scenario};
use crate::risk::{ClassEstimate, Figures, Ground, Request, SampleSize, estimate_on};
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry};

/// The worst case tells which entries lead to each host, over any number of hops.
pub(super) struct Reachable {
    /// The class of each host in the worst case. Without a clock there are fewer classes: what
    /// tells hosts apart by their days is gone.
    class_of: Arc<[Option<ClassId>]>,
    /// Per such class.
    exposures: Vec<SystemExposure>,
}

impl Reachable {
    /// Finds it while something else is worked out on another thread.
    pub(super) fn find_beside<T: Send>(
        case: Case<'_>,
        work: impl FnOnce() -> T + Send,
    ) -> (T, Self) {
        rayon::join(work, || Self::find(case))
    }

    fn find(case: Case<'_>) -> Self {
        let threat = case.threat.worst_case();
        let scenario = failing(case);
        let worst = Case { threat: &threat, scenario: &scenario, ..case }.network();
        let ground = Ground::new(&worst);
        let led_to_by = |entries: Entries| {
            let request = Request {
                entries,
                samples: SampleSize::Fixed(1),
                figures: Figures::From(Day::NEVER),
                ..*case.request
            };
            let estimate = estimate_on(&ground, &worst, &threat, &request, &[], &|_, _| {});
            let lost = |class: &ClassEstimate| class.compromised + class.disrupted > 0.0;
            estimate.classes.iter().map(lost).collect::<Vec<bool>>()
        };
        let asked = case.request.entries;
        let outside = Entries::only(Entry::Internet).or(Entries::only(Entry::Roaming));
        let exposures = led_to_by(asked.and(outside))
            .into_iter()
            .zip(led_to_by(asked))
            .map(|(from_outside, from_anywhere)| match () {
                () if from_outside => SystemExposure::Open,
                () if from_anywhere => SystemExposure::Controlled,
                () => SystemExposure::Small,
            })
            .collect();
        Self { class_of: worst.classes_of_hosts(), exposures }
    }

    /// Per class of the network that has a clock.
    pub(super) fn of_classes(&self, network: &Network) -> Vec<SystemExposure> {
        let of = |class: &Class| {
            let worst = class.hosts.first().and_then(|host| self.class_of[host.0 as usize]);
            worst.map_or(SystemExposure::Small, |ClassId(id)| self.exposures[id as usize])
        };
        network.classes.iter().map(of).collect()
    }
}

/// What is assumed, but for doors that may fail to hold: an attack that gets through them is to be
/// expected, and what it reaches has a way in.
fn failing(case: Case<'_>) -> Scenario {
    let mut scenario = case.scenario.clone();
    if case.threat.block_holds < 1.0 {
        scenario.blocked.clear();
        scenario.later.blocked.clear();
    }
    if case.threat.quarantine_holds < 1.0 {
        scenario.quarantined.clear();
        scenario.later.quarantined.clear();
    }
    scenario
}

//! What could be done next, and what it would avert.

use super::Deed;
use super::state::{Entry, Problem, State};
use crate::inventory::HostId;
use crate::network::ClassId;
use crate::risk::{ClassEstimate, Estimate};

/// One action that could be taken.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) deeds: Vec<Deed>,
    pub(super) minutes: u64,
    /// What it averts.
    pub(super) gain: f64,
    pub(super) trust: Trust,
    pub(super) group: Option<u32>,
}

/// What the gain of a candidate rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The estimate of the state says it.
    Estimated,
    /// It is a guess, to be worked out before the candidate is taken.
    Guessed,
}

/// Everything that could be done in a state whose figures are known, within the minutes that are left.
pub(super) fn candidates(problem: &Problem<'_>, state: &State<'_, '_>, estimate: &Estimate, minutes: u64) -> Vec<Candidate> {
    let finder = Finder { problem, state, estimate, minutes };
    let mut found = Vec::new();
    for (i, lanes) in problem.lanes.iter().enumerate().filter(|(i, _)| estimate.classes[*i].group.now.value > 0.0) {
        finder.of_class(ClassId(i as u32), lanes, &mut found);
    }
    finder.measures(&mut found);
    finder.bundles(&mut found);
    found.retain(|candidate| candidate.gain > 0.0 && candidate.minutes <= minutes);
    found
}

struct Finder<'f, 'a> {
    problem: &'f Problem<'a>,
    state: &'f State<'f, 'a>,
    estimate: &'f Estimate,
    minutes: u64,
}

impl Finder<'_, '_> {
    /// The next entry of each lane of a class, and the class as a whole.
    fn of_class(&self, class: ClassId, lanes: &[Vec<HostId>], found: &mut Vec<Candidate>) {
        let figures = &self.estimate.classes[class.0 as usize];
        let live = self.state.live(class);
        let entries = |lane: &[HostId]| lane.iter().map(|host| &self.problem.entries[host]).find(|entry| self.state.left(entry) > 0);
        let next: Vec<&Entry> = lanes.iter().filter_map(|lane| entries(lane)).collect();
        found.extend(next.iter().filter_map(|entry| self.of_entry(entry, figures, live)));
        let all: Vec<&Entry> =
            lanes.iter().flatten().map(|host| &self.problem.entries[host]).filter(|entry| self.state.left(entry) > 0).collect();
        if all.len() > 1 && all.iter().map(|entry| entry.minutes * u64::from(self.state.left(entry))).sum::<u64>() <= self.minutes {
            let machines: u64 = all.iter().map(|entry| u64::from(self.state.left(entry))).sum();
            let trust = if machines == live { Trust::Estimated } else { Trust::Guessed };
            let deeds = all.iter().map(|entry| self.deed(entry, self.state.left(entry))).collect();
            found.push(self.with_prerequisites(deeds, figures.group.now.value, trust, self.problem.groups[class.0 as usize]));
        }
    }

    /// An entry, or as many of its machines as there is time for.
    fn of_entry(&self, entry: &Entry, figures: &ClassEstimate, live: u64) -> Option<Candidate> {
        let left = self.state.left(entry);
        let fit = self.minutes.checked_div(entry.minutes).map_or(left, |fit| fit.min(u64::from(left)) as u32);
        let whole = u64::from(fit) == live;
        let gain = if whole { figures.group.now.value } else { figures.averted(entry.value).value * f64::from(fit) };
        let group = self.problem.groups[entry.class.0 as usize].filter(|_| whole);
        (fit > 0).then(|| self.with_prerequisites(vec![self.deed(entry, fit)], gain, Trust::Estimated, group))
    }

    fn deed(&self, entry: &Entry, machines: u32) -> Deed {
        Deed::Host { host: entry.host, machines, kind: entry.kind }
    }

    /// Puts what has to be done before in front, and what that takes on top.
    fn with_prerequisites(&self, deeds: Vec<Deed>, gain: f64, trust: Trust, group: Option<u32>) -> Candidate {
        let mut ordered = Vec::new();
        deeds.iter().for_each(|deed| self.order(deed, &mut ordered));
        let added: f64 = ordered.iter().filter(|deed| !deeds.contains(deed)).map(|deed| self.gain_alone(deed)).sum();
        let trust = if ordered.len() > deeds.len() { Trust::Guessed } else { trust };
        let minutes = ordered.iter().map(|deed| self.problem.minutes(deed)).sum();
        Candidate { deeds: ordered, minutes, gain: gain + added, trust, group }
    }

    /// Appends a deed after everything it has to wait for. There are no circles: reading the inventory refuses them.
    fn order(&self, deed: &Deed, ordered: &mut Vec<Deed>) {
        if ordered.contains(deed) {
            return;
        }
        if let Deed::Host { host, .. } = deed {
            for before in self.problem.entries[host].after.iter().filter_map(|host| self.problem.entries.get(host)) {
                if self.state.left(before) > 0 {
                    self.order(&self.deed(before, self.state.left(before)), ordered);
                }
            }
        }
        ordered.push(*deed);
    }

    fn gain_alone(&self, deed: &Deed) -> f64 {
        let Deed::Host { host, machines, .. } = deed else { return 0.0 };
        let entry = &self.problem.entries[host];
        self.estimate.classes[entry.class.0 as usize].averted(entry.value).value * f64::from(*machines)
    }

    /// Flows to block and segments to quarantine.
    fn measures(&self, found: &mut Vec<Candidate>) {
        let flows = self.problem.flows.iter().map(|flow| (Deed::Block(*flow), self.estimate.flows[flow.0 as usize].now.value));
        let segments = self.problem.segments.iter().map(|s| (Deed::Quarantine(*s), self.estimate.quarantine[s.0 as usize].now.value));
        for (deed, gain) in flows.chain(segments).filter(|(deed, gain)| *gain > 0.0 && !self.state.is_done(deed)) {
            let minutes = self.problem.minutes(&deed);
            found.push(Candidate { deeds: vec![deed], minutes, gain, trust: Trust::Estimated, group: None });
        }
    }

    /// Bundles of which nothing was done yet. What they averted at the start is the guess.
    fn bundles(&self, found: &mut Vec<Candidate>) {
        let open = |deeds: &Vec<Deed>| !deeds.iter().any(|deed| self.state.is_done(deed));
        for (deeds, gain) in self.problem.bundles.iter().filter(|(deeds, _)| open(deeds)) {
            let minutes = deeds.iter().map(|deed| self.problem.minutes(deed)).sum();
            let gain = gain.min(self.estimate.loss.value);
            found.push(Candidate { deeds: deeds.clone(), minutes, gain, trust: Trust::Guessed, group: None });
        }
    }
}

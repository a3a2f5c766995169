//! Several actions per estimate, in large networks.
//!
//! An estimate gives the gain of every action if it alone is done. The first few of them are worked out together
//! ([`crate::risk::curve`]), which tells what each averts given those before it. As long as that is no less per minute than
//! what the next one promises, a search that estimates anew after every action would have taken the same, unless what was
//! done made something else worth more: that is seen at the next estimate.

use super::Deed;
use super::candidate::{Candidate, Trust};
use super::search::{ROUNDING, Rule, Run, place_all};

/// Actions that are worked out together.
const MOST_AT_ONCE: usize = 32;
/// Guesses that are corrected per estimate; then guesses are left alone until the next one.
const MOST_CORRECTIONS: usize = 2;

/// Candidates in the order in which a rule would take them, as long as they do not concern the same hosts.
struct Row {
    taken: Vec<Candidate>,
    /// What the next one promises.
    rival: f64,
}

impl Run<'_, '_> {
    /// Takes the next actions, one at least; `false` if nothing that fits averts anything.
    pub(super) fn next_several(&mut self, rule: Rule) -> bool {
        let mut candidates = self.candidates();
        for candidate in candidates.iter_mut().filter(|candidate| candidate.trust == Trust::Guessed) {
            candidate.gain = self.worked_out.get(&candidate.deeds).map_or(candidate.gain, |gain| gain.min(candidate.gain));
        }
        candidates.sort_by(|a, b| rule.compare(b, a));
        for _ in 0..=MOST_CORRECTIONS {
            let row = self.row(&candidates, rule);
            if row.taken.is_empty() {
                return false;
            }
            let losses = self.state.curve(row.taken.iter().map(|candidate| &*candidate.deeds), &self.problem.case.request);
            let kept = self.kept(&row, &losses, rule);
            if kept > 0 {
                self.take_row(&row.taken[..kept], &losses);
                return true;
            }
            self.correct(&mut candidates, row.taken.into_iter().zip(losses.windows(2)), rule);
        }
        candidates.retain(|candidate| candidate.trust == Trust::Estimated);
        self.next_one(candidates, rule)
    }

    /// The first candidates, each of them placed behind those before it. What has no place at all is not looked at again.
    fn row(&mut self, candidates: &[Candidate], rule: Rule) -> Row {
        let mut row = Row { taken: Vec::new(), rival: 0.0 };
        let mut schedule = self.schedule.clone();
        let mut concerned: Vec<Deed> = Vec::new();
        for candidate in candidates.iter().filter(|candidate| candidate.gain > 0.0) {
            let topics = || candidate.deeds.iter().map(|deed| self.topic(deed));
            if topics().any(|topic| concerned.contains(&topic)) {
                continue;
            }
            if row.taken.len() == MOST_AT_ONCE {
                row.rival = rule.score(candidate);
                break;
            }
            let mut with = schedule.clone();
            if place_all(self.problem, &mut with, &candidate.deeds).is_some() {
                schedule = with;
                concerned.extend(topics());
                row.taken.push(candidate.clone());
            } else if row.taken.is_empty() {
                self.refused.insert(candidate.deeds.clone());
            }
        }
        row
    }

    /// What a deed is about: hosts of one class share their figures, so one of them stands for all.
    fn topic(&self, deed: &Deed) -> Deed {
        match deed {
            Deed::Host { host, kind, .. } => {
                let class = self.problem.entries.get(host).map(|entry| &self.problem.network.class(entry.class).hosts);
                Deed::Host { host: class.and_then(|hosts| hosts.first()).copied().unwrap_or(*host), machines: 0, kind: *kind }
            }
            _ => *deed,
        }
    }

    /// How many of a row are taken: as long as each averts what the next one would have to beat.
    fn kept(&self, row: &Row, losses: &[f64], rule: Rule) -> usize {
        let promises = row.taken[1..].iter().map(|next| rule.score(next)).chain([row.rival]);
        let averts_enough = |((i, candidate), (losses, promise)): ((usize, &Candidate), (&[f64], f64))| {
            let averted = losses[0] - losses[1];
            let is_certain = i == 0 && candidate.trust == Trust::Estimated;
            let worked_out = rule.score(&Candidate { gain: averted * (1.0 + ROUNDING), ..candidate.clone() });
            averted > ROUNDING * losses[0] && (is_certain || worked_out >= promise)
        };
        row.taken.iter().enumerate().zip(losses.windows(2).zip(promises)).take_while(|one| averts_enough(*one)).count()
    }

    /// Takes candidates that were worked out, and estimates anew.
    fn take_row(&mut self, row: &[Candidate], losses: &[f64]) {
        for (candidate, losses) in row.iter().zip(losses.windows(2)) {
            let spans = place_all(self.problem, &mut self.schedule, &candidate.deeds).unwrap_or_default();
            self.state.apply(&candidate.deeds);
            self.note(&candidate.deeds, candidate.group, &spans, (losses[0], losses[1]), false);
        }
        self.estimate = self.state.estimate();
    }

    /// Puts candidates back in their places, after none of a row was taken.
    fn correct<'l>(&mut self, candidates: &mut Vec<Candidate>, row: impl Iterator<Item = (Candidate, &'l [f64])>, rule: Rule) {
        for (i, (candidate, losses)) in row.enumerate() {
            let averted = losses[0] - losses[1];
            let wrong = i == 0 || candidate.trust == Trust::Guessed;
            let Some(at) = candidates.iter().position(|known| wrong && known.deeds == candidate.deeds) else { continue };
            let known = candidates.remove(at);
            self.worked_out.insert(known.deeds.clone(), averted);
            if i == 0 && averted <= ROUNDING * losses[0] {
                if known.trust == Trust::Estimated {
                    self.refused.insert(known.deeds);
                }
                continue;
            }
            let trust = if i == 0 { Trust::Estimated } else { known.trust };
            let known = Candidate { gain: averted.min(known.gain), trust, ..known };
            let place = candidates.partition_point(|other| rule.compare(other, &known).is_gt());
            candidates.insert(place, known);
        }
    }
}

//! Several actions per estimate, in large networks.
//!
//! An estimate gives the gain of every action if it alone is done. The first few of them are worked
//! out together ([`crate::risk::curve`]), which tells what each averts given those before it. As
//! long as that is no less per minute than what the next one promises, a search that estimates anew
//! after every action would have taken the same, unless what was done made something else worth
//! more: that is seen at the next estimate. What averts less than it promised goes back in the row,
//! which is then worked out again.

use rayon::prelude::*;

use super::Action;
use super::candidate::{Candidate, Trust, What};
use super::order::{Item, ROUNDING, Run, group, score};
use crate::term::day::Day;

/// Actions that are worked out together.
const MAX_AT_ONCE: usize = 32;
/// Up to so many items, a row ends where it comes to a second host of a class: of two gates, the
/// second is worth most once the first is shut, and the first steps are what people do.
const SINGLY: usize = 12;
/// How often a row is put in order again, by what its actions turned out to avert.
const MAX_REORDERED: usize = 2;
/// Guesses that are corrected per estimate; then guesses are left alone until the next one.
const MAX_CORRECTIONS: usize = 2;

/// Candidates in order, as long as they do not concern the same hosts.
struct Row {
    taken: Vec<(Candidate, Vec<Action>)>,
    /// What the next one promises.
    rival: f64,
}

impl Run<'_, '_> {
    /// Takes the next actions, one at least; `false` if nothing averts anything more.
    pub(super) fn next_several(&mut self) -> bool {
        let mut candidates = self.candidates();
        for candidate in candidates.iter_mut().filter(|candidate| candidate.trust == Trust::Guessed)
        {
            candidate.gain = self
                .worked_out
                .get(&candidate.what)
                .map_or(candidate.gain, |gain| gain.min(candidate.gain));
        }
        candidates.par_sort_by(|a, b| self.compare(b, a));
        for _ in 0..=MAX_CORRECTIONS {
            let row = self.row(&candidates);
            if row.taken.is_empty() {
                return false;
            }
            let losses = self.losses(&row);
            if self.kept(&row, &losses) > 0 {
                self.take_most(row, losses);
                return true;
            }
            self.correct(&mut candidates, &row, &losses);
        }
        candidates.retain(|candidate| candidate.trust == Trust::Estimated);
        self.next_one(candidates)
    }

    /// The losses before a row, after its first action, after its second, and so on.
    fn losses(&self, row: &Row) -> Vec<f64> {
        let rows: Vec<(&[Action], Day)> =
            row.taken.iter().map(|(_, actions)| (&actions[..], self.aim.day)).collect();
        self.state.curve(&rows, self.problem.case.request)
    }

    /// Takes of a row what can be taken, in the order in which that is most.
    fn take_most(&mut self, row: Row, losses: Vec<f64>) {
        let mut kept = self.kept(&row, &losses);
        let (mut row, mut losses) = (row, losses);
        for _ in 0..MAX_REORDERED {
            if kept == row.taken.len() {
                break;
            }
            let other = self.reordered(&row, &losses);
            let worked_out = self.losses(&other);
            let more = self.kept(&other, &worked_out);
            if more <= kept {
                break;
            }
            (row, losses, kept) = (other, worked_out, more);
        }
        self.take_row(&row.taken[..kept], &losses);
    }

    /// A row in the order of what its actions turned out to avert, where that is less than they
    /// promised. What comes behind the next candidate then is left out. Losses that differ by their
    /// rounding are the same, so that names decide.
    fn reordered(&self, row: &Row, losses: &[f64]) -> Row {
        let unit = ROUNDING * losses[0];
        let corrected = |((candidate, actions), losses): (&(Candidate, Vec<Action>), &[f64])| {
            let gain = losses[0] - losses[1] - self.price(actions);
            let gain = (gain / unit).round() * unit;
            (Candidate { gain: gain.min(candidate.gain), ..candidate.clone() }, actions.clone())
        };
        let mut taken: Vec<_> = row.taken.iter().zip(losses.windows(2)).map(corrected).collect();
        taken.retain(|(candidate, _)| candidate.gain > 0.0 && score(candidate) >= row.rival);
        taken.sort_by(|(a, _), (b, _)| self.compare(b, a));
        Row { taken, rival: row.rival }
    }

    /// The first candidates.
    fn row(&self, candidates: &[Candidate]) -> Row {
        let mut row = Row { taken: Vec::new(), rival: 0.0 };
        let mut concerned: Vec<Action> = Vec::new();
        for candidate in candidates.iter().filter(|candidate| candidate.gain > 0.0) {
            let topics = self.topics(&candidate.what);
            let is_concerned = topics.iter().any(|topic| concerned.contains(topic));
            if is_concerned && self.items_so_far() >= SINGLY {
                continue;
            }
            if is_concerned || row.taken.len() == MAX_AT_ONCE {
                row.rival = score(candidate);
                break;
            }
            concerned.extend(topics);
            row.taken.push((candidate.clone(), self.actions(&candidate.what)));
        }
        row
    }

    /// What a candidate is about: hosts of one class share their figures, so one of them stands for
    /// all.
    fn topics(&self, what: &What) -> Vec<Action> {
        let class = |class: crate::network::ClassId| {
            self.problem.network.class(class).hosts.first().copied()
        };
        let host =
            |host| Action::Host { host, machines: 0, kind: crate::ranking::RemedyKind::None };
        match what {
            What::Class(id) => class(*id).map(host).into_iter().collect(),
            What::Actions(actions) => {
                let topic = |action: &Action| match action {
                    Action::Host { host: id, .. } => host(
                        self.problem
                            .entries
                            .get(*id)
                            .and_then(|entry| class(entry.class?))
                            .unwrap_or(*id),
                    ),
                    _ => *action,
                };
                let mut topics: Vec<Action> = actions.iter().map(topic).collect();
                topics.dedup();
                topics
            }
        }
    }

    /// How many of a row are taken: as long as each averts what the next one would have to beat.
    fn kept(&self, row: &Row, losses: &[f64]) -> usize {
        let next = row.taken.iter().skip(1).map(|(next, _)| score(next).max(row.rival));
        let promises = next.chain([row.rival]);
        let mut kept = 0;
        for ((candidate, actions), (losses, promise)) in
            row.taken.iter().zip(losses.windows(2).zip(promises))
        {
            let gain = losses[0] - losses[1] - self.price(actions);
            let is_certain = kept == 0 && candidate.trust == Trust::Estimated;
            let worked_out =
                score(&Candidate { gain: gain * (1.0 + ROUNDING), ..candidate.clone() });
            if gain <= ROUNDING * losses[0] || !(is_certain || worked_out >= promise) {
                break;
            }
            kept += 1;
        }
        kept
    }

    /// Takes candidates that were worked out.
    fn take_row(&mut self, row: &[(Candidate, Vec<Action>)], losses: &[f64]) {
        for ((candidate, actions), losses) in row.iter().zip(losses.windows(2)) {
            let (group, due) = (group(self.problem, &candidate.what), self.due(actions));
            self.state.apply(actions, self.aim.day);
            self.note(Item {
                actions: actions.clone(),
                group,
                minutes: 0,
                due,
                loss_left: losses[1],
                must: false,
            });
        }
        self.note_loss(losses[row.len()]);
    }

    /// Puts candidates back in their places, after none of a row was taken.
    fn correct(&mut self, candidates: &mut Vec<Candidate>, row: &Row, losses: &[f64]) {
        for (i, ((candidate, actions), losses)) in
            row.taken.iter().zip(losses.windows(2)).enumerate()
        {
            let gain = losses[0] - losses[1] - self.price(actions);
            let is_wrong = i == 0 || candidate.trust == Trust::Guessed;
            let Some(at) =
                candidates.iter().position(|known| is_wrong && known.what == candidate.what)
            else {
                continue;
            };
            let known = candidates.remove(at);
            self.worked_out.insert(known.what.clone(), gain);
            if i == 0 && gain <= ROUNDING * losses[0] {
                if known.trust == Trust::Estimated {
                    self.refused.insert(known.what);
                }
                continue;
            }
            let trust = if i == 0 { Trust::Estimated } else { known.trust };
            let known = Candidate { gain: gain.min(known.gain), trust, ..known };
            let place = candidates.partition_point(|other| self.compare(other, &known).is_gt());
            candidates.insert(place, known);
        }
    }
}

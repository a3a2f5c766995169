//! A plan of which somebody refuses a part: what is left with the other steps, as they were
//! planned.
//!
//! Nothing is planned anew: the steps that stay keep their time, and nothing takes the place of
//! what is refused. Small networks are computed exactly. Others are on fewer outcomes than the
//! plan, the same for every question: what the refused steps were worth is taken from them, as a
//! share, and the whole from the plan. So nothing refused is the plan to the last digit, everything
//! refused is the loss before it, and refusing more never leaves less.

use super::problem::Problem;
use super::state::State;
use super::{Action, Options, Plan, PlannedAction, effort};
use crate::case::Case;
use crate::ranking::Ranking;
use crate::risk::{Request, SampleSize};
use crate::term::day::Day;

/// A plan whose steps can be left out.
pub struct Refusals<'a> {
    problem: Problem<'a>,
    request: Request,
    plan: &'a Plan,
    /// The losses of the whole plan on the same outcomes: before it, and after each step.
    whole: Vec<f64>,
}

impl<'a> Refusals<'a> {
    /// For the plan that was made of the same case, ranking and options.
    pub fn new(case: Case<'a>, ranking: &'a Ranking, options: &'a Options, plan: &'a Plan) -> Self {
        let problem = Problem::plain(case, ranking, options, case.network());
        let again = ranking.again(case.request);
        let samples = match again.samples {
            SampleSize::Fixed(samples) => SampleSize::Fixed(
                effort::to_refuse(&problem.network).min(samples).min(plan.samples.max(1)),
            ),
            SampleSize::Auto => SampleSize::Auto,
        };
        let mut refusals =
            Self { problem, request: Request { samples, ..again }, plan, whole: Vec::new() };
        refusals.whole = refusals.curve(&[]);
        refusals
    }

    /// On how many outcomes answers are estimated.
    pub fn samples(&self) -> SampleSize {
        self.request.samples
    }

    /// The work of one answer: outcomes times nodes.
    pub fn work(&self) -> u64 {
        let samples = match self.request.samples {
            SampleSize::Fixed(samples) => samples,
            SampleSize::Auto => self.plan.samples.saturating_mul(self.plan.steps.len() as u64),
        };
        samples.max(1).saturating_mul(effort::nodes(&self.problem.network))
    }

    /// The expected loss after each step of the plan if some of them, by their place, are left out.
    /// One that is left out changes nothing.
    pub fn losses(&self, left_out: &[usize]) -> Vec<f64> {
        let before = self.plan.loss_before;
        let curve = self.curve(left_out);
        let after = |(place, step): (usize, &PlannedAction)| {
            let gained = self.whole[0] - self.whole[place + 1];
            let refused = (curve[place + 1] - self.whole[place + 1]).max(0.0);
            let share = if gained > 0.0 { (refused / gained).min(1.0) } else { 0.0 };
            step.loss_left + share * (before - step.loss_left)
        };
        self.plan.steps.iter().enumerate().map(after).collect()
    }

    /// The losses before the plan and after each of its steps without some of them.
    fn curve(&self, left_out: &[usize]) -> Vec<f64> {
        let actions = |(place, step): (usize, &'a PlannedAction)| -> (&'a [Action], Day) {
            (if left_out.contains(&place) { &[] } else { &step.actions[..] }, step.in_force)
        };
        let rows: Vec<(&[Action], Day)> = self.plan.steps.iter().enumerate().map(actions).collect();
        State::new(&self.problem).curve(&rows, &self.request)
    }
}

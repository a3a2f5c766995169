//! The answer in five lines: the verdict, three actions, one doubt with the next command.

use super::plan::{self, PlanView, line};
use super::words::paint::strong;
use super::words::{number, prose, verdict};
use crate::inventory::SegmentId;
use crate::plan::Action;

/// Actions that are shown.
const ACTIONS: usize = 3;

/// The lines; each is broken at the width.
pub fn render(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let steps = steps(plan);
    let actions: String = steps
        .iter()
        .take(ACTIONS)
        .enumerate()
        .map(|(i, step)| prose::hanging(&step.text(plan, i + 1), 2, width))
        .collect();
    let next = match steps.len().saturating_sub(ACTIONS) {
        0 => "Next: patchfirst rank".to_owned(),
        more => format!("{more} more: patchfirst plan"),
    };
    let answer = plan::sentences(plan).into_iter().next().unwrap_or_default();
    let last = format!("{} {next}", verdict::unknown(&plan.view));
    strong(&prose::paragraph(&answer, width), colour) + &actions + &prose::paragraph(&last, width)
}

/// One thing to do, whoever does it.
struct Line {
    what: String,
    /// The segment and the laptops, if returning laptops are looked at.
    returns: Option<(SegmentId, u32)>,
    minutes: u64,
    averted: f64,
}

impl Line {
    fn text(&self, plan: &PlanView<'_>, number: usize) -> String {
        let share = number::share(self.averted, plan.plan.loss_before);
        format!("{number}. {} ({}, averts {share})", self.what, plan::duration(self.minutes))
    }
}

/// The steps in order. Laptops that several people look at are one thing to do: the share of one
/// person averts nothing.
fn steps(plan: &PlanView<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for step in &plan.plan.steps {
        let returns = match step.actions[..] {
            [Action::Quarantine { segment, laptops }] => Some((segment, laptops)),
            _ => None,
        };
        match (lines.last_mut(), returns) {
            (
                Some(Line { what, returns: Some((known, all)), minutes, averted }),
                Some((segment, laptops)),
            ) if *known == segment => {
                *all += laptops;
                *minutes += step.minutes;
                *averted += step.averted;
                *what = line::action_text(plan, &Action::Quarantine { segment, laptops: *all });
            }
            _ => lines.push(Line {
                what: prose::fewer_patches(&line::text(plan, step)),
                returns,
                minutes: step.minutes,
                averted: step.averted,
            }),
        }
    }
    lines
}

//! The answer in five lines: the verdict, three actions, one doubt with the next command. Each says
//! as much as fits on its line, and the plan says the rest. What is infected has a line of its own.

mod answer;
mod doubt;

use super::plan::{self, PlanView, line};
use super::words::paint::strong;
use super::words::{number, prose};
use crate::inventory::SegmentId;
use crate::plan::{Action, Call, PlannedAction};

/// Actions that are shown.
const ACTIONS: usize = 3;
/// What stands before an action.
const INDENT: usize = 2;

/// The lines; one that says too much in every wording is broken at the width.
pub fn render(plan: &PlanView<'_>, width: u16, colour: bool) -> String {
    let enough = match plan.plan.verdict.call {
        Call::In => plan::called(plan).map(|offer| offer.steps),
        _ => None,
    };
    let all = steps(plan, usize::MAX).len();
    // The answer speaks of what is enough, and of nothing else.
    let steps = steps(plan, enough.unwrap_or(usize::MAX));
    let actions: String = steps
        .iter()
        .take(ACTIONS)
        .enumerate()
        .map(|(i, step)| line_of(step.texts(plan, i + 1), INDENT, width))
        .collect();
    let next = match all - steps.len().min(ACTIONS) {
        _ if steps.is_empty() => "Next: patchfirst rank".to_owned(),
        0 => "Next: patchfirst plan".to_owned(),
        more => format!("Next: patchfirst plan ({more} more)"),
    };
    let last = doubt::wordings(&plan.view).map(|doubt| format!("{doubt} {next}"));
    strong(&line_of(answer::wordings(plan), 0, width), colour)
        + &actions
        + &infected(plan, width)
        + &line_of(last.into(), 0, width)
}

/// What holds whatever the answer is: hosts that are known to be infected do not stay.
fn infected(plan: &PlanView<'_>, width: u16) -> String {
    let sentence = plan::caveat::infected(plan);
    if sentence.is_empty() { sentence } else { prose::hanging(&sentence, 0, width) }
}

/// The first wording that fits on a line; the last one, broken, where none does.
fn line_of(wordings: Vec<String>, indent: usize, width: u16) -> String {
    let fits = |text: &&String| textwrap::core::display_width(text) + indent <= usize::from(width);
    match wordings.iter().find(fits) {
        Some(text) => format!("{}{text}\n", " ".repeat(indent)),
        None => prose::hanging(wordings.last().map_or("", String::as_str), indent, width),
    }
}

/// One thing to do, whoever does it.
struct Line {
    /// What is done to what, and how, in several lengths.
    what: Vec<String>,
    /// The segment and the laptops, if returning laptops are looked at.
    returns: Option<(SegmentId, u32)>,
    minutes: u64,
    averted: f64,
}

impl Line {
    fn texts(&self, plan: &PlanView<'_>, number: usize) -> Vec<String> {
        let share = number::share(self.averted, plan.plan.loss_before);
        let time = plan::duration(self.minutes);
        self.what.iter().map(|what| format!("{number}. {what} ({time}, averts {share})")).collect()
    }
}

/// The first steps in order. Laptops that several people look at are one thing to do: the share of one
/// person averts nothing.
fn steps(plan: &PlanView<'_>, most: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for step in plan.plan.steps.iter().take(most) {
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
                let action = Action::Quarantine { segment, laptops: *all };
                *what = vec![line::action_text(plan, &action), line::in_short(plan, [&action])];
            }
            _ => lines.push(Line {
                what: lengths(plan, step),
                returns,
                minutes: step.minutes,
                averted: step.averted,
            }),
        }
    }
    lines
}

/// What a step does: whole, without what is not reached, and in short.
fn lengths(plan: &PlanView<'_>, step: &PlannedAction) -> Vec<String> {
    vec![
        prose::fewer_patches(&line::text(plan, step)),
        line::reached(plan, step),
        line::in_short(plan, &step.actions),
    ]
}

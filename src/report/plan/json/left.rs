//! What a plan leaves as JSON: hosts, flows that stay open, days of waiting, facts to find out.

use super::super::PlanView;
use super::ends;
use crate::advisory::AdvisoryId;
use crate::explanation::Farthest;
use crate::format::Rounded;
use crate::format::plan::{Course, FindOut, Kept, Left, Waiting};
use crate::inventory::FlowId;
use crate::plan::{self, Fact, Remaining, Why};

/// What a flow allows or may allow; `None` if nothing of it is known.
fn ports(plan: &PlanView<'_>, id: FlowId) -> Option<Vec<String>> {
    match &plan.view.case.inventory.flow(id).1.ports {
        ports if ports.is_unknown() => None,
        ports => Some(ports.all().to_texts()),
    }
}

impl Kept {
    pub(super) fn new(plan: &PlanView<'_>, kept: &crate::plan::Kept) -> Self {
        let (before, averted) = (Rounded::new(kept.before), Rounded::new(kept.averted));
        Self {
            flow: ends(plan, kept.flow),
            ports: ports(plan, kept.flow),
            averted_before: before,
            averted,
        }
    }
}

impl<'a> Waiting<'a> {
    pub(super) fn new(plan: &PlanView<'a>, waiting: &'a plan::Waiting) -> Self {
        let course = |(advisory, farthest): (&AdvisoryId, &Farthest)| Course {
            id: &plan.view.case.advisories.advisory_of(*advisory).id,
            p_code: Rounded::new(farthest.code),
            p_worm: Rounded::new(farthest.worm),
        };
        Self {
            until: &waiting.name,
            date: waiting.day.to_string(),
            loss: Rounded::new(waiting.loss),
            advisories: waiting.stages.iter().map(course).collect(),
        }
    }
}

impl<'a> Left<'a> {
    pub(super) fn new(plan: &PlanView<'a>, one: &Remaining) -> Self {
        Self {
            host: plan.view.case.inventory.host(one.host).0,
            machines: one.machines,
            needs: one.kind.as_str(),
            why: why_word(one.why),
            loss: Rounded::new(one.loss),
            averted: Rounded::new(one.averted),
        }
    }
}

pub(super) fn why_word(why: Why) -> &'static str {
    match why {
        Why::Frozen => "frozen",
        Why::Never => "never",
        Why::NotAllowed(_) => "not-allowed",
        Why::Kept => "kept",
        Why::After(_) => "waits",
        Why::NoTime => "no-time",
        Why::NoGain => "no-gain",
        Why::TooLate => "too-late",
        Why::NoSkill => "no-skill",
        Why::RegularHours => "regular-hours",
        Why::TooLong => "too-long",
        Why::NotWorthIt => "not-worth-it",
        Why::DoneLate => "done-late",
        Why::NothingToDo => "nothing-to-do",
    }
}

impl FindOut {
    pub(super) fn new(plan: &PlanView<'_>, unknown: &crate::plan::Unknown) -> Self {
        let (host, flow) = match unknown.fact {
            Fact::Host(id) => (Some(plan.view.case.inventory.host(id).0.to_owned()), None),
            Fact::Flow(id) => (None, Some(ends(plan, id))),
        };
        Self {
            host,
            flow,
            expected_loss: Rounded::new(unknown.loss_before),
            loss_left: Rounded::new(unknown.loss_left),
            minutes: unknown.minutes,
            actions_changed: unknown.changed,
        }
    }
}

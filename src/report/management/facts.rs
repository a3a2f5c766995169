//! What several sections of the report show, computed once.

use crate::acceptance::{self, AcceptedRisk};
use crate::plan::scenario_after;
use crate::ranking::age::{self, Age};
use crate::ranking::rank;
use crate::ranking::segment::{self, SegmentState};
use crate::ranking::state::{self, Machines};
use crate::report::plan::PlanView;
use crate::risk::{Request, SampleSize};

/// What several sections show.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Every machine, by what is known of it.
    pub machines: Machines,
    /// Machines exposed once the plan is carried out.
    pub exposed_after: u64,
    /// The oldest advisory to which a reachable machine is exposed, if there is one.
    pub oldest: Option<Age>,
    /// The segments, those that lose most first.
    pub segments: Vec<SegmentState>,
    /// Accepted risks, the first to expire first.
    pub accepted: Vec<AcceptedRisk>,
}

impl Facts {
    /// Costs an estimate of one sample: whether a way in leads to a host does not depend on samples.
    pub fn of(plan: &PlanView<'_>, request: &Request) -> Self {
        let view = &plan.view;
        let (subject, scenario, ranking) = (view.subject, view.scenario, view.ranking);
        let after = scenario_after(scenario, plan.plan);
        let once = Request { samples: SampleSize::Fixed(1), ..*request };
        Self {
            machines: state::machines(subject, scenario, ranking),
            exposed_after: state::machines(subject, &after, &rank(subject, &after, &once, &|_, _| {})).exposed(),
            oldest: age::oldest(subject, scenario, ranking),
            segments: segment::segments(subject, scenario, ranking),
            accepted: acceptance::accepted(subject.inventory, subject.threat.as_of),
        }
    }
}

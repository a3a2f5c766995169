//! What several sections of the report show, computed once.

use crate::acceptance::{self, AcceptedRisk};
use crate::case::Case;
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
    pub fn of(plan: &PlanView<'_>) -> Self {
        let (case, ranking) = (plan.view.case, plan.view.ranking);
        let after = scenario_after(case, plan.plan);
        let once = Request { samples: SampleSize::Fixed(1), ..*case.request };
        let afterwards = Case { scenario: &after, request: &once, ..case };
        Self {
            machines: state::machines(case, ranking),
            exposed_after: state::machines(afterwards, &rank(afterwards, &|_, _| {})).exposed(),
            oldest: age::oldest(case, ranking),
            segments: segment::segments(case, ranking),
            accepted: acceptance::accepted(case.inventory, case.threat.as_of),
        }
    }
}

//! What somebody has to decide: a report that asks for nothing changes nothing.

use std::cmp::Ordering;

use super::subject::ManagementReport;
use crate::acceptance::AcceptedRisk;
use crate::acceptance::Standing;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::plan::{Action, PlannedAction, Remaining, Unknown};
use crate::ranking::RemedyKind;
use crate::risk::Averted;
use crate::term::day::Day;

/// One decision that is needed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    /// Call people in or not; the plan's verdict says which.
    Staff,
    /// Close several doors that avert nothing to speak of one by one? The number of the action.
    Together(usize),
    /// Block a flow?
    Block {
        /// The flow.
        flow: FlowId,
        /// What it averts: given the actions before it if it is planned, by itself if not.
        averted: f64,
        /// The number of the action, if it is in the plan.
        action: Option<usize>,
    },
    /// Look at every laptop that returns to a segment before it connects?
    Quarantine {
        /// The segment.
        segment: SegmentId,
        /// See [`Question::Block`].
        averted: f64,
        /// See [`Question::Block`].
        action: Option<usize>,
    },
    /// Touch a host that must not be touched?
    Frozen(Remaining),
    /// Replace or fence in hosts without a patch?
    NoPatch {
        /// The entries, in the order of the ranking.
        hosts: Vec<HostId>,
        /// How many machines these are.
        machines: u64,
        /// Expected loss with them.
        loss: f64,
    },
    /// Extend an accepted risk, or end it?
    Acceptance(AcceptedRisk),
    /// Who is responsible for hosts that are to be patched?
    Ownerless {
        /// The entries, in the order of the ranking.
        hosts: Vec<HostId>,
        /// How many machines these are.
        machines: u64,
    },
    /// What to find out first.
    FindOut(Unknown),
}

/// A change of the network that is not planned is asked for from this share of the loss on.
const WORTH_ASKING: f64 = 0.05;
/// Questions of one kind.
const MAX_OF_A_KIND: usize = 2;

/// All questions, most important first.
pub(super) fn questions(report: &ManagementReport<'_>) -> Vec<Question> {
    let mut questions = vec![Question::Staff];
    questions.extend(network(report));
    questions.extend(
        report
            .plan
            .plan
            .frozen
            .iter()
            .filter(|one| one.averted > 0.0)
            .take(MAX_OF_A_KIND)
            .map(|one| Question::Frozen(*one)),
    );
    questions.extend(without_patch(report));
    let due = report.facts.accepted.iter().filter(|risk| risk.standing < Standing::Holds);
    questions.extend(due.map(|risk| Question::Acceptance(risk.clone())));
    questions.extend(ownerless(report));
    questions.extend(
        report
            .plan
            .plan
            .unknowns
            .iter()
            .filter(|unknown| unknown.changed > 0)
            .take(1)
            .map(|unknown| Question::FindOut(*unknown)),
    );
    questions
}

/// Changes of the network: those of the plan, else the best ones if they are worth it.
fn network(report: &ManagementReport<'_>) -> Vec<Question> {
    let of_run = |(number, run): (usize, &[PlannedAction])| {
        let averted = run.iter().map(|step| step.averted).sum();
        match &run[0].actions[..] {
            [_, _, ..] if run[0].actions.iter().any(|action| action.is_door()) => {
                Some(Question::Together(number))
            }
            [Action::Block(flow)] => {
                Some(Question::Block { flow: *flow, averted, action: Some(number) })
            }
            [Action::Quarantine { segment, .. }] => {
                Some(Question::Quarantine { segment: *segment, averted, action: Some(number) })
            }
            _ => None,
        }
    };
    let planned = super::fix::runs(&report.plan.plan.steps).into_iter().filter_map(of_run);
    let planned: Vec<Question> = planned.take(2 * MAX_OF_A_KIND).collect();
    if planned.is_empty() { unplanned(report) } else { planned }
}

/// The best changes of the network, by what they avert if they are made in the first shift.
fn unplanned(report: &ManagementReport<'_>) -> Vec<Question> {
    let ranking = report.view().ranking;
    let day = report.plan.options.shifts.first().map_or(Day::FIRST, |shift| Day(shift.day as u16));
    let averted = |averted: &Averted| averted.by_work_on(day, ranking.mode);
    let worth =
        |averted: &f64| *averted > 0.0 && *averted >= WORTH_ASKING * ranking.expected_loss.value;
    let open = |flow| !report.view().case.scenario.blocked.contains(flow);
    let flows = ranking.flows.iter().filter(|gain| open(&gain.flow));
    let flow = flows.map(|gain| (gain.flow, averted(&gain.averted))).max_by(more);
    let segments = ranking.quarantine.iter();
    let segment = segments.map(|gain| (gain.segment, averted(&gain.averted))).max_by(more);
    let block = flow.filter(|(_, averted)| worth(averted)).map(|(flow, averted)| Question::Block {
        flow,
        averted,
        action: None,
    });
    let hold = segment
        .filter(|(_, averted)| worth(averted))
        .map(|(segment, averted)| Question::Quarantine { segment, averted, action: None });
    block.into_iter().chain(hold).collect()
}

/// What averts more; of those that avert the same the first one counts.
fn more<T: Ord>(a: &(T, f64), b: &(T, f64)) -> Ordering {
    a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0))
}

/// Hosts for which no patch exists, with what is lost with them.
fn without_patch(report: &ManagementReport<'_>) -> Option<Question> {
    let ranking = report.view().ranking;
    let (mut hosts, mut machines, mut loss) = (Vec::new(), 0, 0.0);
    for ranked in ranking
        .to_remedy()
        .iter()
        .filter(|ranked| ranking.host_risk(ranked).remedy == RemedyKind::Isolate)
    {
        hosts.push(ranked.host);
        machines += u64::from(report.view().case.inventory.host(ranked.host).1.count);
        loss += crate::ranking::segment::loss(report.view().case, ranking, ranked);
    }
    (!hosts.is_empty()).then_some(Question::NoPatch { hosts, machines, loss })
}

/// Hosts with something to remedy that have no owner.
fn ownerless(report: &ManagementReport<'_>) -> Option<Question> {
    let inventory = report.view().case.inventory;
    let nobody = |id: &HostId| {
        inventory.host(*id).1.details.as_ref().is_none_or(|details| details.owner.is_none())
    };
    let hosts: Vec<HostId> =
        report.view().ranking.to_remedy().iter().map(|ranked| ranked.host).filter(nobody).collect();
    let machines = hosts.iter().map(|id| u64::from(inventory.host(*id).1.count)).sum();
    (!hosts.is_empty()).then_some(Question::Ownerless { hosts, machines })
}

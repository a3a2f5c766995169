//! What somebody has to decide: a report that asks for nothing changes nothing.

use std::cmp::Ordering;

use super::subject::ManagementReport;
use crate::acceptance::{AcceptedRisk, InForce, Standing};
use crate::advisory::Remedy;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::plan::{self, Action, PlannedAction, Remaining, Unknown};
use crate::ranking::{FlowGain, RemedyKind};
use crate::risk::Averted;
use crate::term::day::Day;
use crate::threat::Mode;

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
        /// What it costs the business by the last day that counts, in points of value.
        price: f64,
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
    /// Take hosts off the network, as the plan does?
    Isolate {
        /// The entries, in the order of the plan.
        hosts: Vec<HostId>,
        /// How many machines these are.
        machines: u64,
        /// What the actions avert that do it, given those before them.
        averted: f64,
        /// What it costs the business by the last day that counts, in points of value.
        price: f64,
        /// The number of the first such action.
        action: usize,
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
    // Nobody has to be called in for what is done in regular hours.
    let steps = &report.plan.plan.steps;
    let in_hours = match steps.is_empty() {
        true => report.plan.options.shifts.iter().all(|shift| shift.regular),
        false => steps.iter().all(|step| step.regular),
    };
    let mut questions = if in_hours { Vec::new() } else { vec![Question::Staff] };
    questions.extend(network(report));
    questions.extend(isolated(&report.plan.plan.steps));
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
        let price = run.iter().map(|step| step.price).sum();
        match &run[0].actions[..] {
            [_, _, ..] if run[0].actions.iter().any(|action| action.is_door()) => {
                Some(Question::Together(number))
            }
            [Action::Block(flow)] => {
                Some(Question::Block { flow: *flow, averted, price, action: Some(number) })
            }
            [Action::Quarantine { segment, .. }] => {
                Some(Question::Quarantine { segment: *segment, averted, action: Some(number) })
            }
            _ => None,
        }
    };
    let planned = plan::runs(&report.plan.plan.steps).into_iter().filter_map(of_run);
    let planned: Vec<Question> = planned.take(2 * MAX_OF_A_KIND).collect();
    if planned.is_empty() { unplanned(report) } else { planned }
}

/// What the plan takes off the network: whoever works with it has to know before.
fn isolated(steps: &[PlannedAction]) -> Option<Question> {
    let cut_off = |action: &Action| match action {
        Action::Host { host, machines, kind: RemedyKind::Isolate } => Some((*host, *machines)),
        _ => None,
    };
    let such = |step: &&PlannedAction| step.actions.iter().any(|action| cut_off(action).is_some());
    let action = steps.iter().position(|step| such(&step))? + 1;
    let (mut hosts, mut machines) = (Vec::new(), 0);
    for (host, number) in steps.iter().flat_map(|step| &step.actions).filter_map(cut_off) {
        machines += u64::from(number);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let averted = steps.iter().filter(such).map(|step| step.averted).sum();
    let price = steps.iter().filter(such).map(|step| step.price).sum();
    Some(Question::Isolate { hosts, machines, averted, price, action })
}

/// The best changes of the network, by what they avert if they are made in the first shift. A door
/// that costs the business more than it averts is asked of nobody.
fn unplanned(report: &ManagementReport<'_>) -> Vec<Question> {
    let ranking = report.view().ranking;
    let day = report.plan.options.shifts.first().map_or(Day::FIRST, |shift| shift.day);
    let found = report.plan.plan;
    // Where the plan leaves less than a door averts by itself, the plan averts most of that.
    let left = if found.steps.is_empty() { f64::INFINITY } else { found.loss_left };
    let averted = |averted: &Averted| {
        let averted = averted.by_work_on(day, ranking.mode);
        if averted <= left { averted } else { 0.0 }
    };
    let worth =
        |averted: f64| averted > 0.0 && averted >= WORTH_ASKING * ranking.expected_loss.value;
    let flows: Vec<&FlowGain> =
        ranking.flows.iter().filter(|gain| may_be_asked(report, gain.flow)).collect();
    let ids: Vec<FlowId> = flows.iter().map(|gain| gain.flow).collect();
    let case = report.view().case;
    let prices = plan::block_prices(case, &ids, report.plan.options.block_cost);
    // What is done on a day is in force from the next one on; in the worst case at once.
    let before = if ranking.mode == Mode::Expected { u32::from(day.0) } else { 0 };
    let days = case.threat.horizon_days.saturating_sub(before);
    let offers = flows
        .into_iter()
        .zip(prices)
        .map(|(gain, price)| (gain.flow, averted(&gain.averted), price * f64::from(days)));
    let block = offers
        .filter(|(_, averted, price)| worth(*averted) && averted > price)
        .max_by(|a, b| more(&(a.0, a.1 - a.2), &(b.0, b.1 - b.2)))
        .map(|(flow, averted, price)| Question::Block { flow, averted, price, action: None });
    let segments = ranking.quarantine.iter();
    let hold = segments
        .map(|gain| (gain.segment, averted(&gain.averted)))
        .max_by(more)
        .filter(|(_, averted)| worth(*averted))
        .map(|(segment, averted)| Question::Quarantine { segment, averted, action: None });
    block.into_iter().chain(hold).collect()
}

/// Whether blocking a flow is a question at all: it is open, somebody has described it, and nobody
/// has said that the business needs it.
fn may_be_asked(report: &ManagementReport<'_>, flow: FlowId) -> bool {
    let case = report.view().case;
    let keep = &report.plan.options.keep;
    let is_kept = |flow: &FlowId| keep.contains(case.inventory.flow(*flow).0);
    !case.scenario.blocked.contains(&flow)
        && !case.inventory.flow(flow).0.is_undescribed()
        && !plan::blocked_with(case, flow).iter().any(is_kept)
}

/// What averts more; of those that avert the same the first one counts.
fn more<T: Ord>(a: &(T, f64), b: &(T, f64)) -> Ordering {
    a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0))
}

/// Hosts for which no patch exists, with what is lost with them.
fn without_patch(report: &ManagementReport<'_>) -> Option<Question> {
    let ranking = report.view().ranking;
    let (mut hosts, mut machines, mut loss) = (Vec::new(), 0, 0.0);
    let accepted = InForce::on(report.view().case.inventory, report.view().case.threat.as_of);
    for ranked in ranking
        .to_remedy()
        .iter()
        .filter(|ranked| ranking.host_risk(ranked).remedy == RemedyKind::Isolate)
        .filter(|ranked| !is_decided(report, &accepted, ranked.host))
    {
        hosts.push(ranked.host);
        machines += u64::from(report.view().case.inventory.host(ranked.host).1.count);
        loss += crate::ranking::segment::loss(report.view().case, ranking, ranked);
    }
    (!hosts.is_empty()).then_some(Question::NoPatch { hosts, machines, loss })
}

/// Whether somebody has accepted every hole of a host for which no patch exists.
fn is_decided(report: &ManagementReport<'_>, accepted: &InForce<'_>, host: HostId) -> bool {
    if accepted.is_empty() {
        return false;
    }
    let case = report.view().case;
    let (name, entry) = case.inventory.host(host);
    let findings = case.exposures.of(entry.system).findings.iter();
    let mut open = findings.filter(|finding| {
        case.scenario.is_exposed(finding) && matches!(finding.remedy, Some(Remedy::Isolate { .. }))
    });
    open.all(|finding| {
        accepted.of(name, &case.advisories.advisory_of(finding.advisory).id).is_some()
    })
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

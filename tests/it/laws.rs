//! What must hold of every ranking: on random networks larger than brute force can go through, in
//! the worst case, exactly where there are few outcomes, and sampled.

use crate::common::Case;
use crate::common::brute::Brute;
use crate::common::random::{self, LARGER, Plan};
use patchfirst::inventory::HostId;
use patchfirst::ranking::RemedyKind;
use patchfirst::risk::{Method, SampleSize};
use proptest::prelude::*;
use proptest::sample::Index;

/// So few outcomes machine by machine are computed exactly by classes.
const FEW_OUTCOMES: usize = 300;

/// A change that can only help.
#[derive(Clone, Debug)]
enum Remedy {
    Patch(Index, Index),
    Block(Index),
    Isolate(Index),
}

fn remedy() -> impl Strategy<Value = Remedy> {
    let index = any::<Index>;
    prop_oneof![
        3 => (index(), index()).prop_map(|(host, advisory)| Remedy::Patch(host, advisory)),
        2 => index().prop_map(Remedy::Block),
        1 => index().prop_map(Remedy::Isolate),
    ]
}

impl Remedy {
    fn apply(&self, plan: &mut Plan) {
        match self {
            Self::Patch(host, advisory) => {
                let advisory = advisory.index(plan.advisories.len());
                host.get_mut(&mut plan.hosts).patched |= 1 << advisory;
            }
            Self::Block(flow) if !plan.flows.is_empty() => {
                plan.flows.remove(flow.index(plan.flows.len()));
            }
            Self::Block(_) => {}
            Self::Isolate(segment) => segment.get_mut(&mut plan.segments).isolated = true,
        }
    }
}

proptest! {
    #![proptest_config(crate::common::cases(48))]

    #[test]
    fn a_patch_a_blocked_flow_and_an_isolated_segment_never_raise_the_loss(plan in random::plan(&LARGER), remedy in remedy()) {
        let mut helped = plan.clone();
        remedy.apply(&mut helped);
        for (before, after) in losses(&plan, &helped) {
            prop_assert!(at_most(after, before), "{before} became {after} through {remedy:?}");
        }
    }

    #[test]
    fn another_flow_or_host_never_lowers_the_loss(plan in random::plan(&LARGER), flow in random::flow(), host in random::host()) {
        let mut more = plan.clone();
        more.add_flow(flow);
        for (before, after) in losses(&plan, &more) {
            prop_assert!(at_most(before, after), "{before} became {after} through a flow");
        }
        let mut most = more.clone();
        most.add_host(host);
        for (before, after) in losses(&more, &most) {
            prop_assert!(at_most(before, after), "{before} became {after} through a host");
        }
    }

    #[test]
    fn the_order_of_the_input_never_changes_the_output((plan, shuffled) in random::plan(&LARGER).prop_flat_map(with_shuffled)) {
        for (one, other) in modes(&plan).iter().zip(modes(&shuffled)) {
            prop_assert_eq!(one.transcript(), other.transcript());
        }
    }

    #[test]
    fn every_figure_is_within_its_bounds(plan in random::plan(&LARGER)) {
        for case in modes(&plan) {
            entries_bound_the_probability(&case)?;
            gains_are_between_own_and_all(&case)?;
        }
    }

    #[test]
    fn what_a_remedy_averts_is_gone_with_it(plan in random::plan(&LARGER)) {
        for case in modes(&plan) {
            if case.request.samples == SampleSize::Auto {
                removal_agrees(&plan, case)?;
            }
        }
    }
}

/// A network in the worst case, sampled, and exactly if it has few outcomes.
fn modes(plan: &Plan) -> Vec<Case> {
    let (mut worst, mut sampled, exact) = (plan.case(), plan.case(), plan.case());
    worst.threat = worst.threat.worst_case();
    sampled.request.samples = SampleSize::Fixed(40);
    let mut modes = vec![worst, sampled];
    modes.extend(Some(exact).filter(|case| Brute::new(case).has_at_most(FEW_OUTCOMES)));
    modes
}

/// The losses of two networks in all modes that do not depend on coins.
fn losses(one: &Plan, other: &Plan) -> Vec<(f64, f64)> {
    let certain = |plan: &Plan| {
        modes(plan)
            .into_iter()
            .filter(|case| case.request.samples == SampleSize::Auto)
            .collect::<Vec<_>>()
    };
    certain(one)
        .iter()
        .zip(certain(other))
        .filter_map(|(one, other)| loss(one).zip(loss(&other)))
        .collect()
}

/// `None` where the program takes the outcomes for too many: it guesses their number by the first
/// of them.
fn loss(case: &Case) -> Option<f64> {
    let ranking = case.rank().0;
    (ranking.method == Method::Exact).then_some(ranking.expected_loss.value)
}

/// But for rounding.
fn at_most(a: f64, b: f64) -> bool {
    a <= b + 1e-9 * b.abs().max(1.0)
}

/// The same network in another order. Only a roaming host means anything by the order of its
/// segments: it returns to the first.
fn with_shuffled(plan: Plan) -> impl Strategy<Value = (Plan, Plan)> {
    let lists = (
        Just(plan.segments.clone()).prop_shuffle(),
        Just(plan.flows.clone()).prop_shuffle(),
        Just(plan.hosts.clone()).prop_shuffle(),
        Just(plan.advisories.clone()).prop_shuffle(),
    );
    lists.prop_map(move |(segments, flows, hosts, advisories)| {
        let mut shuffled = Plan { segments, flows, hosts, advisories, threat: plan.threat.clone() };
        shuffled
            .hosts
            .iter_mut()
            .filter(|host| host.away.is_none())
            .for_each(|host| host.segments.reverse());
        shuffled.advisories.iter_mut().for_each(|advisory| advisory.backwards = true);
        (plan.clone(), shuffled)
    })
}

/// An attack needs one way in at most: every step of it follows from one earlier step, never from
/// two together. So whoever is compromised is so by some way in alone, and the sum of all ways in
/// is a bound in every network of this model.
fn entries_bound_the_probability(case: &Case) -> Result<(), TestCaseError> {
    for host_risk in &case.rank().0.host_risks {
        let (p, each) = (host_risk.p_compromised, host_risk.by_entry);
        prop_assert!(each.iter().all(|(_, alone)| at_most(*alone, p)), "{each:?} above {p}");
        prop_assert!(
            at_most(p, each.iter().map(|(_, alone)| alone).sum()),
            "{p} above the sum of {each:?}"
        );
        prop_assert!(at_most(p + host_risk.p_disrupted, 1.0));
        if host_risk.remedy == RemedyKind::None {
            prop_assert_eq!(
                (p, host_risk.p_disrupted, host_risk.averted.now.value),
                (0.0, 0.0, 0.0)
            );
        }
    }
    Ok(())
}

/// A host averts at least its own loss, nothing averts more than there is, and a group no less than
/// each of its hosts.
fn gains_are_between_own_and_all(case: &Case) -> Result<(), TestCaseError> {
    let ranking = case.rank().0;
    let all = ranking.expected_loss.value;
    for host_risk in &ranking.host_risks {
        let averted = host_risk.averted.now.value;
        // What is infected is lost in any case: to rebuild it averts only what starts from it.
        let lost = host_risk.p_compromised + case.threat.disruption * host_risk.p_disrupted;
        let own =
            if host_risk.remedy == RemedyKind::Rebuild { 0.0 } else { host_risk.value * lost };
        prop_assert!(
            host_risk.averted.by_day.windows(2).all(|pair| at_most(pair[1], pair[0])),
            "{:?} rises",
            host_risk.averted.by_day
        );
        prop_assert!(at_most(own, averted) && at_most(averted, all), "{own} <= {averted} <= {all}");
        prop_assert!(
            (averted - own - host_risk.opened).abs() < 1e-9 * averted.max(1.0),
            "{averted} is not {own} and {}",
            host_risk.opened
        );
        if let Some(group) =
            ranking.groups.iter().find(|group| host_risk.group == Some(group.number))
        {
            prop_assert!(
                at_most(averted, group.averted.now.value) && at_most(group.averted.now.value, all)
            );
        }
    }
    let others = ranking
        .flows
        .iter()
        .map(|gain| gain.averted.now)
        .chain(ranking.quarantine.iter().map(|gain| gain.averted.now));
    for gain in others {
        prop_assert!(at_most(0.0, gain.value) && at_most(gain.value, all), "{gain:?} of {all}");
    }
    let by_day = ranking
        .flows
        .iter()
        .map(|gain| &gain.averted.by_day)
        .chain(ranking.quarantine.iter().map(|gain| &gain.averted.by_day));
    for days in by_day.chain(ranking.groups.iter().map(|group| &group.averted.by_day)) {
        prop_assert!(days.windows(2).all(|pair| at_most(pair[1], pair[0])), "{days:?} rises");
    }
    Ok(())
}

/// Takes out each host, group and flow in turn, and computes the loss anew.
fn removal_agrees(plan: &Plan, mut case: Case) -> Result<(), TestCaseError> {
    let ranking = case.rank().0;
    if ranking.method != Method::Exact {
        return Ok(());
    }
    let before = ranking.expected_loss.value;
    let group = |id: HostId| ranking.host_risk(ranking.find(id).unwrap()).group;
    // Of an entry that counts for several machines, the figure is that of one of them.
    let mut removals: Vec<(f64, Vec<(HostId, u32)>)> = case
        .inventory
        .hosts()
        .map(|(id, ..)| {
            (ranking.host_risk(ranking.find(id).unwrap()).averted.now.value, vec![(id, 1)])
        })
        .collect();
    for all in &ranking.groups {
        let members = case
            .inventory
            .hosts()
            .filter(|(id, ..)| group(*id) == Some(all.number))
            .map(|(id, _, host)| (id, host.count));
        removals.push((all.averted.now.value, members.collect()));
    }
    for (averted, hosts) in removals {
        case.scenario.remedied = hosts.iter().copied().collect();
        let Some(after) = loss(&case) else { continue };
        prop_assert!(
            (before - after - averted).abs() < 1e-9 * before.max(1.0),
            "without {hosts:?}: {before} - {after} is not {averted}"
        );
    }
    for flow in 0..plan.flows.len() {
        let mut without = plan.clone();
        let blocked = without.flows.remove(flow);
        let segment =
            |end: Option<usize>| end.map_or("internet".to_owned(), |segment| format!("s{segment}"));
        let averted = flow_averted(
            &case,
            &ranking,
            &segment(blocked.from),
            &segment(blocked.to),
            blocked.host.map(|host| format!("h{host}")),
        );
        let mut without = without.case();
        without.threat = case.threat.clone();
        // Without the flow nothing passes; a block of it may fail.
        let Some(open) = loss(&without) else { continue };
        let after = before + (open - before) * case.threat.block_holds;
        prop_assert!(
            (before - after - averted).abs() < 1e-9 * before.max(1.0),
            "without {blocked:?}: {before} - {after} is not {averted}"
        );
    }
    Ok(())
}

fn flow_averted(
    case: &Case,
    ranking: &patchfirst::ranking::Ranking,
    from: &str,
    to: &str,
    host: Option<String>,
) -> f64 {
    let name = format!("{from} -> {to} {host:?}");
    ranking
        .flows
        .iter()
        .find(|gain| case.flow_name(gain.flow) == name)
        .map_or(0.0, |gain| gain.averted.now.value)
}

#[test]
fn hosts_that_stay_are_alike_whatever_the_order_of_their_segments() {
    let host = |name: &str, segments: &str| {
        format!(
            "  - {{name: {name}, os: test-os, sp: 1, kind: server, segments: [{segments}], patches: []}}\n"
        )
    };
    let inventory = format!(
        "inventory: 1.0.0\nas_of: 2006-08-25\nsegments: {{a: {{users: 1}}, b: {{}}}}\nhosts:\n{}{}",
        host("one", "a, b"),
        host("other", "b, a")
    );
    let case = Case::new(
        &inventory,
        &[&crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: worm}")],
    );
    let ranking = case.rank().0;
    assert_eq!(ranking.groups.iter().map(|group| group.machines).collect::<Vec<_>>(), [2]);
}

/// A host that listens to some segments alone is to all others a host that listens to nothing: as
/// if the flow from there were closed. Insiders in both segments, so that each has a share of its
/// own; few outcomes, so that figures are exact.
#[test]
fn a_host_that_listens_to_some_segments_is_shut_to_the_others() {
    let network = |listens: &str, flows: &str| {
        let text = format!(
            "inventory: 1.0.0\nas_of: 2006-08-25\nthreat: {{horizon_days: 1, insider_per_user_day: 0.05, mail_per_user_day: 0}}\nsegments: {{office: {{users: 3}}, admins: {{users: 2}}, plant: {{}}}}\nflows: {{{flows}}}\nhosts:\n  - {{name: scada, os: test-os, sp: 1, kind: server, segment: plant, value: 9, patches: []{listens}}}\n"
        );
        Case::new(
            &text,
            &[&crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-20, stage: exploit}")],
        )
    };
    let (from_office, from_admins) = ("office -> plant: [smb]", "admins -> plant: [smb]");
    let both = format!("{from_office}, {from_admins}");
    let risk = |case: Case| {
        let ranked = case.rank();
        assert_eq!(ranked.0.method, Method::Exact);
        ranked.0.expected_loss.value
    };
    let open = risk(network("", &both));
    for (listens, flows) in [
        (", listens: {tcp/445: [office]}", from_office),
        (", listens: {tcp/445: [admins]}", from_admins),
    ] {
        let told = risk(network(listens, &both));
        assert!(told > 0.0 && told < open, "{listens}: {told} of {open}");
        crate::common::close(told, risk(network("", flows)));
    }
    assert_eq!(risk(network(", listens: {tcp/445: []}", &both)), 0.0);
    crate::common::close(risk(network(", listens: {tcp/445: any}", &both)), open);
}

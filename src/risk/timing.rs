//! Where a graph without days would be wrong, so that remedies have to be tried one by one.
//!
//! A remedy delays what it does not prevent. That matters only where something can be reached for a
//! while and not later: a laptop that leaves and does not come back, a flow that will be blocked, a
//! host that will be patched, a port that could be crashed until its tool ran code. If such a thing
//! was reached in time, and the attack could move on later still, then a remedy may make it come
//! too late. Such samples are few.

use super::draw::Group;
use super::remains::Remains;
use crate::term::day::Day;

/// For which remedies the days decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matters {
    Nowhere,
    /// For quarantines.
    Quarantine,
    /// For all.
    Everywhere,
}

/// Trying remedies one by one is quadratic. Where it would be more than so many steps, the graph
/// without days has to do: it takes what is delayed for reached in time, and so says too little,
/// never too much.
const MAX_STEPS: usize = 20_000;

/// For which remedies in force from a day on the days decide.
pub(super) fn matters(remains: &Remains<'_>) -> Matters {
    let groups = remains.attack.draw.groups.len();
    let nodes = remains.attack.ground.size(groups);
    let remedies = 2 * groups
        + remains.attack.network.blocked.len()
        + remains.attack.network.quarantined.len();
    if nodes * remedies > MAX_STEPS {
        return Matters::Nowhere;
    }
    match first_closing(remains) {
        Some(closing) if last_event(remains) > closing => Matters::Everywhere,
        _ if is_met_before_return(remains) => Matters::Quarantine,
        _ => Matters::Nowhere,
    }
}

/// The first day after which something cannot be reached any more that was reached since the
/// remedies came into force.
fn first_closing(remains: &Remains<'_>) -> Option<Day> {
    let attack = &remains.attack;
    let groups = (0..attack.draw.groups.len() as u32).filter_map(|i| closing(remains, i));
    let flows = (0..attack.draw.open_until.len()).filter_map(|flow| {
        let until = attack.draw.open_until[flow];
        let used = remains.arrival.contains(attack.ground.flow(flow as u32));
        (used && until >= remains.from && until < attack.network.last).then_some(until)
    });
    groups.chain(flows).min()
}

fn closing(remains: &Remains<'_>, index: u32) -> Option<Day> {
    let attack = &remains.attack;
    let group: &Group = attack.group(index);
    let (fate, last) = (remains.fates[index as usize], attack.network.last);
    // What returns in any case is not lost by being late.
    let waits = attack.returns(group).comes();
    let inside = attack.last_inside(group);
    let taken =
        (fate.connected.comes() && fate.connected >= remains.from && !waits && inside < last)
            .then_some(inside);
    // Whoever could be crashed can be compromised once the tool runs code, unless an antivirus
    // helps or no machine is there.
    let spared = group.immune || inside < last;
    let crashes = attack
        .draw
        .courses
        .crashes_until(attack.network, attack.class(group).profile.0)
        .min(inside);
    let crashed = (fate.down >= remains.from && fate.down < fate.taken && spared && crashes < last)
        .then_some(crashes);
    taken.into_iter().chain(crashed).min()
}

/// The last day on which the attack could move on: something starts, a stage moves, hosts come
/// inside.
fn last_event(remains: &Remains<'_>) -> Day {
    let attack = &remains.attack;
    let mut last = attack.draw.courses.last_move;
    attack.sources(&mut |_, day| {
        if day.comes() {
            last = last.max(day);
        }
    });
    for group in &attack.draw.groups {
        let hits = group.internet_code().iter().chain(group.internet_crash()).map(|(_, day)| *day);
        last = hits.chain([attack.days(group).last_opening()]).fold(last, Day::max);
    }
    last
}

/// Whether a host was reached from inside before it would have returned, after others had returned
/// to the same segment: under quarantine it may be reached too late.
fn is_met_before_return(remains: &Remains<'_>) -> bool {
    let attack = &remains.attack;
    let met = |i: &u32| {
        let fate = remains.fates[*i as usize];
        let returns = attack.returns(attack.group(*i));
        returns.comes() && fate.connected < returns && fate.connected >= remains.from
    };
    let all = || 0..attack.draw.groups.len() as u32;
    all().filter(met).any(|i| {
        let (home, connected) = (attack.group(i).home, remains.fates[i as usize].connected);
        all().any(|other| {
            let group = attack.group(other);
            let day = attack.returns(group);
            !group.slips && group.home == home && day >= remains.from && day <= connected
        })
    })
}

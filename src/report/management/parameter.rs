//! The parameters of the risk model, with all their digits: a rate that is rounded to nothing looks
//! like one that is not there.

use super::method::{Parameter, parameter};
use crate::advisory::Stage;
use crate::inventory::Antivirus;
use crate::report::words::number::exact_percent as percent;
use crate::threat::{Rate, Threat};

pub(super) fn of(threat: &Threat) -> Vec<Parameter> {
    let per_day = |p: f64| format!("{} per day", percent(p));
    let mut all = vec![
        parameter("days that count", threat.horizon_days.to_string()),
        parameter("share of the value lost if a host is only crashed", percent(threat.disruption)),
        parameter("attack by an insider, per user and day", percent(threat.insider_per_user_day)),
        parameter(
            "a Trojan that somebody runs, per user and workday, before antivirus",
            percent(threat.mail_per_user_day),
        ),
    ];
    all.extend(Stage::ALL.map(|stage| {
        let name = format!("attack from outside at stage {}", stage.as_str());
        parameter(name, per_day(threat.attack(stage)))
    }));
    all.push(parameter(
        "a roaming host can be reached at all where it is outside",
        percent(threat.reachable_outside),
    ));
    all.extend(stages(threat));
    for antivirus in [Antivirus::Current, Antivirus::Stale] {
        all.push(parameter(
            format!("antivirus that is {} stops a takeover", antivirus.as_str()),
            percent(threat.antivirus(antivirus)),
        ));
    }
    all.push(parameter(
        "a quarantine holds back a laptop that is infected",
        percent(threat.quarantine_holds),
    ));
    all.push(parameter("a blocked flow stays blocked", percent(threat.block_holds)));
    all
}

/// How stages move on. From none there are two ways.
fn stages(threat: &Threat) -> Vec<Parameter> {
    let moves = |stage: Stage| {
        let to = match stage {
            Stage::None => "proof-of-concept or exploit",
            stage => stage.next().as_str(),
        };
        let name = format!("stage {} moves on to {to}", stage.as_str());
        parameter(name, rate(threat.escalation[stage as usize]))
    };
    vec![
        moves(Stage::None),
        parameter(
            "of what moves on from stage none, straight to exploit",
            percent(threat.straight_to_exploit),
        ),
        moves(Stage::ProofOfConcept),
        moves(Stage::Exploit),
    ]
}

/// `5.5 % per day for 14 days, then 0.05 %`.
fn rate(rate: Rate) -> String {
    let (fresh, later) = (percent(rate.fresh), percent(rate.later));
    match rate.days {
        _ if rate.fresh == rate.later => format!("{fresh} per day"),
        0 => format!("{later} per day"),
        1 => format!("{fresh} on the first day, then {later} per day"),
        days => format!("{fresh} per day for {days} days, then {later}"),
    }
}

//! What is to be said about rules: those that were not understood, those that concern no segment, and
//! what could not be worked out.

use super::address::Family;
use super::area::{Map, Plane};
use super::device::Device;
use super::ports::Ports;
use super::rule::{Action, Rule, Side};

/// Something to say about a rule, or about a pair of segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The file; empty where no file is meant.
    pub file: String,
    /// The line, from 1; 0 where no line is meant.
    pub line: u32,
    /// The rule as written, shortened.
    pub text: String,
    /// What is to be said.
    pub why: String,
}

impl Remark {
    pub(super) fn exhausted(from: &str, to: &str) -> Self {
        let why =
            "the rules overlap in too many ways to be worked out: what is not decided is unknown"
                .to_owned();
        Self { file: String::new(), line: 0, text: format!("{from} -> {to}"), why }
    }

    pub(super) fn nobody_there(from: &str, to: &str, ports: &Ports, evidence: String) -> Self {
        let why = format!(
            "{} is open to addresses that no known host has ({evidence}): it is left out",
            ports.to_set()
        );
        Self { file: String::new(), line: 0, text: format!("{from} -> {to}"), why }
    }
}

/// Rules with a doubt, and rules that allow something for addresses that belong to no segment.
pub(super) fn on_rules(devices: &[Device], map: &Map) -> Vec<Remark> {
    let all = [map.all(Plane::V4), map.all(Plane::V6)];
    let lost = |side: &Side| match side {
        Side::Addresses(addresses) => [Family::V4, Family::V6].into_iter().all(|family| {
            !addresses.within(family, &all[family as usize]).meets(&all[family as usize])
        }),
        Side::Any | Side::Inside | Side::Zones(_) => false,
    };
    let mut remarks = Vec::new();
    if map.left_out > 0 {
        let why = format!(
            "flows are worked out for the first {} segments: {} are left out",
            map.areas.len() - 1,
            map.left_out
        );
        remarks.push(Remark { file: String::new(), line: 0, text: String::new(), why });
    }
    if map.areas.len() == 1 && !devices.is_empty() {
        let why = "no segment is known, so whom the rules are for is not known; name networks with --network SEGMENT=CIDR".to_owned();
        remarks.push(Remark { file: String::new(), line: 0, text: String::new(), why });
    }
    let all_nameless = map.areas[1..].iter().any(super::area::Area::is_nameless);
    for device in devices {
        for rule in device.lists.iter().flat_map(super::List::rules) {
            let say = |why: String| Remark {
                file: device.file.clone(),
                line: rule.line,
                text: rule.text.to_string(),
                why,
            };
            if let (Some(why), Action::Deny, true) = (&rule.doubt, &rule.action, rule.part) {
                remarks.push(say(format!(
                    "{why}: whoever it does not stop gets through, so it closes nothing"
                )));
            } else if let Some(why) = &rule.doubt {
                remarks.push(say(format!("{why}: what it may concern is unknown")));
            } else if opens(rule) && !all_nameless && (lost(&rule.from) || lost(&rule.to)) {
                remarks.push(say("an end that belongs to no segment; name its network with --network SEGMENT=CIDR".to_owned()));
            }
        }
    }
    remarks
}

fn opens(rule: &Rule) -> bool {
    !matches!(rule.action, Action::Deny | Action::Return)
}

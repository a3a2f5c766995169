//! One doubt: what is not known and weighs most, and how many more doubts there are.

use crate::network::UnknownFlows;
use crate::report::View;
use crate::report::words::number::counted;
use crate::report::words::verdict;

/// All doubts, the first with what is made of it, the first alone.
pub(super) fn wordings(view: &View<'_>) -> [String; 3] {
    let doubts = doubts(view);
    let more = match doubts.len().saturating_sub(1) {
        0 => String::new(),
        more => format!(" + {more} more"),
    };
    let all = verdict::unknown(view);
    let Some((what, taken)) = doubts.into_iter().next() else {
        return [all.clone(), all, "Nothing is unknown.".to_owned()];
    };
    [all, format!("Unknown: {what} ({taken}){more}."), format!("Unknown: {what}{more}.")]
}

/// What is not known, and what was made of it.
fn doubts(view: &View<'_>) -> Vec<(String, &'static str)> {
    let unknowns = view.ranking.unknowns;
    let inventory = view.case.inventory;
    let mut doubts = Vec::new();
    if unknowns.machines > 0 {
        let hosts = counted(unknowns.machines, "host", "hosts");
        doubts.push((format!("evidence of {hosts}"), "taken as exposed"));
    }
    if !inventory.flows_described {
        doubts.push(("the flows".to_owned(), "nobody has described them"));
    } else if unknowns.flows > 0 {
        let open = view.case.scenario.unknown_flows == UnknownFlows::Open;
        let flows = counted(u64::from(unknowns.flows), "flow", "flows");
        doubts.push((flows, if open { "taken as open" } else { "taken as blocked" }));
    }
    if unknowns.not_assessed > 0 {
        let hosts = counted(unknowns.not_assessed, "host", "hosts");
        doubts.push((format!("{hosts} not assessed"), "in no figure"));
    }
    match inventory.segments_without_flows().count() as u64 {
        0 => {}
        alone => {
            let segments = counted(alone, "segment", "segments");
            doubts.push((format!("what reaches {segments}"), "taken as cut off"));
        }
    }
    doubts
}

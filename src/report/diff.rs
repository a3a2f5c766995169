//! What changed between two rankings: for people, and as JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::layout::{self, Column, plain};
use crate::diff::{Change, Difference, Gap, HostChange, HostSnapshot, RankSnapshot, Reason};
use crate::format::Rounded;
use crate::format::diff::{self as document, HostEntry, Place, SCHEMA, SideEntry, Stage};
use crate::report::words::number::{self, Digits, counted};
use crate::report::words::prose;
use crate::source::cut::Cuts;
use crate::source::sanitize;
use crate::term::due::Due;

/// Rows of one part of the table.
const MAX_ROWS: usize = 20;
const MAX_CHARS: usize = 40;

/// Two rankings and what changed between them.
#[derive(Clone, Copy, Debug)]
pub struct DiffView<'a> {
    /// The first ranking.
    pub before: &'a RankSnapshot,
    /// The second one.
    pub after: &'a RankSnapshot,
    /// What changed.
    pub difference: &'a Difference,
    /// Whether both were computed with common random numbers.
    pub same_coins: bool,
}

/// Draws the report; ends with a line break.
pub fn render(view: &DiffView<'_>, width: u16, colour: bool) -> String {
    let cuts = Cuts::of(view.difference.hosts.iter().map(|host| host.name.as_str()));
    let mut text = prose::paragraph(&summary(view), width);
    let world: String = world(view).iter().map(|line| prose::item(line, width)).collect();
    if !world.is_empty() {
        text += &format!("\nWhat changed around the hosts\n\n{world}");
    }
    for (change, heading) in PARTS {
        text += &part(view, &cuts, (change, heading), width, colour);
    }
    text
}

/// The parts of the report, in order.
const PARTS: [(Change, &str); 7] = [
    (Change::New, "New: exposed to something new, or infected now and not before"),
    (Change::Unassessed, "Not assessed any more: nobody knows whether they are exposed"),
    (Change::Uncounted, "Less at risk only because less is known: that is no improvement"),
    (Change::Worse, "Worse: exposed in both, and more at risk or more urgent"),
    (Change::Fixed, "Fixed: nothing is exposed any more"),
    (Change::Better, "Better: exposed in both, and less at risk"),
    (Change::Gone, "Gone from the inventory"),
];

pub(super) fn summary(view: &DiffView<'_>) -> String {
    let (before, after) = (view.before, view.after);
    let machines = |change: Change| {
        let of = |host: &&HostChange| host.change == change;
        let count = |host: &HostChange| {
            host.after
                .as_ref()
                .or(host.before.as_ref())
                .map_or(0, |side| u64::from(side.entry.count))
        };
        counted(view.difference.hosts.iter().filter(of).map(count).sum(), "host", "hosts")
    };
    let moved = moved(before.loss, after.loss);
    let coins = if view.same_coins {
        ""
    } else {
        ", from different random numbers: small differences mean nothing"
    };
    let unassessed = if view.difference.hosts.iter().any(|host| host.change == Change::Unassessed) {
        format!("; not assessed any more: {}", machines(Change::Unassessed))
    } else {
        String::new()
    };
    let uncounted = if view.difference.hosts.iter().any(|host| host.change == Change::Uncounted) {
        format!("; less at risk only because less is known: {}", machines(Change::Uncounted))
    } else {
        String::new()
    };
    let known = if view.difference.unknown.is_empty() {
        ""
    } else {
        " Less is known than before, and what nobody knows is in no figure: a smaller loss is no improvement."
    };
    let worse = if view.difference.is_worse { " Something got worse." } else { "" };
    let due = due_on_both_sides(view);
    format!(
        "The expected loss {moved}{coins}. Fixed: {}; new: {}; worse: {}; better: {}; gone: {}{unassessed}{uncounted}.{due}{known}{worse}",
        machines(Change::Fixed),
        machines(Change::New),
        machines(Change::Worse),
        machines(Change::Better),
        machines(Change::Gone)
    )
}

/// How the loss moved: `fell from 12 to 9 (25 % less)`.
fn moved(before: f64, after: f64) -> String {
    let digits = Digits::of(before.max(after));
    let (was, is) = (digits.loss(before), digits.loss(after));
    match before - after {
        // A change that is not to be seen in the figures is not written as one.
        more if was == is && more < -1e-6 => {
            format!("rose by {} to {is}", number::share(-more, before))
        }
        _ if was == is => format!("stayed at {is}"),
        less if less > 1e-6 => {
            format!("fell from {was} to {is} ({} less)", number::share(less, before))
        }
        less if less < -1e-6 => format!("rose from {was} to {is}"),
        _ => format!("stayed at {is}"),
    }
}

/// How many machines were due by which day, before and after: ` Due before: 3 now, 12 by
/// 2006-09-03; after: none.`
fn due_on_both_sides(view: &DiffView<'_>) -> String {
    let (before, after) = (due(view.before), due(view.after));
    match (before.as_str(), after.as_str()) {
        ("", "") => String::new(),
        (same, after) if same == after => format!(" Due as before: {same}."),
        (before, after) => {
            let or_none =
                |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
            format!(" Due before: {}; after: {}.", or_none(before), or_none(after))
        }
    }
}

/// Machines by the day by which they are due; `now` comes before every date.
fn due(side: &RankSnapshot) -> String {
    let mut machines: BTreeMap<(bool, &str), u64> = BTreeMap::new();
    for host in side.hosts.values().filter(|host| host.is_reachable()) {
        // Of machines that are alike one may avert nothing, and all of them much.
        let group = host.entry.group.as_ref().and_then(|group| side.groups_due.get(group));
        if let Some(due) = host.entry.due.as_deref().or(group.map(String::as_str)) {
            *machines.entry((due != Due::NOW, due)).or_default() += u64::from(host.entry.count);
        }
    }
    let part = |((dated, due), count): (&(bool, &str), &u64)| {
        let due = sanitize::clipped(due, MAX_CHARS);
        format!("{} {}{due}", number::count(*count), if *dated { "by " } else { "" })
    };
    prose::abridged(machines.iter().map(part), 5)
}

/// Dates, horizons, stages and flows that differ.
fn world(view: &DiffView<'_>) -> Vec<String> {
    let (before, after) = (view.before, view.after);
    let mut lines = Vec::new();
    if before.as_of != after.as_of {
        lines.push(format!(
            "as-of date: {} became {}",
            sanitize::text(&before.as_of),
            sanitize::text(&after.as_of)
        ));
    }
    if before.horizon_days != after.horizon_days {
        lines.push(format!(
            "horizon: {} became {}",
            counted(u64::from(before.horizon_days), "day", "days"),
            after.horizon_days
        ));
    }
    lines.extend(view.difference.unknown.iter().map(|gap| unknown(*gap).to_owned()));
    lines.extend(view.difference.known.iter().map(|gap| known(*gap).to_owned()));
    let stage = |(id, before, after): &(String, String, String)| {
        format!(
            "stage of {}: {} became {}",
            sanitize::clipped(id, MAX_CHARS),
            sanitize::clipped(before, MAX_CHARS),
            sanitize::clipped(after, MAX_CHARS)
        )
    };
    lines.extend(view.difference.stages.iter().map(stage));
    let flows = &view.difference.flows;
    lines.extend(
        flows.iter().take(MAX_ROWS).map(|flow| format!("flow {}", sanitize::clipped(flow, 160))),
    );
    let more = flows.len().saturating_sub(MAX_ROWS);
    lines.extend(
        (more > 0).then(|| format!("+ {}", counted(more as u64, "more flow", "more flows"))),
    );
    lines
}

/// What nobody knows any more, and what is made of it.
fn unknown(gap: Gap) -> &'static str {
    match gap {
        Gap::Flows => {
            "nobody describes the flows any more: they are not blocked, nobody knows them (the internet is not counted)"
        }
        Gap::Ports => "more flows of which nobody knows what they let through (treated as blocked)",
        Gap::Listens => {
            "nobody says any more who listens behind some flows: `listens` is missing (treated as nobody)"
        }
        Gap::Segments => {
            "no flow names some segments any more: nobody knows what reaches them (treated as cut off)"
        }
        Gap::Users => {
            "nobody says any more how many people work in some segments: `users` is missing (treated as nobody)"
        }
    }
}

/// What is known that was not.
fn known(gap: Gap) -> &'static str {
    match gap {
        Gap::Flows => "the flows are described now",
        Gap::Ports => "fewer flows of which nobody knows what they let through",
        Gap::Listens => "who listens behind some flows is known now",
        Gap::Segments => "what reaches some segments is known now",
        Gap::Users => "how many people work in some segments is known now",
    }
}

/// The same beside a host.
fn gap_text(gap: Gap, is_known: bool) -> &'static str {
    match (gap, is_known) {
        (Gap::Flows, false) => "flows not described any more",
        (Gap::Flows, true) => "flows described now",
        (Gap::Ports, false) => "more unknown flows",
        (Gap::Ports, true) => "fewer unknown flows",
        (Gap::Listens, false) => "`listens` missing now",
        (Gap::Listens, true) => "`listens` known now",
        (Gap::Segments, false) => "segments without flows now",
        (Gap::Segments, true) => "segments with flows now",
        (Gap::Users, false) => "`users` missing now",
        (Gap::Users, true) => "`users` known now",
    }
}

fn gap_word(gap: Gap) -> &'static str {
    match gap {
        Gap::Flows => "flows",
        Gap::Ports => "ports",
        Gap::Listens => "listens",
        Gap::Segments => "segments",
        Gap::Users => "users",
    }
}

fn part(
    view: &DiffView<'_>,
    cuts: &Cuts,
    (change, heading): (Change, &str),
    width: u16,
    colour: bool,
) -> String {
    let hosts = view.difference.hosts.iter().enumerate();
    let all: Vec<(usize, &HostChange)> = hosts.filter(|(_, host)| host.change == change).collect();
    if all.is_empty() {
        return String::new();
    }
    let columns = [
        Column::text("host", 12),
        Column::number("p before"),
        Column::number("after"),
        Column::word("decision before").spare(2),
        Column::word("after "),
        Column::word("by before").spare(1),
        Column::word("by after").spare(1),
        Column::text("why", 20),
    ];
    let row = |(place, host): &(usize, &HostChange)| {
        let why = host.reasons.iter().map(reason_text).collect::<Vec<_>>().join("; ");
        let cells = [
            name(host, cuts.clipped(*place, &host.name, MAX_CHARS)),
            p(&host.before),
            p(&host.after),
            decision(&host.before),
            decision(&host.after),
        ];
        cells.into_iter().chain([by(&host.before), by(&host.after), why]).map(plain).collect()
    };
    let rows = all.iter().take(MAX_ROWS).map(row).collect();
    let more = all.len().saturating_sub(MAX_ROWS);
    let more = if more > 0 {
        format!("+ {} more; --format json has all.\n", number::count(more as u64))
    } else {
        String::new()
    };
    format!(
        "\n{}\n{}{more}",
        prose::paragraph(heading, width),
        layout::table(&columns, rows, width, colour)
    )
}

/// The chance that a host is taken over.
fn p(side: &Option<HostSnapshot>) -> String {
    side.as_ref().map_or("-".to_owned(), |side| number::percent(side.entry.p_compromised.get()))
}

/// When to act on a host.
fn decision(side: &Option<HostSnapshot>) -> String {
    side.as_ref()
        .and_then(|side| side.entry.decision.as_deref())
        .map_or("-".to_owned(), |text| sanitize::clipped(text, 20).into_owned())
}

/// The day by which a host is due: `now`, `09-03`.
fn by(side: &Option<HostSnapshot>) -> String {
    let due = side.as_ref().and_then(|side| side.entry.due.as_deref()).unwrap_or("-");
    let short = due.parse::<Date>().map(|day| day.strftime("%m-%d").to_string());
    short.unwrap_or_else(|_| sanitize::clipped(due, 10).into_owned())
}

fn name(host: &HostChange, name: String) -> String {
    let count = host.after.as_ref().or(host.before.as_ref()).map_or(1, |side| side.entry.count);
    if count > 1 { format!("{name} ({})", number::count(u64::from(count))) } else { name }
}

pub(super) fn reason_text(reason: &Reason) -> String {
    let list = |ids: &[String]| {
        prose::abridged(ids.iter().map(|id| sanitize::clipped(id, MAX_CHARS).into_owned()), 3)
    };
    match reason {
        Reason::Added => "new in the inventory".to_owned(),
        Reason::Removed => "no longer in the inventory".to_owned(),
        Reason::Patched(ids) => format!("patched: {}", list(ids)),
        Reason::Exposed(ids) => format!("exposed to {}", list(ids)),
        Reason::Infected => "infected".to_owned(),
        Reason::Rebuilt => "not infected any more".to_owned(),
        Reason::Unassessed => "product not in the catalogue".to_owned(),
        Reason::Assessed => "product in the catalogue now".to_owned(),
        Reason::Stage(ids) => format!("stage of {}", list(ids)),
        Reason::Segment => "moved to another segment".to_owned(),
        Reason::Size => "another number of machines, or value".to_owned(),
        Reason::Flow => "flows changed".to_owned(),
        Reason::AsOf => "as-of date or horizon".to_owned(),
        Reason::Unknown(gap) => gap_text(*gap, false).to_owned(),
        Reason::Known(gap) => gap_text(*gap, true).to_owned(),
        Reason::Others => "other hosts changed".to_owned(),
        Reason::Else => "something else, such as users, `listens` or rates".to_owned(),
    }
}

/// The report as JSON, format `patchfirst/diff/1`.
pub fn render_json(view: &DiffView<'_>) -> String {
    let side = |side: &RankSnapshot| SideEntry {
        as_of: side.as_of.clone(),
        horizon_days: side.horizon_days,
        expected_loss: Rounded::new(side.loss),
        expected_loss_stderr: Rounded::new(side.stderr),
        seed: side.draws.0,
        samples: side.draws.1,
    };
    crate::format::document(&document::Diff {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        same_coins: view.same_coins,
        worse: view.difference.is_worse,
        unknown: view.difference.unknown.iter().copied().map(gap_word).collect(),
        known: view.difference.known.iter().copied().map(gap_word).collect(),
        before: side(view.before),
        after: side(view.after),
        stages: view
            .difference
            .stages
            .iter()
            .map(|(id, before, after)| Stage { id, before, after })
            .collect(),
        flows: &view.difference.flows,
        hosts: view.difference.hosts.iter().map(HostEntry::new).collect(),
    })
}

impl<'a> HostEntry<'a> {
    fn new(host: &'a HostChange) -> Self {
        let change = match host.change {
            Change::New => "new",
            Change::Unassessed => "not-assessed",
            Change::Uncounted => "uncounted",
            Change::Fixed => "fixed",
            Change::Gone => "gone",
            Change::Worse => "worse",
            Change::Better => "better",
        };
        let why = host.reasons.iter().map(reason_word).collect();
        Self {
            name: &host.name,
            change,
            why,
            before: host.before.as_ref().map(Place::new),
            after: host.after.as_ref().map(Place::new),
        }
    }
}

fn reason_word(reason: &Reason) -> &'static str {
    match reason {
        Reason::Added => "added",
        Reason::Removed => "removed",
        Reason::Patched(_) => "patch",
        Reason::Exposed(_) => "exposed",
        Reason::Infected => "infected",
        Reason::Rebuilt => "rebuilt",
        Reason::Unassessed => "not-assessed",
        Reason::Assessed => "assessed",
        Reason::Stage(_) => "stage",
        Reason::Segment => "segment",
        Reason::Size => "size",
        Reason::Flow => "flow",
        Reason::AsOf => "as-of",
        Reason::Unknown(_) => "unknown",
        Reason::Known(_) => "known",
        Reason::Others => "others",
        Reason::Else => "else",
    }
}

impl<'a> Place<'a> {
    fn new(side: &'a HostSnapshot) -> Self {
        let entry = &side.entry;
        Self {
            rank: entry.rank,
            count: entry.count,
            p_compromised: entry.p_compromised,
            p_disrupted: entry.p_disrupted,
            averted: entry.averted,
            averted_by_day: entry.averted_by_day.clone(),
            due: entry.due.as_deref(),
            decision: entry.decision.as_deref(),
            exposed: side.exposed.keys().map(String::as_str).collect(),
        }
    }
}

/// All flows of an inventory, by their ends, with their ports.
pub fn flows(
    inventory: &crate::inventory::Inventory,
) -> std::collections::BTreeMap<String, String> {
    let flow = |i: usize| {
        let id = crate::inventory::FlowId(i as u32);
        (
            inventory.flow_name(id),
            crate::report::words::flow::ports(inventory, id, crate::network::UnknownFlows::Open),
        )
    };
    (0..inventory.flows.len()).map(flow).collect()
}

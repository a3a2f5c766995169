//! The `plan:` and `costs:` blocks.

use super::calendar;
use super::details;
use super::document::Document;
use super::flows::Flows;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::FlowKey;
use crate::inventory::plan::{
    ACTIONS, Costs, Crew, MAX_HOURS, MAX_STAFF, MIN_HOURS, PlanPolicy, Restarts, Shift, ShiftDay,
    Work,
};
use crate::source::yaml::{self, Fields, Node};

const KEYS: &[&str] =
    &["staff", "hours", "shifts", "regular", "block_cost", "minutes", "allow", "keep", "restarts"];
const CREW_KEYS: &[&str] = &["staff", "hours"];
const SHIFT_KEYS: &[&str] = &["on", "staff", "hours", "who", "regular"];
const COST_KEYS: &[&str] = &["staff_hour", "value_point", "currency"];
const COSTS: &str = "`costs`";
/// More minutes and money than any weekend has.
const MAX_MINUTES: u32 = 366 * 24 * 60;
const MAX_MONEY: f64 = 1e12;

/// The `plan:` block.
pub(super) fn resolve(
    document: &Document<'_>,
    flows: &Flows<'_>,
    diagnostics: &mut Diagnostics,
) -> PlanPolicy {
    let Some(fields) =
        document.get("plan").and_then(|node| Fields::open(node, "`plan`", KEYS, diagnostics))
    else {
        return PlanPolicy::default();
    };
    PlanPolicy {
        staff: fields
            .get("staff")
            .and_then(|node| node.integer("`staff`", 1..=MAX_STAFF, diagnostics)),
        hours: fields.get("hours").and_then(|node| hours(node, diagnostics)),
        shifts: fields.get("shifts").map_or_else(Vec::new, |node| shifts(node, diagnostics)),
        regular: fields.get("regular").and_then(|node| {
            let fields = Fields::open(node, "`regular`", CREW_KEYS, diagnostics)?;
            crew(&fields, "`regular`", diagnostics)
        }),
        block_cost: fields
            .get("block_cost")
            .and_then(|node| node.decimal("`block_cost`", 0.0..=1.0, diagnostics)),
        minutes: minutes(fields.get("minutes"), diagnostics),
        allow: fields.get("allow").and_then(|node| allowed(node, diagnostics)),
        keep: fields.get("keep").map_or_else(Vec::new, |node| kept(node, flows, diagnostics)),
        restarts: fields
            .get("restarts")
            .and_then(|node| node.word("`restarts`", &Restarts::WORDS, diagnostics)),
    }
}

fn shifts(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Shift> {
    let items = node.items("`shifts`", diagnostics).unwrap_or_default();
    items.iter().filter_map(|item| shift(item, diagnostics)).collect()
}

fn shift(node: &Node, diagnostics: &mut Diagnostics) -> Option<Shift> {
    const WHAT: &str = "a shift";
    let fields = Fields::open(node, WHAT, SHIFT_KEYS, diagnostics)?;
    let on = fields.required("on", WHAT, diagnostics).and_then(|node| shift_day(node, diagnostics));
    let crew = crew(&fields, WHAT, diagnostics);
    let who = fields
        .get("who")
        .and_then(|node| details::texts(node, "`who`", diagnostics))
        .unwrap_or_default();
    let regular = fields.get("regular").map(|node| node.boolean("`regular`", diagnostics));
    Some(Shift {
        on: on?,
        crew: crew?,
        who,
        regular: regular.unwrap_or(Some(false))?,
        place: node.span,
    })
}

/// `tonight`, a day of the week, or a date.
fn shift_day(node: &Node, diagnostics: &mut Diagnostics) -> Option<ShiftDay> {
    let text = node.text("`on`", diagnostics)?;
    let day = match (text, calendar::weekday(text)) {
        ("tonight", _) => Some(ShiftDay::Tonight),
        (_, Some(day)) => Some(ShiftDay::Next(day)),
        _ => yaml::date(text).map(ShiftDay::On),
    };
    if day.is_none() {
        let bad = Diagnostic::new(Code::BadDate, format!("`on`: `{text}` is not a day"))
            .at(node.span, "");
        diagnostics.push(bad.help(
            "write `tonight`, a day of the week such as saturday, or a date such as 2006-09-02",
        ));
    }
    day
}

fn crew(fields: &Fields<'_>, what: &str, diagnostics: &mut Diagnostics) -> Option<Crew> {
    let staff = fields
        .required("staff", what, diagnostics)
        .and_then(|node| node.integer("`staff`", 1..=MAX_STAFF, diagnostics));
    let hours =
        fields.required("hours", what, diagnostics).and_then(|node| hours(node, diagnostics));
    Some(Crew { staff: staff?, hours: hours? })
}

fn hours(node: &Node, diagnostics: &mut Diagnostics) -> Option<f64> {
    node.decimal("`hours`", MIN_HOURS..=MAX_HOURS, diagnostics)
}

fn kept(node: &Node, flows: &Flows<'_>, diagnostics: &mut Diagnostics) -> Vec<FlowKey> {
    let items = node.items("`keep`", diagnostics).unwrap_or_default();
    items.iter().flat_map(|item| flows.named(item, diagnostics)).collect()
}

fn minutes(node: Option<&Node>, diagnostics: &mut Diagnostics) -> [Option<u32>; Work::ALL.len()] {
    let words = Work::ALL.map(Work::as_str);
    let Some(fields) = node.and_then(|node| Fields::open(node, "`minutes`", &words, diagnostics))
    else {
        return Default::default();
    };
    words.map(|word| {
        fields
            .get(word)
            .and_then(|node| node.integer(&format!("`{word}`"), 0..=MAX_MINUTES, diagnostics))
    })
}

fn allowed(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<String>> {
    let words = ACTIONS.map(|word| (word, word));
    let items = node.items("`allow`", diagnostics)?;
    Some(
        items
            .iter()
            .filter_map(|item| item.word("`allow`", &words, diagnostics))
            .map(str::to_owned)
            .collect(),
    )
}

/// The `costs:` block; all of it or none.
pub(super) fn costs(document: &Document<'_>, diagnostics: &mut Diagnostics) -> Option<Costs> {
    let fields = Fields::open(document.get("costs")?, COSTS, COST_KEYS, diagnostics)?;
    let mut money = |key: &str| {
        let node = fields.required(key, COSTS, diagnostics)?;
        node.decimal(&format!("`{key}`"), 0.0..=MAX_MONEY, diagnostics)
    };
    let (staff_hour, value_point) = (money("staff_hour"), money("value_point"));
    let currency = fields
        .required("currency", COSTS, diagnostics)
        .and_then(|node| node.text("`currency`", diagnostics));
    Some(Costs {
        staff_hour: staff_hour?,
        value_point: value_point?,
        currency: currency?.to_owned(),
    })
}

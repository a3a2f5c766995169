//! The `activity:` list.

use super::document::Document;
use super::ports;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Activity, Baseline, Count, Observed};
use crate::source::yaml::{Fields, Node};

const WHAT: &str = "an observation";
const KEYS: &[&str] =
    &["date", "port", "sources", "baseline", "history", "cause", "level", "source", "note"];
/// More sources than there are addresses.
const MAX_SOURCES: f64 = 4_294_967_296.0;

pub(super) fn resolve(document: &Document<'_>, diagnostics: &mut Diagnostics) -> Vec<Activity> {
    document
        .list("activity", diagnostics)
        .iter()
        .filter_map(|node| activity(node, diagnostics))
        .collect()
}

fn activity(node: &Node, diagnostics: &mut Diagnostics) -> Option<Activity> {
    let fields = Fields::open(node, WHAT, KEYS, diagnostics)?;
    let date = fields
        .required("date", WHAT, diagnostics)
        .and_then(|node| node.date("`date`", diagnostics));
    let text = |key: &str, diagnostics: &mut Diagnostics| {
        fields
            .get(key)
            .and_then(|node| node.text(&format!("`{key}`"), diagnostics))
            .map(str::to_owned)
    };
    let source = text("source", diagnostics);
    text("note", diagnostics);
    let observed = match text("level", diagnostics) {
        Some(level) => level_alone(&fields, diagnostics).map(|()| Observed::Level(level)),
        None => count(&fields, text("cause", diagnostics), diagnostics).map(Observed::Count),
    };
    Some(Activity { date: date?, observed: observed?, source, place: node.span })
}

/// A level is not computed with, so nothing else can stand beside it.
fn level_alone(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<()> {
    let Some(other) = ["port", "sources", "baseline", "history", "cause"]
        .into_iter()
        .find_map(|key| fields.key(key))
    else {
        return Some(());
    };
    let both =
        Diagnostic::new(Code::BadValue, "an observation is either a level or a count on a port")
            .at(other.span, "");
    diagnostics.push(both.help("make two entries of it"));
    None
}

fn count(
    fields: &Fields<'_>,
    cause: Option<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Count> {
    let ports = fields.required("port", WHAT, diagnostics).and_then(|node| {
        let ports = ports::read(node, diagnostics)?;
        if ports.is_empty() || ports.is_any() {
            let wide = Diagnostic::new(Code::BadPort, "a count is of one port").at(node.span, "");
            diagnostics.push(wide.help("name the port, such as tcp/445"));
            return None;
        }
        Some(ports)
    });
    let sources = fields
        .required("sources", WHAT, diagnostics)
        .and_then(|node| sources("`sources`", node, diagnostics));
    let baseline = baseline(fields, diagnostics);
    Some(Count { ports: ports?, sources: sources?, baseline: baseline?, cause })
}

fn baseline(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Baseline> {
    match (fields.get("baseline"), fields.get("history")) {
        (Some(median), None) => sources("`baseline`", median, diagnostics).map(Baseline::Median),
        (None, Some(history)) => {
            let items = history.items("`history`", diagnostics)?;
            if items.is_empty() {
                let none =
                    Diagnostic::new(Code::BadValue, "`history` has no day").at(history.span, "");
                diagnostics.push(none.help(
                    "list the counts of the same weekday in earlier weeks, or give `baseline`",
                ));
                return None;
            }
            let read: Vec<Option<f64>> =
                items.iter().map(|item| sources("a day of `history`", item, diagnostics)).collect();
            read.into_iter().collect::<Option<_>>().map(Baseline::History)
        }
        (Some(_), Some(history)) => {
            let both = Diagnostic::new(
                Code::BadValue,
                "an observation has either `baseline` or `history`",
            )
            .at(history.span, "");
            diagnostics.push(both.help("keep `history`: it says how much the counts vary"));
            None
        }
        (None, None) => {
            fields.missing("baseline", WHAT, diagnostics);
            None
        }
    }
}

fn sources(what: &str, node: &Node, diagnostics: &mut Diagnostics) -> Option<f64> {
    node.decimal(what, 0.0..=MAX_SOURCES, diagnostics)
}

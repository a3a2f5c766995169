//! The `listens:` key of a host: ports, and from where it answers on them.

use std::sync::Arc;

use super::name::INTERNET;
use super::ports;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{ListensFrom, SegmentId};
use crate::source::yaml::{Fields, Node, Value};
use crate::term::port::PortSet;

/// The ports alone: a list, or the keys of a mapping.
pub(super) fn ports(node: &Node, diagnostics: &mut Diagnostics) -> Option<PortSet> {
    let Value::Mapping(entries) = &node.value else { return ports::read(node, diagnostics) };
    let read: Vec<Option<PortSet>> =
        entries.iter().map(|(key, _)| ports::read(key, diagnostics)).collect();
    Some(
        read.into_iter()
            .collect::<Option<Vec<PortSet>>>()?
            .iter()
            .fold(PortSet::empty(), |all, set| all.union(set)),
    )
}

/// From where a host answers on which ports, where the key is a mapping from ports to segments.
/// Ports that are open to everybody have no rule. What is wrong with the ports themselves is
/// reported where they are read.
pub(super) fn from(
    node: &Node,
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Option<Arc<[ListensFrom]>> {
    let Value::Mapping(_) = &node.value else { return Some(Arc::default()) };
    let mut rules = Vec::new();
    for (_, key, value) in Fields::entries(node, "`listens`", diagnostics)? {
        let ports = ports::read(key, &mut Diagnostics::default());
        let rule = rule(key, value, segments, diagnostics)?;
        rules.extend(rule.zip(ports).map(|((segments, internet), ports)| ListensFrom {
            ports,
            segments,
            internet,
        }));
    }
    rules.sort_unstable();
    Some(rules.into())
}

/// Segments, and whether the internet is among them.
type Sources = (Box<[SegmentId]>, bool);

/// `any` and `unknown` close nothing that is known: no rule.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
fn rule(
    key: &Node,
    value: &Node,
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Sources>> {
    if value.is_null() {
        let none =
            Diagnostic::new(Code::WrongType, "a port without a list of segments").at(key.span, "");
        diagnostics.push(
            none.help("list the segments that are answered, `any` for all, or `[]` for none"),
        );
        return None;
    }
    let items = match (&value.value, value.scalar()) {
        (_, Some("any" | "unknown")) => return Some(None),
        (Value::Sequence(items), _) => items.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let mut found = Some((Vec::new(), false));
    for item in items {
        match item.text("a segment", diagnostics) {
            Some(INTERNET) => found = found.map(|(ids, _)| (ids, true)),
            name => {
                let id = name.and_then(|name| segments.find(name, item.span, diagnostics));
                found = found.zip(id).map(|((mut ids, internet), id)| {
                    ids.push(id);
                    (ids, internet)
                });
            }
        }
    }
    found.map(|(mut ids, internet)| {
        ids.sort_unstable();
        ids.dedup();
        Some((ids.into(), internet))
    })
}

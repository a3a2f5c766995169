//! Ports as flows and hosts write them.

use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{Node, Value};
use crate::term::port::{self, PortError, PortSet};

/// A list of ports, ranges and services, or a single one of them; what is wrong is reported item by
/// item.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<PortSet> {
    let items = match &node.value {
        Value::Sequence(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let read: Vec<Option<PortSet>> = items.iter().map(|item| one(item, diagnostics)).collect();
    let sets: Vec<PortSet> = read.into_iter().collect::<Option<_>>()?;
    Some(sets.iter().fold(PortSet::empty(), |all, set| all.union(set)))
}

fn one(node: &Node, diagnostics: &mut Diagnostics) -> Option<PortSet> {
    let text = node.text("a port", diagnostics)?;
    text.parse()
        .map_err(|error: PortError| {
            let bad = Diagnostic::new(Code::BadPort, error.to_string()).at(node.span, "");
            diagnostics.push(bad.help(help(text, &error)));
        })
        .ok()
}

fn help(text: &str, error: &PortError) -> String {
    match error {
        PortError::UnknownService(_) if text.parse::<u16>().is_ok() => {
            format!("say which protocol: tcp/{text} or udp/{text}")
        }
        PortError::UnknownService(_) if text == "unknown" => {
            "write `unknown` alone, not in a list".to_owned()
        }
        PortError::UnknownService(_) => suggest::help(text, port::service_names().chain(["any"])),
        PortError::EmptyRange(_) => "write the lower port first".to_owned(),
        _ => "write it as tcp/445, udp/137-138, or a service such as smb".to_owned(),
    }
}

//! What `flows explain` prints: the answer, then what each firewall says, rule by rule.

use std::fmt::Write;

use crate::firewall::{Answer, Explanation, Question, Said, Way};
use crate::source::sanitize;
use crate::term::port::PortSet;

/// The answer to a question as text.
pub fn explanation(question: &Question, answer: &Explanation) -> String {
    let host = question.host.as_ref().map_or(String::new(), |host| format!("/{host}"));
    let asked = format!("{} -> {}{host} {}", question.from, question.to, question.ports);
    let mut text = format!(
        "{}: {}\n",
        sanitize::text(&asked),
        verdict(&answer.open, &answer.unknown, &question.ports)
    );
    if answer.devices.is_empty() {
        text.push_str("no firewall that was read says anything about it\n");
    }
    text.push_str(&disagreement(&answer.devices));
    for device in &answer.devices {
        text.push_str(&self::device(device, &question.ports));
    }
    text
}

fn verdict(open: &PortSet, unknown: &PortSet, asked: &PortSet) -> String {
    match (open.is_empty(), unknown.is_empty()) {
        (true, true) => "closed".to_owned(),
        (false, true) if open == asked => "open".to_owned(),
        (false, true) => format!("open on {open}, else closed"),
        (true, false) if unknown == asked => "unknown: it may be open".to_owned(),
        (true, false) => format!("unknown on {unknown}, else closed"),
        (false, false) => format!("open on {open}, unknown on {unknown}"),
    }
}

/// Firewalls that do not say the same.
fn disagreement(devices: &[Answer]) -> String {
    let Some(first) = devices.first() else { return String::new() };
    if devices.iter().all(|device| (&device.open, &device.unknown) == (&first.open, &first.unknown))
    {
        return String::new();
    }
    let opens = devices
        .iter()
        .filter(|device| !device.open.is_empty() || !device.unknown.is_empty())
        .map(|device| device.file.as_str());
    let opens: Vec<&str> = opens.collect();
    let closes: Vec<&str> = devices
        .iter()
        .filter(|device| device.open.is_empty() && device.unknown.is_empty())
        .map(|device| device.file.as_str())
        .collect();
    let said = match closes.is_empty() {
        true => "the firewalls do not agree: each opens other ports".to_owned(),
        false => format!(
            "the firewalls do not agree: {} would let it through, {} stops it",
            opens.join(", "),
            closes.join(", ")
        ),
    };
    format!("{}\n", sanitize::text(&said))
}

fn device(device: &Answer, asked: &PortSet) -> String {
    let way = match device.way {
        Way::Between => "",
        Way::Perhaps => " (whether it is on the way is not known)",
        Way::Unknown => " (where both ends are is not known to it)",
    };
    let mut text = format!(
        "\n{}: {}{way}\n",
        sanitize::text(&device.file),
        verdict(&device.open, &device.unknown, asked)
    );
    if device.rules.is_empty() {
        text.push_str("  no rule has a say\n");
    }
    let place = |rule: &Said| {
        if rule.line == 0 { device.file.clone() } else { format!("{}:{}", device.file, rule.line) }
    };
    let width =
        device.rules.iter().map(|rule| place(rule).chars().count()).max().unwrap_or(0).min(40);
    for rule in &device.rules {
        let ports = if rule.ports == *asked { String::new() } else { format!(" {}", rule.ports) };
        let _ = write!(
            text,
            "  {:width$}  {}{ports}: {}",
            sanitize::text(&place(rule)),
            rule.does,
            sanitize::text(&rule.text)
        );
        let _ = match &rule.doubt {
            Some(why) => writeln!(text, "\n  {:width$}    {}", "", sanitize::text(why)),
            None => writeln!(text),
        };
    }
    text
}

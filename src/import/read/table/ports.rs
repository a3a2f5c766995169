//! What a cell says of the ports that a host listens on.

use serde_json::{Map, Value};

use crate::firewall::Ports;
use crate::import::firewall::port_name;
use crate::term::port::PortSet;

/// The ports of a cell, and the parts of it that are not understood.
pub(super) struct Said<'c> {
    pub(super) ports: PortSet,
    pub(super) unread: Vec<&'c str>,
}

/// Words that say of a port that it is open, and nothing else.
const OPEN: [&str; 4] = ["open", "listening", "listen", "opened"];

/// Reads a cell: `3389`, `tcp/3389`, `3389/tcp (rdp)`, `TCP: 80, 443`, `135-139; smb`, `*:445`, or
/// records of JSON. A number without a protocol is one of both.
pub(super) fn said(cell: &str) -> Said<'_> {
    // A protocol in front may be that of all that follows.
    if let Some(ports) = whole(cell).filter(|_| !names_zero(&plain(cell))) {
        return Said { ports: ports.to_set(), unread: Vec::new() };
    }
    let (mut ports, mut unread) = (Ports::default(), Vec::new());
    for part in parts(cell) {
        let record = serde_json::from_str::<Map<String, Value>>(part).ok();
        let is_record = record.is_some() || part.contains("\":");
        let found = match &record {
            Some(record) => of_record(record),
            None if names_zero(&plain(part)) => None,
            None => whole(part),
        };
        match found {
            Some(found) => ports = ports.union(&found),
            None if is_record || names_zero(&plain(part)) => unread.push(part),
            None => unread.extend(by_words(part, &mut ports)),
        }
    }
    Said { ports: ports.to_set(), unread }
}

/// The ports of a text that is understood as a whole. A range without its lower end is none: an
/// address stood before the colon, and it is not known of what.
fn whole(text: &str) -> Option<Ports> {
    let text = plain(text);
    let open = text.split([' ', ',', ';', '|', '\n']).any(|word| word.starts_with(':'));
    if open || text.contains("\":") { None } else { port_name::ports(&text, None) }
}

/// The parts of a cell: what stands between commas and their like, and records as a whole.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let is_record = cell.contains("\":");
    let apart = move |c: char| {
        match c {
            '{' | '[' if is_record => depth += 1,
            '}' | ']' if is_record => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '|' | '\n')
    };
    cell.split(apart).map(str::trim).filter(|part| !part.is_empty())
}

/// The port that a record is about: its number, and its protocol where that is told. `None` where
/// that is not told in words that are known, or where the port is not said to be open.
fn of_record(record: &Map<String, Value>) -> Option<Ports> {
    let member = |names: &[&str]| {
        record.iter().find(|(key, _)| names.contains(&key.to_lowercase().as_str())).map(|it| it.1)
    };
    let number = match member(&["port", "portid", "port_number", "number", "localport"])? {
        Value::Number(number) => number.to_string(),
        Value::String(number) => number.clone(),
        _ => return None,
    };
    let protocol = member(&["protocol", "proto", "transport", "port_protocol"]);
    let protocol = protocol.map(|protocol| protocol.as_str().map(str::to_lowercase));
    let text = match protocol {
        Some(protocol) => format!("{}/{number}", protocol?),
        None => number,
    };
    let is_open = member(&["state", "status", "open", "listening"]).is_none_or(|state| {
        let said = state.get("state").or_else(|| state.get("status")).unwrap_or(state);
        let named = |said: &str| OPEN.contains(&said.to_lowercase().as_str());
        said.as_bool().unwrap_or_else(|| said.as_str().is_some_and(named))
    });
    port_name::ports(&text, None).filter(|_| is_open)
}

/// Whether a text names port 0, which nothing listens on: it stands for none, or for what is not
/// known.
fn names_zero(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    !text.contains('-') && numbers.any(|number| number.bytes().all(|b| b == b'0'))
}

/// Reads a part word by word where it cannot be read as one; returns the words that say no port,
/// or the part as a whole where a protocol stands alone in it.
fn by_words<'c>(part: &'c str, ports: &mut Ports) -> Vec<&'c str> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let has_number = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    if words.iter().any(|word| matches!(word.to_ascii_lowercase().as_str(), "tcp" | "udp")) {
        return vec![part];
    }
    let mut unread = Vec::new();
    for word in words {
        match whole(word) {
            Some(found) if has_number(&word) || found.to_set().len() <= 16 => {
                *ports = ports.union(&found)
            }
            _ => unread.push(word),
        }
    }
    unread
}

/// Without brackets, and without the words that only say that a port is open.
fn plain(text: &str) -> String {
    // Whoever listens on every address is reached on each.
    let anywhere = ["*:", "0.0.0.0:", "[::]:"];
    let bare = |word| anywhere.iter().find_map(|all| str::strip_prefix(word, *all)).unwrap_or(word);
    let words = text.split(' ').map(bare).collect::<Vec<_>>().join(" ");
    let text = words.replace(['(', ')', '[', ']', '{', '}'], " ");
    let text = if text.contains("\":") { text } else { text.replace('"', " ") };
    let words = text.split(' ').filter(|word| !OPEN.contains(&word.to_ascii_lowercase().as_str()));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_people_write_them() {
        for (cell, ports, unread) in [
            ("3389", "tcp/3389, udp/3389", 0),
            ("3389/tcp", "tcp/3389", 0),
            ("tcp:3389", "tcp/3389", 0),
            ("TCP 3389", "tcp/3389", 0),
            ("tcp/3300-3400", "tcp/3300-3400", 0),
            ("3389/tcp (rdp)", "tcp/3389", 0),
            ("445/tcp open", "tcp/445", 0),
            ("TCP 80, 443", "tcp/80, tcp/443", 0),
            ("tcp/445 tcp/139", "tcp/139, tcp/445", 0),
            ("445/tcp, 53/udp", "tcp/445, udp/53", 0),
            ("smb;rdp", "tcp/139, tcp/445, tcp/3389", 0),
            ("all", "any", 0),
            ("tcp/70000", "none", 1),
            ("tcp/445, tcp/foo", "tcp/445", 1),
            ("SAP, rdp", "tcp/3389", 1),
            ("0", "none", 1),
            ("0/tcp, 445/tcp", "tcp/445", 1),
            (":80", "none", 1),
            ("tcp/445, :80", "tcp/445", 1),
            ("10.0.0.9:8443", "none", 1),
            ("*:3389", "tcp/3389, udp/3389", 0),
            ("0.0.0.0:445 [::]:445", "tcp/445, udp/445", 0),
            ("{80, 443}", "tcp/80, tcp/443, udp/80, udp/443", 0),
            (r#"{"port":80,"proto":"tcp","status":"open","ttl":52}"#, "tcp/80", 0),
            (r#"{"port":80,"proto":"tcp"}; {"port":"443"}"#, "tcp/80, tcp/443, udp/443", 0),
            (r#"{"port":80,"state":"closed"}; 445"#, "tcp/445, udp/445", 1),
            (r#"{"port":80,"proto":"tcp","state":{"state":"open"}}"#, "tcp/80", 0),
            (r#"{"tcp":[3389]}"#, "none", 1),
            (r#"port":80"#, "none", 1),
        ] {
            let said = said(cell);
            assert_eq!(
                (said.ports.to_string().as_str(), said.unread.len()),
                (ports, unread),
                "{cell}"
            );
        }
    }
}

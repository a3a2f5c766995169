//! What a cell says of the ports that a host listens on.

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

/// Reads a cell: `3389`, `tcp/3389`, `3389/tcp (rdp)`, `TCP: 80, 443`, `135-139; smb`. A number
/// without a protocol is one of both.
pub(super) fn said(cell: &str) -> Said<'_> {
    let whole = |text: &str| port_name::ports(&plain(text), None);
    // A protocol in front may be that of all that follows.
    if let Some(ports) = whole(cell).filter(|_| !names_zero(cell)) {
        return Said { ports: ports.to_set(), unread: Vec::new() };
    }
    let (mut ports, mut unread) = (Ports::default(), Vec::new());
    let parts = cell.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
    for part in parts {
        match whole(part) {
            _ if names_zero(part) => unread.push(part),
            Some(found) => ports = ports.union(&found),
            None => unread.extend(by_words(part, &mut ports)),
        }
    }
    Said { ports: ports.to_set(), unread }
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
        match port_name::ports(&plain(word), None) {
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
    let text = text.replace(['(', ')', '[', ']', '{', '}', '"'], " ");
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

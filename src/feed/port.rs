//! Ports of what a feed speaks of: from its own words, else from a table of components.

use crate::term::port::PortSet;

/// The table that is part of the program: words of titles and components, and the ports they stand
/// for.
const TABLE: &str = include_str!("components.csv");

/// Which ports components listen on. A line that people add comes before the built-in ones.
#[derive(Clone, Debug)]
pub struct Components {
    lines: Vec<(String, PortSet)>,
}

/// A line of a table that cannot be used, with its number and why.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ComponentError {
    line: usize,
    why: String,
}

impl Default for Components {
    fn default() -> Self {
        let mut empty = Self { lines: Vec::new() };
        empty.extend(TABLE).expect("the built-in table can be read; a test sees to it");
        empty
    }
}

impl Components {
    /// Adds the lines of a table, `words,ports`; they are tried before those there are.
    pub fn extend(&mut self, table: &str) -> Result<(), ComponentError> {
        let mut added = Vec::new();
        for (index, line) in table.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') || line == "words,ports" {
                continue;
            }
            added.push(entry(line).map_err(|why| ComponentError { line: index + 1, why })?);
        }
        self.lines.splice(0..0, added);
        Ok(())
    }

    /// The ports for a text and where they come from; `None` if nothing in it tells.
    pub(super) fn find(&self, text: &str) -> Option<(PortSet, String)> {
        let lower = text.to_lowercase();
        let own = in_words(&lower);
        if !own.is_empty() {
            return Some((own, "the words of the feed".to_owned()));
        }
        let fits = |(words, _): &&(String, PortSet)| lower.contains(words.as_str());
        self.lines
            .iter()
            .find(fits)
            .map(|(words, ports)| (ports.clone(), format!("the table of components: {words}")))
    }
}

fn entry(line: &str) -> Result<(String, PortSet), String> {
    let (words, ports) = line.split_once(',').ok_or("a line is `words,ports`")?;
    let mut all = PortSet::empty();
    for port in ports.split_whitespace() {
        all = all.union(&port.parse().map_err(|error| format!("{error}"))?);
    }
    Ok((words.trim().to_lowercase(), all))
}

/// Ports that a text names itself: `TCP port 3389`, `UDP ports 137 and 138`, `tcp/445`.
fn in_words(lower: &str) -> PortSet {
    let mut protocol = None;
    let mut found = PortSet::empty();
    let mut since = 0;
    for word in lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        since += 1;
        match word {
            "tcp" | "udp" => (protocol, since) = (Some(word), 0),
            "port" | "ports" | "and" | "or" => {}
            number
                if since <= 8
                    && number.bytes().all(|b| b.is_ascii_digit())
                    && number.len() >= 2 =>
            {
                let port = protocol
                    .and_then(|protocol| format!("{protocol}/{number}").parse::<PortSet>().ok());
                found = found.union(&port.unwrap_or_default());
            }
            _ if since > 3 => protocol = None,
            _ => {}
        }
    }
    found
}

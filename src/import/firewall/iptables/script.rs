//! What shells add to the commands of a script: variables, continued lines, comments.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The variables that a script has set so far, and the start of a command that goes on.
#[derive(Debug, Default)]
pub(super) struct Script {
    variables: BTreeMap<String, String>,
    /// Variables that have one value or another.
    unsure: BTreeSet<String>,
    started: String,
}

/// The longest value that is put in, in bytes: values are made of values, and a few lines could ask
/// for more than there is memory. A longer one is not known, so what uses it is not understood.
const MAX_VALUE: usize = 256;
/// The longest line with values put in; a longer one stays as it is written.
const MAX_FILLED: usize = 16 * MAX_VALUE;

impl Script {
    /// Takes a line, trimmed; nothing if it goes on in the next.
    pub(super) fn join<'l>(&mut self, line: &'l str) -> Option<Cow<'l, str>> {
        if let Some(start) = line.strip_suffix('\\').filter(|_| !line.starts_with('#')) {
            self.started.push_str(start.trim_end());
            self.started.push(' ');
            return None;
        }
        Some(match self.started.is_empty() {
            true => Cow::Borrowed(line),
            false => Cow::Owned(std::mem::take(&mut self.started) + line),
        })
    }

    /// What was to go on when the script ended.
    pub(super) fn rest(&mut self) -> String {
        std::mem::take(&mut self.started).trim_end().to_owned()
    }

    /// Sets a variable; one that may not be set may have the value that it had.
    pub(super) fn set(&mut self, name: &str, value: &str, perhaps: bool) {
        let value = self.filled(value).into_owned();
        let other = self.variables.get(name).is_some_and(|known| *known != value);
        if value.len() > MAX_VALUE || perhaps && (other || self.unsure.contains(name)) {
            self.forget(name);
            return;
        }
        if !perhaps {
            self.unsure.remove(name);
        }
        self.variables.insert(name.to_owned(), value);
    }

    /// The value of a variable is no longer known.
    pub(super) fn forget(&mut self, name: &str) {
        self.variables.remove(name);
        self.unsure.insert(name.to_owned());
    }

    /// Sets the variables that a function is called with; returns those of before.
    pub(super) fn call(&mut self, words: &[String]) -> Vec<(String, Option<String>)> {
        let all: Vec<Cow<'_, str>> = words.iter().map(|word| quoted(word)).collect();
        let all = all.join(" ");
        let names = (1..10).map(|at: usize| at.to_string()).chain(["@".to_owned(), "*".to_owned()]);
        let outer = names.map(|name| (name.clone(), self.variables.remove(&name))).collect();
        let numbered = words.iter().enumerate().take(9);
        let named = numbered.map(|(at, word)| ((at + 1).to_string(), word.clone()));
        self.variables.extend(named.filter(|(_, word)| word.len() <= MAX_VALUE));
        if all.len() <= 4 * MAX_VALUE {
            self.variables.insert("@".to_owned(), all.clone());
            self.variables.insert("*".to_owned(), all);
        }
        outer
    }

    /// Sets the variables back as they were before a call.
    pub(super) fn back(&mut self, outer: Vec<(String, Option<String>)>) {
        for (name, value) in outer {
            match value {
                Some(value) => self.variables.insert(name, value),
                None => self.variables.remove(&name),
            };
        }
    }

    /// A text with the values of the variables that are known.
    pub(super) fn filled<'l>(&self, text: &'l str) -> Cow<'l, str> {
        if !text.contains('$') || self.variables.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            filled.push_str(&rest[..at]);
            let name = &rest[at + 1..];
            let braced = name.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let (name, behind) = braced.unwrap_or_else(|| {
                let end = match name.starts_with(['@', '*']) {
                    true => 1,
                    false => name.find(|c: char| !is_of_name(c)).unwrap_or(name.len()),
                };
                name.split_at(end)
            });
            match self.variables.get(name) {
                Some(value) => filled.push_str(value),
                None => filled.push_str(&rest[at..rest.len() - behind.len()]),
            }
            rest = behind;
            if filled.len() > text.len() + MAX_FILLED {
                return Cow::Borrowed(text);
            }
        }
        filled.push_str(rest);
        Cow::Owned(filled)
    }
}

/// A word as one word again.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain =
        !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "\"'\\".contains(c));
    match plain {
        true => Cow::Borrowed(word),
        false => Cow::Owned(format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))),
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `NAME=value`, `NAME="value"`. What a command prints is no value that is known.
pub(super) fn assignment(line: &str) -> Option<(&str, &str)> {
    let name = assigned(line)?;
    let value = &line[name.len() + 1..];
    let value = value.split(" #").next().unwrap_or(value).trim();
    let within = |quote: char| {
        let inside = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        inside.filter(|inside| !inside.contains(quote))
    };
    let plain = within('"')
        .or_else(|| within('\''))
        .or_else(|| (!value.contains([' ', ';', '&', '"', '\''])).then_some(value))?;
    (!plain.contains(['`', '(', '"'])).then_some((name, plain))
}

/// The name of the variable that a line sets, to whatever.
pub(super) fn assigned(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(is_of_name);
    named.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_and_lines_that_go_on_are_one() {
        let mut script = Script::default();
        for line in ["IPT=\"/sbin/iptables\"   # the program", "LAN=10.1.0.0/24", "ALL=$LAN"] {
            let (name, value) = assignment(line).unwrap();
            script.set(name, value, false);
        }
        assert_eq!(assignment("NOW=`date`"), None);
        assert_eq!(assignment("A='1'; b 'c'"), None);
        assert_eq!(assigned("NOW=`date`"), Some("NOW"));
        assert_eq!(script.join("$IPT -A FORWARD \\"), None);
        let line = script.join("-s ${LAN} -d $ALL -i $UNSET").unwrap().into_owned();
        assert_eq!(
            script.filled(&line),
            "/sbin/iptables -A FORWARD -s 10.1.0.0/24 -d 10.1.0.0/24 -i $UNSET"
        );
        assert_eq!(script.filled("-A FORWARD -j DROP"), "-A FORWARD -j DROP");
        script.set("LAN", "10.9.0.0/24", true);
        assert_eq!(script.filled("$LAN"), "$LAN", "it is one or the other");
    }

    #[test]
    fn what_goes_on_at_the_end_is_not_lost() {
        let mut script = Script::default();
        assert_eq!(script.join("iptables -A FORWARD -j DROP \\"), None);
        assert_eq!(script.rest(), "iptables -A FORWARD -j DROP");
    }

    #[test]
    fn variables_made_of_variables_stay_short() {
        let mut script = Script::default();
        script.set("A", "0123456789", false);
        for letter in 'B'..='Z' {
            let before = char::from(letter as u8 - 1);
            script.set(&letter.to_string(), &format!("${before}").repeat(4), false);
        }
        let many = "$A".repeat(10_000);
        assert_eq!(script.filled(&many).len(), 20_000, "left as written");
        assert_eq!(script.filled("-s $X"), "-s $X", "too long to be known");
    }
}

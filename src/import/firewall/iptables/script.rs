//! What shells add to the commands of a script: variables, continued lines, comments.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The variables that a script has set so far, and the start of a command that goes on.
#[derive(Debug, Default)]
pub(super) struct Script {
    variables: BTreeMap<String, String>,
    started: String,
}

/// The longest value that is put in, in bytes: values are made of values, and a few lines could ask
/// for more than there is memory. A longer one is not known, so what uses it is not understood.
const MAX_VALUE: usize = 256;
/// The longest line with values put in; a longer one stays as it is written.
const MAX_FILLED: usize = 16 * MAX_VALUE;

/// What a line of a script is.
pub(super) enum Read<'l> {
    /// A line to be read, with the variables put in.
    Line(Cow<'l, str>),
    /// It sets a variable, or goes on in the next line.
    Taken,
}

impl Script {
    /// Takes a line, trimmed.
    pub(super) fn read<'l>(&mut self, line: &'l str) -> Read<'l> {
        if let Some(start) = line.strip_suffix('\\').filter(|_| !line.starts_with('#')) {
            self.started.push_str(start.trim_end());
            self.started.push(' ');
            return Read::Taken;
        }
        let line = match self.started.is_empty() {
            true => Cow::Borrowed(line),
            false => Cow::Owned(std::mem::take(&mut self.started) + line),
        };
        if let Some((name, value)) = assignment(&line) {
            let value = self.filled(value).into_owned();
            if value.len() <= MAX_VALUE {
                self.variables.insert(name.to_owned(), value);
            } else {
                self.variables.remove(name);
            }
            return Read::Taken;
        }
        if line.contains('$') {
            let filled = self.filled(&line).into_owned();
            return Read::Line(Cow::Owned(filled));
        }
        Read::Line(line)
    }

    /// What was to go on when the script ended.
    pub(super) fn rest(self) -> Option<String> {
        (!self.started.is_empty()).then(|| self.started.trim_end().to_owned())
    }

    /// A text with the values of the variables that are known.
    fn filled<'l>(&self, text: &'l str) -> Cow<'l, str> {
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
                let end = name.find(|c: char| !is_of_name(c)).unwrap_or(name.len());
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

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `NAME=value`, `export NAME="value"`. What a command prints is no value that is known.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(is_of_name);
    let value = value.split(" #").next().unwrap_or(value).trim();
    let plain = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .or_else(|| value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')))
        .or_else(|| (!value.contains([' ', ';', '&'])).then_some(value))?;
    (named && !plain.contains(['`', '(', '"'])).then_some((name, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_and_lines_that_go_on_are_one() {
        let mut script = Script::default();
        let mut read = |line: &str| match script.read(line) {
            Read::Line(line) => line.into_owned(),
            Read::Taken => String::new(),
        };
        assert_eq!(read("IPT=\"/sbin/iptables\"   # the program"), "");
        assert_eq!(read("export LAN=10.1.0.0/24"), "");
        assert_eq!(read("ALL=$LAN"), "");
        assert_eq!(read("NOW=`date`"), "NOW=`date`");
        assert_eq!(read("$IPT -A FORWARD \\"), "");
        assert_eq!(
            read("-s ${LAN} -d $ALL -i $UNSET"),
            "/sbin/iptables -A FORWARD -s 10.1.0.0/24 -d 10.1.0.0/24 -i $UNSET"
        );
        assert_eq!(read("-A FORWARD -j DROP"), "-A FORWARD -j DROP");
    }

    #[test]
    fn what_goes_on_at_the_end_is_not_lost() {
        let mut script = Script::default();
        assert!(matches!(script.read("iptables -A FORWARD -j DROP \\"), Read::Taken));
        assert_eq!(script.rest().as_deref(), Some("iptables -A FORWARD -j DROP"));
    }

    #[test]
    fn variables_made_of_variables_stay_short() {
        let mut script = Script::default();
        let mut last = "A=0123456789".to_owned();
        for letter in 'B'..='Z' {
            assert!(matches!(script.read(&last), Read::Taken));
            let before = &last[..1];
            last = format!("{letter}=${before}${before}${before}${before}");
        }
        let many = "$A".repeat(10_000);
        let Read::Line(line) = script.read(&many) else { panic!() };
        assert_eq!(line.len(), 20_000, "left as written");
        let Read::Line(line) = script.read("-s $X") else { panic!() };
        assert_eq!(line, "-s $X", "too long to be known");
    }
}

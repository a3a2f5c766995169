//! Reading a mapping by its keys, and scalars by their type; every mistake is reported and reading
//! goes on.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::{Node, Value};
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// A mapping whose keys have been checked against those the format knows.
#[derive(Debug)]
pub struct Fields<'n> {
    /// The whole mapping.
    pub span: Span,
    entries: IndexMap<&'n str, (&'n Node, &'n Node)>,
    /// Keys that were meant to be there: given without a value, or misspelled. They were reported
    /// already.
    excused: Vec<String>,
}

impl<'n> Fields<'n> {
    /// Opens a node that must be a mapping. `what` names it in messages ("a host"). Reports another
    /// type, keys that are not in `known` (with a suggestion), repeats (with both places), and keys
    /// without a value.
    pub fn open(
        node: &'n Node,
        what: &str,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        Self::open_with(node, what, known, &[], diagnostics)
    }

    /// Opens a mapping in which the keys of `nullable` may say `null`: known to be without a value.
    /// They read as left out.
    pub fn open_with(
        node: &'n Node,
        what: &str,
        known: &[&str],
        nullable: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let entries = Self::entries(node, what, diagnostics)?;
        let mut fields = Self { span: node.span, entries: IndexMap::new(), excused: Vec::new() };
        for (name, key, value) in entries {
            if !known.contains(&name) {
                fields
                    .excused
                    .extend(suggest::nearest(name, known.iter().copied()).map(str::to_owned));
                let unknown =
                    Diagnostic::new(Code::UnknownKey, format!("{what} has no key `{name}`"));
                diagnostics.push(
                    unknown.at(key.span, "").help(suggest::help(name, known.iter().copied())),
                );
            } else if value.is_null() && nullable.contains(&name) {
                // Said on purpose: the format knows the key, and the value is not known.
            } else if value.is_null() {
                fields.excused.push(name.to_owned());
                let nothing = Diagnostic::new(Code::WrongType, format!("`{name}` has no value"));
                diagnostics.push(
                    nothing.at(key.span, "").help(format!("give a value, or leave `{name}` out")),
                );
            } else {
                fields.entries.insert(name, (key, value));
            }
        }
        Some(fields)
    }

    /// A mapping made of keys that are known to be right, such as the columns of a table.
    pub fn of(span: Span, pairs: &'n [(Node, Node)]) -> Self {
        let entries =
            pairs.iter().filter_map(|(key, value)| Some((key.scalar()?, (key, value)))).collect();
        Self { span, entries, excused: Vec::new() }
    }

    /// The entries of a node that must be a mapping with scalar keys; repeats are reported with
    /// both places and left out.
    pub fn entries(
        node: &'n Node,
        what: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<(&'n str, &'n Node, &'n Node)>> {
        Self::unique_entries(node, what, Code::DuplicateKey, diagnostics)
    }

    /// Like [`Self::entries`], with the code under which repeats are reported.
    pub fn unique_entries(
        node: &'n Node,
        what: &str,
        repeated: Code,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<(&'n str, &'n Node, &'n Node)>> {
        let Value::Mapping(entries) = &node.value else {
            let wrong = Diagnostic::new(
                Code::WrongType,
                format!("{what} must be a mapping of keys to values, not {}", node.describe()),
            );
            diagnostics
                .push(wrong.at(node.span, "").help("write it as `key: value`, one per line"));
            return None;
        };
        let mut seen: IndexMap<&str, (&Node, &Node)> = IndexMap::new();
        for (key, value) in entries {
            let Some(name) = key.scalar() else {
                diagnostics.push(
                    Diagnostic::new(
                        Code::WrongType,
                        format!("a key of {what} is {}", key.describe()),
                    )
                    .at(key.span, "")
                    .help("a key is a single word"),
                );
                continue;
            };
            match seen.get(name) {
                Some((first, _)) => diagnostics.push(
                    Diagnostic::new(repeated, format!("`{name}` stands twice in {what}"))
                        .at(key.span, "again here")
                        .at(first.span, "first here")
                        .help("remove one of the two"),
                ),
                None => {
                    seen.insert(name, (key, value));
                }
            }
        }
        Some(seen.into_iter().map(|(name, (key, value))| (name, key, value)).collect())
    }

    /// The value of a key, if it is there.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.entries.get(name).map(|(_, value)| *value)
    }

    /// The key itself, if it is there.
    pub fn key(&self, name: &str) -> Option<&'n Node> {
        self.entries.get(name).map(|(key, _)| *key)
    }

    /// Notes that a key was meant to be there: that it is missing is no further mistake.
    pub fn excuse(&mut self, name: &str) {
        self.excused.push(name.to_owned());
    }

    /// The value of a key that must be there; reports it if not.
    pub fn required(
        &self,
        name: &str,
        what: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'n Node> {
        let value = self.get(name);
        if value.is_none() {
            self.missing(name, what, diagnostics);
        }
        value
    }

    /// Reports that a key is missing, unless it is there without a value or under a near name,
    /// which was reported.
    pub fn missing(&self, name: &str, what: &str, diagnostics: &mut Diagnostics) {
        if !self.excused.iter().any(|excused| excused == name) {
            let missing = Diagnostic::new(Code::MissingKey, format!("{what} needs `{name}`"));
            diagnostics
                .push(missing.at(self.span.first_char(), "").help(format!("add `{name}: …`")));
        }
    }
}

impl Span {
    /// The first character of a place, where the whole would cover too much of the screen.
    pub fn first_char(self) -> Self {
        Self { end: self.start + u32::from(self.end > self.start), ..self }
    }
}

impl Node {
    /// The text of a single value; reports another type.
    pub fn text(&self, what: &str, diagnostics: &mut Diagnostics) -> Option<&str> {
        if self.scalar().is_none() || self.is_null() {
            diagnostics.push(
                Diagnostic::new(
                    Code::WrongType,
                    format!("{what} must be a single value, not {}", self.describe()),
                )
                .at(self.span, "")
                .help(
                    "write one word or number; put quotes around a text with `:`, `#` or brackets",
                ),
            );
            return None;
        }
        self.scalar()
    }

    /// A value of any type that reads itself from text; a failure is reported under `code` with the
    /// type's own message, of which the part after the last semicolon says what to write.
    pub fn parse_as<T: FromStr<Err: Display>>(
        &self,
        what: &str,
        code: Code,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let text = self.text(what, diagnostics)?;
        let report = |error: T::Err| {
            let error = error.to_string();
            let (message, help) = error.rsplit_once("; ").unwrap_or((&error, "correct it"));
            diagnostics.push(
                Diagnostic::new(code, format!("{what}: {message}")).at(self.span, "").help(help),
            );
        };
        text.parse().map_err(report).ok()
    }

    /// A whole number in plain decimal digits. `010`, `1_000`, `0x10` and `1e3` are refused, never
    /// guessed at.
    pub fn integer(
        &self,
        what: &str,
        range: RangeInclusive<u32>,
        diagnostics: &mut Diagnostics,
    ) -> Option<u32> {
        let text = self.text(what, diagnostics)?;
        let plain = !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'));
        let number = plain.then(|| text.parse().ok()).flatten().filter(|n| range.contains(n));
        if number.is_none() {
            let bad = Diagnostic::new(
                Code::BadNumber,
                format!(
                    "{what} must be a whole number between {} and {}, not `{text}`",
                    range.start(),
                    range.end()
                ),
            );
            diagnostics.push(bad.at(self.span, "").help(integer_help(text)));
        }
        number
    }

    /// A decimal number within a range. Underscores, leading zeros, `.inf` and `.nan` are refused.
    pub fn decimal(
        &self,
        what: &str,
        range: RangeInclusive<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<f64> {
        let text = self.text(what, diagnostics)?;
        let number = decimal(text).filter(|n| range.contains(n));
        if number.is_none() {
            let bad = Diagnostic::new(
                Code::BadNumber,
                format!(
                    "{what} must be a number between {} and {}, not `{text}`",
                    range.start(),
                    range.end()
                ),
            );
            let help = if decimal(text.trim_start_matches('-')).is_some() {
                IN_RANGE
            } else {
                "write it in plain digits, such as 0.05"
            };
            diagnostics.push(bad.at(self.span, "").help(help));
        }
        number
    }

    /// `true` or `false`; the words of older YAML (`NO`, `yes`, `on`) are reported with the word to
    /// write.
    pub fn boolean(&self, what: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let text = self.text(what, diagnostics)?;
        match text {
            "true" => return Some(true),
            "false" => return Some(false),
            _ => {}
        }
        let meant = match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" | "true" | "1" => "write `true`",
            "no" | "n" | "off" | "false" | "0" => "write `false`",
            _ => "write `true` or `false`",
        };
        diagnostics.push(
            Diagnostic::new(Code::BadValue, format!("{what} must be true or false, not `{text}`"))
                .at(self.span, "")
                .help(meant),
        );
        None
    }

    /// A date of the form 2006-08-25.
    pub fn date(&self, what: &str, diagnostics: &mut Diagnostics) -> Option<Date> {
        let text = self.text(what, diagnostics)?;
        let date = date(text);
        if date.is_none() {
            diagnostics.push(
                Diagnostic::new(Code::BadDate, format!("{what}: `{text}` is not a date"))
                    .at(self.span, "")
                    .help("write year-month-day, such as 2006-08-25"),
            );
        }
        date
    }

    /// The items of a list; a single value is reported, not taken for a list of one.
    pub fn items(&self, what: &str, diagnostics: &mut Diagnostics) -> Option<&[Node]> {
        if let Value::Sequence(items) = &self.value {
            return Some(items);
        }
        let wrong = Diagnostic::new(
            Code::WrongType,
            format!("{what} must be a list, not {}", self.describe()),
        );
        let help = self
            .scalar()
            .map_or("start each item with `- `".to_owned(), |text| format!("write it as [{text}]"));
        diagnostics.push(wrong.at(self.span, "").help(help));
        None
    }

    /// One of a closed set of words; another word is reported with a suggestion.
    pub fn word<T: Copy>(
        &self,
        what: &str,
        words: &[(&str, T)],
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let text = self.text(what, diagnostics)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let bad = Diagnostic::new(Code::BadValue, format!("{what} cannot be `{text}`"));
            diagnostics.push(
                bad.at(self.span, "")
                    .help(suggest::help(text, words.iter().map(|(word, _)| *word))),
            );
        }
        found
    }
}

/// A finite decimal number in plain notation.
pub fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let plain = digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten().filter(|n: &f64| n.is_finite())
}

/// A date of exactly the form 2006-08-25.
pub fn date(text: &str) -> Option<Date> {
    if text.len() == 10 { text.parse().ok() } else { None }
}

/// The way out for a number that is one, but too small, too large or not whole.
const IN_RANGE: &str = "write a number within these bounds";

fn integer_help(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match text {
        _ if text.contains('_') => format!("leave the underscores out: {digits}"),
        _ if text.len() > 1 && text.starts_with('0') && digits.len() == text.len() => {
            format!(
                "leading zeros are read differently by different tools: write {}",
                digits.trim_start_matches('0')
            )
        }
        _ if decimal(text.trim_start_matches('-')).is_some() => IN_RANGE.to_owned(),
        _ => "write it in plain digits".to_owned(),
    }
}

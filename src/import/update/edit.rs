//! Edits of a text of YAML by the places of its nodes: everything else stays as it is.

use crate::source::yaml::{Node, Value};

/// One change of a text: what is put in place of a range.
struct Edit {
    start: usize,
    end: usize,
    with: String,
}

/// Something to append to a list or mapping: as a block, and for collections in brackets in one
/// line.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) block: String,
    pub(super) flow: String,
}

/// Collects edits of a text.
pub(super) struct Editor<'t> {
    pub(super) text: &'t str,
    edits: Vec<Edit>,
}

impl<'t> Editor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, edits: Vec::new() }
    }

    /// How many edits there are.
    pub(super) fn len(&self) -> usize {
        self.edits.len()
    }

    pub(super) fn replace(&mut self, old: &Node, with: String) {
        let (start, end) = (old.span.start as usize, old.span.end as usize);
        // A value of several lines may hold comments: it is left to people.
        if self.text.get(start..end).is_some_and(|text| !text.contains('\n')) {
            self.edits.push(Edit { start, end, with });
        }
    }

    /// Adds keys at the end of a mapping.
    pub(super) fn add_keys(&mut self, node: &Node, fields: &[(Node, Node)], keys: &[String]) {
        let Some((first, _)) = fields.first().filter(|_| !keys.is_empty()) else { return };
        if self.is_bracketed(node) {
            return self.before_bracket(node, keys.join(", "), true);
        }
        let indent = " ".repeat(self.column(first.span.start as usize));
        let lines: String = keys.iter().map(|key| format!("{indent}{key}\n")).collect();
        self.after_line(self.last_end(node), &lines);
    }

    /// Adds items under a key of the top level, or the key with them where it is missing.
    pub(super) fn append(&mut self, top: &[(Node, Node)], key: &str, items: Vec<Item>) {
        if items.is_empty() {
            return;
        }
        let Some(node) = value(top, key).filter(|node| !node.is_null()) else {
            let heading =
                if value(top, key).is_some() { String::new() } else { format!("{key}:\n") };
            let lines: String = items.iter().map(|item| item.block.as_str()).collect();
            let place = top
                .iter()
                .find(|(name, _)| name.scalar() == Some(key))
                .map_or(self.text.len(), |(name, _)| name.span.end as usize);
            return self.after_line(place, &format!("{heading}{lines}"));
        };
        self.extend(node, items, |indent, item| {
            // Blocks are written with two blanks in front.
            item.block
                .lines()
                .map(|line| format!("{indent}{}\n", line.strip_prefix("  ").unwrap_or(line)))
                .collect()
        });
    }

    /// Adds items at the end of a list or mapping.
    pub(super) fn extend(
        &mut self,
        node: &Node,
        items: Vec<Item>,
        block: impl Fn(&str, &Item) -> String,
    ) {
        let filled = match &node.value {
            Value::Sequence(inside) => !inside.is_empty(),
            Value::Mapping(inside) => !inside.is_empty(),
            Value::Scalar { .. } => return,
        };
        if self.is_bracketed(node) {
            let list: Vec<&str> = items.iter().map(|item| item.flow.as_str()).collect();
            return self.before_bracket(node, list.join(", "), filled);
        }
        let indent = " ".repeat(self.column(node.span.start as usize));
        let lines: String = items.iter().map(|item| block(&indent, item)).collect();
        self.after_line(self.last_end(node), &lines);
    }

    /// Removes keys of a mapping, with what is said about each on its line.
    pub(super) fn remove_keys(&mut self, node: &Node, fields: &[(Node, Node)], keys: &[&str]) {
        let gone = |at: usize| fields[at].0.scalar().is_some_and(|key| keys.contains(&key));
        let start = |at: usize| fields[at].0.span.start as usize;
        let mut at = 0;
        while at < fields.len() {
            if !gone(at) {
                at += 1;
                continue;
            }
            let last = (at..fields.len()).take_while(|at| gone(*at)).last().unwrap_or(at);
            let end = self.last_end(&fields[last].1);
            match (at.checked_sub(1), last + 1 < fields.len()) {
                (Some(_), _) if !self.is_bracketed(node) => (at..=last)
                    .for_each(|at| self.remove_lines(start(at), self.last_end(&fields[at].1))),
                (_, true) => self.edits.push(Edit {
                    start: start(at),
                    end: start(last + 1),
                    with: String::new(),
                }),
                (Some(before), false) => self.edits.push(Edit {
                    start: self.last_end(&fields[before].1),
                    end,
                    with: String::new(),
                }),
                (None, false) => {}
            }
            at = last + 1;
        }
    }

    /// Removes items of a list and adds others; an empty list stays a list.
    pub(super) fn change_items(
        &mut self,
        list: &Node,
        items: &[Node],
        gone: impl Fn(&Node) -> bool,
        new: &[String],
    ) {
        let (out, stay): (Vec<&Node>, Vec<&Node>) = items.iter().partition(|item| gone(item));
        let text =
            |node: &&Node| self.text[node.span.start as usize..node.span.end as usize].to_owned();
        if out.is_empty() {
            return;
        }
        if self.is_bracketed(list) || stay.is_empty() {
            let with = format!(
                "[{}]",
                stay.iter().map(text).chain(new.iter().cloned()).collect::<Vec<_>>().join(", ")
            );
            let (start, end) = (list.span.start as usize, self.last_end(list));
            // A list in lines of its own starts below its key.
            let start = if self.is_bracketed(list) {
                start
            } else {
                self.text[..start].trim_end_matches(['-', ' ', '\n', '\r']).len()
            };
            let with = if self.is_bracketed(list) { with } else { format!(" {with}") };
            self.edits.push(Edit { start, end, with });
        } else {
            out.iter().for_each(|item| {
                self.remove_lines(item.span.start as usize, item.span.end as usize)
            });
            let items: Vec<Item> = new
                .iter()
                .map(|item| Item { block: format!("- {item}\n"), flow: item.clone() })
                .collect();
            self.extend(list, items, |indent, item| format!("{indent}{}", item.block));
        }
    }

    /// Removes the lines in which a range lies.
    fn remove_lines(&mut self, start: usize, end: usize) {
        let start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
        self.edits.push(Edit { start, end, with: String::new() });
    }

    /// Where the last value of a node ends: a block's own end may lie behind comments that follow
    /// it.
    fn last_end(&self, node: &Node) -> usize {
        let own = node.span.end as usize;
        match &node.value {
            _ if self.is_bracketed(node) => own,
            Value::Sequence(items) => items.last().map_or(own, |item| self.last_end(item)),
            Value::Mapping(entries) => entries
                .last()
                .map_or(own, |(key, value)| self.last_end(value).max(key.span.end as usize)),
            Value::Scalar { .. } => own,
        }
    }

    fn is_bracketed(&self, node: &Node) -> bool {
        self.text[node.span.start as usize..].starts_with(['[', '{'])
    }

    /// Puts text before the closing bracket of a collection.
    fn before_bracket(&mut self, node: &Node, text: String, filled: bool) {
        let inside = &self.text[..(node.span.end as usize).saturating_sub(1)];
        let end = inside.trim_end();
        let comma = if !filled || end.ends_with(',') { "" } else { ", " };
        self.edits.push(Edit { start: end.len(), end: end.len(), with: format!("{comma}{text}") });
    }

    /// Puts whole lines behind the line in which a place is.
    fn after_line(&mut self, place: usize, lines: &str) {
        let rest = &self.text[place..];
        let (at, with) = match rest.find('\n') {
            Some(end) => (place + end + 1, lines.to_owned()),
            None if self.text.is_empty() || self.text.ends_with('\n') => {
                (self.text.len(), lines.to_owned())
            }
            None => (self.text.len(), format!("\n{lines}")),
        };
        self.edits.push(Edit { start: at, end: at, with });
    }

    /// The column of a place, counted in characters from 0.
    fn column(&self, place: usize) -> usize {
        let line = self.text[..place].rfind('\n').map_or(0, |end| end + 1);
        self.text[line..place].chars().count()
    }

    /// The text with all edits made, with the line ends that it has. Edits at one place keep the
    /// order in which they were asked for.
    pub(super) fn finish(mut self) -> String {
        let windows = self.text.contains("\r\n");
        self.edits.sort_by_key(|edit| edit.start);
        let mut text = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for edit in &self.edits {
            if edit.start >= at {
                text.push_str(&self.text[at..edit.start]);
                text.push_str(&if windows {
                    edit.with.replace('\n', "\r\n")
                } else {
                    edit.with.clone()
                });
                at = edit.end;
            }
        }
        text.push_str(&self.text[at..]);
        text
    }
}

/// The value of a key of a mapping.
pub(super) fn value<'n>(entries: &'n [(Node, Node)], key: &str) -> Option<&'n Node> {
    entries.iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
}

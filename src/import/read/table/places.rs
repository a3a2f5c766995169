//! Where the records of a JSON text stand: its values do not know it.

/// The line of every object that stands in the list itself: the document, or a member of it.
pub(super) fn of_records(text: &str, member: Option<&str>) -> Vec<u32> {
    let mut scan = Scan { member, line: 1, ..Scan::default() };
    text.bytes().enumerate().for_each(|(at, byte)| scan.take(text, at, byte));
    scan.found
}

#[derive(Default)]
struct Scan<'t> {
    member: Option<&'t str>,
    line: u32,
    depth: u32,
    /// The depth at which the list was entered; none outside of it.
    inside: Option<u32>,
    /// Where the string starts that is being read.
    string: Option<usize>,
    escaped: bool,
    /// The last string of the outermost object: a key, if a list follows.
    key: &'t str,
    found: Vec<u32>,
}

impl<'t> Scan<'t> {
    fn take(&mut self, text: &'t str, at: usize, byte: u8) {
        self.line += u32::from(byte == b'\n');
        if let Some(start) = self.string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.string = None;
                    if self.depth == 1 {
                        self.key = &text[start..at];
                    }
                }
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.string = Some(at + 1),
            b'{' | b'[' => self.open(byte),
            b'}' | b']' => {
                self.inside = self.inside.filter(|depth| *depth < self.depth);
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn open(&mut self, byte: u8) {
        if byte == b'{' && self.inside == Some(self.depth) {
            self.found.push(self.line);
        }
        self.depth += 1;
        let is_list = match self.member {
            None => self.depth == 1,
            Some(member) => self.depth == 2 && self.key == member,
        };
        if byte == b'[' && is_list {
            self.inside = Some(self.depth);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_know_their_lines() {
        assert_eq!(of_records("[\n {\n\"a\": [{}]\n },\n {\"b\": \"{\\\"[\"}\n]", None), [2, 5]);
        let member = "{\"x\": [{}],\n\"value\": [\n{\"a\": {}},\n{}], \"y\": [{}]}";
        assert_eq!(of_records(member, Some("value")), [3, 4]);
    }
}

//! A table as it lies in the text: cells between delimiters, columns under headings of a fixed
//! width, blocks of `Key : Value`, or records of JSON; with its headings and rows.

use std::ops::ControlFlow;

use csv::{ReaderBuilder, StringRecord};

use super::rows::{Row, Rows};
use super::{banner, fixed, list, records};
use crate::import::format;
use crate::import::sink::Sink;
use crate::source::table::delimiter;
use crate::term::alias::column::{Column, is_sure_name, known, plain};

/// The characters that may separate cells, in order of preference.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// More columns than any export has.
const MAX_COLUMNS: usize = 1_000;
/// How much of a text is looked at for headings.
const SNIFFED: usize = 16_384;
/// Lines of titles that reports put above their headings, at most.
const MAX_TITLES: usize = 40;

/// How the rows of a table are held.
#[derive(Debug)]
enum Shape<'t> {
    /// In the text, from the headings on; cut as they are read.
    Delimited { text: &'t str, delimiter: u8 },
    /// One by one.
    Rows(Vec<Row>),
}

/// A table whose headings were read.
#[derive(Debug)]
pub(in crate::import) struct Sheet<'t> {
    shape: Shape<'t>,
    /// Headings in lower case, letters and digits only.
    pub(in crate::import) headings: Vec<String>,
    /// Headings as written.
    pub(in crate::import) written: Vec<String>,
    /// The line of the headings, from 1.
    pub(in crate::import) header_line: u32,
    /// Lines above the headings that are no part of the table.
    pub(super) titles: Vec<(u32, String)>,
    /// If it is a part of an answer and the rest is not there: where it says so.
    partial: Option<(u32, String)>,
    /// Whether the first row is one like the others, and no headings.
    headless: bool,
    /// Whether the headings stand more than once.
    again: bool,
    /// Where the next table of the text starts, and how many lines stand before it.
    pub(super) next: Option<(usize, u32)>,
}

impl<'t> Sheet<'t> {
    /// Reads the headings of a table, if the text has any.
    pub(in crate::import) fn open(text: &'t str) -> Option<Self> {
        Self::open_as(text, &[])
    }

    /// The same where the user says what some headings mean: they help to find the headings.
    pub(in crate::import) fn open_as(text: &'t str, map: &[(String, String)]) -> Option<Self> {
        let cut = records::open(text).or_else(|| list::open(text)).or_else(|| fixed::open(text));
        cut.filter(|cut| !lies_in_a_cell(text, cut.header_line, map))
            .map(Self::of_rows)
            .or_else(|| Self::delimited(text, map))
    }

    /// What stands above the headings of a table of cells: the whole text if it has none. A comment
    /// is no line of headings here, though one that people took out may look like it.
    pub(in crate::import) fn above(text: &'t str) -> &'t str {
        let start = Start::known(format::head(text, SNIFFED), &[]).map_or(text.len(), |s| s.at);
        match text[start..].starts_with(['#', ';', '!']) {
            true => text,
            false => &text[..start],
        }
    }

    /// A table of rows that are cut already.
    pub(super) fn of_rows(table: Rows) -> Self {
        Self {
            shape: Shape::Rows(table.rows),
            headings: table.written.iter().map(|cell| plain(cell)).collect(),
            written: table.written,
            header_line: table.header_line,
            titles: table.titles,
            partial: table.partial,
            headless: false,
            again: table.again,
            next: None,
        }
    }

    fn delimited(text: &'t str, map: &[(String, String)]) -> Option<Self> {
        let start = Start::find(text, map)?;
        let rest = &text[start.at..];
        let next = next_table(rest, map);
        let own = next.map_or(rest, |(end, _)| &rest[..end]);
        let mut sheet = Self {
            shape: Shape::Delimited { text: own, delimiter: start.delimiter },
            headings: Vec::new(),
            written: Vec::new(),
            header_line: start.line,
            titles: start.titles,
            partial: None,
            headless: false,
            again: false,
            next: next.map(|(end, lines)| (start.at + end, start.line - 1 + lines)),
        };
        let mut record = StringRecord::new();
        sheet.reader()?.read_record(&mut record).ok().filter(|read| *read)?;
        if record.len() > MAX_COLUMNS {
            return None;
        }
        sheet.written = record.iter().map(|cell| cell.trim().to_owned()).collect();
        sheet.headings = sheet.written.iter().map(|cell| plain(cell)).collect();
        Some(sheet)
    }

    /// The same from the start of a text, to recognise it; a table of cells needs two headings, or one
    /// that leaves no doubt.
    pub(in crate::import) fn sniffed(text: &'t str) -> Option<Self> {
        let start = format::head(text, SNIFFED);
        // JSON is read whole or not at all.
        let remote = start.trim_start().lines().next().is_some_and(|line| line.contains("]: PS "));
        if text.trim_start().starts_with(['[', '{']) && !remote {
            return records::open(text).map(Self::of_rows);
        }
        let ruler = start.trim_start().starts_with("**");
        let markup = (start.trim_start().starts_with(['<', '*', '!']) && !ruler)
            || (start.trim_start().starts_with("---") && !fixed::is_rule(start));
        if markup {
            return None;
        }
        Self::open(start).filter(|sheet| {
            sheet.headings.len() >= 2 || matches!(sheet.shape, Shape::Rows(_)) || sheet.is_list()
        })
    }

    /// Whether the one column of a table is surely one of patches, or of hosts of one word each.
    pub(super) fn is_list(&self) -> bool {
        let [heading] = self.headings.as_slice() else { return false };
        let of_hosts = known(heading) == Some(Column::Name) && is_sure_name(heading);
        let is_word = |row: &StringRecord| {
            let cell = row.get(0).unwrap_or("").trim();
            !cell.contains(|c: char| c.is_whitespace() || matches!(c, '=' | ':' | '{' | '<'))
        };
        heading == "hotfixid" || (of_hosts && self.any(|_| true) && !self.any(|row| !is_word(row)))
    }

    /// The same table with its first row as a row.
    pub(in crate::import) fn headless(self) -> Self {
        Self { headless: true, ..self }
    }

    /// The same table in a text before which so many lines stand.
    pub(super) fn moved_down(mut self, lines: u32) -> Self {
        self.header_line += lines;
        self.titles.iter_mut().for_each(|(line, _)| *line += lines);
        if let Shape::Rows(rows) = &mut self.shape {
            rows.iter_mut().for_each(|(line, _)| *line += lines);
        }
        self
    }

    /// The cells of a line above the rows, trimmed; none where signs do not separate them.
    pub(super) fn cells_of(&self, line: &str) -> Option<Vec<String>> {
        let Shape::Delimited { delimiter, .. } = &self.shape else { return None };
        let mut record = StringRecord::new();
        reader(line, *delimiter).read_record(&mut record).ok().filter(|read| *read)?;
        let bare = |cell: &str| cell.trim().trim_matches('"').trim().to_owned();
        Some(record.iter().map(bare).collect())
    }

    /// Whether the headings stand more than once: the rows may be of several hosts.
    pub(super) fn has_headings_again(&self) -> bool {
        let Some(mut reader) = self.reader() else { return self.again };
        let (mut record, mut count) = (StringRecord::new(), 0);
        while count < 2 && matches!(reader.read_record(&mut record), Ok(true)) {
            count += usize::from(self.repeats_headings(&record));
        }
        count >= 2
    }

    /// Whether the cells of the table are separated by a sign.
    pub(in crate::import) fn is_delimited(&self) -> bool {
        matches!(self.shape, Shape::Delimited { .. })
    }

    fn reader(&self) -> Option<csv::Reader<&'t [u8]>> {
        match &self.shape {
            Shape::Delimited { text, delimiter } => Some(reader(text, *delimiter)),
            Shape::Rows(_) => None,
        }
    }

    /// Hands over every row with its line. Rows with another number of cells than the headings are
    /// listed and left out: a cell too few may have shifted the others. So are rows with a
    /// quotation mark that is not closed: they may hold cells of other rows.
    pub(in crate::import) fn each(
        &self,
        sink: &mut Sink<'_>,
        mut row: impl FnMut(&StringRecord, u32, &mut Sink<'_>),
    ) {
        self.each_line(sink, |line, number, sink| {
            if let Line::Row(cells) = line {
                row(cells, number, sink);
            }
        });
    }

    /// The same with the lines that are listed and left out: what they say may be of those below.
    pub(super) fn each_line(
        &self,
        sink: &mut Sink<'_>,
        mut visit: impl FnMut(Line<'_>, u32, &mut Sink<'_>),
    ) {
        if let Some((line, member)) = &self.partial {
            let why = "the answer goes on in others: the hosts of further pages are missing";
            sink.skip(*line, member, why);
        }
        for (line, title) in &self.titles {
            let why = match *line > self.header_line {
                true => "is no row of the table",
                false => "stands above the headings of the table",
            };
            sink.skip(*line, title, why);
        }
        let _ = self.walk(|found| {
            match found {
                Found::Row(cells, line) => visit(Line::Row(cells), line, sink),
                Found::Broken(first, line, why) => {
                    sink.skip(line, first, why);
                    visit(Line::LeftOut(first), line, sink);
                }
            }
            ControlFlow::Continue(())
        });
    }

    /// The rows that can be used, without saying what is wrong with the others.
    pub(super) fn survey(&self, mut row: impl FnMut(&StringRecord)) {
        let _ = self.walk(|found| {
            if let Found::Row(cells, _) = found {
                row(cells);
            }
            ControlFlow::Continue(())
        });
    }

    /// Whether any of these rows is of a kind; no further ones are read.
    pub(in crate::import) fn any(&self, mut is: impl FnMut(&StringRecord) -> bool) -> bool {
        let found = self.walk(|found| match found {
            Found::Row(cells, _) if is(cells) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        found.is_break()
    }

    fn walk(&self, mut visit: impl FnMut(Found<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        match &self.shape {
            Shape::Rows(rows) => {
                rows.iter().try_for_each(|(line, cells)| visit(Found::Row(cells, *line)))
            }
            Shape::Delimited { text, delimiter } => self.walk_text(text, *delimiter, visit),
        }
    }

    fn walk_text(
        &self,
        text: &str,
        delimiter: u8,
        mut visit: impl FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut reader = reader(text, delimiter);
        let mut record = StringRecord::new();
        let mut first = !self.headless;
        let mut lines = Lines { text, at: 0, line: self.header_line };
        while matches!(reader.read_record(&mut record), Ok(true)) {
            if std::mem::take(&mut first)
                || record.iter().all(|cell| cell.trim().is_empty())
                || self.repeats_headings(&record)
            {
                continue;
            }
            let at = record.position().map_or(0, |at| at.byte() as usize);
            let line = lines.of(at);
            let source = text.get(at..reader.position().byte() as usize).unwrap_or("");
            self.strip_empty_tail(&mut record);
            visit(self.judged(&record, line, source, delimiter))?;
        }
        ControlFlow::Continue(())
    }

    /// A row, or why it cannot be used.
    fn judged<'r>(
        &self,
        record: &'r StringRecord,
        line: u32,
        source: &str,
        delimiter: u8,
    ) -> Found<'r> {
        let (cells, columns) = (record.len(), self.headings.len());
        let why = if cells != columns {
            format!("the row has {cells} cells where the headings have {columns}")
        } else if swallows(source, delimiter, columns) {
            "a quotation mark is not closed: the row may hold cells of others".to_owned()
        } else {
            return Found::Row(record, line);
        };
        Found::Broken(record.get(0).unwrap_or(""), line, why)
    }

    /// Files that were put one behind the other have their headings again and again.
    fn repeats_headings(&self, record: &StringRecord) -> bool {
        !self.headless
            && record.len() == self.written.len()
            && record.iter().zip(&self.written).all(|(cell, heading)| cell.trim() == heading)
    }

    /// Some exports end every row with a delimiter.
    fn strip_empty_tail(&self, record: &mut StringRecord) {
        let length = self.headings.len();
        if record.len() > length && record.iter().skip(length).all(|cell| cell.trim().is_empty()) {
            record.truncate(length);
        }
    }
}

/// Counts lines as rows are read.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of a row that is looked for from a place on: blank lines stand before it.
    fn of(&mut self, from: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let start =
            from + bytes.get(from..).map_or(0, |rest| rest.iter().take_while(blank).count());
        let passed = bytes.get(self.at..start).unwrap_or(&[]);
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = start;
        self.line
    }
}

/// A line below the headings.
pub(super) enum Line<'r> {
    Row(&'r StringRecord),
    /// The first cell of one that is left out.
    LeftOut(&'r str),
}

enum Found<'r> {
    Row(&'r StringRecord, u32),
    /// The first cell, the line, and why the row is left out.
    Broken(&'r str, u32, String),
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(1 << 16);
    builder.from_reader(text.as_bytes())
}

/// Whether a row holds what looks like other rows: an odd number of quotation marks, or a line
/// inside a cell with as many delimiters as a row has.
fn swallows(source: &str, delimiter: u8, columns: usize) -> bool {
    let bytes = source.trim_matches(['\r', '\n']).as_bytes();
    if !bytes.contains(&b'"') {
        return false;
    }
    let (mut quoted, mut later_line, mut delimiters) = (false, false, 0);
    for byte in bytes {
        match byte {
            b'"' => {
                quoted = !quoted;
                later_line &= quoted;
            }
            b'\n' if quoted => (later_line, delimiters) = (true, 0),
            byte if *byte == delimiter && later_line => delimiters += 1,
            _ => {}
        }
        if columns >= 3 && later_line && delimiters + 1 >= columns {
            return true;
        }
    }
    quoted
}

/// Where the headings of a table start.
struct Start {
    at: usize,
    line: u32,
    delimiter: u8,
    titles: Vec<(u32, String)>,
}

impl Start {
    /// Past `sep=;`, `#TYPE` and blank lines, and past the titles that reports put above their
    /// headings: lines of which nothing is a heading that anybody knows.
    fn find(text: &str, map: &[(String, String)]) -> Option<Self> {
        let (known, first) = Self::look(text, map);
        known.or(first)
    }

    /// Headings that are known, and tell hosts apart.
    fn known(text: &str, map: &[(String, String)]) -> Option<Self> {
        Self::look(text, map).0
    }

    /// Headings that are known, and the first line that may hold some.
    fn look(text: &str, map: &[(String, String)]) -> (Option<Self>, Option<Self>) {
        let (mut at, mut line, mut declared) = (0, 1, None);
        let mut first: Option<Self> = None;
        let mut titles: Vec<(u32, String)> = Vec::new();
        for raw in text.split_inclusive('\n') {
            let shown = raw.trim().trim_matches('"');
            if let Some(separator) =
                shown.strip_prefix("sep=").or_else(|| shown.strip_prefix("SEP="))
            {
                declared = separator.bytes().next().filter(u8::is_ascii_punctuation);
            } else if !shown.is_empty() && !shown.starts_with("#TYPE") {
                let delimiter = declared.unwrap_or_else(|| delimiter(raw, &DELIMITERS));
                if names_hosts(raw, delimiter, map) {
                    return (Some(Self { at, line, delimiter, titles }), first);
                }
                first.get_or_insert_with(|| Self { at, line, delimiter, titles: Vec::new() });
                titles.push((line, shown.to_owned()));
                if titles.len() > MAX_TITLES {
                    break;
                }
            }
            at += raw.len();
            line += 1;
        }
        (None, first)
    }
}

/// Whether a line stands inside a quoted cell of a table whose headings stand above it: programs
/// print tables of their own, and people paste them into remarks.
fn lies_in_a_cell(text: &str, line: u32, map: &[(String, String)]) -> bool {
    let above = Start::known(text, map).filter(|start| start.line < line);
    let Some(start) = above else { return false };
    let lines = text[start.at..].split_inclusive('\n').take((line - start.line) as usize + 1);
    let mut quoted = [false; 2];
    for raw in lines {
        let odd = raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        quoted = [quoted[1], quoted[1] ^ odd];
    }
    quoted.contains(&true)
}

/// Where another table starts in a text of cells: at headings that are not those of the first line,
/// with the number of lines before.
fn next_table(text: &str, map: &[(String, String)]) -> Option<(usize, u32)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let (mut at, mut number, mut quoted) = (first.len(), 1, first.matches('"').count() % 2 == 1);
    // What says that the patches of the next table are not there belongs to that table.
    let mut banner: Option<(usize, u32)> = None;
    for raw in lines {
        let line = raw.trim();
        if !quoted && may_be_headings(line) && line != first.trim() && is_headings(line, map) {
            return banner.or(Some((at, number)));
        }
        let lone = line.trim_end_matches([',', ';', '|', '"']).trim_start_matches('"');
        banner = match lone.is_empty() {
            true => banner,
            false if !quoted && is_lone(lone) && banner::withholds(lone) => {
                banner.or(Some((at, number)))
            }
            false => None,
        };
        quoted ^= raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        at += raw.len();
        number += 1;
    }
    None
}

/// Whether a line has one cell.
fn is_lone(line: &str) -> bool {
    !line.bytes().any(|byte| DELIMITERS.contains(&byte))
}

/// Whether a line has no number in it: most rows have one, and need not be looked at further.
/// ConfigMgr ends its headings with a zero.
fn may_be_headings(line: &str) -> bool {
    let bytes = line.as_bytes();
    let of_heading = |at: usize| bytes[at] == b'0' && at > 0 && bytes[at - 1].is_ascii_alphabetic();
    !bytes.is_empty() && (0..bytes.len()).all(|at| !bytes[at].is_ascii_digit() || of_heading(at))
}

/// Whether a line is surely one of headings: a host may be called `server`, but not `hostname`.
fn is_headings(line: &str, map: &[(String, String)]) -> bool {
    let delimiter = delimiter(line, &DELIMITERS);
    let mut record = StringRecord::new();
    if !names_hosts(line, delimiter, map)
        || !matches!(reader(line, delimiter).read_record(&mut record), Ok(true))
    {
        return false;
    }
    let headings: Vec<String> = record.iter().map(plain).filter(|cell| !cell.is_empty()).collect();
    let all = headings.iter().all(|heading| known(heading).is_some());
    let keys = [Column::Name, Column::Fqdn, Column::Address, Column::Serial];
    let sure = |heading: &String| {
        known(heading).is_some_and(|column| keys.contains(&column)) && is_sure_name(heading)
    };
    all || headings.iter().any(sure)
}

/// Whether a line holds headings, one of which tells hosts apart.
fn names_hosts(line: &str, delimiter: u8, map: &[(String, String)]) -> bool {
    // Most lines of texts of any kind are not looked at further.
    if !line.as_bytes().contains(&delimiter) {
        return false;
    }
    let mut record = StringRecord::new();
    if !matches!(reader(line, delimiter).read_record(&mut record), Ok(true)) {
        return false;
    }
    let headings: Vec<String> = record.iter().map(plain).collect();
    let columns = super::column::Columns::find(&headings, map);
    columns.names_a_host() && columns.known() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_and_powershell_put_first_is_passed_over() {
        let sheet =
            Sheet::open("#TYPE System.Management\r\n\"Name\";\"IP Address\"\r\na;1\r\n").unwrap();
        assert_eq!(
            (sheet.headings, sheet.header_line),
            (vec!["name".into(), "ipaddress".into()], 2)
        );
        let sheet = Sheet::open("sep=|\nHost Name|OS\n").unwrap();
        assert_eq!(sheet.headings.len(), 2);
        let sheet = Sheet::open("\r\r\nNode,HotFixID\r\r\nA,KB1\r\r\n").unwrap();
        assert_eq!(sheet.headings, ["node", "hotfixid"]);
        assert!(Sheet::open("\n\n").is_none());
    }

    #[test]
    fn titles_above_the_headings_are_passed_over() {
        let sheet = Sheet::open("\"A report\",\"2026\"\n\"Company\",\"Street\"\n\"QID\",\"Asset Name\",\"Operating System\"\n").unwrap();
        assert_eq!((sheet.header_line, sheet.titles.len(), sheet.headings.len()), (3, 2, 3));
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_swallows_no_rows() {
        for text in ["a,\"KB1\nb,KB2\n", "\"a\",\"KB1\n\"b\",\"KB2\"\n"] {
            assert!(swallows(text, b',', 3) || text.matches('"').count() % 2 == 0, "{text}");
        }
        assert!(swallows("a,b,\"KB1\nc,d,KB2\n\"", b',', 3));
        assert!(!swallows("a,b,\"KB1\nKB2\"", b',', 3));
        assert!(!swallows("\"KB1\nKB2\",b,c", b',', 3));
    }
}

//! A table of comma-, semicolon- or tab-separated values in which every cell knows its place.

use std::ops::Range;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{SourceId, Sources, Span};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The characters that may separate cells, in order of preference where a header has as many of
/// each.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A table whose header has been read.
#[derive(Debug)]
pub struct Table<'t> {
    source: SourceId,
    text: &'t str,
    delimiter: u8,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The header line.
    pub header: Span,
    /// Where the rows start.
    body: usize,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, without surrounding spaces, in lower case.
    pub name: String,
    /// The cell in the header.
    pub span: Span,
}

impl<'t> Table<'t> {
    /// Reads the header of a table; a file without one is reported.
    pub fn open(
        sources: &'t Sources,
        source: SourceId,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let text = sources.get(source).text.as_str();
        let (start, declared) = separator_line(text);
        let first_line = text[start..].trim_start().lines().next().unwrap_or("");
        let mut table = Self {
            source,
            text,
            delimiter: declared.unwrap_or_else(|| delimiter(first_line, &DELIMITERS)),
            columns: Vec::new(),
            header: Span { source, start: start as u32, end: start as u32 },
            body: start,
        };
        let mut rows = table.rows();
        let Some(header) = rows.next(diagnostics) else {
            let empty =
                Diagnostic::new(Code::Empty, "the file has no content").at(table.header, "");
            diagnostics.push(empty.help(
                "a table starts with a line of column names, such as `name,os,sp,kind,segment`",
            ));
            return None;
        };
        // All at once: the place of one cell costs the whole row.
        let places =
            header.ranges().map(|range| header.part(range)).chain(std::iter::repeat(header.span));
        let names = header.record.iter().map(|cell| cell.trim().to_lowercase());
        let columns = names.zip(places).map(|(name, span)| Column { name, span }).collect();
        (table.header, table.body) = (header.span, rows.offset());
        table.columns = columns;
        Some(table)
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// How many rows with a cell in each column there can be: lines that have room for as many
    /// separators.
    pub fn most_rows(&self) -> usize {
        let lines = self.text.as_bytes()[self.body..].split(|byte| *byte == b'\n');
        lines.filter(|line| line.len() >= self.columns.len()).count()
    }

    /// The rows, from the first.
    pub fn rows(&self) -> Rows<'t> {
        let body = &self.text[self.body..];
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(body.as_bytes());
        Rows {
            source: self.source,
            text: self.text,
            base: self.body,
            end: self.text.trim_end().len(),
            delimiter: self.delimiter,
            width: self.columns.len(),
            reader,
            record: StringRecord::new(),
        }
    }
}

/// The rows of a table, one at a time: they share one buffer, so that a million of them cost no
/// allocation.
#[derive(Debug)]
pub struct Rows<'t> {
    source: SourceId,
    text: &'t str,
    base: usize,
    /// Where the text ends but for white space.
    end: usize,
    delimiter: u8,
    /// How many cells a row must have; 0 while the header is read.
    width: usize,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
}

/// One row.
#[derive(Debug)]
pub struct Row<'r> {
    record: &'r StringRecord,
    delimiter: u8,
    text: &'r str,
    /// The row without its line break.
    pub span: Span,
    /// Whether it has as many cells as the header; if not, that was reported.
    pub whole: bool,
}

impl Rows<'_> {
    /// The next row that is not blank. A row with too few or too many cells is reported and comes
    /// out not [`Row::whole`].
    pub fn next(&mut self, diagnostics: &mut Diagnostics) -> Option<Row<'_>> {
        let span = loop {
            let start = self.offset();
            // The text is valid UTF-8 in memory, so the reader has nothing to fail on.
            if !self.reader.read_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                break self.span(start, self.offset());
            }
        };
        let row = Row {
            record: &self.record,
            delimiter: self.delimiter,
            text: self.text.get(span.start as usize..span.end as usize).unwrap_or(""),
            span,
            whole: self.width == 0 || self.record.len() == self.width,
        };
        let unclosed = span.end as usize >= self.end && row.ends_in_quotes();
        if unclosed {
            diagnostics.push(row.unclosed());
        } else if !row.whole {
            diagnostics.push(row.wrong_width(self.width));
        }
        Some(Row { whole: row.whole && !unclosed, ..row })
    }

    fn offset(&self) -> usize {
        self.base + self.reader.position().byte() as usize
    }

    /// The span of a row; the reader counts blank lines before it and its line break in.
    fn span(&self, start: usize, end: usize) -> Span {
        let raw = self.text.get(start..end).unwrap_or("");
        let skipped = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let end = start + raw.trim_end_matches(['\r', '\n']).len().max(skipped);
        Span { source: self.source, start: (start + skipped) as u32, end: end as u32 }
    }
}

impl Row<'_> {
    /// The text of a cell without surrounding spaces; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or("").trim()
    }

    /// The place of a cell; the whole row where it is too short. Scans the row: meant for messages
    /// and rare paths.
    pub fn cell_span(&self, column: usize) -> Span {
        let range = self.ranges().nth(column);
        range.map_or(self.span, |range| self.part(range))
    }

    fn part(&self, range: Range<usize>) -> Span {
        let raw = &self.text[range.clone()];
        let start = range.start + (raw.len() - raw.trim_start().len());
        let end = start + raw.trim().len();
        Span {
            start: self.span.start + start as u32,
            end: self.span.start + end as u32,
            ..self.span
        }
    }

    fn ranges(&self) -> Cells<'_> {
        Cells { text: self.text, delimiter: self.delimiter, at: Some(0), quoted: false }
    }

    fn ends_in_quotes(&self) -> bool {
        let mut cells = self.ranges();
        while cells.next().is_some() {}
        cells.quoted
    }

    fn unclosed(&self) -> Diagnostic {
        let cell = self.ranges().last().map_or(self.span, |range| self.part(range));
        let open = Diagnostic::new(Code::Syntax, "a quote is opened here and never closed");
        open.at(cell.first_char(), "")
            .help("close it with `\"`, or double a quote that belongs to the text")
    }

    fn wrong_width(&self, width: usize) -> Diagnostic {
        let found = self.record.len();
        let amount = if found < width { "few" } else { "many" };
        let wrong = Diagnostic::new(
            Code::MissingCell,
            format!("too {amount} cells: {found}, and the header has {width}"),
        )
        .at(self.span, "");
        match self.delimiter {
            b';' if found > width => {
                wrong.help("put quotes around a list, as in \"KB828028;KB835732\"")
            }
            _ if found > width => {
                wrong.help("put quotes around a cell that contains the separator")
            }
            _ => wrong.help("leave a cell empty where nothing is known, but keep its separator"),
        }
    }
}

/// The byte ranges of the cells of a row, by the rules of the csv crate: a quote counts at the
/// start of a cell only.
struct Cells<'r> {
    text: &'r str,
    delimiter: u8,
    /// Where the next cell starts; `None` after the last.
    at: Option<usize>,
    /// Whether the last cell ended inside quotes.
    quoted: bool,
}

impl Iterator for Cells<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at?;
        let bytes = &self.text.as_bytes()[start..];
        self.quoted = bytes.first() == Some(&b'"');
        let mut i = usize::from(self.quoted);
        while let Some(&byte) = bytes.get(i) {
            match byte {
                b'"' if self.quoted && bytes.get(i + 1) == Some(&b'"') => i += 1,
                b'"' => self.quoted = false,
                _ if byte == self.delimiter && !self.quoted => break,
                _ => {}
            }
            i += 1;
        }
        self.at = (i < bytes.len()).then_some(start + i + 1);
        Some(start..start + i)
    }
}

/// The `sep=;` line that spreadsheets write and read: where the table starts after it, and the
/// separator it names.
fn separator_line(text: &str) -> (usize, Option<u8>) {
    let line = text.lines().next().unwrap_or("");
    let separator = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and_then(|_| line.as_bytes().get(4).copied());
    match separator.filter(|separator| DELIMITERS.contains(separator)) {
        Some(separator) => (text.find('\n').map_or(text.len(), |end| end + 1), Some(separator)),
        None => (0, None),
    }
}

/// The separator that a header has most of, outside quotes; the first of those where it has as many
/// of each.
pub fn delimiter(header: &str, known: &[u8]) -> u8 {
    let mut counts = vec![0_usize; known.len()];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if let Some(which) = known.iter().position(|known| *known == byte && !quoted) {
            counts[which] += 1;
        }
    }
    let best = (0..known.len()).rev().max_by_key(|which| counts[*which]);
    best.map_or(b',', |which| known[which])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell of every row as (line, column, text).
    fn cells(text: &str) -> Vec<(u32, u32, String)> {
        let mut sources = Sources::default();
        let source = sources.add("t.csv", text);
        let mut diagnostics = Diagnostics::default();
        let table = Table::open(&sources, source, &mut diagnostics).unwrap();
        let (mut rows, mut found) = (table.rows(), Vec::new());
        while let Some(row) = rows.next(&mut diagnostics) {
            for i in 0..table.columns.len() {
                let at = sources.position(row.cell_span(i));
                found.push((at.line, at.column, row.cell(i).to_owned()));
            }
        }
        found
    }

    fn own(cells: &[(u32, u32, &str)]) -> Vec<(u32, u32, String)> {
        cells.iter().map(|(line, column, text)| (*line, *column, (*text).to_owned())).collect()
    }

    #[test]
    fn every_separator_is_recognised() {
        for text in [
            "a,b\n1,2\n",
            "a;b\n1;2\n",
            "a\tb\n1\t2\n",
            "\"a,;,\";b\n1;2",
            "sep=;\r\na;b\r\n1;2\r\n",
            "SEP=\t\na\tb\n1\t2",
        ] {
            let found = cells(text);
            assert_eq!(
                found.iter().map(|c| c.2.as_str()).collect::<Vec<_>>(),
                ["1", "2"],
                "{text:?}"
            );
        }
    }

    #[test]
    fn places_survive_blank_lines_quotes_and_embedded_line_breaks() {
        let found = cells("a,b\n\n\"x\ny\", 2\n,\n  \nü,\"p\"\"q\"\n");
        assert_eq!(found, own(&[(3, 1, "x\ny"), (4, 5, "2"), (7, 1, "ü"), (7, 3, "p\"q")]));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_reported_where_it_opens() {
        let mut sources = Sources::default();
        let source = sources.add("t.csv", "a,b\n1,\"2\n3,4\n");
        let mut diagnostics = Diagnostics::default();
        let table = Table::open(&sources, source, &mut diagnostics).unwrap();
        assert!(!table.rows().next(&mut diagnostics).unwrap().whole);
        let place = diagnostics.sorted()[0].labels[0].span;
        assert_eq!((sources.position(place).line, sources.position(place).column), (2, 3));
    }
}

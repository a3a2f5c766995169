//! A table as it lies in the text: past `sep=;`, `#TYPE` and blank lines, with its headings and rows.

use csv::{ReaderBuilder, StringRecord};

use crate::import::format;
use crate::import::sink::Sink;
use crate::source::table::delimiter;
use crate::term::alias::column::plain;

/// The characters that may separate cells, in order of preference.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// More columns than any export has.
const MAX_COLUMNS: usize = 1_000;
/// How much of a text is looked at for headings.
const SNIFFED: usize = 16_384;

/// A table whose headings were read.
#[derive(Debug)]
pub(in crate::import) struct Sheet<'t> {
    text: &'t str,
    delimiter: u8,
    /// Headings in lower case, letters and digits only.
    pub(in crate::import) headings: Vec<String>,
    /// Headings as written.
    pub(in crate::import) written: Vec<String>,
    /// The line of the headings, from 1.
    pub(in crate::import) header_line: u32,
    /// Whether the first row is one like the others, and no headings.
    headless: bool,
}

impl<'t> Sheet<'t> {
    /// Reads the headings of a table, if the text has any.
    pub(in crate::import) fn open(text: &'t str) -> Option<Self> {
        let mut start = 0;
        let mut line = 1;
        let mut declared = None;
        for raw in text.split_inclusive('\n') {
            let shown = raw.trim().trim_matches('"');
            if let Some(separator) = shown.strip_prefix("sep=").or_else(|| shown.strip_prefix("SEP=")) {
                declared = separator.bytes().next();
            } else if !shown.is_empty() && !shown.starts_with("#TYPE") {
                break;
            }
            start += raw.len();
            line += 1;
        }
        let rest = &text[start..];
        let first = rest.lines().next()?;
        let delimiter = declared.filter(u8::is_ascii_punctuation).unwrap_or_else(|| delimiter(first, &DELIMITERS));
        let mut sheet = Self { text: rest, delimiter, headings: Vec::new(), written: Vec::new(), header_line: line, headless: false };
        let mut record = StringRecord::new();
        sheet.reader().read_record(&mut record).ok().filter(|read| *read)?;
        if record.len() > MAX_COLUMNS {
            return None;
        }
        sheet.written = record.iter().map(|cell| cell.trim().to_owned()).collect();
        sheet.headings = sheet.written.iter().map(|cell| plain(cell)).collect();
        Some(sheet)
    }

    /// The same from the start of a text, to recognise it; needs at least two headings.
    pub(in crate::import) fn sniffed(text: &'t str) -> Option<Self> {
        let start = format::head(text, SNIFFED);
        let markup = start.trim_start().starts_with(['<', '{', '[', '*', '!']) || start.trim_start().starts_with("---");
        if markup { None } else { Self::open(start).filter(|sheet| sheet.headings.len() >= 2) }
    }

    /// The same table with its first row as a row.
    pub(in crate::import) fn headless(self) -> Self {
        Self { headless: true, ..self }
    }

    fn reader(&self) -> csv::Reader<&'t [u8]> {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter).buffer_capacity(1 << 16);
        builder.from_reader(self.text.as_bytes())
    }

    /// Hands over every row with its line. Rows with another number of cells than the headings are read as far as they go, and
    /// listed: a cell too few may have shifted the others.
    pub(in crate::import) fn each(&self, sink: &mut Sink<'_>, mut row: impl FnMut(&StringRecord, u32, &mut Sink<'_>)) {
        let mut reader = self.reader();
        let mut record = StringRecord::new();
        let mut first = !self.headless;
        while matches!(reader.read_record(&mut record), Ok(true)) {
            if std::mem::take(&mut first) || record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let line = self.header_line + record.position().map_or(0, |at| at.line() as u32).saturating_sub(1);
            if record.len() == self.headings.len() {
                row(&record, line, sink);
            } else {
                let why = format!("the row has {} cells where the headings have {}", record.len(), self.headings.len());
                sink.skip(line, record.get(0).unwrap_or(""), why);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_and_powershell_put_first_is_passed_over() {
        let sheet = Sheet::open("#TYPE System.Management\r\n\"Name\";\"IP Address\"\r\na;1\r\n").unwrap();
        assert_eq!((sheet.headings, sheet.header_line, sheet.delimiter), (vec!["name".into(), "ipaddress".into()], 2, b';'));
        let sheet = Sheet::open("sep=|\nHost Name|OS\n").unwrap();
        assert_eq!((sheet.headings.len(), sheet.delimiter), (2, b'|'));
        let sheet = Sheet::open("\r\r\nNode,HotFixID\r\r\nA,KB1\r\r\n").unwrap();
        assert_eq!(sheet.headings, ["node", "hotfixid"]);
        assert!(Sheet::open("\n\n").is_none());
    }
}

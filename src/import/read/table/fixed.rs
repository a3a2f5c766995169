//! Tables as a console prints them: PowerShell's, with a rule of dashes under the headings, and
//! those of `wmic`, without.
//!
//! A column starts where its heading starts. Numbers stand at the right end of their column, so a
//! word that begins before the next heading and ends under it belongs to that heading.

use csv::StringRecord;

use super::rows::{Row, Rows, is_error};
use crate::term::alias::column::plain;

/// What `wmic` of old glues to the headings.
pub(super) const GLUED: &str = "Please wait while WMIC is being installed.";

/// Lines over which the headings of a table are spread, at most.
const MAX_HEADING_LINES: usize = 4;

/// Properties of WMI that `wmic` prints as headings.
const PROPERTIES: &[&str] = &[
    "Caption",
    "CSName",
    "CSDVersion",
    "BuildNumber",
    "Description",
    "FixComments",
    "HotFixID",
    "InstallDate",
    "InstalledBy",
    "InstalledOn",
    "Name",
    "Node",
    "OSArchitecture",
    "ServicePackInEffect",
    "ServicePackMajorVersion",
    "Status",
    "Version",
    "Domain",
    "Manufacturer",
    "Model",
    "SystemType",
    "SerialNumber",
    "__SERVER",
];

/// The table, if the text is one.
pub(super) fn open(text: &str) -> Option<Rows> {
    let mut found: Option<Table> = None;
    let mut titles: Vec<(u32, String)> = Vec::new();
    // The lines right above, which may hold the first words of headings.
    let mut run: Vec<&str> = Vec::new();
    let mut lines = text
        .lines()
        .zip(1_u32..)
        .map(|(raw, line)| (raw.trim_start_matches(GLUED).trim_end_matches('\r'), line))
        .peekable();
    while let Some((line, number)) = lines.next() {
        if line.trim().is_empty() {
            run.clear();
            continue;
        }
        if run.len() <= MAX_HEADING_LINES {
            run.push(line);
        }
        let ruled = lines.peek().is_some_and(|(next, _)| is_rule(next));
        let columns = if ruled {
            let rule = lines.peek().map_or("", |(rule, _)| rule);
            Columns::ruled(&[line], rule).or_else(|| {
                let spread = Columns::ruled(&run, rule).filter(|_| found.is_none())?;
                titles.truncate(titles.len().saturating_sub(run.len() - 1));
                Some(spread)
            })
        } else {
            Columns::of_wmic(line)
        };
        match (columns, &mut found) {
            (Some(columns), None) => found = Some(Table::new(columns, number)),
            (Some(columns), Some(table)) => table.go_on(columns, number),
            // Text of any kind may hold a line of dashes further down.
            (None, None) if titles.len() >= 5 => return None,
            (None, None) => titles.push((number, line.trim().to_owned())),
            (None, Some(_)) if is_rule(line) => {}
            (None, Some(table)) => table.row(line, number),
        }
    }
    let table = found?;
    Some(Rows {
        written: table.headings,
        header_line: table.line,
        titles: [titles, table.others].concat(),
        rows: table.rows,
        again: table.again,
        partial: None,
    })
}

/// A line of dashes and blanks.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.lines().next().unwrap_or("").trim();
    line.starts_with("--")
        && line.split_whitespace().all(|part| part.bytes().all(|b| b == b'-'))
        && line.len() >= 3
}

struct Table {
    columns: Columns,
    headings: Vec<String>,
    line: u32,
    rows: Vec<Row>,
    /// Lines of tables with other headings.
    others: Vec<(u32, String)>,
    foreign: bool,
    /// Whether the headings stand more than once.
    again: bool,
}

impl Table {
    fn new(columns: Columns, line: u32) -> Self {
        let headings = columns.0.iter().map(|(name, _)| name.clone()).collect();
        Self {
            columns,
            headings,
            line,
            rows: Vec::new(),
            others: Vec::new(),
            foreign: false,
            again: false,
        }
    }

    /// The headings stand again: the same in other places, or those of another table.
    fn go_on(&mut self, columns: Columns, line: u32) {
        self.foreign = columns.0.len() != self.headings.len()
            || columns.0.iter().zip(&self.headings).any(|((name, _), known)| name != known);
        if self.foreign {
            self.others.push((line, "another table".to_owned()));
        } else {
            self.columns = columns;
            self.again = true;
        }
    }

    fn row(&mut self, line: &str, number: u32) {
        if self.foreign || is_error(line) {
            self.others.push((number, line.trim().to_owned()));
        } else {
            self.rows.push((number, self.columns.cut(line)));
        }
    }
}

/// Headings with the place at which each starts, in characters.
struct Columns(Vec<(String, usize)>);

impl Columns {
    /// Headings above a rule: a column starts where its dashes start. One that is too long for its
    /// column goes on in the next line.
    fn ruled(above: &[&str], rule: &str) -> Option<Self> {
        if above.len() > MAX_HEADING_LINES {
            return None;
        }
        let mut columns = Vec::new();
        let mut before = ' ';
        for (at, c) in rule.chars().enumerate() {
            if c == '-' && before != '-' {
                columns.push(at);
            }
            before = c;
        }
        let found = Self(columns.into_iter().map(|at| (String::new(), at)).collect());
        let names: Vec<StringRecord> = above.iter().map(|line| found.cut(line)).collect();
        let name = |at: usize| names.iter().filter_map(|name| name.get(at)).collect::<String>();
        let starts = found.0.iter().enumerate();
        let named = starts.map(|(at, (_, start))| (name(at), *start)).collect::<Vec<_>>();
        let all = named.iter().all(|(name, _)| !name.is_empty() && name.chars().count() <= 60);
        (all && !named.is_empty()).then_some(Self(named))
    }

    /// Headings of `wmic`: properties of WMI and nothing else, and more than one or the one that
    /// matters.
    fn of_wmic(line: &str) -> Option<Self> {
        let mut columns: Vec<(String, usize)> = Vec::new();
        let mut before = ' ';
        for (at, c) in line.chars().enumerate() {
            if c != ' ' && before == ' ' {
                columns.push((String::new(), at));
            }
            if let Some((name, _)) = columns.last_mut().filter(|_| c != ' ') {
                name.push(c);
            }
            before = c;
        }
        let known =
            |name: &str| PROPERTIES.iter().any(|property| property.eq_ignore_ascii_case(name));
        let sure = columns.len() >= 2
            || columns.first().is_some_and(|(name, _)| plain(name) == "hotfixid");
        (sure && columns.iter().all(|(name, _)| known(name))).then_some(Self(columns))
    }

    /// The cells of a line.
    fn cut(&self, line: &str) -> StringRecord {
        let characters: Vec<(usize, char)> = line.char_indices().collect();
        let byte = |at: usize| characters.get(at).map_or(line.len(), |(byte, _)| *byte);
        let blank = |at: usize| characters.get(at).is_none_or(|(_, c)| *c == ' ');
        let mut starts: Vec<usize> = Vec::with_capacity(self.0.len() + 1);
        for (index, (_, at)) in self.0.iter().enumerate() {
            let least = starts.last().copied().unwrap_or(0);
            let mut start = (*at).max(least);
            // A word that runs into the column from the left stands at its right end.
            if index > 0 && !blank(start) && start > 0 && !blank(start - 1) {
                let word =
                    (least..start).rev().take_while(|at| !blank(*at)).last().unwrap_or(start);
                start = if word > least { word } else { start };
            }
            starts.push(if index == 0 { 0 } else { start });
        }
        starts.push(characters.len());
        starts
            .windows(2)
            .map(|pair| line[byte(pair[0])..byte(pair[1].max(pair[0]))].trim())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_start_at_their_dashes_and_numbers_end_there() {
        let text = "\nName     Size KB\n----     ---- --\nSRV-A 1024000 KB921883\nB           1\n";
        let rows: Vec<Vec<String>> = open(text)
            .unwrap()
            .rows
            .iter()
            .map(|(_, row)| row.iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(rows, [["SRV-A", "1024000", "KB921883"], ["B", "1", ""]]);
        assert!(open("a text\nof lines\n").is_none() && open("").is_none());
    }
}

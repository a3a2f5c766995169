//! How tables look: columns that share the width, a line under the header, nothing else.
//!
//! Every column has a least width, and columns that do not fit are left out and named. Rows break
//! between words; what takes more than [`MAX_LINES`] ends in `…`. The widths are worked out here
//! and the table crate is told them: its own arrangement may exceed the width when columns have a
//! least width. Cells are coloured after they are laid out, so that colour has no width.

use comfy_table::{
    Cell as Plain, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, TableStyle,
    Width,
};
use textwrap::core::display_width;

pub(super) use super::words::paint::Emphasis;
use super::words::paint::{linked, paint};

/// Below this, columns would be too narrow to hold a word.
pub(super) const NARROWEST: u16 = 60;
/// The most lines that one row takes.
const MAX_LINES: usize = 4;
/// Spaces between columns, where there is room and where there is none.
const WIDE_GAP: u16 = 2;
const NARROW_GAP: u16 = 1;
/// From this width on, long words are broken rather than columns left out.
const ROOMY: u16 = 90;
/// Words that are longer may be broken anywhere.
const LONG_WORD: u16 = 16;

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its header.
    pub(super) title: &'static str,
    is_right: bool,
    breaks: Breaks,
    /// Columns of a higher number are left out first where there is no room; 0 never is, 1 only if
    /// nothing else helps.
    spare: u8,
}

/// Where the lines of a column may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaks {
    /// Nowhere.
    Never,
    /// Between words, if need be.
    Reluctantly,
    /// Between words, and within words longer than this.
    Freely(u16),
}

impl Column {
    /// A column of text that breaks between words.
    pub(super) const fn text(title: &'static str, least: u16) -> Self {
        Self { title, is_right: false, breaks: Breaks::Freely(least), spare: 0 }
    }

    /// A column of words that are never broken.
    pub(super) const fn word(title: &'static str) -> Self {
        Self { title, is_right: false, breaks: Breaks::Never, spare: 0 }
    }

    /// A column of numbers.
    pub(super) const fn number(title: &'static str) -> Self {
        Self { title, is_right: true, breaks: Breaks::Never, spare: 0 }
    }

    /// A column of amounts with their errors, which may stand below them.
    pub(super) const fn amount(title: &'static str) -> Self {
        Self { title, is_right: true, breaks: Breaks::Reluctantly, spare: 0 }
    }

    /// The same, left out where there is no room: the higher, the sooner.
    pub(super) const fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }
}

/// A cell: text, which may hold line breaks, and how much it matters.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    text: String,
    emphasis: Emphasis,
    link: Option<String>,
}

impl Cell {
    /// The same, leading to an address where the terminal follows links.
    pub(super) fn linked(self, address: Option<&str>) -> Self {
        Self { link: address.map(str::to_owned), ..self }
    }
}

/// A cell of text, which may hold line breaks.
pub(super) fn cell(text: impl Into<String>, emphasis: Emphasis) -> Cell {
    Cell { text: text.into(), emphasis, link: None }
}

/// A cell without emphasis.
pub(super) fn plain(text: impl Into<String>) -> Cell {
    cell(text, Emphasis::None)
}

/// A table as it was drawn.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    /// Its lines; ends with a line break.
    pub(super) text: String,
    /// The titles of columns for which there was no room.
    pub(super) left_out: Vec<&'static str>,
}

/// Draws a table within a width.
pub(super) fn draw(columns: &[Column], rows: Vec<Vec<Cell>>, width: u16, colour: bool) -> Drawn {
    draw_within(columns, rows, width, colour, MAX_LINES)
}

fn draw_within(
    columns: &[Column],
    rows: Vec<Vec<Cell>>,
    width: u16,
    colour: bool,
    max_lines: usize,
) -> Drawn {
    let width = width.max(NARROWEST);
    let needs = needs(columns, &rows);
    let (kept, gap) = fitting(columns, &needs, width);
    let widths = distributed(&kept.iter().map(|i| needs[*i]).collect::<Vec<_>>(), gap, width);
    let grid = Grid {
        columns: kept.iter().map(|i| columns[*i]).zip(widths).collect(),
        gap,
        colour,
        max_lines,
    };
    let header: Vec<Cell> =
        columns.iter().map(|column| cell(column.title, Emphasis::Strong)).collect();
    let mut text = grid.row(kept.iter().map(|i| &header[*i])) + &grid.rule();
    rows.iter().for_each(|cells| text += &grid.row(kept.iter().filter_map(|i| cells.get(*i))));
    let left_out =
        (0..columns.len()).filter(|i| !kept.contains(i)).map(|i| columns[i].title).collect();
    Drawn { text, left_out }
}

/// The columns that are drawn, with their widths.
struct Grid {
    columns: Vec<(Column, u16)>,
    gap: u16,
    colour: bool,
    max_lines: usize,
}

impl Grid {
    /// The line below the header.
    fn rule(&self) -> String {
        let gaps = usize::from(self.gap) * self.columns.len().saturating_sub(1);
        "─".repeat(self.columns.iter().map(|(_, width)| usize::from(*width)).sum::<usize>() + gaps)
            + "\n"
    }

    /// The lines of one row; each ends with a line break.
    fn row<'c>(&self, cells: impl Iterator<Item = &'c Cell>) -> String {
        let cells: Vec<&Cell> = cells.collect();
        self.laid_out(&cells).iter().map(|line| self.painted(&cells, line)).collect()
    }

    /// The lines of one row without colour: broken between words, filled up to the widths of the
    /// columns.
    fn laid_out(&self, cells: &[&Cell]) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic);
        let mut row =
            Row::from(cells.iter().map(|cell| Plain::new(&cell.text)).collect::<Vec<_>>());
        row.max_height(self.max_lines);
        table.add_row(row);
        for (drawn, (column, width)) in table.column_iter_mut().zip(&self.columns) {
            drawn
                .set_padding((0, self.gap))
                .set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + self.gap)));
            drawn.set_cell_alignment(if column.is_right {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            });
        }
        table.lines().collect()
    }

    /// One line with the colour and the links of its cells, which stand at known places; ends with
    /// a line break.
    fn painted(&self, cells: &[&Cell], line: &str) -> String {
        let mut rest = line;
        let mut painted = String::new();
        for (cell, (_, width)) in cells.iter().zip(&self.columns) {
            let (part, after) = rest.split_at(prefix(rest, usize::from(width + self.gap)));
            rest = after;
            let text = part.trim();
            let start = part.len() - part.trim_start().len();
            painted += &part[..start];
            painted += &linked(&paint(text, cell.emphasis, self.colour), cell.link.as_deref());
            painted += &part[start + text.len()..];
        }
        painted.trim_end().to_owned() + "\n"
    }
}

/// How many bytes of a text take a width on the terminal, or all if it is narrower.
fn prefix(text: &str, width: usize) -> usize {
    let mut used = 0;
    let past = |(_, letter): &(usize, char)| {
        used += display_width(letter.encode_utf8(&mut [0; 4]));
        used > width
    };
    text.char_indices().find(past).map_or(text.len(), |(at, _)| at)
}

/// Draws a table in which every column is needed.
pub(super) fn table(columns: &[Column], rows: Vec<Vec<Cell>>, width: u16, colour: bool) -> String {
    draw(columns, rows, width, colour).text
}

/// The same with nothing cut off, however many lines a row takes: for what has to be typed.
pub(super) fn whole_table(
    columns: &[Column],
    rows: Vec<Vec<Cell>>,
    width: u16,
    colour: bool,
) -> String {
    draw_within(columns, rows, width, colour, usize::MAX).text
}

/// How wide a column must be, and how wide it would like to be.
#[derive(Clone, Copy, Debug)]
struct Need {
    /// Not narrower.
    least: u16,
    /// Served before others are: what keeps numbers whole.
    early: u16,
    /// What keeps words whole.
    words: u16,
    /// What keeps all but very long words whole; on a narrow terminal spare columns are left out
    /// for it.
    comfort: u16,
    /// What keeps lines whole.
    most: u16,
}

/// Measures all cells.
fn needs(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<Need> {
    let cells = |i: usize| rows.iter().filter_map(move |row| row.get(i));
    let need = |(i, column): (usize, &Column)| {
        let title = display_width(column.title);
        let most = cells(i)
            .flat_map(|cell| cell.text.lines())
            .map(display_width)
            .max()
            .unwrap_or(0)
            .max(title) as u16;
        let words = cells(i)
            .flat_map(|cell| cell.text.split_whitespace())
            .map(display_width)
            .max()
            .unwrap_or(0)
            .max(title) as u16;
        match column.breaks {
            Breaks::Never => Need { least: most, early: most, words: most, comfort: most, most },
            Breaks::Reluctantly => Need { least: words, early: most, words, comfort: most, most },
            Breaks::Freely(least) => {
                let least = least.min(most);
                Need {
                    least,
                    early: least,
                    words: words.max(least),
                    comfort: words.clamp(least, least.max(LONG_WORD)),
                    most,
                }
            }
        }
    };
    columns.iter().enumerate().map(need).collect()
}

/// The columns for which there is room, by index, and the gap between them: the wide one if no word
/// has to be broken.
fn fitting(columns: &[Column], needs: &[Need], width: u16) -> (Vec<usize>, u16) {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let fits = |kept: &[usize], gap: u16, need: fn(&Need) -> u16| {
        let content: usize = kept.iter().map(|i| usize::from(need(&needs[*i]))).sum();
        content + usize::from(gap) * kept.len().saturating_sub(1) <= usize::from(width)
    };
    let sparest = |kept: &[usize], least: u8| {
        kept.iter()
            .copied()
            .filter(|i| columns[*i].spare >= least)
            .max_by_key(|i| columns[*i].spare)
    };
    while width < ROOMY && !fits(&kept, NARROW_GAP, |need| need.comfort) {
        let Some(sparest) = sparest(&kept, 2) else { break };
        kept.retain(|i| *i != sparest);
    }
    while !fits(&kept, NARROW_GAP, |need| need.least) {
        let Some(sparest) = sparest(&kept, 1) else { break };
        kept.retain(|i| *i != sparest);
    }
    let gap = if fits(&kept, WIDE_GAP, |need| need.words.max(need.early)) {
        WIDE_GAP
    } else {
        NARROW_GAP
    };
    (kept, gap)
}

/// The width of each column: what each must have, then what keeps numbers and words whole, then
/// what keeps lines whole.
fn distributed(needs: &[Need], gap: u16, width: u16) -> Vec<u16> {
    let mut widths: Vec<u16> = needs.iter().map(|need| need.least).collect();
    let gaps = usize::from(gap) * needs.len().saturating_sub(1);
    let used = widths.iter().map(|w| usize::from(*w)).sum::<usize>() + gaps;
    let mut left = usize::from(width).saturating_sub(used);
    let wishes: [fn(&Need) -> u16; 3] = [|need| need.early, |need| need.words, |need| need.most];
    for wish in wishes {
        // The narrowest of those that want more goes first, so that no column starves.
        while let Some(i) = (0..widths.len())
            .filter(|i| left > 0 && widths[*i] < wish(&needs[*i]))
            .min_by_key(|i| (widths[*i], *i))
        {
            widths[i] += 1;
            left -= 1;
        }
    }
    widths
}

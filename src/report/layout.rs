//! How tables look: columns that share the width, a line under the header, nothing else.
//!
//! The widths are worked out here and the table crate is told them: its own arrangement may exceed the width when
//! columns have a least width. Rows break between words; what takes more than [`MAX_LINES`] ends in `…`.

use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width};

/// Below this, columns would be too narrow to hold a word.
pub(super) const NARROWEST: u16 = 60;
/// The most lines that one row takes.
const MAX_LINES: usize = 4;
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));
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
    alignment: CellAlignment,
    breaks: Breaks,
    /// Columns of a higher number are left out first where there is no room; 0 never is, 1 only if nothing else helps.
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
        Self { title, alignment: CellAlignment::Left, breaks: Breaks::Freely(least), spare: 0 }
    }

    /// A column of words that are never broken.
    pub(super) const fn word(title: &'static str) -> Self {
        Self { title, alignment: CellAlignment::Left, breaks: Breaks::Never, spare: 0 }
    }

    /// A column of numbers.
    pub(super) const fn number(title: &'static str) -> Self {
        Self { title, alignment: CellAlignment::Right, breaks: Breaks::Never, spare: 0 }
    }

    /// A column of amounts with their errors, which may stand below them.
    pub(super) const fn amount(title: &'static str) -> Self {
        Self { title, alignment: CellAlignment::Right, breaks: Breaks::Reluctantly, spare: 0 }
    }

    /// The same, left out where there is no room: the higher, the sooner.
    pub(super) const fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }
}

/// How much a cell matters; shown by colour where there is colour, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Emphasis {
    /// Plain.
    #[default]
    None,
    /// Act now.
    Alarm,
    /// Look at this.
    Notice,
}

/// A cell of text, which may hold line breaks.
pub(super) fn cell(text: impl Into<String>, emphasis: Emphasis) -> Cell {
    let cell = Cell::new_owned(text.into());
    match emphasis {
        Emphasis::None => cell,
        Emphasis::Alarm => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        Emphasis::Notice => cell.fg(Color::Yellow),
    }
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

fn draw_within(columns: &[Column], rows: Vec<Vec<Cell>>, width: u16, colour: bool, most_lines: usize) -> Drawn {
    let width = width.max(NARROWEST);
    let needs = needs(columns, &rows);
    let (kept, gap) = fitting(columns, &needs, width);
    let widths = distributed(&kept.iter().map(|i| needs[*i]).collect::<Vec<_>>(), gap, width);
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width).force_no_tty();
    if colour {
        table.enforce_styling();
    }
    table.set_header(kept.iter().map(|i| Cell::new(columns[*i].title)).collect::<Vec<_>>());
    for cells in rows {
        let cells: Vec<Cell> = cells.into_iter().enumerate().filter(|(i, _)| kept.contains(i)).map(|(_, cell)| cell).collect();
        let mut row = Row::from(cells);
        row.max_height(most_lines);
        table.add_row(row);
    }
    for ((drawn, i), wide) in table.column_iter_mut().zip(&kept).zip(&widths) {
        let padding = if kept.last() == Some(i) { 0 } else { gap };
        drawn.set_padding((0, padding)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(wide + padding)));
        drawn.set_cell_alignment(columns[*i].alignment);
    }
    let left_out = (0..columns.len()).filter(|i| !kept.contains(i)).map(|i| columns[i].title).collect();
    Drawn { text: table.trim_fmt() + "\n", left_out }
}

/// Draws a table in which every column is needed.
pub(super) fn table(columns: &[Column], rows: Vec<Vec<Cell>>, width: u16, colour: bool) -> String {
    draw(columns, rows, width, colour).text
}

/// The same with nothing cut off, however many lines a row takes: for what has to be typed.
pub(super) fn whole_table(columns: &[Column], rows: Vec<Vec<Cell>>, width: u16, colour: bool) -> String {
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
    /// What keeps all but very long words whole; on a narrow terminal spare columns are left out for it.
    comfort: u16,
    /// What keeps lines whole.
    most: u16,
}

/// Measures all cells. The table crate knows how wide characters are.
fn needs(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<Need> {
    let mut measured = Table::new();
    measured.set_header(columns.iter().map(|column| Cell::new(column.title)).collect::<Vec<_>>());
    measured.add_rows(rows.iter().cloned());
    let words = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(longest_word).max().unwrap_or(0);
    let need = |(i, (column, most)): (usize, (&Column, u16))| {
        let words = words(i).max(column.title.len() as u16).min(most);
        match column.breaks {
            Breaks::Never => Need { least: most, early: most, words: most, comfort: most, most },
            Breaks::Reluctantly => Need { least: words, early: most, words, comfort: most, most },
            Breaks::Freely(least) => {
                let least = least.min(most);
                Need { least, early: least, words: words.max(least), comfort: words.clamp(least, least.max(LONG_WORD)), most }
            }
        }
    };
    columns.iter().zip(measured.column_max_content_widths()).enumerate().map(need).collect()
}

fn longest_word(cell: &Cell) -> u16 {
    cell.content().split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0) as u16
}

/// The columns for which there is room, by index, and the gap between them: the wide one if no word has to be broken.
fn fitting(columns: &[Column], needs: &[Need], width: u16) -> (Vec<usize>, u16) {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let fits = |kept: &[usize], gap: u16, need: fn(&Need) -> u16| {
        let content: usize = kept.iter().map(|i| usize::from(need(&needs[*i]))).sum();
        content + usize::from(gap) * kept.len().saturating_sub(1) <= usize::from(width)
    };
    let sparest = |kept: &[usize], least: u8| kept.iter().copied().filter(|i| columns[*i].spare >= least).max_by_key(|i| columns[*i].spare);
    while width < ROOMY && !fits(&kept, NARROW_GAP, |need| need.comfort) {
        let Some(sparest) = sparest(&kept, 2) else { break };
        kept.retain(|i| *i != sparest);
    }
    while !fits(&kept, NARROW_GAP, |need| need.least) {
        let Some(sparest) = sparest(&kept, 1) else { break };
        kept.retain(|i| *i != sparest);
    }
    let gap = if fits(&kept, WIDE_GAP, |need| need.words.max(need.early)) { WIDE_GAP } else { NARROW_GAP };
    (kept, gap)
}

/// The width of each column: what each must have, then what keeps numbers and words whole, then what keeps lines whole.
fn distributed(needs: &[Need], gap: u16, width: u16) -> Vec<u16> {
    let mut widths: Vec<u16> = needs.iter().map(|need| need.least).collect();
    let gaps = usize::from(gap) * needs.len().saturating_sub(1);
    let used = widths.iter().map(|w| usize::from(*w)).sum::<usize>() + gaps;
    let mut left = usize::from(width).saturating_sub(used);
    let wishes: [fn(&Need) -> u16; 3] = [|need| need.early, |need| need.words, |need| need.most];
    for wish in wishes {
        // The narrowest of those that want more goes first, so that no column starves.
        while let Some(i) = (0..widths.len()).filter(|i| left > 0 && widths[*i] < wish(&needs[*i])).min_by_key(|i| (widths[*i], *i)) {
            widths[i] += 1;
            left -= 1;
        }
    }
    widths
}

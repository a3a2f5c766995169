//! Columns beside patches that are not known as states, and may say all the same that a patch is not
//! there. What they say counts row by row.

use csv::StringRecord;

use super::column::Columns;
use super::meaning::STANDINS;
use super::question::{Question, asked, names_errors, signed};
use super::sheet::Sheet;
use crate::term::alias::cell::{is_filler, kbs_in};
use crate::term::alias::column::Column;

/// Columns that say something about patches, and are read as such.
pub(super) const READ: [Column; 10] = [
    Column::Patch,
    Column::PatchFallback,
    Column::PatchState,
    Column::Status,
    Column::Operation,
    Column::Title,
    Column::InstalledOn,
    Column::Bulletin,
    Column::Missing,
    Column::Cve,
];

/// The columns that may say that a patch is not there.
#[derive(Debug, Default)]
pub(super) struct Watch {
    columns: Vec<(usize, Question)>,
}

impl Watch {
    /// Looks at the headings.
    pub(super) fn of(sheet: &Sheet<'_>, columns: &Columns) -> Self {
        if !columns.has_patches() {
            return Self::default();
        }
        let single = is_one_a_row(sheet, columns);
        let question = |at: usize| -> Option<(usize, Question)> {
            let heading = sheet.headings[at].as_str();
            let question = match columns.kind_at(at) {
                None if heading.is_empty() => signed(&sheet.written[at], at),
                None => asked(heading, single),
                Some(kind) if READ.contains(&kind) || STANDINS.contains(&heading) => return None,
                Some(Column::Other) if heading == "lasttried" => Question::Unknown,
                // Their words for a state are about something else.
                Some(Column::Name | Column::Fqdn | Column::Serial | Column::Address) => {
                    return None;
                }
                Some(Column::ServicePack | Column::Antivirus | Column::Listens) => return None,
                Some(Column::Kind | Column::Class) => Question::Kind,
                Some(_) => Question::Known,
            };
            Some((at, question))
        };
        let mut found: Vec<_> = (0..sheet.headings.len()).filter_map(question).collect();
        let filled = filled(sheet, &found);
        for (at, question) in &mut found {
            match question {
                Question::Done(any) => *any = filled.contains(at),
                Question::Code(any) => {
                    *any = filled.contains(at) && !names_errors(&sheet.headings[*at])
                }
                _ => {}
            }
        }
        Self { columns: found }
    }

    /// Where the cells stand that it looks at.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(at, _)| *at)
    }

    /// Whether a column is asked whether something is there: not one that only could say it.
    pub(super) fn asks_of(&self, place: usize) -> bool {
        let open = [
            Question::Unknown,
            Question::Stray,
            Question::Known,
            Question::Related,
            Question::Remark,
        ];
        self.columns.iter().any(|(at, question)| *at == place && !open.contains(question))
    }

    /// The columns of a row that name patches which were taken back or put off.
    pub(super) fn undone(&self, cells: &StringRecord) -> impl Iterator<Item = usize> {
        let named = |at: &usize| !kbs_in(cells.get(*at).unwrap_or("")).is_empty();
        let undone = self.columns.iter().filter(|(_, question)| *question == Question::Undone);
        undone.map(|(at, _)| *at).filter(named)
    }

    /// The column of a row that may say that what the row lists is not there.
    pub(super) fn objection(&self, cells: &StringRecord) -> Option<usize> {
        let objects = |(at, question): &&(usize, Question)| {
            question.objects(cells.get(*at).unwrap_or("").trim())
        };
        self.columns.iter().find(objects).map(|(at, _)| *at)
    }
}

/// Whether the rows are about one patch each, and several about one host.
fn is_one_a_row(sheet: &Sheet<'_>, columns: &Columns) -> bool {
    let (mut single, mut again, mut above) = (true, false, String::new());
    sheet.survey(|row| {
        single = single && kbs_in(columns.cell(row, Column::Patch)).len() <= 1;
        let name = columns.name(row);
        again |= !name.is_empty() && name == above;
        if name != above {
            name.clone_into(&mut above);
        }
    });
    single && again
}

/// The columns of which some cell says something.
fn filled(sheet: &Sheet<'_>, found: &[(usize, Question)]) -> Vec<usize> {
    let asking = found.iter().filter(|(_, question)| question.is_filled_or_not());
    let asking: Vec<(usize, Question)> = asking.copied().collect();
    let says = |question: &Question, cell: &str| match question {
        Question::Code(_) => !is_filler(cell),
        _ => !cell.trim().is_empty(),
    };
    let mut filled: Vec<usize> = Vec::new();
    if !asking.is_empty() {
        sheet.survey(|row| {
            let fresh = asking.iter().filter(|(at, question)| {
                !filled.contains(at) && row.get(*at).is_some_and(|cell| says(question, cell))
            });
            let fresh: Vec<usize> = fresh.map(|(at, _)| *at).collect();
            filled.extend(fresh);
        });
    }
    filled
}

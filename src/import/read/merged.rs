//! Merged cells of a sheet: the file has one value for all of them, and every reader of rows needs
//! it in each row.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use calamine::{Data, Dimensions, Range, Sheets};

/// What the copies of merged cells may take together.
const MAX_BYTES: usize = 64 << 20;

/// Puts the value of merged cells into each row that they span. Cells over several columns are
/// headings and titles, and so are those that start beside them: they stay as they are. Cells that
/// stay blank are for the readers to doubt. O(n log n) in the regions and the cells of the sheet.
pub(super) fn fill<R: Read + Seek>(
    book: &mut Sheets<R>,
    name: &str,
    range: &mut Range<Data>,
) -> Result<(), String> {
    let (Some(start), Some(end)) = (range.start(), range.end()) else { return Ok(()) };
    let regions = regions(book, name);
    let is_wide = |region: &&Dimensions| region.start.1 < region.end.1;
    let wide: BTreeSet<u32> = regions.iter().filter(is_wide).map(|region| region.start.0).collect();
    let tall = |region: &&Dimensions| {
        region.start.1 == region.end.1
            && !wide.contains(&region.start.0)
            && region.start >= start
            && (start.1..=end.1).contains(&region.start.1)
    };
    // Regions share no cell: more rows than there are cells are those of a file that is none.
    let (rows, columns) = range.get_size();
    let (mut cells, mut bytes) = (rows.saturating_mul(columns), MAX_BYTES);
    for region in regions.iter().filter(tall) {
        let (first, last) = (region.start.0 + 1, region.end.0.min(end.0));
        let Some(value) = range.get_value(region.start).cloned() else { continue };
        let count = (last + 1).saturating_sub(first) as usize;
        let size = value.to_string().len().saturating_mul(count);
        let left = cells.checked_sub(count).zip(bytes.checked_sub(size));
        (cells, bytes) = left.ok_or("its merged cells are more than the sheet can hold")?;
        for row in first..=last {
            if matches!(range.get_value((row, region.start.1)), None | Some(Data::Empty)) {
                range.set_value((row, region.start.1), value.clone());
            }
        }
    }
    Ok(())
}

/// The merged cells of a sheet; none where the format or the file does not say.
fn regions<R: Read + Seek>(book: &mut Sheets<R>, name: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

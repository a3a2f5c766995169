//! How large the sheets of an old workbook (`.xls`) would be, before there is room for them.
//!
//! Its reader makes room for whatever a file says of itself: a few hundred bytes could ask for more
//! memory than there is. So its records are walked once, without keeping anything.

/// The first number of a chain that is none of a sector.
const LAST_SECTOR: u32 = 0xffff_fff9;

/// The most cells that a sheet spans, by its own word or by its cells; `None` where the file is not
/// built as it has to be.
pub(super) fn widest(bytes: &[u8]) -> Option<u64> {
    let file = Container::open(bytes)?;
    let mut widest = 0;
    for name in ["Workbook", "Book"] {
        let Some(stream) = file.stream(name) else { continue };
        let mut starts = vec![0];
        for record in (Records { stream: &stream, at: 0 }) {
            // The place of a sheet.
            if record.kind == 0x0085 {
                starts.push(number(record.data, 0, 4)? as usize);
            }
        }
        // As many sheets as a workbook can have lie in it one behind the other.
        if starts.len() > 4_096 {
            return None;
        }
        for at in starts {
            widest = widest.max(sheet(&stream, at));
        }
    }
    Some(widest)
}

/// The cells that one sheet spans.
fn sheet(stream: &[u8], at: usize) -> u64 {
    let (mut first, mut last, mut said, mut depth) = ((u64::MAX, u64::MAX), (0, 0), 0, 0_usize);
    for record in (Records { stream, at }) {
        let value = |at: usize, width: usize| number(record.data, at, width).unwrap_or(0);
        match record.kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // What the sheet says of itself.
            0x0200 => {
                let (first, end, columns) = match record.data.len() {
                    10 => (value(0, 2), value(2, 2), value(6, 2)),
                    _ => (value(0, 4), value(4, 4), value(10, 2)),
                };
                // An end in front of the start is no number that a reader should work with.
                let rows = if end == 0 { 0 } else { end.checked_sub(first).unwrap_or(u64::MAX) };
                said = said.max(rows.saturating_mul(columns.max(1)));
            }
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
                let (row, column) = (value(0, 2), value(2, 2));
                let end = match record.kind {
                    0x00bd => value(record.data.len().saturating_sub(2), 2),
                    _ => column,
                };
                first = (first.0.min(row), first.1.min(column.min(end)));
                last = (last.0.max(row), last.1.max(column.max(end)));
            }
            _ => {}
        }
    }
    let side = |first: u64, last: u64| last.saturating_sub(first) + 1;
    said.max(side(first.0, last.0).saturating_mul(side(first.1, last.1)))
}

/// A number of some bytes, lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let own = bytes.get(at..at.checked_add(width)?)?;
    Some(own.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

struct Record<'s> {
    kind: u64,
    data: &'s [u8],
}

/// The records from a place on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let kind = number(self.stream, self.at, 2)?;
        let length = number(self.stream, self.at + 2, 2)? as usize;
        let start = self.at + 4;
        let data = self.stream.get(start..(start + length).min(self.stream.len()))?;
        self.at = start + length;
        Some(Record { kind, data })
    }
}

/// A file of sectors, with streams in it.
struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
    small_next: Vec<u32>,
    small: Vec<u8>,
    directory: Vec<u8>,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = match number(bytes, 30, 2)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let word = |at: usize| number(bytes, at, 4).map(|word| word as u32);
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            directory: Vec::new(),
        };
        let mut tables: Vec<u32> = (0..109).map_while(|at| word(76 + 4 * at)).collect();
        let (mut more, mut seen) = (word(68)?, 0);
        while more <= LAST_SECTOR && seen <= bytes.len() / sector {
            let mut words = words(file.sector_at(more));
            more = words.pop()?;
            tables.extend(words);
            seen += 1;
        }
        for table in tables.into_iter().filter(|table| *table <= LAST_SECTOR) {
            let words = words(file.sector_at(table));
            file.next.extend(words);
        }
        file.directory = file.chain(word(48)?);
        file.small_next = words(&file.chain(word(60)?));
        file.small = file.chain(number(&file.directory, 116, 4)? as u32);
        Some(file)
    }

    fn sector_at(&self, at: u32) -> &'b [u8] {
        let start = (at as usize).saturating_add(1).saturating_mul(self.sector);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or(&[])
    }

    /// The sectors of a chain, as far as it goes without a circle.
    fn chain(&self, first: u32) -> Vec<u8> {
        let (mut found, mut at) = (Vec::new(), first);
        while at <= LAST_SECTOR && found.len() < self.bytes.len() {
            let own = self.sector_at(at);
            if own.is_empty() {
                break;
            }
            found.extend_from_slice(own);
            at = self.next.get(at as usize).copied().unwrap_or(u32::MAX);
        }
        found
    }

    /// The same for streams that are kept in small sectors.
    fn small_chain(&self, first: u32) -> Vec<u8> {
        let (mut found, mut at) = (Vec::new(), first);
        while at <= LAST_SECTOR && found.len() < self.small.len() {
            let start = at as usize * 64;
            let Some(own) = self.small.get(start..(start + 64).min(self.small.len())) else {
                break;
            };
            found.extend_from_slice(own);
            at = self.small_next.get(at as usize).copied().unwrap_or(u32::MAX);
        }
        found
    }

    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let is_called = |entry: &&[u8]| {
            let length = number(entry, 64, 2).unwrap_or(0) as usize;
            let units = entry.chunks_exact(2).take((length / 2).saturating_sub(1).min(32));
            let text: Vec<u16> = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            String::from_utf16_lossy(&text).eq_ignore_ascii_case(name)
        };
        let entry = self.directory.chunks_exact(128).find(is_called)?;
        let (first, size) = (number(entry, 116, 4)? as u32, number(entry, 120, 4)?);
        let small = size < number(self.bytes, 56, 4)?;
        let mut found = if small { self.small_chain(first) } else { self.chain(first) };
        found.truncate(size as usize);
        Some(found)
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    let word = |word: &[u8]| u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
    bytes.chunks_exact(4).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook with one sheet that has these records.
    fn book(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let record = |kind: u16, data: &[u8]| {
            [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
        };
        let bof = |kind: u8| record(0x0809, &[[0, 6, kind, 0].as_slice(), &[0; 12]].concat());
        let end = record(0x000a, &[]);
        let place = (bof(5).len() + 4 + 10 + end.len()) as u32;
        let name = [place.to_le_bytes().as_slice(), &[0, 0, 2, 0], b"S1"].concat();
        let mut stream = [bof(5), record(0x0085, &name), end.clone(), bof(16)].concat();
        records.iter().for_each(|(kind, data)| stream.extend(record(*kind, data)));
        stream.extend(end);
        stream.resize(4_096, 0);
        let mut header = vec![0_u8; 512];
        header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
        put(44, &1_u32.to_le_bytes());
        put(48, &1_u32.to_le_bytes());
        put(56, &4_096_u32.to_le_bytes());
        put(60, &0xffff_fffe_u32.to_le_bytes());
        put(68, &0xffff_fffe_u32.to_le_bytes());
        put(76, &[0xff; 436]);
        put(76, &0_u32.to_le_bytes());
        let mut table: Vec<u32> = vec![0xffff_fffd, 0xffff_fffe];
        table.extend(3..10);
        table.push(0xffff_fffe);
        table.resize(128, 0xffff_ffff);
        let entry = |name: &str, kind: u8, first: u32, size: u32| {
            let mut entry = vec![0_u8; 128];
            for (at, unit) in name.encode_utf16().enumerate() {
                entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
            }
            entry[64] = 2 * (name.len() as u8 + 1);
            entry[66] = kind;
            entry[68..80].copy_from_slice(&[0xff; 12]);
            entry[116..120].copy_from_slice(&first.to_le_bytes());
            entry[120..124].copy_from_slice(&size.to_le_bytes());
            entry
        };
        let mut directory =
            [entry("Root Entry", 5, 0xffff_fffe, 0), entry("Workbook", 2, 2, 4_096)].concat();
        directory.resize(512, 0);
        let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
        [header, table, directory, stream].concat()
    }

    fn cell(row: u16, column: u16) -> (u16, Vec<u8>) {
        let place = [row.to_le_bytes(), column.to_le_bytes()].concat();
        (0x0203, [place, vec![0; 10]].concat())
    }

    #[test]
    fn the_span_of_a_sheet_is_known_before_it_is_read() {
        assert_eq!(widest(&book(&[cell(0, 0), cell(9, 4)])), Some(50));
        assert_eq!(widest(&book(&[cell(0, 0), cell(65_535, 65_535)])), Some(1 << 32));
        let said = [0_u32.to_le_bytes(), 0x7fff_ffff_u32.to_le_bytes()].concat();
        let said = (0x0200, [said, vec![0, 0, 0xff, 0xff, 0, 0]].concat());
        assert!(widest(&book(&[said])).is_some_and(|cells| cells > 1 << 40));
        assert_eq!(widest(b"\xd0\xcf\x11\xe0"), None);
        let sheets =
            crate::import::read::workbook::sheets(book(&[cell(0, 0), cell(65_535, 65_535)]));
        assert!(sheets.unwrap_err().contains("more than 50000000 cells"));
        let sheets = crate::import::read::workbook::sheets(book(&[cell(0, 0), cell(1, 1)]));
        assert_eq!(sheets.unwrap()[0].1.as_deref(), Ok("\"0\",\"\"\n\"\",\"0\"\n"));
    }
}

//! Writing many rows: piece by piece, the pieces of a batch on all threads, in the order of rows.
//!
//! A format of a million findings is hundreds of megabytes of text. No more of it is in memory than
//! a batch.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

/// Findings of a piece.
const ROWS: usize = 1024;
/// Pieces of a batch, for each thread.
const PIECES: usize = 4;

/// Writes so many findings; `piece` makes the text of some.
pub(super) fn write(
    rows: usize,
    to: &mut dyn Write,
    piece: impl Fn(Range<usize>) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<()> {
    write_sized(rows, ROWS, to, piece)
}

/// The same for things of which so many are a piece.
pub(super) fn write_sized(
    rows: usize,
    size: usize,
    to: &mut dyn Write,
    piece: impl Fn(Range<usize>) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<()> {
    let batch = size * PIECES * rayon::current_num_threads();
    for first in (0..rows).step_by(batch) {
        let last = rows.min(first + batch);
        let starts: Vec<usize> = (first..last).step_by(size).collect();
        let texts: Vec<io::Result<Vec<u8>>> =
            starts.into_par_iter().map(|start| piece(start..last.min(start + size))).collect();
        texts.into_iter().try_for_each(|text| to.write_all(&text?))?;
    }
    Ok(())
}

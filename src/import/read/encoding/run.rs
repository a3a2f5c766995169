//! Runs of bytes of one width. A console that appends to a file does not look at what is in it:
//! behind the UTF-16 of `wmic` stands what `systeminfo` wrote in single bytes, and before it the
//! other way round.

/// How wide the characters of a run are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// Single bytes.
    Narrow,
    /// UTF-16, the lower byte first.
    Wide,
}

/// What stands before UTF-16.
const MARK: [u8; 2] = [0xff, 0xfe];
/// How far behind a mark there must be a zero byte: line ends have one.
const NEAR: usize = 512;
/// The least length of a run that starts within a line, or that has no end of a line: the letters
/// of other scripts may look like one.
const SURE: usize = 16;

/// The runs of a text that starts with characters of a width.
pub(super) fn runs(bytes: &[u8], first: Width) -> Vec<(Width, &[u8])> {
    let (mut runs, mut at, mut width) = (Vec::new(), 0, first);
    while at < bytes.len() {
        let (end, next) = match width {
            Width::Wide => (wide_end(bytes, at), Width::Narrow),
            Width::Narrow => (narrow_end(bytes, at), Width::Wide),
        };
        runs.push((width, &bytes[at..end]));
        (at, width) = (end, next);
    }
    runs
}

/// How many bytes stand before the first UTF-16 of a text that starts with single bytes; `None` if
/// it does not start so, or if there is no UTF-16.
pub(super) fn before_wide(bytes: &[u8]) -> Option<usize> {
    let end = narrow_end(bytes, 0);
    (end < bytes.len() && end >= 2 && is_plain(&bytes[..end])).then_some(end)
}

/// Where UTF-16 ends: the end of the text, or where single bytes begin.
fn wide_end(bytes: &[u8], from: usize) -> usize {
    // Only behind a letter of Latin, a blank or an end of a line a run of single bytes is looked for.
    let (mut at, mut latin, mut line) = (from, false, false);
    while at + 1 < bytes.len() {
        if latin && bytes[at + 1] != 0 && begins_narrow(&bytes[at..], line) {
            return at;
        }
        latin = bytes[at + 1] == 0;
        line = latin && bytes[at] == b'\n';
        at += 2;
    }
    bytes.len()
}

/// Whether single bytes begin here: text up to the next UTF-16, or to the end.
fn begins_narrow(rest: &[u8], at_line: bool) -> bool {
    let zero = rest.iter().position(|byte| *byte == 0);
    let upto = zero.unwrap_or(rest.len());
    let mark = rest[..upto].windows(2).position(|pair| pair == MARK);
    // The byte before a zero is the lower half of the first wide letter.
    let end = match (mark, zero) {
        (Some(mark), _) => mark,
        (None, Some(zero)) => zero.saturating_sub(1),
        (None, None) => rest.len(),
    };
    let run = &rest[..end];
    let ended = run.ends_with(b"\n");
    let last = zero.is_none() && mark.is_none();
    let long = run.len() >= if at_line && run.contains(&b'\n') { 3 } else { SURE };
    long && (ended || last) && is_plain(run)
}

/// Where single bytes end: the end of the text, or where UTF-16 begins.
fn narrow_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == 0 || *byte == MARK[0]) {
        let here = at + found;
        let marked = bytes[here..].starts_with(&MARK)
            && bytes[here..].iter().take(NEAR).any(|byte| *byte == 0);
        if marked {
            return here;
        }
        if bytes[here] == 0 && here > from && is_wide(&bytes[here - 1..]) {
            return here - 1;
        }
        at = here + 1;
    }
    bytes.len()
}

/// Whether the next letters are Latin in UTF-16.
pub(super) fn is_wide(rest: &[u8]) -> bool {
    let pairs: Vec<&[u8]> = rest.chunks_exact(2).take(8).collect();
    let latin = pairs.iter().filter(|pair| is_letter(pair[0]) && pair[1] == 0).count();
    latin >= 2 && latin * 4 >= pairs.len() * 3
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// Whether bytes are text of single bytes; letters with accents stand in it, but few.
fn is_plain(run: &[u8]) -> bool {
    let run = run.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(run);
    let odd = run.iter().filter(|byte| !is_letter(**byte)).count();
    let controls = run.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace());
    !controls && odd * 12 <= run.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn runs_end_where_the_width_changes() {
        for (first, second) in [("a\r\n", "b c\r\n"), ("名前\r\n", "C:\\>dir\r\n")] {
            let bytes = [wide(first), second.into()].concat();
            let found = runs(&bytes, Width::Wide);
            assert_eq!(found[1], (Width::Narrow, second.as_bytes()), "{first}");
        }
        let bytes = [b"Host Name: A\n".to_vec(), wide("CSName B\r\n")].concat();
        assert_eq!(runs(&bytes, Width::Narrow)[1], (Width::Wide, &bytes[13..]));
        for text in ["网上邻居\r\n上上\r\n", "目上\n丁丁\n", "plain\r\n"] {
            assert_eq!(runs(&wide(text), Width::Wide).len(), 1, "{text}");
        }
        assert_eq!(runs(b"Windows XP\0\nPC2\n", Width::Narrow).len(), 1);
    }
}

//! Characters that do not show. Whoever reads a file does not see them; programs do.

use super::{SourceId, Sources, Span, sanitize};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// More lines than these are counted, not shown: one would do to look at the file again.
const MAX_LINES: usize = 20;

/// Reports the first such character of every line. Linear; a file of plain ASCII is passed over
/// byte by byte.
pub fn report(sources: &Sources, source: SourceId, diagnostics: &mut Diagnostics) {
    let text = &sources.get(source).text;
    if !text.bytes().any(is_suspect) {
        return;
    }
    let (mut start, mut lines) = (0, 0);
    for line in text.split_inclusive('\n') {
        if let Some((at, c)) = line.char_indices().find(|(_, c)| is_hidden(*c)) {
            lines += 1;
            if lines <= MAX_LINES {
                let first = (start + at) as u32;
                let place = Span { source, start: first, end: first + c.len_utf8() as u32 };
                diagnostics.push(hidden(c).at(place, "here"));
            }
        }
        start += line.len();
    }
    if lines > MAX_LINES {
        let more = format!("{} more lines have characters that do not show", lines - MAX_LINES);
        let place = Span { source, start: 0, end: 0 };
        diagnostics.push(
            Diagnostic::new(Code::HiddenCharacter, more)
                .at(place, "")
                .help("remove them, and see what each line says without"),
        );
    }
}

fn hidden(c: char) -> Diagnostic {
    let message =
        format!("U+{:04X} does not show: names that look alike may differ by it", u32::from(c));
    Diagnostic::new(Code::HiddenCharacter, message)
        .help("remove it, and see what the line says without it")
}

/// Whether a byte may be part of such a character.
fn is_suspect(byte: u8) -> bool {
    !byte.is_ascii() || (byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

fn is_hidden(c: char) -> bool {
    sanitize::is_hostile(c) && !matches!(c, '\t' | '\n' | '\r')
}

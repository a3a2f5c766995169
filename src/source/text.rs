//! From bytes to text: UTF-8 and UTF-16, with and without a byte order mark. Anything else is
//! refused, never guessed at.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::ReadError;

/// How much of a file is looked at to recognise UTF-16 without a byte order mark.
const SAMPLE: usize = 4096;

/// Decodes a file. A byte order mark is dropped.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, ReadError> {
    let mut text = match (marked_utf16(&bytes), unmarked_utf16(&bytes)) {
        (Some(encoding), _) => decode_utf16(encoding, &bytes[2..])?,
        // A guess: where it does not hold, the file is judged as what it is not, UTF-8.
        (None, Some(encoding)) => decode_utf16(encoding, &bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
            .map_or_else(|| utf8(bytes), Ok)?,
        (None, None) => utf8(bytes)?,
    };
    if let Some(nul) = text.find('\0') {
        return Err(not_text(text.as_bytes(), nul));
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Refuses the start of a file that cannot be the start of a text, so that the rest need not be
/// read.
pub(super) fn refuse_binary(start: &[u8]) -> Result<(), ReadError> {
    // No encoding has four zero bytes in a text.
    if let Some(at) = start.windows(4).position(|four| four == [0; 4]) {
        return Err(not_text(start, at));
    }
    match std::str::from_utf8(start) {
        // The last character may be cut.
        Err(error)
            if error.error_len().is_some()
                && marked_utf16(start).is_none()
                && unmarked_utf16(start).is_none() =>
        {
            Err(not_text(start, error.valid_up_to()))
        }
        _ => Ok(()),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes)
        .map_err(|error| not_text(error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// The encoding that a byte order mark of two bytes names.
fn marked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Commas, digits and line ends have a zero byte in UTF-16, always on the same side; UTF-8 text has
/// none at all.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros =
        |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // One stray zero in a long file is damage, not an encoding.
    let enough = (sample.len() / 16).max(1);
    if second >= enough && second > first {
        Some(UTF_16LE)
    } else if first >= enough && first > second {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn decode_utf16(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, ReadError> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            Err(not_text(
                text.as_bytes(),
                text.find(char::REPLACEMENT_CHARACTER).unwrap_or(text.len()),
            ))
        }
    }
}

fn not_text(bytes: &[u8], at: usize) -> ReadError {
    ReadError::NotText { line: 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, big_endian: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn both_unicode_encodings_are_read_with_and_without_a_mark() {
        let text = "name;os\nZürich-1;日本\nрабочая;windows-xp\n";
        for (big_endian, mark) in [(false, false), (false, true), (true, false), (true, true)] {
            assert_eq!(decode(encoded(text, big_endian, mark)).unwrap(), text);
        }
        assert_eq!(decode(text.as_bytes().to_vec()).unwrap(), text);
        assert_eq!(decode(format!("\u{feff}{text}").into_bytes()).unwrap(), text);
        assert_eq!(decode(Vec::new()).unwrap(), "");
    }

    #[test]
    fn what_is_not_text_is_refused_with_its_line() {
        let line = |bytes: &[u8]| match decode(bytes.to_vec()) {
            Err(ReadError::NotText { line }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(b"a\nb\nc\xe9d\n"), 3);
        assert_eq!(line(b"plain text of some length\nwith one stray\0 zero byte\n"), 2);
        assert_eq!(line(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"), 1);
        assert_eq!(line(&[0xff, 0xfe, b'a', 0, b'\n', 0, 0x00, 0xd8]), 2);
    }
}

//! From the bytes of a console to text: UTF-8, UTF-16 with and without a mark, and the code pages
//! that `systeminfo > file` leaves behind.
//!
//! A code page cannot be read off the bytes, so each is tried, and the one under which most labels
//! of `systeminfo` and headings of tables appear wins. Where none helps, letters decide between the
//! Windows and the console page of western Europe.

mod run;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
};

use super::labels;
use crate::term::alias::column;
use run::Width;

/// How much is looked at.
const SAMPLE: usize = 8192;

/// How many lines may hold the headings of a table.
const HEAD: usize = 10;

/// The upper half of code page 437, the console of the United States.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// The upper half of code page 850, the console of western Europe.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// A way to turn bytes into text.
#[derive(Clone, Copy)]
enum Page {
    Console(&'static str),
    Other(&'static Encoding),
}

impl Page {
    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Console(upper) => {
                let upper: Vec<char> = upper.chars().collect();
                bytes
                    .iter()
                    .map(
                        |b| {
                            if b.is_ascii() { char::from(*b) } else { upper[usize::from(b & 0x7f)] }
                        },
                    )
                    .collect()
            }
            Self::Other(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

/// Decodes a file into its texts, one for each run of bytes of one width; `None` for what is no
/// text at all.
pub(in crate::import) fn texts(bytes: impl Into<Vec<u8>>) -> Option<Vec<String>> {
    let bytes = bytes.into();
    let texts = match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] if !rest.contains(&0) => {
            vec![String::from_utf8_lossy(rest).into_owned()]
        }
        [0xff, 0xfe, rest @ ..] => each(rest, Width::Wide),
        [0xfe, 0xff, rest @ ..] => vec![Page::Other(UTF_16BE).decode(rest)],
        _ => unmarked(bytes),
    };
    let texts: Vec<String> = texts.into_iter().map(with_plain_ends).collect();
    let sample = crate::import::format::head(texts.first().map_or("", String::as_str), SAMPLE);
    // What moves or rings a terminal stands in its logs.
    let is_of_terminal = |c: char| matches!(c, '\u{7}' | '\u{8}' | '\u{1b}');
    let is_odd = |c: &char| c.is_control() && !c.is_whitespace() && !is_of_terminal(*c);
    let odd = sample.chars().filter(is_odd).count();
    (odd * 50 <= sample.chars().count()).then_some(texts)
}

/// Old editors end lines with a carriage return alone.
fn with_plain_ends(text: String) -> String {
    match text.contains('\r') && !text.contains('\n') {
        true => text.replace('\r', "\n"),
        false => text,
    }
}

/// Each run of bytes of one width as text.
fn each(bytes: &[u8], first: Width) -> Vec<String> {
    let runs = run::runs(bytes, first);
    let last = runs.len().saturating_sub(1);
    let text = |(at, (width, bytes)): (usize, &(Width, &[u8]))| match width {
        // Every program that appends to a file may put its mark into it.
        Width::Wide => Page::Other(UTF_16LE).decode(bytes).replace('\u{feff}', ""),
        Width::Narrow if at < last => notice_text(bytes),
        Width::Narrow => narrow_text(bytes),
    };
    runs.iter().enumerate().map(text).collect()
}

/// A notice in single bytes that a program printed before it wrote UTF-16, as `wmic` does when it
/// is first run. Where the table starts in the same line, what `wmic` says of itself is left away:
/// it is no heading.
fn notice_text(notice: &[u8]) -> String {
    let mut text = narrow_text(notice);
    let line = text.rfind('\n').map_or(0, |end| end + 1);
    if text[line..].to_ascii_lowercase().contains("wmi") {
        text.truncate(line);
    }
    text
}

fn narrow_text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => page(bytes).decode(bytes),
    }
}

fn unmarked(bytes: Vec<u8>) -> Vec<String> {
    if bytes.contains(&0) {
        let narrow = run::before_wide(&bytes).is_some();
        match utf16(&bytes) {
            _ if run::is_wide(&bytes) => return each(&bytes, Width::Wide),
            _ if narrow => return each(&bytes, Width::Narrow),
            Some(encoding) if encoding == UTF_16LE => return each(&bytes, Width::Wide),
            Some(encoding) => return vec![Page::Other(encoding).decode(&bytes)],
            None => {}
        }
    }
    // The bytes of a large file are not copied.
    vec![String::from_utf8(bytes).unwrap_or_else(|error| narrow_text(error.as_bytes()))]
}

/// Digits, spaces and line ends have a zero byte in UTF-16, always on the same side; other text has
/// none.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros =
        |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let enough = (sample.len() / 16).max(1);
    // Line ends have one as well: a single zero in a short text of bytes must not glue its lines.
    let ends = sample.iter().filter(|byte| **byte == b'\n').count();
    let pairs = |pair: [u8; 2]| sample.windows(2).filter(|two| *two == pair).count();
    match () {
        () if second >= enough && second > first * 4 && ends <= 2 * pairs([b'\n', 0]) => {
            Some(UTF_16LE)
        }
        () if first >= enough && first > second * 4 && ends <= 2 * pairs([0, b'\n']) => {
            Some(UTF_16BE)
        }
        () => None,
    }
}

/// The code page under which the bytes make most sense. The order decides ties: the pages of
/// western Europe first.
fn page(bytes: &[u8]) -> Page {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let pages = [
        Page::Other(WINDOWS_1252),
        Page::Console(CP850),
        Page::Console(CP437),
        Page::Other(GBK),
        Page::Other(SHIFT_JIS),
        Page::Other(BIG5),
        Page::Other(EUC_KR),
        Page::Other(IBM866),
        Page::Other(WINDOWS_1251),
    ];
    let score = |page: &Page| {
        let text = page.decode(sample);
        labels::occurrences(&text) + headings(&text)
    };
    let mut best: (usize, Option<Page>) = (0, None);
    for page in pages {
        let found = score(&page);
        if found > best.0 {
            best = (found, Some(page));
        }
    }
    best.1.unwrap_or_else(|| western(sample))
}

/// How many headings of a table a text begins with that only the right page shows.
fn headings(text: &str) -> usize {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(HEAD);
    let cells = lines.flat_map(|line| line.split([',', ';', '\t', '|']));
    let is_known = |cell: &String| !cell.is_ascii() && column::known(cell).is_some();
    cells.filter(|cell| !cell.is_ascii()).map(column::plain).filter(is_known).count()
}

/// Between two pages of western Europe: letters stand at 0x80 to 0xA5 on the console, at 0xC0 and
/// above in Windows.
fn western(sample: &[u8]) -> Page {
    let console = sample.iter().filter(|b| (0x80..=0xa5).contains(*b)).count();
    let windows = sample.iter().filter(|b| **b >= 0xc0).count();
    if console > windows { Page::Console(CP850) } else { Page::Other(WINDOWS_1252) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: impl Into<Vec<u8>>) -> Option<String> {
        texts(bytes).map(|texts| texts.concat())
    }

    fn console(text: &str, upper: &str) -> Vec<u8> {
        let byte = |c: char| {
            if c.is_ascii() {
                c as u8
            } else {
                0x80 + upper.chars().position(|u| u == c).unwrap() as u8
            }
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn console_pages_are_whole() {
        assert_eq!((CP437.chars().count(), CP850.chars().count()), (128, 128));
    }

    #[test]
    fn the_page_with_most_labels_wins() {
        let french =
            "Nom de l'hôte:   PC1\nNom du système d'exploitation:  X\nVersion du système:  5.1\n";
        assert_eq!(decode(console(french, CP850)).unwrap(), french);
        assert_eq!(decode(console(french, CP437)).unwrap(), french);
        assert_eq!(decode(WINDOWS_1252.encode(french).0).unwrap(), french);
        let spanish =
            "Versión del sistema operativo:  5.1\nConfiguración del sistema operativo:  X\n";
        assert_eq!(decode(console(spanish, CP850)).unwrap(), spanish);
        let chinese = "主机名:  PC1\nOS 名称:  X\nOS 版本:  5.1\n修补程序:  1\n";
        assert_eq!(decode(GBK.encode(chinese).0).unwrap(), chinese);
        let japanese = "ホスト名:  PC1\nOS 名:  X\nOS バージョン:  5.1\n";
        assert_eq!(decode(SHIFT_JIS.encode(japanese).0).unwrap(), japanese);
        let taiwanese =
            "主機名稱:  PC1\n作業系統名稱:  X\n作業系統版本:  5.1\nHotfix:  已安裝 2 Hotfix。\n";
        assert_eq!(decode(BIG5.encode(taiwanese).0).unwrap(), taiwanese);
        let korean = "호스트 이름:  PC1\nOS 이름:  X\nOS 버전:  5.1\n";
        assert_eq!(decode(EUC_KR.encode(korean).0).unwrap(), korean);
        let russian = "Имя узла:  PC1\nНазвание ОС:  X\nВерсия ОС:  5.1\n";
        assert_eq!(decode(IBM866.encode(russian).0).unwrap(), russian);
        assert_eq!(decode(WINDOWS_1251.encode(russian).0).unwrap(), russian);
    }

    #[test]
    fn headings_of_tables_tell_the_page_too() {
        let russian =
            "Имя компьютера;ОС;Обновления;Состояние\nPC1;Windows 2000;KB921883;Установлено\n";
        let chinese = "计算机名,操作系统,KB,状态\nPC1,Windows 2000,KB921883,已安装\n";
        let japanese = "コンピューター名,OS,KB,状態\nPC1,Windows 2000,KB921883,インストール済み\n";
        for (text, page) in
            [(russian, IBM866), (russian, WINDOWS_1251), (chinese, GBK), (japanese, SHIFT_JIS)]
        {
            assert_eq!(decode(page.encode(text).0).unwrap(), text);
        }
        let french = "Numéro de série;Système d'exploitation\nA1;Windows 2000 modifié\n";
        assert_eq!(decode(WINDOWS_1252.encode(french).0).unwrap(), french);
        assert_eq!(decode(console(french, CP850)).unwrap(), french);
    }

    #[test]
    fn utf16_is_seen_without_a_mark_and_binaries_are_refused() {
        let text = "Host Name:  PC1\r\n";
        for big in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            assert_eq!(decode(bytes).unwrap(), text);
        }
        let table: Vec<u8> =
            "Caption  HotFixID\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for mark in [&b""[..], b"\xff\xfe"] {
            for (notice, kept) in [
                (&b"Please wait while WMIC is being installed."[..], ""),
                (
                    b"Patientez pendant l'installation de WMIC \x85 l'instant.\r\n",
                    "Patientez pendant l'installation de WMIC à l'instant.\r\n",
                ),
                (b"C:\\> qfe list ", "C:\\> qfe list "),
            ] {
                let text = decode([notice, mark, &table].concat()).unwrap();
                assert_eq!(text, format!("{kept}Caption  HotFixID\r\n"));
            }
        }
        let stray = "Host,OS\nPC1,Windows XP\0\nPC2,Windows 2000\nPC3,Windows 2000 Server\n";
        assert_eq!(decode(stray.as_bytes()).unwrap(), stray);
        assert_eq!(decode(*b"\x7fELF\x02\x01\x01\x00\x03\x04\x05\x06"), None);
        assert_eq!(decode(*b"").as_deref(), Some(""));
    }
}

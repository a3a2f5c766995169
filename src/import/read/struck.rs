//! What is struck out in a workbook. The values of its cells do not say so: a deny, a patch or a host
//! with a line through it was taken back by somebody.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use rustc_hash::FxHashMap;

use super::xml::{Tag, Token, Xml};

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;
/// A cell: row and column, from 0.
type Place = (u32, u32);

/// The cells that are struck out, in whole or in part, by the name of their sheet.
#[derive(Debug, Default)]
pub(super) struct Struck(FxHashMap<String, BTreeSet<Place>>);

/// Which styles and which shared texts are struck out, by number.
#[derive(Debug, Default)]
struct Marks {
    styles: Vec<bool>,
    texts: Vec<bool>,
}

impl Struck {
    /// Those of a workbook in an archive of XML; other workbooks do not say. Sheets are looked
    /// through only if anything in the workbook is struck out.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
            return Self::default();
        };
        let marks = Marks {
            styles: part(&mut archive, "xl/styles.xml").map_or_else(Vec::new, |text| styles(&text)),
            texts: part(&mut archive, "xl/sharedStrings.xml")
                .map_or_else(Vec::new, |text| texts(&text)),
        };
        if !marks.styles.contains(&true) && !marks.texts.contains(&true) {
            return Self::default();
        }
        let mut found = FxHashMap::default();
        for (name, path) in sheets(&mut archive) {
            if let Some(text) = part(&mut archive, &path) {
                found.insert(name, cells(&text, &marks));
            }
        }
        Self(found)
    }

    /// Whether a cell is one of them.
    pub(super) fn has(&self, sheet: &str, at: Place) -> bool {
        self.0.get(sheet).is_some_and(|cells| cells.contains(&at))
    }
}

/// A file of the archive.
fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// Every part of a document up to its end, or to where it is damaged.
fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut xml = Xml::new(text);
    std::iter::from_fn(move || match xml.next() {
        Ok(Token::End) | Err(_) => None,
        Ok(token) => Some(token),
    })
}

/// A name without the prefix of its space.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Whether a tag strikes out: `<strike/>`, but not `<strike val="0"/>`.
fn strikes(tag: &Tag) -> bool {
    local(&tag.name) == "strike" && !matches!(tag.get("val"), "0" | "false")
}

/// Per style of cells: whether its font is struck out.
fn styles(text: &str) -> Vec<bool> {
    if !text.contains("strike") {
        return Vec::new();
    }
    let (mut fonts, mut styles, mut within) = (Vec::new(), Vec::new(), String::new());
    for token in tokens(text) {
        match token {
            Token::Open(tag) if matches!(local(&tag.name), "fonts" | "cellXfs") => {
                within = local(&tag.name).to_owned();
            }
            Token::Close(name) if local(&name) == within => within.clear(),
            Token::Open(tag) if within == "fonts" => match local(&tag.name) {
                "font" => fonts.push(false),
                _ if strikes(&tag) => fonts.last_mut().into_iter().for_each(|font| *font = true),
                _ => {}
            },
            Token::Open(tag) if within == "cellXfs" && local(&tag.name) == "xf" => {
                let font = tag.get("fontId").parse().ok().and_then(|at: usize| fonts.get(at));
                styles.push(font.copied().unwrap_or(false));
            }
            _ => {}
        }
    }
    styles
}

/// Per shared text: whether any of it is struck out.
fn texts(text: &str) -> Vec<bool> {
    if !text.contains("strike") {
        return Vec::new();
    }
    let mut texts = Vec::new();
    for token in tokens(text) {
        let Token::Open(tag) = token else { continue };
        if local(&tag.name) == "si" {
            texts.push(false);
        } else if strikes(&tag) {
            texts.last_mut().into_iter().for_each(|text| *text = true);
        }
    }
    texts
}

/// The sheets by name, with their files.
fn sheets(archive: &mut Archive<'_>) -> Vec<(String, String)> {
    let links = part(archive, "xl/_rels/workbook.xml.rels").unwrap_or_default();
    let links: FxHashMap<String, String> = opened(&links, "Relationship")
        .map(|tag| (tag.get("Id").to_owned(), tag.get("Target").to_owned()))
        .collect();
    let book = part(archive, "xl/workbook.xml").unwrap_or_default();
    let file = |tag: Tag| {
        let target = links.get(tag.get("r:id"))?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        Some((tag.get("name").to_owned(), path))
    };
    opened(&book, "sheet").filter_map(file).collect()
}

fn opened(text: &str, wanted: &'static str) -> impl Iterator<Item = Tag> {
    tokens(text).filter_map(move |token| match token {
        Token::Open(tag) if local(&tag.name) == wanted => Some(tag),
        _ => None,
    })
}

/// The cells of a sheet that are struck out.
fn cells(text: &str, marks: &Marks) -> BTreeSet<Place> {
    let mut found = BTreeSet::new();
    let (mut at, mut is_shared, mut in_value) = (None, false, false);
    for token in tokens(text) {
        match token {
            Token::Open(tag) if local(&tag.name) == "c" => {
                at = place(tag.get("r"));
                is_shared = tag.get("t") == "s";
                let style = tag.get("s").parse().ok().and_then(|at: usize| marks.styles.get(at));
                found.extend(at.filter(|_| style == Some(&true)));
            }
            // A text that stands in the cell itself.
            Token::Open(tag) if strikes(&tag) => found.extend(at),
            Token::Open(tag) => in_value = local(&tag.name) == "v",
            Token::Text(number) if in_value && is_shared => {
                let text = number.trim().parse().ok().and_then(|at: usize| marks.texts.get(at));
                found.extend(at.filter(|_| text == Some(&true)));
            }
            Token::Close(name) if local(&name) == "v" => in_value = false,
            _ => {}
        }
    }
    found
}

/// `B2`: row and column, from 0.
fn place(name: &str) -> Option<Place> {
    let (letters, digits) = name.split_at(name.find(|c: char| c.is_ascii_digit())?);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
        column.checked_mul(26)?.checked_add(value)
    });
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column?.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_places() {
        for (name, at) in [
            ("A1", Some((0, 0))),
            ("B2", Some((1, 1))),
            ("AA10", Some((9, 26))),
            ("1", None),
            ("A0", None),
        ] {
            assert_eq!(place(name), at, "{name}");
        }
    }

    #[test]
    fn a_line_through_a_cell_is_that_of_its_style_or_of_its_text() {
        let marks = Marks {
            styles: styles(
                "<styleSheet><fonts><font/><font><strike/></font><font><strike val=\"0\"/></font></fonts><cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/><xf fontId=\"2\"/></cellXfs></styleSheet>",
            ),
            texts: texts(
                "<sst><si><t>a</t></si><si><r><t>b</t></r><r><rPr><strike/></rPr><t>c</t></r></si></sst>",
            ),
        };
        assert_eq!(marks.styles, [false, true, false]);
        assert_eq!(marks.texts, [false, true]);
        let sheet = "<worksheet><sheetData><row><c r=\"A1\" s=\"1\"><v>1</v></c><c r=\"B1\" s=\"2\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>0</v></c><c r=\"D1\"><v>1</v></c></row></sheetData></worksheet>";
        assert_eq!(cells(sheet, &marks), BTreeSet::from([(0, 0), (0, 1)]));
    }
}

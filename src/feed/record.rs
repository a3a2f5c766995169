//! Rows of a table by the names of their columns.

/// A name without case, blanks and marks: `Date Posted` and `DatePosted` are one.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// An id as advisories have them, and so a name for a file in a folder; `None` for what could lead
/// elsewhere.
pub(super) fn id(text: &str) -> Option<&str> {
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    (plain && !is_device(text)).then_some(text)
}

/// A vulnerability as advisories write it: feeds have `cve-2017-0144` and blanks around it too.
pub(super) fn cve(text: &str) -> String {
    text.trim().to_ascii_uppercase()
}

/// Whether a file of that name, whatever its ending, is a device on Windows.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// One row.
pub(super) struct Record<'a> {
    pub(super) header: &'a [String],
    pub(super) cells: Vec<String>,
}

impl Record<'_> {
    /// The cell of a column; empty where the row or the table does not have it.
    pub(super) fn get(&self, column: &str) -> &str {
        let index = self.header.iter().position(|name| name == column);
        index.and_then(|index| self.cells.get(index)).map_or("", |cell| cell.trim())
    }

    /// The last cell of a column that a table has twice.
    pub(super) fn last(&self, column: &str) -> &str {
        let index = self.header.iter().rposition(|name| name == column);
        index.and_then(|index| self.cells.get(index)).map_or("", |cell| cell.trim())
    }
}

/// A day as feeds write it: `20170314`, `2017-03-14`, `3/14/2017`, or with a time behind it.
pub(super) fn day(text: &str) -> Option<jiff::civil::Date> {
    let text = text.trim();
    let digits = |part: &str| part.parse::<i16>().ok();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return jiff::civil::Date::new(
            digits(&text[..4])?,
            digits(&text[4..6])? as i8,
            digits(&text[6..])? as i8,
        )
        .ok();
    }
    if let [month, day, year] = text.split(['/', ' ']).take(3).collect::<Vec<_>>()[..]
        && text.contains('/')
    {
        return jiff::civil::Date::new(digits(year)?, digits(month)? as i8, digits(day)? as i8)
            .ok();
    }
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn an_id_names_a_file_in_the_folder_on_every_system() {
        let bad = ["../x", "a/b", "", ".hidden", "NUL", "con.2024-1", "Com1", "lpt9.x", "a b"];
        assert!(bad.iter().all(|text| id(text).is_none()), "{bad:?}");
        let good = ["MS04-007", "CVE-2024-1", "console-1", "com10", "nullity"];
        assert!(good.iter().all(|text| id(text).is_some()), "{good:?}");
    }
}

//! Pictures of the report: drawn as SVG, each with the table of what it shows.
//!
//! A picture is never empty: where there is nothing to draw it is a sentence that says why. Its elements carry classes
//! and no colours; [`STYLE`] says what the classes look like and [`THEME`] which colours there are.

pub(crate) mod svg;

/// The rules for the classes of pictures; they need the colours of [`THEME`] and fall back on the light ones.
pub(crate) const STYLE: &str = concat!(include_str!("picture/style.css"), include_str!("map/style.css"));
/// The colours of pages and pictures: light, dark, and light again in print.
pub(crate) const THEME: &str = include_str!("picture/theme.css");

/// A picture with what a reader needs who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// What it is called in the page: `curve`, `segments`.
    pub(crate) id: &'static str,
    /// What it shows, as a finding.
    pub(crate) title: String,
    /// How to read it, and what is in it.
    pub(crate) description: String,
    /// The drawing, or why there is none.
    pub(crate) body: Body,
}

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A drawing and its data.
    Drawn {
        /// One `svg` element, fit for a page of HTML and, with [`svg::lone`], for a file of its own.
        svg: String,
        /// The same in numbers.
        table: Table,
    },
    /// There is nothing to draw.
    Nothing {
        /// A whole sentence.
        why: String,
    },
}

/// What a picture shows, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the rows are.
    pub(crate) caption: String,
    /// The titles of the columns.
    pub(crate) head: Vec<String>,
    /// As many cells in each row as there are titles; texts from files are as they were written.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Picture {
    /// A picture of a drawing.
    pub(crate) fn drawn(title: String, description: String, drawing: svg::Drawing, table: Table) -> Self {
        let id = drawing.id();
        let svg = drawing.write(&title, &description);
        Self { id, title, description, body: Body::Drawn { svg, table } }
    }

    /// What stands where there is nothing to draw.
    pub(crate) fn nothing(id: &'static str, title: &str, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { id, title: title.to_owned(), description: why.clone(), body: Body::Nothing { why } }
    }
}

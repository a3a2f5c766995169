//! The pictures of the page, in the order in which it shows them.

use serde::Serialize;

use super::super::picture::{Body, Picture};
use super::Page;

/// A picture as templates are given it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Drawn {
    id: &'static str,
    title: String,
    description: String,
    /// One `svg` element; null where there is nothing to draw.
    svg: Option<String>,
    /// Why there is nothing to draw.
    nothing: Option<String>,
    caption: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl From<Picture> for Drawn {
    fn from(picture: Picture) -> Self {
        let Picture { id, title, description, body } = picture;
        let (svg, nothing, table) = match body {
            Body::Drawn { svg, table } => (Some(svg), None, table),
            Body::Nothing { why } => (None, Some(why), Default::default()),
        };
        Self { id, title, description, svg, nothing, caption: table.caption, head: table.head, rows: table.rows }
    }
}

pub(super) fn pictures(_page: &Page<'_>) -> Vec<Drawn> {
    Vec::new()
}

//! The curve whole: its field, and the names of its largest steps.

use super::super::svg::{self, Drawing};
use super::field::{Field, SIZE};
use super::given::ID;
use super::label;

/// All of it.
pub(super) fn drawing(field: &Field<'_>) -> Drawing {
    let mut drawing = Drawing::new(ID, SIZE);
    drawing.extend(field.beyond());
    drawing.extend(field.levels());
    drawing.extend(field.times());
    drawing.add(svg::path("area", &field.area()));
    drawing.extend(field.floor());
    drawing.add(svg::path("curve", &field.stairs()));
    drawing.add(field.alternative());
    drawing.extend(field.capacity());
    drawing.extend(field.offers());
    drawing.extend(label::labels(field, field.x.at(field.curve.capacity as f64)));
    drawing
}

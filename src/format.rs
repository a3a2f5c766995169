//! JSON Schemas of the file formats, for editors and validators.
//!
//! The readers of inventories and advisories work on trees, so that one run reports every mistake with its place; the
//! types here say the same to machines: which keys there are, and what may stand in them. Tests hold both against each
//! other: every key that a reader knows is a key here and the other way round, and every example fits.
//! What a schema cannot say (that a segment exists, that a flow has an arrow) is for `check`.

mod input;
mod rank;
mod report;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// A format that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `inventory.yaml`.
    Inventory,
    /// `advisories/<ID>.yaml`.
    Advisory,
    /// `advisories/products.yaml`.
    Products,
    /// `patchfirst/rank/1`.
    Rank,
    /// `patchfirst/report/1`.
    Report,
    /// `patchfirst/check/1`.
    Check,
    /// `patchfirst/plan/1`.
    Plan,
    /// `patchfirst/diff/1`.
    Diff,
    /// `patchfirst/what-if/1`.
    WhatIf,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] =
        [Self::Inventory, Self::Advisory, Self::Products, Self::Rank, Self::Plan, Self::WhatIf, Self::Diff, Self::Report, Self::Check];

    /// The name on the command line and of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::Advisory => "advisory",
            Self::Products => "products",
            Self::Rank => "rank",
            Self::Report => "report",
            Self::Check => "check",
            Self::Plan => "plan",
            Self::Diff => "diff",
            Self::WhatIf => "what-if",
        }
    }
}

/// The schema of a format, as JSON with a line break at the end.
pub fn of(format: Format) -> String {
    let mut schema = match format {
        Format::Inventory => generate::<input::inventory::Inventory>(),
        Format::Advisory => generate::<input::advisory::Advisory>(),
        Format::Products => generate::<input::product::Products>(),
        Format::Rank => generate::<rank::Rank>(),
        Format::Report => generate::<report::Report>(),
        Format::Check => generate::<crate::report::findings::json::Document<'_>>(),
        Format::Plan => generate::<crate::report::plan::Document<'_>>(),
        Format::Diff => generate::<crate::report::diff::Document<'_>>(),
        Format::WhatIf => generate::<crate::report::what_if::Document<'_>>(),
    };
    let name = format.as_str();
    schema.insert("title".to_owned(), format!("patchfirst {name}").into());
    schema.insert("$id".to_owned(), format!("urn:patchfirst:schema:{name}:1").into());
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}

/// Draft 7, which editors support best.
fn generate<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_widths));
    settings.into_generator().into_root_schema_for::<T>()
}

/// How wide a number is in this program is nobody's business: strict validators refuse formats that they do not know.
fn without_widths(schema: &mut Schema) {
    let is_width = |format: &str| format.starts_with("uint") || format.starts_with("int") || matches!(format, "double" | "float");
    if schema.get("format").and_then(Value::as_str).is_some_and(is_width) {
        schema.remove("format");
    }
}

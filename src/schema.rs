//! JSON Schemas of the file formats, for editors and validators.
//!
//! The readers of inventories and advisories work on trees, so that one run reports every mistake
//! with its place; the types here say the same to machines: which keys there are, and what may
//! stand in them. Tests hold both against each other: every key that a reader knows is a key here
//! and the other way round, and every example fits. What a schema cannot say (that a segment
//! exists, that a flow has an arrow) is for `check`.

mod input;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};

/// A format that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `inventory.yaml`.
    Inventory,
    /// `advisories/<ID>.yaml`.
    Advisory,
    /// `advisories/<ID>.overlay.yaml`.
    Overlay,
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
    /// `patchfirst/sensitivity/1`.
    Sensitivity,
    /// `patchfirst/import/1`.
    Import,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Inventory,
        Self::Advisory,
        Self::Overlay,
        Self::Products,
        Self::Rank,
        Self::Plan,
        Self::WhatIf,
        Self::Sensitivity,
        Self::Diff,
        Self::Report,
        Self::Check,
        Self::Import,
    ];

    /// The name on the command line and of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::Advisory => "advisory",
            Self::Overlay => "overlay",
            Self::Products => "products",
            Self::Rank => "rank",
            Self::Report => "report",
            Self::Check => "check",
            Self::Plan => "plan",
            Self::Diff => "diff",
            Self::WhatIf => "what-if",
            Self::Sensitivity => "sensitivity",
            Self::Import => "import",
        }
    }

    /// What editors show above the schema.
    fn title(self) -> &'static str {
        match self {
            Self::Inventory => "Inventory of hosts, segments and flows",
            Self::Advisory => "Advisory: affected products, fixes and timeline",
            Self::Overlay => "Overlay: what is added to an advisory",
            Self::Products => "Catalogue of products",
            Self::Rank => "Ranking (patchfirst/rank/1)",
            Self::Report => "Report for management (patchfirst/report/1)",
            Self::Check => "Findings of a check (patchfirst/check/1)",
            Self::Plan => "Plan of actions (patchfirst/plan/1)",
            Self::Diff => "Difference of two rankings (patchfirst/diff/1)",
            Self::Sensitivity => "What the answer hangs on (patchfirst/sensitivity/1)",
            Self::Import => "Summary of an import (patchfirst/import/1)",
            Self::WhatIf => "Ranking before and after assumptions (patchfirst/what-if/1)",
        }
    }
}

/// The schema of a format, as JSON with a line break at the end.
pub fn of(format: Format) -> String {
    let mut schema = match format {
        Format::Inventory => generate::<input::inventory::Inventory>(),
        Format::Advisory => generate::<input::advisory::Advisory>(),
        Format::Overlay => generate::<input::advisory::Overlay>(),
        Format::Products => generate::<input::product::Products>(),
        Format::Rank => generate::<crate::format::rank::Rank<'_>>(),
        Format::Report => {
            generate::<crate::format::report::Report<crate::report::management::Values>>()
        }
        Format::Check => generate::<crate::format::check::Check<'_>>(),
        Format::Plan => generate::<crate::format::plan::Plan<'_>>(),
        Format::Diff => generate::<crate::format::diff::Diff<'_>>(),
        Format::WhatIf => generate::<crate::format::what_if::WhatIf<'_>>(),
        Format::Sensitivity => generate::<crate::format::sensitivity::Sensitivity>(),
        Format::Import => generate::<crate::format::import::Import<'_>>(),
    };
    schema.insert("$id".to_owned(), format!("urn:patchfirst:schema:{}:1", format.as_str()).into());
    schema.insert("title".to_owned(), format.title().into());
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}

/// Draft 7, which editors support best.
fn generate<T: JsonSchema>() -> Schema {
    let settings =
        SchemaSettings::draft07().with_transform(RecursiveTransform(drop_number_formats));
    settings.into_generator().into_root_schema_for::<T>()
}

/// `uint32`, `double` and their like are no formats of JSON Schema: strict validators refuse a
/// schema that names them.
fn drop_number_formats(schema: &mut Schema) {
    let is_number = |kind: &str| {
        kind.starts_with("uint") || kind.starts_with("int") || matches!(kind, "double" | "float")
    };
    if schema.get("format").and_then(|format| format.as_str()).is_some_and(is_number) {
        schema.remove("format");
    }
}

//! The schema of reports, `patchfirst/report/1`.

#![allow(dead_code, reason = "the type is never made; its schema is")]

use schemars::JsonSchema;

use crate::report::management::Values;

/// Everything a report shows, and the ranking whole. Keys may be added, never renamed. Templates
/// are given the same but for `ranking`, and beside it `pictures`, `theme`, `style`, `script` and
/// `script_hash`.
#[derive(JsonSchema)]
pub(super) struct Report {
    #[serde(flatten)]
    values: Values,
    /// The ranking, as format `patchfirst/rank/1`.
    ranking: crate::format::rank::Rank<'static>,
}

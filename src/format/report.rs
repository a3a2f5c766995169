//! Reports for management, `patchfirst/report/1`.
//!
//! What a report shows is described by the modules of `report` that fill it; whoever reads a report
//! for its ranking ignores it. The ranking is a [`Rank`], whose lists a writer may make entry by
//! entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rank::Rank;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/report/1";

/// Everything a report shows, and the ranking whole. Keys may be added, never renamed. Templates
/// are given the same but for `ranking`, and beside it `pictures`, `theme`, `style`, `script` and
/// `script_hash`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report<Values, Ranking = Rank<'static>> {
    /// What the report shows.
    #[serde(flatten)]
    pub values: Values,
    /// The ranking, as format `patchfirst/rank/1`.
    pub ranking: Ranking,
}

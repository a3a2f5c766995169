//! The advisories themselves: all of them in a list, or one of them to read.

mod bulletin;

use super::layout::{self, Column, plain};
use crate::advisory::{Advisories, Advisory, ProductId, Stage};
use crate::report::words::{knowledge, number, prose};
use crate::source::sanitize;

pub use bulletin::show;

const MOST_CHARS: usize = 120;

/// All advisories, one line each, with the farthest stage that is on record. Ends with a line break.
pub fn list(advisories: &Advisories, width: u16) -> String {
    let columns = [
        Column::word("advisory"),
        Column::word("published"),
        Column::word("exploitation"),
        Column::text("products", 10),
        Column::text("title", 10),
    ];
    let line = |advisory: &Advisory| {
        let stage = knowledge::stage(advisory, jiff::civil::Date::MAX);
        vec![
            plain(text(&advisory.id)),
            plain(advisory.published.to_string()),
            plain(if stage == Stage::None { "none known" } else { stage.as_str() }),
            plain(products(advisories, &affected(advisory))),
            plain(text(&advisory.title)),
        ]
    };
    let lines: Vec<_> = advisories.advisories.values().map(line).collect();
    if lines.is_empty() {
        return "There are no advisories.\n".to_owned();
    }
    let total = number::counted(lines.len() as u64, "advisory", "advisories");
    let hint = format!("{total}. Read one with `patchfirst advisories {}`.", example(advisories));
    format!("{}\n{}", layout::table(&columns, lines, width, false), prose::paragraph(&hint, width.max(layout::NARROWEST)))
}

fn example(advisories: &Advisories) -> String {
    advisories.advisories.values().next_back().map_or_else(String::new, |advisory| text(&advisory.id))
}

/// The products an advisory names, in catalogue order.
fn affected(advisory: &Advisory) -> Vec<ProductId> {
    let mut products: Vec<ProductId> = advisory.affected.iter().flat_map(|row| row.products.iter().copied()).collect();
    products.sort_unstable();
    products.dedup();
    products
}

/// The names of products; `all products` if there is none, as in timelines.
fn products(advisories: &Advisories, ids: &[ProductId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| text(&advisories.product_of(*id).name)).collect();
    if names.is_empty() { "all products".to_owned() } else { names.join(", ") }
}

/// Text from a file, fit for a cell.
fn text(text: &str) -> String {
    sanitize::clipped(text, MOST_CHARS).into_owned()
}

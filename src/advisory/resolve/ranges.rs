//! Checks on the ranges of an advisory as a whole: no two rows speak of one version, and each row
//! speaks of some.

use crate::advisory::{Advisories, Advisory, Affected, Product};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reports every row that covers a product version and architecture which an earlier row covers.
pub(super) fn report_overlaps(
    advisory: &Advisory,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) {
    for (index, row) in advisory.affected.iter().enumerate() {
        let clash = advisory.affected[..index]
            .iter()
            .find_map(|earlier| Some((earlier, shared(earlier, row, known)?)));
        if let Some((earlier, version)) = clash {
            let overlap = Diagnostic::new(
                Code::OverlappingRanges,
                format!("two rows of {} cover {version}", advisory.id),
            );
            let overlap = overlap.at(row.place, "again here").at(earlier.place, "first here");
            diagnostics
                .push(overlap.help("narrow `versions`, `arch` or `products` of one of the two"));
        }
    }
}

/// A product version that both rows cover, in words.
fn shared(a: &Affected, b: &Affected, known: &Advisories) -> Option<String> {
    let arch_clash =
        a.arch.is_empty() || b.arch.is_empty() || a.arch.iter().any(|arch| b.arch.contains(arch));
    let products = a.products.iter().filter(|id| arch_clash && b.products.contains(id));
    let both = |product: &Product| {
        let versions = product
            .distinguishable([&a.versions, &b.versions])
            .into_iter()
            .map(|sp| product.version(sp));
        versions.into_iter().find(|v| a.versions.matches(v) && b.versions.matches(v))
    };
    products
        .map(|id| known.product_of(*id))
        .find_map(|p| both(p).map(|version| format!("`{}` {version}", p.id)))
}

/// Reports products of rows that have no version in the row's range: a slip that would make their
/// hosts look clean.
pub(super) fn report_empty(advisory: &Advisory, known: &Advisories, diagnostics: &mut Diagnostics) {
    for row in &advisory.affected {
        for product in row.products.iter().map(|id| known.product_of(*id)) {
            let versions = product.distinguishable([&row.versions]);
            if !versions.iter().any(|sp| row.versions.matches(&product.version(*sp))) {
                let empty =
                    format!("no version of `{}` is in the range `{}`", product.id, row.versions);
                let known = versions
                    .iter()
                    .map(|sp| product.version(*sp).to_string())
                    .collect::<Vec<_>>()
                    .join(", ");
                diagnostics.push(
                    Diagnostic::new(Code::EmptyRange, empty)
                        .at(row.place, "")
                        .help(format!("its versions are {known}")),
                );
            }
        }
    }
}

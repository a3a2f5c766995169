//! Patches that supersede each other in a circle, on some product version.
//!
//! A statement is in a circle if its two patches lie in one strongly connected component of the
//! statements that hold for one product version. Components are found once over all statements:
//! what is in no component there is in none anywhere, so that chains, which is what feeds hold,
//! cost one pass. Only the statements of circles are looked at version by version.

use indexmap::IndexSet;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use semver::{Version, VersionReq};

use crate::advisory::{Advisories, Product, ProductId, Replacement, Target};
use crate::term::patch::PatchId;
use crate::term::platform::Arch;

/// The statements that are in a circle, by their index among all.
///
/// Linear in the statements where there is no circle; else linear in those of circles, for each
/// version that they tell apart.
pub(super) fn in_circles(advisories: &Advisories) -> FxHashSet<usize> {
    let all = advisories.supersedence.replacements();
    let suspects = within_components(all, (0..all.len()).collect());
    let mut found = FxHashSet::default();
    for (product, version, arch) in platforms(advisories, all, &suspects) {
        let target = Target { product, version: &version, arch };
        let here = suspects.iter().copied().filter(|index| all[*index].is_for(target)).collect();
        found.extend(within_components(all, here));
    }
    found
}

/// Those of some statements whose patches lie in one strongly connected component of them.
fn within_components(all: &[Replacement], some: Vec<usize>) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let mut nodes: FxHashMap<&PatchId, NodeIndex> = FxHashMap::default();
    for index in &some {
        let Replacement { patch, replaces, .. } = &all[*index];
        let [later, earlier] = [patch, replaces]
            .map(|patch| *nodes.entry(patch).or_insert_with(|| graph.add_node(())));
        graph.add_edge(later, earlier, ());
    }
    let mut component = vec![0_usize; graph.node_count()];
    for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        members.into_iter().for_each(|node| component[node.index()] = number);
    }
    let of = |patch: &PatchId| component[nodes[patch].index()];
    some.into_iter().filter(|index| of(&all[*index].patch) == of(&all[*index].replaces)).collect()
}

/// Every version and architecture that some statements may tell apart. Products that none of them
/// names are alike, and one of them stands for all.
fn platforms(
    advisories: &Advisories,
    all: &[Replacement],
    some: &[usize],
) -> Vec<(ProductId, Version, Arch)> {
    let statements = || some.iter().map(|index| &all[*index]);
    let ranges: IndexSet<&VersionReq> = statements().map(|statement| &statement.versions).collect();
    let mut products: IndexSet<ProductId> =
        statements().flat_map(|statement| statement.products.iter().copied()).collect();
    let narrowed = statements()
        .any(|statement| statement.products.is_empty() && statement.versions != VersionReq::STAR);
    let open = statements().any(|statement| statement.products.is_empty());
    let others =
        (0..advisories.products.len()).filter_map(|index| u16::try_from(index).ok()).map(ProductId);
    products.extend(others.take(match (open, narrowed) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => usize::MAX,
    }));
    let of_product = |id: ProductId| {
        let product = advisories.product_of(id);
        let versions = product
            .distinguishable(ranges.iter().copied())
            .into_iter()
            .map(|sp| product.version(sp));
        versions
            .flat_map(move |version| {
                architectures(product).into_iter().map(move |arch| (id, version.clone(), arch))
            })
            .collect::<Vec<_>>()
    };
    products.into_iter().flat_map(of_product).collect()
}

fn architectures(product: &Product) -> Vec<Arch> {
    if product.architectures.is_empty() {
        vec![Arch::default()]
    } else {
        product.architectures.clone()
    }
}

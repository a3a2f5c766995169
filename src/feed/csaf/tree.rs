//! The products of a document, and what is said about which of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The names of products and the groups of them, by their ids.
pub(super) struct Tree {
    names: BTreeMap<String, String>,
    groups: BTreeMap<String, Vec<String>>,
}

impl Tree {
    pub(super) fn of(value: &Value) -> Self {
        let groups = list(&value["product_tree"]["product_groups"])
            .filter_map(|group| {
                Some((group["group_id"].as_str()?.to_owned(), texts(&group["product_ids"])))
            })
            .collect();
        Self { names: names(value), groups }
    }

    /// The name of a product; empty where the tree does not have it.
    pub(super) fn name(&self, id: &str) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }

    /// The products that a remedy or a threat is about, by themselves or in groups.
    pub(super) fn about(&self, node: &Value) -> BTreeSet<String> {
        let groups = texts(&node["group_ids"]);
        let grouped = groups.iter().filter_map(|group| self.groups.get(group)).flatten().cloned();
        texts(&node["product_ids"]).into_iter().chain(grouped).collect()
    }
}

/// Every product of the tree by its id, whatever the depth.
fn names(value: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![&value["product_tree"]];
    while let Some(node) = open.pop() {
        let own = list(&node["relationships"]).map(|relation| &relation["full_product_name"]);
        for product in
            std::iter::once(&node["product"]).chain(list(&node["full_product_names"])).chain(own)
        {
            if let (Some(id), Some(name)) =
                (product["product_id"].as_str(), product["name"].as_str())
            {
                found.insert(id.to_owned(), name.to_owned());
            }
        }
        open.extend(list(&node["branches"]));
    }
    found
}

/// The items of a list; none if it is no list.
pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The texts of a list.
pub(super) fn texts(value: &Value) -> Vec<String> {
    list(value).filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

//! CSAF 2.0: a vendor's advisory as JSON, with a tree of products and a remedy for each.

use std::collections::BTreeMap;

use serde_json::Value;

use super::product::{Names, Platform};
use super::{Draft, Drafts, Known, record, wesng};
use crate::advisory::Stage;

const NAME: &str = "CSAF";

pub(super) fn read(value: &Value, known: Known<'_>, drafts: &mut Drafts) -> &'static str {
    let document = &value["document"];
    let named = name_of(document["tracking"]["id"].as_str().unwrap_or_default());
    let id = record::id(&named).unwrap_or_default().to_owned();
    let names = products(value);
    let catalogue = Names::new(known.advisories);
    let mut draft = Draft {
        title: document["title"].as_str().unwrap_or_default().to_owned(),
        ..Draft::default()
    };
    draft.published = document["tracking"]["initial_release_date"].as_str().and_then(record::day);
    draft.sources.insert(format!(
        "{NAME} {} of {}",
        document["tracking"]["id"].as_str().unwrap_or_default(),
        document["publisher"]["name"].as_str().unwrap_or("an unnamed publisher")
    ));
    for vulnerability in value["vulnerabilities"].as_array().into_iter().flatten() {
        one(vulnerability, &names, &catalogue, &mut draft, drafts);
    }
    let words = notes(value);
    if let Some((ports, from)) = known.components.find(&format!("{} {words}", draft.title)) {
        (draft.ports, draft.ports_from) = (ports, Some(from));
    }
    match () {
        () if id.is_empty() => {
            drafts.leave_out("CSAF documents without an id that can name an advisory")
        }
        () if known.advisories.advisories.contains_key(&id) => {
            draft.fixes.clear();
            drafts.additions.insert(id, draft);
        }
        () if draft.fixes.is_empty() => {
            drafts.leave_out("CSAF documents that name no product of the catalogue with a patch")
        }
        () => _ = drafts.new.insert(id, draft),
    }
    NAME
}

/// An id that can name a file.
fn name_of(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' })
        .take(100)
        .collect()
}

/// Every product of the tree by its id, whatever the depth.
fn products(value: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![&value["product_tree"]];
    while let Some(node) = open.pop() {
        for product in std::iter::once(&node["product"])
            .chain(node["full_product_names"].as_array().into_iter().flatten())
        {
            if let (Some(id), Some(name)) =
                (product["product_id"].as_str(), product["name"].as_str())
            {
                found.insert(id.to_owned(), name.to_owned());
            }
        }
        open.extend(node["branches"].as_array().into_iter().flatten());
        open.extend(
            node["relationships"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|relation| &relation["full_product_name"])
                .filter(|name| !name.is_null()),
        );
    }
    found
}

fn one(
    vulnerability: &Value,
    names: &BTreeMap<String, String>,
    catalogue: &Names<'_>,
    draft: &mut Draft,
    drafts: &mut Drafts,
) {
    draft.cves.extend(vulnerability["cve"].as_str().map(str::to_owned));
    let affected = texts(&vulnerability["product_status"]["known_affected"]);
    for remedy in vulnerability["remediations"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|remedy| remedy["category"] == "vendor_fix")
    {
        let Some(patch) = patch(remedy) else {
            drafts.leave_out("CSAF remedies that name no patch");
            continue;
        };
        for id in texts(&remedy["product_ids"])
            .into_iter()
            .filter(|id| affected.is_empty() || affected.contains(id))
        {
            let name = names.get(&id).map_or("", String::as_str);
            match catalogue.find(name) {
                Some(platform) => add(draft, platform, &patch),
                None => drafts.leave_out("CSAF products that are not in the catalogue"),
            }
        }
    }
    for threat in vulnerability["threats"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|threat| threat["category"] == "exploit_status")
    {
        let details = threat["details"].as_str().unwrap_or_default().to_lowercase();
        let day = threat["date"].as_str().and_then(record::day).or(draft.published);
        if details.contains("exploited:yes") || details.contains("active") {
            draft.seen.extend(day.map(|day| (day, Stage::Exploit, NAME.to_owned())));
        }
    }
}

fn add(draft: &mut Draft, platform: Platform, patch: &str) {
    draft.fixes.entry(platform).or_default().insert(patch.to_owned());
}

/// The patch that a remedy names, in its words or its address.
fn patch(remedy: &Value) -> Option<String> {
    let words =
        [&remedy["details"], &remedy["url"]].map(|value| value.as_str().unwrap_or_default());
    let tokens = words.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let number = tokens.filter(|token| token.len() >= 6).find_map(wesng::number);
    number.map(|number| format!("KB{number}"))
}

fn notes(value: &Value) -> String {
    let of = |node: &Value| {
        node["notes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|note| note["text"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let own = value["vulnerabilities"].as_array().into_iter().flatten().flat_map(of);
    of(&value["document"]).into_iter().chain(own).collect::<Vec<_>>().join(" ")
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

//! CSAF 2.0: a vendor's advisory as JSON, with a tree of products and a remedy for each.

mod exploitation;
mod impact;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::product::{Names, Platform};
use super::{Draft, Drafts, Known, record, wesng};
use crate::advisory::Stage;
use tree::{Tree, list, texts};

const NAME: &str = "CSAF";
/// Of what a vendor says about exploitation, so much is kept as a note.
const MAX_CHARS: usize = 200;
/// Products that are affected, or of which the vendor does not know yet.
const AFFECTED: [&str; 4] =
    ["known_affected", "first_affected", "last_affected", "under_investigation"];

/// What stays the same for all vulnerabilities of a document.
struct Document<'a> {
    /// Its id, as one that can name an advisory.
    id: String,
    title: &'a str,
    published: Option<Date>,
    source: String,
    tree: Tree,
    catalogue: Names<'a>,
    known: Known<'a>,
}

pub(super) fn read(value: &Value, known: Known<'_>, drafts: &mut Drafts) -> &'static str {
    let document = &value["document"];
    let tracking = &document["tracking"];
    let named = name_of(tracking["id"].as_str().unwrap_or_default());
    let Some(id) = record::id(&named) else {
        drafts.leave_out("CSAF documents without an id that can name an advisory");
        return NAME;
    };
    let document = Document {
        id: id.to_owned(),
        title: document["title"].as_str().unwrap_or_default(),
        published: ["initial_release_date", "current_release_date"]
            .iter()
            .find_map(|key| tracking[*key].as_str().and_then(record::day)),
        source: format!(
            "{NAME} {} of {}",
            tracking["id"].as_str().unwrap_or_default(),
            document["publisher"]["name"].as_str().unwrap_or("an unnamed publisher")
        ),
        tree: Tree::of(value),
        catalogue: Names::new(known.advisories),
        known,
    };
    let new = list(&value["vulnerabilities"])
        .filter_map(|vulnerability| document.vulnerability(vulnerability, drafts))
        .collect();
    document.add(merged(new), &words(value), drafts);
    NAME
}

impl Document<'_> {
    /// What is new about a vulnerability. What a known advisory covers adds to that one, and is
    /// counted.
    fn vulnerability(&self, vulnerability: &Value, drafts: &mut Drafts) -> Option<Draft> {
        let cve = record::cve(vulnerability["cve"].as_str().unwrap_or_default());
        let mut draft = Draft {
            title: self.title.to_owned(),
            published: self.published,
            sources: BTreeSet::from([self.source.clone()]),
            ..Draft::default()
        };
        draft.cves.extend((!cve.is_empty()).then(|| cve.clone()));
        self.exploitation(vulnerability, &mut draft);
        let covered = self.covered(&cve, drafts);
        if !covered.is_empty() {
            drafts.leave_out("CSAF vulnerabilities that a known advisory covers");
            covered.into_iter().for_each(|id| addition(drafts, id, &draft));
            return None;
        }
        self.products(vulnerability, &mut draft, drafts);
        if draft.fixes.is_empty() {
            drafts.leave_out("CSAF vulnerabilities without a product that can be used");
            return None;
        }
        Some(draft)
    }

    /// The advisories that cover a vulnerability, and that of this document where it is known.
    fn covered(&self, cve: &str, drafts: &Drafts) -> BTreeSet<String> {
        let known = self.known.about(cve).map(|advisory| advisory.id.clone());
        let own = self.known.advisories.advisories.contains_key(&self.id);
        // Other feeds of the same import cover it as well.
        let beside = drafts
            .new
            .iter()
            .filter(|(id, draft)| **id != self.id && draft.cves.contains(cve))
            .map(|(id, _)| id.clone());
        known.chain(own.then(|| self.id.clone())).chain(beside).collect()
    }

    /// Every affected product with its patches, or with none.
    fn products(&self, vulnerability: &Value, draft: &mut Draft, drafts: &mut Drafts) {
        let fixes = self.fixes(vulnerability, drafts);
        let mut affected: BTreeSet<String> = AFFECTED
            .iter()
            .flat_map(|status| texts(&vulnerability["product_status"][*status]))
            .collect();
        if affected.is_empty() {
            affected.extend(fixes.keys().cloned());
        }
        for id in affected {
            if !impact::is_takeover(vulnerability, self.title, &self.tree, &id) {
                drafts.leave_out("CSAF products on which the impact is not remote code execution");
                continue;
            }
            match self.catalogue.find(self.tree.name(&id)) {
                Some(platform) => add(draft, platform, fixes.get(&id)),
                None => drafts.leave_out("CSAF products that are not in the catalogue"),
            }
        }
    }

    /// The patches of a vulnerability by product.
    fn fixes(
        &self,
        vulnerability: &Value,
        drafts: &mut Drafts,
    ) -> BTreeMap<String, BTreeSet<String>> {
        let mut fixes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for remedy in
            list(&vulnerability["remediations"]).filter(|remedy| remedy["category"] == "vendor_fix")
        {
            let patch = patch(remedy);
            if patch.is_none() {
                drafts.leave_out("CSAF remedies that name no patch");
            }
            let about = self.tree.about(remedy);
            if about.is_empty() {
                drafts.leave_out("CSAF remedies that name no product");
            }
            for id in about {
                fixes.entry(id).or_default().extend(patch.clone());
            }
        }
        fixes
    }

    fn exploitation(&self, vulnerability: &Value, draft: &mut Draft) {
        for threat in
            list(&vulnerability["threats"]).filter(|threat| threat["category"] == "exploit_status")
        {
            let details = threat["details"].as_str().unwrap_or_default();
            let about = draft.cves.first().map_or(String::new(), |cve| format!(": {cve}"));
            draft.notes.insert(format!("{NAME}{about}: exploitation: {}", clipped(details)));
            if exploitation::is_reported(details) {
                let day = threat["date"].as_str().and_then(record::day).or(self.published);
                draft.seen.extend(day.map(|day| (day, Stage::Exploit, format!("{NAME}{about}"))));
            }
        }
    }

    /// One advisory under the id of the document, or several that end in a vulnerability.
    fn add(&self, new: Vec<Draft>, words: &str, drafts: &mut Drafts) {
        if new.is_empty() {
            return drafts.leave_out("CSAF documents from which no advisory was made");
        }
        let alone = new.len() == 1;
        let ports = self.known.components.find(&format!("{} {words}", self.title));
        for mut draft in new {
            if let Some((ports, from)) = ports.clone() {
                (draft.ports, draft.ports_from) = (ports, Some(from));
            }
            let cve = draft.cves.first().filter(|_| !alone);
            let id =
                cve.map_or_else(|| self.id.clone(), |cve| name_of(&format!("{}-{cve}", self.id)));
            if drafts.new.insert(id, draft).is_some() {
                drafts.leave_out("CSAF advisories that a later file has again");
            }
        }
    }
}

/// Adds what is said of the exploitation of a vulnerability to the advisory that covers it.
fn addition(drafts: &mut Drafts, id: String, from: &Draft) {
    if from.seen.is_empty() {
        return;
    }
    let beside = drafts.new.contains_key(&id);
    let all = if beside { &mut drafts.new } else { &mut drafts.additions };
    let draft = all.entry(id).or_default();
    draft.seen.extend(from.seen.iter().cloned());
    draft.sources.extend(from.sources.iter().cloned());
    draft.notes.extend(from.notes.iter().cloned());
}

/// Vulnerabilities that the same patches close on the same products are one advisory. Any one of
/// the patches of a row fixes it, so that others cannot be.
fn merged(all: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in all {
        match merged.iter_mut().find(|other| other.fixes == draft.fixes) {
            Some(other) => {
                other.cves.extend(draft.cves);
                other.seen.extend(draft.seen);
                other.notes.extend(draft.notes);
            }
            None => merged.push(draft),
        }
    }
    merged
}

/// An id that can name a file.
fn name_of(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' })
        .take(100)
        .collect()
}

/// A product with what fixes it; one without a patch is affected all the same. Of several names
/// for one product, one without a patch leaves it without.
fn add(draft: &mut Draft, platform: Platform, patches: Option<&BTreeSet<String>>) {
    let patches = patches.cloned().unwrap_or_default();
    draft
        .fixes
        .entry(platform)
        .and_modify(|known| {
            if patches.is_empty() {
                known.clear();
            } else if !known.is_empty() {
                known.extend(patches.iter().cloned());
            }
        })
        .or_insert(patches);
}

/// The patch that a remedy names, in its words or its address.
fn patch(remedy: &Value) -> Option<String> {
    let words =
        [&remedy["details"], &remedy["url"]].map(|value| value.as_str().unwrap_or_default());
    let tokens = words.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let number = tokens.filter(|token| token.len() >= 6).find_map(wesng::number);
    number.map(|number| format!("KB{number}"))
}

fn clipped(text: &str) -> String {
    crate::source::sanitize::clipped(text, MAX_CHARS).into_owned()
}

/// The words of all notes of a document.
fn words(value: &Value) -> String {
    let of = |node: &Value| {
        list(&node["notes"])
            .filter_map(|note| note["text"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let own = list(&value["vulnerabilities"]).flat_map(of);
    of(&value["document"]).into_iter().chain(own).collect::<Vec<_>>().join(" ")
}

//! CISA's Vulnrichment: CVE records with an SSVC answer, whether a flaw is exploited and whether
//! that can be automated.

use serde_json::Value;

use super::{Drafts, Known, record};
use crate::advisory::Stage;

const NAME: &str = "CISA Vulnrichment";

pub(super) fn read(value: &Value, known: Known<'_>, drafts: &mut Drafts) -> &'static str {
    let cve = record::cve(value["cveMetadata"]["cveId"].as_str().unwrap_or_default());
    let metrics = value["containers"]["adp"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|adp| adp["metrics"].as_array().into_iter().flatten());
    let ssvc: Vec<&Value> = metrics
        .map(|metric| &metric["other"])
        .filter(|other| other["type"] == "ssvc")
        .map(|other| &other["content"])
        .collect();
    if ssvc.is_empty() {
        drafts.leave_out("CVE records without an SSVC answer");
    }
    for content in ssvc {
        add(&cve, content, known, drafts);
    }
    NAME
}

fn add(cve: &str, content: &Value, known: Known<'_>, drafts: &mut Drafts) {
    let day = content["timestamp"].as_str().and_then(record::day);
    let option = |name: &str| {
        content["options"]
            .as_array()
            .into_iter()
            .flatten()
            .find_map(|option| option[name].as_str())
            .unwrap_or_default()
    };
    let stage = match option("Exploitation") {
        "active" => Some(Stage::Exploit),
        "poc" => Some(Stage::ProofOfConcept),
        _ => None,
    };
    let ids: Vec<String> = known.about(cve).map(|advisory| advisory.id.clone()).collect();
    if ids.is_empty() {
        drafts.leave_out("CVE records that no known advisory covers");
    }
    for id in ids {
        let draft = drafts.additions.entry(id).or_default();
        draft
            .seen
            .extend(day.zip(stage).map(|(day, stage)| (day, stage, format!("{NAME}: {cve}"))));
        draft.automatable = draft.automatable.max(Some(option("Automatable") == "yes"));
        draft.notes.insert(format!(
            "{NAME}: {cve}: exploitation {}, automatable {}",
            option("Exploitation"),
            option("Automatable")
        ));
    }
}

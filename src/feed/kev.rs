//! CISA's catalogue of known exploited vulnerabilities, as CSV or JSON: what was attacked, and not
//! later than when.
//!
//! The catalogue began in November 2021 and lists old flaws late, so its day is a bound. It knows
//! no versions, ports or patches: it adds to advisories that are known, and what none of them
//! covers is counted.

use serde_json::Value;

use super::record::{self, Record};
use super::{Drafts, Known};
use crate::advisory::Stage;

const NAME: &str = "CISA KEV";

pub(super) fn table<R: std::io::Read>(
    header: &[String],
    mut reader: csv::Reader<R>,
    known: Known<'_>,
    drafts: &mut Drafts,
) -> &'static str {
    for row in reader.records() {
        let Ok(row) = row else {
            drafts.leave_out("rows that are no CSV");
            continue;
        };
        let record = Record { header, cells: row.iter().map(str::to_owned).collect() };
        add(
            record.get("cveid"),
            record.get("dateadded"),
            record.get("knownransomwarecampaignuse"),
            known,
            drafts,
        );
    }
    NAME
}

pub(super) fn json(value: &Value, known: Known<'_>, drafts: &mut Drafts) -> &'static str {
    for entry in value["vulnerabilities"].as_array().into_iter().flatten() {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        add(text("cveID"), text("dateAdded"), text("knownRansomwareCampaignUse"), known, drafts);
    }
    NAME
}

fn add(cve: &str, added: &str, ransomware: &str, known: Known<'_>, drafts: &mut Drafts) {
    let Some(day) = record::day(added) else { return drafts.leave_out("entries without a day") };
    let mut covered = false;
    let cve = record::cve(cve);
    for advisory in known.about(&cve) {
        let draft = drafts.additions.entry(advisory.id.clone()).or_default();
        draft.seen.insert((day, Stage::Exploit, format!("{NAME}: {cve}")));
        if ransomware.eq_ignore_ascii_case("known") {
            draft.notes.insert(format!("{NAME}: {cve} is used by ransomware"));
        }
        covered = true;
    }
    if !covered {
        drafts.leave_out("entries of KEV that no known advisory covers");
    }
}

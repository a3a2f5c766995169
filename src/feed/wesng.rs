//! The definitions of wesng: one row per vulnerability, product and patch.

use super::product::Names;
use super::record::{self, Record};
use super::{Draft, Drafts, Known};

const NAME: &str = "wesng definitions";

pub(super) fn read<R: std::io::Read>(
    header: &[String],
    mut reader: csv::Reader<R>,
    known: Known<'_>,
    drafts: &mut Drafts,
) -> &'static str {
    let names = Names::new(known.advisories);
    for row in reader.records() {
        let Ok(row) = row else {
            drafts.leave_out("rows that are no CSV");
            continue;
        };
        let record = Record { header, cells: row.iter().map(str::to_owned).collect() };
        let cve = record::cve(record.get("cve"));
        let facts = Facts {
            id: if cve.is_empty() {
                format!("KB{}", record.get("bulletinkb"))
            } else {
                cve.clone()
            },
            title: record.get("title"),
            component: record.get("affectedcomponent"),
            product: record.get("affectedproduct"),
            patch: record.get("bulletinkb"),
            day: record.get("dateposted"),
            impact: record.get("impact"),
            severity: record.get("severity"),
            supersedes: record.get("supersedes"),
            cves: if cve.is_empty() { Vec::new() } else { vec![cve] },
            source: NAME,
        };
        facts.add(&names, known, drafts);
    }
    NAME
}

/// A row of a feed that says which patch closes what on which product.
pub(super) struct Facts<'a> {
    pub(super) id: String,
    pub(super) title: &'a str,
    pub(super) component: &'a str,
    pub(super) product: &'a str,
    pub(super) patch: &'a str,
    pub(super) day: &'a str,
    pub(super) impact: &'a str,
    pub(super) severity: &'a str,
    pub(super) supersedes: &'a str,
    pub(super) cves: Vec<String>,
    pub(super) source: &'static str,
}

impl Facts<'_> {
    /// Adds the row to the drafts; what no worm can use, or no catalogue knows, is counted.
    pub(super) fn add(self, names: &Names<'_>, known: Known<'_>, drafts: &mut Drafts) {
        if !self.impact.to_lowercase().contains("remote code execution") {
            return drafts.leave_out("rows whose impact is not remote code execution");
        }
        let Some(platform) = names.find(self.product) else {
            return drafts.leave_out("rows of products that are not in the catalogue");
        };
        let Some(number) = number(self.patch) else {
            return drafts.leave_out("rows without a patch");
        };
        if record::id(&self.id).is_none() {
            return drafts.leave_out("rows whose id cannot name an advisory");
        }
        // What is covered by hand is not imported a second time under another name.
        let covered = |cve: &String| known.about(cve).any(|advisory| advisory.id != self.id);
        if self.cves.iter().any(covered) || known.advisories.advisories.contains_key(&self.id) {
            return drafts.leave_out("rows of vulnerabilities that a known advisory covers");
        }
        let patch = format!("KB{number}");
        let draft = drafts.new.entry(self.id.clone()).or_default();
        self.describe(draft, known);
        draft.fixes.entry(platform.clone()).or_default().insert(patch.clone());
        for earlier in self.supersedes.split([';', ',', '[', ']']).filter_map(number_of_patch) {
            if earlier != number {
                draft
                    .supersedes
                    .entry((patch.clone(), format!("KB{earlier}")))
                    .or_default()
                    .insert(platform.clone());
            }
        }
    }

    fn describe(&self, draft: &mut Draft, known: Known<'_>) {
        if draft.title.is_empty() {
            draft.title = self.title.to_owned();
        }
        draft.published = draft.published.into_iter().chain(record::day(self.day)).min();
        draft.cves.extend(self.cves.iter().cloned());
        draft.sources.insert(self.source.to_owned());
        if !self.severity.is_empty() {
            draft.notes.insert(format!("rated {} on some products", self.severity.to_lowercase()));
        }
        if draft.ports_from.is_none()
            && let Some((ports, from)) =
                known.components.find(&format!("{} {}", self.title, self.component))
        {
            (draft.ports, draft.ports_from) = (ports, Some(from));
        }
    }
}

/// The number of a patch in any spelling.
pub(super) fn number(text: &str) -> Option<u32> {
    number_of_patch(text)
}

fn number_of_patch(text: &str) -> Option<u32> {
    match text.trim().parse::<crate::term::patch::PatchId>() {
        Ok(crate::term::patch::PatchId::Kb(number)) => Some(number),
        _ => None,
    }
}

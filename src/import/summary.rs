//! What an import understood and what it did not: as text for people, as JSON for scripts.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::{Imported, Placed, place, unknown, write};
use crate::source::sanitize;
use crate::term::count::counted;

/// Lines of each kind that the text shows; JSON has more.
const SHOWN: usize = 10;

/// What is missing before a ranking can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Of how many hosts.
    pub hosts: usize,
    /// What is missing.
    pub what: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Some of them.
    pub examples: Vec<String>,
}

/// The gaps of an import, those of most hosts first.
pub fn gaps(imported: &Imported) -> Vec<Gap> {
    type Lacks = fn(&Placed) -> bool;
    let kinds: [(Lacks, &'static str, &'static str); 8] = [
        (
            |p| p.host.machine.os.is_none(),
            "no operating system",
            "collect systeminfo there, or add a column `os`",
        ),
        (
            |p| p.host.machine.os.is_some() && !p.host.machine.os_known,
            "a product that the catalogue does not know",
            "such hosts are not assessed; write its id, or add it with --advisories",
        ),
        (
            |p| p.host.machine.os_known && p.host.machine.service_pack.is_none(),
            "no service pack",
            "every service pack is considered; collect systeminfo",
        ),
        (
            |p| p.host.patches.installed.is_none(),
            "no list of patches",
            "collect `wmic qfe` or Get-HotFix; until then every patch counts as missing",
        ),
        (
            |p| p.host.patches.installed.is_some() && !p.host.patches.complete,
            "a list of patches that is not complete",
            "collect `wmic qfe list full`; what is not listed is unknown",
        ),
        (
            |p| p.segments.iter().any(|name| name == place::UNASSIGNED),
            "no segment",
            "name networks with --network SEGMENT=CIDR, or rules with --rule",
        ),
        (
            |p| p.host.machine.role.guessed,
            "nothing that says laptop, workstation or server",
            "each is treated as a laptop; add a column `kind` or `chassis`",
        ),
        (
            |p| {
                p.host.whereabouts.last_seen.is_none()
                    && p.host.origins.iter().all(|(_, origin)| origin.date.is_none())
            },
            "no date",
            "say when it was collected with --collected DATE",
        ),
    ];
    let gap = |(lacks, what, help): (Lacks, &'static str, &'static str)| {
        let mut hosts = imported.hosts.iter().filter(|placed| lacks(placed));
        let examples: Vec<String> =
            hosts.by_ref().take(5).map(|placed| placed.host.name.clone()).collect();
        let number = examples.len() + hosts.count();
        (number > 0).then_some(Gap { hosts: number, what, help, examples })
    };
    let mut gaps: Vec<Gap> = kinds.into_iter().filter_map(gap).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.hosts));
    gaps
}

/// The summary for people.
pub fn text(imported: &Imported, output: Option<&str>) -> String {
    let mut text = String::new();
    let number = |n: usize, one: &str, many: &str| counted(n as u64, one, many);
    let (hosts, flows) = (
        number(imported.hosts.len(), "host", "hosts"),
        number(imported.flows.len(), "flow", "flows"),
    );
    let _ = writeln!(
        text,
        "{hosts} and {flows} from {}",
        number(imported.files.len(), "file", "files")
    );
    files(imported, &mut text);
    facts(imported, &mut text);
    skipped(imported, &mut text);
    disagreements(imported, &mut text);
    missing(imported, &mut text);
    network(imported, &mut text);
    if let Some(output) = output {
        let _ = writeln!(text, "next: patchfirst rank {}", sanitize::text(output));
    }
    text
}

/// Files by format; where a scan looked from; files that were not recognised are under what was not
/// understood.
fn files(imported: &Imported, text: &mut String) {
    let mut formats: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for file in &imported.files {
        if let Some(format) = file.format {
            let (files, observations) = formats.entry(format.as_str()).or_default();
            *files += 1;
            *observations += file.observations + file.rules;
        }
    }
    for (format, (files, observations)) in formats {
        let (files, records) = (
            counted(files as u64, "file", "files"),
            counted(observations as u64, "record", "records"),
        );
        let _ = writeln!(text, "  {format}: {files}, {records}");
    }
    for file in imported.files.iter().filter(|file| file.vantage.is_some()).take(SHOWN) {
        let vantage = file.vantage.as_deref().unwrap_or("");
        let by = match vantage.trim() {
            "" => "a scanner, and nobody says where it stood".to_owned(),
            vantage => format!("`{}`", sanitize::text(vantage)),
        };
        let _ = writeln!(
            text,
            "  {}: open ports are those seen by {by}; other places may see others",
            sanitize::text(&file.name)
        );
    }
}

fn facts(imported: &Imported, text: &mut String) {
    let mut by_field: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((field, format), count) in &imported.facts {
        by_field.entry(field.as_str()).or_default().push(format!("{} {count}", format.as_str()));
    }
    if by_field.is_empty() {
        return;
    }
    let shown: Vec<String> =
        by_field.iter().map(|(field, counts)| format!("{field} ({})", counts.join(", "))).collect();
    let _ = writeln!(text, "facts: {}", shown.join("; "));
}

fn skipped(imported: &Imported, text: &mut String) {
    let all: usize = imported.files.iter().map(|file| file.skipped_count).sum::<usize>()
        + imported.rule_remarks.len();
    if all == 0 {
        return;
    }
    let _ = writeln!(text, "not understood or left out: {all}");
    // What hides hosts must not be hidden itself behind lines that hide none.
    let from_files = [true, false].into_iter().flat_map(|loss| {
        imported.files.iter().flat_map(move |file| {
            let told = file.skipped.iter().filter(move |skip| skip.loss == loss);
            told.map(|skip| (file.name.as_str(), skip.line, skip.text.as_str(), skip.why.as_str()))
        })
    });
    let from_rules = imported.rule_remarks.iter().map(|remark| {
        (remark.file.as_str(), remark.line, remark.text.as_str(), remark.why.as_str())
    });
    for (file, line, shown, why) in from_files.chain(from_rules).take(SHOWN) {
        let shown = if shown.is_empty() {
            String::new()
        } else {
            format!(" `{}`", sanitize::clipped(shown, 60))
        };
        let place = if line == 0 { file.to_owned() } else { format!("{file}:{line}") };
        let _ = writeln!(text, "  {}:{shown} {}", sanitize::text(&place), sanitize::text(why));
    }
    if all > SHOWN {
        let _ = writeln!(text, "  and {} more; --summary FILE writes them all", all - SHOWN);
    }
}

fn disagreements(imported: &Imported, text: &mut String) {
    if imported.conflicts.is_empty() {
        return;
    }
    let _ = writeln!(text, "sources disagree: {}", imported.conflicts.count());
    for conflict in imported.conflicts.iter().take(SHOWN) {
        let side = |(value, origin): &(String, Option<super::fact::Origin>)| match origin {
            Some(origin) => format!("{value} ({})", write::place(*origin, &imported.files)),
            None => value.clone(),
        };
        let (kept, dropped) = (side(&conflict.kept), side(&conflict.dropped));
        let _ = writeln!(
            text,
            "  {} {}: {} kept, not {}",
            sanitize::text(&conflict.host),
            conflict.field.as_str(),
            sanitize::text(&kept),
            sanitize::text(&dropped)
        );
    }
    if imported.conflicts.count() > SHOWN {
        let _ = writeln!(text, "  and {} more", imported.conflicts.count() - SHOWN);
    }
}

fn missing(imported: &Imported, text: &mut String) {
    let gaps = gaps(imported);
    if !gaps.is_empty() {
        text.push_str("missing before `rank` can be trusted:\n");
    }
    for gap in gaps {
        let more = if gap.hosts > gap.examples.len() { ", …" } else { "" };
        let names = sanitize::text(&gap.examples.join(", ")).into_owned();
        let hosts = counted(gap.hosts as u64, "host", "hosts");
        let _ = writeln!(text, "  {hosts} with {} ({names}{more}): {}", gap.what, gap.help);
    }
    let adrift = imported.hosts.iter().filter(|placed| placed.remark.is_some());
    for placed in adrift.take(SHOWN) {
        let _ = writeln!(
            text,
            "  {}: {}",
            sanitize::text(&placed.host.name),
            sanitize::text(placed.remark.as_deref().unwrap_or(""))
        );
    }
}

/// What is not known of the network is said loudly: nothing is safe because it is not described.
fn network(imported: &Imported, text: &mut String) {
    if imported.hosts.is_empty() || unknown::has_rules(imported) {
        return;
    }
    let what = match unknown::flows(imported).len() {
        0 => "no flows are written, and `rank` treats the network as unknown".to_owned(),
        1 => {
            "the one flow of a new inventory is `unknown`, and `rank` treats it as open".to_owned()
        }
        flows => format!(
            "{flows} flows of a new inventory are `unknown`, and `rank` treats them as open"
        ),
    };
    let _ = writeln!(
        text,
        "no rules of a firewall were read: {what}; import the rules, or say which ports pass"
    );
}

#[derive(Serialize)]
struct Json<'i> {
    schema: &'static str,
    tool: &'static str,
    hosts: usize,
    flows: usize,
    files: Vec<JsonFile<'i>>,
    facts: Vec<JsonFacts<'i>>,
    skipped: Vec<JsonSkip<'i>>,
    conflicts: Vec<JsonConflict<'i>>,
    unknown_flows: usize,
    unassigned: Vec<&'i str>,
    missing: Vec<Gap>,
    next: Option<String>,
}

#[derive(Serialize)]
struct JsonFile<'i> {
    name: &'i str,
    format: Option<&'static str>,
    records: usize,
    skipped: usize,
    vantage: Option<&'i str>,
}

#[derive(Serialize)]
struct JsonFacts<'i> {
    field: &'i str,
    source: &'i str,
    count: usize,
}

#[derive(Serialize)]
struct JsonSkip<'i> {
    file: &'i str,
    line: u32,
    text: &'i str,
    why: &'i str,
}

#[derive(Serialize)]
struct JsonConflict<'i> {
    host: &'i str,
    field: &'i str,
    kept: &'i str,
    kept_from: Option<String>,
    dropped: &'i str,
    dropped_from: Option<String>,
}

/// The summary as JSON (`patchfirst/import/1`), with everything that was left out.
pub fn json(imported: &Imported, output: Option<&str>) -> String {
    let place = |origin: Option<super::fact::Origin>| {
        origin.map(|origin| write::place(origin, &imported.files))
    };
    let file = |file: &'_ super::FileReport| {
        (file.observations + file.rules, file.format.map(super::Format::as_str))
    };
    let skips = imported.files.iter().flat_map(|file| {
        file.skipped.iter().map(|skip| JsonSkip {
            file: &file.name,
            line: skip.line,
            text: &skip.text,
            why: &skip.why,
        })
    });
    let remarks = imported.rule_remarks.iter().map(|r| JsonSkip {
        file: &r.file,
        line: r.line,
        text: &r.text,
        why: &r.why,
    });
    let summary = Json {
        schema: "patchfirst/import/1",
        tool: env!("CARGO_PKG_VERSION"),
        hosts: imported.hosts.len(),
        flows: imported.flows.len(),
        files: imported
            .files
            .iter()
            .map(|f| JsonFile {
                name: &f.name,
                format: file(f).1,
                records: file(f).0,
                skipped: f.skipped_count,
                vantage: f.vantage.as_deref(),
            })
            .collect(),
        facts: imported
            .facts
            .iter()
            .map(|((field, format), count)| JsonFacts {
                field: field.as_str(),
                source: format.as_str(),
                count: *count,
            })
            .collect(),
        skipped: skips.chain(remarks).collect(),
        conflicts: imported
            .conflicts
            .iter()
            .map(|c| JsonConflict {
                host: &c.host,
                field: c.field.as_str(),
                kept: &c.kept.0,
                kept_from: place(c.kept.1),
                dropped: &c.dropped.0,
                dropped_from: place(c.dropped.1),
            })
            .collect(),
        unknown_flows: unknown::flows(imported).len(),
        unassigned: imported
            .hosts
            .iter()
            .filter(|p| p.segments.iter().any(|s| s == place::UNASSIGNED))
            .map(|p| p.host.name.as_str())
            .collect(),
        missing: gaps(imported),
        next: output.map(|output| format!("patchfirst rank {output}")),
    };
    let mut text =
        serde_json::to_string_pretty(&summary).expect("texts and numbers always serialise");
    text.push('\n');
    text
}

//! What an import understood and what it did not: as text for people, as JSON for scripts.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::format::import::{Conflict, Facts, File, Gap, Import, SCHEMA, Skip};
use crate::import::fact::Origin;
use crate::import::{Format, Imported, gap, place, unknown, write};
use crate::source::sanitize;
use crate::term::count::counted;

/// Lines of each kind that the text shows; JSON has more.
const SHOWN: usize = 10;

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
        let side = |(value, origin): &(String, Option<Origin>)| match origin {
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
    let gaps = gap::gaps(imported);
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

/// The summary as JSON (`patchfirst/import/1`), with what was left out.
pub fn json(imported: &Imported, output: Option<&str>) -> String {
    let summary = Import {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        hosts: imported.hosts.len(),
        flows: imported.flows.len(),
        files: all_files(imported),
        facts: all_facts(imported),
        skipped: all_skipped(imported),
        conflicts: all_conflicts(imported),
        unknown_flows: unknown::flows(imported).len(),
        unassigned: unassigned(imported),
        missing: gap::gaps(imported).into_iter().map(missed).collect(),
        next: output.map(|output| format!("patchfirst rank {output}")),
    };
    let mut text =
        serde_json::to_string_pretty(&summary).expect("texts and numbers always serialise");
    text.push('\n');
    text
}

fn all_files(imported: &Imported) -> Vec<File<'_>> {
    let files = imported.files.iter().map(|file| File {
        name: &file.name,
        format: file.format.map(Format::as_str),
        records: file.observations + file.rules,
        skipped: file.skipped_count,
        vantage: file.vantage.as_deref(),
    });
    files.collect()
}

fn all_facts(imported: &Imported) -> Vec<Facts<'_>> {
    let facts = imported.facts.iter().map(|((field, format), count)| Facts {
        field: field.as_str(),
        source: format.as_str(),
        count: *count,
    });
    facts.collect()
}

fn all_skipped(imported: &Imported) -> Vec<Skip<'_>> {
    let of_files = imported.files.iter().flat_map(|file| {
        file.skipped.iter().map(|skip| Skip {
            file: &file.name,
            line: skip.line,
            text: &skip.text,
            why: &skip.why,
        })
    });
    let of_rules = imported.rule_remarks.iter().map(|remark| Skip {
        file: &remark.file,
        line: remark.line,
        text: &remark.text,
        why: &remark.why,
    });
    of_files.chain(of_rules).collect()
}

fn all_conflicts(imported: &Imported) -> Vec<Conflict<'_>> {
    let place = |origin: Option<Origin>| Some(write::place(origin?, &imported.files));
    let conflicts = imported.conflicts.iter().map(|conflict| Conflict {
        host: &conflict.host,
        field: conflict.field.as_str(),
        kept: &conflict.kept.0,
        kept_from: place(conflict.kept.1),
        dropped: &conflict.dropped.0,
        dropped_from: place(conflict.dropped.1),
    });
    conflicts.collect()
}

/// The hosts of which no segment is known.
fn unassigned(imported: &Imported) -> Vec<&str> {
    let hosts = imported.hosts.iter();
    let adrift = hosts.filter(|placed| placed.segments.iter().any(|s| s == place::UNASSIGNED));
    adrift.map(|placed| placed.host.name.as_str()).collect()
}

fn missed(gap: gap::Gap) -> Gap {
    Gap { hosts: gap.hosts, what: gap.what, help: gap.help, examples: gap.examples }
}

//! One advisory to read: what it is, what is affected and fixes it, what became known when.

use super::super::layout::{self, Column, plain};
use super::{products, text};
use crate::advisory::{
    Advisories, Advisory, Affected, Effect, Logon, Product, Remedy, TimelineEntry,
};
use crate::report::words::{prose, remedy, system};
use crate::source::sanitize;
use crate::term::platform::Arch;

const MAX_CHARS: usize = 600;

/// One advisory of a collection. Ends with a line break.
pub fn show(advisories: &Advisories, advisory: &Advisory, width: u16) -> String {
    let width = width.max(layout::NARROWEST);
    let mut page =
        prose::paragraph(&format!("{}: {}", text(&advisory.id), long(&advisory.title)), width);
    page += "\n";
    page.extend(
        facts(advisory)
            .into_iter()
            .map(|(name, value)| prose::item(&format!("{name}: {value}"), width)),
    );
    page += &section("Affected", &affected(advisories, advisory, width));
    page += &section("What later patches replace", &replacements(advisories, advisory, width));
    page += &section("Timeline", &timeline(advisories, advisory, width));
    page += &section("Workarounds", &items(&advisory.workarounds, width));
    page += &section("Notes", &items(&advisory.notes, width));
    page += &section("Sources", &items(&advisory.sources, width));
    page
}

/// A section with its heading; nothing if it is empty.
fn section(heading: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{heading}\n\n{body}") }
}

fn items(texts: &[String], width: u16) -> String {
    texts.iter().map(|text| prose::item(&long(text), width)).collect()
}

fn long(text: &str) -> String {
    sanitize::clipped(text, MAX_CHARS).into_owned()
}

/// What is known about the advisory as a whole; what is not known is left out.
fn facts(advisory: &Advisory) -> Vec<(&'static str, String)> {
    let cvss = advisory
        .cvss
        .iter()
        .map(|(version, vector)| format!("{} ({})", text(vector), text(version)));
    let reboot = advisory
        .reboot
        .map(|needed| if needed { "needed after the patch" } else { "not needed" }.to_owned());
    let facts = [
        ("published", Some(advisory.published.to_string())),
        ("patch", advisory.kb.as_ref().map(|kb| text(&kb.to_string()))),
        ("vulnerabilities", joined(advisory.cves.iter().map(|cve| text(cve)))),
        ("severity", advisory.severity.as_deref().map(text)),
        ("CVSS", joined(cvss)),
        ("used through", Some(text(&advisory.vectors.to_string()))),
        ("automatable", Some(if advisory.automatable { "yes" } else { "no" }.to_owned())),
        ("reboot", reboot),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn affected(advisories: &Advisories, advisory: &Advisory, width: u16) -> String {
    let columns = [
        Column::text("product", 10),
        Column::text("versions", 8),
        Column::text("remedy", 10),
        Column::text("attack", 10),
        Column::text("proof of the fix", 12),
    ];
    let line = |row: &Affected| {
        vec![
            plain(products(advisories, &row.products)),
            plain(versions(advisories, row)),
            plain(fix(product(advisories, row), row)),
            plain(attack(row)),
            plain(proof(row)),
        ]
    };
    let lines: Vec<_> = advisory.affected.iter().map(line).collect();
    if lines.is_empty() {
        "No product is on record.\n".to_owned()
    } else {
        layout::table(&columns, lines, width, false) + &remarks(advisories, advisory, width)
    }
}

/// The one product of a row, if it speaks of one.
fn product<'a>(advisories: &'a Advisories, row: &Affected) -> Option<&'a Product> {
    match row.products[..] {
        [only] => Some(advisories.product_of(only)),
        _ => None,
    }
}

/// The versions a row speaks of: `all`, `SP1, SP2` where they are service packs of one product,
/// else as written.
fn versions(advisories: &Advisories, row: &Affected) -> String {
    let service_packs =
        product(advisories, row).filter(|product| system::is_windows(product)).map(|product| {
            let existing = product.service_packs.keys();
            let matching: Vec<_> =
                existing.filter(|sp| row.versions.matches(&product.version(**sp))).collect();
            if matching.len() == product.service_packs.len() {
                Vec::new()
            } else {
                matching.into_iter().map(|sp| format!("SP{sp}")).collect()
            }
        });
    let named = match service_packs {
        _ if row.versions == semver::VersionReq::STAR => "all".to_owned(),
        Some(packs) if !packs.is_empty() => packs.join(", "),
        Some(_) => "all".to_owned(),
        None => text(&row.versions.to_string()),
    };
    let arch: Vec<String> = row.arch.iter().map(Arch::to_string).collect();
    if arch.is_empty() { named } else { format!("{named} on {}", arch.join(", ")) }
}

fn fix(product: Option<&Product>, row: &Affected) -> String {
    match &row.remedy {
        Remedy::Patch => text(&remedy::choice(&row.fixed_by)),
        Remedy::Upgrade { to, then } if then.is_empty() => remedy::target(product, to),
        Remedy::Upgrade { to, then } => {
            text(&format!("{}, then {}", remedy::target(product, to), remedy::choice(then)))
        }
        Remedy::Isolate { .. } => "isolate: no patch".to_owned(),
    }
}

/// What an attack does, and what an attacker must have first.
fn attack(row: &Affected) -> String {
    let effect = if row.effect == Effect::Crash { "crash only" } else { "takeover" };
    match row.logon {
        Logon::None => effect.to_owned(),
        Logon::Account => format!("{effect}, with an account"),
        Logon::Administrator => format!("{effect}, by an administrator"),
    }
}

fn proof(row: &Affected) -> String {
    let proof = |file: &crate::advisory::FixedFile| {
        let only = if file.required { "; affected only where it is present" } else { "" };
        text(&format!("{} {}{only}", file.name, file.fixed))
    };
    row.file.as_ref().map_or_else(String::new, proof)
}

/// What has to hold for a row, why there is no patch, and what else was written beside the rows.
fn remarks(advisories: &Advisories, advisory: &Advisory, width: u16) -> String {
    let remark = |row: &Affected| {
        let texts: Vec<String> =
            conditions(row).into_iter().chain(reasons(row).map(str::to_owned)).collect();
        (!texts.is_empty()).then(|| {
            format!(
                "{}, {}: {}",
                products(advisories, &row.products),
                versions(advisories, row),
                long(&texts.join(". "))
            )
        })
    };
    let remarks: String = advisory
        .affected
        .iter()
        .filter_map(remark)
        .map(|remark| prose::item(&remark, width))
        .collect();
    if remarks.is_empty() { remarks } else { format!("\n{remarks}") }
}

/// What has to hold before a system is affected, and how sure that is.
fn conditions(row: &Affected) -> Vec<String> {
    let role = row.role.map(|role| format!("only where it serves as {}", role.name()));
    let only_if = row.only_if.as_ref().map(|clause| format!("only if {clause}"));
    let vectors = row.vectors.as_ref().map(|ports| format!("used through {ports}"));
    let available = row.available.map(|day| format!("the patch came out on {day}"));
    let unverified = row.unverified.then(|| "not verified to be affected".to_owned());
    [role, only_if, vectors, available, unverified].into_iter().flatten().collect()
}

fn reasons(row: &Affected) -> impl Iterator<Item = &str> {
    let why = match &row.remedy {
        Remedy::Isolate { why } => Some(why.as_str()),
        Remedy::Patch | Remedy::Upgrade { .. } => row.why.as_deref(),
    };
    why.into_iter().chain(row.note.as_deref())
}

/// Which patches hold the fixes of this advisory's, directly.
fn replacements(advisories: &Advisories, advisory: &Advisory, width: u16) -> String {
    let fixes: Vec<_> = advisory.affected.iter().flat_map(|row| &row.fixed_by).collect();
    let concerned = advisories
        .supersedence
        .replacements()
        .iter()
        .filter(|replacement| fixes.contains(&&replacement.replaces));
    let line = |replacement: &crate::advisory::Replacement| {
        let from = replacement
            .bulletin
            .as_deref()
            .map_or_else(String::new, |bulletin| format!(" ({})", text(bulletin)));
        let on = format!(
            "{} {}",
            products(advisories, &replacement.products),
            text(&replacement.versions.to_string())
        );
        vec![
            plain(text(&replacement.replaces.to_string())),
            plain(text(&format!("{}{from}", replacement.patch))),
            plain(on),
            plain(if replacement.unverified { "not verified" } else { "" }),
        ]
    };
    let lines: Vec<_> = concerned.map(line).collect();
    let columns = [
        Column::text("patch", 8),
        Column::text("also fixed by", 10),
        Column::text("on", 12),
        Column::word(""),
    ];
    if lines.is_empty() { String::new() } else { layout::table(&columns, lines, width, false) }
}

fn timeline(advisories: &Advisories, advisory: &Advisory, width: u16) -> String {
    let columns = [
        Column::word("date"),
        Column::word("stage"),
        Column::text("on", 8),
        Column::text("what", 8),
        Column::text("source", 8),
    ];
    let line = |entry: &TimelineEntry| {
        let stage = if entry.unverified {
            format!("{} ?", entry.stage.as_str())
        } else {
            entry.stage.as_str().to_owned()
        };
        vec![
            plain(entry.date.to_string()),
            plain(stage),
            plain(products(advisories, &entry.products)),
            plain(entry.name.as_deref().map_or_else(String::new, text)),
            plain(entry.source.as_deref().map_or_else(String::new, text)),
        ]
    };
    let lines: Vec<_> = advisory.timeline.iter().map(line).collect();
    if lines.is_empty() {
        return String::new();
    }
    let marked = advisory.timeline.iter().any(|entry| entry.unverified);
    let note = if marked { "\n? not verified: shown, but not counted.\n" } else { "" };
    layout::table(&columns, lines, width, false) + note
}

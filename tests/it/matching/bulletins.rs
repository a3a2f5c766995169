//! Every built-in bulletin at every boundary: `tests/fixtures/bulletins/<ID>.csv` says what must
//! come of which evidence, for every service pack and architecture of the products that the
//! bulletin names.
//!
//! The tables were worked out from the facts by another program than the one under test, and read.
//! `patches: none` is a complete list with nothing in it, `patches: KB…` a complete list with that
//! patch alone.

use super::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bulletins");
/// After everything that the tables speak of.
const NOW: Date = date(2026, 1, 1);

/// One line of a table.
struct Line {
    place: String,
    system: System,
    status: String,
}

fn table(id: &str) -> Vec<Line> {
    let path = format!("{FOLDER}/{id}.csv");
    let mut reader =
        csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let line = |(index, record): (usize, Result<csv::StringRecord, csv::Error>)| {
        let record = record.unwrap();
        let plain =
            system(&record[0], record[1].parse::<u16>().unwrap(), record[2].parse().unwrap());
        let system = with_evidence(plain, &record[3]);
        Line {
            place: format!(
                "{id}.csv:{}: {}",
                index + 2,
                record.iter().collect::<Vec<_>>().join(", ")
            ),
            system,
            status: record[4].to_owned(),
        }
    };
    reader.records().enumerate().map(line).collect()
}

fn with_evidence(system: System, evidence: &str) -> System {
    match evidence.split_once(": ") {
        None => system,
        Some(("patches", "none")) => with(system, &[]),
        Some(("patches", patch)) => with(system, &[patch]),
        Some(("file", file_and_version)) => {
            let (name, version) = file_and_version.split_once(' ').unwrap();
            file(system, name, version)
        }
        Some((what, _)) => panic!("{what}"),
    }
}

#[test]
fn every_bulletin_at_every_boundary() {
    let mut wrong = Vec::new();
    for (index, id) in BUILTIN.advisories.keys().enumerate() {
        let lines = table(id);
        assert!(lines.len() > 10, "{id}");
        let names: Vec<String> = (0..lines.len()).map(|n| format!("h{n:05}")).collect();
        let entries: Vec<(&str, u32, System)> = names
            .iter()
            .zip(&lines)
            .map(|(name, line)| (name.as_str(), 1, line.system.clone()))
            .collect();
        let inventory = inventory(&entries);
        let exposures = exposure::find(&inventory, &BUILTIN, NOW, &mut Diagnostics::default());
        for (line, name) in lines.iter().zip(&names) {
            let finding = &exposures.of(inventory.hosts[name.as_str()].system).findings[index];
            if finding.status.as_str() != line.status {
                wrong.push(format!(
                    "{} but it is {}: {}",
                    line.place,
                    finding.status.as_str(),
                    finding.evidence
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_table_is_left_over() {
    let names = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.map(|name| name.trim_end_matches(".csv").to_owned()).collect();
    names.sort();
    assert_eq!(names, BUILTIN.advisories.keys().cloned().collect::<Vec<_>>());
}

#[test]
fn logon_keeps_strangers_out_and_is_told() {
    let asked = |os: &str, sp: u16, arch, advisory: &str| {
        let mut asked = with(system(os, sp, arch), &[]);
        asked.listens = Some(PortSet::any());
        let found = finding_on(&asked, advisory, NOW);
        (found.logon, found.automatable, found.ports.is_empty())
    };
    assert_eq!(asked("windows-2000", 4, Arch::X86, "MS05-039"), (Logon::None, true, false));
    assert_eq!(asked("windows-xp", 1, Arch::X86, "MS05-039"), (Logon::Account, false, false));
    assert_eq!(
        asked("windows-xp", 2, Arch::X86, "MS05-039"),
        (Logon::Administrator, false, true),
        "nobody in the model uses it"
    );
    assert_eq!(asked("windows-vista", 1, Arch::X86, "MS08-067"), (Logon::Account, false, false));
}

#[test]
fn a_patch_exists_from_its_own_day() {
    let host = with(system("windows-2000", 4, Arch::X86), &["KB823182"]);
    let early = finding_on(&host, "MS04-012", date(2004, 2, 14));
    assert!(
        matches!(early.remedy, Some(Remedy::Isolate { .. }))
            && early.fixes.is_empty()
            && early.options.is_empty()
    );
    assert_eq!(
        (early.status, early.evidence.to_string()),
        (Status::Vulnerable, "no patch exists yet".to_owned())
    );
    let later = finding_on(&host, "MS04-012", date(2004, 4, 13));
    assert_eq!((later.remedy, later.fixes), (Some(Remedy::Patch), vec![PatchId::Kb(828_741)]));
    let xp = with(system("windows-xp", 3, Arch::X86), &[]);
    assert!(
        matches!(
            finding_on(&xp, "MS17-010", date(2017, 5, 12)).remedy,
            Some(Remedy::Isolate { .. })
        ),
        "two months after the bulletin"
    );
    assert_eq!(finding_on(&xp, "MS17-010", date(2017, 5, 13)).remedy, Some(Remedy::Patch));
}

#[test]
fn later_patches_count_as_ways_out_from_their_own_day() {
    let options = |day| {
        finding_on(&with(system("windows-2000", 4, Arch::X86), &[]), "MS03-026", day)
            .options
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(options(date(2003, 8, 1)), ["KB823980"]);
    assert_eq!(options(date(2004, 1, 1)), ["KB823980", "KB824146"]);
    assert!(
        !options(NOW).contains(&"KB891861".to_owned()),
        "inferred ones prove a fix and are not advised"
    );
}

#[test]
fn a_role_is_seen_by_file_or_port_or_edition() {
    let wins = |os: &str, listens: Option<&str>| {
        let mut asked = with(system(os, 4, Arch::X86), &[]);
        asked.listens = listens.map(ports);
        let found = finding_on(&asked, "MS04-045", NOW);
        (found.status, found.evidence.to_string())
    };
    let unknown =
        "no patch is installed; not known whether it is a WINS server, and only those are affected";
    assert_eq!(wins("windows-2000", None), (Status::Unknown, unknown.to_owned()));
    assert_eq!(wins("windows-2000", Some("tcp/445")).0, Status::Unknown);
    assert_eq!(
        wins("windows-2000", Some("tcp/42")),
        (Status::Vulnerable, "no patch is installed".to_owned())
    );
    assert_eq!(wins("Windows 2000 Professional", None).0, Status::NotApplicable);
}

#[test]
fn what_only_an_administrator_knows_is_unknown() {
    let found = finding_on(&with(system("windows-xp", 3, Arch::X86), &[]), "MS10-061", NOW);
    assert_eq!(found.status, Status::Unknown);
    assert_eq!(
        found.evidence.to_string(),
        "no patch is installed; affected only if it shares a printer, which nobody says"
    );
}

#[test]
fn a_patch_that_brought_a_file_is_evidence_for_it() {
    let nt = |patches: &[&str]| {
        finding_on(&with(system("windows-nt-4", 6, Arch::X86), patches), ASN1, NOW)
    };
    assert_eq!(nt(&["KB824146"]).status, Status::Unknown);
    let brought = nt(&["KB823182"]);
    assert_eq!(brought.status, Status::Vulnerable);
    assert_eq!(
        brought.evidence.to_string(),
        "no fixing patch in a complete list; KB823182 is installed, which brought msasn1.dll"
    );
    assert_eq!(nt(&["KB823182", "KB828028"]).status, Status::Fixed);
}

#[test]
fn a_rollup_beyond_the_chain_is_unknown() {
    let seven = |patch: &str| {
        finding_on(&with(system("windows-7", 1, Arch::X64), &[patch]), "MS17-010", NOW)
    };
    assert_eq!(seven("KB4516065").status, Status::Fixed, "the last one known");
    let later = seven("KB4519976");
    assert_eq!(later.status, Status::Unknown);
    assert_eq!(
        later.evidence.to_string(),
        "KB4519976 may be a cumulative update with the fix; those known here end with KB4516065"
    );
    assert_eq!(
        seven("KB4499175").status,
        Status::Vulnerable,
        "security-only, and below the end of the chain"
    );
}

#[test]
fn windows_10_goes_by_build() {
    let ten = |os: &str, sp: Option<u16>, patches: &[&str]| {
        finding_on(&with(system(os, sp, Arch::X64), patches), "MS17-010", NOW).status
    };
    assert_eq!(ten("windows-10", Some(14_393), &[]), Status::Vulnerable);
    assert_eq!(ten("Windows 10 Version 1607", None, &[]), Status::Vulnerable);
    assert_eq!(
        ten("Windows 10 Pro 1607", Some(0), &["KB4013429"]),
        Status::Fixed,
        "sp 0 is no build"
    );
    assert_eq!(ten("windows-10", Some(15_063), &[]), Status::NotApplicable);
    assert_eq!(ten("windows-10", None, &[]), Status::Unknown);
    assert_eq!(ten("windows-10", Some(0), &[]), Status::Unknown);
    assert_eq!(ten("windows-server-2016", None, &[]), Status::Vulnerable);
    assert_eq!(ten("Microsoft Windows Server 2025 Standard", None, &[]), Status::NotApplicable);
    assert_eq!(ten("Windows 11 Version 23H2", None, &[]), Status::NotApplicable);
}

#[test]
fn terminal_server_and_limited_distribution_files_are_told_apart() {
    let nt = |version: &str| {
        finding_on(
            &file(system("windows-nt-4", 6, Arch::X86), "rpcrt4.dll", version),
            "MS03-026",
            NOW,
        )
        .status
    };
    assert_eq!(
        ["4.0.1381.7218", "4.0.1381.7219", "4.0.1381.33473", "4.0.1381.33474"].map(nt),
        [Status::Vulnerable, Status::Fixed, Status::Vulnerable, Status::Fixed]
    );
    let vista = |version: &str| {
        finding_on(
            &file(system("windows-vista", 1, Arch::X86), "netapi32.dll", version),
            "MS08-067",
            NOW,
        )
        .status
    };
    assert_eq!(
        ["6.0.6001.18156", "6.0.6001.18157", "6.0.6001.22287", "6.0.6001.22288"].map(vista),
        [Status::Vulnerable, Status::Fixed, Status::Vulnerable, Status::Fixed]
    );
}

fn finding_on(system: &System, advisory: &str, as_of: Date) -> Finding {
    findings(system, as_of)[advisory].clone()
}

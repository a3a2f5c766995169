//! Matching against the built-in advisories: both bulletins at every boundary.
//!
//! `snapshots/matching.txt` is the whole picture, to be reviewed against the bulletins; the tests
//! below it state the facts that must not change unnoticed when the picture is regenerated
//! (`PATCHFIRST_BLESS=1 cargo test --test it matching::`).

mod bulletins;

use std::fmt::Write as _;
use std::sync::LazyLock;

use indexmap::{IndexMap, IndexSet};
use jiff::civil::{Date, date};
use patchfirst::advisory::{self, Advisories, Effect, Logon, Remedy};
use patchfirst::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use patchfirst::exposure::{self, Evidence, Exposures, Finding, Status};
use patchfirst::inventory::{
    Antivirus, Criticality, FileState, Host, Inventory, Kind, Patches, Segment, SegmentId, System,
    SystemId, ThreatOverrides,
};
use patchfirst::source::{Sources, Span};
use patchfirst::term::patch::PatchId;
use patchfirst::term::platform::{Arch, ServicePack};
use patchfirst::term::port::PortSet;

/// Long after everything that the tables speak of.
const LATE: Date = date(2014, 1, 1);
const ASN1: &str = "MS04-007";
const SERVER: &str = "MS06-040";

// ---- building inventories by hand
// ----------------------------------------------------------------------------------

static BUILTIN: LazyLock<Advisories> = LazyLock::new(|| {
    let mut diagnostics = Diagnostics::default();
    let advisories = advisory::builtin(&mut Sources::default(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    advisories
});

fn system(os: &str, sp: impl Into<Option<u16>>, arch: Arch) -> System {
    System {
        os: os.to_owned(),
        service_pack: sp.into().map(ServicePack),
        arch: Some(arch),
        patches: Patches::Unknown,
        files: Vec::new(),
        listens: None,
        answers: Vec::new(),
    }
}

fn listed(mut system: System, patches: &[&str], complete: bool) -> System {
    let mut installed: Vec<PatchId> = patches.iter().map(|p| p.parse().unwrap()).collect();
    installed.sort();
    system.patches = Patches::Listed { installed, complete };
    system
}

fn with(system: System, patches: &[&str]) -> System {
    listed(system, patches, true)
}

fn file(mut system: System, name: &str, version: &str) -> System {
    let state = if version == "absent" {
        FileState::Absent
    } else {
        FileState::Version(version.parse().unwrap())
    };
    system.files = vec![(name.to_owned(), state)];
    system
}

/// An inventory of entries, each of `count` machines in one segment.
fn inventory(entries: &[(&str, u32, System)]) -> Inventory {
    let mut sources = Sources::default();
    let names: String = entries.iter().map(|(name, ..)| format!("{name}\n")).collect();
    let source = sources.add("inventory.yaml", names.clone());
    let place = Span { source, start: 0, end: 0 };
    let mut systems = IndexSet::new();
    let mut hosts = IndexMap::new();
    for (name, count, system) in entries {
        let (index, _) = systems.insert_full(system.clone());
        let start = names.find(&format!("{name}\n")).unwrap() as u32;
        let place = Span { source, start, end: start + name.len() as u32 };
        hosts.insert(Box::from(*name), host(SystemId(index as u32), *count, place));
    }
    Inventory {
        version: semver::Version::new(1, 0, 0),
        organisation: None,
        as_of: None,
        calendar: patchfirst::inventory::Calendar::default(),
        activity: Vec::new(),
        histories: Vec::new(),
        threat: ThreatOverrides::default(),
        segments: IndexMap::from([(
            "office".to_owned(),
            Segment {
                users: 0,
                users_stated: true,
                antivirus: None,
                isolated: false,
                networks: Vec::new(),
                place,
            },
        )]),
        flows_described: true,
        flows: IndexMap::new(),
        hosts,
        systems,
        expectations: Vec::new(),
        acceptances: Vec::new(),
        plan: patchfirst::inventory::plan::PlanPolicy::default(),
        costs: None,
        place,
        cuts: Default::default(),
    }
}

fn host(system: SystemId, count: u32, place: Span) -> Host {
    Host {
        count,
        system,
        kind: Kind::Server,
        segments: [SegmentId(0)].into(),
        criticality: Criticality::Medium,
        value: 3.0,
        away: patchfirst::inventory::Away::Never,
        infected: None,
        listens_from: Default::default(),
        antivirus: Antivirus::None,
        place,
        details: None,
    }
}

fn find(entries: &[(&str, u32, System)], as_of: Date) -> (Exposures, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let exposures = exposure::find(&inventory(entries), &BUILTIN, as_of, &mut diagnostics);
    (exposures, diagnostics)
}

/// The findings of one system by advisory id.
fn findings(system: &System, as_of: Date) -> IndexMap<String, Finding> {
    let (exposures, _) = find(&[("h", 1, system.clone())], as_of);
    let findings = exposures.of(SystemId(0)).findings.iter();
    findings.map(|f| (BUILTIN.advisory_of(f.advisory).id.clone(), f.clone())).collect()
}

fn finding(system: &System, advisory: &str) -> Finding {
    findings(system, LATE)[advisory].clone()
}

fn status(system: &System, advisory: &str) -> Status {
    finding(system, advisory).status
}

fn about<'a>(exposures: &'a Exposures, system: u32, advisory: &str) -> &'a Finding {
    let findings = &exposures.of(SystemId(system)).findings;
    findings.iter().find(|finding| BUILTIN.advisory_of(finding.advisory).id == advisory).unwrap()
}

fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    diagnostics.sorted().iter().map(|d| d.code).collect()
}

fn only(diagnostics: &Diagnostics) -> Diagnostic {
    let sorted = diagnostics.sorted();
    assert_eq!(sorted.len(), 1, "{sorted:?}");
    sorted[0].clone()
}

// ---- the whole picture
// ---------------------------------------------------------------------------------------------

/// What the table asks of each bulletin: its file, its patches, and the fixed version per platform,
/// from the bulletins and not from the data under test.
struct Table {
    advisory: &'static str,
    file: &'static str,
    patches: &'static [&'static str],
    fixed: fn(&str, u16, Arch) -> &'static str,
}

const TABLES: [Table; 2] = [
    Table {
        advisory: ASN1,
        file: "msasn1.dll",
        patches: &["KB828028", "KB835732", "KB891861", "KB974571", "KB921883"],
        fixed: msasn1,
    },
    Table {
        advisory: SERVER,
        file: "netapi32.dll",
        patches: &["KB921883", "KB924270", "KB958644", "KB2705219", "KB923414"],
        fixed: netapi32,
    },
];

fn msasn1(os: &str, sp: u16, _: Arch) -> &'static str {
    match (os, sp) {
        ("windows-nt-4", _) => "5.0.2195.6824",
        ("windows-2000", _) => "5.0.2195.6823",
        ("windows-xp", 0) => "5.1.2600.119",
        ("windows-xp", _) => "5.1.2600.1274",
        _ => "5.2.3790.88",
    }
}

fn netapi32(os: &str, sp: u16, arch: Arch) -> &'static str {
    match (os, sp, arch) {
        ("windows-nt-4" | "windows-2000", _, _) => "5.0.2195.7105",
        ("windows-xp", 0 | 1, _) => "5.1.2600.1874",
        ("windows-xp", _, _) => "5.1.2600.2952",
        ("windows-server-2003", 0, Arch::X86 | Arch::Ia64) => "5.2.3790.559",
        ("windows-xp-x64", _, _) | ("windows-server-2003", _, Arch::X86) => "5.2.3790.2747",
        _ => "5.2.3790.2769",
    }
}

/// Every affected platform and its neighbours that are not.
fn platforms() -> Vec<(&'static str, u16, Arch)> {
    let mut all = Vec::new();
    let mut add = |os, packs: std::ops::RangeInclusive<u16>, archs: &[Arch]| {
        all.extend(archs.iter().flat_map(|arch| packs.clone().map(move |sp| (os, sp, *arch))));
    };
    add("windows-nt-4", 0..=6, &[Arch::X86]);
    add("windows-nt-4", 6..=6, &[Arch::Alpha]);
    add("windows-2000", 0..=4, &[Arch::X86]);
    add("windows-xp", 0..=3, &[Arch::X86]);
    add("windows-xp", 0..=1, &[Arch::Ia64]);
    add("windows-xp-x64", 0..=2, &[Arch::X64]);
    add("windows-server-2003", 0..=2, &[Arch::X86, Arch::X64, Arch::Ia64]);
    add("windows-vista", 0..=0, &[Arch::X86]);
    all
}

fn letter(status: Status) -> &'static str {
    match status {
        Status::NotApplicable => ".",
        Status::Fixed => "F",
        Status::Unknown => "u",
        Status::Vulnerable => "V",
    }
}

/// A file version with its last number moved.
fn moved(version: &str, by: i64) -> String {
    let (branch, last) = version.rsplit_once('.').unwrap();
    format!("{branch}.{}", last.parse::<i64>().unwrap() + by)
}

fn way_out(finding: &Finding) -> String {
    let fixes = finding.fixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match &finding.remedy {
        None => "-".to_owned(),
        Some(Remedy::Patch) => format!("patch {fixes}"),
        Some(Remedy::Upgrade { to, then }) => {
            format!("upgrade to {to}, then {then:?}").replace("[Kb(", "KB").replace(")]", "")
        }
        Some(Remedy::Isolate { .. }) => "isolate".to_owned(),
    }
}

fn row(table: &Table, (os, sp, arch): (&'static str, u16, Arch)) -> String {
    let plain = || system(os, sp, arch);
    let ask = |system: System| letter(status(&system, table.advisory));
    let fixed = (table.fixed)(os, sp, arch);
    let mut cells = vec![ask(with(plain(), &[]))];
    cells.extend(table.patches.iter().map(|patch| ask(with(plain(), &["KB123456", patch]))));
    cells.extend([-1, 0, 1].map(|by| ask(file(plain(), table.file, &moved(fixed, by)))));
    cells.push(ask(file(plain(), table.file, "absent")));
    cells.push(ask(file(with(plain(), &["KB123456"]), table.file, "absent")));
    cells.push(ask(plain()));
    cells.push(ask(listed(plain(), &["KB123456"], false)));
    cells.push(ask(listed(plain(), &[table.patches[0]], false)));
    let finding = finding(&with(plain(), &[]), table.advisory);
    let effect = if finding.status.is_exposed() {
        format!("{:?}", finding.effect).to_lowercase()
    } else {
        "-".to_owned()
    };
    let cells: String = cells.iter().map(|cell| format!("{cell:<4}")).collect();
    let platform = format!("{os:<20}{sp:<3}{:<6}", arch.to_string());
    format!("{platform}{cells}{effect:<7}{:<34}{fixed:<15}{}", way_out(&finding), finding.ports)
        .trim_end()
        .to_owned()
}

fn picture(table: &Table) -> String {
    let [a, b, c, d, e] = table.patches else { panic!("five patches per table") };
    let mut text = format!("{} ({})\n", table.advisory, table.file);
    let legend = [
        ("1", "patches: []".to_owned()),
        ("2-6", format!("the list has {a}, {b}, {c}, {d}, {e}")),
        ("7-9", "file one below, at, one above the fixed version; no list".to_owned()),
        ("10-11", "file absent without a list, with a complete list of something else".to_owned()),
        ("12", "no evidence at all".to_owned()),
        ("13-14", format!("cut-off list without and with {a}")),
    ];
    for (column, meaning) in legend {
        writeln!(text, "  {column:<6}{meaning}").unwrap();
    }
    let head: String = (1..=14).map(|n| format!("{n:<4}")).collect();
    writeln!(
        text,
        "\n{:<20}{:<3}{:<6}{head}{:<7}{:<34}{:<15}ports",
        "", "sp", "arch", "effect", "way out", "fixed file"
    )
    .unwrap();
    for platform in platforms() {
        writeln!(text, "{}", row(table, platform)).unwrap();
    }
    text
}

#[test]
fn both_bulletins_at_every_boundary() {
    let legend = "V vulnerable, u unknown, F fixed, . not applicable\n\n";
    let pictures: Vec<String> = TABLES.iter().map(picture).collect();
    let text = format!("{legend}{}", pictures.join("\n"));
    crate::kept::snapshot("matching.txt", &text);
}

// ---- facts
// ---------------------------------------------------------------------------------------------------------

#[test]
fn service_packs_that_hold_the_fix_are_not_affected() {
    for (os, sp, arch) in [
        ("windows-xp", 2, Arch::X86),
        ("windows-xp", 3, Arch::X86),
        ("windows-server-2003", 1, Arch::X86),
    ] {
        assert_eq!(
            status(&with(system(os, sp, arch), &[]), ASN1),
            Status::NotApplicable,
            "{os} {sp}"
        );
    }
    let clean =
        [("windows-xp", 3), ("windows-server-2003", 2), ("windows-vista", 0), ("windows-7", 1)];
    for (os, sp) in clean {
        assert_eq!(
            status(&with(system(os, sp, Arch::X86), &[]), SERVER),
            Status::NotApplicable,
            "{os} {sp}"
        );
    }
}

#[test]
fn the_reason_for_not_being_affected_is_told() {
    let evidence = |os: &str, sp, arch, advisory| {
        finding(&with(system(os, sp, arch), &[]), advisory).evidence.to_string()
    };
    assert_eq!(evidence("windows-vista", 0, Arch::X86, SERVER), "the product is not affected");
    assert_eq!(evidence("windows-xp", 3, Arch::X86, SERVER), "version 5.1.3 is not affected");
    assert_eq!(
        evidence("windows-server-2003", 0, Arch::X64, ASN1),
        "this version is not affected on x64"
    );
}

#[test]
fn supersedence_goes_through_other_patches() {
    let superseded = |patch: &str| {
        finding(&with(system("windows-2000", 4, Arch::X86), &[patch]), ASN1).evidence.to_string()
    };
    assert_eq!(superseded("KB828028"), "KB828028 is installed");
    assert_eq!(superseded("KB835732"), "KB835732 is installed, which supersedes KB828028");
    assert_eq!(
        superseded("KB891861"),
        "KB891861 is installed, which supersedes KB828028 (inferred)"
    );
}

#[test]
fn supersedence_holds_for_its_own_products_and_versions_only() {
    let stays = [
        ("windows-server-2003", 0, "KB924270", SERVER),
        ("windows-server-2003", 1, "KB924270", SERVER),
        ("windows-server-2003", 0, "KB958644", SERVER),
        ("windows-xp", 1, "KB958644", SERVER),
        ("windows-xp", 1, "KB924270", SERVER),
        ("windows-2000", 4, "KB2705219", SERVER),
        ("windows-2000", 3, "KB891861", ASN1),
        ("windows-xp", 1, "KB974571", ASN1),
        ("windows-2000", 4, "KB923414", SERVER),
    ];
    for (os, sp, patch, advisory) in stays {
        let finding = finding(&with(system(os, sp, Arch::X86), &[patch]), advisory);
        assert_eq!(finding.status, Status::Vulnerable, "{os} {sp} {patch}");
        assert_eq!(finding.evidence, Evidence::NoFixInCompleteList);
    }
}

#[test]
fn the_way_out_is_a_patch_an_upgrade_or_isolation() {
    let remedy = |os: &str, sp| finding(&with(system(os, sp, Arch::X86), &[]), SERVER);
    assert_eq!(remedy("windows-2000", 4).remedy, Some(Remedy::Patch));
    assert_eq!(remedy("windows-2000", 4).fixes, [PatchId::Kb(921_883)]);
    for sp in 0..=3 {
        let finding = remedy("windows-2000", sp);
        let then = vec![PatchId::Kb(921_883)];
        assert_eq!(finding.fixes, then);
        assert_eq!(
            finding.remedy,
            Some(Remedy::Upgrade { to: semver::Version::new(5, 0, 4), then })
        );
    }
    for sp in 0..=6 {
        assert!(matches!(remedy("windows-nt-4", sp).remedy, Some(Remedy::Isolate { .. })));
        assert_eq!(remedy("windows-nt-4", sp).fixes, []);
    }
    assert_eq!(remedy("windows-vista", 0).remedy, None);
}

#[test]
fn where_no_patch_exists_an_unknown_list_changes_nothing() {
    for (os, sp) in [("windows-nt-4", 6), ("windows-2000", 2), ("windows-xp", 0)] {
        let finding = finding(&system(os, sp, Arch::X86), SERVER);
        assert_eq!(finding.status, Status::Vulnerable, "{os} {sp}");
        assert!(finding.evidence.to_string().starts_with("no patch "), "{}", finding.evidence);
    }
}

#[test]
fn crash_only_releases_are_marked() {
    let effect = |os: &str, sp| finding(&with(system(os, sp, Arch::X86), &[]), SERVER).effect;
    assert_eq!(effect("windows-xp", 2), Effect::Crash);
    assert_eq!(effect("windows-server-2003", 1), Effect::Crash);
    for (os, sp) in
        [("windows-xp", 1), ("windows-server-2003", 0), ("windows-2000", 4), ("windows-nt-4", 6)]
    {
        assert_eq!(effect(os, sp), Effect::Code, "{os} {sp}");
    }
}

#[test]
fn a_file_that_is_required_decides_whether_the_host_is_affected_at_all() {
    let nt = || system("NT 4.0", 6, Arch::X86);
    assert_eq!(
        status(&with(nt(), &[]), ASN1),
        Status::Unknown,
        "nobody says whether the file is there"
    );
    assert_eq!(status(&with(nt(), &["KB828028"]), ASN1), Status::Fixed);
    let absent = finding(&file(with(nt(), &[]), "msasn1.dll", "absent"), ASN1);
    assert_eq!((absent.status, absent.remedy), (Status::NotApplicable, None));
    assert_eq!(
        status(&file(nt(), "msasn1.dll", "5.0.2195.6792"), ASN1),
        Status::Vulnerable,
        "the file of MS03-041"
    );
}

#[test]
fn a_file_that_is_not_required_proves_nothing_by_its_absence() {
    let w2k = || system("windows-2000", 4, Arch::X86);
    let absent = |s: System| status(&file(s, "msasn1.dll", "absent"), ASN1);
    assert_eq!(absent(w2k()), Status::Unknown);
    assert_eq!(absent(with(w2k(), &[])), Status::Vulnerable);
    assert_eq!(absent(with(w2k(), &["KB828028"])), Status::Fixed);
}

#[test]
fn a_file_is_compared_within_its_own_code_branch() {
    let itanium =
        |version| status(&file(system("windows-xp", 0, Arch::Ia64), "msasn1.dll", version), ASN1);
    assert_eq!(itanium("5.1.2600.118"), Status::Vulnerable);
    assert_eq!(itanium("5.1.2600.119"), Status::Fixed);
    assert_eq!(
        itanium("5.2.3790.87"),
        Status::Vulnerable,
        "Version 2003: newer than 5.1.2600.119, and still not fixed"
    );
    assert_eq!(itanium("5.2.3790.88"), Status::Fixed);
}

#[test]
fn the_first_package_of_a_reissued_patch_is_fixed_and_says_so() {
    let evidence = |version| {
        finding(&file(system("windows-server-2003", 1, Arch::X86), "netapi32.dll", version), SERVER)
    };
    assert_eq!(evidence("5.2.3790.2747").status, Status::Fixed);
    assert_eq!(
        evidence("5.2.3790.2747").evidence.to_string(),
        "netapi32.dll 5.2.3790.2747 is the fixed version; the patch was reissued with 5.2.3790.2769"
    );
    assert_eq!(
        evidence("5.2.3790.2769").evidence.to_string(),
        "netapi32.dll 5.2.3790.2769 is above the fixed 5.2.3790.2747"
    );
}

#[test]
fn evidence_reads_as_a_phrase() {
    let w2k = || system("windows-2000", 4, Arch::X86);
    let phrase = |s: System| finding(&s, ASN1).evidence.to_string();
    assert_eq!(phrase(with(w2k(), &["KB1234567"])), "no fixing patch in a complete list");
    assert_eq!(phrase(with(w2k(), &[])), "no patch is installed");
    assert_eq!(phrase(w2k()), "no patch list");
    assert_eq!(phrase(listed(w2k(), &[], false)), "no fixing patch in a list that is cut off");
    assert_eq!(
        phrase(file(w2k(), "msasn1.dll", "5.0.2195.6822")),
        "msasn1.dll 5.0.2195.6822 is below the fixed 5.0.2195.6823"
    );
}

// ---- contradictions
// ------------------------------------------------------------------------------------------------

#[test]
fn the_file_wins_against_the_list_and_the_first_host_is_told() {
    let waiting = file(
        with(system("windows-2000", 4, Arch::X86), &["KB828028", "KB921883"]),
        "msasn1.dll",
        "5.0.2195.6702",
    );
    let (exposures, diagnostics) =
        find(&[("files1", 1, waiting.clone()), ("files2", 3, waiting)], LATE);
    assert_eq!(about(&exposures, 0, ASN1).status, Status::Vulnerable);
    let told = only(&diagnostics);
    assert_eq!((told.code, told.severity), (Code::ContradictingEvidence, Severity::Warning));
    assert_eq!(
        told.message,
        "host `files1` and 3 more: for MS04-007, msasn1.dll 5.0.2195.6702 is below the fixed 5.0.2195.6823, but KB828028 is installed"
    );
    assert_eq!(told.labels[0].span.start, 0, "at the first host");
}

#[test]
fn a_fixed_file_wins_against_a_complete_list_without_the_fix() {
    let s = file(
        with(system("windows-2000", 4, Arch::X86), &["KB921883"]),
        "msasn1.dll",
        "5.0.2195.6905",
    );
    let (exposures, diagnostics) = find(&[("h", 1, s)], LATE);
    assert_eq!(about(&exposures, 0, ASN1).status, Status::Fixed);
    let for_asn1 = |d: &&&Diagnostic| d.message.contains("for MS04-007,");
    assert_eq!(
        diagnostics.sorted().iter().filter(for_asn1).map(|d| d.code).collect::<Vec<_>>(),
        [Code::ContradictingEvidence]
    );
}

#[test]
fn a_list_that_cannot_know_contradicts_nothing() {
    let w2k = || system("windows-2000", 4, Arch::X86);
    let entries = [
        ("no-list", 1, file(w2k(), "msasn1.dll", "5.0.2195.6823")),
        ("cut-off", 1, file(listed(w2k(), &["KB921883"], false), "msasn1.dll", "5.0.2195.6823")),
        (
            "needs-sp",
            1,
            file(with(system("windows-2000", 0, Arch::X86), &[]), "msasn1.dll", "5.0.2195.6823"),
        ),
    ];
    let (exposures, diagnostics) = find(&entries, LATE);
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    assert!((0..3).all(|system| about(&exposures, system, ASN1).status == Status::Fixed));
}

// ---- service packs
// -------------------------------------------------------------------------------------------------

#[test]
fn without_a_service_pack_every_one_that_was_out_is_considered() {
    let xp = with(system("windows-xp", None, Arch::X86), &[]);
    let early = findings(&xp, date(2004, 2, 14))[ASN1].clone();
    assert_eq!(early.status, Status::Vulnerable, "0 and 1 were out, both affected");
    let late = findings(&xp, date(2006, 8, 25));
    assert_eq!(late[ASN1].status, Status::Unknown, "2 was out, and holds the fix");
    assert_eq!(late[ASN1].evidence.to_string(), "service pack not known; exposed if SP0 or SP1");
    assert_eq!(late[SERVER].status, Status::Vulnerable, "0, 1 and 2 are all affected");
    assert!(
        matches!(late[SERVER].remedy, Some(Remedy::Upgrade { .. })),
        "the hardest way out of the three"
    );
    assert_eq!(late[SERVER].effect, Effect::Code, "the worst of the three");
}

#[test]
fn an_unknown_service_pack_that_matters_is_told_once_per_system() {
    let xp = with(system("windows-xp", None, Arch::X86), &[]);
    let entries = [
        ("desk", 240, xp.clone()),
        ("front", 1, xp),
        ("win8", 1, with(system("windows-8", None, Arch::X86), &[])),
    ];
    let (exposures, diagnostics) = find(&entries, LATE);
    let told = only(&diagnostics);
    assert_eq!((told.code, told.severity), (Code::UnknownServicePack, Severity::Warning));
    assert_eq!(
        told.message,
        "host `desk` and 240 more: the service pack of Windows XP is not given, and every one is considered"
    );
    let assessment = exposures.of(SystemId(0));
    assert_eq!(assessment.service_pack, None);
    assert_eq!(assessment.version, Some(semver::Version::new(5, 1, 0)));
    assert_eq!(
        assessment.listens,
        "tcp/135,tcp/139,tcp/445".split(',').map(ports).fold(PortSet::empty(), |a, b| a.union(&b))
    );
}

fn ports(text: &str) -> PortSet {
    text.parse().unwrap()
}

#[test]
fn fixed_by_one_service_pack_and_not_affected_with_another_is_fixed() {
    let finding =
        finding(&file(system("windows-xp", None, Arch::X86), "msasn1.dll", "5.1.2600.2180"), ASN1);
    assert_eq!(finding.status, Status::Fixed);
}

#[test]
fn a_product_with_one_service_pack_has_that_one() {
    let (exposures, diagnostics) =
        find(&[("h", 1, with(system("windows-8", None, Arch::X86), &[]))], LATE);
    assert!(diagnostics.is_empty());
    assert_eq!(exposures.of(SystemId(0)).service_pack, Some(ServicePack(0)));
}

#[test]
fn an_impossible_service_pack_is_an_error_with_the_known_ones() {
    let (_, diagnostics) = find(&[("h", 1, system("windows-2000", 5, Arch::X86))], LATE);
    let told = only(&diagnostics);
    assert_eq!((told.code, told.severity), (Code::ImpossibleServicePack, Severity::Error));
    assert_eq!(told.help.as_deref(), Some("its service packs are 0, 1, 2, 3, 4"));
}

#[test]
fn a_service_pack_from_the_future_is_no_error() {
    let (_, diagnostics) =
        find(&[("h", 1, with(system("windows-xp", 3, Arch::X86), &[]))], date(2004, 2, 14));
    assert!(diagnostics.is_empty());
}

#[test]
fn six_a_is_six() {
    let sp: ServicePack = "6a".parse().unwrap();
    assert!(status(&system("windows-nt-4", sp.0, Arch::X86), SERVER).is_exposed());
}

#[test]
fn an_architecture_that_the_product_never_had_is_an_error() {
    let (_, diagnostics) = find(
        &[("h", 1, with(system("windows-2000", 4, Arch::X64), &["KB828028", "KB921883"]))],
        LATE,
    );
    let told = only(&diagnostics);
    assert_eq!((told.code, told.severity), (Code::BadValue, Severity::Error));
    assert_eq!(told.help.as_deref(), Some("it exists for x86; write `arch: …`"));
}

// ---- products, ports and dates
// -------------------------------------------------------------------------------------

#[test]
fn an_unknown_product_is_not_assessed_and_told_once_per_name() {
    let entries = [
        ("p1", 2, system("windws-2000", 4, Arch::X86)),
        ("p2", 3, system("windws-2000", 3, Arch::X86)),
        ("jet", 1, system("JetDirect J3263G", None, Arch::X86)),
    ];
    let (exposures, diagnostics) = find(&entries, LATE);
    assert!(exposures.iter().all(|(_, a)| a.product.is_none() && a.findings.is_empty()));
    let told = diagnostics.sorted();
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[0].message,
        "host `p1` and 4 more: `windws-2000` is not in the product catalogue, so nothing is assessed"
    );
    assert_eq!(
        told[0].help.as_deref(),
        Some("did you mean `windows-2000`? If it is another product: --allow-unassessed")
    );
    // One letter off is a slip, and an error; a product that nobody knows is said.
    assert_eq!((told[0].code, told[0].severity), (Code::MisspelledProduct, Severity::Error));
    assert_eq!((told[1].code, told[1].severity), (Code::UnknownProduct, Severity::Warning));
    assert!(!told[1].help.as_deref().unwrap_or_default().contains("did you mean"));
}

#[test]
fn names_are_known_as_scanners_print_them() {
    for os in [
        "Microsoft(R) Windows(R) Server 2003, Standard Edition",
        "MICROSOFT WINDOWS SERVER 2003",
        "windows-server-2003",
    ] {
        assert!(status(&with(system(os, 0, Arch::X86), &[]), SERVER).is_exposed(), "{os}");
    }
}

#[test]
fn ports_are_the_vectors_that_the_host_listens_on() {
    let asked = |os: &str, sp: u16, listens: Option<&str>| {
        let mut system = with(system(os, sp, Arch::X86), &[]);
        system.listens = listens.map(ports);
        finding(&system, SERVER).ports.to_string()
    };
    assert_eq!(asked("windows-2000", 4, None), "tcp/139, tcp/445");
    assert_eq!(
        asked("windows-nt-4", 6, None),
        "tcp/139",
        "SMB without NetBIOS came with Windows 2000"
    );
    assert_eq!(asked("windows-xp", 2, None), "none", "the firewall is on");
    assert_eq!(asked("windows-xp", 2, Some("tcp/445")), "tcp/445");
    assert_eq!(asked("windows-vista", 0, Some("tcp/445")), "none", "not exposed");
}

#[test]
fn advisories_of_the_future_are_left_out_and_listed() {
    let (exposures, _) = find(&[("h", 1, system("windows-2000", 4, Arch::X86))], date(2004, 2, 14));
    let left_out: Vec<&str> =
        exposures.unpublished.iter().map(|id| BUILTIN.advisory_of(*id).id.as_str()).collect();
    assert!(left_out.contains(&SERVER) && !left_out.contains(&ASN1), "{left_out:?}");
    let found: Vec<&str> = exposures
        .of(SystemId(0))
        .findings
        .iter()
        .map(|finding| BUILTIN.advisory_of(finding.advisory).id.as_str())
        .collect();
    assert_eq!(found, ["MS03-026", "MS03-039", "MS03-043", "MS03-049", ASN1, "MS04-012"]);
}

#[test]
fn an_advisory_counts_from_the_day_it_is_published() {
    let host = system("windows-2000", 4, Arch::X86);
    assert!(!findings(&host, date(2004, 2, 9)).contains_key(ASN1));
    assert!(findings(&host, date(2004, 2, 10)).contains_key(ASN1));
}

/// Finds the exposures of one system with own products and advisories, which stand beside the
/// built-in ones.
fn find_with(files: &[(&str, &str)], system: System, as_of: Date) -> (Exposures, Diagnostics) {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let mut diagnostics = Diagnostics::default();
    let advisories = advisory::with_directory(
        &[directory.path().to_owned()],
        &mut Sources::default(),
        &mut diagnostics,
    );
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    let exposures =
        exposure::find(&inventory(&[("h", 1, system)]), &advisories, as_of, &mut diagnostics);
    (exposures, diagnostics)
}

#[test]
fn a_zero_day_counts_from_its_first_verified_attack() {
    let text = "\
id: A-1
published: 2006-08-08
vectors: [smb]
affected: [{products: [windows-2000], fixed_by: [KB111111]}]
timeline:
  - {date: 2006-07-01, stage: worm, unverified: true}
  - {date: 2006-07-10, stage: none}
  - {date: 2006-07-20, stage: exploit}
";
    let known = |day| {
        let (exposures, _) =
            find_with(&[("A-1.yaml", text)], system("windows-2000", 4, Arch::X86), day);
        !exposures.unpublished.iter().any(|id| id.0 == 0)
    };
    assert_eq!(
        [date(2006, 7, 19), date(2006, 7, 20), date(2006, 8, 8)].map(known),
        [false, true, true]
    );
}

#[test]
fn a_product_without_service_packs_is_matched_at_every_end_of_a_range() {
    let products = "products: [{id: acme, nt: \"2.4\", listens: [ssh]}]";
    let text = "\
id: A-1
published: 2006-01-01
vectors: [ssh]
affected: [{products: [acme], versions: \">=2.4.3, <2.4.7\", fixed_by: [f1]}]
";
    let ask = |sp: Option<u16>| {
        let files = [("products.yaml", products), ("A-1.yaml", text)];
        let (exposures, diagnostics) =
            find_with(&files, with(system("acme", sp, Arch::X86), &[]), LATE);
        (exposures.of(SystemId(0)).findings[0].status, codes(&diagnostics))
    };
    assert_eq!(ask(Some(2)), (Status::NotApplicable, vec![]));
    assert_eq!(ask(Some(6)), (Status::Vulnerable, vec![]));
    assert_eq!(ask(Some(900)), (Status::NotApplicable, vec![]));
    assert_eq!(ask(None), (Status::Unknown, vec![Code::UnknownServicePack]));
}

#[test]
fn a_status_that_nobody_verified_is_unknown() {
    let finding = finding(&with(system("windows-xp", 1, Arch::Ia64), &[]), SERVER);
    assert_eq!(finding.status, Status::Unknown);
    assert!(
        finding
            .evidence
            .to_string()
            .ends_with("; nobody has verified that this version is affected")
    );
    assert!(matches!(finding.remedy, Some(Remedy::Isolate { .. })));
}

#[test]
fn the_order_of_hosts_does_not_change_the_findings() {
    let a = ("a", 1, with(system("windows-2000", 4, Arch::X86), &[]));
    let b = ("b", 1, system("windows-xp", None, Arch::X86));
    let show = |entries: &[(&str, u32, System)]| {
        let inventory = inventory(entries);
        let (exposures, _) = find(entries, LATE);
        let mut shown: Vec<String> = exposures
            .iter()
            .map(|(id, assessment)| format!("{:?} {assessment:?}", inventory.system(id)))
            .collect();
        shown.sort();
        shown
    };
    assert_eq!(show(&[a.clone(), b.clone()]), show(&[b, a]));
}

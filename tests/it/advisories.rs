//! The advisory files: the built-in ones are without fault, directories add to them, and every
//! mistake is reported.

use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::civil::date;
use patchfirst::advisory::{
    self, Advisories, Effect, ProductId, Remedy, Replacement, Stage, Supersedence, Target,
};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::source::{Sources, Span};
use patchfirst::term::patch::PatchId;
use patchfirst::term::platform::{Arch, ServicePack};
use proptest::prelude::*;
use semver::{Version, VersionReq};

static BUILTIN: LazyLock<Advisories> =
    LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

/// Loads a directory of such files over the built-in ones; one line per problem.
fn load(files: &[(&str, &str)]) -> (Advisories, Vec<String>) {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let advisories =
        advisory::with_directory(&[directory.path().to_owned()], &mut sources, &mut diagnostics);
    let strip = |text: &str| text.replace(&format!("{}/", directory.path().display()), "");
    (advisories, lines(&sources, &diagnostics).iter().map(|line| strip(line)).collect())
}

fn lines(sources: &Sources, diagnostics: &Diagnostics) -> Vec<String> {
    let line = |d: &&patchfirst::diagnostic::Diagnostic| {
        let place = d.labels.first().map(|label| {
            let at = sources.position(label.span);
            format!("{}:{}:{} ", sources.get(label.span.source).name, at.line, at.column)
        });
        let help = d.help.as_ref().map(|help| format!(" [{help}]")).unwrap_or_default();
        format!("{}{}: {}{help}", place.unwrap_or_default(), d.code.as_str(), d.message)
    };
    diagnostics.sorted().iter().map(line).collect()
}

/// An advisory `X-1` with these rows.
fn with_rows(rows: &str) -> String {
    format!("id: X-1\npublished: 2006-01-01\nvectors: [tcp/445]\naffected:\n{rows}\n")
}

/// The problems of an advisory `X-1`.
fn problems(text: &str) -> Vec<String> {
    load(&[("X-1.yaml", text)]).1
}

fn problems_of_row(row: &str) -> Vec<String> {
    problems(&with_rows(&format!("  - {row}")))
}

// ---- what is built in
// ----------------------------------------------------------------------------------------------

/// How many are built in.
const BULLETINS: usize = 29;

#[test]
fn the_built_in_files_are_without_fault() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let advisories = advisory::builtin(&mut sources, &mut diagnostics);
    assert_eq!(lines(&sources, &diagnostics), [""; 0]);
    assert_eq!(advisories.advisories.len(), BULLETINS);
}

/// In the user's files a range without any version is reported; the built-in ones must not have any
/// either.
#[test]
fn every_built_in_range_matches_a_version_when_read_as_a_users_file() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/advisories"));
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    advisory::with_directory(&[folder], &mut sources, &mut diagnostics);
    assert_eq!(lines(&sources, &diagnostics), [""; 0]);
}

#[test]
fn the_built_in_timelines_follow_the_evidence() {
    let advisories = &*BUILTIN;
    let stage = |advisory: &str, product: &str, day| {
        let product = advisories.product(product).unwrap();
        advisories.advisories[advisory].stage(product, day)
    };
    assert_eq!(stage("MS04-007", "windows-2000", date(2004, 2, 13)), Stage::None);
    assert_eq!(stage("MS04-007", "windows-server-2003", date(2004, 2, 14)), Stage::ProofOfConcept);
    assert_eq!(stage("MS06-040", "windows-2000", date(2006, 8, 11)), Stage::Exploit);
    assert_eq!(stage("MS06-040", "windows-2000", date(2006, 8, 12)), Stage::Worm);
    assert_eq!(stage("MS06-040", "windows-xp", date(2006, 8, 25)), Stage::Exploit);
    assert_eq!(stage("MS06-040", "windows-nt-4", date(2006, 8, 30)), Stage::Worm);
}

#[test]
fn what_a_reader_wants_to_see_is_kept() {
    let advisories = &*BUILTIN;
    let server = &advisories.advisories["MS06-040"];
    assert_eq!(server.kb, Some(PatchId::Kb(921_883)));
    assert_eq!(server.revised, Some(date(2006, 9, 12)));
    assert!(server.notes.iter().any(|note| note.starts_with("sources disagree: ")));
    assert!(server.timeline.iter().any(|entry| entry.unverified && entry.note.is_some()));
    assert!(
        server
            .affected
            .iter()
            .any(|row| row.file.as_ref().is_some_and(|file| file.reissued.is_some()))
    );
    assert!(
        advisories.supersedence.replacements().iter().any(|r| r.unverified && r.note.is_some())
    );
    assert!(advisories.products["windows-nt-4"].note.is_some());
}

// ---- directories
// ---------------------------------------------------------------------------------------------------

#[test]
fn the_least_an_advisory_needs() {
    let (advisories, problems) =
        load(&[("X-1.yaml", &with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}"))]);
    assert_eq!(problems, [""; 0]);
    let advisory = &advisories.advisories["X-1"];
    assert_eq!(
        (advisory.title.as_str(), advisory.automatable, advisory.reboot),
        ("X-1", false, None)
    );
    assert_eq!(advisory.affected[0].effect, Effect::Code);
    assert_eq!(advisory.affected[0].versions, VersionReq::STAR);
    assert_eq!(advisories.advisories.len(), BULLETINS + 1);
}

#[test]
fn an_advisory_of_the_same_id_replaces_the_built_in_one_whole() {
    let own = "id: MS06-040\npublished: 2006-08-09\nvectors: []\naffected: []\n";
    let (advisories, problems) = load(&[("MS06-040.yml", own)]);
    assert_eq!(problems, [""; 0]);
    assert_eq!(advisories.advisories["MS06-040"].published, date(2006, 8, 9));
    assert!(advisories.advisories["MS06-040"].cves.is_empty());
    let left = advisories
        .supersedence
        .replacements()
        .iter()
        .filter(|r| r.replaces == PatchId::Kb(921_883));
    assert_eq!(left.count(), 0, "its statements about later patches went with it");
}

#[test]
fn products_that_are_not_windows() {
    let products = "products:\n  - {id: acme-router, nt: \"2.4\", listens: [ssh], aliases: [ACME(R) Router 9]}\n";
    let row = "  - {products: [acme-router], versions: \"<2.4.7\", fixed_by: [acme-fix-7]}";
    let (advisories, problems) =
        load(&[("products.yaml", products), ("X-1.yaml", &with_rows(row))]);
    assert_eq!(problems, [""; 0]);
    let id = advisories.product("acme router 9").unwrap();
    let product = advisories.product_of(id);
    assert!(product.has(ServicePack(1234)) && product.runs_on(Arch::Arm64));
    let affects = |sp| {
        advisories.advisories["X-1"]
            .affects(id, &product.version(ServicePack(sp)), Arch::X86)
            .is_some()
    };
    assert_eq!((affects(6), affects(7)), (true, false));
}

#[test]
fn a_product_of_the_same_id_replaces_the_built_in_one() {
    let products = "products: [{id: windows-2000, nt: \"5.0\", listens: []}]";
    let (advisories, problems) = load(&[("products.yaml", products)]);
    assert_eq!(problems, [""; 0]);
    assert!(advisories.products["windows-2000"].listens.is_empty());
    assert_eq!(advisories.product("Windows 2000 Server"), None, "its aliases went with it");
    assert!(advisories.products.len() > 5);
}

#[test]
fn a_later_directory_wins() {
    let first = tempfile::tempdir().unwrap();
    let second = tempfile::tempdir().unwrap();
    for (directory, title) in [(&first, "one"), (&second, "two")] {
        let text = format!(
            "title: {title}\n{}",
            with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}")
        );
        std::fs::write(directory.path().join("X-1.yaml"), text).unwrap();
    }
    let mut diagnostics = Diagnostics::default();
    let directories = [first.path().to_owned(), second.path().to_owned()];
    let advisories =
        advisory::with_directory(&directories, &mut Sources::default(), &mut diagnostics);
    assert!(diagnostics.is_empty());
    assert_eq!(advisories.advisories["X-1"].title, "two");
}

#[test]
fn other_files_are_ignored() {
    let good = with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}");
    let (_, problems) =
        load(&[("X-1.yaml", &good), ("README.md", "# x"), ("notes.txt", "{"), (".X-1.yaml", "{")]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_directory_without_yaml_is_an_error() {
    let (_, problems) = load(&[("README.md", "# nothing here")]);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("empty: ") && problems[0].contains("has no YAML file"),
        "{problems:?}"
    );
}

#[test]
fn a_missing_directory_is_an_error() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let advisories =
        advisory::with_directory(&[PathBuf::from("no/such/place")], &mut sources, &mut diagnostics);
    assert!(lines(&sources, &diagnostics)[0].starts_with("unreadable: `no/such/place`: "));
    assert_eq!(advisories.advisories.len(), BULLETINS, "the built-in ones are still there");
}

// ---- mistakes
// ------------------------------------------------------------------------------------------------------

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let good = with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}");
    let (advisories, problems) = load(&[("BAD.yaml", "id: [\n"), ("X-1.yaml", &good)]);
    assert!(advisories.advisories.contains_key("X-1"));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("BAD.yaml:1:5 syntax: "), "{problems:?}");
}

#[test]
fn everything_wrong_with_a_file_is_reported_at_once() {
    let text = "\
id: X-1
titel: misspelt
published: 8 August 2006
vectors: [tcp/99999, smbb]
affected:
  - {products: [windws-xp], versions: \">=5.1.0 <5.1.2\", fixed_by: [KB12]}
  - {products: [windows-xp], versions: \"5.1.1\"}
timeline:
  - {date: 2006-08-12, stage: wurm}
supersedes:
  - {patch: KB924270, replaces: KB924270}
";
    let expected = [
        "X-1.yaml:2:1 unknown-key: an advisory has no key `titel` [did you mean `title`?]",
        "X-1.yaml:3:12 bad-date: `published`: `8 August 2006` is not a date [write year-month-day, such as 2006-08-25]",
        "X-1.yaml:4:11 bad-port: `99999` is not a port number between 0 and 65535 [write it as tcp/445, udp/137-138, or a service such as smb]",
        "X-1.yaml:4:22 bad-port: `smbb` is neither a port such as tcp/445 nor a known service [did you mean `smb`?]",
        "X-1.yaml:6:17 unknown-product: `windws-xp` is not the id of a product [did you mean `windows-xp`?]",
        "X-1.yaml:6:39 bad-version: `>=5.1.0 <5.1.2` is not a version range: expected comma after patch version number, found '<' \
         [write `*`, `5.0.4` for that version alone, or bounds such as `>=5.0.2, <5.0.5`]",
        "X-1.yaml:6:68 bad-patch: a patch: `KB12` does not name a patch [write it as KB828028]",
        "X-1.yaml:7:5 missing-key: an affected row needs `fixed_by` [name the patch, or say `remedy: upgrade` or `remedy: isolate`]",
        "X-1.yaml:9:31 bad-value: `stage` cannot be `wurm` [did you mean `worm`?]",
        "X-1.yaml:11:5 bad-value: KB924270 cannot supersede itself [`patch` is the later one, `replaces` the earlier one]",
    ];
    assert_eq!(problems(text), expected);
}

#[test]
fn missing_keys_are_named() {
    let expected = ["id", "published", "vectors", "affected"].map(|key| format!("`{key}`"));
    let problems = problems("title: nothing else\n");
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(
        expected
            .iter()
            .all(|key| problems.iter().any(|p| p.contains("missing-key") && p.contains(key)))
    );
}

#[test]
fn rows_that_overlap_are_reported_with_both_places() {
    let overlap = |first: &str, second: &str| {
        problems(&with_rows(&format!("  - {first}\n  - {second}"))).concat()
    };
    let row = |versions: &str, rest: &str| {
        format!(
            "{{products: [windows-2000], versions: \"{versions}\", fixed_by: [KB111111]{rest}}}"
        )
    };
    assert!(
        overlap(&row(">=5.0.2", ""), &row("<5.0.3", ""))
            .contains("overlapping-ranges: two rows of X-1 cover `windows-2000` 5.0.2")
    );
    assert_eq!(overlap(&row(">=5.0.3", ""), &row("<5.0.3", "")), "");
    assert_eq!(overlap(&row("*", ", arch: [x86]"), &row("*", ", arch: [ia64]")), "");
    assert!(overlap(&row("*", ", arch: [x86]"), &row("5.0.4", "")).contains("overlapping-ranges"));
}

#[test]
fn rows_of_products_without_service_packs_overlap_too() {
    let products = "products: [{id: acme, nt: \"2.4\"}]";
    let overlap = |first: &str, second: &str| {
        let row = |versions: &str| {
            format!("  - {{products: [acme], versions: \"{versions}\", fixed_by: [f1]}}")
        };
        load(&[
            ("products.yaml", products),
            ("X-1.yaml", &with_rows(&format!("{}\n{}", row(first), row(second)))),
        ])
        .1
        .concat()
    };
    assert!(
        overlap(">2.4.3, <2.4.9", ">=2.4.8")
            .contains("overlapping-ranges: two rows of X-1 cover `acme` 2.4.8")
    );
    assert_eq!(overlap("<2.4.8", ">=2.4.8"), "");
    assert!(overlap("<3", ">=2").contains("overlapping-ranges"));
}

#[test]
fn a_range_without_any_version_is_a_warning() {
    let problems =
        problems_of_row("{products: [windows-2000], versions: \"5.1.2\", fixed_by: [KB111111]}");
    assert_eq!(
        problems,
        ["X-1.yaml:5:5 empty-range: no version of `windows-2000` is in the range `=5.1.2` \
          [its versions are 5.0.0, 5.0.1, 5.0.2, 5.0.3, 5.0.4]"]
    );
}

#[test]
fn remedies_need_what_they_speak_of() {
    let told = |rest: &str| {
        problems_of_row(&format!("{{products: [windows-2000], versions: \"<5.0.4\", {rest}}}"))
            .join("\n")
    };
    assert!(told("remedy: upgrade").contains("missing-key: an affected row needs `to`"));
    assert!(told("remedy: isolate").contains("missing-key: an affected row needs `why`"));
    assert!(told("remedy: reboot").contains("bad-value: `remedy` cannot be `reboot`"));
    assert!(told("fixed_by: [KB111111], to: 5.0.4").contains("`to` belongs to `remedy: upgrade`"));
    assert!(told("fixed_by: []").contains("`fixed_by` is empty"));
    assert!(
        told("remedy: upgrade, to: 5.0.3")
            .contains("the upgrade leads to 5.0.3, which this row affects too")
    );
    assert!(told("remedy: upgrade, to: \"5.0\"").contains("`5.0` is not a product version"));
    assert_eq!(told("remedy: upgrade, to: 5.0.4"), "");
}

#[test]
fn other_bad_values() {
    let told = |rest: &str| {
        problems_of_row(&format!("{{products: [windows-2000], fixed_by: [KB111111], {rest}}}"))
            .join("\n")
    };
    assert!(told("effect: bang").contains("bad-value: `effect` cannot be `bang`"));
    assert!(told("arch: [x68]").contains("`x68` is not an architecture"));
    assert!(
        told("file: {name: a.dll, fixed: five}").contains("bad-version: a file version: `five`")
    );
    assert!(told("file: {name: a.dll}").contains("missing-key: `file` needs `fixed`"));
    assert!(told("unverified: yes").contains("write `true`"));
    assert!(
        problems_of_row("{products: [], fixed_by: [KB111111]}")
            .concat()
            .contains("`products` is empty")
    );
    assert!(
        problems(&format!("advisory: 2.0.0\n{}", with_rows("  []")))
            .concat()
            .contains("unsupported-version")
    );
    assert!(
        problems_of_row("{products: [Windows 2000 Server], fixed_by: [KB111111]}")
            .concat()
            .contains("write its id: `windows-2000`")
    );
}

#[test]
fn a_file_has_the_name_of_its_advisory() {
    let (_, problems) =
        load(&[("Y-2.yaml", &with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}"))]);
    assert_eq!(
        problems,
        [
            "Y-2.yaml:1:5 misnamed-file: advisory `X-1` stands in a file named `Y-2` [rename the file to `X-1.yaml`]"
        ]
    );
}

#[test]
fn the_same_advisory_twice() {
    let text = with_rows("  - {products: [windows-xp], fixed_by: [KB111111]}");
    let (_, problems) = load(&[("X-1.yaml", &text), ("X-1.yml", &text)]);
    assert_eq!(
        problems,
        [
            "X-1.yml:1:5 duplicate-advisory: advisory `X-1` stands twice in one directory [remove one of the two files]"
        ]
    );
}

#[test]
fn mistakes_in_the_catalogue() {
    let text = "\
products:
  - {id: a, nt: 5, aliases: [Windows XP Professional]}
  - {id: b, nt: \"1.0\", aliases: [\"Windows XP, Professional\"], suport_ends: 2006-01-01}
  - {id: b, nt: \"1.0\"}
  - {id: c d, nt: \"1.0\", service_packs: [{sp: 6}, {sp: 6a}, {released: 2001-01-01}]}
";
    let expected = [
        "products.yaml:2:17 bad-version: `nt` must be major.minor, not `5`",
        "products.yaml:3:63 unknown-key: a product has no key `suport_ends` [did you mean `support_ends`?]",
        "products.yaml:4:10 duplicate-product: product `b` stands twice in one catalogue",
        "products.yaml:5:10 bad-name: `c d` cannot be an id",
        "products.yaml:5:51 duplicate-key: service pack 6 stands twice in one product",
        "products.yaml:5:61 missing-key: a service pack needs `sp`",
    ];
    let problems = load(&[("products.yaml", text)]).1;
    let (clash, others): (Vec<&String>, Vec<&String>) =
        problems.iter().partition(|p| p.contains("duplicate-alias"));
    assert_eq!(others.len(), expected.len(), "{problems:#?}");
    assert!(
        expected.iter().zip(others).all(|(start, problem)| problem.starts_with(start)),
        "{problems:#?}"
    );
    assert_eq!(clash.len(), 1, "{problems:#?}");
    assert!(
        clash[0].starts_with("products.yaml:3:34 duplicate-alias: "),
        "the user's file is to blame: {clash:?}"
    );
    assert!(clash[0].contains("names both `b` and `windows-xp`"), "{clash:?}");
}

#[test]
fn parse_text_reads_one_advisory() {
    let mut diagnostics = Diagnostics::default();
    let text = with_rows("  - {products: [windows-nt-4], remedy: isolate, why: too old}");
    let advisory =
        advisory::parse_text(&text, &BUILTIN, &mut Sources::default(), &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(advisory.affected[0].remedy, Remedy::Isolate { why: "too old".to_owned() });
    assert!(
        advisory::parse_text("", &BUILTIN, &mut Sources::default(), &mut diagnostics).is_none()
    );
}

// ---- laws
// ----------------------------------------------------------------------------------------------------------

fn replacement((patch, replaces, arch, unverified): (u32, u32, Option<Arch>, bool)) -> Replacement {
    Replacement {
        patch: PatchId::Kb(100_000 + patch),
        replaces: PatchId::Kb(100_000 + replaces),
        products: Vec::new(),
        versions: VersionReq::STAR,
        arch: arch.into_iter().collect(),
        bulletin: None,
        date: None,
        note: None,
        unverified,
        place: Span { source: Sources::default().add("statement", ""), start: 0, end: 0 },
    }
}

/// Any statements about eight patches, cycles included.
fn statements() -> impl Strategy<Value = Supersedence> {
    let arch = prop_oneof![Just(None), Just(Some(Arch::X86)), Just(Some(Arch::X64))];
    prop::collection::vec((0..8u32, 0..8u32, arch, any::<bool>()), 0..30)
        .prop_map(|statements| statements.into_iter().map(replacement).collect())
}

fn successors(supersedence: &Supersedence, patch: &PatchId) -> Vec<PatchId> {
    let version = Version::new(5, 0, 4);
    let target = Target { product: ProductId(0), version: &version, arch: Arch::X86 };
    supersedence.successors(patch, target)
}

proptest! {
    #[test]
    fn a_patch_succeeds_itself_first_and_nothing_stands_twice(all in statements(), patch in 0..8u32) {
        let patch = PatchId::Kb(100_000 + patch);
        let found = successors(&all, &patch);
        prop_assert_eq!(&found[0], &patch);
        let distinct: std::collections::BTreeSet<_> = found.iter().collect();
        prop_assert_eq!(distinct.len(), found.len());
    }

    #[test]
    fn succession_is_transitive_and_ends_even_in_cycles(all in statements(), patch in 0..8u32) {
        let found = successors(&all, &PatchId::Kb(100_000 + patch));
        for later in &found {
            for last in successors(&all, later) {
                prop_assert!(found.contains(&last), "{last} succeeds {later} but is not among {found:?}");
            }
        }
    }

    #[test]
    fn every_successor_is_reached_by_statements_that_hold_here(all in statements(), patch in 0..8u32) {
        let found = successors(&all, &PatchId::Kb(100_000 + patch));
        for (index, later) in found.iter().enumerate().skip(1) {
            let holds = |r: &Replacement| r.arch.is_empty() || r.arch.contains(&Arch::X86);
            let link = all.replacements().iter().any(|r| holds(r) && r.patch == *later && found[..index].contains(&r.replaces));
            prop_assert!(link);
        }
    }

    /// The skeleton is right and the values are anything: this gets past the parser more often than
    /// random text.
    #[test]
    fn no_value_makes_the_reader_panic(values in prop::collection::vec("[a-z0-9:,{}'\\[\\]. <>=*-]{0,20}", 8)) {
        let [id, date, port, product, range, patch, to, file] = &values[..] else { unreachable!("eight values were asked for") };
        let text = format!(
            "id: {id}\npublished: {date}\nvectors: [{port}]\naffected:\n  - products: [windows-xp, {product}]\n    versions: \"{range}\"\n    \
             fixed_by: [{patch}]\n    to: {to}\n    file: {{name: a, fixed: {file}}}\n"
        );
        let mut diagnostics = Diagnostics::default();
        advisory::parse_text(&text, &BUILTIN, &mut Sources::default(), &mut diagnostics);
        advisory::parse_products(&text, &mut Sources::default(), &mut diagnostics);
        prop_assert!(!diagnostics.is_empty(), "an advisory is no catalogue");
    }
}

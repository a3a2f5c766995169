//! Every reader of text as a function of bytes. What must hold for any bytes at all is asserted
//! here; that nothing panics and nothing runs without end is what whoever drives them looks for:
//! `main.rs` above this, or libFuzzer (`fuzz/`).

mod activity;
mod feed;
mod firewall;
mod settings;
mod whole;

use std::path::Path;
use std::sync::LazyLock;

use patchfirst::advisory::{self, Advisories};
use patchfirst::assumption::{self, Clock, Names};
use patchfirst::check::gate;
use patchfirst::diagnostic::{Code, Colour, Diagnostics, Severity, render};
use patchfirst::diff::{Baseline, RankSnapshot};
use patchfirst::import::{self, Content, Format, Input, Options, update, write};
use patchfirst::inventory::{self, Inventory};
use patchfirst::report::management::Template;
use patchfirst::source::{Sources, sanitize};

#[allow(dead_code, reason = "the rest is for the tests")]
#[path = "../../../tests/it/import/damage.rs"]
mod damage;

/// A name, and what to do with bytes.
pub type Target = (String, fn(&str, &[u8]));

static KNOWN: LazyLock<Advisories> =
    LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));
const BASE: &str = include_str!("../../../fuzz/corpus/inventory/small.yaml");
const TABLE: &str = "inventory: 1.0.0\nsegments: {dmz: {}, office: {}}\nhosts_from: [hosts.csv]\n";
static SMALL: LazyLock<Inventory> = LazyLock::new(|| {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("small.yaml", BASE, &[], &mut sources, &mut diagnostics)
        .expect("the corpus has an inventory")
});

/// Every target, in a fixed order.
pub fn all() -> Vec<Target> {
    let readers: [(&str, fn(&str, &[u8])); 20] = [
        ("inventory", inventory),
        ("hosts-table", hosts_table),
        ("advisory", advisory),
        ("import", any_import),
        ("import-into", import_into),
        ("assumption", assumption),
        ("template", template),
        ("baseline", baseline),
        ("file", file),
        ("text", text),
        ("activity", activity::activity),
        ("components", feed::components),
        ("export-damage", export_damage),
        ("feed", feed::feed),
        ("feed-archive", feed::archive),
        ("firewall-line", firewall::strange_line),
        ("firewall-rules", firewall::rules),
        ("rank", whole::rank),
        ("settings", settings::settings),
        ("shifts", settings::shifts),
    ];
    let formats = Format::ALL
        .iter()
        .map(|format| (format!("import-{}", format.as_str()), one_format as fn(&str, &[u8])));
    readers.into_iter().map(|(name, run)| (name.to_owned(), run)).chain(formats).collect()
}

/// As an inventory; what is reported of it has nothing in it that a terminal acts on.
pub fn inventory(_: &str, bytes: &[u8]) {
    read(&String::from_utf8_lossy(bytes), &[]);
}

/// As a table of hosts.
pub fn hosts_table(_: &str, bytes: &[u8]) {
    read(TABLE, &[("hosts.csv", &String::from_utf8_lossy(bytes))]);
}

fn read(yaml: &str, tables: &[(&str, &str)]) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", yaml, tables, &mut sources, &mut diagnostics);
    assert_acts_on_nothing(&sources, &diagnostics);
}

/// What is reported has nothing in it that a terminal acts on.
fn assert_acts_on_nothing(sources: &Sources, diagnostics: &Diagnostics) {
    if !diagnostics.is_empty() {
        let text = render(sources, diagnostics, Colour::Never);
        assert!(
            !text.chars().any(|c| c != '\n' && sanitize::is_hostile(c)),
            "a report acts on the terminal"
        );
    }
}

/// As an advisory and as a product catalogue.
pub fn advisory(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    advisory::parse_text(&text, &KNOWN, &mut sources, &mut diagnostics);
    advisory::parse_products(&text, &mut sources, &mut diagnostics);
    assert!(!diagnostics.is_empty(), "no text is an advisory and a catalogue at once");
}

fn imported(bytes: &[u8], from: Option<Format>) -> import::Imported {
    let input = Input { name: "input".to_owned(), content: Content::Bytes(bytes.to_vec()) };
    import::import(vec![input], &Options { from, ..Options::default() }, &KNOWN)
}

/// As any export: what is written of it reads back.
pub fn any_import(_: &str, bytes: &[u8]) {
    let text = write::inventory(&imported(bytes, None));
    assert!(reads(&text), "what was written must read back:\n{text}");
}

/// As an export of the format that the target is named after.
pub fn one_format(name: &str, bytes: &[u8]) {
    let format = name.strip_prefix("import-").and_then(Format::from_name);
    imported(bytes, format);
}

/// As an export that brings an inventory up to date: what comes of it reads back, and a second time
/// nothing changes.
pub fn import_into(_: &str, bytes: &[u8]) {
    let imported = imported(bytes, None);
    let Some(once) = updated(BASE, &imported) else { return };
    assert!(reads(&once), "what was updated must read back:\n{once}");
    let twice = updated(&once, &imported).expect("what was updated is an inventory");
    assert_eq!(twice, once, "the second time something changes");
}

fn updated(text: &str, imported: &import::Imported) -> Option<String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory = inventory::parse("inventory.yaml", text, &[], &mut sources, &mut diagnostics)?;
    update::update(inventory.place.source, &sources, &inventory, imported, &KNOWN)
        .ok()
        .map(|update| update.text)
}

fn reads(text: &str) -> bool {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", text, &[], &mut sources, &mut diagnostics);
    let fatal =
        |code: Code, severity: Severity| severity == Severity::Error && code != Code::Unreadable;
    !diagnostics.sorted().iter().any(|one| fatal(one.code, one.severity))
}

/// A good export, damaged as the bytes say: no host becomes clean of an advisory by it.
pub fn export_damage(_: &str, bytes: &[u8]) {
    damage::assert_no_host_becomes_clean(bytes, &KNOWN);
}

/// As what `--assume` takes.
pub fn assumption(_: &str, bytes: &[u8]) {
    let names = Names {
        inventory: &SMALL,
        advisories: &KNOWN,
        groups: &[],
        clock: Clock { as_of: jiff::civil::date(2006, 8, 25), horizon_days: 4 },
    };
    for line in String::from_utf8_lossy(bytes).lines().take(20) {
        let _ = assumption::parse(line, &names);
    }
}

/// As a template: it is parsed or refused.
pub fn template(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for name in ["t.html", "t.md", "t.txt"] {
        let _ = Template::named(name, text.as_ref()).check();
    }
}

/// As the JSON of an earlier run.
pub fn baseline(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = gate::Baseline::parse(&text);
    let _ = RankSnapshot::from_json(&text);
    let _ = Baseline::from_json("old.json", &text);
}

/// As a file in any encoding.
pub fn file(_: &str, bytes: &[u8]) {
    let mut sources = Sources::default();
    if let Ok(source) = sources.decode("file", bytes) {
        assert!(!sources.get(source).text.contains('\0'));
    }
}

/// As a text on its way to people.
pub fn text(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let neutral = sanitize::text(&text);
    assert!(!neutral.chars().any(sanitize::is_hostile) && !neutral.contains("##"));
    let page = sanitize::page(&neutral);
    assert!(!page.lines().any(|line| line.trim_start().starts_with("::")));
    assert!(sanitize::clipped(&text, 40).chars().count() <= 40);
    let _ = patchfirst::source::stays_below(Path::new(""), Path::new(text.as_ref()));
}

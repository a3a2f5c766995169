//! The documentation is run: examples print what the pages say, tables say what the program knows,
//! links lead somewhere.
//!
//! In `README.md` and below `docs`, a block fenced as `console` is a transcript: every `$
//! patchfirst …` line is run and its output compared. A block with a file name behind its language,
//! such as `yaml office.yaml`, is that file during the transcripts of its page; `wrong` behind the
//! name says that it has mistakes on purpose. To accept changed output and tables, run with
//! `PATCHFIRST_BLESS=1` and read the difference.
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::kept;
use crate::program::patchfirst_in;
use patchfirst::diagnostic::{self, Code, Colour, Diagnostics, Severity};
use patchfirst::inventory::{Antivirus, Criticality};
use patchfirst::source::Sources;
use patchfirst::term::port::{PortSet, service_names};
use patchfirst::{advisory, inventory, threat};

/// A fenced block: the words behind its fence, and its lines.
struct Block {
    words: Vec<String>,
    text: String,
}

impl Block {
    fn language(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    fn file(&self) -> Option<&str> {
        self.words.get(1).map(String::as_str)
    }

    fn is_wrong_on_purpose(&self) -> bool {
        self.words.iter().any(|word| word == "wrong")
    }
}

/// A page in parts: prose lines, and blocks.
enum Part {
    Prose(String),
    Block(Block),
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![PathBuf::from("README.md")];
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        folders.extend(entries.iter().filter(|path| path.is_dir()).cloned());
        pages.extend(
            entries
                .into_iter()
                .filter(|path| path.extension().is_some_and(|ending| ending == "md")),
        );
    }
    pages.retain(|page| page.exists());
    assert!(pages.len() > 5, "the pages of docs are found");
    pages
}

fn parts(page: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) => {
                open = Some(Block {
                    words: words.split_whitespace().map(str::to_owned).collect(),
                    text: String::new(),
                })
            }
            (None, None) => parts.push(Part::Prose(line.to_owned())),
            (Some(_), Some(_)) => parts.extend(open.take().map(Part::Block)),
            (Some(block), None) => block.text += &format!("{line}\n"),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    parts
}

fn blocks(page: &str) -> Vec<Block> {
    parts(page)
        .into_iter()
        .filter_map(|part| if let Part::Block(block) = part { Some(block) } else { None })
        .collect()
}

/// A folder like the repository's, with the examples and the files of one page.
fn workplace(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("inventory-examples"), &folder.path().join("inventory-examples"));
    for block in blocks(page) {
        if let Some(file) = block.file() {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &block.text).unwrap();
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs the commands of a transcript; `$ echo $?` tells the status of the one before it.
fn transcript(text: &str, folder: &Path) -> String {
    let (mut printed, mut status) = (String::new(), 0);
    let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(!commands.is_empty(), "a transcript without a command:\n{text}");
    for (i, command) in commands.iter().enumerate() {
        writeln!(printed, "$ {command}").unwrap();
        if *command == "echo $?" {
            writeln!(printed, "{status}").unwrap();
            continue;
        }
        let output = run(command, folder);
        status = output.0;
        assert!(
            status == 0 || commands.get(i + 1) == Some(&"echo $?"),
            "`{command}` ended with {status}:\n{}",
            output.1
        );
        printed += &output.1;
    }
    printed
}

/// The status of a command, and what it says on standard error and then on standard output.
fn run(command: &str, folder: &Path) -> (i32, String) {
    let words = words(command);
    assert_eq!(words.first().map(String::as_str), Some("patchfirst"), "`{command}` is not ours");
    let run = patchfirst_in(folder, &words[1..]);
    (run.status, run.stderr + &run.stdout)
}

/// Splits a command at spaces outside quotes.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in command.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The page with the output of its transcripts, and the tables that the program knows better,
/// written anew.
fn renewed(page: &str) -> String {
    let folder = workplace(page);
    let mut lines = Vec::new();
    let mut parts = parts(page).into_iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Block(block) => {
                let text = if block.language() == "console" {
                    transcript(&block.text, folder.path())
                } else {
                    block.text
                };
                lines.push(format!("```{}\n{text}```", block.words.join(" ")));
            }
            Part::Prose(line) => {
                let generated = line
                    .strip_prefix("<!-- generated: ")
                    .and_then(|rest| rest.strip_suffix(" -->"))
                    .map(generated);
                lines.push(line);
                if let Some(table) = generated {
                    lines.push(format!("\n{}", table.trim_end()));
                    while parts.next_if(|part| matches!(part, Part::Prose(line) if line.is_empty() || line.starts_with('|'))).is_some() {}
                    lines.extend(parts.peek().map(|_| String::new()));
                }
            }
        }
    }
    lines.join("\n") + "\n"
}

fn generated(name: &str) -> String {
    match name {
        "codes" => codes(),
        "services" => services(),
        "rates" => rates(),
        _ => panic!("no table is called {name}"),
    }
}

fn codes() -> String {
    let mut table = String::from("| code | severity | what it says |\n|---|---|---|\n");
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(table, "| `{}` | {severity} | {} |", code.as_str(), code.description()).unwrap();
    }
    table
}

fn services() -> String {
    let mut table = String::from("| service | ports |\n|---|---|\n");
    for name in service_names() {
        writeln!(table, "| `{name}` | {} |", name.parse::<PortSet>().unwrap()).unwrap();
    }
    table
}

/// The parameters of the model with their defaults, as the program has them.
fn rates() -> String {
    let attack = threat::ATTACK;
    let rate =
        |rate: threat::Rate| format!("{} for {} days, then {}", rate.fresh, rate.days, rate.later);
    let escalation = threat::ESCALATION.map(rate).join("; ");
    let antivirus = [Antivirus::Current, Antivirus::Stale, Antivirus::None]
        .map(|av| threat::ANTIVIRUS[av as usize]);
    let value = [Criticality::Low, Criticality::Medium, Criticality::High, Criticality::Critical]
        .map(Criticality::value);
    let rows = [
        (
            "H",
            "`horizon_days`",
            "the last day that counts, today being day 1",
            format!("the first workday from day {} on", threat::FIRST_HORIZON.0),
        ),
        (
            "v",
            "none; `criticality` or `value` of a host",
            "value lost with a host: low, medium, high, critical",
            listed(&value),
        ),
        (
            "δ",
            "`disruption`",
            "share of the value lost when a host is only crashed",
            threat::DISRUPTION.to_string(),
        ),
        (
            "e",
            "`escalation`",
            "chance per day to move on from none, proof-of-concept, exploit: on the first days, later",
            escalation,
        ),
        (
            "j",
            "`straight_to_exploit`",
            "chance that the first public thing runs code at once",
            threat::STRAIGHT_TO_EXPLOIT.to_string(),
        ),
        (
            "λ",
            "`attack`",
            "chance per day that an outsider tries an exposed host, at none, proof-of-concept, exploit, worm",
            listed(&attack),
        ),
        (
            "o",
            "`reachable_outside`",
            "chance that a roaming host can be reached at all where it is outside",
            threat::REACHABLE_OUTSIDE.to_string(),
        ),
        (
            "ρ",
            "`insider_per_user_day`",
            "chance per user and day of an insider attack",
            threat::INSIDER_PER_USER_DAY.to_string(),
        ),
        (
            "μ",
            "`mail_per_user_day`",
            "chance per user and workday that somebody runs a Trojan",
            threat::MAIL_PER_USER_DAY.to_string(),
        ),
        (
            "r",
            "`antivirus`",
            "chance that an antivirus stops a takeover: current, stale, none",
            listed(&antivirus),
        ),
        (
            "none",
            "`controls`",
            "chance that a quarantine holds back a laptop, that a block holds",
            listed(&[threat::QUARANTINE_HOLDS, threat::BLOCK_HOLDS]),
        ),
    ];
    let mut table =
        String::from("| symbol | key in `threat:` | meaning | default |\n|---|---|---|---|\n");
    for (symbol, key, meaning, default) in rows {
        writeln!(table, "| {symbol} | {key} | {meaning} | {default} |").unwrap();
    }
    table
}

fn listed(numbers: &[f64]) -> String {
    numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(", ")
}

#[test]
fn examples_print_and_tables_say_what_the_pages_show() {
    let renewed = |path: &PathBuf| renewed(&fs::read_to_string(path).unwrap());
    let wrong: Vec<String> =
        pages().iter().filter_map(|path| kept::compare(path, &renewed(path)).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole_inventories_in_the_pages_have_no_mistakes_unless_they_say_so() {
    let mut read = 0;
    // The pages of rules show one mistake each, on purpose; `tests/it/rules.rs` holds them to it.
    for path in pages().into_iter().filter(|path| !path.starts_with("docs/rules")) {
        let page = fs::read_to_string(&path).unwrap();
        let folder = workplace(&page);
        for block in blocks(&page).iter().filter(|b| {
            b.language() == "yaml" && b.text.lines().any(|line| line.starts_with("inventory:"))
        }) {
            let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
            match block.file() {
                Some(file) => {
                    inventory::read(&folder.path().join(file), &mut sources, &mut diagnostics)
                }
                None => inventory::parse("block", &block.text, &[], &mut sources, &mut diagnostics),
            };
            let report = diagnostic::render(&sources, &diagnostics, Colour::Never);
            assert_eq!(
                block.is_wrong_on_purpose(),
                !diagnostics.is_empty(),
                "{}: {report}\n{}",
                path.display(),
                block.text
            );
            read += 1;
        }
    }
    assert!(read > 0, "the pages have inventories");
}

#[test]
fn links_lead_to_files_that_exist() {
    let mut followed = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for part in parts(&page) {
            let Part::Prose(line) = part else { continue };
            for link in line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split_once(')'))
                .map(|(link, _)| link)
            {
                let file = link.split('#').next().unwrap_or(link);
                if file.is_empty() || file.contains("://") {
                    continue;
                }
                assert!(
                    path.parent().unwrap().join(file).exists(),
                    "{}: {link} leads nowhere",
                    path.display()
                );
                followed += 1;
            }
        }
    }
    assert!(followed > 0, "the pages have links");
}

#[test]
fn changed_output_is_noticed() {
    let page = "```console\n$ patchfirst --version\nwrong\n```\n";
    let renewed = renewed(page);
    assert_eq!(
        renewed,
        format!(
            "```console\n$ patchfirst --version\npatchfirst {}\n```\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    assert_eq!(
        words("patchfirst explain \"a b.yaml\" 'c d'"),
        ["patchfirst", "explain", "a b.yaml", "c d"]
    );
}

/// The keys a reader knows, as it lists them when it meets one that it does not know and that is
/// near to none.
fn known_keys(diagnostics: &Diagnostics) -> Vec<String> {
    let lists = diagnostics
        .sorted()
        .into_iter()
        .filter(|d| d.code == Code::UnknownKey)
        .filter_map(|d| d.help.as_deref());
    lists
        .flat_map(|help| {
            help.strip_prefix("known are: ").expect("near to no key").split(", ").map(str::to_owned)
        })
        .collect()
}

#[track_caller]
fn all_in(page: &str, keys: &[String]) {
    let text = fs::read_to_string(page).unwrap();
    let missing: Vec<&String> =
        keys.iter().filter(|key| !text.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "{page} does not speak of {missing:?}");
}

#[test]
fn every_key_of_the_inventory_is_documented() {
    let stranger = "zzzzzzzzzzzzzzzz: 1";
    let yaml = format!(
        "inventory: 1.0.0\n{stranger}\nsegments: {{s: {{{stranger}}}}}\nthreat: {{{stranger}}}\ndefaults: {{{stranger}}}\nhosts: [{{{stranger}}}]\n\
         accept: [{{{stranger}}}]\n"
    );
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", &yaml, &[], &mut sources, &mut diagnostics);
    let keys = known_keys(&diagnostics);
    assert!(keys.len() > 50, "{keys:?}");
    all_in("docs/inventory.md", &keys);
}

#[test]
fn every_key_of_advisories_and_products_is_documented() {
    let stranger = "zzzzzzzzzzzzzzzz: 1";
    let text = format!(
        "{stranger}\nid: A\naffected: [{{{stranger}, file: {{{stranger}}}}}]\nsupersedes: [{{{stranger}}}]\ntimeline: [{{{stranger}}}]\n"
    );
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let known = advisory::builtin(&mut sources, &mut diagnostics);
    advisory::parse_text(&text, &known, &mut sources, &mut diagnostics);
    let products = format!("products: [{{{stranger}, service_packs: [{{{stranger}}}]}}]");
    advisory::parse_products(&products, &mut sources, &mut diagnostics);
    let keys = known_keys(&diagnostics);
    assert!(keys.len() > 60, "{keys:?}");
    all_in("docs/advisories.md", &keys);
}

#[test]
fn the_statuses_are_those_of_the_program_and_of_its_help() {
    let source = fs::read_to_string("src/exit.rs").unwrap();
    let program: Vec<String> = source
        .lines()
        .filter_map(|line| line.trim().split_once(" => "))
        .map(|(_, n)| n.trim_end_matches(',').to_owned())
        .collect();
    let page = fs::read_to_string("docs/exit-status.md").unwrap();
    let cell = |line: &str| {
        line.strip_prefix("| ").and_then(|rest| rest.split(' ').next()).unwrap_or("").to_owned()
    };
    let is_number = |text: &String| text.parse::<u8>().is_ok();
    assert_eq!(page.lines().map(cell).filter(is_number).collect::<Vec<_>>(), program);
    let (_, help) = run("patchfirst --help", Path::new("."));
    let (_, statuses) = help.split_once("Exit status:").unwrap();
    let first = |line: &str| line.split_whitespace().next().unwrap_or("").to_owned();
    assert_eq!(statuses.lines().map(first).filter(is_number).collect::<Vec<_>>(), program);
}

#[test]
fn every_key_of_the_json_is_documented() {
    let mut keys = Vec::new();
    for example in ["weekend-2006-08-31", "branch-offices"] {
        let (status, text) = run(
            &format!(
                "patchfirst rank -q -f json --samples 64 inventory-examples/{example}/inventory.yaml"
            ),
            Path::new("."),
        );
        assert_eq!(status, 0);
        collect_keys(&serde_json::from_str(&text).unwrap(), &mut keys);
    }
    keys.sort();
    keys.dedup();
    assert!(keys.len() > 50, "{keys:?}");
    all_in("docs/json.md", &keys);
}

fn collect_keys(value: &serde_json::Value, keys: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            keys.extend(entries.keys().cloned());
            entries.values().for_each(|value| collect_keys(value, keys));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| collect_keys(value, keys)),
        _ => {}
    }
}

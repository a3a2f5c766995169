//! The tables of `docs/architecture.md`, enforced: who may import whom, and where each outside
//! crate is at home.
//!
//! The page is the rule and the source is what is judged: to allow an import, change the page.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const PAGE: &str = "docs/architecture.md";
/// What a cell says instead of names.
const EVERYTHING_ABOVE: &str = "everything above";
const ANYWHERE: &str = "anywhere";

/// One line of the import table: modules that may import each other, and what else they may import.
struct Row {
    modules: Vec<String>,
    imports: Vec<String>,
    everything_above: bool,
}

/// The cells of the table that follows `<!-- name -->`, without its head.
fn table(name: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(PAGE).expect("the page is part of the repository");
    let mark = format!("<!-- {name} -->");
    let (_, rest) =
        page.split_once(&mark).unwrap_or_else(|| panic!("{PAGE} has no table marked {mark}"));
    let lines = rest.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    lines
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The names that stand between back ticks.
fn ticked(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn rows() -> Vec<Row> {
    let row = |cells: Vec<String>| Row {
        modules: ticked(&cells[0]),
        imports: ticked(&cells[2]),
        everything_above: cells[2].contains(EVERYTHING_ABOVE),
    };
    table("imports").into_iter().map(row).collect()
}

/// Every module of the library and of the program with what it may import.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let mut allowed = BTreeMap::new();
    let mut above: Vec<String> = Vec::new();
    for row in rows() {
        let mut may: BTreeSet<String> = row.imports.iter().chain(&row.modules).cloned().collect();
        if row.everything_above {
            may.extend(above.iter().cloned());
        }
        above.extend(row.modules.iter().cloned());
        allowed.extend(row.modules.into_iter().map(|module| (module, may.clone())));
    }
    allowed
}

/// Every source file, by its path with forward slashes, with its code: no comments, no unit tests.
fn sources() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    let name = |path: &Path| path.to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (name(path), code(&fs::read_to_string(path).unwrap()))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// What is shipped of a file: without comments, without the text of literals, without what
/// `#[cfg(test)]` marks. Lines end where statements and groups do.
fn code(text: &str) -> String {
    let mut code = String::new();
    write_code(text.parse().expect("the source is Rust"), &mut code);
    code
}

fn write_code(tokens: TokenStream, code: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark)
                if mark.as_char() == '#' && tokens.peek().is_some_and(is_cfg_test) =>
            {
                skip_item(&mut tokens)
            }
            TokenTree::Punct(mark) => write_mark(mark.as_char(), code),
            TokenTree::Group(group) => write_group(&group, code),
            TokenTree::Literal(_) => write_word("0", code),
            TokenTree::Ident(name) => write_word(&name.to_string(), code),
        }
    }
}

fn is_cfg_test(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// Passes over an item: up to its body or, if it has none, its semicolon.
fn skip_item(tokens: &mut impl Iterator<Item = TokenTree>) {
    tokens.find(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    });
}

fn write_mark(mark: char, code: &mut String) {
    code.push(mark);
    if mark == ';' {
        code.push('\n');
    }
}

fn write_word(word: &str, code: &mut String) {
    if code.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        code.push(' ');
    }
    code.push_str(word);
}

fn write_group(group: &Group, code: &mut String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]\n"),
        Delimiter::Brace => ("{\n", "}\n"),
        Delimiter::None => ("", ""),
    };
    code.push_str(open);
    write_code(group.stream(), code);
    code.push_str(close);
}

/// `src/risk/draw.rs` belongs to the module `risk`.
fn module(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    inner.split('/').next().unwrap_or(inner).trim_end_matches(".rs")
}

/// The first names behind every `root::` in a text: one, or those of a group in braces.
fn behind(text: &str, root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let prefix = format!("{root}::");
    for (at, _) in text.match_indices(&prefix) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
            continue;
        }
        let after = &text[at + prefix.len()..];
        match after.strip_prefix('{') {
            Some(group) => found.extend(members(group).iter().map(|member| first_name(member))),
            None => drop(found.insert(first_name(after))),
        }
    }
    found.remove("self");
    found
}

/// The members of a group, up to the brace that closes it.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut members) = (0_u32, vec![String::new()]);
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => members.push(String::new()),
            _ => members.last_mut().unwrap().push(c),
        }
        depth = match c {
            '{' => depth + 1,
            '}' => depth - 1,
            _ => depth,
        };
    }
    members.retain(|member| !member.trim().is_empty());
    members
}

fn first_name(path: &str) -> String {
    path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn modules_import_only_what_the_page_allows() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, code) in sources().iter().filter(|(path, _)| *path != "src/lib.rs") {
        let own = module(path);
        let may =
            allowed.get(own).unwrap_or_else(|| panic!("{path}: {PAGE} has no row for `{own}`"));
        for import in behind(code, "crate").into_iter().chain(behind(code, "patchfirst")) {
            seen += 1;
            if !may.contains(&import) {
                wrong.push(format!("{path}: `{own}` may not import `{import}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 200, "only {seen} imports were found: is the search broken?");
}

#[test]
fn the_page_lists_every_module_and_no_other() {
    let existing: BTreeSet<String> = sources()
        .keys()
        .map(|path| module(path).to_owned())
        .filter(|module| module != "lib")
        .collect();
    assert_eq!(allowed().into_keys().collect::<BTreeSet<_>>(), existing);
}

#[test]
fn imports_point_up_so_that_nothing_runs_in_a_circle() {
    let mut above: BTreeSet<String> = BTreeSet::new();
    for row in rows() {
        let down: Vec<&String> =
            row.imports.iter().filter(|import| !above.contains(*import)).collect();
        assert!(
            down.is_empty(),
            "{:?} imports {down:?}, which does not stand above it",
            row.modules
        );
        above.extend(row.modules);
    }
}

#[test]
fn the_way_around_the_table_is_closed() {
    for (path, code) in sources() {
        // `super` in a file directly below `src` is the crate itself.
        let top = path.matches('/').count() == 1;
        assert!(
            !top || behind(&code, "super").is_empty(),
            "{path} reaches other modules through `super`"
        );
    }
    assert!(behind(&sources()["src/lib.rs"], "crate").is_empty(), "lib.rs is a table of contents");
}

#[test]
fn outside_crates_stay_at_home() {
    let (mut wrong, sources) = (Vec::new(), sources());
    for cells in table("crates") {
        let (name, homes) = (ticked(&cells[0])[0].replace('-', "_"), ticked(&cells[1]));
        let users: Vec<&String> =
            sources.iter().filter(|(_, code)| uses(code, &name)).map(|(path, _)| path).collect();
        if cells[1].contains(ANYWHERE) {
            continue;
        }
        let strays =
            users.iter().filter(|path| !homes.iter().any(|home| path.starts_with(home.as_str())));
        wrong
            .extend(strays.map(|path| format!("{path} uses `{name}`, whose home is {}", cells[1])));
        let empty =
            homes.iter().filter(|home| !users.iter().any(|path| path.starts_with(home.as_str())));
        wrong.extend(empty.map(|home| format!("`{name}` is not used in {home}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a file uses an outside crate; a file with a module of the same name of its own does so
/// only by `use`.
fn uses(code: &str, name: &str) -> bool {
    let shadowed = code.lines().any(|line| line.trim_end().ends_with(&format!("mod {name};")));
    let by_use = code.lines().any(|line| {
        line.trim_start().trim_start_matches("pub ").starts_with(&format!("use {name}::"))
    });
    by_use || (!shadowed && !behind(code, name).is_empty())
}

#[test]
fn every_dependency_has_a_home() {
    let listed: BTreeSet<String> =
        table("crates").iter().map(|cells| ticked(&cells[0])[0].clone()).collect();
    let mut all = dependencies("[dependencies]");
    all.extend(dependencies("[target.\"cfg(unix)\".dependencies]"));
    assert_eq!(listed, all);
    let tests: BTreeSet<String> =
        table("test crates").iter().map(|cells| ticked(&cells[0])[0].clone()).collect();
    let mut all = dependencies("[dev-dependencies]");
    all.extend(dependencies("[target.\"cfg(unix)\".dev-dependencies]"));
    assert_eq!(tests, all);
}

fn dependencies(section: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let (_, rest) = manifest.split_once(section).unwrap();
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned())).collect()
}

#[test]
fn imports_are_found_in_every_form() {
    let text = code(
        "use crate::a::B;\nuse crate::{c, d::{E, F}, g};\nlet x = crate::h::i(); // crate::no\npub(crate) fn f() {}\n\
         other_crate::no();\nuse super::crate_name;\n#[cfg(test)]\nmod tests { use crate::no; }",
    );
    let found: Vec<String> = behind(&text, "crate").into_iter().collect();
    assert_eq!(found, ["a", "c", "d", "g", "h"]);
    assert!(uses("use csv::Reader;", "csv") && uses("let x = csv::Reader::new();", "csv"));
    assert!(
        uses(&code("fn f() {}\npub use csv::{A, B};"), "csv")
            && uses(&code("/// Text.\n#[cfg(unix)]\nuse csv::A;"), "csv")
    );
    assert!(!uses("mod csv;\ncsv::resolve();", "csv") && !uses("use super::csv_text;", "csv"));
}

/// A file goes on after its unit tests, an address has two slashes, and a text may speak of a
/// module.
#[test]
fn nothing_shipped_is_skipped_and_nothing_else_is_read() {
    let text = code(
        "#[cfg(test)]\nmod sample;\nuse crate::a;\n#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests { fn f() { use crate::no; } }\n\
         const URL: &str = \"http://example.org crate::no\"; use crate::b;\n/// See [`crate::no`].\nfn f() { crate::c::d('}', r#\"{\"#); }\n\
         #[cfg(test)]\nfn g(x: [u8; 2]) -> u8 { crate::no::x() }\n/* crate::no */ mod m { use crate::e; }\n#[cfg(not(test))]\nuse crate::g;",
    );
    assert_eq!(
        behind(&text, "crate").into_iter().collect::<Vec<_>>(),
        ["a", "b", "c", "e", "g"],
        "{text}"
    );
}

/// Every file is read to its end: each but those that are all test has code.
#[test]
fn every_file_has_code_that_is_read() {
    let sources = sources();
    let empty: Vec<&String> =
        sources.iter().filter(|(_, code)| code.trim().is_empty()).map(|(path, _)| path).collect();
    assert!(empty.is_empty(), "no code was found in {empty:?}");
}

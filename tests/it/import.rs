//! `patchfirst import` from the outside: each format, each trap of real files, merging, segments,
//! updating in place, firewalls.

mod abreast;
mod ansible;
mod apart;
mod appended;
mod banner;
mod by_hand;
mod caption;
mod captured;
mod cisco;
mod cloud;
mod command;
mod command_line;
mod csv;
mod damage;
mod denial;
mod doubt;
mod evidence;
mod finding;
mod finer;
mod firewall;
mod group_member;
mod hostile;
mod installed_on;
mod interface;
mod iptables;
mod language;
mod merge;
mod nmap;
mod odd_row;
mod offer;
mod osquery;
mod part;
mod pasted;
mod property;
mod qfe;
mod rare;
mod rule_blank;
mod rule_form;
mod rule_name;
mod rule_table;
mod scanner;
mod segment;
mod several;
mod stacked;
mod standing;
mod stands;
mod systeminfo;
mod taken_back;
mod tally;
mod told;
mod unread;
mod update;
mod vulnerable;
mod who;
mod whose;
mod windows_profile;

use std::path::PathBuf;

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::{self, Colour, Diagnostics};
use patchfirst::import::{self, Content, Format, Imported, Input, Options, write};
use patchfirst::inventory::{self, Inventory};
use patchfirst::source::Sources;

fn catalogue() -> Advisories {
    advisory::builtin(&mut Sources::default(), &mut Diagnostics::default())
}

fn import_with(options: &Options, files: &[(&str, &[u8])]) -> Imported {
    let inputs = files.iter().map(|(name, bytes)| Input {
        name: (*name).to_owned(),
        content: Content::Bytes(bytes.to_vec()),
    });
    let imported = import::import(inputs.collect(), options, &catalogue());
    read_back(&imported);
    imported
}

fn import(files: &[(&str, &str)]) -> Imported {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    import_with(&Options::default(), &files)
}

/// Whatever was imported, our own reader accepts what is written.
fn read_back(imported: &Imported) -> Inventory {
    let text = write::inventory(imported);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let inventory = inventory::parse("inventory.yaml", &text, &[], &mut sources, &mut diagnostics);
    let shown = diagnostic::render(&sources, &diagnostics, Colour::Never);
    assert!(!diagnostics.has_errors(), "{shown}\n{text}");
    inventory.expect("a file without errors is an inventory")
}

fn formats(imported: &Imported) -> Vec<Option<Format>> {
    imported.files.iter().map(|file| file.format).collect()
}

fn names(imported: &Imported) -> Vec<&str> {
    imported.hosts.iter().map(|placed| placed.host.name.as_str()).collect()
}

fn host<'i>(imported: &'i Imported, name: &str) -> &'i import::Placed {
    imported
        .hosts
        .iter()
        .find(|placed| placed.host.name.eq_ignore_ascii_case(name))
        .unwrap_or_else(|| panic!("no {name}: {:?}", names(imported)))
}

fn patches(imported: &Imported, name: &str) -> Vec<String> {
    host(imported, name).host.patches.installed.iter().flatten().map(ToString::to_string).collect()
}

fn skipped(imported: &Imported) -> Vec<String> {
    let files = imported.files.iter().flat_map(|file| &file.skipped);
    files.map(|skip| format!("{}: {} {}", skip.line, skip.text, skip.why)).collect()
}

fn folder_with(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

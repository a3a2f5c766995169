//! Feeds of advisories, as they are downloaded, and the table of components.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::feed::{self, Components, Covers, Drafts, Known};
use patchfirst::source::{Sources, yaml};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::KNOWN;

static COVERS: LazyLock<Covers> = LazyLock::new(|| Covers::of(&KNOWN));

/// As a feed: what is written of it reads back.
pub fn feed(_: &str, bytes: &[u8]) {
    written(bytes);
}

/// As a member of an archive, and as a damaged archive.
pub fn archive(_: &str, bytes: &[u8]) {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("feed", SimpleFileOptions::default()).expect("a file can be begun");
    writer.write_all(bytes).expect("memory takes it");
    let mut archive = writer.finish().expect("memory takes it").into_inner();
    written(&archive);
    // Which byte is broken, and how, follows from the text.
    if let [first, second, third, ..] = *bytes {
        let at = usize::from(u16::from_be_bytes([first, second])) % archive.len();
        archive[at] ^= third | 1;
        written(&archive);
    }
}

/// As a table of components and the ports that they listen on.
pub fn components(_: &str, bytes: &[u8]) {
    let _ = Components::default().extend(&String::from_utf8_lossy(bytes));
}

fn written(bytes: &[u8]) {
    let components = Components::default();
    let mut drafts = Drafts::default();
    let _ = feed::read(bytes, Known::new(&KNOWN, &components, &COVERS), &mut drafts);
    for file in feed::files(&drafts) {
        assert!(
            file.text.starts_with(feed::MARK) && !file.name.contains(['/', '\\']),
            "{}",
            file.name
        );
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        if file.name.ends_with(".overlay.yaml") {
            let source = sources.add(&file.name, &file.text);
            yaml::parse(&sources, source, &mut diagnostics);
        } else {
            advisory::parse_text(&file.text, &KNOWN, &mut sources, &mut diagnostics);
        }
        assert!(
            !diagnostics.has_errors(),
            "what was written must read back:\n{}\n{:?}",
            file.text,
            diagnostics.sorted()
        );
    }
}

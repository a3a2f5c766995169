//! Advisories from the feeds that people have: files that were downloaded, read without a network.
//!
//! A feed becomes [`Drafts`]: new advisories, and additions to those that are known.
//! [`write::files`] makes YAML files of them. Whatever a feed says and the format or the catalogue
//! cannot is counted and named, never dropped in silence.

mod csaf;
mod draft;
mod kev;
mod port;
mod product;
mod record;
mod sheet;
mod ssvc;
mod wesng;
mod write;

use std::io::{Cursor, Read};

use rustc_hash::FxHashMap;

use crate::advisory::{Advisories, Advisory, AdvisoryId};

pub use draft::{Draft, Drafts};
pub use port::Components;
pub use write::{File, MARK, files};

/// No member of an archive is read beyond this: the largest known feed has 140 MB.
const MAX_BYTES: u64 = 1 << 30;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The archive or spreadsheet is damaged.
    #[error("it cannot be opened: {0}")]
    Damaged(String),
    /// No reader knows it.
    #[error("it is none of the feeds that are known")]
    Unknown,
    /// It is too large.
    #[error("it has more than {MAX_BYTES} bytes")]
    TooLarge,
}

/// What a feed is read against.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The products and advisories that there are.
    pub advisories: &'a Advisories,
    /// Which ports components listen on.
    pub components: &'a Components,
    /// Which advisories cover which vulnerabilities.
    covers: &'a Covers,
}

/// The advisories that cover each vulnerability: looked up for every row of a feed.
#[derive(Debug, Default)]
pub struct Covers(FxHashMap<String, Vec<AdvisoryId>>);

impl Covers {
    /// Notes what advisories say that they cover.
    pub fn of(advisories: &Advisories) -> Self {
        let mut covers: FxHashMap<String, Vec<AdvisoryId>> = FxHashMap::default();
        for (id, advisory) in advisories.iter() {
            let cves = advisory.cves.iter().map(|cve| record::cve(cve));
            cves.for_each(|cve| covers.entry(cve).or_default().push(id));
        }
        Self(covers)
    }
}

impl<'a> Known<'a> {
    /// What a feed is read against; `covers` is that of the same advisories.
    pub fn new(advisories: &'a Advisories, components: &'a Components, covers: &'a Covers) -> Self {
        Self { advisories, components, covers }
    }

    /// The advisories that cover a vulnerability, however it is written.
    fn about(self, cve: &str) -> impl Iterator<Item = &'a Advisory> {
        self.covers
            .0
            .get(&record::cve(cve))
            .into_iter()
            .flatten()
            .map(|id| self.advisories.advisory_of(*id))
    }
}

/// Reads one file into drafts; the kind is told by what is in it, not by its name. Returns what it
/// was taken for.
pub fn read(
    bytes: &[u8],
    known: Known<'_>,
    drafts: &mut Drafts,
) -> Result<&'static str, FeedError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(bytes, known, drafts);
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    if text.trim_start().starts_with(['{', '[']) {
        json(&text, known, drafts)
    } else {
        csv(&text, known, drafts)
    }
}

fn archive(bytes: &[u8], known: Known<'_>, drafts: &mut Drafts) -> Result<&'static str, FeedError> {
    let damaged = |error: zip::result::ZipError| FeedError::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.file_names().any(|name| name.is_ok_and(|name| name == "xl/workbook.xml")) {
        return sheet::read(bytes, known, drafts);
    }
    let mut found = None;
    for index in 0..archive.len() {
        let mut text = Vec::new();
        let member = archive.by_index(index).map_err(damaged)?;
        member
            .take(MAX_BYTES + 1)
            .read_to_end(&mut text)
            .map_err(|error| FeedError::Damaged(error.to_string()))?;
        if text.len() as u64 > MAX_BYTES {
            return Err(FeedError::TooLarge);
        }
        // Archives hold notes and versions beside the feed.
        found =
            if text.starts_with(b"PK") { found } else { read(&text, known, drafts).ok().or(found) };
    }
    found.ok_or(FeedError::Unknown)
}

fn json(text: &str, known: Known<'_>, drafts: &mut Drafts) -> Result<&'static str, FeedError> {
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| FeedError::Damaged(error.to_string()))?;
    match &value {
        value if value["vulnerabilities"].is_array() && value["catalogVersion"].is_string() => {
            Ok(kev::json(value, known, drafts))
        }
        value if value["document"]["csaf_version"].is_string() => {
            Ok(csaf::read(value, known, drafts))
        }
        value if value["cveMetadata"].is_object() => Ok(ssvc::read(value, known, drafts)),
        _ => Err(FeedError::Unknown),
    }
}

fn csv(text: &str, known: Known<'_>, drafts: &mut Drafts) -> Result<&'static str, FeedError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|error| FeedError::Damaged(error.to_string()))?
        .iter()
        .map(record::plain)
        .collect();
    let has = |names: &[&str]| names.iter().all(|name| header.iter().any(|column| column == name));
    if has(&["cveid", "dateadded"]) {
        return Ok(kev::table(&header, reader, known, drafts));
    }
    if has(&["bulletinkb", "affectedproduct", "supersedes", "cve"]) {
        return Ok(wesng::read(&header, reader, known, drafts));
    }
    Err(FeedError::Unknown)
}

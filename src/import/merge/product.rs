//! From the ways in which sources write an operating system to a product of the catalogue.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::advisory::{Advisories, Product};
use crate::import::fact::{Role, RoleClaim, Sign};
use crate::term::alias::cell as words;
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, ServicePack};

/// What a caption says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct System {
    /// The product's id, or the caption where the catalogue does not know it.
    pub(super) os: String,
    /// Whether the catalogue knows it.
    pub(super) known: bool,
    /// The service pack, where the caption has it.
    pub(super) service_pack: Option<ServicePack>,
    /// The architecture, where the caption has it.
    pub(super) arch: Option<Arch>,
    /// What the product is used as.
    pub(super) role: Option<RoleClaim>,
}

/// Looks captions up; most hosts share a few, so answers are kept.
pub(super) struct Products<'a> {
    catalogue: &'a Advisories,
    known: RefCell<FxHashMap<Box<str>, System>>,
}

impl<'a> Products<'a> {
    pub(super) fn new(catalogue: &'a Advisories) -> Self {
        Self { catalogue, known: RefCell::default() }
    }

    /// The product that a caption names.
    pub(super) fn find(&self, caption: &str) -> System {
        if let Some(known) = self.known.borrow().get(caption) {
            return known.clone();
        }
        let found = self.look_up(caption);
        self.known.borrow_mut().insert(caption.into(), found.clone());
        found
    }

    fn look_up(&self, caption: &str) -> System {
        let clean = clean(caption);
        let id = if is_samba(&clean) { None } else { self.product(&clean) };
        let service_pack = named_service_pack(&clean);
        let role = id.as_deref().and_then(|id| role(id, &clean));
        // A caption without a word on the architecture says nothing: x64 editions from Vista on do not name it.
        System { known: id.is_some(), os: id.unwrap_or(clean.clone()), service_pack, arch: words::arch(&clean), role }
    }

    /// The id for a caption; scanners may add a second one in brackets.
    fn product(&self, caption: &str) -> Option<String> {
        let before = || caption.split_once(" (").map(|(before, _)| before);
        self.shortened(caption).or_else(|| self.shortened(before()?))
    }

    /// The id for a caption, or for what is left of it when words at its end are dropped that do not tell products apart.
    fn shortened(&self, caption: &str) -> Option<String> {
        let mut words: Vec<&str> = without_service_pack(caption);
        while words.len() >= 2 || (words.len() == 1 && caption.split_whitespace().count() == 1) {
            if let Some(id) = self.catalogue.product(&words.join(" ")) {
                return Some(self.catalogue.product_of(id).id.clone());
            }
            let last = words.pop()?;
            if tells_products_apart(last) && !is_build(last) {
                return None;
            }
        }
        None
    }

    /// The product of an id.
    pub(super) fn product_by_id(&self, id: &str) -> Option<&'a Product> {
        self.catalogue.products.get(id)
    }

    /// The patches that the names of patches and bulletins stand for.
    pub(super) fn patches_of(&self, names: &[String]) -> Vec<PatchId> {
        let mut patches = Vec::new();
        for name in names {
            patches.extend(name.parse::<PatchId>().ok().filter(|id| matches!(id, PatchId::Kb(_))));
            let bulletin = self.catalogue.advisories.get(name);
            patches.extend(bulletin.into_iter().flat_map(|advisory| &advisory.affected).flat_map(|row| row.fixed_by.iter().cloned()));
        }
        patches
    }

    /// The only product of a kernel, or none where several share it: 5.2.3790 is Server 2003, its R2 and XP x64.
    pub(super) fn of_kernel(&self, kernel: &str, server: Option<bool>) -> Option<String> {
        let mut parts = kernel.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let release: (u64, u64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let fits = |id: &str| server.is_none_or(|server| !id.contains("-xp") && server == id.contains("server") || is_both(id));
        let mut found = self.catalogue.products.values().filter(|p| p.id.starts_with("windows-") && p.release == release && fits(&p.id));
        let only = found.next()?;
        (found.next().is_none() && release < (10, 0)).then(|| only.id.clone())
    }
}

/// Products that are sold for desks and for server rooms under one id.
fn is_both(id: &str) -> bool {
    matches!(id, "windows-2000" | "windows-nt-4")
}

/// Caption without marks and notes that scanners add.
fn clean(caption: &str) -> String {
    let plain = caption.replace("(R)", " ").replace("(TM)", " ").replace("(r)", " ").replace("(tm)", " ");
    let plain = plain.replace(['®', '™', '\u{a0}', '\u{202f}', '|'], " ").replace("Microsoft Microsoft", "Microsoft");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.replace(" ,", ",").trim_end_matches([',', '.', ' ']).to_owned()
}

/// Samba calls itself `Windows 6.1`; the system underneath is another.
fn is_samba(caption: &str) -> bool {
    let lower = caption.to_lowercase();
    lower.contains("samba") || lower.contains("unix")
}

fn named_service_pack(caption: &str) -> Option<ServicePack> {
    let lower = caption.to_lowercase();
    let short = lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| w.strip_prefix("sp").is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit())));
    (short || lower.contains("service pack")).then(|| words::service_pack(caption)).flatten()
}

/// The words of a caption up to its service pack.
fn without_service_pack(caption: &str) -> Vec<&str> {
    let all: Vec<&str> = caption.split_whitespace().collect();
    let starts = |(i, word): (usize, &&str)| {
        let lower = word.to_lowercase();
        let next = all.get(i + 1).map(|next| next.to_lowercase());
        lower == "service" && next.as_deref() == Some("pack")
            || lower.strip_prefix("sp").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
    };
    let end = all.iter().enumerate().position(starts).unwrap_or(all.len());
    all[..end].to_vec()
}

/// Words that must not be dropped: without them another product would be meant.
fn tells_products_apart(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower.contains("64")
        || lower.contains("itanium")
        || lower == "r2"
        || lower.contains("embedded")
        || lower == "server"
        || lower == "ce"
        || lower.starts_with(|c: char| c.is_ascii_digit())
}

/// A build number or version at the end of a caption: `Windows 7 Enterprise 7601`, `10.0.19045`.
fn is_build(word: &str) -> bool {
    let plain = word.trim_matches(['(', ')']);
    matches!(plain, "2600" | "2195" | "1381" | "3790" | "6000" | "6001" | "6002" | "7600" | "7601" | "9200" | "9600")
        || plain.starts_with("10.0.")
        || plain.matches('.').count() >= 2 && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || (plain.len() == 5 && plain.bytes().all(|b| b.is_ascii_digit()))
}

fn role(id: &str, caption: &str) -> Option<RoleClaim> {
    let lower = caption.to_lowercase();
    let role = match id {
        _ if id.contains("server") => Role::Server,
        _ if !is_both(id) && id.starts_with("windows-") => Role::Client,
        _ if !id.starts_with("windows-") => return None,
        _ if lower.contains("server") || lower.ends_with(" s") || lower.ends_with(" as") || lower.contains("datacenter") => Role::Server,
        _ if lower.contains("pro") || lower.contains("workstation") => Role::Client,
        _ => return None,
    };
    Some(RoleClaim { role, sign: Sign::Product, evidence: format!("product {caption}").into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;

    #[test]
    fn captions_of_every_source_name_their_product() {
        let catalogue = crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        for (caption, id, role) in [
            ("Microsoft Windows XP Professional", "windows-xp", Some(Role::Client)),
            ("Microsoft(R) Windows(R) Server 2003, Standard Edition", "windows-server-2003", Some(Role::Server)),
            ("Microsoft(R) Windows(R) Server 2003 Standard x64 Edition", "windows-server-2003", Some(Role::Server)),
            ("Microsoft Windows XP Professional x64 Edition", "windows-xp-x64", Some(Role::Client)),
            ("Microsoft Windows\u{a0}7 Entreprise N ", "windows-7", Some(Role::Client)),
            ("Microsoft Windows 2000 Server Service Pack 4", "windows-2000", Some(Role::Server)),
            ("Windows 7 Enterprise 7601 Service Pack 1 (Windows 7 Enterprise 6.1)", "windows-7", Some(Role::Client)),
            ("Microsoft Windows NT Workstation 5.1", "windows-xp", Some(Role::Client)),
            ("Windows XP (Windows 2000 LAN Manager)", "windows-xp", Some(Role::Client)),
            ("Win 2000 S", "windows-2000", Some(Role::Server)),
            ("Windows 2000 (Windows 2000 LAN Manager)", "windows-2000", None),
            ("Windows 8.1 Enterprise Evaluation 9600 (Windows 8.1 Enterprise Evaluation 6.3)", "windows-8.1", Some(Role::Client)),
        ] {
            let found = products.find(caption);
            assert_eq!((found.os.as_str(), found.role.map(|r| r.role)), (id, role), "{caption}");
        }
        for caption in ["Windows 6.1 (Samba 4.4.9)", "Unix (Samba 3.0.20-Debian)", "NetBSD 3.0", "Windows", "Windows XP 64-bit", ""] {
            assert!(!products.find(caption).known, "{caption}");
        }
        assert_eq!(products.of_kernel("5.2 (3790)", None), None);
        assert_eq!(products.of_kernel("5.1 (2600)", None).as_deref(), Some("windows-xp"));
        assert_eq!(products.of_kernel("5.0 (2195)", Some(true)).as_deref(), Some("windows-2000"));
        assert_eq!(products.of_kernel("10.0 (19045)", None), None);
    }
}

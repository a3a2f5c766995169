//! From the ways in which sources write an operating system to a product of the catalogue.

use std::cell::RefCell;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::caption;
use crate::advisory::{Advisories, Advisory, Product};
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
    /// The products that it may be, where the source names several; the one that is kept stands
    /// first.
    pub(super) candidates: Vec<String>,
}

impl System {
    /// What is to be said where a source names several products.
    pub(super) fn doubt(&self) -> Option<String> {
        let [kept, others @ ..] = self.candidates.as_slice() else { return None };
        (!others.is_empty()).then(|| {
            format!(
                "not sure which system: {kept} or {}; treated as {kept}, the worse",
                others.join(" or ")
            )
        })
    }

    /// The products that it may be.
    pub(super) fn ids(self) -> Vec<String> {
        if self.candidates.is_empty() { vec![self.os] } else { self.candidates }
    }

    /// Whether it may be another system: the same, or one of those that it may be.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        self.os == other.os || self.candidates.contains(&other.os)
    }

    /// Whether the number of a kernel may tell which Windows it is.
    pub(super) fn may_be_windows(&self) -> bool {
        let lower = self.os.to_lowercase();
        (lower.contains("windows") || lower == "microsoft") && !is_samba(&lower)
    }

    /// Whether it is a server, if the caption says so.
    pub(super) fn server(&self) -> Option<bool> {
        self.role.as_ref().map(|claim| claim.role == Role::Server)
    }
}

/// The number of a kernel, and whether it is of a server, if that is known.
type Kernel = (Box<str>, Option<bool>);

/// Looks captions up; most hosts share a few, so answers are kept.
pub(super) struct Products<'a> {
    catalogue: &'a Advisories,
    known: RefCell<FxHashMap<Box<str>, System>>,
    /// The products of kernels, where it may be a server, is one or is none.
    kernels: RefCell<FxHashMap<Kernel, Option<System>>>,
    /// The advisories about each vulnerability.
    by_cve: FxHashMap<&'a str, Vec<&'a Advisory>>,
}

impl<'a> Products<'a> {
    pub(super) fn new(catalogue: &'a Advisories) -> Self {
        let mut by_cve: FxHashMap<&str, Vec<&Advisory>> = FxHashMap::default();
        for advisory in catalogue.advisories.values() {
            let own = Some(&advisory.id).filter(|id| id.starts_with("CVE-"));
            for cve in advisory.cves.iter().chain(own.filter(|id| !advisory.cves.contains(id))) {
                by_cve.entry(cve).or_default().push(advisory);
            }
        }
        Self { catalogue, known: RefCell::default(), kernels: RefCell::default(), by_cve }
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
        let caption = &*caption::with_joined_packs(caption);
        let texts = caption::alternatives(caption);
        if let [only] = texts.as_slice() {
            return self.single(only);
        }
        let systems: Vec<System> = self.each(&texts);
        let vague = texts.iter().any(|text| caption::is_vague(text));
        let (known, unknown): (Vec<&System>, Vec<&System>) =
            systems.iter().partition(|system| system.known);
        let Some(first) = known.first() else { return self.single(&caption::clean(caption)) };
        let ids: Vec<String> = known.iter().map(|system| system.os.clone()).collect();
        let mut found = self.worst_of(ids);
        // It may as well be one that the catalogue does not know.
        let strangers = unknown.iter().map(|system| &system.os).filter(|os| !os.is_empty());
        let mut strangers = strangers.peekable();
        if strangers.peek().is_some() && found.candidates.is_empty() {
            found.candidates.push(found.os.clone());
        }
        let all: IndexSet<String> =
            found.candidates.into_iter().chain(strangers.cloned()).collect();
        found.candidates = all.into_iter().collect();
        let sure = found.candidates.len() <= 1;
        let same =
            |of: fn(&System) -> Option<u16>| systems.iter().all(|system| of(system) == of(first));
        found.service_pack = first.service_pack.filter(|_| {
            sure && !vague && unknown.is_empty() && same(|s| s.service_pack.map(|sp| sp.0))
        });
        found.arch =
            first.arch.filter(|arch| sure && known.iter().all(|system| system.arch == Some(*arch)));
        let role = first.role.clone().filter(|claim| {
            known.iter().all(|s| s.role.as_ref().map(|c| c.role) == Some(claim.role))
        });
        found.role = role;
        found
    }

    /// The systems of alternatives; what stands alone, such as `SP3` or `2003`, goes on with what
    /// stands before it.
    fn each(&self, texts: &[String]) -> Vec<System> {
        let mut base = String::new();
        let mut systems = Vec::new();
        for text in texts.iter().filter(|text| !caption::is_vague(text)) {
            let whole = match caption::service_pack_alone(text) {
                Some(number) => format!("{base} SP{number}"),
                None if caption::is_release_alone(text) => format!("Windows {text}"),
                None => text.clone(),
            };
            base = without_service_pack(&whole).join(" ");
            systems.push(self.single(&whole));
        }
        systems
    }

    /// The system of a caption that names one.
    fn single(&self, caption: &str) -> System {
        let clean = caption::clean(caption);
        let kernel = caption::kernel(&clean);
        let ids = match &kernel {
            _ if is_samba(&clean) => Vec::new(),
            // `Windows NT` is what all of them call themselves inside.
            Some((rest, kernel)) => self.products_of_kernel(&clean, rest, kernel),
            None => self.products(&clean),
        };
        let service_pack = named_service_pack(&clean);
        if ids.is_empty() {
            let role = crate::import::role::from_caption(&clean);
            return System {
                os: clean.clone(),
                service_pack,
                arch: words::arch(&clean),
                role,
                ..System::default()
            };
        }
        let of_kernel = |(_, kernel): &(String, String)| {
            caption::service_pack_of(kernel).or_else(|| caption::build(kernel))
        };
        let service_pack = service_pack
            .or_else(|| kernel.as_ref().and_then(of_kernel))
            .or_else(|| self.release(&clean));
        let found = self.worst_of(ids);
        let sure = found.candidates.len() <= 1;
        let role = role(&found.os, &clean);
        // A caption without a word on the architecture says nothing: x64 editions from Vista on do
        // not name it.
        let arch = words::arch(&clean).filter(|_| sure);
        System { service_pack: service_pack.filter(|_| sure), arch, role, ..found }
    }

    /// One of several products: that of which most is known to be vulnerable; of equals the first.
    pub(super) fn worst_of(&self, mut ids: Vec<String>) -> System {
        ids.sort_unstable();
        ids.dedup();
        ids.sort_by_cached_key(|id| (std::cmp::Reverse(self.advisories_of(id)), id.clone()));
        let candidates = if ids.len() > 1 { ids.clone() } else { Vec::new() };
        System {
            os: ids.first().cloned().unwrap_or_default(),
            known: !ids.is_empty(),
            candidates,
            ..System::default()
        }
    }

    /// How many advisories concern a product.
    fn advisories_of(&self, id: &str) -> usize {
        let product = self.catalogue.product(id);
        let concerns = |advisory: &&crate::advisory::Advisory| {
            advisory
                .affected
                .iter()
                .any(|row| product.is_some_and(|product| row.products.contains(&product)))
        };
        self.catalogue.iter().map(|(_, advisory)| advisory).filter(concerns).count()
    }

    /// The ids for a caption with the number of a kernel: that of the whole if it is a name, else
    /// what stands beside the number if that is a product, else those of the kernel.
    fn products_of_kernel(&self, caption: &str, rest: &str, kernel: &str) -> Vec<String> {
        if let Some(id) = self.catalogue.product(&without_service_pack(caption).join(" ")) {
            return vec![self.catalogue.product_of(id).id.clone()];
        }
        let beside = self.products(rest);
        if !beside.is_empty() {
            return beside;
        }
        let lower = caption.to_lowercase();
        let server = match () {
            () if lower.contains("server") => Some(true),
            () if lower.contains("workstation") => Some(false),
            () => None,
        };
        self.of_kernel(kernel, server).map(System::ids).unwrap_or_default()
    }

    /// The ids for a caption: that of the whole, else of what stands from `Windows` on, else
    /// without what scanners add in brackets.
    fn products(&self, caption: &str) -> Vec<String> {
        let shorter = [
            Some(caption.to_owned()),
            caption::from_windows(caption),
            caption::spelled_out(caption),
            caption::in_order(caption),
        ];
        let before = |text: &str| text.split_once(" (").map(|(before, _)| before.to_owned());
        // 32 bits are what every edition runs on that says nothing else.
        let shorter = shorter.map(|text| text.map(|text| caption::without_32_bits(&text)));
        let forms: Vec<String> = shorter
            .into_iter()
            .flatten()
            .flat_map(|text| [Some(text.clone()), before(&text)])
            .flatten()
            .collect();
        if let Some(id) = forms.iter().find_map(|text| self.shortened(text)) {
            return vec![id];
        }
        let bits = forms.iter().find_map(|text| self.shortened(&caption::without_bits(text)?));
        match bits.as_deref() {
            // Both the edition for Itanium and the one for x64 were sold as `64-bit`.
            Some("windows-xp" | "windows-xp-x64") => {
                vec!["windows-xp-x64".to_owned(), "windows-xp".to_owned()]
            }
            Some("windows-2000" | "windows-nt-4") | None => Vec::new(),
            Some(other) => vec![other.to_owned()],
        }
    }

    /// The service pack that a build in a caption stands for, or the build of the release that it
    /// names: `Windows 7 Enterprise 7600`, `Windows 10 Version 1607`.
    fn release(&self, caption: &str) -> Option<ServicePack> {
        if let Some(known) = caption.split(' ').find_map(caption::service_pack_of_build) {
            return Some(known);
        }
        let release =
            caption.split([' ', '(', ')']).find(|word| caption::is_release(word, caption))?;
        let id = self.shortened(caption)?;
        let name = &self.product_by_id(&id)?.name;
        let (_, build) = self.catalogue.named(&format!("{name} {release}"))?;
        build
    }

    /// The id for a caption, or for what is left of it when words at its end are dropped that do
    /// not tell products apart.
    fn shortened(&self, caption: &str) -> Option<String> {
        let mut words: Vec<&str> = without_service_pack(caption);
        let alone = words.len() == 1;
        while words.len() >= 2 || (words.len() == 1 && alone) {
            if let Some(id) = self.catalogue.product(&words.join(" ")) {
                return Some(self.catalogue.product_of(id).id.clone());
            }
            let last = words.pop()?;
            let number = is_build(last) || caption::is_release(last, caption);
            if tells_products_apart(last) && !number && !is_own_number(last, caption) {
                return None;
            }
        }
        None
    }

    /// The products of release 10.0 and later that the catalogue knows a build of.
    fn of_build(&self, build: u64) -> impl Iterator<Item = &'a Product> {
        let build = u16::try_from(build).ok().map(ServicePack);
        let products = self.catalogue.products.values();
        products.filter(move |product| {
            product.counts_builds()
                && build.is_some_and(|build| product.service_packs.contains_key(&build))
        })
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
            let rows = self.advisories_named(name).flat_map(|advisory| &advisory.affected);
            patches.extend(rows.flat_map(|row| row.fixed_by.iter().cloned()));
        }
        patches
    }

    /// The advisories of a name: a bulletin, or those that are about a vulnerability.
    fn advisories_named(&self, name: &str) -> impl Iterator<Item = &'a Advisory> {
        let about = self.by_cve.get(name).into_iter().flatten().copied();
        let bulletin = self.catalogue.advisories.get(name);
        bulletin.filter(|_| !self.by_cve.contains_key(name)).into_iter().chain(about)
    }

    /// The advisories about a vulnerability, if there are any.
    pub(super) fn about(&self, cve: &str) -> Option<&[&'a Advisory]> {
        self.by_cve.get(cve).map(Vec::as_slice)
    }

    /// Windows 11, where a build of it stands beside the caption: it calls itself Windows 10 in the
    /// registry and in what is read from there.
    pub(super) fn later(&self, named: &System, kernel: &str) -> Option<System> {
        let is_later = caption::build(kernel).is_some_and(|ServicePack(build)| build >= 22_000);
        if named.os != "windows-10" || !is_later || !caption::is_of_nt(kernel) {
            return None;
        }
        let found = self.of_kernel(kernel, Some(false)).filter(|f| f.candidates.len() <= 1)?;
        Some(System { arch: named.arch, role: named.role.clone().or(found.role.clone()), ..found })
    }

    /// The products of a kernel that is not one of a system. What was sold for Itanium as XP in 2003
    /// is Server 2003 inside.
    pub(super) fn others(
        &self,
        named: &System,
        kernel: &str,
        itanium: bool,
    ) -> Option<Vec<String>> {
        if !caption::is_of_nt(kernel) || !named.os.starts_with("windows-") {
            return None;
        }
        let others = self.of_kernel(kernel, None)?.ids();
        let own = named.clone().ids();
        let is_one = others.iter().any(|id| own.contains(id));
        let of_itanium = named.os == "windows-xp"
            && (itanium || named.arch == Some(Arch::Ia64))
            && others.iter().any(|id| id == "windows-xp-x64");
        (!is_one && !of_itanium).then_some(others)
    }

    /// The product of a kernel: 5.2.3790 is Server 2003, its R2 and XP x64, so where nothing says
    /// server or client, it may be either.
    pub(super) fn of_kernel(&self, kernel: &str, server: Option<bool>) -> Option<System> {
        let key = (Box::from(kernel), server);
        if let Some(known) = self.kernels.borrow().get(&key) {
            return known.clone();
        }
        let found = self.look_up_kernel(kernel, server);
        self.kernels.borrow_mut().insert(key, found.clone());
        found
    }

    fn look_up_kernel(&self, kernel: &str, server: Option<bool>) -> Option<System> {
        let mut parts = kernel
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<u64>().ok());
        let (major, minor, build) =
            (parts.next()??, parts.next().flatten(), parts.next().flatten());
        let (release, build) = if major > 1_000 {
            (caption::release_of_build(major)?, Some(major))
        } else {
            ((major, minor?), build)
        };
        let fits =
            |id: &str| server.is_none_or(|server| server == id.contains("server") || is_both(id));
        let of_release = self
            .catalogue
            .products
            .values()
            .filter(|p| p.id.starts_with("windows-") && p.release == release && fits(&p.id));
        let ids: Vec<String> = match release {
            (10, 0) => match caption::of_build_10(build?, server) {
                Some(ids) => ids
                    .iter()
                    .map(|id| (*id).to_owned())
                    .filter(|id| self.product_by_id(id).is_some())
                    .collect(),
                None => {
                    self.of_build(build?).filter(|p| fits(&p.id)).map(|p| p.id.clone()).collect()
                }
            },
            _ => of_release.map(|p| p.id.clone()).collect(),
        };
        if ids.is_empty() {
            return None;
        }
        let found = self.worst_of(ids);
        let role = role(&found.os, kernel).filter(|_| found.candidates.len() <= 1);
        Some(System { role, ..found })
    }
}

/// Products that are sold for desks and for server rooms under one id.
fn is_both(id: &str) -> bool {
    matches!(id, "windows-2000" | "windows-nt-4")
}

/// Samba calls itself `Windows 6.1`; the system underneath is another.
fn is_samba(caption: &str) -> bool {
    let lower = caption.to_lowercase();
    lower.contains("samba") || lower.contains("unix")
}

/// The service pack that a caption names.
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
        // `+SP2`, `w/SP2`, `[SP2]`, `SP2a`, `SP2?`.
        let lower = word.to_lowercase();
        let plain =
            lower.rsplit('/').next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
        let next = all.get(i + 1).map(|next| next.to_lowercase());
        let of_letter = plain.trim_end_matches(|c: char| c.is_ascii_lowercase());
        (plain == "service" && next.is_some_and(|next| next.starts_with("pack")))
            || [plain, of_letter].into_iter().filter_map(|word| word.strip_prefix("sp")).any(|n| {
                n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty() && plain.len() <= n.len() + 3
            })
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

/// A number that goes with one product only: `Windows XP Professional 2002`, `Windows 2000 5.0`.
fn is_own_number(word: &str, caption: &str) -> bool {
    let lower = caption.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    [("2002", "xp"), ("5.1", "xp"), ("5.0", "2000")]
        .iter()
        .any(|(number, product)| word == *number && words.contains(product))
}

/// A build number or version at the end of a caption: `Windows 7 Enterprise 7601`, `10.0.19045`.
fn is_build(word: &str) -> bool {
    let plain = word.trim_matches(['(', ')']);
    matches!(
        plain,
        "2600"
            | "2195"
            | "1381"
            | "3790"
            | "6000"
            | "6001"
            | "6002"
            | "7600"
            | "7601"
            | "9200"
            | "9600"
    ) || plain.starts_with("10.0.")
        || plain.matches('.').count() >= 2 && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || (plain.len() == 5 && plain.bytes().all(|b| b.is_ascii_digit()))
}

fn role(id: &str, caption: &str) -> Option<RoleClaim> {
    let lower = caption.to_lowercase();
    let role = match id {
        _ if id.contains("server") => Role::Server,
        _ if !is_both(id) && id.starts_with("windows-") => Role::Client,
        _ if !id.starts_with("windows-") => return None,
        _ if lower.contains("server")
            || lower.ends_with(" s")
            || lower.ends_with(" as")
            || lower.contains("datacenter") =>
        {
            Role::Server
        }
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
        let catalogue =
            crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        for (caption, id, role) in [
            ("Microsoft Windows XP Professional", "windows-xp", Some(Role::Client)),
            (
                "Microsoft(R) Windows(R) Server 2003, Standard Edition",
                "windows-server-2003",
                Some(Role::Server),
            ),
            (
                "Microsoft(R) Windows(R) Server 2003 Standard x64 Edition",
                "windows-server-2003",
                Some(Role::Server),
            ),
            ("Microsoft Windows XP Professional x64 Edition", "windows-xp-x64", Some(Role::Client)),
            ("Microsoft Windows\u{a0}7 Entreprise N ", "windows-7", Some(Role::Client)),
            ("Microsoft Windows 2000 Server Service Pack 4", "windows-2000", Some(Role::Server)),
            (
                "Windows 7 Enterprise 7601 Service Pack 1 (Windows 7 Enterprise 6.1)",
                "windows-7",
                Some(Role::Client),
            ),
            ("Microsoft Windows NT Workstation 5.1", "windows-xp", Some(Role::Client)),
            ("Windows XP (Windows 2000 LAN Manager)", "windows-xp", Some(Role::Client)),
            ("Win 2000 S", "windows-2000", Some(Role::Server)),
            ("Windows 2000 (Windows 2000 LAN Manager)", "windows-2000", None),
            (
                "Windows 8.1 Enterprise Evaluation 9600 (Windows 8.1 Enterprise Evaluation 6.3)",
                "windows-8.1",
                Some(Role::Client),
            ),
        ] {
            let found = products.find(caption);
            assert_eq!((found.os.as_str(), found.role.map(|r| r.role)), (id, role), "{caption}");
        }
        for caption in [
            "Windows 6.1 (Samba 4.4.9)",
            "Unix (Samba 3.0.20-Debian)",
            "NetBSD 3.0",
            "Windows",
            "Windows 2000 64-bit",
            "",
        ] {
            assert!(!products.find(caption).known, "{caption}");
        }
    }

    #[test]
    fn captions_as_consoles_and_other_languages_spell_them() {
        let catalogue =
            crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        for (caption, id, role) in [
            (
                "Microsoftr Windows Serverr 2008 Standard ",
                "windows-server-2008",
                Some(Role::Server),
            ),
            ("Microsoftr Windows VistaT Enterprise ", "windows-vista", Some(Role::Client)),
            ("Microsoft« Windows VistaÖ Business", "windows-vista", Some(Role::Client)),
            (
                "Майкрософт Ознакомительная версия Windows Server 2012 R2 Standard",
                "windows-server-2012-r2",
                Some(Role::Server),
            ),
            ("Майкрософт Windows 10 Домашняя", "windows-10", Some(Role::Client)),
            ("Windows 10 Enterprise Version 1607", "windows-10", Some(Role::Client)),
            (
                "Windows Server 2016 Standard Version 1607",
                "windows-server-2016",
                Some(Role::Server),
            ),
            ("Windows 7 Professional 64 bit Edition", "windows-7", Some(Role::Client)),
            ("Windows Vista Enterprise 64-bit", "windows-vista", Some(Role::Client)),
            ("WindowsServer2012R2", "windows-server-2012-r2", Some(Role::Server)),
            ("Windows Server 2012R2", "windows-server-2012-r2", Some(Role::Server)),
            ("Windows 2008R2 SP1", "windows-server-2008-r2", Some(Role::Server)),
            ("WinXP SP2", "windows-xp", Some(Role::Client)),
            ("Win7 SP1", "windows-7", Some(Role::Client)),
            ("W2K SP4", "windows-2000", None),
            ("2003 Server SP2", "windows-server-2003", Some(Role::Server)),
            ("2008 R2 Server", "windows-server-2008-r2", Some(Role::Server)),
            ("Windows SBS 2003", "windows-server-2003", Some(Role::Server)),
            ("Windows Web Server 2008 R2", "windows-server-2008-r2", Some(Role::Server)),
        ] {
            let found = products.find(caption);
            assert_eq!((found.os.as_str(), found.role.map(|r| r.role)), (id, role), "{caption}");
        }
        assert_eq!(
            products.find("Microsoft Windows Server 2042 Foo").role.map(|claim| claim.role),
            Some(Role::Server)
        );
    }

    #[test]
    fn captions_with_the_number_of_a_kernel_are_read_by_it() {
        let catalogue =
            crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        for (caption, ids, sp) in [
            ("Microsoft Windows NT 5.1.2600 Service Pack 2", "windows-xp", Some(2)),
            ("Microsoft Windows NT 5.0.2195 Service Pack 4", "windows-2000", Some(4)),
            ("Microsoft Windows NT 4.0.1381 Service Pack 6", "windows-nt-4", Some(6)),
            (
                "Microsoft Windows NT 6.1.7601 Service Pack 1",
                "windows-7 windows-server-2008-r2",
                None,
            ),
            ("Windows NT 6.1 (Windows 7)", "windows-7", None),
            ("Win32NT 5.1.2600", "windows-xp", None),
            ("Windows NT Server 6.3", "windows-server-2012-r2", None),
            ("Microsoft Windows [Version 5.1.2600]", "windows-xp", None),
            ("Microsoft Windows XP [Version 5.1.2600]", "windows-xp", None),
            ("Microsoft Windows [Versión 10.0.19045.4170]", "windows-10", Some(19045)),
            ("Windows NT 4.0 Server", "windows-nt-4", None),
            ("Windows NT", "windows-nt-4", None),
        ] {
            let found = products.find(caption);
            let pack = found.service_pack.map(|sp| sp.0);
            let mut all = found.ids();
            all.sort();
            assert_eq!((all.join(" ").as_str(), pack), (ids, sp), "{caption}");
        }
        for caption in ["Windows NT 3.51.1057", "Windows NT 10.0", "Windows NT 7.5.1234"] {
            assert!(!products.find(caption).known, "{caption}");
        }
        assert!(!products.find("Ubuntu (dual boot Windows XP SP2)").known);
    }

    #[test]
    fn alternatives_leave_open_what_they_leave_open() {
        let catalogue =
            crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        for (caption, id, sp, several) in [
            ("Microsoft Windows XP SP2 or SP3", "windows-xp", None, false),
            ("Microsoft Windows XP SP2", "windows-xp", Some(2), false),
            (
                "Microsoft Windows XP Service Pack 2\nMicrosoft Windows XP Service Pack 3",
                "windows-xp",
                None,
                false,
            ),
            ("Microsoft Windows XP SP2 or later", "windows-xp", None, false),
            ("Microsoft Windows 2000 SP0 - SP4", "windows-2000", None, false),
            ("Microsoft Windows XP SP3\nMicrosoft Windows 2000 SP4", "windows-2000", None, true),
            (
                "Microsoft Windows XP SP2 or Windows Server 2003 SP1 or SP2",
                "windows-server-2003",
                None,
                true,
            ),
            ("Microsoft Windows 2000 or XP", "windows-2000", None, true),
            (
                "Microsoft(R) Windows(R) Server 2003, Standard Edition",
                "windows-server-2003",
                None,
                false,
            ),
        ] {
            let found = products.find(caption);
            assert_eq!(
                (found.service_pack.map(|sp| sp.0), found.candidates.len() > 1),
                (sp, several),
                "{caption}: {found:?}"
            );
            assert!(
                found.os == id || found.candidates.iter().any(|other| other == id),
                "{caption}: {found:?}"
            );
        }
    }

    #[test]
    fn kernels_decide_as_far_as_they_can() {
        let catalogue =
            crate::advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
        let products = Products::new(&catalogue);
        let kernel = |kernel: &str, server| {
            products
                .of_kernel(kernel, server)
                .map(|system| (system.os.clone(), system.candidates.len()))
        };
        let only = |id: &str| Some((id.to_owned(), 0));
        assert_eq!(kernel("5.2 (3790)", None).map(|(_, several)| several), Some(2));
        assert_eq!(kernel("5.2 (3790)", Some(true)), only("windows-server-2003"));
        assert_eq!(kernel("5.2 (3790)", Some(false)), only("windows-xp-x64"));
        assert_eq!(kernel("5.1 (2600)", None), only("windows-xp"));
        assert_eq!(kernel("5.1.2600", Some(false)), only("windows-xp"));
        assert_eq!(kernel("5.0 (2195)", Some(true)), only("windows-2000"));
        assert_eq!(kernel("10.0 (19045)", None), only("windows-10"));
        assert_eq!(kernel("19045", None), only("windows-10"));
        assert_eq!(kernel("10.0.17763.1", Some(true)), only("windows-server-2019"));
        assert_eq!(
            (
                kernel("10.0.14393", None).map(|(_, several)| several),
                kernel("10.0.26200", None),
                kernel("3.0", None)
            ),
            (Some(2), only("windows-11"), None)
        );
        assert_eq!(kernel("10.0.22631.3007", None), only("windows-11"));
        assert_eq!(kernel("10.0.26100", None).map(|(_, several)| several), Some(2));
        assert_eq!(kernel("10.0.26100", Some(true)), only("windows-server-2025"));
        assert_eq!(kernel("10.0.31000", None), None);
    }
}

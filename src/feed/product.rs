//! From the names of products in feeds to those of the catalogue.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::advisory::Advisories;
use crate::term::platform::{Arch, ServicePack};

/// A product of the catalogue, with the version and architecture that a feed means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Platform {
    pub(super) product: String,
    pub(super) version: String,
    pub(super) arch: Option<Arch>,
}

/// Phrases for architectures, the longer first.
const ARCHITECTURES: [(&str, Arch); 11] = [
    (" for x64-based systems", Arch::X64),
    (" for 64-bit systems", Arch::X64),
    (" for 32-bit systems", Arch::X86),
    (" for arm64-based systems", Arch::Arm64),
    (" for itanium-based systems", Arch::Ia64),
    (" with sp1 for itanium-based systems", Arch::Ia64),
    (" with sp2 for itanium-based systems", Arch::Ia64),
    (" x64-based", Arch::X64),
    (" x64 edition", Arch::X64),
    (" (64-bit)", Arch::X64),
    (" (32-bit)", Arch::X86),
];

/// Looks names up and remembers the answers: feeds repeat a few names a hundred thousand times.
pub(super) struct Names<'a> {
    catalogue: &'a Advisories,
    known: RefCell<FxHashMap<String, Option<Platform>>>,
}

/// A product, and the version that its name implies.
type Version = (crate::advisory::ProductId, Option<ServicePack>);

impl<'a> Names<'a> {
    pub(super) fn new(catalogue: &'a Advisories) -> Self {
        Self { catalogue, known: RefCell::default() }
    }

    /// What a name means, if it is the name of a product itself and not of something on it.
    pub(super) fn find(&self, name: &str) -> Option<Platform> {
        if let Some(found) = self.known.borrow().get(name) {
            return found.clone();
        }
        let found = self.look_up(name);
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    fn look_up(&self, name: &str) -> Option<Platform> {
        let lower = name.to_lowercase().replace("(server core installation)", " ");
        let mut plain = lower.split_whitespace().collect::<Vec<_>>().join(" ");
        let service_pack = take_service_pack(&mut plain);
        // XP and Server 2003 x64 editions are products or architectures of their own: the whole
        // name comes first.
        let whole = self.catalogue.named(&plain).map(|found| (found, None));
        let ((id, named), arch) = whole.or_else(|| self.without_arch(&plain))?;
        let product = self.catalogue.product_of(id);
        let arch = arch.or_else(|| {
            ARCHITECTURES.iter().find(|(words, _)| plain.contains(words)).map(|(_, arch)| *arch)
        });
        // Where a product has several, a name without one means x86: feeds say `Windows Vista` and
        // `Windows Vista x64 Edition`.
        let plain_arch =
            (product.architectures.len() > 1 && product.runs_on(Arch::X86)).then_some(Arch::X86);
        let arch = arch.filter(|arch| product.runs_on(*arch)).or(plain_arch);
        let packs: Vec<ServicePack> = product.service_packs.keys().copied().collect();
        // A name without a service pack means the first release.
        let pack = service_pack.map(ServicePack).or(named).or_else(|| packs.first().copied());
        let version =
            pack.map_or_else(|| "*".to_owned(), |pack| format!("={}", product.version(pack)));
        pack.is_none_or(|pack| product.has(pack)).then(|| Platform {
            product: product.id.clone(),
            version,
            arch,
        })
    }

    fn without_arch(&self, name: &str) -> Option<(Version, Option<Arch>)> {
        ARCHITECTURES.iter().find_map(|(words, arch)| {
            let rest = name.replace(words, " ");
            let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
            (rest != name)
                .then(|| self.catalogue.named(&rest))
                .flatten()
                .map(|found| (found, Some(*arch)))
        })
    }
}

/// Takes `service pack 1` out of a name.
fn take_service_pack(name: &mut String) -> Option<u16> {
    let at = name.find("service pack ")?;
    let rest = &name[at + "service pack ".len()..];
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.parse().ok()?;
    let after = rest[digits.len()..].trim_start_matches('a').to_owned();
    *name = format!("{}{after}", &name[..at]).split_whitespace().collect::<Vec<_>>().join(" ");
    Some(number)
}

//! Products and advisories after resolving: what can be wrong with which version, and what fixes
//! it.

mod affected;
mod builtin;
mod product;
mod resolve;
mod score;
mod supersedence;
mod timeline;

use indexmap::IndexMap;
use jiff::civil::Date;
use semver::Version;

use crate::diagnostic::suggest;
use crate::source::Span;
use crate::term::patch::PatchId;
use crate::term::platform::ServicePack;
use crate::term::port::{Port, PortSet};

pub use affected::{Affected, Branch, Effect, FixedFile, Logon, Remedy, Role};
pub use product::{Product, ProductId, ServicePackRelease};
pub use resolve::{builtin, parse_products, parse_text, with_directory};
pub use supersedence::{Proof, Replacement, Supersedence, Target};
pub use timeline::{Stage, TimelineEntry};

/// Index of an advisory in its collection; ids follow the alphabetical order of advisory names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdvisoryId(pub u16);

/// The product catalogue and all advisories, both sorted by id.
#[derive(Debug)]
pub struct Advisories {
    /// Products by id.
    pub products: IndexMap<String, Product>,
    /// Advisories by id, such as `MS06-040`.
    pub advisories: IndexMap<String, Advisory>,
    /// Every product's names, normalised by [`product::normalise`], to its index.
    pub(crate) names: IndexMap<String, (ProductId, Option<ServicePack>)>,
    /// Which patches hold the fixes of which others.
    pub supersedence: Supersedence,
}

/// One bulletin.
#[derive(Clone, Debug)]
pub struct Advisory {
    /// Its identifier.
    pub id: String,
    /// What is wrong, in a line.
    pub title: String,
    /// The patch that gave the bulletin its number, where there is one.
    pub kb: Option<PatchId>,
    /// When it became known.
    pub published: Date,
    /// When the bulletin was last changed.
    pub revised: Option<Date>,
    /// What an attack achieves, as written.
    pub impact: Option<String>,
    /// The part that has the flaw, as written.
    pub component: Option<String>,
    /// The vulnerabilities it covers.
    pub cves: Vec<String>,
    /// The vendor's rating.
    pub severity: Option<String>,
    /// CVSS vectors by version name (`v2`, `v3`), as written.
    pub cvss: IndexMap<String, String>,
    /// Ports through which it can be used.
    pub vectors: PortSet,
    /// The ports are not known: any may be one.
    pub vectors_unknown: bool,
    /// The ports of single vulnerabilities, where the advisory tells them apart; all of them are in
    /// `vectors`.
    pub vectors_by_cve: IndexMap<String, PortSet>,
    /// Patches that put a file where it was not, each with the lower-case name of the file.
    pub brings: Vec<(PatchId, String)>,
    /// Whether an attack can be automated (SSVC); default false.
    pub automatable: bool,
    /// Whether the patch needs a reboot, if known.
    pub reboot: Option<bool>,
    /// Which versions are affected, and what fixes them. Ranges of one product and architecture do
    /// not overlap.
    pub affected: Vec<Affected>,
    /// What helps where the patch cannot be installed.
    pub workarounds: Vec<String>,
    /// What became known when, sorted by date.
    pub timeline: Vec<TimelineEntry>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// Where to read more.
    pub references: Vec<String>,
    /// Remarks, disagreements between sources and doubts, as written.
    pub notes: Vec<String>,
    /// Where it is written.
    pub place: Span,
}

impl Advisory {
    /// The base score of CVSS, 0 to 10: that of the newest version of the standard for which there
    /// is a vector.
    pub fn score(&self) -> Option<f64> {
        let newest = self.cvss.iter().max_by(|(a, _), (b, _)| a.cmp(b))?;
        score::of(newest.1).ok()
    }
}

impl Advisories {
    /// The product that an inventory means by a text: its id or any alias, in any case, with or
    /// without marks such as `(R)`.
    pub fn product(&self, os: &str) -> Option<ProductId> {
        self.named(os).map(|(id, _)| id)
    }

    /// The product with a name near to a text that names none, if there is one.
    pub fn nearest_product(&self, os: &str) -> Option<&Product> {
        let name =
            suggest::nearest(&product::normalise(os), self.names.keys().map(String::as_str))?;
        self.product(name).map(|id| self.product_of(id))
    }

    /// The product that an inventory means by a text, with the service pack or build that the text
    /// names, if it does.
    pub fn named(&self, os: &str) -> Option<(ProductId, Option<ServicePack>)> {
        self.names.get(&product::normalise(os)).copied()
    }

    /// Whether a text is one letter off from a name of a product, in any spelling of both.
    pub fn is_slip(&self, os: &str, product: &Product) -> bool {
        let written = product::normalise(os);
        let names =
            self.names.iter().filter(|(_, id)| std::ptr::eq(self.product_of(id.0), product));
        names.into_iter().any(|(name, _)| suggest::is_slip(&written, name))
    }

    /// Whether any advisory names a patch as a fix, or as one that replaces another.
    pub fn names_patch(&self, patch: &PatchId) -> bool {
        self.supersedence.names(patch)
            || self
                .advisories
                .values()
                .flat_map(|a| &a.affected)
                .any(|row| row.fixed_by.contains(patch))
    }

    /// The product of an id this collection gave out.
    pub fn product_of(&self, id: ProductId) -> &Product {
        &self.products[usize::from(id.0)]
    }

    /// The advisory of an id this collection gave out.
    pub fn advisory_of(&self, id: AdvisoryId) -> &Advisory {
        &self.advisories[usize::from(id.0)]
    }

    /// The advisory that a text names, in any case.
    pub fn find(&self, name: &str) -> Option<(AdvisoryId, &Advisory)> {
        self.iter().find(|(_, advisory)| advisory.id.eq_ignore_ascii_case(name))
    }

    /// Every advisory with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (AdvisoryId, &Advisory)> {
        self.advisories.values().enumerate().map(|(i, advisory)| (AdvisoryId(i as u16), advisory))
    }
}

impl Advisory {
    /// Whether a port is known to be a way in, on some product at least. An advisory whose ports
    /// are not known uses none.
    pub fn uses(&self, port: Port) -> bool {
        let of_rows = || {
            self.affected
                .iter()
                .filter_map(|row| row.vectors.as_ref())
                .any(|ports| ports.contains(port))
        };
        !self.vectors_unknown && (self.vectors.contains(port) || of_rows())
    }

    /// The ports through which a row can be used.
    pub fn vectors_of<'a>(&'a self, row: &'a Affected) -> &'a PortSet {
        row.vectors.as_ref().unwrap_or(&self.vectors)
    }

    /// The day from which the patch of a row exists.
    pub fn available(&self, row: &Affected) -> Date {
        row.available.unwrap_or(self.published)
    }

    /// The affected entry for a product version, if it is affected.
    pub fn affects(
        &self,
        product: ProductId,
        version: &Version,
        arch: crate::term::platform::Arch,
    ) -> Option<&Affected> {
        self.affected.iter().find(|a| a.covers(product, version, arch))
    }
}

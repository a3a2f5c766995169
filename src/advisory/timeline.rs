//! What became known about an advisory, and when.

use jiff::civil::Date;
use semver::{Version, VersionReq};

use super::{Advisory, ProductId};

/// How far exploitation has come, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Nothing public.
    #[default]
    None,
    /// A public tool crashes the target.
    ProofOfConcept,
    /// A public tool runs code on the target.
    Exploit,
    /// Bots or worms use it.
    Worm,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 4] = [Self::None, Self::ProofOfConcept, Self::Exploit, Self::Worm];

    /// The word of the advisory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ProofOfConcept => "proof-of-concept",
            Self::Exploit => "exploit",
            Self::Worm => "worm",
        }
    }

    /// The next stage; a worm stays one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::None => Self::ProofOfConcept,
            Self::ProofOfConcept => Self::Exploit,
            Self::Exploit | Self::Worm => Self::Worm,
        }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When.
    pub date: Date,
    /// It was known by then, perhaps earlier.
    pub not_later_than: bool,
    /// The stage it shows.
    pub stage: Stage,
    /// The products it is about; empty is all.
    pub products: Vec<ProductId>,
    /// The versions of them it is about; `*` is all.
    pub versions: VersionReq,
    /// What it is called.
    pub name: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// A remark, as written.
    pub note: Option<String>,
    /// Shown, but not used for the stage.
    pub unverified: bool,
}

impl TimelineEntry {
    /// Whether it is about a product, on a version if one is known; without one any version counts.
    pub fn concerns(&self, product: ProductId, version: Option<&Version>) -> bool {
        (self.products.is_empty() || self.products.contains(&product))
            && version.is_none_or(|version| self.versions.matches(version))
    }
}

impl Advisory {
    /// Whether anybody knew of it by the end of a day.
    pub fn is_known(&self, day: Date) -> bool {
        self.known_since() <= day
    }

    /// The day from which it was known: published, or attacked before that (a zero-day), as far as
    /// verified entries of the timeline tell.
    pub fn known_since(&self) -> Date {
        let attacked =
            self.timeline.iter().filter(|e| !e.unverified && e.stage > Stage::None).map(|e| e.date);
        attacked.fold(self.published, Date::min)
    }

    /// The stage for a product by the end of a day: the highest among the verified entries dated
    /// then or earlier that name the product or none.
    pub fn stage(&self, product: ProductId, day: Date) -> Stage {
        self.stage_for(product, None, day)
    }

    /// As [`Self::stage`], for one version of the product.
    pub fn stage_for(&self, product: ProductId, version: Option<&Version>, day: Date) -> Stage {
        self.counted(product, version, day).map(|e| e.stage).max().unwrap_or_default()
    }

    /// The day on which the stage of [`Self::stage_for`] was reached: that of the earliest entry of
    /// that stage. Where nothing is public, the earlier of publication and the first entry. Not
    /// after `day`.
    pub fn reached(&self, product: ProductId, version: Option<&Version>, day: Date) -> Date {
        let stage = self.stage_for(product, version, day);
        let earliest =
            self.counted(product, version, day).filter(|e| e.stage == stage).map(|e| e.date).min();
        let published = (stage == Stage::None).then_some(self.published);
        earliest.into_iter().chain(published).min().unwrap_or(day).min(day)
    }

    /// The verified entries about a product by the end of a day.
    fn counted(
        &self,
        product: ProductId,
        version: Option<&Version>,
        day: Date,
    ) -> impl Iterator<Item = &TimelineEntry> {
        let by_then = move |e: &&TimelineEntry| !e.unverified && e.date <= day;
        self.timeline.iter().filter(by_then).filter(move |e| e.concerns(product, version))
    }
}

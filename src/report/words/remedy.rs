//! What to do about a host: `KB921883`, `SP4, then KB921883`, `isolate: no patch`.

use semver::Version;

use super::system;
use crate::advisory::{Advisories, Product, Remedy};
use crate::exposure::{Assessment, Finding, Status};
use crate::source::sanitize;
use crate::term::patch::PatchId;

/// What stands in place of a remedy where there is nothing to remedy.
const FIXED: &str = "nothing (fixed)";
const NOT_AFFECTED: &str = "nothing (not affected)";
const MOST_CHARS: usize = 80;

/// What to do about a host that was assessed, for all its findings. A `?` marks what may be done already.
pub(crate) fn text(advisories: &Advisories, assessment: &Assessment) -> String {
    sanitize::clipped(&whole(advisories, assessment), MOST_CHARS).into_owned()
}

/// The same in full length, for work orders: what has to be typed is never cut.
pub(in crate::report) fn whole(advisories: &Advisories, assessment: &Assessment) -> String {
    let product = assessment.product.map(|id| advisories.product_of(id));
    let mut steps = Steps::default();
    assessment.findings.iter().filter(|finding| finding.status.is_exposed()).for_each(|finding| steps.add(finding));
    let text = match steps.text(product) {
        text if !text.is_empty() => text,
        _ if assessment.findings.iter().any(|finding| finding.status == Status::Fixed) => FIXED.to_owned(),
        _ => NOT_AFFECTED.to_owned(),
    };
    sanitize::text(&text).into_owned()
}

/// What to do about one finding, with the reason where there is no patch: `KB921883`, `isolate: no patch (…)`.
pub(in crate::report) fn describe(finding: &Finding) -> String {
    let text = match &finding.remedy {
        None => "nothing".to_owned(),
        Some(Remedy::Patch) => choice(&finding.fixes),
        Some(Remedy::Upgrade { to, then }) if then.is_empty() => format!("upgrade to {to}"),
        Some(Remedy::Upgrade { to, then }) => format!("upgrade to {to}, then {}", choice(then)),
        Some(Remedy::Isolate { why }) => format!("isolate: no patch ({why})"),
    };
    sanitize::text(&text).into_owned()
}

/// The patches of which any one does, as a choice: `KB1 or KB2`.
pub(in crate::report) fn choice(fixes: &[PatchId]) -> String {
    let names: Vec<String> = fixes.iter().map(PatchId::to_string).collect();
    if names.is_empty() { "patch".to_owned() } else { names.join(" or ") }
}

/// The version to upgrade to: a service pack of the same release, or a whole version.
pub(in crate::report) fn target(product: Option<&Product>, to: &Version) -> String {
    match product {
        Some(product) if system::is_windows(product) && product.release == (to.major, to.minor) => format!("SP{}", to.patch),
        _ => to.to_string(),
    }
}

/// What the findings of one host ask for together.
#[derive(Default)]
struct Steps<'a> {
    isolate: Option<Mark>,
    upgrade: Option<(&'a Version, Mark)>,
    patches: Vec<(String, Mark)>,
}

/// Whether it is known that a step is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Unknown,
    Known,
}

impl Mark {
    fn of(finding: &Finding) -> Self {
        if finding.status == Status::Unknown { Self::Unknown } else { Self::Known }
    }

    fn on(self, step: String) -> String {
        if self == Self::Unknown { step + "?" } else { step }
    }
}

impl<'a> Steps<'a> {
    fn add(&mut self, finding: &'a Finding) {
        let mark = Mark::of(finding);
        match &finding.remedy {
            Some(Remedy::Isolate { .. }) => self.isolate = self.isolate.max(Some(mark)),
            Some(Remedy::Upgrade { to, .. }) => {
                self.upgrade = self.upgrade.max(Some((to, mark)));
                if !finding.fixes.is_empty() {
                    self.patch(&finding.fixes, mark);
                }
            }
            Some(Remedy::Patch) | None => self.patch(&finding.fixes, mark),
        }
    }

    fn patch(&mut self, fixes: &[PatchId], mark: Mark) {
        let name = choice(fixes);
        match self.patches.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = mark.max(*known),
            None => self.patches.push((name, mark)),
        }
    }

    fn text(self, product: Option<&Product>) -> String {
        let isolate = self.isolate.map(|mark| mark.on("isolate: no patch".to_owned()));
        let upgrade = self.upgrade.map(|(to, mark)| mark.on(target(product, to)));
        let patches: Vec<String> = self.patches.into_iter().map(|(name, mark)| mark.on(name)).collect();
        let install = match (upgrade, patches.is_empty()) {
            (Some(upgrade), true) => Some(upgrade),
            (Some(upgrade), false) => Some(format!("{upgrade}, then {}", patches.join(", "))),
            (None, true) => None,
            (None, false) => Some(patches.join(", ")),
        };
        isolate.into_iter().chain(install).collect::<Vec<_>>().join("; ")
    }
}

//! What to do about a host: `KB921883`, `SP4, then KB921883`, `isolate: no patch`.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use semver::Version;

use super::number::counted;
use super::system;
use crate::advisory::{Product, Remedy};
use crate::case::Case;
use crate::exposure::{Assessment, Finding, Status, Step, Work};
use crate::inventory::{HostId, SystemId};
use crate::ranking::RemedyKind;
use crate::source::sanitize;
use crate::term::patch::PatchId;

/// What stands in place of a remedy where there is nothing to remedy.
const FIXED: &str = "nothing (fixed)";
const NOT_AFFECTED: &str = "nothing (not affected)";
const MAX_CHARS: usize = 80;
/// What is said of a hole that no patch closes.
const NO_PATCH: &str = "isolate: no patch";
/// The same where the host does not listen on the port of the hole.
const NO_PATCH_OUT_OF_REACH: &str = "no patch";
/// What is said of a hole against which nothing is known at all.
const NO_REMEDY: &str = "no remedy is known";

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Length {
    /// All of it.
    Whole,
    /// All but patches against holes on ports on which the host does not listen; these too where
    /// there is nothing else to do.
    Reached,
}

/// What to do about a host, in the parts of which every wording is made.
pub(in crate::report) struct RemedyText {
    /// That a hole has no patch, and whether that hole is certain.
    pub(in crate::report) unpatched: Option<bool>,
    /// How many holes have none.
    pub(in crate::report) holes: usize,
    /// `SP4, then KB921883`.
    install: Option<String>,
    /// The same where what is not reached is left out: of many patches the first and the last.
    install_in_short: Option<String>,
    /// `not reached: KB917159`.
    not_reached: Option<String>,
    /// That a hole which is not reached has no patch, and whether that hole is certain.
    unpatched_out_of_reach: Option<bool>,
    /// What is said if none of it is to be done.
    nothing: &'static str,
}

impl RemedyText {
    /// All that there is to do.
    pub(in crate::report) fn of(case: Case<'_>, assessment: &Assessment) -> Self {
        Self::new(case, assessment, &case.work(assessment))
    }

    fn new(case: Case<'_>, assessment: &Assessment, work: &Work) -> Self {
        let product = assessment.product.map(|id| case.advisories.product_of(id));
        Self {
            unpatched: work.isolate,
            holes: work.unpatched,
            install: install(work, product, &steps(&work.patches)),
            install_in_short: install(work, product, &steps_in_short(&work.patches)),
            not_reached: (!work.unreachable.is_empty())
                .then(|| format!("not reached: {}", steps(&work.unreachable))),
            unpatched_out_of_reach: work.unreachable_unpatched,
            nothing: nothing(case, assessment),
        }
    }

    /// Whether there is nothing to install and nothing to fence in.
    pub(in crate::report) fn is_nothing(&self) -> bool {
        self.text(Length::Whole) == self.nothing
    }

    /// `isolate: no patch for 1 hole; SP4, then KB921883; not reached: KB917159`. Where something is
    /// installed, it would be wrong to say that there is no patch.
    pub(in crate::report) fn text(&self, length: Length) -> String {
        match self.install {
            None => self.with(NO_PATCH, length),
            Some(_) => {
                let holes = counted(self.holes as u64, "hole", "holes");
                self.with(&format!("{NO_PATCH} for {holes}"), length)
            }
        }
    }

    /// The same in given words for a hole that no patch closes.
    fn with(&self, no_patch: &str, length: Length) -> String {
        let isolate = self.unpatched.map(|certain| marked(no_patch.to_owned(), certain));
        let text = self.joined(isolate, length);
        match self.unpatched_out_of_reach.filter(|_| length == Length::Whole || text.is_empty()) {
            None if text.is_empty() => self.nothing.to_owned(),
            None => text,
            Some(certain) => {
                let hole = marked(NO_PATCH_OUT_OF_REACH.to_owned(), certain);
                match (text.is_empty(), &self.not_reached) {
                    (true, _) => format!("not reached: {hole}"),
                    (false, Some(_)) => format!("{text}, {hole}"),
                    (false, None) => format!("{text}; not reached: {hole}"),
                }
            }
        }
    }

    /// What is installed, whether the host is isolated or not; empty if nothing is.
    pub(in crate::report) fn patches(&self, length: Length) -> String {
        self.joined(None, length)
    }

    fn joined(&self, isolate: Option<String>, length: Length) -> String {
        let has_more = isolate.is_some() || self.install.is_some();
        let leaves_out = length == Length::Reached && has_more && self.not_reached.is_some();
        let (install, not_reached) = match leaves_out {
            true => (&self.install_in_short, None),
            false => (&self.install, self.not_reached.as_ref()),
        };
        let parts: Vec<&str> =
            isolate.iter().chain(install).chain(not_reached).map(String::as_str).collect();
        sanitize::text(&parts.join("; ")).into_owned()
    }
}

/// What is said where there is nothing to do: a hole that stands is neither fixed nor none.
fn nothing(case: Case<'_>, assessment: &Assessment) -> &'static str {
    let any = |holds: &dyn Fn(&Finding) -> bool| assessment.findings.iter().any(holds);
    match () {
        () if any(&|finding| case.scenario.is_exposed(finding)) => NO_REMEDY,
        () if any(&|finding| finding.status != Status::NotApplicable) => FIXED,
        () => NOT_AFFECTED,
    }
}

/// What has a place in a narrow cell: of what may be there and cannot be reached either, nothing
/// where there is more to do. Where there is not, it stands, since that is not nothing.
fn narrow(case: Case<'_>, assessment: &Assessment) -> Work {
    let mut work = case.work(assessment);
    let rest_is_certain = work.unreachable.iter().any(|step| step.certain)
        || work.unreachable_unpatched == Some(true);
    let has_more = work.isolate.is_some() || work.upgrade.is_some() || !work.patches.is_empty();
    if has_more || rest_is_certain {
        work.unreachable.retain(|step| step.certain);
        work.unreachable_unpatched = work.unreachable_unpatched.filter(|certain| *certain);
    }
    work
}

/// What to do about a host that was assessed, for all its findings together. A `?` marks what may
/// be done already; what closes holes on ports on which the host does not listen stands apart, as
/// not reached.
fn in_cell(case: Case<'_>, assessment: &Assessment) -> String {
    RemedyText::new(case, assessment, &narrow(case, assessment)).text(Length::Whole)
}

/// The same of a ranked host; whole, since a patch whose number is cut is another one.
pub(crate) fn of(case: Case<'_>, remedy: RemedyKind, assessment: &Assessment) -> String {
    or_rebuild(remedy, in_cell(case, assessment))
}

/// The same of many hosts, and nothing of it cut, since programs read it: worked out once for each
/// system.
pub(in crate::report) struct BySystem<'a> {
    case: Case<'a>,
    texts: RefCell<FxHashMap<SystemId, String>>,
}

impl<'a> BySystem<'a> {
    pub(in crate::report) fn new(case: Case<'a>) -> Self {
        Self { case, texts: RefCell::default() }
    }

    pub(in crate::report) fn of(&self, remedy: RemedyKind, host: HostId) -> String {
        let system = self.case.inventory.host(host).1.system;
        let mut texts = self.texts.borrow_mut();
        let known = texts
            .entry(system)
            .or_insert_with(|| in_cell(self.case, self.case.exposures.of(system)));
        or_rebuild(remedy, known.clone())
    }
}

/// What is known to be infected is rebuilt, and patched before it is back on the network.
pub(in crate::report) fn or_rebuild(remedy: RemedyKind, patches: String) -> String {
    match remedy {
        RemedyKind::Rebuild if patches == FIXED || patches == NOT_AFFECTED => "rebuild".to_owned(),
        RemedyKind::Rebuild => format!("rebuild, then {patches}"),
        _ => patches,
    }
}

/// The same in a table in which it must not push everything else apart: long lists of patches are
/// cut short.
pub(in crate::report) fn brief(case: Case<'_>, assessment: &Assessment) -> String {
    shortened(&super::prose::fewer_patches(&in_cell(case, assessment)))
}

/// At most so many characters, whole parts of it: a patch whose number is cut is another one.
fn shortened(text: &str) -> String {
    let Some((most, _)) = text.char_indices().nth(MAX_CHARS) else { return text.to_owned() };
    match text[..most].rfind([',', ';']) {
        Some(end) => format!("{}, …", &text[..end]),
        None => sanitize::clipped(text, MAX_CHARS).into_owned(),
    }
}

/// The same in full length, for work orders: what has to be typed is never cut.
pub(in crate::report) fn whole(case: Case<'_>, assessment: &Assessment) -> String {
    RemedyText::of(case, assessment).text(Length::Whole)
}

/// What to do about one finding, with the reason where there is no patch: `KB921883`, `isolate: no
/// patch (…)`.
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
        Some(product) if product.counts_builds() => format!("build {}", to.patch),
        Some(product) if system::is_windows(product) && product.release == (to.major, to.minor) => {
            format!("SP{}", to.patch)
        }
        _ => to.to_string(),
    }
}

/// `SP4, then KB921883`.
fn install(work: &Work, product: Option<&Product>, patches: &str) -> Option<String> {
    let upgrade = work.upgrade.as_ref().map(|(to, certain)| marked(target(product, to), *certain));
    match (upgrade, patches.is_empty()) {
        (Some(upgrade), true) => Some(upgrade),
        (Some(upgrade), false) => Some(format!("{upgrade}, then {patches}")),
        (None, true) => None,
        (None, false) => Some(patches.to_owned()),
    }
}

/// Long lists are cut short but for the last patch.
fn steps_in_short(all: &[Step]) -> String {
    match all.split_last() {
        Some((last, first)) if !first.is_empty() => {
            let first = super::prose::fewer_patches(&steps(first));
            format!("{first}, {}", steps(std::slice::from_ref(last)))
        }
        _ => steps(all),
    }
}

fn steps(steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| marked(choice(&step.any_of), step.certain))
        .collect::<Vec<_>>()
        .join(", ")
}

fn marked(step: String, certain: bool) -> String {
    if certain { step } else { step + "?" }
}

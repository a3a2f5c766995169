//! What matching has to say about the inventory: values that cannot be, evidence that disagrees,
//! facts that are missing.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::owner::Owner;
use super::{Assessment, Evidence, Finding};
use crate::advisory::{Advisories, Advisory, Product};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::inventory::{Inventory, Patches, System};
use crate::term::patch::PatchId;

/// Suggestions cost a comparison with every name in the catalogue; more unknown names than this get
/// none.
const MAX_SUGGESTIONS: usize = 100;
const ADD: &str = "if it is a Windows release, write its id, such as windows-2000; add other products with `--advisories`";

/// Reports problems of systems at the first host that runs them.
pub(super) struct Complaints<'a> {
    inventory: &'a Inventory,
    advisories: &'a Advisories,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Complaints<'a> {
    pub(super) fn new(
        inventory: &'a Inventory,
        advisories: &'a Advisories,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self { inventory, advisories, diagnostics }
    }

    /// Reports what is wrong with a system whose product is known.
    pub(super) fn about(&mut self, system: &System, assessment: &Assessment, owner: Owner) {
        let Some(product) = assessment.product.map(|id| self.advisories.product_of(id)) else {
            return;
        };
        self.service_pack(system, assessment, product, owner);
        self.architecture(system, product, owner);
        for finding in &assessment.findings {
            self.contradiction(finding, owner);
        }
        self.doubtful_patches(system, assessment, owner);
        self.answers(system, owner);
    }

    /// Reports answers to questions that no advisory asks.
    fn answers(&mut self, system: &System, owner: Owner) {
        for (id, _) in &system.answers {
            let known = self.advisories.find(id).map(|(_, advisory)| advisory);
            let asks = |advisory: &Advisory| {
                advisory.affected.iter().any(|row| row.only_if.is_some() || row.role.is_some())
            };
            let who = owner.describe(self.inventory);
            let (message, help) = match known {
                None => {
                    let ids = self.advisories.advisories.keys().map(String::as_str);
                    (
                        format!("{who}: `answers` names {id}, which is no advisory known here"),
                        suggest::help(id, ids),
                    )
                }
                Some(advisory) if !asks(advisory) => {
                    let help =
                        "leave the answer out; `patchfirst explain` shows the questions of a host"
                            .to_owned();
                    (format!("{who}: {id} asks nothing that could be answered"), help)
                }
                Some(_) => continue,
            };
            self.push(Diagnostic::new(Code::UnknownAdvisory, message).help(help), owner);
        }
    }

    /// Reports bulletins among the patches, and numbers that look like that of a patch that is
    /// missing here.
    fn doubtful_patches(&mut self, system: &System, assessment: &Assessment, owner: Owner) {
        let Patches::Listed { installed, .. } = &system.patches else { return };
        let missing = assessment
            .findings
            .iter()
            .filter(|finding| finding.status.is_exposed())
            .flat_map(|finding| finding.options.iter());
        let meant: FxHashMap<u32, u32> = missing
            .filter_map(PatchId::number)
            .flat_map(|kb| slips(kb).map(move |slip| (slip, kb)))
            .collect();
        let who = owner.describe(self.inventory);
        for patch in installed {
            let found = match patch {
                PatchId::Other(name) => no_patch(self.advisories, name)
                    .map(|(what, kb)| (format!("`{name}` is {what}, not a patch"), kb)),
                PatchId::Kb(kb) => {
                    meant.get(kb).filter(|_| !self.advisories.names_patch(patch)).map(|right| {
                        (
                            format!("{patch} is in the list and {} is not", PatchId::Kb(*right)),
                            Some(PatchId::Kb(*right)),
                        )
                    })
                }
            };
            let Some((what, right)) = found else { continue };
            let help = right.map_or_else(
                || "write the number of the patch".to_owned(),
                |right| format!("did you mean `{right}`?"),
            );
            self.push(
                Diagnostic::new(Code::DoubtfulPatch, format!("{who}: {what}")).help(help),
                owner,
            );
        }
    }

    fn service_pack(
        &mut self,
        system: &System,
        assessment: &Assessment,
        product: &Product,
        owner: Owner,
    ) {
        let who = || owner.describe(self.inventory);
        match system.service_pack {
            Some(sp) if !(product.has(sp) || sp.0 == 0 && product.counts_builds()) => {
                let known = product
                    .service_packs
                    .keys()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                let what = if product.counts_builds() { "build" } else { "service pack" };
                let message = format!("{}: {} never had {what} {sp}", who(), product.name);
                self.push(
                    Diagnostic::new(Code::ImpossibleServicePack, message)
                        .help(format!("its {what}s are {known}")),
                    owner,
                );
            }
            None if assessment.service_pack.is_none()
                && assessment.findings.iter().any(|f| f.status.is_exposed()) =>
            {
                let message = format!(
                    "{}: the service pack of {} is not given, and every one is considered",
                    who(),
                    product.name
                );
                self.push(
                    Diagnostic::new(Code::UnknownServicePack, message).help("add `sp: …`"),
                    owner,
                );
            }
            _ => {}
        }
    }

    fn architecture(&mut self, system: &System, product: &Product, owner: Owner) {
        let arch = product.arch(system.arch);
        if !product.runs_on(arch) {
            let known = product
                .architectures
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            let message = format!(
                "{}: {} does not exist for {}",
                owner.describe(self.inventory),
                product.name,
                arch
            );
            self.push(
                Diagnostic::new(Code::BadValue, message)
                    .help(format!("it exists for {known}; write `arch: …`")),
                owner,
            );
        }
    }

    fn contradiction(&mut self, finding: &Finding, owner: Owner) {
        let Evidence::Contradicted { believed, against } = &finding.evidence else { return };
        let id = &self.advisories.advisory_of(finding.advisory).id;
        let message =
            format!("{}: for {id}, {believed}, but {against}", owner.describe(self.inventory));
        let help = format!(
            "the file is believed, so the host is {}; a patch may be waiting for a restart, or one of the two lists is old",
            finding.status.as_str()
        );
        self.push(Diagnostic::new(Code::ContradictingEvidence, message).help(help), owner);
    }

    /// Reports products that the catalogue does not know, once per text, at the first host that has
    /// it.
    pub(super) fn about_products(&mut self, unknown: &IndexMap<&str, Owner>) {
        for (index, (os, owner)) in unknown.iter().enumerate() {
            let who = owner.describe(self.inventory);
            let short: String = os.chars().take(100).collect();
            let message =
                format!("{who}: `{short}` is not in the product catalogue, so nothing is assessed");
            let meant =
                if index < MAX_SUGGESTIONS { self.advisories.nearest_product(os) } else { None };
            let slip = meant.is_some_and(|product| self.advisories.is_slip(os, product));
            let (code, more) = if slip {
                (Code::MisspelledProduct, " If it is another product: --allow-unassessed")
            } else {
                (Code::UnknownProduct, "")
            };
            let help = meant.map_or_else(
                || ADD.to_owned(),
                |product| format!("did you mean `{}`?{more}", product.id),
            );
            self.push(Diagnostic::new(code, message).help(help), *owner);
        }
    }

    fn push(&mut self, diagnostic: Diagnostic, owner: Owner) {
        let (_, host) = self.inventory.host(owner.first);
        self.diagnostics.push(diagnostic.at(host.place, ""));
    }
}

/// What a text names that is no patch, and the patch that may be meant, if any is known.
fn no_patch(advisories: &Advisories, name: &str) -> Option<(&'static str, Option<PatchId>)> {
    let upper = name.to_ascii_uppercase();
    let of = |advisory: &Advisory| advisory.kb.clone();
    if let Some(advisory) = advisories.advisories.get(&upper) {
        return Some(("a bulletin", of(advisory)));
    }
    if upper.starts_with("CVE-") {
        let about = advisories
            .advisories
            .values()
            .find(|advisory| advisory.cves.iter().any(|cve| cve.eq_ignore_ascii_case(&upper)));
        return Some(("a vulnerability", about.and_then(of)));
    }
    let bulletin = bulletin(&upper)?;
    Some(("a bulletin", advisories.advisories.get(&bulletin).and_then(of)))
}

/// The bulletin that is meant by `MS06-040`, and by `MS06040`, `MS-06-040` and `MS06-40`.
fn bulletin(upper: &str) -> Option<String> {
    let digits: String =
        upper.strip_prefix("MS")?.chars().filter(|c| !"-_.:".contains(*c)).collect();
    let plain = (4..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (year, serial) = digits.split_at_checked(2).filter(|_| plain)?;
    Some(format!("MS{year}-{serial:0>3}"))
}

/// The numbers that a slip of the pen makes of a number: two digits in the wrong order, one left
/// out, one twice.
fn slips(number: u32) -> impl Iterator<Item = u32> {
    let digits = number.to_string().into_bytes();
    let swapped = |at: usize| {
        let mut slip = digits.clone();
        slip.swap(at, at + 1);
        slip
    };
    let dropped = |at: usize| [&digits[..at], &digits[at + 1..]].concat();
    let doubled = |at: usize| [&digits[..=at], &digits[at..]].concat();
    let all: Vec<Vec<u8>> = (0..digits.len().saturating_sub(1))
        .map(swapped)
        .chain((0..digits.len()).flat_map(|at| [dropped(at), doubled(at)]))
        .collect();
    let read = |slip: Vec<u8>| String::from_utf8(slip).ok().and_then(|text| text.parse().ok());
    all.into_iter().filter_map(read).filter(move |slip| *slip != number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bulletins_are_known_however_they_are_spelled() {
        for name in ["MS06-040", "MS06040", "MS-06-040", "MS06-40", "MS06_040"] {
            assert_eq!(bulletin(name).as_deref(), Some("MS06-040"), "{name}");
        }
        for name in ["MS", "MSXML4", "MS06", "MS2006-0401", "KB921883", "MSÄÄ"] {
            assert_eq!(bulletin(name), None, "{name}");
        }
    }

    #[test]
    fn slips_are_near_and_never_the_number_itself() {
        let found: Vec<u32> = slips(828028).collect();
        for slip in [828082, 82828, 8280288, 288028] {
            assert!(found.contains(&slip), "{slip}");
        }
        assert!(!found.contains(&828028) && !found.contains(&828026));
    }
}

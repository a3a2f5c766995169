//! What matching has to say about the inventory: values that cannot be, evidence that disagrees, facts that are missing.

use indexmap::IndexMap;

use super::owner::Owner;
use super::{Assessment, Evidence, Finding};
use crate::advisory::{Advisories, Product};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Inventory, System};

/// Suggestions cost a comparison with every name in the catalogue; more unknown names than this get none.
const MOST_SUGGESTIONS: usize = 100;
const ADD: &str = "if it is a Windows release, write its id, such as windows-2000; add other products with `--advisories`";

/// Reports problems of systems at the first host that runs them.
pub(super) struct Complaints<'a> {
    inventory: &'a Inventory,
    advisories: &'a Advisories,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Complaints<'a> {
    pub(super) fn new(inventory: &'a Inventory, advisories: &'a Advisories, diagnostics: &'a mut Diagnostics) -> Self {
        Self { inventory, advisories, diagnostics }
    }

    /// Reports what is wrong with a system whose product is known.
    pub(super) fn about(&mut self, system: &System, assessment: &Assessment, owner: Owner) {
        let Some(product) = assessment.product.map(|id| self.advisories.product_of(id)) else { return };
        self.service_pack(system, assessment, product, owner);
        self.architecture(system, product, owner);
        for finding in &assessment.findings {
            self.contradiction(finding, owner);
        }
    }

    fn service_pack(&mut self, system: &System, assessment: &Assessment, product: &Product, owner: Owner) {
        let who = || owner.describe(self.inventory);
        match system.service_pack {
            Some(sp) if !product.has(sp) && !(sp.0 == 0 && product.counts_builds()) => {
                let known = product.service_packs.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let what = if product.counts_builds() { "build" } else { "service pack" };
                let message = format!("{}: {} never had {what} {sp}", who(), product.name);
                self.push(Diagnostic::new(Code::ImpossibleServicePack, message).help(format!("its {what}s are {known}")), owner);
            }
            None if assessment.service_pack.is_none() && assessment.findings.iter().any(|f| f.status.is_exposed()) => {
                let message = format!("{}: the service pack of {} is not given, and every one is considered", who(), product.name);
                self.push(Diagnostic::new(Code::UnknownServicePack, message).help("add `sp: …`"), owner);
            }
            _ => {}
        }
    }

    fn architecture(&mut self, system: &System, product: &Product, owner: Owner) {
        let arch = product.arch(system.arch);
        if !product.runs_on(arch) {
            let known = product.architectures.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let message = format!("{}: {} does not exist for {}", owner.describe(self.inventory), product.name, arch);
            self.push(Diagnostic::new(Code::BadValue, message).help(format!("it exists for {known}; write `arch: …`")), owner);
        }
    }

    fn contradiction(&mut self, finding: &Finding, owner: Owner) {
        let Evidence::Contradicted { believed, against } = &finding.evidence else { return };
        let id = &self.advisories.advisory_of(finding.advisory).id;
        let message = format!("{}: for {id}, {believed}, but {against}", owner.describe(self.inventory));
        let help = format!(
            "the file is believed, so the host is {}; a patch may be waiting for a restart, or one of the two lists is old",
            finding.status.as_str()
        );
        self.push(Diagnostic::new(Code::ContradictingEvidence, message).help(help), owner);
    }

    /// Reports products that the catalogue does not know, once per text, at the first host that has it.
    pub(super) fn about_products(&mut self, unknown: &IndexMap<&str, Owner>) {
        for (index, (os, owner)) in unknown.iter().enumerate() {
            let who = owner.describe(self.inventory);
            let short: String = os.chars().take(100).collect();
            let message = format!("{who}: `{short}` is not in the product catalogue, so nothing is assessed");
            let meant = if index < MOST_SUGGESTIONS { self.advisories.nearest_product(os) } else { None };
            let help = meant.map_or_else(|| ADD.to_owned(), |product| format!("did you mean `{}`?", product.id));
            self.push(Diagnostic::new(Code::UnknownProduct, message).help(help), *owner);
        }
    }

    fn push(&mut self, diagnostic: Diagnostic, owner: Owner) {
        let (_, host) = self.inventory.host(owner.first);
        self.diagnostics.push(diagnostic.at(host.place, ""));
    }
}

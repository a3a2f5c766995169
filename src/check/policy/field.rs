//! `every <hosts> must have <field>`.

use std::sync::Arc;

use super::{Policy, of_hosts};
use crate::check::{Finding, Rule};
use crate::inventory::{
    Antivirus, Expectation, Field, Host, HostDetails, Inventory, Patches, Selector,
};

impl Policy<'_> {
    pub(super) fn field(
        &self,
        expectation: &Expectation,
        hosts: &Selector,
        field: Field,
    ) -> Vec<Finding> {
        let inventory = self.checked.case.inventory;
        let lacking = self.selected(hosts).filter(|(_, host)| !has(inventory, host, field));
        let does = format!("has no `{}`", field.as_str());
        let fault = of_hosts(Rule::MissingField, expectation, does)
            .help(format!("add `{}`", field.as_str()));
        let fault = Arc::new(fault);
        lacking.map(|(name, host)| Finding::of_host(fault.clone(), name, host)).collect()
    }
}

fn has(inventory: &Inventory, host: &Host, field: Field) -> bool {
    let system = inventory.system(host.system);
    let details = |has: fn(&HostDetails) -> bool| host.details.as_deref().is_some_and(has);
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    match field {
        Field::Owner => host.details.as_deref().is_some_and(|d| said(&d.owner)),
        Field::Address => host.details.as_deref().is_some_and(|d| said(&d.address)),
        Field::Note => host.details.as_deref().is_some_and(|d| said(&d.note)),
        Field::Minutes => details(|d| d.minutes.is_some()),
        Field::LastSeen => details(|d| d.last_seen.is_some()),
        Field::Tags => details(|d| !d.tags.is_empty()),
        Field::ServicePack => system.service_pack.is_some(),
        Field::Patches => system.patches != Patches::Unknown,
        Field::Files => !system.files.is_empty(),
        Field::Listens => system.listens.is_some(),
        Field::Antivirus => host.antivirus != Antivirus::None,
    }
}

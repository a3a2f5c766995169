//! `no <decision> in <segment>`: nothing there may be that urgent, or more urgent.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Policy, of_hosts};
use crate::check::{Accepted, Fault, Finding, Rule};
use crate::decision::Decision;
use crate::inventory::{Expectation, Host, HostId, Selector};
use crate::term::day::Day;

impl Policy<'_> {
    pub(super) fn decision(
        &self,
        expectation: &Expectation,
        hosts: &Selector,
        limit: Decision,
    ) -> Vec<Finding> {
        let ranking = self.ranking();
        let urgent = ranking.hosts.iter().filter_map(|ranked| {
            let decision =
                ranking.host_risk(ranked).decision.filter(|decision| *decision >= limit)?;
            Some((ranked.host, (decision, ranking.host_risk(ranked).averted.due())))
        });
        let urgent: FxHashMap<HostId, (Decision, Option<Day>)> = urgent.collect();
        let inventory = self.checked.case.inventory;
        let asked = self
            .selected(hosts)
            .filter_map(|(name, host)| Some((name, host, *urgent.get(&inventory.host_id(name)?)?)));
        let finding = |(name, host, (decision, due)): (&str, _, (Decision, Option<Day>))| {
            let does = format!(
                "is to be patched `{}`: nothing here may be `{}` or more urgent",
                decision.as_str(),
                limit.as_str()
            );
            let help = format!("`patchfirst explain … {name}` shows why");
            let fault = Fault {
                due: due.map(|day| self.checked.case.threat.due(day)),
                ..of_hosts(Rule::DecisionAboveLimit, expectation, does).help(help)
            };
            let accepted = self.acceptance(name, host).map(Box::new);
            Finding { accepted, ..Finding::of_host(fault, name, host) }
        };
        asked.map(finding).collect()
    }

    /// A host's urgency is accepted once every finding that could cause it is; the acceptance that
    /// ends first speaks.
    fn acceptance(&self, name: &str, host: &Host) -> Option<Accepted> {
        let case = self.checked.case;
        let exposed = case
            .exposures
            .of(host.system)
            .findings
            .iter()
            .filter(|found| found.status.is_exposed());
        let accepted = exposed.map(|found| {
            self.checked.accepted.of(name, &case.advisories.advisory_of(found.advisory).id)
        });
        let accepted: Vec<_> = accepted.collect::<Option<_>>()?;
        accepted
            .into_iter()
            .min_by_key(|acceptance| acceptance.until.unwrap_or(Date::MAX))
            .map(Accepted::from)
    }
}

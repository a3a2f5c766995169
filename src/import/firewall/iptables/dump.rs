//! The tables of one family, and the firewall that they are.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::rule::{Parsed, Redirection};
use crate::firewall::{Action, Chain, Device, Filters, List, Ports, Rule, Side};
use crate::import::sink::Sink;

/// Chains that packets pass which are not meant for the firewall itself, in their order.
const PATH: [(&str, &str); 6] = [
    ("raw", "PREROUTING"),
    ("mangle", "PREROUTING"),
    ("mangle", "FORWARD"),
    ("filter", "FORWARD"),
    ("security", "FORWARD"),
    ("mangle", "POSTROUTING"),
];

/// The tables of one family, as one program prints them.
#[derive(Debug, Default)]
pub(super) struct Dump {
    pub(super) tables: IndexMap<String, Table>,
    pub(super) six: Option<bool>,
    pub(super) has_four: bool,
    /// Tables that were named by a line of their own, and are complete.
    pub(super) closed: BTreeSet<String>,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) chains: IndexMap<String, Vec<(u32, Parsed)>>,
    pub(super) policies: IndexMap<String, (Action, u32)>,
}

impl Dump {
    /// The firewall, if packets pass some chain of it.
    pub(super) fn device(&self, six: bool, sink: &Sink<'_>) -> Option<Device> {
        let mut redirections: Vec<Redirection> =
            self.parsed("nat").filter_map(|parsed| parsed.target.clone()).collect();
        redirections.extend(self.unread_redirection());
        let untracks = self.parsed("raw").any(|parsed| parsed.untracks);
        let context = Context {
            redirections: self.tables.contains_key("nat").then_some(redirections.as_slice()),
            untracks,
        };
        let mut lists = Vec::new();
        for (table, chain) in PATH {
            lists.extend(
                self.tables.get(table).and_then(|found| list(found, table, chain, six, context)),
            );
        }
        let has_filter = lists.iter().any(|list: &List| list.name == "filter FORWARD");
        let all = (0..lists.len()).collect();
        has_filter.then(|| Device::new(sink.setting.name, lists, Filters::Always(all)))
    }

    /// The line that lets everything be forwarded without a rule, where there are rules about what is
    /// meant for the machine itself and no others: so does every server that forwards nothing.
    pub(super) fn guards_itself(&self) -> Option<u32> {
        let rules = |table: &str, chain: &str| {
            self.tables.get(table).and_then(|table| table.chains.get(chain)).map_or(0, Vec::len)
        };
        let guards = rules("filter", "INPUT") > 0;
        let passes_on = PATH.iter().any(|(table, chain)| rules(table, chain) > 0)
            || self.parsed("nat").next().is_some();
        let (policy, line) = self.tables.get("filter")?.policies.get("FORWARD")?;
        (guards && !passes_on && matches!(policy, Action::Allow)).then_some(*line)
    }

    /// Where rules of the nat table lead whose target is not known: anywhere.
    fn unread_redirection(&self) -> Option<Redirection> {
        let chains = &self.tables.get("nat")?.chains;
        let is_unread = |rule: &Rule| match &rule.action {
            Action::Unknown => true,
            Action::Jump(target) | Action::Goto(target) => !chains.contains_key(target),
            _ => false,
        };
        let mut rules = self.parsed("nat").flat_map(|parsed| &parsed.rules);
        rules.any(is_unread).then(|| Redirection { to: Side::Any, ports: Ports::any() })
    }

    fn parsed(&self, table: &str) -> impl Iterator<Item = &Parsed> {
        self.tables
            .get(table)
            .into_iter()
            .flat_map(|table| table.chains.values().flatten().map(|(_, parsed)| parsed))
    }
}

/// What rules need to know of other tables.
#[derive(Clone, Copy)]
struct Context<'c> {
    /// Where the nat table redirects to; `None` if it does not stand in the file.
    redirections: Option<&'c [Redirection]>,
    untracks: bool,
}

/// The rule base that starts in a chain; `None` if it lets everything through.
fn list(table: &Table, name: &str, start: &str, six: bool, context: Context<'_>) -> Option<List> {
    let policy = table.policies.get(start);
    let mut end = match policy {
        Some((Action::Unknown, line)) => {
            Rule::unknown(*line, start, format!("the policy of the chain {start} is not certain"))
        }
        Some((action, line)) => Rule::new(*line, &format!("policy of {start}"), action.clone()),
        None if name != "filter" => Rule::new(0, "", Action::Allow),
        None if !table.chains.contains_key(start)
            && table
                .chains
                .keys()
                .all(|chain| matches!(chain.as_str(), "PREROUTING" | "POSTROUTING")) =>
        {
            return None;
        }
        None => Rule::unknown(0, start, format!("the policy of the chain {start} is not given")),
    };
    // What was translated before is not what the rules of these chains see.
    let early = start == "PREROUTING" && context.redirections.is_some_and(|all| !all.is_empty());
    if early && end.action == Action::Deny {
        end = end.because("addresses are translated behind it");
    }
    let mut list = List::new(&format!("{name} {start}"), [!six, six], end);
    list.chains.clear();
    let mut wanted = vec![start.to_owned()];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(chain) = wanted.pop() {
        if !seen.insert(chain.clone()) {
            continue;
        }
        let rules: Vec<Rule> = table
            .chains
            .get(&chain)
            .into_iter()
            .flatten()
            .flat_map(|(_, parsed)| resolve(parsed, table, context, early))
            .collect();
        for rule in &rules {
            if let Action::Jump(target) | Action::Goto(target) = &rule.action {
                wanted.extend(table.chains.contains_key(target).then(|| target.clone()));
            }
        }
        list.chains.push(Chain { name: chain, rules });
    }
    // A filter that lets everything through is a firewall all the same.
    (!list.is_idle() || name == "filter").then_some(list)
}

/// The rules of a line, now that all chains and tables are known.
fn resolve(parsed: &Parsed, table: &Table, context: Context<'_>, early: bool) -> Vec<Rule> {
    let mut rules = Vec::new();
    // Without a rule that takes packets out of the table of connections, none is untracked.
    for rule in parsed.rules.iter().filter(|_| !parsed.untracked || context.untracks) {
        let mut rule = rule.clone();
        if let Action::Jump(target) | Action::Goto(target) = &rule.action
            && !table.chains.contains_key(target)
        {
            let why = format!("the chain or target {target} is not known");
            rule = rule.because(why);
        }
        if early && rule.to != Side::Any {
            rule = rule.because("addresses are translated behind it");
        }
        if parsed.untracked && context.untracks {
            rule = rule.because("it lets through what the raw table does not track");
        }
        match (parsed.redirected, context.redirections) {
            (false, _) => rules.push(rule),
            (true, None) => rules.push(rule.because(
                "it lets through what the nat table redirects, which does not stand in the file",
            )),
            (true, Some(redirections)) => {
                for redirection in redirections {
                    let ports = rule.ports.intersection(&redirection.ports);
                    let narrowed = Rule { to: redirection.to.clone(), ports, ..rule.clone() };
                    rules.push(narrowed.because("it lets through what the nat table redirects"));
                }
            }
        }
    }
    rules
}

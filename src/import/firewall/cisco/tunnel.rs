//! What comes out of a tunnel: it has passed the list of no interface.
//!
//! ASA lets what it has decrypted pass the lists of the interface by which it came, unless it is told
//! not to; IOS compares with them what is encrypted, and no more. So the far ends of tunnels lie behind
//! an interface of their own, of which nobody says what lies behind: what is possible is what the
//! tunnels are for.

use super::interface::network;
use super::object::Objects;
use crate::firewall::{Action, Addresses, List, Rule, Side};

/// The name of the interface behind which the far ends are.
pub(super) const NAME: &str = "tunnels";

/// What a configuration says about tunnels.
#[derive(Debug, Default)]
pub(super) struct Tunnels {
    /// Lists that choose what goes into one, with the lines that name them.
    lists: Vec<(String, u32)>,
    /// Addresses that clients get, with their lines.
    pools: Vec<(Option<Addresses>, u32)>,
    /// The line that puts a map on an interface.
    bound: Option<u32>,
    /// Whether what comes out of them meets the lists all the same.
    meets_lists: bool,
}

impl Tunnels {
    /// Takes what a line says about tunnels.
    pub(super) fn note(&mut self, words: &[&str], line: u32) {
        match words {
            ["match", "address", list] | ["crypto", .., "match", "address", list] => {
                self.lists.push(((*list).to_owned(), line));
            }
            ["crypto", "map", _] | ["crypto", "map", _, "interface", _] => {
                self.bound.get_or_insert(line);
            }
            ["ip", "local", "pool", _, rest @ ..] => self.pools.push((pool(rest), line)),
            ["no", "sysopt", "connection", "permit-vpn" | "permit-ipsec"] => {
                self.meets_lists = true;
            }
            ["sysopt", "connection", "permit-vpn" | "permit-ipsec"] => self.meets_lists = false,
            _ => {}
        }
    }

    /// What may come out of the tunnels, from the lists of the file.
    pub(super) fn list(&self, lists: &[List], names: &[String]) -> Option<List> {
        if self.meets_lists {
            return None;
        }
        let mut list = List::new(NAME, [true, true], Rule::new(0, "", Action::Deny));
        let rules = &mut list.chains[0].rules;
        for (addresses, line) in &self.pools {
            let from = addresses.clone().map_or(Side::Any, Side::Addresses);
            rules.push(Rule { from, ..Rule::new(*line, "ip local pool", Action::Allow) });
        }
        let bound = self.bound;
        for (name, line) in self.lists.iter().filter(|_| bound.is_some()) {
            let Some(at) = names.iter().position(|known| known == name) else {
                rules.push(Rule::new(*line, name, Action::Allow));
                continue;
            };
            let own = lists[at].rules().filter(|rule| rule.action == Action::Allow);
            rules.extend(own.map(turned));
        }
        // Whoever may propose what a tunnel is for may propose anything.
        let line = bound.filter(|_| self.lists.is_empty() && self.pools.is_empty());
        rules.extend(line.map(|line| Rule::new(line, "crypto map", Action::Allow)));
        (!list.chains[0].rules.is_empty()).then_some(list)
    }
}

/// What comes back by an entry that says what goes into a tunnel, whatever its ports.
fn turned(rule: &Rule) -> Rule {
    let (from, to) = (rule.to.clone(), rule.from.clone());
    Rule { from, to, ..Rule::new(rule.line, &rule.text, Action::Allow) }
}

/// `10.9.0.1-10.9.0.254 mask 255.255.255.0`, `10.9.0.1 10.9.0.254`, `10.9.0.0 255.255.255.0`.
fn pool(words: &[&str]) -> Option<Addresses> {
    let (first, last) = match words {
        [range, ..] if range.contains('-') => range.split_once('-')?,
        [first, last, ..] if !last.starts_with("255.") && *last != "mask" => (*first, *last),
        [_, mask, ..] if mask.starts_with("255.") => {
            return network(words, &Objects::default()).map(|net| Addresses::network(net.trunc()));
        }
        [one, ..] => (*one, *one),
        [] => return None,
    };
    let range = Addresses::range(first.parse().ok()?, last.parse().ok()?);
    (!range.is_empty()).then_some(range)
}

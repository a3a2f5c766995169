//! Lines that are not read and may be about filtering: what stands in front of a rule is not
//! understood, a keyword is written in another way, or another vendor has the command.
//!
//! None of them closes anything that may be open, and none opens anything with certainty. What the end
//! of a line says is taken as perhaps in force; where it cannot be told what a line changes, it may
//! change everything.

use super::interface::{Binding, Tail, Way};
use super::list::{Found, NAMELESS};
use super::usage::Usage;
use super::{Inside, Reader, usage, word};
use crate::firewall::{List, Rule};
use crate::import::firewall::port_name::{self, Other};
use crate::import::sink::Sink;

/// Why an entry is not certain.
const IN_FRONT: &str = "what stands in front of it, or how it is written, is not understood";
/// What is said of a command that may filter.
const UNREAD: &str = "it is not read: what it lets through or stops is not known";

/// What the list of such a command is called.
const UNREAD_LIST: &str = "what is not read";

/// A line by what the end of it looks like, from a word on.
enum Stray {
    /// An entry: of a list that is named in front of it, or of the one that is open.
    Entry { named: bool, at: usize },
    /// The head of a list.
    Head,
    /// A list is bound.
    Binding { at: usize },
    /// A member of a group.
    Member,
}

/// A command that may filter and is not read.
#[derive(Debug)]
pub(super) struct Unread {
    /// The interface that it concerns; otherwise all.
    interface: Option<String>,
    line: u32,
    text: String,
}

/// What may change everything: the line, its text, and why.
pub(super) type Doubt = (u32, String, &'static str);

impl<'t> Reader<'t> {
    /// Takes a line whose end is one that is read; `false` if it is none.
    pub(super) fn stray(
        &mut self,
        raw: &'t str,
        words: &[&'t str],
        number: u32,
        sink: &mut Sink<'_>,
    ) -> bool {
        let is_indented = raw.starts_with([' ', '\t']);
        if matches!(self.inside, Inside::Foreign | Inside::List) && is_indented {
            return false;
        }
        match of(words) {
            None => return false,
            Some(Stray::Entry { named: true, at }) => {
                let name = words[at - 1].trim_matches('"').to_owned();
                self.perhaps(&name, raw, entry(&words[at..]), number);
                sink.pass(number);
            }
            Some(Stray::Entry { named: false, at }) => {
                let name = self.last_list.clone().unwrap_or_else(|| NAMELESS.to_owned());
                self.perhaps(&name, raw, words[at..].to_vec(), number);
                sink.pass(number);
            }
            Some(Stray::Head) => {
                (self.last_list, self.inside) = (None, Inside::Nothing);
                sink.skip(number, raw, "which list starts here is not understood");
            }
            Some(Stray::Binding { at }) => self.bind_perhaps(raw, &words[at..], number, sink),
            Some(Stray::Member) => {
                let Some(group) = self.last_group.clone() else { return false };
                self.objects.spoil(&group, format!("line {number} is not understood"));
                let why = format!("it may be a member of the group {group}");
                sink.skip(number, raw, why);
            }
        }
        true
    }

    /// An entry that may be in force.
    fn perhaps(&mut self, name: &str, raw: &'t str, words: Vec<&'t str>, number: u32) {
        let list = self.lists.entry(name.to_owned()).or_insert_with(Found::unknown);
        list.add_doubtful(number, raw, words, IN_FRONT);
    }

    /// A list that may be bound here, or somewhere.
    fn bind_perhaps(&mut self, raw: &str, words: &[&str], number: u32, sink: &mut Sink<'_>) {
        match (&self.inside, words) {
            (Inside::Interface(at), [list, rest @ ..]) => {
                let is_out = rest.iter().any(|word| is_outward(word));
                self.bindings.push(Binding {
                    interface: self.interfaces[*at].name.clone(),
                    list: (*list).to_owned(),
                    six: false,
                    way: if is_out { Way::Out } else { Way::In },
                    line: number,
                    tail: Tail::Unread,
                });
                sink.pass(number);
            }
            _ => {
                self.doubt_all(number, raw, "at which interfaces the list is bound is not known");
                self.note_unread(raw, number, sink);
            }
        }
    }

    /// Notes a command that may filter, of the interface that is open or of the device.
    pub(super) fn note_unread(&mut self, raw: &str, number: u32, sink: &mut Sink<'_>) {
        let interface = match self.inside {
            Inside::Interface(at) => Some(self.interfaces[at].name.clone()),
            _ => None,
        };
        self.unread.push(Unread { interface, line: number, text: raw.trim().to_owned() });
        sink.pass(number);
    }

    /// It is not known which lines are in force: what any list stops may pass.
    pub(super) fn doubt_all(&mut self, line: u32, text: &str, why: &'static str) {
        self.torn.get_or_insert((line, text.trim().to_owned(), why));
        self.has_zones = true;
    }

    /// Puts what may belong to any list, or may change any, in front of all.
    pub(super) fn spread(&self, lists: &mut [List], names: &[String]) {
        // Where nothing is bound, they are a list that may be met as any other.
        let nameless = names.iter().position(|name| name == NAMELESS).filter(|_| !self.is_loose());
        let lost: Vec<Rule> = nameless.map_or_else(Vec::new, |at| {
            let rules = lists[at].chains[0].rules.iter().cloned();
            rules.map(|rule| rule.because("which list it belongs to is not known")).collect()
        });
        for (at, list) in lists.iter_mut().enumerate() {
            let lost = lost.iter().filter(|_| nameless != Some(at)).cloned();
            let torn = self.torn.iter().map(|(line, text, why)| Rule::unknown(*line, text, *why));
            let rules: Vec<Rule> = torn.chain(lost).collect();
            list.chains[0].rules.splice(0..0, rules);
        }
    }

    /// Where commands that are not read may filter, they may stop what the lists let through.
    pub(super) fn filter_perhaps(
        &mut self,
        lists: &mut Vec<List>,
        names: &mut Vec<String>,
        sink: &mut Sink<'_>,
    ) {
        let unread = std::mem::take(&mut self.unread);
        let mut is_global_known = false;
        for Unread { interface, line, text } in unread {
            // One for all interfaces says as much as several.
            let is_told = interface.is_none() && std::mem::replace(&mut is_global_known, true);
            let list = lists.len();
            let mut is_placed = interface.is_none();
            for own in self.interfaces.iter_mut().filter(|_| !is_told) {
                let is_named = interface.as_ref().is_some_and(|name| own.is_called(name));
                if is_named || interface.is_none() {
                    own.entry.push(list);
                }
                if is_named {
                    own.exit.push(list);
                    is_placed = true;
                }
            }
            if is_told || !is_placed {
                sink.skip(line, &text, UNREAD);
                continue;
            }
            lists.push(List::new(UNREAD_LIST, [true, true], Rule::unknown(line, &text, UNREAD)));
            names.push(UNREAD_LIST.to_owned());
        }
        self.has_zones |= is_global_known;
    }

    /// Policies stop something if a class drops what it is about.
    pub(super) fn take_policies(&mut self) {
        let policies = std::mem::take(&mut self.policies);
        if self.drops {
            self.unread.extend(policies);
        }
    }

    /// Remembers policies of interfaces, which stop something if a class of theirs drops it.
    pub(super) fn note_policy(&mut self, words: &[&str], raw: &str, number: u32) {
        let is_dropped =
            |pair: &[&str]| matches!(pair[0], "conform-action" | "conform") && pair[1] == "drop";
        self.drops |= *words == ["drop"]
            || words.first() == Some(&"police") && words.windows(2).any(is_dropped);
        if let (Inside::Interface(at), ["service-policy", "input" | "output", ..]) =
            (&self.inside, words)
        {
            let interface = Some(self.interfaces[*at].name.clone());
            self.policies.push(Unread { interface, line: number, text: raw.trim().to_owned() });
        }
    }
}

/// What a line is as far as its end says.
fn of(words: &[&str]) -> Option<Stray> {
    if is_of_another_matter(words) {
        return None;
    }
    (0..words.len()).find_map(|at| {
        let next = words.get(at + 1).copied().unwrap_or("");
        let rest = words.get(at + 2..).unwrap_or_default();
        let word = words[at];
        if is_written(word, "access-list") && !next.is_empty() {
            let family = at.checked_sub(1).map_or("", |before| words[before]);
            let is_of_family =
                ["ip", "ipv4", "ipv6"].iter().any(|known| family.eq_ignore_ascii_case(known));
            let has_kind = is_of_family && matches!(next, "extended" | "standard");
            let named = Stray::Entry { named: true, at: at + 2 + usize::from(has_kind) };
            let is_entry = rest.iter().any(|word| is_verdict(word));
            return match (is_entry, is_of_family) {
                (true, _) => Some(named),
                (false, true) => Some(Stray::Head),
                (false, false) => (at == 0).then_some(named),
            };
        }
        if is_written(word, "access-group") || is_written(word, "traffic-filter") {
            let is_bound = rest.iter().any(|word| is_outward(word) || is_inward(word));
            return is_bound.then_some(Stray::Binding { at: at + 1 });
        }
        let is_member = matches!(
            word,
            "port-object"
                | "network-object"
                | "service-object"
                | "group-object"
                | "protocol-object"
        );
        if at > 0 && is_member {
            return Some(Stray::Member);
        }
        let is_entry = at > 0 && is_verdict(word) && names_ends(next, rest);
        is_entry.then_some(Stray::Entry { named: false, at })
    })
}

/// Lines that speak of entries and lists and filter nothing that passes.
fn is_of_another_matter(words: &[&str]) -> bool {
    let is_list_of_routes = |word: &&str| {
        ["as-path", "prefix-list", "community-list"].iter().any(|other| word.contains(other))
    };
    matches!(
        words,
        [
            "description"
                | "remark"
                | "no"
                | "match"
                | "icmp"
                | "icmp6"
                | "debug"
                | "show"
                | "mac"
                | "arp"
                | "route-map"
                | "snmp-server"
                | "logging"
                | "ntp",
            ..
        ]
    ) || words.iter().take(2).any(is_list_of_routes)
        || usage::of(words) != Usage::None
}

/// Whether a word is a keyword as IOS takes it: in any case, and cut behind what tells it apart.
fn is_written(word: &str, keyword: &str) -> bool {
    const LEAST: usize = "access-l".len();
    let is_start = keyword.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_start && word.len() >= LEAST
}

fn is_verdict(word: &str) -> bool {
    ["permit", "deny"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is_outward(word: &str) -> bool {
    ["out", "egress", "outbound", "vlan-out"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is_inward(word: &str) -> bool {
    ["in", "ingress", "inbound", "vlan-in", "vlan"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a protocol or an end stands behind permit or deny.
fn names_ends(next: &str, rest: &[&str]) -> bool {
    let is_end = |word: &str| {
        matches!(word, "any" | "any4" | "any6" | "host" | "object" | "object-group")
            || word.parse::<std::net::Ipv4Addr>().is_ok()
    };
    let small = next.to_ascii_lowercase();
    let is_protocol = !matches!(port_name::transport(&small), Err(Other::Unknown));
    is_end(&small) || is_protocol && (!word::is_number(next) || rest.iter().any(|w| is_end(w)))
}

/// The words of an entry behind the name of its list, from what decides on.
fn entry<'t>(words: &[&'t str]) -> Vec<&'t str> {
    let at = words.iter().position(|word| is_verdict(word)).unwrap_or(0);
    words[at..].to_vec()
}

/// Whether a command that is not read may let packets through or stop them: by its first words, or
/// inside of an interface by any.
pub(super) fn may_filter(words: &[&str], is_of_interface: bool) -> bool {
    let reach = if is_of_interface { words.len() } else { 2 };
    let says = |word: &&str| {
        let mut parts = word.split(|c: char| !c.is_alphanumeric());
        parts.any(|part| matches!(part, "acl" | "filter" | "firewall" | "zone"))
            || ["access-group", "access-list", "access-map", "security-policy", "secure-policy"]
                .iter()
                .any(|part| word.contains(part))
    };
    let is_other = matches!(
        words,
        [
            "description"
                | "remark"
                | "match"
                | "mac"
                | "arp"
                | "no"
                | "switchport"
                | "spanning-tree",
            ..
        ] | ["ip" | "ipv6", "igmp" | "pim" | "mld" | "multicast" | "dhcp" | "arp", ..]
            | ["firewall", "transparent"]
    );
    !is_other && words.iter().take(reach).any(says)
}

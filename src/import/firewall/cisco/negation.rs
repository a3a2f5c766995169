//! Lines that take something back: `no access-list 101`, `no 10`, `no ip access-group 101 in`.

use super::dialect::Dialect;
use super::interface::Way;
use super::{Inside, Reader, word};
use crate::import::sink::Sink;

impl<'t> Reader<'t> {
    /// Takes back what the words behind `no` say; `false` if they are about something else.
    pub(super) fn negation(
        &mut self,
        raw: &'t str,
        words: &[&'t str],
        number: u32,
        sink: &mut Sink<'_>,
    ) -> bool {
        match words {
            ["access-list", name]
            | ["ip", "access-list", "extended" | "standard", name]
            | ["ip" | "ipv6", "access-list", name] => {
                self.lists.shift_remove(*name);
                self.last_list = self.last_list.take().filter(|last| last != name);
                self.inside = Inside::Nothing;
            }
            ["access-list", _, "remark", ..] | ["access-list", _, "line", _, "remark", ..] => {}
            ["access-list", name, rest @ ..] => {
                let rest = match rest {
                    ["line", _, rest @ ..] => rest,
                    rest => rest,
                };
                let rest = match rest {
                    ["extended" | "standard", rest @ ..] => rest,
                    rest => rest,
                };
                self.take_entry(name, rest, raw, number);
            }
            ["ip", "access-group", rest @ ..]
            | ["ipv6", "traffic-filter" | "access-group", rest @ ..] => {
                let Inside::Interface(at) = self.inside else { return false };
                let (name, six) = (self.interfaces[at].name.clone(), words[0] == "ipv6");
                self.unbind(&name, six, rest.first().copied(), rest.get(1).copied());
            }
            ["access-group", list, "global"] => self.unbind("", false, Some(list), Some("global")),
            ["access-group", _, _, "interface", _, "control-plane"] => {}
            ["access-group", list, way, "interface", name, ..] => {
                self.unbind(name, false, Some(list), Some(way));
            }
            _ if matches!(self.inside, Inside::List) => {
                let Some(list) = self.last_list.clone() else { return false };
                match words {
                    ["remark" | "statistics" | "fragments" | "description", ..] => {}
                    [at, ..] if word::is_number(at) => {
                        let at = at.parse::<u64>().ok();
                        if let Some(found) = self.lists.get_mut(&list) {
                            found.entries.retain(|entry| Some(entry.number) != at);
                        }
                    }
                    ["permit" | "deny" | "sequence", ..] => {
                        self.take_entry(&list, words, raw, number);
                    }
                    _ => return false,
                }
            }
            _ => return false,
        }
        sink.pass(number);
        true
    }

    /// Takes an entry out of a list. One that is not found, and one of a numbered list of IOS,
    /// which goes as a whole in some versions, may have changed anything.
    fn take_entry(&mut self, name: &str, words: &[&'t str], raw: &'t str, number: u32) {
        let is_numbered = self.dialect != Dialect::Asa && !matches!(self.inside, Inside::List);
        let Some(list) = self.lists.get_mut(name) else { return };
        let at = list.entries.iter().position(|entry| entry.words == words);
        match at.filter(|_| !is_numbered) {
            Some(at) => drop(list.entries.remove(at)),
            None => list.spoil(number, raw, [&["no"], words].concat()),
        }
    }

    fn unbind(&mut self, interface: &str, six: bool, list: Option<&str>, way: Option<&str>) {
        let way = way.map(|way| match way {
            "out" => Way::Out,
            "global" => Way::Global,
            _ => Way::In,
        });
        self.bindings.retain(|binding| {
            binding.interface != interface
                || binding.six != six
                || list.is_some_and(|list| binding.list != list)
                || way.is_some_and(|way| binding.way != way)
        });
    }
}

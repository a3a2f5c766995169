//! Security groups of a cloud: what leaves each segment and what enters it.

use std::collections::BTreeMap;

use crate::firewall::{Device, Filters, List, Rule};

/// The lists of all groups, by segment.
#[derive(Debug, Default)]
pub(super) struct Groups {
    egress: BTreeMap<String, List>,
    ingress: BTreeMap<String, List>,
}

impl Groups {
    fn lists(&mut self, egress: bool) -> &mut BTreeMap<String, List> {
        if egress { &mut self.egress } else { &mut self.ingress }
    }

    /// The list of one direction; a new one ends as `end` says.
    pub(super) fn list(&mut self, segment: &str, egress: bool, end: Rule) -> &mut List {
        self.lists(egress)
            .entry(segment.to_owned())
            .or_insert_with(|| List::new(segment, [true, true], end))
    }

    /// Whether anything is known of a direction.
    pub(super) fn has(&self, segment: &str, egress: bool) -> bool {
        if egress { &self.egress } else { &self.ingress }.contains_key(segment)
    }

    /// What no rule decides may be decided by others that are missing.
    pub(super) fn leave_open(&mut self, why: &str) {
        for (segment, list) in self.egress.iter_mut().chain(self.ingress.iter_mut()) {
            list.end = Rule::unknown(list.end.line, segment, why);
        }
    }

    /// The same for one segment.
    pub(super) fn leave_open_at(&mut self, segment: &str, why: &str) {
        for lists in [&mut self.egress, &mut self.ingress] {
            if let Some(list) = lists.get_mut(segment) {
                list.end = Rule::unknown(list.end.line, segment, why);
            }
        }
    }

    /// Every segment that has a list.
    pub(super) fn segments(&self) -> Vec<String> {
        self.egress.keys().chain(self.ingress.keys()).cloned().collect()
    }

    /// The filters as one firewall; none without lists.
    pub(super) fn device(self, file: &str) -> Option<Device> {
        let mut all = Vec::new();
        let mut put = |lists: BTreeMap<String, List>| {
            let place = |(name, list)| {
                all.push(list);
                (name, all.len() - 1)
            };
            lists.into_iter().map(place).collect::<BTreeMap<String, usize>>()
        };
        let filters = Filters::Zones { egress: put(self.egress), ingress: put(self.ingress) };
        (!all.is_empty()).then(|| Device::new(file, all, filters))
    }
}

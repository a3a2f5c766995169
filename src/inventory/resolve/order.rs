//! The order in which hosts are to be done: `after` and `not_with` name hosts, and no host waits
//! for itself.

use rustc_hash::FxHashMap;

use super::endpoint;
use super::hosts::Known;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The hosts that each host waits for.
type Waits<'h> = FxHashMap<&'h str, Vec<&'h str>>;

/// Checks that the hosts of `after:` and `not_with:` exist, and that no host has to wait for
/// itself.
pub(super) fn check(known: &Known, diagnostics: &mut Diagnostics) {
    let mut waits: Waits<'_> = FxHashMap::default();
    for (name, host) in &known.hosts {
        let Some(details) = &host.details else { continue };
        for other in details.after.iter().chain(&details.not_with) {
            if !known.may_contain(other) {
                endpoint::report_unknown_host(other, host.place, known, diagnostics);
            } else if **other == **name {
                let itself = Diagnostic::new(
                    Code::CircularOrder,
                    format!("the host `{name}` is to wait for itself, or not to go with itself"),
                );
                diagnostics
                    .push(itself.at(host.place, "").help("name another host, or leave it out"));
            }
        }
        if !details.after.is_empty() {
            waits.insert(
                name,
                details
                    .after
                    .iter()
                    .map(String::as_str)
                    .filter(|other| *other != &**name)
                    .collect(),
            );
        }
    }
    for circle in circles(known.hosts.keys().map(|name| &**name), &waits) {
        report(&circle, known, diagnostics);
    }
}

/// Reports a circle from its first name on.
fn report(circle: &[&str], known: &Known, diagnostics: &mut Diagnostics) {
    let first = (0..circle.len()).min_by_key(|at| circle[*at]).unwrap_or(0);
    let (name, names) = (circle[first], [&circle[first..], &circle[..first]].concat());
    let round = Diagnostic::new(
        Code::CircularOrder,
        format!("`after` runs in a circle: {} -> {name}", names.join(" -> ")),
    );
    diagnostics.push(
        round
            .at(known.hosts[name].place, "")
            .help("remove one of these `after` keys: no order satisfies all of them"),
    );
}

/// Circles of hosts that wait for each other. No two of them share a host; a circle that does is
/// seen once this one is mended.
///
/// Depth first; each host and each key is looked at once, so that the time is linear.
fn circles<'h>(names: impl Iterator<Item = &'h str>, waits: &Waits<'h>) -> Vec<Vec<&'h str>> {
    let mut search = Search {
        waits,
        depths: FxHashMap::default(),
        way: Vec::new(),
        reported: Vec::new(),
        circles: Vec::new(),
    };
    for name in names.filter(|name| waits.contains_key(name)) {
        search.run(name);
    }
    search.circles
}

struct Search<'s, 'h> {
    waits: &'s Waits<'h>,
    /// The hosts that were seen: their place on the way, `None` once all they wait for was looked
    /// at.
    depths: FxHashMap<&'h str, Option<usize>>,
    /// The hosts from the start to the present one, each with how many of those it waits for were
    /// looked at.
    way: Vec<(&'h str, usize)>,
    /// Places on the way, ascending, of hosts in a circle that was found.
    reported: Vec<usize>,
    circles: Vec<Vec<&'h str>>,
}

impl<'h> Search<'_, 'h> {
    fn run(&mut self, start: &'h str) {
        self.enter(start);
        while let Some((at, looked_at)) = self.way.last_mut() {
            let next = self.waits.get(at).and_then(|others| others.get(*looked_at)).copied();
            *looked_at += 1;
            match next.map(|next| (next, self.depths.get(next).copied())) {
                None => self.leave(),
                Some((next, None)) => self.enter(next),
                Some((_, Some(Some(depth)))) => self.close(depth),
                Some((_, Some(None))) => {}
            }
        }
    }

    fn enter(&mut self, host: &'h str) {
        if self.depths.contains_key(host) {
            return;
        }
        self.depths.insert(host, Some(self.way.len()));
        self.way.push((host, 0));
    }

    fn leave(&mut self) {
        let Some((host, _)) = self.way.pop() else { return };
        self.depths.insert(host, None);
        self.reported.pop_if(|depth| *depth == self.way.len());
    }

    /// The present host waits for one on the way to it: everything between them is a circle.
    fn close(&mut self, depth: usize) {
        if self.reported.last().is_none_or(|last| *last < depth) {
            self.reported.extend(depth..self.way.len());
            self.circles.push(self.way[depth..].iter().map(|(host, _)| *host).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(waits: &[(&'static str, &[&'static str])]) -> Vec<Vec<&'static str>> {
        let known: Waits<'static> =
            waits.iter().map(|(host, others)| (*host, others.to_vec())).collect();
        circles(waits.iter().map(|(host, _)| *host), &known)
    }

    #[test]
    fn each_circle_is_found_once_and_a_chain_is_none() {
        assert_eq!(
            found(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]),
            Vec::<Vec<&str>>::new()
        );
        assert_eq!(
            found(&[
                ("a", &["b"]),
                ("b", &["c"]),
                ("c", &["b", "d"]),
                ("d", &["e"]),
                ("e", &["d"])
            ]),
            [["b", "c"], ["d", "e"]]
        );
        assert_eq!(
            found(&[("a", &["b"]), ("b", &["a", "c"]), ("c", &["a"])]),
            [["a", "b"]],
            "one host is in both"
        );
    }

    /// Each host looked at the whole chain behind it once: a minute for 20,000 hosts.
    #[test]
    fn a_long_chain_and_a_long_circle_are_looked_at_once() {
        let names: Vec<String> = (0..200_000).map(|i| format!("h{i}")).collect();
        let next = |i: usize| names[(i + 1) % names.len()].as_str();
        let mut waits: Waits<'_> =
            (0..names.len()).map(|i| (names[i].as_str(), vec![next(i)])).collect();
        assert_eq!(circles(names.iter().map(String::as_str), &waits).len(), 1);
        waits.remove(names[names.len() - 1].as_str());
        assert!(circles(names.iter().map(String::as_str), &waits).is_empty());
    }
}

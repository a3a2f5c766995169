//! The nodes that an attack reaches: a search that can be taken up again when more becomes open.

use super::attack::Attack;
use super::ground::START;

/// A set of nodes found by searching from the start.
#[derive(Debug, Default)]
pub(super) struct Reached {
    seen: Vec<bool>,
    queue: Vec<u32>,
}

impl Reached {
    /// Begins anew, with the start alone.
    pub(super) fn start(&mut self, nodes: usize) {
        self.seen.clear();
        self.seen.resize(nodes, false);
        self.queue.clear();
        self.queue.push(START);
    }

    pub(super) fn contains(&self, node: u32) -> bool {
        self.seen[node as usize]
    }

    /// Looks at a node again that was reached already: more may be open there now.
    pub(super) fn again(&mut self, node: u32) {
        if self.seen[node as usize] {
            self.queue.push(node);
        }
    }

    /// Adds a node that the start leads to.
    pub(super) fn enter(&mut self, node: u32) {
        if !std::mem::replace(&mut self.seen[node as usize], true) {
            self.queue.push(node);
        }
    }

    /// Goes on until nothing new is reached; tells of every node that is.
    pub(super) fn go_on(&mut self, attack: &Attack<'_>, found: &mut impl FnMut(u32)) {
        while let Some(node) = self.queue.pop() {
            let (seen, queue) = (&mut self.seen, &mut self.queue);
            attack.successors(node, &mut |to| {
                if !seen[to as usize] {
                    seen[to as usize] = true;
                    queue.push(to);
                    found(to);
                }
            });
        }
    }
}

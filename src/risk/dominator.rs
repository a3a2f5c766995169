//! Dominator trees of flow graphs.
//!
//! Node *d* dominates node *v* if every path from the start to *v* passes through *d*. The closest
//! such *d* other than *v* is its immediate dominator; these form a tree. Removing a node cuts off
//! exactly the nodes below it in the tree, which is why one tree tells what every single remedy
//! would avert.
//!
//! The algorithm is Lengauer and Tarjan's in its simple form ("A fast algorithm for finding
//! dominators in a flowgraph", ACM TOPLAS 1(1), 1979): semidominators over a depth-first search,
//! with path compression. O(edges · log nodes) whatever the graph; the iterative method of Cooper,
//! Harvey and Kennedy that petgraph uses, and the semi-NCA method, are both quadratic on graphs
//! that a hostile inventory can spell out (chains entered from both ends).

const NONE: u32 = u32::MAX;

/// The dominator tree of the nodes that can be reached, numbered in depth-first order: number 0 is
/// the start, and the immediate dominator of a node has a smaller number. Buffers are kept from one
/// graph to the next.
///
/// ```
/// # use patchfirst::risk::Dominators;
/// // 0 → 1 → 3, 0 → 2 → 3, 3 → 4: neither 1 nor 2 dominates 3, but 3 dominates 4.
/// let edges: [&[u32]; 5] = [&[1, 2], &[3], &[3], &[4], &[]];
/// let mut tree = Dominators::default();
/// tree.compute(5, 0, |node, to| to.extend(edges[node as usize]));
/// assert_eq!(tree.parent_of(3), Some(0));
/// assert_eq!(tree.parent_of(4), Some(3));
/// ```
#[derive(Debug, Default)]
pub struct Dominators {
    /// Node to its number; `NONE` if it cannot be reached.
    number: Vec<u32>,
    /// Number to node.
    node: Vec<u32>,
    /// Number to the number of its immediate dominator; the start's is itself.
    idom: Vec<u32>,
    // Working memory, all indexed by number unless said otherwise.
    stack: Vec<(u32, u32)>,
    edges: Vec<u32>,
    edge_starts: Vec<u32>,
    parent: Vec<u32>,
    pred_starts: Vec<u32>,
    preds: Vec<u32>,
    semi: Vec<u32>,
    ancestor: Vec<u32>,
    label: Vec<u32>,
    bucket: Vec<u32>,
    next_in_bucket: Vec<u32>,
    path: Vec<u32>,
}

impl Dominators {
    /// Computes the tree of a graph with nodes `0..nodes`, given by a function that appends the
    /// successors of a node to a list.
    #[inline]
    pub fn compute(
        &mut self,
        nodes: usize,
        start: u32,
        successors: impl FnMut(u32, &mut Vec<u32>),
    ) {
        self.search(nodes, start, successors);
        self.index_predecessors();
        self.dominate();
    }

    /// How many nodes can be reached.
    #[inline]
    pub fn len(&self) -> usize {
        self.node.len()
    }

    /// Whether nothing was computed yet.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.node.is_empty()
    }

    /// The number of a node, if it can be reached.
    #[inline]
    pub fn number(&self, node: u32) -> Option<usize> {
        let number = self.number[node as usize];
        (number != NONE).then_some(number as usize)
    }

    /// The node of a number.
    #[inline]
    pub fn node(&self, number: usize) -> u32 {
        self.node[number]
    }

    /// The number of the immediate dominator of a number; the start's is itself.
    #[inline]
    pub fn idom(&self, number: usize) -> usize {
        self.idom[number] as usize
    }

    /// The numbers that the edges of a number lead to; repeats where edges are parallel.
    #[inline]
    pub fn successors(&self, number: usize) -> &[u32] {
        &self.edges[self.edge_starts[number] as usize..self.edge_starts[number + 1] as usize]
    }

    /// The immediate dominator of a node: `None` for the start and for nodes that cannot be
    /// reached.
    #[inline]
    pub fn parent_of(&self, node: u32) -> Option<u32> {
        self.number(node).filter(|number| *number > 0).map(|number| self.node[self.idom(number)])
    }

    /// Depth-first search without recursion: numbers, tree parents, and the edges among reached
    /// nodes.
    fn search(&mut self, nodes: usize, start: u32, mut successors: impl FnMut(u32, &mut Vec<u32>)) {
        // Only what was numbered last time has to be forgotten: most graphs of later days are
        // small.
        self.node.iter().for_each(|node| self.number[*node as usize] = NONE);
        self.number.resize(nodes, NONE);
        self.node.clear();
        self.parent.clear();
        self.edges.clear();
        self.edge_starts.clear();
        self.stack.clear();
        self.stack.push((start, 0));
        while let Some((node, parent)) = self.stack.pop() {
            if self.number[node as usize] != NONE {
                continue;
            }
            let number = self.node.len() as u32;
            self.number[node as usize] = number;
            self.node.push(node);
            self.parent.push(parent);
            let first = self.edges.len();
            self.edge_starts.push(first as u32);
            successors(node, &mut self.edges);
            let new = self.edges[first..].iter().filter(|to| self.number[**to as usize] == NONE);
            self.stack.extend(new.map(|to| (*to, number)));
        }
        self.edge_starts.push(self.edges.len() as u32);
    }

    /// Sorts the edges by target: a counting sort, linear.
    fn index_predecessors(&mut self) {
        let reached = self.node.len();
        self.pred_starts.clear();
        self.pred_starts.resize(reached + 1, 0);
        for to in &mut self.edges {
            *to = self.number[*to as usize];
            self.pred_starts[*to as usize + 1] += 1;
        }
        for i in 0..reached {
            self.pred_starts[i + 1] += self.pred_starts[i];
        }
        self.preds.clear();
        self.preds.resize(self.edges.len(), 0);
        let fill = &mut self.bucket;
        fill.clear();
        fill.extend_from_slice(&self.pred_starts);
        for from in 0..reached {
            for to in
                &self.edges[self.edge_starts[from] as usize..self.edge_starts[from + 1] as usize]
            {
                self.preds[fill[*to as usize] as usize] = from as u32;
                fill[*to as usize] += 1;
            }
        }
    }

    fn dominate(&mut self) {
        let reached = self.node.len();
        let identity = || 0..reached as u32;
        refill(&mut self.semi, identity());
        refill(&mut self.label, identity());
        refill(&mut self.idom, identity());
        refill(&mut self.ancestor, identity().map(|_| NONE));
        refill(&mut self.bucket, identity().map(|_| NONE));
        refill(&mut self.next_in_bucket, identity().map(|_| NONE));
        for w in (1..reached).rev() {
            for i in self.pred_starts[w]..self.pred_starts[w + 1] {
                let u = self.eval(self.preds[i as usize]);
                self.semi[w] = self.semi[w].min(self.semi[u as usize]);
            }
            let (semi, parent) = (self.semi[w], self.parent[w]);
            self.ancestor[w] = parent;
            if semi == parent {
                // The usual case: between the two there is nothing that could matter.
                self.idom[w] = parent;
            } else {
                self.next_in_bucket[w] = self.bucket[semi as usize];
                self.bucket[semi as usize] = w as u32;
            }
            self.empty_bucket(parent);
        }
        for w in 1..reached {
            if self.idom[w] != self.semi[w] {
                self.idom[w] = self.idom[self.idom[w] as usize];
            }
        }
    }

    /// Nodes whose semidominator is `parent` now know their immediate dominator, or a node that has
    /// the same one.
    #[inline]
    fn empty_bucket(&mut self, parent: u32) {
        let mut v = std::mem::replace(&mut self.bucket[parent as usize], NONE);
        while v != NONE {
            let u = self.eval(v);
            self.idom[v as usize] =
                if self.semi[u as usize] < self.semi[v as usize] { u } else { parent };
            v = self.next_in_bucket[v as usize];
        }
    }

    /// The node with the smallest semidominator on the way from `v` up to the root of its tree in
    /// the forest; compresses the path, without recursion.
    fn eval(&mut self, v: u32) -> u32 {
        if self.ancestor[v as usize] == NONE {
            return v;
        }
        self.path.clear();
        let mut u = v;
        while self.ancestor[self.ancestor[u as usize] as usize] != NONE {
            self.path.push(u);
            u = self.ancestor[u as usize];
        }
        while let Some(w) = self.path.pop() {
            let above = self.ancestor[w as usize];
            if self.semi[self.label[above as usize] as usize]
                < self.semi[self.label[w as usize] as usize]
            {
                self.label[w as usize] = self.label[above as usize];
            }
            self.ancestor[w as usize] = self.ancestor[above as usize];
        }
        self.label[v as usize]
    }
}

#[inline]
fn refill(buffer: &mut Vec<u32>, values: impl Iterator<Item = u32>) {
    buffer.clear();
    buffer.extend(values);
}

#[cfg(test)]
mod tests {
    use petgraph::algo::dominators::simple_fast;
    use petgraph::graph::{DiGraph, NodeIndex};
    use proptest::prelude::*;

    use super::*;

    fn tree(nodes: usize, edges: &[(u32, u32)]) -> Dominators {
        let mut tree = Dominators::default();
        tree.compute(nodes, 0, |node, to| {
            to.extend(edges.iter().filter(|(from, _)| *from == node).map(|(_, to)| *to))
        });
        tree
    }

    proptest! {
        #[test]
        fn agrees_with_petgraph(nodes in 1_u32..30, raw in prop::collection::vec((0_u32..30, 0_u32..30), 0..90)) {
            let edges: Vec<(u32, u32)> = raw.into_iter().map(|(a, b)| (a % nodes, b % nodes)).collect();
            let mut graph = DiGraph::<(), ()>::from_edges(&edges);
            while graph.node_count() < nodes as usize { graph.add_node(()); }
            let expected = simple_fast(&graph, NodeIndex::new(0));
            let found = tree(nodes as usize, &edges);
            for node in 0..nodes {
                let want = expected.immediate_dominator(NodeIndex::new(node as usize)).map(|ix| ix.index() as u32);
                prop_assert_eq!(found.parent_of(node), want, "node {}", node);
            }
        }
    }

    #[test]
    fn a_chain_entered_from_both_ends_stays_fast() {
        // Quadratic for the methods named above: 200,000 nodes would take them half a minute.
        let half = 100_000_u32;
        let mut tree = Dominators::default();
        tree.compute(2 * half as usize, 0, |node, to| {
            if node + 1 < half {
                to.push(node + 1)
            }
            if node == 0 || node == half - 1 {
                to.extend(half..2 * half)
            }
            if node > half {
                to.push(node - 1)
            }
        });
        assert_eq!(tree.parent_of(2 * half - 1), Some(0));
    }
}

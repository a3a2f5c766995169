//! The cheapest way through the network to a class.

use petgraph::algo::dijkstra;
use petgraph::visit::{EdgeFiltered, EdgeRef, Reversed};

use super::{ClassId, Node, PortIx, Topology};

/// Added to every step: of two ways that cost the same the shorter one wins, and free steps cannot
/// run in a circle.
const HOP: f64 = 1e-9;

/// One step: the node it leads to, and the port where hosts are attacked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Where the step leads.
    pub to: Node,
    /// The port, if the step attacks a class.
    pub port: Option<PortIx>,
}

/// A way from a start to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct AttackPath {
    /// Where it starts.
    pub start: Node,
    /// The steps, ending at the goal; empty if the start is the goal.
    pub steps: Vec<Step>,
    /// Its total cost, the start's included.
    pub cost: f64,
}

impl Topology {
    /// The cheapest way from any of the starts, each with its own cost, to a class.
    ///
    /// `cost` answers for the edge from a node to a step with a cost of at least 0, or `None` if
    /// the edge cannot be used. Among equally cheap ways the choice depends on the graph alone. One
    /// run of Dijkstra's algorithm backwards from the goal: O((nodes + edges) · log nodes),
    /// whatever the number of starts.
    pub fn cheapest_way(
        &self,
        starts: &[(Node, f64)],
        goal: ClassId,
        cost: impl Fn(Node, Step) -> Option<f64>,
    ) -> Option<AttackPath> {
        let goal = Node::Class(goal);
        let usable = EdgeFiltered::from_fn(&self.graph, |edge| {
            cost(self.graph[edge.source()], self.step(edge.target(), *edge.weight())).is_some()
        });
        // In the reversed graph the source of an edge is where the attack goes.
        let price = |edge: petgraph::visit::ReversedEdgeReference<_>| {
            cost(self.graph[edge.target()], self.step(edge.source(), *edge.weight()))
                .expect("unusable edges are filtered out")
                + HOP
        };
        let distance = dijkstra(Reversed(&usable), *self.index.get(&goal)?, None, price);
        let to_goal = |node: Node| self.index.get(&node).and_then(|ix| distance.get(ix)).copied();
        let reaching = starts
            .iter()
            .filter_map(|(node, start)| to_goal(*node).map(|rest| (start + rest, *node)));
        let (total, start) = reaching.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        let mut steps = Vec::new();
        let mut at = start;
        while at != goal {
            let ahead = self.successors(at).map(|(to, port)| Step { to, port });
            let priced =
                ahead.filter_map(|step| Some((cost(at, step)? + HOP + to_goal(step.to)?, step)));
            let (_, next) = priced.min_by(|a, b| {
                a.0.total_cmp(&b.0).then_with(|| (a.1.to, a.1.port).cmp(&(b.1.to, b.1.port)))
            })?;
            steps.push(next);
            at = next.to;
        }
        let cost = total - HOP * steps.len() as f64;
        Some(AttackPath { start, steps, cost })
    }

    fn step(&self, to: petgraph::graph::NodeIndex, port: Option<PortIx>) -> Step {
        Step { to: self.graph[to], port }
    }
}

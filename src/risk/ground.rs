//! The part of an attack's graph that is the same in every sample and every state: numbers for its
//! nodes, and the edges that no coin decides. What is blocked or quarantined is not part of it
//! (`Closed`), so that one ground serves a network and all states that plans bring it to.

use crate::inventory::{FlowId, SegmentId};
use crate::network::{Network, Node, PortIx, ProfileId};

/// The start of every attack.
pub(super) const START: u32 = 0;

/// The edges that are the same in every sample, as compressed rows, and the numbering of nodes. It
/// serves every state of its network: remedies, blocked flows and quarantines change nothing here.
#[derive(Clone, Debug)]
pub struct Ground {
    segments: u32,
    flows: u32,
    doors: u32,
    classes: u32,
    /// Always passable: from present(s), flow and door nodes.
    pub(super) passages: Rows<u32>,
    /// Passable if the class can be compromised or crashed through the port: from flow and door
    /// nodes.
    pub(super) attacks: Rows<Knock>,
    /// The segments of each class.
    pub(super) presence: Rows<u32>,
    /// Per door: whether what can be used through it asks for an account; empty where nothing does.
    account_doors: Vec<bool>,
    /// The classes of hosts that may return, by the segment they return to.
    pub(super) roamers: Rows<u32>,
    /// `passages` and `attacks` the other way round: what passes to a node, and what a class is
    /// attacked from.
    pub(super) passed_from: Rows<u32>,
    pub(super) attacked_from: Rows<u32>,
}

/// How a class is attacked from a node: all that a search needs to know of class and port, in one
/// place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knock {
    pub(super) class: u32,
    /// The profile of the class at the port, as [`super::course::Courses`] counts them.
    pub(super) opening: u32,
    /// When the hosts are inside: an index into [`Network::whereabouts`].
    pub(super) whereabouts: u32,
    /// Whether the port asks for an account.
    pub(super) asks: bool,
}

/// Rows of a sparse matrix.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl Rows<u32> {
    /// So many rows, filled with pairs of a row and an item, in the order of the pairs. A counting
    /// sort, linear.
    fn grouped(rows: u32, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; rows as usize + 2];
        pairs.clone().for_each(|(row, _)| starts[row as usize + 2] += 1);
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut items = vec![0; starts[rows as usize + 1] as usize];
        for (row, item) in pairs {
            let next = &mut starts[row as usize + 1];
            items[*next as usize] = item;
            *next += 1;
        }
        starts.pop();
        Self { starts, items }
    }
}

impl<T: Copy> Rows<T> {
    /// Every item with the number of its row.
    #[inline]
    fn pairs(&self) -> impl Iterator<Item = (u32, T)> + Clone + '_ {
        (0..self.starts.len() as u32 - 1)
            .flat_map(|row| self.row(row).iter().map(move |item| (row, *item)))
    }

    fn new(rows: impl Iterator<Item = Vec<T>>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for row in rows {
            items.extend(row);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    #[inline]
    fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    #[inline]
    pub(super) fn row(&self, row: u32) -> &[T] {
        &self.items[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize]
    }
}

impl Knock {
    fn new(network: &Network, index: u32, port: PortIx) -> Self {
        let class = &network.classes[index as usize];
        Self {
            class: index,
            opening: opening(network, class.profile, port),
            whereabouts: class.whereabouts,
            asks: network.asks_for_account(port),
        }
    }
}

/// The number of a profile at a port; ports are the minor index.
#[inline]
pub(super) fn opening(network: &Network, profile: ProfileId, port: PortIx) -> u32 {
    profile.0 * network.ports.len() as u32 + u32::from(port.0)
}

/// The ports of segments to which anything leads, in order.
fn doors(network: &Network) -> Vec<(SegmentId, PortIx)> {
    let mut doors: Vec<(SegmentId, PortIx)> = network
        .topology
        .nodes()
        .filter_map(|n| if let Node::Door(s, p) = n { Some((s, p)) } else { None })
        .collect();
    doors.sort_unstable();
    doors
}

/// Per segment the classes at home there that may bring something in.
fn roamers(network: &Network) -> Rows<u32> {
    let mut roamers = vec![Vec::new(); network.quarantined.len()];
    for (i, class) in network
        .classes
        .iter()
        .enumerate()
        .filter(|(_, class)| class.outside.is_some() || class.infected)
    {
        roamers[class.home.0 as usize].push(i as u32);
    }
    Rows::new(roamers.into_iter())
}

/// Per source the classes that it lets attack, in order.
fn attacks(network: &Network, sources: &[Node]) -> Rows<Knock> {
    let internet = |from: Node| matches!(from, Node::Flow(_)) && network.topology.is_entry(from);
    Rows::new(sources.iter().map(|from| {
        let mut row: Vec<(u32, PortIx)> = Vec::new();
        if !internet(*from) {
            row.extend(network.topology.successors(*from).filter_map(|(to, port)| {
                if let (Node::Class(c), Some(p)) = (to, port) { Some((c.0, p)) } else { None }
            }));
            row.sort_unstable();
        }
        row.into_iter().map(|(class, port)| Knock::new(network, class, port)).collect()
    }))
}

impl Ground {
    /// The ground of a network.
    pub fn new(network: &Network) -> Self {
        let doors = doors(network);
        let bare = Self::bare(network, &doors);
        let sources = bare.sources(&doors);
        let passages = bare.passages(network, &doors, &sources);
        let attacks = attacks(network, &sources);
        // Rows begin with node 1: nothing leads to the start.
        let passed_from =
            Rows::grouped(passages.len(), passages.pairs().map(|(from, to)| (to - 1, from + 1)));
        let attacked_from = Rows::grouped(
            bare.classes,
            attacks.pairs().map(|(from, knock)| (knock.class, from + 1)),
        );
        Self { passages, attacks, passed_from, attacked_from, ..bare }
    }

    /// Without what leads from node to node.
    fn bare(network: &Network, doors: &[(SegmentId, PortIx)]) -> Self {
        Self {
            segments: network.quarantined.len() as u32,
            flows: network.blocked.len() as u32,
            doors: doors.len() as u32,
            classes: network.classes.len() as u32,
            passages: Rows::new(std::iter::empty()),
            attacks: Rows::new(std::iter::empty()),
            account_doors: match network.has_accounts() {
                true => doors.iter().map(|(_, port)| network.asks_for_account(*port)).collect(),
                false => Vec::new(),
            },
            presence: Rows::new(
                network.classes.iter().map(|c| c.segments.iter().map(|s| s.0).collect()),
            ),
            roamers: roamers(network),
            passed_from: Rows::new(std::iter::empty()),
            attacked_from: Rows::new(std::iter::empty()),
        }
    }

    /// What passes something on, in the order of its numbers.
    fn sources(&self, doors: &[(SegmentId, PortIx)]) -> Vec<Node> {
        (0..self.segments)
            .map(|s| Node::Present(SegmentId(s)))
            .chain((0..self.flows).map(|f| Node::Flow(FlowId(f))))
            .chain(doors.iter().map(|d| Node::Door(d.0, d.1)))
            .collect()
    }

    /// Per source the numbers of what it leads to. The order of edges decides nothing but must not
    /// depend on the order of hosts: numbers are sorted.
    fn passages(
        &self,
        network: &Network,
        doors: &[(SegmentId, PortIx)],
        sources: &[Node],
    ) -> Rows<u32> {
        let number = |node: Node| match node {
            Node::Present(s) => Some(self.present(s.0)),
            Node::Flow(f) => Some(self.flow(f.0)),
            Node::Door(s, p) => {
                let place = doors.binary_search(&(s, p)).expect("every door is listed");
                Some(self.door(place as u32))
            }
            // Classes are attacked, not passed.
            Node::Class(_) => None,
        };
        Rows::new(sources.iter().map(|from| {
            let successors = network.topology.successors(*from);
            let mut row: Vec<u32> = successors.filter_map(|(to, _)| number(to)).collect();
            row.sort_unstable();
            row
        }))
    }

    /// How many nodes are the same in every sample and pass something on: segments, flows and doors.
    /// They come first.
    #[inline]
    pub(super) fn passing(&self) -> u32 {
        self.door(self.doors)
    }

    #[inline]
    pub(super) fn present(&self, segment: u32) -> u32 {
        1 + segment
    }

    #[inline]
    pub(super) fn flow(&self, flow: u32) -> u32 {
        1 + self.segments + flow
    }

    /// The number of the flow that a node stands for.
    #[inline]
    pub(super) fn flow_of(&self, node: u32) -> Option<usize> {
        node.checked_sub(self.flow(0)).filter(|flow| *flow < self.flows).map(|flow| flow as usize)
    }

    #[inline]
    fn door(&self, door: u32) -> u32 {
        1 + self.segments + self.flows + door
    }

    /// Whether a node is a door that opens to an account alone.
    #[inline]
    pub(super) fn asks_for_account(&self, node: u32) -> bool {
        let door =
            node.checked_sub(self.door(0)).and_then(|door| self.account_doors.get(door as usize));
        door.copied().unwrap_or(false)
    }

    /// How many nodes stand for segments and flows; they come right after the start.
    #[inline]
    pub(super) fn sides(&self) -> u32 {
        self.segments + self.flows
    }

    #[inline]
    pub(super) fn attackable(&self, class: u32) -> u32 {
        self.passing() + class
    }

    #[inline]
    pub(super) fn crashable(&self, class: u32) -> u32 {
        self.attackable(self.classes) + class
    }

    /// Some host of a class is compromised and connected.
    #[inline]
    pub(super) fn gate(&self, class: u32) -> u32 {
        self.crashable(self.classes) + class
    }

    /// The hosts of a group are compromised (and, if they roam, connected).
    #[inline]
    pub(super) fn group(&self, group: u32) -> u32 {
        self.gate(self.classes) + 2 * group
    }

    /// The hosts of a group are crashed, or worse.
    #[inline]
    pub(super) fn leaf(&self, group: u32) -> u32 {
        self.group(group) + 1
    }

    /// The group whose leaf a node is.
    #[inline]
    pub(super) fn group_of_leaf(&self, node: u32) -> Option<u32> {
        let offset = node.checked_sub(self.group(0))?;
        (!offset.is_multiple_of(2)).then_some(offset / 2)
    }

    /// The group that a node stands for, as its hosts or their leaf.
    #[inline]
    pub(super) fn group_at(&self, node: u32) -> Option<u32> {
        node.checked_sub(self.group(0)).map(|offset| offset / 2)
    }

    #[inline]
    pub(super) fn size(&self, groups: usize) -> usize {
        self.group(groups as u32) as usize
    }
}

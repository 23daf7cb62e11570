//! Minimum vertex cut: the cheapest set of values to keep, from which what is needed can be computed again.
//!
//! After Moses & Churavy 2020 (§ 4.4, "cache optimisation") and, for the flow, Edmonds & Karp 1972. Nodes are the
//! values of one region. An edge goes from an operand to a value that can be recomputed from its operands; a value
//! that cannot be is fed by the source; what the reverse sweep needs feeds the sink. Cutting a node is keeping
//! the value. Among the cuts of least capacity the one nearest the sink is taken: least is recomputed.

use std::collections::VecDeque;

/// A graph of values.
pub struct Graph {
    /// For each node: what keeping it costs.
    pub capacity: Vec<u32>,
    /// For each node that can be recomputed: the nodes it is recomputed from.
    pub operands: Vec<Option<Vec<usize>>>,
    /// The nodes that are needed.
    pub needed: Vec<usize>,
}

struct Edge {
    to: usize,
    capacity: u32,
    /// The edge the other way.
    back: usize,
}

const INFINITE: u32 = u32::MAX / 4;

struct Network {
    edges: Vec<Edge>,
    out: Vec<Vec<usize>>,
}

impl Network {
    fn new(nodes: usize) -> Network {
        Network {
            edges: Vec::new(),
            out: vec![Vec::new(); nodes],
        }
    }

    fn connect(&mut self, from: usize, to: usize, capacity: u32) {
        let n = self.edges.len();
        self.edges.push(Edge {
            to,
            capacity,
            back: n + 1,
        });
        self.edges.push(Edge {
            to: from,
            capacity: 0,
            back: n,
        });
        self.out[from].push(n);
        self.out[to].push(n + 1);
    }

    /// Sends flow along a shortest path with room left, if there is one.
    fn augment(&mut self, source: usize, sink: usize) -> bool {
        let mut reached_by = vec![None; self.out.len()];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &e in &self.out[node] {
                let to = self.edges[e].to;
                if self.edges[e].capacity > 0 && to != source && reached_by[to].is_none() {
                    reached_by[to] = Some(e);
                    queue.push_back(to);
                }
            }
        }
        let mut path = Vec::new();
        let mut at = sink;
        while at != source {
            let Some(e) = reached_by[at] else {
                return false;
            };
            path.push(e);
            at = self.edges[self.edges[e].back].to;
        }
        let flow = path
            .iter()
            .map(|&e| self.edges[e].capacity)
            .min()
            .unwrap_or(0);
        for e in path {
            let back = self.edges[e].back;
            self.edges[e].capacity -= flow;
            self.edges[back].capacity += flow;
        }
        true
    }

    /// The nodes from which there is still room on a way to the sink.
    fn reaching(&self, sink: usize) -> Vec<bool> {
        let mut reaches = vec![false; self.out.len()];
        reaches[sink] = true;
        let mut queue = VecDeque::from([sink]);
        while let Some(node) = queue.pop_front() {
            for &e in &self.out[node] {
                // The edge `e` leaves `node`; the one that enters it is its back edge.
                let (from, entering) = (self.edges[e].to, self.edges[e].back);
                if self.edges[entering].capacity > 0 && !reaches[from] {
                    reaches[from] = true;
                    queue.push_back(from);
                }
            }
        }
        reaches
    }
}

impl Graph {
    /// For each node: is it kept?
    #[must_use]
    pub fn minimum_cut(&self) -> Vec<bool> {
        let n = self.capacity.len();
        let (source, sink) = (2 * n, 2 * n + 1);
        let mut network = Network::new(2 * n + 2);
        // Only what the needed values depend on takes part.
        let mut relevant = vec![false; n];
        let mut stack = self.needed.clone();
        while let Some(v) = stack.pop() {
            if !std::mem::replace(&mut relevant[v], true) {
                stack.extend(self.operands[v].iter().flatten());
            }
        }
        for v in (0..n).filter(|&v| relevant[v]) {
            network.connect(2 * v, 2 * v + 1, self.capacity[v]);
            match &self.operands[v] {
                None => network.connect(source, 2 * v, INFINITE),
                Some(operands) => operands
                    .iter()
                    .for_each(|&u| network.connect(2 * u + 1, 2 * v, INFINITE)),
            }
        }
        for &v in &self.needed {
            network.connect(2 * v + 1, sink, INFINITE);
        }
        while network.augment(source, sink) {}
        let reaches = network.reaching(sink);
        (0..n)
            .map(|v| relevant[v] && !reaches[2 * v] && reaches[2 * v + 1])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(operands: Vec<Option<Vec<usize>>>, needed: Vec<usize>) -> Vec<usize> {
        let graph = Graph {
            capacity: vec![1; operands.len()],
            operands,
            needed,
        };
        graph
            .minimum_cut()
            .iter()
            .enumerate()
            .filter_map(|(v, kept)| kept.then_some(v))
            .collect()
    }

    #[test]
    fn nothing_is_kept_of_what_can_be_read_again() {
        // 0 = load; 1 = 0 * 0
        assert_eq!(cut(vec![Some(vec![]), Some(vec![0, 0])], vec![1]), []);
    }

    #[test]
    fn one_result_is_kept_instead_of_two_operands() {
        // 0, 1 cannot be recomputed; 2 = 0 + 1
        assert_eq!(cut(vec![None, None, Some(vec![0, 1])], vec![2]), [2]);
    }

    #[test]
    fn one_operand_is_kept_instead_of_two_results() {
        // 1 = -0, 2 = 0 * 0
        assert_eq!(
            cut(vec![None, Some(vec![0]), Some(vec![0, 0])], vec![1, 2]),
            [0]
        );
    }

    #[test]
    fn of_equal_cuts_the_one_that_recomputes_least_is_taken() {
        assert_eq!(cut(vec![None, Some(vec![0]), Some(vec![1])], vec![2]), [2]);
    }

    #[test]
    fn what_is_not_needed_is_not_kept() {
        assert_eq!(cut(vec![None, None, Some(vec![0])], vec![2]), [2]);
    }
}

//! Tangents that are infinite, times what is zero: of `x * x.sqrt()` at zero, where reverse mode has zero times the infinite
//! partial of the root as well, and of a logistic function where its exponential is infinite. The product is zero.

use super::Stats;
use super::guards::guarded;
use super::saturated::Saturated;
use crate::ir::visit::regions_mut;
use crate::ir::{Atom, Function, Op, Prim, Region, Stmt, ValueId};

/// Guards products of a function that forward mode has made, of values from this number on.
pub fn edges(f: &mut Function, from: usize) -> Stats {
    let mut body = std::mem::take(&mut f.body);
    let mut pass = Edges {
        saturated: Saturated::of(f, &body),
        tangents: vec![Tangent::default(); f.values.len()],
        guards: vec![false; f.values.len()],
        f,
        from,
        stats: Stats::default(),
    };
    pass.region(&mut body);
    let stats = pass.stats;
    f.body = body;
    stats
}

struct Edges<'a> {
    f: &'a mut Function,
    saturated: Saturated,
    tangents: Vec<Tangent>,
    /// The conditions of guards.
    guards: Vec<bool>,
    /// The first value that forward mode has made.
    from: usize,
    stats: Stats,
}

/// Where a tangent may be infinite.
#[derive(Clone, Copy, Default)]
struct Tangent {
    /// At the edge of the domain of a function.
    edge: bool,
    /// Where an exponential is.
    above: bool,
}

impl Edges<'_> {
    fn region(&mut self, region: &mut Region) {
        for mut stmt in std::mem::take(&mut region.stmts) {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
            let factor = self.visit(&stmt);
            let guard = factor.map(|factor| {
                self.stats.changed += 1;
                guarded(self.f, &mut stmt, factor.into())
            });
            region.stmts.push(stmt);
            region.stmts.extend(guard.into_iter().flatten());
        }
    }

    /// Notes what the statement makes. Gives the factor that may be zero where the tangent, the other one, is infinite.
    fn visit(&mut self, stmt: &Stmt) -> Option<Atom> {
        let Op::Prim(prim, args) = &stmt.op else {
            return None;
        };
        let v = stmt.results[0].index();
        self.guards[v] = match prim {
            Prim::Math(row) => row.name == "is_nan",
            Prim::And => args.iter().any(|atom| self.is_guard(atom)),
            _ => false,
        };
        if v < self.from {
            return None;
        }
        self.tangents[v] = self.tangent_of(*prim, args);
        // The tangent is the first.
        let [tangent, factor] = &args[..] else {
            return None;
        };
        let Tangent { edge, above } = self.tangent(tangent);
        match prim {
            Prim::Mul if edge || above && self.saturated.is_below(factor) => {
                factor.value().map(Atom::from)
            }
            _ => None,
        }
    }

    fn tangent_of(&self, prim: Prim, args: &[Atom]) -> Tangent {
        let any = |of: fn(Tangent) -> bool| args.iter().any(|atom| of(self.tangent(atom)));
        let of_args = Tangent {
            edge: any(|tangent| tangent.edge),
            above: any(|tangent| tangent.above),
        };
        match prim {
            Prim::Select if self.is_guard(&args[0]) => Tangent {
                edge: true,
                above: false,
            },
            Prim::Mul if self.saturated.is_above(&args[1]) => Tangent {
                above: true,
                ..of_args
            },
            Prim::Mul if self.saturated.is_below(&args[1]) => Tangent {
                above: false,
                ..of_args
            },
            Prim::Mul | Prim::Neg | Prim::Add | Prim::Sub => of_args,
            Prim::Div => Tangent {
                edge: of_args.edge && args[1].value().is_none(),
                above: of_args.above,
            },
            _ => Tangent::default(),
        }
    }

    fn tangent(&self, atom: &Atom) -> Tangent {
        let tangent = |v: ValueId| self.tangents[v.index()];
        atom.value().map_or_else(Tangent::default, tangent)
    }

    fn is_guard(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.guards[v.index()])
    }
}

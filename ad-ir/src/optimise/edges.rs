//! Tangents that are infinite, times what is zero: of `x * x.sqrt()` at zero, where reverse mode has zero times the infinite
//! partial of the root as well, and of a logistic function where its exponential is infinite. The product is zero.

use super::Stats;
use super::guards::guarded;
use super::saturated::Saturated;
use crate::ir::visit::regions_mut;
use crate::ir::{Atom, Function, Op, Prim, Region, Stmt};

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
    /// Where a constant is.
    endless: bool,
}

impl Edges<'_> {
    fn region(&mut self, region: &mut Region) {
        for mut stmt in std::mem::take(&mut region.stmts) {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
            region.stmts.extend(self.reciprocal(&mut stmt));
            let factor = self.visit(&stmt);
            let guard = factor.map(|factor| {
                self.stats.changed += 1;
                guarded(self.f, &mut stmt, factor.into())
            });
            region.stmts.push(stmt);
            region.stmts.extend(guard.into_iter().flatten());
        }
    }

    /// Makes a quotient of two numbers that may both be infinite a product with what is zero there.
    fn reciprocal(&mut self, stmt: &mut Stmt) -> Option<Stmt> {
        let Op::Prim(Prim::Div, args) = &mut stmt.op else {
            return None;
        };
        if !(self.tangent(&args[0]).endless && self.saturated.is_endless(&args[1])) {
            return None;
        }
        let ty = self.f.ty(stmt.results[0]).clone();
        let one = Atom::float(1.0, &ty);
        let reciprocal = self.f.new_value(ty, "");
        let by = std::mem::replace(&mut args[1], reciprocal.into());
        self.saturated.touch(reciprocal);
        let made = Stmt {
            results: vec![reciprocal],
            op: Op::Prim(Prim::Div, vec![one, by]),
            span: stmt.span,
        };
        stmt.op = Op::Prim(Prim::Mul, std::mem::take(args));
        Some(made)
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
        let of = self.tangent(tangent);
        let is_infinite = of.edge
            || of.above && self.saturated.is_below(factor)
            || of.endless && self.saturated.is_touched(factor);
        match prim {
            Prim::Mul if is_infinite => factor.value().map(Atom::from),
            _ => None,
        }
    }

    fn tangent_of(&self, prim: Prim, args: &[Atom]) -> Tangent {
        let any = |of: fn(Tangent) -> bool| args.iter().any(|atom| of(self.tangent(atom)));
        let of_args = Tangent {
            edge: any(|tangent| tangent.edge),
            above: any(|tangent| tangent.above),
            endless: any(|tangent| tangent.endless),
        };
        match prim {
            Prim::Select if self.is_guard(&args[0]) => Tangent {
                edge: true,
                ..Tangent::default()
            },
            Prim::Mul => {
                let (by, known) = (&args[1], &self.saturated);
                Tangent {
                    above: known.is_above(by) || of_args.above && !known.is_below(by),
                    endless: known.is_endless(by) || of_args.endless && !known.is_touched(by),
                    ..of_args
                }
            }
            Prim::Neg | Prim::Add | Prim::Sub => of_args,
            Prim::Div => Tangent {
                edge: of_args.edge && args[1].value().is_none(),
                ..of_args
            },
            _ => Tangent::default(),
        }
    }

    fn tangent(&self, atom: &Atom) -> Tangent {
        let tangent = atom.value().and_then(|v| self.tangents.get(v.index()));
        tangent.copied().unwrap_or_default()
    }

    fn is_guard(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.guards[v.index()])
    }
}

//! Which cotangents may be zero because nothing came of their values, and not because a factor happens to vanish.

use super::cover::Coverings;
use crate::ir::visit::regions;
use crate::ir::{Atom, Op, Prim, Region, ValueId};
use crate::optimise::cotangents::Cotangents;

/// Why nothing may have come of a value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Because {
    /// A way was not taken.
    OfWays,
    /// Any reason: nobody looked at an element, or a loop did not run once more.
    OfAnything,
}

/// Which cotangents may be zero because nothing came of their values.
pub(super) struct Quiet<'a> {
    because: Because,
    values: Vec<bool>,
    /// The conditions of guards: they choose zero where the factor vanishes, which says nothing of branches.
    guards: Vec<bool>,
    cotangents: &'a Cotangents,
    coverings: &'a Coverings,
}

impl<'a> Quiet<'a> {
    pub(super) fn of(
        because: Because,
        values: usize,
        body: &Region,
        cotangents: &'a Cotangents,
        coverings: &'a Coverings,
    ) -> Quiet<'a> {
        let mut quiet = Quiet {
            because,
            values: vec![false; values],
            guards: vec![false; values],
            cotangents,
            coverings,
        };
        quiet.region(body);
        quiet
    }

    /// May a number that is read of a cotangent be zero because nothing was added to it, or only what is quiet?
    fn is_read_quiet(&self, read: ValueId) -> bool {
        let quiet = |value: &Option<Atom>| value.as_ref().is_some_and(|v| self.is_or_zero(v));
        let covering = self.coverings.get(&read);
        covering.is_some_and(|covering| match self.because {
            Because::OfWays => covering.on_other_ways,
            Because::OfAnything => covering.sure.iter().all(quiet),
        })
    }

    pub(super) fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.values[v.index()])
    }

    fn set(&mut self, v: ValueId, quiet: bool) {
        self.values[v.index()] = quiet && self.cotangents.contains(v);
    }

    fn is_or_zero(&self, atom: &Atom) -> bool {
        atom.is_zero() || self.atom(atom)
    }

    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.op {
                Op::For(l) => self.carried(&l.inits, &l.body, 1, &stmt.results),
                Op::While(l) => self.carried(&l.inits, &l.body, 0, &stmt.results),
                Op::If(..) | Op::Switch(_) => {
                    let branches = regions(&stmt.op);
                    for branch in &branches {
                        self.region(branch);
                    }
                    for (i, v) in stmt.results.iter().enumerate() {
                        let mut yields = branches.iter().filter_map(|branch| branch.yields.get(i));
                        let quiet = yields.any(|atom| self.is_or_zero(atom));
                        self.set(*v, quiet);
                    }
                }
                Op::Prim(prim, args) => {
                    let v = stmt.results[0];
                    self.guards[v.index()] = match prim {
                        Prim::Math(row) => row.name == "is_nan",
                        Prim::And => args.iter().any(|atom| self.is_guard(atom)),
                        _ => false,
                    };
                    self.set(v, self.follows(*prim, args));
                }
                Op::Load(_) | Op::Pop(_) => {
                    let read = stmt.results[0];
                    self.set(read, self.is_read_quiet(read));
                }
                _ => {}
            }
        }
    }

    pub(super) fn is_guard(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.guards[v.index()])
    }

    /// Is what an operation gives zero where its quiet operands are?
    fn follows(&self, prim: Prim, args: &[Atom]) -> bool {
        match prim {
            Prim::Neg | Prim::Div | Prim::SingularDiv => self.atom(&args[0]),
            Prim::Mul | Prim::SingularMul => args.iter().any(|atom| self.atom(atom)),
            Prim::Add | Prim::Sub => args.iter().all(|atom| self.is_or_zero(atom)),
            Prim::Select if self.is_guard(&args[0]) => self.atom(&args[2]),
            Prim::Select => args[1..].iter().any(|atom| self.is_or_zero(atom)),
            _ => false,
        }
    }

    /// What a loop carries, and what it leaves.
    fn carried(&mut self, inits: &[Atom], body: &Region, skipped: usize, results: &[ValueId]) {
        let params = &body.params[skipped..];
        let first = body.yields.len().saturating_sub(inits.len());
        let nexts = &body.yields[first..];
        if self.because == Because::OfWays {
            for (param, init) in params.iter().zip(inits) {
                self.set(*param, self.is_or_zero(init));
            }
        }
        loop {
            self.region(body);
            let mut changed = false;
            for ((param, init), next) in params.iter().zip(inits).zip(nexts) {
                let before = self.values[param.index()];
                self.set(*param, self.of_both(before, init, next));
                changed |= self.values[param.index()] != before;
            }
            if !changed {
                break;
            }
        }
        for ((result, init), next) in results.iter().zip(inits).zip(nexts) {
            self.set(*result, self.of_both(self.is_or_zero(next), init, next));
        }
    }

    /// Is quiet what is one thing at the start of a loop and another at the end of each trip? Of ways, it is at either; of
    /// anything, it is where one of them is, for there may be one trip, or none.
    fn of_both(&self, before: bool, init: &Atom, next: &Atom) -> bool {
        match self.because {
            Because::OfWays => before && self.is_or_zero(next),
            Because::OfAnything => before || self.is_or_zero(init) || self.is_or_zero(next),
        }
    }
}

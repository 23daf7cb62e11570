//! First additions: an element that is set to zero and then added to, with nothing in between that could look at it or be
//! it, is set to what is added; and a number that is declared as zero is declared as that.
//!
//! That is what is left of the adjoint of a store that overwrites what was read before, `x[i] = f(x[i])`: the cotangent of
//! what was stored is taken, and that of what was there before takes its place. Only the sign of a zero may differ.

use super::Stats;
use crate::ir::overlap::disjoint;
use crate::ir::visit::{places, regions, regions_mut, statements};
use crate::ir::{
    Atom, Const, Function, Init, Lit, Op, Place, Prim, Projection, Region, Stmt, ValueId,
};
use crate::sorted::Map;

/// Rewrites the regions of a function, as to bases of at least this number: those that reverse mode has made.
pub fn first(f: &mut Function, from: usize) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut pass = First {
        sums: sums(&body),
        from,
        stats: Stats::default(),
    };
    let forward = pass.region(&mut body, split);
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    pass.stats
}

struct First {
    /// The values that are another one and a constant.
    sums: Map<ValueId, (ValueId, i128)>,
    from: usize,
    stats: Stats,
}

/// The values that are the sum of another and a constant.
fn sums(body: &Region) -> Map<ValueId, (ValueId, i128)> {
    let mut sums = Map::new();
    statements(body, &mut |stmt| {
        let Op::Prim(prim @ (Prim::Add | Prim::Sub), args) = &stmt.op else {
            return;
        };
        let (of, by) = match &args[..] {
            [
                Atom::Value(v),
                Atom::Const(Const {
                    lit: Lit::Int(n), ..
                }),
            ] => (*v, *n),
            [
                Atom::Const(Const {
                    lit: Lit::Int(n), ..
                }),
                Atom::Value(v),
            ] if *prim == Prim::Add => (*v, *n),
            _ => return,
        };
        sums.insert(
            stmt.results[0],
            (of, if *prim == Prim::Add { by } else { -by }),
        );
    });
    sums
}

impl First {
    /// Rewrites a region; gives the number of statements left of its first `split`.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        for stmt in &mut region.stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
        }
        let mut dead = vec![false; region.stmts.len()];
        for (i, dead) in dead.iter_mut().enumerate() {
            let (before, after) = region.stmts.split_at_mut(i + 1);
            if let Op::Store(place, zero) = &before[i].op
                && zero.is_zero()
                && place.base.index() >= self.from
                && let Some(j) = self.addition(place, after)
                && let Op::Accumulate(place, term) = &after[j].op
            {
                after[j].op = Op::Store(place.clone(), term.clone());
                *dead = true;
                self.stats.changed += 1;
            }
            if let Op::Init(base, Init::Atom(zero)) = &before[i].op
                && zero.is_zero()
                && base.index() >= self.from
                && let Some(j) = self.addition(&(*base).into(), after)
                && let Op::Accumulate(_, term) = &after[j].op
            {
                after[j].op = Op::Init(*base, Init::Atom(term.clone()));
                *dead = true;
                self.stats.changed += 1;
            }
        }
        let forward = split.map(|n| dead[..n].iter().filter(|dead| !**dead).count());
        let mut dead = dead.into_iter();
        region.stmts.retain(|_| !dead.next().expect("one for each"));
        forward.unwrap_or(0)
    }

    /// The statement that adds to a place, if nothing before it looks at the place.
    fn addition(&self, place: &Place, stmts: &[Stmt]) -> Option<usize> {
        for (j, stmt) in stmts.iter().enumerate() {
            if matches!(&stmt.op, Op::Accumulate(p, _) if p == place) {
                return Some(j);
            }
            if self.touches(&stmt.op, place) {
                return None;
            }
        }
        None
    }

    fn touches(&self, op: &Op, place: &Place) -> bool {
        let mut touched = matches!(op, Op::Opaque(o) if !o.pure);
        touched |= matches!(op, Op::Init(b, _) if *b == place.base);
        places(op, &mut |p, _| touched |= !self.apart(p, place));
        touched
            || regions(op).into_iter().any(|region| {
                region
                    .stmts
                    .iter()
                    .any(|stmt| self.touches(&stmt.op, place))
            })
    }

    /// Are the places no part of each other, whatever the values of their indices?
    fn apart(&self, p: &Place, q: &Place) -> bool {
        let by_constants = || match (p.projections.first(), q.projections.first()) {
            (Some(Projection::Index(Atom::Value(a))), Some(Projection::Index(Atom::Value(b)))) => {
                let ((a, m), (b, n)) = (self.sum(*a), self.sum(*b));
                a == b && m != n
            }
            _ => false,
        };
        disjoint(p, q) || by_constants()
    }

    /// A value as another and a constant.
    fn sum(&self, v: ValueId) -> (ValueId, i128) {
        self.sums.get(&v).copied().unwrap_or((v, 0))
    }
}

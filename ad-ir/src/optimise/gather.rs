//! Sums in variables: where a loop adds to the same element in every trip, and does nothing else with the memory of which
//! that is a part but add to it, it adds to a variable, and the variable is added to the element after the loop.
//!
//! So inner loops of reverse sweeps sum in a register, as one writes by hand, and do so whatever other elements of the same
//! memory they add to: LLVM, which may not change the order of sums, would have to know that those are others. The order
//! of the sum changes, and with it the last bits: this is a rewrite for derivatives, not for values. (The adjoint of an
//! argument that is used in every trip is a sum over the trips: Griewank and Walther 2008, section 3.)

use super::{Stats, around_loops};
use crate::ir::visit::{place_atoms, places, statements};
use crate::ir::{Atom, BaseId, Const, For, Function, Lit, Op, Place, Prim, Region, Stmt, ValueId};
use crate::sorted::Set;

/// Rewrites loops that add to bases of at least this number: those that reverse mode has made.
pub fn gather(f: &mut Function, from: usize) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut pass = Gather {
        f,
        from,
        stats: Stats::default(),
    };
    let forward = around_loops(&mut body, split, &mut |l, results, span| {
        let after = match l.breaks {
            true => Vec::new(),
            false => pass.counted(l, results, span),
        };
        [Vec::new(), after]
    });
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

struct Gather<'a> {
    /// The function without its body.
    f: &'a mut Function,
    from: usize,
    stats: Stats,
}

impl Gather<'_> {
    /// Rewrites a loop; gives what comes after it.
    fn counted(
        &mut self,
        l: &mut For,
        results: &mut Vec<ValueId>,
        span: crate::ir::SpanId,
    ) -> Vec<Stmt> {
        let (inside, looked_at) = (defined(&l.body), looked_at(&l.body));
        let mut sums: Vec<(Place, ValueId, Atom)> = Vec::new();
        let mut stmts = Vec::new();
        for mut stmt in std::mem::take(&mut l.body.stmts) {
            if let Op::Accumulate(place, term) = &stmt.op
                && place.base.index() >= self.from
                && self.f.atom_ty(term).is_float()
                && !looked_at.contains(&place.base)
                && is_fixed(place, &inside)
            {
                let ty = self.f.atom_ty(term).clone();
                let at = match sums.iter().position(|(of, ..)| of == place) {
                    Some(at) => at,
                    None => {
                        let param = self.f.new_value(ty.clone(), "sum");
                        sums.push((place.clone(), param, param.into()));
                        sums.len() - 1
                    }
                };
                let next = self.f.new_value(ty, "sum");
                let op = Op::Prim(Prim::Add, vec![sums[at].2.clone(), term.clone()]);
                sums[at].2 = next.into();
                stmt = Stmt {
                    results: vec![next],
                    op,
                    span: stmt.span,
                };
            }
            stmts.push(stmt);
        }
        l.body.stmts = stmts;
        let mut after = Vec::new();
        for (place, param, next) in sums {
            let ty = self.f.ty(param).clone();
            let sum = self.f.new_value(ty.clone(), "sum");
            l.inits.push(Atom::zero(&ty));
            l.body.params.push(param);
            l.body.yields.push(next);
            results.push(sum);
            self.stats.changed += 1;
            after.push(Stmt {
                results: Vec::new(),
                op: Op::Accumulate(place, sum.into()),
                span,
            });
        }
        if after.is_empty() || runs(l) {
            return after;
        }
        // Without a trip, the elements need not be there.
        let order = if l.range.inclusive {
            Prim::Le
        } else {
            Prim::Lt
        };
        let any = self.f.new_value(crate::ir::Type::Bool, "");
        let compared = vec![l.range.lo.clone(), l.range.hi.clone()];
        let then = Region {
            stmts: after,
            ..Region::default()
        };
        vec![
            Stmt {
                results: vec![any],
                op: Op::Prim(order, compared),
                span,
            },
            Stmt {
                results: Vec::new(),
                op: Op::If(any.into(), then, Region::default()),
                span,
            },
        ]
    }
}

/// Does the loop run at least once, by its constants?
fn runs(l: &For) -> bool {
    let number = |atom: &Atom| match atom {
        Atom::Const(Const { lit, .. }) => match lit {
            Lit::Int(n) => Some(*n),
            Lit::Zero => Some(0),
            _ => None,
        },
        Atom::Value(_) => None,
    };
    match (number(&l.range.lo), number(&l.range.hi)) {
        (Some(lo), Some(hi)) => lo < hi || l.range.inclusive && lo == hi,
        _ => false,
    }
}

/// The values that a region defines itself.
fn defined(body: &Region) -> Set<ValueId> {
    let results = body.stmts.iter().flat_map(|stmt| &stmt.results);
    body.params.iter().chain(results).copied().collect()
}

/// The bases with which a region does anything else than add to their elements.
fn looked_at(body: &Region) -> Set<BaseId> {
    let mut found = Set::new();
    statements(body, &mut |stmt| {
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            found.insert(*b);
        }
        if !matches!(stmt.op, Op::Accumulate(..)) {
            places(&stmt.op, &mut |p, _| _ = found.insert(p.base));
        }
    });
    found
}

/// Does the place select the same in every trip?
fn is_fixed(place: &Place, inside: &Set<ValueId>) -> bool {
    let mut fixed = true;
    place_atoms(place, &mut |a| {
        fixed &= a.value().is_none_or(|v| !inside.contains(&v));
    });
    fixed
}

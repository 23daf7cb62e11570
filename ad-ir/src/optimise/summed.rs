//! Sums that are there already: where a loop of the reverse sweep adds up `c * v` over all trips, with the same `c`, and the
//! forward sweep has added up the `v`, the sum is `c` times that. So is the derivative by the maximum of a softmax: what its
//! shift takes from every element is their sum, of which the function is the logarithm. The loop that is left has no chain of
//! additions, each of which waits for the one before, and can be vectorised.
//!
//! The order of additions changes, as in the other rewrites of sums. Where there was no trip, nothing is added, whatever `c` is.

use super::Stats;
use super::cotangents::Cotangents;
use crate::ir::builder::{substitute, substitute_output};
use crate::ir::visit::{places, regions, regions_mut, use_counts};
use crate::ir::{
    Atom, BaseId, Const, For, Function, Lit, Op, Place, Prim, Projection, Range, Region, Stmt,
    Type, ValueId,
};
use crate::sorted::Map;

/// Rewrites sums that values from this number on are: those that reverse mode has made.
pub fn summed(f: &mut Function, from: usize) -> Stats {
    rewritten(f, |f, body, uses| {
        let cotangents = Cotangents::of(f, body, from);
        let mut pass = Summed {
            uses,
            cotangents,
            replaced: Map::new(),
            f,
        };
        let forward = pass.region(body, pass.f.split);
        (forward, pass.replaced)
    })
}

/// Runs a pass over the body of a function, which is told how often values are used, and gives how many statements the forward
/// sweep has now, and what the sums are that it has rewritten.
pub(super) fn rewritten(
    f: &mut Function,
    pass: impl FnOnce(&mut Function, &mut Region, Vec<usize>) -> (usize, Map<ValueId, Atom>),
) -> Stats {
    let uses = use_counts(f);
    let mut body = std::mem::take(&mut f.body);
    let (forward, replaced) = pass(f, &mut body, uses);
    if !replaced.is_empty() {
        substitute(&mut body, &replaced);
        substitute_output(&mut f.output, &replaced);
    }
    f.body = body;
    if f.split.is_some() {
        f.split = Some(forward);
    }
    Stats {
        changed: replaced.len(),
    }
}

struct Summed<'a> {
    /// The function without its body.
    f: &'a mut Function,
    uses: Vec<usize>,
    cotangents: Cotangents,
    /// The sums, and what they are now.
    replaced: Map<ValueId, Atom>,
}

/// A sum that a loop carries, as one that an earlier loop has.
struct Found {
    /// The number among what the loop carries.
    carried: usize,
    /// How the terms are added.
    prim: Prim,
    /// The factor of all terms, if there is one.
    factor: Option<Atom>,
    /// The sum without the factor.
    sum: Atom,
}

impl Summed<'_> {
    fn region(&mut self, inside: &mut Region, split: Option<usize>) -> usize {
        for inner in inside
            .stmts
            .iter_mut()
            .flat_map(|stmt| regions_mut(&mut stmt.op))
        {
            self.region(inner, None);
        }
        let (mut forward, mut at) = (split.unwrap_or(0), 0);
        while at < inside.stmts.len() {
            let (before, rest) = inside.stmts.split_at_mut(at);
            let mut sums = Vec::new();
            if let Op::For(l) = &rest[0].op {
                while let Some(found) = self.found(before, l, sums.len()) {
                    sums.push(found);
                }
            }
            let mut added = Vec::new();
            for found in sums {
                added.extend(self.taken_out(&mut rest[0], found));
            }
            if at < forward {
                forward += added.len();
            }
            let next = at + 1 + added.len();
            inside.stmts.splice(at + 1..=at, added);
            at = next;
        }
        forward
    }

    /// A sum of a loop that a loop before it has computed; the `skip`th of them.
    fn found(&self, before: &[Stmt], l: &For, skip: usize) -> Option<Found> {
        let carried = 0..l.inits.len();
        let all = carried.filter_map(|k| self.known(before, l, k));
        all.into_iter().nth(skip)
    }

    fn known(&self, before: &[Stmt], l: &For, k: usize) -> Option<Found> {
        let carry = l.body.params[k + 1];
        let next = l.body.yields.get(k)?.value()?;
        if l.breaks
            || !self.cotangents.contains(carry)
            || self.count(carry) != 1
            || self.count(next) != 1
        {
            return None;
        }
        let (prim, args) = made(&l.body, next)?;
        let term = match (prim, args) {
            (Prim::Add | Prim::Sub, [a, b]) if a.value() == Some(carry) => b,
            (Prim::Add, [a, b]) if b.value() == Some(carry) => a,
            _ => return None,
        };
        let term = term.value()?;
        let mut parts = vec![(None, term)];
        if let Some((Prim::Mul, [a, b])) = made(&l.body, term) {
            for (factor, of) in [(a, b), (b, a)] {
                let stays = factor.value().is_none_or(|v| !is_inside(&l.body, v));
                parts.extend(
                    of.value()
                        .filter(|_| stays)
                        .map(|v| (Some(factor.clone()), v)),
                );
            }
        }
        let mut found = parts.into_iter().filter_map(|(factor, v)| {
            let sum = sum_of(before, l, v)?;
            let carried = k;
            Some(Found {
                carried,
                prim,
                factor,
                sum,
            })
        });
        found.next()
    }

    fn count(&self, v: ValueId) -> usize {
        self.uses[v.index()]
    }

    /// Takes a sum out of a loop; gives the statements that compute it after the loop.
    fn taken_out(&mut self, stmt: &mut Stmt, found: Found) -> Vec<Stmt> {
        let span = stmt.span;
        let Op::For(l) = &mut stmt.op else {
            unreachable!("a loop carries it");
        };
        let result = stmt.results[found.carried];
        let ty = self.f.ty(result).clone();
        let mut stmts = Vec::new();
        let mut compute = |f: &mut Function, prim, args: Vec<Atom>, ty: Type| -> Atom {
            let v = f.new_value(ty, "");
            stmts.push(Stmt {
                results: vec![v],
                op: Op::Prim(prim, args),
                span,
            });
            v.into()
        };
        let mut sum = found.sum;
        if let Some(factor) = found.factor {
            sum = compute(self.f, Prim::Mul, vec![factor, sum], ty.clone());
            let order = if l.range.inclusive {
                Prim::Le
            } else {
                Prim::Lt
            };
            if !surely_runs(&l.range) {
                let ends = vec![l.range.lo.clone(), l.range.hi.clone()];
                let runs = compute(self.f, order, ends, Type::Bool);
                let zero = Atom::float(0.0, &ty);
                sum = compute(self.f, Prim::Select, vec![runs, sum, zero], ty.clone());
            }
        }
        let init = l.inits[found.carried].clone();
        sum = match found.prim {
            Prim::Add if init.is_zero() => sum,
            prim => compute(self.f, prim, vec![init, sum], ty),
        };
        if let Some(v) = sum
            .value()
            .filter(|v| stmts.iter().any(|s| s.results.contains(v)))
        {
            self.f.values[v.index()].name = self.f.values[result.index()].name.clone();
        }
        // What the loop carries on is used no more, and dead.
        self.replaced.insert(result, sum);
        stmts
    }
}

/// The sum of a value over the trips of a loop, if a loop before it has added that up.
fn sum_of(before: &[Stmt], l: &For, v: ValueId) -> Option<Atom> {
    let (at, first, results) = before.iter().enumerate().rev().find_map(|(at, stmt)| {
        let Op::For(first) = &stmt.op else {
            return None;
        };
        let alike = !first.breaks
            && first.range.lo == l.range.lo
            && first.range.hi == l.range.hi
            && first.range.inclusive == l.range.inclusive;
        let sums = adds_up(first, l, v);
        (alike && sums.is_some()).then_some((at, first, (sums?, &stmt.results)))
    })?;
    let (k, results) = results;
    let Some(Op::Load(place)) = definer(&l.body, v) else {
        return None;
    };
    // What the second loop reads is what the first one left.
    let between = &before[at + 1..];
    let untouched = !between.iter().any(|stmt| writes(stmt, place.base))
        && !l.body.stmts.iter().any(|stmt| writes(stmt, place.base))
        && first
            .body
            .stmts
            .iter()
            .filter(|stmt| writes(stmt, place.base))
            .count()
            <= 1;
    untouched.then(|| results[k].into())
}

/// Which of what the first loop carries is the sum of what the second one reads as this value?
fn adds_up(first: &For, second: &For, v: ValueId) -> Option<usize> {
    let Some(Op::Load(place)) = definer(&second.body, v) else {
        return None;
    };
    let written = first.body.stmts.iter().any(|stmt| writes(stmt, place.base));
    let added = first.body.stmts.iter().find_map(|stmt| match &stmt.op {
        Op::Store(p, Atom::Value(u)) if moves_on(p, first) && alike(p, first, place, second) => {
            Some(*u)
        }
        Op::Load(p) if !written && alike(p, first, place, second) => Some(stmt.results[0]),
        _ => None,
    })?;
    (0..first.inits.len()).find(|k| {
        let (carry, next) = (first.body.params[k + 1], first.body.yields[*k].value());
        let is = |atom: &Atom, v: ValueId| atom.value() == Some(v);
        let from_zero = first.inits[*k].is_zero() || first.inits[*k].is_float_const(-0.0);
        from_zero
            && next
                .and_then(|next| made(&first.body, next))
                .is_some_and(|(prim, args)| {
                    prim == Prim::Add
                        && (is(&args[0], carry) && is(&args[1], added)
                            || is(&args[1], carry) && is(&args[0], added))
                })
    })
}

/// Does each trip select another element: by the index, or that and something that stays?
pub(super) fn moves_on(place: &Place, l: &For) -> bool {
    let index = l.body.params[0];
    let Some(Projection::Index(Atom::Value(v))) = place.projections.last() else {
        return false;
    };
    let stays = |atom: &Atom| atom.value().is_none_or(|v| !is_inside(&l.body, v));
    *v == index
        || matches!(made(&l.body, *v), Some((Prim::Add | Prim::Sub, [a, b]))
            if a.value() == Some(index) && stays(b) || b.value() == Some(index) && stays(a))
}

/// Are the places of two loops the same in trips of the same index?
pub(super) fn alike(p: &Place, first: &For, q: &Place, second: &For) -> bool {
    p.base == q.base
        && p.projections.len() == q.projections.len()
        && p.projections
            .iter()
            .zip(&q.projections)
            .all(|both| match both {
                (Projection::Index(a), Projection::Index(b)) => same(a, first, b, second),
                (Projection::Range(lo, hi), Projection::Range(from, to)) => {
                    [(lo, from), (hi, to)].iter().all(|ends| match ends {
                        (Some(a), Some(b)) => same(a, first, b, second),
                        (None, None) => true,
                        _ => false,
                    })
                }
                (Projection::Field(a), Projection::Field(b)) => a == b,
                _ => false,
            })
}

/// Are two values of two loops the same in trips of the same index?
fn same(a: &Atom, first: &For, b: &Atom, second: &For) -> bool {
    if let (Some(u), Some(v)) = (a.value(), b.value())
        && is_inside(&first.body, u)
        && is_inside(&second.body, v)
    {
        if u == first.body.params[0] || v == second.body.params[0] {
            return u == first.body.params[0] && v == second.body.params[0];
        }
        return match (made(&first.body, u), made(&second.body, v)) {
            (Some((f, left)), Some((g, right))) => {
                f == g
                    && matches!(f, Prim::Add | Prim::Sub | Prim::Mul)
                    && left
                        .iter()
                        .zip(right)
                        .all(|(a, b)| same(a, first, b, second))
            }
            _ => false,
        };
    }
    a == b
}

pub(super) fn definer(region: &Region, v: ValueId) -> Option<&Op> {
    let stmt = region.stmts.iter().find(|stmt| stmt.results.contains(&v))?;
    Some(&stmt.op)
}

pub(super) fn made(region: &Region, v: ValueId) -> Option<(Prim, &[Atom])> {
    match definer(region, v)? {
        Op::Prim(prim, args) => Some((*prim, args)),
        _ => None,
    }
}

/// Is the value a parameter of the region, or does a statement of it define the value?
pub(super) fn is_inside(region: &Region, v: ValueId) -> bool {
    region.params.contains(&v) || definer(region, v).is_some()
}

/// Can a statement, or one inside it, change what a base holds?
pub(super) fn writes(stmt: &Stmt, base: BaseId) -> bool {
    let mut found = match &stmt.op {
        Op::Opaque(o) => !o.pure,
        Op::Init(b, _) | Op::Call(_, Some(b)) => *b == base,
        _ => false,
    };
    places(&stmt.op, &mut |p, used| {
        found |= used.writes() && p.base == base
    });
    found
        || regions(&stmt.op)
            .iter()
            .any(|r| r.stmts.iter().any(|stmt| writes(stmt, base)))
}

pub(super) fn surely_runs(range: &Range) -> bool {
    let number = |atom: &Atom| match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        Atom::Const(Const { lit: Lit::Zero, .. }) => Some(0),
        _ => None,
    };
    match (number(&range.lo), number(&range.hi)) {
        (Some(lo), Some(hi)) => lo < hi + i128::from(range.inclusive),
        _ => false,
    }
}

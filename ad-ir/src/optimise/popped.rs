//! Cotangents of vectors that are returned, read where they are: a vector that is filled in a loop and returned has a cotangent of its own, to
//! which that of the result is added, and of which the loop's reverse takes an element in every trip. The element is that of the
//! result's cotangent at the loop's index.
//!
//! So a function that returns `.map(..).collect()` reads what it is given, and copies nothing.

use super::Stats;
use crate::analyse::memory::moved_places;
use crate::ir::visit::{places, statements};
use crate::ir::{
    Atom, BaseId, BaseKind, For, Function, Init, Op, Place, Projection, Region, Stmt, Type,
};

/// Reads such cotangents in place, of vectors that are bases below `of`; those above reverse mode has made.
pub fn popped(f: &mut Function, of: usize) -> Stats {
    let mut stats = Stats::default();
    let mut at = 0;
    while at < f.body.stmts.len() {
        match Popped::at(f, at, of) {
            Some(popped) => {
                popped.read_in_place(f);
                stats.changed += 1;
            }
            None => at += 1,
        }
    }
    stats
}

/// A cotangent of which a loop takes all elements.
struct Popped {
    /// Where it is declared, and where that of the result is added to it, among the statements of the body.
    declared: usize,
    added: usize,
    bar: BaseId,
    of_result: Place,
    /// The loop.
    taken: usize,
}

impl Popped {
    /// What is declared by a statement, if it is such a cotangent.
    fn at(f: &Function, declared: usize, of: usize) -> Option<Popped> {
        let stmts = &f.body.stmts;
        let (bar, vector) = match &stmts[declared].op {
            Op::Init(bar, Init::ZeroTangent(p)) if p.projections.is_empty() => (*bar, p.base),
            _ => return None,
        };
        let is_of_numbers =
            |base: BaseId| matches!(&f.bases[base.index()].ty, Type::Vec(of) if of.is_float());
        if bar.index() < of || vector.index() >= of || !is_of_numbers(vector) {
            return None;
        }
        let (added, of_result) = stmts
            .iter()
            .enumerate()
            .find_map(|(i, stmt)| match &stmt.op {
                Op::AddFrom(to, from) if *to == bar.into() && from.projections.is_empty() => {
                    Some((i, from.clone()))
                }
                _ => None,
            })?;
        let mut loops = stmts.iter().enumerate().skip(added);
        let (taken, l) = loops.find_map(|(i, stmt)| match &stmt.op {
            Op::For(l) if takes(l, bar) => Some((i, l)),
            _ => None,
        })?;
        let is_all = l.range.reversed
            && !l.breaks
            && length(f, vector, declared).is_some_and(|n| n == l.range.hi)
            && is_up_to_the_end(l);
        // The declaration is no mention.
        let is_so =
            is_all && declared < added && mentions(&f.body, bar) == 2 && is_given(f, &of_result);
        is_so.then_some(Popped {
            declared,
            added,
            bar,
            of_result,
            taken,
        })
    }

    fn read_in_place(&self, f: &mut Function) {
        let split = f.split;
        if let Op::For(l) = &mut f.body.stmts[self.taken].op {
            let index = Atom::Value(l.body.params[0]);
            let element = self.of_result.project(Projection::Index(index));
            for stmt in &mut l.body.stmts {
                if matches!(&stmt.op, Op::Pop(p) if p.base == self.bar) {
                    stmt.op = Op::Load(element.clone());
                }
            }
        }
        f.body.stmts.remove(self.added);
        f.body.stmts.remove(self.declared);
        f.split = split.map(|n| n - usize::from(self.added < n) - usize::from(self.declared < n));
    }
}

/// Does a loop take one element of the vector in every trip?
fn takes(l: &For, bar: BaseId) -> bool {
    let is_it = |stmt: &&Stmt| matches!(&stmt.op, Op::Pop(p) if *p == bar.into());
    l.body.stmts.iter().filter(is_it).count() == 1
}

/// Does it count from nought, and leave out the end?
fn is_up_to_the_end(l: &For) -> bool {
    l.range.lo.is_zero_int() && !l.range.inclusive
}

/// The number of elements of a vector to which nothing happens but that a loop among the first `before` statements of the body
/// appends one in every trip.
fn length(f: &Function, vector: BaseId, before: usize) -> Option<Atom> {
    let stmts = &f.body.stmts[..before];
    let is_empty = |stmt: &Stmt| matches!(&stmt.op, Op::Init(b, Init::Empty(_)) if *b == vector);
    let begins = stmts.iter().position(is_empty)?;
    let appends =
        |stmt: &&Stmt| matches!(&stmt.op, Op::Push(p, Init::Atom(_)) if *p == vector.into());
    let filled = stmts[begins..].iter().find_map(|stmt| match &stmt.op {
        Op::For(l) if l.body.stmts.iter().filter(appends).count() == 1 => Some(l),
        _ => None,
    })?;
    let (mut changed, mut is_moved) = (0, false);
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, used| {
            changed += usize::from(used.writes() && p.base == vector);
        });
        moved_places(&stmt.op, &mut |p| is_moved |= p.base == vector);
    });
    (changed == 1 && !is_moved && !filled.breaks && is_up_to_the_end(filled))
        .then(|| filled.range.hi.clone())
}

/// Is it a tangent that the function is passed, which nothing in it changes?
fn is_given(f: &Function, place: &Place) -> bool {
    let mut changed = false;
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, used| {
            changed |= used.writes() && p.base == place.base;
        });
    });
    matches!(f.bases[place.base.index()].kind, BaseKind::Param(_)) && !changed
}

/// How often the memory is mentioned.
fn mentions(body: &Region, base: BaseId) -> usize {
    let mut count = 0;
    statements(body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| count += usize::from(p.base == base));
    });
    count
}

//! Cotangents that are surely added to, every number of them, whatever the function computes with.
//!
//! Who makes the memory for such a cotangent may start from `-0.0`, to which adding `x` gives `x` for every `x`: the first
//! addition is then a store for LLVM, where what stands there is known. (`0.0 + x` is not `x`, for `x = -0.0`.) And memory
//! that is filled is cheaper than memory that is cleared, where there is little of it.

use crate::ir::{
    Access, Atom, BaseId, BaseKind, Const, For, Function, Lit, Op, ParamKind, Place, Projection,
    Region, Role, Stmt, Type, ValueId,
};
use crate::sorted::{Map, Set};

/// Cotangents of more numbers of which each is told apart are not followed.
const MOST: usize = 64;

/// The parameters of the user's function of which the cotangent, a slot of a function that reverse mode made, gets an
/// addition to each of its numbers in every call.
#[must_use]
pub fn covered(f: &Function) -> Set<usize> {
    let mut found = Set::new();
    for param in &f.params {
        let (ParamKind::Base(slot), Role::Bar(of)) = (&param.kind, &param.role) else {
            continue;
        };
        let Role::Primal(number) = **of else { continue };
        let mut sides = Vec::new();
        if sides_of(&f.bases[slot.index()].ty, &mut sides) {
            let mut cover = Cover {
                slot: *slot,
                primal: primal_of(f, number),
                cells: vec![false; sides.iter().map(|side| side.cells()).product()],
                sides,
                loops: Map::new(),
                lengths: Set::new(),
            };
            cover.region(&f.body);
            if cover.cells.iter().all(|cell| *cell) {
                found.insert(number);
            }
        }
    }
    found
}

/// A dimension of a cotangent.
#[derive(Clone, Copy)]
enum Side {
    /// So many elements, told apart.
    Elements(usize),
    /// As many as the parameter has: all of them at once, or nothing is said.
    Length,
}

impl Side {
    fn cells(self) -> usize {
        match self {
            Side::Elements(n) => n,
            Side::Length => 1,
        }
    }
}

/// The values of a loop's index.
#[derive(Clone, Copy)]
enum Trips {
    /// These numbers, and at least one.
    Numbers(usize, usize),
    /// As many as the parameter has elements.
    Length,
}

struct Cover {
    slot: BaseId,
    /// The parameter itself, where it is memory that does not change its length.
    primal: Option<BaseId>,
    sides: Vec<Side>,
    /// Which numbers are added to, in the order of memory.
    cells: Vec<bool>,
    /// The open loops, by their indices.
    loops: Map<ValueId, Trips>,
    /// The values that are the length of the parameter.
    lengths: Set<ValueId>,
}

impl Cover {
    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Len(place) if place.projections.is_empty() && Some(place.base) == self.primal => {
                self.lengths.insert(stmt.results[0]);
            }
            Op::Accumulate(place, _) if place.base == self.slot => self.add(place),
            Op::AddFrom(place, _) if place.base == self.slot && !self.is_of_any_length() => {
                self.add(place);
            }
            Op::For(l) if !l.breaks => {
                if let Some(trips) = self.trips(l) {
                    let index = l.body.params[0];
                    self.loops.insert(index, trips);
                    self.region(&l.body);
                    self.loops.remove(&index);
                }
            }
            _ => {}
        }
    }

    fn is_of_any_length(&self) -> bool {
        self.sides.iter().any(|side| matches!(side, Side::Length))
    }

    fn trips(&self, l: &For) -> Option<Trips> {
        let lo = number(&l.range.lo)?;
        match (&l.range.hi, number(&l.range.hi)) {
            (_, Some(hi)) => {
                let end = hi + usize::from(l.range.inclusive);
                (lo < end).then_some(Trips::Numbers(lo, end))
            }
            (Atom::Value(hi), None) => {
                let whole = lo == 0 && !l.range.inclusive && self.lengths.contains(hi);
                whole.then_some(Trips::Length)
            }
            _ => None,
        }
    }

    /// Marks what an addition to a place adds to, in all trips of the open loops.
    fn add(&mut self, place: &Place) {
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        let mut indices = Set::new();
        for (i, side) in self.sides.iter().enumerate() {
            let index = match place.projections.get(i) {
                None => None,
                Some(Projection::Index(atom)) => Some(atom),
                Some(_) => return,
            };
            chosen.push(match (side, index) {
                (side, None) => (0, side.cells()),
                (Side::Elements(_), Some(Atom::Const(c))) => match number_of(c) {
                    Some(n) => (n, n + 1),
                    None => return,
                },
                (side, Some(Atom::Value(v))) if indices.insert(*v) => {
                    match (side, self.loops.get(v)) {
                        (Side::Elements(_), Some(Trips::Numbers(lo, hi))) => (*lo, *hi),
                        (Side::Length, Some(Trips::Length)) => (0, 1),
                        _ => return,
                    }
                }
                _ => return,
            });
        }
        // Another loop over the length may have no trip, where there is something to cover all the same.
        let runs = |(v, trips): (&ValueId, &Trips)| match trips {
            Trips::Numbers(..) => true,
            Trips::Length => indices.contains(v),
        };
        if !self.loops.iter().all(runs) || place.projections.len() > self.sides.len() {
            return;
        }
        self.mark(&chosen, 0, 0);
    }

    fn mark(&mut self, chosen: &[(usize, usize)], side: usize, before: usize) {
        let Some((lo, hi)) = chosen.get(side).copied() else {
            self.cells[before] = true;
            return;
        };
        let cells = self.sides[side].cells();
        for i in lo..hi.min(cells) {
            self.mark(chosen, side + 1, before * cells + i);
        }
    }
}

/// The parameter, where it is a slice or array that is only read.
fn primal_of(f: &Function, number: usize) -> Option<BaseId> {
    f.params
        .iter()
        .find_map(|param| match (&param.role, &param.kind) {
            (Role::Primal(i), ParamKind::Base(base)) if *i == number => {
                let data = &f.bases[base.index()];
                matches!(data.kind, BaseKind::Param(Access::Shared)).then_some(*base)
            }
            _ => None,
        })
}

/// The dimensions of an array of numbers; false, where the type is something else.
fn sides_of(ty: &Type, sides: &mut Vec<Side>) -> bool {
    let few = |sides: &[Side]| sides.iter().map(|side| side.cells()).product::<usize>() <= MOST;
    match ty {
        Type::Float(float) => !matches!(float, crate::ir::Float::Param(_)) && few(sides),
        Type::Array(element, Some(n)) => match n.parse() {
            Ok(n) if n <= MOST => {
                sides.push(Side::Elements(n));
                sides_of(element, sides)
            }
            _ => false,
        },
        Type::Slice(element) | Type::Vec(element) if sides.is_empty() => {
            sides.push(Side::Length);
            sides_of(element, sides)
        }
        _ => false,
    }
}

fn number(atom: &Atom) -> Option<usize> {
    match atom {
        Atom::Const(c) => number_of(c),
        Atom::Value(_) => None,
    }
}

fn number_of(c: &Const) -> Option<usize> {
    match c.lit {
        Lit::Int(n) => usize::try_from(n).ok(),
        Lit::Zero => Some(0),
        _ => None,
    }
}

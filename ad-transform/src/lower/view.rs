//! Names for parts of memory that are chosen as the program runs: `if left { &x[..k] } else { &x[k..] }`,
//! `rest = &rest[1..]`. The memory is the same each time; the positions in it are variables.

use super::Lowerer;
use super::operand::{Mem, Operand};
use crate::ir::builder::Var;
use crate::ir::{Atom, Op, Place, Prim, Projection, Type};

/// A reference into one memory, at positions that change.
#[derive(Clone, Debug)]
pub(super) struct View {
    mutable: bool,
    /// What it named first: all that it names differs in positions only.
    first: Mem,
    positions: Vec<Var>,
}

impl<'a> Lowerer<'a> {
    /// A view, declared at a depth, of what the operand refers to; `None` if that is no part at a position.
    pub(super) fn view(&mut self, depth: usize, name: &str, operand: &Operand<'a>) -> Option<View> {
        let (mutable, first) = self.viewed(operand, false)?;
        let number = positions(&first.place).len();
        let mut position = |_| {
            self.b
                .declare_at(depth, Type::USIZE, format!("{name}_at"), Atom::usize(0))
        };
        (number > 0).then(|| View {
            mutable,
            first: first.clone(),
            positions: (0..number).map(&mut position).collect(),
        })
    }

    /// Makes the view one of what the operand refers to; false if it is in other memory.
    pub(super) fn turn(&mut self, view: &View, operand: &Operand<'a>) -> bool {
        let as_slice = matches!(self.types.shallow(&view.first.ty), Type::Slice(_));
        let Some((mutable, mem)) = self.viewed(operand, as_slice) else {
            return false;
        };
        if mutable != view.mutable || !differ_in_positions(&view.first.place, &mem.place) {
            return false;
        }
        self.unify(&view.first.ty, &mem.ty);
        for (var, position) in view.positions.iter().zip(positions(&mem.place)) {
            self.write(*var, position);
        }
        true
    }

    /// The reference as it is now.
    pub(super) fn seen(&mut self, view: &View) -> Operand<'a> {
        let mut mem = view.first.clone();
        let mut now = view.positions.iter().map(|var| self.b.read(*var));
        for projection in &mut mem.place.projections {
            match projection {
                Projection::Index(at) => *at = now.next().expect("a variable for each position"),
                Projection::Range(lo, hi) => {
                    for end in [lo, hi].into_iter().flatten() {
                        *end = now.next().expect("a variable for each position");
                    }
                }
                Projection::Field(_)
                | Projection::Inner
                | Projection::Behind
                | Projection::Variant(..) => {}
            }
        }
        Operand::Ref(view.mutable, Box::new(Operand::Place(mem)))
    }

    fn viewed(&mut self, operand: &Operand<'a>, as_slice: bool) -> Option<(bool, Mem)> {
        let Operand::Ref(mutable, target) = operand else {
            return None;
        };
        let Operand::Place(mem) = &**target else {
            return None;
        };
        let ty = self.types.shallow(&mem.ty);
        let mem = match ty {
            Type::Slice(_) => self.between_positions(mem.clone()),
            Type::Vec(element) | Type::Array(element, _) if as_slice => {
                let slice = Type::Slice(element);
                self.between_positions(Mem {
                    ty: slice,
                    ..mem.clone()
                })
            }
            _ => mem.clone(),
        };
        Some((*mutable, mem))
    }

    /// The same slice with one range at its end, both of whose ends are written out.
    fn between_positions(&mut self, mut mem: Mem) -> Mem {
        let mut ranges = Vec::new();
        while let Some(Projection::Range(lo, hi)) = mem.place.projections.last() {
            ranges.push((lo.clone(), hi.clone()));
            mem.place.projections.pop();
        }
        let mut start = None;
        let mut end = None;
        for (lo, hi) in ranges.into_iter().rev() {
            end = hi.map(|hi| self.sum(start.clone(), hi)).or(end);
            start = lo.map(|lo| self.sum(start.clone(), lo)).or(start);
        }
        let end = match end {
            Some(end) => end,
            None => self.op(Op::Len(mem.place.clone()), Type::USIZE),
        };
        let start = start.unwrap_or_else(|| Atom::usize(0));
        let range = Projection::Range(Some(start), Some(end));
        mem.place = mem.place.project(range);
        mem
    }

    fn sum(&mut self, from: Option<Atom>, by: Atom) -> Atom {
        match from {
            Some(from) => self.prim(Prim::Add, vec![from, by]),
            None => by,
        }
    }
}

/// The positions in a place, in order.
fn positions(place: &Place) -> Vec<Atom> {
    let mut all = Vec::new();
    for projection in &place.projections {
        match projection {
            Projection::Index(at) => all.push(at.clone()),
            Projection::Range(lo, hi) => all.extend([lo, hi].into_iter().flatten().cloned()),
            Projection::Field(_)
            | Projection::Inner
            | Projection::Behind
            | Projection::Variant(..) => {}
        }
    }
    all
}

/// Are the places the same but for positions?
fn differ_in_positions(a: &Place, b: &Place) -> bool {
    a.base == b.base
        && a.projections.len() == b.projections.len()
        && a.projections
            .iter()
            .zip(&b.projections)
            .all(|pair| match pair {
                (Projection::Index(_), Projection::Index(_)) => true,
                (Projection::Range(a, b), Projection::Range(c, d)) => {
                    a.is_some() == c.is_some() && b.is_some() == d.is_some()
                }
                (a, b) => a == b,
            })
}

//! Parts of a sequence, one after the other: pieces of one size, from either end, and runs whose ends a function finds.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::counted::{Count, by_reference};
use super::{By, Func, Iter, Sink, between};
use crate::ir::{Atom, Prim, Type};
use std::rc::Rc;
use syn::ExprMethodCall;

/// Pieces of one size.
#[derive(Clone)]
pub(in super::super) struct Pieces {
    mem: Mem,
    size: Atom,
    by: By,
    /// Is there a shorter one at last?
    rest: bool,
    /// Are they taken from the end of the sequence?
    from_end: bool,
}

/// Where a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Cut {
    /// Between two elements for which the function does not hold.
    Between,
    /// At an element for which it holds, which is in no run.
    At,
    /// After an element for which it holds.
    After,
}

impl<'a> Lowerer<'a> {
    /// `v.chunks(n)`, `v.rchunks_exact_mut(n)` and the like.
    pub(super) fn pieces(&mut self, name: &str, mem: Mem, size: Atom, by: By) -> Iter<'a> {
        self.mark_changed(&mem, by);
        Iter::Chunks(Rc::new(Pieces {
            mem,
            size,
            by,
            rest: !name.contains("_exact"),
            from_end: name.starts_with('r'),
        }))
    }

    /// `v.chunk_by(f)`, `v.split(f)`, `v.split_inclusive(f)` and their mutable forms.
    pub(in super::super) fn runs(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
        cut: Cut,
    ) -> Operand<'a> {
        let Some(func) = self.only_argument(call).and_then(|func| self.func(func)) else {
            return Operand::Poison;
        };
        let by = match call.method.to_string().ends_with("_mut") {
            true => By::Mut,
            false => By::Shared,
        };
        self.mark_changed(&mem, by);
        Operand::Iter(Rc::new(Iter::Runs(mem, by, cut, func)))
    }

    fn mark_changed(&mut self, mem: &Mem, by: By) {
        if by == By::Mut {
            self.mutable.insert(mem.place.base);
        }
    }

    /// How many pieces there are.
    pub(super) fn count_of_pieces(&mut self, pieces: &Pieces) -> Atom {
        let len = self.len(&pieces.mem);
        match pieces.rest {
            true => self.usize_method("div_ceil", len, pieces.size.clone()),
            false => self.prim(Prim::Div, vec![len, pieces.size.clone()]),
        }
    }

    /// A piece by its position.
    pub(super) fn piece(&mut self, pieces: &Pieces, at: &Atom) -> Operand<'a> {
        let Pieces { mem, size, .. } = pieces;
        let near = self.times(at.clone(), size.clone());
        let bounds = match pieces.from_end {
            true => {
                let len = self.len(mem);
                let hi = self.prim(Prim::Sub, vec![len, near]);
                let lo = match pieces.rest {
                    true => self.usize_method("saturating_sub", hi.clone(), size.clone()),
                    false => self.prim(Prim::Sub, vec![hi.clone(), size.clone()]),
                };
                between(lo, hi)
            }
            false => {
                let mut hi = self.offset(near.clone(), size.clone());
                if pieces.rest {
                    let len = self.len(mem);
                    hi = match self.shorter(Count::Of(hi), Count::Of(len)) {
                        Count::Of(hi) => hi,
                        Count::Endless => return Operand::Never,
                    };
                }
                between(near, hi)
            }
        };
        let slice = self.slice(mem.clone(), bounds);
        by_reference(pieces.by, slice)
    }

    /// What whole pieces leave.
    pub(super) fn remainder(
        &mut self,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let pieces = match &**iter {
            Iter::Chunks(pieces) if !pieces.rest => pieces,
            _ => {
                return self.refuse_iter(
                    &call.method,
                    "only pieces of one size leave a remainder, before any of them is taken",
                );
            }
        };
        let len = self.len(&pieces.mem);
        let rest = self.prim(Prim::Rem, vec![len.clone(), pieces.size.clone()]);
        let bounds = match pieces.from_end {
            true => between(Atom::usize(0), rest),
            false => between(self.prim(Prim::Sub, vec![len.clone(), rest]), len),
        };
        let slice = self.slice(pieces.mem.clone(), bounds);
        by_reference(pieces.by, slice)
    }

    /// Goes through the runs: a loop, in which another one looks for the end.
    pub(super) fn drive_runs(
        &mut self,
        (mem, by, cut): (&Mem, By, Cut),
        func: &Func<'a>,
        label: Option<String>,
        sink: Sink<'_, 'a>,
    ) {
        let len = self.len(mem);
        let start = self.counter("start");
        // Behind an element that is in no run there is one more, which may be empty.
        let empty_last = cut == Cut::At;
        let over = self.b.declare(Type::Bool, "over", Atom::bool(false));
        self.drive_endless(label, &mut |l, target| {
            let lo = l.b.read(start);
            let ends = match empty_last {
                true => l.b.read(over),
                false => l.prim(Prim::Ge, vec![lo.clone(), len.clone()]),
            };
            l.leave_if(ends, target, &mut |l| {
                let hi = l.end_of_run(mem, &lo, &len, cut, func);
                let next = match empty_last {
                    true => {
                        let last = l.prim(Prim::Ge, vec![hi.clone(), len.clone()]);
                        l.write(over, last);
                        l.plus_one(hi.clone())
                    }
                    false => hi.clone(),
                };
                l.write(start, next);
                let slice = l.slice(mem.clone(), between(lo.clone(), hi));
                sink(l, by_reference(by, slice));
            });
        });
    }

    /// The position before which the run ends that begins at another one.
    fn end_of_run(
        &mut self,
        mem: &Mem,
        start: &Atom,
        len: &Atom,
        cut: Cut,
        func: &Func<'a>,
    ) -> Atom {
        let element = self.element_ty(&mem.ty);
        let first = match cut {
            Cut::Between => self.plus_one(start.clone()),
            Cut::At | Cut::After => start.clone(),
        };
        let end = self.b.declare(Type::USIZE, "end", first);
        self.drive_endless(None, &mut |l, target| {
            let at = l.b.read(end);
            let none = l.prim(Prim::Ge, vec![at.clone(), len.clone()]);
            l.leave_if(none, target, &mut |l| {
                let item = |at: Atom| {
                    Operand::shared(Operand::place(mem.place.index(at), element.clone()))
                };
                let args = match cut {
                    Cut::Between => {
                        let before = l.prim(Prim::Sub, vec![at.clone(), Atom::usize(1)]);
                        vec![item(before), item(at.clone())]
                    }
                    Cut::At | Cut::After => vec![item(at.clone())],
                };
                let holds = l.apply(func, args);
                let holds = l.atom(holds);
                let ends = match cut {
                    Cut::Between => l.prim(Prim::Not, vec![holds]),
                    Cut::At | Cut::After => holds,
                };
                let next = l.plus_one(at.clone());
                if cut == Cut::After {
                    l.write(end, next.clone());
                }
                l.leave_if(ends, target, &mut |l| l.write(end, next.clone()));
            });
        });
        self.b.read(end)
    }
}

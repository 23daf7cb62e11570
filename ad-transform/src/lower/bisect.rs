//! Searching what is sorted: positions, through which no derivative flows.

use super::Lowerer;
use super::iter::{Compared, Func};
use super::operand::{Mem, Operand};
use super::outcome::Choice;
use crate::ir::builder::Var;
use crate::ir::{Atom, Prim, Type};
use syn::ExprMethodCall;

/// How the elements are compared.
enum By<'a> {
    /// What the function says of them.
    Function(Func<'a>),
    /// To this.
    Key(Atom),
    /// What the function makes of them to this.
    KeyOf(Func<'a>, Atom),
}

impl<'a> Lowerer<'a> {
    /// `v.binary_search_by(f)`: the position of an element that `f` finds equal, or where one would be inserted.
    ///
    /// Which one of several it is is the standard library's choice; these are its steps.
    pub(super) fn binary_search_by(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let func = self.only_argument(call).and_then(|func| self.func(func));
        match func {
            Some(func) => self.binary_search(&By::Function(func), &mem),
            None => Operand::Poison,
        }
    }

    /// `v.binary_search_by_key(&x, f)`
    pub(super) fn binary_search_by_key(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
    ) -> Operand<'a> {
        let Some((key, func)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let key = self.scalar(key);
        match self.func(func) {
            Some(func) => self.binary_search(&By::KeyOf(func, key), &mem),
            None => Operand::Poison,
        }
    }

    /// `v.binary_search(&x)` of integers.
    pub(super) fn binary_search_of(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(key) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let key = self.scalar(key);
        let element = self.element_ty(&mem.ty);
        let of = self.atom_ty(&key);
        self.unify(&element, &of);
        self.binary_search(&By::Key(key), &mem)
    }

    fn binary_search(&mut self, by: &By<'a>, mem: &Mem) -> Operand<'a> {
        let len = self.len(mem);
        let low = self.counter("low");
        let left = self.b.declare(Type::USIZE, "left", len.clone());
        self.drive_endless(None, &mut |l, target| {
            let now = l.b.read(left);
            let ends = l.prim(Prim::Le, vec![now.clone(), Atom::usize(1)]);
            l.leave_if(ends, target, &mut |l| {
                let half = l.prim(Prim::Div, vec![now.clone(), Atom::usize(2)]);
                let start = l.b.read(low);
                let middle = l.prim(Prim::Add, vec![start.clone(), half.clone()]);
                let above = l.compared_at(by, mem, &middle, "is_gt");
                let next = l.prim(Prim::Select, vec![above, start, middle]);
                l.write(low, next);
                let rest = l.prim(Prim::Sub, vec![now.clone(), half]);
                l.write(left, rest);
            });
        });
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let some = self.prim(Prim::Ne, vec![len, Atom::usize(0)]);
        self.when(Operand::Atom(some), &mut |l| l.settle(by, mem, low, found));
        let (found, at) = (self.b.read(found), self.b.read(low));
        let at = Operand::Atom(at);
        Operand::Choice(Box::new(Choice {
            success: Operand::Atom(found),
            value: at.clone(),
            error: Some(at),
            ty: Type::Result(Box::new(Type::USIZE), Box::new(Type::USIZE)),
        }))
    }

    /// Is it the one that is left, or would it be before or behind that?
    fn settle(&mut self, by: &By<'a>, mem: &Mem, low: Var, found: Var) {
        let at = self.b.read(low);
        let equal = self.compared_at(by, mem, &at, "is_eq");
        self.write(found, equal);
        let below = self.compared_at(by, mem, &at, "is_lt");
        let next = self.plus_one(at.clone());
        let at = self.prim(Prim::Select, vec![below, next, at]);
        self.write(low, at);
    }

    /// Does this hold for what the element at a position is compared to?
    fn compared_at(&mut self, by: &By<'a>, mem: &Mem, at: &Atom, question: &str) -> Atom {
        let element = self.element_ty(&mem.ty);
        let element = Operand::place(mem.place.index(at.clone()), element);
        let compared = match by {
            By::Function(func) => self.apply(func, vec![Operand::shared(element)]),
            By::Key(key) => {
                let element = self.atom(element);
                Operand::Compared(Compared::new(element, key.clone(), "cmp"))
            }
            By::KeyOf(func, key) => {
                let of = self.apply(func, vec![Operand::shared(element)]);
                let of = self.atom(of);
                let (s, t) = (self.atom_ty(&of), self.atom_ty(key));
                self.unify(&s, &t);
                Operand::Compared(Compared::new(of, key.clone(), "cmp"))
            }
        };
        match compared {
            Operand::Compared(compared) => self.holds_between(question, &compared),
            Operand::Poison | Operand::Never => Atom::bool(false),
            _ => {
                self.refuse_here(
                    "what this compares elements by is not seen here",
                    "let the closure end in `a.partial_cmp(b).unwrap()` or `a.total_cmp(b)`",
                );
                Atom::bool(false)
            }
        }
    }
}

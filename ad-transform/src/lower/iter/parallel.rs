//! Rayon's iterators. What they give is what iterators give that go through the same items in order, on one thread: so do
//! the derivatives. Those that give any item rather than a certain one, or the items in any order, have no such equal.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::Iter;
use std::rc::Rc;
use syn::{Expr, ExprCall};

/// Methods that are called otherwise in `std`.
const IN_ORDER: [(&str, &str); 15] = [
    ("par_iter", "iter"),
    ("par_iter_mut", "iter_mut"),
    ("into_par_iter", "into_iter"),
    ("par_chunks", "chunks"),
    ("par_chunks_mut", "chunks_mut"),
    ("par_chunks_exact", "chunks_exact"),
    ("par_chunks_exact_mut", "chunks_exact_mut"),
    ("par_windows", "windows"),
    ("flat_map_iter", "flat_map"),
    ("flatten_iter", "flatten"),
    ("reduce_with", "reduce"),
    ("find_first", "find"),
    ("find_map_first", "find_map"),
    ("find_last", "rfind"),
    ("position_first", "position"),
];

/// What `std` calls a method of iterators and sequences.
pub(in super::super) fn in_order(name: &str) -> &str {
    let found = IN_ORDER.iter().find(|(parallel, _)| *parallel == name);
    found.map_or(name, |(_, sequential)| sequential)
}

impl<'a> Lowerer<'a> {
    /// What only iterators of Rayon have: hints, and `reduce` from what a function makes.
    pub(super) fn parallel_method(
        &mut self,
        name: &str,
        iter: &Rc<Iter<'a>>,
        args: &[&'a Expr],
    ) -> Option<Operand<'a>> {
        match (name, args) {
            ("with_min_len" | "with_max_len", [length]) => {
                self.usize_of(length);
                Some(Operand::Iter(Rc::clone(iter)))
            }
            ("reduce", [identity, func]) => {
                let identity = self.evaluated(identity);
                Some(self.fold_from(iter, identity, func))
            }
            _ => None,
        }
    }

    /// `fold` with a function that makes the accumulator.
    pub(super) fn fold_from(
        &mut self,
        iter: &Rc<Iter<'a>>,
        identity: Operand<'a>,
        func: &'a Expr,
    ) -> Operand<'a> {
        let (Some(identity), Some(func)) = (self.func_of(identity), self.func(func)) else {
            return Operand::Poison;
        };
        let init = self.apply(&identity, Vec::new());
        self.fold(iter, init, &func)
    }

    /// `rayon::join(a, b)`: one after the other.
    pub(in super::super) fn joined(
        &mut self,
        prefix: &str,
        name: &str,
        call: &'a ExprCall,
    ) -> Option<Operand<'a>> {
        let args: Vec<&'a Expr> = call.args.iter().collect();
        let ("rayon", "join", [a, b]) = (prefix, name, args.as_slice()) else {
            return None;
        };
        let parts = [*a, *b].map(|func| match self.func(func) {
            Some(func) => self.apply(&func, Vec::new()),
            None => Operand::Poison,
        });
        Some(Operand::Tuple(parts.into()))
    }
}

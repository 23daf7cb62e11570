//! Where iterators begin: methods of sequences, and functions of `std::iter`.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::super::subslice::length_of;
use super::{By, Iter, Maybe, in_order};
use crate::ir::{Init, Type};
use std::rc::Rc;
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, PathArguments};

/// Methods of sequences that give iterators.
pub(in super::super) const METHODS: [&str; 11] = [
    "iter",
    "iter_mut",
    "chunks",
    "chunks_mut",
    "chunks_exact",
    "chunks_exact_mut",
    "rchunks",
    "rchunks_mut",
    "rchunks_exact",
    "rchunks_exact_mut",
    "windows",
];

impl<'a> Lowerer<'a> {
    /// The elements of a sequence.
    pub(super) fn elements_by(&mut self, mem: Mem, by: By) -> Iter<'a> {
        if by == By::Mut {
            self.mutable.insert(mem.place.base);
        }
        if let Some(items) = self.items_by(&mem, by) {
            return items;
        }
        if let Type::Named(name) = self.types.shallow(&mem.ty)
            && self.has_no_elements(&mem.ty)
        {
            self.refuse_here(
                &format!("what going through a `{name}` gives is not seen here"),
                "go through the field that holds the elements: `for x in &list.items`",
            );
        }
        if let Type::Named(name) = self.types.shallow(&mem.ty)
            && self.signature.type_params.is_iterator(&name)
        {
            self.refuse_here(
                &format!("what a `{name}` gives can be gone through only once, and the derivative needs it twice"),
                "say what it gives, `I: Iterator<Item = f64>`, so that derivatives take that together, or take a slice",
            );
        }
        // An array that is given away is copied, if somebody can still change it.
        if by == By::Value
            && !mem.temporary
            && !self.frozen(&mem.place)
            && matches!(self.types.shallow(&mem.ty), Type::Array(..))
        {
            let place = self.memory(mem.ty.clone(), "items", Init::Copy(mem.place));
            return Iter::Elements(
                Mem {
                    place,
                    ty: mem.ty,
                    temporary: true,
                },
                by,
            );
        }
        Iter::Elements(mem, by)
    }

    /// `v.iter()` and the like.
    pub(in super::super) fn sequence_iter(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
    ) -> Operand<'a> {
        let name = call.method.to_string();
        let name = in_order(&name);
        let by = match name.ends_with("_mut") {
            true => By::Mut,
            false => By::Shared,
        };
        if name.starts_with("iter") {
            return Operand::Iter(Rc::new(self.elements_by(mem, by)));
        }
        let Some(size) = call.args.first() else {
            return self.unsupported(call, "call");
        };
        let size = self.usize_of(size);
        Operand::Iter(Rc::new(match name {
            "windows" => Iter::Windows(mem, size),
            name => self.pieces(name, mem, size, by),
        }))
    }

    /// A function that gives an iterator, or an array from a function, by its path.
    pub(in super::super) fn iter_function(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        prefix: &str,
        name: &str,
    ) -> Option<Operand<'a>> {
        let args: Vec<&'a Expr> = call.args.iter().collect();
        if !matches!(prefix, "iter" | "array" | "") {
            return None;
        }
        let iter = match (prefix, name, args.as_slice()) {
            ("iter" | "", "repeat", [item]) => Iter::Repeat(self.evaluated(item)),
            ("iter" | "", "repeat_n", [item, n]) => {
                let item = Rc::new(Iter::Repeat(self.evaluated(item)));
                Iter::Take(item, self.usize_of(n))
            }
            ("iter" | "", "once", [item]) => Iter::Once(self.evaluated(item)),
            ("iter", "empty", []) => Iter::Empty,
            ("iter" | "", "repeat_with", [func]) => Iter::RepeatWith(self.func(func)?),
            ("iter", "from_fn", [func]) => Iter::FromFn(self.func(func)?),
            ("iter", "zip", [a, b]) => {
                let (a, b) = (self.evaluated(a), self.evaluated(b));
                let a = self.iter_of(a)?;
                Iter::Zip(a, self.iter_of(b)?)
            }
            ("iter" | "", "successors", [first, func]) => self.successors(first, func)?,
            ("array", "from_fn", [func]) => {
                let length = self.length_in(path);
                return Some(self.array_from_fn(func, length));
            }
            _ => return None,
        };
        Some(Operand::Iter(Rc::new(iter)))
    }

    fn successors(&mut self, first: &'a Expr, func: &'a Expr) -> Option<Iter<'a>> {
        let first = match first {
            Expr::Call(call)
                if call.args.len() == 1
                    && matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")) =>
            {
                Maybe::certain(self.evaluated(&call.args[0]))
            }
            first => {
                let option = self.evaluated(first);
                match option {
                    Operand::Maybe(maybe) => (*maybe).clone(),
                    _ => {
                        self.refuse(
                            first,
                            "whether this option is there is not seen here",
                            "write `Some(..)`",
                        );
                        return None;
                    }
                }
            }
        };
        Some(Iter::Successors(first, self.func(func)?))
    }

    /// The length among the generic arguments of `from_fn::<T, N, _>`.
    fn length_in(&mut self, path: &ExprPath) -> Option<String> {
        let PathArguments::AngleBracketed(args) = &path.path.segments.last()?.arguments else {
            return None;
        };
        args.args.iter().nth(1).and_then(length_of)
    }
}

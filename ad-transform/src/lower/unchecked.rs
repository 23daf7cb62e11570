//! `unsafe` blocks: what has a safe meaning is lowered as that, and what would need `unsafe` in the derivative too is
//! refused.
//!
//! `get_unchecked` and its like promise that a check would hold; the derivative checks.

use super::Lowerer;
use super::operand::{Mem, Operand};
use crate::ir::Part;
use quote::{ToTokens, quote};
use syn::{ExprMethodCall, ExprPath, ExprUnsafe};

impl<'a> Lowerer<'a> {
    pub(super) fn unsafe_block(&mut self, expr: &'a ExprUnsafe) -> Operand<'a> {
        let outer = std::mem::replace(&mut self.in_unsafe, true);
        let value = self.block(&expr.block);
        self.in_unsafe = outer;
        value
    }

    /// Refuses what needs the block to be `unsafe`, or may.
    pub(super) fn unknown_unsafe(&mut self, node: &dyn ToTokens) -> Operand<'a> {
        self.refuse(
            node,
            "what this does in an `unsafe` block cannot be seen",
            "move calls of safe functions out of the block, or put it into a function with a rule: \
             `#[differentiate(derivative(..))]`",
        )
    }

    /// Could this be a raw pointer?
    pub(super) fn is_raw(&self, operand: &Operand<'a>) -> bool {
        self.in_unsafe && matches!(operand, Operand::Tokens(_))
    }

    /// `get_unchecked`, `get_unchecked_mut`: an index or a range.
    pub(super) fn get_unchecked(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
        mutable: bool,
    ) -> Operand<'a> {
        let Some(index) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let index = self.expr(index);
        let element = self.element_at(mem, index, call);
        if mutable && let Operand::Place(mem) = &element {
            self.mutable.insert(mem.place.base);
        }
        match element {
            Operand::Poison => Operand::Poison,
            element => Operand::Ref(mutable, Box::new(element)),
        }
    }

    /// `unreachable_unchecked()`, if the path is one that ends so.
    pub(super) fn unreachable_unchecked(&mut self, path: &ExprPath) -> Option<Operand<'a>> {
        let last = path.path.segments.last()?;
        (last.ident == "unreachable_unchecked")
            .then(|| self.diverge(vec![Part::Tokens(quote!(unreachable!()))]))
    }
}

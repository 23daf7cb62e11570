//! Iterators as arguments: derivatives take what they give together.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::{By, Iter};
use crate::ir::{Callee, Type};
use crate::parse::iterators::gathered;
use crate::parse::knowledge::Method;
use proc_macro2::TokenStream;
use std::rc::Rc;

/// Arguments, each as it is written.
type Arguments<'a> = Vec<(TokenStream, Operand<'a>)>;

impl<'a> Lowerer<'a> {
    /// Puts vectors and slices in place of the arguments that a function takes as iterators.
    pub(in super::super) fn gather(
        &mut self,
        callee: &mut Callee,
        known: Option<&Method>,
        operands: Arguments<'a>,
    ) -> Arguments<'a> {
        let is_iterator = |(_, operand): &(_, Operand<'a>)| matches!(operand, Operand::Iter(_));
        let taken = match known {
            Some(known) if known.may_take_iterators() => known.signature(),
            _ if operands.iter().any(is_iterator) => None,
            _ => return operands,
        };
        // What is an iterator here is one there, as far as is known.
        let taken = match taken {
            Some(signature) => gathered(&signature, &syn::parse_quote!(Vec)).inputs,
            None => (0..operands.len())
                .filter(|i| is_iterator(&operands[*i]))
                .collect(),
        };
        let all = operands.into_iter().enumerate();
        let all = all.map(|(i, (text, operand))| {
            if !taken.contains(&i) {
                return (text, operand);
            }
            callee.iterators.push(i);
            match self.iter_of(operand) {
                Some(iter) => (text, self.together(&iter)),
                None => (text, Operand::Poison),
            }
        });
        all.collect()
    }

    /// What an iterator gives, as one operand: where the items lie, or a vector of them.
    fn together(&mut self, iter: &Rc<Iter<'a>>) -> Operand<'a> {
        match &**iter {
            Iter::Elements(mem, By::Shared) => {
                return Operand::shared(Operand::Place(mem.clone()));
            }
            Iter::Elements(mem, By::Value)
                if matches!(self.types.shallow(&mem.ty), Type::Vec(_)) =>
            {
                return Operand::Place(mem.clone());
            }
            _ => {}
        }
        let element = self.types.fresh();
        let items = self.new_vec(iter, element);
        let mut shared = false;
        self.traverse(iter, &mut |l, item| {
            shared |= matches!(item, Operand::Ref(false, _));
            let item = l.copied(item);
            l.push_item(&items, item);
        });
        match shared {
            true => Operand::shared(Operand::Place(items)),
            false => Operand::Place(items),
        }
    }
}

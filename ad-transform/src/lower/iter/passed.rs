//! Iterators as arguments, of which derivatives take what they give together, and what is converted or borrowed.

use super::super::Lowerer;
use super::super::foreign::last_name;
use super::super::operand::Operand;
use super::{By, Iter};
use crate::ir::{Callee, Type};
use crate::parse::knowledge::Method;
use crate::parse::read::{Gathered, Reading, gathered};
use proc_macro2::TokenStream;
use quote::ToTokens;
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
        let signature = match known {
            Some(known) if known.may_read() => known.signature(),
            _ if operands.iter().any(is_iterator) => None,
            _ => return operands,
        };
        let taken = signature.map(|signature| gathered(&signature, &syn::parse_quote!(Vec)));
        let reading = |i: usize, operand: &_| match &taken {
            Some(taken) => Gathered::reading(taken, i).cloned(),
            // What is an iterator here is one there, as far as is known.
            None => is_iterator(operand).then_some(Reading::Items),
        };
        let all = operands.into_iter().enumerate();
        let all = all.map(|(i, (text, operand))| {
            let argument = (text, operand);
            let Some(reading) = reading(i, &argument) else {
                return argument;
            };
            let (text, operand) = argument;
            let read = match reading {
                Reading::Items => {
                    callee.iterators.push(i);
                    let iter = self.iter_of(operand);
                    iter.map_or(Operand::Poison, |iter| self.together(&iter))
                }
                Reading::Into(ty) => self.made_into(operand, &ty, &text),
                Reading::Behind => match self.value(operand) {
                    operand @ (Operand::Place(_) | Operand::Init(..) | Operand::List(_)) => {
                        Operand::shared(operand)
                    }
                    operand => operand,
                },
            };
            (text, read)
        });
        all.collect()
    }

    /// What an argument is converted to.
    fn made_into(
        &mut self,
        operand: Operand<'a>,
        to: &syn::Type,
        text: &TokenStream,
    ) -> Operand<'a> {
        let (of, ty) = (self.ty(&operand), self.ty_of(to));
        let is_there = match (self.types.shallow(&of), self.types.shallow(&ty)) {
            (Type::Named(of), Type::Named(to)) => last_name(&of) == last_name(&to),
            (of, to) => of == to,
        };
        match is_there {
            true => operand,
            false => self.into_of(
                operand,
                (ty, Some(to.to_token_stream())),
                text.clone(),
                true,
            ),
        }
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

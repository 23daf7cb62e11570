//! Iterators: descriptions while lowering, counted loops over places in the IR.
//!
//! An iterator is a source and what was put around it ([`Iter`]). It is no value of the IR: nothing happens until a
//! consumer or a `for` drives it ([`drive`]). Where the number of its items is known beforehand and each can be had by
//! its position ([`counted`]), the loop counts; what leaves items out puts a branch around what happens with an item,
//! what ends early leaves the loop as `break` does. Items are names for places, closures are inlined: no allocation
//! appears that the user did not write.

mod adaptors;
mod apply;
mod collect;
mod collections;
mod consume;
mod counted;
mod drive;
mod failing;
mod maybe;
mod moving;
mod order;
mod parallel;
mod passed;
mod pieces;
mod search;
mod sorted;
mod sources;

pub(super) use apply::Func;
pub(super) use collections::changes;
pub(super) use counted::{between, known};
pub(super) use maybe::{Compared, Maybe};
pub(super) use parallel::in_order;
pub(super) use pieces::Cut;
pub(super) use sources::METHODS;

use super::Lowerer;
use super::operand::{Bounds, Mem, Operand};
use crate::ir::builder::Var;
use crate::ir::{Atom, Type};
use pieces::Pieces;
use quote::ToTokens;
pub(super) use search::Order;
use std::rc::Rc;

/// How an iterator gives the elements of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Shared,
    Mut,
    Value,
}

/// An iterator that has not begun.
#[derive(Clone)]
pub(super) enum Iter<'a> {
    // Sources.
    Elements(Mem, By),
    Range(Bounds),
    /// Pieces of one size.
    Chunks(Rc<Pieces>),
    /// Pieces whose ends a function finds.
    Runs(Mem, By, Cut, Func<'a>),
    Windows(Mem, Atom),
    /// Rows or columns of a matrix of another crate: the method that counts them, and the one that gives one.
    Parts(Mem, &'static str, &'static str),
    /// One operand for ever.
    Repeat(Operand<'a>),
    /// So many operands, in order.
    Once(Operand<'a>),
    Empty,
    /// The result of a function, for ever.
    RepeatWith(Func<'a>),
    /// The results of a function, until it gives none.
    FromFn(Func<'a>),
    /// An operand, then each time the function of the one before, until it gives none.
    Successors(Maybe<'a>, Func<'a>),
    /// The same, begun: the next operand, which is there.
    Running(State<'a>, Func<'a>),
    // What has a name: items, and the position of the next one.
    /// What is left of it: the position of the next item, and how many have been taken from the end.
    From(Rc<Iter<'a>>, Var, Var),
    /// The same, taken by reference: what is not taken is left to be taken later.
    Advancing(Rc<Iter<'a>>, Var, Var),
    // Adaptors that give an item for an item.
    Map(Rc<Iter<'a>>, Func<'a>),
    Inspect(Rc<Iter<'a>>, Func<'a>),
    /// Elements themselves instead of references to them.
    Copied(Rc<Iter<'a>>),
    /// References to the items.
    Lent(Rc<Iter<'a>>),
    Enumerate(Rc<Iter<'a>>),
    Zip(Rc<Iter<'a>>, Rc<Iter<'a>>),
    Rev(Rc<Iter<'a>>),
    /// Items that depend on a state, which the function changes, and that end where it gives none.
    Scan(Rc<Iter<'a>>, State<'a>, Func<'a>),
    // Adaptors by position.
    Skip(Rc<Iter<'a>>, Atom),
    Take(Rc<Iter<'a>>, Atom),
    StepBy(Rc<Iter<'a>>, Atom),
    Cycle(Rc<Iter<'a>>),
    // Adaptors that leave items out, or put items in.
    Filter(Rc<Iter<'a>>, Func<'a>),
    FilterMap(Rc<Iter<'a>>, Func<'a>),
    SkipWhile(Rc<Iter<'a>>, Func<'a>),
    TakeWhile(Rc<Iter<'a>>, Func<'a>),
    MapWhile(Rc<Iter<'a>>, Func<'a>),
    Chain(Rc<Iter<'a>>, Rc<Iter<'a>>),
    FlatMap(Rc<Iter<'a>>, Func<'a>),
    Flatten(Rc<Iter<'a>>),
}

/// What a variable holds that the lowering itself declares: where it is, to be read and assigned.
pub(super) type State<'a> = Operand<'a>;

/// What happens with an item.
pub(super) type Sink<'s, 'a> = &'s mut dyn FnMut(&mut Lowerer<'a>, Operand<'a>);

impl<'a> Lowerer<'a> {
    /// The iterator that `into_iter` of an operand gives, if it is something with elements.
    pub(super) fn iter_of(&mut self, operand: Operand<'a>) -> Option<Rc<Iter<'a>>> {
        match self.value(operand) {
            Operand::Iter(iter) => Some(self.rest_of(&iter)),
            Operand::Range(bounds) => Some(Rc::new(Iter::Range(bounds))),
            Operand::Ref(mutable, target) => {
                let by = if mutable { By::Mut } else { By::Shared };
                if let Operand::List(parts) = *target {
                    let parts = parts.into_iter().map(Operand::shared);
                    return Some(Self::one_by_one(parts.collect()));
                }
                if let Operand::Iter(iter) = &*target
                    && let Iter::From(inner, position, behind) = &**iter
                {
                    let inner = Rc::clone(inner);
                    return Some(Rc::new(Iter::Advancing(inner, *position, *behind)));
                }
                match *target {
                    Operand::Iter(_) | Operand::Range(_) => {
                        self.refuse_here(
                            "an iterator that is used afterwards is not differentiable here",
                            "make the iterator anew where it is used",
                        );
                        None
                    }
                    inner @ Operand::Ref(..) => self.iter_of(inner),
                    target => {
                        let mem = self.sequence(target)?;
                        Some(Rc::new(self.elements_by(mem, by)))
                    }
                }
            }
            Operand::Place(mem)
                if matches!(
                    self.types.shallow(&mem.ty),
                    Type::Option(_) | Type::Result(..)
                ) =>
            {
                let option = Operand::Place(mem);
                Some(Rc::new(Iter::Flatten(Rc::new(Iter::Once(option)))))
            }
            Operand::Place(mem) => {
                let mem = self.sequence(Operand::Place(mem))?;
                Some(Rc::new(self.elements_by(mem, By::Value)))
            }
            init @ Operand::Init(..) => {
                let mem = self.materialise(init, "items");
                Some(Rc::new(self.elements_by(mem, By::Value)))
            }
            Operand::List(parts) => Some(Self::one_by_one(parts)),
            // One item or none.
            option @ (Operand::Maybe(_) | Operand::Element(_) | Operand::Choice(_)) => {
                Some(Rc::new(Iter::Flatten(Rc::new(Iter::Once(option)))))
            }
            Operand::Poison | Operand::Never => None,
            _ => {
                self.refuse_here(
                    "this is nothing that `#[differentiate]` can go through",
                    "go over a slice, an array, a vector, a range, or an iterator of them",
                );
                None
            }
        }
    }

    /// Operands, one after the other.
    pub(in super::super) fn one_by_one(parts: Vec<Operand<'a>>) -> Rc<Iter<'a>> {
        let parts = parts.into_iter().rev();
        let each = parts.map(|part| Rc::new(Iter::Once(part)));
        let all = each.reduce(|rest, part| Rc::new(Iter::Chain(part, rest)));
        all.unwrap_or_else(|| Rc::new(Iter::Empty))
    }

    /// A variable of the lowering's own, that is read and assigned as a user's would be.
    pub(super) fn state(&mut self, name: &str, init: Operand<'a>) -> State<'a> {
        self.owned_by_name(name, true, init)
    }

    /// The same, as the function has it that changes it: its parameter may say of which type it is.
    pub(super) fn state_of(&mut self, func: &Func<'a>, name: &str, init: Operand<'a>) -> State<'a> {
        match (func, self.value(init)) {
            (Func::Closure(closure), Operand::Choice(choice)) => {
                let site: *const syn::Expr = (&raw const *closure.expr).cast();
                self.variable_choice(name, *choice, Some(site))
            }
            (_, init) => self.state(name, init),
        }
    }

    /// A counter, from zero.
    pub(super) fn counter(&mut self, name: &str) -> Var {
        self.b.declare(Type::USIZE, name, Atom::usize(0))
    }

    /// One more.
    pub(super) fn count_up(&mut self, counter: Var) {
        let old = self.b.read(counter);
        let new = self.plus_one(old);
        self.write(counter, new);
    }

    /// Refuses an adaptor or consumer.
    pub(super) fn refuse_iter(&mut self, node: &dyn ToTokens, why: &str) -> Operand<'a> {
        self.refuse(node, why, "write a `for` loop")
    }
}

//! Consumers: methods that drive an iterator to a value.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::super::outcome::{Expected, kind_of};
use super::counted::Count;
use super::search::Order;
use super::{Func, Iter, in_order};
use crate::ir::{Atom, Const, Lit, Prim, Type};
use quote::quote;
use std::rc::Rc;
use syn::{Expr, ExprMethodCall, GenericArgument};

/// Methods that take some of the items, and leave the others to be taken later.
const ADVANCING: [&str; 12] = [
    "next",
    "nth",
    "next_back",
    "nth_back",
    "by_ref",
    "any",
    "all",
    "find",
    "find_map",
    "position",
    "try_fold",
    "try_for_each",
];

/// Is this an iterator that nobody has a name for?
fn is_temporary(receiver: &Expr) -> bool {
    match receiver {
        Expr::Paren(paren) => is_temporary(&paren.expr),
        Expr::MethodCall(_) | Expr::Call(_) | Expr::Range(_) => true,
        _ => false,
    }
}

impl<'a> Lowerer<'a> {
    /// A method of an iterator.
    pub(in super::super) fn iter_method(
        &mut self,
        name: &str,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        if let Some(value) = self.moving_method(name, iter, call) {
            return value;
        }
        let name = in_order(name);
        let iter = &self.rest_of(iter);
        let is_named = !is_temporary(&call.receiver) && !matches!(**iter, Iter::Advancing(..));
        if ADVANCING.contains(&name) && is_named {
            return self.refuse(
                &call.method,
                "an iterator that is taken item by item is not differentiable here",
                "write a `for` loop over all of it, or use an index",
            );
        }
        if let Some(adapted) = self.adaptor(name, iter, call) {
            return adapted;
        }
        let args: Vec<&'a Expr> = call.args.iter().collect();
        if let Some(value) = self.parallel_method(name, iter, &args) {
            return value;
        }
        if iter.is_endless()
            && !matches!(
                name,
                "nth"
                    | "next"
                    | "any"
                    | "all"
                    | "find"
                    | "position"
                    | "find_map"
                    | "try_fold"
                    | "try_for_each"
            )
        {
            return self.refuse(
                &call.method,
                "this iterator has no end",
                "`take` a number of items",
            );
        }
        match (name, args.as_slice()) {
            ("sum", []) => self.accumulated(iter, call, Prim::Add),
            ("product", []) => self.accumulated(iter, call, Prim::Mul),
            ("count", []) => self.count(iter),
            ("len", []) if iter.is_counted() => match self.count_of(iter) {
                Count::Of(len) => Operand::Atom(len),
                Count::Endless => Operand::Poison,
            },
            ("fold", [init, func]) => {
                let init = self.evaluated(init);
                // Rayon's: of each part there is one accumulator, and one part is all of it.
                if self.is_function(&init) {
                    let folded = self.fold_from(iter, init, func);
                    return Operand::Iter(Rc::new(Iter::Once(folded)));
                }
                self.with_func(func, |l, func| l.fold(iter, init, &func))
            }
            ("rfold", [init, func]) => {
                let init = self.evaluated(init);
                let reversed = super::counted::reversed(iter);
                self.with_func(func, |l, func| l.fold(&reversed, init, &func))
            }
            ("for_each", [func]) => self.with_func(func, |l, func| {
                l.traverse(iter, &mut |l, item| {
                    l.apply(&func, vec![item]);
                });
                Operand::Unit
            }),
            ("try_fold", [init, func]) => {
                let init = self.evaluated(init);
                let kind = self.asked.of_call(call);
                self.with_func(func, |l, func| l.try_fold(iter, kind, init, &func))
            }
            ("try_for_each", [func]) => {
                let kind = self.asked.of_call(call);
                self.with_func(func, |l, func| l.try_for_each(iter, kind, &func))
            }
            ("reduce", [func]) => self.with_func(func, |l, func| l.reduce(iter, &func)),
            ("any", [func]) => self.with_func(func, |l, func| l.any_of(iter, &func, false)),
            ("all", [func]) => self.with_func(func, |l, func| l.any_of(iter, &func, true)),
            ("position", [func]) => self.with_func(func, |l, func| l.position_of(iter, &func)),
            ("rposition", [func]) => self.with_func(func, |l, func| l.last_position(iter, &func)),
            ("rfind", [func]) => {
                let reversed = super::counted::reversed(iter);
                self.with_func(func, |l, func| l.find(&reversed, &func))
            }
            ("remainder" | "into_remainder", []) => self.remainder(iter, call),
            ("find", [func]) => self.with_func(func, |l, func| l.find(iter, &func)),
            ("find_map", [func]) => self.with_func(func, |l, func| l.find_map(iter, &func)),
            ("max" | "min", []) => self.extremum(iter, &Order::Items, name == "max"),
            ("max_by" | "min_by", [func]) => self.with_func(func, |l, func| {
                l.extremum(iter, &Order::By(func), name == "max_by")
            }),
            ("max_by_key" | "min_by_key", [func]) => self.with_func(func, |l, func| {
                l.extremum(iter, &Order::Key(func), name == "max_by_key")
            }),
            ("last", []) => self.last_of(iter),
            ("next", []) => self.nth(iter, Atom::usize(0)),
            ("next_back", []) => self.last_of(iter),
            ("nth", [n]) => {
                let n = self.usize_of(n);
                self.nth(iter, n)
            }
            ("is_sorted", []) | ("is_sorted_by" | "is_sorted_by_key", [_]) => {
                self.items_sorted(iter, call)
            }
            ("collect", []) => self.collect(iter, call),
            ("unzip", []) => self.unzip(iter),
            ("partition", [func]) => self.with_func(func, |l, func| l.partition(iter, &func)),
            _ => self.refuse_iter(
                &call.method,
                &format!("the method `{name}` of an iterator is not differentiable here"),
            ),
        }
    }

    fn with_func(
        &mut self,
        func: &'a Expr,
        f: impl FnOnce(&mut Self, Func<'a>) -> Operand<'a>,
    ) -> Operand<'a> {
        match self.func(func) {
            Some(func) => f(self, func),
            None => Operand::Poison,
        }
    }

    /// An argument that is a number of items.
    pub(in super::super) fn usize_of(&mut self, expr: &'a Expr) -> Atom {
        let atom = self.scalar(expr);
        let ty = self.atom_ty(&atom);
        self.unify(&ty, &Type::USIZE);
        atom
    }

    /// The type between `::<` and `>`.
    pub(super) fn turbofish(&mut self, call: &'a ExprMethodCall) -> Option<Type> {
        let args = &call.turbofish.as_ref()?.args;
        match args.first()? {
            GenericArgument::Type(ty) => Some(self.ty_of(ty)),
            _ => None,
        }
    }

    /// The sum or product of the items.
    fn accumulated(
        &mut self,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
        prim: Prim,
    ) -> Operand<'a> {
        let said = self.turbofish(call);
        let own = said.clone().unwrap_or_else(|| self.types.fresh());
        self.consult((&raw const *call).cast(), &own);
        if let Type::Named(name) = self.types.shallow(&own)
            && kind_of(&own) == Expected::Either
        {
            return self.accumulated_values(iter, &name, own, prim);
        }
        let kind = match &said {
            Some(ty) => kind_of(&self.types.shallow(ty)),
            None => self.asked.of_call(call),
        };
        let ty = match said.map(|ty| self.types.shallow(&ty)) {
            Some(Type::Option(held) | Type::Result(held, _)) => *held,
            _ if kind == Expected::Either => own,
            _ => self.types.fresh(),
        };
        let (name, init) = match prim {
            Prim::Mul => ("product", self.one(&ty)),
            _ => ("sum", Atom::zero(&ty)),
        };
        let acc = self.b.declare(ty, name, init);
        let mut add = |l: &mut Self, item: Operand<'a>| {
            let (ty, of) = (l.b.var_ty(acc).clone(), l.ty(&item));
            if matches!(of, Type::Named(_)) {
                l.unify(&ty, &of);
            }
            let item = l.atom(item);
            let (ty, of) = (l.b.var_ty(acc).clone(), l.atom_ty(&item));
            if !l.unify(&ty, &of) {
                l.refuse(
                    &call.method,
                    &format!("a `{of}` is added to a `{ty}` here"),
                    "`map` the items to that type first",
                );
            }
            let old = l.b.read(acc);
            let new = l.prim(prim, vec![old, item]);
            l.name(&new, name);
            l.write(acc, new);
        };
        if kind == Expected::Either {
            self.traverse(iter, &mut add);
            return Operand::Atom(self.b.read(acc));
        }
        self.until_failure(iter, kind, &mut |_, item| item, &mut add, &mut |l| {
            Operand::Atom(l.b.read(acc))
        })
    }

    /// The sum or product of items of a type that is no number: what there is of none, and then one after the other.
    fn accumulated_values(
        &mut self,
        iter: &Rc<Iter<'a>>,
        name: &str,
        ty: Type,
        prim: Prim,
    ) -> Operand<'a> {
        let Ok(of) = syn::parse_str::<syn::Type>(name) else {
            return Operand::Poison;
        };
        let product = prim == Prim::Mul;
        if self.signature.knowledge.sums_otherwise(&of, product) {
            let (of, operator) = if product {
                ("Product", "*")
            } else {
                ("Sum", "+")
            };
            return self.refuse_here(
                &format!("this `impl {of}` does something else than `{operator}`, one item after the other"),
                &format!(
                    "let it be `iter.fold(none, |a, b| a {operator} b)`, or write `.fold(..)` here in its place"
                ),
            );
        }
        let none = match prim {
            Prim::Mul => {
                quote!(<#of as ::core::iter::Product>::product(::core::iter::empty::<#of>()))
            }
            _ => quote!(<#of as ::core::iter::Sum>::sum(::core::iter::empty::<#of>())),
        };
        let init = self.constant(&none, ty.clone());
        let state = self.state("sum", Operand::place(init, ty.clone()));
        self.traverse(iter, &mut |l, item| {
            let now = l.given(state.clone());
            let item = l.copied(item);
            let next = l.within_type(prim, now, item, ty.clone());
            let next = l.value(next);
            l.replace_state(&state, next);
        });
        self.given(state)
    }

    /// The one of a type that may only show later.
    fn one(&mut self, ty: &Type) -> Atom {
        let lit = match self.types.is_int(ty) {
            true => Lit::Int(1),
            false => Lit::Float(1.0),
        };
        Atom::Const(Const {
            lit,
            ty: ty.clone(),
        })
    }

    fn count(&mut self, iter: &Rc<Iter<'a>>) -> Operand<'a> {
        if iter.is_counted()
            && iter.is_random()
            && let Count::Of(len) = self.count_of(iter)
        {
            return Operand::Atom(len);
        }
        let counter = self.counter("count");
        self.traverse(iter, &mut |l, _| l.count_up(counter));
        Operand::Atom(self.b.read(counter))
    }

    pub(super) fn fold(
        &mut self,
        iter: &Rc<Iter<'a>>,
        init: Operand<'a>,
        func: &Func<'a>,
    ) -> Operand<'a> {
        let state = self.state_of(func, &func.first_parameter(), init);
        self.traverse(iter, &mut |l, item| {
            let now = l.given(state.clone());
            let next = l.apply(func, vec![now, item]);
            let next = l.value(next);
            l.replace_state(&state, next);
        });
        self.given(state)
    }

    /// What a variable holds, given away: nobody else names it.
    pub(super) fn given(&mut self, state: Operand<'a>) -> Operand<'a> {
        match self.value(state) {
            Operand::Place(mem) => Operand::Place(Mem {
                temporary: true,
                ..mem
            }),
            Operand::Tuple(parts) => {
                Operand::Tuple(parts.into_iter().map(|part| self.given(part)).collect())
            }
            other => other,
        }
    }

    /// Assigns what was made of a variable to it; nothing, where that is the variable itself.
    pub(super) fn replace_state(&mut self, state: &Operand<'a>, next: Operand<'a>) {
        match (state, next) {
            (Operand::Place(mem), Operand::Place(next)) if mem.place == next.place => {}
            (Operand::Tuple(states), Operand::Tuple(parts)) if states.len() == parts.len() => {
                self.at_once(states.len(), &mut |l, i| {
                    l.replace_state(&states[i], parts[i].clone());
                });
            }
            (state, next) => self.assign_to(state.clone(), next),
        }
    }
}

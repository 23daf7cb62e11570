//! Consumers that put items into vectors and arrays.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::super::outcome::{Choice, Expected, kind_of};
use super::counted::Count;
use super::{By, Func, Iter};
use crate::ir::{Atom, Callee, Init, Op, Prim, Range, Type};
use crate::parse::foreign;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, ExprMethodCall};

impl<'a> Lowerer<'a> {
    /// `collect()` into a vector.
    pub(super) fn collect(&mut self, iter: &Rc<Iter<'a>>, call: &'a ExprMethodCall) -> Operand<'a> {
        if let Some(collected) = self.collect_as_said(iter, call) {
            return collected;
        }
        let said = match self.turbofish(call) {
            Some(ty) => self.types.shallow(&ty),
            None => self.types.fresh(),
        };
        // What is collected only if there is something in each item.
        let (kind, held) = match said {
            Type::Option(held) => (Expected::Option, self.types.shallow(&held)),
            Type::Result(held, _) => (Expected::Result, self.types.shallow(&held)),
            open @ (Type::Infer(_) | Type::Unknown) => (self.asked.of_call(call), open),
            ty => (kind_of(&ty), ty),
        };
        let element = match held {
            Type::Vec(element) => *element,
            Type::Infer(_) | Type::Unknown => self.types.fresh(),
            // The type of an alias is not seen.
            Type::Named(_) if kind != Expected::Either => self.types.fresh(),
            _ => {
                return self.refuse(
                    &call.turbofish,
                    "`collect` is differentiable only into a `Vec`",
                    "collect into a `Vec` of numbers, arrays or structs",
                );
            }
        };
        let mem = self.new_vec(iter, element);
        if kind == Expected::Either {
            self.traverse(iter, &mut |l, item| l.push_item(&mem, item));
            return Operand::Place(mem);
        }
        self.until_failure(
            iter,
            kind,
            &mut |_, item| item,
            &mut |l, item| l.push_item(&mem, item),
            &mut |_| Operand::Place(mem.clone()),
        )
    }

    /// `let a: Array1<f64> = iter.collect()`: into what the text says, where that is no vector of the standard library's.
    fn collect_as_said(
        &mut self,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Option<Operand<'a>> {
        let of: syn::Type = syn::parse2(self.ascribed.get(call)?).ok()?;
        let syn::Type::Path(path) = &of else {
            return None;
        };
        let ty = self.ty_of(&of);
        if !matches!(self.types.shallow(&ty), Type::Named(_)) {
            return None;
        }
        let mut made = path.path.clone();
        let last = made.segments.last_mut()?;
        last.arguments = syn::PathArguments::None;
        let name = &last.ident;
        let is_list = foreign::is_list(&syn::parse_quote!(#name)).is_some();
        // What a set holds, say, is not what the iterator gives.
        if !is_list || self.signature.knowledge.declares(&of) {
            return Some(self.refuse(
                &call.method,
                "`collect` is differentiable only into a `Vec`",
                "collect into a `Vec` of numbers, arrays or structs",
            ));
        }
        let element = self.types.fresh();
        let list = self.new_vec(iter, element);
        self.traverse(iter, &mut |l, item| l.push_item(&list, item));
        let callee = Callee {
            value: Some(of.to_token_stream()),
            ..Callee::new(quote!(#made::from_vec))
        };
        let list = (TokenStream::new(), Operand::Place(list));
        Some(self.emit_call(callee, vec![list], ty, true))
    }

    /// `v.concat()`: the elements of the elements.
    pub(in super::super) fn concat(&mut self, _: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let rows = Rc::new(Iter::Elements(mem, By::Shared));
        let element = self.types.fresh();
        let all = self.vec_with_room(element, None);
        self.extend_with(&Rc::new(Iter::Flatten(rows)), &all);
        Operand::Place(all)
    }

    /// `[a, &b[1..]].concat()`: of slices that are named here.
    pub(in super::super) fn concat_of(&mut self, rows: &'a syn::ExprArray) -> Operand<'a> {
        let element = self.types.fresh();
        let all = self.vec_with_room(element, None);
        for row in &rows.elems {
            let operand = self.evaluated(row);
            let Some(iter) = self.at(row, |l| l.iter_of(operand)) else {
                return Operand::Poison;
            };
            self.extend_with(&iter, &all);
        }
        Operand::Place(all)
    }

    /// `v.try_into()` into an array, whose length the type says into which it goes.
    pub(in super::super) fn into_array(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
    ) -> Operand<'a> {
        let held = self.types.fresh();
        self.consult((&raw const *call).cast(), &held);
        self.array_of_elements(call, mem, held)
    }

    /// The elements of a sequence as an array, if these are as many as that has.
    pub(in super::super) fn array_of_elements(
        &mut self,
        node: &dyn ToTokens,
        mem: Mem,
        held: Type,
    ) -> Operand<'a> {
        let expected = self.types.fresh();
        let known = Type::Result(Box::new(held.clone()), Box::new(Type::Opaque));
        self.unify(&expected, &known);
        let length = self.types.shallow(&held);
        let length = length.written_length().map(str::to_owned);
        let Some(length) = length else {
            if self.types.is_open(&held) {
                self.types.make_memory(&held);
            }
            self.refuse(
                node,
                "the length of the array that this is made is not known here",
                "write its type where the variable is declared: `let a: [f64; 3] = ..`",
            );
            return Operand::Choice(Box::new(Choice {
                success: Operand::Atom(Atom::bool(true)),
                value: Operand::Init(Init::Default, held),
                error: Some(Operand::Never),
                ty: expected,
            }));
        };
        let n = self.length_written(&length);
        let len = self.len(&mem);
        let fits = self.prim(Prim::Eq, vec![len, n]);
        self.by_success(
            fits,
            true,
            &mut |l| {
                let array = l.array_of_first(&mem, length.clone());
                l.ok(array)
            },
            &mut |l| {
                let parts = vec![crate::ir::Part::Tokens(quote::quote!(()))];
                let error = l.op(Op::Opaque(crate::ir::Opaque::pure(parts)), Type::Opaque);
                l.err(Operand::Atom(error))
            },
        )
    }

    /// An empty vector with room for the items.
    pub(super) fn new_vec(&mut self, iter: &Iter<'a>, element: Type) -> Mem {
        let room = match iter.is_counted() {
            true => match self.count_of(iter) {
                Count::Of(len) => Some(len),
                Count::Endless => None,
            },
            false => None,
        };
        self.vec_with_room(element, room)
    }

    pub(in super::super) fn vec_with_room(&mut self, element: Type, room: Option<Atom>) -> Mem {
        let ty = Type::Vec(Box::new(element));
        let place = self.memory(ty.clone(), "items", Init::Empty(room));
        self.mutable.insert(place.base);
        Mem {
            place,
            ty,
            temporary: true,
        }
    }

    /// Appends an item to a vector.
    pub(in super::super) fn push_item(&mut self, mem: &Mem, item: Operand<'a>) {
        let element = self.types.element(&mem.ty);
        let (of, init) = self.element_init(&element, item);
        self.unify(&element, &of);
        self.effect(Op::Push(mem.place.clone(), init));
    }

    /// Extends a vector by one item. By a reference it is extended by a copy, as `Extend<&f64>` does.
    fn extend_by(&mut self, mem: &Mem, item: Operand<'a>) {
        let element = self.types.element(&mem.ty);
        let item = match item {
            Operand::Ref(false, _) if !self.is_reference(&element) => self.copied(item),
            item => item,
        };
        self.push_item(mem, item);
    }

    /// `v.extend(..)` with an iterator.
    pub(in super::super) fn extend_with(&mut self, iter: &Rc<Iter<'a>>, mem: &Mem) -> Operand<'a> {
        self.traverse(iter, &mut |l, item| {
            let element = l.types.element(&mem.ty);
            let item = match l.is_reference(&element) {
                true => item,
                false => l.copied(item),
            };
            l.push_item(mem, item);
        });
        Operand::Unit
    }

    pub(super) fn unzip(&mut self, iter: &Rc<Iter<'a>>) -> Operand<'a> {
        let (a, b) = (self.types.fresh(), self.types.fresh());
        let (a, b) = (self.new_vec(iter, a), self.new_vec(iter, b));
        self.traverse(iter, &mut |l, item| {
            let (first, second) = (l.part_of(item.clone(), "0"), l.part_of(item, "1"));
            l.extend_by(&a, first);
            l.extend_by(&b, second);
        });
        Operand::Tuple(vec![Operand::Place(a), Operand::Place(b)])
    }

    pub(super) fn partition(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        let element = self.types.fresh();
        let holding = self.vec_with_room(element.clone(), None);
        let failing = self.vec_with_room(element, None);
        self.traverse(iter, &mut |l, item| {
            let holds = l.apply(func, vec![Operand::shared(item.clone())]);
            let holds = l.atom(holds);
            l.branch(
                holds,
                false,
                &mut |l| {
                    l.extend_by(&holding, item.clone());
                    Operand::Unit
                },
                &mut |l| {
                    l.extend_by(&failing, item.clone());
                    Operand::Unit
                },
            );
        });
        Operand::Tuple(vec![Operand::Place(holding), Operand::Place(failing)])
    }

    /// `a.map(f)` of an array: an array of what the function makes of its elements.
    pub(in super::super) fn map_array(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
    ) -> Operand<'a> {
        let Some(func) = call.args.first().and_then(|func| self.func(func)) else {
            return Operand::Poison;
        };
        let length = match self.types.shallow(&mem.ty) {
            array @ Type::Array(..) => array.written_length().map(str::to_owned),
            _ => {
                return self.refuse(
                    &call.method,
                    "`map` is known of arrays and iterators, and the type of this is not known here",
                    "write `.iter().map(..)`, or the type where the variable is declared",
                );
            }
        };
        let of = self.types.element(&mem.ty);
        self.array_of(length, &mut |l, i| {
            let item = Operand::place(mem.place.index(i), of.clone());
            l.apply(&func, vec![item])
        })
    }

    /// `std::array::from_fn(f)`
    pub(super) fn array_from_fn(&mut self, func: &'a Expr, length: Option<String>) -> Operand<'a> {
        // An earlier pass may have seen what it is put into.
        let expected = self.types.fresh();
        self.consult(func, &expected);
        let length = length.or_else(|| {
            let expected = self.types.shallow(&expected);
            expected.written_length().map(str::to_owned)
        });
        let Some(length) = length else {
            self.refuse(
                func,
                "the length of this array is not known here",
                "write it: `std::array::from_fn::<f64, 3, _>(..)`",
            );
            return Operand::Init(Init::Default, expected);
        };
        let Some(func) = self.func(func) else {
            return Operand::Poison;
        };
        self.array_of(Some(length), &mut |l, i| {
            l.apply(&func, vec![Operand::Atom(i)])
        })
    }

    /// An array, element by element: written out where it is short, else filled in a loop.
    fn array_of(
        &mut self,
        length: Option<String>,
        each: &mut dyn FnMut(&mut Self, Atom) -> Operand<'a>,
    ) -> Operand<'a> {
        let element = self.types.fresh();
        let ty = Type::Array(Box::new(element.clone()), length.clone());
        if let Some(n) = length.as_ref().and_then(|n| n.parse::<usize>().ok())
            && n <= 4
        {
            let mut inits = Vec::new();
            for i in 0..n {
                let value = each(self, Atom::usize(i));
                let of = self.ty(&value);
                self.unify(&element, &of);
                inits.push(self.init(value));
            }
            return Operand::Init(Init::Elements(inits), ty);
        }
        let Some(count) = length
            .as_deref()
            .and_then(|n| syn::parse_str::<Expr>(n).ok())
            .map(|n| self.length_atom(&n))
        else {
            return self.refuse_here(
                "the length of this array is not known here",
                "write its type",
            );
        };
        let zero = Init::Repeat(Box::new(Init::Atom(Atom::zero(&element))), count.clone());
        let place = self.memory(ty.clone(), "items", zero);
        self.mutable.insert(place.base);
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: Atom::usize(0),
            hi: count,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let value = each(l, index.into());
            let of = l.ty(&value);
            l.unify(&element, &of);
            let target = Operand::place(place.index(index), element.clone());
            l.assign_to(target, value);
        });
        Operand::temporary(place, ty)
    }

    /// The first elements of a sequence, as an array of a length that is known.
    pub(in super::super) fn array_of_first(&mut self, mem: &Mem, length: String) -> Operand<'a> {
        let element = self.types.element(&mem.ty);
        self.array_of(Some(length), &mut |_, i| {
            Operand::place(mem.place.index(i), element.clone())
        })
    }

    /// A length that is written.
    pub(in super::super) fn length_written(&mut self, length: &str) -> Atom {
        match syn::parse_str::<Expr>(length) {
            Ok(length) => self.length_atom(&length),
            Err(_) => Atom::usize(0),
        }
    }

    /// A length, as it stands in a type.
    fn length_atom(&mut self, length: &Expr) -> Atom {
        if let Expr::Lit(lit) = length
            && let syn::Lit::Int(n) = &lit.lit
            && let Ok(n) = n.base10_parse::<usize>()
        {
            return Atom::usize(n);
        }
        let place = self.constant(&length.to_token_stream(), Type::USIZE);
        self.op(Op::Load(place), Type::USIZE)
    }
}

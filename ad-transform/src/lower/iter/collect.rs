//! Consumers that put items into vectors and arrays.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::counted::Count;
use super::{Func, Iter};
use crate::ir::{Atom, Init, Op, Range, Type};
use quote::ToTokens;
use std::rc::Rc;
use syn::{Expr, ExprMethodCall};

impl<'a> Lowerer<'a> {
    /// `collect()` into a vector.
    pub(super) fn collect(&mut self, iter: &Rc<Iter<'a>>, call: &'a ExprMethodCall) -> Operand<'a> {
        let element = match self.turbofish(call) {
            None => self.types.fresh(),
            Some(ty) => match self.types.shallow(&ty) {
                Type::Vec(element) => *element,
                Type::Infer(_) => self.types.fresh(),
                _ => {
                    return self.refuse(
                        &call.turbofish,
                        "`collect` is differentiable only into a `Vec`",
                        "collect into a `Vec` of numbers, arrays or structs",
                    );
                }
            },
        };
        let mem = self.new_vec(iter, element);
        self.traverse(iter, &mut |l, item| l.push_item(&mem, item));
        Operand::Place(mem)
    }

    /// An empty vector with room for the items.
    fn new_vec(&mut self, iter: &Iter<'a>, element: Type) -> Mem {
        let room = match iter.is_counted() {
            true => match self.count_of(iter) {
                Count::Of(len) => Some(len),
                Count::Endless => None,
            },
            false => None,
        };
        self.vec_with_room(element, room)
    }

    fn vec_with_room(&mut self, element: Type, room: Option<Atom>) -> Mem {
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
        let (element, of) = (self.types.element(&mem.ty), self.ty(&item));
        self.unify(&element, &of);
        let init = self.init(item);
        self.effect(Op::Push(mem.place.clone(), init));
    }

    /// `v.extend(..)` with an iterator.
    pub(in super::super) fn extend_with(&mut self, iter: &Rc<Iter<'a>>, mem: &Mem) -> Operand<'a> {
        self.traverse(iter, &mut |l, item| {
            let item = l.copied(item);
            l.push_item(mem, item);
        });
        Operand::Unit
    }

    pub(super) fn unzip(&mut self, iter: &Rc<Iter<'a>>) -> Operand<'a> {
        let (a, b) = (self.types.fresh(), self.types.fresh());
        let (a, b) = (self.new_vec(iter, a), self.new_vec(iter, b));
        self.traverse(iter, &mut |l, item| {
            let (first, second) = (l.part_of(item.clone(), "0"), l.part_of(item, "1"));
            l.push_item(&a, first);
            l.push_item(&b, second);
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
                    l.push_item(&holding, item.clone());
                    Operand::Unit
                },
                &mut |l| {
                    l.push_item(&failing, item.clone());
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
            Type::Array(_, length) => length,
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
        let length = length.or_else(|| match self.types.shallow(&expected) {
            Type::Array(_, length) => length,
            _ => None,
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

//! Methods of arrays, slices, vectors and ranges: one table.

use super::iter::Cut;
use super::operand::{Bounds, Mem, Operand};
use super::{Lowerer, int};
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Range, Type};
use quote::quote;
use syn::ExprMethodCall;

/// Lowers a method of a sequence that lies in memory.
type Method = for<'a> fn(&mut Lowerer<'a>, &'a ExprMethodCall, Mem) -> Operand<'a>;

/// Methods by name.
const METHODS: &[(&str, Method)] = &[
    ("append", |l, call, mem| l.append(call, mem)),
    ("as_mut", |l, _, mem| l.as_reference(mem, true)),
    ("as_mut_slice", |l, _, mem| l.as_slice(mem, true)),
    ("as_ref", |l, _, mem| l.as_reference(mem, false)),
    ("as_slice", |l, _, mem| l.as_slice(mem, false)),
    ("binary_search", |l, call, mem| {
        l.binary_search_of(call, mem)
    }),
    ("binary_search_by_key", |l, call, mem| {
        l.binary_search_by_key(call, mem)
    }),
    ("binary_search_by", |l, call, mem| {
        l.binary_search_by(call, mem)
    }),
    ("borrow", |l, _, mem| l.as_reference(mem, false)),
    ("clear", |l, _, mem| {
        l.effect(Op::Truncate(mem.place, Atom::usize(0)));
        Operand::Unit
    }),
    ("clone", |_, _, mem| {
        Operand::Init(Init::Copy(mem.place), mem.ty)
    }),
    ("clone_from", |l, call, mem| l.clone_from(call, mem)),
    ("clone_from_slice", |l, call, mem| l.copy_from(call, mem)),
    ("concat", |l, call, mem| l.concat(call, mem)),
    ("contains", |l, call, mem| l.question(call, mem)),
    ("copy_from_slice", |l, call, mem| l.copy_from(call, mem)),
    ("copy_within", |l, call, mem| l.copy_within(call, mem)),
    ("dedup", |l, call, mem| l.dedup(call, mem)),
    ("dedup_by_key", |l, call, mem| l.dedup(call, mem)),
    ("dedup_by", |l, call, mem| l.dedup(call, mem)),
    ("drain", |l, call, mem| l.drain(call, mem)),
    ("each_mut", |_, _, mem| Operand::Place(mem)),
    ("each_ref", |_, _, mem| Operand::Place(mem)),
    ("extend", |l, call, mem| l.extend(call, mem)),
    ("extend_from_slice", |l, call, mem| l.extend(call, mem)),
    ("ends_with", |l, call, mem| l.question(call, mem)),
    ("extend_from_within", |l, call, mem| {
        l.extend_from_within(call, mem)
    }),
    ("fill", |l, call, mem| l.fill_all(call, mem)),
    ("fill_with", |l, call, mem| l.fill_with(call, mem)),
    ("first", |l, call, mem| {
        l.lookup(call, mem, Which::First, false)
    }),
    ("first_mut", |l, call, mem| {
        l.lookup(call, mem, Which::First, true)
    }),
    ("get", |l, call, mem| l.get(call, mem, false)),
    ("get_mut", |l, call, mem| l.get(call, mem, true)),
    ("front", |l, call, mem| {
        l.lookup(call, mem, Which::First, false)
    }),
    ("front_mut", |l, call, mem| {
        l.lookup(call, mem, Which::First, true)
    }),
    ("back", |l, call, mem| {
        l.lookup(call, mem, Which::Last, false)
    }),
    ("back_mut", |l, call, mem| {
        l.lookup(call, mem, Which::Last, true)
    }),
    ("get_unchecked", |l, call, mem| {
        l.get_unchecked(call, mem, false)
    }),
    ("get_unchecked_mut", |l, call, mem| {
        l.get_unchecked(call, mem, true)
    }),
    ("insert", |l, call, mem| l.insert(call, mem)),
    ("into_boxed_slice", |l, _, mem| {
        let element = l.types.element(&mem.ty);
        l.boxed_slice(&mem, &element, true)
    }),
    ("is_empty", |l, _, mem| Operand::Atom(l.is_empty(&mem))),
    ("map", |l, call, mem| l.map_array(call, mem)),
    ("last", |l, call, mem| {
        l.lookup(call, mem, Which::Last, false)
    }),
    ("last_mut", |l, call, mem| {
        l.lookup(call, mem, Which::Last, true)
    }),
    ("is_sorted", |l, call, mem| l.question(call, mem)),
    ("is_sorted_by", |l, call, mem| l.elements_sorted(call, mem)),
    ("is_sorted_by_key", |l, call, mem| {
        l.elements_sorted(call, mem)
    }),
    ("len", |l, _, mem| Operand::Atom(l.len(&mem))),
    ("partition_point", |l, call, mem| {
        l.partition_point(call, mem)
    }),
    ("pop", |l, call, mem| l.lookup(call, mem, Which::Pop, false)),
    ("pop_back", |l, call, mem| {
        l.lookup(call, mem, Which::Pop, false)
    }),
    ("pop_front", |l, _, mem| l.pop_front(mem)),
    ("push", |l, call, mem| l.push(call, mem)),
    ("push_back", |l, call, mem| l.push(call, mem)),
    ("push_front", |l, call, mem| l.push_front(call, mem)),
    ("remove", |l, call, mem| l.remove(call, mem)),
    ("repeat", |l, call, mem| l.so_many_times(call, mem)),
    ("reserve", |l, call, _| l.reserve(call)),
    ("reserve_exact", |l, call, _| l.reserve(call)),
    ("shrink_to_fit", |_, _, _| Operand::Unit),
    ("resize_with", |l, call, mem| l.resize_with(call, mem)),
    ("resize", |l, call, mem| l.resize(call, mem)),
    ("retain", |l, call, mem| l.retain(call, mem)),
    ("retain_mut", |l, call, mem| l.retain(call, mem)),
    ("reverse", |l, _, mem| l.reverse(mem)),
    ("split_first", |l, call, mem| l.split_end(call, mem)),
    ("split_first_mut", |l, call, mem| l.split_end(call, mem)),
    ("split_last", |l, call, mem| l.split_end(call, mem)),
    ("split_last_mut", |l, call, mem| l.split_end(call, mem)),
    ("split_at", |l, call, mem| l.split_at(call, mem)),
    ("split_at_mut", |l, call, mem| l.split_at(call, mem)),
    ("split_at_mut_unchecked", |l, call, mem| {
        l.split_at(call, mem)
    }),
    ("split_at_unchecked", |l, call, mem| l.split_at(call, mem)),
    ("split_at_checked", |l, call, mem| {
        l.split_at_checked(call, mem)
    }),
    ("split_at_mut_checked", |l, call, mem| {
        l.split_at_checked(call, mem)
    }),
    ("split_first_chunk", |l, call, mem| l.end_chunk(call, mem)),
    ("split_last_chunk", |l, call, mem| l.end_chunk(call, mem)),
    ("first_chunk", |l, call, mem| l.end_chunk(call, mem)),
    ("last_chunk", |l, call, mem| l.end_chunk(call, mem)),
    ("chunk_by", |l, call, mem| l.runs(call, mem, Cut::Between)),
    ("chunk_by_mut", |l, call, mem| {
        l.runs(call, mem, Cut::Between)
    }),
    ("split", |l, call, mem| l.runs(call, mem, Cut::At)),
    ("split_mut", |l, call, mem| l.runs(call, mem, Cut::At)),
    ("split_inclusive", |l, call, mem| {
        l.runs(call, mem, Cut::After)
    }),
    ("split_inclusive_mut", |l, call, mem| {
        l.runs(call, mem, Cut::After)
    }),
    ("split_off", |l, call, mem| l.split_off(call, mem)),
    ("rotate_left", |l, call, mem| l.rotate(call, mem)),
    ("rotate_right", |l, call, mem| l.rotate(call, mem)),
    ("select_nth_unstable", |l, call, mem| {
        l.select_nth(call, mem)
    }),
    ("select_nth_unstable_by", |l, call, mem| {
        l.select_nth(call, mem)
    }),
    ("select_nth_unstable_by_key", |l, call, mem| {
        l.select_nth(call, mem)
    }),
    ("splice", |l, call, mem| l.splice(call, mem)),
    ("starts_with", |l, call, mem| l.question(call, mem)),
    ("sort", |l, call, mem| l.sort(call, mem)),
    ("sort_by", |l, call, mem| l.sort(call, mem)),
    ("sort_by_cached_key", |l, call, mem| l.sort(call, mem)),
    ("sort_by_key", |l, call, mem| l.sort(call, mem)),
    ("sort_unstable", |l, call, mem| l.sort(call, mem)),
    ("sort_unstable_by", |l, call, mem| l.sort(call, mem)),
    ("sort_unstable_by_key", |l, call, mem| l.sort(call, mem)),
    ("swap", |l, call, mem| l.swap_elements(call, mem)),
    ("swap_with_slice", |l, call, mem| {
        l.swap_with_slice(call, mem)
    }),
    ("swap_remove", |l, call, mem| l.swap_remove(call, mem)),
    ("to_owned", |l, _, mem| l.to_owned(mem)),
    ("to_vec", |l, _, mem| {
        let element = l.types.element(&mem.ty);
        Operand::Init(Init::Copy(mem.place), Type::Vec(Box::new(element)))
    }),
    ("try_into", |l, call, mem| l.into_array(call, mem)),
    ("truncate", |l, call, mem| l.truncate(call, mem)),
];

/// Methods that maps and types of the user's have, too.
const SHARED: [&str; 14] = [
    "append",
    "back",
    "drain",
    "front",
    "insert",
    "pop_back",
    "pop_front",
    "push_back",
    "push_front",
    "remove",
    "repeat",
    "retain",
    "split",
    "split_off",
];

/// The method of this name, of what is known to be a sequence or only seen to hold something.
pub(super) fn sequence_method(name: &str, certain: bool) -> Option<Method> {
    if !certain && SHARED.contains(&name) {
        return None;
    }
    let name = super::iter::in_order(name);
    if super::iter::METHODS.contains(&name) {
        return Some(|l, call, mem| l.sequence_iter(call, mem));
    }
    METHODS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, method)| *method)
}

/// An element that may not be there: what `first`, `last`, `get` and `pop` give.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    pub mem: Mem,
    pub which: Which,
    mutable: bool,
    /// Is it the element, or a reference to it?
    pub by_value: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Which {
    First,
    Last,
    Get(Atom),
    Pop,
}

impl Lookup {
    /// The element itself instead of a reference to it.
    pub(super) fn by_value(&self) -> Lookup {
        Lookup {
            by_value: true,
            ..self.clone()
        }
    }
}

impl<'a> Lowerer<'a> {
    /// The type of the element.
    pub(super) fn lookup_ty(&mut self, lookup: &Lookup) -> Type {
        self.types.element(&lookup.mem.ty)
    }

    fn as_reference(&mut self, mem: Mem, mutable: bool) -> Operand<'a> {
        Operand::Ref(mutable, Box::new(Operand::place(mem.place, mem.ty)))
    }

    /// `v.as_slice()`: `&v[..]`, of which a part may take its place.
    fn as_slice(&mut self, mem: Mem, mutable: bool) -> Operand<'a> {
        let whole = Bounds {
            lo: None,
            hi: None,
            inclusive: false,
        };
        let slice = self.slice(mem, whole);
        Operand::Ref(mutable, Box::new(slice))
    }

    fn to_owned(&mut self, mem: Mem) -> Operand<'a> {
        let ty = match self.types.shallow(&mem.ty) {
            array @ Type::Array(..) => array,
            ty => Type::Vec(Box::new(self.types.element(&ty))),
        };
        Operand::Init(Init::Copy(mem.place), ty)
    }

    pub(super) fn push(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let value = self.evaluated(arg);
        let value = if self.no_diff {
            self.stopped(value)
        } else {
            value
        };
        let (element, of) = (self.types.element(&mem.ty), self.ty(&value));
        if self.are_objects(&element, &of) {
            return self.at(arg, Self::refuse_objects);
        }
        let (of, init) = self.at(arg, |l| l.element_init(&element, value));
        self.unify(&element, &of);
        self.effect(Op::Push(mem.place, init));
        Operand::Unit
    }

    pub(super) fn only_argument(&mut self, call: &'a ExprMethodCall) -> Option<&'a syn::Expr> {
        if call.args.len() == 1 {
            return call.args.first();
        }
        self.refuse(
            call,
            "this method takes one argument",
            "see the documentation of `Vec` and slices",
        );
        None
    }

    pub(super) fn two_arguments(
        &mut self,
        call: &'a ExprMethodCall,
    ) -> Option<(&'a syn::Expr, &'a syn::Expr)> {
        if let (2, Some(a), Some(b)) = (call.args.len(), call.args.first(), call.args.last()) {
            return Some((a, b));
        }
        self.refuse(
            call,
            "this method takes two arguments",
            "see the documentation of `Vec` and slices",
        );
        None
    }

    /// An argument that is a position or a length.
    pub(super) fn position(&mut self, expr: &'a syn::Expr) -> Atom {
        let atom = self.scalar(expr);
        let ty = self.atom_ty(&atom);
        self.unify(&ty, &Type::USIZE);
        atom
    }

    fn fill_all(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let element = self.types.element(&mem.ty);
        if self.types.is_aggregate(&element) {
            return self.refuse(
                call,
                "filling with arrays or vectors is not differentiable yet",
                "write the loop out: `for row in 0..a.len() { a[row] = .. }`",
            );
        }
        let value = self.scalar(arg);
        let of = self.atom_ty(&value);
        self.unify(&element, &of);
        self.effect(Op::Fill(mem.place, value));
        Operand::Unit
    }

    /// `a.fill_with(f)`
    fn fill_with(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(func) = self.only_argument(call).and_then(|func| self.func(func)) else {
            return Operand::Poison;
        };
        let len = self.len(&mem);
        let element = self.types.element(&mem.ty);
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: Atom::usize(0),
            hi: len,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let value = l.apply(&func, Vec::new());
            let of = l.ty(&value);
            l.unify(&element, &of);
            let target = Operand::place(mem.place.index(index), element.clone());
            l.assign_to(target, value);
        })
    }

    fn swap_elements(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((i, j)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let (i, j) = (self.position(i), self.position(j));
        self.effect(Op::Swap(mem.place.index(i), mem.place.index(j)));
        Operand::Unit
    }

    /// The sequence that an argument is, or refers to.
    pub(super) fn source(&mut self, call: &'a ExprMethodCall, mem: &Mem) -> Option<Mem> {
        let arg = self.only_argument(call)?;
        let operand = self.evaluated(arg);
        let source = self.at(arg, |l| l.sequence(operand))?;
        let (a, b) = (self.types.element(&mem.ty), self.types.element(&source.ty));
        self.unify(&a, &b);
        Some(source)
    }

    fn copy_from(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(source) = self.source(call, &mem) else {
            return Operand::Poison;
        };
        self.effect(Op::CopyFrom(mem.place, source.place));
        Operand::Unit
    }

    fn clone_from(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(source) = self.source(call, &mem) else {
            return Operand::Poison;
        };
        self.set_memory(mem.place, Init::Copy(source.place));
        Operand::Unit
    }

    fn extend(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let operand = self.evaluated(arg);
        if let Operand::Iter(_) | Operand::Range(_) = &operand {
            return match self.iter_of(operand) {
                Some(iter) => self.extend_with(&iter, &mem),
                None => Operand::Poison,
            };
        }
        let Some(source) = self.at(arg, |l| l.sequence(operand)) else {
            return Operand::Poison;
        };
        let (a, b) = (self.types.element(&mem.ty), self.types.element(&source.ty));
        self.unify(&a, &b);
        self.effect(Op::Extend(mem.place, source.place));
        Operand::Unit
    }

    /// A question that no part of the answer to varies.
    fn question(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let args = self.tokens_of_args(call.args.iter());
        let method = &call.method;
        let place = Part::Place(mem.place.clone());
        let parts = vec![place, Part::Tokens(quote!(.#method)), args];
        let parts = match self.types.shallow(&mem.ty).is_sequence() {
            true => parts,
            false => self.only(parts, &Type::Bool),
        };
        Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool))
    }

    fn reserve(&mut self, call: &'a ExprMethodCall) -> Operand<'a> {
        // Room is no content.
        for arg in &call.args {
            self.position(arg);
        }
        Operand::Unit
    }

    fn truncate(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let n = self.position(arg);
        self.shorten(&mem, n);
        Operand::Unit
    }

    /// Shortens a vector to a length, if it is longer; gives the length that it had.
    pub(super) fn shorten(&mut self, mem: &Mem, n: Atom) -> Atom {
        let len = self.len(mem);
        let shorter = self.prim(Prim::Lt, vec![n.clone(), len.clone()]);
        let n = self.prim(Prim::Select, vec![shorter, n, len.clone()]);
        self.effect(Op::Truncate(mem.place.clone(), n));
        len
    }

    fn resize(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((n, value)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let n = self.position(n);
        let value = self.evaluated(value);
        let (element, of) = (self.types.element(&mem.ty), self.ty(&value));
        self.unify(&element, &of);
        let value = match value {
            Operand::Atom(a) => Init::Atom(a),
            other => Init::Copy(self.materialise(other, "value").place),
        };
        self.lengthen(&mem, n, &mut |_| value.clone())
    }

    fn resize_with(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((n, func)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let n = self.position(n);
        let Some(func) = self.func(func) else {
            return Operand::Poison;
        };
        let element = self.types.element(&mem.ty);
        self.lengthen(&mem, n, &mut |l| {
            let value = l.apply(&func, Vec::new());
            let of = l.ty(&value);
            l.unify(&element, &of);
            l.init(value)
        })
    }

    /// Takes elements off the end, or puts more there.
    fn lengthen(
        &mut self,
        mem: &Mem,
        n: Atom,
        value: &mut dyn FnMut(&mut Self) -> Init,
    ) -> Operand<'a> {
        let len = self.shorten(mem, n.clone());
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: len,
            hi: n,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let value = value(l);
            l.effect(Op::Push(mem.place.clone(), value))
        })
    }

    pub(super) fn reverse(&mut self, mem: Mem) -> Operand<'a> {
        let len = self.len(&mem);
        let half = self.prim(Prim::Div, vec![len.clone(), Atom::usize(2)]);
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: Atom::usize(0),
            hi: half,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let last = l.prim(Prim::Sub, vec![len.clone(), Atom::usize(1)]);
            let other = l.prim(Prim::Sub, vec![last, index.into()]);
            l.effect(Op::Swap(mem.place.index(index), mem.place.index(other)));
        })
    }

    // --- elements that may not be there ---

    fn lookup(
        &mut self,
        _: &'a ExprMethodCall,
        mem: Mem,
        which: Which,
        mutable: bool,
    ) -> Operand<'a> {
        let by_value = matches!(which, Which::Pop);
        Operand::Element(Lookup {
            mem,
            which,
            mutable,
            by_value,
        })
    }

    fn get(&mut self, call: &'a ExprMethodCall, mem: Mem, mutable: bool) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let operand = self.evaluated(arg);
        if let Operand::Range(bounds) = operand {
            return self.get_slice(&mem, bounds, mutable);
        }
        let index = self.at(arg, |l| l.atom(operand));
        let ty = self.atom_ty(&index);
        self.unify(&ty, &Type::USIZE);
        self.lookup(call, mem, Which::Get(index), mutable)
    }

    /// Is the element there?
    pub(super) fn is_some(&mut self, lookup: &Lookup) -> Atom {
        let len = self.len(&lookup.mem);
        match &lookup.which {
            Which::Get(i) => self.prim(Prim::Lt, vec![i.clone(), len]),
            Which::First | Which::Last | Which::Pop => {
                self.prim(Prim::Ne, vec![len, Atom::usize(0)])
            }
        }
    }

    /// The element, which is there.
    pub(super) fn payload(&mut self, lookup: &Lookup) -> Operand<'a> {
        let mem = &lookup.mem;
        let element = self.types.element(&mem.ty);
        let index = match &lookup.which {
            Which::First => Atom::usize(0),
            Which::Last => self.from_end(mem, 1),
            Which::Get(i) => i.clone(),
            Which::Pop if self.types.is_aggregate(&element) || self.is_reference(&element) => {
                let place = self.memory(element.clone(), "last", Init::Pop(mem.place.clone()));
                return Operand::temporary(place, element);
            }
            Which::Pop => return Operand::Atom(self.op(Op::Pop(mem.place.clone()), element)),
        };
        let place = Operand::place(mem.place.index(index), element);
        if lookup.by_value {
            place
        } else {
            Operand::Ref(lookup.mutable, Box::new(place))
        }
    }

    /// What becomes of an element that nobody wants.
    pub(super) fn discard_element(&mut self, lookup: &Lookup) {
        if matches!(lookup.which, Which::Pop) {
            let some = self.is_some(lookup);
            self.branch(
                some,
                false,
                &mut |l| {
                    l.payload(lookup);
                    Operand::Unit
                },
                &mut |_| Operand::Unit,
            );
        }
    }

    // --- ranges ---

    /// A method of a range of integers.
    pub(super) fn range_method(
        &mut self,
        name: &str,
        bounds: Bounds,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        match (name, call.args.first(), bounds) {
            ("contains", Some(arg), bounds) => {
                let a = self.scalar(arg);
                let last = if bounds.inclusive { Prim::Le } else { Prim::Lt };
                let mut all = Atom::bool(true);
                for (end, prim) in [(bounds.lo, Prim::Ge), (bounds.hi, last)] {
                    let Some(end) = end else { continue };
                    let holds = self.arithmetic(prim, a.clone(), end, call);
                    let holds = self.atom(holds);
                    all = if all == Atom::bool(true) {
                        holds
                    } else {
                        self.prim(Prim::And, vec![all, holds])
                    };
                }
                Operand::Atom(all)
            }
            ("clone", None, bounds) => Operand::Range(bounds),
            (
                "len",
                None,
                Bounds {
                    lo: Some(lo),
                    hi: Some(hi),
                    inclusive: false,
                },
            ) => {
                let ty = self.atom_ty(&lo);
                let one = int(1, &ty);
                let trips = self.trips(&lo, &hi, false, &one, &ty);
                Operand::Atom(self.cast(trips, Type::USIZE))
            }
            (
                "is_empty",
                None,
                Bounds {
                    lo: Some(lo),
                    hi: Some(hi),
                    inclusive,
                },
            ) => self.arithmetic(if inclusive { Prim::Gt } else { Prim::Ge }, lo, hi, call),
            (name, _, bounds) => {
                let iter = std::rc::Rc::new(super::iter::Iter::Range(bounds));
                self.iter_method(name, &iter, call)
            }
        }
    }
}

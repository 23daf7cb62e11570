//! Methods: of numbers, of sequences, of what a vector may have, of the user's types.

use super::Lowerer;
use super::iter::{By, Iter, changes};
use super::operand::{Mem, Operand};
use super::outcome::Expected;
use super::params::base_of;
use super::sequence::sequence_method;
use crate::ir::{Access, Atom, BaseKind, Callee, Float, Op, Opaque, Part, Prim, Projection, Type};
use crate::parse::index::number_of;
use crate::parse::knowledge::Method;
use crate::parse::{Passing, Shape, foreign, handed_back};
use crate::rules::math_fn;
use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, ExprMethodCall};

/// Methods that of all sequences only a `VecDeque` has.
const QUEUE_METHODS: [&str; 4] = ["pop_back", "pop_front", "push_back", "push_front"];

impl<'a> Lowerer<'a> {
    pub(super) fn method_call(&mut self, call: &'a ExprMethodCall) -> Operand<'a> {
        self.method_value(call, true)
    }

    pub(super) fn method_value(&mut self, call: &'a ExprMethodCall, wanted: bool) -> Operand<'a> {
        let looked_at = self.is_looked_at_once(call);
        let value = self.method_operand(call, wanted);
        match value {
            Operand::Element(lookup) if !wanted => {
                self.discard_element(&lookup);
                Operand::Unit
            }
            value if looked_at => value,
            value => self.settled(value),
        }
    }

    fn method_operand(&mut self, call: &'a ExprMethodCall, wanted: bool) -> Operand<'a> {
        let name = call.method.to_string();
        if matches!(name.as_str(), "unwrap" | "expect")
            && let Some(converted) = self.conversion(&call.receiver)
        {
            return converted;
        }
        if let Some(parsed) = self.parsed_text(call) {
            return parsed;
        }
        if let ("concat", Some(rows)) = (name.as_str(), written_array(&call.receiver)) {
            return self.concat_of(rows);
        }
        if let Some(done) = self.overwritten_part(call) {
            return done;
        }
        let receiver = match super::lookup::takes_it(call) {
            true => self.looked_at_once(&call.receiver),
            false => self.expr(&call.receiver),
        };
        // What is passed to derivatives is what it is converted to.
        if matches!(name.as_str(), "into" | "as_ref" | "borrow")
            && base_of(&receiver).is_some_and(|base| self.read_already.contains(&base))
        {
            return receiver;
        }
        if let Operand::Place(mem) = &receiver {
            self.consult(&raw const *call.receiver, &mem.ty);
        }
        if let Some(value) = self.registered_method(call, &receiver, wanted) {
            return value;
        }
        if let Some(value) = self.text_method(call, &receiver) {
            return value;
        }
        if super::iter::in_order(&name) == "into_iter" && call.args.is_empty() {
            return match self.at(&*call.receiver, |l| l.iter_of(receiver)) {
                Some(iter) => Operand::Iter(iter),
                None => Operand::Poison,
            };
        }
        let stripped = self.strip(receiver.clone());
        if let (Some(prim), [arg]) = (assigning(&name), &call.args.iter().collect::<Vec<_>>()[..]) {
            let ty = self.ty(&stripped);
            if self.types.is_scalar(&ty) {
                let by = self.scalar(arg);
                let old = self.value(stripped.clone());
                let old = self.atom(old);
                let new = self.arithmetic(prim, old, by, call);
                self.assign_to(stripped, new);
                return Operand::Unit;
            }
        }
        let value = match self.at(&*call.receiver, |l| l.value(stripped)) {
            // What a conversion by a trait of someone's own gives: no `Option` has such a method.
            Operand::Choice(choice)
                if choice.is_there()
                    && super::outcome::outcome_method(&name).is_none()
                    && may_be_of_a_number(&name) =>
            {
                choice.value
            }
            value => value,
        };
        if let Some(converted) = self.value_into(call, (&receiver, &value), wanted) {
            return converted;
        }
        if self.is_hidden(&value, &name) {
            return self.refuse(
                &call.method,
                &format!(
                    "a trait of the crate has a method `{name}`, too, which is called here in place of the one of the \
                     standard library"
                ),
                "call it by its path, `Trait::method(&value)`, or give it another name",
            );
        }
        match value {
            // Text, of which no part varies.
            shown @ (Operand::Atom(_) | Operand::Place(_))
                if name == "to_string" && call.args.is_empty() =>
            {
                let parts = vec![
                    Part::Group(Delimiter::Parenthesis, self.part(shown)),
                    Part::Tokens(quote!(.to_string())),
                ];
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), Type::Opaque))
            }
            // No number has such a method: what was taken for one is something else.
            Operand::Atom(atom) if self.is_open_atom(&atom) && !may_be_of_a_number(&name) => {
                let ty = self.atom_ty(&atom);
                self.at(&*call.receiver, |l| l.unknown_aggregate(&ty))
            }
            Operand::Atom(atom) if self.is_own_function(&self.atom_ty(&atom), &name) => {
                let mem = self.materialise(Operand::Atom(atom), "value");
                let operand = Operand::Place(mem.clone());
                self.method_of_place(&name, operand, mem, call, wanted)
            }
            Operand::Atom(atom) if name == "try_into" && call.args.is_empty() => {
                self.integer_into(call, atom)
            }
            Operand::Atom(atom) => {
                let args: Vec<&Expr> = call.args.iter().collect();
                self.number(&name, atom, &args, call)
            }
            Operand::Place(mem) => self.memory_method(&name, receiver, mem, call, wanted),
            init @ Operand::Init(..) => {
                let mem = self.materialise(init, "value");
                let operand = Operand::Place(mem.clone());
                self.memory_method(&name, operand, mem, call, wanted)
            }
            choice @ (Operand::Element(_) | Operand::Choice(_)) => {
                // With the reference around it, and as the variables that it is.
                let receiver = match choice {
                    Operand::Element(_) => choice,
                    _ => receiver,
                };
                self.outcome_method_of(&name, &receiver, call)
            }
            Operand::Tuple(parts) if matches!(name.as_str(), "clone" | "to_owned") => {
                Operand::Tuple(parts)
            }
            // What it goes through is not seen.
            literal @ Operand::Struct(_) if super::iter::METHODS.contains(&name.as_str()) => {
                self.materialise(literal, "value");
                Operand::Poison
            }
            literal @ Operand::Struct(_) => {
                let ty = self.ty(&literal);
                self.user_method(&name, literal, (ty, None), call, wanted)
            }
            list @ Operand::List(_) => self.list_method(&name, list, call),
            Operand::Range(bounds) => self.range_method(&name, bounds, call),
            Operand::Iter(iter) => self.iter_method(&name, &iter, call),
            Operand::Maybe(maybe) => self.maybe_method(&name, &maybe, call),
            Operand::Compared(compared) => self.compared_method(&name, compared, call),
            Operand::Tokens(_) if self.in_unsafe => self.unknown_unsafe(call),
            Operand::Tokens(tokens) => {
                let args = self.tokens_of_args(call.args.iter());
                let method = &call.method;
                // `*range.end()`: the reference is the user's to follow.
                let deref = self
                    .dereferenced
                    .is_some_and(|deref| std::ptr::eq(deref, call));
                let deref = deref.then(|| quote!(*));
                let parts = vec![Part::Tokens(quote!(#deref #tokens.#method)), args];
                let ty = if name == "len" {
                    Type::USIZE
                } else {
                    self.types.fresh()
                };
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty))
            }
            Operand::Never => Operand::Never,
            Operand::Poison | Operand::Deferred(_) => Operand::Poison,
            Operand::Fork(_) => self.refuse_fork(),
            Operand::Closure(_)
            | Operand::Function(_)
            | Operand::OneOf(_)
            | Operand::Tuple(_)
            | Operand::Unit
            | Operand::Ref(..)
            | Operand::Var(_) => self.refuse(
                &call.method,
                &format!("the method `{name}` of this is not known"),
                "write the operation out",
            ),
        }
    }

    /// A method of an array of references.
    fn list_method(
        &mut self,
        name: &str,
        list: Operand<'a>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        match (name, list) {
            ("iter", list) => match self.iter_of(Operand::shared(list)) {
                Some(iter) => Operand::Iter(iter),
                None => Operand::Poison,
            },
            ("len", Operand::List(parts)) => Operand::Atom(Atom::usize(parts.len())),
            ("map", Operand::List(parts)) if call.args.len() == 1 => {
                let Some(func) = self.func(&call.args[0]) else {
                    return Operand::Poison;
                };
                let parts = parts.into_iter().map(|part| self.apply(&func, vec![part]));
                let parts = parts.collect();
                self.array_of_operands(parts)
            }
            ("iter_mut", Operand::List(parts)) => Operand::Iter(Self::one_by_one(parts)),
            _ => {
                self.ask_for_memory(&call.receiver);
                self.refuse(
                    &call.method,
                    &format!(
                        "the method `{name}` of an array of references is not differentiable here"
                    ),
                    "go through it with `for`, or make an array of the values",
                )
            }
        }
    }

    fn outcome_method_of(
        &mut self,
        name: &str,
        receiver: &Operand<'a>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let expected = match super::outcome::outcome_method(name) {
            Some(expected) if expected != Expected::Either => expected,
            _ => match self.asked.kind(&call.receiver) {
                Expected::Either => self.kind_in_context(name),
                asked => asked,
            },
        };
        match self.open(receiver, expected) {
            Some(opened) => self.outcome_call(name, &opened, call),
            None => self.not_an_outcome(call, receiver),
        }
    }

    /// Is the type that has the method around a vector, an array or a slice?
    fn is_itself_a_sequence(&mut self) -> bool {
        let of = self.signature.self_ty.clone();
        of.is_some_and(|of| {
            let ty = self.ty_of(&of);
            self.types.shallow(&ty).is_sequence()
        })
    }

    fn memory_method(
        &mut self,
        name: &str,
        receiver: Operand<'a>,
        mem: Mem,
        call: &'a ExprMethodCall,
        wanted: bool,
    ) -> Operand<'a> {
        if let Some(done) = self.call_behind(name, &mem, call, wanted) {
            return done;
        }
        match self.types.shallow(&mem.ty) {
            Type::Boxed(inner) if matches!(&*inner, Type::Named(name) if name.starts_with("dyn ")) => {
                self.method_of_place(name, receiver, mem, call, wanted)
            }
            Type::Boxed(_) if matches!(name, "clone" | "to_owned") => {
                Operand::Init(crate::ir::Init::Copy(mem.place), mem.ty)
            }
            Type::Boxed(inner) => {
                let mem = Mem { place: mem.place.project(Projection::Behind), ty: *inner, temporary: false };
                if self.types.is_scalar(&mem.ty) {
                    let atom = self.load(&mem);
                    let args: Vec<&Expr> = call.args.iter().collect();
                    return self.number(name, atom, &args, call);
                }
                self.memory_method(name, Operand::Place(mem.clone()), mem, call, wanted)
            }
            // Of `impl Statistics for Vec<f64>`.
            Type::Named(of) if of == "Self" && name == "len" && self.is_itself_a_sequence() => {
                Operand::Atom(self.len(&mem))
            }
            Type::Named(of) if of == "Self" && name == "is_empty" && self.is_itself_a_sequence() => {
                Operand::Atom(self.is_empty(&mem))
            }
            Type::Named(of) if super::iter::METHODS.contains(&name) => {
                if self.has_own_method(&mem.ty, name) || self.has_no_elements(&mem.ty) {
                    return self.refuse(
                        &call.method,
                        &format!("what the `{name}` of a `{of}` goes through is not seen here"),
                        "go through the field: `self.values.iter()`, or through what a method gives that returns a slice",
                    );
                }
                self.sequence_iter(call, mem)
            }
            Type::Option(_) | Type::Result(..) => self.outcome_method_of(name, &receiver, call),
            Type::Infer(_) | Type::Unknown
                if self.is_outcome_method(name)
                    && self.types.element_is_open(&mem.ty) =>
            {
                self.outcome_method_of(name, &receiver, call)
            }
            Type::Named(_) => self.method_of_place(name, receiver, mem, call, wanted),
            Type::Tuple(_) if matches!(name, "clone" | "to_owned") => {
                Operand::Init(crate::ir::Init::Copy(mem.place), mem.ty)
            }
            // `get` of a cell, of a number that is not zero, of a matrix.
            ty if !ty.is_sequence() && matches!(name, "get" | "get_mut") && call.args.len() != 1 => {
                self.method_of_place(name, receiver, mem, call, wanted)
            }
            ty if ty.is_sequence() && QUEUE_METHODS.contains(&name) && !self.is_own_queue(&mem) => self.refuse(
                &call.method,
                "a `VecDeque` that is not a variable of the function's own has no derivative",
                "hold a `Vec`; in an `impl` or a trait that is annotated as a whole, mark the function `#[no_diff]`",
            ),
            ty if ty.is_sequence() || self.types.is_aggregate(&ty) => match sequence_method(name, ty.is_sequence()) {
                Some(method) => method(self, call, mem),
                None if matches!(ty, Type::Infer(_)) || self.is_of_own_trait(name) => {
                    self.method_of_place(name, receiver, mem, call, wanted)
                }
                None => self.refuse(
                    &call.method,
                    &format!("the method `{name}` of arrays, slices and vectors is not differentiable yet"),
                    "write the loop out",
                ),
            },
            // Not known: what has a rule is a number, what sequences have is a sequence.
            _ if matches!(name, "clone" | "to_owned") => Operand::Place(Mem { temporary: false, ..mem }),
            _ if math_fn(name).is_some() || super::number::int_result(name).is_some() || is_number_method(name) => {
                let atom = self.load(&mem);
                let args: Vec<&Expr> = call.args.iter().collect();
                self.number(name, atom, &args, call)
            }
            ty => match sequence_method(name, false) {
                Some(method) => {
                    self.types.make_aggregate(&ty);
                    method(self, call, mem)
                }
                None => self.method_of_place(name, receiver, mem, call, wanted),
            },
        }
    }

    /// Is it a variable of the body, or in a sequence that is one? There, a `VecDeque` is a vector.
    fn is_own_queue(&self, mem: &Mem) -> bool {
        let base = &self.b.f.bases[mem.place.base.index()];
        let mut ways = mem.place.projections.iter();
        matches!(base.kind, BaseKind::Local) && ways.all(|way| matches!(way, Projection::Index(_)))
    }

    /// May a method change this receiver?
    fn may_change(&self, receiver: &Operand<'a>) -> bool {
        match receiver {
            Operand::Ref(mutable, _) => *mutable,
            Operand::Place(mem) => matches!(
                self.b.f.bases[mem.place.base.index()].kind,
                BaseKind::Local | BaseKind::Param(Access::Mut | Access::Owned)
            ),
            _ => false,
        }
    }

    /// An annotated method of the user's, of what is in memory.
    fn method_of_place(
        &mut self,
        name: &str,
        receiver: Operand<'a>,
        mem: Mem,
        call: &'a ExprMethodCall,
        wanted: bool,
    ) -> Operand<'a> {
        self.user_method(name, receiver, (mem.ty.clone(), Some(mem)), call, wanted)
    }

    /// An annotated method of the user's, of a type; the receiver may be in no memory.
    fn user_method(
        &mut self,
        name: &str,
        receiver: Operand<'a>,
        (self_ty, mem): (Type, Option<Mem>),
        call: &'a ExprMethodCall,
        wanted: bool,
    ) -> Operand<'a> {
        let of = self.declared(&self_ty);
        // What a view is made into is another type.
        let copied = match name {
            "clone" => true,
            "to_owned" => {
                !(self.is_foreign(of.as_ref(), name) && of.as_ref().is_some_and(foreign::is_array))
            }
            _ => false,
        };
        if copied
            && let Some(of) = &of
            && self.signature.knowledge.clones_otherwise(of)
        {
            return self.refuse(
                &call.method,
                "this `clone` is written by hand and computes something, where a copy is differentiated",
                "derive `Clone`, and put what it computes into a method of the type",
            );
        }
        if copied && call.args.is_empty() {
            return match mem {
                Some(mem) => Operand::Init(crate::ir::Init::Copy(mem.place), mem.ty),
                None => receiver,
            };
        }
        if let Type::Named(of) = &self_ty
            && matches!(name, "as_ref" | "as_mut" | "borrow" | "deref")
            && self.is_parameter(of)
        {
            return self.refuse(
                &call.method,
                &format!("where the tangent of a `{of}` has what `{name}` refers to is not known"),
                "take a slice or a reference: `&[f64]`",
            );
        }
        if let Some(mem) = &mem
            && let Some(iter) = self.foreign_iter(of.as_ref(), name, mem, call)
        {
            return iter;
        }
        if let Some(mem) = &mem
            && let Some(part) = self.copied_part(call, mem)
        {
            return part;
        }
        let known = of.as_ref().and_then(|ty| self.known_method(ty, name));
        let passing = match &known {
            Some(method) => method.receiver,
            None => {
                let knowledge = &self.signature.knowledge;
                let of_all = || knowledge.function_of_numbers(name)?.receiver;
                // Another type's method of the name may change what this one cannot.
                let may_be =
                    |passing: &Passing| *passing != Passing::Mut || self.may_change(&receiver);
                knowledge.receiver(name).or_else(of_all).filter(may_be)
            }
        };
        // Where nothing says how the method takes its receiver: what is called for its effect alone changes it,
        // what is called for its result does not, unless nothing else could be why the variable is `mut`. Otherwise rustc
        // refuses how the tangent is passed.
        let continues = known.is_none()
            && passing.is_none()
            && (mem.as_ref()).is_some_and(|mem| self.continues_collection(mem, wanted));
        let is_collection = continues || self.asks_collection(&self_ty);
        let passing = passing.or_else(|| {
            let changes = match is_collection {
                true => changes(name),
                false => !wanted || self.unseen_changes.any_may_change(&call.receiver),
            };
            (changes && self.may_change(&receiver)).then_some(Passing::Mut)
        });
        let mut receiver = match receiver {
            operand if passing == Some(Passing::Mut) => {
                let target = match operand {
                    Operand::Ref(_, target) => *target,
                    target => target,
                };
                Operand::Ref(true, Box::new(target))
            }
            Operand::Place(mem) if passing == Some(Passing::Value) => Operand::Place(mem),
            Operand::Ref(_, target) => Operand::Ref(false, target),
            other => Operand::shared(other),
        };
        let output = known
            .as_ref()
            .and_then(|method| method.output(&self.signature.knowledge, of.as_ref()));
        let handed_back = output
            .as_ref()
            .filter(|_| passing == Some(Passing::Mut))
            .filter(|output| handed_back::is_receiver(output, of.as_ref()))
            .map(|_| receiver.clone());
        if let Some(syn::Type::Reference(reference)) = &output
            && handed_back.is_none()
            && (reference.mutability.is_some() || self.is_selected(known.as_ref(), &reference.elem))
        {
            return match mem {
                Some(mem) => self.element_of_method(name, mem, call, reference),
                None => self.refuse(
                    call,
                    "what this refers to is reached through a struct of references",
                    "write the place itself: its field, or an element of that",
                ),
            };
        }
        self.say_inputs(known.as_ref(), call.args.iter());
        let mark = self.mark_here();
        let mut arguments = self.in_turn(call.args.iter());
        self.keep_changed(mark, std::slice::from_mut(&mut receiver));
        let mut operands = vec![(call.receiver.to_token_stream(), receiver)];
        self.lend(known.as_ref(), &mut arguments);
        let expected = self.expect(known.as_ref(), None, &arguments);
        let given = self.foreign_method(of.as_ref(), name, &arguments);
        let written = call.args.iter().map(ToTokens::to_token_stream);
        operands.extend(written.zip(arguments));
        let turbofish = call
            .turbofish
            .as_ref()
            .map_or_else(Default::default, ToTokens::to_token_stream);
        let method = &call.method;
        let own = self.own_trait(&self_ty, name);
        let by_path = own.map(|of| quote!(#of::#method));
        let mut callee = Callee {
            turbofish,
            method: by_path.is_none(),
            bare: known.as_ref().is_some_and(|method| method.bare),
            unregistered: match known {
                Some(_) => None,
                None => self.unregistered_method(&operands[0].1, of.as_ref(), name),
            },
            sibling: (known.as_ref()).is_some_and(|method| method.has_all(of.as_ref())),
            order: known.as_ref().and_then(|method| method.order),
            collection: is_collection,
            object: self.is_object(&self_ty),
            view: self.is_view_of(of.as_ref(), name),
            borrows: known
                .as_ref()
                .is_some_and(|known| known.may_borrow(&self.signature.knowledge)),
            gives_owned: output
                .as_ref()
                .is_some_and(|output| self.signature.knowledge.is_owned(output)),
            consumes: self.is_foreign(of.as_ref(), name) && foreign::consumes(name),
            value: self.ascribed.get(call).filter(|_| known.is_none()),
            ..Callee::new(by_path.unwrap_or_else(|| quote!(#method)))
        };
        let operands = self.gather(&mut callee, known.as_ref(), operands);
        if let Some(receiver) = handed_back {
            self.emit_call(callee, operands, Type::Unit, false);
            return receiver;
        }
        let ty = match self.types.shallow(&self_ty) {
            Type::Float(_) => self.types.fresh(),
            _ => self.field_ty(&self_ty, &format!("{name}()")),
        };
        if let Some(output) = output.or(given)
            && self.types.is_undecided(&ty)
        {
            let output = self.ty_of(&output);
            self.unify(&ty, &output);
        }
        if let Some(expected) = expected {
            self.unify(&ty, &expected);
        }
        self.emit_call(callee, operands, ty, wanted)
    }
}

impl<'a> Lowerer<'a> {
    /// Refuses values that become objects here.
    pub(super) fn refuse_objects(&mut self) -> Operand<'a> {
        self.refuse_here(
            "a trait object has no tangent of its own, and what is put into one here would lose its derivative",
            "make the objects before, and take them as a parameter, `&[Box<dyn Shape>]`, or write an `enum` of the types",
        );
        Operand::Poison
    }

    /// A method of another crate's type that goes through what the type holds.
    fn foreign_iter(
        &mut self,
        of: Option<&syn::Type>,
        name: &str,
        mem: &Mem,
        call: &'a ExprMethodCall,
    ) -> Option<Operand<'a>> {
        let of = of.filter(|of| !self.signature.knowledge.declares(of))?;
        if call.args.is_empty()
            && let Some(part) = self.part_of_map(mem, name)
        {
            return Some(Operand::Iter(Rc::new(part)));
        }
        let along = foreign::along_axis(name, call.args.first());
        if let Some(instead) = foreign::instead(of, name).filter(|_| along.is_none()) {
            let message =
                format!("`{name}` of a vector, a matrix or an array is not differentiable");
            return Some(self.refuse(call, &message, instead));
        }
        let goes_through = along.or_else(|| call.args.is_empty().then_some(name));
        if let Some((count, part)) = goes_through.and_then(|name| foreign::parts_of(of, name)) {
            return Some(Operand::Iter(Rc::new(Iter::Parts(
                mem.clone(),
                count,
                part,
            ))));
        }
        let by_reference = foreign::folds(of).filter(|_| name == "fold" && call.args.len() == 2)?;
        let elements = Rc::new(Iter::Elements(mem.clone(), By::Shared));
        let iter = match by_reference {
            true => elements,
            false => Rc::new(Iter::Copied(elements)),
        };
        Some(self.iter_method(name, &iter, call))
    }

    fn is_view_of(&self, of: Option<&syn::Type>, name: &str) -> bool {
        self.is_foreign(of, name) && foreign::views(of, name)
    }

    /// Can a method be one of another crate's type, as far as this file says?
    fn is_foreign(&self, of: Option<&syn::Type>, name: &str) -> bool {
        let knowledge = &self.signature.knowledge;
        match of {
            Some(of) => !knowledge.declares(of),
            None => knowledge.receiver(name).is_none(),
        }
    }

    /// A row or a column of a matrix of another crate.
    pub(super) fn part_at(&mut self, mem: &Mem, part: &str, at: &Atom) -> Operand<'a> {
        let method = quote::format_ident!("{part}");
        let callee = Callee {
            method: true,
            view: true,
            ..Callee::new(quote!(#method))
        };
        let operands = vec![
            (
                TokenStream::new(),
                Operand::shared(Operand::Place(mem.clone())),
            ),
            (TokenStream::new(), Operand::Atom(at.clone())),
        ];
        let ty = self.field_ty(&mem.ty, &format!("{part}()"));
        self.types.make_aggregate(&ty);
        self.emit_call(callee, operands, ty, true)
    }

    /// What a method of another crate's type gives for one argument, as far as the names of the types say it.
    fn foreign_method(
        &mut self,
        of: Option<&syn::Type>,
        name: &str,
        arguments: &[Operand<'a>],
    ) -> Option<syn::Type> {
        let of = of.filter(|of| !self.signature.knowledge.declares(of))?;
        let [argument] = arguments else { return None };
        let argument = self.ty(argument);
        foreign::result(of, name, &self.declared(&argument)?)
    }

    /// Does a method return a reference to a part of its receiver, of a type that can vary, that is reached without it?
    fn is_selected(&self, method: Option<&Method>, element: &syn::Type) -> bool {
        let shape = Shape::of(element, &self.signature.type_params);
        method.is_some_and(|method| method.selects) && shape.is_ok_and(|shape| !shape.is_inert())
    }

    /// What a method returns a reference to: a part of the receiver.
    fn element_of_method(
        &mut self,
        name: &str,
        mem: Mem,
        call: &'a ExprMethodCall,
        reference: &syn::TypeReference,
    ) -> Operand<'a> {
        let (element, mutable) = (&*reference.elem, reference.mutability.is_some());
        let krate = &self.signature.krate;
        let number = number_of(&call.method);
        let mut index = vec![
            Part::Tokens(quote!(#krate::__private::Method::<#number>)),
            Part::Tokens(quote!(,)),
        ];
        let mut arguments = Vec::new();
        for arg in &call.args {
            let operand = self.evaluated(arg);
            arguments.extend(self.part(operand));
            arguments.push(Part::Tokens(quote!(,)));
        }
        index.push(Part::Group(Delimiter::Parenthesis, arguments));
        let ty = self.types.field(&mem.ty, &format!("{name}()"));
        if self.types.is_undecided(&ty) {
            let element = self.ty_of(element);
            self.unify(&ty, &element);
        }
        let index = vec![Part::Group(Delimiter::Parenthesis, index)];
        let element = self.at_position(mem, index, ty);
        Operand::Ref(mutable, Box::new(element))
    }
}

impl Lowerer<'_> {
    /// Is it a type parameter that is only computed with, so that what floats have is asked by derivatives alone?
    pub(super) fn is_number(&self, ty: &Type) -> bool {
        let numbers = &self.signature.type_params.numbers;
        matches!(ty, Type::Float(Float::Param(param)) if numbers.iter().any(|of| of == param))
    }

    /// What the files say of a method or an associated function of a type, or of a type parameter's.
    pub(super) fn known_method(&self, ty: &syn::Type, name: &str) -> Option<Method> {
        if let Some(known) = self.signature.knowledge.method(ty, name) {
            return Some(known);
        }
        let path = match ty {
            syn::Type::Path(path) => path,
            syn::Type::TraitObject(object) => return self.method_of_object(object, name),
            _ => return None,
        };
        let param = path.path.get_ident()?.to_string();
        let of_param = self.signature.type_params.own(&param, name);
        let of_all = || {
            let number = self.scalar_named(&param).is_some_and(|ty| ty.is_float());
            let known = number.then(|| self.signature.knowledge.function_of_numbers(name));
            known.flatten()
        };
        let method = of_param.map(|(method, _)| method).or_else(of_all)?;
        Some(method.of(ty, &self.signature.type_params.associated))
    }

    /// What a trait of the crate says of a method of its objects.
    fn method_of_object(&self, object: &syn::TypeTraitObject, name: &str) -> Option<Method> {
        object.bounds.iter().find_map(|bound| {
            let syn::TypeParamBound::Trait(of) = bound else {
                return None;
            };
            let of = of.path.segments.last()?.ident.to_string();
            Some(self.signature.knowledge.trait_function(&of, name)?.1)
        })
    }

    /// The trait of the crate that has a function of a number, where that is called by its path: derivatives ask for
    /// floats, which may have a function of the same name.
    pub(super) fn own_trait(&self, ty: &Type, name: &str) -> Option<TokenStream> {
        let Type::Float(Float::Param(param)) = self.types.shallow(ty) else {
            return None;
        };
        let params = &self.signature.type_params;
        let (_, written) = params.own(&param, name)?;
        let number = params.has_own(&param, name);
        written.filter(|_| number)?.parse().ok()
    }

    /// Is what a number has under this name another function here, of a trait of the crate?
    pub(super) fn is_own_function(&self, ty: &Type, name: &str) -> bool {
        let params = &self.signature.type_params;
        let may_be = may_be_of_a_number(name);
        let Type::Float(float) = self.types.shallow(ty) else {
            return false;
        };
        let of_all = || self.signature.knowledge.function_of_numbers(name).is_some();
        match float {
            Float::Param(param) if params.has_own(&param, name) => true,
            Float::Param(param) if !may_be => params.own(&param, name).is_some() || of_all(),
            _ => !may_be && of_all(),
        }
    }

    /// Is a method of this name seen that the crate gives a type?
    fn has_own_method(&mut self, ty: &Type, name: &str) -> bool {
        let of = self.declared(ty);
        let of = of.filter(|of| self.signature.knowledge.declares(of));
        of.is_some_and(|of| self.known_method(&of, name).is_some())
    }

    /// Is a method of the standard library's, by which it is known here, hidden by one of a trait of the crate: one that
    /// numbers have by a trait, or one that vectors have as slices?
    fn is_hidden(&mut self, value: &Operand<'_>, name: &str) -> bool {
        let of: syn::Type = match value {
            Operand::Atom(atom) if OF_OPERATORS.contains(&name) => {
                match self.types.shallow(&self.atom_ty(atom)) {
                    Type::Float(Float::F32) => syn::parse_quote!(f32),
                    Type::Float(Float::F64) => syn::parse_quote!(f64),
                    _ => return false,
                }
            }
            Operand::Place(mem)
                if sequence_method(name, true).is_some() && !OF_VECTORS.contains(&name) =>
            {
                match self.types.shallow(&mem.ty) {
                    Type::Vec(_) => syn::parse_quote!(Vec),
                    _ => return false,
                }
            }
            _ => return false,
        };
        self.signature.knowledge.gives_method(&of, name)
    }

    /// Is it a type of the crate's that does not stand for a sequence, as what it would dereference to does?
    pub(super) fn has_no_elements(&mut self, ty: &Type) -> bool {
        let of = self.declared(ty);
        of.is_some_and(|of| {
            let knowledge = &self.signature.knowledge;
            knowledge.declares(&of) && !knowledge.is_implemented("Deref", &of)
        })
    }

    /// Is it a function of an annotated trait of the crate, which may be implemented for an array?
    fn is_of_own_trait(&self, name: &str) -> bool {
        self.signature.knowledge.function_of_numbers(name).is_some()
    }

    /// Are values of this type, in boxes, objects among others, or among values of the other type?
    pub(super) fn are_objects(&self, wanted: &Type, of: &Type) -> bool {
        let boxed = |ty: &Type| match self.types.shallow(ty) {
            Type::Boxed(inner) => match self.types.shallow(&inner) {
                Type::Named(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        matches!((boxed(wanted), boxed(of)), (Some(wanted), Some(of)) if is_object(&wanted) != is_object(&of)
            || super::foreign::last_name(&wanted) != super::foreign::last_name(&of))
    }

    /// Are values made objects, inside of something that holds them?
    pub(super) fn holds_objects(&self, wanted: &Type, of: &Type) -> bool {
        let inside = |ty: &Type| match self.types.shallow(ty) {
            Type::Vec(inner)
            | Type::Array(inner, _)
            | Type::Slice(inner)
            | Type::Option(inner)
            | Type::Ref(inner) => Some(*inner),
            _ => None,
        };
        match (inside(wanted), inside(of)) {
            (Some(wanted), Some(of)) => {
                self.are_objects(&wanted, &of) || self.holds_objects(&wanted, &of)
            }
            _ => false,
        }
    }

    /// Is it a trait object, or, in a method with a body of a trait, a receiver that may be one?
    fn is_object(&self, ty: &Type) -> bool {
        let mut ty = self.types.shallow(ty);
        while let Type::Ref(inner) | Type::Boxed(inner) = ty {
            ty = self.types.shallow(&inner);
        }
        let Type::Named(name) = ty else { return false };
        is_object(&name) || (self.signature.object && name == "Self")
    }

    fn is_open_atom(&self, atom: &Atom) -> bool {
        self.types.is_open(&self.atom_ty(atom))
    }
}

/// The array that an expression is.
fn written_array(expr: &Expr) -> Option<&syn::ExprArray> {
    match expr {
        Expr::Array(array) => Some(array),
        Expr::Paren(paren) => written_array(&paren.expr),
        Expr::Reference(reference) => written_array(&reference.expr),
        _ => None,
    }
}

/// The operation of a method that is an assigning operator.
fn assigning(name: &str) -> Option<Prim> {
    Some(match name {
        "add_assign" => Prim::Add,
        "sub_assign" => Prim::Sub,
        "mul_assign" => Prim::Mul,
        "div_assign" => Prim::Div,
        "rem_assign" => Prim::Rem,
        _ => return None,
    })
}

/// Do numbers have a method of this name?
fn may_be_of_a_number(name: &str) -> bool {
    math_fn(name).is_some()
        || super::number::int_result(name).is_some()
        || is_number_method(name)
        || NUMBER_METHODS.contains(&name)
}

/// Methods that numbers have by the traits of operators.
const OF_OPERATORS: [&str; 5] = ["add", "sub", "mul", "div", "rem"];

/// Methods that vectors have themselves, and not as slices.
const OF_VECTORS: [&str; 22] = [
    "append",
    "as_mut_slice",
    "as_slice",
    "capacity",
    "clear",
    "dedup",
    "drain",
    "extend",
    "extend_from_slice",
    "insert",
    "into_boxed_slice",
    "is_empty",
    "len",
    "pop",
    "push",
    "remove",
    "reserve",
    "resize",
    "retain",
    "split_off",
    "swap_remove",
    "truncate",
];

/// Further methods of numbers, which all values of a type parameter may have.
const NUMBER_METHODS: [&str; 19] = [
    "clone", "to_owned", "copied", "cloned", "borrow", "as_ref", "deref", "eq", "ne", "lt", "le",
    "gt", "ge", "as_", "add", "sub", "mul", "div", "rem",
];

fn is_number_method(name: &str) -> bool {
    matches!(
        name,
        "sin_cos" | "into" | "to_bits" | "to_f64" | "to_f32" | "partial_cmp" | "total_cmp" | "cmp"
    ) || super::number::whole_number(name).is_some()
}

/// Does a type's name say that it is a trait object, or a shared pointer to one?
fn is_object(name: &str) -> bool {
    let of = ["Rc <", "Arc <"];
    let of = of.iter().find_map(|of| name.strip_prefix(of));
    of.unwrap_or(name).trim_start().starts_with("dyn ")
}

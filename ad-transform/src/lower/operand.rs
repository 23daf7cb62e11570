//! Operands: what expressions become.
//!
//! Only scalars and memory exist in the IR. References, tuples, ranges and closures exist while lowering: a
//! reference is a name for what it points at, and remembers that it is one, so that a call can pass arguments as
//! the user wrote them.

use super::aggregate::is_name;
use super::flow::SlotId;
use super::fork::Fork;
use super::iter::{Compared, Func, Iter, Maybe};
use super::outcome::Choice;
use super::sequence::Lookup;
use super::{Lowerer, scope::Closure};
use crate::ir::builder::Var;
use crate::ir::{
    Access, Arg, Atom, BaseKind, Init, Made, Op, Opaque, Output, Part, Place, Prim, Projection,
    Type,
};
use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, quote};
use std::rc::Rc;

/// What an expression became.
#[derive(Clone)]
pub(super) enum Operand<'a> {
    /// A scalar.
    Atom(Atom),
    /// A mutable scalar variable.
    Var(Var),
    /// A part of memory: an aggregate, or a scalar that has not been read yet.
    Place(Mem),
    /// An aggregate that is in no memory yet.
    Init(Init, Type),
    /// `&target` or `&mut target`.
    Ref(bool, Box<Operand<'a>>),
    /// A tuple whose parts live on their own.
    Tuple(Vec<Operand<'a>>),
    /// An array whose elements are references, or hold some: it exists only here.
    List(Vec<Operand<'a>>),
    /// A struct with references in it: it exists only here.
    Struct(Rc<Literal<'a>>),
    /// A range of integers.
    Range(Bounds),
    /// A closure, inlined where it is called.
    Closure(Rc<Closure<'a>>),
    /// Something without derivative that only tokens can hold: a string, a function's name.
    Tokens(TokenStream),
    /// A function of the user's, by its path.
    Function(Rc<syn::ExprPath>),
    /// One of several functions.
    OneOf(Rc<OneOf<'a>>),
    /// A mutable reference to one of several things.
    Fork(Rc<Fork<'a>>),
    /// An iterator that has not begun.
    Iter(Rc<Iter<'a>>),
    /// An item that may not be there.
    Maybe(Rc<Maybe<'a>>),
    /// How two numbers compare.
    Compared(Compared),
    /// An element of a sequence that may not be there.
    Element(Lookup),
    /// An `Option` or a `Result`, taken apart.
    Choice(Box<Choice<'a>>),
    /// A variable that is declared but not set yet.
    Deferred(SlotId),
    /// `()`
    Unit,
    /// Nothing: control does not get here.
    Never,
    /// Something that was refused.
    Poison,
}

/// A struct whose fields live on their own.
#[derive(Clone)]
pub(super) struct Literal<'a> {
    /// As the literal names it.
    pub path: TokenStream,
    /// What is in each field.
    pub fields: Vec<(String, Operand<'a>)>,
}

impl<'a> Literal<'a> {
    /// Is it of this struct?
    pub fn is_of(&self, path: &TokenStream) -> bool {
        self.path.to_string() == path.to_string()
    }

    /// The same with something else in each field.
    pub fn map(&self, mut f: impl FnMut(&str, Operand<'a>) -> Operand<'a>) -> Operand<'a> {
        let fields = self.fields.iter();
        let fields = fields.map(|(name, part)| (name.clone(), f(name, part.clone())));
        Operand::Struct(Rc::new(Literal {
            path: self.path.clone(),
            fields: fields.collect(),
        }))
    }
}

/// One of several functions, by its number.
#[derive(Clone)]
pub(super) struct OneOf<'a> {
    pub at: Atom,
    pub all: Vec<Func<'a>>,
}

/// Memory and its type.
#[derive(Clone, Debug)]
pub(super) struct Mem {
    pub place: Place,
    pub ty: Type,
    /// Has nobody else a name for it?
    pub temporary: bool,
}

/// The ends of a range.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub lo: Option<Atom>,
    pub hi: Option<Atom>,
    pub inclusive: bool,
}

impl<'a> Operand<'a> {
    /// A place that others may name, too.
    pub fn place(place: Place, ty: Type) -> Operand<'a> {
        Operand::Place(Mem {
            place,
            ty,
            temporary: false,
        })
    }

    /// A place that nobody else names.
    pub fn temporary(place: Place, ty: Type) -> Operand<'a> {
        Operand::Place(Mem {
            place,
            ty,
            temporary: true,
        })
    }

    /// A shared reference to something.
    pub fn shared(target: Operand<'a>) -> Operand<'a> {
        Operand::Ref(false, Box::new(target))
    }
}

impl<'a> Lowerer<'a> {
    /// The type, references around it taken off.
    pub(super) fn ty(&mut self, operand: &Operand<'a>) -> Type {
        let ty = match operand {
            Operand::Atom(a) => self.atom_ty(a),
            Operand::Var(v) => self.b.var_ty(*v).clone(),
            Operand::Place(mem) => mem.ty.clone(),
            Operand::Init(_, ty) => ty.clone(),
            Operand::Ref(_, target) => self.ty(target),
            Operand::Tuple(parts) => Type::Tuple(parts.iter().map(|part| self.ty(part)).collect()),
            Operand::List(parts) => {
                let element = match parts.first() {
                    Some(first) => self.ty(first),
                    None => self.types.fresh(),
                };
                Type::Array(Box::new(element), Some(parts.len().to_string()))
            }
            Operand::Struct(literal) => Type::Named(literal.path.to_string()),
            Operand::Unit => Type::Unit,
            Operand::Range(_)
            | Operand::Closure(_)
            | Operand::Function(_)
            | Operand::OneOf(_)
            | Operand::Iter(_)
            | Operand::Compared(_) => Type::Opaque,
            Operand::Fork(fork) => self.ty(&fork.targets[0]),
            Operand::Choice(choice) => choice.ty.clone(),
            Operand::Tokens(_) | Operand::Element(_) | Operand::Maybe(_) => Type::Unknown,
            Operand::Deferred(_) | Operand::Never | Operand::Poison => self.types.fresh(),
        };
        let mut ty = self.types.shallow(&ty);
        while let Type::Ref(inner) = ty {
            ty = self.types.shallow(&inner);
        }
        ty
    }

    /// Takes references off, those that lie in memory included.
    pub(super) fn strip(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match operand {
            Operand::Ref(_, target) => self.strip(*target),
            Operand::Place(mut mem) => {
                mem.ty = self.types.shallow(&mem.ty);
                while let Type::Ref(inner) = mem.ty {
                    mem.ty = self.types.shallow(&inner);
                    mem.temporary = false;
                }
                Operand::Place(mem)
            }
            other => other,
        }
    }

    /// Reads the scalar in a place.
    pub(super) fn load(&mut self, mem: &Mem) -> Atom {
        let error =
            mem.place.is_in_error() || self.b.f.bases[mem.place.base.index()].ty == Type::Opaque;
        if error && !self.types.is_int(&mem.ty) && self.types.shallow(&mem.ty) != Type::Bool {
            self.refuse_here(
                "an error carries no derivative, and this could be a number of one",
                "match on the error's kind only, or return the number in `Ok`",
            );
        }
        let name = match mem.place.projections.last() {
            None => self.b.f.bases[mem.place.base.index()].name.clone(),
            Some(_) => String::new(),
        };
        let atom = self.op(Op::Load(mem.place.clone()), mem.ty.clone());
        self.name(&atom, &name);
        atom
    }

    /// Gives a value a name, if it has none.
    pub(super) fn name(&mut self, atom: &Atom, name: &str) {
        if let Atom::Value(v) = atom {
            let data = &mut self.b.f.values[v.index()];
            if data.name.is_empty() {
                data.name = name.to_string();
            }
        }
    }

    /// What the operand is now: variables and known scalars in memory are read, a reference read from memory is
    /// a name for its target.
    pub(super) fn value(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match operand {
            Operand::Var(v) => Operand::Atom(self.b.read(v)),
            Operand::Place(mem) => {
                let ty = self.types.shallow(&mem.ty);
                match ty {
                    Type::Ref(target) => Operand::shared(Operand::place(mem.place, *target)),
                    Type::Unit => Operand::Unit,
                    ty if self.types.is_scalar(&ty) => Operand::Atom(self.load(&mem)),
                    ty => Operand::Place(Mem { ty, ..mem }),
                }
            }
            Operand::Tuple(parts) => {
                Operand::Tuple(parts.into_iter().map(|part| self.value(part)).collect())
            }
            Operand::Struct(literal) => literal.map(|_, part| self.value(part)),
            Operand::Deferred(slot) => self.slot_value(slot),
            Operand::Choice(choice) => Operand::Choice(Box::new(Choice {
                success: self.value(choice.success),
                value: self.value(choice.value),
                error: choice.error.map(|error| self.value(error)),
                ty: choice.ty,
            })),
            other => other,
        }
    }

    /// The scalar that the operand is, whatever has to be assumed for that.
    pub(super) fn atom(&mut self, operand: Operand<'a>) -> Atom {
        let operand = self.strip(operand);
        match self.value(operand) {
            Operand::Atom(a) => a,
            Operand::Place(mem) => {
                let ty = self.types.shallow(&mem.ty);
                if self.types.is_aggregate(&ty) && !matches!(ty, Type::Boxed(_)) {
                    self.not_a_scalar(&ty);
                }
                match ty {
                    Type::Boxed(inner) => {
                        let place = mem.place.project(Projection::Behind);
                        self.atom(Operand::place(place, *inner))
                    }
                    _ => self.load(&mem),
                }
            }
            Operand::Tokens(tokens) => {
                let ty = self.types.fresh();
                self.op(Op::Opaque(Opaque::pure(vec![Part::Tokens(tokens)])), ty)
            }
            Operand::Ref(..) => Atom::zero(&Type::Unknown),
            Operand::Never | Operand::Poison => Atom::zero(&self.types.fresh()),
            Operand::Init(Init::Atom(a), _) => a,
            // It is computed with: a conversion by a trait of someone's own gives the number itself.
            Operand::Choice(choice) if choice.is_there() => self.atom(choice.value),
            Operand::Element(_) | Operand::Maybe(_) | Operand::Choice(_) => {
                self.option_here();
                Atom::zero(&Type::Unknown)
            }
            other => {
                let ty = self.ty(&other);
                self.not_a_scalar(&ty);
                Atom::zero(&self.types.fresh())
            }
        }
    }

    fn not_a_scalar(&mut self, ty: &Type) {
        let what = match ty {
            Type::Named(name) => {
                format!("operations on values of the type `{name}` are not differentiable here")
            }
            Type::Unit => "`()` is no number".to_string(),
            Type::Opaque => "this is no number".to_string(),
            _ => "an array, vector or tuple is no number".to_string(),
        };
        self.refuse_here(
            &what,
            "write it with the numbers inside, element by element or field by field",
        );
    }

    /// What memory is set to, so that it holds the operand.
    pub(super) fn init(&mut self, operand: Operand<'a>) -> Init {
        let operand = self.value(operand);
        match operand.clone() {
            Operand::Atom(a) => Init::Atom(a),
            Operand::Init(init, _) => init,
            Operand::Place(mem) if self.unit_variant(&mem).is_some() => {
                let variant = self.unit_variant(&mem).expect("it is one");
                Init::Variant(variant, Vec::new())
            }
            Operand::Place(mem) if mem.temporary || self.moves(&mem.ty) => Init::Move(mem.place),
            Operand::Place(mem) if self.types.is_open(&mem.ty) => {
                self.types.make_memory(&mem.ty);
                Init::Copy(mem.place)
            }
            Operand::Place(mem) => Init::Copy(mem.place),
            Operand::Tuple(parts) => {
                Init::Tuple(parts.into_iter().map(|part| self.init(part)).collect())
            }
            Operand::List(parts) => {
                Init::Elements(parts.into_iter().map(|part| self.init(part)).collect())
            }
            // What it borrows belongs to the caller, and lasts.
            Operand::Struct(literal) if self.lending && self.borrows_only(&literal) => {
                self.lent(&literal)
            }
            Operand::Struct(literal) => {
                let (name, _) = literal
                    .fields
                    .iter()
                    .find(|(_, part)| is_name(part))
                    .expect("only a struct with references is kept apart");
                self.refuse_here(
                    &format!("this struct borrows, and stored in memory its `{name}` could point anywhere later"),
                    "bind it by `let` and use it by that name, or make its fields own what they hold",
                );
                Init::Default
            }
            Operand::Unit => Init::Tuple(Vec::new()),
            Operand::Choice(choice) => self.choice_init(*choice),
            Operand::Element(_) | Operand::Maybe(_) => {
                let slot = self.slot("", true);
                self.fill(slot, operand);
                let settled = self.slot_value(slot);
                self.init(settled)
            }
            // What refers to it is made again by the function itself: here it is only differentiated.
            reference @ Operand::Ref(false, _) if self.returning => {
                let copy = self.copy_of(reference);
                self.init(copy)
            }
            Operand::Ref(false, target) if self.among_elements => match *target {
                Operand::Place(mem) if self.outlasts(&mem.place) => Init::Lent(mem.place),
                Operand::Place(_) => self.refuse_reference(),
                other => self.init(other),
            },
            Operand::Ref(..) => self.refuse_reference(),
            other => Init::Atom(self.atom(other)),
        }
    }

    fn refuse_reference(&mut self) -> Init {
        self.refuse_here(
            "a reference stored in memory could point anywhere later",
            "store the value itself, or its index",
        );
        Init::Default
    }

    /// The type of an element of a vector and what the element is set to. It may be a reference, as what that refers to does not
    /// change as long as the reference is there.
    pub(super) fn element_init(&mut self, element: &Type, operand: Operand<'a>) -> (Type, Init) {
        let operand = self.value(operand);
        let operand = self.as_deep(element, operand);
        let ty = self.held_ty(&operand);
        let outer = std::mem::replace(&mut self.among_elements, true);
        let init = self.init(operand);
        self.among_elements = outer;
        (ty, init)
    }

    /// References to what boxes hold, where the elements are such and not references to boxes.
    fn as_deep(&mut self, element: &Type, operand: Operand<'a>) -> Operand<'a> {
        match (self.types.shallow(element), operand) {
            (Type::Tuple(types), Operand::Tuple(parts)) if types.len() == parts.len() => {
                let parts = types.iter().zip(parts);
                Operand::Tuple(parts.map(|(ty, part)| self.as_deep(ty, part)).collect())
            }
            (Type::Ref(wanted), Operand::Ref(false, target)) => {
                let wanted = self.types.shallow(&wanted);
                match *target {
                    Operand::Place(mem) if !matches!(wanted, Type::Boxed(_) | Type::Infer(_)) => {
                        Operand::shared(Operand::Place(self.behind_boxes(mem)))
                    }
                    target => Operand::shared(target),
                }
            }
            (_, operand) => operand,
        }
    }

    fn behind_boxes(&mut self, mut mem: Mem) -> Mem {
        while let Type::Boxed(inner) = self.types.shallow(&mem.ty) {
            mem.place = mem.place.project(Projection::Behind);
            mem.ty = *inner;
        }
        mem
    }

    /// Does a place outlast the statement at hand? What a copy stands for that the lowering made does not.
    fn outlasts(&mut self, place: &Place) -> bool {
        let local = matches!(self.b.f.bases[place.base.index()].kind, BaseKind::Local);
        !local || self.scopes.naming(place.base).next().is_some() || self.is_behind_kept(place)
    }

    /// Is a place reached through a reference that is kept in memory?
    fn is_behind_kept(&mut self, place: &Place) -> bool {
        let mut ty = self.b.f.bases[place.base.index()].ty.clone();
        for projection in &place.projections {
            ty = match (self.types.shallow(&ty), projection) {
                (Type::Ref(_), _) => return true,
                (ty, Projection::Index(_)) => self.types.element(&ty),
                (ty @ Type::Tuple(_), Projection::Field(name)) => self.types.field(&ty, name),
                (Type::Option(inner), Projection::Inner) => *inner,
                (ty, Projection::Range(..)) => ty,
                _ => return false,
            };
        }
        self.is_reference(&ty)
    }

    /// Is it seen to be the type of a reference?
    pub(super) fn is_reference(&mut self, ty: &Type) -> bool {
        matches!(self.types.shallow(ty), Type::Ref(_))
    }

    /// The type of what memory holds that is set to the operand: of a reference, that.
    fn held_ty(&mut self, operand: &Operand<'a>) -> Type {
        match operand {
            Operand::Ref(false, target) if matches!(**target, Operand::Place(_)) => {
                Type::Ref(Box::new(self.ty(target)))
            }
            Operand::Tuple(parts) => {
                Type::Tuple(parts.iter().map(|part| self.held_ty(part)).collect())
            }
            other => self.ty(other),
        }
    }

    /// Is a value of this type moved when it is used, never copied?
    pub(super) fn moves(&self, ty: &Type) -> bool {
        match self.types.shallow(ty) {
            // Of what is opaque, an error say, nothing else is known.
            Type::Vec(_) | Type::Boxed(_) | Type::Opaque => true,
            Type::Array(t, _) | Type::Option(t) => self.moves(&t),
            Type::Result(t, e) => self.moves(&t) || !self.types.is_scalar(&e),
            Type::Tuple(ts) => ts.iter().any(|t| self.moves(t)),
            _ => false,
        }
    }

    /// Can the memory not change any more?
    pub(super) fn frozen(&self, place: &Place) -> bool {
        match &self.b.f.bases[place.base.index()].kind {
            BaseKind::Extern(_) => true,
            BaseKind::Param(Access::Mut) => false,
            BaseKind::Param(_) | BaseKind::Local => !self.mutable.contains(&place.base),
        }
    }

    /// Memory that holds the operand: where it lies, or new memory.
    pub(super) fn materialise(&mut self, operand: Operand<'a>, name: &str) -> Mem {
        match self.value(operand) {
            Operand::Place(mem) => mem,
            Operand::Ref(_, target) => self.materialise(*target, name),
            other => {
                let ty = self.ty(&other);
                let init = self.init(other);
                let place = self.memory(ty.clone(), name, init);
                Mem {
                    place,
                    ty,
                    temporary: true,
                }
            }
        }
    }

    /// Is it memory of the function's own in which references are?
    fn is_kept(&mut self, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Ref(_, target) => self.is_kept(target),
            Operand::Place(mem) => {
                let local = matches!(self.b.f.bases[mem.place.base.index()].kind, BaseKind::Local);
                let element = match self.types.resolve(&mem.ty) {
                    Type::Vec(element) | Type::Array(element, _) | Type::Slice(element) => element,
                    _ => return false,
                };
                local && element.holds_reference()
            }
            _ => false,
        }
    }

    /// Is it an option that the function takes, or may have taken, with a reference through which it can be changed?
    fn may_be_changed_behind(&self, mem: &Mem) -> bool {
        let is_reference = match self.types.shallow(&mem.ty) {
            Type::Option(inner) => matches!(self.types.shallow(&inner), Type::Ref(_)),
            _ => false,
        };
        let name = &self.b.f.bases[mem.place.base.index()].name;
        let mut params = self.signature.params.iter();
        is_reference
            && mem.place.projections.is_empty()
            && match params.clone().find(|param| param.name == *name) {
                Some(param) => is_optional_reference(&param.ty),
                None => params.any(|param| is_optional_reference(&param.ty)),
            }
    }

    /// The argument of a call that passes the operand as the user wrote it, and the variables that the call may
    /// change with the memory in which they are passed.
    pub(super) fn arg(
        &mut self,
        operand: Operand<'a>,
        changed: &mut Vec<(Operand<'a>, Mem)>,
    ) -> Arg {
        let operand = self.value(operand);
        if let Some(arg) = self.function_arg(&operand, None) {
            return arg;
        }
        if self.is_kept(&operand) {
            self.refuse_here(
                "a vector of references is known to this function alone, and cannot be passed to another one",
                "pass the references that are in it, `&[a, b]`, or a vector of what they refer to",
            );
        }
        match operand {
            Operand::Atom(a) => Arg::Value(a),
            Operand::Place(mem)
                if mem.place.projections.is_empty() && self.is_extern(&mem.place) =>
            {
                Arg::Opaque(Opaque::pure(vec![Part::Place(mem.place)]))
            }
            Operand::Place(mem) => {
                if self.may_be_changed_behind(&mem) {
                    self.refuse_here(
                        "what a call does behind an `Option<&mut _>` that is passed on would be done twice, as reverse mode \
                         makes the call again",
                        "`match` the option, and pass the reference that is in it",
                    );
                }
                Arg::Owned(mem.place)
            }
            Operand::Choice(choice) if choice.is_reference() => {
                if let Operand::Ref(true, _) = &choice.value {
                    self.refuse_here(
                        "what is done to this behind an `Option<&mut _>` does not come back through the option",
                        "pass `None` here, or call a function that takes the reference itself",
                    );
                }
                Arg::Made(Made::Some, vec![self.arg(choice.value, changed)])
            }
            init @ (Operand::Init(..)
            | Operand::Choice(_)
            | Operand::Element(_)
            | Operand::Maybe(_)) => Arg::Owned(self.materialise(init, "arg").place),
            Operand::List(parts) => Arg::Made(Made::Array, self.args_of(parts, changed)),
            Operand::Tuple(parts) => Arg::Made(
                Made::Tuple,
                parts
                    .into_iter()
                    .map(|part| self.arg(part, changed))
                    .collect(),
            ),
            Operand::Struct(literal) => self.struct_arg(&literal, false, changed),
            Operand::Ref(mutable, target) => match self.function_arg(&target, Some(mutable)) {
                Some(arg) => arg,
                None => self.reference_arg(mutable, *target, changed),
            },
            Operand::Tokens(name) if self.would_move(&name) => {
                let copy = quote!(::core::clone::Clone::clone(&#name));
                Arg::Opaque(Opaque::pure(vec![Part::Tokens(copy)]))
            }
            other => Arg::Opaque(Opaque::pure(self.part(other))),
        }
    }

    /// Is it a parameter without derivative that owns something? A derivative may make the call twice.
    fn would_move(&self, name: &TokenStream) -> bool {
        let name = name.to_string();
        let mut params = self.signature.params.iter();
        let param = params.find(|param| param.name == name);
        let Some(syn::Type::Path(of)) = param.map(|param| &param.ty) else {
            return false;
        };
        let params = &self.signature.type_params;
        match of.path.get_ident() {
            Some(ident) if params.integers.contains(ident) => {
                let of = ident.to_string();
                params.asks(&of, "Clone") && !params.asks(&of, "Copy")
            }
            _ => {
                let last = of.path.segments.last();
                last.is_some_and(|last| OWNING.iter().any(|of| last.ident == of))
            }
        }
    }

    fn args_of(
        &mut self,
        parts: Vec<Operand<'a>>,
        changed: &mut Vec<(Operand<'a>, Mem)>,
    ) -> Vec<Arg> {
        let parts = parts.into_iter();
        parts.map(|part| self.arg(part, changed)).collect()
    }

    fn struct_arg(
        &mut self,
        literal: &Literal<'a>,
        reference: bool,
        changed: &mut Vec<(Operand<'a>, Mem)>,
    ) -> Arg {
        let (fields, parts) = literal.fields.iter().cloned().unzip();
        let path = literal.path.clone();
        Arg::Made(
            Made::Struct {
                path,
                fields,
                reference,
            },
            self.args_of(parts, changed),
        )
    }

    fn reference_arg(
        &mut self,
        mutable: bool,
        target: Operand<'a>,
        changed: &mut Vec<(Operand<'a>, Mem)>,
    ) -> Arg {
        match (mutable, target) {
            (true, Operand::Place(mem)) => {
                self.mutable.insert(mem.place.base);
                Arg::Mut(mem.place)
            }
            (false, Operand::Place(mem)) => Arg::Ref(mem.place),
            (true, Operand::Var(v)) => {
                let (ty, name) = (self.b.var_ty(v).clone(), self.b.var_name(v).to_string());
                let now = self.b.read(v);
                let place = self.memory(ty.clone(), &name, Init::Atom(now));
                self.mutable.insert(place.base);
                changed.push((
                    Operand::Var(v),
                    Mem {
                        place: place.clone(),
                        ty,
                        temporary: true,
                    },
                ));
                Arg::Mut(place)
            }
            (false, Operand::List(parts)) => Arg::Made(Made::Slice, self.args_of(parts, changed)),
            (false, Operand::Struct(literal)) => self.struct_arg(&literal, true, changed),
            (true, tuple @ Operand::Tuple(_)) => {
                let mem = self.materialise(tuple.clone(), "arg");
                self.mutable.insert(mem.place.base);
                changed.push((tuple, mem.clone()));
                Arg::Mut(mem.place)
            }
            (false, Operand::Var(v)) => Arg::ValueRef(self.b.read(v)),
            (false, Operand::Atom(a)) => Arg::ValueRef(a),
            // `&x` of an `x: &[f64]`: rustc takes the one for the other, where the function asks for a slice.
            (false, Operand::Ref(false, target)) => self.reference_arg(false, *target, changed),
            (_, Operand::Ref(..)) => {
                self.refuse_here(
                    "a reference to a reference cannot be passed on",
                    "take one `&` away here and in the function's signature",
                );
                Arg::Opaque(Opaque::pure(Vec::new()))
            }
            (mutable, Operand::Tokens(tokens)) => {
                let and = if mutable { quote!(&mut) } else { quote!(&) };
                Arg::Opaque(Opaque::pure(vec![Part::Tokens(quote!(#and #tokens))]))
            }
            (mutable, target) => {
                let place = self.materialise(target, "arg").place;
                if mutable {
                    Arg::Mut(place)
                } else {
                    Arg::Ref(place)
                }
            }
        }
    }

    pub(super) fn is_extern(&self, place: &Place) -> bool {
        matches!(self.b.f.bases[place.base.index()].kind, BaseKind::Extern(_))
    }

    /// The operand between tokens of the user's.
    pub(super) fn part(&mut self, operand: Operand<'a>) -> Vec<Part> {
        match self.value(operand) {
            Operand::Atom(a) => vec![Part::Atom(a)],
            Operand::Place(mem) => vec![Part::Place(mem.place)],
            Operand::Ref(true, target) if !matches!(*target, Operand::Tokens(_)) => {
                self.refuse_here(
                    "what is done to this behind a `&mut` does not show here",
                    "call a function annotated with `#[differentiate]` by its name, or assign what a function returns",
                );
                Vec::new()
            }
            Operand::Ref(mutable, target) => {
                let and = if mutable { quote!(&mut) } else { quote!(&) };
                let mut parts = vec![Part::Tokens(and)];
                parts.extend(self.part(*target));
                parts
            }
            Operand::Tuple(parts) => {
                let mut inner = Vec::new();
                for part in parts {
                    inner.extend(self.part(part));
                    inner.push(Part::Tokens(quote!(,)));
                }
                vec![Part::Group(Delimiter::Parenthesis, inner)]
            }
            Operand::List(parts) => {
                let mut inner = Vec::new();
                for part in parts {
                    inner.extend(self.part(part));
                    inner.push(Part::Tokens(quote!(,)));
                }
                vec![Part::Group(Delimiter::Bracket, inner)]
            }
            Operand::Struct(literal) => {
                let mut inner = Vec::new();
                for (name, part) in &literal.fields {
                    let name: syn::Member = syn::parse_str(name).expect("the name of a field");
                    inner.push(Part::Tokens(quote!(#name:)));
                    inner.extend(self.part(part.clone()));
                    inner.push(Part::Tokens(quote!(,)));
                }
                let braced = Part::Group(Delimiter::Brace, inner);
                let literal = vec![Part::Tokens(literal.path.clone()), braced];
                // In a condition it would be taken for a block.
                vec![Part::Group(Delimiter::Parenthesis, literal)]
            }
            Operand::Range(bounds) => {
                let mut parts: Vec<Part> = bounds.lo.into_iter().map(Part::Atom).collect();
                parts.push(Part::Tokens(if bounds.inclusive {
                    quote!(..=)
                } else {
                    quote!(..)
                }));
                parts.extend(bounds.hi.map(Part::Atom));
                parts
            }
            Operand::Tokens(tokens) => vec![Part::Tokens(tokens)],
            Operand::Fork(_) => {
                self.refuse_fork();
                Vec::new()
            }
            Operand::OneOf(_) => {
                self.refuse_here(
                    "which function is passed here depends on a value",
                    "pass a closure that calls it: `|x| f(x)`",
                );
                Vec::new()
            }
            Operand::Unit => vec![Part::Tokens(quote!(()))],
            init @ Operand::Init(..) => vec![Part::Place(self.materialise(init, "value").place)],
            Operand::Closure(closure) => {
                self.refuse(
                    closure.expr,
                    "a closure passed to a function cannot be differentiated here",
                    "call it with values and pass the results, or annotate a function with the loop written out",
                );
                Vec::new()
            }
            choice @ (Operand::Choice(_) | Operand::Element(_) | Operand::Maybe(_)) => {
                vec![Part::Place(self.materialise(choice, "value").place)]
            }
            Operand::Function(path) => vec![Part::Tokens(path.to_token_stream())],
            Operand::Iter(_) => {
                self.refuse_here(
                    "an iterator passed to a function cannot be differentiated",
                    "pass a slice, or `collect` into a `Vec` and pass that",
                );
                Vec::new()
            }
            Operand::Compared(_) => {
                self.refuse_here(
                    "an `Ordering` cannot be used here",
                    "compare the numbers with `<` and `>`",
                );
                Vec::new()
            }
            Operand::Var(_) | Operand::Deferred(_) | Operand::Never | Operand::Poison => Vec::new(),
        }
    }

    /// What the function returns, where the operand is it.
    pub(super) fn output(&mut self, operand: Operand<'a>, ty: &Type) -> Output {
        let operand = self.value(operand);
        let parts = match self.types.shallow(ty) {
            Type::Tuple(parts) => parts,
            Type::Unit => return Output::Unit,
            _ => Vec::new(),
        };
        match operand {
            Operand::Tuple(operands) if !parts.is_empty() => Output::Tuple(
                operands
                    .into_iter()
                    .enumerate()
                    .map(|(i, part)| {
                        let ty = parts.get(i).cloned().unwrap_or(Type::Unknown);
                        self.output(part, &ty)
                    })
                    .collect(),
            ),
            Operand::Place(mem) if !self.types.is_open(&mem.ty) || mem.temporary => {
                Output::Place(self.owned(mem))
            }
            // Nothing but its tangent is made of what it refers to.
            Operand::Ref(false, target) if self.signature.borrows() => match self.strip(*target) {
                Operand::Place(mem) => Output::Place(mem.place),
                other => self.output(other, ty),
            },
            Operand::Ref(..) => {
                self.refuse_here(
                    "the function returns a reference, and its cotangent would have no place of its own",
                    "return an owned value",
                );
                Output::Unit
            }
            init @ (Operand::Init(..)
            | Operand::Struct(_)
            | Operand::Choice(_)
            | Operand::Element(_)
            | Operand::Maybe(_)) => {
                (self.returning, self.lending) = (self.signature.borrows(), true);
                let init = self.init(init);
                (self.returning, self.lending) = (false, false);
                Output::Place(self.memory(ty.clone(), "result", init))
            }
            other => Output::Atom(self.atom(other)),
        }
    }

    /// Does a struct borrow nothing but what the function was lent?
    fn borrows_only(&self, literal: &Literal<'a>) -> bool {
        literal.fields.iter().all(|(_, part)| match part {
            Operand::Ref(_, target) => match &**target {
                Operand::Place(mem) => matches!(
                    self.b.f.bases[mem.place.base.index()].kind,
                    BaseKind::Param(Access::Shared) | BaseKind::Extern(_)
                ),
                _ => false,
            },
            Operand::Struct(literal) => self.borrows_only(literal),
            Operand::List(_) => false,
            _ => true,
        })
    }

    /// The struct in memory, with references.
    fn lent(&mut self, literal: &Literal<'a>) -> Init {
        let mut fields = Vec::new();
        for (name, part) in &literal.fields {
            let init = match part {
                Operand::Ref(_, target) => match &**target {
                    Operand::Place(mem) => Init::Lent(mem.place.clone()),
                    other => self.init(other.clone()),
                },
                Operand::Struct(inner) => self.lent(inner),
                other => self.init(other.clone()),
            };
            fields.push((name.clone(), init));
        }
        Init::Struct(literal.path.clone(), fields, None)
    }

    /// The place itself if it is the function's own, else a copy.
    fn owned(&mut self, mem: Mem) -> Place {
        let kind = &self.b.f.bases[mem.place.base.index()].kind;
        match kind {
            BaseKind::Local | BaseKind::Param(Access::Owned) => mem.place,
            BaseKind::Param(_) | BaseKind::Extern(_) => {
                self.memory(mem.ty, "result", Init::Copy(mem.place))
            }
        }
    }

    /// The operand without its derivative: what stands behind `#[no_diff]`.
    pub(super) fn stopped(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match self.value(operand) {
            Operand::Atom(a) => {
                let ty = self.atom_ty(&a);
                if ty.is_inactive() || a.value().is_none() {
                    return Operand::Atom(a);
                }
                Operand::Atom(self.prim(Prim::StopGradient, vec![a]))
            }
            Operand::Place(mem) if !self.types.is_aggregate(&mem.ty) => {
                let a = self.load(&mem);
                self.stopped(Operand::Atom(a))
            }
            Operand::Tuple(parts) => {
                Operand::Tuple(parts.into_iter().map(|part| self.stopped(part)).collect())
            }
            Operand::Choice(choice) => Operand::Choice(Box::new(Choice {
                value: self.stopped(choice.value),
                ..*choice
            })),
            Operand::Ref(mutable, target) if !matches!(*target, Operand::Place(_)) => {
                Operand::Ref(mutable, Box::new(self.stopped(*target)))
            }
            other => {
                let ty = self.ty(&other);
                if ty.is_inactive()
                    || matches!(other, Operand::Poison | Operand::Never | Operand::Tokens(_))
                {
                    return other;
                }
                self.refuse_here(
                    "only numbers can be taken out of the derivative, not whole arrays or structs",
                    "take the elements out where they are used: `ad::stop_gradient(v[i])`",
                )
            }
        }
    }
}

/// Types without derivative of which a value is moved where it is passed on.
const OWNING: [&str; 5] = ["PathBuf", "Range", "RangeFrom", "RangeInclusive", "String"];

/// Is it `Option<&mut T>`?
fn is_optional_reference(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            last.ident == "Option"
                && crate::parse::type_arguments(last).any(crate::parse::is_in_place)
        }),
        _ => false,
    }
}

//! `Option` and `Result`: values of which one part or the other is there.
//!
//! What a body makes (`Some(x)`, `None`, the result of a branch) is taken apart into a [`Choice`]: whether there is
//! a success, and the payload, each on its own. So it costs nothing, and derivatives flow through the payload alone.
//! What lies in memory (a parameter, a field, the result of a call) is looked at where it lies: `is_some`, and the
//! payload as a part of the memory. Both are [`Opened`] by the same questions.

mod asked;
mod methods;

pub(super) use asked::{Asked, kind_of};
pub(super) use methods::outcome_method;

use super::Lowerer;
use super::flow::TargetKind;
use super::iter::Maybe;
use super::operand::{Mem, Operand};
use super::sequence::Lookup;
use crate::ir::{Atom, Const, Init, Lit, Op, Opaque, Part, Prim, Projection, Type, Variant};
use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, ExprTry};

/// An `Option` or a `Result`, taken apart.
#[derive(Clone)]
pub(super) struct Choice<'a> {
    /// Is it `Some`, or `Ok`? A scalar.
    pub success: Operand<'a>,
    /// What the success holds; nothing where there never is one.
    pub value: Operand<'a>,
    /// What `Err` holds; none in an `Option`.
    pub error: Option<Operand<'a>>,
    pub ty: Type,
}

impl Choice<'_> {
    /// Is it `Some` of a reference, whatever happens?
    pub fn is_reference(&self) -> bool {
        self.is_there() && matches!(self.value, Operand::Ref(..))
    }

    /// Is it `Some`, whatever happens?
    pub fn is_there(&self) -> bool {
        let there = match &self.success {
            Operand::Atom(success) => constant(success) == Some(true),
            _ => false,
        };
        there && self.error.is_none()
    }
}

/// Something that is known to be an `Option` or a `Result`.
#[derive(Clone)]
pub(super) struct Opened<'a> {
    source: Source<'a>,
    /// Is it behind a reference, and is that mutable?
    reference: Option<bool>,
    is_result: bool,
}

#[derive(Clone)]
enum Source<'a> {
    Choice(Choice<'a>),
    Lookup(Lookup),
    Maybe(Rc<Maybe<'a>>),
    Memory(Mem),
}

impl<'a> Opened<'a> {
    /// Is it a `Result`?
    pub fn is_result(&self) -> bool {
        self.is_result
    }

    /// The value, where it was taken apart.
    pub fn choice(&self) -> Option<&Choice<'a>> {
        match &self.source {
            Source::Choice(choice) => Some(choice),
            Source::Lookup(_) | Source::Maybe(_) | Source::Memory(_) => None,
        }
    }
}

/// Which of the two a value is, as far as the construct at hand says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Option,
    Result,
    Either,
}

fn constant(atom: &Atom) -> Option<bool> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Bool(b), ..
        }) => Some(*b),
        _ => None,
    }
}

impl<'a> Lowerer<'a> {
    // --- making them ---

    pub(super) fn some(&mut self, value: Operand<'a>) -> Operand<'a> {
        let ty = Type::Option(Box::new(self.ty(&value)));
        Operand::Choice(Box::new(Choice {
            success: Operand::Atom(Atom::bool(true)),
            value,
            error: None,
            ty,
        }))
    }

    pub(super) fn none(&mut self) -> Operand<'a> {
        let ty = Type::Option(Box::new(self.types.fresh()));
        Operand::Choice(Box::new(Choice {
            success: Operand::Atom(Atom::bool(false)),
            value: Operand::Never,
            error: None,
            ty,
        }))
    }

    pub(super) fn ok(&mut self, value: Operand<'a>) -> Operand<'a> {
        let ty = Type::Result(Box::new(self.ty(&value)), Box::new(self.types.fresh()));
        Operand::Choice(Box::new(Choice {
            success: Operand::Atom(Atom::bool(true)),
            value,
            error: Some(Operand::Never),
            ty,
        }))
    }

    pub(super) fn err(&mut self, error: Operand<'a>) -> Operand<'a> {
        let of = self.error_ty(&error);
        let ty = Type::Result(Box::new(self.types.fresh()), Box::new(of));
        Operand::Choice(Box::new(Choice {
            success: Operand::Atom(Atom::bool(false)),
            value: Operand::Never,
            error: Some(error),
            ty,
        }))
    }

    /// The type of an error: that of a scalar, else one that does not matter.
    pub(super) fn error_ty(&mut self, error: &Operand<'a>) -> Type {
        let ty = self.ty(error);
        if self.types.is_scalar(&ty) {
            ty
        } else {
            Type::Opaque
        }
    }

    /// `Some(..)`, `Ok(..)`, `Err(..)`, if the path is one of them.
    pub(super) fn standard_variant(
        &mut self,
        path: &TokenStream,
        payload: impl FnOnce(&mut Self) -> Operand<'a>,
    ) -> Option<Operand<'a>> {
        let variant = Variant::new(path);
        if !variant.is_standard() || variant.name() == "None" {
            return None;
        }
        let payload = payload(self);
        Some(match variant.name() {
            "Some" => self.some(payload),
            "Ok" => self.ok(payload),
            _ => self.err(payload),
        })
    }

    // --- looking into them ---

    /// Takes an operand for an `Option` or a `Result`.
    pub(super) fn open(&mut self, operand: &Operand<'a>, expected: Expected) -> Option<Opened<'a>> {
        match operand {
            Operand::Ref(mutable, target) => {
                let opened = self.open(target, expected)?;
                let mutable = *mutable && opened.reference != Some(false);
                Some(Opened {
                    reference: Some(mutable),
                    ..opened
                })
            }
            Operand::Choice(choice) => Some(Opened {
                is_result: choice.error.is_some(),
                source: Source::Choice((**choice).clone()),
                reference: None,
            }),
            Operand::Maybe(maybe) => Some(Opened {
                source: Source::Maybe(Rc::clone(maybe)),
                reference: None,
                is_result: false,
            }),
            Operand::Element(lookup) => Some(Opened {
                source: Source::Lookup(lookup.clone()),
                reference: None,
                is_result: false,
            }),
            Operand::Place(mem) => self.open_memory(mem.clone(), expected),
            Operand::Deferred(slot) => {
                let value = self.slot_value(*slot);
                match value {
                    Operand::Never | Operand::Deferred(_) => None,
                    value => self.open(&value, expected),
                }
            }
            Operand::Init(..) => {
                let mem = self.materialise(operand.clone(), "value");
                self.open_memory(mem, expected)
            }
            Operand::Atom(a) => {
                let ty = self.atom_ty(a);
                if self.types.is_open(&ty) {
                    self.types.make_aggregate(&ty);
                    self.refuse_here(
                        "the type of this is not known here",
                        "write the type where the variable is declared: `let v: Option<f64> = ..`",
                    );
                }
                None
            }
            _ => None,
        }
    }

    fn open_memory(&mut self, mut mem: Mem, expected: Expected) -> Option<Opened<'a>> {
        let mut reference = None;
        loop {
            match self.types.shallow(&mem.ty) {
                Type::Ref(inner) => {
                    reference = Some(false);
                    mem.ty = *inner;
                    mem.temporary = false;
                }
                Type::Boxed(inner) => {
                    mem = Mem {
                        place: mem.place.project(Projection::Behind),
                        ty: *inner,
                        temporary: false,
                    };
                }
                ty @ (Type::Infer(_) | Type::Unknown) => {
                    let known = match expected {
                        Expected::Option => Type::Option(Box::new(self.types.fresh())),
                        Expected::Result => {
                            Type::Result(Box::new(self.types.fresh()), Box::new(Type::Opaque))
                        }
                        Expected::Either => {
                            self.types.make_aggregate(&ty);
                            break;
                        }
                    };
                    if !self.unify(&ty, &known) {
                        return None;
                    }
                    mem.ty = known;
                    break;
                }
                Type::Option(_) | Type::Result(..) => break,
                _ => return None,
            }
        }
        let ty = self.types.shallow(&mem.ty);
        Some(Opened {
            is_result: matches!(ty, Type::Result(..)),
            source: Source::Memory(mem),
            reference,
        })
    }

    /// Is there a success?
    pub(super) fn success(&mut self, opened: &Opened<'a>) -> Atom {
        match &opened.source {
            Source::Choice(choice) => {
                let success = choice.success.clone();
                self.atom(success)
            }
            Source::Lookup(lookup) => self.is_some(lookup),
            Source::Maybe(maybe) => self.maybe_some(maybe),
            Source::Memory(mem) => {
                let variant = match self.types.shallow(&mem.ty) {
                    Type::Result(..) => Variant::ok(),
                    Type::Option(_) => Variant::some(),
                    _ => Variant::success(),
                };
                self.op(Op::Is(mem.place.clone(), vec![variant]), Type::Bool)
            }
        }
    }

    /// What the success holds, where there is one.
    pub(super) fn success_value(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let value = match &opened.source {
            Source::Choice(choice) => choice.value.clone(),
            Source::Lookup(lookup) => self.payload(lookup),
            Source::Maybe(maybe) => self.maybe_payload(maybe),
            Source::Memory(mem) => {
                let ty = match self.types.shallow(&mem.ty) {
                    Type::Option(t) | Type::Result(t, _) => *t,
                    ty => self.types.field(&ty, "Some.0"),
                };
                Operand::Place(Mem {
                    place: mem.place.project(Projection::Inner),
                    ty,
                    temporary: mem.temporary && opened.reference.is_none(),
                })
            }
        };
        self.behind(opened.reference, value)
    }

    /// What the error is, where there is one.
    pub(super) fn error_value(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let error = match &opened.source {
            Source::Choice(choice) => choice.error.clone().unwrap_or(Operand::Never),
            Source::Lookup(_) | Source::Maybe(_) => Operand::Never,
            Source::Memory(mem) => match self.types.shallow(&mem.ty) {
                Type::Result(_, e) => Operand::Place(Mem {
                    place: mem
                        .place
                        .project(Projection::Variant(Variant::err(), "0".to_string().into())),
                    ty: *e,
                    temporary: mem.temporary && opened.reference.is_none(),
                }),
                _ => Operand::Never,
            },
        };
        self.behind(opened.reference, error)
    }

    fn behind(&mut self, reference: Option<bool>, value: Operand<'a>) -> Operand<'a> {
        match (reference, value) {
            (_, value @ (Operand::Ref(..) | Operand::Never | Operand::Poison)) | (None, value) => {
                value
            }
            (Some(mutable), value) => {
                if let (true, Operand::Place(mem)) = (mutable, &value) {
                    self.mutable.insert(mem.place.base);
                }
                Operand::Ref(mutable, Box::new(value))
            }
        }
    }

    /// `if success { then } else { els }`, with nothing of what is known not to happen.
    pub(super) fn by_success(
        &mut self,
        success: Atom,
        wanted: bool,
        then: &mut dyn FnMut(&mut Self) -> Operand<'a>,
        els: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        match constant(&success) {
            Some(true) => then(self),
            Some(false) => els(self),
            None => self.branch(success, wanted, then, els),
        }
    }

    // --- into memory ---

    /// What memory is set to, so that it holds the choice.
    pub(super) fn choice_init(&mut self, choice: Choice<'a>) -> Init {
        let success = self.atom(choice.success);
        let is_result = choice.error.is_some();
        let good = |l: &mut Self, value| {
            let variant = if is_result {
                Variant::ok()
            } else {
                Variant::some()
            };
            Init::Variant(variant, vec![("0".to_string(), l.init(value))])
        };
        let bad = |l: &mut Self, error: Option<Operand<'a>>| match error {
            Some(error) => {
                Init::Variant(Variant::err(), vec![("0".to_string(), l.error_init(error))])
            }
            None => Init::none(),
        };
        // What was never set is nothing that is ever looked at.
        let never = |operand: &Operand<'a>| matches!(operand, Operand::Never | Operand::Poison);
        match constant(&success) {
            Some(true) => good(self, choice.value),
            Some(false) => bad(self, choice.error),
            None if never(&choice.value) => bad(self, choice.error),
            None if choice.error.as_ref().is_some_and(never) => good(self, choice.value),
            None => {
                let good = good(self, choice.value);
                let bad = bad(self, choice.error);
                Init::If(success, Box::new(good), Box::new(bad))
            }
        }
    }

    /// An error as memory holds it: it does not vary.
    pub(super) fn error_init(&mut self, error: Operand<'a>) -> Init {
        let mut init = self.init(error);
        self.stop_init(&mut init);
        init
    }

    pub(super) fn stop_init(&mut self, init: &mut Init) {
        match init {
            Init::Atom(a) => {
                let ty = self.atom_ty(a);
                if self.types.is_float(&ty) && a.value().is_some() {
                    *a = self.prim(Prim::StopGradient, vec![a.clone()]);
                }
            }
            Init::Elements(parts) | Init::Tuple(parts) => {
                parts.iter_mut().for_each(|part| self.stop_init(part));
            }
            Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
                fields.iter_mut().for_each(|(_, part)| self.stop_init(part));
            }
            Init::If(_, then, els) => {
                self.stop_init(then);
                self.stop_init(els);
            }
            Init::Repeat(part, _) => self.stop_init(part),
            Init::Empty(_)
            | Init::Copy(_)
            | Init::Lent(_)
            | Init::Move(_)
            | Init::Pop(_)
            | Init::ZeroTangent(_)
            | Init::ZeroOf(_)
            | Init::Default => {}
        }
    }

    // --- `?` ---

    pub(super) fn try_(&mut self, expr: &'a ExprTry) -> Operand<'a> {
        let operand = self.looked_at_once(&expr.expr);
        let operand = self.value_at(&expr.expr, operand);
        self.try_operand(expr, operand, self.asked.kind(&expr.expr))
    }

    /// The success of an operand, or the failure as the result of the function.
    pub(super) fn try_operand(
        &mut self,
        expr: &dyn ToTokens,
        operand: Operand<'a>,
        expected: Expected,
    ) -> Operand<'a> {
        let target = self
            .targets
            .iter()
            .rposition(|target| target.kind == TargetKind::Function);
        let Some(target) = target else {
            return Operand::Never;
        };
        // A closure's result is what its body says.
        let outermost = target == 0;
        let Some(opened) = self.open(&operand, expected) else {
            return self.not_an_outcome(expr, &operand);
        };
        let success = self.success(&opened);
        let fails = match constant(&success) {
            Some(true) => return self.success_value(&opened),
            Some(false) => Atom::bool(true),
            None => self.prim(Prim::Not, vec![success]),
        };
        let left = self.branch(
            fails,
            false,
            &mut |l| {
                let value = if opened.is_result {
                    let error = l.error_value(&opened);
                    let error = l.converted(error, outermost);
                    l.err(error)
                } else {
                    l.none()
                };
                l.leave(target, value)
            },
            &mut |_| Operand::Unit,
        );
        if matches!(left, Operand::Never) {
            return Operand::Never;
        }
        self.success_value(&opened)
    }

    /// The error of the callee as one of the caller: `From::from(error)`.
    pub(super) fn converted(&mut self, error: Operand<'a>, converts: bool) -> Operand<'a> {
        if !converts || matches!(error, Operand::Never | Operand::Poison) {
            return error;
        }
        let ty = self.ty(&error);
        if self.types.is_scalar(&ty) {
            return error;
        }
        let init = self.error_init(error);
        let place = self.memory(Type::Opaque, "error", init);
        self.opaque_function(quote!(::core::convert::From::from), place)
    }

    /// `path(place)`, the place moved.
    fn opaque_function(&mut self, path: TokenStream, place: crate::ir::Place) -> Operand<'a> {
        let argument = Part::Group(Delimiter::Parenthesis, vec![Part::Place(place)]);
        let call = Opaque::effect(vec![Part::Tokens(path), argument]);
        Operand::Atom(self.op(Op::Opaque(call), Type::Opaque))
    }

    /// What is refused where an `Option` or a `Result` is needed and something else is there.
    pub(super) fn not_an_outcome(
        &mut self,
        node: &dyn ToTokens,
        operand: &Operand<'a>,
    ) -> Operand<'a> {
        if matches!(operand, Operand::Poison | Operand::Never) {
            return Operand::Poison;
        }
        self.refuse(
            node,
            "whether this is an `Option` or a `Result` is not known here",
            "bind it to a variable with its type: `let v: Option<f64> = ..`",
        )
    }

    /// The function of an argument, called with operands.
    pub(super) fn apply_argument(
        &mut self,
        function: &'a Expr,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        match function {
            Expr::Paren(paren) => self.apply_argument(&paren.expr, args),
            Expr::Closure(closure) => {
                let closure = self.scopes.closure(closure);
                let args = args.into_iter().map(|arg| (arg, None)).collect();
                self.at(function, |l| l.inline_with(&closure, args))
            }
            Expr::Path(path) if self.function_path(function).is_some() => {
                self.at(function, |l| l.apply_named(path, args))
            }
            other => {
                let operand = self.expr(other);
                match self.strip(operand) {
                    Operand::Closure(closure) => {
                        let args = args.into_iter().map(|arg| (arg, None)).collect();
                        self.inline_with(&closure, args)
                    }
                    Operand::Poison => Operand::Poison,
                    _ => self.refuse(
                        function,
                        "which function this calls is not known when the derivative is made",
                        "write a closure: `|x| f(x)`",
                    ),
                }
            }
        }
    }

    fn apply_named(&mut self, path: &'a syn::ExprPath, mut args: Vec<Operand<'a>>) -> Operand<'a> {
        use quote::ToTokens;
        let tokens = path.path.to_token_stream();
        let last = path.path.segments.last().map(|s| s.ident.to_string());
        let last = last.unwrap_or_default();
        if args.len() == 1 {
            let payload = args[0].clone();
            if let Some(made) = self.standard_variant(&tokens, |_| payload) {
                return made;
            }
        }
        if self.is_variant(&path.path) {
            return self.variant_of_operands(&path.path, args);
        }
        let prefix = path.path.segments.iter().rev().nth(1);
        let owner = prefix.and_then(|s| self.scalar_named(&s.ident.to_string()));
        if owner.is_some() && args.len() == 1 {
            let atom = self.atom(args.remove(0));
            return match last.as_str() {
                "from" => {
                    let ty = owner.unwrap_or(Type::Unknown);
                    Operand::Atom(self.cast(atom, ty))
                }
                _ => self.number(&last, atom, &[], path),
            };
        }
        if args.is_empty()
            && let Some(owner) = &owner
        {
            match last.as_str() {
                "zero" | "default" => return Operand::Atom(Atom::zero(owner)),
                _ if super::number::CONSTANTS.contains(&last.as_str()) => {
                    let parts = vec![Part::Tokens(quote!(#tokens()))];
                    return Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), owner.clone()));
                }
                _ => {}
            }
        }
        if args.is_empty() && tokens.to_string() == "Vec :: new" {
            let element = self.types.fresh();
            return Operand::Init(Init::Empty(None), Type::Vec(Box::new(element)));
        }
        let inert = matches!(
            (
                prefix.map(|s| s.ident.to_string()).as_deref(),
                last.as_str()
            ),
            (Some("From" | "Into" | "ToString" | "String"), _)
        );
        if let Some(converted) = self.apply_conversion(path, &args) {
            return converted;
        }
        if inert && args.len() == 1 {
            let init = self.error_init(args.remove(0));
            let place = self.memory(Type::Opaque, "error", init);
            return self.opaque_function(tokens, place);
        }
        let (name, turbofish) = super::place::split_turbofish(path);
        let callee = crate::ir::Callee {
            turbofish,
            ..crate::ir::Callee::new(name)
        };
        let known = self.known_function(path);
        let args = args
            .into_iter()
            .map(|arg| (TokenStream::new(), arg))
            .collect();
        let ty = self.output_of(path, known.as_ref());
        self.emit_call(callee, args, ty, true)
    }
}

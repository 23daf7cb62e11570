//! What searches give: an option of which it is known what is in it, if there is something. And comparisons, of
//! which it is known what was compared.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::{Iter, Sink};
use crate::ir::{Atom, Lit, Op, Opaque, Part, Prim, Type};
use proc_macro2::Delimiter;
use quote::quote;
use std::rc::Rc;
use syn::{Expr, ExprMethodCall};

/// An option that exists only while lowering.
#[derive(Clone)]
pub(in super::super) enum Maybe<'a> {
    /// Is it there, and what it is then.
    Value(Atom, Operand<'a>),
    /// An item of a counted iterator: is it there, and where.
    Item(Atom, Rc<Iter<'a>>, At),
}

/// Where an item is.
#[derive(Clone, Debug)]
pub(in super::super) enum At {
    Position(Atom),
    /// The same, but the position says nothing of whether it is there.
    Found(Atom),
    Last,
}

/// Two numbers that are compared: what `partial_cmp` and its like give.
#[derive(Clone, Debug)]
pub(in super::super) struct Compared {
    pub a: Atom,
    pub b: Atom,
    /// By `total_cmp`, which orders NaN and the signs of zero.
    total: bool,
}

impl Compared {
    pub(in super::super) fn new(a: Atom, b: Atom, method: &str) -> Compared {
        let total = method == "total_cmp";
        Compared { a, b, total }
    }

    /// Does it order all numbers, NaN too?
    pub(super) fn is_total(&self) -> bool {
        self.total
    }
}

impl<'a> Maybe<'a> {
    /// Something that is there.
    pub(super) fn certain(operand: Operand<'a>) -> Maybe<'a> {
        Maybe::Value(Atom::bool(true), operand)
    }

    /// Is it there on every way?
    pub(super) fn is_certain(&self) -> bool {
        matches!(self, Maybe::Value(Atom::Const(c), _) if matches!(c.lit, Lit::Bool(true)))
    }
}

impl<'a> Lowerer<'a> {
    /// Is it there?
    pub(in super::super) fn maybe_some(&mut self, maybe: &Maybe<'a>) -> Atom {
        match maybe {
            Maybe::Value(some, _) | Maybe::Item(some, ..) => some.clone(),
        }
    }

    /// What is there, if it is.
    pub(in super::super) fn maybe_payload(&mut self, maybe: &Maybe<'a>) -> Operand<'a> {
        match maybe {
            Maybe::Value(_, payload) => payload.clone(),
            Maybe::Item(_, iter, At::Position(at) | At::Found(at)) => self.item_at(iter, at),
            Maybe::Item(_, iter, At::Last) => {
                let super::counted::Count::Of(len) = self.count_of(iter) else {
                    return Operand::Never;
                };
                let at = self.prim(Prim::Sub, vec![len, Atom::usize(1)]);
                self.item_at(iter, &at)
            }
        }
    }

    /// An option as a variable has it: what is copied out of memory is copied now.
    pub(in super::super) fn settled_item(&mut self, maybe: Rc<Maybe<'a>>) -> Operand<'a> {
        let copies = match &*maybe {
            Maybe::Item(_, iter, _) => iter.copies(),
            Maybe::Value(..) => false,
        };
        if !copies {
            return Operand::Maybe(maybe);
        }
        let some = self.maybe_some(&maybe);
        let payload = self.maybe_or(&maybe, &mut |l, value| l.copied(value), &mut |_| {
            Operand::Never
        });
        Operand::Maybe(Rc::new(Maybe::Value(some, payload)))
    }

    /// What is there, or a panic.
    fn maybe_unwrap(&mut self, maybe: &Maybe<'a>) -> Operand<'a> {
        if let (Maybe::Value(some, _) | Maybe::Item(some, _, At::Found(_)), false) =
            (maybe, maybe.is_certain())
        {
            self.effect(Op::Opaque(Opaque::effect(vec![
                Part::Tokens(quote!(::core::assert!)),
                Part::Group(Delimiter::Parenthesis, vec![Part::Atom(some.clone())]),
            ])));
        }
        self.maybe_payload(maybe)
    }

    /// Goes on with what is in an option, or without.
    pub(super) fn with_payload(
        &mut self,
        option: Operand<'a>,
        some: Sink<'_, 'a>,
        none: &mut dyn FnMut(&mut Self),
    ) {
        match self.strip(option) {
            Operand::Maybe(maybe) => {
                let there = self.maybe_some(&maybe);
                if maybe.is_certain() {
                    let payload = self.maybe_payload(&maybe);
                    return some(self, payload);
                }
                self.branch(
                    there,
                    false,
                    &mut |l| {
                        let payload = l.maybe_payload(&maybe);
                        some(l, payload);
                        Operand::Unit
                    },
                    &mut |l| {
                        none(l);
                        Operand::Unit
                    },
                );
            }
            Operand::Element(lookup) => {
                let there = self.is_some(&lookup);
                self.branch(
                    there,
                    false,
                    &mut |l| {
                        let payload = l.payload(&lookup);
                        some(l, payload);
                        Operand::Unit
                    },
                    &mut |l| {
                        none(l);
                        Operand::Unit
                    },
                );
            }
            Operand::Poison | Operand::Never => {}
            option @ (Operand::Choice(_) | Operand::Place(_) | Operand::Init(..)) => {
                let Some(opened) = self.open(&option, super::super::outcome::Expected::Option)
                else {
                    self.refuse_here(
                        "whether this is an `Option` is not known here",
                        "bind it to a variable with its type: `let v: Option<f64> = ..`",
                    );
                    return;
                };
                let there = self.success(&opened);
                self.by_success(
                    there,
                    false,
                    &mut |l| {
                        let payload = l.success_value(&opened);
                        some(l, payload);
                        Operand::Unit
                    },
                    &mut |l| {
                        none(l);
                        Operand::Unit
                    },
                );
            }
            _ => {
                self.refuse_here(
                    "whether this option is there is not seen here",
                    "let the closure end in `if .. { Some(..) } else { None }`",
                );
            }
        }
    }

    /// A method of such an option.
    pub(in super::super) fn maybe_method(
        &mut self,
        name: &str,
        maybe: &Rc<Maybe<'a>>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let args: Vec<&'a Expr> = call.args.iter().collect();
        match (name, args.as_slice()) {
            ("unwrap" | "expect", _) => self.maybe_unwrap(maybe),
            ("is_some", []) => Operand::Atom(self.maybe_some(maybe)),
            ("is_none", []) => {
                let some = self.maybe_some(maybe);
                Operand::Atom(self.prim(Prim::Not, vec![some]))
            }
            ("copied" | "cloned", []) => {
                let maybe = match &**maybe {
                    Maybe::Value(some, payload) => {
                        let payload = match payload.clone() {
                            Operand::Ref(_, target) => *target,
                            other => other,
                        };
                        Maybe::Value(some.clone(), payload)
                    }
                    Maybe::Item(some, iter, at) => Maybe::Item(
                        some.clone(),
                        Rc::new(Iter::Copied(Rc::clone(iter))),
                        at.clone(),
                    ),
                };
                Operand::Maybe(Rc::new(maybe))
            }
            ("unwrap_or", [other]) => {
                let other = self.evaluated(other);
                self.maybe_or(maybe, &mut |l, value| l.value(value), &mut |_| {
                    other.clone()
                })
            }
            ("unwrap_or_else", [other]) => {
                let Some(func) = self.func(other) else {
                    return Operand::Poison;
                };
                self.maybe_or(maybe, &mut |l, value| l.value(value), &mut |l| {
                    l.apply(&func, Vec::new())
                })
            }
            ("unwrap_or_default", []) => {
                self.maybe_or(maybe, &mut |l, value| l.value(value), &mut |l| {
                    Operand::Atom(Atom::zero(&l.types.fresh()))
                })
            }
            ("map_or", [other, func]) => {
                let other = self.evaluated(other);
                let Some(func) = self.func(func) else {
                    return Operand::Poison;
                };
                self.maybe_or(
                    maybe,
                    &mut |l, value| l.apply(&func, vec![value]),
                    &mut |_| other.clone(),
                )
            }
            ("map_or_else", [other, func]) => {
                let (Some(other), Some(func)) = (self.func(other), self.func(func)) else {
                    return Operand::Poison;
                };
                self.maybe_or(
                    maybe,
                    &mut |l, value| l.apply(&func, vec![value]),
                    &mut |l| l.apply(&other, Vec::new()),
                )
            }
            ("map", [func]) => {
                let Some(func) = self.func(func) else {
                    return Operand::Poison;
                };
                if maybe.is_certain() {
                    let payload = self.maybe_payload(maybe);
                    let payload = self.apply(&func, vec![payload]);
                    return Operand::Maybe(Rc::new(Maybe::certain(payload)));
                }
                let some = self.maybe_some(maybe);
                let payload = self.maybe_or(
                    maybe,
                    &mut |l, value| l.apply(&func, vec![value]),
                    &mut |_| Operand::Never,
                );
                Operand::Maybe(Rc::new(Maybe::Value(some, payload)))
            }
            _ => {
                let operand = Operand::Maybe(Rc::clone(maybe));
                match self.open(&operand, super::super::outcome::Expected::Option) {
                    Some(opened) => self.outcome_call(name, &opened, call),
                    None => self.option_refused(call),
                }
            }
        }
    }

    fn maybe_or(
        &mut self,
        maybe: &Rc<Maybe<'a>>,
        then: &mut dyn FnMut(&mut Self, Operand<'a>) -> Operand<'a>,
        els: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let some = self.maybe_some(maybe);
        self.branch(
            some,
            true,
            &mut |l| {
                let payload = l.maybe_payload(maybe);
                then(l, payload)
            },
            els,
        )
    }

    // --- comparisons ---

    /// A method of what `partial_cmp` or `total_cmp` gives.
    pub(in super::super) fn compared_method(
        &mut self,
        name: &str,
        compared: Compared,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let Compared { a, b, total } = compared;
        match name {
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" => {
                Operand::Compared(Compared { a, b, total })
            }
            "reverse" => Operand::Compared(Compared { a: b, b: a, total }),
            "is_lt" | "is_le" | "is_gt" | "is_ge" | "is_eq" | "is_ne" => {
                Operand::Atom(self.holds_between(name, &Compared { a, b, total }))
            }
            "then" | "then_with" if call.args.len() == 1 => {
                self.compared_then(&Compared { a, b, total }, name, &call.args[0])
            }
            _ => self.refuse(
                &call.method,
                &format!("the method `{name}` of an `Ordering` is not differentiable here"),
                "compare the numbers with `<` and `>`",
            ),
        }
    }

    /// `order.then(other)`, `order.then_with(|| other)`: as an order of numbers, -1, 0 and 1.
    fn compared_then(&mut self, first: &Compared, name: &str, next: &'a Expr) -> Operand<'a> {
        let known = match name {
            "then" => Some(self.expr(next)),
            _ => None,
        };
        let equal = self.holds_between("is_eq", first);
        let sign = self.by_success(
            equal,
            true,
            &mut |l| {
                let next = match &known {
                    Some(known) => known.clone(),
                    None => l.apply_argument(next, Vec::new()),
                };
                l.sign_of(next)
            },
            &mut |l| l.sign_of(Operand::Compared(first.clone())),
        );
        match sign {
            Operand::Poison | Operand::Never => sign,
            sign => {
                let (a, b) = (self.atom(sign), Atom::zero(&Type::Int("isize")));
                Operand::Compared(Compared { a, b, total: false })
            }
        }
    }

    /// -1, 0 or 1, as an order says.
    fn sign_of(&mut self, order: Operand<'a>) -> Operand<'a> {
        let Operand::Compared(compared) = order else {
            if !matches!(order, Operand::Poison | Operand::Never) {
                self.refuse_here(
                    "what this compares by is not seen here",
                    "write `a.cmp(&b)`, `a.partial_cmp(b).unwrap()` or `a.total_cmp(b)` there",
                );
            }
            return Operand::Poison;
        };
        let [more, less] = ["is_gt", "is_lt"].map(|question| {
            let holds = self.holds_between(question, &compared);
            self.cast(holds, Type::Int("isize"))
        });
        Operand::Atom(self.prim(Prim::Sub, vec![more, less]))
    }

    /// Does `is_lt`, `is_gt` .. hold?
    pub(in super::super) fn holds_between(&mut self, question: &str, compared: &Compared) -> Atom {
        let Compared { a, b, total } = compared;
        if *total {
            let question = quote::format_ident!("{question}");
            let parts = vec![
                Part::Atom(a.clone()),
                Part::Tokens(quote!(.total_cmp)),
                Part::Group(
                    Delimiter::Parenthesis,
                    vec![Part::Tokens(quote!(&)), Part::Atom(b.clone())],
                ),
                Part::Tokens(quote!(.#question())),
            ];
            return self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool);
        }
        let prim = match question {
            "is_lt" => Prim::Lt,
            "is_le" => Prim::Le,
            "is_gt" => Prim::Gt,
            "is_ge" => Prim::Ge,
            "is_eq" => Prim::Eq,
            _ => Prim::Ne,
        };
        self.prim(prim, vec![a.clone(), b.clone()])
    }
}

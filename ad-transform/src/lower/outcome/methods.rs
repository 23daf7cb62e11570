//! Methods of `Option` and `Result`: one table.

use super::{Choice, Expected, Opened, Source};
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Type};
use crate::lower::Lowerer;
use crate::lower::operand::Operand;
use proc_macro2::Delimiter;
use quote::{format_ident, quote};
use syn::{Expr, ExprMethodCall};

/// Lowers a method of an `Option` or a `Result`.
type Method = for<'a> fn(&mut Lowerer<'a>, &Opened<'a>, &'a ExprMethodCall) -> Operand<'a>;

use Expected::{Either, Option as OfOption, Result as OfResult};

/// Methods by name, with the number of their arguments and whose they are.
const METHODS: &[(&str, usize, Expected, Method)] = &[
    ("and", 1, Either, |l, o, c| l.and(o, c)),
    ("and_then", 1, Either, |l, o, c| l.and_then_outcome(o, c)),
    ("as_deref", 0, Either, |l, o, _| l.as_reference_of(o, false)),
    ("as_deref_mut", 0, Either, |l, o, _| {
        l.as_reference_of(o, true)
    }),
    ("as_mut", 0, Either, |l, o, _| l.as_reference_of(o, true)),
    ("as_ref", 0, Either, |l, o, _| l.as_reference_of(o, false)),
    ("clone", 0, Either, |l, o, _| l.copied_outcome(o)),
    ("cloned", 0, Either, |l, o, _| l.copied_outcome(o)),
    ("context", 1, Either, |l, o, c| l.in_context(o, c)),
    ("copied", 0, Either, |l, o, _| l.copied_outcome(o)),
    ("err", 0, OfResult, |l, o, _| l.err_of(o)),
    ("expect", 1, Either, |l, o, c| l.unwrap(o, c)),
    ("expect_err", 1, OfResult, |l, o, _| l.error_value(o)),
    ("filter", 1, OfOption, |l, o, c| l.filter_outcome(o, c)),
    ("flatten", 0, Either, |l, o, _| l.flatten(o)),
    ("get_or_insert", 1, OfOption, |l, o, c| {
        l.set_where_none(o, &mut |l| l.evaluated(&c.args[0]))
    }),
    ("get_or_insert_with", 1, OfOption, |l, o, c| {
        l.set_where_none(o, &mut |l| l.apply_argument(&c.args[0], Vec::new()))
    }),
    ("insert", 1, OfOption, |l, o, c| {
        let value = l.evaluated(&c.args[0]);
        l.set_payload(o, value)
    }),
    ("inspect", 1, Either, |l, o, c| l.inspect(o, c)),
    ("is_err", 0, OfResult, |l, o, _| l.is_failure(o)),
    ("is_none", 0, OfOption, |l, o, _| l.is_failure(o)),
    ("is_none_or", 1, OfOption, |l, o, c| l.is_and(o, c, true)),
    ("is_ok", 0, OfResult, |l, o, _| Operand::Atom(l.success(o))),
    ("is_ok_and", 1, OfResult, |l, o, c| l.is_and(o, c, false)),
    ("is_some", 0, OfOption, |l, o, _| {
        Operand::Atom(l.success(o))
    }),
    ("is_some_and", 1, OfOption, |l, o, c| l.is_and(o, c, false)),
    ("map", 1, Either, |l, o, c| l.map(o, c)),
    ("map_err", 1, OfResult, |l, o, c| l.map_err(o, c)),
    ("map_or", 2, Either, |l, o, c| l.map_or(o, c)),
    ("map_or_else", 2, Either, |l, o, c| l.map_or_else(o, c)),
    ("ok", 0, OfResult, |l, o, _| l.ok_of(o)),
    ("ok_or", 1, OfOption, |l, o, c| l.ok_or(o, c)),
    ("ok_or_else", 1, OfOption, |l, o, c| l.ok_or_else(o, c)),
    ("or", 1, Either, |l, o, c| l.or(o, c)),
    ("or_else", 1, Either, |l, o, c| l.or_else(o, c)),
    ("replace", 1, OfOption, |l, o, c| l.replace_payload(o, c)),
    ("take", 0, OfOption, |l, o, _| l.take_payload(o)),
    ("unwrap", 0, Either, |l, o, c| l.unwrap(o, c)),
    ("unwrap_err", 0, OfResult, |l, o, _| l.error_value(o)),
    ("unwrap_or", 1, Either, |l, o, c| l.unwrap_or(o, c)),
    ("unwrap_or_default", 0, Either, |l, o, _| {
        l.unwrap_or_default(o)
    }),
    ("unwrap_or_else", 1, Either, |l, o, c| {
        l.unwrap_or_else(o, c)
    }),
    ("unwrap_unchecked", 0, Either, |l, o, c| l.unwrap(o, c)),
    ("with_context", 1, Either, |l, o, c| l.in_context(o, c)),
    ("wrap_err", 1, OfResult, |l, o, c| l.in_context(o, c)),
    ("wrap_err_with", 1, OfResult, |l, o, c| l.in_context(o, c)),
    ("xor", 1, OfOption, |l, o, c| l.xor(o, c)),
    ("zip", 1, OfOption, |l, o, c| l.zip_outcomes(o, c)),
];

/// Methods that take their receiver by reference. The others take it by value: what is behind a reference is copied.
const BY_REFERENCE: [&str; 16] = [
    "as_deref",
    "as_deref_mut",
    "as_mut",
    "as_ref",
    "clone",
    "get_or_insert",
    "get_or_insert_with",
    "insert",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "replace",
    "take",
    "copied",
    "cloned",
];

/// Methods that crates of errors give to both: what is called like them elsewhere is something else.
const OF_ERRORS: [&str; 4] = ["context", "with_context", "wrap_err", "wrap_err_with"];

/// Those crates.
const ERROR_CRATES: [&str; 4] = ["anyhow", "color_eyre", "eyre", "snafu"];

/// Methods that other types have too.
const SHARED: [&str; 13] = [
    "and", "as_mut", "as_ref", "clone", "cloned", "copied", "flatten", "insert", "or", "replace",
    "take", "xor", "zip",
];

/// Whose method it is, if it can be one of an `Option` or a `Result`.
pub(in crate::lower) fn outcome_method(name: &str) -> Option<Expected> {
    let mut methods = METHODS.iter();
    let found = methods.find(|(known, ..)| *known == name);
    found.map(|(_, _, expected, _)| *expected)
}

impl<'a> Lowerer<'a> {
    /// Is it a method that only an `Option` or a `Result` has?
    pub(in crate::lower) fn is_outcome_method(&self, name: &str) -> bool {
        outcome_method(name).is_some()
            && !SHARED.contains(&name)
            && (!OF_ERRORS.contains(&name) || self.imports_errors())
    }

    /// A method of an `Option` or a `Result`.
    pub(in crate::lower) fn outcome_call(
        &mut self,
        name: &str,
        opened: &Opened<'a>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let found = METHODS
            .iter()
            .find(|(known, n, ..)| *known == name && *n == call.args.len())
            .filter(|_| !OF_ERRORS.contains(&name) || self.imports_errors());
        match found {
            Some((.., method)) if BY_REFERENCE.contains(&name) => method(self, opened, call),
            Some((.., method)) => {
                let by_value = Opened {
                    reference: None,
                    ..opened.clone()
                };
                method(self, &by_value, call)
            }
            None => {
                let of = if opened.is_result { "Result" } else { "Option" };
                self.refuse(
                    &call.method,
                    &format!("the method `{name}` of `{of}` is not differentiable yet"),
                    "write a `match`",
                )
            }
        }
    }

    /// The failure of the value, with a success of another type.
    pub(in crate::lower) fn failure(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        if opened.is_result {
            let error = self.error_value(opened);
            self.err(error)
        } else {
            self.none()
        }
    }

    /// A success of the same kind.
    fn succeed(&mut self, opened: &Opened<'a>, value: Operand<'a>) -> Operand<'a> {
        if opened.is_result {
            self.ok(value)
        } else {
            self.some(value)
        }
    }

    fn is_failure(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let success = self.success(opened);
        Operand::Atom(self.prim(Prim::Not, vec![success]))
    }

    fn unwrap(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let message = call.args.first().map(|arg| {
            let operand = self.evaluated(arg);
            self.part(operand)
        });
        let success = self.success(opened);
        let method = match call.method.to_string().strip_suffix("_unchecked") {
            Some(checked) => format_ident!("{checked}", span = call.method.span()),
            None => call.method.clone(),
        };
        let value = self.by_success(success, false, &mut |_| Operand::Unit, &mut |l| {
            let mut parts = vec![Part::Tokens(if opened.is_result {
                quote!(::core::result::Result::Err::<::core::convert::Infallible, _>)
            } else {
                quote!(::core::option::Option::None::<::core::convert::Infallible>)
            })];
            if opened.is_result {
                let error = l.error_value(opened);
                let init = l.error_init(error);
                let place = l.memory(Type::Opaque, "error", init);
                parts.push(Part::Group(
                    Delimiter::Parenthesis,
                    vec![Part::Place(place)],
                ));
            }
            parts.push(Part::Tokens(quote!(.#method)));
            parts.push(Part::Group(
                Delimiter::Parenthesis,
                message.clone().unwrap_or_default(),
            ));
            let parts = vec![
                Part::Tokens(quote!(match)),
                // A group without delimiters would lose its operands' order.
                Part::Group(Delimiter::Parenthesis, parts),
                Part::Tokens(quote!({})),
            ];
            l.effect(Op::Opaque(Opaque::diverging(parts)));
            l.reachable = false;
            Operand::Never
        });
        if matches!(value, Operand::Never) {
            return Operand::Never;
        }
        self.success_value(opened)
    }

    fn unwrap_or(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let success = self.success(opened);
        self.by_success(success, true, &mut |l| l.success_value(opened), &mut |_| {
            other.clone()
        })
    }

    fn unwrap_or_else(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(success, true, &mut |l| l.success_value(opened), &mut |l| {
            l.apply_to_failure(opened, &call.args[0])
        })
    }

    /// The function of an argument that is called where there is no success.
    fn apply_to_failure(&mut self, opened: &Opened<'a>, function: &'a Expr) -> Operand<'a> {
        let args = if opened.is_result {
            vec![self.error_value(opened)]
        } else {
            Vec::new()
        };
        self.apply_argument(function, args)
    }

    fn unwrap_or_default(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let success = self.success(opened);
        let payload = self.success_value(opened);
        let ty = self.ty(&payload);
        let held = self.held_type(opened);
        self.unify(&ty, &held);
        self.by_success(success, true, &mut |_| payload.clone(), &mut |l| {
            if l.types.is_scalar(&ty) || l.types.is_open(&ty) {
                Operand::Atom(Atom::zero(&ty))
            } else {
                Operand::Init(Init::Default, ty.clone())
            }
        })
    }

    fn map(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                let value = l.apply_argument(&call.args[0], vec![payload]);
                l.succeed(opened, value)
            },
            &mut |l| l.failure(opened),
        )
    }

    fn map_err(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.ok(payload)
            },
            &mut |l| {
                let error = l.error_value(opened);
                let error = match names_conversion(&call.args[0]) {
                    true => l.converted(error, true),
                    false => l.apply_argument(&call.args[0], vec![error]),
                };
                l.err(error)
            },
        )
    }

    fn imports_errors(&self) -> bool {
        let knowledge = &self.signature.knowledge;
        ERROR_CRATES.iter().any(|of| knowledge.imports_of(of))
    }

    /// What has a method of this name here, if nothing else says it: `anyhow` gives it to both.
    pub(in crate::lower) fn kind_in_context(&self, name: &str) -> Expected {
        let knowledge = &self.signature.knowledge;
        let of_both = knowledge.imports_of("anyhow") || knowledge.imported("OptionExt").is_some();
        match OF_ERRORS.contains(&name) && self.imports_errors() && !of_both {
            true => OfResult,
            false => Either,
        }
    }

    /// `context` of the crates `anyhow`, `eyre` and `snafu`, whatever it is called: it makes another error of an error,
    /// or of there being nothing.
    fn in_context(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        if let Source::Memory(mem) = &opened.source
            && !matches!(
                self.types.shallow(&mem.ty),
                Type::Option(_) | Type::Result(..)
            )
        {
            return self.not_an_outcome(call, &Operand::Place(mem.clone()));
        }
        self.or_error(opened, &mut |l| {
            let mut failure = l.failure_alone(opened);
            // What a closure gives is the context itself.
            let name = call.method.to_string();
            let context = match name.strip_prefix("with_").or(name.strip_suffix("_with")) {
                Some(_) => l.apply_argument(&call.args[0], Vec::new()),
                None => l.evaluated(&call.args[0]),
            };
            let context = l.kept_error(context);
            let method = match name.starts_with("wrap") {
                true => quote!(.wrap_err),
                false => quote!(.context),
            };
            failure.push(Part::Tokens(method));
            failure.push(Part::Group(Delimiter::Parenthesis, vec![context]));
            failure.push(Part::Tokens(quote!(.unwrap_err())));
            let made = Opaque::effect(failure);
            Operand::Atom(l.op(Op::Opaque(made), Type::Opaque))
        })
    }

    /// The error, or that there is nothing, as tokens: as a `Result` or an `Option` without a value.
    fn failure_alone(&mut self, opened: &Opened<'a>) -> Vec<Part> {
        if !opened.is_result {
            return vec![Part::Tokens(quote!(::core::option::Option::None::<()>))];
        }
        let error = self.error_value(opened);
        let error = self.kept_error(error);
        vec![
            Part::Tokens(quote!(::core::result::Result::Err::<(), _>)),
            Part::Group(Delimiter::Parenthesis, vec![error]),
        ]
    }

    /// Memory that is moved into an error.
    fn kept_error(&mut self, value: Operand<'a>) -> Part {
        let init = self.error_init(value);
        Part::Place(self.memory(Type::Opaque, "error", init))
    }

    fn map_or(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.apply_argument(&call.args[1], vec![payload])
            },
            &mut |_| other.clone(),
        )
    }

    fn map_or_else(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.apply_argument(&call.args[1], vec![payload])
            },
            &mut |l| l.apply_to_failure(opened, &call.args[0]),
        )
    }

    fn and(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let success = self.success(opened);
        self.by_success(success, true, &mut |_| other.clone(), &mut |l| {
            l.failure(opened)
        })
    }

    fn and_then_outcome(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        let expected = if opened.is_result { OfResult } else { OfOption };
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                let value = l.apply_argument(&call.args[0], vec![payload]);
                // Its type is known from now on.
                l.open(&value, expected);
                value
            },
            &mut |l| l.failure(opened),
        )
    }

    fn or(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.succeed(opened, payload)
            },
            &mut |_| other.clone(),
        )
    }

    fn or_else(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.succeed(opened, payload)
            },
            &mut |l| l.apply_to_failure(opened, &call.args[0]),
        )
    }

    fn ok_or(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let error = self.evaluated(&call.args[0]);
        self.or_error(opened, &mut |_| error.clone())
    }

    fn ok_or_else(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        self.or_error(opened, &mut |l| l.apply_argument(&call.args[0], Vec::new()))
    }

    fn or_error(
        &mut self,
        opened: &Opened<'a>,
        error: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.ok(payload)
            },
            &mut |l| {
                let error = error(l);
                l.err(error)
            },
        )
    }

    fn ok_of(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                l.some(payload)
            },
            &mut |l| l.none(),
        )
    }

    fn err_of(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(success, true, &mut |l| l.none(), &mut |l| {
            let error = l.error_value(opened);
            l.some(error)
        })
    }

    fn filter_outcome(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        let payload = self.held_type(opened);
        let ty = Type::Option(Box::new(payload.clone()));
        self.by_success(
            success,
            true,
            &mut |l| {
                let value = l.success_value(opened);
                let value = l.value(value);
                let of = l.ty(&value);
                l.unify(&payload, &of);
                let looked_at = Operand::shared(value.clone());
                let holds = l.apply_argument(&call.args[0], vec![looked_at]);
                let holds = l.atom(holds);
                l.by_success(holds, true, &mut |l| l.some(value.clone()), &mut |l| {
                    l.none_of(&ty)
                })
            },
            &mut |l| l.none_of(&ty),
        )
    }

    /// `None` of a type.
    fn none_of(&mut self, ty: &Type) -> Operand<'a> {
        let none = self.none();
        let of = self.ty(&none);
        self.unify(&of, ty);
        none
    }

    /// The type of what the success holds, as far as it is known without one.
    fn held_type(&mut self, opened: &Opened<'a>) -> Type {
        if let Some(choice) = opened.choice()
            && let Type::Option(held) | Type::Result(held, _) = self.types.shallow(&choice.ty)
        {
            return *held;
        }
        self.types.fresh()
    }

    /// `is_some_and`, `is_ok_and`, and `is_none_or` where a failure counts.
    fn is_and(
        &mut self,
        opened: &Opened<'a>,
        call: &'a ExprMethodCall,
        otherwise: bool,
    ) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                let holds = l.apply_argument(&call.args[0], vec![payload]);
                Operand::Atom(l.atom(holds))
            },
            &mut |_| Operand::Atom(Atom::bool(otherwise)),
        )
    }

    fn inspect(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                let payload = l.value(payload);
                l.apply_argument(&call.args[0], vec![Operand::shared(payload.clone())]);
                l.succeed(opened, payload)
            },
            &mut |l| l.failure(opened),
        )
    }

    fn flatten(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(success, true, &mut |l| l.success_value(opened), &mut |l| {
            l.failure(opened)
        })
    }

    fn zip_outcomes(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let Some(other) = self.open(&other, OfOption) else {
            return self.not_an_outcome(&call.args[0], &other);
        };
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let second = l.success(&other);
                l.by_success(
                    second,
                    true,
                    &mut |l| {
                        let pair = vec![l.success_value(opened), l.success_value(&other)];
                        l.some(Operand::Tuple(pair))
                    },
                    &mut |l| l.none(),
                )
            },
            &mut |l| l.none(),
        )
    }

    // --- references, and what is behind them ---

    /// An `Option<&T>` of an `Option<T>`: whether it is there, and a name for what it holds.
    fn as_reference_of(&mut self, opened: &Opened<'a>, mutable: bool) -> Operand<'a> {
        let mutable = mutable && opened.reference != Some(false);
        if matches!(&opened.source, Source::Choice(_) | Source::Memory(_)) {
            let success = Operand::Atom(self.success(opened));
            let held = Opened {
                reference: Some(mutable),
                ..opened.clone()
            };
            let value = self.success_value(&held);
            let error = opened.is_result.then(|| self.error_value(&held));
            let of = Box::new(self.ty(&value));
            let ty = match &error {
                Some(error) => Type::Result(of, Box::new(self.error_ty(error))),
                None => Type::Option(of),
            };
            return Operand::Choice(Box::new(Choice {
                success,
                value,
                error,
                ty,
            }));
        }
        let source = self.source_of(opened);
        Operand::Ref(mutable, Box::new(source))
    }

    fn source_of(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        match &opened.source {
            Source::Choice(choice) => Operand::Choice(Box::new(choice.clone())),
            Source::Lookup(lookup) => Operand::Element(lookup.clone()),
            Source::Maybe(maybe) => Operand::Maybe(std::rc::Rc::clone(maybe)),
            Source::Memory(mem) => Operand::place(mem.place.clone(), mem.ty.clone()),
        }
    }

    /// The value without the references around it and its payload.
    fn copied_outcome(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        if let Source::Lookup(lookup) = &opened.source {
            return Operand::Element(lookup.by_value());
        }
        let success = self.success(opened);
        self.by_success(
            success,
            true,
            &mut |l| {
                let payload = l.success_value(opened);
                let payload = match l.strip(payload) {
                    Operand::Place(mem)
                        if !l.types.is_scalar(&mem.ty) && !l.types.is_open(&mem.ty) =>
                    {
                        Operand::Init(Init::Copy(mem.place), mem.ty)
                    }
                    other => l.value(other),
                };
                l.succeed(opened, payload)
            },
            &mut |l| l.failure(opened),
        )
    }

    /// `a.xor(b)`: the one of two that is there.
    fn xor(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let other = self.evaluated(&call.args[0]);
        let Some(other) = self.open(&other, OfOption) else {
            return self.not_an_outcome(&call.args[0], &other);
        };
        let (first, second) = (self.success(opened), self.success(&other));
        self.by_success(
            first,
            true,
            &mut |l| {
                l.by_success(second.clone(), true, &mut |l| l.none(), &mut |l| {
                    let payload = l.success_value(opened);
                    l.some(payload)
                })
            },
            &mut |l| {
                l.by_success(
                    second.clone(),
                    true,
                    &mut |l| {
                        let payload = l.success_value(&other);
                        l.some(payload)
                    },
                    &mut |l| l.none(),
                )
            },
        )
    }

    /// Sets the payload where there is none, and gives a reference to it.
    fn set_where_none(
        &mut self,
        opened: &Opened<'a>,
        value: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let success = self.success(opened);
        self.by_success(success, false, &mut |_| Operand::Unit, &mut |l| {
            let value = value(l);
            l.set_payload(opened, value);
            Operand::Unit
        });
        self.payload_set(opened)
    }

    /// Sets the payload, and gives a reference to it.
    fn set_payload(&mut self, opened: &Opened<'a>, value: Operand<'a>) -> Operand<'a> {
        let target = self.source_of(opened);
        let value = self.some(value);
        self.assign_to(target, value);
        self.payload_set(opened)
    }

    /// A reference to the payload, which is there.
    fn payload_set(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let held = Opened {
            reference: Some(true),
            ..opened.clone()
        };
        self.success_value(&held)
    }

    fn take_payload(&mut self, opened: &Opened<'a>) -> Operand<'a> {
        let none = self.none();
        self.exchange(opened, none)
    }

    fn replace_payload(&mut self, opened: &Opened<'a>, call: &'a ExprMethodCall) -> Operand<'a> {
        let value = self.evaluated(&call.args[0]);
        let value = self.some(value);
        self.exchange(opened, value)
    }

    /// Sets the value anew, and gives what it was.
    fn exchange(&mut self, opened: &Opened<'a>, new: Operand<'a>) -> Operand<'a> {
        match &opened.source {
            Source::Choice(choice) => {
                let target = Operand::Choice(Box::new(choice.clone()));
                let slot = self.slot("taken", true);
                self.fill(slot, target.clone());
                let old = self.slot_value(slot);
                self.assign_to(target, new);
                old
            }
            Source::Memory(mem) => {
                let init = self.init(new);
                let old = self.memory(mem.ty.clone(), "taken", init);
                self.mutable.insert(old.base);
                self.mutable.insert(mem.place.base);
                self.effect(Op::Swap(old.clone(), mem.place.clone()));
                Operand::temporary(old, mem.ty.clone())
            }
            Source::Lookup(_) | Source::Maybe(_) => self.refuse_here(
                "what is taken out of an element that may not be there is not known",
                "write a `match`",
            ),
        }
    }

    /// A choice whose parts are variables, for a variable that may be set anew.
    pub(in crate::lower) fn variable_choice(
        &mut self,
        name: &str,
        choice: Choice<'a>,
        site: Option<*const Expr>,
    ) -> Operand<'a> {
        let ty = choice.ty.clone();
        if let (Some(site), Type::Option(t) | Type::Result(t, _)) = (site, &ty) {
            self.consult(site, t);
        }
        let slot = self.slot_of(ty.clone(), name, false);
        // What is changed through a mutable reference is what it refers to, never a variable of its type.
        if !matches!(choice.value, Operand::Ref(true, _)) {
            self.decide_by_type(slot, &ty);
        }
        self.fill(slot, Operand::Choice(Box::new(choice)));
        self.slot_place(slot)
    }
}

/// `From::from` or `Into::into`
fn names_conversion(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if super::super::convert::named_conversion(path).is_some())
}

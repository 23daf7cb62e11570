//! Methods of numbers, and casts.

use super::Lowerer;
use super::operand::{Mem, Operand};
use crate::ir::{Atom, Op, Opaque, Part, Prim, Type};
use crate::rules::math_fn;
use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprCast};

/// Functions without arguments that give constants of a number type.
pub(super) const CONSTANTS: [&str; 20] = [
    "one",
    "epsilon",
    "max_value",
    "min_value",
    "min_positive_value",
    "infinity",
    "neg_infinity",
    "nan",
    "neg_zero",
    "PI",
    "E",
    "TAU",
    "LN_2",
    "LN_10",
    "SQRT_2",
    "FRAC_PI_2",
    "FRAC_PI_3",
    "FRAC_PI_4",
    "FRAC_1_PI",
    "FRAC_1_SQRT_2",
];

/// Is it a constant of `num_traits::Float` that other traits of numbers have, too?
pub(super) fn is_of_float(name: &str) -> bool {
    matches!(
        name,
        "epsilon"
            | "max_value"
            | "min_value"
            | "min_positive_value"
            | "infinity"
            | "neg_infinity"
            | "nan"
            | "neg_zero"
    )
}

/// What a method of integers gives.
#[derive(Clone, Copy)]
pub(super) enum IntResult {
    /// The type of the receiver.
    Same,
    /// `u32`
    U32,
    /// `bool`
    Bool,
    /// The integer's own type, where there is a result.
    Maybe,
}

/// Methods of integers, which have no derivative.
const INT_METHODS: &[(&str, IntResult)] = &[
    ("abs", IntResult::Same),
    ("abs_diff", IntResult::Same),
    ("checked_add", IntResult::Maybe),
    ("checked_div", IntResult::Maybe),
    ("checked_mul", IntResult::Maybe),
    ("checked_neg", IntResult::Maybe),
    ("checked_pow", IntResult::Maybe),
    ("checked_rem", IntResult::Maybe),
    ("checked_sub", IntResult::Maybe),
    ("clamp", IntResult::Same),
    ("count_ones", IntResult::U32),
    ("count_zeros", IntResult::U32),
    ("div_ceil", IntResult::Same),
    ("div_euclid", IntResult::Same),
    ("ilog10", IntResult::U32),
    ("ilog2", IntResult::U32),
    ("is_multiple_of", IntResult::Bool),
    ("is_negative", IntResult::Bool),
    ("is_positive", IntResult::Bool),
    ("is_power_of_two", IntResult::Bool),
    ("isqrt", IntResult::Same),
    ("leading_ones", IntResult::U32),
    ("leading_zeros", IntResult::U32),
    ("max", IntResult::Same),
    ("midpoint", IntResult::Same),
    ("min", IntResult::Same),
    ("next_multiple_of", IntResult::Same),
    ("next_power_of_two", IntResult::Same),
    ("pow", IntResult::Same),
    ("rem_euclid", IntResult::Same),
    ("reverse_bits", IntResult::Same),
    ("rotate_left", IntResult::Same),
    ("rotate_right", IntResult::Same),
    ("saturating_add", IntResult::Same),
    ("saturating_mul", IntResult::Same),
    ("saturating_pow", IntResult::Same),
    ("saturating_sub", IntResult::Same),
    ("signum", IntResult::Same),
    ("swap_bytes", IntResult::Same),
    ("trailing_ones", IntResult::U32),
    ("trailing_zeros", IntResult::U32),
    ("wrapping_add", IntResult::Same),
    ("wrapping_div", IntResult::Same),
    ("wrapping_mul", IntResult::Same),
    ("wrapping_neg", IntResult::Same),
    ("wrapping_pow", IntResult::Same),
    ("wrapping_rem", IntResult::Same),
    ("wrapping_shl", IntResult::Same),
    ("wrapping_shr", IntResult::Same),
    ("wrapping_sub", IntResult::Same),
];

/// Methods of integers whose argument is a `u32` whatever the receiver is.
const U32_ARGUMENT: [&str; 8] = [
    "checked_pow",
    "pow",
    "rotate_left",
    "rotate_right",
    "saturating_pow",
    "wrapping_pow",
    "wrapping_shl",
    "wrapping_shr",
];

/// What an integer method of this name gives.
pub(super) fn int_result(name: &str) -> Option<IntResult> {
    INT_METHODS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, result)| *result)
}

/// Questions about characters.
const CHAR_METHODS: [&str; 8] = [
    "is_alphabetic",
    "is_numeric",
    "is_alphanumeric",
    "is_ascii_digit",
    "is_ascii_alphabetic",
    "is_uppercase",
    "is_lowercase",
    "is_whitespace",
];

/// Questions about numbers that traits of other crates ask of them.
const NUMBER_QUESTIONS: [&str; 4] = ["is_zero", "is_one", "is_positive", "is_negative"];

impl<'a> Lowerer<'a> {
    /// A method of a number.
    pub(super) fn number(
        &mut self,
        name: &str,
        a: Atom,
        args: &[&'a Expr],
        node: &dyn ToTokens,
    ) -> Operand<'a> {
        let ty = self.atom_ty(&a);
        if let ("clone" | "to_owned" | "copied" | "cloned" | "borrow" | "as_ref" | "deref", []) =
            (name, args)
        {
            return Operand::Atom(a);
        }
        if !self.types.is_int(&ty)
            && let Some(row) = math_fn(name)
        {
            return self.math(row, a, args, node);
        }
        if let Some(value) = self.of_real_part(name, &a, args, node) {
            return value;
        }
        if let (Some(to), []) = (whole_number(name), args) {
            // Where there is one: no part of it varies.
            let mut parts = method_parts(name, a.clone(), Vec::new());
            parts.push(Part::Tokens(quote!(.is_some())));
            let there = self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool);
            let value = Operand::Atom(self.cast(a, to));
            return self.by_success(there, true, &mut |l| l.some(value.clone()), &mut |l| {
                l.none()
            });
        }
        match (name, args) {
            ("sin_cos", []) => {
                let (sin, cos) = (math_fn("sin"), math_fn("cos"));
                match (sin, cos) {
                    (Some(sin), Some(cos)) => {
                        let (x, y) = (
                            self.math(sin, a.clone(), &[], node),
                            self.math(cos, a, &[], node),
                        );
                        Operand::Tuple(vec![x, y])
                    }
                    _ => self.no_rule_for(node, &format!(".{name}"), name),
                }
            }
            ("partial_cmp" | "total_cmp" | "cmp", [b]) => {
                let b = self.scalar(b);
                let of = self.atom_ty(&b);
                self.unify(&ty, &of);
                Operand::Compared(super::iter::Compared::new(a, b, name))
            }
            ("into" | "as_", []) => {
                let ty = self.types.fresh();
                Operand::Atom(self.cast(a, ty))
            }
            ("to_f64" | "to_f32", []) => {
                let to = self.scalar_named(name.trim_start_matches("to_"));
                let to = to.unwrap_or_else(|| self.types.fresh());
                let value = self.cast(a, to);
                self.some(Operand::Atom(value))
            }
            ("to_bits", []) => {
                let ty = if ty == Type::F32 {
                    Type::Int("u32")
                } else {
                    Type::Int("u64")
                };
                let bits = Opaque {
                    disguises: true,
                    ..Opaque::pure(method_parts(name, a, Vec::new()))
                };
                Operand::Atom(self.op(Op::Opaque(bits), ty))
            }
            (
                "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "add" | "sub" | "mul" | "div" | "rem",
                [b],
            ) => {
                let prim = match name {
                    "eq" => Prim::Eq,
                    "ne" => Prim::Ne,
                    "lt" => Prim::Lt,
                    "le" => Prim::Le,
                    "gt" => Prim::Gt,
                    "ge" => Prim::Ge,
                    "add" => Prim::Add,
                    "sub" => Prim::Sub,
                    "mul" => Prim::Mul,
                    "div" => Prim::Div,
                    _ => Prim::Rem,
                };
                let value = self.evaluated(b);
                let of = self.ty(&value);
                if !prim.is_comparison() && self.types.is_aggregate(&of) {
                    return self.operator_method(prim, Operand::Atom(a), value, (node, b));
                }
                let b = self.at(*b, |l| l.atom(value));
                self.arithmetic(prim, a, b, node)
            }
            ("then_some", [value]) => {
                let value = self.evaluated(value);
                let value = self.kept(value);
                self.by_success(a, true, &mut |l| l.some(value.clone()), &mut |l| l.none())
            }
            ("then", [f]) => self.by_success(
                a,
                true,
                &mut |l| {
                    let value = l.apply_argument(f, Vec::new());
                    l.some(value)
                },
                &mut |l| l.none(),
            ),
            ("neg", []) => self.neg(Operand::Atom(a)),
            ("not", []) => self.not(Operand::Atom(a)),
            (_, []) if ty == Type::Char && CHAR_METHODS.contains(&name) => {
                self.opaque_method(name, a, args, Type::Bool)
            }
            (_, []) if self.types.is_float(&ty) && NUMBER_QUESTIONS.contains(&name) => {
                self.opaque_method(name, a, args, Type::Bool)
            }
            _ if !self.types.is_float(&ty) => match int_result(name) {
                Some(result) => {
                    let (maybe, result) = match result {
                        IntResult::Same => (false, ty.clone()),
                        IntResult::Maybe => (true, ty.clone()),
                        IntResult::U32 => (false, Type::Int("u32")),
                        IntResult::Bool => (false, Type::Bool),
                    };
                    let parts = self.int_method(name, a.clone(), args, &ty);
                    if maybe {
                        return self.checked(parts, ty);
                    }
                    let parts = match (self.types.is_open(&ty), &result) {
                        (true, Type::Bool | Type::Int(_)) => self.only(parts, &result),
                        _ => parts,
                    };
                    Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), result))
                }
                None => self.no_rule_for(node, &format!(".{name}"), name),
            },
            _ => self.no_rule_for(node, &format!(".{name}"), name),
        }
    }

    fn int_method(&mut self, name: &str, a: Atom, args: &[&'a Expr], ty: &Type) -> Vec<Part> {
        let mut inner = Vec::new();
        for (i, arg) in args.iter().enumerate() {
            let atom = self.scalar(arg);
            let of = self.atom_ty(&atom);
            let wants = if U32_ARGUMENT.contains(&name) {
                Type::Int("u32")
            } else {
                ty.clone()
            };
            self.unify(&of, &wants);
            if i > 0 {
                inner.push(Part::Tokens(quote!(,)));
            }
            inner.push(Part::Atom(atom));
        }
        method_parts(name, a, inner)
    }

    /// The integer that a method gives in an `Option`.
    fn checked(&mut self, parts: Vec<Part>, ty: Type) -> Operand<'a> {
        let then = |rest: TokenStream| {
            let rest = std::iter::once(Part::Tokens(rest));
            Opaque::pure(parts.iter().cloned().chain(rest).collect())
        };
        let there = self.op(Op::Opaque(then(quote!(.is_some()))), Type::Bool);
        let value = self.op(Op::Opaque(then(quote!(.unwrap_or_default()))), ty);
        let value = Operand::Atom(value);
        self.by_success(there, true, &mut |l| l.some(value.clone()), &mut |l| {
            l.none()
        })
    }

    /// What has this type and does not vary, if the method is what it seems to be.
    pub(super) fn only(&self, parts: Vec<Part>, ty: &Type) -> Vec<Part> {
        let krate = &self.signature.krate;
        let ty = quote::format_ident!("{}", ty.to_string());
        vec![
            Part::Tokens(quote!(#krate::__private::only::<#ty>)),
            Part::Group(Delimiter::Parenthesis, parts),
        ]
    }

    fn opaque_method(&mut self, name: &str, a: Atom, args: &[&'a Expr], ty: Type) -> Operand<'a> {
        let inner = match self.tokens_of_args(args.iter().copied()) {
            Part::Group(_, inner) => inner,
            part => vec![part],
        };
        Operand::Atom(self.op(Op::Opaque(Opaque::pure(method_parts(name, a, inner))), ty))
    }

    /// A row of the table. Where the receiver turns out to be an integer, [`finish`](super::finish) makes the
    /// integer's method of it.
    pub(super) fn math(
        &mut self,
        row: &'static crate::ir::MathFn,
        a: Atom,
        args: &[&'a Expr],
        node: &dyn ToTokens,
    ) -> Operand<'a> {
        if args.len() + 1 != row.arity {
            // No number's method: what it is called on is of a type that is not seen yet.
            let of = self.atom_ty(&a);
            if self.types.is_undecided(&of) {
                return self.unknown_aggregate(&of);
            }
            return self.refuse(
                node,
                &format!("`{}` takes {} arguments", row.name, row.arity - 1),
                "see the documentation of `f64`",
            );
        }
        let ty = self.atom_ty(&a);
        let mut atoms = vec![a];
        for (i, arg) in args.iter().enumerate() {
            let atom = self.scalar(arg);
            let of = self.atom_ty(&atom);
            let integer = row.int_args & (1 << (i + 1)) != 0;
            let wants = if integer {
                Type::Int("i32")
            } else {
                ty.clone()
            };
            if !self.unify(&of, &wants) {
                return self.refuse(
                    arg,
                    &format!(
                        "`{}` takes a number of the type `{wants}` here, not `{of}`",
                        row.name
                    ),
                    "convert it first",
                );
            }
            atoms.push(atom);
        }
        Operand::Atom(self.prim(Prim::Math(row), atoms))
    }

    pub(super) fn cast_expr(&mut self, cast: &'a ExprCast) -> Operand<'a> {
        let operand = self.expr(&cast.expr);
        // `f64::sin as fn(f64) -> f64`, and pointers to such.
        if self.is_function(&operand) {
            return operand;
        }
        let of = self.ty(&operand);
        self.consult(&raw const *cast.expr, &of);
        let ty = self.ty_of(&cast.ty);
        if self.types.is_undecided(&of)
            && matches!(
                operand,
                Operand::Place(_) | Operand::Atom(_) | Operand::Var(_)
            )
            && matches!(ty, Type::Float(_))
        {
            return self.cast_of_unknown(operand, &ty, cast.expr.to_token_stream());
        }
        if let (Type::Int(name), Operand::Place(mem), Type::Named(_)) = (&ty, &operand, &of) {
            return self.discriminant(mem, name, ty.clone());
        }
        let atom = self.at(&*cast.expr, |l| l.atom(operand));
        // `_` is what it is used as; of a macro's type nothing is known.
        let is_inferred = matches!(*cast.ty, syn::Type::Infer(_));
        if is_inferred || ty.is_scalar() {
            return Operand::Atom(self.cast(atom, ty));
        }
        self.refuse(
            &cast.ty,
            "only casts between numbers are differentiable, and an alias cannot be seen through",
            "write the number type itself",
        )
    }

    /// A value of a named type as a whole number: that of an `enum` without fields, or of an alias of a number. Neither has a
    /// derivative.
    fn discriminant(&mut self, mem: &Mem, name: &str, ty: Type) -> Operand<'a> {
        let name = Ident::new(name, Span::call_site());
        let parts = vec![
            Part::Place(mem.place.clone()),
            Part::Tokens(quote!(as #name)),
        ];
        let cast = Opaque::pure(vec![Part::Group(Delimiter::Parenthesis, parts)]);
        Operand::Atom(self.op(Op::Opaque(cast), ty))
    }
}

/// The type of what `x.to_usize()` and its like give, if there is a whole number of it.
pub(super) fn whole_number(name: &str) -> Option<Type> {
    name.strip_prefix("to_").and_then(Type::int)
}

/// Is it a method of numbers that gives a number of another type, perhaps only where there is one?
pub(super) fn is_conversion(name: &str) -> bool {
    matches!(name, "to_f64" | "to_f32" | "as_") || whole_number(name).is_some()
}

/// The pieces of `a.name(args)`.
pub(super) fn method_parts(name: &str, a: Atom, args: Vec<Part>) -> Vec<Part> {
    let method = Ident::new(name, Span::call_site());
    vec![
        Part::Atom(a),
        Part::Tokens(quote!(.#method)),
        Part::Group(Delimiter::Parenthesis, args),
    ]
}

//! Macros of other crates that everybody knows by what they do: they log, check, or leave with an error.

use super::Lowerer;
use super::flow::TargetKind;
use super::macros::Args;
use super::operand::Operand;
use crate::ir::{Opaque, Part, Type};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Macro};

/// Macros that write to a log.
const LOGS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

/// Macros that compare numbers up to a tolerance.
const APPROXIMATE: [&str; 6] = [
    "relative_eq",
    "relative_ne",
    "abs_diff_eq",
    "abs_diff_ne",
    "ulps_eq",
    "ulps_ne",
];

impl<'a> Lowerer<'a> {
    /// What a macro does that has a known meaning by convention; `None` if it has none.
    pub(super) fn conventional_macro(
        &mut self,
        mac: &'a Macro,
        name: &str,
        args: Option<&'a Args>,
    ) -> Option<Operand<'a>> {
        let list = match args {
            Some(Args::List(exprs)) => Some(exprs.as_slice()),
            _ => None,
        };
        let asserts = || name.split('_').any(|word| word == "assert");
        match list {
            Some(exprs) if LOGS.contains(&name) && says_something(mac) => {
                Some(self.opaque_macro(mac, exprs, None, false))
            }
            // Fields with `%` and `?` are no expressions; what is logged is no part of the derivative.
            None if LOGS.contains(&name) && says_something(mac) => Some(Operand::Unit),
            Some(exprs) if APPROXIMATE.contains(&name) => {
                Some(self.opaque_macro(mac, exprs, Some(Type::Bool), false))
            }
            Some(exprs) if asserts() => Some(self.opaque_macro(mac, exprs, None, false)),
            Some([cond, error @ ..]) if name == "ensure" => Some(self.ensure(mac, cond, error)),
            Some(error) if name == "bail" => Some(self.leave_with(mac, None, error)),
            _ => None,
        }
    }

    /// `ensure!(cond, error)`
    fn ensure(&mut self, mac: &'a Macro, cond: &'a Expr, error: &'a [Expr]) -> Operand<'a> {
        let holds = self.condition(cond);
        let fails = self.prim(crate::ir::Prim::Not, vec![holds]);
        self.branch(
            fails,
            false,
            &mut |l| l.leave_with(mac, Some(quote!(false)), error),
            &mut |_| Operand::Unit,
        )
    }

    /// Returns the error with which the macro leaves a function.
    fn leave_with(
        &mut self,
        mac: &'a Macro,
        cond: Option<TokenStream>,
        error: &'a [Expr],
    ) -> Operand<'a> {
        let mut inner: Vec<Part> = cond.into_iter().map(Part::Tokens).collect();
        if !inner.is_empty() && !error.is_empty() {
            inner.push(Part::Tokens(quote!(,)));
        }
        inner.extend(self.error_parts(error));
        let path = &mac.path;
        let body = vec![
            Part::Tokens(quote!(#path!)),
            Part::Group(Delimiter::Parenthesis, inner),
            Part::Tokens(quote!(;)),
            Part::Tokens(quote!(#[allow(unreachable_code)])),
            Part::Tokens(quote!({ ::core::unreachable!() })),
        ];
        let function = vec![
            Part::Tokens(quote!(|| -> ::core::result::Result<::core::convert::Infallible, _>)),
            Part::Group(Delimiter::Brace, body),
        ];
        let parts = vec![
            Part::Group(Delimiter::Parenthesis, function),
            Part::Tokens(quote!(().unwrap_err())),
        ];
        let error = self.op(crate::ir::Op::Opaque(Opaque::pure(parts)), Type::Opaque);
        let error = self.err(Operand::Atom(error));
        let target = self
            .targets
            .iter()
            .rposition(|target| target.kind == TargetKind::Function);
        match target {
            Some(target) => self.leave(target, error),
            None => Operand::Never,
        }
    }

    /// The error as the user wrote it: a message with its arguments, or an expression.
    fn error_parts(&mut self, error: &'a [Expr]) -> Vec<Part> {
        let [expr] = error else {
            return self.format_parts(error);
        };
        let mut words = crate::sorted::Set::new();
        crate::syntax::words_of(expr.to_token_stream(), &mut words);
        let local = words.iter().any(|word| self.scopes.get(word).is_some());
        match (expr, local) {
            (Expr::Lit(_), _) => self.format_parts(error),
            (expr, false) => vec![Part::Tokens(expr.to_token_stream())],
            (expr, true) => {
                let operand = self.evaluated(expr);
                self.part(operand)
            }
        }
    }
}

/// Is there a message in it, as every call of a logging macro has one?
fn says_something(mac: &Macro) -> bool {
    mac.tokens
        .clone()
        .into_iter()
        .any(|token| matches!(&token, TokenTree::Literal(lit) if lit.to_string().contains('"')))
}

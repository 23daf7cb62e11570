//! What the text says of the value of a call or a literal: `let a: Jet<3> = Jet::constant(x)`, or the type of the result for a
//! call that gives it. In a derivative, the value may be one that nothing else is asked of, and rustc could not tell its type.

use crate::hashed::HashMap;
use crate::parse::{Signature, type_arguments};
use crate::syntax::visit::{self, Visit};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{BinOp, Block, Expr, ExprCall, ExprMethodCall, Pat, PathArguments, Stmt, Type};

/// The types that are said, by the call.
#[derive(Default)]
pub(super) struct Ascribed(HashMap<*const (), Type>);

impl Ascribed {
    /// Those of a function.
    pub(super) fn of(signature: &Signature, body: &Block) -> Ascribed {
        let output = signature.output.as_ref().filter(|output| !output.borrowed);
        let mut search = Search {
            result: output
                .filter(|output| output.shape.has_named() || output.shape.has_array())
                .map(|output| output.ty.clone()),
            found: Ascribed::default(),
        };
        if let Some(ty) = search.result.clone() {
            search.found.block(body, &ty);
        }
        search.visit_block(body);
        search.found
    }

    /// The type of the value of a call, of a function or of the method `into`.
    pub(super) fn get<C>(&self, call: &C) -> Option<TokenStream> {
        let known = self.0.get(&(&raw const *call).cast());
        known.map(ToTokens::to_token_stream)
    }

    /// Says what type an expression has.
    pub(super) fn say(&mut self, expr: &Expr, ty: &TokenStream) {
        if let Ok(ty) = syn::parse2(ty.clone()) {
            self.expr(expr, &ty);
        }
    }

    /// Says that a term of a sum has the type of the other one or of the sum, if that is what it is called.
    pub(super) fn term(&mut self, expr: &Expr, ty: &Type) {
        if is_made_by(expr, ty) {
            self.expr(expr, ty);
        }
    }

    fn block(&mut self, block: &Block, ty: &Type) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
            self.expr(tail, ty);
        }
    }

    /// The calls that give the value of an expression.
    fn expr(&mut self, expr: &Expr, ty: &Type) {
        match (expr, ty) {
            (Expr::Call(call), ty) => match inside(call, ty) {
                // The value of a function that returns a reference is what that refers to.
                Some((_, Type::Reference(_))) => {}
                Some((value, ty)) => self.expr(value, ty),
                None => {
                    self.0.insert((&raw const *call).cast(), ty.clone());
                }
            },
            (Expr::MethodCall(call), ty)
                if call.method == "into"
                    || super::text::parses(call).is_some()
                    || is_drawn(call, ty)
                    || is_collected(call, ty) =>
            {
                self.0.insert((&raw const *call).cast(), ty.clone());
            }
            (Expr::Struct(literal), Type::Path(said)) => {
                if let Some(path) = with_arguments(&literal.path, &said.path) {
                    let said = syn::parse_quote!(#path);
                    self.0.insert((&raw const *literal).cast(), said);
                }
            }
            (Expr::Tuple(tuple), Type::Tuple(types)) => {
                let parts = tuple.elems.iter().zip(&types.elems);
                let owned = parts.filter(|(_, ty)| !matches!(ty, Type::Reference(_)));
                owned.for_each(|(part, ty)| self.expr(part, ty));
            }
            (Expr::Binary(sum), ty) if matches!(sum.op, BinOp::Add(_) | BinOp::Sub(_)) => {
                self.term(&sum.left, ty);
                self.term(&sum.right, ty);
            }
            (Expr::Paren(paren), ty) => self.expr(&paren.expr, ty),
            (Expr::Block(block), ty) if block.label.is_none() => self.block(&block.block, ty),
            (Expr::If(choice), ty) => {
                self.block(&choice.then_branch, ty);
                if let Some((_, otherwise)) = &choice.else_branch {
                    self.expr(otherwise, ty);
                }
            }
            (Expr::Match(choice), ty) => {
                choice.arms.iter().for_each(|arm| self.expr(&arm.body, ty));
            }
            _ => {}
        }
    }
}

/// The path of a literal with the arguments that are said of its type, if it has none of its own.
fn with_arguments(literal: &syn::Path, said: &syn::Path) -> Option<syn::Path> {
    let (own, of) = (literal.segments.last()?, said.segments.last()?);
    let PathArguments::AngleBracketed(arguments) = &of.arguments else {
        return None;
    };
    if own.ident != of.ident || !own.arguments.is_none() {
        return None;
    }
    let mut arguments = arguments.clone();
    arguments.colon2_token = Some(<syn::Token![::]>::default());
    let mut path = literal.clone();
    path.segments.last_mut()?.arguments = PathArguments::AngleBracketed(arguments);
    Some(path)
}

/// Is it, to judge by its words, of the type without what that is given: `Length::new(x)`, and sums of such?
fn is_made_by(expr: &Expr, of: &Type) -> bool {
    let last = |path: &syn::Path, nth: usize| {
        let segment = path.segments.iter().rev().nth(nth);
        segment.map(|segment| segment.ident.clone())
    };
    match expr {
        Expr::Call(call) => match (&*call.func, of) {
            (Expr::Path(path), Type::Path(of)) => {
                let made = last(&path.path, 1);
                made.is_some() && made == last(&of.path, 0)
            }
            _ => false,
        },
        Expr::Binary(sum) if matches!(sum.op, BinOp::Add(_) | BinOp::Sub(_)) => true,
        Expr::Paren(paren) => is_made_by(&paren.expr, of),
        _ => false,
    }
}

/// What is inside `Some(value)` or `Ok(value)`, and its type.
fn inside<'a>(call: &'a ExprCall, ty: &'a Type) -> Option<(&'a Expr, &'a Type)> {
    let (Expr::Path(of), Type::Path(path)) = (&*call.func, ty) else {
        return None;
    };
    let last = path.path.segments.last()?;
    let wraps = match last.ident.to_string().as_str() {
        "Option" => of.path.is_ident("Some"),
        "Result" => of.path.is_ident("Ok"),
        _ => false,
    };
    let inner = type_arguments(last).next().filter(|_| wraps)?;
    Some((call.args.first()?, inner))
}

/// May a method give a number of any type that the text asks for, as `rng.gen()` does?
fn is_drawn(call: &ExprMethodCall, of: &Type) -> bool {
    let is_number = matches!(of, Type::Path(path) if path.path.get_ident().is_some_and(|name| {
        let name = name.to_string();
        matches!(name.as_str(), "f64" | "f32" | "bool") || crate::ir::Type::int(&name).is_some()
    }));
    is_number && call.args.is_empty() && call.turbofish.is_none()
}

/// Is a type said into which a method collects?
fn is_collected(call: &ExprMethodCall, of: &Type) -> bool {
    call.method == "collect" && call.turbofish.is_none() && matches!(of, Type::Path(_))
}

/// The search for what says a type.
struct Search {
    result: Option<Type>,
    found: Ascribed,
}

impl<'ast> Visit<'ast> for Search {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Type(pat), Some(init)) = (&local.pat, &local.init)
            && !matches!(*pat.ty, Type::Infer(_))
        {
            self.found.expr(&init.expr, &pat.ty);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_return(&mut self, of: &'ast syn::ExprReturn) {
        if let (Some(expr), Some(ty)) = (&of.expr, self.result.clone()) {
            self.found.expr(expr, &ty);
        }
        visit::visit_expr_return(self, of);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        // What is returned there is not the result.
        let result = self.result.take();
        visit::visit_expr_closure(self, closure);
        self.result = result;
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// May the expression be a conversion whose result only the place says where it stands?
pub(super) fn asks(expr: &Expr) -> bool {
    matches!(expr, Expr::MethodCall(call) if call.method == "into" && call.args.is_empty())
}

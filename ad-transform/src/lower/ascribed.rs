//! What the text says of the value of a call: `let a: Jet<3> = Jet::constant(x)`, or the type of the result for a call that
//! gives it. In a derivative, the value may be one that nothing else is asked of, and rustc could not tell its type.

use crate::parse::{Shape, Signature};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprCall, ExprMethodCall, Pat, Stmt, Type};

/// The types that are said, by the call.
#[derive(Default)]
pub(super) struct Ascribed(HashMap<*const (), TokenStream>);

impl Ascribed {
    /// Those of a function.
    pub(super) fn of(signature: &Signature, body: &Block) -> Ascribed {
        let output = signature.output.as_ref().filter(|output| !output.borrowed);
        let mut search = Search {
            result: output
                .filter(|output| matches!(output.shape, Shape::Named(_)))
                .map(|output| output.ty.to_token_stream()),
            found: Ascribed::default(),
        };
        if let Some(ty) = search.result.clone() {
            search.found.block(body, &ty);
        }
        search.visit_block(body);
        search.found
    }

    /// The type of the value of a call.
    pub(super) fn get(&self, call: &ExprCall) -> Option<TokenStream> {
        self.0.get(&(&raw const *call).cast()).cloned()
    }

    /// The type that `into` gives.
    pub(super) fn of_into(&self, call: &ExprMethodCall) -> Option<TokenStream> {
        self.0.get(&(&raw const *call).cast()).cloned()
    }

    /// Says what type an expression has.
    pub(super) fn say(&mut self, expr: &Expr, ty: &TokenStream) {
        self.expr(expr, ty);
    }

    fn block(&mut self, block: &Block, ty: &TokenStream) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
            self.expr(tail, ty);
        }
    }

    /// The calls that give the value of an expression.
    fn expr(&mut self, expr: &Expr, ty: &TokenStream) {
        match expr {
            Expr::Call(call) => {
                self.0.insert((&raw const *call).cast(), ty.clone());
            }
            Expr::MethodCall(call) if call.method == "into" => {
                self.0.insert((&raw const *call).cast(), ty.clone());
            }
            Expr::Paren(paren) => self.expr(&paren.expr, ty),
            Expr::Block(block) if block.label.is_none() => self.block(&block.block, ty),
            Expr::If(choice) => {
                self.block(&choice.then_branch, ty);
                if let Some((_, otherwise)) = &choice.else_branch {
                    self.expr(otherwise, ty);
                }
            }
            Expr::Match(choice) => choice.arms.iter().for_each(|arm| self.expr(&arm.body, ty)),
            _ => {}
        }
    }
}

/// The search for what says a type.
struct Search {
    result: Option<TokenStream>,
    found: Ascribed,
}

impl<'ast> Visit<'ast> for Search {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Type(pat), Some(init)) = (&local.pat, &local.init)
            && !matches!(*pat.ty, Type::Infer(_))
        {
            self.found.expr(&init.expr, &pat.ty.to_token_stream());
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

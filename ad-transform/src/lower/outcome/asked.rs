//! Which of the two a value has to be, as the text around it asks: an `Option` or a `Result`.
//!
//! `foo(x).map(g)` is made of whichever `foo` returns. Where it stands for the result of the function, before a `?`, or
//! in a variable with its type, it is what is asked for there, and so is what `foo` returns.

use super::Expected;
use crate::hashed::HashMap;
use crate::ir::Type;
use crate::syntax::visit::{self, Visit};
use syn::{
    Block, Expr, ExprClosure, ExprMethodCall, ExprReturn, ExprTry, Item, Local, Pat, ReturnType,
    Stmt,
};

/// Methods of both whose result is of the same kind as their receiver.
const SAME_KIND: [&str; 13] = [
    "and", "and_then", "as_deref", "as_mut", "as_ref", "clone", "cloned", "copied", "filter",
    "inspect", "map", "or", "or_else",
];

/// Expressions of which the text says that they are an `Option`, or a `Result`.
#[derive(Default)]
pub(in crate::lower) struct Asked(HashMap<*const Expr, Expected>);

impl Asked {
    /// Those of the body of a function, by what that returns.
    pub fn of(body: &Block, result: Expected) -> Asked {
        let mut questions = Questions {
            asked: Asked::default(),
            closures: HashMap::default(),
            result,
        };
        questions.ask_block(body, result);
        questions.visit_block(body);
        questions.asked
    }

    /// What a call of a method gives.
    pub fn of_call(&self, call: &ExprMethodCall) -> Expected {
        let known = self.0.get(&std::ptr::from_ref(call).cast());
        known.copied().unwrap_or(Expected::Either)
    }

    /// What an expression is.
    pub fn kind(&self, expr: &Expr) -> Expected {
        let known = self.0.get(&std::ptr::from_ref(expr));
        known.copied().unwrap_or(Expected::Either)
    }
}

/// Which of the two a type is.
pub(in crate::lower) fn kind_of(ty: &Type) -> Expected {
    match ty {
        Type::Option(_) => Expected::Option,
        Type::Result(..) => Expected::Result,
        // An alias of the user's, as `io::Result` is one.
        Type::Named(name) if is_result(name) => Expected::Result,
        _ => Expected::Either,
    }
}

/// Is the type called a result, `CoreResult < () >`?
fn is_result(name: &str) -> bool {
    let path = name.split('<').next().unwrap_or(name);
    path.trim().ends_with("Result")
}

/// Which of the two a type is, as it is written.
fn kind_of_text(ty: &syn::Type) -> Expected {
    match ty {
        syn::Type::Paren(paren) => kind_of_text(&paren.elem),
        syn::Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Option" => Expected::Option,
            Some(last) if is_result(&last.ident.to_string()) => Expected::Result,
            _ => Expected::Either,
        },
        _ => Expected::Either,
    }
}

struct Questions {
    asked: Asked,
    /// Closures of which the text around says what they return.
    closures: HashMap<*const ExprClosure, Expected>,
    /// What the function or closure at hand returns.
    result: Expected,
}

impl Questions {
    /// The expression has to be of this kind.
    fn ask(&mut self, expr: &Expr, kind: Expected) {
        if kind == Expected::Either {
            return;
        }
        self.asked.0.insert(std::ptr::from_ref(expr), kind);
        match expr {
            Expr::Paren(e) => self.ask(&e.expr, kind),
            Expr::Group(e) => self.ask(&e.expr, kind),
            Expr::Block(e) => self.ask_block(&e.block, kind),
            Expr::Unsafe(e) => self.ask_block(&e.block, kind),
            Expr::If(e) => {
                self.ask_block(&e.then_branch, kind);
                if let Some((_, otherwise)) = &e.else_branch {
                    self.ask(otherwise, kind);
                }
            }
            Expr::Match(e) => e.arms.iter().for_each(|arm| self.ask(&arm.body, kind)),
            Expr::MethodCall(call) => {
                self.asked.0.insert(std::ptr::from_ref(call).cast(), kind);
                self.ask_receiver(call, kind);
            }
            _ => {}
        }
    }

    fn ask_block(&mut self, block: &Block, kind: Expected) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
            self.ask(tail, kind);
        }
    }

    fn ask_receiver(&mut self, call: &ExprMethodCall, kind: Expected) {
        let name = call.method.to_string();
        if !SAME_KIND.contains(&name.as_str()) {
            return;
        }
        self.ask(&call.receiver, kind);
        match (name.as_str(), call.args.first()) {
            ("and" | "or", Some(other)) => self.ask(other, kind),
            ("and_then" | "or_else", Some(Expr::Closure(closure))) => {
                self.closures.insert(std::ptr::from_ref(closure), kind);
            }
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Questions {
    fn visit_expr_try(&mut self, expr: &'ast ExprTry) {
        self.ask(&expr.expr, self.result);
        visit::visit_expr_try(self, expr);
    }

    fn visit_expr_return(&mut self, expr: &'ast ExprReturn) {
        if let Some(value) = &expr.expr {
            self.ask(value, self.result);
        }
        visit::visit_expr_return(self, expr);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let (Pat::Type(pat), Some(init)) = (&local.pat, &local.init) {
            self.ask(&init.expr, kind_of_text(&pat.ty));
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        let kind = match &closure.output {
            ReturnType::Type(_, ty) => kind_of_text(ty),
            ReturnType::Default => self
                .closures
                .get(&std::ptr::from_ref(closure))
                .copied()
                .unwrap_or(Expected::Either),
        };
        let around = std::mem::replace(&mut self.result, kind);
        self.ask(&closure.body, kind);
        visit::visit_expr_closure(self, closure);
        self.result = around;
    }

    fn visit_item(&mut self, _: &'ast Item) {
        // Another function's.
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Expected};
    use crate::syntax::visit::Visit;
    use syn::{Block, Expr, ExprCall, parse_quote};

    /// What the calls of functions in a body are, which return the given.
    fn kinds(body: &Block, result: Expected) -> Vec<Expected> {
        struct Calls<'a>(&'a Asked, Vec<Expected>);
        impl<'ast> Visit<'ast> for Calls<'_> {
            fn visit_expr(&mut self, expr: &'ast Expr) {
                if let Expr::Call(ExprCall { .. }) = expr {
                    self.1.push(self.0.kind(expr));
                }
                crate::syntax::visit::visit_expr(self, expr);
            }
        }
        let asked = Asked::of(body, result);
        let mut calls = Calls(&asked, Vec::new());
        calls.visit_block(body);
        calls.1
    }

    #[test]
    fn the_result_of_a_function_is_what_it_returns() {
        let body = parse_quote!({
            if c {
                return f(x).map(|v| g(v));
            }
            let y = f(x).map(|v| v)?;
            match n {
                0 => f(x).or_else(|_| h(x).clone()),
                _ => f(y).and_then(|v| h(v)),
            }
        });
        let (some, none) = (Expected::Result, Expected::Either);
        let expected = [some, none, some, some, some, some, some];
        assert_eq!(kinds(&body, Expected::Result), expected);
    }

    #[test]
    fn a_variable_is_of_its_type_and_a_closure_returns_what_it_says() {
        let body = parse_quote!({
            let v: Option<f64> = f(x).cloned();
            let w = |x| -> io::Result<f64> { f(x) };
            let u = f(x).sum();
            f(x)?;
            v
        });
        let expected = [
            Expected::Option,
            Expected::Result,
            Expected::Either,
            Expected::Either,
        ];
        assert_eq!(kinds(&body, Expected::Either), expected);
    }
}

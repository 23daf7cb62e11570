//! Implementations of the standard library's traits by hand: are `Sum` and `Product` what they are differentiated as, `+` or `*`, one
//! item after the other, and is a clone a copy?

use crate::syntax::visit::{self, Visit};
use quote::ToTokens;
use syn::{BinOp, Expr, FnArg, ImplItem, ItemImpl, Pat, Stmt, UnOp};

/// Does an implementation of one of the two do something else, as far as it can be seen?
pub(super) fn sums_otherwise(item: &ItemImpl, product: bool) -> bool {
    let mut functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    !functions.all(|function| {
        let items = match function.sig.inputs.first() {
            Some(FnArg::Typed(typed)) => match &*typed.pat {
                Pat::Ident(name) => name.ident.to_string(),
                _ => return false,
            },
            _ => return false,
        };
        match &function.block.stmts[..] {
            [Stmt::Expr(value, _)] => is_fold(value, &items, product),
            [
                Stmt::Local(_),
                Stmt::Expr(Expr::ForLoop(each), _),
                Stmt::Expr(Expr::Path(_), None),
            ] => {
                let over = each.expr.to_token_stream().to_string() == items;
                let [Stmt::Expr(step, _)] = &each.body.stmts[..] else {
                    return false;
                };
                over && is_step(step, product)
            }
            _ => false,
        }
    })
}

/// Does an implementation of `Clone` compute with numbers, or give one that it does not have?
pub(super) fn clones_otherwise(item: &ItemImpl) -> bool {
    struct Computes(bool);
    impl Visit<'_> for Computes {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= match expr {
                Expr::Binary(binary) => {
                    let op = binary.op;
                    matches!(
                        op,
                        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_)
                    )
                }
                Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Float(_)),
                Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)),
                _ => false,
            };
            visit::visit_expr(self, expr);
        }
    }
    let mut computes = Computes(false);
    for member in &item.items {
        if let ImplItem::Fn(function) = member
            && function.sig.ident == "clone"
        {
            computes.visit_block(&function.block);
        }
    }
    computes.0
}

/// `items.fold(none, |a, b| a + b)`, `items.copied().sum()`
fn is_fold(value: &Expr, items: &str, product: bool) -> bool {
    let Expr::MethodCall(call) = value else {
        return false;
    };
    let name = call.method.to_string();
    let name = name.as_str();
    match (name, call.args.len()) {
        ("fold", 2) => {
            let of_items = call.receiver.to_token_stream().to_string() == items;
            of_items && is_operation(&call.args[1], product)
        }
        ("sum", 0) if !product => is_copied(&call.receiver, items),
        ("product", 0) if product => is_copied(&call.receiver, items),
        _ => false,
    }
}

/// `items.copied()`
fn is_copied(receiver: &Expr, items: &str) -> bool {
    matches!(receiver, Expr::MethodCall(call) if ["copied", "cloned"].iter().any(|name| call.method == name)
        && call.receiver.to_token_stream().to_string() == items)
}

/// `|a, b| a + b`, or `+` by its name.
fn is_operation(function: &Expr, product: bool) -> bool {
    match function {
        Expr::Closure(closure) => is_made_of(&closure.body, product),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = if product { "mul" } else { "add" };
            last.ident == name
        }),
        _ => false,
    }
}

/// `sum += item`, `sum = sum + item`
fn is_step(step: &Expr, product: bool) -> bool {
    match step {
        Expr::Binary(binary) => match binary.op {
            BinOp::AddAssign(_) => !product,
            BinOp::MulAssign(_) => product,
            _ => false,
        },
        Expr::Assign(assign) => is_made_of(&assign.right, product),
        _ => false,
    }
}

/// Is an expression `a + b`, or a value of a type of which each part is that?
fn is_made_of(value: &Expr, product: bool) -> bool {
    match value {
        Expr::Paren(inner) => is_made_of(&inner.expr, product),
        Expr::Block(block) => match &block.block.stmts[..] {
            [Stmt::Expr(value, None)] => is_made_of(value, product),
            _ => false,
        },
        Expr::Binary(binary) => {
            let operation = match binary.op {
                BinOp::Add(_) => !product,
                BinOp::Mul(_) => product,
                _ => false,
            };
            operation && is_name(&binary.left) && is_name(&binary.right)
        }
        Expr::MethodCall(call) => {
            let name = if product { "mul" } else { "add" };
            call.method == name && is_name(&call.receiver) && call.args.iter().all(is_name)
        }
        // Each part for itself: of sums alone, as a product of vectors or complex numbers is another.
        Expr::Call(call) => !product && call.args.iter().all(|part| is_made_of(part, product)),
        Expr::Struct(made) => {
            let mut parts = made.fields.iter();
            !product && made.rest.is_none() && parts.all(|part| is_made_of(&part.expr, product))
        }
        _ => false,
    }
}

/// `a`, `*a`, `a.x`, `a.clone()`
fn is_name(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Paren(inner) => is_name(&inner.expr),
        Expr::Field(field) => is_name(&field.base),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && is_name(&unary.expr),
        Expr::Reference(reference) => is_name(&reference.expr),
        Expr::MethodCall(call) => call.method == "clone" && is_name(&call.receiver),
        _ => false,
    }
}

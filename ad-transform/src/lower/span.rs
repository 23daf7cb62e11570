//! Where a construct begins, without turning it into tokens first: that would cost the square of its size.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprBinary, Item, Pat, Stmt};

/// Something that stands somewhere in the source.
pub(super) trait Position {
    /// Its first token, or that which says what it does.
    fn position(&self) -> Span;
}

impl Position for Expr {
    fn position(&self) -> Span {
        match self {
            Expr::Array(e) => e.bracket_token.span.open(),
            Expr::Assign(e) => e.left.position(),
            Expr::Async(e) => e.async_token.span,
            Expr::Await(e) => e.await_token.span,
            Expr::Binary(e) => e.position(),
            Expr::Block(e) => e.block.brace_token.span.open(),
            Expr::Break(e) => e.break_token.span,
            Expr::Call(e) => e.func.position(),
            Expr::Cast(e) => e.expr.position(),
            Expr::Closure(e) => e.inputs_begin.span,
            Expr::Const(e) => e.const_token.span,
            Expr::Continue(e) => e.continue_token.span,
            Expr::Field(e) => e.base.position(),
            Expr::ForLoop(e) => e.for_token.span,
            Expr::Group(e) => e.expr.position(),
            Expr::If(e) => e.if_token.span,
            Expr::Index(e) => e.expr.position(),
            Expr::Infer(e) => e.underscore_token.span,
            Expr::Let(e) => e.let_token.span,
            Expr::Loop(e) => e.loop_token.span,
            Expr::Match(e) => e.match_token.span,
            Expr::MethodCall(e) => e.method.span(),
            Expr::Paren(e) => e.paren_token.span.open(),
            Expr::RawAddr(e) => e.and_token.span,
            Expr::Reference(e) => e.and_token.span,
            Expr::Repeat(e) => e.bracket_token.span.open(),
            Expr::Return(e) => e.return_token.span,
            Expr::Tuple(e) => e.paren_token.span.open(),
            Expr::Try(e) => e.question_token.span,
            Expr::TryBlock(e) => e.try_token.span,
            Expr::Unary(e) => e.op.span(),
            Expr::Unsafe(e) => e.unsafe_token.span,
            Expr::While(e) => e.while_token.span,
            Expr::Yield(e) => e.yield_token.span,
            Expr::Range(e) => match &e.start {
                Some(start) => start.position(),
                None => e.limits.span(),
            },
            // These are a few tokens.
            Expr::Lit(_) | Expr::Macro(_) | Expr::Path(_) | Expr::Struct(_) | Expr::Verbatim(_) => {
                self.span()
            }
            _ => self.span(),
        }
    }
}

impl Position for ExprBinary {
    fn position(&self) -> Span {
        self.op.span()
    }
}

impl Position for Stmt {
    fn position(&self) -> Span {
        match self {
            Stmt::Local(local) => local.let_token.span,
            Stmt::Item(item) => item.position(),
            Stmt::Expr(expr, _) => expr.position(),
            Stmt::Macro(mac) => mac.mac.bang_token.span,
        }
    }
}

impl Position for Pat {
    fn position(&self) -> Span {
        self.span()
    }
}

impl Position for Item {
    fn position(&self) -> Span {
        self.span()
    }
}

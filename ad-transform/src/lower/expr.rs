//! Expressions: which lowering each kind has.

use super::Lowerer;
use super::operand::{Bounds, Operand};
use super::scope::Binding;
use crate::sorted::Set;
use quote::ToTokens;
use syn::{Expr, RangeLimits, UnOp};

/// Deeper expressions are refused: no program that people write is, and the stack is finite.
const MAX_NESTING: usize = 250;

impl<'a> Lowerer<'a> {
    /// Lowers an expression; one that names memory stays the place that it names.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Operand<'a> {
        if self.nesting >= MAX_NESTING {
            return self.refuse(
                expr,
                "this expression is nested too deeply",
                "bind parts of it to variables",
            );
        }
        self.nesting += 1;
        let operand = self.at(expr, |l| match l.for_what_it_names(expr, true) {
            Some(operand) => operand,
            None => l.expr_here(expr),
        });
        self.nesting -= 1;
        operand
    }

    fn expr_here(&mut self, expr: &'a Expr) -> Operand<'a> {
        match expr {
            Expr::Array(array) => self.array(array),
            Expr::Assign(assign) => self.assignment(assign),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Block(block) => self.block_expr(block),
            Expr::Break(brk) => self.break_(brk),
            Expr::Call(call) => self.call(call),
            Expr::Cast(cast) => self.cast_expr(cast),
            Expr::Closure(closure) => self.closure(closure),
            Expr::Const(c) => self.block(&c.block),
            Expr::Continue(cont) => self.continue_(cont),
            Expr::Field(field) => self.field(field),
            Expr::ForLoop(l) => self.for_loop(l),
            Expr::Group(group) => self.expr(&group.expr),
            Expr::If(branch) => self.if_(branch),
            Expr::Index(index) => self.index(index),
            Expr::Lit(lit) => self.literal(&lit.lit),
            Expr::Loop(l) => self.loop_(l),
            Expr::Macro(mac) => self.macro_(&mac.mac, true),
            Expr::Match(m) => self.match_(m),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Paren(paren) => self.expr(&paren.expr),
            Expr::Path(path) => self.path(path),
            Expr::Range(range) => self.range(range),
            Expr::Reference(reference) => self.reference(reference),
            Expr::Repeat(repeat) => self.repeat(repeat),
            Expr::Return(ret) => self.return_(ret),
            Expr::Struct(literal) => self.struct_(literal),
            Expr::Tuple(tuple) => self.tuple(tuple),
            Expr::Unary(unary) => {
                if let (UnOp::Deref(_), Expr::MethodCall(call)) = (&unary.op, &*unary.expr) {
                    self.dereferenced = Some(call);
                }
                let operand = self.expr(&unary.expr);
                match unary.op {
                    UnOp::Deref(_) if self.is_raw(&operand) => self.unknown_unsafe(expr),
                    UnOp::Deref(_) => self.dereference(operand),
                    UnOp::Not(_) => self.not(operand),
                    UnOp::Neg(_) => self.negation(operand, unary),
                    _ => self.unsupported(expr, "operator"),
                }
            }
            Expr::While(l) => self.while_loop(l),
            Expr::Try(try_) => self.try_(try_),
            Expr::Async(_) | Expr::Await(_) => self.refuse(
                expr,
                "asynchronous code cannot be differentiated",
                "await outside, and call the differentiable function with the values",
            ),
            Expr::Unsafe(unsafe_) => self.unsafe_block(unsafe_),
            Expr::RawAddr(_) => {
                self.refuse(expr, "a raw pointer cannot be followed", "use a reference")
            }
            Expr::Let(_) => self.refuse(
                expr,
                "`let` in a condition is not differentiable yet",
                "use `match` or `if` on numbers",
            ),
            Expr::Infer(_) => {
                self.refuse(expr, "`_` has no value", "assign to it, or write a value")
            }
            Expr::TryBlock(_) | Expr::Yield(_) => self.unsupported(expr, "unstable expression"),
            Expr::Verbatim(_) => self.unsupported(expr, "syntax"),
            // `Expr` is open to additions: what this version of syn does not know is refused.
            _ => self.unsupported(expr, "syntax"),
        }
    }

    pub(super) fn unsupported(&mut self, node: &dyn ToTokens, what: &str) -> Operand<'a> {
        self.refuse(
            node,
            &format!("this {what} is not known to `#[differentiate]`"),
            "write it in other words, or put it into a function with a rule: `#[differentiate(derivative(..))]`",
        )
    }

    /// Lowers an expression to the scalar that it is.
    pub(super) fn scalar(&mut self, expr: &'a Expr) -> crate::ir::Atom {
        let operand = self.expr(expr);
        self.at(expr, |l| l.atom(operand))
    }

    /// Lowers an expression to what it is now.
    pub(super) fn evaluated(&mut self, expr: &'a Expr) -> Operand<'a> {
        let operand = self.expr(expr);
        self.value_at(expr, operand)
    }

    /// What the operand that an expression became is now.
    pub(super) fn value_at(&mut self, expr: &'a Expr, operand: Operand<'a>) -> Operand<'a> {
        self.at(expr, |l| {
            if let Operand::Place(mem) = &operand {
                l.consult(expr, &mem.ty);
            }
            l.value(operand)
        })
    }

    fn range(&mut self, range: &'a syn::ExprRange) -> Operand<'a> {
        let lo = range.start.as_ref().map(|e| self.scalar(e));
        let hi = range.end.as_ref().map(|e| self.scalar(e));
        if let (Some(lo), Some(hi)) = (&lo, &hi) {
            let (lo, hi) = (self.atom_ty(lo), self.atom_ty(hi));
            self.unify(&lo, &hi);
        }
        Operand::Range(Bounds {
            lo,
            hi,
            inclusive: matches!(range.limits, RangeLimits::Closed(_)),
        })
    }

    fn closure(&mut self, closure: &'a syn::ExprClosure) -> Operand<'a> {
        if closure.asyncness.is_some() {
            return self.refuse(
                closure,
                "asynchronous code cannot be differentiated",
                "await outside, and call the differentiable function with the values",
            );
        }
        if closure.capture.is_none() {
            return Operand::Closure(self.scopes.closure(closure));
        }
        // What is moved into it is its own from here on: copies of what is `Copy`.
        let depth = self.scopes.depth();
        self.scopes.push();
        let mut names = Set::new();
        crate::syntax::words_of(closure.body.to_token_stream(), &mut names);
        for name in names {
            let Some(binding) = self.scopes.get(&name).cloned() else {
                continue;
            };
            if self.is_changeable(&binding.operand) {
                let operand = self.owned_by_name(&name, true, binding.operand);
                let own = Binding { operand, ..binding };
                self.scopes.bind(&name, own);
            }
        }
        let operand = Operand::Closure(self.scopes.closure(closure));
        self.scopes.truncate(depth);
        operand
    }

    /// Is it a variable or memory that an assignment may still change?
    fn is_changeable(&self, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Var(_) => true,
            Operand::Place(mem) => !self.frozen(&mem.place) && !self.moves(&mem.ty),
            Operand::Tuple(parts) => parts.iter().any(|part| self.is_changeable(part)),
            Operand::Struct(literal) => {
                let mut parts = literal.fields.iter();
                parts.any(|(_, part)| self.is_changeable(part))
            }
            _ => false,
        }
    }
}

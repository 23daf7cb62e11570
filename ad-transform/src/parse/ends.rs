//! Where a function's value comes from: the ends of its body, and what it returns early.

use crate::syntax::visit_mut::VisitMut;
use syn::{Block, Expr, Stmt};

/// Calls `end` with every expression of which the function's value is one; what panics there has none.
pub fn each(body: &mut Block, end: &mut dyn FnMut(&mut Expr)) {
    let mut ends = Ends(end);
    ends.visit_block_mut(body);
    ends.block(body);
}

struct Ends<'a>(&'a mut dyn FnMut(&mut Expr));

impl Ends<'_> {
    fn block(&mut self, block: &mut Block) {
        // Without a value at its end, it has left before.
        if let Some(Stmt::Expr(expr, None)) = block.stmts.last_mut() {
            self.end(expr);
        }
    }

    fn end(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Block(block) => self.block(&mut block.block),
            Expr::Paren(inner) => self.end(&mut inner.expr),
            Expr::Group(inner) => self.end(&mut inner.expr),
            Expr::If(branch) => {
                self.block(&mut branch.then_branch);
                if let Some((_, other)) = &mut branch.else_branch {
                    self.end(other);
                }
            }
            Expr::Match(choice) => {
                for arm in &mut choice.arms {
                    self.end(&mut arm.body);
                }
            }
            // It panics, or has been seen to.
            Expr::Macro(_) | Expr::Return(_) => {}
            expr => (self.0)(expr),
        }
    }
}

impl VisitMut for Ends<'_> {
    fn visit_expr_return_mut(&mut self, leave: &mut syn::ExprReturn) {
        if let Some(expr) = &mut leave.expr {
            self.end(expr);
        }
    }

    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

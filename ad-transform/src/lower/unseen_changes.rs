//! Variables that are declared `mut`, although nothing in the body is seen to change them: a method must do so, of a type
//! that is not seen either, as of the generator in `let mut rng = thread_rng(); let u: f64 = rng.gen();`.

use crate::sorted::Set;
use crate::syntax::visit::{self, Visit};
use syn::{Block, Expr, Pat, Stmt};

/// The names of these variables.
#[derive(Default)]
pub(super) struct UnseenChanges {
    declared: Set<String>,
    seen: Set<String>,
}

impl UnseenChanges {
    /// Those of a function's body.
    pub(super) fn of(body: &Block) -> UnseenChanges {
        let mut found = UnseenChanges::default();
        found.visit_block(body);
        found
    }

    /// May any method change what this expression names?
    pub(super) fn any_may_change(&self, receiver: &Expr) -> bool {
        let Expr::Path(path) = receiver else {
            return false;
        };
        path.path.get_ident().is_some_and(|name| {
            let name = name.to_string();
            self.declared.contains(&name) && !self.seen.contains(&name)
        })
    }

    /// The variable that a place belongs to is changed where it can be seen.
    fn see(&mut self, place: &Expr) {
        match place {
            Expr::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                self.seen.extend(name);
            }
            Expr::Field(field) => self.see(&field.base),
            Expr::Index(index) => self.see(&index.expr),
            Expr::Paren(paren) => self.see(&paren.expr),
            Expr::Unary(unary) => self.see(&unary.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|part| self.see(part)),
            Expr::MethodCall(call) => self.see(&call.receiver),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for UnseenChanges {
    fn visit_pat(&mut self, pat: &'ast Pat) {
        if let Pat::Ident(name) = pat
            && name.mutability.is_some()
            && name.by_ref.is_none()
        {
            self.declared.insert(name.ident.to_string());
        }
        visit::visit_pat(self, pat);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Assign(assign) => self.see(&assign.left),
            Expr::Binary(binary) if crate::parse::is_assigning(&binary.op) => {
                self.see(&binary.left);
            }
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.see(&reference.expr);
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        for stmt in &block.stmts {
            // What is called for its effect.
            if let Stmt::Expr(call @ Expr::MethodCall(_), Some(_)) = stmt {
                self.see(call);
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {
        // Another function's.
    }
}

//! Branches and ways out.

use super::Lowerer;
use super::flow::TargetKind;
use super::operand::Operand;
use crate::ir::Type;
use syn::{Expr, ExprBreak, ExprContinue, ExprIf, ExprReturn};

impl<'a> Lowerer<'a> {
    pub(super) fn if_(&mut self, expr: &'a ExprIf) -> Operand<'a> {
        self.if_value(expr, true)
    }

    pub(super) fn if_value(&mut self, expr: &'a ExprIf, wanted: bool) -> Operand<'a> {
        let wanted = wanted && expr.else_branch.is_some();
        let (cond, tested) = match &*expr.cond {
            Expr::Let(cond) => {
                let operand = self.scrutinee(&cond.expr, &cond.pat);
                let holds = self.at(&*cond.pat, |l| l.test(&cond.pat, &operand));
                let site: *const Expr = &raw const *cond.expr;
                (
                    holds.unwrap_or_else(|| crate::ir::Atom::bool(true)),
                    Some((&*cond.pat, operand, site)),
                )
            }
            cond => (self.condition(cond), None),
        };
        self.branch(
            cond,
            wanted,
            &mut |l| {
                let depth = l.scopes.depth();
                l.scopes.push();
                if let Some((pat, operand, site)) = tested.clone() {
                    l.bind(pat, operand, Some(site));
                }
                let value = l.block_of(&expr.then_branch, wanted);
                l.scopes.truncate(depth);
                value
            },
            &mut |l| match &expr.else_branch {
                None => Operand::Unit,
                Some((_, els)) if wanted => l.evaluated(els),
                Some((_, els)) => {
                    l.discard(els);
                    Operand::Unit
                }
            },
        )
    }

    /// Lowers a condition.
    pub(super) fn condition(&mut self, expr: &'a Expr) -> crate::ir::Atom {
        let cond = self.scalar(expr);
        let ty = self.atom_ty(&cond);
        self.unify(&ty, &Type::Bool);
        cond
    }

    pub(super) fn let_else(
        &mut self,
        local: &'a syn::Local,
        operand: Operand<'a>,
        diverge: &'a Expr,
        site: *const Expr,
    ) {
        if let Operand::Place(mem) = &operand {
            self.consult(site, &mem.ty);
        }
        let operand = self.value(operand);
        if let Some(holds) = self.at(&local.pat, |l| l.test(&local.pat, &operand)) {
            let fails = self.prim(crate::ir::Prim::Not, vec![holds]);
            self.branch(
                fails,
                false,
                &mut |l| {
                    l.discard(diverge);
                    Operand::Never
                },
                &mut |_| Operand::Unit,
            );
        }
        self.bind(&local.pat, operand, Some(site));
    }

    pub(super) fn return_(&mut self, ret: &'a ExprReturn) -> Operand<'a> {
        let value = ret
            .expr
            .as_ref()
            .map_or(Operand::Unit, |value| self.evaluated(value));
        let target = self
            .targets
            .iter()
            .rposition(|target| target.kind == TargetKind::Function);
        match target {
            Some(target) => self.leave(target, value),
            None => Operand::Never,
        }
    }

    pub(super) fn break_(&mut self, brk: &'a ExprBreak) -> Operand<'a> {
        let value = brk
            .expr
            .as_ref()
            .map_or(Operand::Unit, |value| self.evaluated(value));
        match self.target(brk.label.as_ref()) {
            Some(target) => self.leave(target, value),
            None => self.refuse(
                brk,
                "there is no loop to leave here",
                "put it inside a loop, or name an outer one",
            ),
        }
    }

    pub(super) fn continue_(&mut self, cont: &'a ExprContinue) -> Operand<'a> {
        match self.target(cont.label.as_ref()) {
            Some(target) => self.skip(target),
            None => self.refuse(
                cont,
                "there is no loop to go on with here",
                "put it inside a loop, or name an outer one",
            ),
        }
    }

    fn target(&self, label: Option<&syn::Lifetime>) -> Option<usize> {
        let own = self
            .targets
            .iter()
            .rposition(|target| target.kind == TargetKind::Function)
            .map_or(0, |i| i + 1);
        let found = self.targets[own..].iter().rposition(|target| match label {
            Some(label) => target
                .label
                .as_ref()
                .is_some_and(|name| label.ident == name),
            None => target.kind == TargetKind::Loop,
        });
        found.map(|i| own + i)
    }
}

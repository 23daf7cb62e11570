//! Operands that are evaluated one after the other, of a call, a tuple or an operator: `f(a, { a[0] = 1.0; 2.0 })`.
//!
//! Numbers are read where they stand, but memory is read when the operation is made. So what an operand changes that an
//! earlier one is, is copied between the two.

use super::Lowerer;
use super::operand::Operand;
use crate::ir::visit::{each_statement, map_places, places};
use crate::ir::{BaseId, BaseKind, Init, Op, Place, Stmt, Type};
use crate::sorted::Set;
use syn::Expr;

/// Where an operand begins.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    depth: usize,
    at: usize,
}

impl<'a> Lowerer<'a> {
    /// The values of expressions that stand side by side.
    pub(super) fn in_turn(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> Vec<Operand<'a>> {
        let mut done = Vec::new();
        for expr in exprs {
            let mark = self.mark_here();
            let operand = self.evaluated(expr);
            self.keep_changed(mark, &mut done);
            done.push(operand);
        }
        done
    }

    /// Here an operand begins before which others were evaluated.
    pub(super) fn mark_here(&self) -> Mark {
        Mark {
            depth: self.b.depth(),
            at: self.b.stmts().len(),
        }
    }

    /// Copies what was changed since of earlier operands.
    pub(super) fn keep_changed(&mut self, mark: Mark, operands: &mut [Operand<'a>]) {
        let changed = self.changed_since(mark);
        if !changed.is_empty() {
            for operand in operands {
                self.keep_operand(mark, &changed, operand);
            }
        }
    }

    /// The same of what memory will be set to.
    pub(super) fn keep_inits<'i>(&mut self, mark: Mark, inits: impl Iterator<Item = &'i mut Init>) {
        let changed = self.changed_since(mark);
        if !changed.is_empty() {
            inits.for_each(|init| self.keep_init(mark, &changed, init));
        }
    }

    /// The memory that was there and has been written to.
    fn changed_since(&self, mark: Mark) -> Set<BaseId> {
        let mut written = Set::new();
        if self.b.depth() >= mark.depth {
            for stmt in self.b.since(mark.depth, mark.at) {
                each_statement(stmt, &mut |stmt| {
                    places(&stmt.op, &mut |place, used| {
                        if used.writes() {
                            written.insert(place.base);
                        }
                    });
                });
            }
        }
        written
    }

    fn keep_operand(&mut self, mark: Mark, changed: &Set<BaseId>, operand: &mut Operand<'a>) {
        match operand {
            Operand::Place(mem) if changed.contains(&mem.place.base) => {
                mem.place = self.copied_at(mark, &mem.place, mem.ty.clone());
                mem.temporary = true;
            }
            Operand::Init(init, _) => self.keep_init(mark, changed, init),
            Operand::Tuple(parts) => {
                (parts.iter_mut()).for_each(|part| self.keep_operand(mark, changed, part));
            }
            Operand::Choice(choice) => self.keep_operand(mark, changed, &mut choice.value),
            _ => {}
        }
    }

    fn keep_init(&mut self, mark: Mark, changed: &Set<BaseId>, init: &mut Init) {
        let dummy = BaseId(0);
        let mut op = Op::Init(dummy, std::mem::replace(init, Init::Default));
        map_places(&mut op, &mut |place, used| {
            if used.reads() && !used.writes() && changed.contains(&place.base) {
                let ty = self.types.shallow(&self.b.f.place_ty(place));
                *place = self.copied_at(mark, place, ty);
            }
        });
        if let Op::Init(_, kept) = op {
            *init = kept;
        }
    }

    /// What is in a place where the operand begins, which will be changed.
    fn copied_at(&mut self, mark: Mark, place: &Place, ty: Type) -> Place {
        let base = self.b.f.new_base(copied(ty), "kept", BaseKind::Local);
        let stmt = Stmt {
            results: Vec::new(),
            op: Op::Init(base, Init::Copy(place.clone())),
            span: self.b.span,
        };
        self.b.insert(mark.depth, mark.at, stmt);
        base.into()
    }
}

/// The type of a copy: of a slice, a vector.
pub(super) fn copied(ty: Type) -> Type {
    match ty {
        Type::Slice(element) => Type::Vec(element),
        ty => ty,
    }
}

//! Assignments.

use super::Lowerer;
use super::operand::{Mem, Operand};
use super::operator::prim_of;
use super::outcome::{Choice, Expected};
use crate::ir::{Op, Prim};
use quote::{ToTokens, quote};
use syn::{Expr, ExprAssign, ExprBinary};

impl<'a> Lowerer<'a> {
    pub(super) fn assignment(&mut self, assign: &'a ExprAssign) -> Operand<'a> {
        if self.exchanges(assign) {
            return Operand::Unit;
        }
        // The value is evaluated before the place.
        let value = self.evaluated(&assign.right);
        let value = if self.no_diff {
            self.at(&*assign.right, |l| l.stopped(value))
        } else {
            value
        };
        self.assign(&assign.left, value);
        Operand::Unit
    }

    fn assign(&mut self, left: &'a Expr, value: Operand<'a>) {
        match left {
            Expr::Infer(_) => {}
            Expr::Paren(paren) => self.assign(&paren.expr, value),
            Expr::Tuple(tuple) => {
                let rest = tuple.elems.iter().find(|part| is_rest(part));
                if let Some(rest) = rest {
                    self.refuse(
                        rest,
                        "`..` in an assignment leaves fields out",
                        "write `_` for each of them",
                    );
                    return;
                }
                let fields = tuple.elems.iter().enumerate().map(|(i, part)| {
                    let field = self.at(part, |l| l.part_of(value.clone(), &i.to_string()));
                    self.value(field)
                });
                let fields: Vec<Operand<'a>> = fields.collect();
                self.at_once(fields.len(), &mut |l, i| {
                    l.assign(&tuple.elems[i], fields[i].clone());
                });
            }
            Expr::Array(array) => {
                let value = Operand::Place(self.materialise(value, "value"));
                for (i, part) in array.elems.iter().enumerate() {
                    let Some(mem) = self.sequence(value.clone()) else {
                        return;
                    };
                    let ty = self.types.element(&mem.ty);
                    let element = Operand::place(mem.place.index(crate::ir::Atom::usize(i)), ty);
                    self.assign(part, element);
                }
            }
            Expr::Path(path) if self.rebinds(path, &value) => {}
            _ => {
                let target = self.expr(left);
                match self.target_behind(left, &target) {
                    Some(mem) => self.at(left, |l| l.change_behind(mem, quote!(=), value)),
                    None => self.at(left, |l| l.assign_to(target, value)),
                }
            }
        }
    }

    /// Assigns a reference to a name: the name stands for something else from here on.
    pub(super) fn rebinds(&mut self, path: &'a syn::ExprPath, value: &Operand<'a>) -> bool {
        let Some(ident) = path.path.get_ident() else {
            return false;
        };
        let name = ident.to_string();
        let Some(binding) = self.scopes.get(&name) else {
            return false;
        };
        if let (Operand::Deferred(slot), Operand::Ref(..) | Operand::Fork(_)) =
            (&binding.operand, value)
        {
            let slot = *slot;
            return self.turn_slot(slot, value);
        }
        if !matches!(
            binding.operand,
            Operand::Ref(..)
                | Operand::Fork(_)
                | Operand::Closure(_)
                | Operand::Range(_)
                | Operand::Tokens(_)
        ) {
            return false;
        }
        if binding.depth != self.b.depth() {
            match binding.operand {
                Operand::Ref(false, _) => {
                    self.copied.insert(super::Copied::Name(name.clone()));
                }
                Operand::Ref(true, _) => {
                    self.copied.insert(super::Copied::Given(name.clone()));
                }
                _ => {}
            }
            self.refuse(
                path,
                &format!("what `{name}` names would depend on the way that the program takes"),
                "use an index, or two variables",
            );
            return true;
        }
        self.scopes.rebind(&name, value.clone());
        true
    }

    /// Assigns a value to a variable or to memory.
    pub(super) fn assign_to(&mut self, target: Operand<'a>, value: Operand<'a>) {
        if let (Operand::Var(_), Operand::Ref(true, _)) = (&target, &value) {
            self.refuse_copy();
            return;
        }
        match target {
            Operand::Var(var) => {
                let atom = self.atom(value);
                let (ty, var_ty) = (self.atom_ty(&atom), self.b.var_ty(var).clone());
                if !self.unify(&var_ty, &ty) {
                    self.refuse_here(
                        &format!("a value of the type `{ty}` is assigned to a variable of the type `{var_ty}`"),
                        "convert it first",
                    );
                }
                let name = self.b.var_name(var).to_string();
                self.name(&atom, &name);
                self.write(var, atom);
            }
            Operand::Place(mem) => self.assign_memory(mem, value),
            Operand::Deferred(slot) => self.fill(slot, value),
            Operand::Choice(target) => self.assign_choice(*target, value),
            Operand::Tuple(parts) => {
                let fields = (0..parts.len()).map(|i| {
                    let field = self.part_of(value.clone(), &i.to_string());
                    self.value(field)
                });
                let fields: Vec<Operand<'a>> = fields.collect();
                self.at_once(parts.len(), &mut |l, i| {
                    l.assign_to(parts[i].clone(), fields[i].clone());
                });
            }
            Operand::Poison | Operand::Never => {}
            _ => {
                self.refuse_here(
                    "this cannot be assigned to",
                    "assign to a variable, an element or a field",
                );
            }
        }
    }

    /// Refuses a variable that would hold a copy of what is changed through a mutable reference.
    pub(super) fn refuse_copy(&mut self) {
        self.refuse_here(
            "what is changed through this reference would be a copy",
            "assign to the variable itself in each branch, or keep an index of the element",
        );
    }

    fn assign_choice(&mut self, target: Choice<'a>, value: Operand<'a>) {
        let expected = match target.error {
            Some(_) => Expected::Result,
            None => Expected::Option,
        };
        let of = self.ty(&value);
        self.unify(&target.ty, &of);
        let value = self.value(value);
        let Some(opened) = self.open(&value, expected) else {
            return;
        };
        let success = self.success(&opened);
        self.by_success(
            success.clone(),
            false,
            &mut |l| {
                let payload = l.success_value(&opened);
                l.assign_to(target.value.clone(), payload);
                Operand::Unit
            },
            &mut |l| {
                if let Some(error) = &target.error {
                    let value = l.error_value(&opened);
                    l.assign_to(error.clone(), value);
                }
                Operand::Unit
            },
        );
        self.assign_to(target.success, Operand::Atom(success));
    }

    /// Refuses what changes memory that outlives the function.
    fn is_static(&mut self, target: &Operand<'a>) -> bool {
        let Operand::Place(mem) = target else {
            return false;
        };
        let is_static = self.is_extern(&mem.place);
        if is_static {
            self.refuse_here(
                "what is stored in a static outlives the function, and its derivative would be lost",
                "pass it as a `&mut` parameter, or return it",
            );
        }
        is_static
    }

    fn assign_memory(&mut self, mem: Mem, value: Operand<'a>) {
        if self.is_static(&Operand::Place(mem.clone())) {
            return;
        }
        let ty = self.ty(&value);
        self.unify(&mem.ty, &ty);
        match self.value(value) {
            Operand::Poison | Operand::Never => {}
            Operand::Atom(atom) => self.effect(Op::Store(mem.place, atom)),
            value => {
                let init = self.init(value);
                self.set_memory(mem.place, init);
            }
        }
    }

    /// `place op= value`
    pub(super) fn compound(&mut self, expr: &'a ExprBinary) -> Operand<'a> {
        let Some(prim) = prim_of(&expr.op) else {
            return self.unsupported(&expr.op, "operator");
        };
        // Of numbers the value is evaluated before the place.
        let value = self.evaluated(&expr.right);
        let target = self.expr(&expr.left);
        // `r += 1.0` on a reference is no Rust, but a name for a place may be one.
        let target = self.strip(target);
        if let Operand::Poison | Operand::Never = target {
            return target;
        }
        if self.is_static(&target) {
            return Operand::Unit;
        }
        if let Some(mem) = self.target_behind(&expr.left, &target) {
            let operator = expr.op.to_token_stream();
            self.at(expr, |l| l.change_behind(mem, operator, value));
            return Operand::Unit;
        }
        let (ty, of) = (self.ty(&target), self.ty(&value));
        self.consult(&raw const *expr.left, &ty);
        self.consult(&raw const *expr.right, &of);
        if !self.no_diff && self.overloaded_assignment(prim, &target, &value, expr) {
            return Operand::Unit;
        }
        let value = self.at(&*expr.right, |l| l.atom(value));
        let value = match self.no_diff {
            true => {
                let stopped = self.stopped(Operand::Atom(value));
                self.atom(stopped)
            }
            false => value,
        };
        let ty = self.ty(&target);
        if !matches!(prim, Prim::Shl | Prim::Shr) {
            let of = self.atom_ty(&value);
            if !self.unify(&ty, &of) {
                return self.refuse(
                    expr,
                    &format!("the operands of this have the types `{ty}` and `{of}`"),
                    "convert one of them first, or write the operation field by field",
                );
            }
        }
        match target {
            Operand::Var(var) => {
                let old = self.b.read(var);
                let new = self.prim(prim, vec![old, value]);
                let name = self.b.var_name(var).to_string();
                self.name(&new, &name);
                self.write(var, new);
            }
            Operand::Place(mem)
                if matches!(prim, Prim::Add | Prim::Sub) && !self.types.is_int(&mem.ty) =>
            {
                let value = if matches!(prim, Prim::Sub) {
                    self.prim(Prim::Neg, vec![value])
                } else {
                    value
                };
                self.effect(Op::Accumulate(mem.place, value));
            }
            Operand::Place(mem) => {
                let old = self.load(&mem);
                let new = self.prim(prim, vec![old, value]);
                self.effect(Op::Store(mem.place, new));
            }
            Operand::Poison | Operand::Never => {}
            other => {
                let target = self.value(other);
                let old = self.atom(target.clone());
                let _ = (old, target);
                self.refuse(
                    &expr.left,
                    "this cannot be assigned to",
                    "assign to a variable, an element or a field",
                );
            }
        }
        Operand::Unit
    }
}

/// Is it `..`?
fn is_rest(part: &Expr) -> bool {
    matches!(part, Expr::Range(range) if range.start.is_none() && range.end.is_none())
}

//! Operators.

mod overloaded;

pub(super) use overloaded::Operation;

use super::Lowerer;
use super::operand::Operand;
use crate::ir::{Atom, Const, Lit, Op, Opaque, Part, Prim, Projection, Type};
use crate::parse::is_assigning;
use quote::ToTokens;
use syn::{BinOp, Expr, ExprBinary};

/// The operation of an operator, of those that evaluate both operands.
pub(super) fn prim_of(op: &BinOp) -> Option<Prim> {
    Some(match op {
        BinOp::Add(_) | BinOp::AddAssign(_) => Prim::Add,
        BinOp::Sub(_) | BinOp::SubAssign(_) => Prim::Sub,
        BinOp::Mul(_) | BinOp::MulAssign(_) => Prim::Mul,
        BinOp::Div(_) | BinOp::DivAssign(_) => Prim::Div,
        BinOp::Rem(_) | BinOp::RemAssign(_) => Prim::Rem,
        BinOp::BitXor(_) | BinOp::BitXorAssign(_) => Prim::Xor,
        BinOp::BitAnd(_) | BinOp::BitAndAssign(_) => Prim::And,
        BinOp::BitOr(_) | BinOp::BitOrAssign(_) => Prim::Or,
        BinOp::Shl(_) | BinOp::ShlAssign(_) => Prim::Shl,
        BinOp::Shr(_) | BinOp::ShrAssign(_) => Prim::Shr,
        BinOp::Eq(_) => Prim::Eq,
        BinOp::Ne(_) => Prim::Ne,
        BinOp::Lt(_) => Prim::Lt,
        BinOp::Le(_) => Prim::Le,
        BinOp::Gt(_) => Prim::Gt,
        BinOp::Ge(_) => Prim::Ge,
        BinOp::And(_) | BinOp::Or(_) => return None,
        _ => return None,
    })
}

impl<'a> Lowerer<'a> {
    pub(super) fn binary(&mut self, expr: &'a ExprBinary) -> Operand<'a> {
        if is_assigning(&expr.op) {
            return self.compound(expr);
        }
        match &expr.op {
            BinOp::And(_) => return self.short_circuit(&expr.left, &expr.right, false),
            BinOp::Or(_) => return self.short_circuit(&expr.left, &expr.right, true),
            _ => {}
        }
        // A long sum is a deep tree to the left: it is walked without recursion.
        let mut sum = vec![expr];
        let mut first = &*expr.left;
        while let Expr::Binary(inner) = first
            && prim_of(&inner.op).is_some()
            && !is_assigning(&inner.op)
        {
            sum.push(inner);
            first = &inner.left;
        }
        let mut value = self.expr(first);
        for binary in sum.into_iter().rev() {
            value = self.at(binary, |l| l.operation(value, binary));
        }
        value
    }

    /// `left op right`, where the left operand is lowered.
    fn operation(&mut self, left: Operand<'a>, expr: &'a ExprBinary) -> Operand<'a> {
        let Some(prim) = prim_of(&expr.op) else {
            return self.unsupported(&expr.op, "operator");
        };
        if overloaded::name(prim).is_some() {
            return self.overloadable(prim, left, expr);
        }
        let mut left = self.at(&*expr.left, |l| l.operand_of(prim, left));
        if let (Operand::Compared(compared), Prim::Eq | Prim::Ne) = (&left, prim)
            && let Some(holds) = self.is_order(&expr.right, compared)
        {
            return match prim {
                Prim::Eq => Operand::Atom(holds),
                _ => self.not(Operand::Atom(holds)),
            };
        }
        let mark = self.mark_here();
        let right = self.expr(&expr.right);
        let right = self.at(&*expr.right, |l| l.operand_of(prim, right));
        self.keep_changed(mark, std::slice::from_mut(&mut left));
        match (left, right) {
            (Operand::Atom(a), Operand::Atom(b)) => self.arithmetic(prim, a, b, &expr.op),
            (left, right) if prim.is_comparison() => {
                let mut parts = self.part(left);
                parts.push(Part::Tokens(expr.op.to_token_stream()));
                parts.extend(self.part(right));
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool))
            }
            (left, right) => {
                let a = self.at(&*expr.left, |l| l.atom(left));
                let b = self.at(&*expr.right, |l| l.atom(right));
                self.arithmetic(prim, a, b, &expr.op)
            }
        }
    }

    /// An operand as it is when it is evaluated: what is compared may be an aggregate.
    fn operand_of(&mut self, prim: Prim, operand: Operand<'a>) -> Operand<'a> {
        let stripped = self.strip(operand);
        match self.value(stripped) {
            Operand::Place(mem) if !prim.is_comparison() || !self.types.is_aggregate(&mem.ty) => {
                Operand::Atom(self.atom(Operand::Place(mem)))
            }
            other => other,
        }
    }

    /// An operation on two scalars.
    pub(super) fn arithmetic(
        &mut self,
        prim: Prim,
        a: Atom,
        b: Atom,
        op: &dyn ToTokens,
    ) -> Operand<'a> {
        if !matches!(prim, Prim::Shl | Prim::Shr) {
            let (s, t) = (self.atom_ty(&a), self.atom_ty(&b));
            if !self.unify(&s, &t) {
                return self.refuse(
                    op,
                    &format!("the operands of this have the types `{s}` and `{t}`"),
                    "convert one of them first",
                );
            }
        }
        Operand::Atom(self.prim(prim, vec![a, b]))
    }

    pub(super) fn neg(&mut self, operand: Operand<'a>) -> Operand<'a> {
        let atom = self.atom(operand);
        self.negated(atom)
    }

    fn negated(&mut self, atom: Atom) -> Operand<'a> {
        match atom {
            Atom::Const(Const {
                lit: Lit::Float(x),
                ty,
            }) => Operand::Atom(Atom::Const(Const {
                lit: Lit::Float(-x),
                ty,
            })),
            Atom::Const(Const {
                lit: Lit::Int(n),
                ty,
            }) => match n.checked_neg() {
                Some(n) => Operand::Atom(Atom::Const(Const {
                    lit: Lit::Int(n),
                    ty,
                })),
                None => self.refuse_here("this number is too large", "write a smaller one"),
            },
            a => Operand::Atom(self.prim(Prim::Neg, vec![a])),
        }
    }

    pub(super) fn not(&mut self, operand: Operand<'a>) -> Operand<'a> {
        let a = self.atom(operand);
        Operand::Atom(self.prim(Prim::Not, vec![a]))
    }

    /// `left && right`, or `left || right` where `until` is what the left one must be for the right one to be
    /// skipped.
    fn short_circuit(&mut self, left: &'a Expr, right: &'a Expr, until: bool) -> Operand<'a> {
        let left = self.scalar(left);
        self.and_then(left, until, &mut |l| l.scalar(right))
    }

    /// A condition that is evaluated only where another does not settle the question.
    pub(super) fn and_then(
        &mut self,
        left: Atom,
        until: bool,
        right: &mut dyn FnMut(&mut Self) -> Atom,
    ) -> Operand<'a> {
        let ty = self.atom_ty(&left);
        self.unify(&ty, &Type::Bool);
        if !self.reachable {
            return Operand::Never;
        }
        let result = self.b.declare(Type::Bool, "", Atom::bool(until));
        let outside = self.enter_branch();
        let value = right(self);
        let ty = self.atom_ty(&value);
        self.unify(&ty, &Type::Bool);
        let cheap = self.reachable && self.guards.len() == outside.guards() && self.is_cheap();
        self.write(result, value.clone());
        let branch = self.leave_branch(outside);
        if cheap && branch.built.written().all(|var| var == result) {
            for stmt in branch.built.into_region().stmts {
                self.b.push(stmt);
            }
            let prim = if until { Prim::Or } else { Prim::And };
            return Operand::Atom(self.prim(prim, vec![left, value]));
        }
        let outside = self.enter_branch();
        let other = self.leave_branch(outside);
        let (then, els) = if until {
            (other.built, branch.built)
        } else {
            (branch.built, other.built)
        };
        self.b.if_(left, then, els);
        // The branch not taken always falls through.
        self.after(true, branch.pending);
        Operand::Atom(self.b.read(result))
    }

    /// Are the statements of the region at hand cheap, without effect, and sure not to panic?
    fn is_cheap(&self) -> bool {
        let stmts = self.b.stmts();
        stmts.len() <= 8
            && stmts.iter().all(|stmt| match &stmt.op {
                Op::Prim(Prim::Not | Prim::And | Prim::Or | Prim::Select | Prim::Cast, _) => true,
                Op::Prim(prim, args) => {
                    prim.is_comparison()
                        || args
                            .iter()
                            .all(|a| self.types.is_float(self.b.f.atom_ty(a)))
                }
                Op::Load(place) | Op::Len(place) => place
                    .projections
                    .iter()
                    .all(|p| matches!(p, Projection::Field(_))),
                _ => false,
            })
    }
}

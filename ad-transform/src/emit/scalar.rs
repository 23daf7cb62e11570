//! Scalar expressions: operands, and the trees of pure operations that are written inside others.

use super::body::Emitter;
use super::expr::{Expr, Level};
use crate::ir::{Atom, Float, Lit, Op, Place, Prim, Type, ValueId};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// An operand.
    pub fn atom(&self, atom: &Atom) -> Expr {
        self.operand(atom, false)
    }

    /// An operand of which the text around does not say the type.
    pub fn typed(&self, atom: &Atom) -> Expr {
        self.operand(atom, true)
    }

    /// An argument: a literal whose type nobody wrote has the type of the parameter, which only rustc sees.
    pub fn argument(&self, atom: &Atom) -> Expr {
        let defaulted = match atom {
            Atom::Const(c) => c.ty == Type::F64,
            Atom::Value(v) => self.is_untyped(atom) && *self.f.ty(*v) == Type::F64,
        };
        self.operand(atom, !defaulted)
    }

    fn operand(&self, atom: &Atom, typed: bool) -> Expr {
        match atom {
            Atom::Const(c) => self.constant(c, typed),
            Atom::Value(v) => self.value(*v, typed),
        }
    }

    fn value(&self, v: ValueId, typed: bool) -> Expr {
        if !self.plan.is_inlined(v) {
            let name = self.variable(v);
            return Expr::postfix(quote!(#name));
        }
        let stmt = self
            .plan
            .order
            .definer(v)
            .expect("an inlined value is defined by a statement");
        let outer = self.enter(stmt.span);
        let expr = self.computed(v, &stmt.op, typed);
        self.leave(outer);
        expr
    }

    /// The expression of a pure operation with one result. `typed`: nothing around it says its type.
    pub fn computed(&self, v: ValueId, op: &Op, typed: bool) -> Expr {
        match op {
            Op::Prim(prim, args) => {
                self.prim(*prim, args, self.f.ty(v), typed && self.is_untyped_op(op))
            }
            Op::Load(p) => self.load(p, self.f.ty(v)),
            Op::Len(p) => self.len(p),
            Op::Is(p, variants) => self.is(p, variants),
            Op::Opaque(o) => self.opaque(o),
            _ => unreachable!("only expressions are inlined"),
        }
    }

    /// Would rustc find the type of the expression only by looking around it?
    pub fn is_untyped(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Const(c) => match (c.lit, &c.ty) {
                (_, Type::Float(Float::Param(_))) => false,
                (Lit::Float(x), _) => x.is_finite(),
                (Lit::Int(_) | Lit::Zero, _) => true,
                (Lit::Bool(_) | Lit::Char(_), _) => false,
            },
            Atom::Value(v) if self.plan.is_inlined(*v) => self
                .plan
                .order
                .definer(*v)
                .is_some_and(|stmt| self.is_untyped_op(&stmt.op)),
            Atom::Value(_) => false,
        }
    }

    fn is_untyped_op(&self, op: &Op) -> bool {
        match op {
            Op::Prim(Prim::Select, args) => args[1..].iter().all(|a| self.is_untyped(a)),
            Op::Prim(Prim::Math(_) | Prim::Cast, _) => false,
            Op::Prim(prim, args) => {
                !prim.is_comparison() && args.iter().all(|a| self.is_untyped(a))
            }
            _ => false,
        }
    }

    fn prim(&self, prim: Prim, args: &[Atom], ty: &Type, typed: bool) -> Expr {
        let span = self.span();
        match prim {
            Prim::Neg | Prim::Not => {
                let operator = if prim == Prim::Neg {
                    quote_spanned!(span=> -)
                } else {
                    quote_spanned!(span=> !)
                };
                Expr::unary(&operator, self.operand(&args[0], typed), span)
            }
            Prim::Select => {
                let cond = self.atom(&args[0]).whole();
                let (then, otherwise) = (
                    self.operand(&args[1], typed).whole(),
                    self.atom(&args[2]).whole(),
                );
                let otherwise = super::control::else_block(&otherwise);
                Expr::new(
                    quote_spanned!(span=> if #cond { #then } #otherwise),
                    Level::Whole,
                )
            }
            Prim::Cast => self.cast(&args[0], ty),
            Prim::StopGradient | Prim::DerivativeOf => self.operand(&args[0], typed),
            Prim::Math(row) => {
                let method = Ident::new(row.name, span);
                let rest = args[1..].iter().map(|a| self.atom(a).whole());
                if self.is_by_path(self.f.atom_ty(&args[0])) && row.is_of_float() {
                    let (krate, receiver) = (self.krate, self.typed(&args[0]).whole());
                    return Expr::postfix(quote_spanned! {span=>
                        #krate::__private::num_traits::Float::#method(#receiver, #(#rest),*)
                    });
                }
                let receiver = self.typed(&args[0]).receiver();
                Expr::postfix(quote_spanned!(span=> #receiver.#method(#(#rest),*)))
            }
            Prim::Eq | Prim::Ne if is_open_zero(&args[1]) => {
                let (krate, x) = (self.krate, self.atom(&args[0]).borrowed(span));
                let test = Expr::postfix(quote_spanned!(span=> #krate::__private::is_zero(#x)));
                match prim {
                    Prim::Eq => test,
                    _ => Expr::unary(&quote_spanned!(span=> !), test, span),
                }
            }
            Prim::Mul if let Some(product) = self.times_slot(args, ty) => product,
            Prim::Add if args.iter().any(|a| self.loaded_of_slot(a).is_some()) => {
                let (plus, level) = operator(prim, ty, span);
                Expr::binary(self.term(&args[0]), &plus, self.term(&args[1]), level, span)
            }
            _ => {
                let (operator, level) = operator(prim, self.f.atom_ty(&args[0]), span);
                let typed =
                    typed || prim.is_comparison() && args.iter().all(|a| self.is_untyped(a));
                let (left, right) = (self.operand(&args[0], typed), self.atom(&args[1]));
                Expr::binary(left, &operator, right, level, span)
            }
        }
    }

    /// A multiple of what is in a slot. Where nothing is there it is the zero to which LLVM adds without a trace, whatever
    /// the other factor is.
    fn times_slot(&self, args: &[Atom], ty: &Type) -> Option<Expr> {
        let (p, other, first) = match [0, 1].map(|k| self.loaded_of_slot(&args[k])) {
            [Some(p), None] => (p, &args[1], true),
            [None, Some(p)] => (p, &args[0], false),
            _ => return None,
        };
        if self.opens_slot(other) {
            return None;
        }
        let span = self.span();
        let (star, there) = (quote_spanned!(span=> *), self.number_at(p, ty));
        let product = match first {
            true => Expr::binary(there, &star, self.atom(other), Level::Product, span),
            false => Expr::binary(self.atom(other), &star, there, Level::Product, span),
        }
        .whole();
        let zero = self.zero(ty, false);
        Some(self.if_there(p, &quote_spanned!(span=> -#zero), &product))
    }

    /// What is added to something. What is not there is a zero to which LLVM adds without a trace, as with products.
    pub fn term(&self, atom: &Atom) -> Expr {
        let Some(p) = self.loaded_of_slot(atom) else {
            return self.atom(atom);
        };
        let (span, ty) = (self.span(), self.f.atom_ty(atom));
        let (zero, there) = (self.zero(ty, false), self.number_at(p, ty).whole());
        self.if_there(p, &quote_spanned!(span=> -#zero), &there)
    }

    /// The place in a slot of which an operand is the number, if it is read where it is used.
    fn loaded_of_slot(&self, atom: &Atom) -> Option<&Place> {
        let v = atom.value().filter(|v| self.plan.is_inlined(*v))?;
        let p = match &self.plan.order.definer(v)?.op {
            Op::Load(p) if self.is_slot(p.base) => p,
            _ => return None,
        };
        (self.f.ty(v).is_float() && !p.projections.is_empty()).then_some(p)
    }

    /// Is a slot opened when the operand is evaluated?
    fn opens_slot(&self, atom: &Atom) -> bool {
        let Some(v) = atom.value().filter(|v| self.plan.is_inlined(*v)) else {
            return false;
        };
        let Some(stmt) = self.plan.order.definer(v) else {
            return false;
        };
        let mut found = false;
        crate::ir::visit::places(&stmt.op, &mut |p, _| found |= self.is_slot(p.base));
        let operands = crate::ir::visit::used_values(&stmt.op);
        found || operands.into_iter().any(|v| self.opens_slot(&v.into()))
    }

    fn cast(&self, operand: &Atom, to: &Type) -> Expr {
        let span = self.span();
        let from = self.f.atom_ty(operand);
        if from == to {
            return self.typed(operand);
        }
        let krate = self.krate;
        match (from, to) {
            (Type::Tangent, Type::Float(Float::F32 | Float::F64)) => {
                let (x, to) = (
                    self.atom(operand).borrowed(span),
                    Ident::new(&to.to_string(), span),
                );
                Expr::postfix(quote_spanned!(span=> #krate::__private::tangent::<#to, _>(#x)))
            }
            (_, Type::Float(Float::Param(name))) => {
                let scalar = super::types::parameter(name);
                let x = self.cast(operand, &Type::F64).whole();
                Expr::postfix(quote_spanned!(span=> #krate::__private::constant::<#scalar>(#x)))
            }
            (Type::Float(Float::Param(_)), Type::Float(_) | Type::Int(_)) => {
                let method = Ident::new(&format!("to_{to}"), span);
                let x = self.atom(operand).borrowed(span);
                Expr::postfix(quote_spanned! {span=>
                    #krate::__private::num_traits::ToPrimitive::#method(#x).unwrap_or_default()
                })
            }
            (
                Type::Int("i8" | "i16" | "i32" | "u8" | "u16" | "u32") | Type::Float(Float::F32),
                &Type::F64,
            ) => self.typed(operand).cast(&quote_spanned!(span=> f64), span),
            // The literal makes it an integer for rustc, an `i32` if nothing says otherwise; `_` alone could be anything.
            (_, to) if *to == Type::SOME_INT => {
                let x = self.typed(operand).cast(&quote!(_), span).whole();
                Expr::postfix(quote_spanned!(span=> [0, #x][1]))
            }
            _ => {
                let ty: TokenStream = match to {
                    Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char => {
                        to.to_string().parse().unwrap_or_else(|_| quote!(_))
                    }
                    _ => quote!(_),
                };
                self.typed(operand).cast(&ty, span)
            }
        }
    }

    /// Are functions of this type called by the path of the trait that has them?
    pub fn is_by_path(&self, ty: &Type) -> bool {
        matches!(ty, Type::Float(Float::Param(name)) if self.f.by_path.contains(name))
    }

    /// The condition, or its opposite.
    pub fn condition(&self, cond: &Atom, holds: bool) -> Expr {
        if holds {
            return self.atom(cond);
        }
        if let Some((prim, args)) = self.inlined_prim(cond) {
            if prim == Prim::Not {
                return self.atom(&args[0]);
            }
            let is_total = matches!(self.f.atom_ty(&args[0]), Type::Int(_));
            let opposite = match prim {
                Prim::Eq => Some(Prim::Ne),
                Prim::Ne => Some(Prim::Eq),
                Prim::Lt if is_total => Some(Prim::Ge),
                Prim::Le if is_total => Some(Prim::Gt),
                Prim::Gt if is_total => Some(Prim::Le),
                Prim::Ge if is_total => Some(Prim::Lt),
                _ => None,
            };
            if let Some(opposite) = opposite {
                return self.prim(opposite, args, &Type::Bool, false);
            }
        }
        let span = self.span();
        Expr::unary(&quote_spanned!(span=> !), self.atom(cond), span)
    }

    /// The operation of an operand that is written in place.
    pub fn inlined_prim(&self, atom: &Atom) -> Option<(Prim, &[Atom])> {
        let v = atom.value().filter(|v| self.plan.is_inlined(*v))?;
        match &self.plan.order.definer(v)?.op {
            Op::Prim(prim, args) => Some((*prim, args)),
            _ => None,
        }
    }

    /// Calls `found` with every value that is read under a name when the operand is evaluated.
    pub fn named_values(&self, atom: &Atom, found: &mut dyn FnMut(ValueId)) {
        let Some(v) = atom.value() else { return };
        if !self.plan.is_inlined(v) {
            found(v);
            return;
        }
        if let Some(stmt) = self.plan.order.definer(v) {
            for operand in crate::ir::visit::used_values(&stmt.op) {
                self.named_values(&operand.into(), found);
            }
        }
    }
}

/// Is it the zero of a type that only rustc sees? It has that of what it is compared with.
fn is_open_zero(atom: &Atom) -> bool {
    matches!(atom, Atom::Const(c) if c.lit == Lit::Zero && matches!(c.ty, Type::Unknown | Type::Tangent))
}

/// The text of a binary operation, and how tightly it binds.
pub fn operator(prim: Prim, operands: &Type, span: Span) -> (TokenStream, Level) {
    let logical = *operands == Type::Bool;
    let (text, level) = match prim {
        Prim::Add => ("+", Level::Sum),
        Prim::Sub => ("-", Level::Sum),
        Prim::Mul | Prim::SingularMul => ("*", Level::Product),
        Prim::Div | Prim::SingularDiv => ("/", Level::Product),
        Prim::Rem => ("%", Level::Product),
        Prim::And if logical => ("&&", Level::And),
        Prim::And => ("&", Level::BitAnd),
        Prim::Or if logical => ("||", Level::Or),
        Prim::Or => ("|", Level::BitOr),
        Prim::Xor => ("^", Level::BitXor),
        Prim::Shl => ("<<", Level::Shift),
        Prim::Shr => (">>", Level::Shift),
        Prim::Eq => ("==", Level::Compare),
        Prim::Ne => ("!=", Level::Compare),
        Prim::Lt => ("<", Level::Compare),
        Prim::Le => ("<=", Level::Compare),
        Prim::Gt => (">", Level::Compare),
        Prim::Ge => (">=", Level::Compare),
        Prim::Neg
        | Prim::Not
        | Prim::Select
        | Prim::Cast
        | Prim::StopGradient
        | Prim::DerivativeOf
        | Prim::Math(_) => {
            unreachable!("not a binary operator")
        }
    };
    let tokens: TokenStream = text.parse().expect("an operator");
    (
        tokens
            .into_iter()
            .map(|mut tree| {
                tree.set_span(span);
                tree
            })
            .collect(),
        level,
    )
}

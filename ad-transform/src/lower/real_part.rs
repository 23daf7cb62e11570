//! What a number has that might be complex, `x.real()`, `x.modulus()`, `N::from_real(r)`: derivatives ask of it that it is
//! its own real part, so that each of these is arithmetic.

use super::Lowerer;
use super::operand::Operand;
use crate::ir::{Atom, Float, Prim, Type};
use crate::rules::math_fn;
use quote::ToTokens;
use syn::Expr;

impl<'a> Lowerer<'a> {
    /// A method of a number that has a real part, as far as its bounds say.
    pub(super) fn of_real_part(
        &mut self,
        name: &str,
        a: &Atom,
        args: &[&'a Expr],
        node: &dyn ToTokens,
    ) -> Option<Operand<'a>> {
        let ty = self.atom_ty(a);
        if !self.has_real_part(&ty) {
            return None;
        }
        let a = a.clone();
        Some(match (name, args) {
            ("real" | "conjugate", []) => Operand::Atom(a),
            ("imaginary", []) => Operand::Atom(Atom::zero(&ty)),
            ("modulus" | "norm1", []) => self.math(math_fn("abs")?, a, &[], node),
            ("modulus_squared", []) => self.arithmetic(Prim::Mul, a.clone(), a, node),
            ("scale", [by]) => {
                let by = self.scalar(by);
                self.arithmetic(Prim::Mul, a, by, node)
            }
            ("unscale", [by]) => {
                let by = self.scalar(by);
                self.arithmetic(Prim::Div, a, by, node)
            }
            _ => return None,
        })
    }

    /// Is a type a number that has a real part?
    pub(super) fn has_real_part(&self, ty: &Type) -> bool {
        match self.types.shallow(ty) {
            Type::Float(Float::Param(param)) => {
                let params = &self.signature.type_params;
                let mut scalars = params.scalars.iter();
                scalars.any(|known| *known == param && params.has_real_part(known))
            }
            _ => false,
        }
    }
}

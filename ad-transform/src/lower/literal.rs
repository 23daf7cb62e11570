//! Literals.

use super::Lowerer;
use super::infer::Kind;
use super::operand::Operand;
use crate::ir::{Atom, Const, Lit, Type};
use quote::ToTokens;

impl<'a> Lowerer<'a> {
    pub(super) fn literal(&mut self, lit: &syn::Lit) -> Operand<'a> {
        if let Some((lit, ty)) = self.scalar_literal(lit) {
            return Operand::Atom(Atom::Const(Const { lit, ty }));
        }
        match lit {
            syn::Lit::Str(_) | syn::Lit::ByteStr(_) | syn::Lit::CStr(_) => {
                Operand::Tokens(lit.to_token_stream())
            }
            _ => self.refuse(
                lit,
                "this literal is not known here",
                "write a number, `bool`, `char` or string",
            ),
        }
    }

    /// A literal that is a scalar, and its type.
    pub(super) fn scalar_literal(&mut self, lit: &syn::Lit) -> Option<(Lit, Type)> {
        match lit {
            syn::Lit::Int(n) if matches!(n.suffix(), "f32" | "f64") => {
                self.float_literal(n.base10_digits(), n.suffix())
            }
            syn::Lit::Int(n) => {
                let value = n.base10_parse::<i128>().ok()?;
                let ty = Type::int(n.suffix()).unwrap_or_else(|| self.types.of_kind(Kind::Int));
                Some((Lit::Int(value), ty))
            }
            syn::Lit::Float(x) => self.float_literal(x.base10_digits(), x.suffix()),
            syn::Lit::Bool(b) => Some((Lit::Bool(b.value), Type::Bool)),
            syn::Lit::Char(c) => Some((Lit::Char(c.value()), Type::Char)),
            syn::Lit::Byte(b) => Some((Lit::Int(b.value().into()), Type::Int("u8"))),
            syn::Lit::Str(_) | syn::Lit::ByteStr(_) | syn::Lit::CStr(_) | syn::Lit::Verbatim(_) => {
                None
            }
            _ => None,
        }
    }

    fn float_literal(&mut self, digits: &str, suffix: &str) -> Option<(Lit, Type)> {
        let value = digits.parse::<f64>().ok()?;
        let ty = match suffix {
            "f32" => Type::F32,
            "f64" => Type::F64,
            _ => self.types.of_kind(Kind::Float),
        };
        Some((Lit::Float(value), ty))
    }
}

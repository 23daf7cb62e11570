//! Constants as text.

use super::body::Emitter;
use super::expr::{Expr, Level};
use crate::ir::{Const, Float, Lit, Type};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// A constant. `typed`: must the text say its type, because nothing around it does?
    pub fn constant(&self, c: &Const, typed: bool) -> Expr {
        let span = self.span();
        match (c.lit, &c.ty) {
            (Lit::Float(x), ty) => self.float(x, ty, typed),
            (Lit::Zero, ty @ Type::Float(_)) => self.float(0.0, ty, typed),
            (Lit::Int(n), ty @ Type::Float(_)) => {
                #[allow(clippy::cast_precision_loss)]
                let x = n as f64;
                self.float(x, ty, typed)
            }
            (Lit::Int(n), ty) => integer(n, ty, typed, span),
            (Lit::Bool(x), _) => Expr::postfix(quote_spanned!(span=> #x)),
            (Lit::Char(x), _) => Expr::postfix(quote_spanned!(span=> #x)),
            (Lit::Zero, ty) => Expr::postfix(self.zero(ty, typed)),
        }
    }

    fn float(&self, x: f64, ty: &Type, typed: bool) -> Expr {
        let span = self.span();
        match ty {
            Type::Float(Float::Param(name)) => self.generic_float(x, name),
            ty => {
                let name = if *ty == Type::F32 { "f32" } else { "f64" };
                let scalar = Ident::new(name, span);
                if x.is_nan() {
                    return Expr::postfix(quote_spanned!(span=> #scalar::NAN));
                }
                if x.is_infinite() {
                    let name = Ident::new(if x > 0.0 { "INFINITY" } else { "NEG_INFINITY" }, span);
                    return Expr::postfix(quote_spanned!(span=> #scalar::#name));
                }
                let suffix = if typed { name } else { "" };
                number(
                    &format!("{:?}", x.abs()),
                    suffix,
                    x.is_sign_negative(),
                    span,
                )
            }
        }
    }

    /// A constant of a type parameter.
    fn generic_float(&self, x: f64, name: &str) -> Expr {
        let span = self.span();
        let scalar = super::types::parameter(name);
        let by_path = self.f.by_path.contains(name);
        if (name.contains("::") || by_path) && x.is_finite() {
            // The traits of its functions need not be in scope.
            let krate = self.krate;
            let x = self.float(x, &Type::F64, false).whole();
            return Expr::postfix(
                quote_spanned!(span=> #krate::__private::constant::<#scalar>(#x)),
            );
        }
        let named = |function: &str| {
            let function = Ident::new(function, span);
            if by_path {
                let krate = self.krate;
                let float = quote_spanned!(span=> #krate::__private::num_traits::Float);
                return Expr::postfix(quote_spanned!(span=> <#scalar as #float>::#function()));
            }
            Expr::postfix(quote_spanned!(span=> #scalar::#function()))
        };
        if x.is_nan() {
            named("nan")
        } else if x.is_infinite() {
            named(if x > 0.0 { "infinity" } else { "neg_infinity" })
        } else if x.to_bits() == 0 {
            named("zero")
        } else if x.to_bits() == 1.0_f64.to_bits() {
            named("one")
        } else {
            let krate = self.krate;
            let x = self.float(x, &Type::F64, false).whole();
            Expr::postfix(quote_spanned!(span=> #krate::__private::constant::<#scalar>(#x)))
        }
    }

    /// The zero of a type, or what an uninitialised variable of it holds.
    pub fn zero(&self, ty: &Type, typed: bool) -> TokenStream {
        let span = self.span();
        match ty {
            Type::Float(_) => self.float(0.0, ty, typed).whole(),
            Type::Int(_) => integer(0, ty, typed, span).whole(),
            Type::Bool => quote_spanned!(span=> false),
            Type::Char => quote_spanned!(span=> '\0'),
            Type::Unit => quote_spanned!(span=> ()),
            Type::Vec(_) => {
                let krate = self.krate;
                quote_spanned!(span=> #krate::__private::Vec::new())
            }
            Type::Option(_) => quote_spanned!(span=> ::core::option::Option::None),
            Type::Array(element, Some(n)) if n == Type::INFERRED => {
                let element = self.zero(element, typed);
                quote_spanned!(span=> ::core::array::from_fn(|_| #element))
            }
            Type::Array(element, Some(n)) => {
                let copied = super::types::is_copy(element);
                let element = self.zero(element, typed);
                let n: TokenStream = n.parse().unwrap_or_else(|_| quote!(_));
                match copied {
                    true => quote_spanned!(span=> [#element; #n]),
                    false => {
                        quote_spanned!(span=> ::core::array::from_fn::<_, #n, _>(|_| #element))
                    }
                }
            }
            Type::Lanes(element, n) => {
                let (krate, zero) = (self.krate, self.zero(element, typed));
                let n: TokenStream = n.parse().unwrap_or_else(|_| quote!(_));
                quote_spanned!(span=> #krate::__private::Lanes::<_, #n>::zero(#zero))
            }
            Type::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.zero(part, typed));
                quote_spanned!(span=> (#(#parts,)*))
            }
            // Only where it is declared does its type show.
            Type::Named(name) => match name.parse::<TokenStream>() {
                Ok(name) => quote_spanned!(span=> <#name as ::core::default::Default>::default()),
                Err(_) => quote_spanned!(span=> ::core::default::Default::default()),
            },
            Type::Array(..)
            | Type::Slice(_)
            | Type::Boxed(_)
            | Type::Ref(_)
            | Type::Result(..)
            | Type::Opaque
            | Type::Position
            | Type::Tangent
            | Type::Unknown
            | Type::Infer(_) => quote_spanned!(span=> ::core::default::Default::default()),
        }
    }
}

fn integer(n: i128, ty: &Type, typed: bool, span: Span) -> Expr {
    let suffix = match ty {
        ty if *ty == Type::SOME_INT => "",
        Type::Int(name) if typed => name,
        _ => "",
    };
    number(&n.unsigned_abs().to_string(), suffix, n < 0, span)
}

fn number(digits: &str, suffix: &str, negative: bool, span: Span) -> Expr {
    let text = if suffix.is_empty() {
        digits.to_string()
    } else {
        format!("{digits}_{suffix}")
    };
    let mut literal: Literal = text.parse().expect("the digits of a number are a literal");
    literal.set_span(span);
    if negative {
        Expr::new(quote_spanned!(span=> -#literal), Level::Unary)
    } else {
        Expr::postfix(quote!(#literal))
    }
}

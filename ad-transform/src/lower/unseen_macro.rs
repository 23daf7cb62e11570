//! Macros of which nobody says what they expand to.

use super::Lowerer;
use super::macros::Args;
use super::operand::Operand;
use crate::ir::{Atom, Callee, Init, Op, Opaque, Part, Type};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Macro};

/// What the crate is called.
const NALGEBRA: [&str; 2] = ["na", "nalgebra"];

impl<'a> Lowerer<'a> {
    /// `array![a, b]` and `array![[a, b], [c, d]]` of the crate `ndarray`: the array of a vector of these.
    pub(super) fn array_macro(
        &mut self,
        mac: &'a Macro,
        args: Option<&'a Args>,
    ) -> Option<Operand<'a>> {
        let Some(Args::List(exprs)) = args else {
            return None;
        };
        let by_rows = matches!(exprs.first()?, Expr::Array(_));
        let (inits, element) = self.elements(exprs.iter());
        let vector = Operand::Init(Init::Elements(inits), Type::Vec(Box::new(element)));
        let mut path = mac.path.clone();
        path.segments.pop();
        let of = match path.segments.is_empty() {
            true => quote!(::ndarray::),
            false => path.to_token_stream(),
        };
        let (path, ty) = match by_rows {
            true => (quote!(#of Array2::from), quote!(#of Array2<_>)),
            false => (quote!(#of Array1::from), quote!(#of Array1<_>)),
        };
        let ty = Type::Named(ty.to_string());
        let operands = vec![(TokenStream::new(), vector)];
        Some(self.emit_call(Callee::new(path), operands, ty, true))
    }

    /// `vector![x, y]`, `matrix![a, b; c, d]` and the like of the crate `nalgebra`: what its functions make of these.
    pub(super) fn matrix_macro(
        &mut self,
        mac: &'a Macro,
        name: &str,
        args: &'a Args,
    ) -> Option<Operand<'a>> {
        let of = self.nalgebra_of(mac, name)?;
        let (ty, function, operands) = match (name, args) {
            ("vector", Args::List(parts)) if parts.len() <= 6 => {
                (fixed(parts.len(), 1), "new", self.each(parts.iter()))
            }
            ("vector", Args::List(parts)) => {
                let slice = self.slice_of(parts.iter());
                (fixed(parts.len(), 1), "from_row_slice", vec![slice])
            }
            ("point", Args::List(parts)) => {
                let point = format_ident!("Point{}", parts.len());
                (quote!(#point), "new", self.each(parts.iter()))
            }
            ("matrix", Args::Rows(rows)) => {
                let slice = self.slice_of(rows.iter().flatten());
                let ty = fixed(rows.len(), columns(rows)?);
                (ty, "from_row_slice", vec![slice])
            }
            ("dvector", Args::List(parts)) => {
                let (inits, element) = self.elements(parts.iter());
                let vector = Type::Vec(Box::new(element));
                let vector = Operand::Init(Init::Elements(inits), vector);
                (quote!(DVector), "from_vec", vec![vector])
            }
            ("dmatrix", Args::Rows(rows)) => {
                let sizes = [rows.len(), columns(rows)?].map(Atom::usize);
                let slice = self.slice_of(rows.iter().flatten());
                let operands = sizes.into_iter().map(Operand::Atom).chain([slice]);
                (quote!(DMatrix), "from_row_slice", operands.collect())
            }
            _ => return None,
        };
        let function = format_ident!("{function}");
        let operands = operands.into_iter().map(|of| (TokenStream::new(), of));
        let callee = Callee::new(quote!(#of #ty::#function));
        let arguments = (!ty.to_string().contains('<')).then(|| quote!(<_>));
        let ty = Type::Named(quote!(#of #ty #arguments).to_string());
        Some(self.emit_call(callee, operands.collect(), ty, true))
    }

    /// `nalgebra::`, as it is written where a macro of it is called; `None` where that is not seen to be of it.
    fn nalgebra_of(&self, mac: &Macro, name: &str) -> Option<TokenStream> {
        let mut path = mac.path.clone();
        path.segments.pop();
        if !path.segments.is_empty() {
            return Some(path.to_token_stream());
        }
        let knowledge = &self.signature.knowledge;
        let import = knowledge.imported(name);
        let of = NALGEBRA.iter().find(|of| match &import {
            Some(import) => matches!(&import[..], [first, _] if first == *of),
            None => knowledge.imports_all_of(of),
        });
        let of = format_ident!("{}", of?);
        Some(quote!(#of::))
    }

    /// `&[a, b]`
    fn slice_of(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> Operand<'a> {
        let (inits, element) = self.elements(exprs);
        let array = Type::Array(Box::new(element), Some(inits.len().to_string()));
        Operand::Ref(false, Box::new(Operand::Init(Init::Elements(inits), array)))
    }

    fn each(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> Vec<Operand<'a>> {
        exprs.map(|expr| self.evaluated(expr)).collect()
    }

    /// The value of a macro that is given nothing that could vary: it cannot vary itself.
    pub(super) fn inert_macro(&mut self, mac: &'a Macro) -> Option<Operand<'a>> {
        // A macro that the function itself declares sees its variables.
        if self.signature.words.contains("macro_rules") {
            return None;
        }
        let (path, inner) = (&mac.path, self.inert_parts(mac.tokens.clone())?);
        let parts = vec![
            Part::Tokens(quote!(#path!)),
            Part::Group(super::macros::delimiter(mac), inner),
        ];
        let ty = self.types.fresh();
        Some(Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty)))
    }

    /// Tokens with operands for the variables among them, if none of these can vary.
    pub(super) fn inert_parts(&mut self, tokens: TokenStream) -> Option<Vec<Part>> {
        let (mut parts, mut dots) = (Vec::new(), 0);
        for token in tokens {
            let after_dots = std::mem::take(&mut dots);
            match token {
                TokenTree::Group(group) => {
                    let inner = self.inert_parts(group.stream())?;
                    parts.push(Part::Group(group.delimiter(), inner));
                }
                TokenTree::Ident(ident) => match self.scopes.get(&ident.to_string()) {
                    // The name of a field or of a method is no variable; what follows two dots may be one.
                    Some(binding) if after_dots != 1 => {
                        let value = self.value(binding.operand.clone());
                        let ty = self.ty(&value);
                        match (value, self.types.shallow(&ty)) {
                            (Operand::Atom(atom), Type::Int(_) | Type::Bool | Type::Char) => {
                                parts.push(Part::Atom(atom));
                            }
                            (text, _) if self.is_text(&text) => parts.extend(self.part(text)),
                            _ => return None,
                        }
                    }
                    _ => parts.push(Part::Tokens(ident.into_token_stream())),
                },
                TokenTree::Punct(punct) => {
                    dots = if punct.as_char() == '.' {
                        after_dots + 1
                    } else {
                        0
                    };
                    parts.push(Part::Tokens(punct.into_token_stream()));
                }
                TokenTree::Literal(literal) => {
                    parts.push(Part::Tokens(literal.into_token_stream()))
                }
            }
        }
        Some(parts)
    }
}

/// How long the rows are, if all of them are.
fn columns(rows: &[Vec<Expr>]) -> Option<usize> {
    let width = rows.first()?.len();
    rows.iter().all(|row| row.len() == width).then_some(width)
}

/// `Vector3`, `Matrix2`, `Matrix2x3`: the matrix of this size, by its name where it has one.
fn fixed(height: usize, width: usize) -> TokenStream {
    let name = match (height, width) {
        (1..=6, 1) => format_ident!("Vector{height}"),
        (1, 2..=6) => format_ident!("RowVector{width}"),
        (2..=6, 2..=6) if height == width => format_ident!("Matrix{height}"),
        (2..=6, 2..=6) => format_ident!("Matrix{height}x{width}"),
        _ => return quote!(SMatrix::<_, #height, #width>),
    };
    quote!(#name)
}

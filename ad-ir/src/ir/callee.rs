//! What the path of a callee says.

use super::Callee;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

impl Callee {
    /// The function of a path, as the user calls it.
    #[must_use]
    pub fn new(path: TokenStream) -> Self {
        Callee {
            path,
            turbofish: TokenStream::new(),
            method: false,
            operator: None,
            parameter: false,
            modes: Vec::new(),
            forgets: false,
            hand: None,
            site: None,
            bare: false,
            unregistered: None,
            sibling: false,
            order: None,
            collection: false,
            behind: false,
            object: false,
            view: false,
            borrows: false,
            gives_owned: false,
            consumes: false,
            iterators: Vec::new(),
            value: None,
            companion: None,
        }
    }

    /// Something of its companion: `path::f::__vjp`, or its sibling, where it is a function of a type: `Type::__area_vjp`, of a
    /// method `__area_vjp`. Where there is no companion, rustc says so at the user's call, and that it is the attribute that asks
    /// for it.
    #[must_use]
    pub fn of_companion(&self, name: &str) -> TokenStream {
        let path = self.companion.as_ref().unwrap_or(&self.path);
        let mut trees: Vec<TokenTree> = path.clone().into_iter().collect();
        if self.method || owner(&trees).is_some() {
            if let Some(TokenTree::Ident(function)) = trees.last_mut() {
                let text = function.to_string();
                let sibling = format!(
                    "__{}_{}",
                    text.trim_start_matches("r#"),
                    name.trim_start_matches('_')
                );
                *function = Ident::new(&sibling, Span::call_site().located_at(function.span()));
            }
            return trees.into_iter().collect();
        }
        let mut span = Span::call_site();
        if let Some(last) = trees.last_mut() {
            span = span.located_at(last.span());
            last.set_span(span);
        }
        let path: TokenStream = trees.into_iter().collect();
        let name = Ident::new(name, span);
        quote!(#path::#name)
    }

    /// Is it a function with a companion of its own, not one of a type or a trait, whose derivatives are its siblings?
    #[must_use]
    pub fn has_own_companion(&self) -> bool {
        let path: Vec<TokenTree> = self.path.clone().into_iter().collect();
        !self.method && self.operator.is_none() && !self.parameter && owner(&path).is_none()
    }

    /// Has it an adjoint, and what hands over to one? Derivatives that the runtime has for types of other crates, and those of
    /// traits, have none.
    #[must_use]
    pub fn has_adjoint(&self) -> bool {
        self.has_own_companion() || self.sibling && !self.object
    }
}

/// The type and the name, where a path names an associated function of a type.
#[must_use]
pub fn owner(path: &[TokenTree]) -> Option<(&[TokenTree], &Ident)> {
    match path {
        [
            before @ ..,
            TokenTree::Punct(a),
            TokenTree::Punct(b),
            TokenTree::Ident(name),
        ] if a.as_char() == ':' && b.as_char() == ':' && ends_in_type(before) => {
            Some((before, name))
        }
        _ => None,
    }
}

/// Do the tokens before the last `::` name a type: `Model`, `Self`, `<T as Shape>`, `Model::<f64>`?
fn ends_in_type(before: &[TokenTree]) -> bool {
    match before.last() {
        Some(TokenTree::Ident(word)) => word.to_string().starts_with(char::is_uppercase),
        Some(TokenTree::Punct(p)) => p.as_char() == '>',
        _ => false,
    }
}

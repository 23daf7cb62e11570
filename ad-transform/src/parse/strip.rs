//! The user's item without the attributes that only this compiler understands.
//!
//! It works on tokens, so that everything else stays exactly as written.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The attributes inside an item that mean something to the compiler and nothing to rustc.
const OURS: [&str; 2] = ["no_diff", "checkpoint"];

/// Takes out the compiler's attributes, except from items inside that are annotated themselves.
#[must_use]
pub fn strip(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    // Inside the head of an item with its own `#[differentiate]`, up to its body's end.
    let mut verbatim = false;
    while let Some(token) = tokens.next() {
        let attribute = match (&token, tokens.peek()) {
            (TokenTree::Punct(hash), Some(TokenTree::Group(group))) if hash.as_char() == '#' => {
                attribute_name(group)
            }
            _ => None,
        };
        match attribute {
            Some(name) if !verbatim && OURS.contains(&name.as_str()) => {
                tokens.next();
                continue;
            }
            Some(name) if name == "differentiate" => verbatim = true,
            _ => {}
        }
        let end =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        out.extend([if verbatim { token } else { descend(token) }]);
        verbatim &= !end;
    }
    out
}

fn descend(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), strip(group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        token => token,
    }
}

/// The last segment of the path in an attribute's brackets.
fn attribute_name(group: &Group) -> Option<String> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let mut name = None;
    for token in group.stream() {
        match token {
            TokenTree::Ident(ident) => name = Some(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn only_ours_are_taken_out() {
        let stripped = strip(quote! {
            #[inline] fn f(#[no_diff] x: f64, y: f64) -> f64 {
                #[no_diff] let z = x;
                #[differentiate(order = 2)] fn g(#[no_diff] x: f64) -> f64 { #[no_diff] let y = x; y }
                #[ad::no_diff] { z }
            }
        });
        let expected = quote! {
            #[inline] fn f(x: f64, y: f64) -> f64 {
                let z = x;
                #[differentiate(order = 2)] fn g(#[no_diff] x: f64) -> f64 { #[no_diff] let y = x; y }
                { z }
            }
        };
        assert_eq!(stripped.to_string(), expected.to_string());
    }
}

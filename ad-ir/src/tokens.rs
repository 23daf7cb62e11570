//! What tokens say.

use crate::hashed::HashSet;
use proc_macro2::{TokenStream, TokenTree};

/// The identifiers among tokens.
#[must_use]
pub fn words(tokens: TokenStream) -> HashSet<String> {
    let mut all = HashSet::default();
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Ident(ident) => {
                    all.insert(ident.to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    all
}

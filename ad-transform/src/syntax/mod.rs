//! Walks over the syntax of Rust, as those of `syn`.
//!
//! A visitor of `syn` is generic: for each of ours rustc would compile the whole grammar again, which was a quarter of all the
//! functions of this crate. Here one visitor walks the grammar, and asks a trait object what to do at the nodes that any of
//! ours is interested in. What is not in these lists is walked through.

pub mod visit;
pub mod visit_mut;

use crate::sorted::Set;
use proc_macro2::{TokenStream, TokenTree};

/// The words of a piece of the program, also of what stands in macros.
pub fn words_of(tokens: TokenStream, all: &mut Set<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                all.insert(ident.to_string());
            }
            TokenTree::Group(group) => words_of(group.stream(), all),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

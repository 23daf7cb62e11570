//! One function, given to the compiler.

use super::select::Function;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the compiler says.
pub enum Outcome {
    /// It has derivatives.
    Accepted,
    /// It has none, for these reasons.
    Refused(Vec<String>),
    /// The compiler panicked.
    Panicked(String),
}

/// Differentiates a function as the attribute would.
pub fn attempt(function: &Function) -> Outcome {
    let tokens = function.item.to_token_stream();
    function.knowledge.clone().assume();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(|| {
        ad_transform::differentiate(TokenStream::new(), tokens)
    }));
    std::panic::set_hook(hook);
    match result {
        Ok(tokens) => {
            let mut messages = Vec::new();
            errors(tokens, &mut messages);
            if messages.is_empty() {
                Outcome::Accepted
            } else {
                Outcome::Refused(messages)
            }
        }
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            Outcome::Panicked(text.unwrap_or_default())
        }
    }
}

/// The messages of `compile_error!`s.
fn errors(tokens: TokenStream, messages: &mut Vec<String>) {
    let mut after = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) if ident == "compile_error" => after = true,
            TokenTree::Group(group) if after => {
                after = false;
                if let Ok(message) = syn::parse2::<syn::LitStr>(group.stream()) {
                    messages.push(message.value());
                }
            }
            TokenTree::Group(group) => errors(group.stream(), messages),
            TokenTree::Punct(_) => {}
            _ => after = false,
        }
    }
}

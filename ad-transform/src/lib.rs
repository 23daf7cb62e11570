//! The compiler behind `#[differentiate]`: Rust syntax to IR, differentiation of IR, IR to Rust.

pub mod companion;
mod derive;
pub mod diagnose;
mod expand;
#[cfg(any(test, feature = "interp"))]
#[doc(hidden)]
pub mod interp;
pub mod ir;
pub mod parse;
pub mod analyse;
pub mod rules;
pub mod optimise;
pub mod transform;

pub use derive::derive_differentiable;

use proc_macro2::TokenStream;

/// Expands `#[differentiate(attr)] item`: the item as it is, and its companion beside it. All errors are in the result.
#[must_use]
pub fn differentiate(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(attr, item, &companion)
}

/// The compiler for one function: from its signature and body to its companion.
fn companion(
    signature: &parse::Signature,
    options: &parse::Options,
    body: &syn::Block,
) -> syn::Result<TokenStream> {
    let derived = match &options.rule {
        parse::Rule::Functions { jvp, vjp } => companion::from_functions(signature, jvp.as_ref(), vjp.as_ref()),
        _ => {
            let _ = body;
            return Ok(TokenStream::new());
        }
    };
    Ok(companion::Companion::new(signature, &derived.hidden, derived.pullback.as_ref()).items())
}

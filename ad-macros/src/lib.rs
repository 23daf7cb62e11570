//! The attribute of the crate `ad`: a shell over `ad-transform`, which has the compiler.

use ad_transform::Registered;
use proc_macro::TokenStream;
use std::path::Path;

/// Differentiates a function: leaves it as it is, and adds its derivatives beside it.
///
/// What is added, and the options, are described on the front page of the crate `ad`.
#[proc_macro_attribute]
pub fn differentiate(attr: TokenStream, item: TokenStream) -> TokenStream {
    let registered = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => Registered::of_package(Path::new(&folder)),
        None => Ok(Registered::default()),
    };
    match registered {
        Ok(rules) => ad_transform::differentiate_with(attr.into(), item.into(), &rules).into(),
        Err(error) => ad_transform::refused(item.into(), &error).into(),
    }
}

/// Says how the values of a struct or an enum vary: `Differentiable`, with a type of tangents beside it.
///
/// `struct Model` gets `struct ModelTangent` with the same fields, each of the tangent of its type; an enum gets one with
/// the same variants. A field marked `#[no_diff]` does not vary: its tangent is `()`.
/// `#[differentiable(tangent = Name)]` names the type of tangents, `#[differentiable(crate = path)]` says where the
/// crate `ad` is found.
#[proc_macro_derive(Differentiable, attributes(differentiable, no_diff))]
pub fn derive_differentiable(input: TokenStream) -> TokenStream {
    ad_transform::derive_differentiable(input.into()).into()
}

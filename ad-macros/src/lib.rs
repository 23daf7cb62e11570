//! The attribute of the crate `ad`: a shell over `ad-transform`, which has the compiler.

use proc_macro::TokenStream;

/// Differentiates a function: leaves it as it is, and adds its derivatives beside it.
///
/// What is added, and the options, are described on the front page of the crate `ad`.
#[proc_macro_attribute]
pub fn differentiate(attr: TokenStream, item: TokenStream) -> TokenStream {
    ad_transform::differentiate(attr.into(), item.into()).into()
}

//! The lints that generated code must not raise in a user's crate.

use proc_macro2::TokenStream;
use quote::quote;

/// For the companion's type, which is named like a function and of which there are no values.
pub(super) fn of_type() -> TokenStream {
    quote! {
        #[allow(
            non_camel_case_types,
            dead_code,
            missing_debug_implementations,
            missing_copy_implementations,
            clippy::pedantic
        )]
    }
}

/// For functions: they compute more than anybody may ask for, with the names that the user chose.
pub(super) fn of_code() -> TokenStream {
    quote! {
        #[allow(
            unused,
            deprecated,
            non_snake_case,
            clippy::all,
            clippy::pedantic,
            clippy::nursery
        )]
    }
}

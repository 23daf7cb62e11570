//! Every message that a user can get, one constructor each.
//!
//! A message names the construct and says why it cannot be differentiated, in one sentence; a `help:` line says
//! what to write instead. It points at the smallest expression that stands in the way.

mod attribute;

pub(crate) use attribute::*;

use crate::hashed::HashSet;
use ad_ir::ir::Callee;
use ad_ir::{Refusal, Refusals};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors of one annotated item, in the order in which they were found.
#[derive(Default)]
pub struct Errors {
    list: Vec<syn::Error>,
}

impl Errors {
    /// Adds an error.
    pub fn push(&mut self, error: syn::Error) {
        self.list.push(error);
    }

    /// Were there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them as one, for the macro to report together.
    #[must_use]
    pub fn combined(self) -> Option<syn::Error> {
        // What is lowered twice is reported once.
        let mut seen = HashSet::default();
        let place = |error: &syn::Error| (format!("{:?}", error.span().start()), error.to_string());
        self.list
            .into_iter()
            .filter(|error| seen.insert(place(error)))
            .reduce(|mut all, next| {
                all.combine(next);
                all
            })
    }
}

/// A message with its help, underlining all of `node`.
pub fn refuse(node: &dyn ToTokens, what: &str, help: &str) -> syn::Error {
    let tokens: TokenStream = node.to_token_stream();
    syn::Error::new_spanned(tokens, message(what, help))
}

/// A message with its help at a position.
#[must_use]
pub fn refuse_at(span: proc_macro2::Span, what: &str, help: &str) -> syn::Error {
    syn::Error::new(span, message(what, help))
}

/// What only the IR shows to stand in the way, as one error.
#[must_use]
pub fn refused(refusals: Refusals) -> syn::Error {
    let mut errors = Errors::default();
    for Refusal { span, what, help } in refusals {
        errors.push(refuse_at(span, &what, &help));
    }
    let all = errors.combined();
    all.unwrap_or_else(|| syn::Error::new(proc_macro2::Span::call_site(), "refused"))
}

/// What is changed behind a reference that a call gave, in a way that is not followed.
pub const LOST_BEHIND: &str = "where the reference leads that a call gives here is not known, so that this change would be lost";

/// What to do about [`LOST_BEHIND`].
pub const NOT_LOST: &str =
    "change the element itself, by its position; of a map, `insert` the changed value";

/// A macro of which nothing says what it expands to, or of which something stands in the way of expanding it.
#[must_use]
pub fn unseen_macro(mac: &syn::Macro, name: &str, why: Option<&str>) -> syn::Error {
    let what = format!("what the macro `{name}!` expands to is not visible to `#[differentiate]`");
    match why {
        Some(why) => refuse(
            mac,
            &format!("{what}: {why}"),
            "write in its place what it expands to",
        ),
        None => refuse(
            mac,
            &what,
            "write the function that it expands to, or put the annotation inside the macro",
        ),
    }
}

/// A call of a method of a trait object, in a function with second derivatives.
#[must_use]
pub fn order_of_objects(span: proc_macro2::Span) -> syn::Error {
    refuse_at(
        span,
        "methods of trait objects have first derivatives only",
        "write a type parameter, `shape: &S` with `S: Shape`, or leave `order = 2` out",
    )
}

/// A second derivative of a function that takes or passes functions.
#[must_use]
pub fn order_of_functions(span: proc_macro2::Span) -> syn::Error {
    refuse_at(
        span,
        "derivatives of a function that takes or passes functions are of the first order only",
        "take `order` away, or write the loop of the function that is called here out",
    )
}

/// A call of a function that cannot be differentiated as many times as its caller.
#[must_use]
pub fn order_of_callee(span: proc_macro2::Span, callee: &Callee, has: u8, order: u8) -> syn::Error {
    let path = callee.path.to_string().replace(' ', "");
    let name = path.rsplit("::").next().unwrap_or(&path);
    refuse_at(
        span,
        &format!(
            "`{path}` has derivatives up to order {has}, and those of order {order} are asked for here"
        ),
        &format!("write `#[differentiate(order = {order})]` before `fn {name}` as well"),
    )
}

fn message(what: &str, help: &str) -> String {
    format!("{what}\n\nhelp: {help}")
}

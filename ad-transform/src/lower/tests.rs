//! Rust in, IR out.

mod by_hand;
mod print;
mod refusals;
mod run;

use super::lower;
use crate::ir::Function;
use crate::parse::{Options, Signature, Surroundings};
use syn::{ItemFn, parse_str};

/// Lowers a function as the attribute would.
pub(crate) fn lowered(text: &str) -> syn::Result<Function> {
    let item: ItemFn = parse_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let options = Options::parse(Default::default()).expect("no options");
    let signature = Signature::of(&item, &options, &Surroundings::of(&item, None))?;
    lower(&signature, &item.block)
}

/// The printed IR of a function.
fn printed(text: &str) -> String {
    match lowered(text) {
        Ok(f) => f.to_string(),
        Err(errors) => panic!(
            "{:?} in {text}",
            errors
                .into_iter()
                .map(|e| e.to_string())
                .collect::<Vec<_>>()
        ),
    }
}

/// The first line of each message, and the text that it stands at.
fn messages(text: &str) -> Vec<(String, String)> {
    let Err(errors) = lowered(text) else {
        panic!("accepted: {text}")
    };
    errors
        .into_iter()
        .map(|error| {
            let at = error.span().source_text().unwrap_or_default();
            (
                error
                    .to_string()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_string(),
                at,
            )
        })
        .collect()
}

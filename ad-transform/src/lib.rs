//! The compiler behind `#[differentiate]`: Rust syntax to IR, differentiation of IR, IR to Rust.

#![allow(
    clippy::wrong_self_convention,
    reason = "`to_vec`, `from_end` and the like name what is lowered"
)]
#![allow(
    clippy::large_enum_variant,
    clippy::result_large_err,
    reason = "operands and shapes live for the expansion of one function"
)]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "who reads these pages reads them with private items"
)]

pub mod companion;
mod custom;
mod dependencies;
mod derive;
pub mod diagnose;
pub mod emit;
mod expand;
mod functions;
mod lanes;
pub mod lower;
mod own_items;
pub mod parse;
mod registered;
mod syntax;

#[cfg(any(test, feature = "interp"))]
#[doc(hidden)]
pub use ad_ir::interp;
pub use ad_ir::{analyse, hashed, ir, optimise, rules, sorted, transform};
pub use derive::derive_differentiable;
pub use lanes::InLanes;
pub use registered::Registered;

use functions::Followed;
use ir::Mode;
use parse::Share;
use proc_macro2::TokenStream;

/// Expands `#[differentiate(attr)] item`: the item as it is, and its companion beside it. All errors are in the result.
#[must_use]
pub fn differentiate(attr: TokenStream, item: TokenStream) -> TokenStream {
    differentiate_with(attr, item, &Registered::default())
}

/// The same with rules for functions and methods of other crates.
#[must_use]
pub fn differentiate_with(
    attr: TokenStream,
    item: TokenStream,
    registered: &Registered,
) -> TokenStream {
    expand::expand(attr, item, &|signature, options, body| {
        let signature = parse::Signature {
            registered: registered.clone(),
            ..signature.clone()
        };
        companion(&signature, options, body)
    })
}

/// Leaves the item as it is, with an error beside it.
#[must_use]
pub fn refused(item: TokenStream, error: &str) -> TokenStream {
    let (item, error) = (
        parse::strip::strip(item),
        syn::Error::new(proc_macro2::Span::call_site(), error).into_compile_error(),
    );
    quote::quote!(#item #error)
}

/// The compiler for one function, with what it follows of the functions that it takes.
fn companion(
    signature: &parse::Signature,
    options: &parse::Options,
    body: &syn::Block,
) -> syn::Result<TokenStream> {
    let Some(Followed { called, driven }) = functions::followed(signature, body) else {
        return compiled(signature, options, body);
    };
    let of_body = matches!(options.rule, parse::Rule::Body);
    let alike = called.functions().eq(driven.functions());
    // A trait declares for all implementations what they follow, before there is one.
    if alike || signature.everywhere || !of_body {
        return compiled(&driven, options, body);
    }
    let callable = !driven.has_functions() && signature.params.iter().any(|param| param.varied);
    if !callable {
        return compiled(&called, options, body);
    }
    let [public, protocol] = [(driven, Share::Public), (called, Share::Protocol)]
        .map(|(signature, share)| parse::Signature { share, ..signature });
    let first = parse::Options {
        order: 1,
        ..options.clone()
    };
    let public = compiled(&public, options, body)?;
    let protocol = compiled(&protocol, &first, body)?;
    Ok(quote::quote!(#public #protocol))
}

/// The compiler for one function: from its signature and body to its companion.
fn compiled(
    signature: &parse::Signature,
    options: &parse::Options,
    body: &syn::Block,
) -> syn::Result<TokenStream> {
    let mut in_two = None;
    // How many values the function itself has, where its derivatives were made of its body.
    let mut own_values = usize::MAX;
    let mut own_bases = usize::MAX;
    let (vjp, jvp) = match &options.rule {
        parse::Rule::Functions { jvp, vjp } => {
            return Ok(companion::of_functions(
                signature,
                jvp.as_ref(),
                vjp.as_ref(),
            ));
        }
        parse::Rule::Partials(partials) => {
            let modes = custom::modes(signature, partials)?;
            (modes.vjp, modes.jvp)
        }
        parse::Rule::Body => {
            let mut primal = lower::lower(signature, body)?;
            optimise::optimise(&mut primal);
            functions::refuse_order(&primal, signature, options.order)?;
            own_items::annotate(&mut primal, signature, options);
            functions::derive(&mut primal)?;
            own_values = primal.values.len();
            own_bases = primal.bases.len();
            let mut vjp =
                transform::vjp_with(&primal, transform::Passes::ALL).map_err(diagnose::refused)?;
            if vjp.split.is_none() {
                in_two = Some(transform::vjp(&primal).map_err(diagnose::refused)?);
            }
            for f in [&mut vjp].into_iter().chain(&mut in_two) {
                optimise::sums(f, &primal);
            }
            let mut jvp = transform::jvp(&primal).map_err(diagnose::refused)?;
            optimise::edges(&mut jvp, own_values);
            (vjp, jvp)
        }
    };
    let mut functions = vec![(vec![Mode::Vjp], vjp), (vec![Mode::Jvp], jvp)];
    for order in 1..options.order {
        // The last two are the derivatives of the order before.
        for last in 2 * usize::from(order) - 2..2 * usize::from(order) {
            let (modes, f) = &functions[last];
            let mut jvp = transform::jvp(f).map_err(diagnose::refused)?;
            optimise::edges(&mut jvp, f.values.len());
            functions.push(([&modes[..], &[Mode::Jvp]].concat(), jvp));
        }
    }
    if signature.borrows() {
        // The function itself says what it refers to.
        for (modes, f) in &mut functions {
            transform::forget_value(&mut f.output, modes);
        }
        in_two
            .iter_mut()
            .for_each(|f| transform::forget_value(&mut f.output, &[Mode::Vjp]));
    }
    let covered = analyse::covered::covered(&functions[0].1);
    for f in functions.iter_mut().map(|(_, f)| f).chain(&mut in_two) {
        optimise::optimise(f);
        optimise::guards(f, own_values);
        optimise::finish(f);
    }
    let lanes = InLanes::of(signature, &functions[1].1, own_bases);
    let adjoint = optimise::adjoint(&functions[0].1);
    let in_two = in_two.unwrap_or_else(|| functions[0].1.clone());
    optimise::once(&mut functions[0].1);
    Ok(companion::of_derivatives(
        signature,
        &functions,
        &in_two,
        adjoint.as_ref(),
        &covered,
        lanes.as_ref(),
    ))
}

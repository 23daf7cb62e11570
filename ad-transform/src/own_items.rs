//! Functions inside the body of a function: they are part of what the user annotated.
//!
//! Generated bodies have copies of the items of the user's. A function among these that is called with what varies gets a
//! companion there, as if it were annotated itself; one that is not may be anything.

use crate::analyse::activity::Activity;
use crate::hashed::HashSet;
use crate::ir::visit::statements;
use crate::ir::{Function, Op};
use crate::parse::{Options, Signature, Surroundings, words};
use crate::sorted::Set;
use proc_macro2::Literal;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, ItemFn};

/// Annotates the functions among the items that are differentiated.
pub fn annotate(f: &mut Function, signature: &Signature, options: &Options) {
    let mut found: Vec<(usize, ItemFn)> = Vec::new();
    for (i, item) in f.items.iter().enumerate() {
        if let Ok(function) = syn::parse2::<ItemFn>(item.clone())
            && !function.attrs.iter().any(is_annotation)
        {
            found.push((i, function));
        }
    }
    if found.is_empty() {
        return;
    }
    let mut needed = differentiated(f);
    // What is called by one of them with what varies is not known here: all that can vary does.
    let mut open: Vec<String> = needed.iter().cloned().collect();
    while let Some(caller) = open.pop() {
        let bodies = found
            .iter()
            .filter(|(_, function)| function.sig.ident == caller);
        let words: HashSet<String> = bodies
            .flat_map(|(_, function)| words(function.block.to_token_stream()))
            .collect();
        for (_, function) in &found {
            let name = function.sig.ident.to_string();
            if words.contains(&name)
                && varies(function, signature, options)
                && needed.insert(name.clone())
            {
                open.push(name);
            }
        }
    }
    let (krate, order) = (&options.krate, Literal::u8_unsuffixed(options.order));
    for (i, function) in found {
        if needed.contains(&function.sig.ident.to_string()) {
            // Where the function stands says that it is no method of what is around the one that it is in.
            let span = function.sig.fn_token.span;
            let annotation =
                quote_spanned!(span=> #[#krate::differentiate(order = #order, crate = #krate)]);
            f.items[i] = quote!(#annotation #function);
        }
    }
}

/// The names of what is called with what varies.
fn differentiated(f: &Function) -> Set<String> {
    let varied = Activity::varied(f);
    let mut names = Set::new();
    statements(&f.body, &mut |stmt| {
        if let Op::Call(call, result) = &stmt.op
            && varied.passes(f, call, *result)
        {
            names.insert(call.callee.path.to_string());
        }
    });
    let mut lambdas: Vec<&Function> = f.lambdas.iter().map(|lambda| &lambda.function).collect();
    while let Some(lambda) = lambdas.pop() {
        lambdas.extend(lambda.lambdas.iter().map(|inner| &inner.function));
        statements(&lambda.body, &mut |stmt| {
            if let Op::Call(call, _) = &stmt.op {
                names.insert(call.callee.path.to_string());
            }
        });
    }
    names
}

fn varies(function: &ItemFn, around: &Signature, options: &Options) -> bool {
    let surroundings = Surroundings::Free;
    let signature = Signature::known(function, options, &surroundings, around.knowledge.clone());
    signature.is_ok_and(|signature| signature.varies())
}

fn is_annotation(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| last.ident == "differentiate")
}

//! Prints what the compiler makes of the annotated functions of a file, stage by stage:
//! `cargo run -p ad-transform --example expand -- file.rs [name]`. Without a name, only how long each takes.

use ad_transform::parse::{Knowledge, Options, Signature, Surroundings, macros};
use ad_transform::{differentiate, lower, optimise, transform};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::path::Path;
use std::time::Instant;
use syn::{Item, ItemFn, Meta};

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a file of Rust");
    let wanted = args.next();
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    let mut functions = Vec::new();
    let file = syn::parse_file(&text).expect("the file is Rust");
    Knowledge::of_file(Path::new(&path)).assume();
    annotated(file.items, &mut functions);
    for (attr, item) in functions {
        let name = item.sig.ident.to_string();
        if wanted.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        let start = Instant::now();
        let tokens = differentiate(attr.clone(), item.to_token_stream());
        eprintln!("{name}: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
        if wanted.is_some() {
            if let Err(error) = print_stages(attr, &item) {
                eprintln!("{error}");
            }
            let file = syn::parse2(tokens).expect("generated code is Rust");
            println!("{}", prettyplease::unparse(&file));
        }
    }
}

/// The annotated functions, those in modules too, with the options of the attribute.
fn annotated(items: Vec<Item>, found: &mut Vec<(TokenStream, ItemFn)>) {
    for item in items {
        match item {
            Item::Mod(module) => {
                annotated(
                    module.content.map_or_else(Vec::new, |(_, items)| items),
                    found,
                );
            }
            Item::Fn(mut item) => {
                let is_ours = |a: &syn::Attribute| {
                    a.path()
                        .segments
                        .last()
                        .is_some_and(|s| s.ident == "differentiate")
                };
                if let Some(at) = item.attrs.iter().position(is_ours) {
                    let options = match item.attrs.remove(at).meta {
                        Meta::List(list) => list.tokens,
                        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
                    };
                    found.push((options, item));
                }
            }
            Item::Impl(mut item) => expand_annotated(&mut item.attrs.clone(), &mut item),
            Item::Trait(mut item) => expand_annotated(&mut item.attrs.clone(), &mut item),
            _ => {}
        }
    }
}

/// The IR of a function after each stage.
fn print_stages(attr: TokenStream, item: &ItemFn) -> syn::Result<()> {
    let options = Options::parse(attr)?;
    let mut signature = Signature::of(item, &options, &Surroundings::of(item, None))?;
    let body = macros::expanded(&mut signature, &item.block);
    let mut primal = lower::lower(&signature, &body)?;
    println!("// lowered\n{primal}");
    optimise::optimise(&mut primal);
    println!("// optimised\n{primal}");
    for (name, mut derivative) in [
        (
            "vjp",
            transform::vjp(&primal).map_err(ad_transform::diagnose::refused)?,
        ),
        (
            "jvp",
            transform::jvp(&primal).map_err(ad_transform::diagnose::refused)?,
        ),
    ] {
        println!("// {name}\n{derivative}");
        optimise::optimise(&mut derivative);
        println!("// {name}, optimised\n{derivative}");
        let lanes = transform::lanes(&derivative, primal.bases.len(), "N", &|_, _| false);
        if let Some(lanes) = lanes.filter(|_| name == "jvp") {
            println!("// {name} in several directions\n{lanes}");
        }
    }
    Ok(())
}

/// Prints what becomes of an annotated `impl` or trait.
fn expand_annotated(attrs: &mut Vec<syn::Attribute>, item: &mut impl ToTokens) {
    let is_it = |a: &syn::Attribute| a.path().is_ident("differentiate");
    let Some(at) = attrs.iter().position(is_it) else {
        return;
    };
    let attr = match attrs.remove(at).meta {
        Meta::List(list) => list.tokens,
        _ => Default::default(),
    };
    // The attribute is the first thing in the item.
    let mut tokens = item.to_token_stream().into_iter();
    (0..2).for_each(|_| drop(tokens.next()));
    let tokens = differentiate(attr, tokens.collect());
    match syn::parse2(tokens.clone()) {
        Ok(file) => println!("{}", prettyplease::unparse(&file)),
        Err(_) => println!("{tokens}"),
    }
}

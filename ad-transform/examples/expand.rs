//! Prints what `#[differentiate]` generates for the annotated functions of a file, and how long each took:
//! `cargo run -p ad-transform --example expand -- file.rs [name]`.

use quote::ToTokens;
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a file of Rust");
    let wanted = args.next();
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let file = syn::parse_file(&text).expect("the file is Rust");
    let mut items = file.items;
    while let Some(item) = items.pop() {
        match item {
            syn::Item::Mod(module) => items.extend(module.content.into_iter().flat_map(|(_, i)| i)),
            syn::Item::Fn(mut item) => {
                let name = item.sig.ident.to_string();
                let Some(at) = item
                    .attrs
                    .iter()
                    .position(|a| a.path().is_ident("differentiate"))
                else {
                    continue;
                };
                if wanted.as_ref().is_some_and(|wanted| *wanted != name) {
                    continue;
                }
                let attr = match item.attrs.remove(at).meta {
                    syn::Meta::List(list) => list.tokens,
                    _ => Default::default(),
                };
                eprint!("{name}: ");
                let start = Instant::now();
                let tokens = ad_transform::differentiate(attr, item.into_token_stream());
                eprintln!("{:.1} ms", start.elapsed().as_secs_f64() * 1e3);
                if wanted.is_some() {
                    let file = syn::parse2(tokens).expect("generated code is Rust");
                    println!("{}", prettyplease::unparse(&file));
                }
            }
            _ => {}
        }
    }
}

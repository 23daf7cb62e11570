//! A crate of as many functions as one likes: the problems' own, again and again, each time in modules of their own.

use super::sources;
use quote::quote;
use std::fmt::Write;
use std::path::Path;

/// Writes its sources, with annotations or without.
pub fn write(folder: &Path, functions: usize, with: bool) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let sources = sources::all();
    let mut library = String::from("#![allow(warnings)]\n");
    let mut written = 0;
    'copies: for copy in 0.. {
        for source in &sources {
            if written >= functions {
                break 'copies;
            }
            written += source.functions.len();
            let name = format!("{}_{copy}", source.name);
            let around = &source.around;
            let items = source.functions.iter().map(|(options, function)| {
                let attribute = with.then(|| quote!(#[ad::differentiate(#options)]));
                quote!(#attribute #function)
            });
            let file = syn::parse2(quote!(#(#around)* #(#items)*)).expect("source");
            std::fs::write(
                folder.join(format!("{name}.rs")),
                prettyplease::unparse(&file),
            )?;
            let _ = writeln!(library, "pub mod {name};");
        }
    }
    std::fs::write(folder.join("lib.rs"), library)
}

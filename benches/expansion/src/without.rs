//! Sources whose annotated functions are expanded, with one analysis left out.

use super::pipeline::{Analyses, companion_of, is_from_body};
use ad_transform::parse::Knowledge;
use ad_transform::transform::Passes;
use quote::{ToTokens, quote};
use std::path::Path;
use syn::{Item, Meta};

/// The analyses that are left out, one at a time.
pub const ANALYSES: [(&str, Analyses); 6] = [
    (
        "independent",
        Analyses {
            passes: Passes {
                independent: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "restore",
        Analyses {
            passes: Passes {
                restore: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "dependences",
        Analyses {
            passes: Passes {
                dependences: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "sums",
        Analyses {
            sums: false,
            ..Analyses::ALL
        },
    ),
    (
        "onward",
        Analyses {
            onward: false,
            ..Analyses::ALL
        },
    ),
    (
        "rows",
        Analyses {
            rows: false,
            ..Analyses::ALL
        },
    ),
];

/// Copies a folder of sources with their functions expanded.
pub fn copy(from: &Path, to: &Path, analyses: Analyses) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to, analyses)?;
        } else {
            let text = std::fs::read_to_string(&path)?;
            std::fs::write(to, expanded(&path, &text, analyses).unwrap_or(text))?;
        }
    }
    Ok(())
}

/// A file with its annotated functions expanded; none where there is nothing to expand.
fn expanded(path: &Path, text: &str, analyses: Analyses) -> Option<String> {
    let mut file = syn::parse_file(text).ok()?;
    // The attribute reads the file that its function stands in, and those from which that imports: of types that it did not
    // know it would not know their tangents in several directions.
    Knowledge::of_file(path).assume();
    let mut items = Vec::new();
    let mut changed = false;
    for mut item in file.items {
        let companion = companion(&mut item, analyses);
        items.push(item);
        if let Some(companion) = companion {
            changed = true;
            items.extend(syn::parse2::<syn::File>(companion).ok()?.items);
        }
    }
    file.items = items;
    let text = file.to_token_stream().to_string();
    changed.then(|| {
        text.replacen(
            "use ad :: differentiate ;",
            "#[allow(unused)] use ad::differentiate;",
            1,
        )
    })
}

/// The companion of an annotated function, which loses its attribute.
fn companion(item: &mut Item, analyses: Analyses) -> Option<proc_macro2::TokenStream> {
    let Item::Fn(function) = item else {
        return None;
    };
    let is_ours = |attr: &syn::Attribute| attr.path().is_ident("differentiate");
    let at = function.attrs.iter().position(is_ours)?;
    let options = match &function.attrs[at].meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => quote!(),
    };
    if !is_from_body(&options) {
        return None;
    }
    function.attrs.remove(at);
    companion_of(options, function.to_token_stream(), analyses, &mut [0.0; 5]).ok()
}
